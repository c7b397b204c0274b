/*
 * Import: a report from text that somebody wrote elsewhere (.txt, .docx, .md): its elements
 * recognised, its wording kept. Plain text goes through glibc's iconv, DOCX through libzip and
 * libxml2, Markdown through md4c; these three are opened only when they are needed (library.h).
 */
#ifndef GONGWEN_IMPORT_IMPORT_H
#define GONGWEN_IMPORT_IMPORT_H

#include "base/buffer.h"
#include "base/source.h"
#include <stdbool.h>

struct arena;
struct diagnostic;
struct diagnostics;
struct node;

struct import {
    const struct source *source; /* the file's text; a DOCX has a line for each paragraph */
    /* A report as report_read() takes it, with places in the source. What it must have but the
     * file has not (title, issuer, date) is absent; the layout is there. Texts are as they stand
     * in the file: {{ is not escaped. */
    const struct node *root;
    const struct diagnostic *const *guesses; /* what was reported on the way, in order */
    size_t guess_count;
};

/* Reads the file ("-": standard input, as text). Which kind it is, its first bytes tell, or its
 * name. What was guessed, changed or left out is reported with its place; NULL after errors. */
const struct import *import_read(struct arena *arena, const char *path,
                                 struct diagnostics *diagnostics);

/* The same for bytes under a name: its suffix tells the kind where the bytes do not. */
const struct import *import_read_bytes(struct arena *arena, const char *name, struct string bytes,
                                       struct diagnostics *diagnostics);

struct import_options {
    const char *schema; /* of reports, for the editor's line; NULL: none */
    const char *layout; /* in place of the one that was chosen; NULL */
    bool facts;         /* numbers in the text become facts, rather than proposals in comments */
};

/* The report as YAML, with a comment where something was guessed. */
void import_write(struct arena *arena, const struct import *import,
                  const struct import_options *options, struct buffer *out);

#endif
