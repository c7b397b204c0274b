/*
 * What a request must show before anything is done for it: that it comes from this machine's
 * browser, from our own page, and from who was given the address.
 */
#ifndef GONGWEN_SERVE_GUARD_H
#define GONGWEN_SERVE_GUARD_H

#include <stdbool.h>

enum { GUARD_TOKEN_SIZE = 32 /* hexadecimal digits: 128 bits */ };

/* A random token as a string; false with errno set. */
bool guard_token(char token[GUARD_TOKEN_SIZE + 1]);

/* Whether `given` is the token, in a time that tells nothing of where they differ. NULL is not. */
bool guard_is_token(const char *token, const char *given);

/* Whether the Host header names this machine's loopback interface and our port: a name that
 * somebody else's DNS leads here (rebinding) is none of them. NULL is not. */
bool guard_is_host(const char *host, unsigned port);

/* Whether the Origin header is that of our own page, of which `host` is the Host header. */
bool guard_is_origin(const char *origin, const char *host);

/* Whether the first language of Accept-Language that we have is Chinese. NULL: it is not. */
bool guard_wants_chinese(const char *languages);

#endif
