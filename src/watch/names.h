/*
 * What has to be watched for a path: each part of it, in the folder that it stands in, links
 * followed; a file may change by what happens to any of them. Private to watch/.
 */
#ifndef GONGWEN_WATCH_NAMES_H
#define GONGWEN_WATCH_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/* A name in a folder. */
struct watched_name {
    char *folder; /* absolute, without links */
    char *name;   /* "": any font file */
    bool last;    /* of a path: the file itself or the link to it, or its folder is missing */
};

struct watched_names {
    struct watched_name *items;
    size_t count, capacity;
};

/* Adds the names of a path. False: memory is out. */
bool names_add(struct watched_names *names, const char *path);

/* Sorts by folder and name, and leaves each once. */
void names_sort(struct watched_names *names);

void names_free(struct watched_names *names);

/* Whether a file of a font folder is one that counts. */
bool names_is_font(const char *name);

#endif
