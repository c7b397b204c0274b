/*
 * Which part of one content is which part of another: sets `match` and `moved` in both trees. What
 * has no match was inserted or deleted; what has one may still differ inside.
 *
 * Matched by what they say, not by where they stand: sections, paragraphs, rows and columns that
 * others were put before stay what they are. What is the same elsewhere, or mostly, has moved.
 */
#ifndef GONGWEN_DIFF_MATCH_H
#define GONGWEN_DIFF_MATCH_H

#include "diff/content.h"

void match_contents(struct arena *arena, struct content *old, struct content *new);

/* A list, matched, as one: what was deleted stands before what took its place. */
enum merge_kind {
    MERGE_KEPT, /* on both sides; it may differ inside */
    MERGE_INSERTED,
    MERGE_DELETED,
    MERGE_MOVED_HERE, /* `old` is where it was */
    MERGE_MOVED_AWAY
};
struct merged {
    enum merge_kind kind;
    struct content *old, *new;
};

/* Either list may be NULL. */
size_t merge_lists(struct arena *arena, const struct content *old, const struct content *new,
                   const struct merged **out);

#endif
