/* Lines (折线图): a mark at each value, one line a series. */
#include "page/chart.h"

#include "base/arena.h"

enum {
    LINE_WEIGHT = 1000,
    MARKER_REACH = 3500 /* from the middle of a mark to its value's text */
};

/* Where the text of a value may stand. */
struct spot {
    struct rectangle where;
    bool placed;
};

struct lines_chart {
    struct frame frame;
    struct chart_text *texts; /* the values */
    struct spot *spots;
};

static void put_line(struct set_chart *set, const struct frame *frame, size_t series)
{
    struct chart_path path = chart_path_new(set, set->count);

    for (size_t i = 0; i < set->count; i++) {
        chart_path_to(&path, i == 0 ? PATH_MOVE : PATH_LINE, frame_slot(set, frame, i),
                      frame_y(frame, chart_point(set, series, i)->amount));
    }
    struct display_path *put = chart_put_path(set, &path);
    put->stroke = LINE_WEIGHT;
    put->stroke_colour = chart_colour(set, series);
}

static bool meet(const struct rectangle *a, const struct rectangle *b)
{
    return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height &&
           b->y < a->y + a->height;
}

/* Whether a line of the chart runs through a rectangle between two slots; exact enough: the line's
 * height over the rectangle's edges. */
static bool line_meets(const struct set_chart *set, const struct frame *frame, size_t series,
                       size_t from, const struct rectangle *where)
{
    length_t x0 = frame_slot(set, frame, from), x1 = frame_slot(set, frame, from + 1);
    length_t y0 = frame_y(frame, chart_point(set, series, from)->amount);
    length_t y1 = frame_y(frame, chart_point(set, series, from + 1)->amount);
    length_t left = length_max(where->x, x0), right = length_min(where->x + where->width, x1);

    if (left >= right) {
        return false;
    }
    length_t at_left = y0 + length_scale(y1 - y0, left - x0, x1 - x0);
    length_t at_right = y0 + length_scale(y1 - y0, right - x0, x1 - x0);
    return length_min(at_left, at_right) < where->y + where->height &&
           length_max(at_left, at_right) > where->y;
}

static bool is_free(const struct set_chart *set, const struct lines_chart *lines, size_t point,
                    const struct rectangle *where)
{
    for (size_t i = 0; i < set->count * set->series_count; i++) {
        length_t x = frame_slot(set, &lines->frame, i % set->count);
        length_t y = frame_y(&lines->frame, set->points[i].amount);
        struct rectangle marker = {x - MARKER_REACH, y - MARKER_REACH, (length_t)2 * MARKER_REACH,
                                   (length_t)2 * MARKER_REACH};
        if ((i != point && meet(&marker, where)) ||
            (lines->spots[i].placed && meet(&lines->spots[i].where, where))) {
            return false;
        }
    }
    for (size_t series = 0; series < set->series_count; series++) {
        for (size_t i = 0; i + 1 < set->count; i++) {
            if (line_meets(set, &lines->frame, series, i, where)) {
                return false;
            }
        }
    }
    length_t axis = frame_axis(&lines->frame);
    return (where->y + where->height <= axis || where->y >= axis) &&
           where->y + where->height <= lines->frame.bottom && where->x + where->width <= set->width;
}

/* Finds a place above or below each mark; false where one has none: then no value is shown, since
 * some without the others would look as if they were missing. */
static bool find_spots(struct set_chart *set, struct lines_chart *lines)
{
    for (size_t i = 0; i < set->count * set->series_count; i++) {
        length_t width = lines->texts[i].width;
        length_t x = frame_slot(set, &lines->frame, i % set->count) - width / 2;
        length_t y = frame_y(&lines->frame, set->points[i].amount);
        const struct rectangle above = {x, y - MARKER_REACH - set->em, width, set->em};
        const struct rectangle below = {x, y + MARKER_REACH, width, set->em};
        const struct rectangle higher = {x, above.y - set->em / 2, width, set->em};
        const struct rectangle lower = {x, below.y + set->em / 2, width, set->em};
        const struct rectangle *tries[] = {&above, &below, &higher, &lower};
        for (size_t k = 0; k < 4 && !lines->spots[i].placed; k++) {
            if (is_free(set, lines, i, tries[k])) {
                lines->spots[i] = (struct spot){*tries[k], true};
            }
        }
        if (!lines->spots[i].placed) {
            return false;
        }
    }
    return true;
}

static void put_values(struct set_chart *set, const struct lines_chart *lines)
{
    for (size_t i = 0; i < set->count * set->series_count; i++) {
        const struct rectangle *where = &lines->spots[i].where;
        chart_put_ground(set, where->x, where->y, where->width, where->height);
    }
    for (size_t i = 0; i < set->count * set->series_count; i++) {
        const struct rectangle *where = &lines->spots[i].where;
        chart_put_text(set, &lines->texts[i], where->x, where->y - (set->leading - set->em) / 2);
    }
}

bool chart_draw_lines(struct set_chart *set)
{
    size_t count = set->count * set->series_count;
    struct lines_chart lines = {.texts =
                                    ARENA_ARRAY(set->composer->arena, struct chart_text, count),
                                .spots = ARENA_ARRAY(set->composer->arena, struct spot, count)};
    length_t room = set->leading + MARKER_REACH;

    for (size_t i = 0; i < count; i++) {
        lines.texts[i] =
            chart_set_text(set, set->points[i].digits, set->points[i].written->value.place);
    }
    if (!frame_make(set, false, room, 0, &lines.frame)) {
        return false;
    }
    frame_draw(set, &lines.frame);
    frame_draw_axis(set, &lines.frame);
    if (find_spots(set, &lines)) {
        put_values(set, &lines);
    }
    for (size_t series = 0; series < set->series_count; series++) {
        put_line(set, &lines.frame, series);
    }
    for (size_t series = 0; series < set->series_count; series++) {
        for (size_t i = 0; i < set->count; i++) {
            chart_put_marker(set, series, frame_slot(set, &lines.frame, i),
                             frame_y(&lines.frame, chart_point(set, series, i)->amount));
        }
    }
    return true;
}
