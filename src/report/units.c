#include "report/units.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include "report/rational.h"
#include "yaml/index.h"
#include "yaml/named.h"
#include "yaml/node.h"
#include "yaml/scalar.h"
#include <string.h>

/* ---- YAML ---- */

static const struct type text_type = {.kind = TYPE_TEXT, .size = sizeof(struct text)};

static const struct type row_type = {
    .kind = TYPE_MAP, .size = sizeof(struct map), .element = &text_type};

static const struct type rows_type = {
    .kind = TYPE_LIST, .size = sizeof(struct list), .element = &row_type, .single = true};

/* The keys of all rows in the order in which they first stand. */
struct keys {
    struct text *items;
    size_t count;
    const struct index_entry *index; /* of all keys, by name and place; position: of `items` */
    size_t index_count;
};

static struct keys collect_keys(struct arena *arena, const struct list *rows)
{
    const struct map *maps = rows->items;
    struct keys keys = {0};
    size_t count = 0, at = 0;

    for (size_t i = 0; i < rows->count; i++) {
        count += maps[i].count;
    }
    struct index_entry *entries = ARENA_ARRAY(arena, struct index_entry, count);
    const struct text **all = ARENA_ARRAY(arena, const struct text *, count);
    for (size_t i = 0; i < rows->count; i++) {
        for (size_t k = 0; k < maps[i].count; k++, at++) {
            all[at] = &maps[i].keys[k];
            entries[at] = (struct index_entry){all[at]->string, at};
        }
    }
    index_sort(entries, count);
    bool *first = ARENA_ARRAY(arena, bool, count);
    for (size_t i = 0; i < count; i++) {
        first[entries[i].position] = i == 0 || !index_same(entries[i - 1].name, entries[i].name);
    }
    size_t *columns = ARENA_ARRAY(arena, size_t, count);
    keys.items = ARENA_ARRAY(arena, struct text, count);
    for (size_t i = 0; i < count; i++) {
        columns[i] = keys.count;
        if (first[i]) {
            keys.items[keys.count++] = *all[i];
        }
    }
    for (size_t i = 0; i < count; i++) { /* of those of one name, the first tells the column */
        bool same = i > 0 && index_same(entries[i - 1].name, entries[i].name);
        entries[i].position = same ? entries[i - 1].position : columns[entries[i].position];
    }
    keys.index = entries;
    keys.index_count = count;
    return keys;
}

/* The rows as those of a CSV file whose head are the keys. */
static const struct csv *make_csv(struct arena *arena, const struct source *source,
                                  const struct node *root, const struct list *list,
                                  struct diagnostics *diagnostics)
{
    const struct map *maps = list->items;
    struct keys keys = collect_keys(arena, list);
    struct csv *csv = ARENA_NEW(arena, struct csv);
    struct csv_row *rows = ARENA_ARRAY(arena, struct csv_row, list->count + 1);

    csv->source = source;
    csv->rows = rows;
    if (keys.count > 0 && list->count >= CSV_CELL_LIMIT / keys.count) {
        REPORT(diagnostics, CSV_SIZE, ((struct place){source, 0, 0}),
               arena_format(arena, "%d", CSV_CELL_LIMIT));
        return NULL;
    }
    rows[csv->row_count++] = (struct csv_row){keys.items, keys.count, root->place};
    for (size_t i = 0; i < list->count; i++) {
        const struct text *values = maps[i].values;
        struct text *cells = ARENA_ARRAY(arena, struct text, keys.count);
        struct place place = root->kind == NODE_SEQUENCE ? root->items[i]->place : root->place;
        for (size_t k = 0; k < keys.count; k++) {
            cells[k] = (struct text){STRING(""), place};
        }
        for (size_t k = 0; k < maps[i].count; k++) {
            const struct index_entry *entry =
                index_find(keys.index, keys.index_count, maps[i].keys[k].string);
            cells[entry->position] = values[k];
        }
        rows[csv->row_count++] = (struct csv_row){cells, keys.count, place};
    }
    return csv;
}

