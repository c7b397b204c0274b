/* Comparing texts: words, edits, bounded time. */
#include "diff/compare.h"

#include "base/arena.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int set_up(void **state)
{
    *state = arena_new(0);
    return *state == NULL;
}

static int tear_down(void **state)
{
    arena_free(*state);
    return 0;
}

static struct words words(struct arena *arena, const char *text)
{
    struct expansion *expansion = ARENA_NEW(arena, struct expansion);
    struct text nowhere = {{text, strlen(text)}, {0}};

    *expansion = template_derived(arena, nowhere.string, nowhere);
    return words_of(segmenter_new(arena), arena, expansion, false);
}

/* "甲|乙" */
static const char *cut(struct arena *arena, const char *text)
{
    struct words found = words(arena, text);
    struct buffer out = buffer_new(arena);

    for (size_t i = 0; i < found.count; i++) {
        buffer_add_string(&out, i > 0 ? "|" : "");
        buffer_add(&out, found.items[i].text.bytes, found.items[i].text.size);
    }
    return buffer_string(&out).bytes;
}

static void numbers_keep_their_units(void **state)
{
    struct arena *arena = *state;

    assert_string_equal(cut(arena, "12,049条"), "12,049条");
    assert_string_equal(cut(arena, "98.5%"), "98.5%");
    assert_string_equal(cut(arena, "1.2万元"), "1.2万元");
    assert_string_equal(cut(arena, "3个百分点。"), "3个百分点|。");
    assert_string_equal(cut(arena, "2024年1月3日"), "2024年|1月|3日");
    assert_string_equal(cut(arena, "{{{{"), "\\{{\\{{");
    assert_string_equal(cut(arena, ""), "");
}

/* "同[-旧-]{+新+}" */
static const char *compare(struct arena *arena, const char *old_text, const char *new_text)
{
    struct words old = words(arena, old_text), new = words(arena, new_text);
    struct edits edits = compare_words(arena, &old, &new);
    struct buffer out = buffer_new(arena);
    size_t at = 0;

    for (size_t i = 0; i <= edits.count; i++) {
        const struct edit end = {old.count, old.count, new.count, new.count};
        const struct edit *edit = i < edits.count ? &edits.items[i] : &end;
        for (; at < edit->old_start; at++) {
            buffer_add(&out, old.items[at].text.bytes, old.items[at].text.size);
        }
        if (edit->old_end > edit->old_start) {
            buffer_add_string(&out, "[-");
        }
        for (; at < edit->old_end; at++) {
            buffer_add(&out, old.items[at].text.bytes, old.items[at].text.size);
        }
        buffer_add_string(&out, edit->old_end > edit->old_start ? "-]" : "");
        buffer_add_string(&out, edit->new_end > edit->new_start ? "{+" : "");
        for (size_t k = edit->new_start; k < edit->new_end; k++) {
            buffer_add(&out, new.items[k].text.bytes, new.items[k].text.size);
        }
        buffer_add_string(&out, edit->new_end > edit->new_start ? "+}" : "");
    }
    return buffer_string(&out).bytes;
}

static void edits_can_be_read(void **state)
{
    struct arena *arena = *state;

    assert_string_equal(compare(arena, "一，二。", "一，二。"), "一，二。");
    assert_string_equal(compare(arena, "", "甲"), "{+甲+}");
    assert_string_equal(compare(arena, "甲", ""), "[-甲-]");
    assert_string_equal(compare(arena, "收到120件，答复84件。", "收到135件，答复84件。"),
                        "收到[-120件-]{+135件+}，答复84件。");
    /* An edit ends where a clause does. */
    assert_string_equal(compare(arena, "加强监管，依法公开。", "加强监管，加强指导，依法公开。"),
                        "加强监管，{+加强指导，+}依法公开。");
    /* Little that is the same between edits is part of them. */
    assert_string_equal(compare(arena, "山高水长，云淡风轻。", "春去秋来，花开叶落。"),
                        "[-山高水长，云淡风轻-]{+春去秋来，花开叶落+}。");
}

/* The shortest way, and what there is no time for still leads from one to the other. */
static void hashes_are_compared_in_bounded_time(void **state)
{
    enum { MANY = 60000 };
    struct arena *arena = *state;
    uint64_t *old = ARENA_ARRAY(arena, uint64_t, MANY), *new = ARENA_ARRAY(arena, uint64_t, MANY);
    const uint64_t left[] = {1, 2, 3, 1, 2, 2, 1}, right[] = {3, 2, 1, 2, 1, 3};
    struct edits few = compare_hashes(arena, left, 7, right, 6);
    size_t changed = 0;

    for (size_t i = 0; i < few.count; i++) {
        changed += few.items[i].old_end - few.items[i].old_start + few.items[i].new_end -
                   few.items[i].new_start;
    }
    assert_int_equal(changed, 5);
    uint64_t seed = 1;
    for (size_t i = 0; i < MANY; i++) {
        seed = seed * 6364136223846793005U + 1442695040888963407U;
        old[i] = seed >> 60;
        new[i] = seed >> 44 & 15U;
    }
    struct edits many = compare_hashes(arena, old, MANY, new, MANY);
    size_t at_old = 0, at_new = 0;
    for (size_t i = 0; i <= many.count; i++) {
        size_t until = i < many.count ? many.items[i].old_start : MANY;
        for (; at_old < until; at_old++, at_new++) {
            assert_true(old[at_old] == new[at_new]);
        }
        if (i < many.count) {
            assert_int_equal(at_new, many.items[i].new_start);
            at_old = many.items[i].old_end;
            at_new = many.items[i].new_end;
        }
    }
    assert_int_equal(at_new, MANY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(numbers_keep_their_units, set_up, tear_down),
        cmocka_unit_test_setup_teardown(edits_can_be_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(hashes_are_compared_in_bounded_time, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
