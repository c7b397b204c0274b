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

/* The line breaking classes of UAX #14. Two of them are split where its rules look at more than
 * the class. */
enum line_break_class {
    LINE_BREAK_XX, /* unknown */
    LINE_BREAK_AI, /* ambiguous: letter or ideograph, ① § × */
    LINE_BREAK_AL, /* letters and ordinary symbols */
    LINE_BREAK_B2, /* — */
    LINE_BREAK_BA, /* a break after: tab, hyphen, – */
    LINE_BREAK_BB, /* a break before */
    LINE_BREAK_BK, /* line and paragraph separator, form feed */
    LINE_BREAK_CB, /* embedded object */
    LINE_BREAK_CJ, /* small kana */
    LINE_BREAK_CL, /* closing mark */
    LINE_BREAK_CM, /* combining mark */
    LINE_BREAK_CP, /* ) ] */
    LINE_BREAK_CR,
    LINE_BREAK_EB, /* emoji that takes a modifier */
    LINE_BREAK_EM, /* emoji modifier */
    LINE_BREAK_EX, /* ! ? */
    LINE_BREAK_GL, /* no-break space and other glue */
    LINE_BREAK_H2, /* Hangul syllables */
    LINE_BREAK_H3,
    LINE_BREAK_HL,          /* Hebrew letter */
    LINE_BREAK_HY,          /* hyphen-minus */
    LINE_BREAK_ID,          /* ideograph */
    LINE_BREAK_ID_RESERVED, /* of them code points kept for pictographs to come */
    LINE_BREAK_IN,          /* … */
    LINE_BREAK_IS,          /* . , : ; */
    LINE_BREAK_JL,          /* Hangul letters */
    LINE_BREAK_JT,
    LINE_BREAK_JV,
    LINE_BREAK_LF,
    LINE_BREAK_NL,      /* next line, U+0085 */
    LINE_BREAK_NS,      /* nonstarter: 々 ； ・ */
    LINE_BREAK_NU,      /* digit */
    LINE_BREAK_OP,      /* opening mark */
    LINE_BREAK_OP_EAST, /* of them those that are wide or half-width */
    LINE_BREAK_PO,      /* behind a number: % ℃ */
    LINE_BREAK_PR,      /* before a number: $ № + */
    LINE_BREAK_QU,      /* quotation mark that may open or close */
    LINE_BREAK_RI,      /* regional indicator */
    LINE_BREAK_SA,      /* letters of scripts without spaces; their marks are CM */
    LINE_BREAK_SG,      /* surrogate */
    LINE_BREAK_SP,      /* space */
    LINE_BREAK_SY,      /* / */
    LINE_BREAK_WJ,      /* word joiner */
    LINE_BREAK_ZW,      /* zero width space */
    LINE_BREAK_ZWJ,     /* zero width joiner */
    LINE_BREAK_CLASSES
};

enum line_break_class unicode_line_break(uint32_t character);

/* White space, as \s of an ECMA regular expression has it: the ideographic space, too. */
bool unicode_is_blank(uint32_t character);

/* Control characters that have no place in a document (all of Cc but tab, LF, CR; and U+FFFE/F). */
bool unicode_is_forbidden(uint32_t character);

#endif
