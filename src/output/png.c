/*
 * The painter `png`: one page as an image, for previews and for comparing by eye.
 *
 * Black is painted over white by the grey coverage of each glyph, in sRGB as a viewer would;
 * pages without colour become grey images. Glyphs stand at quarters of a pixel horizontally, so
 * that the grid's pitch shows as it is, and on whole pixels vertically, so that baselines are
 * sharp. Colours are those of screen.h.
 */
#include "output/painter.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/diagnostic.h"
#include "font/face.h"
#include "image/image.h"
#include "output/png_private.h"
#include <stdlib.h>
#include <string.h>

enum {
    INCH = 72 * LENGTH_PT, /* lengths to an inch */
    DPI_DEFAULT = 144,     /* two pixels a point */
    DPI_LEAST = 18,
    DPI_MOST = 1200,
    PNG_PIXELS_LIMIT = 160 * 1000 * 1000, /* A4 at DPI_MOST; 480 MB of memory with colour */
    EM_PIXELS_LIMIT = 4096,               /* larger glyphs are too many pixels as well */
    SHIFTS = 4,                           /* positions of a glyph within a pixel */
    EDGE_AREA = PIXEL_STEPS * PIXEL_STEPS,
    CACHE_LIMIT = 32 * 1024 * 1024, /* bytes of glyph bitmaps held at once */
    OUTPUT_STEP = 64 * 1024,
};

/* A glyph as last rendered; an empty slot has no face. */
struct slot {
    const struct face *face;
    length_t size;
    uint32_t glyph;
    unsigned shift;
    struct glyph_bitmap bitmap;
};

/* The glyphs of a page, by face, glyph, size and shift. Open addressing over a table that is never
 * more than half full. */
struct cache {
    struct arena *arena; /* of the bitmaps alone: emptied when they pass CACHE_LIMIT */
    struct slot *slots;
    size_t mask; /* the number of slots, a power of two, less one */
    size_t bytes;
};

struct raster {
    struct canvas canvas;
    struct cache cache;
    struct arena *scratch; /* of the item being painted */
    unsigned dpi;
    struct diagnostics *diagnostics;
    bool good;
};

/* ---- Compositing ---- */

/* Puts a bitmap's top left corner at a pixel; what lies off the page is cut. */
static void put_coverage(const struct canvas *canvas, const uint8_t *bytes, int64_t width,
                         int64_t height, int64_t left, int64_t top, struct srgb colour)
{
    int64_t first = left < 0 ? -left : 0;
    int64_t last = length_min(width, canvas->width - left);

    for (int64_t row = top < 0 ? -top : 0; row < height && top + row < canvas->height; row++) {
        const uint8_t *coverage = bytes + row * width;
        for (int64_t column = first; column < last; column++) {
            if (coverage[column] != 0) {
                canvas_blend(canvas_pixel(canvas, left + column, top + row), canvas->channels,
                             colour, coverage[column]);
            }
        }
    }
}

/* A quarter turn anticlockwise: a bitmap's rows become columns, the first of its columns lowest. */
static const uint8_t *turn_bitmap(struct arena *scratch, const struct glyph_bitmap *bitmap)
{
    size_t width = (size_t)bitmap->width, height = (size_t)bitmap->height;
    uint8_t *turned = ARENA_ARRAY(scratch, uint8_t, width * height);

    for (size_t row = 0; row < height; row++) {
        for (size_t column = 0; column < width; column++) {
            turned[(width - 1 - column) * height + row] = bitmap->coverage[row * width + column];
        }
    }
    return turned;
}

/* How much of pixel `at` lies between two edges, in PIXEL_STEPS steps. */
static int64_t overlap(int64_t at, int64_t from, int64_t to)
{
    int64_t begin = length_max(at * PIXEL_STEPS, from);
    int64_t end = length_min((at + 1) * PIXEL_STEPS, to);

    return length_max(end - begin, 0);
}

