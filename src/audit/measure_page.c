/* Measures of pages: paper, type area, grid, on which page something stands. */
#include "audit/measure.h"

#include "base/arena.h"
#include <stdlib.h>

void measure_page_width(struct measuring *measuring)
{
    const struct display_list *list = measuring->scene->list;

    for (size_t i = 0; i < list->page_count; i++) {
        measure_add(measuring, NULL, list->pages[i].width)->page = i;
    }
}

void measure_page_height(struct measuring *measuring)
{
    const struct display_list *list = measuring->scene->list;

    for (size_t i = 0; i < list->page_count; i++) {
        measure_add(measuring, NULL, list->pages[i].height)->page = i;
    }
}

/* The outermost of what is picked, upright, on all pages. */
struct outermost {
    const struct object *left, *top, *right, *bottom;
};

static struct outermost find_outermost(const struct measuring *measuring)
{
    struct outermost found = {0};

    for (size_t i = 0; i < measuring->picked_count; i++) {
        const struct object *object = measuring->picked[i];
        if (object->turned) {
            continue;
        }
        if (found.left == NULL) {
            found = (struct outermost){object, object, object, object};
        }
        found.left = object->at.left < found.left->at.left ? object : found.left;
        found.top = object->at.top < found.top->at.top ? object : found.top;
        found.right = object->at.right > found.right->at.right ? object : found.right;
        found.bottom = object->at.bottom > found.bottom->at.bottom ? object : found.bottom;
    }
    return found;
}

static length_t page_width(const struct measuring *measuring, const struct object *object)
{
    return measuring->scene->list->pages[object->page].width;
}

static length_t page_height(const struct measuring *measuring, const struct object *object)
{
    return measuring->scene->list->pages[object->page].height;
}

static void add_across(struct measuring *measuring, const struct object *object, length_t from,
                       length_t to)
{
    length_t y = (object->at.top + object->at.bottom) / 2;

    measure_add_distance(measuring, object, to - from, (struct point){from, y},
                         (struct point){to, y});
}

static void add_down(struct measuring *measuring, const struct object *object, length_t from,
                     length_t to)
{
    length_t x = (object->at.left + object->at.right) / 2;

    measure_add_distance(measuring, object, to - from, (struct point){x, from},
                         (struct point){x, to});
}

void measure_area_left(struct measuring *measuring)
{
    struct outermost found = find_outermost(measuring);

    if (found.left != NULL) {
        add_across(measuring, found.left, 0, found.left->at.left);
    }
}

void measure_area_right(struct measuring *measuring)
{
    struct outermost found = find_outermost(measuring);

    if (found.right != NULL) {
        add_across(measuring, found.right, found.right->at.right,
                   page_width(measuring, found.right));
    }
}

/* Where each line stands in the middle of an equal share of the type area, rather than the first on
 * its edge, what stands above it belongs to the area; larger type has less of it. */
static length_t blank_above(const struct scene *scene, const struct object *line)
{
    length_t shares = scene->pitch * scene->rules->grid.lines;
    bool shared = llabs(shares - (scene->area.bottom - scene->area.top)) < LENGTH_PT;
    length_t size = line->kind == KIND_TEXT ? line->size : scene->em;

    return scene->measured && shared ? (scene->pitch - size) / 2 : 0;
}

void measure_area_top(struct measuring *measuring)
{
    struct outermost found = find_outermost(measuring);

    if (found.top != NULL) {
        add_down(measuring, found.top, 0,
                 found.top->at.top - blank_above(measuring->scene, found.top));
    }
}

void measure_area_bottom(struct measuring *measuring)
{
    struct outermost found = find_outermost(measuring);

    if (found.bottom != NULL) {
        add_down(measuring, found.bottom, found.bottom->at.bottom,
                 page_height(measuring, found.bottom));
    }
}

void measure_area_width(struct measuring *measuring)
{
    struct outermost found = find_outermost(measuring);

    if (found.left != NULL) {
        add_across(measuring, found.right, found.left->at.left, found.right->at.right);
    }
}

void measure_area_height(struct measuring *measuring)
{
    struct outermost found = find_outermost(measuring);

    if (found.top != NULL) {
        add_down(measuring, found.bottom, found.top->at.top, found.bottom->at.bottom);
    }
}

