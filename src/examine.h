/*
 * What rules find in a document: in its content (check/), on its pages (audit/). For the commands,
 * and for who shows it while it is edited.
 */
#ifndef GONGWEN_EXAMINE_H
#define GONGWEN_EXAMINE_H

#include "document.h"

struct audit;
struct check_rules;

enum { RULE_FILES_LIMIT = 64 };

struct check_request {
    const char *previous;                /* path of last year's report; NULL: not given */
    const char *rules[RULE_FILES_LIMIT]; /* files of rules besides the shipped ones */
    size_t rules_count;
    bool final; /* by rules/final.yaml, too: what no document may say that is signed */
    bool chinese;
};

/* The files of rules that a check went by. */
struct checked {
    const struct check_rules *rules[RULE_FILES_LIMIT];
    size_t rules_count;
};

/* Checks the report of a document that was opened with document_open_report(); findings go to the
 * document's. */
void examine_report(gongwen_document *document, const struct check_request *request,
                    struct checked *checked);

/* Audits a composed document by a file of rules, or by those of GB/T 9704-2012 for NULL; NULL after
 * reporting to the given sink that the rules are none. */
const struct audit *examine_pages(gongwen_document *document, const char *rules,
                                  struct diagnostics *diagnostics);

#endif
