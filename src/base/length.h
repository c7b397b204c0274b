/*
 * Lengths: one integer unit for all of the composition, 1/1000 pt.
 *
 * A length is rounded once, where it enters (a layout file, a font's metrics); from there on all
 * arithmetic is exact, so that two runs give the same bytes. 64 bits: a report of 100,000 pages
 * does not overflow.
 */
#ifndef GONGWEN_BASE_LENGTH_H
#define GONGWEN_BASE_LENGTH_H

#include <stdint.h>

typedef int64_t length_t; /* 1/1000 pt */

enum { LENGTH_PT = 1000 };

/* Largest length a user may write, in either direction: 14.4 m, the limit of a PDF page. */
#define LENGTH_LIMIT ((length_t)40000 * LENGTH_PT)

/* a * b / c, rounded half away from zero; c > 0 and a * b must fit 64 bits. */
static inline length_t length_scale(length_t a, int64_t b, int64_t c)
{
    int64_t product = a * b;
    return (product >= 0 ? product + c / 2 : product - c / 2) / c;
}

/* A length in millimetres, for messages and dumps only. */
static inline double length_to_mm(length_t value)
{
    return (double)value * 25.4 / 72.0 / LENGTH_PT;
}

static inline length_t length_max(length_t a, length_t b)
{
    return a > b ? a : b;
}

static inline length_t length_min(length_t a, length_t b)
{
    return a < b ? a : b;
}

#endif
