/*
 * Line breaking by default: the rules LB1 to LB31 of UAX #14 (Unicode 15.0), with numbers as the
 * regular expression of its section 8.2, example 7. Classes only; what Chinese composition does
 * otherwise is in character.c.
 */
#ifndef GONGWEN_TEXT_LINE_BREAK_H
#define GONGWEN_TEXT_LINE_BREAK_H

#include "base/unicode.h"

enum line_break {
    LINE_BREAK_PROHIBITED,
    LINE_BREAK_ALLOWED,
    LINE_BREAK_MANDATORY /* a line must end here */
};

enum line_break_number {
    LINE_BREAK_NO_NUMBER,
    LINE_BREAK_IN_NUMBER,    /* behind a digit, or a separator that follows one */
    LINE_BREAK_CLOSED_NUMBER /* behind a number and a closing mark */
};

/* A pass over a text; all zero before its first character. */
struct line_breaker {
    bool started;
    enum line_break_class last; /* of the character before */
    enum line_break_class base; /* of the last one that is no space and no combining mark */
    bool spaces;                /* stand between the base and here */
    bool after_hebrew;          /* a hyphen behind a Hebrew letter is the base */
    bool odd_regional;          /* an odd number of regional indicators ends with the base */
    enum line_break_number number;
};

/* Takes the next character and says whether a line may end before it (never before the first).
 * `following` is the class of the next one behind it that is no combining mark; LINE_BREAK_XX at
 * the end. */
enum line_break line_breaker_step(struct line_breaker *breaker, enum line_break_class class,
                                  enum line_break_class following);

/* LB1: the class that stands for one that the rules do not know. */
enum line_break_class line_break_resolve(enum line_break_class class);

#endif
