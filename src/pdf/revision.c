#include "pdf/revision_private.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "pdf/inflate.h"
#include <string.h>

enum {
    REFERENCE_STEPS = 32,     /* references to references */
    PREDICTOR_COLUMNS = 4096, /* bytes of a row */
    KIDS_LIMIT = 1000000,     /* nodes of the page tree looked at */
};

/* The objects of an object stream. */
struct object_stream {
    struct string bytes;
    uint32_t *numbers;
    size_t *offsets;
    size_t count;
};

bool revision_fail(struct revision *revision, const char *text, size_t offset)
{
    fault_set(&revision->fault, text, offset);
    return false;
}

/* ---- Streams ---- */

/* The number of bytes of a stream whose dictionary has been read. */
static bool find_length(struct revision *revision, const struct value *dictionary, bool resolving,
                        size_t *length)
{
    const struct value *value = value_entry(dictionary, "Length");
    struct value target;

    if (value->kind == VALUE_REFERENCE && resolving) {
        struct reference reference = value->reference;
        if (reference.number >= revision->size ||
            revision->entries[reference.number].kind != PLACE_PLAIN ||
            revision->entries[reference.number].generation != reference.generation ||
            !revision_read_at(revision, revision->entries[reference.number].offset, reference,
                              false, &target)) {
            return revision_fail(revision, N_("a stream has no valid length"), dictionary->start);
        }
        value = &target;
    }
    if (value->kind != VALUE_INTEGER || value->integer < 0) {
        return revision_fail(revision, N_("a stream has no valid length"), dictionary->start);
    }
    *length = (size_t)value->integer;
    return true;
}

/* What stands between "stream" and "endstream". */
static bool read_stream(struct revision *revision, struct reader *reader, bool resolving,
                        struct value *value)
{
    size_t length;

    if (!find_length(revision, value, resolving, &length)) {
        return false;
    }
    size_t at = reader->offset, left = reader->bytes.size - at;
    const char *bytes = reader->bytes.bytes + at;
    size_t line_end = left > 1 && bytes[0] == '\r' && bytes[1] == '\n' ? 2
                      : left > 0 && bytes[0] == '\n'                   ? 1
                                                                       : 0;
    if (line_end == 0 || length > left - line_end) {
        return revision_fail(revision, N_("a stream is broken"), at);
    }
    value->data = (struct string){bytes + line_end, length};
    reader->offset = at + line_end + length;
    reader_skip(reader);
    if (!reader_take(reader, "endstream")) {
        return revision_fail(revision, N_("a stream has no valid length"), at);
    }
    value->kind = VALUE_STREAM;
    return true;
}

bool revision_read_at(struct revision *revision, size_t offset, struct reference reference,
                      bool resolving, struct value *value)
{
    struct reader reader = {.arena = revision->arena, .bytes = revision->bytes, .offset = offset};
    uint64_t number, generation;
    bool good = offset < revision->bytes.size &&
                reader_number(&reader, OBJECT_NUMBER_LIMIT, &number) && number == reference.number;

    if (good) {
        reader_skip(&reader);
        good =
            reader_number(&reader, UINT16_MAX, &generation) && generation == reference.generation;
    }
    if (good) {
        reader_skip(&reader);
        good = reader_take(&reader, "obj");
    }
    if (!good) {
        return revision_fail(revision, N_("an object does not stand where it must"), offset);
    }
    reader_skip(&reader);
    if (!reader_value(&reader, value)) {
        return revision_fail(revision, reader.fault.text, reader.fault.offset);
    }
    reader_skip(&reader);
    if (value->kind == VALUE_DICTIONARY && reader_take(&reader, "stream")) {
        if (!read_stream(revision, &reader, resolving, value)) {
            return false;
        }
        reader_skip(&reader);
    }
    if (!reader_take(&reader, "endobj")) {
        return revision_fail(revision, N_("an object has no end"), reader.offset);
    }
    return true;
}

/* The only item of an array, or the value itself. */
static const struct value *single(const struct value *value)
{
    return value->kind == VALUE_ARRAY && value->count == 1 ? &value->items[0] : value;
}

bool revision_decode(struct revision *revision, const struct value *stream, struct string *out)
{
    const struct value *filter = single(value_entry(stream, "Filter"));
    const struct value *parameters = single(value_entry(stream, "DecodeParms"));
    const struct value *predictor = value_entry(parameters, "Predictor");
    const struct value *columns = value_entry(parameters, "Columns");

    if (filter->kind == VALUE_NULL) {
        *out = stream->data;
        return true;
    }
    if (!value_is_name(filter, "FlateDecode")) {
        return revision_fail(revision, N_("a stream has a filter that is not known here"),
                             stream->start);
    }
    struct string unpacked;
    if (!inflate_bytes(revision->arena, stream->data, DECODED_LIMIT, &unpacked)) {
        return revision_fail(revision, N_("a compressed stream is broken"), stream->start);
    }
    if (predictor->kind == VALUE_NULL ||
        (predictor->kind == VALUE_INTEGER && predictor->integer == 1)) {
        *out = unpacked;
        return true;
    }
    if (predictor->kind != VALUE_INTEGER || predictor->integer < 10 || predictor->integer > 15 ||
        columns->kind != VALUE_INTEGER || columns->integer < 1 ||
        columns->integer > PREDICTOR_COLUMNS ||
        value_entry(parameters, "Colors")->kind != VALUE_NULL ||
        value_entry(parameters, "BitsPerComponent")->kind != VALUE_NULL ||
        !inflate_predicted(revision->arena, unpacked, (size_t)columns->integer, out)) {
        return revision_fail(revision, N_("a compressed stream is broken"), stream->start);
    }
    return true;
}

