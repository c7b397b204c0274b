#include "report/table.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include "report/form.h"
#include <string.h>

/* ---- what a table may hold ---- */

static const struct type text_type = {.kind = TYPE_TEXT, .size = sizeof(struct text)};

static const struct type filled_type = {
    .kind = TYPE_TEXT, .size = sizeof(struct text), .filled = true};

static const struct type paragraph_type = {
    .kind = TYPE_TEXT, .size = sizeof(struct text), .paragraph = true};

static const struct type paragraphs_type = {.kind = TYPE_LIST,
                                            .size = sizeof(struct list),
                                            .element = &paragraph_type,
                                            .minimum = 1,
                                            .single = true};

static const struct type boolean_type = {.kind = TYPE_BOOLEAN, .size = sizeof(bool)};

static const struct type label_count_type = {
    .kind = TYPE_INTEGER, .size = sizeof(int64_t), .maximum = TABLE_COLUMN_LIMIT};

static const struct type row_span_type = {
    .kind = TYPE_INTEGER, .size = sizeof(int64_t), .minimum = 1, .maximum = TABLE_ROW_LIMIT};

static const struct type column_span_type = {
    .kind = TYPE_INTEGER, .size = sizeof(int64_t), .minimum = 1, .maximum = TABLE_COLUMN_LIMIT};

/* In the order of enum table_align. */
static const char *const align_names[] = {"auto",    "left",    "center", "right",
                                          "decimal", "justify", NULL};
static const struct type align_type = {
    .kind = TYPE_ENUM, .size = sizeof(int), .names = align_names};

/* In the order of enum table_names. */
static const char *const naming_names[] = {"auto", "column", "row", NULL};
static const struct type naming_type = {
    .kind = TYPE_ENUM, .size = sizeof(int), .names = naming_names};

/* digits[.digits], in thousandths; at most four digits and three places. */
static bool parse_thousandths(const char **at, const char *end, int64_t *out)
{
    const char *next = *at;
    int digits = 0;
    int64_t unit = 1000;

    *out = 0;
    for (; next < end && *next >= '0' && *next <= '9' && digits < 4; next++, digits++) {
        *out = *out * 10 + (int64_t)(*next - '0') * 1000;
    }
    if (digits > 0 && next + 1 < end && *next == '.' && next[1] >= '0' && next[1] <= '9') {
        for (next++; next < end && *next >= '0' && *next <= '9' && unit > 1; next++) {
            unit /= 10;
            *out += (*next - '0') * unit;
        }
    }
    *at = next;
    return digits > 0 && *out > 0;
}

static bool parse_width(struct arena *arena, struct string scalar, struct place place, void *out)
{
    struct column_width *width = out;
    const char *at = scalar.bytes;
    const char *end = at + scalar.size;
    int64_t amount;

    (void)arena;
    (void)place;
    if (strcmp(scalar.bytes, "content") == 0) {
        width->kind = WIDTH_CONTENT;
        return true;
    }
    if (!parse_thousandths(&at, end, &amount)) {
        return false;
    }
    *width = (struct column_width){WIDTH_SHARE, amount};
    if (at == end) {
        return true;
    }
    while (at < end && *at == ' ') {
        at++;
    }
    *width = (struct column_width){WIDTH_FIXED, length_scale(amount, 360, 127)};
    return end - at == 2 && memcmp(at, "mm", 2) == 0;
}

static const struct type width_type = {
    .kind = TYPE_CUSTOM,
    .name = "column-width",
    .describes = "How wide a column is: 30mm, content (as its texts need), or a share such as 2 of "
                 "the room that is left.",
    .size = sizeof(struct column_width),
    .pattern = "^(content|[0-9]{1,4}(\\.[0-9]{1,3})?( *mm)?)$",
    .expects = N_("content, a width such as 30mm, or a share such as 2"),
    .parse = parse_width,
};

static const struct field column_fields[] = {
    {"heading", offsetof(struct table_column, heading), &text_type, 0,
     "What stands above the column."},
    {"width", offsetof(struct table_column, width), &width_type, 0,
     "Default: by content, and a share of the room that is left."},
    {"align", offsetof(struct table_column, align), &align_type, 0,
     "Default auto: numbers by their decimal points, text as the layout says."},
    {0},
};

