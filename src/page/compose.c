#include "page/compose.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "page/box.h"
#include <string.h>

/* A page while it is filled. */
struct sheet {
    struct display_item *items;
    size_t count, capacity;
    const char *label;
};

static struct display_item *add_item(struct composer *composer, struct sheet *sheet,
                                     enum display_kind kind, uint32_t node)
{
    sheet->items = arena_grow(composer->arena, sheet->items, sheet->count, &sheet->capacity,
                              sizeof *sheet->items);
    struct display_item *item = &sheet->items[sheet->count++];
    *item = (struct display_item){.kind = kind, .node = node};
    return item;
}

/* A line whose em box has its top left corner at x, y of the page. */
static void add_line(struct composer *composer, struct sheet *sheet, const struct line *line,
                     const struct typography *typography, uint32_t node, length_t x, length_t y)
{
    for (size_t i = 0; i < line->run_count; i++) {
        struct display_item *item = add_item(composer, sheet, DISPLAY_RUN, node);
        item->run = line->runs[i];
        item->run.x += x;
        item->run.y = y + typography_ascent(typography);
    }
}

static void add_box(struct composer *composer, struct sheet *sheet, const struct box *box)
{
    const struct layout *layout = composer->layout;
    length_t x = layout->area_x + box->x;
    length_t y = layout->area_y + box->y;
    bool is_line = box->kind == BOX_LINE;
    const struct variant *block = &((const struct variant *)layout->flow.items)[box->block];
    struct rectangle where = {x, y, is_line ? box->line.width : box->width, box->height};

    composer_check_on_paper(composer, &where, box->page + 1,
                            box->place != NULL ? box->place->written : block->place,
                            &composer->off_paper[box->block]);
    if (is_line) {
        add_line(composer, sheet, &box->line, box->typography, box->node, x, y);
    } else {
        struct display_item *item = add_item(composer, sheet, DISPLAY_RULE, 0);
        item->rule = (struct display_rule){.x = x,
                                           .y = y,
                                           .width = box->width,
                                           .height = box->height,
                                           .colour = box->colour,
                                           .place = box->written};
    }
    struct display_node *node = &composer->nodes[box->node];
    if (box->node != 0 && node->y < 0) {
        node->page = (uint32_t)box->page;
        node->y = y;
    }
}

static bool is_on(enum page_selection on, size_t page, size_t count)
{
    switch (on) {
    case PAGES_ALL:
        return true;
    case PAGES_ODD:
        return page % 2 == 1;
    case PAGES_EVEN:
        return page % 2 == 0;
    case PAGES_FIRST:
        return page == 1;
    case PAGES_LAST:
        return page == count;
    case PAGES_NOT_FIRST:
        return page != 1;
    }
    return false;
}

/* Page numbers and the like; pages count from 1. */
static void add_running(struct composer *composer, struct sheet *sheet, size_t page)
{
    const struct layout *layout = composer->layout;
    const struct running *items = layout->running.items;
    struct variable variables[] = {
        {"page", arena_format(composer->arena, "%zu", page)},
        {"pages", arena_format(composer->arena, "%zu", composer->page_count)},
        {0}};
    struct scope scope = {composer->report, variables};
    struct rectangle area = {layout->area_x, layout->area_y, layout->area_width,
                             layout->area_height};
    struct rectangle paper = {0, 0, layout->page_width, layout->page_height};

    sheet->label = variables[0].value;
    for (size_t i = 0; i < layout->running.count; i++) {
        const struct running *item = &items[i];
        const struct typography *typography =
            composer_typography(composer, item->style, item->text.place);
        if (typography == NULL ||
            !is_on((enum page_selection)item->on, page, composer->page_count)) {
            continue;
        }
        struct expansion text =
            template_expand(composer->arena, &scope, item->text, composer->diagnostics);
        struct clusters clusters =
            cluster_text(composer->scratch, text, typography, composer->diagnostics);
        struct line line = paragraph_set_line(composer->arena, composer->scratch, &clusters);
        bool of_page =
            item->place.of.string.bytes != NULL && strcmp(item->place.of.string.bytes, "page") == 0;
        const struct rectangle *reference = of_page ? &paper : &area;
        length_t x = reference->x;
        length_t y = reference->y;
        if (item->style->align == ALIGN_CENTRE) {
            x += (reference->width - line.width) / 2;
        } else if (item->style->align == ALIGN_RIGHT) {
            x += reference->width - line.width;
        }
        composer_place_line(composer, &item->place, reference, &line, typography, &x, &y);
        struct rectangle where = {x, y, line.width, typography->size};
        if (line.run_count > 0) {
            composer_check_on_paper(composer, &where, page, item->place.written,
                                    &composer->off_paper[layout->flow.count + i]);
        }
        add_line(composer, sheet, &line, typography, 0, x, y);
        arena_reset(composer->scratch);
    }
}

