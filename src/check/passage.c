#include "check/passage.h"

#include "base/arena.h"
#include "base/unicode.h"
#include "report/figure.h"
#include "report/table.h"
#include <string.h>

struct collector {
    struct arena *arena;
    struct diagnostics *diagnostics;
    struct scope scope;
    struct passage *passages;
    size_t count, capacity;
    struct passage_reader *reader;
    struct passage next; /* what the passages to come have in common */
};

/* Notes are numbered by composition. Here their labels are word joiners (U+2060), which nothing
 * takes for a part of the text; without any there were no mark. */
static const char *note_label(void *context)
{
    (void)context;
    return "\xE2\x81\xA0";
}

/* The outermost {{plain …}}: they follow each other, so that they can be searched. */
static void find_plain(struct collector *collector, struct passage *passage)
{
    const struct expansion *expansion = &passage->expansion;
    size_t *plain = NULL;
    size_t end = 0;

    for (size_t i = 0; i < expansion->span_count; i++) {
        const struct span *span = &expansion->spans[i];
        size_t count = passage->plain_count;
        if (span->mark != MARK_PLAIN || span->start < end) {
            continue;
        }
        end = span->end;
        if (plain == NULL) {
            plain = ARENA_ARRAY(collector->arena, size_t, 2 * (expansion->span_count - i));
        }
        plain[2 * count] = span->start;
        plain[2 * count + 1] = span->end;
        passage->plain_count++;
    }
    passage->plain = plain;
}

static void add_expansion(struct collector *collector, enum passage_role role,
                          const struct expansion *expansion)
{
    struct passage passage = collector->next;

    passage.role = role;
    passage.expansion = *expansion;
    passage.reader = collector->reader;
    find_plain(collector, &passage);
    collector->passages = arena_grow(collector->arena, collector->passages, collector->count,
                                     &collector->capacity, sizeof *collector->passages);
    collector->passages[collector->count++] = passage;
}

static void add(struct collector *collector, enum passage_role role, struct text text)
{
    if (text.string.bytes == NULL) {
        return;
    }
    const struct expansion expansion =
        template_expand(collector->arena, &collector->scope, text, collector->diagnostics);
    add_expansion(collector, role, &expansion);
    for (size_t i = 0; i < expansion.span_count; i++) {
        if (expansion.spans[i].mark == MARK_NOTE && expansion.spans[i].attached != NULL) {
            add_expansion(collector, PASSAGE_NOTE, expansion.spans[i].attached);
        }
    }
}

static void add_texts(struct collector *collector, enum passage_role role, const struct list *list)
{
    const struct text *texts = list->items;

    for (size_t i = 0; i < list->count; i++) {
        add(collector, role, texts[i]);
    }
}

static void add_table(struct collector *collector, const struct table *table)
{
    add(collector, PASSAGE_CAPTION, table->caption);
    for (size_t i = 0; i < table->cell_count; i++) {
        const struct table_cell *cell = &table->cells[i];
        bool head = cell->row < table->head_count || cell->column < (uint64_t)table->labels;
        for (size_t k = 0; k < cell->text_count; k++) {
            add(collector, head ? PASSAGE_HEAD : PASSAGE_CELL, cell->texts[k]);
        }
    }
    add_texts(collector, PASSAGE_NOTE, &table->note);
}

static void add_chart(struct collector *collector, const struct chart *chart)
{
    add(collector, PASSAGE_CAPTION, chart->caption);
    add(collector, PASSAGE_CAPTION, chart->alternative);
    for (size_t i = 0; i < chart->count; i++) {
        add(collector, PASSAGE_CAPTION, chart->labels[i]);
    }
    for (size_t i = 0; i < chart->series_count && chart->names != NULL; i++) {
        add(collector, PASSAGE_CAPTION, chart->names[i]);
    }
}

static void add_block(struct collector *collector, const struct variant *block)
{
    collector->next.object = block->value;
    switch ((enum block_kind)block->which) {
    case BLOCK_PARAGRAPH:
        collector->next.object = NULL;
        add(collector, PASSAGE_PARAGRAPH, *(const struct text *)block->value);
        break;
    case BLOCK_ENUMERATION: {
        const struct enumeration *enumeration = block->value;
        add(collector, PASSAGE_LEAD, enumeration->text);
        add_texts(collector, PASSAGE_ITEM, &enumeration->items);
        break;
    }
    case BLOCK_TABLE:
        add_table(collector, block->value);
        break;
    case BLOCK_FIGURE: {
        const struct figure *figure = block->value;
        add(collector, PASSAGE_CAPTION, figure->caption);
        add(collector, PASSAGE_CAPTION, figure->alternative);
        break;
    }
    case BLOCK_CHART:
        add_chart(collector, block->value);
        break;
    }
    collector->next.object = NULL;
}

static void add_body(struct collector *collector, const struct list *body)
{
    const struct variant *blocks = body->items;

    for (size_t i = 0; i < body->count; i++) {
        add_block(collector, &blocks[i]);
    }
}

