#include "extract/extract.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include "pdf/revision.h"
#include <string.h>

enum {
    FILES_LIMIT = 10000,
    PRODUCER_LIMIT = 200, /* bytes that are told */
};

/* A text string without what no name has; "" for what is none. */
static const char *text_of(struct revision *revision, const struct value *value)
{
    struct string text = value_text(revision->arena, value);

    for (size_t at = 0; at < text.size;) {
        uint32_t character = unicode_decode(text.bytes, text.size, &at);
        if (character == UNICODE_INVALID || character < ' ' || character == 0xFFFD ||
            unicode_is_forbidden(character)) {
            return "";
        }
    }
    return text.bytes;
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
    return *name != '\0' && strpbrk(name, "\\:") == NULL;
}

/* Fills in a file; what is wrong with it, or NULL. */
static const char *read_file(struct revision *revision, const struct value *specification,
                             struct extracted *file, size_t *unpacked)
{
    const struct value *stream =
        revision_entry(revision, revision_entry(revision, specification, "EF"), "F");
    const struct value *size =
        revision_entry(revision, revision_entry(revision, stream, "Params"), "Size");

    file->name = text_of(revision, revision_entry(revision, specification, "UF"));
    file->description = text_of(revision, revision_entry(revision, specification, "Desc"));
    if (!is_downward(file->name)) {
        return N_("an embedded file has a name that leads elsewhere");
    }
    if (stream->kind != VALUE_STREAM || size->kind != VALUE_INTEGER || size->integer < 0 ||
        size->integer > EXTRACT_FILE_LIMIT) {
        return N_("an embedded file is damaged");
    }
    *unpacked += (size_t)size->integer;
    if (*unpacked > EXTRACT_LIMIT) {
        return N_("its embedded files are too large");
    }
    if (!revision_decode(revision, stream, &file->bytes) ||
        file->bytes.size != (size_t)size->integer) {
        return N_("an embedded file is damaged");
    }
    return NULL;
}

/* What it is made of, or NULL. */
static struct revision *open_last(struct arena *arena, struct string pdf, struct fault *fault)
{
    struct revision *revision = revision_open(arena, pdf, fault);

    if (revision == NULL && fault->text == NULL) {
        fault->text = N_("it does not begin and end as a PDF");
    }
    return revision;
}

const struct extracted *extract_files(struct arena *arena, struct string pdf, size_t *count,
                                      const char **why)
{
    struct fault fault = {NULL, 0};
    struct revision *revision = open_last(arena, pdf, &fault);
    size_t unpacked = 0;

    *count = 0;
    *why = fault.text;
    if (revision == NULL) {
        return NULL;
    }
    const struct value *tree = revision_entry(
        revision, revision_entry(revision, revision_catalog(revision), "Names"), "EmbeddedFiles");
    const struct value *names = revision_entry(revision, tree, "Names");
    size_t found = names->kind == VALUE_ARRAY ? names->count / 2 : 0;
    if (found > FILES_LIMIT || (names->kind == VALUE_ARRAY && names->count % 2 != 0)) {
        *why = N_("its list of embedded files is broken");
        return NULL;
    }
    struct extracted *files = ARENA_ARRAY(arena, struct extracted, found + 1);
    for (size_t i = 0; i < found && *why == NULL; i++) {
        *why = read_file(revision, revision_resolve(revision, &names->items[2 * i + 1]), &files[i],
                         &unpacked);
    }
    if (revision->fault.text != NULL) {
        *why = revision->fault.text;
    }
    *count = found;
    return *why == NULL ? files : NULL;
}

const char *extract_producer(struct arena *arena, struct string pdf)
{
    struct fault fault = {NULL, 0};
    struct revision *revision = open_last(arena, pdf, &fault);

    if (revision == NULL) {
        return "";
    }
    const char *producer = text_of(
        revision,
        revision_entry(revision, revision_entry(revision, &revision->trailer, "Info"), "Producer"));
    return strlen(producer) > PRODUCER_LIMIT ? "" : producer;
}
