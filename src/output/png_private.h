/*
 * The painter `png`: what png.c (pages), png_path.c (outlines) and png_image.c (images) share.
 * Private to output/.
 */
#ifndef GONGWEN_OUTPUT_PNG_PRIVATE_H
#define GONGWEN_OUTPUT_PNG_PRIVATE_H

#include "display/display.h"
#include "output/screen.h"

struct arena;
struct image_turn;
struct pixels;

enum { PIXEL_STEPS = 256 /* of a pixel, for the edges of what is painted */ };

/* The image: rows of one (grey) or three (red, green, blue) bytes a pixel. */
struct canvas {
    uint8_t *pixels;
    int64_t width, height;
    unsigned channels;
};

static inline uint8_t *canvas_pixel(const struct canvas *canvas, int64_t x, int64_t y)
{
    return canvas->pixels + (size_t)(y * canvas->width + x) * canvas->channels;
}

static inline uint8_t canvas_mix(uint8_t under, uint8_t over, unsigned coverage)
{
    return (uint8_t)((under * (255 - coverage) + over * coverage + 127) / 255);
}

/* Lays a colour over a pixel; coverage 0..255. */
static inline void canvas_blend(uint8_t *pixel, unsigned channels, struct srgb colour,
                                unsigned coverage)
{
    pixel[0] = canvas_mix(pixel[0], colour.red, coverage);
    if (channels == 3) {
        pixel[1] = canvas_mix(pixel[1], colour.green, coverage);
        pixel[2] = canvas_mix(pixel[2], colour.blue, coverage);
    }
}

/* Coverage 0..255 of a part of the image, row by row. */
struct coverage {
    uint8_t *bytes; /* in the arena; NULL: nothing is covered */
    int64_t left, top, width, height;
};

/* What the inside (or with `stroke` the line) of a path covers of an image of `width` times
 * `height` pixels (png_path.c). */
struct coverage path_cover(struct arena *arena, const struct display_path *path, bool turned,
                           bool stroke, double pixels_per_length, int64_t width, int64_t height);

/* Lays an image into a rectangle with edges in PIXEL_STEPS (png_image.c). */
struct frame {
    int64_t left, top, right, bottom;
};
void canvas_put_image(const struct canvas *canvas, struct arena *scratch,
                      const struct pixels *pixels, struct image_turn turn,
                      const struct frame *frame);

#endif
