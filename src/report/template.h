/*
 * Templates: text in which {{name}} stands for a variable of the layout ({{page}}), a fact, or a
 * field of the report. \{{ is two braces meant as text; nothing else is special.
 */
#ifndef GONGWEN_REPORT_TEMPLATE_H
#define GONGWEN_REPORT_TEMPLATE_H

#include "report/report.h"

enum {
    /* Values may be templates themselves (a title that names the year), this deep. */
    TEMPLATE_DEPTH_LIMIT = 8,
    /* Bytes that the values of one text may come to, so that names that stand for names that stand
     * for names do not grow without end. */
    TEMPLATE_VALUES_LIMIT = 4000000,
    /* The same for all texts of a report, so that many that stay below it do not either. */
    TEMPLATE_DOCUMENT_LIMIT = 16 * 1024 * 1024,
};

/* A stretch of expanded text and where it was written. */
struct segment {
    size_t offset;        /* in the expanded string */
    struct text source;   /* the scalar it comes from */
    size_t source_offset; /* in that scalar's value */
    unsigned depth;       /* 0: of the text itself, 1: of a value named in it, … */
    bool literal;         /* characters run along with the source's; else one {{name}} */
};

struct expansion {
    struct string string;
    const struct segment *segments; /* in order, the first at offset 0 */
    size_t count;
};

/* What {{name}} may stand for besides the report's fields and facts. */
struct variable {
    const char *name;
    const char *value;
};

struct scope {
    struct report *report;            /* facts are marked as used, values are counted */
    const struct variable *variables; /* ends with a NULL name; NULL: none */
};

/* Expands a template. Reports unknown names (with the nearest one), absent values and references
 * in a circle; what cannot be expanded leaves nothing behind, but the result is always usable. */
struct expansion template_expand(struct arena *arena, const struct scope *scope, struct text text,
                                 struct diagnostics *diagnostics);

/* Text that the program made (a number before a heading) for something written at `origin`. */
struct expansion template_derived(struct arena *arena, struct string made, struct text origin);

/* One after the other. */
struct expansion template_join(struct arena *arena, const struct expansion *parts, size_t count);

/* Follows an expansion through its sources; offsets are asked for in ascending order. */
struct expansion_cursor {
    const struct expansion *expansion;
    size_t segment;
    struct scalar_cursor scalars[TEMPLATE_DEPTH_LIMIT]; /* by depth of the segment */
};

struct expansion_cursor expansion_cursor_new(const struct expansion *expansion);

/* Where the character at `offset` was written. */
struct place expansion_cursor_place(struct expansion_cursor *cursor, size_t offset);

/* Whether the report gives a value for the field ("date", "sections"); false for names that are
 * no field, too: ask template_is_field() first. */
bool template_has(const struct report *report, const char *name);
bool template_is_field(const char *name);

#endif
