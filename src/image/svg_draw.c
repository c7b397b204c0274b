/*
 * Drawing of SVG by librsvg, which few reports need: it is loaded when one does, and gongwen runs
 * where it is missing.
 *
 * It draws in a process of its own. Nobody can tell from a drawing how long it takes, and there is
 * no way to interrupt librsvg; a process has limits of time and memory, and may end in any way. It
 * can open nothing, neither files nor sockets, once the library is there. What it has drawn is in
 * memory that both share.
 */
#include "image/image_private.h"

#include "base/diagnostic.h"
#include "base/worker.h"
#include <dlfcn.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    MEMORY_LIMIT = 2 << 10,  /* MiB, more than there is at the beginning */
    UNITS_PER_INCH = 96,     /* CSS: px */
    CAIRO_FORMAT_ARGB32 = 0, /* transparency and colours multiplied by it, in a word */
};

/* The part of the interfaces of librsvg 2.46 and cairo that is needed: both are kept for good. */
struct rectangle {
    double x, y, width, height;
};
struct library {
    void *(*handle_new)(const uint8_t *bytes, size_t size, void **error);
    void (*set_dpi)(void *handle, double dpi);
    int (*render)(void *handle, void *cairo, const struct rectangle *viewport, void **error);
    void *(*surface_new)(uint8_t *bytes, int format, int width, int height, int stride);
    void *(*cairo_new)(void *surface);
    int (*cairo_status)(void *cairo);
    void (*flush)(void *surface);
};

enum outcome {
    OUTCOME_ENDED, /* the process did not come to its end */
    OUTCOME_NO_LIBRARY,
    OUTCOME_REFUSED,
    OUTCOME_DRAWN
};

/* What the processes share. */
struct sheet {
    enum outcome outcome;
    _Alignas(64) uint32_t pixels[];
};

/* ---- In the process that draws: it never returns into the other's work ---- */

static bool load(struct library *library)
{
    static const struct {
        const char *name;
        size_t offset;
    } functions[] = {
        {"rsvg_handle_new_from_data", offsetof(struct library, handle_new)},
        {"rsvg_handle_set_dpi", offsetof(struct library, set_dpi)},
        {"rsvg_handle_render_document", offsetof(struct library, render)},
        {"cairo_image_surface_create_for_data", offsetof(struct library, surface_new)},
        {"cairo_create", offsetof(struct library, cairo_new)},
        {"cairo_status", offsetof(struct library, cairo_status)},
        {"cairo_surface_flush", offsetof(struct library, flush)},
    };
    void *loaded = dlopen("librsvg-2.so.2", RTLD_NOW | RTLD_LOCAL);

    if (loaded == NULL) {
        return false;
    }
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        void *function = dlsym(loaded, functions[i].name); /* cairo's, too: librsvg needs it */
        if (function == NULL) {
            return false;
        }
        memcpy((char *)library + functions[i].offset, &function, sizeof function);
    }
    return true;
}

static enum outcome draw(const struct decoding *decoding, struct sheet *sheet)
{
    struct string file = decoding->image->file;
    struct image_size raster = decoding->raster;
    const struct rectangle whole = {0, 0, raster.width, raster.height};
    struct library library;

    worker_prepare(WORKER_SECONDS);
    (void)setenv("RAYON_NUM_THREADS", "1", 1); /* librsvg's for filters */
    if (!load(&library)) {
        return OUTCOME_NO_LIBRARY;
    }
    worker_confine(MEMORY_LIMIT);
    void *handle = library.handle_new((const uint8_t *)file.bytes, file.size, NULL);
    if (handle == NULL) {
        return OUTCOME_REFUSED;
    }
    library.set_dpi(handle, UNITS_PER_INCH);
    void *surface =
        library.surface_new((uint8_t *)sheet->pixels, CAIRO_FORMAT_ARGB32, (int)raster.width,
                            (int)raster.height, (int)raster.width * 4);
    void *cairo = library.cairo_new(surface);
    int drawn = library.render(handle, cairo, &whole, NULL);
    library.flush(surface);
    return drawn && library.cairo_status(cairo) == 0 ? OUTCOME_DRAWN : OUTCOME_REFUSED;
}

/* ---- In the process that wants it drawn ---- */

static uint8_t straight(uint32_t multiplied, uint32_t alpha)
{
    uint32_t value = (multiplied * 255 + alpha / 2) / alpha;

    return (uint8_t)(value < 255 ? value : 255);
}

/* Rows of red, green, blue, alpha. What is transparent takes the colour to its left, else the first
 * to its right: a viewer that scales the colours by themselves then shows no fringe. */
static void take_pixels(const struct sheet *sheet, struct decoding *decoding)
{
    size_t width = decoding->raster.width, height = decoding->raster.height;

    for (size_t y = 0; y < height; y++) {
        const uint32_t *row = sheet->pixels + y * width;
        uint8_t *to = decoding->rows + y * decoding->row_size;
        uint8_t colour[3] = {255, 255, 255};
        size_t first = 0;
        while (first < width && row[first] >> 24 == 0) {
            first++;
        }
        for (size_t i = 0; i < width; i++, to += 4) {
            uint32_t pixel = row[i < first && first < width ? first : i], alpha = pixel >> 24;
            if (alpha > 0) {
                colour[0] = straight(pixel >> 16 & 255, alpha);
                colour[1] = straight(pixel >> 8 & 255, alpha);
                colour[2] = straight(pixel & 255, alpha);
            }
            memcpy(to, colour, 3);
            to[3] = (uint8_t)(row[i] >> 24);
        }
    }
}

bool image_draw_svg(struct decoding *decoding)
{
    size_t count = (size_t)decoding->raster.width * decoding->raster.height;
    size_t size = sizeof(struct sheet) + count * sizeof(uint32_t);
    struct sheet *sheet =
        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (sheet == MAP_FAILED) {
        decoding->no_memory = true;
        return false;
    }
    pid_t process = fork();
    if (process == 0) {
        sheet->outcome = draw(decoding, sheet);
        _exit(0);
    }
    if (process > 0) {
        worker_wait(process);
    }
    bool drawn = sheet->outcome == OUTCOME_DRAWN;
    decoding->message = sheet->outcome == OUTCOME_NO_LIBRARY ? SVG_LIBRARY
                        : sheet->outcome == OUTCOME_REFUSED  ? IMAGE_BROKEN
                                                             : SVG_EFFORT;
    decoding->no_memory = process < 0;
    if (drawn) {
        take_pixels(sheet, decoding);
    }
    (void)munmap(sheet, size);
    return drawn;
}
