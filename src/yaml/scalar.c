#include "yaml/scalar.h"

#include <string.h>

/* An int64_t has 18 decimal digits for certain; buffer_add_decimal() takes as many places. */
enum { PLACES_LIMIT = 18 };

bool scalar_is(struct string scalar, const char *literal)
{
    size_t size = strlen(literal);

    return scalar.size == size && memcmp(scalar.bytes, literal, size) == 0;
}

static bool scalar_is_one_of(struct string scalar, const char *const *literals)
{
    for (; *literals != NULL; literals++) {
        if (scalar_is(scalar, *literals)) {
            return true;
        }
    }
    return false;
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* The parts of [-+]? ( . [0-9]+ | [0-9]+ ( . [0-9]* )? ) ( [eE] [-+]? [0-9]+ )? */
struct number_form {
    bool negative;
    struct string whole, fraction, exponent; /* digits */
    bool exponent_negative;
};

static struct string take_digits(struct string scalar, size_t *at)
{
    size_t start = *at;

    while (*at < scalar.size && is_digit(scalar.bytes[*at])) {
        ++*at;
    }
    return (struct string){scalar.bytes + start, *at - start};
}

static bool take_sign(struct string scalar, size_t *at)
{
    if (*at < scalar.size && (scalar.bytes[*at] == '-' || scalar.bytes[*at] == '+')) {
        return scalar.bytes[(*at)++] == '-';
    }
    return false;
}

static bool split_number(struct string scalar, struct number_form *form)
{
    size_t at = 0;

    *form = (struct number_form){.negative = take_sign(scalar, &at)};
    form->whole = take_digits(scalar, &at);
    if (at < scalar.size && scalar.bytes[at] == '.') {
        at++;
        form->fraction = take_digits(scalar, &at);
    }
    if (form->whole.size + form->fraction.size == 0) {
        return false;
    }
    if (at < scalar.size && (scalar.bytes[at] == 'e' || scalar.bytes[at] == 'E')) {
        at++;
        form->exponent_negative = take_sign(scalar, &at);
        form->exponent = take_digits(scalar, &at);
        if (form->exponent.size == 0) {
            return false;
        }
    }
    return at == scalar.size;
}

/* value * 10 + digit, away from zero; false when it does not fit. */
static bool push_digit(int64_t *value, int digit)
{
    return !__builtin_mul_overflow(*value, 10, value) &&
           !__builtin_add_overflow(*value, digit, value);
}

static bool push_digits(int64_t *value, struct string digits, bool negative)
{
    for (size_t i = 0; i < digits.size; i++) {
        int digit = digits.bytes[i] - '0';
        if (!push_digit(value, negative ? -digit : digit)) {
            return false;
        }
    }
    return true;
}

bool scalar_decimal(struct string scalar, struct decimal *out)
{
    struct number_form form;
    int64_t digits = 0;
    int64_t exponent = 0;

    if (!split_number(scalar, &form) || !push_digits(&digits, form.whole, form.negative) ||
        !push_digits(&digits, form.fraction, form.negative) ||
        !push_digits(&exponent, form.exponent, form.exponent_negative)) {
        return false;
    }
    if (form.fraction.size > PLACES_LIMIT || exponent > PLACES_LIMIT || exponent < -PLACES_LIMIT) {
        return false;
    }
    int64_t places = (int64_t)form.fraction.size - exponent;
    for (; places < 0; places++) {
        if (!push_digit(&digits, 0)) {
            return false;
        }
    }
    if (places > PLACES_LIMIT) {
        return false;
    }
    *out = (struct decimal){digits, (unsigned)places};
    return true;
}

bool scalar_integer(struct string scalar, int64_t *out)
{
    struct decimal decimal;

    if (!scalar_decimal(scalar, &decimal)) {
        return false;
    }
    for (; decimal.places > 0; decimal.places--) {
        if (decimal.digits % 10 != 0) {
            return false;
        }
        decimal.digits /= 10;
    }
    *out = decimal.digits;
    return true;
}

bool scalar_boolean(struct string scalar, bool *out)
{
    static const char *const yes[] = {"true", "True", "TRUE", NULL};
    static const char *const no[] = {"false", "False", "FALSE", NULL};

    if (scalar_is_one_of(scalar, yes)) {
        *out = true;
        return true;
    }
    if (scalar_is_one_of(scalar, no)) {
        *out = false;
        return true;
    }
    return false;
}

/* 0o17, 0x1F, and the numbers that are none. */
static bool is_special_number(struct string scalar)
{
    static const char *const special[] = {".inf",  ".Inf",  ".INF",  "+.inf", "+.Inf",
                                          "+.INF", "-.inf", "-.Inf", "-.INF", ".nan",
                                          ".NaN",  ".NAN",  NULL};

    if (scalar_is_one_of(scalar, special)) {
        return true;
    }
    if (scalar.size < 3 || scalar.bytes[0] != '0') {
        return false;
    }
    const char *digits = scalar.bytes[1] == 'o'   ? "01234567"
                         : scalar.bytes[1] == 'x' ? "0123456789abcdefABCDEF"
                                                  : "";
    for (size_t i = 2; i < scalar.size; i++) {
        if (scalar.bytes[i] == '\0' || strchr(digits, scalar.bytes[i]) == NULL) {
            return false;
        }
    }
    return true;
}

enum scalar_kind scalar_kind(struct string plain)
{
    static const char *const nulls[] = {"", "~", "null", "Null", "NULL", NULL};
    struct number_form form;
    bool boolean;

    if (scalar_is_one_of(plain, nulls)) {
        return SCALAR_NULL;
    }
    if (scalar_boolean(plain, &boolean)) {
        return SCALAR_BOOLEAN;
    }
    if (split_number(plain, &form) || is_special_number(plain)) {
        return SCALAR_NUMBER;
    }
    return SCALAR_TEXT;
}
