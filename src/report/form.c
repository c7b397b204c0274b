#include "report/form.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "report/fact.h"
#include "report/fact_format.h"
#include "report/template_private.h"
#include "yaml/named.h"
#include "yaml/node.h"
#include <string.h>

/* ---- what a form may hold ---- */

static const struct type filled_type = {
    .kind = TYPE_TEXT, .size = sizeof(struct text), .filled = true};

static const struct type paragraph_type = {
    .kind = TYPE_TEXT, .size = sizeof(struct text), .paragraph = true};

static const struct type paragraphs_type = {.kind = TYPE_LIST,
                                            .size = sizeof(struct list),
                                            .element = &paragraph_type,
                                            .minimum = 1,
                                            .single = true};

static void finish_use(struct arena *arena, void *record, struct place place,
                       struct diagnostics *diagnostics)
{
    (void)arena;
    (void)diagnostics;
    ((struct form_use *)record)->place = place;
}

static const struct field use_fields[] = {
    {"form", offsetof(struct form_use, name), &filled_type, FIELD_REQUIRED,
     N_("法定表格: the name of a form, such as disclosure-requests, or a path to its file.")},
    {"facts", offsetof(struct form_use, facts), &filled_type, 0,
     "What the names of its facts begin with; default: as the form says."},
    {"caption", offsetof(struct form_use, caption), &filled_type, 0, "Default: the form's."},
    {"note", offsetof(struct form_use, note), &paragraphs_type, 0, "Default: the form's."},
    {0},
};

const struct type form_use_type = {
    .kind = TYPE_RECORD,
    .name = "table-of-form",
    .describes = "A table that a form (法定表格) prescribes, filled from the report's facts.",
    .size = sizeof(struct form_use),
    .fields = use_fields,
    .finish = finish_use,
};

#define DESCRIBES(member) \
    (offsetof(struct form, describes.member) - offsetof(struct form, describes))
static const struct field describes_fields[] = {
    {"zh", DESCRIBES(zh), &filled_type, 0, "In Chinese."},
    {"en", DESCRIBES(en), &filled_type, 0, "In English."},
    {0},
};

static const struct type describes_type = {.kind = TYPE_RECORD,
                                           .size = sizeof(((struct form *)NULL)->describes),
                                           .fields = describes_fields};

static const struct field form_fields[] = {
    {"describes", offsetof(struct form, describes), &describes_type, 0,
     "What the form is for, in a sentence."},
    {"basis", offsetof(struct form, basis), &filled_type, 0, "What prescribes it."},
    {"facts", offsetof(struct form, facts), &filled_type, FIELD_REQUIRED,
     N_("What the names of its facts begin with: requests makes {{new}} the fact requests.new.")},
    {"table", offsetof(struct form, table), &table_type, FIELD_REQUIRED,
     N_("The table; {{name}} in it is a fact without its unit.")},
    {0},
};

const struct type form_type = {
    .kind = TYPE_RECORD,
    .name = "form",
    .describes = "法定表格: a table that is prescribed, filled from the facts of a report.",
    .size = sizeof(struct form),
    .fields = form_fields,
};

/* ---- the names in it ---- */

/* A form while it is filled in. */
struct filler {
    struct arena *arena;
    struct diagnostics *diagnostics;
    struct report *report;
    const struct form_use *use;
    struct string prefix;
    const struct table *table;
};

/* What is written between {{ and the bar or }} behind it. */
struct name {
    const char *start, *end; /* without blanks */
    const char *behind;      /* the bar or the }} */
    bool formatted;          /* a bar */
};

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/* The name behind {{ at `open`; false where it is none: a mark, a field, or braces that nothing
 * closes, which expanding it tells. */
static bool read_name(const struct filler *filler, const char *open, const char *end,
                      struct name *name)
{
    const char *close = memmem(open + 2, (size_t)(end - open - 2), "}}", 2);

    if (close == NULL) {
        return false;
    }
    name->start = open + 2;
    while (name->start < close && is_blank(*name->start)) {
        name->start++;
    }
    size_t bar_size;
    struct string inside = {name->start, (size_t)(close - name->start)};
    name->behind = name->start + format_bar(inside, &bar_size);
    name->formatted = bar_size > 0;
    name->end = name->behind;
    while (name->end > name->start && is_blank(name->end[-1])) {
        name->end--;
    }
    const char *word = name->start;
    while (word < name->end && !is_blank(*word)) {
        word++;
    }
    if (mark_find((struct string){name->start, (size_t)(word - name->start)}) >= 0) {
        return false;
    }
    const char *dot = memchr(name->start, '.', (size_t)(name->end - name->start));
    size_t size = (size_t)((dot == NULL ? name->end : dot) - name->start);
    return name->end > name->start &&
           !template_is_field(arena_copy(filler->arena, name->start, size));
}

