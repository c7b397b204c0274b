/*
 * Pies (饼图): sectors clockwise from the top, each named beside it. Percentages add up to 100.
 *
 * Angles are the one thing that is computed in floating point: they end in lengths of 1/1000 pt.
 */
#include "page/chart.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include <math.h>
#include <stdlib.h>

enum {
    RADIUS_LEAST = 30000, /* 11 mm */
    LEADER_NEAR = 5000,   /* lines to names: how far straight outwards, */
    LEADER_OUT = 9000,    /* to which distance, */
    LEADER_ACROSS = 5000, /* then across, */
    LEADER_GAP = 3000,    /* and what is left free before the name */
    LEADER_WEIGHT = 400,
    PUSHED_LINES = 2,      /* how far a name may stand from where its sector is, in lines of text */
    BETWEEN_WEIGHT = 1000, /* white between sectors */
    EDGE_WEIGHT = 400,
    CIRCLE_PARTS = 4, /* curves of at most so large a part of the circle */
};

static const double turn = 6.283185307179586; /* 2π */

struct sector {
    double from, to; /* parts of a turn, clockwise from the top */
    unsigned tenths; /* of a percent */
    struct chart_text name;
    bool on_left;
    length_t y; /* middle of its name */
};

struct pie {
    struct sector *sectors;
    bool whole_percents; /* all of them are */
    length_t x, y, radius;
    length_t names_width; /* at most */
};

static struct point on_circle(const struct pie *pie, double at, length_t radius)
{
    return (struct point){pie->x + lround(sin(at * turn) * (double)radius),
                          pie->y - lround(cos(at * turn) * (double)radius)};
}

/* The whole of the values; 0 after reporting that they make no pie. */
static amount_t whole_of(struct set_chart *set)
{
    amount_t whole = 0;
    bool good = true;

    for (size_t i = 0; i < set->count; i++) {
        const struct chart_point *point = &set->points[i];
        if (point->amount < 0) {
            REPORT(set->composer->diagnostics, CHART_SHARE, point->written->value.place,
                   point->digits.bytes);
            good = false;
        }
        whole += point->amount;
    }
    if (good && whole == 0) {
        REPORT(set->composer->diagnostics, CHART_NOTHING, set->chart->place);
    }
    return good ? whole : 0;
}

/* 62.5%; without decimals where no sector has any. */
static void add_percentage(struct buffer *out, const struct pie *pie, size_t i)
{
    unsigned tenths = pie->sectors[i].tenths;

    buffer_add_fixed(out, pie->whole_percents ? tenths / 10 : tenths, pie->whole_percents ? 0 : 1);
    buffer_add_byte(out, '%');
}

/* Value and unit. */
static void add_value(struct buffer *out, const struct chart_point *point)
{
    buffer_add(out, point->digits.bytes, point->digits.size);
    buffer_add(out, point->unit.bytes, point->unit.size);
}

/* ---- names beside the sectors ---- */

/* Names in two lines: 网上申请 / 61件（59.8%）. False where a word would have to be broken. */
static bool name_sectors(struct set_chart *set, struct pie *pie)
{
    length_t radius = length_min(set->height / 3, set->width / 5);

    pie->names_width =
        set->width / 2 - length_max(RADIUS_LEAST, radius) - LEADER_OUT - LEADER_ACROSS - LEADER_GAP;
    for (size_t i = 0; i < set->count; i++) {
        struct buffer name = buffer_new(set->composer->arena);
        struct sector *sector = &pie->sectors[i];
        buffer_add(&name, set->labels[i].bytes, set->labels[i].size);
        buffer_add_character(&name, CHARACTER_LINE_BREAK);
        add_value(&name, &set->points[i]);
        buffer_add_string(&name, "（");
        add_percentage(&name, pie, i);
        buffer_add_string(&name, "）");
        sector->on_left = sector->from + sector->to > 1;
        struct place place = set->chart->labels[i].place;
        if (chart_longest_piece(set, buffer_string(&name), place) > pie->names_width) {
            return false;
        }
        sector->name = chart_set_text_within(set, buffer_string(&name), place, pie->names_width,
                                             sector->on_left ? ALIGN_RIGHT : ALIGN_LEFT);
    }
    return true;
}

