/*
 * Passwords and PINs. They never stand on the command line, where every user of the machine can
 * read them, nor in a file of this program's.
 */
#include "command/signer.h"

#include "base/arena.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

static bool refuse(struct asker *asker, const char *what)
{
    REPORT(asker->session->diagnostics, SECRET_SIZE, (struct place){0}, what,
           arena_format(asker->session->arena, "%d", SECRET_ROOM - 1));
    return false;
}

/* Waits for the next byte. False when a signal comes before it. */
static bool wait_for_byte(int descriptor, int signals)
{
    struct pollfd both[] = {{.fd = descriptor, .events = POLLIN},
                            {.fd = signals, .events = POLLIN}};

    while (poll(both, 2, -1) < 0) {
        if (errno != EINTR && errno != EAGAIN) {
            return true; /* reading will tell */
        }
    }
    return both[1].revents == 0;
}

/* A line, or all there is; byte by byte, so that nothing stays in a buffer. `signals`: a descriptor
 * that tells of signals, or -1; when one comes, `interrupted` says so. */
static bool read_line(int descriptor, int signals, struct secret *secret, bool *interrupted)
{
    for (secret->size = 0;;) {
        char byte;
        if (signals >= 0 && !wait_for_byte(descriptor, signals)) {
            *interrupted = true;
            return false;
        }
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
static void prompt(int terminal, const char *what, bool is_last)
{
    char text[512];
    int size = snprintf(text, sizeof text,
                        is_last ? _("One try is left before it is locked. PIN of %s: ")
                                : _("Password or PIN of %s: "),
                        what);

    size = size < (int)sizeof text ? size : (int)sizeof text - 1;
    for (int i = 0; i < size; i++) {
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7F) {
            text[i] = '?';
        }
    }
    (void)!write(terminal, text, size > 0 ? (size_t)size : 0);
}

/* What ends or stops a program from outside. */
static sigset_t ending_signals(void)
{
    sigset_t signals;

    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGINT);
    (void)sigaddset(&signals, SIGTERM);
    (void)sigaddset(&signals, SIGHUP);
    (void)sigaddset(&signals, SIGQUIT);
    (void)sigaddset(&signals, SIGTSTP);
    return signals;
}

/* Asks once. Signals wait until the echo is back; then they do what they do. */
static bool ask_once(int terminal, const struct termios *before, const char *what, bool is_last,
                     struct secret *secret, bool *interrupted)
{
    struct termios silent = *before;
    sigset_t signals = ending_signals(), others;

    silent.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
    (void)sigprocmask(SIG_BLOCK, &signals, &others);
    int told = signalfd(-1, &signals, SFD_CLOEXEC);
    (void)tcsetattr(terminal, TCSAFLUSH, &silent);
    prompt(terminal, what, is_last);
    bool good = read_line(terminal, told, secret, interrupted);
    (void)!write(terminal, "\n", 1);
    (void)tcsetattr(terminal, TCSAFLUSH, before);
    if (told >= 0) {
        (void)close(told);
    }
    if (*interrupted) {
        secret_wipe(secret);
    }
    (void)sigprocmask(SIG_SETMASK, &others, NULL);
    return good;
}

/* On the terminal, without echo; again, when it was stopped and goes on. */
static bool ask_terminal(struct asker *asker, const char *what, bool is_last, struct secret *secret)
{
    int terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    struct termios before;
    bool interrupted, good;

    if (terminal < 0 || tcgetattr(terminal, &before) != 0) {
        if (terminal >= 0) {
            (void)close(terminal);
        }
        REPORT(asker->session->diagnostics, SECRET_NONE, (struct place){0}, what);
        return false;
    }
    do {
        interrupted = false;
        good = ask_once(terminal, &before, what, is_last, secret, &interrupted);
    } while (interrupted);
    (void)close(terminal);
    return good || refuse(asker, what);
}

void asker_begin(struct asker *asker)
{
    bool is_there = getenv("GONGWEN_PIN") != NULL;
    bool is_taken = take_variable(&asker->given);

    if (asker->descriptor >= 0) {
        secret_wipe(&asker->given);
        return;
    }
    asker->has_given = is_taken;
    asker->is_given_bad = is_there && !is_taken;
}

bool asker_ask(void *context, const char *what, bool is_last, struct secret *secret)
{
    struct asker *asker = context;

    if (!asker->has_given && asker->descriptor >= 0) {
        if (!read_line(asker->descriptor, -1, &asker->given, NULL)) {
            return refuse(asker, what);
        }
        asker->has_given = true;
    }
    if (asker->is_given_bad) {
        return refuse(asker, what);
    }
    if (!asker->has_given) {
        return ask_terminal(asker, what, is_last, secret);
    }
    if (is_last) { /* a program may have it wrong, again and again */
        REPORT(asker->session->diagnostics, TOKEN_FAILED, (struct place){0}, what,
               message_translate(N_("one try is left before its PIN is locked; it is asked for on "
                                    "the terminal only")));
        return false;
    }
    *secret = asker->given;
    return true;
}

void asker_end(void *context)
{
    struct asker *asker = context;

    secret_wipe(&asker->given);
    asker->has_given = false;
}
