/* Two reports as one, in which everything that changed is marked: shared by the files of redlines,
 * nobody else's business. */
#ifndef GONGWEN_DIFF_MERGE_H
#define GONGWEN_DIFF_MERGE_H

#include "diff/diff.h"
#include "diff/match.h"
#include "report/report.h"

struct merger {
    struct arena *arena;
    const struct diff *diff;
    const struct display_list *old_list; /* for the numbers of old headings; may be NULL */
};

/* What all of a text is, apart from edits inside of it. */
enum text_change { TEXT_KEPT, TEXT_INSERTED, TEXT_DELETED, TEXT_MOVED_HERE, TEXT_MOVED_AWAY };

/* A text as a template with marks. `old` and `new` are texts of the contents; one may be NULL. What
 * has moved away is shortened. */
struct text merge_text(const struct merger *merger, enum text_change change,
                       const struct content *old, const struct content *new);

/* The same of words `first` to before `end` alone, notes in their place: 〔注：…〕. */
void merge_words(struct buffer *out, struct arena *arena, enum text_change change,
                 const struct words *words, size_t first, size_t end);

/* Text of the program's, marked. */
struct text merge_remark(const struct merger *merger, enum text_change change, const char *text);

/* A list of texts, such as names; either may be NULL. */
struct list merge_texts(const struct merger *merger, enum text_change change,
                        const struct content *old, const struct content *new);

/* A table; either may be NULL (merge_table.c). */
struct table_block;
struct table_block *merge_table(const struct merger *merger, enum text_change change,
                                const struct content *old, const struct content *new);

/* The new report with what is gone put in where it was (merge_body.c). */
struct report *merge_reports(const struct merger *merger);

#endif
