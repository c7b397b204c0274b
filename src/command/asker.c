/*
 * Passwords and PINs. They never stand on the command line, where every user of the machine can
 * read them, nor in a file of this program's.
 */
#include "command/signer.h"

#include "base/arena.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum {
    KEY_INTERRUPT = 3, /* Ctrl-C, Ctrl-D */
    KEY_END = 4,
};

static bool refuse(struct asker *asker, const char *what)
{
    REPORT(asker->session->diagnostics, SECRET_SIZE, (struct place){0}, what,
           arena_format(asker->session->arena, "%d", SECRET_ROOM - 1));
    return false;
}

/* A line, or all there is; byte by byte, so that nothing stays in a buffer. */
static bool read_line(int descriptor, struct secret *secret, bool *interrupted)
{
    for (secret->size = 0;;) {
        char byte;
        ssize_t got = read(descriptor, &byte, 1);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return false;
        }
        if (got == 0 || byte == '\n' || byte == '\r') {
            break;
        }
        if (interrupted != NULL && (byte == KEY_INTERRUPT || byte == KEY_END)) {
            *interrupted = byte == KEY_INTERRUPT;
            return false;
        }
        if (secret->size == SECRET_ROOM - 1) {
            return false;
        }
        secret->bytes[secret->size++] = byte;
    }
    secret->bytes[secret->size] = '\0';
    return true;
}

/* Takes the variable out of the environment, which other processes of the user can read. */
static bool take_variable(struct secret *secret)
{
    char *value = getenv("GONGWEN_PIN");
    size_t size = value == NULL ? 0 : strlen(value);
    bool good = value != NULL && size < SECRET_ROOM;

    if (good) {
        memcpy(secret->bytes, value, size + 1);
        secret->size = size;
    }
    if (value != NULL) {
        secret_wipe_bytes(value, size);
        (void)unsetenv("GONGWEN_PIN");
    }
    return good;
}

/* What a file or a token calls itself must not steer the terminal. */
static void prompt(int terminal, const char *what)
{
    char text[512];
    int size = snprintf(text, sizeof text, _("Password or PIN of %s: "), what);

    size = size < (int)sizeof text ? size : (int)sizeof text - 1;
    for (int i = 0; i < size; i++) {
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7F) {
            text[i] = '?';
        }
    }
    (void)!write(terminal, text, size > 0 ? (size_t)size : 0);
}

/* On the terminal, without echo. Signals from its keys wait until the echo is back. */
static bool ask_terminal(struct asker *asker, const char *what, struct secret *secret)
{
    int terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    struct termios before, silent;
    bool interrupted = false;

    if (terminal < 0 || tcgetattr(terminal, &before) != 0) {
        if (terminal >= 0) {
            (void)close(terminal);
        }
        REPORT(asker->session->diagnostics, SECRET_NONE, (struct place){0}, what);
        return false;
    }
    silent = before;
    silent.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL | ISIG);
    (void)tcsetattr(terminal, TCSAFLUSH, &silent);
    prompt(terminal, what);
    bool good = read_line(terminal, secret, &interrupted);
    (void)!write(terminal, "\n", 1);
    (void)tcsetattr(terminal, TCSAFLUSH, &before);
    (void)close(terminal);
    if (interrupted) {
        secret_wipe(secret);
        (void)raise(SIGINT);
    }
    return good || refuse(asker, what);
}

bool asker_ask(void *context, const char *what, struct secret *secret)
{
    struct asker *asker = context;

    if (!asker->has_given && asker->descriptor >= 0) {
        if (!read_line(asker->descriptor, &asker->given, NULL)) {
            return refuse(asker, what);
        }
        asker->has_given = true;
    }
    if (!asker->has_given) {
        if (getenv("GONGWEN_PIN") == NULL) {
            return ask_terminal(asker, what, secret);
        }
        if (!take_variable(&asker->given)) {
            return refuse(asker, what);
        }
        asker->has_given = true;
    }
    *secret = asker->given;
    return true;
}

void asker_end(struct asker *asker)
{
    secret_wipe(&asker->given);
    asker->has_given = false;
}
