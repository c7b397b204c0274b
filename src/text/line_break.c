#include "text/line_break.h"

/* A set of classes. */
#define SET(class) (UINT64_C(1) << LINE_BREAK_##class)

static const uint64_t hard = SET(BK) | SET(CR) | SET(LF) | SET(NL);
static const uint64_t letters = SET(AL) | SET(HL);
static const uint64_t opening = SET(OP) | SET(OP_EAST);
static const uint64_t closing = SET(CL) | SET(CP);
static const uint64_t hangul = SET(JL) | SET(JV) | SET(JT) | SET(H2) | SET(H3);
static const uint64_t ideographs = SET(ID) | SET(ID_RESERVED) | SET(EB) | SET(EM);
static const uint64_t around_numbers = SET(PR) | SET(PO);

static bool is(enum line_break_class class, uint64_t set)
{
    return (set >> class & 1) != 0;
}

/* LB13 and LB16, and others that forbid a break behind spaces, too; or LINE_BREAK_ALLOWED. */
static enum line_break across_spaces(const struct line_breaker *breaker,
                                     enum line_break_class class)
{
    enum line_break_class base = breaker->base;
    bool prohibited = is(class, closing | SET(EX) | SET(IS) | SET(SY)) || /* LB13 */
                      is(base, opening) ||                                /* LB14 */
                      (base == LINE_BREAK_QU && is(class, opening)) ||    /* LB15 */
                      (is(base, closing) && class == LINE_BREAK_NS) ||    /* LB16 */
                      (base == LINE_BREAK_B2 && class == LINE_BREAK_B2);  /* LB17 */

    return prohibited ? LINE_BREAK_PROHIBITED : LINE_BREAK_ALLOWED;
}

/* LB25. */
static bool joins_number(const struct line_breaker *breaker, enum line_break_class class,
                         enum line_break_class following)
{
    enum line_break_class base = breaker->base;

    if (class == LINE_BREAK_NU) {
        return is(base, around_numbers | opening | SET(HY)) ||
               breaker->number == LINE_BREAK_IN_NUMBER;
    }
    if (is(class, around_numbers)) {
        return breaker->number != LINE_BREAK_NO_NUMBER;
    }
    return is(base, around_numbers) && is(class, opening | SET(HY)) && following == LINE_BREAK_NU;
}

/* LB26 and LB27. */
static bool joins_syllable(enum line_break_class base, enum line_break_class class)
{
    return (base == LINE_BREAK_JL && is(class, SET(JL) | SET(JV) | SET(H2) | SET(H3))) ||
           (is(base, SET(JV) | SET(H2)) && is(class, SET(JV) | SET(JT))) ||
           (is(base, SET(JT) | SET(H3)) && class == LINE_BREAK_JT) ||
           (is(base, hangul) && class == LINE_BREAK_PO) ||
           (base == LINE_BREAK_PR && is(class, hangul));
}

/* LB19 to LB30b, between two characters without a space. */
static enum line_break between(const struct line_breaker *breaker, enum line_break_class class,
                               enum line_break_class following)
{
    enum line_break_class base = breaker->base;

    if (class == LINE_BREAK_QU || base == LINE_BREAK_QU) {
        return LINE_BREAK_PROHIBITED; /* LB19 */
    }
    if (class == LINE_BREAK_CB || base == LINE_BREAK_CB) {
        return LINE_BREAK_ALLOWED; /* LB20 */
    }
    bool prohibited =
        is(class, SET(BA) | SET(HY) | SET(NS)) || base == LINE_BREAK_BB || /* LB21 */
        breaker->after_hebrew ||                                           /* LB21a */
        (base == LINE_BREAK_SY && class == LINE_BREAK_HL) ||               /* LB21b */
        class == LINE_BREAK_IN ||                                          /* LB22 */
        (is(base, letters) && class == LINE_BREAK_NU) ||                   /* LB23 */
        (base == LINE_BREAK_NU && is(class, letters)) ||                   /* LB23 */
        (base == LINE_BREAK_PR && is(class, ideographs)) ||                /* LB23a */
        (is(base, ideographs) && class == LINE_BREAK_PO) ||                /* LB23a */
        (is(base, around_numbers) && is(class, letters)) ||                /* LB24 */
        (is(base, letters) && is(class, around_numbers)) ||                /* LB24 */
        joins_number(breaker, class, following) ||                         /* LB25 */
        joins_syllable(base, class) ||                                     /* LB26 */
        (is(base, letters | SET(IS)) && is(class, letters)) ||             /* LB28, LB29 */
        (is(base, letters | SET(NU)) && class == LINE_BREAK_OP) ||         /* LB30 */
        (base == LINE_BREAK_CP && is(class, letters | SET(NU))) ||         /* LB30 */
        (base == LINE_BREAK_RI && class == LINE_BREAK_RI && breaker->odd_regional) || /* LB30a */
        (is(base, SET(EB) | SET(ID_RESERVED)) && class == LINE_BREAK_EM);             /* LB30b */
    return prohibited ? LINE_BREAK_PROHIBITED : LINE_BREAK_ALLOWED;
}

