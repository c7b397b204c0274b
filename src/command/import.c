/* gongwen import: a report from text that was written elsewhere. */
#include "command/request.h"

#include "base/arena.h"
#include "import/import.h"
#include "output/publish.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct importing {
    struct request request;
    const char *path, *output;
    bool force, facts;
};

/* FILE.yaml beside FILE.txt; of standard input, standard output. */
static const char *default_output(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(path, '.');

    if (strcmp(path, "-") == 0) {
        return path;
    }
    bool suffix = dot != NULL && dot != path && (slash == NULL || dot > slash + 1);
    return arena_format(arena, "%.*s.yaml", suffix ? (int)(dot - path) : (int)strlen(path), path);
}

static bool write_report(const struct importing *importing, gongwen_document *document,
                         const char *output, struct string text)
{
    const struct publication file = {output, text};
    const char *const inputs[] = {importing->path, NULL};
    bool asks = !importing->force && strcmp(output, "-") != 0;

    if (asks && !request_reserve(document, output)) {
        return false;
    }
    if (publish(document->arena, &file, 1, strcmp(importing->path, "-") == 0 ? NULL : inputs,
                document->diagnostics)) {
        return true;
    }
    if (asks) {
        (void)unlink(output);
    }
    return false;
}

/* The path of the report that was written, or NULL after reporting. */
static const char *make_report(const struct importing *importing, gongwen_document *document)
{
    struct arena *arena = document->arena;
    struct import_options options = {.layout = importing->request.options.layout,
                                     .facts = importing->facts};

    if (setjmp(document->guard) != 0) {
        document->out_of_memory = true;
        return NULL;
    }
    const struct import *import = import_read(arena, importing->path, document->diagnostics);
    if (import == NULL) {
        return NULL;
    }
    char *schemas = command_schema_folder();
    if (schemas != NULL) {
        arena_own(arena, schemas, free);
        options.schema = arena_format(arena, "%s/report.json", schemas);
    }
    struct buffer out = buffer_new(arena);
    import_write(arena, import, &options, &out);
    const char *output =
        importing->output == NULL ? default_output(arena, importing->path) : importing->output;
    return write_report(importing, document, output, buffer_string(&out)) ? output : NULL;
}

static int import(struct importing *importing)
{
    gongwen_document *document = request_open_folders(&importing->request);

    if (document == NULL) {
        return EXIT_FINDINGS;
    }
    const char *output = make_report(importing, document);
    request_findings(&importing->request, document);
    if (output != NULL && strcmp(output, "-") != 0) {
        printf(_("%s: look through it, then: gongwen %s\n"), output, output);
        (void)fflush(stdout);
    }
    gongwen_close(document);
    return output != NULL ? EXIT_GOOD : EXIT_FINDINGS;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct importing importing = {.request = request_new()};
    int status = EXIT_GOOD;
    int operand = 0;
    int letter;

    do {
        const char *argument;
        letter = command_option(command, argc, argv, &argument, &operand, &status);
        if (letter == OPTION_FORCE) {
            importing.force = true;
        } else if (letter == OPTION_FACTS) {
            importing.facts = true;
        } else if (letter == 'o') {
            importing.output = argument;
        } else if (letter > 0) {
            (void)request_option(&importing.request, command, letter, argument, &status);
        }
    } while (letter > 0 && status == EXIT_GOOD);
    if (letter == 0 && status == EXIT_GOOD) {
        if (operand + 1 != argc || *argv[operand] == '\0') {
            status = command_misused(command, _("one file to import"));
        } else {
            importing.path = argv[operand];
            status = import(&importing);
        }
    }
    request_free(&importing.request);
    return status;
}

static const struct option_row options[] = {
    {'o', "output", N_("FILE"), N_("where to write (default: FILE.yaml beside it; - is stdout)"),
     "FILE"},
    {'l', "layout", N_("NAME|FILE"), N_("name this layout in the report"), "LAYOUT"},
    {OPTION_FACTS, "facts", NULL, N_("make the numbers of the text facts of the report"), NULL},
    {OPTION_FORCE, "force", NULL, N_("overwrite a file of that name"), NULL},
    FINDINGS_OPTION,
    {0},
};

const struct command command_import = {
    .name = "import",
    .summary = N_("Make a report of text from elsewhere: .txt, .docx or .md."),
    .arguments = "FILE",
    .details =
        N_("Title, headings, enumerations, signature, date, attachments and tables are recognised\n"
           "by their form, whatever their indents and blank lines; the wording stays as it is.\n"
           "Text may be UTF-8, UTF-16 or GB18030. What was guessed is told with its place, and\n"
           "stands in the report as comments: look through them before you render it.\n"
           "Examples:\n"
           "  gongwen import 年度报告.docx\n"
           "  gongwen import draft.txt -o report.yaml --facts\n"),
    .options = options,
    .run = run,
};
