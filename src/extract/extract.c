#include "extract/extract.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

enum {
    SECTION_LIMIT = 1000,   /* of cross-references: one for each signature */
    OBJECT_LIMIT = 8388607, /* ISO 32000-1, annex C */
    DEPTH_LIMIT = 32,       /* of values in values */
    FILES_LIMIT = 10000,
    TAIL = 1024,     /* bytes at the end that hold the word startxref */
    ENTRY_SIZE = 20, /* of a cross-reference */
};

struct pdf {
    struct arena *arena;
    struct string bytes;
    size_t *offsets; /* by object number; 0: none */
    size_t object_count;
    struct string trailer;
    const char *why; /* the first fault */
};

static bool fail(struct pdf *pdf, const char *why)
{
    pdf->why = pdf->why == NULL ? why : pdf->why;
    return false;
}

/* ---- tokens: values are stretches of the file ---- */

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

static bool is_delimiter(char c)
{
    return c != '\0' && strchr("()<>[]{}/%", c) != NULL;
}

static size_t skip_space(struct string text, size_t at)
{
    while (at < text.size && (is_space(text.bytes[at]) || text.bytes[at] == '%')) {
        if (text.bytes[at] == '%') {
            while (at < text.size && text.bytes[at] != '\n' && text.bytes[at] != '\r') {
                at++;
            }
        } else {
            at++;
        }
    }
    return at;
}

static bool stands_at(struct string text, size_t at, const char *word)
{
    size_t size = strlen(word);

    return at <= text.size && text.size - at >= size && memcmp(text.bytes + at, word, size) == 0;
}

/* Behind a string in parentheses that begins at `at`. */
static size_t skip_string(struct string text, size_t at)
{
    size_t depth = 0;

    for (; at < text.size; at++) {
        if (text.bytes[at] == '\\') {
            at++;
        } else if (text.bytes[at] == '(') {
            depth++;
        } else if (text.bytes[at] == ')' && --depth == 0) {
            return at + 1;
        }
    }
    return text.size;
}

/* Behind one token: a bracket counts for itself. */
static size_t skip_token(struct string text, size_t at)
{
    char c = text.bytes[at];

    if (c == '(') {
        return skip_string(text, at);
    }
    if (stands_at(text, at, "<<") || stands_at(text, at, ">>")) {
        return at + 2;
    }
    if (c == '<') {
        const char *end = memchr(text.bytes + at, '>', text.size - at);
        return end == NULL ? text.size : (size_t)(end - text.bytes) + 1;
    }
    if (c != '/' && is_delimiter(c)) {
        return at + 1;
    }
    for (at++; at < text.size && !is_space(text.bytes[at]) && !is_delimiter(text.bytes[at]);) {
        at++;
    }
    return at;
}

/* Behind the value that begins at `at`, arrays and dictionaries as a whole. */
static size_t skip_value(struct string text, size_t at)
{
    size_t depth = 0;

    do {
        bool opens = stands_at(text, at, "<<") || stands_at(text, at, "[");
        bool closes = stands_at(text, at, ">>") || stands_at(text, at, "]");
        at = skip_space(text, skip_token(text, at));
        depth += opens;
        if (closes) {
            if (depth == 0) {
                return at;
            }
            depth--;
        }
    } while (depth > 0 && depth < DEPTH_LIMIT && at < text.size);
    return at;
}

/* A number of digits only that is no more than `limit`; moves behind it. */
static bool take_number(struct string text, size_t *at, size_t limit, size_t *number)
{
    size_t from = skip_space(text, *at);

    *number = 0;
    for (*at = from; *at < text.size && text.bytes[*at] >= '0' && text.bytes[*at] <= '9'; (*at)++) {
        *number = *number * 10 + (size_t)(text.bytes[*at] - '0');
        if (*number > limit) {
            return false;
        }
    }
    return *at > from;
}

/* "12 0 R", with the white space behind it. */
static bool take_reference(struct string text, size_t *at, size_t *number)
{
    size_t end = *at, generation;

    if (!take_number(text, &end, OBJECT_LIMIT, number) ||
        !take_number(text, &end, OBJECT_LIMIT, &generation)) {
        return false;
    }
    end = skip_space(text, end);
    if (!stands_at(text, end, "R")) {
        return false;
    }
    *at = skip_space(text, end + 1);
    return true;
}

/* ---- objects ---- */

/* From behind "12 0 obj" on; empty when there is none. */
static struct string object_at(struct pdf *pdf, size_t number)
{
    size_t offset = number < pdf->object_count ? pdf->offsets[number] : 0;
    size_t found, generation;

    if (offset == 0 || offset >= pdf->bytes.size ||
        !take_number(pdf->bytes, &offset, OBJECT_LIMIT, &found) || found != number ||
        !take_number(pdf->bytes, &offset, OBJECT_LIMIT, &generation)) {
        return STRING("");
    }
    offset = skip_space(pdf->bytes, offset);
    if (!stands_at(pdf->bytes, offset, "obj")) {
        return STRING("");
    }
    offset = skip_space(pdf->bytes, offset + 3);
    return (struct string){pdf->bytes.bytes + offset, pdf->bytes.size - offset};
}

