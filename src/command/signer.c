/* gongwen-sign: run by `gongwen sign` and `gongwen verify`, with the same arguments. */
#include "command/signer.h"

#include "base/arena.h"
#include "pdf/revision.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes of memory: many times what a large document needs. */
static const size_t MEMORY_LIMIT = (size_t)3 * 1024 * 1024 * 1024;

bool signer_option(struct session *session, const struct command *command, int letter,
                   const char *argument, int *status)
{
    if (letter != OPTION_FINDINGS) {
        return false;
    }
    session->json = strcmp(argument, "json") == 0;
    if (!session->json && strcmp(argument, "text") != 0) {
        *status = command_misused(command, _("--findings is text or json"));
    }
    return true;
}

bool signer_read(struct session *session, const char *path, struct string *bytes)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    struct stat status = {0};
    size_t size = 0;
    int error = 0;

    if (descriptor < 0) {
        REPORT(session->diagnostics, FILE_OPEN, (struct place){0}, path, strerror(errno));
        return false;
    }
    if (fstat(descriptor, &status) != 0) {
        error = errno;
    } else if (!S_ISREG(status.st_mode)) {
        error = S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
    } else if (status.st_size > FILE_LIMIT) {
        error = EFBIG;
    }
    char *to = NULL;
    if (error == 0) {
        to = malloc((size_t)status.st_size + 1);
        error = to == NULL ? ENOMEM : 0;
    }
    while (error == 0 && size < (size_t)status.st_size) {
        ssize_t got = read(descriptor, to + size, (size_t)status.st_size - size);
        if (got < 0 && errno != EINTR) {
            error = errno;
        } else if (got == 0) {
            break;
        } else {
            size += got > 0 ? (size_t)got : 0;
        }
    }
    (void)close(descriptor);
    if (to != NULL) {
        arena_own(session->arena, to, free);
        to[size] = '\0';
    }
    if (error != 0) {
        REPORT(session->diagnostics, FILE_READ, (struct place){0}, path, strerror(error));
        return false;
    }
    *bytes = (struct string){to, size};
    return true;
}

static void print_findings(struct session *session)
{
    const char *terminal = getenv("TERM");
    const char *no_colour = getenv("NO_COLOR");
    bool colour = isatty(STDERR_FILENO) && (no_colour == NULL || *no_colour == '\0') &&
                  terminal != NULL && strcmp(terminal, "dumb") != 0;
    struct buffer out = buffer_new(session->arena);

    if (session->json) {
        diagnostics_print_json(session->diagnostics, &out);
    } else {
        diagnostics_print_text(session->diagnostics, colour ? FORMAT_COLOUR : 0, &out);
    }
    (void)fwrite(out.bytes, 1, out.size, stderr);
}

static int run(struct session *session, int argc, char **argv)
{
    int status = EXIT_USAGE;

    if (setjmp(session->guard) != 0) {
        (void)fputs(_("gongwen: error: memory is out [out-of-memory]\n"), stderr);
        return EXIT_FINDINGS;
    }
    arena_guard(session->arena, &session->guard);
    session->diagnostics = diagnostics_new(session->arena);
    if (argc > 1 && strcmp(argv[1], command_sign.name) == 0) {
        status = signer_sign(session, &command_sign, argc - 1, argv + 1);
    } else if (argc > 1 && strcmp(argv[1], "finalize") == 0) { /* its last step */
        struct command finalize = command_sign;
        finalize.name = "finalize";
        finalize.arguments = "REPORT.yaml"; /* what its user gave */
        status = signer_sign(session, &finalize, argc - 1, argv + 1);
    } else if (argc > 1 && strcmp(argv[1], command_verify.name) == 0) {
        status = signer_verify(session, &command_verify, argc - 1, argv + 1);
    } else {
        (void)fputs(_("gongwen-sign: this is a part of gongwen; run `gongwen sign`\n"), stderr);
        return EXIT_USAGE;
    }
    (void)fflush(stdout);
    if (status != EXIT_USAGE &&
        !(status == EXIT_GOOD && session->diagnostics->count == 0 && !session->json)) {
        print_findings(session);
    }
    return status;
}

int main(int argc, char **argv)
{
    struct session session = {.arena = arena_new(MEMORY_LIMIT)};

    secret_guard_memory();
    command_set_language();
    if (session.arena == NULL) {
        (void)fputs(_("gongwen: error: memory is out [out-of-memory]\n"), stderr);
        return EXIT_FINDINGS;
    }
    int status = run(&session, argc, argv);
    arena_free(session.arena);
    if ((fflush(stdout) != 0 || ferror(stdout)) && status == EXIT_GOOD) {
        (void)fprintf(stderr, _("gongwen: error: cannot write to standard output\n"));
        return EXIT_FINDINGS;
    }
    return status;
}
