/* Reports: what is taken, what is refused and where, and the text of the report that is shipped. */
#include "report_fixture.h"

#include "report/fact.h"
#include "text/numbering.h"
#include "yaml/record.h"

/* ---- dates ---- */

static void test_dates(void **state)
{
    static const struct {
        const char *text;
        int year, month, day; /* year 0: no day */
    } cases[] = {
        {"2024-01-03", 2024, 1, 3},   {"2024-12-31", 2024, 12, 31},
        {"'2024-01-03'", 2024, 1, 3}, {"2024-02-29", 2024, 2, 29},
        {"2000-02-29", 2000, 2, 29},  {"2023-02-28", 2023, 2, 28},
        {"9999-12-31", 9999, 12, 31}, {"2023-02-29", 0, 0, 0},
        {"1900-02-29", 0, 0, 0},      {"2100-02-29", 0, 0, 0},
        {"2024-02-30", 0, 0, 0},      {"2024-04-31", 0, 0, 0},
        {"2024-06-31", 0, 0, 0},      {"2024-09-31", 0, 0, 0},
        {"2024-11-31", 0, 0, 0},      {"2024-01-32", 0, 0, 0},
        {"2024-00-03", 0, 0, 0},      {"2024-13-03", 0, 0, 0},
        {"2024-01-00", 0, 0, 0},      {"0000-01-01", 0, 0, 0},
        {"2024-1-3", 0, 0, 0},        {"2024/01/03", 0, 0, 0},
        {"2024.01.03", 0, 0, 0},      {"20240103", 0, 0, 0},
        {"24-01-03", 0, 0, 0},        {"2024年1月3日", 0, 0, 0},
        {"2024-01-03 ", 2024, 1, 3}, /* plain text ends before the space */
        {"'2024-01-03 '", 0, 0, 0},   {"2024-01-031", 0, 0, 0},
        {"2024-01-0a", 0, 0, 0},      {"-024-01-03", 0, 0, 0},
        {"2024-+1-03", 0, 0, 0},      {"２０２４-01-03", 0, 0, 0},
        {"2024—01—03", 0, 0, 0},      {"''", 0, 0, 0},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct report *report =
            read_report(fixture, arena_format(fixture->arena, "title: 甲\nissuer: 乙\ndate: %s\n",
                                              cases[i].text));
        if (cases[i].year == 0) {
            if (report != NULL) {
                fail_msg("%s is taken", cases[i].text);
            }
            assert_only(fixture, 3, 7, "wrong-value: \"date\" cannot be");
            assert_finding(fixture, "a day of the calendar as 2024-01-03");
        } else {
            assert_nothing(fixture);
            assert_int_equal(report->date.year, cases[i].year);
            assert_int_equal(report->date.month, cases[i].month);
            assert_int_equal(report->date.day, cases[i].day);
        }
        forget(fixture);
    }
}

/* ---- fields ---- */

static void test_smallest(void **state)
{
    struct fixture *fixture = *state;
    const struct report *report =
        read_report(fixture, "title: 标题\nissuer: 办公室\ndate: 2024-01-03\n");

    assert_nothing(fixture);
    assert_non_null(report);
    assert_string_equal(report->title.string.bytes, "标题");
    assert_int_equal(report->title.place.line, 1);
    assert_int_equal(report->title.place.column, 8);
    assert_null(report->layout.string.bytes);
    assert_int_equal(report->year, 0);
    assert_int_equal(report->facts->count, 0);
    assert_int_equal(report->preamble.count, 0);
    assert_int_equal(report->sections.count, 0);
    assert_int_equal(report->place.line, 1);
}

