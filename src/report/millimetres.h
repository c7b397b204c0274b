/*
 * Sizes in a report: what the user measures with a ruler, in millimetres.
 */
#ifndef GONGWEN_REPORT_MILLIMETRES_H
#define GONGWEN_REPORT_MILLIMETRES_H

#include "base/length.h"
#include "base/source.h"
#include <stdbool.h>

struct arena;

/* Reads 80mm or 80.5 mm, from `least` to `most` millimetres; false when it does not fit. */
bool millimetres_parse(struct arena *arena, struct string scalar, int64_t least, int64_t most,
                       length_t *out);

#endif
