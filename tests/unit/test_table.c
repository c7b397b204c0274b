/* Tables of the report: where cells come to stand, what does not fill the table, what is a number.
 */
#include "report_fixture.h"

#include "report/table.h"

static const struct table *read_table(struct fixture *fixture, const char *table)
{
    const struct report *report = read_report(
        fixture, arena_format(fixture->arena, REPORT_HEAD "preamble:\n  - table:\n%s", table));

    if (report == NULL) {
        return NULL;
    }
    const struct variant *blocks = report->preamble.items;
    assert_int_equal(blocks[0].which, BLOCK_TABLE);
    return blocks[0].value;
}

/* "text@row,column" or "text@row,column+rows×columns", one a cell. */
static const char *cells_of(struct fixture *fixture, const struct table *table)
{
    struct buffer out = buffer_new(fixture->arena);

    for (size_t i = 0; i < table->cell_count; i++) {
        const struct table_cell *cell = &table->cells[i];
        buffer_format(&out, "%s%s@%u,%u", i > 0 ? " " : "",
                      cell->text_count > 0 ? cell->texts[0].string.bytes : "-", cell->row,
                      cell->column);
        if (cell->rows > 1 || cell->columns > 1) {
            buffer_format(&out, "+%ux%u", cell->rows, cell->columns);
        }
    }
    return buffer_string(&out).bytes;
}

/* ---- places ---- */

static void test_places(void **state)
{
    static const struct {
        const char *table, *cells;
        unsigned columns, head, rows;
    } cases[] = {
        {"      rows: [[a, b], [c, d]]\n", "a@0,0 b@0,1 c@1,0 d@1,1", 2, 0, 2},
        {"      columns: [a, b]\n      rows: [[1, 2]]\n", "a@0,0 b@0,1 1@1,0 2@1,1", 2, 1, 2},
        {"      columns: [a, {width: 1}]\n      rows: [[1, 2]]\n", "a@0,0 -@0,1 1@1,0 2@1,1", 2, 1,
         2},
        {"      columns: [{width: 1}, {align: left}]\n      rows: [[1, 2]]\n", "1@0,0 2@0,1", 2, 0,
         1},
        {"      rows: [[{text: a, rows: 2}, b], [c]]\n", "a@0,0+2x1 b@0,1 c@1,1", 2, 0, 2},
        {"      rows: [[a, {text: b, rows: 2, columns: 2}], [c], [d, e, f]]\n",
         "a@0,0 b@0,1+2x2 c@1,0 d@2,0 e@2,1 f@2,2", 3, 0, 3},
        {"      rows: [[{text: a, rows: 2, columns: 2}], []]\n", "a@0,0+2x2", 2, 0, 2},
        {"      head: [[{text: a, rows: 2}, {text: b, columns: 2}], [c, d]]\n"
         "      rows: [[e, f, g]]\n",
         "a@0,0+2x1 b@0,1+1x2 c@1,1 d@1,2 e@2,0 f@2,1 g@2,2", 3, 2, 3},
        {"      rows: [[{body: [p, q]}, b]]\n", "p@0,0 b@0,1", 2, 0, 1},
        /* Stairs: each row's merged cell covers a place of the next. */
        {"      rows: [[{text: a, rows: 2}, b, c], [{text: d, rows: 2}, e], [f, g], [h, i, j]]\n",
         "a@0,0+2x1 b@0,1 c@0,2 d@1,1+2x1 e@1,2 f@2,0 g@2,2 h@3,0 i@3,1 j@3,2", 3, 0, 4},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct table *table = read_table(fixture, cases[i].table);
        assert_nothing(fixture);
        assert_non_null(table);
        assert_string_equal(cells_of(fixture, table), cases[i].cells);
        assert_int_equal(table->column_count, cases[i].columns);
        assert_int_equal(table->head_count, cases[i].head);
        assert_int_equal(table->row_count, cases[i].rows);
        forget(fixture);
    }
}

