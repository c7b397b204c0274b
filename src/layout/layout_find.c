/* Layout files: where they lie, which there are, and what they say of themselves. */
#include "layout/layout_private.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "yaml/node.h"
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool ends_with(const char *text, const char *end)
{
    size_t size = strlen(text);

    return size >= strlen(end) && strcmp(text + size - strlen(end), end) == 0;
}

/* A file, not the name of one in the folders. */
static bool is_path(const char *text)
{
    return strchr(text, '/') != NULL || ends_with(text, ".yaml");
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void close_folder(void *directory)
{
    (void)closedir(directory);
}

const char **layout_names(struct arena *arena, const char *const *folders, size_t *count)
{
    const char **names = NULL;
    size_t capacity = 0;

    *count = 0;
    for (const char *const *folder = folders; *folder != NULL; folder++) {
        DIR *directory = opendir(*folder);
        if (directory == NULL) {
            continue;
        }
        arena_own(arena, directory, close_folder);
        for (const struct dirent *entry; (entry = readdir(directory)) != NULL;) {
            if (entry->d_name[0] != '.' && ends_with(entry->d_name, ".yaml")) {
                names = arena_grow(arena, names, *count, &capacity, sizeof *names);
                names[(*count)++] =
                    arena_copy(arena, entry->d_name, strlen(entry->d_name) - strlen(".yaml"));
            }
        }
    }
    if (*count > 0) {
        qsort(names, *count, sizeof *names, by_name);
    }
    return names;
}

const char *layout_path(struct arena *arena, struct text name)
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
    return arena_format(arena, "%.*s/%s", (int)(slash - from), from, text);
}

const char *layout_find(struct arena *arena, struct text name, const char *const *folders,
                        struct diagnostics *diagnostics)
{
    const char *text = name.string.bytes;

    if (is_path(text)) {
        return layout_path(arena, name);
    }
    for (const char *const *folder = folders; *folder != NULL; folder++) {
        const char *path = arena_format(arena, "%s/%s.yaml", *folder, text);
        if (access(path, F_OK) == 0) {
            return path;
        }
    }
    size_t count;
    const char **names = layout_names(arena, folders, &count);
    nearest_report(arena, diagnostics, (struct unknown_name){LAYOUT_UNKNOWN, LAYOUT_UNKNOWN_NEAR},
                   name, names, count);
    return NULL;
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
    size_t ending = ends_with(file, ".yaml") ? strlen(".yaml") : 0;
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
