/*
 * Painters turn a display list into bytes. A new output is one file and one row in the table of
 * painter.c.
 */
#ifndef GONGWEN_OUTPUT_PAINTER_H
#define GONGWEN_OUTPUT_PAINTER_H

#include "display/display.h"

struct arena;
struct buffer;
struct diagnostics;
struct outlines;

/* Which archival standard a PDF follows (ISO 19005): the form that embeds its sources, the one
 * without embedded files, and the oldest, by appearance alone. */
enum conformance { CONFORMANCE_A_3A, CONFORMANCE_A_2A, CONFORMANCE_A_1B, CONFORMANCE_NONE };
enum { CONFORMANCES = CONFORMANCE_NONE + 1 };

/* By its name on the command line: "a-3a", …; false for what is none. */
bool conformance_find(const char *name, enum conformance *conformance);

/* A file to be embedded. */
struct paint_source {
    const char *name; /* path with / between its parts, in ASCII or UTF-8 */
    const char *type; /* of its content: "application/yaml" */
    const char *description;
    struct string bytes;
};

struct paint_options {
    unsigned dpi;                       /* png: dots per inch */
    enum conformance conformance;       /* pdf */
    const struct paint_source *sources; /* pdf: what it is made from, embedded in PDF/A-3 */
    size_t source_count;
    struct outlines *outlines; /* svg: kept from page to page; NULL: they are not */
};

struct painter {
    const char *name;      /* of --format */
    const char *extension; /* of the output file, without the dot */
    bool paged;            /* one output per page (png, svg) rather than one per document */
    /* Appends the output: the whole document, or page `page` (from 0) when `paged`. Reports and
     * returns false when that is not possible. */
    bool (*paint)(struct arena *arena, const struct display_list *list, size_t page,
                  const struct paint_options *options, struct buffer *out,
                  struct diagnostics *diagnostics);
};

/* The painter of that name, or NULL. */
const struct painter *painter_find(const char *name);
/* All of them, ended by NULL. */
const struct painter *const *painter_all(void);

extern const struct painter painter_pdf, painter_png, painter_svg, painter_dump;

#endif
