/*
 * Templates: text in which {{name}} stands for a variable of the layout ({{page}}), a fact, a
 * text with a name of its own (report/named_text.h), or a field of the report (a list of names is
 * printed with 、 between them), {{fact | format}} for a fact in another form
 * (report/fact_format.h), and {{mark …}} marks what stands inside it. Marks may hold names and
 * other marks; blanks at either end of what they hold do not count. \{{ is two braces meant as
 * text, and so is \}} inside a mark, and \| a bar in a ruby; nothing else is special.
 *
 *   {{strong …}} {{emphasis …}}         set off by face: the layout says which
 *   {{superscript …}} {{subscript …}}
 *   {{keep …}}                          no line break inside
 *   {{plain …}}                         looks like the text around it: numbers in it need not be
 * facts
 *   {{break}}                           a line break (U+2028 in the expanded text)
 *   {{ruby …|…}}                        the reading of a rare name above it (注音)
 *   {{note …}}                          a note at the page's end (脚注)
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
    /* Marks in marks, those of values included. */
    MARK_DEPTH_LIMIT = 8,
};

/* A stretch of expanded text and where it was written. */
struct segment {
    size_t offset;        /* in the expanded string */
    struct text source;   /* the scalar it comes from */
    size_t source_offset; /* in that scalar's value */
    unsigned depth;       /* 0: of the text itself, 1: of a value named in it, … */
    bool literal;         /* characters run along with the source's; else one {{name}} */
};

enum mark {
    MARK_STRONG,
    MARK_EMPHASIS,
    MARK_SUPERSCRIPT,
    MARK_SUBSCRIPT,
    MARK_KEEP,
    MARK_PLAIN,
    MARK_RUBY,
    MARK_NOTE,
    /* Of a redline (花脸稿), which nobody writes: see mark_redline(). */
    MARK_INSERTED,
    MARK_DELETED,
    MARK_MOVED_HERE,
    MARK_MOVED_AWAY
};
enum { MARK_WRITTEN = MARK_NOTE + 1, MARK_KINDS = MARK_MOVED_AWAY + 1 };

/* The words of the MARK_WRITTEN marks that can be written, in the order of the enumeration, then
 * "break"; ends with NULL. No fact is called like one of them. */
extern const char *const mark_words[];

/* The word of a mark of redlines in templates that the program makes: a character that no source
 * may hold. */
const char *mark_redline(enum mark mark);

struct expansion;

/* A marked stretch of expanded text. Spans nest or follow each other, the outer one first. */
struct span {
    enum mark mark;
    size_t start, end; /* bytes of the expanded string; of a note: its label in the text, ① */
    const struct expansion *attached; /* MARK_RUBY: the reading; MARK_NOTE: the note's text */
};

struct expansion {
    struct string string;
    const struct segment *segments; /* in order, the first at offset 0 */
    size_t count;
    const struct span *spans; /* by start */
    size_t span_count;
    struct scalar_cursor origin; /* of what is attached: before it in the text that it stands in, so
                                    that nobody walks there again; else all zero */
};

enum { CHARACTER_LINE_BREAK = 0x2028 /* what {{break}} becomes */ };

/* What {{name}} may stand for besides the report's fields and facts. */
struct variable {
    const char *name;
    const char *value;
};

struct scope {
    struct report *report;            /* facts are marked as used, values are counted */
    const struct variable *variables; /* ends with a NULL name; NULL: none */
    bool *variable_used;              /* one per variable: set when it is named; may be NULL */
    const struct text *item;          /* what {{item}} stands for; NULL: nothing */
    /* The label of the next note; called once for each in the order of the text. NULL: no notes
     * may stand here. */
    const char *(*note_label)(void *context);
    void *note_context;
};

/* Expands a template; of a manuscript it stays as it is. Reports unknown names (with
 * the nearest one), absent values and references in a circle; what cannot be expanded leaves
 * nothing behind, but the result is always usable. */
struct expansion template_expand(struct arena *arena, const struct scope *scope, struct text text,
                                 struct diagnostics *diagnostics);

/* Text that the program made (a number before a heading) for something written at `origin`. */
struct expansion template_derived(struct arena *arena, struct string made, struct text origin);

/* One after the other. */
struct expansion template_join(struct arena *arena, const struct expansion *parts, size_t count);

/* The words alone, on one line, for lists of titles: without line breaks, labels of notes, and what
 * a redline shows as gone. */
struct string template_words(struct arena *arena, const struct expansion *expansion);

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
