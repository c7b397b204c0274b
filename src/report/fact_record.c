/* Facts and assertions as a report writes them. */
#include "report/fact.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "report/report.h"
#include "report/template.h"

static const struct type text_type = {.kind = TYPE_TEXT, .size = sizeof(struct text)};

static const struct type filled_type = {
    .kind = TYPE_TEXT, .size = sizeof(struct text), .filled = true};

static const struct type decimal_type = {.kind = TYPE_DECIMAL, .size = sizeof(struct decimal)};

/* ---- facts ---- */

/* A fact as written: with a value, or with an expression. */
struct fact_record {
    struct decimal value;
    struct text compute;
    struct text unit, source, period, note;
    struct variant previous; /* value NULL: not given; else a struct decimal */
    struct variant digits;   /* likewise an int64_t */
    struct place place;
};

/* Numbers that may be absent, 0 being one that is not. */
static const struct alternative previous_alternatives[] = {{NULL, &decimal_type}, {0}};
static const struct type previous_type = {
    .kind = TYPE_VARIANT, .size = sizeof(struct variant), .alternatives = previous_alternatives};

static const struct type digit_count_type = {
    .kind = TYPE_INTEGER, .size = sizeof(int64_t), .minimum = 0, .maximum = RATIONAL_PLACES_LIMIT};
static const struct alternative digits_alternatives[] = {{NULL, &digit_count_type}, {0}};
static const struct type digits_type = {
    .kind = TYPE_VARIANT, .size = sizeof(struct variant), .alternatives = digits_alternatives};

static void finish_fact(struct arena *arena, void *record, struct place place,
                        struct diagnostics *diagnostics)
{
    (void)arena;
    (void)diagnostics;
    ((struct fact_record *)record)->place = place;
}

#define FACT_FIELDS                                                                             \
    {"unit", offsetof(struct fact_record, unit), &text_type, 0,                                 \
     "Unit or counter, printed behind the number: 条, 件, %."},                                 \
        {"source", offsetof(struct fact_record, source), &text_type, 0,                         \
         "Who vouches for the number."},                                                        \
        {"period", offsetof(struct fact_record, period), &text_type, 0, "The time it covers."}, \
        {"note", offsetof(struct fact_record, note), &text_type, 0,                             \
         "For those who edit; never printed."},                                                 \
    {                                                                                           \
        "previous", offsetof(struct fact_record, previous), &previous_type, 0,                  \
            "上年: last year's value, for {{name | change}}."                                 \
    }

static const struct field declared_fields[] = {
    {"value", offsetof(struct fact_record, value), &decimal_type, FIELD_REQUIRED,
     N_("The number itself.")},
    FACT_FIELDS,
    {0},
};

static const struct type declared_type = {
    .kind = TYPE_RECORD,
    .name = "fact",
    .describes = "A figure declared once; the text refers to it as {{name}}.",
    .size = sizeof(struct fact_record),
    .fields = declared_fields,
    .finish = finish_fact,
};

static const struct field computed_fields[] = {
    {"compute", offsetof(struct fact_record, compute), &filled_type, FIELD_REQUIRED,
     N_("How it is computed from other facts: requests.received - requests.answered.")},
    {"digits", offsetof(struct fact_record, digits), &digits_type, 0,
     "How many decimals are printed; halves are rounded up. Default: all there are."},
    FACT_FIELDS,
    {0},
};

static const struct type computed_type = {
    .kind = TYPE_RECORD,
    .name = "computed-fact",
    .describes = "A figure that is computed from others.",
    .size = sizeof(struct fact_record),
    .fields = computed_fields,
    .finish = finish_fact,
};

enum { FORM_DECLARED, FORM_COMPUTED };

static const struct alternative fact_alternatives[] = {
    [FORM_DECLARED] = {"value", &declared_type},
    [FORM_COMPUTED] = {"compute", &computed_type},
    {0},
};

static const struct type fact_type = {
    .kind = TYPE_VARIANT, .size = sizeof(struct variant), .alternatives = fact_alternatives};

const struct type facts_type = {.kind = TYPE_MAP,
                                .size = sizeof(struct map),
                                .element = &fact_type,
                                .apart_from = &report_type,
                                .reserved = mark_words};

static void take_fact(struct facts *facts, struct text name, const struct variant *written,
                      struct diagnostics *diagnostics)
{
    const struct fact_record *record = written->value;
    const struct decimal *previous = record->previous.value;
    const int64_t *digits = record->digits.value;
    struct fact fact = fact_new(name, record->value);

