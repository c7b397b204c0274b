/*
 * What the signatures of a PDF are worth.
 *
 * For each: whether it is intact, what it covers, what came later and whether that is allowed, who
 * signed and whether somebody trusted vouches for it. A signature counts only if its dictionary,
 * the gap that /ByteRange leaves, and a whole revision of the document fit together byte for byte.
 */
#ifndef GONGWEN_SIGN_VERIFY_H
#define GONGWEN_SIGN_VERIFY_H

#include "base/buffer.h"
#include "sign/change.h"
#include "sign/revocation.h"
#include <stdint.h>

struct arena;
struct diagnostics;

enum { SIGNATURES_LIMIT = 100 };

/* Unknown: the reader named nobody, and the system does not know them either. */
enum trust_verdict { TRUST_UNKNOWN, TRUST_YES, TRUST_NO };

/* What a certificate of a chain is for. */
enum certificate_role {
    ROLE_SIGNER,
    ROLE_ISSUER, /* of the signer's, or of one of its issuers' */
    ROLE_TIMESTAMP,
    ROLE_TIMESTAMP_ISSUER,
};

/* A certificate that could be revoked: any but a root. */
struct certificate_report {
    struct string name;
    enum certificate_role role;
    struct revocation revocation;
};

struct signature_report {
    const char *field;
    const char *problem; /* why it is worth nothing; marked for translation; NULL: intact */
    size_t covered;      /* bytes of the file, from its beginning */
    size_t revision;     /* of the document, from 1 */
    struct change_report later;
    struct signature_terms terms;
    struct field_place place;
    struct string signer, issuer; /* names; empty: unknown */
    const char *time;             /* as the signer says it, "" */
    struct string reason, location, name;
    const char *distrust;          /* why it is not trusted; marked for translation */
    const char *timestamp_problem; /* marked for translation; NULL: none */
    const char *timestamp_time;
    struct string timestamp_authority;
    bool is_timestamp;                       /* of the document, by an authority */
    struct certificate_report *certificates; /* of its chains, as far as they are known */
    size_t certificate_count;
    bool later_allowed;
    enum trust_verdict trust, timestamp_trust;
    enum revocation_state revocation; /* of the signer's chain: the worst */
    bool has_timestamp, is_timestamp_good;
    bool good; /* all in all */
};

struct verification {
    struct signature_report *signatures; /* in the order in which they were made */
    size_t count;
    size_t size;      /* of the file */
    size_t revisions; /* of the document that signatures cover, and the last one */
    bool good;        /* there are signatures, and all are good */
    bool trusted;     /* and somebody trusted vouches for all of them */
};

extern const char verify_system[];

/* Verifies. `trust`: whom to trust, a PEM file or a folder of such; verify_system: the system's
 * store, and whom that does not know is unknown; NULL: nobody is asked. Reports what cannot be
 * read, and returns NULL. */
struct verification *verify_document(struct arena *arena, const char *name, struct string bytes,
                                     const char *trust, struct diagnostics *diagnostics);

enum { VERIFY_COLOUR = 1 }; /* flags of verify_print_text() */

void verify_print_text(const struct verification *verification, const char *name, unsigned flags,
                       struct buffer *out);
void verify_print_json(const struct verification *verification, const char *name,
                       struct buffer *out);

#endif