static void finish_column(struct arena *arena, void *record, struct place place,
                          struct diagnostics *diagnostics)
{
    (void)arena;
    (void)diagnostics;
    ((struct table_column *)record)->place = place;
}

static const struct type column_type = {
    .kind = TYPE_RECORD,
    .name = "table-column",
    .describes = "A column of a table.",
    .size = sizeof(struct table_column),
    .fields = column_fields,
    .finish = finish_column,
};

enum { COLUMN_HEADING = TABLE_PLAIN /* the others are the record */ };

static const struct alternative column_alternatives[] = {
    [COLUMN_HEADING] = {NULL, &text_type},
    {"heading", &column_type},
    {"width", &column_type},
    {"align", &column_type},
    {0},
};

static const struct type any_column_type = {
    .kind = TYPE_VARIANT, .size = sizeof(struct variant), .alternatives = column_alternatives};

static const struct type columns_type = {.kind = TYPE_LIST,
                                         .size = sizeof(struct list),
                                         .element = &any_column_type,
                                         .minimum = 1,
                                         .maximum = TABLE_COLUMN_LIMIT};

/* A cell as written, merged or aligned. */
struct cell_record {
    struct text text;
    struct list body; /* of struct text */
    int64_t rows, columns;
    int align, names;
};

#define CELL_FIELDS                                                                               \
    {"rows", offsetof(struct cell_record, rows), &row_span_type, 0,                               \
     "How many rows the cell takes; what it covers is left out of the rows below."},              \
        {"columns", offsetof(struct cell_record, columns), &column_span_type, 0,                  \
         "How many columns the cell takes; what it covers is left out of its row."},              \
        {"align", offsetof(struct cell_record, align), &align_type, 0, "Default: the column's."}, \
        {"names", offsetof(struct cell_record, names), &naming_type, 0,                           \
         "What the cell names, for those who have the table read out: the column below it, or "   \
         "its row. Default: by head and labels."},                                                \
    {                                                                                             \
        0                                                                                         \
    }

static const struct field text_cell_fields[] = {
    {"text", offsetof(struct cell_record, text), &paragraph_type, FIELD_REQUIRED,
     N_("The cell's text, \"\" for an empty one.")},
    CELL_FIELDS,
};

static const struct type text_cell_type = {
    .kind = TYPE_RECORD,
    .name = "table-cell",
    .describes = "A cell that is merged with others, or aligned in a way of its own.",
    .size = sizeof(struct cell_record),
    .fields = text_cell_fields,
};

static const struct field body_cell_fields[] = {
    {"body", offsetof(struct cell_record, body), &paragraphs_type, FIELD_REQUIRED,
     N_("The cell's paragraphs.")},
    CELL_FIELDS,
};

static const struct type body_cell_type = {
    .kind = TYPE_RECORD,
    .name = "table-cell-of-paragraphs",
    .describes = "A cell that holds paragraphs.",
    .size = sizeof(struct cell_record),
    .fields = body_cell_fields,
};

enum { CELL_TEXT = TABLE_PLAIN, CELL_RECORD, CELL_BODY };

static const struct alternative cell_alternatives[] = {
    [CELL_TEXT] = {NULL, &paragraph_type},
    [CELL_RECORD] = {"text", &text_cell_type},
    [CELL_BODY] = {"body", &body_cell_type},
    {0},
};

static const struct type cell_type = {.kind = TYPE_VARIANT,
                                      .name = "cell",
                                      .describes = "A cell of a table: text, or a merged cell.",
                                      .size = sizeof(struct variant),
                                      .alternatives = cell_alternatives};

static const struct type cells_type = {
    .kind = TYPE_LIST, .size = sizeof(struct list), .element = &cell_type};

/* A list does not know where it stands, a variant does. */
static const struct alternative row_alternatives[] = {{NULL, &cells_type}, {0}};

static const struct type row_type = {.kind = TYPE_VARIANT,
                                     .name = "row",
                                     .describes = "The cells of a row, from the left.",
                                     .size = sizeof(struct variant),
                                     .alternatives = row_alternatives};

static const struct type rows_type = {.kind = TYPE_LIST,
                                      .size = sizeof(struct list),
                                      .element = &row_type,
                                      .minimum = 1,
                                      .maximum = TABLE_ROW_LIMIT};

