/* Checks: numbers in hanzi, patterns, passages, pairs of marks. Rules have their cases in
 * tests/check/. */
#include "report_fixture.h"

#include "check/check.h"
#include "check/hanzi_number.h"
#include "check/pattern.h"

static unsigned number_of(const char *text, size_t *behind)
{
    struct string string = {text, strlen(text)};

    *behind = 0;
    return hanzi_number_read(string, behind);
}

static void test_hanzi_number(void **state)
{
    struct fixture *fixture = *state;
    size_t behind;

    for (unsigned number = 1; number <= 99; number++) {
        const char *written = hanzi_number_write(fixture->arena, number);
        assert_int_equal(number_of(written, &behind), number);
        assert_int_equal(behind, strlen(written));
    }
    assert_string_equal(hanzi_number_write(fixture->arena, 10), "十");
    assert_string_equal(hanzi_number_write(fixture->arena, 21), "二十一");
    assert_string_equal(hanzi_number_write(fixture->arena, 0), "");
    assert_string_equal(hanzi_number_write(fixture->arena, 100), "");
    assert_int_equal(number_of("一十二是", &behind), 12);
    assert_int_equal(behind, strlen("一十二"));
    assert_int_equal(number_of("一二三", &behind), 1);
    assert_int_equal(behind, strlen("一"));
    assert_int_equal(number_of("是", &behind), 0);
    assert_int_equal(behind, 0);
    assert_int_equal(number_of("", &behind), 0);
    assert_int_equal(number_of("\xE5\x8D", &behind), 0); /* half of 十 */
}

static struct text text_of(const char *text)
{
    return (struct text){.string = {text, strlen(text)}};
}

static void test_pattern(void **state)
{
    struct fixture *fixture = *state;
    struct pattern *pattern =
        pattern_compile(fixture->arena, text_of("(一)?(\\p{sc:Han})。"), fixture->diagnostics);
    struct string text = {"甲。乙。", strlen("甲。乙。")};
    struct match match;

    assert_non_null(pattern);
    assert_true(pattern_find(pattern, text, 0, &match));
    assert_int_equal(match.start[0], 0);
    assert_int_equal(match.end[0], 6);
    assert_int_equal(match.end[1], match.start[1]); /* took no part */
    assert_int_equal(match.end[2], 3);
    assert_true(pattern_find(pattern, text, 3, &match));
    assert_int_equal(match.start[0], 6);
    assert_false(pattern_find(pattern, text, 9, &match));
    assert_false(pattern_find(pattern, text, 100, &match));
    assert_true(pattern_at(pattern, text, 6));
    assert_false(pattern_at(pattern, text, 3));
    assert_int_equal(fixture->diagnostics->count, 0);
}

static void test_pattern_refused(void **state)
{
    static const char *const wrong[] = {"(", "[甲", "a{2,1}", "(?<n", "\\C", "*", "\\", "(?R"};
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct text text = text_of(wrong[i]);
        text.place = (struct place){NULL, (uint32_t)i + 1, 1}; /* each is told of */
        assert_null(pattern_compile(fixture->arena, text, fixture->diagnostics));
        assert_int_equal(fixture->diagnostics->errors, i + 1);
    }
}

/* What has too many ways to match is given up, and told once. */
static void test_pattern_bound(void **state)
{
    struct fixture *fixture = *state;
    struct pattern *pattern =
        pattern_compile(fixture->arena, text_of("(a+)+b|(a|aa)*b"), fixture->diagnostics);
    char text[2001];
    struct match match;

    memset(text, 'a', sizeof text - 1);
    memcpy(text + sizeof text - 3, "cb", 3);
    for (int i = 0; i < 1000; i++) {
        assert_false(pattern_find(pattern, (struct string){text, sizeof text - 1}, 0, &match));
    }
    assert_int_equal(fixture->diagnostics->count, 1);
    assert_int_equal(fixture->diagnostics->errors, 0);
}

/* A long text needs no more than the stack that there is. */
static void test_pattern_long(void **state)
{
    struct fixture *fixture = *state;
    struct pattern *pattern =
        pattern_compile(fixture->arena, text_of("(?:甲|乙(?=.))*丙"), fixture->diagnostics);
    struct buffer out = buffer_new(fixture->arena);
    struct match match;

    for (int i = 0; i < 50000; i++) {
        buffer_add_string(&out, "甲乙");
    }
    buffer_add_string(&out, "丙");
    assert_true(pattern_find(pattern, buffer_string(&out), 0, &match));
    assert_int_equal(match.end[0], 300003);
    assert_int_equal(fixture->diagnostics->count, 0);
}

static const struct script *script_of(struct fixture *fixture, const char *text)
{
    struct report *report = read_report(fixture, text);

    assert_non_null(report);
    return script_read(fixture->arena, report, fixture->diagnostics);
}

