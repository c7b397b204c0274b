/* gongwen extract: what a PDF was made from, out of the PDF. */
#include "command/again.h"
#include "command/request.h"

#include "base/arena.h"
#include "draft_options.h"
#include "embedded.h"
#include "output/publish.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes of a PDF: as many as the painter writes at most. */
static const long FILE_LIMIT = 0x7FFFFFFF;

struct extraction {
    struct request request;
    const char *pdf, *folder;
    bool force, compare, json;
};

/* All of the file; false after reporting. */
static bool read_whole(gongwen_document *document, const char *path, struct string *bytes)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat status;

    if (descriptor < 0 || fstat(descriptor, &status) != 0) {
        REPORT(document->diagnostics, FILE_OPEN, (struct place){0}, path, strerror(errno));
        if (descriptor >= 0) {
            (void)close(descriptor);
        }
        return false;
    }
    size_t size =
        S_ISREG(status.st_mode) && status.st_size <= FILE_LIMIT ? (size_t)status.st_size : 0;
    char *room = malloc(size + 1);
    size_t at = 0;
    ssize_t got = 1;
    while (room != NULL && at < size && got > 0) {
        got = read(descriptor, room + at, size - at);
        at += got > 0 ? (size_t)got : 0;
    }
    (void)close(descriptor);
    if (room == NULL) {
        arena_fail(document->arena);
    }
    arena_own(document->arena, room, free);
    *bytes = (struct string){room, at};
    return true;
}

/* Makes the folders that a path names below the first one. */
static bool make_folders(gongwen_document *document, const char *path, size_t from)
{
    for (size_t i = from; path[i] != '\0'; i++) {
        if (path[i] != '/') {
            continue;
        }
        const char *folder = arena_copy(document->arena, path, i);
        if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
            REPORT(document->diagnostics, FILE_WRITE, (struct place){0}, folder, strerror(errno));
            return false;
        }
    }
    return true;
}

/* Where the files go: as it was said, else beside the PDF, under its name. */
static const char *folder_of(gongwen_document *document, const struct extraction *extraction)
{
    const char *path = extraction->pdf;
    size_t size = strlen(path);

    if (extraction->folder != NULL) {
        return extraction->folder;
    }
    if (size > 4 && strcmp(path + size - 4, ".pdf") == 0 && path[size - 5] != '/') {
        return arena_copy(document->arena, path, size - 4);
    }
    return arena_format(document->arena, "%s.sources", path);
}

static bool write_files(const struct extraction *extraction, gongwen_document *document,
                        const struct extracted *files, size_t count)
{
    struct arena *arena = document->arena;
    struct publication *out = ARENA_ARRAY(arena, struct publication, count);
    const char *const inputs[] = {extraction->pdf, NULL};
    const char *folder = folder_of(document, extraction);
    struct stat status;

    for (size_t i = 0; i < count; i++) {
        out[i].path = arena_format(arena, "%s/%s", folder, files[i].name);
        out[i].bytes = files[i].bytes;
        if (!extraction->force && lstat(out[i].path, &status) == 0) {
            REPORT(document->diagnostics, FILE_EXISTS, (struct place){0}, out[i].path);
            return false;
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (!make_folders(document, out[i].path, strlen(folder))) {
            return false;
        }
    }
    return publish(arena, out, count, inputs, document->diagnostics);
}

/* An option with its argument, for a shell. */
static void add_option(struct buffer *line, const char *option, const char *argument)
{
    buffer_format(line, " --%s", option);
    for (const char *at = argument; at != NULL && *at != '\0'; at++) {
        buffer_add_string(line, at == argument ? " '" : "");
        buffer_add(line, at, 1);
        buffer_add_string(line, *at == '\'' ? "\\''" : "");
        buffer_add_string(line, at[1] == '\0' ? "'" : "");
    }
}

/* The options of drafts, as they were given. */
static const char *draft_options(gongwen_document *document, const struct extracted *file)
{
    struct buffer line = buffer_new(document->arena);
    struct gongwen_options said = {0};
    const struct source *source =
        file == NULL ? NULL
                     : source_from_memory(document->arena, file->name, file->bytes.bytes,
                                          file->bytes.size, document->diagnostics);

    if (draft_options_read(document->arena, source, &said, document->diagnostics)) {
        const struct {
            const char *name, *argument;
            bool said;
        } all[] = {
            {"draft", said.draft, said.draft != NULL},
            {"draft-version", said.draft_version, said.draft_version != NULL},
            {"line-numbers", NULL, said.line_numbers != 0},
            {"no-watermark", NULL, said.no_watermark != 0},
            {"no-draft", NULL, said.no_draft != 0},
        };
        for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
            if (all[i].said) {
                add_option(&line, all[i].name, all[i].argument);
            }
        }
    }
    return buffer_string(&line).bytes;
}

