/* Trees laid upon trees: what a layout that extends another changes. */
#include "yaml_fixture.h"

/* The tree as one line of JSON-like text. */
static void print_node(const struct node *node, struct buffer *out)
{
    switch (node->kind) {
    case NODE_SCALAR:
        buffer_add(out, node->scalar.bytes, node->scalar.size);
        return;
    case NODE_SEQUENCE:
        buffer_add_byte(out, '[');
        for (size_t i = 0; i < node->count; i++) {
            buffer_add_string(out, i > 0 ? ", " : "");
            print_node(node->items[i], out);
        }
        buffer_add_byte(out, ']');
        return;
    case NODE_MAPPING:
        buffer_add_byte(out, '{');
        for (size_t i = 0; i < node->count; i++) {
            buffer_add_string(out, i > 0 ? ", " : "");
            print_node(node->pairs[i].key, out);
            buffer_add_string(out, ": ");
            print_node(node->pairs[i].value, out);
        }
        buffer_add_byte(out, '}');
        return;
    }
}

static const char *printed(struct fixture *fixture, const struct node *node)
{
    struct buffer buffer = buffer_new(fixture->arena);

    print_node(node, &buffer);
    return buffer_string(&buffer).bytes;
}

static const char *merged(struct fixture *fixture, const char *base, const char *over)
{
    const struct node *first = parse(fixture, base);
    const struct node *second = parse(fixture, over);
    const char *first_before = printed(fixture, first);
    const char *second_before = printed(fixture, second);
    const struct node *both = node_merge(fixture->arena, first, second, fixture->diagnostics);

    /* Neither tree is changed. */
    assert_string_equal(printed(fixture, first), first_before);
    assert_string_equal(printed(fixture, second), second_before);
    return printed(fixture, both);
}

static void test_mappings(void **state)
{
    struct fixture *fixture = *state;

    assert_string_equal(merged(fixture, "{a: 1, b: {c: 2, d: 3}}", "{b: {d: 4, e: 5}, f: 6}"),
                        "{a: 1, b: {c: 2, d: 4, e: 5}, f: 6}");
    assert_string_equal(merged(fixture, "{a: 1}", "{}"), "{a: 1}");
    assert_string_equal(merged(fixture, "{}", "{a: 1}"), "{a: 1}");
    assert_string_equal(merged(fixture, "{a: 1, b: 2}", "{a: ~}"), "{b: 2}");
    assert_string_equal(merged(fixture, "{a: 1}", "{a: , b: ~}"), "{a: , b: ~}");
    assert_nothing(fixture);
}

static void test_replaced(void **state)
{
    struct fixture *fixture = *state;

    assert_string_equal(merged(fixture, "{a: [1, 2]}", "{a: [3]}"), "{a: [3]}");
    assert_string_equal(merged(fixture, "{a: [1, 2]}", "{a: {x: 1}}"), "{a: {x: 1}}");
    assert_string_equal(merged(fixture, "{a: []}", "{a: {x: 1}}"), "{a: {x: 1}}");
    assert_string_equal(merged(fixture, "{a: {x: 1}}", "{a: 2}"), "{a: 2}");
    assert_string_equal(merged(fixture, "{a: 2}", "{a: {x: 1}}"), "{a: {x: 1}}");
    assert_string_equal(merged(fixture, "[1]", "[2]"), "[2]");
    assert_nothing(fixture);
}

