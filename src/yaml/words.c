#include "yaml/words.h"

#include "base/arena.h"
#include "base/unicode.h"

const char *words_clip(struct arena *arena, struct string text)
{
    struct buffer buffer = buffer_new(arena);
    size_t offset = 0;

    for (unsigned count = 0; offset < text.size && count < WORDS_CLIP; count++) {
        size_t start = offset;
        uint32_t character = unicode_decode(text.bytes, text.size, &offset);
        if (character == '\n' || character == '\r' || character == '\t') {
            buffer_add_byte(&buffer, ' ');
        } else {
            buffer_add(&buffer, text.bytes + start, offset - start);
        }
    }
    if (offset < text.size) {
        buffer_add_string(&buffer, "…");
    }
    return buffer_string(&buffer).bytes;
}