static void test_cells(void **state)
{
    struct fixture *fixture = *state;
    const struct table *table =
        read_table(fixture, "      columns: [a, {heading: b, width: 30mm, align: decimal},\n"
                            "                {width: content}, {width: 2}, {width: 0.5}]\n"
                            "      rows: [[1, 2, 012, true, {body: [p, q], align: right}]]\n"
                            "      labels: 1\n      note: n\n      landscape: true\n");

    assert_nothing(fixture);
    assert_non_null(table);
    assert_int_equal(table->column_widths[0].width.kind, WIDTH_AUTO);
    assert_int_equal(table->column_widths[1].width.kind, WIDTH_FIXED);
    assert_int_equal(table->column_widths[1].width.amount, 85039); /* 30 mm */
    assert_int_equal(table->column_widths[1].align, TABLE_DECIMAL);
    assert_int_equal(table->column_widths[2].width.kind, WIDTH_CONTENT);
    assert_int_equal(table->column_widths[3].width.kind, WIDTH_SHARE);
    assert_int_equal(table->column_widths[3].width.amount, 2000);
    assert_int_equal(table->column_widths[4].width.amount, 500);
    /* Numbers are text: printed as written. */
    assert_string_equal(table->cells[7].texts[0].string.bytes, "012");
    assert_string_equal(table->cells[8].texts[0].string.bytes, "true");
    assert_int_equal(table->cells[9].text_count, 2);
    assert_int_equal(table->cells[9].align, TABLE_RIGHT);
    assert_true(table->cells[9].paragraphs);
    assert_int_equal(table->labels, 1);
    assert_int_equal(table->note.count, 1);
    assert_true(table->landscape);
}

/* ---- what does not fill the table ---- */

static void test_refused(void **state)
{
    static const struct {
        const char *table, *finding;
        uint32_t line, column; /* of the finding; the table begins on line 7 */
    } cases[] = {
        {"      rows: [[a, b], [c]]\n", "table-row: this row fills 1 of the table's 2 columns", 7,
         22},
        {"      rows: [[a, b], [c, d, e]]\n", "table-row: from here on 1 of the row's cells", 7,
         29},
        {"      rows: [[a, {text: b, rows: 2}], [c, d]]\n", "table-row: from here on 1", 7, 43},
        {"      rows: [[a, b], [c, {text: d, columns: 2}]]\n",
         "table-edge: this cell takes 2 columns; up to the table's right edge there are 1", 7, 26},
        {"      rows: [[a, b], [c, {text: d, rows: 2}]]\n", "table-edge: this cell takes 2 rows", 7,
         26},
        {"      head: [[{text: a, rows: 2}]]\n      rows: [[b]]\n", "table-edge: this cell takes 2",
         7, 15},
        {"      rows: [[a, {text: b, rows: 2}], [{text: c, columns: 2}]]\n",
         "table-overlap: this cell runs into the merged cell of line 7, column 18", 7, 40},
        {"      columns: [a]\n      head: [[a]]\n      rows: [[b]]\n", "table-headings: a table", 7,
         17},
        {"      rows: [[]]\n", "table-size: a table has 1 to 100 columns, not 0", 7, 14},
        {"      columns: [a]\n      rows: [[b]]\n      labels: 2\n",
         "out-of-range: \"labels\" must be from 0 to 1", 7, 7},
        {"      rows: [[{text: a, rows: 999999999}]]\n",
         "out-of-range: \"rows\" must be from 1 to 10000", 7, 31},
        {"      rows: [[{text: a, columns: 0}]]\n",
         "out-of-range: \"columns\" must be from 1 to 100", 7, 34},
        {"      columns: [{width: 0}]\n      rows: [[a]]\n", "wrong-value: \"width\"", 7, 25},
        {"      columns: [{width: 10 cm}]\n      rows: [[a]]\n", "wrong-value: \"width\"", 7, 25},
        {"      columns: [{width: -3mm}]\n      rows: [[a]]\n", "wrong-value: \"width\"", 7, 25},
        {"      columns: [{width: 1.2345}]\n      rows: [[a]]\n", "wrong-value: \"width\"", 7, 25},
        {"      columns: [{width: 99999mm}]\n      rows: [[a]]\n", "wrong-value: \"width\"", 7, 25},
        {"      rows: [[{text: a, body: [b]}]]\n", "unknown-form: an entry cannot be both", 7, 25},
        {"      rows: [[{rows: 2}]]\n", "unknown-form: this entry has none", 7, 15},
        {"      rows: [a]\n", "wrong-type", 7, 14},
        {"      rows: [[[a]]]\n", "wrong-type", 7, 15},
        {"      rows: [[~]]\n", "empty-value", 7, 15},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_null(read_table(fixture, cases[i].table));
        assert_only(fixture, cases[i].line, cases[i].column, cases[i].finding);
        forget(fixture);
    }
}

