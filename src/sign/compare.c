#include "sign/compare.h"

#include "base/arena.h"
#include <string.h>

enum { FIRST_ROOM = 1024 }; /* a power of 2 */

struct comparison comparison_new(struct arena *arena, struct revision *old, struct revision *new)
{
    return (struct comparison){.arena = arena, .old = old, .new = new};
}

/* Both numbers in one word that is never 0; the generations are equal. */
static uint64_t key_of(struct reference old, struct reference new)
{
    return ((uint64_t)old.number + 1) << 32 | new.number;
}

/* The place of the key, or the empty one where it belongs. */
static size_t place_of(const struct pair_set *set, uint64_t key)
{
    size_t at = (size_t)(key * 0x9E3779B97F4A7C15 >> 20) & (set->room - 1);

    while (set->words[at] != 0 && set->words[at] != key) {
        at = (at + 1) & (set->room - 1);
    }
    return at;
}

static bool has(const struct pair_set *set, uint64_t key)
{
    return set->room > 0 && set->words[place_of(set, key)] == key;
}

/* False when it is there already. */
static bool enter(struct arena *arena, struct pair_set *set, uint64_t key)
{
    if (set->count * 2 >= set->room) {
        struct pair_set larger = {.room = set->room == 0 ? FIRST_ROOM : 2 * set->room};
        larger.words = ARENA_ARRAY(arena, uint64_t, larger.room);
        larger.count = set->count;
        for (size_t i = 0; i < set->room; i++) {
            if (set->words[i] != 0) {
                larger.words[place_of(&larger, set->words[i])] = set->words[i];
            }
        }
        *set = larger;
    }
    size_t at = place_of(set, key);
    if (set->words[at] == key) {
        return false;
    }
    set->words[at] = key;
    set->count++;
    return true;
}

void comparison_settle(struct comparison *comparison, struct reference old, struct reference new)
{
    if (old.generation == new.generation) {
        (void)enter(comparison->arena, &comparison->settled, key_of(old, new));
    }
}

static void queue_pair(struct comparison *comparison, struct reference old, struct reference new)
{
    if (enter(comparison->arena, &comparison->known, key_of(old, new))) {
        comparison->queue = arena_grow(comparison->arena, comparison->queue, comparison->count,
                                       &comparison->capacity, sizeof *comparison->queue);
        comparison->queue[comparison->count++] = (struct reference_pair){old, new};
    }
}

static bool same_text(struct string a, struct string b)
{
    return a.size == b.size && memcmp(a.bytes, b.bytes, a.size) == 0;
}

static const struct value *find(const struct value *dictionary, struct string key)
{
    for (size_t i = 0; i < dictionary->count; i++) {
        if (same_text(dictionary->entries[i].key, key)) {
            return &dictionary->entries[i].value;
        }
    }
    return NULL;
}

bool comparison_same_but(struct comparison *comparison, const struct value *old,
                         const struct value *new, const char *const *keys)
{
    size_t compared = 0;

    /* What is compared by some of its entries may be something else as well: a page's content that
     * calls itself a widget. */
    if (old->kind != new->kind || (old->kind == VALUE_STREAM && !same_text(old->data, new->data))) {
        return false;
    }
    for (size_t i = 0; i < old->count; i++) {
        struct string key = old->entries[i].key;
        if (value_is_key(keys, key)) {
            continue;
        }
        const struct value *other = find(new, key);
        if (other == NULL || !comparison_same(comparison, &old->entries[i].value, other)) {
            return false;
        }
        compared++;
    }
    for (size_t i = 0; i < new->count; i++) {
        compared -= !value_is_key(keys, new->entries[i].key);
    }
    return compared == 0;
}

/* Recursion is as deep as that of reading. */
bool comparison_same(struct comparison *comparison, const struct value *old,
                     const struct value *new)
{
    static const char *const none[] = {NULL};

    if (old->kind != new->kind) {
        return false;
    }
    switch (old->kind) {
    case VALUE_NULL:
        return true;
    case VALUE_BOOLEAN:
        return old->boolean == new->boolean;
    case VALUE_INTEGER:
        return old->integer == new->integer;
    case VALUE_REAL:
    case VALUE_STRING:
    case VALUE_NAME:
        return same_text(old->text, new->text);
    case VALUE_REFERENCE:
        if (old->reference.generation != new->reference.generation) {
            return false;
        }
        queue_pair(comparison, old->reference, new->reference);
        return true;
    case VALUE_ARRAY:
        for (size_t i = 0; i < old->count; i++) {
            if (i == new->count || !comparison_same(comparison, &old->items[i], &new->items[i])) {
                return false;
            }
        }
        return old->count == new->count;
    case VALUE_STREAM:
    case VALUE_DICTIONARY:
        return comparison_same_but(comparison, old, new, none);
    }
    return false;
}

bool comparison_finish(struct comparison *comparison)
{
    while (comparison->next < comparison->count) {
        struct reference_pair pair = comparison->queue[comparison->next++];
        if (has(&comparison->settled, key_of(pair.old, pair.new))) {
            continue;
        }
        const struct value *old = revision_object(comparison->old, pair.old);
        const struct value *new = revision_object(comparison->new, pair.new);
        if (comparison->old->fault.text != NULL || comparison->new->fault.text != NULL ||
            !comparison_same(comparison, old, new)) {
            return false;
        }
    }
    return true;
}

bool comparison_equal(struct comparison *comparison, const struct value *old,
                      const struct value *new)
{
    struct comparison inner = comparison_new(comparison->arena, comparison->old, comparison->new);

    return comparison_same(&inner, old, new) && comparison_finish(&inner);
}