static int64_t to_edge(const struct raster *raster, length_t value)
{
    return length_scale(value, (int64_t)raster->dpi * PIXEL_STEPS, INCH);
}

static void put_rule(const struct raster *raster, const struct display_rule *rule)
{
    const struct canvas *canvas = &raster->canvas;
    struct srgb colour = screen_colour(rule->colour);
    int64_t left = length_max(to_edge(raster, rule->x), 0);
    int64_t top = length_max(to_edge(raster, rule->y), 0);
    int64_t right = length_min(to_edge(raster, rule->x + rule->width), canvas->width * PIXEL_STEPS);
    int64_t bottom =
        length_min(to_edge(raster, rule->y + rule->height), canvas->height * PIXEL_STEPS);

    for (int64_t y = top / PIXEL_STEPS; y * PIXEL_STEPS < bottom; y++) {
        int64_t tall = overlap(y, top, bottom);
        for (int64_t x = left / PIXEL_STEPS; x * PIXEL_STEPS < right; x++) {
            int64_t area = overlap(x, left, right) * tall;
            unsigned coverage = (unsigned)((area * 255 + EDGE_AREA / 2) / EDGE_AREA);
            canvas_blend(canvas_pixel(canvas, x, y), canvas->channels, colour, coverage);
        }
    }
}

/* ---- Glyphs ---- */

static size_t hash_of(const struct slot *key)
{
    uint64_t hash = (uint64_t)(uintptr_t)key->face;

    hash = (hash ^ key->glyph) * 0x9E3779B97F4A7C15U;
    hash = (hash ^ (uint64_t)key->size * SHIFTS ^ key->shift) * 0x9E3779B97F4A7C15U;
    return (size_t)(hash >> 32);
}

static void cache_open(struct cache *cache, struct arena *scratch, size_t glyphs)
{
    size_t slots = 16;

    while (slots < glyphs * 2) {
        slots *= 2;
    }
    cache->slots = ARENA_ARRAY(scratch, struct slot, slots);
    cache->mask = slots - 1;
    cache->arena = arena_child(scratch);
}

/* Renders the glyph into a free slot, or finds it there. NULL when it cannot be rendered. */
static const struct glyph_bitmap *cache_find(struct cache *cache, const struct slot *key,
                                             double pixels_per_em)
{
    struct slot *slot;

    if (cache->bytes > CACHE_LIMIT) {
        memset(cache->slots, 0, (cache->mask + 1) * sizeof *cache->slots);
        arena_reset(cache->arena);
        cache->bytes = 0;
    }
    for (size_t at = hash_of(key);; at++) {
        slot = &cache->slots[at & cache->mask];
        if (slot->face == NULL) {
            break;
        }
        if (slot->face == key->face && slot->glyph == key->glyph && slot->size == key->size &&
            slot->shift == key->shift) {
            return &slot->bitmap;
        }
    }
    struct glyph_bitmap bitmap = {0};
    if (!face_render(key->face, cache->arena, key->glyph, pixels_per_em,
                     (double)key->shift / SHIFTS, 0, &bitmap)) {
        return NULL;
    }
    *slot = *key;
    slot->bitmap = bitmap;
    cache->bytes += (size_t)bitmap.width * (size_t)bitmap.height;
    return &slot->bitmap;
}

