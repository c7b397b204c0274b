#include "sign/verify.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "sign/cms.h"
#include "sign/date.h"
#include "sign/timestamp.h"
#include "sign/verify_chain.h"
#include <stdlib.h>
#include <string.h>

enum { RUNS = 2 }; /* of bytes that a signature is over */

const char verify_system[] = "";

struct verifier {
    struct arena *arena;
    struct revision *document;
    struct trust trust;
    struct validation validation; /* what the document has for it */
};

static bool fail(struct signature_report *report, const char *why)
{
    report->problem = why;
    return false;
}

/* ---- Where it stands ---- */

/* Whether the bytes are <, digits and blanks of hexadecimal numbers, >. */
static bool is_hexadecimal(struct string bytes)
{
    static const char digits[] = "0123456789ABCDEFabcdef";

    if (bytes.size < 4 || bytes.bytes[0] != '<' || bytes.bytes[bytes.size - 1] != '>') {
        return false;
    }
    for (size_t i = 1; i + 1 < bytes.size; i++) {
        if (bytes.bytes[i] == '\0' || strchr(digits, bytes.bytes[i]) == NULL) {
            return false;
        }
    }
    return bytes.size % 2 == 0;
}

/* The two runs of /ByteRange: they must leave out /Contents, all of it and nothing else. */
static bool find_runs(struct revision *document, const struct value *dictionary,
                      struct string runs[RUNS], struct signature_report *report)
{
    const struct value *range = value_entry(dictionary, "ByteRange");
    const struct value *contents = value_entry(dictionary, "Contents");
    struct string bytes = document->bytes;
    size_t numbers[4];

    if (contents->kind != VALUE_STRING || !contents->hexadecimal || contents->text.size < 2) {
        return fail(report, N_("it has no content"));
    }
    if (range->kind != VALUE_ARRAY || range->count != 4) {
        return fail(report, N_("it does not say what it covers"));
    }
    for (size_t i = 0; i < 4; i++) {
        const struct value *item = &range->items[i];
        if (item->kind != VALUE_INTEGER || item->integer < 0 ||
            (uint64_t)item->integer > bytes.size) {
            return fail(report, N_("it does not say what it covers"));
        }
        numbers[i] = (size_t)item->integer;
    }
    if (numbers[0] != 0 || numbers[1] != contents->start || numbers[2] != contents->end ||
        numbers[3] > bytes.size - numbers[2] ||
        !is_hexadecimal(
            (struct string){bytes.bytes + contents->start, contents->end - contents->start})) {
        return fail(report, N_("it leaves out more than itself"));
    }
    runs[0] = (struct string){bytes.bytes, numbers[1]};
    runs[1] = (struct string){bytes.bytes + numbers[2], numbers[3]};
    report->covered = numbers[2] + numbers[3];
    return true;
}

static const struct field *find_field(const struct form *form, struct reference reference)
{
    for (size_t i = 0; i < form->count; i++) {
        if (form->fields[i].reference.number == reference.number) {
            return &form->fields[i];
        }
    }
    return NULL;
}

/* Whether the cross-reference sections of the older revision are the last ones of the newer. */
static bool is_built_on(const struct revision *new, const struct revision *old)
{
    if (old->section_count > new->section_count) {
        return false;
    }
    return memcmp(new->sections + (new->section_count - old->section_count), old->sections,
                  old->section_count * sizeof *old->sections) == 0;
}

/* The revision that the signature covers; it must hold the signature, in the same place. */
static struct revision *open_covered(struct verifier *verifier, const struct field *field,
                                     struct signature_report *report)
{
    struct revision *document = verifier->document;
    const struct value *value = value_entry(field->dictionary, "V");
    struct fault fault = {NULL, 0};

    if (report->covered == document->bytes.size) {
        return document;
    }
    struct revision *covered = revision_open(
        verifier->arena, (struct string){document->bytes.bytes, report->covered}, &fault);
    if (covered == NULL) {
        (void)fail(report, N_("what it covers is no whole document"));
        return NULL;
    }
    if (document->sections[0] < report->covered) {
        (void)fail(report, N_("what stands behind it is no revision of the document"));
        return NULL;
    }
    struct form form = form_read(covered);
    const struct field *before = find_field(&form, field->reference);
    if (before == NULL || !before->is_signature || covered->fault.text != NULL ||
        !is_built_on(document, covered) || value->kind != VALUE_REFERENCE ||
        before->value->start != field->value->start ||
        value_entry(before->dictionary, "V")->kind != VALUE_REFERENCE ||
        !revision_is_plain(covered, value_entry(before->dictionary, "V")->reference)) {
        (void)fail(report, N_("the document that it covers does not have it"));
        return NULL;
    }
    return covered;
}

/* ---- What it permits ---- */

static bool is_allowed(enum permission permission, enum change change)
{
    switch (change) {
    case CHANGE_NONE:
        return true;
    case CHANGE_SIGNATURES:
        return permission != PERMISSION_NONE;
    case CHANGE_FORM:
        return permission == PERMISSION_FORM || permission == PERMISSION_ANNOTATIONS;
    case CHANGE_ANNOTATIONS:
        return permission == PERMISSION_ANNOTATIONS;
    case CHANGE_OTHER:
        return false;
    }
    return false;
}

