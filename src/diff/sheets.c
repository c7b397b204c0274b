/* 换页清单: the sheets that are to be printed again. */
#include "diff/diff.h"

#include "base/arena.h"
#include "display/fingerprint.h"

/* What is seen of a page: each glyph by itself, so that it does not matter in which runs they are,
 * nor what text they stand for. */
static uint64_t look_of(struct arena *arena, const struct display_list *list, size_t number)
{
    const struct display_page *page = &list->pages[number];
    struct arena *scratch = arena_child(arena);
    size_t count = 0;

    for (size_t i = 0; i < page->count; i++) {
        count += page->items[i].kind == DISPLAY_RUN ? page->items[i].run.count : 1;
    }
    struct display_item *items = ARENA_ARRAY(scratch, struct display_item, count + 1);
    struct display_glyph *glyphs = ARENA_ARRAY(scratch, struct display_glyph, count + 1);
    size_t made = 0;
    for (size_t i = 0; i < page->count; i++) {
        const struct display_item *item = &page->items[i];
        if (item->kind != DISPLAY_RUN) {
            items[made++] = *item;
            continue;
        }
        for (size_t k = 0; k < item->run.count; k++) {
            const struct display_glyph *glyph = &item->run.glyphs[k];
            struct display_item *single = &items[made];
            glyphs[made] = (struct display_glyph){.glyph = glyph->glyph};
            *single = *item;
            single->run.glyphs = &glyphs[made++];
            single->run.count = 1;
            single->run.text = STRING("");
            struct point way = display_direction(item->turned, (struct point){glyph->x, -glyph->y});
            single->run.x += way.x;
            single->run.y += way.y;
        }
    }
    struct display_page alone = *page;
    alone.items = items;
    alone.count = made;
    struct display_list only = *list;
    only.pages = &alone;
    only.page_count = 1;
    uint64_t look = display_page_look(&only, 0);
    arena_free_child(scratch);
    return look;
}

struct sheets diff_sheets(struct arena *arena, const struct display_list *old,
                          const struct display_list *new, bool both_sides)
{
    size_t sides = both_sides ? 2 : 1;
    size_t *items = ARENA_ARRAY(arena, size_t, new->page_count + 1);
    size_t *pages = ARENA_ARRAY(arena, size_t, new->page_count + 1);
    struct sheets sheets = {.items = items,
                            .pages = pages,
                            .old_total = (old->page_count + sides - 1) / sides,
                            .new_total = (new->page_count + sides - 1) / sides,
                            .both_sides = both_sides};

    for (size_t i = 0; i < new->page_count; i++) {
        if (i >= old->page_count || look_of(arena, old, i) != look_of(arena, new, i)) {
            pages[sheets.page_count++] = i + 1;
        }
    }
    for (size_t i = 0; i < sheets.page_count; i++) {
        size_t sheet = (pages[i] - 1) / sides + 1;
        if (sheets.count == 0 || items[sheets.count - 1] != sheet) {
            items[sheets.count++] = sheet;
        }
    }
    /* A back that there is no more: its front is printed again, with nothing behind it. */
    if (both_sides && new->page_count % 2 == 1 && old->page_count > new->page_count &&
        (sheets.count == 0 || items[sheets.count - 1] != sheets.new_total)) {
        items[sheets.count++] = sheets.new_total;
    }
    return sheets;
}

struct string diff_ranges(struct arena *arena, const size_t *items, size_t count)
{
    struct buffer out = buffer_new(arena);

    for (size_t i = 0, end; i < count; i = end) {
        end = i + 1;
        while (end < count && items[end] == items[end - 1] + 1) {
            end++;
        }
        buffer_format(&out, "%s%zu", i > 0 ? ", " : "", items[i]);
        if (end - i > 1) {
            buffer_format(&out, "%s%zu", end - i > 2 ? "-" : ", ", items[end - 1]);
        }
    }
    return buffer_string(&out);
}
