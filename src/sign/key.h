/*
 * Keys that sign, with their certificates: PEM, PKCS#12, or on a token (PKCS#11).
 *
 * Private to sign/: OpenSSL's types show.
 */
#ifndef GONGWEN_SIGN_KEY_H
#define GONGWEN_SIGN_KEY_H

#include "base/buffer.h"
#include "sign/secret.h"
#include <openssl/evp.h>
#include <openssl/x509.h>

struct arena;
struct diagnostics;
struct key_holder;
struct token;

enum key_kind { KEY_RSA, KEY_EC, KEY_SM2 };

struct signing_key {
    enum key_kind kind;
    EVP_PKEY *key; /* NULL: on the token, or dropped */
    struct key_holder *holder;
    struct token *token;           /* NULL: in memory */
    STACK_OF(X509) * certificates; /* the signer's first, then its chain */
};

/* What the identifier is made of before it is signed: SM2 always has one (GM/T 0009). */
extern const char key_sm2_identifier[];

/* Opens the key and its certificates: `key` is a file (PEM, PKCS#12) or a pkcs11: URI,
 * `certificate` a PEM file, a pkcs11: URI, or NULL where they are with the key. Reports and returns
 * false. The arena owns both. */
bool key_open(struct arena *arena, const char *key, const char *certificate,
              const struct secret_source *secrets, struct signing_key *out,
              struct diagnostics *diagnostics);

/* The kind of a public key; false when it is none that can be used here. */
bool key_kind_of(const EVP_PKEY *key, enum key_kind *kind);

/* The digest that goes with the key. */
const EVP_MD *key_digest(const struct signing_key *key);

/* Signs the bytes: RSA (PKCS#1 v1.5), ECDSA or SM2 in DER. Reports and returns false. */
bool key_sign(struct arena *arena, const struct signing_key *key, struct string bytes,
              struct string *signature, struct diagnostics *diagnostics);

/* The digest of some runs of bytes, in the arena. */
struct string key_hash(struct arena *arena, const EVP_MD *digest, const struct string *runs,
                       size_t count);

/* Forgets a key in memory when it has served; its certificates stay. */
void key_drop(struct signing_key *key);

/* Reads a file of up to 1 MiB, in memory that is wiped when the arena ends. */
bool key_read_file(struct arena *arena, const char *path, struct string *bytes,
                   struct diagnostics *diagnostics);

/* Moves what OpenSSL has encoded into the arena. */
struct string key_take(struct arena *arena, int size, unsigned char *encoded);

/* Hands certificates to the arena. */
void key_own_certificates(struct arena *arena, STACK_OF(X509) * certificates);

#endif
