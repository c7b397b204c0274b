/*
 * gongwen init: a report to begin with. The starting reports are data: layouts/starts/LANGUAGE/
 * LAYOUT.NAME.yaml is written as NAME.yaml, with the layout and the schema of this installation,
 * and beside it the folder LAYOUT/ (figures as CSV, say) as it is.
 */
#include "command/request.h"

#include "base/arena.h"
#include "layout/layout.h"
#include "output/publish.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const schema_line = "# yaml-language-server: $schema=";
static const char *const layout_line = "layout: ";

struct beginning {
    struct request request;
    const char *kind, *folder;
    bool force;
};

/* A starting report: the file, what it is called where it is written, and the folder of files that
 * go with it, which need not be there, and its name. */
struct start {
    const char *path, *name, *files, *files_name;
};

/* Files that go with a starting report, at most. */
enum { FILES_LIMIT = 20 };

static void close_folder(void *directory)
{
    (void)closedir(directory);
}

/* LAYOUT.NAME.yaml in a folder; the first such name. */
static bool find_in(struct arena *arena, const char *folder, const char *layout,
                    struct start *start)
{
    size_t size = strlen(layout);
    DIR *directory = opendir(folder);

    start->name = NULL;
    if (directory == NULL) {
        return false;
    }
    arena_own(arena, directory, close_folder);
    for (const struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        const char *name = entry->d_name + size + 1;
        if (strncmp(entry->d_name, layout, size) != 0 || entry->d_name[size] != '.') {
            continue;
        }
        const char *dot = strchr(name, '.');
        bool fits = dot != NULL && dot != name && strcmp(dot, ".yaml") == 0;
        if (fits && (start->name == NULL || strcmp(name, start->name) < 0)) {
            start->path = arena_format(arena, "%s/%s", folder, entry->d_name);
            start->files = arena_format(arena, "%s/%s", folder, layout);
            start->files_name = layout;
            start->name = arena_copy(arena, name, strlen(name));
        }
    }
    return start->name != NULL;
}

/* In the user's language, else in one that there is. */
static bool find_start(gongwen_document *document, const char *layout, struct start *start)
{
    const char *const languages[] = {command_language(), "en", "zh"};

    for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
        const char *folder =
            arena_format(document->arena, "%s/starts/%s", document->layouts_folder, languages[i]);
        if (find_in(document->arena, folder, layout, start)) {
            return true;
        }
    }
    return false;
}

/* A layout without a starting report has that of the one it extends. */
static bool choose_start(gongwen_document *document, struct layout_entry entry, struct start *start)
{
    const char *const folders[] = {document->layouts_folder, NULL};
    const char *wanted = entry.name;

    for (unsigned depth = 0; depth <= LAYOUT_EXTENDS_LIMIT; depth++) {
        if (find_start(document, entry.name, start)) {
            return true;
        }
        struct text base = entry.extends;
        if (base.string.bytes == NULL) {
            break;
        }
        if (!layout_describe(document->arena, base, folders, &entry, document->diagnostics)) {
            return false;
        }
    }
    REPORT(document->diagnostics, LAYOUT_START, (struct place){0}, wanted,
           arena_format(document->arena, "%s/starts/%s", document->layouts_folder,
                        command_language()));
    return false;
}

/* How the report names the layout: as the user did, but a path from wherever the report lies. */
static const char *layout_value(gongwen_document *document, const char *kind,
                                const struct layout_entry *entry)
{
    if (strcmp(kind, entry->name) == 0) {
        return kind;
    }
    char *path = realpath(entry->path, NULL);
    struct buffer out = buffer_new(document->arena);
    if (path != NULL) {
        arena_own(document->arena, path, free);
    }
    buffer_add_json(&out, path == NULL ? entry->path : path); /* a string of YAML as well */
    return buffer_string(&out).bytes;
}

