/*
 * gongwen: official Chinese documents (公文) from YAML, as a library.
 *
 * A document is a value: open one from a report file or from memory, look at its findings, paint
 * it, close it. Documents are independent of each other; different threads may work on different
 * documents at the same time. Nothing here prints, exits or touches the locale; findings come in
 * the language of LC_MESSAGES (gettext domain "gongwen").
 *
 *     struct gongwen_options options = {.size = sizeof options, .layout = "annual-report"};
 *     gongwen_document *document = gongwen_open("report.yaml", &options);
 *     if (document != NULL && gongwen_error_count(document) == 0) {
 *         gongwen_write(document, "pdf", "report.pdf", 0, 0);
 *     }
 *     if (document != NULL) {
 *         fputs(gongwen_findings(document, GONGWEN_TEXT), stderr);
 *     }
 *     gongwen_close(document);
 *
 * Link with `pkg-config --cflags --libs gongwen`.
 */
#ifndef GONGWEN_H
#define GONGWEN_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define GONGWEN_API __attribute__((visibility("default")))
#else
#define GONGWEN_API
#endif

typedef struct gongwen_document gongwen_document;

struct gongwen_options {
    size_t size;             /* sizeof(struct gongwen_options): lets the structure grow */
    const char *layout;      /* name or path of a layout; NULL: what the report says */
    const char *data_folder; /* where layouts/ and fonts/fonts.yaml stand; NULL: as installed */
    const char *const *font_folders; /* searched first, in order; NULL-terminated; may be NULL;
                                        one that cannot be read is an error */
    int no_system_fonts;             /* nonzero: only the font folders, not the system's fonts */
    size_t memory_limit;             /* bytes for the document's own data; 0: no limit */
    const char *conformance;         /* of PDFs: "a-3a" (PDF/A-3a, the default for NULL), "a-2a",
                                        "a-1b" or "none"; all but a-1b are PDF/UA-1, too */
    int no_sources;                  /* nonzero: a-3a does not embed what it is made from */
    const char *draft; /* mark of a draft, 征求意见稿, and its version, 第2稿; NULL: */
    const char *draft_version; /* what the report says */
    int line_numbers;          /* nonzero: in the margin, for comments */
    int no_watermark;          /* nonzero: nothing lies beneath the text of a draft */
    int no_draft;              /* nonzero: without the marks that the report asks for */
};

/* How findings are written. */
enum gongwen_form {
    GONGWEN_TEXT,   /* for people: file:line:col, source line, caret, hint */
    GONGWEN_COLOUR, /* the same in colour, for a terminal */
    GONGWEN_JSON    /* an array of objects, for machines */
};

/* "0.1.0" */
GONGWEN_API const char *gongwen_version(void);

/* Reads the report at `path` ("-": standard input) and composes it. Returns NULL only when memory
 * is out at once; whatever is wrong with the input, a NULL path too, is a finding of the document.
 * `options` may be NULL. */
GONGWEN_API gongwen_document *gongwen_open(const char *path, const struct gongwen_options *options);

/* The same from `size` bytes of YAML; `name` is what findings call the source, and relative paths
 * in it start from that name's folder. */
GONGWEN_API gongwen_document *gongwen_open_memory(const char *name, const void *bytes, size_t size,
                                                  const struct gongwen_options *options);

/* Ends the document and everything it handed out. NULL is allowed. */
GONGWEN_API void gongwen_close(gongwen_document *document);

/* How many errors and warnings there are so far; with an error nothing is painted or written. */
GONGWEN_API size_t gongwen_error_count(const gongwen_document *document);
GONGWEN_API size_t gongwen_warning_count(const gongwen_document *document);

/* All findings; the string belongs to the document and stays until it is closed. */
GONGWEN_API const char *gongwen_findings(gongwen_document *document, enum gongwen_form form);

GONGWEN_API size_t gongwen_page_count(const gongwen_document *document);

/* Paints into memory. `format` is "pdf", "png", "svg" or "dump"; `page` counts from 1 and matters
 * for png and svg only; `dpi` for png (0: 144). The bytes belong to the document. Returns 0, or -1
 * with a finding. */
GONGWEN_API int gongwen_paint(gongwen_document *document, const char *format, size_t page,
                              unsigned dpi, const void **bytes, size_t *size);

/* Paints to a file ("-": standard output), whole or not at all: the file appears only when all of
 * it is there, an older one stays until then. For png and svg, page 0 writes every page:
 * "out.png" becomes out-1.png, out-2.png, … A file that the document was made from is never
 * overwritten. Returns 0, or -1 with a finding. */
GONGWEN_API int gongwen_write(gongwen_document *document, const char *format, const char *path,
                              size_t page, unsigned dpi);

/* Every file the document was made from: report, images, layouts, font manifest, fonts. Ends with
 * NULL; belongs to the document. */
GONGWEN_API const char *const *gongwen_dependencies(gongwen_document *document);

#ifdef __cplusplus
}
#endif

#endif
