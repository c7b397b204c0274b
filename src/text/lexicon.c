#include "text/lexicon.h"

#include "base/arena.h"
#include "base/unicode.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Costs of a reading: a character outside words weighs more than any number of words can save. */
enum { COST_OUTSIDE = 1000, COST_WORD = 1 };

struct lexicon {
    const struct string *words; /* sorted by bytes */
    size_t count;
};

static int compare(struct string a, struct string b)
{
    size_t common = a.size < b.size ? a.size : b.size;
    int order = memcmp(a.bytes, b.bytes, common);

    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

static int by_bytes(const void *a, const void *b)
{
    return compare(*(const struct string *)a, *(const struct string *)b);
}

const struct lexicon *lexicon_new(struct arena *arena, const struct string *words, size_t count)
{
    struct lexicon *lexicon = ARENA_NEW(arena, struct lexicon);
    struct string *sorted = ARENA_ARRAY(arena, struct string, count);

    for (size_t i = 0; i < count; i++) {
        size_t characters = unicode_count(words[i].bytes, words[i].size);
        if (characters >= 2 && characters <= LEXICON_WORD_MAX) {
            sorted[lexicon->count++] = words[i];
        }
    }
    if (lexicon->count > 0) {
        qsort(sorted, lexicon->count, sizeof *sorted, by_bytes);
    }
    lexicon->words = sorted;
    return lexicon;
}

/* A stretch of the sorted words: those that begin in the same way. */
struct stretch {
    size_t first, end;
};

/* Where in the stretch the first word is that is not less than `prefix`, or, with `behind`, the
 * first one behind all that begin with it. */
static size_t find_edge(const struct lexicon *lexicon, struct stretch stretch, struct string prefix,
                        bool behind)
{
    while (stretch.first < stretch.end) {
        size_t middle = stretch.first + (stretch.end - stretch.first) / 2;
        struct string word = lexicon->words[middle];
        if (behind && word.size > prefix.size) {
            word.size = prefix.size;
        }
        int order = compare(word, prefix);
        if (order < 0 || (behind && order == 0)) {
            stretch.first = middle + 1;
        } else {
            stretch.end = middle;
        }
    }
    return stretch.first;
}

void lexicon_mark(const struct lexicon *lexicon, struct arena *scratch, struct string text,
                  size_t most, bool *inside)
{
    /* cost[i]: of the best reading of the text from byte i on; step[i]: how it begins */
    uint32_t *cost = ARENA_ARRAY(scratch, uint32_t, text.size + 1);
    uint32_t *step = ARENA_ARRAY(scratch, uint32_t, text.size + 1);

    for (size_t at = text.size; at-- > 0;) {
        if (((unsigned char)text.bytes[at] & 0xC0) == 0x80) {
            continue;
        }
        struct stretch stretch = {0, lexicon->count};
        size_t end = at;
        (void)unicode_decode(text.bytes, text.size, &end);
        cost[at] = cost[end] + COST_OUTSIDE;
        step[at] = (uint32_t)(end - at);
        for (size_t length = 1; stretch.first < stretch.end && length <= most; length++) {
            struct string prefix = {text.bytes + at, end - at};
            stretch = (struct stretch){find_edge(lexicon, stretch, prefix, false),
                                       find_edge(lexicon, stretch, prefix, true)};
            if (stretch.first < stretch.end && lexicon->words[stretch.first].size == prefix.size &&
                cost[end] + COST_WORD < cost[at]) {
                cost[at] = cost[end] + COST_WORD;
                step[at] = (uint32_t)prefix.size;
            }
            if (end == text.size) {
                break;
            }
            (void)unicode_decode(text.bytes, text.size, &end);
        }
    }
    for (size_t at = 0; at < text.size;) {
        size_t end = at + step[at];
        size_t next = at;
        (void)unicode_decode(text.bytes, text.size, &next);
        memset(inside + next, 1, end - next);
        at = end;
    }
}
