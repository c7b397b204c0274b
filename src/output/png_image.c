/*
 * Images on pixels of another size: each pixel of the page shows the mean of what lies under it,
 * weighted by area and by how opaque it is. So fine patterns become grey rather than other
 * patterns, and a coarse image shows its pixels as they are.
 */
#include "output/png_private.h"

#include "base/arena.h"
#include "image/image.h"

/* What of one axis of the stored image lies under a column or row of the page. */
struct reach {
    int64_t from, to;  /* in PIXEL_STEPS of stored pixels; from < to */
    unsigned coverage; /* how much of the column or row the image covers, of PIXEL_STEPS */
};

/* The columns (or rows) of the page from `first` that an image from edge `begin` to `end` meets. */
static struct reach *reach_of(struct arena *scratch, int64_t first, int64_t count, int64_t begin,
                              int64_t end, uint32_t stored, bool flip)
{
    struct reach *reaches = ARENA_ARRAY(scratch, struct reach, (size_t)count);
    int64_t whole = (int64_t)stored * PIXEL_STEPS;

    for (int64_t i = 0; i < count; i++) {
        int64_t near = length_max((first + i) * PIXEL_STEPS, begin);
        int64_t far = length_min((first + i + 1) * PIXEL_STEPS, end);
        int64_t from = (near - begin) * whole / (end - begin);
        int64_t to = length_max((far - begin) * whole / (end - begin), from + 1);
        reaches[i] = (struct reach){flip ? whole - to : from, flip ? whole - from : to,
                                    (unsigned)(far - near)};
        reaches[i].from = length_max(reaches[i].from, 0);
    }
    return reaches;
}

static int64_t share_of(const struct reach *reach, int64_t pixel)
{
    return length_min(reach->to, (pixel + 1) * PIXEL_STEPS) -
           length_max(reach->from, pixel * PIXEL_STEPS);
}

/* The mean of a rectangle of the stored image; returns how opaque it is, 0..255. */
static unsigned mean_of(const struct pixels *pixels, const struct reach *columns,
                        const struct reach *rows, struct srgb *colour)
{
    uint64_t sums[3] = {0};
    uint64_t opaque = 0, area = 0;

    for (int64_t y = rows->from / PIXEL_STEPS; y * PIXEL_STEPS < rows->to; y++) {
        uint64_t tall = (uint64_t)share_of(rows, y);
        for (int64_t x = columns->from / PIXEL_STEPS; x * PIXEL_STEPS < columns->to; x++) {
            size_t at = (size_t)(y * pixels->width + x);
            uint64_t weight = tall * (uint64_t)share_of(columns, x);
            uint64_t seen = weight * (pixels->alpha != NULL ? pixels->alpha[at] : 255U);
            const uint8_t *from = pixels->colour + at * pixels->channels;
            area += weight;
            opaque += seen;
            for (unsigned i = 0; i < pixels->channels; i++) {
                sums[i] += seen * from[i];
            }
        }
    }
    if (opaque == 0) {
        return 0;
    }
    for (unsigned i = 0; i < pixels->channels; i++) {
        sums[i] = (sums[i] + opaque / 2) / opaque;
    }
    bool grey = pixels->channels == 1;
    *colour =
        (struct srgb){(uint8_t)sums[0], (uint8_t)sums[grey ? 0 : 1], (uint8_t)sums[grey ? 0 : 2]};
    return (unsigned)((opaque + area / 2) / area);
}

void canvas_put_image(const struct canvas *canvas, struct arena *scratch,
                      const struct pixels *pixels, struct image_turn turn,
                      const struct frame *frame)
{
    int64_t left = length_max(frame->left, 0) / PIXEL_STEPS;
    int64_t top = length_max(frame->top, 0) / PIXEL_STEPS;
    int64_t right = length_min((frame->right + PIXEL_STEPS - 1) / PIXEL_STEPS, canvas->width);
    int64_t bottom = length_min((frame->bottom + PIXEL_STEPS - 1) / PIXEL_STEPS, canvas->height);

    if (frame->left >= frame->right || frame->top >= frame->bottom || left >= right ||
        top >= bottom) {
        return;
    }
    const struct reach *across =
        reach_of(scratch, left, right - left, frame->left, frame->right,
                 turn.swapped ? pixels->height : pixels->width, turn.flip_x);
    const struct reach *down = reach_of(scratch, top, bottom - top, frame->top, frame->bottom,
                                        turn.swapped ? pixels->width : pixels->height, turn.flip_y);
    for (int64_t y = top; y < bottom; y++) {
        for (int64_t x = left; x < right; x++) {
            const struct reach *column = &across[x - left], *row = &down[y - top];
            struct srgb colour;
            unsigned opaque =
                mean_of(pixels, turn.swapped ? row : column, turn.swapped ? column : row, &colour);
            if (opaque > 0) {
                unsigned coverage =
                    (opaque * column->coverage * row->coverage + PIXEL_STEPS * PIXEL_STEPS / 2) /
                    (PIXEL_STEPS * PIXEL_STEPS);
                canvas_blend(canvas_pixel(canvas, x, y), canvas->channels, colour, coverage);
            }
        }
    }
}
