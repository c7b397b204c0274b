/* The audit: patterns of texts, and measures of pages made by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "audit/audit.h"
#include "base/arena.h"
#include "base/diagnostic.h"
#include "font/face.h"
#include "report/report.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int setup(void **state)
{
    *state = arena_new(0);
    return *state == NULL ? -1 : 0;
}

static int teardown(void **state)
{
    arena_free(*state);
    return 0;
}

static struct string string(const char *text)
{
    return (struct string){text, strlen(text)};
}

static void test_patterns(void **state)
{
    static const struct {
        const char *pattern, *text;
        bool matches;
    } cases[] = {
        {"{year}年{month}月{day}日", "2024年1月3日", true},
        {"{year}年{month}月{day}日", "2024年01月3日", false},
        {"{year}年{month}月{day}日", "2024年13月3日", false},
        {"{year}年{month}月{day}日", "2024年12月32日", false},
        {"{year}年{month}月{day}日", "24年1月3日", false},
        {"{year}年{month}月{day}日", "2024年1月3日印发", false},
        {"{text}〔{year}〕{number}号", "示政发〔2024〕12号", true},
        {"{text}〔{year}〕{number}号", "示政发〔2024〕012号", false},
        {"{text}〔{year}〕{number}号", "示政发〔2024〕第12号", false},
        {"{text}〔{year}〕{number}号", "示〔1〕政〔2024〕12号", true},
        {"{text}〔{year}〕{number}号", "〔2024〕12号", false},
        {"{six-digits}", "000001", true},
        {"{six-digits}", "00001", false},
        {"{six-digits}", "0000001", false},
        {"{digits}", "007", true},
        {"{han}、{text}", "二十一、总结", true},
        {"{han}、{text}", "21、总结", false},
        {"（{han}）{text}", "（三）", false},
        {"— {page} —", "— 7 —", true},
        {"— {page} —", "— 8 —", false},
        {"{number}.{text}", "9999999999.数", false},
        {"{text}：", "各区、各部门：", true},
        {"{text}：", "：", false},
        {"抄送", "抄送", true},
        {"抄送", "抄", false},
        {"{text}", "", false},
        {"{text}", "\xff", true}, /* hostile bytes end, too */
        {"{text}{text}年", "年年年", true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool matches = pattern_matches(string(cases[i].pattern), string(cases[i].text), 6);
        if (matches != cases[i].matches) {
            print_message("%s: %s\n", cases[i].pattern, cases[i].text);
        }
        assert_int_equal(matches, cases[i].matches);
    }
    assert_true(pattern_is_valid(string("第{number}号")));
    assert_false(pattern_is_valid(string("第{weather}号")));
    assert_false(pattern_is_valid(string("{")));
    assert_false(pattern_is_valid(string("")));
}

static const char rules_text[] =
    "standard: example\n"
    "type-area: {left: 10mm, top: 10mm, width: 100mm, height: 100mm}\n"
    "grid: {lines: 10, characters: 10, em: 10mm}\n"
    "elements:\n"
    "  all: {}\n"
    "  text: {ids: [text], kind: text}\n"
    "  rule: {ids: [rule], kind: rule}\n"
    "  seal: {ids: [seals], kind: image}\n"
    "rules:\n"
    "  - {id: side, clause: '8', title: {zh: 头, en: head}, strength: must, element: text,\n"
    "     measure: head-side, expect: left}\n"
    "  - {id: right-side, clause: '8', title: {zh: 头, en: head}, strength: may, element: text,\n"
    "     measure: head-side, expect: right}\n"
    "  - {id: apart, clause: '1', title: {zh: 章, en: seals}, strength: must, element: seal,\n"
    "     measure: between, at-least: 1mm, tolerance: 0mm}\n"
    "  - {id: outside, clause: '1', title: {zh: 外, en: outside}, strength: must, element: seal,\n"
    "     measure: outside, at-most: 0mm}\n"
    "  - {id: width, clause: '2', title: {zh: 线, en: rule}, strength: normally, element: rule,\n"
    "     measure: width, expect: [3字, 50mm]}\n"
    "  - {id: absent, clause: '2', title: {zh: 无, en: none}, strength: must, element: rule,\n"
    "     pages: even, measure: width, expect: 3mm}\n";

