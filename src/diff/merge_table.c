/* Tables: the new one with the rows and columns that are gone put in where they were. */
#include "diff/merge.h"

#include "base/arena.h"
#include "report/table.h"
#include <stdlib.h>

/* Where the rows or columns of one side stand in the merged table. */
struct axis {
    const struct merged *items;
    size_t count;
    size_t *old, *new; /* by index; of the rows, head rows included */
};

struct weaver {
    const struct merger *merger;
    enum text_change change;
    const struct table *old, *new;
    struct axis columns;
    size_t *old_rows, *new_rows;
    size_t row_count;
    struct table_cell *cells;
    size_t cell_count;
    bool *taken; /* places of the merged table */
};

/* Columns that stand elsewhere now are not shown twice. */
static size_t without_away(struct arena *arena, const struct merged **items, size_t count)
{
    struct merged *kept = ARENA_ARRAY(arena, struct merged, count + 1);
    size_t left = 0;

    for (size_t i = 0; i < count; i++) {
        if ((*items)[i].kind != MERGE_MOVED_AWAY) {
            kept[left++] = (*items)[i];
        }
    }
    *items = kept;
    return left;
}

/* What stands elsewhere now has two places where both are among the items: its old one is where it
 * was. */
static void add_axis(const struct merged *items, size_t count, size_t base, size_t *old,
                     size_t old_base, size_t *new, size_t new_base)
{
    for (int here = 1; here >= 0; here--) {
        for (size_t i = 0; i < count; i++) {
            if (items[i].old != NULL && (items[i].kind == MERGE_MOVED_HERE) == (here == 1)) {
                old[old_base + items[i].old->index] = base + i;
            }
            if (items[i].new != NULL && items[i].kind != MERGE_MOVED_AWAY) {
                new[new_base + items[i].new->index] = base + i;
            }
        }
    }
}

static const struct content *part(const struct content *content, const char *name)
{
    return content == NULL ? NULL : content_get(content, name);
}

/* Whether the places from row to before `end_row` are all free. */
static bool is_free(const struct weaver *weaver, const struct table_cell *cell)
{
    for (unsigned row = cell->row; row < cell->row + cell->rows; row++) {
        for (unsigned column = cell->column; column < cell->column + cell->columns; column++) {
            if (weaver->taken[row * weaver->columns.count + column]) {
                return false;
            }
        }
    }
    return true;
}

/* Puts a cell down where all of it has room, else as far as it has. */
static void put(struct weaver *weaver, struct table_cell cell)
{
    while (!is_free(weaver, &cell)) {
        if (cell.rows > 1) {
            cell.rows--;
        } else if (cell.columns > 1) {
            cell.columns--;
        } else {
            return;
        }
    }
    for (unsigned row = cell.row; row < cell.row + cell.rows; row++) {
        for (unsigned column = cell.column; column < cell.column + cell.columns; column++) {
            weaver->taken[row * weaver->columns.count + column] = true;
        }
    }
    weaver->cells[weaver->cell_count++] = cell;
}

/* What a cell covers in the merged table: from the first of its rows and columns to the last. */
static struct table_cell place_cell(const struct table_cell *cell, const size_t *rows,
                                    const size_t *columns)
{
    struct table_cell placed = *cell;
    size_t low = rows[cell->row], high = low;
    size_t left = columns[cell->column], right = left;

    for (unsigned i = 1; i < cell->rows; i++) {
        high = rows[cell->row + i] > high ? rows[cell->row + i] : high;
    }
    for (unsigned i = 1; i < cell->columns; i++) {
        right = columns[cell->column + i] > right ? columns[cell->column + i] : right;
    }
    placed.row = (unsigned)low;
    placed.rows = (unsigned)(high - low + 1);
    placed.column = (unsigned)left;
    placed.columns = (unsigned)(right - left + 1);
    return placed;
}

static void put_cell(struct weaver *weaver, const struct content *content, bool of_old,
                     enum text_change change)
{
    const struct table_cell *cell = content->origin;
    struct table_cell placed = place_cell(cell, of_old ? weaver->old_rows : weaver->new_rows,
                                          of_old ? weaver->columns.old : weaver->columns.new);
    const struct content *old = of_old ? content : content->match;
    const struct content *new = of_old ? NULL : content;
    struct list texts = merge_texts(weaver->merger, change, part(old, "body"), part(new, "body"));

    placed.texts = texts.items;
    placed.text_count = texts.count;
    placed.paragraphs = cell->paragraphs || texts.count > 1;
    put(weaver, placed);
}

/* The cells of one side's rows; of the old side those that the new one does not have. */
static void put_rows(struct weaver *weaver, const struct content *rows, bool of_old)
{
    for (size_t i = 0; rows != NULL && i < rows->count; i++) {
        const struct content *row = rows->children[i];
        for (size_t k = 0; k < row->count; k++) {
            const struct content *cell = row->children[k];
            bool moved = row->match != NULL && row->moved;
            bool gone = of_old && (cell->match == NULL || moved);
            if (of_old && !gone) {
                continue;
            }
            enum text_change change = gone ? (moved ? TEXT_MOVED_AWAY : TEXT_DELETED)
                                      : cell->match == NULL ? TEXT_INSERTED
                                      : moved               ? TEXT_MOVED_HERE
                                                            : TEXT_KEPT;
            if (weaver->change != TEXT_KEPT && !gone) {
                change = weaver->change;
            }
            put_cell(weaver, cell, of_old, change);
        }
    }
}

