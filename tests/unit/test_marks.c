/* Inline marks: what they mark, what is wrong with them, and where each character was written. */
#include "report_fixture.h"

/* Longest time for a hostile text, sanitizers included. */
#define PATIENCE 5.0

#define FACTS "facts: {n: {value: 7, unit: 件}}\n"

/* Labels of notes: ①, ②, … counted from 1. */
static const char *next_label(void *context)
{
    static const char *const labels[] = {"①", "②", "③", "④"};
    unsigned *count = context;

    assert_true(*count < sizeof labels / sizeof *labels);
    return labels[(*count)++];
}

/* Expands `preamble: YAML`, which stands on line 6. */
static struct expansion expand(struct fixture *fixture, const char *yaml, bool notes)
{
    struct report *report = read_report(
        fixture, arena_format(fixture->arena, "%spreamble: %s\n", REPORT_HEAD FACTS, yaml));
    unsigned count = 0;
    struct scope scope = {.note_label = notes ? next_label : NULL, .note_context = &count};

    if (report == NULL) {
        fail_msg("not read:\n%s", findings(fixture));
        return (struct expansion){0};
    }
    scope.report = report;
    return template_expand(fixture->arena, &scope, first_paragraph(report), fixture->diagnostics);
}

/* The text with its spans as <word>…</>, what is attached behind a |. */
static const char *written_out(struct fixture *fixture, const struct expansion *expansion)
{
    struct buffer out = buffer_new(fixture->arena);
    size_t open[MARK_DEPTH_LIMIT];
    size_t depth = 0, next = 0;

    for (size_t at = 0; at <= expansion->string.size; at++) {
        while (depth > 0 && expansion->spans[open[depth - 1]].end == at) {
            const struct span *span = &expansion->spans[open[--depth]];
            if (span->attached != NULL) {
                buffer_format(&out, "|%s", written_out(fixture, span->attached));
            }
            buffer_add_string(&out, "</>");
        }
        while (next < expansion->span_count && expansion->spans[next].start == at) {
            const struct span *span = &expansion->spans[next];
            assert_true(span->end > at && span->end <= expansion->string.size);
            assert_true(depth < MARK_DEPTH_LIMIT);
            assert_true(depth == 0 || span->end <= expansion->spans[open[depth - 1]].end);
            buffer_format(&out, "<%s>", mark_words[span->mark]);
            open[depth++] = next++;
        }
        if (at < expansion->string.size) {
            buffer_add_byte(&out, (unsigned char)expansion->string.bytes[at]);
        }
    }
    assert_int_equal(depth, 0);
    assert_int_equal(next, expansion->span_count);
    return buffer_string(&out).bytes;
}

static void assert_marks(struct fixture *fixture, const char *yaml, const char *expected)
{
    struct expansion text = expand(fixture, yaml, true);

    assert_string_equal(written_out(fixture, &text), expected);
}

