/*
 * Fonts of a PDF: one Type 0 font with two-byte codes (Identity-H) for each face in use.
 *
 * A code stands for a glyph and the text it shows, so ToUnicode gives every character back: two
 * characters that share a glyph have two codes, and the subset holds the glyph under both.
 */
#include "output/pdf_private.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "font/subset.h"
#include <stdlib.h>
#include <string.h>

enum {
    MAPPING_BLOCK = 100, /* entries of one beginbfchar, a limit of the format */
    WIDTH_BLOCK = 256,   /* widths in one inner array of W */
    TAG_LETTERS = 6,
};

/* Flags of font descriptors (ISO 32000-1, table 123). */
enum {
    FLAG_FIXED_PITCH = 1 << 0,
    FLAG_SERIF = 1 << 1,
    FLAG_SYMBOLIC = 1 << 2,
    FLAG_ITALIC = 1 << 6,
};

struct pdf_font *pdf_font_of(struct pdf *pdf, const struct face *face)
{
    for (size_t i = pdf->font_count; i > 0; i--) {
        if (pdf->fonts[i - 1]->face == face) {
            return pdf->fonts[i - 1];
        }
    }
    struct pdf_font *font = ARENA_NEW(pdf->arena, struct pdf_font);
    font->face = face;
    font->number = (unsigned)pdf->font_count + 1;
    pdf->fonts = arena_grow(pdf->arena, pdf->fonts, pdf->font_count, &pdf->font_capacity,
                            sizeof *pdf->fonts);
    pdf->fonts[pdf->font_count++] = font;
    return font;
}

static size_t hash_of(uint32_t glyph, struct string text)
{
    uint64_t hash = glyph * UINT64_C(0x9E3779B97F4A7C15);

    for (size_t i = 0; i < text.size; i++) {
        hash = (hash ^ (unsigned char)text.bytes[i]) * UINT64_C(0x100000001B3);
    }
    return (size_t)(hash ^ hash >> 32);
}

/* The slot of the pair: with its code, or empty. */
static uint32_t *slot_of(const struct pdf_font *font, uint32_t glyph, struct string text)
{
    for (size_t i = hash_of(glyph, text);; i++) {
        uint32_t *slot = &font->slots[i & (font->slot_count - 1)];
        const struct pdf_code *code = &font->codes[*slot];
        if (*slot == 0 || (code->glyph == glyph && code->text.size == text.size &&
                           memcmp(code->text.bytes, text.bytes, text.size) == 0)) {
            return slot;
        }
    }
}

static void add_code(struct pdf *pdf, struct pdf_font *font, uint32_t glyph, struct string text)
{
    int64_t units = face_units(font->face);

    font->codes =
        arena_grow(pdf->arena, font->codes, font->count, &font->capacity, sizeof *font->codes);
    font->codes[font->count++] = (struct pdf_code){
        .glyph = glyph,
        .width = length_scale(face_advance(font->face, glyph), 1000, units > 0 ? units : 1),
        .text = text,
    };
}

/* Twice the room, so that at most half of the slots are taken. */
static void grow_slots(struct pdf *pdf, struct pdf_font *font)
{
    font->slot_count = font->slot_count == 0 ? 512 : 2 * font->slot_count;
    font->slots = ARENA_ARRAY(pdf->arena, uint32_t, font->slot_count);
    for (uint32_t i = 1; i < font->count; i++) {
        *slot_of(font, font->codes[i].glyph, font->codes[i].text) = i;
    }
}

uint32_t pdf_font_code(struct pdf *pdf, struct pdf_font *font, uint32_t glyph, struct string text)
{
    if (font->count == 0) {
        add_code(pdf, font, 0, STRING("")); /* .notdef */
    }
    if (2 * font->count >= font->slot_count) {
        grow_slots(pdf, font);
    }
    uint32_t *slot = slot_of(font, glyph, text);
    if (*slot == 0) {
        if (font->count == SUBSET_CODE_LIMIT) {
            REPORT(pdf->diagnostics, OUTPUT_GLYPH_LIMIT, (struct place){0},
                   arena_format(pdf->arena, "%d", SUBSET_CODE_LIMIT), face_path(font->face));
            return 0;
        }
        *slot = (uint32_t)font->count;
        add_code(pdf, font, glyph, text);
    }
    return *slot;
}

