/*
 * Names that nobody knows: what was meant, and how that is said.
 */
#ifndef GONGWEN_YAML_NEAREST_H
#define GONGWEN_YAML_NEAREST_H

#include "base/diagnostic.h"
#include "yaml/record.h"

/* Of `names`, the one nearest to `wrong` by edit distance, or NULL when none is near (distance
 * over a third of the longer name's characters; at least 2 for names of three or more). Two
 * neighbours that changed places count as one edit. */
const char *nearest_name(struct arena *arena, const char *wrong, const char *const *names,
                         size_t count);

/* A name that is none of `names`: reports `near` with the one that is like it, else `unknown` with
 * all of them. */
struct unknown_name {
    enum message unknown, near;
};
void nearest_report(struct arena *arena, struct diagnostics *diagnostics,
                    struct unknown_name messages, struct text name, const char *const *names,
                    size_t count);

#endif
