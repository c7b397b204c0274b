#include "text/paragraph.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "text/lexicon.h"
#include "text/measure.h"
#include <stdint.h>

/*
 * Costs of a line, in squares of 1/1000 em a gap is stretched by, half an em over 27 gaps being
 * 340, and in the fourth power beyond what the eye does not see: marks shrink as far as they can
 * before gaps open, and two lines a little loose are better than one that is looser. Shrinking a
 * mark hurts the more the later its tier; a break may add its penalty.
 */
enum {
    STRETCH_MAX = 1000, /* an em for each gap */
    LETTER_WEIGHT = 4,  /* a letter's gap shows more than a hanzi's */
};
static const int64_t stretch_seen = 10;       /* gaps are not seen up to here */
static const int64_t cost_runt = 20000000000; /* a single character on the last line (孤字) */
static const int64_t cost_emergency = 50000000000; /* a break where none may be */
/* So loose that the gaps do not tell; and then for each em, up to as much as. */
static const int64_t cost_line_max = 10000000000;
static const int64_t cost_em = 1000000000;
static const int64_t cost_empty_max = 9000000000;

/* How many characters a message shows of a piece that had to be broken. */
enum { FORCED_SHOWN = 8 };

static const int64_t shrink_weight[SHRINK_TIERS] = {
    [SHRINK_SPACE] = 5,  [SHRINK_MIDDLE_DOT] = 5, [SHRINK_BRACKET] = 10,
    [SHRINK_COMMA] = 15, [SHRINK_GAP] = 20,       [SHRINK_STOP] = 30,
};

/* Breakpoints looked at for one line; more only fit when characters have no width at all. */
static const size_t line_breakpoints = 8192;

/* A place where a line may begin. */
struct breakpoint {
    size_t cluster;
    int64_t penalty; /* 0 where the line must end */
    bool emergency;
    bool ends;     /* the line before must end here */
    size_t piece;  /* emergency: where the piece begins that has no breaks */
    int64_t cost;  /* of the best way here; -1: none */
    size_t before; /* the breakpoint where the line that ends here began */
};

/* In 1/1000 em, what each of `count` gaps is stretched by; none can take nothing. */
static int64_t stretch_of_each(length_t amount, size_t count, length_t cell)
{
    if (amount == 0) {
        return 0;
    }
    return count == 0 ? STRETCH_MAX
                      : length_min(amount * 1000 / cell / (length_t)count, STRETCH_MAX);
}

static int64_t stretch_cost(int64_t each)
{
    int64_t square = each * each;

    return each <= stretch_seen ? square : square * square / (stretch_seen * stretch_seen);
}

static int64_t line_cost(const struct setter *setter, const struct candidate *line, bool last)
{
    length_t cell = setter->clusters->typography->cell;
    length_t excess = line->natural - line->available;

    if (excess > 0) {
        int64_t cost = 0;
        for (int tier = 0; tier < SHRINK_TIERS && excess > 0; tier++) {
            length_t taken = length_min(excess, line->shrink[tier]);
            cost += shrink_weight[tier] * taken * 1000 / cell;
            excess -= taken;
        }
        return excess > WIDTH_ROUNDING ? -1 : cost;
    }
    if (last) {
        return 0;
    }
    if (setter->measure->align != ALIGN_JUSTIFY) {
        /* Nothing is stretched, but lines are filled all the same. */
        int64_t blank = -excess * 1000 / length_max(line->available, 1);
        return blank * blank;
    }
    struct stretching taken = candidate_stretch(setter, line);
    bool torn = taken.space > line->space; /* word spaces have to take all of it */
    int64_t each = torn ? STRETCH_MAX : stretch_of_each(taken.gaps, line->stretches, cell);
    int64_t letter = stretch_of_each(taken.letters, line->letters, cell) * LETTER_WEIGHT;
    int64_t cost = stretch_cost(each) + stretch_cost(letter);
    if (cost < cost_line_max) {
        return cost;
    }
    return cost_line_max + length_min(-excess * cost_em / cell, cost_empty_max);
}

