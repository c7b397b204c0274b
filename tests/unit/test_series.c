/* A series of documents: each is as if it stood alone, and memory that is out ends the series. */
#include "report_fixture.h"

#include "base/buffer.h"
#include "document.h"
#include "report/units.h"

static struct gongwen_options options_with(size_t limit)
{
    return (struct gongwen_options){.size = sizeof(struct gongwen_options),
                                    .data_folder = ".",
                                    .no_system_fonts = 1,
                                    .memory_limit = limit};
}

static const char *const template = "data/batch/template.yaml";

/* What row `row` of the sample gives, in an arena of its own. */
static const struct given *give(struct fixture *fixture, size_t row, size_t *count)
{
    static const char path[] = "data/batch/units.csv";
    const struct units *units =
        units_open(fixture->arena, (struct text){{path, strlen(path)}, {0}}, fixture->diagnostics);

    assert_non_null(units);
    return units_give(units, row, fixture->arena, count);
}

static struct string paint(gongwen_document *document)
{
    const void *bytes = NULL;
    size_t size = 0;

    assert_int_equal(gongwen_paint(document, "pdf", 0, 0, &bytes, &size), 0);
    return (struct string){bytes, size};
}

/* The order of the documents, and those before, leave no trace. */
static void test_alike(void **state)
{
    struct fixture *fixture = *state;
    struct gongwen_options options = options_with(0);
    struct string first[3] = {0};

    for (int round = 0; round < 2; round++) {
        gongwen_document *series = document_open_series(template, &options);
        assert_non_null(series);
        for (size_t i = 0; i < 3; i++) {
            size_t row = round == 0 ? i : 2 - i;
            size_t count;
            const struct given *given = give(fixture, row + 1, &count);
            gongwen_document *document = document_open_next(series, given, count);
            assert_int_equal(gongwen_error_count(document), 0);
            struct string bytes = paint(document);
            if (round == 0) {
                first[row] = (struct string){arena_copy(fixture->arena, bytes.bytes, bytes.size),
                                             bytes.size};
            } else {
                assert_int_equal(bytes.size, first[row].size);
                assert_memory_equal(bytes.bytes, first[row].bytes, bytes.size);
            }
            gongwen_close(document);
        }
        assert_int_equal(gongwen_error_count(series), 0);
        gongwen_close(series);
    }
}

struct outcome {
    unsigned whole, lost;
};

/* Makes three documents, or as many as memory allows; the last one may be left open. */
static void make_some(struct fixture *fixture, gongwen_document *series, struct outcome *outcome)
{
    if (series->out_of_memory || setjmp(series->guard) != 0) {
        outcome->lost++; /* not even the document */
        return;
    }
    for (size_t row = 1; row <= 3; row++) {
        const void *bytes;
        size_t size, count;
        const struct given *given = give(fixture, row, &count);
        gongwen_document *document = document_open_next(series, given, count);
        if (gongwen_paint(document, "pdf", 0, 0, &bytes, &size) != 0) {
            outcome->lost++;
            assert_true(document->out_of_memory);
            return;
        }
        outcome->whole++;
        gongwen_close(document);
    }
}

/* With any limit every document is whole or out of memory; what is open ends with the series. */
static void test_memory(void **state)
{
    enum { STEP = 150 * 1000, STEPS = 40 };
    struct outcome outcome = {0};

    for (size_t step = 1; step <= STEPS; step++) {
        struct gongwen_options options = options_with(step * STEP);
        gongwen_document *series = document_open_series(template, &options);
        if (series != NULL) {
            make_some(*state, series, &outcome);
        }
        gongwen_close(series);
    }
    assert_true(outcome.whole > 0);
    assert_true(outcome.lost > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_alike, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_memory, fixture_setup, fixture_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