static const struct csv *read_yaml(struct arena *arena, struct text path,
                                   struct diagnostics *diagnostics)
{
    const char *name = source_beside(arena, path.place.source, path.string.bytes);
    struct string text;
    const struct source *source =
        source_bytes(arena, name, path.place, &text, diagnostics)
            ? source_from_memory(arena, name, text.bytes, text.size, diagnostics)
            : NULL;
    const struct node *root = source == NULL ? NULL : node_parse(arena, source, diagnostics);
    struct list rows = {0};

    if (root == NULL || !record_read(arena, &rows_type, root, &rows, diagnostics)) {
        return NULL;
    }
    return make_csv(arena, source, root, &rows, diagnostics);
}

static bool is_yaml(const char *path)
{
    size_t size = strlen(path);

    return named_ends_yaml(path) || (size > 4 && strcmp(path + size - 4, ".yml") == 0);
}

const struct csv *units_read(struct arena *arena, struct text path, struct diagnostics *diagnostics)
{
    if (is_yaml(path.string.bytes)) {
        return read_yaml(arena, path, diagnostics);
    }
    return csv_read(arena, path, diagnostics);
}

/* ---- names ---- */

size_t csv_unit_column(const struct csv *csv, struct diagnostics *diagnostics)
{
    static const char *const words[] = {"unit", "单位", "name", "名称"};
    const struct csv_row *head = &csv->rows[0];

    for (size_t word = 0; word < sizeof words / sizeof *words; word++) {
        for (size_t i = 0; i < head->count; i++) {
            if (scalar_is(head->cells[i].string, words[word])) {
                return i;
            }
        }
    }
    REPORT(diagnostics, CSV_COLUMN_MISSING, head->place, "unit", "单位");
    return SIZE_MAX;
}

/* Whether that is what rows of sums are called, blanks between the characters aside: 合 计. */
static bool names_sums(struct string name)
{
    static const char *const words[] = {"合计", "总计", "共计", "小计", "总和", "total", "Total"};
    char bare[sizeof "Total" + 1];
    size_t size = 0;

    for (size_t at = 0; at < name.size;) {
        size_t start = at;
        if (unicode_is_blank(unicode_decode(name.bytes, name.size, &at))) {
            continue;
        }
        if (size + (at - start) > sizeof bare) {
            return false;
        }
        memcpy(bare + size, name.bytes + start, at - start);
        size += at - start;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (scalar_is((struct string){bare, size}, words[i])) {
            return true;
        }
    }
    return false;
}

bool units_check_sums(const struct csv *csv, size_t column, struct diagnostics *diagnostics)
{
    bool good = true;

    for (size_t i = 1; i < csv->row_count; i++) {
        struct text name = csv_cell(&csv->rows[i], column);
        if (names_sums(name.string)) {
            REPORT(diagnostics, CSV_SUMS, name.place, name.string.bytes);
            good = false;
        }
    }
    return good;
}

void units_check_names(struct arena *arena, const struct csv *csv, size_t column,
                       struct diagnostics *diagnostics)
{
    struct index_entry *names = ARENA_ARRAY(arena, struct index_entry, csv->row_count);

    (void)units_check_sums(csv, column, diagnostics);
    for (size_t i = 1; i < csv->row_count; i++) {
        struct text name = csv_cell(&csv->rows[i], column);
        names[i - 1] = (struct index_entry){name.string, i};
        if (name.string.size == 0) {
            REPORT(diagnostics, CSV_NAME, name.place);
        }
    }
    index_sort(names, csv->row_count - 1);
    for (size_t i = 1; i + 1 < csv->row_count; i++) {
        if (names[i].name.size > 0 && index_same(names[i - 1].name, names[i].name)) {
            struct text again = csv_cell(&csv->rows[names[i].position], column);
            REPORT(diagnostics, CSV_UNIT_TWICE, again.place, again.string.bytes);
        }
    }
}

/* ---- numbers ---- */

/* Where some cells are numbers all must be, or empty; columns of text have none. */
static bool has_numbers(const struct csv *csv, size_t column, bool *percent)
{
    struct decimal value;
    bool any = false, share;

    *percent = false;
    for (size_t i = 1; i < csv->row_count; i++) {
        if (csv_number(csv_cell(&csv->rows[i], column).string, &value, &share)) {
            any = true;
            *percent = *percent || share;
        }
    }
    return any;
}

