/*
 * Where a label finds room on a sheet: rectangles that are taken, and the free place nearest to
 * what a label belongs to. It knows nothing of what the labels say.
 *
 * Lengths are 1/1000 pt from the page's top left corner, y downwards.
 */
#ifndef GONGWEN_AUDIT_PLACEMENT_H
#define GONGWEN_AUDIT_PLACEMENT_H

#include "audit/scene.h"

struct placement {
    struct arena *arena;
    struct extent bounds; /* labels stay inside */
    struct extent *taken;
    size_t count, capacity;
};

void placement_take(struct placement *placement, struct extent at);

/* Whether nothing taken reaches into it. Edges may touch. The bounds do not count. */
bool placement_is_free(const struct placement *placement, struct extent at);

/* The place of a label that belongs to `anchor`: beside it if there is room, else near it, else in
 * a margin at its height, else the nearest place of the sheet. False where there is none: then the
 * label must not be drawn. What is found is not taken yet. */
bool placement_find(const struct placement *placement, struct extent anchor, length_t width,
                    length_t height, struct extent *at);

#endif
