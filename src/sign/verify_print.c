/* What verifying found, as text and as JSON. */
#include "sign/verify.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include "sign/date.h"
#include <string.h>

enum { LABEL_COLUMNS = 16 };

static const char *const change_texts[] = {
    [CHANGE_NONE] = N_("nothing that shows"),
    [CHANGE_SIGNATURES] = N_("further signatures only"),
    [CHANGE_FORM] = N_("form fields"),
    [CHANGE_ANNOTATIONS] = N_("annotations or metadata"),
    [CHANGE_OTHER] = N_("the document itself"),
};
static const char *const change_names[] = {
    [CHANGE_NONE] = "none",   [CHANGE_SIGNATURES] = "signatures",
    [CHANGE_FORM] = "form",   [CHANGE_ANNOTATIONS] = "annotations",
    [CHANGE_OTHER] = "other",
};
static const char *const permission_texts[] = {
    [PERMISSION_NONE] = N_("no change allowed"),
    [PERMISSION_FORM] = N_("form filling and signing allowed"),
    [PERMISSION_ANNOTATIONS] = N_("form filling, signing and annotations allowed"),
    [PERMISSION_UNSAID] = "",
};
static const char *const permission_names[] = {
    [PERMISSION_NONE] = "none",
    [PERMISSION_FORM] = "form",
    [PERMISSION_ANNOTATIONS] = "annotations",
    [PERMISSION_UNSAID] = "unsaid",
};

static const char *const trust_names[] = {
    [TRUST_UNKNOWN] = "unknown",
    [TRUST_YES] = "yes",
    [TRUST_NO] = "no",
};
static const char *const role_names[] = {
    [ROLE_SIGNER] = "signer",
    [ROLE_ISSUER] = "issuer",
    [ROLE_TIMESTAMP] = "timestamp",
    [ROLE_TIMESTAMP_ISSUER] = "timestamp-issuer",
};
static const char *const state_names[] = {
    [REVOCATION_UNKNOWN] = "unknown",
    [REVOCATION_GOOD] = "good",
    [REVOCATION_REVOKED] = "revoked",
};
static const char *const state_texts[] = {
    [REVOCATION_UNKNOWN] = N_("unknown whether revoked"),
    [REVOCATION_GOOD] = N_("not revoked"),
    [REVOCATION_REVOKED] = N_("REVOKED"),
};
static const char *const source_names[] = {
    [REVOCATION_BY_NOBODY] = "",
    [REVOCATION_BY_OCSP] = "ocsp",
    [REVOCATION_BY_LIST] = "crl",
};
static const char *const source_texts[] = {
    [REVOCATION_BY_NOBODY] = "",
    [REVOCATION_BY_OCSP] = N_("by OCSP of %s"),
    [REVOCATION_BY_LIST] = N_("by the revocation list of %s"),
};

/* Text out of the file, without what steers a terminal or turns the line. */
static void add_foreign(struct buffer *out, struct string text)
{
    for (size_t offset = 0; offset < text.size;) {
        uint32_t character = unicode_decode(text.bytes, text.size, &offset);
        bool turns = (character >= 0x202A && character <= 0x202E) ||
                     (character >= 0x2066 && character <= 0x2069);
        if (character == '\n' || character == '\t' || character == '\r') {
            character = ' ';
        } else if (character == UNICODE_INVALID || turns || character == 0x85 ||
                   unicode_is_forbidden(character)) {
            character = 0xFFFD;
        }
        buffer_add_character(out, character);
    }
}

static void add_label(struct buffer *out, const char *label)
{
    const char *text = message_translate(label);
    size_t size = strlen(text);
    unsigned columns = 0;

    buffer_add_string(out, "  ");
    buffer_add_string(out, text);
    for (size_t offset = 0; offset < size;) {
        columns += unicode_columns(unicode_decode(text, size, &offset));
    }
    for (; columns < LABEL_COLUMNS; columns++) {
        buffer_add_byte(out, ' ');
    }
}

static void add_line(struct buffer *out, const char *label, struct string text)
{
    if (text.size > 0) {
        add_label(out, label);
        add_foreign(out, text);
        buffer_add_byte(out, '\n');
    }
}

/* A verdict, and behind a colon why it is so. */
static void add_verdict(struct buffer *out, const char *label, bool good, const char *text,
                        const char *why, unsigned flags)
{
    bool colour = (flags & VERIFY_COLOUR) != 0;

    add_label(out, label);
    buffer_add_string(out, colour ? good ? "\033[32m" : "\033[1;31m" : "");
    buffer_add_string(out, message_translate(text));
    buffer_add_string(out, colour ? "\033[0m" : "");
    if (why != NULL && *why != '\0') {
        buffer_add_string(out, message_translate(N_(": ")));
        buffer_add_string(out, message_translate(why));
    }
    buffer_add_byte(out, '\n');
}

