/* Texts and dates of annotations as people read them. */
#include "comment/annotation.h"

#include "base/arena.h"
#include "base/unicode.h"
#include <string.h>

static bool begins(struct string text, size_t at, const char *word)
{
    size_t size = strlen(word);

    return text.size - at >= size && memcmp(text.bytes + at, word, size) == 0;
}

/* What an entity stands for; moves behind it. */
static void add_entity(struct buffer *out, struct string text, size_t *at)
{
    static const struct {
        const char *name;
        char character;
    } rows[] = {{"&amp;", '&'},  {"&lt;", '<'},    {"&gt;", '>'},
                {"&quot;", '"'}, {"&apos;", '\''}, {"&nbsp;", ' '}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (begins(text, *at, rows[i].name)) {
            buffer_add_byte(out, (unsigned char)rows[i].character);
            *at += strlen(rows[i].name);
            return;
        }
    }
    size_t from = *at + 2;
    bool hexadecimal = begins(text, *at, "&#x");
    uint32_t value = 0, digits = 0;
    for (from += hexadecimal; from < text.size && digits < 8; from++, digits++) {
        char c = text.bytes[from];
        uint32_t digit = c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
                         : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
                         : c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A' + 10)
                                                : 99;
        if (digit >= (hexadecimal ? 16U : 10U)) {
            break;
        }
        value = value * (hexadecimal ? 16 : 10) + digit;
    }
    bool good = begins(text, *at, "&#") && digits > 0 && digits < 8 && from < text.size &&
                text.bytes[from] == ';' && value < 0x110000 &&
                !(value >= 0xD800 && value < 0xE000) && !unicode_is_forbidden(value);
    if (good) {
        buffer_add_character(out, value);
        *at = from + 1;
    } else {
        buffer_add_byte(out, '&');
        ++*at;
    }
}

struct string annotation_plain(struct arena *arena, struct string rich)
{
    struct buffer out = buffer_new(arena);

    for (size_t at = 0; at < rich.size;) {
        if (begins(rich, at, "<style")) {
            const char *end = memmem(rich.bytes + at, rich.size - at, "</style", 7);
            at = end == NULL ? rich.size : (size_t)(end - rich.bytes);
        } else if (rich.bytes[at] == '<') {
            const char *end = memchr(rich.bytes + at, '>', rich.size - at);
            if ((begins(rich, at, "</p") || begins(rich, at, "<br")) && out.size > 0) {
                buffer_add_byte(&out, '\n');
            }
            at = end == NULL ? rich.size : (size_t)(end - rich.bytes) + 1;
        } else if (rich.bytes[at] == '&') {
            add_entity(&out, rich, &at);
        } else {
            char byte = rich.bytes[at++];
            buffer_add_byte(&out, (unsigned char)(byte == '\n' ? ' ' : byte));
        }
    }
    while (out.size > 0 && (out.bytes[out.size - 1] == '\n' || out.bytes[out.size - 1] == ' ')) {
        out.bytes[--out.size] = '\0';
    }
    return buffer_string(&out);
}

/* ---- dates ---- */

/* `count` digits; false where there are fewer. */
static bool take_digits(struct string text, size_t *at, size_t count, int *value)
{
    *value = 0;
    if (text.size - *at < count) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        char c = text.bytes[*at + i];
        if (c < '0' || c > '9') {
            return false;
        }
        *value = *value * 10 + (c - '0');
    }
    *at += count;
    return true;
}

/* Days since 1970-01-01 in the Gregorian calendar. */
static int64_t days_of(int64_t year, int month, int day)
{
    static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    int64_t last = year - 1;
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return last * 365 + last / 4 - last / 100 + last / 400 - 719162 + before[month - 1] + day - 1 +
           (leap && month > 2);
}

const char *annotation_time(struct arena *arena, struct string date, int64_t *instant)
{
    size_t at = begins(date, 0, "D:") ? 2 : 0;
    int year, month = 1, day = 1, hour = 0, minute = 0, second = 0, hours = 0, minutes = 0;

    *instant = 0;
    if (!take_digits(date, &at, 4, &year) || year == 0) {
        return "";
    }
    bool has_day = take_digits(date, &at, 2, &month) && take_digits(date, &at, 2, &day);
    if (!has_day || month < 1 || month > 12 || day < 1 || day > 31) {
        return "";
    }
    bool has_time = take_digits(date, &at, 2, &hour) && take_digits(date, &at, 2, &minute);
    (void)(has_time && take_digits(date, &at, 2, &second));
    if (hour > 23 || minute > 59 || second > 60) {
        return "";
    }
    int sign = at < date.size ? date.bytes[at] : ' ';
    if (sign == '+' || sign == '-') {
        at++;
        if (take_digits(date, &at, 2, &hours) && at < date.size && date.bytes[at] == '\'') {
            at++;
        }
        (void)take_digits(date, &at, 2, &minutes);
    }
    int64_t offset = ((int64_t)hours * 60 + minutes) * 60 * (sign == '-' ? -1 : 1);
    *instant = ((days_of(year, month, day) * 24 + hour) * 60 + minute) * 60 + second - offset;
    if (!has_time) {
        return arena_format(arena, "%04d-%02d-%02d", year, month, day);
    }
    const char *zone = sign == '+' || sign == '-'
                           ? arena_format(arena, "%c%02d:%02d", sign, hours, minutes)
                           : (sign == 'Z' ? "Z" : "");
    return arena_format(arena, "%04d-%02d-%02dT%02d:%02d:%02d%s", year, month, day, hour, minute,
                        second, zone);
}
