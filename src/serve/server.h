/*
 * A report in the browser while it is edited: its pages, findings and facts, kept true by a session
 * (session.h). It lives in an event loop and does its work there; docs/serve.md tells what it lets
 * in.
 */
#ifndef GONGWEN_SERVE_SERVER_H
#define GONGWEN_SERVE_SERVER_H

#include "document.h"
#include <uv.h>

struct server;
struct session;

struct server_options {
    const char *report;  /* path */
    const char *against; /* what an earlier draft is called that it is compared with; NULL: none */
    /* Opens that draft, or tells why it cannot and returns NULL. It is closed before the next
     * call. */
    gongwen_document *(*open_against)(void *context);
    void *context;
    const char *editor; /* template of addresses that open an editor: {path}, {line}, {column};
                           NULL: none */
    unsigned port;      /* 0: any that is free */
    struct gongwen_options document;
    bool chinese; /* findings are told in Chinese */
};

/* Whether a template of addresses may be given to a browser: it has a scheme, and none that runs
 * what it holds. */
bool server_accepts_editor(const char *template);

/* Serves what the session shows; it must live as long. The options' strings are the caller's. NULL
 * with errno set: the port is taken, memory is out. */
struct server *server_open(uv_loop_t *loop, struct session *session,
                           const struct server_options *options);

/* The address that lets in. */
const char *server_address(const struct server *server);

/* Has the session look at the files again, and tells the browsers what came of it. What the session
 * handed out before is gone then, as after session_update(). */
void server_update(struct server *server);

/* Ends it; the loop must run once more, to free what belongs to it. NULL is allowed. */
void server_close(struct server *server);

#endif
