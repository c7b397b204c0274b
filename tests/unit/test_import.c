/* Import: numbers before headings, days and genres in every spelling, and what whole texts come to.
 */
#include "yaml_fixture.h"

#include "import/import.h"
#include "import/phrase.h"
#include "report/report.h"
#include "zip_sample.h"

static struct string string_of(const char *text)
{
    return (struct string){text, strlen(text)};
}

/* ---- phrases ---- */

static void markers(void **state)
{
    static const struct {
        const char *text;
        unsigned level, number;
        const char *rest;
    } rows[] = {
        {"一、总体要求", 1, 1, "总体要求"},
        {"十二、 附则", 1, 12, "附则"},
        {"三．保障", 1, 3, "保障"},
        {"四 保障", 1, 4, "保障"},
        {"二十一、其他", 1, 21, "其他"},
        {"（三）推进", 2, 3, "推进"},
        {"(十)推进", 2, 10, "推进"},
        {"（ 二 ）、推进", 2, 2, "推进"},
        {"(四）推进", 2, 4, "推进"},
        {"1.健全", 3, 1, "健全"},
        {"2．健全", 3, 2, "健全"},
        {"3、健全", 3, 3, "健全"},
        {"１２．健全", 3, 12, "健全"},
        {"（5）建立", 4, 5, "建立"},
        {"(6) 建立", 4, 6, "建立"},
        {"7）建立", 4, 7, "建立"},
        {"⑴建立", 4, 1, "建立"},
        {"②建立", 4, 2, "建立"},
        {"1.2024年任务表", 3, 1, "2024年任务表"},
        {"一是建立", 0, 0, ""},
        {"1.5万元", 0, 0, ""},
        {"2024年1月", 0, 0, ""},
        {"2024.1.3", 0, 0, ""},
        {"（示例）", 0, 0, ""},
        {"一、", 0, 0, ""},
        {"12条意见", 0, 0, ""},
        {"（一", 0, 0, ""},
        {"", 0, 0, ""},
    };
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct string text = string_of(rows[i].text);
        struct marker marker = marker_read(text);
        if (marker.level != rows[i].level || marker.number != rows[i].number) {
            print_error("%s: level %u, number %u\n", rows[i].text, marker.level, marker.number);
            fail();
        }
        if (marker.level > 0) {
            assert_string_equal(text.bytes + marker.size, rows[i].rest);
        }
    }
}

static void days(void **state)
{
    static const struct {
        const char *text;
        int year, month, day; /* 0: it is none */
    } rows[] = {
        {"2024年1月3日", 2024, 1, 3},
        {"2024 年 01 月 03 日", 2024, 1, 3},
        {"二〇二四年一月三日", 2024, 1, 3},
        {"二○二三年十二月三十一日", 2023, 12, 31},
        {"二零二四年十月二十日", 2024, 10, 20},
        {"２０２４年２月２９日", 2024, 2, 29},
        {"2024-01-03", 2024, 1, 3},
        {"2024/1/3", 2024, 1, 3},
        {"2024.1.3", 2024, 1, 3},
        {"（2024年1月3日）", 2024, 1, 3},
        {"二O二四年一月三日", 2024, 1, 3},
        {"2023年2月29日", 0, 0, 0},
        {"2024年13月1日", 0, 0, 0},
        {"2024年1月", 0, 0, 0},
        {"24年1月3日", 0, 0, 0},
        {"2024年1月3日印发", 0, 0, 0},
        {"2024-1", 0, 0, 0},
        {"", 0, 0, 0},
    };
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct date date = {0};
        bool found = phrase_is_date(string_of(rows[i].text), &date);
        if (found != (rows[i].year > 0) ||
            (found && (date.year != rows[i].year || date.month != rows[i].month ||
                       date.day != rows[i].day))) {
            print_error("%s: %d-%d-%d\n", rows[i].text, date.year, date.month, date.day);
            fail();
        }
    }
}

