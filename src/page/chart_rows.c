/* Bars that lie (条形图): for long names, and for many of them. The chart is as high as they need.
 */
#include "page/chart.h"

#include "base/arena.h"

enum {
    NAMES_PERCENT = 40,   /* of the chart's width: room for names */
    BAR_PERCENT = 80,     /* of a line of text: thickness of a single bar */
    GROUPED_PERCENT = 60, /* of one among several */
    ROW_GAP_PERCENT = 45, /* of a line of text: between rows */
    STEP_EMS = 4,         /* between lines of the scale, at least */
    STEPS_MOST = 6,
};

struct rows {
    struct chart_text *names, *values;
    length_t names_width; /* that names were set within, at its right */
    length_t *heights;    /* of rows, without the gap between them */
    length_t left, right; /* of the scale's lines */
    length_t top, bottom;
    length_t bar, gap, near; /* thickness of a bar; between rows; between a bar and its value */
    struct scale scale;
};

static length_t x_of(const struct rows *rows, amount_t amount)
{
    return rows->left + scale_distance(&rows->scale, amount);
}

static void set_texts(struct set_chart *set, struct rows *rows)
{
    struct arena *arena = set->composer->arena;
    length_t widest = 0;

    rows->names_width = length_scale(set->width, NAMES_PERCENT, 100);
    rows->names = ARENA_ARRAY(arena, struct chart_text, set->count);
    rows->values = ARENA_ARRAY(arena, struct chart_text, set->count * set->series_count);
    rows->heights = ARENA_ARRAY(arena, length_t, set->count);
    for (size_t i = 0; i < set->count; i++) {
        rows->names[i] = chart_set_text_within(set, set->labels[i], set->chart->labels[i].place,
                                               rows->names_width, ALIGN_RIGHT);
        widest = length_max(widest, rows->names[i].width);
    }
    for (size_t i = 0; i < set->count * set->series_count; i++) {
        rows->values[i] =
            chart_set_text(set, set->points[i].digits, set->points[i].written->value.place);
    }
    rows->left = widest + set->em;
    rows->near = set->em / 4;
}

/* Heights of the rows, as they need them; then whatever more the chart was given is shared out. */
static bool set_heights(struct set_chart *set, struct rows *rows)
{
    length_t foot = set->leading + set->em / 2 + chart_legend_height(set);
    length_t needed = 0;
    length_t count = length_max((length_t)set->count, 1); /* a chart has a value at least */

    rows->bar =
        length_scale(set->leading, set->series_count > 1 ? GROUPED_PERCENT : BAR_PERCENT, 100);
    rows->gap = length_scale(set->leading, ROW_GAP_PERCENT, 100);
    rows->top = chart_unit_height(set);
    for (size_t i = 0; i < set->count; i++) {
        rows->heights[i] =
            length_max(rows->names[i].height, rows->bar * (length_t)set->series_count);
        needed += rows->heights[i] + rows->gap;
    }
    length_t least = rows->top + needed + foot;
    if (least > set->highest) { /* closer */
        rows->gap -= (least - set->highest + count - 1) / count;
        if (rows->gap < 0) {
            return chart_refuse_height(set, least, set->highest);
        }
        least = set->highest;
    }
    set->height = set->chart->height > 0 ? length_max(least, set->height) : least;
    rows->bottom = set->height - foot;
    length_t spare = set->height - least;
    rows->gap += spare / count;
    return true;
}

/* The scale, with room for the values behind the ends of their bars. */
static void set_scale(struct set_chart *set, struct rows *rows)
{
    amount_t least = 0, most = 0;
    length_t before = 0, behind = 0;

    for (size_t i = 0; i < set->count * set->series_count; i++) {
        amount_t amount = set->points[i].amount;
        length_t room = rows->values[i].width + rows->near;
        least = amount < least ? amount : least;
        most = amount > most ? amount : most;
        before = amount < 0 ? length_max(before, room) : before;
        behind = amount < 0 ? behind : length_max(behind, room);
    }
    rows->left += before;
    rows->right = set->width - length_max(behind, set->em);
    length_t length = rows->right - rows->left;
    length_t steps = length_max(length_min(length / (STEP_EMS * set->em), STEPS_MOST), 1);
    rows->scale = scale_new(least, most, set->places, true, (int)steps);
    rows->scale.length = length;
}

static void put_scale(struct set_chart *set, const struct rows *rows)
{
    struct colour colour = composer_colour(set->design->grid_colour);
    length_t weight = set->design->grid;

    for (size_t i = 0; i < scale_line_count(&rows->scale); i++) {
        amount_t line = scale_line(&rows->scale, i);
        struct chart_text label = chart_set_text(
            set, scale_label(&rows->scale, line, set->composer->arena), set->chart->place);
        length_t x = x_of(rows, line);
        chart_put_rule(set, x - weight / 2, rows->top, weight, rows->bottom - rows->top, colour);
        length_t left = length_min(x - label.width / 2, set->width - label.width);
        chart_put_text(set, &label, left, rows->bottom + set->em / 2);
    }
}

static void put_bar(struct set_chart *set, const struct rows *rows, size_t series, size_t i,
                    length_t y)
{
    const struct chart_point *point = chart_point(set, series, i);
    const struct chart_text *value = &rows->values[series * set->count + i];
    length_t zero = x_of(rows, 0), end = x_of(rows, point->amount);
    length_t x = point->amount < 0 ? end - rows->near - value->width : end + rows->near;

    chart_put_rule(set, length_min(zero, end), y, length_max(end - zero, zero - end), rows->bar,
                   chart_colour(set, set->series_count > 1 ? series : 0));
    chart_put_ground(set, x, y, value->width, rows->bar);
    chart_put_text(set, value, x, y + (rows->bar - set->leading) / 2);
}

static void put_rows(struct set_chart *set, const struct rows *rows)
{
    length_t y = rows->top + rows->gap / 2;
    length_t names = 0;

    for (size_t i = 0; i < set->count; i++) {
        names = length_max(names, rows->names[i].width);
    }
    for (size_t i = 0; i < set->count; i++) {
        const struct chart_text *name = &rows->names[i];
        length_t bars = rows->bar * (length_t)set->series_count;
        chart_put_text(set, name, names - rows->names_width,
                       y + (rows->heights[i] - name->height) / 2);
        for (size_t series = 0; series < set->series_count; series++) {
            put_bar(set, rows, series, i,
                    y + (rows->heights[i] - bars) / 2 + rows->bar * (length_t)series);
        }
        y += rows->heights[i] + rows->gap;
    }
}

bool chart_draw_rows(struct set_chart *set)
{
    struct rows rows = {0};
    length_t weight = set->design->axis;

    set_texts(set, &rows);
    if (!set_heights(set, &rows)) {
        return false;
    }
    set_scale(set, &rows);
    put_scale(set, &rows);
    put_rows(set, &rows);
    chart_put_rule(set, x_of(&rows, 0) - weight / 2, rows.top, weight, rows.bottom - rows.top,
                   (struct colour){0, 0, 0, 1000});
    chart_put_unit(set);
    chart_put_legend(set, set->height - chart_legend_height(set));
    return true;
}