/* A line of one character, marks not counted. */
static bool is_runt(const struct clusters *clusters, const struct candidate *line)
{
    size_t characters = 0;

    for (size_t i = line->first; i < line->end && characters < 2; i++) {
        const struct cluster *cluster = &clusters->items[i];
        bool raised = cluster->typography->rise != 0; /* the label of a note */
        characters += !class_is_full_width_mark(cluster->is.class) && !raised;
    }
    return characters < 2;
}

static length_t width_of(const struct setter *setter, size_t first, size_t end)
{
    return setter->sums[end].advance - setter->sums[first].advance;
}

/* A forced line may begin with the cluster: not with what vanishes there or takes no room. */
static bool may_force(const struct cluster *cluster)
{
    return cluster->is.class != CLASS_SPACE && cluster->advance > 0;
}

/* Where a break has to be, it is better not between a mark and what it hugs. */
static int64_t forced_penalty(const struct cluster *before, const struct cluster *after)
{
    bool hugs = before->is.class == CLASS_OPENING || after->is.last == '/' ||
                (class_is_full_width_mark(after->is.class) && after->is.class != CLASS_OPENING);

    return hugs ? cost_line_max : 0;
}

/* All places where lines may begin, the paragraph's start and end included. Where a piece without
 * breaks is wider than a line, every cluster boundary inside it becomes an emergency break. */
static struct breakpoint *find_breakpoints(const struct setter *setter, size_t *count)
{
    const struct clusters *clusters = setter->clusters;
    struct breakpoint *points =
        ARENA_ARRAY(setter->scratch, struct breakpoint, clusters->count + 1);
    length_t narrow = setter->measure->width - setter->measure->indent;
    size_t used = 0;
    size_t piece = 0;

    points[used++] = (struct breakpoint){.ends = true};
    for (size_t i = 1; i <= clusters->count; i++) {
        int penalty = i == clusters->count ? BREAK_FORCED : setter_penalty(setter, i - 1);
        if (penalty >= BREAK_FORBIDDEN) {
            continue;
        }
        if (width_of(setter, piece, i) > narrow) {
            for (size_t k = piece + 1; k < i; k++) {
                if (may_force(&clusters->items[k])) {
                    int64_t hugs = forced_penalty(&clusters->items[k - 1], &clusters->items[k]);
                    points[used++] = (struct breakpoint){.cluster = k,
                                                         .penalty = hugs,
                                                         .emergency = true,
                                                         .piece = piece,
                                                         .cost = -1};
                }
            }
        }
        points[used++] = (struct breakpoint){.cluster = i,
                                             .penalty = penalty == BREAK_FORCED ? 0 : penalty,
                                             .ends = penalty == BREAK_FORCED,
                                             .cost = -1};
        piece = i;
    }
    *count = used;
    return points;
}

/* What it costs to end a line here. */
static int64_t own_cost(const struct breakpoint *end)
{
    return end->penalty + (end->emergency ? cost_emergency : 0);
}

static length_t room(const struct candidate *line)
{
    length_t room = 0;

    for (int tier = 0; tier < SHRINK_TIERS; tier++) {
        room += line->shrink[tier];
    }
    return room;
}

/* Looks at the line between two breakpoints: it becomes the way to the second one if it is the best
 * so far; of equals it is the shorter line. Returns false when the line is so long that no longer
 * one is worth looking at. */
static bool try_line(const struct setter *setter, struct breakpoint *points, size_t from, size_t to)
{
    const struct clusters *clusters = setter->clusters;
    const struct breakpoint *start = &points[from];
    struct breakpoint *end = &points[to];

    if (start->cost < 0) {
        return true;
    }
    struct candidate line = candidate_new(setter, start->cluster, end->cluster);
    int64_t cost = line_cost(setter, &line, end->ends);
    if (cost < 0 && from + 1 < to) {
        /* Longer lines only become fuller; but a bracket at its start may still save half an em. */
        return line.natural - line.available <= clusters->typography->cell + room(&line);
    }
    if (cost < 0) {
        cost = cost_line_max; /* one cluster wider than the line: let it stand out */
    }
    if (end->ends && !start->ends && is_runt(clusters, &line)) {
        cost += cost_runt;
    }
    cost += start->cost + own_cost(end);
    if (end->cost < 0 || cost < end->cost || (cost == end->cost && from > end->before)) {
        end->cost = cost;
        end->before = from;
    }
    return true;
}

