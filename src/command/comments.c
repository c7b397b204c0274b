/* gongwen comments: what reviewers wrote into PDFs, with the lines of the report it is about. */
#include "command/request.h"

#include "base/arena.h"
#include "comment/comment.h"
#include "embedded.h"
#include <stdio.h>
#include <string.h>

struct listing {
    struct request request;
    const char *report; /* as it is now; NULL: not named */
    enum { FORMAT_TEXT, FORMAT_JSON, FORMAT_CSV } format;
    bool by_page;
};

/* What is known of one PDF: what its pages show, and where that is written. */
struct ground {
    gongwen_document *document; /* to be closed; NULL: none */
    const struct display_list *list;
    struct comment_current current;
};

/* The report that is told to be the current one; else the one that lies beside the PDF under its
 * name, if it is still what the PDF was made from. */
static const struct source *find_report(const struct listing *listing, gongwen_document *desk,
                                        const char *pdf, const struct source *made)
{
    struct arena *arena = desk->arena;
    size_t size = strlen(pdf);

    if (listing->report != NULL) {
        return source_read(arena, listing->report, desk->diagnostics);
    }
    if (size <= 4 || strcmp(pdf + size - 4, ".pdf") != 0) {
        return NULL;
    }
    const char *beside = arena_format(arena, "%.*s.yaml", (int)(size - 4), pdf);
    if (!source_exists(arena, beside)) {
        return NULL;
    }
    const struct source *source = source_read(arena, beside, diagnostics_new(arena));
    bool same = source != NULL && source->text.size == made->text.size &&
                memcmp(source->text.bytes, made->text.bytes, made->text.size) == 0;
    if (!same) {
        REPORT(desk->diagnostics, COMMENTS_EDITED, (struct place){0}, beside, pdf);
    }
    return same ? source : NULL;
}

/* Composes what the pages show: from the sources in the PDF, else from the report as it is now. */
static struct ground lay_ground(struct listing *listing, gongwen_document *desk, const char *pdf,
                                const struct annotated *annotated)
{
    struct place nowhere = {0};
    struct ground ground = {0};
    size_t count;
    const struct extracted *files = comments_sources(annotated, &count);

    if (count > 0) {
        ground.document = request_open_embedded(&listing->request, pdf, files, count);
    } else if (listing->report != NULL) {
        ground.document = request_open(&listing->request, listing->report);
    } else {
        REPORT(desk->diagnostics, COMMENTS_NO_SOURCES, nowhere, pdf);
    }
    gongwen_document *document = ground.document;
    if (document == NULL) {
        return ground;
    }
    if (document->out_of_memory || document->list == NULL ||
        diagnostics_failed(document->diagnostics)) {
        const struct diagnostics *found = document->out_of_memory ? NULL : document->diagnostics;
        const char *why = "";
        for (size_t i = found == NULL ? 0 : found->count; i-- > 0;) {
            why = found->items[i]->severity == SEVERITY_ERROR ? found->items[i]->text : why;
        }
        REPORT(desk->diagnostics, COMMENTS_UNMADE, nowhere, pdf, why);
        return ground;
    }
    if (!comments_fit(annotated, document->list)) {
        REPORT(desk->diagnostics, COMMENTS_PAGES, nowhere, pdf);
        return ground;
    }
    ground.list = document->list;
    ground.current.made = document->source;
    ground.current.embedded = count > 0;
    if (count > 0) {
        ground.current.report = find_report(listing, desk, pdf, document->source);
    }
    return ground;
}

static void read_pdf(struct listing *listing, gongwen_document *desk, struct comments *comments,
                     const char *pdf)
{
    struct string bytes;

    if (!source_bytes(desk->arena, pdf, (struct place){0}, &bytes, desk->diagnostics)) {
        return;
    }
    const struct annotated *annotated = comments_read(desk->arena, pdf, bytes, desk->diagnostics);
    if (annotated == NULL) {
        return;
    }
    struct ground ground = lay_ground(listing, desk, pdf, annotated);
    comments_add(comments, annotated, ground.list, &ground.current);
    gongwen_close(ground.document);
}

