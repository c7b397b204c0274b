/* gongwen finalize: check, audit, render, sign, in this order; nothing is signed while one of them
 * finds an error. The PDF is handed on to gongwen-sign in memory, so that no unsigned one is left
 * anywhere; keys and PINs are that program's business alone. */
#include "command/examination.h"
#include "command/request.h"

#include "audit/audit.h"
#include "audit/rules.h"
#include "base/arena.h"
#include "output/publish.h"
#include "report/report.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

enum { SIGNING_LIMIT = 64, OPTION_ROOM = 32, FINDINGS_LIMIT = 10000 };

struct finalizing {
    struct request request;
    struct check_request check;
    const char *report, *output;
    const char *signing[SIGNING_LIMIT + 8]; /* the options of `gongwen sign` */
    size_t signing_count;
    char names[SIGNING_LIMIT][OPTION_ROOM]; /* --name */
    bool has_key, strict, dry_run, json;
};

/* The reasons not to sign. */
enum reason { REASON_CHECK, REASON_AUDIT, REASON_RENDER, REASON_DRAFT, REASON_OUTPUT };
enum { REASONS = REASON_OUTPUT + 1 };

struct verdicts {
    bool refused[REASONS];
    struct checked checked;
    const struct audit *audit; /* NULL: there was none */
    struct string pdf;
};

/* ---- The steps ---- */

static bool has_failed(const struct finalizing *finalizing, const gongwen_document *document)
{
    return gongwen_error_count(document) > 0 ||
           (finalizing->strict && gongwen_warning_count(document) > 0);
}

static void check(const struct finalizing *finalizing, gongwen_document *document,
                  struct verdicts *verdicts)
{
    if (!document->out_of_memory && setjmp(document->guard) == 0) {
        if (document->report != NULL) {
            examine_report(document, &finalizing->check, &verdicts->checked);
        }
    } else {
        document->out_of_memory = true;
    }
    verdicts->refused[REASON_CHECK] = has_failed(finalizing, document);
}

static void audit(gongwen_document *document, struct verdicts *verdicts)
{
    if (document->out_of_memory || setjmp(document->guard) != 0) {
        document->out_of_memory = true;
    } else if (document->list != NULL && gongwen_error_count(document) == 0) {
        verdicts->audit = examine_pages(document, NULL, document->diagnostics);
    }
    verdicts->refused[REASON_AUDIT] =
        verdicts->audit == NULL || verdicts->audit->verdicts[VERDICT_FAIL] > 0;
}

static void render(const struct finalizing *finalizing, gongwen_document *document,
                   struct verdicts *verdicts)
{
    const void *bytes = NULL;
    size_t size = 0;
    bool painted = gongwen_paint(document, "pdf", 0, 0, &bytes, &size) == 0;

    verdicts->pdf = (struct string){bytes, size};
    verdicts->refused[REASON_RENDER] = !painted || has_failed(finalizing, document);
}

/* What the audit found, among the findings of the report. */
static void tell_audit(gongwen_document *document, const struct audit *found)
{
    bool chinese = strcmp(command_language(), "zh") == 0;

    for (size_t i = 0; found != NULL && i < found->count; i++) {
        const struct audit_finding *finding = &found->findings[i];
        const struct audit_rule *rule = finding->rule;
        if (finding->verdict == VERDICT_FAIL) {
            REPORT(document->diagnostics, FINAL_AUDIT, finding->shown->place,
                   rule->clause.string.bytes,
                   (chinese ? rule->title.zh : rule->title.en).string.bytes,
                   audit_expected(found->scene, rule, true),
                   audit_measured(found->scene, rule, finding->shown, true));
        }
    }
}

/* The check read the file by itself: its places are moved to this reading of it. */
static void take_findings(gongwen_document *document, const gongwen_document *checked)
{
    for (size_t i = 0; i < checked->diagnostics->count; i++) {
        struct diagnostic finding = *checked->diagnostics->items[i];
        if (finding.place.source == checked->source) {
            finding.place.source = document->source;
        }
        diagnostics_add(document->diagnostics, finding);
    }
    diagnostics_sort(document->diagnostics, document->source);
}

/* What is left when all has been made: the draft's mark, where it would go. All findings are the
 * composed document's then. */
