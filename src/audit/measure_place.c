/* Measures of places: distances between an element and an edge or another element. */
#include "audit/measure.h"

#include "base/arena.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COLON = 0xFF1A };

/* What distances are measured from. */
enum reference {
    REFERENCE_NEAREST, /* of an element the object nearest in reading order, on the same page */
    REFERENCE_ABOVE,   /* the lowest one that begins above */
};

static const struct object *find_nearest(const struct measuring *measuring,
                                         const struct object *object)
{
    const struct scene *scene = measuring->scene;
    size_t own = (size_t)(object - scene->objects);
    const struct object *nearest = NULL;
    size_t distance = SIZE_MAX;

    for (size_t i = 0; i < scene->count; i++) {
        const struct object *other = &scene->objects[i];
        size_t away = i < own ? own - i : i - own;
        if (other->page == object->page && other != object && away < distance &&
            scene_is(scene, other, measuring->rule->of.string.bytes)) {
            nearest = other;
            distance = away;
        }
    }
    return nearest;
}

static const struct object *find_above(const struct measuring *measuring,
                                       const struct object *object)
{
    const struct scene *scene = measuring->scene;
    const struct object *lowest = NULL;

    for (size_t i = 0; i < scene->count; i++) {
        const struct object *other = &scene->objects[i];
        if (other->page == object->page && other->at.top < object->at.top && !other->turned &&
            scene_is(scene, other, measuring->rule->of.string.bytes) &&
            (lowest == NULL || other->at.bottom > lowest->at.bottom)) {
            lowest = other;
        }
    }
    return lowest;
}

/* False where there is nothing to measure from. */
static bool find_reference(const struct measuring *measuring, const struct object *object,
                           enum reference reference, struct extent *at)
{
    const char *of = measuring->rule->of.string.bytes;
    const struct display_page *page = &measuring->scene->list->pages[object->page];

    if (object->turned) {
        return false;
    }
    if (of == NULL || strcmp(of, "type-area") == 0) {
        *at = measuring->scene->area;
        return true;
    }
    if (strcmp(of, "page") == 0) {
        *at = (struct extent){0, 0, page->width, page->height};
        return true;
    }
    const struct object *other = reference == REFERENCE_ABOVE ? find_above(measuring, object)
                                                              : find_nearest(measuring, object);
    if (other != NULL) {
        *at = other->at;
    }
    return other != NULL;
}

static length_t centre_x(struct extent at)
{
    return (at.left + at.right) / 2;
}

static length_t centre_y(struct extent at)
{
    return (at.top + at.bottom) / 2;
}

/* One of the distances of everything picked. */
typedef void add_distance(struct measuring *measuring, const struct object *object,
                          struct extent own, struct extent other);

static void add_all(struct measuring *measuring, enum reference reference, add_distance *add)
{
    for (size_t i = 0; i < measuring->picked_count; i++) {
        const struct object *object = measuring->picked[i];
        struct extent other;
        if (find_reference(measuring, object, reference, &other)) {
            add(measuring, object, measure_extent(measuring, object), other);
        }
    }
}

static void add_top(struct measuring *measuring, const struct object *object, struct extent own,
                    struct extent other)
{
    length_t x = centre_x(own);

    measure_add_distance(measuring, object, own.top - other.top, (struct point){x, other.top},
                         (struct point){x, own.top});
}

static void add_bottom(struct measuring *measuring, const struct object *object, struct extent own,
                       struct extent other)
{
    length_t x = centre_x(own);

    measure_add_distance(measuring, object, other.bottom - own.bottom,
                         (struct point){x, own.bottom}, (struct point){x, other.bottom});
}

static void add_left(struct measuring *measuring, const struct object *object, struct extent own,
                     struct extent other)
{
    length_t y = centre_y(own);

    measure_add_distance(measuring, object, own.left - other.left, (struct point){other.left, y},
                         (struct point){own.left, y});
}

static void add_right(struct measuring *measuring, const struct object *object, struct extent own,
                      struct extent other)
{
    length_t y = centre_y(own);

    measure_add_distance(measuring, object, other.right - own.right, (struct point){own.right, y},
                         (struct point){other.right, y});
}

static void add_gap(struct measuring *measuring, const struct object *object, struct extent own,
                    struct extent other)
{
    length_t x = centre_x(own);

