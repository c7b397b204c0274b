#include "sign/key.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "sign/der.h"
#include "sign/token.h"
#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <string.h>
#include <unistd.h>

enum {
    KEY_FILE_LIMIT = 1024 * 1024, /* bytes */
    RSA_BITS = 2048,              /* at least */
    SIGNATURE_LIMIT = 4096,       /* bytes */
};

const char key_sm2_identifier[] = "1234567812345678";

/* ---- Ownership ---- */

struct key_holder {
    EVP_PKEY *key;
};

static void end_key(void *handle)
{
    struct key_holder *holder = handle;

    EVP_PKEY_free(holder->key);
    holder->key = NULL;
}

static void end_certificates(void *handle)
{
    sk_X509_pop_free(handle, X509_free);
}

static void end_bio(void *handle)
{
    BIO_free(handle);
}

static void own_key(struct arena *arena, struct signing_key *out, EVP_PKEY *key)
{
    struct key_holder *holder = out->holder;

    holder->key = key;
    arena_own(arena, holder, end_key);
    out->key = key;
}

void key_drop(struct signing_key *key)
{
    key->key = NULL;
    end_key(key->holder);
}

void key_own_certificates(struct arena *arena, STACK_OF(X509) * certificates)
{
    arena_own(arena, certificates, end_certificates);
}

struct string key_take(struct arena *arena, int size, unsigned char *encoded)
{
    if (size <= 0) {
        arena_fail(arena);
    }
    char *copy = arena_copy(arena, (const char *)encoded, (size_t)size);
    OPENSSL_free(encoded);
    return (struct string){copy, (size_t)size};
}

/* ---- Files ---- */

struct wiped {
    char *bytes;
    size_t size;
};

static void end_wiped(void *handle)
{
    struct wiped *wiped = handle;

    OPENSSL_clear_free(wiped->bytes, wiped->size);
}

bool key_read_file(struct arena *arena, const char *path, struct string *bytes,
                   struct diagnostics *diagnostics)
{
    struct wiped *wiped = ARENA_NEW(arena, struct wiped);
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = 1;

    if (descriptor < 0) {
        REPORT(diagnostics, FILE_OPEN, (struct place){0}, path, strerror(errno));
        return false;
    }
    wiped->size = KEY_FILE_LIMIT + 1;
    wiped->bytes = OPENSSL_zalloc(wiped->size);
    size_t size = 0;
    while (wiped->bytes != NULL && got > 0 && size < wiped->size) {
        got = read(descriptor, wiped->bytes + size, wiped->size - size);
        size += got > 0 ? (size_t)got : 0;
        got = got < 0 && errno == EINTR ? 1 : got;
    }
    int error = errno;
    (void)close(descriptor);
    if (wiped->bytes == NULL) {
        arena_fail(arena);
    }
    arena_own(arena, wiped, end_wiped);
    if (got < 0 || size > KEY_FILE_LIMIT) {
        REPORT(diagnostics, FILE_READ, (struct place){0}, path, strerror(got < 0 ? error : EFBIG));
        return false;
    }
    *bytes = (struct string){wiped->bytes, size};
    return true;
}

static BIO *open_memory(struct arena *arena, struct string bytes)
{
    BIO *bio = BIO_new_mem_buf(bytes.bytes, (int)bytes.size);

    if (bio == NULL) {
        arena_fail(arena);
    }
    arena_own(arena, bio, end_bio);
    return bio;
}

static bool holds(struct string bytes, const char *word)
{
    return memmem(bytes.bytes, bytes.size, word, strlen(word)) != NULL;
}

/* ---- Certificates ---- */

static STACK_OF(X509) * new_certificates(struct arena *arena)
{
    STACK_OF(X509) *certificates = sk_X509_new_null();

    if (certificates == NULL) {
        arena_fail(arena);
    }
    key_own_certificates(arena, certificates);
    return certificates;
}

static void add_certificate(struct arena *arena, STACK_OF(X509) * to, X509 *certificate)
{
    for (int i = 0; i < sk_X509_num(to); i++) {
        if (X509_cmp(sk_X509_value(to, i), certificate) == 0) {
            X509_free(certificate);
            return;
        }
    }
    if (sk_X509_push(to, certificate) == 0) {
        X509_free(certificate);
        arena_fail(arena);
    }
}