/* The face's measures are in its own units, those of a font descriptor in 1/1000 em. */
static void add_measure(struct buffer *out, const char *key, const struct face *face, int value)
{
    buffer_add_string(out, key);
    buffer_add_integer(out, length_scale(value, 1000, (int64_t)face_units(face)));
    buffer_add_byte(out, '\n');
}

static unsigned flags_of(const struct face *face)
{
    unsigned flags = FLAG_SYMBOLIC; /* characters beyond the standard Latin set */

    flags |= face_is_monospaced(face) ? FLAG_FIXED_PITCH : 0;
    flags |= face_is_serif(face) ? FLAG_SERIF : 0;
    flags |= face_is_italic(face) ? FLAG_ITALIC : 0;
    return flags;
}

/* No font table has the width of stems; this follows how it grows with weight: 88 at 400, 166 at
 * 700. Viewers use it only for substitutes of fonts that are not embedded. */
static int stem_of(const struct face *face)
{
    int weight = face_weight(face);

    return 50 + weight * weight / 4225;
}

/* PDF/A-1 wants to be told that all codes have a glyph: a bit for each. */
static bool add_code_set(struct pdf *pdf, const struct pdf_font *font, struct buffer *out)
{
    size_t size = (font->count + 7) / 8;
    uint8_t *bits = ARENA_ARRAY(pdf->arena, uint8_t, size);

    for (size_t i = 0; i < font->count; i++) {
        bits[i / 8] = (uint8_t)(bits[i / 8] | 0x80 >> i % 8);
    }
    HPDF_Dict stream = pdf_add_stream(pdf, NULL, (struct string){(const char *)bits, size}, true);
    if (stream == NULL) {
        return false;
    }
    buffer_add_string(out, "/CIDSet ");
    pdf_add_reference(out, stream);
    buffer_add_byte(out, '\n');
    return true;
}

static bool add_descriptor(struct pdf *pdf, const struct pdf_font *font, const char *name,
                           const struct subset *subset, HPDF_Dict *object)
{
    const struct face *face = font->face;
    struct buffer out = buffer_new(pdf->arena);
    bool cff = subset->format == SUBSET_CFF;
    const char *entries = cff ? "/Subtype /CIDFontType0C\n"
                              : arena_format(pdf->arena, "/Length1 %zu\n", subset->program.size);
    HPDF_Dict program = pdf_add_stream(pdf, entries, subset->program, true);
    int box[4];

    *object = pdf_add_object(pdf);
    if (program == NULL || *object == NULL) {
        return false;
    }
    buffer_format(&out, "/Type /FontDescriptor\n/FontName /%s\n/Flags %u\n/FontBBox [", name,
                  flags_of(face));
    face_bounding_box(face, box);
    for (size_t i = 0; i < 4; i++) {
        buffer_add_string(&out, i > 0 ? " " : "");
        buffer_add_integer(&out, length_scale(box[i], 1000, (int64_t)face_units(face)));
    }
    buffer_add_string(&out, "]\n/ItalicAngle ");
    buffer_add_decimal(&out, (int64_t)(face_italic_angle(face) * 100), 2);
    buffer_add_byte(&out, '\n');
    add_measure(&out, "/Ascent ", face, face_ascent(face));
    add_measure(&out, "/Descent ", face, face_descent(face));
    add_measure(&out, "/CapHeight ", face, face_cap_height(face));
    buffer_format(&out, "/StemV %d\n%s ", stem_of(face), cff ? "/FontFile3" : "/FontFile2");
    pdf_add_reference(&out, program);
    buffer_add_byte(&out, '\n');
    if (pdf->options->conformance == CONFORMANCE_A_1B && !add_code_set(pdf, font, &out)) {
        return false;
    }
    pdf_set_entries(pdf, *object, &out);
    return true;
}

static int compare_widths(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

    return (left > right) - (left < right);
}

/* The width that most codes have: it need not be listed. */
static int64_t common_width(struct pdf *pdf, const struct pdf_font *font)
{
    int64_t *widths = ARENA_ARRAY(pdf->arena, int64_t, font->count);
    int64_t common = 0;
    size_t most = 0;

    for (size_t i = 0; i < font->count; i++) {
        widths[i] = font->codes[i].width;
    }
    qsort(widths, font->count, sizeof *widths, compare_widths);
    for (size_t i = 0, start = 0; i < font->count; i++) {
        start = widths[i] == widths[start] ? start : i;
        if (i - start + 1 > most) {
            most = i - start + 1;
            common = widths[i];
        }
    }
    return common;
}

