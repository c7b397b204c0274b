#include "sign/cms.h"

#include "base/arena.h"
#include "sign/der.h"
#include <openssl/crypto.h>

enum { ROOM_BESIDE_CERTIFICATES = 2048 /* bytes */ };

static struct string encode_certificate(struct arena *arena, const X509 *certificate)
{
    unsigned char *bytes = NULL;
    int size = i2d_X509(certificate, &bytes);

    return key_take(arena, size, bytes);
}

static struct string encode_issuer(struct arena *arena, const X509 *certificate)
{
    unsigned char *bytes = NULL;
    int size = i2d_X509_NAME(X509_get_issuer_name(certificate), &bytes);

    return key_take(arena, size, bytes);
}

static struct string encode_serial(struct arena *arena, const X509 *certificate)
{
    unsigned char *bytes = NULL;
    int size = i2d_ASN1_INTEGER(X509_get0_serialNumber(certificate), &bytes);

    return key_take(arena, size, bytes);
}

static struct string algorithm(struct arena *arena, const char *identifier, bool with_null)
{
    struct string object = der_object(arena, identifier);

    return with_null ? DER(arena, DER_SEQUENCE, object, der_join(arena, DER_NULL, NULL, 0))
                     : DER(arena, DER_SEQUENCE, object);
}

static const char *digest_identifier(const struct signing_key *key)
{
    switch (key->kind) {
    case KEY_RSA:
        return OID_SHA256;
    case KEY_SM2:
        return OID_SM3;
    case KEY_EC:
        break;
    }
    int bytes = EVP_MD_get_size(key_digest(key));
    return bytes <= 32 ? OID_SHA256 : bytes <= 48 ? OID_SHA384 : OID_SHA512;
}

static struct string signature_algorithm(struct arena *arena, const struct signing_key *key)
{
    switch (key->kind) {
    case KEY_RSA:
        return algorithm(arena, OID_RSA, true);
    case KEY_SM2:
        return algorithm(arena, OID_SM2_SIGN, false);
    case KEY_EC:
        break;
    }
    int bytes = EVP_MD_get_size(key_digest(key));
    return algorithm(arena,
                     bytes <= 32   ? OID_ECDSA_SHA256
                     : bytes <= 48 ? OID_ECDSA_SHA384
                                   : OID_ECDSA_SHA512,
                     false);
}

static struct string attribute(struct arena *arena, const char *identifier, struct string value)
{
    return DER(arena, DER_SEQUENCE, der_object(arena, identifier), DER(arena, DER_SET, value));
}

/* signingCertificateV2 (RFC 5035): so that the certificate cannot be exchanged. */
static struct string certificate_attribute(struct arena *arena, const struct signing_key *key,
                                           X509 *certificate)
{
    bool is_sm2 = key->kind == KEY_SM2;
    struct string encoded = encode_certificate(arena, certificate);
    struct string issuer = encode_issuer(arena, certificate);
    struct string serial = encode_serial(arena, certificate);
    struct string names = DER(arena, DER_SEQUENCE, DER(arena, DER_CONTEXT | 4, issuer));
    struct string hash =
        DER(arena, DER_OCTETS, key_hash(arena, is_sm2 ? EVP_sm3() : EVP_sha256(), &encoded, 1));
    struct string issuer_serial = DER(arena, DER_SEQUENCE, names, serial);
    struct string identifier =
        is_sm2 ? DER(arena, DER_SEQUENCE, algorithm(arena, OID_SM3, false), hash, issuer_serial)
               : DER(arena, DER_SEQUENCE, hash, issuer_serial);

    return attribute(arena, OID_SIGNING_CERTIFICATE,
                     DER(arena, DER_SEQUENCE, DER(arena, DER_SEQUENCE, identifier)));
}

size_t cms_room(const struct signing_key *key)
{
    size_t room = ROOM_BESIDE_CERTIFICATES;

    for (int i = 0; i < sk_X509_num(key->certificates); i++) {
        int size = i2d_X509(sk_X509_value(key->certificates, i), NULL);
        room += size > 0 ? (size_t)size : 0;
    }
    return room;
}

static struct string all_certificates(struct arena *arena, const struct signing_key *key)
{
    size_t count = (size_t)sk_X509_num(key->certificates);
    struct string *parts = ARENA_ARRAY(arena, struct string, count);

    for (size_t i = 0; i < count; i++) {
        parts[i] = encode_certificate(arena, sk_X509_value(key->certificates, (int)i));
    }
    return der_set(arena, DER_CONTEXT, parts, count);
}

bool cms_sign(struct arena *arena, struct signing_key *key, const struct string *runs, size_t count,
              const struct timestamp_source *stamp, struct string *der,
              struct diagnostics *diagnostics)
{
    bool is_sm2 = key->kind == KEY_SM2;
    const char *data = is_sm2 ? OID_GM_DATA : OID_DATA;
    X509 *certificate = sk_X509_value(key->certificates, 0);
    struct string version = DER(arena, DER_INTEGER, STRING("\1"));
    struct string digest = key_hash(arena, key_digest(key), runs, count);
    struct string parts[] = {
        attribute(arena, OID_CONTENT_TYPE, der_object(arena, data)),
        attribute(arena, OID_MESSAGE_DIGEST, DER(arena, DER_OCTETS, digest)),
        certificate_attribute(arena, key, certificate),
    };
    enum { PARTS = sizeof parts / sizeof *parts };
    struct string attributes = der_set(arena, DER_SET, parts, PARTS);
    struct string signature, token;

    if (!key_sign(arena, key, attributes, &signature, diagnostics)) {
        return false;
    }
    key_drop(key); /* before anybody else is asked */
    struct string unsigned_attributes = STRING("");
    if (stamp != NULL) {
        if (!stamp->stamp(stamp->context, signature, &token)) {
            return false;
        }
        unsigned_attributes = DER(arena, DER_CONTEXT | 1, attribute(arena, OID_TIMESTAMP, token));
    }
    struct string issuer = encode_issuer(arena, certificate);
    struct string serial = encode_serial(arena, certificate);
    struct string digest_algorithm = algorithm(arena, digest_identifier(key), false);
    struct string signer = DER(
        arena, DER_SEQUENCE, version, DER(arena, DER_SEQUENCE, issuer, serial), digest_algorithm,
        der_set(arena, DER_CONTEXT, parts, PARTS), signature_algorithm(arena, key),
        DER(arena, DER_OCTETS, signature), unsigned_attributes);
    struct string content = DER(arena, DER_SEQUENCE, version, DER(arena, DER_SET, digest_algorithm),
                                DER(arena, DER_SEQUENCE, der_object(arena, data)),
                                all_certificates(arena, key), DER(arena, DER_SET, signer));
    *der =
        DER(arena, DER_SEQUENCE, der_object(arena, is_sm2 ? OID_GM_SIGNED_DATA : OID_SIGNED_DATA),
            DER(arena, DER_CONTEXT, content));
    return true;
}
