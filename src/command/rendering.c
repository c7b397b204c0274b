#include "command/rendering.h"

#include "base/arena.h"
#include "output/painter.h"
#include "output/publish.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The text behind the last dot of the file name, or "". */
static const char *extension(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    const char *dot = strrchr(name, '.');

    return dot == NULL || dot == name ? "" : dot + 1;
}

/* "data/x.yaml" with "pdf" is "data/x.pdf". */
static char *beside(const char *report, const char *ending)
{
    size_t size = strlen(report) - strlen(extension(report));
    char *path = NULL;

    if (*extension(report) == '\0') {
        return asprintf(&path, "%s.%s", report, ending) < 0 ? NULL : path;
    }
    return asprintf(&path, "%.*s%s", (int)size, report, ending) < 0 ? NULL : path;
}

/* As compilers write them: the target, what it depends on, and an empty rule for each of those, so
 * that a file that is gone does not stop make. */
static void add_dependency(struct buffer *out, const char *path)
{
    for (const char *at = path; *at != '\0'; at++) {
        if (*at == ' ' || *at == '#' || *at == '\\') {
            buffer_add_byte(out, '\\');
        } else if (*at == '$') {
            buffer_add_byte(out, '$');
        }
        buffer_add_byte(out, (unsigned char)*at);
    }
}

/* Whether both paths lead to one file; standard streams are none. */
static bool is_same_file(const char *a, const char *b)
{
    struct stat first, second;

    if (a == NULL || b == NULL || strcmp(a, "-") == 0 || strcmp(b, "-") == 0) {
        return false;
    }
    if (stat(a, &first) != 0 || stat(b, &second) != 0) {
        return strcmp(a, b) == 0;
    }
    return S_ISREG(first.st_mode) && first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

static struct string depfile_text(gongwen_document *document, const char *const *outputs,
                                  size_t count, const char *const *paths)
{
    struct buffer out = buffer_new(document->arena);

    for (size_t i = 0; i < count; i++) {
        buffer_add_string(&out, i > 0 ? " " : "");
        add_dependency(&out, outputs[i]);
    }
    buffer_add_string(&out, ":");
    for (size_t i = 0; paths[i] != NULL; i++) {
        buffer_add_string(&out, " \\\n  ");
        add_dependency(&out, paths[i]);
    }
    buffer_add_string(&out, "\n");
    for (size_t i = 0; paths[i] != NULL; i++) {
        buffer_add_string(&out, "\n");
        add_dependency(&out, paths[i]);
        buffer_add_string(&out, ":\n");
    }
    return buffer_string(&out);
}

/* Fills in the depfile's bytes; an exit status. */
static int make_depfile(const struct rendering *rendering, const struct command *command,
                        gongwen_document *document, struct publication *depfile)
{
    const char *const *paths = gongwen_dependencies(document);

    if (document->out_of_memory || setjmp(document->guard) != 0) {
        document->out_of_memory = true;
        return EXIT_FINDINGS;
    }
    size_t count;
    const char *const *outputs = document_outputs(document, painter_find(rendering->format),
                                                  rendering->output, rendering->page, &count);
    for (size_t i = 0; i < count; i++) { /* page-3.png: known only now */
        if (is_same_file(rendering->depfile, outputs[i])) {
            return command_misused(command, _("the depfile would overwrite the output"));
        }
    }
    *depfile =
        (struct publication){rendering->depfile, depfile_text(document, outputs, count, paths)};
    return EXIT_GOOD;
}

int rendering_write(const struct rendering *rendering, const struct command *command,
                    gongwen_document *document)
{
    struct publication depfile = {0};
    int status = EXIT_GOOD;

    if (rendering->depfile != NULL) {
        status = make_depfile(rendering, command, document, &depfile);
    }
    if (status == EXIT_GOOD &&
        !document_write(document, rendering->format, rendering->output, rendering->page,
                        (unsigned)rendering->dpi, &depfile, rendering->depfile == NULL ? 0 : 1)) {
        status = EXIT_FINDINGS;
    }
    return status;
}

int rendering_option(void *context, const struct command *command, int letter, const char *argument)
{
    struct rendering *rendering = context;
    int status = EXIT_GOOD;

    switch (letter) {
    case 'o':
        rendering->output = argument;
        break;
    case 'f':
        rendering->format = argument;
        break;
    case 'q':
        rendering->quiet = true;
        break;
    case OPTION_DEPFILE:
        rendering->depfile = argument;
        break;
    case OPTION_PAGE:
        rendering->page = request_number(argument, 1000000);
        if (rendering->page == 0) {
            status = command_misused(command, _("--page needs a page number from 1"));
        }
        break;
    case OPTION_DPI:
        rendering->dpi = request_number(argument, 1200);
        if (rendering->dpi < 18) {
            status = command_misused(command, _("--dpi needs a number from 18 to 1200"));
        }
        break;
    default:
        (void)request_option(&rendering->request, command, letter, argument, &status);
    }
    return status;
}

int rendering_settle(struct rendering *rendering, const struct command *command, char **owned)
{
    if (rendering->format == NULL) {
        const char *ending = rendering->output == NULL ? "" : extension(rendering->output);
        const struct painter *const *painter = painter_all();
        while (*painter != NULL && strcmp((*painter)->extension, ending) != 0) {
            painter++;
        }
        rendering->format = *painter != NULL ? (*painter)->name : "pdf";
    }
    const struct painter *painter = painter_find(rendering->format);
    if (painter == NULL) {
        return command_misused(command, _("--format is pdf, png, svg or dump"));
    }
    if (rendering->page != 0 && !painter->paged) {
        return command_misused(command, _("--page is for png and svg"));
    }
    if (rendering->output == NULL && strcmp(rendering->report, "-") == 0) {
        rendering->output = "-";
    } else if (rendering->output == NULL) {
        *owned = beside(rendering->report, painter->extension);
        rendering->output = *owned;
    }
    if (rendering->output == NULL) {
        return EXIT_FINDINGS;
    }
    if (is_same_file(rendering->output, rendering->report) ||
        is_same_file(rendering->depfile, rendering->report)) {
        return command_misused(command, _("the output would overwrite the report"));
    }
    if (is_same_file(rendering->depfile, rendering->output)) {
        return command_misused(command, _("the depfile would overwrite the output"));
    }
    return EXIT_GOOD;
}
