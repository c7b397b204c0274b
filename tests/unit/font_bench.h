/*
 * What the tests of faces share: the fonts that `make fonts` fetches, opening them, and copies of
 * them to damage.
 */
#ifndef GONGWEN_TESTS_FONT_BENCH_H
#define GONGWEN_TESTS_FONT_BENCH_H

#include "base/arena.h"
#include "base/diagnostic.h"
#include "font/face.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define SONG "FandolSong-Regular.otf"
#define FANG "FandolFang-Regular.otf"
#define KAI "FandolKai-Regular.otf"
#define HEI "FandolHei-Regular.otf"
#define NOTO "NotoSerifCJK-Regular.ttc"
#define NOTO_BOLD "NotoSerifCJK-Bold.ttc"
#define NOTO_SANS "NotoSansCJK-Regular.ttc"
#define WENKAI "LXGWWenKai-Regular.ttf"
#define LATIN "LiberationSerif-Bold.ttf"

enum { SIMPLIFIED = 2 }; /* index of SC in the Noto collections */

struct bench {
    struct arena *arena;
    struct diagnostics *diagnostics;
};

static inline int set_up(void **state)
{
    struct bench *bench = calloc(1, sizeof *bench);

    bench->arena = arena_new(0);
    bench->diagnostics = diagnostics_new(bench->arena);
    *state = bench;
    return 0;
}

static inline int tear_down(void **state)
{
    struct bench *bench = *state;

    arena_free(bench->arena);
    free(bench);
    return 0;
}

static inline const char *path_of(struct bench *bench, const char *file)
{
    const char *folder = getenv("GONGWEN_TEST_FONTS");

    return arena_format(bench->arena, "%s/%s", folder != NULL ? folder : "fonts", file);
}

static inline struct face *open_path(struct bench *bench, const char *path, unsigned index)
{
    return face_open(bench->arena, path, index, (struct place){0}, bench->diagnostics);
}

/* A face that must be there. */
static inline struct face *open_good(struct bench *bench, const char *file, unsigned index)
{
    struct face *face = open_path(bench, path_of(bench, file), index);

    if (face == NULL) {
        struct buffer text = buffer_new(bench->arena);
        diagnostics_print_text(bench->diagnostics, 0, &text);
        fail_msg("%s", buffer_string(&text).bytes);
    }
    return face;
}

/* A copy of a font in memory that a test damages and writes out. */
struct copy {
    uint8_t *bytes;
    size_t size;
};

static inline struct copy read_copy(struct bench *bench, const char *file)
{
    FILE *stream = fopen(path_of(bench, file), "rb");
    struct copy copy = {0};

    assert_non_null(stream);
    fseek(stream, 0, SEEK_END);
    copy.size = (size_t)ftell(stream);
    rewind(stream);
    copy.bytes = arena_alloc(bench->arena, copy.size);
    assert_int_equal(fread(copy.bytes, 1, copy.size, stream), copy.size);
    fclose(stream);
    return copy;
}

static inline void end_file(void *handle)
{
    unlink(handle);
}

static inline const char *write_bytes(struct bench *bench, const void *bytes, size_t size)
{
    const char *folder = getenv("TMPDIR");
    char *path =
        arena_format(bench->arena, "%s/gongwen-face-XXXXXX", folder != NULL ? folder : "/tmp");
    int descriptor = mkstemp(path);

    assert_true(descriptor >= 0);
    arena_own(bench->arena, path, end_file);
    assert_int_equal(write(descriptor, bytes, size), size);
    close(descriptor);
    return path;
}

static inline uint32_t get(const uint8_t *at, unsigned size)
{
    uint32_t value = 0;

    for (unsigned i = 0; i < size; i++) {
        value = value << 8 | at[i];
    }
    return value;
}

static inline void put16(uint8_t *at, unsigned value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

/* The directory's record of a table (of a file with one face). */
static inline uint8_t *record_of(struct copy copy, const char *tag)
{
    unsigned count = get(copy.bytes + 4, 2);

    for (unsigned i = 0; i < count; i++) {
        if (memcmp(copy.bytes + 12 + 16 * (size_t)i, tag, 4) == 0) {
            return copy.bytes + 12 + 16 * (size_t)i;
        }
    }
    fail_msg("no table %s", tag);
    return NULL;
}

static inline uint8_t *table_of(struct copy copy, const char *tag)
{
    return copy.bytes + get(record_of(copy, tag) + 8, 4);
}

static inline size_t shape_text(struct bench *bench, const struct face *face, const char *text,
                                bool han, enum shape_form form, const struct shaped_glyph **glyphs)
{
    return face_shape(face, bench->arena, (struct string){text, strlen(text)}, han, form, glyphs);
}

#endif
