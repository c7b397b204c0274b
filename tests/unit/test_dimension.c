/* Lengths as layouts write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "layout/dimension.h"
#include <locale.h>
#include <regex.h>
#include <string.h>

/* Of the standard's grid (GB/T 9704 5.2.3). */
enum { CELL = 15793, PITCH = 29609 };

static bool parse_bytes(const char *bytes, size_t size, struct dimension *dimension)
{
    struct string scalar = {bytes, size};

    memset(dimension, 0, sizeof *dimension);
    return dimension_type.parse(NULL, scalar, (struct place){0}, dimension);
}

static bool parse(const char *text, struct dimension *dimension)
{
    return parse_bytes(text, strlen(text), dimension);
}

static const struct {
    const char *text;
    enum unit unit;
    length_t length;
} good[] = {
    {"37mm", UNIT_MM, 104882},
    {"28mm", UNIT_MM, 79370},
    {"156mm", UNIT_MM, 442205},
    {"225mm", UNIT_MM, 637795},
    {"210mm", UNIT_MM, 595276},
    {"297mm", UNIT_MM, 841890},
    {"0mm", UNIT_MM, 0},
    {"-0mm", UNIT_MM, 0},
    {"25.4mm", UNIT_MM, 72000},
    {"-25.4mm", UNIT_MM, -72000},
    {"0.35mm", UNIT_MM, 992},
    {"0.25mm", UNIT_MM, 709},
    {"0.000001mm", UNIT_MM, 0},
    {"0.000176mm", UNIT_MM, 0}, /* 0.4989 of the unit */
    {"0.000177mm", UNIT_MM, 1}, /* 0.5017 */
    {"-0.000177mm", UNIT_MM, -1},
    {"7 mm", UNIT_MM, 19843},
    {"7   mm", UNIT_MM, 19843},
    {"007mm", UNIT_MM, 19843},
    {"14000mm", UNIT_MM, 39685039},
    {"-14000mm", UNIT_MM, -39685039},
    {"13999.999999mm", UNIT_MM, 39685039},
    {"1pt", UNIT_PT, 1000},
    {"10.5pt", UNIT_PT, 10500},
    {"0.0004pt", UNIT_PT, 0},
    {"0.0005pt", UNIT_PT, 1},
    {"-0.0005pt", UNIT_PT, -1},
    {"40000pt", UNIT_PT, LENGTH_LIMIT},
    {"0字", UNIT_CELL, 0},
    {"2字", UNIT_CELL, 31586},
    {"-2字", UNIT_CELL, -31586},
    {"0.5字", UNIT_CELL, 7897},
    {"2 字", UNIT_CELL, 31586},
    {"1000字", UNIT_CELL, 15793000},
    {"1行", UNIT_LINE, 29609},
    {"2行", UNIT_LINE, 59218},
    {"1.5行", UNIT_LINE, 44414},
    {"初号", UNIT_PT, 42000},
    {"小初", UNIT_PT, 36000},
    {"小初号", UNIT_PT, 36000},
    {"一号", UNIT_PT, 26000},
    {"1号", UNIT_PT, 26000},
    {"小一", UNIT_PT, 24000},
    {"小一号", UNIT_PT, 24000},
    {"小1", UNIT_PT, 24000},
    {"二号", UNIT_PT, 22000},
    {"2号", UNIT_PT, 22000},
    {"小二", UNIT_PT, 18000},
    {"小2", UNIT_PT, 18000},
    {"三号", UNIT_PT, 16000},
    {"3号", UNIT_PT, 16000},
    {"小三", UNIT_PT, 15000},
    {"小三号", UNIT_PT, 15000},
    {"四号", UNIT_PT, 14000},
    {"4号", UNIT_PT, 14000},
    {"小四", UNIT_PT, 12000},
    {"小4", UNIT_PT, 12000},
    {"五号", UNIT_PT, 10500},
    {"5号", UNIT_PT, 10500},
    {"小五", UNIT_PT, 9000},
    {"小5", UNIT_PT, 9000},
    {"六号", UNIT_PT, 7500},
    {"小六", UNIT_PT, 6500},
    {"七号", UNIT_PT, 5500},
    {"7号", UNIT_PT, 5500},
    {"八号", UNIT_PT, 5000},
    {"8号", UNIT_PT, 5000},
};

static void test_good(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct dimension dimension;
        if (!parse(good[i].text, &dimension)) {
            fail_msg("%s is refused", good[i].text);
        }
        length_t length = dimension_resolve(dimension, CELL, PITCH);
        if (dimension.unit != good[i].unit || length != good[i].length) {
            fail_msg("%s: expected %lld, found %lld", good[i].text, (long long)good[i].length,
                     (long long)length);
        }
    }
}

static const char *const malformed[] = {
    "",       " ",       "mm",          "37",          "-",      "-mm",   "+1mm",  ".5mm",  "1.mm",
    "1..5mm", "1.5.5mm", "1,5mm",       "1e3mm",       "0x10mm", "--1mm", "- 1mm", " 1mm",  "1mm ",
    "1\tmm",  "1\nmm",   "1MM",         "1cm",         "1in",    "1px",   "1em",   "1%",    "1mmm",
    "1m",     "1m m",    "１mm",        "一mm",        "1 毫米", "字",    "行",    "1字行", "1 字 ",
    "号",     "零号",    "九号",        "9号",         "0号",    "小七",  "小7",   "小零",  "小3号",
    "小",     "初",      "三",          "三号 ",       " 三号",  "3 号",  "33号",  "nan",   "inf",
    "infmm",  "null",    "1.0000001mm", "1.1234567pt",
};

