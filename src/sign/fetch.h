/*
 * What is asked of servers, over HTTP or HTTPS: timestamps, revocation, missing certificates.
 *
 * A server's certificate is verified against the system's store (SSL_CERT_FILE, SSL_CERT_DIR) and
 * its name. Proxies are those of http_proxy, https_proxy and no_proxy. Answers are DER of limited
 * size; who does not answer in time has not answered. Private to sign/; the only file that knows
 * libssl.
 */
#ifndef GONGWEN_SIGN_FETCH_H
#define GONGWEN_SIGN_FETCH_H

#include "base/buffer.h"

struct arena;

struct fetch_request {
    const char *url;
    const char *sent_type; /* media type of `sent`; NULL: nothing is sent (GET) */
    struct string sent;
    const char *received_type; /* NULL: any */
    size_t limit;              /* bytes of the answer */
};

/* Asks; the answer is in the arena. NULL, or what went wrong, marked for translation. Redirections
 * are followed when nothing is sent, never from https: to http: or to something else. */
const char *fetch(struct arena *arena, const struct fetch_request *request, struct string *answer);

/* The address for people and logs: without a name and password, and without what follows a ?. */
const char *fetch_shown(struct arena *arena, const char *url);

#endif
