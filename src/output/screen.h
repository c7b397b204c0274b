/*
 * What painters for the screen (svg, png) share: process colour shown as sRGB.
 *
 * The formula is the plain one, without a profile: each of red, green and blue is
 * 255 (1 - ink) (1 - black), rounded. Black 1000 is #000; the red of official documents, magenta
 * and yellow 800, is #f33. Print goes by the PDF, which keeps the process colours.
 */
#ifndef GONGWEN_OUTPUT_SCREEN_H
#define GONGWEN_OUTPUT_SCREEN_H

#include "display/display.h"

struct srgb {
    uint8_t red, green, blue;
};

static inline uint8_t screen_component(unsigned ink, unsigned black)
{
    unsigned light = ink < 1000 ? 1000 - ink : 0;
    unsigned white = black < 1000 ? 1000 - black : 0;

    return (uint8_t)((255 * light * white + 500000) / 1000000);
}

static inline struct srgb screen_colour(struct colour colour)
{
    return (struct srgb){screen_component(colour.cyan, colour.black),
                         screen_component(colour.magenta, colour.black),
                         screen_component(colour.yellow, colour.black)};
}

static inline bool screen_is_black(struct srgb colour)
{
    return colour.red == 0 && colour.green == 0 && colour.blue == 0;
}

#endif
