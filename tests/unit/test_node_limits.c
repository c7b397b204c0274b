/* Hostile texts: nested, repeated, long, and memory that runs out. */
#include "yaml_fixture.h"

/* Longest time for a hostile text of about a megabyte, sanitizers included. */
#define PATIENCE 5.0

static void test_depth(void **state)
{
    static const char *const steps[] = {"[",   "- ",    "{a: ",   "? ",     "{? ",
                                        "[\n", "[{a: ", "- - ? ", "[[a]: ", "- ? "};
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        forget(fixture);
        double start = seconds();
        assert_null(parse(fixture, repeat(fixture, steps[i], 100000)));
        assert_true(seconds() - start < PATIENCE);
        assert_finding(fixture, "yaml-depth: nested deeper than 64 levels");
    }
}

static void test_depth_by_indentation(void **state)
{
    struct fixture *fixture = *state;
    struct buffer text = buffer_new(fixture->arena);
    enum { LEVELS = 2000 };
    const char *blank = repeat(fixture, " ", LEVELS);

    for (int i = 0; i < LEVELS; i++) {
        buffer_add(&text, blank, (size_t)i);
        buffer_add_string(&text, "a:\n");
    }
    assert_null(parse(fixture, buffer_string(&text).bytes));
    assert_only(fixture, 65, 65, "yaml-depth");
}

static void test_depth_limit_is_exact(void **state)
{
    struct fixture *fixture = *state;
    struct buffer text = buffer_new(fixture->arena);

    buffer_format(&text, "%s%s\n", repeat(fixture, "[", NODE_DEPTH_LIMIT),
                  repeat(fixture, "]", NODE_DEPTH_LIMIT));
    assert_non_null(parse(fixture, buffer_string(&text).bytes));
    assert_nothing(fixture);
    text = buffer_new(fixture->arena);
    buffer_format(&text, "%s%s\n", repeat(fixture, "[", NODE_DEPTH_LIMIT + 1),
                  repeat(fixture, "]", NODE_DEPTH_LIMIT + 1));
    assert_null(parse(fixture, buffer_string(&text).bytes));
    assert_only(fixture, 1, NODE_DEPTH_LIMIT + 1, "yaml-depth");
}

static unsigned height_of(const struct node *node)
{
    unsigned highest = 0;

    for (size_t i = 0; i < node->count; i++) {
        unsigned height =
            height_of(node->kind == NODE_SEQUENCE ? node->items[i] : node->pairs[i].value);
        highest = height > highest ? height : highest;
    }
    return node->kind == NODE_SCALAR ? 0 : highest + 1;
}

/* Each alias one deeper than the last. */
static void test_depth_through_aliases(void **state)
{
    struct fixture *fixture = *state;
    struct buffer text = buffer_new(fixture->arena);

    buffer_add_string(&text, "a1: &a1 [x]\n");
    for (int i = 2; i < NODE_DEPTH_LIMIT; i++) {
        buffer_format(&text, "a%d: &a%d [*a%d]\n", i, i, i - 1);
    }
    const struct node *root = parse(fixture, buffer_string(&text).bytes);
    assert_nothing(fixture);
    assert_int_equal(height_of(root), NODE_DEPTH_LIMIT);
    buffer_format(&text, "b: [*a%d]\n", NODE_DEPTH_LIMIT - 1);
    assert_null(parse(fixture, buffer_string(&text).bytes));
    assert_only(fixture, NODE_DEPTH_LIMIT, 5, "yaml-depth");
}

static void test_billion_laughs(void **state)
{
    struct fixture *fixture = *state;

    arena_free(fixture->arena);
    fixture->arena = arena_new(1024 * 1024); /* ends the test if the billion is written out */
    fixture->diagnostics = diagnostics_new(fixture->arena);
    struct buffer text = buffer_new(fixture->arena);
    buffer_add_string(&text, "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 20; i++) {
        buffer_format(&text, "a%d: &a%d [*a%d", i, i, i - 1);
        for (int j = 1; j < 10; j++) {
            buffer_format(&text, ", *a%d", i - 1);
        }
        buffer_add_string(&text, "]\n");
    }
    double start = seconds();
    assert_null(parse(fixture, buffer_string(&text).bytes));
    assert_true(seconds() - start < PATIENCE);
    assert_only(fixture, 7, 20, "yaml-weight");
}

