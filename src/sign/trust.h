/*
 * Whom the reader trusts: certificates of authorities, and whether a signer's chain leads to one of
 * them. Private to sign/.
 */
#ifndef GONGWEN_SIGN_TRUST_H
#define GONGWEN_SIGN_TRUST_H

#include "sign/key.h"

struct trust {
    X509_STORE *store; /* NULL: the reader named nobody */
};

/* Reads the certificates of a PEM file, or of the files *.pem, *.crt and *.cer of a folder. Reports
 * and returns false when there are none. */
bool trust_open(struct arena *arena, const char *path, struct trust *out,
                struct diagnostics *diagnostics);

/* Whether the chain of the signer is good at the time (seconds since 1970; 0: now) and leads to
 * somebody trusted; false with the reason, marked for translation. */
bool trust_check(const struct trust *trust, X509 *signer, STACK_OF(X509) * others, int64_t time,
                 const char **why);

/* Whether the certificate is for signing documents; false with the reason. */
bool trust_is_fit(X509 *certificate, const char **why);

/* A name as people read it: "CN=…,O=…"; UTF-8, of the arena. */
struct string trust_name(struct arena *arena, const X509_NAME *name);

#endif
