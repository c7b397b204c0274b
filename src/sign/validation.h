/*
 * Data for later validation (PAdES B-LT: ISO 32000-2, 12.8.4.3, DSS): the certificates of the
 * chains and the revocation lists of their authorities, kept in the document so that its signatures
 * can be judged when nobody answers any more. Private to sign/.
 */
#ifndef GONGWEN_SIGN_VALIDATION_H
#define GONGWEN_SIGN_VALIDATION_H

#include "sign/key.h"
#include "sign/revision.h"

struct validation {
    STACK_OF(X509) * certificates;
    STACK_OF(X509_CRL) * lists;
};

/* Fetches the revocation lists of the certificates, over HTTP, and adds them with the certificates
 * behind the document in an update. A list that cannot be had is a warning; a certificate that is
 * revoked is reported, and false is returned. */
bool validation_add(struct arena *arena, const char *name, STACK_OF(X509) * certificates,
                    struct string *document, struct diagnostics *diagnostics);

/* What the document has. Lists that are broken are left out. */
struct validation validation_read(struct revision *revision);

enum revocation { REVOCATION_UNKNOWN, REVOCATION_GOOD, REVOCATION_REVOKED };

/* What a list of the certificate's issuer says about it at the time (seconds since 1970; 0: at
 * all). The issuer is looked for among these and the document's certificates. */
enum revocation validation_check(const struct validation *validation, X509 *certificate,
                                 STACK_OF(X509) * others, int64_t time);

#endif
