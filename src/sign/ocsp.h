/*
 * The online certificate status protocol (RFC 6960): asking an authority whether a certificate was
 * revoked, and judging its answer. Private to sign/.
 */
#ifndef GONGWEN_SIGN_OCSP_H
#define GONGWEN_SIGN_OCSP_H

#include "sign/validation.h"

/* Adds a response that is kept (OCSPResponse in DER). False when it is none. */
bool ocsp_add(struct arena *arena, struct validation *validation, struct string bytes);

/* Asks the responder that the certificate names; adds the answer, if it is one that can be relied
 * on, and the responder's certificates. NULL, or why there is none, marked for translation. */
const char *ocsp_ask(struct arena *arena, struct validation *validation, X509 *certificate,
                     X509 *issuer);

/* What one response says about the certificate, if its issuer stands behind it; unknown when it
 * speaks of others. */
struct revocation ocsp_judge(const struct response *response, X509 *certificate, X509 *issuer,
                             int64_t time);

/* Whether the certificate is for answering only. */
bool ocsp_is_responder(X509 *certificate);

#endif
