/* Templates: what names stand for, what cannot be expanded, and where each character was written.
 */
#include "report_fixture.h"

#include "report/fact.h"

/* Longest time for a hostile text, sanitizers included. */
#define PATIENCE 5.0

#define FACTS                                         \
    "facts:\n"                                        \
    "  disclosure.total: {value: 12049, unit: 条}\n" \
    "  rate: {value: 99.50, unit: \"%\"}\n"           \
    "  loss: {value: -0.25}\n"

static void assert_expands(struct fixture *fixture, const char *yaml, const char *expected)
{
    struct expansion text = expand_preamble(
        fixture, arena_format(fixture->arena, "%spreamble: %s\n", REPORT_HEAD FACTS, yaml));

    assert_string_equal(text.string.bytes, expected);
    assert_int_equal(text.string.size, strlen(expected));
}

static void test_names(void **state)
{
    static const struct {
        const char *yaml, *expected;
    } cases[] = {
        {"没有名字", "没有名字"},
        {"\"\"", ""},
        {"\"{{year}}\"", "2023"},
        {"\"{{ year }}年\"", "2023年"},
        {"共{{disclosure.total}}，", "共12049条，"},
        {"率{{rate}}", "率99.50%"}, /* a number is printed as it was written */
        {"变{{loss}}", "变-0.25"},
        {"\"{{title}}{{title}}\"", "标题标题"},
        {"日{{date}}", "日2024-01-03"},
        {"日{{date.year}}/{{date.month}}/{{date.day}}", "日2024/1/3"},
        {"甲 { year } {year} }} {", "甲 { year } {year} }} {"},
        {"甲{ {year}}", "甲{ {year}}"},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_expands(fixture, cases[i].yaml, cases[i].expected);
    }
    assert_nothing(fixture);
}

static void test_escapes(void **state)
{
    static const struct {
        const char *yaml, *expected;
    } cases[] = {
        {"'\\{{year}}'", "{{year}}"},         {"\\{{", "{{"},
        {"甲\\{{乙\\{{丙}}", "甲{{乙{{丙}}"}, {"\\{{year}}{{year}}\\{{", "{{year}}2023{{"},
        {"'\\\\{{year}}'", "\\{{year}}"}, /* only the backslash before the braces goes */
        {"甲\\乙\\{丙", "甲\\乙\\{丙"},       {"甲\\", "甲\\"},
        {"\"\\\\{{year}}\"", "{{year}}"}, /* \\ in double quotes is one backslash */
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_expands(fixture, cases[i].yaml, cases[i].expected);
    }
    assert_nothing(fixture);
}

static void test_values_are_templates(void **state)
{
    struct fixture *fixture = *state;
    struct expansion text = expand_preamble(fixture, "title: 《{{issuer}}{{year}}年报告》\n"
                                                     "issuer: 区{{n}}办\n"
                                                     "date: 2024-01-03\n"
                                                     "year: 2023\n"
                                                     "facts: {n: {value: 3, unit: '{{year}}'}}\n"
                                                     "preamble: 见{{title}}。\n");

    /* Units are text as it is. */
    assert_string_equal(text.string.bytes, "见《区3{{year}}办2023年报告》。");
    assert_nothing(fixture);
}

static void test_unclosed(void **state)
{
    struct fixture *fixture = *state;

    assert_expands(fixture, "甲乙{{year}}丙{{year 丁", "甲乙2023丙");
    assert_only(fixture, 9, 22, "template-syntax: \"{{\" without \"}}\"");
    forget(fixture);
    assert_expands(fixture, "甲{{", "甲");
    assert_only(fixture, 9, 12, "template-syntax");
}

