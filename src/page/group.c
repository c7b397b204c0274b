/* Groups: items that stand in a fixed relation, built piece by piece. */
#include "page/box.h"

#include "base/arena.h"

struct display_item *group_add(struct group_builder *builder, enum display_kind kind, uint32_t node)
{
    builder->items = arena_grow(builder->arena, builder->items, builder->count, &builder->capacity,
                                sizeof *builder->items);
    struct display_item *item = &builder->items[builder->count++];
    *item = (struct display_item){.kind = kind, .node = node};
    return item;
}

void group_add_line(struct group_builder *builder, const struct line *line,
                    const struct typography *typography, uint32_t node, length_t x, length_t y)
{
    for (size_t i = 0; i < line->run_count; i++) {
        uint32_t own = line->nodes != NULL ? line->nodes[i] : 0;
        struct display_item *item = group_add(builder, DISPLAY_RUN, own != 0 ? own : node);
        item->run = line->runs[i];
        item->run.x += x;
        item->run.y += y + typography_ascent(typography);
    }
}

const struct group *group_finish(struct group_builder *builder, length_t width, length_t height)
{
    struct group *group = ARENA_NEW(builder->arena, struct group);

    *group = (struct group){width, height, builder->items, builder->count};
    *builder = (struct group_builder){.arena = builder->arena};
    return group;
}