/* Puts the names of one side beside their sectors, one below the other; false where they are higher
 * than the chart. */
static bool spread_names(struct set_chart *set, struct pie *pie, bool on_left)
{
    struct sector **order = ARENA_ARRAY(set->composer->arena, struct sector *, set->count);
    length_t below = 0, above = set->height;
    size_t count = 0;

    for (size_t i = 0; i < set->count; i++) { /* from the top */
        struct sector *sector = &pie->sectors[on_left ? set->count - 1 - i : i];
        if (sector->on_left == on_left) {
            sector->y = on_circle(pie, (sector->from + sector->to) / 2, pie->radius + LEADER_OUT).y;
            order[count++] = sector;
        }
    }
    for (size_t i = 0; i < count; i++) {
        length_t half = order[i]->name.height / 2;
        order[i]->y = length_max(order[i]->y, below + half);
        below = order[i]->y + half;
    }
    for (size_t i = count; i > 0; i--) {
        length_t half = order[i - 1]->name.height / 2;
        order[i - 1]->y = length_min(order[i - 1]->y, above - half);
        above = order[i - 1]->y - half;
    }
    return above >= 0;
}

/* The line from a sector to its name. */
struct leader {
    struct point edge, near, out, end;
};

static struct leader leader_of(const struct pie *pie, const struct sector *sector)
{
    double middle = (sector->from + sector->to) / 2;
    length_t side = sector->on_left ? -1 : 1;
    length_t out = pie->radius + LEADER_OUT;

    return (struct leader){.edge = on_circle(pie, middle, pie->radius),
                           .near = on_circle(pie, middle, pie->radius + LEADER_NEAR),
                           .out = {pie->x + side * out, sector->y},
                           .end = {pie->x + side * (out + LEADER_ACROSS), sector->y}};
}

/* Whether a line runs past the circle rather than through it. */
static bool is_clear(const struct pie *pie, struct point a, struct point b)
{
    double x = (double)(b.x - a.x), y = (double)(b.y - a.y);
    double from_x = (double)(pie->x - a.x), from_y = (double)(pie->y - a.y);
    double length = x * x + y * y;
    double at = length > 0 ? fmin(fmax((from_x * x + from_y * y) / length, 0), 1) : 0;

    return hypot(from_x - at * x, from_y - at * y) > (double)pie->radius;
}

/* Tries to name the sectors beside them; false where that makes a muddle. */
static bool fit_names(struct set_chart *set, struct pie *pie)
{
    length_t widest = 0;

    if (!name_sectors(set, pie)) {
        return false;
    }
    for (size_t i = 0; i < set->count; i++) {
        widest = length_max(widest, pie->sectors[i].name.width);
    }
    pie->x = set->width / 2;
    pie->y = set->height / 2;
    pie->radius = length_min((set->height - 2 * set->em) / 2,
                             set->width / 2 - widest - LEADER_OUT - LEADER_ACROSS - LEADER_GAP);
    if (pie->radius < RADIUS_LEAST || !spread_names(set, pie, false) ||
        !spread_names(set, pie, true)) {
        return false;
    }
    for (size_t i = 0; i < set->count; i++) {
        struct leader leader = leader_of(pie, &pie->sectors[i]);
        length_t pushed = leader.near.y - leader.out.y;
        if (!is_clear(pie, leader.near, leader.out) ||
            llabs(pushed) > PUSHED_LINES * set->leading) {
            return false;
        }
    }
    return true;
}

