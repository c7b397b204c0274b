/*
 * Sheets: pages of the display list while they are filled, first what lies beneath, then boxes,
 * notes, running text and what is laid over. Nobody's business but of those who fill them.
 */
#ifndef GONGWEN_PAGE_SHEET_H
#define GONGWEN_PAGE_SHEET_H

#include "page/box.h"

/* A vertical rule of the group that was added last, which the next group may carry on. */
struct open_rule {
    size_t item; /* of the sheet */
    struct rectangle at;
};

/* A page while it is filled. */
struct sheet {
    struct display_item *items;
    size_t count, capacity;
    size_t under;                  /* items beneath all else */
    struct open_rule *open, *next; /* of the last group, of the one that is being added */
    size_t open_count, open_capacity;
    size_t next_count, next_capacity;
    const char *label;
    bool blank;          /* nothing but running text stands on it */
    bool decorating;     /* what is being added is none of the document's own */
    const char *element; /* of what is being added */
};

struct display_item *page_add_item(struct composer *composer, struct sheet *sheet,
                                   enum display_kind kind, uint32_t node);

/* A line whose em box has its top left corner at x, y of the frame. */
void page_add_line(struct composer *composer, struct sheet *sheet, const struct line *line,
                   const struct typography *typography, uint32_t node, bool turned, length_t x,
                   length_t y);

/* Page numbers and the like; pages count from 1. They stand where they do on upright pages,
 * whatever the page holds (GB/T 9704 clause 8) (running.c). */
void page_add_running(struct composer *composer, struct sheet *sheet, size_t page);

/* One of them, with what its text may name; `*told`: that it does not lie on the paper. */
void page_add_running_item(struct composer *composer, struct sheet *sheet, size_t page,
                           const struct running *item, const struct variable *variables,
                           bool *told);

/* What marks the pages of a draft (draft.c): settled once; what lies beneath a page; what stands
 * beside the text of all `composer->page_count` sheets. */
struct draft_marks;
const struct draft_marks *draft_marks_new(struct composer *composer);
void draft_add_under(struct composer *composer, const struct draft_marks *marks,
                     struct sheet *sheet);
void draft_add_over(struct composer *composer, const struct draft_marks *marks,
                    struct sheet *sheets);

#endif
