/*
 * YAML text as a tree with positions: the only reader of libyaml.
 *
 * Aliases share nodes; the tree is bounded in depth (NODE_DEPTH_LIMIT) and in the size it would
 * have with every alias written out (NODE_WEIGHT_LIMIT nodes, NODE_REPEATED_LIMIT bytes of text
 * behind aliases), so that no later stage needs to mind hostile nesting. Duplicate keys, keys that
 * are not scalars, merge keys (<<), tags, several documents and control characters written as
 * escapes are reported here, and left out of the tree or made into text, so that no second finding
 * follows from the first.
 */
#ifndef GONGWEN_YAML_NODE_H
#define GONGWEN_YAML_NODE_H

#include "base/source.h"
#include <stdbool.h>

enum {
    NODE_DEPTH_LIMIT = 64,
    NODE_WEIGHT_LIMIT = 4000000,
    NODE_REPEATED_LIMIT = 16 * 1024 * 1024,
};

enum node_kind { NODE_SCALAR, NODE_SEQUENCE, NODE_MAPPING };

struct node_pair {
    const struct node *key; /* a scalar */
    const struct node *value;
};

struct node {
    enum node_kind kind;
    bool plain;           /* a scalar without quotes: may stand for null, a number, a boolean */
    bool literal;         /* a scalar behind |: its line breaks are those of the source */
    struct place place;   /* where it begins (for a block scalar, its | or >) */
    struct string scalar; /* NODE_SCALAR */
    size_t count;         /* items or pairs */
    const struct node *const *items; /* NODE_SEQUENCE */
    const struct node_pair *pairs;   /* NODE_MAPPING, in the order written */
};

/* Parses one document. Returns NULL after reporting when the text is not YAML or over a limit; an
 * empty document is an empty mapping. A tree may come with errors, too: ask diagnostics_failed().
 */
const struct node *node_parse(struct arena *arena, const struct source *source,
                              struct diagnostics *diagnostics);

/* The value under `key` of a mapping, or NULL. */
const struct node *node_get(const struct node *mapping, const char *key);

/* Plain and empty, ~ or null: a key without a value. */
bool node_is_null(const struct node *node);

/* Where the text of a scalar goes on behind an empty line of the source, or 0. */
size_t node_gap(const struct node *scalar);

/* `base` with `over` laid upon it, for layouts that extend another: mappings merge key by key, null
 * removing a key of the base; a
 * mapping laid on a sequence of mappings merges into the items by their `id`, null removing the
 * item (an id that the sequence lacks is reported, but for x- keys); everything else is replaced.
 * Neither tree is changed. */
const struct node *node_merge(struct arena *arena, const struct node *base, const struct node *over,
                              struct diagnostics *diagnostics);

#endif
