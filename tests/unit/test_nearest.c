/* The nearest name: what a slip of the fingers is, and what is another word. */
#include "yaml/nearest.h"
#include "yaml_fixture.h"

static const char *const names[] = {"title",    "issuer",   "date",     "year", "facts",
                                    "preamble", "标题层级", "sections", "id",   "文"};

static const char *nearest(struct fixture *fixture, const char *wrong)
{
    return nearest_name(fixture->arena, wrong, names, sizeof names / sizeof *names);
}

static void assert_nearest(struct fixture *fixture, const char *wrong, const char *expected)
{
    const char *found = nearest(fixture, wrong);

    if (found == NULL || strcmp(found, expected) != 0) {
        fail_msg("%s: found %s", wrong, found != NULL ? found : "nothing");
    }
}

static void test_near(void **state)
{
    struct fixture *fixture = *state;

    assert_nearest(fixture, "title", "title");
    assert_nearest(fixture, "titel", "title");  /* swapped */
    assert_nearest(fixture, "titl", "title");   /* left out */
    assert_nearest(fixture, "tittle", "title"); /* doubled */
    assert_nearest(fixture, "tytle", "title");  /* changed */
    assert_nearest(fixture, "Title", "title");
    assert_nearest(fixture, "dtae", "date");
    assert_nearest(fixture, "section", "sections");
    assert_nearest(fixture, "perambel", "preamble"); /* two swaps: 2 of 8 */
    assert_nearest(fixture, "标提层级", "标题层级"); /* characters, not bytes */
    assert_nearest(fixture, "题标层级", "标题层级");
    assert_nearest(fixture, "　title", "title"); /* an ideographic space */
}

static void test_far(void **state)
{
    struct fixture *fixture = *state;

    assert_null(nearest(fixture, "heading"));
    assert_null(nearest(fixture, ""));
    assert_null(nearest(fixture, "x"));
    assert_null(nearest(fixture, "字"));
    assert_null(nearest(fixture, "xitlx_"));
    assert_null(nearest(fixture, "绝不相同"));
    assert_null(nearest_name(fixture->arena, "title", names, 0));
}

/* The bounds themselves: a third of the longer name, and 2 of three to eight characters. */
static void test_bounds(void **state)
{
    static const char *const three[] = {"abc"};
    static const char *const two[] = {"ab"};
    static const char *const nine[] = {"abcdefghi"};
    struct fixture *fixture = *state;

    assert_non_null(nearest_name(fixture->arena, "axy", three, 1));
    assert_null(nearest_name(fixture->arena, "xyz", three, 1));
    assert_non_null(nearest_name(fixture->arena, "abx", two, 1)); /* the longer one counts */
    assert_null(nearest_name(fixture->arena, "ax", two, 1));
    assert_non_null(nearest_name(fixture->arena, "xyzdefghi", nine, 1));
    assert_null(nearest_name(fixture->arena, "wxyzefghi", nine, 1));
}

static void test_first_of_equals(void **state)
{
    static const char *const equals[] = {"abcd", "abce", "abcf"};
    struct fixture *fixture = *state;

    assert_string_equal(nearest_name(fixture->arena, "abcx", equals, 3), "abcd");
    assert_string_equal(nearest_name(fixture->arena, "abcf", equals, 3), "abcf");
}

static void test_hostile(void **state)
{
    struct fixture *fixture = *state;
    const char *const long_names[] = {repeat(fixture, "题", 64), repeat(fixture, "x", 65),
                                      "\xFF\xFE\xC0"};

    assert_null(nearest(fixture, repeat(fixture, "title", 1000000)));
    assert_null(nearest(fixture, "\xFF\xFF\xFF"));
    assert_ptr_equal(nearest_name(fixture->arena, repeat(fixture, "题", 63), long_names, 3),
                     long_names[0]);
    assert_null(nearest_name(fixture->arena, repeat(fixture, "x", 64), long_names, 3));
    assert_null(nearest_name(fixture->arena, repeat(fixture, "x", 65), long_names, 3));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {TEST(test_near), TEST(test_far), TEST(test_bounds),
                                       TEST(test_first_of_equals), TEST(test_hostile)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
