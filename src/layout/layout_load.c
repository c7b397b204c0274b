/* Layout files: finding them, extending them, inheritance among styles. */
#include "layout/layout_private.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "yaml/node.h"
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

static bool ends_with(const char *text, const char *end)
{
    size_t size = strlen(text);

    return size >= strlen(end) && strcmp(text + size - strlen(end), end) == 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void close_folder(void *directory)
{
    (void)closedir(directory);
}

/* Reports a layout that is not among those that can be named. */
static void report_layout(struct loader *loader, struct text name)
{
    const char **names = NULL;
    size_t count = 0, capacity = 0;

    for (const char *const *folder = loader->folders; *folder != NULL; folder++) {
        DIR *directory = opendir(*folder);
        if (directory == NULL) {
            continue;
        }
        arena_own(loader->arena, directory, close_folder);
        for (const struct dirent *entry; (entry = readdir(directory)) != NULL;) {
            if (entry->d_name[0] != '.' && ends_with(entry->d_name, ".yaml")) {
                names = arena_grow(loader->arena, names, count, &capacity, sizeof *names);
                names[count++] = arena_copy(loader->arena, entry->d_name,
                                            strlen(entry->d_name) - strlen(".yaml"));
            }
        }
    }
    if (count > 0) {
        qsort(names, count, sizeof *names, by_name);
    }
    nearest_report(loader->arena, loader->diagnostics,
                   (struct unknown_name){LAYOUT_UNKNOWN, LAYOUT_UNKNOWN_NEAR}, name, names, count);
}

/* A path relative to the file that names it. */
static const char *path_of(struct loader *loader, struct text name)
{
    const char *text = name.string.bytes;
    const char *from = name.place.source != NULL ? name.place.source->name : "";
    const char *slash = strrchr(from, '/');

    while (strncmp(text, "./", 2) == 0) {
        text += strspn(text + 1, "/") + 1;
    }
    if (text[0] == '/' || slash == NULL) {
        return text;
    }
    return arena_format(loader->arena, "%.*s/%s", (int)(slash - from), from, text);
}

/* A path, or a name in the folders. */
static const char *find_file(struct loader *loader, struct text name)
{
    const char *text = name.string.bytes;

    if (strchr(text, '/') != NULL || ends_with(text, ".yaml")) {
        return path_of(loader, name);
    }
    for (const char *const *folder = loader->folders; *folder != NULL; folder++) {
        const char *path = arena_format(loader->arena, "%s/%s.yaml", *folder, text);
        if (access(path, F_OK) == 0) {
            return path;
        }
    }
    report_layout(loader, name);
    return NULL;
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
    loader->files[loader->file_count++] = path;
    return node_parse(loader->arena, source, loader->diagnostics);
}

void layout_load_words(struct loader *loader, struct text name, struct list *words)
{
    struct words_record record = {0};
    const struct node *root =
        name.string.bytes == NULL ? NULL : read_tree(loader, path_of(loader, name));

    if (root != NULL &&
        record_read(loader->arena, &words_type, root, &record, loader->diagnostics)) {
        *words = record.words;
    }
}

/* The tree of a layout with what it extends laid under it. */
static const struct node *load(struct loader *loader, struct text name, unsigned depth)
{
    const char *path = find_file(loader, name);

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
