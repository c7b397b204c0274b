/* What `gongwen serve` lets in, and how it changes a number of a report. */
#include "yaml_fixture.h"

#include "serve/fact_edit.h"
#include "serve/form.h"
#include "serve/guard.h"
#include "serve/server.h"

/* ---- guards ---- */

static void test_tokens(void **state)
{
    char token[GUARD_TOKEN_SIZE + 1], other[GUARD_TOKEN_SIZE + 1];

    (void)state;
    assert_true(guard_token(token) && guard_token(other));
    assert_int_equal(strlen(token), GUARD_TOKEN_SIZE);
    assert_string_not_equal(token, other);
    assert_true(guard_is_token(token, token));
    assert_false(guard_is_token(token, other));
    assert_false(guard_is_token(token, ""));
    assert_false(guard_is_token(token, NULL));

    for (size_t i = 0; i < GUARD_TOKEN_SIZE; i++) { /* each digit counts */
        (void)strcpy(other, token);
        other[i] = other[i] == '0' ? '1' : '0';
        assert_false(guard_is_token(token, other));
    }
}

static void test_hosts(void **state)
{
    static const char *const ours[] = {"127.0.0.1:8000", "localhost:8000", "LOCALHOST:8000",
                                       "[::1]:8000"};
    static const char *const foreign[] = {"127.0.0.1",         "127.0.0.1:80",
                                          "127.0.0.1:80000",   "127.0.0.1.evil.example:8000",
                                          "evil.example:8000", "localhost:8000.evil.example",
                                          "0.0.0.0:8000",      "",
                                          "[::]:8000",         "localhost:8000@evil.example"};

    (void)state;
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
        assert_true(guard_is_host(ours[i], 8000));
    }
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
        assert_false(guard_is_host(foreign[i], 8000));
    }
    assert_false(guard_is_host(NULL, 8000));
    assert_true(guard_is_host("localhost", 80)); /* browsers leave it out */
    assert_true(guard_is_origin("http://localhost:8000", "localhost:8000"));
    assert_false(guard_is_origin("http://127.0.0.1:8000", "localhost:8000"));
    assert_false(guard_is_origin("https://localhost:8000", "localhost:8000"));
    assert_false(guard_is_origin("http://localhost:8000/", "localhost:8000"));
    assert_false(guard_is_origin("null", "localhost:8000"));
    assert_false(guard_is_origin(NULL, "localhost:8000"));
}

static void test_languages(void **state)
{
    (void)state;
    assert_true(guard_wants_chinese("zh-CN,zh;q=0.9,en;q=0.8"));
    assert_true(guard_wants_chinese("fr, zh-TW;q=0.9, en"));
    assert_false(guard_wants_chinese("en-GB,zh;q=0.5"));
    assert_false(guard_wants_chinese("fr,de"));
    assert_false(guard_wants_chinese(""));
    assert_false(guard_wants_chinese(NULL));
}

static void test_editors(void **state)
{
    (void)state;
    assert_true(server_accepts_editor("vscode://file/{path}:{line}:{column}"));
    assert_true(server_accepts_editor("x-my.editor+1:{path}"));
    assert_false(server_accepts_editor("javascript:alert(1)"));
    assert_false(server_accepts_editor("JavaScript:alert(1)"));
    assert_false(server_accepts_editor("data:text/html,x"));
    assert_false(server_accepts_editor("/usr/bin/vi"));
    assert_false(server_accepts_editor(":x"));
    assert_false(server_accepts_editor("1x:y"));
    assert_false(server_accepts_editor(""));
}

/* ---- forms ---- */

static void test_forms(void **state)
{
    char body[] = "name=a%20b&value=%E5%8D%81+1&bad=%zz&nul=%00&empty=&half=%4&alone&name=second";
    char raw[] = "a=1\0&b=2";
    char many[] = "a=1&a=2&a=3&a=4&a=5&a=6&a=7&a=8&z=9";
    char none[1];
    struct form form = {0};

    (void)state;
    form_read(&form, body, strlen(body));
    assert_string_equal(form_field(&form, "name"), "a b");
    assert_string_equal(form_field(&form, "value"), "十 1");
    assert_string_equal(form_field(&form, "empty"), "");
    assert_null(form_field(&form, "bad"));
    assert_null(form_field(&form, "nul"));
    assert_null(form_field(&form, "half"));
    assert_null(form_field(&form, "alone"));
    form_read(&form, raw, 8);
    assert_null(form_field(&form, "a"));
    form_read(&form, many, strlen(many));
    assert_null(form_field(&form, "z"));
    form_read(&form, none, 0);
    assert_null(form_field(&form, ""));
}

/* ---- edits ---- */

