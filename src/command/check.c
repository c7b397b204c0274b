/* gongwen check: the content of a report against rules, before anybody signs it. */
#include "command/request.h"

#include "check/check.h"
#include "command/examination.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum findings_form { FORM_TEXT, FORM_JSON, FORM_SARIF };

struct checking_request {
    struct request request;
    struct check_request check;
    const char *report;
    enum findings_form form;
    bool strict;
};

/* How many findings there are of each severity. */
static void add_summary(const gongwen_document *document, struct buffer *out)
{
    const struct diagnostics *diagnostics = document->diagnostics;
    size_t total = diagnostics->count + diagnostics->dropped;
    size_t notes = total - diagnostics->errors - diagnostics->warnings;
    const char *name = document->source == NULL ? "-" : document->source->name;

    if (total == 0) {
        buffer_format(out, _("%s: nothing found\n"), name);
        return;
    }
    buffer_format(out, _("%s: errors: %zu, warnings: %zu, notes: %zu\n"), name, diagnostics->errors,
                  diagnostics->warnings, notes);
}

static void print(const struct checking_request *request, gongwen_document *document,
                  const struct checked *checked)
{
    struct buffer out = buffer_new(document->arena);

    switch (request->form) {
    case FORM_TEXT:
        diagnostics_print_text(document->diagnostics,
                               request_wants_colour(STDOUT_FILENO) ? FORMAT_COLOUR : 0, &out);
        add_summary(document, &out);
        break;
    case FORM_JSON:
        diagnostics_print_json(document->diagnostics, &out);
        break;
    case FORM_SARIF:
        check_print_sarif(checked->rules, checked->rules_count, request->check.chinese,
                          document->diagnostics, &out);
        break;
    }
    struct string text = buffer_string(&out);
    (void)fwrite(text.bytes, 1, text.size, stdout);
}

/* An exit status. */
static int check_document(const struct checking_request *request, gongwen_document *document)
{
    struct checked checked = {0};

    if (document->out_of_memory || setjmp(document->guard) != 0) {
        document->out_of_memory = true;
        request_findings(&request->request, document);
        return EXIT_FINDINGS;
    }
    if (document->report != NULL) {
        examine_report(document, &request->check, &checked);
    }
    print(request, document, &checked);
    bool bad = document->diagnostics->errors > 0 ||
               (request->strict && document->diagnostics->warnings > 0);
    return bad ? EXIT_FINDINGS : EXIT_GOOD;
}

static bool take_format(struct checking_request *request, const char *argument)
{
    static const char *const names[] = {"text", "json", "sarif"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i], argument) == 0) {
            request->form = (enum findings_form)i;
            return true;
        }
    }
    return false;
}

bool check_option(struct check_request *check, const struct command *command, int letter,
                  const char *argument, int *status)
{
    switch (letter) {
    case OPTION_PREVIOUS:
        check->previous = argument;
        return true;
    case OPTION_RULES:
        if (check->rules_count == RULE_FILES_LIMIT / 2) {
            *status = command_misused(command, _("too many files of rules"));
        } else {
            check->rules[check->rules_count++] = argument;
        }
        return true;
    default:
        return false;
    }
}

static int take_option(void *context, const struct command *command, int letter,
                       const char *argument)
{
    struct checking_request *request = context;
    int status = EXIT_GOOD;

    switch (letter) {
    case 'f':
        if (!take_format(request, argument)) {
            status = command_misused(command, _("--format is text, json or sarif"));
        }
        break;
    case OPTION_STRICT:
        request->strict = true;
        break;
    default:
        if (!check_option(&request->check, command, letter, argument, &status)) {
            (void)request_option(&request->request, command, letter, argument, &status);
        }
    }
    return status;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct checking_request request = {.request = request_new(),
                                       .check = {.chinese = strcmp(command_language(), "zh") == 0}};
    int status = EXIT_GOOD;

    request.report = command_report(command, argc, argv, take_option, &request, &status);
    if (request.report == NULL) {
        request_free(&request.request);
        return status;
    }
    gongwen_document *document = request_open_report(&request.request, request.report);
    status = EXIT_FINDINGS;
    if (document != NULL) {
        status = check_document(&request, document);
    }
    gongwen_close(document);
    request_free(&request.request);
    return status;
}

static const struct option_row options[] = {
    {OPTION_PREVIOUS, "previous", N_("LAST.yaml"), N_("compare with last year's report"), "FILE"},
    {'f', "format", "text|json|sarif", N_("how findings are printed (default: text)"),
     "text json sarif"},
    {OPTION_STRICT, "strict", NULL, N_("warnings fail, too"), NULL},
    {OPTION_RULES, "rules", N_("FILE"), N_("add rules of your own (may be repeated)"), "FILE"},
    {0},
};

const struct command command_check = {
    .name = "check",
    .summary = N_("Check the content of a report: what is missing, contradicts or is left over."),
    .arguments = N_("REPORT"),
    .details =
        N_("Findings have the rule's name in brackets. Where one is not meant, the report switches "
           "the\n"
           "rule off, with a reason; a number that needs no fact is marked {{plain 16}}:\n"
           "  checks: {off: [{rule: telephone-number, reason: a public telephone}]}\n"
           "Rules stand in rules/check-*.yaml; docs/check.md has all, and how to write others.\n"
           "A text (.txt, .docx, .md) is checked as it is, without rules on how data are written.\n"
           "\n"
           "The exit status is 1 where there are errors, with --strict where there are warnings.\n"
           "\n"
           "  gongwen check report.yaml\n"
           "  gongwen check --strict --previous 2022.yaml 2023.yaml\n"),
    .options = options,
    .run = run,
};
