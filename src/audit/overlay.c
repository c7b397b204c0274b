/*
 * The proof sheet: the grid under the pages, and over them the type area and what was measured, as
 * dimension lines (尺寸线) that keep clear of the text, with labels that keep clear of everything.
 */
#include "audit/audit.h"

#include "audit/placement.h"
#include "audit/sheet.h"
#include "base/arena.h"
#include <stdlib.h>
#include <string.h>

static const struct colour frame_colour = {500, 150, 0, 0};
static const struct colour grid_colour = {150, 30, 0, 0};
static const struct colour paper = {0, 0, 0, 0};

enum {
    GRID_LIMIT = 200,       /* lines that are drawn */
    HAIRLINE = 150,         /* of the grid and of leaders */
    LINE = 350,             /* of the type area and of dimension lines */
    BOLD = 800,             /* of what is wrong */
    HEAD = 3000,            /* length of an arrow's head */
    POINT = 300,            /* what is as short is no line */
    TICK = 1500,            /* half of the bar at the end of a short dimension line */
    TAKEN = 1200,           /* what a dimension line takes to each side */
    INSET = 400,            /* it may touch what it ends at */
    SHIFT_STEP = 1500,      /* how a dimension line looks for a free lane */
    SHIFT_LIMIT = 260000,   /* and how far away */
    LABEL_SIZE = 6500,      /* of the type */
    PADDING = 700,          /* around a label */
    LEADER = 3500,          /* labels that far off have a leader */
    SHEET_EDGE = 11000,     /* that printers leave blank */
    EXPECTED_LIMIT = 40,    /* bytes of a label that say what it should be */
    MARKS_A_PAGE = 120,     /* more are in the list only */
    OBSTACLES_A_PAGE = 2000 /* in tables of very many cells labels may stand over rules */
};

/* What is drawn of a rule on a page: the first that is wrong, else the first distance. */
struct mark {
    size_t page, finding;
    const struct observation *shown;
    size_t wrong; /* how many there are on the page */
    /* While the page is drawn: */
    enum verdict verdict;
    struct extent anchor; /* what the label belongs to */
};

struct lane;

struct proof {
    struct sheet sheet;
    struct placement placement; /* what lines keep clear of; then, what labels do */
    struct placement drawn;     /* over the page so far */
    struct lane *lanes;         /* of the page */
    size_t lane_count;
    const struct audit *audit;
    const size_t *numbers; /* of findings in the list; 0: not in it */
};

static struct extent widened(struct extent at, length_t by)
{
    return (struct extent){at.left - by, at.top - by, at.right + by, at.bottom + by};
}

/* The em boxes of the grid; of a grid too fine to be seen nothing. */
static void add_grid(struct proof *proof)
{
    const struct scene *scene = proof->audit->scene;
    struct extent area = scene->area;
    length_t rows = (area.bottom - area.top) / scene->pitch;
    length_t columns = (area.right - area.left) / scene->cell;

    if (rows > GRID_LIMIT || columns > GRID_LIMIT) {
        return;
    }
    for (length_t y = area.top; y + scene->em <= area.bottom + LINE; y += scene->pitch) {
        length_t foot = y + scene->em;
        sheet_add_box(&proof->sheet, (struct extent){area.left, y, area.right, y + HAIRLINE},
                      grid_colour);
        sheet_add_box(&proof->sheet, (struct extent){area.left, foot, area.right, foot + HAIRLINE},
                      grid_colour);
    }
    for (length_t x = area.left; x <= area.right + LINE; x += scene->cell) {
        sheet_add_box(&proof->sheet, (struct extent){x, area.top, x + HAIRLINE, area.bottom},
                      grid_colour);
    }
}

/* ---- what stands on the page already ---- */

static void take_path(struct placement *placement, const struct display_item *item)
{
    const struct display_path *path = &item->path;
    size_t count = 0;
    struct extent at = {0};

    for (size_t i = 0; i < path->step_count; i++) {
        count += path->steps[i] == PATH_CLOSE ? 0 : path->steps[i] == PATH_CURVE ? 3 : 1;
    }
    for (size_t i = 0; i < count; i++) {
        struct point way = display_direction(item->turned, path->points[i]);
        struct extent point = {path->x + way.x, path->y + way.y, path->x + way.x, path->y + way.y};
        at = i == 0
                 ? point
                 : (struct extent){length_min(at.left, point.left), length_min(at.top, point.top),
                                   length_max(at.right, point.right),
                                   length_max(at.bottom, point.bottom)};
    }
    if (count > 0) {
        placement_take(placement, widened(at, path->stroke / 2));
    }
}

