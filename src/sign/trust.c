#include "sign/trust.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "sign/date.h"
#include <dirent.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <sys/stat.h>

static void end_store(void *handle)
{
    X509_STORE_free(handle);
}

void trust_set_identifier(X509 *certificate)
{
    ASN1_OCTET_STRING *identifier = NULL;

    if (X509_get_signature_nid(certificate) != NID_SM2_with_SM3 ||
        X509_get0_distinguishing_id(certificate) != NULL) {
        return;
    }
    identifier = ASN1_OCTET_STRING_new();
    if (identifier != NULL &&
        ASN1_OCTET_STRING_set(identifier, (const unsigned char *)key_sm2_identifier,
                              (int)strlen(key_sm2_identifier)) == 1) {
        X509_set0_distinguishing_id(certificate, identifier);
    } else {
        ASN1_OCTET_STRING_free(identifier);
    }
}

/* How many certificates of the file the store has taken. */
static size_t add_file(struct arena *arena, const char *path, X509_STORE *store,
                       struct diagnostics *diagnostics)
{
    struct string bytes;
    X509 *certificate;
    size_t count = 0;

    if (!key_read_file(arena, path, &bytes, diagnostics)) {
        return 0;
    }
    BIO *bio = BIO_new_mem_buf(bytes.bytes, (int)bytes.size);
    while (bio != NULL && (certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL)) != NULL) {
        trust_set_identifier(certificate);
        count += X509_STORE_add_cert(store, certificate) == 1;
        X509_free(certificate);
    }
    BIO_free(bio);
    ERR_clear_error();
    return count;
}

static bool is_certificate(const char *name)
{
    static const char *const endings[] = {".pem", ".crt", ".cer"};
    size_t size = strlen(name);

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        if (size > 4 && strcmp(name + size - 4, endings[i]) == 0) {
            return true;
        }
    }
    return false;
}

static void end_folder(void *handle)
{
    (void)closedir(handle);
}

static size_t add_folder(struct arena *arena, const char *path, X509_STORE *store,
                         struct diagnostics *diagnostics)
{
    DIR *folder = opendir(path);
    const struct dirent *entry;
    size_t count = 0;

    if (folder == NULL) {
        return 0;
    }
    arena_own(arena, folder, end_folder);
    while ((entry = readdir(folder)) != NULL) {
        if (is_certificate(entry->d_name)) {
            count += add_file(arena, arena_format(arena, "%s/%s", path, entry->d_name), store,
                              diagnostics);
        }
    }
    return count;
}

int64_t trust_seconds(const ASN1_TIME *time)
{
    struct tm parts;

    if (time == NULL || ASN1_TIME_to_tm(time, &parts) != 1 || parts.tm_year < 70) {
        return 0;
    }
    return date_seconds(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday) +
           (int64_t)parts.tm_hour * 3600 + (int64_t)parts.tm_min * 60 + parts.tm_sec;
}

static X509_STORE *new_store(struct arena *arena)
{
    X509_STORE *store = X509_STORE_new();

    if (store == NULL) {
        arena_fail(arena);
    }
    arena_own(arena, store, end_store);
    return store;
}

void trust_open_default(struct arena *arena, struct trust *out)
{
    *out = (struct trust){new_store(arena), true};
    (void)X509_STORE_set_default_paths(out->store);
    ERR_clear_error();
}

bool trust_open(struct arena *arena, const char *path, struct trust *out,
                struct diagnostics *diagnostics)
{
    struct arena *scratch = arena_child(arena);
    struct stat status;
    size_t before = diagnostics->errors;

    *out = (struct trust){new_store(arena), false};
    bool is_folder = stat(path, &status) == 0 && S_ISDIR(status.st_mode);
    size_t count = is_folder ? add_folder(scratch, path, out->store, diagnostics)
                             : add_file(scratch, path, out->store, diagnostics);
    arena_free_child(scratch);
    if (count == 0 && diagnostics->errors == before) {
        REPORT(diagnostics, TRUST_NONE, (struct place){0}, path);
    }
    return diagnostics->errors == before;
}