static void words(void **state)
{
    (void)state;
    assert_int_equal(phrase_year(string_of("区政府办公室2023年度报告")), 2023);
    assert_int_equal(phrase_year(string_of("二〇二三年度报告")), 2023);
    assert_int_equal(phrase_year(string_of("2021—2025年规划")), 2025);
    assert_int_equal(phrase_year(string_of("2022年计划和2023年总结")), 0);
    assert_true(phrase_ends_genre(string_of("关于示例的通知（试行）")));
    assert_false(phrase_ends_genre(string_of("关于示例")));
    assert_true(phrase_is_document_number(string_of("示政发〔2024〕12号")));
    assert_true(phrase_is_document_number(string_of("示政办函[2024] 第 3 号")));
    assert_false(phrase_is_document_number(string_of("《示例》〔2024〕12号")));
    assert_true(phrase_is_closed(string_of("他说：“好。”")));
    assert_false(phrase_is_closed(string_of("推进“三服务”")));
    struct string rest;
    assert_true(phrase_label(string_of("抄 送： 甲"), "抄送", &rest));
    assert_string_equal(rest.bytes, "甲");
}

/* ---- whole texts ---- */

static const char *imported(struct fixture *fixture, const char *name, struct string bytes,
                            bool facts)
{
    const struct import_options options = {.facts = facts};
    struct buffer out = buffer_new(fixture->arena);
    const struct import *import =
        import_read_bytes(fixture->arena, name, bytes, fixture->diagnostics);

    if (import == NULL) {
        return NULL;
    }
    import_write(fixture->arena, import, &options, &out);
    /* What it comes to is YAML, whatever it says. */
    const struct source *source =
        source_from_memory(fixture->arena, "out.yaml", out.bytes, out.size, fixture->diagnostics);
    assert_non_null(node_parse(fixture->arena, source, fixture->diagnostics));
    assert_int_equal(fixture->diagnostics->errors, 0);
    return buffer_string(&out).bytes;
}

static void holds(const char *yaml, const char *part)
{
    if (yaml == NULL || strstr(yaml, part) == NULL) {
        print_error("not in it: %s\n%s\n", part, yaml == NULL ? "(nothing)" : yaml);
        fail();
    }
}

static void lacks(const char *yaml, const char *part)
{
    assert_non_null(yaml);
    assert_null(strstr(yaml, part));
}

#define HEAD "示例区2023年度工作报告\n"
#define TAIL "\n示例区人民政府\n2024年1月3日\n"

static const char *text(struct fixture *fixture, const char *body)
{
    return imported(fixture, "test.txt",
                    string_of(arena_format(fixture->arena, "%s%s%s", HEAD, body, TAIL)), false);
}

static void enumerations(void **state)
{
    struct fixture *fixture = *state;

    holds(text(fixture, "要求：一是甲。二是乙。"), "- text: 要求：\n    items:\n      - 甲。\n");
    holds(text(fixture, "一要讲程序；二要讲时限。"), "number: 一要\n    items:\n");
    holds(text(fixture, "第一，甲。第二，乙。第三，丙。"), "number: 第一，\n");
    holds(text(fixture, "一是甲。三是丙。"), "- 一是甲。三是丙。\n");
    holds(text(fixture, "二是乙。三是丙。"), "- 二是乙。三是丙。\n");
    holds(text(fixture, "一是甲。二是乙。二是丙。"), "- 一是甲。二是乙。二是丙。\n");
    holds(text(fixture, "一是甲。"), "- 一是甲。\n"); /* a sentence like others */
    holds(text(fixture, "唯一是甲，其二是乙。"), "- 唯一是甲，其二是乙。\n");
}

