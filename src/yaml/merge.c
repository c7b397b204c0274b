#include "base/arena.h"
#include "base/diagnostic.h"
#include "yaml/index.h"
#include "yaml/nearest.h"
#include "yaml/node.h"
#include "yaml/words.h"

struct merger {
    struct arena *arena;
    struct arena *scratch;
    struct diagnostics *diagnostics;
};

static const struct node *merge(struct merger *merger, const struct node *base,
                                const struct node *over);

/* null takes a key of the base away; a value that was forgotten does not. */
static bool is_removal(const struct node *value)
{
    return node_is_null(value) && value->scalar.size > 0;
}

static const struct node *merge_mappings(struct merger *merger, const struct node *base,
                                         const struct node *over)
{
    struct index_entry *index = ARENA_ARRAY(merger->scratch, struct index_entry, base->count);
    struct node_pair *pairs =
        ARENA_ARRAY(merger->arena, struct node_pair, base->count + over->count);
    struct node *merged = ARENA_NEW(merger->arena, struct node);

    for (size_t i = 0; i < base->count; i++) {
        pairs[i] = base->pairs[i];
        index[i] = (struct index_entry){base->pairs[i].key->scalar, i};
    }
    index_sort(index, base->count);
    *merged = *over;
    merged->pairs = pairs;
    merged->count = base->count;
    for (size_t i = 0; i < over->count; i++) {
        const struct node_pair *pair = &over->pairs[i];
        const struct index_entry *found = index_find(index, base->count, pair->key->scalar);
        if (found == NULL) {
            pairs[merged->count++] = *pair;
        } else {
            pairs[found->position].key = pair->key;
            pairs[found->position].value =
                is_removal(pair->value)
                    ? NULL
                    : merge(merger, base->pairs[found->position].value, pair->value);
        }
    }
    size_t kept = 0;
    for (size_t i = 0; i < merged->count; i++) {
        if (pairs[i].value != NULL) {
            pairs[kept++] = pairs[i];
        }
    }
    merged->count = kept;
    return merged;
}

static const struct node *id_of(const struct node *item)
{
    const struct node *id = node_get(item, "id");

    return id != NULL && id->kind == NODE_SCALAR ? id : NULL;
}

static bool has_mapping(const struct node *sequence)
{
    for (size_t i = 0; i < sequence->count; i++) {
        if (sequence->items[i]->kind == NODE_MAPPING) {
            return true;
        }
    }
    return false;
}

/* Reports an id that the base has not; x- keys are the user's own. */
static void check_id(struct merger *merger, const struct node *base, const struct node *id)
{
    if (id->scalar.size >= 2 && memcmp(id->scalar.bytes, "x-", 2) == 0) {
        return;
    }
    const char **names = ARENA_ARRAY(merger->scratch, const char *, base->count);
    size_t count = 0;
    for (size_t i = 0; i < base->count; i++) {
        const struct node *known = id_of(base->items[i]);
        if (known != NULL) {
            names[count++] = words_clip(merger->scratch, known->scalar);
        }
    }
    const char *name = words_clip(merger->scratch, id->scalar);
    nearest_report(merger->scratch, merger->diagnostics,
                   (struct unknown_name){MERGE_UNKNOWN_ID, MERGE_UNKNOWN_ID_NEAR},
                   (struct text){{name, strlen(name)}, id->place}, names, count);
}

/* `over` is a mapping from ids of the base's items to what is laid upon them. */
static const struct node *merge_items(struct merger *merger, const struct node *base,
                                      const struct node *over)
{
    struct index_entry *index = ARENA_ARRAY(merger->scratch, struct index_entry, base->count);
    const struct node **items = ARENA_ARRAY(merger->arena, const struct node *, base->count);
    struct node *merged = ARENA_NEW(merger->arena, struct node);
    size_t ids = 0;

    for (size_t i = 0; i < base->count; i++) {
        const struct node *id = id_of(base->items[i]);
        items[i] = base->items[i];
        if (id != NULL) {
            index[ids++] = (struct index_entry){id->scalar, i};
        }
    }
    index_sort(index, ids);
    for (size_t i = 0; i < over->count; i++) {
        const struct node_pair *pair = &over->pairs[i];
        const struct index_entry *found = index_find(index, ids, pair->key->scalar);
        if (found == NULL) {
            check_id(merger, base, pair->key);
        } else if (node_is_null(pair->value)) {
            items[found->position] = NULL;
        } else {
            items[found->position] = merge(merger, base->items[found->position], pair->value);
        }
    }
    *merged = *base;
    merged->items = items;
    merged->count = 0;
    for (size_t i = 0; i < base->count; i++) {
        if (items[i] != NULL) {
            items[merged->count++] = items[i];
        }
    }
    return merged;
}

/* Goes as deep as both trees are, which node_parse() bounds by NODE_DEPTH_LIMIT. */
static const struct node *merge(struct merger *merger, const struct node *base,
                                const struct node *over)
{
    if (over->kind == NODE_MAPPING && base->kind == NODE_MAPPING) {
        return merge_mappings(merger, base, over);
    }
    if (over->kind == NODE_MAPPING && base->kind == NODE_SEQUENCE && has_mapping(base)) {
        return merge_items(merger, base, over);
    }
    return over;
}

const struct node *node_merge(struct arena *arena, const struct node *base, const struct node *over,
                              struct diagnostics *diagnostics)
{
    struct merger merger = {arena, arena_child(arena), diagnostics};
    const struct node *merged = merge(&merger, base, over);

    arena_free_child(merger.scratch);
    return merged;
}
