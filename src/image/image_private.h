/*
 * What the readers of image/ share. Private to image/.
 *
 * Readers of headers fill in what the file says and return NULL, or what is wrong with the file as
 * a phrase to be translated (N_). They look at every length in it before they follow it.
 */
#ifndef GONGWEN_IMAGE_IMAGE_PRIVATE_H
#define GONGWEN_IMAGE_IMAGE_PRIVATE_H

#include "base/diagnostic.h"
#include "image/image.h"

enum {
    SVG_DENSITY = 600, /* dots per inch, in which SVG is drawn: as fine as laser printers are */
    SVG_PIXELS_LIMIT = 20 * 1000 * 1000, /* coarser where it would be more: more than A4 at 400 */
};

/* What may be wrong with any file. */
extern const char *const image_ends_early;
extern const char *const image_damaged;

/* Whether a file begins as one of the format does. */
bool image_is_png(struct string file);
bool image_is_jpeg(struct string file);
bool image_is_svg(struct string file); /* as XML: what it is, the reader says */

const char *image_read_png(struct image *image);
const char *image_read_jpeg(struct image *image);

/* The first thing in an SVG file that cannot be set. */
enum { SVG_NAME_LIMIT = 64 /* bytes */ };
struct svg_finding {
    bool found, no_memory;
    enum message message;
    unsigned long line;
    char name[SVG_NAME_LIMIT + 1]; /* of the element, or what is referred to */
};
void image_read_svg(struct image *image, struct arena *scratch, struct svg_finding *finding);

/* Decode into memory that is there: `width * height * channels` bytes a plane; `channels` are those
 * of struct pixels, with transparency one more. NULL, or what is wrong; `*no_memory`: memory. */
struct decoding {
    const struct image *image;
    struct image_size raster;
    uint8_t *rows;
    size_t row_size;    /* bytes of a row of `rows` */
    uint8_t *row;       /* JPEG: room for one row of process colours */
    uint8_t **pointers; /* PNG: the rows */
    bool no_memory;
    enum message message; /* SVG: why it was not drawn */
};
const char *image_decode_png(struct decoding *decoding);
const char *image_decode_jpeg(struct decoding *decoding);
/* With transparency. False: `no_memory`, or what `message` says. */
bool image_draw_svg(struct decoding *decoding);

/* Whether all of a JPEG's data can be read; makes no pixels. `row` is room for a row. */
const char *image_check_jpeg(struct decoding *decoding);

/* Whether a PNG says how transparent it is. */
bool image_has_alpha(const struct image *image);

/* See image_plain_file(). */
void image_add_plain_png(struct string file, struct buffer *out);
void image_add_plain_jpeg(struct string file, struct buffer *out);

/* Orientation and density from Exif data (exif.c), where it has them and they make sense. */
void exif_read(struct image *image, struct string string);

static inline uint32_t big_endian_16(const unsigned char *at)
{
    return (uint32_t)at[0] << 8 | at[1];
}

static inline uint32_t big_endian_32(const unsigned char *at)
{
    return big_endian_16(at) << 16 | big_endian_16(at + 2);
}

#endif
