/* What expressions come to. */
#include "report/expression_private.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "yaml/nearest.h"

/* Values that wait for their operation: within brackets at most a term and a factor before the one
 * that is read. */
enum { WAITING_LIMIT = 3 * (EXPRESSION_DEPTH_LIMIT + 1) };

/* Most facts that a message lists. */
enum { SHOWN_LIMIT = 12 };

/* ---- values ---- */

struct evaluation {
    const struct expression *expression;
    struct facts *facts;
    const struct fact *self; /* left out of patterns; may be NULL */
    bool previous;           /* with last year's values */
    struct rational *stack;  /* WAITING_LIMIT of them */
    size_t size;
    struct result result;
    /* Where facts that take part are listed; NULL: nowhere. */
    const struct fact **taken;
    size_t taken_count, taken_capacity;
    struct arena *arena;
    bool listed;
};

static bool fail(struct evaluation *evaluation, const struct operation *operation,
                 enum outcome outcome)
{
    struct text written = evaluation->expression->written;

    evaluation->result.outcome = outcome;
    evaluation->result.part = (struct text){operation->text, written.place};
    evaluation->result.offset = operation->offset;
    evaluation->result.written = written;
    return false;
}

static void list_fact(struct evaluation *evaluation, struct fact *fact)
{
    if (!evaluation->listed || fact->listed == evaluation->facts->lists) {
        return;
    }
    fact->listed = evaluation->facts->lists;
    evaluation->taken = arena_grow(evaluation->arena, evaluation->taken, evaluation->taken_count,
                                   &evaluation->taken_capacity, sizeof *evaluation->taken);
    evaluation->taken[evaluation->taken_count++] = fact;
}

/* A fact's value, of the year that is asked for. */
static bool take_fact(struct evaluation *evaluation, const struct operation *operation,
                      struct fact *fact, bool previous, struct rational *out)
{
    fact->used = true;
    list_fact(evaluation, fact);
    if (fact->broken) {
        return fail(evaluation, operation, OUTCOME_BROKEN);
    }
    if (previous && !fact->has_previous) {
        return fail(evaluation, operation, OUTCOME_PREVIOUS);
    }
    *out = previous ? fact->previous : fact->value;
    return true;
}

static bool take_total(struct evaluation *evaluation, const struct operation *operation,
                       struct rational *out)
{
    struct fact_match match = facts_match(evaluation->facts, operation->text);
    struct rational total = rational_from_decimal((struct decimal){0});
    bool any = false;

    for (struct fact *fact; (fact = facts_next(evaluation->facts, &match)) != NULL;) {
        struct rational value;
        if (fact == evaluation->self) {
            continue;
        }
        any = true;
        if (!take_fact(evaluation, operation, fact, evaluation->previous, &value)) {
            return false;
        }
        if (!rational_add(total, value, &total)) {
            return fail(evaluation, operation, OUTCOME_OVERFLOW);
        }
    }
    *out = total;
    return any || fail(evaluation, operation, OUTCOME_UNKNOWN);
}

static bool take_name(struct evaluation *evaluation, const struct operation *operation,
                      struct rational *out)
{
    struct fact *fact = facts_find(evaluation->facts, operation->text);

    evaluation->facts->steps++;
    if (fact == NULL) {
        return fail(evaluation, operation, OUTCOME_UNKNOWN);
    }
    bool previous = operation->kind == OPERATION_PREVIOUS;
    if (previous && evaluation->previous) { /* the year before last */
        return fail(evaluation, operation, OUTCOME_PREVIOUS);
    }
    return take_fact(evaluation, operation, fact, previous || evaluation->previous, out);
}

static bool round_value(struct rational value, unsigned places, struct rational *out)
{
    struct decimal rounded;

    if (!rational_round(value, places, &rounded)) {
        return false;
    }
    *out = rational_from_decimal(rounded);
    return true;
}

static bool combine(struct evaluation *evaluation, const struct operation *operation)
{
    struct rational *right = &evaluation->stack[--evaluation->size];
    struct rational *left = right - 1;
    bool good = false;

    switch (operation->kind) {
    case OPERATION_ADD:
        good = rational_add(*left, *right, left);
        break;
    case OPERATION_SUBTRACT:
        good = rational_subtract(*left, *right, left);
        break;
    case OPERATION_MULTIPLY:
        good = rational_multiply(*left, *right, left);
        break;
    case OPERATION_DIVIDE:
        if (rational_is_zero(*right)) {
            return fail(evaluation, operation, OUTCOME_ZERO);
        }
        good = rational_divide(*left, *right, left);
        break;
    case OPERATION_NUMBER:
    case OPERATION_NAME:
    case OPERATION_PREVIOUS:
    case OPERATION_TOTAL:
    case OPERATION_NEGATE:
    case OPERATION_ROUND:
        break;
    }
    return good || fail(evaluation, operation, OUTCOME_OVERFLOW);
}

