/*
 * Deep comparison of values of two revisions, through references. Private to sign/.
 */
#ifndef GONGWEN_SIGN_COMPARE_H
#define GONGWEN_SIGN_COMPARE_H

#include "pdf/revision.h"

/* Two references that stand for each other. */
struct reference_pair {
    struct reference old, new;
};

/* A hash table of pairs. */
struct pair_set {
    uint64_t *words;
    size_t count, room;
};

struct comparison {
    struct arena *arena;
    struct revision *old, *new;
    struct reference_pair *queue; /* found, not compared yet: from `next` on */
    size_t count, capacity, next;
    struct pair_set known;   /* have been in the queue */
    struct pair_set settled; /* are compared elsewhere */
};

struct comparison comparison_new(struct arena *arena, struct revision *old, struct revision *new);

/* Takes the pair as equal, or as compared elsewhere, even if it waits already. */
void comparison_settle(struct comparison *comparison, struct reference old, struct reference new);

/* Whether the values are equal so far; what they refer to waits for comparison_finish(). */
bool comparison_same(struct comparison *comparison, const struct value *old,
                     const struct value *new);

/* The same for dictionaries, or streams with all their bytes, without the entries under some keys
 * (ends with NULL). */
bool comparison_same_but(struct comparison *comparison, const struct value *old,
                         const struct value *new, const char *const *keys);

/* Compares all that waits. */
bool comparison_finish(struct comparison *comparison);

/* Whether two values are equal with all that they refer to; for small things. */
bool comparison_equal(struct comparison *comparison, const struct value *old,
                      const struct value *new);

#endif
