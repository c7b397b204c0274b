/* Heights of a table's rows: the lines of the cells, and where they stand. */
#include "page/table.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include <stdlib.h>

/* A row of fewer lines stays whole where it can. */
enum { DIVISIBLE_LINES = 4 };

length_t table_row_weight(const struct set_table *set, unsigned row)
{
    if (row + 1 == set->table->row_count) {
        return set->design->outer;
    }
    return row + 1 == set->table->head_count ? set->design->under_head : set->design->inner;
}

length_t table_capacity(const struct set_table *set, unsigned row)
{
    unsigned first = set->table->head_count;
    length_t head = first == 0 ? set->design->outer : set->tops[first];
    length_t room = set->frame_height - head - set->above - set->below;

    return row <= first ? room - set->kept_above : room;
}

/* ---- the lines of a cell ---- */

static enum alignment alignment_of(enum table_align align)
{
    switch (align) {
    case TABLE_LEFT:
        return ALIGN_LEFT;
    case TABLE_CENTRE:
    case TABLE_DECIMAL:
        return ALIGN_CENTRE;
    case TABLE_RIGHT:
        return ALIGN_RIGHT;
    case TABLE_AUTO:
    case TABLE_JUSTIFY:
        break;
    }
    return ALIGN_JUSTIFY;
}

/* Where a number begins, so that the points of a column stand under each other; the widest parts
 * before and behind it stand in the middle of the column. Negative where these find no room. */
static length_t number_x(const struct set_table *set, const struct set_cell *cell, length_t width)
{
    const struct column_need *column = &set->columns[cell->is->column];
    length_t spare = width - column->whole - column->rest;

    return spare < 0 ? -1 : spare / 2 + column->whole - cell->whole;
}

/* A text that finds room on one line, as it does mostly, stands there as it was measured. */
static void set_line(const struct set_table *set, const struct set_cell *cell,
                     struct cell_text *text, length_t width)
{
    length_t indent = layout_indent(set->composer->layout, cell->style);
    length_t spare = width - indent - text->line.width;
    length_t x = cell->number ? number_x(set, cell, width) : -1;

    text->line.x = indent;
    if (x >= 0) {
        text->line.x = x;
    } else {
        switch (alignment_of(cell->align)) {
        case ALIGN_JUSTIFY:
        case ALIGN_LEFT:
            break;
        case ALIGN_CENTRE:
            text->line.x += spare / 2;
            break;
        case ALIGN_RIGHT:
            text->line.x += spare;
            break;
        }
    }
    text->lines = (struct lines){&text->line, 1};
}

static void set_text(const struct set_table *set, const struct set_cell *cell,
                     struct cell_text *text, length_t width)
{
    struct composer *composer = set->composer;
    struct measure measure = {.width = width,
                              .indent = layout_indent(composer->layout, cell->style),
                              .align = alignment_of(cell->align)};

    if (text->text.string.size == 0) {
        return;
    }
    if (text->whole && text->natural <= width) {
        set_line(set, cell, text, width);
        return;
    }
    struct clusters clusters =
        cluster_text(composer->scratch, text->text, cell->typography, composer->diagnostics);
    text->lines = paragraph_set(composer->arena, composer->scratch, &clusters, &measure,
                                composer->diagnostics);
    arena_reset(composer->scratch);
}

static size_t lines_of(const struct set_cell *cell)
{
    size_t count = 0;

    for (size_t i = 0; i < cell->count; i++) {
        count += cell->texts[i].lines.count;
    }
    return count;
}

static void set_cells(struct set_table *set)
{
    for (size_t i = 0; i < set->table->cell_count; i++) {
        struct set_cell *cell = &set->cells[i];
        length_t width = table_text_width(set, cell);
        for (size_t k = 0; k < cell->count; k++) {
            set_text(set, cell, &cell->texts[k], width);
        }
        cell->height = (length_t)lines_of(cell) * cell->leading;
    }
}

/* ---- rows ---- */

static int by_rows(const void *a, const void *b)
{
    const struct set_cell *first = *(const struct set_cell *const *)a;
    const struct set_cell *second = *(const struct set_cell *const *)b;

    if (first->is->rows != second->is->rows) {
        return first->is->rows < second->is->rows ? -1 : 1;
    }
    return first < second ? -1 : 1;
}

