/*
 * Rules of a check: what the content of a report must be, read from YAML (rules/). A rule combines
 * a mechanism (check.h) with its parameters, and says what it rests on and what to do.
 */
#ifndef GONGWEN_CHECK_RULES_H
#define GONGWEN_CHECK_RULES_H

#include "base/diagnostic.h"
#include "yaml/record.h"

struct mechanism;
struct pattern;

/* A sentence in both languages. {1}, {2}, … are what the mechanism fills in. */
struct bilingual {
    struct text zh, en;
};

/* Something that must be there: a statutory part, say; any of the words names it. */
struct check_part {
    struct text name;
    struct list words;         /* of struct text: patterns */
    struct pattern **patterns; /* of these, as many */
};

/* A number that a text may state: what it is the value of. */
struct check_number {
    struct text value;   /* an expression */
    struct text pattern; /* its first group is the number */
    struct pattern *compiled;
};

struct check_rule {
    struct text id;
    int severity; /* enum severity */
    struct text basis;
    struct text mechanism_name;
    const struct mechanism *mechanism;
    struct bilingual message, advice;
    /* Parameters; each mechanism says which it reads. */
    struct list in;        /* of struct text: roles of passages; none: all */
    struct text pattern;   /* what is found fault with */
    struct text except;    /* but not where this matches at the same place */
    struct text under;     /* only texts under a heading that this finds */
    bool data;             /* not of a manuscript: what it finds fault with is right there */
    bool own;              /* only what the text itself says: neither names nor {{plain …}} */
    struct list parts;     /* of struct check_part */
    struct list numbers;   /* of struct check_number */
    struct list words;     /* of struct text */
    struct list fields;    /* of struct text: of the report */
    struct list unless;    /* likewise: where the report gives one of them the rule is not run */
    bool terms;            /* the report's own terms (checks: terms:) are words, too */
    struct text that;      /* a relation between facts */
    struct map for_each;   /* of struct list of struct text: what {name} in `that` stands for */
    int64_t month, day;    /* a deadline in the year after the one reported on: before that day */
    struct decimal factor; /* of a jump */
    int64_t least;         /* how long a text, how large a number must be to count */
    struct text file;      /* data of the mechanism, in rules/ */
    struct place place;
    struct {
        struct pattern *pattern, *except, *under; /* NULL where the rule has none */
    } compiled;
};

/* How many relations one rule may stand for, and how many names it may replace. */
enum { RELATION_LIMIT = 100000, CHOICE_LIMIT = 8 };

struct check_rules {
    struct bilingual describes;
    struct {
        struct text title; /* a pattern that the report's title matches */
        struct pattern *compiled;
    } applies;
    struct list rules;  /* of struct check_rule */
    const char *folder; /* where the file stands */
};

/* The rule with that id, or NULL. */
const struct check_rule *check_rules_find(const struct check_rules *rules, const char *id);

/* Reads a file of rules; reports what does not fit and returns NULL then. */
struct check_rules *check_rules_read(struct arena *arena, const char *path,
                                     struct diagnostics *diagnostics);

#endif
