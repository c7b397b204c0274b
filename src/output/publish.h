/*
 * Publishing: output files appear whole or not at all. Bytes go to a temporary file beside the
 * target, are synced and renamed; the last good file stays until then. What a document is made
 * from is never overwritten by it, and a signed PDF by nothing.
 */
#ifndef GONGWEN_OUTPUT_PUBLISH_H
#define GONGWEN_OUTPUT_PUBLISH_H

#include "base/buffer.h"
#include "base/source.h"
#include <stdbool.h>

struct arena;
struct diagnostics;

struct publication {
    const char *path; /* "-": standard output */
    struct string bytes;
};

/* Publishes all or none: every file is written and synced before the first is renamed; what was
 * written is removed when anything fails. A target that is no regular file (a pipe, /dev/full) is
 * written in place. A target that is one of the files `inputs` (ends with NULL; may be NULL), by
 * whatever name, is refused; so is one that is a signed PDF. Reports what failed and returns false.
 */
bool publish(struct arena *arena, const struct publication *files, size_t count,
             const char *const *inputs, struct diagnostics *diagnostics);

/* Whether publish() would refuse the path, which it reports: for those who ask for a PIN or compute
 * for long before they have the bytes. */
bool publish_allows(struct arena *arena, const char *path, const char *const *inputs,
                    struct diagnostics *diagnostics);

#endif
