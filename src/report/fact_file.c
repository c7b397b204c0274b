#include "report/fact_file.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "report/units.h"
#include "yaml/nearest.h"
#include "yaml/scalar.h"
#include <string.h>

/* ---- the record ---- */

static const struct type text_type = {.kind = TYPE_TEXT, .size = sizeof(struct text)};

static const struct type filled_type = {
    .kind = TYPE_TEXT, .size = sizeof(struct text), .filled = true};

static const struct type boolean_type = {.kind = TYPE_BOOLEAN, .size = sizeof(bool)};

static void finish_file(struct arena *arena, void *record, struct place place,
                        struct diagnostics *diagnostics)
{
    const struct fact_file *file = record;

    (void)arena;
    if (file->matrix && file->total) {
        REPORT(diagnostics, FACT_FILE_KIND, place);
    }
}

static const struct field file_fields[] = {
    {"file", offsetof(struct fact_file, file), &filled_type, FIELD_REQUIRED,
     N_("Path of a CSV file, relative to the report.")},
    {"prefix", offsetof(struct fact_file, prefix), &filled_type, 0,
     "What all names begin with, a point behind it: requests makes requests.total of total."},
    {"matrix", offsetof(struct fact_file, matrix), &boolean_type, 0,
     "The first column names the rows, the first row the columns: requests.ROW.COLUMN."},
    {"total", offsetof(struct fact_file, total), &boolean_type, 0,
     "A table of units, one a row: all.COLUMN is the sum of a column, all.count how many there "
     "are."},
    {"unit", offsetof(struct fact_file, unit), &text_type, 0, "Of facts that have none."},
    {"source", offsetof(struct fact_file, source), &text_type, 0, "Of facts that have none."},
    {"period", offsetof(struct fact_file, period), &text_type, 0, "Of facts that have none."},
    {0},
};

static const struct type file_type = {
    .kind = TYPE_RECORD,
    .name = "fact-file",
    .describes = "A CSV file with facts: a list of them, a matrix, or a table of units.",
    .size = sizeof(struct fact_file),
    .fields = file_fields,
    .finish = finish_file,
};

const struct type fact_files_type = {
    .kind = TYPE_LIST, .size = sizeof(struct list), .element = &file_type, .single = true};

/* ---- names ---- */

/* A name from a cell: on one line, since spreadsheets wrap what is long. */
static struct string clean_name(struct arena *arena, struct string text)
{
    char *name = arena_alloc(arena, text.size + 1);
    size_t size = 0;

    for (size_t i = 0; i < text.size; i++) {
        if (text.bytes[i] != '\n' && text.bytes[i] != '\r') {
            name[size++] = text.bytes[i];
        }
    }
    return (struct string){name, size};
}

/* A file while its facts are added. */
struct adder {
    struct facts *facts;
    struct arena *arena;
    const struct fact_file *file;
    const struct csv *csv;
    struct diagnostics *diagnostics;
};

/* PREFIX.ROW.COLUMN, or of that what there is. */
static struct text join_name(const struct adder *adder, struct string row, struct string column,
                             struct place place)
{
    const struct string parts[] = {adder->file->prefix.string, row, column};
    struct buffer name = buffer_new(adder->arena);

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].size > 0) {
            struct string part = clean_name(adder->arena, parts[i]);
            buffer_add_string(&name, name.size > 0 ? "." : "");
            buffer_add(&name, part.bytes, part.size);
        }
    }
    return (struct text){buffer_string(&name), place};
}

static struct text or_else(struct text own, struct text otherwise)
{
    return own.string.size > 0 ? own : otherwise;
}

/* A cell's number; false after reporting that it is none. */
static bool read_number(const struct adder *adder, struct text cell, struct decimal *out,
                        bool *percent)
{
    if (csv_number(cell.string, out, percent)) {
        return true;
    }
    REPORT(adder->diagnostics, CSV_NUMBER, cell.place, cell.string.bytes);
    return false;
}

