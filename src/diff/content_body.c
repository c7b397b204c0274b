/* The content of bodies: paragraphs, enumerations, tables, figures, sections, attachments. */
#include "diff/content_private.h"

#include "base/arena.h"
#include "base/confine.h"
#include "base/diagnostic.h"
#include "report/fact.h"
#include "report/figure.h"
#include "report/report.h"
#include "report/table.h"
#include <string.h>

/* What a file holds; false where it cannot be read, which was told. */
static bool read_file(struct maker *maker, const char *path, struct place place,
                      struct string *bytes)
{
    if (maker->confinement == NULL) {
        return source_bytes(maker->arena, path, place, bytes, maker->unheard);
    }
    const struct confined_file *file = confinement_find(maker->confinement, path);
    if (file != NULL) {
        *bytes = file->bytes;
    }
    return file != NULL;
}

void content_add_image(struct maker *maker, struct content *parent, struct text path)
{
    const char *file = source_beside(maker->arena, path.place.source, path.string.bytes);
    struct string bytes;

    content_add_value(maker, parent, "image", path.string.bytes, path.place);
    if (read_file(maker, file, path.place, &bytes)) {
        uint64_t hash = hash_bytes(HASH_START, bytes.bytes, bytes.size);
        content_add_value(maker, parent, "image-digest",
                          arena_format(maker->arena, "%016llx", (unsigned long long)hash),
                          path.place);
    }
}

static void add_enumeration(struct maker *maker, struct content *body,
                            const struct enumeration *enumeration, struct place place)
{
    struct content *content = content_new(maker, CONTENT_RECORD, CONTENT_ENUMERATION, NULL, place);

    content->origin = enumeration;
    content_add_text(maker, content, "text", CONTENT_FIELD, enumeration->text);
    content_add_text(maker, content, "number", CONTENT_FIELD, enumeration->number);
    content_add_texts(maker, content, "items", &enumeration->items);
    content_add(maker, body, content);
}

const char *content_millimetres(struct maker *maker, length_t length)
{
    struct buffer out = buffer_new(maker->arena);

    buffer_add_decimal(&out, length_scale(length, 127, 360), 3);
    buffer_add_string(&out, "mm");
    return buffer_string(&out).bytes;
}

/* As the report says them. */
static const char *const align_words[] = {
    [TABLE_AUTO] = "auto",   [TABLE_LEFT] = "left",       [TABLE_CENTRE] = "center",
    [TABLE_RIGHT] = "right", [TABLE_DECIMAL] = "decimal", [TABLE_JUSTIFY] = "justify"};
static const char *const chart_words[] = {
    [CHART_BAR] = "bar", [CHART_LINE] = "line", [CHART_PIE] = "pie"};

static const char *column_width(struct maker *maker, struct column_width width)
{
    struct buffer out = buffer_new(maker->arena);

    switch (width.kind) {
    case WIDTH_FIXED:
        return content_millimetres(maker, (length_t)width.amount);
    case WIDTH_SHARE:
        buffer_add_decimal(&out, width.amount, 3);
        return buffer_string(&out).bytes;
    case WIDTH_AUTO:
    case WIDTH_CONTENT:
        break;
    }
    return "content";
}

static const char *number(struct maker *maker, int64_t value)
{
    return arena_format(maker->arena, "%lld", (long long)value);
}

static void add_cell(struct maker *maker, struct content *row, const struct table_cell *cell)
{
    struct content *content = content_new(maker, CONTENT_RECORD, CONTENT_CELL, NULL, cell->place);

    content->origin = cell;
    struct content *body = content_new(maker, CONTENT_LIST, CONTENT_FIELD, "body", cell->place);
    content_add(maker, content, body);
    for (size_t i = 0; i < cell->text_count; i++) {
        content_add_text(maker, body, NULL, CONTENT_PARAGRAPH, cell->texts[i]);
    }
    if (cell->rows > 1) {
        content_add_value(maker, content, "rows", number(maker, cell->rows), cell->place);
    }
    if (cell->columns > 1) {
        content_add_value(maker, content, "columns", number(maker, cell->columns), cell->place);
    }
    if (cell->align != TABLE_AUTO) {
        content_add_value(maker, content, "align", align_words[cell->align], cell->place);
    }
    content_add(maker, row, content);
}