static bool carry_out(struct evaluation *evaluation, const struct operation *operation)
{
    struct rational *next = &evaluation->stack[evaluation->size];

    switch (operation->kind) {
    case OPERATION_NUMBER:
        *next = operation->number;
        evaluation->size++;
        return true;
    case OPERATION_NAME:
    case OPERATION_PREVIOUS:
        evaluation->size++;
        return take_name(evaluation, operation, next);
    case OPERATION_TOTAL:
        evaluation->size++;
        return take_total(evaluation, operation, next);
    case OPERATION_ADD:
    case OPERATION_SUBTRACT:
    case OPERATION_MULTIPLY:
    case OPERATION_DIVIDE:
        return combine(evaluation, operation);
    case OPERATION_NEGATE:
        next[-1].numerator = -next[-1].numerator;
        return true;
    case OPERATION_ROUND:
        return round_value(next[-1], operation->places, &next[-1]) ||
               fail(evaluation, operation, OUTCOME_OVERFLOW);
    }
    return false;
}

/* Operations from `first` up to `end`. */
static struct result evaluate(struct evaluation *evaluation, size_t first, size_t end)
{
    const struct operation *operations = evaluation->expression->operations;
    struct facts *facts = evaluation->facts;
    struct rational stack[WAITING_LIMIT];

    stack[0] = rational_from_decimal((struct decimal){0});
    evaluation->stack = stack;
    evaluation->size = 0;
    evaluation->result = (struct result){.outcome = OUTCOME_GOOD};
    for (size_t i = first; i < end; i++) {
        bool good = carry_out(evaluation, &operations[i]);
        if (facts->steps > EXPRESSION_STEP_LIMIT) {
            bool told = facts->exhausted;
            facts->exhausted = true;
            good = fail(evaluation, &operations[i], told ? OUTCOME_BROKEN : OUTCOME_STEPS);
        }
        if (!good) {
            evaluation->stack = NULL;
            return evaluation->result;
        }
    }
    evaluation->stack = NULL;
    evaluation->result.value = stack[0];
    return evaluation->result;
}

struct result expression_value_for(const struct expression *expression, struct facts *facts,
                                   const struct fact *self, bool previous)
{
    struct evaluation evaluation = {
        .expression = expression, .facts = facts, .self = self, .previous = previous};

    return evaluate(&evaluation, 0, expression->count);
}

struct result expression_value(const struct expression *expression, struct facts *facts)
{
    return expression_value_for(expression, facts, NULL, false);
}

struct fact *expression_next_fact(const struct expression *expression, struct facts *facts,
                                  const struct fact *self, struct expression_walk *walk)
{
    for (; walk->operation < expression->count; walk->operation++) {
        const struct operation *operation = &expression->operations[walk->operation];
        if (operation->kind == OPERATION_TOTAL) {
            if (!walk->matching) {
                walk->match = facts_match(facts, operation->text);
                walk->matching = true;
            }
            struct fact *fact = facts_next(facts, &walk->match);
            fact = fact == self && fact != NULL ? facts_next(facts, &walk->match) : fact;
            if (fact != NULL) {
                return fact;
            }
            walk->matching = false;
        } else if (operation->kind == OPERATION_NAME || operation->kind == OPERATION_PREVIOUS) {
            struct fact *fact = facts_find(facts, operation->text);
            facts->steps++;
            if (fact != NULL) {
                walk->operation++;
                return fact;
            }
        }
    }
    return NULL;
}

/* ---- comparisons ---- */

static bool holds(enum comparison_sign sign, int order)
{
    switch (sign) {
    case SIGN_EQUAL:
        return order == 0;
    case SIGN_UNEQUAL:
        return order != 0;
    case SIGN_LESS:
        return order < 0;
    case SIGN_AT_MOST:
        return order <= 0;
    case SIGN_GREATER:
        return order > 0;
    case SIGN_AT_LEAST:
        return order >= 0;
    case SIGN_NONE:
        break;
    }
    return false;
}

