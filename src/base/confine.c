#include "base/confine.h"

#include "base/arena.h"
#include <string.h>

enum { PATH_SIZE_LIMIT = 4096 };

void confine(struct arena *arena, const struct confinement *confinement)
{
    arena_attach(arena, confinement);
}

const struct confinement *confinement_of(const struct arena *arena)
{
    return arena_attached(arena);
}

/* The path from the folder on, without "." and ".."; false where it leads out of the folder. */
static bool within(const char *folder, const char *path, char name[PATH_SIZE_LIMIT])
{
    size_t size = strlen(folder), used = 0;

    if (strncmp(path, folder, size) != 0 || path[size] != '/') {
        return false;
    }
    path += size;
    while (*(path += strspn(path, "/")) != '\0') {
        size_t length = strcspn(path, "/");
        if (length == 2 && memcmp(path, "..", 2) == 0) {
            if (used == 0) {
                return false;
            }
            while (used > 0 && name[--used] != '/') {
            }
        } else if (length != 1 || *path != '.') {
            if (length + 2 > PATH_SIZE_LIMIT - used) {
                return false;
            }
            if (used > 0) {
                name[used++] = '/';
            }
            memcpy(name + used, path, length);
            used += length;
        }
        path += length;
    }
    name[used] = '\0';
    return used > 0;
}

static const char *last_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL ? path : slash + 1;
}

static const struct confined_file *find_elsewhere(const struct confinement *confinement,
                                                  const char *name)
{
    const struct confined_file *found = NULL;

    for (size_t i = 0; i < confinement->count; i++) {
        const struct confined_file *file = &confinement->files[i];
        if (strncmp(file->name, "elsewhere/", 10) == 0 &&
            strcmp(last_name(file->name), name) == 0) {
            if (found != NULL) {
                return NULL;
            }
            found = file;
        }
    }
    return found;
}

const struct confined_file *confinement_find(const struct confinement *confinement,
                                             const char *path)
{
    char name[PATH_SIZE_LIMIT];

    bool inside = within(confinement->folder, path, name);
    for (size_t i = 0; inside && i < confinement->count; i++) {
        if (strcmp(confinement->files[i].name, name) == 0) {
            return &confinement->files[i];
        }
    }
    return find_elsewhere(confinement, last_name(path));
}
