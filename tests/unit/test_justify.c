/*
 * Lines brought to their width: what shrinks and stretches, in which order, by how much (CLREQ
 * 3.1.6), and what happens at the ends of lines.
 */
#include "type_case.h"

enum { GAP = GRID_CELL / 4 /* 中西文间距 */ };

/* A text on one line of its own, in FandolFang. */
struct galley {
    struct clusters clusters;
    struct measure measure;
    struct setter setter;
    struct candidate candidate;
    struct line line;
};

static struct galley *cut_galley(struct bench *bench, const struct composition *composition,
                                 const char *text)
{
    struct typography *typography = ARENA_NEW(bench->arena, struct typography);
    struct galley *galley = ARENA_NEW(bench->arena, struct galley);

    *typography = open_faces(bench)[FACE_FANG];
    typography->composition = composition;
    galley->clusters = cut_text(bench->arena, bench, typography, text);
    galley->measure.align = ALIGN_JUSTIFY;
    galley->measure.width = LENGTH_LIMIT;
    galley->setter = setter_new(bench->arena, bench->arena, &galley->clusters, &galley->measure);
    return galley;
}

static void set_galley(struct galley *galley, length_t width)
{
    galley->measure.width = width;
    galley->candidate = candidate_new(&galley->setter, 0, galley->clusters.count);
    galley->line = candidate_set(&galley->setter, &galley->candidate, true);
}

static length_t natural(struct galley *galley)
{
    set_galley(galley, LENGTH_LIMIT);
    return galley->candidate.natural;
}

/* Where a cluster's glyph stands on the line. */
static length_t glyph_x(const struct galley *galley, size_t index)
{
    const struct cluster *cluster = &galley->clusters.items[index];
    const char *text = galley->clusters.text.string.bytes + cluster->text_offset;

    for (size_t i = 0; i < galley->line.run_count; i++) {
        const struct display_run *run = &galley->line.runs[i];
        for (size_t k = 0; k < run->count; k++) {
            if (run->text.bytes + run->glyphs[k].text_offset == text) {
                return run->x + run->glyphs[k].x - cluster->glyphs[0].x;
            }
        }
    }
    fail_msg("cluster %zu is not on the line", index);
    return 0;
}

/* How much wider it is from one cluster to a later one than it would be by itself. */
static length_t wider(const struct galley *galley, size_t first, size_t end)
{
    return glyph_x(galley, end) - glyph_x(galley, first) - columns(&galley->clusters, first, end);
}

/* A line with one of everything that shrinks, between hanzi; the clusters by number. */
static const char everything[] = "A A国·国《国，国B国。国";
enum { DOT_FROM = 3, DOT_TO = 5, BRACKET_TO = 7, COMMA_TO = 9, LATIN_TO = 11, STOP_TO = 13 };

struct tier {
    size_t first, end; /* clusters between which it shrinks */
    size_t first_too, end_too;
    length_t most;
};

static void find_tiers(const struct galley *galley, struct tier tiers[6])
{
    const length_t half = GRID_CELL / 2;

    tiers[0] = (struct tier){0, 2, 0, 0, galley->clusters.items[1].advance - GRID_CELL / 4};
    tiers[1] = (struct tier){DOT_FROM, DOT_TO, 0, 0, 2 * (GRID_CELL / 4)};
    tiers[2] = (struct tier){DOT_TO, BRACKET_TO, 0, 0, half};
    tiers[3] = (struct tier){BRACKET_TO, COMMA_TO, 0, 0, half};
    tiers[4] = (struct tier){2, DOT_FROM, COMMA_TO, LATIN_TO, 3 * (length_t)(GAP - GRID_CELL / 8)};
    tiers[5] = (struct tier){LATIN_TO, STOP_TO, 0, 0, half};
}

static void test_lines_shrink_in_order(void **state)
{
    static const struct composition composition = {.han_latin_gap = GAP};
    struct galley *galley = cut_galley(*state, &composition, everything);
    length_t width = natural(galley), taken = 0;
    struct tier tiers[6];

    find_tiers(galley, tiers);
    for (int i = 0; i < 6; i++) {
        length_t part = tiers[i].most / 3;
        assert_true(tiers[i].most > 0);
        set_galley(galley, width - taken - part);
        assert_int_equal(galley->line.width, width - taken - part);
        for (int k = 0; k < 6; k++) {
            length_t expected = k < i ? tiers[k].most : k == i ? part : 0;
            assert_int_equal(-wider(galley, tiers[k].first, tiers[k].end) -
                                 wider(galley, tiers[k].first_too, tiers[k].end_too),
                             expected);
        }
        taken += tiers[i].most;
    }
    /* No more than that: the line stands out. */
    set_galley(galley, width - taken - 1000);
    assert_int_equal(galley->line.width, width - taken);
}

