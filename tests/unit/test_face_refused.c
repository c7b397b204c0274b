/*
 * Fonts that are forbidden, unsuitable or broken: copies of good ones, patched. What cannot be
 * used is refused with its reason, and no damage makes the program fall over.
 */
#include "base/unicode.h"
#include "font_bench.h"

static void expect_refused(struct bench *bench, struct copy copy, enum message message,
                           const char *reason)
{
    const char *path = write_bytes(bench, copy.bytes, copy.size);
    struct diagnostics *diagnostics = diagnostics_new(bench->arena);

    assert_null(face_open(bench->arena, path, 0, (struct place){0}, diagnostics));
    assert_int_equal(diagnostics->count, 1);
    assert_int_equal(diagnostics->items[0]->message, message);
    assert_non_null(strstr(diagnostics->items[0]->text, path));
    if (strstr(diagnostics->items[0]->text, reason) == NULL) {
        fail_msg("\"%s\" does not say \"%s\"", diagnostics->items[0]->text, reason);
    }
}

static void embedding(void **state)
{
    static const struct {
        unsigned type;
        bool good;
        enum message message;
        const char *reason;
    } rows[] = {
        {0x0000, true, 0, NULL},
        {0x0002, false, FONT_FORBIDDEN, "0x0002"},
        {0x0004, true, 0, NULL},
        {0x0008, true, 0, NULL},
        {0x000A, true, 0, NULL}, /* old fonts: the more liberal bit counts */
        {0x0100, false, FONT_UNSUITABLE, "0x0100"},
        {0x0200, false, FONT_FORBIDDEN, "0x0200"},
        {0x0208, false, FONT_FORBIDDEN, "0x0208"},
    };
    struct copy copy = read_copy(*state, LATIN);

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        put16(table_of(copy, "OS/2") + 8, rows[i].type);
        if (rows[i].good) {
            assert_non_null(open_path(*state, write_bytes(*state, copy.bytes, copy.size), 0));
        } else {
            expect_refused(*state, copy, rows[i].message, rows[i].reason);
        }
    }
}

/* Renames a table, so that it is not there or another one is. */
static void refuses_without(struct bench *bench, const char *tag, const char *instead,
                            enum message message, const char *reason)
{
    struct copy copy = read_copy(bench, LATIN);

    memcpy(record_of(copy, tag), instead, 4);
    expect_refused(bench, copy, message, reason);
}

