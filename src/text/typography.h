/*
 * Typography: how a text is set; a layout's style with its font roles looked up.
 */
#ifndef GONGWEN_TEXT_TYPOGRAPHY_H
#define GONGWEN_TEXT_TYPOGRAPHY_H

#include "display/display.h"
#include "font/catalog.h"
#include "layout/layout.h"

struct marked_typographies;

struct typography {
    struct role *font;
    struct role *latin; /* for Latin letters and digits; the same as font where none is given */
    const struct face *primary; /* first face of font: its em box stands on the grid */
    length_t size;              /* of the em box */
    length_t cell;              /* advance of a full-width character; others scale with it */
    length_t rise;              /* of the baseline over that of the line */
    length_t em_top;            /* of the em box that all faces share over the baseline */
    struct colour colour;
    enum revision revision;
    const struct composition *composition;
    /* Of text that is marked inside of this one's; NULL: marks do not show. */
    struct marked_typographies *marked;
};

/* Made on demand by whoever made the typography around (page/roles.c), and never NULL. A typography
 * that is a changed copy of another one has marked ones of its own. */
struct marked_typographies {
    const struct typography *made[MARK_KINDS];
    const struct typography *(*make)(void *maker, const struct typography *around, enum mark mark,
                                     struct place place);
    void *maker;
};

#endif
