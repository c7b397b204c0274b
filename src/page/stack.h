/*
 * Stacks: lines in a fixed relation, before they become boxes (stack.c), with seals, stamps and
 * rows (seal.c). Nobody else's business.
 */
#ifndef GONGWEN_PAGE_STACK_H
#define GONGWEN_PAGE_STACK_H

#include "page/box.h"

/* A line of a stack, or one of its repetitions, set: in several lines where it has no room on one.
 */
struct stack_piece {
    const struct stack_line *of;
    const struct typography *typography;
    struct lines lines;
    length_t leading; /* from line to line, where it stands off the grid */
    struct expansion text;
    struct place written;
    length_t start;            /* from the type area's left edge */
    length_t text_width;       /* of the longest line */
    length_t width;            /* with the stamp */
    size_t row;                /* of pieces that stand side by side: which one, from 0 */
    const struct image *image; /* the stamp or the seal; NULL: none, or it is still to come */
    struct place image_written;
    length_t image_width, image_height;
    bool signs;  /* the owner of the image signs in the PDF */
    bool sealed; /* it has a seal, which may have no image yet */
};

/* Pieces in order; those of a line follow each other. */
struct set_stack {
    struct stack_piece *pieces;
    size_t count;
    bool grouped; /* has seals, stamps or rows: becomes one box */
};

/* The pieces first..end-1 are those of the line at `first`. */
size_t stack_line_end(const struct set_stack *set, size_t first);

/* Sets a piece in as few lines as stand in `room`, as even as may be; false where the layout does
 * not want so many. */
bool stack_turn_over(struct composer *composer, struct stack_piece *piece, length_t room);

/* Where line `k` of a piece begins, from the piece's start. */
length_t stack_line_x(const struct stack_piece *piece, size_t k);

/* From the top of a piece's first line to the bottom of its last one. */
length_t stack_text_height(const struct stack_piece *piece);

/* Opens the stamps of a line's pieces (签名章), which become as wide as both; false after reporting
 * one that is not there. */
bool stack_open_stamps(struct composer *composer, struct set_stack *set, size_t first);

/* Opens the seals (印章) and gives one to each piece of their line; false after reporting. */
bool stack_open_seals(struct composer *composer, const struct flow_stack *stack,
                      struct set_stack *set);

/* Sets the pieces of rows in several lines where that makes fewer rows, and there would be too many
 * for a page or the composer wants it; whether it did. The last piece of each stands already. */
bool stack_turn_rows(struct composer *composer, const struct flow_stack *stack,
                     struct set_stack *set);

/* Stands the pieces of lines that form rows: the last one stands already. Reports what stands out
 * of the type area. */
void stack_arrange_rows(struct composer *composer, struct set_stack *set);

/* Adds the box of a stack that is grouped. */
void flow_add_stack_group(struct flow *flow, const struct flow_stack *stack,
                          const struct set_stack *set);

#endif
