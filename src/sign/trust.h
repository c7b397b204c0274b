/*
 * Whom the reader trusts: certificates of authorities, and whether a signer's chain leads to one of
 * them. Private to sign/.
 */
#ifndef GONGWEN_SIGN_TRUST_H
#define GONGWEN_SIGN_TRUST_H

#include "sign/key.h"
#include "sign/verify.h"

struct trust {
    X509_STORE *store; /* NULL: nobody is asked */
    bool is_default;   /* the system's: whom it does not know is unknown, not distrusted */
};

/* Reads the certificates of a PEM file, or of the files *.pem, *.crt and *.cer of a folder. Reports
 * and returns false when there are none. */
bool trust_open(struct arena *arena, const char *path, struct trust *out,
                struct diagnostics *diagnostics);

/* The system's store. */
void trust_open_default(struct arena *arena, struct trust *out);

struct trust_finding {
    enum trust_verdict verdict;
    const char *why; /* not; marked for translation */
};

/* Whether the chain of the signer is good at the time (seconds since 1970; 0: now) and leads to
 * somebody trusted. The chain as far as it could be followed is added to `chain`, which takes
 * references of its own. */
struct trust_finding trust_check(const struct trust *trust, X509 *signer, STACK_OF(X509) * others,
                                 int64_t time, STACK_OF(X509) * chain);

/* Whether the certificate is for signing documents; false with the reason. */
bool trust_is_fit(X509 *certificate, const char **why);

/* Tells OpenSSL the identifier that SM2 signs along with a certificate. */
void trust_set_identifier(X509 *certificate);

/* Seconds since 1970; 0 for what is no time. */
int64_t trust_seconds(const ASN1_TIME *time);

/* A name as people read it: "CN=…,O=…"; UTF-8, of the arena. */
struct string trust_name(struct arena *arena, const X509_NAME *name);

#endif
