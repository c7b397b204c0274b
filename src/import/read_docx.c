/*
 * DOCX: the paragraphs and tables of word/document.xml. Its text becomes a source with a line for
 * each paragraph, so that places are those of paragraphs, and can be shown.
 */
#include "import/manuscript.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "import/package.h"
#include "import/phrase.h"
#include "import/styles.h"
#include "report/table.h"
#include <stdlib.h>
#include <string.h>

enum { CONTENT_DEPTH = 64, LABEL_LIMIT = 64 };

/* A paragraph or a table, by lines of the source that is to be made. */
struct item {
    size_t line, lines; /* from 1; a line break in a paragraph begins another */
    struct paragraph_hints hints;
    struct grid *table;
};

struct cell {
    size_t line, lines;
    unsigned columns, rows;
};

struct grid_row {
    struct cell *cells;
    size_t count;
};

struct grid {
    struct grid_row *rows;
    size_t count, capacity, head;
    size_t line;
};

/* What was left out, and in which line. */
struct loss {
    const char *what;
    size_t line;
};

struct docx {
    struct manuscript *manuscript;
    struct arena *arena;
    struct styles *styles;
    struct buffer text;
    size_t line; /* that is written next */
    struct item *items;
    size_t count, capacity;
    struct loss *losses;
    size_t loss_count, loss_capacity;
};

/* ---- text ---- */

static void lose(struct docx *docx, const char *what)
{
    docx->losses = arena_grow(docx->arena, docx->losses, docx->loss_count, &docx->loss_capacity,
                              sizeof *docx->losses);
    docx->losses[docx->loss_count++] = (struct loss){what, docx->line};
}

/* Bytes of a text: what would end a line becomes a blank. */
static void add_bytes(struct docx *docx, struct string text)
{
    for (size_t i = 0; i < text.size; i++) {
        bool ends = text.bytes[i] == '\n' || text.bytes[i] == '\r';
        buffer_add_byte(&docx->text, ends ? ' ' : (unsigned char)text.bytes[i]);
    }
}

static void end_line(struct docx *docx)
{
    buffer_add_byte(&docx->text, '\n');
    docx->line++;
}

static const char *lost_name(const struct element *element)
{
    static const struct {
        const char *element, *name;
    } names[] = {
        {"drawing", N_("an image")},          {"pict", N_("an image")},
        {"object", N_("an embedded object")}, {"footnoteReference", N_("a note")},
        {"endnoteReference", N_("a note")},   {"txbxContent", N_("a text box")},
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (element_is(element, names[i].element)) {
            return names[i].name;
        }
    }
    return NULL;
}

static bool has_text_box(const struct element *element, unsigned depth)
{
    for (const struct element *child = element->first; child != NULL && depth < CONTENT_DEPTH;
         child = child->next) {
        if (element_is(child, "txbxContent") || has_text_box(child, depth + 1)) {
            return true;
        }
    }
    return false;
}

/* m², CO₂: as text they stand on the line. */
static bool is_raised(const struct element *run)
{
    const struct element *properties = element_child(run, "rPr");
    const char *way = element_value(properties, "vertAlign");
    const char *position = element_value(properties, "position"); /* as of HTML */

    return (way != NULL && (strcmp(way, "superscript") == 0 || strcmp(way, "subscript") == 0)) ||
           (position != NULL && strtol(position, NULL, 10) != 0);
}

/* The text of what stands in a paragraph. `*bold`: whether all of it is. */
static void add_content(struct docx *docx, const struct element *element, unsigned depth,
                        bool *bold)
{
    static const char *const skipped[] = {"pPr",       "rPr",     "del", "moveFrom", "Fallback",
                                          "instrText", "delText", "tbl", "sdtPr"};

    for (size_t i = 0; i < sizeof skipped / sizeof *skipped; i++) {
        if (element_is(element, skipped[i])) {
            return;
        }
    }
    if (lost_name(element) != NULL) {
        lose(docx, has_text_box(element, 0) ? N_("a text box") : lost_name(element));
        return;
    }
    if (element_is(element, "t")) {
        add_bytes(docx, element->text);
        if (is_raised(element->parent)) {
            lose(docx, N_("the raised or lowered position of a character"));
        }
        *bold = *bold && (phrase_trim(element->text).size == 0 ||
                          element_flag(element_child(element->parent, "rPr"), "b"));
    } else if (element_is(element, "tab")) {
        buffer_add_byte(&docx->text, '\t');
    } else if (element_is(element, "cr") || element_is(element, "br")) {
        const char *type = element_attribute(element, "type");
        if (type == NULL || strcmp(type, "textWrapping") == 0) {
            end_line(docx);
        }
    } else if (element_is(element, "noBreakHyphen")) {
        buffer_add_byte(&docx->text, '-');
    }
    for (const struct element *child = element->first; child != NULL && depth < CONTENT_DEPTH;
         child = child->next) {
        add_content(docx, child, depth + 1, bold);
    }
}