    measure_add_distance(measuring, object, own.top - other.bottom, (struct point){x, other.bottom},
                         (struct point){x, own.top});
}

static void add_gap_across(struct measuring *measuring, const struct object *object,
                           struct extent own, struct extent other)
{
    length_t y = centre_y(own);

    measure_add_distance(measuring, object, own.left - other.right, (struct point){other.right, y},
                         (struct point){own.left, y});
}

static void add_centre(struct measuring *measuring, const struct object *object, struct extent own,
                       struct extent other)
{
    length_t y = centre_y(own);

    measure_add_distance(measuring, object, centre_x(own) - centre_x(other),
                         (struct point){centre_x(other), y}, (struct point){centre_x(own), y});
}

static void add_middle(struct measuring *measuring, const struct object *object, struct extent own,
                       struct extent other)
{
    length_t x = centre_x(own);

    measure_add_distance(measuring, object, centre_y(own) - centre_y(other),
                         (struct point){x, centre_y(other)}, (struct point){x, centre_y(own)});
}

static void add_top_to_middle(struct measuring *measuring, const struct object *object,
                              struct extent own, struct extent other)
{
    length_t x = centre_x(own);

    measure_add_distance(measuring, object, own.top - centre_y(other),
                         (struct point){x, centre_y(other)}, (struct point){x, own.top});
}

/* How far both share the same heights, if they share some of their widths. */
static void add_overlap(struct measuring *measuring, const struct object *object, struct extent own,
                        struct extent other)
{
    length_t across = length_min(own.right, other.right) - length_max(own.left, other.left);
    length_t down = length_min(own.bottom, other.bottom) - length_max(own.top, other.top);

    (void)measure_add(measuring, object, across <= 0 ? length_min(across, down) : down);
}

void measure_top(struct measuring *measuring)
{
    add_all(measuring, REFERENCE_NEAREST, add_top);
}

void measure_bottom(struct measuring *measuring)
{
    add_all(measuring, REFERENCE_NEAREST, add_bottom);
}

void measure_left(struct measuring *measuring)
{
    add_all(measuring, REFERENCE_NEAREST, add_left);
}

void measure_right(struct measuring *measuring)
{
    add_all(measuring, REFERENCE_NEAREST, add_right);
}

void measure_gap(struct measuring *measuring)
{
    add_all(measuring, REFERENCE_ABOVE, add_gap);
}

void measure_gap_across(struct measuring *measuring)
{
    add_all(measuring, REFERENCE_NEAREST, add_gap_across);
}

void measure_centre(struct measuring *measuring)
{
    add_all(measuring, REFERENCE_NEAREST, add_centre);
}

/* The centre of everything picked on the first one's page. */
void measure_whole_centre(struct measuring *measuring)
{
    const struct object *first = measuring->picked[0];
    struct extent whole = first->at;
    struct extent other;

    for (size_t i = 1; i < measuring->picked_count; i++) {
        const struct object *object = measuring->picked[i];
        if (object->page == first->page) {
            whole.left = length_min(whole.left, object->at.left);
            whole.right = length_max(whole.right, object->at.right);
        }
    }
    if (find_reference(measuring, first, REFERENCE_NEAREST, &other)) {
        add_centre(measuring, first, whole, other);
    }
}

void measure_middle(struct measuring *measuring)
{
    add_all(measuring, REFERENCE_NEAREST, add_middle);
}

void measure_top_to_middle(struct measuring *measuring)
{
    add_all(measuring, REFERENCE_NEAREST, add_top_to_middle);
}

void measure_overlap(struct measuring *measuring)
{
    add_all(measuring, REFERENCE_NEAREST, add_overlap);
}

void measure_width(struct measuring *measuring)
{
    for (size_t i = 0; i < measuring->picked_count; i++) {
        const struct object *object = measuring->picked[i];
        struct extent at = measure_extent(measuring, object);
        length_t y = centre_y(at);
        measure_add_distance(measuring, object, at.right - at.left, (struct point){at.left, y},
                             (struct point){at.right, y});
    }
}

void measure_height(struct measuring *measuring)
{
    for (size_t i = 0; i < measuring->picked_count; i++) {
        struct extent at = measure_extent(measuring, measuring->picked[i]);
        (void)measure_add(measuring, measuring->picked[i], at.bottom - at.top);
    }
}

