/*
 * What stands on the pages, as an audit looks at it: lines of text, rules, images, each with the
 * element it belongs to, from the display list alone.
 *
 * Lengths are 1/1000 pt from the page's top left corner, y downwards.
 */
#ifndef GONGWEN_AUDIT_SCENE_H
#define GONGWEN_AUDIT_SCENE_H

#include "audit/rules.h"
#include "display/display.h"

struct catalog;
struct report;

/* A document to be audited, and what tells of which format it is. */
struct audit_document {
    const struct display_list *list;
    struct catalog *catalog;     /* NULL: faces are not known by their roles */
    const struct report *report; /* NULL: what it gives is not known */
    const char *const *layouts;  /* files of the layout that it follows: their names alone count */
    size_t layout_count;
};

struct extent {
    length_t left, top, right, bottom;
};

/* A line of text, a rule, an image. */
struct object {
    enum audit_kind kind;
    const char *element;    /* as the layout calls it; NULL: it does not */
    size_t page;            /* from 0 */
    uint32_t node;          /* 0: an artifact */
    enum display_role role; /* of paragraphs in tables that of the cell */
    unsigned level;         /* of a heading */
    bool opening;           /* the first line of its node */
    bool closing;           /* the last one */
    bool turned;
    struct extent at; /* em boxes of a text */
    struct extent ink;
    /* Of texts: */
    const struct display_item *items; /* its runs, one item each, in a row */
    size_t item_count;
    length_t baseline, size;
    const struct face *face; /* of its first run with a hanzi, unless that is there for one which
                                the next face lacks; else of its first run */
    uint32_t han;            /* the first hanzi of that run; 0: none */
    struct string text;
    struct colour colour;      /* of rules, too */
    const struct image *image; /* of images; NULL: a seal's that is still to come */
    struct place place;
};

struct element_index;

/* A document under audit. */
struct scene {
    struct arena *arena;
    const struct audit_rules *rules;
    const struct display_list *list;
    struct catalog *catalog;
    const struct report *report; /* NULL: not known */
    const char *format;          /* one of the rules' formats; NULL: none */
    struct object *objects;      /* in reading order, page by page */
    size_t count, capacity;
    const size_t *page_starts;   /* the first object of each page, and behind the last one */
    struct element_index *index; /* which objects are what, as far as that was asked */
    struct extent area;          /* the type area that the rules give */
    length_t em;                 /* size of the text */
    length_t cell, pitch;        /* as measured in the text, else as the rules' grid has them */
    bool measured;               /* there is text on a grid */
};

/* Looks at a document. `text` is the element of the rules whose lines tell what the grid is. */
struct scene *scene_new(struct arena *arena, const struct audit_rules *rules,
                        const struct audit_document *document, const char *text);

/* Whether the object is (part of) the element of the rules; NULL is nothing. */
bool scene_is(const struct scene *scene, const struct object *object, const char *element);

/* Whether the element is there at all. */
bool scene_has(const struct scene *scene, const char *element);

/* The first such character of an upright line: its ink, and where its cell ends. False where the
 * line has none. */
bool scene_character(const struct object *object, uint32_t character, struct extent *ink,
                     length_t *end);

#endif
