/*
 * The grid (版心网格): 22 lines of 28 characters fill the type area (GB/T 9704 5.2.3).
 *
 * Ink-flush (撑满版心): the em box of line 1 touches the top edge, that of the last line the bottom
 * edge. Line-box: the height is shared out among the lines, each em box centred in its share, as
 * word processors do it.
 */
#ifndef GONGWEN_LAYOUT_GRID_H
#define GONGWEN_LAYOUT_GRID_H

#include "base/length.h"

enum grid_fill { GRID_INK, GRID_BOX };

struct grid {
    int lines, characters;
    length_t em;     /* of the grid's characters (三号: 16 pt) */
    length_t top;    /* from the type area's top edge down to where the grid begins */
    length_t height; /* of the type area, or of what is there for the grid */
    enum grid_fill fill;
    length_t cell;  /* advance of one character */
    length_t pitch; /* rounded, for units and messages; rows are exact */
};

/* Fills in cell and pitch; `width` is the type area's. lines and characters are at least 1 and the
 * em box fits into the area. */
void grid_prepare(struct grid *grid, length_t width);

/* Top of the em box of row `row` (from 0), from the type area's top edge; exact for every row. */
length_t grid_row_top(const struct grid *grid, int row);

/* The first row whose em box begins at or below `y`; may be grid.lines or more: past the page. */
int grid_row_from(const struct grid *grid, length_t y);

#endif