static void test_marks(void **state)
{
    static const struct {
        const char *yaml, *expected;
    } cases[] = {
        {"甲{{strong 乙}}丙", "甲<strong>乙</>丙"},
        {"甲{{emphasis 乙}}", "甲<emphasis>乙</>"},
        {"\"{{strong 甲}}{{strong 乙}}\"", "<strong>甲</><strong>乙</>"},
        {"m{{superscript 2}}，H{{subscript 2}}O", "m<superscript>2</>，H<subscript>2</>O"},
        {"甲{{keep 乙 丙}}丁", "甲<keep>乙 丙</>丁"},
        {"甲{{break}}乙{{ break }}丙", "甲\xE2\x80\xA8乙\xE2\x80\xA8丙"},
        {"甲{{ruby 龘|dá}}", "甲<ruby>龘|dá</>"},
        {"甲{{note 乙}}丙{{note 丁}}", "甲<note>①|乙</>丙<note>②|丁</>"},
        /* nested, with names */
        {"甲{{strong 乙{{emphasis 丙}}丁}}", "甲<strong>乙<emphasis>丙</>丁</>"},
        {"甲{{strong {{emphasis 丙}}}}", "甲<strong><emphasis>丙</></>"},
        {"甲{{strong {{n}}}}", "甲<strong>7件</>"},
        {"甲{{strong{{n}}}}", "甲<strong>7件</>"},
        {"甲{{ruby {{issuer}}|{{n}}}}", "甲<ruby>区政府办公室|7件</>"},
        {"甲{{ruby {{strong 龘}}|{{emphasis dá}}}}", "甲<ruby><strong>龘</>|<emphasis>dá</></>"},
        {"甲{{strong 乙{{note 丙{{emphasis 丁}}{{n}}}}戊}}",
         "甲<strong>乙<note>①|丙<emphasis>丁</>7件</>戊</>"},
        {"甲{{note {{ruby 龘|dá}}}}", "甲<note>①|<ruby>龘|dá</></>"},
        /* blanks at either end do not count, inside they do */
        {"甲{{  strong   乙 丙  }}丁", "甲<strong>乙 丙</>丁"},
        {"甲{{strong　乙　}}丁", "甲<strong>乙</>丁"},
        {"甲{{ruby  龘 | dá }}", "甲<ruby>龘|dá</>"},
        {"甲{{strong 乙 {{n}} }}", "甲<strong>乙 7件</>"},
        {"|\n  甲{{strong\n  乙\n  }}丙{{ruby 龘|\n  dá}}", "甲<strong>乙</>丙<ruby>龘|dá</>\n"},
        /* single braces and bars are text */
        {"甲{{strong {乙} }}", "甲<strong>{乙}</>"},
        {"甲|乙{{strong 丙|丁}}戊}}", "甲|乙<strong>丙|丁</>戊}}"},
        {"甲{{ruby 龘|a|b}}", "甲<ruby>龘|a|b</>"},
        {"甲{{ruby {{strong 龘|龘}}|dá}}", "甲<ruby><strong>龘|龘</>|dá</>"},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_marks(fixture, cases[i].yaml, cases[i].expected);
        assert_nothing(fixture);
    }
}

static void test_escapes(void **state)
{
    static const struct {
        const char *yaml, *expected;
    } cases[] = {
        {"甲\\{{strong 乙}}", "甲{{strong 乙}}"},
        {"甲{{strong \\{{乙\\}}丙}}", "甲<strong>{{乙}}丙</>"},
        {"甲{{strong \\}}}}", "甲<strong>}}</>"},
        {"甲\\}}", "甲\\}}"}, /* outside of a mark }} is text anyway */
        {"甲{{ruby 龘\\|龘|d\\|á}}", "甲<ruby>龘|龘|d|á</>"},
        {"甲{{strong 乙\\|丙}}\\|", "甲<strong>乙\\|丙</>\\|"},
        {"'甲{{strong 乙\\ }}'", "甲<strong>乙\\</>"},
        {"甲{{strong \\\\}}}}", "甲<strong>\\}}</>"},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_marks(fixture, cases[i].yaml, cases[i].expected);
        assert_nothing(fixture);
    }
}

/* Marks in a value that is named inside of marks. */
static void test_values(void **state)
{
    struct fixture *fixture = *state;
    struct expansion text = expand_preamble(fixture, "title: 一{{emphasis 二}}}}三\n"
                                                     "issuer: 办|公\n"
                                                     "date: 2024-01-03\n"
                                                     "preamble: 甲{{strong {{title}}}}{{ruby "
                                                     "{{issuer}}|bàn}}\n");

    assert_string_equal(written_out(fixture, &text),
                        "甲<strong>一<emphasis>二</>}}三</><ruby>办|公|bàn</>");
    assert_nothing(fixture);

    text = expand_preamble(fixture, "title: 一{{emphasis 二\n"
                                    "issuer: 办\n"
                                    "date: 2024-01-03\n"
                                    "preamble: 甲{{strong {{title}}乙}}\n");
    assert_string_equal(written_out(fixture, &text), "甲<strong>一<emphasis>二</>乙</>");
    assert_only(fixture, 1, 9, "template-syntax: \"{{emphasis\" without \"}}\"");
}

