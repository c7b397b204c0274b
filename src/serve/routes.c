/* What may be asked, by whom, and what answers it. There is no route to files. */
#include "serve/state.h"

#include "base/arena.h"
#include "gongwen.h"
#include "serve_assets.h"
#include <stdlib.h>
#include <string.h>

/* Bytes that a request may take besides the document. */
static const size_t MEMORY_LIMIT = (size_t)1024 * 1024 * 1024;

/* The page itself loads its own script, style and data, and nothing else. */
static const char *const page_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

static const char *const json_type = "application/json; charset=utf-8";
static const char *const html_type = "text/html; charset=utf-8";
static const char *const svg_type = "image/svg+xml";

enum { NOT_ALLOWED = 405, FORBIDDEN = 403, NOT_FOUND = 404, MISDIRECTED = 421, FAILED = 500 };

/* A request while it is answered. */
struct exchange {
    struct server *server;
    struct arena *arena;
    struct http_request *request;
    struct http_answer answer;
    struct buffer out;
};

typedef void route_run(struct exchange *exchange);

/* ---- who may ask ---- */

/* The path below the server's folder, with / at its begin; NULL: it leads elsewhere. */
static const char *path_of(const struct server *server, const struct http_request *request)
{
    const char *path = http_path(request);
    size_t size = strlen(server->folder);

    return strncmp(path, server->folder, size) == 0 && path[size] == '/' ? path + size : NULL;
}

/* The token comes with the address that was printed; from then on a cookie has it. */
static bool is_known(const struct server *server, const struct http_request *request)
{
    return path_of(server, request) != NULL
               ? guard_is_token(server->token, http_cookie(request, server->cookie))
               : strcmp(http_path(request), "/") == 0 && !http_is_post(request) &&
                     guard_is_token(server->token, http_query(request, "token"));
}

unsigned routes_check(void *owner, struct http_request *request)
{
    const struct server *server = owner;
    const char *host = http_header(request, "Host");
    const char *origin = http_header(request, "Origin");
    const char *site = http_header(request, "Sec-Fetch-Site");
    const char *path = path_of(server, request);
    bool page = strcmp(path == NULL ? http_path(request) : path, "/") == 0;
    /* Only our own page asks for anything but itself. A browser that does not tell is believed
     * where nothing changes. */
    bool ours =
        page || site == NULL || strcmp(site, "same-origin") == 0 || strcmp(site, "none") == 0;

    if (!guard_is_host(host, http_port(server->http))) {
        return MISDIRECTED;
    }
    if (!ours || (origin != NULL && !guard_is_origin(origin, host)) ||
        (http_is_post(request) && origin == NULL)) {
        return FORBIDDEN;
    }
    return is_known(server, request) ? 0 : FORBIDDEN;
}

/* ---- routes ---- */

/* A number of the query; SIZE_MAX for none. */
static size_t query_number(const struct exchange *exchange, const char *name)
{
    const char *text = http_query(exchange->request, name);
    char *end;

    if (text == NULL || *text < '0' || *text > '9' || strlen(text) > 9) {
        return SIZE_MAX;
    }
    size_t number = strtoul(text, &end, 10);
    return *end == '\0' ? number : SIZE_MAX;
}

/* The view that the query names; the pages themselves for none. */
static enum view_name query_view(const struct exchange *exchange)
{
    const char *name = http_query(exchange->request, "view");

    return name == NULL                   ? VIEW_PAGES
           : strcmp(name, "proof") == 0   ? VIEW_PROOF
           : strcmp(name, "redline") == 0 ? VIEW_REDLINE
                                          : VIEW_PAGES;
}

/* The first visit: the token goes from the address into a cookie. The page goes on by itself, since
 * a redirection would not bring along a strict cookie where somebody else's page led here. */
