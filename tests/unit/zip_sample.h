/* ZIP files made for tests, with their parts stored as they are. */
#ifndef GONGWEN_TESTS_ZIP_SAMPLE_H
#define GONGWEN_TESTS_ZIP_SAMPLE_H

#include "base/buffer.h"
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct zip_part {
    const char *name;
    struct string bytes;
};

static inline uint32_t zip_checksum(struct string bytes)
{
    uint32_t sum = 0xFFFFFFFF;

    for (size_t i = 0; i < bytes.size; i++) {
        sum ^= (unsigned char)bytes.bytes[i];
        for (unsigned bit = 0; bit < 8; bit++) {
            sum = sum >> 1 ^ (sum & 1 ? 0xEDB88320U : 0);
        }
    }
    return ~sum;
}

static inline void zip_number(struct buffer *out, uint32_t value, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++) {
        buffer_add_byte(out, (unsigned char)(value >> (8 * i)));
    }
}

/* What a part's two headers have in common. */
static inline void zip_header(struct buffer *out, const struct zip_part *part)
{
    zip_number(out, 20, 2); /* version */
    zip_number(out, 0, 2);  /* flags */
    zip_number(out, 0, 2);  /* stored */
    zip_number(out, 0, 2);  /* time */
    zip_number(out, 0x21, 2);
    zip_number(out, zip_checksum(part->bytes), 4);
    zip_number(out, (uint32_t)part->bytes.size, 4);
    zip_number(out, (uint32_t)part->bytes.size, 4);
    zip_number(out, (uint32_t)strlen(part->name), 2);
    zip_number(out, 0, 2); /* extra field */
}

/* Appends the archive to an empty buffer; at most eight parts. */
static inline void zip_write(struct buffer *out, const struct zip_part *parts, size_t count)
{
    uint32_t offsets[8];

    for (size_t i = 0; i < count; i++) {
        offsets[i] = (uint32_t)out->size;
        zip_number(out, 0x04034B50, 4);
        zip_header(out, &parts[i]);
        buffer_add_string(out, parts[i].name);
        buffer_add(out, parts[i].bytes.bytes, parts[i].bytes.size);
    }
    uint32_t directory = (uint32_t)out->size;
    for (size_t i = 0; i < count; i++) {
        zip_number(out, 0x02014B50, 4);
        zip_number(out, 20, 2);
        zip_header(out, &parts[i]);
        zip_number(out, 0, 2); /* comment */
        zip_number(out, 0, 4); /* disk, internal attributes */
        zip_number(out, 0, 4);
        zip_number(out, offsets[i], 4);
        buffer_add_string(out, parts[i].name);
    }
    uint32_t size = (uint32_t)out->size - directory;
    zip_number(out, 0x06054B50, 4);
    zip_number(out, 0, 4);
    zip_number(out, (uint32_t)count, 2);
    zip_number(out, (uint32_t)count, 2);
    zip_number(out, size, 4);
    zip_number(out, directory, 4);
    zip_number(out, 0, 2);
}

#endif
