/*
 * Proposals: numbers in the text that are figures, with the measure word that follows, and so could
 * be facts of the report. Dates, years, ranges, numbers in names and in 《》 are not.
 * Private to import/.
 */
#ifndef GONGWEN_IMPORT_PROPOSAL_H
#define GONGWEN_IMPORT_PROPOSAL_H

#include "base/buffer.h"
#include "yaml/node.h"

struct arena;

enum { PROPOSAL_LIMIT = 10000 };

struct proposal {
    const struct node *text; /* the scalar that it stands in … */
    size_t start, size;      /* … and its bytes there, unit included */
    const char *name;        /* by the section it stands in: s1-3.02 */
    struct string value, unit;
    struct string around; /* the words before it, number included */
};

struct proposals {
    const struct proposal *items; /* in the order of the text */
    size_t count;
};

/* Those of the paragraphs and items of the report; not of headings and tables. */
struct proposals proposals_find(struct arena *arena, const struct node *root);

#endif