static void conclude(const struct finalizing *finalizing, gongwen_document *document,
                     const gongwen_document *checked, struct verdicts *verdicts)
{
    const char *const *inputs = gongwen_dependencies(document);

    if (document->out_of_memory || setjmp(document->guard) != 0) {
        document->out_of_memory = true;
        return;
    }
    document->diagnostics->limit = FINDINGS_LIMIT;
    if (document->report != NULL) {
        struct text draft = document->report->draft.mark;
        if (draft.string.size > 0) {
            REPORT(document->diagnostics, FINAL_DRAFT, draft.place, draft.string.bytes);
            verdicts->refused[REASON_DRAFT] = true;
        }
    }
    tell_audit(document, verdicts->audit);
    take_findings(document, checked);
    if (finalizing->output != NULL) {
        verdicts->refused[REASON_OUTPUT] =
            !publish_allows(document->arena, finalizing->output, inputs, document->diagnostics);
    }
}

/* ---- What is told ---- */

static void tell_check(const struct finalizing *finalizing, const gongwen_document *document,
                       const struct verdicts *verdicts)
{
    const struct diagnostics *found = document->diagnostics;
    size_t notes = found->count + found->dropped - found->errors - found->warnings;

    if (finalizing->json) {
        printf("{\"step\": \"check\", \"good\": %s, \"errors\": %zu, \"warnings\": %zu, "
               "\"notes\": %zu}\n",
               verdicts->refused[REASON_CHECK] ? "false" : "true", found->errors, found->warnings,
               notes);
    } else {
        printf(_("check: errors: %zu, warnings: %zu, notes: %zu\n"), found->errors, found->warnings,
               notes);
    }
}

static void tell_audited(const struct finalizing *finalizing, const struct verdicts *verdicts)
{
    const struct audit *found = verdicts->audit;

    if (finalizing->json) {
        static const size_t none[VERDICT_NONE + 1];
        const size_t *counts = found == NULL ? none : found->verdicts;
        printf("{\"step\": \"audit\", \"good\": %s, \"rules\": %zu, \"pass\": %zu, \"fail\": %zu, "
               "\"warnings\": %zu, \"not_applicable\": %zu}\n",
               verdicts->refused[REASON_AUDIT] ? "false" : "true", found == NULL ? 0 : found->count,
               counts[VERDICT_PASS], counts[VERDICT_FAIL], counts[VERDICT_WARNING],
               counts[VERDICT_NONE]);
    } else if (found == NULL) {
        printf("%s", _("audit: there are no pages to be measured\n"));
    } else {
        printf(_("audit: %s\n"), audit_summary(found));
    }
}

static void tell_rendered(const struct finalizing *finalizing, const gongwen_document *document,
                          const struct verdicts *verdicts)
{
    const char *conformance = finalizing->request.options.conformance;
    size_t pages = gongwen_page_count(document);

    conformance = conformance == NULL ? "a-3a" : conformance;
    if (finalizing->json) {
        printf("{\"step\": \"render\", \"good\": %s, \"pages\": %zu, \"bytes\": %zu, "
               "\"conformance\": \"%s\"}\n",
               verdicts->refused[REASON_RENDER] ? "false" : "true", pages, verdicts->pdf.size,
               conformance);
    } else if (verdicts->pdf.bytes == NULL) {
        printf("%s", _("render: not possible while there are errors\n"));
    } else {
        printf(_("render: pages: %zu, bytes: %zu, conformance: %s\n"), pages, verdicts->pdf.size,
               conformance);
    }
}

/* Whether something speaks against signing; all of it is told. */
static bool tell_refused(const struct finalizing *finalizing, const struct verdicts *verdicts)
{
    static const char *const names[REASONS] = {"check", "audit", "render", "draft", "output"};
    static const char *const texts[REASONS] = {N_("the check"), N_("the audit"), N_("composing"),
                                               N_("the mark of a draft"), N_("the output's name")};
    bool any = false;

    for (size_t i = 0; i < REASONS; i++) {
        if (!verdicts->refused[i]) {
            continue;
        }
        if (finalizing->json) {
            printf("%s\"%s\"", any ? ", " : "{\"step\": \"sign\", \"good\": false, \"refused\": [",
                   names[i]);
        } else {
            printf("%s%s", any ? _(", ") : _("NOT signed because of: "), _(texts[i]));
        }
        any = true;
    }
    if (any) {
        printf("%s\n", finalizing->json ? "]}" : "");
    }
    return any;
}

