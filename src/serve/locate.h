/*
 * The way from a point of a page to the line of the source, and back.
 */
#ifndef GONGWEN_SERVE_LOCATE_H
#define GONGWEN_SERVE_LOCATE_H

#include "display/display.h"

/* On a page, in 1/1000 pt. */
struct frame {
    length_t left, top, right, bottom;
};

/* What stands at a point, or near it. */
struct located {
    struct place place;
    struct frame frame; /* of the item */
    struct string text; /* of a run */
};

/* False where nothing of the source is near. */
bool locate_point(const struct display_page *page, length_t x, length_t y, struct located *found);

/* Where what a place of the source became first stands: a page (from 0) and a frame. `name` is that
 * of the source, which may have been read again since. False where it is not on the pages. */
bool locate_place(const struct display_list *list, const char *name, uint32_t line, uint32_t column,
                  size_t *page, struct frame *frame);

#endif
