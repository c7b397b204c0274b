/*
 * What `gongwen render` and `gongwen watch` have in common: which output in which format comes of a
 * report.
 */
#ifndef GONGWEN_COMMAND_RENDERING_H
#define GONGWEN_COMMAND_RENDERING_H

#include "command/request.h"

struct rendering {
    struct request request;
    const char *report, *output, *format, *depfile;
    unsigned long page;
    unsigned long dpi;
    bool quiet;
};

/* The options of both, for their tables. */
#define RENDERING_OPTIONS                                                                         \
    {'o', "output", N_("FILE"),                                                                   \
     N_("write to FILE; - is standard output (default: beside the report)"), "FILE"},             \
        {'f', "format", "pdf|png|svg|dump",                                                       \
         N_("what to write (default: by the output's name, else pdf)"), "pdf png svg dump"},      \
        REPORT_OPTIONS,                                                                           \
        {OPTION_PAGE, "page", "N", N_("png, svg: only page N (default: one file a page)"), NULL}, \
        {OPTION_DPI, "dpi", "N", N_("png: dots per inch (default: 144)"), NULL}, DRAFT_OPTIONS,   \
        PDF_OPTIONS,                                                                              \
    {                                                                                             \
        OPTION_DEPFILE, "depfile", N_("FILE"),                                                    \
            N_("write a make rule with every file the output depends on"), "FILE"                 \
    }

/* Takes one of them; a command_take(), whose context is a struct rendering. */
command_take rendering_option;

/* Fills in what was not said: format from the output's name, output from the report's, which is
 * `*owned` then, to be freed. An exit status. */
int rendering_settle(struct rendering *rendering, const struct command *command, char **owned);

/* Writes output and depfile. They appear together: make trusts a depfile that is there. An exit
 * status. */
int rendering_write(const struct rendering *rendering, const struct command *command,
                    gongwen_document *document);

#endif