static void test_shrunk_lines_are_exact(void **state)
{
    static const struct composition composition = {.han_latin_gap = GAP};
    struct galley *galley =
        cut_galley(*state, &composition, "A A国·国《《国》，国B，国。国、国、A国");
    length_t width = natural(galley);

    for (length_t excess = 1; excess < 50000; excess += 97) {
        set_galley(galley, width - excess);
        assert_int_equal(galley->line.width, width - excess);
        for (size_t i = 1; i < galley->clusters.count; i++) {
            assert_true(wider(galley, i - 1, i) <= 0);
        }
    }
}

static void test_lines_stretch_in_order(void **state)
{
    static const struct composition composition = {.han_latin_gap = GAP};
    struct galley *galley = cut_galley(*state, &composition, everything);
    length_t width = natural(galley);
    length_t space = GRID_CELL / 2 - galley->clusters.items[1].advance;
    length_t gap = 3 * (length_t)(GRID_CELL / 3 - GAP);

    set_galley(galley, width + space / 2); /* word spaces, to half an em */
    assert_int_equal(galley->line.width, width + space / 2);
    assert_int_equal(wider(galley, 0, 2), space / 2);
    assert_int_equal(wider(galley, 2, STOP_TO), 0);

    set_galley(galley, width + space + gap / 2); /* 中西文间距, to a third */
    assert_int_equal(galley->line.width, width + space + gap / 2);
    assert_int_equal(wider(galley, 0, 2), space);
    assert_int_equal(wider(galley, 2, 3) + wider(galley, COMMA_TO, LATIN_TO), gap / 2);
    assert_int_equal(wider(galley, 3, COMMA_TO) + wider(galley, LATIN_TO, STOP_TO), 0);

    /* Then all gaps evenly. */
    enum { FIRST = 2, GAPS = STOP_TO - FIRST };
    for (length_t spare = 11; spare < 20000; spare += 1001) {
        length_t sum = 0;
        set_galley(galley, width + space + gap + spare);
        assert_int_equal(galley->line.width, width + space + gap + spare);
        for (size_t i = FIRST; i < STOP_TO; i++) {
            bool latin = i == 2 || i == 9 || i == 10;
            length_t more = wider(galley, i, i + 1) - (latin ? gap / 3 : 0);
            assert_in_range(more, spare / GAPS, spare / GAPS + 1);
            sum += more;
        }
        assert_int_equal(sum, spare);
    }
}

static void test_units_do_not_stretch(void **state)
{
    static const struct composition composition;
    struct galley *galley = cut_galley(*state, &composition, "国——国2024年国……国");
    length_t width = natural(galley);

    set_galley(galley, width + 9000);
    assert_int_equal(galley->line.width, width + 9000);
    assert_int_equal(wider(galley, 1, 2), 0);   /* —— */
    assert_int_equal(wider(galley, 4, 8), 0);   /* 2024年 */
    assert_int_equal(wider(galley, 10, 11), 0); /* …… */
}

/* A line that is 1/100 pt short stays on the grid, where it is. */
static void test_full_lines_stay_on_the_grid(void **state)
{
    static const struct composition composition;
    struct galley *galley = cut_galley(*state, &composition, "国国国2024国");

    set_galley(galley, natural(galley) + 10);
    for (size_t i = 0; i < 8; i++) {
        assert_int_equal(glyph_x(galley, i), columns(&galley->clusters, 0, i));
    }
}

