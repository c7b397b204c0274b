#include "diff/words.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include "diff/segment.h"
#include <string.h>

/* Words while they are collected. */
struct collector {
    struct segmenter *segmenter;
    struct arena *arena;
    struct word *items;
    size_t count, capacity;
    struct buffer text;
    const struct expansion *whole;  /* what offsets are of */
    struct expansion_cursor cursor; /* through it */
    bool breaks;
};

uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t size)
{
    static const uint64_t prime = 1099511628211U;
    const unsigned char *at = bytes;

    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ at[i]) * prime;
    }
    return (hash ^ size) * prime;
}

static void add_word(struct collector *collector, struct word word)
{
    word.hash = hash_bytes(HASH_START + (uint64_t)word.kind, word.text.bytes, word.text.size);
    collector->items = arena_grow(collector->arena, collector->items, collector->count,
                                  &collector->capacity, sizeof *collector->items);
    collector->items[collector->count++] = word;
    buffer_add(&collector->text, word.text.bytes, word.text.size);
}

/* Braces that are text are written with a \ before them. */
static struct string escape(struct arena *arena, struct string bare)
{
    struct buffer out = buffer_new(arena);

    if (memchr(bare.bytes, '{', bare.size) == NULL && memchr(bare.bytes, '}', bare.size) == NULL) {
        return bare;
    }
    for (size_t i = 0; i < bare.size; i++) {
        char byte = bare.bytes[i];
        bool pair = (byte == '{' || byte == '}') && i + 1 < bare.size && bare.bytes[i + 1] == byte;
        if (pair) {
            buffer_add_byte(&out, '\\');
            buffer_add_byte(&out, (unsigned char)byte);
            i++;
        }
        buffer_add_byte(&out, (unsigned char)byte);
    }
    return buffer_string(&out);
}

static uint32_t character_before(struct string text, size_t offset)
{
    if (offset == 0) {
        return 0;
    }
    do {
        offset--;
    } while (offset > 0 && ((unsigned char)text.bytes[offset] & 0xC0U) == 0x80);
    return unicode_decode(text.bytes, text.size, &offset);
}

/* Whether a space is where a line of the source ends, which is nothing beside hanzi: the same text
 * folded otherwise is the same text. */
static bool is_folded(struct collector *collector, struct string bare)
{
    const struct expansion *whole = collector->whole;
    struct string text = whole->string;
    bool within = bare.bytes >= text.bytes && bare.bytes + bare.size <= text.bytes + text.size;
    size_t offset = within ? (size_t)(bare.bytes - text.bytes) : 0;
    size_t end = offset + bare.size;

    if (!within || offset == 0 || end >= text.size) {
        return within;
    }
    size_t next = end;
    uint32_t before = character_before(text, offset);
    uint32_t behind = unicode_decode(text.bytes, text.size, &next);
    if (unicode_columns(before) != 2 && unicode_columns(behind) != 2) {
        return false;
    }
    if (bare.bytes[0] == '\n') {
        return true;
    }
    struct place left = expansion_cursor_place(&collector->cursor, offset - 1);
    struct place right = expansion_cursor_place(&collector->cursor, end);
    return left.source == right.source && left.line < right.line;
}

static bool is_line_end(uint32_t character)
{
    return character == '\n' || character == '\r';
}

/* Text without marks: `base` is what offsets are counted from, or SIZE_MAX for all at `at`. */
static void add_text(struct collector *collector, struct string text, size_t offset, bool fixed)
{
    struct arena *arena = collector->arena;
    const size_t *ends;
    size_t count = segment_words(collector->segmenter, arena, text, &ends);

    for (size_t i = 0; i < count; i++) {
        size_t start = i > 0 ? ends[i - 1] : 0;
        struct string bare = {text.bytes + start, ends[i] - start};
        size_t next = 0;
        uint32_t first = unicode_decode(bare.bytes, bare.size, &next);
        struct word word = {.kind = WORD_TEXT, .offset = fixed ? offset : offset + start};
        if (first == CHARACTER_LINE_BREAK) {
            word.kind = WORD_WHOLE;
            word.text = STRING("{{break}}");
        } else if (collector->breaks && is_line_end(first)) {
            word.text = word.bare = STRING("\n");
        } else if (is_line_end(first) || first == ' ') {
            if (is_folded(collector, bare)) {
                continue;
            }
            word.text = word.bare = STRING(" ");
        } else {
            word.bare = bare;
            word.text = escape(arena, bare);
        }
        add_word(collector, word);
    }
}

