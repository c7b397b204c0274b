#include "text/measure.h"

#include "base/arena.h"
#include "text/ruby.h"
#include <string.h>

/* Of one cluster: what may still be taken from it inside a line, before and after it. */
static length_t cluster_white_after(const struct clusters *clusters, size_t index)
{
    const struct cluster *cluster = &clusters->items[index];

    return length_max(cluster->white_after - cluster->pair_trim, 0);
}

static length_t cluster_white_before(const struct clusters *clusters, size_t index)
{
    const struct cluster *cluster = &clusters->items[index];
    length_t taken = 0; /* by the pair before, what the other's white did not cover */

    if (index > 0) {
        const struct cluster *before = cluster - 1;
        taken = length_max(before->pair_trim - before->white_after, 0);
    }
    return length_max(cluster->white_before - taken, 0);
}

static length_t cluster_shrink(const struct clusters *clusters, size_t index)
{
    const struct cluster *cluster = &clusters->items[index];

    if (cluster->tier == SHRINK_NONE) {
        return 0;
    }
    if (cluster->tier == SHRINK_SPACE) {
        return length_max(cluster->advance - cluster->typography->cell / 4, 0);
    }
    return cluster_white_before(clusters, index) + cluster_white_after(clusters, index);
}

static length_t cluster_space_growth(const struct clusters *clusters, size_t index)
{
    const struct cluster *cluster = &clusters->items[index];

    if (cluster->is.class != CLASS_SPACE) {
        return 0;
    }
    return length_max(cluster->typography->cell / 2 - cluster->advance, 0);
}

/* What vanishes at a line's start. */
static bool is_space(const struct cluster *cluster)
{
    return cluster->is.class == CLASS_SPACE || cluster->is.class == CLASS_BREAKER;
}

/* What vanishes at a line's end: the ideographic space, too. */
static bool is_blank(const struct cluster *cluster)
{
    return is_space(cluster) || cluster->is.first == 0x3000;
}

static bool is_letter_of_address(const struct cluster *cluster)
{
    return cluster->is.tie >= TIE_ADDRESS && cluster->is.tie < TIE_ADDRESS_END;
}

struct setter setter_new(struct arena *arena, struct arena *scratch,
                         const struct clusters *clusters, const struct measure *measure)
{
    struct sums *sums = ARENA_ARRAY(scratch, struct sums, clusters->count + 1);

    for (size_t i = 0; i < clusters->count; i++) {
        const struct cluster *cluster = &clusters->items[i];
        length_t cell = cluster->typography->cell;
        struct sums *sum = &sums[i + 1];
        *sum = sums[i];
        sum->advance += cluster->advance;
        sum->trim += cluster->pair_trim;
        sum->gap += cluster->gap;
        if (cluster->tier != SHRINK_NONE) {
            sum->shrink[cluster->tier] += cluster_shrink(clusters, i);
        }
        if (cluster->gap > 0) {
            sum->shrink[SHRINK_GAP] += length_max(cluster->gap - cell / 8, 0);
            sum->gap_growth += length_max(cell / 3 - cluster->gap, 0);
        }
        sum->space += cluster_space_growth(clusters, i);
        sum->stretches += cluster->stretches;
        sum->letters += is_letter_of_address(cluster);
        sum->ink_end = is_blank(cluster) ? sums[i].ink_end : i + 1;
    }
    sums[clusters->count].next_ink = clusters->count;
    for (size_t i = clusters->count; i > 0; i--) {
        sums[i - 1].next_ink = is_space(&clusters->items[i - 1]) ? sums[i].next_ink : i - 1;
    }
    return (struct setter){arena, scratch, clusters, measure, sums, NULL};
}

int setter_penalty(const struct setter *setter, size_t index)
{
    const struct clusters *clusters = setter->clusters;
    const struct cluster *cluster = &clusters->items[index];
    const struct cluster *next = cluster + 1;

    if (setter->measure->shapes != 0 && index + 1 < clusters->count &&
        memchr(clusters->text.string.bytes + cluster->text_offset, '\n',
               next->text_offset - cluster->text_offset) != NULL) {
        return BREAK_FORCED;
    }
    if (setter->inside != NULL && index + 1 < clusters->count &&
        setter->inside[next->text_offset] && cluster->penalty >= 0 &&
        cluster->penalty < BREAK_NAME) {
        return BREAK_NAME;
    }
    return cluster->penalty;
}

