/*
 * The findings of a series of documents. What is wrong with all of them alike is told once, with
 * the units that it was found for.
 */
#ifndef GONGWEN_COMMAND_BATCH_FINDINGS_H
#define GONGWEN_COMMAND_BATCH_FINDINGS_H

#include "command/string_table.h"
#include "gongwen.h"
#include "report/units.h"

struct diagnostics;

struct batch_findings {
    struct arena *arena;
    enum gongwen_form form;
    const struct units *units;
    struct string_table texts; /* as they are printed, of each finding */
    struct batch_finding *items;
    size_t capacity; /* of items; there are as many as texts */
    size_t dropped;
};

struct batch_findings batch_findings_new(struct arena *arena, enum gongwen_form form);

/* Takes what was found for row `row` of the units; 0: for the series as a whole. `scratch` is for
 * memory that need not stay. */
void batch_findings_take(struct batch_findings *findings, const struct diagnostics *found,
                         size_t row, struct arena *scratch);

/* Writes all findings to standard error, those of the series first. */
void batch_findings_print(const struct batch_findings *findings, struct arena *scratch);

#endif
