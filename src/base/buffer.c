#include "base/buffer.h"

#include "base/arena.h"
#include "base/unicode.h"
#include <stdio.h>
#include <string.h>

struct buffer buffer_new(struct arena *arena)
{
    return (struct buffer){.arena = arena};
}

/* Room for `size` more bytes and a NUL; returns where they go. */
static char *buffer_room(struct buffer *buffer, size_t size)
{
    if (size >= SIZE_MAX / 4 - buffer->size) {
        arena_fail(buffer->arena);
    }
    size_t wanted = buffer->size + size + 1;
    if (wanted > buffer->capacity) {
        size_t capacity = buffer->capacity < 128 ? 256 : buffer->capacity * 2;
        if (capacity < wanted) {
            capacity = wanted;
        }
        char *grown = arena_alloc(buffer->arena, capacity);
        if (buffer->size > 0) {
            memcpy(grown, buffer->bytes, buffer->size);
        }
        buffer->bytes = grown;
        buffer->capacity = capacity;
    }
    return buffer->bytes + buffer->size;
}

void buffer_add(struct buffer *buffer, const void *bytes, size_t size)
{
    char *room = buffer_room(buffer, size);

    if (size > 0) {
        memcpy(room, bytes, size);
    }
    room[size] = '\0';
    buffer->size += size;
}

void buffer_add_string(struct buffer *buffer, const char *string)
{
    buffer_add(buffer, string, strlen(string));
}

void buffer_add_byte(struct buffer *buffer, unsigned char byte)
{
    buffer_add(buffer, &byte, 1);
}

void buffer_add_character(struct buffer *buffer, uint32_t character)
{
    char bytes[4];
    size_t size = unicode_encode(character, bytes);

    buffer_add(buffer, bytes, size);
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
    va_list arguments, again;

    va_start(arguments, format);
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (size > 0) {
        char *room = buffer_room(buffer, (size_t)size);
        (void)vsnprintf(room, (size_t)size + 1, format, again);
        buffer->size += (size_t)size;
    }
    va_end(again);
}

static void add_digits(struct buffer *buffer, uint64_t rest)
{
    char digits[20];
    size_t start = sizeof digits;

    do {
        digits[--start] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    buffer_add(buffer, digits + start, sizeof digits - start);
}

void buffer_add_integer(struct buffer *buffer, int64_t value)
{
    if (value < 0) {
        buffer_add_byte(buffer, '-');
    }
    add_digits(buffer, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

void buffer_add_fixed(struct buffer *buffer, int64_t value, unsigned places)
{
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    uint64_t unit = 1;

    for (unsigned i = 0; i < places; i++) {
        unit *= 10;
    }
    if (value < 0) {
        buffer_add_byte(buffer, '-');
    }
    add_digits(buffer, rest / unit);
    if (places > 0) {
        buffer_add_byte(buffer, '.');
    }
    for (unit /= 10; unit > 0; unit /= 10) {
        buffer_add_byte(buffer, (unsigned char)('0' + rest / unit % 10));
    }
}

void buffer_add_decimal(struct buffer *buffer, int64_t value, unsigned places)
{
    while (places > 0 && value % 10 == 0) {
        value /= 10;
        places--;
    }
    buffer_add_fixed(buffer, value, places);
}

void buffer_add_json(struct buffer *buffer, const char *text)
{
    size_t size = strlen(text);

    buffer_add_byte(buffer, '"');
    for (size_t offset = 0; offset < size;) {
        uint32_t character = unicode_decode(text, size, &offset);
        if (character == '"' || character == '\\') {
            buffer_add_byte(buffer, '\\');
            buffer_add_byte(buffer, (unsigned char)character);
        } else if (character < 0x20) {
            buffer_format(buffer, "\\u%04x", (unsigned)character);
        } else {
            buffer_add_character(buffer, character == UNICODE_INVALID ? 0xFFFD : character);
        }
    }
    buffer_add_byte(buffer, '"');
}

void buffer_add_xml(struct buffer *out, struct string text)
{
    for (size_t offset = 0; offset < text.size;) {
        size_t start = offset;
        uint32_t character = unicode_decode(text.bytes, text.size, &offset);
        switch (character) {
        case '&':
            buffer_add_string(out, "&amp;");
            break;
        case '<':
            buffer_add_string(out, "&lt;");
            break;
        case '>':
            buffer_add_string(out, "&gt;");
            break;
        case '"':
            buffer_add_string(out, "&quot;");
            break;
        case '\t':
        case '\n':
        case '\r': /* else attribute values would get a space for them */
            buffer_format(out, "&#%u;", (unsigned)character);
            break;
        case UNICODE_INVALID:
            buffer_add_character(out, 0xFFFD);
            break;
        default:
            if (unicode_is_forbidden(character)) {
                buffer_add_character(out, 0xFFFD);
            } else {
                buffer_add(out, text.bytes + start, offset - start);
            }
        }
    }
}

struct string buffer_string(const struct buffer *buffer)
{
    return buffer->size == 0 ? STRING("") : (struct string){buffer->bytes, buffer->size};
}
