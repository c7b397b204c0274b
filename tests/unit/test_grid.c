/* The grid of lines and characters (GB/T 9704 5.2.3), ink-flush and in boxes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "layout/grid.h"
#include <stdbool.h>

enum { AREA_WIDTH = 442205, AREA_HEIGHT = 637795, EM = 16000 };

static struct grid standard(enum grid_fill fill)
{
    struct grid grid = {
        .lines = 22, .characters = 28, .em = EM, .height = AREA_HEIGHT, .fill = fill};

    grid_prepare(&grid, AREA_WIDTH);
    return grid;
}

/* How far a length is from numerator / denominator, at most half a unit for a rounded one. */
static bool is_nearest(length_t length, int64_t numerator, int64_t denominator)
{
    int64_t twice = 2 * (length * denominator - numerator);

    return twice >= -denominator && twice <= denominator;
}

static void test_ink(void **state)
{
    struct grid grid = standard(GRID_INK);

    (void)state;
    assert_int_equal(grid.pitch, 29609);
    assert_int_equal(grid.cell, 15793);
    assert_int_equal(grid_row_top(&grid, 0), 0);
    assert_int_equal(grid_row_top(&grid, 21) + grid.em, AREA_HEIGHT);
    for (int row = 0; row <= 22; row++) {
        assert_true(is_nearest(grid_row_top(&grid, row), (int64_t)(AREA_HEIGHT - EM) * row, 21));
    }
}

static void test_box(void **state)
{
    struct grid grid = standard(GRID_BOX);

    (void)state;
    assert_int_equal(grid.pitch, 28991);
    for (int row = 0; row < 22; row++) {
        /* As much white above line 1 as below line 22, and rows stay in their shares. */
        length_t above = grid_row_top(&grid, row);
        length_t below = AREA_HEIGHT - grid_row_top(&grid, 21 - row) - EM;
        assert_in_range(above - below + 1, 0, 2);
        assert_true(is_nearest(above + EM / 2, (int64_t)AREA_HEIGHT * (2 * row + 1), 44));
    }
    assert_int_equal(grid_row_top(&grid, 0), 6495);
}

/* 28 cells are as wide as the type area within 0.03 pt, and never wide enough for a 29th. */
static void test_cells(void **state)
{
    struct grid grid = standard(GRID_INK);

    (void)state;
    assert_in_range(28 * grid.cell - AREA_WIDTH + 30, 0, 60);
    for (int characters = 1; characters <= 200; characters++) {
        grid.characters = characters;
        grid_prepare(&grid, AREA_WIDTH);
        assert_true(is_nearest(grid.cell, AREA_WIDTH, characters));
    }
}

static void check_rows(const struct grid *grid)
{
    for (int row = 0; row < grid->lines + 3; row++) {
        length_t top = grid_row_top(grid, row);
        assert_int_equal(grid_row_from(grid, top), row);
        /* Behind a line the next row follows, not the one after it. */
        assert_int_equal(grid_row_from(grid, top + grid->em), row + 1);
        assert_int_equal(grid_row_from(grid, top + 100), row + 1);
        assert_int_equal(grid_row_from(grid, top + 1), row); /* rounding */
        assert_int_equal(grid_row_from(grid, top - 1), row);
        assert_true(row == 0 || grid_row_top(grid, row - 1) + grid->em <= top + 1);
    }
    assert_int_equal(grid_row_from(grid, -1), 0);
    assert_int_equal(grid_row_from(grid, -100 * (length_t)AREA_HEIGHT), 0);
}

static void test_rows(void **state)
{
    (void)state;
    for (int fill = GRID_INK; fill <= GRID_BOX; fill++) {
        for (int lines = 1; lines <= 39; lines++) {
            struct grid grid = {.lines = lines,
                                .characters = 28,
                                .em = EM,
                                .height = AREA_HEIGHT,
                                .fill = (enum grid_fill)fill};
            grid_prepare(&grid, AREA_WIDTH);
            check_rows(&grid);
        }
    }
}

/* The exact top of a row, not rounded pitch times row: far down the page it would show. */
static void test_no_drift(void **state)
{
    struct grid grid = {
        .lines = 200, .characters = 28, .em = 3000, .height = AREA_HEIGHT, .fill = GRID_INK};

    (void)state;
    grid_prepare(&grid, AREA_WIDTH);
    assert_int_equal(grid_row_top(&grid, 199) + grid.em, AREA_HEIGHT);
    assert_int_not_equal(199 * grid.pitch + grid.em, AREA_HEIGHT);
    check_rows(&grid);
}

/* The first page's grid may begin above or below the type area's top edge. */
static void test_top(void **state)
{
    struct grid grid = {.lines = 4,
                        .characters = 14,
                        .em = 16000,
                        .top = -5000,
                        .height = 106000,
                        .fill = GRID_INK};

    (void)state;
    grid_prepare(&grid, 221102);
    assert_int_equal(grid.pitch, 30000);
    assert_int_equal(grid_row_top(&grid, 0), -5000);
    assert_int_equal(grid_row_top(&grid, 3), 85000);
    assert_int_equal(grid_row_from(&grid, -5000), 0);
    assert_int_equal(grid_row_from(&grid, -4000), 1);
    assert_int_equal(grid_row_from(&grid, 25001), 1);
    grid.fill = GRID_BOX;
    grid_prepare(&grid, 221102);
    assert_int_equal(grid_row_top(&grid, 0), -5000 + 13250 - 8000);
}

static void test_single_line(void **state)
{
    struct grid grid = {.lines = 1, .characters = 1, .em = EM, .height = 20000, .fill = GRID_INK};

    (void)state;
    grid_prepare(&grid, AREA_WIDTH);
    assert_int_equal(grid.cell, AREA_WIDTH);
    assert_int_equal(grid.pitch, 20000);
    assert_int_equal(grid_row_top(&grid, 0), 2000); /* one line has no two edges to touch */
    assert_int_equal(grid_row_from(&grid, 0), 0);
}

/* Lines that fill the height leave no white between them. */
static void test_full(void **state)
{
    (void)state;
    for (int fill = GRID_INK; fill <= GRID_BOX; fill++) {
        struct grid grid = {.lines = 40,
                            .characters = 1,
                            .em = EM,
                            .height = 40 * EM,
                            .fill = (enum grid_fill)fill};
        grid_prepare(&grid, AREA_WIDTH);
        assert_int_equal(grid.pitch, EM);
        for (int row = 0; row < 40; row++) {
            assert_int_equal(grid_row_top(&grid, row), row * EM);
        }
    }
}

/* The largest page: no overflow (this runs under UBSan). */
static void test_limits(void **state)
{
    (void)state;
    for (int fill = GRID_INK; fill <= GRID_BOX; fill++) {
        struct grid grid = {.lines = 200,
                            .characters = 200,
                            .em = 1000,
                            .height = LENGTH_LIMIT,
                            .fill = (enum grid_fill)fill};
        grid_prepare(&grid, LENGTH_LIMIT);
        check_rows(&grid);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_top),         cmocka_unit_test(test_ink),
        cmocka_unit_test(test_box),         cmocka_unit_test(test_cells),
        cmocka_unit_test(test_rows),        cmocka_unit_test(test_no_drift),
        cmocka_unit_test(test_single_line), cmocka_unit_test(test_full),
        cmocka_unit_test(test_limits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
