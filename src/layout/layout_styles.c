/* Colours and styles of a layout. */
#include "layout/layout_private.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "yaml/node.h"
#include <string.h>

enum { DEFAULT_BLACK = 1000, LEADING_PERCENT = 130 /* of the size, where none is given */ };

static const struct type text_type = {.kind = TYPE_TEXT, .size = sizeof(struct text)};
static const struct type boolean_type = {.kind = TYPE_BOOLEAN, .size = sizeof(bool)};
static const struct type fraction_type = {.kind = TYPE_DECIMAL, .size = sizeof(struct decimal)};

#define ENUMERATION(type_name, ...)                                     \
    static const char *const type_name##_names[] = {__VA_ARGS__, NULL}; \
    static const struct type type_name = {                              \
        .kind = TYPE_ENUM, .size = sizeof(int), .names = type_name##_names}
ENUMERATION(align_type, "justify", "left", "center", "right");
ENUMERATION(advance_type, "auto", "grid", "natural");
ENUMERATION(shape_type, "trapezoid", "rhombus", "balanced");

static const struct type cmyk_type = {.kind = TYPE_LIST,
                                      .size = sizeof(struct list),
                                      .element = &fraction_type,
                                      .minimum = 4,
                                      .maximum = 4};
static const struct field colour_type_fields[] = {
    {"cmyk", offsetof(struct colour_record, cmyk), &cmyk_type, FIELD_REQUIRED,
     N_("Cyan, magenta, yellow, black, from 0 to 1.")},
    {0},
};
static const struct type colour_type = {.kind = TYPE_RECORD,
                                        .name = "colour",
                                        .describes = "A process colour.",
                                        .size = sizeof(struct colour_record),
                                        .fields = colour_type_fields};
const struct type colour_map_type = {
    .kind = TYPE_MAP, .size = sizeof(struct map), .element = &colour_type};

static const struct type shapes_type = {
    .kind = TYPE_LIST, .size = sizeof(struct list), .element = &shape_type, .single = true};
static const struct field style_type_fields[] = {
    {"extends", offsetof(struct style_record, extends), &text_type, 0,
     "A style whose values stand where this one gives none."},
    {"font", offsetof(struct style_record, font), &text_type, 0,
     "Font role: 小标宋, 仿宋, 黑体, 楷体, 宋体 or one of the layout's fonts."},
    {"latin", offsetof(struct style_record, latin), &text_type, 0,
     "Font role for Latin letters and digits; default: the same face."},
    {"size", offsetof(struct style_record, size), &dimension_type, 0, "字号: 三号, 16pt."},
    {"color", offsetof(struct style_record, colour), &text_type, 0,
     "One of the layout's colours; default black."},
    {"align", offsetof(struct style_record, align), &align_type, 0, "Default justify."},
    {"indent", offsetof(struct style_record, indent), &dimension_type, 0,
     "Indent of a paragraph's first line."},
    {"leading", offsetof(struct style_record, leading), &dimension_type, 0,
     "From line to line where text is off the grid, in tables; default 1.3 times the size."},
    {"advance", offsetof(struct style_record, advance), &advance_type, 0,
     "How characters advance: grid (by its cells), natural (by their own size), auto (grid where "
     "the size is the grid's; default)."},
    {"number", offsetof(struct style_record, number), &text_type, 0,
     "Numbering of headings, by example: 一、 （一） 1. （1）."},
    {"keep-with-next", offsetof(struct style_record, keep), &boolean_type, 0,
     "Never leave the paragraph at the foot of a page."},
    {"shape", offsetof(struct style_record, shape), &shapes_type, 0,
     "Shapes that a title of several lines may take."},
    {0},
};
static const struct type style_type = {.kind = TYPE_RECORD,
                                       .name = "style",
                                       .describes = "How text looks.",
                                       .size = sizeof(struct style_record),
                                       .fields = style_type_fields};
const struct type styles_type = {
    .kind = TYPE_MAP, .size = sizeof(struct map), .element = &style_type};

/* Of a number from 0 to 1; others are bounded (check_colours() reports them). */
static uint16_t thousandths(struct decimal part)
{
    if (part.digits < 0) {
        return 0;
    }
    for (; part.places > 3; part.places--) {
        part.digits /= 10;
    }
    for (; part.places < 3 && part.digits <= 1000; part.places++) {
        part.digits *= 10;
    }
    return (uint16_t)(part.digits > 1000 ? 1000 : part.digits);
}

struct colour_value resolve_colour(struct loader *loader, struct text name)
{
    const struct map *colours = &loader->record->colours;
    const struct colour_record *records = colours->values;
    struct colour_value colour = {{0, 0, 0, DEFAULT_BLACK}};

    if (name.string.bytes == NULL || strcmp(name.string.bytes, "black") == 0) {
        return colour;
    }
    for (size_t i = 0; i < colours->count; i++) {
        if (strcmp(colours->keys[i].string.bytes, name.string.bytes) != 0) {
            continue;
        }
        const struct decimal *parts = records[i].cmyk.items;
        for (size_t k = 0; k < records[i].cmyk.count && k < 4; k++) {
            colour.cmyk[k] = thousandths(parts[k]);
        }
        return colour;
    }
    const char **names = ARENA_ARRAY(loader->arena, const char *, colours->count + 1);
    names[0] = "black";
    for (size_t i = 0; i < colours->count; i++) {
        names[i + 1] = colours->keys[i].string.bytes;
    }
    nearest_report(loader->arena, loader->diagnostics,
                   (struct unknown_name){LAYOUT_COLOUR, LAYOUT_COLOUR_NEAR}, name, names,
                   colours->count + 1);
    return colour;
}

void resolve_colours(struct loader *loader)
{
    const struct colour_record *records = loader->record->colours.values;

    for (size_t i = 0; i < loader->record->colours.count; i++) {
        const struct decimal *parts = records[i].cmyk.items;
        for (size_t k = 0; k < records[i].cmyk.count; k++) {
            int64_t one = 1;
            for (unsigned place = 0; place < parts[k].places; place++) {
                one *= 10;
            }
            if (parts[k].digits < 0 || parts[k].digits > one) {
                REPORT(loader->diagnostics, RECORD_RANGE, loader->record->colours.keys[i].place,
                       loader->record->colours.keys[i].string.bytes, "0", "1");
                break;
            }
        }
    }
}

void resolve_styles(struct loader *loader)
{
    const struct map *map = &loader->record->styles;
    const struct style_record *records = map->values;
    struct layout *layout = loader->layout;
    struct style *styles = ARENA_ARRAY(loader->arena, struct style, map->count);

    for (size_t i = 0; i < map->count; i++) {
        const struct style_record *from = &records[i];
        struct style *style = &styles[i];
        style->name = map->keys[i].string.bytes;
        style->font = from->font;
        style->latin = from->latin;
        style->number = from->number;
        style->colour = resolve_colour(loader, from->colour);
        style->align = (enum alignment)from->align;
        style->keep_with_next = from->keep;
        style->size =
            from->size.unit == UNIT_NONE ? layout->grid.em : layout_length(layout, from->size);
        style->on_grid = from->advance == ADVANCE_GRID ||
                         (from->advance == ADVANCE_AUTO && style->size == layout->grid.em);
        style->indent = from->indent;
        length_t indent = layout_indent(layout, style);
        if (indent < 0 ||
            (indent > 0 && indent + layout_cell(layout, style) > layout->area_width)) {
            const struct node *node = node_get(node_get(loader->root, "styles"), style->name);
            REPORT(loader->diagnostics, LAYOUT_LENGTH, place_of(node, "indent", map->keys[i].place),
                   "indent", message_translate(N_("zero or more, and leave room for a character")));
        }
        style->leading = from->leading.unit == UNIT_NONE
                             ? length_scale(style->size, LEADING_PERCENT, 100)
                             : layout_length(layout, from->leading);
        if (style->leading < style->size) {
            const struct node *node = node_get(node_get(loader->root, "styles"), style->name);
            REPORT(loader->diagnostics, LAYOUT_LENGTH,
                   place_of(node, "leading", map->keys[i].place), "leading",
                   message_translate(N_("as large as the size of the text, or larger")));
        }
        const int *shapes = from->shape.items;
        for (size_t k = 0; k < from->shape.count; k++) {
            style->shapes |= 1U << shapes[k];
        }
        /* One that extends another gets its font there; what is wrong there was reported. */
        if (from->font.string.bytes == NULL && from->extends.string.bytes == NULL) {
            REPORT(loader->diagnostics, RECORD_MISSING_KEY, map->keys[i].place, "font",
                   message_translate(N_("a style names its font role, or extends one that does")));
        }
        if (style->size < LENGTH_PT || style->size > layout->area_height ||
            style->size > layout->area_width) {
            REPORT(loader->diagnostics, LAYOUT_GEOMETRY, map->keys[i].place,
                   arena_format(loader->arena,
                                message_translate(
                                    N_("the size of the style \"%s\" does not fit the type area")),
                                style->name));
        }
    }
    layout->styles = styles;
    layout->style_count = map->count;
}

const struct style *resolve_style(struct loader *loader, struct text name, struct place place)
{
    const struct layout *layout = loader->layout;
    const char *wanted = name.string.bytes != NULL ? name.string.bytes : "body";

    for (size_t i = 0; i < layout->style_count; i++) {
        if (strcmp(layout->styles[i].name, wanted) == 0) {
            return &layout->styles[i];
        }
    }
    const char **names = names_of(loader->arena, &loader->record->styles);
    struct text missing = name.string.bytes != NULL ? name : (struct text){STRING("body"), place};
    nearest_report(loader->arena, loader->diagnostics,
                   (struct unknown_name){LAYOUT_STYLE, LAYOUT_STYLE_NEAR}, missing, names,
                   layout->style_count);
    return NULL;
}
