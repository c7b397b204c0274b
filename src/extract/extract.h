/*
 * What a PDF of gongwen's holds of its making: the files embedded in it (ISO 19005-3), read back.
 *
 * Only what gongwen writes is understood, and what signing adds to it: cross-reference tables, one
 * flat tree of names. Everything in a file may be somebody else's; each offset is checked.
 */
#ifndef GONGWEN_EXTRACT_EXTRACT_H
#define GONGWEN_EXTRACT_EXTRACT_H

#include "base/buffer.h"
#include <stdbool.h>

struct arena;

enum {
    EXTRACT_FILE_LIMIT = 64 * 1024 * 1024, /* bytes of one file, unpacked */
    EXTRACT_LIMIT = 512 * 1024 * 1024      /* of all */
};

struct extracted {
    const char *name;        /* UTF-8, with / between its parts, leading down and nowhere else */
    const char *description; /* "Report", "Layout", … */
    struct string bytes;
};

/* The embedded files in the order in which they were embedded; none is no error. NULL, with `*why`
 * to be translated, for a file that cannot be read. All live in the arena. */
const struct extracted *extract_files(struct arena *arena, struct string pdf, size_t *count,
                                      const char **why);

/* The program that made the PDF, in UTF-8; "" where that is not said or cannot be read. */
const char *extract_producer(struct arena *arena, struct string pdf);

#endif
