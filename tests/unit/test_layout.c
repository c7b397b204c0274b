/* A layout on another grid (GB/T 9704 7.3.5.5): what depends on the grid follows it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "layout/layout.h"

enum { WIDTH = 442205, HEIGHT = 637795, EM = 16000 };

static const struct style styles[] = {
    {.name = "body", .size = EM, .on_grid = true, .indent = {2000000, UNIT_CELL}},
    {.name = "small", .size = 12000, .indent = {10000000, UNIT_PT}},
};

static struct layout standard_layout(void)
{
    struct layout layout = {.area_width = WIDTH,
                            .area_height = HEIGHT,
                            .grid = {.lines = 22, .characters = 28, .em = EM, .height = HEIGHT},
                            .composition = {.han_latin_gap_written = {250000, UNIT_CELL}},
                            .styles = styles,
                            .style_count = 2};

    grid_prepare(&layout.grid, WIDTH);
    layout.first.grid = layout.grid;
    return layout;
}

static void test_lines(void **state)
{
    const struct layout layout = standard_layout();
    struct arena *arena = arena_new(0);
    const struct layout *adjusted = layout_adjusted(arena, &layout, 23, 28);
    const struct dimension line = {1000000, UNIT_LINE};

    (void)state;
    assert_int_equal(layout_length(&layout, line), 29609);
    assert_int_equal(layout_length(adjusted, line), 28263);
    assert_int_equal(adjusted->grid.cell, layout.grid.cell);
    assert_int_equal(grid_row_top(&adjusted->grid, 22) + EM, HEIGHT);
    assert_int_equal(layout.grid.lines, 22);
    arena_free(arena);
}

static void test_characters(void **state)
{
    const struct layout layout = standard_layout();
    struct arena *arena = arena_new(0);
    const struct layout *adjusted = layout_adjusted(arena, &layout, 22, 29);

    (void)state;
    assert_int_equal(layout_cell(&layout, &styles[0]), 15793);
    assert_int_equal(layout_cell(adjusted, &styles[0]), 15248);
    assert_int_equal(layout_indent(adjusted, &styles[0]), 2 * 15248);
    /* What is not on the grid stays as it is. */
    assert_int_equal(layout_cell(adjusted, &styles[1]), 12000);
    assert_int_equal(layout_indent(adjusted, &styles[1]), 10000);
    assert_int_equal(adjusted->composition.han_latin_gap, 3812);
    assert_int_equal(adjusted->grid.pitch, layout.grid.pitch);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_characters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
