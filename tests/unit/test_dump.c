#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sample_display.h"

#include <locale.h>

static const char *dump(struct sample *sample)
{
    struct string out;

    assert_true(sample_paint(sample, &painter_dump, 0, &out));
    assert_int_equal(out.size, strlen(out.bytes));
    return out.bytes;
}

static const char HEADER[] = "gongwen display list 1\n"
                             "title \"标题 <&>\"\n"
                             "author \"区政府办公室\"\n"
                             "language \"zh-CN\"\n"
                             "date 2024-01-03\n"
                             "area 28 37 156 225\n"
                             "node Document#0\n"
                             "node   Title#1 page 1 37 report.yaml:2:8 \"标题\"\n"
                             "node     H2#2 page 1 70.556 report.yaml:5:3 \"一、\\\"A\\\"\"\n"
                             "page 1 210 297 \"1\"\n";

static void assert_dump(struct sample *sample, const char *items)
{
    char *expected = arena_format(sample->arena, "%s%s", HEADER, items);

    assert_string_equal(dump(sample), expected);
}

static void test_header(void **state)
{
    struct sample sample;
    (void)state;

    sample_open(&sample);
    assert_dump(&sample, "");
    sample_close(&sample);
}

static void test_empty_list(void **state)
{
    struct sample sample;
    (void)state;

    sample_open(&sample);
    sample.list = (struct display_list){0};
    assert_string_equal(dump(&sample), "gongwen display list 1\narea 0 0 0 0\n");
    sample_close(&sample);
}

static void test_rule(void **state)
{
    struct sample sample;
    (void)state;

    sample_open(&sample);
    sample_add_rule(&sample, 79370, 100000, 442205, 1000, SAMPLE_RED);
    sample_add_rule(&sample, -1, 0, 1, 0, SAMPLE_BLACK);
    assert_dump(&sample, "  rule artifact 28 35.278 156 0.353 cmyk(0,800,800,0) "
                         "my\\u{20}layout.yaml:7:1\n"
                         "  rule artifact 0 0 0 0 my\\u{20}layout.yaml:7:1\n");
    sample_close(&sample);
}

static void test_path(void **state)
{
    struct sample sample;
    (void)state;

    sample_open(&sample);
    struct display_path *path = sample_add_path(&sample, 79370, 100000);
    path->fill = SAMPLE_RED;
    assert_dump(&sample, "  path artifact 28 35.278 fill cmyk(0,800,800,0) report.yaml:3:5 "
                         "M 0 0 L 3.528 0 C 3.528 1.764 1.764 3.528 0 3.528 Z\n");
    path->filled = false;
    path->stroke = 500;
    sample.items[0].turned = true;
    assert_dump(&sample, "  path artifact turned 28 35.278 stroke 0.5 report.yaml:3:5 "
                         "M 0 0 L 3.528 0 C 3.528 1.764 1.764 3.528 0 3.528 Z\n");
    sample_close(&sample);
}

static void test_image(void **state)
{
    static const struct image image = {.path = "some/my photo.png", .width = 640, .height = 480};
    struct sample sample;
    (void)state;

    sample_open(&sample);
    sample_add_image(&sample, &image, 79370, 100000, 50000, 25000);
    assert_dump(&sample, "  image artifact 28 35.278 17.639 8.819 report.yaml:4:5 "
                         "my\\u{20}photo.png 640×480\n");
    sample_close(&sample);
}

static void test_run_on_the_grid(void **state)
{
    struct sample sample;
    (void)state;

    sample_open(&sample);
    (void)sample_add_run(&sample, NULL, 79370, 117000, 16000, SAMPLE_BLACK, "政府工作");
    assert_dump(&sample, "  run Title#1 28 41.275 - 16 report.yaml:12:7 \"政府工作\" 15.793×4\n");
    sample_close(&sample);
}

/* One gap that is a thousandth of a point wider must show. */
static void test_run_with_one_gap_changed(void **state)
{
    struct sample sample;
    struct display_glyph *glyphs;
    (void)state;

    sample_open(&sample);
    glyphs = sample_add_run(&sample, NULL, 0, 0, 16000, SAMPLE_RED, "政府工作");
    for (size_t i = 2; i < 4; i++) {
        glyphs[i].x += 1;
    }
    glyphs[1].advance += 1;
    assert_dump(&sample, "  run Title#1 0 0 - 16 cmyk(0,800,800,0) report.yaml:12:7 \"政府工作\""
                         " 15.793 15.794 15.793×2\n");
    sample_close(&sample);
}

static void test_run_shifted_and_raised(void **state)
{
    struct sample sample;
    struct display_glyph *glyphs;
    (void)state;

    sample_open(&sample);
    glyphs = sample_add_run(&sample, NULL, 0, 0, 16000, SAMPLE_BLACK, "（政）");
    glyphs[0].x = -7900; /* a compressed opening bracket: its cell ends earlier than its glyph */
    glyphs[2].y = 500;
    assert_dump(&sample, "  run Title#1 0 0 - 16 report.yaml:12:7 \"（政）\" from -7.9"
                         " 23.693 15.793×2 advance 15.793×3 raise 0×2 0.5\n");
    sample_close(&sample);
}

