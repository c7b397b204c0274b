/*
 * Widths of marks (GB/T 15834 5.1, CLREQ 3.1): whatever a face makes of them, they take the same
 * columns, and their ink stands where it belongs.
 */
#include "type_case.h"

/* Of every class of marks. */
static const char *const marks[] = {"·",  "‧",  "—",  "‘",  "’",  "“",  "”",  "…",  "、", "。",
                                    "〈", "〉", "《", "》", "「", "」", "『", "』", "【", "】",
                                    "〔", "〕", "〖", "〗", "〝", "〞", "！", "（", "）", "，",
                                    "．", "：", "；", "？", "［", "］", "｛", "｝", "～", "–"};
enum { MARKS = sizeof marks / sizeof *marks };

/* 2/1000 em: what rounding may do. */
enum { TOLERANCE = EM / 500 };

/* The same columns in both: every cluster that begins at the same place of the text begins at the
 * same place of the line, and has the same white. */
static void expect_same_columns(const struct clusters *one, const struct clusters *other,
                                const char *text, const char *face)
{
    length_t x[2] = {0, 0};
    size_t i = 0, k = 0;

    while (i < one->count && k < other->count) {
        const struct cluster *a = &one->items[i], *b = &other->items[k];
        if (a->text_size == 0) { /* its glyph stands in the cluster before */
            x[0] += columns(one, i, i + 1);
            i++;
            continue;
        }
        if (b->text_size == 0) {
            x[1] += columns(other, k, k + 1);
            k++;
            continue;
        }
        if (a->text_offset == b->text_offset) {
            if (x[0] != x[1]) {
                fail_msg("%s in %s: byte %u at %ld, in %s at %ld", text, face_names[0],
                         (unsigned)a->text_offset, (long)x[0], face, (long)x[1]);
            }
            if (a->text_size == b->text_size &&
                (a->white_before != b->white_before || a->white_after != b->white_after ||
                 a->tier != b->tier || a->stretches != b->stretches || a->penalty != b->penalty)) {
                fail_msg("%s in %s: byte %u differs", text, face, (unsigned)a->text_offset);
            }
        }
        if (a->text_offset <= b->text_offset) {
            x[0] += columns(one, i, i + 1);
            i++;
        }
        if (b->text_offset <= a->text_offset) {
            x[1] += columns(other, k, k + 1);
            k++;
        }
    }
    if (columns(one, 0, one->count) != columns(other, 0, other->count)) {
        fail_msg("%s: as a whole not as wide in %s", text, face);
    }
}

static void compare_faces(struct bench *bench, const struct typography *faces, const char *text)
{
    struct arena *arena = arena_new(0);
    struct clusters reference = cut_text(arena, bench, &faces[0], text);

    for (int i = 1; i < FACE_NAMES; i++) {
        if (has_characters(&faces[i], text)) {
            struct clusters clusters = cut_text(arena, bench, &faces[i], text);
            expect_same_columns(&reference, &clusters, text, face_names[i]);
        }
    }
    arena_free(arena);
}

static void test_pairs_take_the_same_columns(void **state)
{
    struct bench *bench = *state;
    const struct typography *faces = open_faces(bench);
    char text[64];

    for (int i = 0; i < MARKS; i++) {
        for (int k = 0; k < MARKS; k++) {
            snprintf(text, sizeof text, "国%s%s国", marks[i], marks[k]);
            compare_faces(bench, faces, text);
        }
    }
}

static void test_rows_of_marks_take_the_same_columns(void **state)
{
    static const char *const texts[] = {
        "国》，“国",    "国）。”国",   "国……。国",  "国。——“国",      "国》·《国",
        "国？！”国",    "国！！！国",  "国。’”国",  "国“‘（国",       "国（《国》）国",
        "国——《国",     "国》——国",    "国：“……国", "国（一）国",     "国、‘国’、国",
        "国～国–国—国", "国。……——国",  "国，，国",  "国～～国",       "国①②③国",
        "国㈠国Ⅳ国№国", "国℃国→国≥国", "国☆★■□●国", "３×５÷２±１※国", "ＡＢＣ１２３％／国",

    };
    struct bench *bench = *state;
    const struct typography *faces = open_faces(bench);

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        compare_faces(bench, faces, texts[i]);
    }
}

/* What marks in a row take, in thousandths of an em. */
struct row {
    const char *marks;
    int width;
};

