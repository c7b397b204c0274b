/* Titles of several lines: the split whose shape is best (GB/T 9704 7.3.1: 梯形 or 菱形). */
#include "text/measure.h"

#include "base/arena.h"
#include "text/lexicon.h"
#include <stdint.h>
#include <string.h>

/* Longer texts are no titles; they are set as running text. */
enum { TITLE_CLUSTERS = 240 };

/* Scores, in 1/100 em. */
enum {
    SCORE_LINE = 2000,    /* each line over the fewest possible */
    SCORE_SHAPE = 1500,   /* neither trapezoid nor rhombus */
    SCORE_SHORT = 1000,   /* a line of fewer than four characters */
    SCORE_WORD = 3000,    /* a word or name broken */
    SCORE_PARTICLE = 800, /* 的 at a line's start, 和 at its end */
    SCORE_STEP = 200,     /* the step between lines that looks best: two characters */
    TITLE_SHORT_CELLS = 4,
    STEP_LEAST = 80, /* lines that differ by less look equally long */
};

struct search {
    const struct setter *setter;
    const bool *inside;            /* by byte of the text: the middle of a word */
    size_t places[TITLE_CLUSTERS]; /* where lines may begin */
    size_t place_count;
    size_t line_count;
    size_t starts[TITLE_LINES + 1];
    int64_t widths[TITLE_LINES]; /* 1/100 em */
    int64_t best;
    size_t best_starts[TITLE_LINES + 1];
};

static int64_t absolute(int64_t value)
{
    return value < 0 ? -value : value;
}

/* Trapezoid: every line longer than the one before, or shorter. Rhombus: growing, then
 * shrinking. */
static bool has_shape(const int64_t *widths, size_t count, unsigned shapes)
{
    bool grows = true, shrinks = true;
    size_t turn = 0;

    for (size_t i = 1; i < count; i++) {
        grows = grows && widths[i] >= widths[i - 1] + STEP_LEAST;
        shrinks = shrinks && widths[i] <= widths[i - 1] - STEP_LEAST;
        if (widths[i] >= widths[i - 1] + STEP_LEAST && turn == i - 1) {
            turn = i;
        }
    }
    if ((shapes & SHAPE_BALANCED) != 0) {
        return true;
    }
    if ((shapes & SHAPE_TRAPEZOID) != 0 && (grows || shrinks)) {
        return true;
    }
    if ((shapes & SHAPE_RHOMBUS) == 0 || turn == 0 || turn == count - 1) {
        return false;
    }
    for (size_t i = turn + 1; i < count; i++) {
        if (widths[i] > widths[i - 1] - STEP_LEAST) {
            return false;
        }
    }
    return true;
}

/* What speaks against a line of a title beginning here: a word broken, or a particle astray. */
static int64_t break_score(const struct search *search, size_t place)
{
    const struct cluster *before = &search->setter->clusters->items[place - 1];
    const struct cluster *after = before + 1;
    int64_t sum = search->inside[after->text_offset] ? SCORE_WORD : 0;

    if (after->is.first == 0x7684 /* 的 */ || before->is.last == 0x548C /* 和 */ ||
        before->is.last == 0x4E0E /* 与 */ || before->is.last == 0x53CA /* 及 */) {
        sum += SCORE_PARTICLE;
    }
    return sum;
}

static int64_t score(const struct search *search)
{
    size_t count = search->line_count;
    int64_t total = 0;

    for (size_t i = 0; i < count; i++) {
        total += search->widths[i] < (length_t)TITLE_SHORT_CELLS * 100 ? SCORE_SHORT : 0;
        if (i > 0) {
            total += absolute(absolute(search->widths[i] - search->widths[i - 1]) - SCORE_STEP);
            total += break_score(search, search->starts[i]);
        }
    }
    if (count > 1 && !has_shape(search->widths, count, search->setter->measure->shapes)) {
        total += SCORE_SHAPE;
    }
    return total;
}

/* Tries every place for line `line` to begin; at most TITLE_LINES deep. */
static void try_lines(struct search *search, size_t line, size_t from_place)
{
    const struct setter *setter = search->setter;
    size_t end = setter->clusters->count;
    bool last = line + 1 == search->line_count;

    for (size_t i = from_place; i <= search->place_count; i++) {
        size_t stop = last || i == search->place_count ? end : search->places[i];
        struct candidate candidate = candidate_new(setter, search->starts[line], stop);
        if (candidate.natural > candidate.available) {
            return;
        }
        search->widths[line] = candidate.natural * 100 / setter->clusters->typography->cell;
        if (last) {
            int64_t total = score(search);
            if (total < search->best) {
                search->best = total;
                for (size_t k = 0; k < search->line_count; k++) {
                    search->best_starts[k] = search->starts[k];
                }
            }
            return;
        }
        if (i == search->place_count) {
            return;
        }
        search->starts[line + 1] = stop;
        try_lines(search, line + 1, i + 1);
    }
}

/* Line breaks that the report itself has in its title are kept; nobody knows better. Returns how
 * many lines they make, 1 when there are none; 0 when the title does not fit so. */
static size_t written_breaks(const struct setter *setter, size_t breaks[TITLE_LINES])
{
    const struct clusters *clusters = setter->clusters;
    const char *text = clusters->text.string.bytes;
    size_t lines = 1;
    size_t start = 0;

    for (size_t i = 1; i <= clusters->count; i++) {
        size_t from = clusters->items[i - 1].text_offset;
        size_t to = i < clusters->count ? clusters->items[i].text_offset : from;
        bool written = memchr(text + from, '\n', to - from) != NULL;
        if (!written && i < clusters->count) {
            continue;
        }
        struct candidate line = candidate_new(setter, start, i);
        if (line.natural > line.available || (written && lines == TITLE_LINES)) {
            return lines == 1 && !written ? 1 : 0;
        }
        if (written) {
            breaks[lines++ - 1] = i;
            start = i;
        }
    }
    return lines;
}

size_t title_breaks(const struct setter *setter, size_t breaks[TITLE_LINES])
{
    const struct clusters *clusters = setter->clusters;
    struct search search = {.setter = setter, .best = INT64_MAX};
    int64_t best = INT64_MAX;
    size_t lines = 0;
    size_t fewest = 0;

    size_t written = written_breaks(setter, breaks);
    if (written > 1) {
        return written;
    }
    if (clusters->count > TITLE_CLUSTERS) {
        return 0;
    }
    bool *inside = ARENA_ARRAY(setter->scratch, bool, clusters->text.string.size + 1);
    if (setter->measure->lexicon != NULL) {
        lexicon_mark(setter->measure->lexicon, setter->scratch, clusters->text.string, inside);
    }
    search.inside = inside;
    for (size_t i = 1; i < clusters->count; i++) {
        if (clusters->items[i - 1].penalty < BREAK_FORBIDDEN) {
            search.places[search.place_count++] = i;
        }
    }
    for (size_t count = 1; count <= TITLE_LINES; count++) {
        search.line_count = count;
        search.best = INT64_MAX;
        try_lines(&search, 0, 0);
        if (search.best == INT64_MAX) {
            continue;
        }
        fewest = fewest == 0 ? count : fewest;
        int64_t total = search.best + (int64_t)(count - fewest) * SCORE_LINE;
        if (count == 1) {
            total = INT64_MIN; /* what fits on one line stands on one line */
        }
        if (total < best) {
            best = total;
            lines = count;
            for (size_t k = 1; k < count; k++) {
                breaks[k - 1] = search.best_starts[k];
            }
        }
    }
    return lines;
}
