/*
 * The folder has a wall (base/source.h): no path in a stranger's YAML leads out of it. The process
 * that composes has limits, since nobody can tell from a report how long it takes.
 */
#include "command/again.h"

#include "base/arena.h"
#include "command/request.h"
#include "extract/extract.h"
#include "output/publish.h"
#include "report/units.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    SECONDS_LIMIT = 20, /* of computing */
    WAITING_LIMIT = 60, /* of the clock */
    FONTS_ROOM = 512,
    WHY_ROOM = 512,
    FONT_NAME_LIMIT = 127,
};

static const rlim_t MEMORY_LIMIT = (rlim_t)3 * 1024 * 1024 * 1024;

/* What the process hands back; less than a pipe takes at once. */
struct answer {
    enum again_state state;
    size_t offset;
    char fonts[FONTS_ROOM];
    char why[WHY_ROOM];
};

static const char *const folder_pattern = "gongwen.XXXXXX";

/* The files' folder, and which of them are what. */
struct sources {
    const char *folder; /* behind the wall */
    const char *report, *layout, *unit;
};

/* ---- In the process ---- */

/* The next name of a font, without the tag of its subset; false: there is none. */
static bool next_font(struct string pdf, size_t *at, struct string *name)
{
    static const char mark[] = "/BaseFont /";
    const char *found = memmem(pdf.bytes + *at, pdf.size - *at, mark, sizeof mark - 1);

    if (found == NULL) {
        return false;
    }
    size_t from = (size_t)(found - pdf.bytes) + sizeof mark - 1;
    size_t end = from;
    while (end < pdf.size && pdf.bytes[end] > ' ' && strchr("/<>[]()", pdf.bytes[end]) == NULL) {
        end++;
    }
    *at = end;
    if (end - from > 7 && pdf.bytes[from + 6] == '+') {
        from += 7;
    }
    *name = (struct string){pdf.bytes + from, end - from};
    return true;
}

static bool has_font(struct string pdf, struct string name)
{
    struct string other;

    for (size_t at = 0; next_font(pdf, &at, &other);) {
        if (other.size == name.size && memcmp(other.bytes, name.bytes, name.size) == 0) {
            return true;
        }
    }
    return false;
}

/* Names of fonts in the file that are not in what was made. */
static void compare_fonts(struct string file, struct string made, struct answer *answer)
{
    static const char ending[] = "-Identity-H"; /* of a composite font, whose other name is there */
    struct string name;
    size_t used = 0;

    for (size_t at = 0; next_font(file, &at, &name);) {
        bool composite =
            name.size >= sizeof ending - 1 &&
            memcmp(name.bytes + name.size - (sizeof ending - 1), ending, sizeof ending - 1) == 0;
        if (composite || name.size == 0 || name.size > FONT_NAME_LIMIT || has_font(made, name)) {
            continue;
        }
        if (memmem(answer->fonts, used, name.bytes, name.size) != NULL) {
            continue;
        }
        if (used + name.size + 3 > sizeof answer->fonts) {
            break;
        }
        used += (size_t)snprintf(answer->fonts + used, sizeof answer->fonts - used, "%s%.*s",
                                 used > 0 ? ", " : "", (int)name.size, name.bytes);
    }
}

static void compare(struct string file, const void *bytes, size_t size, struct answer *answer)
{
    const char *made = bytes;
    size_t least = size < file.size ? size : file.size;
    size_t at = 0;

    while (at < least && made[at] == file.bytes[at]) {
        at++;
    }
    answer->offset = at;
    answer->state = at == size ? AGAIN_SAME : AGAIN_DIFFERS; /* updates may stand behind it */
    if (answer->state == AGAIN_DIFFERS) {
        compare_fonts(file, (struct string){made, size}, answer);
    }
}

/* The first error that says why there is no PDF. */
static void tell_why(const gongwen_document *document, struct answer *answer)
{
    for (size_t i = 0; !document->out_of_memory && i < document->diagnostics->count; i++) {
        const struct diagnostic *item = document->diagnostics->items[i];
        if (item->severity == SEVERITY_ERROR && answer->why[0] == '\0') {
            (void)snprintf(answer->why, sizeof answer->why, "%s [%s]", item->text, item->code);
        }
    }
}