static const struct display_page *make_pages(struct composer *composer)
{
    const struct layout *layout = composer->layout;
    struct sheet *sheets = ARENA_ARRAY(composer->arena, struct sheet, composer->page_count);
    struct display_page *pages =
        ARENA_ARRAY(composer->arena, struct display_page, composer->page_count);

    for (size_t i = 0; i < composer->node_count; i++) {
        composer->nodes[i].y = -1;
    }
    for (size_t i = 0; i < composer->box_count; i++) {
        add_box(composer, &sheets[composer->boxes[i].page], &composer->boxes[i]);
    }
    for (size_t i = 0; i < composer->page_count; i++) {
        add_running(composer, &sheets[i], i + 1);
        pages[i] = (struct display_page){.width = layout->page_width,
                                         .height = layout->page_height,
                                         .label = sheets[i].label,
                                         .items = sheets[i].items,
                                         .count = sheets[i].count};
    }
    composer->nodes[0].y = 0;
    return pages;
}

/* A text for lists of titles: line breaks written in it are the page's business. */
static const char *on_one_line(struct arena *arena, struct string text)
{
    struct buffer out = buffer_new(arena);

    for (size_t i = 0; i < text.size; i++) {
        if (text.bytes[i] != '\n' && text.bytes[i] != '\r') {
            buffer_add_byte(&out, (unsigned char)text.bytes[i]);
        }
    }
    return buffer_string(&out).bytes;
}

const struct display_list *page_compose(struct arena *arena, struct report *report,
                                        const struct layout *layout, struct catalog *catalog,
                                        struct diagnostics *diagnostics)
{
    struct composer composer = {.arena = arena,
                                .scratch = arena_child(arena),
                                .report = report,
                                .layout = layout,
                                .catalog = catalog,
                                .diagnostics = diagnostics,
                                .typographies =
                                    ARENA_ARRAY(arena, struct typography, layout->style_count),
                                .typography_made = ARENA_ARRAY(arena, bool, layout->style_count)};
    struct scope scope = {.report = report};

    composer.off_paper = ARENA_ARRAY(arena, bool, layout->flow.count + layout->running.count);
    composer_open_roles(&composer);
    composer_check_fields(&composer);
    composer_flow(&composer);
    if (composer.box_count == 0) {
        if (!diagnostics_failed(diagnostics)) {
            REPORT(diagnostics, PAGE_NONE, report->place);
        }
        arena_free_child(composer.scratch);
        return NULL;
    }
    composer_paginate(&composer);
    struct display_list *list = ARENA_NEW(arena, struct display_list);
    list->pages = make_pages(&composer);
    list->page_count = composer.page_count;
    list->nodes = composer.nodes;
    list->node_count = composer.node_count;
    list->area_x = layout->area_x;
    list->area_y = layout->area_y;
    list->area_width = layout->area_width;
    list->area_height = layout->area_height;
    list->metadata = (struct display_metadata){
        .title =
            on_one_line(arena, template_expand(arena, &scope, report->title, diagnostics).string),
        .author = template_expand(arena, &scope, report->issuer, diagnostics).string.bytes,
        .language = "zh-CN",
        .year = report->date.year,
        .month = report->date.month,
        .day = report->date.day};
    if (!composer.incomplete) {
        report_check_facts(report, diagnostics);
    }
    arena_free_child(composer.scratch);
    return list;
}