bool setter_ends(const struct setter *setter, size_t index)
{
    return index + 1 == setter->clusters->count || setter_penalty(setter, index) == BREAK_FORCED;
}

static length_t start_trim(const struct setter *setter, size_t first)
{
    const struct composition *composition = setter->clusters->typography->composition;
    bool half = first == 0 && setter->measure->indent > 0 ? composition->indent_bracket == 1
                                                          : composition->line_start_bracket == 0;
    const struct cluster *cluster = &setter->clusters->items[first];

    return half && cluster->is.class == CLASS_OPENING ? cluster->white_before : 0;
}

/* The white of the last mark, which it may lose at the line's end: a middle dot has some on its
 * left, too. */
static void line_end_white(const struct clusters *clusters, size_t last, length_t *left,
                           length_t *right)
{
    const struct cluster *cluster = &clusters->items[last];
    bool dot = cluster->is.class == CLASS_MIDDLE_DOT;

    *left = dot ? cluster_white_before(clusters, last) : 0;
    *right = cluster->white_after;
}

/* Whether the mark stands outside of the measure when it ends a line (标点悬挂). */
static bool hangs(const struct setter *setter, size_t last)
{
    uint32_t mark = setter->clusters->items[last].is.first;

    return setter->clusters->typography->composition->hanging &&
           setter->measure->align == ALIGN_JUSTIFY &&
           (mark == 0x3001 /* 、 */ || mark == 0x3002 /* 。 */ || mark == 0xFF0C /* ， */);
}

static void trim_end(const struct setter *setter, size_t last, struct candidate *line)
{
    if (hangs(setter, last)) {
        line->end_trim = setter->clusters->items[last].advance;
    } else if (setter->clusters->typography->composition->line_end_mark == 0) {
        line_end_white(setter->clusters, last, &line->end_left, &line->end_trim);
    }
}

/* What tiers can give that differs at the line's ends from what the sums say. */
static void shrink_ends(const struct setter *setter, struct candidate *line)
{
    const struct clusters *clusters = setter->clusters;
    const struct cluster *first = &clusters->items[line->first];
    size_t last = line->end - 1;
    length_t left, right;

    if (first->tier != SHRINK_NONE && first->tier != SHRINK_SPACE && last > line->first) {
        line->shrink[first->tier] += length_max(first->white_before - line->start_trim, 0) -
                                     cluster_white_before(clusters, line->first);
    }
    line_end_white(clusters, last, &left, &right);
    if (line->end_trim == 0 && line->end_left == 0 && last > line->first) {
        line->shrink[SHRINK_LINE_END] = left + right;
    }
}

struct candidate candidate_new(const struct setter *setter, size_t first, size_t end)
{
    struct candidate line = {.available = setter->measure->width -
                                          (first == 0 ? setter->measure->indent : 0)};

    /* Spaces at a line's ends vanish, but for those that begin the paragraph. */
    size_t ink_end = setter->sums[end].ink_end;
    end = ink_end > first ? ink_end : first + 1;
    if (first > 0) {
        size_t next = setter->sums[first].next_ink;
        first = next < end ? next : end - 1;
    }
    line.first = first;
    line.end = end;
    const struct sums *from = &setter->sums[first];
    const struct sums *inside = &setter->sums[end - 1]; /* the last cluster's gap is outside */
    line.start_trim = start_trim(setter, first);
    trim_end(setter, end - 1, &line);
    line.natural = setter->sums[end].advance - from->advance - (inside->trim - from->trim) +
                   (inside->gap - from->gap) - line.start_trim - line.end_left - line.end_trim;
    if (line.natural <= line.available) {
        line.space = inside->space - from->space;
        line.gap_growth = inside->gap_growth - from->gap_growth;
        line.stretches = inside->stretches - from->stretches;
        line.letters = inside->letters - from->letters;
        return line;
    }
    for (int tier = 0; tier < SHRINK_TIERS; tier++) {
        line.shrink[tier] = inside->shrink[tier] - from->shrink[tier];
    }
    shrink_ends(setter, &line);
    return line;
}

/* What is done to each cluster of a line to bring it to its width. */
struct adjustment {
    length_t amount; /* to take away (shrinking) or to put in, in total */
    length_t total;  /* what could be given */
    length_t given;  /* so far, of total */
    length_t done;   /* so far, of amount */
};