static void test_missing_and_unknown(void **state)
{
    struct fixture *fixture = *state;

    assert_null(read_report(fixture, ""));
    assert_int_equal(fixture->diagnostics->count, 3);
    assert_finding(fixture, "missing-key: the key \"title\" is missing");
    assert_finding(fixture, "missing-key: the key \"issuer\" is missing");
    assert_finding(fixture, "missing-key: the key \"date\" is missing");

    forget(fixture);
    assert_null(read_report(fixture, REPORT_HEAD "preambel: 甲\n"));
    assert_only(fixture, 5, 1, "unknown key \"preambel\"; did you mean \"preamble\"?");
    forget(fixture);
    assert_null(read_report(fixture, REPORT_HEAD "sections:\n  - heading: 甲\n    font: 仿宋\n"));
    assert_only(fixture, 7, 5, "unknown key \"font\"");
    forget(fixture);
    assert_non_null(read_report(fixture, REPORT_HEAD "x-editor: 甲\nsections:\n"
                                                     "  - {heading: 甲, x-state: [1]}\n"));
    assert_nothing(fixture);
}

static void test_wrong_values(void **state)
{
    static const struct {
        const char *text, *finding;
    } cases[] = {
        {"[]", "1:1 wrong-type"},
        {"甲", "1:1 wrong-type"},
        {"title: [甲]\nissuer: 乙\ndate: 2024-01-03\n", "1:8 wrong-type: \"title\" must be"},
        {"title:\nissuer: 乙\ndate: 2024-01-03\n", "empty-value: \"title\" has no value"},
        {"title: ~\nissuer: 乙\ndate: 2024-01-03\n", "1:8 empty-value"},
        {"title: ''\nissuer: 乙\ndate: 2024-01-03\n", "1:8 empty-value: \"title\" has no value"},
        {"title: 甲\nissuer: \"　\"\ndate: 2024-01-03\n", "2:9 empty-value"},
        {REPORT_HEAD "sections: [{heading: ' '}]\n", "5:22 empty-value"},
        {REPORT_HEAD "preamble: {items: [甲, '']}\n", "5:23 empty-value"},
        {"title: 甲\nissuer: {a: b}\ndate: 2024-01-03\n", "2:9 wrong-type"},
        {"title: 甲\nissuer: 乙\ndate: [2024, 1, 3]\n", "3:7 wrong-type"},
        {"title: 甲\nissuer: 乙\ndate: 2024-01-03\nyear: 二〇二三\n", "4:7 wrong-value"},
        {"title: 甲\nissuer: 乙\ndate: 2024-01-03\nyear: 1948\n",
         "4:7 out-of-range: \"year\" must be from 1949 to 9999"},
        {"title: 甲\nissuer: 乙\ndate: 2024-01-03\nyear: 10000\n", "out-of-range"},
        {"title: 甲\nissuer: 乙\ndate: 2024-01-03\nyear: 2023.5\n", "wrong-value"},
        {"title: 甲\nissuer: 乙\ndate: 2024-01-03\nyear: '2023'\n", "without quotation marks"},
        {"title: 甲\nissuer: 乙\ndate: 2024-01-03\nyear: 99999999999999999999\n", "4:7 "},
        {REPORT_HEAD "preamble: {text: 甲}\n", "5:11 unknown-form"},
        {REPORT_HEAD "preamble: [[甲]]\n", "5:12 wrong-type"},
        {REPORT_HEAD "preamble: {items: []}\n", "5:19 wrong-type"},
        {REPORT_HEAD "preamble: {items: 甲}\n", "5:19 wrong-type"},
        {REPORT_HEAD "preamble: {items: [甲], heading: 乙}\n", "5:24 unknown-key"},
        {REPORT_HEAD "preamble: [甲, ]\nsections: {heading: 甲}\n", "6:11 wrong-type"},
        {REPORT_HEAD "sections: [甲]\n", "5:12 wrong-type"},
        {REPORT_HEAD "sections: [{body: 甲}]\n", "\"heading\" is missing"},
        {REPORT_HEAD "facts: [甲]\n", "5:8 wrong-type"},
        {REPORT_HEAD "facts: {甲: 1}\n", "5:12 wrong-type"},
        {REPORT_HEAD "facts: {甲: {unit: 条}}\n", "unknown-form"},
        {REPORT_HEAD "facts: {甲: {value: 很多}}\n", "5:20 wrong-value"},
        {REPORT_HEAD "facts: {甲: {value: '12'}}\n", "without quotation marks"},
        {REPORT_HEAD "facts: {甲: {value: 1,000}}\n", "unknown-key: unknown key \"000\""},
        {REPORT_HEAD "facts: {甲: {value: 1e30}}\n", "5:20 wrong-value"},
        {REPORT_HEAD "facts: {甲: {value: 0x10}}\n", "5:20 wrong-value"},
        {REPORT_HEAD "facts: {甲: {value: 99999999999999999999}}\n", "5:20 wrong-value"},
        {REPORT_HEAD "facts:\n  甲: {value: 1}\n  甲: {value: 2}\n", "yaml-duplicate-key"},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct node *root = parse(fixture, cases[i].text);
        if (root != NULL) {
            const struct report *report = report_read(fixture->arena, root, fixture->diagnostics);
            assert_true(report == NULL || diagnostics_failed(fixture->diagnostics));
        }
        if (strstr(findings(fixture), cases[i].finding) == NULL) {
            fail_msg("%s\nexpected %s, found:\n%s", cases[i].text, cases[i].finding,
                     findings(fixture));
        }
        forget(fixture);
    }
}

