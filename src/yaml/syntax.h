/*
 * What libyaml says when a text is not YAML, in words that help somebody who never heard of it.
 * Private to yaml/.
 */
#ifndef GONGWEN_YAML_SYNTAX_H
#define GONGWEN_YAML_SYNTAX_H

#include "base/source.h"
#include <stdbool.h>
#include <yaml.h>

struct diagnostics;

/* Where the parser stands when it stops. */
struct syntax_stop {
    const struct source *source;
    const yaml_parser_t *parser; /* failed, not for want of memory */
    struct place problem;        /* its problem_mark */
    struct place context;        /* its context_mark; line 0: none */
    /* The last scalar before, when it was in quotation marks. */
    bool quoted;
    bool quoted_single; /* '…' rather than "…" */
    struct place quoted_start;
    struct place quoted_end; /* behind the closing mark */
};

void syntax_report(struct arena *scratch, const struct syntax_stop *stop,
                   struct diagnostics *diagnostics);

/* Where the byte at `offset` of the source stands. */
struct place syntax_place(const struct source *source, size_t offset);

#endif
