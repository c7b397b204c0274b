/* Tables: rows as they came, made to fill a table as the report has it. */
#include "import/recognise.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "import/phrase.h"
#include "report/table.h"
#include <string.h>

struct shape {
    struct recogniser *recogniser;
    const struct manuscript_table *table;
    bool *covered; /* places taken by cells so far, row by row */
    size_t columns, rows;
    bool mended;
};

static bool *place_of(const struct shape *shape, size_t row, size_t column)
{
    return &shape->covered[row * shape->columns + column];
}

/* How many columns the widest row needs, cells from above included; 0: more than a table may have.
 */
static size_t count_columns(const struct manuscript_table *table)
{
    size_t most = 0;
    size_t above[TABLE_COLUMN_LIMIT + 1] = {0}; /* rows for which a column is still covered */

    for (size_t i = 0; i < table->count; i++) {
        size_t column = 0;
        for (size_t j = 0; j < table->rows[i].count; j++) {
            const struct manuscript_cell *cell = &table->rows[i].cells[j];
            while (column < TABLE_COLUMN_LIMIT && above[column] > 0) {
                column++;
            }
            if (column + cell->columns > TABLE_COLUMN_LIMIT) {
                return 0;
            }
            for (unsigned k = 0; k < cell->columns; k++) {
                above[column++] = cell->rows;
            }
        }
        for (size_t j = 0; j < TABLE_COLUMN_LIMIT; j++) {
            if (above[j] > 0) {
                most = j + 1 > most ? j + 1 : most;
                above[j]--;
            }
        }
    }
    return most;
}

/* The cell's size, cut down to what is free at that place, up to row `end`. */
static void fit(struct shape *shape, size_t row, size_t column, size_t end, unsigned *columns,
                unsigned *rows)
{
    unsigned wide = 0;
    unsigned high = *rows;

    while (wide < *columns && column + wide < shape->columns &&
           !*place_of(shape, row, column + wide)) {
        wide++;
    }
    if (row + high > end) {
        high = (unsigned)(end - row);
    }
    shape->mended = shape->mended || wide < *columns || high < *rows;
    *columns = wide;
    *rows = high;
    for (size_t i = row; i < row + high; i++) {
        for (size_t j = column; j < column + wide; j++) {
            *place_of(shape, i, j) = true;
        }
    }
}

static void set_count(struct branch *mapping, const char *key, unsigned count, struct place place)
{
    const char *digits = arena_format(mapping->arena, "%u", count);

    if (count > 1) {
        branch_set(mapping, key,
                   leaf_new(mapping->arena, (struct text){{digits, strlen(digits)}, place}, true));
    }
}

static const struct node *make_cell(const struct shape *shape, const struct manuscript_cell *cell,
                                    unsigned columns, unsigned rows, struct place place)
{
    struct arena *arena = shape->recogniser->arena;
    struct text text = cell->count > 0 ? cell->texts[0] : (struct text){STRING(""), place};

    if (columns == 1 && rows == 1 && cell->count <= 1) {
        return leaf_new(arena, text, false);
    }
    struct branch *mapping = branch_new(arena, NODE_MAPPING, text.place);
    if (cell->count <= 1) {
        branch_set_text(mapping, "text", text);
    } else {
        struct branch *body = branch_new(arena, NODE_SEQUENCE, text.place);
        for (size_t i = 0; i < cell->count; i++) {
            branch_add_text(body, cell->texts[i]);
        }
        branch_set(mapping, "body", &body->node);
    }
    set_count(mapping, "rows", rows, text.place);
    set_count(mapping, "columns", columns, text.place);
    return &mapping->node;
}