static void print_trust(const struct signature_report *report, unsigned flags, struct buffer *out)
{
    if (report->trust == TRUST_UNKNOWN) {
        add_label(out, N_("trusted"));
        buffer_add_string(
            out, message_translate(
                     N_("unknown issuer; name the authorities that you trust with --trust")));
        buffer_add_byte(out, '\n');
        return;
    }
    bool is_trusted = report->trust == TRUST_YES;
    add_verdict(out, N_("trusted"), is_trusted, is_trusted ? N_("yes") : N_("NO"),
                is_trusted ? NULL : report->distrust, flags);
}

/* For each certificate of the chains: not revoked, revoked or unknown, and by what. */
static void print_certificates(const struct signature_report *report, unsigned flags,
                               struct buffer *out)
{
    for (size_t i = 0; i < report->certificate_count; i++) {
        const struct certificate_report *certificate = &report->certificates[i];
        const struct revocation *revocation = &certificate->revocation;
        bool bad = revocation->state == REVOCATION_REVOKED;
        bool colour = bad && (flags & VERIFY_COLOUR) != 0;
        add_label(out, N_("certificate"));
        add_foreign(out, certificate->name);
        buffer_add_string(out, message_translate(N_(": ")));
        buffer_add_string(out, colour ? "\033[1;31m" : "");
        buffer_add_string(out, message_translate(state_texts[revocation->state]));
        buffer_add_string(out, colour ? "\033[0m" : "");
        if (bad) {
            buffer_format(out, message_translate(N_(" since %s")),
                          date_iso(out->arena, revocation->revoked));
        }
        if (revocation->state != REVOCATION_UNKNOWN) {
            buffer_add_string(out, message_translate(N_(", ")));
            buffer_format(out, message_translate(source_texts[revocation->by]),
                          date_iso(out->arena, revocation->as_of));
        } else if (revocation->why != NULL) {
            buffer_add_string(out, message_translate(N_(": ")));
            buffer_add_string(out, message_translate(revocation->why));
        }
        buffer_add_byte(out, '\n');
    }
}

static void print_timestamp(const struct signature_report *report, unsigned flags,
                            struct buffer *out)
{
    if (!report->has_timestamp) {
        return;
    }
    bool good = report->timestamp_problem == NULL;
    add_verdict(out, N_("timestamp"), good,
                report->is_timestamp_good ? report->timestamp_time : N_("NO"),
                report->timestamp_problem == NULL && report->timestamp_trust == TRUST_UNKNOWN
                    ? N_("unknown issuer")
                    : report->timestamp_problem,
                flags);
    add_line(out, N_("stamped by"), report->timestamp_authority);
}

static void print_one(const struct verification *verification,
                      const struct signature_report *report, size_t number, unsigned flags,
                      struct buffer *out)
{
    buffer_format(out, message_translate(N_("signature %zu of %zu: ")), number,
                  verification->count);
    add_foreign(out, (struct string){report->field, strlen(report->field)});
    if (report->place.page > 0 && report->place.width > 0 && report->place.height > 0) {
        buffer_format(out, message_translate(N_(", on page %u")), (unsigned)report->place.page);
    }
    buffer_add_byte(out, '\n');
    add_verdict(out, N_("intact"), report->problem == NULL,
                report->problem == NULL ? N_("yes") : N_("NO"), report->problem, flags);
    add_line(out, N_("signer"), report->signer);
    add_line(out, N_("issued by"), report->issuer);
    add_line(out, N_("name"), report->name);
    add_line(out, N_("time as told"), (struct string){report->time, strlen(report->time)});
    add_line(out, N_("reason"), report->reason);
    add_line(out, N_("location"), report->location);
    if (report->problem == NULL) {
        add_label(out, N_("covers"));
        if (report->covered == verification->size) {
            buffer_add_string(out, message_translate(N_("the whole file")));
        } else {
            buffer_format(out, message_translate(N_("revision %zu of %zu (%zu of %zu bytes)")),
                          report->revision, verification->revisions, report->covered,
                          verification->size);
        }
        buffer_add_byte(out, '\n');
        add_verdict(
            out, N_("changed since"), report->later_allowed, change_texts[report->later.change],
            report->later.change > CHANGE_SIGNATURES || !report->later_allowed ? report->later.what
                                                                               : NULL,
            flags);
        if (report->terms.permission != PERMISSION_UNSAID) {
            add_label(out, report->terms.certifies ? N_("certifies") : N_("closes"));
            buffer_add_string(out, message_translate(permission_texts[report->terms.permission]));
            buffer_add_byte(out, '\n');
        }
        print_trust(report, flags, out);
    }
    print_timestamp(report, flags, out);
    print_certificates(report, flags, out);
}

void verify_print_text(const struct verification *verification, const char *name, unsigned flags,
                       struct buffer *out)
{
    for (size_t i = 0; i < verification->count; i++) {
        print_one(verification, &verification->signatures[i], i + 1, flags, out);
    }
    add_foreign(out, (struct string){name, strlen(name)});
    buffer_add_string(out, message_translate(N_(": ")));
    buffer_add_string(
        out, message_translate(verification->count == 0 ? N_("there is no signature")
                               : !verification->good    ? N_("NOT all signatures are good")
                               : !verification->trusted
                                   ? N_("all signatures are intact; who signed is not vouched for")
                                   : N_("all signatures are good")));
    buffer_add_byte(out, '\n');
}

