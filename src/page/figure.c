/* Figures of the report (插图): images with their captions. */
#include "page/figure.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "image/image.h"
#include "report/figure.h"
#include "text/numbering.h"

enum {
    DENSITY_LEAST = 150, /* dots per inch: coarser images show their pixels in print */
    PER_METRE = 5906,    /* the same per metre */
    METRE = 2834646,     /* in lengths */
    INCH = 72 * LENGTH_PT,
};

/* ---- captions ---- */

bool figure_set_caption(struct flow *flow, const struct text *caption, struct place place,
                        struct figure_caption *out)
{
    struct composer *composer = flow->composer;
    const struct figure_design *design = composer->layout->figures;
    struct buffer number = buffer_new(composer->arena);

    *out = (struct figure_caption){.written = caption};
    if (caption->string.bytes == NULL) {
        return true;
    }
    out->typography = composer_typography(composer, design->caption, place);
    if (out->typography == NULL) {
        return false;
    }
    composer->figure_count++;
    if (design->number.string.bytes != NULL) {
        numbering_add(&number, design->number.string, composer->figure_count);
    }
    struct expansion parts[] = {template_derived(composer->arena, buffer_string(&number), *caption),
                                composer_expand(composer, *caption)};
    struct expansion text = template_join(composer->arena, parts, 2);
    struct measure measure = {.width = flow_width(flow), .align = design->caption->align};
    struct clusters clusters =
        cluster_text(composer->scratch, text, out->typography, composer->diagnostics);
    out->lines = paragraph_set(composer->arena, composer->scratch, &clusters, &measure,
                               composer->diagnostics);
    out->text = text;
    out->leading = design->caption->leading;
    out->height = (length_t)out->lines.count * out->leading + design->gap;
    arena_reset(composer->scratch);
    return true;
}

void figure_add_box(struct flow *flow, struct group_builder *builder, length_t height,
                    uint32_t node, const struct figure_caption *caption)
{
    struct composer *composer = flow->composer;
    const struct figure_design *design = composer->layout->figures;
    length_t y = height + design->gap;

    if (caption->lines.count > 0) {
        uint32_t under = composer_add_node(composer, node, ROLE_CAPTION, caption->written->place);
        composer->nodes[under].text = caption->text.string;
        struct lines lines = structure_text(composer, caption->lines, &caption->text, under);
        for (size_t i = 0; i < caption->lines.count; i++, y += caption->leading) {
            const struct line *line = &lines.items[i];
            group_add_line(builder, line, caption->typography, under, line->x,
                           y + (caption->leading - caption->typography->size) / 2);
        }
    }
    flow->before.length += design->before;
    struct box *box = flow_add_box(flow, BOX_GROUP, node);
    if (box == NULL) {
        return;
    }
    box->width = flow_width(flow);
    box->height = height + caption->height;
    box->group = group_finish(builder, box->width, box->height);
    flow->after = design->after;
}

/* ---- images ---- */

static length_t natural_length(uint32_t pixels, uint32_t density)
{
    return length_max(length_scale((length_t)pixels * METRE, 1, density), 1);
}

struct upright figure_upright(const struct image *image)
{
    bool swapped = image_turn(image, false).swapped;
    uint32_t columns = swapped ? image->height : image->width;
    uint32_t rows = swapped ? image->width : image->height;
    uint32_t across = swapped ? image->density_y : image->density_x;
    uint32_t down = swapped ? image->density_x : image->density_y;

    /* What is too coarse for print wants to be as large as print allows; pixels that are not square
     * stay as they are. */
    if (across == 0 || down == 0) {
        across = down = PER_METRE;
    }
    uint32_t coarse = across < down ? across : down;
    if (coarse < PER_METRE) {
        across = (uint32_t)((uint64_t)across * PER_METRE / coarse);
        down = (uint32_t)((uint64_t)down * PER_METRE / coarse);
    }
    return (struct upright){columns, natural_length(columns, across), natural_length(rows, down)};
}

/* The size of a figure on the page: as wanted, but inside of the type area. */
static void fit(const struct figure *figure, const struct upright *upright, length_t most_width,
                length_t most_height, length_t *width, length_t *height)
{
    *width = most_width;
    switch (figure->width.kind) {
    case FIGURE_CONTENT:
        *width = upright->width;
        break;
    case FIGURE_FULL:
        break;
    case FIGURE_FIXED:
        *width = figure->width.length;
        break;
    }
    *width = length_min(*width, most_width);
    *height = length_scale(*width, upright->height, upright->width);
    if (*height > most_height) {
        *height = most_height;
        *width = length_scale(*height, upright->width, upright->height);
    }
    *width = length_max(*width, 1);
    *height = length_max(*height, 1);
}

void figure_check_density(struct composer *composer, const struct image *image, struct place place,
                          length_t width)
{
    struct arena *arena = composer->arena;
    struct upright upright = figure_upright(image);
    int64_t density = (int64_t)upright.columns * INCH / width;
    length_t most = (length_t)upright.columns * INCH / DENSITY_LEAST;

    if (image->format != IMAGE_SVG && density < DENSITY_LEAST - 1) {
        REPORT(composer->diagnostics, IMAGE_COARSE, place, image->path,
               arena_format(arena, "%lld", (long long)density),
               arena_format(arena, "%d", (int)length_to_mm(most)));
    }
}

static bool add_figure(struct flow *flow, const struct figure *figure)
{
    struct composer *composer = flow->composer;
    struct group_builder builder = {.arena = composer->arena};
    struct figure_caption caption;
    length_t area = flow_width(flow), width, height;
    const struct image *image = image_open(composer->images, figure->image.string.bytes,
                                           figure->image.place, composer->diagnostics);

    if (!figure_set_caption(flow, &figure->caption, figure->place, &caption) || image == NULL) {
        return false;
    }
    struct upright upright = figure_upright(image);
    fit(figure, &upright, area, composer->layout->area_height - caption.height, &width, &height);
    figure_check_density(composer, image, figure->image.place, width);
    uint32_t node = composer_add_node(composer, flow->parent, ROLE_FIGURE, figure->place);
    composer->nodes[node].text = composer_expand(composer, figure->alternative).string;
    struct display_item *item = group_add(&builder, DISPLAY_IMAGE, node);
    length_t free = area - width;
    enum alignment align = composer->layout->figures->align;
    item->image = (struct display_image){.image = image,
                                         .x = align == ALIGN_LEFT    ? 0
                                              : align == ALIGN_RIGHT ? free
                                                                     : free / 2,
                                         .width = width,
                                         .height = height,
                                         .place = figure->image.place};
    figure_add_box(flow, &builder, height, node, &caption);
    return true;
}

void flow_add_figure(struct flow *flow, const struct figure *figure)
{
    struct composer *composer = flow->composer;
    const struct layout *layout = composer->layout;

    if (layout->figures == NULL) {
        REPORT(composer->diagnostics, FIGURE_DESIGN, figure->place, layout->name.string.bytes);
        composer->incomplete = true;
        return;
    }
    flow->place = figure->place;
    if (!add_figure(flow, figure)) {
        composer->incomplete = true;
    }
}