static void test_items_by_id(void **state)
{
    static const char base[] =
        "flow: [{id: a, text: 1, place: {top: 1, left: 2}}, page-break, {text: 2}, {id: b}]";
    struct fixture *fixture = *state;

    assert_string_equal(
        merged(fixture, base, "flow: {b: {text: 3}, a: {text: 4, place: {top: 5}}}"),
        "{flow: [{id: a, text: 4, place: {top: 5, left: 2}}, page-break, {text: 2}, "
        "{id: b, text: 3}]}");
    assert_string_equal(merged(fixture, base, "flow: {a: ~}"),
                        "{flow: [page-break, {text: 2}, {id: b}]}");
    assert_string_equal(merged(fixture, base, "flow: {a: null, b: }"),
                        "{flow: [page-break, {text: 2}]}");
    assert_string_equal(merged(fixture, base, "flow: {b: text}"),
                        "{flow: [{id: a, text: 1, place: {top: 1, left: 2}}, page-break, "
                        "{text: 2}, text]}");
    assert_string_equal(merged(fixture, base, "flow: {}"),
                        "{flow: [{id: a, text: 1, place: {top: 1, left: 2}}, page-break, "
                        "{text: 2}, {id: b}]}");
    assert_nothing(fixture);
}

static void test_unknown_ids(void **state)
{
    struct fixture *fixture = *state;

    assert_string_equal(merged(fixture, "flow: [{id: a}, {id: [x]}, {id: 标题}]",
                               "flow:\n  b: {text: 1}\n  c: ~\n  x-note: 1\n"),
                        "{flow: [{id: a}, {id: [x]}, {id: 标题}]}");
    assert_string_equal(findings(fixture),
                        "2:3 unknown-id: the extended layout has no block with the id \"b\" "
                        "(its ids are: a, 标题)\n"
                        "3:3 unknown-id: the extended layout has no block with the id \"c\" "
                        "(its ids are: a, 标题)\n");
}

/* Findings behind a merge stand where the text stands that they are about. */
static void test_places(void **state)
{
    struct fixture *fixture = *state;
    const struct node *base = parse(fixture, "a: 1\nb: 2\n");
    const struct node *over = parse(fixture, "\n\nb: 3\nc: 4\n");
    const struct node *both = node_merge(fixture->arena, base, over, fixture->diagnostics);

    assert_int_equal(both->pairs[0].key->place.line, 1);
    assert_int_equal(both->pairs[1].key->place.line, 3);
    assert_int_equal(both->pairs[1].value->place.line, 3);
    assert_int_equal(both->pairs[2].key->place.line, 4);
}

static void test_many_keys(void **state)
{
    struct fixture *fixture = *state;
    struct buffer base = buffer_new(fixture->arena);
    struct buffer over = buffer_new(fixture->arena);
    enum { COUNT = 50000 };

    buffer_add_string(&base, "flow:\n");
    buffer_add_string(&over, "flow:\n");
    for (int i = 0; i < COUNT; i++) {
        buffer_format(&base, "  - {id: i%d, n: %d}\n", i, i);
        buffer_format(&over, "  i%d: {m: 1}\n", COUNT - i);
    }
    for (int i = 0; i < COUNT; i++) {
        buffer_format(&base, "k%d: 1\n", i);
        buffer_format(&over, "k%d: 2\n", COUNT - i);
    }
    const struct node *first = parse(fixture, buffer_string(&base).bytes);
    const struct node *second = parse(fixture, buffer_string(&over).bytes);
    double start = seconds();
    const struct node *both = node_merge(fixture->arena, first, second, fixture->diagnostics);
    assert_true(seconds() - start < 5.0);
    assert_int_equal(both->count, COUNT + 2);
    assert_string_equal(node_get(both, "k0")->scalar.bytes, "1");
    assert_string_equal(node_get(both, "k7")->scalar.bytes, "2");
    const struct node *flow = node_get(both, "flow");
    assert_int_equal(flow->count, COUNT);
    assert_null(node_get(flow->items[0], "m"));
    assert_non_null(node_get(flow->items[1], "m"));
    assert_int_equal(fixture->diagnostics->count, 1);
    assert_finding(fixture, "unknown-id");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {TEST(test_mappings),    TEST(test_replaced),
                                       TEST(test_items_by_id), TEST(test_unknown_ids),
                                       TEST(test_places),      TEST(test_many_keys)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
