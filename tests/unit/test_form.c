/* Forms (法定表格): names bound to facts, what is missing, and where it is told. */
#include "report_fixture.h"

#include "report/form.h"
#include "report/table.h"
#include <unistd.h>

static void write_file(const char *folder, const char *name, const char *text)
{
    char path[256];

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void remove_files(const char *folder)
{
    char path[256];

    (void)snprintf(path, sizeof path, "%s/form.yaml", folder);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
}

/* The table of a report that takes it from a form with these rows; NULL: the report is not read. */
static const struct table *read_table(struct fixture *fixture, const char *facts, const char *use,
                                      const char *form)
{
    char folder[] = "/tmp/gongwen-form-XXXXXX";

    assert_non_null(mkdtemp(folder));
    write_file(folder, "form.yaml", form);
    const struct report_inputs inputs = {.forms = folder};
    const struct node *root = parse(
        fixture, arena_format(fixture->arena,
                              REPORT_HEAD "facts: {%s}\npreamble:\n  - table: {%s}\n", facts, use));
    struct report *report = report_read_with(fixture->arena, root, &inputs, fixture->diagnostics);
    remove_files(folder);
    if (report == NULL) {
        return NULL;
    }
    assert_int_equal(report->file_count, 1);
    assert_non_null(strstr(report->files[0], "form.yaml"));
    const struct variant *blocks = report->preamble.items;
    assert_int_equal(blocks[0].which, BLOCK_TABLE);
    return blocks[0].value;
}

static const char *cell_text(const struct table *table, size_t cell)
{
    return table->cells[cell].texts[0].string.bytes;
}

#define HEAD "facts: requests\ntable:\n  labels: 1\n  columns: [项目, 总计]\n  rows:\n"

static void test_names(void **state)
{
    static const struct {
        const char *written, *bound;
    } cases[] = {
        {"{{new}}", "{{requests.new | bare}}"},
        {"{{ new }}", "{{requests.new | bare}}"},
        {"{{new | grouped}}", "{{requests.new| grouped}}"},
        {"{{new|grouped}}", "{{requests.new|grouped}}"},
        {"共{{new}}，{{new}}", "共{{requests.new | bare}}，{{requests.new | bare}}"},
        {"{{strong {{new}}}}", "{{strong {{requests.new | bare}}}}"},
        {"{{year}}{{issuer}}{{date.year}}", "{{year}}{{issuer}}{{date.year}}"},
        {"{{break}}", "{{break}}"},
        {"\\\\{{new}}", "\\{{new}}"},
        {"{{new", "{{new"},
        {"{{}}", "{{}}"},
        {"}}{{", "}}{{"},
        {"{", "{"},
        {"", ""},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture *fixture = *state;
        const char *form =
            arena_format(fixture->arena, HEAD "    - [新收, \"%s\"]\n", cases[i].written);
        const struct table *table =
            read_table(fixture, "requests.new: {value: 77, unit: 件}", "form: form", form);
        assert_nothing(fixture);
        assert_non_null(table);
        assert_int_equal(table->cell_count, 4);
        assert_string_equal(cell_text(table, 3), cases[i].bound);
    }
}

static void test_prefix_caption_note(void **state)
{
    struct fixture *fixture = *state;
    const char *form = "facts: requests\ntable:\n  caption: \"{{new}}\"\n  note: \"{{new}}\"\n"
                       "  rows: [[\"{{new}}\"]]\n";
    const struct table *table =
        read_table(fixture, "其他.new: {value: 77}", "form: form, facts: 其他", form);

    assert_nothing(fixture);
    assert_string_equal(cell_text(table, 0), "{{其他.new | bare}}");
    assert_string_equal(table->caption.string.bytes, "{{其他.new | bare}}");
    assert_string_equal(((const struct text *)table->note.items)->string.bytes,
                        "{{其他.new | bare}}");
    table = read_table(fixture, "其他.new: {value: 77}",
                       "form: form, facts: 其他, caption: 题, note: [注一, 注二]", form);
    assert_string_equal(table->caption.string.bytes, "题");
    assert_int_equal(table->note.count, 2);
}

static void test_missing(void **state)
{
    struct fixture *fixture = *state;

    assert_null(read_table(fixture, "requests.new: {value: 77}", "form: form",
                           HEAD "    - [新收, \"{{new}}\"]\n    - [结转, \"共{{left}}\"]\n"));
    assert_only(fixture, 7, 14,
                "form-fact: the form \"form\" needs the fact \"requests.left\" "
                "here (结转 × 总计) (the report names the form in test.yaml:7");
    forget(fixture);
    assert_null(read_table(fixture, "a: {value: 1}", "form: form", HEAD "    - [a, \"{{a}}\"]\n"));
    assert_only(fixture, 7, 19,
                "form-fact: the form \"form\" needs facts whose names begin with "
                "\"requests.\"");
    forget(fixture);
    assert_null(read_table(fixture, "a: {value: 1}", "form: from", HEAD "    - [a, b]\n"));
    assert_only(fixture, 7, 19, "did you mean \"form\"");
    forget(fixture);
    assert_null(read_table(fixture, "a: {value: 1}", "form: form", "facts: a\ntable: {}\n"));
    assert_finding(fixture, "2:8 unknown-form: ");
    assert_finding(fixture, "7:19 form-broken: the form \"form\" cannot be used");
    forget(fixture);
    assert_null(
        read_table(fixture, "a: {value: 1}", "form: form, rows: [[a]]", HEAD "    - [a]\n"));
    assert_finding(fixture, "unknown-form");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_names, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_prefix_caption_note, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_missing, fixture_setup, fixture_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
