/*
 * Faces: facts about the free fonts that the program relies on.
 */
#include "base/unicode.h"
#include "font_bench.h"

/* Names of people use them; GB 2312, and so Fandol, has none of them. */
static const char *const rare[] = {"喆", "堃", "玥", "昇", "犇", "瑀", "翀",
                                   "赟", "珺", "垚", "䶮", "㎡", "℡",  "㎎"};

static uint32_t first_character(const char *text)
{
    size_t offset = 0;

    return unicode_decode(text, strlen(text), &offset);
}

static uint32_t glyph_of(const struct face *face, const char *text)
{
    return face_glyph(face, first_character(text));
}

static void fandol_lacks_names(void **state)
{
    static const char *const files[] = {FANG, KAI, HEI, SONG};

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct face *face = open_good(*state, files[i], 0);
        assert_int_not_equal(glyph_of(face, "公"), 0);
        assert_int_not_equal(glyph_of(face, "〇"), 0);
        for (size_t j = 0; j < sizeof rare / sizeof *rare; j++) {
            assert_int_equal(glyph_of(face, rare[j]), 0);
        }
        assert_int_equal(glyph_of(face, "𠮷"), 0);
    }
}

/* They draw it as ＄. */
static void fandol_lacks_yuan(void **state)
{
    static const char *const files[] = {FANG, KAI, HEI, SONG};

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct face *face = open_good(*state, files[i], 0);
        assert_int_equal(glyph_of(face, "￥"), 0);
        assert_int_not_equal(glyph_of(face, "＄"), 0);
        assert_int_not_equal(glyph_of(face, "¥"), 0);
    }
    assert_int_not_equal(glyph_of(open_good(*state, NOTO, SIMPLIFIED), "￥"), 0);
    assert_int_not_equal(glyph_of(open_good(*state, WENKAI, 0), "￥"), 0);
}

static void noto_has_names(void **state)
{
    static const char *const files[] = {NOTO, NOTO_BOLD, NOTO_SANS};

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct face *face = open_good(*state, files[i], SIMPLIFIED);
        for (size_t j = 0; j < sizeof rare / sizeof *rare; j++) {
            assert_int_not_equal(glyph_of(face, rare[j]), 0);
        }
        assert_int_not_equal(face_glyph(face, 0x20BB7), 0); /* 𠮷, extension B */
        assert_int_equal(face_glyph(face, 0x20000), 0);
        assert_int_equal(face_glyph(face, 0), 0);
        assert_int_equal(face_glyph(face, 0x110000), 0);
        assert_int_equal(face_glyph(face, UNICODE_INVALID), 0);
    }
}

/* Characters that share a slot of the cache do not disturb each other. */
static void glyphs_are_remembered_rightly(void **state)
{
    struct face *face = open_good(*state, NOTO, SIMPLIFIED);
    uint32_t first[64];

    for (int round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < 64; i++) {
            uint32_t glyph = face_glyph(face, 0x4E00 + i * 2048 % 0x5000);
            if (round == 0) {
                first[i] = glyph;
            }
            assert_int_equal(glyph, first[i]);
        }
    }
    assert_int_not_equal(face_glyph(face, 0x4E00), face_glyph(face, 0x4E00 + 2048));
}

static void collection_index(void **state)
{
    struct bench *bench = *state;

    assert_string_equal(face_postscript_name(open_good(bench, NOTO, 0)), "NotoSerifCJKjp-Regular");
    struct face *face = open_good(bench, NOTO, SIMPLIFIED);
    assert_string_equal(face_postscript_name(face), "NotoSerifCJKsc-Regular");
    assert_int_equal(face_index(face), SIMPLIFIED);
    assert_null(open_path(bench, path_of(bench, NOTO), 400));
    assert_int_equal(bench->diagnostics->count, 1);
    assert_int_equal(bench->diagnostics->items[0]->message, FONT_OPEN);
    assert_null(open_path(bench, path_of(bench, LATIN), 1));
    assert_int_equal(bench->diagnostics->count, 2);
}

