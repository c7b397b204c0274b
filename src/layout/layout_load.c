/* Layout files: reading them, extending them, inheritance among styles. */
#include "layout/layout_private.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "yaml/node.h"
#include <string.h>

enum { STYLE_EXTENDS_LIMIT = 16 };

const char **names_of(struct arena *arena, const struct map *map)
{
    const char **names = ARENA_ARRAY(arena, const char *, map->count);

    for (size_t i = 0; i < map->count; i++) {
        names[i] = map->keys[i].string.bytes;
    }
    return names;
}

struct place place_of(const struct node *mapping, const char *key, struct place otherwise)
{
    const struct node *value = mapping == NULL ? NULL : node_get(mapping, key);

    return value == NULL ? otherwise : value->place;
}

/* Reads and parses a file that the layout consists of. */
static const struct node *read_tree(struct loader *loader, const char *path)
{
    const struct source *source = source_read(loader->arena, path, loader->diagnostics);

    if (source == NULL) {
        return NULL;
    }
    loader->files = arena_grow(loader->arena, loader->files, loader->file_count,
                               &loader->file_capacity, sizeof *loader->files);
    loader->sources = arena_grow(loader->arena, loader->sources, loader->file_count,
                                 &loader->source_capacity, sizeof *loader->sources);
    loader->sources[loader->file_count] = source;
    loader->files[loader->file_count++] = path;
    return node_parse(loader->arena, source, loader->diagnostics);
}

void layout_load_words(struct loader *loader, struct text name, struct list *words)
{
    struct words_record record = {0};
    const struct node *root =
        name.string.bytes == NULL ? NULL : read_tree(loader, layout_path(loader->arena, name));

    if (root != NULL &&
        record_read(loader->arena, &words_type, root, &record, loader->diagnostics)) {
        *words = record.words;
    }
}

/* The tree of a layout with what it extends laid under it. */
static const struct node *load(struct loader *loader, struct text name, unsigned depth)
{
    const char *path = layout_find(loader->arena, name, loader->folders, loader->diagnostics);

    if (path == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < loader->file_count; i++) {
        if (strcmp(loader->files[i], path) == 0 || depth > LAYOUT_EXTENDS_LIMIT) {
            REPORT(loader->diagnostics, LAYOUT_CYCLE, name.place, name.string.bytes);
            return NULL;
        }
    }
    const struct node *node = read_tree(loader, path);
    if (node == NULL || node->kind != NODE_MAPPING) {
        return node;
    }
    const struct node *extends = node_get(node, "extends");
    if (extends == NULL || extends->kind != NODE_SCALAR || node_is_null(extends)) {
        return node;
    }
    struct text base_name = {extends->scalar, extends->place};
    const struct node *base = load(loader, base_name, depth + 1);
    return base == NULL ? NULL : node_merge(loader->arena, base, node, loader->diagnostics);
}

/* ---- styles: inheritance on the tree, so that absent and given values never mix ---- */

static const struct node *merged_style(struct loader *loader, const struct node *styles,
                                       const struct node *style, const char *name, unsigned depth)
{
    const struct node *extends = style->kind == NODE_MAPPING ? node_get(style, "extends") : NULL;

    if (extends == NULL || extends->kind != NODE_SCALAR) {
        return style;
    }
    const struct node *base = node_get(styles, extends->scalar.bytes);
    if (base == NULL) {
        const char **names = ARENA_ARRAY(loader->arena, const char *, styles->count);
        for (size_t i = 0; i < styles->count; i++) {
            names[i] = styles->pairs[i].key->scalar.bytes;
        }
        struct text wanted = {extends->scalar, extends->place};
        nearest_report(loader->arena, loader->diagnostics,
                       (struct unknown_name){LAYOUT_STYLE, LAYOUT_STYLE_NEAR}, wanted, names,
                       styles->count);
        return style;
    }
    if (depth == STYLE_EXTENDS_LIMIT) {
        REPORT(loader->diagnostics, LAYOUT_STYLE_CYCLE, extends->place, name);
        return style;
    }
    base = merged_style(loader, styles, base, name, depth + 1);
    if (base->kind != NODE_MAPPING) {
        return style;
    }
    return node_merge(loader->arena, base, style, loader->diagnostics);
}

static const struct node *with_merged_styles(struct loader *loader, const struct node *root)
{
    const struct node *styles = root->kind == NODE_MAPPING ? node_get(root, "styles") : NULL;

    if (styles == NULL || styles->kind != NODE_MAPPING) {
        return root;
    }
    struct node_pair *style_pairs = ARENA_ARRAY(loader->arena, struct node_pair, styles->count);
    for (size_t i = 0; i < styles->count; i++) {
        const struct node_pair *pair = &styles->pairs[i];
        style_pairs[i].key = pair->key;
        style_pairs[i].value =
            merged_style(loader, styles, pair->value, pair->key->scalar.bytes, 0);
    }
    struct node *merged = ARENA_NEW(loader->arena, struct node);
    *merged = *styles;
    merged->pairs = style_pairs;

    struct node_pair *pairs = ARENA_ARRAY(loader->arena, struct node_pair, root->count);
    for (size_t i = 0; i < root->count; i++) {
        pairs[i] = root->pairs[i];
        if (pairs[i].value == styles) {
            pairs[i].value = merged;
        }
    }
    struct node *copy = ARENA_NEW(loader->arena, struct node);
    *copy = *root;
    copy->pairs = pairs;
    return copy;
}

const struct node *layout_load(struct loader *loader, struct text name)
{
    const struct node *root = load(loader, name, 0);

    return root == NULL ? NULL : with_merged_styles(loader, root);
}
