#include "serve/state.h"

#include "audit/audit.h"
#include "base/arena.h"
#include "display/display.h"
#include "display/fingerprint.h"
#include "examine.h"
#include "font/catalog.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { EXAMINE_DELAY = 150 /* ms: rules wait for a pause in the editing */ };

/* Bytes that a request may take besides the document. */
static const size_t MEMORY_LIMIT = (size_t)1024 * 1024 * 1024;

bool server_accepts_editor(const char *template)
{
    static const char *const running[] = {"javascript", "data", "vbscript", "blob", "about"};
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static const char others[] = "0123456789+-.";
    size_t size = strspn(template, letters);

    if (size == 0) {
        return false;
    }
    for (size_t more = 1; more > 0; size += more) {
        more = strspn(template + size, letters);
        more = more > 0 ? more : strspn(template + size, others);
    }
    if (template[size] != ':') {
        return false;
    }
    for (size_t i = 0; i < sizeof running / sizeof *running; i++) {
        if (strlen(running[i]) == size && strncasecmp(running[i], template, size) == 0) {
            return false;
        }
    }
    return true;
}

/* ---- views ---- */

static void forget(struct view *view)
{
    free(view->keys);
    *view = (struct view){0};
}

/* Keys of a list that no session knows. */
static bool take_list(struct server *server, struct view *view, const struct display_list *list)
{
    uint64_t *keys = calloc(list->page_count + 1, sizeof *keys);

    if (keys == NULL) {
        return false;
    }
    for (size_t i = 0; i < list->page_count; i++) {
        keys[i] = display_page_look(list, i);
    }
    live_page_keys(&server->faces, list, keys);
    forget(view);
    *view = (struct view){list, keys, list->page_count};
    return true;
}

/* The session's pages. False when memory is out. */
static bool take_pages(struct server *server, struct view *view)
{
    gongwen_document *document = session_document(server->session);
    size_t count;
    const struct session_page *pages = session_pages(server->session, &count);
    uint64_t *keys = document == NULL ? NULL : calloc(count + 1, sizeof *keys);

    if (keys == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        keys[i] = pages[i].look;
    }
    live_page_keys(&server->faces, document->list, keys);
    *view = (struct view){document->list, keys, count};
    return true;
}

const struct audit *server_audit(struct server *server)
{
    gongwen_document *document = session_document(server->session);

    if (server->audit == NULL && document != NULL) {
        /* It looks for faces that the document does without: they are no change of its fonts. What
         * is wrong with the rules is not the document's fault. */
        bool current = catalog_is_current(document->catalog);
        server->audit = examine_pages(document, NULL, diagnostics_new(document->arena));
        if (current) {
            catalog_settle(document->catalog);
        }
    }
    return server->audit;
}

const struct view *server_view(struct server *server, enum view_name name)
{
    gongwen_document *document = session_document(server->session);
    struct view *view = &server->views[name];
    const struct display_list *list = NULL;

    if (view->list != NULL || document == NULL) {
        return view;
    }
    switch (name) {
    case VIEW_PAGES:
        break; /* server_update() has made it */
    case VIEW_PROOF:
        if (server_audit(server) != NULL) {
            list = audit_overlay(document->arena, server->audit, document->source->name,
                                 server->options.chinese ? AUDIT_CHINESE : 0);
        }
        break;
    case VIEW_REDLINE:
        list = redline_make(server);
        break;
    }
    if (list != NULL) {
        (void)take_list(server, view, list);
    }
    return view;
}

/* ---- updates ---- */

static void send_event(struct server *server, const char *name, struct string data,
                       struct arena *arena)
{
    struct buffer out = buffer_new(arena);

    buffer_format(&out, "event: %s\ndata: ", name);
    buffer_add(&out, data.bytes, data.size);
    buffer_add_string(&out, "\n\n");
    http_send(server->http, buffer_string(&out));
}

/* Runs what needs memory of its own; what is out of memory is left undone, and nothing is lost but
 * what it would have said. */