static void expect_rows(struct bench *bench, const struct typography *faces,
                        const struct composition *composition, const struct row *rows)
{
    for (; rows->marks != NULL; rows++) {
        for (int i = 0; i < FACE_NAMES; i++) {
            struct arena *arena = arena_new(0);
            struct typography typography = faces[i];
            const char *text = arena_format(arena, "国%s国", rows->marks);
            if (composition != NULL) {
                typography.composition = composition;
            }
            typography.cell = EM;
            if (has_characters(&typography, text)) {
                struct clusters clusters = cut_text(arena, bench, &typography, text);
                length_t width = columns(&clusters, 0, clusters.count) - 2 * (length_t)EM;
                if (width != (length_t)rows->width * EM / 1000) {
                    fail_msg("%s in %s: %ld, not %d", rows->marks, face_names[i],
                             (long)(width * 1000 / EM), rows->width);
                }
            }
            arena_free(arena);
        }
    }
}

static void test_rows_lose_the_white_between(void **state)
{
    static const struct row rows[] = {
        {"，", 1000},     {"》，", 1500},
        {"，“", 1500},    {"。”", 1500},
        {"》《", 1500},   {"“《", 1500},
        {"）。”", 2000},  {"》，“", 2000},
        {"。’”", 2000},   {"：“‘", 2000},
        {"（）", 2000},   {"》·《", 2000},
        {"·", 1000},      {"》·", 1500},
        {"·《", 1500},    {"——", 2000},
        {"。——“", 4000},  {"……", 2000},
        {"……。", 3000},   {"……”，", 3500},
        {"”……", 3000},    {"（——", 3000},
        {"～", 1000},     {"—", 1000},
        {"–", 500},       {"！", 1000},
        {"！！", 1000},   {"？！", 1000},
        {"！！！", 2000}, {"？！？！", 2000},
        {"？！”", 2000},  {"！！！”", 2500},
        {"　", 1000},     {0},
    };
    struct bench *bench = *state;

    expect_rows(bench, open_faces(bench), NULL, rows);
}

static void test_rows_of_half_marks(void **state)
{
    static const struct composition composition = {.adjacent_marks = 1};
    static const struct row rows[] = {
        {"，", 1000},    {"》，", 1000},   {"，“", 1000},
        {"。”", 1000},   {"》《", 1000},   {"“《", 1000},
        {"）。”", 1500}, {"》，“", 1500},  {"：“‘", 1500},
        {"（）", 1000},  {"“国”", 3000},   {"——", 2000},
        {"！！", 1000},  {"！！！", 1500}, {"》·《", 1500},
        {"。——“", 4000}, {"……。", 3000},   {0},
    };
    struct bench *bench = *state;

    expect_rows(bench, open_faces(bench), &composition, rows);
}

static void test_middle_dots_may_be_half(void **state)
{
    static const struct composition composition = {.middle_dot = 1};
    static const struct row rows[] = {{"·", 500}, {"》·《", 2500}, {0}};
    static const struct row between_letters[] = {{"A·B", 0}, {0}};
    struct bench *bench = *state;
    const struct typography *faces = open_faces(bench);

    expect_rows(bench, faces, &composition, rows);
    for (int i = 0; i < FACE_NAMES; i++) {
        struct clusters clusters =
            cut_text(bench->arena, bench, &faces[i], between_letters[0].marks);
        assert_int_equal(clusters.items[1].advance, (GRID_CELL + 1) / 2);
    }
}

static bool stands_in_the_middle(enum character_class class)
{
    return class == CLASS_DASH || class == CLASS_ELLIPSIS || class == CLASS_MIDDLE_DOT ||
           class == CLASS_CONNECTOR;
}

/* A mark's ink stands in its half of the cell, or about the middle. */
static void expect_ink_in_place(const struct cluster *mark, const char *text, const char *face)
{
    length_t half = mark->advance / 2, from = 0, to = mark->advance;
    length_t ink[4];

    ink_box(mark, ink);
    if (mark->is.class == CLASS_OPENING) {
        from = mark->advance - half;
    } else if (mark->is.class != CLASS_HAN && !stands_in_the_middle(mark->is.class)) {
        to = half;
    }
    length_t middle = (ink[0] + ink[2]) / 2 - mark->advance / 2;
    /* A line may reach into its neighbours' white a little. */
    length_t over = stands_in_the_middle(mark->is.class) ? EM / 40 : TOLERANCE;
    if (ink[0] < from - over || ink[2] > to + over ||
        (stands_in_the_middle(mark->is.class) &&
         (middle > EM / 16 + TOLERANCE || -middle > EM / 16 + TOLERANCE))) {
        fail_msg("%s in %s: ink from %ld to %ld of %ld", text, face, (long)ink[0], (long)ink[2],
                 (long)mark->advance);
    }
}

