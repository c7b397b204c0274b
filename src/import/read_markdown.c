/*
 * Markdown, by md4c: headings, paragraphs, lists, tables; of spans only their text. md4c hands its
 * findings to callbacks, which only note them down (arenas are not used in callbacks); its texts
 * point into the source, which gives their places.
 */
#include "import/manuscript.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include "import/library.h"
#include "import/phrase.h"
#include <md4c.h>
#include <stdlib.h>
#include <string.h>

enum { EVENT_LIMIT = 4000000, LIST_DEPTH = 32 };

enum event_kind { EVENT_ENTER, EVENT_LEAVE, EVENT_TEXT, EVENT_IMAGE, EVENT_IMAGE_END, EVENT_LINK };

struct event {
    enum event_kind kind;
    unsigned type;        /* MD_BLOCKTYPE or MD_TEXTTYPE */
    unsigned detail;      /* the level of a heading, the first number of a list */
    uint32_t start, size; /* of a text, in the source */
};

struct events {
    const char *bytes; /* of the copy that is read, as long as the source */
    size_t size;       /* of the source */
    struct event *items;
    size_t count, capacity;
};

struct markdown_functions {
    int (*parse)(const MD_CHAR *text, MD_SIZE size, const MD_PARSER *parser, void *context);
};

/* ---- in md4c's callbacks: no arenas ---- */

static int note(struct events *events, struct event event)
{
    if (events->count == events->capacity) {
        size_t capacity = events->capacity > 0 ? events->capacity * 2 : 1024;
        struct event *items =
            capacity > EVENT_LIMIT ? NULL : realloc(events->items, capacity * sizeof *items);
        if (items == NULL) {
            return 1;
        }
        events->items = items;
        events->capacity = capacity;
    }
    events->items[events->count++] = event;
    return 0;
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    struct event event = {.kind = EVENT_ENTER, .type = type};

    if (type == MD_BLOCK_H) {
        event.detail = ((const MD_BLOCK_H_DETAIL *)detail)->level;
    } else if (type == MD_BLOCK_OL) {
        event.detail = ((const MD_BLOCK_OL_DETAIL *)detail)->start;
    }
    return note(context, event);
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    (void)detail;
    return note(context, (struct event){.kind = EVENT_LEAVE, .type = type});
}

static int enter_span(MD_SPANTYPE type, void *detail, void *context)
{
    if (type == MD_SPAN_A) {
        const MD_ATTRIBUTE *address = &((const MD_SPAN_A_DETAIL *)detail)->href;
        const struct events *events = context;
        struct event event = {.kind = EVENT_LINK};
        if (address->text >= events->bytes &&
            address->text + address->size <= events->bytes + events->size) {
            event.start = (uint32_t)(address->text - events->bytes);
            event.size = address->size;
        }
        return note(context, event);
    }
    return type == MD_SPAN_IMG ? note(context, (struct event){.kind = EVENT_IMAGE}) : 0;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *context)
{
    (void)detail;
    return type == MD_SPAN_IMG ? note(context, (struct event){.kind = EVENT_IMAGE_END}) : 0;
}

static int take_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *context)
{
    struct events *events = context;
    struct event event = {.kind = EVENT_TEXT, .type = type};

    if (type != MD_TEXT_BR && type != MD_TEXT_SOFTBR) {
        if (text < events->bytes || text + size > events->bytes + events->size) {
            return 0; /* md4c's own: the line break of a block of code */
        }
        event.start = (uint32_t)(text - events->bytes);
        event.size = size;
    }
    return note(events, event);
}

/* ---- afterwards ---- */

struct list_level {
    bool ordered;
    unsigned next;
};

struct builder {
    struct manuscript *manuscript;
    struct buffer text;
    struct place place; /* of its first character */
    struct paragraph_hints hints;
    struct list_level lists[LIST_DEPTH];
    size_t depth;
    unsigned images; /* open ones */
    struct place image;
    const struct event *link; /* whose first text is to come */
    uint32_t line;            /* of the source: texts come in order */
    size_t counted;           /* bytes of the source before the last place, and the column there */
    uint32_t column;
    struct manuscript_table *table; /* open */
    struct manuscript_row *row;
    struct manuscript_cell *cell;
    size_t row_capacity, cell_capacity;
};

static struct place place_at(struct builder *builder, size_t offset)
{
    const struct source *source = builder->manuscript->source;
    size_t before = builder->line;

    while (builder->line < source->line_count && source->lines[builder->line] <= offset) {
        builder->line++;
    }
    size_t start = source->lines[builder->line - 1];
    if (builder->line != before || builder->counted < start || builder->counted > offset) {
        builder->counted = start;
        builder->column = 1;
    }
    if (offset > builder->counted) { /* from the last place on: a line may be long */
        builder->column += (uint32_t)unicode_count(source->text.bytes + builder->counted,
                                                   offset - builder->counted);
        builder->counted = offset;
    }
    return (struct place){source, builder->line, builder->column};
}

