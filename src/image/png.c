/*
 * PNG (ISO/IEC 15948). The header is read by us; libpng makes the pixels. libpng reports errors by
 * a jump: it does not leave image_decode_png(), in which no arena is used.
 */
#include "image/image_private.h"

#include "base/diagnostic.h"
#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

enum {
    SIGNATURE = 8,
    CHUNK = 12, /* bytes of a chunk besides its data: length, name, check sum */
    HEADER = 13,
    CHUNK_LIMIT = 8 * 1000 * 1000, /* bytes that libpng may take for one chunk */
    OUTPUT_STEP = 64 * 1024,
};

static const unsigned char signature[SIGNATURE] = "\x89PNG\r\n\x1A\n";

/* A chunk; `name` points into the file. */
struct chunk {
    const unsigned char *name, *data;
    size_t size;
};

static bool chunk_is(const struct chunk *chunk, const char *name)
{
    return memcmp(chunk->name, name, 4) == 0;
}

/* The chunk at an offset, which is moved behind it; false at the end of the file. */
static bool next_chunk(struct string file, size_t *at, struct chunk *chunk)
{
    const unsigned char *bytes = (const unsigned char *)file.bytes + *at;
    size_t left = file.size - *at;

    if (left < CHUNK || big_endian_32(bytes) > left - CHUNK) {
        return false;
    }
    *chunk = (struct chunk){bytes + 4, bytes + 8, big_endian_32(bytes)};
    *at += CHUNK + chunk->size;
    return true;
}

bool image_is_png(struct string file)
{
    return file.size >= SIGNATURE && memcmp(file.bytes, signature, SIGNATURE) == 0;
}

/* Bit depths that a colour type may have (table 11.1), one bit a depth; 0: there is no such type.
 */
static unsigned depths_of(unsigned colour_type)
{
    switch (colour_type) {
    case PNG_COLOR_TYPE_GRAY:
        return 1U << 1 | 1U << 2 | 1U << 4 | 1U << 8 | 1U << 16;
    case PNG_COLOR_TYPE_PALETTE:
        return 1U << 1 | 1U << 2 | 1U << 4 | 1U << 8;
    case PNG_COLOR_TYPE_RGB:
    case PNG_COLOR_TYPE_GRAY_ALPHA:
    case PNG_COLOR_TYPE_RGB_ALPHA:
        return 1U << 8 | 1U << 16;
    default:
        return 0;
    }
}

static bool read_image_header(struct image *image, const struct chunk *chunk)
{
    const unsigned char *data = chunk->data;

    if (!chunk_is(chunk, "IHDR") || chunk->size != HEADER) {
        return false;
    }
    image->width = big_endian_32(data);
    image->height = big_endian_32(data + 4);
    image->channels = (data[9] & PNG_COLOR_MASK_COLOR) != 0 ? 3 : 1;
    return data[8] <= 16 && (depths_of(data[9]) >> data[8] & 1) != 0 && data[10] == 0 &&
           data[11] == 0 && data[12] <= 1;
}

const char *image_read_png(struct image *image)
{
    struct chunk chunk;
    size_t at = SIGNATURE;
    bool has_data = false;

    if (!next_chunk(image->file, &at, &chunk)) {
        return image_ends_early;
    }
    if (!read_image_header(image, &chunk)) {
        return image_damaged;
    }
    while (next_chunk(image->file, &at, &chunk)) {
        if (chunk_is(&chunk, "pHYs") && chunk.size == 9 && chunk.data[8] == PNG_RESOLUTION_METER) {
            image->density_x = big_endian_32(chunk.data);
            image->density_y = big_endian_32(chunk.data + 4);
        } else if (chunk_is(&chunk, "eXIf")) {
            exif_read(image, (struct string){(const char *)chunk.data, chunk.size});
        } else if (chunk_is(&chunk, "IDAT")) {
            has_data = true;
        } else if (chunk_is(&chunk, "IEND")) {
            return has_data ? NULL : image_damaged;
        }
    }
    return image_ends_early;
}

bool image_has_alpha(const struct image *image)
{
    struct chunk chunk;
    size_t at = SIGNATURE;

    if (!next_chunk(image->file, &at, &chunk) || (chunk.data[9] & PNG_COLOR_MASK_ALPHA) != 0) {
        return true;
    }
    while (next_chunk(image->file, &at, &chunk) && !chunk_is(&chunk, "IDAT")) {
        if (chunk_is(&chunk, "tRNS")) {
            return true;
        }
    }
    return false;
}

void image_add_plain_png(struct string file, struct buffer *out)
{
    static const char *const kept[] = {"IHDR", "PLTE", "tRNS", "gAMA", "cHRM",
                                       "sRGB", "iCCP", "IDAT", "IEND"};
    struct chunk chunk;
    size_t at = SIGNATURE;

    buffer_add(out, file.bytes, SIGNATURE);
    while (next_chunk(file, &at, &chunk)) {
        for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
            if (chunk_is(&chunk, kept[i])) {
                buffer_add(out, chunk.name - 4, chunk.size + CHUNK);
            }
        }
        if (chunk_is(&chunk, "IEND")) {
            return;
        }
    }
}

