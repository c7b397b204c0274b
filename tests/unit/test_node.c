/* Trees with places, and everything that keeps a text from being one. */
#include "yaml_fixture.h"

static void assert_place(const struct node *node, unsigned line, unsigned column)
{
    assert_int_equal(node->place.line, line);
    assert_int_equal(node->place.column, column);
}

static void test_tree(void **state)
{
    struct fixture *fixture = *state;
    const struct node *root = parse(fixture, "标题: 甲\n"
                                             "list:\n"
                                             "  - one\n"
                                             "  - \"two\"\n"
                                             "text: |\n"
                                             "  一\n"
                                             "  二\n"
                                             "flow: {a: [1, 2], b: ~}\n");

    assert_nothing(fixture);
    assert_int_equal(root->kind, NODE_MAPPING);
    assert_int_equal(root->count, 4);
    assert_place(root, 1, 1);
    assert_string_equal(root->pairs[0].key->scalar.bytes, "标题");
    assert_place(root->pairs[0].value, 1, 5);
    const struct node *list = node_get(root, "list");
    assert_int_equal(list->kind, NODE_SEQUENCE);
    assert_int_equal(list->count, 2);
    assert_true(list->items[0]->plain);
    assert_false(list->items[1]->plain);
    assert_place(list->items[1], 4, 5);
    const struct node *text = node_get(root, "text");
    assert_string_equal(text->scalar.bytes, "一\n二\n");
    assert_false(text->plain);
    assert_place(text, 5, 7);
    const struct node *flow = node_get(root, "flow");
    assert_int_equal(node_get(flow, "a")->count, 2);
    assert_true(node_is_null(node_get(flow, "b")));
    assert_null(node_get(root, "absent"));
    assert_null(node_get(list, "one"));
}

static void test_empty_documents(void **state)
{
    static const char *const texts[] = {"",      "\n\n",       "# nothing\n",
                                        "---\n", "---\n...\n", "%YAML 1.2\n---\n"};
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const struct node *root = parse(fixture, texts[i]);
        assert_nothing(fixture);
        assert_int_equal(root->kind, NODE_MAPPING);
        assert_int_equal(root->count, 0);
        assert_place(root, 1, 1);
    }
}

static void test_nulls(void **state)
{
    struct fixture *fixture = *state;
    const struct node *root =
        parse(fixture, "[~, null, Null, NULL, '', \"null\", nil, 'no', {a: }]\n");

    for (size_t i = 0; i < 4; i++) {
        assert_true(node_is_null(root->items[i]));
    }
    for (size_t i = 4; i < 9; i++) {
        assert_false(node_is_null(root->items[i]));
    }
    assert_true(node_is_null(node_get(root->items[8], "a")));
}

static void test_aliases_share(void **state)
{
    struct fixture *fixture = *state;
    const struct node *root = parse(fixture, "a: &x\n"
                                             "  k: v\n"
                                             "b: *x\n"
                                             "c: &x w\n"
                                             "d: *x\n"
                                             "*x : e\n");

    assert_nothing(fixture);
    assert_ptr_equal(node_get(root, "a"), node_get(root, "b"));
    assert_string_equal(node_get(root, "d")->scalar.bytes, "w");
    assert_string_equal(node_get(root, "w")->scalar.bytes, "e");
}

static void test_places_behind_anchors(void **state)
{
    struct fixture *fixture = *state;
    const struct node *root = parse(fixture, "a: &名 一\n" /* libyaml's names are ASCII */
                                             "b: x\n");

    assert_null(root);
    forget(fixture);
    root = parse(fixture, "甲: &a1 一a\n"
                          "乙: &b # &c\n"
                          "\n"
                          "  k: v\n"
                          "丙: &d |\n"
                          "  x\n"
                          "丁: &e\n"
                          "戊: &f [1]\n");
    assert_nothing(fixture);
    assert_place(root->pairs[0].value, 1, 8);
    assert_place(root->pairs[1].value, 4, 3);
    assert_place(root->pairs[2].value, 5, 7);
    assert_place(root->pairs[3].value, 7, 4);
    assert_place(root->pairs[4].value, 8, 7);
}