static void test_ink_stands_in_its_half(void **state)
{
    static const length_t cells[] = {GRID_CELL, EM, 18000};
    struct bench *bench = *state;
    const struct typography *faces = open_faces(bench);
    char text[64];

    for (int i = 0; i < FACE_NAMES; i++) {
        for (int k = 0; k < MARKS * 3; k++) {
            struct typography typography = faces[i];
            typography.cell = cells[k / MARKS];
            snprintf(text, sizeof text, "国%s国", marks[k % MARKS]);
            if (has_characters(&typography, text)) {
                struct clusters clusters = cut_text(bench->arena, bench, &typography, text);
                expect_ink_in_place(&clusters.items[1], text, face_names[i]);
            }
        }
    }
}

/* 上下居中: no mark between words stands as high as an accent or on the baseline. */
static void test_marks_stand_at_mid_height(void **state)
{
    static const char *const between[] = {"～", "…", "·", "–"};
    struct bench *bench = *state;
    const struct typography *faces = open_faces(bench);

    for (int i = 0; i < FACE_NAMES; i++) {
        struct clusters dash = cut_text(bench->arena, bench, &faces[i], "国—国");
        length_t middle[4], ink[4];
        ink_box(&dash.items[1], middle);
        /* as the face has it */
        assert_int_equal(dash.items[1].glyphs[0].y, 0);
        for (size_t k = 0; k < sizeof between / sizeof *between; k++) {
            const char *text = arena_format(bench->arena, "国%s国", between[k]);
            struct clusters clusters = cut_text(bench->arena, bench, &faces[i], text);
            ink_box(&clusters.items[1], ink);
            length_t off = (ink[1] + ink[3] - middle[1] - middle[3]) / 2;
            if (off > EM / 16 + TOLERANCE || -off > EM / 16 + TOLERANCE) {
                fail_msg("%s in %s: %ld off the middle", text, face_names[i], (long)off);
            }
        }
    }
}

static void join_stretch(length_t line[2], length_t from, length_t to, const char *where)
{
    if (line[0] == line[1]) {
        line[0] = from;
    } else if (from > line[1] - EM / 200) {
        fail_msg("%s: a gap or a mere touch from %ld to %ld", where, (long)line[1], (long)from);
    }
    line[1] = to > line[1] ? to : line[1];
}

/* 破折号 is one unbroken line, at least 1.6 em long and about the middle of its two ems. */
static void test_dashes_are_one_line(void **state)
{
    static const length_t cells[] = {GRID_CELL, EM, 18000};
    struct bench *bench = *state;
    const struct typography *faces = open_faces(bench);

    for (int i = 0; i < FACE_NAMES * 3; i++) {
        struct typography typography = faces[i / 3];
        typography.cell = cells[i % 3];
        struct clusters clusters = cut_text(bench->arena, bench, &typography, "国——国");
        const char *where = face_names[i / 3];
        length_t line[2] = {0, 0}, x = 0;
        size_t size = 0;
        for (size_t k = 1; k + 1 < clusters.count; k++) {
            const struct cluster *cluster = &clusters.items[k];
            for (uint32_t g = 0; g < cluster->glyph_count; g++) {
                struct cluster one = *cluster;
                length_t ink[4];
                one.glyphs = cluster->glyphs + g;
                one.glyph_count = 1;
                ink_box(&one, ink);
                size += cluster->glyphs[g].text_size;
                join_stretch(line, x + ink[0], x + ink[2], where);
            }
            x += columns(&clusters, k, k + 1);
        }
        assert_int_equal(size, strlen("——")); /* extra glyphs have no text */
        assert_int_equal(x, 2 * typography.cell);
        if (line[1] - line[0] < (length_t)EM * 8 / 5) {
            fail_msg("%s: %ld", where, (long)(line[1] - line[0]));
        }
        length_t off = (line[0] + line[1] - x) / 2;
        assert_true(off < EM / 8 && -off < EM / 8);
    }
}

struct dots {
    struct outline_sink sink;
    double from, to; /* of the contour at hand */
    double middles[16];
    size_t count;
};

static void dot_point(void *context, double x, double y)
{
    struct dots *dots = context;

    (void)y;
    dots->from = x < dots->from ? x : dots->from;
    dots->to = x > dots->to ? x : dots->to;
}

static void dot_begin(void *context, double x, double y)
{
    struct dots *dots = context;

    dots->from = dots->to = x;
    dot_point(context, x, y);
}

static void dot_curve(void *context, double x1, double y1, double x2, double y2, double x, double y)
{
    (void)x1, (void)y1, (void)x2, (void)y2;
    dot_point(context, x, y);
}

