/*
 * What all SVG of ours is made of: outlines of glyphs in font units with y downwards, rules, paths
 * and images in pt. The painter `svg` makes files of them; a page that is shown while it is edited
 * takes them one by one.
 */
#ifndef GONGWEN_OUTPUT_SVG_PARTS_H
#define GONGWEN_OUTPUT_SVG_PARTS_H

#include "base/buffer.h"
#include "display/display.h"

struct arena;
struct diagnostics;
struct outlines;
struct svg_step;

enum {
    SVG_OUTLINE_PLACES = 2, /* decimals of outlines, in font units */
    SVG_OUTLINE_UNIT = 100, /* 10 to their power */
};

/* The outline of a glyph, as it was loaded last. */
struct svg_outline {
    struct svg_step *steps;
    size_t count, capacity;
    bool wild;          /* a coordinate is out of bounds */
    struct string path; /* its value of `d`; empty: it shows nothing */
};

struct svg_parts {
    struct arena *scratch;
    struct buffer *out;
    const struct display_list *list;
    bool places;                 /* what an element was made from is told: data-place */
    const struct source *source; /* the document's own, which need not be named there */
    struct svg_outline outline;
    struct outlines *outlines; /* kept from page to page; NULL: they are not */
};

/* ---- attributes, each with a blank before it ---- */

void svg_add_attribute(struct buffer *out, const char *name, length_t value);
void svg_add_fill(struct buffer *out, struct colour colour); /* nothing for black */
void svg_add_source(struct buffer *out, const struct source *source);
void svg_add_place(struct svg_parts *parts, struct place place);

/* The transformation of a run from font units: glyphs stand in them, by their own x and y. */
void svg_add_run_transform(struct svg_parts *parts, const struct display_run *run, bool turned);

/* Where a glyph of a run stands, as the attributes x and y of a <use> inside of that transform; 0
 * is left out. */
void svg_add_offset(struct buffer *out, const struct display_run *run,
                    const struct display_glyph *glyph);

/* ---- elements ---- */

/* Loads the outline of a glyph; false when it cannot be read. One without a path shows nothing. */
bool svg_load_outline(struct svg_parts *parts, const struct face *face, uint32_t glyph);

/* The outline that was loaded, as the value of `d`. */
void svg_add_outline(struct svg_parts *parts);

/* An item that is no run, as one element and a line break. False after reporting that an image
 * cannot be shown. */
bool svg_add_shape(struct svg_parts *parts, const struct display_item *item,
                   struct diagnostics *diagnostics);

#endif