static void headings(void **state)
{
    struct fixture *fixture = *state;
    const char *yaml =
        text(fixture, "一、甲\n（一）乙\n正文。\n丙\n一是子。二是丑。\n二、丁\n正文。");

    holds(yaml, "it is taken for “（二）”\n      - heading: 丙\n");
    lacks(yaml, "becomes");
    holds(text(fixture, "一、甲\n正文。\n乙\n正文。\n三、丙\n正文。"), "“二、”\n  - heading: 乙\n");
    holds(text(fixture, "一、甲\n正文。\n乙\n正文长。\n二、丙\n正文。"), "      - 乙\n");
    holds(text(fixture, "一、甲\n（一）乙。正文一。\n（二）丙。正文二。"),
          "- heading: 乙\n        body:\n          - 正文一。\n");
    holds(text(fixture, "一、甲\n正文。\n三 、乙\n正文。"),
          "“三、” of this heading becomes “二、”: layouts count headings\n  - heading: 乙\n");
    holds(text(fixture, "一、甲\n（一）乙\n1.丙\n正文。\n2.丁\n正文。"), "- heading: 丙\n");
    holds(text(fixture, "（1）甲\n①子项内容。\n②子项内容。"), "- ①子项内容。\n");
}

/* Numbers that a layout would print otherwise, and paragraphs that it would divide. */
static void kept_numbers(void **state)
{
    static const char *const rows[][2] = {
        {"一、甲\n1．乙\n正文。", "- 1．乙\n"},             /* no （一） between */
        {"正文：\n1.乙\n2.丙\n三、丁\n正文。", "- 1.乙\n"}, /* nothing above */
        {"一、甲\n（一）乙\n1.丙。正文。\n2.丁。正文。", "- 1.丙。正文。\n"},
        {"一、甲\n（一）乙\n2.丙\n正文。\n5.丁\n正文。", "- 2.丙\n"},
        /* （三） goes on over 二 */
        {"一、甲\n（一）乙\n正文。\n（二）丙\n正文。\n二、丁\n（三）戊\n正文。", "- （三）戊\n"},
        {"一、甲\n（1）乙\n正文。", "- （1）乙\n"},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *yaml = text(fixture, rows[i][0]);
        holds(yaml, rows[i][1]);
        holds(yaml, "as headings these paragraphs would get other numbers");
    }
}

static void captions(void **state)
{
    struct fixture *fixture = *state;
    const char *yaml =
        text(fixture,
             "表1：甲\n单位\t件\n乙\t3\n正文。\n表3 丙\n单位\t件\n乙\t3\n任务表\n单位\t件\n丁\t4");

    holds(yaml, "caption: 甲\n");
    holds(yaml, "- 表3 丙\n"); /* the layout would say 表2 */
    holds(yaml, "- 任务表\n");
}

static void titles(void **state)
{
    static const char *const rows[][2] = {
        {"示例局关于印发2024年\n\n工作方案的通知\n正文。",
         "title: 示例局关于印发2024年工作方案的通知\n"},
        {"示例局\n\n示例局\n2023年工作报告\n正文。", "title: 示例局2023年工作报告\n"},
        {"附件\n\n示例方案\n正文。", "title: 示例方案\n"},
        {"示例会议纪要\n〔2024〕7号\n示例局　2024年6月3日\n————\n第2次会议纪要\n正文。",
         "title: 第2次会议纪要\nissuer: 示例局\ndate: 2024-06-03\n"},
        {"示例市人民政府令\n第12号\n正文。", "mark: 示例市人民政府\n"},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        holds(imported(fixture, "a.txt", string_of(rows[i][0]), false), rows[i][1]);
    }
}

/* Lines that end at a column: a short heading stays apart, pages end in the middle of sentences. */
static void broken_lines(void **state)
{
#define LINE "示例市应急管理局坚持依法行政扎实推进法治政府建设的各项工作\n"
    struct fixture *fixture = *state;
    const char *yaml = imported(
        fixture, "a.txt",
        string_of("示例局2023年度报告\n" LINE LINE LINE LINE "— 1 —\n\n后半句。\n第 2 页 共 9 页\n"
                  "三、党政主要负责人履行法治建设第一责任人的职责情况\n局长切实履职。\n"
                  "示例局\n2024年1月3日\n3\n"),
        false);

    holds(yaml, "推进法治政府建设的各项工作后半句。\n");
    holds(yaml, "- heading: 党政主要负责人履行法治建设第一责任人的职责情况\n    body:\n      - "
                "局长切实履职。");
    lacks(yaml, "- 3\n");
    lacks(yaml, "共 9 页");
    holds(yaml, "# 6: this is taken for the number of a page");
    holds(imported(fixture, "b.txt", string_of("示例局2023年度报告\n正文。\n3\n"), false), "- 3\n");
#undef LINE
}

