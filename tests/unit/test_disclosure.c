/* The tables of 政府信息公开工作年度报告: whatever number is changed, the check finds it. Run from
 * the folder that holds data/, forms/ and rules/. */
#include "yaml_fixture.h"

#include "check/check.h"
#include "report/csv.h"
#include "report/report.h"
#include <sys/stat.h>
#include <unistd.h>

/* A copy of the sample whose tables are written anew for each change. */
struct sample {
    char folder[64];
    const struct check_rules *rules;
};

static const char *path_of(struct fixture *fixture, const struct sample *sample, const char *name)
{
    return arena_format(fixture->arena, "%s/%s", sample->folder, name);
}

static void write_file(const char *path, struct string bytes)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes.bytes, 1, bytes.size, file), bytes.size);
    assert_int_equal(fclose(file), 0);
}

static struct string read_file(struct fixture *fixture, const char *path)
{
    const struct source *source = source_read(fixture->arena, path, fixture->diagnostics);

    assert_non_null(source);
    return source->text;
}

static const char *const tables[] = {"published.csv", "requests.csv", "disputes.csv"};
enum { TABLES = sizeof tables / sizeof *tables };

static struct sample make_sample(struct fixture *fixture)
{
    struct sample sample = {.folder = "/tmp/gongwen-disclosure-XXXXXX"};

    assert_non_null(mkdtemp(sample.folder));
    assert_int_equal(mkdir(path_of(fixture, &sample, "disclosure"), 0777), 0);
    write_file(path_of(fixture, &sample, "report.yaml"),
               read_file(fixture, "data/disclosure-report.yaml"));
    for (size_t i = 0; i < TABLES; i++) {
        const char *name = arena_format(fixture->arena, "disclosure/%s", tables[i]);
        write_file(path_of(fixture, &sample, name),
                   read_file(fixture, arena_format(fixture->arena, "data/%s", name)));
    }
    sample.rules = check_rules_read(fixture->arena, "rules/check-disclosure-report.yaml",
                                    fixture->diagnostics);
    assert_non_null(sample.rules);
    assert_nothing(fixture);
    return sample;
}

static void remove_sample(struct fixture *fixture, const struct sample *sample)
{
    for (size_t i = 0; i < TABLES; i++) {
        const char *name = arena_format(fixture->arena, "disclosure/%s", tables[i]);
        assert_int_equal(unlink(path_of(fixture, sample, name)), 0);
    }
    assert_int_equal(rmdir(path_of(fixture, sample, "disclosure")), 0);
    assert_int_equal(unlink(path_of(fixture, sample, "report.yaml")), 0);
    assert_int_equal(rmdir(sample->folder), 0);
}

/* What the check finds in the sample as it stands; lives in an arena of its own. */
static struct fixture check_sample(struct fixture *fixture, const struct sample *sample)
{
    struct fixture check = {.arena = arena_new(0)};
    const struct report_inputs inputs = {.forms = "forms"};

    assert_non_null(check.arena);
    check.diagnostics = diagnostics_new(check.arena);
    const struct source *source =
        source_read(check.arena, path_of(fixture, sample, "report.yaml"), check.diagnostics);
    struct report *report =
        report_read_with(check.arena, node_parse(check.arena, source, check.diagnostics), &inputs,
                         check.diagnostics);
    if (report == NULL) {
        fail_msg("not read:\n%s", findings(&check));
        return check;
    }
    const struct script *script = script_read(check.arena, report, check.diagnostics);
    check_run(check.arena, sample->rules, script, NULL, false, check.diagnostics);
    return check;
}

/* The table with another number in one of its cells. */
static struct string change_cell(struct fixture *fixture, const struct csv *csv, size_t row,
                                 size_t column, long long value)
{
    struct buffer out = buffer_new(fixture->arena);

    for (size_t i = 0; i < csv->row_count; i++) {
        for (size_t k = 0; k < csv->rows[i].count; k++) {
            buffer_add_string(&out, k > 0 ? "," : "");
            if (i == row && k == column) {
                buffer_format(&out, "%lld", value);
            } else {
                buffer_add_string(&out, csv->rows[i].cells[k].string.bytes);
            }
        }
        buffer_add_string(&out, "\n");
    }
    return buffer_string(&out);
}

