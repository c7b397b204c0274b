/* gongwen diff: what changed between two drafts, as text, for machines, and on the page. */
#include "command/request.h"

#include "base/arena.h"
#include "base/confine.h"
#include "command/revision.h"
#include "diff/diff.h"
#include "embedded.h"
#include "layout/layout.h"
#include "output/publish.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { OPTION_FORM = OPTION_HELP + 1, OPTION_SHEETS, OPTION_ONE_SIDED };

/* As of diff(1). */
enum { STATUS_SAME = 0, STATUS_DIFFER = 1, STATUS_TROUBLE = 2 };

enum diff_format { FORMAT_UNSAID, FORMAT_TEXT, FORMAT_JSON, FORMAT_PDF, FORMAT_DUMP };

struct comparing {
    struct request request;
    const char *paths[2]; /* old and new */
    const char *output;
    enum diff_format format;
    enum redline_form form;
    bool sheets_alone, one_sided;
    gongwen_document *desks[2];     /* of revisions: they hold their files */
    gongwen_document *documents[2]; /* NULL: nothing at all (/dev/null) */
};

static bool ends_with(const char *path, const char *ending)
{
    size_t size = strlen(path), length = strlen(ending);

    return size > length && strcasecmp(path + size - length, ending) == 0;
}

static bool is_nothing(const char *path)
{
    return strcmp(path, "/dev/null") == 0;
}

/* Opens one of the two; false after telling why not. */
static bool open_one(struct comparing *comparing, size_t side)
{
    struct request *request = &comparing->request;
    const char *path = comparing->paths[side];
    gongwen_document *document;

    if (is_nothing(path)) {
        return true;
    }
    if (revision_is(path)) {
        gongwen_document *desk = request_open_folders(request);
        size_t count = 0;
        comparing->desks[side] = desk;
        if (desk == NULL) {
            return false;
        }
        const struct extracted *files = NULL;
        const char *name = NULL;
        if (setjmp(desk->guard) == 0) {
            files = revision_read(desk, path, &count);
            name = arena_copy(desk->arena, path, strcspn(path, ":"));
        } else {
            desk->out_of_memory = true;
        }
        if (files == NULL || desk->out_of_memory) {
            request_findings(request, desk);
            return false;
        }
        document = request_open_embedded(request, name, files, count);
    } else if (ends_with(path, ".pdf")) {
        document = request_open_embedded(request, path, NULL, 0);
    } else {
        document = request_open(request, path);
    }
    comparing->documents[side] = document;
    if (document != NULL && (document->out_of_memory || document->report == NULL)) {
        request_findings(request, document);
        return false;
    }
    return document != NULL;
}

/* What a redline calls a draft: the file's name, or the revision as it was said. */
static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL || revision_is(path) ? path : slash + 1;
}

/* An operand is no place to write to. */
static const char *const *inputs_of(struct comparing *comparing, struct arena *arena)
{
    const char **inputs = ARENA_ARRAY(arena, const char *, 3);

    inputs[0] = comparing->paths[0];
    inputs[1] = comparing->paths[1];
    return inputs;
}

static bool paint_redline(struct comparing *comparing, gongwen_document *desk,
                          const struct diff *diff)
{
    gongwen_document *old = comparing->documents[0], *new = comparing->documents[1];
    const char *path = comparing->output == NULL ? "-" : comparing->output;
    const void *bytes;
    size_t size;

    if (old == NULL || new == NULL || new->list == NULL || gongwen_error_count(new) > 0) {
        if (new != NULL) {
            request_findings(&comparing->request, new);
        }
        (void)fputs(_("gongwen diff: there are no pages to show the changes on\n"), stderr);
        return false;
    }
    const char *const folders[] = {arena_format(new->arena, "%s/layouts/base",
                                                comparing->request.options.data_folder != NULL
                                                    ? comparing->request.options.data_folder
                                                    : new->options.data_folder),
                                   NULL};
    const struct text name = {STRING("change-list"), {0}};
    struct redline redline = {.form = comparing->form,
                              .old_name = name_of(comparing->paths[0]),
                              .new_name = name_of(comparing->paths[1]),
                              .old_list = gongwen_error_count(old) > 0 ? NULL : old->list,
                              .new_list = new->list,
                              .layout = new->layout,
                              .list_layout =
                                  layout_read(desk->arena, name, folders, desk->diagnostics),
                              .catalog = new->catalog,
                              .images = new->images,
                              .diagnostics = desk->diagnostics};
    const struct display_list *list =
        redline.list_layout == NULL ? NULL : diff_redline(diff, &redline);
    if (list == NULL || diagnostics_failed(desk->diagnostics)) {
        return false;
    }
    new->list = list;
    new->options.no_sources = 1;
    const char *painter = comparing->format == FORMAT_DUMP ? "dump" : "pdf";
    if (gongwen_paint(new, painter, 0, 0, &bytes, &size) != 0) {
        request_findings(&comparing->request, new);
        return false;
    }
    const struct publication file = {path, {bytes, size}};
    return publish(desk->arena, &file, 1, inputs_of(comparing, desk->arena), desk->diagnostics);
}

