/*
 * The display list (显示列表): immutable pages of positioned things, between composition and
 * output. Painters see this and read-only faces, nothing else.
 *
 * Coordinates: lengths (1/1000 pt), the origin at the page's top left corner, y downwards.
 * Everything remembers where in the YAML it came from.
 */
#ifndef GONGWEN_DISPLAY_DISPLAY_H
#define GONGWEN_DISPLAY_DISPLAY_H

#include "base/length.h"
#include "base/source.h"
#include <stdbool.h>
#include <stdint.h>

struct face;
struct image;

/* Process colour in 1/1000; black is {0, 0, 0, 1000}. */
struct colour {
    uint16_t cyan, magenta, yellow, black;
};

/* One glyph of a run. A cluster's text belongs to its first glyph; the others have text_size 0.
 * `advance` is how far the next glyph stands (grid, spacing and justification included). */
struct display_glyph {
    uint32_t glyph;
    length_t x;       /* from the run's origin, where the glyph's own origin stands */
    length_t y;       /* up from the baseline, mostly 0 */
    length_t advance; /* from x to where the cell ends */
    uint32_t text_offset;
    uint32_t text_size;
};

/* What a redline (花脸稿) says of a run, in the order of its marks (report/template.h). Painters do
 * not look at it: the lines that show it are rules of their own. */
enum revision {
    REVISION_NONE,
    REVISION_INSERTED,
    REVISION_DELETED,
    REVISION_MOVED_HERE,
    REVISION_MOVED_AWAY
};

/* Glyphs of one face, size and colour on one baseline. */
struct display_run {
    const struct face *face;
    length_t size;
    struct colour colour;
    length_t x, y; /* origin: pen start on the baseline */
    const struct display_glyph *glyphs;
    size_t count;
    struct string text;
    struct place place; /* of the text's first character */
    enum revision revision;
};

/* A filled rectangle: rules (线). */
struct display_rule {
    length_t x, y, width, height; /* top left corner */
    struct colour colour;
    struct place place;
};

struct point {
    length_t x, y;
};

/* Where a distance from the origin of an item points to on the page. */
static inline struct point display_direction(bool turned, struct point distance)
{
    return turned ? (struct point){distance.y, -distance.x} : distance;
}

/* How an outline goes on, and how many points it takes to say so. */
enum path_step {
    PATH_MOVE,  /* 1 */
    PATH_LINE,  /* 1 */
    PATH_CURVE, /* 3: a cubic Bézier segment's controls and its end */
    PATH_CLOSE  /* 0 */
};

enum { PATH_MITRE_LIMIT = 10 /* times the width: longer mitres are cut off */ };

/* An outline, filled (nonzero winding rule) or stroked or both: charts. */
struct display_path {
    length_t x, y; /* origin */
    const enum path_step *steps;
    size_t step_count;
    const struct point *points; /* from the origin */
    bool filled;
    struct colour fill;
    length_t stroke; /* width of the line, butt caps, mitred joins; 0: none */
    struct colour stroke_colour;
    struct place place;
};

/* An image in a rectangle of the page. */
struct display_image {
    const struct image *image;
    length_t x, y, width, height; /* top left corner */
    struct place place;
};

/* Where somebody is to sign. It paints nothing. Where nothing shows yet it is a field of a form,
 * whose item's node is a ROLE_FORM of its own; where the seal is painted, a place that signing
 * finds by its name; and without a name room for a seal on paper. These two are of node 0. */
struct display_field {
    const char *name; /* in ASCII, without a full stop; no two of a document have the same */
    bool painted;     /* the seal (印章) that belongs there is on the page already */
    length_t x, y, width, height; /* top left corner */
    struct place place;
};

enum display_kind { DISPLAY_RUN, DISPLAY_RULE, DISPLAY_PATH, DISPLAY_IMAGE, DISPLAY_FIELD };

