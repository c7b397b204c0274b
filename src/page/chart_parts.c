/* The pieces of which charts are drawn: texts, rules, paths, marks of series, legend, unit. */
#include "page/chart.h"

#include "base/arena.h"
#include <math.h>
#include <string.h>

enum {
    LEGEND_GAP_EMS = 2,      /* between entries, in half em */
    LEGEND_KEY_PERCENT = 70, /* of the em: side of a key */
    LEGEND_LINE_PERCENT = 200,
    MARKER_RADIUS = 2200, /* 2.2 pt */
    LINE_WEIGHT = 1000,
};

/* ---- texts ---- */

struct chart_text chart_set_text_within(struct set_chart *set, struct string words,
                                        struct place place, length_t width, enum alignment align)
{
    struct composer *composer = set->composer;
    struct expansion text = template_derived(composer->arena, words, (struct text){words, place});
    struct clusters clusters =
        cluster_text(composer->scratch, text, set->typography, composer->diagnostics);
    struct chart_text made = {0};

    if (width > 0) {
        struct measure measure = {.width = width, .align = align};
        made.lines = paragraph_set(composer->arena, composer->scratch, &clusters, &measure,
                                   composer->diagnostics);
    } else if (clusters.count > 0) {
        struct line *line = ARENA_NEW(composer->arena, struct line);
        *line = paragraph_set_line(composer->arena, composer->scratch, &clusters);
        made.lines = (struct lines){line, 1};
    }
    for (size_t i = 0; i < made.lines.count; i++) {
        made.width = length_max(made.width, made.lines.items[i].width);
    }
    made.height = (length_t)made.lines.count * set->leading;
    arena_reset(composer->scratch);
    return made;
}

struct chart_text chart_set_text(struct set_chart *set, struct string words, struct place place)
{
    return chart_set_text_within(set, words, place, 0, ALIGN_LEFT);
}

length_t chart_longest_piece(struct set_chart *set, struct string words, struct place place)
{
    struct composer *composer = set->composer;
    struct expansion text = template_derived(composer->arena, words, (struct text){words, place});
    struct clusters clusters =
        cluster_text(composer->scratch, text, set->typography, composer->diagnostics);
    length_t longest = 0, piece = 0;

    for (size_t i = 0; i < clusters.count; i++) {
        const struct cluster *cluster = &clusters.items[i];
        piece += cluster->advance;
        longest = length_max(longest, piece);
        piece = cluster->penalty < BREAK_FORBIDDEN ? 0 : piece + cluster->gap;
    }
    arena_reset(composer->scratch);
    return longest;
}

void chart_put_text(struct set_chart *set, const struct chart_text *text, length_t x, length_t y)
{
    for (size_t i = 0; i < text->lines.count; i++) {
        const struct line *line = &text->lines.items[i];
        group_add_line(&set->builder, line, set->typography, set->node, x + line->x,
                       y + (length_t)i * set->leading + (set->leading - set->em) / 2);
    }
}

void chart_put_turned(struct set_chart *set, const struct chart_text *text, length_t x, length_t y)
{
    length_t baseline = x + (set->leading - set->em) / 2 + typography_ascent(set->typography);

    for (size_t i = 0; i < text->lines.count; i++) {
        const struct line *line = &text->lines.items[i];
        for (size_t k = 0; k < line->run_count; k++) {
            struct display_item *item = group_add(&set->builder, DISPLAY_RUN, set->node);
            item->turned = true;
            item->run = line->runs[k];
            item->run.x = baseline + (length_t)i * set->leading;
            item->run.y = y - line->x - line->runs[k].x;
        }
    }
}

/* ---- shapes ---- */

struct colour chart_colour(const struct set_chart *set, size_t i)
{
    return composer_colour(set->design->colours[i % set->design->colour_count]);
}

void chart_put_rule(struct set_chart *set, length_t x, length_t y, length_t width, length_t height,
                    struct colour colour)
{
    if (width <= 0 || height <= 0) {
        return;
    }
    struct display_item *item = group_add(&set->builder, DISPLAY_RULE, set->node);
    item->rule = (struct display_rule){x, y, width, height, colour, set->chart->place};
}

void chart_put_ground(struct set_chart *set, length_t x, length_t y, length_t width,
                      length_t height)
{
    chart_put_rule(set, x, y, width, height, (struct colour){0});
}

struct chart_path chart_path_new(struct set_chart *set, size_t steps)
{
    return (struct chart_path){.steps = ARENA_ARRAY(set->composer->arena, enum path_step, steps),
                               .points =
                                   ARENA_ARRAY(set->composer->arena, struct point, 3 * steps)};
}

void chart_path_to(struct chart_path *path, enum path_step step, length_t x, length_t y)
{
    path->steps[path->step_count++] = step;
    path->points[path->point_count++] = (struct point){x, y};
}

void chart_path_close(struct chart_path *path)
{
    path->steps[path->step_count++] = PATH_CLOSE;
}

struct display_path *chart_put_path(struct set_chart *set, const struct chart_path *path)
{
    struct display_item *item = group_add(&set->builder, DISPLAY_PATH, set->node);

    item->path = (struct display_path){.steps = path->steps,
                                       .step_count = path->step_count,
                                       .points = path->points,
                                       .stroke_colour = {0, 0, 0, 1000},
                                       .place = set->chart->place};
    return &item->path;
}

