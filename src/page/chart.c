/* Charts of the report (图表): their values, a text that stands for them, and their place. */
#include "page/chart.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "page/figure.h"
#include "report/fact.h"
#include "yaml/nearest.h"
#include "yaml/scalar.h"
#include <string.h>

/* ---- values ---- */

/* What stands in {{ }}, or the whole, without blanks around it. */
static struct string name_in(struct arena *arena, struct string text)
{
    const char *first = text.bytes, *last = text.bytes + text.size;

    if (last - first >= 4 && memcmp(first, "{{", 2) == 0 && memcmp(last - 2, "}}", 2) == 0) {
        first += 2;
        last -= 2;
    }
    while (first < last && *first == ' ') {
        first++;
    }
    while (first < last && last[-1] == ' ') {
        last--;
    }
    return (struct string){arena_copy(arena, first, (size_t)(last - first)),
                           (size_t)(last - first)};
}

static void report_value(struct set_chart *set, struct string name, struct place place)
{
    const struct facts *facts = set->composer->report->facts;

    nearest_report(set->composer->arena, set->composer->diagnostics,
                   (struct unknown_name){CHART_VALUE, CHART_VALUE_NEAR}, (struct text){name, place},
                   facts_names(facts, set->composer->arena), facts->count);
}

/* Reads a value; false after reporting that it is none. */
static bool read_point(struct set_chart *set, struct chart_point *point)
{
    struct arena *arena = set->composer->arena;
    const struct chart_value *written = point->written;
    struct text unit = written->unit.string.bytes != NULL ? written->unit : set->chart->unit;

    if (!scalar_decimal(written->value.string, &point->value)) {
        struct string name = name_in(arena, written->value.string);
        const struct fact *fact = report_fact(set->composer->report, name);
        if (fact == NULL) {
            report_value(set, name, written->value.place);
            return false;
        }
        if (!fact_decimal(fact, &point->value)) {
            REPORT(set->composer->diagnostics, FACT_ENDLESS, written->value.place, name.bytes);
            return false;
        }
        if (written->unit.string.bytes == NULL && fact->unit.string.bytes != NULL) {
            unit = fact->unit;
        }
    }
    struct buffer digits = buffer_new(arena);
    buffer_add_fixed(&digits, point->value.digits, point->value.places);
    point->digits = buffer_string(&digits);
    point->unit = unit.string.bytes != NULL ? unit.string : STRING("");
    return true;
}

static bool same(struct string a, struct string b)
{
    return a.size == b.size && memcmp(a.bytes, b.bytes, a.size) == 0;
}

/* The unit that all values share. */
static void find_unit(struct set_chart *set)
{
    const struct chart_point *points = set->points;

    set->unit = points[0].unit;
    for (size_t i = 1; i < set->series_count * set->count; i++) {
        if (!same(points[i].unit, points[0].unit)) {
            set->unit = STRING("");
            if (points[i].unit.size > 0 && points[0].unit.size > 0) {
                REPORT(set->composer->diagnostics, CHART_UNITS, points[i].written->value.place,
                       points[0].unit.bytes, points[i].unit.bytes);
            }
            return;
        }
    }
}

/* All values in units of the finest place that one of them has. */
static void scale_points(struct set_chart *set)
{
    size_t count = set->series_count * set->count;

    for (size_t i = 0; i < count; i++) {
        if (set->points[i].value.places > set->places) {
            set->places = set->points[i].value.places;
        }
    }
    for (size_t i = 0; i < count; i++) {
        struct chart_point *point = &set->points[i];
        point->amount = point->value.digits;
        for (unsigned place = point->value.places; place < set->places; place++) {
            point->amount *= 10;
        }
    }
}

static struct string *expand_all(struct set_chart *set, const struct text *texts, size_t count)
{
    struct string *strings = ARENA_ARRAY(set->composer->arena, struct string, count);

    for (size_t i = 0; i < count; i++) {
        struct expansion text = composer_expand(set->composer, texts[i]);
        strings[i] = template_words(set->composer->arena, &text);
    }
    return strings;
}

