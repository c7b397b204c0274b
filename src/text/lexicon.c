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
    size_t longest; /* bytes */
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
        if (unicode_count(words[i].bytes, words[i].size) >= 2) {
            sorted[lexicon->count++] = words[i];
            lexicon->longest = words[i].size > lexicon->longest ? words[i].size : lexicon->longest;
        }
    }
    if (lexicon->count > 0) {
        qsort(sorted, lexicon->count, sizeof *sorted, by_bytes);
    }
    lexicon->words = sorted;
    return lexicon;
}

static bool has_word(const struct lexicon *lexicon, struct string word)
{
    size_t low = 0;
    size_t high = lexicon->count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = compare(lexicon->words[middle], word);
        if (order == 0) {
            return true;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return false;
}

void lexicon_mark(const struct lexicon *lexicon, struct arena *scratch, struct string text,
                  bool *inside)
{
    /* cost[i]: of the best reading of the text from byte i on; step[i]: how it begins */
    uint32_t *cost = ARENA_ARRAY(scratch, uint32_t, text.size + 1);
    size_t *step = ARENA_ARRAY(scratch, size_t, text.size + 1);

    for (size_t at = text.size; at-- > 0;) {
        if (((unsigned char)text.bytes[at] & 0xC0) == 0x80) {
            continue;
        }
        size_t end = at;
        (void)unicode_decode(text.bytes, text.size, &end);
        cost[at] = cost[end] + COST_OUTSIDE;
        step[at] = end - at;
        size_t limit = text.size - at < lexicon->longest ? text.size - at : lexicon->longest;
        while (end - at < limit) {
            (void)unicode_decode(text.bytes, text.size, &end);
            if (end - at <= limit && cost[end] + COST_WORD < cost[at] &&
                has_word(lexicon, (struct string){text.bytes + at, end - at})) {
                cost[at] = cost[end] + COST_WORD;
                step[at] = end - at;
            }
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