static void paint(gongwen_document *document, struct string file, struct answer *answer)
{
    const void *bytes;
    size_t size;

    if (gongwen_paint(document, "pdf", 0, 0, &bytes, &size) == 0) {
        compare(file, bytes, size, answer);
    } else {
        tell_why(document, answer);
    }
}

/* A report of a series, by its row of the units. */
static void make_unit(gongwen_document *series, const struct sources *sources, struct string file,
                      struct answer *answer)
{
    if (series->out_of_memory || setjmp(series->guard) != 0) {
        return;
    }
    const char *path = arena_format(series->arena, "%s/%s", sources->folder, sources->unit);
    const struct units *units =
        units_open(series->arena, (struct text){{path, strlen(path)}, {0}}, series->diagnostics);
    size_t count = 0;
    if (units == NULL || series->root == NULL || units->csv->row_count != 2) {
        tell_why(series, answer);
        return;
    }
    const struct given *given = units_give(units, 1, series->arena, &count);
    gongwen_document *document = document_open_next(series, given, count);
    paint(document, file, answer);
    tell_why(series, answer);
}

/* Composes once, with the system's fonts or without. */
static void make(const struct gongwen_options *options, const struct sources *sources,
                 struct string file, struct answer *answer)
{
    char report[4096];

    *answer = (struct answer){.state = AGAIN_NOT_MADE};
    if (snprintf(report, sizeof report, "%s/%s", sources->folder, sources->report) >=
        (int)sizeof report) {
        return;
    }
    gongwen_document *document = sources->unit != NULL ? document_open_series(report, options)
                                                       : gongwen_open(report, options);
    if (document != NULL && sources->unit != NULL) {
        make_unit(document, sources, file, answer);
    } else if (document != NULL) {
        paint(document, file, answer);
    }
    gongwen_close(document);
}

/* Memory that is taken already does not count. */
static void limit_memory(void)
{
    char text[32] = "";
    int descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);

    if (descriptor >= 0 && read(descriptor, text, sizeof text - 1) > 0) {
        rlim_t taken = strtoull(text, NULL, 10) * (rlim_t)sysconf(_SC_PAGESIZE);
        const struct rlimit memory = {taken + MEMORY_LIMIT, taken + MEMORY_LIMIT};
        (void)setrlimit(RLIMIT_AS, &memory);
    }
    if (descriptor >= 0) {
        (void)close(descriptor);
    }
}

static void work(const struct gongwen_options *options, const struct sources *sources,
                 struct string file, int answers)
{
    const struct rlimit seconds = {SECONDS_LIMIT, SECONDS_LIMIT + 1};
    const struct rlimit none = {0, 0};
    struct gongwen_options own = *options;
    struct answer answer;

    (void)setrlimit(RLIMIT_CPU, &seconds);
    limit_memory();
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)alarm(WAITING_LIMIT);
    make(&own, sources, file, &answer);
    if (answer.state != AGAIN_SAME && !own.no_system_fonts) { /* the file does not say which */
        struct answer second;
        own.no_system_fonts = 1;
        make(&own, sources, file, &second);
        answer = second.state == AGAIN_SAME || answer.state == AGAIN_NOT_MADE ? second : answer;
    }
    (void)!write(answers, &answer, sizeof answer);
}

/* ---- Around it ---- */

