/*
 * Clusters: a paragraph's text, itemised by face, shaped, and measured: the units that line
 * breaking and justification work on.
 */
#ifndef GONGWEN_TEXT_CLUSTER_H
#define GONGWEN_TEXT_CLUSTER_H

#include "report/template.h"
#include "text/character.h"
#include "text/typography.h"

struct diagnostics;

/* What becomes smaller when a line is over-full, in this order (CLREQ). */
enum shrink_tier {
    SHRINK_SPACE, /* Latin word spaces, to 1/4 em */
    SHRINK_MIDDLE_DOT,
    SHRINK_BRACKET,
    SHRINK_COMMA, /* ，、；： */
    SHRINK_GAP,   /* Han-Latin, to 1/8 em */
    SHRINK_STOP,  /* 。？！ */
    SHRINK_TIERS,
    SHRINK_NONE = SHRINK_TIERS
};

struct cluster {
    struct neighbour is;
    const struct face *face;
    const struct display_glyph *glyphs; /* x from the cluster's own origin; text offsets absolute */
    uint32_t glyph_count;
    uint32_t text_offset, text_size;    /* in the paragraph's string */
    length_t advance;                   /* the cell, white included */
    length_t white_before, white_after; /* of it: may be taken away */
    enum shrink_tier tier;
    /* The gap to the next cluster: */
    int penalty;        /* of a break: BREAK_FREE .. BREAK_FORBIDDEN */
    bool stretches;     /* takes a share when the line is justified */
    length_t pair_trim; /* 标点挤压: always taken away when both stand on one line */
    length_t gap;       /* 中西文间距, natural */
};

struct clusters {
    const struct cluster *items;
    size_t count;
    struct expansion text;
    const struct typography *typography;
};

/* Itemises, shapes and measures. Reports characters that no face has (and sets the primary face's
 * .notdef, so that all of them are found in one run). */
struct clusters cluster_text(struct arena *arena, struct expansion text,
                             const struct typography *typography, struct diagnostics *diagnostics);

#endif
