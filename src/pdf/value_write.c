/* Values written, and texts for people. */
#include "pdf/value.h"

#include "base/arena.h"
#include "base/unicode.h"
#include <string.h>

struct string value_text(struct arena *arena, const struct value *value)
{
    struct buffer out = buffer_new(arena);

    if (value->kind != VALUE_STRING) {
        return STRING("");
    }
    const unsigned char *bytes = (const unsigned char *)value->text.bytes;
    size_t size = value->text.size;
    if (size >= 2 && bytes[0] == 0xFE && bytes[1] == 0xFF) {
        for (size_t i = 2; i + 1 < size; i += 2) {
            uint32_t unit = (uint32_t)bytes[i] << 8 | bytes[i + 1];
            if (unit >= 0xD800 && unit < 0xDC00 && i + 3 < size) {
                uint32_t low = (uint32_t)bytes[i + 2] << 8 | bytes[i + 3];
                if (low >= 0xDC00 && low < 0xE000) {
                    buffer_add_character(&out, 0x10000 + ((unit - 0xD800) << 10) + low - 0xDC00);
                    i += 2;
                    continue;
                }
            }
            buffer_add_character(&out, unit >= 0xD800 && unit < 0xE000 ? 0xFFFD : unit);
        }
    } else if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        buffer_add(&out, bytes + 3, size - 3);
    } else {
        for (size_t i = 0; i < size; i++) { /* what is not ASCII differs between encodings */
            buffer_add_character(&out, bytes[i] < 0x80 ? bytes[i] : 0xFFFD);
        }
    }
    return buffer_string(&out);
}

/* ---- Writing ---- */

void value_write_name(struct buffer *out, struct string name)
{
    buffer_add_byte(out, '/');
    for (size_t i = 0; i < name.size; i++) {
        unsigned char byte = (unsigned char)name.bytes[i];
        if (byte <= 0x20 || byte >= 0x7F || byte == '#' || strchr("()<>[]{}/%", byte) != NULL) {
            buffer_format(out, "#%02X", byte);
        } else {
            buffer_add_byte(out, byte);
        }
    }
}

void value_write_string(struct buffer *out, struct string bytes)
{
    buffer_add_byte(out, '<');
    for (size_t i = 0; i < bytes.size; i++) {
        buffer_format(out, "%02X", (unsigned char)bytes.bytes[i]);
    }
    buffer_add_byte(out, '>');
}

void value_write_reference(struct buffer *out, struct reference reference)
{
    buffer_format(out, "%u %u R", (unsigned)reference.number, (unsigned)reference.generation);
}

void value_write_text(struct buffer *out, const char *utf8)
{
    size_t size = strlen(utf8);
    bool ascii = true;

    for (size_t i = 0; i < size; i++) {
        ascii = ascii && utf8[i] >= 0x20 && utf8[i] < 0x7F;
    }
    if (ascii) {
        buffer_add_byte(out, '(');
        for (size_t i = 0; i < size; i++) {
            if (strchr("()\\", utf8[i]) != NULL) {
                buffer_add_byte(out, '\\');
            }
            buffer_add_byte(out, (unsigned char)utf8[i]);
        }
        buffer_add_byte(out, ')');
        return;
    }
    buffer_add_string(out, "<FEFF");
    for (size_t offset = 0; offset < size;) {
        uint32_t character = unicode_decode(utf8, size, &offset);
        character = character == UNICODE_INVALID ? 0xFFFD : character;
        if (character > 0xFFFF) {
            buffer_format(out, "%04X%04X", (unsigned)(0xD800 + ((character - 0x10000) >> 10)),
                          (unsigned)(0xDC00 + (character & 0x3FF)));
        } else {
            buffer_format(out, "%04X", (unsigned)character);
        }
    }
    buffer_add_byte(out, '>');
}

/* Recursion is as deep as that of reading. */
void value_write(struct buffer *out, const struct value *value)
{
    switch (value->kind) {
    case VALUE_NULL:
        buffer_add_string(out, "null");
        break;
    case VALUE_BOOLEAN:
        buffer_add_string(out, value->boolean ? "true" : "false");
        break;
    case VALUE_INTEGER:
        buffer_add_integer(out, value->integer);
        break;
    case VALUE_REAL:
        buffer_add(out, value->text.bytes, value->text.size);
        break;
    case VALUE_STRING:
        value_write_string(out, value->text);
        break;
    case VALUE_NAME:
        value_write_name(out, value->text);
        break;
    case VALUE_REFERENCE:
        value_write_reference(out, value->reference);
        break;
    case VALUE_ARRAY:
        buffer_add_byte(out, '[');
        for (size_t i = 0; i < value->count; i++) {
            buffer_add_string(out, i > 0 ? " " : "");
            value_write(out, &value->items[i]);
        }
        buffer_add_byte(out, ']');
        break;
    case VALUE_DICTIONARY:
    case VALUE_STREAM:
        buffer_add_string(out, "<<");
        for (size_t i = 0; i < value->count; i++) {
            value_write_name(out, value->entries[i].key);
            buffer_add_byte(out, ' ');
            value_write(out, &value->entries[i].value);
            buffer_add_byte(out, '\n');
        }
        buffer_add_string(out, ">>");
        break;
    }
}
