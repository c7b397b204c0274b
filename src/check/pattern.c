#include "check/pattern.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* Steps of a match, and how much memory it may take, in KiB: generous for texts of many pages. */
enum { MATCH_LIMIT = 1000000, HEAP_LIMIT = 65536 };

struct pattern {
    pcre2_code *code;
    pcre2_match_data *data;
    pcre2_match_context *context;
    struct place place;
    struct diagnostics *diagnostics;
    bool given_up;
};

static void free_pattern(void *handle)
{
    struct pattern *pattern = handle;

    pcre2_match_context_free(pattern->context);
    pcre2_match_data_free(pattern->data);
    pcre2_code_free(pattern->code);
}

struct pattern *pattern_compile(struct arena *arena, struct text text,
                                struct diagnostics *diagnostics)
{
    struct pattern *pattern = ARENA_NEW(arena, struct pattern);
    pattern->place = text.place;
    pattern->diagnostics = diagnostics;
    int error = 0;
    PCRE2_SIZE at = 0;

    arena_own(arena, pattern, free_pattern);
    pattern->code = pcre2_compile((PCRE2_SPTR)text.string.bytes, text.string.size,
                                  PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C, &error, &at, NULL);
    if (pattern->code == NULL) {
        PCRE2_UCHAR why[128];
        (void)pcre2_get_error_message(error, why, sizeof why);
        REPORT(diagnostics, RULES_PATTERN,
               source_place_in_scalar(text.place, text.string, at < text.string.size ? at : 0),
               (const char *)why);
        return NULL;
    }
    pattern->data = pcre2_match_data_create(PATTERN_GROUPS, NULL);
    pattern->context = pcre2_match_context_create(NULL);
    if (pattern->data == NULL || pattern->context == NULL) {
        arena_fail(arena);
    }
    (void)pcre2_set_match_limit(pattern->context, MATCH_LIMIT);
    (void)pcre2_set_heap_limit(pattern->context, HEAP_LIMIT);
    /* Without the compiler matching is slower, and right as well. */
    (void)pcre2_jit_compile(pattern->code, PCRE2_JIT_COMPLETE);
    return pattern;
}

static int match_text(struct pattern *pattern, struct string text, size_t from, uint32_t options)
{
    return pcre2_match(pattern->code, (PCRE2_SPTR)text.bytes, text.size, from,
                       options | PCRE2_NO_UTF_CHECK, pattern->data, pattern->context);
}

static bool find(struct pattern *pattern, struct string text, size_t from, uint32_t options,
                 struct match *match)
{
    int count = pattern->given_up ? PCRE2_ERROR_NOMATCH : match_text(pattern, text, from, options);

    if (count == PCRE2_ERROR_JIT_STACKLIMIT) { /* the interpreter has no such stack */
        count = match_text(pattern, text, from, options | PCRE2_NO_JIT);
    }
    if (count < 0) {
        if (count != PCRE2_ERROR_NOMATCH) {
            REPORT(pattern->diagnostics, RULES_BOUND, pattern->place, "");
            pattern->given_up = true;
        }
        return false;
    }
    const PCRE2_SIZE *offsets = pcre2_get_ovector_pointer(pattern->data);
    size_t known = count == 0 ? PATTERN_GROUPS : (size_t)count;
    *match = (struct match){0};
    for (size_t i = 0; i < known; i++) {
        if (offsets[2 * i] != PCRE2_UNSET) {
            match->start[i] = offsets[2 * i];
            match->end[i] = offsets[2 * i + 1];
        }
    }
    return true;
}

bool pattern_find(struct pattern *pattern, struct string text, size_t from, struct match *match)
{
    return from <= text.size && find(pattern, text, from, 0, match);
}

bool pattern_at(struct pattern *pattern, struct string text, size_t offset)
{
    struct match match;

    return offset <= text.size && find(pattern, text, offset, PCRE2_ANCHORED, &match);
}
