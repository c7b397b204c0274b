#include "layout/grid.h"

/* A row that begins this little above a position still counts as below it: rounding. */
enum { ROW_TOLERANCE = 50 };

void grid_prepare(struct grid *grid, length_t width)
{
    grid->cell = length_scale(width, 1, grid->characters);
    if (grid->fill == GRID_BOX || grid->lines == 1) {
        grid->pitch = length_scale(grid->height, 1, grid->lines);
    } else {
        grid->pitch = length_scale(grid->height - grid->em, 1, grid->lines - 1);
    }
}

length_t grid_row_top(const struct grid *grid, int row)
{
    if (grid->fill == GRID_BOX || grid->lines == 1) {
        return grid->top + length_scale(grid->height, 2 * row + 1, 2 * (int64_t)grid->lines) -
               grid->em / 2;
    }
    return grid->top + length_scale(grid->height - grid->em, row, grid->lines - 1);
}

int grid_row_from(const struct grid *grid, length_t y)
{
    int row = (int)((y - grid->top) / grid->pitch) - 1;

    if (row < 0) {
        row = 0;
    }
    while (grid_row_top(grid, row) + ROW_TOLERANCE < y) {
        row++;
    }
    return row;
}