static void test_text_is_escaped(void **state)
{
    struct sample sample;
    (void)state;

    sample_open(&sample);
    (void)sample_add_run(&sample, NULL, 0, 0, 16000, SAMPLE_BLACK,
                         "a\"\\\n\t\xE2\x80\xAE\xC2\xA0\xEF\xB8\x80 𠮷");
    sample.items[0].run.text.size += 1; /* the NUL */
    sample.items[0].run.count = 0;
    assert_dump(&sample, "  run Title#1 0 0 - 16 report.yaml:12:7 "
                         "\"a\\\"\\\\\\n\\u{9}\\u{202E}\\u{A0}\\u{FE00} 𠮷\\u{0}\"\n");
    sample.items[0].run.text = STRING("\xFF\xE6");
    assert_dump(&sample, "  run Title#1 0 0 - 16 report.yaml:12:7 \"\\x{FF}\\x{E6}\"\n");
    sample_close(&sample);
}

static void test_wrong_nodes_are_shown(void **state)
{
    struct sample sample;
    (void)state;

    sample_open(&sample);
    sample_add_rule(&sample, 0, 0, 0, 0, SAMPLE_BLACK);
    sample.items[0].node = 3;
    sample.items[0].rule.place = (struct place){0};
    sample.nodes[2].parent = 9;
    assert_non_null(strstr(dump(&sample), "\n  rule unknown#3 0 0 0 0 -\n"));
    sample_close(&sample);
}

static void test_deep_nodes_stay_readable(void **state)
{
    enum { COUNT = 1000 };
    struct sample sample;
    (void)state;

    sample_open(&sample);
    struct display_node *nodes = ARENA_ARRAY(sample.arena, struct display_node, COUNT);
    for (uint32_t i = 1; i < COUNT; i++) {
        nodes[i] = (struct display_node){.role = ROLE_PARAGRAPH, .parent = i - 1};
    }
    sample.list.nodes = nodes;
    sample.list.node_count = COUNT;
    assert_non_null(strstr(dump(&sample), "\nnode                                 P#999 page 1 "));
    sample_close(&sample);
}

static void test_face_is_named(void **state)
{
    struct sample sample;
    (void)state;

    sample_open(&sample);
    const struct face *face = sample_face(&sample);
    assert_non_null(face);
    (void)sample_add_run(&sample, face, 0, 0, 16500, SAMPLE_BLACK, "政");
    char *part = arena_format(sample.arena, " 0 0 %s 16.5 report", face_postscript_name(face));
    assert_non_null(strstr(dump(&sample), part));
    sample_close(&sample);
}

static void test_locale_does_not_matter(void **state)
{
    struct sample sample;
    (void)state;

    sample_open(&sample);
    sample_add_rule(&sample, 1234567, 1, 2, 3, SAMPLE_BLACK);
    const char *before = dump(&sample);
    if (setlocale(LC_ALL, "de_DE.UTF-8") == NULL) {
        (void)setlocale(LC_ALL, "");
    }
    assert_string_equal(dump(&sample), before);
    (void)setlocale(LC_ALL, "C");
    sample_close(&sample);
}

static void test_role_names(void **state)
{
    (void)state;
    assert_string_equal(display_role_name(ROLE_DOCUMENT), "Document");
    assert_string_equal(display_role_name(ROLE_TITLE), "Title");
    assert_string_equal(display_role_name(ROLE_HEADING), "H");
    assert_string_equal(display_role_name(ROLE_PARAGRAPH), "P");
}

static void test_painters_are_found(void **state)
{
    size_t count = 0;
    (void)state;

    for (const struct painter *const *all = painter_all(); *all != NULL; all++, count++) {
        assert_ptr_equal(painter_find((*all)->name), *all);
        assert_non_null((*all)->paint);
    }
    assert_int_equal(count, 4);
    assert_ptr_equal(painter_find("dump"), &painter_dump);
    assert_null(painter_find("PDF"));
    assert_null(painter_find(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_header),
        cmocka_unit_test(test_empty_list),
        cmocka_unit_test(test_rule),
        cmocka_unit_test(test_path),
        cmocka_unit_test(test_image),
        cmocka_unit_test(test_run_on_the_grid),
        cmocka_unit_test(test_run_with_one_gap_changed),
        cmocka_unit_test(test_run_shifted_and_raised),
        cmocka_unit_test(test_text_is_escaped),
        cmocka_unit_test(test_wrong_nodes_are_shown),
        cmocka_unit_test(test_deep_nodes_stay_readable),
        cmocka_unit_test(test_face_is_named),
        cmocka_unit_test(test_locale_does_not_matter),
        cmocka_unit_test(test_role_names),
        cmocka_unit_test(test_painters_are_found),
    };

    return cmocka_run_group_tests_name("dump", tests, NULL, NULL);
}