/* A circle of four curves. */
static void add_circle(struct chart_path *path, length_t x, length_t y, length_t radius)
{
    static const int directions[4][2] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};
    length_t control = length_scale(radius, 5523, 10000); /* 4/3 (√2 − 1) */

    chart_path_to(path, PATH_MOVE, x + radius, y);
    for (int i = 0; i < 4; i++) {
        const int *from = directions[i], *to = directions[(i + 1) % 4];
        chart_path_to(path, PATH_CURVE, x + from[0] * radius + to[0] * control,
                      y + from[1] * radius + to[1] * control);
        path->points[path->point_count++] = (struct point){x + to[0] * radius + from[0] * control,
                                                           y + to[1] * radius + from[1] * control};
        path->points[path->point_count++] = (struct point){x + to[0] * radius, y + to[1] * radius};
    }
    chart_path_close(path);
}

static void add_polygon(struct chart_path *path, length_t x, length_t y, length_t radius,
                        const int (*corners)[2], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        chart_path_to(path, i == 0 ? PATH_MOVE : PATH_LINE,
                      x + length_scale(radius, corners[i][0], 100),
                      y + length_scale(radius, corners[i][1], 100));
    }
    chart_path_close(path);
}

/* A disc, a square, a triangle, a diamond; then the same, hollow. */
void chart_put_marker(struct set_chart *set, size_t series, length_t x, length_t y)
{
    static const int square[4][2] = {{-85, -85}, {85, -85}, {85, 85}, {-85, 85}};
    static const int triangle[3][2] = {{0, -115}, {105, 75}, {-105, 75}};
    static const int diamond[4][2] = {{0, -120}, {120, 0}, {0, 120}, {-120, 0}};
    struct chart_path path = chart_path_new(set, 8);
    struct colour colour = chart_colour(set, series);

    switch (series % 4) {
    case 0:
        add_circle(&path, x, y, MARKER_RADIUS);
        break;
    case 1:
        add_polygon(&path, x, y, MARKER_RADIUS, square, 4);
        break;
    case 2:
        add_polygon(&path, x, y, MARKER_RADIUS, triangle, 3);
        break;
    case 3:
        add_polygon(&path, x, y, MARKER_RADIUS, diamond, 4);
        break;
    }
    struct display_path *put = chart_put_path(set, &path);
    put->filled = true;
    put->fill = series / 4 % 2 == 0 ? colour : (struct colour){0};
    put->stroke = LINE_WEIGHT;
    put->stroke_colour = colour;
}

/* ---- legend ---- */

/* Where the entries of the legend stand: rows of them, each row in the middle. */
struct legend {
    struct chart_text *texts;
    length_t *x; /* of their keys */
    size_t *row;
    size_t rows;
    length_t key;
};

static struct legend make_legend(struct set_chart *set)
{
    struct arena *arena = set->composer->arena;
    struct legend legend = {.texts = ARENA_ARRAY(arena, struct chart_text, set->series_count),
                            .x = ARENA_ARRAY(arena, length_t, set->series_count),
                            .row = ARENA_ARRAY(arena, size_t, set->series_count)};
    length_t pen = 0;
    size_t first = 0;

    legend.key = length_scale(
        set->em, set->chart->kind == CHART_LINE ? LEGEND_LINE_PERCENT : LEGEND_KEY_PERCENT, 100);
    for (size_t i = 0; i <= set->series_count; i++) {
        length_t width = 0;
        if (i < set->series_count) {
            legend.texts[i] = chart_set_text(set, set->names[i], set->chart->names[i].place);
            width = legend.key + set->em / 2 + legend.texts[i].width;
        }
        bool full = i > first && pen + width > set->width;
        if (full || i == set->series_count) {
            length_t shift = (set->width - (pen - LEGEND_GAP_EMS * set->em)) / 2;
            for (size_t k = first; k < i; k++) {
                legend.x[k] += shift;
            }
            legend.rows++;
            first = i;
            pen = 0;
        }
        if (i < set->series_count) {
            legend.x[i] = pen;
            legend.row[i] = legend.rows;
            pen += width + LEGEND_GAP_EMS * set->em;
        }
    }
    return legend;
}

length_t chart_legend_height(struct set_chart *set)
{
    if (set->names == NULL || set->series_count < 2) {
        return 0;
    }
    return set->leading / 2 + (length_t)make_legend(set).rows * set->leading;
}

void chart_put_legend(struct set_chart *set, length_t y)
{
    if (chart_legend_height(set) == 0) {
        return;
    }
    struct legend legend = make_legend(set);
    for (size_t i = 0; i < set->series_count; i++) {
        length_t top = y + set->leading / 2 + (length_t)legend.row[i] * set->leading;
        length_t middle = top + set->leading / 2;
        if (set->chart->kind == CHART_LINE) {
            chart_put_rule(set, legend.x[i], middle - LINE_WEIGHT / 2, legend.key, LINE_WEIGHT,
                           chart_colour(set, i));
            chart_put_marker(set, i, legend.x[i] + legend.key / 2, middle);
        } else {
            chart_put_rule(set, legend.x[i], middle - legend.key / 2, legend.key, legend.key,
                           chart_colour(set, i));
        }
        chart_put_text(set, &legend.texts[i], legend.x[i] + legend.key + set->em / 2, top);
    }
}

/* ---- unit ---- */

length_t chart_unit_height(const struct set_chart *set)
{
    return set->unit.size > 0 ? set->leading + set->em / 4 : 0;
}

void chart_put_unit(struct set_chart *set)
{
    struct composer *composer = set->composer;
    const struct text *written = &set->design->unit;
    struct variable variables[] = {{"unit", set->unit.bytes}, {0}};
    struct scope scope = {.report = composer->report, .variables = variables};
    struct string words = set->unit;

    if (set->unit.size == 0) {
        return;
    }
    if (written->string.bytes != NULL) {
        words = template_expand(composer->arena, &scope, *written, composer->diagnostics).string;
    }
    struct chart_text text = chart_set_text(set, words, set->chart->place);
    chart_put_text(set, &text, 0, 0);
}
