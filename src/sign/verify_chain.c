#include "sign/verify_chain.h"

#include "base/arena.h"

enum { CHAIN_LIMIT = 16 /* certificates up to a root */ };

struct chain chain_new(struct arena *arena, const struct validation *validation,
                       STACK_OF(X509) * brought)
{
    struct chain chain = {arena, validation, sk_X509_new_null()};

    if (chain.others == NULL) {
        arena_fail(arena);
    }
    key_own_certificates(arena, chain.others);
    for (int i = 0; i < sk_X509_num(brought); i++) {
        validation_add_certificate(arena, chain.others, sk_X509_value(brought, i));
    }
    for (int i = 0; i < sk_X509_num(validation->certificates); i++) {
        validation_add_certificate(arena, chain.others, sk_X509_value(validation->certificates, i));
    }
    return chain;
}

struct trust_finding chain_trust(struct chain *chain, const struct trust *trust, X509 *signer,
                                 int64_t time)
{
    if (trust->store == NULL) {
        return (struct trust_finding){TRUST_UNKNOWN, NULL};
    }
    STACK_OF(X509) *met = sk_X509_new_null();
    if (met == NULL) {
        arena_fail(chain->arena);
    }
    key_own_certificates(chain->arena, met);
    struct trust_finding finding = trust_check(trust, signer, chain->others, time, met);
    for (int i = 0; i < sk_X509_num(met); i++) {
        validation_add_certificate(chain->arena, chain->others, sk_X509_value(met, i));
    }
    return finding;
}

void chain_judge(struct chain *chain, X509 *signer, int64_t time, enum certificate_role role,
                 struct signature_report *report)
{
    size_t capacity = report->certificate_count + CHAIN_LIMIT;
    struct certificate_report *all = ARENA_ARRAY(chain->arena, struct certificate_report, capacity);

    for (size_t i = 0; i < report->certificate_count; i++) {
        all[i] = report->certificates[i];
    }
    report->certificates = all;
    for (X509 *at = signer;
         at != NULL && X509_self_signed(at, 0) != 1 && report->certificate_count < capacity;) {
        X509 *issuer = validation_issuer(chain->others, at);
        all[report->certificate_count++] = (struct certificate_report){
            .name = trust_name(chain->arena, X509_get_subject_name(at)),
            .role = at == signer ? role : role + 1,
            .revocation = validation_judge(chain->validation, at, issuer, time)};
        at = issuer;
    }
}
