/*
 * The painter `pdf`: PDF 1.7 (ISO 32000-1) by libharu. This file: the document, its objects and
 * streams, and saving it.
 */
#include "output/pdf_private.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include "output/painter.h"
#include <endian.h>
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    /* Of the page tree: keeps libharu's arrays short. */
    PAGES_PER_NODE = 64,
    SAVE_STEP = 256 * 1024, /* bytes; what the file has room for at first */
    SAVE_LIMIT = INT32_MAX, /* bytes; libharu counts no further */
    /* Measured on the report of 6 pages: level 1 makes 302 KB and 74 million instructions of the
     * whole run, level 8 300 KB and 93 million. Outlines have little to find again. */
    COMPRESSION_LEVEL = 1,
    /* Streams shorter than this do not gain by compression. */
    COMPRESSION_LEAST = 64,
    ID_DIGITS = 32,
};

/* The trailer's entry /ID, filled in when all other bytes are known. */
static const char id_entry[] = "/ID [<00000000000000000000000000000000> "
                               "<00000000000000000000000000000000>]\n";

static void note_error(HPDF_STATUS error, HPDF_STATUS detail, void *context)
{
    struct pdf *pdf = context;

    (void)detail;
    if (pdf->error == HPDF_OK) {
        pdf->error = error;
    }
}

/* False, after reporting, when libharu has failed so far. */
static bool check(struct pdf *pdf)
{
    HPDF_STATUS error = pdf->error != HPDF_OK ? pdf->error : pdf->document->error.error_no;

    if (error == HPDF_OK) {
        return true;
    }
    if (error == HPDF_FAILD_TO_ALLOC_MEM) {
        arena_fail(pdf->arena);
    }
    REPORT(pdf->diagnostics, OUTPUT_FAILED, (struct place){0},
           arena_format(pdf->arena, "libharu 0x%04X", (unsigned)error));
    return false;
}

bool pdf_give_up(struct pdf *pdf)
{
    if (check(pdf)) {
        REPORT(pdf->diagnostics, OUTPUT_FAILED, (struct place){0}, "libharu");
    }
    return false;
}

static HPDF_STATUS write_entries(HPDF_Dict object, HPDF_Stream stream)
{
    const struct string *entries = object->attr;

    return HPDF_Stream_Write(stream, (const HPDF_BYTE *)entries->bytes, (HPDF_UINT)entries->size);
}

static void set_entries(struct pdf *pdf, HPDF_Dict object, struct string entries)
{
    struct string *kept = ARENA_NEW(pdf->arena, struct string);

    *kept = entries;
    object->attr = kept;
    object->write_fn = write_entries;
}

void pdf_set_entries(struct pdf *pdf, HPDF_Dict object, const struct buffer *entries)
{
    set_entries(pdf, object, buffer_string(entries));
}

HPDF_Dict pdf_add_object(struct pdf *pdf)
{
    HPDF_Dict object = HPDF_Dict_New(pdf->document->mmgr);

    if (object == NULL || HPDF_Xref_Add(pdf->document->xref, object) != HPDF_OK) {
        return NULL; /* in the second case libharu has freed it */
    }
    return object;
}

void pdf_add_reference(struct buffer *out, void *object)
{
    const HPDF_Obj_Header *header = object;

    buffer_add_integer(out, header->obj_id & 0x00FFFFFF);
    buffer_add_string(out, " 0 R");
}

struct string pdf_pack(struct pdf *pdf, struct string bytes)
{
    size_t bound = libdeflate_zlib_compress_bound(pdf->compressor, bytes.size);

    if (bytes.size < COMPRESSION_LEAST) {
        return bytes;
    }
    if (pdf->packed.capacity < bound) {
        pdf->packed.capacity = 2 * bound;
        pdf->packed.bytes = arena_alloc(pdf->arena, pdf->packed.capacity);
    }
    size_t size = libdeflate_zlib_compress(pdf->compressor, bytes.bytes, bytes.size,
                                           pdf->packed.bytes, pdf->packed.capacity);
    return size > 0 && size < bytes.size ? (struct string){pdf->packed.bytes, size} : bytes;
}

/* libharu's own streams copy byte by byte into blocks of 4 KiB; these lend it the bytes as they
 * are. */
