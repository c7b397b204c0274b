/* What has become of a line in a later version of its file: told from the lines that both versions
 * have once. Between two of these, lines are equal from either end inwards; the rest was edited. */
#include "comment/annotation.h"

#include "base/unicode.h"
#include <string.h>

enum {
    LIKE_LEAST = 300,   /* thousandths of a line's pairs of characters that make it the same */
    WORDS_LEAST = 12,   /* bytes that are found in another line by no chance */
    ANCHOR_REACH = 500, /* lines */
};

static bool is_same(struct string a, struct string b)
{
    return a.size == b.size && memcmp(a.bytes, b.bytes, a.size) == 0;
}

/* The line of `source` that is this one, if there is just one; else 0. */
static uint32_t find_only(const struct source *source, struct string line)
{
    uint32_t found = 0;

    for (uint32_t i = 1; i <= source->line_count; i++) {
        if (is_same(source_line(source, i), line)) {
            if (found != 0) {
                return 0;
            }
            found = i;
        }
    }
    return found;
}

/* A line that both have once, from `row` on in steps of `step`; 0: none. `*other`: in `now`. */
static uint32_t find_anchor(const struct source *made, const struct source *now, uint32_t row,
                            int step, uint32_t *other)
{
    int64_t i = row;

    for (int reach = 0; reach < ANCHOR_REACH && i >= 1 && i <= (int64_t)made->line_count;
         reach++, i += step) {
        struct string line = source_line(made, (uint32_t)i);
        if (line.size > 0 && find_only(made, line) != 0) {
            *other = find_only(now, line);
            if (*other != 0) {
                return (uint32_t)i;
            }
        }
    }
    return 0;
}

/* How many pairs of neighbouring characters of a stand in b, in thousandths. */
static unsigned likeness(struct string a, struct string b)
{
    unsigned pairs = 0, found = 0;

    for (size_t at = 0; at < a.size;) {
        size_t from = at;
        (void)unicode_decode(a.bytes, a.size, &at);
        size_t end = at;
        if (end < a.size && a.bytes[from] != ' ') {
            (void)unicode_decode(a.bytes, a.size, &end);
            pairs++;
            found += memmem(b.bytes, b.size, a.bytes + from, end - from) != NULL;
        }
    }
    return pairs == 0 ? 0 : found * 1000 / pairs;
}

static uint32_t column_of(struct string line, size_t offset)
{
    return (uint32_t)unicode_count(line.bytes, offset) + 1;
}

/* Of the lines from `from` to `to` the one that has the words; 0: none. */
static uint32_t find_words(const struct source *now, uint32_t from, uint32_t to, const char *words,
                           uint32_t *column)
{
    for (uint32_t i = from; i <= to; i++) {
        struct string line = source_line(now, i);
        const char *found = memmem(line.bytes, line.size, words, strlen(words));
        if (found != NULL) {
            *column = column_of(line, (size_t)(found - line.bytes));
            return i;
        }
    }
    return 0;
}

/* The first character of a line that is not blank. */
static uint32_t first_column(struct string line)
{
    return column_of(line, strspn(line.bytes, " -") < line.size ? strspn(line.bytes, " -") : 0);
}

struct passage_now passage_find(const struct source *made, const struct source *now,
                                struct place place, const char *passage)
{
    struct string line = source_line(made, place.line);
    uint32_t before = 0, after = 0, column;

    uint32_t only = find_only(made, line) != 0 ? find_only(now, line) : 0;
    if (only != 0) {
        return (struct passage_now){PASSAGE_THERE, only, place.column};
    }
    uint32_t first = find_anchor(made, now, place.line, -1, &before);
    uint32_t last = find_anchor(made, now, place.line, 1, &after);
    if (last == 0 || after <= before) {
        last = (uint32_t)made->line_count + 1;
        after = (uint32_t)now->line_count + 1;
    }
    /* Equal lines on from the one before, and back from the one behind. */
    for (uint32_t i = 1; first + i <= place.line && before + i < after; i++) {
        if (!is_same(source_line(made, first + i), source_line(now, before + i))) {
            before += i - 1;
            break;
        }
        if (first + i == place.line) {
            return (struct passage_now){PASSAGE_THERE, before + i, place.column};
        }
    }
    for (uint32_t i = 1; last - i >= place.line && after - i > before; i++) {
        if (!is_same(source_line(made, last - i), source_line(now, after - i))) {
            after -= i - 1;
            break;
        }
        if (last - i == place.line) {
            return (struct passage_now){PASSAGE_THERE, after - i, place.column};
        }
    }
    uint32_t row = 0;
    if (passage != NULL && *passage != '\0') {
        row = find_words(now, before + 1, after - 1, passage, &column);
        if (row != 0) {
            bool same = strlen(passage) >= WORDS_LEAST ||
                        likeness(line, source_line(now, row)) >= LIKE_LEAST;
            return (struct passage_now){same ? PASSAGE_THERE : PASSAGE_CHANGED, row, column};
        }
    }
    unsigned most = LIKE_LEAST;
    for (uint32_t i = before + 1; i < after; i++) {
        unsigned like = likeness(line, source_line(now, i));
        if (like > most) {
            most = like;
            row = i;
        }
    }
    if (row != 0) {
        return (struct passage_now){PASSAGE_CHANGED, row, first_column(source_line(now, row))};
    }
    uint32_t at = before > 0 ? before : 1;
    return (struct passage_now){PASSAGE_GONE, at, 1};
}
