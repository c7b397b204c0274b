/* What is to hold between facts (勾稽), and between those of two years. */
#include "check/check.h"

#include "base/arena.h"
#include "report/fact.h"
#include <string.h>

/* `that` with each {name} replaced by the choice made for it. */
static struct text substitute(const struct checking *checking, const size_t *chosen)
{
    const struct check_rule *rule = checking->rule;
    const struct list *values = rule->for_each.values;
    struct buffer out = buffer_new(checking->arena);

    for (const char *at = rule->that.string.bytes; *at != '\0';) {
        size_t size = *at == '{' ? strcspn(at, "}") : 0;
        const struct text *choice = NULL;
        for (size_t i = 0; i < rule->for_each.count && size > 0 && at[size] == '}'; i++) {
            struct string name = rule->for_each.keys[i].string;
            if (name.size == size - 1 && memcmp(name.bytes, at + 1, name.size) == 0) {
                choice = (const struct text *)values[i].items + chosen[i];
            }
        }
        if (choice != NULL) {
            buffer_add(&out, choice->string.bytes, choice->string.size);
            at += size + 1;
        } else {
            buffer_add_byte(&out, (unsigned char)*at++);
        }
    }
    return (struct text){buffer_string(&out), rule->that.place};
}

/* Where a comparison is wrong is where its last fact stands: in `a + b = c` that is c. */
static struct place place_of(const struct checking *checking, const struct comparison *comparison)
{
    return comparison->fact_count > 0 ? comparison->facts[comparison->fact_count - 1]->place
                                      : checking->script->report->place;
}

/* Facts that the report does not have are no contradiction, nor is a year that is not known. */
static void compare(const struct checking *checking, const struct expression *condition,
                    const char *message)
{
    struct arena *arena = checking->arena;
    struct comparison comparison =
        expression_compare(arena, condition, checking->script->report->facts);

    if (!comparison.holds && comparison.outcome == OUTCOME_GOOD) {
        FINDING(checking, place_of(checking, &comparison), comparison_sides(arena, &comparison),
                comparison_facts(arena, &comparison), message);
    }
}

/* `that`, for each choice of `for-each`. {1}: both sides with their values, {2}: the facts that
 * take part. */
void check_relation(const struct checking *checking)
{
    const struct check_rule *rule = checking->rule;
    const struct list *values = rule->for_each.values;
    size_t chosen[CHOICE_LIMIT] = {0};
    size_t count = rule->for_each.count;

    for (;;) { /* RELATION_LIMIT times at most: rules.c sees to it */
        const struct expression *condition =
            expression_parse(checking->arena, substitute(checking, chosen), EXPRESSION_CONDITION,
                             checking->diagnostics);
        if (condition == NULL) { /* reported; the others are like it */
            return;
        }
        compare(checking, condition, "");
        size_t i = 0;
        while (i < count && ++chosen[i] >= values[i].count) {
            chosen[i++] = 0;
        }
        if (i == count) {
            return;
        }
    }
}

/* The report's own asserts. {1}: both sides with their values, {2}: the facts that take part, {3}:
 * what the report says of it. */
void check_assertions(const struct checking *checking)
{
    const struct report *report = checking->script->report;

    for (size_t i = 0; i < report->assertion_count; i++) {
        const struct assertion *assertion = &report->assertions[i];
        const char *message = assertion->message.string.bytes;
        struct comparison comparison =
            expression_compare(checking->arena, assertion->condition, report->facts);
        if (!comparison.holds && comparison.outcome == OUTCOME_GOOD) {
            FINDING(checking, assertion->that.place, comparison_sides(checking->arena, &comparison),
                    comparison_facts(checking->arena, &comparison),
                    message == NULL ? assertion->that.string.bytes : message);
        }
    }
}

static const char *print(const struct checking *checking, struct rational number)
{
    struct buffer out = buffer_new(checking->arena);

    rational_print(number, &out);
    return buffer_string(&out).bytes;
}

/* Whether one is more than `factor` times the other; a zero is no base for that. */
static bool is_jump(struct rational a, struct rational b, struct rational factor)
{
    struct rational bound;

    if (rational_is_zero(a) || rational_is_zero(b)) {
        return false;
    }
    return rational_multiply(b, factor, &bound) &&
           (rational_compare(a, bound) > 0 ||
            (rational_multiply(a, factor, &bound) && rational_compare(b, bound) > 0));
}

/* Facts that are many times, or a small part of, last year's, and come to `least` in one of the two
 * years. {1}: the fact, {2}: last year's
 * value, {3}: this year's. */
void check_jumps(const struct checking *checking)
{
    const struct facts *facts = checking->script->report->facts;
    struct rational factor = rational_from_decimal(checking->rule->factor);
    struct rational least =
        rational_from_decimal((struct decimal){.digits = checking->rule->least});

    for (size_t i = 0; i < facts->count; i++) {
        const struct fact *fact = &facts->items[i];
        if (!fact->broken && fact->has_previous &&
            (rational_compare(fact->value, least) >= 0 ||
             rational_compare(fact->previous, least) >= 0) &&
            is_jump(fact->value, fact->previous, factor)) {
            FINDING(checking, fact->place, fact->name.string.bytes, print(checking, fact->previous),
                    print(checking, fact->value));
        }
    }
}

/* Values of last year that last year's report has otherwise. {1}: the fact, {2}: the value here,
 * {3}: the value there. */
void check_previous_values(const struct checking *checking)
{
    const struct facts *facts = checking->script->report->facts;
    const struct facts *last = checking->previous->report->facts;

    for (size_t i = 0; i < facts->count; i++) {
        const struct fact *fact = &facts->items[i];
        const struct fact *before = facts_find(last, fact->name.string);
        if (before != NULL && !before->broken && fact->has_previous &&
            rational_compare(fact->previous, before->value) != 0) {
            FINDING(checking, fact->place, fact->name.string.bytes, print(checking, fact->previous),
                    print(checking, before->value));
        }
    }
}

void facts_take_previous(struct facts *facts, const struct facts *last)
{
    for (size_t i = 0; i < facts->count; i++) {
        struct fact *fact = &facts->items[i];
        const struct fact *before = facts_find(last, fact->name.string);
        if (before != NULL && !before->broken && !fact->has_previous) {
            fact->has_previous = true;
            fact->previous = before->value;
        }
    }
}
