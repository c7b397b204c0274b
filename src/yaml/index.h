/*
 * Names in sorted order: finds one among many, and the same one twice, in a time that no choice of
 * names can make quadratic.
 */
#ifndef GONGWEN_YAML_INDEX_H
#define GONGWEN_YAML_INDEX_H

#include "base/buffer.h"
#include <stdbool.h>
#include <string.h>

struct index_entry {
    struct string name;
    size_t position; /* the caller's */
};

/* Sorts by name, then by position. */
void index_sort(struct index_entry *entries, size_t count);

/* The first entry of that name, or NULL. */
const struct index_entry *index_find(const struct index_entry *entries, size_t count,
                                     struct string name);

static inline bool index_same(struct string a, struct string b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.bytes, b.bytes, a.size) == 0);
}

#endif