static void take_page(struct placement *placement, const struct display_page *page,
                      const struct object *objects, size_t count)
{
    for (size_t i = 0; i < count && placement->count < OBSTACLES_A_PAGE; i++) {
        struct extent at = objects[i].at, ink = objects[i].ink;
        bool inked = ink.right > ink.left;
        placement_take(placement, inked ? (struct extent){length_min(at.left, ink.left),
                                                          length_min(at.top, ink.top),
                                                          length_max(at.right, ink.right),
                                                          length_max(at.bottom, ink.bottom)}
                                        : at);
    }
    for (size_t i = 0; i < page->count && placement->count < OBSTACLES_A_PAGE; i++) {
        if (page->items[i].kind == DISPLAY_PATH) {
            take_path(placement, &page->items[i]);
        }
    }
}

/* ---- dimension lines ---- */

/* Where a distance is drawn. */
struct lane {
    bool across;
    struct point from, to;
};

static struct extent lane_extent(const struct lane *lane, length_t half, length_t inset)
{
    struct extent at = {length_min(lane->from.x, lane->to.x), length_min(lane->from.y, lane->to.y),
                        length_max(lane->from.x, lane->to.x), length_max(lane->from.y, lane->to.y)};
    length_t length = lane->across ? at.right - at.left : at.bottom - at.top;
    length_t cut = length_min(inset, length / 2);

    if (length <= POINT) { /* a sign as large in both directions */
        return widened(at, half);
    }
    return lane->across
               ? (struct extent){at.left + cut, at.top - half, at.right - cut, at.bottom + half}
               : (struct extent){at.left - half, at.top + cut, at.right + half, at.bottom - cut};
}