static bool read_values(struct set_chart *set)
{
    const struct chart *chart = set->chart;
    size_t count = chart->series_count * chart->count;
    bool good = true;

    set->count = chart->count;
    set->series_count = chart->series_count;
    set->points = ARENA_ARRAY(set->composer->arena, struct chart_point, count);
    for (size_t i = 0; i < count; i++) {
        set->points[i].written = &chart->points[i];
        good = read_point(set, &set->points[i]) && good;
    }
    set->labels = expand_all(set, chart->labels, set->count);
    if (chart->names != NULL) {
        set->names = expand_all(set, chart->names, set->series_count);
    }
    if (good) {
        scale_points(set);
        find_unit(set);
    }
    return good;
}

/* ---- a text that stands for the chart ---- */

/* 饼图：主动公开12049条，依申请公开102件。Series one behind the other: 2022年：甲1件，乙2件；… */
static struct string describe(struct set_chart *set)
{
    struct buffer out = buffer_new(set->composer->arena);
    struct text kind = set->design->names[set->chart->kind];

    if (set->chart->alternative.string.bytes != NULL) {
        return composer_expand(set->composer, set->chart->alternative).string;
    }
    if (kind.string.bytes != NULL) {
        buffer_add(&out, kind.string.bytes, kind.string.size);
        buffer_add_string(&out, "：");
    }
    for (size_t series = 0; series < set->series_count; series++) {
        if (set->names != NULL) {
            buffer_add(&out, set->names[series].bytes, set->names[series].size);
            buffer_add_string(&out, "：");
        }
        for (size_t i = 0; i < set->count; i++) {
            const struct chart_point *point = chart_point(set, series, i);
            buffer_add(&out, set->labels[i].bytes, set->labels[i].size);
            buffer_add(&out, point->digits.bytes, point->digits.size);
            buffer_add(&out, point->unit.bytes, point->unit.size);
            buffer_add_string(&out, i + 1 < set->count               ? "，"
                                    : series + 1 < set->series_count ? "；"
                                                                     : "。");
        }
    }
    return buffer_string(&out);
}

/* ---- the chart ---- */

bool chart_refuse_height(struct set_chart *set, length_t needed, length_t there)
{
    struct arena *arena = set->composer->arena;

    REPORT(set->composer->diagnostics, CHART_TOO_HIGH, set->chart->place,
           arena_format(arena, "%.0f", length_to_mm(needed) + 0.5),
           arena_format(arena, "%.0f", length_to_mm(there)));
    return false;
}

static bool draw(struct set_chart *set)
{
    switch ((enum chart_kind)set->chart->kind) {
    case CHART_BAR:
        return frame_names_fit(set) ? chart_draw_bars(set) : chart_draw_rows(set);
    case CHART_LINE:
        return chart_draw_lines(set);
    case CHART_PIE:
        return chart_draw_pie(set);
    }
    return false;
}

static bool add_chart(struct set_chart *set)
{
    struct flow *flow = set->flow;
    struct composer *composer = set->composer;
    const struct chart *chart = set->chart;
    struct figure_caption caption;

    set->typography = composer_typography(composer, set->design->label, chart->place);
    if (!figure_set_caption(flow, &chart->caption, chart->place, &caption) ||
        set->typography == NULL || !read_values(set)) {
        return false;
    }
    set->em = set->typography->size;
    set->leading = set->design->label->leading;
    set->width = flow_width(flow);
    set->highest = composer->layout->area_height - caption.height;
    set->height = length_min(chart->height > 0 ? chart->height : set->design->height, set->highest);
    set->node = composer_add_node(composer, flow->parent, ROLE_FIGURE, chart->place);
    composer->nodes[set->node].text = describe(set);
    if (!draw(set)) {
        return false;
    }
    figure_add_box(flow, &set->builder, set->height, set->node, &caption);
    return true;
}

void flow_add_chart(struct flow *flow, const struct chart *chart)
{
    struct composer *composer = flow->composer;
    const struct layout *layout = composer->layout;
    struct set_chart set = {.flow = flow,
                            .composer = composer,
                            .chart = chart,
                            .design = layout->charts,
                            .builder = {.arena = composer->arena}};

    if (layout->figures == NULL || layout->charts == NULL) {
        REPORT(composer->diagnostics, CHART_DESIGN, chart->place, layout->name.string.bytes);
        composer->incomplete = true;
        return;
    }
    flow->place = chart->place;
    if (!add_chart(&set)) {
        composer->incomplete = true;
    }
}
