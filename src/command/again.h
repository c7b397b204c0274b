/*
 * Making a PDF again from what it holds, to see whether that gives the same bytes. Private to
 * command/.
 */
#ifndef GONGWEN_COMMAND_AGAIN_H
#define GONGWEN_COMMAND_AGAIN_H

#include "base/buffer.h"
#include "gongwen.h"
#include <stdbool.h>

struct extracted;
struct request;

enum again_state {
    AGAIN_SAME,       /* byte for byte; what is signed behind it aside */
    AGAIN_DIFFERS,    /* from `offset` on */
    AGAIN_NO_SOURCES, /* gongwen made it, but it does not hold what it was made from */
    AGAIN_FOREIGN,    /* another program made it */
    AGAIN_NOT_MADE    /* it could not be made, for `why` */
};

struct again {
    enum again_state state;
    size_t offset;
    const char *producer; /* as the file says */
    const char *fonts;    /* that the file has and this making of it has not: "A, B"; "" */
    const char *why;      /* in the user's language; "" */
};

/* The PDF that is made again. */
struct again_file {
    const char *path;
    struct string bytes;
    const struct extracted *sources; /* what it holds */
    size_t count;
};

/* Makes the PDF again in a process of its own, with limits of time and memory, from what it holds
 * alone (embedded.h). What is told lives in the document's arena. */
struct again again_make(const struct request *request, gongwen_document *document,
                        const struct again_file *file);

/* One line; or an object of JSON. */
void again_print_text(const struct again *again, struct buffer *out);
void again_print_json(const struct again *again, struct buffer *out);

#endif
