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

/* Asks for the secret of `what` (a file's name, a token's label). False when there is none to be
 * had; that has been reported. */
struct secret_source {
    bool (*ask)(void *context, const char *what, struct secret *secret);
    void *context;
};

void secret_wipe(struct secret *secret);

/* The same for other memory that held one. */
void secret_wipe_bytes(void *bytes, size_t size);

#endif
