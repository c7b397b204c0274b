/* Any bytes as a file of facts; and its cells as expressions and as formats of the facts. */
#include "fuzz.h"

#include "report/fact_file.h"
#include "report/fact_format.h"

enum { CELLS = 200 };

static void check_number(struct rational number)
{
    FUZZ_REQUIRE(number.denominator > 0);
    FUZZ_REQUIRE(rational_compare(number, number) == 0);
}

static void try_expression(struct fuzz *fuzz, struct facts *facts, struct text text)
{
    const struct expression *expression =
        expression_parse(fuzz->arena, text, EXPRESSION_VALUE, fuzz->diagnostics);
    const struct expression *condition =
        expression_parse(fuzz->arena, text, EXPRESSION_CONDITION, fuzz->diagnostics);

    FUZZ_REQUIRE(expression == NULL || condition == NULL);
    if (expression != NULL) {
        struct result result = expression_value(expression, facts);
        if (result.outcome == OUTCOME_GOOD) {
            check_number(result.value);
        }
        result_report(fuzz->arena, &result, facts, fuzz->diagnostics);
    }
    if (condition != NULL) {
        struct comparison comparison = expression_compare(fuzz->arena, condition, facts);
        FUZZ_REQUIRE(!comparison.holds || comparison.outcome == OUTCOME_GOOD);
        (void)comparison_sides(fuzz->arena, &comparison);
        (void)comparison_facts(fuzz->arena, &comparison);
    }
}

static void try_format(struct fuzz *fuzz, const struct fact *fact, struct text formats)
{
    struct buffer out = buffer_new(fuzz->arena);

    if (fact_print(fuzz->arena, fact, formats.string, formats, 0, &out, fuzz->diagnostics)) {
        FUZZ_REQUIRE(g_utf8_validate(out.bytes, (gssize)out.size, NULL));
    } else {
        FUZZ_REQUIRE(diagnostics_failed(fuzz->diagnostics));
    }
}

static void try_cells(struct fuzz *fuzz, const struct csv *csv, struct facts *facts)
{
    size_t left = CELLS;

    for (size_t i = 0; i < csv->row_count; i++) {
        for (size_t k = 0; k < csv->rows[i].count && left > 0; k++, left--) {
            struct text cell = csv->rows[i].cells[k];
            FUZZ_REQUIRE(cell.string.bytes[cell.string.size] == '\0');
            FUZZ_REQUIRE(cell.place.line >= 1 && cell.place.line <= csv->source->line_count);
            try_expression(fuzz, facts, cell);
            if (facts->count > 0) {
                try_format(fuzz, &facts->items[left % facts->count], cell);
            }
        }
    }
}

static void run(struct fuzz *fuzz)
{
    const struct fact_file files[] = {
        {.matrix = false}, {.matrix = true}, {.total = true, .prefix = {STRING("all"), {0}}}};
    const struct csv *csv = csv_from_memory(fuzz->arena, "facts.csv", (const char *)fuzz->data,
                                            fuzz->size, fuzz->diagnostics);

    if (csv == NULL) {
        FUZZ_REQUIRE(diagnostics_failed(fuzz->diagnostics));
        return;
    }
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct facts *facts = facts_new(fuzz->arena);
        (void)facts_add_file(facts, &files[i], csv, fuzz->diagnostics);
        if (facts_settle(facts, fuzz->diagnostics)) {
            try_cells(fuzz, csv, facts);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_run(run, data, size);
}