struct comparison expression_compare(struct arena *arena, const struct expression *condition,
                                     struct facts *facts)
{
    struct evaluation evaluation = {
        .expression = condition, .facts = facts, .arena = arena, .listed = true};
    struct comparison comparison = {.left_text = condition->left_text,
                                    .right_text = condition->right_text};
    size_t middle = condition->left_count, end = condition->count;

    facts->lists++;
    comparison.left = evaluate(&evaluation, 0, middle);
    comparison.right = evaluate(&evaluation, middle, end);
    comparison.outcome = comparison.left.outcome != OUTCOME_GOOD ? comparison.left.outcome
                                                                 : comparison.right.outcome;
    comparison.left_is_number = middle == 1 && condition->operations[0].kind == OPERATION_NUMBER;
    comparison.right_is_number =
        end - middle == 1 && condition->operations[middle].kind == OPERATION_NUMBER;
    if (comparison.outcome == OUTCOME_GOOD) {
        comparison.holds =
            holds(condition->sign, rational_compare(comparison.left.value, comparison.right.value));
    }
    comparison.facts = evaluation.taken;
    comparison.fact_count = evaluation.taken_count;
    return comparison;
}

static void add_equation(struct buffer *out, const char *between, struct string text,
                         struct rational value)
{
    buffer_add_string(out, out->size > 0 ? between : "");
    buffer_add(out, text.bytes, text.size);
    buffer_add_string(out, " = ");
    rational_print(value, out);
}

const char *comparison_sides(struct arena *arena, const struct comparison *comparison)
{
    struct buffer out = buffer_new(arena);

    if (comparison->left.outcome == OUTCOME_GOOD && !comparison->left_is_number) {
        add_equation(&out, "; ", comparison->left_text, comparison->left.value);
    }
    if (comparison->right.outcome == OUTCOME_GOOD && !comparison->right_is_number) {
        add_equation(&out, "; ", comparison->right_text, comparison->right.value);
    }
    return buffer_string(&out).bytes;
}

const char *comparison_facts(struct arena *arena, const struct comparison *comparison)
{
    struct buffer out = buffer_new(arena);

    for (size_t i = 0; i < comparison->fact_count; i++) {
        const struct fact *fact = comparison->facts[i];
        if (i == SHOWN_LIMIT) {
            buffer_add_string(&out, ", …");
            break;
        }
        add_equation(&out, ", ", fact->name.string, fact->value);
    }
    return buffer_string(&out).bytes;
}

/* ---- findings ---- */

static void report_name(struct arena *arena, struct string name, struct place place,
                        const struct facts *facts, struct diagnostics *diagnostics)
{
    const char *spelled = arena_copy(arena, name.bytes, name.size);
    bool shown = diagnostics->count < diagnostics->limit;
    const char *near =
        shown ? nearest_name(arena, spelled, facts_names(facts, arena), facts->count) : NULL;

    if (near != NULL) {
        REPORT(diagnostics, EXPRESSION_UNKNOWN_NEAR, place, spelled, near);
    } else {
        REPORT(diagnostics, EXPRESSION_UNKNOWN, place, spelled);
    }
}

void result_report(struct arena *arena, const struct result *result, const struct facts *facts,
                   struct diagnostics *diagnostics)
{
    if (result->outcome == OUTCOME_GOOD || result->outcome == OUTCOME_BROKEN) {
        return;
    }
    struct place place = expression_place(result->written, result->offset);
    const char *part = arena_copy(arena, result->part.string.bytes, result->part.string.size);
    switch (result->outcome) {
    case OUTCOME_UNKNOWN:
        report_name(arena, result->part.string, place, facts, diagnostics);
        return;
    case OUTCOME_PREVIOUS:
        REPORT(diagnostics, EXPRESSION_PREVIOUS, place, part);
        return;
    case OUTCOME_ZERO:
        REPORT(diagnostics, EXPRESSION_ZERO, place);
        return;
    case OUTCOME_OVERFLOW:
        REPORT(diagnostics, EXPRESSION_OVERFLOW, place);
        return;
    case OUTCOME_STEPS:
        REPORT(diagnostics, EXPRESSION_STEPS, place,
               arena_format(arena, "%d", EXPRESSION_STEP_LIMIT));
        return;
    case OUTCOME_GOOD:
    case OUTCOME_BROKEN:
        break;
    }
}