static bool begins_with(struct string text, const char *start)
{
    return text.size >= strlen(start) && memcmp(text.bytes, start, strlen(start)) == 0;
}

/* The starting report with its schema and its layout put in. */
static struct string fill_in(struct arena *arena, const struct source *source, const char *schema,
                             const char *layout)
{
    struct buffer out = buffer_new(arena);

    for (size_t i = 1; i <= source->line_count; i++) {
        struct string line = source_line(source, (uint32_t)i);
        if (i == 1 && begins_with(line, schema_line)) {
            buffer_format(&out, "%s%s", schema_line, schema);
        } else if (begins_with(line, layout_line)) {
            size_t value = strlen(layout_line);
            while (value < line.size && line.bytes[value] != ' ') {
                value++;
            }
            buffer_format(&out, "%s%s", layout_line, layout);
            buffer_add(&out, line.bytes + value, line.size - value);
        } else {
            buffer_add(&out, line.bytes, line.size);
        }
        if (i < source->line_count) {
            buffer_add_byte(&out, '\n');
        }
    }
    return buffer_string(&out);
}

/* A file of the starting report, in the folder where it is written. */
static const char *path_in(struct arena *arena, const char *folder, const char *name)
{
    return folder == NULL ? name
                          : arena_format(arena, "%s%s%s", folder,
                                         folder[strlen(folder) - 1] == '/' ? "" : "/", name);
}

/* What is written, the report first, and what it is made from. */
struct writing {
    struct publication files[FILES_LIMIT + 1];
    const char *inputs[FILES_LIMIT + 2]; /* ends with NULL */
    size_t count;
};

static void add_file(struct writing *writing, const char *path, struct string bytes,
                     const char *input)
{
    writing->files[writing->count] = (struct publication){path, bytes};
    writing->inputs[writing->count++] = input;
}

/* Where it is not there yet; false after reporting. */
static bool make_folder(gongwen_document *document, const char *folder)
{
    if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
        REPORT(document->diagnostics, FILE_WRITE, (struct place){0}, folder, strerror(errno));
        return false;
    }
    return true;
}

/* The files that go with the starting report, as they are; false after reporting. */
static bool add_companions(const struct beginning *beginning, gongwen_document *document,
                           const struct start *start, struct writing *writing)
{
    struct arena *arena = document->arena;
    DIR *directory = opendir(start->files);
    const char *to = path_in(arena, beginning->folder, start->files_name);

    if (directory == NULL) {
        return true;
    }
    arena_own(arena, directory, close_folder);
    if (!make_folder(document, to)) {
        return false;
    }
    for (const struct dirent *entry;
         writing->count <= FILES_LIMIT && (entry = readdir(directory)) != NULL;) {
        if (entry->d_name[0] == '.') {
            continue;
        }
        const char *name = arena_copy(arena, entry->d_name, strlen(entry->d_name));
        const char *from = arena_format(arena, "%s/%s", start->files, name);
        struct string bytes;
        if (!source_bytes(arena, from, (struct place){0}, &bytes, document->diagnostics)) {
            return false;
        }
        add_file(writing, path_in(arena, to, name), bytes, from);
    }
    return true;
}

/* Takes the names of all files, or of none. */
static bool reserve_all(gongwen_document *document, const struct writing *writing)
{
    for (size_t i = 0; i < writing->count; i++) {
        if (!request_reserve(document, writing->files[i].path)) {
            while (i > 0) {
                (void)unlink(writing->files[--i].path);
            }
            return false;
        }
    }
    return true;
}

/* Writes the report and what goes with it; its path, or NULL after reporting. */
static const char *write_report(struct beginning *beginning, gongwen_document *document,
                                const struct start *start, struct string text)
{
    struct writing *writing = ARENA_NEW(document->arena, struct writing);
    const char *folder = beginning->folder;
    const char *path = path_in(document->arena, folder, start->name);

    add_file(writing, path, text, start->path);
    if ((folder != NULL && !make_folder(document, folder)) ||
        !add_companions(beginning, document, start, writing)) {
        return NULL;
    }
    if (!beginning->force && !reserve_all(document, writing)) {
        return NULL;
    }
    if (publish(document->arena, writing->files, writing->count, writing->inputs,
                document->diagnostics)) {
        return path;
    }
    for (size_t i = 0; !beginning->force && i < writing->count; i++) {
        (void)unlink(writing->files[i].path);
    }
    return NULL;
}

