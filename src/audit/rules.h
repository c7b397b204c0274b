/*
 * Rules of an audit: what a standard says of the finished pages, read from YAML (rules/). They know
 * nothing of layouts: of these only the notation of lengths is shared (layout/dimension.h).
 */
#ifndef GONGWEN_AUDIT_RULES_H
#define GONGWEN_AUDIT_RULES_H

#include "layout/dimension.h"
#include "yaml/record.h"

struct diagnostics;
struct measure;
struct node;

/* What the wording of a clause demands. Only what it must be fails. */
enum strength {
    STRENGTH_MUST,        /* 规定 */
    STRENGTH_NORMALLY,    /* 一般 */
    STRENGTH_RECOMMENDED, /* 推荐 */
    STRENGTH_MAY,         /* 可以 */
    STRENGTH_DERIVED      /* arithmetic or house practice, not the standard's own demand */
};

enum audit_edge { EDGE_EM, EDGE_INK };
enum audit_take {
    TAKE_EACH,
    TAKE_FIRST,
    TAKE_LAST,
    TAKE_OPENING,
    TAKE_TURNOVER,
    TAKE_FULL,
    TAKE_WIDEST,
    TAKE_FURTHER
};
enum audit_pages { AUDIT_ALL, AUDIT_ODD, AUDIT_EVEN, AUDIT_FIRST, AUDIT_LAST, AUDIT_NOT_FIRST };
enum audit_kind { KIND_ANY, KIND_TEXT, KIND_RULE, KIND_IMAGE, KIND_PATH };
enum audit_role {
    AUDIT_ROLE_ANY,
    AUDIT_ROLE_PARAGRAPH,
    AUDIT_ROLE_HEADING,
    AUDIT_ROLE_TITLE,
    AUDIT_ROLE_NO_FIGURE, /* all but labels of charts */
};

/* What something is called, in both languages. */
struct audit_title {
    struct text zh, en;
};

/* What rules call an element: the ids that layouts give it, or all but some. */
struct audit_element {
    struct list ids;     /* of struct text; none: all there are */
    struct list except;  /* likewise */
    int kind;            /* enum audit_kind */
    int role;            /* enum audit_role */
    int64_t level;       /* of headings; 0: any */
    struct text with;    /* lines that do not contain it are none; absent: all are */
    struct text without; /* lines that contain it are none; absent: all are */
};

/* The type area that the standard gives, and its grid. */
struct audit_area {
    struct dimension left, top, width, height;
};

/* A format of documents (文件, 信函 …): how it is told from others. */
struct audit_format {
    struct list layouts;  /* of struct text: names of layouts; what extends one is of its format */
    struct list elements; /* of struct text: any of them tells, where the layout's name does not */
};

struct audit_rule {
    struct text id;
    struct text clause;
    struct audit_title title;
    int strength;        /* enum strength */
    struct text element; /* absent: the page */
    struct text of;      /* "page", "type-area" or an element */
    struct text measure_name;
    const struct measure *measure;
    struct list expect; /* of struct text: any of them is right */
    struct list never;  /* of struct text: any of them is wrong */
    struct text at_least, at_most;
    struct text tolerance_text;
    struct dimension tolerance; /* UNIT_NONE: the measure's own */
    struct text words;          /* what the measure looks for */
    int edge, take, pages;
    struct list when, unless; /* of struct text: elements that must or must not be there, formats */
    struct list given;        /* of struct text: fields that the report must give */
    struct place place;
};

struct audit_rules {
    struct text standard;
    struct audit_area area;
    struct {
        int64_t characters, lines;
        struct dimension em;
    } grid;
    struct map clauses; /* of struct audit_title: "7.2": what that part of the standard is called */
    struct map elements; /* of struct audit_element */
    struct map formats;  /* of struct audit_format */
    struct list rules;   /* of struct audit_rule */
};

/* Reads a file of rules; reports what does not fit and returns NULL then. */
const struct audit_rules *audit_rules_read(struct arena *arena, const char *path,
                                           struct diagnostics *diagnostics);

/* Settles the rules' measures, and reports everything that no table of fields can say: values that
 * are none, contradictions, names that nobody knows. Of `parts`, only those given were read. */
enum { PART_AREA = 1, PART_GRID = 2, PART_ELEMENTS = 4, PART_FORMATS = 8 };
void audit_rules_check(struct arena *arena, struct audit_rules *rules, const struct node *root,
                       unsigned parts, struct diagnostics *diagnostics);

/* An element of the rules, or NULL. */
const struct audit_element *audit_rules_element(const struct audit_rules *rules, const char *name);

/* Whether the rules know a format of that name. */
bool audit_rules_format(const struct audit_rules *rules, const char *name);

const char *strength_name(enum strength strength);

#endif
