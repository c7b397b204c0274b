#include "sign/validation.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "sign/fetch.h"
#include "sign/ocsp.h"
#include "sign/trust.h"
#include "sign/update.h"
#include <openssl/err.h>
#include <openssl/pkcs7.h>
#include <openssl/x509v3.h>
#include <string.h>

enum {
    LIST_LIMIT = 16 * 1024 * 1024, /* bytes of a revocation list */
    CERTIFICATE_LIMIT = 65536,     /* bytes of what holds certificates */
    CERTIFICATES_LIMIT = 32,       /* that are looked at */
    STREAMS_LIMIT = 256,           /* of an entry of the DSS */
};

static void end_lists(void *handle)
{
    sk_X509_CRL_pop_free(handle, X509_CRL_free);
}

static struct validation new_validation(struct arena *arena)
{
    struct validation validation = {sk_X509_new_null(), sk_X509_CRL_new_null(), NULL, 0, 0};

    if (validation.certificates == NULL || validation.lists == NULL) {
        sk_X509_free(validation.certificates);
        sk_X509_CRL_free(validation.lists);
        arena_fail(arena);
    }
    key_own_certificates(arena, validation.certificates);
    arena_own(arena, validation.lists, end_lists);
    return validation;
}

void validation_add_certificate(struct arena *arena, STACK_OF(X509) * to, X509 *certificate)
{
    for (int i = 0; i < sk_X509_num(to); i++) {
        if (X509_cmp(sk_X509_value(to, i), certificate) == 0) {
            return;
        }
    }
    if (sk_X509_push(to, certificate) == 0 || X509_up_ref(certificate) != 1) {
        arena_fail(arena);
    }
}

/* ---- Fetching ---- */

/* The address that a general name is; NULL: none. */
static const char *address_of(const GENERAL_NAME *name)
{
    int type;
    const ASN1_STRING *text = GENERAL_NAME_get0_value(name, &type);

    if (type != GEN_URI) {
        return NULL;
    }
    const char *url = (const char *)ASN1_STRING_get0_data(text);
    return strlen(url) == (size_t)ASN1_STRING_length(text) ? url : NULL;
}

static void end_points(void *handle)
{
    CRL_DIST_POINTS_free(handle);
}

static void end_access(void *handle)
{
    AUTHORITY_INFO_ACCESS_free(handle);
}

static void end_list(void *handle)
{
    X509_CRL_free(handle);
}

/* Takes the list at the address if it tells about the certificate. NULL, or why not. */
static const char *fetch_list(struct arena *arena, struct validation *validation, const char *url,
                              X509 *certificate, X509 *issuer)
{
    const struct fetch_request request = {.url = url, .limit = LIST_LIMIT};
    struct string bytes;
    const char *why = fetch(arena, &request, &bytes);

    if (why != NULL) {
        return why;
    }
    const unsigned char *at = (const unsigned char *)bytes.bytes;
    X509_CRL *list = d2i_X509_CRL(NULL, &at, (long)bytes.size);
    ERR_clear_error();
    if (list == NULL) {
        return N_("what is there is no revocation list");
    }
    arena_own(arena, list, end_list);
    const ASN1_TIME *next = X509_CRL_get0_nextUpdate(list);
    if (!validation_is_list_of(list, issuer, certificate)) {
        return N_("its revocation list is somebody else's, or not for it");
    }
    if (next == NULL || X509_cmp_current_time(next) < 0) {
        return N_("the list is too old");
    }
    for (int i = 0; i < sk_X509_CRL_num(validation->lists); i++) {
        if (X509_CRL_match(sk_X509_CRL_value(validation->lists, i), list) == 0) {
            return NULL;
        }
    }
    if (sk_X509_CRL_push(validation->lists, list) == 0 || X509_CRL_up_ref(list) != 1) {
        arena_fail(arena);
    }
    return NULL;
}

/* The same for the first address of the certificate's that gives one. */
static const char *ask_list(struct arena *arena, struct validation *validation, X509 *certificate,
                            X509 *issuer)
{
    const char *why = N_("it does not tell where its issuer's revocation list is");
    CRL_DIST_POINTS *points =
        X509_get_ext_d2i(certificate, NID_crl_distribution_points, NULL, NULL);

    ERR_clear_error();
    if (points == NULL) {
        return why;
    }
    arena_own(arena, points, end_points);
    for (int i = 0; i < sk_DIST_POINT_num(points); i++) {
        const DIST_POINT *point = sk_DIST_POINT_value(points, i);
        if (point->distpoint == NULL || point->distpoint->type != 0) {
            continue;
        }
        const GENERAL_NAMES *names = point->distpoint->name.fullname;
        for (int j = 0; j < sk_GENERAL_NAME_num(names); j++) {
            const char *url = address_of(sk_GENERAL_NAME_value(names, j));
            why = url == NULL ? why : fetch_list(arena, validation, url, certificate, issuer);
            if (why == NULL) {
                return NULL;
            }
        }
    }
    return why;
}