static void metrics(void **state)
{
    static const struct {
        const char *file;
        unsigned index, units;
        int em_top, ascent, descent;
        enum face_outlines outlines;
        bool bold, serif;
        const char *name;
    } rows[] = {
        /* drawn on 800/-200, whatever they say */
        {FANG, 0, 1000, 800, 880, -120, FACE_CFF, false, false, "FandolFang-Regular"},
        {KAI, 0, 1000, 800, 880, -120, FACE_CFF, false, false, "FandolKai-Regular"},
        /* its hhea says 800 and +200 */
        {SONG, 0, 1000, 800, 800, -200, FACE_CFF, false, false, "FandolSong-Regular"},
        {NOTO_BOLD, SIMPLIFIED, 1000, 880, 1151, -286, FACE_CFF, true, true, "NotoSerifCJKsc-Bold"},
        {NOTO_SANS, SIMPLIFIED, 1000, 880, 1160, -288, FACE_CFF, false, false,
         "NotoSansCJKsc-Regular"},
        {WENKAI, 0, 1000, 880, 928, -256, FACE_GLYF, false, true, "LXGWWenKai-Regular"},
        /* typo metrics that do not sum up to the em: 0.88 em */
        {LATIN, 0, 2048, 1802, 1825, -443, FACE_GLYF, true, true, "LiberationSerif-Bold"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct face *face = open_good(*state, rows[i].file, rows[i].index);
        assert_string_equal(face_postscript_name(face), rows[i].name);
        assert_int_equal(face_units(face), rows[i].units);
        assert_int_equal(face_em_top(face), rows[i].em_top);
        assert_int_equal(face_ascent(face), rows[i].ascent);
        assert_int_equal(face_descent(face), rows[i].descent);
        assert_int_equal(face_outlines(face), rows[i].outlines);
        assert_int_equal(face_is_serif(face), rows[i].serif);
        assert_false(face_is_italic(face));
        assert_false(face_is_monospaced(face));
        assert_true(face_italic_angle(face) == 0);
        assert_int_equal(face_weight(face), rows[i].bold ? 700 : 400);
        assert_in_range(face_cap_height(face), face_units(face) * 6 / 10,
                        face_units(face) * 8 / 10);
        int box[4];
        face_bounding_box(face, box);
        assert_true(box[0] < box[2] && box[1] < box[3]);
    }
}

static void advances(void **state)
{
    struct face *fang = open_good(*state, FANG, 0);
    struct face *latin = open_good(*state, LATIN, 0);

    assert_int_equal(face_advance(fang, glyph_of(fang, "公")), 1000);
    assert_int_equal(face_advance(fang, glyph_of(fang, "—")), 1000);
    assert_int_equal(face_advance(fang, glyph_of(fang, "“")), 1000);
    assert_int_equal(face_advance(latin, face_glyph(latin, 'A')), 1479);
    assert_int_equal(face_advance(latin, face_glyph(latin, 'i')), 569);
    assert_int_equal(face_advance(latin, face_glyph_count(latin)), 0);
    assert_int_equal(face_advance(latin, UINT32_MAX), 0);
    /* behind the long metrics the last advance counts */
    struct face *kai = open_good(*state, KAI, 0);
    uint32_t count = get((const uint8_t *)face_table(kai, "hhea").bytes + 34, 2);
    assert_true(count < face_glyph_count(kai));
    assert_int_equal(face_advance(kai, count - 1), 750);
    assert_int_equal(face_advance(kai, face_glyph_count(kai) - 1), 750);
}

static void ink(void **state)
{
    struct face *hei = open_good(*state, HEI, 0);
    struct face *latin = open_good(*state, LATIN, 0);
    int box[4];

    assert_true(face_ink(hei, glyph_of(hei, "国"), box));
    assert_in_range(box[0], 50, 150);
    assert_in_range(box[2], 850, 950);
    assert_true(box[1] < 0 && box[1] > -200 && box[3] > 700 && box[3] < 880);
    assert_false(face_ink(hei, face_glyph(hei, ' '), box));
    assert_false(face_ink(hei, face_glyph_count(hei), box));
    assert_true(face_ink(latin, face_glyph(latin, 'H'), box));
    assert_int_equal(box[1], 0);
    assert_int_equal(box[3], 1341);
}

/* What a sink sees: counts, and the box of all points. */
struct seen {
    unsigned moves, lines, cubics, closes;
    bool open, disorder;
    double box[4];
};

static void see_point(struct seen *seen, double x, double y)
{
    seen->box[0] = x < seen->box[0] ? x : seen->box[0];
    seen->box[1] = y < seen->box[1] ? y : seen->box[1];
    seen->box[2] = x > seen->box[2] ? x : seen->box[2];
    seen->box[3] = y > seen->box[3] ? y : seen->box[3];
}

static void see_move(void *context, double x, double y)
{
    struct seen *seen = context;

    seen->moves++;
    seen->disorder = seen->disorder || seen->open;
    seen->open = true;
    see_point(seen, x, y);
}

static void see_line(void *context, double x, double y)
{
    struct seen *seen = context;

    seen->lines++;
    seen->disorder = seen->disorder || !seen->open;
    see_point(seen, x, y);
}

static void see_cubic(void *context, double x1, double y1, double x2, double y2, double x, double y)
{
    struct seen *seen = context;

    seen->cubics++;
    seen->disorder = seen->disorder || !seen->open;
    see_point(seen, x1, y1);
    see_point(seen, x2, y2);
    see_point(seen, x, y);
}

static void see_close(void *context)
{
    struct seen *seen = context;

    seen->closes++;
    seen->disorder = seen->disorder || !seen->open;
    seen->open = false;
}

static struct seen look_at(const struct face *face, uint32_t glyph, bool *good)
{
    struct seen seen = {.box = {1e9, 1e9, -1e9, -1e9}};
    const struct outline_sink sink = {&seen, see_move, see_line, see_cubic, see_close};

    *good = face_outline(face, glyph, &sink);
    return seen;
}

static void outlines(void **state)
{
    static const struct {
        const char *file;
        const char *text;
        unsigned contours;
    } rows[] = {{HEI, "口", 2}, {FANG, "一", 1}, {LATIN, "O", 2}, {WENKAI, "口", 2}};
    bool good;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct face *face = open_good(*state, rows[i].file, 0);
        uint32_t glyph = glyph_of(face, rows[i].text);
        struct seen seen = look_at(face, glyph, &good);
        int box[4];
        assert_true(good);
        assert_false(seen.disorder || seen.open);
        assert_int_equal(seen.moves, rows[i].contours);
        assert_int_equal(seen.closes, rows[i].contours);
        assert_true(face_ink(face, glyph, box));
        assert_true(seen.box[0] <= box[0] && seen.box[0] > box[0] - 40);
        assert_true(seen.box[3] >= box[3] && seen.box[3] < box[3] + 40);
    }
    struct face *hei = open_good(*state, HEI, 0);
    (void)look_at(hei, face_glyph(hei, ' '), &good);
    assert_true(good);
    (void)look_at(hei, face_glyph_count(hei), &good);
    assert_false(good);
}