struct lent {
    struct string bytes;
    size_t at;
};

static HPDF_STATUS read_lent(HPDF_Stream stream, HPDF_BYTE *bytes, HPDF_UINT *size)
{
    struct lent *lent = stream->attr;
    size_t left = lent->bytes.size - lent->at;
    bool last = left <= *size;

    *size = last ? (HPDF_UINT)left : *size;
    memcpy(bytes, lent->bytes.bytes + lent->at, *size);
    lent->at += *size;
    return last ? HPDF_STREAM_EOF : HPDF_OK;
}

/* Called with 0 and HPDF_SEEK_SET only. */
static HPDF_STATUS seek_lent(HPDF_Stream stream, HPDF_INT position, HPDF_WhenceMode mode)
{
    struct lent *lent = stream->attr;

    if (mode != HPDF_SEEK_SET || position < 0 || (size_t)position > lent->bytes.size) {
        return HPDF_SetError(stream->error, HPDF_INVALID_OPERATION, 0);
    }
    lent->at = (size_t)position;
    return HPDF_OK;
}

static HPDF_UINT32 size_lent(HPDF_Stream stream)
{
    const struct lent *lent = stream->attr;

    return (HPDF_UINT32)lent->bytes.size;
}

/* As pdf_add_stream(), for a stream that is there; false when libharu fails. */
static bool fill_stream(struct pdf *pdf, HPDF_Dict stream, const char *entries, struct string bytes,
                        bool packing)
{
    struct string packed = packing ? pdf_pack(pdf, bytes) : bytes;
    const char *filter = packed.bytes != bytes.bytes ? "/Filter /FlateDecode\n" : "";
    struct lent *lent = ARENA_NEW(pdf->arena, struct lent);

    lent->bytes.bytes = arena_copy(pdf->arena, packed.bytes, packed.size);
    lent->bytes.size = packed.size;
    HPDF_Stream reader =
        HPDF_CallbackReader_New(pdf->document->mmgr, read_lent, seek_lent, NULL, size_lent, lent);
    if (reader == NULL) {
        return false;
    }
    HPDF_Stream_Free(stream->stream);
    stream->stream = reader;
    /* libharu deletes /Filter from streams that it does not compress itself, but not this. */
    const char *all = arena_format(pdf->arena, "%s%s", entries != NULL ? entries : "", filter);
    set_entries(pdf, stream, (struct string){all, strlen(all)});
    return true;
}

HPDF_Dict pdf_add_stream(struct pdf *pdf, const char *entries, struct string bytes, bool packing)
{
    HPDF_Dict stream = HPDF_DictStream_New(pdf->document->mmgr, pdf->document->xref);

    if (stream == NULL || !fill_stream(pdf, stream, entries, bytes, packing)) {
        return NULL;
    }
    return stream;
}

static void add_unit(struct buffer *out, uint32_t unit)
{
    static const char digits[] = "0123456789ABCDEF";
    const char hex[] = {digits[unit >> 12 & 15], digits[unit >> 8 & 15], digits[unit >> 4 & 15],
                        digits[unit & 15]};

    buffer_add(out, hex, sizeof hex);
}

void pdf_add_utf16(struct buffer *out, struct string text)
{
    for (size_t offset = 0; offset < text.size;) {
        uint32_t character = unicode_decode(text.bytes, text.size, &offset);
        if (character == UNICODE_INVALID) {
            add_unit(out, 0xFFFD);
        } else if (character <= 0xFFFF) {
            add_unit(out, character);
        } else {
            add_unit(out, 0xD800 + ((character - 0x10000) >> 10));
            add_unit(out, 0xDC00 + (character & 0x3FF));
        }
    }
}

void pdf_add_text(struct buffer *out, struct string text)
{
    buffer_add_string(out, "<FEFF");
    pdf_add_utf16(out, text);
    buffer_add_byte(out, '>');
}

/* Eight bytes, whatever the machine's order of bytes is. */
static uint64_t read_word(const unsigned char *at)
{
    uint64_t word;

    memcpy(&word, at, sizeof word);
    return le64toh(word);
}

static uint64_t mix(uint64_t state, uint64_t word)
{
    state = (state ^ word) * 0x9E3779B97F4A7C15;
    return state ^ state >> 29;
}

