/*
 * From any bytes to a face: opening, metrics, characters, shaping, outlines, bitmaps, subsets.
 *
 * No font is committed, and whole ones are too large to find anything in. The corpus is made when
 * it is needed: real fonts cut down to a few characters, with their features kept; a collection of
 * two of them; and the beginnings of real files.
 */
#include "fuzz.h"

#include "font/cff.h"
#include "font/face.h"
#include "font/subset.h"
#include <hb-subset.h>
#include <string.h>

/* Marks with features (vert, fwid, halt), —— that ligates, accents, a variation selector. */
static const char sample[] =
    "一丁中国　，。“”（）《》——……·AVfiÄé½12%⁠①㈠一︀";

enum {
    GLYPHS_DRAWN = 48,
    RENDER_SIDE = 40, /* pixels to the em */
    FACES = 3,        /* of a collection */
};

/* ---- the corpus ---- */

static uint8_t *copy_bytes(const void *bytes, size_t size)
{
    uint8_t *copy = malloc(size + 1);

    FUZZ_REQUIRE(copy != NULL);
    memcpy(copy, bytes, size);
    return copy;
}

static hb_blob_t *open_font_file(const char *file)
{
    char path[512];

    (void)snprintf(path, sizeof path, "%s/%s", fuzz_fonts_folder(), file);
    return hb_blob_create_from_file_or_fail(path);
}

/* The font with the characters of the sample alone. */
static uint8_t *cut_down(const char *file, unsigned index, size_t *size)
{
    static const hb_tag_t features[] = {HB_TAG('f', 'w', 'i', 'd'), HB_TAG('h', 'a', 'l', 't'),
                                        HB_TAG('p', 'a', 'l', 't')};
    hb_blob_t *blob = open_font_file(file);
    hb_subset_input_t *input = hb_subset_input_create_or_fail();

    if (blob == NULL || input == NULL) {
        hb_subset_input_destroy(input);
        return NULL;
    }
    hb_face_t *face = hb_face_create(blob, index);
    for (size_t offset = 0; offset < sizeof sample - 1;) {
        hb_set_add(hb_subset_input_unicode_set(input),
                   unicode_decode(sample, sizeof sample - 1, &offset));
    }
    for (size_t i = 0; i < sizeof features / sizeof *features; i++) {
        hb_set_add(hb_subset_input_set(input, HB_SUBSET_SETS_LAYOUT_FEATURE_TAG), features[i]);
    }
    hb_face_t *small = hb_subset_or_fail(face, input);
    uint8_t *bytes = NULL;
    if (small != NULL) {
        hb_blob_t *result = hb_face_reference_blob(small);
        unsigned length;
        const char *data = hb_blob_get_data(result, &length);
        *size = length;
        bytes = copy_bytes(data, length);
        hb_blob_destroy(result);
        hb_face_destroy(small);
    }
    hb_face_destroy(face);
    hb_subset_input_destroy(input);
    hb_blob_destroy(blob);
    return bytes;
}

static uint8_t *beginning(const char *file, size_t most, size_t *size)
{
    hb_blob_t *blob = open_font_file(file);
    unsigned length;

    if (blob == NULL) {
        return NULL;
    }
    const char *data = hb_blob_get_data(blob, &length);
    *size = length < most ? length : most;
    uint8_t *bytes = copy_bytes(data, *size);
    hb_blob_destroy(blob);
    return bytes;
}

