#include "base/unicode.h"

#include <glib.h>

uint32_t unicode_decode(const char *bytes, size_t size, size_t *offset)
{
    const unsigned char *at = (const unsigned char *)bytes + *offset;
    size_t left = size - *offset;
    uint32_t character;
    size_t more;
    uint32_t least;

    if (at[0] < 0x80) {
        *offset += 1;
        return at[0];
    }
    if (at[0] >= 0xC2 && at[0] <= 0xDF) {
        character = at[0] & 0x1FU, more = 1, least = 0x80;
    } else if (at[0] >= 0xE0 && at[0] <= 0xEF) {
        character = at[0] & 0x0FU, more = 2, least = 0x800;
    } else if (at[0] >= 0xF0 && at[0] <= 0xF4) {
        character = at[0] & 0x07U, more = 3, least = 0x10000;
    } else {
        *offset += 1;
        return UNICODE_INVALID;
    }
    for (size_t i = 1; i <= more; i++) {
        if (i >= left || (at[i] & 0xC0) != 0x80) {
            *offset += 1;
            return UNICODE_INVALID;
        }
        character = character << 6 | (at[i] & 0x3FU);
    }
    if (character < least || character > 0x10FFFF || (character >= 0xD800 && character <= 0xDFFF)) {
        *offset += 1;
        return UNICODE_INVALID;
    }
    *offset += more + 1;
    return character;
}

size_t unicode_encode(uint32_t character, char bytes[4])
{
    return (size_t)g_unichar_to_utf8(character, bytes);
}

size_t unicode_count(const char *bytes, size_t size)
{
    size_t count = 0;

    for (size_t i = 0; i < size; i++) {
        count += ((unsigned char)bytes[i] & 0xC0) != 0x80;
    }
    return count;
}

unsigned unicode_columns(uint32_t character)
{
    if (g_unichar_iszerowidth(character)) {
        return 0;
    }
    return g_unichar_iswide(character) ? 2 : 1;
}

bool unicode_is_extend(uint32_t character)
{
    return character >= 0x300 && (g_unichar_ismark(character) || character == 0x200D ||
                                  (character >= 0xFE00 && character <= 0xFE0F) ||
                                  (character >= 0xE0100 && character <= 0xE01EF));
}

bool unicode_is_han(uint32_t character)
{
    return (character >= 0x4E00 && character <= 0x9FFF) || character == 0x3007 ||
           character == 0x3005 || (character >= 0x3400 && character <= 0x4DBF) ||
           (character >= 0xF900 && character <= 0xFAFF) ||
           (character >= 0x20000 && character <= 0x3FFFD);
}

