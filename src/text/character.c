#include "text/character.h"

#include "base/unicode.h"
#include <stddef.h>

struct class_row {
    uint32_t character;
    enum character_class class;
};

/* Marks by code point, ascending. */
static const struct class_row marks[] = {
    {0x00B7, CLASS_MIDDLE_DOT}, /* · */
    {0x2013, CLASS_CONNECTOR},  /* – */
    {0x2014, CLASS_DASH},       /* — */
    {0x2015, CLASS_DASH},       /* ― */
    {0x2018, CLASS_OPENING},    /* ‘ */
    {0x2019, CLASS_CLOSING},    /* ’ */
    {0x201C, CLASS_OPENING},    /* “ */
    {0x201D, CLASS_CLOSING},    /* ” */
    {0x2026, CLASS_ELLIPSIS},   /* … */
    {0x2027, CLASS_MIDDLE_DOT}, /* ‧ */
    {0x22EF, CLASS_ELLIPSIS},   /* ⋯ */
    {0x3001, CLASS_COMMA},      /* 、 */
    {0x3002, CLASS_STOP},       /* 。 */
    {0x3008, CLASS_OPENING},    /* 〈 */
    {0x3009, CLASS_CLOSING},    /* 〉 */
    {0x300A, CLASS_OPENING},    /* 《 */
    {0x300B, CLASS_CLOSING},    /* 》 */
    {0x300C, CLASS_OPENING},    /* 「 */
    {0x300D, CLASS_CLOSING},    /* 」 */
    {0x300E, CLASS_OPENING},    /* 『 */
    {0x300F, CLASS_CLOSING},    /* 』 */
    {0x3010, CLASS_OPENING},    /* 【 */
    {0x3011, CLASS_CLOSING},    /* 】 */
    {0x3014, CLASS_OPENING},    /* 〔 */
    {0x3015, CLASS_CLOSING},    /* 〕 */
    {0x3016, CLASS_OPENING},    /* 〖 */
    {0x3017, CLASS_CLOSING},    /* 〗 */
    {0x301D, CLASS_OPENING},    /* 〝 */
    {0x301E, CLASS_CLOSING},    /* 〞 */
    {0x301F, CLASS_CLOSING},    /* 〟 */
    {0x30FB, CLASS_MIDDLE_DOT}, /* ・ */
    {0xFF01, CLASS_STOP},       /* ！ */
    {0xFF08, CLASS_OPENING},    /* （ */
    {0xFF09, CLASS_CLOSING},    /* ） */
    {0xFF0C, CLASS_COMMA},      /* ， */
    {0xFF0E, CLASS_STOP},       /* ． */
    {0xFF1A, CLASS_COMMA},      /* ： */
    {0xFF1B, CLASS_COMMA},      /* ； */
    {0xFF1F, CLASS_STOP},       /* ？ */
    {0xFF3B, CLASS_OPENING},    /* ［ */
    {0xFF3D, CLASS_CLOSING},    /* ］ */
    {0xFF5B, CLASS_OPENING},    /* ｛ */
    {0xFF5D, CLASS_CLOSING},    /* ｝ */
    {0xFF5E, CLASS_CONNECTOR},  /* ～ */
};

