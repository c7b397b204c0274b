/*
 * Numbered copies (份号, GB/T 9704 7.2.1) of one report: a table of units (units.h) with a column
 * `copy`, which the report's copy number is then.
 */
#ifndef GONGWEN_REPORT_COPIES_H
#define GONGWEN_REPORT_COPIES_H

#include "report/units.h"

/* What the column is called, and the report's copy number as a template. */
extern const struct text copies_number; /* "{{copy}}" */

/* `wanted` is how many there are ("30"), the numbers from and to ("31-60"), or the path of a table
 * of recipients, which are numbered in their order unless a column copy or 份号 says otherwise;
 * `*file`: it is that. Numbers have six digits. NULL after reporting. */
const struct units *copies_open(struct arena *arena, struct text wanted, bool *file,
                                struct diagnostics *diagnostics);

#endif