/* By GLib's names for them. */
static const enum line_break_class line_break_classes[] = {
    [G_UNICODE_BREAK_MANDATORY] = LINE_BREAK_BK,
    [G_UNICODE_BREAK_CARRIAGE_RETURN] = LINE_BREAK_CR,
    [G_UNICODE_BREAK_LINE_FEED] = LINE_BREAK_LF,
    [G_UNICODE_BREAK_COMBINING_MARK] = LINE_BREAK_CM,
    [G_UNICODE_BREAK_SURROGATE] = LINE_BREAK_SG,
    [G_UNICODE_BREAK_ZERO_WIDTH_SPACE] = LINE_BREAK_ZW,
    [G_UNICODE_BREAK_INSEPARABLE] = LINE_BREAK_IN,
    [G_UNICODE_BREAK_NON_BREAKING_GLUE] = LINE_BREAK_GL,
    [G_UNICODE_BREAK_CONTINGENT] = LINE_BREAK_CB,
    [G_UNICODE_BREAK_SPACE] = LINE_BREAK_SP,
    [G_UNICODE_BREAK_AFTER] = LINE_BREAK_BA,
    [G_UNICODE_BREAK_BEFORE] = LINE_BREAK_BB,
    [G_UNICODE_BREAK_BEFORE_AND_AFTER] = LINE_BREAK_B2,
    [G_UNICODE_BREAK_HYPHEN] = LINE_BREAK_HY,
    [G_UNICODE_BREAK_NON_STARTER] = LINE_BREAK_NS,
    [G_UNICODE_BREAK_OPEN_PUNCTUATION] = LINE_BREAK_OP,
    [G_UNICODE_BREAK_CLOSE_PUNCTUATION] = LINE_BREAK_CL,
    [G_UNICODE_BREAK_QUOTATION] = LINE_BREAK_QU,
    [G_UNICODE_BREAK_EXCLAMATION] = LINE_BREAK_EX,
    [G_UNICODE_BREAK_IDEOGRAPHIC] = LINE_BREAK_ID,
    [G_UNICODE_BREAK_NUMERIC] = LINE_BREAK_NU,
    [G_UNICODE_BREAK_INFIX_SEPARATOR] = LINE_BREAK_IS,
    [G_UNICODE_BREAK_SYMBOL] = LINE_BREAK_SY,
    [G_UNICODE_BREAK_ALPHABETIC] = LINE_BREAK_AL,
    [G_UNICODE_BREAK_PREFIX] = LINE_BREAK_PR,
    [G_UNICODE_BREAK_POSTFIX] = LINE_BREAK_PO,
    [G_UNICODE_BREAK_COMPLEX_CONTEXT] = LINE_BREAK_SA,
    [G_UNICODE_BREAK_AMBIGUOUS] = LINE_BREAK_AI,
    [G_UNICODE_BREAK_UNKNOWN] = LINE_BREAK_XX,
    [G_UNICODE_BREAK_NEXT_LINE] = LINE_BREAK_NL,
    [G_UNICODE_BREAK_WORD_JOINER] = LINE_BREAK_WJ,
    [G_UNICODE_BREAK_HANGUL_L_JAMO] = LINE_BREAK_JL,
    [G_UNICODE_BREAK_HANGUL_V_JAMO] = LINE_BREAK_JV,
    [G_UNICODE_BREAK_HANGUL_T_JAMO] = LINE_BREAK_JT,
    [G_UNICODE_BREAK_HANGUL_LV_SYLLABLE] = LINE_BREAK_H2,
    [G_UNICODE_BREAK_HANGUL_LVT_SYLLABLE] = LINE_BREAK_H3,
    [G_UNICODE_BREAK_CLOSE_PARANTHESIS] = LINE_BREAK_CP,
    [G_UNICODE_BREAK_CONDITIONAL_JAPANESE_STARTER] = LINE_BREAK_CJ,
    [G_UNICODE_BREAK_HEBREW_LETTER] = LINE_BREAK_HL,
    [G_UNICODE_BREAK_REGIONAL_INDICATOR] = LINE_BREAK_RI,
    [G_UNICODE_BREAK_EMOJI_BASE] = LINE_BREAK_EB,
    [G_UNICODE_BREAK_EMOJI_MODIFIER] = LINE_BREAK_EM,
    [G_UNICODE_BREAK_ZERO_WIDTH_JOINER] = LINE_BREAK_ZWJ,
};

enum line_break_class unicode_line_break(uint32_t character)
{
    size_t type = (size_t)g_unichar_break_type(character);
    enum line_break_class class = type < sizeof line_break_classes / sizeof *line_break_classes
                                      ? line_break_classes[type]
                                      : LINE_BREAK_XX;

    if (class == LINE_BREAK_OP &&
        (g_unichar_iswide(character) || character == 0xFF62 /* half-width 「 */)) {
        return LINE_BREAK_OP_EAST;
    }
    if (class == LINE_BREAK_ID && character >= 0x1F000 && character <= 0x1FFFD &&
        !g_unichar_isdefined(character)) {
        return LINE_BREAK_ID_RESERVED;
    }
    if (class == LINE_BREAK_SA && g_unichar_ismark(character)) {
        return LINE_BREAK_CM;
    }
    /* Planes 2 and 3 are ideographs, listed or not. */
    if (class == LINE_BREAK_XX && character >= 0x20000 && character <= 0x3FFFD) {
        return LINE_BREAK_ID;
    }
    return class;
}

bool unicode_is_blank(uint32_t character)
{
    return g_unichar_isspace(character);
}

bool unicode_is_forbidden(uint32_t character)
{
    if (character < 0x20) {
        return character != '\t' && character != '\n' && character != '\r';
    }
    return (character >= 0x7F && character < 0xA0 && character != 0x85) ||
           (character & 0xFFFE) == 0xFFFE || (character >= 0xFDD0 && character <= 0xFDEF) ||
           character == 0xFEFF;
}
