#include "command/request.h"

#include "embedded.h"
#include "output/painter.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Bytes that a document may take: many times what a long report needs, and still an end for input
 * that was made to eat the machine. */
static const size_t MEMORY_LIMIT = (size_t)2 * 1024 * 1024 * 1024;

struct request request_new(void)
{
    struct request request = {
        .options = {.size = sizeof(struct gongwen_options), .memory_limit = MEMORY_LIMIT}};

    request.data_folder = command_data_folder();
    request.options.data_folder = request.data_folder;
    return request;
}

void request_free(struct request *request)
{
    free(request->data_folder);
}

bool request_option(struct request *request, const struct command *command, int letter,
                    const char *argument, int *status)
{
    enum conformance conformance;

    switch (letter) {
    case 'l':
        request->options.layout = argument;
        return true;
    case OPTION_FONT_FOLDER:
        if (request->font_folder_count == REQUEST_FONT_FOLDERS) {
            *status = command_misused(command, _("too many font folders"));
        } else {
            request->font_folders[request->font_folder_count++] = argument;
        }
        return true;
    case OPTION_NO_SYSTEM_FONTS:
        request->options.no_system_fonts = 1;
        return true;
    case OPTION_FINDINGS:
        request->json = strcmp(argument, "json") == 0;
        if (!request->json && strcmp(argument, "text") != 0) {
            *status = command_misused(command, _("--findings is text or json"));
        }
        return true;
    case OPTION_CONFORMANCE:
        if (!conformance_find(argument, &conformance)) {
            *status = command_misused(command, _("--conformance is a-3a, a-2a, a-1b or none"));
        }
        request->options.conformance = argument;
        return true;
    case OPTION_NO_SOURCE:
        request->options.no_sources = 1;
        return true;
    case OPTION_DRAFT:
    case OPTION_DRAFT_VERSION:
        if (argument[strspn(argument, " ")] == '\0') {
            *status = command_misused(
                command, letter == OPTION_DRAFT ? _("--draft needs a mark, such as 征求意见稿")
                                                : _("--draft-version needs a text, such as 第2稿"));
        }
        *(letter == OPTION_DRAFT ? &request->options.draft : &request->options.draft_version) =
            argument;
        return true;
    case OPTION_LINE_NUMBERS:
        request->options.line_numbers = 1;
        return true;
    case OPTION_NO_WATERMARK:
        request->options.no_watermark = 1;
        return true;
    case OPTION_NO_DRAFT:
        request->options.no_draft = 1;
        return true;
    default:
        return false;
    }
}

unsigned long request_number(const char *text, unsigned long limit)
{
    char *end;
    unsigned long value = strtoul(text, &end, 10);

    return *end != '\0' || *text < '0' || *text > '9' || value > limit ? 0 : value;
}

static gongwen_document *opened(gongwen_document *document)
{
    if (document == NULL) {
        (void)fputs(_("gongwen: error: memory is out [out-of-memory]\n"), stderr);
    }
    return document;
}

gongwen_document *request_open(struct request *request, const char *path)
{
    request->options.font_folders = request->font_folders;
    return opened(path == NULL ? document_open_fonts(&request->options)
                               : gongwen_open(path, &request->options));
}

gongwen_document *request_open_embedded(struct request *request, const char *pdf,
                                        const struct extracted *files, size_t count)
{
    request->options.font_folders = request->font_folders;
    return opened(embedded_open(pdf, files, count, &request->options));
}

gongwen_document *request_open_bytes(struct request *request, const char *path, struct string bytes)
{
    request->options.font_folders = request->font_folders;
    return opened(gongwen_open_memory(path, bytes.bytes, bytes.size, &request->options));
}

gongwen_document *request_open_report(struct request *request, const char *path)
{
    return opened(document_open_report(path, &request->options));
}

gongwen_document *request_open_series(struct request *request, const char *path)
{
    request->options.font_folders = request->font_folders;
    return opened(document_open_series(path, &request->options));
}

gongwen_document *request_open_folders(struct request *request)
{
    return opened(document_open_folders(&request->options));
}

/* Colour only for people: on a terminal that can, unless NO_COLOR is set. */
bool request_wants_colour(int stream)
{
    const char *terminal = getenv("TERM");
    const char *no_colour = getenv("NO_COLOR");

    return isatty(stream) && (no_colour == NULL || *no_colour == '\0') && terminal != NULL &&
           strcmp(terminal, "dumb") != 0;
}

void request_findings(const struct request *request, gongwen_document *document)
{
    enum gongwen_form form = request->json                         ? GONGWEN_JSON
                             : request_wants_colour(STDERR_FILENO) ? GONGWEN_COLOUR
                                                                   : GONGWEN_TEXT;

    (void)fputs(gongwen_findings(document, form), stderr);
}

bool request_reserve(gongwen_document *document, const char *path)
{
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

    if (descriptor >= 0) {
        (void)close(descriptor);
        return true;
    }
    if (errno == EEXIST) {
        REPORT(document->diagnostics, FILE_EXISTS, (struct place){0}, path);
    } else {
        REPORT(document->diagnostics, FILE_WRITE, (struct place){0}, path, strerror(errno));
    }
    return false;
}
