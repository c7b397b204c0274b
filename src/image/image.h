/*
 * Images (图片): PNG and JPEG files. The only folder that knows libjpeg and, besides the painter of
 * that name, libpng.
 *
 * A file is read once. Its header is looked at when it is opened, which is all that composition
 * needs; pixels are only made when a painter asks for them.
 */
#ifndef GONGWEN_IMAGE_IMAGE_H
#define GONGWEN_IMAGE_IMAGE_H

#include "base/buffer.h"
#include "base/source.h"
#include <stdbool.h>
#include <stdint.h>

struct arena;
struct diagnostics;

enum {
    IMAGE_SIDE_LIMIT = 30000,              /* pixels, either way */
    IMAGE_PIXELS_LIMIT = 64 * 1000 * 1000, /* A4 at 860 dpi; 256 MB of memory with transparency */
};

enum image_format { IMAGE_PNG, IMAGE_JPEG };

struct image {
    const char *path;   /* as opened */
    struct place place; /* where the YAML names it: what is found later is reported there */
    enum image_format format;
    struct string file;            /* all of it */
    uint32_t width, height;        /* pixels as they are stored */
    unsigned orientation;          /* 1..8, as Exif counts: how the stored image is to be turned */
    unsigned channels;             /* of the colour: 1 grey, 3 red green blue, 4 process colours */
    bool inverted;                 /* process colours as Adobe stores them: 255 is no ink */
    uint32_t density_x, density_y; /* pixels per metre as stored; 0: the file does not say */
};

/* All images of a document, each opened once. */
struct image_store;
struct image_store *image_store_new(struct arena *arena);

/* The image at a path; a relative one starts from the folder of the file that names it at `place`.
 * Reports a file that is missing, broken, of another kind or too large, and returns NULL. */
const struct image *image_open(struct image_store *store, const char *path, struct place place,
                               struct diagnostics *diagnostics);

/* Every file opened so far, for dependency lists: paths in the order opened. */
size_t image_files(const struct image_store *store, const char *const **paths);

/* Pixels as they are stored: rows from the top, 8 bits a channel. */
struct pixels {
    uint32_t width, height;
    unsigned channels;     /* 1 grey or 3 red green blue; process colours are shown as these */
    const uint8_t *colour; /* width * height * channels bytes */
    const uint8_t *alpha;  /* width * height bytes, 0: transparent, not multiplied into the colour;
                              NULL: opaque */
};

/* Decodes the image into the arena; reports damage at the image's place and returns false. */
bool image_decode(const struct image *image, struct arena *arena, struct pixels *out,
                  struct diagnostics *diagnostics);

/* The file without what says where, when and by whom a picture was taken, for embedding: Exif,
 * XMP, comments and other data that no reader shows. */
struct string image_plain_file(const struct image *image, struct arena *arena);

/* How a stored image is laid into an upright rectangle: with `swapped`, its rows become columns;
 * then it is mirrored left to right (flip_x) or top to bottom (flip_y). */
struct image_turn {
    bool swapped, flip_x, flip_y;
};

/* For its orientation and, if `turned`, a quarter turn anticlockwise. */
struct image_turn image_turn(const struct image *image, bool turned);

#endif
