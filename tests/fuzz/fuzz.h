/*
 * What the fuzzers share. Each fuzz_NAME.c defines LLVMFuzzerTestOneInput() for libFuzzer
 * (`make fuzz`); replay.c calls the same function for the committed corpus (`make check-fuzz`).
 * Programs run in the root of the source tree: layouts and fonts are those of the tree.
 */
#ifndef GONGWEN_TESTS_FUZZ_H
#define GONGWEN_TESTS_FUZZ_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include <glib.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Inputs that are made when they are needed, because they may not be committed: `number` counts
 * from 0. The bytes are the caller's to free; NULL when there is no such input. Defined by the
 * fuzzers that have some. */
uint8_t *fuzz_make_input(unsigned number, size_t *size) __attribute__((weak));

/* Memory of one input: what needs more is answered as memory that is out. */
enum { FUZZ_MEMORY = 256 * 1024 * 1024 };

/* Room for the path of a file in memory. */
enum { FUZZ_PATH = 64 };

/* A broken promise of a header ends the run like a crash. */
#define FUZZ_REQUIRE(condition)                                                           \
    do {                                                                                  \
        if (!(condition)) {                                                               \
            (void)fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
            abort();                                                                      \
        }                                                                                 \
    } while (0)

struct fuzz {
    struct arena *arena;
    struct diagnostics *diagnostics;
    const uint8_t *data;
    size_t size;
};

static inline const char *fuzz_fonts_folder(void)
{
    const char *folder = getenv("GONGWEN_TEST_FONTS");

    return folder != NULL ? folder : "fonts";
}

/* The bytes as a file that has a path and no name in any folder; -1 when that cannot be had. */
static inline int fuzz_open_file(const uint8_t *data, size_t size, char path[FUZZ_PATH])
{
    int descriptor = memfd_create("fuzz", MFD_CLOEXEC);

    if (descriptor >= 0) {
        FUZZ_REQUIRE(write(descriptor, data, size) == (ssize_t)size);
        (void)snprintf(path, FUZZ_PATH, "/proc/self/fd/%d", descriptor);
    }
    return descriptor;
}

/* Text for people: UTF-8, and nothing of the input's in it steers their terminal. */
static inline void fuzz_check_text(const struct buffer *out)
{
    for (size_t offset = 0; offset < out->size;) {
        uint32_t character = unicode_decode(out->bytes, out->size, &offset);
        FUZZ_REQUIRE(character != UNICODE_INVALID);
        FUZZ_REQUIRE(character == '\n' || !unicode_is_forbidden(character));
    }
}

/* Every finding stands in a line that exists, and all forms of all findings are UTF-8. */
static inline void fuzz_check_findings(struct fuzz *fuzz)
{
    const struct diagnostics *diagnostics = fuzz->diagnostics;
    struct buffer out = buffer_new(fuzz->arena);
    size_t errors = 0;

    for (size_t i = 0; i < diagnostics->count; i++) {
        const struct diagnostic *item = diagnostics->items[i];
        errors += item->severity == SEVERITY_ERROR;
        FUZZ_REQUIRE(item->message < MESSAGE_COUNT);
        FUZZ_REQUIRE(item->text[0] != '\0');
        if (item->place.source != NULL && item->place.line > 0) {
            FUZZ_REQUIRE(item->place.line <= item->place.source->line_count);
            FUZZ_REQUIRE(item->place.column >= 1);
        }
    }
    FUZZ_REQUIRE(errors <= diagnostics->errors);
    diagnostics_print_text(diagnostics, FORMAT_COLOUR, &out);
    out.size = 0;
    diagnostics_print_text(diagnostics, 0, &out);
    fuzz_check_text(&out);
    out.size = 0;
    diagnostics_print_json(diagnostics, &out);
    FUZZ_REQUIRE(g_utf8_validate(out.bytes, (gssize)out.size, NULL));
}

/* Runs a fuzzer's body with an arena of its own; memory that is out ends the body quietly. */
static inline int fuzz_run(void (*body)(struct fuzz *fuzz), const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(FUZZ_MEMORY);
    jmp_buf guard;

    if (arena == NULL) {
        return 0;
    }
    if (setjmp(guard) == 0) {
        arena_guard(arena, &guard);
        struct fuzz *fuzz = ARENA_NEW(arena, struct fuzz);
        *fuzz = (struct fuzz){arena, diagnostics_new(arena), data, size};
        body(fuzz);
        fuzz_check_findings(fuzz);
    }
    arena_free(arena);
    return 0;
}

#endif
