/*
 * Encodings: text from other programs comes as UTF-8, as UTF-16 ("Unicode" of editors), or in
 * GB18030, which holds GBK and GB2312.
 */
#include "import/manuscript.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include <errno.h>
#include <iconv.h>
#include <string.h>

/* A step's output; no encoding needs more for the bytes of one. */
enum { STEP = 16 * 1024 };

static void end_conversion(void *handle)
{
    (void)iconv_close((iconv_t)handle);
}

/* False where the bytes are not in that encoding. */
static bool convert(struct arena *arena, const char *encoding, struct string bytes,
                    struct buffer *out)
{
    iconv_t conversion = iconv_open("UTF-8", encoding);
    char step[STEP];
    char *from = arena_copy(arena, bytes.bytes, bytes.size);
    size_t left = bytes.size;

    if (conversion == (iconv_t)-1) { /* NOLINT(performance-no-int-to-ptr) */
        return false;
    }
    arena_own(arena, conversion, end_conversion);
    while (left > 0) {
        char *to = step;
        size_t room = sizeof step;
        size_t result = iconv(conversion, &from, &left, &to, &room);
        int error = errno;
        buffer_add(out, step, (size_t)(to - step));
        if ((result == (size_t)-1 && error != E2BIG) || out->size > SOURCE_LIMIT) {
            return false;
        }
    }
    return true;
}

static bool is_utf8(struct string bytes)
{
    for (size_t offset = 0; offset < bytes.size;) {
        if (unicode_decode(bytes.bytes, bytes.size, &offset) == UNICODE_INVALID) {
            return false;
        }
    }
    return true;
}

static bool to_utf8(struct manuscript *manuscript, struct string *bytes, const char **encoding)
{
    struct buffer out = buffer_new(manuscript->arena);

    *encoding = NULL;
    if (bytes->size >= 2 &&
        (memcmp(bytes->bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes->bytes, "\xFE\xFF", 2) == 0)) {
        *encoding = "UTF-16";
    } else if (!is_utf8(*bytes)) {
        *encoding = "GB18030";
    }
    if (*encoding == NULL || !convert(manuscript->arena, *encoding, *bytes, &out)) {
        return *encoding == NULL;
    }
    *bytes = buffer_string(&out);
    return true;
}

/* Control characters, form feeds of pages among them, become blanks of as many bytes, so that
 * places stay. Returns whether there were any that mean nothing. */
static bool blank_controls(char *bytes, size_t size)
{
    bool found = false;

    for (size_t offset = 0; offset < size;) {
        size_t at = offset;
        uint32_t character = unicode_decode(bytes, size, &offset);
        if (character == UNICODE_INVALID || !unicode_is_forbidden(character)) {
            continue;
        }
        if (character == 0xFEFF) { /* a byte order mark: at the beginning, or of joined files */
            (void)unicode_encode(at == 0 ? 0xFEFF : 0x200B, bytes + at);
            continue;
        }
        found = found || (character != '\f' && character != '\v');
        memset(bytes + at, ' ', offset - at);
        if (offset - at == 2) {
            (void)unicode_encode(0xA0, bytes + at); /* one character for one */
        } else if (offset - at == 3) {
            (void)unicode_encode(0x3000, bytes + at);
        }
    }
    return found;
}

const struct source *encoding_read(struct manuscript *manuscript, const char *name,
                                   struct string bytes)
{
    const char *encoding;
    bool converted = to_utf8(manuscript, &bytes, &encoding);
    char *copy = arena_copy(manuscript->arena, bytes.bytes, bytes.size);
    bool controls = converted && blank_controls(copy, bytes.size);
    /* Bytes in no encoding are told of by this. */
    const struct source *source =
        source_from_memory(manuscript->arena, name, copy, bytes.size, manuscript->diagnostics);

    if (source != NULL && encoding != NULL) {
        REPORT(manuscript->diagnostics, IMPORT_ENCODING, ((struct place){source, 0, 0}), encoding);
    }
    if (source != NULL && controls) {
        REPORT(manuscript->diagnostics, IMPORT_CONTROL, ((struct place){source, 0, 0}), "");
    }
    return source;
}
