/*
 * The pager: one page while boxes are given their places on it. Shared by paginate.c, place.c and
 * notes.c, nobody else's business.
 *
 * A page is a frame: the type area (of the first page the layout may say how far down that is), or
 * that area a quarter turn anticlockwise, as wide as it is high. Positions are from the top left
 * corner of the type area, whether it is turned or not. The flow fills it from the top; placed
 * blocks and notes may take its foot.
 */
#ifndef GONGWEN_PAGE_PAGER_H
#define GONGWEN_PAGE_PAGER_H

#include "page/box.h"

/* Ink this little past the type area still counts as inside: rounding. */
enum { EDGE_TOLERANCE = 50 };

struct pager {
    struct composer *composer;
    size_t page;  /* from 0 */
    size_t first; /* the page's first box */
    struct grid turned_grid;
    bool turned;
    const struct grid *grid; /* of the frame */
    length_t top;            /* of the frame; 0 but on a first page of its own */
    length_t height;         /* down to the frame's bottom, from the type area's top edge */
    length_t cursor;         /* bottom of what the flow has on the page */
    length_t reach;          /* how far down seals of it go, which text behind them may stand on */
    bool at_top;
    bool claimed; /* by what no other page has to bear so much of: notes that go on here, blocks of
                     the first page */
    bool fresh;   /* no box has come to stand here on its way through the flow */
    size_t block; /* whose lines `shift` applies to */
    length_t shift; /* a large first line moves down to stay inside the type area */
    length_t foot;  /* of the frame's height, taken by placed blocks */
    /* Notes: */
    const struct note **waiting; /* of earlier pages and not yet set, in order */
    size_t waiting_count, waiting_capacity;
    size_t waiting_from;  /* lines of the first one that are set */
    size_t waiting_lines; /* in all */
    size_t owed;          /* of them, those that this page keeps no room for */
    size_t note_lines;    /* that this page keeps room for */
};

/* How far down the flow may reach on the page. */
length_t pager_limit(const struct pager *pager);

/* Stands a whole placed block (boxes first..end-1) on the page (place.c). */
void pager_stand_placed(struct pager *pager, size_t first, size_t end);

/* The end of the run of placed blocks at the foot of the type area that begins with the box; the
 * box itself where it begins none (place.c). */
size_t pager_foot_run(const struct pager *pager, size_t box);

/* Stands placed blocks; false where they would overlap what is on the page (place.c). */
bool pager_stand_foot(struct pager *pager, size_t first, size_t end);

/* Whether there are blocks that are placed on such a page. */
bool pager_has_anchored(const struct pager *pager, enum page_anchor anchor);

/* Stands the blocks that are placed on the document's first or last page; false likewise. */
bool pager_stand_anchored(struct pager *pager, enum page_anchor anchor);

/* The end of the block that the box is part of. */
size_t pager_block_end(const struct composer *composer, size_t box);

/* Keeps room for the notes of a box that ends at `bottom`; false where the box had better go to the
 * next page; `forced`: it stands, however little room there is (notes.c). */
bool pager_keep_notes(struct pager *pager, const struct box *box, length_t bottom, bool forced);

/* A page begins: what notes of earlier pages want of it (notes.c). */
void pager_begin_notes(struct pager *pager);

/* A page ends before box `end`: sets its notes as far as there is room (notes.c). */
void pager_end_notes(struct pager *pager, size_t end);

/* Height of so many lines of notes with what stands above them; 0 for none (notes.c). */
length_t pager_notes_height(const struct pager *pager, size_t lines);

#endif
