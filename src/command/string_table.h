/*
 * Strings, each once, numbered from 0 in the order in which they come.
 */
#ifndef GONGWEN_COMMAND_STRING_TABLE_H
#define GONGWEN_COMMAND_STRING_TABLE_H

#include "base/buffer.h"
#include <stdbool.h>
#include <stddef.h>

struct string_table {
    struct arena *arena;
    struct string *items;
    size_t count, capacity;
    size_t *slots; /* number + 1, by a hash of the string; 0: free */
    size_t slot_count;
};

struct string_table string_table_new(struct arena *arena);

/* The number of the string; a new one is copied. */
size_t string_table_put(struct string_table *table, struct string string, bool *known);

#endif