static struct text take_paragraph(struct builder *builder)
{
    struct string string = buffer_string(&builder->text);
    struct text text = {phrase_trim(string), builder->place};

    if (text.string.size > 0) {
        text = manuscript_clean(builder->manuscript, string, builder->place);
    }
    builder->text = buffer_new(builder->manuscript->arena);
    return text;
}

static void end_paragraph(struct builder *builder)
{
    struct text text = take_paragraph(builder);

    if (text.string.size > 0 && builder->table == NULL) {
        manuscript_add(builder->manuscript,
                       (struct manuscript_paragraph){.text = text, .hints = builder->hints});
        builder->hints = (struct paragraph_hints){0}; /* of an item only its first paragraph */
    }
}

/* The characters that entities of Markdown stand for most. */
static void add_entity(struct buffer *out, struct string entity)
{
    static const struct {
        const char *name, *text;
    } entities[] = {{"&amp;", "&"},   {"&lt;", "<"},    {"&gt;", ">"},
                    {"&quot;", "\""}, {"&nbsp;", " "},  {"&emsp;", "　"},
                    {"&ensp;", " "},  {"&ldquo;", "“"}, {"&rdquo;", "”"}};

    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++) {
        if (phrase_equal(entity, (struct string){entities[i].name, strlen(entities[i].name)})) {
            buffer_add_string(out, entities[i].text);
            return;
        }
    }
    buffer_add(out, entity.bytes, entity.size);
}

static bool is_letter(unsigned char byte)
{
    return byte < 0x80 && byte > ' ';
}

static void add_text(struct builder *builder, const struct event *event)
{
    const struct source *source = builder->manuscript->source;
    struct string part = {source->text.bytes + event->start, event->size};
    struct buffer *out = &builder->text;

    if (builder->images > 0) { /* what it shows, for those who cannot see it */
        if (event->size > 0) {
            builder->image = place_at(builder, event->start);
        }
        return;
    }
    if (builder->link != NULL && event->size > 0) {
        struct string address = {source->text.bytes + builder->link->start, builder->link->size};
        if (!phrase_equal(address, part)) {
            REPORT(builder->manuscript->diagnostics, IMPORT_LEFT_OUT,
                   place_at(builder, event->start), message_translate(N_("the address of a link")));
        }
        builder->link = NULL;
    }
    if (event->type == MD_TEXT_BR) {
        end_paragraph(builder);
        return;
    }
    if (event->type == MD_TEXT_SOFTBR) { /* a blank between words, none beside hanzi */
        bool word = out->size > 0 && is_letter((unsigned char)out->bytes[out->size - 1]);
        buffer_add_string(out, word ? "\n" : "");
        return;
    }
    if (out->size > 0 && out->bytes[out->size - 1] == '\n' && part.size > 0 &&
        !is_letter((unsigned char)part.bytes[0])) {
        out->size--;
    }
    if (out->size == 0) {
        builder->place = place_at(builder, event->start);
    }
    if (event->type == MD_TEXT_ENTITY) {
        add_entity(out, part);
    } else {
        buffer_add(out, part.bytes, part.size);
    }
}

static void add_row(struct builder *builder)
{
    struct manuscript_table *table = builder->table;
    struct manuscript_row *rows = arena_grow(builder->manuscript->arena, builder->row, table->count,
                                             &builder->row_capacity, sizeof *rows);

    rows[table->count] = (struct manuscript_row){0};
    builder->row = rows;
    table->rows = rows;
    table->count++;
    builder->cell = NULL;
    builder->cell_capacity = 0;
}

static void add_cell(struct builder *builder)
{
    struct arena *arena = builder->manuscript->arena;
    struct manuscript_row *row = &builder->row[builder->table->count - 1];
    struct text *text = ARENA_NEW(arena, struct text);
    struct manuscript_cell *cells =
        arena_grow(arena, builder->cell, row->count, &builder->cell_capacity, sizeof *cells);

    *text = take_paragraph(builder);
    cells[row->count++] = (struct manuscript_cell){text, text->string.size > 0, 1, 1};
    builder->cell = cells;
    row->cells = cells;
}

static void enter(struct builder *builder, const struct event *event)
{
    struct list_level *list = builder->depth > 0 ? &builder->lists[builder->depth - 1] : NULL;

    switch ((MD_BLOCKTYPE)event->type) {
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
        end_paragraph(builder);
        if (builder->depth < LIST_DEPTH) {
            builder->lists[builder->depth++] =
                (struct list_level){event->type == MD_BLOCK_OL, event->detail};
        }
        break;
    case MD_BLOCK_LI:
        builder->hints = (struct paragraph_hints){0};
        if (list != NULL && list->ordered) {
            builder->hints.level = builder->depth > 1 ? 4 : 3;
            builder->hints.number = list->next++;
        } else {
            builder->hints.bullet = true;
        }
        break;
    case MD_BLOCK_H:
        builder->hints = (struct paragraph_hints){.heading = event->detail};
        break;
    case MD_BLOCK_TABLE:
        builder->table = ARENA_NEW(builder->manuscript->arena, struct manuscript_table);
        builder->row = NULL;
        builder->row_capacity = 0;
        break;
    case MD_BLOCK_TR:
        if (builder->table != NULL) {
            add_row(builder);
        }
        break;
    default: /* the others are no more than their paragraphs */
        break;
    }
}