/* The certificates in the bytes: one in DER, or some in a PKCS #7 structure (RFC 5280,
 * 4.2.2.1). */
static void add_certificates(struct arena *arena, struct string bytes, STACK_OF(X509) * to)
{
    const unsigned char *at = (const unsigned char *)bytes.bytes;
    X509 *certificate = d2i_X509(NULL, &at, (long)bytes.size);

    if (certificate != NULL && sk_X509_push(to, certificate) == 0) {
        X509_free(certificate);
        arena_fail(arena);
    }
    if (certificate == NULL) {
        at = (const unsigned char *)bytes.bytes;
        PKCS7 *several = d2i_PKCS7(NULL, &at, (long)bytes.size);
        STACK_OF(X509) *brought =
            several != NULL && PKCS7_type_is_signed(several) ? several->d.sign->cert : NULL;
        for (int i = 0; i < sk_X509_num(brought) && i < CERTIFICATES_LIMIT; i++) {
            X509 *other = sk_X509_value(brought, i);
            if (sk_X509_push(to, other) != 0) {
                (void)X509_up_ref(other);
            }
        }
        PKCS7_free(several);
    }
    ERR_clear_error();
}

/* The issuer's certificate, from where the certificate says; NULL: not to be had. */
static X509 *fetch_issuer(struct arena *arena, X509 *certificate)
{
    AUTHORITY_INFO_ACCESS *access = X509_get_ext_d2i(certificate, NID_info_access, NULL, NULL);
    STACK_OF(X509) *found = sk_X509_new_null();

    ERR_clear_error();
    if (access != NULL) {
        arena_own(arena, access, end_access);
    }
    if (found == NULL) {
        arena_fail(arena);
    }
    key_own_certificates(arena, found);
    for (int i = 0; i < sk_ACCESS_DESCRIPTION_num(access); i++) {
        const ACCESS_DESCRIPTION *one = sk_ACCESS_DESCRIPTION_value(access, i);
        const char *url =
            OBJ_obj2nid(one->method) == NID_ad_ca_issuers ? address_of(one->location) : NULL;
        const struct fetch_request request = {.url = url, .limit = CERTIFICATE_LIMIT};
        struct string bytes;
        if (url != NULL && fetch(arena, &request, &bytes) == NULL) {
            add_certificates(arena, bytes, found);
            X509 *issuer = validation_issuer(found, certificate);
            if (issuer != NULL) {
                return issuer;
            }
        }
    }
    return NULL;
}

void validation_complete(struct arena *arena, STACK_OF(X509) * certificates)
{
    for (int i = 0; i < sk_X509_num(certificates) && i < CERTIFICATES_LIMIT; i++) {
        X509 *certificate = sk_X509_value(certificates, i);
        X509 *issuer = NULL;
        if (X509_self_signed(certificate, 0) != 1 &&
            validation_issuer(certificates, certificate) == NULL) {
            issuer = fetch_issuer(arena, certificate);
        }
        if (issuer != NULL) {
            validation_add_certificate(arena, certificates, issuer);
        }
    }
}

/* ---- Collecting ---- */

/* What tells about the certificate: the authority's answer, else its list. NULL, or why there is
 * neither. */
static const char *add_proof(struct arena *arena, struct validation *validation, X509 *certificate,
                             X509 *issuer)
{
    bool is_asked = !ocsp_is_responder(certificate); /* who answers does not tell of itself */
    bool names_responder = false;
    const char *why_not_asked = NULL;

    if (is_asked) {
        STACK_OF(OPENSSL_STRING) *addresses = X509_get1_ocsp(certificate);
        names_responder = sk_OPENSSL_STRING_num(addresses) > 0;
        X509_email_free(addresses);
    }
    if (names_responder) {
        why_not_asked = ocsp_ask(arena, validation, certificate, issuer);
        if (why_not_asked == NULL) {
            return NULL;
        }
    }
    const char *why = ask_list(arena, validation, certificate, issuer);
    bool names_list = X509_get_ext_by_NID(certificate, NID_crl_distribution_points, -1) >= 0;
    return why != NULL && !names_list && why_not_asked != NULL ? why_not_asked : why;
}

