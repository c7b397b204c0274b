/* Cross-reference sections (ISO 32000-1, 7.5.4 and 7.5.8), newest first. */
#include "pdf/revision_private.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include <string.h>

enum {
    TAIL = 1024,     /* bytes at the end among which startxref stands */
    ENTRY_SIZE = 20, /* of a table */
    FIELDS = 3,      /* of an entry of a stream */
};

/* What a section says goes for an object number, unless a newer one has said something. */
static bool add_entry(struct revision *revision, uint64_t number, struct cross_reference entry,
                      size_t at)
{
    if (number >= revision->size) {
        return revision_fail(revision, N_("an object has a number beyond the file's size"), at);
    }
    if (revision->entries[number].kind == PLACE_ABSENT) {
        revision->entries[number] = entry;
    }
    return true;
}

/* The newest section's /Size tells how many numbers there are; older ones have no more. */
static bool take_size(struct revision *revision, const struct value *trailer, size_t at)
{
    const struct value *size = value_entry(trailer, "Size");

    if (size->kind != VALUE_INTEGER || size->integer < 1 ||
        size->integer > OBJECT_NUMBER_LIMIT + 1 || (uint64_t)size->integer > revision->bytes.size) {
        return revision_fail(revision, N_("the cross-reference section has no valid /Size"), at);
    }
    if (revision->entries == NULL) {
        revision->size = (uint32_t)size->integer;
        revision->entries = ARENA_ARRAY(revision->arena, struct cross_reference, revision->size);
        revision->objects = ARENA_ARRAY(revision->arena, const struct value *, revision->size);
        revision->packs = ARENA_ARRAY(revision->arena, struct object_stream *, revision->size);
        revision->trailer = *trailer;
    }
    return true;
}

/* One entry of 20 bytes: "0000000016 00000 n" and a line end of two. */
static bool read_row(struct revision *revision, struct reader *reader, uint64_t number)
{
    const char *row = reader->bytes.bytes + reader->offset;
    size_t at = reader->offset;
    uint64_t offset, generation;
    struct reader fields = {.bytes = {row, ENTRY_SIZE}};

    if (reader->bytes.size - reader->offset < ENTRY_SIZE ||
        !reader_number(&fields, UINT64_MAX / 100, &offset) || fields.offset != 10 ||
        row[fields.offset++] != ' ' || !reader_number(&fields, UINT16_MAX, &generation) ||
        fields.offset != 16 || row[16] != ' ' || (row[17] != 'n' && row[17] != 'f') ||
        (row[18] != ' ' && row[18] != '\r') || (row[19] != '\n' && row[19] != '\r')) {
        return revision_fail(revision, N_("the cross-reference table is broken"), at);
    }
    reader->offset += ENTRY_SIZE;
    struct cross_reference entry = {row[17] == 'n' ? PLACE_PLAIN : PLACE_FREE, (uint32_t)generation,
                                    (size_t)offset};
    return add_entry(revision, number, entry, at);
}

/* The trailer comes behind the rows that need its /Size. */
static bool find_trailer(struct revision *revision, struct reader reader, struct value *trailer)
{
    uint64_t first, count;

    for (;;) {
        reader_skip(&reader);
        if (reader_take(&reader, "trailer")) {
            break;
        }
        if (!reader_number(&reader, OBJECT_NUMBER_LIMIT, &first)) {
            return revision_fail(revision, N_("the cross-reference table is broken"),
                                 reader.offset);
        }
        reader_skip(&reader);
        if (!reader_number(&reader, OBJECT_NUMBER_LIMIT, &count) ||
            count > (reader.bytes.size - reader.offset) / ENTRY_SIZE) {
            return revision_fail(revision, N_("the cross-reference table is broken"),
                                 reader.offset);
        }
        reader_skip(&reader);
        size_t rows = (size_t)count * ENTRY_SIZE;
        if (rows > reader.bytes.size - reader.offset) {
            return revision_fail(revision, N_("the cross-reference table is broken"),
                                 reader.offset);
        }
        reader.offset += rows;
    }
    reader_skip(&reader);
    if (!reader_value(&reader, trailer) || trailer->kind != VALUE_DICTIONARY) {
        return revision_fail(revision, N_("the trailer is broken"), reader.offset);
    }
    return true;
}

