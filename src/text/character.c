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
    /* A soft hyphen says where a word may be hyphenated: Chinese does not hyphenate (CLREQ). */
    if (character == 0x2060 || character == 0x200D || character == 0xFEFF || character == 0xAD) {
        return CLASS_JOINER;
    }
    if (character == 0x200B || character == 0x2028 || character == 0x2029) {
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

/* Superscripts and subscripts: CO₂ is a word. */
static bool is_script(uint32_t character)
{
    return character >= 0x2070 && character <= 0x209F;
}

enum line_break_class character_line_break(enum character_class class, uint32_t character)
{
    enum line_break_class own = unicode_line_break(character);

    switch (class) {
    case CLASS_OPENING:
        return LINE_BREAK_OP_EAST;
    case CLASS_CLOSING:
    case CLASS_COMMA:
    case CLASS_STOP:
        return LINE_BREAK_CL;
    case CLASS_MIDDLE_DOT:
    case CLASS_CONNECTOR:
        return LINE_BREAK_NS;
    case CLASS_DASH:
        return LINE_BREAK_B2;
    case CLASS_ELLIPSIS:
        return LINE_BREAK_IN;
    case CLASS_DIGIT:
        return LINE_BREAK_NU;
    case CLASS_SPACE:
        return own == LINE_BREAK_GL ? LINE_BREAK_GL : LINE_BREAK_SP;
    case CLASS_JOINER:
        return LINE_BREAK_WJ;
    case CLASS_BREAKER:
        return own == LINE_BREAK_BK ? LINE_BREAK_BK : LINE_BREAK_ZW;
    case CLASS_HAN:
        if (own == LINE_BREAK_AI || own == LINE_BREAK_AL || own == LINE_BREAK_XX) {
            return LINE_BREAK_ID;
        }
        if (character_is_digit(character)) {
            return LINE_BREAK_NU;
        }
        return character == 0xFF0F /* ／ */ ? LINE_BREAK_SY : line_break_resolve(own);
    case CLASS_LATIN:
        if (own == LINE_BREAK_AI && character >= 0x2000 && !is_script(character)) {
            return LINE_BREAK_ID;
        }
        return line_break_resolve(own);
    }
    return own;
}

/* Not at the start of a line (避头), whatever stands before it: behind spaces, too. */
static bool forbidden_at_start(const struct gap *gap)
{
    static const bool forbidden[LINE_BREAK_CLASSES] = {
        [LINE_BREAK_CL] = true, [LINE_BREAK_CP] = true, [LINE_BREAK_EX] = true,
        [LINE_BREAK_IS] = true, [LINE_BREAK_SY] = true, [LINE_BREAK_NS] = true,
        [LINE_BREAK_IN] = true, [LINE_BREAK_BA] = true, [LINE_BREAK_HY] = true,
        [LINE_BREAK_GL] = true, /* a no-break space would vanish there */
    };

    if (gap->after_class == LINE_BREAK_HY && gap->before->class == CLASS_SPACE) {
        return gap->beyond->class != CLASS_DIGIT; /* a number's sign may begin a line */
    }
    if (gap->after_class == LINE_BREAK_B2) { /* so may a 破折号; a single dash may not */
        return gap->beyond->class != CLASS_DASH || gap->beyond->first == 0;
    }
    return forbidden[gap->after_class];
}

/* Not at the end of a line (避尾), whatever stands behind it: before spaces, too. */
static bool forbidden_at_end(const struct gap *gap)
{
    if (gap->ink_class == LINE_BREAK_SY) { /* GB/T 15834 5.1.9: / stays off both ends */
        return gap->ink->tie != TIE_ADDRESS_END;
    }
    return gap->ink_class == LINE_BREAK_OP || gap->ink_class == LINE_BREAK_OP_EAST;
}

static bool is_word(enum character_class class)
{
    return class == CLASS_LATIN || class == CLASS_DIGIT;
}

/* Inside a Latin word, its marks included, there is no break but behind a hyphen, before a letter.
 */
static bool breaks_word(const struct gap *gap)
{
    static const bool in_words[LINE_BREAK_CLASSES] = {
        [LINE_BREAK_AL] = true, [LINE_BREAK_HL] = true, [LINE_BREAK_NU] = true,
        [LINE_BREAK_OP] = true, [LINE_BREAK_CL] = true, [LINE_BREAK_CP] = true,
        [LINE_BREAK_EX] = true, [LINE_BREAK_IS] = true, [LINE_BREAK_IN] = true,
        [LINE_BREAK_PR] = true, [LINE_BREAK_PO] = true, [LINE_BREAK_BA] = true,
        [LINE_BREAK_BB] = true, [LINE_BREAK_HY] = true, [LINE_BREAK_NS] = true,
    };
    bool hyphen = gap->before_class == LINE_BREAK_HY || gap->before_class == LINE_BREAK_BA;
    bool letter = gap->after_class == LINE_BREAK_AL || gap->after_class == LINE_BREAK_HL;

    return is_word(gap->before->class) && is_word(gap->after->class) &&
           in_words[gap->before_class] && in_words[gap->after_class] && !(hyphen && letter);
}

static int tie_penalty(enum tie tie)
{
    static const int penalties[] = {
        [TIE_NONE] = BREAK_FREE,
        [TIE_WHOLE] = BREAK_FORBIDDEN,
        [TIE_DATE] = 600,
        [TIE_SPAN] = 20000,
        [TIE_RANGE] = 1200,
        [TIE_DIGITS] = 2500,
        [TIE_NUMERAL] = 1500,
        [TIE_DOCUMENT] = 1500,
        [TIE_LABEL] = 2500,
        [TIE_ADDRESS] = BREAK_FORBIDDEN,
        [TIE_ADDRESS_PART] = 2000,
        [TIE_ADDRESS_POINT] = 4000,
        [TIE_ADDRESS_END] = BREAK_FREE,
    };

    return penalties[tie];
}

int break_penalty(const struct gap *gap)
{
    enum tie tie = gap->before->tie;

    if (gap->may == LINE_BREAK_MANDATORY) {
        return BREAK_FORCED;
    }
    /* UAX #14 does not know where a URL may be broken. */
    if (tie == TIE_ADDRESS_PART || tie == TIE_ADDRESS_POINT) {
        return tie_penalty(tie);
    }
    if (gap->may == LINE_BREAK_PROHIBITED) {
        return BREAK_FORBIDDEN;
    }
    if (gap->before_class == LINE_BREAK_ID && gap->after_class == LINE_BREAK_ID) {
        return tie_penalty(tie);
    }
    if (forbidden_at_start(gap) || forbidden_at_end(gap) || breaks_word(gap)) {
        return BREAK_FORBIDDEN;
    }
    return tie_penalty(tie);
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
    return before->tie != TIE_WHOLE && before->tie != TIE_SPAN;
}
