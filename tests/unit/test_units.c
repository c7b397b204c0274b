/* Tables of units, what their rows give a report, and rows of tables that come from files. */
#include "report_fixture.h"

#include "report/fact.h"
#include "report/units.h"
#include <unistd.h>

/* A table in a file of its own, which is gone afterwards. */
static const struct units *open_units(struct fixture *fixture, const char *ending, const char *text)
{
    char *path = arena_format(fixture->arena, "/tmp/gongwen-units-XXXXXX%s", ending);
    int descriptor = mkstemps(path, (int)strlen(ending));

    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, text, strlen(text)), strlen(text));
    (void)close(descriptor);
    const struct units *units =
        units_open(fixture->arena, (struct text){{path, strlen(path)}, {0}}, fixture->diagnostics);
    (void)unlink(path);
    return units;
}

static struct report *read_given(struct fixture *fixture, const char *text,
                                 const struct units *units, size_t row)
{
    size_t count;
    const struct given *given = units_give(units, row, fixture->arena, &count);
    const struct report_inputs inputs = {.given = given, .given_count = count};

    return report_read_with(fixture->arena, parse(fixture, text), &inputs, fixture->diagnostics);
}

static const char *expand(struct fixture *fixture, struct report *report)
{
    struct scope scope = {.report = report};

    assert_non_null(report);
    return template_expand(fixture->arena, &scope, first_paragraph(report), fixture->diagnostics)
        .string.bytes;
}

#define TEMPLATE                                                  \
    REPORT_HEAD "texts: {leader: 某某, phone: '0'}\n"           \
                "facts: {a: {value: 1, unit: 条, previous: 7}, " \
                "b: {compute: a * 2}, c: {value: 5}}\n"           \
                "preamble: \"{{unit}} {{leader}} {{phone}} {{a}} {{b}} {{c}} {{d}}\"\n"

static void test_given(void **state)
{
    static const char *const tables[][2] = {
        {".csv", "单位,a,leader,phone,d,#x\n甲局,\"1,200\",张三,0226,9,1\n乙局,3,,7,8,\n"},
        {".yaml", "- {单位: 甲局, a: '1,200', leader: 张三, phone: 0226, d: 9}\n"
                  "- {a: 3, 单位: 乙局, phone: 7, d: 8}\n"},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < 2; i++) {
        const struct units *units = open_units(fixture, tables[i][0], tables[i][1]);
        assert_non_null(units);
        assert_int_equal(units->csv->row_count, 3);
        assert_string_equal(units_name(units, 2).string.bytes, "乙局");
        struct report *report = read_given(fixture, TEMPLATE, units, 1);
        assert_string_equal(expand(fixture, report), "甲局 张三 0226 1200条 2400 5 9");
        report_check_given(report, fixture->diagnostics);
        report_check_facts(report, fixture->diagnostics);
        assert_string_equal(expand(fixture, read_given(fixture, TEMPLATE, units, 2)),
                            "乙局  7 3条 6 5 8");
    }
    assert_int_equal(fixture->diagnostics->count, 2);
    assert_finding(fixture, "no column gives: c"); /* of both tables */
}

/* Last year's value is the unit's own, or none: never that of the template. */
static void test_previous(void **state)
{
    struct fixture *fixture = *state;
    const struct units *units =
        open_units(fixture, ".csv", "unit,a,a.previous,b,b.上年\n甲,12,10,3,\n乙,8,,3,4\n");
    const char *text = REPORT_HEAD "facts: {a: {value: 1, previous: 1}, b: {value: 1}}\n"
                                   "preamble: \"{{a | change}} {{b}}\"\n";

    assert_string_equal(expand(fixture, read_given(fixture, text, units, 1)), "增长20% 3");
    assert_int_equal(fixture->diagnostics->count, 0);
    struct report *report = read_given(fixture, text, units, 2);
    (void)expand(fixture, report);
    assert_finding(fixture, "no-previous");
    assert_true(facts_find(report->facts, STRING("b"))->has_previous);
}

static void test_missing(void **state)
{
    struct fixture *fixture = *state;
    const struct units *units = open_units(fixture, ".csv", "unit,a,b\n甲,,x\n乙,1,1\n");
    struct report *report = read_given(
        fixture, REPORT_HEAD "facts: {c: {compute: b + 1}}\npreamble: \"{{c}}\"\n", units, 1);

    (void)expand(fixture, report);
    assert_int_equal(fixture->diagnostics->count, 0);
    report_check_given(report, fixture->diagnostics);
    assert_int_equal(fixture->diagnostics->count, 1); /* nothing refers to a */
    assert_finding(fixture, "csv-number: \"x\" is no number");
}

/* A column that nobody has filled in, or with units behind all numbers, is one of numbers where the
 * template says so; a percentage is no number of cases. */