/* What is passed on behind a signature, without 附件 above it; labels with a colon. */
static void enclosures(void **state)
{
    struct fixture *fixture = *state;
    const char *yaml = imported(
        fixture, "a.txt",
        string_of("示例局关于印发方案的通知\n现将《示例方案》印发。\n示例局\n2024年1月3日\n"
                  "（此件公开）\n示例方案\n一、甲\n正文。\n二、乙\n正文。\n三、丙\n正文。\n"),
        false);

    holds(yaml, "date: 2024-01-03\n");
    holds(yaml, "  - title: 示例方案\n    sections:\n      - heading: 甲\n");
    holds(yaml, "remark: 此件公开\n");
    holds(yaml, "# 6: this document behind the signature becomes an attachment");
    yaml = imported(
        fixture, "b.txt",
        string_of("关于示例的通知\n正文。\n附件: 1.甲表 2.乙表\n示例局\n2024年1月3日\n"
                  "附件1：\n甲表\n详见附件1-2：说明。\n附件1-2：说明\n附件2：乙表\n内容。\n"),
        false);
    holds(yaml, "  - title: 甲表\n    body:\n      - 详见附件1-2：说明。\n      - 附件1-2：说明\n  "
                "- title: 乙表\n");
    lacks(yaml, "is not in the file");
    yaml = imported(fixture, "d.txt",
                    string_of("关于示例的函\n正文。\n附件\n1、甲表\n2、乙表\n示例局\n2024-04-20\n"
                              "附件1\n甲表\n内容。\n附件2\n乙表\n内容。\n"),
                    false);
    holds(yaml, "issuer: 示例局\ndate: 2024-04-20\n");
    holds(yaml, "  - title: 乙表\n");
    lacks(yaml, "待补");
    /* No day of the calendar: it is no name of an organ either. */
    holds(imported(fixture, "c.txt",
                   string_of("示例局关于示例的通知\n正文。\n示例局\n2024年2月30日\n2024年3月1日\n"),
                   false),
          "  - 2024年2月30日\n");
}

static void guesses(void **state)
{
    struct fixture *fixture = *state;
    const char *yaml = imported(
        fixture, "a.txt",
        string_of("示例会议纪要\n（2024年1月3日）\n正文，一是甲。三是丙。\n出席：甲\n记录：乙\n"),
        false);

    holds(yaml, "# 2: `date` is not said; “（2024年1月3日）” is a guess\n");
    holds(yaml, "# 3: “二是” is missing in this enumeration"); /* in the middle of its line */
    holds(yaml, "# 5: this stands behind the signature or the list of those present");
}

static void markdown(void **state)
{
    struct fixture *fixture = *state;
    const char *yaml =
        imported(fixture, "a.md",
                 string_of("# 示例报告\n\n见[网站](http://a.cn)和<http://b.cn>[^1]。\n\n[^1]: "
                           "市级。\n\n[甲]: 乙\n"),
                 false);

    holds(yaml, "- 见网站和http://b.cn[^1]。\n");
    holds(yaml, "[^1]: 市级。");
    holds(yaml, "[甲]: 乙");
    holds(yaml, "# 3: the address of a link is left out here");
    assert_int_equal(fixture->diagnostics->count, 3); /* of b.cn nothing; issuer, day */
}

