/*
 * Pages for a browser that shows them while they are edited. An edit changes a line or two: so a
 * page comes as SVG with one element a line of text, and what shows it replaces those that differ;
 * and the outlines of glyphs, most of a page's bytes, come apart, once each.
 *
 * Each run of text carries the text itself, unseen, where its glyphs stand: it can be selected,
 * searched for and read aloud.
 */
#ifndef GONGWEN_SERVE_LIVE_PAGE_H
#define GONGWEN_SERVE_LIVE_PAGE_H

#include "base/buffer.h"
#include "display/display.h"

struct arena;
struct diagnostics;
struct live_face;

/* Faces by numbers that stay while the program runs, whatever document they were opened for; a
 * font file that changes gets another number. */
struct live_faces {
    struct live_face *items;
    size_t count, capacity;
};

void live_faces_free(struct live_faces *faces);

/* What tells pages that look different: `*key`, which is what display_page_look() says of each
 * page, becomes that with the numbers of the faces. */
void live_page_keys(struct live_faces *faces, const struct display_list *list, uint64_t *keys);

/* Appends the page: its first line is the <svg>, its last one ends it. Glyphs are shown by
 * <use href="#gFACE-GLYPH">. False when an image cannot be shown. */
bool live_page_paint(struct arena *arena, struct live_faces *faces, const struct display_list *list,
                     size_t page, struct buffer *out, struct diagnostics *diagnostics);

/* Appends the outlines asked for, "FACE:GLYPH,GLYPH;FACE:GLYPH", as <path>s in an <svg>; each has
 * the name by which pages show it. What is not on any page of the list is left out: `request` may
 * hold anything. */
void live_page_outlines(struct arena *arena, struct live_faces *faces,
                        const struct display_list *list, const char *request, struct buffer *out);

#endif