struct display_item {
    enum display_kind kind;
    /* Lies a quarter turn anticlockwise, its head to the left (横排表格): runs and paths about
     * their origin, images inside their rectangle; the others look the same either way. */
    bool turned;
    uint32_t node; /* structure element it belongs to; 0: artifact (page numbers, rules) */
    /* Id of what the layout has it from: a block of the flow, a line of a stack, a running item.
     * NULL where that has no id. */
    const char *element;
    union {
        struct display_run run;
        struct display_rule rule;
        struct display_path path;
        struct display_image image;
        struct display_field field;
    };
    bool decoration; /* marks of a draft and the like: an artifact that is none of the document */
};

struct display_page {
    length_t width, height;
    const char *label;                /* as printed; "" when the page carries none */
    const struct display_item *items; /* in reading order, artifacts last but what lies beneath */
    size_t count;
};

/* Structure of the document in reading order, as PDF's standard structure types have it. Node 0
 * is the root. */
enum display_role {
    ROLE_DOCUMENT,
    ROLE_SECTION, /* holds its heading, blocks and sections; an attachment is one, too */
    ROLE_TITLE,
    ROLE_HEADING,
    ROLE_PARAGRAPH,
    ROLE_ENUMERATION, /* a paragraph that holds its lead-in, a ROLE_PARAGRAPH, and a ROLE_LIST */
    ROLE_LIST,        /* holds ROLE_ITEM */
    ROLE_ITEM,        /* holds ROLE_LABEL and ROLE_ITEM_BODY */
    ROLE_LABEL,       /* the number */
    ROLE_ITEM_BODY,
    ROLE_NOTE,      /* at the page's end, under a table */
    ROLE_REFERENCE, /* the label of a note in the text */
    ROLE_RUBY,      /* holds ROLE_RUBY_BASE and ROLE_READING (注音) */
    ROLE_RUBY_BASE,
    ROLE_READING,
    ROLE_TABLE,      /* holds ROLE_CAPTION and ROLE_ROW, or both of the following with the rows */
    ROLE_TABLE_HEAD, /* only where there is a body, too */
    ROLE_TABLE_BODY,
    ROLE_ROW,       /* holds cells */
    ROLE_HEAD_CELL, /* of a table's head or a label of its rows */
    ROLE_CELL,
    ROLE_FIGURE, /* an image or a chart; holds ROLE_CAPTION */
    ROLE_CAPTION,
    ROLE_FORM /* a DISPLAY_FIELD */
};

struct display_node {
    enum display_role role;
    uint32_t parent;        /* less than its own index */
    unsigned level;         /* ROLE_HEADING: 1.. */
    struct string text;     /* ROLE_TITLE and ROLE_HEADING: the words, for the outline; ROLE_FIGURE
                               and ROLE_FORM: what it shows, for those who cannot see it (替代文本) */
    unsigned rows, columns; /* cells: how many of them it takes; 0 is 1 */
    bool heads_row;         /* ROLE_HEAD_CELL: of its row rather than its column */
    uint32_t page;          /* where it begins */
    length_t y;             /* top of its first line */
    struct place place;
};

struct display_metadata {
    const char *title;
    const char *author;          /* the issuer */
    const char *language;        /* BCP 47 */
    int year, month, day;        /* the report's own date; 0 when it has none */
    const char *document_number; /* 发文字号 */
    const char *secrecy;         /* 密级和保密期限 */
    const char *const *keywords; /* 主题词 */
    size_t keyword_count;
};

struct display_list {
    struct display_metadata metadata;
    const struct display_page *pages;
    size_t page_count;
    const struct display_node *nodes;
    size_t node_count;
    /* The type area (版心) of every page, for proofs and measurements. */
    length_t area_x, area_y, area_width, area_height;
};

const char *display_role_name(enum display_role role); /* "H", "P", … as PDF names them */

/* Whether elements of that role are parts of a line rather than lines of their own. */
bool display_role_is_inline(enum display_role role);

#endif