static bool overlap(struct extent a, struct extent b)
{
    return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/* Lines may cross, but not lie upon each other, nor upon the edges of the type area. */
static bool is_lane_free(const struct proof *proof, const struct lane *lane)
{
    struct extent area = proof->audit->scene->area;
    struct extent at = lane_extent(lane, TAKEN, INSET);
    const struct extent *bounds = &proof->placement.bounds;
    bool inside = lane->across ? at.top >= bounds->top && at.bottom <= bounds->bottom
                               : at.left >= bounds->left && at.right <= bounds->right;
    struct extent first = lane->across
                              ? (struct extent){area.left, area.top, area.right, area.top + 1}
                              : (struct extent){area.left, area.top, area.left + 1, area.bottom};
    struct extent second =
        lane->across ? (struct extent){area.left, area.bottom, area.right, area.bottom + 1}
                     : (struct extent){area.right, area.top, area.right + 1, area.bottom};

    if (!inside || overlap(at, first) || overlap(at, second)) {
        return false;
    }
    for (size_t i = 0; i < proof->lane_count; i++) {
        bool same = proof->lanes[i].across == lane->across;
        if (same && overlap(at, lane_extent(&proof->lanes[i], TAKEN, 0))) {
            return false;
        }
    }
    return placement_is_free(&proof->placement, at);
}

static struct lane shifted(const struct observation *shown, bool across, length_t by)
{
    struct lane lane = {across, shown->from, shown->to};

    if (across) {
        lane.from.y += by;
        lane.to.y = lane.from.y;
    } else {
        lane.from.x += by;
        lane.to.x = lane.from.x;
    }
    return lane;
}

static bool is_point(const struct observation *shown)
{
    return llabs(shown->to.x - shown->from.x) <= POINT &&
           llabs(shown->to.y - shown->from.y) <= POINT;
}

/* The lane nearest to where it was measured in which the line crosses nothing. */
static struct lane find_lane(const struct proof *proof, const struct observation *shown)
{
    bool across = llabs(shown->to.x - shown->from.x) > llabs(shown->to.y - shown->from.y);

    for (int i = 0; (length_t)(i / 2) * SHIFT_STEP <= SHIFT_LIMIT; i++) { /* 0, 1, -1, 2, … */
        length_t by = (length_t)(i % 2 == 1 ? (i + 1) / 2 : -(i / 2)) * SHIFT_STEP;
        struct lane lane = shifted(shown, across, by);
        if (is_lane_free(proof, &lane)) {
            return lane;
        }
        lane = shifted(shown, !across, by);
        if (is_point(shown) && is_lane_free(proof, &lane)) {
            return lane;
        }
    }
    return shifted(shown, across, 0);
}

static void add_bar(struct sheet *sheet, struct point at, bool upright, struct colour colour)
{
    length_t x = upright ? 0 : TICK, y = upright ? TICK : 0;

    sheet_add_line(sheet, (struct point){at.x - x, at.y - y}, (struct point){at.x + x, at.y + y},
                   LINE, colour);
}

/* From where it was measured to where the line is drawn, along one axis. */
static void add_witness(struct proof *proof, struct point measured, struct point drawn,
                        struct colour colour)
{
    if (measured.x != drawn.x || measured.y != drawn.y) {
        struct lane lane = {measured.y == drawn.y, measured, drawn};
        sheet_add_line(&proof->sheet, measured, drawn, HAIRLINE, colour);
        placement_take(&proof->drawn, lane_extent(&lane, HAIRLINE, 0));
    }
}

static void add_dimension(struct proof *proof, struct mark *mark)
{
    struct sheet *sheet = &proof->sheet;
    const struct observation *shown = mark->shown;
    struct colour colour = sheet_colour(mark->verdict);
    struct lane lane = find_lane(proof, shown);
    length_t length = lane.across ? lane.to.x - lane.from.x : lane.to.y - lane.from.y;
    length_t sign = length >= 0 ? 1 : -1;

    add_witness(proof, shown->from, lane.from, colour);
    if (is_point(shown)) { /* nothing between them: a cross */
        add_bar(sheet, lane.from, true, colour);
        add_bar(sheet, lane.from, false, colour);
    } else {
        add_witness(proof, shown->to, lane.to, colour);
        sheet_add_line(sheet, lane.from, lane.to, mark->verdict == VERDICT_PASS ? LINE : BOLD,
                       colour);
        add_bar(sheet, lane.from, lane.across, colour);
        add_bar(sheet, lane.to, lane.across, colour);
    }
    if (llabs(length) >= (length_t)3 * HEAD) {
        length_t right = lane.across ? sign : 0, down = lane.across ? 0 : sign;
        sheet_add_head(sheet, lane.to, right, down, HEAD, colour);
        sheet_add_head(sheet, lane.from, -right, -down, HEAD, colour);
    }
    mark->anchor = lane_extent(&lane, TAKEN, 0);
    placement_take(&proof->drawn, mark->anchor);
    proof->lanes[proof->lane_count++] = lane;
}

/* ---- labels ---- */

static const char *joined_values(struct arena *arena, const struct list *values, const char *before)
{
    const struct text *texts = values->items;
    struct buffer out = buffer_new(arena);

    for (size_t i = 0; i < values->count; i++) {
        buffer_format(&out, "%s%s%s", i > 0 ? " | " : "", before, texts[i].string.bytes);
    }
    return buffer_string(&out).bytes;
}

/* What it should be, as the rule has it; "" where that is too long for a label. */
static const char *expected_of(struct arena *arena, const struct audit_rule *rule)
{
    const char *least = rule->at_least.string.bytes, *most = rule->at_most.string.bytes;
    const char *text = rule->measure->kind == MEASURE_PATTERN ? ""
                       : rule->expect.count > 0        ? joined_values(arena, &rule->expect, "")
                       : rule->never.count > 0         ? joined_values(arena, &rule->never, "≠ ")
                       : least != NULL && most != NULL ? arena_format(arena, "%s … %s", least, most)
                       : least != NULL                 ? arena_format(arena, "≥ %s", least)
                       : most != NULL                  ? arena_format(arena, "≤ %s", most)
                                                       : "";

    return strlen(text) <= EXPECTED_LIMIT ? text : "";
}

static struct string label_of(const struct proof *proof, const struct mark *mark)
{
    const struct audit_finding *finding = &proof->audit->findings[mark->finding];
    struct buffer out = buffer_new(proof->sheet.arena);
    const char *expected = expected_of(proof->sheet.arena, finding->rule);

    if (mark->wrong > 0 && proof->numbers[mark->finding] > 0) {
        buffer_format(&out, "[%zu] ", proof->numbers[mark->finding]);
    }
    buffer_format(&out, "%s", finding->rule->clause.string.bytes);
    if (mark->wrong == 0 || finding->rule->measure->kind != MEASURE_PATTERN) {
        buffer_format(&out, " %s",
                      audit_observed(proof->audit->scene, finding->rule, mark->shown, true));
    }
    if (mark->wrong > 0 && expected[0] != '\0') {
        buffer_format(&out, " → %s", expected);
    }
    if (mark->wrong > 1) {
        buffer_format(&out, " ×%zu", mark->wrong);
    }
    return buffer_string(&out);
}

static length_t clamp(length_t value, length_t least, length_t most)
{
    return length_max(least, length_min(value, most));
}

/* From the point of the anchor nearest to the label to the point of the label nearest to that. */
static void add_leader(struct sheet *sheet, struct extent label, struct extent anchor,
                       struct colour colour)
{
    length_t x = (label.left + label.right) / 2, y = (label.top + label.bottom) / 2;
    struct point from = {clamp(x, anchor.left, anchor.right), clamp(y, anchor.top, anchor.bottom)};
    struct point to = {clamp(from.x, label.left, label.right),
                       clamp(from.y, label.top, label.bottom)};

    if (llabs(from.x - to.x) + llabs(from.y - to.y) > LEADER) {
        sheet_add_line(sheet, from, to, HAIRLINE, colour);
    }
}

static void add_label(struct proof *proof, const struct mark *mark)
{
    struct sheet *sheet = &proof->sheet;
    struct string text = label_of(proof, mark);
    length_t width = sheet_text_width(sheet, text, LABEL_SIZE);
    struct colour colour = sheet_colour(mark->verdict);
    struct extent at = {0};

    if (width <= 0 ||
        !placement_find(&proof->placement, mark->anchor, width + (length_t)2 * PADDING,
                        LABEL_SIZE + 2 * PADDING, &at)) {
        return;
    }
    placement_take(&proof->placement, at);
    add_leader(sheet, at, mark->anchor, colour);
    sheet_add_box(sheet, at, paper); /* the grid does not disturb it */
    sheet_add_text(sheet, text, LABEL_SIZE, (struct point){at.left + PADDING, at.top + PADDING},
                   colour);
}

/* ---- pages ---- */

static void take_frame(struct placement *placement, struct extent at)
{
    placement_take(placement, (struct extent){at.left, at.top - LINE, at.right, at.top});
    placement_take(placement, (struct extent){at.left, at.bottom, at.right, at.bottom + LINE});
    placement_take(placement, (struct extent){at.left - LINE, at.top, at.left, at.bottom});
    placement_take(placement, (struct extent){at.right, at.top, at.right + LINE, at.bottom});
}

static void add_mark(struct proof *proof, struct mark *mark)
{
    const struct object *object = mark->shown->object;

    if (mark->shown->drawn) {
        add_dimension(proof, mark);
    } else if (object != NULL) {
        struct extent at = widened(object->at, PADDING);
        sheet_add_frame(&proof->sheet, at, LINE, sheet_colour(mark->verdict));
        mark->anchor = widened(at, LINE);
        placement_take(&proof->drawn, mark->anchor);
    } else { /* of the page: beside its top left corner */
        const struct extent *bounds = &proof->placement.bounds;
        mark->anchor = (struct extent){bounds->left, bounds->top, bounds->left, bounds->top};
    }
}

static void add_page(struct proof *proof, const struct display_page *below, struct mark *marks,
                     size_t count)
{
    const struct audit *audit = proof->audit;

    count = count < MARKS_A_PAGE ? count : MARKS_A_PAGE;
    for (size_t i = 0; i < count; i++) {
        marks[i].verdict =
            marks[i].wrong > 0 ? audit->findings[marks[i].finding].verdict : VERDICT_PASS;
    }
    add_grid(proof);
    for (size_t i = 0; i < below->count; i++) {
        if (below->items[i].kind != DISPLAY_FIELD) { /* nobody signs the proof */
            *sheet_add(&proof->sheet, below->items[i].kind) = below->items[i];
        }
    }
    sheet_add_frame(&proof->sheet, audit->scene->area, LINE, frame_colour);
    for (size_t i = 0; i < count; i++) {
        add_mark(proof, &marks[i]);
    }
    take_frame(&proof->drawn, audit->scene->area);
    for (size_t i = 0; i < proof->drawn.count; i++) {
        placement_take(&proof->placement, proof->drawn.taken[i]);
    }
    for (size_t i = 0; i < count; i++) {
        add_label(proof, &marks[i]);
    }
}

/* By page; there what is wrong first, failures before warnings, so that it finds room. */
static int by_page(const void *a, const void *b)
{
    const struct mark *left = a, *right = b;

    if (left->page != right->page) {
        return left->page < right->page ? -1 : 1;
    }
    if (left->verdict != right->verdict) {
        return left->verdict < right->verdict ? -1 : 1;
    }
    return left->finding < right->finding ? -1 : left->finding > right->finding;
}

struct marks {
    struct mark *items;
    size_t count, capacity;
};

/* What is drawn of a finding, at most one mark a page; `slots` has the page's, plus 1, or 0. */
static void add_marks(struct arena *arena, struct marks *marks, const struct audit *audit,
                      size_t index, size_t *slots)
{
    const struct audit_finding *finding = &audit->findings[index];
    size_t first = marks->count;

    for (size_t i = 0; i < finding->checked; i++) {
        const struct observation *here = &finding->all[i];
        bool wrong = !finding->right[i];
        if (!wrong && !here->drawn) {
            continue;
        }
        if (slots[here->page] == 0) {
            marks->items = arena_grow(arena, marks->items, marks->count, &marks->capacity,
                                      sizeof *marks->items);
            marks->items[marks->count++] =
                (struct mark){.page = here->page, .finding = index, .shown = here};
            slots[here->page] = marks->count;
        }
        struct mark *mark = &marks->items[slots[here->page] - 1];
        if (wrong && mark->wrong++ == 0) {
            mark->shown = here;
        }
    }
    for (size_t i = first; i < marks->count; i++) {
        struct mark *mark = &marks->items[i];
        slots[mark->page] = 0;
        /* As ranks: failures, warnings, the others. */
        mark->verdict = mark->wrong == 0 ? VERDICT_NONE : finding->verdict;
    }
}

/* Failures have the first numbers of the list, warnings those behind. */
static const size_t *number_findings(struct arena *arena, const struct audit *audit)
{
    static const enum verdict wrong[] = {VERDICT_FAIL, VERDICT_WARNING};
    size_t *numbers = ARENA_ARRAY(arena, size_t, audit->count + 1);
    size_t number = 0;

    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
        for (size_t i = 0; i < audit->count; i++) {
            if (audit->findings[i].verdict == wrong[k]) {
                numbers[i] = ++number;
            }
        }
    }
    return numbers;
}

