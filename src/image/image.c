#include "image/image.h"

#include "base/arena.h"
#include "base/confine.h"
#include "base/diagnostic.h"
#include "image/image_private.h"
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *const image_ends_early = N_("the file ends too early");
const char *const image_damaged = N_("its data cannot be read");

struct image_store {
    struct arena *arena;
    const struct image **images;
    const char **paths; /* of the images */
    size_t count, capacity, path_capacity;
};

struct image_store *image_store_new(struct arena *arena)
{
    struct image_store *store = ARENA_NEW(arena, struct image_store);

    store->arena = arena;
    return store;
}

size_t image_files(const struct image_store *store, const char *const **paths)
{
    *paths = store->paths;
    return store->count;
}

struct string image_file_bytes(const struct image_store *store, size_t i)
{
    return store->images[i]->file;
}

enum image_format image_file_format(const struct image_store *store, size_t i)
{
    return store->images[i]->format;
}

/* Reads a descriptor of `size` bytes or fewer; false with errno set. */
static bool read_whole(int descriptor, char *bytes, size_t *size)
{
    size_t at = 0;

    while (at < *size) {
        ssize_t got = read(descriptor, bytes + at, *size - at);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return false;
        }
        if (got == 0) {
            break;
        }
        at += (size_t)got;
    }
    *size = at;
    return true;
}

static bool read_open(struct arena *arena, int descriptor, struct image *image,
                      struct diagnostics *diagnostics)
{
    struct stat about;

    if (fstat(descriptor, &about) != 0) {
        REPORT(diagnostics, FILE_READ, image->place, image->path, strerror(errno));
        return false;
    }
    if (!S_ISREG(about.st_mode)) {
        REPORT(diagnostics, IMAGE_KIND, image->place, image->path);
        return false;
    }
    if (about.st_size > SOURCE_LIMIT) {
        REPORT(diagnostics, IMAGE_BYTES, image->place, image->path,
               arena_format(arena, "%d", SOURCE_LIMIT / 1024 / 1024));
        return false;
    }
    size_t size = (size_t)about.st_size;
    char *bytes = arena_alloc(arena, size + 1);
    if (!read_whole(descriptor, bytes, &size)) {
        REPORT(diagnostics, FILE_READ, image->place, image->path, strerror(errno));
        return false;
    }
    image->file = (struct string){bytes, size};
    return true;
}

/* What ends a descriptor that an arena may jump over. */
static void close_descriptor(void *handle)
{
    (void)close(*(const int *)handle);
}

