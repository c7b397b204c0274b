#include "yaml/mark.h"

#include "base/arena.h"
#include "base/unicode.h"
#include "yaml/syntax.h"
#include <string.h>

/* The bytes of the line break of libyaml at `at`, or 0: CR, NEL, LS and PS break its lines too. */
static size_t break_size(const char *at, const char *end)
{
    size_t left = (size_t)(end - at);

    if (*at == '\r') {
        return left > 1 && at[1] == '\n' ? 2 : 1;
    }
    if (left >= 2 && memcmp(at, "\xC2\x85", 2) == 0) {
        return 2;
    }
    if (left >= 3 && (memcmp(at, "\xE2\x80\xA8", 3) == 0 || memcmp(at, "\xE2\x80\xA9", 3) == 0)) {
        return 3;
    }
    return *at == '\n';
}

static bool has_odd_breaks(struct string text)
{
    const char *end = text.bytes + text.size;

    for (const char *at = text.bytes; (at = memchr(at, '\r', (size_t)(end - at))) != NULL; at++) {
        if (at + 1 == end || at[1] != '\n') {
            return true;
        }
    }
    return memmem(text.bytes, text.size, "\xC2\x85", 2) != NULL ||
           memmem(text.bytes, text.size, "\xE2\x80\xA8", 3) != NULL ||
           memmem(text.bytes, text.size, "\xE2\x80\xA9", 3) != NULL;
}

/* Text pasted from elsewhere may have line breaks that only libyaml counts. */
struct marks marks_new(struct arena *arena, const struct source *source)
{
    struct string text = source->text;
    struct marks marks = {.source = source, .end_line = SIZE_MAX};
    struct place place = {source, 1, 1};
    size_t capacity = 0;
    bool broken = text.size == 0 || text.bytes[text.size - 1] == '\n';

    if (!broken) {
        marks.end = syntax_place(source, text.size);
        marks.end_line = marks.end.line;
    }
    if (!has_odd_breaks(text)) {
        return marks;
    }
    const char *end = text.bytes + text.size;
    marks.lines = arena_grow(arena, NULL, 0, &capacity, sizeof *marks.lines);
    marks.lines[marks.line_count++] = place;
    for (const char *at = text.bytes; at < end;) {
        size_t size = break_size(at, end);
        if (size > 0 && at[size - 1] == '\n') {
            place.line++;
            place.column = 1;
        } else if (((unsigned char)*at & 0xC0) != 0x80) {
            place.column++;
        }
        if (size > 0) {
            marks.lines =
                arena_grow(arena, marks.lines, marks.line_count, &capacity, sizeof *marks.lines);
            marks.lines[marks.line_count++] = place;
        }
        at += size > 0 ? size : 1;
    }
    if (!broken) {
        marks.end_line = marks.line_count;
    }
    return marks;
}

struct place marks_place(const struct marks *marks, yaml_mark_t mark)
{
    struct place place = {marks->source, (uint32_t)mark.line + 1, (uint32_t)mark.column + 1};

    if (mark.line >= marks->end_line) {
        return marks->end;
    }
    if (marks->lines != NULL && mark.line < marks->line_count) {
        struct place line = marks->lines[mark.line];
        place.line = line.line;
        place.column = line.column + (uint32_t)mark.column;
    }
    return place;
}

struct place marks_skip_properties(struct marks *marks, yaml_mark_t mark)
{
    struct place place = marks_place(marks, mark);
    struct string text = marks->source->text;
    bool comment = false;
    bool property = false;

    for (; marks->index < mark.index && marks->offset < text.size; marks->index++) {
        (void)unicode_decode(text.bytes, text.size, &marks->offset);
    }
    for (size_t at = marks->offset; at < text.size;) {
        char byte = text.bytes[at];
        if (byte == '\n') {
            comment = property = false;
        } else if (byte == ' ' || byte == '\t' || byte == '\r') {
            property = false;
        } else if (byte == '&' || byte == '!') {
            property = true;
        } else if (byte == '#' && !property) {
            comment = true;
        } else if (!comment && !property) {
            break;
        }
        (void)unicode_decode(text.bytes, text.size, &at);
        place.line += byte == '\n';
        place.column = byte == '\n' ? 1 : place.column + 1;
    }
    return place;
}
