/* Values of PDF files, DER and dates of signatures. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "pdf/value.h"
#include "sign/date.h"
#include "sign/der.h"

static int set_up(void **state)
{
    *state = arena_new(0);
    return *state == NULL;
}

static int tear_down(void **state)
{
    arena_free(*state);
    return 0;
}

static struct value read_value(struct arena *arena, const char *text)
{
    struct reader reader = {.arena = arena, .bytes = {text, strlen(text)}};
    struct value value;

    assert_true(reader_value(&reader, &value));
    assert_null(reader.fault.text);
    return value;
}

static void refuse(struct arena *arena, const char *text)
{
    struct reader reader = {.arena = arena, .bytes = {text, strlen(text)}};
    struct value value;

    assert_false(reader_value(&reader, &value));
    assert_non_null(reader.fault.text);
}

static void assert_text(struct string text, const char *wanted)
{
    assert_int_equal(text.size, strlen(wanted));
    assert_memory_equal(text.bytes, wanted, text.size);
}

static void test_values(void **state)
{
    struct arena *arena = *state;
    struct value value;

    assert_int_equal(read_value(arena, "-17 ").integer, -17);
    assert_text(read_value(arena, "/A#20b(").text, "A b");
    assert_text(read_value(arena, "(a\\(b(c)\\101\\\r\nd\r\ne)").text, "a(b(c)Ad\ne");
    assert_text(read_value(arena, "<4 14\n>").text, "A@");
    assert_int_equal(read_value(arena, "null").kind, VALUE_NULL);
    assert_true(read_value(arena, "true").boolean);
    value = read_value(arena, "[1 2 0 R 3 4]");
    assert_int_equal(value.count, 4);
    assert_int_equal(value.items[1].reference.number, 2);
    assert_int_equal(value.items[3].integer, 4);
    value = read_value(arena, "<</A 1%comment\n/B<</C<41>>>>>");
    assert_int_equal(value_entry(&value, "A")->integer, 1);
    assert_text(value_entry(value_entry(&value, "B"), "C")->text, "A");
    assert_int_equal(value_entry(value_entry(&value, "B"), "C")->start, 21);
    assert_int_equal(value_entry(&value, "D")->kind, VALUE_NULL);
}

static void test_broken_values(void **state)
{
    static const char *const broken[] = {
        "",
        "(",
        "(\\",
        "<4",
        "<4g>",
        "[1",
        "<</A",
        "<</A 1",
        "<<1 2>>",
        "]",
        "/A#0",
        "/A#00",
        "--1",
        "1.2.3",
        "+",
        "nullx",
        "tru",
        "1a",
        "{}",
        "99999999999999999999",
        "<</A 1/A 2>>",
        "<</A 1/#41 2>>",
    };

    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        refuse(*state, broken[i]);
    }
}

/* So many arrays in each other. */
static const char *nested(struct arena *arena, size_t count)
{
    char *text = arena_alloc(arena, 2 * count + 1);

    memset(text, '[', count);
    memset(text + count, ']', count);
    return text;
}

static void test_depth(void **state)
{
    (void)read_value(*state, nested(*state, VALUE_DEPTH_LIMIT));
    refuse(*state, nested(*state, VALUE_DEPTH_LIMIT + 2));
    refuse(*state, nested(*state, 1000000));
}

static void test_numbers(void **state)
{
    struct value value = read_value(*state, "-12.3456");
    int64_t number;

    assert_true(value_thousandths(&value, &number));
    assert_int_equal(number, -12345);
    value = read_value(*state, ".5");
    assert_true(value_thousandths(&value, &number));
    assert_int_equal(number, 500);
    value = read_value(*state, "99999999999999999.0");
    assert_false(value_thousandths(&value, &number));
    value = read_value(*state, "/A");
    assert_false(value_thousandths(&value, &number));
}

