#include "sign/cms.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "sign/der.h"
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/rsa.h>
#include <string.h>

enum {
    CERTIFICATES_LIMIT = 64,
    ATTRIBUTES_LIMIT = 64,
};

/* How a signature is made: by which kind of key, with which digest (NULL: as it says elsewhere). */
struct scheme {
    const char *identifier;
    enum key_kind kind;
    const EVP_MD *(*digest)(void);
};

static const struct scheme schemes[] = {
    {OID_RSA, KEY_RSA, NULL},
    {OID_RSA_SHA256, KEY_RSA, EVP_sha256},
    {OID_RSA_SHA384, KEY_RSA, EVP_sha384},
    {OID_RSA_SHA512, KEY_RSA, EVP_sha512},
    {OID_RSA_PSS, KEY_RSA, NULL},
    {OID_ECDSA_SHA256, KEY_EC, EVP_sha256},
    {OID_ECDSA_SHA384, KEY_EC, EVP_sha384},
    {OID_ECDSA_SHA512, KEY_EC, EVP_sha512},
    {OID_SM2_SIGN, KEY_SM2, EVP_sm3},
    {OID_SM2_SM3, KEY_SM2, EVP_sm3},
};

struct digest_row {
    const char *identifier;
    const EVP_MD *(*digest)(void);
};

/* What may be relied on; SHA-1 and MD5 are not among them. */
static const struct digest_row digests[] = {
    {OID_SHA256, EVP_sha256},
    {OID_SHA384, EVP_sha384},
    {OID_SHA512, EVP_sha512},
    {OID_SM3, EVP_sm3},
};

static bool fail(const char **why, const char *text)
{
    *why = text;
    return false;
}

/* The digest of an AlgorithmIdentifier; NULL: not known, or not to be relied on. */
static const EVP_MD *digest_of(struct string algorithm)
{
    struct der_value sequence, object;

    if (!der_take(&algorithm, DER_SEQUENCE, &sequence) ||
        !der_take(&sequence.content, DER_OBJECT, &object)) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof digests / sizeof *digests; i++) {
        if (der_is_object(&object, digests[i].identifier)) {
            return digests[i].digest();
        }
    }
    return NULL;
}

static const struct scheme *scheme_of(struct string algorithm)
{
    struct der_value sequence, object;

    if (!der_take(&algorithm, DER_SEQUENCE, &sequence) ||
        !der_take(&sequence.content, DER_OBJECT, &object)) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        if (der_is_object(&object, schemes[i].identifier)) {
            return &schemes[i];
        }
    }
    return NULL;
}

/* ---- Reading ---- */

/* The versions that RFC 5652 has: 1 or 3 of a signer, up to 5 of the whole. */
static bool is_version(const struct der_value *value)
{
    return value->content.size == 1 && value->content.bytes[0] >= 1 && value->content.bytes[0] <= 5;
}

/* Whether the list of digests has that of the signer. */
static bool has_digest(struct string rest, const EVP_MD *digest)
{
    struct der_value value;

    while (der_next(&rest, &value)) {
        if (digest_of(value.whole) == digest) {
            return true;
        }
    }
    return false;
}

static bool read_certificates(struct arena *arena, struct string rest, struct cms *out)
{
    struct der_value value;

    out->certificates = sk_X509_new_null();
    if (out->certificates == NULL) {
        arena_fail(arena);
    }
    key_own_certificates(arena, out->certificates);
    while (rest.size > 0) {
        if (sk_X509_num(out->certificates) == CERTIFICATES_LIMIT || !der_next(&rest, &value)) {
            return false;
        }
        const unsigned char *at = (const unsigned char *)value.whole.bytes;
        X509 *certificate =
            value.tag == DER_SEQUENCE ? d2i_X509(NULL, &at, (long)value.whole.size) : NULL;
        ERR_clear_error();
        if (certificate != NULL && sk_X509_push(out->certificates, certificate) == 0) {
            X509_free(certificate);
            arena_fail(arena);
        }
    }
    return true;
}

