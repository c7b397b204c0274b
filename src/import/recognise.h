/*
 * Recognising: from the paragraphs of a manuscript, of whatever kind of file, to the elements of a
 * document as GB/T 9704 names them. The text stays as it is but for what a layout prints by itself
 * (numbers of headings and enumerations, 附件：, the brackets of a remark). What is not certain is
 * reported at its place. Private to import/.
 */
#ifndef GONGWEN_IMPORT_RECOGNISE_H
#define GONGWEN_IMPORT_RECOGNISE_H

#include "import/manuscript.h"
#include "import/tree.h"
#include "report/report.h"

/* What is shared by the parts of one recognition. */
struct recogniser {
    struct arena *arena;
    struct diagnostics *diagnostics;
    const struct manuscript_paragraph *paragraphs;
    size_t count;
    bool *used;          /* by paragraph: it has its place in the tree */
    struct branch *root; /* the report */
    struct text title;   /* also in the tree */
    unsigned captions;   /* of tables, so far: layouts count them */
};

/* The report as a tree; texts that must be there but were not found are absent. */
const struct node *recognise(struct manuscript *manuscript);

/* ---- the parts: each uses paragraphs and sets what it finds in the tree ---- */

/* What stands before the body: header, title, 主送机关. Returns where the body begins. */
size_t recognise_head(struct recogniser *recogniser);

/* Sets a day (date, printed) that is not set yet. */
void recognise_day(struct recogniser *recogniser, const char *key, struct date date,
                   struct place place);

/* What stands behind it: signature, 附注, imprint, the list of attachments. */
struct tail {
    size_t end;                          /* of the body */
    size_t attachments, attachments_end; /* where they stand; equal: there are none */
    struct text *listed;                 /* their titles in the list before the signature */
    size_t listed_count;
    bool dated; /* a day was found */
};
struct tail recognise_tail(struct recogniser *recogniser, size_t body);

/* The paragraphs from..to that are not used yet: under `key` (preamble, body) what stands before
 * the first heading, the rest under `sections`. */
void recognise_body(struct recogniser *recogniser, size_t from, size_t to, struct branch *target,
                    const char *key);

/* The title that begins at `at`: one line or several; sets `*next` behind it. False where there
 * is none. */
bool recognise_title(struct recogniser *recogniser, size_t at, size_t end, struct text *title,
                     size_t *next);

void recognise_attachments(struct recogniser *recogniser, const struct tail *tail);

/* 附件, 附件2, 附件：…: its number (0: none), what follows, whether a colon stands between. */
struct attachment_label {
    unsigned number;
    bool colon;
    struct text rest;
};
bool recognise_label(struct text text, struct attachment_label *label);

/* Whether the paragraph is a text that can be a line of a title. */
bool recognise_is_title_line(const struct manuscript_paragraph *paragraph);

/* The part of a text from byte `start` on, without blanks, at its place. */
struct text recognise_part(struct text text, size_t start, size_t end);

/* Sets names: a list where they stand with 、 between, which is how it is printed, else one text.
 */
void recognise_names(struct recogniser *recogniser, const char *key, struct text text);

/* A paragraph as a block: an enumeration where its items are complete, else its text. */
const struct node *recognise_paragraph(struct recogniser *recogniser, struct text text);

/* A table as a block, its rows and merged cells made to fill it; the caption and the note may be
 * without bytes. NULL where it is over the limits of a report's tables. */
const struct node *recognise_table(struct recogniser *recogniser,
                                   const struct manuscript_table *table, struct text caption,
                                   struct text note);

#endif