static const int ends[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

/* Waits for the process; the signal that interrupts that, or 0. */
static int wait_for(pid_t child, const sigset_t *awaited)
{
    for (;;) {
        int signal = sigwaitinfo(awaited, NULL);
        if (signal == SIGCHLD && waitpid(child, NULL, WNOHANG) == child) {
            return 0;
        }
        if (signal > 0 && signal != SIGCHLD) {
            (void)kill(child, SIGKILL);
            (void)waitpid(child, NULL, 0);
            return signal;
        }
    }
}

/* Runs the process; false when it ended without an answer. */
static bool run(const struct gongwen_options *options, const struct sources *sources,
                struct string file, const sigset_t *awaited, const sigset_t *before,
                struct answer *answer, int *interrupted)
{
    int ways[2];

    if (pipe2(ways, O_CLOEXEC) != 0) {
        return false;
    }
    pid_t child = fork();
    if (child == 0) {
        (void)sigprocmask(SIG_SETMASK, before, NULL);
        work(options, sources, file, ways[1]);
        _exit(0);
    }
    (void)close(ways[1]);
    *interrupted = child > 0 ? wait_for(child, awaited) : 0;
    bool good = child > 0 && read(ways[0], answer, sizeof *answer) == (ssize_t)sizeof *answer;
    (void)close(ways[0]);
    return good;
}

static void remove_files(struct arena *arena, const struct extracted *files, size_t count,
                         const char *folder, const char *outer)
{
    for (size_t i = 0; i < count; i++) {
        (void)unlink(arena_format(arena, "%s/%s", folder, files[i].name));
    }
    for (size_t i = 0; i < count; i++) {
        char *path = arena_format(arena, "%s/%s", folder, files[i].name);
        for (char *slash; (slash = strrchr(path, '/')) != NULL && slash > path + strlen(folder);) {
            *slash = '\0';
            (void)rmdir(path);
        }
    }
    (void)rmdir(folder);
    (void)rmdir(outer);
}

static bool write_files(gongwen_document *document, const struct extracted *files, size_t count,
                        const char *folder)
{
    struct publication *out = ARENA_ARRAY(document->arena, struct publication, count);

    for (size_t i = 0; i < count; i++) {
        char *path = arena_format(document->arena, "%s/%s", folder, files[i].name);
        for (char *slash = path + strlen(folder) + 1; (slash = strchr(slash, '/')) != NULL;
             slash++) {
            *slash = '\0';
            (void)mkdir(path, 0700); /* what fails shows when the file is written */
            *slash = '/';
        }
        out[i] = (struct publication){path, files[i].bytes};
    }
    return publish(document->arena, out, count, NULL, document->diagnostics);
}

/* Which files are what; false: not those that gongwen embeds. */
static bool find_sources(const struct extracted *files, size_t count, struct sources *sources)
{
    for (size_t i = 0; i < count; i++) {
        const char *what = files[i].description;
        sources->report = strcmp(what, "Report") == 0 ? files[i].name : sources->report;
        sources->layout = strcmp(what, "Layout") == 0 ? files[i].name : sources->layout;
        sources->unit = strcmp(what, "Unit") == 0 ? files[i].name : sources->unit;
    }
    return sources->report != NULL && sources->layout != NULL;
}

bool again_layout(const char *name)
{
    return strncmp(name, "layouts/", strlen("layouts/")) == 0;
}

static bool leads_elsewhere(const struct extracted *files, size_t count)
{
    static const char elsewhere[] = "elsewhere/";

    for (size_t i = 0; i < count; i++) {
        if (strncmp(files[i].name, elsewhere, sizeof elsewhere - 1) == 0) {
            return true;
        }
    }
    return false;
}

/* In the private folder, with the ends of the program held back. */
static struct again make_in(const struct request *request, gongwen_document *document,
                            struct string pdf, const struct extracted *files, size_t count,
                            const char *outer, const sigset_t *awaited, const sigset_t *before,
                            int *interrupted)
{
    struct arena *arena = document->arena;
    struct sources sources = {.folder = arena_format(arena, "%s/" SOURCE_WALL, outer)};
    struct again again = {.state = AGAIN_NOT_MADE, .fonts = "", .why = ""};
    struct answer answer = {.state = AGAIN_NOT_MADE};
    struct gongwen_options options = request->options;
    const char *folders[REQUEST_FONT_FOLDERS + 2] = {0};
    size_t font_folders = 0;

    if (!find_sources(files, count, &sources)) {
        again.state = AGAIN_NO_SOURCES;
    } else if (leads_elsewhere(files, count)) {
        again.why = _("it was made with files from outside of the report's folder");
    } else if (mkdir(sources.folder, 0700) != 0 ||
               !write_files(document, files, count, sources.folder)) {
        again.why = _("its files cannot be written to a temporary folder");
    } else {
        for (; font_folders < request->font_folder_count; font_folders++) {
            folders[font_folders] = request->font_folders[font_folders];
        }
        const char *shipped = arena_format(arena, "%s/fonts", document->options.data_folder);
        folders[font_folders] = access(shipped, R_OK | X_OK) == 0 ? shipped : NULL;
        options.font_folders = folders;
        options.data_folder = sources.folder;
        options.layout = again_layout(sources.layout)
                             ? arena_format(arena, "%s/%s", sources.folder, sources.layout)
                             : NULL;
        if (!run(&options, &sources, pdf, awaited, before, &answer, interrupted)) {
            again.why = _("it takes too long or too much memory");
        } else {
            again.state = answer.state;
            again.offset = answer.offset;
            answer.fonts[FONTS_ROOM - 1] = answer.why[WHY_ROOM - 1] = '\0';
            again.fonts = arena_copy(arena, answer.fonts, strlen(answer.fonts));
            again.why = arena_copy(arena, answer.why, strlen(answer.why));
            if (answer.state == AGAIN_NOT_MADE && answer.why[0] == '\0') {
                again.why = _("it takes too long or too much memory");
            }
        }
    }
    remove_files(arena, files, count, sources.folder, outer);
    return again;
}

struct again again_make(const struct request *request, gongwen_document *document,
                        struct string pdf, const struct extracted *files, size_t count)
{
    const char *temporary = getenv("TMPDIR");
    struct again again = {.state = AGAIN_NOT_MADE, .fonts = "", .why = ""};
    sigset_t awaited, before;
    int interrupted = 0;

    char *outer =
        arena_format(document->arena, "%s/%s",
                     temporary != NULL && temporary[0] == '/' ? temporary : "/tmp", folder_pattern);
    sigemptyset(&awaited);
    sigaddset(&awaited, SIGCHLD);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        sigaddset(&awaited, ends[i]);
    }
    (void)signal(SIGCHLD, SIG_DFL); /* who started us may have it ignored */
    (void)sigprocmask(SIG_BLOCK, &awaited, &before);
    if (mkdtemp(outer) == NULL) {
        again.why = _("its files cannot be written to a temporary folder");
    } else {
        again =
            make_in(request, document, pdf, files, count, outer, &awaited, &before, &interrupted);
    }
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    if (interrupted != 0) {
        (void)raise(interrupted);
    }
    again.producer = extract_producer(document->arena, pdf);
    return again;
}

