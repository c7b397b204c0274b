/* From a point of a page to the words that stand there, and to where these are written. */
#include "comment/annotation.h"

#include "base/arena.h"
#include "base/unicode.h"
#include "display/display.h"
#include "display/lines.h"
#include <stdlib.h>
#include <string.h>

enum {
    ABOVE = 880, /* thousandths of the size that a character takes over its baseline */
    BELOW = 120,
    LINE_APART = 4 * LENGTH_PT, /* baselines that are nearer are of one line */
    PASSAGE_LIMIT = 2000,       /* bytes of marked text that are kept */
    LINES_LIMIT = 4000,         /* of a page */
};

/* A character on the page. */
struct spot {
    const struct display_item *item;
    size_t glyph;
};

static struct comment_rectangle box_of(const struct display_item *item, size_t i)
{
    const struct display_run *run = &item->run;
    const struct display_glyph *glyph = &run->glyphs[i];
    struct point a =
        display_direction(item->turned, (struct point){glyph->x, -run->size * ABOVE / 1000});
    struct point b = display_direction(
        item->turned, (struct point){glyph->x + glyph->advance, run->size * BELOW / 1000});

    return (struct comment_rectangle){run->x + length_min(a.x, b.x), run->y + length_min(a.y, b.y),
                                      run->x + length_max(a.x, b.x), run->y + length_max(a.y, b.y)};
}

static bool is_text(const struct display_item *item)
{
    return item->kind == DISPLAY_RUN && item->node != 0;
}

static bool contains(const struct comment_rectangle *rectangle, length_t x, length_t y)
{
    return x >= rectangle->left && x <= rectangle->right && y >= rectangle->top &&
           y <= rectangle->bottom;
}

static struct comment_rectangle around(const struct comment_rectangle *marks, size_t count)
{
    struct comment_rectangle out = marks[0];

    for (size_t i = 1; i < count; i++) {
        out.left = length_min(out.left, marks[i].left);
        out.top = length_min(out.top, marks[i].top);
        out.right = length_max(out.right, marks[i].right);
        out.bottom = length_max(out.bottom, marks[i].bottom);
    }
    return out;
}

/* ---- marked text ---- */

struct collecting {
    struct buffer text;
    struct spot first;
    const struct display_item *last; /* that text was taken from */
    struct comment_rectangle all;
};

static bool is_marked(const struct annotation *annotation, const struct comment_rectangle *all,
                      length_t x, length_t y)
{
    if (!contains(all, x, y)) {
        return false;
    }
    for (size_t i = 0; i < annotation->mark_count; i++) {
        if (contains(&annotation->marks[i], x, y)) {
            return true;
        }
    }
    return annotation->mark_count == 0;
}

/* Words of Latin letters on two lines had a space between them. */
static void add_between(struct collecting *collecting, const struct display_item *item, char next)
{
    struct buffer *text = &collecting->text;

    if (collecting->last == NULL || collecting->last == item || text->size == 0) {
        return;
    }
    bool other_line = llabs(collecting->last->run.y - item->run.y) > LINE_APART;
    bool other_node = collecting->last->node != item->node;
    unsigned char before = (unsigned char)text->bytes[text->size - 1];
    if (other_line && before != ' ' && next != ' ' &&
        (other_node || (before < 0x80 && (unsigned char)next < 0x80))) {
        buffer_add_byte(text, ' ');
    }
}

static void collect_marked(struct collecting *collecting, const struct annotation *annotation,
                           const struct display_page *page)
{
    for (size_t i = 0; i < page->count; i++) {
        const struct display_item *item = &page->items[i];
        if (!is_text(item)) {
            continue;
        }
        for (size_t k = 0; k < item->run.count && collecting->text.size < PASSAGE_LIMIT; k++) {
            const struct display_glyph *glyph = &item->run.glyphs[k];
            struct comment_rectangle box = box_of(item, k);
            if (glyph->text_size == 0 ||
                !is_marked(annotation, &collecting->all, (box.left + box.right) / 2,
                           (box.top + box.bottom) / 2)) {
                continue;
            }
            const char *text = item->run.text.bytes + glyph->text_offset;
            add_between(collecting, item, *text);
            buffer_add(&collecting->text, text, glyph->text_size);
            if (collecting->first.item == NULL) {
                collecting->first = (struct spot){item, k};
            }
            collecting->last = item;
        }
    }
}

/* ---- what is nearest to a point ---- */

static length_t beyond(length_t value, length_t from, length_t to)
{
    return value < from ? from - value : value > to ? value - to : 0;
}

/* Lines count before columns: a note in the margin belongs to the line beside it. */
static struct spot find_nearest(const struct display_page *page, length_t x, length_t y)
{
    struct spot found = {0};
    length_t least = INT64_MAX;

    for (size_t i = 0; i < page->count; i++) {
        const struct display_item *item = &page->items[i];
        for (size_t k = 0; is_text(item) && k < item->run.count; k++) {
            struct comment_rectangle box = box_of(item, k);
            length_t far = beyond(y, box.top, box.bottom) * 100 + beyond(x, box.left, box.right);
            if (item->run.glyphs[k].text_size > 0 && far < least) {
                least = far;
                found = (struct spot){item, k};
            }
        }
    }
    return found;
}

