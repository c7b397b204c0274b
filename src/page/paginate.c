/* Boxes to pages: down the grid, breaking where a page may begin. */
#include "page/pager.h"

#include "base/arena.h"
#include "base/diagnostic.h"

enum { HAIR = LENGTH_PT / 2 };

length_t pager_limit(const struct pager *pager)
{
    return pager->height - pager->foot - pager_notes_height(pager, pager->note_lines);
}

/* Nothing but the flow claims the page. */
static bool is_clear(const struct pager *pager)
{
    return pager->foot == 0 && pager->note_lines == 0;
}

/* Whether a box that ends at `bottom` may stand on the page; then room is kept for its notes. */
static bool admits(struct pager *pager, const struct box *box, length_t bottom)
{
    bool forced = pager->at_top && is_clear(pager);

    if (!forced && bottom > pager_limit(pager) + EDGE_TOLERANCE) {
        return false;
    }
    return box->note_count == 0 || pager_keep_notes(pager, box, bottom, forced);
}

/* A line stands in whole rows, its em box in the middle of them. */
static bool stand_line(struct pager *pager, struct box *box)
{
    const struct grid *grid = pager->grid;
    int rows = (int)((box->height + grid->pitch - 1) / grid->pitch);
    int row;

    if (pager->at_top) {
        row = 0;
    } else {
        length_t above = pager->cursor + box->before.length;
        /* Where lines stay blank, a rule that reaches a hair's breadth into the first of them is no
         * reason for one more. */
        above -= box->before.lines > 0 ? length_min(HAIR, pager->cursor) : 0;
        row = grid_row_from(grid, above) + box->before.lines;
    }
    length_t first = grid_row_top(grid, row);
    length_t last = grid_row_top(grid, row + rows - 1) + grid->em;
    length_t y = (first + last - box->height) / 2;
    if (pager->block != box->block) {
        pager->block = box->block;
        pager->shift = 0;
    }
    if (pager->at_top) {
        pager->shift = length_max(pager->top - y, 0);
    }
    box->y = y + pager->shift;
    /* The page is full when the row is: a larger line may stand out below by as much as above. */
    if (!admits(pager, box, last)) {
        return false;
    }
    pager->cursor = length_max(last, box->y + box->height);
    return true;
}

/* Reports what begins with the box and is so high that no page has room for it. */
static void check_height(const struct pager *pager, const struct box *box, length_t height)
{
    struct composer *composer = pager->composer;
    length_t room = pager->height - pager->top;

    if (height <= room + EDGE_TOLERANCE) {
        return;
    }
    const char *needed = arena_format(composer->arena, "%.1f", length_to_mm(height));
    const char *there = arena_format(composer->arena, "%.1f", length_to_mm(room));
    composer->off_paper[box->block] = true; /* that is told */
    if (box->on_grid && box->closing_room > 0) {
        REPORT(composer->diagnostics, SEALS_TOO_HIGH, box->written, needed, there);
    } else {
        REPORT(composer->diagnostics, BOX_TOO_HIGH, box->written, needed, there);
    }
}

/* The top of a group whose lines stand on the grid: seals stay clear of what comes before. */
static length_t on_grid(const struct pager *pager, const struct box *box)
{
    length_t above = pager->at_top ? 0 : box->before.length;
    int lines = pager->at_top ? 0 : box->before.lines;
    int row = grid_row_from(pager->grid, pager->cursor + above + box->clear) + lines;
    length_t y = grid_row_top(pager->grid, row) - box->offset;

    if (box->uneven > 0) { /* the smaller seals of the row, too, are less than a line below */
        length_t most = pager->cursor + above + (lines + 1) * pager->grid->pitch;
        y = length_min(y, most - box->uneven);
    }
    return length_max(y, pager->top);
}

/* A rule or group stands right below what is before it, at the top of a page below what is repeated
 * there. */
static bool stand_block(struct pager *pager, struct box *box)
{
    length_t above;

    box->repeated = pager->at_top && box->repeat != NULL;
    if (pager->at_top) {
        above = box->repeated ? box->repeat->height : 0;
    } else {
        above = box->before.length + (length_t)box->before.lines * pager->grid->pitch;
    }
    box->y = box->on_grid ? on_grid(pager, box) : pager->cursor + above;
    if (!admits(pager, box, box->y + box->height + box->closing_room)) {
        return false;
    }
    if (pager->at_top) {
        length_t closing = box->on_grid ? box->closing_room : 0;
        check_height(pager, box, box->y - pager->top + box->height + closing);
    }
    pager->cursor = box->y + box->height;
    if (box->on_grid) {
        pager->reach = length_max(pager->reach, pager->cursor + box->closing_room);
    }
    return true;
}

/* A placed block that stands at the same height whichever page it is on. */
static bool is_pinned(const struct box *box)
{
    const struct placement *place = box->place;

    return place != NULL && (place->page != ANCHOR_FLOW || place->top.unit != UNIT_NONE ||
                             place->bottom.unit != UNIT_NONE || place->above.unit != UNIT_NONE ||
                             place->below.unit != UNIT_NONE);
}

