/*
 * What reviewers wrote into a PDF (批注), as a list of comments: replies under what they answer, a
 * word struck out and its replacement as one, each with the line of the report that it is about.
 */
#ifndef GONGWEN_COMMENT_COMMENT_H
#define GONGWEN_COMMENT_COMMENT_H

#include "base/buffer.h"
#include "base/length.h"
#include "base/source.h"
#include "extract/extract.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct diagnostics;
struct display_list;

enum comment_kind {
    COMMENT_NOTE,
    COMMENT_HIGHLIGHT,
    COMMENT_UNDERLINE,
    COMMENT_SQUIGGLY,
    COMMENT_STRIKE_OUT,
    COMMENT_CARET,
    COMMENT_FREE_TEXT,
    COMMENT_STAMP,
    COMMENT_INK,
    COMMENT_SQUARE,
    COMMENT_CIRCLE,
    COMMENT_POLYGON,
    COMMENT_POLYLINE,
    COMMENT_LINE,
    COMMENT_ATTACHMENT,
    COMMENT_REDACT,
    COMMENT_REPLACE, /* a caret and what is struck out before it */
    COMMENT_KINDS
};

/* Stable names, for machines; phrases for people, to be translated. */
const char *comment_kind_name(enum comment_kind kind);
const char *comment_kind_phrase(enum comment_kind kind);

/* What has become of the passage in the report that is named as the current one. */
enum comment_passage {
    PASSAGE_UNPLACED, /* nobody knows where it is written */
    PASSAGE_EMBEDDED, /* the place is in the report that the PDF holds */
    PASSAGE_THERE,    /* its line, or at least the marked words, stand there still */
    PASSAGE_CHANGED,  /* the line was edited: this is what it became */
    PASSAGE_GONE,     /* this is where it was */
    PASSAGE_GEOMETRY  /* the PDF holds no sources: what stands at that point of the page now */
};

const char *comment_passage_name(enum comment_passage passage);

struct comment_reply {
    const char *author, *text;
    const char *time; /* "2026-03-01T10:22:33+08:00", "" */
    int64_t instant;  /* seconds since 1970; 0: unknown */
};

/* Somebody's verdict: Accepted, Rejected, Cancelled, Completed, None; Marked, Unmarked. */
struct comment_state {
    const char *author, *state, *time;
    int64_t instant;
};

struct comment {
    enum comment_kind kind;
    const char *author; /* "": not said */
    const char *text;   /* what is to be inserted, of a replacement */
    const char *subject;
    const char *icon; /* of a stamp */
    const char *attached;
    const char *time;
    int64_t instant;
    const char *name;         /* as the program that wrote it keeps it */
    size_t page;              /* from 0 */
    length_t x, y;            /* on it: of its first mark, top left */
    size_t line;              /* of text on the page, from 1; 0: none is near */
    const char *passage_text; /* the marked text; that of the line where nothing is marked */
    bool marked;
    enum comment_passage passage;
    const char *file; /* where the passage is written; NULL: unknown */
    uint32_t row, column;
    struct comment_reply *replies; /* in order of time */
    size_t reply_count, reply_capacity;
    struct comment_state *states;
    size_t state_count, state_capacity;
    const char **pdfs; /* that it stands in */
    size_t pdf_count, pdf_capacity;
};

struct comments {
    struct arena *arena;
    struct comment **items;
    size_t count, capacity;
};

/* A PDF as it was read. */
struct annotated;
struct annotated *comments_read(struct arena *arena, const char *pdf, struct string bytes,
                                struct diagnostics *diagnostics);

/* The files embedded in it as its source. */
const struct extracted *comments_sources(const struct annotated *annotated, size_t *count);

/* Whether the pages of the list are those of the PDF, by number and size. */
bool comments_fit(const struct annotated *annotated, const struct display_list *list);

/* What the pages were composed from, and what it is now. */
struct comment_current {
    const struct source *made;   /* the report that the pages are made from */
    bool embedded;               /* the PDF holds it; else it is the report as it is now */
    const struct source *report; /* the report as it is now; NULL: not known */
};

/* Adds the comments of a PDF to those that are there; one that stands there already, from a PDF
 * that both go back to, is added once. `list`: what its pages show; NULL: not known. */
void comments_add(struct comments *comments, const struct annotated *annotated,
                  const struct display_list *list, const struct comment_current *current);

/* By the lines of the report, else by pages. */
void comments_sort(struct comments *comments, bool by_page);

/* For people, with file:line:column first; for programs (docs/comments.md); as a table that
 * spreadsheets open (意见汇总表): CSV, UTF-8 with its mark. */
void comments_print_text(const struct comments *comments, struct buffer *out);
void comments_print_json(const struct comments *comments, struct buffer *out);
void comments_print_csv(const struct comments *comments, struct buffer *out);

#endif