/* ---- What is told ---- */

void again_print_text(const struct again *again, struct buffer *out)
{
    const char *const arguments[] = {"", again->producer, again->why, again->fonts};
    struct arena *arena = out->arena;
    const char *producer = message_fill(arena, "{1}", arguments, 2);
    const char *why = message_fill(arena, "{2}", arguments, 3);
    const char *fonts = message_fill(arena, "{3}", arguments, 4);

    switch (again->state) {
    case AGAIN_SAME:
        buffer_add_string(out, _("yes, byte for byte, from what it holds"));
        break;
    case AGAIN_DIFFERS:
        buffer_format(out, _("NO, it differs from byte %zu on; made by %s, this is gongwen %s"),
                      again->offset, producer, gongwen_version());
        if (*fonts != '\0') {
            buffer_format(out, _("; fonts that are missing here: %s"), fonts);
        }
        break;
    case AGAIN_NO_SOURCES:
        buffer_add_string(out, _("no, it does not hold what it was made from"));
        break;
    case AGAIN_FOREIGN:
        buffer_format(out, _("no, another program made it: %s"),
                      *producer == '\0' ? "?" : producer);
        break;
    case AGAIN_NOT_MADE:
        buffer_format(out, _("NO, it cannot be made: %s"), *why == '\0' ? "?" : why);
        break;
    }
    buffer_add_byte(out, '\n');
}

void again_print_json(const struct again *again, struct buffer *out)
{
    static const char *const states[] = {[AGAIN_SAME] = "same",
                                         [AGAIN_DIFFERS] = "differs",
                                         [AGAIN_NO_SOURCES] = "no-sources",
                                         [AGAIN_FOREIGN] = "foreign",
                                         [AGAIN_NOT_MADE] = "not-made"};

    buffer_format(out, "{\"state\": \"%s\", \"producer\": ", states[again->state]);
    buffer_add_json(out, again->producer);
    buffer_format(out, ", \"version\": \"gongwen %s\", \"offset\": ", gongwen_version());
    if (again->state == AGAIN_DIFFERS) {
        buffer_format(out, "%zu", again->offset);
    } else {
        buffer_add_string(out, "null");
    }
    buffer_add_string(out, ", \"missing_fonts\": ");
    buffer_add_json(out, again->fonts);
    buffer_add_string(out, ", \"problem\": ");
    if (*again->why == '\0') {
        buffer_add_string(out, "null");
    } else {
        buffer_add_json(out, again->why);
    }
    buffer_add_string(out, "}\n");
}