static const struct audit_rules *read_rules(struct arena *arena, const char *text,
                                            struct diagnostics **diagnostics)
{
    char path[] = "/tmp/gongwen-rules-XXXXXX";
    int file = mkstemp(path);

    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), (ssize_t)strlen(text));
    (void)close(file);
    *diagnostics = diagnostics_new(arena);
    const struct audit_rules *rules = audit_rules_read(arena, path, *diagnostics);
    (void)unlink(path);
    return rules;
}

static const struct audit_finding *finding(const struct audit *audit, const char *id)
{
    for (size_t i = 0; i < audit->count; i++) {
        if (strcmp(audit->findings[i].rule->id.string.bytes, id) == 0) {
            return &audit->findings[i];
        }
    }
    fail_msg("no rule %s", id);
    return NULL;
}

enum { MM = 2835 /* 1/1000 pt, rounded */ };

static struct display_item image(length_t x, length_t y, length_t size)
{
    return (struct display_item){.kind = DISPLAY_IMAGE,
                                 .element = "seals",
                                 .image = {.x = x, .y = y, .width = size, .height = size}};
}

static void test_pages(void **state)
{
    struct arena *arena = *state;
    struct diagnostics *diagnostics;
    const struct audit_rules *rules = read_rules(arena, rules_text, &diagnostics);
    assert_non_null(rules);
    const struct face *face =
        face_open(arena, "fonts/FandolFang-Regular.otf", 0, (struct place){0}, diagnostics);
    if (face == NULL) {
        skip();
    }
    struct display_glyph glyph = {
        .glyph = face_glyph(face, 0x4E00), .advance = 16000, .text_size = 3};
    struct display_item items[] = {
        {.kind = DISPLAY_RUN,
         .turned = true,
         .element = "text",
         .run = {.face = face,
                 .size = 16000,
                 .x = 50 * MM,
                 .y = 50 * MM,
                 .glyphs = &glyph,
                 .count = 1,
                 .text = string("一")}},
        image(20 * MM, 20 * MM, 40 * MM),
        image(61 * MM, 20 * MM, 40 * MM),
        image(90 * MM, 70 * MM, 40 * MM),
        {.kind = DISPLAY_RULE,
         .element = "rule",
         .rule = {10 * MM, 90 * MM, 50 * MM, 1000, {0, 0, 0, 1000}, {0}}},
    };
    struct display_page page = {.width = 595276,
                                .height = 841890,
                                .label = "1",
                                .items = items,
                                .count = sizeof items / sizeof *items};
    struct display_node root = {.role = ROLE_DOCUMENT};
    struct display_list list = {.pages = &page, .page_count = 1, .nodes = &root, .node_count = 1};
    struct audit_document document = {.list = &list};
    const struct audit *audit = audit_run(arena, rules, &document);

    assert_int_equal(finding(audit, "side")->verdict, VERDICT_PASS);
    assert_int_equal(finding(audit, "right-side")->verdict, VERDICT_WARNING);
    assert_string_equal(finding(audit, "right-side")->measured, "left");
    const struct audit_finding *apart = finding(audit, "apart");
    assert_int_equal(apart->verdict, VERDICT_PASS); /* 41 mm from centre to centre */
    const struct audit_finding *outside = finding(audit, "outside");
    assert_int_equal(outside->verdict, VERDICT_FAIL);
    assert_int_equal(outside->checked, 3);
    assert_int_equal(outside->wrong, 1);
    assert_true(outside->shown->value > 19 * MM && outside->shown->value < 21 * MM);
    assert_int_equal(finding(audit, "width")->verdict, VERDICT_PASS);
    assert_int_equal(finding(audit, "absent")->verdict, VERDICT_NONE);
    assert_int_equal(audit->verdicts[VERDICT_FAIL], 1);

    items[2].image.x = 59 * MM; /* they overlap by 1 mm */
    apart = finding(audit_run(arena, rules, &document), "apart");
    assert_int_equal(apart->verdict, VERDICT_FAIL);
    assert_true(apart->shown->value > -MM - 10 && apart->shown->value < -MM + 10);

    struct buffer json = buffer_new(arena);
    audit_print_json(audit, "a \"name\"", &json);
    assert_non_null(strstr(buffer_string(&json).bytes, "\"document\": \"a \\\"name\\\"\""));
    assert_int_equal(audit_overlay(arena, audit, "report", 0)->page_count, 2); /* and the list */
    page.width = page.height = 1000; /* less than a label */
    audit = audit_run(arena, rules, &document);
    assert_int_equal(audit_overlay(arena, audit, "report", 0)->page_count, 2);
    list.page_count = 0; /* nothing at all */
    audit = audit_run(arena, rules, &document);
    assert_int_equal(audit->verdicts[VERDICT_FAIL], 0);
    assert_int_equal(audit_overlay(arena, audit, "", 0)->page_count, 1);
}

