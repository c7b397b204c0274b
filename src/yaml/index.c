#include "yaml/index.h"

#include <stdlib.h>

static int compare_names(struct string a, struct string b)
{
    size_t shorter = a.size < b.size ? a.size : b.size;
    int order = shorter > 0 ? memcmp(a.bytes, b.bytes, shorter) : 0;

    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

static int compare_entries(const void *first, const void *second)
{
    const struct index_entry *a = first;
    const struct index_entry *b = second;
    int order = compare_names(a->name, b->name);

    return order != 0 ? order : (a->position > b->position) - (a->position < b->position);
}

void index_sort(struct index_entry *entries, size_t count)
{
    if (count > 1) {
        qsort(entries, count, sizeof *entries, compare_entries);
    }
}

const struct index_entry *index_find(const struct index_entry *entries, size_t count,
                                     struct string name)
{
    size_t low = 0;
    size_t high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_names(entries[middle].name, name) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && index_same(entries[low].name, name) ? &entries[low] : NULL;
}
