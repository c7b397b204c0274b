/* Subsets: each code of the program shows the source's glyph, in FreeType's eyes. */
#include "font/subset.h"

#include "font_bench.h"

#include "cff_sample.h"
#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_CID_H

/* All glyphs of a font in steps, the first ones twice. */
static size_t choose_glyphs(const struct face *face, uint32_t step, uint32_t *glyphs, size_t limit)
{
    size_t count = 0;

    for (uint32_t glyph = 0; glyph < face_glyph_count(face) && count < limit; glyph += step) {
        glyphs[count++] = glyph;
    }
    for (uint32_t i = 1; i < 6 && count < limit; i++) {
        glyphs[count++] = glyphs[i];
    }
    return count;
}

static struct subset make(struct bench *bench, const struct face *face, const uint32_t *glyphs,
                          size_t count)
{
    struct subset subset;

    assert_true(subset_make(bench->arena, face, glyphs, count, &subset, bench->diagnostics));
    assert_int_equal(bench->diagnostics->count, 0);
    assert_int_equal(subset.format, face_outlines(face) == FACE_CFF ? SUBSET_CFF : SUBSET_TRUETYPE);
    return subset;
}

static void assert_outline(FT_Face source, FT_UInt glyph, FT_Face program, FT_UInt shown)
{
    enum { FLAGS = FT_LOAD_NO_SCALE | FT_LOAD_NO_HINTING };

    assert_int_equal(FT_Load_Glyph(source, glyph, FLAGS), 0);
    assert_int_equal(FT_Load_Glyph(program, shown, FLAGS), 0);
    const FT_Outline *left = &source->glyph->outline, *right = &program->glyph->outline;
    if (left->n_points != right->n_points) {
        fail_msg("glyph %u has %d points, not %d", glyph, right->n_points, left->n_points);
    }
    size_t points = (size_t)left->n_points;
    assert_memory_equal(left->points, right->points, points * sizeof *left->points);
    assert_memory_equal(left->tags, right->tags, points);
    assert_int_equal(source->glyph->metrics.horiAdvance, program->glyph->metrics.horiAdvance);
}

static void assert_program(const struct face *face, const struct subset *subset,
                           const uint32_t *glyphs, size_t count)
{
    FT_Library library;
    FT_Face source, program;

    assert_int_equal(FT_Init_FreeType(&library), 0);
    assert_int_equal(FT_New_Face(library, face_path(face), (FT_Long)face_index(face), &source), 0);
    assert_int_equal(FT_New_Memory_Face(library, (const FT_Byte *)subset->program.bytes,
                                        (FT_Long)subset->program.size, 0, &program),
                     0);
    assert_int_equal(program->units_per_EM, source->units_per_EM);
    if (subset->format == SUBSET_CFF) {
        assert_true(FT_IS_CID_KEYED(program));
        assert_int_equal(program->num_glyphs, count);
    }
    for (size_t i = 0; i < count; i++) {
        FT_UInt shown = subset->format == SUBSET_CFF ? (FT_UInt)i : subset->glyph_of_code[i];
        FT_UInt cid = shown;
        if (subset->format == SUBSET_CFF) {
            assert_int_equal(FT_Get_CID_From_Glyph_Index(program, shown, &cid), 0);
        }
        assert_int_equal(cid, shown);
        assert_outline(source, glyphs[i], program, shown);
    }
    FT_Done_Face(program);
    FT_Done_Face(source);
    FT_Done_FreeType(library);
}

static void check_face(struct bench *bench, const struct face *face, uint32_t step)
{
    static uint32_t glyphs[4096];
    size_t count = choose_glyphs(face, step, glyphs, 4096);
    struct subset subset = make(bench, face, glyphs, count);
    struct subset again = make(bench, face, glyphs, count);

    assert_program(face, &subset, glyphs, count);
    assert_int_equal(subset.program.size, again.program.size);
    assert_memory_equal(subset.program.bytes, again.program.bytes, subset.program.size);
}

static void test_cff_without_subroutines(void **state)
{
    check_face(*state, open_good(*state, FANG, 0), 7);
    check_face(*state, open_good(*state, HEI, 0), 31);
}

static void test_cff_with_subroutines(void **state)
{
    check_face(*state, open_good(*state, NOTO, SIMPLIFIED), 37);
    check_face(*state, open_good(*state, NOTO_SANS, SIMPLIFIED), 101);
}

static void test_glyf(void **state)
{
    check_face(*state, open_good(*state, LATIN, 0), 1);
    check_face(*state, open_good(*state, WENKAI, 0), 53);
}

/* A subset is small: nothing of other glyphs, and no tables for layout. */
static void test_only_what_is_used(void **state)
{
    const uint32_t glyphs[] = {0, 1000, 2000};
    struct subset subset = make(*state, open_good(*state, NOTO, SIMPLIFIED), glyphs, 3);

    assert_true(subset.program.size < 3000);
    const uint32_t few[] = {0, 36, 37};
    subset = make(*state, open_good(*state, LATIN, 0), few, 3);
    assert_true(subset.program.size < 3000);
}

static void test_notdef_alone(void **state)
{
    const uint32_t glyphs[] = {0};
    const char *const files[] = {FANG, LATIN};

    for (size_t i = 0; i < 2; i++) {
        const struct face *face = open_good(*state, files[i], 0);
        struct subset subset = make(*state, face, glyphs, 1);
        assert_program(face, &subset, glyphs, 1);
    }
}

static const uint16_t names[] = {34, 125, 171}; /* A, acute, Aacute */

