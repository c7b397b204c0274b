#include "report/figure.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "report/millimetres.h"
#include "yaml/scalar.h"
#include <string.h>

static const struct type text_type = {.kind = TYPE_TEXT, .size = sizeof(struct text)};

static const struct type filled_type = {
    .kind = TYPE_TEXT, .size = sizeof(struct text), .filled = true};

/* ---- lengths ---- */

enum { WIDTH_LEAST = 5, WIDTH_MOST = 2000, HEIGHT_LEAST = 30, HEIGHT_MOST = 400 };

static bool parse_width(struct arena *arena, struct string scalar, struct place place, void *out)
{
    struct figure_width *width = out;

    (void)place;
    if (scalar_is(scalar, "content")) {
        width->kind = FIGURE_CONTENT;
        return true;
    }
    if (scalar_is(scalar, "full")) {
        width->kind = FIGURE_FULL;
        return true;
    }
    width->kind = FIGURE_FIXED;
    return millimetres_parse(arena, scalar, WIDTH_LEAST, WIDTH_MOST, &width->length);
}

static const struct type width_type = {
    .kind = TYPE_CUSTOM,
    .name = "figure-width",
    .describes = "How wide a figure is: 80mm, content (as large as its file says) or full (as wide "
                 "as the type area).",
    .size = sizeof(struct figure_width),
    .pattern = "^(content|full|[0-9]{1,4}(\\.[0-9]{1,6})? *mm)$",
    .expects = N_("content, full, or a width such as 80mm"),
    .parse = parse_width,
};

static bool parse_height(struct arena *arena, struct string scalar, struct place place, void *out)
{
    (void)place;
    return millimetres_parse(arena, scalar, HEIGHT_LEAST, HEIGHT_MOST, out);
}

static const struct type height_type = {
    .kind = TYPE_CUSTOM,
    .name = "chart-height",
    .describes = "How high a chart is without its caption: 30mm to 400mm.",
    .size = sizeof(length_t),
    .pattern = "^[0-9]{2,3}(\\.[0-9]{1,6})? *mm$",
    .expects = N_("a height from 30mm to 400mm"),
    .parse = parse_height,
};

/* ---- figures ---- */

static void finish_figure(struct arena *arena, void *record, struct place place,
                          struct diagnostics *diagnostics)
{
    (void)arena;
    (void)diagnostics;
    ((struct figure *)record)->place = place;
}

static const struct field figure_fields[] = {
    {"image", offsetof(struct figure, image), &filled_type, FIELD_REQUIRED,
     N_("Path of a PNG, JPEG or SVG file, relative to the report.")},
    {"alternative", offsetof(struct figure, alternative), &filled_type, FIELD_REQUIRED,
     N_("替代文本: what the image shows, for those who cannot see it.")},
    {"caption", offsetof(struct figure, caption), &filled_type, 0,
     "What stands under it, without its number: the layout numbers it."},
    {"width", offsetof(struct figure, width), &width_type, 0,
     "Default content; never wider than the type area."},
    {0},
};

static const struct type figure_type = {
    .kind = TYPE_RECORD,
    .name = "figure",
    .describes = "An image with a caption.",
    .size = sizeof(struct figure),
    .fields = figure_fields,
    .finish = finish_figure,
};

static const struct field figure_block_fields[] = {
    {"figure", 0, &figure_type, FIELD_REQUIRED, N_("An image with a caption.")},
    {0},
};

const struct type figure_block_type = {
    .kind = TYPE_RECORD,
    .name = "figure-block",
    .describes = "An image among the paragraphs of a body.",
    .size = sizeof(struct figure),
    .fields = figure_block_fields,
};

/* ---- charts ---- */

static const char *const kind_names[] = {
    [CHART_BAR] = "bar", [CHART_LINE] = "line", [CHART_PIE] = "pie", NULL};
static const struct type kind_type = {.kind = TYPE_ENUM, .size = sizeof(int), .names = kind_names};

static const struct field value_fields[] = {
    {"label", offsetof(struct chart_value, label), &filled_type, FIELD_REQUIRED,
     N_("What the value is of.")},
    {"value", offsetof(struct chart_value, value), &filled_type, FIELD_REQUIRED,
     N_("A number, or the name of a fact, in {{ }} or not.")},
    {"unit", offsetof(struct chart_value, unit), &filled_type, 0,
     "Default: the fact's, else the chart's."},
    {0},
};

static const struct type value_type = {
    .kind = TYPE_RECORD,
    .name = "chart-value",
    .describes = "A value of a chart.",
    .size = sizeof(struct chart_value),
    .fields = value_fields,
};

static const struct type values_type = {.kind = TYPE_LIST,
                                        .size = sizeof(struct list),
                                        .element = &value_type,
                                        .minimum = 1,
                                        .maximum = CHART_VALUE_LIMIT};

