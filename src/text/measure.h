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
    size_t letters;                /* gaps inside addresses */
    size_t next_ink;               /* the first cluster from k on that is no space */
    size_t ink_end;                /* behind the last cluster before k that is no space */
};

struct setter {
    struct arena *arena;   /* of the lines */
    struct arena *scratch; /* of the rest */
    const struct clusters *clusters;
    const struct measure *measure;
    const struct sums *sums; /* clusters->count + 1 of them */
    const bool *inside;      /* by byte of the text: the middle of a name; NULL: none */
};

/* A line that is this little short of its width, or over it, is as wide: cells of half a character
 * are rounded. */
enum { WIDTH_ROUNDING = 10 };

/* A line before it is set: clusters first..end-1 without spaces at either end. */
struct candidate {
    size_t first, end;
    length_t available; /* the measure, less an indent */
    length_t natural;
    length_t start_trim, end_trim; /* white taken away at the line's ends */
    length_t end_left;             /* likewise before the last mark: of a middle dot */
    /* What can be taken from a line that is too long, and what a line that is not can take up; the
     * other half is not worked out. */
    length_t shrink[SHRINK_TIERS];
    length_t space, gap_growth;
    size_t stretches, letters;
};

/* What the parts of a line that is too short take up, all together: Latin word spaces, 中西文间距,
 * all gaps evenly, and the letters of an address where that would tear holes. */
struct stretching {
    length_t space, gap_growth, gaps, letters;
};
static inline struct stretching candidate_stretch(const struct setter *setter,
                                                  const struct candidate *candidate)
{
    length_t hole = setter->clusters->typography->cell / 8;
    length_t spare = length_max(candidate->available - candidate->natural, 0);
    struct stretching taken = {.space = length_min(spare, candidate->space)};

    spare -= taken.space;
    taken.gap_growth = length_min(spare, candidate->gap_growth);
    spare -= taken.gap_growth;
    taken.gaps = spare;
    if (candidate->letters > 0) {
        taken.gaps = length_min(spare, hole * (length_t)candidate->stretches);
        taken.letters = spare - taken.gaps;
    } else if (candidate->stretches == 0 && candidate->space > 0) {
        taken.gaps = 0;
        taken.space += spare;
    }
    return taken;
}

struct setter setter_new(struct arena *arena, struct arena *scratch,
                         const struct clusters *clusters, const struct measure *measure);

/* The penalty of a break behind cluster `index`: its own, that of a name that is broken, or
 * BREAK_FORCED where a title has a written line break. */
int setter_penalty(const struct setter *setter, size_t index);

/* Whether the line that ends behind cluster `index` ends because it must, by what is written or by
 * the paragraph's end. */
bool setter_ends(const struct setter *setter, size_t index);

/* The line from cluster `first` to before `end`, spaces at its end left out. */
struct candidate candidate_new(const struct setter *setter, size_t first, size_t end);

/* Sets a candidate; `justify` brings it to the available width. */
struct line candidate_set(const struct setter *setter, const struct candidate *candidate,
                          bool justify);

/* Where the lines of a title begin: `*count` clusters, the first 0, and behind them the title's
 * end; in scratch. All splits into few lines are scored for their shape, more lines for being even;
 * NULL when it is too long for that or has no breaks where it needs them. */
const size_t *title_breaks(const struct setter *setter, size_t *count);

#endif