static void add_member(struct buffer *out, const char *name, const char *text)
{
    buffer_format(out, ",\n     \"%s\": ", name);
    if (text == NULL || *text == '\0') {
        buffer_add_string(out, "null");
    } else {
        buffer_add_json(out, text);
    }
}

static void add_string(struct buffer *out, const char *name, struct string text)
{
    add_member(out, name, arena_copy(out->arena, text.bytes, text.size));
}

static void add_truth(struct buffer *out, const char *name, bool truth)
{
    buffer_format(out, ",\n     \"%s\": %s", name, truth ? "true" : "false");
}

static const char *translated(const char *text)
{
    return text == NULL ? NULL : message_translate(text);
}

static void add_date(struct buffer *out, const char *name, int64_t seconds)
{
    add_member(out, name, seconds == 0 ? NULL : date_iso(out->arena, seconds));
}

static void print_certificates_json(const struct signature_report *report, struct buffer *out)
{
    buffer_add_string(out, ",\n     \"certificates\": [");
    for (size_t i = 0; i < report->certificate_count; i++) {
        const struct certificate_report *certificate = &report->certificates[i];
        const struct revocation *revocation = &certificate->revocation;
        buffer_add_string(out, i > 0 ? ", {\"role\": " : "{\"role\": ");
        buffer_add_json(out, role_names[certificate->role]);
        add_string(out, "name", certificate->name);
        add_member(out, "revocation", state_names[revocation->state]);
        add_member(out, "by", source_names[revocation->by]);
        add_date(out, "as_of", revocation->as_of);
        add_date(out, "revoked", revocation->revoked);
        add_member(out, "unknown", translated(revocation->why));
        buffer_add_byte(out, '}');
    }
    buffer_add_byte(out, ']');
}

static void print_one_json(const struct signature_report *report, struct buffer *out)
{
    bool intact = report->problem == NULL;

    buffer_add_string(out, "{\"field\": ");
    buffer_add_json(out, report->field);
    add_truth(out, "good", report->good);
    add_truth(out, "intact", intact);
    add_member(out, "problem", translated(report->problem));
    add_member(out, "kind", report->is_timestamp ? "timestamp" : "signature");
    buffer_format(out, ",\n     \"covered\": %zu,\n     \"revision\": %zu", report->covered,
                  report->revision);
    add_member(out, "changes", intact ? change_names[report->later.change] : NULL);
    add_member(out, "change", intact ? translated(report->later.what) : NULL);
    add_truth(out, "changes_allowed", report->later_allowed);
    add_member(out, "permission", intact ? permission_names[report->terms.permission] : NULL);
    add_truth(out, "certifies", report->terms.certifies);
    buffer_format(out, ",\n     \"page\": %u,\n     \"rectangle\": [",
                  (unsigned)report->place.page);
    const int64_t rectangle[] = {report->place.x, report->place.y, report->place.width,
                                 report->place.height};
    for (size_t i = 0; i < 4; i++) {
        buffer_add_string(out, i > 0 ? ", " : "");
        buffer_add_decimal(out, rectangle[i], 3);
    }
    buffer_add_byte(out, ']');
    add_string(out, "signer", report->signer);
    add_string(out, "issuer", report->issuer);
    add_member(out, "trusted", trust_names[report->trust]);
    add_member(out, "distrust", translated(report->distrust));
    add_member(out, "revocation", state_names[report->revocation]);
    print_certificates_json(report, out);
    add_member(out, "time", report->time);
    add_string(out, "reason", report->reason);
    add_string(out, "location", report->location);
    add_string(out, "name", report->name);
    add_truth(out, "timestamped", report->has_timestamp && report->is_timestamp_good);
    add_member(out, "timestamp", report->timestamp_time);
    add_string(out, "timestamp_authority", report->timestamp_authority);
    add_member(out, "timestamp_trusted",
               report->has_timestamp ? trust_names[report->timestamp_trust] : NULL);
    add_member(out, "timestamp_problem", translated(report->timestamp_problem));
    buffer_add_string(out, "}");
}

void verify_print_json(const struct verification *verification, const char *name,
                       struct buffer *out)
{
    buffer_add_string(out, "{\"file\": ");
    buffer_add_json(out, name);
    buffer_format(out, ",\n \"good\": %s,\n \"trusted\": %s,\n \"size\": %zu",
                  verification->good ? "true" : "false", verification->trusted ? "true" : "false",
                  verification->size);
    buffer_format(out, ",\n \"revisions\": %zu,\n \"signatures\": [", verification->revisions);
    for (size_t i = 0; i < verification->count; i++) {
        buffer_add_string(out, i > 0 ? ",\n    " : "\n    ");
        print_one_json(&verification->signatures[i], out);
    }
    buffer_add_string(out, "]}\n");
}
