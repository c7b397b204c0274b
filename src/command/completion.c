/* gongwen completion: completion scripts for shells, made from the tables of the commands. */
#include "command/command.h"

#include <stdio.h>
#include <string.h>

/* What a value or operand may be, as the tables have it. */
static bool is_file(const char *values)
{
    return values == NULL || strcmp(values, "FILE") == 0;
}

static bool is_layout(const char *values)
{
    return values != NULL && strcmp(values, "LAYOUT") == 0;
}

static void print_words(const struct command *command)
{
    if (is_layout(command->operands)) {
        printf("$(_gongwen_layouts)");
    } else if (!is_file(command->operands)) {
        printf("%s", command->operands);
    }
    for (const struct option_row *row = command->options; row->name != NULL; row++) {
        printf(" --%s", row->name);
    }
    printf(" --help");
}

/* The pattern of a case of the shell's: -x|--name. */
static void print_pattern(const struct option_row *row)
{
    if (row->letter < 128) {
        printf("-%c|", row->letter);
    }
    printf("--%s", row->name);
}

static void print_bash(void)
{
    printf("# bash completion for gongwen; save as /usr/share/bash-completion/completions/gongwen\n"
           "_gongwen_layouts() {\n"
           "    \"${COMP_WORDS[0]}\" layouts --format names 2>/dev/null\n"
           "}\n"
           "_gongwen() {\n"
           "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
           "    local words=\n"
           "    case $before in\n");
    for (const struct command *const *command = command_all(); *command != NULL; command++) {
        for (const struct option_row *row = (*command)->options; row->name != NULL; row++) {
            if (is_file(row->values)) {
                continue;
            }
            printf("    ");
            print_pattern(row);
            if (is_layout(row->values)) {
                printf(") words=$(_gongwen_layouts)\n"
                       "        COMPREPLY=($(compgen -W \"$words\" -- \"$word\")"
                       " $(compgen -f -- \"$word\"))\n"
                       "        return ;;\n");
            } else {
                printf(") COMPREPLY=($(compgen -W '%s' -- \"$word\")); return ;;\n", row->values);
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
        printf("        %s) words=\"", (*command)->name);
        print_words(*command);
        printf("\" ;;\n");
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

static void print_zsh_action(const char *what, const char *values)
{
    if (is_file(values)) {
        printf(":%s:_files", what);
    } else if (is_layout(values)) {
        printf(":%s:_gongwen_layouts", what);
    } else {
        printf(":%s:(%s)", what, values);
    }
}

static void print_zsh(void)
{
    printf("#compdef gongwen\n"
           "_gongwen_layouts() {\n"
           "    local -a layouts=(${(f)\"$(${words[1]} layouts --format names 2>/dev/null)\"})\n"
           "    compadd -a layouts\n"
           "    _files\n"
           "}\n"
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
            if (row->argument != NULL) {
                print_zsh_action("value", row->values);
            }
            printf("'");
        }
        printf(" \\\n        '*");
        print_zsh_action("argument", (*command)->operands);
        printf("' ;;\n");
    }
    printf("    esac\n"
           "}\n"
           "_gongwen \"$@\"\n");
}

/* Names of layouts stand beside those of files. */
static void print_fish_values(const char *values)
{
    if (is_layout(values)) {
        printf(" -a '(gongwen layouts --format names 2>/dev/null)'");
    } else {
        printf(" -f -a '%s'", values);
    }
}

static void print_fish(void)
{
    for (const struct command *const *command = command_all(); *command != NULL; command++) {
        printf("complete -c gongwen -n __fish_use_subcommand -a %s -d '", (*command)->name);
        print_quoted(_((*command)->summary));
        printf("'\n");
        if (!is_file((*command)->operands)) {
            printf("complete -c gongwen -n '__fish_seen_subcommand_from %s'", (*command)->name);
            print_fish_values((*command)->operands);
            printf("\n");
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
            if (!is_file(row->values)) {
                print_fish_values(row->values);
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
    .operands = "bash zsh fish",
    .details = N_("For bash, add this line to ~/.bashrc:\n"
                  "  source <(gongwen completion bash)\n"),
    .options = options,
    .run = run,
};
