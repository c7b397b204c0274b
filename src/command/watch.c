/* gongwen watch, as the user sees it. It is run by gongwen-live (live*.c), so that nothing else
 * loads an event loop. */
#include "command/rendering.h"

static const struct option_row options[] = {
    RENDERING_OPTIONS,
    {0},
};

const struct command command_watch = {
    .name = "watch",
    .summary = N_("Render a report again whenever it, or a file it is made from, is saved."),
    .arguments = N_("REPORT.yaml"),
    .details = N_("One line tells what came of each save; findings follow it. While there are "
                  "errors,\n"
                  "the last good output stays. ^C ends it.\n"
                  "Examples:\n"
                  "  gongwen watch report.yaml\n"
                  "  gongwen watch report.yaml -o /tmp/draft.pdf --draft 征求意见稿\n"
                  "  gongwen watch report.yaml --findings=json   (one JSON object a line)\n"),
    .options = options,
    .program = "gongwen-live",
};