/* An entry of W for code `i` and those that follow: "first last width" for equal widths, "first
 * [widths]" for others. Returns the code behind it. */
static size_t add_width_entry(const struct pdf_font *font, size_t i, int64_t common,
                              struct buffer *out)
{
    const struct pdf_code *codes = font->codes;
    size_t first = i, equal = i;

    while (equal < font->count && codes[equal].width == codes[i].width) {
        equal++;
    }
    buffer_add_integer(out, (int64_t)first);
    if (equal - first > 2) {
        buffer_add_byte(out, ' ');
        buffer_add_integer(out, (int64_t)equal - 1);
        buffer_add_byte(out, ' ');
        buffer_add_integer(out, codes[i].width);
        buffer_add_byte(out, '\n');
        return equal;
    }
    for (; i < font->count && codes[i].width != common && i - first < WIDTH_BLOCK; i++) {
        buffer_add_byte(out, i == first ? '[' : ' ');
        buffer_add_integer(out, codes[i].width);
    }
    buffer_add_string(out, "]\n");
    return i;
}

static void add_widths(struct pdf *pdf, const struct pdf_font *font, struct buffer *out)
{
    int64_t common = common_width(pdf, font);
    bool listed = false;

    buffer_add_string(out, "/DW ");
    buffer_add_integer(out, common);
    buffer_add_byte(out, '\n');
    for (size_t i = 0; i < font->count;) {
        if (font->codes[i].width == common) {
            i++;
            continue;
        }
        buffer_add_string(out, listed ? "" : "/W [");
        listed = true;
        i = add_width_entry(font, i, common, out);
    }
    buffer_add_string(out, listed ? "]\n" : "");
}

/* Glyph ids of the program by code; /Identity where they are the same. */
static bool add_glyph_map(struct pdf *pdf, const struct pdf_font *font, const struct subset *subset,
                          struct buffer *out)
{
    struct buffer map = buffer_new(pdf->arena);
    bool identical = true;

    for (size_t i = 0; i < font->count; i++) {
        identical = identical && subset->glyph_of_code[i] == i;
        buffer_add_byte(&map, (unsigned char)(subset->glyph_of_code[i] >> 8));
        buffer_add_byte(&map, (unsigned char)subset->glyph_of_code[i]);
    }
    buffer_add_string(out, "/CIDToGIDMap ");
    if (identical) {
        buffer_add_string(out, "/Identity\n");
        return true;
    }
    HPDF_Dict stream = pdf_add_stream(pdf, NULL, buffer_string(&map), true);
    if (stream == NULL) {
        return false;
    }
    pdf_add_reference(out, stream);
    buffer_add_byte(out, '\n');
    return true;
}

static bool add_descendant(struct pdf *pdf, const struct pdf_font *font, const char *name,
                           const struct subset *subset, HPDF_Dict *object)
{
    struct buffer out = buffer_new(pdf->arena);
    HPDF_Dict descriptor;

    *object = pdf_add_object(pdf);
    if (*object == NULL || !add_descriptor(pdf, font, name, subset, &descriptor)) {
        return false;
    }
    buffer_format(&out, "/Type /Font\n/Subtype /%s\n/BaseFont /%s\n",
                  subset->format == SUBSET_CFF ? "CIDFontType0" : "CIDFontType2", name);
    buffer_add_string(&out, "/CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) "
                            "/Supplement 0>>\n/FontDescriptor ");
    pdf_add_reference(&out, descriptor);
    buffer_add_byte(&out, '\n');
    add_widths(pdf, font, &out);
    if (subset->format == SUBSET_TRUETYPE && !add_glyph_map(pdf, font, subset, &out)) {
        return false;
    }
    pdf_set_entries(pdf, *object, &out);
    return true;
}

