/* Expressions over facts: what they come to, exactly, and what is said where they do not. */
#include "report_fixture.h"

#include "report/fact.h"

#define FACTS                                  \
    "facts:\n"                                 \
    "  a: {value: 102, previous: 98}\n"        \
    "  b: {value: 84}\n"                       \
    "  c.x: {value: 0.1, previous: 1}\n"       \
    "  c.y: {value: 0.2, previous: 2}\n"       \
    "  c.z.x: {value: 0.3, previous: 3}\n"     \
    "  收到 总数: {value: 7}\n"            \
    "  a-b: {value: 1000}\n"                   \
    "  \"2023\": {value: 5}\n"                 \
    "  zero: {value: 0}\n"                     \
    "  most: {value: 9223372036854775807}\n"   \
    "  least: {value: -9223372036854775808}\n" \
    "  small: {value: 0.000000000000000001}\n"

static struct report *facts_report(struct fixture *fixture)
{
    struct report *report = read_report(fixture, REPORT_HEAD FACTS);

    if (report == NULL) {
        fail_msg("not read:\n%s", findings(fixture));
    }
    return report;
}

static struct text written(struct fixture *fixture, const char *text)
{
    const struct source *source =
        source_from_memory(fixture->arena, "rules.yaml", text, strlen(text), fixture->diagnostics);

    assert_non_null(source);
    return (struct text){source->text, {source, 1, 1}};
}

/* The value of an expression as it is printed, or "" where it has none. */
static const char *value_of(struct fixture *fixture, struct report *report, const char *text)
{
    const struct expression *expression = expression_parse(fixture->arena, written(fixture, text),
                                                           EXPRESSION_VALUE, fixture->diagnostics);
    struct buffer out = buffer_new(fixture->arena);

    if (expression == NULL) {
        return "";
    }
    struct result result = expression_value(expression, report->facts);
    if (result.outcome != OUTCOME_GOOD) {
        result_report(fixture->arena, &result, report->facts, fixture->diagnostics);
        return "";
    }
    rational_print(result.value, &out);
    return buffer_string(&out).bytes;
}

static void test_values(void **state)
{
    static const char *const rows[][2] = {
        {"a", "102"},
        {"a - b", "18"},
        {"a-b", "1000"},
        {"a + b * 2 - 10 / 4", "267.5"},
        {"( a + b ) * 2", "372"},
        {"(a + b) × 2 ÷ 4", "93"},
        {"- a + 2", "-100"},
        {"a - -2", "104"},
        {"2 - - - 1", "1"},
        {"c.x + c.y = 0", ""}, /* no condition */
        {"c.x + c.y - c.z.x", "0"},
        {"1 / 3 + 1 / 3 + 1 / 3", "1"},
        {"b / a * 100", "82.352941…"},
        {"round(b / a * 100, 1)", "82.4"},
        {"round(0.05, 1) + round(-0.05, 1) * 10", "-0.9"},
        {"round(2.5, 0)", "3"},
        {"round(-2.5, 0)", "-3"},
        {"sum(c.*)", "0.6"},
        {"sum(c.*.x)", "0.3"},
        {"sum( c.* ) * 10", "6"},
        {"sum({{c.*}})", "0.6"},
        {"sum(*.x)", "0.1"}, /* one part */
        {"previous(a) - a", "-4"},
        {"{{收到 总数}} + {{ a }}", "109"},
        {"{{2023}} + 2023", "2028"},
        {".5 + 1.50 + 1e3", "1002"},
        {"a\n  + b", "186"},
        {"a　＋　b", "186"},
        {"most * 1000000000000 / 1000000000000", "9223372036854775807"},
        {"most * small * 1000", "9223.372036854775807"},
        {"most - least", "18446744073709551615"},
    };
    struct fixture *fixture = *state;
    struct report *report = facts_report(fixture);

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *value = value_of(fixture, report, rows[i][0]);
        if (strcmp(value, rows[i][1]) != 0) {
            fail_msg("%s = %s\n%s", rows[i][0], value, findings(fixture));
        }
        if (rows[i][1][0] != '\0') {
            assert_nothing(fixture);
        }
        forget(fixture);
    }
}