/* All that is wrong is found in one reading. */
static void test_all_findings(void **state)
{
    struct fixture *fixture = *state;

    assert_null(read_report(fixture, "titel: 甲\n"
                                     "issuer: []\n"
                                     "date: 2023-02-29\n"
                                     "year: 1\n"
                                     "sections:\n"
                                     "  - heading: 甲\n"
                                     "    body: [{item: [甲]}]\n"
                                     "  - {}\n"));
    assert_int_equal(fixture->diagnostics->count, 7);
}

static void test_bodies(void **state)
{
    struct fixture *fixture = *state;
    const struct report *report = read_report(fixture, REPORT_HEAD "preamble: 一段\n"
                                                                   "sections:\n"
                                                                   "  - heading: 甲\n"
                                                                   "    body:\n"
                                                                   "      - 段\n"
                                                                   "      - 12\n"
                                                                   "      - items: [子, 丑]\n"
                                                                   "      - text: 引\n"
                                                                   "        items:\n"
                                                                   "          - 寅\n"
                                                                   "    sections:\n"
                                                                   "      - {heading: 乙}\n");

    assert_nothing(fixture);
    assert_non_null(report);
    assert_string_equal(first_paragraph(report).string.bytes, "一段");
    assert_int_equal(report->sections.count, 1);
    const struct section *section = report->sections.items;
    assert_string_equal(section->heading.string.bytes, "甲");
    assert_int_equal(section->heading.place.line, 7);
    assert_int_equal(section->body.count, 4);
    const struct variant *blocks = section->body.items;
    assert_int_equal(blocks[1].which, BLOCK_PARAGRAPH);
    assert_string_equal(((const struct text *)blocks[1].value)->string.bytes, "12");
    assert_int_equal(blocks[2].which, BLOCK_ENUMERATION);
    const struct enumeration *items = blocks[2].value;
    assert_null(items->text.string.bytes);
    assert_int_equal(items->items.count, 2);
    items = blocks[3].value;
    assert_string_equal(items->text.string.bytes, "引");
    const struct text *item = items->items.items;
    assert_string_equal(item->string.bytes, "寅");
    assert_int_equal(item->place.line, 14);
    assert_int_equal(item->place.column, 13);
    assert_int_equal(section->sections.count, 1);
    assert_string_equal(((const struct section *)section->sections.items)->heading.string.bytes,
                        "乙");
}

