/*
 * A number of a fact changed where it is written: in the YAML's own bytes, nothing else touched.
 * Comments, order and the way of quoting stay.
 */
#ifndef GONGWEN_SERVE_FACT_EDIT_H
#define GONGWEN_SERVE_FACT_EDIT_H

#include "base/source.h"

struct arena;

enum fact_edited {
    FACT_EDITED,
    FACT_NO_NUMBER, /* what was given is no decimal number */
    FACT_UNKNOWN,   /* the report does not declare it, or not that field */
    FACT_ELSEWHERE, /* it is written by an alias, or shared by one, or in a way that has no bytes of
                       its own: to be edited by hand */
    FACT_BROKEN     /* the file is no YAML at present */
};

/* The fields of a fact that can be edited. */
struct fact_edit {
    const char *name;  /* of the fact */
    const char *field; /* "value" or "previous" */
    const char *value; /* as typed; blanks, separators of thousands and full-width digits go */
};

/* Makes the edit in the text of a report: `*edited` is the new text, in the arena. */
enum fact_edited fact_edit(struct arena *arena, const struct source *source,
                           const struct fact_edit *edit, struct string *edited);

/* Tells one content of a file from another, as 16 hexadecimal digits. */
const char *fact_edit_digest(struct arena *arena, struct string bytes);

#endif