static void test_unknown_names(void **state)
{
    struct fixture *fixture = *state;

    assert_expands(fixture, "甲{{disclosure.totl}}乙", "甲乙");
    assert_only(fixture, 9, 12, "\"disclosure.totl\"; did you mean \"disclosure.total\"?");
    forget(fixture);
    assert_expands(fixture, "甲{{titel}}", "甲");
    assert_only(fixture, 9, 12, "did you mean \"title\"?");
    forget(fixture);
    assert_expands(fixture, "甲{{}}乙{{完全不同的名字}}", "甲乙");
    assert_int_equal(fixture->diagnostics->count, 2);
    assert_finding(fixture, "9:12 unknown-name: nothing is called \"\"");
    assert_finding(fixture, "9:17 unknown-name: nothing is called \"完全不同的名字\"");
    forget(fixture);
    /* Parts that are none, and lists and maps, which are no text. */
    assert_expands(fixture, "甲{{date.hour}}{{year.month}}{{preamble}}{{facts}}{{date.}}", "甲");
    assert_int_equal(fixture->diagnostics->count, 5);
    assert_int_equal(fixture->diagnostics->errors, 5);
    forget(fixture);
    /* A variable of running text is none in the report. */
    assert_expands(fixture, "第{{page}}页", "第页");
    assert_finding(fixture, "nothing is called \"page\"");
}

static void test_braces_in_braces(void **state)
{
    struct fixture *fixture = *state;

    assert_expands(fixture, "甲{{{year}}}", "甲}");
    assert_only(fixture, 9, 12, "nothing is called \"{year\"");
    forget(fixture);
    assert_expands(fixture, "甲{{a{{year}}", "甲");
    assert_only(fixture, 9, 12, "nothing is called \"a{{year\"");
}

static void test_absent_values(void **state)
{
    struct fixture *fixture = *state;
    struct expansion text = expand_preamble(fixture, "title: 标题\n"
                                                     "issuer: 办\n"
                                                     "date: 2024-01-03\n"
                                                     "preamble: 甲{{year}}年{{layout}}\n");

    assert_string_equal(text.string.bytes, "甲年");
    assert_int_equal(fixture->diagnostics->count, 2);
    assert_finding(fixture, "4:12 absent-value: \"year\" is used here");
    assert_finding(fixture, "4:21 absent-value: \"layout\" is used here");
}

static void test_precedence(void **state)
{
    struct fixture *fixture = *state;
    struct report *report = read_report(fixture, REPORT_HEAD "facts: {page: {value: 2}}\n"
                                                             "preamble: 甲{{title}}{{page}}\n");
    const struct variable variables[] = {{"page", "{{year}}"}, {0}};
    struct scope scope = {.report = report, .variables = variables};

    assert_non_null(report);
    struct expansion text =
        template_expand(fixture->arena, &scope, first_paragraph(report), fixture->diagnostics);
    /* Variables before facts; a variable's value is text as it is. */
    assert_string_equal(text.string.bytes, "甲标题{{year}}");
    assert_false(report->facts->items[0].used);
}

static void test_cycles(void **state)
{
    struct fixture *fixture = *state;
    struct expansion text = expand_preamble(fixture, "title: 甲{{issuer}}乙\n"
                                                     "issuer: 丙{{title}}丁\n"
                                                     "date: 2024-01-03\n"
                                                     "preamble: 一{{title}}二\n");

    assert_string_equal(text.string.bytes, "一甲丙丁乙二");
    assert_only(fixture, 2, 10, "template-cycle: \"title\" refers to itself");

    forget(fixture);
    struct report *report = read_report(fixture, "title: 甲{{title}}\nissuer: 办\n"
                                                 "date: 2024-01-03\n");
    assert_non_null(report);
    struct scope scope = {.report = report};
    text = template_expand(fixture->arena, &scope, report->title, fixture->diagnostics);
    assert_string_equal(text.string.bytes, "甲");
    assert_only(fixture, 1, 9, "\"title\" refers to itself");
}

/* Each name stands for a thousand names: in a circle, and not. */
static void test_growth(void **state)
{
    struct fixture *fixture = *state;
    const char *head = "date: 2024-01-03\npreamble: 甲{{title}}\n";
    double start = seconds();

    expand_preamble(fixture, arena_format(fixture->arena, "%stitle: 乙%s\nissuer: 丙%s\n", head,
                                          repeat(fixture, "{{issuer}}", 1000),
                                          repeat(fixture, "{{title}}", 1000)));
    assert_finding(fixture, "template-cycle");

    forget(fixture);
    struct expansion text = expand_preamble(
        fixture, arena_format(fixture->arena, "%stitle: 乙%s\nissuer: 丙%s\nlayout: 丁%s\n", head,
                              repeat(fixture, "{{issuer}}", 1000),
                              repeat(fixture, "{{layout}}", 1000), repeat(fixture, "戊", 1000)));
    assert_finding(fixture, "template-size: the values of the names in this text come to more");
    assert_true(text.string.size <= TEMPLATE_VALUES_LIMIT + 100);

    assert_true(seconds() - start < PATIENCE);
}

