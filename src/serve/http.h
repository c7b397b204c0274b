/*
 * HTTP on the loopback interface, in the thread of an event loop: connections, their limits and
 * deadlines, bodies, streams of events. What is asked and what is answered is up to its owner.
 * Private to serve/.
 */
#ifndef GONGWEN_SERVE_HTTP_H
#define GONGWEN_SERVE_HTTP_H

#include "base/buffer.h"
#include <stdbool.h>
#include <uv.h>

struct http;
struct http_request;

enum {
    HTTP_BODY_LIMIT = 4096,       /* bytes of a request's body */
    HTTP_CONNECTION_LIMIT = 64,   /* at a time */
    HTTP_STREAM_LIMIT = 24,       /* of these, that get events */
    HTTP_REQUEST_SECONDS = 5,     /* until a request must be there, and between two */
    HTTP_ANSWER_SECONDS = 60,     /* until an answer must be taken */
    HTTP_HEARTBEAT_SECONDS = 15,  /* between signs of life to who gets events */
    HTTP_BACKLOG_LIMIT = 4000000, /* bytes of events that a browser did not take yet */
};

struct http_answer {
    unsigned status;
    const char *type; /* of the body */
    struct string body;
    const char *policy;   /* Content-Security-Policy; NULL: nothing may be loaded */
    const char *cookie;   /* of Set-Cookie; NULL: none */
    const char *download; /* Content-Disposition; NULL: it is shown */
    const char *allowed;  /* methods, with status 405; else NULL */
    bool lasting;         /* what the path names never changes */
    bool stream;          /* the body is the beginning of a stream of events */
};

/* Both are given the owner. A request is checked when its head is there, before its body is read: 0
 * or the status to refuse it with. Then it is answered, once, with http_answer(). */
struct http_owner {
    void *owner;
    unsigned (*check)(void *owner, struct http_request *request);
    void (*answer)(void *owner, struct http_request *request);
};

/* Listens on both loopback addresses, or the one there is; port 0: any that is free. NULL with
 * errno set. */
struct http *http_open(uv_loop_t *loop, unsigned port, const struct http_owner *owner);
unsigned http_port(const struct http *http);

/* Ends all connections; what belongs to the loop is freed when it runs next. NULL is allowed. */
void http_close(struct http *http);

/* To all streams. The bytes are copied; who has no room for them is cut off. */
void http_send(struct http *http, struct string bytes);
size_t http_stream_count(const struct http *http);

/* ---- requests ---- */

bool http_is_post(const struct http_request *request);
const char *http_path(const struct http_request *request);
/* NULL: there is none. Strings live as long as the request. */
const char *http_header(const struct http_request *request, const char *name);
const char *http_query(const struct http_request *request, const char *name);
const char *http_cookie(const struct http_request *request, const char *name);
/* Fields of a body of the type application/x-www-form-urlencoded, likewise. */
const char *http_field(const struct http_request *request, const char *name);

void http_answer(struct http_request *request, const struct http_answer *answer);

#endif