static uint32_t get32(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static void put32(uint8_t *at, uint32_t value)
{
    for (unsigned i = 0; i < 4; i++) {
        at[i] = (uint8_t)(value >> (24 - 8 * i));
    }
}

/* A collection: its header, and both fonts with the offsets of their tables moved. */
static uint8_t *collect(const uint8_t *first, size_t first_size, const uint8_t *second,
                        size_t second_size, size_t *size)
{
    enum { HEADER = 20, RECORD = 16, DIRECTORY = 12 };
    const size_t starts[] = {HEADER, HEADER + (first_size + 3) / 4 * 4};

    *size = starts[1] + second_size;
    uint8_t *bytes = calloc(1, *size + 1);
    FUZZ_REQUIRE(bytes != NULL);
    memcpy(bytes, "ttcf\0\1\0\0\0\0\0\2", 12);
    memcpy(bytes + starts[0], first, first_size);
    memcpy(bytes + starts[1], second, second_size);
    for (unsigned i = 0; i < 2; i++) {
        uint8_t *font = bytes + starts[i];
        put32(bytes + 12 + 4 * (size_t)i, (uint32_t)starts[i]);
        for (unsigned table = 0; table < (unsigned)(font[4] << 8 | font[5]); table++) {
            uint8_t *offset = font + DIRECTORY + (size_t)RECORD * table + 8;
            put32(offset, get32(offset) + (uint32_t)starts[i]);
        }
    }
    return bytes;
}

static uint8_t *make_collection(size_t *size)
{
    size_t first_size = 0, second_size = 0;
    uint8_t *first = cut_down("FandolSong-Regular.otf", 0, &first_size);
    uint8_t *second = cut_down("LiberationSerif-Regular.ttf", 0, &second_size);
    uint8_t *bytes = first == NULL || second == NULL
                         ? NULL
                         : collect(first, first_size, second, second_size, size);

    free(first);
    free(second);
    return bytes;
}

uint8_t *fuzz_make_input(unsigned number, size_t *size)
{
    switch (number) {
    case 0: /* CFF with names */
        return cut_down("FandolFang-Regular.otf", 0, size);
    case 1: /* CFF with CIDs and subroutines */
        return cut_down("NotoSerifCJK-Regular.ttc", 2, size);
    case 2: /* glyf with composites and instructions */
        return cut_down("LiberationSerif-Regular.ttf", 0, size);
    case 3: /* glyf with hanzi */
        return cut_down("LXGWWenKai-Regular.ttf", 0, size);
    case 4:
        return make_collection(size);
    case 5: /* the directory is there, the tables are not */
        return beginning("FandolHei-Regular.otf", 4096, size);
    case 6:
        return beginning("NotoSansCJK-Regular.ttc", 4096, size);
    default:
        return NULL;
    }
}

/* ---- the face ---- */

/* How often the outline's functions were called. */
struct drawing {
    size_t moves, closes;
};

static void draw_move(void *context, double x, double y)
{
    struct drawing *drawing = context;

    (void)x;
    (void)y;
    drawing->moves++;
}

static void draw_line(void *context, double x, double y)
{
    const struct drawing *drawing = context;

    (void)x;
    (void)y;
    FUZZ_REQUIRE(drawing->moves == drawing->closes + 1);
}

static void draw_cubic(void *context, double x1, double y1, double x2, double y2, double x,
                       double y)
{
    (void)x1;
    (void)y1;
    (void)x2;
    (void)y2;
    draw_line(context, x, y);
}

static void draw_close(void *context)
{
    struct drawing *drawing = context;

    drawing->closes++;
}

static void draw(struct fuzz *fuzz, const struct face *face, uint32_t glyph)
{
    struct drawing drawing = {0};
    const struct outline_sink sink = {&drawing, draw_move, draw_line, draw_cubic, draw_close};
    struct glyph_bitmap bitmap;
    int box[4];

    FUZZ_REQUIRE(face_advance(face, glyph) >= 0);
    if (face_ink(face, glyph, box)) {
        FUZZ_REQUIRE(box[0] < box[2] && box[1] < box[3]);
    }
    if (face_extents(face, glyph, box)) {
        FUZZ_REQUIRE(box[0] < box[2] && box[1] < box[3]);
    }
    if (face_outline(face, glyph, &sink)) {
        FUZZ_REQUIRE(drawing.moves == drawing.closes);
    }
    if (face_render(face, fuzz->arena, glyph, RENDER_SIDE, 0.5, 0.25, &bitmap)) {
        unsigned sum = 0;
        for (int i = 0; i < bitmap.width * bitmap.height; i++) {
            sum += bitmap.coverage[i];
        }
        FUZZ_REQUIRE(bitmap.width * bitmap.height > 0 || sum == 0);
    }
}

static void shape(struct fuzz *fuzz, const struct face *face, bool han, enum shape_form form)
{
    struct buffer text = buffer_new(fuzz->arena);
    const struct shaped_glyph *glyphs;

    /* Only what the face has is ever shaped with it. */
    for (size_t offset = 0; offset < sizeof sample - 1;) {
        uint32_t character = unicode_decode(sample, sizeof sample - 1, &offset);
        if (face_glyph(face, character) != 0) {
            buffer_add_character(&text, character);
        }
    }
    size_t count = face_shape(face, fuzz->arena, buffer_string(&text), han, form, &glyphs);
    for (size_t i = 0; i < count; i++) {
        FUZZ_REQUIRE(glyphs[i].glyph < face_glyph_count(face));
        FUZZ_REQUIRE(glyphs[i].cluster < text.size);
        FUZZ_REQUIRE(i == 0 || glyphs[i].cluster >= glyphs[i - 1].cluster);
    }
}

static void subset(struct fuzz *fuzz, const struct face *face)
{
    uint32_t glyphs[sizeof sample] = {0};
    size_t count = 1;
    struct subset subset;

    for (size_t offset = 0; offset < sizeof sample - 1;) {
        glyphs[count++] = face_glyph(face, unicode_decode(sample, sizeof sample - 1, &offset));
    }
    if (subset_make(fuzz->arena, face, glyphs, count, &subset, fuzz->diagnostics)) {
        FUZZ_REQUIRE(subset.program.size > 0);
        FUZZ_REQUIRE((subset.format == SUBSET_CFF) == (face_outlines(face) == FACE_CFF));
    }
}

/* The table once more in memory of exactly its size: behind a mapping there are bytes of the page
 * that may be read unnoticed. */
static void read_cff(struct fuzz *fuzz, const struct face *face)
{
    struct string table = face_table(face, "CFF ");
    struct buffer out = buffer_new(fuzz->arena);
    struct cff cff;

    if (table.size == 0) {
        return;
    }
    char *exact = malloc(table.size);
    FUZZ_REQUIRE(exact != NULL);
    memcpy(exact, table.bytes, table.size);
    arena_own(fuzz->arena, exact, free);
    if (cff_read(fuzz->arena, (struct string){exact, table.size}, &cff) != NULL) {
        return;
    }
    for (uint32_t glyph = 0; glyph < cff.charstrings.count && glyph < GLYPHS_DRAWN; glyph++) {
        const struct cff_font *font = cff_font_of_glyph(&cff, glyph);
        size_t before = out.size;
        if (font != NULL && charstring_copy(&cff, font, glyph, &out) != CHARSTRING_COPIED) {
            FUZZ_REQUIRE(out.size == before);
        }
    }
}

static void use(struct fuzz *fuzz, const struct face *face)
{
    int box[4];

    FUZZ_REQUIRE(face_postscript_name(face)[0] != '\0');
    FUZZ_REQUIRE(face_units(face) >= 16 && face_glyph_count(face) > 0);
    FUZZ_REQUIRE(face_descent(face) <= 0);
    FUZZ_REQUIRE(face_cap_height(face) > 0);
    face_bounding_box(face, box);
    (void)face_em_top(face);
    (void)face_ascent(face);
    (void)face_italic_angle(face);
    FUZZ_REQUIRE(face_glyph_variant(face, 0x4E00, 0xFE00) < face_glyph_count(face));
    shape(fuzz, face, true, SHAPE_PLAIN);
    shape(fuzz, face, true, SHAPE_FULL_WIDTH);
    shape(fuzz, face, false, SHAPE_HALF_WIDTH);
    shape(fuzz, face, false, SHAPE_OWN_WIDTH);
    shape(fuzz, face, false, SHAPE_PLAIN);
    for (uint32_t glyph = 0; glyph < face_glyph_count(face) && glyph < GLYPHS_DRAWN; glyph++) {
        draw(fuzz, face, glyph);
    }
    draw(fuzz, face, face_glyph_count(face)); /* one that it has not */
    subset(fuzz, face);
    read_cff(fuzz, face);
}

static void run(struct fuzz *fuzz)
{
    char path[FUZZ_PATH];
    int descriptor = fuzz_open_file(fuzz->data, fuzz->size, path);

    if (descriptor < 0) {
        return;
    }
    for (unsigned index = 0; index < FACES; index++) {
        struct face *face =
            face_open(fuzz->arena, path, index, (struct place){0}, fuzz->diagnostics);
        FUZZ_REQUIRE(face != NULL || diagnostics_failed(fuzz->diagnostics));
        if (face != NULL) {
            use(fuzz, face);
        }
    }
    (void)close(descriptor);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_run(run, data, size);
}