/* Texts that each stay below their limit: the whole does not grow without end either. */
static void test_growth_of_all(void **state)
{
    struct fixture *fixture = *state;
    struct report *report = read_report(
        fixture, arena_format(fixture->arena,
                              "date: 2024-01-03\nissuer: 丙\ntitle: %s\n"
                              "preamble: 甲%s\n",
                              repeat(fixture, "x", 100000), repeat(fixture, "{{title}}", 30)));

    assert_non_null(report);
    struct scope scope = {.report = report};
    size_t size = 0;
    for (int i = 0; i < 20; i++) {
        size +=
            template_expand(fixture->arena, &scope, first_paragraph(report), fixture->diagnostics)
                .string.size;
    }
    assert_only(fixture, 4, 165, "template-size: the values of the names in all texts");
    assert_true(size <= TEMPLATE_DOCUMENT_LIMIT + 100);
}

/* A long unit, named often. */
static void test_growth_of_facts(void **state)
{
    struct fixture *fixture = *state;
    struct expansion text = expand_preamble(
        fixture,
        arena_format(fixture->arena, "%sfacts: {n: {value: 1, unit: %s}}\npreamble: 甲%s\n",
                     REPORT_HEAD, repeat(fixture, "件", 1000), repeat(fixture, "{{n}}", 10000)));

    assert_finding(fixture, "template-size");
    assert_true(text.string.size <= 2 * TEMPLATE_VALUES_LIMIT);
}

/* Many wrong names among many facts, on one line: the places and the nearest names cost. */
static void test_many_findings(void **state)
{
    enum { FACT_COUNT = 2000, NAME_COUNT = 50000 };
    struct fixture *fixture = *state;
    struct buffer yaml = buffer_new(fixture->arena);
    double start = seconds();

    buffer_add_string(&yaml, REPORT_HEAD "facts:\n");
    for (int i = 0; i < FACT_COUNT; i++) {
        buffer_format(&yaml, "  name%d: {value: %d}\n", i, i);
    }
    buffer_format(&yaml, "preamble: 甲%s\n", repeat(fixture, "{{nane}}", NAME_COUNT));
    expand_preamble(fixture, yaml.bytes);
    assert_int_equal(fixture->diagnostics->count, DIAGNOSTICS_LIMIT);
    assert_int_equal(fixture->diagnostics->errors, NAME_COUNT);
    assert_true(seconds() - start < PATIENCE);
}

/* ---- places ---- */

static void assert_written(struct expansion_cursor *cursor, const char *text, const char *part,
                           unsigned line, unsigned column)
{
    const char *at = strstr(text, part);

    assert_non_null(at);
    struct place place = expansion_cursor_place(cursor, (size_t)(at - text));
    if (place.line != line || place.column != column) {
        fail_msg("%s: expected %u:%u, found %u:%u", part, line, column, (unsigned)place.line,
                 (unsigned)place.column);
    }
}

static void test_places(void **state)
{
    struct fixture *fixture = *state;
    struct expansion text = expand_preamble(fixture, "title: 名\\{{称{{year}}年\n"
                                                     "issuer: 办\n"
                                                     "date: 2024-01-03\n"
                                                     "year: 2023\n"
                                                     "facts: {n: {value: 7, unit: 件}}\n"
                                                     "preamble:\n"
                                                     "  - 甲乙{{n}}丙{{title}}丁{{n}}戊\n");
    struct expansion_cursor cursor = expansion_cursor_new(&text);
    const char *bytes = text.string.bytes;

    assert_string_equal(bytes, "甲乙7件丙名{{称2023年丁7件戊");
    assert_written(&cursor, bytes, "甲", 7, 5);
    assert_written(&cursor, bytes, "乙", 7, 6);
    assert_written(&cursor, bytes, "7", 7, 7); /* a value stands where its name was written */
    assert_written(&cursor, bytes, "件", 7, 7);
    assert_written(&cursor, bytes, "丙", 7, 12);
    assert_written(&cursor, bytes, "名", 1, 8); /* but a text has places of its own */
    assert_written(&cursor, bytes, "{{", 1, 10);
    assert_written(&cursor, bytes, "称", 1, 12);
    assert_written(&cursor, bytes, "2023", 1, 13);
    assert_written(&cursor, bytes, "年", 1, 21);
    assert_written(&cursor, bytes, "丁", 7, 22);
    assert_written(&cursor, bytes, "7件戊", 7, 23);
    assert_written(&cursor, bytes, "戊", 7, 28);
    assert_nothing(fixture);
}