static void put_name(struct set_chart *set, const struct pie *pie, const struct sector *sector)
{
    struct chart_path path = chart_path_new(set, 4);
    struct leader leader = leader_of(pie, sector);

    chart_path_to(&path, PATH_MOVE, leader.edge.x, leader.edge.y);
    chart_path_to(&path, PATH_LINE, leader.near.x, leader.near.y);
    chart_path_to(&path, PATH_LINE, leader.out.x, leader.out.y);
    chart_path_to(&path, PATH_LINE, leader.end.x, leader.end.y);
    chart_put_path(set, &path)->stroke = LEADER_WEIGHT;
    length_t x =
        sector->on_left ? leader.end.x - LEADER_GAP - pie->names_width : leader.end.x + LEADER_GAP;
    chart_put_text(set, &sector->name, x, sector->y - sector->name.height / 2);
}

/* ---- names in a legend ---- */

/* Key, name, value, percentage; all of them in columns. */
struct pie_legend {
    struct chart_text *values, *percents;
    length_t key, names, value, percent; /* widths */
    length_t height;
};

static length_t legend_width(const struct set_chart *set, const struct pie_legend *legend)
{
    return legend->key + set->em / 2 + legend->names + 2 * set->em + legend->value + set->em +
           legend->percent;
}

/* Makes a legend, and room for the circle at its left; false after reporting that there is none. */
static bool fit_legend(struct set_chart *set, struct pie *pie, struct pie_legend *legend)
{
    struct arena *arena = set->composer->arena;

    *legend = (struct pie_legend){.values = ARENA_ARRAY(arena, struct chart_text, set->count),
                                  .percents = ARENA_ARRAY(arena, struct chart_text, set->count),
                                  .key = length_scale(set->em, 7, 10)};
    for (size_t i = 0; i < set->count; i++) {
        struct place place = set->chart->labels[i].place;
        struct buffer value = buffer_new(arena), percent = buffer_new(arena);
        add_value(&value, &set->points[i]);
        add_percentage(&percent, pie, i);
        legend->values[i] = chart_set_text(set, buffer_string(&value), place);
        legend->percents[i] = chart_set_text(set, buffer_string(&percent), place);
        legend->value = length_max(legend->value, legend->values[i].width);
        legend->percent = length_max(legend->percent, legend->percents[i].width);
    }
    length_t most =
        set->width - legend_width(set, legend) - (length_t)2 * RADIUS_LEAST - 3 * set->em;
    for (size_t i = 0; i < set->count; i++) {
        struct chart_text *name = &pie->sectors[i].name;
        struct place place = set->chart->labels[i].place;
        *name = chart_set_text(set, set->labels[i], place);
        if (name->width > most && most > set->em) {
            *name = chart_set_text_within(set, set->labels[i], place, most, ALIGN_LEFT);
        }
        legend->names = length_max(legend->names, name->width);
        legend->height += name->height;
    }
    if (legend->height > set->height) {
        return chart_refuse_height(set, legend->height, set->height);
    }
    length_t width = legend_width(set, legend) + 3 * set->em;
    pie->radius =
        length_max(length_min((set->height - set->em) / 2, (set->width - width) / 2), RADIUS_LEAST);
    pie->x = (set->width - width - 2 * pie->radius) / 2 + pie->radius;
    pie->y = set->height / 2;
    return true;
}

/* Neighbours differ, the last sector and the first one too. */
static struct colour sector_colour(const struct set_chart *set, size_t i)
{
    bool as_first = i > 0 && i + 1 == set->count && i % set->design->colour_count == 0;

    return chart_colour(set, as_first ? 1 : i);
}

static void put_legend(struct set_chart *set, const struct pie *pie,
                       const struct pie_legend *legend)
{
    length_t left = pie->x + pie->radius + 3 * set->em;
    length_t right = left + legend_width(set, legend);
    length_t y = (set->height - legend->height) / 2;

    for (size_t i = 0; i < set->count; i++) {
        const struct chart_text *name = &pie->sectors[i].name;
        chart_put_rule(set, left, y + (set->leading - legend->key) / 2, legend->key, legend->key,
                       sector_colour(set, i));
        chart_put_text(set, name, left + legend->key + set->em / 2, y);
        chart_put_text(set, &legend->values[i],
                       right - legend->percent - set->em - legend->values[i].width, y);
        chart_put_text(set, &legend->percents[i], right - legend->percents[i].width, y);
        y += name->height;
    }
}

