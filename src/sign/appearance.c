#include "sign/appearance.h"

#include "base/arena.h"
#include "image/image.h"
#include <string.h>

enum { OPAQUE_FROM = 128 /* where a point is painted or not, with nothing between */ };

/* PDF/A-1 (ISO 19005-1, 6.4) knows no transparency: a document of that kind says so in its
 * metadata, which are not compressed. */
static bool is_flat(struct revision *document)
{
    static const char name[] = "pdfaid:part";
    const struct value *metadata = revision_entry(document, revision_catalog(document), "Metadata");
    const char *found =
        metadata->kind == VALUE_STREAM && metadata->data.size > 0
            ? memmem(metadata->data.bytes, metadata->data.size, name, sizeof name - 1)
            : NULL;

    if (found == NULL) {
        return false;
    }
    const char *end = metadata->data.bytes + metadata->data.size;
    for (found += sizeof name - 1; found < end && strchr(" \t\r\n=\"'>", *found) != NULL;) {
        found++;
    }
    return found < end && *found == '1';
}

static void add_pixels(struct arena *arena, struct update *update, struct reference reference,
                       const struct pixels *pixels, const uint8_t *bytes, unsigned channels,
                       const char *mask)
{
    const char *entries =
        arena_format(arena,
                     "/Type /XObject\n/Subtype /Image\n/Width %u\n/Height %u\n/ColorSpace /%s\n"
                     "/BitsPerComponent 8\n%s",
                     (unsigned)pixels->width, (unsigned)pixels->height,
                     channels == 1 ? "DeviceGray" : "DeviceRGB", mask);

    update_stream(
        update, reference, entries,
        (struct string){(const char *)bytes, (size_t)pixels->width * pixels->height * channels});
}

/* A mask of points that are painted (0) or not (1), with rows of whole bytes. */
static void add_stencil(struct arena *arena, struct update *update, struct reference reference,
                        const struct pixels *pixels)
{
    size_t row = ((size_t)pixels->width + 7) / 8;
    char *bits = arena_alloc(arena, row * pixels->height);

    memset(bits, 0, row * pixels->height);
    for (size_t y = 0; y < pixels->height; y++) {
        for (size_t x = 0; x < pixels->width; x++) {
            if (pixels->alpha[y * pixels->width + x] < OPAQUE_FROM) {
                bits[y * row + x / 8] = (char)(bits[y * row + x / 8] | 0x80 >> x % 8);
            }
        }
    }
    update_stream(update, reference,
                  arena_format(arena,
                               "/Type /XObject\n/Subtype /Image\n/Width %u\n/Height %u\n"
                               "/ImageMask true\n/BitsPerComponent 1\n",
                               (unsigned)pixels->width, (unsigned)pixels->height),
                  (struct string){bits, row * pixels->height});
}

/* What leaves the ground of the picture clear, as an entry of it. */
static const char *add_mask(struct arena *arena, struct update *update, const struct pixels *pixels,
                            bool flat)
{
    if (pixels->alpha == NULL) {
        return "";
    }
    struct reference mask = update_reserve(update);
    if (flat) {
        add_stencil(arena, update, mask, pixels);
    } else {
        add_pixels(arena, update, mask, pixels, pixels->alpha, 1, "");
    }
    return arena_format(arena, "/%s %u 0 R\n", flat ? "Mask" : "SMask", (unsigned)mask.number);
}

/* An image's matrix: how it is turned into an upright rectangle with its corner at left, bottom. */
static void add_matrix(struct buffer *out, struct image_turn turn, int64_t left, int64_t bottom,
                       int64_t width, int64_t height)
{
    int64_t right = turn.flip_x ? -width : width, up = turn.flip_y ? -height : height;
    const int64_t upright[] = {right, 0, 0, up};
    const int64_t swapped[] = {0, -up, -right, 0};
    const int64_t *matrix = turn.swapped ? swapped : upright;
    int64_t x = left + (turn.swapped != turn.flip_x ? width : 0);
    int64_t y = bottom + (turn.swapped != turn.flip_y ? height : 0);

    for (size_t i = 0; i < 4; i++) {
        buffer_add_decimal(out, matrix[i], 3);
        buffer_add_byte(out, ' ');
    }
    buffer_add_decimal(out, x, 3);
    buffer_add_byte(out, ' ');
    buffer_add_decimal(out, y, 3);
    buffer_add_string(out, " cm ");
}

/* The picture as an object of its own, and the operators that paint it. */
static bool add_picture(struct arena *arena, struct update *update, const struct image *image,
                        int64_t width, int64_t height, struct buffer *entries,
                        struct buffer *content, struct diagnostics *diagnostics)
{
    struct image_turn turn = image_turn(image, false);
    bool flat = is_flat(update->base);
    int64_t across = turn.swapped ? image->height : image->width;
    int64_t down = turn.swapped ? image->width : image->height;
    int64_t fitting = across > 0 && down > 0 ? across * height / down : width;
    int64_t wide = fitting < width ? fitting : width;
    int64_t high = fitting < width || across == 0 ? height : width * down / across;
    struct pixels pixels;

    if (!image_decode(image, image_size_at(image, turn, wide, high), arena, &pixels, diagnostics)) {
        return false;
    }
    const char *mask = add_mask(arena, update, &pixels, flat);
    struct reference picture = update_reserve(update);
    add_pixels(arena, update, picture, &pixels, pixels.colour, pixels.channels, mask);
    /* Red over black is black then, as ink is. */
    buffer_format(entries, "/Resources <</XObject <</Seal %u 0 R>>%s>>\n", (unsigned)picture.number,
                  flat ? "" : "\n/ExtGState <</Ink <</Type /ExtGState\n/BM /Multiply>>>>");
    buffer_add_string(content, flat ? "q " : "q /Ink gs ");
    add_matrix(content, turn, (width - wide) / 2, (height - high) / 2, wide, high);
    buffer_add_string(content, "/Seal Do Q");
    return true;
}

bool appearance_add(struct arena *arena, struct update *update, const struct image *image,
                    int64_t width, int64_t height, struct reference *appearance,
                    struct diagnostics *diagnostics)
{
    struct buffer entries = buffer_new(arena), content = buffer_new(arena);

    buffer_add_string(&entries, "/Type /XObject\n/Subtype /Form\n/BBox [0 0 ");
    buffer_add_decimal(&entries, width, 3);
    buffer_add_byte(&entries, ' ');
    buffer_add_decimal(&entries, height, 3);
    buffer_add_string(&entries, "]\n");
    if (image == NULL || width == 0 || height == 0) {
        buffer_add_string(&entries, "/Resources <<>>\n");
    } else if (!add_picture(arena, update, image, width, height, &entries, &content, diagnostics)) {
        return false;
    }
    *appearance = update_reserve(update);
    update_stream(update, *appearance, buffer_string(&entries).bytes, buffer_string(&content));
    return true;
}