static const char *const too_large[] = {
    "14001mm",
    "-14001mm",
    "14000.000001mm",
    "40001pt",
    "1000.000001字",
    "1001行",
    "999999999mm",
    "9999999999mm",
    "-999999999pt",
    "0000000001mm",
    "99999999999999999999999999999999999999mm",
};

static void test_bad(void **state)
{
    struct dimension dimension;

    (void)state;
    for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++) {
        if (parse(malformed[i], &dimension)) {
            fail_msg("\"%s\" is taken", malformed[i]);
        }
    }
    for (size_t i = 0; i < sizeof too_large / sizeof *too_large; i++) {
        if (parse(too_large[i], &dimension)) {
            fail_msg("\"%s\" is taken", too_large[i]);
        }
    }
    assert_false(parse_bytes("1mm\0", 4, &dimension));
    assert_false(parse_bytes("\0", 1, &dimension));
    assert_false(parse_bytes("1\xE5\xAD", 3, &dimension)); /* 字 cut off */
    /* What is behind the scalar does not count. */
    assert_true(parse_bytes("12mm", 4, &dimension));
    assert_false(parse_bytes("12mm", 3, &dimension));
    assert_false(parse_bytes("12mm", 2, &dimension));
}

static void test_absent(void **state)
{
    (void)state;
    assert_int_equal(dimension_resolve((struct dimension){0}, CELL, PITCH), 0);
    assert_int_equal(dimension_resolve((struct dimension){1000000, UNIT_NONE}, CELL, PITCH), 0);
}

/* The largest amounts on the largest grid: no overflow (this runs under UBSan). */
static void test_limits(void **state)
{
    static const char *const largest[] = {"14000mm", "40000pt", "1000字", "1000行"};
    struct dimension dimension;

    (void)state;
    for (size_t i = 0; i < sizeof largest / sizeof *largest; i++) {
        assert_true(parse(largest[i], &dimension));
        assert_true(dimension_resolve(dimension, LENGTH_LIMIT, LENGTH_LIMIT) > 0);
        dimension.amount = -dimension.amount;
        assert_true(dimension_resolve(dimension, LENGTH_LIMIT, LENGTH_LIMIT) < 0);
    }
}

/* Millimetres are rounded once, to the nearest unit. */
static void test_rounding(void **state)
{
    (void)state;
    for (int64_t i = -30000; i <= 30000; i++) {
        struct dimension dimension = {i * 77777, UNIT_MM};
        /* length = amount * 72000 / 25,400,000 */
        int64_t twice = 2 * dimension_resolve(dimension, 0, 0) * 25400000;
        int64_t exact = 2 * dimension.amount * 72000;
        assert_in_range((uint64_t)(twice - exact + 25400000), 0, 2 * 25400000);
    }
}

/* The schema's pattern takes what the reader takes; what is malformed neither does. */
static void test_pattern(void **state)
{
    regex_t pattern;

    (void)state;
    assert_non_null(setlocale(LC_ALL, "C.UTF-8"));
    assert_int_equal(regcomp(&pattern, dimension_type.pattern, REG_EXTENDED | REG_NOSUB), 0);
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        if (regexec(&pattern, good[i].text, 0, NULL, 0) != 0) {
            fail_msg("the pattern refuses %s", good[i].text);
        }
    }
    for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++) {
        if (regexec(&pattern, malformed[i], 0, NULL, 0) == 0) {
            fail_msg("the pattern takes \"%s\"", malformed[i]);
        }
    }
    regfree(&pattern);
}

/* Parts of a size around, and the pattern that says the same. */
static void test_proportions(void **state)
{
    static const struct {
        const char *text;
        bool good;
        int parts;
    } cases[] = {
        {"60%", true, 6000},       {"-15%", true, -1500},    {"100%", true, 10000},
        {"-100%", true, -10000},   {"0%", true, 0},          {"75.5 %", true, 7550},
        {"0.004%", true, 0},       {"0.005%", true, 1},      {"101%", false, 0},
        {"100.000001%", false, 0}, {"60", false, 0},         {"0.6", false, 0},
        {"60pt", false, 0},        {"%", false, 0},          {"", false, 0},
        {"6.%", false, 0},         {"+6%", false, 0},        {"60%%", false, 0},
        {"六%", false, 0},         {"0.1234567%", false, 0},
    };
    regex_t pattern;

    (void)state;
    assert_int_equal(regcomp(&pattern, proportion_type.pattern, REG_EXTENDED | REG_NOSUB), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct string scalar = {cases[i].text, strlen(cases[i].text)};
        struct proportion proportion = {0};
        bool taken = proportion_type.parse(NULL, scalar, (struct place){0}, &proportion);
        if (taken != cases[i].good || proportion.given != taken ||
            proportion.parts != cases[i].parts) {
            fail_msg("\"%s\": %d, %d", cases[i].text, taken, proportion.parts);
        }
        /* How large a number is, a pattern cannot say. */
        bool large = cases[i].text[0] == '1' && cases[i].text[1] == '0' && !taken;
        assert_int_equal(regexec(&pattern, cases[i].text, 0, NULL, 0) == 0, taken || large);
    }
    regfree(&pattern);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_absent),      cmocka_unit_test(test_limits),
        cmocka_unit_test(test_rounding),    cmocka_unit_test(test_pattern),
        cmocka_unit_test(test_proportions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
