/*
 * Confinement: whoever composes what a stranger sent reads that stranger's own files and none of
 * this machine's. The files are in memory; for everything that is made in the arena they stand in
 * the place of the file system, and a path that leads out of them leads nowhere. Fonts are not
 * concerned: a stranger's manifest names faces, not paths.
 */
#ifndef GONGWEN_BASE_CONFINE_H
#define GONGWEN_BASE_CONFINE_H

#include "base/buffer.h"
#include <stdbool.h>

struct arena;

struct confined_file {
    const char *name; /* "pictures/seal.png": leads down from the folder */
    struct string bytes;
};

struct confinement {
    const char *folder; /* what paths to these files begin with, without a slash at its end */
    const struct confined_file *files;
    size_t count;
};

/* From now on all that is read in this arena and its children is read from these files. They must
 * live as long as the arena. */
void confine(struct arena *arena, const struct confinement *confinement);

/* NULL: the file system is open. */
const struct confinement *confinement_of(const struct arena *arena);

/* The file that a path names; NULL: none. What lay outside of the report's folder when the document
 * was made lies in elsewhere/ now: a path that names nothing else is looked for there by its last
 * name, and found if one file has that. */
const struct confined_file *confinement_find(const struct confinement *confinement,
                                             const char *path);

#endif
