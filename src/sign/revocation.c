/* What revocation lists and OCSP responses tell about a certificate. */
#include "sign/revocation.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "sign/ocsp.h"
#include "sign/trust.h"
#include "sign/validation.h"
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>

X509 *validation_issuer(STACK_OF(X509) * among, X509 *certificate)
{
    X509 *found = NULL;

    trust_set_identifier(certificate);
    for (int i = 0; found == NULL && i < sk_X509_num(among); i++) {
        X509 *issuer = sk_X509_value(among, i);
        if (X509_check_issued(issuer, certificate) == X509_V_OK &&
            X509_verify(certificate, X509_get0_pubkey(issuer)) == 1) {
            found = issuer;
        }
    }
    ERR_clear_error();
    return found;
}

/* ---- Lists ---- */

/* SM2 signs an identifier along; the library has no function for that with lists. */
static bool is_signed_with_sm2(X509_CRL *list, EVP_PKEY *key)
{
    const ASN1_BIT_STRING *signature;
    const X509_ALGOR *algorithm;
    unsigned char *bytes = NULL;
    int size = i2d_re_X509_CRL_tbs(list, &bytes);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *parameters = EVP_PKEY_CTX_new(key, NULL);

    X509_CRL_get0_signature(list, &signature, &algorithm);
    bool good =
        size > 0 && context != NULL && parameters != NULL &&
        EVP_PKEY_CTX_set1_id(parameters, key_sm2_identifier, (int)strlen(key_sm2_identifier)) == 1;
    if (good) {
        EVP_MD_CTX_set_pkey_ctx(context, parameters);
        good = EVP_DigestVerifyInit(context, NULL, EVP_sm3(), NULL, key) == 1 &&
               EVP_DigestVerify(context, ASN1_STRING_get0_data(signature),
                                (size_t)ASN1_STRING_length(signature), bytes, (size_t)size) == 1;
    }
    EVP_MD_CTX_free(context);
    EVP_PKEY_CTX_free(parameters);
    OPENSSL_free(bytes);
    return good;
}

static bool is_signed_by(X509_CRL *list, X509 *issuer)
{
    EVP_PKEY *key = X509_get0_pubkey(issuer);

    if (X509_NAME_cmp(X509_CRL_get_issuer(list), X509_get_subject_name(issuer)) != 0 ||
        key == NULL || (X509_get_key_usage(issuer) & KU_CRL_SIGN) == 0) {
        return false;
    }
    return X509_CRL_get_signature_nid(list) == NID_SM2_with_SM3 ? is_signed_with_sm2(list, key)
                                                                : X509_CRL_verify(list, key) == 1;
}

static bool share_name(const GENERAL_NAMES *names, const GENERAL_NAMES *others)
{
    for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
        for (int j = 0; j < sk_GENERAL_NAME_num(others); j++) {
            if (GENERAL_NAME_cmp(sk_GENERAL_NAME_value(names, i),
                                 sk_GENERAL_NAME_value(others, j)) == 0) {
                return true;
            }
        }
    }
    return false;
}

/* Whether the certificate names the point that this part of a list is for. */
static bool is_point_of(X509 *certificate, const DIST_POINT_NAME *name)
{
    CRL_DIST_POINTS *points =
        X509_get_ext_d2i(certificate, NID_crl_distribution_points, NULL, NULL);
    bool found = false;

    for (int i = 0; name->type == 0 && !found && i < sk_DIST_POINT_num(points); i++) {
        const DIST_POINT_NAME *own = sk_DIST_POINT_value(points, i)->distpoint;
        found =
            own != NULL && own->type == 0 && share_name(own->name.fullname, name->name.fullname);
    }
    CRL_DIST_POINTS_free(points);
    return found;
}

