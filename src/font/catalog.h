/*
 * The catalogue: from a role (小标宋, 仿宋, …) to faces that are really there.
 *
 * fonts/fonts.yaml lists the faces by name and, for each role, a chain: the licensed faces that
 * offices use first, then the free ones. A face is looked for by file name in the font folders,
 * then (unless switched off) by family or full name through fontconfig. Files are opened only
 * when a character asks for them.
 */
#ifndef GONGWEN_FONT_CATALOG_H
#define GONGWEN_FONT_CATALOG_H

#include "font/face.h"
#include "yaml/record.h"

struct catalog;
struct role;

struct catalog_options {
    const char *manifest;       /* path of fonts.yaml */
    const char *const *folders; /* searched first, in order, NULL-terminated; one that cannot be
                                   read is reported when the first face is looked for */
    bool system;                /* ask fontconfig too */
    const char *shipped_folder; /* searched behind them; may be absent; NULL: none */
    bool copied;                /* files are read rather than mapped: face_open_copy() */
};

/* Reads the manifest; faces and mappings live in the arena. NULL after reporting. */
struct catalog *catalog_open(struct arena *arena, const struct catalog_options *options,
                             struct diagnostics *diagnostics);

/* The role of that name, or NULL (not reported); catalog_role_names() for suggestions. */
struct role *catalog_role(struct catalog *catalog, const char *name);
size_t catalog_role_names(const struct catalog *catalog, const char *const **names);

/* A role made of an explicit chain of manifest face names (a layout's `fonts:`), `name` being
 * what messages call it; asked for again it is the same one. Reports unknown face names with the
 * nearest one; NULL then. */
struct role *catalog_make_role(struct catalog *catalog, struct text name, const struct text *chain,
                               size_t count);

/* The first face of the chain that is there; reports once and returns NULL when there is none,
 * saying what to install. */
const struct face *role_primary(struct role *role, struct place place);

/* The first face of the chain that has the character (with the variation selector, or without it
 * when no face has the pair; 0: no selector). NULL when none has it: the caller reports, as it
 * knows the place. */
const struct face *role_face_for(struct role *role, uint32_t character, uint32_t selector);

/* Notes that no face of the chain has the character; whether that was known before. */
bool role_knows_missing(struct role *role, uint32_t character);

const char *role_name(const struct role *role);

/* For `gongwen fonts`: the chain as listed, and what became of each entry. */
struct role_entry {
    const char *name;        /* in the manifest */
    const struct face *face; /* NULL: not found */
    const char *package;     /* what installs it; NULL: licensed, the user's own */
    const char *licence;
};
size_t role_entries(struct role *role, struct arena *arena, const struct role_entry **entries);

/* Another document begins: characters that no face has are to be told again. */
void catalog_begin(struct catalog *catalog);

/* Whether it is as it would be if it were opened now: whether its manifest, the font files of its
 * folders and those it uses are as they were at catalog_settle(). What is too new for the clock of
 * the file system to tell from what may be written next counts as changed. Fonts that are newly
 * installed on the system do not count. */
bool catalog_is_current(const struct catalog *catalog);

/* To be called when a document is made: notes what files it was made with. */
void catalog_settle(struct catalog *catalog);

/* What is noted; the same number for files that are as they were. */
uint64_t catalog_state(const struct catalog *catalog);

/* Every font file opened so far, for dependency lists: paths in the order opened. */
size_t catalog_files(const struct catalog *catalog, const char *const **paths);

#endif
