#include "font/cff.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include <math.h>

static const unsigned char *bytes_of(struct string string)
{
    return (const unsigned char *)string.bytes;
}

static struct string string_of(const unsigned char *bytes, size_t size)
{
    return (struct string){(const char *)bytes, size};
}

static uint32_t read_number(const unsigned char *at, unsigned size)
{
    uint32_t value = 0;

    for (unsigned i = 0; i < size; i++) {
        value = value << 8 | at[i];
    }
    return value;
}

/* Reads the INDEX at `at`; `*end` becomes the offset behind it. */
static bool read_index(struct string table, size_t at, struct cff_index *out, size_t *end)
{
    const unsigned char *bytes = bytes_of(table);

    *out = (struct cff_index){0};
    if (at > table.size || table.size - at < 2) {
        return false;
    }
    uint32_t count = read_number(bytes + at, 2);
    if (count == 0) {
        *end = at + 2;
        return true;
    }
    if (table.size - at < 3) {
        return false;
    }
    unsigned offset_size = bytes[at + 2];
    size_t array = ((size_t)count + 1) * offset_size;
    if (offset_size < 1 || offset_size > 4 || table.size - at - 3 < array) {
        return false;
    }
    size_t data = at + 3 + array;
    uint32_t last = read_number(bytes + data - offset_size, offset_size);
    if (last < 1 || last - 1 > table.size - data) {
        return false;
    }
    *out = (struct cff_index){bytes + at + 3, bytes + data, last - 1, count, offset_size};
    *end = data + last - 1;
    return true;
}

bool cff_index_item(const struct cff_index *index, uint32_t i, struct string *item)
{
    if (i >= index->count) {
        return false;
    }
    const unsigned char *at = index->offsets + (size_t)i * index->offset_size;
    uint32_t start = read_number(at, index->offset_size);
    uint32_t end = read_number(at + index->offset_size, index->offset_size);
    if (start < 1 || start > end || end - 1 > index->data_size) {
        return false;
    }
    *item = string_of(index->data + start - 1, end - start);
    return true;
}

/* A real number: nibbles of digits, a to f standing for . E E- (none) - and the end. */
static bool read_real(struct cff_dictionary *dictionary, double *value)
{
    double mantissa = 0;
    int places = 0, exponent = 0, exponent_sign = 1;
    bool negative = false, fraction = false, scientific = false;

    while (dictionary->at < dictionary->end) {
        unsigned char byte = *dictionary->at++;
        for (unsigned half = 0; half < 2; half++) {
            unsigned nibble = half == 0 ? byte >> 4U : byte & 15U;
            if (nibble < 10 && scientific) {
                exponent = exponent < 1000 ? exponent * 10 + (int)nibble : exponent;
            } else if (nibble < 10) {
                mantissa = mantissa * 10 + nibble;
                places += fraction && places < 1000 ? 1 : 0;
            } else if (nibble == 10) {
                fraction = true;
            } else if (nibble == 11 || nibble == 12) {
                scientific = true;
                exponent_sign = nibble == 12 ? -1 : 1;
            } else if (nibble == 14) {
                negative = true;
            } else if (nibble == 15) {
                *value = mantissa * pow(10, exponent_sign * exponent - places);
                *value = negative ? -*value : *value;
                return isfinite(*value);
            } else {
                return false;
            }
        }
    }
    return false;
}

static bool read_operand(struct cff_dictionary *dictionary, double *value)
{
    unsigned char first = *dictionary->at++;
    size_t left = (size_t)(dictionary->end - dictionary->at);

    if (first == 30) {
        return read_real(dictionary, value);
    }
    size_t more = first == 28 ? 2 : first == 29 ? 4 : first >= 247 && first <= 254 ? 1 : 0;
    if (left < more || first == 31 || first == 255) {
        return false;
    }
    uint32_t rest = read_number(dictionary->at, (unsigned)more);
    dictionary->at += more;
    if (first == 28) {
        *value = (int16_t)rest;
    } else if (first == 29) {
        *value = (int32_t)rest;
    } else if (first <= 246) {
        *value = (int)first - 139;
    } else if (first <= 250) {
        *value = ((int)first - 247) * 256 + (int)rest + 108;
    } else {
        *value = -((int)first - 251) * 256 - (int)rest - 108;
    }
    return true;
}

struct cff_dictionary cff_dictionary_start(struct string bytes)
{
    const unsigned char *start = bytes_of(bytes);