/* Marks that are told apart; the others do not show. */
static bool shows(enum mark mark)
{
    return mark != MARK_PLAIN && (int)mark < MARK_WRITTEN;
}

static void open_mark(struct collector *collector, enum mark mark, size_t offset)
{
    const char *text = arena_format(collector->arena, "{{%s ", mark_words[mark]);

    add_word(collector,
             (struct word){
                 .text = {text, strlen(text)}, .kind = WORD_OPEN, .mark = mark, .offset = offset});
}

static void close_mark(struct collector *collector, enum mark mark, size_t offset)
{
    add_word(
        collector,
        (struct word){.text = STRING("}}"), .kind = WORD_CLOSE, .mark = mark, .offset = offset});
}

static struct string canonical(struct collector *around, const struct expansion *expansion);

/* The base with its reading is one word. */
static void add_ruby(struct collector *collector, const struct expansion *expansion,
                     const struct span *span)
{
    struct string base = {expansion->string.bytes + span->start, span->end - span->start};
    struct buffer out = buffer_new(collector->arena);
    struct string reading =
        span->attached == NULL ? STRING("") : canonical(collector, span->attached);

    buffer_add_string(&out, "{{ruby ");
    for (size_t i = 0; i < base.size; i++) {
        if (base.bytes[i] == '|') {
            buffer_add_byte(&out, '\\');
        }
        buffer_add_byte(&out, (unsigned char)base.bytes[i]);
    }
    buffer_add_byte(&out, '|');
    buffer_add(&out, reading.bytes, reading.size);
    buffer_add_string(&out, "}}");
    add_word(collector, (struct word){.text = buffer_string(&out),
                                      .bare = base,
                                      .kind = WORD_WHOLE,
                                      .mark = MARK_RUBY,
                                      .offset = span->start});
}

/* What is attached to notes and rubies has no notes and rubies itself, so this goes two levels
 * deep. `fixed`: all of it stands at `offset`. */
static void collect(struct collector *collector, const struct expansion *expansion, size_t offset,
                    bool fixed)
{
    struct string text = expansion->string;
    const struct span *open[MARK_DEPTH_LIMIT] = {NULL};
    size_t depth = 0, at = 0;

    for (size_t i = 0; i <= expansion->span_count; i++) {
        const struct span *span = i < expansion->span_count ? &expansion->spans[i] : NULL;
        size_t start = span == NULL ? text.size : span->start;
        while (depth > 0 && open[depth - 1]->end <= start) {
            const struct span *closed = open[--depth];
            if (closed->end > at) {
                add_text(collector, (struct string){text.bytes + at, closed->end - at},
                         fixed ? offset : at, fixed);
                at = closed->end;
            }
            close_mark(collector, closed->mark, fixed ? offset : at);
        }
        if (start > at) {
            add_text(collector, (struct string){text.bytes + at, start - at}, fixed ? offset : at,
                     fixed);
            at = start;
        }
        if (span == NULL || span->end <= at || !shows(span->mark)) {
            continue;
        }
        size_t here = fixed ? offset : span->start;
        if (span->mark == MARK_NOTE) {
            open_mark(collector, MARK_NOTE, here);
            if (span->attached != NULL) {
                collect(collector, span->attached, here, true);
            }
            close_mark(collector, MARK_NOTE, here);
            at = span->end; /* its label, which is no text of the report */
        } else if (span->mark == MARK_RUBY) {
            add_ruby(collector, expansion, span);
            at = span->end;
        } else if (depth < MARK_DEPTH_LIMIT) {
            open_mark(collector, span->mark, here);
            open[depth++] = span;
        }
    }
}

static struct string canonical(struct collector *around, const struct expansion *expansion)
{
    struct collector collector = {.segmenter = around->segmenter,
                                  .arena = around->arena,
                                  .text = buffer_new(around->arena),
                                  .whole = expansion,
                                  .cursor = expansion_cursor_new(expansion)};

    collect(&collector, expansion, 0, true);
    return buffer_string(&collector.text);
}

struct words words_of(struct segmenter *segmenter, struct arena *arena,
                      const struct expansion *expansion, bool breaks)
{
    struct collector collector = {.segmenter = segmenter,
                                  .arena = arena,
                                  .text = buffer_new(arena),
                                  .whole = expansion,
                                  .cursor = expansion_cursor_new(expansion),
                                  .breaks = breaks};

    collect(&collector, expansion, 0, false);
    return (struct words){collector.items, collector.count, buffer_string(&collector.text)};
}
