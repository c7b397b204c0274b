#include "layout/layout.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "layout/layout_private.h"
#include "yaml/node.h"

enum { PAGE_LEAST = 10 * LENGTH_PT }; /* width and height of a page */

length_t layout_length(const struct layout *layout, struct dimension dimension)
{
    return dimension_resolve(dimension, layout->grid.cell, layout->grid.pitch);
}

struct spacing layout_spacing(const struct layout *layout, struct dimension dimension)
{
    static const int64_t one = 1000000;

    if (dimension.unit == UNIT_LINE && dimension.amount % one == 0 && dimension.amount > 0) {
        return (struct spacing){.lines = (int)(dimension.amount / one)};
    }
    return (struct spacing){.length = layout_length(layout, dimension)};
}

length_t layout_cell(const struct layout *layout, const struct style *style)
{
    return style->on_grid ? layout->grid.cell : style->size;
}

/* 字 is a cell of the grid everywhere, so that indents line up across styles. */
length_t layout_indent(const struct layout *layout, const struct style *style)
{
    return layout_length(layout, style->indent);
}

const struct layout *layout_adjusted(struct arena *arena, const struct layout *layout, int lines,
                                     int characters)
{
    struct layout *adjusted = ARENA_NEW(arena, struct layout);

    *adjusted = *layout;
    adjusted->grid.lines = lines;
    adjusted->grid.characters = characters;
    grid_prepare(&adjusted->grid, layout->area_width);
    struct grid *first = &adjusted->first.grid;
    first->lines += lines - layout->grid.lines;
    first->lines = first->lines < 1 ? 1 : first->lines;
    first->characters = characters;
    grid_prepare(first, layout->area_width);
    adjusted->composition.han_latin_gap =
        layout_length(adjusted, layout->composition.han_latin_gap_written);
    return adjusted;
}

/* Absolute units only: the grid that 字 and 行 stand for does not exist yet. */
static length_t absolute(struct dimension dimension)
{
    return dimension_resolve(dimension, 0, 0);
}

static bool is_absolute(const struct layout_record *record)
{
    const struct dimension *size = record->page.size.items;
    const struct page_record *page = &record->page;
    const struct dimension all[] = {
        size[0],           size[1],         page->area.left,    page->area.top, page->area.width,
        page->area.height, page->first.top, page->first.height, record->grid.em};
    bool good = true;

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        good = good && all[i].unit != UNIT_CELL && all[i].unit != UNIT_LINE;
    }
    return good;
}

/* The first page's type area; NULL, or what is wrong with it. */
static const char *resolve_first(struct layout *layout, const struct page_record *page)
{
    struct page_frame *first = &layout->first;

    *first = (struct page_frame){0, layout->area_height, layout->grid};
    if (page->first.lines == 0) {
        return NULL;
    }
    length_t top = absolute(page->first.top);
    first->grid.lines = (int)page->first.lines;
    first->grid.height = absolute(page->first.height);
    first->grid.top = first->top = top - layout->area_y;
    first->bottom = first->top + first->grid.height;
    if (top < 0 || first->grid.height < LENGTH_PT ||
        top + first->grid.height > layout->page_height) {
        return N_("the type area must lie on the page");
    }
    return layout->grid.em * page->first.lines > first->grid.height
               ? N_("the grid's lines and characters do not fit into the type area")
               : NULL;
}

static bool resolve_page(struct loader *loader, const struct node *root)
{
    struct place place = node_get(root, "page")->place;
    const struct layout_record *record = loader->record;
    const struct dimension *size = record->page.size.items;
    struct layout *layout = loader->layout;
    const char *wrong = NULL;

    layout->page_width = absolute(size[0]);
    layout->page_height = absolute(size[1]);
    layout->area_x = absolute(record->page.area.left);
    layout->area_y = absolute(record->page.area.top);
    layout->area_width = absolute(record->page.area.width);
    layout->area_height = absolute(record->page.area.height);
    layout->grid = (struct grid){.lines = (int)record->grid.lines,
                                 .characters = (int)record->grid.characters,
                                 .em = absolute(record->grid.em),
                                 .height = layout->area_height,
                                 .fill = (enum grid_fill)record->grid.fill};
    if (!is_absolute(record)) {
        wrong =
            N_("字 and 行 come from the grid: page, type area and em are given in mm, pt or 字号");
    } else if (layout->page_width < PAGE_LEAST || layout->page_height < PAGE_LEAST) {
        wrong = N_("the page must be at least 10 pt wide and high, in mm or pt");
    } else if (layout->area_x < 0 || layout->area_y < 0 || layout->area_width < LENGTH_PT ||
               layout->area_height < LENGTH_PT ||
               layout->area_x + layout->area_width > layout->page_width ||
               layout->area_y + layout->area_height > layout->page_height) {
        wrong = N_("the type area must lie on the page");
    } else if (layout->grid.em < LENGTH_PT ||
               layout->grid.em * record->grid.lines > layout->area_height ||
               layout->grid.em / 2 * record->grid.characters > layout->area_width) {
        wrong = N_("the grid's lines and characters do not fit into the type area");
        place = node_get(root, "grid")->place;
    }
    if (wrong == NULL) {
        wrong = resolve_first(layout, &record->page);
    }
    if (wrong != NULL) {
        REPORT(loader->diagnostics, LAYOUT_GEOMETRY, place, message_translate(wrong));
        return false;
    }
    grid_prepare(&layout->grid, layout->area_width);
    grid_prepare(&layout->first.grid, layout->area_width);
    return true;
}

const struct layout *layout_read(struct arena *arena, struct text name, const char *const *folders,
                                 struct diagnostics *diagnostics)
{
    struct loader loader = {.arena = arena, .diagnostics = diagnostics, .folders = folders};
    size_t errors = diagnostics->errors;
    const struct node *root = layout_load(&loader, name);

    if (root == NULL) {
        return NULL;
    }
    struct layout_record *record = ARENA_NEW(arena, struct layout_record);
    if (!record_read(arena, &layout_type, root, record, diagnostics)) {
        return NULL;
    }
    struct layout *layout = ARENA_NEW(arena, struct layout);
    loader.root = root;
    loader.record = record;
    loader.layout = layout;
    layout->name = record->name;
    if (!resolve_page(&loader, root)) {
        return NULL;
    }
    resolve_colours(&loader);
    resolve_styles(&loader);
    resolve_marks(&loader);
    resolve_tables(&loader);
    resolve_figures(&loader);
    resolve_flow(&loader);
    resolve_draft(&loader);
    layout_load_words(&loader, record->words, &layout->words);
    layout->fonts = record->fonts;
    layout->composition = record->composition;
    layout->composition.han_latin_gap =
        layout_length(layout, record->composition.han_latin_gap_written);
    layout->adjust = record->adjust;
    layout->flow = record->flow;
    layout->files = loader.files;
    layout->sources = loader.sources;
    layout->file_count = loader.file_count;
    layout->running = record->running;
    return diagnostics->errors == errors ? layout : NULL;
}

bool layout_is_current(const struct layout *layout)
{
    for (size_t i = 0; i < layout->file_count; i++) {
        if (!source_is_current(layout->sources[i])) {
            return false;
        }
    }
    return true;
}
