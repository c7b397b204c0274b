/* gongwen watch: an output that follows its report. */
#include "command/live.h"
#include "command/rendering.h"

#include "base/arena.h"
#include "output/painter.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { CHANGED_SHOWN = 8 /* numbers of pages on one line */ };

struct watching {
    const struct command *command;
    struct rendering *rendering;
    struct session *session;
    struct watcher *watcher;
    char *told;                 /* the folder that the user was told of */
    unsigned long shown;        /* how many outputs were written */
    char since[16];             /* when the last one was, for people */
    struct session_page *pages; /* of that one */
    size_t page_count;
};

/* ---- what changed ---- */

static bool is_new(const struct watching *watching, const struct session_page *pages, size_t page)
{
    return page >= watching->page_count || watching->pages[page].look != pages[page].look;
}

static void remember(struct watching *watching)
{
    size_t count;
    const struct session_page *pages = session_pages(watching->session, &count);
    struct session_page *copy = malloc((count + 1) * sizeof *copy);

    if (copy != NULL) {
        memcpy(copy, pages, count * sizeof *copy);
        free(watching->pages);
        watching->pages = copy;
        watching->page_count = count;
    }
}

/* ---- for people ---- */

/* "6 pages; changed: 3, 4" */
static void print_pages(const struct watching *watching)
{
    size_t count, shown = 0;
    const struct session_page *pages = session_pages(watching->session, &count);

    printf(ngettext("%zu page", "%zu pages", count), count);
    for (size_t i = 0; watching->shown > 0 && i < count; i++) {
        if (is_new(watching, pages, i)) {
            if (shown == CHANGED_SHOWN) {
                (void)fputs(" …", stdout);
                break;
            }
            if (shown++ == 0) {
                printf("%s%s", _("; "), _("changed: "));
            } else {
                (void)fputs(_(", "), stdout);
            }
            printf("%zu", i + 1);
        }
    }
}

static void print_findings_count(gongwen_document *document)
{
    size_t errors = gongwen_error_count(document), warnings = gongwen_warning_count(document);

    if (errors > 0) {
        (void)fputs(_("; "), stdout);
        printf(ngettext("%zu error", "%zu errors", errors), errors);
    }
    if (warnings > 0) {
        (void)fputs(_("; "), stdout);
        printf(ngettext("%zu warning", "%zu warnings", warnings), warnings);
    }
    if (errors + warnings == 0) {
        printf("%s%s", _("; "), _("no findings"));
    }
}

static void print_text(struct watching *watching, gongwen_document *document, bool written,
                       double milliseconds)
{
    bool colour = request_wants_colour(STDOUT_FILENO);
    const char *output = watching->rendering->output;
    time_t now = time(NULL);
    struct tm local;
    char clock[16] = "";

    if (localtime_r(&now, &local) != NULL) {
        (void)strftime(clock, sizeof clock, "%H:%M:%S", &local);
    }
    (void)fputs(!colour ? "" : written ? "\033[32m" : "\033[31m", stdout);
    printf(_("%s  %s: "), clock, output);
    if (written) {
        print_pages(watching);
    } else if (watching->shown > 0) {
        printf(_("still that of %s"), watching->since);
    } else {
        (void)fputs(_("not written"), stdout);
    }
    print_findings_count(document);
    printf("%s%.1f ms", _("; "), milliseconds);
    printf("%s\n", colour ? "\033[0m" : "");
    (void)fflush(stdout);
    request_findings(&watching->rendering->request, document);
    if (written) {
        memcpy(watching->since, clock, sizeof clock);
    }
}

/* ---- for machines ---- */

static void add_page_numbers(const struct watching *watching, struct buffer *out)
{
    size_t count;
    const struct session_page *pages = session_pages(watching->session, &count);
    const char *between = "";

    buffer_format(out, ", \"pages\": %zu, \"changed\": [", count);
    for (size_t i = 0; i < count; i++) {
        if (is_new(watching, pages, i)) {
            buffer_format(out, "%s%zu", between, i + 1);
            between = ", ";
        }
    }
    buffer_add_byte(out, ']');
}