/* ---- Objects ---- */

static struct object_stream *read_pack(struct revision *revision, uint32_t number)
{
    struct cross_reference place = revision->entries[number];
    struct object_stream *pack = ARENA_NEW(revision->arena, struct object_stream);
    struct value stream;

    if (place.kind != PLACE_PLAIN ||
        !revision_read_at(revision, place.offset, (struct reference){number, place.generation},
                          true, &stream)) {
        (void)revision_fail(revision, N_("an object stream is missing"), place.offset);
        return NULL;
    }
    const struct value *count = value_entry(&stream, "N");
    const struct value *first = value_entry(&stream, "First");
    if (stream.kind != VALUE_STREAM || !value_is_name(value_entry(&stream, "Type"), "ObjStm") ||
        count->kind != VALUE_INTEGER || first->kind != VALUE_INTEGER || first->integer < 0) {
        (void)revision_fail(revision, N_("an object stream is broken"), place.offset);
        return NULL;
    }
    if (!revision_decode(revision, &stream, &pack->bytes)) {
        return NULL;
    }
    if (count->integer < 0 || (uint64_t)count->integer > pack->bytes.size ||
        (uint64_t)first->integer > pack->bytes.size) {
        (void)revision_fail(revision, N_("an object stream is broken"), place.offset);
        return NULL;
    }
    pack->count = (size_t)count->integer;
    pack->numbers = ARENA_ARRAY(revision->arena, uint32_t, pack->count);
    pack->offsets = ARENA_ARRAY(revision->arena, size_t, pack->count);
    struct reader reader = {.arena = revision->arena, .bytes = pack->bytes};
    for (size_t i = 0; i < pack->count; i++) {
        uint64_t object, offset;
        reader_skip(&reader);
        bool good = reader_number(&reader, OBJECT_NUMBER_LIMIT, &object);
        reader_skip(&reader);
        if (!good || !reader_number(&reader, pack->bytes.size - (size_t)first->integer, &offset)) {
            (void)revision_fail(revision, N_("an object stream is broken"), place.offset);
            return NULL;
        }
        pack->numbers[i] = (uint32_t)object;
        pack->offsets[i] = (size_t)(offset + (uint64_t)first->integer);
    }
    return pack;
}

static bool read_packed(struct revision *revision, uint32_t number, struct value *value)
{
    struct cross_reference place = revision->entries[number];

    if (place.offset >= revision->size) {
        return revision_fail(revision, N_("an object stream is missing"), 0);
    }
    struct object_stream **pack = &revision->packs[place.offset];
    if (*pack == NULL) {
        *pack = read_pack(revision, (uint32_t)place.offset);
    }
    if (*pack == NULL) {
        return false;
    }
    if (place.generation >= (*pack)->count || (*pack)->numbers[place.generation] != number) {
        return revision_fail(revision, N_("an object does not stand where it must"), 0);
    }
    struct reader reader = {.arena = revision->arena,
                            .bytes = (*pack)->bytes,
                            .offset = (*pack)->offsets[place.generation]};
    reader_skip(&reader);
    if (!reader_value(&reader, value)) {
        return revision_fail(revision, reader.fault.text, 0);
    }
    return true;
}

const struct value *revision_object(struct revision *revision, struct reference reference)
{
    uint32_t number = reference.number;

    if (revision->fault.text != NULL || number >= revision->size) {
        return &value_null;
    }
    struct cross_reference place = revision->entries[number];
    uint32_t generation = place.kind == PLACE_PACKED ? 0 : place.generation;
    if (place.kind == PLACE_ABSENT || place.kind == PLACE_FREE ||
        generation != reference.generation) {
        return &value_null;
    }
    if (revision->objects[number] == NULL) {
        struct value *value = ARENA_NEW(revision->arena, struct value);
        bool good = place.kind == PLACE_PLAIN
                        ? revision_read_at(revision, place.offset, reference, true, value)
                        : read_packed(revision, number, value);
        if (!good) {
            return &value_null;
        }
        revision->objects[number] = value;
    }
    return revision->objects[number];
}

bool revision_is_plain(const struct revision *revision, struct reference reference)
{
    return reference.number < revision->size &&
           revision->entries[reference.number].kind == PLACE_PLAIN;
}