/* The height of the rows that a cell takes, with the rules between them. */
static length_t height_of_rows(const struct set_table *set, const struct table_cell *is)
{
    length_t height = set->heights[is->row];

    for (unsigned i = 1; i < is->rows; i++) {
        height += table_row_weight(set, is->row + i - 1) + set->heights[is->row + i];
    }
    return height;
}

static size_t lines_in_row(const struct set_table *set, unsigned row, length_t leading)
{
    length_t room = set->heights[row] - 2 * set->design->padding_y;

    return room < leading ? 0 : (size_t)(room / leading);
}

/* Makes rows higher so that the lines of a cell fit into them without one across two rows. */
static void raise_for_lines(struct set_table *set, const struct set_cell *cell)
{
    const struct table_cell *is = cell->is;
    struct portion portion = {.amount = (length_t)lines_of(cell), .total = is->rows};

    for (unsigned i = 0; i < is->rows; i++) {
        portion.amount -= (length_t)lines_in_row(set, is->row + i, cell->leading);
    }
    for (unsigned i = 0; i < is->rows && portion.amount > 0; i++) {
        length_t lines = table_portion(&portion, 1);
        if (lines > 0) {
            lines += (length_t)lines_in_row(set, is->row + i, cell->leading);
            set->heights[is->row + i] = lines * cell->leading + 2 * set->design->padding_y;
        }
    }
}

static void raise_for_height(struct set_table *set, const struct set_cell *cell)
{
    const struct table_cell *is = cell->is;
    length_t needed = cell->height + 2 * set->design->padding_y;
    struct portion portion = {.amount = needed - height_of_rows(set, is), .total = is->rows};

    for (unsigned i = 0; i < is->rows && portion.amount > 0; i++) {
        set->heights[is->row + i] += table_portion(&portion, 1);
    }
}

/* Makes rows high enough for the cells that take several of them, those that take fewer first;
 * what is missing is shared out evenly. */
static void raise_rows(struct set_table *set)
{
    size_t count = 0;
    const struct set_cell **merged =
        ARENA_ARRAY(set->composer->arena, const struct set_cell *, set->table->cell_count);

    for (size_t i = 0; i < set->table->cell_count; i++) {
        if (set->cells[i].is->rows > 1) {
            merged[count++] = &set->cells[i];
        }
    }
    qsort(merged, count, sizeof *merged, by_rows);
    for (size_t i = 0; i < count; i++) {
        if (set->strict && merged[i]->loose) {
            raise_for_lines(set, merged[i]);
        } else {
            raise_for_height(set, merged[i]);
        }
    }
}

static void set_heights(struct set_table *set)
{
    length_t y = set->design->outer;

    for (unsigned i = 0; i < set->table->row_count; i++) {
        set->heights[i] = length_max(set->design->row_height, 2 * set->design->padding_y);
    }
    for (size_t i = 0; i < set->table->cell_count; i++) {
        const struct set_cell *cell = &set->cells[i];
        if (cell->is->rows == 1) {
            set->heights[cell->is->row] =
                length_max(set->heights[cell->is->row], cell->height + 2 * set->design->padding_y);
        }
    }
    raise_rows(set);
    for (unsigned i = 0; i < set->table->row_count; i++) {
        set->tops[i] = y;
        y += set->heights[i] + table_row_weight(set, i);
    }
    set->height = y;
}

/* Marks the rows that pages may divide: those that are higher than a page, and, where the design
 * has it so, all that are high. Their cells get one leading, so that lines stand side by side. */
static void divide_rows(struct set_table *set)
{
    length_t *leadings = ARENA_ARRAY(set->composer->arena, length_t, set->table->row_count);

    for (unsigned i = set->table->head_count; i < set->table->row_count; i++) {
        set->divided[i] = set->heights[i] + table_row_weight(set, i) > table_capacity(set, i);
    }
    for (size_t i = 0; i < set->table->cell_count; i++) {
        const struct set_cell *cell = &set->cells[i];
        unsigned row = cell->is->row;
        leadings[row] = length_max(leadings[row], cell->leading);
        if (set->design->break_rows && row >= set->table->head_count && cell->is->rows == 1 &&
            lines_of(cell) >= DIVISIBLE_LINES) {
            set->divided[row] = true;
        }
    }
    for (size_t i = 0; i < set->table->cell_count; i++) {
        struct set_cell *cell = &set->cells[i];
        if (set->divided[cell->is->row]) {
            cell->leading = leadings[cell->is->row];
            cell->height = (length_t)lines_of(cell) * cell->leading;
        }
    }
    set_heights(set);
}

