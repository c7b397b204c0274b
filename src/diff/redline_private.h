/* Redlines while they are made: shared by redline*.c, nobody else's business. */
#ifndef GONGWEN_DIFF_REDLINE_PRIVATE_H
#define GONGWEN_DIFF_REDLINE_PRIVATE_H

#include "diff/diff.h"
#include "diff/merge.h"

/* The colours of what was inserted, deleted, moved: told apart in black and white by their lines.
 */
extern const struct colour redline_colours[];

/* Where a change stands on the pages; page SIZE_MAX: it shows nowhere. */
struct spot {
    size_t page;   /* from 0 */
    unsigned line; /* on the page, from 1 (display/lines.h); 0: none */
};

/* The list with the lines of its decorated runs drawn. */
const struct display_list *redline_decorate(struct arena *arena, const struct display_list *list);

/* The list with bars beside what changed, and where each change begins (one for each of the
 * diff's). */
const struct display_list *redline_bars(const struct diff *diff, const struct display_list *list,
                                        const struct spot **spots);

/* 修改清单 as pages of their own: all changes with where they stand, or (`spots` NULL) those alone
 * that the text does not show. NULL where there are none, or after reporting. */
const struct display_list *redline_list(const struct diff *diff, const struct redline *redline,
                                        const struct spot *spots);

/* One list behind the other. */
const struct display_list *redline_append(struct arena *arena, const struct display_list *list,
                                          const struct display_list *more);

#endif