/* Whether the list would have the certificate if it were revoked: it may be for others only. */
static bool is_complete_for(X509_CRL *list, X509 *certificate)
{
    int critical;
    ISSUING_DIST_POINT *scope =
        X509_CRL_get_ext_d2i(list, NID_issuing_distribution_point, &critical, NULL);
    bool good = critical == -1 || scope != NULL;

    for (int i = 0; i < X509_CRL_get_ext_count(list); i++) {
        X509_EXTENSION *extension = X509_CRL_get_ext(list, i);
        int kind = OBJ_obj2nid(X509_EXTENSION_get_object(extension));
        if (X509_EXTENSION_get_critical(extension) && kind != NID_issuing_distribution_point &&
            kind != NID_crl_number && kind != NID_authority_key_identifier) {
            good = false; /* the changes of another list only, or something unknown */
        }
    }
    if (good && scope != NULL) {
        bool is_authority = X509_check_ca(certificate) > 0;
        good = scope->onlysomereasons == NULL && scope->indirectCRL <= 0 && scope->onlyattr <= 0 &&
               !(scope->onlyuser > 0 && is_authority) && !(scope->onlyCA > 0 && !is_authority) &&
               (scope->distpoint == NULL || is_point_of(certificate, scope->distpoint));
    }
    ISSUING_DIST_POINT_free(scope);
    return good;
}

bool validation_is_list_of(X509_CRL *list, X509 *issuer, X509 *certificate)
{
    bool good = is_signed_by(list, issuer) && is_complete_for(list, certificate);

    ERR_clear_error();
    return good;
}

/* Whether somebody got hold of the key, for all one knows: RFC 3161, 4, takes these reasons only
 * for harmless. */
static bool is_harmless(const X509_REVOKED *entry)
{
    ASN1_ENUMERATED *reason = X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, NULL, NULL);
    long number = reason == NULL ? -1 : ASN1_ENUMERATED_get(reason);

    ASN1_ENUMERATED_free(reason);
    return number == CRL_REASON_UNSPECIFIED || number == CRL_REASON_AFFILIATION_CHANGED ||
           number == CRL_REASON_SUPERSEDED || number == CRL_REASON_CESSATION_OF_OPERATION;
}

static struct revocation judge_list(X509_CRL *list, X509 *certificate, int64_t time)
{
    struct revocation found = {.by = REVOCATION_BY_LIST,
                               .as_of = trust_seconds(X509_CRL_get0_lastUpdate(list))};
    const ASN1_TIME *next = X509_CRL_get0_nextUpdate(list);
    X509_REVOKED *entry = NULL;
    time_t at = (time_t)time;

    if (X509_CRL_get0_by_cert(list, &entry, certificate) == 1) {
        found.revoked = trust_seconds(X509_REVOKED_get0_revocationDate(entry));
        found.beyond_doubt = is_harmless(entry);
        found.state = time == 0 || found.revoked <= time ? REVOCATION_REVOKED : REVOCATION_GOOD;
        return found;
    }
    /* Lists forget certificates that have expired. */
    if (found.as_of > trust_seconds(X509_get0_notAfter(certificate))) {
        found.why = N_("the list was made when it had expired");
    } else if (next == NULL || X509_cmp_time(next, time == 0 ? NULL : &at) < 0) {
        found.why = N_("the list is too old");
    } else {
        found.state = REVOCATION_GOOD;
    }
    return found;
}

/* ---- All ---- */

/* Takes what was said last; of what was said at the same time, the worse. */
static void weigh(struct revocation *best, struct revocation other)
{
    bool is_newer =
        other.as_of > best->as_of || (other.as_of == best->as_of && other.state > best->state);

    if (other.state == REVOCATION_UNKNOWN) {
        if (best->state == REVOCATION_UNKNOWN && other.why != NULL) {
            best->why = other.why;
        }
    } else if (best->state == REVOCATION_UNKNOWN || is_newer) {
        *best = other;
    }
}

struct revocation validation_judge(const struct validation *validation, X509 *certificate,
                                   X509 *issuer, int64_t time)
{
    struct revocation best = {.why = N_("nothing is kept that tells")};

    if (issuer == NULL) {
        best.why = N_("its issuer's certificate is not there");
        return best;
    }
    for (size_t i = 0; i < validation->response_count; i++) {
        weigh(&best, ocsp_judge(&validation->responses[i], certificate, issuer, time));
    }
    for (int i = 0; i < sk_X509_CRL_num(validation->lists); i++) {
        X509_CRL *list = sk_X509_CRL_value(validation->lists, i);
        if (validation_is_list_of(list, issuer, certificate)) {
            weigh(&best, judge_list(list, certificate, time));
        }
    }
    ERR_clear_error();
    return best;
}
