/* The frame of charts that stand: a scale at the left, names of the slots under it. */
#include "page/chart.h"

#include "base/arena.h"

enum {
    NAME_LINES = 3,         /* that a name under its slot may take */
    NAME_EMS = 7,           /* a slot that has room for wrapped names, in half em */
    SHORT_EMS = 4,          /* names that may be left out rather than turned: 12月, 2023年 */
    TURNED_PERCENT = 45,    /* of the chart's height: room for turned names */
    PLOT_LINES = 4,         /* the scale is at least as high as so many lines of text */
    STEP_LINES_TENTHS = 22, /* between lines of the scale, in lines of text */
    STEPS_MOST = 8,
    SETTLED = 3, /* passes: the scale's labels and the room left for it depend on each other */
};

length_t frame_slot_width(const struct set_chart *set, const struct frame *frame)
{
    return (frame->right - frame->left) / (length_t)set->count;
}

length_t frame_slot(const struct set_chart *set, const struct frame *frame, size_t i)
{
    return frame->left +
           length_scale(frame->right - frame->left, 2 * (int64_t)i + 1, 2 * (int64_t)set->count);
}

length_t frame_y(const struct frame *frame, amount_t amount)
{
    return frame->bottom - scale_distance(&frame->scale, amount);
}

length_t frame_axis(const struct frame *frame)
{
    bool has_zero = frame->scale.low <= 0 && frame->scale.high >= 0;

    return has_zero ? frame_y(frame, 0) : frame->bottom;
}

/* ---- names of the slots ---- */

/* Whether the names can stand in slots of that width, each in a few lines. */
static bool names_wrap(struct set_chart *set, length_t slot)
{
    length_t room = slot - set->em / 2;

    for (size_t i = 0; i < set->count; i++) {
        struct place place = set->chart->labels[i].place;
        length_t natural = chart_set_text(set, set->labels[i], place).width;
        bool narrow = 2 * slot < NAME_EMS * set->em || natural > NAME_LINES * room ||
                      chart_longest_piece(set, set->labels[i], place) > room;
        if (natural > room &&
            (narrow ||
             chart_set_text_within(set, set->labels[i], place, room, ALIGN_CENTRE).lines.count >
                 NAME_LINES)) {
            return false;
        }
    }
    return true;
}

bool frame_names_fit(struct set_chart *set)
{
    /* The scale's labels take about so much; where it is a near thing, bars may lie. */
    return names_wrap(set, (set->width - 5 * set->em) / (length_t)set->count);
}

/* Names that stand under their slots. */
static void set_wrapped(struct set_chart *set, struct frame *frame, length_t slot)
{
    for (size_t i = 0; i < set->count; i++) {
        frame->texts[i] = chart_set_text_within(set, set->labels[i], set->chart->labels[i].place,
                                                slot - set->em / 2, ALIGN_CENTRE);
        frame->texts_height = length_max(frame->texts_height, frame->texts[i].height);
    }
}

/* Names that hang from their slots, and end there. */
static void set_turned(struct set_chart *set, struct frame *frame, length_t slot, length_t widest)
{
    length_t thickness = 0;

    frame->texts_height = length_min(widest, length_scale(set->height, TURNED_PERCENT, 100));
    for (size_t i = 0; i < set->count; i++) {
        frame->texts[i] = chart_set_text_within(set, set->labels[i], set->chart->labels[i].place,
                                                frame->texts_height, ALIGN_RIGHT);
        thickness = length_max(thickness, frame->texts[i].height);
    }
    frame->every = (size_t)((thickness + slot - 1) / slot);
}

static void set_names(struct set_chart *set, struct frame *frame)
{
    length_t slot = frame_slot_width(set, frame);
    length_t widest = 0;

    frame->texts = ARENA_ARRAY(set->composer->arena, struct chart_text, set->count);
    frame->turned = false;
    frame->every = 1;
    frame->texts_height = 0;
    if (names_wrap(set, slot)) {
        set_wrapped(set, frame, slot);
        return;
    }
    for (size_t i = 0; i < set->count; i++) {
        frame->texts[i] = chart_set_text(set, set->labels[i], set->chart->labels[i].place);
        widest = length_max(widest, frame->texts[i].width);
    }
    frame->turned = widest > SHORT_EMS * set->em;
    if (frame->turned) {
        set_turned(set, frame, slot, widest);
    } else {
        frame->texts_height = set->leading;
        frame->every = (size_t)((widest + set->em / 2 + slot - 1) / slot);
    }
}