bool trust_is_fit(X509 *certificate, const char **why)
{
    static const uint32_t foreign = XKU_SSL_SERVER | XKU_CODE_SIGN | XKU_TIMESTAMP | XKU_OCSP_SIGN;
    uint32_t usage = X509_get_key_usage(certificate);
    uint32_t extended = X509_get_extended_key_usage(certificate);

    if ((usage & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) == 0 ||
        (extended != UINT32_MAX && extended != 0 && (extended & ~foreign) == 0)) {
        *why = N_("it is for other uses than signing documents");
        return false;
    }
    return true;
}

static const char *reason(int error)
{
    switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return N_("a certificate of its chain has expired");
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return N_("a certificate of its chain is not valid yet");
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
        return N_("a certificate of its chain is forged");
    case X509_V_ERR_INVALID_CA:
    case X509_V_ERR_KEYUSAGE_NO_CERTSIGN:
    case X509_V_ERR_PATH_LENGTH_EXCEEDED:
        return N_("its chain goes over somebody who may not issue certificates");
    default:
        return N_("its chain leads to nobody who is trusted");
    }
}

/* Whether somebody who is not known may be the cause; else somebody deceives. */
static bool is_innocent(int error)
{
    switch (error) {
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
    case X509_V_ERR_INVALID_CA:
    case X509_V_ERR_KEYUSAGE_NO_CERTSIGN:
    case X509_V_ERR_PATH_LENGTH_EXCEEDED:
        return false;
    default:
        return true;
    }
}

struct trust_finding trust_check(const struct trust *trust, X509 *signer, STACK_OF(X509) * others,
                                 int64_t time, STACK_OF(X509) * chain)
{
    X509_STORE_CTX *context = X509_STORE_CTX_new();
    struct trust_finding finding = {TRUST_NO, N_("its chain leads to nobody who is trusted")};

    trust_set_identifier(signer);
    for (int i = 0; i < sk_X509_num(others); i++) {
        trust_set_identifier(sk_X509_value(others, i));
    }
    if (context != NULL && X509_STORE_CTX_init(context, trust->store, signer, others) == 1) {
        X509_VERIFY_PARAM *parameters = X509_STORE_CTX_get0_param(context);
        if (!trust->is_default) {
            (void)X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN);
        }
        if (time != 0) {
            X509_VERIFY_PARAM_set_time(parameters, (time_t)time);
        }
        if (X509_verify_cert(context) == 1) {
            finding = (struct trust_finding){TRUST_YES, NULL};
        } else {
            int error = X509_STORE_CTX_get_error(context);
            finding.why = reason(error);
            if (trust->is_default && is_innocent(error)) {
                finding.verdict = TRUST_UNKNOWN;
            }
        }
        const STACK_OF(X509) *built = X509_STORE_CTX_get0_chain(context);
        for (int i = 0; i < sk_X509_num(built); i++) {
            X509 *certificate = sk_X509_value(built, i);
            if (sk_X509_push(chain, certificate) != 0) {
                (void)X509_up_ref(certificate);
            }
        }
    }
    X509_STORE_CTX_free(context);
    ERR_clear_error();
    if (finding.verdict != TRUST_NO && !trust_is_fit(signer, &finding.why)) {
        finding.verdict = TRUST_NO;
    }
    return finding;
}

struct string trust_name(struct arena *arena, const X509_NAME *name)
{
    static const unsigned long flags =
        (XN_FLAG_RFC2253 & ~(unsigned long)(ASN1_STRFLGS_ESC_MSB)) | ASN1_STRFLGS_UTF8_CONVERT;
    BIO *bio = BIO_new(BIO_s_mem());
    char *bytes;

    if (bio == NULL || X509_NAME_print_ex(bio, name, 0, flags) < 0) {
        BIO_free(bio);
        ERR_clear_error();
        return STRING("?");
    }
    long size = BIO_get_mem_data(bio, &bytes);
    struct string copy = {arena_copy(arena, bytes, size > 0 ? (size_t)size : 0),
                          size > 0 ? (size_t)size : 0};
    BIO_free(bio);
    return copy;
}