/* This cluster's part of an adjustment, in proportion to what it could give; the parts add up to
 * the amount exactly. */
static length_t share(struct adjustment *adjustment, length_t part)
{
    if (part == 0 || adjustment->total == 0) {
        return 0;
    }
    adjustment->given += part;
    length_t upto = length_scale(adjustment->amount, adjustment->given, adjustment->total);
    length_t now = upto - adjustment->done;
    adjustment->done = upto;
    return now;
}

struct plan {
    struct adjustment shrink[SHRINK_TIERS];
    struct adjustment space, gap_growth, stretch, letters;
};

static struct plan plan_line(const struct setter *setter, const struct candidate *line,
                             bool justify)
{
    struct plan plan = {0};
    length_t excess = line->natural - line->available;

    if (excess > 0) {
        for (int tier = 0; tier < SHRINK_TIERS && excess > 0; tier++) {
            length_t taken = length_min(excess, line->shrink[tier]);
            plan.shrink[tier] = (struct adjustment){.amount = taken, .total = line->shrink[tier]};
            excess -= taken;
        }
        return plan;
    }
    if (!justify) {
        return plan;
    }
    if (-excess <= WIDTH_ROUNDING) {
        return plan; /* a line of full cells stays exactly on the grid */
    }
    struct stretching taken = candidate_stretch(setter, line);
    plan.space = (struct adjustment){.amount = taken.space, .total = line->space};
    plan.gap_growth = (struct adjustment){.amount = taken.gap_growth, .total = line->gap_growth};
    plan.stretch = (struct adjustment){.amount = taken.gaps, .total = (length_t)line->stretches};
    plan.letters = (struct adjustment){.amount = taken.letters, .total = (length_t)line->letters};
    return plan;
}

struct pen {
    const struct setter *setter;
    struct display_run *runs;
    struct display_glyph *glyphs; /* of the line */
    size_t run_count, glyph_count;
    const struct cluster *before; /* the last one put; NULL: the next one begins a run */
    const struct ruby *ruby;      /* of the last one put */
    length_t ruby_x;              /* where its base begins */
    length_t x;
};

static bool looks_alike(const struct typography *a, const struct typography *b)
{
    return a == b || (a->size == b->size && a->rise == b->rise && a->revision == b->revision &&
                      memcmp(&a->colour, &b->colour, sizeof a->colour) == 0);
}

/* Whether the cluster goes into the run that ends with the cluster before it, if there is one. */
static bool continues_run(const struct cluster *before, const struct cluster *cluster)
{
    return before != NULL && before->face == cluster->face &&
           before->text_offset + before->text_size == cluster->text_offset &&
           looks_alike(before->typography, cluster->typography);
}

/* Whether a ruby's base, or what the line has of it, ends with this cluster. */
static bool ends_base(const struct setter *setter, size_t index, size_t end)
{
    const struct cluster *cluster = &setter->clusters->items[index];

    return cluster->ruby != NULL && (index + 1 == end || cluster[1].ruby != cluster->ruby);
}

/* With room for as many runs and glyphs as the line has: lines are most of what a long document
 * takes of memory. */
static struct pen pen_new(const struct setter *setter, const struct candidate *candidate)
{
    const struct cluster *before = NULL;
    size_t runs = 0, glyphs = 0;

    for (size_t i = candidate->first; i < candidate->end; i++) {
        const struct cluster *cluster = &setter->clusters->items[i];
        if (cluster->glyph_count > 0) {
            runs += !continues_run(before, cluster);
            glyphs += cluster->glyph_count;
            before = cluster;
        }
        if (ends_base(setter, i, candidate->end)) {
            runs += cluster->ruby->reading.count; /* at most */
            before = NULL;
        }
    }
    return (struct pen){.setter = setter,
                        .runs = ARENA_ARRAY(setter->arena, struct display_run, runs),
                        .glyphs = ARENA_ARRAY(setter->arena, struct display_glyph, glyphs)};
}

