/*
 * UTF-8 and the Unicode properties that more than one stage needs. Property data is GLib's
 * (loaded with HarfBuzz anyway); nothing here depends on the locale.
 */
#ifndef GONGWEN_BASE_UNICODE_H
#define GONGWEN_BASE_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { UNICODE_INVALID = 0xFFFFFFFF };

/* Decodes the code point at `*offset` and moves `*offset` behind it. Returns UNICODE_INVALID and
 * moves by one byte where the bytes are no well-formed UTF-8 (surrogates and overlong forms
 * included). `*offset` must be less than `size`. */
uint32_t unicode_decode(const char *bytes, size_t size, size_t *offset);

/* Writes 1..4 bytes of UTF-8 and returns how many; `character` must be a scalar value. */
size_t unicode_encode(uint32_t character, char bytes[4]);

/* How many code points the (valid) bytes hold. */
size_t unicode_count(const char *bytes, size_t size);

/* Columns on a terminal: 2 for East Asian wide, 0 for combining marks, else 1. */
unsigned unicode_columns(uint32_t character);

/* A combining mark (general category M), or a variation selector or joiner: extends the character
 * before it. */
bool unicode_is_extend(uint32_t character);

/* Han ideographs, all extensions and compatibility forms, 〇 and 々 included. */
bool unicode_is_han(uint32_t character);

/* The line breaking classes of UAX #14 that the tailoring for Chinese asks for; all others are
 * LINE_BREAK_OTHER. */
enum line_break_class {
    LINE_BREAK_OTHER,
    LINE_BREAK_OPEN,        /* OP */
    LINE_BREAK_CLOSE,       /* CL, CP */
    LINE_BREAK_NONSTARTER,  /* NS, CJ */
    LINE_BREAK_EXCLAMATION, /* EX */
    LINE_BREAK_INFIX,       /* IS */
    LINE_BREAK_SOLIDUS,     /* SY */
    LINE_BREAK_AFTER,       /* BA */
    LINE_BREAK_HYPHEN,      /* HY */
    LINE_BREAK_GLUE,        /* GL */
    LINE_BREAK_PREFIX       /* PR */
};

enum line_break_class unicode_line_break(uint32_t character);

/* White space, as \s of an ECMA regular expression has it: the ideographic space, too. */
bool unicode_is_blank(uint32_t character);

/* Control characters that have no place in a document (all of Cc but tab, LF, CR; and U+FFFE/F). */
bool unicode_is_forbidden(uint32_t character);

#endif