/* How far ink stands out of the type area that the rules give. */
void measure_outside(struct measuring *measuring)
{
    const struct extent *area = &measuring->scene->area;

    for (size_t i = 0; i < measuring->picked_count; i++) {
        const struct object *object = measuring->picked[i];
        const struct extent *ink = &object->ink;
        if (ink->right == ink->left && object->kind == KIND_TEXT) {
            continue; /* blanks */
        }
        length_t across = length_max(area->left - ink->left, ink->right - area->right);
        length_t down = length_max(area->top - ink->top, ink->bottom - area->bottom);
        measure_add(measuring, object, length_max(0, length_max(across, down)));
    }
}

void measure_pitch(struct measuring *measuring)
{
    if (measuring->scene->measured) {
        measure_add(measuring, NULL, measuring->scene->pitch);
    }
}

void measure_advance(struct measuring *measuring)
{
    if (measuring->scene->measured) {
        measure_add(measuring, NULL, measuring->scene->cell);
    }
}

/* How far the text's lines are off the rows that the first of them begins. */
void measure_grid_deviation(struct measuring *measuring)
{
    const struct scene *scene = measuring->scene;
    const struct object *first = NULL;

    for (size_t i = 0; i < measuring->picked_count; i++) {
        const struct object *line = measuring->picked[i];
        if (line->turned || line->size != scene->em || scene->pitch <= 0) {
            continue;
        }
        first = first == NULL ? line : first;
        length_t off = llabs(line->at.top - first->at.top) % scene->pitch;
        measure_add(measuring, line, length_min(off, scene->pitch - off));
    }
}

/* The rows that find room in the type area, as far apart as the text's are. */
void measure_lines(struct measuring *measuring)
{
    const struct scene *scene = measuring->scene;
    length_t slack = scene->pitch / 50; /* lengths are rounded */

    if (scene->measured && scene->pitch > 0) {
        (void)measure_add(
            measuring, measuring->picked[0],
            (scene->area.bottom - scene->area.top - scene->em + slack) / scene->pitch + 1);
    }
}

/* Cells from edge to edge. */
void measure_characters(struct measuring *measuring)
{
    const struct scene *scene = measuring->scene;
    const struct object *fullest = NULL;
    const struct object *flush = NULL;

    /* Full lines end at the right edge, turnover lines begin at the left one. */
    for (size_t i = 0; i < measuring->picked_count; i++) {
        const struct object *line = measuring->picked[i];
        if (line->turned || line->size != scene->em) {
            continue;
        }
        if (!line->closing && (fullest == NULL || line->at.right > fullest->at.right)) {
            fullest = line;
        }
        if (!line->opening && (flush == NULL || line->at.left < flush->at.left)) {
            flush = line;
        }
    }
    if (fullest != NULL && flush != NULL && scene->measured) {
        measure_add(measuring, fullest,
                    (fullest->at.right - flush->at.left + scene->cell / 2) / scene->cell);
    }
}

void measure_page_number(struct measuring *measuring)
{
    for (size_t i = 0; i < measuring->picked_count; i++) {
        measure_add(measuring, measuring->picked[i], (length_t)measuring->picked[i]->page + 1);
    }
}

void measure_page_from_end(struct measuring *measuring)
{
    size_t count = measuring->scene->list->page_count;

    for (size_t i = 0; i < measuring->picked_count; i++) {
        measure_add(measuring, measuring->picked[i],
                    (length_t)(count - 1 - measuring->picked[i]->page));
    }
}

void measure_page_parity(struct measuring *measuring)
{
    for (size_t i = 0; i < measuring->picked_count; i++) {
        measure_add_word(measuring, measuring->picked[i],
                         measuring->picked[i]->page % 2 == 0 ? "odd" : "even");
    }
}

/* Counts the pages that have the element. */
void measure_pages_with(struct measuring *measuring)
{
    bool *has = ARENA_ARRAY(measuring->scene->arena, bool, measuring->scene->list->page_count + 1);
    size_t found = 0, first = 0;

    for (size_t i = 0; i < measuring->picked_count; i++) { /* in order, on pages that are wanted */
        size_t page = measuring->picked[i]->page;
        first = found == 0 ? page : first;
        found += !has[page];
        has[page] = true;
    }
    measure_add(measuring, NULL, (length_t)found)->page = first;
}
