/* Scales of charts: steps, labels, distances and percentages, exact for all numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "page/chart.h"

#include "base/arena.h"
#include <string.h>

static const amount_t huge = 999999999999999999; /* 18 digits */

static amount_t billion_billions(void)
{
    return (amount_t)1000000000 * 1000000000;
}

static void assert_scale(const struct scale *scale, const char *labels)
{
    struct arena *arena = arena_new(0);
    struct buffer found = buffer_new(arena);

    for (size_t i = 0; i < scale_line_count(scale); i++) {
        struct string label = scale_label(scale, scale_line(scale, i), arena);
        assert_int_equal(label.size, strlen(label.bytes));
        buffer_format(&found, "%s%s", i > 0 ? " " : "", label.bytes);
    }
    assert_string_equal(buffer_string(&found).bytes, labels);
    arena_free(arena);
}

static void test_steps(void **state)
{
    static const struct {
        int64_t least, most;
        unsigned places;
        bool from_zero;
        int steps;
        const char *labels;
    } rows[] = {
        {7, 120, 0, true, 5, "0 50 100 150"},
        {0, 100, 0, true, 5, "0 20 40 60 80 100"},
        {0, 101, 0, true, 5, "0 50 100 150"},
        {1, 1, 0, true, 8, "0 1"}, /* no finer than the values */
        {3, 3, 0, true, 8, "0 1 2 3"},
        {10, 10, 1, true, 4, "0.0 0.5 1.0"},
        {10, 10, 1, true, 5, "0.0 0.2 0.4 0.6 0.8 1.0"},
        {0, 0, 0, true, 5, "0 1"},
        {0, 0, 2, false, 5, "0.00 0.01"},
        {-15, 30, 0, true, 5, "-20 -10 0 10 20 30"},
        {-825, 3000, 2, true, 4, "-10 0 10 20 30"}, /* steps of whole numbers */
        {-7, -3, 0, true, 4, "-8 -6 -4 -2 0"},
        {-7, -7, 0, true, 2, "-10 -5 0"},
        {915, 990, 1, false, 3, "90 95 100"}, /* far from zero */
        {915, 990, 1, true, 3, "0 50 100"},
        {-990, -915, 1, false, 3, "-100 -95 -90"},
        {500, 990, 1, false, 3, "0 50 100"},
        {5, 5, 0, false, 5, "0 1 2 3 4 5"},
    };
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scale scale = scale_new(rows[i].least, rows[i].most, rows[i].places,
                                       rows[i].from_zero, rows[i].steps);
        assert_scale(&scale, rows[i].labels);
    }
}

static void test_large_and_small(void **state)
{
    (void)state;

    struct scale scale = scale_new(-5, huge, 0, true, 3);
    assert_scale(&scale, "-500000000000000000 0 500000000000000000 1000000000000000000");
    scale = scale_new(1, 123, 18, true, 3);
    assert_scale(&scale, "0.00000000000000000 0.00000000000000005 0.00000000000000010 "
                         "0.00000000000000015");
    scale = scale_new(1, huge * billion_billions(), 18, true, 2);
    assert_scale(&scale, "0 500000000000000000 1000000000000000000");
    scale.length = 1000000;
    assert_int_equal(scale_distance(&scale, 0), 0);
    assert_int_equal(scale_distance(&scale, scale.high / 4), 250000);
    assert_int_equal(scale_distance(&scale, scale.high), 1000000);
    assert_int_equal(scale_distance(&scale, 1), 0);
    /* Near each other, and each as long as a number may be. */
    scale = scale_new(huge - 3, huge, 0, false, 4);
    assert_scale(&scale, "999999999999999996 999999999999999997 999999999999999998 "
                         "999999999999999999");
}

static void assert_percentages(const amount_t *amounts, size_t count, const unsigned *expected)
{
    struct arena *arena = arena_new(0);
    unsigned tenths[8], sum = 0;

    scale_percentages(arena, amounts, count, tenths);
    for (size_t i = 0; i < count; i++) {
        sum += tenths[i];
        if (expected != NULL) {
            assert_int_equal(tenths[i], expected[i]);
        }
    }
    assert_int_equal(sum, 1000);
    arena_free(arena);
}

static void test_percentages(void **state)
{
    amount_t largest = huge * billion_billions();
    (void)state;

    assert_percentages((const amount_t[]){1}, 1, (const unsigned[]){1000});
    assert_percentages((const amount_t[]){0, 5, 0}, 3, (const unsigned[]){0, 1000, 0});
    assert_percentages((const amount_t[]){1, 1, 1}, 3, (const unsigned[]){334, 333, 333});
    assert_percentages((const amount_t[]){1, 1, 1, 1, 1, 1, 1}, 7,
                       (const unsigned[]){143, 143, 143, 143, 143, 143, 142});
    assert_percentages((const amount_t[]){61, 22, 15, 4}, 4, (const unsigned[]){598, 216, 147, 39});
    assert_percentages((const amount_t[]){9990, 3, 4, 3}, 4, (const unsigned[]){999, 0, 1, 0});
    assert_percentages((const amount_t[]){largest, largest, largest}, 3,
                       (const unsigned[]){334, 333, 333});
    assert_percentages((const amount_t[]){largest, 1}, 2, (const unsigned[]){1000, 0});
    uint32_t random = 1;
    for (int i = 0; i < 1000; i++) {
        amount_t amounts[8];
        for (size_t k = 0; k < 8; k++) {
            random = random * 1664525 + 1013904223;
            amounts[k] = random >> (random % 29);
        }
        amounts[0]++;
        assert_percentages(amounts, 8, NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steps),
        cmocka_unit_test(test_large_and_small),
        cmocka_unit_test(test_percentages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
