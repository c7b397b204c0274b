/* What painters may rely on in every display list, whatever it was made from. */
#ifndef GONGWEN_TESTS_CHECK_LIST_H
#define GONGWEN_TESTS_CHECK_LIST_H

#include "display/display.h"
#include "font/face.h"
#include "fuzz.h"
#include "page/compose.h"
#include <string.h>

static inline void check_run(const struct display_run *run)
{
    uint32_t end = 0;

    FUZZ_REQUIRE(run->face != NULL);
    FUZZ_REQUIRE(run->size > 0);
    FUZZ_REQUIRE(g_utf8_validate(run->text.bytes, (gssize)run->text.size, NULL));
    for (size_t i = 0; i < run->count; i++) {
        const struct display_glyph *glyph = &run->glyphs[i];
        FUZZ_REQUIRE(glyph->glyph < face_glyph_count(run->face));
        FUZZ_REQUIRE(glyph->text_size <= run->text.size);
        FUZZ_REQUIRE(glyph->text_offset <= run->text.size - glyph->text_size);
        if (glyph->text_size > 0) {
            FUZZ_REQUIRE(glyph->text_offset >= end); /* in the order of the text */
            end = glyph->text_offset + glyph->text_size;
        }
    }
}

static inline void check_path(const struct display_path *path)
{
    FUZZ_REQUIRE(path->stroke >= 0);
    for (size_t i = 0; i < path->step_count; i++) {
        FUZZ_REQUIRE(path->steps[i] <= PATH_CLOSE);
        FUZZ_REQUIRE(i > 0 || path->steps[i] == PATH_MOVE);
    }
}

static inline void check_item(const struct display_item *item)
{
    switch (item->kind) {
    case DISPLAY_RUN:
        check_run(&item->run);
        break;
    case DISPLAY_RULE:
        FUZZ_REQUIRE(item->rule.width >= 0 && item->rule.height >= 0);
        break;
    case DISPLAY_PATH:
        check_path(&item->path);
        break;
    case DISPLAY_IMAGE:
        FUZZ_REQUIRE(item->image.image != NULL);
        FUZZ_REQUIRE(item->image.width > 0 && item->image.height > 0);
        break;
    case DISPLAY_FIELD:
        FUZZ_REQUIRE(item->field.width > 0 && item->field.height > 0);
        break;
    }
}

static inline void check_list(const struct display_list *list)
{
    FUZZ_REQUIRE(list->page_count >= 1 && list->page_count <= PAGE_COUNT_LIMIT);
    FUZZ_REQUIRE(list->node_count >= 1 && list->nodes[0].role == ROLE_DOCUMENT);
    for (size_t i = 1; i < list->node_count; i++) {
        FUZZ_REQUIRE(list->nodes[i].parent < i);
        FUZZ_REQUIRE(list->nodes[i].page < list->page_count);
    }
    for (size_t i = 0; i < list->page_count; i++) {
        const struct display_page *page = &list->pages[i];
        FUZZ_REQUIRE(page->width > 0 && page->height > 0 && page->label != NULL);
        for (size_t j = 0; j < page->count; j++) {
            FUZZ_REQUIRE(page->items[j].node < list->node_count);
            check_item(&page->items[j]);
        }
    }
}

#endif