/* Where everything on the page up to the box should stay together, and cannot: the last place with
 * the weakest bond. What a stack loses by that is reported later (solve.c). */
static size_t part(const struct pager *pager, size_t box)
{
    static const enum bond weakest_first[BONDS] = {BOND_LINES, BOND_USUAL, BOND_STACK, BOND_WHOLE};
    struct composer *composer = pager->composer;
    const struct box *boxes = composer->boxes;

    for (size_t i = 0; i < BONDS; i++) {
        for (size_t parted = box; parted > pager->first; parted--) {
            if (boxes[parted].bond != weakest_first[i]) {
                continue;
            }
            if (weakest_first[i] == BOND_USUAL) {
                REPORT(composer->diagnostics, KEEP_TOO_LONG, boxes[pager->first].written,
                       arena_format(composer->arena, "%zu", pager->page + 1));
            }
            return parted;
        }
    }
    return box;
}

/* Where the box may have to go when it does not fit: the last place before it where this page's
 * successor may begin. A placed block is never parted; taking one along that would stand as low on
 * the next page gains nothing. Where everything on the page should stay together, all of it goes to
 * a page with more room, or else it is parted. */
static size_t find_break(const struct pager *pager, size_t box)
{
    struct composer *composer = pager->composer;
    const struct box *boxes = composer->boxes;

    for (size_t i = box; i > pager->first; i--) {
        bool inside = boxes[i].place != NULL && boxes[i].block == boxes[i - 1].block;
        if ((boxes[i].break_before && !inside) || is_pinned(&boxes[i - 1])) {
            return i;
        }
    }
    if (pager->claimed) {
        return pager->first;
    }
    return part(pager, box);
}

/* What began before the page and goes on behind it is closed there. */
static void close_last(struct pager *pager, size_t end)
{
    struct box *boxes = pager->composer->boxes;

    while (end > pager->first && boxes[end - 1].place != NULL) {
        end--;
    }
    if (end > pager->first) {
        boxes[end - 1].closed = boxes[end - 1].closing != NULL;
    }
}

static void take_frame(struct pager *pager, bool turned)
{
    const struct layout *layout = pager->composer->layout;

    bool first = pager->page == 0;

    pager->turned = turned;
    if (turned) {
        pager->grid = &pager->turned_grid;
        pager->height = layout->area_width;
    } else {
        pager->grid = first ? &layout->first.grid : &layout->grid;
        pager->height = first ? layout->first.bottom : layout->area_height;
    }
    pager->top = first && !turned ? layout->first.top : 0;
    pager->cursor = pager->top;
    pager->reach = pager->top;
}

static void start_page(struct pager *pager, size_t first)
{
    take_frame(pager, false);
    pager->first = first;
    pager->at_top = true;
    pager->fresh = true;
    pager->block = SIZE_MAX;
    pager->foot = 0;
    pager->claimed = pager->waiting_count > 0;
    pager_begin_notes(pager);
}

/* False where there are too many pages. */
static bool begin_next_page(struct pager *pager, size_t first)
{
    struct composer *composer = pager->composer;

    if (pager->page + 1 == PAGE_COUNT_LIMIT) {
        if (!composer->full) {
            composer_report_limit(composer, first < composer->box_count
                                                ? composer->boxes[first].written
                                                : composer->report->place);
        }
        composer->box_count = first;
        return false;
    }
    pager->page++;
    start_page(pager, first);
    return true;
}

/* Ends the page before box `next`: its notes, and how far the flow could have gone. */
static void end_page(struct pager *pager, size_t next)
{
    struct composer *composer = pager->composer;

    pager_end_notes(pager, next);
    composer->limits = arena_grow(composer->arena, composer->limits, pager->page,
                                  &composer->limit_capacity, sizeof *composer->limits);
    composer->limits[pager->page] = pager_limit(pager);
}

/* Ends the page before box `next` and begins another one with it. */
static bool turn_page(struct pager *pager, size_t next)
{
    close_last(pager, next);
    end_page(pager, next);
    return begin_next_page(pager, next);
}

void composer_report_limit(struct composer *composer, struct place place)
{
    composer->full = true;
    composer->incomplete = true;
    REPORT(composer->diagnostics, PAGE_LIMIT, place,
           arena_format(composer->arena, "%d", PAGE_COUNT_LIMIT));
}

/* Stands a box of the flow; false where the page ends before box `*next`. */
static bool stand_in_flow(struct pager *pager, size_t i, size_t *next)
{
    struct box *box = &pager->composer->boxes[i];

    if (pager->turned != box->turned) {
        if (!pager->fresh || pager->claimed) {
            return false;
        }
        take_frame(pager, box->turned);
    }
    if (!(box->kind == BOX_LINE ? stand_line(pager, box) : stand_block(pager, box))) {
        *next = find_break(pager, i);
        return false;
    }
    box->page = pager->page;
    pager->at_top = false;
    pager->fresh = false;
    *next = i + 1;
    return true;
}