static const char mapping_head[] = "/CIDInit /ProcSet findresource begin\n"
                                   "12 dict begin\n"
                                   "begincmap\n"
                                   "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) "
                                   "/Supplement 0>> def\n"
                                   "/CMapName /Adobe-Identity-UCS def\n"
                                   "/CMapType 2 def\n"
                                   "1 begincodespacerange\n"
                                   "<0000> <FFFF>\n"
                                   "endcodespacerange\n";

static const char mapping_foot[] = "endcmap\n"
                                   "CMapName currentdict /CMap defineresource pop\n"
                                   "end\n"
                                   "end\n";

/* ToUnicode, an entry a code: Ghostscript 10.0 misreads the shorter form, arrays in bfrange. Glyphs
 * without text of their own stand in a span with ActualText; a reader that does not know those had
 * better see nothing, so they map to a zero width space. */
static HPDF_Dict add_mapping(struct pdf *pdf, const struct pdf_font *font)
{
    struct buffer out = buffer_new(pdf->arena);

    buffer_add_string(&out, mapping_head);
    for (size_t i = 1; i < font->count; i++) {
        size_t left = font->count - i;
        if (i % MAPPING_BLOCK == 1) {
            buffer_add_string(&out, i > 1 ? "endbfchar\n" : "");
            buffer_add_integer(&out, (int64_t)(left < MAPPING_BLOCK ? left : MAPPING_BLOCK));
            buffer_add_string(&out, " beginbfchar\n");
        }
        struct string text = font->codes[i].text;
        buffer_format(&out, "<%04zX> <", i);
        pdf_add_utf16(&out, text.size > 0 ? text : STRING("\u200B"));
        buffer_add_string(&out, ">\n");
    }
    buffer_add_string(&out, font->count > 1 ? "endbfchar\n" : "");
    buffer_add_string(&out, mapping_foot);
    return pdf_add_stream(pdf, NULL, buffer_string(&out), true);
}

/* The name of the subset: six letters that tell its contents, and the face's name. */
static const char *name_of(struct pdf *pdf, const struct pdf_font *font,
                           const struct subset *subset)
{
    uint64_t hash = pdf_hash(subset->program.bytes, subset->program.size).low;
    char tag[TAG_LETTERS + 1] = {0};

    for (size_t i = 0; i < TAG_LETTERS; i++) {
        tag[i] = (char)('A' + hash % 26);
        hash /= 26;
    }
    return arena_format(pdf->arena, "%s+%s", tag, face_postscript_name(font->face));
}

static bool write_font(struct pdf *pdf, struct pdf_font *font)
{
    uint32_t *glyphs = ARENA_ARRAY(pdf->arena, uint32_t, font->count);
    struct buffer out = buffer_new(pdf->arena);
    struct subset subset;
    HPDF_Dict descendant;

    for (size_t i = 0; i < font->count; i++) {
        glyphs[i] = font->codes[i].glyph;
    }
    if (!subset_make(pdf->arena, font->face, glyphs, font->count, &subset, pdf->diagnostics)) {
        return false;
    }
    const char *name = name_of(pdf, font, &subset);
    HPDF_Dict mapping = add_mapping(pdf, font);
    font->object = pdf_add_object(pdf);
    if (mapping == NULL || font->object == NULL ||
        !add_descendant(pdf, font, name, &subset, &descendant)) {
        return pdf_give_up(pdf);
    }
    buffer_format(&out, "/Type /Font\n/Subtype /Type0\n/BaseFont /%s%s\n/Encoding /Identity-H\n",
                  name, subset.format == SUBSET_CFF ? "-Identity-H" : "");
    buffer_add_string(&out, "/DescendantFonts [");
    pdf_add_reference(&out, descendant);
    buffer_add_string(&out, "]\n/ToUnicode ");
    pdf_add_reference(&out, mapping);
    buffer_add_byte(&out, '\n');
    pdf_set_entries(pdf, font->object, &out);
    return true;
}

bool pdf_write_fonts(struct pdf *pdf, struct buffer *resources)
{
    buffer_add_string(resources, "/Font <<\n");
    for (size_t i = 0; i < pdf->font_count; i++) {
        struct pdf_font *font = pdf->fonts[i];
        if (!write_font(pdf, font)) {
            return false;
        }
        buffer_format(resources, "/F%u ", font->number);
        pdf_add_reference(resources, font->object);
        buffer_add_byte(resources, '\n');
    }
    buffer_add_string(resources, ">>\n");
    return true;
}
