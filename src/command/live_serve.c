/* gongwen serve: the report in the browser. */
#include "command/live.h"
#include "command/request.h"
#include "command/revision.h"

#include "serve/server.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { PORT_LIMIT = 65535 };

struct serving {
    struct request request;
    const char *editor, *against;
    unsigned port;
    bool open;
    struct session *session;
    struct watcher *watcher;
    struct server *server;
    gongwen_document *desk; /* holds the files of an earlier revision */
    char *told;             /* the folder that the user was told of */
};

static void update(void *context)
{
    struct serving *serving = context;

    server_update(serving->server);
    live_watch_files(serving->watcher, serving->session, &serving->told);
}

/* ---- the earlier draft ---- */

/* The files of a revision, in the desk; NULL after reporting there. */
static const struct extracted *read_revision(struct serving *serving, const char **name,
                                             size_t *count)
{
    if (DOCUMENT_GUARD(serving->desk)) {
        serving->desk->out_of_memory = true;
        return NULL;
    }
    *name = arena_copy(serving->desk->arena, serving->against, strcspn(serving->against, ":"));
    return revision_read(serving->desk, serving->against, count);
}

static gongwen_document *open_revision(struct serving *serving)
{
    const char *name;
    size_t count;

    gongwen_close(serving->desk);
    serving->desk = request_open_folders(&serving->request);
    if (serving->desk == NULL) {
        return NULL;
    }
    const struct extracted *files = read_revision(serving, &name, &count);
    if (files == NULL) {
        request_findings(&serving->request, serving->desk);
        return NULL;
    }
    return request_open_embedded(&serving->request, name, files, count);
}

static gongwen_document *open_against(void *context)
{
    struct serving *serving = context;
    const char *against = serving->against;
    size_t size = strlen(against);
    bool pdf = size > 4 && strcasecmp(against + size - 4, ".pdf") == 0;
    gongwen_document *document = revision_is(against) ? open_revision(serving)
                                 : pdf ? request_open_embedded(&serving->request, against, NULL, 0)
                                       : request_open(&serving->request, against);

    if (document != NULL && gongwen_error_count(document) > 0) {
        request_findings(&serving->request, document);
    }
    return document;
}

/* ---- opening the browser ---- */

/* A file for this user alone that leads to the address: on a command line, others of this machine
 * would read the token. NULL with errno set; else to be freed. */
static char *write_signpost(const char *address)
{
    const char *folder = getenv("XDG_RUNTIME_DIR");
    char *path = NULL;

    folder = folder == NULL || *folder != '/' ? "/tmp" : folder;
    if (asprintf(&path, "%s/gongwen-XXXXXX.html", folder) < 0) {
        return NULL;
    }
    int descriptor = mkostemps(path, (int)strlen(".html"), O_CLOEXEC); /* mode 0600 */
    FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "w");
    if (file == NULL) {
        free(path);
        return NULL;
    }
    (void)fprintf(file,
                  "<!doctype html><meta charset=utf-8><meta http-equiv=refresh "
                  "content=\"0;url=%s\"><title>gongwen</title>\n",
                  address);
    if (fclose(file) != 0) {
        (void)unlink(path);
        free(path);
        return NULL;
    }
    return path;
}

static void opener_ended(uv_process_t *process, int64_t status, int number)
{
    if (status != 0 || number != 0) {
        (void)fputs(_("gongwen serve: no browser could be opened; open the address yourself\n"),
                    stderr);
    }
    uv_close((uv_handle_t *)process, NULL);
}

/* Runs the desktop's opener on the signpost. */
static void open_browser(uv_loop_t *loop, uv_process_t *process, char *signpost)
{
    char name[] = "xdg-open";
    char *arguments[] = {name, signpost, NULL};
    uv_stdio_container_t streams[] = {{.flags = UV_IGNORE}, {.flags = UV_IGNORE}};
    const uv_process_options_t options = {.file = name,
                                          .args = arguments,
                                          .stdio = streams,
                                          .stdio_count = 2,
                                          .exit_cb = opener_ended};

    if (signpost == NULL || uv_spawn(loop, process, &options) != 0) {
        (void)fputs(_("gongwen serve: no browser could be opened; open the address yourself\n"),
                    stderr);
        if (signpost != NULL) {
            uv_close((uv_handle_t *)process, NULL);
        }
    }
}

/* ---- the loop ---- */

