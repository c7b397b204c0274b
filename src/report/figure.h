/*
 * Figures of the report (插图): images, and charts (图表) that are drawn from the report's own
 * facts.
 */
#ifndef GONGWEN_REPORT_FIGURE_H
#define GONGWEN_REPORT_FIGURE_H

#include "base/length.h"
#include "yaml/record.h"

enum { CHART_VALUE_LIMIT = 100, CHART_SERIES_LIMIT = 8 };

enum figure_width_kind {
    FIGURE_CONTENT, /* as large as the image says it is */
    FIGURE_FULL,    /* as wide as the type area */
    FIGURE_FIXED
};

struct figure_width {
    enum figure_width_kind kind;
    length_t length; /* FIGURE_FIXED */
};

/* An image with a caption. */
struct figure {
    struct text image;       /* path, relative to the report */
    struct text caption;     /* may be absent */
    struct text alternative; /* what it shows, for those who cannot see it (替代文本) */
    struct figure_width width;
    struct place place;
};

/* In the order of the names in YAML. */
enum chart_kind { CHART_BAR, CHART_LINE, CHART_PIE };
enum { CHART_KINDS = CHART_PIE + 1 };

/* A value of a chart as written: a number, or the name of a fact. */
struct chart_value {
    struct text label;
    struct text value;
    struct text unit; /* absent: the fact's, or the chart's */
};

struct chart_series {
    struct text name;
    struct list values; /* of struct text: numbers or names of facts */
};

struct chart {
    int kind; /* enum chart_kind */
    struct text caption, alternative, unit;
    struct list values;     /* of struct chart_value */
    struct list categories; /* of struct text */
    struct list series;     /* of struct chart_series */
    length_t height;        /* 0: as the layout says */
    struct place place;
    /* What reading makes of them: `count` values in each of `series_count` series. */
    size_t count, series_count;
    const struct text *labels;        /* of the values */
    const struct text *names;         /* of the series; NULL: there is one, without a name */
    const struct chart_value *points; /* series by series */
};

/* The records of blocks {figure: …} and {chart: …}: a struct figure, a struct chart. */
extern const struct type figure_block_type;
extern const struct type chart_block_type;

#endif
