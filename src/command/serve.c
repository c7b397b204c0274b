/* gongwen serve, as the user sees it. It is run by gongwen-live (live*.c), so that nothing else
 * loads an event loop and a server. */
#include "command/command.h"

static const struct option_row options[] = {
    {OPTION_AGAINST, "against", N_("OLD"),
     N_("show what changed since this draft, too: a file, HEAD~3:report.yaml, a PDF"), "FILE"},
    {OPTION_PORT, "port", N_("N"), N_("listen on this port (default: any that is free)"), ""},
    {OPTION_OPEN, "open", NULL, N_("open the page in the browser"), NULL},
    {OPTION_EDITOR, "editor", "URL",
     N_("where a click on a line leads: an address with {path}, {line} and {column}"), ""},
    REPORT_OPTIONS,
    DRAFT_OPTIONS,
    PDF_OPTIONS,
    {0},
};

const struct command command_serve = {
    .name = "serve",
    .summary = N_("Show a report in the browser while it is edited."),
    .arguments = N_("REPORT.yaml"),
    .details = N_(
        "Each save shows at once. A click on a line tells the file and line that it comes from;\n"
        "findings are listed and marked; facts can be changed in a form.\n"
        "Only this computer is served, and only who has the address that is printed. ^C ends "
        "it.\n"
        "Examples:\n"
        "  gongwen serve --open report.yaml\n"
        "  gongwen serve --editor 'vscode://file/{path}:{line}:{column}' report.yaml\n"),
    .options = options,
    .program = "gongwen-live",
};
