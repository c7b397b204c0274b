/*
 * Anchors of a document while it is parsed, by name.
 *
 * A PATRICIA tree (Morrison 1968): looking a name up costs its length at most, whatever names a
 * hostile file has; a hash table would need a secret for that.
 */
#ifndef GONGWEN_YAML_ANCHOR_H
#define GONGWEN_YAML_ANCHOR_H

#include "base/buffer.h"
#include <stdbool.h>

struct arena;
struct node;

struct anchor {
    struct string name;
    const struct node *node;
    bool open;       /* its node is still being read */
    size_t weight;   /* nodes, with aliases written out */
    size_t bytes;    /* of their scalars, likewise */
    unsigned height; /* nested collections, itself included */
    /* The tree's: which bit of the name decides (from 1), and the anchors to either side. */
    size_t bit;
    struct anchor *child[2];
};

/* All zero: no anchors. */
struct anchors {
    struct anchor head;
};

/* The anchor of that name, or NULL. */
struct anchor *anchors_find(const struct anchors *anchors, const char *name);

/* Likewise, made when there is none; for one that there is, the caller overwrites what it says. */
struct anchor *anchors_define(struct arena *arena, struct anchors *anchors, const char *name);

#endif