static void test_places_behind_odd_line_breaks(void **state)
{
    struct fixture *fixture = *state;
    const struct node *root = parse(fixture, "a: \"一\xE2\x80\xA8二\xC2\x85三\"\n"
                                             "b: x\n"
                                             "c: \"y\r\rz\"\r\n"
                                             "d: w\n");

    assert_nothing(fixture);
    assert_place(node_get(root, "a"), 1, 4);
    assert_place(node_get(root, "b"), 2, 4);
    assert_place(root->pairs[2].key, 3, 1);
    assert_place(node_get(root, "d"), 4, 4);
    forget(fixture);
    assert_null(parse(fixture, "title: 甲\xE2\x80\xA8乙\nissuer: x\n"));
    assert_only(fixture, 1, 9, "U+2028 ends a line for YAML");
}

static void test_duplicate_keys(void **state)
{
    struct fixture *fixture = *state;
    const struct node *root = parse(fixture, "a: 1\nb: 2\n'a': 3\na: 4\n");

    assert_string_equal(findings(fixture),
                        "3:1 yaml-duplicate-key: the key \"a\" stands twice (first on line 1) "
                        "(delete or rename one of the two)\n"
                        "4:1 yaml-duplicate-key: the key \"a\" stands twice (first on line 1) "
                        "(delete or rename one of the two)\n");
    assert_int_equal(root->count, 2);
    assert_string_equal(node_get(root, "a")->scalar.bytes, "1");
}

/* Over the size where keys are sorted: the same findings in the same order. */
static void test_duplicate_keys_of_many(void **state)
{
    struct fixture *fixture = *state;
    struct buffer text = buffer_new(fixture->arena);

    for (int i = 0; i < 100; i++) {
        buffer_format(&text, "k%d: %d\n", i % 98, i);
    }
    const struct node *root = parse(fixture, buffer_string(&text).bytes);
    assert_int_equal(fixture->diagnostics->count, 2);
    assert_finding(fixture,
                   "99:1 yaml-duplicate-key: the key \"k0\" stands twice (first on line 1)");
    assert_finding(fixture,
                   "100:1 yaml-duplicate-key: the key \"k1\" stands twice (first on line 2)");
    assert_int_equal(root->count, 98);
    assert_string_equal(node_get(root, "k1")->scalar.bytes, "1");
}

static void test_keys_that_are_none(void **state)
{
    struct fixture *fixture = *state;
    const struct node *root = parse(fixture, "a: 1\n? [x]\n: b\nd: {? : c}\n");

    assert_finding(fixture, "2:3 yaml-key");
    assert_finding(fixture, "4:7 yaml-key");
    assert_int_equal(fixture->diagnostics->count, 2);
    assert_int_equal(root->count, 2);
    forget(fixture);
    root = parse(fixture, "title: {{year}}\n");
    assert_only(fixture, 1, 9, "text that begins with {{ needs quotes around it");
    assert_int_equal(node_get(root, "title")->kind, NODE_SCALAR);
    forget(fixture);
    assert_null(parse(fixture, "title: {{year}}年\n"));
    assert_only(fixture, 1, 9, "text that begins with {{ needs quotes around it");
}

static void test_merge_keys(void **state)
{
    struct fixture *fixture = *state;
    const struct node *root =
        parse(fixture, "a: &a {k: v}\nb:\n  <<: *a\n  l: w\nc: {\"<<\": 1}\n");

    assert_only(fixture, 3, 3, "yaml-merge-key: the merge key << is not supported");
    assert_int_equal(node_get(root, "b")->count, 1);
    assert_int_equal(node_get(root, "c")->count, 1);
}

static void test_tags(void **state)
{
    struct fixture *fixture = *state;
    const struct node *root = parse(fixture, "a: !!str 1\nb: !x\nc: !<y> [z]\nd: ! 2\n");

    assert_int_equal(fixture->diagnostics->count, 4);
    assert_finding(fixture, "1:4 yaml-tag: the tag tag:yaml.org,2002:str is not supported");
    assert_finding(fixture, "2:4 yaml-tag: the tag !x is not supported");
    assert_finding(fixture, "3:4 yaml-tag: the tag y is not supported");
    assert_finding(fixture, "4:4 yaml-tag: the tag ! is not supported");
    assert_place(node_get(root, "a"), 1, 10);
    assert_false(node_is_null(node_get(root, "b")));
}

