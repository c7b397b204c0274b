/* CSV files: cells with their places, encodings, and what is no CSV. */
#include "report_fixture.h"

#include "report/csv.h"

static const struct csv *read_bytes(struct fixture *fixture, const char *bytes, size_t size)
{
    return csv_from_memory(fixture->arena, "test.csv", bytes, size, fixture->diagnostics);
}

static const struct csv *read_text(struct fixture *fixture, const char *text)
{
    return read_bytes(fixture, text, strlen(text));
}

/* line:column[cell] of all cells, rows in lines. */
static const char *shown(struct fixture *fixture, const struct csv *csv)
{
    struct buffer out = buffer_new(fixture->arena);

    for (size_t i = 0; i < csv->row_count; i++) {
        for (size_t k = 0; k < csv->rows[i].count; k++) {
            const struct text *cell = &csv->rows[i].cells[k];
            assert_int_equal(cell->string.bytes[cell->string.size], '\0');
            buffer_format(&out, "%u:%u[%s]", (unsigned)cell->place.line,
                          (unsigned)cell->place.column, cell->string.bytes);
        }
        buffer_add_string(&out, "\n");
    }
    return buffer_string(&out).bytes;
}

static void test_cells(void **state)
{
    static const char *const rows[][2] = {
        {"a,b\nc,d", "1:1[a]1:3[b]\n2:1[c]2:3[d]\n"},
        {"a,b\r\nc,d\r\n", "1:1[a]1:3[b]\n2:1[c]2:3[d]\n"},
        {"a,b\rc,d\r", "1:1[a]1:3[b]\n2:1[c]2:3[d]\n"},
        {"\xEF\xBB\xBF"
         "a,b\n",
         "1:1[a]1:3[b]\n"},
        {"数,\"1,2\"\n", "1:1[数]1:3[1,2]\n"},
        {"\"a\nb\",\"c\"\"d\"\ne\n", "1:1[a\nb]2:4[c\"d]\n3:1[e]\n"},
        {"\"a\r\nb\"\n", "1:1[a\r\nb]\n"},
        {" a , \" b \" ,　c　\n", "1:2[a]1:6[b]1:13[c]\n"},
        {"a\n\n,,\n  ,　\nb\n", "1:1[a]\n5:1[b]\n"},
        {",a,\n", "1:1[]1:2[a]1:4[]\n"},
        {"", ""},
        {"\n\n", ""},
        {"\"\"", ""},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct csv *csv = read_text(fixture, rows[i][0]);
        assert_nothing(fixture);
        assert_non_null(csv);
        assert_string_equal(shown(fixture, csv), rows[i][1]);
    }
    const struct csv *csv = read_text(fixture, "a,b\nc\n");
    assert_string_equal(csv_cell(&csv->rows[1], 1).string.bytes, "");
    assert_int_equal(csv_cell(&csv->rows[1], 1).place.line, 2);
}

/* 名称,数值 in GB18030, with a character of four bytes. */
static void test_encodings(void **state)
{
    static const char gb18030[] = "\xC3\xFB\xB3\xC6,\xCA\xFD\xD6\xB5\n\x82\x30\x81\x30,1\n";
    static const char marked[] = "\x84\x31\x95\x33\xC3\xFB,1\n";
    static const char neither[] = "a,\xFF\xFF\n";
    static const char half[] = "a,\xC3";
    static const char nul[] = "a,\0b\n";
    struct fixture *fixture = *state;

    assert_string_equal(shown(fixture, read_bytes(fixture, gb18030, sizeof gb18030 - 1)),
                        "1:1[名称]1:4[数值]\n2:1[㒣]2:3[1]\n");
    assert_string_equal(shown(fixture, read_bytes(fixture, marked, sizeof marked - 1)),
                        "1:1[名]1:3[1]\n");
    assert_nothing(fixture);
    assert_null(read_bytes(fixture, neither, sizeof neither - 1));
    assert_only(fixture, 1, 3, "file-encoding: byte 0xFF is not UTF-8");
    forget(fixture);
    assert_null(read_bytes(fixture, half, sizeof half - 1));
    assert_only(fixture, 1, 3, "file-encoding: byte 0xC3 is not UTF-8");
    forget(fixture);
    assert_null(read_bytes(fixture, nul, sizeof nul - 1));
    assert_only(fixture, 1, 3, "file-control: control character U+0000");
}

/* What spreadsheets write for "Unicode text". */
static void test_utf16(void **state)
{
    static const char little[] = "\xFF\xFE\x0D\x54\x09\x00\x70\x65\x0A\x00\x32\x75\x09\x00\x31\x00";
    static const char big[] = "\xFE\xFF\x54\x0D\x00,\x00"
                              "1";
    static const char half[] = "\xFF\xFE\x0D\x54\x09";
    struct fixture *fixture = *state;

    assert_string_equal(shown(fixture, read_bytes(fixture, little, sizeof little - 1)),
                        "1:1[名]1:3[数]\n2:1[甲]2:3[1]\n");
    assert_string_equal(shown(fixture, read_bytes(fixture, big, sizeof big - 1)),
                        "1:1[名]1:3[1]\n");
    assert_nothing(fixture);
    assert_null(read_bytes(fixture, half, sizeof half - 1));
    assert_finding(fixture, "file-encoding");
}