/* LB4 to LB31; the class is no combining mark of the base any more. */
static enum line_break decide(const struct line_breaker *breaker, enum line_break_class class,
                              enum line_break_class following)
{
    enum line_break_class last = breaker->last;

    if (is(last, hard)) { /* LB4, LB5 */
        return last == LINE_BREAK_CR && class == LINE_BREAK_LF ? LINE_BREAK_PROHIBITED
                                                               : LINE_BREAK_MANDATORY;
    }
    if (is(class, hard | SET(SP) | SET(ZW))) { /* LB6, LB7 */
        return LINE_BREAK_PROHIBITED;
    }
    if (breaker->base == LINE_BREAK_ZW) { /* LB8 */
        return LINE_BREAK_ALLOWED;
    }
    if (last == LINE_BREAK_ZWJ || class == LINE_BREAK_WJ) { /* LB8a, LB11 */
        return LINE_BREAK_PROHIBITED;
    }
    if (!breaker->spaces && is(breaker->base, SET(WJ) | SET(GL))) { /* LB11, LB12 */
        return LINE_BREAK_PROHIBITED;
    }
    if (class == LINE_BREAK_GL && !breaker->spaces && !is(breaker->base, SET(BA) | SET(HY))) {
        return LINE_BREAK_PROHIBITED; /* LB12a */
    }
    if (across_spaces(breaker, class) == LINE_BREAK_PROHIBITED) {
        return LINE_BREAK_PROHIBITED;
    }
    return breaker->spaces ? LINE_BREAK_ALLOWED : between(breaker, class, following); /* LB18 */
}

/* Whether a number goes on behind a character. */
static enum line_break_number number_behind(const struct line_breaker *breaker,
                                            enum line_break_class class)
{
    if (class == LINE_BREAK_NU) {
        return LINE_BREAK_IN_NUMBER;
    }
    if (breaker->number != LINE_BREAK_IN_NUMBER || breaker->spaces) {
        return LINE_BREAK_NO_NUMBER;
    }
    if (is(class, SET(SY) | SET(IS))) {
        return LINE_BREAK_IN_NUMBER;
    }
    return is(class, closing) ? LINE_BREAK_CLOSED_NUMBER : LINE_BREAK_NO_NUMBER;
}

static void take(struct line_breaker *breaker, enum line_break_class class)
{
    breaker->last = class;
    if (class == LINE_BREAK_SP) {
        breaker->spaces = true;
        breaker->number = LINE_BREAK_NO_NUMBER;
        return;
    }
    breaker->number = number_behind(breaker, class);
    breaker->after_hebrew = breaker->started && !breaker->spaces &&
                            breaker->base == LINE_BREAK_HL && is(class, SET(HY) | SET(BA));
    breaker->odd_regional = class == LINE_BREAK_RI && !(breaker->base == LINE_BREAK_RI &&
                                                        !breaker->spaces && breaker->odd_regional);
    breaker->base = class;
    breaker->spaces = false;
}

enum line_break_class line_break_resolve(enum line_break_class class)
{
    if (is(class, SET(XX) | SET(AI) | SET(SG) | SET(SA))) {
        return LINE_BREAK_AL;
    }
    return class == LINE_BREAK_CJ ? LINE_BREAK_NS : class;
}

enum line_break line_breaker_step(struct line_breaker *breaker, enum line_break_class class,
                                  enum line_break_class following)
{
    enum line_break_class last = breaker->last;
    enum line_break result = LINE_BREAK_PROHIBITED;

    if (class == LINE_BREAK_ID && last == LINE_BREAK_ID && breaker->base == LINE_BREAK_ID) {
        return LINE_BREAK_ALLOWED; /* most of Chinese text; nothing changes */
    }
    class = line_break_resolve(class);
    if (is(class, SET(CM) | SET(ZWJ))) {
        if (breaker->started && !is(last, hard | SET(SP) | SET(ZW))) {
            breaker->last = class; /* LB9: part of the base */
            return LINE_BREAK_PROHIBITED;
        }
        if (breaker->started) {
            result = decide(breaker, LINE_BREAK_AL, following);
        }
        take(breaker, LINE_BREAK_AL); /* LB10 */
        breaker->last = class;
    } else {
        if (breaker->started) {
            result = decide(breaker, class, following);
        }
        take(breaker, class);
    }
    breaker->started = true;
    return result;
}
