/*
 * Facts from CSV files (facts-from): a list of facts, a matrix of them, or the totals of a table of
 * units (单位).
 */
#ifndef GONGWEN_REPORT_FACT_FILE_H
#define GONGWEN_REPORT_FACT_FILE_H

#include "report/csv.h"
#include "report/fact.h"

/* An entry of facts-from. */
struct fact_file {
    struct text file;   /* path, relative to the report */
    struct text prefix; /* before all names, with a point between; may be absent */
    bool matrix;        /* rows and columns name the facts: PREFIX.ROW.COLUMN */
    bool total; /* a table of units: PREFIX.COLUMN is the sum of a column, PREFIX.count … */
    struct text unit, source, period; /* of facts that have none of their own */
};

extern const struct type fact_files_type; /* struct list of struct fact_file */

/* Adds the facts of a file that was read. False after reporting. */
bool facts_add_file(struct facts *facts, const struct fact_file *file, const struct csv *csv,
                    struct diagnostics *diagnostics);

#endif