/* Ink is where the curve runs, not where its control points stand. */
static void ink_is_exact(void **state)
{
    struct face *kai = open_good(*state, KAI, 0);
    double most = 0;

    for (uint32_t character = 0x4E00; character < 0x4E80; character++) {
        uint32_t glyph = face_glyph(kai, character);
        int box[4];
        bool good;
        if (glyph != 0 && face_ink(kai, glyph, box)) {
            struct seen seen = look_at(kai, glyph, &good);
            double beyond = seen.box[2] - box[2];
            assert_true(good && beyond >= 0);
            most = beyond > most ? beyond : most;
        }
    }
    assert_true(most >= 4);
}

static unsigned long sum_of(const struct glyph_bitmap *bitmap)
{
    unsigned long sum = 0;

    for (int i = 0; i < bitmap->width * bitmap->height; i++) {
        sum += bitmap->coverage[i];
    }
    return sum;
}

/* Where the middle of the ink is, in pixels from the origin. */
static void centre_of(const struct glyph_bitmap *bitmap, double centre[2])
{
    double sum = (double)sum_of(bitmap);

    centre[0] = centre[1] = 0;
    for (int y = 0; y < bitmap->height; y++) {
        for (int x = 0; x < bitmap->width; x++) {
            double part = bitmap->coverage[y * bitmap->width + x] / sum;
            centre[0] += part * (bitmap->left + x + 0.5);
            centre[1] += part * (bitmap->top - y - 0.5);
        }
    }
}