static bool read_table(struct revision *revision, struct reader reader, struct value *trailer)
{
    uint64_t first, count;
    size_t start = reader.offset;

    if (!find_trailer(revision, reader, trailer) || !take_size(revision, trailer, start)) {
        return false;
    }
    if (value_entry(trailer, "XRefStm")->kind != VALUE_NULL) {
        return revision_fail(revision, N_("it has cross-reference tables and streams at once"),
                             start);
    }
    for (reader_skip(&reader); !reader_take(&reader, "trailer"); reader_skip(&reader)) {
        (void)reader_number(&reader, OBJECT_NUMBER_LIMIT, &first);
        reader_skip(&reader);
        (void)reader_number(&reader, OBJECT_NUMBER_LIMIT, &count);
        reader_skip(&reader);
        for (uint64_t i = 0; i < count; i++) {
            if (!read_row(revision, &reader, first + i)) {
                return false;
            }
        }
    }
    return true;
}

/* The widths /W of an entry's fields. */
static bool read_widths(const struct value *stream, size_t widths[FIELDS])
{
    const struct value *array = value_entry(stream, "W");

    if (array->kind != VALUE_ARRAY || array->count != FIELDS) {
        return false;
    }
    for (size_t i = 0; i < FIELDS; i++) {
        const struct value *item = &array->items[i];
        if (item->kind != VALUE_INTEGER || item->integer < 0 || item->integer > 8) {
            return false;
        }
        widths[i] = (size_t)item->integer;
    }
    return widths[1] > 0;
}

static uint64_t read_field(const unsigned char *at, size_t width, uint64_t missing)
{
    uint64_t field = 0;

    for (size_t i = 0; i < width; i++) {
        field = field << 8 | at[i];
    }
    return width == 0 ? missing : field;
}

static bool add_packed_row(struct revision *revision, const unsigned char *row,
                           const size_t widths[FIELDS], uint64_t number, size_t at)
{
    uint64_t type = read_field(row, widths[0], 1);
    uint64_t second = read_field(row + widths[0], widths[1], 0);
    uint64_t third = read_field(row + widths[0] + widths[1], widths[2], 0);
    struct cross_reference entry = {PLACE_FREE, (uint32_t)third, (size_t)second};

    if (type > 2 || third > UINT32_MAX || second > SIZE_MAX / 2) {
        return revision_fail(revision, N_("the cross-reference stream is broken"), at);
    }
    entry.kind = type == 0 ? PLACE_FREE : type == 1 ? PLACE_PLAIN : PLACE_PACKED;
    return add_entry(revision, number, entry, at);
}

static bool read_stream(struct revision *revision, size_t offset, struct reference reference,
                        struct value *stream)
{
    size_t widths[FIELDS];
    struct string rows;

    if (!revision_read_at(revision, offset, reference, false, stream)) {
        return false;
    }
    if (stream->kind != VALUE_STREAM || !value_is_name(value_entry(stream, "Type"), "XRef") ||
        !read_widths(stream, widths)) {
        return revision_fail(revision, N_("the cross-reference stream is broken"), offset);
    }
    if (!take_size(revision, stream, offset) || !revision_decode(revision, stream, &rows)) {
        return false;
    }
    const struct value all[] = {{.kind = VALUE_INTEGER, .integer = 0},
                                *value_entry(stream, "Size")};
    const struct value *index = value_entry(stream, "Index");
    size_t width = widths[0] + widths[1] + widths[2], used = 0;
    size_t count = index->kind == VALUE_ARRAY ? index->count : 2;
    const struct value *items = index->kind == VALUE_ARRAY ? index->items : all;
    for (size_t i = 0; i + 1 < count; i += 2) {
        int64_t first = items[i].kind == VALUE_INTEGER ? items[i].integer : -1;
        int64_t objects = items[i + 1].kind == VALUE_INTEGER ? items[i + 1].integer : -1;
        if (first < 0 || first > OBJECT_NUMBER_LIMIT || objects < 0 ||
            (uint64_t)objects > (rows.size - used) / width) {
            return revision_fail(revision, N_("the cross-reference stream is broken"), offset);
        }
        for (int64_t j = 0; j < objects; j++, used += width) {
            if (!add_packed_row(revision, (const unsigned char *)rows.bytes + used, widths,
                                (uint64_t)(first + j), offset)) {
                return false;
            }
        }
    }
    return true;
}