static const struct type head_type = {.kind = TYPE_LIST,
                                      .size = sizeof(struct list),
                                      .element = &row_type,
                                      .minimum = 1,
                                      .maximum = TABLE_COLUMN_LIMIT};

static void finish_table(struct arena *arena, void *record, struct place place,
                         struct diagnostics *diagnostics);

static const struct field table_fields[] = {
    {"caption", offsetof(struct table, caption), &filled_type, 0,
     "The table's title, without its number: the layout numbers it."},
    {"columns", offsetof(struct table, columns), &columns_type, 0,
     "The columns with their headings, widths and alignment."},
    {"head", offsetof(struct table, head), &head_type, 0,
     "Rows of the head, where a heading for each column does not do."},
    {"rows", offsetof(struct table, rows), &rows_type, 0,
     "The rows, each a list of cells: [[一季度, 12], [二季度, 9]]."},
    {"rows-from", offsetof(struct table, from), &row_source_type, 0,
     "In place of rows: a file that has them, {file: units.csv}."},
    {"labels", offsetof(struct table, labels), &label_count_type, 0,
     "How many columns at the left name their rows; default none."},
    {"note", offsetof(struct table, note), &paragraphs_type, 0, "What stands under the table."},
    {"landscape", offsetof(struct table, landscape), &boolean_type, 0,
     "横排: on pages of its own, a quarter turn anticlockwise (GB/T 9704 clause 8)."},
    {"whole", offsetof(struct table, whole), &boolean_type, 0,
     "On one page, where one has room for it; default false: divided between rows."},
    {0},
};

const struct type table_type = {
    .kind = TYPE_RECORD,
    .name = "table",
    .describes = "A table; how it is drawn is the layout's.",
    .size = sizeof(struct table),
    .fields = table_fields,
    .finish = finish_table,
};

enum { TABLE_WRITTEN, TABLE_OF_FILE, TABLE_OF_FORM };

static const struct alternative table_alternatives[] = {
    [TABLE_WRITTEN] = {"rows", &table_type},
    [TABLE_OF_FILE] = {"rows-from", &table_type},
    [TABLE_OF_FORM] = {"form", &form_use_type},
    {0},
};

static const struct type any_table_type = {
    .kind = TYPE_VARIANT, .size = sizeof(struct variant), .alternatives = table_alternatives};

static void finish_block(struct arena *arena, void *record, struct place place,
                         struct diagnostics *diagnostics)
{
    struct table_block *block = record;

    (void)arena;
    (void)place;
    (void)diagnostics;
    if (block->written.which == TABLE_OF_FORM) {
        block->form = block->written.value;
    } else {
        block->table = *(const struct table *)block->written.value;
    }
}

static const struct field table_block_fields[] = {
    {"table", offsetof(struct table_block, written), &any_table_type, FIELD_REQUIRED,
     N_("The table: its rows, or the form (法定表格) that it is.")},
    {0},
};

const struct type table_block_type = {
    .kind = TYPE_RECORD,
    .name = "table-block",
    .describes = "A table among the paragraphs.",
    .size = sizeof(struct table_block),
    .fields = table_block_fields,
    .finish = finish_block,
};

/* ---- the places of the cells ---- */

/* A table while its cells get their places. */
struct placer {
    struct arena *arena;
    struct diagnostics *diagnostics;
    unsigned columns;
    struct table_cell *cells;
    size_t count, capacity;
    /* Of each column: the first row that the last cell placed in it leaves free, and that cell. */
    unsigned covered[TABLE_COLUMN_LIMIT];
    size_t cover[TABLE_COLUMN_LIMIT];
};

static const char *number(struct placer *placer, size_t value)
{
    return arena_format(placer->arena, "%zu", value);
}

/* How the written form of a cell comes to its texts. */
static struct table_cell read_cell(const struct variant *written)
{
    struct table_cell cell = {.place = written->place, .rows = 1, .columns = 1, .text_count = 1};

    if (written->which == CELL_TEXT) {
        cell.texts = written->value;
        return cell;
    }
    const struct cell_record *record = written->value;
    cell.paragraphs = written->which == CELL_BODY;
    cell.texts = cell.paragraphs ? record->body.items : &record->text;
    cell.text_count = cell.paragraphs ? record->body.count : 1;
    cell.rows = record->rows > 0 ? (unsigned)record->rows : 1;
    cell.columns = record->columns > 0 ? (unsigned)record->columns : 1;
    cell.align = record->align;
    cell.names = record->names;
    return cell;
}