static void put_run(struct raster *raster, const struct display_run *run, bool turned)
{
    struct srgb colour = screen_colour(run->colour);
    double pixels_per_em = (double)run->size * raster->dpi / INCH;
    /* Along the line and across it: right and down, or up and right. */
    length_t along = turned ? -run->y : run->x;
    length_t across = turned ? run->x : run->y;

    for (size_t i = 0; i < run->count; i++) {
        const struct display_glyph *glyph = &run->glyphs[i];
        int64_t quarters = length_scale(along + glyph->x, (int64_t)raster->dpi * SHIFTS, INCH);
        int64_t shift = (quarters % SHIFTS + SHIFTS) % SHIFTS;
        int64_t baseline = length_scale(across - glyph->y, raster->dpi, INCH);
        struct slot key = {
            .face = run->face, .size = run->size, .glyph = glyph->glyph, .shift = (unsigned)shift};
        const struct glyph_bitmap *bitmap = cache_find(&raster->cache, &key, pixels_per_em);
        if (bitmap == NULL) {
            REPORT(raster->diagnostics, FONT_BROKEN, (struct place){0}, face_path(run->face),
                   arena_format(raster->cache.arena,
                                message_translate(N_("glyph %u cannot be rendered")),
                                (unsigned)glyph->glyph));
            raster->good = false;
            continue;
        }
        int64_t left = (quarters - shift) / SHIFTS + bitmap->left;
        int64_t top = baseline - bitmap->top;
        if (turned) {
            put_coverage(&raster->canvas, turn_bitmap(raster->scratch, bitmap), bitmap->height,
                         bitmap->width, top, -left - bitmap->width, colour);
        } else {
            put_coverage(&raster->canvas, bitmap->coverage, bitmap->width, bitmap->height, left,
                         top, colour);
        }
    }
}

/* ---- Paths and images ---- */

static void put_path(const struct raster *raster, const struct display_path *path, bool turned)
{
    const struct canvas *canvas = &raster->canvas;
    double scale = (double)raster->dpi / INCH;

    for (int stroke = 0; stroke < 2; stroke++) {
        if (stroke ? path->stroke <= 0 : !path->filled) {
            continue;
        }
        struct coverage coverage = path_cover(raster->scratch, path, turned, stroke != 0, scale,
                                              canvas->width, canvas->height);
        put_coverage(canvas, coverage.bytes, coverage.width, coverage.height, coverage.left,
                     coverage.top, screen_colour(stroke ? path->stroke_colour : path->fill));
    }
}

static void put_image(struct raster *raster, const struct display_image *image, bool turned)
{
    const struct frame frame = {to_edge(raster, image->x), to_edge(raster, image->y),
                                to_edge(raster, image->x + image->width),
                                to_edge(raster, image->y + image->height)};
    struct image_turn turn = image_turn(image->image, turned);
    struct pixels pixels;

    if (!image_decode(image->image, image_size_at(image->image, turn, image->width, image->height),
                      raster->scratch, &pixels, raster->diagnostics)) {
        raster->good = false;
        return;
    }
    canvas_put_image(&raster->canvas, raster->scratch, &pixels, turn, &frame);
}

/* ---- Encoding ---- */

static const uint8_t *row_at(const void *context, uint32_t y)
{
    return canvas_pixel(context, 0, y);
}

/* The canvas is valid, so only memory can be missing: false then. */
static bool encode(const struct canvas *canvas, unsigned dpi, struct encoded *out)
{
    const struct png_form form = {.width = (uint32_t)canvas->width,
                                  .height = (uint32_t)canvas->height,
                                  .channels = canvas->channels,
                                  .dpi = dpi,
                                  .of_text = true};

    return image_write_png(&form, row_at, canvas, out);
}

/* ---- Pages ---- */

static bool is_coloured(struct colour colour)
{
    return colour.cyan != 0 || colour.magenta != 0 || colour.yellow != 0;
}

/* What a page needs: colour, room for glyphs, and how large the largest of them is. */
struct need {
    bool colour;
    size_t glyphs;
    length_t size;
};

static struct need need_of(const struct display_page *page)
{
    struct need need = {0};

    for (size_t i = 0; i < page->count; i++) {
        const struct display_item *item = &page->items[i];
        switch (item->kind) {
        case DISPLAY_RUN:
            need.colour = need.colour || is_coloured(item->run.colour);
            need.glyphs += item->run.count;
            need.size = length_max(need.size, item->run.size);
            break;
        case DISPLAY_RULE:
            need.colour = need.colour || is_coloured(item->rule.colour);
            break;
        case DISPLAY_PATH:
            need.colour = need.colour || (item->path.filled && is_coloured(item->path.fill)) ||
                          (item->path.stroke > 0 && is_coloured(item->path.stroke_colour));
            break;
        case DISPLAY_IMAGE:
            need.colour = need.colour || item->image.image->channels != 1;
            break;
        case DISPLAY_FIELD:
            break;
        }
    }
    return need;
}

