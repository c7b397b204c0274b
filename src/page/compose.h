/*
 * Page composition: report and layout become a display list.
 */
#ifndef GONGWEN_PAGE_COMPOSE_H
#define GONGWEN_PAGE_COMPOSE_H

#include "display/display.h"

struct arena;
struct catalog;
struct diagnostics;
struct image_store;
struct layout;
struct report;

/* More pages than any office prints. */
enum { PAGE_COUNT_LIMIT = 100000 };

/* Composes the document. Everything in the list lives in the arena (faces in the catalogue's).
 * Returns NULL when there is nothing to show for it; otherwise the list is complete even where
 * errors were reported, so that a caller may still look at it. */
const struct display_list *page_compose(struct arena *arena, struct report *report,
                                        const struct layout *layout, struct catalog *catalog,
                                        struct image_store *images,
                                        struct diagnostics *diagnostics);

#endif
