/*
 * Outlines of glyphs as SVG has them, kept from page to page: making one takes a hundred times as
 * long as copying it, and texts use the same characters again and again.
 */
#ifndef GONGWEN_OUTPUT_OUTLINES_H
#define GONGWEN_OUTPUT_OUTLINES_H

#include "base/buffer.h"
#include <stdbool.h>
#include <stdint.h>

struct face;

struct kept_outline {
    const struct face *face; /* NULL: a free slot */
    uint32_t glyph;
    struct string path; /* what stands in d="…"; empty: nothing to see */
};

/* None to begin with: {.arena = …}, of faces that live as long as it. */
struct outlines {
    struct arena *arena;
    struct kept_outline *slots; /* by a hash */
    size_t slot_count, count;
};

/* The outline, or NULL: it is not there. */
const struct kept_outline *outlines_find(const struct outlines *outlines, const struct face *face,
                                         uint32_t glyph);

/* Keeps a copy of one that is not there. */
void outlines_keep(struct outlines *outlines, const struct face *face, uint32_t glyph,
                   struct string path);

#endif
