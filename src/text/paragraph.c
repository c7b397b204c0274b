#include "text/paragraph.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "text/measure.h"
#include <stdint.h>

/*
 * Costs of a line, in squares of 1/1000 em a gap is stretched by: half an em over 27 gaps is 340.
 * Shrinking a mark hurts the more the later its tier; a break may add its penalty.
 */
enum {
    COST_RUNT = 2000000,      /* a single character on the last line (孤字) */
    COST_EMERGENCY = 5000000, /* a break where none may be */
    COST_LINE_MAX = 1000000,  /* however loose */
};

/* How many characters a message shows of a piece that had to be broken. */
enum { FORCED_SHOWN = 8 };

static const int64_t shrink_weight[SHRINK_TIERS] = {
    [SHRINK_SPACE] = 1, [SHRINK_MIDDLE_DOT] = 1, [SHRINK_BRACKET] = 2,
    [SHRINK_COMMA] = 3, [SHRINK_GAP] = 4,        [SHRINK_STOP] = 6,
};

/* Breakpoints looked at for one line; more only fit when characters have no width at all. */
static const size_t line_breakpoints = 8192;

/* Longer titles are set as they come. */
enum { EVEN_CLUSTERS = 1000 };

/* A place where a line may begin. */
struct breakpoint {
    size_t cluster;
    int penalty;
    bool emergency;
    size_t piece;  /* emergency: where the piece begins that has no breaks */
    int64_t cost;  /* of the best way here; -1: none */
    size_t before; /* the breakpoint where the line that ends here began */
};

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
        return excess > 0 ? -1 : cost;
    }
    if (last) {
        return 0;
    }
    if (setter->measure->align != ALIGN_JUSTIFY) {
        /* Nothing is stretched, but lines are filled all the same. */
        int64_t blank = -excess * 1000 / length_max(line->available, 1);
        return blank * blank;
    }
    length_t spare = length_max(-excess - line->space - line->gap_growth, 0);
    if (spare > 0 && line->stretches == 0) {
        return COST_LINE_MAX;
    }
    int64_t each = spare == 0 ? 0 : spare * 1000 / (cell * (int64_t)line->stretches);
    return each * each < COST_LINE_MAX ? each * each : COST_LINE_MAX;
}

/* A last line of one character, marks not counted. */
static bool is_runt(const struct clusters *clusters, const struct candidate *line)
{
    size_t characters = 0;

    for (size_t i = line->first; i < line->end && characters < 2; i++) {
        characters += !class_is_full_width_mark(clusters->items[i].is.class);
    }
    return characters < 2 && line->first > 0;
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

    points[used++] = (struct breakpoint){.cost = 0};
    for (size_t i = 1; i <= clusters->count; i++) {
        int penalty = i == clusters->count ? 0 : clusters->items[i - 1].penalty;
        if (penalty >= BREAK_FORBIDDEN) {
            continue;
        }
        if (width_of(setter, piece, i) > narrow) {
            for (size_t k = piece + 1; k < i; k++) {
                if (may_force(&clusters->items[k])) {
                    points[used++] = (struct breakpoint){
                        .cluster = k, .emergency = true, .piece = piece, .cost = -1};
                }
            }
        }
        points[used++] = (struct breakpoint){.cluster = i, .penalty = penalty, .cost = -1};
        piece = i;
    }
    *count = used;
    return points;
}

