/*
 * A signature in the making, between sign.c and sign_field.c. Private to sign/.
 */
#ifndef GONGWEN_SIGN_SIGN_PRIVATE_H
#define GONGWEN_SIGN_SIGN_PRIVATE_H

#include "sign/key.h"
#include "sign/sign.h"
#include "sign/update.h"

struct signing {
    struct arena *arena;
    const struct sign_request *request;
    struct diagnostics *diagnostics;
    struct revision *document;
    struct form form;
    struct signing_key key;
    const char *signer; /* shown name */
    struct update update;
    struct reference dictionary; /* of the signature */
    struct string token;         /* the timestamp; empty: none */
    bool certifies;              /* by DocMDP: the first signature */
};

/* Adds the field, with all that leads to it from the catalog, or fills an empty one. Reports and
 * returns false. */
bool sign_add_field(struct signing *signing);

#endif
