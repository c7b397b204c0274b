/*
 * What there is to say about a node that does not fit its type. Private to yaml/.
 */
#ifndef GONGWEN_YAML_FINDING_H
#define GONGWEN_YAML_FINDING_H

#include "yaml/node.h"
#include "yaml/record.h"

/* One call of record_read(). */
struct reader {
    struct arena *arena;
    struct arena *scratch; /* for words; emptied after each finding */
    struct diagnostics *diagnostics;
    size_t findings;
};

/* What messages call a value: its key, or the number of an entry of the list under that key. */
struct label {
    const char *name; /* NULL: the document */
    size_t entry;     /* from 1; 0: the value itself */
};

/* The node is a list and should be text, or the like. Text with the wrong colon, where keys are
 * wanted, is reported as that. */
void finding_type(struct reader *reader, const struct type *type, const struct node *node,
                  struct label label);

/* The scalar does not fit; `expected` in place of the type's own words, or NULL. */
void finding_value(struct reader *reader, const struct type *type, const struct node *node,
                   struct label label, const char *expected);

/* The scalar is none of the type's names. */
void finding_name(struct reader *reader, const struct type *type, const struct node *node,
                  struct label label);

/* The number is not within minimum and maximum; the list has too few or too many entries. */
void finding_range(struct reader *reader, const struct type *type, const struct node *node,
                   struct label label);
void finding_count(struct reader *reader, const struct type *type, const struct node *node,
                   struct label label);

void finding_empty(struct reader *reader, const struct node *node, struct label label);

/* A warning: an empty line stands inside what is one paragraph. */
void finding_gap(struct reader *reader, const struct node *node);

void finding_unknown_key(struct reader *reader, const struct type *record, const struct node *key);
void finding_missing_key(struct reader *reader, const struct field *field,
                         const struct node *mapping);

/* A mapping chooses no alternative of a variant, or two. */
void finding_no_alternative(struct reader *reader, const struct type *type,
                            const struct node *mapping);
void finding_two_alternatives(struct reader *reader, const struct node *mapping, const char *first,
                              const char *second);

#endif