static void rendering(void **state)
{
    struct bench *bench = *state;
    struct face *face = open_good(bench, HEI, 0);
    uint32_t glyph = glyph_of(face, "一");
    struct glyph_bitmap bitmap, shifted;
    int box[4];

    assert_true(face_ink(face, glyph, box));
    assert_true(face_render(face, bench->arena, glyph, 100, 0, 0, &bitmap));
    /* 一 is a bar: ten times smaller than the ink in font units */
    assert_in_range(bitmap.left, box[0] / 10 - 1, box[0] / 10);
    assert_in_range(bitmap.top, box[3] / 10, box[3] / 10 + 1);
    assert_in_range(bitmap.width, (box[2] - box[0]) / 10, (box[2] - box[0]) / 10 + 2);
    assert_in_range(bitmap.height, (box[3] - box[1]) / 10, (box[3] - box[1]) / 10 + 2);
    unsigned long area = (unsigned long)(box[2] - box[0]) * (unsigned long)(box[3] - box[1]);
    assert_in_range(sum_of(&bitmap) * 100 / 255, area * 7 / 10, area);
    /* a shift moves ink and loses none */
    assert_true(face_render(face, bench->arena, glyph, 100, 0.5, 0.25, &shifted));
    assert_in_range(sum_of(&shifted), sum_of(&bitmap) * 98 / 100, sum_of(&bitmap) * 102 / 100);
    double before[2], after[2];
    centre_of(&bitmap, before);
    centre_of(&shifted, after);
    assert_in_range((after[0] - before[0]) * 100, 48, 52);
    assert_in_range((after[1] - before[1]) * 100, 23, 27);
    assert_true(face_render(face, bench->arena, face_glyph(face, ' '), 100, 0, 0, &bitmap));
    assert_int_equal(bitmap.width, 0);
    assert_false(face_render(face, bench->arena, glyph, 0, 0, 0, &bitmap));
    assert_false(face_render(face, bench->arena, glyph, 1e9, 0, 0, &bitmap));
    assert_false(face_render(face, bench->arena, face_glyph_count(face), 100, 0, 0, &bitmap));
}

static void variation_selectors(void **state)
{
    struct face *noto = open_good(*state, NOTO, SIMPLIFIED);
    struct face *fang = open_good(*state, FANG, 0);

    /* 葛 (U+845B): Adobe-Japan1 has two forms, and the Japanese face maps both */
    struct face *japanese = open_good(*state, NOTO, 0);
    uint32_t first = face_glyph_variant(japanese, 0x845B, 0xE0100);
    uint32_t second = face_glyph_variant(japanese, 0x845B, 0xE0101);
    assert_int_not_equal(first, 0);
    assert_int_not_equal(second, 0);
    assert_int_not_equal(first, second);
    assert_int_equal(face_glyph_variant(noto, 0x845B, 0xE01EF), 0);
    assert_int_equal(face_glyph_variant(fang, 0x845B, 0xE0100), 0);
}