static void test_unknown_alias(void **state)
{
    struct fixture *fixture = *state;
    const struct node *root = parse(fixture, "a: *nothing\nb: &late 1\n");

    assert_only(fixture, 1, 4, "yaml-alias: the alias *nothing has no anchor before it");
    assert_string_equal(node_get(root, "a")->scalar.bytes, "*nothing");
}

static void test_recursive_alias(void **state)
{
    struct fixture *fixture = *state;

    assert_non_null(parse(fixture, "a: &a\n  b: *a\n  c: &c [*a, *c]\n  d: *c\n"));
    assert_int_equal(fixture->diagnostics->count, 3);
    assert_finding(fixture, "2:6 yaml-alias-loop: the alias *a stands inside what it repeats");
    assert_finding(fixture, "3:10 yaml-alias-loop");
    assert_finding(fixture, "3:14 yaml-alias-loop: the alias *c");
    forget(fixture);
    /* The same name inside hides the one outside, from there on. */
    const struct node *root = parse(fixture, "a: &a [&a x, *a]\nb: *a\n");
    assert_nothing(fixture);
    assert_string_equal(node_get(root, "b")->scalar.bytes, "x");
}

static void test_many_anchors(void **state)
{
    struct fixture *fixture = *state;
    struct buffer text = buffer_new(fixture->arena);
    enum { COUNT = 3000 };

    for (int i = 0; i < COUNT; i++) {
        buffer_format(&text, "- &%s%d %d\n", i % 3 == 0 ? "a" : i % 3 == 1 ? "a-" : "_", i, i);
    }
    for (int i = COUNT - 1; i >= 0; i--) {
        buffer_format(&text, "- *%s%d\n", i % 3 == 0 ? "a" : i % 3 == 1 ? "a-" : "_", i);
    }
    const struct node *root = parse(fixture, buffer_string(&text).bytes);
    assert_nothing(fixture);
    assert_int_equal(root->count, 2 * COUNT);
    for (int i = 0; i < COUNT; i++) {
        assert_ptr_equal(root->items[i], root->items[2 * COUNT - 1 - i]);
    }
}

static void test_documents(void **state)
{
    struct fixture *fixture = *state;

    assert_non_null(parse(fixture, "a: 1\n---\nb: 2\n---\nc: 3\n"));
    assert_only(fixture, 2, 1, "yaml-documents");
    forget(fixture);
    assert_non_null(parse(fixture, "---\na: 1\n...\n"));
    assert_nothing(fixture);
}

static void test_escaped_control_characters(void **state)
{
    struct fixture *fixture = *state;

    assert_non_null(parse(fixture, "a: \"x\\0y\\0\"\nb: \"\\t\\n\\u4E00\"\nc: '\\0'\n"));
    assert_only(fixture, 1, 6, "file-control: control character U+0000");
    forget(fixture);
    assert_non_null(parse(fixture, "\"\\uFFFE\": 1\n"));
    assert_only(fixture, 1, 2, "file-control: control character U+FFFE");
    forget(fixture);
    /* Behind escapes of every length, folded lines and an escaped line break. */
    assert_non_null(
        parse(fixture, "- \"\\x41\\u4e00\\U00020000\\\"\\\\\\/x\n  中 \\\n  \\x07\\a\"\n"));
    assert_only(fixture, 3, 3, "file-control: control character U+0007");
}

