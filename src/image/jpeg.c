/*
 * JPEG (ISO/IEC 10918-1). The header is read by us; libjpeg makes the pixels. libjpeg reports
 * errors by a jump that we provide: it does not leave image_decode_jpeg(), in which no arena is
 * used.
 */
#include "image/image_private.h"

#include "base/diagnostic.h"
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

#include <jerror.h>

enum {
    MARK_START_OF_FRAME = 0xC0, /* C0 to CF but for C4, C8 and CC: by kind of coding */
    MARK_PROGRESSIVE = 0xC2,
    MARK_HUFFMAN_TABLE = 0xC4,
    MARK_EXTENSION = 0xC8,
    MARK_ARITHMETIC_TABLE = 0xCC,
    MARK_RESTART = 0xD0, /* to D7 */
    MARK_START = 0xD8,
    MARK_END = 0xD9,
    MARK_SCAN = 0xDA,
    MARK_APPLICATION = 0xE0, /* to EF */
    MARK_COMMENT = 0xFE,
    SCANS_LIMIT = 100, /* of a progressive image; each is a pass over all of it */
    DENSITY_INCH = 1,
    DENSITY_CENTIMETRE = 2,
};

static const char *const arithmetic = N_("its kind of coding is one that PDF does not have");

/* A part of the file: a marker and what belongs to it. */
struct part {
    unsigned mark;
    const unsigned char *start; /* of the marker */
    const unsigned char *data;  /* of the segment behind its length */
    size_t size;                /* of the data */
};

static bool is_mark(unsigned char byte)
{
    return byte != 0 && byte != 0xFF && (byte & 0xF8) != MARK_RESTART;
}

/* Where the next marker begins that is no restart; the file's end where there is none. */
static size_t find_mark(struct string file, size_t at)
{
    const unsigned char *bytes = (const unsigned char *)file.bytes;

    while (at + 1 < file.size) {
        const unsigned char *found = memchr(bytes + at, 0xFF, file.size - at - 1);
        if (found == NULL) {
            break;
        }
        at = (size_t)(found - bytes);
        if (is_mark(found[1])) {
            return at;
        }
        at++;
    }
    return file.size;
}

/* The part at or behind an offset, which is moved behind it; false at the end of the file. */
static bool next_part(struct string file, size_t *at, struct part *part)
{
    const unsigned char *bytes = (const unsigned char *)file.bytes;
    size_t start = find_mark(file, *at);

    if (start == file.size) {
        return false;
    }
    *part = (struct part){.mark = bytes[start + 1], .start = bytes + start};
    *at = start + 2;
    if (part->mark == MARK_START || part->mark == MARK_END) {
        return true;
    }
    if (file.size - *at < 2) {
        return false;
    }
    size_t size = big_endian_16(bytes + *at);
    if (size < 2 || size > file.size - *at) {
        return false;
    }
    part->data = bytes + *at + 2;
    part->size = size - 2;
    *at += size;
    return true;
}

static bool begins_with(const struct part *part, const char *name, size_t size)
{
    return part->size >= size && memcmp(part->data, name, size) == 0;
}

bool image_is_jpeg(struct string file)
{
    return file.size >= 3 && memcmp(file.bytes, "\xFF\xD8\xFF", 3) == 0;
}

static void read_density(struct image *image, const struct part *part)
{
    const unsigned char *data = part->data + 7; /* behind "JFIF\0" and the version */
    uint32_t x = big_endian_16(data + 1), y = big_endian_16(data + 3);

    if (data[0] == DENSITY_INCH) {
        image->density_x = (x * 10000 + 127) / 254;
        image->density_y = (y * 10000 + 127) / 254;
    } else if (data[0] == DENSITY_CENTIMETRE) {
        image->density_x = x * 100;
        image->density_y = y * 100;
    }
}

static const char *read_frame(struct image *image, const struct part *part)
{
    if (part->mark > MARK_PROGRESSIVE) {
        return arithmetic;
    }
    if (part->size < 6 || image->width != 0) {
        return image_damaged;
    }
    image->height = big_endian_16(part->data + 1);
    image->width = big_endian_16(part->data + 3);
    image->channels = part->data[5];
    bool known = image->channels == 1 || image->channels == 3 || image->channels == 4;
    return part->data[0] == 8 && known ? NULL : arithmetic;
}

const char *image_read_jpeg(struct image *image)
{
    struct part part;
    size_t at = 0;
    unsigned scans = 0;
    bool adobe = false;
    const char *wrong = NULL;

    while (wrong == NULL && next_part(image->file, &at, &part)) {
        if (part.mark == MARK_END) {
            image->inverted = adobe && image->channels == 4;
            return image->width != 0 && scans > 0 ? NULL : image_damaged;
        }
        if (part.mark == MARK_SCAN) {
            wrong = ++scans <= SCANS_LIMIT ? NULL : image_damaged;
        } else if ((part.mark & 0xF0) == MARK_START_OF_FRAME && part.mark != MARK_HUFFMAN_TABLE &&
                   part.mark != MARK_EXTENSION && part.mark != MARK_ARITHMETIC_TABLE) {
            wrong = read_frame(image, &part);
        } else if (part.mark == MARK_APPLICATION && begins_with(&part, "JFIF", 5) &&
                   part.size >= 12) {
            read_density(image, &part);
        } else if (part.mark == MARK_APPLICATION + 1 && begins_with(&part, "Exif\0", 6)) {
            exif_read(image, (struct string){(const char *)part.data + 6, part.size - 6});
        } else if (part.mark == MARK_APPLICATION + 14 && begins_with(&part, "Adobe", 5)) {
            adobe = true;
        }
    }
    return wrong != NULL ? wrong : image_ends_early;
}

