/*
 * An expression after it was read: operations in the order in which they are carried out, each on
 * the values that are left of those before it. So nothing recurs, however long the expression is.
 * Shared by expression.c, evaluate.c and fact.c, nobody else's business.
 */
#ifndef GONGWEN_REPORT_EXPRESSION_PRIVATE_H
#define GONGWEN_REPORT_EXPRESSION_PRIVATE_H

#include "report/fact.h"

enum operation_kind {
    OPERATION_NUMBER,
    OPERATION_NAME,
    OPERATION_PREVIOUS, /* of a fact */
    OPERATION_TOTAL,    /* of the facts that fit a pattern */
    OPERATION_ADD,
    OPERATION_SUBTRACT,
    OPERATION_MULTIPLY,
    OPERATION_DIVIDE,
    OPERATION_NEGATE,
    OPERATION_ROUND
};

struct operation {
    enum operation_kind kind;
    unsigned places;        /* OPERATION_ROUND */
    struct rational number; /* OPERATION_NUMBER */
    struct string text;     /* name, pattern or sign */
    size_t offset;          /* of it in the expression */
};

enum comparison_sign {
    SIGN_NONE,
    SIGN_EQUAL,
    SIGN_UNEQUAL,
    SIGN_LESS,
    SIGN_AT_MOST,
    SIGN_GREATER,
    SIGN_AT_LEAST
};

struct expression {
    struct text written;
    const struct operation *operations;
    size_t count;
    /* Of a condition: */
    enum comparison_sign sign;
    size_t left_count; /* operations of the left side */
    struct string left_text, right_text;
};

struct place expression_place(struct text written, size_t offset);

/* The facts that an expression refers to, one after the other (evaluate.c). */
struct expression_walk {
    size_t operation;
    struct fact_match match;
    bool matching; /* within the facts of a pattern */
};

/* The next one, or NULL. Names that no fact has are passed over; so is `self` in a pattern. */
struct fact *expression_next_fact(const struct expression *expression, struct facts *facts,
                                  const struct fact *self, struct expression_walk *walk);

/* The value for the fact `self`, this year's or last year's. */
struct result expression_value_for(const struct expression *expression, struct facts *facts,
                                   const struct fact *self, bool previous);

#endif
