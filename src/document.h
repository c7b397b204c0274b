/*
 * A document from end to end, for the program's own commands: what gongwen.h hides.
 */
#ifndef GONGWEN_DOCUMENT_H
#define GONGWEN_DOCUMENT_H

#include "base/arena.h"
#include "base/diagnostic.h"
#include "gongwen.h"
#include "output/publish.h"
#include "yaml/record.h"
#include <setjmp.h>

struct catalog;
struct display_list;
struct given;
struct image_store;
struct layout;
struct node;
struct outlines;
struct report;

struct gongwen_document {
    struct arena *arena;
    struct diagnostics *diagnostics;
    bool out_of_memory; /* then nothing else may be asked */
    jmp_buf guard;
    struct gongwen_options options;
    const char *layouts_folder, *forms_folder, *fonts_folder, *manifest;
    struct gongwen_document *series; /* that it is one of; NULL: it stands alone */
    const char *table;               /* of a series: the file that its documents differ by */
    bool numbered;                   /* numbered copies (report/copies.h), or one of them */
    bool lasting;                    /* font files are read rather than mapped */
    const struct given *given;       /* what is given to this one of a series; */
    size_t given_count;              /* in the arena of who opened it */
    const struct source *source;
    const struct node *root;
    struct report *report;
    struct text layout_name; /* by which the layout was read; of a series by the first document */
    const struct layout *layout;
    struct catalog *catalog;
    struct outlines *outlines; /* of glyphs, for SVG; of a series for all its documents */
    struct image_store *images;
    const struct display_list *list;
};

/* The files that an output consists of: one, or one a page (of "out.png" page 3 is "out-3.png").
 * They live in the document's arena; `*count` of them. */
struct painter;
const char *const *document_outputs(gongwen_document *document, const struct painter *painter,
                                    const char *path, size_t page, size_t *count);

/* What the document is made from, to be embedded (sources.c): the report, the files of its layout
 * and images, the font manifest, named so that they make a folder that it can be made from again.
 * They live in the document's arena; `*count` of them. */
struct paint_source;
const struct paint_source *document_sources(gongwen_document *document, size_t *count);

/* gongwen_write() with `count` more files that appear together with the output or not at all. */
bool document_write(gongwen_document *document, const char *format, const char *path, size_t page,
                    unsigned dpi, const struct publication *more, size_t count);

/* A document with its report alone: read, not composed; neither layout nor fonts are opened. */
gongwen_document *document_open_report(const char *path, const struct gongwen_options *options);

/* The report that a tree holds, with the forms of the document's data folder; NULL after errors. */
struct report_inputs;
struct report *document_report(gongwen_document *document, const struct node *root,
                               const struct report_inputs *inputs, struct diagnostics *diagnostics);

/* A report, in the document's arena; NULL after errors. A path that ends like a text (.txt, .docx,
 * .md) is imported: the report is a manuscript then (report/report.h). */
struct report *document_read_report(gongwen_document *document, const char *path,
                                    struct diagnostics *diagnostics);

/*
 * A series: documents from one report that differ by what is given to each. The report's file,
 * layout and fonts are read once and belong to the series, as do the findings about them: with an
 * error among these no document is written. A document of a series lives in an arena below the
 * series' own and ends with it at the latest; one is open at a time. While it is, memory that is
 * out jumps to its guard, as it may to that of the series again once it is closed; and is out for
 * the series, too.
 */
gongwen_document *document_open_series(const char *path, const struct gongwen_options *options);
gongwen_document *document_open_next(gongwen_document *series, const struct given *given,
                                     size_t count);

/*
 * Means: layout and fonts for documents that are opened one after the other in a process that lives
 * on (session.h). They are a series without a report of its own: each document reads the file anew.
 * What is wrong with the means is among the findings of the means and not of the document, which is
 * then none that anybody wants. A document whose report asks for another layout than the first one
 * did reads that for itself. Several may be open. NULL: memory is out.
 *
 * Font files are read, not mapped: who writes over a file cuts it off first, and a process that
 * reads a mapping behind the end of its file is ended. The same for a document that stands alone.
 */
gongwen_document *document_open_means(const struct gongwen_options *options);
gongwen_document *document_open_with(gongwen_document *means, const char *path);
gongwen_document *document_open_lasting(const char *path, const struct gongwen_options *options);

/* Whether memory was out since: to stand first in what works on a document and may need memory,
 * outside of gongwen.h's own functions. */
#define DOCUMENT_GUARD(document) \
    (arena_guard((document)->arena, &(document)->guard), setjmp((document)->guard) != 0)

/* Documents without a report: with the catalogue of fonts; with nothing but their folders and
 * findings. */
gongwen_document *document_open_fonts(const struct gongwen_options *options);
gongwen_document *document_open_folders(const struct gongwen_options *options);

#endif