/* The same value twice: its places begin again. */
static void test_places_of_repeated_values(void **state)
{
    struct fixture *fixture = *state;
    struct expansion text = expand_preamble(fixture, "title: 甲乙丙\n"
                                                     "issuer: 办\n"
                                                     "date: 2024-01-03\n"
                                                     "preamble: \"{{title}}{{title}}丁\"\n");
    struct expansion_cursor cursor = expansion_cursor_new(&text);

    for (unsigned round = 0; round < 2; round++) {
        for (unsigned i = 0; i < 3; i++) {
            struct place place = expansion_cursor_place(&cursor, round * 9 + i * 3);
            assert_int_equal(place.line, 1);
            assert_int_equal(place.column, 8 + i);
        }
    }
    struct place place = expansion_cursor_place(&cursor, 18);
    assert_int_equal(place.line, 4);
    assert_int_equal(place.column, 30);
}

static void test_places_in_quotes_and_blocks(void **state)
{
    struct fixture *fixture = *state;
    struct expansion text = expand_preamble(fixture, REPORT_HEAD "preamble:\n"
                                                                 "  - \"a\\\"b{{year}}c\n"
                                                                 "    d{{nane}}\"\n");
    struct expansion_cursor cursor = expansion_cursor_new(&text);

    assert_string_equal(text.string.bytes, "a\"b2023c d");
    assert_written(&cursor, text.string.bytes, "a", 6, 6);
    assert_written(&cursor, text.string.bytes, "b", 6, 9);
    assert_written(&cursor, text.string.bytes, "2", 6, 10);
    assert_written(&cursor, text.string.bytes, "c", 6, 18);
    assert_written(&cursor, text.string.bytes, "d", 7, 5);
    assert_only(fixture, 7, 6, "\"nane\"");

    forget(fixture);
    text = expand_preamble(fixture, REPORT_HEAD "preamble:\n"
                                                "  - |\n"
                                                "    一二\n"
                                                "\n"
                                                "      三{{year}}四\n");
    cursor = expansion_cursor_new(&text);
    assert_written(&cursor, text.string.bytes, "二", 7, 6);
    assert_written(&cursor, text.string.bytes, "三", 9, 7);
    assert_written(&cursor, text.string.bytes, "四", 9, 16);
    assert_only(fixture, 9, 7, "lost-empty-line");

    forget(fixture);
    text = expand_preamble(fixture, REPORT_HEAD "preamble: \"\\x41\\u4E00x\\\n"
                                                "  \\U00020000\\\"u{{year}}\\tn\"\n");
    cursor = expansion_cursor_new(&text);
    assert_string_equal(text.string.bytes, "A一x𠀀\"u2023\tn");
    assert_written(&cursor, text.string.bytes, "A", 5, 12);
    assert_written(&cursor, text.string.bytes, "一", 5, 16);
    assert_written(&cursor, text.string.bytes, "x", 5, 22);
    assert_written(&cursor, text.string.bytes, "𠀀", 6, 3);
    assert_written(&cursor, text.string.bytes, "\"", 6, 13);
    assert_written(&cursor, text.string.bytes, "u", 6, 15);
    assert_written(&cursor, text.string.bytes, "2", 6, 16);
    assert_written(&cursor, text.string.bytes, "n", 6, 26);
    assert_nothing(fixture);
}

/* A finding far into a long scalar has its line and column all the same. */
static void test_place_in_long_scalar(void **state)
{
    struct fixture *fixture = *state;

    expand_preamble(fixture,
                    arena_format(fixture->arena, REPORT_HEAD "preamble: %s{{nobody-knows}}\n",
                                 repeat(fixture, "长", 20000)));
    assert_only(fixture, 5, 20011, "\"nobody-knows\"");

    forget(fixture);
    expand_preamble(fixture, arena_format(fixture->arena,
                                          REPORT_HEAD "preamble:\n  - >-\n%s    {{nobody-knows}}\n",
                                          repeat(fixture, "    折行的长文字\n", 5000)));
    assert_only(fixture, 5007, 5, "\"nobody-knows\"");
}