/* One paragraph, with the number that it is counted by; returns its first line. */
static size_t add_paragraph_lines(struct docx *docx, const struct element *paragraph,
                                  struct paragraph_hints *hints)
{
    const struct element *properties = element_child(paragraph, "pPr");
    size_t first = docx->line;
    bool bold = true;

    *hints = styles_hints(docx->styles, properties);
    const char *number = styles_number(docx->styles, properties, &hints->bullet);
    size_t start = docx->text.size;
    add_bytes(docx, (struct string){number, strnlen(number, LABEL_LIMIT)});
    for (const struct element *child = paragraph->first; child != NULL; child = child->next) {
        add_content(docx, child, 0, &bold);
    }
    hints->bold = hints->bold || (bold && docx->text.size > start);
    end_line(docx);
    return first;
}

static void add_item(struct docx *docx, struct item item)
{
    docx->items =
        arena_grow(docx->arena, docx->items, docx->count, &docx->capacity, sizeof *docx->items);
    docx->items[docx->count++] = item;
}

/* ---- tables ---- */

/* The paragraphs of a cell, those of tables in it as well. */
static void add_cell_lines(struct docx *docx, const struct element *element, unsigned depth)
{
    for (const struct element *child = element->first; child != NULL && depth < CONTENT_DEPTH;
         child = child->next) {
        struct paragraph_hints hints;
        if (element_is(child, "p")) {
            (void)add_paragraph_lines(docx, child, &hints);
        } else {
            add_cell_lines(docx, child, depth + 1);
        }
    }
}

static unsigned span_of(const struct element *properties)
{
    const char *value = element_value(properties, "gridSpan");
    long span = value == NULL ? 1 : strtol(value, NULL, 10);

    return span < 1 || span > TABLE_COLUMN_LIMIT ? 1 : (unsigned)span;
}

/* The cells that go on downwards, by their first column. */
struct open_cells {
    struct cell *cells[TABLE_COLUMN_LIMIT];
};

static void add_cell(struct docx *docx, struct grid_row *row, size_t *capacity,
                     const struct element *element, struct open_cells *open, unsigned *column)
{
    const struct element *properties = element_child(element, "tcPr");
    const struct element *merge = element_child(properties, "vMerge");
    const char *value = element_attribute(merge, "val");
    unsigned span = span_of(properties);

    if (*column + span > TABLE_COLUMN_LIMIT) {
        lose(docx, N_("a cell beyond the hundredth column"));
        return;
    }
    struct cell *above = open->cells[*column];
    if (merge != NULL && (value == NULL || strcmp(value, "restart") != 0) && above != NULL &&
        above->columns == span) {
        above->rows++;
        *column += span;
        return;
    }
    row->cells = arena_grow(docx->arena, row->cells, row->count, capacity, sizeof *row->cells);
    struct cell *cell = &row->cells[row->count++];
    *cell = (struct cell){.line = docx->line, .columns = span, .rows = 1};
    add_cell_lines(docx, element, 0);
    cell->lines = docx->line - cell->line;
    for (unsigned i = 0; i < span; i++) {
        open->cells[*column + i] = NULL;
    }
    /* Only while the row does not grow its array may a cell be pointed to: see add_row(). */
    open->cells[*column] = merge != NULL ? cell : NULL;
    *column += span;
}

static size_t count_cells(const struct element *element, unsigned depth)
{
    size_t count = 0;

    for (const struct element *child = element->first; child != NULL && depth < CONTENT_DEPTH;
         child = child->next) {
        count += element_is(child, "tc") ? 1 : count_cells(child, depth + 1);
    }
    return count;
}

static void add_cells(struct docx *docx, struct grid_row *row, size_t *capacity,
                      const struct element *element, struct open_cells *open, unsigned *column,
                      unsigned depth)
{
    for (const struct element *child = element->first; child != NULL && depth < CONTENT_DEPTH;
         child = child->next) {
        if (element_is(child, "tc")) {
            add_cell(docx, row, capacity, child, open, column);
        } else { /* content controls stand around cells */
            add_cells(docx, row, capacity, child, open, column, depth + 1);
        }
    }
}

static void add_row(struct docx *docx, struct grid *grid, const struct element *element,
                    struct open_cells *open)
{
    const struct element *properties = element_child(element, "trPr");
    struct grid_row row = {0};
    size_t capacity = count_cells(element, 0) + 1; /* all at once: cells are pointed to */
    unsigned column = 0;

    row.cells = ARENA_ARRAY(docx->arena, struct cell, capacity);
    add_cells(docx, &row, &capacity, element, open, &column, 0);
    grid->rows =
        arena_grow(docx->arena, grid->rows, grid->count, &grid->capacity, sizeof *grid->rows);
    if (element_flag(properties, "tblHeader") && grid->head == grid->count) {
        grid->head = grid->count + 1;
    }
    grid->rows[grid->count++] = row;
}

static void add_rows(struct docx *docx, struct grid *grid, const struct element *element,
                     struct open_cells *open, unsigned depth)
{
    for (const struct element *child = element->first; child != NULL && depth < CONTENT_DEPTH;
         child = child->next) {
        if (element_is(child, "tr")) {
            if (grid->count == TABLE_ROW_LIMIT) {
                lose(docx, N_("the rest of a table that is too large"));
                return;
            }
            add_row(docx, grid, child, open);
        } else {
            add_rows(docx, grid, child, open, depth + 1);
        }
    }
}

