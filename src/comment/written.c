/* Where a character of a run is written. A run knows the place of its first character; behind it
 * stand words that are written there, and numbers and facts that are not. */
#include "comment/annotation.h"

#include "base/unicode.h"
#include "display/display.h"
#include <string.h>

enum {
    CONTEXT = 6,            /* characters before and behind that tell which one it is */
    WORDS_LEAST = 9,        /* bytes that are found by no chance */
    SLACK = 256,            /* bytes of quotes, indentation and templates between the words */
    FIELD_WINDOW = 1 << 20, /* bytes of a report in which its fields are looked for */
};

static size_t offset_of(struct place place)
{
    struct string line = source_line(place.source, place.line);
    size_t column = 0;

    for (uint32_t i = 1; i < place.column && column < line.size; i++) {
        (void)unicode_decode(line.bytes, line.size, &column);
    }
    return (size_t)(line.bytes - place.source->text.bytes) + column;
}

/* The place of an offset that is not before that of `from`. */
static struct place place_at(struct place from, size_t offset)
{
    const struct source *source = from.source;
    uint32_t line = from.line;

    while (line < source->line_count && source->lines[line] <= offset) {
        line++;
    }
    size_t start = source->lines[line - 1];
    return (struct place){source, line,
                          (uint32_t)unicode_count(source->text.bytes + start, offset - start) + 1};
}

static bool is_inside(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

static size_t back(struct string text, size_t offset, int characters)
{
    while (offset > 0 && characters > 0) {
        offset--;
        characters -= !is_inside((unsigned char)text.bytes[offset]);
    }
    return offset;
}

static size_t forth(struct string text, size_t offset, int characters)
{
    while (offset < text.size && characters > 0) {
        offset++;
        characters -= offset == text.size || !is_inside((unsigned char)text.bytes[offset]);
    }
    return offset;
}

/* Where the words end that stand right before the character: a fact begins there, "{{total}}". */
static const char *find_before(const char *from, size_t window, struct string text, size_t offset)
{
    for (unsigned i = 0; i < CONTEXT && offset > 0; i++) {
        size_t before = back(text, offset, CONTEXT);
        const char *found = offset - before < WORDS_LEAST
                                ? NULL
                                : memmem(from, window, text.bytes + before, offset - before);
        if (found != NULL) {
            return found + (offset - before);
        }
        offset = back(text, offset, 1);
    }
    return NULL;
}

struct place written_field(struct place place, const struct source *report)
{
    struct place none = {0};

    if (report == NULL || place.source == NULL || place.line == 0 ||
        place.line > place.source->line_count) {
        return none;
    }
    size_t start = offset_of(place), size = 0;
    const char *name = place.source->text.bytes + start + 2;
    size_t left = place.source->text.size - start;
    if (left < 3 || memcmp(name - 2, "{{", 2) != 0) {
        return none;
    }
    while (size < left - 2 && ((name[size] >= 'a' && name[size] <= 'z') || name[size] == '-')) {
        size++;
    }
    struct string all = report->text;
    const char *end = all.bytes + (all.size < FIELD_WINDOW ? all.size : FIELD_WINDOW);
    for (const char *at = all.bytes; size > 0 && at != NULL && (size_t)(end - at) > size;) {
        if (memcmp(at, name, size) == 0 && at[size] == ':') {
            for (at += size + 1; at < end && *at == ' '; at++) {
            }
            return place_at((struct place){report, 1, 1}, (size_t)(at - all.bytes));
        }
        at = memchr(at, '\n', (size_t)(end - at));
        at = at == NULL ? NULL : at + 1;
    }
    return none;
}

struct place written_place(const struct display_run *run, size_t offset)
{
    struct place place = run->place;
    struct string text = run->text;

    if (place.source == NULL || place.line == 0 || place.line > place.source->line_count ||
        offset >= text.size) {
        return place;
    }
    size_t start = offset_of(place);
    size_t window = place.source->text.size - start;
    const char *from = place.source->text.bytes + start;
    size_t before = back(text, offset, CONTEXT), after = forth(text, offset, CONTEXT);
    if (window > text.size * 3 + SLACK) {
        window = text.size * 3 + SLACK;
    }
    const char *found = memmem(from, window, text.bytes + before, after - before);
    if (found != NULL) {
        return place_at(place, (size_t)(found - from) + offset - before + start);
    }
    found = after - offset < WORDS_LEAST
                ? NULL
                : memmem(from, window, text.bytes + offset, after - offset);
    if (found != NULL) {
        return place_at(place, (size_t)(found - from) + start);
    }
    found = find_before(from, window, text, offset);
    if (found != NULL) {
        return place_at(place, (size_t)(found - from) + start);
    }
    struct place guess = source_place_in_scalar(place, text, offset);
    bool near = guess.line >= place.line && offset_of(guess) - start < window;
    return near && guess.line == place.line ? guess : place;
}