/* Sources that nobody checked, as a program might hand them in. */
static void test_unchecked_bytes(void **state)
{
    struct fixture *fixture = *state;
    struct source source = {.name = "raw", .text = {"a: 1\nb: x\0y\n", 12}};

    assert_null(node_parse(fixture->arena, &source, fixture->diagnostics));
    assert_only(fixture, 2, 5, "control characters are not allowed");
    forget(fixture);
    source.text = (struct string){"a: 1\nb: 中\xFF\n", 13};
    assert_null(node_parse(fixture->arena, &source, fixture->diagnostics));
    assert_only(fixture, 2, 5, "yaml-syntax");
    forget(fixture);
    source.text = (struct string){"\xFF\xFE"
                                  "a\0:\0",
                                  6}; /* UTF-16 */
    assert_null(node_parse(fixture->arena, &source, fixture->diagnostics));
    assert_only(fixture, 1, 1, "yaml-syntax");
}

struct syntax_case {
    const char *text;
    unsigned line, column;
    const char *words;
};

static const struct syntax_case syntax_cases[] = {
    {"a:\n\tb: 1\n", 2, 1, "a tab cannot indent"},
    {"a: b\n\tc: d\n", 2, 1, "a tab cannot indent"},
    {"a: |\n\tb\n", 2, 1, "a tab cannot indent"},
    {"标题: 甲: 乙\n", 1, 6, "\": \" cannot stand here"},
    {"a: 1\n  b: 2\n", 2, 4, "\": \" cannot stand here"},
    {"a: 08:30 见: x\n", 1, 11, "\": \" cannot stand here"},
    {"a: 1\n08:30\nb: 2\n", 2, 1, "there is no \": \" behind this key"},
    {"a: 1\nfoo\n", 2, 1, "there is no \": \" behind this key"},
    {"a: \"b\nc: d\n", 1, 4, "the quotation mark that opens here is never closed"},
    {"a: 'b\nc: d\n---\n", 1, 4, "the quotation mark that opens here is never closed"},
    {"a: \"b\nc: \"d\"\ne: 1\n", 1, 4,
     "the quotation mark that opens here is closed only on line 2"},
    {"a: \"他说\"好\"了\"\n", 1, 8, "text goes on behind the closing quotation mark (inside \"…\""},
    {"a: 'b' c\n", 1, 8, "text goes on behind the closing quotation mark (inside '…'"},
    {"- \"a\" b\n", 1, 7, "text goes on behind the closing quotation mark"},
    {"a:\n    b: 1\n  c: 2\n", 3, 3, "this does not go with the keys above it"},
    {"a:\n  - b\n c\n", 3, 2, "this does not go with the keys above it"},
    {"- a\nb: 1\n", 2, 1, "this does not go with the list above it"},
    {"a: - b\n", 1, 4, "\"- \" cannot stand here"},
    {"a: ? b\n", 1, 4, "\"? \" cannot stand here"},
    {"a: [1, 2\nb: 3\n", 2, 2, "a comma is missing before this, or the ] for the [ on line 1"},
    {"a: {b: 1\nc: 3\n", 2, 2, "a comma is missing before this, or the } for the { on line 1"},
    {"a: 甲\nb: [1, 2\n", 2, 4, "the bracket that opens here is never closed"},
    {"a: [第{{n}}条]\n", 1, 6, "text with {{ inside { } or [ ] needs quotes around it"},
    {"a:\n  - b\n - c\n", 3, 2, "this does not go with the list above it"},
    {"a: *注\n", 1, 4, "* begins an alias"},
    {"a: &注 x\n", 1, 4, "& begins an anchor"},
    {"a: !注 x\n", 1, 4, "! begins a tag"},
    {"a: !e!x y\n", 1, 4, "! begins a tag"},
    {"a: @b\n", 1, 4, "text cannot begin with this character"},
    {"a: `b`\n", 1, 4, "text cannot begin with this character"},
    {"a: %b\n", 1, 4, "text cannot begin with this character"},
    {"a: | 正文\n", 1, 6, "text cannot stand on the line of | or >"},
    {"a: |0\n  b\n", 1, 5, "cannot be indented by 0 spaces"},
    {"a: \"\\q\"\n", 1, 5, "no character is written like this"},
    {"a: \"\\ud800\"\n", 1, 7, "no character is written like this"},
    {"a: ]\n", 1, 4, "a value is missing before this character"},
    {"%FOO\n---\na: 1\n", 1, 1, "a line that begins with % is a directive"},
    {"%YAML 3.0\n---\na: 1\n", 1, 1, "this version of YAML is not known"},
    {"%YAML 1.1\n%YAML 1.1\n---\na: 1\n", 2, 1, "this directive stands twice"},
    {"{a: 1}\nb: 2\n", 2, 1, "this does not go with what stands above it"},
    {"title：abc\nissuer: def\n", 1, 6, "full-width-colon: a key ends with"},
    {"issuer: def\ntitle：abc\n", 2, 6, "write a half-width colon and a space: title: abc"},
    {"issuer: def\ntitle:abc\n", 2, 6,
     "colon-space: a space is missing behind the colon (write title: abc)"},
    {"s:\n  - heading：甲\n    body: x\n", 2, 12, "full-width-colon"},
};

