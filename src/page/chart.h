/*
 * A chart while it is drawn: its values and texts (chart.c), the scale (chart_scale.c), the pieces
 * that all kinds have (chart_parts.c), and the kinds: bars that stand (chart_bars.c) or lie
 * (chart_rows.c), lines (chart_lines.c), pies (chart_pie.c). Shared by these, nobody else's
 * business.
 *
 * Coordinates are from the chart's top left corner. Values are never fractions in binary: what is
 * shown is what the data say.
 */
#ifndef GONGWEN_PAGE_CHART_H
#define GONGWEN_PAGE_CHART_H

#include "page/box.h"
#include "report/figure.h"

/* A number in units of 10^-places of its chart: 18 digits with 18 places behind them fit. */
typedef __int128 amount_t;

/* A value of the chart. */
struct chart_point {
    const struct chart_value *written;
    struct decimal value;
    amount_t amount;
    struct string digits; /* as the data have them */
    struct string unit;   /* its own; "" for none */
};

/* A text, set but not yet placed. */
struct chart_text {
    struct lines lines;
    length_t width, height;
};

struct set_chart {
    struct flow *flow;
    struct composer *composer;
    const struct chart *chart;
    const struct chart_design *design;
    const struct typography *typography;
    struct group_builder builder;
    uint32_t node;
    length_t em, leading; /* of all text */
    length_t width, height;
    length_t highest; /* what a page has room for */
    size_t count, series_count;
    struct string *labels;      /* of the values */
    struct string *names;       /* of the series */
    struct chart_point *points; /* series by series */
    unsigned places;
    struct string unit; /* of all values; "" where they have none, or several */
};

static inline const struct chart_point *chart_point(const struct set_chart *set, size_t series,
                                                    size_t i)
{
    return &set->points[series * set->count + i];
}

/* ---- the scale (chart_scale.c) ---- */

struct scale {
    amount_t low, high, step; /* of its lines: low and high are two of them */
    unsigned places;
    length_t length; /* from low to high */
};

/* A scale that has room for values from `least` to `most`, with steps of 1, 2 or 5 times a power of
 * ten, no finer than the values themselves, and at most `most_steps` of them. `from_zero`: zero is
 * on it in any case; else only where the values are not all far from it. */
struct scale scale_new(amount_t least, amount_t most, unsigned places, bool from_zero,
                       int most_steps);

/* How far a value is from the scale's low end. */
length_t scale_distance(const struct scale *scale, amount_t amount);

/* The scale's lines, from low to high. */
size_t scale_line_count(const struct scale *scale);
amount_t scale_line(const struct scale *scale, size_t i);
/* What stands at a line: as many decimals as the steps have. */
struct string scale_label(const struct scale *scale, amount_t line, struct arena *arena);

/* Shares of a whole in tenths of a percent that add up to 1000: what rounding leaves goes to the
 * largest remainders. */
void scale_percentages(struct arena *arena, const amount_t *amounts, size_t count,
                       unsigned *tenths);

/* ---- the pieces of all kinds (chart_parts.c) ---- */

/* Sets a text on one line, or within a width. */
struct chart_text chart_set_text(struct set_chart *set, struct string words, struct place place);
struct chart_text chart_set_text_within(struct set_chart *set, struct string words,
                                        struct place place, length_t width, enum alignment align);

/* The longest piece of a text that lines are not broken inside of. */
length_t chart_longest_piece(struct set_chart *set, struct string words, struct place place);

/* Puts a text's top left corner somewhere; one that was set within a width keeps that to stand in.
 */
void chart_put_text(struct set_chart *set, const struct chart_text *text, length_t x, length_t y);
/* Puts a text a quarter turn anticlockwise: x and y are of the bottom left corner, where it begins.
 */
void chart_put_turned(struct set_chart *set, const struct chart_text *text, length_t x, length_t y);

struct colour chart_colour(const struct set_chart *set, size_t i);
void chart_put_rule(struct set_chart *set, length_t x, length_t y, length_t width, length_t height,
                    struct colour colour);
/* White under a text, so that no line runs through it. */
void chart_put_ground(struct set_chart *set, length_t x, length_t y, length_t width,
                      length_t height);

/* A path that is built step by step. */
struct chart_path {
    enum path_step *steps;
    struct point *points;
    size_t step_count, point_count;
};
struct chart_path chart_path_new(struct set_chart *set, size_t steps);
void chart_path_to(struct chart_path *path, enum path_step step, length_t x, length_t y);
void chart_path_close(struct chart_path *path);
/* Adds it to the chart, filled or stroked; the caller may change the item. */
struct display_path *chart_put_path(struct set_chart *set, const struct chart_path *path);

/* The mark of a series at a point of a line; each series has its own. */
void chart_put_marker(struct set_chart *set, size_t series, length_t x, length_t y);

/* The legend: what it takes at the chart's foot, and putting it there. 0 where one series needs
 * none. */
length_t chart_legend_height(struct set_chart *set);
void chart_put_legend(struct set_chart *set, length_t y);

/* The unit above the scale: what it takes at the chart's top, and putting it there. */
length_t chart_unit_height(const struct set_chart *set);
void chart_put_unit(struct set_chart *set);

/* ---- the frame of charts that stand (chart_frame.c) ---- */

struct frame {
    length_t left, right, top, bottom; /* of the scale's lines */
    length_t above, below;             /* free for what stands beyond the scale's ends */
    struct scale scale;
    struct chart_text *texts; /* names of the slots */
    bool turned;              /* they are */
    size_t every;             /* 1: all of them are there; 2: every other one, … */
    length_t texts_height;
};

/* The middle of slot `i`; how wide a slot is. */
length_t frame_slot(const struct set_chart *set, const struct frame *frame, size_t i);
length_t frame_slot_width(const struct set_chart *set, const struct frame *frame);
length_t frame_y(const struct frame *frame, amount_t amount);
/* The line that the chart stands on: zero, or the scale's low end. */
length_t frame_axis(const struct frame *frame);

/* Whether the names fit under the slots, neither turned nor left out. */
bool frame_names_fit(struct set_chart *set);

/* Makes the frame of a chart with so much free above and below; false after reporting that there is
 * no room. */
bool frame_make(struct set_chart *set, bool from_zero, length_t above, length_t below,
                struct frame *out);

/* Draws it: the lines of the scale and all texts, under what the chart shows; and the line that it
 * stands on, over that. */
void frame_draw(struct set_chart *set, const struct frame *frame);
void frame_draw_axis(struct set_chart *set, const struct frame *frame);

/* ---- the kinds; each sets set->height ---- */

bool chart_draw_bars(struct set_chart *set);
bool chart_draw_rows(struct set_chart *set);
bool chart_draw_lines(struct set_chart *set);
bool chart_draw_pie(struct set_chart *set);

/* Reports that the chart needs more height (chart.c); always false. */
bool chart_refuse_height(struct set_chart *set, length_t needed, length_t there);

#endif
