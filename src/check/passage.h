/*
 * Passages: the texts of a report in reading order, each with what it is, so that checks need not
 * know how a report is built.
 */
#ifndef GONGWEN_CHECK_PASSAGE_H
#define GONGWEN_CHECK_PASSAGE_H

#include "report/template.h"

enum passage_role {
    PASSAGE_TITLE,     /* 标题, of an attachment too */
    PASSAGE_NAME,      /* a text of a field: issuer, recipients, remark, … */
    PASSAGE_HEADING,   /* of a section */
    PASSAGE_PARAGRAPH, /* plain */
    PASSAGE_LEAD,      /* what stands before the items of an enumeration */
    PASSAGE_ITEM,      /* of an enumeration, without 一是 */
    PASSAGE_HEAD,      /* a cell of a table's head, or of its columns that name the rows */
    PASSAGE_CELL,      /* another cell */
    PASSAGE_CAPTION,   /* of a table, figure, chart; labels of these, too */
    PASSAGE_NOTE       /* below a table; a note (脚注) of a text */
};
enum { PASSAGE_ROLES = PASSAGE_NOTE + 1 };

enum { NO_PASSAGE = SIZE_MAX };

struct passage {
    enum passage_role role;
    unsigned level;     /* of a heading, from 1; of others that of the heading above, 0: none */
    const char *field;  /* the report's field that it stands in */
    const void *object; /* the enumeration, table, figure or chart that it belongs to, or NULL */
    size_t heading;     /* the passage with the heading above it; of a heading, one level up */
    size_t attachment;  /* from 1; 0: the document itself */
    struct expansion expansion; /* of which `string` is the text as printed */
    const size_t *plain;        /* stretches in {{plain …}}: start, end, start, end, … */
    size_t plain_count;
    struct passage_reader *reader; /* of the script */
};

/* Where the script was last asked for a place: findings come in the order of the text. */
struct passage_reader {
    const struct passage *passages; /* of the script */
    const struct passage *passage;
    size_t offset;
    struct expansion_cursor cursor;
};

/* A report read for checks. */
struct script {
    struct report *report;
    const struct passage *passages;
    size_t count;
};

/* Reads a report; unknown names and the like are reported. Everything lives in the arena. */
const struct script *script_read(struct arena *arena, struct report *report,
                                 struct diagnostics *diagnostics);

/* Where the byte `offset` of the passage's printed text was written. Offsets that ascend take a
 * walk through the passage in all, others one each. */
struct place passage_place(const struct passage *passage, size_t offset);

/* The heading above a passage, of a heading the one a level up; NULL: there is none. */
const struct passage *passage_heading(const struct passage *passage);

/* What rules call a role. */
const char *passage_role_name(enum passage_role role);

/* Whether the byte is the passage's own: neither of what a name in {{ }} stands for, nor in {{plain
 * …}}. */
bool passage_is_own(const struct passage *passage, size_t offset);

#endif