/* How the same PDF is made again. */
static void print_files(const struct extraction *extraction, gongwen_document *document,
                        const struct extracted *files, size_t count)
{
    const char *folder = folder_of(document, extraction);
    const struct embedded_sources sources = embedded_sources(files, count);
    const char *named = "";

    for (size_t i = 0; i < count; i++) {
        printf("%s/%s\n", folder, files[i].name);
    }
    if (sources.report == NULL || sources.layout == NULL) {
        (void)fflush(stdout);
        return;
    }
    if (strncmp(sources.layout->name, "layouts/", strlen("layouts/")) == 0) {
        named = arena_format(document->arena, " --layout %s/%s", folder, sources.layout->name);
    } /* else the report names it */
    named = arena_format(document->arena, "%s%s", named, draft_options(document, sources.options));
    if (sources.unit != NULL) {
        printf(_("To make it again: GONGWEN_DATA=%s gongwen batch %s/%s --%s %s/%s%s "
                 "--font-dir FONTS -o FOLDER\n"),
               folder, folder, sources.report->name, sources.numbered ? "copies" : "units", folder,
               sources.unit->name, named);
    } else {
        printf(_("To make it again: GONGWEN_DATA=%s gongwen render %s/%s%s --font-dir FONTS\n"),
               folder, folder, sources.report->name, named);
    }
    (void)fflush(stdout);
}

/* Tells whether the PDF can be made again; writes nothing. */
static bool compare(const struct extraction *extraction, gongwen_document *document,
                    struct string pdf, const struct extracted *files, size_t count, const char *why)
{
    struct again again = {.state = AGAIN_NO_SOURCES, .fonts = "", .why = ""};
    struct buffer out = buffer_new(document->arena);
    static const char own[] = "gongwen ";

    again.producer = extract_producer(document->arena, pdf);
    if (files != NULL && count > 0) {
        const struct again_file file = {extraction->pdf, pdf, files, count};
        again = again_make(&extraction->request, document, &file);
    } else if (strncmp(again.producer, own, sizeof own - 1) != 0) {
        again.state = AGAIN_FOREIGN;
    } else if (files == NULL) {
        again.state = AGAIN_NOT_MADE;
        again.why = message_translate(why);
    }
    if (extraction->json) {
        again_print_json(&again, &out);
    } else {
        again_print_text(&again, &out);
    }
    (void)fwrite(out.bytes, 1, out.size, stdout);
    (void)fflush(stdout);
    return again.state == AGAIN_SAME;
}

static bool extract(const struct extraction *extraction, gongwen_document *document)
{
    struct place nowhere = {0};
    struct string bytes;
    const char *why = NULL;
    size_t count;

    if (setjmp(document->guard) != 0) {
        document->out_of_memory = true;
        return false;
    }
    if (!read_whole(document, extraction->pdf, &bytes)) {
        return false;
    }
    const struct extracted *files = extract_files(document->arena, bytes, &count, &why);
    if (extraction->compare) {
        return compare(extraction, document, bytes, files, count, why);
    }
    if (files == NULL) {
        REPORT(document->diagnostics, EXTRACT_FAILED, nowhere, extraction->pdf,
               message_translate(why));
        return false;
    }
    if (count == 0) {
        REPORT(document->diagnostics, EXTRACT_NOTHING, nowhere, extraction->pdf);
        return false;
    }
    if (!write_files(extraction, document, files, count)) {
        return false;
    }
    print_files(extraction, document, files, count);
    return true;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct extraction extraction = {.request = request_new()};
    int status = EXIT_GOOD;
    int operand = 0;
    int letter;

    do {
        const char *argument;
        letter = command_option(command, argc, argv, &argument, &operand, &status);
        if (letter == OPTION_FORCE) {
            extraction.force = true;
        } else if (letter == OPTION_COMPARE) {
            extraction.compare = true;
        } else if (letter == 'f') {
            extraction.json = strcmp(argument, "json") == 0;
            if (!extraction.json && strcmp(argument, "text") != 0) {
                status = command_misused(command, _("--format is text or json"));
            }
        } else if (letter == 'o') {
            extraction.folder = argument;
        } else if (letter > 0) {
            (void)request_option(&extraction.request, command, letter, argument, &status);
        }
    } while (letter > 0 && status == EXIT_GOOD);
    if (letter == 0 && status == EXIT_GOOD) {
        if (operand + 1 != argc) {
            status = command_misused(command, _("which PDF?"));
        } else {
            extraction.pdf = argv[operand];
            gongwen_document *document = request_open_folders(&extraction.request);
            bool good = document != NULL && extract(&extraction, document);
            if (document != NULL) {
                request_findings(&extraction.request, document);
                gongwen_close(document);
            }
            status = good ? EXIT_GOOD : EXIT_FINDINGS;
        }
    }
    request_free(&extraction.request);
    return status;
}

static const struct option_row options[] = {
    {'o', "output", N_("DIR"), N_("write to DIR (default: the PDF's name without .pdf)"), "FILE"},
    {OPTION_FORCE, "force", NULL, N_("overwrite files of those names"), NULL},
    {OPTION_COMPARE, "compare", NULL,
     N_("write nothing: make the PDF again and tell whether it is the same"), NULL},
    {'f', "format", "text|json", N_("how --compare tells it (default: text)"), "text json"},
    FONT_OPTIONS,
    FINDINGS_OPTION,
    {0},
};

const struct command command_extract = {
    .name = "extract",
    .summary = N_("Take what a PDF was made from out of it: report, layout, images."),
    .arguments = N_("FILE.pdf"),
    .details = N_("A PDF of gongwen's holds them unless `gongwen render` was told otherwise.\n"
                  "From the folder the same version with the same fonts makes the same PDF again, "
                  "byte for byte.\n"
                  "Examples:\n"
                  "  gongwen extract report.pdf\n"
                  "  gongwen extract report.pdf -o sources\n"
                  "  gongwen extract --compare report.pdf\n"),
    .options = options,
    .run = run,
};
