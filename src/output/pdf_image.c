/*
 * Images (ISO 32000-1, 8.9): one XObject an image, however often it is shown, of SVG one for each
 * size. JPEG files are handed on as they are; others become rows of 8 bits, filtered as PNG filters
 * them (7.4.4.4) and deflated, and their transparency a soft mask.
 */
#include "output/pdf_private.h"

#include "base/arena.h"
#include <stdlib.h>
#include <string.h>

/* Filters of a row by their number in PNG. */
enum { FILTER_NONE, FILTER_LEFT, FILTER_UP, FILTER_PAETH = 4, FILTERS };

struct pdf_image {
    const struct image *image;
    struct image_size raster;
    HPDF_Dict object;
};

/* The neighbour that is nearest to what the three of them lead to expect. */
static int paeth(int left, int up, int corner)
{
    int expected = left + up - corner;
    int by_left = abs(expected - left), by_up = abs(expected - up);
    int by_corner = abs(expected - corner);

    if (by_left <= by_up && by_left <= by_corner) {
        return left;
    }
    return by_up <= by_corner ? up : corner;
}

/* Filters a row; returns how far the result is from nothing, which tells how well it packs. */
static uint64_t filter_row(int filter, const uint8_t *row, const uint8_t *above, size_t size,
                           size_t channels, uint8_t *out)
{
    uint64_t distance = 0;

    for (size_t i = 0; i < size; i++) {
        int left = i >= channels ? row[i - channels] : 0;
        int up = above != NULL ? above[i] : 0;
        int corner = i >= channels && above != NULL ? above[i - channels] : 0;
        int expected = filter == FILTER_LEFT    ? left
                       : filter == FILTER_UP    ? up
                       : filter == FILTER_PAETH ? paeth(left, up, corner)
                                                : 0;
        out[i] = (uint8_t)(row[i] - expected);
        distance += out[i] < 128 ? out[i] : 256U - out[i];
    }
    return distance;
}

/* Each row by the filter that suits it, behind the filter's number. */
static struct string filter_rows(struct arena *scratch, const uint8_t *bytes, size_t row_size,
                                 size_t rows, size_t channels)
{
    static const int filters[] = {FILTER_NONE, FILTER_LEFT, FILTER_UP, FILTER_PAETH};
    uint8_t *out = arena_alloc_array(scratch, rows, row_size + 1);
    uint8_t *tried = arena_alloc(scratch, row_size);

    for (size_t y = 0; y < rows; y++) {
        const uint8_t *row = bytes + y * row_size;
        uint8_t *to = out + y * (row_size + 1);
        uint64_t least = UINT64_MAX;
        for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
            uint64_t distance = filter_row(filters[i], row, y > 0 ? row - row_size : NULL, row_size,
                                           channels, tried);
            if (distance < least) {
                least = distance;
                to[0] = (uint8_t)filters[i];
                memcpy(to + 1, tried, row_size);
            }
        }
    }
    return (struct string){(const char *)out, rows * (row_size + 1)};
}

static bool add_head(struct pdf *pdf, struct buffer *out, struct image_size raster,
                     unsigned channels)
{
    buffer_format(out,
                  "/Type /XObject\n/Subtype /Image\n/Width %u\n/Height %u\n"
                  "/BitsPerComponent 8\n/ColorSpace ",
                  (unsigned)raster.width, (unsigned)raster.height);
    if (channels == 4) {
        if (!pdf_add_process_space(pdf, out)) {
            return false;
        }
    } else {
        buffer_add_string(out, channels == 1 ? "/DeviceGray" : "/DeviceRGB");
    }
    buffer_add_byte(out, '\n');
    return true;
}

/* Rows of bytes as a stream, in the form that takes the least room. */
static HPDF_Dict add_rows(struct pdf *pdf, struct arena *scratch, struct image_size raster,
                          unsigned channels, const uint8_t *bytes, HPDF_Dict mask)
{
    struct buffer entries = buffer_new(scratch);
    size_t row_size = (size_t)raster.width * channels;
    struct string rows = {(const char *)bytes, row_size * raster.height};
    struct string filtered = filter_rows(scratch, bytes, row_size, raster.height, channels);
    struct string packed = pdf_pack(pdf, filtered);

    if (!add_head(pdf, &entries, raster, channels)) {
        return NULL;
    }
    if (mask != NULL) {
        buffer_add_string(&entries, "/SMask ");
        pdf_add_reference(&entries, mask);
        buffer_add_byte(&entries, '\n');
    }
    if (packed.bytes == filtered.bytes) { /* did not gain */
        return pdf_add_stream(pdf, buffer_string(&entries).bytes, rows, false);
    }
    buffer_format(&entries,
                  "/Filter /FlateDecode\n/DecodeParms <</Predictor 15 /Colors %u /Columns %u>>\n",
                  channels, (unsigned)raster.width);
    return pdf_add_stream(pdf, buffer_string(&entries).bytes, packed, false);
}

