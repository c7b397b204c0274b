/*
 * Form fields (ISO 32000-1, 12.7), as far as signatures need them: signatures are the values of
 * fields, and what a seal shows is the field's widget on a page.
 */
#ifndef GONGWEN_SIGN_FORM_H
#define GONGWEN_SIGN_FORM_H

#include "pdf/revision.h"

enum {
    FIELD_DEPTH_LIMIT = 32, /* of field names */
    FIELD_LIMIT = 10000,    /* fields of a form */
    WIDGET_LIMIT = 100,     /* of a signature field: there is no use for more than one */
};

struct field {
    struct reference reference;
    const struct value *dictionary;
    const char *name; /* with those of its ancestors: "a.b" */
    const char *told; /* its name for people (/TU); "": none */
    bool is_signature;
    const struct value *value; /* resolved; null: empty */
    struct reference *widgets; /* itself, or its kids */
    size_t widget_count;
};

struct form {
    const struct value *dictionary; /* of /AcroForm, resolved; null: none */
    struct field *fields;           /* in the order of the document */
    size_t count;
};

/* The form of the document; what is broken sets the revision's fault. It lives in the revision's
 * arena. */
struct form form_read(struct revision *revision);

/* Whether a field of the form has one of these references as a widget or as itself. */
bool field_has(const struct field *field, struct reference reference);

/* A signature's place: its field's first widget's page (0: on none) and rectangle in thousandths of
 * a point. */
struct field_place {
    uint32_t page;
    int64_t x, y, width, height;
};
struct field_place field_place(struct revision *revision, const struct field *field);

/* What signatures forbid (12.8.2.2 DocMDP; 12.8.2.4 FieldMDP with /P of ISO 32000-2). */
enum permission {
    PERMISSION_NONE = 1,        /* no change at all */
    PERMISSION_FORM = 2,        /* form filling and signing */
    PERMISSION_ANNOTATIONS = 3, /* and annotations */
    PERMISSION_UNSAID = 4,      /* the signature says nothing */
};

struct signature_terms {
    enum permission permission;
    bool certifies; /* by DocMDP */
};

/* What a signature dictionary asks for. A reference of another kind, or one that is broken, sets
 * the fault. */
struct signature_terms signature_terms(struct revision *revision, const struct value *signature);

#endif