/* ---- the circle ---- */

/* A sector's outline; of a whole turn the circle. */
static struct chart_path outline(struct set_chart *set, const struct pie *pie, double from,
                                 double to)
{
    struct chart_path path = chart_path_new(set, CIRCLE_PARTS + 4);
    int parts = (int)ceil((to - from) * CIRCLE_PARTS);
    double step = (to - from) / parts;
    double reach = 4.0 / 3 * tan(step * turn / 4) * (double)pie->radius;
    struct point start = on_circle(pie, from, pie->radius);

    if (to - from < 1) {
        chart_path_to(&path, PATH_MOVE, pie->x, pie->y);
    }
    chart_path_to(&path, to - from < 1 ? PATH_LINE : PATH_MOVE, start.x, start.y);
    for (int part = 0; part < parts; part++) {
        double first = from + step * part, last = first + step;
        struct point end = on_circle(pie, last, pie->radius);
        chart_path_to(&path, PATH_CURVE, start.x + lround(cos(first * turn) * reach),
                      start.y + lround(sin(first * turn) * reach));
        path.points[path.point_count++] = (struct point){end.x - lround(cos(last * turn) * reach),
                                                         end.y - lround(sin(last * turn) * reach)};
        path.points[path.point_count++] = end;
        start = end;
    }
    chart_path_close(&path);
    return path;
}

static void put_sector(struct set_chart *set, const struct pie *pie, size_t i)
{
    const struct sector *sector = &pie->sectors[i];

    if (sector->to <= sector->from) {
        return; /* nothing of the whole */
    }
    struct chart_path path = outline(set, pie, sector->from, sector->to);
    struct display_path *put = chart_put_path(set, &path);
    put->filled = true;
    put->fill = sector_colour(set, i);
    put->stroke = sector->to - sector->from < 1 ? BETWEEN_WEIGHT : 0;
    put->stroke_colour = (struct colour){0};
}

/* The edge of the circle, for sectors that are nearly white. */
static void put_edge(struct set_chart *set, const struct pie *pie)
{
    struct chart_path path = outline(set, pie, 0, 1);

    chart_put_path(set, &path)->stroke = EDGE_WEIGHT;
}

/* The sectors: parts of a turn, and percentages. */
static void cut(struct set_chart *set, struct pie *pie, amount_t whole)
{
    amount_t *amounts = ARENA_ARRAY(set->composer->arena, amount_t, set->count);
    unsigned *tenths = ARENA_ARRAY(set->composer->arena, unsigned, set->count);
    amount_t so_far = 0;

    pie->whole_percents = true;
    for (size_t i = 0; i < set->count; i++) {
        amounts[i] = set->points[i].amount;
    }
    scale_percentages(set->composer->arena, amounts, set->count, tenths);
    for (size_t i = 0; i < set->count; i++) {
        struct sector *sector = &pie->sectors[i];
        sector->from = (double)so_far / (double)whole;
        so_far += amounts[i];
        sector->to = (double)so_far / (double)whole;
        sector->tenths = tenths[i];
        pie->whole_percents = pie->whole_percents && tenths[i] % 10 == 0;
    }
}

bool chart_draw_pie(struct set_chart *set)
{
    struct pie pie = {.sectors = ARENA_ARRAY(set->composer->arena, struct sector, set->count)};
    struct pie_legend legend;
    amount_t whole = whole_of(set);

    if (whole == 0) {
        return false;
    }
    cut(set, &pie, whole);
    bool named = fit_names(set, &pie);
    if (!named && !fit_legend(set, &pie, &legend)) {
        return false;
    }
    for (size_t i = 0; i < set->count; i++) {
        put_sector(set, &pie, i);
    }
    put_edge(set, &pie);
    if (!named) {
        put_legend(set, &pie, &legend);
    }
    for (size_t i = 0; i < set->count && named; i++) {
        put_name(set, &pie, &pie.sectors[i]);
    }
    return true;
}