static bool covers(unsigned start, unsigned count, unsigned at)
{
    return start <= at && at < start + count;
}

/* What names the row or the column of a cell: the innermost cell at the left of it or above; NULL
 * where none does. */
static const char *label_of(const struct table *table, const struct table_cell *of, bool row)
{
    const char *label = NULL;

    for (size_t i = 0; i < table->cell_count; i++) {
        const struct table_cell *cell = &table->cells[i];
        bool names =
            row ? cell->row >= table->head_count && cell->column < table->labels &&
                      covers(cell->row, cell->rows, of->row)
                : cell->row < table->head_count && covers(cell->column, cell->columns, of->column);
        if (names && cell->text_count > 0) {
            label = cell->texts[0].string.bytes;
        }
    }
    return label;
}

/* The text without its marks, for a message: 社会{{break}}公益 is 社会公益. */
static const char *without_marks(struct arena *arena, const char *text)
{
    struct buffer out = buffer_new(arena);

    while (*text != '\0') {
        if (strncmp(text, "{{", 2) == 0) {
            text += 2 + strcspn(text + 2, " }"); /* the mark's name */
            text += *text == ' ';
        } else if (strncmp(text, "}}", 2) == 0) {
            text += 2;
        } else {
            buffer_add_byte(&out, (unsigned char)*text++);
        }
    }
    return buffer_string(&out).bytes;
}

/* "二、上年结转 × 自然人", or numbers where the table has no labels. */
static const char *name_cell(const struct filler *filler, const struct table_cell *cell)
{
    struct arena *arena = filler->arena;

    if (cell == NULL) {
        return "";
    }
    const char *row = label_of(filler->table, cell, true);
    const char *column = label_of(filler->table, cell, false);
    return arena_format(arena, "%s × %s",
                        row != NULL ? without_marks(arena, row)
                                    : arena_format(arena, "%u", cell->row + 1),
                        column != NULL ? without_marks(arena, column)
                                       : arena_format(arena, "%u", cell->column + 1));
}

static const char *name_use(const struct filler *filler)
{
    struct place place = filler->use->name.place;
    const char *file = place.source == NULL ? "" : place.source->name;

    return arena_format(filler->arena, "%s:%u", file, (unsigned)place.line);
}

/* The text with its names as the report calls them: {{new}} is {{requests.new | bare}} then. Names
 * that the report has no fact for are reported and left as they are. */
static struct text bind_text(const struct filler *filler, struct text text,
                             const struct table_cell *cell)
{
    struct string from = text.string;
    struct buffer out = buffer_new(filler->arena);

    if (from.bytes == NULL || strstr(from.bytes, "{{") == NULL) {
        return text;
    }
    const char *end = from.bytes + from.size;
    for (const char *at = from.bytes; at < end;) {
        struct name name;
        bool opens = end - at >= 2 && at[0] == '{' && at[1] == '{';
        bool escapes = end - at >= 2 && at[0] == '\\' && at[1] == '{';
        if (!opens || !read_name(filler, at, end, &name)) {
            size_t size = opens || escapes ? 2 : 1;
            buffer_add(&out, at, size);
            at += size;
            continue;
        }
        struct buffer whole = buffer_new(filler->arena);
        buffer_format(&whole, "%s.%.*s", filler->prefix.bytes, (int)(name.end - name.start),
                      name.start);
        if (facts_find(filler->report->facts, buffer_string(&whole)) == NULL) {
            REPORT(filler->diagnostics, FORM_FACT,
                   source_place_in_scalar(text.place, from, (size_t)(at - from.bytes)),
                   filler->use->name.string.bytes, buffer_string(&whole).bytes,
                   name_cell(filler, cell), name_use(filler));
        }
        buffer_format(&out, "{{%s%s", buffer_string(&whole).bytes, name.formatted ? "" : " | bare");
        at = name.behind;
    }
    return (struct text){buffer_string(&out), text.place};
}

static struct list bind_texts(const struct filler *filler, const struct list *list)
{
    const struct text *texts = list->items;
    struct text *bound = ARENA_ARRAY(filler->arena, struct text, list->count);

    for (size_t i = 0; i < list->count; i++) {
        bound[i] = bind_text(filler, texts[i], NULL);
    }
    return (struct list){bound, list->count};
}

/* The form's table with the names of the report's facts. */
static void fill_table(const struct filler *filler, struct table *table)
{
    struct table_cell *cells = ARENA_ARRAY(filler->arena, struct table_cell, table->cell_count);

    for (size_t i = 0; i < table->cell_count; i++) {
        const struct table_cell *cell = &table->cells[i];
        struct text *texts = ARENA_ARRAY(filler->arena, struct text, cell->text_count);
        for (size_t k = 0; k < cell->text_count; k++) {
            texts[k] = bind_text(filler, cell->texts[k], cell);
        }
        cells[i] = *cell;
        cells[i].texts = texts;
    }
    table->cells = cells;
    table->caption = bind_text(filler, table->caption, NULL);
    table->note = bind_texts(filler, &table->note);
}

