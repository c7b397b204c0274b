/*
 * Trees of a report in the making: nodes as the reader of YAML makes them, with places in the
 * manuscript. Private to import/.
 */
#ifndef GONGWEN_IMPORT_TREE_H
#define GONGWEN_IMPORT_TREE_H

#include "yaml/node.h"
#include "yaml/record.h"

struct arena;

/* A mapping or a sequence that grows. */
struct branch {
    struct node node; /* what it is; first, so that its address is that of the branch */
    struct arena *arena;
    const struct node **items;
    struct node_pair *pairs;
    size_t capacity;
};

struct branch *branch_new(struct arena *arena, enum node_kind kind, struct place place);

void branch_add(struct branch *sequence, const struct node *item);
void branch_set(struct branch *mapping, const char *key, const struct node *value);

/* A scalar; plain where it is no text but a number or a day. */
const struct node *leaf_new(struct arena *arena, struct text text, bool plain);

/* Adds a text to the sequence, sets it in the mapping. */
void branch_add_text(struct branch *sequence, struct text text);
void branch_set_text(struct branch *mapping, const char *key, struct text text);

#endif
