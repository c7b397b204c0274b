#include "sign/ocsp.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "sign/fetch.h"
#include "sign/trust.h"
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>

enum {
    RESPONSE_LIMIT = 256 * 1024, /* bytes */
    DAY_SECONDS = 86400,
    ADDRESS_ROOM = 2048, /* characters */
};

bool ocsp_is_responder(X509 *certificate)
{
    uint32_t use = X509_get_extended_key_usage(certificate);

    return use != UINT32_MAX && (use & XKU_OCSP_SIGN) != 0;
}

/* ---- Judging ---- */

static bool is_weak(const X509_ALGOR *algorithm)
{
    const ASN1_OBJECT *object;
    int digest = NID_undef, key = NID_undef;

    X509_ALGOR_get0(&object, NULL, NULL, algorithm);
    return OBJ_find_sigid_algs(OBJ_obj2nid(object), &digest, &key) != 1 || digest == NID_md5 ||
           digest == NID_md4 || digest == NID_sha1;
}

/* Whether the certificate's key has signed the response. SM2 signs an identifier along. */
static bool is_signed_with(const OCSP_BASICRESP *response, X509 *certificate)
{
    EVP_PKEY *key = X509_get0_pubkey(certificate);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *parameters = key == NULL ? NULL : EVP_PKEY_CTX_new(key, NULL);
    const X509_ALGOR *algorithm = OCSP_resp_get0_tbs_sigalg(response);
    const ASN1_OBJECT *object;
    bool good = context != NULL && parameters != NULL && !is_weak(algorithm);

    X509_ALGOR_get0(&object, NULL, NULL, algorithm);
    if (good && OBJ_obj2nid(object) == NID_SM2_with_SM3) {
        good = EVP_PKEY_CTX_set1_id(parameters, key_sm2_identifier,
                                    (int)strlen(key_sm2_identifier)) == 1;
    }
    if (good) {
        EVP_MD_CTX_set_pkey_ctx(context, parameters);
        good = ASN1_item_verify_ctx(ASN1_ITEM_rptr(OCSP_RESPDATA), algorithm,
                                    OCSP_resp_get0_signature(response),
                                    OCSP_resp_get0_respdata(response), context) == 1;
    }
    EVP_MD_CTX_free(context);
    EVP_PKEY_CTX_free(parameters);
    return good;
}

/* Whether the response names the certificate as the one that answers. */
static bool is_named(const OCSP_BASICRESP *response, X509 *certificate)
{
    const ASN1_OCTET_STRING *hash = NULL;
    const X509_NAME *name = NULL;
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;

    if (OCSP_resp_get0_id(response, &hash, &name) != 1) {
        return false;
    }
    if (name != NULL) {
        return X509_NAME_cmp(name, X509_get_subject_name(certificate)) == 0;
    }
    return hash != NULL && X509_pubkey_digest(certificate, EVP_sha1(), digest, &size) == 1 &&
           (unsigned)ASN1_STRING_length(hash) == size &&
           memcmp(ASN1_STRING_get0_data(hash), digest, size) == 0;
}

/* The issuer answers, or somebody to whom it has given a certificate for that (RFC 6960, 4.2.2.2);
 * nobody else. */
static bool is_answer_of(const OCSP_BASICRESP *response, X509 *issuer)
{
    const STACK_OF(X509) *brought = OCSP_resp_get0_certs(response);
    int64_t made = trust_seconds(OCSP_resp_get0_produced_at(response));

    if (is_named(response, issuer) && is_signed_with(response, issuer)) {
        return true;
    }
    for (int i = 0; i < sk_X509_num(brought); i++) {
        X509 *certificate = sk_X509_value(brought, i);
        if (!is_named(response, certificate) || !ocsp_is_responder(certificate) ||
            X509_check_issued(issuer, certificate) != X509_V_OK ||
            made < trust_seconds(X509_get0_notBefore(certificate)) ||
            made > trust_seconds(X509_get0_notAfter(certificate))) {
            continue;
        }
        trust_set_identifier(certificate);
        if (X509_verify(certificate, X509_get0_pubkey(issuer)) == 1 &&
            is_signed_with(response, certificate)) {
            return true;
        }
    }
    return false;
}

