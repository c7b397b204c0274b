/*
 * Subsets: the glyphs a document uses, as a font program for a PDF.
 *
 * The caller lists one glyph per code; the program shows glyphs[i] for CID i. The same glyph may
 * stand under several codes, so that two characters that share a glyph keep two codes and text
 * extraction stays exact.
 *
 * Ways: of CFF fonts the charstrings are copied, with subroutines put in place where there are any
 * (25 times faster than a general subsetter for Fandol, which has none, and 8 times for Noto CJK);
 * HarfBuzz's subsetter for glyf fonts.
 */
#ifndef GONGWEN_FONT_SUBSET_H
#define GONGWEN_FONT_SUBSET_H

#include "font/face.h"

/* CIDs are 16 bits; code 0 is .notdef. */
enum { SUBSET_CODE_LIMIT = 65535 };

enum subset_format {
    SUBSET_CFF,     /* a bare, CID-keyed CFF table: FontFile3, /CIDFontType0C; CID = code */
    SUBSET_TRUETYPE /* an sfnt with glyf outlines: FontFile2; CIDToGIDMap needed */
};

struct subset {
    enum subset_format format;
    struct string program;
    const uint16_t *glyph_of_code; /* SUBSET_TRUETYPE: `count` glyph ids of the program */
};

/* Makes the subset; glyphs[0] must be 0 (.notdef). Lives in the arena. Reports and returns false
 * when the font's data is broken. The same input gives the same bytes. */
bool subset_make(struct arena *arena, const struct face *face, const uint32_t *glyphs, size_t count,
                 struct subset *out, struct diagnostics *diagnostics);

#endif
