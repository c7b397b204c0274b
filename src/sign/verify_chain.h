/*
 * The chains of certificates behind a signature and its timestamp: whether they lead to somebody
 * trusted, and which of them were revoked. Private to sign/.
 */
#ifndef GONGWEN_SIGN_VERIFY_CHAIN_H
#define GONGWEN_SIGN_VERIFY_CHAIN_H

#include "sign/trust.h"
#include "sign/validation.h"
#include "sign/verify.h"

struct chain {
    struct arena *arena;
    const struct validation *validation; /* what the document has */
    STACK_OF(X509) * others;             /* among which issuers are looked for */
};

/* With the certificates that the signature brings. */
struct chain chain_new(struct arena *arena, const struct validation *validation,
                       STACK_OF(X509) * brought);

/* Whether it leads to somebody trusted at the time (seconds since 1970; 0: now). Whoever is met on
 * the way is known from then on. */
struct trust_finding chain_trust(struct chain *chain, const struct trust *trust, X509 *signer,
                                 int64_t time);

/* Adds what is known of the signer's certificate and of its issuers', up to the root, to the
 * report. `role`: of the first; the others have the next one. */
void chain_judge(struct chain *chain, X509 *signer, int64_t time, enum certificate_role role,
                 struct signature_report *report);

#endif