static void leave_table(struct builder *builder, const struct event *event)
{
    struct manuscript_table *table = builder->table;

    switch ((MD_BLOCKTYPE)event->type) {
    case MD_BLOCK_THEAD:
        table->head = table->count;
        break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        if (builder->row == NULL) {
            break;
        }
        if (table->place.source == NULL && builder->text.size > 0) {
            table->place = builder->place;
        }
        add_cell(builder);
        break;
    case MD_BLOCK_TABLE:
        builder->table = NULL;
        if (table->count > 0) {
            manuscript_add(builder->manuscript, (struct manuscript_paragraph){.table = table});
        }
        break;
    default:
        break;
    }
}

static void leave(struct builder *builder, const struct event *event)
{
    if (builder->table != NULL) {
        leave_table(builder, event);
        return;
    }
    switch ((MD_BLOCKTYPE)event->type) {
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
        builder->depth -= builder->depth > 0;
        break;
    default:
        end_paragraph(builder);
        builder->hints = (struct paragraph_hints){0};
        break;
    }
}

static void build(struct builder *builder, const struct events *events)
{
    for (size_t i = 0; events->items != NULL && i < events->count; i++) {
        const struct event *event = &events->items[i];
        switch (event->kind) {
        case EVENT_ENTER:
            enter(builder, event);
            break;
        case EVENT_LEAVE:
            leave(builder, event);
            break;
        case EVENT_TEXT:
            add_text(builder, event);
            break;
        case EVENT_IMAGE:
            builder->images++;
            builder->image = builder->place;
            break;
        case EVENT_LINK:
            builder->link = event;
            break;
        case EVENT_IMAGE_END:
            builder->images -= builder->images > 0;
            REPORT(builder->manuscript->diagnostics, IMPORT_LEFT_OUT, builder->image,
                   message_translate(N_("an image")));
            break;
        }
    }
}

/* The text with other brackets where CommonMark would drop what stands there: [^1]: is a note of
 * Markdown's dialects, [a]: an address that a link may name, or nothing of the kind. They stay
 * text, which is taken from the source. */
static const char *without_references(struct arena *arena, struct string text)
{
    char *copy = arena_copy(arena, text.bytes, text.size);

    for (size_t i = 0; i + 1 < text.size; i++) {
        if (copy[i] != '[') {
            continue;
        }
        bool note = copy[i + 1] == '^';
        size_t start = i;
        while (start > 0 && (copy[start - 1] == ' ' || copy[start - 1] == '>')) {
            start--;
        }
        bool first = start == 0 || copy[start - 1] == '\n';
        const char *stop = first ? memchr(copy + i, '\n', text.size - i) : NULL;
        size_t line = first ? (stop == NULL ? text.size - i : (size_t)(stop - copy) - i) : 0;
        if (note || memmem(copy + i, line, "]:", 2) != NULL) {
            copy[i] = '\x01';
        }
    }
    return copy;
}

bool manuscript_read_markdown(struct manuscript *manuscript, const char *name, struct string bytes)
{
    static const struct library_symbol symbols[] = {
        {"md_parse", offsetof(struct markdown_functions, parse)}};
    static const MD_PARSER parser = {
        .flags = MD_FLAG_TABLES | MD_FLAG_NOHTML | MD_FLAG_NOINDENTEDCODEBLOCKS |
                 MD_FLAG_PERMISSIVEATXHEADERS,
        .enter_block = enter_block,
        .leave_block = leave_block,
        .enter_span = enter_span,
        .leave_span = leave_span,
        .text = take_text,
    };
    struct markdown_functions functions;
    struct builder builder = {.manuscript = manuscript, .line = 1};

    manuscript->source = encoding_read(manuscript, name, bytes);
    if (manuscript->source == NULL || !library_open("libmd4c.so.0", "libmd4c0", symbols, 1,
                                                    &functions, manuscript->diagnostics)) {
        return false;
    }
    struct string text = manuscript->source->text;
    const char *copy = without_references(manuscript->arena, text);
    struct events events = {.bytes = copy, .size = text.size};
    int failed = functions.parse(copy, (MD_SIZE)text.size, &parser, &events);
    if (events.items != NULL) {
        arena_own(manuscript->arena, events.items, free);
    }
    if (failed != 0) {
        REPORT(manuscript->diagnostics, IMPORT_BROKEN, ((struct place){0}), name,
               message_translate(N_("it is too large")));
        return false;
    }
    builder.text = buffer_new(manuscript->arena);
    builder.place = (struct place){manuscript->source, 1, 1};
    build(&builder, &events);
    return true;
}