/* Whether an error stands in that line of the table and tells a relation that holds the name. */
static bool is_told(const struct fixture *check, const char *table, size_t line, const char *name)
{
    for (size_t i = 0; i < check->diagnostics->count; i++) {
        const struct diagnostic *item = check->diagnostics->items[i];
        const struct source *source = item->place.source;
        if (item->severity == SEVERITY_ERROR && source != NULL &&
            strstr(source->name, table) != NULL && item->place.line == line &&
            strstr(item->text, name) != NULL) {
            return true;
        }
    }
    return false;
}

/* Changes every number of a table; the relation of its row is told at the row's total. */
static void change_all(struct fixture *fixture, const char *table, const char *prefix,
                       size_t row_count, size_t column_count)
{
    enum { FIRST = 2 /* behind names and remarks */ };
    const struct sample sample = make_sample(fixture);
    const char *path =
        path_of(fixture, &sample, arena_format(fixture->arena, "disclosure/%s", table));
    const struct text name = {{path, strlen(path)}, {0}};
    const struct csv *csv = csv_read(fixture->arena, name, fixture->diagnostics);
    struct fixture unchanged = check_sample(fixture, &sample);

    assert_nothing(&unchanged);
    arena_free(unchanged.arena);
    assert_int_equal(csv->row_count, row_count + 1);
    assert_int_equal(csv->rows[0].count, column_count + FIRST);
    for (size_t row = 1; row < csv->row_count; row++) {
        for (size_t column = FIRST; column < csv->rows[row].count; column++) {
            long long value = strtoll(csv->rows[row].cells[column].string.bytes, NULL, 10);
            const long long others[] = {value + 1, value - 1, 3 * value + 17};
            for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
                write_file(path, change_cell(fixture, csv, row, column, others[i]));
                struct fixture check = check_sample(fixture, &sample);
                const char *total = arena_format(check.arena, "%s.%s.total", prefix,
                                                 csv->rows[row].cells[0].string.bytes);
                if (!is_told(&check, table, row + 1, total)) {
                    fail_msg("%s, row %zu, column %zu: %lld for %lld, found:\n%s", table, row,
                             column, others[i], value, findings(&check));
                }
                arena_free(check.arena);
            }
        }
    }
    remove_sample(fixture, &sample);
}

static void test_requests(void **state)
{
    change_all(*state, "requests.csv", "requests", 25, 7);
}

static void test_disputes(void **state)
{
    change_all(*state, "disputes.csv", "disputes", 3, 5);
}

/* A row and its total changed alike: then it is the column that is told. */
static void test_columns(void **state)
{
    struct fixture *fixture = *state;
    const struct sample sample = make_sample(fixture);
    const char *path = path_of(fixture, &sample, "disclosure/requests.csv");
    const struct text name = {{path, strlen(path)}, {0}};
    const struct csv *csv = csv_read(fixture->arena, name, fixture->diagnostics);
    size_t total = csv->rows[0].count - 1;

    for (size_t row = 1; row < csv->row_count; row++) {
        for (size_t column = 2; column < total; column++) {
            struct csv_row *rows = ARENA_ARRAY(fixture->arena, struct csv_row, csv->row_count);
            struct csv changed = {csv->source, rows, csv->row_count};
            memcpy(rows, csv->rows, csv->row_count * sizeof *rows);
            struct text *cells = ARENA_ARRAY(fixture->arena, struct text, rows[row].count);
            memcpy(cells, rows[row].cells, rows[row].count * sizeof *cells);
            rows[row].cells = cells;
            long long sum = strtoll(cells[total].string.bytes, NULL, 10);
            const char *text = arena_format(fixture->arena, "%lld", sum + 1);
            cells[total].string = (struct string){text, strlen(text)};
            long long value = strtoll(cells[column].string.bytes, NULL, 10);
            write_file(path, change_cell(fixture, &changed, row, column, value + 1));
            struct fixture check = check_sample(fixture, &sample);
            const char *words =
                arena_format(check.arena, ".%s", csv->rows[0].cells[column].string.bytes);
            if (!is_told(&check, "requests.csv", 25, words) &&
                !is_told(&check, "requests.csv", 26, words)) { /* finished, left */
                fail_msg("row %zu, column %zu:\n%s", row, column, findings(&check));
            }
            arena_free(check.arena);
        }
    }
    remove_sample(fixture, &sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_requests, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_disputes, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_columns, fixture_setup, fixture_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
