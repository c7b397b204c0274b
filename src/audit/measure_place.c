/* Measures of places: distances between an element and an edge or another element. */
#include "audit/measure.h"

#include "base/arena.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COLON = 0xFF1A };

/* What distances are measured from. */
enum reference {
    REFERENCE_NEAREST, /* of an element the nearest on the page: see find_nearest() */
    REFERENCE_ABOVE,   /* the lowest one that begins above */
};

static length_t centre_x(struct extent at)
{
    return (at.left + at.right) / 2;
}

static length_t centre_y(struct extent at)
{
    return (at.top + at.bottom) / 2;
}

/* How near one thing is to another: those that lie over each other come first, then those that are
 * level, then what is near in reading order. */
struct nearness {
    enum { NEAR_OVER, NEAR_LEVEL, NEAR_READ } kind;
    double apart; /* of centres; of NEAR_READ and NEAR_LEVEL in reading order */
};

static struct nearness nearness_of(struct extent a, struct extent b, size_t places)
{
    bool across = a.left < b.right && b.left < a.right;
    length_t shared = length_min(a.bottom, b.bottom) - length_max(a.top, b.top);
    length_t lower = length_min(a.bottom - a.top, b.bottom - b.top);

    if (across && shared > 0) {
        double x = (double)(centre_x(a) - centre_x(b));
        return (struct nearness){NEAR_OVER, hypot(x, (double)(centre_y(a) - centre_y(b)))};
    }
    return (struct nearness){shared * 2 > lower ? NEAR_LEVEL : NEAR_READ, (double)places};
}

static const struct object *find_nearest(const struct measuring *measuring,
                                         const struct object *object)
{
    const struct scene *scene = measuring->scene;
    size_t own = (size_t)(object - scene->objects);
    const struct object *nearest = NULL;
    struct nearness best = {NEAR_READ, 0};

    for (size_t i = scene->page_starts[object->page]; i < scene->page_starts[object->page + 1];
         i++) {
        const struct object *other = &scene->objects[i];
        if (other == object || !scene_is(scene, other, measuring->rule->of.string.bytes)) {
            continue;
        }
        struct nearness here = nearness_of(object->at, other->at, i < own ? own - i : i - own);
        if (nearest == NULL || here.kind < best.kind ||
            (here.kind == best.kind && here.apart < best.apart)) {
            nearest = other;
            best = here;
        }
    }
    return nearest;
}

static const struct object *find_above(const struct measuring *measuring,
                                       const struct object *object)
{
    const struct scene *scene = measuring->scene;
    const struct object *lowest = NULL;

    for (size_t i = scene->page_starts[object->page]; i < scene->page_starts[object->page + 1];
         i++) {
        const struct object *other = &scene->objects[i];
        if (other->at.top < object->at.top && !other->turned &&
            scene_is(scene, other, measuring->rule->of.string.bytes) &&
            (lowest == NULL || other->at.bottom > lowest->at.bottom)) {
            lowest = other;
        }
    }
    return lowest;
}

/* A line as high as it is, and from where the lines of its paragraph on the page begin to where
 * they end: a name of two lines is one thing across. */
static struct extent across_paragraph(const struct scene *scene, const struct object *line)
{
    struct extent at = line->at;

    for (size_t i = scene->page_starts[line->page];
         i < scene->page_starts[line->page + 1] && line->kind == KIND_TEXT && line->node != 0;
         i++) {
        const struct object *other = &scene->objects[i];
        if (other->kind == KIND_TEXT && other->node == line->node && !other->turned) {
            at.left = length_min(at.left, other->at.left);
            at.right = length_max(at.right, other->at.right);
        }
    }
    return at;
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
        *at = across_paragraph(measuring->scene, other);
    }
    return other != NULL;
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