static void test_findings(void **state)
{
    static const struct {
        const char *yaml;
        unsigned column;
        const char *finding, *expected;
    } cases[] = {
        {"甲{{strong 乙", 12, "template-syntax: \"{{strong\" without", "甲<strong>乙</>"},
        {"甲{{strong 乙{{emphasis 丙}}", 12, "\"{{strong\" without",
         "甲<strong>乙<emphasis>丙</></>"},
        {"甲{{ruby 龘", 12, "\"{{ruby\" without", "甲<keep>龘</>"},
        {"甲{{ruby 龘|dá", 12, "\"{{ruby\" without", "甲<ruby>龘|dá</>"},
        {"甲{{strong}}", 12, "empty-mark: the mark \"strong\" holds no text", "甲"},
        {"甲{{strong  }}乙", 12, "empty-mark", "甲乙"},
        {"甲{{note }}乙", 12, "empty-mark: the mark \"note\"", "甲<note>①|</>乙"},
        {"甲{{ruby}}", 12, "missing-reading", "甲"},
        {"甲{{ruby 龘}}乙", 12, "missing-reading", "甲<keep>龘</>乙"},
        {"甲{{ruby 龘|}}乙", 12, "missing-reading", "甲<ruby>龘|</>乙"},
        {"甲{{ruby |dá}}乙", 12, "missing-reading", "甲乙"},
        {"甲{{break 乙}}", 12, "filled-break", "甲"},
        {"甲{{keep 乙{{break}}丙}}", 20, "\"break\" cannot stand inside \"keep\"",
         "甲<keep>乙丙</>"},
        {"甲{{ruby 龘{{break}}|dá}}", 20, "\"break\" cannot stand inside \"ruby\"",
         "甲<ruby>龘|dá</>"},
        {"甲{{ruby 龘{{note 乙}}|dá}}", 20, "\"note\" cannot stand inside \"ruby\"",
         "甲<ruby>龘|dá</>"},
        {"甲{{ruby 龘{{ruby 乙|yǐ}}|dá}}", 20, "\"ruby\" cannot stand inside \"ruby\"",
         "甲<ruby>龘|dá</>"},
        {"甲{{ruby 龘|{{strong {{ruby 乙|yǐ}}}}}}", 30, "\"ruby\" cannot stand inside \"ruby\"",
         "甲<ruby>龘|</>"},
        {"甲{{note 乙{{note 丙{{n}}}}丁}}", 20, "\"note\" cannot stand inside \"note\"",
         "甲<note>①|乙丁</>"},
        /* what is not known, with what is like it */
        {"甲{{stong 乙}}丙", 12, "\"stong\"; did you mean \"strong\"?", "甲丙"},
        {"甲{{stong 乙{{n}}}}丙", 12, "\"stong\"; did you mean \"strong\"?", "甲丙"},
        {"甲{{Strong}}丙", 12, "\"Strong\"; did you mean \"strong\"?", "甲丙"},
        {"甲{{完全不同 乙{{strong 丁{{break}}}}}}丙", 12, "nothing is called \"完全不同\"", "甲丙"},
        {"甲{{完全不同 乙}}丙", 12, "nothing is called \"完全不同 乙\"", "甲丙"},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_marks(fixture, cases[i].yaml, cases[i].expected);
        assert_only(fixture, 6, cases[i].column, cases[i].finding);
        forget(fixture);
    }
}

static void test_notes_refused(void **state)
{
    struct fixture *fixture = *state;
    struct expansion text = expand(fixture, "甲{{note 乙{{n}}{{note 丙}}}}丁", false);

    assert_string_equal(written_out(fixture, &text), "甲丁");
    assert_only(fixture, 6, 12, "misplaced-mark: no note can stand in this text");
}

/* A fact cannot be called like a mark. */
static void test_fact_names(void **state)
{
    static const char *const names[] = {"strong", "break", "note", "keep together", "ruby　x"};
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_null(read_report(fixture, arena_format(fixture->arena, "%sfacts: {%s: {value: 1}}\n",
                                                      REPORT_HEAD, names[i])));
        assert_only(fixture, 5, 9, "that is a mark of the text");
        forget(fixture);
    }
    assert_non_null(read_report(fixture, REPORT_HEAD "facts: {strongly: {value: 1}}\n"));
    assert_nothing(fixture);
}

/* ---- nesting ---- */