/* Sections nest no deeper than the YAML tree does (NODE_DEPTH_LIMIT). */
static void add_sections(struct collector *collector, const struct list *list)
{
    const struct section *sections = list->items;
    const struct passage outside = collector->next;

    for (size_t i = 0; i < list->count; i++) {
        collector->next = outside;
        collector->next.level++;
        size_t heading = collector->count; /* notes of the heading follow it */
        add(collector, PASSAGE_HEADING, sections[i].heading);
        collector->next.heading = collector->count > heading ? heading : outside.heading;
        add_body(collector, &sections[i].body);
        add_sections(collector, &sections[i].sections);
    }
    collector->next = outside;
}

static void add_attachments(struct collector *collector, const struct list *list)
{
    const struct attachment *attachments = list->items;

    for (size_t i = 0; i < list->count; i++) {
        collector->next.attachment = i + 1;
        add(collector, PASSAGE_TITLE, attachments[i].title);
        add_body(collector, &attachments[i].body);
        add_sections(collector, &attachments[i].sections);
    }
    collector->next.attachment = 0;
}

/* The day as a manuscript writes it; in data a layout writes it. */
static void add_day(struct collector *collector)
{
    struct place place = collector->scope.report->date.place;
    struct string line = {0};
    size_t offset = 0;

    if (place.source != NULL) {
        line = source_line(place.source, place.line);
    }
    for (uint32_t column = 1; column < place.column && offset < line.size; column++) {
        (void)unicode_decode(line.bytes, line.size, &offset);
    }
    if (offset < line.size) {
        const struct text day = {{line.bytes + offset, line.size - offset}, place};
        add(collector, PASSAGE_NAME, day);
    }
}

static void add_field(struct collector *collector, const char *name)
{
    const struct report *report = collector->scope.report;
    const struct list *list = report_list(report, name);

    collector->next.field = name;
    if (report->manuscript && strcmp(name, "date") == 0) {
        add_day(collector);
    } else if (report_is_body(name)) {
        add_body(collector, list);
    } else if (report_is_sections(name)) {
        add_sections(collector, list);
    } else if (report_is_attachments(name)) {
        add_attachments(collector, list);
    } else if (report_is_text(name) || report_is_texts(name) || report_is_stamps(name)) {
        size_t count = 0;
        const struct text *texts = report_entries(report, collector->arena, name, &count);
        bool title = list == (const void *)&report->title;
        for (size_t i = 0; i < count; i++) {
            add(collector, title ? PASSAGE_TITLE : PASSAGE_NAME, texts[i]);
        }
    }
}

const struct script *script_read(struct arena *arena, struct report *report,
                                 struct diagnostics *diagnostics)
{
    /* What composition knows; here any page will do. */
    static const struct variable variables[] = {{"page", "1"}, {"pages", "1"}, {0}};
    struct collector collector = {
        .arena = arena,
        .diagnostics = diagnostics,
        .scope = {.report = report, .variables = variables, .note_label = note_label},
        .reader = ARENA_NEW(arena, struct passage_reader),
        .next = {.heading = NO_PASSAGE},
    };

    for (const struct field *field = report_type.fields; field->name != NULL; field++) {
        add_field(&collector, field->name);
    }
    struct script *script = ARENA_NEW(arena, struct script);
    script->report = report;
    script->passages = collector.passages;
    script->count = collector.count;
    collector.reader->passages = collector.passages;
    return script;
}

struct place passage_place(const struct passage *passage, size_t offset)
{
    struct passage_reader *reader = passage->reader;

    if (reader->passage != passage || reader->offset > offset) {
        reader->passage = passage;
        reader->cursor = expansion_cursor_new(&passage->expansion);
    }
    reader->offset = offset;
    return expansion_cursor_place(&reader->cursor, offset);
}

const struct passage *passage_heading(const struct passage *passage)
{
    return passage->heading == NO_PASSAGE ? NULL : &passage->reader->passages[passage->heading];
}

/* Of `count` ascending numbers, `size` bytes apart, how many are at most `offset`. */
static size_t count_before(const void *numbers, size_t count, size_t size, size_t offset)
{
    size_t from = 0;

    while (from < count) {
        size_t middle = from + (count - from) / 2;
        if (*(const size_t *)((const char *)numbers + middle * size) <= offset) {
            from = middle + 1;
        } else {
            count = middle;
        }
    }
    return from;
}

bool passage_is_own(const struct passage *passage, size_t offset)
{
    const struct segment *segments = passage->expansion.segments;
    size_t plain = count_before(passage->plain, passage->plain_count, 2 * sizeof(size_t), offset);
    size_t count = passage->expansion.count;

    if (plain > 0 && offset < passage->plain[2 * plain - 1]) {
        return false;
    }
    count = count == 0 ? 0 : count_before(&segments->offset, count, sizeof *segments, offset);
    return count > 0 && segments[count - 1].depth == 0 && segments[count - 1].literal;
}