struct pdf_hash pdf_hash(const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    unsigned char rest[8] = {0};
    struct pdf_hash hash = {0x6A09E667F3BCC908, 0xBB67AE8584CAA73B}; /* roots of 2 and 3 */
    size_t words = size / 8;

    for (size_t i = 0; i < words; i++) {
        uint64_t word = read_word(at + 8 * i);
        hash.high = mix(hash.high, word);
        hash.low = mix(hash.low, word << 32 | word >> 32);
    }
    memcpy(rest, at + 8 * words, size % 8);
    hash.high = mix(mix(hash.high, read_word(rest)), size);
    hash.low = mix(mix(hash.low, hash.high), size);
    return hash;
}

/* Pages of one size share a node of the page tree, which hands the size down to them. */
static bool start_node(struct pdf *pdf, const struct display_page *page)
{
    HPDF_Pages node = HPDF_Doc_AddPagesTo(pdf->document, pdf->document->root_pages);
    struct buffer entries = buffer_new(pdf->arena);

    if (node == NULL) {
        return false;
    }
    buffer_add_string(&entries, "/MediaBox [0 0 ");
    buffer_add_decimal(&entries, page->width, 3);
    buffer_add_byte(&entries, ' ');
    buffer_add_decimal(&entries, page->height, 3);
    buffer_add_string(&entries, "]\n");
    pdf_set_entries(pdf, node, &entries);
    return true;
}

static bool add_page(struct pdf *pdf, size_t i, struct buffer *content)
{
    const struct display_page *page = &pdf->list->pages[i];

    if (i % PAGES_PER_NODE == 0 || page->width != page[-1].width ||
        page->height != page[-1].height) {
        if (!start_node(pdf, page)) {
            return pdf_give_up(pdf);
        }
    }
    HPDF_Page object = HPDF_AddPage(pdf->document);
    if (object == NULL) {
        return pdf_give_up(pdf);
    }
    pdf->pages[i] = object;
    HPDF_Dict_RemoveElement(object, "MediaBox"); /* libharu's is a float */
    HPDF_Dict_Add(object, "Resources", pdf->resources);
    content->size = 0;
    if (!pdf_add_content(pdf, i, content)) {
        return false;
    }
    if (!pdf_add_annotations(pdf, i) ||
        HPDF_Dict_AddNumber(object, "StructParents", (HPDF_INT32)i) != HPDF_OK ||
        (pdf->options->conformance != CONFORMANCE_A_1B &&
         HPDF_Dict_AddName(object, "Tabs", "S") != HPDF_OK)) {
        return pdf_give_up(pdf);
    }
    HPDF_PageAttr attributes = object->attr;
    attributes->stream = NULL; /* ended by the following: libharu's page operators are not used */
    if (!fill_stream(pdf, attributes->contents, NULL, buffer_string(content), true)) {
        return pdf_give_up(pdf);
    }
    return check(pdf);
}

static bool add_pages(struct pdf *pdf)
{
    size_t count = pdf->list->page_count;
    struct buffer content = buffer_new(pdf->arena);

    if (count == 0) {
        REPORT(pdf->diagnostics, OUTPUT_FAILED, (struct place){0},
               message_translate(N_("the document has no pages")));
        return false;
    }
    pdf->resources = pdf_add_object(pdf);
    if (pdf->resources == NULL) {
        return pdf_give_up(pdf);
    }
    pdf->pages = ARENA_ARRAY(pdf->arena, HPDF_Page, count);
    for (size_t i = 0; i < count; i++) {
        if (!add_page(pdf, i, &content)) {
            return false;
        }
    }
    return true;
}

/* What the pages use; all of them share it. */
static bool write_resources(struct pdf *pdf)
{
    struct buffer resources = buffer_new(pdf->arena);

    if (!pdf_write_fonts(pdf, &resources)) {
        return false;
    }
    pdf_add_image_resources(pdf, &resources);
    pdf_add_colour_resources(pdf, &resources);
    pdf_set_entries(pdf, pdf->resources, &resources);
    return true;
}

/* Where /ID stands in the file. */
struct id_place {
    size_t offset;
};

static HPDF_STATUS write_id(HPDF_Dict trailer, HPDF_Stream stream)
{
    struct id_place *place = trailer->attr;

    place->offset = stream->size;
    return HPDF_Stream_Write(stream, (const HPDF_BYTE *)id_entry, sizeof id_entry - 1);
}