    fact.origin = FACT_DECLARED;
    fact.unit = record->unit;
    fact.source = record->source;
    fact.period = record->period;
    fact.note = record->note;
    fact.place = record->place;
    fact.has_previous = previous != NULL;
    if (previous != NULL) {
        fact.previous = rational_from_decimal(*previous);
    }
    if (written->which == FORM_COMPUTED) {
        fact.origin = FACT_COMPUTED;
        fact.has_written = false;
        fact.digits = digits == NULL ? FACT_ALL_DIGITS : (int)*digits;
        fact.compute = record->compute;
        fact.expression =
            expression_parse(facts->arena, record->compute, EXPRESSION_VALUE, diagnostics);
        fact.broken = fact.expression == NULL;
    }
    facts_add(facts, &fact);
}

void facts_take(struct facts *facts, const struct map *written, struct diagnostics *diagnostics)
{
    const struct variant *records = written->values;

    for (size_t i = 0; i < written->count; i++) {
        take_fact(facts, written->keys[i], &records[i], diagnostics);
    }
}

/* ---- assertions ---- */

static const struct field assertion_fields[] = {
    {"that", offsetof(struct assertion, that), &filled_type, FIELD_REQUIRED,
     N_("What must hold: requests.total = requests.natural + requests.legal.")},
    {"message", offsetof(struct assertion, message), &filled_type, 0,
     "What is said where it does not hold."},
    {0},
};

static const struct type assertion_type = {
    .kind = TYPE_RECORD,
    .name = "assertion",
    .describes = "勾稽: what must hold between facts, and what is said where it does not.",
    .size = sizeof(struct assertion),
    .fields = assertion_fields,
};

enum { FORM_BARE, FORM_RECORD };

static const struct alternative assertion_alternatives[] = {
    [FORM_BARE] = {NULL, &filled_type},
    [FORM_RECORD] = {"that", &assertion_type},
    {0},
};

static const struct type any_assertion_type = {
    .kind = TYPE_VARIANT, .size = sizeof(struct variant), .alternatives = assertion_alternatives};

const struct type assertions_type = {
    .kind = TYPE_LIST, .size = sizeof(struct list), .element = &any_assertion_type, .single = true};

const struct assertion *assertions_take(struct arena *arena, const struct list *written,
                                        struct diagnostics *diagnostics)
{
    const struct variant *entries = written->items;
    struct assertion *assertions = ARENA_ARRAY(arena, struct assertion, written->count);

    for (size_t i = 0; i < written->count; i++) {
        if (entries[i].which == FORM_BARE) {
            assertions[i].that = *(const struct text *)entries[i].value;
        } else {
            assertions[i] = *(const struct assertion *)entries[i].value;
        }
        assertions[i].condition =
            expression_parse(arena, assertions[i].that, EXPRESSION_CONDITION, diagnostics);
    }
    return assertions;
}

/* What an assertion refers to must be there; that it holds is another matter. */
bool assertions_settle(struct arena *arena, const struct assertion *assertions, size_t count,
                       struct facts *facts, struct diagnostics *diagnostics)
{
    size_t errors = diagnostics->errors;

    for (size_t i = 0; i < count; i++) {
        struct comparison comparison = expression_compare(arena, assertions[i].condition, facts);
        result_report(arena, &comparison.left, facts, diagnostics);
        result_report(arena, &comparison.right, facts, diagnostics);
    }
    return diagnostics->errors == errors;
}

void assertions_report(struct arena *arena, const struct assertion *assertions, size_t count,
                       struct facts *facts, struct diagnostics *diagnostics)
{
    for (size_t i = 0; i < count; i++) {
        const struct assertion *assertion = &assertions[i];
        struct comparison comparison = expression_compare(arena, assertion->condition, facts);
        if (comparison.holds || comparison.outcome != OUTCOME_GOOD) {
            continue;
        }
        const char *sides = comparison_sides(arena, &comparison);
        const char *parts = comparison_facts(arena, &comparison);
        if (assertion->message.string.bytes != NULL) {
            REPORT(diagnostics, ASSERTION_MESSAGE, assertion->that.place,
                   assertion->message.string.bytes, sides, parts);
        } else {
            REPORT(diagnostics, ASSERTION_FAILED, assertion->that.place,
                   assertion->that.string.bytes, sides, parts);
        }
    }
}