static const char *const accented_charstrings[] = {
    "0 endchar",
    "0 10 20 rmoveto -107 callsubr endchar",
    "0 200 500 rmoveto 50 hlineto 70 vlineto endchar",
    "0 30 40 65 194 endchar",
    NULL,
};
static const char *const accented_subrs[] = {
    "300 hlineto 400 vlineto -300 hlineto return",
    NULL,
};

static struct cff_recipe accented(void)
{
    return (struct cff_recipe){
        .charstrings = accented_charstrings,
        .subrs = accented_subrs,
        .names = names,
    };
}

static const struct face *open_sample(struct bench *bench, const struct cff_recipe *recipe,
                                      unsigned units)
{
    static struct bytes cff, file;

    make_cff(&cff, recipe);
    make_opentype(&file, &cff, units, 4);
    return open_path(bench, write_bytes(bench, file.at, file.size), 0);
}

/* An accented letter that names its parts, which a CID-keyed font cannot: drawn anew. */
static void test_accented_letters_are_drawn(void **state)
{
    const uint32_t glyphs[] = {0, 3, 1, 2, 3};
    struct cff_recipe recipe = accented();
    const struct face *face = open_sample(*state, &recipe, 1000);

    assert_non_null(face);
    struct subset subset = make(*state, face, glyphs, 5);
    assert_program(face, &subset, glyphs, 5);
    /* two contours of four and three points are there, not an empty glyph */
    struct subset without = make(*state, face, (const uint32_t[]){0, 0, 1, 2, 0}, 5);
    assert_true(subset.program.size > without.program.size + 20);
}

static void test_other_units(void **state)
{
    const uint32_t glyphs[] = {0, 1, 2, 3};
    struct cff_recipe recipe = accented();

    /* 1/2048 = .00048828125: a0 00 48 82 81 25 ff */
    recipe.matrix = "#1EA00048828125FF 0 0 #1EA00048828125FF 0 0";
    const struct face *face = open_sample(*state, &recipe, 2048);
    assert_non_null(face);
    struct subset subset = make(*state, face, glyphs, 4);
    assert_program(face, &subset, glyphs, 4);
}

static void assert_refused(struct bench *bench, const struct face *face, const uint32_t *glyphs,
                           size_t count)
{
    struct subset subset;
    size_t before = bench->diagnostics->count;

    assert_false(subset_make(bench->arena, face, glyphs, count, &subset, bench->diagnostics));
    assert_true(bench->diagnostics->count > before || before > 0);
    assert_int_equal(bench->diagnostics->items[0]->message, FONT_BROKEN);
}

static void test_impossible_requests(void **state)
{
    const char *const files[] = {FANG, LATIN};

    for (size_t i = 0; i < 2; i++) {
        const struct face *face = open_good(*state, files[i], 0);
        assert_refused(*state, face, (const uint32_t[]){0, face_glyph_count(face)}, 2);
        assert_refused(*state, face, (const uint32_t[]){0, UINT32_MAX}, 2);
        assert_refused(*state, face, (const uint32_t[]){1}, 1);
        assert_refused(*state, face, (const uint32_t[]){0}, 0);
    }
}

/* Whatever becomes of a damaged font, it is a subset or a finding. */
static void try_damaged(struct bench *bench, const struct bytes *file)
{
    struct arena *arena = arena_new(0);
    struct diagnostics *diagnostics = diagnostics_new(arena);
    struct bench inner = {arena, diagnostics};
    const uint32_t glyphs[] = {0, 3, 1, 2};
    struct subset subset;
    const struct face *face = open_path(&inner, write_bytes(bench, file->at, file->size), 0);

    if (face != NULL && !subset_make(arena, face, glyphs, 4, &subset, diagnostics)) {
        assert_true(diagnostics->errors > 0);
    }
    arena_free(arena);
}

static void test_damaged_cff(void **state)
{
    static struct bytes cff, file, bad;
    struct cff_recipe recipe = accented();

    make_cff(&cff, &recipe);
    make_opentype(&file, &cff, 1000, 4);
    size_t start = 12 + 6 * 16;
    for (size_t i = 0; i < cff.size; i++) {
        bad = file;
        bad.at[start + i] ^= 0xFF;
        try_damaged(*state, &bad);
        bad.at[start + i] = (unsigned char)(file.at[start + i] + 1);
        try_damaged(*state, &bad);
    }
}

/* Damage in the glyph table of a real font, where HarfBuzz does the work. */
static void test_damaged_glyf(void **state)
{
    struct bench *bench = *state;
    struct copy copy = read_copy(bench, LATIN);
    const char *const tags[] = {"glyf", "loca", "maxp", "head", "hmtx"};
    const uint32_t glyphs[] = {0, 36, 37, 100, 200};

    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        struct copy bad = {arena_alloc(bench->arena, copy.size), copy.size};
        memcpy(bad.bytes, copy.bytes, copy.size);
        uint8_t *table = table_of(bad, tags[i]);
        size_t size = get(record_of(bad, tags[i]) + 12, 4);
        for (size_t at = i == 3 ? 50 : 6; at < size; at += 1 + at / 40) {
            table[at] ^= 0x5A;
        }
        struct subset subset;
        struct face *face = open_path(bench, write_bytes(bench, bad.bytes, bad.size), 0);
        if (face != NULL) {
            (void)subset_make(bench->arena, face, glyphs, 5, &subset, bench->diagnostics);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_cff_without_subroutines, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_cff_with_subroutines, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_glyf, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_only_what_is_used, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_notdef_alone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_accented_letters_are_drawn, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_other_units, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_impossible_requests, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_damaged_cff, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_damaged_glyf, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