/* From the middle of all of the other element on the page. */
void measure_whole_middle(struct measuring *measuring)
{
    const struct scene *scene = measuring->scene;

    for (size_t i = 0; i < measuring->picked_count; i++) {
        const struct object *object = measuring->picked[i];
        struct extent whole = {0};
        bool any = false;
        for (size_t k = scene->page_starts[object->page]; k < scene->page_starts[object->page + 1];
             k++) {
            const struct object *other = &scene->objects[k];
            if (!other->turned && other != object &&
                scene_is(scene, other, measuring->rule->of.string.bytes)) {
                whole.top = any ? length_min(whole.top, other->at.top) : other->at.top;
                whole.bottom = any ? length_max(whole.bottom, other->at.bottom) : other->at.bottom;
                any = true;
            }
        }
        if (any && !object->turned) {
            add_middle(measuring, object, object->at, whole);
        }
    }
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

/* What the lines of a paragraph take on the page of its first one. */
static struct extent whole_paragraph(const struct measuring *measuring, size_t first)
{
    const struct object *opening = measuring->picked[first];
    struct extent whole = measure_extent(measuring, opening);

    for (size_t i = first + 1; i < measuring->picked_count; i++) {
        const struct object *line = measuring->picked[i];
        struct extent at = measure_extent(measuring, line);
        if (line->node != opening->node || line->page != opening->page) {
            break;
        }
        whole =
            (struct extent){length_min(whole.left, at.left), length_min(whole.top, at.top),
                            length_max(whole.right, at.right), length_max(whole.bottom, at.bottom)};
    }
    return whole;
}

/* Of a paragraph of several lines the middle of all of them. */
void measure_middle(struct measuring *measuring)
{
    for (size_t i = 0; i < measuring->picked_count; i++) {
        const struct object *object = measuring->picked[i];
        struct extent other;
        bool further = i > 0 && object->kind == KIND_TEXT && object->node != 0 &&
                       measuring->picked[i - 1]->node == object->node &&
                       measuring->picked[i - 1]->page == object->page;
        if (!further && find_reference(measuring, object, REFERENCE_NEAREST, &other)) {
            struct extent own = object->kind == KIND_TEXT && object->node != 0
                                    ? whole_paragraph(measuring, i)
                                    : measure_extent(measuring, object);
            add_middle(measuring, object, own, other);
        }
    }
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

/* By how much type is larger than that of the text, in the middle of whose row it stands. */
static length_t over_row(const struct scene *scene, const struct object *object)
{
    return object->kind == KIND_TEXT ? length_max(0, (object->size - scene->em) / 2) : 0;
}

/* Whether the object is part of a table or a figure, which stand in no rows: a text of one, or what
 * else an element has that has texts, too. */
static bool is_apart(const struct scene *scene, const struct object *object)
{
    if (object->kind == KIND_TEXT) {
        return object->role != ROLE_DOCUMENT && object->role != ROLE_PARAGRAPH &&
               object->role != ROLE_HEADING && object->role != ROLE_TITLE;
    }
    for (size_t i = 0; i < scene->count && object->element != NULL; i++) {
        const struct object *other = &scene->objects[i];
        if (other->kind == KIND_TEXT && other->element != NULL &&
            strcmp(other->element, object->element) == 0) {
            return true;
        }
    }
    return false;
}

/* The lower edge of the row that the object stands in, if `top` is that of one of the next. What
 * parts two rows is not blank; a rule stands between them. */
static length_t row_bottom(const struct scene *scene, const struct object *object, length_t top)
{
    enum { PART = 20 }; /* of a row: lengths are rounded, rows of page 1 may be their own */
    length_t over = over_row(scene, object);
    length_t off = llabs(top - object->at.top - over) % scene->pitch;
    bool in_row = length_min(off, scene->pitch - off) < scene->pitch / PART;

    if (is_apart(scene, object)) { /* of the last row that it reaches into */
        length_t rows = (top - object->at.bottom) / scene->pitch;
        return top - (rows > 0 ? rows : 0) * scene->pitch;
    }
    return object->at.bottom - (in_row ? over : 0) +
           (object->kind == KIND_RULE ? 0 : scene->pitch - scene->em);
}

/* How much stays blank between the element's row and the one above it of the other element. */
void measure_blank_lines(struct measuring *measuring)
{
    const struct scene *scene = measuring->scene;

    for (size_t i = 0; i < measuring->picked_count && scene->pitch > 0; i++) {
        const struct object *object = measuring->picked[i];
        const struct object *above = object->turned ? NULL : find_above(measuring, object);
        if (above != NULL) {
            length_t x = centre_x(object->at);
            length_t top = object->at.top + over_row(scene, object);
            measure_add_distance(measuring, object, top - row_bottom(scene, above, top),
                                 (struct point){x, above->at.bottom},
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

static bool is_earlier(const struct object *a, const struct object *b)
{
    return a->page != b->page ? a->page < b->page : a->at.top < b->at.top;
}

/* Whether the element stands before or behind all of the other one. */
void measure_order(struct measuring *measuring)
{
    const struct scene *scene = measuring->scene;
    const struct object *first = NULL, *last = NULL;

    for (size_t i = 0; i < scene->count; i++) {
        const struct object *other = &scene->objects[i];
        if (scene_is(scene, other, measuring->rule->of.string.bytes)) {
            first = first == NULL || is_earlier(other, first) ? other : first;
            last = last == NULL || !is_earlier(other, last) ? other : last;
        }
    }
    for (size_t i = 0; i < measuring->picked_count && first != NULL; i++) {
        const struct object *object = measuring->picked[i];
        bool any_before = is_earlier(first, object);
        bool any_behind = !is_earlier(last, object);
        (void)measure_add_word(measuring, object,
                               !any_behind   ? "behind"
                               : !any_before ? "before"
                                             : "between");
    }
}

/* Lines of the other element on the element's page. */
void measure_company(struct measuring *measuring)
{
    const struct scene *scene = measuring->scene;

    for (size_t i = 0; i < measuring->picked_count; i++) {
        const struct object *object = measuring->picked[i];
        length_t count = 0;
        for (size_t k = scene->page_starts[object->page]; k < scene->page_starts[object->page + 1];
             k++) {
            const struct object *other = &scene->objects[k];
            count += other != object && scene_is(scene, other, measuring->rule->of.string.bytes);
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