/* Whole rows that find room between the element and the other one above it. */
void measure_blank_lines(struct measuring *measuring)
{
    const struct scene *scene = measuring->scene;

    for (size_t i = 0; i < measuring->picked_count; i++) {
        const struct object *object = measuring->picked[i];
        struct extent other;
        if (scene->pitch > 0 && find_reference(measuring, object, REFERENCE_ABOVE, &other)) {
            length_t slack = scene->pitch / 50; /* lengths are rounded */
            length_t x = centre_x(object->at);
            /* Larger type stands in the middle of its row. */
            length_t over = object->kind == KIND_TEXT ? (object->size - scene->em) / 2 : 0;
            length_t top = object->at.top + length_max(0, over);
            measure_add_distance(measuring, object, (top - other.bottom + slack) / scene->pitch,
                                 (struct point){x, other.bottom},
                                 (struct point){x, object->at.top});
        }
    }
}

/* The least distance between two round things of the element: less than nothing, they overlap. */
void measure_between(struct measuring *measuring)
{
    for (size_t i = 1; i < measuring->picked_count; i++) {
        const struct object *object = measuring->picked[i];
        length_t least = LENGTH_LIMIT;
        for (size_t k = 0; k < i; k++) {
            const struct object *other = measuring->picked[k];
            double across = (double)(centre_x(object->at) - centre_x(other->at));
            double down = (double)(centre_y(object->at) - centre_y(other->at));
            length_t widths = object->at.right - object->at.left + other->at.right - other->at.left;
            if (other->page == object->page) {
                least = length_min(least, (length_t)llround(hypot(across, down)) - widths / 2);
            }
        }
        if (least < LENGTH_LIMIT) {
            (void)measure_add(measuring, object, least);
        }
    }
}

/* Whether the element stands before or behind all of the other one. */
void measure_order(struct measuring *measuring)
{
    const struct scene *scene = measuring->scene;

    for (size_t i = 0; i < measuring->picked_count; i++) {
        const struct object *object = measuring->picked[i];
        size_t before = 0, behind = 0;
        for (size_t k = 0; k < scene->count; k++) {
            const struct object *other = &scene->objects[k];
            if (!scene_is(scene, other, measuring->rule->of.string.bytes)) {
                continue;
            }
            bool earlier = other->page != object->page ? other->page < object->page
                                                       : other->at.top < object->at.top;
            before += earlier;
            behind += !earlier;
        }
        if (before + behind > 0) {
            (void)measure_add_word(measuring, object,
                                   behind == 0   ? "behind"
                                   : before == 0 ? "before"
                                                 : "between");
        }
    }
}

/* Lines of the other element on the element's page. */
void measure_company(struct measuring *measuring)
{
    const struct scene *scene = measuring->scene;

    for (size_t i = 0; i < measuring->picked_count; i++) {
        const struct object *object = measuring->picked[i];
        length_t count = 0;
        for (size_t k = 0; k < scene->count; k++) {
            const struct object *other = &scene->objects[k];
            count += other->page == object->page && other != object &&
                     scene_is(scene, other, measuring->rule->of.string.bytes);
        }
        (void)measure_add(measuring, object, count);
    }
}

/* From behind the first colon of the paragraph to where its other lines begin. */
void measure_after_colon(struct measuring *measuring)
{
    const struct object *opening = NULL;

    for (size_t i = 0; i < measuring->picked_count; i++) {
        const struct object *line = measuring->picked[i];
        struct extent ink;
        length_t end;
        if (line->opening) {
            opening = line;
        } else if (opening != NULL && opening->node == line->node &&
                   scene_character(opening, COLON, &ink, &end)) {
            length_t y = centre_y(line->at);
            measure_add_distance(measuring, line, line->at.left - end, (struct point){end, y},
                                 (struct point){line->at.left, y});
        }
    }
}

/* Where the head of what lies on its side is. */
void measure_head_side(struct measuring *measuring)
{
    for (size_t i = 0; i < measuring->picked_count; i++) {
        const struct object *object = measuring->picked[i];
        if (object->turned && object->kind == KIND_TEXT) {
            /* The baseline lies to the right of the em box's middle: the head is at the left. */
            bool left = object->baseline > centre_x(object->at);
            (void)measure_add_word(measuring, object, left ? "left" : "right");
        }
    }
}
