/* Rows of tables that come from files (细目表): one a row of the file, and one of sums. */
#include "report/table.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "report/units.h"
#include "yaml/index.h"
#include "yaml/nearest.h"
#include <string.h>

static const struct type filled_type = {
    .kind = TYPE_TEXT, .size = sizeof(struct text), .filled = true};

static const struct type columns_type = {.kind = TYPE_LIST,
                                         .size = sizeof(struct list),
                                         .element = &filled_type,
                                         .minimum = 1,
                                         .maximum = TABLE_COLUMN_LIMIT,
                                         .single = true};

static const struct field source_fields[] = {
    {"file", offsetof(struct row_source, file), &filled_type, FIELD_REQUIRED,
     N_("Path of a CSV file, or of a YAML list of units; relative to the report.")},
    {"columns", offsetof(struct row_source, columns), &columns_type, 0,
     "Which columns of the file, in the order of the table. Default: all but remarks."},
    {"total", offsetof(struct row_source, total), &filled_type, 0,
     "What names a last row with the sums of the columns: 合计. Default: there is none."},
    {0},
};

const struct type row_source_type = {
    .kind = TYPE_RECORD,
    .name = "row-source",
    .describes = "A file that the rows of a table come from.",
    .size = sizeof(struct row_source),
    .fields = source_fields,
};

/* A table while its rows are made. */
struct maker {
    struct arena *arena;
    const struct csv *csv;
    size_t columns[TABLE_COLUMN_LIMIT]; /* of the file, in the order of the table */
    size_t count;
};

/* The column of that heading; SIZE_MAX after reporting that there is none. */
static size_t find_column(const struct maker *maker, struct text name,
                          struct diagnostics *diagnostics)
{
    const struct csv_row *head = &maker->csv->rows[0];
    const char **names = ARENA_ARRAY(maker->arena, const char *, head->count);
    size_t count = 0;

    for (size_t i = 0; i < head->count; i++) {
        if (index_same(head->cells[i].string, name.string)) {
            return i;
        }
        if (head->cells[i].string.size > 0) {
            names[count++] = head->cells[i].string.bytes;
        }
    }
    nearest_report(maker->arena, diagnostics, (struct unknown_name){ROWS_COLUMN, ROWS_COLUMN_NEAR},
                   name, names, count);
    return SIZE_MAX;
}

/* False after reporting. */
static bool choose_columns(struct maker *maker, const struct list *wanted, struct place place,
                           struct diagnostics *diagnostics)
{
    const struct csv_row *head = &maker->csv->rows[0];
    const struct text *names = wanted->items;
    size_t errors = diagnostics->errors;

    for (size_t i = 0; i < wanted->count; i++) { /* no more than the limit: see columns_type */
        maker->columns[maker->count++] = find_column(maker, names[i], diagnostics);
    }
    for (size_t i = 0; wanted->count == 0 && i < head->count; i++) {
        if (head->cells[i].string.size == 0 || csv_is_remark(head->cells[i])) {
            continue;
        }
        if (maker->count == TABLE_COLUMN_LIMIT) {
            REPORT(diagnostics, TABLE_COLUMNS, place,
                   arena_format(maker->arena, "%zu", head->count),
                   arena_format(maker->arena, "%d", TABLE_COLUMN_LIMIT));
            return false;
        }
        maker->columns[maker->count++] = i;
    }
    return diagnostics->errors == errors;
}

static struct variant make_row(const struct maker *maker, const struct text *texts,
                               struct place place)
{
    struct variant *cells = ARENA_ARRAY(maker->arena, struct variant, maker->count);
    struct text *copies = ARENA_ARRAY(maker->arena, struct text, maker->count);
    struct list *list = ARENA_NEW(maker->arena, struct list);

    for (size_t i = 0; i < maker->count; i++) {
        copies[i] = texts[i];
        cells[i] = (struct variant){TABLE_PLAIN, texts[i].place, &copies[i]};
    }
    *list = (struct list){cells, maker->count};
    return (struct variant){TABLE_PLAIN, place, list};
}

/* False after reporting. */
static bool make_totals(const struct maker *maker, struct text label, struct text *texts,
                        struct diagnostics *diagnostics)
{
    bool good = units_check_sums(maker->csv, maker->columns[0], diagnostics);

    texts[0] = label;
    for (size_t i = 1; i < maker->count; i++) {
        struct decimal sum;
        struct buffer text = buffer_new(maker->arena);
        if (units_has_sum(maker->csv, maker->columns[i])) {
            if (units_sum(maker->csv, maker->columns[i], &sum, diagnostics)) {
                buffer_add_fixed(&text, sum.digits, sum.places);
            } else {
                good = false;
            }
        }
        texts[i] = (struct text){buffer_string(&text), label.place};
    }
    return good;
}

/* The headings of the file, for a table that has none of its own. */
static void make_headings(const struct maker *maker, struct table *table)
{
    struct variant *columns = ARENA_ARRAY(maker->arena, struct variant, maker->count);

    for (size_t i = 0; i < maker->count; i++) {
        const struct text *heading = &maker->csv->rows[0].cells[maker->columns[i]];
        columns[i] = (struct variant){TABLE_PLAIN, heading->place, (void *)heading};
    }
    table->columns = (struct list){columns, maker->count};
}

static bool make_rows(const struct maker *maker, struct table *table,
                      struct diagnostics *diagnostics)
{
    const struct csv *csv = maker->csv;
    struct variant *rows = ARENA_ARRAY(maker->arena, struct variant, csv->row_count);
    struct text *texts = ARENA_ARRAY(maker->arena, struct text, maker->count);
    size_t count = 0;

    for (size_t i = 1; i < csv->row_count; i++) {
        for (size_t k = 0; k < maker->count; k++) {
            texts[k] = csv_cell(&csv->rows[i], maker->columns[k]);
        }
        rows[count++] = make_row(maker, texts, csv->rows[i].place);
    }
    if (table->from.total.string.bytes != NULL) {
        if (!make_totals(maker, table->from.total, texts, diagnostics)) {
            return false;
        }
        rows[count++] = make_row(maker, texts, table->from.total.place);
    }
    table->rows = (struct list){rows, count};
    return true;
}

bool table_read_rows(struct arena *arena, struct table *table, struct diagnostics *diagnostics)
{
    struct row_source *from = &table->from;
    struct maker maker = {.arena = arena, .csv = units_read(arena, from->file, diagnostics)};
    size_t errors = diagnostics->errors;

    if (maker.csv == NULL) {
        return false;
    }
    from->path = maker.csv->source->name;
    if (maker.csv->row_count < 2) {
        REPORT(diagnostics, CSV_EMPTY, ((struct place){maker.csv->source, 1, 1}));
        return false;
    }
    csv_check_shape(arena, maker.csv, diagnostics);
    if (diagnostics->errors > errors ||
        !choose_columns(&maker, &from->columns, from->file.place, diagnostics)) {
        return false;
    }
    if (maker.csv->row_count > TABLE_ROW_LIMIT) { /* with the totals in place of the head */
        REPORT(diagnostics, ROWS_COUNT, from->file.place, maker.csv->source->name,
               arena_format(arena, "%d", TABLE_ROW_LIMIT));
        return false;
    }
    if (table->columns.count == 0 && table->head.count == 0) {
        make_headings(&maker, table);
    }
    return make_rows(&maker, table, diagnostics);
}
