#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sample_display.h"

#include <ctype.h>

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;

    for (const char *at = text; (at = strstr(at, part)) != NULL; at += strlen(part)) {
        count++;
    }
    return count;
}

/* Checks that elements nest and attributes are quoted and hold no markup: what can go wrong when
 * text is pasted into XML by hand. */
static void assert_well_formed(const char *text)
{
    enum { DEPTH = 8, NAME = 16 };
    char open[DEPTH][NAME];
    size_t depth = 0;

    for (const char *at = text; *at != '\0';) {
        if (*at == '&') {
            assert_true(strncmp(at, "&amp;", 5) == 0 || strncmp(at, "&lt;", 4) == 0 ||
                        strncmp(at, "&gt;", 4) == 0 || strncmp(at, "&quot;", 6) == 0 ||
                        strncmp(at, "&#", 2) == 0);
        }
        if (*at != '<') {
            assert_int_not_equal(*at, '>');
            assert_true((unsigned char)*at >= 0x20 || *at == '\n');
            at++;
            continue;
        }
        at++;
        bool end = *at == '/';
        at += end;
        size_t size = strspn(at, "abcdefghijklmnopqrstuvwxyz");
        assert_in_range(size, 1, NAME - 1);
        const char *name = at;
        at += size;
        if (end) {
            assert_true(depth > 0);
            depth--;
            assert_int_equal(strlen(open[depth]), size);
            assert_memory_equal(open[depth], name, size);
            assert_int_equal(*at, '>');
            at++;
            continue;
        }
        while (*at == ' ') {
            at++;
            size_t key = strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ:-");
            assert_true(key > 0 && at[key] == '=' && at[key + 1] == '"');
            at += key + 2;
            for (; *at != '"'; at++) {
                assert_true(*at != '\0' && *at != '<' && *at != '>' && *at != '\n' && *at != '\t');
            }
            at++;
        }
        if (*at == '/') {
            at++;
        } else {
            assert_true(depth < DEPTH);
            memcpy(open[depth], name, size);
            open[depth][size] = '\0';
            depth++;
        }
        assert_int_equal(*at, '>');
        at++;
    }
    assert_int_equal(depth, 0);
}

static const char *svg(struct sample *sample)
{
    struct string out;

    assert_true(sample_paint(sample, &painter_svg, 0, &out));
    assert_int_equal(out.size, strlen(out.bytes));
    assert_well_formed(out.bytes);
    return out.bytes;
}

static void test_page_with_rules(void **state)
{
    struct sample sample;
    (void)state;

    sample_open(&sample);
    sample_add_rule(&sample, 79370, 100000, 442205, 1000, SAMPLE_RED);
    sample_add_rule(&sample, 500, -250, 10, 20, SAMPLE_BLACK);
    sample_add_rule(&sample, 0, 0, 0, 1000, SAMPLE_BLACK);  /* nothing to see */
    sample_add_rule(&sample, 0, 0, -5, 1000, SAMPLE_BLACK); /* SVG forbids it */
    sample.items[1].rule.place = (struct place){sample.source, 9, 2};
    assert_string_equal(
        svg(&sample),
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\""
        " version=\"1.1\" xml:lang=\"zh-CN\" data-source=\"report.yaml\" width=\"595.276pt\""
        " height=\"841.89pt\" viewBox=\"0 0 595.276 841.89\">\n"
        "<title>标题 &lt;&amp;&gt;</title>\n"
        "<defs>\n</defs>\n"
        "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
        "<rect x=\"79.37\" y=\"100\" width=\"442.205\" height=\"1\" data-place=\"7:1\""
        " data-source=\"my layout.yaml\" fill=\"#ff3333\"/>\n"
        "<rect x=\"0.5\" y=\"-0.25\" width=\"0.01\" height=\"0.02\" data-place=\"9:2\"/>\n"
        "</svg>\n");
    sample_close(&sample);
}

static void test_list_with_nothing_known(void **state)
{
    struct sample sample;
    (void)state;

    sample_open(&sample);
    sample.list.metadata = (struct display_metadata){0};
    sample.list.node_count = 0;
    assert_non_null(strstr(svg(&sample), "version=\"1.1\" width="));
    sample_close(&sample);
}

