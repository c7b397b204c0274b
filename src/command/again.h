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

/* Makes the PDF again in a process of its own, with limits of time and memory, from the files
 * alone: what these name outside of themselves is not there. The files stand meanwhile in a private
 * folder, which is gone afterwards, whatever happens. What is told lives in the document's arena.
 */
struct again again_make(const struct request *request, gongwen_document *document,
                        struct string pdf, const struct extracted *files, size_t count);

/* Whether a layout of that name is to be named with --layout; else the report names it. */
bool again_layout(const char *name);

/* One line; or an object of JSON. */
void again_print_text(const struct again *again, struct buffer *out);
void again_print_json(const struct again *again, struct buffer *out);

#endif
