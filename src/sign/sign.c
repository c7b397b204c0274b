#include "sign/sign.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "sign/cms.h"
#include "sign/date.h"
#include "sign/sign_private.h"
#include "sign/timestamp.h"
#include "sign/trust.h"
#include "sign/validation.h"
#include "sign/verify.h"
#include <stdio.h>
#include <string.h>

enum {
    RANGE_ROOM = 64, /* characters of /ByteRange */
    ID_BYTES = 16,
};

/* Where the places to fill lie in the signed file. */
struct gaps {
    size_t range;          /* of the numbers of /ByteRange */
    size_t contents, room; /* of the < of /Contents; digits in it */
};

/* ---- Whether it can be signed ---- */

/* Signatures that are there must be good and must allow one more. */
static bool check_document(struct signing *signing)
{
    const struct sign_request *request = signing->request;
    struct fault fault = {NULL, 0};
    const struct verification *there =
        verify_document(signing->arena, request->name, request->input, NULL, signing->diagnostics);

    if (there == NULL) {
        return false;
    }
    for (size_t i = 0; i < there->count; i++) {
        const struct signature_report *report = &there->signatures[i];
        if (report->problem != NULL || !report->later_allowed) {
            REPORT(
                signing->diagnostics, SIGN_BROKEN, (struct place){0}, report->field,
                message_translate(report->problem != NULL ? report->problem : report->later.what));
            return false;
        }
        if (report->terms.permission == PERMISSION_NONE) {
            REPORT(signing->diagnostics, SIGN_FORBIDDEN, (struct place){0}, report->field);
            return false;
        }
    }
    signing->document = revision_open(signing->arena, request->input, &fault);
    if (signing->document == NULL) {
        return false; /* verify_document() has told */
    }
    signing->form = form_read(signing->document);
    signing->certifies = request->permission != PERMISSION_UNSAID && there->count == 0;
    return true;
}

static bool is_unfit(struct signing *signing, const char *why)
{
    REPORT(signing->diagnostics, CERTIFICATE_UNFIT, (struct place){0}, signing->request->key,
           message_translate(why));
    return false;
}

static bool check_certificate(struct signing *signing)
{
    X509 *certificate = sk_X509_value(signing->key.certificates, 0);
    time_t time = (time_t)signing->request->time;
    const char *why;

    if (X509_cmp_time(X509_get0_notBefore(certificate), &time) > 0) {
        return is_unfit(signing, N_("it is not valid yet"));
    }
    if (X509_cmp_time(X509_get0_notAfter(certificate), &time) < 0) {
        return is_unfit(signing, N_("it has expired"));
    }
    return trust_is_fit(certificate, &why) || is_unfit(signing, why);
}

/* The certificate's common name. */
static const char *common_name(struct signing *signing)
{
    const X509_NAME *name = X509_get_subject_name(sk_X509_value(signing->key.certificates, 0));
    int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
    unsigned char *utf8 = NULL;
    int size =
        at < 0
            ? -1
            : ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));

    if (size <= 0) {
        return "Signature";
    }
    return key_take(signing->arena, size, utf8).bytes;
}

/* ---- The signature dictionary ---- */

static void add_entry(struct buffer *out, const char *key, const char *text)
{
    if (text != NULL && *text != '\0') {
        buffer_format(out, "/%s ", key);
        value_write_text(out, text);
        buffer_add_byte(out, '\n');
    }
}

/* What may be changed later: the first signature certifies the document, a later one closes it. */
static void add_terms(struct signing *signing, struct buffer *out)
{
    const struct value *root = value_entry(&signing->document->trailer, "Root");

    if (signing->request->permission == PERMISSION_UNSAID) {
        return;
    }
    buffer_format(out,
                  "/Reference [<</Type /SigRef\n/TransformMethod /%s\n"
                  "/TransformParams <</Type /TransformParams\n/V /1.2\n/P %d\n",
                  signing->certifies ? "DocMDP" : "FieldMDP", (int)signing->request->permission);
    if (signing->certifies) {
        buffer_add_string(out, ">>>>]\n");
    } else {
        buffer_add_string(out, "/Action /All>>\n/Data ");
        value_write_reference(out, root->reference);
        buffer_add_string(out, ">>]\n");
    }
}

static struct gaps write_dictionary(struct signing *signing)
{
    const struct sign_request *request = signing->request;
    struct buffer *out = &signing->update.out;
    size_t before = signing->document->bytes.size;
    struct gaps gaps;

    update_begin(&signing->update, signing->dictionary);
    buffer_add_string(out, "<</Type /Sig\n/Filter /Adobe.PPKLite\n"
                           "/SubFilter /ETSI.CAdES.detached\n");
    buffer_format(out, "/M (%s)\n", date_pdf(signing->arena, request->time));
    add_entry(out, "Name", signing->signer);
    add_entry(out, "Reason", request->reason);
    add_entry(out, "Location", request->location);
    add_terms(signing, out);
    buffer_add_string(out, "/ByteRange ");
    gaps.range = before + out->size;
    buffer_format(out, "%-*s", RANGE_ROOM, "[0 0 0 0]");
    buffer_add_string(out, "\n/Contents ");
    gaps.contents = before + out->size;
    gaps.room = 2 * (cms_room(&signing->key) + (request->tsa != NULL ? TIMESTAMP_ROOM : 0));
    buffer_add_byte(out, '<');
    char *zeros = arena_alloc(signing->arena, gaps.room);
    memset(zeros, '0', gaps.room);
    buffer_add(out, zeros, gaps.room);
    buffer_add_string(out, ">\n>>");
    update_end(&signing->update);
    return gaps;
}