static bool read_section(struct revision *revision, size_t offset, struct value *trailer)
{
    struct reader reader = {.arena = revision->arena, .bytes = revision->bytes, .offset = offset};
    uint64_t number, generation;

    if (reader_take(&reader, "xref")) {
        return read_table(revision, reader, trailer);
    }
    struct reader head = reader;
    if (!reader_number(&head, OBJECT_NUMBER_LIMIT, &number)) {
        return revision_fail(revision, N_("there is no cross-reference section where one must be"),
                             offset);
    }
    reader_skip(&head);
    if (!reader_number(&head, 0, &generation)) {
        return revision_fail(revision, N_("there is no cross-reference section where one must be"),
                             offset);
    }
    revision->streams = revision->streams || revision->section_count == 1;
    return read_stream(revision, offset, (struct reference){(uint32_t)number, 0}, trailer);
}

/* What stands at the end: startxref, an offset, %%EOF. */
static bool find_newest(struct revision *revision, size_t *offset)
{
    struct string bytes = revision->bytes;
    size_t start = bytes.size > TAIL ? bytes.size - TAIL : 0;
    static const char word[] = "startxref";
    const char *found = NULL;
    uint64_t number;

    for (const char *at = bytes.bytes + start;
         (at = memmem(at, (size_t)(bytes.bytes + bytes.size - at), word, sizeof word - 1)) != NULL;
         at++) {
        found = at;
    }
    if (found == NULL) {
        return revision_fail(revision, N_("its end is missing"), bytes.size);
    }
    struct reader reader = {.arena = revision->arena,
                            .bytes = bytes,
                            .offset = (size_t)(found - bytes.bytes) + sizeof word - 1};
    reader_skip(&reader);
    if (!reader_number(&reader, bytes.size, &number)) {
        return revision_fail(revision, N_("its end is broken"), reader.offset);
    }
    while (reader.offset < bytes.size && strchr("\r\n ", bytes.bytes[reader.offset]) != NULL &&
           bytes.bytes[reader.offset] != '\0') {
        reader.offset++;
    }
    if (bytes.size - reader.offset < 5 || memcmp(bytes.bytes + reader.offset, "%%EOF", 5) != 0) {
        return revision_fail(revision, N_("its end is broken"), reader.offset);
    }
    for (reader.offset += 5; reader.offset < bytes.size; reader.offset++) {
        char byte = bytes.bytes[reader.offset];
        if (byte != '\r' && byte != '\n' && byte != ' ') {
            return revision_fail(revision, N_("something stands behind its end"), reader.offset);
        }
    }
    *offset = (size_t)number;
    return true;
}

static bool is_known(const struct revision *revision, size_t offset)
{
    for (size_t i = 0; i < revision->section_count; i++) {
        if (revision->sections[i] == offset) {
            return true;
        }
    }
    return false;
}

void revision_read_sections(struct revision *revision)
{
    size_t offset = 0, capacity = 0;

    if (!find_newest(revision, &offset)) {
        return;
    }
    for (;;) {
        struct value trailer;
        if (revision->section_count == SECTION_LIMIT || is_known(revision, offset)) {
            (void)revision_fail(revision, N_("its cross-reference sections never end"), offset);
            return;
        }
        revision->sections = arena_grow(revision->arena, revision->sections,
                                        revision->section_count, &capacity, sizeof(size_t));
        revision->sections[revision->section_count++] = offset;
        if (!read_section(revision, offset, &trailer)) {
            return;
        }
        const struct value *before = value_entry(&trailer, "Prev");
        if (before->kind == VALUE_NULL) {
            return;
        }
        if (before->kind != VALUE_INTEGER || before->integer < 0 ||
            (uint64_t)before->integer >= revision->bytes.size) {
            (void)revision_fail(revision, N_("the trailer is broken"), offset);
            return;
        }
        offset = (size_t)before->integer;
    }
}
