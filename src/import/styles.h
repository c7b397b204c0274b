/*
 * What a DOCX says of a paragraph elsewhere: styles (styles.xml), and numbers that are counted
 * rather than written (numbering.xml). Private to import/.
 */
#ifndef GONGWEN_IMPORT_STYLES_H
#define GONGWEN_IMPORT_STYLES_H

#include "import/manuscript.h"
#include "import/package.h"

struct styles;

/* From the roots of the two parts, either of which may be NULL. */
struct styles *styles_new(struct arena *arena, const struct element *styles,
                          const struct element *numbering);

/* What a paragraph's properties (pPr, may be NULL) come to, styles that they name included. */
struct paragraph_hints styles_hints(const struct styles *styles, const struct element *properties);

/* The number that stands before the paragraph without being written in it, with what follows it:
 * "（二）", "3."; "" for none and for bullets, of which `*bullet` tells. Counts it: once for each
 * paragraph, in order. */
const char *styles_number(struct styles *styles, const struct element *properties, bool *bullet);

#endif
