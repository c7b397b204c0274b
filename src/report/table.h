/*
 * Tables of the report (表格): rows of cells, some of them merged. What is merged is said by the
 * cell at the top left of it; the places that it covers are left out of the rows. Reading resolves
 * that into cells with their places in the table, checked to fill it.
 */
#ifndef GONGWEN_REPORT_TABLE_H
#define GONGWEN_REPORT_TABLE_H

#include "base/length.h"
#include "yaml/record.h"

struct form_use;

/* Rows that come from a file: a CSV file, or a list of units (report/units.h). */
struct row_source {
    struct text file;    /* path, relative to the report; absent: the rows are written out */
    struct list columns; /* of struct text: headings of the file, in the order of the table */
    struct text total;   /* what names a last row of sums; absent: none */
    const char *path;    /* as opened */
};

enum { TABLE_COLUMN_LIMIT = 100, TABLE_ROW_LIMIT = 10000 };

enum width_kind {
    WIDTH_AUTO,    /* by content; takes a share of the room that is left */
    WIDTH_CONTENT, /* by content alone */
    WIDTH_FIXED,
    WIDTH_SHARE /* a weight: what is left is shared out in proportion */
};

struct column_width {
    enum width_kind kind;
    int64_t amount; /* WIDTH_FIXED: a length; WIDTH_SHARE: thousandths */
};

enum table_align {
    TABLE_AUTO, /* numbers by their points, text as the layout says, merged cells centred */
    TABLE_LEFT,
    TABLE_CENTRE,
    TABLE_RIGHT,
    TABLE_DECIMAL, /* points under each other; what is no number is centred */
    TABLE_JUSTIFY
};

/* What the text of a cell is a name of, for those who have the table read out. */
enum table_names {
    TABLE_NAMES_AUTO, /* as the head and `labels` have it */
    TABLE_NAMES_COLUMN,
    TABLE_NAMES_ROW
};

struct table_column {
    struct text heading; /* may be absent */
    struct column_width width;
    int align; /* enum table_align */
    struct place place;
};

struct table_cell {
    struct place place;
    const struct text *texts; /* one, or the paragraphs of `body` */
    size_t text_count;
    bool paragraphs;        /* given as `body` */
    unsigned row, column;   /* its top left place, from 0; head rows are counted */
    unsigned rows, columns; /* how many it takes */
    int align;              /* enum table_align */
    int names;              /* enum table_names */
};

struct table {
    struct text caption;
    struct list columns; /* of struct variant: a heading or a struct table_column */
    struct list head;    /* of struct variant: a struct list of cells */
    struct list rows;    /* likewise */
    struct row_source from;
    int64_t labels;   /* how many columns at the left name their rows */
    struct list note; /* of struct text */
    bool landscape;   /* 横排 (GB/T 9704 clause 8) */
    bool whole;       /* not divided between pages as long as one has room for it */
    struct place place;
    /* What reading makes of them: */
    const struct table_cell *cells; /* by row, then by column */
    size_t cell_count;
    const struct table_column *column_widths; /* column_count of them */
    unsigned column_count;
    unsigned head_count, row_count; /* rows of the head; all rows */
};

/* A block {table: …}; what draws it sees the table that it begins with. */
struct table_block {
    struct table table;
    const struct form_use *form; /* NULL: written out; else the table comes from it (form.h) */
    struct variant written;
};
extern const struct type table_block_type;

/* The record of a table alone. */
extern const struct type table_type;

/* How it says where its rows come from. */
extern const struct type row_source_type;

/* Reads the rows of a table that come from a file, and its headings where it has none. False after
 * reporting. */
bool table_read_rows(struct arena *arena, struct table *table, struct diagnostics *diagnostics);

/* Columns, cells and rows have several forms; the plain one (a heading, a text, a list of cells) is
 * the first. */
enum { TABLE_PLAIN };

/* Where a number divides: the bytes before its decimal point, or those of its digits where it has
 * none. False for what is no number. A sign or currency may stand before it, a unit of up to four
 * characters behind it. */
bool table_number(struct string text, size_t *whole);

#endif
