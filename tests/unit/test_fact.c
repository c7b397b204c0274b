/* Facts of all sorts: declared, computed, from CSV files, given; and what must hold between them.
 */
#include "report_fixture.h"

#include "report/fact.h"
#include "report/fact_file.h"
#include "report/units.h"

static const struct fact *find(struct report *report, const char *name)
{
    const struct fact *fact = facts_find(report->facts, (struct string){name, strlen(name)});

    if (fact == NULL) {
        fail_msg("there is no fact %s", name);
    }
    return fact;
}

/* As printed, and last year's value behind a slash. */
static const char *shown(struct fixture *fixture, struct report *report, const char *name)
{
    const struct fact *fact = find(report, name);
    struct buffer out = buffer_new(fixture->arena);
    struct decimal value;

    if (!fact_decimal(fact, &value)) {
        return "endless";
    }
    buffer_add_fixed(&out, value.digits, value.places);
    if (fact->has_previous) {
        buffer_add_string(&out, "/");
        rational_print(fact->previous, &out);
    }
    return buffer_string(&out).bytes;
}

static struct report *read_good(struct fixture *fixture, const char *text)
{
    struct report *report =
        read_report(fixture, arena_format(fixture->arena, "%s%s", REPORT_HEAD, text));

    if (report == NULL) {
        fail_msg("not read:\n%s", findings(fixture));
    }
    return report;
}

/* ---- computed facts ---- */

static void test_computed(void **state)
{
    static const char *const rows[][2] = {
        {"open", "18/21"},
        {"rate", "82.4/76.4045…"},
        {"third", "endless/29.666667…"},
        {"half", "51/44.5"},
        {"all", "222"},
        {"given", "18/7"},
        {"deep", "19/22"},
        {"whole", "34/29.666667…"},
        {"zero", "0"},
    };
    struct fixture *fixture = *state;
    struct report *report =
        read_good(fixture, "facts:\n"
                           "  deep: {compute: open + 1}\n" /* before what it is computed from */
                           "  open: {compute: received - answered, unit: 件}\n"
                           "  received: {value: 102, previous: 89}\n"
                           "  answered: {value: 84, previous: 68}\n"
                           "  rate: {compute: answered / received * 100, digits: 1, unit: \"%\"}\n"
                           "  third: {compute: received / 3 + 1 / 3 - 1 / 3 + 1 / 7}\n"
                           "  whole: {compute: received / 3}\n"
                           "  half: {compute: received / 2}\n"
                           "  other.a: {value: 12}\n"
                           "  other.b: {value: 6}\n"
                           "  all: {compute: \"received * 2 + sum(other.*)\"}\n"
                           "  given: {compute: sum(other.*), previous: 7}\n"
                           "  zero: {compute: 0 - 0}\n");

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *value = shown(fixture, report, rows[i][0]);
        bool same = strcmp(value, rows[i][1]) == 0;
        if (strcmp(rows[i][0], "third") == 0) {
            same = strncmp(value, "endless", strlen("endless")) == 0;
        } else if (strcmp(rows[i][0], "rate") == 0) {
            same = strncmp(value, "82.4/76.404", strlen("82.4/76.404")) == 0;
        }
        if (!same) {
            fail_msg("%s is %s, not %s", rows[i][0], value, rows[i][1]);
        }
    }
    assert_nothing(fixture);
    assert_int_equal(find(report, "open")->origin, FACT_COMPUTED);
    report_check_facts(report, fixture->diagnostics);
    assert_finding(fixture, "unused-fact: the fact \"deep\"");
    assert_null(
        strstr(findings(fixture), "\"received\"")); /* what others are computed from is used */
    assert_null(strstr(findings(fixture), "\"other.a\""));
}

/* A sum of all below a name leaves out the fact that is that sum. */
static void test_sum_of_own(void **state)
{
    struct fixture *fixture = *state;
    struct report *report = read_good(fixture, "facts:\n"
                                               "  a.x: {value: 1}\n"
                                               "  a.total: {compute: sum(a.*)}\n"
                                               "  a.y: {value: 2}\n");

    assert_string_equal(shown(fixture, report, "a.total"), "3");
    assert_nothing(fixture);
}