static void signatures(void **state)
{
    struct fixture *fixture = *state;
    struct string joint =
        string_of("关于示例的通知\n正文。\n示例市财政局　示例市司法局\n2024年1月3日\n");
    struct string line =
        string_of("关于示例的通知\n正文。\n示例市财政局  二○二四年一月三日\n（此件不公开）");

    holds(imported(fixture, "a.txt", joint, false), "organs: [示例市财政局, 示例市司法局]\n");
    const char *yaml = imported(fixture, "b.txt", line, false);
    holds(yaml, "issuer: 示例市财政局\ndate: 2024-01-03\n");
    holds(yaml, "remark: 此件不公开\n");
}

static void quoting(void **state)
{
    struct fixture *fixture = *state;
    const char *yaml =
        text(fixture, "- 减号。\n“引号”: 冒号 # 井号。\n{{名}}和\\{{。\nnull\n'单'。\n# 号。\n"
                      "尾：\n行\xE2\x80\xA8中。");

    holds(yaml, "- \"- 减号。\"\n");
    holds(yaml, "- \"“引号”: 冒号 # 井号。\"\n");
    holds(yaml, "- \\{{名}}和\\\\{{。\n");
    holds(yaml, "- \"null\"\n");
}

static void proposals(void **state)
{
    struct fixture *fixture = *state;
    const char *body = "2023年12月，开展《12条意见》宣传3万余份，第5次会议，1.2.3版，007件，12,"
                       "049条，98.5%，3个月，4个，"
                       "2021—2025年，A4纸，5至6次，收到-3件，90多人次。";
    const char *yaml =
        imported(fixture, "test.txt",
                 string_of(arena_format(fixture->arena, "%s%s%s", HEAD, body, TAIL)), true);

    holds(yaml, "s0.01: {value: 3, unit: 万余份}");
    holds(yaml, "s0.02: {value: 98.5, unit: \"%\"}");
    holds(yaml, "s0.03: {value: 4, unit: 个}");
    holds(yaml, "s0.04: {value: 90, unit: 多人次}");
    lacks(yaml, "s0.05");
    holds(yaml, "2023年12月，开展《12条意见》宣传{{s0.01}}，第5次会议，1.2.3版，007件，12,049条，{{"
                "s0.02}}，"
                "3个月，{{s0.03}}，2021—2025年，A4纸，5至6次，收到-3件，{{s0.04}}。");
}

static void layouts(void **state)
{
    static const char *const rows[][2] = {
        {"示例区2023年度工作报告\n正文。", "annual-report"},
        {"示例局2023年政府信息公开工作年度报告\n正文。", "disclosure-report"},
        {"示例市人民政府\n示政发〔2024〕1号\n关于示例的通知\n正文。", "gb9704"},
        {"示例市财政局\n示财发〔2024〕1号  签发人：示例\n关于示例的请示\n正文。", "gb9704-upward"},
        {"关于示例的函\n示例省统计局：\n正文。", "gb9704-letter"},
        {"示例市人民政府令\n第12号\n正文。", "gb9704-order"},
        {"示例市人民政府第3次常务会议纪要\n正文。", "gb9704-minutes"},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        holds(imported(fixture, "a.txt", string_of(rows[i][0]), false),
              arena_format(fixture->arena, "\nlayout: %s\n", rows[i][1]));
    }
}

/* ---- DOCX ---- */

static struct string docx(struct fixture *fixture, const char *document)
{
    const struct zip_part part = {"word/document.xml", string_of(document)};
    struct buffer out = buffer_new(fixture->arena);

    zip_write(&out, &part, 1);
    return buffer_string(&out);
}