static void dot_end(void *context)
{
    struct dots *dots = context;

    assert_true(dots->count < 16);
    dots->middles[dots->count++] = (dots->from + dots->to) / 2;
}

/* 省略号: six dots at even steps on two ems. */
static void test_ellipses_are_even(void **state)
{
    struct bench *bench = *state;
    const struct typography *faces = open_faces(bench);

    for (int i = 0; i < FACE_NAMES; i++) {
        struct clusters clusters = cut_text(bench->arena, bench, &faces[i], "国……国");
        double x = 0, middles[6];
        size_t count = 0;
        for (size_t k = 1; k + 1 < clusters.count; k++) {
            const struct cluster *cluster = &clusters.items[k];
            struct dots dots = {.sink = {&dots, dot_begin, dot_point, dot_curve, dot_end}};
            assert_true(face_outline(cluster->face, cluster->glyphs[0].glyph, &dots.sink));
            for (size_t d = 0; d < dots.count; d++) {
                assert_true(count < 6);
                middles[count++] = x + (double)cluster->glyphs[0].x +
                                   dots.middles[d] * EM / face_units(cluster->face);
            }
            x += (double)columns(&clusters, k, k + 1);
        }
        assert_int_equal(count, 6);
        assert_int_equal((int)x, 2 * GRID_CELL);
        for (size_t d = 1; d < 6; d++) {
            double step = middles[d] - middles[d - 1], even = (middles[5] - middles[0]) / 5;
            if (step > even + EM * 0.02 || step < even - EM * 0.02) {
                fail_msg("%s: a step of %.0f among those of %.0f", face_names[i], step, even);
            }
        }
    }
}

static length_t width_in(struct bench *bench, const struct typography *typography, const char *text)
{
    struct clusters clusters = cut_text(bench->arena, bench, typography, text);

    return columns(&clusters, 0, clusters.count);
}

/* Two digits fill a cell, with the face's own half-width forms or without; but where one of ten is
 * too fat for that, all are as wide as the face has them. */
static void test_digits_are_half_width(void **state)
{
    struct bench *bench = *state;
    const struct typography *faces = open_faces(bench);
    length_t half = (GRID_CELL + 1) / 2;

    for (int i = 0; i < FACE_NAMES; i++) {
        struct clusters clusters = cut_text(bench->arena, bench, &faces[i], "0123456789");
        length_t width = i == FACE_WENKAI ? length_scale(GRID_CELL, 600, 1000) : half;
        assert_int_equal(clusters.count, 10);
        for (size_t k = 0; k < clusters.count; k++) {
            length_t ink[4];
            ink_box(&clusters.items[k], ink);
            assert_int_equal(clusters.items[k].advance, width);
            assert_true(ink[0] >= -TOLERANCE && ink[2] <= width + TOLERANCE);
        }
        /* Digits of a Latin face are as wide as it has them, too. */
        struct typography latin = faces[i];
        latin.latin = faces[FACE_NOTO_BOLD].font;
        assert_true(i == FACE_NOTO_BOLD || width_in(bench, &latin, "0") > half + EM / 20);
    }
}

static void test_symbols_take_a_cell(void **state)
{
    static const char *const symbols[] = {"①", "⑩", "㎡", "℃",  "№",  "㈠", "Ⅳ", "→",
                                          "☆", "★", "■",  "□",  "●",  "×",  "÷", "±",
                                          "≥", "※", "Ａ", "１", "％", "￥"};
    static const char *const halves[] = {"ｱ", "｢", "｣", "､"};
    struct bench *bench = *state;
    const struct typography *faces = open_faces(bench);

    for (int i = 0; i < FACE_NAMES; i++) {
        for (size_t k = 0; k < sizeof symbols / sizeof *symbols; k++) {
            if (has_characters(&faces[i], symbols[k]) &&
                width_in(bench, &faces[i], symbols[k]) != GRID_CELL) {
                fail_msg("%s in %s takes no cell", symbols[k], face_names[i]);
            }
        }
        for (size_t k = 0; k < sizeof halves / sizeof *halves; k++) {
            if (has_characters(&faces[i], halves[k]) &&
                width_in(bench, &faces[i], halves[k]) != (GRID_CELL + 1) / 2) {
                fail_msg("%s in %s takes no half cell", halves[k], face_names[i]);
            }
        }
    }
}