/* Whether its issuer wants it believed as long as it is valid (RFC 6960, 4.2.2.2.1). */
static bool is_believed(X509 *certificate)
{
    return ocsp_is_responder(certificate) &&
           (X509_get_ext_by_NID(certificate, NID_id_pkix_OCSP_noCheck, -1) >= 0 ||
            X509_get_ext_by_NID(certificate, NID_crl_distribution_points, -1) < 0);
}

/* Certificates that come while it goes on are looked at too. */
static bool collect(struct arena *arena, struct validation *validation,
                    struct diagnostics *diagnostics)
{
    STACK_OF(X509) *all = validation->certificates;
    bool good = true;

    validation_complete(arena, all);
    for (int i = 0; i < sk_X509_num(all) && i < CERTIFICATES_LIMIT; i++) {
        X509 *certificate = sk_X509_value(all, i);
        if (X509_self_signed(certificate, 0) == 1 || is_believed(certificate)) {
            continue; /* nobody revokes a root */
        }
        const char *name = trust_name(arena, X509_get_subject_name(certificate)).bytes;
        const char *why = N_("its issuer's certificate is not there");
        X509 *issuer = validation_issuer(all, certificate);
        if (issuer != NULL) {
            why = add_proof(arena, validation, certificate, issuer);
        }
        if (why != NULL) {
            REPORT(diagnostics, REVOCATION_MISSING, (struct place){0}, name,
                   message_translate(why));
        } else if (validation_judge(validation, certificate, issuer, 0).state ==
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
    size_t kept = before->kind == VALUE_ARRAY ? before->count : 0;

    if (kept + count == 0) {
        return;
    }
    buffer_format(&update->out, "/%s [", key);
    for (size_t i = 0; i < kept; i++) {
        value_write(&update->out, &before->items[i]);
        buffer_add_byte(&update->out, ' ');
    }
    for (size_t i = 0; i < count; i++) {
        buffer_format(&update->out, "%u 0 R ", (unsigned)(first.number + i));
    }
    buffer_add_string(&update->out, "]\n");
}

/* The encoded form of the part of that number: certificates, lists, responses. */
static struct string encode(struct arena *arena, const struct validation *validation, size_t i)
{
    size_t certificates = (size_t)sk_X509_num(validation->certificates);
    size_t lists = (size_t)sk_X509_CRL_num(validation->lists);
    unsigned char *bytes = NULL;

    if (validation->responses != NULL && i >= certificates + lists) {
        return validation->responses[i - certificates - lists].bytes;
    }
    int size =
        i < certificates
            ? i2d_X509(sk_X509_value(validation->certificates, (int)i), &bytes)
            : i2d_X509_CRL(sk_X509_CRL_value(validation->lists, (int)(i - certificates)), &bytes);
    return key_take(arena, size, bytes);
}

static void write_update(struct arena *arena, struct update *update,
                         const struct validation *validation)
{
    static const char *const changed[] = {"DSS", NULL};
    static const char *const kept[] = {"Type", "Certs", "CRLs", "OCSPs", NULL};
    const struct value *root = value_entry(&update->base->trailer, "Root");
    const struct value *catalog = revision_catalog(update->base);
    const struct value *there = revision_entry(update->base, catalog, "DSS");
    size_t certificates = (size_t)sk_X509_num(validation->certificates);
    size_t lists = (size_t)sk_X509_CRL_num(validation->lists);
    struct reference first = {update->next, 0};
    struct reference first_list = {first.number + (uint32_t)certificates, 0};
    struct reference first_response = {first_list.number + (uint32_t)lists, 0};

    for (size_t i = 0; i < certificates + lists + validation->response_count; i++) {
        update_stream(update, update_reserve(update), "", encode(arena, validation, i));
    }
    struct reference store = update_reserve(update);
    update_begin(update, store);
    buffer_add_string(&update->out, "<</Type /DSS\n");
    update_copy(update, there, kept);
    add_entry(update, there, "Certs", first, certificates);
    add_entry(update, there, "CRLs", first_list, lists);
    add_entry(update, there, "OCSPs", first_response, validation->response_count);
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
        validation_add_certificate(arena, validation.certificates, sk_X509_value(certificates, i));
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
    if (array->kind != VALUE_ARRAY || i >= array->count || i >= STREAMS_LIMIT) {
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
    const struct value *responses = revision_entry(revision, store, "OCSPs");
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
    for (size_t i = 0; next_stream(revision, responses, i, &bytes); i++) {
        (void)ocsp_add(revision->arena, &validation, bytes);
    }
    ERR_clear_error();
    return validation;
}