static int tell_ready(const struct finalizing *finalizing)
{
    if (finalizing->json) {
        puts("{\"step\": \"sign\", \"good\": true, \"ready\": true}");
    } else {
        printf("%s", _("ready to be signed\n"));
    }
    return EXIT_GOOD;
}

/* ---- Signing ---- */

/* A file without a name that holds the bytes and cannot be changed any more; its descriptor, or -1
 * with errno set. */
static int hold_bytes(struct string bytes)
{
    int descriptor = memfd_create("gongwen", MFD_ALLOW_SEALING);

    while (descriptor >= 0 && bytes.size > 0) {
        ssize_t written = write(descriptor, bytes.bytes, bytes.size);
        if (written < 0 && errno != EINTR) {
            int error = errno;
            (void)close(descriptor);
            errno = error;
            return -1;
        }
        bytes.bytes += written > 0 ? written : 0;
        bytes.size -= written > 0 ? (size_t)written : 0;
    }
    if (descriptor >= 0) {
        (void)fcntl(descriptor, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
    }
    return descriptor;
}

/* Becomes gongwen-sign; an exit status when that fails. */
static int sign(struct finalizing *finalizing, struct string pdf)
{
    char path[32];
    int descriptor = hold_bytes(pdf);
    const char **arguments = finalizing->signing;
    size_t count = finalizing->signing_count;

    if (descriptor < 0) {
        (void)fprintf(stderr, _("gongwen: error: the PDF cannot be held in memory: %s\n"),
                      strerror(errno));
        return EXIT_FINDINGS;
    }
    (void)snprintf(path, sizeof path, "/dev/fd/%d", descriptor);
    arguments[count++] = finalizing->json ? "--format=json" : "--format=text";
    arguments[count++] = finalizing->request.json ? "--findings=json" : "--findings=text";
    arguments[count++] = "--output";
    arguments[count++] = finalizing->output;
    arguments[count++] = "--";
    arguments[count++] = path;
    arguments[count] = NULL;
    (void)fflush(stdout);
    return command_execute(&command_sign, (char **)arguments);
}

/* ---- The command ---- */

static int finalize(struct finalizing *finalizing, gongwen_document *checked,
                    struct verdicts *verdicts)
{
    int status = EXIT_FINDINGS;

    check(finalizing, checked, verdicts);
    if (checked->source == NULL || checked->out_of_memory) { /* nothing to go on with */
        request_findings(&finalizing->request, checked);
        return status;
    }
    gongwen_document *document =
        request_open_bytes(&finalizing->request, finalizing->report, checked->source->text);
    if (document == NULL) {
        return status;
    }
    tell_check(finalizing, checked, verdicts);
    audit(document, verdicts);
    tell_audited(finalizing, verdicts);
    render(finalizing, document, verdicts);
    tell_rendered(finalizing, document, verdicts);
    conclude(finalizing, document, checked, verdicts);
    verdicts->refused[REASON_RENDER] = verdicts->refused[REASON_RENDER] || document->out_of_memory;
    bool refused = tell_refused(finalizing, verdicts);
    (void)fflush(stdout);
    request_findings(&finalizing->request, document);
    if (!refused) {
        status = finalizing->dry_run ? tell_ready(finalizing) : sign(finalizing, verdicts->pdf);
    }
    gongwen_close(document);
    return status;
}

/* Hands an option of `gongwen sign` on; false for another letter. */
static bool take_signing(struct finalizing *finalizing, const struct command *command, int letter,
                         const char *argument, int *status)
{
    for (const struct option_row *row = command_sign.options; row->name != NULL; row++) {
        if (row->letter != letter || letter == OPTION_FINDINGS || letter == 'f') {
            continue;
        }
        if (finalizing->signing_count + 2 > SIGNING_LIMIT) {
            *status = command_misused(command, _("the same options again and again"));
            return true;
        }
        char *option = finalizing->names[finalizing->signing_count];
        (void)snprintf(option, OPTION_ROOM, "--%s", row->name);
        finalizing->signing[finalizing->signing_count++] = option;
        if (row->argument != NULL) {
            finalizing->signing[finalizing->signing_count++] = argument;
        }
        finalizing->has_key = finalizing->has_key || letter == OPTION_KEY;
        return true;
    }
    return false;
}

static int take_option(void *context, const struct command *command, int letter,
                       const char *argument)
{
    struct finalizing *finalizing = context;
    int status = EXIT_GOOD;

    switch (letter) {
    case 'o':
        finalizing->output = argument;
        break;
    case 'f':
        finalizing->json = strcmp(argument, "json") == 0;
        if (!finalizing->json && strcmp(argument, "text") != 0) {
            status = command_misused(command, _("--format is text or json"));
        }
        break;
    case OPTION_STRICT:
        finalizing->strict = true;
        break;
    case OPTION_DRY_RUN:
        finalizing->dry_run = true;
        break;
    default:
        if (!check_option(&finalizing->check, command, letter, argument, &status) &&
            !request_option(&finalizing->request, command, letter, argument, &status) &&
            !take_signing(finalizing, command, letter, argument, &status)) {
            status = EXIT_FINDINGS;
        }
    }
    return status;
}

static int settle(const struct finalizing *finalizing, const struct command *command)
{
    if (strcmp(finalizing->report, "-") == 0) {
        return command_misused(command, _("the report must be a file"));
    }
    if (finalizing->output != NULL && strcmp(finalizing->output, "-") == 0) {
        return command_misused(command, _("the output must be a file"));
    }
    if (finalizing->dry_run) {
        return EXIT_GOOD;
    }
    if (finalizing->output == NULL) {
        return command_misused(command, _("where to? -o names the signed document"));
    }
    if (!finalizing->has_key) {
        return command_misused(command, _("with which key? --key names it"));
    }
    return EXIT_GOOD;
}

/* GONGWEN_PIN may be in the environment until gongwen-sign takes it: no core file, and nobody's
 * debugger. */
static void close_process(void)
{
    const struct rlimit none = {0, 0};

    (void)setrlimit(RLIMIT_CORE, &none);
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

static int run(const struct command *command, int argc, char **argv)
{
    struct finalizing finalizing = {
        .request = request_new(),
        .check = {.final = true, .chinese = strcmp(command_language(), "zh") == 0},
        .signing = {"gongwen-sign", "finalize"},
        .signing_count = 2};
    struct verdicts verdicts = {0};
    int status = EXIT_GOOD;

    close_process();
    finalizing.report = command_report(command, argc, argv, take_option, &finalizing, &status);
    if (finalizing.report != NULL) {
        status = settle(&finalizing, command);
        if (status == EXIT_GOOD) {
            gongwen_document *checked = request_open_report(&finalizing.request, finalizing.report);
            status = checked == NULL ? EXIT_FINDINGS : finalize(&finalizing, checked, &verdicts);
            gongwen_close(checked);
        }
    }
    request_free(&finalizing.request);
    return status;
}

static const struct option_row options[] = {
    SIGN_OPTIONS,
    {OPTION_DRY_RUN, "dry-run", NULL, N_("do all but sign: tells whether it can be"), NULL},
    {OPTION_STRICT, "strict", NULL, N_("warnings of check and composing refuse, too"), NULL},
    {OPTION_PREVIOUS, "previous", N_("LAST.yaml"), N_("compare with last year's report"), "FILE"},
    {OPTION_RULES, "rules", N_("FILE"), N_("add rules of your own (may be repeated)"), "FILE"},
    REPORT_OPTIONS,
    PDF_OPTIONS,
    {0},
};

const struct command command_finalize = {
    .name = "finalize",
    .summary = N_("Check, audit, render and sign a report: the last step, or none of it."),
    .arguments = N_("REPORT.yaml"),
    .details =
        N_("Nothing is signed or written while the check or composing finds an error, the audit a\n"
           "failure, something of an example or a placeholder is left, or the report is marked as\n"
           "a draft (draft: 征求意见稿). A signed document is never overwritten.\n"
           "\n"
           "  gongwen finalize --dry-run report.yaml\n"
           "  gongwen finalize report.yaml -o report.pdf --key organ.p12 --seal seal.png \\\n"
           "      --tsa http://tsa.example/\n"),
    .options = options,
    .run = run,
};
