#include "font/folder.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "font/fontconfig.h"
#include "font/sfnt.h"
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>

/* The font files of a folder, sorted by name: the order of a directory is no order. */
struct folder {
    const char *path;
    const char **files;
    bool *claimed; /* by a file name of the manifest */
    size_t count, capacity;
};

static bool is_font_file(const char *name)
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

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void end_directory(void *handle)
{
    closedir(handle);
}

/* `diagnostics` NULL: the folder may be absent. */
static struct folder list_folder(struct arena *arena, const char *path,
                                 struct diagnostics *diagnostics)
{
    struct folder folder = {.path = path};
    struct arena *scratch = arena_child(arena);
    DIR *directory = opendir(path);
    const struct dirent *entry;

    if (directory == NULL) {
        if (diagnostics != NULL) {
            REPORT(diagnostics, FONT_FOLDER, (struct place){0}, path, strerror(errno));
        }
    } else {
        arena_own(scratch, directory, end_directory);
        while (folder.count < FOLDER_FILE_LIMIT && (entry = readdir(directory)) != NULL) {
            if (!is_font_file(entry->d_name)) {
                continue;
            }
            folder.files = arena_grow(arena, folder.files, folder.count, &folder.capacity,
                                      sizeof(const char *));
            folder.files[folder.count++] = arena_copy(arena, entry->d_name, strlen(entry->d_name));
        }
    }
    arena_free_child(scratch);
    if (folder.count > 0) {
        qsort(folder.files, folder.count, sizeof(const char *), compare_names);
        folder.claimed = ARENA_ARRAY(arena, bool, folder.count);
    }
    return folder;
}

static const char *path_in(struct arena *arena, const struct folder *folder, size_t file)
{
    size_t size = strlen(folder->path);
    bool slash = size > 0 && folder->path[size - 1] == '/';

    return arena_format(arena, "%s%s%s", folder->path, slash ? "" : "/", folder->files[file]);
}

static bool is_collection(const char *path)
{
    struct string file;

    if (sfnt_map(path, &file) != 0) {
        return false;
    }
    bool collection = file.size >= 4 && memcmp(file.bytes, "ttcf", 4) == 0;
    sfnt_unmap(file);
    return collection;
}

/* Claims files by the file names of the faces. */
static void find_by_file(struct arena *arena, struct folder *folder,
                         const struct wanted_face *wanted, struct found_face *found, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct text *files = wanted[i].files.items;
        for (size_t j = 0; j < wanted[i].files.count; j++) {
            for (size_t k = 0; k < folder->count; k++) {
                if (!font_name_equal(files[j].string, folder->files[k])) {
                    continue;
                }
                folder->claimed[k] = true;
                if (found[i].path == NULL) {
                    found[i].path = path_in(arena, folder, k);
                    if (wanted[i].index > 0 && is_collection(found[i].path)) {
                        found[i].index = wanted[i].index;
                    }
                }
            }
        }
    }
}

static bool has_any(const struct list *wanted, const char *const *names, size_t count)
{
    const struct text *texts = wanted->items;

    for (size_t i = 0; i < wanted->count; i++) {
        for (size_t j = 0; j < count; j++) {
            if (font_name_equal(texts[i].string, names[j])) {
                return true;
            }
        }
    }
    return false;
}

/* Offers one face of a file to all faces that are still looked for. */
static void find_by_names(struct arena *arena, const char *path, unsigned index,
                          const struct sfnt *sfnt, const struct wanted_face *wanted,
                          struct found_face *found, size_t count)
{
    static const struct {
        enum sfnt_name kind;
        bool regular_only;
    } kinds[] = {{SFNT_FULL_NAME, false},
                 {SFNT_POSTSCRIPT_NAME, false},
                 {SFNT_FAMILY, true},
                 {SFNT_TYPOGRAPHIC_FAMILY, true}};
    bool regular = sfnt_u16(sfnt_table(sfnt, "head"), 44) == 0; /* macStyle */
    const char *const *names;

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t names_count = sfnt_names(sfnt, arena, kinds[i].kind, &names);
        for (size_t j = 0; j < count; j++) {
            if (found[j].path == NULL && (regular || !kinds[i].regular_only) &&
                has_any(&wanted[j].names, names, names_count)) {
                found[j] = (struct found_face){path, index};
            }
        }
    }
}

struct mapping {
    struct string file;
};

static void end_mapping(void *handle)
{
    sfnt_unmap(((struct mapping *)handle)->file);
}

