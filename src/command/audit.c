/* gongwen audit: the composed pages measured against the standard, clause by clause. */
#include "command/request.h"

#include "audit/audit.h"
#include "base/arena.h"
#include "examine.h"
#include "report/report.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct auditing {
    struct request request;
    const char *report, *rules, *overlay;
    bool json;
};

static void print(const struct auditing *auditing, const gongwen_document *document,
                  const struct audit *audit, unsigned flags)
{
    struct buffer out = buffer_new(document->arena);

    if (auditing->json) {
        audit_print_json(audit, document->source->name, &out);
    } else {
        flags |= request_wants_colour(STDOUT_FILENO) ? AUDIT_COLOUR : 0;
        audit_print_text(audit, document->source->name, flags, &out);
    }
    struct string text = buffer_string(&out);
    (void)fwrite(text.bytes, 1, text.size, stdout);
}

/* An exit status. */
static int audit(const struct auditing *auditing, gongwen_document *document)
{
    if (document->out_of_memory || document->list == NULL || gongwen_error_count(document) > 0) {
        return EXIT_FINDINGS;
    }
    if (setjmp(document->guard) != 0) {
        document->out_of_memory = true;
        return EXIT_FINDINGS;
    }
    const struct audit *found = examine_pages(document, auditing->rules, document->diagnostics);
    if (found == NULL) {
        return EXIT_FINDINGS;
    }
    const struct draft *draft = &document->report->draft;
    if (draft->mark.string.bytes != NULL) {
        REPORT(document->diagnostics, DRAFT_AUDITED, draft->place, draft->mark.string.bytes);
    }
    unsigned flags = strcmp(command_language(), "zh") == 0 ? AUDIT_CHINESE : 0;
    print(auditing, document, found, flags);
    if (auditing->overlay != NULL) {
        document->list = audit_overlay(document->arena, found, document->source->name, flags);
        if (!document_write(document, "pdf", auditing->overlay, 0, 0, NULL, 0)) {
            return EXIT_FINDINGS;
        }
    }
    return found->verdicts[VERDICT_FAIL] > 0 ? EXIT_FINDINGS : EXIT_GOOD;
}

static int take_option(void *context, const struct command *command, int letter,
                       const char *argument)
{
    struct auditing *auditing = context;
    int status = EXIT_GOOD;

    switch (letter) {
    case 'f':
        auditing->json = strcmp(argument, "json") == 0;
        if (!auditing->json && strcmp(argument, "text") != 0) {
            status = command_misused(command, _("--format is text or json"));
        }
        break;
    case OPTION_OVERLAY:
        auditing->overlay = argument;
        if (strcmp(argument, "-") == 0) {
            status = command_misused(
                command, _("--overlay needs a file: the audit goes to standard output"));
        }
        break;
    case OPTION_RULES:
        auditing->rules = argument;
        break;
    default:
        (void)request_option(&auditing->request, command, letter, argument, &status);
    }
    return status;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct auditing auditing = {.request = request_new()};
    int status = EXIT_GOOD;

    auditing.report = command_report(command, argc, argv, take_option, &auditing, &status);
    if (auditing.report == NULL) {
        request_free(&auditing.request);
        return status;
    }
    gongwen_document *document = request_open(&auditing.request, auditing.report);
    status = EXIT_FINDINGS;
    if (document != NULL) {
        status = audit(&auditing, document);
        (void)fflush(stdout);
        request_findings(&auditing.request, document);
        status = gongwen_error_count(document) > 0 ? EXIT_FINDINGS : status;
    }
    gongwen_close(document);
    request_free(&auditing.request);
    return status;
}

static const struct option_row options[] = {
    {'f', "format", "text|json", N_("how the audit is printed (default: text)"), "text json"},
    {OPTION_OVERLAY, "overlay", N_("FILE"),
     N_("write a proof sheet, too: a PDF with what was measured drawn over the pages"), "FILE"},
    {OPTION_RULES, "rules", N_("FILE"), N_("audit by these rules instead of GB/T 9704-2012"),
     "FILE"},
    REPORT_OPTIONS,
    {0},
};

const struct command command_audit = {
    .name = "audit",
    .summary = N_("Measure the composed pages against GB/T 9704-2012, clause by clause."),
    .arguments = N_("REPORT.yaml"),
    .details =
        N_("Every rule has a clause, what is expected and what was measured. What the standard "
           "demands (must)\nfails; what it calls usual or recommends, and what is derived "
           "from it, is a warning. What is\nnot as it should be is listed once more at the "
           "end, with its page and its place in the YAML.\n"
           "Exit status: 0 nothing fails (warnings may be), 1 something fails or the report "
           "has errors,\n2 the command line is wrong.\n"
           "Examples:\n"
           "  gongwen audit report.yaml\n"
           "  gongwen audit --overlay proof.pdf report.yaml   (a proof sheet to look at)\n"
           "  gongwen audit --rules our-office.yaml report.yaml   (docs/audit.md tells how)\n"
           "  gongwen audit -f json report.yaml | jq '.rules[] | select(.wrong > 0)'\n"),
    .options = options,
    .run = run,
};
