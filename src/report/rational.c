#include "report/rational.h"

#include "base/buffer.h"

typedef __int128 wide_t;

/* Magnitudes stay below this, so that nothing wraps that is ten times one, or a sum of two. */
static const wide_t LIMIT = (wide_t)1 << 120;

static wide_t magnitude(wide_t value)
{
    return value < 0 ? -value : value;
}

static wide_t greatest_divisor(wide_t a, wide_t b)
{
    a = magnitude(a);
    b = magnitude(b);
    while (b != 0) {
        wide_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* Compilers do not agree on a checked multiplication of this width. */
static bool multiply(wide_t a, wide_t b, wide_t *out)
{
    if (a != 0 && magnitude(b) > (LIMIT - 1) / magnitude(a)) {
        return false;
    }
    *out = a * b;
    return true;
}

static wide_t power_of_ten(unsigned exponent)
{
    wide_t power = 1;

    for (; exponent > 0; exponent--) {
        power *= 10;
    }
    return power;
}

/* Members below the limit, the denominator not 0. */
static struct rational reduce(wide_t numerator, wide_t denominator)
{
    wide_t divisor = greatest_divisor(numerator, denominator);

    if (denominator < 0) {
        divisor = -divisor;
    }
    return (struct rational){numerator / divisor, denominator / divisor};
}

struct rational rational_from_decimal(struct decimal decimal)
{
    return reduce(decimal.digits, power_of_ten(decimal.places));
}

/* a/b + c/d over the least common denominator. */
static bool add(struct rational a, wide_t numerator, wide_t denominator, struct rational *out)
{
    wide_t divisor = greatest_divisor(a.denominator, denominator);
    wide_t left, right, whole;

    if (!multiply(a.numerator, denominator / divisor, &left) ||
        !multiply(numerator, a.denominator / divisor, &right) ||
        !multiply(a.denominator, denominator / divisor, &whole) ||
        magnitude(left + right) >= LIMIT) {
        return false;
    }
    *out = reduce(left + right, whole);
    return true;
}

bool rational_add(struct rational a, struct rational b, struct rational *out)
{
    return add(a, b.numerator, b.denominator, out);
}

bool rational_subtract(struct rational a, struct rational b, struct rational *out)
{
    return add(a, -b.numerator, b.denominator, out);
}

/* Reduced crosswise first, so that what fits in the end fits on the way. */
bool rational_multiply(struct rational a, struct rational b, struct rational *out)
{
    wide_t first = greatest_divisor(a.numerator, b.denominator);
    wide_t second = greatest_divisor(b.numerator, a.denominator);
    wide_t numerator, denominator;

    if (!multiply(a.numerator / first, b.numerator / second, &numerator) ||
        !multiply(a.denominator / second, b.denominator / first, &denominator)) {
        return false;
    }
    *out = (struct rational){numerator, denominator};
    return true;
}

bool rational_divide(struct rational a, struct rational b, struct rational *out)
{
    if (b.numerator == 0) {
        return false;
    }
    struct rational inverse = {b.denominator, b.numerator};
    if (inverse.denominator < 0) {
        inverse = (struct rational){-inverse.numerator, -inverse.denominator};
    }
    return rational_multiply(a, inverse, out);
}

static wide_t floor_of(struct rational number)
{
    wide_t whole = number.numerator / number.denominator;

    return number.numerator % number.denominator < 0 ? whole - 1 : whole;
}

/* By their continued fractions: nothing can overflow. */
int rational_compare(struct rational a, struct rational b)
{
    for (int sign = 1;; sign = -sign) {
        wide_t first = floor_of(a), second = floor_of(b);
        if (first != second) {
            return first < second ? -sign : sign;
        }
        wide_t rest_of_a = a.numerator - first * a.denominator;
        wide_t rest_of_b = b.numerator - second * b.denominator;
        if (rest_of_a == 0 || rest_of_b == 0) {
            return rest_of_a == rest_of_b ? 0 : rest_of_a == 0 ? -sign : sign;
        }
        a = (struct rational){a.denominator, rest_of_a};
        b = (struct rational){b.denominator, rest_of_b};
    }
}

/* The digits of a magnitude, decimal by decimal. */
struct digits {
    wide_t value; /* those so far, as a whole number */
    wide_t rest;  /* what is behind them, in parts of the denominator */
    unsigned places;
};

static bool next_digit(struct digits *digits, wide_t denominator)
{
    wide_t rest = digits->rest * 10; /* fits: see LIMIT */

    if (digits->value > INT64_MAX / 10) {
        return false;
    }
    digits->value = digits->value * 10 + rest / denominator;
    digits->rest = rest % denominator;
    digits->places++;
    return true;
}

static bool finish(const struct digits *digits, bool negative, struct decimal *out)
{
    if (digits->value > INT64_MAX) {
        return false;
    }
    int64_t value = (int64_t)digits->value;
    *out = (struct decimal){negative ? -value : value, digits->places};
    return true;
}

static bool begin(struct rational number, struct digits *digits)
{
    wide_t all = magnitude(number.numerator);

    *digits = (struct digits){.value = all / number.denominator, .rest = all % number.denominator};
    return digits->value <= INT64_MAX;
}

bool rational_round(struct rational number, unsigned places, struct decimal *out)
{
    struct digits digits;

    if (places > RATIONAL_PLACES_LIMIT || !begin(number, &digits)) {
        return false;
    }
    while (digits.places < places) {
        if (!next_digit(&digits, number.denominator)) {
            return false;
        }
    }
    digits.value += digits.rest * 2 >= number.denominator;
    return finish(&digits, number.numerator < 0, out);
}

bool rational_decimal(struct rational number, struct decimal *out)
{
    struct digits digits;

    if (!begin(number, &digits)) {
        return false;
    }
    while (digits.rest != 0) {
        if (digits.places == RATIONAL_PLACES_LIMIT || !next_digit(&digits, number.denominator)) {
            return false;
        }
    }
    return finish(&digits, number.numerator < 0, out);
}

static void print_wide(wide_t value, struct buffer *out)
{
    char digits[40];
    size_t start = sizeof digits;
    wide_t rest = magnitude(value);

    do {
        digits[--start] = (char)('0' + (int)(rest % 10));
        rest /= 10;
    } while (rest > 0);
    if (value < 0) {
        buffer_add_byte(out, '-');
    }
    buffer_add(out, digits + start, sizeof digits - start);
}

void rational_print(struct rational number, struct buffer *out)
{
    enum { SHOWN = 6 };
    struct decimal decimal;

    if (rational_decimal(number, &decimal)) {
        buffer_add_decimal(out, decimal.digits, decimal.places);
    } else if (rational_round(number, SHOWN, &decimal)) {
        buffer_add_fixed(out, decimal.digits, decimal.places);
        buffer_add_string(out, "…");
    } else {
        print_wide(number.numerator, out);
        if (number.denominator != 1) {
            buffer_add_byte(out, '/');
            print_wide(number.denominator, out);
        }
    }
}
