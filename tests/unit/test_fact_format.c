/* Facts as they are printed: {{name | FORMAT}}. */
#include "report_fixture.h"

#include "report/fact.h"
#include "report/fact_format.h"

#define FACTS                                                \
    "facts:\n"                                               \
    "  n: {value: 12049, unit: 条, previous: 11023}\n"      \
    "  less: {value: 980, unit: 件, previous: 1000}\n"      \
    "  same: {value: 98.50, unit: \"%\", previous: 98.5}\n"  \
    "  rate: {value: 98.5, unit: \"%\", previous: 97}\n"     \
    "  share: {compute: 84 / 102}\n"                         \
    "  whole: {compute: 84 / 84}\n"                          \
    "  third: {compute: n / 3, digits: 2, unit: 条}\n"      \
    "  money: {value: 12049.5, unit: 万元}\n"              \
    "  yi: {value: 1.25, unit: 亿元}\n"                    \
    "  hair: {value: 1000001, previous: 1000000}\n"          \
    "  new: {value: 5, unit: 件, previous: 0}\n"            \
    "  debt: {value: -1234567.5, unit: 元, previous: -2}\n" \
    "  most: {value: 9223372036854775807}\n"                 \
    "  part.new: {value: 1, previous: 3}\n"                  \
    "  part.share: {compute: part.new / 8}\n"                \
    "  years: {value: 20000, unit: 人}\n"

static const char *expand_text(struct fixture *fixture, const char *text)
{
    return expand_preamble(fixture, arena_format(fixture->arena, "%s%spreamble: '%s'\n",
                                                 REPORT_HEAD, FACTS, text))
        .string.bytes;
}

static void test_formats(void **state)
{
    static const char *const rows[][2] = {
        {"{{n}}", "12049条"},
        {"{{n | bare}}", "12049"},
        {"{{n|bare}}", "12049"},
        {"{{ n　|　bare }}", "12049"},
        {"{{n ｜ bare}}", "12049"},
        {"{{n | grouped}}", "12,049条"},
        {"{{n | grouped | bare}}", "12,049"},
        {"{{debt | grouped}}", "-1,234,567.5元"},
        {"{{less | grouped}}", "980件"},
        {"{{n | 万}}", "1.2万条"},
        {"{{n | 万 2}}", "1.20万条"},
        {"{{n | 万 4}}", "1.2049万条"},
        {"{{n | 万 0}}", "1万条"},
        {"{{n | 万 1 | bare}}", "1.2万"},
        {"{{years | 万}}", "2万人"},
        {"{{years | 万 1}}", "2.0万人"},
        {"{{n | 亿 4}}", "0.0001亿条"},
        {"{{n | 亿}}", "0.0001亿条"}, /* not 0亿条 */
        {"{{n | 亿 1}}", "0.0亿条"},
        {"{{n | 亿 0}}", "0亿条"},
        {"{{money | 亿}}", "1.2亿元"},
        {"{{money | 万}}", "12049.5万元"},
        {"{{yi | 万}}", "12500万元"},
        {"{{yi | 万 | grouped}}", "12,500万元"},
        {"{{most | 亿 | grouped}}", "92,233,720,368.5亿"},
        {"{{share | percent}}", "82.4%"},
        {"{{share | percent 3}}", "82.353%"},
        {"{{share | percent | bare}}", "82.4"},
        {"{{whole | percent}}", "100%"},
        {"{{rate | percent}}", "98.5%"},
        {"{{n | hanzi}}", "一万二千零四十九条"},
        {"{{rate | hanzi | bare}}", "九十八点五"},
        {"{{debt | hanzi}}", "负一百二十三万四千五百六十七点五元"},
        {"{{n | 万 1 | hanzi}}", "一点二万条"},
        {"{{third}}", "4016.33条"},
        {"{{third | grouped}}", "4,016.33条"},
        {"{{n | change}}", "增长9.3%"},
        {"{{n | change 2}}", "增长9.31%"},
        {"{{less | change}}", "下降2%"},
        {"{{less | change 1}}", "下降2.0%"},
        {"{{same | change}}", "与上年持平"},
        {"{{same | change-value}}", "与上年持平"},
        {"{{rate | change}}", "提高1.5个百分点"},
        {"{{rate | change-value | bare}}", "提高1.5"},
        {"{{hair | change}}", "增长0.0001%"}, /* not 0% */
        {"{{hair | change 2}}", "增长0.0001%"},
        {"{{n | change-value}}", "增加1026条"},
        {"{{n | change-value | grouped}}", "增加1,026条"},
        {"{{n | change-value | bare}}", "增加1026"},
        {"{{less | change-value}}", "减少20件"},
        {"{{new | change-value}}", "增加5件"},
        {"{{n | 万 2 | change-value}}", "增加0.10万条"},
        {"{{part.share | percent | change}}", "下降25个百分点"},
        {"{{part.share | change}}", "下降66.7%"},
        {"{{part.share}}", "0.125"},
        {"{{strong 共{{n | grouped}}}}", "共12,049条"},
        {"{{ruby {{n | bare}}|reading}}", "12049"},
        {"\\{{n | bare}}", "{{n | bare}}"},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *text = expand_text(fixture, rows[i][0]);
        if (strcmp(text, rows[i][1]) != 0) {
            fail_msg("%s is %s, not %s\n%s", rows[i][0], text, rows[i][1], findings(fixture));
        }
        assert_nothing(fixture);
    }
}

