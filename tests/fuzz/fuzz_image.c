/*
 * From any bytes to an image: header, pixels, and the file without what no reader shows. The corpus
 * is the images of the composition cases.
 */
#include "fuzz.h"

#include "image/image.h"
#include <string.h>

/* Larger images are slow to decode, and find nothing more. */
enum { PIXELS_DECODED = 1000 * 1000, INPUT_ROOM = 64 * 1024 };

uint8_t *fuzz_make_input(unsigned number, size_t *size)
{
    static const char *const names[] = {"sample.png",
                                        "sample-alpha.png",
                                        "sample-wide.png",
                                        "sample.jpg",
                                        "sample-turned.jpg",
                                        "sample-cmyk.jpg",
                                        "../../../data/images/sample-seal.svg"};
    char path[256];

    if (number >= sizeof names / sizeof *names) {
        return NULL;
    }
    (void)snprintf(path, sizeof path, "tests/composition/images/%s", names[number]);
    FILE *file = fopen(path, "rb");
    FUZZ_REQUIRE(file != NULL);
    uint8_t *bytes = malloc(INPUT_ROOM);
    FUZZ_REQUIRE(bytes != NULL);
    *size = fread(bytes, 1, INPUT_ROOM, file);
    (void)fclose(file);
    return bytes;
}

static const struct image *open_bytes(struct fuzz *fuzz, const void *bytes, size_t size)
{
    char path[FUZZ_PATH];
    int descriptor = fuzz_open_file(bytes, size, path);

    if (descriptor < 0) {
        return NULL;
    }
    const struct image *image =
        image_open(image_store_new(fuzz->arena), path, (struct place){0}, fuzz->diagnostics);
    (void)close(descriptor);
    return image;
}

static void decode(struct fuzz *fuzz, const struct image *image)
{
    const struct image_size size = {image->width, image->height};
    struct pixels pixels;
    unsigned sum = 0;

    if ((uint64_t)image->width * image->height > PIXELS_DECODED ||
        !image_decode(image, size, fuzz->arena, &pixels, fuzz->diagnostics)) {
        return;
    }
    size_t count = (size_t)pixels.width * pixels.height;
    FUZZ_REQUIRE(pixels.width == image->width && pixels.height == image->height);
    FUZZ_REQUIRE(pixels.channels == 1 || pixels.channels == 3);
    for (size_t i = 0; i < count * pixels.channels; i++) {
        sum += pixels.colour[i];
    }
    for (size_t i = 0; pixels.alpha != NULL && i < count; i++) {
        sum += pixels.alpha[i];
    }
    FUZZ_REQUIRE(sum / 255 <= count * (pixels.channels + 1));
}

static void run(struct fuzz *fuzz)
{
    const struct image *image = open_bytes(fuzz, fuzz->data, fuzz->size);

    if (image == NULL) {
        FUZZ_REQUIRE(diagnostics_failed(fuzz->diagnostics));
        return;
    }
    if (image->format == IMAGE_SVG) {
        FUZZ_REQUIRE(image->width >= 1 && image->height >= 1);
        return; /* what draws it is not ours, and a process each time is slow */
    }
    FUZZ_REQUIRE(image->width >= 1 && image->width <= IMAGE_SIDE_LIMIT);
    FUZZ_REQUIRE(image->height >= 1 && image->height <= IMAGE_SIDE_LIMIT);
    FUZZ_REQUIRE(image->orientation >= 1 && image->orientation <= 8);
    decode(fuzz, image);
    struct string plain;
    const struct image_size size = {image->width, image->height};
    if (size.width > PIXELS_DECODED / size.height ||
        !image_plain_file(image, size, fuzz->arena, &plain, fuzz->diagnostics)) {
        return;
    }
    FUZZ_REQUIRE(plain.size <= fuzz->size);
    const struct image *again = open_bytes(fuzz, plain.bytes, plain.size);
    FUZZ_REQUIRE(again != NULL && again->width == image->width && again->height == image->height);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_run(run, data, size);
}
