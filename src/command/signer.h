/*
 * The program gongwen-sign: what runs `gongwen sign` and `gongwen verify`. Private to command/.
 */
#ifndef GONGWEN_COMMAND_SIGNER_H
#define GONGWEN_COMMAND_SIGNER_H

#include "base/diagnostic.h"
#include "command/command.h"
#include "sign/secret.h"
#include <setjmp.h>
#include <stdint.h>

struct arena;

/* What both commands have: memory, findings, and where to jump when memory is out. */
struct session {
    struct arena *arena;
    struct diagnostics *diagnostics;
    jmp_buf guard;
    bool json; /* findings */
};

int signer_sign(struct session *session, const struct command *command, int argc, char **argv);
int signer_verify(struct session *session, const struct command *command, int argc, char **argv);

/* Takes --findings; false for another letter. */
bool signer_option(struct session *session, const struct command *command, int letter,
                   const char *argument, int *status);

/* Reads a file into the arena; reports and returns false. */
bool signer_read(struct session *session, const char *path, struct string *bytes);

/* Where passwords and PINs come from: a file descriptor, GONGWEN_PIN, or the terminal. */
struct asker {
    struct session *session;
    int descriptor; /* -1: none */
    struct secret given;
    bool has_given;
    bool is_given_bad; /* GONGWEN_PIN is there and too long */
};

/* Takes GONGWEN_PIN out of the environment; before anything else is done. */
void asker_begin(struct asker *asker);

/* For secret_source. */
bool asker_ask(void *context, const char *what, bool is_last, struct secret *secret);
void asker_end(void *context);

/* The time of signing: $SOURCE_DATE_EPOCH, or now. False when that variable holds no time. */
bool signing_time(int64_t *seconds);

#endif
