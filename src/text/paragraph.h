/*
 * Paragraphs: clusters broken into lines over the whole paragraph (optimum fit) and set to the
 * measure.
 */
#ifndef GONGWEN_TEXT_PARAGRAPH_H
#define GONGWEN_TEXT_PARAGRAPH_H

#include "text/cluster.h"

struct measure {
    length_t width;  /* of the lines (行长) */
    length_t indent; /* of the first line */
    enum alignment align;
    unsigned shapes; /* enum title_shape: choose breaks for the title's shape; 0: running text */
    const struct lexicon *lexicon; /* words and names to keep whole; NULL: none */
};

/* A line, set: runs relative to the line's own start, y 0 on the baseline. */
struct line {
    const struct display_run *runs;
    size_t run_count;
    const uint32_t *nodes; /* structure element of each run, 0: that of the whole paragraph; NULL:
                              so are all */
    length_t x;            /* where it starts, from the left edge of the measure */
    length_t width;        /* from there to the end of the last cell */
    size_t first, end;     /* clusters */
};

struct lines {
    const struct line *items;
    size_t count;
};

/* Breaks and sets a paragraph; at least one line unless there are no clusters. The lines live in
 * `arena`, and so must the clusters' text; `scratch` may be reset afterwards. Reports forced
 * breaks. Linear in the number of clusters for a given measure. A line ends where BREAK_FORCED says
 * so and is set like a last one; line breaks written in titles count so, too. */
struct lines paragraph_set(struct arena *arena, struct arena *scratch,
                           const struct clusters *clusters, const struct measure *measure,
                           struct diagnostics *diagnostics);

/* Sets everything on one line, unjustified, whatever its width. */
struct line paragraph_set_line(struct arena *arena, struct arena *scratch,
                               const struct clusters *clusters);

#endif