/* Gives all cells of the body one leading, and lets all merged ones be divided. */
static void loosen_all(struct set_table *set)
{
    length_t leading = 0;

    for (size_t i = 0; i < set->table->cell_count; i++) {
        leading = length_max(leading, set->cells[i].leading);
    }
    for (size_t i = 0; i < set->table->cell_count; i++) {
        struct set_cell *cell = &set->cells[i];
        if (cell->is->row >= set->table->head_count) {
            cell->leading = leading;
            cell->height = (length_t)lines_of(cell) * leading;
            cell->loose = cell->is->rows > 1;
        }
    }
}

/* Marks the merged cells that no page has room for. */
static void loosen_high(struct set_table *set)
{
    for (size_t i = 0; i < set->table->cell_count; i++) {
        struct set_cell *cell = &set->cells[i];
        const struct table_cell *is = cell->is;
        if (is->rows > 1 && is->row >= set->table->head_count) {
            cell->loose = height_of_rows(set, is) > table_capacity(set, is->row);
        }
    }
}

unsigned table_row_at(const struct set_table *set, length_t y)
{
    unsigned low = 0, high = set->table->row_count;

    while (high - low > 1) {
        unsigned middle = low + (high - low) / 2;
        if (set->tops[middle] <= y) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

length_t table_row_bottom(const struct set_table *set, unsigned row)
{
    return set->tops[row] + set->heights[row];
}

length_t table_line_y(const struct set_table *set, const struct set_cell *cell, length_t y)
{
    unsigned last = cell->is->row + cell->is->rows - 1;

    if (!set->strict || !cell->loose) {
        return y;
    }
    for (unsigned row = table_row_at(set, y); row < last; row++) {
        if (y + cell->leading <= table_row_bottom(set, row) - set->design->padding_y) {
            break;
        }
        y = set->tops[row + 1] + set->design->padding_y;
    }
    return y;
}

/* Where the lines of each cell begin and end. In rows and merged cells that pages may divide, they
 * begin at the top. */
static void set_lines_tops(struct set_table *set)
{
    for (size_t i = 0; i < set->table->cell_count; i++) {
        struct set_cell *cell = &set->cells[i];
        const struct table_cell *is = cell->is;
        length_t high = is->rows == 1 ? set->heights[is->row] : height_of_rows(set, is);
        length_t spare = high - cell->height - 2 * set->design->padding_y;
        cell->top = set->tops[is->row] + set->design->padding_y;
        if (cell->loose) {
            length_t y = cell->top;
            for (size_t k = lines_of(cell); k > 0; k--) {
                y = table_line_y(set, cell, y) + cell->leading;
            }
            cell->bottom = y;
            continue;
        }
        if (is->rows > 1 || !set->divided[is->row]) {
            switch (set->design->align) {
            case VERTICAL_MIDDLE:
                cell->top += spare / 2;
                break;
            case VERTICAL_TOP:
                break;
            case VERTICAL_BOTTOM:
                cell->top += spare;
                break;
            }
        }
        cell->bottom = cell->top + cell->height;
    }
}

void table_set_strictly(struct set_table *set)
{
    set->strict = true;
    loosen_all(set);
    set_heights(set);
    divide_rows(set);
    set_lines_tops(set);
}

bool table_set_rows(struct set_table *set)
{
    struct composer *composer = set->composer;
    unsigned count = set->table->row_count;

    set->heights = ARENA_ARRAY(composer->arena, length_t, count);
    set->tops = ARENA_ARRAY(composer->arena, length_t, count);
    set->divided = ARENA_ARRAY(composer->arena, bool, count);
    set_cells(set);
    set_heights(set);
    length_t capacity = table_capacity(set, set->table->head_count);
    length_t least = set->design->cell->leading + 2 * set->design->padding_y;
    if (capacity < length_max(least, set->design->row_height)) {
        REPORT(composer->diagnostics, TABLE_HEAD, set->table->place,
               arena_format(composer->arena, "%.1f", length_to_mm(set->frame_height - capacity)),
               arena_format(composer->arena, "%.1f", length_to_mm(set->frame_height)));
        return false;
    }
    divide_rows(set);
    loosen_high(set);
    set_lines_tops(set);
    return true;
}
