#include "text/numbering.h"

#include <string.h>

enum { NUMBERING_LIMIT = 9999 };

void numbering_add_chinese(struct buffer *out, unsigned number)
{
    static const char *const digits[] = {"零", "一", "二", "三", "四",
                                         "五", "六", "七", "八", "九"};
    static const char *const units[] = {"千", "百", "十", ""};
    unsigned divisor = 1000;
    bool started = false;
    bool zero = false;

    if (number > NUMBERING_LIMIT) {
        buffer_add_integer(out, number);
        return;
    }
    for (size_t i = 0; i < 4; i++, divisor /= 10) {
        unsigned digit = number / divisor % 10;
        if (digit == 0) {
            zero = started;
            continue;
        }
        if (zero) {
            buffer_add_string(out, digits[0]);
            zero = false;
        }
        if (digit != 1 || started || i != 2) { /* 十一, not 一十一 */
            buffer_add_string(out, digits[digit]);
        }
        buffer_add_string(out, units[i]);
        started = true;
    }
}

/* ① … ㊿ are three runs of code points; there are no more of them. */
static void add_circled(struct buffer *out, unsigned number)
{
    static const struct {
        unsigned last;
        uint32_t first; /* code point of the number behind the run before */
    } runs[] = {{20, 0x2460}, {35, 0x3251}, {50, 0x32B1}};
    unsigned before = 0;

    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        if (number > before && number <= runs[i].last) {
            buffer_add_character(out, runs[i].first + number - before - 1);
            return;
        }
        before = runs[i].last;
    }
    buffer_add_integer(out, number);
}

static void add_arabic(struct buffer *out, unsigned number)
{
    buffer_add_integer(out, number);
}

void numbering_add(struct buffer *out, struct string example, unsigned number)
{
    static const struct {
        const char *one;
        void (*add)(struct buffer *out, unsigned number);
    } numerals[] = {{"一", numbering_add_chinese}, {"①", add_circled}, {"1", add_arabic}};
    const char *end = example.bytes + example.size;
    const char *first = NULL;
    size_t found = 0;

    for (size_t i = 0; i < sizeof numerals / sizeof *numerals; i++) {
        const char *at =
            memmem(example.bytes, example.size, numerals[i].one, strlen(numerals[i].one));
        if (at != NULL && (first == NULL || at < first)) {
            first = at;
            found = i;
        }
    }
    if (first == NULL) {
        buffer_add(out, example.bytes, example.size);
        return;
    }
    const char *rest = first + strlen(numerals[found].one);
    buffer_add(out, example.bytes, (size_t)(first - example.bytes));
    numerals[found].add(out, number);
    buffer_add(out, rest, (size_t)(end - rest));
}
