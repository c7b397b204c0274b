/*
 * Titles: the split whose shape is best (GB/T 9704 7.3.1: 梯形 or 菱形), with words and names whole
 * (词意完整). All splits into up to four lines are scored; titles that need more are split evenly.
 */
#include "text/measure.h"

#include "base/arena.h"
#include <stdint.h>
#include <string.h>

enum {
    TITLE_LINES = 4,      /* more have no shape */
    TITLE_CLUSTERS = 240, /* longer texts are not searched for one */
    EVEN_LINES = 64,      /* longer texts are no titles; they are set as running text */
    EVEN_CLUSTERS = 1000,
    EVEN_MORE = 2, /* lines more than must be */
};

/* Scores, in 1/100 em. A break scores its penalty, too. */
enum {
    SCORE_LINE = 2000,    /* each line over the fewest possible */
    SCORE_SHAPE = 1500,   /* neither trapezoid nor rhombus */
    SCORE_SHORT = 1000,   /* a line of fewer than four characters */
    SCORE_LONE = 100000,  /* a line of one */
    SCORE_WORD = 20000,   /* a word or name broken */
    SCORE_QUOTED = 3000,  /* a 《…》 or “…” broken that fits on a line */
    SCORE_PARTICLE = 800, /* 的 at a line's start, 和 at its end */
    SCORE_UNEVEN = 4000,  /* a line much longer or shorter than the others, at most */
    SCORE_STEP = 200,     /* the step between lines that looks best: two characters */
    TITLE_SHORT_CELLS = 4,
    STEP_LEAST = 80, /* lines that differ by less look equally long */
};

/* A place where a line may begin. */
struct place_for_line {
    size_t cluster;
    int64_t score;
    bool must; /* a line break is written here */
};

