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

struct paint_options {
    unsigned dpi; /* png: dots per inch */
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