static bool encodes(int size, unsigned char *encoded, struct string bytes)
{
    bool same =
        size > 0 && (size_t)size == bytes.size && memcmp(encoded, bytes.bytes, bytes.size) == 0;

    OPENSSL_free(encoded);
    return same;
}

/* The certificate with this issuer and serial number. */
static X509 *find_signer(STACK_OF(X509) * certificates, struct string issuer, struct string serial)
{
    for (int i = 0; i < sk_X509_num(certificates); i++) {
        X509 *certificate = sk_X509_value(certificates, i);
        unsigned char *name = NULL, *number = NULL;
        int name_size = i2d_X509_NAME(X509_get_issuer_name(certificate), &name);
        int number_size = i2d_ASN1_INTEGER(X509_get0_serialNumber(certificate), &number);
        bool same = encodes(name_size, name, issuer);
        if (encodes(number_size, number, serial) && same) {
            return certificate;
        }
    }
    return NULL;
}

/* ESSCertIDv2 of the first certificate: that of the signer. */
static bool read_certificate_hash(struct string value, struct cms *out)
{
    struct der_value outer, list, first, algorithm, hash;

    if (!der_take(&value, DER_SEQUENCE, &outer) || !der_take(&outer.content, DER_SEQUENCE, &list) ||
        !der_take(&list.content, DER_SEQUENCE, &first)) {
        return false;
    }
    out->certificate_digest = EVP_sha256();
    if (der_take(&first.content, DER_SEQUENCE, &algorithm)) {
        out->certificate_digest = digest_of(algorithm.whole);
    }
    if (out->certificate_digest == NULL || !der_take(&first.content, DER_OCTETS, &hash)) {
        return false;
    }
    out->certificate_hash = hash.content;
    return true;
}

/* Signed attributes: each kind at most once, with one value. */
static bool read_attributes(struct string rest, const char *data, struct cms *out)
{
    struct der_value attribute, object, set, value;
    bool has_type = false, has_digest = false, has_certificate = false;

    for (size_t i = 0; rest.size > 0; i++) {
        if (i == ATTRIBUTES_LIMIT || !der_take(&rest, DER_SEQUENCE, &attribute) ||
            !der_take(&attribute.content, DER_OBJECT, &object) ||
            !der_take(&attribute.content, DER_SET, &set) || attribute.content.size > 0) {
            return false;
        }
        bool is_type = der_is_object(&object, OID_CONTENT_TYPE);
        bool is_digest = der_is_object(&object, OID_MESSAGE_DIGEST);
        bool is_certificate = der_is_object(&object, OID_SIGNING_CERTIFICATE);
        if (!is_type && !is_digest && !is_certificate) {
            continue;
        }
        if (!der_next(&set.content, &value) || set.content.size > 0 ||
            (is_type && (has_type || !der_is_object(&value, data))) ||
            (is_digest && (has_digest || value.tag != DER_OCTETS)) ||
            (is_certificate && (has_certificate || !read_certificate_hash(value.whole, out)))) {
            return false;
        }
        has_type = has_type || is_type;
        has_certificate = has_certificate || is_certificate;
        if (is_digest) {
            has_digest = true;
            out->message_digest = value.content;
        }
    }
    return has_type && has_digest;
}

static bool read_unsigned_attributes(struct string rest, struct cms *out)
{
    struct der_value attribute, object, set, value;

    for (size_t i = 0; rest.size > 0; i++) {
        if (i == ATTRIBUTES_LIMIT || !der_take(&rest, DER_SEQUENCE, &attribute) ||
            !der_take(&attribute.content, DER_OBJECT, &object) ||
            !der_take(&attribute.content, DER_SET, &set)) {
            return false;
        }
        if (!der_is_object(&object, OID_TIMESTAMP)) {
            continue;
        }
        if (out->token.size > 0 || !der_take(&set.content, DER_SEQUENCE, &value)) {
            return false;
        }
        out->token = value.whole;
    }
    return true;
}

