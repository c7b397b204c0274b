/* gongwen verify. */
#include "command/signer.h"

#include "base/arena.h"
#include "sign/verify.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool wants_colour(void)
{
    const char *terminal = getenv("TERM");
    const char *no_colour = getenv("NO_COLOR");

    return isatty(STDOUT_FILENO) && (no_colour == NULL || *no_colour == '\0') && terminal != NULL &&
           strcmp(terminal, "dumb") != 0;
}

static int verify(struct session *session, const char *path, const char *trust, bool json)
{
    struct buffer out = buffer_new(session->arena);
    struct string bytes;

    if (!signer_read(session, path, &bytes)) {
        return EXIT_FINDINGS;
    }
    const struct verification *verification =
        verify_document(session->arena, path, bytes, trust, session->diagnostics);
    if (verification == NULL) {
        return EXIT_FINDINGS;
    }
    if (json) {
        verify_print_json(verification, path, &out);
    } else {
        verify_print_text(verification, path, wants_colour() ? VERIFY_COLOUR : 0, &out);
    }
    (void)fwrite(out.bytes, 1, out.size, stdout);
    return verification->good ? EXIT_GOOD : EXIT_FINDINGS;
}

int signer_verify(struct session *session, const struct command *command, int argc, char **argv)
{
    int status = EXIT_GOOD, operand, letter;
    const char *argument, *trust = NULL;
    bool json = false;

    while ((letter = command_option(command, argc, argv, &argument, &operand, &status)) > 0) {
        switch (letter) {
        case OPTION_TRUST:
            trust = argument;
            break;
        case 'f':
            json = strcmp(argument, "json") == 0;
            if (!json && strcmp(argument, "text") != 0) {
                return command_misused(command, _("--format is text or json"));
            }
            break;
        default:
            (void)signer_option(session, command, letter, argument, &status);
        }
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
    return verify(session, argv[operand], trust, json);
}