/* The identifier is a hash of all other bytes: the same document has the same, on any day. */
static void fill_id(struct buffer *out, size_t start, size_t offset)
{
    struct pdf_hash hash = pdf_hash(out->bytes + start, out->size - start);
    char digits[ID_DIGITS + 1];
    char *entry = out->bytes + start + offset;

    (void)snprintf(digits, sizeof digits, "%016llX%016llX", (unsigned long long)hash.high,
                   (unsigned long long)hash.low);
    for (int i = 0; i < 2; i++) {
        entry = strchr(entry, '<') + 1;
        memcpy(entry, digits, ID_DIGITS);
    }
}

/* The file in the making. Not in an arena: libharu is calling, and memory that is out must not be
 * noticed in the midst of it. */
struct sink {
    char *bytes;
    size_t size, capacity;
};

static void end_sink(void *handle)
{
    struct sink *sink = handle;

    free(sink->bytes);
}

static HPDF_STATUS write_sink(HPDF_Stream stream, const HPDF_BYTE *bytes, HPDF_UINT size)
{
    struct sink *sink = stream->attr;

    if (sink->capacity - sink->size < size) {
        size_t capacity = 2 * sink->capacity + size + SAVE_STEP;
        char *grown = capacity <= SAVE_LIMIT ? realloc(sink->bytes, capacity) : NULL;
        if (grown == NULL) {
            return HPDF_SetError(stream->error, HPDF_FAILD_TO_ALLOC_MEM, 0);
        }
        sink->bytes = grown;
        sink->capacity = capacity;
    }
    memcpy(sink->bytes + sink->size, bytes, size);
    sink->size += size;
    return HPDF_OK;
}

static bool save(struct pdf *pdf, struct buffer *out)
{
    HPDF_Doc document = pdf->document;
    struct id_place *place = ARENA_NEW(pdf->arena, struct id_place);
    struct sink *sink = ARENA_NEW(pdf->arena, struct sink);
    size_t start = out->size;

    arena_own(pdf->arena, sink, end_sink);
    document->trailer->attr = place;
    document->trailer->write_fn = write_id;
    document->stream = HPDF_CallbackWriter_New(document->mmgr, write_sink, sink);
    if (document->stream == NULL || HPDF_SaveToStream(document) != HPDF_OK) {
        return pdf_give_up(pdf);
    }
    buffer_add(out, sink->bytes, sink->size);
    fill_id(out, start, place->offset);
    return true;
}

static void end_document(void *handle)
{
    HPDF_Free(handle);
}

static void end_compressor(void *handle)
{
    libdeflate_free_compressor(handle);
}

static bool paint_document(struct pdf *pdf, struct buffer *out)
{
    pdf->document = HPDF_New(note_error, pdf);
    if (pdf->document == NULL) {
        arena_fail(pdf->arena);
    }
    arena_own(pdf->arena, pdf->document, end_document);
    pdf->compressor = libdeflate_alloc_compressor(COMPRESSION_LEVEL);
    if (pdf->compressor == NULL) {
        arena_fail(pdf->arena);
    }
    arena_own(pdf->arena, pdf->compressor, end_compressor);
    pdf->document->pdf_version =
        pdf->options->conformance == CONFORMANCE_A_1B ? HPDF_VER_14 : HPDF_VER_17;
    pdf_open_structure(pdf);
    return add_pages(pdf) && write_resources(pdf) && pdf_write_metadata(pdf) && check(pdf) &&
           save(pdf, out);
}

static bool paint_pdf(struct arena *arena, const struct display_list *list, size_t page,
                      const struct paint_options *options, struct buffer *out,
                      struct diagnostics *diagnostics)
{
    struct arena *scratch = arena_child(arena);
    struct pdf *pdf = ARENA_NEW(scratch, struct pdf);

    (void)page;
    pdf->options = options;
    pdf->arena = scratch;
    pdf->diagnostics = diagnostics;
    pdf->list = list;
    pdf->show = buffer_new(scratch);
    bool good = paint_document(pdf, out);
    arena_free_child(scratch);
    return good;
}

const struct painter painter_pdf = {"pdf", "pdf", false, paint_pdf};