static void test_depth(void **state)
{
    struct fixture *fixture = *state;
    const char *deepest =
        arena_format(fixture->arena, "甲%s乙%s", repeat(fixture, "{{strong ", MARK_DEPTH_LIMIT),
                     repeat(fixture, "}}", MARK_DEPTH_LIMIT));
    struct expansion text = expand(fixture, deepest, true);

    assert_int_equal(text.span_count, MARK_DEPTH_LIMIT);
    assert_nothing(fixture);

    text = expand(fixture,
                  "甲{{keep {{keep {{keep {{keep {{keep {{keep {{keep {{keep {{keep "
                  "{{keep 乙}}}}}}}}}}}}}}}}}}}}丙",
                  true);
    assert_int_equal(text.span_count, MARK_DEPTH_LIMIT);
    assert_string_equal(text.string.bytes, "甲乙丙");
    assert_only(fixture, 6, 12 + MARK_DEPTH_LIMIT * 7, "mark-depth");
}

static void test_hostile_nesting(void **state)
{
    enum { COUNT = 100000 };
    static const char *const parts[] = {
        "{{strong ",   "{{nane x ",   "{{ruby 龘|", "{{note ",     "{{ruby ",
        "{{strong {{", "{{strong 甲", "{{{{",       "{{a{{",       "{{a {{",
        "{{",          "{{strong }}", "{{break}}",  "{{keep \\}}", "}}",
    };
    struct fixture *fixture = *state;
    double start = seconds();

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        for (size_t closed = 0; closed < 2; closed++) {
            struct report *report =
                read_report(fixture, arena_format(fixture->arena, "%spreamble: '甲%s%s'\n",
                                                  REPORT_HEAD, repeat(fixture, parts[i], COUNT),
                                                  repeat(fixture, "}}", closed * COUNT)));
            struct scope scope = {.report = report};
            assert_non_null(report);
            struct expansion text = template_expand(fixture->arena, &scope, first_paragraph(report),
                                                    fixture->diagnostics);
            assert_int_equal(text.string.size, strlen(text.string.bytes));
            forget(fixture);
        }
    }
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
    struct expansion text = expand(fixture,
                                   "\"甲{{strong  乙{{n}}丙}}丁{{ruby 龘|dá{{n}}x}}戊{{note 己\n"
                                   "  庚\\\\}}辛}}壬{{break}}癸\\u5b50\"",
                                   true);
    const char *bytes = text.string.bytes;
    struct expansion_cursor cursor = expansion_cursor_new(&text);

    assert_string_equal(bytes, "甲乙7件丙丁龘戊①壬\xE2\x80\xA8癸子");
    assert_written(&cursor, bytes, "甲", 6, 12);
    assert_written(&cursor, bytes, "乙", 6, 23);
    assert_written(&cursor, bytes, "7件", 6, 24);
    assert_written(&cursor, bytes, "丙", 6, 29);
    assert_written(&cursor, bytes, "丁", 6, 32);
    assert_written(&cursor, bytes, "龘", 6, 40);
    assert_written(&cursor, bytes, "戊", 6, 52);
    assert_written(&cursor, bytes, "①", 6, 53); /* where its note begins */
    assert_written(&cursor, bytes, "壬", 7, 11);
    assert_written(&cursor, bytes, "\xE2\x80\xA8", 7, 12);
    assert_written(&cursor, bytes, "癸", 7, 21);
    assert_written(&cursor, bytes, "子", 7, 22);

    const struct expansion *reading = text.spans[1].attached;
    assert_non_null(reading);
    cursor = expansion_cursor_new(reading);
    assert_string_equal(reading->string.bytes, "dá7件x");
    assert_written(&cursor, reading->string.bytes, "d", 6, 42);
    assert_written(&cursor, reading->string.bytes, "7", 6, 44);
    assert_written(&cursor, reading->string.bytes, "x", 6, 49);

    const struct expansion *note = text.spans[2].attached;
    assert_non_null(note);
    cursor = expansion_cursor_new(note);
    assert_string_equal(note->string.bytes, "己 庚}}辛");
    assert_written(&cursor, note->string.bytes, "己", 6, 60);
    assert_written(&cursor, note->string.bytes, "庚", 7, 3);
    assert_written(&cursor, note->string.bytes, "辛", 7, 8);
    assert_nothing(fixture);
}