/* One object on one line. */
static void print_json(struct watching *watching, gongwen_document *document, bool written,
                       double milliseconds)
{
    const char *findings = gongwen_findings(document, GONGWEN_JSON);
    time_t now = time(NULL);
    struct tm local;
    char clock[40] = "";

    if (document->out_of_memory || DOCUMENT_GUARD(document)) {
        document->out_of_memory = true;
        (void)printf("{\"written\": false, \"findings\": [{\"code\": \"out-of-memory\"}]}\n");
        return;
    }
    if (localtime_r(&now, &local) != NULL) {
        (void)strftime(clock, sizeof clock, "%Y-%m-%dT%H:%M:%S%z", &local);
    }
    struct buffer out = buffer_new(document->arena);
    buffer_format(&out, "{\"time\": \"%s\", \"output\": ", clock);
    buffer_add_json(&out, watching->rendering->output);
    buffer_format(&out, ", \"written\": %s", written ? "true" : "false");
    if (written) {
        add_page_numbers(watching, &out);
    }
    buffer_format(&out, ", \"milliseconds\": %.1f, \"errors\": %zu, \"warnings\": %zu",
                  milliseconds, gongwen_error_count(document), gongwen_warning_count(document));
    buffer_add_string(&out, ", \"findings\": ");
    for (const char *at = findings; *at != '\0'; at++) {
        buffer_add_byte(&out, *at == '\n' ? ' ' : (unsigned char)*at);
    }
    buffer_add_string(&out, "}\n");
    (void)fwrite(out.bytes, 1, out.size, stdout);
    (void)fflush(stdout);
}

/* ---- the loop ---- */

/* Whether there is nothing to do and nothing to say: the files hold what they held, and what came
 * of them last is there. */
static bool is_idle(const struct watching *watching, enum session_outcome outcome)
{
    const struct session *session = watching->session;
    const struct rendering *rendering = watching->rendering;
    bool broken = session_latest(session) != session_document(session);
    bool many = painter_find(rendering->format)->paged && rendering->page == 0;
    bool there = many || access(rendering->output, F_OK) == 0;

    return outcome == SESSION_IDLE && (broken || there);
}

static void update(void *context)
{
    struct watching *watching = context;
    uint64_t start = uv_hrtime();
    enum session_outcome outcome = session_update(watching->session);
    gongwen_document *document = session_latest(watching->session);

    if (document == NULL) {
        (void)fputs(_("gongwen: error: memory is out [out-of-memory]\n"), stderr);
    } else if (!is_idle(watching, outcome)) {
        bool written =
            document == session_document(watching->session) &&
            rendering_write(watching->rendering, watching->command, document) == EXIT_GOOD;
        double milliseconds = (double)(uv_hrtime() - start) / 1e6;
        if (watching->rendering->request.json) {
            print_json(watching, document, written, milliseconds);
        } else {
            print_text(watching, document, written, milliseconds);
        }
        if (written) {
            watching->shown++;
            remember(watching);
        } else if (document == session_document(watching->session)) {
            session_renew(watching->session);
        }
    }
    live_watch_files(watching->watcher, watching->session, &watching->told);
}

static int watch(struct rendering *rendering, const struct command *command)
{
    struct watching watching = {.command = command, .rendering = rendering};
    struct live_signals signals;
    uv_loop_t loop;

    rendering->request.options.font_folders = rendering->request.font_folders;
    if (uv_loop_init(&loop) != 0) {
        (void)fputs(_("gongwen: error: memory is out [out-of-memory]\n"), stderr);
        return EXIT_FINDINGS;
    }
    watching.session = session_open(rendering->report, &rendering->request.options);
    watching.watcher = watcher_new(&loop, update, &watching);
    live_signals_open(&signals, &loop);
    bool good = watching.session != NULL && watching.watcher != NULL;
    if (good) {
        update(&watching);
        (void)uv_run(&loop, UV_RUN_DEFAULT);
    } else {
        (void)fputs(_("gongwen: error: memory is out [out-of-memory]\n"), stderr);
    }
    watcher_close(watching.watcher);
    live_signals_close(&signals);
    (void)uv_run(&loop, UV_RUN_DEFAULT);
    (void)uv_loop_close(&loop);
    session_close(watching.session);
    free(watching.told);
    free(watching.pages);
    return good ? EXIT_GOOD : EXIT_FINDINGS;
}

int live_watch(const struct command *command, int argc, char **argv)
{
    struct rendering rendering = {.request = request_new()};
    int status = EXIT_GOOD;
    char *owned = NULL;

    rendering.report = command_report(command, argc, argv, rendering_option, &rendering, &status);
    if (rendering.report == NULL) {
        request_free(&rendering.request);
        return status;
    }
    status = rendering_settle(&rendering, command, &owned);
    if (status == EXIT_GOOD &&
        (strcmp(rendering.report, "-") == 0 || strcmp(rendering.output, "-") == 0)) {
        status = command_misused(command, _("files are watched, not standard input and output"));
    }
    if (status == EXIT_GOOD) {
        status = watch(&rendering, command);
    }
    free(owned);
    request_free(&rendering.request);
    return status;
}