static const struct type texts_type = {.kind = TYPE_LIST,
                                       .size = sizeof(struct list),
                                       .element = &filled_type,
                                       .minimum = 1,
                                       .maximum = CHART_VALUE_LIMIT};

static const struct field series_fields[] = {
    {"name", offsetof(struct chart_series, name), &filled_type, FIELD_REQUIRED,
     N_("What the legend calls it.")},
    {"values", offsetof(struct chart_series, values), &texts_type, FIELD_REQUIRED,
     N_("One for each category: numbers, or names of facts.")},
    {0},
};

static const struct type one_series_type = {
    .kind = TYPE_RECORD,
    .name = "chart-series",
    .describes = "Values of a chart that belong together.",
    .size = sizeof(struct chart_series),
    .fields = series_fields,
};

static const struct type series_type = {.kind = TYPE_LIST,
                                        .size = sizeof(struct list),
                                        .element = &one_series_type,
                                        .minimum = 1,
                                        .maximum = CHART_SERIES_LIMIT};

static void take_values(struct arena *arena, struct chart *chart)
{
    const struct chart_value *values = chart->values.items;
    struct text *labels = ARENA_ARRAY(arena, struct text, chart->values.count);

    for (size_t i = 0; i < chart->values.count; i++) {
        labels[i] = values[i].label;
    }
    chart->count = chart->values.count;
    chart->series_count = 1;
    chart->labels = labels;
    chart->points = values;
}

static void take_series(struct arena *arena, struct chart *chart, struct diagnostics *diagnostics)
{
    const struct chart_series *series = chart->series.items;
    size_t count = chart->categories.count;
    struct text *names = ARENA_ARRAY(arena, struct text, chart->series.count);
    struct chart_value *points =
        ARENA_ARRAY(arena, struct chart_value, chart->series.count * count);

    for (size_t i = 0; i < chart->series.count; i++) {
        const struct text *values = series[i].values.items;
        names[i] = series[i].name;
        if (series[i].values.count != count) {
            REPORT(diagnostics, CHART_LENGTH, series[i].name.place, series[i].name.string.bytes,
                   arena_format(arena, "%zu", series[i].values.count),
                   arena_format(arena, "%zu", count));
            continue;
        }
        for (size_t k = 0; k < count; k++) {
            points[i * count + k].value = values[k];
        }
    }
    chart->count = count;
    chart->series_count = chart->series.count;
    chart->labels = chart->categories.items;
    chart->names = names;
    chart->points = points;
}

static void finish_chart(struct arena *arena, void *record, struct place place,
                         struct diagnostics *diagnostics)
{
    struct chart *chart = record;
    bool plain = chart->values.count > 0 && chart->series.count + chart->categories.count == 0;
    bool several =
        chart->values.count == 0 && chart->series.count > 0 && chart->categories.count > 0;

    chart->place = place;
    if (!plain && !several) {
        REPORT(diagnostics, CHART_VALUES, place);
    } else if (chart->kind == CHART_PIE && chart->series.count > 1) {
        REPORT(diagnostics, CHART_PIE_SERIES, place);
    } else if (plain) {
        take_values(arena, chart);
    } else {
        take_series(arena, chart, diagnostics);
    }
}

static const struct field chart_fields[] = {
    {"kind", offsetof(struct chart, kind), &kind_type, FIELD_REQUIRED,
     N_("bar (柱形图; long labels lay the bars), line (折线图) or pie (饼图).")},
    {"caption", offsetof(struct chart, caption), &filled_type, 0,
     "What stands under it, without its number: the layout numbers it."},
    {"alternative", offsetof(struct chart, alternative), &filled_type, 0,
     "替代文本: what it shows, for those who cannot see it; default: every label with its value."},
    {"unit", offsetof(struct chart, unit), &text_type, 0,
     "Unit of all values that have none; default: the facts' own."},
    {"values", offsetof(struct chart, values), &values_type, 0, "The values, with their labels."},
    {"categories", offsetof(struct chart, categories), &texts_type, 0,
     "Instead of values: what the values of the series are of."},
    {"series", offsetof(struct chart, series), &series_type, 0, "The series, with their values."},
    {"height", offsetof(struct chart, height), &height_type, 0,
     "How high the chart is, without its caption; default: as the layout says."},
    {0},
};

static const struct type chart_type = {
    .kind = TYPE_RECORD,
    .name = "chart",
    .describes = "A chart of numbers and facts: values, or categories with series.",
    .size = sizeof(struct chart),
    .fields = chart_fields,
    .finish = finish_chart,
};

static const struct field chart_block_fields[] = {
    {"chart", 0, &chart_type, FIELD_REQUIRED, N_("A chart with a caption.")},
    {0},
};

const struct type chart_block_type = {
    .kind = TYPE_RECORD,
    .name = "chart-block",
    .describes = "A chart among the paragraphs of a body.",
    .size = sizeof(struct chart),
    .fields = chart_block_fields,
};