static const char formats_text[] =
    "standard: example\n"
    "type-area: {left: 10mm, top: 10mm, width: 100mm, height: 100mm}\n"
    "grid: {lines: 10, characters: 10, em: 10mm}\n"
    "elements:\n"
    "  rule: {ids: [rule], kind: rule}\n"
    "  foot: {ids: [foot], kind: rule}\n"
    "  seal: {ids: [seals], kind: image}\n"
    "formats:\n"
    "  letter: {layouts: my-letter, elements: foot}\n"
    "  document: {layouts: base/document, elements: rule}\n"
    "rules:\n"
    "  - {id: foot, clause: '1', title: {zh: 线, en: rule}, strength: must, element: foot,\n"
    "     when: letter, measure: count, at-least: '1'}\n"
    "  - {id: no-foot, clause: '1', title: {zh: 线, en: rule}, strength: must, element: rule,\n"
    "     unless: letter, measure: width, expect: 50mm}\n"
    "  - {id: either, clause: '1', title: {zh: 线, en: rule}, strength: must, element: rule,\n"
    "     when: [letter, document, rule], measure: count, at-least: '1'}\n"
    "  - {id: sealed, clause: '1', title: {zh: 章, en: seal}, strength: must, element: seal,\n"
    "     given: seals, measure: count, at-least: '1'}\n"
    "  - {id: per-row, clause: '1', title: {zh: 章, en: seal}, strength: must, element: seal,\n"
    "     measure: per-row, at-most: '2'}\n"
    "  - {id: straight, clause: '1', title: {zh: 章, en: seal}, strength: must, element: seal,\n"
    "     measure: row-middle, expect: 0mm}\n"
    "  - {id: start, clause: '1', title: {zh: 章, en: seal}, strength: must, element: seal,\n"
    "     measure: row-start, expect: 0mm}\n"
    "  - {id: covers, clause: '1', title: {zh: 章, en: seal}, strength: must, element: seal,\n"
    "     of: rule, take: last, measure: covers, expect: '1'}\n"
    "  - {id: covered, clause: '1', title: {zh: 章, en: seal}, strength: must, element: rule,\n"
    "     of: seal, measure: covered, expect: '1'}\n";

static struct display_item rule(const char *element, length_t x, length_t y)
{
    return (struct display_item){.kind = DISPLAY_RULE,
                                 .element = element,
                                 .rule = {x, y, 50 * MM, 1000, {0, 0, 0, 1000}, {0}}};
}

static enum verdict verdict(const struct audit *audit, const char *id)
{
    return finding(audit, id)->verdict;
}

/* What a document is, and what it must have then. */
static void test_formats(void **state)
{
    struct arena *arena = *state;
    struct diagnostics *diagnostics;
    const struct audit_rules *rules = read_rules(arena, formats_text, &diagnostics);
    struct display_item item = rule("rule", 10 * MM, 90 * MM);
    struct display_page page = {
        .width = 595276, .height = 841890, .label = "1", .items = &item, .count = 1};
    struct display_node root = {.role = ROLE_DOCUMENT};
    struct display_list list = {.pages = &page, .page_count = 1, .nodes = &root, .node_count = 1};
    struct audit_document document = {.list = &list};
    const char *files[] = {"/data/layouts/gb9704.yaml", "/data/layouts/base/document.yaml"};
    const char *own[] = {"/data/layouts/not-my-letter.yaml", "my-letter.yaml",
                         "/data/layouts/base/document.yaml"};

    assert_non_null(rules);
    const struct audit *audit = audit_run(arena, rules, &document);
    assert_string_equal(audit->scene->format, "document"); /* by its element */
    assert_int_equal(verdict(audit, "foot"), VERDICT_NONE);
    assert_int_equal(verdict(audit, "no-foot"), VERDICT_PASS);
    assert_int_equal(verdict(audit, "either"), VERDICT_PASS);
    assert_int_equal(verdict(audit, "sealed"), VERDICT_NONE); /* nobody knows what was given */

    document.layouts = own;
    document.layout_count = sizeof own / sizeof *own;
    audit = audit_run(arena, rules, &document);
    assert_string_equal(audit->scene->format, "letter"); /* whatever is on its pages */
    assert_int_equal(verdict(audit, "foot"), VERDICT_FAIL);
    assert_string_equal(finding(audit, "foot")->measured, "0");
    assert_int_equal(verdict(audit, "no-foot"), VERDICT_NONE);
    assert_int_equal(verdict(audit, "either"), VERDICT_PASS);

    document.layout_count = 1; /* not-my-letter is not my-letter */
    assert_string_equal(audit_run(arena, rules, &document)->scene->format, "document");
    item.element = "foot";
    assert_string_equal(audit_run(arena, rules, &document)->scene->format, "letter");
    document.layouts = files;
    document.layout_count = sizeof files / sizeof *files;
    assert_string_equal(audit_run(arena, rules, &document)->scene->format, "document");
    item.element = "other";
    document.layout_count = 0;
    audit = audit_run(arena, rules, &document);
    assert_null(audit->scene->format);
    assert_int_equal(verdict(audit, "either"), VERDICT_NONE);

    struct seal seal = {.diameter = 45 * MM};
    struct report report = {.seals = {.items = &seal, .count = 1}};
    document.report = &report;
    assert_int_equal(verdict(audit_run(arena, rules, &document), "sealed"), VERDICT_FAIL);
    report.seals.count = 0;
    assert_int_equal(verdict(audit_run(arena, rules, &document), "sealed"), VERDICT_NONE);
}