static void read_pem_certificates(struct arena *arena, struct string bytes, STACK_OF(X509) * to)
{
    BIO *bio = open_memory(arena, bytes);
    X509 *certificate;

    while ((certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL)) != NULL) {
        add_certificate(arena, to, certificate);
    }
    ERR_clear_error();
}

static void read_token_certificates(struct arena *arena, struct token *token, STACK_OF(X509) * to)
{
    struct string *found;
    size_t count = token_certificates(token, arena, &found);

    for (size_t i = 0; i < count; i++) {
        const unsigned char *at = (const unsigned char *)found[i].bytes;
        X509 *certificate = d2i_X509(NULL, &at, (long)found[i].size);
        if (certificate != NULL) {
            add_certificate(arena, to, certificate);
        }
    }
    ERR_clear_error();
}

/* Puts the certificate of the key first. A key in memory tells which it is; for a token the first
 * is the one with the key's identifier. */
static bool put_first(const struct signing_key *key)
{
    for (int i = 0; key->key != NULL && i < sk_X509_num(key->certificates); i++) {
        X509 *certificate = sk_X509_value(key->certificates, i);
        EVP_PKEY *public = X509_get0_pubkey(certificate);
        if (public != NULL && EVP_PKEY_eq(public, key->key) == 1) {
            (void)sk_X509_delete(key->certificates, i);
            (void)sk_X509_unshift(key->certificates, certificate);
            return true;
        }
    }
    ERR_clear_error();
    return key->key == NULL && sk_X509_num(key->certificates) > 0;
}

/* ---- Keys ---- */

bool key_kind_of(const EVP_PKEY *key, enum key_kind *kind)
{
    char group[32] = "";

    if (EVP_PKEY_is_a(key, "RSA")) {
        *kind = KEY_RSA;
        return EVP_PKEY_get_bits(key) >= RSA_BITS;
    }
    if (EVP_PKEY_is_a(key, "SM2")) {
        *kind = KEY_SM2;
        return true;
    }
    if (!EVP_PKEY_is_a(key, "EC") || EVP_PKEY_get_group_name(key, group, sizeof group, NULL) != 1) {
        return false;
    }
    *kind = strcmp(group, "SM2") == 0 ? KEY_SM2 : KEY_EC;
    return *kind == KEY_SM2 || strcmp(group, "prime256v1") == 0 ||
           strcmp(group, "secp384r1") == 0 || strcmp(group, "secp521r1") == 0;
}

/* Called by OpenSSL: only hands on what has been asked before. */
static int give_password(char *to, int room, int writing, void *context)
{
    const struct secret *secret = context;

    (void)writing;
    if (secret->size > (size_t)room) {
        return -1;
    }
    memcpy(to, secret->bytes, secret->size);
    return (int)secret->size;
}

static bool read_pem(struct arena *arena, const char *path, struct string bytes, BIO *bio,
                     const struct secret_source *secrets, struct signing_key *out,
                     struct diagnostics *diagnostics)
{
    struct secret secret = {.size = 0};
    bool encrypted = holds(bytes, "ENCRYPTED");

    if (!holds(bytes, "PRIVATE KEY-----")) {
        REPORT(diagnostics, KEY_KIND, (struct place){0}, path);
        return false;
    }
    if (encrypted && !secrets->ask(secrets->context, path, false, &secret)) {
        return false;
    }
    EVP_PKEY *private = PEM_read_bio_PrivateKey(bio, NULL, give_password, &secret);
    secret_wipe(&secret);
    ERR_clear_error();
    if (private == NULL) {
        if (encrypted) {
            REPORT(diagnostics, KEY_PASSWORD, (struct place){0}, path);
        } else {
            REPORT(diagnostics, KEY_KIND, (struct place){0}, path);
        }
        return false;
    }
    own_key(arena, out, private);
    read_pem_certificates(arena, bytes, out->certificates);
    return true;
}

static bool unlock_pkcs12(PKCS12 *file, const char *path, const struct secret_source *secrets,
                          struct secret *secret, struct diagnostics *diagnostics)
{
    if (PKCS12_verify_mac(file, "", 0) == 1 || PKCS12_verify_mac(file, NULL, 0) == 1) {
        return true;
    }
    ERR_clear_error();
    if (!secrets->ask(secrets->context, path, false, secret)) {
        return false;
    }
    if (PKCS12_verify_mac(file, secret->bytes, (int)secret->size) != 1) {
        ERR_clear_error();
        REPORT(diagnostics, KEY_PASSWORD, (struct place){0}, path);
        return false;
    }
    return true;
}