/* A value with what follows it in the file; references are followed. Empty: there is none. */
static struct string resolve(struct pdf *pdf, struct string value)
{
    size_t at = 0, number;

    for (int i = 0; i < DEPTH_LIMIT && take_reference(value, &at, &number); i++) {
        value = object_at(pdf, number);
        at = 0;
    }
    return value;
}

/* The value of a key of the dictionary that a text begins with; empty: none. */
static struct string value_of(struct pdf *pdf, struct string text, const char *key)
{
    size_t at = skip_space(text, 0);
    size_t size = strlen(key), number;

    if (!stands_at(text, at, "<<")) {
        return STRING("");
    }
    for (at = skip_space(text, at + 2); at < text.size && text.bytes[at] == '/';) {
        size_t from = at + 1;
        size_t end = skip_token(text, at);
        at = skip_space(text, end);
        if (at >= text.size) {
            break;
        }
        if (end - from == size && memcmp(text.bytes + from, key, size) == 0) {
            return resolve(pdf, (struct string){text.bytes + at, text.size - at});
        }
        if (!take_reference(text, &at, &number)) {
            at = skip_value(text, at);
        }
    }
    return STRING("");
}

static bool number_of(struct pdf *pdf, struct string text, const char *key, size_t limit,
                      size_t *number)
{
    size_t at = 0;

    return take_number(value_of(pdf, text, key), &at, limit, number);
}

/* ---- cross-references ---- */

/* A section of the table; `*at` goes behind the word trailer. Newer sections are read first, so
 * what is known stays. */
static bool read_section(struct pdf *pdf, size_t *at, bool *known)
{
    struct string bytes = pdf->bytes;
    size_t first, count, offset, generation;

    for (;;) {
        *at = skip_space(bytes, *at);
        if (stands_at(bytes, *at, "trailer")) {
            *at += strlen("trailer");
            return true;
        }
        if (!take_number(bytes, at, OBJECT_LIMIT, &first) ||
            !take_number(bytes, at, OBJECT_LIMIT, &count) || first + count > pdf->object_count) {
            return false;
        }
        *at = skip_space(bytes, *at);
        if ((bytes.size - *at) / ENTRY_SIZE < count) {
            return false;
        }
        for (size_t i = first; i < first + count; i++) {
            size_t end = *at;
            if (!take_number(bytes, &end, bytes.size, &offset) ||
                !take_number(bytes, &end, SIZE_MAX / 16, &generation)) {
                return false;
            }
            end = skip_space(bytes, end);
            if (!known[i]) {
                known[i] = true;
                pdf->offsets[i] = stands_at(bytes, end, "n") ? offset : 0;
            }
            *at += ENTRY_SIZE;
        }
    }
}

/* Where the newest section is: behind the last word startxref. */
static bool find_start(struct pdf *pdf, size_t *at)
{
    size_t least = pdf->bytes.size > TAIL ? pdf->bytes.size - TAIL : 0;

    for (size_t i = pdf->bytes.size; i-- > least;) {
        if (stands_at(pdf->bytes, i, "startxref")) {
            i += strlen("startxref");
            return take_number(pdf->bytes, &i, pdf->bytes.size - 1, at);
        }
    }
    return false;
}

static bool read_references(struct pdf *pdf)
{
    size_t at, size;
    bool *known = NULL;

    if (!stands_at(pdf->bytes, 0, "%PDF-") || !find_start(pdf, &at)) {
        return fail(pdf, N_("it does not begin and end as a PDF"));
    }
    /* No object takes less than nine bytes ("1 0 obj"…), so there are no more of them. */
    pdf->object_count = pdf->bytes.size / 9;
    pdf->offsets = ARENA_ARRAY(pdf->arena, size_t, pdf->object_count + 1);
    known = ARENA_ARRAY(pdf->arena, bool, pdf->object_count + 1);
    for (int i = 0; i < SECTION_LIMIT; i++) {
        at = skip_space(pdf->bytes, at);
        if (!stands_at(pdf->bytes, at, "xref")) {
            return fail(pdf, N_("it has no table of cross-references"));
        }
        at += strlen("xref");
        if (!read_section(pdf, &at, known)) {
            return fail(pdf, N_("its table of cross-references is broken"));
        }
        struct string trailer = {pdf->bytes.bytes + at, pdf->bytes.size - at};
        if (pdf->trailer.size == 0) {
            pdf->trailer = trailer;
        }
        if (!number_of(pdf, trailer, "Prev", pdf->bytes.size - 1, &size)) {
            return true;
        }
        at = size;
    }
    return fail(pdf, N_("its table of cross-references has no end"));
}

/* ---- embedded files ---- */