static void test_declared(void **state)
{
    static const char *const rows[][2] = {
        {"unit,a\n甲,\n乙,\n",
         "2:3 csv-number: the report refers to \"a\", and this cell is empty"},
        {"unit,a\n甲,3条\n乙,4条\n", "2:3 csv-number: \"3条\" is no number"},
        {"unit,a\n甲,3%\n乙,4\n", "2:3 csv-number: \"3%\" is a percentage, and its unit is 条"},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct units *units = open_units(fixture, ".csv", rows[i][0]);
        struct report *report = read_given(
            fixture, REPORT_HEAD "facts: {a: {value: 1, unit: 条}}\npreamble: \"{{a}}\"\n", units,
            1);
        (void)expand(fixture, report);
        report_check_given(report, fixture->diagnostics);
        assert_int_equal(fixture->diagnostics->count, 1);
        assert_finding(fixture, rows[i][1]);
        fixture->diagnostics = diagnostics_new(fixture->arena);
    }
}

/* What the template has and the table has not is the same in all reports. */
static void test_own(void **state)
{
    struct fixture *fixture = *state;
    const struct units *units = open_units(fixture, ".csv", "unit,公开数\n甲,12\n");
    struct report *report = read_given(fixture, TEMPLATE, units, 1);

    (void)expand(fixture, report);
    fixture->diagnostics = diagnostics_new(fixture->arena);
    report_check_given(report, fixture->diagnostics);
    assert_int_equal(fixture->diagnostics->count, 1);
    assert_finding(fixture, "unit-column: all reports print the template\'s own value");
    assert_int_equal(fixture->diagnostics->errors + fixture->diagnostics->warnings, 0);
}

static void test_refused(void **state)
{
    static const struct {
        const char *ending, *table, *finding;
    } rows[] = {
        {".csv", "unit,a\n", "csv-empty"},
        {".csv", "x,a\n甲,1\n", "csv-column"},
        {".csv", "unit,a,a\n甲,1,2\n", "csv-column"},
        {".csv", "unit,a\n甲,1\n甲,2\n", "csv-unit-twice"},
        {".csv", "unit,a\n,1\n", "csv-name"},
        {".csv", "unit,a\n甲,1\n合 计,1\n", "csv-sums"},
        {".yaml", "- {unit: 甲, a: 1}\n- {unit: Total, a: 1}\n", "csv-sums"},
        {".csv", "unit,a\n甲,1,2\n", "csv-row"},
        {".yaml", "[]\n", "csv-empty"},
        {".yaml", "- {}\n", "csv-column"},
        {".yaml", "- 甲\n", "wrong-type"},
        {".yaml", "- {unit: 甲, a: [1]}\n", "wrong-type"},
        {".yaml", "- {unit: 甲, a: 1}\n- {a: 1}\n", "csv-name"},
        {".yaml", "- {unit: 甲, unit: 乙}\n", "yaml-duplicate-key"},
        {".yaml", "- {unit: 甲\n", "yaml-syntax"},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        fixture->diagnostics = diagnostics_new(fixture->arena);
        const struct units *units = open_units(fixture, rows[i].ending, rows[i].table);
        assert_true(units == NULL || fixture->diagnostics->errors > 0);
        assert_finding(fixture, rows[i].finding);
    }
}

static void test_names(void **state)
{
    struct fixture *fixture = *state;
    const struct units *units = open_units(fixture, ".csv", "unit,title,b\n甲,x,1\n");

    assert_null(read_given(fixture, REPORT_HEAD "preamble: x\n", units, 1));
    assert_finding(fixture, "1:6 fact-name");
    fixture->diagnostics = diagnostics_new(fixture->arena);
    units = open_units(fixture, ".csv", "unit,b\n甲,1\n");
    assert_null(read_given(fixture, REPORT_HEAD "facts: {b: {compute: 1 + 1}}\n", units, 1));
    assert_finding(fixture, "fact-twice");
    fixture->diagnostics = diagnostics_new(fixture->arena);
    units = open_units(fixture, ".csv", "unit,b\n{{b}},{{unit}}\n"); /* in a circle */
    (void)expand(fixture, read_given(fixture, REPORT_HEAD "preamble: \"{{unit}}\"\n", units, 1));
    assert_finding(fixture, "template-cycle");
}

static void test_sums(void **state)
{
    static const struct {
        const char *table;
        const char *sum; /* NULL: none */
    } rows[] = {
        {"unit,a\n甲,0.1\n乙,0.25\n丙,\n", "0.35"},
        {"unit,a\n甲,\"1,000\"\n乙,-1\n", "999"},
        {"unit,a\n甲,x\n", NULL},
        {"unit,a\n甲,98.5%\n乙,3\n", NULL},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct units *units = open_units(fixture, ".csv", rows[i].table);
        struct decimal sum = {0};
        struct buffer out = buffer_new(fixture->arena);
        assert_int_equal(units_has_sum(units->csv, 1), rows[i].sum != NULL);
        if (rows[i].sum != NULL) {
            assert_true(units_sum(units->csv, 1, &sum, fixture->diagnostics));
            buffer_add_fixed(&out, sum.digits, sum.places);
            assert_string_equal(buffer_string(&out).bytes, rows[i].sum);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_given, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_previous, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_missing, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_declared, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_own, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_refused, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_names, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_sums, fixture_setup, fixture_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