const char *const units_previous_endings[] = {".previous", ".上年", NULL};

size_t units_previous_column(const struct csv *csv, size_t column)
{
    const struct csv_row *head = &csv->rows[0];
    struct string name = head->cells[column].string;

    for (size_t i = 0; i < head->count; i++) {
        struct string other = head->cells[i].string;
        for (const char *const *ending = units_previous_endings; *ending != NULL; ending++) {
            if (other.size == name.size + strlen(*ending) && name.size > 0 &&
                memcmp(other.bytes, name.bytes, name.size) == 0 &&
                memcmp(other.bytes + name.size, *ending, strlen(*ending)) == 0) {
                return i;
            }
        }
    }
    return SIZE_MAX;
}

bool units_has_sum(const struct csv *csv, size_t column)
{
    bool percent;

    return has_numbers(csv, column, &percent) && !percent;
}

bool units_sum(const struct csv *csv, size_t column, struct decimal *out,
               struct diagnostics *diagnostics)
{
    struct rational sum = rational_from_decimal((struct decimal){0});
    struct text heading = csv_cell(&csv->rows[0], column);
    bool good = true;

    for (size_t i = 1; i < csv->row_count; i++) {
        struct text cell = csv_cell(&csv->rows[i], column);
        struct decimal value;
        bool percent;
        if (cell.string.size == 0) {
            continue;
        }
        if (!csv_number(cell.string, &value, &percent)) {
            REPORT(diagnostics, CSV_NUMBER, cell.place, cell.string.bytes);
            good = false;
        } else if (!rational_add(sum, rational_from_decimal(value), &sum)) {
            REPORT(diagnostics, FACT_TOO_LARGE, cell.place, heading.string.bytes);
            return false;
        }
    }
    if (good && !rational_decimal(sum, out)) {
        REPORT(diagnostics, FACT_TOO_LARGE, heading.place, heading.string.bytes);
        return false;
    }
    return good;
}

/* ---- one report a row ---- */

const struct units *units_open(struct arena *arena, struct text path,
                               struct diagnostics *diagnostics)
{
    return units_of(arena, units_read(arena, path, diagnostics), diagnostics);
}

const struct units *units_of(struct arena *arena, const struct csv *csv,
                             struct diagnostics *diagnostics)
{
    struct units *units = ARENA_NEW(arena, struct units);
    size_t errors = diagnostics->errors;

    units->csv = csv;
    if (units->csv == NULL) {
        return NULL;
    }
    if (units->csv->row_count < 2) {
        REPORT(diagnostics, CSV_EMPTY, ((struct place){units->csv->source, 1, 1}));
        return NULL;
    }
    csv_check_shape(arena, units->csv, diagnostics);
    units->column = csv_unit_column(units->csv, diagnostics);
    if (units->column != SIZE_MAX) {
        units_check_names(arena, units->csv, units->column, diagnostics);
    }
    const struct csv_row *head = &units->csv->rows[0];
    bool *numbers = ARENA_ARRAY(arena, bool, head->count);
    for (size_t i = 0; i < head->count; i++) {
        bool percent;
        numbers[i] = i != units->column && has_numbers(units->csv, i, &percent);
    }
    units->numbers = numbers;
    return diagnostics->errors == errors ? units : NULL;
}

struct text units_name(const struct units *units, size_t row)
{
    return csv_cell(&units->csv->rows[row], units->column);
}

const struct given *units_give(const struct units *units, size_t row, struct arena *arena,
                               size_t *count)
{
    const struct csv_row *head = &units->csv->rows[0];
    struct given *given = ARENA_ARRAY(arena, struct given, head->count + 1);
    bool named = false;

    *count = 0;
    for (size_t i = 0; i < head->count; i++) {
        struct text name = head->cells[i];
        if (name.string.size > 0 && !csv_is_remark(name)) {
            struct text cell = csv_cell(&units->csv->rows[row], i);
            given[(*count)++] = (struct given){name, cell, units->numbers[i]};
            named = named || scalar_is(name.string, "unit");
        }
    }
    if (!named) {
        struct place place = head->cells[units->column].place;
        given[(*count)++] = (struct given){{STRING("unit"), place}, units_name(units, row), false};
    }
    return given;
}
