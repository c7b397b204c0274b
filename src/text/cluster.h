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
    SHRINK_LINE_END, /* the mark at the line's end, where it is not half an em anyway */
    SHRINK_SPACE,    /* Latin word spaces, to 1/4 em */
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
    const struct typography *typography; /* the paragraph's, or that of an inline mark */
    const struct face *face;             /* NULL: shows nothing */
    const struct display_glyph *glyphs; /* x from the cluster's own origin; text offsets absolute */
    uint32_t glyph_count;
    uint32_t text_offset, text_size;    /* in the paragraph's string */
    length_t advance;                   /* the cell, white included */
    length_t white_before, white_after; /* of it: may be taken away */
    enum shrink_tier tier;
    /* The gap to the next cluster: */
    int penalty;             /* of a break: BREAK_FREE .. BREAK_FORBIDDEN, or BREAK_FORCED */
    bool stretches;          /* takes a share when the line is justified */
    length_t pair_trim;      /* 标点挤压: always taken away when both stand on one line */
    length_t gap;            /* 中西文间距, natural */
    const struct ruby *ruby; /* whose base it is a part of; NULL: none */
};

struct clusters {
    const struct cluster *items;
    size_t count;
    struct expansion text;
    const struct typography *typography;
};

/* Itemises, shapes and measures. Reports characters that no face has, once for each role (and sets
 * the primary face's .notdef, so that all of them are found in one run). */
struct clusters cluster_text(struct arena *arena, struct expansion text,
                             const struct typography *typography, struct diagnostics *diagnostics);

/* How wide a character is set, whatever its face's own advance (cell.c). */
enum cell_kind {
    CELL_FULL, /* 全角: one cell */
    CELL_HALF, /* 半角: half a cell */
    CELL_OWN,  /* the advance of the face */
};

enum cell_kind cell_kind(const struct typography *typography, enum character_class class,
                         uint32_t before, uint32_t character, uint32_t after);

/* What form of the character to ask a face for (NULL: none) so that it fits its cell. */
enum shape_form cell_form(enum cell_kind kind, const struct face *face, uint32_t character);

/* Gives a cluster its cell: advance, glyphs and white, from `glyph_count` shaped glyphs that stand
 * for `characters` of the text. */
void cluster_measure(struct arena *arena, struct cluster *cluster,
                     const struct shaped_glyph *shaped, size_t characters, enum cell_kind kind);

/* Two marks that are one, —— or ……: moves them so that the line is unbroken, or the six dots
 * stand evenly. */
void cluster_join(struct arena *arena, struct cluster *first, struct cluster *second);

/* Where lines may end between the clusters of a paragraph, and what stretches (relate.c). */
void cluster_relate(struct cluster *clusters, size_t count);

/* Ties the clusters of numbers together (number.c), and those of URLs and e-mail addresses
 * (address.c). Linear in `count`. */
void cluster_tie_numbers(struct cluster *clusters, size_t count);
void cluster_tie_addresses(struct cluster *clusters, size_t count);

/* The white between clusters: 标点挤压, 中西文间距 (squeeze.c); behind cluster_relate(). */
void cluster_squeeze(struct arena *arena, struct cluster *clusters, size_t count);

#endif
