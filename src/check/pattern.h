/*
 * Patterns (PCRE2, UTF-8; \b, \d and \w know ASCII only): what rules look for. The steps at each
 * character of a text are bounded, and a pattern that ever reaches the bound is given up.
 */
#ifndef GONGWEN_CHECK_PATTERN_H
#define GONGWEN_CHECK_PATTERN_H

#include "base/buffer.h"
#include "yaml/record.h"

struct pattern;

enum { PATTERN_GROUPS = 4 };

/* A match: byte offsets of the whole [0] and of groups; a group that takes no part is empty. */
struct match {
    size_t start[PATTERN_GROUPS], end[PATTERN_GROUPS];
};

/* Compiles; reports what is no pattern, and returns NULL then. It lives as long as the arena. */
struct pattern *pattern_compile(struct arena *arena, struct text text,
                                struct diagnostics *diagnostics);

/* The first match that begins at or behind `from`. False: none, or the pattern is given up: that is
 * reported, once, to whom it was compiled for. */
bool pattern_find(struct pattern *pattern, struct string text, size_t from, struct match *match);

/* Whether it matches right there. */
bool pattern_at(struct pattern *pattern, struct string text, size_t offset);

#endif