/* Sections as deep as YAML may nest are read; how deep a layout goes is the layout's. */
static void test_deep_sections(void **state)
{
    struct fixture *fixture = *state;
    struct buffer yaml = buffer_new(fixture->arena);
    enum { DEPTH = NODE_DEPTH_LIMIT / 2 - 1 };

    for (unsigned more = 0; more < 2; more++) {
        yaml.size = 0;
        buffer_add_string(&yaml, REPORT_HEAD "sections: ");
        for (unsigned i = 0; i < DEPTH + more; i++) {
            buffer_add_string(&yaml, "[{heading: 甲, sections: ");
        }
        buffer_add_string(&yaml, "[]");
        for (unsigned i = 0; i < DEPTH + more; i++) {
            buffer_add_string(&yaml, "}]");
        }
        buffer_add_string(&yaml, "\n");
        const struct node *root = parse(fixture, yaml.bytes);
        if (more == 0) {
            assert_nothing(fixture);
            assert_non_null(report_read(fixture->arena, root, fixture->diagnostics));
        } else {
            assert_null(root);
            assert_finding(fixture, "yaml-depth");
        }
    }
}

static void test_lists(void **state)
{
    struct fixture *fixture = *state;
    const struct report *report =
        read_report(fixture, REPORT_HEAD "preamble: [甲, 乙]\nsections: [{heading: 丙}]\n");

    assert_true(report_is_body("preamble"));
    assert_false(report_is_body("sections"));
    assert_false(report_is_body("title"));
    assert_false(report_is_body("facts"));
    assert_false(report_is_body("no such"));
    assert_true(report_is_sections("sections"));
    assert_false(report_is_sections("preamble"));
    assert_false(report_is_sections("no such"));
    assert_int_equal(report_list(report, "preamble")->count, 2);
    assert_int_equal(report_list(report, "sections")->count, 1);
}

static void test_official_fields(void **state)
{
    struct fixture *fixture = *state;
    const struct report *report =
        read_report(fixture, REPORT_HEAD "signers: 示例\n"
                                         "recipients: [甲, 乙]\n"
                                         "attachments: {title: 丙, body: 丁}\n"
                                         "seals: {image: a.png, diameter: 45mm, organ: 甲}\n"
                                         "stamps: [{image: b.png, position: 市长}]\n"
                                         "printed: 2024-01-05\n");

    assert_nothing(fixture);
    assert_true(report_is_texts("signers"));
    assert_false(report_is_texts("attachments"));
    assert_true(report_is_attachments("attachments"));
    assert_false(report_has_entries("seals"));
    assert_string_equal(report_entry(report, "recipients", 1).string.bytes, "乙");
    assert_string_equal(report_entry(report, "attachments", 0).string.bytes, "丙");
    const struct seal *seal = report->seals.items;
    assert_int_equal(seal->diameter, 127559);
    assert_int_equal(seal->place.line, 8);
    assert_int_equal(((const struct stamp *)report->stamps.items)->width, 0);
    assert_int_equal(report->printed.day, 5);
}

/* What nothing prints is told once each, where it stands; what a layout need not print is not. */
static void test_unprinted(void **state)
{
    struct fixture *fixture = *state;
    struct report *report =
        read_report(fixture, REPORT_HEAD "secrecy: 机密\nsigners: 示例\nfacts: {a: {value: 1}}\n"
                                         "words: [甲乙]\npreamble: 丙\nprinted: 2024-01-05\n");

    report_use(report, "printed");
    assert_false(report_check_fields(report, "layout", fixture->diagnostics));
    assert_int_equal(fixture->diagnostics->count, 2);
    assert_finding(fixture, "5:10 unplaced-field: \"secrecy\" is not printed");
    assert_finding(fixture, "6:10 unplaced-field: \"signers\" is not printed");
    report_use(report, "secrecy");
    report_use(report, "signers");
    assert_true(report_check_fields(report, "layout", fixture->diagnostics));
    assert_int_equal(fixture->diagnostics->count, 2);
}

