/*
 * Image files made by hand, for the tests of image/ and of the painters. Included behind cmocka.h.
 */
#ifndef GONGWEN_TESTS_SAMPLE_IMAGE_H
#define GONGWEN_TESTS_SAMPLE_IMAGE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/diagnostic.h"
#include "image/image.h"
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

struct png_sample {
    unsigned width, height;
    int depth, colour_type, interlace;
    const uint8_t *rows; /* packed as PNG has them */
    size_t row_size;
    const png_color *palette;
    int palette_size;
    const png_byte *opacities; /* of the palette */
    int opacity_count;
    const png_color_16 *clear;        /* the colour that is transparent */
    png_uint_32 density_x, density_y; /* 0: not said */
    struct string exif;
};

static inline void sample_put_png(const char *path, const struct png_sample *sample)
{
    FILE *file = fopen(path, "wb");
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    int passes;

    assert_non_null(file);
    png_init_io(png, file);
    png_set_IHDR(png, info, sample->width, sample->height, sample->depth, sample->colour_type,
                 sample->interlace, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (sample->palette != NULL) {
        png_set_PLTE(png, info, sample->palette, sample->palette_size);
    }
    if (sample->opacities != NULL || sample->clear != NULL) {
        png_set_tRNS(png, info, sample->opacities, sample->opacity_count, sample->clear);
    }
    if (sample->density_x != 0) {
        png_set_pHYs(png, info, sample->density_x, sample->density_y, PNG_RESOLUTION_METER);
    }
    if (sample->exif.size > 0) {
        png_set_eXIf_1(png, info, (png_uint_32)sample->exif.size,
                       (png_bytep)(uintptr_t)sample->exif.bytes);
    }
    png_write_info(png, info);
    passes = png_set_interlace_handling(png);
    for (int pass = 0; pass < passes; pass++) {
        for (unsigned y = 0; y < sample->height; y++) {
            png_write_row(png, sample->rows + y * sample->row_size);
        }
    }
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    assert_int_equal(fclose(file), 0);
}

struct jpeg_sample {
    unsigned width, height;
    int channels; /* 1, 3, or 4: process colours, stored as Adobe does */
    bool progressive;
    const uint8_t *rows;
    unsigned density; /* per inch; 0: not said */
    struct string exif;
    const char *comment;
};

static inline void sample_put_jpeg(const char *path, const struct jpeg_sample *sample)
{
    struct jpeg_compress_struct info;
    struct jpeg_error_mgr errors;
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    info.err = jpeg_std_error(&errors);
    jpeg_create_compress(&info);
    jpeg_stdio_dest(&info, file);
    info.image_width = sample->width;
    info.image_height = sample->height;
    info.input_components = sample->channels;
    info.in_color_space = sample->channels == 1   ? JCS_GRAYSCALE
                          : sample->channels == 3 ? JCS_RGB
                                                  : JCS_CMYK;
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, 100, TRUE);
    if (sample->progressive) {
        jpeg_simple_progression(&info);
    }
    if (sample->density != 0) {
        info.density_unit = 1;
        info.X_density = (UINT16)sample->density;
        info.Y_density = (UINT16)sample->density;
    }
    jpeg_start_compress(&info, TRUE);
    if (sample->exif.size > 0) {
        char marker[512] = "Exif\0";
        memcpy(marker + 6, sample->exif.bytes, sample->exif.size);
        jpeg_write_marker(&info, JPEG_APP0 + 1, (const JOCTET *)marker,
                          (unsigned)sample->exif.size + 6);
    }
    if (sample->comment != NULL) {
        jpeg_write_marker(&info, JPEG_COM, (const JOCTET *)sample->comment,
                          (unsigned)strlen(sample->comment));
    }
    while (info.next_scanline < info.image_height) {
        JSAMPROW row = (JSAMPROW)(uintptr_t)sample->rows +
                       info.next_scanline * sample->width * (unsigned)sample->channels;
        (void)jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    assert_int_equal(fclose(file), 0);
}

/* Exif data that says how the camera was held, and nothing else. */
static inline struct string sample_exif(struct arena *arena, unsigned orientation)
{
    const uint8_t bytes[] = {'M', 'M',  0, 42, 0, 0, 0, 8, 0, 1,
                             1,   0x12, 0, 3,  0, 0, 0, 1, 0, (uint8_t)orientation,
                             0,   0,    0, 0,  0, 0};

    return (struct string){arena_copy(arena, (const char *)bytes, sizeof bytes), sizeof bytes};
}

/* Opens one image in a store of its own. */
static inline const struct image *
sample_open_image(struct arena *arena, struct diagnostics *diagnostics, const char *path)
{
    return image_open(image_store_new(arena), path, (struct place){0}, diagnostics);
}

/* As it is stored. */
static inline struct image_size sample_stored(const struct image *image)
{
    return (struct image_size){image->width, image->height};
}

#endif
