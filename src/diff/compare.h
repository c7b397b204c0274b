/*
 * Comparing sequences: the shortest way from one to the other (Myers 1986), and for words what of
 * it people can read.
 */
#ifndef GONGWEN_DIFF_COMPARE_H
#define GONGWEN_DIFF_COMPARE_H

#include "diff/words.h"

/* What is replaced: nothing on one side for what was inserted or deleted. */
struct edit {
    size_t old_start, old_end;
    size_t new_start, new_end;
};

struct edits {
    struct edit *items; /* in order, with something that is the same between them */
    size_t count;
};

/* Equal hashes are equal things. The time is bounded: where there is very much that differs, it is
 * no longer the shortest way. */
struct edits compare_hashes(struct arena *arena, const uint64_t *old, size_t old_count,
                            const uint64_t *new, size_t new_count);

/* The same of words, with little that is the same between two edits made part of them, and edits
 * moved to where clauses end, if they may. */
struct edits compare_words(struct arena *arena, const struct words *old, const struct words *new);

#endif