/* ---- facts ---- */

static void test_facts(void **state)
{
    struct fixture *fixture = *state;
    struct report *report =
        read_report(fixture, REPORT_HEAD "facts:\n"
                                         "  b: {value: 9223372036854775807, unit: 条}\n"
                                         "  a: {value: -9223372036854775808}\n"
                                         "  e: {value: 0.000000000000000001, unit: ''}\n"
                                         "  d: {value: 1.5e3, unit: 万元, source: 财政科,\n"
                                         "      period: 全年, note: 注}\n"
                                         "  c: {value: -0}\n"
                                         "  f: {value: 007}\n"
                                         "preamble: 数{{a}}，{{b}}，{{c}}，{{d}}，{{e}}\n");

    assert_nothing(fixture);
    assert_non_null(report);
    const struct fact *facts = report->facts->items;
    assert_string_equal(facts[3].name.string.bytes, "d");
    assert_string_equal(facts[3].source.string.bytes, "财政科");
    assert_string_equal(facts[3].period.string.bytes, "全年");
    assert_string_equal(facts[3].note.string.bytes, "注");
    assert_int_equal(facts[3].place.line, 9);
    struct scope scope = {.report = report};
    struct expansion text =
        template_expand(fixture->arena, &scope, first_paragraph(report), fixture->diagnostics);
    assert_string_equal(text.string.bytes, "数-9223372036854775808，9223372036854775807条，0，"
                                           "1500万元，0.000000000000000001");
    assert_nothing(fixture);
    report_check_facts(report, fixture->diagnostics);
    assert_only(fixture, 12, 3, "unused-fact: the fact \"f\" is not used in the text");
    assert_finding(fixture, "refer to it as {{f}}, or delete it");
    assert_int_equal(fixture->diagnostics->errors, 0);
}

/* Names that only differ a little, and one that is the beginning of another. */
static void test_fact_names(void **state)
{
    struct fixture *fixture = *state;
    struct report *report =
        read_report(fixture, REPORT_HEAD "facts: {a: {value: 1}, a.b: {value: 2}, A: {value: 3},\n"
                                         "  一: {value: 4}, 一.二: {value: 5}, x-a: {value: 6}}\n"
                                         "preamble: 数{{一.二}}{{一}}{{A}}{{a.b}}{{a}}\n");

    assert_non_null(report);
    assert_int_equal(report->facts->count, 5); /* x- keys are the user's own */
    struct scope scope = {.report = report};
    struct expansion text =
        template_expand(fixture->arena, &scope, first_paragraph(report), fixture->diagnostics);
    assert_string_equal(text.string.bytes, "数54321");
    report_check_facts(report, fixture->diagnostics);
    assert_nothing(fixture);
}

/* {{title}} in a layout is the title; a fact of that name would take its place. */
static void test_fact_names_of_fields(void **state)
{
    static const char *const names[] = {"title",  "issuer", "date",      "year",
                                        "layout", "facts",  "date.year", "date.total"};
    static const char *const good[] = {"titles", "title.total", "year.2023", "sections.count",
                                       "Title",  "dat",         "dates.year"};
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_null(
            read_report(fixture, arena_format(fixture->arena, "%sfacts:\n  %s: {value: 1}\n",
                                              REPORT_HEAD, names[i])));
        assert_only(fixture, 6, 3, "fact-name: a fact cannot be called");
        forget(fixture);
    }
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_non_null(
            read_report(fixture, arena_format(fixture->arena, "%sfacts:\n  %s: {value: 1}\n",
                                              REPORT_HEAD, good[i])));
        assert_nothing(fixture);
    }
}

