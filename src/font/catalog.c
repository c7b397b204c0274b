#include "font/catalog.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "font/folder.h"
#include "font/fontconfig.h"
#include "font/sfnt.h"
#include "yaml/nearest.h"
#include "yaml/node.h"
#include <string.h>

/* Characters that a role lacks are remembered by pages of so many, up to U+10FFFF. */
enum { MISSING_PAGE = 1024, MISSING_PAGES = 0x110000 / MISSING_PAGE };

/* A face of the manifest. */
struct listed_face {
    const char *name;
    struct place place;
    struct list files; /* of struct text: file names it goes by */
    struct list names; /* of struct text: full, PostScript and family names */
    unsigned index;    /* in a collection; a file with one face is face 0 */
    const char *package, *licence;
    bool tried;
    const struct face *face; /* NULL: not found, or not usable (reported then) */
};

struct catalog {
    struct arena *arena;
    struct diagnostics *diagnostics;
    struct listed_face *faces;
    const char **face_names; /* of `faces`, for suggestions */
    size_t face_count;
    struct role **roles;
    const char **role_names;
    size_t role_count;
    struct font_folders folders;
    bool system;
    struct found_face *in_folders;    /* one for each of `faces`; NULL: not looked yet */
    struct installed_face *on_system; /* likewise */
    const char **files;
    size_t file_count, file_capacity;
    struct role **made; /* of chains that layouts give */
    size_t made_count, made_capacity;
    bool copied;
    const struct source *manifest;
    uint64_t state; /* of the files, at catalog_settle() */
    bool settled;   /* there is one, */
    size_t noted;   /* of so many of `files` */
};

struct role {
    struct catalog *catalog;
    const char *name;
    struct listed_face **chain;
    size_t count;
    size_t tried;              /* how many entries of the chain were looked for */
    const struct face **faces; /* those of them that are there, in the chain's order */
    size_t face_count;
    bool reported;
    uint8_t **missing; /* a bit a character, by pages: those that no face has */
};

/* The manifest's rows as record_read() fills them. */
struct face_row {
    struct list files;
    struct list names;
    int64_t index;
    struct text package, source, licence, sha256;
};

struct manifest {
    struct map faces; /* of struct face_row */
    struct map roles; /* of struct list of struct text */
};

static const struct type text_type = {.kind = TYPE_TEXT, .size = sizeof(struct text)};
static const struct type texts_type = {.kind = TYPE_LIST,
                                       .size = sizeof(struct list),
                                       .element = &text_type,
                                       .minimum = 1,
                                       .maximum = 64,
                                       .single = true};
static const struct type index_type = {
    .kind = TYPE_INTEGER, .size = sizeof(int64_t), .minimum = 0, .maximum = SFNT_FACE_LIMIT - 1};

static const struct field face_fields[] = {
    {"files", offsetof(struct face_row, files), &texts_type, FIELD_REQUIRED,
     N_("File names that the face goes by; the first one is what `make fonts` writes.")},
    {"index", offsetof(struct face_row, index), &index_type, 0,
     "Which face of a collection it is, from 0; without meaning for a file with one face."},
    {"names", offsetof(struct face_row, names), &texts_type, 0,
     "Full, PostScript or family names by which an installed face is found, the best first."},
    {"package", offsetof(struct face_row, package), &text_type, 0,
     "The Debian package that has the file; absent for licensed faces, the user's own."},
    {"source", offsetof(struct face_row, source), &text_type, 0, "Where the face comes from."},
    {"licence", offsetof(struct face_row, licence), &text_type, 0, "Its licence."},
    {"sha256", offsetof(struct face_row, sha256), &text_type, 0,
     "The checksum of the file that `make fonts` writes."},
    {NULL, 0, NULL, 0, NULL},
};
static const struct type face_type = {.kind = TYPE_RECORD,
                                      .name = "face",
                                      .describes = "A face and how to find it.",
                                      .size = sizeof(struct face_row),
                                      .fields = face_fields};
static const struct type faces_type = {
    .kind = TYPE_MAP, .size = sizeof(struct map), .element = &face_type};
static const struct type roles_type = {
    .kind = TYPE_MAP, .size = sizeof(struct map), .element = &texts_type};