static void enter(struct exchange *exchange)
{
    const struct server *server = exchange->server;

    exchange->answer.cookie =
        arena_format(exchange->arena, "%s=%s; HttpOnly; SameSite=Strict; Path=%s/", server->cookie,
                     server->token, server->folder);
    exchange->answer.type = html_type;
    buffer_format(&exchange->out,
                  "<!doctype html><meta charset=utf-8><meta http-equiv=refresh "
                  "content=\"0;url=%s/\"><title>gongwen</title><a href=\"%s/\">gongwen</a>\n",
                  server->folder, server->folder);
}

static void answer_page(struct exchange *exchange)
{
    bool chinese = guard_wants_chinese(http_header(exchange->request, "Accept-Language"));

    exchange->answer.type = html_type;
    exchange->answer.policy = page_policy;
    buffer_format(&exchange->out, "<!doctype html>\n<html lang=\"%s\">\n",
                  chinese ? "zh-CN" : "en");
    buffer_add(&exchange->out, asset_page_html, sizeof asset_page_html);
}

static const struct asset {
    const char *path, *type;
    struct string bytes;
} assets[] = {
    {"/page.js", "text/javascript; charset=utf-8", {asset_page_js, sizeof asset_page_js}},
    {"/panel.js", "text/javascript; charset=utf-8", {asset_panel_js, sizeof asset_panel_js}},
    {"/words.js", "text/javascript; charset=utf-8", {asset_words_js, sizeof asset_words_js}},
    {"/page.css", "text/css; charset=utf-8", {asset_page_css, sizeof asset_page_css}},
    {"/icon.svg", "image/svg+xml", {asset_icon_svg, sizeof asset_icon_svg}},
};

/* False where the path names none. */
static bool answer_asset(struct exchange *exchange, const char *path)
{
    for (size_t i = 0; i < sizeof assets / sizeof *assets; i++) {
        if (strcmp(assets[i].path, path) == 0) {
            exchange->answer.type = assets[i].type;
            exchange->answer.body = assets[i].bytes;
            return true;
        }
    }
    return false;
}

static void answer_events(struct exchange *exchange)
{
    struct server *server = exchange->server;
    struct buffer *out = &exchange->out;

    if (http_stream_count(server->http) >= HTTP_STREAM_LIMIT) {
        exchange->answer.status = 503;
        return;
    }
    exchange->answer.type = "text/event-stream";
    exchange->answer.stream = true;
    buffer_add_string(out, "retry: 1000\nevent: update\ndata: ");
    answer_update(server, exchange->arena, NULL, out);
    buffer_add_string(out, "\n\n");
}

static void answer_view_pages(struct exchange *exchange)
{
    exchange->answer.type = json_type;
    answer_view(exchange->server, query_view(exchange), &exchange->out);
}

static void answer_point(struct exchange *exchange)
{
    size_t page = query_number(exchange, "page");
    size_t x = query_number(exchange, "x"), y = query_number(exchange, "y");

    exchange->answer.type = json_type;
    if (x == SIZE_MAX || y == SIZE_MAX || page == SIZE_MAX) {
        exchange->answer.status = 400;
        return;
    }
    answer_place(exchange->server, exchange->arena, query_view(exchange), page, (length_t)x,
                 (length_t)y, &exchange->out);
}

static void answer_findings(struct exchange *exchange)
{
    const char *findings = exchange->server->findings;

    exchange->answer.type = json_type;
    buffer_add_string(&exchange->out, findings == NULL ? "null" : findings);
}

static void answer_facts(struct exchange *exchange)
{
    exchange->answer.type = json_type;
    facts_answer(exchange->server, exchange->arena, &exchange->out);
}

static void change_fact(struct exchange *exchange)
{
    exchange->answer.type = json_type;
    exchange->answer.status =
        facts_change(exchange->server, exchange->arena, exchange->request, &exchange->out);
}

/* Any list has the glyphs of those pages that it has: what is asked for is on one of them. */
static void answer_outlines(struct exchange *exchange)
{
    const char *glyphs = http_query(exchange->request, "glyphs");
    const struct view *view = server_view(exchange->server, query_view(exchange));

    exchange->answer.type = svg_type;
    if (glyphs == NULL || view->list == NULL) {
        exchange->answer.status = NOT_FOUND;
        return;
    }
    live_page_outlines(exchange->arena, &exchange->server->faces, view->list, glyphs,
                       &exchange->out);
}