/* Each looked up by name among many. */
static void test_many_facts(void **state)
{
    enum { COUNT = 50000 };
    struct fixture *fixture = *state;
    struct buffer yaml = buffer_new(fixture->arena);
    double start = seconds();

    buffer_add_string(&yaml, REPORT_HEAD "facts:\n");
    for (int i = 0; i < COUNT; i++) {
        buffer_format(&yaml, "  n%d: {value: %d}\n", i, i % 10);
    }
    buffer_add_string(&yaml, "preamble: 数");
    for (int i = 0; i < COUNT; i++) {
        buffer_format(&yaml, "{{n%d}}", i);
    }
    struct report *report = read_report(fixture, yaml.bytes);
    assert_non_null(report);
    struct scope scope = {.report = report};
    struct expansion text =
        template_expand(fixture->arena, &scope, first_paragraph(report), fixture->diagnostics);
    report_check_facts(report, fixture->diagnostics);
    assert_nothing(fixture);
    assert_int_equal(text.string.size, strlen("数") + COUNT);
    assert_memory_equal(text.string.bytes + strlen("数"), "0123456789012345", 16);
    assert_true(seconds() - start < 5.0);
}

/* ---- the schema ---- */

static void test_schema(void **state)
{
    struct fixture *fixture = *state;
    struct buffer out = buffer_new(fixture->arena);

    record_schema(&report_type, "report.json", "report", &out);
    for (const struct field *field = report_type.fields; field->name != NULL; field++) {
        assert_non_null(field->describes);
        assert_non_null(strstr(out.bytes, arena_format(fixture->arena, "\"%s\": {", field->name)));
    }
    const struct node *schema = parse(fixture, out.bytes); /* JSON is YAML */
    assert_nothing(fixture);
    assert_non_null(node_get(node_get(schema, "$defs"), "section"));
    assert_int_equal(node_get(schema, "required")->count, 3);
    assert_non_null(strstr(out.bytes, "\"pattern\": \"\\\\S\""));
    assert_non_null(strstr(out.bytes, "\"pattern\": \"^(layout|draft|title|issuer|"));
}

/* ---- the report that is shipped ---- */

static const struct source *read_file(struct fixture *fixture, const char *path)
{
    static const char here[] = "tests/unit/test_report.c";
    size_t root = strlen(__FILE__) - strlen(here);
    const struct source *source = source_read(
        fixture->arena, arena_format(fixture->arena, "%.*s%s", (int)root, __FILE__, path),
        fixture->diagnostics);

    assert_nothing(fixture);
    assert_non_null(source);
    return source;
}

static void add_template(struct fixture *fixture, struct report *report, struct text text,
                         struct buffer *out)
{
    struct scope scope = {.report = report};
    struct expansion expansion =
        template_expand(fixture->arena, &scope, text, fixture->diagnostics);

    buffer_add(out, expansion.string.bytes, expansion.string.size);
}

static void add_body(struct fixture *fixture, struct report *report, const struct list *body,
                     struct buffer *out)
{
    const struct variant *blocks = body->items;

    for (size_t i = 0; i < body->count; i++) {
        if (blocks[i].which == BLOCK_PARAGRAPH) {
            add_template(fixture, report, *(const struct text *)blocks[i].value, out);
            continue;
        }
        const struct enumeration *enumeration = blocks[i].value;
        const struct text *items = enumeration->items.items;
        add_template(fixture, report, enumeration->text, out);
        for (size_t k = 0; k < enumeration->items.count; k++) {
            numbering_add(out, STRING("一是"), (unsigned)k + 1);
            add_template(fixture, report, items[k], out);
        }
    }
}

static void add_sections(struct fixture *fixture, struct report *report, const struct list *list,
                         unsigned level, struct buffer *out)
{
    static const char *const numbers[] = {"一、", "（一）"};
    const struct section *sections = list->items;

    assert_true(list->count == 0 || level < 2);
    for (size_t i = 0; i < list->count; i++) {
        struct string number = {numbers[level], strlen(numbers[level])};
        numbering_add(out, number, (unsigned)i + 1);
        add_template(fixture, report, sections[i].heading, out);
        add_body(fixture, report, &sections[i].body, out);
        add_sections(fixture, report, &sections[i].sections, level + 1, out);
    }
}