/* Rows `first` to before `end`. */
static void add_rows(struct maker *maker, struct content *parent, const char *name,
                     const struct table *table, unsigned first, unsigned end)
{
    struct content *list = content_new(maker, CONTENT_LIST, CONTENT_FIELD, name, table->place);
    size_t at = 0;

    if (first == end) {
        return;
    }
    while (at < table->cell_count && table->cells[at].row < first) {
        at++;
    }
    for (unsigned row = first; row < end; row++) {
        struct place place = at < table->cell_count ? table->cells[at].place : table->place;
        struct content *content = content_new(maker, CONTENT_LIST, CONTENT_ROW, NULL, place);
        for (; at < table->cell_count && table->cells[at].row == row; at++) {
            add_cell(maker, content, &table->cells[at]);
        }
        content_add(maker, list, content);
    }
    content_add(maker, parent, list);
}

static void add_columns(struct maker *maker, struct content *parent, const struct table *table)
{
    struct content *list = content_new(maker, CONTENT_LIST, CONTENT_FIELD, "columns", table->place);

    for (unsigned i = 0; i < table->column_count; i++) {
        const struct table_column *column = &table->column_widths[i];
        struct place place = column->place.source == NULL ? table->place : column->place;
        struct content *content = content_new(maker, CONTENT_RECORD, CONTENT_COLUMN, NULL, place);
        content_add_text(maker, content, "heading", CONTENT_FIELD, column->heading);
        if (column->width.kind != WIDTH_AUTO) {
            content_add_value(maker, content, "width", column_width(maker, column->width), place);
        }
        if (column->align != TABLE_AUTO) {
            content_add_value(maker, content, "align", align_words[column->align], place);
        }
        content_add(maker, list, content);
    }
    content_add(maker, parent, list);
}

static void add_table(struct maker *maker, struct content *body, const struct table *table,
                      struct place place)
{
    struct content *content = content_new(maker, CONTENT_RECORD, CONTENT_TABLE, NULL, place);

    content->origin = table;
    content_add_text(maker, content, "caption", CONTENT_FIELD, table->caption);
    add_columns(maker, content, table);
    add_rows(maker, content, "head", table, 0, table->head_count);
    add_rows(maker, content, "rows", table, table->head_count, table->row_count);
    content_add_texts(maker, content, "note", &table->note);
    if (table->labels > 0) {
        content_add_value(maker, content, "labels", number(maker, table->labels), place);
    }
    if (table->landscape) {
        content_add_value(maker, content, "landscape", "true", place);
    }
    if (table->whole) {
        content_add_value(maker, content, "whole", "true", place);
    }
    content_add(maker, body, content);
}

static void add_figure(struct maker *maker, struct content *body, const struct figure *figure,
                       struct place place)
{
    struct content *content = content_new(maker, CONTENT_RECORD, CONTENT_FIGURE, NULL, place);

    content->origin = figure;
    content_add_text(maker, content, "caption", CONTENT_FIELD, figure->caption);
    content_add_text(maker, content, "alternative", CONTENT_FIELD, figure->alternative);
    content_add_image(maker, content, figure->image);
    if (figure->width.kind != FIGURE_CONTENT) {
        content_add_value(maker, content, "width",
                          figure->width.kind == FIGURE_FULL
                              ? "full"
                              : content_millimetres(maker, figure->width.length),
                          place);
    }
    content_add(maker, body, content);
}

/* The value of a point as it is drawn: of a fact, what that says. */
static const char *point_value(struct maker *maker, struct text value)
{
    const struct fact *fact = report_fact(maker->report, value.string);
    struct decimal decimal;

    if (fact == NULL || !fact_decimal(fact, &decimal)) {
        return value.string.bytes;
    }
    struct buffer out = buffer_new(maker->arena);
    buffer_add_fixed(&out, decimal.digits, decimal.places);
    return buffer_string(&out).bytes;
}

static void add_chart(struct maker *maker, struct content *body, const struct chart *chart,
                      struct place place)
{
    struct content *content = content_new(maker, CONTENT_RECORD, CONTENT_CHART, NULL, place);
    struct content *points = content_new(maker, CONTENT_LIST, CONTENT_FIELD, "values", place);