/* Letters and quotes that a face has for Chinese only do not gape between letters. */
static void test_letters_are_as_wide_as_their_ink(void **state)
{
    static const char *const letters[] = {"é", "ā", "α"};
    struct bench *bench = *state;
    const struct typography *faces = open_faces(bench);

    for (int i = 0; i < FACE_NAMES; i++) {
        for (size_t k = 0; k < sizeof letters / sizeof *letters; k++) {
            length_t width = width_in(bench, &faces[i], letters[k]);
            assert_in_range(width, EM / 4, EM * 3 / 4);
        }
        length_t apostrophe =
            width_in(bench, &faces[i], "it’s") - width_in(bench, &faces[i], "its");
        assert_in_range(apostrophe, EM / 10, EM / 2);
        assert_in_range(width_in(bench, &faces[i], "30°15′20″") -
                            width_in(bench, &faces[i], "301520"),
                        EM / 2, EM * 3 / 2);
    }
}

/* A face with marks as proportional, or standing elsewhere, as old ones have them. */
struct change {
    const char *mark;
    int advance, bearing; /* in thousandths of an em */
};

static const struct change licensed_like[] = {
    {"“", 500, 100},   {"”", 500, 100},   {"‘", 333, 90},
    {"’", 1000, 60},   {"，", 1000, 420}, {"。", 1000, 380},
    {"、", 500, 60},   {"；", 1000, 450}, {"：", 278, 80},
    {"？", 1000, 300}, {"！", 333, 110},  {"（", 333, 48},
    {"）", 333, 33},   {"《", 1000, 20},  {"》", 1000, 540},
    {"·", 250, 60},    {"—", 1200, 100},  {"…", 1000, 0},
    {"～", 541, 33},   {"–", 1000, 240},  {NULL},
};

static void patch_metrics(struct bench *bench, struct copy copy, const struct face *face,
                          const struct change *change)
{
    unsigned metrics = get(table_of(copy, "hhea") + 34, 2);
    size_t offset = 0;
    uint32_t character = unicode_decode(change->mark, strlen(change->mark), &offset);
    uint32_t glyph = face_glyph(face, character);
    uint8_t *record = table_of(copy, "hmtx") + 4 * (size_t)glyph;

    (void)bench;
    assert_in_range(glyph, 1, metrics - 1);
    put16(record, (unsigned)change->advance * face_units(face) / 1000);
    put16(record + 2, (unsigned)change->bearing * face_units(face) / 1000);
}

static void test_faces_with_other_metrics(void **state)
{
    static const char manifest[] = "faces:\n"
                                   "  Patched: {files: [patched.ttf], names: [Patched],"
                                   " licence: none, source: test}\n"
                                   "roles:\n"
                                   "  仿宋: [Patched]\n";
    struct bench *bench = *state;
    const struct typography *faces = open_faces(bench);
    struct copy copy = read_copy(bench, WENKAI);
    char folder[] = "/tmp/gongwen-widths-XXXXXX";

    for (const struct change *change = licensed_like; change->mark != NULL; change++) {
        patch_metrics(bench, copy, faces[FACE_WENKAI].primary, change);
    }
    assert_non_null(mkdtemp(folder));
    const char *paths[] = {arena_format(bench->arena, "%s/patched.ttf", folder),
                           arena_format(bench->arena, "%s/fonts.yaml", folder)};
    struct string contents[] = {{(const char *)copy.bytes, copy.size}, STRING(manifest)};
    for (int i = 0; i < 2; i++) {
        FILE *file = fopen(paths[i], "wb");
        assert_non_null(file);
        assert_int_equal(fwrite(contents[i].bytes, 1, contents[i].size, file), contents[i].size);
        assert_int_equal(fclose(file), 0);
    }
    struct catalog *catalog = open_catalog(bench, paths[1], folder);
    struct typography patched = face_typography(bench, catalog, "Patched", NULL);
    for (int i = 0; i < 2; i++) {
        unlink(paths[i]);
    }
    rmdir(folder);
    for (const struct change *change = licensed_like; change->mark != NULL; change++) {
        const char *text = arena_format(bench->arena, "国%s国", change->mark);
        struct clusters reference = cut_text(bench->arena, bench, &faces[FACE_NOTO], text);
        struct clusters clusters = cut_text(bench->arena, bench, &patched, text);
        expect_same_columns(&reference, &clusters, text, "Patched");
        if (class_is_full_width_mark(clusters.items[1].is.class)) {
            expect_ink_in_place(&clusters.items[1], text, "Patched");
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_pairs_take_the_same_columns, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_rows_of_marks_take_the_same_columns, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_rows_lose_the_white_between, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_rows_of_half_marks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_middle_dots_may_be_half, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_ink_stands_in_its_half, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_marks_stand_at_mid_height, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_dashes_are_one_line, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_ellipses_are_even, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_digits_are_half_width, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_symbols_take_a_cell, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_letters_are_as_wide_as_their_ink, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_faces_with_other_metrics, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
