/* Layout files: where they lie, which there are, and what they say of themselves. */
#include "layout/layout_private.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "yaml/named.h"
#include "yaml/node.h"
#include <string.h>

const char **layout_names(struct arena *arena, const char *const *folders, size_t *count)
{
    return named_list(arena, folders, count);
}

const char *layout_path(struct arena *arena, struct text name)
{
    return source_beside(arena, name.place.source, name.string.bytes);
}

const char *layout_find(struct arena *arena, struct text name, const char *const *folders,
                        struct diagnostics *diagnostics)
{
    return named_find(arena, name, folders,
                      (struct unknown_name){LAYOUT_UNKNOWN, LAYOUT_UNKNOWN_NEAR}, diagnostics);
}

/* The text under `key`; absent where there is none. */
static struct text text_of(const struct node *mapping, const char *key)
{
    const struct node *value =
        mapping == NULL || mapping->kind != NODE_MAPPING ? NULL : node_get(mapping, key);

    if (value == NULL || value->kind != NODE_SCALAR || node_is_null(value)) {
        return (struct text){0};
    }
    return (struct text){value->scalar, value->place};
}

bool layout_describe(struct arena *arena, struct text name, const char *const *folders,
                     struct layout_entry *entry, struct diagnostics *diagnostics)
{
    *entry = (struct layout_entry){.path = layout_find(arena, name, folders, diagnostics)};
    if (entry->path == NULL) {
        return false;
    }
    const char *slash = strrchr(entry->path, '/');
    const char *file = slash == NULL ? entry->path : slash + 1;
    size_t ending = named_ends_yaml(file) ? strlen(".yaml") : 0;
    entry->name = arena_copy(arena, file, strlen(file) - ending);
    const struct source *source = source_read(arena, entry->path, diagnostics);
    const struct node *root = source == NULL ? NULL : node_parse(arena, source, diagnostics);
    if (root == NULL || root->kind != NODE_MAPPING) {
        return root != NULL; /* reading it as a layout tells */
    }
    const struct node *describes = node_get(root, "describes");
    entry->zh = text_of(describes, "zh").string;
    entry->en = text_of(describes, "en").string;
    entry->extends = text_of(root, "extends");
    return true;
}
