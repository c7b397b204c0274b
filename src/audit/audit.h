/*
 * The audit: a composed document measured against the rules of a standard, clause by clause. It
 * sees the display list and the rules; what the layout wanted it does not know.
 */
#ifndef GONGWEN_AUDIT_AUDIT_H
#define GONGWEN_AUDIT_AUDIT_H

#include "audit/measure.h"

enum verdict {
    VERDICT_PASS,
    VERDICT_FAIL,    /* what the standard demands is not so */
    VERDICT_WARNING, /* what it has as the usual, recommends or allows, or what follows from it */
    VERDICT_NONE     /* the document has nothing that the rule is about */
};

/* What came of a rule. */
struct audit_finding {
    const struct audit_rule *rule;
    enum verdict verdict;
    size_t checked, wrong;           /* how often it was measured, how often not as it should be */
    const struct observation *shown; /* the first that is wrong, else the first; NULL: none */
    const struct observation *all;   /* `checked` of them */
    const bool *right;               /* likewise */
    const char *expected, *measured; /* in words that no language changes */
};

struct audit {
    const struct audit_rules *rules;
    const struct scene *scene;
    const struct audit_finding *findings; /* one a rule, in their order */
    size_t count;
    size_t verdicts[VERDICT_NONE + 1]; /* how many there are of each */
};

/* Audits a document. Everything lives in the arena. */
const struct audit *audit_run(struct arena *arena, const struct audit_rules *rules,
                              const struct audit_document *document);

/* What was expected and measured, for people, in mm and pt; briefly, in the unit that the rule
 * speaks ("2.00行", "35.00 mm", "仿宋"). `local`: words in the reader's language. */
const char *audit_expected(const struct scene *scene, const struct audit_rule *rule, bool local);
const char *audit_measured(const struct scene *scene, const struct audit_rule *rule,
                           const struct observation *observation, bool local);
const char *audit_observed(const struct scene *scene, const struct audit_rule *rule,
                           const struct observation *observation, bool local);

/* How many rules there are of each verdict, as a sentence. */
const char *audit_summary(const struct audit *audit);

/* Prints the findings: aligned columns, in colour if wished; or JSON as docs/audit.md has it. */
enum { AUDIT_COLOUR = 1, AUDIT_CHINESE = 2 /* titles of rules */ };
void audit_print_text(const struct audit *audit, const char *document, unsigned flags,
                      struct buffer *out);
void audit_print_json(const struct audit *audit, const char *document, struct buffer *out);

/* The proof sheet: the pages with the grid, the type area and the measured distances, and behind
 * them what is not as it should be. `flags` are those of printing. */
const struct display_list *audit_overlay(struct arena *arena, const struct audit *audit,
                                         const char *document, unsigned flags);

#endif
