/*
 * A report while it is read: shared by report.c and report_facts.c, nobody else's business.
 */
#ifndef GONGWEN_REPORT_REPORT_PRIVATE_H
#define GONGWEN_REPORT_REPORT_PRIVATE_H

#include "report/report.h"

/* Reads, computes and checks the report's facts: its own, `count` given ones and those of files;
 * and the texts with names. */
void report_read_facts(struct arena *arena, struct report *report, const struct given *given,
                       size_t count, struct diagnostics *diagnostics);

#endif
