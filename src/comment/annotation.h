/*
 * Annotations as they stand in a PDF that went round, whichever program saved it: read with
 * libqpdf, which copes with what Acrobat, WPS, browsers, Okular and Preview write and mends what is
 * damaged, in a process of its own (base/worker.h). With them what else is needed to place them.
 *
 * Private to comment/.
 */
#ifndef GONGWEN_COMMENT_ANNOTATION_H
#define GONGWEN_COMMENT_ANNOTATION_H

#include "comment/comment.h"

enum {
    ANNOTATIONS_LIMIT = 20000, /* of a file */
    QUADS_LIMIT = 2000,        /* rectangles of one of them */
    TEXT_SIZE_LIMIT = 1 << 16, /* bytes of one text */
};

/* On the page, from its top left corner, y downwards. */
struct comment_rectangle {
    length_t left, top, right, bottom;
};

struct object_name {
    uint32_t number, generation; /* 0: it has none */
};

enum annotation_text {
    ANNOTATION_NAME, /* NM: its own, which programs keep */
    ANNOTATION_AUTHOR,
    ANNOTATION_CONTENTS,
    ANNOTATION_RICH,  /* XHTML */
    ANNOTATION_POPUP, /* contents of its window, where a program put them there */
    ANNOTATION_SUBJECT,
    ANNOTATION_MODIFIED, /* as PDF writes dates */
    ANNOTATION_CREATED,
    ANNOTATION_STATE,
    ANNOTATION_STATE_MODEL,
    ANNOTATION_ICON,
    ANNOTATION_FILE, /* name of an attached one */
    ANNOTATION_TEXTS
};

struct annotation {
    enum comment_kind kind;
    size_t page; /* from 0 */
    struct object_name self, parent;
    bool grouped; /* it is one with its parent, no reply to it */
    struct string texts[ANNOTATION_TEXTS];
    struct comment_rectangle at;
    struct comment_rectangle *marks; /* of marked text, about one a line */
    size_t mark_count;
};

struct page_box {
    double left, bottom, right, top;
};

struct annotated {
    const char *pdf;
    struct annotation *annotations;
    size_t count, capacity;
    struct page_box *pages;
    size_t page_count, page_capacity;
    struct extracted *files; /* embedded ones */
    size_t file_count, file_capacity;
    bool cut; /* there were more annotations */
};

/* Reads; reports and returns false. */
bool annotations_read(struct arena *arena, const char *pdf, struct string bytes,
                      struct annotated *out, struct diagnostics *diagnostics);

/* ---- what becomes of them ---- */

/* Rich contents (XHTML) as plain text. */
struct string annotation_plain(struct arena *arena, struct string rich);

/* A date as PDF writes it, as ISO 8601 has it, and in seconds since 1970; "" and 0 for what is
 * none. */
const char *annotation_time(struct arena *arena, struct string date, int64_t *instant);

/* Where the character at an offset of a run's text is written. */
struct display_run;
struct place written_place(const struct display_run *run, size_t offset);

/* Where the report gives what its layout prints at a place of the layout's: of "{{date.year}}" the
 * value of date. Without a source: the layout prints no field of the report there. */
struct place written_field(struct place place, const struct source *report);

/* Finds what the annotation is about: fills in the passage, its line on the page and its place. */
void comment_place(struct arena *arena, struct comment *comment,
                   const struct annotation *annotation, const struct display_list *list,
                   const struct comment_current *current);

/* Where a line of a text stands in another version of it, and what has become of it. `passage`:
 * words in it that are looked for first; NULL: none. */
struct passage_now {
    enum comment_passage passage;
    uint32_t row, column;
};
struct passage_now passage_find(const struct source *made, const struct source *now,
                                struct place place, const char *passage);

/* ---- between the two processes: records of a tag, a size (both uint32_t) and bytes ---- */

enum annotation_record {
    RECORD_PAGE,       /* struct page_box */
    RECORD_ANNOTATION, /* struct annotation_head, then its texts and numbers */
    RECORD_TEXT,       /* enum annotation_text as uint32_t, UTF-8 */
    RECORD_RECTANGLE,  /* double[4] */
    RECORD_MARK,       /* double[8] */
    RECORD_FILE,       /* name, 0, description, 0, bytes */
    RECORD_CUT,
    RECORD_FAILED, /* enum annotation_failure as uint32_t */
    RECORD_END     /* all is said */
};

struct annotation_head {
    uint32_t kind, number, generation, parent, parent_generation, grouped;
};

enum annotation_failure { FAILURE_LIBRARY, FAILURE_BROKEN, FAILURE_PASSWORD };

/* In the process that reads: writes records to the descriptor. */
void annotation_walk(struct string bytes, int descriptor);

#endif