static void answer_pdf(struct exchange *exchange)
{
    struct server *server = exchange->server;
    gongwen_document *document = session_document(server->session);
    const void *bytes;
    size_t size;

    if (document == NULL) {
        exchange->answer.status = NOT_FOUND;
        return;
    }
    if (server->pdf.bytes == NULL) {
        if (gongwen_paint(document, "pdf", 0, 0, &bytes, &size) != 0) {
            exchange->answer.status = FAILED;
            return;
        }
        server->pdf = (struct string){bytes, size};
    }
    exchange->answer.type = "application/pdf";
    exchange->answer.download = answer_pdf_disposition(server, exchange->arena);
    exchange->answer.body = server->pdf;
}

static const struct route {
    const char *path;
    bool post;
    route_run *run;
} routes[] = {
    {"/", false, answer_page},
    {"/events", false, answer_events},
    {"/view", false, answer_view_pages},
    {"/place", false, answer_point},
    {"/findings", false, answer_findings},
    {"/facts", false, answer_facts},
    {"/facts", true, change_fact},
    {"/outlines", false, answer_outlines},
    {"/document.pdf", false, answer_pdf},
};

/* "/page/KEY": a page by what it looks like, of whatever view. False where there is none. */
static bool answer_key(struct exchange *exchange, const char *key)
{
    char *end;

    if (strlen(key) != 16 || strspn(key, "0123456789abcdef") != 16) {
        return false;
    }
    uint64_t wanted = strtoull(key, &end, 16);
    for (size_t i = 0; i < VIEWS; i++) {
        const struct view *view = &exchange->server->views[i];
        for (size_t page = 0; page < view->count; page++) {
            if (view->keys[page] != wanted) {
                continue;
            }
            struct diagnostics *told = diagnostics_new(exchange->arena);
            exchange->answer.type = svg_type;
            exchange->answer.lasting = live_page_paint(exchange->arena, &exchange->server->faces,
                                                       view->list, page, &exchange->out, told);
            return true;
        }
    }
    return false;
}

static void answer_exchange(struct exchange *exchange)
{
    static const char pages[] = "/page/";
    const char *path = path_of(exchange->server, exchange->request);
    bool post = http_is_post(exchange->request), known = false;

    if (path == NULL) { /* nothing else is let through by routes_check() */
        enter(exchange);
        return;
    }
    if (strncmp(path, pages, sizeof pages - 1) == 0 && !post) {
        if (!answer_key(exchange, path + sizeof pages - 1)) {
            exchange->answer.status = NOT_FOUND;
        }
        return;
    }
    if (!post && answer_asset(exchange, path)) {
        return;
    }
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
        if (strcmp(routes[i].path, path) == 0) {
            known = true;
            if (routes[i].post == post) {
                routes[i].run(exchange);
                return;
            }
        }
    }
    exchange->answer.status = known ? NOT_ALLOWED : NOT_FOUND;
    exchange->answer.allowed = known ? "GET" : NULL;
}

void routes_answer(void *owner, struct http_request *request)
{
    struct server *server = owner;
    gongwen_document *document = session_document(server->session);
    struct exchange exchange = {
        .server = server,
        .arena = arena_new(MEMORY_LIMIT),
        .request = request,
        .answer = {.status = 200, .type = "text/plain; charset=utf-8"},
    };

    if (exchange.arena == NULL) {
        return;
    }
    exchange.out = buffer_new(exchange.arena);
    if (setjmp(server->guard) == 0) {
        arena_guard(exchange.arena, &server->guard);
        if (document != NULL) {
            arena_guard(document->arena, &server->guard);
        }
        answer_exchange(&exchange);
        if (exchange.answer.body.bytes == NULL) {
            exchange.answer.body = buffer_string(&exchange.out);
        }
        http_answer(request, &exchange.answer);
    }
    if (document != NULL) {
        arena_guard(document->arena, &document->guard);
    }
    arena_free(exchange.arena);
}