/* Without white space: what is left has to be equal. */
static const char *text_only(struct fixture *fixture, const char *text)
{
    struct buffer out = buffer_new(fixture->arena);

    for (; *text != '\0'; text++) {
        if (strchr(" \n\r\t", *text) == NULL) {
            buffer_add_byte(&out, (unsigned char)*text);
        }
    }
    return buffer_string(&out).bytes;
}

/* Numbered as the layout numbers it, it is the source, character by character; but the source's
 * last heading of the second level lost its number. */
static void test_shipped_report(void **state)
{
    static const char unnumbered[] = "始终坚持以人民为中心，切实增进民生福祉";
    struct fixture *fixture = *state;
    const struct source *file = read_file(fixture, "data/2023-annual-report.yaml");
    const struct node *root = node_parse(fixture->arena, file, fixture->diagnostics);
    struct buffer made = buffer_new(fixture->arena);

    assert_non_null(root);
    struct report *report = report_read(fixture->arena, root, fixture->diagnostics);
    assert_nothing(fixture);
    assert_non_null(report);
    add_template(fixture, report, report->title, &made);
    add_body(fixture, report, &report->preamble, &made);
    add_sections(fixture, report, &report->sections, 0, &made);
    add_template(fixture, report, report->issuer, &made);
    buffer_format(&made, "%d年%d月%d日", report->date.year, report->date.month, report->date.day);
    report_check_facts(report, fixture->diagnostics);
    assert_nothing(fixture);

    const char *source = read_file(fixture, "tests/data/seed-report-2023.txt")->text.bytes;
    const char *heading = strstr(source, unnumbered);
    assert_non_null(heading);
    source = arena_format(fixture->arena, "%.*s（四）%s", (int)(heading - source), source, heading);
    const char *wanted = text_only(fixture, source);
    const char *found = text_only(fixture, made.bytes);
    size_t same = 0;
    while (wanted[same] != '\0' && wanted[same] == found[same]) {
        same++;
    }
    if (wanted[same] != found[same]) {
        same -= same < 30 ? same : 30;
        fail_msg("expected …%.90s…\n   found …%.90s…", wanted + same, found + same);
    }
    assert_true(strlen(wanted) > 9000);
}

/* Every number that counts something is a fact; the rest are dates, years and plans' years. */
static void test_shipped_facts(void **state)
{
    static const char *const allowed[] = {"（2021—2025年）", "12月中旬", "2023年2月"};
    struct fixture *fixture = *state;
    const char *at = read_file(fixture, "data/2023-annual-report.yaml")->text.bytes;

    at = strstr(at, "\npreamble:");
    assert_non_null(at);
    while (*(at = at + strcspn(at, "{0123456789")) != '\0') {
        if (at[0] == '{') {
            at = strstr(at, "}}");
            assert_non_null(at);
            continue;
        }
        size_t size = strspn(at, "0123456789");
        bool known = false;
        for (size_t i = 0; i < sizeof allowed / sizeof *allowed && !known; i++) {
            const char *digits = strpbrk(allowed[i], "0123456789");
            size_t before = (size_t)(digits - allowed[i]);
            known = strncmp(at - before, allowed[i], strlen(allowed[i])) == 0;
            size = known ? strlen(digits) : size;
        }
        if (!known) {
            fail_msg("a number that is no fact: %.30s", at);
        }
        at += size;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_dates, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_smallest, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_missing_and_unknown, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_wrong_values, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_all_findings, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_bodies, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_deep_sections, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_official_fields, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_unprinted, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_lists, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_facts, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_fact_names, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_fact_names_of_fields, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_many_facts, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_schema, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_shipped_report, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_shipped_facts, fixture_setup, fixture_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
