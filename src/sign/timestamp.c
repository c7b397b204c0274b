#include "sign/timestamp.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "sign/fetch.h"
#include <openssl/err.h>
#include <openssl/pkcs7.h>
#include <openssl/rand.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>
#include <string.h>

enum { NONCE_BYTES = 8 };

/* What a request needs, freed together. */
struct exchange {
    TS_REQ *request;
    TS_RESP *response;
    TS_VERIFY_CTX *context;
    TS_MSG_IMPRINT *imprint;
    X509_ALGOR *algorithm;
    ASN1_INTEGER *nonce;
};

static void end_exchange(void *handle)
{
    struct exchange *exchange = handle;

    TS_REQ_free(exchange->request);
    TS_RESP_free(exchange->response);
    TS_VERIFY_CTX_free(exchange->context);
    TS_MSG_IMPRINT_free(exchange->imprint);
    X509_ALGOR_free(exchange->algorithm);
    ASN1_INTEGER_free(exchange->nonce);
    ERR_clear_error();
}

/* TimeStampReq: SHA-256 of the bytes, a nonce, and the authority's certificate wanted. */
static bool fill_request(struct exchange *exchange, struct string digest)
{
    unsigned char nonce[NONCE_BYTES];
    BIGNUM *number = NULL;

    exchange->request = TS_REQ_new();
    exchange->imprint = TS_MSG_IMPRINT_new();
    exchange->algorithm = X509_ALGOR_new();
    if (exchange->request == NULL || exchange->imprint == NULL || exchange->algorithm == NULL ||
        RAND_bytes(nonce, sizeof nonce) != 1) {
        return false;
    }
    nonce[0] = (unsigned char)((nonce[0] & 0x7F) | 0x40);
    number = BN_bin2bn(nonce, sizeof nonce, NULL);
    exchange->nonce = number == NULL ? NULL : BN_to_ASN1_INTEGER(number, NULL);
    BN_free(number);
    X509_ALGOR_set_md(exchange->algorithm, EVP_sha256());
    return exchange->nonce != NULL &&
           TS_MSG_IMPRINT_set_algo(exchange->imprint, exchange->algorithm) == 1 &&
           TS_MSG_IMPRINT_set_msg(exchange->imprint, (unsigned char *)digest.bytes,
                                  (int)digest.size) == 1 &&
           TS_REQ_set_version(exchange->request, 1) == 1 &&
           TS_REQ_set_msg_imprint(exchange->request, exchange->imprint) == 1 &&
           TS_REQ_set_nonce(exchange->request, exchange->nonce) == 1 &&
           TS_REQ_set_cert_req(exchange->request, 1) == 1;
}

/* Sends the request and receives the response; NULL, or what failed. */
static const char *transfer(struct arena *arena, struct exchange *exchange, const char *url)
{
    unsigned char *encoded = NULL;
    int size = i2d_TS_REQ(exchange->request, &encoded);
    const struct fetch_request request = {.url = url,
                                          .sent_type = "application/timestamp-query",
                                          .sent = key_take(arena, size, encoded),
                                          .received_type = "application/timestamp-reply",
                                          .limit = TIMESTAMP_ROOM};
    struct string answer;
    const char *why = fetch(arena, &request, &answer);

    if (why != NULL) {
        return why;
    }
    const unsigned char *at = (const unsigned char *)answer.bytes;
    exchange->response = d2i_TS_RESP(NULL, &at, (long)answer.size);
    return exchange->response == NULL ? N_("it does not answer as a time-stamping authority does")
                                      : NULL;
}

/* NULL, or what is wrong with the response. */
static const char *check_response(struct exchange *exchange)
{
    const ASN1_INTEGER *status =
        TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(exchange->response));

    if (ASN1_INTEGER_get(status) > 1 || TS_RESP_get_token(exchange->response) == NULL) {
        return N_("it refuses");
    }
    exchange->context = TS_REQ_to_TS_VERIFY_CTX(exchange->request, NULL);
    if (exchange->context == NULL ||
        TS_RESP_verify_response(exchange->context, exchange->response) != 1) {
        return N_("what it answers is not what was asked");
    }
    return NULL;
}

bool timestamp_request(struct arena *arena, const char *url, struct string bytes,
                       struct string *token, struct diagnostics *diagnostics)
{
    struct exchange *exchange = ARENA_NEW(arena, struct exchange);
    struct string digest = key_hash(arena, EVP_sha256(), &bytes, 1);
    unsigned char *encoded = NULL;

    arena_own(arena, exchange, end_exchange);
    const char *why = fill_request(exchange, digest) ? transfer(arena, exchange, url)
                                                     : N_("the request cannot be made");
    if (why == NULL) {
        why = check_response(exchange);
    }
    if (why == NULL) {
        int size = i2d_PKCS7(TS_RESP_get_token(exchange->response), &encoded);
        *token = key_take(arena, size, encoded);
        struct trust nobody = {.store = NULL};
        struct timestamp timestamp = timestamp_check(arena, *token, &bytes, 1, &nobody);
        why = timestamp.intact ? NULL : timestamp.why;
    }
    if (why != NULL) {
        REPORT(diagnostics, TIMESTAMP_FAILED, (struct place){0}, fetch_shown(arena, url),
               message_translate(why));
    }
    return why == NULL;
}

/* ---- Checking ---- */

struct check {
    PKCS7 *token;
    TS_TST_INFO *information;
    TS_VERIFY_CTX *context;
    BIO *content;
    STACK_OF(X509) * signers; /* they belong to the token */
};

