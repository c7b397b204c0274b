#include "sign/appearance.h"

#include "base/arena.h"
#include "image/image.h"

static void add_pixels(struct arena *arena, struct update *update, struct reference reference,
                       const struct pixels *pixels, const uint8_t *bytes, unsigned channels,
                       const struct reference *mask)
{
    const char *soft =
        mask == NULL ? "" : arena_format(arena, "/SMask %u 0 R\n", (unsigned)mask->number);
    const char *entries =
        arena_format(arena,
                     "/Type /XObject\n/Subtype /Image\n/Width %u\n/Height %u\n/ColorSpace /%s\n"
                     "/BitsPerComponent 8\n%s",
                     (unsigned)pixels->width, (unsigned)pixels->height,
                     channels == 1 ? "DeviceGray" : "DeviceRGB", soft);

    update_stream(
        update, reference, entries,
        (struct string){(const char *)bytes, (size_t)pixels->width * pixels->height * channels});
}

/* An image's matrix: how it is turned into an upright rectangle. */
static void add_matrix(struct buffer *out, const struct image *image, int64_t width, int64_t height)
{
    struct image_turn turn = image_turn(image, false);
    int64_t right = turn.flip_x ? -width : width, up = turn.flip_y ? -height : height;
    const int64_t upright[] = {right, 0, 0, up};
    const int64_t swapped[] = {0, -up, -right, 0};
    const int64_t *matrix = turn.swapped ? swapped : upright;
    int64_t x = turn.swapped != turn.flip_x ? width : 0;
    int64_t y = turn.swapped != turn.flip_y ? height : 0;

    for (size_t i = 0; i < 4; i++) {
        buffer_add_decimal(out, matrix[i], 3);
        buffer_add_byte(out, ' ');
    }
    buffer_add_decimal(out, x, 3);
    buffer_add_byte(out, ' ');
    buffer_add_decimal(out, y, 3);
    buffer_add_string(out, " cm ");
}

bool appearance_add(struct arena *arena, struct update *update, const struct image *image,
                    int64_t width, int64_t height, struct reference *appearance,
                    struct diagnostics *diagnostics)
{
    struct buffer entries = buffer_new(arena), content = buffer_new(arena);
    struct pixels pixels;
    struct reference mask, picture;

    buffer_add_string(&entries, "/Type /XObject\n/Subtype /Form\n/BBox [0 0 ");
    buffer_add_decimal(&entries, width, 3);
    buffer_add_byte(&entries, ' ');
    buffer_add_decimal(&entries, height, 3);
    buffer_add_string(&entries, "]\n");
    if (image != NULL) {
        struct image_size raster = image_size_at(image, image_turn(image, false), width, height);
        if (!image_decode(image, raster, arena, &pixels, diagnostics)) {
            return false;
        }
        if (pixels.alpha != NULL) {
            mask = update_reserve(update);
            add_pixels(arena, update, mask, &pixels, pixels.alpha, 1, NULL);
        }
        picture = update_reserve(update);
        add_pixels(arena, update, picture, &pixels, pixels.colour, pixels.channels,
                   pixels.alpha != NULL ? &mask : NULL);
        buffer_format(&entries, "/Resources <</XObject <</Seal %u 0 R>>>>\n",
                      (unsigned)picture.number);
        buffer_add_string(&content, "q ");
        add_matrix(&content, image, width, height);
        buffer_add_string(&content, "/Seal Do Q");
    } else {
        buffer_add_string(&entries, "/Resources <<>>\n");
    }
    *appearance = update_reserve(update);
    update_stream(update, *appearance, buffer_string(&entries).bytes, buffer_string(&content));
    return true;
}
