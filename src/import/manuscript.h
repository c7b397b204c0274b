/*
 * The manuscript (原稿): a text as it came, as paragraphs with what their file says of them, the
 * same whatever file it is. One reader for each kind of file makes it; recognising starts from it.
 * Private to import/.
 */
#ifndef GONGWEN_IMPORT_MANUSCRIPT_H
#define GONGWEN_IMPORT_MANUSCRIPT_H

#include "base/buffer.h"
#include "base/source.h"
#include "yaml/record.h"

struct arena;
struct diagnostics;

enum { MANUSCRIPT_LIMIT = 1000000 }; /* paragraphs */

/* A cell as it stands in the file: what it covers is left out of the rows. */
struct manuscript_cell {
    const struct text *texts; /* its paragraphs; none: an empty cell */
    size_t count;
    unsigned columns, rows; /* how many it takes */
};

struct manuscript_row {
    const struct manuscript_cell *cells;
    size_t count;
};

struct manuscript_table {
    const struct manuscript_row *rows;
    size_t count;
    size_t head; /* rows of the head, where the file tells; else 0 */
    struct place place;
};

struct paragraph_hints {
    unsigned heading; /* level of a heading by its style, from 1; 0: none */
    unsigned level;   /* level of a number that the file itself counts (automatic numbering) … */
    unsigned number;  /* … and that number */
    unsigned indent;  /* blanks before the text, in columns of a terminal */
    bool title;       /* the style says so */
    bool centred, right, bold;
    bool bullet; /* an item of a list without numbers */
    bool apart;  /* an empty line stands before it */
};

struct manuscript_paragraph {
    struct text text; /* without blanks around it */
    struct paragraph_hints hints;
    const struct manuscript_table *table; /* in place of a text */
};

struct manuscript {
    struct arena *arena;
    struct diagnostics *diagnostics;
    const struct source *source; /* the places are in it */
    struct manuscript_paragraph *paragraphs;
    size_t count, capacity;
    bool over; /* there are more than MANUSCRIPT_LIMIT */
};

void manuscript_add(struct manuscript *manuscript, struct manuscript_paragraph paragraph);

/* Each adds the paragraphs of the file's bytes and sets `source`; false after reporting. The lines
 * of a DOCX's source are its paragraphs, in order. */
bool manuscript_read_text(struct manuscript *manuscript, const char *name, struct string bytes);
bool manuscript_read_markdown(struct manuscript *manuscript, const char *name, struct string bytes);
bool manuscript_read_docx(struct manuscript *manuscript, const char *name, struct string bytes);

/* Bytes in UTF-8, UTF-16 or GB18030 as a source without control characters; NULL after reporting.
 */
const struct source *encoding_read(struct manuscript *manuscript, const char *name,
                                   struct string bytes);

/* A line as text: blanks around it and characters without a form taken away, tabs made blanks; and
 * blanks between all hanzi of a line, as programs that copy from a PDF put them there. `line` is
 * its text in the source at the place. */
struct text manuscript_clean(struct manuscript *manuscript, struct string line, struct place place);

#endif
