/*
 * What changed between two reports, by what they say (src/diff/content.h), for people and for
 * machines; and redlines: the new text with what changed shown in it (花脸稿), or beside it.
 *
 *     const struct diff *diff = diff_reports(arena, (struct diff_side){old_document->report,
 *         confinement_of(old_document->arena)}, …);
 *     const struct display_list *list = diff_redline(diff, &request);
 *
 * Everything lives in the arena. Nothing is reported twice: the reports were read without errors.
 */
#ifndef GONGWEN_DIFF_DIFF_H
#define GONGWEN_DIFF_DIFF_H

#include "diff/compare.h"
#include "diff/content.h"
#include "display/display.h"

struct catalog;
struct confinement;
struct diagnostics;
struct image_store;
struct layout;
struct report;

enum change_kind {
    CHANGE_TEXT,  /* of words */
    CHANGE_VALUE, /* of a date, a number, a width */
    CHANGE_INSERTED,
    CHANGE_DELETED,
    CHANGE_MOVED /* what changed inside of it are changes of their own */
};

struct change {
    enum change_kind kind;
    const struct content *old, *new; /* NULL: it is not there */
    struct edits edits;              /* CHANGE_TEXT: of their words; never none */
    const char *const *facts; /* of each edit the fact that its words come from, with a value that
                                 is not the old one; NULL: none */
    bool followed; /* it follows from another one, which tells it to people: a cell of a column that
                      was inserted, a part of a fact */
};

struct diff {
    struct arena *arena;
    struct report *old_report, *new_report;
    struct content *old, *new;
    const struct change *changes; /* in the order of the new text, deleted where it stood */
    size_t count;
};

/* A report, as its document has it. */
struct diff_side {
    struct report *report;                 /* NULL: there is nothing in it */
    const struct confinement *confinement; /* confinement_of() the document's arena */
};

const struct diff *diff_reports(struct arena *arena, struct diff_side old, struct diff_side new);

/* In how many places of the new text (the old one's where it is gone) a fact is printed whose value
 * changed. */
size_t diff_fact_uses(const struct diff *diff, const char *fact);

/* Where a change stands, for people: "一、主要工作 › 第2段"; in the user's language. Of a move
 * without `new`, where it stood: "第3节".
 * `near`: of sections in sections the innermost alone. */
struct string diff_where(struct arena *arena, const struct change *change, bool near);

/* ---- pages and sheets ---- */

/* Sheets that differ to the eye, as they are printed: on both sides, sheet n is pages 2n-1 and 2n;
 * else page n. */
struct sheets {
    const size_t *items; /* of the new document, from 1, ascending */
    size_t count;
    const size_t *pages; /* likewise the pages that differ */
    size_t page_count;
    size_t old_total, new_total; /* sheets */
    bool both_sides;
};

struct sheets diff_sheets(struct arena *arena, const struct display_list *old,
                          const struct display_list *new, bool both_sides);

/* ---- printing ---- */

enum { DIFF_COLOUR = 1 }; /* flags of diff_print_text() */

struct diff_print {
    const char *old_name, *new_name;
    const struct sheets *sheets; /* NULL: not asked for, or one of them has no pages */
};

/* For a terminal and for mail: [-old-]{+new+}, or in colour. */
void diff_print_text(const struct diff *diff, const struct diff_print *print, unsigned flags,
                     struct buffer *out);

/* For machines, described in docs/diff.md: enough to make the new content from the old one. */
void diff_print_json(const struct diff *diff, const struct diff_print *print, struct buffer *out);

/* "1, 3-5, 9", for people. */
struct string diff_ranges(struct arena *arena, const size_t *items, size_t count);

/* ---- redlines ---- */

enum redline_form {
    REDLINE_INLINE, /* what is gone struck through, what is new underlined: paged anew */
    REDLINE_BARS    /* the new pages as they are, with bars beside what changed */
};

struct redline {
    enum redline_form form;
    const char *old_name, *new_name;     /* as the pages say them */
    const struct display_list *old_list; /* NULL: it could not be composed */
    const struct display_list *new_list; /* as composed with what follows */
    const struct layout *layout;         /* of the new report */
    const struct layout *list_layout;    /* of the list of changes behind it; NULL: none */
    struct catalog *catalog;
    struct image_store *images;
    struct diagnostics *diagnostics;
};

/* The pages of a redline; NULL after reporting. */
const struct display_list *diff_redline(const struct diff *diff, const struct redline *redline);

#endif
