/*
 * A table while it is composed: its texts are measured (table.c), its columns get their widths
 * (table_width.c), its rows their heights (table_row.c), and it is cut into slices that pages may
 * end between, which become boxes (table_slice.c). Shared by these, nobody else's business.
 *
 * Coordinates are from the table's top left corner, as if it stood on one endless page.
 */
#ifndef GONGWEN_PAGE_TABLE_H
#define GONGWEN_PAGE_TABLE_H

#include "page/box.h"
#include "report/table.h"

/* A paragraph of a cell. */
struct cell_text {
    struct expansion text;
    struct line line;   /* all of it on one line */
    length_t natural;   /* as wide as it likes to be: its longest line */
    length_t minimum;   /* its longest piece without breaks */
    bool whole;         /* no line break is written in it: `line` may stand as it is */
    struct lines lines; /* as set */
    uint32_t node;
};

struct set_cell {
    const struct table_cell *is;
    const struct style *style;
    const struct typography *typography;
    enum table_align align; /* never TABLE_AUTO */
    struct cell_text *texts;
    size_t count;
    bool loose;     /* it takes several rows, and pages may end between them */
    bool number;    /* that stands by its decimal point */
    length_t whole; /* of a number: its width up to there */
    length_t leading;
    length_t height;      /* of its lines */
    length_t top, bottom; /* where they begin and end */
    uint32_t node;
};

/* Widths that a column may have, from the middle of one of its rules to that of the other. */
struct column_need {
    length_t least; /* room for one character, and the indent before it */
    length_t minimum, natural;
    length_t whole, rest; /* of its numbers: the widest up to the point, and behind it */
};

struct set_table {
    struct flow *flow;
    struct composer *composer;
    const struct table *table;
    const struct table_design *design;
    uint32_t node;
    struct set_cell *cells;
    const struct set_cell **places;     /* of each place, row by row: the cell there */
    length_t frame_width, frame_height; /* of the type area, as the table lies in it */
    /* What shares a page with the head and rows: a caption above, with its gap, or what repeats it;
     * a caption or the first note below; headings that the first rows stand with. */
    length_t above, below, kept_above;
    struct column_need *columns;
    length_t *edges; /* middle of each vertical rule; column_count + 1 of them */
    length_t width;
    length_t *tops, *heights; /* of rows, without rules */
    bool *divided;            /* rows inside which a page may end */
    bool strict;              /* table_set_strictly() */
    length_t height;
};

static inline const struct set_cell *place_of_table(const struct set_table *set, unsigned row,
                                                    unsigned column)
{
    return set->places[(size_t)row * set->table->column_count + column];
}

/* Weight of the rule at an edge of columns, or under a row. */
length_t table_edge_weight(const struct set_table *set, unsigned edge);
length_t table_row_weight(const struct set_table *set, unsigned row);

/* Where the text of cells that take the columns from `column` on begins, and how wide it may be. */
length_t table_text_x(const struct set_table *set, const struct set_cell *cell);
length_t table_text_width(const struct set_table *set, const struct set_cell *cell);

/* Sets the columns' widths; false after reporting that they do not fit (table_width.c). */
bool table_set_widths(struct set_table *set);

/* Sets the cells' lines and the rows' heights; false after reporting that the head leaves no room
 * for rows (table_row.c). */
bool table_set_rows(struct set_table *set);

/* Sets them so that pages may end between any two rows, and between any two lines of a row that is
 * higher than a page: for tables whose cells are so high and so merged that it takes that
 * (table_row.c). */
void table_set_strictly(struct set_table *set);

/* The row at a height, and the lower edge of a row (table_row.c). */
unsigned table_row_at(const struct set_table *set, length_t y);
length_t table_row_bottom(const struct set_table *set, unsigned row);

/* Where a line of a cell stands that would stand at `y`: not across two rows, if pages may end
 * between them (table_row.c). */
length_t table_line_y(const struct set_table *set, const struct set_cell *cell, length_t y);

/* What a page has room for below the head; the first page for the rows from `row` on
 * (table_row.c). */
length_t table_capacity(const struct set_table *set, unsigned row);

/* Adds the boxes of the head and the rows (table_slice.c). `continued` stands above the head on
 * further pages; NULL: nothing. */
void table_add_slices(struct set_table *set, const struct group *continued);

/* `amount` shared out by weight: what the next one gets, so that all of it is given out when
 * `given` comes to `total`. Begin with given 0 and done 0. */
struct portion {
    length_t amount, total;
    length_t given, done;
};
length_t table_portion(struct portion *portion, length_t weight);

#endif