/* A percentage has a unit of its own, which that of the file is not for. */
static void add_fact(const struct adder *adder, struct fact fact, bool percent)
{
    if (percent && fact.unit.string.size == 0) {
        fact.unit = (struct text){STRING("%"), fact.place};
    }
    fact.unit = or_else(fact.unit, adder->file->unit);
    fact.source = or_else(fact.source, adder->file->source);
    fact.period = or_else(fact.period, adder->file->period);
    facts_add(adder->facts, &fact);
}

/* A number for the table of numbers that are written with it. */
static void add_cell(const struct adder *adder, struct text name, struct text cell)
{
    struct decimal value;
    bool percent;

    if (read_number(adder, cell, &value, &percent)) {
        add_fact(adder, fact_new(name, value), percent);
    }
}

/* ---- lists of facts ---- */

enum column {
    COLUMN_NAME,
    COLUMN_VALUE,
    COLUMN_UNIT,
    COLUMN_SOURCE,
    COLUMN_PERIOD,
    COLUMN_NOTE,
    COLUMN_PREVIOUS,
    COLUMNS
};

/* The columns' headings, three times in their order. */
static const char *const column_words[] = {
    "name", "value", "unit",     "source",   "period", "note", "previous", //
    "名称", "数值",  "单位",     "来源",     "期间",   "说明", "上年",     //
    "项目", "数据",  "计量单位", "数据来源", "时期",   "备注", "上年数",
};
enum { COLUMN_WORDS = sizeof column_words / sizeof *column_words };

/* Which column a heading names; COLUMNS after reporting that it is none. */
static enum column find_column(const struct adder *adder, struct text heading)
{
    for (size_t i = 0; i < COLUMN_WORDS; i++) {
        if (scalar_is(heading.string, column_words[i])) {
            return (enum column)(i % COLUMNS);
        }
    }
    nearest_report(adder->arena, adder->diagnostics,
                   (struct unknown_name){CSV_COLUMN, CSV_COLUMN_NEAR}, heading, column_words,
                   COLUMN_WORDS);
    return COLUMNS;
}

static void add_row(const struct adder *adder, const struct csv_row *row, const size_t *columns)
{
    struct text name = csv_cell(row, columns[COLUMN_NAME]);
    struct text cell = csv_cell(row, columns[COLUMN_VALUE]);
    struct text previous = csv_cell(row, columns[COLUMN_PREVIOUS]);
    struct text unit = csv_cell(row, columns[COLUMN_UNIT]);
    struct decimal value = {0};
    bool percent = false, ignored;

    if (name.string.size == 0) {
        REPORT(adder->diagnostics, CSV_NAME, name.place);
        return;
    }
    if (cell.string.size > 0 && !read_number(adder, cell, &value, &percent)) {
        return;
    }
    if (percent && unit.string.size > 0 && !fact_is_percentage(unit.string)) {
        REPORT(adder->diagnostics, CSV_PERCENT, cell.place, cell.string.bytes, unit.string.bytes);
        return;
    }
    struct fact fact = fact_new(join_name(adder, name.string, STRING(""), name.place), value);
    if (cell.string.size == 0) { /* not filled in yet: an error where something refers to it */
        fact.broken = true;
        fact.missing = cell;
    }
    fact.unit = unit;
    fact.source = csv_cell(row, columns[COLUMN_SOURCE]);
    fact.period = csv_cell(row, columns[COLUMN_PERIOD]);
    fact.note = or_else(csv_cell(row, columns[COLUMN_NOTE]), (struct text){0});
    if (previous.string.size > 0) {
        if (!read_number(adder, previous, &value, &ignored)) {
            return;
        }
        fact.has_previous = true;
        fact.previous = rational_from_decimal(value);
    }
    add_fact(adder, fact, percent);
}

