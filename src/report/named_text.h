/*
 * Texts with names: what a report says under texts:, or what is given to it from outside (a row of
 * a table of units). {{name}} stands for them as for the fields of the report.
 */
#ifndef GONGWEN_REPORT_NAMED_TEXT_H
#define GONGWEN_REPORT_NAMED_TEXT_H

#include "yaml/record.h"

struct arena;
struct diagnostics;
struct index_entry;
struct given;

struct named_text {
    struct text name, value;
    bool written; /* in the report, so it is to be used */
    bool given;   /* the value is from outside */
    bool used;
};

/* A set of them, each with a name of its own. */
struct named_texts {
    struct named_text *items;
    size_t count;
    const struct index_entry *index; /* by name */
};

/* How a report writes them: struct map of struct text. */
extern const struct type named_texts_type;

/* Those that are written, with the values that are given for them, and those that are given besides
 * and no numbers. Sets `taken` of those given. */
struct named_texts *named_texts_read(struct arena *arena, const struct map *written,
                                     const struct given *given, size_t count, bool *taken);

/* The text of that name, which counts as used then; NULL: there is none. */
const struct text *named_texts_use(struct named_texts *texts, struct string name);

/* Reports those that are written and that nothing refers to. */
void named_texts_report_unused(const struct named_texts *texts, struct diagnostics *diagnostics);

#endif
