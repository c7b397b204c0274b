/*
 * The sfnt container (OpenType, TrueType, collections): mapping a file, its table directory and
 * its names. Bytes of fonts are hostile: every offset is checked here, once, so that readers of
 * tables need to mind only the table's own size. Private to font/.
 *
 * Source: OpenType 1.9, chapters "OpenType font file" and "name".
 */
#ifndef GONGWEN_FONT_SFNT_H
#define GONGWEN_FONT_SFNT_H

#include "base/buffer.h"
#include <stdbool.h>
#include <stdint.h>

struct arena;

enum {
    SFNT_FILE_LIMIT = 512 * 1024 * 1024, /* bytes of a font file */
    SFNT_FACE_LIMIT = 256,               /* faces of a collection */
    SFNT_TABLE_LIMIT = 256,              /* tables of a face */
    SFNT_NAME_LIMIT = 1024,              /* records of a name table that are looked at */
    SFNT_NAME_SIZE = 256,                /* bytes of UTF-8 that a name is cut to */
};

enum sfnt_name {
    SFNT_FAMILY = 1,
    SFNT_FULL_NAME = 4,
    SFNT_POSTSCRIPT_NAME = 6,
    SFNT_TYPOGRAPHIC_FAMILY = 16,
};

/* One face of a mapped file. */
struct sfnt {
    struct string file;
    uint32_t flavour;   /* 'OTTO', 0x00010000, … */
    uint32_t directory; /* offset of the first table record */
    unsigned tables;
};

/* Maps a file read-only. Returns 0, or an errno value; EFBIG over SFNT_FILE_LIMIT, EINVAL for
 * what is no regular file. An empty file has size 0 and no mapping. */
int sfnt_map(const char *path, struct string *file);
/* The same in memory of its own, which stays as it is whatever becomes of the file. */
int sfnt_copy(const char *path, struct string *file);
void sfnt_unmap(struct string file);

/* How many faces the file has, bounded by SFNT_FACE_LIMIT; 0: no sfnt. */
unsigned sfnt_face_count(struct string file);

/* Reads the directory of face `index` < sfnt_face_count(). Returns NULL, or what is wrong: then
 * the file is cut off or damaged (all tables of a good face lie inside the file). */
const char *sfnt_open(struct string file, unsigned index, struct sfnt *out);

/* A table, borrowed from the mapping; size 0 when absent. */
struct string sfnt_table(const struct sfnt *sfnt, const char tag[4]);

/* The names of one kind in all languages, as UTF-8 in the arena, English first. Names in
 * encodings other than Unicode count only as far as they are ASCII. Returns how many. */
size_t sfnt_names(const struct sfnt *sfnt, struct arena *arena, enum sfnt_name kind,
                  const char *const **names);

/* Big-endian numbers at an offset of a table; 0 outside of it. */
static inline uint16_t sfnt_u16(struct string table, size_t offset)
{
    const unsigned char *bytes = (const unsigned char *)table.bytes;

    if (table.size < 2 || offset > table.size - 2) {
        return 0;
    }
    return (uint16_t)(bytes[offset] << 8 | bytes[offset + 1]);
}

static inline int16_t sfnt_i16(struct string table, size_t offset)
{
    return (int16_t)sfnt_u16(table, offset);
}

static inline uint32_t sfnt_u32(struct string table, size_t offset)
{
    return (uint32_t)sfnt_u16(table, offset) << 16 | sfnt_u16(table, offset + 2);
}

#endif
