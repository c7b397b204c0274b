/*
 * The structure tree (ISO 32000-1, 14.7) of a tagged document, as far as a visible signature takes
 * part in it: its widget hangs in an element Form (PDF/UA-1, 7.18.4).
 */
#ifndef GONGWEN_SIGN_STRUCTURE_H
#define GONGWEN_SIGN_STRUCTURE_H

#include "sign/compare.h"
#include "sign/form.h"
#include "sign/update.h"

/* Whether two structure trees are the same but for elements Form at the end that hold widgets of
 * fields that the new form has from `first_new` on. What they refer to is left to the comparison.
 */
bool structure_same(struct comparison *comparison, const struct value *old, const struct value *new,
                    const struct form *new_form, size_t first_new);

/* Hangs a widget on a page into the structure tree, in an element Form with this text for those who
 * do not see it. Its /StructParent, or -1 when the document is not tagged. */
int64_t structure_add(struct update *update, struct reference widget, struct reference page,
                      const char *text);

#endif