/* Where there is no rate of change the difference is printed, with all its digits. */
static void test_no_rate(void **state)
{
    static const char *const rows[][2] = {
        {"{{new | change}}", "增加5件"},
        {"{{new | change 2}}", "增加5件"},
        {"{{debt | change}}", "减少1234565.5元"},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_string_equal(expand_text(fixture, rows[i][0]), rows[i][1]);
        assert_finding(fixture, "fact-format: last year\'s value of");
        assert_int_equal(fixture->diagnostics->errors, 0);
        assert_int_equal(fixture->diagnostics->warnings, 1);
        forget(fixture);
    }
}

static void test_refused(void **state)
{
    static const char *const rows[][2] = {
        {"{{n | bar}}", "unknown-fact-format: there is no format \"bar\" of facts; did you mean"},
        {"{{n | thousand}}",
         "unknown-fact-format: there is no format \"thousand\" of facts (formats"},
        {"{{n | }}", "unknown-fact-format: there is no format \"\""},
        {"{{n | bare | }}", "unknown-fact-format"},
        {"{{m | bare}}", "unknown-name: nothing is called \"m\""},
        {"{{thirt | bare}}", "unknown-name: nothing is called \"thirt\"; did you mean \"third\"?"},
        {"{{title | bare}}", "fact-format: \"title\" is no fact"},
        {"{{n | bare 1}}", "fact-format: behind the format \"bare\""},
        {"{{n | 万 7}}", "fact-format: behind the format \"万\""},
        {"{{n | 万 -1}}", "fact-format: behind the format"},
        {"{{n | 万 1 2}}", "fact-format: behind the format"},
        {"{{n | 万 x}}", "fact-format: behind the format"},
        {"{{n | 万 | 亿}}", "fact-format: the formats \"万\" and \"亿\" do not go together"},
        {"{{n | bare | bare}}", "fact-format: the formats \"bare\" and \"bare\""},
        {"{{n | hanzi | grouped}}", "fact-format: the formats \"hanzi\" and \"grouped\""},
        {"{{n | change | bare}}", "fact-format: the formats \"change\" and \"bare\""},
        {"{{n | bare | change}}", "fact-format: the formats \"bare\" and \"change\""},
        {"{{n | change | change-value}}", "fact-format: the formats"},
        {"{{n | hanzi | change-value}}", "fact-format: the formats"},
        {"{{n | change | 万}}", "fact-format: the formats"},
        {"{{n | percent}}", "fact-format: \"n\" is counted in 条"},
        {"{{years | change}}", "no-previous: \"years\" has no value of last year"},
        {"{{years | change-value}}", "no-previous"},
        {"{{rate | 万}}",
         "fact-format: \"rate\" is a percentage, which is not printed in 万 or 亿"},
        {"{{rate | change-value | 亿}}", "fact-format: \"rate\" is a percentage"},
        {"{{share}}", "fact-digits: the value of \"share\" has more decimals"},
        {"{{share | grouped}}", "fact-digits"},
        {"{{most | hanzi}}", "fact-format: the value of \"most\" is too large"},
        {"{{most | percent}}", "fact-format: the value of \"most\" is too large"},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        (void)expand_text(fixture, rows[i][0]);
        const char *quote = strstr(rows[i][1], "\\'");
        const char *words =
            quote == NULL ? rows[i][1]
                          : arena_copy(fixture->arena, rows[i][1], (size_t)(quote - rows[i][1]));
        if (fixture->diagnostics->count != 1 || strstr(findings(fixture), words) == NULL) {
            fail_msg("%s: expected %s, found:\n%s", rows[i][0], words, findings(fixture));
        }
        forget(fixture);
    }
    (void)expand_text(fixture, "数{{n}}、{{n | bar}}");
    assert_only(fixture, 22, 19, "unknown-fact-format");
}

static void test_hanzi(void **state)
{
    static const struct {
        int64_t number;
        const char *text;
    } rows[] = {
        {0, "零"},
        {1, "一"},
        {10, "十"},
        {15, "十五"},
        {20, "二十"},
        {100, "一百"},
        {101, "一百零一"},
        {110, "一百一十"},
        {1001, "一千零一"},
        {1010, "一千零一十"},
        {10000, "一万"},
        {100000, "十万"},
        {100010, "十万零一十"},
        {10100, "一万零一百"},
        {20000000, "二千万"},
        {20001000, "二千万一千"},
        {100000000, "一亿"},
        {100000001, "一亿零一"},
        {100001000, "一亿零一千"},
        {1000000001, "十亿零一"},
        {123456789012, "一千二百三十四亿五千六百七十八万九千零一十二"},
        {1000000000000, "一万亿"},
        {1000100000000, "一万零一亿"},
        {9999999999999999, "九千九百九十九万九千九百九十九亿九千九百九十九万九千九百九十九"},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buffer out = buffer_new(fixture->arena);
        assert_true(hanzi_print(rows[i].number, &out));
        assert_string_equal(buffer_string(&out).bytes, rows[i].text);
    }
    struct buffer out = buffer_new(fixture->arena);
    assert_false(hanzi_print(10000000000000000, &out));
    assert_false(hanzi_print(-1, &out));
    assert_int_equal(out.size, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_formats, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_no_rate, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_refused, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_hanzi, fixture_setup, fixture_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