static bool check_later(struct verifier *verifier, struct revision *covered,
                        const struct value *dictionary, struct signature_report *report)
{
    report->terms = signature_terms(covered, dictionary);
    if (covered->fault.text != NULL) {
        return fail(report, covered->fault.text);
    }
    if (report->terms.certifies) {
        const struct value *permissions =
            revision_entry(covered, revision_catalog(covered), "Perms");
        const struct value *certifying = revision_entry(covered, permissions, "DocMDP");
        if (certifying->start != dictionary->start || certifying->kind != VALUE_DICTIONARY) {
            return fail(report, N_("it certifies, and the document does not know of it"));
        }
    }
    report->later = (struct change_report){CHANGE_NONE, ""};
    if (covered != verifier->document) {
        report->later = change_between(covered, verifier->document);
    }
    report->later_allowed = is_allowed(report->terms.permission, report->later.change);
    return true;
}

/* ---- Who signed ---- */

/* Whether a chain has a certificate that was revoked. A timestamp made before its authority was
 * revoked stays good only if nobody can have the key (RFC 3161, 4). */
static enum revocation_state worst(const struct signature_report *report,
                                   enum certificate_role first)
{
    enum revocation_state found = REVOCATION_GOOD;

    for (size_t i = 0; i < report->certificate_count; i++) {
        const struct certificate_report *certificate = &report->certificates[i];
        const struct revocation *revocation = &certificate->revocation;
        if (certificate->role != first && certificate->role != first + 1) {
            continue;
        }
        if (revocation->state == REVOCATION_REVOKED ||
            (first == ROLE_TIMESTAMP && revocation->revoked != 0 && !revocation->beyond_doubt)) {
            return REVOCATION_REVOKED;
        }
        if (revocation->state == REVOCATION_UNKNOWN) {
            found = REVOCATION_UNKNOWN;
        }
    }
    return found;
}

static void check_timestamp(struct verifier *verifier, struct string token,
                            const struct string *runs, size_t count,
                            struct signature_report *report, int64_t *time)
{
    struct timestamp timestamp =
        timestamp_check(verifier->arena, token, runs, count, &verifier->trust);

    report->has_timestamp = true;
    report->is_timestamp_good = timestamp.intact;
    report->timestamp_trust = timestamp.trust;
    report->timestamp_problem = timestamp.why;
    report->timestamp_authority = timestamp.authority;
    report->timestamp_time = timestamp.intact ? date_iso(verifier->arena, timestamp.time) : "";
    if (!timestamp.intact) {
        return;
    }
    struct chain chain = chain_new(verifier->arena, &verifier->validation, timestamp.certificates);
    (void)chain_trust(&chain, &verifier->trust, timestamp.signer, timestamp.time);
    chain_judge(&chain, timestamp.signer, timestamp.time, ROLE_TIMESTAMP, report);
    if (timestamp.why == NULL && worst(report, ROLE_TIMESTAMP) == REVOCATION_REVOKED) {
        report->timestamp_problem = N_("a certificate of its authority was revoked");
        report->timestamp_trust = TRUST_NO;
    }
    if (report->timestamp_trust == TRUST_YES) {
        *time = timestamp.time;
    }
}

static bool check_signer(struct verifier *verifier, const struct value *dictionary,
                         const struct string runs[RUNS], struct signature_report *report)
{
    struct arena *arena = verifier->arena;
    const struct value *contents = value_entry(dictionary, "Contents");
    const struct value *kind = value_entry(dictionary, "SubFilter");
    bool is_cades = value_is_name(kind, "ETSI.CAdES.detached");
    struct cms cms;
    const char *why;
    int64_t time = 0;

    if (value_is_name(kind, "ETSI.RFC3161")) {
        report->is_timestamp = true;
        check_timestamp(verifier, contents->text, runs, RUNS, report, &time);
        report->trust = report->timestamp_trust;
        report->distrust = report->timestamp_problem;
        return report->is_timestamp_good || fail(report, report->timestamp_problem);
    }
    if (!is_cades && !value_is_name(kind, "adbe.pkcs7.detached")) {
        return fail(report, N_("it is of a kind that is not known here"));
    }
    if (!cms_read(arena, contents->text, &cms, &why)) {
        return fail(report, why);
    }
    if (cms.signer != NULL) {
        report->signer = trust_name(arena, X509_get_subject_name(cms.signer));
        report->issuer = trust_name(arena, X509_get_issuer_name(cms.signer));
    }
    if (!cms_check(arena, &cms, runs, RUNS, &why)) {
        return fail(report, why);
    }
    if (is_cades && cms.certificate_hash.size == 0) {
        return fail(report, N_("it does not name its certificate"));
    }
    if (cms.token.size > 0) {
        check_timestamp(verifier, cms.token, &cms.signature, 1, report, &time);
    }
    struct chain chain = chain_new(arena, &verifier->validation, cms.certificates);
    struct trust_finding finding = chain_trust(&chain, &verifier->trust, cms.signer, time);
    report->trust = finding.verdict;
    report->distrust = finding.why;
    chain_judge(&chain, cms.signer, time, ROLE_SIGNER, report);
    report->revocation = worst(report, ROLE_SIGNER);
    return true;
}