/* Looks into a file that goes by no name we know. What is no font is passed over. */
static void look_inside(struct arena *arena, const char *path, const struct wanted_face *wanted,
                        struct found_face *found, size_t count)
{
    struct arena *scratch = arena_child(arena);
    struct mapping *mapping = ARENA_NEW(scratch, struct mapping);
    struct sfnt sfnt;

    arena_own(scratch, mapping, end_mapping);
    if (sfnt_map(path, &mapping->file) == 0) {
        unsigned faces = sfnt_face_count(mapping->file);
        for (unsigned i = 0; i < faces; i++) {
            if (sfnt_open(mapping->file, i, &sfnt) == NULL) {
                find_by_names(scratch, path, i, &sfnt, wanted, found, count);
            }
        }
    }
    arena_free_child(scratch);
}

static void find_in_folder(struct arena *arena, struct folder *folder,
                           const struct wanted_face *wanted, struct found_face *found, size_t count)
{
    find_by_file(arena, folder, wanted, found, count);
    for (size_t i = 0; i < folder->count; i++) {
        if (!folder->claimed[i]) {
            look_inside(arena, path_in(arena, folder, i), wanted, found, count);
        }
    }
}

struct found_face *folders_find(struct arena *arena, const struct font_folders *folders,
                                const struct wanted_face *wanted, size_t count,
                                struct diagnostics *diagnostics)
{
    struct found_face *found = ARENA_ARRAY(arena, struct found_face, count);

    for (size_t i = 0; folders->wanted != NULL && folders->wanted[i] != NULL; i++) {
        struct folder folder = list_folder(arena, folders->wanted[i], diagnostics);
        find_in_folder(arena, &folder, wanted, found, count);
    }
    if (folders->shipped != NULL) {
        struct folder folder = list_folder(arena, folders->shipped, NULL);
        find_in_folder(arena, &folder, wanted, found, count);
    }
    return found;
}

/* A file system's clock may stand still for so long (seconds): FAT counts in twos. */
enum { CLOCK_STEP = 3 };

struct state {
    uint64_t hash;
    time_t now;
    bool settled;
};

static void fold(struct state *state, uint64_t value)
{
    state->hash = (state->hash ^ value) * 0x100000001B3;
    state->hash ^= state->hash >> 29;
}

static void add_file(struct state *state, const char *path)
{
    struct stat status;

    if (stat(path, &status) != 0) {
        fold(state, (uint64_t)errno);
        return;
    }
    const struct timespec times[] = {status.st_mtim, status.st_ctim};
    fold(state, status.st_dev);
    fold(state, status.st_ino);
    fold(state, (uint64_t)status.st_size);
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        fold(state, (uint64_t)times[i].tv_sec);
        fold(state, (uint64_t)times[i].tv_nsec);
        state->settled = state->settled && times[i].tv_sec + CLOCK_STEP < state->now;
    }
}

/* The order of a directory is no order: sums have none, either. */
static void add_folder(struct state *state, const char *path)
{
    DIR *directory = opendir(path);
    uint64_t sum = 0;

    for (const struct dirent *entry; directory != NULL && (entry = readdir(directory)) != NULL;) {
        char file[PATH_MAX];
        int size = snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
        if (is_font_file(entry->d_name) && size > 0 && (size_t)size < sizeof file) {
            struct state one = *state;
            for (const char *at = entry->d_name; *at != '\0'; at++) {
                fold(&one, (unsigned char)*at);
            }
            add_file(&one, file);
            sum += one.hash;
            state->settled = one.settled;
        }
    }
    if (directory != NULL) {
        (void)closedir(directory);
    }
    fold(state, sum);
}

uint64_t folders_state(const struct font_folders *folders, const char *const *files, size_t count)
{
    struct state state = {.now = time(NULL), .settled = true};
    struct timespec clock;

    for (size_t i = 0; folders->wanted != NULL && folders->wanted[i] != NULL; i++) {
        add_folder(&state, folders->wanted[i]);
    }
    if (folders->shipped != NULL) {
        add_folder(&state, folders->shipped);
    }
    for (size_t i = 0; i < count; i++) {
        add_file(&state, files[i]);
    }
    if (!state.settled && clock_gettime(CLOCK_MONOTONIC, &clock) == 0) {
        fold(&state, (uint64_t)clock.tv_sec);
        fold(&state, (uint64_t)clock.tv_nsec);
    }
    return state.hash;
}