/* All mistakes of a table are told in one run. */
static void test_all_at_once(void **state)
{
    struct fixture *fixture = *state;

    assert_null(read_table(fixture, "      columns: [a, b]\n"
                                    "      rows:\n"
                                    "        - [c]\n"
                                    "        - [d, e, f]\n"
                                    "        - [{text: g, rows: 3}, h]\n"
                                    "        - [i]\n"
                                    "      labels: 9\n"));
    assert_int_equal(fixture->diagnostics->errors, 4);
}

/* As many columns and rows as somebody may write. */
static void test_limits(void **state)
{
    struct fixture *fixture = *state;

    const char *wide = arena_format(fixture->arena, "      rows: [[%s]]\n",
                                    repeat(fixture, "a, ", TABLE_COLUMN_LIMIT));
    const struct table *table = read_table(fixture, wide);
    assert_nothing(fixture);
    assert_int_equal(table->column_count, TABLE_COLUMN_LIMIT);
    wide = arena_format(fixture->arena, "      rows: [[%s]]\n", repeat(fixture, "a, ", 100000));
    assert_null(read_table(fixture, wide));
    assert_only(fixture, 7, 14, "table-size: a table has 1 to 100 columns, not 100000");
    forget(fixture);

    const char *high = arena_format(fixture->arena, "      rows: [%s]\n",
                                    repeat(fixture, "[a], ", TABLE_ROW_LIMIT + 1));
    assert_null(read_table(fixture, high));
    assert_only(fixture, 7, 13, "wrong-type: \"rows\" must be");
    forget(fixture);

    /* A merged cell over everything, and rows with nothing left to say. */
    const char *merged = arena_format(
        fixture->arena, "      rows: [[{text: a, rows: %d, columns: %d}], %s]\n", TABLE_ROW_LIMIT,
        TABLE_COLUMN_LIMIT, repeat(fixture, "[], ", TABLE_ROW_LIMIT - 1));
    table = read_table(fixture, merged);
    assert_nothing(fixture);
    assert_int_equal(table->cell_count, 1);
}

/* ---- numbers ---- */

static void test_numbers(void **state)
{
    static const struct {
        const char *text;
        int whole; /* bytes before the point; -1: no number */
    } cases[] = {
        {"12", 2},         {"0", 1},
        {"12.5", 2},       {"1,234.50", 5},
        {"-3", 2},         {"−3.25", 4},
        {"+0.5", 2},       {"98.50%", 2},
        {"12049条", 5},    {"3.5万元", 1},
        {"¥12", 4},        {"≥5", 4},
        {"12. ", -1},      {"１２", 6},
        {"", -1},          {"—", -1},
        {"/", -1},         {"无", -1},
        {"%", -1},         {"-", -1},
        {".5", -1},        {"1-2", -1},
        {"2023年1月", -1}, {"3.5.1", -1},
        {"第1号", -1},     {"12年度的情况", -1},
        {"1/2", -1},       {"¥", -1},
        {"1.其他", -1},    {"12.", -1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t whole = 0;
        struct string text = {cases[i].text, strlen(cases[i].text)};
        bool number = table_number(text, &whole);
        if (number != (cases[i].whole >= 0) || (number && whole != (size_t)cases[i].whole)) {
            fail_msg("%s: %d, %zu", cases[i].text, number, whole);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_places, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_cells, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_refused, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_all_at_once, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_limits, fixture_setup, fixture_teardown),
        cmocka_unit_test(test_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
