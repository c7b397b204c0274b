/*
 * Fonts that are installed on the system. fontconfig.c is the only file that knows fontconfig.
 * Private to font/.
 */
#ifndef GONGWEN_FONT_FONTCONFIG_H
#define GONGWEN_FONT_FONTCONFIG_H

#include "yaml/record.h"
#include <stdbool.h>

/* A face that is looked for, and where it was found. */
struct installed_face {
    struct list names; /* of struct text: full, PostScript or family names, the best first */
    const char *path;  /* NULL: not installed */
    unsigned index;
};

/* Looks for all of the faces at once: what costs is reading fontconfig's configuration.
 * A full or PostScript name is taken at its word; a family name means the regular face of that
 * family. Faces without outlines and variable ones are passed over. Paths live in the arena. */
void installed_faces_find(struct arena *arena, struct installed_face *faces, size_t count);

/* Names are compared without regard to the case of ASCII letters. */
bool font_name_equal(struct string name, const char *other);

#endif
