#include "check/hanzi_number.h"

#include "base/arena.h"
#include "base/unicode.h"

static const uint32_t digits[] = {0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94,
                                  0x516D, 0x4E03, 0x516B, 0x4E5D}; /* 一 to 九 */
enum { TEN = 0x5341 /* 十 */ };

/* 1 to 9, or 0. */
static unsigned digit_at(struct string text, size_t *offset)
{
    size_t next = *offset;
    uint32_t character = next < text.size ? unicode_decode(text.bytes, text.size, &next) : 0;

    for (unsigned i = 0; i < sizeof digits / sizeof *digits; i++) {
        if (digits[i] == character) {
            *offset = next;
            return i + 1;
        }
    }
    return 0;
}

unsigned hanzi_number_read(struct string text, size_t *offset)
{
    unsigned tens = digit_at(text, offset);
    size_t next = *offset;

    if (next < text.size && unicode_decode(text.bytes, text.size, &next) == TEN) {
        *offset = next;
        return (tens > 0 ? tens : 1) * 10 + digit_at(text, offset);
    }
    return tens;
}

const char *hanzi_number_write(struct arena *arena, unsigned number)
{
    struct buffer out = buffer_new(arena);

    if (number >= 1 && number <= 99) {
        if (number >= 20) {
            buffer_add_character(&out, digits[number / 10 - 1]);
        }
        if (number >= 10) {
            buffer_add_character(&out, TEN);
        }
        if (number % 10 > 0) {
            buffer_add_character(&out, digits[number % 10 - 1]);
        }
    }
    return buffer_string(&out).bytes;
}