/* Escapes are followed by what they stand for, many of them too. */
static void test_places_of_escapes(void **state)
{
    struct fixture *fixture = *state;
    double start = seconds();
    struct expansion text = expand_preamble(
        fixture, arena_format(fixture->arena, REPORT_HEAD "preamble: \"甲%s{{year}}\"\n",
                              repeat(fixture, "\\u4e59", 200000)));
    struct expansion_cursor cursor = expansion_cursor_new(&text);
    struct place place = expansion_cursor_place(&cursor, text.string.size - 1);

    assert_int_equal(place.line, 5);
    assert_int_equal(place.column, 13 + 200000 * 6);
    assert_true(seconds() - start < PATIENCE);
}

/* Texts that change places often: each is followed on from where it was left. */
static void test_many_places(void **state)
{
    enum { COUNT = 50000 };
    struct fixture *fixture = *state;
    double start = seconds();
    struct expansion text =
        expand_preamble(fixture, arena_format(fixture->arena,
                                              "title: 题\nissuer: 办\ndate: 2024-01-03\n"
                                              "preamble: \"%s\"\n",
                                              repeat(fixture, "{{title}}甲", COUNT)));
    struct expansion_cursor cursor = expansion_cursor_new(&text);

    assert_int_equal(text.string.size, 6 * COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        struct place place = expansion_cursor_place(&cursor, 6 * i);
        assert_int_equal(place.line, 1);
        place = expansion_cursor_place(&cursor, 6 * i + 3);
        assert_int_equal(place.line, 4);
        assert_int_equal(place.column, 12 + i * 10 + 9);
    }
    assert_true(seconds() - start < PATIENCE);
}

static void test_made_and_joined(void **state)
{
    struct fixture *fixture = *state;
    struct report *report =
        read_report(fixture, REPORT_HEAD "preamble: [\"第一{{year}}\", 第二]\n");

    assert_non_null(report);
    const struct variant *blocks = report->preamble.items;
    struct scope scope = {.report = report};
    struct expansion parts[4];
    for (size_t i = 0; i < 2; i++) {
        struct text text = *(const struct text *)blocks[i].value;
        parts[2 * i] = template_derived(fixture->arena, STRING("一是"), text);
        parts[2 * i + 1] = template_expand(fixture->arena, &scope, text, fixture->diagnostics);
    }
    struct expansion text = template_join(fixture->arena, parts, 4);
    struct expansion_cursor cursor = expansion_cursor_new(&text);
    assert_string_equal(text.string.bytes, "一是第一2023一是第二");
    assert_written(&cursor, text.string.bytes, "一是", 5, 13); /* where its text begins */
    assert_written(&cursor, text.string.bytes, "是", 5, 13);
    assert_written(&cursor, text.string.bytes, "第", 5, 13);
    assert_written(&cursor, text.string.bytes, "2023", 5, 15);
    assert_written(&cursor, text.string.bytes, "一是第二", 5, 26);
    assert_written(&cursor, text.string.bytes, "二", 5, 27);

    struct expansion nothing = template_join(fixture->arena, parts, 0);
    assert_string_equal(nothing.string.bytes, "");
    cursor = expansion_cursor_new(&nothing);
    assert_null(expansion_cursor_place(&cursor, 0).source);
    nothing = template_expand(fixture->arena, &scope, (struct text){0}, fixture->diagnostics);
    assert_int_equal(nothing.count, 0);
}

