/*
 * CMS signatures of PDF files (RFC 5652, CAdES: ETSI EN 319 122-1, PAdES: EN 319 142-1): detached,
 * one signer, with signed attributes.
 *
 * They are assembled here, value by value, and not by OpenSSL's CMS functions: those add the time
 * of signing, which PAdES wants in the signature dictionary instead, and do not know SM2. With SM2
 * the structure has the identifiers of GM/T 0010. Private to sign/.
 */
#ifndef GONGWEN_SIGN_CMS_H
#define GONGWEN_SIGN_CMS_H

#include "sign/key.h"

/* Gives a timestamp token for the bytes of a signature; false when that failed and was reported. */
struct timestamp_source {
    bool (*stamp)(void *context, struct string signature, struct string *token);
    void *context;
};

/* Signs runs of bytes, and drops the key. `stamp` may be NULL. Reports and returns false. */
bool cms_sign(struct arena *arena, struct signing_key *key, const struct string *runs, size_t count,
              const struct timestamp_source *stamp, struct string *der,
              struct diagnostics *diagnostics);

/* Bytes that a signature will take at most, but for a timestamp. */
size_t cms_room(const struct signing_key *key);

struct cms {
    STACK_OF(X509) * certificates; /* all that it brings */
    X509 *signer;                  /* one of these; NULL: not among them */
    const EVP_MD *digest;
    struct string message_digest;
    struct string attributes; /* as they are signed */
    struct string algorithm;  /* of the signature: AlgorithmIdentifier */
    struct string signature;
    struct string certificate_hash; /* signingCertificateV2; empty: none */
    const EVP_MD *certificate_digest;
    struct string token; /* timestamp; empty: none */
};

/* Reads a signature, behind which only zeros may follow. False, with what is wrong. */
bool cms_read(struct arena *arena, struct string bytes, struct cms *out, const char **why);

/* Whether the signer signed the runs of bytes. False, with what is wrong. */
bool cms_check(struct arena *arena, const struct cms *cms, const struct string *runs, size_t count,
               const char **why);

/* Identifiers used on both sides. */
#define OID_DATA "1.2.840.113549.1.7.1"
#define OID_SIGNED_DATA "1.2.840.113549.1.7.2"
#define OID_GM_DATA "1.2.156.10197.6.1.4.2.1"
#define OID_GM_SIGNED_DATA "1.2.156.10197.6.1.4.2.2"
#define OID_CONTENT_TYPE "1.2.840.113549.1.9.3"
#define OID_MESSAGE_DIGEST "1.2.840.113549.1.9.4"
#define OID_SIGNING_CERTIFICATE "1.2.840.113549.1.9.16.2.47"
#define OID_TIMESTAMP "1.2.840.113549.1.9.16.2.14"
#define OID_SHA256 "2.16.840.1.101.3.4.2.1"
#define OID_SHA384 "2.16.840.1.101.3.4.2.2"
#define OID_SHA512 "2.16.840.1.101.3.4.2.3"
#define OID_SM3 "1.2.156.10197.1.401"
#define OID_RSA "1.2.840.113549.1.1.1"
#define OID_RSA_PSS "1.2.840.113549.1.1.10"
#define OID_RSA_SHA256 "1.2.840.113549.1.1.11"
#define OID_RSA_SHA384 "1.2.840.113549.1.1.12"
#define OID_RSA_SHA512 "1.2.840.113549.1.1.13"
#define OID_ECDSA_SHA256 "1.2.840.10045.4.3.2"
#define OID_ECDSA_SHA384 "1.2.840.10045.4.3.3"
#define OID_ECDSA_SHA512 "1.2.840.10045.4.3.4"
#define OID_SM2_SIGN "1.2.156.10197.1.301.1"
#define OID_SM2_SM3 "1.2.156.10197.1.501"

#endif
