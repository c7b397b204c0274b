#include "serve/form.h"

#include <stdbool.h>
#include <string.h>

static int digit(char byte)
{
    if (byte >= '0' && byte <= '9') {
        return byte - '0';
    }
    char lower = (char)(byte | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* Takes the escapes out of a string; false where one is none or stands for NUL. */
static bool unescape(char *text)
{
    char *to = text;

    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '+') {
            *to++ = ' ';
        } else if (*at == '%') {
            int high = digit(at[1]);
            int low = high < 0 ? -1 : digit(at[2]);
            if (low < 0 || (high == 0 && low == 0)) {
                return false;
            }
            *to++ = (char)(high << 4 | low);
            at += 2;
        } else {
            *to++ = *at;
        }
    }
    *to = '\0';
    return true;
}

void form_read(struct form *form, char *body, size_t size)
{
    form->count = 0;
    body[size] = '\0';
    if (memchr(body, '\0', size) != NULL) {
        return;
    }
    for (char *at = body, *next; at != NULL && form->count < FORM_FIELDS_LIMIT; at = next) {
        next = strchr(at, '&');
        if (next != NULL) {
            *next++ = '\0';
        }
        char *value = strchr(at, '=');
        if (value == NULL) {
            continue;
        }
        *value++ = '\0';
        if (unescape(at) && unescape(value)) {
            form->fields[form->count].name = at;
            form->fields[form->count++].value = value;
        }
    }
}

const char *form_field(const struct form *form, const char *name)
{
    for (size_t i = 0; i < form->count; i++) {
        if (strcmp(form->fields[i].name, name) == 0) {
            return form->fields[i].value;
        }
    }
    return NULL;
}
