/* gongwen verify. */
#include "command/signer.h"

#include "base/arena.h"
#include "sign/verify.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FONT_FOLDERS = 16, SAID_LIMIT = 8192 };

static bool wants_colour(void)
{
    const char *terminal = getenv("TERM");
    const char *no_colour = getenv("NO_COLOR");

    return isatty(STDOUT_FILENO) && (no_colour == NULL || *no_colour == '\0') && terminal != NULL &&
           strcmp(terminal, "dumb") != 0;
}

/* What `gongwen verify` is asked. */
struct question {
    const char *path, *trust;
    const char *fonts[FONT_FOLDERS];
    size_t font_count;
    bool json;
    enum { REGENERATE_TELL, REGENERATE_NO, REGENERATE_REQUIRE } regenerate;
};

/* ---- Made again ---- */

/* Becomes `gongwen extract --compare`, whose output goes to the descriptor. */
static void become_main(const struct question *question, const char *program, int output)
{
    const char *arguments[2 * FONT_FOLDERS + 8] = {"gongwen", "extract", "--compare", "--format",
                                                   question->json ? "json" : "text"};
    size_t count = 5;

    for (size_t i = 0; i < question->font_count; i++) {
        arguments[count++] = "--font-dir";
        arguments[count++] = question->fonts[i];
    }
    arguments[count++] = "--";
    arguments[count] = question->path;
    (void)prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
    if (dup2(output, STDOUT_FILENO) >= 0 && freopen("/dev/null", "w", stderr) != NULL) {
        (void)execv(program, (char **)arguments);
    }
    _exit(EXIT_USAGE);
}

/* Asks the main program whether it makes the same file again from what that holds; what it says is
 * added to `said`. The files are composed there, not here. */
static bool is_regenerated(const struct question *question, struct buffer *said)
{
    char *program = command_program("gongwen");
    char bytes[SAID_LIMIT] = {0};
    size_t size = 0;
    int ways[2], status = -1;
    pid_t child = -1;

    if (program != NULL && pipe2(ways, O_CLOEXEC) == 0) {
        child = fork();
        if (child == 0) {
            become_main(question, program, ways[1]);
        }
        (void)close(ways[1]);
        for (ssize_t got = 1; child > 0 && got != 0 && size < sizeof bytes;) {
            got = read(ways[0], bytes + size, sizeof bytes - size);
            if (got < 0 && errno != EINTR) {
                break;
            }
            size += got > 0 ? (size_t)got : 0;
        }
        (void)close(ways[0]);
        while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
        }
    }
    free(program);
    if (size == 0 || bytes[size - 1] != '\n') { /* it has not come so far as to say */
        buffer_add_string(said, question->json
                                    ? "{\"state\": \"not-made\", \"producer\": null, \"version\": "
                                      "null, \"offset\": null, \"missing_fonts\": \"\", "
                                      "\"problem\": null}\n"
                                    : _("NO, it cannot be made\n"));
        return false;
    }
    buffer_add(said, bytes, size);
    return status == 0;
}

/* Where the last line begins. */
static size_t last_line(const struct buffer *text)
{
    size_t at = text->size > 0 ? text->size - 1 : 0;

    while (at > 0 && text->bytes[at - 1] != '\n') {
        at--;
    }
    return at;
}

/* Adds what came of it to what is printed, before the verdict; false when it is asked for and not
 * so. What somebody changed is not worth composing. */
static bool tell_regenerated(const struct question *question, bool untouched, struct buffer *out)
{
    bool good = false;
    struct string verdict;

    if (question->regenerate == REGENERATE_NO) {
        return true;
    }
    size_t at = question->json ? out->size - strlen("}\n") : last_line(out);
    verdict =
        (struct string){arena_copy(out->arena, out->bytes + at, out->size - at), out->size - at};
    out->size = at;
    if (question->json) {
        buffer_add_string(out, ",\n \"regeneration\": ");
    } else {
        buffer_add_string(out, _("made again: "));
    }
    if (untouched) {
        good = is_regenerated(question, out);
    } else {
        buffer_add_string(out, question->json ? "{\"state\": \"not-tried\"}\n"
                                              : _("not tried, since a signature is not intact\n"));
    }
    out->size -= question->json ? strlen("\n") : 0;
    buffer_add(out, verdict.bytes, verdict.size);
    return good || question->regenerate == REGENERATE_TELL;
}

/* ---- The command ---- */

static int verify(struct session *session, const struct question *question)
{
    struct buffer out = buffer_new(session->arena);
    const char *path = question->path;
    struct string bytes;

    if (!signer_read(session, path, &bytes)) {
        return EXIT_FINDINGS;
    }
    const struct verification *verification = verify_document(
        session->arena, path, bytes, question->trust != NULL ? question->trust : verify_system,
        session->diagnostics);
    if (verification == NULL) {
        return EXIT_FINDINGS;
    }
    if (question->json) {
        verify_print_json(verification, path, &out);
    } else {
        verify_print_text(verification, path, wants_colour() ? VERIFY_COLOUR : 0, &out);
    }
    bool untouched = true;
    for (size_t i = 0; i < verification->count; i++) {
        untouched = untouched && verification->signatures[i].problem == NULL;
    }
    bool good = tell_regenerated(question, untouched, &out) && verification->good;
    (void)fwrite(out.bytes, 1, out.size, stdout);
    return good ? EXIT_GOOD : EXIT_FINDINGS;
}

static int take_option(struct session *session, struct question *question,
                       const struct command *command, int letter, const char *argument)
{
    static const char *const ways[] = {"tell", "no", "require"};
    int status = EXIT_GOOD;

    switch (letter) {
    case OPTION_TRUST:
        question->trust = argument;
        break;
    case 'f':
        question->json = strcmp(argument, "json") == 0;
        if (!question->json && strcmp(argument, "text") != 0) {
            return command_misused(command, _("--format is text or json"));
        }
        break;
    case OPTION_FONT_FOLDER:
        if (question->font_count == FONT_FOLDERS) {
            return command_misused(command, _("too many font folders"));
        }
        question->fonts[question->font_count++] = argument;
        break;
    case OPTION_REGENERATE:
        for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
            if (strcmp(argument, ways[i]) == 0) {
                question->regenerate = (unsigned)i;
                return EXIT_GOOD;
            }
        }
        return command_misused(command, _("--regenerate is tell, require or no"));
    default:
        (void)signer_option(session, command, letter, argument, &status);
    }
    return status;
}

int signer_verify(struct session *session, const struct command *command, int argc, char **argv)
{
    struct question question = {0};
    int status = EXIT_GOOD, operand, letter;
    const char *argument;

    while ((letter = command_option(command, argc, argv, &argument, &operand, &status)) > 0) {
        status = take_option(session, &question, command, letter, argument);
        if (status != EXIT_GOOD) {
            return status;
        }
    }
    if (letter < 0) {
        return status;
    }
    if (operand + 1 != argc) {
        return command_misused(command, operand == argc ? _("which PDF?") : _("one PDF at a time"));
    }
    question.path = argv[operand];
    return verify(session, &question);
}