static const struct field manifest_fields[] = {
    {"faces", offsetof(struct manifest, faces), &faces_type, FIELD_REQUIRED,
     N_("The faces by name.")},
    {"roles", offsetof(struct manifest, roles), &roles_type, FIELD_REQUIRED,
     N_("For each role the names of faces, the first choice first.")},
    {NULL, 0, NULL, 0, NULL},
};
static const struct type manifest_type = {.kind = TYPE_RECORD,
                                          .name = "fonts",
                                          .describes = "The font manifest.",
                                          .size = sizeof(struct manifest),
                                          .fields = manifest_fields};

static void take_faces(struct catalog *catalog, const struct map *map)
{
    const struct face_row *rows = map->values;

    catalog->faces = ARENA_ARRAY(catalog->arena, struct listed_face, map->count);
    catalog->face_names = ARENA_ARRAY(catalog->arena, const char *, map->count);
    catalog->face_count = map->count;
    for (size_t i = 0; i < map->count; i++) {
        catalog->face_names[i] = map->keys[i].string.bytes;
        catalog->faces[i] = (struct listed_face){
            .name = map->keys[i].string.bytes,
            .place = map->keys[i].place,
            .files = rows[i].files,
            .names = rows[i].names,
            .index = (unsigned)rows[i].index,
            .package = rows[i].package.string.bytes,
            .licence = rows[i].licence.string.bytes,
        };
    }
}

static struct listed_face *find_listed(struct catalog *catalog, const struct text *name)
{
    for (size_t i = 0; i < catalog->face_count; i++) {
        if (strcmp(catalog->face_names[i], name->string.bytes) == 0) {
            return &catalog->faces[i];
        }
    }
    nearest_report(catalog->arena, catalog->diagnostics,
                   (struct unknown_name){FONT_UNKNOWN_FACE, FONT_UNKNOWN_FACE_NEAR}, *name,
                   catalog->face_names, catalog->face_count);
    return NULL;
}

static struct role *new_role(struct catalog *catalog, struct text name, const struct text *chain,
                             size_t count)
{
    struct role *role = ARENA_NEW(catalog->arena, struct role);
    bool good = true;

    role->catalog = catalog;
    role->name = arena_copy(catalog->arena, name.string.bytes, name.string.size);
    role->chain = ARENA_ARRAY(catalog->arena, struct listed_face *, count);
    role->faces = ARENA_ARRAY(catalog->arena, const struct face *, count);
    role->count = count;
    for (size_t i = 0; i < count; i++) {
        role->chain[i] = find_listed(catalog, &chain[i]);
        good = good && role->chain[i] != NULL;
    }
    return good ? role : NULL;
}

static bool take_roles(struct catalog *catalog, const struct map *map)
{
    const struct list *chains = map->values;
    bool good = true;

    catalog->roles = ARENA_ARRAY(catalog->arena, struct role *, map->count);
    catalog->role_names = ARENA_ARRAY(catalog->arena, const char *, map->count);
    catalog->role_count = map->count;
    for (size_t i = 0; i < map->count; i++) {
        catalog->role_names[i] = map->keys[i].string.bytes;
        catalog->roles[i] = new_role(catalog, map->keys[i], chains[i].items, chains[i].count);
        good = good && catalog->roles[i] != NULL;
    }
    return good;
}

struct catalog *catalog_open(struct arena *arena, const struct catalog_options *options,
                             struct diagnostics *diagnostics)
{
    struct catalog *catalog = ARENA_NEW(arena, struct catalog);
    struct manifest manifest = {0};

    catalog->arena = arena;
    catalog->diagnostics = diagnostics;
    catalog->folders = (struct font_folders){options->folders, options->shipped_folder};
    catalog->system = options->system;
    catalog->copied = options->copied;
    catalog->manifest = source_read(arena, options->manifest, diagnostics);
    if (catalog->manifest == NULL) {
        return NULL;
    }
    const struct node *node = node_parse(arena, catalog->manifest, diagnostics);
    if (node == NULL || !record_read(arena, &manifest_type, node, &manifest, diagnostics)) {
        return NULL;
    }
    take_faces(catalog, &manifest.faces);
    return take_roles(catalog, &manifest.roles) ? catalog : NULL;
}

