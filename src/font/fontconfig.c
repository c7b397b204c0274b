#include "font/fontconfig.h"

#include "base/arena.h"
#include <dirent.h>
#include <fcntl.h>
#include <fontconfig/fontconfig.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* Largest configuration file looked into, in bytes. */
enum { CONFIGURATION_LIMIT = 64 * 1024 };

bool font_name_equal(struct string name, const char *other)
{
    return strlen(other) == name.size && strncasecmp(name.bytes, other, name.size) == 0;
}

/* How far a face is from upright, regular and of normal width: 0 for the regular face. */
static int distance_from_regular(const FcPattern *pattern)
{
    int weight = FC_WEIGHT_REGULAR;
    int slant = FC_SLANT_ROMAN;
    int width = FC_WIDTH_NORMAL;

    (void)FcPatternGetInteger(pattern, FC_WEIGHT, 0, &weight);
    (void)FcPatternGetInteger(pattern, FC_SLANT, 0, &slant);
    (void)FcPatternGetInteger(pattern, FC_WIDTH, 0, &width);
    return abs(weight - FC_WEIGHT_REGULAR) + abs(slant - FC_SLANT_ROMAN) +
           abs(width - FC_WIDTH_NORMAL);
}

static const char *path_of(const FcPattern *pattern)
{
    FcChar8 *path;

    return FcPatternGetString(pattern, FC_FILE, 0, &path) == FcResultMatch ? (const char *)path
                                                                           : "";
}

/* The number of the face in its file; fontconfig counts the instances of a variable font in the
 * upper half. */
static int index_of(const FcPattern *pattern)
{
    int index = 0;

    (void)FcPatternGetInteger(pattern, FC_INDEX, 0, &index);
    return index;
}

static bool is_variable(const FcPattern *pattern)
{
    FcBool variable = FcFalse;

    (void)FcPatternGetBool(pattern, FC_VARIABLE, 0, &variable);
    return variable != FcFalse || index_of(pattern) > 0xFFFF;
}

/* A static face with outlines. A variable font is listed three times: as itself, as its instances
 * and as its default, and only the first two say what they are. */
static bool is_usable(const FcFontSet *fonts, const FcPattern *pattern)
{
    FcBool outline = FcFalse;

    (void)FcPatternGetBool(pattern, FC_OUTLINE, 0, &outline);
    if (!outline || path_of(pattern)[0] == '\0') {
        return false;
    }
    for (int i = 0; i < fonts->nfont; i++) {
        if (is_variable(fonts->fonts[i]) &&
            strcmp(path_of(fonts->fonts[i]), path_of(pattern)) == 0) {
            return false;
        }
    }
    return true;
}

/* A name that is looked for, and the best face so far that has it. */
struct wanted_name {
    uint32_t hash;
    struct string name;
    size_t face; /* index of the installed_face */
    const FcPattern *best;
    int distance; /* of `best`; -1: it is named so in full */
};

static uint32_t hash_name(struct string name)
{
    uint32_t hash = 2166136261U; /* FNV-1a */

    for (size_t i = 0; i < name.size; i++) {
        unsigned char byte = (unsigned char)name.bytes[i];
        if (byte >= 'A' && byte <= 'Z') {
            byte = (unsigned char)(byte - 'A' + 'a');
        }
        hash = (hash ^ byte) * 16777619U;
    }
    return hash;
}

/* Ties are settled by path, so that the order in which directories are read does not matter. */
static bool is_better(const FcPattern *pattern, int distance, const struct wanted_name *wanted)
{
    if (wanted->best == NULL || distance != wanted->distance) {
        return wanted->best == NULL || distance < wanted->distance;
    }
    return strcmp(path_of(pattern), path_of(wanted->best)) < 0;
}

static void offer(const FcFontSet *fonts, const FcPattern *pattern, const char *object,
                  struct wanted_name *wanted, size_t count)
{
    FcChar8 *value;

    for (int i = 0; FcPatternGetString(pattern, object, i, &value) == FcResultMatch; i++) {
        struct string name = {(const char *)value, strlen((const char *)value)};
        uint32_t hash = hash_name(name);
        for (size_t j = 0; j < count; j++) {
            if (wanted[j].hash != hash || !font_name_equal(wanted[j].name, name.bytes)) {
                continue;
            }
            int distance = strcmp(object, FC_FAMILY) == 0 ? distance_from_regular(pattern) : -1;
            if (is_better(pattern, distance, &wanted[j]) && is_usable(fonts, pattern)) {
                wanted[j].best = pattern;
                wanted[j].distance = distance;
            }
        }
    }
}

static struct wanted_name *list_names(struct arena *arena, const struct installed_face *faces,
                                      size_t count, size_t *names)
{
    struct wanted_name *wanted = NULL;
    size_t capacity = 0;

    *names = 0;
    for (size_t i = 0; i < count; i++) {
        const struct text *texts = faces[i].names.items;
        for (size_t j = 0; j < faces[i].names.count; j++) {
            wanted = arena_grow(arena, wanted, *names, &capacity, sizeof *wanted);
            wanted[(*names)++] = (struct wanted_name){
                .hash = hash_name(texts[j].string), .name = texts[j].string, .face = i};
        }
    }
    return wanted;
}

