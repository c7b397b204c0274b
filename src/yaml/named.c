#include "yaml/named.h"

#include "base/arena.h"
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#define ENDING ".yaml"

bool named_ends_yaml(const char *name)
{
    size_t size = strlen(name);

    return size >= strlen(ENDING) && strcmp(name + size - strlen(ENDING), ENDING) == 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void close_folder(void *directory)
{
    (void)closedir(directory);
}

const char **named_list(struct arena *arena, const char *const *folders, size_t *count)
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
            if (entry->d_name[0] != '.' && named_ends_yaml(entry->d_name)) {
                names = arena_grow(arena, names, *count, &capacity, sizeof *names);
                names[(*count)++] =
                    arena_copy(arena, entry->d_name, strlen(entry->d_name) - strlen(ENDING));
            }
        }
    }
    if (*count > 0) {
        qsort(names, *count, sizeof *names, by_name);
    }
    return names;
}

const char *named_find(struct arena *arena, struct text name, const char *const *folders,
                       struct unknown_name messages, struct diagnostics *diagnostics)
{
    const char *text = name.string.bytes;

    if (strchr(text, '/') != NULL || named_ends_yaml(text)) {
        return source_beside(arena, name.place.source, text);
    }
    for (const char *const *folder = folders; *folder != NULL; folder++) {
        const char *path = arena_format(arena, "%s/%s" ENDING, *folder, text);
        if (source_exists(arena, path)) {
            return path;
        }
        diagnostics_visit(diagnostics, path, (struct string){0});
    }
    size_t count;
    static const char *const none[] = {"—"};
    const char **names = named_list(arena, folders, &count);
    nearest_report(arena, diagnostics, messages, name, count > 0 ? names : none,
                   count > 0 ? count : 1);
    return NULL;
}
