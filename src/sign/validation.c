#include "sign/validation.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "sign/trust.h"
#include "sign/update.h"
#include <openssl/err.h>
#include <openssl/http.h>
#include <openssl/x509v3.h>
#include <string.h>

enum {
    LIST_LIMIT = 16 * 1024 * 1024, /* bytes of a revocation list */
    LISTS_LIMIT = 64,
    WAIT_SECONDS = 10,
};

static void end_lists(void *handle)
{
    sk_X509_CRL_pop_free(handle, X509_CRL_free);
}

static struct validation new_validation(struct arena *arena)
{
    struct validation validation = {sk_X509_new_null(), sk_X509_CRL_new_null()};

    if (validation.certificates == NULL || validation.lists == NULL) {
        sk_X509_free(validation.certificates);
        sk_X509_CRL_free(validation.lists);
        arena_fail(arena);
    }
    key_own_certificates(arena, validation.certificates);
    arena_own(arena, validation.lists, end_lists);
    return validation;
}

/* ---- Judging ---- */

static X509 *find_issuer(STACK_OF(X509) * among, X509 *certificate)
{
    for (int i = 0; i < sk_X509_num(among); i++) {
        X509 *issuer = sk_X509_value(among, i);
        if (X509_check_issued(issuer, certificate) == X509_V_OK &&
            X509_verify(certificate, X509_get0_pubkey(issuer)) == 1) {
            return issuer;
        }
    }
    return NULL;
}

static bool is_list_of(X509_CRL *list, X509 *issuer)
{
    return X509_NAME_cmp(X509_CRL_get_issuer(list), X509_get_subject_name(issuer)) == 0 &&
           X509_CRL_verify(list, X509_get0_pubkey(issuer)) == 1;
}

enum revocation validation_check(const struct validation *validation, X509 *certificate,
                                 STACK_OF(X509) * others, int64_t time)
{
    X509 *issuer = find_issuer(others, certificate);
    enum revocation found = REVOCATION_UNKNOWN;
    time_t at = (time_t)time;

    if (issuer == NULL) {
        issuer = find_issuer(validation->certificates, certificate);
    }
    for (int i = 0; issuer != NULL && i < sk_X509_CRL_num(validation->lists); i++) {
        X509_CRL *list = sk_X509_CRL_value(validation->lists, i);
        X509_REVOKED *entry = NULL;
        if (!is_list_of(list, issuer)) {
            continue;
        }
        int state = X509_CRL_get0_by_cert(list, &entry, certificate);
        if (state == 1 &&
            (time == 0 || X509_cmp_time(X509_REVOKED_get0_revocationDate(entry), &at) <= 0)) {
            found = REVOCATION_REVOKED;
        } else if (found == REVOCATION_UNKNOWN) {
            found = REVOCATION_GOOD;
        }
    }
    ERR_clear_error();
    return found;
}

/* ---- Fetching ---- */

static X509_CRL *fetch(const char *url)
{
    BIO *answer = OSSL_HTTP_get(url, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, 0,
                                LIST_LIMIT, WAIT_SECONDS);
    X509_CRL *list = answer == NULL ? NULL : d2i_X509_CRL_bio(answer, NULL);

    BIO_free(answer);
    ERR_clear_error();
    return list;
}

/* The list at the first address of the certificate's that gives one. */
static X509_CRL *fetch_list(const CRL_DIST_POINTS *points)
{
    static const char scheme[] = "http:";

    for (int i = 0; i < sk_DIST_POINT_num(points); i++) {
        const DIST_POINT *point = sk_DIST_POINT_value(points, i);
        if (point->distpoint == NULL || point->distpoint->type != 0) {
            continue;
        }
        const GENERAL_NAMES *names = point->distpoint->name.fullname;
        for (int j = 0; j < sk_GENERAL_NAME_num(names); j++) {
            int type;
            const ASN1_STRING *address =
                GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names, j), &type);
            if (type != GEN_URI) {
                continue;
            }
            const char *url = (const char *)ASN1_STRING_get0_data(address);
            if (strlen(url) != (size_t)ASN1_STRING_length(address) ||
                strncmp(url, scheme, sizeof scheme - 1) != 0) {
                continue;
            }
            X509_CRL *list = fetch(url);
            if (list != NULL) {
                return list;
            }
        }
    }
    return NULL;
}