static void end_configuration(void *handle)
{
    FcConfigDestroy(handle);
}

/* A small file as a string; NULL when it cannot be read. */
static char *read_file(struct arena *arena, const char *path)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    char bytes[CONFIGURATION_LIMIT];
    size_t size = 0;

    if (descriptor < 0) {
        return NULL;
    }
    for (ssize_t got = 1; got > 0 && size<sizeof bytes; size += got> 0 ? (size_t)got : 0) {
        got = read(descriptor, bytes + size, sizeof bytes - size);
    }
    close(descriptor);
    return size == sizeof bytes ? NULL : arena_copy(arena, bytes, size);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_snippet(const struct dirent *entry)
{
    size_t size = strlen(entry->d_name);

    return entry->d_name[0] >= '0' && entry->d_name[0] <= '9' && size > strlen(".conf") &&
           strcmp(entry->d_name + size - strlen(".conf"), ".conf") == 0;
}

/* Of a folder of snippets, those that add or hide fonts. All others are about choosing among fonts
 * that look alike, which is not asked for here, and reading them takes longer than all the rest. */
static void load_snippets(struct arena *arena, FcConfig *configuration, const char *folder)
{
    static const char *const telling[] = {"dir", "<include", "<selectfont"};
    struct dirent **entries;
    int count = scandir(folder, &entries, is_snippet, by_name);

    if (count < 0) {
        return;
    }
    arena_own(arena, entries, free);
    for (int i = 0; i < count; i++) {
        arena_own(arena, entries[i], free);
    }
    for (int i = 0; i < count; i++) {
        const char *path = arena_format(arena, "%s/%s", folder, entries[i]->d_name);
        const char *text = read_file(arena, path);
        bool wanted = false;
        for (size_t k = 0; text != NULL && k < sizeof telling / sizeof *telling; k++) {
            wanted = wanted || strstr(text, telling[k]) != NULL;
        }
        if (wanted) {
            (void)FcConfigParseAndLoad(configuration, (const FcChar8 *)path, FcFalse);
        }
    }
}

/* The main file with its folder of snippets left to load_snippets(); any other form of inclusion
 * stays with fontconfig. */
static bool load_configuration(struct arena *arena, FcConfig *configuration)
{
    static const char open[] = "<include ignore_missing=\"yes\">conf.d</include>";
    FcChar8 *found = FcConfigGetFilename(configuration, NULL);

    if (found == NULL) {
        return false;
    }
    const char *path = arena_copy(arena, (const char *)found, strlen((const char *)found));
    FcStrFree(found);
    char *text = read_file(arena, path);
    char *include = text == NULL ? NULL : strstr(text, open);
    const char *slash = strrchr(path, '/');
    if (include == NULL || slash == NULL) {
        return FcConfigParseAndLoad(configuration, NULL, FcFalse);
    }
    memset(include, ' ', strlen(open));
    if (!FcConfigParseAndLoadFromMemory(configuration, (const FcChar8 *)text, FcFalse)) {
        return false;
    }
    load_snippets(arena, configuration,
                  arena_format(arena, "%.*s/conf.d", (int)(slash - path), path));
    return true;
}

/* The system's fonts; NULL when there is no configuration. Lives as long as the arena. */
static const FcFontSet *list_fonts(struct arena *arena)
{
    /* Not FcInitLoadConfigAndFonts(): it also reads every file of conf.avail, to be able to
     * describe them, which takes twice as long as all of the rest. */
    FcConfig *configuration = FcConfigCreate();

    if (configuration == NULL) {
        arena_fail(arena);
    }
    arena_own(arena, configuration, end_configuration);
    if (!load_configuration(arena, configuration) || !FcConfigBuildFonts(configuration)) {
        return NULL;
    }
    return FcConfigGetFonts(configuration, FcSetSystem);
}

void installed_faces_find(struct arena *arena, struct installed_face *faces, size_t count)
{
    struct arena *scratch = arena_child(arena);
    const FcFontSet *fonts = list_fonts(scratch);
    size_t names;
    struct wanted_name *wanted = list_names(scratch, faces, count, &names);

    for (int i = 0; fonts != NULL && i < fonts->nfont; i++) {
        offer(fonts, fonts->fonts[i], FC_FULLNAME, wanted, names);
        offer(fonts, fonts->fonts[i], FC_POSTSCRIPT_NAME, wanted, names);
        offer(fonts, fonts->fonts[i], FC_FAMILY, wanted, names);
    }
    for (size_t i = 0; i < names; i++) {
        struct installed_face *face = &faces[wanted[i].face];
        if (wanted[i].best != NULL && face->path == NULL) {
            const char *path = path_of(wanted[i].best);
            face->path = arena_copy(arena, path, strlen(path));
            face->index = (unsigned)index_of(wanted[i].best);
        }
    }
    arena_free_child(scratch);
}