/* Likewise for a placed block. */
static bool stand_aside(struct pager *pager, size_t i, size_t *next)
{
    const struct box *box = &pager->composer->boxes[i];
    size_t end = pager_block_end(pager->composer, i);
    size_t run = pager_foot_run(pager, i);

    if (box->place->page != ANCHOR_FLOW) { /* it stands when its page begins or ends */
        *next = end;
        return true;
    }
    if (pager->turned) { /* it is for upright pages */
        return false;
    }
    if (run > i) {
        length_t foot = pager->foot;
        if (!pager_stand_foot(pager, i, run) && !pager->fresh) {
            pager->foot = foot;
            return false;
        }
        *next = run;
    } else {
        length_t above = pager->cursor;
        pager_stand_placed(pager, i, end);
        if (!is_pinned(box) && pager->cursor > pager_limit(pager) + EDGE_TOLERANCE) {
            if (!pager->fresh) {
                *next = find_break(pager, i);
                return false;
            }
            check_height(pager, box, pager->cursor - above);
        }
        *next = end;
    }
    pager->fresh = false;
    return true;
}

/* Stands what begins with box `i` and tells what comes next; false where that wants another page,
 * which begins with box `*next`. */
static bool stand(struct pager *pager, size_t i, size_t *next)
{
    const struct box *box = &pager->composer->boxes[i];

    *next = i;
    if (box->begins_page && !pager->fresh) {
        return false;
    }
    return box->place != NULL ? stand_aside(pager, i, next) : stand_in_flow(pager, i, next);
}

/* Stands what has its place on the last page; false where it has no room there. */
static bool stand_last(struct pager *pager)
{
    bool last = pager_stand_anchored(pager, ANCHOR_LAST);

    return pager_stand_anchored(pager, ANCHOR_LAST_EVEN) && last;
}

static bool is_wrong_side(const struct pager *pager)
{
    return pager->page % 2 == 0 && pager_has_anchored(pager, ANCHOR_LAST_EVEN);
}

/* What stands at the foot of the last page is higher than that: tells of the text that takes most
 * of it. */
static void check_last(const struct pager *pager)
{
    struct composer *composer = pager->composer;
    const struct box *boxes = composer->boxes;
    const struct box *longest = NULL;
    size_t most = 0, lines = 0;

    if (pager->foot <= pager->height - pager->top + EDGE_TOLERANCE) {
        return;
    }
    for (size_t i = 0; i < composer->box_count; i++) {
        if (boxes[i].place == NULL || boxes[i].place->page < ANCHOR_LAST) {
            continue;
        }
        lines = i > 0 && boxes[i - 1].node == boxes[i].node ? lines + 1 : 1;
        if (lines > most) {
            most = lines;
            longest = &boxes[i + 1 - lines];
        }
    }
    if (longest != NULL) {
        composer->off_paper[longest->block] = true; /* that is told */
        size_t runs =
            longest->line.run_count; /* the label is the layout's, the text the report's */
        REPORT(composer->diagnostics, FOOT_TOO_HIGH,
               runs > 0 ? longest->line.runs[runs - 1].place : longest->written,
               arena_format(composer->arena, "%.1f", length_to_mm(pager->foot)),
               arena_format(composer->arena, "%.1f", length_to_mm(pager->height - pager->top)));
    }
}

/* The last page: what stands there wherever the flow ends, and notes that still wait. */
static void finish(struct pager *pager)
{
    size_t end = pager->composer->box_count;
    bool fresh = false;

    for (;;) {
        length_t foot = pager->foot;
        /* On a page of its own it stands, whether it fits or not. */
        while (is_wrong_side(pager) || (!stand_last(pager) && !fresh)) {
            fresh = true;
            pager->foot = foot;
            if (!turn_page(pager, end)) {
                return;
            }
            foot = pager->foot;
        }
        check_last(pager);
        end_page(pager, end);
        if (pager->waiting_count == 0 || !begin_next_page(pager, end)) {
            return;
        }
    }
}

/* Rows of the same pitch from the top of the turned frame, as many as it has. */
static struct grid turned_grid(const struct layout *layout)
{
    struct grid grid = layout->grid;

    grid.lines = 1 + (int)((layout->area_width - grid.em) / grid.pitch);
    grid.fill = GRID_INK;
    grid.height = grid.em + (grid.lines - 1) * grid.pitch;
    return grid;
}

void composer_paginate(struct composer *composer)
{
    struct pager pager = {.composer = composer, .turned_grid = turned_grid(composer->layout)};
    size_t next = 0;

    start_page(&pager, 0);
    (void)pager_stand_anchored(&pager, ANCHOR_FIRST);
    pager.claimed = !pager.at_top || !is_clear(&pager);
    while (next < composer->box_count) {
        if (!stand(&pager, next, &next) && !turn_page(&pager, next)) {
            break;
        }
    }
    if (!composer->full) {
        finish(&pager);
    }
    composer->page_count = pager.page + 1;
}