/* Seals in rows, on something. */
static void test_rows(void **state)
{
    struct arena *arena = *state;
    struct diagnostics *diagnostics;
    const struct audit_rules *rules = read_rules(arena, formats_text, &diagnostics);
    struct display_item items[] = {
        image(20 * MM, 20 * MM, 40 * MM),
        image(70 * MM, 20 * MM, 40 * MM),
        image(20 * MM, 70 * MM, 40 * MM),
        rule("rule", 15 * MM, 95 * MM),
    };
    struct display_page page = {.width = 595276,
                                .height = 841890,
                                .label = "1",
                                .items = items,
                                .count = sizeof items / sizeof *items};
    struct display_node root = {.role = ROLE_DOCUMENT};
    struct display_list list = {.pages = &page, .page_count = 1, .nodes = &root, .node_count = 1};
    struct audit_document document = {.list = &list};
    static const char *const all[] = {"per-row", "straight", "start", "covers", "covered"};

    assert_non_null(rules);
    const struct audit *audit = audit_run(arena, rules, &document);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        assert_int_equal(verdict(audit, all[i]), VERDICT_PASS);
    }
    assert_int_equal(finding(audit, "per-row")->checked, 2);
    assert_int_equal(finding(audit, "straight")->checked, 1);

    items[1].image.y += 5 * MM; /* the row is crooked, but a row */
    items[2].image.x += 7 * MM; /* the next one begins somewhere else, */
    items[3].rule.y += 30 * MM; /* and does not reach the rule any more */
    audit = audit_run(arena, rules, &document);
    assert_int_equal(verdict(audit, "per-row"), VERDICT_PASS);
    assert_string_equal(finding(audit, "straight")->measured, "5.00 mm (14.18 pt)");
    assert_string_equal(finding(audit, "start")->measured, "7.00 mm (19.84 pt)");
    assert_string_equal(finding(audit, "covers")->measured, "0");
    assert_string_equal(finding(audit, "covered")->measured, "0");

    items[2].image.y = items[0].image.y;
    items[2].image.x = 115 * MM;
    assert_string_equal(finding(audit_run(arena, rules, &document), "per-row")->measured, "3");
}

static const char lines_text[] =
    "standard: example\n"
    "type-area: {left: 10mm, top: 10mm, width: 100mm, height: 100mm}\n"
    "grid: {lines: 10, characters: 10, em: 16pt}\n"
    "elements:\n"
    "  name: {ids: [name], kind: text}\n"
    "  seal: {ids: [seals], kind: image}\n"
    "rules:\n"
    "  - {id: apart, clause: '1', title: {zh: 距, en: apart}, strength: must, element: seal,\n"
    "     of: name, measure: gap-across, expect: 10pt}\n"
    "  - {id: centre, clause: '1', title: {zh: 中, en: centre}, strength: must, element: seal,\n"
    "     of: name, measure: centre, expect: 46pt}\n"
    "  - {id: middle, clause: '1', title: {zh: 中, en: middle}, strength: must, element: name,\n"
    "     of: seal, measure: middle, expect: 0pt}\n";