const struct value *revision_resolve(struct revision *revision, const struct value *value)
{
    for (int i = 0; i < REFERENCE_STEPS; i++) {
        if (value->kind != VALUE_REFERENCE) {
            return value;
        }
        value = revision_object(revision, value->reference);
    }
    (void)revision_fail(revision, N_("a reference leads nowhere"), 0);
    return &value_null;
}

const struct value *revision_entry(struct revision *revision, const struct value *dictionary,
                                   const char *key)
{
    return revision_resolve(revision, value_entry(dictionary, key));
}

struct revision *revision_open(struct arena *arena, struct string bytes, struct fault *fault)
{
    struct revision *revision = ARENA_NEW(arena, struct revision);

    revision->arena = arena;
    revision->bytes = bytes;
    if (bytes.size < 16 || memcmp(bytes.bytes, "%PDF-", 5) != 0) {
        (void)revision_fail(revision, N_("it does not begin as a PDF does"), 0);
    } else {
        revision_read_sections(revision);
    }
    if (revision->fault.text == NULL &&
        value_entry(&revision->trailer, "Encrypt")->kind != VALUE_NULL) {
        (void)revision_fail(revision, N_("it is encrypted"), 0);
    }
    if (revision->fault.text == NULL) {
        (void)revision_catalog(revision);
    }
    *fault = revision->fault;
    return revision->fault.text == NULL ? revision : NULL;
}

/* ---- The document ---- */

const struct value *revision_catalog(struct revision *revision)
{
    const struct value *root = value_entry(&revision->trailer, "Root");
    const struct value *catalog = revision_resolve(revision, root);

    if (root->kind != VALUE_REFERENCE || catalog->kind != VALUE_DICTIONARY ||
        !value_is_name(value_entry(catalog, "Type"), "Catalog")) {
        (void)revision_fail(revision, N_("it has no catalog"), 0);
        return &value_null;
    }
    return catalog;
}

/* A walk over the page tree, without recursion: where it stands on each level. */
struct walk {
    const struct value *kids[PAGE_TREE_LIMIT];
    size_t at[PAGE_TREE_LIMIT];
    size_t depth, steps;
};

/* The next page; false at the end or with a fault. */
static bool next_page(struct revision *revision, struct walk *walk, struct reference *page)
{
    while (walk->depth > 0) {
        size_t level = walk->depth - 1;
        if (walk->at[level] == walk->kids[level]->count) {
            walk->depth--;
            continue;
        }
        const struct value *kid = &walk->kids[level]->items[walk->at[level]++];
        const struct value *node = revision_resolve(revision, kid);
        if (kid->kind != VALUE_REFERENCE || node->kind != VALUE_DICTIONARY ||
            ++walk->steps > KIDS_LIMIT) {
            return revision_fail(revision, N_("the page tree is broken"), 0);
        }
        if (value_is_name(revision_entry(revision, node, "Type"), "Page")) {
            *page = kid->reference;
            return true;
        }
        const struct value *kids = revision_entry(revision, node, "Kids");
        if (kids->kind != VALUE_ARRAY || walk->depth == PAGE_TREE_LIMIT) {
            return revision_fail(revision, N_("the page tree is broken"), 0);
        }
        walk->kids[walk->depth] = kids;
        walk->at[walk->depth++] = 0;
    }
    return false;
}

static struct walk start_walk(struct revision *revision)
{
    struct walk walk = {.depth = 0};
    const struct value *pages = revision_entry(revision, revision_catalog(revision), "Pages");
    const struct value *kids = revision_entry(revision, pages, "Kids");

    if (kids->kind == VALUE_ARRAY) {
        walk.kids[walk.depth++] = kids;
    } else {
        (void)revision_fail(revision, N_("the page tree is broken"), 0);
    }
    return walk;
}

bool revision_page(struct revision *revision, uint32_t number, struct reference *page)
{
    struct walk walk = start_walk(revision);

    for (uint32_t i = 0; next_page(revision, &walk, page);) {
        if (++i == number) {
            return true;
        }
    }
    return false;
}

size_t revision_pages(struct revision *revision, struct reference **pages)
{
    struct walk walk = start_walk(revision);
    size_t count = 0, capacity = 0;
    struct reference page;

    *pages = NULL;
    while (next_page(revision, &walk, &page)) {
        *pages = arena_grow(revision->arena, *pages, count, &capacity, sizeof **pages);
        (*pages)[count++] = page;
    }
    return count;
}

uint32_t revision_page_number(struct revision *revision, struct reference page)
{
    struct walk walk = start_walk(revision);
    struct reference other;

    for (uint32_t number = 1; next_page(revision, &walk, &other); number++) {
        if (other.number == page.number && other.generation == page.generation) {
            return number;
        }
    }
    return 0;
}

const struct value *revision_inherited(struct revision *revision, const struct value *page,
                                       const char *key)
{
    for (int i = 0; i < PAGE_TREE_LIMIT && page->kind == VALUE_DICTIONARY; i++) {
        const struct value *value = revision_entry(revision, page, key);
        if (value->kind != VALUE_NULL) {
            return value;
        }
        page = revision_entry(revision, page, "Parent");
    }
    return &value_null;
}