static bool read_file(struct arena *arena, struct image *image, struct diagnostics *diagnostics)
{
    if (confinement_of(arena) != NULL) {
        return source_bytes(arena, image->path, image->place, &image->file, diagnostics);
    }
    struct arena *scratch = arena_child(arena);
    int *descriptor = ARENA_NEW(scratch, int);

    /* A pipe would wait for its writer. */
    *descriptor = open(image->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (*descriptor < 0) {
        REPORT(diagnostics, FILE_OPEN, image->place, image->path, strerror(errno));
        arena_free_child(scratch);
        diagnostics_visit(diagnostics, image->path, image->file);
        return false;
    }
    arena_own(scratch, descriptor, close_descriptor);
    bool good = read_open(arena, *descriptor, image, diagnostics);
    diagnostics_visit(diagnostics, image->path, image->file);
    arena_free_child(scratch);
    return good;
}

/* Reports what is wrong with an SVG file; false if anything is. */
static bool read_svg(struct arena *arena, struct image *image, struct diagnostics *diagnostics)
{
    struct svg_finding finding;
    struct arena *scratch = arena_child(arena);

    image_read_svg(image, scratch, &finding);
    arena_free_child(scratch);
    if (finding.no_memory) {
        arena_fail(arena);
    }
    if (!finding.found) {
        return true;
    }
    const char *line = arena_format(arena, "%lu", finding.line);
    if (finding.message == IMAGE_BROKEN) {
        const char *phrase = message_translate(N_("it is no XML from line %lu on"));
        REPORT(diagnostics, IMAGE_BROKEN, image->place, image->path,
               arena_format(arena, phrase, finding.line));
    } else {
        REPORT(diagnostics, finding.message, image->place, image->path, line, finding.name);
    }
    return false;
}

static bool read_header(struct arena *arena, struct image *image, struct diagnostics *diagnostics)
{
    const char *wrong = NULL;

    if (image_is_png(image->file)) {
        image->format = IMAGE_PNG;
        wrong = image_read_png(image);
    } else if (image_is_jpeg(image->file)) {
        image->format = IMAGE_JPEG;
        wrong = image_read_jpeg(image);
    } else if (image_is_svg(image->file)) {
        image->format = IMAGE_SVG;
        return read_svg(arena, image, diagnostics);
    } else {
        REPORT(diagnostics, IMAGE_KIND, image->place, image->path);
        return false;
    }
    if (wrong == NULL && (image->width == 0 || image->height == 0)) {
        wrong = image_damaged;
    }
    if (wrong != NULL) {
        REPORT(diagnostics, IMAGE_BROKEN, image->place, image->path, message_translate(wrong));
        return false;
    }
    if (image->width > IMAGE_SIDE_LIMIT || image->height > IMAGE_SIDE_LIMIT ||
        image->width > IMAGE_PIXELS_LIMIT / image->height) {
        REPORT(diagnostics, IMAGE_PIXELS, image->place, image->path,
               arena_format(arena, "%u", (unsigned)image->width),
               arena_format(arena, "%u", (unsigned)image->height));
        return false;
    }
    return true;
}

/* The image that was read from the same bytes; NULL: none. */
static const struct image *find_same(const struct image_store *store, struct string file)
{
    for (size_t i = 0; i < store->count; i++) {
        struct string other = store->images[i]->file;
        if (other.size == file.size && memcmp(other.bytes, file.bytes, file.size) == 0) {
            return store->images[i];
        }
    }
    return NULL;
}

const struct image *image_open(struct image_store *store, const char *path, struct place place,
                               struct diagnostics *diagnostics)
{
    struct image *image = ARENA_NEW(store->arena, struct image);

    *image = (struct image){
        .path = source_beside(store->arena, place.source, path), .place = place, .orientation = 1};
    for (size_t i = 0; i < store->count; i++) {
        if (strcmp(store->paths[i], image->path) == 0) {
            return store->images[i];
        }
    }
    if (!read_file(store->arena, image, diagnostics)) {
        return NULL;
    }
    const struct image *same = find_same(store, image->file);
    if (same == NULL && !read_header(store->arena, image, diagnostics)) {
        return NULL;
    }
    store->images = arena_grow(store->arena, (void *)store->images, store->count, &store->capacity,
                               sizeof *store->images);
    store->paths = arena_grow(store->arena, (void *)store->paths, store->count,
                              &store->path_capacity, sizeof *store->paths);
    store->images[store->count] = same != NULL ? same : image;
    store->paths[store->count] = image->path;
    return store->images[store->count++];
}

struct image_size image_size_at(const struct image *image, struct image_turn turn, length_t width,
                                length_t height)
{
    static const double points = 72.0 * LENGTH_PT; /* of an inch */
    double across = (double)(turn.swapped ? height : width) / points * SVG_DENSITY;
    double down = (double)(turn.swapped ? width : height) / points * SVG_DENSITY;

    if (image->format != IMAGE_SVG) {
        return (struct image_size){image->width, image->height};
    }
    double scale = fmin(1, sqrt(SVG_PIXELS_LIMIT / fmax(across * down, 1)));
    scale = fmin(scale, IMAGE_SIDE_LIMIT / fmax(fmax(across, down), 1));
    return (struct image_size){(uint32_t)fmax(floor(across * scale + 0.5), 1),
                               (uint32_t)fmax(floor(down * scale + 0.5), 1)};
}

/* Takes transparency out from behind each pixel's colour; NULL where there is none to see. */
static const uint8_t *take_alpha(struct arena *arena, uint8_t *pixels, size_t count,
                                 unsigned channels)
{
    uint8_t *alpha = ARENA_ARRAY(arena, uint8_t, count);
    bool seen = false;

    for (size_t i = 0; i < count; i++) {
        memmove(pixels + i * channels, pixels + i * (channels + 1), channels);
        alpha[i] = pixels[i * (channels + 1) + channels];
        seen = seen || alpha[i] != 255;
    }
    return seen ? alpha : NULL;
}

/* Whether the image was decoded; reports what is wrong with it otherwise. */
static bool decoded(const struct decoding *decoding, const char *wrong, struct arena *arena,
                    struct diagnostics *diagnostics)
{
    const struct image *image = decoding->image;

    if (decoding->no_memory) {
        arena_fail(arena);
    }
    if (wrong != NULL) {
        REPORT(diagnostics, IMAGE_BROKEN, image->place, image->path, message_translate(wrong));
    }
    return wrong == NULL;
}

bool image_decode(const struct image *image, struct image_size raster, struct arena *arena,
                  struct pixels *out, struct diagnostics *diagnostics)
{
    size_t width = raster.width, height = raster.height;
    unsigned channels = image->channels == 1 ? 1 : 3;
    bool has_alpha =
        image->format == IMAGE_SVG || (image->format == IMAGE_PNG && image_has_alpha(image));
    struct decoding decoding = {
        .image = image, .raster = raster, .row_size = width * (channels + has_alpha)};
    const char *wrong = NULL;

    decoding.rows = arena_alloc_array(arena, height, decoding.row_size);
    switch (image->format) {
    case IMAGE_PNG:
        decoding.pointers = ARENA_ARRAY(arena, uint8_t *, height);
        for (size_t i = 0; i < height; i++) {
            decoding.pointers[i] = decoding.rows + i * decoding.row_size;
        }
        wrong = image_decode_png(&decoding);
        break;
    case IMAGE_JPEG:
        decoding.row = ARENA_ARRAY(arena, uint8_t, width * 4);
        wrong = image_decode_jpeg(&decoding);
        break;
    case IMAGE_SVG:
        if (!image_draw_svg(&decoding) && !decoding.no_memory) {
            REPORT(diagnostics, decoding.message, image->place, image->path,
                   message_translate(N_("librsvg refuses to draw it")));
            return false;
        }
        break;
    }
    if (!decoded(&decoding, wrong, arena, diagnostics)) {
        return false;
    }
    *out = (struct pixels){raster.width, raster.height, channels, decoding.rows, NULL};
    if (has_alpha) {
        out->alpha = take_alpha(arena, decoding.rows, width * height, channels);
    }
    return true;
}

static void free_bytes(void *handle)
{
    free(((struct encoded *)handle)->bytes);
}

/* Pixels, and room for a row of them with their alpha. */
struct rows {
    const struct pixels *pixels;
    uint8_t *row;
};

static const uint8_t *row_at(const void *context, uint32_t y)
{
    const struct rows *rows = context;
    const struct pixels *pixels = rows->pixels;
    const uint8_t *colour = pixels->colour + (size_t)y * pixels->width * 3;
    uint8_t *to = rows->row;

    for (uint32_t x = 0; x < pixels->width; x++, colour += 3) {
        memcpy(to, colour, 3);
        to += 3;
        if (pixels->alpha != NULL) {
            *to++ = pixels->alpha[(size_t)y * pixels->width + x];
        }
    }
    return rows->row;
}

static void add_as_png(const struct pixels *pixels, struct arena *scratch, struct buffer *out)
{
    struct encoded *encoded = ARENA_NEW(scratch, struct encoded);
    const struct rows rows = {pixels, ARENA_ARRAY(scratch, uint8_t, (size_t)pixels->width * 4)};
    const struct png_form form = {.width = pixels->width,
                                  .height = pixels->height,
                                  .channels = pixels->alpha != NULL ? 4 : 3};

    arena_own(scratch, encoded, free_bytes);
    if (!image_write_png(&form, row_at, &rows, encoded)) {
        arena_fail(scratch);
    }
    buffer_add(out, encoded->bytes, encoded->size);
}

bool image_plain_file(const struct image *image, struct image_size raster, struct arena *arena,
                      struct string *out, struct diagnostics *diagnostics)
{
    struct buffer plain = buffer_new(arena);
    struct arena *scratch = arena_child(arena);
    struct decoding decoding = {.image = image, .raster = raster};
    struct pixels pixels;
    bool good = true;

    switch (image->format) {
    case IMAGE_PNG:
        good = image_decode(image, raster, scratch, &pixels, diagnostics);
        image_add_plain_png(image->file, &plain);
        break;
    case IMAGE_JPEG:
        decoding.row = ARENA_ARRAY(scratch, uint8_t, (size_t)raster.width * 4);
        good = decoded(&decoding, image_check_jpeg(&decoding), scratch, diagnostics);
        image_add_plain_jpeg(image->file, &plain);
        break;
    case IMAGE_SVG:
        good = image_decode(image, raster, scratch, &pixels, diagnostics);
        if (good) {
            add_as_png(&pixels, scratch, &plain);
        }
        break;
    }
    arena_free_child(scratch);
    *out = buffer_string(&plain);
    return good;
}

struct image_turn image_turn(const struct image *image, bool turned)
{
    /* By Exif's number: what the stored image's first row and first column are. */
    static const struct image_turn turns[] = {
        [1] = {false, false, false}, /* top, left */
        [2] = {false, true, false},  /* top, right */
        [3] = {false, true, true},   /* bottom, right */
        [4] = {false, false, true},  /* bottom, left */
        [5] = {true, false, false},  /* left, top */
        [6] = {true, true, false},   /* right, top */
        [7] = {true, true, true},    /* right, bottom */
        [8] = {true, false, true},   /* left, bottom */
    };
    struct image_turn turn = turns[image->orientation];

    if (turned) { /* what was right is up, what was down is right */
        turn = (struct image_turn){!turn.swapped, turn.flip_y, !turn.flip_x};
    }
    return turn;
}
