/*
 * An expansion while it is made: shared by template.c, mark.c and expansion.c, nobody else's
 * business.
 */
#ifndef GONGWEN_REPORT_TEMPLATE_PRIVATE_H
#define GONGWEN_REPORT_TEMPLATE_PRIVATE_H

#include "report/template.h"

enum { NO_SPAN = -1 };

/* What an expansion consists of. */
struct pieces {
    struct buffer out;
    struct segment *segments;
    size_t count, capacity;
    struct span *spans;
    size_t span_count, span_capacity;
    struct scalar_cursor origin; /* as of struct expansion */
};

/* A mark whose }} is still to come. */
struct open_mark {
    enum mark mark;
    const char *word;     /* as written */
    unsigned depth;       /* of the text that it stands in */
    size_t offset;        /* of its {{ in that text */
    bool filled;          /* something stands in it; of a ruby: in the part that is read */
    bool separated;       /* a ruby: its | was read */
    bool refused;         /* it means nothing, or not here: its content is thrown away */
    bool diverted;        /* its content goes into pieces of its own */
    ptrdiff_t span;       /* of the pieces around, or NO_SPAN */
    struct pieces around; /* if diverted: what it interrupts */
};

struct expander {
    struct arena *arena;
    const struct scope *scope;
    struct diagnostics *diagnostics;
    struct pieces pieces;
    struct open_mark open[MARK_DEPTH_LIMIT];
    size_t open_count;
    size_t excess;                           /* marks that are open beyond the limit */
    struct text texts[TEMPLATE_DEPTH_LIMIT]; /* being expanded, each named by the one before */
    struct scalar_cursor walked;             /* on the way to the marks that were met */
    size_t values;                           /* bytes that names have stood for so far */
    bool full;                               /* reported: the rest of the names stay out */
};

struct pieces pieces_new(struct arena *arena);
void pieces_add_segment(struct pieces *pieces, struct arena *arena, struct segment segment);
/* Returns the index of the span. */
size_t pieces_add_span(struct pieces *pieces, struct arena *arena, struct span span);
struct expansion pieces_finish(const struct pieces *pieces);

/* Begins a stretch of what text `depth` has at `source_offset` (template.c). */
void expander_add_segment(struct expander *expander, unsigned depth, size_t source_offset,
                          bool literal);

/* Where a finding stands (template.c). */
struct place expander_place(const struct expander *expander, unsigned depth, size_t offset);

/* The index of a mark's word in mark_words[], or -1 (mark.c). */
int mark_find(struct string word);

/* Opens the mark `which` (-1: `word` is none, and what it holds is thrown away) at `offset` of the
 * text `depth`; what is added until it is closed stands in it. */
void mark_open(struct expander *expander, int which, const char *word, unsigned depth,
               size_t offset);

/* {{break}} */
void mark_add_break(struct expander *expander, unsigned depth, size_t offset);

/* The innermost mark; NULL: none, or one beyond the limit. */
const struct open_mark *mark_innermost(const struct expander *expander);

/* Parts the base of a ruby, the innermost mark, from its reading. */
void mark_separate(struct expander *expander);

/* Something other than blanks stands in the innermost mark. */
void mark_fill(struct expander *expander);

/* Closes the innermost mark. */
void mark_close(struct expander *expander);

/* Reports and closes what is open beyond the first `count` marks: the text ends. */
void mark_close_all(struct expander *expander, size_t count);

#endif