/* Puts the cluster at the pen; `left` is white taken from its left. */
static void put_cluster(struct pen *pen, size_t index, length_t left, length_t width)
{
    const struct clusters *clusters = pen->setter->clusters;
    const struct cluster *cluster = &clusters->items[index];

    if (cluster->glyph_count == 0) {
        return;
    }
    if (!continues_run(pen->before, cluster)) {
        pen->runs[pen->run_count++] =
            (struct display_run){.face = cluster->face,
                                 .size = cluster->typography->size,
                                 .colour = cluster->typography->colour,
                                 .revision = cluster->typography->revision,
                                 .x = pen->x,
                                 .y = -cluster->typography->rise,
                                 .glyphs = pen->glyphs + pen->glyph_count,
                                 .text = {clusters->text.string.bytes + cluster->text_offset, 0}};
    }
    struct display_run *run = &pen->runs[pen->run_count - 1];
    for (uint32_t i = 0; i < cluster->glyph_count; i++) {
        struct display_glyph *glyph = &pen->glyphs[pen->glyph_count++];
        *glyph = cluster->glyphs[i];
        glyph->x += pen->x - left - run->x;
        glyph->advance = i + 1 < cluster->glyph_count
                             ? cluster->glyphs[i + 1].x - cluster->glyphs[i].x
                             : pen->x + width - run->x - glyph->x;
        glyph->text_offset = (uint32_t)run->text.size;
    }
    run->count += cluster->glyph_count;
    run->text.size += cluster->text_size;
    pen->before = cluster;
}

/* Puts a reading over the middle of its base, which ends at `end`. */
static void put_reading(struct pen *pen, length_t end)
{
    const struct setter *setter = pen->setter;
    struct line line = paragraph_set_line(setter->arena, setter->scratch, &pen->ruby->reading);
    length_t x = pen->ruby_x + (end - pen->ruby_x - line.width) / 2;

    for (size_t i = 0; i < line.run_count; i++) {
        pen->runs[pen->run_count] = line.runs[i];
        pen->runs[pen->run_count++].x += x;
    }
    pen->before = NULL;
}

struct line candidate_set(const struct setter *setter, const struct candidate *candidate,
                          bool justify)
{
    const struct clusters *clusters = setter->clusters;
    struct plan plan = plan_line(setter, candidate, justify);
    struct pen pen = pen_new(setter, candidate);

    for (size_t i = candidate->first; i < candidate->end; i++) {
        const struct cluster *cluster = &clusters->items[i];
        bool last = i + 1 == candidate->end;
        length_t before = cluster_white_before(clusters, i);
        length_t after = last ? 0 : cluster_white_after(clusters, i);
        length_t left = cluster->white_before - before; /* the pair's part */
        if (i == candidate->first) {
            left = candidate->start_trim;
            before = length_max(cluster->white_before - left, 0);
        }
        length_t right =
            last ? candidate->end_trim : length_min(cluster->pair_trim, cluster->white_after);
        if (last) {
            length_t white[2], take = plan.shrink[SHRINK_LINE_END].amount;
            line_end_white(clusters, i, &white[0], &white[1]);
            length_t from_left = take == 0 ? 0 : length_scale(take, white[0], white[0] + white[1]);
            left += candidate->end_left + from_left;
            right += take - from_left;
        }
        if (!last && cluster->tier != SHRINK_NONE) {
            length_t could =
                cluster->tier == SHRINK_SPACE ? cluster_shrink(clusters, i) : before + after;
            length_t take = share(&plan.shrink[cluster->tier], could);
            if (cluster->tier == SHRINK_SPACE) {
                right += take;
            } else {
                length_t from_left = could == 0 ? 0 : length_scale(take, before, could);
                left += from_left;
                right += take - from_left;
            }
        }
        length_t width = cluster->advance - left - right;
        if (!last) {
            width += share(&plan.space, cluster_space_growth(clusters, i));
            if (cluster->gap > 0) {
                length_t cell = cluster->typography->cell;
                width += cluster->gap -
                         share(&plan.shrink[SHRINK_GAP], length_max(cluster->gap - cell / 8, 0)) +
                         share(&plan.gap_growth, length_max(cell / 3 - cluster->gap, 0));
            }
            width += share(&plan.stretch, cluster->stretches);
            width += share(&plan.letters, is_letter_of_address(cluster));
        }
        if (cluster->ruby != pen.ruby) {
            pen.ruby = cluster->ruby;
            pen.ruby_x = pen.x;
        }
        put_cluster(&pen, i, left, width);
        if (ends_base(setter, i, candidate->end)) {
            put_reading(&pen, pen.x + cluster->advance - left - right);
        }
        pen.x += width;
    }
    return (struct line){.runs = pen.runs,
                         .run_count = pen.run_count,
                         .width = pen.x,
                         .first = candidate->first,
                         .end = candidate->end};
}