static bool print_diff(struct comparing *comparing, gongwen_document *desk, const struct diff *diff,
                       const struct sheets *sheets)
{
    const struct diff_print print = {comparing->paths[0], comparing->paths[1], sheets};
    const char *path = comparing->output == NULL ? "-" : comparing->output;
    struct buffer out = buffer_new(desk->arena);
    bool colour = strcmp(path, "-") == 0 && request_wants_colour(STDOUT_FILENO);

    if (comparing->sheets_alone && comparing->format != FORMAT_JSON) {
        struct string ranges =
            sheets == NULL ? STRING("") : diff_ranges(desk->arena, sheets->items, sheets->count);
        buffer_add(&out, ranges.bytes, ranges.size);
        buffer_add_byte(&out, '\n');
    } else if (comparing->format == FORMAT_JSON) {
        diff_print_json(diff, &print, &out);
    } else {
        diff_print_text(diff, &print, colour ? DIFF_COLOUR : 0, &out);
    }
    const struct publication file = {path, buffer_string(&out)};
    return publish(desk->arena, &file, 1, inputs_of(comparing, desk->arena), desk->diagnostics);
}

static struct diff_side side_of(const gongwen_document *document)
{
    struct diff_side side = {0};

    if (document != NULL) {
        side.report = document->report;
        side.confinement = confinement_of(document->arena);
    }
    return side;
}

static bool has_pages(const gongwen_document *document)
{
    return document != NULL && document->list != NULL && gongwen_error_count(document) == 0;
}

/* Why there are no pages of a draft. */
static void tell_errors(struct comparing *comparing)
{
    for (size_t i = 0; i < 2; i++) {
        gongwen_document *document = comparing->documents[i];
        if (document != NULL && !has_pages(document)) {
            request_findings(&comparing->request, document);
        }
    }
}

/* An exit status. */
static int compare(struct comparing *comparing, gongwen_document *desk)
{
    gongwen_document *old = comparing->documents[0], *new = comparing->documents[1];
    struct sheets sheets = {0};

    if (setjmp(desk->guard) != 0) {
        desk->out_of_memory = true;
        return STATUS_TROUBLE;
    }
    bool paged = has_pages(old) && has_pages(new);
    if (paged) {
        sheets = diff_sheets(desk->arena, old->list, new->list, !comparing->one_sided);
    } else if (comparing->sheets_alone) {
        (void)fputs(_("gongwen diff: without pages of both drafts no sheets can be compared\n"),
                    stderr);
        tell_errors(comparing);
        return STATUS_TROUBLE;
    } else {
        tell_errors(comparing);
    }
    const struct diff *diff = diff_reports(desk->arena, side_of(old), side_of(new));
    bool differs =
        comparing->sheets_alone ? sheets.count > 0 : diff->count > 0 || sheets.page_count > 0;
    bool good = comparing->format == FORMAT_PDF || comparing->format == FORMAT_DUMP
                    ? paint_redline(comparing, desk, diff)
                    : (!differs && comparing->format == FORMAT_TEXT) ||
                          print_diff(comparing, desk, diff, paged ? &sheets : NULL);
    return !good ? STATUS_TROUBLE : differs ? STATUS_DIFFER : STATUS_SAME;
}

static int run_comparison(struct comparing *comparing)
{
    int status = STATUS_TROUBLE;

    if (open_one(comparing, 0) && open_one(comparing, 1)) {
        gongwen_document *desk = request_open_folders(&comparing->request);
        if (desk != NULL) {
            status = compare(comparing, desk);
            request_findings(&comparing->request, desk);
            gongwen_close(desk);
        }
    }
    for (size_t i = 0; i < 2; i++) {
        gongwen_close(comparing->documents[i]);
        gongwen_close(comparing->desks[i]);
    }
    return status;
}

static bool take_format(struct comparing *comparing, const char *argument)
{
    static const char *const names[] = {[FORMAT_TEXT] = "text",
                                        [FORMAT_JSON] = "json",
                                        [FORMAT_PDF] = "pdf",
                                        [FORMAT_DUMP] = "dump"};

    for (size_t i = FORMAT_TEXT; i <= FORMAT_DUMP; i++) {
        if (strcmp(names[i], argument) == 0) {
            comparing->format = (enum diff_format)i;
            return true;
        }
    }
    return false;
}

