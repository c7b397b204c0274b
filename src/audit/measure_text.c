/* Measures of texts: their type, their words, the shape of titles. */
#include "audit/measure.h"

#include "base/arena.h"
#include "font/catalog.h"
#include <string.h>

/* How far down the role's chain the face stands. */
static size_t rank_of(const struct scene *scene, const char *role_wanted, const struct face *face)
{
    struct role *role = catalog_role(scene->catalog, role_wanted);
    const struct role_entry *entries = NULL;
    size_t count = role == NULL ? 0 : role_entries(role, scene->arena, &entries);

    for (size_t i = 0; i < count; i++) {
        if (entries[i].face == face) {
            return i;
        }
    }
    return SIZE_MAX;
}

/* The role that the face serves first of all; where the rule's own ranks it as high, that one. */
static const char *role_of(const struct measuring *measuring, const struct face *face)
{
    const struct scene *scene = measuring->scene;
    const struct text *expect = measuring->rule->expect.items;
    const char *const *names;
    const char *best = face_postscript_name(face);
    size_t best_rank = SIZE_MAX;

    for (size_t i = 0; i < measuring->rule->expect.count; i++) {
        size_t rank = rank_of(scene, expect[i].string.bytes, face);
        if (rank < best_rank) {
            best = expect[i].string.bytes;
            best_rank = rank;
        }
    }
    size_t count = catalog_role_names(scene->catalog, &names);
    for (size_t i = 0; i < count; i++) {
        size_t rank = rank_of(scene, names[i], face);
        if (rank < best_rank) {
            best = names[i];
            best_rank = rank;
        }
    }
    return best;
}

/* What type a line is set in; where it has the words, what stands behind them. */
struct type_of_line {
    const struct face *face; /* NULL: nothing stands there */
    length_t size;
};

static struct type_of_line type_of(const struct object *object, struct string words)
{
    for (size_t i = 0; i < object->item_count && words.size > 0; i++) {
        struct string text = object->items[i].run.text;
        const char *found =
            text.size == 0 ? NULL : memmem(text.bytes, text.size, words.bytes, words.size);
        if (found == NULL) {
            continue;
        }
        size_t at = found + words.size == text.bytes + text.size ? i + 1 : i;
        const struct display_run *run = at < object->item_count ? &object->items[at].run : NULL;
        return run == NULL ? (struct type_of_line){NULL, 0}
                           : (struct type_of_line){run->face, run->size};
    }
    return (struct type_of_line){object->face, object->size};
}

void measure_size(struct measuring *measuring)
{
    for (size_t i = 0; i < measuring->picked_count; i++) {
        struct type_of_line type = type_of(measuring->picked[i], measuring->rule->words.string);
        if (type.face != NULL) {
            (void)measure_add(measuring, measuring->picked[i], type.size);
        }
    }
}

void measure_face(struct measuring *measuring)
{
    const struct face *last = NULL;
    const char *role = "";

    for (size_t i = 0; i < measuring->picked_count && measuring->scene->catalog != NULL; i++) {
        const struct object *object = measuring->picked[i];
        const struct face *face = type_of(object, measuring->rule->words.string).face;
        if (face == NULL) {
            continue;
        }
        role = face == last ? role : role_of(measuring, face);
        last = face;
        (void)measure_add_word(measuring, object, role);
    }
}

void measure_weight(struct measuring *measuring)
{
    for (size_t i = 0; i < measuring->picked_count; i++) {
        if (measuring->picked[i]->face != NULL) {
            (void)measure_add(measuring, measuring->picked[i],
                              face_weight(measuring->picked[i]->face));
        }
    }
}