/* What a line that is not well filled, and not indented, costs at least where it begins at `first`
 * or behind it and ends at `end`. */
static int64_t loose_cost(const struct setter *setter, size_t first, size_t end)
{
    const struct sums *from = &setter->sums[first];
    const struct sums *to = &setter->sums[end];
    length_t cell = setter->clusters->typography->cell;
    length_t spare = setter->measure->width / 4 - (to->gap - from->gap) -
                     (to->gap_growth - from->gap_growth) - (to->space - from->space);
    int64_t stretches = (int64_t)(to->stretches - from->stretches);

    if (setter->measure->align != ALIGN_JUSTIFY || spare <= 0 || to->letters > from->letters) {
        return 0;
    }
    int64_t each = stretches == 0 ? cost_line_max : spare * 1000 / (cell * stretches);
    return each < STRETCH_MAX ? stretch_cost(each) : cost_line_max;
}

/* The best way to every breakpoint. A line need not be looked at where the way to its beginning
 * costs more than a whole way that is known, as it does from most places; so well filled lines,
 * among which the best one mostly is, come first. */
static void choose(const struct setter *setter, struct breakpoint *points, size_t count)
{
    length_t filled = setter->measure->width - setter->measure->width / 4;
    length_t endless = setter->measure->width * 3;
    size_t full = 0;  /* from here on lines are shorter than `filled` */
    size_t first = 0; /* no line reaches back over a place where one must end */

    for (size_t to = 1; to < count; to++) {
        const struct breakpoint *end = &points[to];
        int64_t own = own_cost(end);
        while (full < to && (width_of(setter, points[full].cluster, end->cluster) >= filled ||
                             to - full > line_breakpoints)) {
            full++;
        }
        for (size_t from = full; from > first && to - from < 2 * line_breakpoints; from--) {
            const struct breakpoint *start = &points[from - 1];
            if (end->cost >= 0 && start->cost + own > end->cost) {
                if (width_of(setter, start->cluster, end->cluster) > endless) {
                    break;
                }
            } else if (!try_line(setter, points, from - 1, to)) {
                break;
            }
        }
        if (full < to && !end->ends) {
            own += loose_cost(setter, points[full].cluster, end->cluster);
        }
        for (size_t from = full; from < to; from++) {
            if (end->cost < 0 || from == 0 || points[from].cost + own <= end->cost) {
                (void)try_line(setter, points, from, to);
            }
        }
        if (end->ends) {
            first = full = to;
        }
    }
}

static void align_line(struct line *line, const struct candidate *candidate,
                       const struct measure *measure)
{
    length_t spare = candidate->available - line->width;

    line->x = measure->width - candidate->available;
    switch (measure->align) {
    case ALIGN_JUSTIFY:
    case ALIGN_LEFT:
        break;
    case ALIGN_CENTRE:
        line->x += spare / 2;
        break;
    case ALIGN_RIGHT:
        line->x += spare;
        break;
    }
}

/* A piece without breaks is named once, by its beginning, however often it had to be broken. */
static void report_forced(const struct clusters *clusters, size_t piece, struct arena *scratch,
                          struct diagnostics *diagnostics)
{
    struct expansion_cursor cursor = expansion_cursor_new(&clusters->text);
    size_t shown = clusters->count - piece < FORCED_SHOWN ? clusters->count - piece : FORCED_SHOWN;
    uint32_t start = clusters->items[piece].text_offset;
    const struct cluster *last = &clusters->items[piece + shown - 1];

