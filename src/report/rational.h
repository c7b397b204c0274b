/*
 * Exact numbers: fractions of 128 bits. Nothing is rounded before it is printed, and what does not
 * fit is said to, never wrapped.
 */
#ifndef GONGWEN_REPORT_RATIONAL_H
#define GONGWEN_REPORT_RATIONAL_H

#include "yaml/record.h"

/* In lowest terms, the denominator positive: equal numbers are equal member by member. Neither
 * member's magnitude is 2^120 or more. Zeroed memory is no number. */
struct rational {
    __int128 numerator, denominator;
};

/* Every decimal fits. */
struct rational rational_from_decimal(struct decimal decimal);

/* Each false, with `out` unchanged, when the result does not fit; a division by zero, too. */
bool rational_add(struct rational a, struct rational b, struct rational *out);
bool rational_subtract(struct rational a, struct rational b, struct rational *out);
bool rational_multiply(struct rational a, struct rational b, struct rational *out);
bool rational_divide(struct rational a, struct rational b, struct rational *out);

/* Less than, equal to or greater than 0, as a is to b. */
int rational_compare(struct rational a, struct rational b);

static inline bool rational_is_zero(struct rational number)
{
    return number.numerator == 0;
}

/* Most decimals that a number is rounded to. */
enum { RATIONAL_PLACES_LIMIT = 18 };

/* Rounds to so many decimals, halves away from zero (四舍五入). False when that does not fit. */
bool rational_round(struct rational number, unsigned places, struct decimal *out);

/* The number as a decimal without trailing zeros. False when it has no end or does not fit. */
bool rational_decimal(struct rational number, struct decimal *out);

/* For messages: the decimal; rounded to six places with a … behind it where it has no end; a
 * fraction where it does not fit. */
void rational_print(struct rational number, struct buffer *out);

#endif
