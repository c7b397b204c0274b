/*
 * Images (图片): PNG, JPEG and SVG files. The only folder that knows libjpeg, Expat, librsvg and,
 * besides the painter of that name, libpng.
 *
 * A file is read once. Its header is looked at when it is opened, which is all that composition
 * needs; pixels are only made when a painter asks for them. Those of SVG are made for the size in
 * which it is shown, and from there on it is an image as others are.
 */
#ifndef GONGWEN_IMAGE_IMAGE_H
#define GONGWEN_IMAGE_IMAGE_H

#include "base/buffer.h"
#include "base/length.h"
#include "base/source.h"
#include <stdbool.h>
#include <stdint.h>

struct arena;
struct diagnostics;

enum {
    IMAGE_SIDE_LIMIT = 30000,              /* pixels, either way */
    IMAGE_PIXELS_LIMIT = 64 * 1000 * 1000, /* A4 at 860 dpi; 256 MB of memory with transparency */
};

enum image_format { IMAGE_PNG, IMAGE_JPEG, IMAGE_SVG };

/* SVG has no pixels before it is drawn: its width and height are how large it wants to be, in
 * micrometres, with a density of a million to the metre. */
struct image {
    const char *path;   /* as opened */
    struct place place; /* where the YAML names it: what is found later is reported there */
    enum image_format format;
    struct string file;            /* all of it */
    uint32_t width, height;        /* pixels as they are stored; SVG: see below */
    unsigned orientation;          /* 1..8, as Exif counts: how the stored image is to be turned */
    unsigned channels;             /* of the colour: 1 grey, 3 red green blue, 4 process colours */
    bool inverted;                 /* process colours as Adobe stores them: 255 is no ink */
    uint32_t density_x, density_y; /* pixels per metre as stored; 0: the file does not say */
};

/* All images of a document, each opened once. */
struct image_store;
struct image_store *image_store_new(struct arena *arena);

/* The image at a path; a relative one starts from the folder of the file that names it at `place`.
 * Files of the same bytes are one image. Reports a file that is missing, broken, of another kind or
 * too large, and returns NULL. */
const struct image *image_open(struct image_store *store, const char *path, struct place place,
                               struct diagnostics *diagnostics);

/* Every file opened so far, for dependency lists: paths in the order opened. */
size_t image_files(const struct image_store *store, const char *const **paths);

/* What the file `i` of those holds. */
struct string image_file_bytes(const struct image_store *store, size_t i);
enum image_format image_file_format(const struct image_store *store, size_t i);

/* How a stored image is laid into an upright rectangle: with `swapped`, its rows become columns;
 * then it is mirrored left to right (flip_x) or top to bottom (flip_y). */
struct image_turn {
    bool swapped, flip_x, flip_y;
};

/* For its orientation and, if `turned`, a quarter turn anticlockwise. */
struct image_turn image_turn(const struct image *image, bool turned);

/* In how many pixels an image is painted. */
struct image_size {
    uint32_t width, height;
};

/* The pixels of an image that is so wide and high on the page: those it has; of SVG, 600 to the
 * inch. */
struct image_size image_size_at(const struct image *image, struct image_turn turn, length_t width,
                                length_t height);

/* Pixels as they are stored: rows from the top, 8 bits a channel. */
struct pixels {
    uint32_t width, height;
    unsigned channels;     /* 1 grey or 3 red green blue; process colours are shown as these */
    const uint8_t *colour; /* width * height * channels bytes */
    const uint8_t *alpha;  /* width * height bytes, 0: transparent, not multiplied into the colour;
                              NULL: opaque */
};

/* Decodes the image into the arena; reports damage at the image's place and returns false. */
bool image_decode(const struct image *image, struct image_size raster, struct arena *arena,
                  struct pixels *out, struct diagnostics *diagnostics);

/* The file as it is embedded, without what says where, when and by whom a picture was taken: Exif,
 * XMP, comments and other data that no reader shows. Of SVG, a PNG file. Reports data that cannot
 * be read, as image_decode() does, and returns false. */
bool image_plain_file(const struct image *image, struct image_size raster, struct arena *arena,
                      struct string *out, struct diagnostics *diagnostics);

/* A PNG file that is to be written: 8 bits a channel. */
struct png_form {
    uint32_t width, height;
    unsigned channels; /* 1 grey; 3 red green blue; 4 the same and alpha */
    unsigned dpi;      /* 0: it does not say how large it is */
    bool of_text;      /* it is a page of text, on which filters are of no use */
};

/* Its bytes, in plain memory: to be freed. */
struct encoded {
    uint8_t *bytes;
    size_t size, capacity;
};

/* Writes the file; `row` gives the pixels of one row, and uses no arena. False: memory is out. */
bool image_write_png(const struct png_form *form,
                     const uint8_t *(*row)(const void *context, uint32_t y), const void *context,
                     struct encoded *out);

#endif