/* A list of names is its entries with 、 between, each of them where it was written. */
static void test_lists(void **state)
{
    static const char head[] = REPORT_HEAD "recipients: [甲局, '{{issuer}}乙', 丙局]\n"
                                           "copies: 丁局\n";
    struct fixture *fixture = *state;
    struct expansion text = expand_preamble(
        fixture,
        arena_format(fixture->arena, "%spreamble: 请{{recipients}}、{{copies}}毕\n", head));

    assert_nothing(fixture);
    assert_string_equal(text.string.bytes, "请甲局、区政府办公室乙、丙局、丁局毕");
    struct expansion_cursor cursor = expansion_cursor_new(&text);
    assert_written(&cursor, text.string.bytes, "甲", 5, 14);
    assert_written(&cursor, text.string.bytes, "、区", 7, 12); /* where the list is named */
    assert_written(&cursor, text.string.bytes, "区", 2, 9);
    assert_written(&cursor, text.string.bytes, "乙", 5, 29);
    assert_written(&cursor, text.string.bytes, "丙", 5, 33);
    assert_written(&cursor, text.string.bytes, "、丁", 7, 26);
    assert_written(&cursor, text.string.bytes, "丁", 6, 9);
    assert_written(&cursor, text.string.bytes, "毕", 7, 37);

    text = expand_preamble(
        fixture, arena_format(fixture->arena, "%spreamble: 见{{signers}}{{seals}}\n", head));
    assert_string_equal(text.string.bytes, "见");
    assert_int_equal(fixture->diagnostics->errors, 2);
    assert_finding(fixture, "\"signers\" is used here but the report does not give it");
    assert_finding(fixture, "nothing is called \"seals\"");
}

static void test_fields(void **state)
{
    struct fixture *fixture = *state;
    const struct report *report =
        read_report(fixture, "title: 标题\nissuer: 办\ndate: 2024-01-03\npreamble: 甲\n");

    assert_non_null(report);
    assert_true(template_is_field("year"));
    assert_true(template_is_field("sections"));
    assert_false(template_is_field("page"));
    assert_false(template_is_field("date.year"));
    assert_true(template_has(report, "title"));
    assert_true(template_has(report, "date"));
    assert_true(template_has(report, "preamble"));
    assert_false(template_has(report, "year"));
    assert_false(template_has(report, "sections"));
    assert_false(template_has(report, "facts"));
    assert_false(template_has(report, "layout"));
    assert_false(template_has(report, "no such"));
}

/* Random mixtures of what templates are made of: the result can be used, its places are found. */
static void test_mixtures(void **state)
{
    static const char *const parts[] = {
        "{",     "}", "{{", "}}", "\\",       "\\\\{{",          "year",
        "title", "n", " ",  "甲", "date.day", "\xF0\xA0\x80\x80"};
    struct fixture *fixture = *state;
    uint32_t random = 1;

    for (unsigned round = 0; round < 2000; round++) {
        struct buffer yaml = buffer_new(fixture->arena);
        buffer_add_string(&yaml, "facts: {n: {value: 7, unit: 件}}\nissuer: 办\n"
                                 "date: 2024-01-03\ntitle: 'T{{year}}'\npreamble: 'P");
        for (unsigned i = 0; i < 12; i++) {
            random = random * 1664525 + 1013904223;
            buffer_add_string(&yaml, parts[(random >> 16) % (sizeof parts / sizeof *parts)]);
        }
        buffer_add_string(&yaml, "'\n");
        struct expansion text = expand_preamble(fixture, yaml.bytes);
        assert_int_equal(text.string.size, strlen(text.string.bytes));
        assert_true(g_utf8_validate(text.string.bytes, (gssize)text.string.size, NULL));
        struct expansion_cursor cursor = expansion_cursor_new(&text);
        for (size_t i = 0; i < text.string.size; i++) {
            struct place place = expansion_cursor_place(&cursor, i);
            assert_in_range(place.line, 4, 5);
        }
        size_t offset = 0;
        for (size_t i = 0; i < text.count; i++) {
            assert_true(text.segments[i].offset >= offset);
            offset = text.segments[i].offset;
        }
        assert_true(offset <= text.string.size);
        assert_int_equal(text.segments[0].offset, 0);
        forget(fixture);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_names, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_escapes, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_values_are_templates, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_unclosed, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_lists, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_unknown_names, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_braces_in_braces, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_absent_values, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_precedence, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_cycles, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_growth, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_growth_of_facts, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_growth_of_all, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_many_findings, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_places, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_places_of_repeated_values, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(test_places_in_quotes_and_blocks, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(test_place_in_long_scalar, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_places_of_escapes, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_many_places, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_made_and_joined, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_fields, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_mixtures, fixture_setup, fixture_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