static void test_marks_at_the_end_are_half(void **state)
{
    static const char *const texts[] = {"国，", "国。", "国”", "国》", "国！", "国·"};
    static const struct composition half, full = {.line_end_mark = 1};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct galley *galley = cut_galley(*state, &half, texts[i]);
        assert_in_range(natural(galley), GRID_CELL * 3 / 2, GRID_CELL * 3 / 2 + 2);
        set_galley(galley, GRID_CELL * 2); /* justified: the hanzi move apart, nothing else */
        length_t ink[4];
        ink_box(&galley->clusters.items[1], ink);
        assert_true(glyph_x(galley, 1) + ink[2] <= galley->line.width);

        galley = cut_galley(*state, &full, texts[i]);
        const struct cluster *mark = &galley->clusters.items[1];
        length_t white = mark->white_before + mark->white_after;
        assert_int_equal(natural(galley), 2 * GRID_CELL);
        /* The first to shrink. */
        set_galley(galley, 2 * GRID_CELL - 1000);
        assert_int_equal(galley->line.width, 2 * GRID_CELL - 1000);
        assert_int_equal(galley->candidate.shrink[SHRINK_LINE_END], white);
    }
    /* What makes lines of one em: no white, so nothing goes. */
    assert_int_equal(natural(cut_galley(*state, &half, "国……")), 3 * GRID_CELL);
    assert_int_equal(natural(cut_galley(*state, &half, "国～")), 2 * GRID_CELL);
    assert_int_equal(natural(cut_galley(*state, &half, "国。”")), 2 * GRID_CELL + 1);
}

static void test_brackets_at_the_start_are_half(void **state)
{
    static const struct composition usual, changed = {.line_start_bracket = 1, .indent_bracket = 1};
    const length_t half = GRID_CELL / 2;
    struct galley *galley = cut_galley(*state, &usual, "“国");

    assert_int_equal(natural(galley), 2 * GRID_CELL - half);
    assert_int_equal(glyph_x(galley, 0), -half);
    galley->measure.indent = 2 * GRID_CELL;
    assert_int_equal(natural(galley), 2 * GRID_CELL);

    galley = cut_galley(*state, &changed, "“国");
    assert_int_equal(natural(galley), 2 * GRID_CELL);
    galley->measure.indent = 2 * GRID_CELL;
    assert_int_equal(natural(galley), 2 * GRID_CELL - half);
    /* Two of them: the first loses its white, the second the one between. */
    assert_int_equal(natural(cut_galley(*state, &usual, "“《国")), 3 * GRID_CELL - 2 * half);
}

/* White that went with the mark before, which ended the last line, is there again. */
static void test_pairs_are_parted_by_lines(void **state)
{
    static const struct composition composition = {.line_start_bracket = 1};
    struct galley *galley = cut_galley(*state, &composition, "国·“国，国");
    struct candidate whole = candidate_new(&galley->setter, 2, 6);

    assert_int_equal(whole.natural, 4 * GRID_CELL);
    galley->measure.width = 4 * GRID_CELL - 3000;
    struct candidate shrunk = candidate_new(&galley->setter, 2, 6);
    assert_int_equal(shrunk.shrink[SHRINK_BRACKET], GRID_CELL / 2);
    struct line line = candidate_set(&galley->setter, &shrunk, true);
    assert_int_equal(line.width, 4 * GRID_CELL - 3000);
}

static void test_marks_may_hang(void **state)
{
    static const char *const hanging[] = {"国，", "国。", "国、"};
    static const char *const standing[] = {"国；", "国：", "国！", "国”"};
    static const struct composition composition = {.hanging = true};

    for (size_t i = 0; i < 3; i++) {
        struct galley *galley = cut_galley(*state, &composition, hanging[i]);
        assert_int_equal(natural(galley), GRID_CELL);
        assert_int_equal(galley->line.width, GRID_CELL);
        assert_int_equal(glyph_x(galley, 1), GRID_CELL);
    }
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(natural(cut_galley(*state, &composition, standing[i])),
                         GRID_CELL + (GRID_CELL + 1) / 2);
    }
    /* Only where lines are justified to an edge. */
    struct galley *galley = cut_galley(*state, &composition, "国。");
    galley->measure.align = ALIGN_CENTRE;
    assert_int_equal(natural(galley), GRID_CELL + (GRID_CELL + 1) / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_lines_shrink_in_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_shrunk_lines_are_exact, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_lines_stretch_in_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_units_do_not_stretch, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_full_lines_stay_on_the_grid, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_marks_at_the_end_are_half, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_brackets_at_the_start_are_half, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_pairs_are_parted_by_lines, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_marks_may_hang, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