static void test_passages(void **state)
{
    struct fixture *fixture = *state;
    const struct script *script =
        script_of(fixture, REPORT_HEAD "facts: {a: {value: 12, unit: 条}}\n"
                                       "sections:\n"
                                       "  - heading: 甲\n"
                                       "    body:\n"
                                       "      - '{{a}}与{{plain 34}}{{note 注文。}}。'\n"
                                       "      - items: [乙。, 丙。]\n"
                                       "    sections: [{heading: 丁}]\n");
    static const struct {
        enum passage_role role;
        const char *text;
        unsigned level;
    } expected[] = {
        {PASSAGE_TITLE, "标题", 0},  {PASSAGE_NAME, "区政府办公室", 0},
        {PASSAGE_HEADING, "甲", 1},  {PASSAGE_PARAGRAPH, "12条与34\u2060。", 1},
        {PASSAGE_NOTE, "注文。", 1}, {PASSAGE_ITEM, "乙。", 1},
        {PASSAGE_ITEM, "丙。", 1},   {PASSAGE_HEADING, "丁", 2},
    };

    assert_int_equal(script->count, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < script->count; i++) {
        const struct passage *passage = &script->passages[i];
        assert_int_equal(passage->role, expected[i].role);
        assert_string_equal(passage->expansion.string.bytes, expected[i].text);
        assert_int_equal(passage->level, expected[i].level);
    }
    const struct passage *paragraph = &script->passages[3];
    assert_false(passage_is_own(paragraph, 0)); /* 12条 */
    assert_true(passage_is_own(paragraph, 5));  /* 与 */
    assert_false(passage_is_own(paragraph, 8)); /* 34 */
    assert_true(passage_is_own(paragraph, 13)); /* 。 */
    assert_ptr_equal(passage_heading(paragraph), &script->passages[2]);
    assert_ptr_equal(passage_heading(&script->passages[7]), &script->passages[2]);
    assert_null(passage_heading(&script->passages[2]));
    /* In any order. */
    static const size_t offsets[] = {13, 0, 5, 8, 5};
    static const uint32_t columns[] = {40, 10, 15, 24, 15};
    for (size_t i = 0; i < sizeof offsets / sizeof *offsets; i++) {
        struct place place = passage_place(paragraph, offsets[i]);
        assert_int_equal(place.line, 9);
        assert_int_equal(place.column, columns[i]);
        assert_int_equal(passage_place(&script->passages[4], 0).line, 9);
    }
}

/* The findings of a rule on a report with that paragraph. */
static const char *pairs_alone(struct fixture *fixture, const char *paragraphs)
{
    static const struct text words[] = {{.string = {"“”", 6}},
                                        {.string = {"‘’", 6}},
                                        {.string = {"《》", 6}},
                                        {.string = {"（）", 6}}};
    const struct text message = text_of("{1}");
    const struct check_rule rule = {.id = text_of("pairs"),
                                    .severity = SEVERITY_ERROR,
                                    .message = {message, message},
                                    .words = {(void *)words, 4}};
    const char *report =
        arena_format(fixture->arena, "%spreamble: [%s]\n", REPORT_HEAD, paragraphs);
    const struct checking checking = {.arena = fixture->arena,
                                      .script = script_of(fixture, report),
                                      .rule = &rule,
                                      .diagnostics = diagnostics_new(fixture->arena)};
    struct buffer out = buffer_new(fixture->arena);

    check_pairs(&checking);
    for (size_t i = 0; i < checking.diagnostics->count; i++) {
        const struct diagnostic *finding = checking.diagnostics->items[i];
        buffer_format(&out, "%s%u:%s", i > 0 ? " " : "", (unsigned)finding->place.column - 12,
                      finding->text);
    }
    return buffer_string(&out).bytes;
}

static void test_pairs(void **state)
{
    static const struct {
        const char *text, *alone;
    } cases[] = {
        {"甲“乙‘丙’”《丁（戊）》", ""},
        {"甲“乙", "1:“"},
        {"甲乙”", "2:”"},
        {"（“甲）”", "1:“ 4:”"}, /* one inside the other's end: both halves */
        {"甲”乙“", "1:” 3:“"},
        {"“‘甲”", "1:‘"},
        {"Xi’an", ""},
        {"甲’", "1:’"},
        {"“第一段, “第二段”", ""}, /* of several paragraphs only the last one ends with ” */
        {"“第一段, 第二段”", "0:“ 9:”"},
        {"（第一段, （第二段", "6:（"},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(pairs_alone(fixture, cases[i].text), cases[i].alone);
    }
}

/* Deeper than is followed: nothing breaks. */
static void test_pairs_deep(void **state)
{
    struct fixture *fixture = *state;
    struct buffer out = buffer_new(fixture->arena);

    for (int i = 0; i < 1000; i++) {
        buffer_add_string(&out, "（");
    }
    for (int i = 0; i < 1000; i++) {
        buffer_add_string(&out, "）");
    }
    assert_non_null(pairs_alone(fixture, buffer_string(&out).bytes));
}

/* Many findings, each once, and in order. */
static void test_findings(void **state)
{
    enum { COUNT = 10000, SEVERAL = 3 };
    struct fixture *fixture = *state;
    struct diagnostics *diagnostics = diagnostics_new(fixture->arena);

    diagnostics->limit = COUNT + 1;
    for (int round = 0; round < SEVERAL; round++) {
        for (uint32_t i = 0; i < COUNT; i++) {
            const struct diagnostic finding = {.message = MESSAGE_COUNT,
                                               .code = "rule",
                                               .severity = SEVERITY_WARNING,
                                               .place = {NULL, 1 + (i * 7919) % COUNT, 1},
                                               .text = "text"};
            diagnostics_add(diagnostics, finding);
        }
        diagnostics_sort(diagnostics, NULL);
    }
    assert_int_equal(diagnostics->count, COUNT);
    assert_int_equal(diagnostics->warnings, COUNT);
    for (uint32_t i = 0; i < COUNT; i++) {
        assert_int_equal(diagnostics->items[i]->place.line, i + 1);
    }
    const struct diagnostic other = {.code = "other", .text = "text", .place = {NULL, 1, 1}};
    diagnostics_add(diagnostics, other);
    diagnostics_add(diagnostics, (struct diagnostic){.code = "third", .text = "text"});
    assert_int_equal(diagnostics->count, COUNT + 1);
    assert_int_equal(diagnostics->dropped, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_hanzi_number, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_pattern, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_pattern_refused, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_pattern_bound, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_pattern_long, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_passages, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_pairs, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_pairs_deep, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_findings, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