    content->origin = chart;
    content_add_text(maker, content, "caption", CONTENT_FIELD, chart->caption);
    content_add_text(maker, content, "alternative", CONTENT_FIELD, chart->alternative);
    content_add_text(maker, content, "unit", CONTENT_FIELD, chart->unit);
    content_add_value(maker, content, "kind", chart_words[chart->kind], place);
    if (chart->height != 0) {
        content_add_value(maker, content, "height", content_millimetres(maker, chart->height),
                          place);
    }
    for (size_t i = 0; i < chart->series_count * chart->count; i++) {
        struct content *point =
            content_new(maker, CONTENT_RECORD, CONTENT_ITEM, NULL, chart->points[i].value.place);
        if (chart->names != NULL) {
            content_add_text(maker, point, "series", CONTENT_FIELD, chart->names[i / chart->count]);
        }
        content_add_text(maker, point, "label", CONTENT_FIELD, chart->labels[i % chart->count]);
        content_add_value(maker, point, "value", point_value(maker, chart->points[i].value),
                          chart->points[i].value.place);
        content_add(maker, points, point);
    }
    content_add(maker, content, points);
    content_add(maker, body, content);
}

void content_add_body(struct maker *maker, struct content *parent, const char *name,
                      const struct list *body)
{
    const struct variant *blocks = body->items;

    if (body->count == 0) {
        return;
    }
    struct content *list = content_new(maker, CONTENT_LIST, CONTENT_FIELD, name, blocks[0].place);
    content_add(maker, parent, list);
    for (size_t i = 0; i < body->count; i++) {
        switch ((enum block_kind)blocks[i].which) {
        case BLOCK_PARAGRAPH:
            content_add_text(maker, list, NULL, CONTENT_PARAGRAPH,
                             *(const struct text *)blocks[i].value);
            break;
        case BLOCK_ENUMERATION:
            add_enumeration(maker, list, blocks[i].value, blocks[i].place);
            break;
        case BLOCK_TABLE:
            add_table(maker, list, blocks[i].value, blocks[i].place);
            break;
        case BLOCK_FIGURE:
            add_figure(maker, list, blocks[i].value, blocks[i].place);
            break;
        case BLOCK_CHART:
            add_chart(maker, list, blocks[i].value, blocks[i].place);
            break;
        }
        if (list->count > 0) {
            list->children[list->count - 1]->origin = &blocks[i];
        }
    }
}

void content_add_sections(struct maker *maker, struct content *parent, const struct list *sections,
                          unsigned depth)
{
    const struct section *items = sections->items;

    if (sections->count == 0 || depth >= CONTENT_DEPTH_LIMIT / 2) {
        return;
    }
    struct content *list =
        content_new(maker, CONTENT_LIST, CONTENT_FIELD, "sections", items[0].heading.place);
    content_add(maker, parent, list);
    for (size_t i = 0; i < sections->count; i++) {
        struct content *section =
            content_new(maker, CONTENT_RECORD, CONTENT_SECTION, NULL, items[i].heading.place);
        section->origin = &items[i];
        content_add_text(maker, section, "heading", CONTENT_FIELD, items[i].heading);
        content_add_body(maker, section, "body", &items[i].body);
        content_add_sections(maker, section, &items[i].sections, depth + 1);
        content_add(maker, list, section);
    }
}

void content_add_attachments(struct maker *maker, struct content *root, const struct list *list)
{
    const struct attachment *items = list->items;

    if (list->count == 0) {
        return;
    }
    struct content *content =
        content_new(maker, CONTENT_LIST, CONTENT_FIELD, "attachments", items[0].title.place);
    content_add(maker, root, content);
    for (size_t i = 0; i < list->count; i++) {
        struct content *attachment =
            content_new(maker, CONTENT_RECORD, CONTENT_ATTACHMENT, NULL, items[i].title.place);
        attachment->origin = &items[i];
        content_add_text(maker, attachment, "title", CONTENT_FIELD, items[i].title);
        content_add_body(maker, attachment, "body", &items[i].body);
        content_add_sections(maker, attachment, &items[i].sections, 0);
        content_add(maker, content, attachment);
    }
}
