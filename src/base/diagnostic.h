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

/* At most this many findings are kept; the rest is counted. */
enum { DIAGNOSTICS_LIMIT = 200 };

struct diagnostic {
    enum message message;
    enum severity severity;
    struct place place;
    const char *text; /* in the user's language */
    const char *hint; /* what to do; NULL when there is nothing to add */
};

struct diagnostics {
    struct arena *arena;
    const struct diagnostic **items; /* in the order found */
    size_t count;
    size_t capacity;
    size_t dropped; /* findings over DIAGNOSTICS_LIMIT */
    size_t errors;  /* dropped ones included */
    size_t warnings;
};

struct diagnostics *diagnostics_new(struct arena *arena);

/* Reports a finding. The arguments are strings that fill {1}, {2}, … of the message and its hint;
 * they are copied. A finding with the same message, place and text is reported once. */
void diagnostics_report(struct diagnostics *diagnostics, enum message message, struct place place,
                        const char *const *arguments, size_t count);

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

/* Appends all findings as text: `file:line:col: error: … [code]`, the source line with a caret
 * and the hint; or as one JSON array (a machine's form: code, severity, file, line, column,
 * message, hint). */
void diagnostics_print_text(const struct diagnostics *diagnostics, unsigned flags,
                            struct buffer *out);
void diagnostics_print_json(const struct diagnostics *diagnostics, struct buffer *out);

#endif