/* A short file whose aliases come to much text: through one alias, and through lists. */
static void test_repeated_text(void **state)
{
    enum { SIZE = 60000 };
    struct fixture *fixture = *state;
    const char *text = repeat(fixture, "x", SIZE);
    size_t good = NODE_REPEATED_LIMIT / SIZE;

    assert_non_null(parse(fixture, arena_format(fixture->arena, "- &p %s\n%s", text,
                                                repeat(fixture, "- *p\n", good))));
    assert_nothing(fixture);
    assert_null(parse(fixture, arena_format(fixture->arena, "- &p %s\n%s", text,
                                            repeat(fixture, "- *p\n", good + 1))));
    assert_only(fixture, (unsigned)good + 2, 3, "yaml-weight: the text that aliases repeat");
    forget(fixture);
    assert_null(parse(fixture, arena_format(fixture->arena, "- &p %s\n- &q [%s]\n%s", text,
                                            repeat(fixture, "*p, ", 9),
                                            repeat(fixture, "- *q\n", good / 9))));
    assert_only(fixture, (unsigned)(good / 9) + 2, 3, "yaml-weight");
    forget(fixture);
    /* Without aliases there is no such limit. */
    assert_non_null(
        parse(fixture, repeat(fixture, arena_format(fixture->arena, "- %s\n", text), good + 1)));
    assert_nothing(fixture);
}

static void test_large_scalars(void **state)
{
    struct fixture *fixture = *state;
    struct buffer text = buffer_new(fixture->arena);
    enum { SIZE = 1024 * 1024 };

    buffer_format(&text, "a: %s\nb: \"%s\"\n", repeat(fixture, "x", SIZE),
                  repeat(fixture, "y\\n", SIZE / 2));
    const struct node *root = parse(fixture, buffer_string(&text).bytes);
    assert_nothing(fixture);
    assert_int_equal(node_get(root, "a")->scalar.size, SIZE);
    assert_int_equal(node_get(root, "b")->scalar.size, SIZE);
}

/* Each of these once made some reader of YAML quadratic. */
static void test_long_texts_take_linear_time(void **state)
{
    struct fixture *fixture = *state;
    struct buffer texts[8];
    enum { COUNT = 50000 };

    for (size_t i = 0; i < 8; i++) {
        texts[i] = buffer_new(fixture->arena);
    }
    for (int i = 0; i < COUNT; i++) {
        buffer_format(&texts[0], "k%d: 1\n", i);
        buffer_format(&texts[1], "k%d: 1\n", i % (COUNT / 2));
        buffer_format(&texts[2], "- &k%d x\n- *k%d\n", i, i / 2);
        buffer_format(&texts[3], "- *u%d\n", i);
        buffer_format(&texts[4], "%%TAG !t%d! x\n", i);
        buffer_format(&texts[5], "- !t%d x\n", i);
        buffer_add_string(&texts[6], i == 0 ? "[" : "a, ");
        buffer_format(&texts[7], "k%d：v\n", i);
    }
    for (size_t i = 0; i < 8; i++) {
        double start = seconds();
        forget(fixture);
        (void)parse(fixture, buffer_string(&texts[i]).bytes);
        if (seconds() - start >= PATIENCE) {
            fail_msg("text %zu takes too long", i);
        }
    }
}

/* Memory that runs out anywhere ends in the jump, with nothing leaked (the sanitizer tells). */
static void test_memory_out(void **state)
{
    struct fixture *fixture = *state;
    struct buffer text = buffer_new(fixture->arena);
    bool finished = false;

    for (int i = 0; i < 3000; i++) {
        buffer_format(&text, "- {a%d: &a%d \"%d 甲\", b: [c, d]}\n", i, i, i);
    }
    for (size_t limit = 100 * 1024; limit < 4096 * 1024; limit += 150 * 1024) {
        struct arena *arena = arena_new(limit);
        jmp_buf guard;
        assert_non_null(arena);
        if (setjmp(guard) == 0) {
            arena_guard(arena, &guard);
            struct diagnostics *diagnostics = diagnostics_new(arena);
            const struct source *source =
                source_from_memory(arena, "m", buffer_string(&text).bytes, text.size, diagnostics);
            finished = node_parse(arena, source, diagnostics) != NULL;
        }
        arena_free(arena);
    }
    assert_true(finished);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_depth),
        TEST(test_depth_by_indentation),
        TEST(test_depth_limit_is_exact),
        TEST(test_depth_through_aliases),
        TEST(test_billion_laughs),
        TEST(test_repeated_text),
        TEST(test_large_scalars),
        TEST(test_long_texts_take_linear_time),
        TEST(test_memory_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
