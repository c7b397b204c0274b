/*
 * Timestamps (RFC 3161): asked for, and checked. Private to sign/.
 */
#ifndef GONGWEN_SIGN_TIMESTAMP_H
#define GONGWEN_SIGN_TIMESTAMP_H

#include "sign/trust.h"

enum { TIMESTAMP_ROOM = 16 * 1024 /* bytes of a token */ };

/* Asks the authority at the URL for a token over the bytes. Reports and returns false. */
bool timestamp_request(struct arena *arena, const char *url, struct string bytes,
                       struct string *token, struct diagnostics *diagnostics);

struct timestamp {
    bool intact;
    enum trust_verdict trust;
    int64_t time;                  /* seconds since 1970 */
    struct string authority;       /* its name */
    X509 *signer;                  /* its certificate; NULL: unknown */
    STACK_OF(X509) * certificates; /* that the token brings; the arena's */
    const char *why;               /* it is not good; marked for translation */
};

/* Checks a token over runs of bytes. */
struct timestamp timestamp_check(struct arena *arena, struct string token,
                                 const struct string *runs, size_t count,
                                 const struct trust *trust);

/* Adds the certificates that a token brings to those that are there; they stay the arena's. */
void timestamp_certificates(struct arena *arena, struct string token, STACK_OF(X509) * to);

#endif
