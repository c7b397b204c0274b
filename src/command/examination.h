/*
 * What the commands `check` and `audit` find in a report, for `finalize` as well.
 */
#ifndef GONGWEN_COMMAND_EXAMINATION_H
#define GONGWEN_COMMAND_EXAMINATION_H

#include "document.h"

struct audit;
struct check_rules;

enum { RULE_FILES_LIMIT = 64 };

struct check_order {
    const char *previous;                /* last year's report; NULL: none */
    const char *rules[RULE_FILES_LIMIT]; /* the user's own */
    size_t rules_count;
    bool final; /* by rules/final.yaml, too: what no document may say that is signed */
};

/* Takes --previous and --rules; false for another letter. */
struct command;
bool check_option(struct check_order *order, const struct command *command, int letter,
                  const char *argument, int *status);

/* What came of a check. */
struct checked {
    const struct check_rules *rules[RULE_FILES_LIMIT];
    size_t rules_count;
    bool chinese;
};

/* Checks a document that was opened with its report alone: its findings are the check's. Memory
 * that is out jumps to the document's guard. */
void check_examine(const struct check_order *order, gongwen_document *document,
                   struct checked *checked);

/* Audits a composed document by these rules; NULL: those of GB/T 9704-2012. NULL after reporting.
 * Likewise. */
const struct audit *audit_examine(const char *rules, gongwen_document *document);

#endif