    return (struct cff_dictionary){.at = start, .end = bytes.size > 0 ? start + bytes.size : start};
}

bool cff_dictionary_next(struct cff_dictionary *dictionary)
{
    const unsigned char *start = dictionary->at;

    dictionary->count = 0;
    while (dictionary->at < dictionary->end) {
        const unsigned char *token = dictionary->at;
        if (*token <= 21) {
            size_t size = *token == 12 ? 2 : 1;
            if ((size_t)(dictionary->end - token) < size) {
                break;
            }
            dictionary->at += size;
            dictionary->key = size == 2 ? 12U << 8 | token[1] : token[0];
            dictionary->operands = string_of(start, (size_t)(token - start));
            dictionary->entry = string_of(start, (size_t)(dictionary->at - start));
            return true;
        }
        if (dictionary->count == CFF_OPERAND_LIMIT ||
            !read_operand(dictionary, &dictionary->values[dictionary->count])) {
            break;
        }
        dictionary->count++;
    }
    dictionary->broken =
        dictionary->at < dictionary->end || dictionary->count > 0 || dictionary->at != start;
    return false;
}

/* The operand that is an offset into, or a size of, at most `limit` bytes. */
static bool dictionary_offset(const struct cff_dictionary *dictionary, size_t operand, size_t limit,
                              size_t *offset)
{
    if (operand >= dictionary->count || dictionary->values[operand] < 0 ||
        dictionary->values[operand] > (double)limit) {
        return false;
    }
    *offset = (size_t)dictionary->values[operand];
    return true;
}

static const char *read_private(struct string table, const struct cff_dictionary *entry,
                                struct cff_font *font)
{
    size_t size, offset, subrs = 0, end;

    if (!dictionary_offset(entry, 0, table.size, &size) ||
        !dictionary_offset(entry, 1, table.size - size, &offset)) {
        return N_("the CFF private dictionary lies outside of the table");
    }
    font->dictionary = (struct string){table.bytes + offset, size};
    struct cff_dictionary dictionary = cff_dictionary_start(font->dictionary);
    while (cff_dictionary_next(&dictionary)) {
        if (dictionary.key == CFF_KEY_NOMINAL_WIDTH && dictionary.count > 0) {
            font->nominal_width = dictionary.values[0];
        } else if (dictionary.key == CFF_KEY_SUBRS &&
                   (!dictionary_offset(&dictionary, 0, table.size - offset, &subrs) ||
                    !read_index(table, offset + subrs, &font->subrs, &end))) {
            return N_("the CFF subroutines lie outside of the table");
        }
    }
    return dictionary.broken ? N_("a CFF private dictionary is damaged") : NULL;
}

/* The values of a top dictionary that are needed while reading. */
struct top {
    size_t charstrings, fd_array, fd_select;
    struct cff_dictionary private_entry;
};

static const char *read_top(struct string bytes, struct cff *cff, struct top *top)
{
    struct cff_dictionary dictionary = cff_dictionary_start(bytes);
    size_t size = cff->table.size;
    bool good = true;

    while (cff_dictionary_next(&dictionary)) {
        switch (dictionary.key) {
        case CFF_KEY_ROS:
            cff->cid_keyed = true;
            break;
        case CFF_KEY_FONT_MATRIX:
            cff->matrix = dictionary.operands;
            break;
        case CFF_KEY_FONT_BOX:
            cff->box = dictionary.count == 4 ? dictionary.operands : STRING("");
            break;
        case CFF_KEY_CHARSTRING_TYPE:
            if (dictionary.count != 1 || dictionary.values[0] != 2) {
                return N_("its CFF charstrings are not of type 2");
            }
            break;
        case CFF_KEY_CHARSTRINGS:
            good = good && dictionary_offset(&dictionary, 0, size, &top->charstrings);
            break;
        case CFF_KEY_FD_ARRAY:
            good = good && dictionary_offset(&dictionary, 0, size, &top->fd_array);
            break;
        case CFF_KEY_FD_SELECT:
            good = good && dictionary_offset(&dictionary, 0, size, &top->fd_select);
            break;
        case CFF_KEY_PRIVATE:
            top->private_entry = dictionary;
            break;
        }
    }
    return dictionary.broken || !good ? N_("the CFF top dictionary is damaged") : NULL;
}

