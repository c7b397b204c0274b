/* Bars in the outer margin beside the lines that changed; the pages stay as they are. */
#include "diff/redline_private.h"

#include "base/arena.h"
#include "base/unicode.h"
#include "display/lines.h"
#include <stdlib.h>
#include <string.h>

enum {
    BAR_GAP = 11000, /* from the type area: 1/1000 pt */
    BAR_WIDTH = 1800,
    DOUBLE_GAP = 3600, /* of the two bars beside what was moved */
    JOINED = 16000,    /* bars that stand so near are one */
    WEDGE = 5000       /* of the sign for what was deleted */
};

/* A run or an image on the page, by where it was written. */
struct written {
    struct place place;
    size_t page;
    const struct display_item *item;
};

struct bar {
    size_t page;
    length_t from, to; /* down the page; of turned text along it */
    enum revision what;
    bool turned, wedge;
};

struct marker {
    struct arena *arena;
    const struct display_list *list;
    struct written *runs;
    size_t run_count;
    struct display_lines *lines; /* of each page */
    struct bar *bars;
    size_t bar_count, bar_capacity;
    struct spot spot; /* of the change: its first line */
};

static int compare_places(struct place a, struct place b)
{
    if (a.source != b.source) {
        return (uintptr_t)a.source < (uintptr_t)b.source ? -1 : 1;
    }
    if (a.line != b.line) {
        return a.line < b.line ? -1 : 1;
    }
    return a.column < b.column ? -1 : a.column > b.column;
}

static int by_place(const void *a, const void *b)
{
    const struct written *left = a, *right = b;
    int order = compare_places(left->place, right->place);

    if (order != 0) {
        return order;
    }
    if (left->page != right->page) {
        return left->page < right->page ? -1 : 1;
    }
    return left->item < right->item ? -1 : left->item > right->item;
}

static length_t line_of(const struct display_item *item)
{
    return item->turned ? item->run.x : item->run.y;
}

/* All text and images of the report on the pages, and the lines. */
static void find_runs(struct marker *marker)
{
    const struct display_list *list = marker->list;
    size_t all = 0;

    for (size_t i = 0; i < list->page_count; i++) {
        all += list->pages[i].count;
    }
    marker->runs = ARENA_ARRAY(marker->arena, struct written, all + 1);
    marker->lines = ARENA_ARRAY(marker->arena, struct display_lines, list->page_count + 1);
    for (size_t i = 0; i < list->page_count; i++) {
        const struct display_page *page = &list->pages[i];
        for (size_t k = 0; k < page->count; k++) {
            const struct display_item *item = &page->items[k];
            if (item->kind == DISPLAY_IMAGE && item->image.place.source != NULL) {
                marker->runs[marker->run_count++] = (struct written){item->image.place, i, item};
            }
            if (item->kind != DISPLAY_RUN || item->node == 0) {
                continue;
            }
            if (item->run.place.source != NULL) {
                marker->runs[marker->run_count++] = (struct written){item->run.place, i, item};
            }
        }
        marker->lines[i] = display_lines_of(marker->arena, list, i);
    }
    qsort(marker->runs, marker->run_count, sizeof *marker->runs, by_place);
}

static void add_bar(struct marker *marker, const struct written *run, enum revision what,
                    bool wedge, bool below)
{
    const struct display_item *item = run->item;
    length_t line, top, foot;

    if (item->kind == DISPLAY_IMAGE) {
        top = item->turned ? item->image.x : item->image.y;
        foot = top + (item->turned ? item->image.width : item->image.height);
        line = foot; /* that of its caption */
    } else {
        line = line_of(item);
        top = line - length_scale(item->run.size, 860, 1000);
        foot = line + length_scale(item->run.size, 140, 1000);
    }
    struct bar bar = {run->page, top, foot, what, item->turned, wedge};

    if (wedge) {
        bar.from = bar.to = below ? foot : (top + foot) / 2;
    }
    marker->bars = arena_grow(marker->arena, marker->bars, marker->bar_count, &marker->bar_capacity,
                              sizeof *marker->bars);
    marker->bars[marker->bar_count++] = bar;
    size_t number = item->turned ? 0 : display_line_number(&marker->lines[run->page], line);
    bool first = marker->spot.page == SIZE_MAX || run->page < marker->spot.page ||
                 (run->page == marker->spot.page && number < marker->spot.line);
    if (first) {
        marker->spot = (struct spot){run->page, (unsigned)number};
    }
}