static void test_refused(void **state)
{
    static const struct {
        const char *text;
        unsigned column;
        const char *words;
    } rows[] = {
        {"", 1, "a name, a number or an opening bracket"},
        {"a +", 3, "a name, a number or an opening bracket"},
        {"a b", 3, "an operator between blanks"},
        {"( a", 3, "a closing bracket"},
        {"a )", 3, "an operator between blanks"},
        {"a + + b", 5, "a name, a number or an opening bracket"},
        {"* a", 1, "a name, a number or an opening bracket"},
        {"a, b", 2, "an operator between blanks"},
        {"a = b", 3, "comparisons are for assertions"},
        {"sum(a)", 5, "a name with one *"},
        {"sum(*.*)", 5, "a name with one *"},
        {"sum()", 5, "a name with one *"},
        {"previous(a + b)", 12, "a closing bracket"},
        {"previous(())", 10, "the name of a fact"},
        {"round(a)", 8, "a comma"},
        {"round(a, 19)", 10, "from 0 to 18"},
        {"round(a, -1)", 10, "from 0 to 18"},
        {"99999999999999999999 + a", 1, "at most 18 digits"},
        {"1e400", 1, "at most 18 digits"},
        {"a+b", 1, "unknown-fact: there is no fact \"a+b\"; did you mean"},
        {"sum(d.*)", 5, "unknown-fact: there is no fact \"d.*\""},
        {"总数 + a", 1, "unknown-fact: there is no fact \"总数\""},
        {"{{收到 总是}} + a", 1, "did you mean \"收到 总数\"?"},
        {"a / zero", 3, "division-by-zero"},
        {"a / ( b - 84 )", 3, "division-by-zero"},
        {"previous(b)", 10, "no-previous"},
        {"most * 10 * most", 11, "expression-overflow"},
        {"small * small * small", 15, "expression-overflow"},
        {"round(most * 10, 2)", 1, "expression-overflow"},
    };
    struct fixture *fixture = *state;
    struct report *report = facts_report(fixture);

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_string_equal(value_of(fixture, report, rows[i].text), "");
        const struct diagnostics *diagnostics = fixture->diagnostics;
        if (diagnostics->count != 1 || strstr(findings(fixture), rows[i].words) == NULL ||
            diagnostics->items[0]->place.column != rows[i].column) {
            fail_msg("%s: expected %u %s, found:\n%s", rows[i].text, rows[i].column, rows[i].words,
                     findings(fixture));
        }
        forget(fixture);
    }
}

static struct comparison compare(struct fixture *fixture, struct report *report, const char *text)
{
    const struct expression *condition = expression_parse(
        fixture->arena, written(fixture, text), EXPRESSION_CONDITION, fixture->diagnostics);

    if (condition == NULL) {
        fail_msg("%s:\n%s", text, findings(fixture));
    }
    return expression_compare(fixture->arena, condition, report->facts);
}

static void test_comparisons(void **state)
{
    static const char *const good[] = {
        "c.x + c.y = c.z.x",
        "a != b",
        "b < a",
        "b <= 84",
        "84 >= b",
        "a > b",
        "a ≥ 102",
        "a ≤ 102",
        "a ≠ b",
        "a == 102",
        "1 / 3 > 0.333333",
        "b / a < 1 ",
        "-1 / 3 < -0.33",
        "-1 / 3 > -1 / 2",
        "a <> b",
        "a ＝ 102",
        "least < most",
        "small > zero",
        "1 / most < 2 / most",
        "0 = -0",
    };
    static const char *const bad[] = {"a = b",   "a != 102", "a < 102",
                                      "102 < a", "b >= a",   "c.x = 0.100000000000000001"};
    struct fixture *fixture = *state;
    struct report *report = facts_report(fixture);

    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        if (!compare(fixture, report, good[i]).holds) {
            fail_msg("%s does not hold", good[i]);
        }
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct comparison comparison = compare(fixture, report, bad[i]);
        assert_int_equal(comparison.outcome, OUTCOME_GOOD);
        if (comparison.holds) {
            fail_msg("%s holds", bad[i]);
        }
    }
    assert_null(expression_parse(fixture->arena, written(fixture, "a"), EXPRESSION_CONDITION,
                                 fixture->diagnostics));
    assert_only(fixture, 1, 1, "a comparison: = != < <= > >=");
    forget(fixture);
    assert_null(expression_parse(fixture->arena, written(fixture, "a = b = c"),
                                 EXPRESSION_CONDITION, fixture->diagnostics));
    assert_only(fixture, 1, 7, "one comparison is all");
}

