#include "layout/dimension.h"

#include "base/diagnostic.h"
#include <string.h>

enum { AMOUNT_ONE = 1000000, AMOUNT_DIGITS = 9 };

struct type_size {
    const char *name;
    int32_t thousandths; /* of a point */
};

/* 字号; the names of the trade and the ways clerks write them. */
static const struct type_size type_sizes[] = {
    {"初号", 42000},   {"小初号", 36000}, {"小初", 36000}, {"一号", 26000}, {"1号", 26000},
    {"小一号", 24000}, {"小一", 24000},   {"小1", 24000},  {"二号", 22000}, {"2号", 22000},
    {"小二号", 18000}, {"小二", 18000},   {"小2", 18000},  {"三号", 16000}, {"3号", 16000},
    {"小三号", 15000}, {"小三", 15000},   {"小3", 15000},  {"四号", 14000}, {"4号", 14000},
    {"小四号", 12000}, {"小四", 12000},   {"小4", 12000},  {"五号", 10500}, {"5号", 10500},
    {"小五号", 9000},  {"小五", 9000},    {"小5", 9000},   {"六号", 7500},  {"6号", 7500},
    {"小六号", 6500},  {"小六", 6500},    {"小6", 6500},   {"七号", 5500},  {"7号", 5500},
    {"八号", 5000},    {"8号", 5000},
};

struct unit_name {
    const char *name;
    enum unit unit;
    int64_t limit; /* largest whole amount */
};

static const struct unit_name unit_names[] = {{"mm", UNIT_MM, 14000},
                                              {"pt", UNIT_PT, 40000},
                                              {"字", UNIT_CELL, 1000},
                                              {"行", UNIT_LINE, 1000}};

static bool parse_number(struct string scalar, size_t *offset, int64_t *amount)
{
    size_t at = 0;
    bool negative = scalar.size > 0 && scalar.bytes[0] == '-';
    int64_t whole = 0;
    int64_t fraction = 0;
    int64_t unit = AMOUNT_ONE;
    size_t digits = 0;

    at += negative;
    for (; at < scalar.size && scalar.bytes[at] >= '0' && scalar.bytes[at] <= '9'; at++) {
        whole = whole * 10 + (scalar.bytes[at] - '0');
        if (++digits > AMOUNT_DIGITS) {
            return false;
        }
    }
    if (digits == 0) {
        return false;
    }
    if (at < scalar.size && scalar.bytes[at] == '.') {
        size_t first = ++at;
        for (; at < scalar.size && scalar.bytes[at] >= '0' && scalar.bytes[at] <= '9'; at++) {
            unit /= 10;
            if (unit == 0) {
                return false;
            }
            fraction += (scalar.bytes[at] - '0') * unit;
        }
        if (at == first) {
            return false;
        }
    }
    *offset = at;
    *amount = (whole * AMOUNT_ONE + fraction) * (negative ? -1 : 1);
    return true;
}

static bool string_is(struct string string, const char *literal)
{
    return string.size == strlen(literal) && memcmp(string.bytes, literal, string.size) == 0;
}

static bool parse_dimension(struct arena *arena, struct string scalar, struct place place,
                            void *out)
{
    struct dimension *dimension = out;
    size_t offset = 0;
    int64_t amount = 0;

    (void)arena;
    (void)place;
    for (size_t i = 0; i < sizeof type_sizes / sizeof *type_sizes; i++) {
        if (string_is(scalar, type_sizes[i].name)) {
            *dimension = (struct dimension){(int64_t)type_sizes[i].thousandths * 1000, UNIT_PT};
            return true;
        }
    }
    if (!parse_number(scalar, &offset, &amount)) {
        return false;
    }
    while (offset < scalar.size && scalar.bytes[offset] == ' ') {
        offset++;
    }
    struct string unit = {scalar.bytes + offset, scalar.size - offset};
    for (size_t i = 0; i < sizeof unit_names / sizeof *unit_names; i++) {
        int64_t limit = unit_names[i].limit * AMOUNT_ONE;
        if (string_is(unit, unit_names[i].name) && amount <= limit && amount >= -limit) {
            *dimension = (struct dimension){amount, unit_names[i].unit};
            return true;
        }
    }
    return false;
}

const struct type dimension_type = {
    .kind = TYPE_CUSTOM,
    .name = "length",
    .describes = "A length: 37mm, 1pt, 三号 (a type size), 2字 (cells of the grid), 1行 (lines).",
    .size = sizeof(struct dimension),
    .pattern =
        "^(-?[0-9]+(\\.[0-9]{1,6})? *(mm|pt|字|行)|初号|小初号?|[一二三四五六1-6]号|[七八78]号|"
        "小[一二三四五六]号?|小[1-6])$",
    .expects = N_("a length such as 37mm, 1pt, 三号, 2字 or 1行"),
    .parse = parse_dimension,
};

static bool parse_proportion(struct arena *arena, struct string scalar, struct place place,
                             void *out)
{
    static const int64_t one = (int64_t)100 * AMOUNT_ONE; /* 100% */
    size_t offset = 0;
    int64_t amount = 0;

    (void)arena;
    (void)place;
    if (!parse_number(scalar, &offset, &amount)) {
        return false;
    }
    while (offset < scalar.size && scalar.bytes[offset] == ' ') {
        offset++;
    }
    struct string unit = {scalar.bytes + offset, scalar.size - offset};
    if (!string_is(unit, "%") || amount > one || amount < -one) {
        return false;
    }
    *(struct proportion *)out =
        (struct proportion){(int)length_scale(amount, PROPORTION_ONE, one), true};
    return true;
}

const struct type proportion_type = {
    .kind = TYPE_CUSTOM,
    .name = "proportion",
    .describes = "A part of the size around, from -100% to 100%.",
    .size = sizeof(struct proportion),
    .pattern = "^-?[0-9]+(\\.[0-9]{1,6})? *%$",
    .expects = N_("a part of the size around, such as 60%"),
    .parse = parse_proportion,
};

length_t dimension_resolve(struct dimension dimension, length_t cell, length_t pitch)
{
    switch (dimension.unit) {
    case UNIT_NONE:
        return 0;
    case UNIT_MM:
        return length_scale(dimension.amount, 360, INT64_C(127) * 1000);
    case UNIT_PT:
        return length_scale(dimension.amount, 1, 1000);
    case UNIT_CELL:
        return length_scale(dimension.amount, cell, AMOUNT_ONE);
    case UNIT_LINE:
        return length_scale(dimension.amount, pitch, AMOUNT_ONE);
    }
    return 0;
}
