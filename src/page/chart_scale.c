/* Scales of charts: round steps, and shares, in exact arithmetic. */
#include "page/chart.h"

#include "base/arena.h"
#include <stdlib.h>

enum { PERCENT_TENTHS = 1000, AMOUNT_DIGITS = 40 };

static amount_t floor_to(amount_t value, amount_t step)
{
    amount_t rest = value % step;

    return value - (rest < 0 ? rest + step : rest);
}

static amount_t ceiling_to(amount_t value, amount_t step)
{
    return -floor_to(-value, step);
}

/* Steps of 1, 2, 5, 10, 20, … */
static amount_t next_step(amount_t step)
{
    amount_t leading = step;

    while (leading % 10 == 0) {
        leading /= 10;
    }
    return leading == 2 ? step / 2 * 5 : step * 2;
}

struct scale scale_new(amount_t least, amount_t most, unsigned places, bool from_zero,
                       int most_steps)
{
    amount_t largest = most > -least ? most : -least;
    bool near_zero = most == least || (most - least) >= largest / 6;
    struct scale scale = {.places = places, .step = 1};

    if (from_zero || near_zero) {
        least = least < 0 ? least : 0;
        most = most > 0 ? most : 0;
    }
    if (least == most) { /* nothing but zero */
        most = 1;
    }
    for (;; scale.step = next_step(scale.step)) {
        scale.low = floor_to(least, scale.step);
        scale.high = ceiling_to(most, scale.step);
        if ((scale.high - scale.low) / scale.step <= most_steps) {
            return scale;
        }
    }
}

/* part / whole of a length, rounded; `whole` > 0, 0 <= part <= whole. */
static length_t share(amount_t part, amount_t whole, length_t length)
{
    while (whole > INT64_MAX) { /* so that the product fits */
        whole /= 2;
        part /= 2;
    }
    return (length_t)((part * length + whole / 2) / whole);
}

length_t scale_distance(const struct scale *scale, amount_t amount)
{
    return share(amount - scale->low, scale->high - scale->low, scale->length);
}

size_t scale_line_count(const struct scale *scale)
{
    return (size_t)((scale->high - scale->low) / scale->step) + 1;
}

amount_t scale_line(const struct scale *scale, size_t i)
{
    return scale->low + (amount_t)i * scale->step;
}

struct string scale_label(const struct scale *scale, amount_t line, struct arena *arena)
{
    char digits[AMOUNT_DIGITS + 3];
    size_t at = sizeof digits;
    unsigned places = scale->places;
    amount_t step = scale->step, left = line < 0 ? -line : line;

    for (; places > 0 && step % 10 == 0; places--) {
        step /= 10;
        left /= 10;
    }
    for (unsigned place = 0; left > 0 || place <= places; place++) {
        if (place == places && places > 0) {
            digits[--at] = '.';
        }
        digits[--at] = (char)('0' + (int)(left % 10));
        left /= 10;
    }
    if (line < 0) {
        digits[--at] = '-';
    }
    return (struct string){arena_copy(arena, digits + at, sizeof digits - at), sizeof digits - at};
}

struct remainder {
    size_t index;
    amount_t rest;
};

static int by_rest(const void *a, const void *b)
{
    const struct remainder *first = a, *second = b;

    if (first->rest != second->rest) {
        return first->rest > second->rest ? -1 : 1;
    }
    return first->index < second->index ? -1 : 1;
}

void scale_percentages(struct arena *arena, const amount_t *amounts, size_t count, unsigned *tenths)
{
    struct remainder *remainders = ARENA_ARRAY(arena, struct remainder, count);
    amount_t whole = 0;
    unsigned given = 0;

    for (size_t i = 0; i < count; i++) {
        whole += amounts[i];
    }
    for (size_t i = 0; i < count; i++) {
        /* Digit by digit: a thousand times the amount need not fit. */
        amount_t rest = amounts[i];
        tenths[i] = rest == whole ? PERCENT_TENTHS : 0;
        for (int digit = 0; digit < 3 && rest < whole; digit++) {
            unsigned next = 0;
            amount_t sum = 0;
            for (int k = 0; k < 10; k++) {
                bool carry = sum >= whole - rest;
                sum = carry ? sum - (whole - rest) : sum + rest;
                next += carry;
            }
            tenths[i] = tenths[i] * 10 + next;
            rest = sum;
        }
        given += tenths[i];
        remainders[i] = (struct remainder){i, rest == whole ? 0 : rest};
    }
    qsort(remainders, count, sizeof *remainders, by_rest);
    for (size_t i = 0; given < PERCENT_TENTHS && i < count; i++, given++) {
        tenths[remainders[i].index]++;
    }
}