static void documents(void **state)
{
    struct fixture *fixture = *state;
    struct string bytes = docx(
        fixture,
        "<document><body><p><r><t>示例区2023年度</t></r><r><t>工作报告</t></r></p>"
        "<p><r><t>甲</t><br/><t>乙。</t></r><del><r><delText>丙</delText></r></del></p>"
        "<p><r><t>示例区人民政府</t></r></p><p><r><t>2024年1月3日</t></r></p></body></document>");
    const char *yaml = imported(fixture, "a.docx", bytes, false);

    holds(yaml, "title: 示例区2023年度工作报告\n");
    holds(yaml, "  - 甲\n  - 乙。\n");
    lacks(yaml, "丙");
    yaml =
        imported(fixture, "b.docx",
                 docx(fixture, "<document><body><p><r><t>示例报告</t></r></p><p><r><t>3m</t></r><r>"
                               "<rPr><vertAlign val=\"superscript\"/></rPr><t>2</t></r></p>"
                               "</body></document>"),
                 false);
    holds(yaml, "  # 2: the raised or lowered position of a character is left out here\n  - 3m2\n");
    /* A ZIP is a DOCX whatever its name is. */
    holds(imported(fixture, "a.txt", bytes, false), "title: 示例区2023年度工作报告\n");
}

static void refuses(struct fixture *fixture, struct string bytes)
{
    struct diagnostics *findings = diagnostics_new(fixture->arena);

    assert_null(import_read_bytes(fixture->arena, "a.docx", bytes, findings));
    assert_int_equal(findings->errors, 1);
    assert_string_equal(message_name(findings->items[0]->message), "import-broken");
}

static void hostile_documents(void **state)
{
    struct fixture *fixture = *state;
    struct string good = docx(fixture, "<document><body/></document>");
    struct buffer deep = buffer_new(fixture->arena);

    refuses(fixture, docx(fixture, ""));
    refuses(fixture, docx(fixture, "<document><body>"));
    refuses(fixture, docx(fixture, "<!DOCTYPE a [<!ENTITY e \"x\">]><document>&e;</document>"));
    refuses(fixture, docx(fixture, "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><document/>"));
    refuses(fixture, (struct string){good.bytes, good.size - 30});
    refuses(fixture, string_of("PK\003\004"));
    refuses(fixture, string_of("no ZIP"));
    for (unsigned i = 0; i < 200; i++) {
        buffer_add_string(&deep, "<p>");
    }
    for (unsigned i = 0; i < 200; i++) {
        buffer_add_string(&deep, "</p>");
    }
    refuses(fixture, docx(fixture, buffer_string(&deep).bytes));
    for (size_t i = 0; i < good.size; i++) { /* no damage is worse than a finding */
        char *damaged = arena_copy(fixture->arena, good.bytes, good.size);
        damaged[i] = (char)(damaged[i] ^ 0x55);
        (void)import_read_bytes(fixture->arena, "a.docx", (struct string){damaged, good.size},
                                diagnostics_new(fixture->arena));
    }
}

/* ---- places ---- */

static void places(void **state)
{
    struct fixture *fixture = *state;
    const struct import *import = import_read_bytes(
        fixture->arena, "a.txt", string_of(HEAD "\n　一、甲\n  总的看：一是子。二是丑。\n" TAIL),
        fixture->diagnostics);

    assert_non_null(import);
    const struct node *section = node_get(import->root, "sections")->items[0];
    const struct node *heading = node_get(section, "heading");
    assert_int_equal(heading->place.line, 3);
    assert_int_equal(heading->place.column, 4);
    const struct node *items = node_get(node_get(section, "body")->items[0], "items");
    assert_int_equal(items->items[1]->place.line, 4);
    assert_int_equal(items->items[1]->place.column, 13);
    assert_non_null(report_read(fixture->arena, import->root, fixture->diagnostics));
    assert_int_equal(fixture->diagnostics->errors, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(markers),      TEST(days),
        TEST(words),        TEST(enumerations),
        TEST(headings),     TEST(signatures),
        TEST(quoting),      TEST(proposals),
        TEST(documents),    TEST(hostile_documents),
        TEST(kept_numbers), TEST(captions),
        TEST(titles),       TEST(broken_lines),
        TEST(enclosures),   TEST(guesses),
        TEST(markdown),     TEST(places),
        TEST(layouts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