static void unsuitable_fonts(void **state)
{
    refuses_without(*state, "GPOS", "fvar", FONT_UNSUITABLE, "variable");
    refuses_without(*state, "GPOS", "CFF2", FONT_UNSUITABLE, "variable");
    refuses_without(*state, "glyf", "EBDT", FONT_UNSUITABLE, "outlines");
    refuses_without(*state, "loca", "EBLC", FONT_UNSUITABLE, "outlines");
    refuses_without(*state, "cmap", "xxxx", FONT_UNSUITABLE, "Unicode");

    struct copy copy = read_copy(*state, LATIN);
    uint8_t *cmap = table_of(copy, "cmap");
    for (unsigned i = 0; i < get(cmap + 2, 2); i++) {
        put16(cmap + 4 + 8 * (size_t)i, 3); /* every encoding a symbol encoding */
        put16(cmap + 6 + 8 * (size_t)i, 0);
    }
    expect_refused(*state, copy, FONT_UNSUITABLE, "Unicode");

    static const struct {
        const char *bytes;
        enum message message;
        const char *reason;
    } rows[] = {
        {"%!PS-AdobeFont-1.0: Utopia", FONT_UNSUITABLE, "Type 1"},
        {"\x80\x01xxxxxxxxxxxx", FONT_UNSUITABLE, "Type 1"},
        {"wOF2xxxxxxxxxxxx", FONT_UNSUITABLE, "web font"},
        {"STARTFONT 2.1\n", FONT_UNSUITABLE, "bitmap"},
        {"<!DOCTYPE html>", FONT_BROKEN, "does not begin like a font"},
        {"OTTO", FONT_BROKEN, "does not begin like a font"},
        {"", FONT_BROKEN, "empty"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct copy bytes = {(uint8_t *)(uintptr_t)rows[i].bytes, strlen(rows[i].bytes)};
        expect_refused(*state, bytes, rows[i].message, rows[i].reason);
    }
}

static void broken_tables(void **state)
{
    static const struct {
        const char *tag;
        size_t offset;
        unsigned value;
        const char *reason;
    } rows[] = {
        {"head", 12, 0, "head"}, {"head", 18, 0, "em"},   {"head", 18, 40000, "em"},
        {"maxp", 4, 0, "maxp"},  {"hhea", 34, 0, "hmtx"}, {"hhea", 34, 65535, "hmtx"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct copy copy = read_copy(*state, LATIN);
        put16(table_of(copy, rows[i].tag) + rows[i].offset, rows[i].value);
        expect_refused(*state, copy, FONT_BROKEN, rows[i].reason);
    }
    refuses_without(*state, "head", "xxxx", FONT_BROKEN, "head");
    refuses_without(*state, "hhea", "xxxx", FONT_BROKEN, "hhea");
    refuses_without(*state, "maxp", "xxxx", FONT_BROKEN, "maxp");
    refuses_without(*state, "hmtx", "xxxx", FONT_BROKEN, "hmtx");

    struct copy copy = read_copy(*state, LATIN);
    memset(record_of(copy, "post") + 8, 0xFF, 8);
    expect_refused(*state, copy, FONT_BROKEN, "outside");
    copy = read_copy(*state, LATIN);
    memset(record_of(copy, "post") + 12, 0x7F, 4);
    expect_refused(*state, copy, FONT_BROKEN, "outside");
    copy = read_copy(*state, LATIN);
    put16(copy.bytes + 4, 0xFFFF);
    expect_refused(*state, copy, FONT_BROKEN, "number of tables");
}

static void missing_files(void **state)
{
    struct bench *bench = *state;

    assert_null(open_path(bench, "/nonexistent/x.otf", 0));
    assert_null(open_path(bench, "/", 0));
    assert_null(open_path(bench, "/dev/null", 0));
    assert_int_equal(bench->diagnostics->count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(bench->diagnostics->items[i]->message, FONT_OPEN);
    }
}

static void no_point(void *context, double x, double y)
{
    (void)context, (void)x, (void)y;
}

static void no_curve(void *context, double x1, double y1, double x2, double y2, double x, double y)
{
    (void)context, (void)x1, (void)y1, (void)x2, (void)y2, (void)x, (void)y;
}

static void no_close(void *context)
{
    (void)context;
}

/* Uses all of a face; nothing is expected but that it comes back. */
static void exercise(struct bench *bench, const struct face *face)
{
    static const uint32_t characters[] = {' ', 'A', 'g', 0xE9, 0x2014, 0x4E00, 0x20BB7};
    struct glyph_bitmap bitmap;
    const struct shaped_glyph *glyphs;
    int box[4];
    const struct outline_sink sink = {NULL, no_point, no_point, no_curve, no_close};

    for (size_t i = 0; i < sizeof characters / sizeof *characters; i++) {
        uint32_t glyph = face_glyph(face, characters[i]);
        uint32_t glyphs_tried[] = {glyph, (uint32_t)i * 37, face_glyph_count(face) - 1};
        for (size_t j = 0; j < 3; j++) {
            (void)face_advance(face, glyphs_tried[j]);
            (void)face_ink(face, glyphs_tried[j], box);
            (void)face_extents(face, glyphs_tried[j], box);
            (void)face_outline(face, glyphs_tried[j], &sink);
            (void)face_render(face, bench->arena, glyphs_tried[j], 24.5, 0.25, 0, &bitmap);
        }
        (void)face_glyph_variant(face, characters[i], 0xFE00);
    }
    (void)face_cap_height(face);
    assert_non_null(face_postscript_name(face));
    assert_true(strlen(face_postscript_name(face)) > 0 && strlen(face_postscript_name(face)) < 64);
    (void)shape_text(bench, face, "AVfi é—“公文”\U000E0100", false, SHAPE_PLAIN, &glyphs);
    (void)shape_text(bench, face, "AVfi é—“公文”\U000E0100", true, SHAPE_FULL_WIDTH, &glyphs);
    (void)shape_text(bench, face, "\xFF\xC3 bad", true, SHAPE_PLAIN, &glyphs);
}

static void try_bytes(const uint8_t *bytes, size_t size, unsigned *opened)
{
    void *state;

    set_up(&state);
    struct bench *bench = state;
    struct face *face = open_path(bench, write_bytes(bench, bytes, size), 0);
    if (face != NULL) {
        ++*opened;
        exercise(bench, face);
    } else {
        assert_int_equal(bench->diagnostics->errors, 1);
    }
    tear_down(&state);
}

/* A generator of its own, so that a failure can be repeated anywhere. */
static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8;
}

static void damage(struct bench *bench, const char *file, unsigned rounds)
{
    static const char *const tags[] = {"head", "hhea", "hmtx", "cmap", "maxp", "OS/2",
                                       "name", "post", "GPOS", "glyf", "loca", "CFF "};
    struct copy good = read_copy(bench, file);
    uint8_t *bytes = arena_alloc(bench->arena, good.size);
    uint32_t seed = 9704;
    unsigned opened = 0;

    for (unsigned round = 0; round < rounds; round++) {
        memcpy(bytes, good.bytes, good.size);
        const char *tag = tags[round % (sizeof tags / sizeof *tags)];
        size_t start = 0;
        size_t size = 12 + 16 * get(bytes + 4, 2); /* the directory, where there is no such table */
        for (unsigned i = 0; i < get(bytes + 4, 2); i++) {
            const uint8_t *record = bytes + 12 + 16 * (size_t)i;
            if (memcmp(record, tag, 4) == 0) {
                start = get(record + 8, 4);
                size = get(record + 12, 4);
            }
        }
        size = round % 3 != 0 && size > 400 ? 400 : size; /* headers matter most */
        for (unsigned i = 0; i < 1 + round % 9; i++) {
            bytes[start + next_random(&seed) % size] = (uint8_t)next_random(&seed);
        }
        try_bytes(bytes, good.size, &opened);
    }
    assert_in_range(opened, rounds / 4, rounds - 1); /* some were refused, many were not */
}

static void damaged_glyf(void **state)
{
    damage(*state, LATIN, 480);
}

static void damaged_cff(void **state)
{
    damage(*state, SONG, 120);
}

static void truncated(void **state)
{
    struct copy copy = read_copy(*state, LATIN);
    unsigned opened = 0;

    for (size_t size = 0; size < 400; size += 7) {
        try_bytes(copy.bytes, size, &opened);
    }
    for (size_t size = 400; size < copy.size; size += copy.size / 40) {
        try_bytes(copy.bytes, size, &opened);
    }
    assert_int_equal(opened, 0); /* what is cut off is never taken for good */
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(embedding),    TEST(unsuitable_fonts), TEST(broken_tables), TEST(missing_files),
        TEST(damaged_glyf), TEST(damaged_cff),      TEST(truncated),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
