#include "import/tree.h"

#include "base/arena.h"
#include <string.h>

struct branch *branch_new(struct arena *arena, enum node_kind kind, struct place place)
{
    struct branch *branch = ARENA_NEW(arena, struct branch);

    branch->node = (struct node){.kind = kind, .place = place};
    branch->arena = arena;
    return branch;
}

void branch_add(struct branch *sequence, const struct node *item)
{
    sequence->items = arena_grow(sequence->arena, sequence->items, sequence->node.count,
                                 &sequence->capacity, sizeof *sequence->items);
    sequence->items[sequence->node.count++] = item;
    sequence->node.items = sequence->items;
}

const struct node *leaf_new(struct arena *arena, struct text text, bool plain)
{
    struct node *node = ARENA_NEW(arena, struct node);

    *node = (struct node){
        .kind = NODE_SCALAR, .plain = plain, .place = text.place, .scalar = text.string};
    return node;
}

void branch_set(struct branch *mapping, const char *key, const struct node *value)
{
    struct text name = {{key, strlen(key)}, value->place};

    mapping->pairs = arena_grow(mapping->arena, mapping->pairs, mapping->node.count,
                                &mapping->capacity, sizeof *mapping->pairs);
    mapping->pairs[mapping->node.count++] =
        (struct node_pair){leaf_new(mapping->arena, name, true), value};
    mapping->node.pairs = mapping->pairs;
}

void branch_add_text(struct branch *sequence, struct text text)
{
    branch_add(sequence, leaf_new(sequence->arena, text, false));
}

void branch_set_text(struct branch *mapping, const char *key, struct text text)
{
    branch_set(mapping, key, leaf_new(mapping->arena, text, false));
}
