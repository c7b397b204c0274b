/*
 * What is true of every title of words that are known, on generated ones: no word is broken, no
 * line is a single character, lines fit, and written breaks are where they are written.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "paragraph_bench.h"

enum {
    TITLES = 2000,
    WORDS_MOST = 24,
    LINES_MAX = 32,
};

static void check_title(struct set *set, bool written)
{
    size_t starts[LINES_MAX], ends[LINES_MAX];

    assert_true(set->lines.count <= LINES_MAX);
    if (!find_lines(set, starts, ends)) {
        wrong(set, "another title", 0);
        return;
    }
    for (size_t i = 0; i < set->lines.count; i++) {
        struct string text = set->sample.text;
        if (set->lines.items[i].width > set->measure.width) {
            wrong(set, "a title's line too long", i);
        }
        if (!written && behind(text, starts[i]) >= ends[i]) {
            wrong(set, "a lone character", i);
        }
        for (size_t k = 0; i > 0 && k < set->sample.whole_count; k++) {
            const struct whole *whole = &set->sample.whole[k];
            if (starts[i] > whole->start && starts[i] < whole->end) {
                wrong(set, "a word of a title broken", i);
            }
        }
    }
    if (written && !is_end(&set->sample, ends[0])) {
        wrong(set, "a title that does not break where it is written", 0);
    }
}

/* A title of words with 、 between them, and a line break behind the first if it is `written`. */
static void generate_title(struct generator *generator, struct set *set, bool written)
{
    struct buffer text = buffer_new(set->scratch);
    struct sample *sample = &set->sample;

    sample->whole_count = sample->end_count = 0;
    for (size_t words = draw(generator, WORDS_MOST) + 1 + written; words > 0; words--) {
        size_t start = text.size;
        add_words(generator, &text, 1);
        sample->whole[sample->whole_count++] = (struct whole){start, text.size};
        if (written && sample->end_count == 0) {
            sample->ends[sample->end_count++] = text.size;
            buffer_add_byte(&text, '\n');
        } else if (words > 1) {
            buffer_add_string(&text, "、");
        }
    }
    sample->text = buffer_string(&text);
}

static void test_titles(void **state)
{
    static const struct composition plain = {0};
    struct set *set = *state;
    struct generator generator = {.arena = set->arena, .state = 0x2545F491};
    size_t longest = 0;

    open_vocabulary(&generator);
    const struct lexicon *lexicon =
        lexicon_new(set->arena, generator.vocabulary, generator.word_count);
    for (size_t i = 0; i < TITLES; i++) {
        bool written = i % 5 == 0;
        generate_title(&generator, set, written);
        set->measure = (struct measure){.width = 21 * EM,
                                        .align = ALIGN_CENTRE,
                                        .shapes = SHAPE_TRAPEZOID | SHAPE_RHOMBUS,
                                        .lexicon = lexicon};
        set_sample(set, "小标宋", "小标宋", &plain);
        check_title(set, written);
        longest = set->lines.count > longest ? set->lines.count : longest;
        arena_reset(set->scratch);
    }
    assert_int_equal(set->wrong, 0);
    assert_int_equal(set->diagnostics->count, 0);
    assert_in_range(longest, 5, LINES_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_titles, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
