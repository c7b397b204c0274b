/*
 * Sources: input files held in memory, and places in them.
 */
#ifndef GONGWEN_BASE_SOURCE_H
#define GONGWEN_BASE_SOURCE_H

#include "base/buffer.h"
#include <stdbool.h>

struct arena;
struct diagnostics;

/* Largest input file read, in bytes. */
enum { SOURCE_LIMIT = 64 * 1024 * 1024 };

struct source {
    const char *name;    /* as the user wrote it; "-" is shown as <stdin> */
    struct string text;  /* without a byte order mark */
    const size_t *lines; /* offset of each line's first byte */
    size_t line_count;
};

/* A place in a source; line and column count from 1, columns in characters. A place without a
 * source stands for the command line; line 0 for a file as a whole. */
struct place {
    const struct source *source;
    uint32_t line;
    uint32_t column;
};

/* Reads the file ("-": standard input) into the arena. Reports unreadable files, files over
 * SOURCE_LIMIT and bytes that are not UTF-8, and returns NULL then. */
const struct source *source_read(struct arena *arena, const char *path,
                                 struct diagnostics *diagnostics);

/* The bytes of a file as they are, for what may be in another encoding; `place` is where the path
 * is written, if it is, and the file may not be a pipe then. False after reporting that it cannot
 * be read, or is over SOURCE_LIMIT. */
bool source_bytes(struct arena *arena, const char *path, struct place place, struct string *bytes,
                  struct diagnostics *diagnostics);

/* Whether the file holds what the source was made from. */
bool source_is_current(const struct source *source);

/* Whether there is a file of that path (base/confine.h: where the arena may look). */
bool source_exists(struct arena *arena, const char *path);

/* What messages call a path: "-" is <stdin>. */
const char *source_name(const char *path);

/* A path that is written in a source, from where that source is: "x.csv" in "data/report.yaml" is
 * "data/x.csv". `source` may be NULL. */
const char *source_beside(struct arena *arena, const struct source *source, const char *path);

/* Text that is not a file, under a name for messages; bytes are copied, checked as above. */
const struct source *source_from_memory(struct arena *arena, const char *name, const char *bytes,
                                        size_t size, struct diagnostics *diagnostics);

/* The text of line `line` (from 1) without its line break; empty when there is none. */
struct string source_line(const struct source *source, uint32_t line);

/*
 * Follows the characters of a scalar's value through its source, quoting, folding and indentation
 * included, by matching them in order, escapes of "…" by what they stand for; for characters that
 * the source has not the last match stands. So the value may also be what was printed for the
 * scalar: its templates are passed over.
 */
struct scalar_cursor {
    struct string value;
    size_t offset;      /* of the value: what comes next */
    size_t at;          /* of the source's text: where to look on */
    struct place next;  /* the place of `at` */
    struct place found; /* the place of the last character matched */
    unsigned misses;    /* characters not found: after too many the cursor looks no further */
    bool escapes;       /* the scalar stands in "…" */
};

/* A cursor at the scalar that begins at `start` and has the value `value`. */
struct scalar_cursor scalar_cursor_new(struct place start, struct string value);

/* The place of the value's byte `offset`, which must not lie before those asked for earlier. */
struct place scalar_cursor_place(struct scalar_cursor *cursor, size_t offset);

/* The same for a single place. */
struct place source_place_in_scalar(struct place start, struct string value, size_t value_offset);

#endif
