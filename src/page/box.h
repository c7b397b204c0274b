/*
 * Boxes: what the flow is cut into before it is paged. A box is a line or a rule; it never breaks.
 * Shared by the stages of page composition, nobody else's business.
 */
#ifndef GONGWEN_PAGE_BOX_H
#define GONGWEN_PAGE_BOX_H

#include "layout/layout.h"
#include "page/compose.h"
#include "report/template.h"
#include "text/paragraph.h"

enum box_kind { BOX_LINE, BOX_RULE };

struct box {
    enum box_kind kind;
    size_t block;  /* of the flow: boxes of one block move together where they are placed */
    uint32_t node; /* structure element; 0: artifact */
    struct spacing before;
    bool break_before;             /* a page may begin with this box */
    const struct placement *place; /* of the whole block; NULL: in the flow */
    length_t x;                    /* of the line or rule, from the type area's left edge */
    struct line line;
    const struct typography *typography;
    length_t width, height; /* of a rule; height is a line's size */
    struct colour colour;
    struct place written;
    /* Where it came to stand: */
    size_t page;
    length_t y; /* top of the em box or rule, from the type area's top edge */
};

struct composer {
    struct arena *arena;
    struct arena *scratch; /* of one paragraph */
    struct report *report;
    const struct layout *layout;
    struct catalog *catalog;
    struct diagnostics *diagnostics;
    struct role **roles;             /* the layout's own `fonts:`; NULL: wrong, reported */
    struct typography *typographies; /* one per style, made on demand */
    bool *typography_made;
    const struct lexicon *lexicon; /* made for the first title */
    struct box *boxes;
    size_t box_count, box_capacity;
    struct display_node *nodes;
    size_t node_count, node_capacity;
    size_t page_count;
    bool *off_paper; /* reported: one per block of the flow, then one per running item */
    bool full;       /* there are too many boxes for the pages: reported */
    bool incomplete; /* parts were left out: which facts they use is not known */
};

/* Makes the layout's font roles and reports roles and faces that are not there, used or not; opens
 * no font (roles.c). */
void composer_open_roles(struct composer *composer);

struct colour composer_colour(struct colour_value value);

/* Typography of a style; NULL after reporting a role that is not there (roles.c). */
const struct typography *composer_typography(struct composer *composer, const struct style *style,
                                             struct place place);

/* Cuts the flow into boxes (flow.c). */
void composer_flow(struct composer *composer);

/* Gives every box its page and position (paginate.c). */
void composer_paginate(struct composer *composer);

/* The document is over PAGE_COUNT_LIMIT from this box on (paginate.c). */
void composer_report_limit(struct composer *composer, const struct box *box);

/* A line placed relative to a rectangle (page coordinates): where its em box's top left corner
 * goes. Distances that are not given leave `*x` or `*y` as they are. */
struct rectangle {
    length_t x, y, width, height;
};
void composer_place_line(const struct composer *composer, const struct placement *placement,
                         const struct rectangle *reference, const struct line *line,
                         const struct typography *typography, length_t *x, length_t *y);

/* Reports a box (page coordinates) that does not lie on the paper, unless `*told`; pages count from
 * 1 (check.c). */
void composer_check_on_paper(struct composer *composer, const struct rectangle *box, size_t page,
                             struct place place, bool *told);

/* Warns of paragraphs and sections of the report that no block of the flow prints (check.c). */
void composer_check_fields(struct composer *composer);

/* Top of the em box to the baseline. */
length_t typography_ascent(const struct typography *typography);

#endif