static void test_refused(void **state)
{
    static const char *const rows[][2] = {
        {"  a: {compute: b}\n  b: {compute: c}\n  c: {compute: a + 1}\n",
         "fact-cycle: the fact \"a\" is computed from itself: a → b → c → a"},
        {"  a: {compute: a + 1}\n", "fact-cycle: the fact \"a\" is computed from itself: a → a"},
        {"  z: {compute: a + 1}\n  a: {compute: b}\n  b: {compute: a}\n",
         "fact-cycle: the fact \"a\" is computed from itself: a → b → a"},
        {"  a: {compute: sum(b.*)}\n  b.x: {compute: a}\n", "a → b.x → a"},
        {"  a: {compute: previous(a)}\n", "a → a"},
        {"  a: {compute: bb + 1}\n  bbb: {value: 1}\n",
         "6:16 unknown-fact: there is no fact \"bb\"; did you mean \"bbb\"?"},
        {"  a: {compute: \"1 / 0\"}\n", "6:19 division-by-zero"},
        {"  a: {compute: 9000000000000000000 * 10}\n", "6:16 fact-size"},
        {"  a: {compute: 9000000000000000000, digits: 2}\n", "6:16 fact-size"},
        {"  a: {compute: 1 +}\n", "6:18 expression-syntax"},
        {"  a: {compute: 1, digits: 19}\n", "6:27 out-of-range"},
        {"  a: {compute: 1, digits: 1.5}\n", "wrong-value"},
        {"  a: {compute: 1, value: 1}\n", "unknown-form"},
        {"  a: {value: 1, digits: 1}\n", "unknown-key"},
        {"  a: {value: 1, previous: many}\n", "6:27 wrong-value"},
        {"  a: {value: 1, previous: '2'}\n", "without quotation marks"},
        {"  a|b: {value: 1}\n", "6:3 fact-name"},
        {"  a}}: {value: 1}\n", "6:3 fact-name"},
        {"  '': {value: 1}\n", "6:3 fact-name"},
        {"  asserts: {value: 1}\n", "6:3 fact-name"},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_null(read_report(
            fixture, arena_format(fixture->arena, "%sfacts:\n%s", REPORT_HEAD, rows[i][0])));
        assert_finding(fixture, rows[i][1]);
        if (fixture->diagnostics->count != 1) { /* what follows from it is not told */
            fail_msg("several findings:\n%s", findings(fixture));
        }
        forget(fixture);
    }
}

/* 10,000 facts, each computed from the one before; and sums over all of them. */
static void test_many(void **state)
{
    enum { COUNT = 10000 };
    struct fixture *fixture = *state;
    struct buffer yaml = buffer_new(fixture->arena);
    double start = seconds();

    buffer_add_string(&yaml, "facts:\n");
    for (int i = COUNT; i > 0; i--) {
        buffer_format(&yaml, "  n.%d: {compute: n.%d + 1}\n", i, i - 1);
    }
    buffer_add_string(&yaml, "  n.0: {value: 1}\n  all: {compute: sum(n.*)}\n");
    struct report *report = read_good(fixture, buffer_string(&yaml).bytes);
    assert_string_equal(shown(fixture, report, "n.10000"), "10001");
    assert_string_equal(shown(fixture, report, "all"), "50015001");
    assert_nothing(fixture);
    assert_true(seconds() - start < 1.0);

    /* A circle of as many is told once, and shortly. */
    yaml = buffer_new(fixture->arena);
    buffer_add_string(&yaml, REPORT_HEAD "facts:\n");
    for (int i = 0; i < COUNT; i++) {
        buffer_format(&yaml, "  n%d: {compute: n%d}\n", i, (i + 1) % COUNT);
    }
    assert_null(read_report(fixture, buffer_string(&yaml).bytes));
    assert_int_equal(fixture->diagnostics->count, 1);
    assert_finding(fixture, "n7 → … → n0");
    forget(fixture);

    /* Each the sum of all others: far too much. */
    yaml = buffer_new(fixture->arena);
    buffer_add_string(&yaml, REPORT_HEAD "facts:\n");
    for (int i = 0; i < COUNT; i++) {
        buffer_format(&yaml, "  a.n%d: {value: 1}\n  b.n%d: {compute: sum(a.*)}\n", i, i);
    }
    assert_null(read_report(fixture, buffer_string(&yaml).bytes));
    assert_finding(fixture, "expression-size: the expressions of this report add up more than");
    assert_true(seconds() - start < 5.0);
}

