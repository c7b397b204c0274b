/*
 * A content stream in the making: what is shared by pdf_content.c (marks, rules, paths, images) and
 * pdf_text.c (glyphs), nobody else's business.
 */
#ifndef GONGWEN_OUTPUT_PDF_CONTENT_H
#define GONGWEN_OUTPUT_PDF_CONTENT_H

#include "output/pdf_private.h"

/* Positions of the pen, in 1/1,000,000 of a length: adjustments have up to three decimals of 1/1000
 * em, times a size. */
typedef int64_t pen_t;

/* What content is told as. */
enum { MARKED_NOT, MARKED_TEXT_ARTIFACT, MARKED_DRAWN_ARTIFACT, MARKED_NODE };

/* A colour that is set. */
struct paint {
    bool set;
    bool process; /* the colour space is that of process colours */
    struct colour colour;
};

/* Operators are written only where the state changes. */
struct content {
    struct pdf *pdf;
    struct buffer *out;
    size_t page;
    length_t page_height;
    int marked;    /* MARKED_… */
    uint32_t node; /* of MARKED_NODE */
    bool in_text;
    struct paint fill, stroked;
    length_t stroke;      /* width; 0: none set yet */
    unsigned font_number; /* 0: none yet */
    length_t size;
    pen_t spacing;
    length_t rise;

    struct buffer *show; /* the operand of Tj or TJ being built: strings and numbers */
    bool in_string, adjusted;
    const struct display_run *run; /* being painted */
    const struct pdf_font *font;   /* of the run */
    const uint32_t *codes;         /* of its glyphs */
    pen_t pen;                     /* from the first glyph's origin */
};

/* Appends a number with up to so many decimals, and a space. */
void content_add_number(struct content *content, int64_t value, unsigned places);

/* The colour of what follows, of lines or of areas; false after reporting. */
bool content_set_paint(struct content *content, struct paint *paint, struct colour colour,
                       bool stroking);

/* Shows a run; false after reporting (pdf_text.c). */
bool content_add_run(struct content *content, const struct display_run *run, bool turned);

#endif