static void end_check(void *handle)
{
    struct check *check = handle;

    sk_X509_free(check->signers);
    TS_TST_INFO_free(check->information);
    TS_VERIFY_CTX_free(check->context);
    PKCS7_free(check->token);
    BIO_free(check->content);
    ERR_clear_error();
}

/* The digest that the imprint is made with, if it may be relied on. */
static const EVP_MD *imprint_digest(TS_TST_INFO *information)
{
    const ASN1_OBJECT *object;

    X509_ALGOR_get0(&object, NULL, NULL,
                    TS_MSG_IMPRINT_get_algo(TS_TST_INFO_get_msg_imprint(information)));
    switch (OBJ_obj2nid(object)) {
    case NID_sha256:
        return EVP_sha256();
    case NID_sha384:
        return EVP_sha384();
    case NID_sha512:
        return EVP_sha512();
    default:
        return NULL;
    }
}

static bool is_over(struct arena *arena, TS_TST_INFO *information, const struct string *runs,
                    size_t count)
{
    const EVP_MD *digest = imprint_digest(information);
    const ASN1_OCTET_STRING *imprint =
        TS_MSG_IMPRINT_get_msg(TS_TST_INFO_get_msg_imprint(information));

    if (digest == NULL) {
        return false;
    }
    struct string wanted = key_hash(arena, digest, runs, count);
    return (size_t)ASN1_STRING_length(imprint) == wanted.size &&
           memcmp(ASN1_STRING_get0_data(imprint), wanted.bytes, wanted.size) == 0;
}

/* The signature in the token, whoever made it. */
static bool is_signed(struct check *check)
{
    check->signers = PKCS7_get0_signers(check->token, NULL, 0);
    check->content = BIO_new(BIO_s_null());
    return check->signers != NULL && sk_X509_num(check->signers) == 1 && check->content != NULL &&
           PKCS7_verify(check->token, NULL, NULL, NULL, check->content, PKCS7_NOVERIFY) == 1;
}

/* The chain of the authority, and that its certificate is for timestamps. */
static bool is_trusted(struct check *check, const struct trust *trust)
{
    check->context = TS_VERIFY_CTX_new();
    if (check->context == NULL || X509_STORE_up_ref(trust->store) != 1) {
        return false;
    }
    (void)TS_VERIFY_CTX_set_store(check->context, trust->store);
    (void)TS_VERIFY_CTX_set_flags(check->context, TS_VFY_VERSION | TS_VFY_SIGNATURE);
    return TS_RESP_verify_token(check->context, check->token) == 1;
}

struct timestamp timestamp_check(struct arena *arena, struct string token,
                                 const struct string *runs, size_t count, const struct trust *trust)
{
    struct timestamp timestamp = {.authority = STRING(""), .why = N_("the timestamp is broken")};
    struct check *check = ARENA_NEW(arena, struct check);
    const unsigned char *at = (const unsigned char *)token.bytes;

    arena_own(arena, check, end_check);
    check->token = d2i_PKCS7(NULL, &at, (long)token.size);
    if (check->token == NULL || !PKCS7_type_is_signed(check->token)) {
        return timestamp;
    }
    check->information = PKCS7_to_TS_TST_INFO(check->token);
    if (check->information == NULL || !is_signed(check)) {
        return timestamp;
    }
    timestamp.signer = sk_X509_value(check->signers, 0);
    timestamp.certificates = check->token->d.sign->cert;
    uint32_t use = X509_get_extended_key_usage(timestamp.signer);
    if (use == UINT32_MAX || (use & XKU_TIMESTAMP) == 0) {
        timestamp.why = N_("the timestamp was made by somebody who is no authority for that");
        return timestamp;
    }
    timestamp.time = trust_seconds(TS_TST_INFO_get_time(check->information));
    if (timestamp.time == 0) {
        return timestamp;
    }
    if (!is_over(arena, check->information, runs, count)) {
        timestamp.why = N_("the timestamp is for something else");
        return timestamp;
    }
    timestamp.authority = trust_name(arena, X509_get_subject_name(timestamp.signer));
    timestamp.intact = true;
    timestamp.why = NULL;
    if (trust->store != NULL) {
        bool trusted = is_trusted(check, trust);
        timestamp.trust = trusted ? TRUST_YES : trust->is_default ? TRUST_UNKNOWN : TRUST_NO;
        timestamp.why = timestamp.trust == TRUST_NO ? N_("its authority is not trusted") : NULL;
    }
    return timestamp;
}

void timestamp_certificates(struct arena *arena, struct string token, STACK_OF(X509) * to)
{
    struct check *check = ARENA_NEW(arena, struct check);
    const unsigned char *at = (const unsigned char *)token.bytes;

    arena_own(arena, check, end_check);
    check->token = token.size == 0 ? NULL : d2i_PKCS7(NULL, &at, (long)token.size);
    if (check->token == NULL || !PKCS7_type_is_signed(check->token)) {
        return;
    }
    STACK_OF(X509) *brought = check->token->d.sign->cert;
    for (int i = 0; i < sk_X509_num(brought); i++) {
        X509 *certificate = sk_X509_value(brought, i);
        bool there = false;
        for (int j = 0; j < sk_X509_num(to); j++) {
            there = there || X509_cmp(sk_X509_value(to, j), certificate) == 0;
        }
        if (!there) {
            (void)sk_X509_push(to, certificate);
        }
    }
}