static void shaping_latin(void **state)
{
    struct face *face = open_good(*state, LATIN, 0);
    const struct shaped_glyph *glyphs;

    assert_int_equal(shape_text(*state, face, "", false, SHAPE_PLAIN, &glyphs), 0);
    assert_int_equal(shape_text(*state, face, "AVA é", false, SHAPE_PLAIN, &glyphs), 5);
    assert_int_equal(glyphs[0].glyph, face_glyph(face, 'A'));
    assert_int_equal(glyphs[0].cluster, 0);
    assert_int_equal(glyphs[4].cluster, 4);
    /* the pair AV is kerned */
    assert_true(glyphs[0].advance < face_advance(face, glyphs[0].glyph));
    assert_true(glyphs[0].advance > 0);
}

static void shaping_han(void **state)
{
    struct face *face = open_good(*state, FANG, 0);
    const struct shaped_glyph *glyphs;

    assert_int_equal(shape_text(*state, face, "公文“格式”——", true, SHAPE_PLAIN, &glyphs), 8);
    for (unsigned i = 0; i < 8; i++) {
        assert_int_equal(glyphs[i].cluster, 3 * i);
        assert_int_equal(glyphs[i].advance, 1000);
        assert_int_equal(glyphs[i].x, 0);
        assert_int_equal(glyphs[i].y, 0);
    }
}

/* Noto's nominal — and · are proportional (of SC; of the other faces “ ” too); shaped as Chinese
 * and with fwid all of them fill a cell. */
static void shaping_full_width(void **state)
{
    static const char *const files[] = {NOTO, NOTO_BOLD, NOTO_SANS};
    const struct shaped_glyph *glyphs;

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct face *face = open_good(*state, files[i], SIMPLIFIED);
        assert_true(face_advance(face, glyph_of(face, "—")) < 1000);
        assert_int_equal(shape_text(*state, face, "“国”—·", true, SHAPE_FULL_WIDTH, &glyphs), 5);
        for (unsigned j = 0; j < 5; j++) {
            assert_int_equal(glyphs[j].advance, 1000);
            assert_int_equal(glyphs[j].cluster, 3 * j);
        }
    }
    struct face *serif = open_good(*state, NOTO, SIMPLIFIED);
    assert_int_equal(shape_text(*state, serif, "—", true, SHAPE_PLAIN, &glyphs), 1);
    assert_int_equal(glyphs[0].advance, 1000);
    assert_int_equal(shape_text(*state, serif, "—", false, SHAPE_PLAIN, &glyphs), 1);
    assert_true(glyphs[0].advance < 1000);
    assert_int_equal(shape_text(*state, serif, "…", true, SHAPE_PLAIN, &glyphs), 1);
    assert_int_equal(glyphs[0].advance, 1000);
    assert_int_equal(shape_text(*state, serif, "…", false, SHAPE_PLAIN, &glyphs), 1);
    assert_true(glyphs[0].advance < 1000);
    assert_int_equal(shape_text(*state, serif, "·", true, SHAPE_PLAIN, &glyphs), 1);
    assert_true(glyphs[0].advance < 400);
}

/* Noto has digits that two of fill a cell. */
static void shaping_half_width(void **state)
{
    static const char *const files[] = {NOTO, NOTO_BOLD, NOTO_SANS};
    const struct shaped_glyph *glyphs;

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct face *face = open_good(*state, files[i], SIMPLIFIED);
        assert_int_equal(shape_text(*state, face, "2024", false, SHAPE_PLAIN, &glyphs), 4);
        assert_true(glyphs[0].advance > 500);
        assert_int_equal(shape_text(*state, face, "2024", false, SHAPE_HALF_WIDTH, &glyphs), 4);
        for (unsigned j = 0; j < 4; j++) {
            assert_int_equal(glyphs[j].advance, 500);
        }
    }
}

