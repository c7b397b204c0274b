/* How a layout draws the figures and charts of a report. */
#include "layout/layout_private.h"

#include "base/arena.h"
#include "yaml/node.h"

static const struct type text_type = {.kind = TYPE_TEXT, .size = sizeof(struct text)};

static const struct type colours_type = {
    .kind = TYPE_LIST, .size = sizeof(struct list), .element = &text_type, .minimum = 1};

/* In the order of the names; justified figures do not exist. */
enum { FIGURE_CENTRE, FIGURE_LEFT, FIGURE_RIGHT };
static const char *const align_names[] = {
    [FIGURE_CENTRE] = "center", [FIGURE_LEFT] = "left", [FIGURE_RIGHT] = "right", NULL};
static const struct type align_type = {
    .kind = TYPE_ENUM, .size = sizeof(int), .names = align_names};

/* A record inside of another, and a member of it. NOLINTBEGIN(bugprone-macro-parentheses): names
 * of members cannot stand in parentheses. */
#define PART(record, part, member) \
    (offsetof(struct record, part.member) - offsetof(struct record, part))
/* NOLINTEND(bugprone-macro-parentheses) */
#define PART_TYPE(type_name, record, part, definition, sentence)                         \
    static const struct type type_name = {.kind = TYPE_RECORD,                           \
                                          .name = (definition),                          \
                                          .describes = (sentence),                       \
                                          .size = sizeof(((struct record *)NULL)->part), \
                                          .fields = type_name##_fields}

static const struct field caption_type_fields[] = {
    {"style", PART(figure_record, caption, style), &text_type, FIELD_REQUIRED,
     N_("One of the styles.")},
    {"number", PART(figure_record, caption, number), &text_type, 0,
     "Numbering of figures with a caption, charts among them, by example: 图1; default none."},
    {"gap", PART(figure_record, caption, gap), &dimension_type, 0,
     "Blank space between the figure and it; default none."},
    {0},
};
PART_TYPE(caption_type, figure_record, caption, "figure-caption", "What stands under figures.");

static const struct field figures_fields[] = {
    {"caption", offsetof(struct figure_record, caption), &caption_type, FIELD_REQUIRED,
     N_("What stands under figures.")},
    {"before", offsetof(struct figure_record, before), &dimension_type, 0,
     "Blank space above a figure."},
    {"after", offsetof(struct figure_record, after), &dimension_type, 0,
     "Blank space below its caption, at least: the text goes on on the grid."},
    {"align", offsetof(struct figure_record, align), &align_type, 0,
     "Where images stand that are narrower than the type area; default center."},
    {0},
};

const struct type figure_design_type = {.kind = TYPE_RECORD,
                                        .name = "figure-design",
                                        .describes = "How figures of the report stand.",
                                        .size = sizeof(struct figure_record),
                                        .fields = figures_fields};

static const struct field rules_type_fields[] = {
    {"axis", PART(chart_record, rules, axis), &dimension_type, 0,
     "Of the line that bars stand on; default 0.5pt."},
    {"grid", PART(chart_record, rules, grid), &dimension_type, 0,
     "Of the lines at the steps of the scale; default 0.25pt."},
    {"color", PART(chart_record, rules, colour), &text_type, 0,
     "Of the lines at the steps: one of the layout's colours; default a light grey."},
    {0},
};
PART_TYPE(rules_type, chart_record, rules, "chart-rules", "Weights of a chart's lines.");

/* In the order of enum chart_kind. */
static const struct field names_type_fields[] = {
    {"bar", PART(chart_record, names, kinds[CHART_BAR]), &text_type, 0, "柱形图"},
    {"line", PART(chart_record, names, kinds[CHART_LINE]), &text_type, 0, "折线图"},
    {"pie", PART(chart_record, names, kinds[CHART_PIE]), &text_type, 0, "饼图"},
    {0},
};
PART_TYPE(names_type, chart_record, names, "chart-names",
          "What a text that stands for a chart calls it; default: nothing.");

static const struct field charts_fields[] = {
    {"style", offsetof(struct chart_record, style), &text_type, FIELD_REQUIRED,
     N_("One of the styles, for all text in charts.")},
    {"height", offsetof(struct chart_record, height), &dimension_type, 0,
     "How high charts are; default 60mm."},
    {"colors", offsetof(struct chart_record, colours), &colours_type, 0,
     "Colours of the series, or of a pie's sectors, in order; default: greys that can be told "
     "apart in print."},
    {"unit", offsetof(struct chart_record, unit), &text_type, 0,
     "What stands above the scale, {{unit}} in it: 单位：{{unit}}; default: the unit alone."},
    {"rules", offsetof(struct chart_record, rules), &rules_type, 0, "Weights of lines."},
    {"names", offsetof(struct chart_record, names), &names_type, 0,
     "What a text that stands for a chart calls it."},
    {0},
};

const struct type chart_design_type = {.kind = TYPE_RECORD,
                                       .name = "chart-design",
                                       .describes = "How charts of the report are drawn.",
                                       .size = sizeof(struct chart_record),
                                       .fields = charts_fields};

static length_t distance(struct loader *loader, struct dimension dimension, const struct node *node,
                         const char *key, length_t otherwise)
{
    if (dimension.unit == UNIT_NONE) {
        return otherwise;
    }
    check_length(loader, dimension, LEAST_ZERO, node, key, node->place);
    return layout_length(loader->layout, dimension);
}

static void resolve_design(struct loader *loader, const struct node *node)
{
    static const enum alignment aligns[] = {
        [FIGURE_CENTRE] = ALIGN_CENTRE, [FIGURE_LEFT] = ALIGN_LEFT, [FIGURE_RIGHT] = ALIGN_RIGHT};
    const struct figure_record *from = &loader->record->figures;
    struct figure_design *design = ARENA_NEW(loader->arena, struct figure_design);

    *design = (struct figure_design){
        .caption = resolve_style(loader, from->caption.style, from->caption.style.place),
        .number = from->caption.number,
        .gap = distance(loader, from->caption.gap, node_get(node, "caption"), "gap", 0),
        .before = distance(loader, from->before, node, "before", 0),
        .after = distance(loader, from->after, node, "after", 0),
        .align = aligns[from->align]};
    loader->layout->figures = design;
}

/* Neighbours are told apart at a glance, also in black and white. */
static const struct colour_value greys[] = {
    {{0, 0, 0, 650}}, {{0, 0, 0, 280}}, {{0, 0, 0, 450}}, {{0, 0, 0, 150}},
    {{0, 0, 0, 850}}, {{0, 0, 0, 350}}, {{0, 0, 0, 550}}, {{0, 0, 0, 220}},
};

static void resolve_chart_design(struct loader *loader, const struct node *node)
{
    const struct chart_record *from = &loader->record->charts;
    const struct text *names = from->colours.items;
    const struct node *rules = node_get(node, "rules");
    struct chart_design *design = ARENA_NEW(loader->arena, struct chart_design);

    *design = (struct chart_design){
        .label = resolve_style(loader, from->style, from->style.place),
        .height = length_scale(60000, 360, 127),
        .unit = from->unit,
        .axis = distance(loader, from->rules.axis, rules, "axis", LENGTH_PT / 2),
        .grid = distance(loader, from->rules.grid, rules, "grid", LENGTH_PT / 4),
        .grid_colour = {{0, 0, 0, 250}},
        .colours = greys,
        .colour_count = sizeof greys / sizeof *greys};
    if (from->height.unit != UNIT_NONE) {
        check_length(loader, from->height, LEAST_MORE, node, "height", node->place);
        design->height = layout_length(loader->layout, from->height);
    }
    if (from->rules.colour.string.bytes != NULL) {
        design->grid_colour = resolve_colour(loader, from->rules.colour);
    }
    if (from->colours.count > 0) {
        struct colour_value *colours =
            ARENA_ARRAY(loader->arena, struct colour_value, from->colours.count);
        for (size_t i = 0; i < from->colours.count; i++) {
            colours[i] = resolve_colour(loader, names[i]);
        }
        design->colours = colours;
        design->colour_count = from->colours.count;
    }
    for (size_t i = 0; i < CHART_KINDS; i++) {
        design->names[i] = from->names.kinds[i];
    }
    loader->layout->charts = design;
}

void resolve_figures(struct loader *loader)
{
    const struct node *figures = node_get(loader->root, "figures");
    const struct node *charts = node_get(loader->root, "charts");

    if (figures != NULL) {
        resolve_design(loader, figures);
    }
    if (charts != NULL) {
        resolve_chart_design(loader, charts);
    }
}