/* ---- assertions ---- */

static void test_assertions(void **state)
{
    struct fixture *fixture = *state;
    struct report *report = read_good(fixture, "facts: {a: {value: 60}, b: {value: 45},\n"
                                               "  c: {value: 104}}\n"
                                               "asserts:\n"
                                               "  - a + b = c + 1\n"
                                               "  - a + b = c\n"
                                               "  - {that: a < b, message: 甲应少于乙}\n"
                                               "  - {that: sum(*) > 0}\n");

    assert_nothing(fixture);
    assert_int_equal(report->assertion_count, 4);
    report_check_facts(report, fixture->diagnostics); /* what is asserted is used */
    assert_nothing(fixture);
    report_check_assertions(report, fixture->arena, fixture->diagnostics);
    assert_int_equal(fixture->diagnostics->count, 2);
    assert_int_equal(fixture->diagnostics->errors, 0);
    assert_finding(fixture, "9:5 assertion: \"a + b = c\" does not hold: a + b = 105; c = 104 "
                            "(the facts: a = 60, b = 45, c = 104)");
    assert_finding(fixture, "10:12 assertion: 甲应少于乙 (a = 60; b = 45)");
    forget(fixture);
    assert_null(read_report(fixture, REPORT_HEAD "asserts: a = 1\n"));
    assert_only(fixture, 5, 10, "unknown-fact");
    forget(fixture);
    assert_null(read_report(fixture, REPORT_HEAD "asserts: [1 / 0 = 1]\n"));
    assert_only(fixture, 5, 13, "division-by-zero");
}

/* ---- given facts ---- */

static void test_given(void **state)
{
    struct fixture *fixture = *state;
    const struct node *root = parse(fixture, REPORT_HEAD "facts: {all: {compute: unit.a * 2}}\n"
                                                         "preamble: \"{{unit.a}}{{all}}\"\n");
    struct given given = {{STRING("unit.a"), {0}}, {STRING("12.5"), {0}}, true};
    const struct report_inputs inputs = {.given = &given, .given_count = 1};
    struct report *report = report_read_with(fixture->arena, root, &inputs, fixture->diagnostics);

    assert_non_null(report);
    assert_string_equal(shown(fixture, report, "all"), "25");
    struct scope scope = {.report = report};
    assert_string_equal(
        template_expand(fixture->arena, &scope, first_paragraph(report), fixture->diagnostics)
            .string.bytes,
        "12.525");
    given.name.string = STRING("all");
    assert_null(report_read_with(fixture->arena, root, &inputs, fixture->diagnostics));
    assert_finding(fixture, "fact-twice: there are two facts \"all\"");
}

/* ---- files ---- */

static bool add_file(struct fixture *fixture, struct facts *facts, struct fact_file file,
                     const char *text)
{
    const struct csv *csv =
        csv_from_memory(fixture->arena, "facts.csv", text, strlen(text), fixture->diagnostics);

    return csv != NULL && facts_add_file(facts, &file, csv, fixture->diagnostics);
}

/* name=value+unit of all facts, in the order of the file. */
static const char *listed(struct fixture *fixture, const struct facts *facts)
{
    struct buffer out = buffer_new(fixture->arena);

    for (size_t i = 0; i < facts->count; i++) {
        const struct fact *fact = &facts->items[i];
        buffer_format(&out, "%s%s=", i > 0 ? " " : "", fact->name.string.bytes);
        buffer_add_fixed(&out, fact->written.digits, fact->written.places);
        buffer_add(&out, fact->unit.string.bytes, fact->unit.string.size);
        if (fact->has_previous) {
            buffer_add_byte(&out, '/');
            rational_print(fact->previous, &out);
        }
    }
    return buffer_string(&out).bytes;
}

