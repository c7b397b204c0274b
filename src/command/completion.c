/* gongwen completion: completion scripts for shells, made from the tables of the commands. */
#include "command/command.h"

#include <stdio.h>
#include <string.h>

/* The words that an operand may be ("report|layout"), with spaces between them; false: a file. */
static bool print_operands(const struct command *command)
{
    if (strchr(command->arguments, '|') == NULL) {
        return false;
    }
    for (const char *at = command->arguments; *at != '\0'; at++) {
        putchar(*at == '|' ? ' ' : *at);
    }
    return true;
}

static void print_words(const struct command *command, bool with_help)
{
    (void)print_operands(command);
    for (const struct option_row *row = command->options; row->name != NULL; row++) {
        printf(" --%s", row->name);
    }
    if (with_help) {
        printf(" --help");
    }
}

static void print_bash(void)
{
    printf("# bash completion for gongwen; save as /usr/share/bash-completion/completions/gongwen\n"
           "_gongwen() {\n"
           "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
           "    local words=\n"
           "    case $before in\n");
    for (const struct command *const *command = command_all(); *command != NULL; command++) {
        for (const struct option_row *row = (*command)->options; row->name != NULL; row++) {
            if (row->values != NULL && strcmp(row->values, "FILE") != 0) {
                printf("    --%s) COMPREPLY=($(compgen -W '%s' -- \"$word\")); return ;;\n",
                       row->name, row->values);
            }
        }
    }
    printf("    esac\n"
           "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
           "        words='");
    for (const struct command *const *command = command_all(); *command != NULL; command++) {
        printf("%s ", (*command)->name);
    }
    printf("--help --version'\n    else\n        case ${COMP_WORDS[1]} in\n");
    for (const struct command *const *command = command_all(); *command != NULL; command++) {
        printf("        %s) words='", (*command)->name);
        print_words(*command, true);
        printf("' ;;\n");
    }
    printf("        esac\n"
           "    fi\n"
           "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\") $(compgen -f -- \"$word\"))\n"
           "}\n"
           "complete -o filenames -F _gongwen gongwen\n");
}

/* The summary's first line without quotes, for shells that show one. */
static void print_quoted(const char *text)
{
    for (; *text != '\0' && *text != '\n'; text++) {
        if (strchr("'[]:\\", *text) == NULL) {
            putchar(*text);
        }
    }
}

static void print_zsh(void)
{
    printf("#compdef gongwen\n"
           "_gongwen() {\n"
           "    if (( CURRENT == 2 )); then\n"
           "        local -a commands=(\n");
    for (const struct command *const *command = command_all(); *command != NULL; command++) {
        printf("            '%s:", (*command)->name);
        print_quoted(_((*command)->summary));
        printf("'\n");
    }
    printf("        )\n"
           "        _describe command commands\n"
           "        _files -g '*.yaml'\n"
           "        return\n"
           "    fi\n"
           "    case $words[2] in\n");
    for (const struct command *const *command = command_all(); *command != NULL; command++) {
        printf("    %s) _arguments", (*command)->name);
        for (const struct option_row *row = (*command)->options; row->name != NULL; row++) {
            printf(" \\\n        '--%s%s[", row->name, row->argument != NULL ? "=" : "");
            print_quoted(_(row->help));
            printf("]");
            if (row->argument != NULL && row->values != NULL && strcmp(row->values, "FILE") != 0) {
                printf(":value:(%s)", row->values);
            } else if (row->argument != NULL) {
                printf(":value:_files");
            }
            printf("'");
        }
        printf(" \\\n        '*:file:");
        if (strchr((*command)->arguments, '|') != NULL) {
            printf("(");
            (void)print_operands(*command);
            printf(")' ;;\n");
        } else {
            printf("_files' ;;\n");
        }
    }
    printf("    esac\n"
           "}\n"
           "_gongwen \"$@\"\n");
}

static void print_fish(void)
{
    for (const struct command *const *command = command_all(); *command != NULL; command++) {
        printf("complete -c gongwen -n __fish_use_subcommand -a %s -d '", (*command)->name);
        print_quoted(_((*command)->summary));
        printf("'\n");
        if (strchr((*command)->arguments, '|') != NULL) {
            printf("complete -c gongwen -n '__fish_seen_subcommand_from %s' -f -a '",
                   (*command)->name);
            (void)print_operands(*command);
            printf("'\n");
        }
        for (const struct option_row *row = (*command)->options; row->name != NULL; row++) {
            printf("complete -c gongwen -n '__fish_seen_subcommand_from %s' -l %s",
                   (*command)->name, row->name);
            if (row->letter < 128) {
                printf(" -s %c", row->letter);
            }
            if (row->argument != NULL) {
                printf(" -r");
            }
            if (row->values != NULL && strcmp(row->values, "FILE") != 0) {
                printf(" -f -a '%s'", row->values);
            }
            printf(" -d '");
            print_quoted(_(row->help));
            printf("'\n");
        }
    }
}

struct shell {
    const char *name;
    void (*print)(void);
};

static const struct shell shells[] = {
    {"bash", print_bash}, {"zsh", print_zsh}, {"fish", print_fish}};

static int run(const struct command *command, int argc, char **argv)
{
    const char *argument;
    int operand = 0;
    int status = EXIT_GOOD;

    if (command_option(command, argc, argv, &argument, &operand, &status) != 0) {
        return status;
    }
    for (size_t i = 0; operand + 1 == argc && i < sizeof shells / sizeof *shells; i++) {
        if (strcmp(argv[operand], shells[i].name) == 0) {
            shells[i].print();
            return fflush(stdout) == 0 ? EXIT_GOOD : EXIT_FINDINGS;
        }
    }
    return command_misused(command, _("which shell: bash, zsh or fish?"));
}

static const struct option_row options[] = {{0}};

const struct command command_completion = {
    .name = "completion",
    .summary = N_("Print a completion script for a shell."),
    .arguments = "bash|zsh|fish",
    .details = N_("For bash, add this line to ~/.bashrc:\n"
                  "  source <(gongwen completion bash)\n"),
    .options = options,
    .run = run,
};
