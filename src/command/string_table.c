#include "command/string_table.h"

#include "base/arena.h"
#include <stdint.h>
#include <string.h>

enum { FEWEST_SLOTS = 64 };

struct string_table string_table_new(struct arena *arena)
{
    return (struct string_table){.arena = arena};
}

/* FNV-1a. */
static size_t hash_of(struct string string)
{
    uint64_t hash = 14695981039346656037U;

    for (size_t i = 0; i < string.size; i++) {
        hash = (hash ^ (unsigned char)string.bytes[i]) * 1099511628211U;
    }
    return (size_t)(hash ^ hash >> 32);
}

/* The slot that holds the string, or the free one where it belongs. */
static size_t *slot_of(const struct string_table *table, struct string string)
{
    size_t mask = table->slot_count - 1;
    size_t at = hash_of(string) & mask;

    while (table->slots[at] != 0) {
        struct string other = table->items[table->slots[at] - 1];
        if (other.size == string.size && memcmp(other.bytes, string.bytes, string.size) == 0) {
            break;
        }
        at = (at + 1) & mask;
    }
    return &table->slots[at];
}

/* Keeps at least half of the slots free. */
static void make_room(struct string_table *table)
{
    if (table->count * 2 < table->slot_count) {
        return;
    }
    table->slot_count = table->slot_count == 0 ? FEWEST_SLOTS : table->slot_count * 4;
    table->slots = ARENA_ARRAY(table->arena, size_t, table->slot_count);
    for (size_t i = 0; i < table->count; i++) {
        *slot_of(table, table->items[i]) = i + 1;
    }
}

size_t string_table_put(struct string_table *table, struct string string, bool *known)
{
    make_room(table);
    size_t *slot = slot_of(table, string);
    *known = *slot != 0;
    if (!*known) {
        table->items = arena_grow(table->arena, table->items, table->count, &table->capacity,
                                  sizeof *table->items);
        table->items[table->count++] =
            (struct string){arena_copy(table->arena, string.bytes, string.size), string.size};
        *slot = table->count;
    }
    return *slot - 1;
}
