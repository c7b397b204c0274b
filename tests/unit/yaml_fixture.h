/* What the tests of yaml/ share: an arena, a parsed text, and questions about the findings. */
#ifndef GONGWEN_TESTS_YAML_FIXTURE_H
#define GONGWEN_TESTS_YAML_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include "yaml/node.h"
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct fixture {
    struct arena *arena;
    struct diagnostics *diagnostics;
    jmp_buf guard;
};

static inline int fixture_setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);

    assert_non_null(fixture);
    fixture->arena = arena_new(0);
    assert_non_null(fixture->arena);
    fixture->diagnostics = diagnostics_new(fixture->arena);
    *state = fixture;
    return 0;
}

static inline int fixture_teardown(void **state)
{
    struct fixture *fixture = *state;

    arena_free(fixture->arena);
    free(fixture);
    return 0;
}

static inline const struct node *parse_bytes(struct fixture *fixture, const char *bytes,
                                             size_t size)
{
    const struct source *source =
        source_from_memory(fixture->arena, "test.yaml", bytes, size, fixture->diagnostics);

    assert_non_null(source);
    return node_parse(fixture->arena, source, fixture->diagnostics);
}

static inline const struct node *parse(struct fixture *fixture, const char *text)
{
    return parse_bytes(fixture, text, strlen(text));
}

/* `count` times the same text, into a string of the arena. */
static inline char *repeat(struct fixture *fixture, const char *text, size_t count)
{
    size_t size = strlen(text);
    char *bytes = arena_alloc(fixture->arena, size * count + 1);

    for (size_t i = 0; i < count; i++) {
        memcpy(bytes + i * size, text, size);
    }
    return bytes;
}

/* All findings, one a line: line:column name: text (hint). */
static inline const char *findings(const struct fixture *fixture)
{
    struct buffer buffer = buffer_new(fixture->arena);

    for (size_t i = 0; i < fixture->diagnostics->count; i++) {
        const struct diagnostic *item = fixture->diagnostics->items[i];
        buffer_format(&buffer, "%u:%u %s: %s", (unsigned)item->place.line,
                      (unsigned)item->place.column, message_name(item->message), item->text);
        if (item->hint != NULL) {
            buffer_format(&buffer, " (%s)", item->hint);
        }
        buffer_add_string(&buffer, "\n");
    }
    return buffer_string(&buffer).bytes;
}

/* There is one finding, at that place, and its line holds `words`. */
static inline void assert_only(const struct fixture *fixture, unsigned line, unsigned column,
                               const char *words)
{
    const struct diagnostics *diagnostics = fixture->diagnostics;

    if (diagnostics->count != 1 || diagnostics->items[0]->place.line != line ||
        diagnostics->items[0]->place.column != column || strstr(findings(fixture), words) == NULL) {
        fail_msg("expected %u:%u %s, found:\n%s", line, column, words, findings(fixture));
    }
}

static inline void assert_finding(const struct fixture *fixture, const char *words)
{
    if (strstr(findings(fixture), words) == NULL) {
        fail_msg("expected %s, found:\n%s", words, findings(fixture));
    }
}

static inline void assert_nothing(const struct fixture *fixture)
{
    if (fixture->diagnostics->count != 0) {
        fail_msg("unexpected:\n%s", findings(fixture));
    }
}

static inline void forget(struct fixture *fixture)
{
    fixture->diagnostics = diagnostics_new(fixture->arena);
}

static inline double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

#endif