/* The path of the report that was written, or NULL after reporting. */
static const char *begin_report(struct beginning *beginning, gongwen_document *document)
{
    const char *const folders[] = {document->layouts_folder, NULL};
    struct text kind = {{beginning->kind, strlen(beginning->kind)}, {0}};
    struct layout_entry entry;
    struct start start;

    if (setjmp(document->guard) != 0) {
        document->out_of_memory = true;
        return NULL;
    }
    if (!layout_describe(document->arena, kind, folders, &entry, document->diagnostics) ||
        !choose_start(document, entry, &start)) {
        return NULL;
    }
    const struct source *source = source_read(document->arena, start.path, document->diagnostics);
    if (source == NULL) {
        return NULL;
    }
    char *schemas = command_schema_folder();
    if (schemas != NULL) {
        arena_own(document->arena, schemas, free);
    }
    const char *schema = schemas == NULL ? "report.json" /* as `gongwen schema --help` has it */
                                         : arena_format(document->arena, "%s/report.json", schemas);
    const char *layout = layout_value(document, beginning->kind, &entry);
    return write_report(beginning, document, &start,
                        fill_in(document->arena, source, schema, layout));
}

static int init(struct beginning *beginning)
{
    gongwen_document *document = request_open_folders(&beginning->request);

    if (document == NULL) {
        return EXIT_FINDINGS;
    }
    const char *path = begin_report(beginning, document);
    if (path != NULL) {
        printf(_("%s: fill it in, then: gongwen %s\n"), path, path);
        (void)fflush(stdout);
    }
    request_findings(&beginning->request, document);
    gongwen_close(document);
    return path != NULL ? EXIT_GOOD : EXIT_FINDINGS;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct beginning beginning = {.request = request_new()};
    int status = EXIT_GOOD;
    int operand = 0;
    int letter;

    do {
        const char *argument;
        letter = command_option(command, argc, argv, &argument, &operand, &status);
        if (letter == OPTION_FORCE) {
            beginning.force = true;
        } else if (letter > 0) {
            (void)request_option(&beginning.request, command, letter, argument, &status);
        }
    } while (letter > 0 && status == EXIT_GOOD);
    if (letter == 0 && status == EXIT_GOOD) {
        if (operand == argc) {
            status = command_misused(command, _("which kind? `gongwen layouts` lists them"));
        } else if (operand + 2 < argc) {
            status = command_misused(command, _("one kind and one folder"));
        } else {
            beginning.kind = argv[operand];
            beginning.folder =
                operand + 1 < argc && *argv[operand + 1] != '\0' ? argv[operand + 1] : NULL;
            status = init(&beginning);
        }
    }
    request_free(&beginning.request);
    return status;
}

static const struct option_row options[] = {
    {OPTION_FORCE, "force", NULL, N_("overwrite a file of that name"), NULL},
    FINDINGS_OPTION,
    {0},
};

const struct command command_init = {
    .name = "init",
    .summary = N_("Write a report to begin with, commented, for a layout."),
    .arguments = N_("KIND [DIR]"),
    .operands = "LAYOUT",
    .details = N_("KIND is a layout (`gongwen layouts` lists them), DIR where to write (default: "
                  "here).\nIts texts stand for others (示例) and render as they are; comments say "
                  "what each key is for.\n"
                  "Examples:\n"
                  "  gongwen init annual-report\n"
                  "  gongwen init annual-report 2024\n"),
    .options = options,
    .run = run,
};
