/*
 * What a report says, as a tree that two reports can be compared by: its fields, sections,
 * paragraphs, tables, facts, with all text expanded. How it was written (quoting, folding,
 * comments, which file a table comes from) is not in it.
 */
#ifndef GONGWEN_DIFF_CONTENT_H
#define GONGWEN_DIFF_CONTENT_H

#include "diff/words.h"

struct diagnostics;
struct report;
struct confinement;
struct segmenter;

enum content_kind {
    CONTENT_RECORD, /* children by their names */
    CONTENT_LIST,   /* children by their order; which is which is told by what they say */
    CONTENT_TEXT,   /* words */
    CONTENT_VALUE   /* compared as a whole: a date, a width, a number */
};

/* What a part of the content is to people. */
enum content_role {
    CONTENT_FIELD, /* of the report or of a part: its name tells */
    CONTENT_SECTION,
    CONTENT_ATTACHMENT,
    CONTENT_PARAGRAPH,
    CONTENT_ENUMERATION,
    CONTENT_ITEM, /* of an enumeration, or a name of a list of names */
    CONTENT_TABLE,
    CONTENT_COLUMN,
    CONTENT_ROW,
    CONTENT_CELL,
    CONTENT_FIGURE,
    CONTENT_CHART,
    CONTENT_SEAL,
    CONTENT_FACT
};

struct content {
    enum content_kind kind;
    enum content_role role;
    const char *name;                  /* in the record that it is a child of; NULL in lists */
    struct string text;                /* of texts (canonical: see words.h) and values */
    struct words words;                /* of texts */
    const struct expansion *expansion; /* of texts */
    struct place place;                /* where it is written */
    const struct content *parent;      /* NULL: the report itself */
    size_t index;                      /* among the children of it */
    struct content **children;
    size_t count;
    uint64_t hash;      /* of all that it says */
    size_t weight;      /* how much that is: characters and values */
    const void *origin; /* the report's structure of a section, block, row or cell */
    /* What comparing makes of it: */
    struct content *match; /* in the other tree; NULL: there is none */
    bool moved;            /* it stands elsewhere there */
};

/* Sections in sections: as deep as YAML goes. */
enum { CONTENT_DEPTH_LIMIT = 80 };

/* The content of a report that was read without errors, confined to some files or not (NULL).
 * Nothing is reported, and nothing of what was is reported again. NULL for `report`: nothing at
 * all. */
struct content *content_of(struct arena *arena, struct segmenter *segmenter, struct report *report,
                           const struct confinement *confinement);

/* The child of that name; NULL: there is none. */
struct content *content_get(const struct content *record, const char *name);

/* The words of all that it says, on one line and not more than `most` characters, for people. */
struct string content_words(struct arena *arena, const struct content *content, size_t most);

/* The same of its heading or title, if it has one: what tells which it is. */
struct string content_title(struct arena *arena, const struct content *content, size_t most);

/* Names as JSON has them: "paragraph". */
const char *content_role_name(enum content_role role);

/* "/sections/2/body/0": children of lists by their index. */
struct string content_path(struct arena *arena, const struct content *content);

#endif