static void test_colours(void **state)
{
    static const struct {
        struct colour colour;
        const char *fill;
    } rows[] = {
        {{0, 0, 0, 1000}, "\"/>"},
        {{1000, 1000, 1000, 0}, "\"/>"},
        {{0, 0, 0, 0}, " fill=\"#ffffff\""},
        {{0, 0, 0, 500}, " fill=\"#808080\""},
        {{1000, 0, 0, 0}, " fill=\"#00ffff\""},
        {{0, 1000, 1000, 0}, " fill=\"#ff0000\""},
        {{0, 800, 800, 0}, " fill=\"#ff3333\""},
        {{0, 800, 800, 500}, " fill=\"#801a1a\""},
        {{2000, 0, 0, 0}, " fill=\"#00ffff\""},
    };
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct sample sample;
        sample_open(&sample);
        sample_add_rule(&sample, 0, 0, 10, 10, rows[i].colour);
        sample.items[0].rule.place = (struct place){0};
        const char *rule = strstr(svg(&sample), "height=\"0.01");
        assert_non_null(rule);
        assert_memory_equal(rule + strlen("height=\"0.01") + (i > 1), rows[i].fill,
                            strlen(rows[i].fill));
        sample_close(&sample);
    }
}

static void test_glyphs_are_shared(void **state)
{
    struct sample sample;
    (void)state;

    sample_open(&sample);
    const struct face *face = sample_face(&sample);
    assert_non_null(face);
    (void)sample_add_run(&sample, face, 79370, 117000, 16000, SAMPLE_BLACK, "政府政府 政");
    (void)sample_add_run(&sample, face, 79370, 150000, 22000, SAMPLE_RED, "府");
    const char *text = svg(&sample);

    assert_int_equal(count_of(text, "<path id="), 2); /* the space has no outline */
    assert_int_equal(count_of(text, "<use "), 6);
    assert_int_equal(count_of(text, "<g role=\"img\" aria-label="), 2);
    assert_non_null(strstr(text, "aria-label=\"政府政府 政\" data-place=\"12:7\" transform="));
    assert_non_null(strstr(text, "aria-label=\"府\" data-place=\"12:7\" fill=\"#ff3333\""
                                 " transform=\"translate(79.37 150) scale(0.022)\""));
    for (const char *use = text; (use = strstr(use, "<use xlink:href=\"#")) != NULL; use++) {
        const char *name = use + strlen("<use xlink:href=\"#");
        size_t size = (size_t)(strchr(name, '"') - name);
        char *definition = arena_format(sample.arena, "<path id=\"%.*s\" d=\"m", (int)size, name);
        assert_non_null(strstr(text, definition));
    }
    sample_close(&sample);
}

/* Positions within a run are font units: 15.793 pt at 16 pt are 987.06 of 1000. */
static void test_glyph_positions(void **state)
{
    struct sample sample;
    (void)state;

    sample_open(&sample);
    const struct face *face = sample_face(&sample);
    assert_non_null(face);
    assert_int_equal(face_units(face), 1000);
    struct display_glyph *glyphs =
        sample_add_run(&sample, face, 79370, 117000, 16000, SAMPLE_BLACK, "政府");
    glyphs[1].y = 1600;
    const char *text = svg(&sample);
    char *first = arena_format(sample.arena, "#f0g%u\"/>", (unsigned)glyphs[0].glyph);
    char *second =
        arena_format(sample.arena, "#f0g%u\" x=\"987.06\" y=\"-100\"/>", (unsigned)glyphs[1].glyph);
    assert_non_null(strstr(text, "translate(79.37 117) scale(0.016)"));
    assert_non_null(strstr(text, first));
    assert_non_null(strstr(text, second));
    sample_close(&sample);
}