/* And quotes for Latin, though its first choice are those of Chinese. */
static void shaping_own_width(void **state)
{
    static const char *const files[] = {NOTO, NOTO_BOLD, NOTO_SANS};
    const struct shaped_glyph *glyphs;

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct face *face = open_good(*state, files[i], SIMPLIFIED);
        assert_int_equal(shape_text(*state, face, "’", false, SHAPE_PLAIN, &glyphs), 1);
        assert_int_equal(glyphs[0].advance, 1000);
        assert_int_equal(shape_text(*state, face, "’", false, SHAPE_OWN_WIDTH, &glyphs), 1);
        assert_in_range(glyphs[0].advance, 200, 400);
    }
}

/* Extents hold the ink, and of marks they are the ink. */
static void extents_of_marks(void **state)
{
    static const char *const files[] = {SONG, FANG, KAI, HEI, NOTO, WENKAI};
    static const char *const marks[] = {"，", "？", "《", "”", "…", "—", "～", "；"};
    int ink[4], extents[4];

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct face *face = open_good(*state, files[i], files[i][0] == 'N' ? SIMPLIFIED : 0);
        for (size_t j = 0; j < sizeof marks / sizeof *marks; j++) {
            uint32_t glyph = glyph_of(face, marks[j]);
            assert_true(face_ink(face, glyph, ink));
            for (int twice = 0; twice < 2; twice++) { /* the second time out of the cache */
                assert_true(face_extents(face, glyph, extents));
                for (int k = 0; k < 4; k++) {
                    assert_in_range(extents[k] - ink[k] + 2, 0, 4);
                }
            }
        }
        assert_false(face_extents(face, face_glyph(face, ' '), extents));
        assert_false(face_extents(face, face_glyph_count(face), extents));
        assert_false(face_extents(face, face_glyph_count(face), extents));
    }
}

/* Noto makes one glyph of two cells out of ——: the second dash has no glyph of its own. */
static void shaping_dashes(void **state)
{
    struct face *face = open_good(*state, NOTO, SIMPLIFIED);
    const struct shaped_glyph *glyphs;

    assert_int_equal(shape_text(*state, face, "国——国", true, SHAPE_FULL_WIDTH, &glyphs), 3);
    assert_int_equal(glyphs[1].advance, 2000);
    assert_int_equal(glyphs[1].cluster, 3);
    assert_int_equal(glyphs[2].cluster, 9);
}

/* A character outside of the BMP is one glyph, a selector none of its own. */
static void shaping_beyond_bmp(void **state)
{
    struct face *face = open_good(*state, NOTO, SIMPLIFIED);
    const struct shaped_glyph *glyphs;

    assert_int_equal(shape_text(*state, face, "𠮷公", true, SHAPE_PLAIN, &glyphs), 2);
    assert_int_equal(glyphs[0].glyph, face_glyph(face, 0x20BB7));
    assert_int_equal(glyphs[1].cluster, 4);
    assert_int_equal(shape_text(*state, face, "公\U000E01EF文", true, SHAPE_PLAIN, &glyphs), 2);
    assert_int_equal(glyphs[1].cluster, 7);
}

static void tables(void **state)
{
    struct face *face = open_good(*state, FANG, 0);

    assert_int_equal(face_table(face, "CFF ").size, 6849436);
    assert_int_equal(face_table(face, "CFF ").bytes[0], 1);
    assert_int_equal(face_table(face, "glyf").size, 0);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(fandol_lacks_names),
        TEST(fandol_lacks_yuan),
        TEST(noto_has_names),
        TEST(glyphs_are_remembered_rightly),
        TEST(collection_index),
        TEST(metrics),
        TEST(advances),
        TEST(ink),
        TEST(outlines),
        TEST(ink_is_exact),
        TEST(rendering),
        TEST(variation_selectors),
        TEST(shaping_latin),
        TEST(shaping_han),
        TEST(shaping_full_width),
        TEST(shaping_half_width),
        TEST(shaping_own_width),
        TEST(extents_of_marks),
        TEST(shaping_dashes),
        TEST(shaping_beyond_bmp),
        TEST(tables),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