const struct display_list *audit_overlay(struct arena *arena, const struct audit *audit,
                                         const char *document, unsigned flags)
{
    const struct scene *scene = audit->scene;
    const struct display_list *list = scene->list;
    struct display_list *copy = ARENA_NEW(arena, struct display_list);
    struct display_page *pages = ARENA_ARRAY(arena, struct display_page, list->page_count);
    size_t *slots = ARENA_ARRAY(arena, size_t, list->page_count + 1);
    struct marks marks = {0};
    size_t mark = 0, object = 0;

    for (size_t i = 0; i < audit->count; i++) {
        add_marks(arena, &marks, audit, i, slots);
    }
    if (marks.count > 0) {
        qsort(marks.items, marks.count, sizeof *marks.items, by_page);
    }
    struct proof proof = {.sheet = sheet_new(arena, scene),
                          .lanes = ARENA_ARRAY(arena, struct lane, MARKS_A_PAGE),
                          .audit = audit,
                          .numbers = number_findings(arena, audit)};
    for (size_t page = 0; page < list->page_count; page++) {
        const struct display_page *below = &list->pages[page];
        size_t first_mark = mark, first_object = object;
        while (mark < marks.count && marks.items[mark].page == page) {
            mark++;
        }
        while (object < scene->count && scene->objects[object].page == page) {
            object++;
        }
        proof.sheet.items = NULL;
        proof.sheet.count = proof.sheet.capacity = proof.lane_count = 0;
        proof.placement =
            (struct placement){.arena = arena,
                               .bounds = {SHEET_EDGE, SHEET_EDGE, below->width - SHEET_EDGE,
                                          below->height - SHEET_EDGE}};
        proof.drawn = (struct placement){.arena = arena};
        take_page(&proof.placement, below, scene->objects + first_object, object - first_object);
        add_page(&proof, below, marks.items + first_mark, mark - first_mark);
        pages[page] = *below;
        pages[page].items = proof.sheet.items;
        pages[page].count = proof.sheet.count;
    }
    *copy = *list;
    copy->page_count = list->page_count;
    overlay_add_list(audit, document, flags, proof.numbers, &pages, &copy->page_count);
    copy->pages = pages;
    return copy;
}
