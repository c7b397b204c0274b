/*
 * The report (what is said): elements of the document, named as GB/T 9704 names them, and the
 * facts its text refers to. No number, level, date format or face: those are the layout's.
 */
#ifndef GONGWEN_REPORT_REPORT_H
#define GONGWEN_REPORT_REPORT_H

#include "yaml/record.h"

struct diagnostics;
struct index_entry;
struct node;

/* Deepest nesting of sections; a layout has fewer levels of headings (GB/T 9704 7.3.3: four). */
enum { REPORT_LEVEL_LIMIT = 8 };

/* A day of the Gregorian calendar (成文日期 and the like); year 0: not given. */
struct date {
    int year, month, day;
};

/* A figure declared once and referred to by name. */
struct fact {
    struct decimal value;
    struct text unit;   /* printed behind the value */
    struct text source; /* who vouches for it */
    struct text period;
    struct text note;
    struct place place;
};

/* An enumeration run into its paragraph: 一是…。二是…。 The layout numbers the items. */
struct enumeration {
    struct text text;  /* lead-in, may be absent */
    struct list items; /* of struct text */
};

enum block_kind { BLOCK_PARAGRAPH, BLOCK_ENUMERATION, BLOCK_TABLE, BLOCK_FIGURE, BLOCK_CHART };

/* Blocks of a body: struct variant with a struct text, enumeration, table, figure or chart. */

struct section {
    struct text heading;
    struct list body;     /* of struct variant */
    struct list sections; /* of struct section */
};

struct report {
    struct text layout;   /* name or path */
    struct text title;    /* 标题 */
    struct text issuer;   /* 发文机关, as signed (署名) */
    struct date date;     /* 成文日期 */
    int64_t year;         /* the year reported on */
    struct map facts;     /* of struct fact */
    struct list words;    /* of struct text: names that a title is not broken inside of */
    struct list preamble; /* of struct variant: body before the first section */
    struct list sections; /* of struct section */
    struct place place;
    const struct index_entry *fact_index; /* the facts by name */
    bool *fact_used;                      /* one per fact: set when a template refers to it */
    size_t template_values; /* bytes that names in all templates have stood for so far */
};

/* The table of a report: reader, schema and field names in one. */
extern const struct type report_type;

/* Fills a report from its tree and reports what does not fit; NULL after errors. */
struct report *report_read(struct arena *arena, const struct node *root,
                           struct diagnostics *diagnostics);

/* Whether the name is that of a field that holds paragraphs, or sections. */
bool report_is_body(const char *name);
bool report_is_sections(const char *name);

/* The list under such a name; empty when the report does not give it. */
const struct list *report_list(const struct report *report, const char *name);

/* The fact of that name, which counts as used then; NULL: there is none. */
const struct fact *report_fact(struct report *report, struct string name);

/* Reports facts that nothing refers to, once all templates are expanded. */
void report_check_facts(const struct report *report, struct diagnostics *diagnostics);

#endif
