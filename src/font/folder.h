/*
 * Font folders: which file of a folder is which face of the manifest. Private to font/.
 */
#ifndef GONGWEN_FONT_FOLDER_H
#define GONGWEN_FONT_FOLDER_H

#include "yaml/record.h"

struct arena;

enum { FOLDER_FILE_LIMIT = 4096 }; /* font files of a folder that are looked at */

struct wanted_face {
    struct list files; /* of struct text: file names, the best first */
    struct list names; /* of struct text: full, PostScript or family names */
    unsigned index;    /* in a collection that has one of the file names */
};

struct found_face {
    const char *path; /* NULL: not there */
    unsigned index;
};

/* Looks for all of the faces in the folders (NULL-terminated, searched in order; one that cannot
 * be read counts as empty). Returns `count` of them, in the arena.
 *
 * A face is found by file name first, without regard to the case of ASCII letters. Files that no
 * face claims by name are opened for the names inside them: so a user's own font counts under
 * whatever file name. A full or PostScript name is taken at its word; a family name means the
 * regular face of the family. */
struct found_face *folders_find(struct arena *arena, const char *const *folders,
                                const struct wanted_face *wanted, size_t count);

#endif
