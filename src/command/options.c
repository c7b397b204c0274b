#include "command/command.h"

#include "base/unicode.h"
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OPTION_LIMIT = 32, HELP_COLUMN = 30 };

static bool is_last(const struct option_row *row)
{
    return row->name == NULL;
}

int command_option(const struct command *command, int argc, char **argv, const char **argument,
                   int *operand, int *status)
{
    struct option options[OPTION_LIMIT + 2] = {0};
    char letters[2 * OPTION_LIMIT + 4] = ":h";
    size_t used = strlen(letters);
    size_t count = 0;

    for (const struct option_row *row = command->options; !is_last(row) && count < OPTION_LIMIT;
         row++) {
        options[count++] =
            (struct option){.name = row->name,
                            .has_arg = row->argument != NULL ? required_argument : no_argument,
                            .val = row->letter};
        if (row->letter < UCHAR_MAX) {
            letters[used++] = (char)row->letter;
            if (row->argument != NULL) {
                letters[used++] = ':';
            }
        }
    }
    options[count] = (struct option){.name = "help", .val = 'h'};
    opterr = 0;
    int letter = getopt_long(argc, argv, letters, options, NULL);
    *argument = optarg;
    *operand = optind;
    if (letter == -1) {
        return 0;
    }
    if (letter == 'h') {
        command_help(command);
        *status = EXIT_GOOD;
        return -1;
    }
    if (letter == '?' || letter == ':') {
        char why[256];
        const char *what = optind > 0 ? argv[optind - 1] : "";
        (void)snprintf(why, sizeof why,
                       letter == ':' ? _("the option %s needs a value") : _("unknown option %s"),
                       what);
        *status = command_misused(command, why);
        return -1;
    }
    return letter;
}

/* The translation of "" is the head of the catalogue. */
static const char *arguments_of(const struct command *command)
{
    return *command->arguments == '\0' ? "" : _(command->arguments);
}

int command_misused(const struct command *command, const char *why)
{
    (void)fprintf(stderr, "gongwen %s: %s\n", command->name, why);
    (void)fprintf(stderr, _("Usage: gongwen %s [OPTION]... %s\n"), command->name,
                  arguments_of(command));
    (void)fprintf(stderr, _("Try `gongwen %s --help`.\n"), command->name);
    return EXIT_USAGE;
}

const char *command_report(const struct command *command, int argc, char **argv, command_take *take,
                           void *context, int *status)
{
    const char *argument;
    int operand;
    int letter;

    while ((letter = command_option(command, argc, argv, &argument, &operand, status)) > 0) {
        *status = take(context, command, letter, argument);
        if (*status != EXIT_GOOD) {
            return NULL;
        }
    }
    if (letter == 0 && operand + 1 == argc) {
        return argv[operand];
    }
    if (letter == 0) {
        *status = command_misused(command,
                                  operand == argc ? _("which report?") : _("one report at a time"));
    }
    return NULL;
}

static unsigned text_columns(const char *text)
{
    size_t size = strlen(text);
    unsigned columns = 0;

    for (size_t offset = 0; offset < size;) {
        columns += unicode_columns(unicode_decode(text, size, &offset));
    }
    return columns;
}

void command_print_padded(const char *text, unsigned columns)
{
    unsigned used = text_columns(text);

    printf("%s%*s", text, used < columns ? (int)(columns - used) : 0, "");
}

static void print_option(int letter, const char *name, const char *argument, const char *help)
{
    char left[128];
    char flag[4] = "  ";

    if (letter < UCHAR_MAX) {
        (void)snprintf(flag, sizeof flag, "-%c", letter);
    }
    (void)snprintf(left, sizeof left, "  %s%s --%s%s%s", flag, letter < UCHAR_MAX ? "," : " ", name,
                   argument != NULL ? "=" : "", argument != NULL ? _(argument) : "");
    if (text_columns(left) >= HELP_COLUMN) {
        printf("%s\n%*s%s\n", left, HELP_COLUMN, "", _(help));
    } else {
        command_print_padded(left, HELP_COLUMN);
        printf("%s\n", _(help));
    }
}

void command_help(const struct command *command)
{
    printf(_("Usage: gongwen %s [OPTION]... %s\n"), command->name, arguments_of(command));
    printf("%s\n\n", _(command->summary));
    for (const struct option_row *row = command->options; !is_last(row); row++) {
        print_option(row->letter, row->name, row->argument, row->help);
    }
    print_option('h', "help", NULL, N_("show this help"));
    if (command->details != NULL) {
        printf("\n%s", _(command->details));
    }
}

const char *command_language(void)
{
    /* To be translated as the ISO 639 code of the language that the catalogue is in. */
    return _("en");
}

static char *joined(const char *folder, const char *rest)
{
    char *path = NULL;

    return asprintf(&path, "%s%s", folder, rest) < 0 ? NULL : path;
}

/* The first of the folders, relative to the program's own, that has the file `mark` in it. */
static char *near_program(const char *const *folders, size_t count, const char *mark)
{
    char program[PATH_MAX];
    ssize_t size = readlink("/proc/self/exe", program, sizeof program - 1);
    char *slash = size <= 0 ? NULL : memrchr(program, '/', (size_t)size);

    if (slash == NULL) {
        return NULL;
    }
    *slash = '\0';
    for (size_t i = 0; i < count; i++) {
        char *folder = joined(program, folders[i]);
        char *real = folder == NULL ? NULL : realpath(folder, NULL);
        char *inside = real == NULL ? NULL : joined(real, mark);
        bool found = inside != NULL && access(inside, R_OK) == 0;
        free(folder);
        free(inside);
        if (found) {
            return real;
        }
        free(real);
    }
    return NULL;
}

char *command_data_folder(void)
{
    static const char *const folders[] = {"/..", "/../share/gongwen"};
    const char *given = getenv("GONGWEN_DATA");

    if (given != NULL && *given != '\0') {
        return strdup(given);
    }
    return near_program(folders, sizeof folders / sizeof *folders, "/fonts/fonts.yaml");
}

char *command_schema_folder(void)
{
    static const char *const folders[] = {"/schema", "/../share/gongwen/schema"};

    return near_program(folders, sizeof folders / sizeof *folders, "/report.json");
}

char *command_locale_folder(void)
{
    static const char *const folders[] = {"/locale", "/../share/locale", "/../../share/locale"};

    return near_program(folders, sizeof folders / sizeof *folders, "/zh_CN/LC_MESSAGES/gongwen.mo");
}

char *command_program(const char *name)
{
    static const char *const folders[] = {"", "/../libexec/gongwen", "/../../bin"};
    char *mark = joined("/", name);
    char *folder =
        mark == NULL ? NULL : near_program(folders, sizeof folders / sizeof *folders, mark);
    char *program = folder == NULL ? NULL : joined(folder, mark);

    free(mark);
    free(folder);
    return program;
}

int command_execute(const struct command *command, char **argv)
{
    char *program = command_program(command->program);

    if (program != NULL) {
        (void)execv(program, argv);
    }
    (void)fprintf(stderr, _("gongwen: error: the program %s is missing; install gongwen again\n"),
                  command->program);
    free(program);
    return EXIT_FINDINGS;
}
