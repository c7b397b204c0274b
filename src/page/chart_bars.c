/* Bars that stand (柱形图), one beside the other in the slots of their names. */
#include "page/chart.h"

#include "base/arena.h"

enum {
    GROUP_PERCENT = 66,  /* of the slot: what its bars take */
    BAR_WIDEST = 40000,  /* 40 pt */
    BETWEEN_PERCENT = 8, /* of a bar: between the bars of a slot */
    TURNED_PERCENT = 30, /* of the chart's height: what turned values may take */
};

/* How the values stand at the ends of their bars. */
enum value_texts { VALUES_UPRIGHT, VALUES_TURNED, VALUES_NONE };

struct bars {
    struct frame frame;
    enum value_texts kind;
    struct chart_text *texts; /* the values */
    length_t gap;             /* between a bar and its value */
};

/* Bars stand `pitch` from each other; a single one is as wide. */
static length_t pitch_of(const struct set_chart *set, length_t slot)
{
    length_t group = length_scale(slot, GROUP_PERCENT, 100);

    return length_min(group / (length_t)set->series_count, BAR_WIDEST);
}

/* Chooses how the values stand; returns the room that they take at the ends of bars. */
static length_t choose_values(struct set_chart *set, struct bars *bars)
{
    size_t count = set->count * set->series_count;
    length_t slot = (set->width - 5 * set->em) / (length_t)set->count;
    length_t pitch = set->series_count > 1 ? pitch_of(set, slot) : slot;
    length_t widest = 0;

    bars->texts = ARENA_ARRAY(set->composer->arena, struct chart_text, count);
    bars->gap = set->em / 5;
    for (size_t i = 0; i < count; i++) {
        bars->texts[i] =
            chart_set_text(set, set->points[i].digits, set->points[i].written->value.place);
        widest = length_max(widest, bars->texts[i].width);
    }
    if (widest + set->em / 5 <= pitch) {
        bars->kind = VALUES_UPRIGHT;
        return set->leading + bars->gap;
    }
    bool narrow = pitch < set->em;
    if (!narrow && widest * 100 <= set->height * TURNED_PERCENT) {
        bars->kind = VALUES_TURNED;
        return widest + 2 * bars->gap;
    }
    bars->kind = VALUES_NONE;
    return 0;
}

static void put_value(struct set_chart *set, const struct bars *bars, size_t point, length_t middle,
                      length_t end, bool down)
{
    const struct chart_text *text = &bars->texts[point];

    switch (bars->kind) {
    case VALUES_UPRIGHT: {
        length_t y = down ? end + bars->gap : end - bars->gap - set->leading;
        chart_put_ground(set, middle - text->width / 2, y + (set->leading - set->em) / 2,
                         text->width, set->em);
        chart_put_text(set, text, middle - text->width / 2, y);
        break;
    }
    case VALUES_TURNED: {
        length_t y = down ? end + bars->gap + text->width : end - bars->gap;
        chart_put_ground(set, middle - set->em / 2, y - text->width, set->em, text->width);
        chart_put_turned(set, text, middle - set->leading / 2, y);
        break;
    }
    case VALUES_NONE:
        break;
    }
}

static void put_bar(struct set_chart *set, const struct bars *bars, size_t series, size_t i)
{
    const struct frame *frame = &bars->frame;
    const struct chart_point *point = chart_point(set, series, i);
    length_t pitch = pitch_of(set, frame_slot_width(set, frame));
    length_t between = set->series_count > 1 ? length_scale(pitch, BETWEEN_PERCENT, 100) : 0;
    length_t left = frame_slot(set, frame, i) - pitch * (length_t)set->series_count / 2 +
                    pitch * (length_t)series + between / 2;
    length_t zero = frame_y(frame, 0), end = frame_y(frame, point->amount);
    length_t width = pitch - between;

    chart_put_rule(set, left, length_min(zero, end), width, length_max(zero - end, end - zero),
                   chart_colour(set, set->series_count > 1 ? series : 0));
    put_value(set, bars, series * set->count + i, left + width / 2, end, point->amount < 0);
}

bool chart_draw_bars(struct set_chart *set)
{
    struct bars bars = {0};
    length_t room = choose_values(set, &bars);
    bool negative = false, positive = false;

    for (size_t i = 0; i < set->count * set->series_count; i++) {
        negative = negative || set->points[i].amount < 0;
        positive = positive || set->points[i].amount >= 0;
    }
    if (!frame_make(set, true, positive ? room : 0, negative ? room : 0, &bars.frame)) {
        return false;
    }
    frame_draw(set, &bars.frame);
    for (size_t series = 0; series < set->series_count; series++) {
        for (size_t i = 0; i < set->count; i++) {
            put_bar(set, &bars, series, i);
        }
    }
    frame_draw_axis(set, &bars.frame);
    return true;
}
