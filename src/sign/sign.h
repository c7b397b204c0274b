/*
 * Signing PDF files: PAdES baseline signatures (ETSI EN 319 142-1) as incremental updates, one
 * behind the other.
 *
 * The bytes of the input stay as they are; an empty field of the document is filled, or one is
 * added where a layout has placed a seal, or elsewhere.
 */
#ifndef GONGWEN_SIGN_SIGN_H
#define GONGWEN_SIGN_SIGN_H

#include "base/buffer.h"
#include "sign/form.h"
#include "sign/secret.h"
#include <stdint.h>

struct arena;
struct diagnostics;
struct image;

/* A seal's rectangle on a page: thousandths of a point from its top left corner. */
struct seal_place {
    const char *text; /* as the user wrote it */
    uint32_t page;    /* from 1 */
    int64_t x, y, width, height;
};

struct sign_request {
    const char *name; /* of the input, for messages */
    struct string input;
    const char *key, *certificate; /* see key_open() */
    struct secret_source secrets;
    int64_t time;       /* of signing: seconds since 1970 */
    const char *tsa;    /* URL of a time-stamping authority; NULL: no timestamp */
    bool long_term;     /* with the data for later validation */
    const char *reason; /* these three may be NULL */
    const char *location;
    const char *signer;             /* NULL: the certificate's common name */
    enum permission permission;     /* what may still be changed; PERMISSION_UNSAID */
    const char *field;              /* by its name, or that for people; NULL: the first free one */
    const struct seal_place *place; /* of a new field; NULL: it shows nothing */
    const struct image *seal;       /* NULL: nothing is painted */
};

/* Signs. The signed file is in the arena. Reports and returns false. */
bool sign_document(struct arena *arena, const struct sign_request *request,
                   struct string *signed_file, struct diagnostics *diagnostics);

#endif
