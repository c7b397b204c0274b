#include "yaml/words.h"

#include "base/arena.h"
#include "base/unicode.h"
#include <libintl.h>

const char *words_translate(const char *text)
{
    /* gettext answers "" with the header of the catalogue. */
    return text == NULL || text[0] == '\0' ? "" : dgettext("gongwen", text);
}

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

const char *words_join(struct arena *arena, const char *const *names, size_t count)
{
    struct buffer buffer = buffer_new(arena);

    for (size_t i = 0; i < count; i++) {
        buffer_add_string(&buffer, i > 0 ? ", " : "");
        buffer_add_string(&buffer, names[i]);
    }
    return buffer_string(&buffer).bytes;
}
