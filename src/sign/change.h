/*
 * What a later revision of a document shows that an earlier one did not.
 *
 * The two are compared by value, from the catalog down, whatever the updates between them consist
 * of: so it does not matter by which of the known tricks (objects written again, a new catalog,
 * objects that were there unseen, an undefined reference that comes to life) something else
 * appears. Known are signatures added; everything that is not known to be harmless counts.
 */
#ifndef GONGWEN_SIGN_CHANGE_H
#define GONGWEN_SIGN_CHANGE_H

#include "sign/form.h"

enum change {
    CHANGE_NONE,        /* shows the same; data for later validation (DSS) may have come */
    CHANGE_SIGNATURES,  /* further signatures */
    CHANGE_FORM,        /* form fields filled in, or empty ones added */
    CHANGE_ANNOTATIONS, /* annotations or metadata */
    CHANGE_OTHER        /* anything else */
};

struct change_report {
    enum change change;
    const char *what; /* the gravest, marked for translation; "" for none */
};

/* Compares; what is broken in one of them counts as CHANGE_OTHER. */
struct change_report change_between(struct revision *old, struct revision *new);

#endif