struct search {
    const struct setter *setter;
    struct place_for_line *places; /* the title's start and end included */
    size_t place_count;
    size_t line_count;
    size_t starts[TITLE_LINES + 1]; /* places */
    int64_t widths[TITLE_LINES];    /* 1/100 em */
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
static int64_t break_score(const struct setter *setter, size_t cluster)
{
    const struct cluster *before = &setter->clusters->items[cluster - 1];
    const struct cluster *after = before + 1;
    bool word = setter->inside != NULL && setter->inside[after->text_offset];
    int64_t score = word ? SCORE_WORD : before->penalty;

    if (after->is.first == 0x7684 /* 的 */ || before->is.last == 0x548C /* 和 */ ||
        before->is.last == 0x4E0E /* 与 */ || before->is.last == 0x53CA /* 及 */) {
        score += SCORE_PARTICLE;
    }
    return score;
}

/* The mark that closes what this one opens; 0 for all others. */
static uint32_t closing_of(uint32_t opening)
{
    return opening == 0x201C /* “ */ || opening == 0x300A /* 《 */ ? opening + 1 : 0;
}

/* The cluster behind the quotation that opens at `first`; 0 when it does not close or has others
 * in it. */
static size_t quotation_end(const struct clusters *clusters, size_t first)
{
    uint32_t closing = closing_of(clusters->items[first].is.first);

    for (size_t i = first + 1; closing != 0 && i < clusters->count; i++) {
        if (clusters->items[i].is.first == closing) {
            return i + 1;
        }
        if (closing_of(clusters->items[i].is.first) == closing) {
            return 0;
        }
    }
    return 0;
}

static bool fits(const struct candidate *line)
{
    return line->natural <= line->available;
}

/* Names of documents and quotations stay whole where they fit on a line. */
static void keep_quotations(struct search *search)
{
    const struct clusters *clusters = search->setter->clusters;
    size_t place = 0;

    for (size_t i = 0; i < clusters->count; i++) {
        size_t end = quotation_end(clusters, i);
        if (end == 0) {
            continue;
        }
        struct candidate line = candidate_new(search->setter, i, end);
        while (search->places[place].cluster <= i && place + 1 < search->place_count) {
            place++;
        }
        for (size_t k = place; fits(&line) && search->places[k].cluster < end; k++) {
            search->places[k].score += SCORE_QUOTED;
        }
        i = end - 1;
    }
}

static void find_places(struct search *search)
{
    const struct setter *setter = search->setter;
    size_t count = setter->clusters->count;

    search->places = ARENA_ARRAY(setter->scratch, struct place_for_line, count + 1);
    search->places[search->place_count++] = (struct place_for_line){.must = true};
    for (size_t i = 1; i <= count; i++) {
        bool must = setter_ends(setter, i - 1);
        if (must || setter->clusters->items[i - 1].penalty < BREAK_FORBIDDEN) {
            search->places[search->place_count++] = (struct place_for_line){
                .cluster = i, .score = must ? 0 : break_score(setter, i), .must = must};
        }
    }
    keep_quotations(search);
}

/* What speaks against the line between two places, by itself: where it begins, how short it is. */
static int64_t line_score(const struct search *search, size_t from, size_t to, int64_t width)
{
    const struct place_for_line *start = &search->places[from];
    const struct place_for_line *end = &search->places[to];
    int64_t score = start->score;

    if (start->must && end->must) {
        return score; /* as it is written */
    }
    if (end->cluster - start->cluster < 2) {
        score += SCORE_LONE;
    }
    return score + (width < (int64_t)TITLE_SHORT_CELLS * 100 ? SCORE_SHORT : 0);
}

static struct candidate line_between(const struct search *search, size_t from, size_t to)
{
    return candidate_new(search->setter, search->places[from].cluster, search->places[to].cluster);
}

static int64_t width_of(const struct search *search, const struct candidate *line)
{
    return line->natural * 100 / search->setter->clusters->typography->cell;
}

/* ---- a few lines: all splits ---- */

static int64_t score(const struct search *search)
{
    size_t count = search->line_count;
    int64_t total = 0;

    for (size_t i = 0; i < count; i++) {
        total += line_score(search, search->starts[i], search->starts[i + 1], search->widths[i]);
        if (i > 0) {
            total += absolute(absolute(search->widths[i] - search->widths[i - 1]) - SCORE_STEP);
        }
    }
    if (count > 1 && !has_shape(search->widths, count, search->setter->measure->shapes)) {
        total += SCORE_SHAPE;
    }
    return total;
}

/* Tries every place for line `line` to end; at most TITLE_LINES deep. */
static void try_lines(struct search *search, size_t line)
{
    size_t from = search->starts[line];
    size_t last = search->place_count - 1;
    bool is_last = line + 1 == search->line_count;

    for (size_t to = from + 1; to <= last; to++) {
        struct candidate candidate = line_between(search, from, to);
        if (!fits(&candidate)) {
            return;
        }
        if (is_last == (to == last)) {
            search->widths[line] = width_of(search, &candidate);
            search->starts[line + 1] = to;
            int64_t total = is_last ? score(search) : INT64_MAX;
            if (!is_last) {
                try_lines(search, line + 1);
            } else if (total < search->best) {
                search->best = total;
                memcpy(search->best_starts, search->starts, sizeof search->starts);
            }
        }
        if (search->places[to].must) {
            return;
        }
    }
}

/* The fewest lines that the written breaks leave possible: a title is not broken without need. */
static size_t written_lines(const struct search *search)
{
    size_t lines = 0;

    for (size_t i = 1; i < search->place_count; i++) {
        lines += search->places[i].must;
    }
    return lines;
}

/* The best of all splits into up to TITLE_LINES lines: their number, and the places in `starts`; 0
 * when there is none. */
static size_t find_shape(struct search *search, size_t starts[TITLE_LINES + 1])
{
    int64_t best = INT64_MAX;
    size_t lines = 0;
    size_t fewest = 0;

    for (size_t count = written_lines(search); count <= TITLE_LINES; count++) {
        search->line_count = count;
        search->best = INT64_MAX;
        try_lines(search, 0);
        if (search->best == INT64_MAX) {
            continue;
        }
        fewest = fewest == 0 ? count : fewest;
        int64_t total = search->best + (int64_t)(count - fewest) * SCORE_LINE;
        if (count == written_lines(search)) {
            total = INT64_MIN; /* what fits stands on one line, or as it is written */
        }
        if (total < best) {
            best = total;
            lines = count;
            memcpy(starts, search->best_starts, sizeof search->best_starts);
        }
    }
    return lines;
}

/* ---- more lines: even ones ---- */

/* The best way to a place in so many lines. */
struct way {
    int64_t score; /* -1: none */
    size_t from;
};

/* The best ways to all places in `line` lines, from those in one line fewer; lines are best when
 * they are `even` wide. */
static void add_line(const struct search *search, const struct way *before, struct way *ways,
                     int64_t even)
{
    for (size_t i = 0; i < search->place_count; i++) {
        ways[i].score = -1;
    }
    for (size_t from = 0; from + 1 < search->place_count; from++) {
        for (size_t to = from + 1; before[from].score >= 0 && to < search->place_count; to++) {
            struct candidate line = line_between(search, from, to);
            if (!fits(&line)) {
                break;
            }
            int64_t width = width_of(search, &line);
            int64_t uneven = (width - even) * (width - even) / 100;
            int64_t total = before[from].score + line_score(search, from, to, width) +
                            (uneven < SCORE_UNEVEN ? uneven : SCORE_UNEVEN);
            if (ways[to].score < 0 || total < ways[to].score) {
                ways[to] = (struct way){total, from};
            }
            if (search->places[to].must) {
                break;
            }
        }
    }
}

/* How many lines it takes at least; 0 when a piece without breaks fits on none. */
static size_t fewest_lines(const struct search *search)
{
    size_t lines = 0;
    size_t from = 0;

    while (from + 1 < search->place_count) {
        size_t to = from;
        while (to + 1 < search->place_count && (to == from || !search->places[to].must)) {
            struct candidate line = line_between(search, from, to + 1);
            if (!fits(&line)) {
                break;
            }
            to++;
        }
        if (to == from) {
            return 0;
        }
        from = to;
        lines++;
    }
    return lines;
}

/* The best split into `lines` lines, its places in `starts`; returns its score, -1 when there is
 * none. */
static int64_t split_evenly(const struct search *search, size_t lines, size_t *starts)
{
    size_t count = search->place_count;
    struct candidate whole = line_between(search, 0, count - 1);
    int64_t even = width_of(search, &whole) / (int64_t)lines;
    struct way *ways = ARENA_ARRAY(search->setter->scratch, struct way, count * (lines + 1));

    for (size_t i = 1; i < count; i++) {
        ways[i].score = -1;
    }
    for (size_t line = 1; line <= lines; line++) {
        add_line(search, ways + (line - 1) * count, ways + line * count, even);
    }
    size_t place = count - 1;
    int64_t score = ways[lines * count + place].score;
    for (size_t line = lines; line > 0 && score >= 0; line--) {
        starts[line] = place;
        place = ways[line * count + place].from;
    }
    starts[0] = 0;
    return score;
}

/* As few lines as must be, or some more where that keeps words whole: their number, and the places
 * in `starts`; 0 when there is no such split. */
static size_t find_even(const struct search *search, size_t starts[EVEN_LINES + 1])
{
    size_t fewest = fewest_lines(search);
    size_t lines = 0;
    int64_t best = INT64_MAX;
    size_t places[EVEN_LINES + 1];

    for (size_t more = 0; fewest > 0 && more <= EVEN_MORE && fewest + more <= EVEN_LINES; more++) {
        int64_t score = split_evenly(search, fewest + more, places);
        if (score >= 0 && score + (int64_t)more * SCORE_LINE < best) {
            best = score + (int64_t)more * SCORE_LINE;
            lines = fewest + more;
            memcpy(starts, places, sizeof places);
        }
    }
    return lines;
}

/* Whether a split breaks a word. */
static bool breaks_words(const struct search *search, const size_t *starts, size_t lines)
{
    const struct setter *setter = search->setter;

    for (size_t i = 1; i < lines && setter->inside != NULL; i++) {
        size_t cluster = search->places[starts[i]].cluster;
        if (setter->inside[setter->clusters->items[cluster].text_offset] &&
            !search->places[starts[i]].must) {
            return true;
        }
    }
    return false;
}

const size_t *title_breaks(const struct setter *setter, size_t *count)
{
    struct search search = {.setter = setter};
    size_t places[EVEN_LINES + 1], even[EVEN_LINES + 1];

    if (setter->clusters->count > EVEN_CLUSTERS) {
        return NULL;
    }
    find_places(&search);
    *count = setter->clusters->count > TITLE_CLUSTERS ? 0 : find_shape(&search, places);
    if (*count == 0 || breaks_words(&search, places, *count)) {
        size_t lines = find_even(&search, even);
        if (*count == 0 || (lines > 0 && !breaks_words(&search, even, lines))) {
            *count = lines;
            memcpy(places, even, sizeof places);
        }
    }
    if (*count == 0) {
        return NULL;
    }
    size_t *starts = ARENA_ARRAY(setter->scratch, size_t, *count + 1);
    for (size_t i = 0; i <= *count; i++) {
        starts[i] = search.places[places[i]].cluster;
    }
    return starts;
}
