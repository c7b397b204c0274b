/* Measures of what stands side by side or lies over something else: names, seals. */
#include "audit/measure.h"

#include "base/arena.h"

static length_t middle_of(const struct object *object)
{
    return (object->at.top + object->at.bottom) / 2;
}

/* Whether both stand in a row, be it a crooked one: they share a quarter of the lower one's height.
 */
static bool share_row(const struct object *a, const struct object *b)
{
    enum { PART = 4 };
    length_t lower = length_min(a->at.bottom - a->at.top, b->at.bottom - b->at.top);
    length_t shared = length_min(a->at.bottom, b->at.bottom) - length_max(a->at.top, b->at.top);

    return a->page == b->page && shared * PART >= lower;
}

/* The first of what is picked in whose row number `i` of it stands. */
static size_t row_of(const struct measuring *measuring, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        if (share_row(measuring->picked[k], measuring->picked[i])) {
            return k;
        }
    }
    return i;
}

/* How many there are side by side. */
void measure_per_row(struct measuring *measuring)
{
    length_t *counts = ARENA_ARRAY(measuring->scene->arena, length_t, measuring->picked_count);

    for (size_t i = 0; i < measuring->picked_count; i++) {
        counts[row_of(measuring, i)]++;
    }
    for (size_t i = 0; i < measuring->picked_count; i++) {
        if (counts[i] > 0) {
            (void)measure_add(measuring, measuring->picked[i], counts[i]);
        }
    }
}

/* From the middle of the first of a row down to that of each other one. */
void measure_row_middle(struct measuring *measuring)
{
    for (size_t i = 0; i < measuring->picked_count; i++) {
        const struct object *object = measuring->picked[i];
        size_t row = row_of(measuring, i);
        if (row != i) {
            length_t first = middle_of(measuring->picked[row]);
            length_t x = (object->at.left + object->at.right) / 2;
            measure_add_distance(measuring, object, middle_of(object) - first,
                                 (struct point){x, first}, (struct point){x, middle_of(object)});
        }
    }
}

/* From where the first row begins to where each further one does. */
void measure_row_start(struct measuring *measuring)
{
    for (size_t i = 1; i < measuring->picked_count; i++) {
        const struct object *object = measuring->picked[i];
        const struct object *first = measuring->picked[0];
        if (row_of(measuring, i) == i) {
            measure_add_distance(measuring, object, object->at.left - first->at.left,
                                 (struct point){first->at.left, middle_of(object)},
                                 (struct point){object->at.left, middle_of(object)});
        }
    }
}

/* Whether one reaches the other, and over its centre across. */
static bool lies_over(const struct object *upper, const struct object *lower)
{
    length_t x = (lower->at.left + lower->at.right) / 2;

    return upper->page == lower->page && x > upper->at.left && x < upper->at.right &&
           lower->at.bottom > upper->at.top && lower->at.top < upper->at.bottom;
}

static void count_over(struct measuring *measuring, bool own_is_upper)
{
    const struct scene *scene = measuring->scene;

    for (size_t i = 0; i < measuring->picked_count; i++) {
        const struct object *object = measuring->picked[i];
        length_t count = 0;
        size_t end = scene->page_starts[object->page + 1];
        for (size_t k = scene->page_starts[object->page]; k < end; k++) {
            const struct object *other = &scene->objects[k];
            /* A name of several lines is one. */
            count += (other->kind != KIND_TEXT || other->opening) &&
                     scene_is(scene, other, measuring->rule->of.string.bytes) &&
                     (own_is_upper ? lies_over(object, other) : lies_over(other, object));
        }
        (void)measure_add(measuring, object, count);
    }
}

/* How many of the other element the element lies over. */
void measure_covers(struct measuring *measuring)
{
    count_over(measuring, true);
}

/* How many of the other element lie over the element. */
void measure_covered(struct measuring *measuring)
{
    count_over(measuring, false);
}
