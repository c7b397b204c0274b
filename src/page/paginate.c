/* Boxes to pages: down the grid, breaking where a page may begin; placed blocks where they go. */
#include "page/box.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include <string.h>

/* Ink this little past the type area still counts as inside: rounding. */
enum { EDGE_TOLERANCE = 50 };

struct pager {
    struct composer *composer;
    size_t page;
    length_t cursor; /* bottom of what stands on the page, from the type area's top edge */
    bool at_top;
    size_t block;   /* whose lines `shift` applies to */
    length_t shift; /* a large first line moves down to stay inside the type area */
};

length_t typography_ascent(const struct typography *typography)
{
    return length_scale(typography->size, face_em_top(typography->primary),
                        face_units(typography->primary));
}

/* The ink of `character` in a line, from the top of the line's em box; the em box itself where the
 * line does not have the character. */
static void ink_of(const struct line *line, const struct typography *typography,
                   struct string character, length_t *top, length_t *bottom)
{
    length_t ascent = typography_ascent(typography);
    int box[4];

    *top = 0;
    *bottom = typography->size;
    for (size_t i = 0; i < line->run_count; i++) {
        const struct display_run *run = &line->runs[i];
        for (size_t k = 0; k < run->count; k++) {
            const struct display_glyph *glyph = &run->glyphs[k];
            if (glyph->text_size == character.size &&
                memcmp(run->text.bytes + glyph->text_offset, character.bytes, character.size) ==
                    0 &&
                face_ink(run->face, glyph->glyph, box)) {
                length_t units = face_units(run->face);
                *top = ascent - length_scale(run->size, box[3], units);
                *bottom = ascent - length_scale(run->size, box[1], units);
                return;
            }
        }
    }
}

void composer_place_line(const struct composer *composer, const struct placement *placement,
                         const struct rectangle *reference, const struct line *line,
                         const struct typography *typography, length_t *x, length_t *y)
{
    const struct layout *layout = composer->layout;
    length_t top = 0;
    length_t bottom = typography->size;

    if (placement->ink_of.string.bytes != NULL) {
        ink_of(line, typography, placement->ink_of.string, &top, &bottom);
    }
    if (placement->top.unit != UNIT_NONE) {
        *y = reference->y + layout_length(layout, placement->top) - top;
    } else if (placement->below.unit != UNIT_NONE) {
        *y = reference->y + reference->height + layout_length(layout, placement->below) - top;
    } else if (placement->bottom.unit != UNIT_NONE) {
        *y = reference->y + reference->height - layout_length(layout, placement->bottom) - bottom;
    } else if (placement->above.unit != UNIT_NONE) {
        *y = reference->y - layout_length(layout, placement->above) - bottom;
    }
    if (placement->left.unit != UNIT_NONE) {
        *x = reference->x + layout_length(layout, placement->left);
    } else if (placement->right.unit != UNIT_NONE) {
        *x =
            reference->x + reference->width - layout_length(layout, placement->right) - line->width;
    }
}

static bool fits(const struct pager *pager, length_t bottom)
{
    return bottom <= pager->composer->layout->area_height + EDGE_TOLERANCE;
}

/* A line stands in whole rows, its em box in the middle of them. */
static bool stand_line(struct pager *pager, struct box *box)
{
    const struct grid *grid = &pager->composer->layout->grid;
    int rows = (int)((box->height + grid->pitch - 1) / grid->pitch);
    length_t cursor = pager->cursor;
    int row;

    if (pager->at_top) {
        row = 0;
    } else {
        row = grid_row_from(grid, cursor + box->before.length) + box->before.lines;
    }
    length_t first = grid_row_top(grid, row);
    length_t last = grid_row_top(grid, row + rows - 1) + grid->em;
    length_t y = (first + last - box->height) / 2;
    if (pager->block != box->block) {
        pager->block = box->block;
        pager->shift = 0;
    }
    if (pager->at_top) {
        pager->shift = length_max(-y, 0);
    }
    box->y = y + pager->shift;
    /* The page is full when the row is: a larger line may stand out below by as much as above. */
    if (!pager->at_top && !fits(pager, last)) {
        return false;
    }
    pager->cursor = length_max(last, box->y + box->height);
    return true;
}

static bool stand_rule(struct pager *pager, struct box *box)
{
    const struct grid *grid = &pager->composer->layout->grid;
    length_t blank =
        pager->at_top ? 0 : box->before.length + (length_t)box->before.lines * grid->pitch;

    box->y = pager->cursor + blank;
    if (!pager->at_top && !fits(pager, box->y + box->height)) {
        return false;
    }
    pager->cursor = box->y + box->height;
    return true;
}

/* A placed block that stands at the same height whichever page it is on. */
static bool is_pinned(const struct box *box)
{
    const struct placement *place = box->place;

    return place != NULL && (place->top.unit != UNIT_NONE || place->bottom.unit != UNIT_NONE ||
                             place->above.unit != UNIT_NONE || place->below.unit != UNIT_NONE);
}

/* Where the box may have to go when it does not fit: the last place before it where this page's
 * successor may begin. A placed block is never parted; taking one along that would stand as low on
 * the next page gains nothing. */