void measure_colour(struct measuring *measuring)
{
    const struct image *image = NULL; /* several seals may be one image */
    const char *image_word = NULL;

    for (size_t i = 0; i < measuring->picked_count; i++) {
        const struct object *object = measuring->picked[i];
        struct colour colour = object->colour;
        bool cold = colour.cyan == 0 && colour.black == 0;
        bool grey = colour.cyan == 0 && colour.magenta == 0 && colour.yellow == 0;
        const char *word =
            cold && colour.magenta == 800 && colour.yellow == 800 ? "red"
            : grey && colour.black == 1000
                ? "black"
                : arena_format(measuring->scene->arena, "cmyk(%u,%u,%u,%u)", colour.cyan,
                               colour.magenta, colour.yellow, colour.black);
        if (object->kind == KIND_IMAGE && object->image == NULL) {
            continue; /* the place of a seal that comes with its signature */
        }
        if (object->kind == KIND_IMAGE && object->image != image) {
            image = object->image;
            image_word = measure_image_colour(measuring->scene->arena, image,
                                              object->at.right - object->at.left,
                                              object->at.bottom - object->at.top);
        }
        word = object->kind == KIND_IMAGE ? image_word : word;
        if (word != NULL) {
            (void)measure_add_word(measuring, object, word);
        }
    }
}

/* The words of a paragraph: of its first line on, line by line. */
void measure_text(struct measuring *measuring)
{
    for (size_t i = 0; i < measuring->picked_count; i++) {
        const struct object *first = measuring->picked[i];
        struct buffer words = buffer_new(measuring->scene->arena);
        if (first->kind != KIND_TEXT || !first->opening) {
            continue;
        }
        buffer_add(&words, first->text.bytes, first->text.size);
        for (size_t k = i + 1; k < measuring->picked_count && first->node != 0 &&
                               measuring->picked[k]->node == first->node;
             k++) {
            buffer_add(&words, measuring->picked[k]->text.bytes, measuring->picked[k]->text.size);
        }
        measure_add(measuring, first, 0)->text = buffer_string(&words);
    }
}

/* How often the rule's words stand in a line of the document. */
void measure_occurrences(struct measuring *measuring)
{
    const struct scene *scene = measuring->scene;
    const char *words = measuring->rule->words.string.bytes;
    const struct object *first = NULL;
    length_t count = 0;

    for (size_t i = 0; i < scene->count && words != NULL; i++) {
        const struct object *object = &scene->objects[i];
        if (object->kind == KIND_TEXT && object->text.bytes != NULL &&
            memmem(object->text.bytes, object->text.size, words, strlen(words)) != NULL) {
            first = first == NULL ? object : first;
            count++;
        }
    }
    (void)measure_add(measuring, first, count);
}

static const char *shape_of(const struct object *const *lines, size_t count)
{
    bool grew = false, shrank = false, grew_again = false;

    for (size_t i = 1; i < count; i++) {
        length_t before = lines[i - 1]->at.right - lines[i - 1]->at.left;
        length_t here = lines[i]->at.right - lines[i]->at.left;
        length_t step = lines[i]->size / 4;
        grew_again = grew_again || (shrank && here > before + step);
        grew = grew || here > before + step;
        shrank = shrank || here < before - step;
    }
    return count == 1       ? "one-line"
           : grew_again     ? "hourglass"
           : grew && shrank ? "rhombus"
           : grew || shrank ? "trapezoid"
                            : "rectangle";
}

/* 梯形, 菱形, or what a title must not be. */
void measure_shape(struct measuring *measuring)
{
    for (size_t i = 0; i < measuring->picked_count;) {
        const struct object *first = measuring->picked[i];
        size_t end = i + 1;
        while (end < measuring->picked_count && measuring->picked[end]->node == first->node) {
            end++;
        }
        (void)measure_add_word(measuring, first, shape_of(measuring->picked + i, end - i));
        i = end;
    }
}

/* How many there are: none, too. */
void measure_count(struct measuring *measuring)
{
    size_t count = measuring->picked_count;

    (void)measure_add(measuring, count > 0 ? measuring->picked[0] : NULL, (length_t)count);
}
