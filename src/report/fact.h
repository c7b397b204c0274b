/*
 * Facts (数据): figures that are said once and referred to by name. They are declared in the
 * report, computed from others, read from CSV files (report/fact_file.h), or given by who opens the
 * report.
 *
 * All are added first; facts_settle() then computes, and only from then on they may be asked for.
 */
#ifndef GONGWEN_REPORT_FACT_H
#define GONGWEN_REPORT_FACT_H

#include "report/expression.h"
#include "report/rational.h"

struct index_entry;

enum fact_origin {
    FACT_DECLARED, /* under facts:, with a value */
    FACT_COMPUTED, /* under facts:, with an expression */
    FACT_READ      /* in a file, or given from outside: need not be used */
};

struct fact {
    struct rational value;
    struct rational previous; /* last year's value (上年); without one 0 */
    struct text name;
    struct decimal written; /* the value as it was written: 98.50 */
    struct text unit;       /* printed behind the value; absent: bytes NULL */
    struct text source;     /* who vouches for it */
    struct text period;
    struct text note;
    struct text compute; /* FACT_COMPUTED: the expression as written */
    const struct expression *expression;
    struct place place; /* of its record or row */
    struct text
        missing; /* FACT_READ: the cell, where it holds no number; the fact is broken then */
    enum fact_origin origin;
    int digits;      /* FACT_COMPUTED: decimals that are printed; FACT_ALL_DIGITS */
    unsigned listed; /* in the list of that number: see expression_compare() */
    bool used;       /* something refers to it */
    bool given;      /* its value is from outside of the report */
    bool broken;     /* it could not be computed, which is reported; its value is 0 then */
    bool has_previous;
    bool has_written;
};

enum { FACT_ALL_DIGITS = -1 };

/* A set of facts, each with a name of its own. */
struct facts {
    struct arena *arena;
    struct fact *items; /* in the order added */
    size_t count, capacity;
    const struct index_entry *index; /* by name; NULL: not settled */
    size_t steps;                    /* that expressions took so far */
    bool exhausted; /* EXPRESSION_STEP_LIMIT was reached, and OUTCOME_STEPS told once */
    unsigned lists; /* of facts that took part, made so far */
};

struct facts *facts_new(struct arena *arena);

/* Adds a copy of a fact that has a name and a value or an expression. */
void facts_add(struct facts *facts, const struct fact *fact);

/* A fact with a value, to be added: origin FACT_READ, no unit, no previous value. */
struct fact fact_new(struct text name, struct decimal value);

/* Whether a fact in that unit is a percentage: % or ％. */
bool fact_is_percentage(struct string unit);

/* Computes what is to be computed. Reports names that stand twice, expressions that refer to
 * themselves or to nothing, and results that do not fit; false where any of that was. */
bool facts_settle(struct facts *facts, struct diagnostics *diagnostics);

/* The fact of that name, or NULL; facts_use() also marks it as used. */
struct fact *facts_find(const struct facts *facts, struct string name);
const struct fact *facts_use(struct facts *facts, struct string name);

/* The facts whose names fit a pattern with one *: at its end it stands for whatever follows,
 * elsewhere for one part of a name, between two points. By name. */
struct fact_match {
    struct string before, behind; /* the * */
    size_t at;                    /* of the index */
};
struct fact_match facts_match(const struct facts *facts, struct string pattern);
struct fact *facts_next(struct facts *facts, struct fact_match *match);

/* The names of all facts, for nearest_report(). */
const char **facts_names(const struct facts *facts, struct arena *arena);

/* The value as it is printed: as written, or rounded to `digits`. False where it has no end as a
 * decimal and nothing says how it is rounded. */
bool fact_decimal(const struct fact *fact, struct decimal *out);

/* Reports declared and computed facts that nothing refers to. */
void facts_report_unused(const struct facts *facts, struct diagnostics *diagnostics);

/* What is to hold between facts (勾稽). */
struct assertion {
    struct text that;
    struct text message; /* what is said where it does not hold; may be absent */
    const struct expression *condition;
};

/* Computes both sides of each assertion once, and reports, as errors, where that cannot be done. */
bool assertions_settle(struct arena *arena, const struct assertion *assertions, size_t count,
                       struct facts *facts, struct diagnostics *diagnostics);

/* Reports, as warnings, assertions that do not hold. (`check` compares them itself: see
 * expression_compare().) */
void assertions_report(struct arena *arena, const struct assertion *assertions, size_t count,
                       struct facts *facts, struct diagnostics *diagnostics);

/* How a report writes them (fact_record.c). */
extern const struct type facts_type;      /* struct map of struct variant: facts_take() */
extern const struct type assertions_type; /* struct list of struct variant: assertions_take() */

/* Adds what the record of the report says. */
void facts_take(struct facts *facts, const struct map *written, struct diagnostics *diagnostics);
const struct assertion *assertions_take(struct arena *arena, const struct list *written,
                                        struct diagnostics *diagnostics);

#endif