static size_t find_break(const struct composer *composer, size_t page_first, size_t box)
{
    const struct box *boxes = composer->boxes;

    for (size_t i = box; i > page_first; i--) {
        bool inside = boxes[i].place != NULL && boxes[i].block == boxes[i - 1].block;
        if ((boxes[i].break_before && !inside) || is_pinned(&boxes[i - 1])) {
            return i;
        }
    }
    return box;
}

/* What a placement refers to, in coordinates of the page. */
static struct rectangle reference_of(const struct composer *composer,
                                     const struct placement *placement, size_t before, size_t page)
{
    const struct layout *layout = composer->layout;
    const char *of = placement->of.string.bytes;
    struct rectangle area = {layout->area_x, layout->area_y, layout->area_width,
                             layout->area_height};

    if (of == NULL || strcmp(of, "type-area") == 0) {
        return area;
    }
    if (strcmp(of, "page") == 0) {
        return (struct rectangle){0, 0, layout->page_width, layout->page_height};
    }
    const struct variant *blocks = layout->flow.items;
    struct rectangle found = area;
    bool any = false;
    for (size_t i = 0; i < before; i++) {
        const struct box *box = &composer->boxes[i];
        const struct flow_common *common = blocks[box->block].value;
        if (box->page != page || common->id.string.bytes == NULL ||
            strcmp(common->id.string.bytes, of) != 0) {
            continue;
        }
        struct rectangle here = {layout->area_x + box->x, layout->area_y + box->y,
                                 box->kind == BOX_LINE ? box->line.width : box->width, box->height};
        if (!any) {
            found = here;
        } else {
            length_t right = length_max(found.x + found.width, here.x + here.width);
            length_t bottom = length_max(found.y + found.height, here.y + here.height);
            found.x = length_min(found.x, here.x);
            found.y = length_min(found.y, here.y);
            found.width = right - found.x;
            found.height = bottom - found.y;
        }
        any = true;
    }
    return found;
}

/* Stands a whole placed block (boxes first..end-1); its lines follow each other by the pitch. */
static void stand_placed(struct pager *pager, size_t first, size_t end)
{
    struct composer *composer = pager->composer;
    const struct layout *layout = composer->layout;
    const struct placement *placement = composer->boxes[first].place;
    struct rectangle reference = reference_of(composer, placement, first, pager->page);
    struct box *boxes = composer->boxes;
    length_t step = 0;

    if (placement->bottom.unit != UNIT_NONE || placement->above.unit != UNIT_NONE) {
        for (size_t i = first; i + 1 < end; i++) { /* it is the last line that ends there */
            step -= length_max(layout->grid.pitch, boxes[i].height);
        }
    }
    for (size_t i = first; i < end; i++) {
        struct box *box = &boxes[i];
        length_t x = layout->area_x + box->x;
        length_t y = layout->area_y + pager->cursor;
        if (box->kind == BOX_LINE) {
            composer_place_line(composer, placement, &reference, &box->line, box->typography, &x,
                                &y);
        } else {
            static const struct typography none = {0};
            struct typography as_box = none;
            struct line as_line = {.width = box->width};
            as_box.size = box->height;
            composer_place_line(composer, placement, &reference, &as_line, &as_box, &x, &y);
        }
        box->x = x - layout->area_x;
        box->y = y - layout->area_y + step;
        box->page = pager->page;
        step += length_max(layout->grid.pitch, box->height);
    }
    const struct box *last = &boxes[end - 1];
    if (placement->bottom.unit == UNIT_NONE && placement->above.unit == UNIT_NONE) {
        pager->cursor = length_max(pager->cursor, last->y + last->height);
        pager->at_top = pager->at_top && pager->cursor <= 0;
    }
}

void composer_report_limit(struct composer *composer, const struct box *box)
{
    composer->full = true;
    composer->incomplete = true;
    REPORT(composer->diagnostics, PAGE_LIMIT, box->written,
           arena_format(composer->arena, "%d", PAGE_COUNT_LIMIT));
}

void composer_paginate(struct composer *composer)
{
    struct pager pager = {.composer = composer, .at_top = true, .block = SIZE_MAX};
    size_t page_first = 0;

    for (size_t i = 0; i < composer->box_count;) {
        struct box *box = &composer->boxes[i];
        if (box->place != NULL) {
            size_t end = i + 1;
            while (end < composer->box_count && composer->boxes[end].block == box->block) {
                end++;
            }
            stand_placed(&pager, i, end);
            i = end;
            continue;
        }
        bool stands = box->kind == BOX_LINE ? stand_line(&pager, box) : stand_rule(&pager, box);
        if (stands) {
            box->page = pager.page;
            pager.at_top = false;
            i++;
            continue;
        }
        if (pager.page + 1 == PAGE_COUNT_LIMIT) {
            if (!composer->full) {
                composer_report_limit(composer, box);
            }
            composer->box_count = i;
            break;
        }
        i = find_break(composer, page_first, i);
        page_first = i;
        pager.page++;
        pager.cursor = 0;
        pager.at_top = true;
        pager.block = SIZE_MAX;
    }
    composer->page_count = pager.page + 1;
}