static void test_joined(void **state)
{
    struct fixture *fixture = *state;
    struct report *report = read_report(fixture, REPORT_HEAD
                                        "preamble: [\"第{{strong 一}}\", \"{{emphasis 第}}二\"]\n");

    assert_non_null(report);
    const struct variant *blocks = report->preamble.items;
    struct scope scope = {.report = report};
    struct expansion parts[3];
    for (size_t i = 0; i < 2; i++) {
        struct text text = *(const struct text *)blocks[i].value;
        parts[2 * i] = template_expand(fixture->arena, &scope, text, fixture->diagnostics);
        parts[1] = template_derived(fixture->arena, STRING("二是"), text);
    }
    struct expansion text = template_join(fixture->arena, parts, 3);
    assert_string_equal(written_out(fixture, &text), "第<strong>一</>二是<emphasis>第</>二");
    struct expansion_cursor cursor = expansion_cursor_new(&text);
    assert_written(&cursor, text.string.bytes, "一", 5, 23);
    assert_written(&cursor, text.string.bytes, "二是", 5, 30);
}

/* For lists of titles: no line breaks and no labels. */
static void test_words(void **state)
{
    static const struct {
        const char *yaml, *expected;
    } cases[] = {
        {"甲{{strong 乙}}丙", "甲乙丙"},
        {"甲{{break}}乙", "甲乙"},
        {"Annual{{break}}report", "Annual report"},
        {"Annual {{break}} report", "Annual  report"},
        {"|-\n  甲\n  Latin\n  words\n  乙", "甲Latin words乙"},
        {"甲{{note 乙}}丙{{strong 丁{{note 戊}}}}", "甲丙丁"},
        {"甲{{ruby 龘|dá}}", "甲龘"},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct expansion text = expand(fixture, cases[i].yaml, true);
        struct string words = template_words(fixture->arena, &text);
        assert_string_equal(words.bytes, cases[i].expected);
        assert_int_equal(words.size, strlen(cases[i].expected));
    }
    assert_nothing(fixture);
}

/* Random mixtures: spans nest, segments are in order, all of the text has a place. */
static void test_mixtures(void **state)
{
    static const char *const parts[] = {"{{strong ", "{{ruby ", "{{note ", "{{keep", "{{break}}",
                                        "|",         "\\",      "}}",      "}}",     "{{n}}",
                                        "{{title}}", " ",       "甲",      "{",      "{{nane x{{"};
    struct fixture *fixture = *state;
    uint32_t random = 1;

    for (unsigned round = 0; round < 3000; round++) {
        struct buffer yaml = buffer_new(fixture->arena);
        buffer_add_string(&yaml, "'P");
        for (unsigned i = 0; i < 12; i++) {
            random = random * 1664525 + 1013904223;
            buffer_add_string(&yaml, parts[(random >> 16) % (sizeof parts / sizeof *parts)]);
        }
        buffer_add_string(&yaml, "'");
        struct report *report =
            read_report(fixture, arena_format(fixture->arena, "%spreamble: %s\n",
                                              "title: 'T{{emphasis t}}|{{strong s'\nissuer: 办\n"
                                              "date: 2024-01-03\n" FACTS,
                                              yaml.bytes));
        unsigned count = 0;
        struct scope scope = {.report = report};
        if (round % 2 == 0) {
            scope.note_label = next_label;
            scope.note_context = &count;
        }
        assert_non_null(report);
        struct expansion text =
            template_expand(fixture->arena, &scope, first_paragraph(report), fixture->diagnostics);
        assert_true(g_utf8_validate(text.string.bytes, (gssize)text.string.size, NULL));
        (void)written_out(fixture, &text);
        struct expansion_cursor cursor = expansion_cursor_new(&text);
        for (size_t i = 0; i < text.string.size; i++) {
            struct place place = expansion_cursor_place(&cursor, i);
            assert_in_range(place.line, 1, 5);
        }
        for (size_t i = 1; i < text.count; i++) {
            assert_true(text.segments[i].offset >= text.segments[i - 1].offset);
        }
        forget(fixture);
        count = 0;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_marks, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_escapes, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_values, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_findings, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_notes_refused, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_fact_names, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_depth, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_hostile_nesting, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_places, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_joined, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_words, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_mixtures, fixture_setup, fixture_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