/* The first run that is not written before a place. */
static size_t find_run(const struct marker *marker, struct place place)
{
    size_t low = 0, high = marker->run_count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (compare_places(marker->runs[middle].place, place) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Marks the lines with what is written from `first` to `last`; `start` is where the text begins of
 * which it is a part. */
static void mark_places(struct marker *marker, struct place start, struct place first,
                        struct place last, enum revision what, bool wedge, bool below)
{
    size_t from = find_run(marker, first);
    size_t until = find_run(marker, last);

    /* The run that holds the first place begins at it, or before it within the text. */
    bool exact = from < marker->run_count && compare_places(marker->runs[from].place, first) == 0;
    if (!exact && from > 0 && compare_places(marker->runs[from - 1].place, start) >= 0 &&
        marker->runs[from - 1].place.source == start.source) {
        struct place before = marker->runs[--from].place;
        while (from > 0 && compare_places(marker->runs[from - 1].place, before) == 0) {
            from--;
        }
    }
    while (until < marker->run_count && compare_places(marker->runs[until].place, last) == 0) {
        until++;
    }
    for (size_t i = from; i < until && (!wedge || i == from); i++) {
        add_bar(marker, &marker->runs[i], what, wedge, below);
    }
}

/* The lines of the note at the page's end whose label is written there. */
static void mark_note(struct marker *marker, struct place label, enum revision what, bool wedge)
{
    uint32_t node = 0;

    for (size_t i = find_run(marker, label); i < marker->run_count; i++) {
        const struct written *run = &marker->runs[i];
        bool of_note = marker->list->nodes[run->item->node].role == ROLE_NOTE;
        if (run->place.source != label.source || (node != 0 && run->item->node != node)) {
            return;
        }
        if (of_note && (node == 0 || !wedge)) {
            node = run->item->node;
            add_bar(marker, run, what, wedge, false);
        }
    }
}

/* Of the words `left` to `right` those that stand in notes, whose offsets are those of the labels;
 * `none`: it is the place before `left`. */
static void mark_notes(struct marker *marker, const struct content *text, size_t left, size_t right,
                       enum revision what, bool none)
{
    const struct words *words = &text->words;
    const struct word *note = NULL;
    size_t first = left;

    while (first > 0 && words->items[first - 1].offset == words->items[left].offset) {
        first--;
    }
    for (size_t i = first; i <= right; i++) {
        const struct word *word = &words->items[i];
        bool of_note = word->kind != WORD_TEXT && word->mark == MARK_NOTE;
        bool opens = of_note && word->kind == WORD_OPEN && !(none && i == left);
        bool closes = of_note && word->kind == WORD_CLOSE;
        note = opens ? word : note;
        if (note != NULL && (i == right || (closes && i >= left))) {
            struct expansion_cursor cursor = expansion_cursor_new(text->expansion);
            mark_note(marker, expansion_cursor_place(&cursor, note->offset), what, none);
        }
        note = closes ? NULL : note;
    }
}

/* Words `first` to before `end` of a text; where there are none, the place between them. */
static void mark_range(struct marker *marker, const struct content *text, size_t first, size_t end,
                       enum revision what)
{
    const struct words *words = &text->words;
    bool none = first == end;
    struct expansion_cursor cursor = expansion_cursor_new(text->expansion);

    if (words->count == 0) {
        return;
    }
    size_t left = first < words->count ? first : words->count - 1;
    size_t right = none ? left : end - 1;
    struct place start = text->place;
    struct place from = expansion_cursor_place(&cursor, words->items[left].offset);
    struct place last = from;
    if (!none) {
        const struct word *word = &words->items[right];
        size_t size = word->bare.size > 0 ? word->bare.size : 1;
        size_t to = word->offset + size - 1;
        to = to < text->expansion->string.size ? to : words->items[right].offset;
        last = expansion_cursor_place(
            &cursor, to > words->items[left].offset ? to : words->items[left].offset);
    }
    /* A name may stand for text that is written elsewhere. */
    if (from.source != start.source || compare_places(from, start) < 0) {
        start = from;
    }
    if (from.source != last.source || compare_places(last, from) < 0) {
        last = from;
    }
    mark_places(marker, start, from, last, what, none, false);
    mark_notes(marker, text, left, right, what, none);
}

/* Whether a run begins with a field of the report's that a layout prints: {{date.year}}. */
static bool begins_with_field(const struct written *run, const char *name)
{
    struct string line = source_line(run->place.source, run->place.line);
    size_t size = strlen(name), offset = 0;

    for (uint32_t column = 1; column < run->place.column && offset < line.size; column++) {
        (void)unicode_decode(line.bytes, line.size, &offset);
    }
    return line.size - offset > size + 2 && memcmp(line.bytes + offset, "{{", 2) == 0 &&
           memcmp(line.bytes + offset + 2, name, size) == 0 &&
           (line.bytes[offset + 2 + size] == '.' || line.bytes[offset + 2 + size] == '}');
}

/* What shows a value: the image, the figure in a chart; a date where the layout prints it. */
static void mark_value(struct marker *marker, const struct content *value, enum revision what)
{
    bool of_report = value->parent != NULL && value->parent->parent == NULL;

    for (size_t i = 0; of_report && i < marker->run_count; i++) {
        const struct written *run = &marker->runs[i];
        if (run->item->kind == DISPLAY_RUN && run->place.source != value->place.source &&
            begins_with_field(run, value->name)) {
            add_bar(marker, run, what, false, false);
        }
    }
    for (size_t i = find_run(marker, value->place);
         !of_report && i < marker->run_count && value->place.source != NULL &&
         compare_places(marker->runs[i].place, value->place) == 0;
         i++) {
        add_bar(marker, &marker->runs[i], what, false, false);
    }
}

/* All texts and images of a part. */
static void mark_whole(struct marker *marker, const struct content *content, enum revision what,
                       unsigned depth)
{
    if (content->kind == CONTENT_TEXT) {
        mark_range(marker, content, 0, content->words.count, what);
    } else if (content->kind == CONTENT_VALUE) {
        mark_value(marker, content, what);
    }
    for (size_t i = 0; i < content->count && depth < CONTENT_DEPTH_LIMIT; i++) {
        if (!(what == REVISION_INSERTED && content->children[i]->match != NULL)) {
            mark_whole(marker, content->children[i], what, depth + 1);
        }
    }
}

/* The first or the last text of a part. */
static const struct content *edge_text(const struct content *content, bool last)
{
    for (unsigned depth = 0; depth < CONTENT_DEPTH_LIMIT && content->kind != CONTENT_TEXT;
         depth++) {
        const struct content *next = NULL;
        for (size_t i = 0; i < content->count && (next == NULL || last); i++) {
            const struct content *child = content->children[i];
            next = child->kind == CONTENT_TEXT || child->count > 0 ? child : next;
        }
        if (next == NULL) {
            return NULL;
        }
        content = next;
    }
    return content->kind == CONTENT_TEXT ? content : NULL;
}

/* Beside where it stood: below what it stood behind, or level with what it stood before. */
static void mark_gone(struct marker *marker, const struct content *gone, enum revision what)
{
    for (const struct content *at = gone; at->parent != NULL; at = at->parent) {
        const struct content *parent = at->parent;
        const struct content *anchor = NULL;
        for (size_t i = at->index; i-- > 0 && anchor == NULL;) {
            const struct content *match = parent->children[i]->match;
            anchor = match == NULL || parent->children[i]->moved ? NULL : edge_text(match, true);
        }
        if (anchor != NULL && anchor->words.count > 0) {
            struct expansion_cursor cursor = expansion_cursor_new(anchor->expansion);
            struct place last = expansion_cursor_place(
                &cursor, anchor->words.items[anchor->words.count - 1].offset);
            mark_places(marker, anchor->place, last, last, what, true, true);
            return;
        }
        for (size_t i = at->index + 1; i < parent->count && anchor == NULL; i++) {
            const struct content *match = parent->children[i]->match;
            anchor = match == NULL || parent->children[i]->moved ? NULL : edge_text(match, false);
        }
        if (anchor != NULL) {
            mark_range(marker, anchor, 0, 0, what);
            return;
        }
    }
}

static void mark_change(struct marker *marker, const struct change *change)
{
    switch (change->kind) {
    case CHANGE_TEXT:
        for (size_t i = 0; i < change->edits.count; i++) {
            const struct edit *edit = &change->edits.items[i];
            bool none = edit->new_start == edit->new_end;
            mark_range(marker, change->new, edit->new_start, edit->new_end,
                       none ? REVISION_DELETED : REVISION_INSERTED);
        }
        break;
    case CHANGE_INSERTED:
        mark_whole(marker, change->new, REVISION_INSERTED, 0);
        break;
    case CHANGE_MOVED: {
        mark_whole(marker, change->new, REVISION_MOVED_HERE, 0);
        struct spot here = marker->spot;
        mark_gone(marker, change->old, REVISION_MOVED_AWAY);
        marker->spot = here; /* it is listed where it is */
        break;
    }
    case CHANGE_DELETED:
        mark_gone(marker, change->old, REVISION_DELETED);
        break;
    case CHANGE_VALUE:
        mark_value(marker, change->new, REVISION_INSERTED);
        break;
    }
}

/* ---- drawing ---- */

static int by_page(const void *a, const void *b)
{
    const struct bar *left = a, *right = b;
    const int orders[] = {left->page < right->page ? -1 : left->page > right->page,
                          left->turned - right->turned,
                          left->wedge - right->wedge,
                          (int)left->what - (int)right->what,
                          left->from < right->from ? -1 : left->from > right->from,
                          left->to < right->to ? -1 : left->to > right->to};

    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        if (orders[i] != 0) {
            return orders[i];
        }
    }
    return 0;
}

/* Bars that touch become one. */
static void join_bars(struct marker *marker)
{
    size_t kept = 0;

    if (marker->bar_count == 0) {
        return;
    }
    qsort(marker->bars, marker->bar_count, sizeof *marker->bars, by_page);
    for (size_t i = 1; i < marker->bar_count; i++) {
        struct bar *last = &marker->bars[kept], *bar = &marker->bars[i];
        bool alike = last->page == bar->page && last->turned == bar->turned &&
                     last->wedge == bar->wedge && last->what == bar->what;
        if (alike && bar->from <= last->to + (bar->wedge ? 0 : JOINED)) {
            last->to = length_max(last->to, bar->to);
        } else {
            marker->bars[++kept] = *bar;
        }
    }
    marker->bar_count = kept + 1;
}

/* A triangle that points to the text. */
static void draw_wedge(struct arena *arena, struct display_item *item, const struct bar *bar,
                       length_t edge, bool right)
{
    static const enum path_step steps[] = {PATH_MOVE, PATH_LINE, PATH_LINE, PATH_CLOSE};
    struct point *points = ARENA_ARRAY(arena, struct point, 3);
    length_t reach = right ? WEDGE : -WEDGE;

    points[1] = (struct point){reach, -WEDGE / 2};
    points[2] = (struct point){reach, WEDGE / 2};
    item->kind = DISPLAY_PATH;
    item->path = (struct display_path){.x = edge,
                                       .y = bar->from,
                                       .steps = steps,
                                       .step_count = sizeof steps / sizeof *steps,
                                       .points = points,
                                       .filled = true,
                                       .fill = redline_colours[bar->what]};
    if (bar->turned) { /* below the type area, pointing up */
        points[1] = (struct point){-WEDGE / 2, WEDGE};
        points[2] = (struct point){WEDGE / 2, WEDGE};
        item->path.x = bar->from;
        item->path.y = edge;
    }
}

static void draw_bar(struct display_item *item, const struct bar *bar, length_t edge, bool right,
                     length_t aside)
{
    length_t at = right ? edge + aside : edge - aside - BAR_WIDTH;

    item->kind = DISPLAY_RULE;
    item->rule = (struct display_rule){.x = at,
                                       .y = bar->from,
                                       .width = BAR_WIDTH,
                                       .height = bar->to - bar->from,
                                       .colour = redline_colours[bar->what]};
    if (bar->turned) {
        item->rule.x = bar->from;
        item->rule.y = edge + aside;
        item->rule.width = bar->to - bar->from;
        item->rule.height = BAR_WIDTH;
    }
}

/* Whether it would stand on the bars of what was moved. */
static bool is_beside_moved(const struct bar *bars, size_t count, const struct bar *bar)
{
    for (size_t i = 0; i < count && bar->what != REVISION_MOVED_HERE; i++) {
        if (bars[i].what == REVISION_MOVED_HERE && bars[i].turned == bar->turned &&
            bars[i].from < bar->to && bar->from < bars[i].to) {
            return true;
        }
    }
    return false;
}

/* The bars of one page, from `*next` on, behind its items. */
static void draw_page(struct marker *marker, size_t number, struct display_page *page, size_t *next)
{
    const struct display_list *list = marker->list;
    bool right = number % 2 == 0; /* page 1 is a right one: its outer margin is the right one */
    size_t first = *next;

    while (*next < marker->bar_count && marker->bars[*next].page == number) {
        (*next)++;
    }
    struct display_item *items =
        ARENA_ARRAY(marker->arena, struct display_item, page->count + 2 * (*next - first) + 1);
    memcpy(items, page->items, page->count * sizeof *items);
    for (size_t i = first; i < *next; i++) {
        const struct bar *bar = &marker->bars[i];
        length_t edge = bar->turned ? list->area_y + list->area_height + BAR_GAP
                        : right     ? list->area_x + list->area_width + BAR_GAP
                                    : list->area_x - BAR_GAP;
        struct display_item *item = &items[page->count++];
        *item = (struct display_item){.element = "redline", .decoration = true};
        if (bar->wedge) {
            draw_wedge(marker->arena, item, bar, edge, right);
            continue;
        }
        draw_bar(item, bar, edge, right,
                 is_beside_moved(&marker->bars[first], *next - first, bar) ? 2 * DOUBLE_GAP : 0);
        if (bar->what == REVISION_MOVED_HERE) {
            items[page->count] = *item;
            draw_bar(&items[page->count++], bar, edge, right, DOUBLE_GAP);
        }
    }
    page->items = items;
}

const struct display_list *redline_bars(const struct diff *diff, const struct display_list *list,
                                        const struct spot **spots)
{
    struct arena *arena = diff->arena;
    struct marker marker = {.arena = arena, .list = list};
    struct spot *found = ARENA_ARRAY(arena, struct spot, diff->count + 1);
    struct display_list *marked = ARENA_NEW(arena, struct display_list);
    struct display_page *pages = ARENA_ARRAY(arena, struct display_page, list->page_count);
    size_t next = 0;

    find_runs(&marker);
    for (size_t i = 0; i < diff->count; i++) {
        marker.spot = (struct spot){SIZE_MAX, 0};
        mark_change(&marker, &diff->changes[i]);
        found[i] = marker.spot;
    }
    join_bars(&marker);
    *marked = *list;
    for (size_t i = 0; i < list->page_count; i++) {
        pages[i] = list->pages[i];
        draw_page(&marker, i, &pages[i], &next);
    }
    marked->pages = pages;
    *spots = found;
    return marked;
}