/* ---- Pixels ---- */

struct reader {
    struct string file;
    size_t at;
    struct decoding *decoding;
};

static void read_bytes(png_structp png, png_bytep bytes, size_t size)
{
    struct reader *reader = png_get_io_ptr(png);

    if (size > reader->file.size - reader->at) {
        png_error(png, "end of file");
    }
    memcpy(bytes, reader->file.bytes + reader->at, size);
    reader->at += size;
}

static _Noreturn void jump_error(png_structp png, png_const_charp message)
{
    (void)message; /* libpng would print it to standard error */
    png_longjmp(png, 1);
}

static void silent_warning(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

static void read_image(png_structp png, png_infop info, struct reader *reader)
{
    png_set_user_limits(png, IMAGE_SIDE_LIMIT, IMAGE_SIDE_LIMIT);
    png_set_chunk_malloc_max(png, CHUNK_LIMIT);
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, 0);
    png_set_read_fn(png, reader, read_bytes);
    png_read_info(png, info);
    png_set_expand(png);
    png_set_scale_16(png);
    (void)png_set_interlace_handling(png);
    png_read_update_info(png, info);
    if (png_get_rowbytes(png, info) != reader->decoding->row_size ||
        png_get_image_height(png, info) != reader->decoding->image->height) {
        png_error(png, "header");
    }
    png_read_image(png, reader->decoding->pointers);
}

const char *image_decode_png(struct decoding *decoding)
{
    struct reader reader = {.file = decoding->image->file, .decoding = decoding};
    png_structp png =
        png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, jump_error, silent_warning);
    png_infop info = png != NULL ? png_create_info_struct(png) : NULL;

    if (info == NULL) {
        png_destroy_read_struct(&png, NULL, NULL);
        decoding->no_memory = true;
        return image_damaged;
    }
    /* Nothing that is set after setjmp() is read after a jump. */
    if (setjmp(png_jmpbuf(png)) != 0) {
        png_destroy_read_struct(&png, &info, NULL);
        return image_damaged;
    }
    read_image(png, info, &reader);
    png_destroy_read_struct(&png, &info, NULL);
    return NULL;
}

/* ---- Writing ---- */

static void write_bytes(png_structp png, png_bytep bytes, size_t size)
{
    struct encoded *encoded = png_get_io_ptr(png);

    if (size > encoded->capacity - encoded->size) {
        size_t capacity = encoded->capacity * 2 + size + OUTPUT_STEP;
        uint8_t *grown = realloc(encoded->bytes, capacity);
        if (grown == NULL) {
            png_error(png, "out of memory");
        }
        encoded->bytes = grown;
        encoded->capacity = capacity;
    }
    memcpy(encoded->bytes + encoded->size, bytes, size);
    encoded->size += size;
}

static void flush_bytes(png_structp png)
{
    (void)png;
}

bool image_write_png(const struct png_form *form,
                     const uint8_t *(*row)(const void *context, uint32_t y), const void *context,
                     struct encoded *out)
{
    static const int colours[] = {
        [1] = PNG_COLOR_TYPE_GRAY, [3] = PNG_COLOR_TYPE_RGB, [4] = PNG_COLOR_TYPE_RGB_ALPHA};
    png_structp png =
        png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, jump_error, silent_warning);
    png_infop info = png != NULL ? png_create_info_struct(png) : NULL;
    png_uint_32 pixels_per_metre = (form->dpi * 10000 + 127) / 254;

    if (info == NULL) {
        png_destroy_write_struct(&png, NULL);
        return false;
    }
    /* Nothing that is set after setjmp() is read after a jump. */
    if (setjmp(png_jmpbuf(png)) != 0) {
        png_destroy_write_struct(&png, &info);
        return false;
    }
    png_set_write_fn(png, out, write_bytes, flush_bytes);
    png_set_IHDR(png, info, form->width, form->height, 8, colours[form->channels],
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_sRGB(png, info, PNG_sRGB_INTENT_RELATIVE);
    if (form->dpi > 0) {
        png_set_pHYs(png, info, pixels_per_metre, pixels_per_metre, PNG_RESOLUTION_METER);
    }
    if (form->of_text) {
        /* Filters enlarge the file by a tenth; level 6 takes twice the time of level 3 for a
         * twentieth of the bytes. */
        png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
        png_set_compression_level(png, 3);
    }
    png_write_info(png, info);
    for (uint32_t y = 0; y < form->height; y++) {
        png_write_row(png, row(context, y));
    }
    png_write_end(png, NULL);
    png_destroy_write_struct(&png, &info);
    return true;
}