/* Puts a cell where it begins; what it may not cover is reported and left to others, so that one
 * mistake is one finding. `left` rows are there from its own on. */
static void put_cell(struct placer *placer, struct table_cell *cell, unsigned left)
{
    unsigned free = placer->columns - cell->column;

    if (cell->columns > free) {
        REPORT(placer->diagnostics, TABLE_EDGE_COLUMNS, cell->place, number(placer, cell->columns),
               number(placer, free));
        cell->columns = free;
    }
    if (cell->rows > left) {
        REPORT(placer->diagnostics, TABLE_EDGE_ROWS, cell->place, number(placer, cell->rows),
               number(placer, left));
        cell->rows = left;
    }
    for (unsigned i = 1; i < cell->columns; i++) {
        unsigned column = cell->column + i;
        if (placer->covered[column] > cell->row) {
            struct place other = placer->cells[placer->cover[column]].place;
            REPORT(placer->diagnostics, TABLE_OVERLAP, cell->place, number(placer, other.line),
                   number(placer, other.column));
            cell->columns = i;
        }
    }
    placer->cells = arena_grow(placer->arena, placer->cells, placer->count, &placer->capacity,
                               sizeof *placer->cells);
    for (unsigned i = 0; i < cell->columns; i++) {
        placer->covered[cell->column + i] = cell->row + cell->rows;
        placer->cover[cell->column + i] = placer->count;
    }
    placer->cells[placer->count++] = *cell;
}

static unsigned next_free(const struct placer *placer, unsigned column, unsigned row)
{
    while (column < placer->columns && placer->covered[column] > row) {
        column++;
    }
    return column;
}

static void put_row(struct placer *placer, const struct variant *written, unsigned row,
                    unsigned left)
{
    const struct list *list = written->value;
    const struct variant *cells = list->items;
    unsigned column = next_free(placer, 0, row);

    for (size_t i = 0; i < list->count; i++) {
        if (column == placer->columns) {
            REPORT(placer->diagnostics, TABLE_ROW_LONG, cells[i].place,
                   number(placer, list->count - i), number(placer, placer->columns));
            return;
        }
        struct table_cell cell = read_cell(&cells[i]);
        cell.row = row;
        cell.column = column;
        put_cell(placer, &cell, left);
        column = next_free(placer, column + cell.columns, row);
    }
    size_t missing = 0;
    for (; column < placer->columns; column = next_free(placer, column + 1, row)) {
        missing++;
    }
    if (missing > 0) {
        REPORT(placer->diagnostics, TABLE_ROW_SHORT, written->place,
               number(placer, placer->columns - missing), number(placer, placer->columns));
    }
}

/* Rows of the head or of the body: merged cells do not reach from one into the other. */
static void put_rows(struct placer *placer, const struct list *rows, unsigned first)
{
    const struct variant *written = rows->items;

    for (size_t i = 0; i < rows->count; i++) {
        put_row(placer, &written[i], first + (unsigned)i, (unsigned)(rows->count - i));
    }
    for (unsigned i = 0; i < placer->columns; i++) {
        placer->covered[i] = 0;
    }
}

/* The head that the headings of the columns make. */
static void put_headings(struct placer *placer, const struct table_column *columns,
                         struct place place)
{
    for (unsigned i = 0; i < placer->columns; i++) {
        struct table_cell cell = {.place = place, .column = i, .rows = 1, .columns = 1};
        if (columns[i].heading.string.bytes != NULL) {
            cell.place = columns[i].heading.place;
            cell.texts = &columns[i].heading;
            cell.text_count = 1;
        }
        put_cell(placer, &cell, 1);
        placer->covered[i] = 0;
    }
}

/* How many columns the first row takes. */
static size_t count_columns(const struct list *rows)
{
    const struct list *list = ((const struct variant *)rows->items)[0].value;
    const struct variant *cells = list->items;
    size_t count = 0;

    for (size_t i = 0; i < list->count; i++) {
        count += read_cell(&cells[i]).columns;
    }
    return count;
}

