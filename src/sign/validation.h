/*
 * Data for later validation (PAdES B-LT: ISO 32000-2, 12.8.4.3, DSS): the certificates of the
 * chains, and OCSP responses and revocation lists of their authorities, kept in the document so
 * that its signatures can be judged when nobody answers any more. Private to sign/.
 */
#ifndef GONGWEN_SIGN_VALIDATION_H
#define GONGWEN_SIGN_VALIDATION_H

#include "pdf/revision.h"
#include "sign/key.h"
#include "sign/revocation.h"
#include <openssl/ocsp.h>

struct response {
    OCSP_BASICRESP *basic;
    struct string bytes; /* OCSPResponse in DER */
};

struct validation {
    STACK_OF(X509) * certificates;
    STACK_OF(X509_CRL) * lists;
    struct response *responses;
    size_t response_count, response_capacity;
};

/* Adds a certificate unless it is there; takes a reference of its own. */
void validation_add_certificate(struct arena *arena, STACK_OF(X509) * to, X509 *certificate);

/* Adds the issuers' certificates that are missing, from where the certificates say (AIA), as far as
 * they are to be had. */
void validation_complete(struct arena *arena, STACK_OF(X509) * certificates);

/* Fetches what tells whether the certificates were revoked, and the certificates of their issuers
 * that are missing, and adds it all behind the document in an update. What cannot be had is a
 * warning; a certificate that is revoked is reported, and false is returned. */
bool validation_add(struct arena *arena, const char *name, STACK_OF(X509) * certificates,
                    struct string *document, struct diagnostics *diagnostics);

/* What the document has. What is broken is left out. */
struct validation validation_read(struct revision *revision);

/* The certificate among these that has signed this one; NULL: none. */
X509 *validation_issuer(STACK_OF(X509) * among, X509 *certificate);

/* What is known of the certificate at the time (seconds since 1970; 0: now). Only what its issuer
 * says counts, or somebody whom the issuer has charged with answering. */
struct revocation validation_judge(const struct validation *validation, X509 *certificate,
                                   X509 *issuer, int64_t time);

/* Whether the list was signed by the issuer, and is none that leaves certificates out. */
bool validation_is_list_of(X509_CRL *list, X509 *issuer, X509 *certificate);

#endif
