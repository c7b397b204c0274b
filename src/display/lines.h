/*
 * Which line of a page something stands on, as people say it who talk about the page.
 */
#ifndef GONGWEN_DISPLAY_LINES_H
#define GONGWEN_DISPLAY_LINES_H

#include "display/display.h"

struct arena;

/* The baselines of a page's upright text, ascending, each once. Readings and the labels of notes
 * belong to the line that they are set on. */
struct display_lines {
    const struct display_page *page;
    const length_t *baselines;
    size_t count;
};

struct display_lines display_lines_of(struct arena *arena, const struct display_list *list,
                                      size_t page);

/* The line that text of this baseline stands on, from 1: as the draft numbers them in the margin,
 * else counted from the top. 0: it stands above what is numbered. */
size_t display_line_number(const struct display_lines *lines, length_t baseline);

#endif