/* FDSelect of a CID-keyed font: format 0 is a byte per glyph, format 3 ranges. */
static const char *read_select(struct cff *cff, size_t offset)
{
    struct string rest = {cff->table.bytes + offset, cff->table.size - offset};
    const unsigned char *bytes = bytes_of(rest);
    size_t size = 0;

    if (offset != 0 && rest.size >= 1 && bytes[0] == 0) {
        size = 1 + (size_t)cff->charstrings.count;
    } else if (offset != 0 && rest.size >= 3 && bytes[0] == 3) {
        size = 3 + 3 * (size_t)read_number(bytes + 1, 2) + 2;
    }
    if (size == 0 || rest.size < size) {
        return N_("CFF FDSelect is damaged");
    }
    cff->select = (struct string){rest.bytes, size};
    return NULL;
}

static const char *read_fonts(struct arena *arena, struct cff *cff, const struct top *top)
{
    struct cff_index array;
    size_t end;
    const char *wrong = read_select(cff, top->fd_select);

    if (wrong != NULL) {
        return wrong;
    }
    if (top->fd_array == 0 || !read_index(cff->table, top->fd_array, &array, &end) ||
        array.count == 0 || array.count > CFF_FONT_LIMIT) {
        return N_("CFF FDArray is damaged");
    }
    struct cff_font *fonts = ARENA_ARRAY(arena, struct cff_font, array.count);
    cff->fonts = fonts;
    cff->font_count = array.count;
    for (uint32_t i = 0; i < array.count; i++) {
        struct string bytes;
        if (!cff_index_item(&array, i, &bytes)) {
            return N_("CFF FDArray is damaged");
        }
        struct cff_dictionary dictionary = cff_dictionary_start(bytes);
        while (wrong == NULL && cff_dictionary_next(&dictionary)) {
            if (dictionary.key == CFF_KEY_FONT_MATRIX) {
                fonts[i].matrix = dictionary.operands;
            } else if (dictionary.key == CFF_KEY_PRIVATE) {
                wrong = read_private(cff->table, &dictionary, &fonts[i]);
            }
        }
        if (wrong != NULL || dictionary.broken) {
            return wrong != NULL ? wrong : N_("a CFF font dictionary is damaged");
        }
    }
    return NULL;
}

const char *cff_read(struct arena *arena, struct string table, struct cff *out)
{
    struct cff_index names, tops, strings;
    struct string bytes;
    struct top top = {0};
    size_t at;

    *out = (struct cff){.table = table};
    if (table.size < 4 || table.bytes[0] != 1) {
        return N_("the CFF table has no header");
    }
    if (!read_index(table, bytes_of(table)[2], &names, &at) || !read_index(table, at, &tops, &at) ||
        !read_index(table, at, &strings, &at) || !read_index(table, at, &out->subrs, &at) ||
        !cff_index_item(&tops, 0, &bytes)) {
        return N_("the CFF table is damaged");
    }
    const char *wrong = read_top(bytes, out, &top);
    if (wrong != NULL) {
        return wrong;
    }
    if (top.charstrings == 0 || !read_index(table, top.charstrings, &out->charstrings, &at) ||
        out->charstrings.count == 0) {
        return N_("the CFF table has no charstrings");
    }
    if (out->cid_keyed) {
        return read_fonts(arena, out, &top);
    }
    struct cff_font *font = ARENA_NEW(arena, struct cff_font);
    out->fonts = font;
    out->font_count = 1;
    return top.private_entry.count > 0 ? read_private(table, &top.private_entry, font) : NULL;
}

const struct cff_font *cff_font_of_glyph(const struct cff *cff, uint32_t glyph)
{
    const unsigned char *select = bytes_of(cff->select);
    unsigned font = 0;

    if (glyph >= cff->charstrings.count) {
        return NULL;
    }
    if (cff->select.size > 0 && select[0] == 0) {
        font = select[1 + glyph];
    } else if (cff->select.size > 0) {
        /* The last range that begins at or before the glyph. */
        size_t low = 0, high = read_number(select + 1, 2);
        while (high - low > 1) {
            size_t middle = (low + high) / 2;
            if (read_number(select + 3 + 3 * middle, 2) <= glyph) {
                low = middle;
            } else {
                high = middle;
            }
        }
        font = high > 0 ? select[3 + 3 * low + 2] : CFF_FONT_LIMIT;
    }
    return font < cff->font_count ? &cff->fonts[font] : NULL;
}
