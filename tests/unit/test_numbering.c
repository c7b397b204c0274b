/* Numbers before headings and items, by example (GB/T 9704 7.3.3). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "text/numbering.h"
#include <limits.h>
#include <string.h>

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

static const char *numbered(struct arena *arena, const char *example, unsigned number)
{
    struct buffer out = buffer_new(arena);

    numbering_add(&out, (struct string){example, strlen(example)}, number);
    return buffer_string(&out).bytes;
}

static void test_chinese(void **state)
{
    static const struct {
        unsigned number;
        const char *expected;
    } cases[] = {
        {1, "一"},
        {2, "二"},
        {3, "三"},
        {4, "四"},
        {5, "五"},
        {6, "六"},
        {7, "七"},
        {8, "八"},
        {9, "九"},
        {10, "十"},
        {11, "十一"},
        {12, "十二"},
        {13, "十三"},
        {14, "十四"},
        {15, "十五"},
        {16, "十六"},
        {17, "十七"},
        {18, "十八"},
        {19, "十九"},
        {20, "二十"},
        {21, "二十一"},
        {30, "三十"},
        {99, "九十九"},
        {100, "一百"},
        {101, "一百零一"},
        {109, "一百零九"},
        {110, "一百一十"},
        {111, "一百一十一"},
        {119, "一百一十九"},
        {120, "一百二十"},
        {200, "二百"},
        {210, "二百一十"},
        {999, "九百九十九"},
        {1000, "一千"},
        {1001, "一千零一"},
        {1010, "一千零一十"},
        {1011, "一千零一十一"},
        {1100, "一千一百"},
        {1101, "一千一百零一"},
        {1110, "一千一百一十"},
        {2020, "二千零二十"},
        {9000, "九千"},
        {9090, "九千零九十"},
        {9999, "九千九百九十九"},
        {10000, "10000"},
        {UINT_MAX, "4294967295"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer out = buffer_new(*state);
        numbering_add_chinese(&out, cases[i].number);
        assert_string_equal(buffer_string(&out).bytes, cases[i].expected);
    }
}

/* What the number says, read by the rules of Chinese rather than by those that wrote it. */
static unsigned value_of(const char *text)
{
    static const char digits[] = "零一二三四五六七八九";
    static const char units[] = "十百千";
    unsigned total = 0, digit = 1;
    bool pending = false;

    for (; *text != '\0'; text += 3) {
        char character[4] = {text[0], text[1], text[2], '\0'};
        const char *at = strstr(digits, character);
        if (at != NULL) {
            digit = (unsigned)(at - digits) / 3;
            pending = digit > 0;
            continue;
        }
        at = strstr(units, character);
        assert_non_null(at);
        unsigned unit = 10;
        for (long i = (at - units) / 3; i > 0; i--) {
            unit *= 10;
        }
        total += digit * unit;
        digit = 1;
        pending = false;
    }
    return total + (pending ? digit : 0);
}

static void test_all_chinese(void **state)
{
    for (unsigned number = 1; number <= 9999; number++) {
        struct buffer out = buffer_new(*state);
        numbering_add_chinese(&out, number);
        const char *text = buffer_string(&out).bytes;
        assert_int_equal(value_of(text), number);
        assert_null(strstr(text, "零零"));
        assert_null(strstr(text, "零十"));
        const char *last = text + strlen(text) - 3;
        assert_string_not_equal(last, "零");
    }
}

static void test_examples(void **state)
{
    static const struct {
        const char *example;
        unsigned number;
        const char *expected;
    } cases[] = {
        {"一、", 1, "一、"},
        {"一、", 12, "十二、"},
        {"（一）", 4, "（四）"},
        {"（一）", 110, "（一百一十）"},
        {"1.", 1, "1."},
        {"1.", 10, "10."},
        {"（1）", 101, "（101）"},
        {"一是", 3, "三是"},
        {"第一章", 7, "第七章"},
        {"附件1：", 2, "附件2："},
        {"一", 5, "五"},
        {"1", 9999, "9999"},
        /* The first numeral is the number, whichever it is; all else is text. */
        {"一一", 2, "二一"},
        {"11", 2, "21"},
        {"1一", 2, "2一"},
        {"一1", 2, "二1"},
        /* No numeral: text as it is. */
        {"", 3, ""},
        {"—", 3, "—"},
        {"二、", 3, "二、"},
        {"②", 3, "②"},
        {"１．", 3, "１．"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(numbered(*state, cases[i].example, cases[i].number), cases[i].expected);
    }
}

/* Only the example's own bytes are looked at, and the buffer's text stays. */
static void test_bounds(void **state)
{
    struct buffer out = buffer_new(*state);

    buffer_add_string(&out, "前");
    numbering_add(&out, (struct string){"第一", strlen("第")}, 2);
    assert_string_equal(buffer_string(&out).bytes, "前第");
    numbering_add(&out, (struct string){"一", 2}, 2);
    assert_int_equal(out.size, strlen("前第") + 2);
}

static void test_circled(void **state)
{
    static const struct {
        unsigned number;
        const char *expected;
    } cases[] = {{1, "①"},   {2, "②"},   {20, "⑳"},  {21, "㉑"}, {35, "㉟"},
                 {36, "㊱"}, {50, "㊿"}, {51, "51"}, {0, "0"},   {9999, "9999"}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(numbered(*state, "①", cases[i].number), cases[i].expected);
    }
    assert_string_equal(numbered(*state, "注①：", 3), "注③：");
    /* The first numeral of the example is the one that counts. */
    assert_string_equal(numbered(*state, "1①", 2), "2①");
    assert_string_equal(numbered(*state, "①1", 2), "②1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_chinese, setup, teardown),
        cmocka_unit_test_setup_teardown(test_all_chinese, setup, teardown),
        cmocka_unit_test_setup_teardown(test_examples, setup, teardown),
        cmocka_unit_test_setup_teardown(test_bounds, setup, teardown),
        cmocka_unit_test_setup_teardown(test_circled, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