static const EVP_MD *digest_of(const ASN1_OBJECT *object)
{
    switch (OBJ_obj2nid(object)) {
    case NID_sha1: /* names a certificate only */
        return EVP_sha1();
    case NID_sha256:
        return EVP_sha256();
    case NID_sha384:
        return EVP_sha384();
    case NID_sha512:
        return EVP_sha512();
    case NID_sm3:
        return EVP_sm3();
    default:
        return NULL;
    }
}

static bool is_about(const OCSP_SINGLERESP *single, X509 *certificate, X509 *issuer)
{
    const OCSP_CERTID *told = OCSP_SINGLERESP_get0_id(single);
    ASN1_OBJECT *object = NULL;

    if (OCSP_id_get0_info(NULL, &object, NULL, NULL, (OCSP_CERTID *)told) != 1) {
        return false;
    }
    const EVP_MD *digest = digest_of(object);
    OCSP_CERTID *wanted = digest == NULL ? NULL : OCSP_cert_to_id(digest, certificate, issuer);
    bool same = wanted != NULL && OCSP_id_cmp(told, wanted) == 0;
    OCSP_CERTID_free(wanted);
    return same;
}

/* Whether what was said then still goes at the time: until the next answer, or for a day. */
static bool is_fresh(const ASN1_TIME *made, const ASN1_TIME *next, int64_t time)
{
    time_t at = (time_t)time;
    int days, seconds;

    if (next != NULL) {
        return X509_cmp_time(next, time == 0 ? NULL : &at) > 0;
    }
    return time == 0 ? ASN1_TIME_diff(&days, &seconds, made, NULL) == 1 && days < 1
                     : time <= trust_seconds(made) + DAY_SECONDS;
}

static struct revocation judge_single(OCSP_SINGLERESP *single, int64_t time)
{
    struct revocation found = {.by = REVOCATION_BY_OCSP};
    ASN1_GENERALIZEDTIME *revoked = NULL, *made = NULL, *next = NULL;
    int reason = -1;
    int state = OCSP_single_get0_status(single, &reason, &revoked, &made, &next);

    found.as_of = trust_seconds(made);
    if (state == V_OCSP_CERTSTATUS_REVOKED) {
        found.revoked = trust_seconds(revoked);
        found.beyond_doubt = reason == OCSP_REVOKED_STATUS_UNSPECIFIED ||
                             reason == OCSP_REVOKED_STATUS_AFFILIATIONCHANGED ||
                             reason == OCSP_REVOKED_STATUS_SUPERSEDED ||
                             reason == OCSP_REVOKED_STATUS_CESSATIONOFOPERATION;
        found.state = time == 0 || found.revoked <= time ? REVOCATION_REVOKED : REVOCATION_GOOD;
    } else if (state != V_OCSP_CERTSTATUS_GOOD) {
        found.why = N_("who was asked does not know it");
    } else if ((time != 0 && found.as_of >= time) || is_fresh(made, next, time)) {
        found.state = REVOCATION_GOOD;
    } else {
        found.why = N_("the answer is too old");
    }
    return found;
}

struct revocation ocsp_judge(const struct response *response, X509 *certificate, X509 *issuer,
                             int64_t time)
{
    struct revocation found = {.state = REVOCATION_UNKNOWN};

    for (int i = 0; i < OCSP_resp_count(response->basic); i++) {
        OCSP_SINGLERESP *single = OCSP_resp_get0(response->basic, i);
        if (is_about(single, certificate, issuer)) {
            found = judge_single(single, time);
            break;
        }
    }
    if ((found.state != REVOCATION_UNKNOWN || found.why != NULL) &&
        !is_answer_of(response->basic, issuer)) {
        found = (struct revocation){
            .why = N_("the answer was not signed by its issuer, nor on the issuer's behalf")};
    }
    ERR_clear_error();
    return found;
}

/* ---- Keeping and asking ---- */

static void end_response(void *handle)
{
    OCSP_BASICRESP_free(handle);
}

