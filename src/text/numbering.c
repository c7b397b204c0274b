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

void numbering_add(struct buffer *out, struct string example, unsigned number)
{
    const char *chinese = memmem(example.bytes, example.size, "一", strlen("一"));
    const char *arabic = memchr(example.bytes, '1', example.size);
    const char *at = chinese;

    if (at == NULL || (arabic != NULL && arabic < at)) {
        at = arabic;
    }
    if (at == NULL) {
        buffer_add(out, example.bytes, example.size);
        return;
    }
    size_t width = at == chinese ? strlen("一") : 1;
    buffer_add(out, example.bytes, (size_t)(at - example.bytes));
    if (at == chinese) {
        numbering_add_chinese(out, number);
    } else {
        buffer_add_integer(out, number);
    }
    const char *rest = at + width;
    buffer_add(out, rest, (size_t)(example.bytes + example.size - rest));
}