static bool read_signer(struct arena *arena, struct string rest, const char *data, struct cms *out,
                        const char **why)
{
    static const char broken[] = N_("its CMS structure is broken");
    struct der_value information, version, identity, issuer, serial, digest, attributes, algorithm,
        signature, more;

    if (!der_take(&rest, DER_SEQUENCE, &information) || rest.size > 0) {
        return fail(why, N_("it has not exactly one signer"));
    }
    rest = information.content;
    if (!der_take(&rest, DER_INTEGER, &version) || !is_version(&version) ||
        !der_take(&rest, DER_SEQUENCE, &identity) || !der_take(&rest, DER_SEQUENCE, &digest)) {
        return fail(why, broken);
    }
    if (!der_take(&identity.content, DER_SEQUENCE, &issuer) ||
        !der_take(&identity.content, DER_INTEGER, &serial)) {
        return fail(why, broken);
    }
    if (!der_take(&rest, DER_CONTEXT, &attributes)) {
        return fail(why, N_("it has no signed attributes"));
    }
    if (!der_take(&rest, DER_SEQUENCE, &algorithm) || !der_take(&rest, DER_OCTETS, &signature)) {
        return fail(why, broken);
    }
    out->digest = digest_of(digest.whole);
    if (out->digest == NULL) {
        return fail(why, N_("its digest is weak, or not known here"));
    }
    if (!read_attributes(attributes.content, data, out)) {
        return fail(why, N_("its signed attributes are broken"));
    }
    if (der_take(&rest, DER_CONTEXT | 1, &more) && !read_unsigned_attributes(more.content, out)) {
        return fail(why, broken);
    }
    out->attributes = DER(arena, DER_SET, attributes.content);
    out->algorithm = algorithm.whole;
    out->signature = signature.content;
    out->signer = find_signer(out->certificates, issuer.whole, serial.whole);
    return rest.size == 0 || fail(why, broken);
}

bool cms_read(struct arena *arena, struct string bytes, struct cms *out, const char **why)
{
    static const char broken[] = N_("its CMS structure is broken");
    struct der_value top, type, content, data, version, digests_set, encapsulated, data_type,
        certificates = {.content = STRING("")}, lists, signers;

    *out = (struct cms){.token = STRING("")};
    if (!der_take(&bytes, DER_SEQUENCE, &top) || !der_take(&top.content, DER_OBJECT, &type) ||
        !der_take(&top.content, DER_CONTEXT, &content) ||
        !der_take(&content.content, DER_SEQUENCE, &data)) {
        return fail(why, broken);
    }
    for (size_t i = 0; i < bytes.size; i++) {
        if (bytes.bytes[i] != 0) {
            return fail(why, N_("something stands behind its CMS structure"));
        }
    }
    bool is_gm = der_is_object(&type, OID_GM_SIGNED_DATA);
    struct string rest = data.content;
    if ((!is_gm && !der_is_object(&type, OID_SIGNED_DATA)) ||
        !der_take(&rest, DER_INTEGER, &version) || !is_version(&version) ||
        !der_take(&rest, DER_SET, &digests_set) || !der_take(&rest, DER_SEQUENCE, &encapsulated) ||
        !der_take(&encapsulated.content, DER_OBJECT, &data_type) ||
        !der_is_object(&data_type, is_gm ? OID_GM_DATA : OID_DATA) ||
        encapsulated.content.size > 0) {
        return fail(why, broken);
    }
    (void)der_take(&rest, DER_CONTEXT, &certificates);
    (void)der_take(&rest, DER_CONTEXT | 1, &lists); /* revocation lists */
    if (!read_certificates(arena, certificates.content, out) ||
        !der_take(&rest, DER_SET, &signers) || rest.size > 0) {
        return fail(why, broken);
    }
    return read_signer(arena, signers.content, is_gm ? OID_GM_DATA : OID_DATA, out, why) &&
           (has_digest(digests_set.content, out->digest) || fail(why, broken));
}

/* ---- Checking ---- */

