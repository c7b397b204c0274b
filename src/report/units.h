/*
 * Tables of units (单位): a row for each unit, a column for each figure or text that reports on it
 * name. They give one report each (gongwen batch), and their sums are facts of the summary.
 *
 * A table is a CSV file, or a YAML list of mappings, which is read as if it were one:
 *
 *   - {unit: 示例局, disclosure.total: 12}
 */
#ifndef GONGWEN_REPORT_UNITS_H
#define GONGWEN_REPORT_UNITS_H

#include "report/csv.h"
#include "report/report.h"

/* Reads a table; `path` as for csv_read(), YAML if it ends in .yaml or .yml. NULL after reporting.
 */
const struct csv *units_read(struct arena *arena, struct text path,
                             struct diagnostics *diagnostics);

/* The column that names the units, headed unit or 单位 (name, 名称 do as well); SIZE_MAX after
 * reporting that there is none. */
size_t csv_unit_column(const struct csv *csv, struct diagnostics *diagnostics);

/* Reports rows of sums (合计), which would be counted twice; false where there are some. */
bool units_check_sums(const struct csv *csv, size_t column, struct diagnostics *diagnostics);

/* Reports units without a name of their own, and rows that are none. */
void units_check_names(struct arena *arena, const struct csv *csv, size_t column,
                       struct diagnostics *diagnostics);

/* A table that gives one report a row: heads and names checked. NULL after reporting. */
struct units {
    const struct csv *csv;
    size_t column;       /* that names the units */
    const bool *numbers; /* of each column: some cell is a number, so all are to be */
};
const struct units *units_open(struct arena *arena, struct text path,
                               struct diagnostics *diagnostics);

/* The same of a table that was read; NULL for NULL, too. */
const struct units *units_of(struct arena *arena, const struct csv *csv,
                             struct diagnostics *diagnostics);

/* The name of the unit in row `row`, from 1. */
struct text units_name(const struct units *units, size_t row);

/* What row `row` gives its report: a name each column but remarks, and `unit` for the unit's name,
 * however its column is headed. */
const struct given *units_give(const struct units *units, size_t row, struct arena *arena,
                               size_t *count);

/* What behind the name of a figure heads the column with last year's values: NAME.previous,
 * NAME.上年. Ends with NULL. */
extern const char *const units_previous_endings[];

/* The column with last year's values of the figures in `column`; SIZE_MAX: there is none. */
size_t units_previous_column(const struct csv *csv, size_t column);

/* Whether a column has a sum: some cell is a number and none a percentage. */
bool units_has_sum(const struct csv *csv, size_t column);

/* The sum of such a column, empty cells left out; false after reporting a cell that is no number,
 * or a sum that is too large. */
bool units_sum(const struct csv *csv, size_t column, struct decimal *out,
               struct diagnostics *diagnostics);

#endif