/* NULL, or why there is no list for the certificate. */
static const char *add_list(struct arena *arena, struct validation *validation, X509 *certificate)
{
    X509 *issuer = find_issuer(validation->certificates, certificate);

    if (issuer == NULL) {
        return N_("its issuer's certificate is not there");
    }
    CRL_DIST_POINTS *points =
        X509_get_ext_d2i(certificate, NID_crl_distribution_points, NULL, NULL);
    if (points == NULL) {
        ERR_clear_error();
        return N_("it does not tell where its issuer's revocation list is");
    }
    X509_CRL *list = fetch_list(points);
    CRL_DIST_POINTS_free(points);
    if (list == NULL || !is_list_of(list, issuer)) {
        X509_CRL_free(list);
        ERR_clear_error();
        return N_("its issuer's revocation list cannot be fetched");
    }
    for (int i = 0; i < sk_X509_CRL_num(validation->lists); i++) {
        if (X509_CRL_cmp(sk_X509_CRL_value(validation->lists, i), list) == 0) {
            X509_CRL_free(list);
            return NULL;
        }
    }
    if (sk_X509_CRL_push(validation->lists, list) == 0) {
        X509_CRL_free(list);
        arena_fail(arena);
    }
    return NULL;
}

static bool collect(struct arena *arena, struct validation *validation,
                    struct diagnostics *diagnostics)
{
    bool good = true;

    for (int i = 0; i < sk_X509_num(validation->certificates); i++) {
        X509 *certificate = sk_X509_value(validation->certificates, i);
        if (X509_self_signed(certificate, 0) == 1) {
            continue; /* nobody revokes a root */
        }
        const char *name = trust_name(arena, X509_get_subject_name(certificate)).bytes;
        const char *why = add_list(arena, validation, certificate);
        if (why != NULL) {
            REPORT(diagnostics, REVOCATION_MISSING, (struct place){0}, name,
                   message_translate(why));
        } else if (validation_check(validation, certificate, validation->certificates, 0) ==
                   REVOCATION_REVOKED) {
            REPORT(diagnostics, CERTIFICATE_UNFIT, (struct place){0}, name,
                   message_translate(N_("it has been revoked")));
            good = false;
        }
    }
    return good;
}

/* ---- Writing ---- */

/* An entry of /DSS: what is there, and the new streams from one number on. */
static void add_entry(struct update *update, const struct value *there, const char *key,
                      struct reference first, size_t count)
{
    const struct value *before = revision_entry(update->base, there, key);

    buffer_format(&update->out, "/%s [", key);
    for (size_t i = 0; before->kind == VALUE_ARRAY && i < before->count; i++) {
        value_write(&update->out, &before->items[i]);
        buffer_add_byte(&update->out, ' ');
    }
    for (size_t i = 0; i < count; i++) {
        buffer_format(&update->out, "%u 0 R ", (unsigned)(first.number + i));
    }
    buffer_add_string(&update->out, "]\n");
}