/* A name of two lines, one shorter than the other, is one thing beside a stamp. */
static void test_lines(void **state)
{
    enum { EM = 16000 };
    struct arena *arena = *state;
    struct diagnostics *diagnostics;
    const struct audit_rules *rules = read_rules(arena, lines_text, &diagnostics);
    assert_non_null(rules);
    const struct face *face =
        face_open(arena, "fonts/FandolFang-Regular.otf", 0, (struct place){0}, diagnostics);
    if (face == NULL) {
        skip();
    }
    struct display_glyph glyphs[4];
    for (unsigned i = 0; i < 4; i++) {
        glyphs[i] = (struct display_glyph){.glyph = face_glyph(face, 0x4E00),
                                           .x = (length_t)i * EM,
                                           .advance = EM,
                                           .text_offset = i * 3,
                                           .text_size = 3};
    }
    struct display_item line = {.kind = DISPLAY_RUN, .element = "name", .node = 1};
    line.run = (struct display_run){.face = face,
                                    .size = EM,
                                    .x = 100000,
                                    .y = 200000,
                                    .glyphs = glyphs,
                                    .count = 4,
                                    .text = string("一一一一")};
    struct display_item items[] = {line, line, image(174000, 0, 40000)};
    items[1].run.y += 20000;
    items[1].run.count = 2; /* the line that is nearer to the stamp is the shorter one */
    items[1].run.text = string("一一");
    length_t top = 200000 - length_scale(EM, face_em_top(face), face_units(face));
    items[2].image.y = top - 2000; /* 36 pt of lines, and 4 pt more */
    struct display_page page = {
        .width = 595276, .height = 841890, .label = "1", .items = items, .count = 3};
    struct display_node nodes[] = {{.role = ROLE_DOCUMENT}, {.role = ROLE_PARAGRAPH}};
    struct display_list list = {.pages = &page, .page_count = 1, .nodes = nodes, .node_count = 2};
    struct audit_document document = {.list = &list};

    const struct audit *audit = audit_run(arena, rules, &document);
    assert_int_equal(verdict(audit, "apart"), VERDICT_PASS);
    assert_int_equal(verdict(audit, "middle"), VERDICT_PASS);
    assert_int_equal(finding(audit, "middle")->checked, 1);
    assert_string_equal(finding(audit, "centre")->measured, "21.87 mm (62.00 pt)");

    items[2].image.x += 2000;
    audit = audit_run(arena, rules, &document);
    assert_string_equal(finding(audit, "apart")->measured, "4.23 mm (12.00 pt)");
}

/* Files that were not meant for it. */
static void test_hostile_rules(void **state)
{
    static const char *const texts[] = {
        "",
        "[]",
        "rules: []",
        "a: &a [*a]",
        "standard: {",
        "standard: a\ntype-area: {left: 1mm, top: 1mm, width: 1mm, height: 1mm}\n"
        "grid: {lines: 0, characters: 0, em: 0mm}\nelements: {}\nrules: [{}]\n",
        "standard: a\ntype-area: {left: 1mm, top: 1mm, width: 1mm, height: 1mm}\n"
        "grid: {lines: 1, characters: 1, em: 1mm}\nelements: {a: {}}\n"
        "formats: {b: {elements: no-such-element}}\nrules: [{id: a, clause: a, title: {zh: a, en: "
        "a}, "
        "strength: may, measure: count, expect: '1'}]\n",
        "standard: a\ntype-area: {left: 1mm, top: 1mm, width: 1mm, height: 1mm}\n"
        "grid: {lines: 1, characters: 1, em: 1mm}\nelements: {a: {}}\n"
        "rules: [{id: a, clause: a, title: {zh: a, en: a}, strength: may, measure: count, expect: "
        "'1', "
        "given: no-such-field}]\n",
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct diagnostics *diagnostics;
        assert_null(read_rules(*state, texts[i], &diagnostics));
        assert_true(diagnostics_failed(diagnostics));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_patterns, setup, teardown),
        cmocka_unit_test_setup_teardown(test_pages, setup, teardown),
        cmocka_unit_test_setup_teardown(test_formats, setup, teardown),
        cmocka_unit_test_setup_teardown(test_rows, setup, teardown),
        cmocka_unit_test_setup_teardown(test_lines, setup, teardown),
        cmocka_unit_test_setup_teardown(test_hostile_rules, setup, teardown),
    };

    return cmocka_run_group_tests_name("audit", tests, NULL, NULL);
}
