/* gongwen render: a report to PDF, PNG, SVG or a dump of its display list. */
#include "command/rendering.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int render(struct rendering *rendering, const struct command *command)
{
    gongwen_document *document = request_open(&rendering->request, rendering->report);
    int status = EXIT_FINDINGS;

    if (document == NULL) {
        return EXIT_FINDINGS;
    }
    if (gongwen_error_count(document) == 0) {
        status = rendering_write(rendering, command, document);
    }
    request_findings(&rendering->request, document);
    if (status == EXIT_GOOD && !rendering->quiet && strcmp(rendering->output, "-") != 0 &&
        isatty(STDOUT_FILENO)) {
        size_t pages = gongwen_page_count(document);
        printf(ngettext("%s: %zu page\n", "%s: %zu pages\n", pages), rendering->output, pages);
    }
    gongwen_close(document);
    return status;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct rendering rendering = {.request = request_new()};
    int status = EXIT_GOOD;
    char *owned = NULL;

    rendering.report = command_report(command, argc, argv, rendering_option, &rendering, &status);
    if (rendering.report == NULL) {
        request_free(&rendering.request);
        return status;
    }
    status = rendering_settle(&rendering, command, &owned);
    if (status == EXIT_GOOD) {
        status = render(&rendering, command);
    }
    free(owned);
    request_free(&rendering.request);
    return status;
}

static const struct option_row options[] = {
    RENDERING_OPTIONS,
    {'q', "quiet", NULL, N_("say nothing when all is well"), NULL},
    {0},
};

const struct command command_render = {
    .name = "render",
    .summary = N_("Turn a report into a PDF (or PNG, SVG, or a dump of the composed pages)."),
    .arguments = N_("REPORT.yaml"),
    .details = N_("The output appears whole or not at all; while there are errors, an older one "
                  "stays as it is.\n"
                  "Examples:\n"
                  "  gongwen render data/2023-annual-report.yaml\n"
                  "  gongwen render report.yaml -o draft.pdf --layout my-layout.yaml\n"
                  "  gongwen render report.yaml -f png --dpi 80 -o page.png   (page-1.png, …)\n"
                  "  gongwen render - < report.yaml > report.pdf\n"),
    .options = options,
    .run = run,
};
