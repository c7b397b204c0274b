/*
 * A folder for each test that writes files: made before it, left and removed after it. Included
 * behind cmocka.h.
 */
#ifndef GONGWEN_TESTS_DESK_H
#define GONGWEN_TESTS_DESK_H

#include "base/arena.h"
#include "base/diagnostic.h"
#include "output/publish.h"
#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Each test has a folder of its own and stands in it. */
struct desk {
    char folder[64];
    char before[4096]; /* where the test came from */
    struct arena *arena;
    struct diagnostics *diagnostics;
    bool root;
};

static inline int desk_open(void **state)
{
    struct desk *desk = calloc(1, sizeof *desk);

    *state = desk;
    desk->arena = arena_new(0);
    desk->diagnostics = diagnostics_new(desk->arena);
    desk->root = geteuid() == 0;
    strcpy(desk->folder, "/tmp/gongwen-publish-XXXXXX");
    return getcwd(desk->before, sizeof desk->before) != NULL && mkdtemp(desk->folder) != NULL &&
                   chmod(desk->folder, 0777) == 0 && chdir(desk->folder) == 0
               ? 0
               : -1;
}

static inline int desk_remove(const char *path, const struct stat *status, int kind,
                              struct FTW *walk)
{
    (void)status;
    (void)kind;
    (void)walk;
    return remove(path);
}

static inline int desk_close(void **state)
{
    struct desk *desk = *state;
    int left = chdir(desk->before);

    left |= nftw(desk->folder, desk_remove, 8, FTW_DEPTH | FTW_PHYS);
    arena_free(desk->arena);
    free(desk);
    return left;
}

static inline void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_int_equal(fputs(text, file) < 0, 0);
    assert_int_equal(fclose(file), 0);
}

static inline void assert_holds(const char *path, const char *text)
{
    char bytes[256] = "";
    FILE *file = fopen(path, "r");

    assert_non_null(file);
    size_t size = fread(bytes, 1, sizeof bytes - 1, file);
    bytes[size] = '\0';
    assert_int_equal(fclose(file), 0);
    assert_string_equal(bytes, text);
}

/* How many entries a folder has: temporary files would be among them. */
static inline int entries(const char *folder)
{
    DIR *directory = opendir(folder);
    int count = -2;

    assert_non_null(directory);
    while (readdir(directory) != NULL) {
        count++;
    }
    closedir(directory);
    return count;
}

static inline int open_descriptors(void)
{
    return entries("/proc/self/fd");
}

static inline bool publish_one(struct desk *desk, const char *path, const char *text)
{
    const struct publication file = {path, {text, strlen(text)}};

    return publish(desk->arena, &file, 1, NULL, desk->diagnostics);
}

/* Exactly one finding, on that file, with that reason. */
static inline void assert_finding(struct desk *desk, const char *path, int error)
{
    char *text = arena_format(desk->arena, "%s: %s", path, strerror(error));

    assert_int_equal(desk->diagnostics->count, 1);
    assert_int_equal(desk->diagnostics->items[0]->message, FILE_WRITE);
    assert_non_null(strstr(desk->diagnostics->items[0]->text, text));
}

static inline mode_t mode_of(const char *path)
{
    struct stat status;

    assert_int_equal(stat(path, &status), 0);
    return status.st_mode & 07777;
}

static inline bool publish_two(struct desk *desk, const char *first, const char *second)
{
    const struct publication files[] = {{first, STRING("new 1")}, {second, STRING("new 2")}};

    return publish(desk->arena, files, 2, NULL, desk->diagnostics);
}

#define DESK_TEST(test) cmocka_unit_test_setup_teardown(test, desk_open, desk_close)

#endif
