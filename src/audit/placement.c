#include "audit/placement.h"

#include "base/arena.h"
#include <stdlib.h>

enum {
    GAP = 1000,          /* between the anchor and a label beside it */
    REACH = 36000,       /* how far "near" is */
    REACH_STEP = 3000,   /* and how closely it is looked at */
    SLIDES = 4,          /* places along a side, to either hand of its middle */
    MARGIN_STEPS = 256,  /* places along a margin, at most */
    LATTICE_STEP = 9000, /* of the search everywhere */
    LATTICE_STEPS = 100  /* at most */
};

void placement_take(struct placement *placement, struct extent at)
{
    placement->taken = arena_grow(placement->arena, placement->taken, placement->count,
                                  &placement->capacity, sizeof *placement->taken);
    placement->taken[placement->count++] = at;
}

bool placement_is_free(const struct placement *placement, struct extent at)
{
    for (size_t i = 0; i < placement->count; i++) {
        const struct extent *other = &placement->taken[i];
        if (at.left < other->right && other->left < at.right && at.top < other->bottom &&
            other->top < at.bottom) {
            return false;
        }
    }
    return true;
}

/* A label while it is placed. */
struct search {
    const struct placement *placement;
    struct extent anchor;
    length_t width, height;
    struct extent *at;
};

static bool try_at(const struct search *search, length_t left, length_t top)
{
    const struct extent *bounds = &search->placement->bounds;
    struct extent at = {left, top, left + search->width, top + search->height};

    if (at.left < bounds->left || at.right > bounds->right || at.top < bounds->top ||
        at.bottom > bounds->bottom || !placement_is_free(search->placement, at)) {
        return false;
    }
    *search->at = at;
    return true;
}

/* Above, below, to the right and to the left of the anchor at that distance, its long sides and
 * their middles first. */
static bool try_around(const struct search *search, length_t distance)
{
    const struct extent *anchor = &search->anchor;
    length_t x = (anchor->left + anchor->right - search->width) / 2;
    length_t y = (anchor->top + anchor->bottom - search->height) / 2;
    length_t above = anchor->top - distance - search->height;
    length_t below = anchor->bottom + distance;
    length_t right = anchor->right + distance;
    length_t left = anchor->left - distance - search->width;
    length_t across = (anchor->right - anchor->left + search->width) / 2 + distance;
    length_t down = (anchor->bottom - anchor->top + search->height) / 2 + distance;

    bool upright = anchor->bottom - anchor->top > anchor->right - anchor->left;
    for (int i = 0; i <= 2 * SLIDES; i++) { /* 0, 1, -1, 2, -2, … */
        length_t slide = i % 2 == 1 ? (i + 1) / 2 : -(i / 2);
        length_t slid_x = x + across * slide / SLIDES;
        length_t slid_y = y + down * slide / SLIDES;
        if ((upright && (try_at(search, right, slid_y) || try_at(search, left, slid_y))) ||
            try_at(search, slid_x, above) || try_at(search, slid_x, below) ||
            (!upright && (try_at(search, right, slid_y) || try_at(search, left, slid_y)))) {
            return true;
        }
    }
    return false;
}

/* At the edges of the sheet, as level with the anchor as may be, its own side first. */
static bool try_margins(const struct search *search)
{
    const struct extent *bounds = &search->placement->bounds;
    length_t left = bounds->left;
    length_t right = bounds->right - search->width;
    length_t y = (search->anchor.top + search->anchor.bottom - search->height) / 2;
    length_t middle = (search->anchor.left + search->anchor.right) / 2;
    bool at_left = middle < (bounds->left + bounds->right) / 2;
    length_t span = bounds->bottom - bounds->top;
    length_t step = length_max(search->height / 2, span / MARGIN_STEPS) + 1;

    for (length_t off = 0; off <= span; off += step) {
        if (try_at(search, at_left ? left : right, y - off) ||
            try_at(search, at_left ? left : right, y + off) ||
            try_at(search, at_left ? right : left, y - off) ||
            try_at(search, at_left ? right : left, y + off)) {
            return true;
        }
    }
    return false;
}

/* The nearest place of a lattice. */
static bool try_everywhere(const struct search *search)
{
    const struct extent *bounds = &search->placement->bounds;
    length_t x = (search->anchor.left + search->anchor.right - search->width) / 2;
    length_t y = (search->anchor.top + search->anchor.bottom - search->height) / 2;
    length_t across = length_max(LATTICE_STEP, (bounds->right - bounds->left) / LATTICE_STEPS);
    length_t down = length_max(LATTICE_STEP, (bounds->bottom - bounds->top) / LATTICE_STEPS);
    struct extent best = {0};
    length_t nearest = -1;

    for (length_t top = bounds->top; top <= bounds->bottom; top += down) {
        for (length_t left = bounds->left; left <= bounds->right; left += across) {
            length_t away = llabs(left - x) + llabs(top - y);
            if ((nearest < 0 || away < nearest) && try_at(search, left, top)) {
                best = *search->at;
                nearest = away;
            }
        }
    }
    *search->at = best;
    return nearest >= 0;
}

bool placement_find(const struct placement *placement, struct extent anchor, length_t width,
                    length_t height, struct extent *at)
{
    struct search search = {placement, anchor, width, height, at};

    for (length_t distance = GAP; distance <= REACH; distance += REACH_STEP) {
        if (try_around(&search, distance)) {
            return true;
        }
    }
    return try_margins(&search) || try_everywhere(&search);
}