/* Opens a white canvas; reports and returns false when the page has too many pixels. */
static bool canvas_open(struct raster *raster, struct arena *scratch,
                        const struct display_page *page, const struct need *need)
{
    struct canvas *canvas = &raster->canvas;

    canvas->width = length_max(length_scale(page->width, raster->dpi, INCH), 1);
    canvas->height = length_max(length_scale(page->height, raster->dpi, INCH), 1);
    canvas->channels = need->colour ? 3 : 1;
    if (canvas->width > PNG_PIXELS_LIMIT / canvas->height ||
        length_scale(need->size, raster->dpi, INCH) > EM_PIXELS_LIMIT) {
        REPORT(raster->diagnostics, OUTPUT_PIXELS, (struct place){0},
               arena_format(scratch, "%u", raster->dpi),
               arena_format(scratch, "%lld", (long long)canvas->width),
               arena_format(scratch, "%lld", (long long)canvas->height));
        return false;
    }
    size_t bytes = (size_t)(canvas->width * canvas->height) * canvas->channels;
    canvas->pixels = arena_alloc(scratch, bytes);
    memset(canvas->pixels, 0xFF, bytes);
    return true;
}

static bool paint_page(struct raster *raster, struct arena *scratch,
                       const struct display_page *page, struct buffer *out)
{
    struct need need = need_of(page);
    struct encoded encoded = {0};

    if (!canvas_open(raster, scratch, page, &need)) {
        return false;
    }
    cache_open(&raster->cache, scratch, need.glyphs);
    raster->scratch = arena_child(scratch);
    for (size_t i = 0; i < page->count; i++) {
        const struct display_item *item = &page->items[i];
        switch (item->kind) {
        case DISPLAY_RUN:
            put_run(raster, &item->run, item->turned);
            break;
        case DISPLAY_RULE:
            put_rule(raster, &item->rule);
            break;
        case DISPLAY_PATH:
            put_path(raster, &item->path, item->turned);
            break;
        case DISPLAY_IMAGE:
            put_image(raster, &item->image, item->turned);
            break;
        case DISPLAY_FIELD:
            break;
        }
        arena_reset(raster->scratch);
    }
    if (!raster->good) {
        return false;
    }
    bool encoded_whole = encode(&raster->canvas, raster->dpi, &encoded);
    if (encoded.bytes != NULL) {
        arena_own(scratch, encoded.bytes, free);
    }
    if (!encoded_whole) {
        arena_fail(scratch);
    }
    buffer_add(out, encoded.bytes, encoded.size);
    return true;
}

static bool paint_png(struct arena *arena, const struct display_list *list, size_t page,
                      const struct paint_options *options, struct buffer *out,
                      struct diagnostics *diagnostics)
{
    struct raster raster = {.dpi = options->dpi != 0 ? options->dpi : DPI_DEFAULT,
                            .diagnostics = diagnostics,
                            .good = true};

    if (raster.dpi < DPI_LEAST || raster.dpi > DPI_MOST) {
        REPORT(diagnostics, RECORD_RANGE, (struct place){0}, "dpi",
               arena_format(arena, "%d", DPI_LEAST), arena_format(arena, "%d", DPI_MOST));
        return false;
    }
    struct arena *scratch = arena_child(arena);
    bool good = paint_page(&raster, scratch, &list->pages[page], out);
    arena_free_child(scratch);
    return good;
}

const struct painter painter_png = {
    .name = "png",
    .extension = "png",
    .paged = true,
    .paint = paint_png,
};