static const struct class_row *find_mark(uint32_t character)
{
    size_t low = 0;
    size_t high = sizeof marks / sizeof *marks;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (marks[middle].character == character) {
            return &marks[middle];
        }
        if (marks[middle].character < character) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

bool character_is_western(uint32_t character)
{
    return character > 0x20 && character < 0x2000 && character != 0xB7;
}

bool character_is_digit(uint32_t character)
{
    return (character >= '0' && character <= '9') || (character >= 0xFF10 && character <= 0xFF19);
}

bool character_is_multiplier(uint32_t character)
{
    static const uint32_t multipliers[] = {0x5341 /* 十 */, 0x767E /* 百 */, 0x5343 /* 千 */,
                                           0x4E07 /* 万 */, 0x4EBF /* 亿 */, 0x4F59 /* 余 */,
                                           0x591A /* 多 */};

    for (size_t i = 0; i < sizeof multipliers / sizeof *multipliers; i++) {
        if (multipliers[i] == character) {
            return true;
        }
    }
    return false;
}

enum character_class character_class(uint32_t before, uint32_t character, uint32_t after)
{
    if (character >= '0' && character <= '9') {
        return CLASS_DIGIT;
    }
    if (character == ' ' || character == 0xA0 || character == '\t') {
        return CLASS_SPACE;
    }
    const struct class_row *mark = find_mark(character);
    if (mark != NULL) {
        bool shared = character < 0x3000;
        bool western = shared && character_is_western(before) && character_is_western(after) &&
                       !(character == 0xB7 || character == 0x2014);
        return western ? CLASS_LATIN : mark->class;
    }
    if (character == 0x2060 || character == 0x200D || character == 0xFEFF) {
        return CLASS_JOINER;
    }
    if (character == 0x200B || character == 0xAD) {
        return CLASS_BREAKER;
    }
    if (unicode_columns(character) == 2 || unicode_is_han(character)) {
        return CLASS_HAN;
    }
    /* ①, ℃, ㎡, →: symbols from the Chinese face, set like hanzi where they are an em wide. */
    if (character >= 0x2100 && character < 0x2E80) {
        return CLASS_HAN;
    }
    return CLASS_LATIN;
}

bool class_is_full_width_mark(enum character_class class)
{
    switch (class) {
    case CLASS_OPENING:
    case CLASS_CLOSING:
    case CLASS_COMMA:
    case CLASS_STOP:
    case CLASS_MIDDLE_DOT:
    case CLASS_DASH:
    case CLASS_ELLIPSIS:
    case CLASS_CONNECTOR:
        return true;
    case CLASS_HAN:
    case CLASS_DIGIT:
    case CLASS_LATIN:
    case CLASS_SPACE:
    case CLASS_JOINER:
    case CLASS_BREAKER:
        return false;
    }
    return false;
}

/* Units and signs that belong to the number before them. */
static bool is_number_suffix(uint32_t character)
{
    switch (character) {
    case '%':
    case 0x2030: /* ‰ */
    case 0x2103: /* ℃ */
    case 0xB0:   /* ° */
    case 0x2032: /* ′ */
    case 0x2033: /* ″ */
    case 0xFF05: /* ％ */
        return true;
    default:
        return false;
    }
}

/* Not at the start of a line (避头), by class or by UAX #14. */
static bool forbidden_at_start(const struct neighbour *after, const struct neighbour *beyond)
{
    switch (after->class) {
    case CLASS_CLOSING:
    case CLASS_COMMA:
    case CLASS_STOP:
    case CLASS_MIDDLE_DOT:
    case CLASS_ELLIPSIS:
    case CLASS_CONNECTOR:
    case CLASS_SPACE:
        return true;
    case CLASS_DASH: /* a 破折号 may begin a line, a single dash may not */
        return beyond->class != CLASS_DASH || beyond->first == 0;
    case CLASS_HAN:
    case CLASS_LATIN:
        switch (unicode_line_break(after->first)) {
        case LINE_BREAK_CLOSE:
        case LINE_BREAK_NONSTARTER:
        case LINE_BREAK_EXCLAMATION:
        case LINE_BREAK_INFIX:
        case LINE_BREAK_SOLIDUS:
        case LINE_BREAK_AFTER:
        case LINE_BREAK_HYPHEN:
            return true;
        case LINE_BREAK_OTHER:
        case LINE_BREAK_OPEN:
        case LINE_BREAK_GLUE:
        case LINE_BREAK_PREFIX:
            return false;
        }
        return false;
    case CLASS_OPENING:
    case CLASS_DIGIT:
    case CLASS_JOINER:
    case CLASS_BREAKER:
        return false;
    }
    return false;
}

/* Not at the end of a line (避尾). */
static bool forbidden_at_end(const struct neighbour *before)
{
    if (before->class == CLASS_OPENING) {
        return true;
    }
    if (before->class == CLASS_LATIN || before->class == CLASS_HAN) {
        enum line_break_class class = unicode_line_break(before->last);
        /* / stays off both ends: GB/T 15834 5.1.9 */
        return class == LINE_BREAK_OPEN || class == LINE_BREAK_SOLIDUS || class == LINE_BREAK_GLUE;
    }
    return false;
}

static bool is_word(enum character_class class)
{
    return class == CLASS_LATIN || class == CLASS_DIGIT;
}

/* Numbers with what belongs to them: signs, units, counters, 第, 〔2024〕12号. */
static bool is_number_joint(const struct neighbour *before, const struct neighbour *after)
{
    if (before->in_number && after->class == CLASS_HAN) {
        return true;
    }
    if (character_is_digit(before->last)) {
        return is_number_suffix(after->first);
    }
    if (character_is_digit(after->first)) {
        return before->last == 0x7B2C /* 第 */ || before->last == 0x3015 /* 〕 */ ||
               before->last == 0x2116 /* № */ ||
               unicode_line_break(before->last) == LINE_BREAK_PREFIX;
    }
    return false;
}

int break_penalty(const struct neighbour *before, const struct neighbour *after,
                  const struct neighbour *beyond)
{
    if (before->class == CLASS_JOINER || after->class == CLASS_JOINER) {
        return BREAK_FORBIDDEN;
    }
    if (before->class == CLASS_BREAKER) {
        return BREAK_FREE;
    }
    if (before->last == 0xA0 || after->first == 0xA0 || after->class == CLASS_BREAKER) {
        return BREAK_FORBIDDEN;
    }
    if (forbidden_at_start(after, beyond) || forbidden_at_end(before)) {
        return BREAK_FORBIDDEN;
    }
    if (before->class == CLASS_SPACE) {
        return BREAK_FREE;
    }
    if ((before->class == CLASS_DASH && after->class == CLASS_DASH) ||
        is_number_joint(before, after)) {
        return BREAK_FORBIDDEN;
    }
    if (is_word(before->class) && is_word(after->class)) {
        return unicode_line_break(before->last) == LINE_BREAK_HYPHEN && after->class == CLASS_LATIN
                   ? BREAK_FREE
                   : BREAK_FORBIDDEN;
    }
    if (after->class == CLASS_DIGIT &&
        (before->last == 0x5E74 /* 年 */ || before->last == 0x6708 /* 月 */)) {
        return BREAK_DATE;
    }
    return BREAK_FREE;
}

bool may_stretch(const struct neighbour *before, const struct neighbour *after)
{
    if (is_word(before->class) && is_word(after->class)) {
        return false;
    }
    if (before->class == after->class &&
        (before->class == CLASS_DASH || before->class == CLASS_ELLIPSIS)) {
        return false;
    }
    if (before->class == CLASS_SPACE || after->class == CLASS_SPACE ||
        before->class == CLASS_JOINER || after->class == CLASS_JOINER ||
        after->class == CLASS_BREAKER) {
        return false;
    }
    return !is_number_joint(before, after);
}
