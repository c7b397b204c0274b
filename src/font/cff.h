/*
 * The Compact Font Format: reading the `CFF ` table of a face and writing a subset of it.
 *
 * The bytes are hostile: reading checks every offset, and what is handed on points into the
 * table. The subset is always CID-keyed with CID = glyph index, whatever its source is, and has
 * no subroutines and no hints: outlines are copied verbatim, with the bytes of called subroutines
 * put in place. Private to font/.
 *
 * Sources: Adobe Technical Notes 5176 (CFF) and 5177 (Type 2 charstrings).
 */
#ifndef GONGWEN_FONT_CFF_H
#define GONGWEN_FONT_CFF_H

#include "base/buffer.h"
#include <stdbool.h>
#include <stdint.h>

struct arena;
struct face;

enum {
    CFF_FONT_LIMIT = 256,           /* font dictionaries of a CID-keyed font */
    CFF_OPERAND_LIMIT = 48,         /* operands of one operator, in dictionaries and charstrings */
    CFF_SUBR_NESTING_LIMIT = 10,    /* subroutine calls within calls */
    CFF_STEP_LIMIT = 1 << 20,       /* operators of one glyph, calls included */
    CFF_CHARSTRING_LIMIT = 1 << 16, /* bytes of a glyph with its subroutines in place */
};

/* An INDEX: `count` runs of bytes. */
struct cff_index {
    const unsigned char *offsets;
    const unsigned char *data;
    size_t data_size;
    uint32_t count;
    unsigned offset_size;
};

/* A font dictionary: of a CID-keyed font, or made of a name-keyed font's only private one. */
struct cff_font {
    struct string matrix;     /* FontMatrix, operands as they stand; empty: none */
    struct string dictionary; /* the private one */
    struct cff_index subrs;
    double nominal_width;
};

struct cff {
    struct string table;
    bool cid_keyed;
    struct string matrix; /* as in struct cff_font, for all fonts */
    struct string box;    /* FontBBox, operands as they stand; empty: none */
    struct cff_index charstrings, subrs;
    struct string select; /* FDSelect; empty: all glyphs are of fonts[0] */
    const struct cff_font *fonts;
    size_t font_count;
};

/* Reads a table. Returns NULL, or what is wrong with it in a few words. */
const char *cff_read(struct arena *arena, struct string table, struct cff *out);

/* Item `i` of an INDEX; false when there is none or its offsets are wrong. */
bool cff_index_item(const struct cff_index *index, uint32_t i, struct string *item);

/* The font dictionary of a glyph; NULL when the table has none for it. */
const struct cff_font *cff_font_of_glyph(const struct cff *cff, uint32_t glyph);

/* Keys (operators) of dictionaries; those of two bytes as 12 << 8 | second. */
enum {
    CFF_KEY_FONT_BOX = 5,
    CFF_KEY_CHARSET = 15,
    CFF_KEY_CHARSTRINGS = 17,
    CFF_KEY_PRIVATE = 18,
    CFF_KEY_SUBRS = 19,
    CFF_KEY_NOMINAL_WIDTH = 21,
    CFF_KEY_CHARSTRING_TYPE = 12 << 8 | 6,
    CFF_KEY_FONT_MATRIX = 12 << 8 | 7,
    CFF_KEY_ROS = 12 << 8 | 30,
    CFF_KEY_CID_COUNT = 12 << 8 | 34,
    CFF_KEY_FD_ARRAY = 12 << 8 | 36,
    CFF_KEY_FD_SELECT = 12 << 8 | 37,
    CFF_KEY_FONT_NAME = 12 << 8 | 38,
};

/* A walk over the entries of a dictionary. */
struct cff_dictionary {
    const unsigned char *at, *end;
    unsigned key;
    struct string operands; /* as they stand */
    struct string entry;    /* the key included */
    double values[CFF_OPERAND_LIMIT];
    size_t count;
    bool broken;
};

struct cff_dictionary cff_dictionary_start(struct string bytes);

/* The next entry; false at the end, and with `broken` set where the bytes are no dictionary. */
bool cff_dictionary_next(struct cff_dictionary *dictionary);

enum charstring_copy {
    CHARSTRING_COPIED,
    CHARSTRING_REDRAW, /* valid, but cannot stand in a CID-keyed font as it is */
    CHARSTRING_BROKEN
};

/* Appends the charstring of a glyph of `font` with all subroutines in place and hints left out.
 * Accented characters
 * made by `endchar` (they name their parts by a built-in encoding, which CID-keyed fonts have
 * not) and charstrings that compute (nothing may be put in place before their values are known)
 * are to be redrawn. What was appended in other cases than CHARSTRING_COPIED is taken back. */
enum charstring_copy charstring_copy(const struct cff *cff, const struct cff_font *font,
                                     uint32_t glyph, struct buffer *out);

/* Appends a charstring made from the outline of the face's glyph, without hints. False when the
 * outline cannot be had or is too large for the format; nothing is appended then. */
bool charstring_draw(const struct face *face, uint32_t glyph, double nominal_width,
                     struct buffer *out);

/* Writes the subset: glyph i and CID i show glyphs[i]. `name` is its PostScript name. Returns
 * NULL, or what is wrong with the source. */
const char *cff_write(struct arena *arena, const struct cff *cff, const struct face *face,
                      const char *name, const uint32_t *glyphs, size_t count,
                      struct string *program);

#endif
