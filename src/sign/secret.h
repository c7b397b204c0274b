/*
 * Secrets: passwords and PINs. They stand in one place of fixed size and are wiped when they have
 * served.
 */
#ifndef GONGWEN_SIGN_SECRET_H
#define GONGWEN_SIGN_SECRET_H

#include <stdbool.h>
#include <stddef.h>

enum { SECRET_ROOM = 256 };

struct secret {
    char bytes[SECRET_ROOM]; /* NUL-terminated */
    size_t size;
};

/* Asks for the secret of `what` (a file's name, a token's label). `is_last`: if it is wrong, the
 * token is locked; then only a person may answer. False when there is none to be had; that has been
 * reported. */
struct secret_source {
    bool (*ask)(void *context, const char *what, bool is_last, struct secret *secret);
    void (*forget)(void *context); /* it will not be asked for again */
    void *context;
};

/* Has all memory that OpenSSL gives back wiped, and its private keys kept where they are neither
 * swapped out nor dumped. Before anything else of this folder is called. */
void secret_guard_memory(void);

void secret_wipe(struct secret *secret);

/* The same for other memory that held one. */
void secret_wipe_bytes(void *bytes, size_t size);

#endif
