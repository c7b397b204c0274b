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

enum line_break_class unicode_line_break(uint32_t character)
{
    switch (g_unichar_break_type(character)) {
    case G_UNICODE_BREAK_OPEN_PUNCTUATION:
        return LINE_BREAK_OPEN;
    case G_UNICODE_BREAK_CLOSE_PUNCTUATION:
    case G_UNICODE_BREAK_CLOSE_PARANTHESIS:
        return LINE_BREAK_CLOSE;
    case G_UNICODE_BREAK_NON_STARTER:
    case G_UNICODE_BREAK_CONDITIONAL_JAPANESE_STARTER:
        return LINE_BREAK_NONSTARTER;
    case G_UNICODE_BREAK_EXCLAMATION:
        return LINE_BREAK_EXCLAMATION;
    case G_UNICODE_BREAK_INFIX_SEPARATOR:
        return LINE_BREAK_INFIX;
    case G_UNICODE_BREAK_SYMBOL:
        return LINE_BREAK_SOLIDUS;
    case G_UNICODE_BREAK_AFTER:
        return LINE_BREAK_AFTER;
    case G_UNICODE_BREAK_HYPHEN:
        return LINE_BREAK_HYPHEN;
    case G_UNICODE_BREAK_NON_BREAKING_GLUE:
        return LINE_BREAK_GLUE;
    case G_UNICODE_BREAK_PREFIX:
        return LINE_BREAK_PREFIX;
    default:
        return LINE_BREAK_OTHER;
    }
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
