/*
 * Inside of a face, shared by face.c (opening, metrics), outline.c (FreeType) and shape.c
 * (HarfBuzz). Private to font/.
 *
 * What every document asks (metrics, advances, names) is read from the mapping at opening, which
 * costs the same whatever the size of the font; FreeType's and HarfBuzz's objects are made when
 * first asked for: FreeType takes some hundred times as long to open a CJK face of 65,535 glyphs.
 */
#ifndef GONGWEN_FONT_FACE_PRIVATE_H
#define GONGWEN_FONT_FACE_PRIVATE_H

#include "font/face.h"
#include "font/sfnt.h"
#include <ft2build.h>
#include FT_FREETYPE_H
#include <hb.h>

/* Characters are remembered in slots by their low bits: texts use some hundred characters again
 * and again, and most of those have slots of their own. A power of two. */
enum { FACE_CACHE_SLOTS = 2048 };

struct face_slot {
    uint32_t character; /* an empty slot stands for U+0000, which has no glyph */
    uint32_t glyph;
};

/* The same for the extents of glyphs, which are asked of marks only. A power of two. */
enum { FACE_EXTENTS_SLOTS = 128 };

struct extents_slot {
    bool known, drawn; /* drawn: it has extents */
    uint32_t glyph;
    int box[4];
};

/* The part of a face that changes while it is used; not visible through the interface. */
struct face_engines {
    FT_Library library;
    FT_Face outlines; /* NULL: not opened yet, or broken */
    bool outlines_tried;
    hb_font_t *font; /* NULL: not made yet */
    hb_buffer_t *buffer;
    bool em_known;
    int em_top; /* once it is known */
    struct face_slot slots[FACE_CACHE_SLOTS];
    struct extents_slot extents[FACE_EXTENTS_SLOTS];
};

struct face {
    struct arena *arena;
    const char *path;
    unsigned index;
    struct sfnt sfnt;
    const char *postscript_name;
    enum face_outlines outlines;
    bool italic, serif, monospaced;
    uint16_t weight;
    unsigned units;
    uint32_t glyph_count;
    int em_top; /* as declared */
    int ascent, descent, cap_height;
    double italic_angle;
    int box[4];
    struct string advances; /* hmtx */
    uint32_t advance_count; /* glyphs from here on have the last advance; at least 1 */
    struct face_engines *engines;
};

/* End of each engine's objects; may be called when there are none. */
void face_end_outlines(struct face_engines *engines);
void face_end_shaping(struct face_engines *engines);

#endif
