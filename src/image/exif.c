/* Exif: a TIFF directory inside of an image (JEITA CP-3451, 4.6). Only its first directory is read:
 * how the camera was held, and the density. */
#include "image/image_private.h"

enum {
    HEADER = 8,
    ENTRY = 12,
    ENTRIES_LIMIT = 512,
    TAG_ORIENTATION = 0x0112,
    TAG_DENSITY_X = 0x011A,
    TAG_DENSITY_Y = 0x011B,
    TAG_DENSITY_UNIT = 0x0128,
    TYPE_SHORT = 3,
    TYPE_RATIONAL = 5,
    UNIT_INCH = 2,
    UNIT_CENTIMETRE = 3,
    DENSITY_LIMIT = 10000000, /* per metre; finer is a mistake */
};

struct exif {
    const unsigned char *bytes;
    size_t size;
    bool little; /* the least significant byte comes first */
};

static uint32_t read_16(const struct exif *exif, size_t at)
{
    const unsigned char *bytes = exif->bytes + at;

    return exif->little ? (uint32_t)bytes[1] << 8 | bytes[0] : big_endian_16(bytes);
}

static uint32_t read_32(const struct exif *exif, size_t at)
{
    return exif->little ? read_16(exif, at + 2) << 16 | read_16(exif, at)
                        : read_16(exif, at) << 16 | read_16(exif, at + 2);
}

/* A rational number of pixels to a unit, as pixels per metre times that unit; 0: no sense in it. */
static double read_rational(const struct exif *exif, size_t entry)
{
    size_t at = read_32(exif, entry + 8);

    if (read_16(exif, entry + 2) != TYPE_RATIONAL || at > exif->size || exif->size - at < 8) {
        return 0;
    }
    uint32_t divisor = read_32(exif, at + 4);
    return divisor == 0 ? 0 : (double)read_32(exif, at) / divisor;
}

static uint32_t density_of(double number, uint32_t unit)
{
    double metre = unit == UNIT_CENTIMETRE ? number * 100 : number / 0.0254;

    return metre >= 1 && metre <= DENSITY_LIMIT ? (uint32_t)(metre + 0.5) : 0;
}

void exif_read(struct image *image, struct string string)
{
    struct exif exif = {(const unsigned char *)string.bytes, string.size, false};
    double x = 0, y = 0;
    uint32_t unit = UNIT_INCH;

    if (exif.size < HEADER) {
        return;
    }
    exif.little = exif.bytes[0] == 'I';
    size_t at = read_32(&exif, 4);
    if (read_16(&exif, 2) != 42 || at > exif.size || exif.size - at < 2) {
        return;
    }
    size_t count = read_16(&exif, at);
    at += 2;
    for (size_t i = 0; i < count && i < ENTRIES_LIMIT && exif.size - at >= ENTRY;
         i++, at += ENTRY) {
        uint32_t tag = read_16(&exif, at);
        bool is_short = read_16(&exif, at + 2) == TYPE_SHORT;
        uint32_t value = read_16(&exif, at + 8);
        if (tag == TAG_ORIENTATION && is_short && value >= 1 && value <= 8) {
            image->orientation = value;
        } else if (tag == TAG_DENSITY_X) {
            x = read_rational(&exif, at);
        } else if (tag == TAG_DENSITY_Y) {
            y = read_rational(&exif, at);
        } else if (tag == TAG_DENSITY_UNIT && is_short) {
            unit = value;
        }
    }
    if (image->density_x == 0 && (unit == UNIT_INCH || unit == UNIT_CENTIMETRE)) {
        image->density_x = density_of(x, unit);
        image->density_y = density_of(y, unit);
    }
}