static void put_names(struct set_chart *set, const struct frame *frame)
{
    length_t slot = frame_slot_width(set, frame);
    length_t y = frame->bottom + frame->below + set->em / 2;

    for (size_t i = 0; i < set->count; i += frame->every) {
        const struct chart_text *text = &frame->texts[i];
        length_t middle = frame_slot(set, frame, i);
        if (frame->turned) {
            chart_put_turned(set, text, middle - text->height / 2, y + frame->texts_height);
        } else if (frame->every > 1) {
            chart_put_text(set, text, middle - text->width / 2, y);
        } else {
            chart_put_text(set, text, middle - (slot - set->em / 2) / 2, y);
        }
    }
}

/* ---- the scale ---- */

static struct chart_text set_label(struct set_chart *set, const struct frame *frame, size_t line)
{
    return chart_set_text(
        set, scale_label(&frame->scale, scale_line(&frame->scale, line), set->composer->arena),
        set->chart->place);
}

static void set_scale(struct set_chart *set, bool from_zero, struct frame *frame)
{
    amount_t least = set->points[0].amount, most = least;
    length_t height = frame->bottom - frame->top;
    length_t steps = height * 10 / (STEP_LINES_TENTHS * set->leading);
    length_t widest = 0;

    for (size_t i = 1; i < set->count * set->series_count; i++) {
        amount_t amount = set->points[i].amount;
        least = amount < least ? amount : least;
        most = amount > most ? amount : most;
    }
    steps = length_max(length_min(steps, STEPS_MOST), 2);
    frame->scale = scale_new(least, most, set->places, from_zero, (int)steps);
    frame->scale.length = height;
    for (size_t i = 0; i < scale_line_count(&frame->scale); i++) {
        widest = length_max(widest, set_label(set, frame, i).width);
    }
    frame->left = widest + set->em / 2;
}

bool frame_make(struct set_chart *set, bool from_zero, length_t above, length_t below,
                struct frame *out)
{
    /* The highest label of the scale stands half above its line. */
    length_t top = chart_unit_height(set) + length_max(above, set->leading / 2);
    length_t legend = chart_legend_height(set);
    length_t least = PLOT_LINES * set->leading;

    *out = (struct frame){
        .left = 4 * set->em, .right = set->width, .top = top, .above = above, .below = below};
    for (int pass = 0; pass < SETTLED; pass++) {
        set_names(set, out);
        out->bottom = set->height - legend - out->texts_height - set->em / 2 - below;
        if (out->bottom - out->top < least) {
            return chart_refuse_height(set, set->height + least - (out->bottom - out->top),
                                       set->height);
        }
        set_scale(set, from_zero, out);
    }
    return true;
}

void frame_draw(struct set_chart *set, const struct frame *frame)
{
    struct colour colour = composer_colour(set->design->grid_colour);
    length_t weight = set->design->grid;

    for (size_t i = 0; i < scale_line_count(&frame->scale); i++) {
        length_t y = frame_y(frame, scale_line(&frame->scale, i));
        struct chart_text label = set_label(set, frame, i);
        chart_put_rule(set, frame->left, y - weight / 2, frame->right - frame->left, weight,
                       colour);
        chart_put_text(set, &label, frame->left - set->em / 2 - label.width, y - set->leading / 2);
    }
    put_names(set, frame);
    chart_put_unit(set);
    chart_put_legend(set, set->height - chart_legend_height(set));
}

void frame_draw_axis(struct set_chart *set, const struct frame *frame)
{
    length_t weight = set->design->axis;

    chart_put_rule(set, frame->left, frame_axis(frame) - weight / 2, frame->right - frame->left,
                   weight, (struct colour){0, 0, 0, 1000});
}