static void add_table(struct docx *docx, const struct element *element)
{
    struct grid *grid = ARENA_NEW(docx->arena, struct grid);
    struct open_cells *open = ARENA_NEW(docx->arena, struct open_cells);

    grid->line = docx->line;
    add_rows(docx, grid, element, open, 0);
    if (grid->count == 0) {
        return;
    }
    if (grid->count == 1 && grid->rows[0].count == 1) { /* a frame around text */
        struct cell cell = grid->rows[0].cells[0];
        for (size_t i = 0; i < cell.lines; i++) {
            add_item(docx, (struct item){.line = cell.line + i, .lines = 1});
        }
        return;
    }
    add_item(docx, (struct item){.table = grid});
}

/* ---- the document ---- */

static void add_blocks(struct docx *docx, const struct element *element, unsigned depth)
{
    for (const struct element *child = element->first; child != NULL && depth < CONTENT_DEPTH;
         child = child->next) {
        if (element_is(child, "p")) {
            struct item item = {0};
            item.line = add_paragraph_lines(docx, child, &item.hints);
            item.lines = docx->line - item.line;
            add_item(docx, item);
        } else if (element_is(child, "tbl")) {
            add_table(docx, child);
        } else {
            add_blocks(docx, child, depth + 1);
        }
    }
}

static struct text clean_line(struct manuscript *manuscript, size_t line)
{
    struct place place = {manuscript->source, (uint32_t)line, 1};

    return manuscript_clean(manuscript, source_line(manuscript->source, (uint32_t)line), place);
}

static struct manuscript_table *finish_table(struct manuscript *manuscript, const struct grid *grid)
{
    struct arena *arena = manuscript->arena;
    struct manuscript_table *table = ARENA_NEW(arena, struct manuscript_table);
    struct manuscript_row *rows = ARENA_ARRAY(arena, struct manuscript_row, grid->count);

    for (size_t i = 0; i < grid->count; i++) {
        const struct grid_row *from = &grid->rows[i];
        struct manuscript_cell *cells = ARENA_ARRAY(arena, struct manuscript_cell, from->count);
        for (size_t j = 0; j < from->count; j++) {
            struct text *texts = ARENA_ARRAY(arena, struct text, from->cells[j].lines);
            cells[j] =
                (struct manuscript_cell){texts, 0, from->cells[j].columns, from->cells[j].rows};
            for (size_t k = 0; k < from->cells[j].lines; k++) {
                struct text text = clean_line(manuscript, from->cells[j].line + k);
                if (text.string.size > 0) {
                    texts[cells[j].count++] = text;
                }
            }
        }
        rows[i] = (struct manuscript_row){cells, from->count};
    }
    *table = (struct manuscript_table){
        rows, grid->count, grid->head, {manuscript->source, (uint32_t)grid->line, 1}};
    return table;
}

static void finish(struct manuscript *manuscript, const struct docx *docx)
{
    bool apart = false;

    for (size_t i = 0; i < docx->count; i++) {
        const struct item *item = &docx->items[i];
        if (item->table != NULL) {
            manuscript_add(manuscript, (struct manuscript_paragraph){
                                           .table = finish_table(manuscript, item->table)});
            apart = false;
            continue;
        }
        for (size_t line = 0; line < item->lines; line++) {
            struct manuscript_paragraph paragraph = {
                .text = clean_line(manuscript, item->line + line), .hints = item->hints};
            paragraph.hints.apart = apart;
            apart = paragraph.text.string.size == 0;
            if (!apart) {
                manuscript_add(manuscript, paragraph);
            }
        }
    }
    for (size_t i = 0; i < docx->loss_count; i++) {
        REPORT(manuscript->diagnostics, IMPORT_LEFT_OUT,
               ((struct place){manuscript->source, (uint32_t)docx->losses[i].line, 1}),
               message_translate(docx->losses[i].what));
    }
}

bool manuscript_read_docx(struct manuscript *manuscript, const char *name, struct string bytes)
{
    struct docx docx = {.manuscript = manuscript, .arena = manuscript->arena, .line = 1};
    struct package *package = package_open(manuscript->arena, name, bytes, manuscript->diagnostics);
    const struct element *document =
        package == NULL ? NULL : package_part(package, "word/document.xml", true);

    if (document == NULL) {
        return false;
    }
    docx.styles = styles_new(manuscript->arena, package_part(package, "word/styles.xml", false),
                             package_part(package, "word/numbering.xml", false));
    if (diagnostics_failed(manuscript->diagnostics)) {
        return false;
    }
    docx.text = buffer_new(manuscript->arena);
    add_blocks(&docx, document, 0);
    manuscript->source = encoding_read(manuscript, name, buffer_string(&docx.text));
    if (manuscript->source == NULL) {
        return false;
    }
    finish(manuscript, &docx);
    return true;
}
