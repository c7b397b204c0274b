#include "yaml/anchor.h"

#include "base/arena.h"
#include <string.h>

/* Bits count from 1; behind its end a name has zeros, and no name has a NUL inside. */
static unsigned bit_of(struct string name, size_t bit)
{
    size_t byte = (bit - 1) / 8;

    return byte < name.size ? (unsigned char)name.bytes[byte] >> (7 - (bit - 1) % 8) & 1U : 0;
}

/* Goes down by the name's bits, but not past bit `end`; `above` is the last anchor passed. */
static struct anchor *descend(const struct anchors *anchors, struct string name, size_t end,
                              struct anchor **above)
{
    struct anchor *from = (struct anchor *)(uintptr_t)&anchors->head;
    struct anchor *to = from->child[0] != NULL ? from->child[0] : from;

    while (to->bit > from->bit && to->bit < end) {
        from = to;
        to = from->child[bit_of(name, from->bit)];
    }
    *above = from;
    return to;
}

static bool has_name(const struct anchor *anchor, struct string name)
{
    return anchor->name.size == name.size && memcmp(anchor->name.bytes, name.bytes, name.size) == 0;
}

struct anchor *anchors_find(const struct anchors *anchors, const char *name)
{
    struct string wanted = {name, strlen(name)};
    struct anchor *above;
    struct anchor *found = descend(anchors, wanted, SIZE_MAX, &above);

    return found != &anchors->head && has_name(found, wanted) ? found : NULL;
}

struct anchor *anchors_define(struct arena *arena, struct anchors *anchors, const char *name)
{
    struct string wanted = {name, strlen(name)};
    struct anchor *above;
    struct anchor *near = descend(anchors, wanted, SIZE_MAX, &above);
    size_t bit = 1;

    if (near != &anchors->head && has_name(near, wanted)) {
        return near;
    }
    while (bit_of(wanted, bit) == bit_of(near->name, bit)) {
        bit++; /* ends: the names differ, and the head's is empty */
    }
    struct anchor *below = descend(anchors, wanted, bit, &above);
    struct anchor *anchor = ARENA_NEW(arena, struct anchor);
    unsigned side = bit_of(wanted, bit);
    anchor->name = (struct string){arena_copy(arena, name, wanted.size), wanted.size};
    anchor->bit = bit;
    anchor->child[side] = anchor;
    anchor->child[!side] = below;
    above->child[above == &anchors->head ? 0 : bit_of(wanted, above->bit)] = anchor;
    return anchor;
}
