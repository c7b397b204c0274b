/*
 * Expressions over facts: `requests.received - requests.answered`, `sum(requests.*) >= 100`.
 *
 * Operators + - * / and, once and outermost, = != < <= > >= stand between blanks (× ÷ ≠ ≤ ≥ are the
 * same), because names may hold any of their characters. A name is that of a fact, as it is or in
 * {{ }}, which a name that holds blanks, brackets or commas, or begins with a digit, needs.
 * Besides:
 *
 *   12049  -0.5           decimal numbers
 *   ( … )                 brackets, EXPRESSION_DEPTH_LIMIT deep
 *   sum(requests.*)       all facts whose names begin so; a * elsewhere stands for one part of a
 * name (what is between two points). The fact that is computed is left out. round(…, 1) rounded to
 * that many decimals, halves up (四舍五入) previous(requests)    last year's value of a fact (上年)
 *
 * Values are exact (report/rational.h).
 */
#ifndef GONGWEN_REPORT_EXPRESSION_H
#define GONGWEN_REPORT_EXPRESSION_H

#include "report/rational.h"

struct arena;
struct diagnostics;
struct expression;
struct fact;
struct facts;

enum {
    EXPRESSION_DEPTH_LIMIT = 32,    /* brackets in brackets */
    EXPRESSION_SIZE_LIMIT = 10000,  /* names, numbers and operators in one expression */
    EXPRESSION_STEP_LIMIT = 4000000 /* names looked up and facts added up over one set of facts */
};

enum expression_kind {
    EXPRESSION_VALUE,    /* a number */
    EXPRESSION_CONDITION /* a comparison of two */
};

/* Reads an expression; places in it are found from where `written` stands (text whose parts were
 * replaced since is followed as far as it goes). NULL after reporting. Of a condition, `written` is
 * kept, not copied. */
const struct expression *expression_parse(struct arena *arena, struct text written,
                                          enum expression_kind kind,
                                          struct diagnostics *diagnostics);

enum outcome {
    OUTCOME_GOOD,
    OUTCOME_UNKNOWN,  /* `part` is a name that no fact has, or a pattern that fits none */
    OUTCOME_PREVIOUS, /* `part` is a fact without a value of last year */
    OUTCOME_BROKEN,   /* `part` is a fact that could not be computed, which is reported there */
    OUTCOME_ZERO,     /* `part` is a / before a zero */
    OUTCOME_OVERFLOW, /* `part` is an operator whose result does not fit */
    OUTCOME_STEPS     /* EXPRESSION_STEP_LIMIT is reached; told once, then OUTCOME_BROKEN */
};

struct result {
    enum outcome outcome;
    struct rational value; /* OUTCOME_GOOD */
    /* Otherwise: */
    struct text part;    /* placed where the expression begins */
    struct text written; /* the expression */
    size_t offset;       /* of the part in it: see source_place_in_scalar() */
};

/* The value of an expression that is none of conditions. The facts that take part count as used.
 * Reports nothing: see result_report(). The facts must be settled (report/fact.h). */
struct result expression_value(const struct expression *expression, struct facts *facts);

/* Both sides of a condition. */
struct comparison {
    bool holds;           /* false where a side is not good, too */
    enum outcome outcome; /* OUTCOME_GOOD: both sides have values */
    struct result left, right;
    struct string left_text, right_text;  /* as written, without blanks around */
    bool left_is_number, right_is_number; /* just that */
    const struct fact *const *facts;      /* that took part, each once, in the order written */
    size_t fact_count;
};

struct comparison expression_compare(struct arena *arena, const struct expression *condition,
                                     struct facts *facts);

/* Both sides with their values, for messages: "a + b = 105; c = 104". A side that is a bare number
 * is left out. */
const char *comparison_sides(struct arena *arena, const struct comparison *comparison);

/* The facts that took part with their values: "a = 60, b = 45, c = 104"; at most twelve. */
const char *comparison_facts(struct arena *arena, const struct comparison *comparison);

/* Reports, as an error, why there is no value; nothing for OUTCOME_GOOD and OUTCOME_BROKEN. */
void result_report(struct arena *arena, const struct result *result, const struct facts *facts,
                   struct diagnostics *diagnostics);

#endif
