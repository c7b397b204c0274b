/* The process that composes has limits, since nobody can tell from a report how long it takes. */
#include "command/again.h"

#include "base/arena.h"
#include "base/worker.h"
#include "command/request.h"
#include "embedded.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    SECONDS_LIMIT = 20,      /* of computing */
    MEMORY_LIMIT = 3 * 1024, /* MiB */
    FONTS_ROOM = 512,
    WHY_ROOM = 512,
    FONT_NAME_LIMIT = 127,
};

/* What the process hands back; less than a pipe takes at once. */
struct answer {
    enum again_state state;
    size_t offset;
    char fonts[FONTS_ROOM];
    char why[WHY_ROOM];
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

/* Composes once, with the system's fonts or without. */
static void make(const struct again_file *file, const struct gongwen_options *options,
                 struct answer *answer)
{
    gongwen_document *document = embedded_open(file->path, file->sources, file->count, options);
    const void *bytes;
    size_t size;

    *answer = (struct answer){.state = AGAIN_NOT_MADE};
    if (document != NULL && gongwen_paint(document, "pdf", 0, 0, &bytes, &size) == 0) {
        compare(file->bytes, bytes, size, answer);
    } else if (document != NULL) {
        tell_why(document, answer);
    }
    gongwen_close(document);
}

static void work(const struct again_file *file, const struct gongwen_options *options, int answers)
{
    struct gongwen_options own = *options;
    struct answer answer;

    worker_prepare(SECONDS_LIMIT);
    worker_limit_memory(MEMORY_LIMIT);
    make(file, &own, &answer);
    if (answer.state != AGAIN_SAME && !own.no_system_fonts) { /* the file does not say which */
        struct answer second;
        own.no_system_fonts = 1;
        make(file, &own, &second);
        answer = second.state == AGAIN_SAME || answer.state == AGAIN_NOT_MADE ? second : answer;
    }
    (void)!write(answers, &answer, sizeof answer);
}

/* ---- Around it ---- */

/* Runs the process; false when it ended without an answer. */
static bool run(const struct again_file *file, const struct gongwen_options *options,
                struct answer *answer)
{
    ssize_t got = -1;
    int ways[2];

    if (pipe2(ways, O_CLOEXEC) != 0) {
        return false;
    }
    pid_t child = fork();
    if (child == 0) {
        work(file, options, ways[1]);
        _exit(0);
    }
    (void)close(ways[1]);
    if (child > 0) {
        do {
            got = read(ways[0], answer, sizeof *answer);
        } while (got < 0 && errno == EINTR);
        worker_wait(child);
    }
    (void)close(ways[0]);
    return got == (ssize_t)sizeof *answer;
}

struct again again_make(const struct request *request, gongwen_document *document,
                        const struct again_file *file)
{
    struct again again = {.state = AGAIN_NOT_MADE, .fonts = "", .why = ""};
    struct embedded_sources sources = embedded_sources(file->sources, file->count);
    struct answer answer = {.state = AGAIN_NOT_MADE};
    struct gongwen_options options = request->options;

    again.producer = extract_producer(document->arena, file->bytes);
    options.font_folders = request->font_folders;
    if (sources.report == NULL || sources.layout == NULL) {
        again.state = AGAIN_NO_SOURCES;
    } else if (!run(file, &options, &answer) ||
               (answer.state == AGAIN_NOT_MADE && answer.why[0] == '\0')) {
        again.why = _("it takes too long or too much memory");
    } else {
        again.state = answer.state;
        again.offset = answer.offset;
        answer.fonts[FONTS_ROOM - 1] = answer.why[WHY_ROOM - 1] = '\0';
        again.fonts = arena_copy(document->arena, answer.fonts, strlen(answer.fonts));
        again.why = arena_copy(document->arena, answer.why, strlen(answer.why));
    }
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