/* Whether any fact of the report is one of the form's; one message rather than one for each cell
 * where a whole file is missing. */
static bool has_facts(const struct filler *filler)
{
    struct buffer pattern = buffer_new(filler->arena);

    buffer_format(&pattern, "%s.*", filler->prefix.bytes);
    struct fact_match match = facts_match(filler->report->facts, buffer_string(&pattern));
    return facts_next(filler->report->facts, &match) != NULL;
}

/* ---- the forms of a report ---- */

/* A report while its forms are read. */
struct reading {
    struct arena *arena;
    struct diagnostics *diagnostics;
    struct report *report;
    const char *folders[2]; /* ends with NULL */
    const char **files;
    size_t capacity;
};

static void add_file(struct reading *reading, const char *path)
{
    struct report *report = reading->report;

    for (size_t i = 0; i < report->file_count; i++) {
        if (strcmp(reading->files[i], path) == 0) {
            return;
        }
    }
    reading->files = arena_grow(reading->arena, reading->files, report->file_count,
                                &reading->capacity, sizeof *reading->files);
    reading->files[report->file_count++] = path;
    report->files = reading->files;
}

/* The form that the report names; NULL after reporting. */
static const struct form *read_form(struct reading *reading, const struct form_use *use)
{
    const char *path =
        named_find(reading->arena, use->name, reading->folders,
                   (struct unknown_name){FORM_UNKNOWN, FORM_UNKNOWN_NEAR}, reading->diagnostics);

    if (path == NULL) {
        return NULL;
    }
    const struct source *source = source_read(reading->arena, path, reading->diagnostics);
    const struct node *root =
        source == NULL ? NULL : node_parse(reading->arena, source, reading->diagnostics);
    struct form *form = ARENA_NEW(reading->arena, struct form);
    if (root == NULL ||
        !record_read(reading->arena, &form_type, root, form, reading->diagnostics)) {
        REPORT(reading->diagnostics, FORM_BROKEN, use->name.place, use->name.string.bytes);
        return NULL;
    }
    add_file(reading, path);
    return form;
}

static void read_block(struct reading *reading, struct table_block *block)
{
    const struct form_use *use = block->form;
    const struct form *form = use == NULL ? NULL : read_form(reading, use);

    if (block->table.from.path != NULL) {
        add_file(reading, block->table.from.path);
    }
    if (form == NULL) {
        return;
    }
    struct filler filler = {.arena = reading->arena,
                            .diagnostics = reading->diagnostics,
                            .report = reading->report,
                            .use = use,
                            .prefix = use->facts.string.bytes != NULL ? use->facts.string
                                                                      : form->facts.string,
                            .table = &form->table};
    if (!has_facts(&filler)) {
        REPORT(reading->diagnostics, FORM_FACTS, use->name.place, use->name.string.bytes,
               filler.prefix.bytes);
        return;
    }
    block->table = form->table;
    fill_table(&filler, &block->table);
    if (use->caption.string.bytes != NULL) {
        block->table.caption = use->caption;
    }
    if (use->note.count > 0) {
        block->table.note = use->note;
    }
    block->table.place = use->place;
}

static void read_body(struct reading *reading, const struct list *body)
{
    const struct variant *blocks = body->items;

    for (size_t i = 0; i < body->count; i++) {
        if (blocks[i].which == BLOCK_TABLE) {
            read_block(reading, blocks[i].value);
        }
    }
}

/* Sections nest no deeper than the YAML tree does (NODE_DEPTH_LIMIT). */
static void read_sections(struct reading *reading, const struct list *list)
{
    const struct section *sections = list->items;

    for (size_t i = 0; i < list->count; i++) {
        read_body(reading, &sections[i].body);
        read_sections(reading, &sections[i].sections);
    }
}

void report_read_forms(struct arena *arena, struct report *report, const char *folder,
                       struct diagnostics *diagnostics)
{
    const struct attachment *attachments = report->attachments.items;
    struct reading reading = {
        .arena = arena, .diagnostics = diagnostics, .report = report, .folders = {folder, NULL}};

    for (size_t i = 0; i < report->file_count; i++) {
        reading.files =
            arena_grow(arena, reading.files, i, &reading.capacity, sizeof *reading.files);
        reading.files[i] = report->files[i];
    }
    read_body(&reading, &report->preamble);
    read_sections(&reading, &report->sections);
    for (size_t i = 0; i < report->attachments.count; i++) {
        read_body(&reading, &attachments[i].body);
        read_sections(&reading, &attachments[i].sections);
    }
}