/* Whether a reader needs the part: JFIF, Adobe's word on the colours, and profiles of colours stay.
 */
static bool is_needed(const struct part *part)
{
    if (part->mark == MARK_APPLICATION + 2) {
        return begins_with(part, "ICC_PROFILE", 12);
    }
    return part->mark != MARK_COMMENT &&
           ((part->mark & 0xF0) != MARK_APPLICATION || part->mark == MARK_APPLICATION ||
            part->mark == MARK_APPLICATION + 14);
}

void image_add_plain_jpeg(struct string file, struct buffer *out)
{
    struct part part;
    size_t at = 0;

    while (next_part(file, &at, &part)) {
        const char *start = (const char *)part.start;
        if (part.mark == MARK_SCAN) {
            at = find_mark(file, at);
        }
        if (is_needed(&part)) {
            buffer_add(out, start, (size_t)(file.bytes + at - start));
        }
        if (part.mark == MARK_END) {
            return;
        }
    }
}

/* ---- Pixels ---- */

struct failure {
    struct jpeg_error_mgr manager; /* first: libjpeg knows only this */
    jmp_buf guard;
    bool damaged, no_memory;
};

static _Noreturn void jump_error(j_common_ptr info)
{
    struct failure *failure = (struct failure *)info->err;

    failure->no_memory = info->err->msg_code == JERR_OUT_OF_MEMORY;
    longjmp(failure->guard, 1);
}

/* Warnings are libjpeg's word for data that is lost as well as for bytes too many. */
static void note_warning(j_common_ptr info, int level)
{
    struct failure *failure = (struct failure *)info->err;
    int code = info->err->msg_code;

    if (level < 0 && code != JWRN_EXTRANEOUS_DATA && code != JWRN_JFIF_MAJOR &&
        code != JWRN_ADOBE_XFORM && code != JWRN_TOO_MUCH_DATA) {
        failure->damaged = true;
    }
}

static void silent_message(j_common_ptr info)
{
    (void)info;
}

/* Process colours as a screen shows them, by the plain formula: 255 (1 - ink) (1 - black). */
static void show_inks(const uint8_t *inks, bool inverted, uint8_t *out, size_t count)
{
    for (size_t i = 0; i < count; i++, inks += 4, out += 3) {
        unsigned white = inverted ? inks[3] : 255U - inks[3];
        for (size_t k = 0; k < 3; k++) {
            unsigned light = inverted ? inks[k] : 255U - inks[k];
            out[k] = (uint8_t)((light * white + 127) / 255);
        }
    }
}

static void read_image(struct jpeg_decompress_struct *info, struct decoding *decoding)
{
    const struct image *image = decoding->image;

    jpeg_create_decompress(info);
    jpeg_mem_src(info, (const unsigned char *)image->file.bytes, image->file.size);
    (void)jpeg_read_header(info, TRUE);
    info->out_color_space = image->channels == 1   ? JCS_GRAYSCALE
                            : image->channels == 3 ? JCS_RGB
                                                   : JCS_CMYK;
    (void)jpeg_start_decompress(info);
    if (info->output_width != image->width || info->output_height != image->height ||
        (unsigned)info->output_components != image->channels) {
        ERREXIT(info, JERR_BAD_LENGTH);
    }
    while (info->output_scanline < info->output_height) {
        uint8_t *to = decoding->rows + info->output_scanline * decoding->row_size;
        JSAMPROW row = image->channels == 4 ? decoding->row : to;
        (void)jpeg_read_scanlines(info, &row, 1);
        if (image->channels == 4) {
            show_inks(decoding->row, image->inverted, to, image->width);
        }
    }
    (void)jpeg_finish_decompress(info);
}

/* Damage is told by the codes of the data; an eighth of the size needs nothing else of them. */
static void read_codes(struct jpeg_decompress_struct *info, struct decoding *decoding)
{
    const struct image *image = decoding->image;

    jpeg_create_decompress(info);
    jpeg_mem_src(info, (const unsigned char *)image->file.bytes, image->file.size);
    (void)jpeg_read_header(info, TRUE);
    info->out_color_space = info->jpeg_color_space;
    info->scale_num = 1;
    info->scale_denom = 8;
    info->do_fancy_upsampling = FALSE;
    (void)jpeg_start_decompress(info);
    if (info->output_width > image->width || info->output_components > 4) {
        ERREXIT(info, JERR_BAD_LENGTH);
    }
    while (info->output_scanline < info->output_height) {
        JSAMPROW row = decoding->row;
        (void)jpeg_read_scanlines(info, &row, 1);
    }
    (void)jpeg_finish_decompress(info);
}

/* Runs a reader, which libjpeg ends by a jump when it cannot go on. */
static const char *run_reader(void (*read)(struct jpeg_decompress_struct *info,
                                           struct decoding *decoding),
                              struct decoding *decoding)
{
    struct jpeg_decompress_struct info = {0};
    struct failure failure = {0};

    info.err = jpeg_std_error(&failure.manager);
    failure.manager.error_exit = jump_error;
    failure.manager.emit_message = note_warning;
    failure.manager.output_message = silent_message;
    if (setjmp(failure.guard) != 0) {
        jpeg_destroy_decompress(&info);
        decoding->no_memory = failure.no_memory;
        return image_damaged;
    }
    read(&info, decoding);
    jpeg_destroy_decompress(&info);
    return failure.damaged ? image_damaged : NULL;
}

const char *image_decode_jpeg(struct decoding *decoding)
{
    return run_reader(read_image, decoding);
}

const char *image_check_jpeg(struct decoding *decoding)
{
    return run_reader(read_codes, decoding);
}