/* The text of the line on which a character stands, with a mark at x if it is to have one. */
static const char *line_text(struct arena *arena, const struct display_page *page, struct spot spot,
                             bool mark, length_t x)
{
    struct buffer out = buffer_new(arena);
    bool marked = !mark;

    for (size_t i = 0; i < page->count; i++) {
        const struct display_item *item = &page->items[i];
        if (!is_text(item) || item->run.y != spot.item->run.y || item->node != spot.item->node ||
            item->turned != spot.item->turned) {
            continue;
        }
        for (size_t k = 0; k < item->run.count && out.size < PASSAGE_LIMIT; k++) {
            const struct display_glyph *glyph = &item->run.glyphs[k];
            struct comment_rectangle box = box_of(item, k);
            if (!marked && (box.left + box.right) / 2 > x) {
                buffer_add_string(&out, "‸");
                marked = true;
            }
            buffer_add(&out, item->run.text.bytes + glyph->text_offset, glyph->text_size);
        }
    }
    buffer_add_string(&out, marked ? "" : "‸");
    return buffer_string(&out).bytes;
}

/* ---- places ---- */

/* Where a character is written. What the layout adds is written in the layout; the element of the
 * document that it belongs to, or the field that it prints, says more then. */
static struct place place_of(const struct display_list *list, const struct spot *spot,
                             const struct source *report)
{
    const struct display_run *run = &spot->item->run;
    struct place written = written_place(run, run->glyphs[spot->glyph].text_offset);
    struct place of_node = spot->item->node < list->node_count ? list->nodes[spot->item->node].place
                                                               : (struct place){0};
    bool better = written.source != report && of_node.source == report && of_node.line > 0;

    if (written.source != report && !better) {
        struct place field = written_field(run->place, report);
        if (field.source != NULL) {
            return field;
        }
    }
    return better || written.source == NULL || written.line == 0 ? of_node : written;
}

static size_t line_of(struct arena *arena, const struct display_list *list, size_t page,
                      length_t baseline)
{
    const struct display_lines lines = display_lines_of(arena, list, page);

    return display_line_number(&lines, baseline);
}

/* A figure that holds the point. */
static const struct display_item *find_figure(const struct display_list *list,
                                              const struct display_page *page, length_t x,
                                              length_t y)
{
    for (size_t i = 0; i < page->count; i++) {
        const struct display_image *image = &page->items[i].image;
        if (page->items[i].kind == DISPLAY_IMAGE && page->items[i].node < list->node_count &&
            page->items[i].node != 0 && x >= image->x && x <= image->x + image->width &&
            y >= image->y && y <= image->y + image->height) {
            return &page->items[i];
        }
    }
    return NULL;
}

/* The place as the reader of the list can open it. */
static void tell_place(struct arena *arena, struct comment *comment, struct place place,
                       const struct comment_current *current)
{
    if (place.source == NULL || place.line == 0) {
        return;
    }
    comment->file = arena_copy(arena, place.source->name, strlen(place.source->name));
    comment->row = place.line;
    comment->column = place.column;
    comment->passage = current->embedded ? PASSAGE_EMBEDDED : PASSAGE_GEOMETRY;
    if (!current->embedded || current->report == NULL || place.source != current->made) {
        return;
    }
    struct passage_now now = passage_find(current->made, current->report, place,
                                          comment->marked ? comment->passage_text : NULL);
    comment->file = current->report->name;
    comment->passage = now.passage;
    comment->row = now.row;
    comment->column = now.column;
}

/* Marks of text, and shapes that are drawn around what they mean. */
static bool covers(enum comment_kind kind)
{
    switch (kind) {
    case COMMENT_HIGHLIGHT:
    case COMMENT_UNDERLINE:
    case COMMENT_SQUIGGLY:
    case COMMENT_STRIKE_OUT:
    case COMMENT_REDACT:
    case COMMENT_REPLACE:
    case COMMENT_SQUARE:
    case COMMENT_CIRCLE:
    case COMMENT_POLYGON:
    case COMMENT_INK:
        return true;
    case COMMENT_NOTE:
    case COMMENT_CARET:
    case COMMENT_FREE_TEXT:
    case COMMENT_STAMP:
    case COMMENT_POLYLINE:
    case COMMENT_LINE:
    case COMMENT_ATTACHMENT:
    case COMMENT_KINDS:
        return false;
    }
    return false;
}

void comment_place(struct arena *arena, struct comment *comment,
                   const struct annotation *annotation, const struct display_list *list,
                   const struct comment_current *current)
{
    struct comment_rectangle at = annotation->mark_count > 0
                                      ? around(annotation->marks, annotation->mark_count)
                                      : annotation->at;
    struct arena *scratch = arena_child(arena);
    struct collecting collecting = {.text = buffer_new(scratch), .all = at};
    length_t x = (at.left + at.right) / 2, y = (at.top + at.bottom) / 2;

    comment->x = at.left;
    comment->y = at.top;
    if (list != NULL && annotation->page < list->page_count) {
        const struct display_page *page = &list->pages[annotation->page];
        const struct display_item *figure = NULL;
        if (covers(comment->kind)) {
            collect_marked(&collecting, annotation, page);
        }
        struct spot spot = collecting.first;
        comment->marked = spot.item != NULL;
        if (!comment->marked) {
            figure = find_figure(list, page, x, y);
            spot = find_nearest(page, x, y);
        }
        if (figure != NULL) {
            struct string words = list->nodes[figure->node].text;
            comment->passage_text = arena_copy(arena, words.bytes == NULL ? "" : words.bytes,
                                               words.bytes == NULL ? 0 : words.size);
            tell_place(arena, comment, figure->image.place, current);
        } else if (spot.item != NULL) {
            struct string text = buffer_string(&collecting.text);
            comment->passage_text =
                comment->marked ? arena_copy(arena, text.bytes, text.size)
                                : line_text(arena, page, spot, comment->kind == COMMENT_CARET, x);
            comment->line =
                spot.item->turned ? 0 : line_of(scratch, list, annotation->page, spot.item->run.y);
            tell_place(arena, comment, place_of(list, &spot, current->made), current);
        }
    }
    arena_free_child(scratch);
}