static void write_update(struct arena *arena, struct update *update,
                         const struct validation *validation)
{
    static const char *const changed[] = {"DSS", NULL};
    static const char *const kept[] = {"Type", "Certs", "CRLs", NULL};
    const struct value *root = value_entry(&update->base->trailer, "Root");
    const struct value *catalog = revision_catalog(update->base);
    const struct value *there = revision_entry(update->base, catalog, "DSS");
    size_t certificates = (size_t)sk_X509_num(validation->certificates);
    size_t lists = (size_t)sk_X509_CRL_num(validation->lists);
    struct reference first = {update->next, 0};
    struct reference first_list = {update->next + (uint32_t)certificates, 0};

    for (size_t i = 0; i < certificates + lists; i++) {
        unsigned char *bytes = NULL;
        int size = i < certificates
                       ? i2d_X509(sk_X509_value(validation->certificates, (int)i), &bytes)
                       : i2d_X509_CRL(sk_X509_CRL_value(validation->lists, (int)(i - certificates)),
                                      &bytes);
        update_stream(update, update_reserve(update), "", key_take(arena, size, bytes));
    }
    struct reference store = update_reserve(update);
    update_begin(update, store);
    buffer_add_string(&update->out, "<</Type /DSS\n");
    update_copy(update, there, kept);
    add_entry(update, there, "Certs", first, certificates);
    add_entry(update, there, "CRLs", first_list, lists);
    buffer_add_string(&update->out, ">>");
    update_end(update);
    update_begin(update, root->reference);
    buffer_add_string(&update->out, "<<");
    update_copy(update, catalog, changed);
    buffer_format(&update->out, "/DSS %u 0 R>>", (unsigned)store.number);
    update_end(update);
}

bool validation_add(struct arena *arena, const char *name, STACK_OF(X509) * certificates,
                    struct string *document, struct diagnostics *diagnostics)
{
    enum { ID_BYTES = 16 };
    struct validation validation = new_validation(arena);
    struct fault fault = {NULL, 0};

    for (int i = 0; i < sk_X509_num(certificates); i++) {
        X509 *certificate = sk_X509_value(certificates, i);
        if (sk_X509_push(validation.certificates, certificate) == 0 ||
            X509_up_ref(certificate) != 1) {
            arena_fail(arena);
        }
    }
    if (!collect(arena, &validation, diagnostics)) {
        return false;
    }
    struct revision *revision = revision_open(arena, *document, &fault);
    if (revision == NULL) {
        REPORT(diagnostics, PDF_BROKEN, (struct place){0}, name, message_translate(fault.text),
               arena_format(arena, "%zu", fault.offset));
        return false;
    }
    struct update update = update_new(arena, revision);
    write_update(arena, &update, &validation);
    const struct string parts[] = {*document, buffer_string(&update.out)};
    struct string hash = key_hash(arena, EVP_sha256(), parts, 2);
    update_finish(&update, (struct string){hash.bytes, ID_BYTES});
    struct buffer file = buffer_new(arena);
    buffer_add(&file, document->bytes, document->size);
    buffer_add(&file, update.out.bytes, update.out.size);
    *document = buffer_string(&file);
    return true;
}

/* ---- Reading ---- */

/* The bytes of the streams of an entry, one by one. */
static bool next_stream(struct revision *revision, const struct value *array, size_t i,
                        struct string *bytes)
{
    if (array->kind != VALUE_ARRAY || i >= array->count || i >= LISTS_LIMIT) {
        return false;
    }
    const struct value *stream = revision_resolve(revision, &array->items[i]);
    *bytes = STRING("");
    return stream->kind != VALUE_STREAM || revision_decode(revision, stream, bytes);
}

struct validation validation_read(struct revision *revision)
{
    struct validation validation = new_validation(revision->arena);
    const struct value *store = revision_entry(revision, revision_catalog(revision), "DSS");
    const struct value *certificates = revision_entry(revision, store, "Certs");
    const struct value *lists = revision_entry(revision, store, "CRLs");
    struct string bytes;

    for (size_t i = 0; next_stream(revision, certificates, i, &bytes); i++) {
        const unsigned char *at = (const unsigned char *)bytes.bytes;
        X509 *certificate = d2i_X509(NULL, &at, (long)bytes.size);
        if (certificate != NULL && sk_X509_push(validation.certificates, certificate) == 0) {
            X509_free(certificate);
        }
    }
    for (size_t i = 0; next_stream(revision, lists, i, &bytes); i++) {
        const unsigned char *at = (const unsigned char *)bytes.bytes;
        X509_CRL *list = d2i_X509_CRL(NULL, &at, (long)bytes.size);
        if (list != NULL && sk_X509_CRL_push(validation.lists, list) == 0) {
            X509_CRL_free(list);
        }
    }
    ERR_clear_error();
    return validation;
}