/* What is written is read again as it was. */
static void test_writing(void **state)
{
    static const char text[] = "<</A#20b [1 -2 3.50 true null /C 4 0 R]\n/S <00FF>\n/N <<>>\n>>";
    struct value value = read_value(*state, text);
    struct buffer out = buffer_new(*state);

    value_write(&out, &value);
    assert_text(buffer_string(&out), text);
    out.size = 0;
    value_write_text(&out, "a(b)\\");
    assert_text(buffer_string(&out), "(a\\(b\\)\\\\)");
    out.size = 0;
    value_write_text(&out, "示𠮷");
    assert_text(buffer_string(&out), "<FEFF793AD842DFB7>");
    value = read_value(*state, out.bytes);
    assert_text(value_text(*state, &value), "示𠮷");
    value = read_value(*state, "(\376)");
    assert_text(value_text(*state, &value), "\uFFFD");
}

static void test_der(void **state)
{
    struct arena *arena = *state;
    struct string parts[] = {STRING("b"), STRING("ab"), STRING("a")};
    struct string object = der_object(arena, "1.2.840.113549.1.7.2");
    struct string joined = DER(arena, DER_SEQUENCE, object, der_set(arena, DER_SET, parts, 3));
    struct string rest = joined;
    struct der_value outer, inner;

    assert_memory_equal(object.bytes, "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02", 11);
    assert_true(der_take(&rest, DER_SEQUENCE, &outer));
    assert_int_equal(rest.size, 0);
    assert_false(der_take(&outer.content, DER_SET, &inner));
    assert_true(der_take(&outer.content, DER_OBJECT, &inner));
    assert_true(der_is_object(&inner, "1.2.840.113549.1.7.2"));
    assert_false(der_is_object(&inner, "1.2.840.113549.1.7.1"));
    assert_true(der_take(&outer.content, DER_SET, &inner));
    assert_text(inner.content, "aabb");
    assert_false(der_next(&outer.content, &inner));

    char *large = arena_alloc(arena, 70000);
    struct string octets = DER(arena, DER_OCTETS, {large, 70000});
    assert_memory_equal(octets.bytes, "\x04\x83\x01\x11\x70", 5);
    assert_true(der_next(&octets, &inner));
    assert_int_equal(inner.content.size, 70000);
}

static void test_broken_der(void **state)
{
    static const struct string broken[] = {
        {"\x30", 1},                         /* no length */
        {"\x30\x01", 2},                     /* no content */
        {"\x30\x80\x00\x00", 4},             /* a length that is not told */
        {"\x30\x81\x01\x00", 4},             /* longer than it need be */
        {"\x30\x82\x00\x80", 4},             /* a zero before it */
        {"\x30\x85\x01\x00\x00\x00\x00", 7}, /* too long */
        {"\x1F\x01\x00", 3},                 /* a tag of more bytes */
    };

    (void)state;
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        struct string rest = broken[i];
        struct der_value value;
        assert_false(der_next(&rest, &value));
    }
}

static void test_dates(void **state)
{
    struct arena *arena = *state;

    assert_int_equal(date_seconds(1970, 1, 1), 0);
    assert_int_equal(date_seconds(2000, 3, 1), 951868800);
    assert_string_equal(date_iso(arena, 951782399), "2000-02-28T23:59:59Z");
    assert_string_equal(date_iso(arena, 951782400), "2000-02-29T00:00:00Z");
    assert_string_equal(date_pdf(arena, 1704240000), "D:20240103000000Z");
    assert_string_equal(date_shown(arena, STRING("D:20240103000000Z")), "2024-01-03T00:00:00Z");
    assert_string_equal(date_shown(arena, STRING("D:20240103010203+08'00'")),
                        "2024-01-03T01:02:03+08:00");
    assert_string_equal(date_shown(arena, STRING("D:2024")), "");
    assert_string_equal(date_shown(arena, STRING("D:2024010301020x")), "");
    for (int64_t day = 0; day < 50000; day += 13) {
        const char *shown = date_iso(arena, day * 86400);
        struct string text = {shown, strlen(shown)};
        int year = 0, month = 0, at = 0;
        for (; at < 4; at++) {
            year = year * 10 + text.bytes[at] - '0';
        }
        month = (text.bytes[5] - '0') * 10 + text.bytes[6] - '0';
        int of_month = (text.bytes[8] - '0') * 10 + text.bytes[9] - '0';
        assert_int_equal(date_seconds(year, month, of_month), day * 86400);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_values, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_broken_values, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_depth, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_numbers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_writing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_der, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_broken_der, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_dates, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("sign_value", tests, NULL, NULL);
}
