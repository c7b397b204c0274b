/*
 * What images and charts have in common: a caption, and a box with both (figure.c). Shared by
 * figure.c and chart.c, nobody else's business.
 */
#ifndef GONGWEN_PAGE_FIGURE_H
#define GONGWEN_PAGE_FIGURE_H

#include "page/box.h"

/* A caption of a figure, set but not yet placed. */
struct figure_caption {
    const struct text *written;
    struct expansion text;
    struct lines lines;
    const struct typography *typography;
    length_t leading, height; /* with the gap above it; 0: there is none */
};

/* An image as it is looked at: width in pixels, and how large it wants to be. */
struct upright {
    uint32_t columns;
    length_t width, height;
};
struct upright figure_upright(const struct image *image);

/* Warns of an image that is too coarse for that width. */
void figure_check_density(struct composer *composer, const struct image *image, struct place place,
                          length_t width);

/* Sets and numbers a caption; false after reporting that the layout has no figures or no font for
 * it. */
bool figure_set_caption(struct flow *flow, const struct text *caption, struct place place,
                        struct figure_caption *out);

/* Adds the box of a figure: what was built, `height` high, with its caption. */
void figure_add_box(struct flow *flow, struct group_builder *builder, length_t height,
                    uint32_t node, const struct figure_caption *caption);

#endif