/* False: the option is none of the command's own. */
static bool take_own(struct comparing *comparing, const struct command *command, int letter,
                     const char *argument, int *status)
{
    switch (letter) {
    case 'o':
        comparing->output = argument;
        return true;
    case 'f':
        if (!take_format(comparing, argument)) {
            *status = command_misused(command, _("--format is text, json, pdf or dump"));
        }
        return true;
    case OPTION_FORM:
        if (strcmp(argument, "inline") != 0 && strcmp(argument, "bars") != 0) {
            *status = command_misused(command, _("--form is inline or bars"));
        }
        comparing->form = strcmp(argument, "bars") == 0 ? REDLINE_BARS : REDLINE_INLINE;
        return true;
    case OPTION_SHEETS:
        comparing->sheets_alone = true;
        return true;
    case OPTION_ONE_SIDED:
        comparing->one_sided = true;
        return true;
    default:
        return false;
    }
}

/* What was not said; an exit status. */
static int settle(struct comparing *comparing, const struct command *command)
{
    const char *output = comparing->output;

    if (comparing->format == FORMAT_UNSAID) {
        comparing->format = output != NULL && ends_with(output, ".pdf")    ? FORMAT_PDF
                            : output != NULL && ends_with(output, ".json") ? FORMAT_JSON
                                                                           : FORMAT_TEXT;
    }
    if (comparing->format == FORMAT_PDF && output == NULL) {
        return command_misused(command, _("a PDF needs a name: -o changes.pdf"));
    }
    if (comparing->format >= FORMAT_PDF && comparing->sheets_alone) {
        return command_misused(command, _("--sheets writes text or JSON"));
    }
    if (strcmp(comparing->paths[0], "-") == 0 && strcmp(comparing->paths[1], "-") == 0) {
        return command_misused(command, _("only one of the two can be standard input"));
    }
    return EXIT_GOOD;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct comparing comparing = {.request = request_new()};
    int status = EXIT_GOOD;
    int operand = 0;
    int letter;

    do {
        const char *argument;
        letter = command_option(command, argc, argv, &argument, &operand, &status);
        if (letter > 0 && !take_own(&comparing, command, letter, argument, &status)) {
            (void)request_option(&comparing.request, command, letter, argument, &status);
        }
    } while (letter > 0 && status == EXIT_GOOD);
    if (letter == 0 && status == EXIT_GOOD) {
        if (operand + 2 != argc) {
            status = command_misused(command, _("which two drafts? The old one, then the new one"));
        } else {
            comparing.paths[0] = argv[operand];
            comparing.paths[1] = argv[operand + 1];
            status = settle(&comparing, command);
            status = status == EXIT_GOOD ? run_comparison(&comparing) : status;
        }
    }
    request_free(&comparing.request);
    return status;
}

static const struct option_row options[] = {
    {'o', "output", N_("FILE"),
     N_("write to FILE: .pdf, .json, else text (default: standard output)"), "FILE"},
    {'f', "format", "text|json|pdf|dump",
     N_("what to write (default: by the output's name, else text)"), "text json pdf dump"},
    {OPTION_FORM, "form", "inline|bars",
     N_("pdf: changes in the text, or the new pages as they are with bars beside what changed "
        "(default: inline)"),
     "inline bars"},
    {OPTION_SHEETS, "sheets", NULL, N_("tell only which sheets differ and are to be printed again"),
     NULL},
    {OPTION_ONE_SIDED, "one-sided", NULL, N_("sheets are printed on one side"), NULL},
    REPORT_OPTIONS,
    {OPTION_NO_DRAFT, "no-draft", NULL, N_("leave out the draft marks that the reports ask for"),
     NULL},
    {0},
};

const struct command command_diff = {
    .name = "diff",
    .summary = N_("Show what changed between two drafts of a report."),
    .arguments = N_("OLD NEW"),
    .details = N_("OLD and NEW are reports, PDFs that hold their sources, revisions as git names "
                  "them,\nor - for standard input. The status is 0 if they are the same, 1 if they "
                  "differ, 2 if\nthere was trouble.\n"
                  "Examples:\n"
                  "  gongwen diff draft1.yaml draft2.yaml\n"
                  "  gongwen diff HEAD~3:data/report.yaml data/report.yaml -o changes.pdf\n"
                  "  gongwen diff sent.pdf report.yaml --form bars -o changes.pdf\n"
                  "  gongwen diff sent.pdf report.yaml --sheets\n"),
    .options = options,
    .run = run,
};