    REPORT(diagnostics, LINE_OVERFULL, expansion_cursor_place(&cursor, start),
           arena_copy(scratch, clusters->text.string.bytes + start,
                      last->text_offset + last->text_size - start));
}

/* Places of the runs, in one pass over the paragraph's source. */
static void place_runs(const struct clusters *clusters, const struct line *lines, size_t count)
{
    struct expansion_cursor cursor = expansion_cursor_new(&clusters->text);

    for (size_t i = 0; i < count; i++) {
        struct display_run *runs = (struct display_run *)(uintptr_t)lines[i].runs;
        for (size_t k = 0; k < lines[i].run_count; k++) {
            if (runs[k].place.source == NULL) { /* the reading of a ruby has a place of its own */
                size_t offset = (size_t)(runs[k].text.bytes - clusters->text.string.bytes);
                runs[k].place = expansion_cursor_place(&cursor, offset);
            }
        }
    }
}

/* Lines that begin at the given clusters (0 first, count + 1 entries: the last is the end). */
static struct lines set_lines(const struct setter *setter, const size_t *starts, size_t count)
{
    struct line *lines = ARENA_ARRAY(setter->arena, struct line, count);

    for (size_t i = 0; i < count; i++) {
        struct candidate candidate = candidate_new(setter, starts[i], starts[i + 1]);
        bool last = setter_ends(setter, starts[i + 1] - 1);
        lines[i] =
            candidate_set(setter, &candidate, !last && setter->measure->align == ALIGN_JUSTIFY);
        align_line(&lines[i], &candidate, setter->measure);
    }
    place_runs(setter->clusters, lines, count);
    return (struct lines){lines, count};
}

/* Where the lines of a paragraph begin: count + 1 clusters, the last one its end. */
static size_t *break_lines(const struct setter *setter, size_t *count,
                           struct diagnostics *diagnostics)
{
    size_t point_count;
    struct breakpoint *points = find_breakpoints(setter, &point_count);
    size_t reported = SIZE_MAX;

    choose(setter, points, point_count);
    *count = 0;
    for (size_t i = point_count - 1; i > 0; i = points[i].before) {
        *count += 1;
    }
    size_t *starts = ARENA_ARRAY(setter->scratch, size_t, *count + 1);
    size_t line = *count;
    for (size_t i = point_count - 1; i > 0; i = points[i].before) {
        starts[line--] = points[i].cluster;
        if (points[i].emergency && points[i].piece != reported) {
            reported = points[i].piece;
            report_forced(setter->clusters, reported, setter->scratch, diagnostics);
        }
    }
    return starts;
}

struct lines paragraph_set(struct arena *arena, struct arena *scratch,
                           const struct clusters *clusters, const struct measure *measure,
                           struct diagnostics *diagnostics)
{
    if (clusters->count == 0) {
        return (struct lines){0};
    }
    struct setter setter = setter_new(arena, scratch, clusters, measure);
    const size_t *starts = NULL;
    size_t count = 0;
    if (measure->lexicon != NULL) {
        bool *inside = ARENA_ARRAY(scratch, bool, clusters->text.string.size + 1);
        size_t most = (size_t)length_max(measure->width / clusters->typography->cell, 1);
        lexicon_mark(measure->lexicon, scratch, clusters->text.string, most, inside);
        setter.inside = inside;
    }
    if (measure->shapes != 0) {
        starts = title_breaks(&setter, &count);
    }
    if (starts == NULL) {
        starts = break_lines(&setter, &count, diagnostics);
    }
    return set_lines(&setter, starts, count);
}

struct line paragraph_set_line(struct arena *arena, struct arena *scratch,
                               const struct clusters *clusters)
{
    static const struct measure endless = {.width = LENGTH_LIMIT, .align = ALIGN_LEFT};

    if (clusters->count == 0) {
        return (struct line){0};
    }
    struct setter setter = setter_new(arena, scratch, clusters, &endless);
    size_t starts[] = {0, clusters->count};
    return set_lines(&setter, starts, 1).items[0];
}
