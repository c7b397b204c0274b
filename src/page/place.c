/* Placed blocks: where they go on their page, and what they take of its foot. */
#include "page/pager.h"

#include <string.h>

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
                *top = ascent + run->y - length_scale(run->size, box[3], units);
                *bottom = ascent + run->y - length_scale(run->size, box[1], units);
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
    } else if (placement->centre.unit != UNIT_NONE) {
        *x = reference->x + (reference->width - line->width) / 2 +
             layout_length(layout, placement->centre);
    }
}

size_t pager_block_end(const struct composer *composer, size_t box)
{
    size_t end = box + 1;

    while (end < composer->box_count && composer->boxes[end].block == composer->boxes[box].block) {
        end++;
    }
    return end;
}

static bool is_block_id(const char *of)
{
    return of != NULL && strcmp(of, "type-area") != 0 && strcmp(of, "page") != 0;
}

static bool refers_to_block(const struct placement *placement)
{
    return is_block_id(placement->of.string.bytes);
}

static bool is_block(const struct flow_common *common, const char *id)
{
    return common->id.string.bytes != NULL && strcmp(common->id.string.bytes, id) == 0;
}

/* The type area of a page (from 0), in coordinates of the page. */
static struct rectangle area_of(const struct composer *composer, size_t page)
{
    const struct layout *layout = composer->layout;
    length_t top = page == 0 ? layout->first.top : 0;
    length_t bottom = page == 0 ? layout->first.bottom : layout->area_height;

    return (struct rectangle){layout->area_x, layout->area_y + top, layout->area_width,
                              bottom - top};
}

