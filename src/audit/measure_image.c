/* The colour of images: of seals and signature stamps. */
#include "audit/measure.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "image/image.h"
#include <stdlib.h>

enum { CHANNELS = 3, OPAQUE = 255 };

/* The mean of what is neither transparent nor white ground; false where there is nothing else. */
static bool mean_colour(const struct pixels *pixels, unsigned mean[CHANNELS])
{
    enum { WHITE = 230 }; /* lighter in all channels: ground */
    uint64_t sums[CHANNELS] = {0};
    uint64_t weight = 0;

    for (size_t i = 0; i < (size_t)pixels->width * pixels->height; i++) {
        const uint8_t *at = pixels->colour + i * pixels->channels;
        unsigned alpha = pixels->alpha == NULL ? OPAQUE : pixels->alpha[i];
        unsigned rgb[CHANNELS];
        for (unsigned c = 0; c < CHANNELS; c++) {
            rgb[c] = at[pixels->channels == CHANNELS ? c : 0];
        }
        if (alpha == 0 || (rgb[0] > WHITE && rgb[1] > WHITE && rgb[2] > WHITE)) {
            continue;
        }
        for (unsigned c = 0; c < CHANNELS; c++) {
            sums[c] += (uint64_t)rgb[c] * alpha;
        }
        weight += alpha;
    }
    for (unsigned c = 0; c < CHANNELS && weight > 0; c++) {
        mean[c] = (unsigned)(sums[c] / weight);
    }
    return weight > 0;
}

/* Shades of seals differ: it is red where red is by far the strongest, and neither of the others
 * stronger than the other by much (orange, purple). */
static const char *word_of(struct arena *arena, const unsigned mean[CHANNELS])
{
    enum { DARK = 64, DIFFERENT = 50 };
    unsigned red = mean[0], green = mean[1], blue = mean[2];
    unsigned other = green > blue ? green : blue;

    if (red < DARK && green < DARK && blue < DARK) {
        return "black";
    }
    if (red > 2 * other && labs((long)green - (long)blue) < DIFFERENT) {
        return "red";
    }
    return arena_format(arena, "rgb(%u,%u,%u)", red, green, blue);
}

const char *measure_image_colour(struct arena *arena, const struct image *image, length_t width,
                                 length_t height)
{
    /* Damage was reported in composition. */
    struct diagnostics *diagnostics = diagnostics_new(arena);
    struct image_size raster = image_size_at(image, (struct image_turn){0}, width, height);
    struct pixels pixels;
    unsigned mean[CHANNELS];

    if (!image_decode(image, raster, arena, &pixels, diagnostics) || !mean_colour(&pixels, mean)) {
        return NULL;
    }
    return word_of(arena, mean);
}
