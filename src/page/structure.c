/* Structure inside of a paragraph: the items of an enumeration, labels of notes, rubies. */
#include "page/box.h"

#include "base/arena.h"
#include <string.h>

/* A paragraph whose parts have elements of their own. */
struct parts {
    struct composer *composer;
    const struct expansion *text;
    uint32_t *owners;           /* by byte of the text; 0: the paragraph itself */
    const struct span **rubies; /* in the order of the text */
    uint32_t *readings;         /* their elements */
    size_t ruby_count, next;    /* the ruby whose reading was found last */
    struct expansion_cursor cursor;
};

static void own(struct parts *parts, size_t start, size_t end, uint32_t node)
{
    for (size_t i = start; i < end && i < parts->text->string.size; i++) {
        parts->owners[i] = node;
    }
}

static void add_items(struct parts *parts, const struct paragraph *paragraph, uint32_t node)
{
    struct composer *composer = parts->composer;
    struct place place = paragraph->place;
    const size_t *ends = paragraph->ends;

    if (ends[0] > 0) {
        own(parts, 0, ends[0], composer_add_node(composer, node, ROLE_PARAGRAPH, place));
    }
    uint32_t list = composer_add_node(composer, node, ROLE_LIST, place);
    for (size_t i = 1; i + 1 < paragraph->end_count; i += 2) {
        uint32_t item = composer_add_node(composer, list, ROLE_ITEM, place);
        if (ends[i] > ends[i - 1]) {
            own(parts, ends[i - 1], ends[i], composer_add_node(composer, item, ROLE_LABEL, place));
        }
        own(parts, ends[i], ends[i + 1], composer_add_node(composer, item, ROLE_ITEM_BODY, place));
    }
}

static void add_span(struct parts *parts, const struct span *span, uint32_t node)
{
    struct composer *composer = parts->composer;
    uint32_t around = span->start < parts->text->string.size && parts->owners[span->start] != 0
                          ? parts->owners[span->start]
                          : node;
    struct place place = composer->nodes[node].place;

    if (span->mark == MARK_NOTE) {
        own(parts, span->start, span->end,
            composer_add_node(composer, around, ROLE_REFERENCE, place));
    } else if (span->mark == MARK_RUBY && span->attached->string.size > 0) {
        uint32_t ruby = composer_add_node(composer, around, ROLE_RUBY, place);
        own(parts, span->start, span->end,
            composer_add_node(composer, ruby, ROLE_RUBY_BASE, place));
        parts->rubies[parts->ruby_count] = span;
        parts->readings[parts->ruby_count++] =
            composer_add_node(composer, ruby, ROLE_READING, place);
    }
}

static bool is_inside(struct string text, const char *at)
{
    return at >= text.bytes && at < text.bytes + text.size;
}

/* The element of a run that is no text of the paragraph: readings come in the order of theirs. */
static uint32_t find_reading(struct parts *parts, const struct display_run *run)
{
    for (size_t i = 0; i < parts->ruby_count; i++) {
        size_t ruby = (parts->next + i) % parts->ruby_count;
        if (is_inside(parts->rubies[ruby]->attached->string, run->text.bytes)) {
            parts->next = ruby;
            return parts->readings[ruby];
        }
    }
    return 0;
}

/* Glyphs `first` to before `end` of a run as one of its own. */
static struct display_run cut(struct parts *parts, const struct display_run *run, size_t first,
                              size_t end)
{
    struct display_run part = *run;
    struct display_glyph *glyphs =
        ARENA_ARRAY(parts->composer->arena, struct display_glyph, end - first);
    length_t x = first > 0 ? run->glyphs[first].x : 0;
    uint32_t from = first > 0 ? run->glyphs[first].text_offset : 0;
    size_t to = end < run->count ? run->glyphs[end].text_offset : run->text.size;

    for (size_t i = first; i < end; i++) {
        glyphs[i - first] = run->glyphs[i];
        glyphs[i - first].x -= x;
        glyphs[i - first].text_offset -= from;
    }
    part.x += x;
    part.glyphs = glyphs;
    part.count = end - first;
    part.text = (struct string){run->text.bytes + from, to - from};
    if (first > 0) {
        part.place = expansion_cursor_place(&parts->cursor,
                                            (size_t)(part.text.bytes - parts->text->string.bytes));
    }
    return part;
}

/* Where glyph `i` of a run begins another element than the one before it. */
static uint32_t owner_of(const struct parts *parts, const struct display_run *run, size_t i)
{
    size_t offset = (size_t)(run->text.bytes - parts->text->string.bytes);

    return parts->owners[offset + run->glyphs[i].text_offset];
}

static struct line divide_line(struct parts *parts, const struct line *line)
{
    struct arena *arena = parts->composer->arena;
    struct line divided = *line;
    struct display_run *runs = NULL;
    uint32_t *nodes = NULL;
    size_t count = 0, capacity = 0, node_capacity = 0;

    for (size_t i = 0; i < line->run_count; i++) {
        const struct display_run *run = &line->runs[i];
        bool own_text = is_inside(parts->text->string, run->text.bytes);
        for (size_t first = 0, end; first < run->count || first == 0; first = end) {
            uint32_t node = !own_text || run->count == 0 ? find_reading(parts, run)
                                                         : owner_of(parts, run, first);
            end = first + 1;
            while (end < run->count && (!own_text || run->glyphs[end].text_size == 0 ||
                                        owner_of(parts, run, end) == node)) {
                end++;
            }
            size_t nodes_there = count;
            runs = arena_grow(arena, runs, count, &capacity, sizeof *runs);
            nodes = arena_grow(arena, nodes, nodes_there, &node_capacity, sizeof *nodes);
            runs[count] = first == 0 && end >= run->count ? *run : cut(parts, run, first, end);
            nodes[count++] = node;
        }
    }
    divided.runs = runs;
    divided.run_count = count;
    divided.nodes = nodes;
    return divided;
}

struct lines structure_lines(struct composer *composer, struct lines lines,
                             const struct paragraph *paragraph, uint32_t node)
{
    const struct expansion *text = &paragraph->text;
    bool marked = paragraph->end_count > 1;

    for (size_t i = 0; i < text->span_count; i++) {
        marked = marked || text->spans[i].mark == MARK_NOTE || text->spans[i].mark == MARK_RUBY;
    }
    if (!marked || text->string.size == 0) {
        return lines;
    }
    struct parts parts = {
        .composer = composer,
        .text = text,
        .owners = ARENA_ARRAY(composer->scratch, uint32_t, text->string.size),
        .rubies = ARENA_ARRAY(composer->scratch, const struct span *, text->span_count + 1),
        .readings = ARENA_ARRAY(composer->scratch, uint32_t, text->span_count + 1),
        .cursor = expansion_cursor_new(text)};
    if (paragraph->end_count > 1) {
        add_items(&parts, paragraph, node);
    }
    for (size_t i = 0; i < text->span_count; i++) {
        add_span(&parts, &text->spans[i], node);
    }
    struct line *items = ARENA_ARRAY(composer->arena, struct line, lines.count);
    for (size_t i = 0; i < lines.count; i++) {
        items[i] = divide_line(&parts, &lines.items[i]);
    }
    lines.items = items;
    return lines;
}

struct lines structure_text(struct composer *composer, struct lines lines,
                            const struct expansion *text, uint32_t node)
{
    const struct paragraph paragraph = {.text = *text};

    return structure_lines(composer, lines, &paragraph, node);
}
