/*
 * Bodies of forms: application/x-www-form-urlencoded. Private to serve/.
 */
#ifndef GONGWEN_SERVE_FORM_H
#define GONGWEN_SERVE_FORM_H

#include <stddef.h>

enum { FORM_FIELDS_LIMIT = 8 };

struct form {
    struct {
        const char *name, *value;
    } fields[FORM_FIELDS_LIMIT];
    size_t count;
};

/* Reads a body in place: its bytes are changed, and must live as long as the form. There must be
 * room for one more byte behind it. What holds a NUL or wrong escapes, and fields over the limit,
 * are left out. */
void form_read(struct form *form, char *body, size_t size);

/* NULL: there is none. */
const char *form_field(const struct form *form, const char *name);

#endif
