/*
 * Measures: what can be measured on the pages of a document, one row of a table each. A measure
 * knows nothing of any document or clause; rules combine it with an element and a value.
 */
#ifndef GONGWEN_AUDIT_MEASURE_H
#define GONGWEN_AUDIT_MEASURE_H

#include "audit/scene.h"

enum measure_kind {
    MEASURE_LENGTH,  /* 1/1000 pt */
    MEASURE_NUMBER,  /* a whole number */
    MEASURE_WORD,    /* one of a few words, or the name of a font role */
    MEASURE_PATTERN, /* a text, compared with a pattern: see pattern_matches() */
};

/* Something measured once. */
struct observation {
    size_t page;                 /* from 0 */
    length_t value;              /* of a length or a number */
    struct string text;          /* of a word or a pattern */
    struct place place;          /* in the YAML */
    const struct object *object; /* NULL: the page or the document */
    bool drawn;                  /* it is a distance between two points of the page */
    struct point from, to;
};

/* A rule while it is measured. */
struct measuring {
    const struct scene *scene;
    const struct audit_rule *rule;
    const struct object **picked; /* what the rule's element, take and pages choose, in order */
    size_t picked_count;
    struct observation *observations;
    size_t count, capacity;
};

struct measure {
    const char *name;
    enum measure_kind kind;
    bool of_page; /* of the page or the document: needs no element */
    void (*take)(struct measuring *measuring);
};

/* The measure of that name, or NULL; the names of all. */
const struct measure *measure_find(const char *name);
size_t measure_names(struct arena *arena, const char *const **names);

/* Whether a rule may say so of a value; what else it should say. */
bool measure_accepts(struct arena *arena, const struct measure *measure, struct text value);
const char *measure_kind_expects(const struct measure *measure);

/* Measures a rule; the observations live in the scene's arena. */
struct measuring measure_rule(const struct scene *scene, const struct audit_rule *rule);

/*
 * Patterns: text in which {year} is four digits, {month}, {day} and {number} are numbers without a
 * leading zero, {digits} any digits, {six-digits} six of them, {han} a number in hanzi, {page} the
 * number of the page, {text} one character or more. Everything else stands for itself.
 */
bool pattern_matches(struct string pattern, struct string text, size_t page);
bool pattern_is_valid(struct string pattern);

/* ---- for the files of measures ---- */

/* Adds an observation; the result may be changed until the next one. */
struct observation *measure_add(struct measuring *measuring, const struct object *object,
                                length_t value);
struct observation *measure_add_word(struct measuring *measuring, const struct object *object,
                                     const char *word);
/* A distance: `value` from one point to the other. */
void measure_add_distance(struct measuring *measuring, const struct object *object, length_t value,
                          struct point from, struct point to);

/* Whether the rule wants the page (from 0). */
bool measure_wants_page(const struct measuring *measuring, size_t page);

/* The object's edges as the rule wants them. */
struct extent measure_extent(const struct measuring *measuring, const struct object *object);

/* measure_page.c */
void measure_page_width(struct measuring *measuring);
void measure_page_height(struct measuring *measuring);
void measure_area_left(struct measuring *measuring);
void measure_area_right(struct measuring *measuring);
void measure_area_top(struct measuring *measuring);
void measure_area_bottom(struct measuring *measuring);
void measure_area_width(struct measuring *measuring);
void measure_area_height(struct measuring *measuring);
void measure_outside(struct measuring *measuring);
void measure_pitch(struct measuring *measuring);
void measure_advance(struct measuring *measuring);
void measure_grid_deviation(struct measuring *measuring);
void measure_lines(struct measuring *measuring);
void measure_characters(struct measuring *measuring);
void measure_page_number(struct measuring *measuring);
void measure_page_from_end(struct measuring *measuring);
void measure_page_parity(struct measuring *measuring);
void measure_pages_with(struct measuring *measuring);

/* measure_place.c */
void measure_top(struct measuring *measuring);
void measure_bottom(struct measuring *measuring);
void measure_left(struct measuring *measuring);
void measure_right(struct measuring *measuring);
void measure_gap(struct measuring *measuring);
void measure_gap_across(struct measuring *measuring);
void measure_centre(struct measuring *measuring);
void measure_whole_centre(struct measuring *measuring);
void measure_whole_middle(struct measuring *measuring);
void measure_top_to_middle(struct measuring *measuring);
void measure_middle(struct measuring *measuring);
void measure_overlap(struct measuring *measuring);
void measure_width(struct measuring *measuring);
void measure_height(struct measuring *measuring);
void measure_blank_lines(struct measuring *measuring);
void measure_between(struct measuring *measuring);
void measure_order(struct measuring *measuring);
void measure_company(struct measuring *measuring);
void measure_after_colon(struct measuring *measuring);
void measure_head_side(struct measuring *measuring);

/* measure_row.c */
void measure_per_row(struct measuring *measuring);
void measure_row_middle(struct measuring *measuring);
void measure_row_start(struct measuring *measuring);
void measure_covers(struct measuring *measuring);
void measure_covered(struct measuring *measuring);

/* measure_image.c: "red", "black" or "rgb(…)", mean of what is neither transparent nor white in an
 * image of that size on the page; NULL: there is no such thing. */
const char *measure_image_colour(struct arena *arena, const struct image *image, length_t width,
                                 length_t height);

/* measure_form.c */
void measure_numbered(struct measuring *measuring);
void measure_after_number(struct measuring *measuring);
void measure_number_apart(struct measuring *measuring);
void measure_repeated(struct measuring *measuring);
void measure_weights(struct measuring *measuring);
void measure_rules_between(struct measuring *measuring);
void measure_blank_with(struct measuring *measuring);
void measure_pages_without(struct measuring *measuring);

/* measure_text.c */
void measure_size(struct measuring *measuring);
void measure_face(struct measuring *measuring);
void measure_weight(struct measuring *measuring);
void measure_colour(struct measuring *measuring);
void measure_text(struct measuring *measuring);
void measure_occurrences(struct measuring *measuring);
void measure_shape(struct measuring *measuring);
void measure_count(struct measuring *measuring);

#endif
