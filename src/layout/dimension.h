/*
 * Dimensions: lengths as a layout writes them, in the units of the trade.
 *
 *   mm, pt    absolute
 *   初号…八号  type sizes (字号); digits work too: 3号, 小4
 *   字         width of one character cell of the grid (一字, GB/T 9704 clause 3)
 *   行         one line of the grid: its pitch (一行)
 */
#ifndef GONGWEN_LAYOUT_DIMENSION_H
#define GONGWEN_LAYOUT_DIMENSION_H

#include "base/length.h"
#include "yaml/record.h"

enum unit { UNIT_NONE, UNIT_MM, UNIT_PT, UNIT_CELL, UNIT_LINE };

/* amount / 1,000,000 units; UNIT_NONE where nothing was given. Bounded by LENGTH_LIMIT. */
struct dimension {
    int64_t amount;
    enum unit unit;
};

extern const struct type dimension_type;

/* A part of something that is known: 60%. */
enum { PROPORTION_ONE = 10000 };
struct proportion {
    int parts; /* of PROPORTION_ONE; from -PROPORTION_ONE to PROPORTION_ONE */
    bool given;
};

extern const struct type proportion_type;

/* As a length on a grid whose cell and pitch are given. UNIT_NONE is 0. */
length_t dimension_resolve(struct dimension dimension, length_t cell, length_t pitch);

#endif
