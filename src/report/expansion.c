/* Expanded text: its pieces, and where each character of it was written. */
#include "report/template_private.h"

#include "base/arena.h"
#include "base/unicode.h"
#include <string.h>

struct pieces pieces_new(struct arena *arena)
{
    return (struct pieces){.out = buffer_new(arena)};
}

void pieces_add_segment(struct pieces *pieces, struct arena *arena, struct segment segment)
{
    pieces->segments = arena_grow(arena, pieces->segments, pieces->count, &pieces->capacity,
                                  sizeof *pieces->segments);
    pieces->segments[pieces->count++] = segment;
}

size_t pieces_add_span(struct pieces *pieces, struct arena *arena, struct span span)
{
    pieces->spans = arena_grow(arena, pieces->spans, pieces->span_count, &pieces->span_capacity,
                               sizeof *pieces->spans);
    pieces->spans[pieces->span_count] = span;
    return pieces->span_count++;
}

struct expansion pieces_finish(const struct pieces *pieces)
{
    return (struct expansion){.string = buffer_string(&pieces->out),
                              .segments = pieces->segments,
                              .count = pieces->count,
                              .spans = pieces->spans,
                              .span_count = pieces->span_count,
                              .origin = pieces->origin};
}

struct expansion template_derived(struct arena *arena, struct string made, struct text origin)
{
    struct pieces pieces = pieces_new(arena);

    pieces_add_segment(&pieces, arena, (struct segment){.source = origin});
    buffer_add(&pieces.out, made.bytes, made.size);
    return pieces_finish(&pieces);
}

struct expansion template_join(struct arena *arena, const struct expansion *parts, size_t count)
{
    struct pieces pieces = pieces_new(arena);

    for (size_t i = 0; i < count; i++) {
        size_t base = pieces.out.size;
        for (size_t k = 0; k < parts[i].count; k++) {
            struct segment segment = parts[i].segments[k];
            segment.offset += base;
            pieces_add_segment(&pieces, arena, segment);
        }
        for (size_t k = 0; k < parts[i].span_count; k++) {
            struct span span = parts[i].spans[k];
            span.start += base;
            span.end += base;
            (void)pieces_add_span(&pieces, arena, span);
        }
        buffer_add(&pieces.out, parts[i].string.bytes, parts[i].string.size);
    }
    return pieces_finish(&pieces);
}

static bool is_line_break(uint32_t character)
{
    return character == '\n' || character == '\r' || character == CHARACTER_LINE_BREAK;
}

/* Labels of notes, and what a redline shows that is there no more. */
static bool is_unread(enum mark mark)
{
    return mark == MARK_NOTE || mark == MARK_DELETED || mark == MARK_MOVED_AWAY;
}

struct string template_words(struct arena *arena, const struct expansion *expansion)
{
    struct string text = expansion->string;
    struct buffer out = buffer_new(arena);
    uint32_t before = ' ';
    bool broken = false;
    size_t note = 0;

    for (size_t offset = 0; offset < text.size;) {
        while (note < expansion->span_count &&
               (!is_unread(expansion->spans[note].mark) || expansion->spans[note].end <= offset)) {
            note++;
        }
        if (note < expansion->span_count && expansion->spans[note].start <= offset) {
            offset = expansion->spans[note].end;
            continue;
        }
        size_t start = offset;
        uint32_t character = unicode_decode(text.bytes, text.size, &offset);
        if (is_line_break(character)) {
            broken = true;
            continue;
        }
        /* As in running text: a space between words, nothing beside hanzi. */
        if (broken && before != ' ' && character != ' ' && unicode_columns(before) != 2 &&
            unicode_columns(character) != 2) {
            buffer_add_byte(&out, ' ');
        }
        buffer_add(&out, text.bytes + start, offset - start);
        before = character;
        broken = false;
    }
    return buffer_string(&out);
}

static void enter_segment(struct expansion_cursor *cursor, size_t index)
{
    const struct segment *segment = &cursor->expansion->segments[index];

    const struct scalar_cursor *origin = &cursor->expansion->origin;
    struct scalar_cursor *scalar = &cursor->scalars[segment->depth];
    const char *source = segment->source.string.bytes;
    cursor->segment = index;
    if (scalar->value.bytes != source || segment->source_offset < scalar->offset) {
        bool near = origin->value.bytes == source && origin->offset <= segment->source_offset;
        *scalar = near && source != NULL
                      ? *origin
                      : scalar_cursor_new(segment->source.place, segment->source.string);
    }
}

struct expansion_cursor expansion_cursor_new(const struct expansion *expansion)
{
    struct expansion_cursor cursor = {.expansion = expansion};

    if (expansion->count > 0) {
        enter_segment(&cursor, 0);
    }
    return cursor;
}

struct place expansion_cursor_place(struct expansion_cursor *cursor, size_t offset)
{
    const struct expansion *expansion = cursor->expansion;

    if (expansion->count == 0) {
        return (struct place){0};
    }
    while (cursor->segment + 1 < expansion->count &&
           expansion->segments[cursor->segment + 1].offset <= offset) {
        enter_segment(cursor, cursor->segment + 1);
    }
    const struct segment *segment = &expansion->segments[cursor->segment];
    return scalar_cursor_place(&cursor->scalars[segment->depth],
                               segment->source_offset +
                                   (segment->literal ? offset - segment->offset : 0));
}
