/*
 * Faces: one face of a font file, mapped read-only. The only folder that knows FreeType and
 * HarfBuzz. A face is immutable once opened and may be read from one document at a time.
 *
 * All glyph measures are in font units (face_units() to the em) unless said otherwise, y upwards.
 */
#ifndef GONGWEN_FONT_FACE_H
#define GONGWEN_FONT_FACE_H

#include "base/buffer.h"
#include "base/source.h"
#include <stdbool.h>
#include <stdint.h>

struct arena;
struct diagnostics;
struct face;

enum face_outlines { FACE_CFF, FACE_GLYF };

/* Opens face `index` of a file. The arena owns it. Reports a file that is missing, broken, has no
 * scalable outlines, is variable, or forbids embedding (OS/2 fsType bit 1: restricted licence;
 * bit 9: bitmap embedding only) or subsetting (bit 8) at `place`, and returns NULL. Tables are
 * looked at when they are needed: damage inside of outlines shows as glyphs without an outline. */
struct face *face_open(struct arena *arena, const char *path, unsigned index, struct place place,
                       struct diagnostics *diagnostics);

/* The same with a copy of the file, for processes that live on while fonts are replaced: who writes
 * over a file cuts it off first, and a mapping with it. */
struct face *face_open_copy(struct arena *arena, const char *path, unsigned index,
                            struct place place, struct diagnostics *diagnostics);

const char *face_path(const struct face *face);
unsigned face_index(const struct face *face);
const char *face_postscript_name(const struct face *face); /* never NULL */
enum face_outlines face_outlines(const struct face *face);
bool face_is_italic(const struct face *face);
bool face_is_serif(const struct face *face); /* from OS/2 family class or panose */
bool face_is_monospaced(const struct face *face);
uint16_t face_weight(const struct face *face); /* OS/2 usWeightClass, 400 when absent */

unsigned face_units(const struct face *face); /* per em */
uint32_t face_glyph_count(const struct face *face);

/* The em box (字身框) that stands on the grid: its top above the baseline; the bottom is this less
 * face_units(). From OS/2 typo metrics where they sum up to the em, else 0.88 em; but from the ink
 * of hanzi where these stand elsewhere. */
int face_em_top(const struct face *face);

/* Metrics for the PDF's font descriptor (hhea and OS/2, signs mended). */
int face_ascent(const struct face *face);
int face_descent(const struct face *face); /* negative */
int face_cap_height(const struct face *face);
double face_italic_angle(const struct face *face);
void face_bounding_box(const struct face *face, int box[4]); /* left bottom right top */

/* The nominal glyph of a character (0: none), or of a character with a variation selector. */
uint32_t face_glyph(const struct face *face, uint32_t character);
uint32_t face_glyph_variant(const struct face *face, uint32_t character, uint32_t selector);

int face_advance(const struct face *face, uint32_t glyph);
/* Ink of a glyph; false when it has none. */
bool face_ink(const struct face *face, uint32_t glyph, int box[4]);
/* A box that holds the glyph, at a hundredth of the cost: that of its control points. Marks of
 * punctuation have points at all extremes, so it is the ink there. */
bool face_extents(const struct face *face, uint32_t glyph, int box[4]);

/* A table of the font, borrowed from the mapping; size 0 when absent. Tag as 'CFF '. */
struct string face_table(const struct face *face, const char tag[4]);

/* Walks the outline of a glyph in font units. Quadratic segments are handed on as cubics.
 * Returns false when the outline cannot be loaded. */
struct outline_sink {
    void *context;
    void (*move)(void *context, double x, double y);
    void (*line)(void *context, double x, double y);
    void (*cubic)(void *context, double x1, double y1, double x2, double y2, double x, double y);
    void (*close)(void *context);
};
bool face_outline(const struct face *face, uint32_t glyph, const struct outline_sink *sink);

/* A grey bitmap of a glyph at `pixels_per_em`, its origin shifted by parts of a pixel to the right
 * and upwards (0 <= shift < 1): coverage 0..255 row by row. `left` and `top` place the bitmap's top
 * left corner relative to the origin (top upwards). Lives in the arena. */
struct glyph_bitmap {
    const uint8_t *coverage;
    int width, height, left, top;
};
bool face_render(const struct face *face, struct arena *arena, uint32_t glyph, double pixels_per_em,
                 double shift_x, double shift_y, struct glyph_bitmap *out);

/* What shaping gives: glyphs in visual order. */
struct shaped_glyph {
    uint32_t glyph;
    uint32_t cluster; /* byte offset into the text shaped */
    int advance;      /* font units */
    int x, y;         /* offset from the pen position, font units, y upwards */
};

/* Forms of glyphs to ask the font for. */
enum shape_form {
    SHAPE_PLAIN,
    SHAPE_FULL_WIDTH, /* OpenType fwid */
    SHAPE_HALF_WIDTH, /* OpenType hwid */
    SHAPE_OWN_WIDTH   /* OpenType pwid: proportional */
};

/* Shapes text of one script, left to right, all of whose characters the face has. Returns the
 * number of glyphs; `*glyphs` lives in the arena. Characters may share a glyph (Noto CJK has one
 * of two em for ——), and those that show nothing (selectors, joiners) have none: a glyph stands for
 * the text from its cluster to the next glyph's. */
size_t face_shape(const struct face *face, struct arena *arena, struct string text, bool han,
                  enum shape_form form, const struct shaped_glyph **glyphs);

#endif