struct role *catalog_role(struct catalog *catalog, const char *name)
{
    for (size_t i = 0; i < catalog->role_count; i++) {
        if (strcmp(catalog->role_names[i], name) == 0) {
            return catalog->roles[i];
        }
    }
    return NULL;
}

size_t catalog_role_names(const struct catalog *catalog, const char *const **names)
{
    *names = catalog->role_names;
    return catalog->role_count;
}

static bool is_made_of(const struct role *role, struct text name, const struct text *chain,
                       size_t count)
{
    bool same = role->count == count && strcmp(role->name, name.string.bytes) == 0;

    for (size_t i = 0; same && i < count; i++) {
        same = strcmp(role->chain[i]->name, chain[i].string.bytes) == 0;
    }
    return same;
}

struct role *catalog_make_role(struct catalog *catalog, struct text name, const struct text *chain,
                               size_t count)
{
    for (size_t i = 0; i < catalog->made_count; i++) {
        if (is_made_of(catalog->made[i], name, chain, count)) {
            return catalog->made[i];
        }
    }
    struct role *role = new_role(catalog, name, chain, count);
    if (role != NULL) {
        catalog->made = arena_grow(catalog->arena, catalog->made, catalog->made_count,
                                   &catalog->made_capacity, sizeof *catalog->made);
        catalog->made[catalog->made_count++] = role;
    }
    return role;
}

static const struct found_face *look_in_folders(struct catalog *catalog,
                                                const struct listed_face *listed)
{
    if (catalog->in_folders == NULL) {
        struct wanted_face *wanted =
            ARENA_ARRAY(catalog->arena, struct wanted_face, catalog->face_count);
        for (size_t i = 0; i < catalog->face_count; i++) {
            wanted[i] = (struct wanted_face){catalog->faces[i].files, catalog->faces[i].names,
                                             catalog->faces[i].index};
        }
        catalog->in_folders = folders_find(catalog->arena, &catalog->folders, wanted,
                                           catalog->face_count, catalog->diagnostics);
    }
    return &catalog->in_folders[listed - catalog->faces];
}

static const struct installed_face *look_on_system(struct catalog *catalog,
                                                   const struct listed_face *listed)
{
    if (catalog->on_system == NULL) {
        catalog->on_system =
            ARENA_ARRAY(catalog->arena, struct installed_face, catalog->face_count);
        for (size_t i = 0; i < catalog->face_count; i++) {
            catalog->on_system[i].names = catalog->faces[i].names;
        }
        installed_faces_find(catalog->arena, catalog->on_system, catalog->face_count);
    }
    return &catalog->on_system[listed - catalog->faces];
}

/* The face of a file, opened once however many entries of the manifest lead to it. */
static const struct face *open_once(struct catalog *catalog, const struct listed_face *listed,
                                    const char *path, unsigned index)
{
    for (size_t i = 0; i < catalog->face_count; i++) {
        const struct face *face = catalog->faces[i].face;
        if (face != NULL && face_index(face) == index && strcmp(face_path(face), path) == 0) {
            return face;
        }
    }
    const struct face *face =
        catalog->copied
            ? face_open_copy(catalog->arena, path, index, listed->place, catalog->diagnostics)
            : face_open(catalog->arena, path, index, listed->place, catalog->diagnostics);
    if (face != NULL) {
        catalog->files = arena_grow(catalog->arena, catalog->files, catalog->file_count,
                                    &catalog->file_capacity, sizeof(const char *));
        catalog->files[catalog->file_count++] = face_path(face);
    }
    return face;
}

static const struct face *find_face(struct catalog *catalog, struct listed_face *listed)
{
    if (listed->tried) {
        return listed->face;
    }
    listed->tried = true;
    const struct found_face *found = look_in_folders(catalog, listed);
    if (found->path != NULL) {
        listed->face = open_once(catalog, listed, found->path, found->index);
    }
    if (listed->face == NULL && catalog->system && listed->names.count > 0) {
        const struct installed_face *installed = look_on_system(catalog, listed);
        if (installed->path != NULL) {
            listed->face = open_once(catalog, listed, installed->path, installed->index);
        }
    }
    return listed->face;
}

