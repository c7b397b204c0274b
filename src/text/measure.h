/*
 * Sums over clusters, so that the width of any line and what it can give or take is known in
 * constant time; shared by the breakers and the justifier.
 */
#ifndef GONGWEN_TEXT_MEASURE_H
#define GONGWEN_TEXT_MEASURE_H

#include "text/paragraph.h"

/* Sums over clusters 0..k-1 and the gaps behind them. */
struct sums {
    length_t advance;              /* cells */
    length_t trim;                 /* 标点挤压 in the gaps */
    length_t gap;                  /* 中西文间距 */
    length_t shrink[SHRINK_TIERS]; /* what can be taken at most */
    length_t space;                /* what Latin word spaces can grow */
    length_t gap_growth;           /* what 中西文间距 can grow */
    size_t stretches;              /* gaps that take a share of the rest */
    size_t next_ink;               /* the first cluster from k on that is no space */
    size_t ink_end;                /* behind the last cluster before k that is no space */
};

struct setter {
    struct arena *arena;   /* of the lines */
    struct arena *scratch; /* of the rest */
    const struct clusters *clusters;
    const struct measure *measure;
    const struct sums *sums; /* clusters->count + 1 of them */
};

/* A line before it is set: clusters first..end-1 without spaces at either end. */
struct candidate {
    size_t first, end;
    length_t available; /* the measure, less an indent */
    length_t natural;
    length_t start_trim, end_trim; /* white taken away at the line's ends */
    /* What can be taken from a line that is too long, and what a line that is not can take up; the
     * other half is not worked out. */
    length_t shrink[SHRINK_TIERS];
    length_t space, gap_growth;
    size_t stretches;
};

struct setter setter_new(struct arena *arena, struct arena *scratch,
                         const struct clusters *clusters, const struct measure *measure);

/* The line from cluster `first` to before `end`, spaces at its end left out. */
struct candidate candidate_new(const struct setter *setter, size_t first, size_t end);

/* Sets a candidate; `justify` brings it to the available width. */
struct line candidate_set(const struct setter *setter, const struct candidate *candidate,
                          bool justify);

/* Breaks for a title's shape: cluster indices where lines begin, behind 0, into `breaks`; returns
 * how many lines, or 0 when the title has no such shape (too long, no breaks). */
enum { TITLE_LINES = 4 };
size_t title_breaks(const struct setter *setter, size_t breaks[TITLE_LINES]);

#endif