/* What `of` names, in coordinates of the page. */
static struct rectangle referred(const struct composer *composer, const char *of, size_t before,
                                 size_t page)
{
    const struct layout *layout = composer->layout;
    struct rectangle area = area_of(composer, page);

    if (!is_block_id(of)) {
        return of == NULL || strcmp(of, "type-area") == 0
                   ? area
                   : (struct rectangle){0, 0, layout->page_width, layout->page_height};
    }
    const struct variant *blocks = layout->flow.items;
    struct rectangle found = area;
    bool any = false;
    for (size_t i = 0; i < before; i++) {
        const struct box *box = &composer->boxes[i];
        if (box->page != page || !is_block(blocks[box->block].value, of)) {
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

/* What a placement refers to: up and down one thing, to the left and the right maybe another. */
static struct rectangle reference_of(const struct composer *composer,
                                     const struct placement *placement, size_t before, size_t page)
{
    struct rectangle found = referred(composer, placement->of.string.bytes, before, page);

    if (placement->across.string.bytes != NULL) {
        struct rectangle across = referred(composer, placement->across.string.bytes, before, page);
        found.x = across.x;
        found.width = across.width;
    }
    return found;
}

/* Whether the next box of a placed block follows by the pitch: lines, where nothing else is said.
 */
static bool is_pitched(const struct box *box)
{
    const struct box *next = box + 1;
    bool close = next->before.length == 0 && next->before.lines == 0;
    bool lines = box->kind == BOX_LINE && next->kind == BOX_LINE && close;

    return lines || (box->kind != BOX_GROUP && next->kind != BOX_GROUP && box->part == next->part);
}

/* From a box of a placed block to the next one; rules, groups and what stands beside them follow
 * without a seam. `up`: measured between their lower edges. */
static length_t step_below(const struct layout *layout, const struct box *box, length_t pitch,
                           bool up)
{
    const struct box *next = box + 1;

    if (is_pitched(box)) {
        return length_max(pitch, box->height);
    }
    return next->before.length + (length_t)next->before.lines * layout->grid.pitch +
           (up ? next->height : box->height);
}

/* From line to line of a block at the foot of the page: the pitch; where it would be higher than
 * the page for that, less, down to the leading of its style. */
static length_t pitch_of(const struct pager *pager, size_t first, size_t end)
{
    const struct layout *layout = pager->composer->layout;
    const struct box *boxes = pager->composer->boxes;
    length_t pitch = layout->grid.pitch;
    length_t height = boxes[first].height;
    length_t leading = 0;
    length_t steps = 0;

    for (size_t i = first; i + 1 < end; i++) {
        height += step_below(layout, &boxes[i], pitch, true);
        steps += is_pitched(&boxes[i]);
        if (boxes[i].kind == BOX_LINE) {
            leading = length_max(leading, boxes[i].typography->size);
            leading = length_max(leading, boxes[i].part->style->leading);
        }
    }
    length_t excess = height - (pager->height - pager->top);
    if (excess > 0 && steps > 0) {
        pitch = length_max(pitch - (excess + steps - 1) / steps, length_min(leading, pitch));
    }
    return pitch;
}

void pager_stand_placed(struct pager *pager, size_t first, size_t end)
{
    struct composer *composer = pager->composer;
    const struct layout *layout = composer->layout;
    const struct placement *placement = composer->boxes[first].place;
    struct rectangle reference = reference_of(composer, placement, first, pager->page);
    struct box *boxes = composer->boxes;
    bool up = placement->bottom.unit != UNIT_NONE || placement->above.unit != UNIT_NONE;
    length_t pitch = up ? pitch_of(pager, first, end) : layout->grid.pitch;
    length_t step = 0;

    for (size_t i = first; up && i + 1 < end; i++) { /* it is the last line that ends there */
        step -= step_below(layout, &boxes[i], pitch, true);
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
        step += i + 1 < end ? step_below(layout, box, pitch, up) : 0;
    }
    const struct box *last = &boxes[end - 1];
    if (!up) {
        pager->cursor = length_max(pager->cursor, last->y + last->height);
        pager->at_top = pager->at_top && pager->cursor <= pager->top;
    }
}

/* Whether a block stands at the foot of the type area wherever the flow has come to: measured from
 * the lower edge, or from a block that is. */
static bool is_at_foot(const struct layout *layout, const struct placement *placement)
{
    const struct variant *blocks = layout->flow.items;

    /* Blocks refer to earlier ones, so the chain ends. */
    for (size_t i = layout->flow.count; i > 0 && placement != NULL;) {
        if (placement->bottom.unit == UNIT_NONE && placement->above.unit == UNIT_NONE) {
            return false;
        }
        if (!refers_to_block(placement)) {
            return placement->bottom.unit != UNIT_NONE;
        }
        const char *id = placement->of.string.bytes;
        do {
            i--;
        } while (i > 0 && !is_block(blocks[i].value, id));
        placement = ((const struct flow_common *)blocks[i].value)->place;
    }
    return false;
}

size_t pager_foot_run(const struct pager *pager, size_t box)
{
    const struct composer *composer = pager->composer;
    size_t end = box;

    while (end < composer->box_count && composer->boxes[end].place != NULL &&
           composer->boxes[end].place->page == ANCHOR_FLOW &&
           is_at_foot(composer->layout, composer->boxes[end].place)) {
        end = pager_block_end(composer, end);
    }
    return end;
}

/* Keeps the flow from where boxes first..end-1 stand, as far as that is in the type area. */
static void take_foot(struct pager *pager, size_t first, size_t end)
{
    const struct box *boxes = pager->composer->boxes;

    for (size_t i = first; i < end; i++) {
        pager->foot = length_max(pager->foot, pager->height - boxes[i].y);
    }
}

/* Whether all that the flow has on the page ends above what stands at its foot. */
static bool is_above_foot(const struct pager *pager)
{
    return length_max(pager->cursor, pager->reach) <= pager_limit(pager) + EDGE_TOLERANCE;
}

bool pager_stand_foot(struct pager *pager, size_t first, size_t end)
{
    length_t foot = pager->foot;

    for (size_t next; first < end; first = next) {
        next = pager_block_end(pager->composer, first);
        pager_stand_placed(pager, first, next);
        take_foot(pager, first, next);
    }
    return pager->foot == foot || is_above_foot(pager);
}

bool pager_has_anchored(const struct pager *pager, enum page_anchor anchor)
{
    const struct composer *composer = pager->composer;

    for (size_t i = 0; i < composer->box_count; i++) {
        const struct placement *place = composer->boxes[i].place;
        if (place != NULL && place->page == (int)anchor) {
            return true;
        }
    }
    return false;
}

bool pager_stand_anchored(struct pager *pager, enum page_anchor anchor)
{
    struct composer *composer = pager->composer;
    length_t foot = pager->foot;
    bool good = true;
    size_t next;

    for (size_t i = 0; i < composer->box_count; i = next) {
        const struct placement *place = composer->boxes[i].place;
        next = i + 1;
        if (place == NULL || place->page != (int)anchor) {
            continue;
        }
        if (pager->turned) {
            return false; /* it is for upright pages */
        }
        next = pager_block_end(composer, i);
        pager_stand_placed(pager, i, next);
        if (is_at_foot(composer->layout, place)) {
            take_foot(pager, i, next);
        }
        good = good && (pager->foot == foot || is_above_foot(pager));
    }
    return good;
}