/* Walks a path of relative steps and finds its bounds: they are the glyph's ink. */
static void test_outline_is_the_glyphs(void **state)
{
    struct sample sample;
    int ink[4];
    (void)state;

    sample_open(&sample);
    const struct face *face = sample_face(&sample);
    assert_non_null(face);
    struct display_glyph *glyphs = sample_add_run(&sample, face, 0, 0, 16000, SAMPLE_BLACK, "口");
    assert_true(face_ink(face, glyphs[0].glyph, ink));
    const char *at = strstr(svg(&sample), " d=\"");
    assert_non_null(at);
    at += 4;

    double x = 0, y = 0, start_x = 0, start_y = 0, left = 1e9, right = -1e9, top = 1e9,
           bottom = -1e9;
    char verb = '\0';
    while (*at != '"') {
        double v[6] = {0};
        if (isalpha((unsigned char)*at)) {
            verb = *at++;
        }
        if (verb == 'z') {
            x = start_x, y = start_y;
            continue;
        }
        size_t count = verb == 'c' ? 6 : verb == 'h' || verb == 'v' ? 1 : 2;
        assert_non_null(strchr("mlhvc", verb));
        for (size_t i = 0; i < count; i++) {
            char *end;
            v[i] = strtod(at, &end);
            assert_ptr_not_equal(end, at);
            at = end;
        }
        x += verb == 'c' ? v[4] : verb == 'v' ? 0 : v[0];
        y += verb == 'c' ? v[5] : verb == 'v' ? v[0] : verb == 'h' ? 0 : v[1];
        if (verb == 'm') {
            start_x = x, start_y = y;
        }
        left = x < left ? x : left;
        right = x > right ? x : right;
        top = y < top ? y : top;
        bottom = y > bottom ? y : bottom;
    }
    assert_true(left >= ink[0] - 1 && left <= ink[0] + 3);
    assert_true(-bottom >= ink[1] - 1 && -bottom <= ink[1] + 3);
    assert_true(right <= ink[2] + 1 && right >= ink[2] - 3);
    assert_true(-top <= ink[3] + 1 && -top >= ink[3] - 3);
    sample_close(&sample);
}

static void test_text_is_escaped(void **state)
{
    struct sample sample;
    (void)state;

    sample_open(&sample);
    const struct face *face = sample_face(&sample);
    assert_non_null(face);
    (void)sample_add_run(&sample, face, 0, 0, 16000, SAMPLE_BLACK, "a");
    sample.items[0].run.text = STRING("\"><script>&amp;\t\n\x01\x7F\xFF\xEF\xBF\xBE 𠮷");
    sample.source->name = "a/<b>\".yaml";
    const char *text = svg(&sample);
    assert_non_null(strstr(text, "aria-label=\"&quot;&gt;&lt;script&gt;&amp;amp;&#9;&#10;"
                                 "\uFFFD\uFFFD\uFFFD\uFFFD 𠮷\""));
    assert_non_null(strstr(text, "data-source=\"&lt;b&gt;&quot;.yaml\""));
    sample_close(&sample);
}

static void test_broken_glyph_is_an_error(void **state)
{
    struct sample sample;
    struct string out;
    (void)state;

    sample_open(&sample);
    const struct face *face = sample_face(&sample);
    assert_non_null(face);
    struct display_glyph *glyphs = sample_add_run(&sample, face, 0, 0, 16000, SAMPLE_BLACK, "政府");
    glyphs[1].glyph = face_glyph_count(face);
    assert_false(sample_paint(&sample, &painter_svg, 0, &out));
    assert_int_equal(sample.diagnostics->count, 1);
    assert_int_equal(sample.diagnostics->items[0]->message, FONT_BROKEN);
    sample_close(&sample);
}

static void test_same_bytes_twice(void **state)
{
    struct sample sample;
    (void)state;

    sample_open(&sample);
    const struct face *face = sample_face(&sample);
    assert_non_null(face);
    (void)sample_add_run(&sample, face, 79370, 117000, 16000, SAMPLE_BLACK, "政府工作报告");
    const char *first = svg(&sample);
    assert_string_equal(svg(&sample), first);
    sample_close(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_page_with_rules),  cmocka_unit_test(test_list_with_nothing_known),
        cmocka_unit_test(test_colours),          cmocka_unit_test(test_glyphs_are_shared),
        cmocka_unit_test(test_glyph_positions),  cmocka_unit_test(test_outline_is_the_glyphs),
        cmocka_unit_test(test_text_is_escaped),  cmocka_unit_test(test_broken_glyph_is_an_error),
        cmocka_unit_test(test_same_bytes_twice),
    };

    return cmocka_run_group_tests_name("svg", tests, NULL, NULL);
}
