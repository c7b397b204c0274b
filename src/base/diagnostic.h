/*
 * Diagnostics: everything that gongwen has to say about its input goes through one sink and one
 * table (messages.def). A stage reports and goes on where it can, so that one run shows all
 * findings; whoever publishes asks diagnostics_failed() first.
 */
#ifndef GONGWEN_BASE_DIAGNOSTIC_H
#define GONGWEN_BASE_DIAGNOSTIC_H

#include "base/source.h"
#include <stdbool.h>
#include <stddef.h>

struct arena;

enum severity {
    SEVERITY_NOTE,    /* for information */
    SEVERITY_WARNING, /* the result is good but may surprise */
    SEVERITY_ERROR    /* nothing is published */
};

enum message {
#define MESSAGE(code, name, severity, text, hint) code,
#include "base/messages.def"
#undef MESSAGE
    MESSAGE_COUNT
};

/* At most this many findings are kept, unless the sink's owner wants more; the rest is counted. */
enum { DIAGNOSTICS_LIMIT = 200 };

struct diagnostic {
    enum message message; /* MESSAGE_COUNT: a finding of a rule, which is not of the table */
    const char *code;     /* its stable name ("yaml-syntax"), or that of the rule */
    enum severity severity;
    struct place place;
    const char *text;  /* in the user's language */
    const char *hint;  /* what to do; NULL when there is nothing to add */
    const char *basis; /* what a rule rests on; NULL: nothing is named */
};

/* The files that were read, or looked for and not found, while findings were gathered: for who
 * waits until one of them changes. */
struct visited {
    const char **paths; /* in the order visited; some of them several times */
    size_t count, capacity;
    uint64_t bytes; /* a hash of all that was read */
};

struct diagnostics {
    struct arena *arena;
    struct visited *visited;         /* NULL: nobody asks */
    const struct diagnostic **items; /* in the order found */
    size_t count;
    size_t capacity;
    size_t *slots; /* the items by a hash of what makes two of them one: index + 1 */
    size_t slot_count;
    size_t limit;   /* DIAGNOSTICS_LIMIT, if the owner does not set another */
    size_t dropped; /* findings over the limit */
    size_t errors;  /* dropped ones included */
    size_t warnings;
};

struct diagnostics *diagnostics_new(struct arena *arena);

/* A file was looked for; `bytes` is what it holds, {0}: it cannot be read. */
void diagnostics_visit(struct diagnostics *diagnostics, const char *path, struct string bytes);

/* Reports a finding. The arguments are strings that fill {1}, {2}, … of the message and its hint;
 * they are copied. A finding with the same message, place and text is reported once. */
void diagnostics_report(struct diagnostics *diagnostics, enum message message, struct place place,
                        const char *const *arguments, size_t count);

/* The same for a finding of a rule, with a code, a severity and strings of its own: they must live
 * as long as the sink. */
void diagnostics_add(struct diagnostics *diagnostics, struct diagnostic finding);

/* `format` with {1}, {2}, … filled by the arguments (of which the first is not used), as findings
 * are shown: without characters that steer a terminal. */
const char *message_fill(struct arena *arena, const char *format, const char *const *arguments,
                         size_t count);

#define REPORT(diagnostics, message, place, ...)                                                  \
    diagnostics_report((diagnostics), (message), (place), (const char *const[]){"", __VA_ARGS__}, \
                       sizeof((const char *const[]){"", __VA_ARGS__}) / sizeof(const char *))

static inline bool diagnostics_failed(const struct diagnostics *diagnostics)
{
    return diagnostics->errors > 0;
}

/* The stable name of a message ("yaml-syntax"), for machines and tests. */
const char *message_name(enum message message);

/* Marks a literal for the translators (po/update.sh collects them). */
#define N_(text) text

/* Such a literal in the user's language: for phrases that fill {1}, {2}, … of a message. What is
 * the user's own is never translated. NULL and "" are "". */
const char *message_translate(const char *text) __attribute__((format_arg(1)));

/* The names with the comma of the user's language between them: "a, b, c". */
const char *message_join(struct arena *arena, const char *const *names, size_t count);

enum { FORMAT_COLOUR = 1 }; /* flags of diagnostics_print_text() */

/* Orders the findings as a reader meets them: those of the source first, by line and column. */
void diagnostics_sort(struct diagnostics *diagnostics, const struct source *first);

/* Appends all findings as text: `file:line:col: error: … [code]`, the source line with a caret
 * and the hint; or as one JSON array (a machine's form: code, severity, file, line, column,
 * message, hint). */
void diagnostics_print_text(const struct diagnostics *diagnostics, unsigned flags,
                            struct buffer *out);
void diagnostics_print_json(const struct diagnostics *diagnostics, struct buffer *out);

/* The same of one finding: lines of text; an object of JSON without the bracket that closes it, so
 * that more may follow. */
void diagnostic_print_text(const struct diagnostic *item, unsigned flags, struct buffer *out);
void diagnostic_print_json(const struct diagnostic *item, struct buffer *out);

#endif