static bool list(struct listing *listing, gongwen_document *desk, char **pdfs, size_t count)
{
    if (setjmp(desk->guard) != 0) {
        desk->out_of_memory = true;
        return false;
    }
    struct comments comments = {.arena = desk->arena};
    struct buffer out = buffer_new(desk->arena);
    for (size_t i = 0; i < count; i++) {
        read_pdf(listing, desk, &comments, pdfs[i]);
    }
    comments_sort(&comments, listing->by_page);
    switch (listing->format) {
    case FORMAT_TEXT:
        comments_print_text(&comments, &out);
        break;
    case FORMAT_JSON:
        comments_print_json(&comments, &out);
        break;
    case FORMAT_CSV:
        comments_print_csv(&comments, &out);
        break;
    }
    (void)fputs(buffer_string(&out).bytes, stdout);
    (void)fflush(stdout);
    if (comments.count == 0 && !diagnostics_failed(desk->diagnostics) &&
        listing->format == FORMAT_TEXT) {
        (void)fputs(_("There are no comments.\n"), stderr);
    }
    return !diagnostics_failed(desk->diagnostics);
}

static int take_format(struct listing *listing, const struct command *command, const char *argument)
{
    static const char *const names[] = {"text", "json", "csv"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(argument, names[i]) == 0) {
            listing->format = i == 0 ? FORMAT_TEXT : i == 1 ? FORMAT_JSON : FORMAT_CSV;
            return EXIT_GOOD;
        }
    }
    return command_misused(command, _("--format is text, json or csv"));
}

static int take_option(struct listing *listing, const struct command *command, int letter,
                       const char *argument)
{
    int status = EXIT_GOOD;

    if (letter == 'f') {
        return take_format(listing, command, argument);
    }
    if (letter == OPTION_REPORT) {
        listing->report = argument;
    } else if (letter == OPTION_SORT) {
        listing->by_page = strcmp(argument, "page") == 0;
        if (!listing->by_page && strcmp(argument, "line") != 0) {
            return command_misused(command, _("--sort is line or page"));
        }
    } else {
        (void)request_option(&listing->request, command, letter, argument, &status);
    }
    return status;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct listing listing = {.request = request_new()};
    int status = EXIT_GOOD;
    int operand = 0;
    int letter;

    do {
        const char *argument;
        letter = command_option(command, argc, argv, &argument, &operand, &status);
        if (letter > 0) {
            status = take_option(&listing, command, letter, argument);
        }
    } while (letter > 0 && status == EXIT_GOOD);
    if (letter == 0 && status == EXIT_GOOD && operand == argc) {
        status = command_misused(command, _("which PDF?"));
    } else if (letter == 0 && status == EXIT_GOOD) {
        gongwen_document *desk = request_open_folders(&listing.request);
        bool good = desk != NULL && list(&listing, desk, argv + operand, (size_t)(argc - operand));
        if (desk != NULL) {
            request_findings(&listing.request, desk);
            gongwen_close(desk);
        }
        status = good ? EXIT_GOOD : EXIT_FINDINGS;
    }
    request_free(&listing.request);
    return status;
}

static const struct option_row options[] = {
    {OPTION_REPORT, "report", N_("REPORT.yaml"),
     N_("the report as it is now: places are told in it"), "FILE"},
    {'f', "format", "text|json|csv",
     N_("how the list is printed: csv is a table for spreadsheets (default: text)"),
     "text json csv"},
    {OPTION_SORT, "sort", "line|page",
     N_("the order: by lines of the report, or by pages (default: line)"), "line page"},
    REPORT_OPTIONS,
    {0},
};

const struct command command_comments = {
    .name = "comments",
    .summary = N_("List what reviewers wrote into PDFs, with the lines it is about."),
    .arguments = N_("FILE.pdf..."),
    .details =
        N_("Notes, highlights, deletions, replacements, insertions, stamps and drawings of\n"
           "Acrobat, WPS, browsers and other programs, with replies and verdicts. Several\n"
           "PDFs make one list; what stands in more than one of them is listed once.\n"
           "The places come from the sources that gongwen embeds in a PDF.\n"
           "Examples:\n"
           "  gongwen comments draft.pdf --report report.yaml\n"
           "  gongwen comments returned/*.pdf --report report.yaml --format csv > list.csv\n"),
    .options = options,
    .run = run,
};
