/* Texts, dates and lines of comments (comment/), and what confines a stranger's sources. */
#include "base/arena.h"
#include "base/confine.h"
#include "base/diagnostic.h"
#include "comment/annotation.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct string text(const char *bytes)
{
    return (struct string){bytes, strlen(bytes)};
}

static void dates(void **state)
{
    static const struct {
        const char *date, *time;
        int64_t instant;
    } rows[] = {
        {"D:20260301102233+08'00'", "2026-03-01T10:22:33+08:00", 1772331753},
        {"D:20260301022233Z", "2026-03-01T02:22:33Z", 1772331753},
        {"D:20260301022233", "2026-03-01T02:22:33", 1772331753},
        {"D:20260301102233+08", "2026-03-01T10:22:33+08:00", 1772331753},
        {"D:20260301032233+01'00", "2026-03-01T03:22:33+01:00", 1772331753},
        {"19700101", "1970-01-01", 0},
        {"D:20240229", "2024-02-29", 1709164800},
        {"D:2026", "", 0},
        {"D:20261301", "", 0},
        {"D:20260001", "", 0},
        {"D:20260132", "", 0},
        {"D:202601012561", "", 0},
        {"yesterday", "", 0},
        {"", "", 0},
        {"D:", "", 0},
        {"D:20260301102233+", "2026-03-01T10:22:33+00:00", 1772360553},
    };
    struct arena *arena = arena_new(0);

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t instant;
        assert_string_equal(annotation_time(arena, text(rows[i].date), &instant), rows[i].time);
        assert_int_equal(instant, rows[i].instant);
    }
    arena_free(arena);
}

static void rich_texts(void **state)
{
    static const struct {
        const char *rich, *plain;
    } rows[] = {
        {"<?xml version=\"1.0\"?><body><p>甲<b>乙</b></p><p>丙</p></body>", "甲乙\n丙"},
        {"a<br/>b", "a\nb"},
        {"&lt;&amp;&gt;&quot;&apos;", "<&>\"'"},
        {"&#x4e00;&#19968;", "一一"},
        {"&#xD800;&#x110000;&#0;&#;&#x;&", "&#xD800;&#x110000;&#0;&#;&#x;&"},
        {"&#x4e00", "&#x4e00"},
        {"<p", ""},
        {"a<p", "a"},
        {"&l", "&l"},
        {"", ""},
    };
    struct arena *arena = arena_new(0);

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_string_equal(annotation_plain(arena, text(rows[i].rich)).bytes, rows[i].plain);
    }
    arena_free(arena);
}

static const struct source *source_of(struct arena *arena, const char *bytes)
{
    return source_from_memory(arena, "report.yaml", bytes, strlen(bytes), diagnostics_new(arena));
}

static void passages(void **state)
{
    static const char made_text[] =
        "title: 标题\n- 第一段的文字在这里。\n- 重复\n- 第二段说的是另一件事。\n"
        "- 重复\n- 末段\n";
    static const struct {
        const char *now;
        uint32_t line; /* of the old text */
        const char *words;
        enum comment_passage passage;
        uint32_t row;
    } rows[] = {
        {made_text, 4, "另一件事", PASSAGE_THERE, 4},
        {made_text, 5, NULL, PASSAGE_THERE, 5}, /* a line that stands twice */
        {made_text, 3, NULL, PASSAGE_THERE, 3},
        {"# x\n# y\ntitle: 标题\n- 第一段的文字在这里。\n- 重复\n- 第二段说的是另一件事。\n- "
         "重复\n- 末段\n",
         5, NULL, PASSAGE_THERE, 7},
        {"title: 标题\n- 第一段的文字在这里。\n- 重复\n- 第二段说的是一件事。\n- 重复\n- 末段\n", 4,
         "另一件事", PASSAGE_CHANGED, 4},
        {"title: 标题\n- 第一段的文字在这里。\n- 重复\n- 这里，第二段说的是另一件事。\n- 重复\n- "
         "末段\n",
         4, "另一件事", PASSAGE_THERE, 4},
        {"title: 标题\n- 第一段的文字在这里。\n- 重复\n- 重复\n- 末段\n", 4, "另一件事",
         PASSAGE_GONE, 3},
        {"title: 标题\n- 第二段说的是另一件事。\n- 第一段的文字在这里。\n- 末段\n", 4, "另一件事",
         PASSAGE_THERE, 2},
        {"", 4, "另一件事", PASSAGE_GONE, 1},
        {"别的\n", 1, NULL, PASSAGE_GONE, 1},
    };
    struct arena *arena = arena_new(0);
    const struct source *made = source_of(arena, made_text);

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct passage_now now = passage_find(made, source_of(arena, rows[i].now),
                                              (struct place){made, rows[i].line, 3}, rows[i].words);
        if (now.passage != rows[i].passage || now.row != rows[i].row) {
            print_error("case %zu: %d at %u\n", i, (int)now.passage, now.row);
        }
        assert_int_equal(now.passage, rows[i].passage);
        assert_int_equal(now.row, rows[i].row);
        assert_true(now.column >= 1);
    }
    arena_free(arena);
}

static void confinement(void **state)
{
    static const struct confined_file files[] = {
        {"report.yaml", {"r", 1}},       {"pictures/a.png", {"a", 1}},
        {"elsewhere/0/b.png", {"b", 1}}, {"elsewhere/1/c.png", {"c", 1}},
        {"elsewhere/2/c.png", {"d", 1}}, {"../up.yaml", {"u", 1}}};
    static const struct confinement inside = {"in.pdf", files, sizeof files / sizeof *files};
    static const struct {
        const char *path, *bytes;
    } rows[] = {
        {"in.pdf/report.yaml", "r"},
        {"in.pdf//./pictures/../report.yaml", "r"},
        {"in.pdf/pictures/a.png", "a"},
        {"in.pdf/../b.png", "b"}, /* it lay above the report */
        {"/somewhere/b.png", "b"},
        {"in.pdf/folder/b.png", "b"}, /* it was named from a file that has moved */
        {"in.pdf/../c.png", NULL},    /* which of the two? */
        {"in.pdf/../up.yaml", NULL},
        {"../up.yaml", NULL},
        {"/etc/passwd", NULL},
        {"in.pdf/../../etc/passwd", NULL},
        {"in.pdf", NULL},
        {"in.pdf/", NULL},
        {"in.pdfx/report.yaml", NULL},
        {"-", NULL},
        {"", NULL},
    };
    struct arena *arena = arena_new(0);
    struct diagnostics *diagnostics = diagnostics_new(arena);
    struct string bytes;
    char long_path[9000] = "in.pdf/";

    (void)state;
    confine(arena, &inside);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *child = arena_child(arena);
        bool found = source_bytes(child, rows[i].path, (struct place){0}, &bytes, diagnostics);
        assert_int_equal(found, rows[i].bytes != NULL);
        assert_int_equal(source_exists(child, rows[i].path), rows[i].bytes != NULL);
        if (found) {
            assert_memory_equal(bytes.bytes, rows[i].bytes, 1);
        }
    }
    memset(long_path + 7, 'x', sizeof long_path - 8);
    assert_false(source_exists(arena, long_path));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates),
        cmocka_unit_test(rich_texts),
        cmocka_unit_test(passages),
        cmocka_unit_test(confinement),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
