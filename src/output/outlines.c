#include "output/outlines.h"

#include "base/arena.h"

enum { SLOTS_LEAST = 1024 /* a power of two */ };

/* The slot of a glyph: that which holds it, or the free one where it belongs. */
static struct kept_outline *slot_of(const struct outlines *outlines, const struct face *face,
                                    uint32_t glyph)
{
    size_t mask = outlines->slot_count - 1;
    size_t at = ((size_t)(uintptr_t)face >> 6 ^ glyph) * 0x9E3779B1 & mask;

    while (outlines->slots[at].face != NULL &&
           (outlines->slots[at].face != face || outlines->slots[at].glyph != glyph)) {
        at = (at + 1) & mask;
    }
    return &outlines->slots[at];
}

const struct kept_outline *outlines_find(const struct outlines *outlines, const struct face *face,
                                         uint32_t glyph)
{
    if (outlines->count == 0) {
        return NULL;
    }
    const struct kept_outline *slot = slot_of(outlines, face, glyph);
    return slot->face == NULL ? NULL : slot;
}

/* The old slots stay in the arena: all together they are no more than the new ones. */
static void widen(struct outlines *outlines)
{
    const struct kept_outline *old = outlines->slots;
    size_t count = outlines->slot_count;

    outlines->slot_count = count == 0 ? SLOTS_LEAST : count * 2;
    outlines->slots = ARENA_ARRAY(outlines->arena, struct kept_outline, outlines->slot_count);
    for (size_t i = 0; i < count; i++) {
        if (old[i].face != NULL) {
            *slot_of(outlines, old[i].face, old[i].glyph) = old[i];
        }
    }
}

void outlines_keep(struct outlines *outlines, const struct face *face, uint32_t glyph,
                   struct string path)
{
    const char *bytes = arena_copy(outlines->arena, path.bytes, path.size);

    if (outlines->count * 2 >= outlines->slot_count) {
        widen(outlines);
    }
    *slot_of(outlines, face, glyph) = (struct kept_outline){face, glyph, {bytes, path.size}};
    outlines->count++;
}