static void test_sides(void **state)
{
    struct fixture *fixture = *state;
    struct report *report = facts_report(fixture);
    struct comparison comparison = compare(fixture, report, " a + b + a = {{收到 总数}} * 100 ");

    assert_false(comparison.holds);
    assert_string_equal(comparison_sides(fixture->arena, &comparison),
                        "a + b + a = 288; {{收到 总数}} * 100 = 700");
    assert_int_equal(comparison.fact_count, 3); /* each once */
    assert_string_equal(comparison_facts(fixture->arena, &comparison),
                        "a = 102, b = 84, 收到 总数 = 7");
    comparison = compare(fixture, report, "a <= 100");
    assert_string_equal(comparison_sides(fixture->arena, &comparison), "a = 102");
    comparison = compare(fixture, report, "b / a = 1");
    assert_string_equal(comparison_sides(fixture->arena, &comparison), "b / a = 0.823529…");
    comparison = compare(fixture, report, "a = other + b");
    assert_false(comparison.holds);
    assert_int_equal(comparison.outcome, OUTCOME_UNKNOWN);
    assert_int_equal(comparison.right.part.string.size, strlen("other"));
    assert_memory_equal(comparison.right.part.string.bytes, "other", strlen("other"));
    assert_int_equal(comparison.right.offset, 4);
    assert_nothing(fixture);
}

/* ---- limits ---- */

static void test_depth(void **state)
{
    struct fixture *fixture = *state;
    struct report *report = facts_report(fixture);
    const char *open = repeat(fixture, "( ", EXPRESSION_DEPTH_LIMIT);
    const char *close = repeat(fixture, " )", EXPRESSION_DEPTH_LIMIT);

    assert_string_equal(
        value_of(fixture, report, arena_format(fixture->arena, "%sa%s", open, close)), "102");
    assert_nothing(fixture);
    (void)value_of(fixture, report, arena_format(fixture->arena, "(%sa%s)", open, close));
    assert_only(fixture, 1, 2 * EXPRESSION_DEPTH_LIMIT + 2, "expression-size: brackets are nested");
    forget(fixture);
    (void)value_of(fixture, report, repeat(fixture, "(", 1000000));
    assert_int_equal(fixture->diagnostics->count, 1);
    forget(fixture);
    /* The most values that wait at once. */
    open = repeat(fixture, "1 + 2 * ( ", EXPRESSION_DEPTH_LIMIT);
    assert_true(strlen(value_of(fixture, report,
                                arena_format(fixture->arena, "%s1 + 2 * 3%s", open, close))) > 0);
    assert_nothing(fixture);
}

static void test_length(void **state)
{
    struct fixture *fixture = *state;
    struct report *report = facts_report(fixture);
    double start = seconds();

    assert_string_equal(
        value_of(fixture, report,
                 arena_format(fixture->arena, "%sa",
                              repeat(fixture, "a + ", EXPRESSION_SIZE_LIMIT / 2 - 1))),
        "510000");
    assert_nothing(fixture);
    (void)value_of(fixture, report,
                   arena_format(fixture->arena, "%sa", repeat(fixture, "a + ", 1000000)));
    assert_int_equal(fixture->diagnostics->count, 1);
    assert_finding(fixture, "expression-size: an expression has more than 10000 names");
    forget(fixture);
    assert_string_equal(
        value_of(fixture, report,
                 arena_format(fixture->arena, "%sa", repeat(fixture, "- ", 1000000))),
        "102"); /* signs take each other away */
    assert_true(seconds() - start < 5.0);
}

/* Denominators that grow are an error, not a wrong number. */
static void test_fractions(void **state)
{
    struct fixture *fixture = *state;
    struct report *report = facts_report(fixture);
    struct buffer text = buffer_new(fixture->arena);

    for (int i = 1; i < 400; i++) {
        buffer_format(&text, "%s1 / %d", i > 1 ? " + " : "", i);
    }
    assert_string_equal(value_of(fixture, report, buffer_string(&text).bytes), "");
    assert_int_equal(fixture->diagnostics->count, 1);
    assert_finding(fixture, "expression-overflow");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_values, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_refused, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_comparisons, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_sides, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_depth, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_length, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_fractions, fixture_setup, fixture_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