/* The pixels as they look on white paper: PDF/A-1 has no transparency. */
static void flatten(struct arena *scratch, struct pixels *pixels)
{
    size_t count = (size_t)pixels->width * pixels->height;
    uint8_t *flat = arena_alloc_array(scratch, count, pixels->channels);

    for (size_t i = 0; i < count; i++) {
        unsigned alpha = pixels->alpha[i];
        for (size_t k = i * pixels->channels; k < (i + 1) * pixels->channels; k++) {
            flat[k] = (uint8_t)((pixels->colour[k] * alpha + 255 * (255 - alpha) + 127) / 255);
        }
    }
    pixels->colour = flat;
    pixels->alpha = NULL;
}

static HPDF_Dict add_pixels(struct pdf *pdf, struct arena *scratch, const struct image *image,
                            struct image_size raster)
{
    struct pixels pixels;
    HPDF_Dict mask = NULL;

    if (!image_decode(image, raster, scratch, &pixels, pdf->diagnostics)) {
        return NULL;
    }
    if (pixels.alpha != NULL && pdf->options->conformance == CONFORMANCE_A_1B) {
        flatten(scratch, &pixels);
    }
    if (pixels.alpha != NULL) {
        mask = add_rows(pdf, scratch, raster, 1, pixels.alpha, NULL);
        if (mask == NULL) {
            (void)pdf_give_up(pdf);
            return NULL;
        }
    }
    HPDF_Dict object = add_rows(pdf, scratch, raster, pixels.channels, pixels.colour, mask);
    if (object == NULL) {
        (void)pdf_give_up(pdf);
    }
    return object;
}

static HPDF_Dict add_jpeg(struct pdf *pdf, struct arena *scratch, const struct image *image,
                          struct image_size raster)
{
    struct buffer entries = buffer_new(scratch);
    struct string file;

    if (!image_plain_file(image, raster, scratch, &file, pdf->diagnostics)) {
        return NULL;
    }
    if (!add_head(pdf, &entries, raster, image->channels)) {
        return NULL;
    }
    buffer_add_string(&entries, "/Filter /DCTDecode\n");
    if (image->inverted) {
        buffer_add_string(&entries, "/Decode [1 0 1 0 1 0 1 0]\n");
    }
    HPDF_Dict object = pdf_add_stream(pdf, buffer_string(&entries).bytes, file, false);
    if (object == NULL) {
        (void)pdf_give_up(pdf);
    }
    return object;
}

unsigned pdf_image_number(struct pdf *pdf, const struct image *image, struct image_size raster)
{
    for (size_t i = 0; i < pdf->image_count; i++) {
        const struct pdf_image *known = &pdf->images[i];
        if (known->image == image && known->raster.width == raster.width &&
            known->raster.height == raster.height) {
            return (unsigned)i + 1;
        }
    }
    struct arena *scratch = arena_child(pdf->arena);
    HPDF_Dict object = NULL;
    switch (image->format) {
    case IMAGE_PNG:
    case IMAGE_SVG:
        object = add_pixels(pdf, scratch, image, raster);
        break;
    case IMAGE_JPEG:
        object = add_jpeg(pdf, scratch, image, raster);
        break;
    }
    arena_free_child(scratch);
    if (object == NULL) {
        return 0;
    }
    pdf->images = arena_grow(pdf->arena, pdf->images, pdf->image_count, &pdf->image_capacity,
                             sizeof *pdf->images);
    pdf->images[pdf->image_count++] = (struct pdf_image){image, raster, object};
    return (unsigned)pdf->image_count;
}

void pdf_add_image_resources(struct pdf *pdf, struct buffer *out)
{
    if (pdf->image_count == 0) {
        return;
    }
    buffer_add_string(out, "/XObject <<\n");
    for (size_t i = 0; i < pdf->image_count; i++) {
        buffer_format(out, "/Im%zu ", i + 1);
        pdf_add_reference(out, pdf->images[i].object);
        buffer_add_byte(out, '\n');
    }
    buffer_add_string(out, ">>\n");
}