static void with_arena(struct server *server,
                       void (*run)(struct server *server, struct arena *arena, void *context),
                       void *context)
{
    gongwen_document *document = session_document(server->session);
    struct arena *arena = arena_new(MEMORY_LIMIT);

    if (arena == NULL) {
        return;
    }
    if (setjmp(server->guard) == 0) {
        arena_guard(arena, &server->guard);
        if (document != NULL) {
            arena_guard(document->arena, &server->guard);
        }
        run(server, arena, context);
    }
    if (document != NULL) {
        arena_guard(document->arena, &document->guard);
    }
    arena_free(arena);
}

static void tell_update(struct server *server, struct arena *arena, void *before)
{
    struct buffer data = buffer_new(arena);

    answer_update(server, arena, before, &data);
    send_event(server, "update", buffer_string(&data), arena);
}

static void examine(struct server *server, struct arena *arena, void *context)
{
    (void)context;
    findings_examine(server, arena);
    send_event(server, "findings", STRING("{}"), arena);
}

static void examiner_fired(uv_timer_t *timer)
{
    struct server *server = timer->data;

    /* What is wrong with a broken file is told already. */
    if (session_document(server->session) != NULL && server->outcome != SESSION_BROKEN) {
        with_arena(server, examine, NULL);
    }
}

void server_update(struct server *server)
{
    struct view before = server->views[VIEW_PAGES];
    unsigned long generation = session_generation(server->session);
    enum session_outcome outcome = session_update(server->session);

    if (outcome == SESSION_IDLE && server->version > 0) {
        return;
    }
    server->outcome = outcome;
    server->version++;
    for (size_t i = 0; i < VIEWS; i++) {
        if (i != VIEW_PAGES) {
            forget(&server->views[i]);
        }
    }
    redline_forget(server);
    server->views[VIEW_PAGES] = (struct view){0};
    server->audit = NULL;
    if (session_generation(server->session) != generation) {
        server->pdf = (struct string){0};
    }
    (void)take_pages(server, &server->views[VIEW_PAGES]);
    with_arena(server, tell_update, &before);
    free(before.keys);
    (void)uv_timer_start(&server->examiner, examiner_fired, EXAMINE_DELAY, 0);
}

/* ---- opening and closing ---- */

static void handle_closed(uv_handle_t *handle)
{
    struct server *server = handle->data;

    free(server->address);
    free(server->findings);
    live_faces_free(&server->faces);
    free(server);
}

struct server *server_open(uv_loop_t *loop, struct session *session,
                           const struct server_options *options)
{
    struct server *server = calloc(1, sizeof *server);
    const struct http_owner owner = {server, routes_check, routes_answer};

    if (server == NULL) {
        return NULL;
    }
    server->loop = loop;
    server->session = session;
    server->options = *options;
    server->folder[0] = '/';
    server->http = guard_token(server->token) && guard_token(server->folder + 1)
                       ? http_open(loop, options->port, &owner)
                       : NULL;
    if (server->http == NULL) {
        free(server);
        return NULL;
    }
    unsigned port = http_port(server->http);
    (void)snprintf(server->cookie, sizeof server->cookie, "gongwen-%u", port);
    (void)uv_timer_init(loop, &server->examiner);
    server->examiner.data = server;
    if (asprintf(&server->address, "http://127.0.0.1:%u/?token=%s", port, server->token) < 0) {
        server->address = NULL;
        server_close(server);
        errno = ENOMEM;
        return NULL;
    }
    return server;
}

const char *server_address(const struct server *server)
{
    return server->address;
}

void server_close(struct server *server)
{
    if (server == NULL) {
        return;
    }
    http_close(server->http);
    (void)uv_timer_stop(&server->examiner);
    for (size_t i = 0; i < VIEWS; i++) {
        forget(&server->views[i]);
    }
    redline_forget(server);
    uv_close((uv_handle_t *)&server->examiner, handle_closed);
}
