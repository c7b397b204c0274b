/*
 * CSV files (RFC 4180): UTF-8 with or without a byte order mark, UTF-16 with one, else GB18030, as
 * Chinese spreadsheets write them. Cells are separated by commas, semicolons or tabs, by which
 * tells the first row; those in "…" may hold separators, line breaks and "" for a quotation mark.
 * Line breaks may be LF, CR LF or CR.
 */
#ifndef GONGWEN_REPORT_CSV_H
#define GONGWEN_REPORT_CSV_H

#include "yaml/record.h"

struct arena;
struct diagnostics;

enum { CSV_CELL_LIMIT = 2000000 };

struct csv_row {
    const struct text *cells; /* without blanks at their ends; places are in the CSV file */
    size_t count;
    struct place place;
};

struct csv {
    const struct source *source; /* as UTF-8, under the path that was opened */
    const struct csv_row *rows;  /* without those whose cells are all blank */
    size_t row_count;
};

/* Reads the file; `path` is relative to the file that it is written in. NULL after reporting: files
 * that cannot be read, bytes that are no text, control characters, stray quotation marks, more than
 * CSV_CELL_LIMIT cells. */
const struct csv *csv_read(struct arena *arena, struct text path, struct diagnostics *diagnostics);

/* Text that is not a file. */
const struct csv *csv_from_memory(struct arena *arena, const char *name, const char *bytes,
                                  size_t size, struct diagnostics *diagnostics);

/* The cell of a row under a column; one that the row is too short for is "" at the row's place. */
struct text csv_cell(const struct csv_row *row, size_t column);

/* Whether a column with that heading is a remark, which nobody reads: # at its beginning. */
bool csv_is_remark(struct text heading);

/* Reports columns whose headings stand twice, and rows that are longer than the head, which the
 * file must have. */
void csv_check_shape(struct arena *arena, const struct csv *csv, struct diagnostics *diagnostics);

/* A number as spreadsheets write it: 12049, 12,049, -0.5, 98.5%. False for what is none, and for
 * what begins with a 0 that counts nothing: 0571. */
bool csv_number(struct string text, struct decimal *out, bool *percent);

#endif