static enum fact_edited edit(struct fixture *fixture, const char *text, const char *name,
                             const char *value, const char **edited)
{
    const struct source *source =
        source_from_memory(fixture->arena, "report.yaml", text, strlen(text), fixture->diagnostics);
    const struct fact_edit request = {name, "value", value};
    struct string result = {0};
    enum fact_edited outcome = fact_edit(fixture->arena, source, &request, &result);

    *edited = outcome == FACT_EDITED ? result.bytes : NULL;
    return outcome;
}

/* What is written how, and what becomes of it. */
static void test_edits(void **state)
{
    static const struct {
        const char *before, *value, *after;
    } cases[] = {
        {"facts: {a: {value: 1, unit: 件}} # 说明\n", "20",
         "facts: {a: {value: 20, unit: 件}} # 说明\n"},
        {"facts:\n  a:\n    value: 1   # 一\n    unit: 件\n", "-2.50",
         "facts:\n  a:\n    value: -2.50   # 一\n    unit: 件\n"},
        {"facts:\r\n  a: {value: \"1\"}\r\n# 完\r\n", "3",
         "facts:\r\n  a: {value: \"3\"}\r\n# 完\r\n"},
        {"facts: {a: {value: '100'}}\n", " 12,049 ", "facts: {a: {value: '12049'}}\n"},
        {"# 数据\nfacts: {é: {value: 7}, a: {unit: 次, value: 1}}", "２５．５",
         "# 数据\nfacts: {é: {value: 7}, a: {unit: 次, value: 25.5}}"},
        {"facts: {a: {value: &x 1}}\n", "2", "facts: {a: {value: &x 2}}\n"},
        {"facts: {a: {value: 1}}\nb: 1\n", "1", "facts: {a: {value: 1}}\nb: 1\n"},
    };
    struct fixture *fixture = *state;
    const char *edited;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(edit(fixture, cases[i].before, "a", cases[i].value, &edited), FACT_EDITED);
        assert_string_equal(edited, cases[i].after);
    }
}

static void test_refused_edits(void **state)
{
    static const struct {
        const char *before, *value;
        enum fact_edited outcome;
    } cases[] = {
        {"facts: {a: {value: 1}}\n", "x", FACT_NO_NUMBER},
        {"facts: {a: {value: 1}}\n", "", FACT_NO_NUMBER},
        {"facts: {a: {value: 1}}\n", "1}, b: {value: 2", FACT_NO_NUMBER},
        {"facts: {a: {value: 1}}\n", "1\n2", FACT_EDITED}, /* 12: blanks are nothing */
        {"facts: {a: {value: 1}}\n", "98%", FACT_NO_NUMBER},
        {"facts: {a: {value: 1}}\n", "1,23", FACT_NO_NUMBER},
        {"facts: {a: {value: 1}}\n", "1e5", FACT_NO_NUMBER},
        {"facts: {a: {value: 1}}\n", "99999999999999999999999", FACT_NO_NUMBER},
        {"facts: {b: {value: 1}}\n", "2", FACT_UNKNOWN},
        {"facts: {a: {compute: b}}\n", "2", FACT_UNKNOWN},
        {"facts: [a]\n", "2", FACT_UNKNOWN},
        {"- facts\n", "2", FACT_UNKNOWN},
        {"facts: {a: {value: [1]}}\n", "2", FACT_UNKNOWN},
        {"facts: {a: {value: &x 1}, b: {value: *x}}\n", "2", FACT_ELSEWHERE},
        {"x: &x 1\nfacts: {a: {value: *x}}\n", "2", FACT_ELSEWHERE},
        {"facts:\n  a:\n    value: |\n      1\n", "2", FACT_ELSEWHERE},
        {"facts: {a: {value: \"\\x31\"}}\n", "2", FACT_ELSEWHERE},
        {"facts: {a: {value: }}\n", "2", FACT_ELSEWHERE},
        {"facts: {a: {value: 1}\n", "2", FACT_BROKEN},
    };
    struct fixture *fixture = *state;
    const char *edited;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        enum fact_edited outcome = edit(fixture, cases[i].before, "a", cases[i].value, &edited);
        if (outcome != cases[i].outcome) {
            fail_msg("%s of %sgives %d", cases[i].value, cases[i].before, (int)outcome);
        }
    }
}

static void test_digests(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(strlen(fact_edit_digest(fixture->arena, STRING(""))), 16);
    assert_string_not_equal(fact_edit_digest(fixture->arena, STRING("a")),
                            fact_edit_digest(fixture->arena, STRING("b")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tokens),
        cmocka_unit_test(test_hosts),
        cmocka_unit_test(test_languages),
        cmocka_unit_test(test_editors),
        cmocka_unit_test(test_forms),
        cmocka_unit_test_setup_teardown(test_edits, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_refused_edits, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_digests, fixture_setup, fixture_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