static OCSP_BASICRESP *decode(struct string bytes)
{
    const unsigned char *at = (const unsigned char *)bytes.bytes;
    OCSP_RESPONSE *whole = d2i_OCSP_RESPONSE(NULL, &at, (long)bytes.size);
    OCSP_BASICRESP *basic = NULL;

    if (whole != NULL && OCSP_response_status(whole) == OCSP_RESPONSE_STATUS_SUCCESSFUL) {
        basic = OCSP_response_get1_basic(whole);
    }
    OCSP_RESPONSE_free(whole);
    ERR_clear_error();
    return basic;
}

bool ocsp_add(struct arena *arena, struct validation *validation, struct string bytes)
{
    OCSP_BASICRESP *basic = decode(bytes);

    if (basic == NULL) {
        return false;
    }
    arena_own(arena, basic, end_response);
    validation->responses =
        arena_grow(arena, validation->responses, validation->response_count,
                   &validation->response_capacity, sizeof *validation->responses);
    validation->responses[validation->response_count++] = (struct response){basic, bytes};
    return true;
}

static void end_request(void *handle)
{
    OCSP_REQUEST_free(handle);
}

/* A request about one certificate, with a nonce. SHA-1 is what all responders know; it names the
 * issuer only. */
static OCSP_REQUEST *make_request(struct arena *arena, X509 *certificate, X509 *issuer)
{
    OCSP_REQUEST *request = OCSP_REQUEST_new();
    OCSP_CERTID *identifier = OCSP_cert_to_id(EVP_sha1(), certificate, issuer);

    if (request == NULL || identifier == NULL ||
        OCSP_request_add0_id(request, identifier) == NULL) {
        OCSP_CERTID_free(identifier);
        OCSP_REQUEST_free(request);
        arena_fail(arena);
    }
    arena_own(arena, request, end_request);
    if (OCSP_request_add1_nonce(request, NULL, -1) != 1) {
        arena_fail(arena);
    }
    return request;
}

/* The first address of the certificate's authority for this; NULL: none. */
static const char *address(struct arena *arena, X509 *certificate)
{
    STACK_OF(OPENSSL_STRING) *addresses = X509_get1_ocsp(certificate);
    char first[ADDRESS_ROOM] = "";

    if (sk_OPENSSL_STRING_num(addresses) > 0) {
        (void)snprintf(first, sizeof first, "%s", sk_OPENSSL_STRING_value(addresses, 0));
    }
    X509_email_free(addresses);
    return *first == '\0' ? NULL : arena_copy(arena, first, strlen(first));
}

const char *ocsp_ask(struct arena *arena, struct validation *validation, X509 *certificate,
                     X509 *issuer)
{
    unsigned char *encoded = NULL;
    struct string answer;
    const char *url = address(arena, certificate);

    if (url == NULL) {
        return N_("it names nobody to ask");
    }
    OCSP_REQUEST *request = make_request(arena, certificate, issuer);
    int size = i2d_OCSP_REQUEST(request, &encoded);
    const struct fetch_request question = {.url = url,
                                           .sent_type = "application/ocsp-request",
                                           .sent = key_take(arena, size, encoded),
                                           .received_type = "application/ocsp-response",
                                           .limit = RESPONSE_LIMIT};
    const char *why = fetch(arena, &question, &answer);
    if (why != NULL) {
        return why;
    }
    if (!ocsp_add(arena, validation, answer)) {
        return N_("who was asked does not answer the question");
    }
    struct response *response = &validation->responses[validation->response_count - 1];
    int nonce = OCSP_check_nonce(request, response->basic);
    struct revocation found = ocsp_judge(response, certificate, issuer, 0);
    if (nonce == 0 || found.state == REVOCATION_UNKNOWN) { /* without one, its time must do */
        validation->response_count--;
        return nonce == 0 || found.why == NULL ? N_("the answer is one to another question")
                                               : found.why;
    }
    const STACK_OF(X509) *brought = OCSP_resp_get0_certs(response->basic);
    for (int i = 0; i < sk_X509_num(brought); i++) {
        validation_add_certificate(arena, validation->certificates, sk_X509_value(brought, i));
    }
    return NULL;
}