/* ---- Filling the gaps ---- */

static bool stamp(void *context, struct string signature, struct string *token)
{
    struct signing *signing = context;

    signing->request->secrets.forget(signing->request->secrets.context);
    if (!timestamp_request(signing->arena, signing->request->tsa, signature, token,
                           signing->diagnostics)) {
        return false;
    }
    signing->token = *token;
    return true;
}

/* Signs what the file consists of but for the gap; puts the signature there. */
static bool fill_gaps(struct signing *signing, struct buffer *file, struct gaps gaps)
{
    static const char digits[] = "0123456789ABCDEF";
    struct timestamp_source source = {stamp, signing};
    size_t after = gaps.contents + gaps.room + 2;
    char range[RANGE_ROOM + 1];
    struct string der;

    (void)snprintf(range, sizeof range, "[0 %zu %zu %zu]", gaps.contents, after,
                   file->size - after);
    memcpy(file->bytes + gaps.range, range, strlen(range));
    const struct string runs[] = {{file->bytes, gaps.contents},
                                  {file->bytes + after, file->size - after}};
    if (!cms_sign(signing->arena, &signing->key, runs, 2,
                  signing->request->tsa != NULL ? &source : NULL, &der, signing->diagnostics)) {
        return false;
    }
    signing->request->secrets.forget(signing->request->secrets.context);
    if (2 * der.size > gaps.room) {
        REPORT(signing->diagnostics, SIGN_FAILED, (struct place){0},
               message_translate(N_("it does not fit")));
        return false;
    }
    char *to = file->bytes + gaps.contents + 1;
    for (size_t i = 0; i < der.size; i++) {
        *to++ = digits[(unsigned char)der.bytes[i] >> 4];
        *to++ = digits[der.bytes[i] & 15];
    }
    return true;
}

/* The identifier of the new revision depends on all that is in it but the signature. */
static struct string identifier(struct signing *signing)
{
    const struct string parts[] = {signing->document->bytes, buffer_string(&signing->update.out)};
    struct string hash = key_hash(signing->arena, EVP_sha256(), parts, 2);

    return (struct string){hash.bytes, ID_BYTES};
}

/* Nothing leaves this house that it would not accept itself. */
static bool check_result(struct signing *signing, struct string file)
{
    const struct verification *result =
        verify_document(signing->arena, signing->request->name, file, NULL, signing->diagnostics);

    bool good = result != NULL && result->count > 0;
    for (size_t i = 0; good && i < result->count; i++) {
        good = result->signatures[i].problem == NULL && result->signatures[i].later_allowed;
    }
    if (!good) {
        REPORT(signing->diagnostics, SIGN_FAILED, (struct place){0},
               message_translate(N_("it would not be valid")));
    }
    return good;
}

/* The chains of the signer and of the timestamp's authority, as far as they are known here. */
static bool add_validation(struct signing *signing, struct string *file)
{
    STACK_OF(X509) *all = sk_X509_dup(signing->key.certificates);

    if (all == NULL) {
        arena_fail(signing->arena);
    }
    timestamp_certificates(signing->arena, signing->token, all);
    bool good =
        validation_add(signing->arena, signing->request->name, all, file, signing->diagnostics);
    sk_X509_free(all);
    return good;
}

bool sign_document(struct arena *arena, const struct sign_request *request,
                   struct string *signed_file, struct diagnostics *diagnostics)
{
    struct signing signing = {
        .arena = arena, .request = request, .diagnostics = diagnostics, .token = STRING("")};

    if (!check_document(&signing) ||
        !key_open(arena, request->key, request->certificate, &request->secrets, &signing.key,
                  diagnostics) ||
        !check_certificate(&signing)) {
        return false;
    }
    if (request->long_term) { /* the signature brings its chain along */
        validation_complete(arena, signing.key.certificates);
    }
    signing.signer = request->signer != NULL ? request->signer : common_name(&signing);
    signing.update = update_new(arena, signing.document);
    signing.dictionary = update_reserve(&signing.update);
    struct gaps gaps = write_dictionary(&signing);
    if (!sign_add_field(&signing)) {
        return false;
    }
    update_finish(&signing.update, identifier(&signing));
    if (signing.document->fault.text != NULL) {
        REPORT(diagnostics, PDF_BROKEN, (struct place){0}, request->name,
               message_translate(signing.document->fault.text),
               arena_format(arena, "%zu", signing.document->fault.offset));
        return false;
    }
    struct buffer file = buffer_new(arena);
    buffer_add(&file, request->input.bytes, request->input.size);
    buffer_add(&file, signing.update.out.bytes, signing.update.out.size);
    *signed_file = buffer_string(&file);
    return fill_gaps(&signing, &file, gaps) &&
           (!request->long_term || add_validation(&signing, signed_file)) &&
           check_result(&signing, *signed_file);
}