static int digit_of(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

/* A text string, which stands in hexadecimal digits of UTF-16, as UTF-8; "" for what is none. */
static const char *text_of(struct pdf *pdf, struct string value)
{
    struct buffer out = buffer_new(pdf->arena);
    uint32_t unit = 0, high = 0;
    unsigned digits = 0;

    if (!stands_at(value, 0, "<FEFF")) {
        return "";
    }
    for (size_t i = 5; i < value.size && digit_of(value.bytes[i]) >= 0; i++) {
        unit = unit << 4 | (uint32_t)digit_of(value.bytes[i]);
        if (++digits % 4 != 0) {
            continue;
        }
        unit &= 0xFFFF;
        if (unit >= 0xD800 && unit < 0xDC00) {
            high = unit;
        } else {
            bool low = unit >= 0xDC00 && unit < 0xE000;
            if (low && high == 0) {
                return "";
            }
            uint32_t character = low ? 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00) : unit;
            if (unicode_is_forbidden(character)) {
                return "";
            }
            buffer_add_character(&out, character);
            high = 0;
        }
    }
    return buffer_string(&out).bytes;
}

/* Whether it is the name of a file below a folder, on any system. */
static bool is_downward(const char *name)
{
    for (const char *at = name; *at != '\0';) {
        size_t size = strcspn(at, "/");
        if (size == 0 || (size == 1 && at[0] == '.') || (size == 2 && memcmp(at, "..", 2) == 0)) {
            return false;
        }
        at += size;
        if (*at == '/' && *++at == '\0') {
            return false;
        }
    }
    return *name != '\0' && strpbrk(name, "\\:\n\r\t") == NULL;
}

static bool inflate_file(struct pdf *pdf, struct string packed, size_t size, struct string *out)
{
    struct libdeflate_decompressor *inflater = libdeflate_alloc_decompressor();
    char *bytes = inflater == NULL ? NULL : malloc(size + 1);
    size_t made = 0;
    bool good = bytes != NULL &&
                libdeflate_zlib_decompress(inflater, packed.bytes, packed.size, bytes, size,
                                           &made) == LIBDEFLATE_SUCCESS &&
                made == size;

    libdeflate_free_decompressor(inflater);
    if (!good) {
        free(bytes);
        return fail(pdf, N_("an embedded file is damaged"));
    }
    arena_own(pdf->arena, bytes, free);
    *out = (struct string){bytes, size};
    return true;
}

static bool read_stream(struct pdf *pdf, struct string stream, struct string *out)
{
    size_t length, size, at = skip_value(stream, 0);

    if (!number_of(pdf, value_of(pdf, stream, "Params"), "Size", EXTRACT_FILE_LIMIT, &size) ||
        !number_of(pdf, stream, "Length", pdf->bytes.size, &length) ||
        !stands_at(stream, at, "stream")) {
        return fail(pdf, N_("an embedded file is damaged"));
    }
    at += strlen("stream");
    at += stands_at(stream, at, "\r\n") ? 2 : 1;
    if (at > stream.size || stream.size - at < length) {
        return fail(pdf, N_("an embedded file is damaged"));
    }
    struct string bytes = {stream.bytes + at, length};
    if (stands_at(value_of(pdf, stream, "Filter"), 0, "/FlateDecode")) {
        return inflate_file(pdf, bytes, size, out);
    }
    *out = bytes;
    return length == size || fail(pdf, N_("an embedded file is damaged"));
}

static bool read_file(struct pdf *pdf, struct string specification, struct extracted *file)
{
    file->name = text_of(pdf, value_of(pdf, specification, "UF"));
    file->description = text_of(pdf, value_of(pdf, specification, "Desc"));
    if (!is_downward(file->name)) {
        return fail(pdf, N_("an embedded file has a name that leads elsewhere"));
    }
    return read_stream(pdf, value_of(pdf, value_of(pdf, specification, "EF"), "F"), &file->bytes);
}

const struct extracted *extract_files(struct arena *arena, struct string pdf_bytes, size_t *count,
                                      const char **why)
{
    struct pdf pdf = {.arena = arena, .bytes = pdf_bytes};
    struct extracted *files = ARENA_ARRAY(arena, struct extracted, 1);
    size_t capacity = 1, number;

    *count = 0;
    if (!read_references(&pdf)) {
        *why = pdf.why;
        return NULL;
    }
    struct string catalog = value_of(&pdf, pdf.trailer, "Root");
    if (catalog.size == 0) {
        *why = N_("it has no catalogue");
        return NULL;
    }
    struct string tree = value_of(&pdf, value_of(&pdf, catalog, "Names"), "EmbeddedFiles");
    struct string names = value_of(&pdf, tree, "Names");
    size_t at = stands_at(names, 0, "[") ? skip_space(names, 1) : names.size;
    while (at < names.size && (names.bytes[at] == '(' || names.bytes[at] == '<')) {
        at = skip_space(names, skip_token(names, at));
        files = arena_grow(arena, files, *count, &capacity, sizeof *files);
        if (!take_reference(names, &at, &number) || *count == FILES_LIMIT ||
            !read_file(&pdf, object_at(&pdf, number), &files[*count])) {
            *why = pdf.why != NULL ? pdf.why : N_("its list of embedded files is broken");
            return NULL;
        }
        ++*count;
    }
    return files;
}