/* What it costs to end a line here. */
static int64_t own_cost(const struct breakpoint *end)
{
    return end->penalty + (end->emergency ? COST_EMERGENCY : 0);
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
    bool last = end->cluster == clusters->count;

    if (start->cost < 0) {
        return true;
    }
    struct candidate line = candidate_new(setter, start->cluster, end->cluster);
    int64_t cost = line_cost(setter, &line, last);
    if (cost < 0 && from + 1 < to) {
        /* Longer lines only become fuller; but a bracket at its start may still save half an em. */
        return line.natural - line.available <= clusters->typography->cell + room(&line);
    }
    if (cost < 0) {
        cost = COST_LINE_MAX; /* one cluster wider than the line: let it stand out */
    }
    if (last && is_runt(clusters, &line)) {
        cost += COST_RUNT;
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

    if (setter->measure->align != ALIGN_JUSTIFY || end == setter->clusters->count || spare <= 0) {
        return 0;
    }
    int64_t each = stretches == 0 ? COST_LINE_MAX : spare * 1000 / (cell * stretches);
    return each < 1000 ? each * each : COST_LINE_MAX;
}

/* The best way to every breakpoint. A line need not be looked at where the way to its beginning
 * costs more than a whole way that is known, as it does from most places; so well filled lines,
 * among which the best one mostly is, come first. */
static void choose(const struct setter *setter, struct breakpoint *points, size_t count)
{
    length_t filled = setter->measure->width - setter->measure->width / 4;
    length_t endless = setter->measure->width * 3;
    size_t full = 0; /* from here on lines are shorter than `filled` */

    for (size_t to = 1; to < count; to++) {
        const struct breakpoint *end = &points[to];
        int64_t own = own_cost(end);
        while (full < to && (width_of(setter, points[full].cluster, end->cluster) >= filled ||
                             to - full > line_breakpoints)) {
            full++;
        }
        for (size_t from = full; from > 0 && to - from < 2 * line_breakpoints; from--) {
            const struct breakpoint *start = &points[from - 1];
            if (end->cost >= 0 && start->cost + own > end->cost) {
                if (width_of(setter, start->cluster, end->cluster) > endless) {
                    break;
                }
            } else if (!try_line(setter, points, from - 1, to)) {
                break;
            }
        }
        if (full < to) {
            own += loose_cost(setter, points[full].cluster, end->cluster);
        }
        for (size_t from = full; from < to; from++) {
            if (end->cost < 0 || from == 0 || points[from].cost + own <= end->cost) {
                (void)try_line(setter, points, from, to);
            }
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
            size_t offset = (size_t)(runs[k].text.bytes - clusters->text.string.bytes);
            runs[k].place = expansion_cursor_place(&cursor, offset);
        }
    }
}

/* Lines that begin at the given clusters (0 first, count + 1 entries: the last is the end). */
static struct lines set_lines(const struct setter *setter, const size_t *starts, size_t count)
{
    struct line *lines = ARENA_ARRAY(setter->arena, struct line, count);

    for (size_t i = 0; i < count; i++) {
        struct candidate candidate = candidate_new(setter, starts[i], starts[i + 1]);
        bool last = i + 1 == count;
        lines[i] =
            candidate_set(setter, &candidate, !last && setter->measure->align == ALIGN_JUSTIFY);
        align_line(&lines[i], &candidate, setter->measure);
    }
    place_runs(setter->clusters, lines, count);
    return (struct lines){lines, count};
}

/* Where the lines of a paragraph begin: count + 1 clusters, the last one its end. Without
 * diagnostics, for a try: NULL where a break has to be forced. */
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
        if (points[i].emergency && diagnostics == NULL) {
            return NULL;
        }
        if (points[i].emergency && points[i].piece != reported) {
            reported = points[i].piece;
            report_forced(setter->clusters, reported, setter->scratch, diagnostics);
        }
    }
    return starts;
}

/* A title of more lines than are searched for shapes: as many as must be, none much shorter than
 * the others, found by narrowing the measure until one line more would be needed. */
static size_t *break_evenly(const struct setter *setter, size_t *count,
                            struct diagnostics *diagnostics)
{
    struct measure narrow = *setter->measure;
    struct setter narrowed = *setter;
    size_t *starts = break_lines(setter, count, diagnostics);
    length_t step = setter->clusters->typography->cell / 2;

    narrowed.measure = &narrow;
    while (setter->clusters->count <= EVEN_CLUSTERS && narrow.width > setter->measure->width / 2) {
        size_t lines;
        narrow.width -= step;
        size_t *even = break_lines(&narrowed, &lines, NULL);
        if (even == NULL || lines > *count) {
            break;
        }
        starts = even;
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
    size_t count = 0;
    if (measure->shapes == 0) {
        const size_t *starts = break_lines(&setter, &count, diagnostics);
        return set_lines(&setter, starts, count);
    }
    size_t title[TITLE_LINES + 1] = {0};
    count = title_breaks(&setter, title + 1);
    if (count > 0) {
        title[count] = clusters->count;
        return set_lines(&setter, title, count);
    }
    const size_t *even = break_evenly(&setter, &count, diagnostics);
    return set_lines(&setter, even, count);
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
