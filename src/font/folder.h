/*
 * Font folders: which file of a folder is which face of the manifest. Private to font/.
 */
#ifndef GONGWEN_FONT_FOLDER_H
#define GONGWEN_FONT_FOLDER_H

#include "yaml/record.h"

struct arena;
struct diagnostics;

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

/* Where to look, in this order. */
struct font_folders {
    const char *const *wanted; /* NULL-terminated; one that cannot be read is reported */
    const char *shipped;       /* may be absent; NULL: there is none */
};

/* Looks for all of the faces in the folders. Returns `count` of them, in the arena.
 *
 * A face is found by file name first, without regard to the case of ASCII letters. Files that no
 * face claims by name are opened for the names inside them: so a user's own font counts under
 * whatever file name. A full or PostScript name is taken at its word; a family name means the
 * regular face of the family. */
struct found_face *folders_find(struct arena *arena, const struct font_folders *folders,
                                const struct wanted_face *wanted, size_t count,
                                struct diagnostics *diagnostics);

/* What the font files of the folders, and those `files` besides, were last written as: the same
 * number as long as none is written, added or taken away. No number twice while one of them is so
 * new that it may be written again without a sign of it. */
uint64_t folders_state(const struct font_folders *folders, const char *const *files, size_t count);

#endif