#define TEXT(literal)    \
    {                    \
        STRING(literal), \
        {                \
            0            \
        }                \
    }

static void test_files(void **state)
{
    static const struct {
        struct fact_file file;
        const char *csv, *facts;
    } rows[] = {
        {{.matrix = false}, "name,value,unit\na,1,条\nb,2.50,\n", "a=1条 b=2.50"},
        {{.prefix = TEXT("x")},
         "上年,#备注,单位,数值,名称\n11023,旧,条,\"12,049\",total\n,,,5\n",
         NULL},
        {{.prefix = TEXT("x")},
         "上年,#备注,单位,数值,名称\n11023,旧,条,\"12,049\",total\n",
         "x.total=12049条/11023"},
        {{.unit = TEXT("件")},
         "name,value,unit\na,98.5%,\nb,98.5%,％\nc,1,\n",
         "a=98.5% b=98.5％ c=1件"},
        {{.matrix = false}, "name,value\nrate,98.5%\n", "rate=98.5%"},
        {{.matrix = true, .prefix = TEXT("r")},
         ",自然人,#注,\"商业\n企业\"\n新收,1,甲,2\n结转,,,4\n",
         "r.新收.自然人=1 r.新收.商业企业=2 r.结转.商业企业=4"},
        {{.matrix = true}, "行,甲\n新收,-0.5\n", "新收.甲=-0.5"},
        {{.total = true, .prefix = TEXT("all"), .unit = TEXT("件")},
         "unit,收到,办结率,负责人\n甲局,102,98.5,张三\n乙局,12,,李四\n",
         "all.收到=114件 all.办结率=98.5件 all.count=2"},
        {{.total = true}, "序号,单位,收到\n1,甲局,0.10\n2,乙局,0.25\n", "序号=3 收到=0.35 count=2"},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct facts *facts = facts_new(fixture->arena);
        bool good = add_file(fixture, facts, rows[i].file, rows[i].csv);
        if (rows[i].facts == NULL) {
            assert_false(good);
            assert_only(fixture, 3, 1, "csv-name: a name is missing");
        } else if (!good || strcmp(listed(fixture, facts), rows[i].facts) != 0) {
            fail_msg("row %zu: %s\n%s", i, listed(fixture, facts), findings(fixture));
        }
        forget(fixture);
    }
}

/* What is not filled in yet is an error only where something refers to it. */
static void test_empty_cell(void **state)
{
    struct fixture *fixture = *state;
    struct facts *facts = facts_new(fixture->arena);

    assert_true(add_file(fixture, facts, (struct fact_file){0}, "name,value\na,\nb,2\nc\n"));
    assert_int_equal(facts->count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(facts->items[i].broken, i != 1);
        assert_int_equal(facts->items[i].missing.string.bytes != NULL, i != 1);
    }
    assert_int_equal(facts->items[0].missing.place.line, 2);
    assert_int_equal(facts->items[0].missing.place.column, 3);
    assert_nothing(fixture);
}

