/*
 * A document from the sources that a PDF holds (docs/archive.md): the PDF takes the place of a
 * folder. The sources are whoever's made the PDF, so the document is confined to them
 * (base/confine.h): nothing else is read but fonts, which the options and the system have. Places
 * in it name files as if they lay in the PDF: "draft.pdf/report.yaml".
 *
 * It shows what the PDF shows: a report of a series has its row of the units, a draft the marks
 * that were asked for, whatever the options say of layouts and drafts.
 */
#ifndef GONGWEN_EMBEDDED_H
#define GONGWEN_EMBEDDED_H

#include "document.h"
#include "extract/extract.h"

/* Which of the embedded files are what; NULL: there is none. */
struct embedded_sources {
    const struct extracted *report, *layout;
    const struct extracted *unit;    /* its row, where it is one of a series; */
    bool numbered;                   /* of numbered copies */
    const struct extracted *options; /* draft_options.h */
};
struct embedded_sources embedded_sources(const struct extracted *files, size_t count);

/* Composes it, from these files that were taken out of the PDF, whose bytes and names must live as
 * long as the document; or, if `files` is NULL, from those of a PDF as gongwen wrote it, with
 * signatures at most behind it. Errors are findings of the document, one that holds nothing or is
 * no PDF among them. NULL when memory is out at once. */
gongwen_document *embedded_open(const char *pdf, const struct extracted *files, size_t count,
                                const struct gongwen_options *options);

/* Takes the files as what the new document is made from, for gongwen.c: confines it to them, and
 * sets its options and what is given to it. Path of the report; NULL after reporting. `files` NULL:
 * those of the PDF. */
const char *embedded_take(gongwen_document *document, const char *pdf,
                          const struct extracted *files, size_t count);

#endif
