#include "watch/names.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

/* As many links as Linux follows in a path. */
enum { LINK_LIMIT = 40 };

/* A path while it is walked. */
struct walk {
    char here[PATH_MAX]; /* the folder reached, without / at its end: "" is the root */
    char rest[PATH_MAX]; /* what is still to be walked */
    int links;
};

static bool add(struct watched_names *names, const char *folder, const char *name, size_t size,
                bool last)
{
    if (names->count == names->capacity) {
        size_t wanted = names->capacity * 2 + 32;
        struct watched_name *grown = reallocarray(names->items, wanted, sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        names->items = grown;
        names->capacity = wanted;
    }
    struct watched_name *item = &names->items[names->count];
    *item =
        (struct watched_name){strdup(*folder == '\0' ? "/" : folder), strndup(name, size), last};
    if (item->folder == NULL || item->name == NULL) {
        free(item->folder);
        free(item->name);
        return false;
    }
    names->count++;
    return true;
}

/* The walk goes on where a link leads to; false where it does not go on. */
static bool follow(struct walk *walk, const char *link, const char *rest)
{
    char target[PATH_MAX], joined[PATH_MAX];
    ssize_t size = readlink(link, target, sizeof target - 1);

    if (size <= 0 || ++walk->links > LINK_LIMIT) {
        return false;
    }
    target[size] = '\0';
    if (snprintf(joined, sizeof joined, "%s/%s", target, rest) >= (int)sizeof joined) {
        return false;
    }
    if (target[0] == '/') {
        walk->here[0] = '\0';
    }
    memcpy(walk->rest, joined, sizeof joined);
    return true;
}

/* Takes one part of the rest; false at the walk's end. */
static bool step(struct watched_names *names, struct walk *walk, bool *good)
{
    const char *name = walk->rest + strspn(walk->rest, "/");
    size_t size = strcspn(name, "/");
    char rest[PATH_MAX], path[PATH_MAX];
    struct stat status;

    (void)snprintf(rest, sizeof rest, "%s", name + size);
    if (size == 0) {
        return false;
    }
    if (size == 1 && name[0] == '.') {
        memcpy(walk->rest, rest, sizeof rest);
        return true;
    }
    if (size == 2 && memcmp(name, "..", 2) == 0) {
        char *slash = strrchr(walk->here, '/');
        if (slash != NULL) {
            *slash = '\0';
        }
        memcpy(walk->rest, rest, sizeof rest);
        return true;
    }
    if (snprintf(path, sizeof path, "%s/%.*s", walk->here, (int)size, name) >= (int)sizeof path) {
        return false;
    }
    bool there = lstat(path, &status) == 0;
    bool last = !there || rest[strspn(rest, "/")] == '\0';
    *good = add(names, walk->here, name, size, last);
    if (!*good || !there) {
        return false;
    }
    if (S_ISLNK(status.st_mode)) {
        return follow(walk, path, rest);
    }
    memcpy(walk->here, path, sizeof path);
    memcpy(walk->rest, rest, sizeof rest);
    return S_ISDIR(status.st_mode);
}

bool names_add(struct watched_names *names, const char *path)
{
    struct walk walk = {.links = 0};
    struct stat status;
    size_t size = strlen(path);
    bool good = true;

    if (size >= sizeof walk.rest) {
        return true; /* nothing can be there */
    }
    memcpy(walk.rest, path, size + 1);
    if (path[0] != '/' && getcwd(walk.here, sizeof walk.here) == NULL) {
        return errno != ENOMEM; /* the folder that it starts from is gone */
    }
    if (strcmp(walk.here, "/") == 0) {
        walk.here[0] = '\0';
    }
    while (step(names, &walk, &good)) {
    }
    if (good && size > 0 && path[size - 1] == '/' && stat(path, &status) == 0 &&
        S_ISDIR(status.st_mode)) {
        good = add(names, walk.here, "", 0, true);
    }
    return good;
}

static int by_folder(const void *a, const void *b)
{
    const struct watched_name *first = a, *second = b;
    int order = strcmp(first->folder, second->folder);

    return order != 0 ? order : strcmp(first->name, second->name);
}

void names_sort(struct watched_names *names)
{
    size_t kept = 0;

    if (names->count > 0) {
        qsort(names->items, names->count, sizeof *names->items, by_folder);
    }
    for (size_t i = 0; i < names->count; i++) {
        if (kept > 0 && by_folder(&names->items[kept - 1], &names->items[i]) == 0) {
            names->items[kept - 1].last = names->items[kept - 1].last || names->items[i].last;
            free(names->items[i].folder);
            free(names->items[i].name);
        } else {
            names->items[kept++] = names->items[i];
        }
    }
    names->count = kept;
}

void names_free(struct watched_names *names)
{
    for (size_t i = 0; i < names->count; i++) {
        free(names->items[i].folder);
        free(names->items[i].name);
    }
    free(names->items);
    *names = (struct watched_names){0};
}

bool names_is_font(const char *name)
{
    static const char *const endings[] = {".otf", ".ttf", ".ttc", ".otc"};
    size_t size = strlen(name);

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        if (size > 4 && strcasecmp(name + size - 4, endings[i]) == 0) {
            return true;
        }
    }
    return false;
}