static int by_place(const void *a, const void *b)
{
    const struct table_cell *left = a, *right = b;

    if (left->row != right->row) {
        return left->row < right->row ? -1 : 1;
    }
    return left->column < right->column ? -1 : left->column > right->column;
}

/* What no cell covers is an empty one. */
static void fill(struct weaver *weaver)
{
    struct text *nothing = ARENA_NEW(weaver->merger->arena, struct text);

    nothing->string = STRING("");
    for (size_t row = 0; row < weaver->row_count; row++) {
        for (size_t column = 0; column < weaver->columns.count; column++) {
            if (!weaver->taken[row * weaver->columns.count + column]) {
                put(weaver, (struct table_cell){.texts = nothing,
                                                .text_count = 1,
                                                .row = (unsigned)row,
                                                .column = (unsigned)column,
                                                .rows = 1,
                                                .columns = 1});
            }
        }
    }
    qsort(weaver->cells, weaver->cell_count, sizeof *weaver->cells, by_place);
}

static const struct table *table_of(const struct content *content)
{
    const struct variant *origin = content == NULL ? NULL : content->origin;

    return origin == NULL ? NULL : origin->value;
}

static struct table_column *merge_columns(const struct weaver *weaver)
{
    struct table_column *columns =
        ARENA_ARRAY(weaver->merger->arena, struct table_column, weaver->columns.count + 1);

    for (size_t i = 0; i < weaver->columns.count; i++) {
        const struct merged *item = &weaver->columns.items[i];
        bool of_old = item->new == NULL || item->kind == MERGE_MOVED_AWAY;
        columns[i] = of_old ? weaver->old->column_widths[item->old->index]
                            : weaver->new->column_widths[item->new->index];
        if (of_old) { /* it takes no share of the room from the others */
            columns[i].width = (struct column_width){WIDTH_CONTENT, 0};
        }
    }
    return columns;
}

struct table_block *merge_table(const struct merger *merger, enum text_change change,
                                const struct content *old, const struct content *new)
{
    static const char *const parts[] = {"head", "rows"};
    struct arena *arena = merger->arena;
    struct table_block *block = ARENA_NEW(arena, struct table_block);
    struct weaver weaver = {
        .merger = merger, .change = change, .old = table_of(old), .new = table_of(new)};
    const struct table *there = weaver.new != NULL ? weaver.new : weaver.old;
    size_t old_rows = weaver.old == NULL ? 0 : weaver.old->row_count;
    size_t new_rows = weaver.new == NULL ? 0 : weaver.new->row_count;

    if (there == NULL) {
        return block;
    }
    block->table = *there;
    weaver.columns.count =
        merge_lists(arena, part(old, "columns"), part(new, "columns"), &weaver.columns.items);
    weaver.columns.count = without_away(arena, &weaver.columns.items, weaver.columns.count);
    weaver.columns.old = ARENA_ARRAY(arena, size_t, TABLE_COLUMN_LIMIT + 1);
    weaver.columns.new = ARENA_ARRAY(arena, size_t, TABLE_COLUMN_LIMIT + 1);
    add_axis(weaver.columns.items, weaver.columns.count, 0, weaver.columns.old, 0,
             weaver.columns.new, 0);
    weaver.old_rows = ARENA_ARRAY(arena, size_t, old_rows + 1);
    weaver.new_rows = ARENA_ARRAY(arena, size_t, new_rows + 1);
    size_t old_base = 0, new_base = 0;
    for (size_t i = 0; i < 2; i++) {
        const struct content *left = part(old, parts[i]), *right = part(new, parts[i]);
        const struct merged *items;
        size_t count = merge_lists(arena, left, right, &items);
        add_axis(items, count, weaver.row_count, weaver.old_rows, old_base, weaver.new_rows,
                 new_base);
        weaver.row_count += count;
        old_base += left == NULL ? 0 : left->count;
        new_base += right == NULL ? 0 : right->count;
        if (i == 0) {
            block->table.head_count = (unsigned)weaver.row_count;
        }
    }
    size_t places = weaver.row_count * weaver.columns.count;
    weaver.taken = ARENA_ARRAY(arena, bool, places + 1);
    weaver.cells = ARENA_ARRAY(arena, struct table_cell, places + 1);
    for (size_t i = 0; i < 2; i++) {
        put_rows(&weaver, part(new, parts[i]), false);
        put_rows(&weaver, part(old, parts[i]), true);
    }
    fill(&weaver);
    block->table.column_widths = merge_columns(&weaver);
    block->table.column_count = (unsigned)weaver.columns.count;
    block->table.row_count = (unsigned)weaver.row_count;
    block->table.cells = weaver.cells;
    block->table.cell_count = weaver.cell_count;
    block->table.caption = merge_text(merger, change, part(old, "caption"), part(new, "caption"));
    block->table.note = merge_texts(merger, change, part(old, "note"), part(new, "note"));
    return block;
}