static void end_pkcs12(void *handle)
{
    PKCS12_free(handle);
}

static bool read_pkcs12(struct arena *arena, const char *path, struct string bytes,
                        const struct secret_source *secrets, struct signing_key *out,
                        struct diagnostics *diagnostics)
{
    const unsigned char *at = (const unsigned char *)bytes.bytes;
    PKCS12 *file = d2i_PKCS12(NULL, &at, (long)bytes.size);
    struct secret secret = {.size = 0};
    X509 *certificate = NULL;
    STACK_OF(X509) *others = NULL;
    EVP_PKEY *private = NULL;

    ERR_clear_error();
    if (file == NULL) {
        REPORT(diagnostics, KEY_KIND, (struct place){0}, path);
        return false;
    }
    arena_own(arena, file, end_pkcs12);
    if (!unlock_pkcs12(file, path, secrets, &secret, diagnostics)) {
        secret_wipe(&secret);
        return false;
    }
    int good = PKCS12_parse(file, secret.bytes, &private, &certificate, &others);
    secret_wipe(&secret);
    ERR_clear_error();
    if (good != 1 || private == NULL) {
        X509_free(certificate);
        sk_X509_pop_free(others, X509_free);
        REPORT(diagnostics, KEY_KIND, (struct place){0}, path);
        return false;
    }
    own_key(arena, out, private);
    if (certificate != NULL) {
        add_certificate(arena, out->certificates, certificate);
    }
    while (others != NULL && sk_X509_num(others) > 0) {
        add_certificate(arena, out->certificates, sk_X509_shift(others));
    }
    sk_X509_free(others);
    return true;
}

/* The file is forgotten as soon as the key is out of it: it may hold the key as it is. */
static bool read_key_file(struct arena *arena, const char *path,
                          const struct secret_source *secrets, struct signing_key *out,
                          struct diagnostics *diagnostics)
{
    struct arena *scratch = arena_child(arena);
    struct string bytes;
    bool good = key_read_file(scratch, path, &bytes, diagnostics);

    if (good) {
        BIO *bio = open_memory(scratch, bytes);
        good = holds(bytes, "-----BEGIN ")
                   ? read_pem(arena, path, bytes, bio, secrets, out, diagnostics)
                   : read_pkcs12(arena, path, bytes, secrets, out, diagnostics);
    }
    arena_free_child(scratch);
    return good;
}

/* The same: there may be a key beside the certificates. */
static bool read_certificate_file(struct arena *arena, const char *path, STACK_OF(X509) * to,
                                  struct diagnostics *diagnostics)
{
    struct arena *scratch = arena_child(arena);
    struct string bytes;
    bool good = key_read_file(scratch, path, &bytes, diagnostics);

    if (good) {
        read_pem_certificates(arena, bytes, to);
    }
    arena_free_child(scratch);
    return good;
}

bool key_open(struct arena *arena, const char *key, const char *certificate,
              const struct secret_source *secrets, struct signing_key *out,
              struct diagnostics *diagnostics)
{
    *out = (struct signing_key){.certificates = new_certificates(arena),
                                .holder = ARENA_NEW(arena, struct key_holder)};
    if (certificate != NULL && !token_is_uri(certificate) &&
        !read_certificate_file(arena, certificate, out->certificates, diagnostics)) {
        return false;
    }
    if (token_is_uri(key)) {
        out->token = token_open(arena, key, secrets, diagnostics);
        if (out->token == NULL) {
            return false;
        }
        read_token_certificates(arena, out->token, out->certificates);
    } else if (!read_key_file(arena, key, secrets, out, diagnostics)) {
        return false;
    }
    if (!put_first(out)) {
        REPORT(diagnostics, CERTIFICATE_NONE, (struct place){0}, key);
        return false;
    }
    const EVP_PKEY *public = X509_get0_pubkey(sk_X509_value(out->certificates, 0));
    if (public == NULL || !key_kind_of(public, &out->kind)) {
        REPORT(diagnostics, KEY_KIND, (struct place){0}, key);
        return false;
    }
    if (out->token != NULL && out->kind == KEY_SM2) {
        REPORT(diagnostics, TOKEN_FAILED, (struct place){0}, key,
               message_translate(N_("its key is one of SM2, and PKCS #11 has no way to sign with "
                                    "those; sign with RSA or ECDSA, or with an SM2 key in a "
                                    "PKCS #12 or PEM file")));
        return false;
    }
    return true;
}

