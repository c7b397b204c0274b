/* How much two parts of a content have in common. */
#ifndef GONGWEN_DIFF_LIKENESS_H
#define GONGWEN_DIFF_LIKENESS_H

#include "diff/content.h"

/* A sample of what a part says: the words and pairs of words with the smallest hashes, which are
 * the same ones in what is alike. */
enum { SAMPLE_LIMIT = 64 };
struct sample {
    uint64_t hashes[SAMPLE_LIMIT]; /* ascending, each once */
    size_t count;
    uint64_t title; /* of a section's heading, a row's first cell; 0: it has none */
};

void sample_take(struct sample *sample, const struct content *content);

/* Likewise of column `column` of a table. */
void sample_take_column(struct sample *sample, const struct content *table, size_t column);

/* A thing to be matched. */
struct candidate {
    uint64_t hash;
    size_t weight;
    int sort; /* only those of one sort match */
    size_t at;
    bool lenient; /* little in common does, if nothing else comes into question */
    const struct sample *sample;
};

/* Pairs what is alike, the most alike first, `nearest` (in thousandths) at least; of candidates
 * alike to several those that stand nearest. `old_match` and `new_match` have an index of the other
 * side, or SIZE_MAX, which is filled in only where it was SIZE_MAX. */
void likeness_pair(struct arena *arena, const struct candidate *old, size_t old_count,
                   size_t *old_match, const struct candidate *new, size_t new_count,
                   size_t *new_match, unsigned least);

#endif