static void test_separators(void **state)
{
    static const char *const rows[][2] = {
        {"a;b\n1;2,5\n", "1:1[a]1:3[b]\n2:1[1]2:3[2,5]\n"},
        {"a\tb\n\t12,049\n", "1:1[a]1:3[b]\n2:1[]2:2[12,049]\n"},
        {"\r\n\na;b\n1;2\n", "3:1[a]3:3[b]\n4:1[1]4:3[2]\n"},
        {"a;\"b,c,d\"\n1;\"2;3\"\n", "1:1[a]1:3[b,c,d]\n2:1[1]2:3[2;3]\n"},
        {"a,b;c\n1,2;3\n", "1:1[a]1:3[b;c]\n2:1[1]2:3[2;3]\n"}, /* as many: commas */
        {"a\n1;2\n", "1:1[a]\n2:1[1;2]\n"},                     /* by the first row */
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_string_equal(shown(fixture, read_text(fixture, rows[i][0])), rows[i][1]);
    }
    assert_nothing(fixture);
}

static void test_refused(void **state)
{
    static const struct {
        const char *text;
        unsigned line, column;
    } rows[] = {
        {"a,b\"c\n", 1, 4}, {"a,\"b\"c\n", 1, 6}, {"a,b\n\"c,d\n", 2, 1},
        {"\"", 1, 1},       {"\"\"\"", 1, 1},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_null(read_text(fixture, rows[i].text));
        assert_only(fixture, rows[i].line, rows[i].column, "csv-quote: a quotation mark stands");
        forget(fixture);
    }
}

static void test_sizes(void **state)
{
    struct fixture *fixture = *state;
    double start = seconds();

    const struct csv *csv = read_text(fixture, repeat(fixture, ",", 1000000));
    assert_int_equal(csv->row_count, 0);
    csv = read_text(fixture, repeat(fixture, "1,", 1000000));
    assert_int_equal(csv->row_count, 1);
    assert_int_equal(csv->rows[0].count, 1000001);
    char *cell = repeat(fixture, "甲", 4000000);
    csv = read_text(fixture, cell);
    assert_int_equal(csv->rows[0].cells[0].string.size, 12000000);
    cell[0] = '"';
    cell[1] = cell[2] = '\n';
    assert_null(read_text(fixture, cell));
    assert_only(fixture, 1, 1, "csv-quote");
    forget(fixture);
    assert_null(read_text(fixture, repeat(fixture, ",", CSV_CELL_LIMIT + 1)));
    assert_int_equal(fixture->diagnostics->count, 1);
    assert_finding(fixture, "csv-size: the file has more than 2000000 cells");
    assert_true(seconds() - start < 10.0);
}

static void test_numbers(void **state)
{
    static const struct {
        const char *text;
        int64_t digits;
        unsigned places;
        bool percent;
    } good[] = {
        {"12049", 12049, 0, false},
        {"12,049", 12049, 0, false},
        {"1,234,567.50", 123456750, 2, false},
        {"-0.5", -5, 1, false},
        {"+3", 3, 0, false},
        {"98.5%", 985, 1, true},
        {"100％", 100, 0, true},
        {"-1,000", -1000, 0, false},
        {"1E+3", 1000, 0, false},
        {"0", 0, 0, false},
        {"0.50", 50, 2, false},
        {"+1,234", 1234, 0, false},
    };
    static const char *const bad[] = {
        "",        "%",         "1,00", "1,0000",   ",100",     "1,,000",    "1 000",
        "12049条", "1.000,000", "--1",  "1,000,00", "１２",     "=A1+B1",    "#REF!",
        "1.2.3",   "0571",      "-007", "0,123",    "1234,567", "-1234,567", "00%"};
    struct fixture *fixture = *state;
    struct decimal value;
    bool percent;

    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct string text = {good[i].text, strlen(good[i].text)};
        if (!csv_number(text, &value, &percent) || value.digits != good[i].digits ||
            value.places != good[i].places || percent != good[i].percent) {
            fail_msg("%s", good[i].text);
        }
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (csv_number((struct string){bad[i], strlen(bad[i])}, &value, &percent)) {
            fail_msg("%s is a number", bad[i]);
        }
    }
    assert_false(
        csv_number((struct string){repeat(fixture, "1,111", 1000), 5000}, &value, &percent));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_cells, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_encodings, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_utf16, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_separators, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_refused, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_sizes, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(test_numbers, fixture_setup, fixture_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
