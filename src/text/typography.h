/*
 * Typography: how a text is set; a layout's style with its font roles looked up.
 */
#ifndef GONGWEN_TEXT_TYPOGRAPHY_H
#define GONGWEN_TEXT_TYPOGRAPHY_H

#include "display/display.h"
#include "font/catalog.h"
#include "layout/layout.h"

struct typography {
    struct role *font;
    struct role *latin; /* for Latin letters and digits; the same as font where none is given */
    const struct face *primary; /* first face of font: its em box stands on the grid */
    length_t size;              /* of the em box */
    length_t cell;              /* advance of a full-width character; others scale with it */
    struct colour colour;
    const struct composition *composition;
};

#endif