static void add_list(const struct adder *adder)
{
    const struct csv_row *head = &adder->csv->rows[0];
    size_t columns[COLUMNS + 1];
    size_t errors = adder->diagnostics->errors;

    for (size_t i = 0; i <= COLUMNS; i++) {
        columns[i] = SIZE_MAX;
    }
    for (size_t i = 0; i < head->count; i++) {
        if (head->cells[i].string.size > 0 && !csv_is_remark(head->cells[i])) {
            enum column column = find_column(adder, head->cells[i]);
            if (column < COLUMNS && columns[column] != SIZE_MAX) { /* name and 名称 */
                REPORT(adder->diagnostics, CSV_COLUMN_TWICE, head->cells[i].place,
                       head->cells[i].string.bytes);
            }
            columns[column] = i;
        }
    }
    for (enum column i = COLUMN_NAME; i <= COLUMN_VALUE; i++) {
        if (adder->diagnostics->errors > errors) {
            return;
        }
        if (columns[i] == SIZE_MAX) {
            REPORT(adder->diagnostics, CSV_COLUMN_MISSING, head->place, column_words[i],
                   column_words[i + COLUMNS]);
            return;
        }
    }
    for (size_t i = 1; i < adder->csv->row_count; i++) {
        add_row(adder, &adder->csv->rows[i], columns);
    }
}

/* ---- matrices ---- */

static void add_matrix(const struct adder *adder)
{
    const struct csv_row *head = &adder->csv->rows[0];

    for (size_t i = 1; i < adder->csv->row_count; i++) {
        const struct csv_row *row = &adder->csv->rows[i];
        struct text name = csv_cell(row, 0);
        if (name.string.size == 0) {
            REPORT(adder->diagnostics, CSV_NAME, name.place);
            continue;
        }
        for (size_t k = 1; k < head->count; k++) {
            struct text cell = csv_cell(row, k);
            if (cell.string.size == 0 || csv_is_remark(head->cells[k])) {
                continue;
            }
            if (head->cells[k].string.size == 0) {
                REPORT(adder->diagnostics, CSV_NAME, head->cells[k].place);
                return;
            }
            struct string column = head->cells[k].string;
            add_cell(adder, join_name(adder, name.string, column, cell.place), cell);
        }
    }
}

/* ---- tables of units ---- */

static void add_totals(const struct adder *adder)
{
    const struct csv_row *head = &adder->csv->rows[0];
    size_t unit = csv_unit_column(adder->csv, adder->diagnostics);
    struct decimal value;

    if (unit == SIZE_MAX) {
        return;
    }
    units_check_names(adder->arena, adder->csv, unit, adder->diagnostics);
    for (size_t i = 0; i < head->count; i++) {
        struct text heading = head->cells[i];
        if (i == unit || heading.string.size == 0 || csv_is_remark(heading) ||
            !units_has_sum(adder->csv, i) ||
            !units_sum(adder->csv, i, &value, adder->diagnostics)) {
            continue;
        }
        struct fact fact =
            fact_new(join_name(adder, heading.string, STRING(""), heading.place), value);
        size_t previous = units_previous_column(adder->csv, i);
        if (previous != SIZE_MAX && units_has_sum(adder->csv, previous) &&
            units_sum(adder->csv, previous, &value, adder->diagnostics)) {
            fact.has_previous = true;
            fact.previous = rational_from_decimal(value);
        }
        add_fact(adder, fact, false);
    }
    struct text name = join_name(adder, STRING("count"), STRING(""), head->place);
    struct fact count = fact_new(name, (struct decimal){(int64_t)adder->csv->row_count - 1, 0});
    facts_add(adder->facts, &count);
}

bool facts_add_file(struct facts *facts, const struct fact_file *file, const struct csv *csv,
                    struct diagnostics *diagnostics)
{
    size_t errors = diagnostics->errors;
    struct adder adder = {.facts = facts,
                          .arena = facts->arena,
                          .file = file,
                          .csv = csv,
                          .diagnostics = diagnostics};

    if (csv->row_count < 2) {
        struct place start = {csv->source, 1, 1};
        REPORT(diagnostics, CSV_EMPTY, start);
        return false;
    }
    csv_check_shape(adder.arena, csv, diagnostics);
    if (diagnostics->errors > errors) {
        return false;
    }
    if (file->matrix) {
        add_matrix(&adder);
    } else if (file->total) {
        add_totals(&adder);
    } else {
        add_list(&adder);
    }
    return diagnostics->errors == errors;
}