static const struct node *make_row(struct shape *shape, size_t row, size_t end)
{
    const struct manuscript_row *from = &shape->table->rows[row];
    struct branch *list = branch_new(shape->recogniser->arena, NODE_SEQUENCE, shape->table->place);
    static const struct manuscript_cell empty = {.columns = 1, .rows = 1};
    size_t next = 0;

    for (size_t column = 0; column < shape->columns; column++) {
        if (*place_of(shape, row, column)) {
            continue;
        }
        const struct manuscript_cell *cell = next < from->count ? &from->cells[next] : &empty;
        unsigned columns = cell->columns;
        unsigned rows = cell->rows;
        shape->mended = shape->mended || next >= from->count;
        next++;
        fit(shape, row, column, end, &columns, &rows);
        branch_add(list, make_cell(shape, cell, columns, rows, shape->table->place));
    }
    if (list->node.count > 0) {
        list->node.place = list->node.items[0]->place;
    }
    return &list->node;
}

static bool is_number(struct text text)
{
    size_t whole;

    return table_number(text.string, &whole);
}

/* Whether a row names columns: all its cells hold text, and none of it is a number. */
static bool names_columns(const struct manuscript_row *row)
{
    for (size_t i = 0; i < row->count; i++) {
        const struct manuscript_cell *cell = &row->cells[i];
        if (cell->count != 1 || is_number(cell->texts[0])) {
            return false;
        }
    }
    return row->count > 0;
}

/* How many rows the head has: as the file says, else the first if it names columns; and those that
 * its merged cells reach. Never all. */
static size_t count_head(const struct manuscript_table *table)
{
    size_t head = table->head > 0 ? table->head : names_columns(&table->rows[0]);
    bool merged = false;

    for (size_t i = 0; i < head && i < table->count; i++) {
        for (size_t j = 0; j < table->rows[i].count; j++) {
            size_t reach = i + table->rows[i].cells[j].rows;
            merged = merged || table->rows[i].cells[j].columns > 1;
            head = reach > head ? reach : head;
        }
    }
    if (table->head == 0 && head == 1 && merged) { /* what stands under a merged heading */
        head += table->count > 2 && names_columns(&table->rows[1]);
    }
    return head < table->count ? head : 0;
}

/* A single row of plain headings is `columns`, anything else `head`. */
static bool is_plain_head(const struct node *row)
{
    for (size_t i = 0; i < row->count; i++) {
        if (row->items[i]->kind != NODE_SCALAR || row->items[i]->scalar.size == 0) {
            return false;
        }
    }
    return true;
}

const struct node *recognise_table(struct recogniser *recogniser,
                                   const struct manuscript_table *table, struct text caption,
                                   struct text note)
{
    struct arena *arena = recogniser->arena;
    struct shape shape = {.recogniser = recogniser, .table = table, .rows = table->count};
    struct branch *block = branch_new(arena, NODE_MAPPING, table->place);
    struct branch *mapping = branch_new(arena, NODE_MAPPING, table->place);
    struct branch *head = branch_new(arena, NODE_SEQUENCE, table->place);
    struct branch *rows = branch_new(arena, NODE_SEQUENCE, table->place);
    size_t head_count = count_head(table);

    shape.columns = count_columns(table);
    if (shape.columns == 0 || table->count > TABLE_ROW_LIMIT) {
        return NULL;
    }
    shape.covered = ARENA_ARRAY(arena, bool, shape.columns * table->count);
    for (size_t i = 0; i < table->count; i++) {
        bool of_head = i < head_count;
        branch_add(of_head ? head : rows, make_row(&shape, i, of_head ? head_count : table->count));
    }
    if (caption.string.size > 0) {
        branch_set_text(mapping, "caption", caption);
    }
    if (head_count == 1 && is_plain_head(head->node.items[0])) {
        branch_set(mapping, "columns", head->node.items[0]);
    } else if (head_count > 0) {
        branch_set(mapping, "head", &head->node);
    }
    branch_set(mapping, "rows", &rows->node);
    if (note.string.size > 0) {
        branch_set_text(mapping, "note", note);
    }
    branch_set(block, "table", &mapping->node);
    if (shape.mended) {
        REPORT(recogniser->diagnostics, IMPORT_TABLE, table->place, "");
    }
    return &block->node;
}
