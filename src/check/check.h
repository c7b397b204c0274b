/*
 * Checks (校核): whether the content of a report is what it should be. A mechanism is C and knows
 * no report, no law; a rule (rules.h) gives it parameters and words.
 */
#ifndef GONGWEN_CHECK_CHECK_H
#define GONGWEN_CHECK_CHECK_H

#include "check/passage.h"
#include "check/rules.h"
#include "report/fact.h"

struct pattern;

/* A report under check by one rule. */
struct checking {
    struct arena *arena;
    const struct script *script;
    const struct script *previous;  /* last year's; NULL: not given */
    const struct check_rules *file; /* of the rule */
    const struct check_rule *rule;
    struct diagnostics *diagnostics;
    bool chinese;
};

struct mechanism {
    const char *name;
    const char *needs[4]; /* parameters that a rule must give; ends with NULL */
    const char *marks[4]; /* each of its `words` has one of these; ends with NULL */
    const char *example;  /* of such a word */
    void (*run)(const struct checking *checking);
    bool of_previous; /* only where last year's report is given */
};

/* The mechanism of that name, or NULL; the names of all. */
const struct mechanism *mechanism_find(const char *name);
size_t mechanism_names(struct arena *arena, const char *const **names);

/* Runs the rules of a file that apply to the report, but those that it switches off. */
void check_run(struct arena *arena, const struct check_rules *rules, const struct script *script,
               const struct script *previous, bool chinese, struct diagnostics *diagnostics);

/* Gives facts without a value of last year that of last year's report. */
void facts_take_previous(struct facts *facts, const struct facts *last);

/* The findings as SARIF 2.1.0, with the rules that were looked for. */
void check_print_sarif(const struct check_rules *const *files, size_t count, bool chinese,
                       const struct diagnostics *diagnostics, struct buffer *out);

/* Reports ids that rules of several files have. */
void check_twice(const struct check_rules *const *files, size_t count,
                 struct diagnostics *diagnostics);

/* Reports words that have none of the marks that give them their meaning; like `example`. */
void check_words(const struct list *list, const char *const *marks, const char *example,
                 struct diagnostics *diagnostics);

/* Reports rules that the report switches off and none of the files has, and terms that are none. */
void check_switches(struct arena *arena, const struct check_rules *const *files, size_t count,
                    const struct script *script, struct diagnostics *diagnostics);

/* ---- for the files of mechanisms (check_*.c) ---- */

/* Whether the rule looks at the passage: its `in`, its `under`. */
bool checking_wants(const struct checking *checking, const struct passage *passage);

/* A finding: the rule's message with {1}, {2}, … filled. */
void checking_report(const struct checking *checking, struct place place,
                     const char *const *arguments, size_t count);

#define FINDING(checking, place, ...)                                            \
    checking_report((checking), (place), (const char *const[]){"", __VA_ARGS__}, \
                    sizeof((const char *const[]){"", __VA_ARGS__}) / sizeof(const char *))

/* Whether the passage stands under a heading, at any level, that the pattern finds. */
bool checking_is_under(const struct passage *passage, struct pattern *pattern);

/* A stretch of a text, for messages; a long one is cut. */
const char *checking_quote(const struct checking *checking, struct string text, size_t start,
                           size_t end);

/* Finds the pattern in what the rule looks at: `pattern`, `in`, `except`. {1} is what was found,
 * {2} its first group. */
void check_pattern(const struct checking *checking);

/* Each says in its file what {1}, {2} are. */
void check_pairs(const struct checking *checking);
void check_enumeration(const struct checking *checking);
void check_dates(const struct checking *checking);
void check_stale_year(const struct checking *checking);
void check_heading_ends(const struct checking *checking);
void check_spellings(const struct checking *checking);
void check_near_names(const struct checking *checking);
void check_wrong_words(const struct checking *checking);
void check_repeated(const struct checking *checking);
void check_standard_characters(const struct checking *checking);
void check_identity_number(const struct checking *checking);
void check_parts(const struct checking *checking);
void check_deadline(const struct checking *checking);
void check_report_date(const struct checking *checking);
void check_fields_absent(const struct checking *checking);
void check_order(const struct checking *checking);
void check_stated(const struct checking *checking);
void check_relation(const struct checking *checking);
void check_assertions(const struct checking *checking);
void check_jumps(const struct checking *checking);
void check_previous_values(const struct checking *checking);
void check_plan_answered(const struct checking *checking);
void check_copied(const struct checking *checking);

#endif