/* The n-th face of the chain that is there (from 0), or NULL; looks no further than needed. */
static const struct face *nth_face(struct role *role, size_t n)
{
    while (n >= role->face_count && role->tried < role->count) {
        const struct face *face = find_face(role->catalog, role->chain[role->tried++]);
        if (face != NULL) {
            role->faces[role->face_count++] = face;
        }
    }
    return n < role->face_count ? role->faces[n] : NULL;
}

const struct face *role_primary(struct role *role, struct place place)
{
    const struct face *face = nth_face(role, 0);

    if (face == NULL && !role->reported) {
        struct arena *arena = role->catalog->arena;
        const char **names = ARENA_ARRAY(arena, const char *, role->count);
        for (size_t i = 0; i < role->count; i++) {
            names[i] = role->chain[i]->name;
        }
        role->reported = true;
        REPORT(role->catalog->diagnostics, FONT_NONE, place, role->name,
               message_join(arena, names, role->count));
    }
    return face;
}

/* No memory of decisions here: face_glyph() remembers, so that asking a face for a character that
 * was seen before costs a few nanoseconds. */
const struct face *role_face_for(struct role *role, uint32_t character, uint32_t selector)
{
    const struct face *face;

    for (size_t i = 0; selector != 0 && (face = nth_face(role, i)) != NULL; i++) {
        if (face_glyph_variant(face, character, selector) != 0) {
            return face;
        }
    }
    for (size_t i = 0; (face = nth_face(role, i)) != NULL; i++) {
        if (face_glyph(face, character) != 0) {
            return face;
        }
    }
    return NULL;
}

bool role_knows_missing(struct role *role, uint32_t character)
{
    struct arena *arena = role->catalog->arena;
    size_t page = character / MISSING_PAGE;
    uint8_t bit = (uint8_t)(1U << character % 8);

    if (page >= MISSING_PAGES) {
        return false;
    }
    if (role->missing == NULL) {
        role->missing = ARENA_ARRAY(arena, uint8_t *, MISSING_PAGES);
    }
    if (role->missing[page] == NULL) {
        role->missing[page] = ARENA_ARRAY(arena, uint8_t, MISSING_PAGE / 8);
    }
    uint8_t *byte = &role->missing[page][character % MISSING_PAGE / 8];
    bool known = (*byte & bit) != 0;
    *byte |= bit;
    return known;
}

static void forget_missing(struct role *role)
{
    for (size_t i = 0; role->missing != NULL && i < MISSING_PAGES; i++) {
        if (role->missing[i] != NULL) {
            memset(role->missing[i], 0, MISSING_PAGE / 8);
        }
    }
}

void catalog_begin(struct catalog *catalog)
{
    for (size_t i = 0; i < catalog->role_count; i++) {
        forget_missing(catalog->roles[i]);
    }
    for (size_t i = 0; i < catalog->made_count; i++) {
        forget_missing(catalog->made[i]);
    }
}

void catalog_settle(struct catalog *catalog)
{
    if (!catalog->settled || catalog->noted != catalog->file_count) {
        catalog->state = folders_state(&catalog->folders, catalog->files, catalog->file_count);
        catalog->settled = true;
        catalog->noted = catalog->file_count;
    }
}

uint64_t catalog_state(const struct catalog *catalog)
{
    return catalog->state;
}

bool catalog_is_current(const struct catalog *catalog)
{
    return source_is_current(catalog->manifest) &&
           catalog->state == folders_state(&catalog->folders, catalog->files, catalog->file_count);
}

const char *role_name(const struct role *role)
{
    return role->name;
}

size_t role_entries(struct role *role, struct arena *arena, const struct role_entry **entries)
{
    struct role_entry *list = ARENA_ARRAY(arena, struct role_entry, role->count);

    for (size_t i = 0; i < role->count; i++) {
        struct listed_face *listed = role->chain[i];
        list[i] = (struct role_entry){
            .name = listed->name,
            .face = find_face(role->catalog, listed),
            .package = listed->package,
            .licence = listed->licence,
        };
    }
    *entries = list;
    return role->count;
}

size_t catalog_files(const struct catalog *catalog, const char *const **paths)
{
    *paths = catalog->files;
    return catalog->file_count;
}
