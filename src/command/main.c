/* gongwen: official documents in the form of GB/T 9704. Dispatches to the commands. */
#include "command/command.h"

#include "gongwen.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct command *const commands[] = {
    &command_render,
    &command_watch,
    &command_serve,
    &command_batch,
    &command_diff,
    &command_check,
    &command_audit,
    &command_import,
    &command_finalize,
    &command_sign,
    &command_verify,
    &command_comments,
    &command_extract,
    &command_init,
    &command_layouts,
    &command_fonts,
    &command_schema,
    &command_completion,
    NULL,
};

const struct command *const *command_all(void)
{
    return commands;
}

static int print_help(void)
{
    printf("%s\n\n", _("Usage: gongwen REPORT.yaml\n"
                       "       gongwen COMMAND [OPTION]... [ARGUMENT]...\n"
                       "Set official Chinese documents in the form of GB/T 9704 as PDF."));
    for (const struct command *const *command = commands; *command != NULL; command++) {
        printf("  %-12s%s\n", (*command)->name, _((*command)->summary));
    }
    printf("\n%s", _("With a report as the only argument, it is rendered to a PDF beside it.\n"
                     "`gongwen COMMAND --help` tells more; so does `man gongwen`.\n"));
    return EXIT_GOOD;
}

/* Not the name of a command: a report. */
static bool is_report(const char *argument)
{
    return strcmp(argument, "-") == 0 || strchr(argument, '.') != NULL ||
           strchr(argument, '/') != NULL;
}

static int dispatch(int argc, char **argv)
{
    if (argc < 2) {
        (void)print_help();
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        for (const struct command *const *command = commands; argc > 2 && *command != NULL;
             command++) {
            if (strcmp(argv[2], (*command)->name) == 0) {
                command_help(*command);
                return EXIT_GOOD;
            }
        }
        return print_help();
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("gongwen %s\n", gongwen_version());
        return EXIT_GOOD;
    }
    for (const struct command *const *command = commands; *command != NULL; command++) {
        if (strcmp(argv[1], (*command)->name) == 0) {
            return (*command)->program != NULL ? command_execute(*command, argv)
                                               : (*command)->run(*command, argc - 1, argv + 1);
        }
    }
    if (argv[1][0] == '-' || is_report(argv[1])) { /* options of render may come first */
        return command_render.run(&command_render, argc, argv);
    }
    (void)fprintf(stderr, _("gongwen: there is no command \"%s\"; `gongwen --help` lists them\n"),
                  argv[1]);
    return EXIT_USAGE;
}

int main(int argc, char **argv)
{
    command_set_language();
    int status = dispatch(argc, argv);
    if ((fflush(stdout) != 0 || ferror(stdout)) && status == EXIT_GOOD) {
        (void)fprintf(stderr, _("gongwen: error: cannot write to standard output\n"));
        return EXIT_FINDINGS;
    }
    return status;
}