/* What is wrong at the start is told here, too: nobody may have opened the page yet. */
static void tell_start(const struct serving *serving)
{
    gongwen_document *latest = session_latest(serving->session);

    if (latest != NULL && gongwen_error_count(latest) > 0) {
        request_findings(&serving->request, latest);
    }
    printf(_("The page is at\n  %s\nfor the browsers of this computer; ^C ends it.\n"),
           server_address(serving->server));
    (void)fflush(stdout);
}

static int run_loop(struct serving *serving, uv_loop_t *loop, const char *report)
{
    const struct server_options options = {.report = report,
                                           .against = serving->against,
                                           .open_against = open_against,
                                           .context = serving,
                                           .editor = serving->editor,
                                           .port = serving->port,
                                           .document = serving->request.options,
                                           .chinese = strcmp(command_language(), "zh") == 0};
    struct live_signals signals;
    uv_process_t process;
    char *signpost = NULL;

    serving->session = session_open(report, &serving->request.options);
    serving->watcher = watcher_new(loop, update, serving);
    if (serving->session == NULL || serving->watcher == NULL) {
        (void)fputs(_("gongwen: error: memory is out [out-of-memory]\n"), stderr);
        return EXIT_FINDINGS;
    }
    serving->server = server_open(loop, serving->session, &options);
    if (serving->server == NULL) {
        (void)fprintf(stderr, _("gongwen serve: cannot listen on port %u: %s\n"), serving->port,
                      strerror(errno));
        return EXIT_FINDINGS;
    }
    live_signals_open(&signals, loop);
    update(serving);
    tell_start(serving);
    if (serving->open) {
        signpost = write_signpost(server_address(serving->server));
        open_browser(loop, &process, signpost);
    }
    (void)uv_run(loop, UV_RUN_DEFAULT);
    if (signpost != NULL) {
        (void)unlink(signpost);
    }
    free(signpost);
    live_signals_close(&signals);
    return EXIT_GOOD;
}

static void close_any(uv_handle_t *handle, void *context)
{
    (void)context;
    if (uv_is_closing(handle) == 0) {
        uv_close(handle, NULL);
    }
}

static int serve(struct serving *serving, const char *report)
{
    uv_loop_t loop;

    if (access(report, R_OK) != 0) { /* later it may be away for a moment; now it is a slip */
        (void)fprintf(stderr, _("gongwen serve: cannot open %s: %s\n"), report, strerror(errno));
        return EXIT_FINDINGS;
    }
    if (uv_loop_init(&loop) != 0) {
        (void)fputs(_("gongwen: error: memory is out [out-of-memory]\n"), stderr);
        return EXIT_FINDINGS;
    }
    serving->request.options.font_folders = serving->request.font_folders;
    int status = run_loop(serving, &loop, report);
    server_close(serving->server);
    watcher_close(serving->watcher);
    (void)uv_run(&loop, UV_RUN_NOWAIT);
    uv_walk(&loop, close_any, NULL); /* the browser's opener may still run */
    (void)uv_run(&loop, UV_RUN_DEFAULT);
    (void)uv_loop_close(&loop);
    session_close(serving->session);
    gongwen_close(serving->desk);
    free(serving->told);
    return status;
}

static int take_option(void *context, const struct command *command, int letter,
                       const char *argument)
{
    struct serving *serving = context;
    int status = EXIT_GOOD;

    switch (letter) {
    case OPTION_PORT:
        serving->port = (unsigned)request_number(argument, PORT_LIMIT);
        if (serving->port == 0) {
            status = command_misused(command, _("--port is a number from 1 to 65535"));
        }
        break;
    case OPTION_OPEN:
        serving->open = true;
        break;
    case OPTION_AGAINST:
        serving->against = argument;
        if (!revision_is(argument) && access(argument, R_OK) != 0) {
            (void)fprintf(stderr, _("gongwen serve: cannot open %s: %s\n"), argument,
                          strerror(errno));
            status = EXIT_FINDINGS;
        }
        break;
    case OPTION_EDITOR:
        serving->editor = argument;
        if (!server_accepts_editor(argument)) {
            status = command_misused(
                command, _("--editor is an address such as vscode://file/{path}:{line}:{column}"));
        }
        break;
    default:
        (void)request_option(&serving->request, command, letter, argument, &status);
    }
    return status;
}

int live_serve(const struct command *command, int argc, char **argv)
{
    struct serving serving = {.request = request_new()};
    int status = EXIT_GOOD;
    const char *report = command_report(command, argc, argv, take_option, &serving, &status);

    if (report != NULL && strcmp(report, "-") == 0) {
        status = command_misused(command, _("files are watched, not standard input and output"));
    } else if (report != NULL) {
        status = serve(&serving, report);
    }
    request_free(&serving.request);
    return status;
}