/* The columns as records; whether one of them has a heading, and the first one's. */
static const struct table_column *read_columns(struct arena *arena, const struct table *table,
                                               size_t count, const struct text **heading)
{
    const struct variant *written = table->columns.items;
    struct table_column *columns = ARENA_ARRAY(arena, struct table_column, count);

    for (size_t i = 0; i < table->columns.count; i++) {
        if (written[i].which == COLUMN_HEADING) {
            columns[i].heading = *(const struct text *)written[i].value;
        } else {
            columns[i] = *(const struct table_column *)written[i].value;
        }
        if (*heading == NULL && columns[i].heading.string.bytes != NULL) {
            *heading = &columns[i].heading;
        }
    }
    return columns;
}

static void finish_table(struct arena *arena, void *record, struct place place,
                         struct diagnostics *diagnostics)
{
    struct table *table = record;

    if (table->rows.count > 0 && table->from.file.string.bytes != NULL) {
        REPORT(diagnostics, RECORD_TWO_ALTERNATIVES, place, "rows", "rows-from");
        return;
    }
    if (table->from.file.string.bytes != NULL && !table_read_rows(arena, table, diagnostics)) {
        return;
    }
    if (table->rows.count == 0) {
        REPORT(diagnostics, RECORD_ALTERNATIVE, place, "rows, rows-from");
        return;
    }
    const struct list *first = table->head.count > 0 ? &table->head : &table->rows;
    size_t columns = table->columns.count > 0 ? table->columns.count : count_columns(first);
    const struct text *heading = NULL;

    table->place = place;
    if (columns > TABLE_COLUMN_LIMIT || columns == 0) {
        REPORT(diagnostics, TABLE_COLUMNS, ((const struct variant *)first->items)[0].place,
               arena_format(arena, "%zu", columns), arena_format(arena, "%d", TABLE_COLUMN_LIMIT));
        return;
    }
    struct placer *placer = ARENA_NEW(arena, struct placer);
    placer->arena = arena;
    placer->diagnostics = diagnostics;
    placer->columns = (unsigned)columns;
    table->column_count = (unsigned)columns;
    table->column_widths = read_columns(arena, table, columns, &heading);
    table->head_count = (unsigned)table->head.count;
    if (heading != NULL && table->head.count > 0) {
        REPORT(diagnostics, TABLE_HEADINGS, heading->place);
    } else if (heading != NULL) {
        table->head_count = 1;
        put_headings(placer, table->column_widths, place);
    }
    if (table->labels > (int64_t)columns) {
        REPORT(diagnostics, RECORD_RANGE, place, "labels", "0", number(placer, columns));
    }
    put_rows(placer, &table->head, 0);
    put_rows(placer, &table->rows, table->head_count);
    table->row_count = table->head_count + (unsigned)table->rows.count;
    table->cells = placer->cells;
    table->cell_count = placer->count;
}

/* ---- numbers ---- */

static bool is_digit(uint32_t character)
{
    return (character >= '0' && character <= '9') || (character >= 0xFF10 && character <= 0xFF19);
}

static bool is_sign(uint32_t character)
{
    static const uint32_t signs[] = {'+', '-', 0x2212, 0xB1, 0xA5, 0xFFE5, '$', 0x2264, 0x2265};

    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (character == signs[i]) {
            return true;
        }
    }
    return false;
}

enum { UNIT_CHARACTERS = 4 };

bool table_number(struct string text, size_t *whole)
{
    size_t at = 0, next = 0;
    uint32_t character = 0;
    bool digits = false, point = false;

    while (at < text.size && is_sign(unicode_decode(text.bytes, text.size, &next))) {
        at = next;
    }
    for (; at < text.size; at = next) {
        next = at;
        character = unicode_decode(text.bytes, text.size, &next);
        if (is_digit(character)) {
            digits = true;
        } else if (character == '.' && digits && !point) {
            size_t behind = next;
            if (next == text.size || !is_digit(unicode_decode(text.bytes, text.size, &behind))) {
                return false; /* 1.属于国家秘密 */
            }
            *whole = at;
            point = true;
        } else if (!(character == ',' && digits && !point)) {
            break;
        }
    }
    if (!point) {
        *whole = at;
    }
    size_t unit = 0;
    for (; at < text.size; unit++) {
        if (is_digit(unicode_decode(text.bytes, text.size, &at))) {
            return false;
        }
    }
    return digits && unit <= UNIT_CHARACTERS;
}
