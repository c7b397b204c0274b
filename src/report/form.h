/*
 * Forms (法定表格): tables that a law or a circular prescribes, in files of their own (forms/). A
 * form is a table as reports have them; {{name}} in it stands for the fact PREFIX.name of the
 * report, printed without its unit. The report says which form, and may give another prefix:
 *
 *   - table: {form: disclosure-requests, facts: requests}
 */
#ifndef GONGWEN_REPORT_FORM_H
#define GONGWEN_REPORT_FORM_H

#include "report/report.h"
#include "report/table.h"

/* A form as a report names it. */
struct form_use {
    struct text name;    /* of a form, or the path of a file */
    struct text facts;   /* prefix; absent: the form's own */
    struct text caption; /* absent: the form's own, likewise */
    struct list note;    /* of struct text */
    struct place place;
};

/* A file of a form. */
struct form {
    struct {
        struct text zh, en;
    } describes;
    struct text basis; /* what prescribes it */
    struct text facts; /* prefix of its names where the report gives none */
    struct table table;
};

extern const struct type form_use_type;
extern const struct type form_type;

/* Puts the tables of forms in where the report names them. `folder` is where forms lie that are
 * called by name; NULL: there are none. The facts of the report must be settled: those that a form
 * names and the report does not have are reported. Adds the files to those of the report. */
void report_read_forms(struct arena *arena, struct report *report, const char *folder,
                       struct diagnostics *diagnostics);

#endif