static void test_files_refused(void **state)
{
    static const struct {
        struct fact_file file;
        const char *csv, *finding;
    } rows[] = {
        {{.matrix = false}, "", "1:1 csv-empty"},
        {{.matrix = false}, "name,value\n,,,\n", "1:1 csv-empty"},
        {{.matrix = false},
         "name,valeu\na,1\n",
         "1:6 csv-column: there is no column \"valeu\" of facts; did"},
        {{.matrix = false},
         "name,价格表\na,1\n",
         "1:6 csv-column: there is no column \"价格表\" of facts ("},
        {{.matrix = false},
         "name,#value\na,1\n",
         "1:1 csv-column: the column \"value\" (数值) is missing"},
        {{.matrix = false}, "name,value,value\na,1,2\n", "1:12 csv-column: there are two columns"},
        {{.matrix = false}, "name,value,数值\na,1,2\n", "1:12 csv-column: there are two columns"},
        {{.matrix = false}, "name,value\na,1,000\n", "2:5 csv-row: this row is longer"},
        {{.matrix = false},
         "name,value,unit\na,98.5%,件\n",
         "2:3 csv-number: \"98.5%\" is a percentage, and its unit is 件"},
        {{.matrix = false}, "name,value\na,0571\n", "2:3 csv-number: \"0571\" is no number"},
        {{.matrix = false}, "name,value\na,约100\n", "2:3 csv-number: \"约100\" is no number"},
        {{.matrix = false}, "name,value\na,1.2.3\n", "2:3 csv-number"},
        {{.matrix = false}, "name,value,previous\na,1,x\n", "2:5 csv-number"},
        {{.matrix = false}, "name,value\na,99999999999999999999\n", "2:3 csv-number"},
        {{.matrix = true}, ",甲\n,1\n", "2:1 csv-name"},
        {{.matrix = true}, ",甲,\n乙,1,2\n", "1:4 csv-name"},
        {{.matrix = true}, ",甲,甲\n乙,1,2\n", "1:4 csv-column: there are two"},
        {{.matrix = true}, ",甲\n乙,无\n", "2:3 csv-number"},
        {{.total = true},
         "局,收到\n甲,1\n",
         "1:1 csv-column: the column \"unit\" (单位) is missing"},
        {{.total = true}, "unit,收到\n甲,1\n甲,2\n", "3:1 csv-unit-twice"},
        {{.total = true}, "unit,收到\n甲,1\n,2\n", "3:1 csv-name"},
        {{.total = true},
         "unit,收到\n甲,1\n合　计,1\n",
         "3:1 csv-sums: \"合　计\" is a row of sums"},
        {{.total = true}, "unit,收到\n甲,1\n乙,2件\n", "3:3 csv-number: \"2件\""},
        {{.total = true}, "unit,收到\n甲,9223372036854775807\n乙,1\n", "1:6 fact-size"},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct facts *facts = facts_new(fixture->arena);
        if (add_file(fixture, facts, rows[i].file, rows[i].csv)) {
            fail_msg("row %zu is read", i);
        }
        assert_finding(fixture, rows[i].finding);
        if (fixture->diagnostics->count != 1) {
            fail_msg("several findings:\n%s", findings(fixture));
        }
        forget(fixture);
    }
}

static void test_unit_column(void **state)
{
    static const struct {
        const char *csv;
        size_t column;
    } rows[] = {{"收到,单位\n1,甲\n", 1}, {"name,unit\n甲,乙\n", 1}, {"收到,名称\n1,甲\n", 1}};
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct csv *csv = csv_from_memory(fixture->arena, "units.csv", rows[i].csv,
                                                strlen(rows[i].csv), fixture->diagnostics);
        assert_int_equal(csv_unit_column(csv, fixture->diagnostics), rows[i].column);
    }
    assert_nothing(fixture);
}

/* A hundred thousand rows. */
static void test_long_file(void **state)
{
    enum { COUNT = 100000 };
    struct fixture *fixture = *state;
    struct buffer csv = buffer_new(fixture->arena);
    double start = seconds();

    buffer_add_string(&csv, "name,value\n");
    for (int i = 0; i < COUNT; i++) {
        buffer_format(&csv, "n%d,%d\n", i, i);
    }
    struct facts *facts = facts_new(fixture->arena);
    assert_true(
        add_file(fixture, facts, (struct fact_file){.matrix = false}, buffer_string(&csv).bytes));
    assert_true(facts_settle(facts, fixture->diagnostics));
    assert_non_null(facts_find(facts, STRING("n99999")));
    assert_null(facts_find(facts, STRING("n100000")));
    assert_true(seconds() - start < 5.0);
    /* Every name again. */
    assert_true(
        add_file(fixture, facts, (struct fact_file){.matrix = false}, buffer_string(&csv).bytes));
    assert_false(facts_settle(facts, fixture->diagnostics));
    assert_finding(fixture,
                   "2:1 fact-twice: there are two facts \"n0\" (the other one: facts.csv:2)");
    assert_true(seconds() - start < 10.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_computed, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_sum_of_own, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_refused, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_many, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_assertions, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_given, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_files, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_empty_cell, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_files_refused, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_unit_column, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_long_file, fixture_setup, fixture_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