/* ---- Signing ---- */

const EVP_MD *key_digest(const struct signing_key *key)
{
    int bits = EVP_PKEY_get_bits(X509_get0_pubkey(sk_X509_value(key->certificates, 0)));

    switch (key->kind) {
    case KEY_RSA:
        return EVP_sha256();
    case KEY_SM2:
        return EVP_sm3();
    case KEY_EC:
        return bits <= 256 ? EVP_sha256() : bits <= 384 ? EVP_sha384() : EVP_sha512();
    }
    return EVP_sha256();
}

struct string key_hash(struct arena *arena, const EVP_MD *digest, const struct string *runs,
                       size_t count)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    unsigned char out[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    bool good = context != NULL && EVP_DigestInit_ex(context, digest, NULL) == 1;

    for (size_t i = 0; good && i < count; i++) {
        good = EVP_DigestUpdate(context, runs[i].bytes, runs[i].size) == 1;
    }
    good = good && EVP_DigestFinal_ex(context, out, &size) == 1;
    EVP_MD_CTX_free(context);
    if (!good) {
        arena_fail(arena);
    }
    return (struct string){arena_copy(arena, (const char *)out, size), size};
}

static bool sign_in_memory(struct arena *arena, const struct signing_key *key, struct string bytes,
                           struct string *signature)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *parameters = EVP_PKEY_CTX_new(key->key, NULL);
    unsigned char out[SIGNATURE_LIMIT];
    size_t size = sizeof out;
    bool good = context != NULL && parameters != NULL;

    if (good && key->kind == KEY_SM2) {
        good = EVP_PKEY_CTX_set1_id(parameters, key_sm2_identifier,
                                    sizeof key_sm2_identifier - 1) == 1;
    }
    if (good) {
        EVP_MD_CTX_set_pkey_ctx(context, parameters);
        good = EVP_DigestSignInit(context, NULL, key_digest(key), NULL, key->key) == 1 &&
               EVP_DigestSign(context, out, &size, (const unsigned char *)bytes.bytes,
                              bytes.size) == 1;
    }
    EVP_MD_CTX_free(context);
    EVP_PKEY_CTX_free(parameters);
    ERR_clear_error();
    if (good) {
        *signature = (struct string){arena_copy(arena, (const char *)out, size), size};
    }
    return good;
}

/* An INTEGER of unsigned bytes. */
static struct string der_unsigned(struct arena *arena, struct string bytes)
{
    while (bytes.size > 1 && bytes.bytes[0] == 0) {
        bytes.bytes++;
        bytes.size--;
    }
    struct string sign = {"", (unsigned char)bytes.bytes[0] >= 0x80};
    return DER(arena, DER_INTEGER, sign, bytes);
}

static bool sign_on_token(struct arena *arena, const struct signing_key *key, struct string bytes,
                          struct string *signature, struct diagnostics *diagnostics)
{
    struct string digest = key_hash(arena, key_digest(key), &bytes, 1);
    struct string raw;

    if (key->kind == KEY_RSA) { /* with SHA-256, as key_digest() has it */
        struct string algorithm =
            DER(arena, DER_SEQUENCE, der_object(arena, "2.16.840.1.101.3.4.2.1"),
                der_join(arena, DER_NULL, NULL, 0));
        struct string information =
            DER(arena, DER_SEQUENCE, algorithm, DER(arena, DER_OCTETS, digest));
        return token_sign(key->token, arena, TOKEN_RSA, information, signature, diagnostics);
    }
    if (!token_sign(key->token, arena, TOKEN_ECDSA, digest, &raw, diagnostics)) {
        return false;
    }
    size_t half = raw.size / 2;
    *signature = DER(arena, DER_SEQUENCE, der_unsigned(arena, (struct string){raw.bytes, half}),
                     der_unsigned(arena, (struct string){raw.bytes + half, raw.size - half}));
    return raw.size > 1;
}

bool key_sign(struct arena *arena, const struct signing_key *key, struct string bytes,
              struct string *signature, struct diagnostics *diagnostics)
{
    if (key->token != NULL) {
        return sign_on_token(arena, key, bytes, signature, diagnostics);
    }
    if (!sign_in_memory(arena, key, bytes, signature)) {
        REPORT(diagnostics, SIGN_FAILED, (struct place){0},
               message_translate(N_("the key does not sign")));
        return false;
    }
    return true;
}
