/* Lines under and through what is marked; pages behind pages. */
#include "diff/redline_private.h"

#include "base/arena.h"
#include <string.h>

const struct colour redline_colours[] = {[REVISION_NONE] = {0, 0, 0, 1000},
                                         [REVISION_INSERTED] = {1000, 600, 0, 100},
                                         [REVISION_DELETED] = {0, 1000, 1000, 100},
                                         [REVISION_MOVED_HERE] = {900, 200, 1000, 250},
                                         [REVISION_MOVED_AWAY] = {900, 200, 1000, 250}};

/* Of the size of the type, in thousandths: how high lines are over the baseline, and how thick. */
enum { UNDER = -150, THROUGH = 340, APART = 90, THICK = 45 };

struct drawing {
    struct arena *arena;
    struct display_item *items;
    size_t count, capacity;
};

static struct display_item *add_item(struct drawing *drawing, enum display_kind kind)
{
    drawing->items = arena_grow(drawing->arena, drawing->items, drawing->count, &drawing->capacity,
                                sizeof *drawing->items);
    struct display_item *item = &drawing->items[drawing->count++];
    *item = (struct display_item){.kind = kind, .element = "redline", .decoration = true};
    return item;
}

/* A line along a run, its middle so high over the baseline. */
static void add_line(struct drawing *drawing, const struct display_item *of, int height)
{
    const struct display_run *run = &of->run;
    const struct display_glyph *last = &run->glyphs[run->count - 1];
    length_t left = run->glyphs[0].x, right = last->x + last->advance;
    length_t thick = length_scale(run->size, THICK, 1000);
    length_t top = -length_scale(run->size, height, 1000) - thick / 2;
    struct display_item *item = add_item(drawing, DISPLAY_RULE);

    item->rule = (struct display_rule){.colour = run->colour, .place = run->place};
    if (of->turned) { /* a quarter turn anticlockwise: right is up, down is right */
        item->rule.x = run->x + top;
        item->rule.y = run->y - right;
        item->rule.width = thick;
        item->rule.height = right - left;
    } else {
        item->rule.x = run->x + left;
        item->rule.y = run->y + top;
        item->rule.width = right - left;
        item->rule.height = thick;
    }
}

static void decorate(struct drawing *drawing, const struct display_item *item)
{
    switch (item->run.revision) {
    case REVISION_NONE:
        break;
    case REVISION_INSERTED:
        add_line(drawing, item, UNDER);
        break;
    case REVISION_DELETED:
        add_line(drawing, item, THROUGH);
        break;
    case REVISION_MOVED_HERE:
        add_line(drawing, item, UNDER);
        add_line(drawing, item, UNDER - APART);
        break;
    case REVISION_MOVED_AWAY:
        add_line(drawing, item, THROUGH + APART / 2);
        add_line(drawing, item, THROUGH - APART / 2);
        break;
    }
}

const struct display_list *redline_decorate(struct arena *arena, const struct display_list *list)
{
    struct display_list *decorated = ARENA_NEW(arena, struct display_list);
    struct display_page *pages = ARENA_ARRAY(arena, struct display_page, list->page_count);

    *decorated = *list;
    for (size_t i = 0; i < list->page_count; i++) {
        const struct display_page *page = &list->pages[i];
        struct drawing drawing = {.arena = arena};
        for (size_t k = 0; k < page->count; k++) {
            if (page->items[k].kind == DISPLAY_RUN && page->items[k].run.count > 0) {
                decorate(&drawing, &page->items[k]);
            }
        }
        struct display_item *items =
            ARENA_ARRAY(arena, struct display_item, page->count + drawing.count + 1);
        memcpy(items, page->items, page->count * sizeof *items);
        if (drawing.count > 0) {
            memcpy(items + page->count, drawing.items, drawing.count * sizeof *items);
        }
        pages[i] = *page;
        pages[i].items = items;
        pages[i].count = page->count + drawing.count;
    }
    decorated->pages = pages;
    return decorated;
}

const struct display_list *redline_append(struct arena *arena, const struct display_list *list,
                                          const struct display_list *more)
{
    struct display_list *both = ARENA_NEW(arena, struct display_list);
    size_t page_count = list->page_count + more->page_count;
    size_t node_count = list->node_count + more->node_count;
    struct display_page *pages = ARENA_ARRAY(arena, struct display_page, page_count);
    struct display_node *nodes = ARENA_ARRAY(arena, struct display_node, node_count);
    uint32_t base = (uint32_t)list->node_count;

    *both = *list;
    memcpy(pages, list->pages, list->page_count * sizeof *pages);
    memcpy(nodes, list->nodes, list->node_count * sizeof *nodes);
    for (size_t i = 0; i < more->node_count; i++) {
        struct display_node *node = &nodes[base + i];
        *node = more->nodes[i];
        node->parent = i == 0 ? 0 : node->parent + base;
        node->role = i == 0 ? ROLE_SECTION : node->role; /* the root of the other one */
        node->page += (uint32_t)list->page_count;
    }
    for (size_t i = 0; i < more->page_count; i++) {
        struct display_page *page = &pages[list->page_count + i];
        *page = more->pages[i];
        struct display_item *items = ARENA_ARRAY(arena, struct display_item, page->count + 1);
        memcpy(items, page->items, page->count * sizeof *items);
        for (size_t k = 0; k < page->count; k++) {
            items[k].node = items[k].node == 0 ? 0 : items[k].node + base;
        }
        page->items = items;
    }
    both->pages = pages;
    both->page_count = page_count;
    both->nodes = nodes;
    both->node_count = node_count;
    return both;
}