/* Whether the hash of the certificate is the one that was signed. */
static bool is_meant(struct arena *arena, const struct cms *cms)
{
    unsigned char *encoded = NULL;
    int size = i2d_X509(cms->signer, &encoded);

    struct string copy = key_take(arena, size, encoded);
    struct string hash = key_hash(arena, cms->certificate_digest, &copy, 1);
    return hash.size == cms->certificate_hash.size &&
           memcmp(hash.bytes, cms->certificate_hash.bytes, hash.size) == 0;
}

/* RSASSA-PSS: both digests must be that of the signature. */
static bool set_pss(EVP_PKEY_CTX *context, const struct cms *cms)
{
    struct string rest = cms->algorithm;
    struct der_value sequence, object, parameters, hash, mask, mask_sequence, mask_object, salt,
        number;
    int length = 20;

    if (!der_take(&rest, DER_SEQUENCE, &sequence) ||
        !der_take(&sequence.content, DER_OBJECT, &object) ||
        !der_take(&sequence.content, DER_SEQUENCE, &parameters) ||
        !der_take(&parameters.content, DER_CONTEXT, &hash) ||
        digest_of(hash.content) != cms->digest ||
        !der_take(&parameters.content, DER_CONTEXT | 1, &mask) ||
        !der_take(&mask.content, DER_SEQUENCE, &mask_sequence) ||
        !der_take(&mask_sequence.content, DER_OBJECT, &mask_object) ||
        digest_of(mask_sequence.content) != cms->digest) {
        return false;
    }
    if (der_take(&parameters.content, DER_CONTEXT | 2, &salt)) {
        if (!der_take(&salt.content, DER_INTEGER, &number) || number.content.size != 1) {
            return false;
        }
        length = (unsigned char)number.content.bytes[0];
    }
    return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_mgf1_md(context, cms->digest) == 1 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(context, length) == 1;
}

static bool verify(const struct cms *cms, const struct scheme *scheme, EVP_PKEY *key)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *parameters = EVP_PKEY_CTX_new(key, NULL);
    bool good = context != NULL && parameters != NULL;

    if (good && scheme->kind == KEY_SM2) {
        good = EVP_PKEY_CTX_set1_id(parameters, key_sm2_identifier,
                                    (int)strlen(key_sm2_identifier)) == 1;
    }
    if (good) {
        EVP_MD_CTX_set_pkey_ctx(context, parameters);
        good = EVP_DigestVerifyInit(context, NULL, cms->digest, NULL, key) == 1;
    }
    if (good && strcmp(scheme->identifier, OID_RSA_PSS) == 0) {
        good = set_pss(parameters, cms);
    }
    good = good && EVP_DigestVerify(
                       context, (const unsigned char *)cms->signature.bytes, cms->signature.size,
                       (const unsigned char *)cms->attributes.bytes, cms->attributes.size) == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_CTX_free(parameters);
    ERR_clear_error();
    return good;
}

bool cms_check(struct arena *arena, const struct cms *cms, const struct string *runs, size_t count,
               const char **why)
{
    const struct scheme *scheme = scheme_of(cms->algorithm);
    enum key_kind kind;

    if (cms->signer == NULL) {
        return fail(why, N_("the certificate of its signer is not in it"));
    }
    EVP_PKEY *key = X509_get0_pubkey(cms->signer);
    if (scheme == NULL || key == NULL || !key_kind_of(key, &kind) || kind != scheme->kind ||
        (scheme->digest != NULL && scheme->digest() != cms->digest)) {
        return fail(why, N_("its algorithm is weak, or not known here"));
    }
    struct string digest = key_hash(arena, cms->digest, runs, count);
    if (digest.size != cms->message_digest.size ||
        memcmp(digest.bytes, cms->message_digest.bytes, digest.size) != 0) {
        return fail(why, N_("what was signed has been changed"));
    }
    if (!verify(cms, scheme, key)) {
        return fail(why, N_("the signature is not that of the certificate's key"));
    }
    if (cms->certificate_hash.size > 0 && !is_meant(arena, cms)) {
        return fail(why, N_("its certificate has been exchanged"));
    }
    return true;
}