/* ---- All ---- */

static struct string text_of(struct verifier *verifier, const struct value *dictionary,
                             const char *key)
{
    return value_text(verifier->arena, revision_entry(verifier->document, dictionary, key));
}

/* False when it is worth nothing. */
static bool check_one(struct verifier *verifier, const struct field *field,
                      struct signature_report *report)
{
    const struct value *value = value_entry(field->dictionary, "V");
    const struct value *dictionary = field->value;
    struct string runs[RUNS];

    report->place = field_place(verifier->document, field);
    if (value->kind != VALUE_REFERENCE || dictionary->kind != VALUE_DICTIONARY ||
        !revision_is_plain(verifier->document, value->reference)) {
        return fail(report, N_("it is no signature"));
    }
    report->time = date_shown(verifier->arena, value_entry(dictionary, "M")->kind == VALUE_STRING
                                                   ? value_entry(dictionary, "M")->text
                                                   : STRING(""));
    report->reason = text_of(verifier, dictionary, "Reason");
    report->location = text_of(verifier, dictionary, "Location");
    report->name = text_of(verifier, dictionary, "Name");
    if (!find_runs(verifier->document, dictionary, runs, report)) {
        return false;
    }
    struct revision *covered = open_covered(verifier, field, report);
    if (covered == NULL || !check_signer(verifier, dictionary, runs, report)) {
        return false;
    }
    return check_later(verifier, covered, dictionary, report);
}

static int by_covered(const void *a, const void *b)
{
    const struct signature_report *x = a, *y = b;

    return x->covered < y->covered ? -1 : x->covered > y->covered;
}

/* Numbers the revisions that signatures cover. */
static void count_revisions(struct verification *verification)
{
    size_t last = 0;

    qsort(verification->signatures, verification->count, sizeof *verification->signatures,
          by_covered);
    for (size_t i = 0; i < verification->count; i++) {
        struct signature_report *report = &verification->signatures[i];
        if (report->covered > last) {
            verification->revisions++;
            last = report->covered;
        }
        report->revision = verification->revisions;
    }
    verification->revisions += last < verification->size;
}

struct verification *verify_document(struct arena *arena, const char *name, struct string bytes,
                                     const char *trust, struct diagnostics *diagnostics)
{
    struct verification *verification = ARENA_NEW(arena, struct verification);
    struct verifier verifier = {.arena = arena};
    struct fault fault = {NULL, 0};

    if (trust == verify_system) {
        trust_open_default(arena, &verifier.trust);
    } else if (trust != NULL && !trust_open(arena, trust, &verifier.trust, diagnostics)) {
        return NULL;
    }
    verifier.document = revision_open(arena, bytes, &fault);
    struct form form = {.count = 0};
    if (verifier.document != NULL) {
        form = form_read(verifier.document);
        verifier.validation = validation_read(verifier.document);
        fault = verifier.document->fault;
    }
    if (fault.text != NULL) {
        REPORT(diagnostics, PDF_BROKEN, (struct place){0}, name, message_translate(fault.text),
               arena_format(arena, "%zu", fault.offset));
        return NULL;
    }
    verification->size = bytes.size;
    verification->signatures = ARENA_ARRAY(arena, struct signature_report, form.count + 1);
    verification->good = verification->trusted = true;
    for (size_t i = 0; i < form.count; i++) {
        if (!form.fields[i].is_signature || form.fields[i].value->kind == VALUE_NULL) {
            continue;
        }
        struct signature_report *report = &verification->signatures[verification->count++];
        *report = (struct signature_report){.field = form.fields[i].name,
                                            .time = "",
                                            .timestamp_time = "",
                                            .signer = STRING(""),
                                            .issuer = STRING(""),
                                            .reason = STRING(""),
                                            .location = STRING(""),
                                            .name = STRING(""),
                                            .timestamp_authority = STRING("")};
        if (verification->count > SIGNATURES_LIMIT) {
            (void)fail(report, N_("there are too many signatures"));
        } else if (check_one(&verifier, &form.fields[i], report) &&
                   verifier.document->fault.text != NULL) {
            (void)fail(report, verifier.document->fault.text);
        }
        report->good = report->problem == NULL && report->later_allowed &&
                       (!report->has_timestamp || report->timestamp_problem == NULL) &&
                       report->trust != TRUST_NO && report->revocation != REVOCATION_REVOKED;
        verification->good = verification->good && report->good;
        verification->trusted = verification->trusted && report->trust == TRUST_YES;
    }
    verification->good = verification->good && verification->count > 0;
    verification->trusted = verification->trusted && verification->good;
    count_revisions(verification);
    return verification;
}
