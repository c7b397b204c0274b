/* Where labels of a proof sheet find room. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "audit/placement.h"
#include "base/arena.h"

enum { WIDTH = 40000, HEIGHT = 8000 };

static int setup(void **state)
{
    *state = arena_new(0);
    return *state == NULL ? -1 : 0;
}

static int teardown(void **state)
{
    arena_free(*state);
    return 0;
}

static bool overlap(struct extent a, struct extent b)
{
    return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

static void test_beside(void **state)
{
    struct placement placement = {.arena = *state, .bounds = {0, 0, 600000, 800000}};
    struct extent anchor = {300000, 400000, 300100, 500000}; /* upright: at its right */
    struct extent at;

    placement_take(&placement, anchor);
    assert_true(placement_find(&placement, anchor, WIDTH, HEIGHT, &at));
    assert_int_equal(at.left, anchor.right + 1000);
    assert_int_equal(at.right - at.left, WIDTH);
    assert_int_equal(at.bottom - at.top, HEIGHT);
    assert_int_equal((at.top + at.bottom) / 2, 450000);
    placement_take(&placement, at);
    assert_true(placement_find(&placement, anchor, WIDTH, HEIGHT, &at));
    assert_int_equal(at.right, anchor.left - 1000); /* then at its left */

    anchor = (struct extent){0, 0, 100, 100}; /* in a corner */
    assert_true(placement_find(&placement, anchor, WIDTH, HEIGHT, &at));
    assert_true(at.left >= 0 && at.top >= 0);
}

/* Far more labels than find room beside what they belong to. */
static void test_crowd(void **state)
{
    struct placement placement = {.arena = *state, .bounds = {10000, 10000, 590000, 790000}};
    struct extent text = {80000, 100000, 500000, 700000};
    struct extent found[900];
    size_t count = 0;

    placement_take(&placement, text);
    for (length_t i = 0; i < 900; i++) {
        length_t x = 80000 + i * 450, y = 100000 + i * 650;
        struct extent anchor = {x, y, x + 100, y + 100};
        struct extent at;
        if (!placement_find(&placement, anchor, WIDTH, HEIGHT, &at)) {
            continue;
        }
        assert_false(overlap(at, text));
        assert_true(at.left >= 10000 && at.right <= 590000);
        assert_true(at.top >= 10000 && at.bottom <= 790000);
        for (size_t k = 0; k < count; k++) {
            assert_false(overlap(at, found[k]));
        }
        placement_take(&placement, at);
        found[count++] = at;
    }
    assert_in_range(count, 300, 700); /* the margins are full, and that is said */
}

static void test_no_room(void **state)
{
    struct placement full = {.arena = *state, .bounds = {0, 0, 600000, 800000}};
    struct placement small = {.arena = *state, .bounds = {11000, 11000, -10000, -10000}};
    struct placement vast = {.arena = *state, .bounds = {0, 0, LENGTH_LIMIT, LENGTH_LIMIT}};
    struct extent anchor = {5000, 5000, 6000, 6000};
    struct extent at;

    placement_take(&full, full.bounds);
    placement_take(&vast, vast.bounds);
    assert_false(placement_find(&full, anchor, WIDTH, HEIGHT, &at));
    assert_false(placement_find(&small, anchor, WIDTH, HEIGHT, &at));
    assert_false(placement_find(&vast, anchor, WIDTH, HEIGHT, &at));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_beside, setup, teardown),
        cmocka_unit_test_setup_teardown(test_crowd, setup, teardown),
        cmocka_unit_test_setup_teardown(test_no_room, setup, teardown),
    };

    return cmocka_run_group_tests_name("placement", tests, NULL, NULL);
}
