/* Numbers that a text states of something that a fact says, too. */
#include "check/check.h"

#include "base/arena.h"
#include "check/pattern.h"
#include "report/csv.h"

/* A text says a number of what `value` is the value of. */
static void compare(const struct checking *checking, const struct passage *passage,
                    const struct match *match, struct rational value)
{
    struct string text = passage->expansion.string;
    const struct string number = {
        arena_copy(checking->arena, text.bytes + match->start[1], match->end[1] - match->start[1]),
        match->end[1] - match->start[1]};
    struct buffer right = buffer_new(checking->arena);
    struct decimal stated;
    bool percent;

    if (csv_number(number, &stated, &percent) &&
        rational_compare(rational_from_decimal(stated), value) != 0) {
        rational_print(value, &right);
        FINDING(checking, passage_place(passage, match->start[1]),
                checking_quote(checking, text, match->start[0], match->end[0]), number.bytes,
                buffer_string(&right).bytes);
    }
}

static void look_for(const struct checking *checking, const struct check_number *number,
                     struct rational value)
{
    for (size_t i = 0; i < checking->script->count; i++) {
        const struct passage *passage = &checking->script->passages[i];
        struct match match;
        size_t from = 0;
        while (checking_wants(checking, passage) &&
               pattern_find(number->compiled, passage->expansion.string, from, &match) &&
               match.end[0] > from) {
            compare(checking, passage, &match, value);
            from = match.end[0];
        }
    }
}

/* Numbers (the first group of a pattern) that are not the value of the expression that goes with
 * it. Facts that the report does not have are no contradiction. {1}: what the text says, {2}: the
 * number in it, {3}: the value. */
void check_stated(const struct checking *checking)
{
    const struct check_number *numbers = checking->rule->numbers.items;

    for (size_t i = 0; i < checking->rule->numbers.count; i++) {
        const struct expression *expression = expression_parse(
            checking->arena, numbers[i].value, EXPRESSION_VALUE, checking->diagnostics);
        if (expression == NULL) { /* reported */
            continue;
        }
        struct result result = expression_value(expression, checking->script->report->facts);
        if (result.outcome == OUTCOME_GOOD) {
            look_for(checking, &numbers[i], result.value);
        }
    }
}