static void test_syntax(void **state)
{
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof syntax_cases / sizeof *syntax_cases; i++) {
        const struct syntax_case *at = &syntax_cases[i];
        forget(fixture);
        if (parse(fixture, at->text) != NULL) {
            fail_msg("accepted: %s", at->text);
        }
        assert_only(fixture, at->line, at->column, at->words);
    }
}

/* All keys with a wrong colon that follow each other are found, and nothing that is a text. */
static void test_wide_colons(void **state)
{
    struct fixture *fixture = *state;

    assert_null(parse(fixture, "x: 1\ntitle：甲\ndate：2024\nyear: 1\n"));
    assert_int_equal(fixture->diagnostics->count, 2);
    assert_finding(fixture, "2:6 full-width-colon");
    assert_finding(fixture, "3:5 full-width-colon");
    forget(fixture);
    assert_null(parse(fixture, "body: |\n  GDP：增长\ntitle: a: b\n"));
    assert_only(fixture, 3, 9, "\": \" cannot stand here");
    forget(fixture);
    assert_non_null(parse(fixture, "body: GDP：增长\nurl: http://x\n"));
    assert_nothing(fixture);
}

/* Long lines are shown in part only, cut between characters. */
static void test_long_lines(void **state)
{
    struct fixture *fixture = *state;
    struct buffer text = buffer_new(fixture->arena);

    buffer_format(&text, "a: 1\ntitle：%s\n", repeat(fixture, "字", 100000));
    assert_null(parse(fixture, buffer_string(&text).bytes));
    assert_only(fixture, 2, 6, "title: 字字");
    assert_true(strlen(findings(fixture)) < 400);
    assert_true(g_utf8_validate(findings(fixture), -1, NULL));
}

static void test_gaps(void **state)
{
    static const struct {
        const char *text;
        size_t gap;
    } cases[] = {
        {"甲", 0},
        {"''", 0},
        {"a\n b\n c", 0},
        {"a\n b\n\n c", 4},
        {"'a\n\n  b'", 2},
        {"|\n a\n b\n", 0},
        {"|\n a\n\n b\n", 3},
        {"|\n a\n  b\n\n\n c\n", 7},
        {"|+\n\n a\n\n", 0},
        {"|\n a\n \t\n b\n", 4},
        {">\n a\n b\n\n c\n", 4},
        {">\n a\n   b\n c\n", 0},
        {">\n a\n\n   b\n", 5},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t gap = node_gap(parse(fixture, cases[i].text));
        assert_nothing(fixture);
        if (gap != cases[i].gap) {
            fail_msg("%s: %zu", cases[i].text, gap);
        }
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_tree),
        TEST(test_empty_documents),
        TEST(test_nulls),
        TEST(test_aliases_share),
        TEST(test_places_behind_anchors),
        TEST(test_places_behind_odd_line_breaks),
        TEST(test_duplicate_keys),
        TEST(test_duplicate_keys_of_many),
        TEST(test_keys_that_are_none),
        TEST(test_merge_keys),
        TEST(test_tags),
        TEST(test_unknown_alias),
        TEST(test_recursive_alias),
        TEST(test_many_anchors),
        TEST(test_documents),
        TEST(test_escaped_control_characters),
        TEST(test_unchecked_bytes),
        TEST(test_syntax),
        TEST(test_wide_colons),
        TEST(test_long_lines),
        TEST(test_gaps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
