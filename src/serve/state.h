/*
 * Inside of a server. Private to serve/.
 */
#ifndef GONGWEN_SERVE_STATE_H
#define GONGWEN_SERVE_STATE_H

#include "base/buffer.h"
#include "base/diagnostic.h"
#include "serve/guard.h"
#include "serve/http.h"
#include "serve/live_page.h"
#include "serve/server.h"
#include "session.h"

struct audit;

/* The ways to look at the document. */
enum view_name { VIEW_PAGES, VIEW_PROOF, VIEW_REDLINE };
enum { VIEWS = VIEW_REDLINE + 1 };

/* Pages to be shown, which live as long as the document they are of. */
struct view {
    const struct display_list *list; /* NULL: not made yet */
    uint64_t *keys;                  /* of its pages: malloc */
    size_t count;
};

struct server {
    uv_loop_t *loop;
    struct session *session;
    struct server_options options;
    struct http *http;
    uv_timer_t examiner;
    char token[GUARD_TOKEN_SIZE + 1];
    char cookie[32]; /* its name: cookies know no ports */
    /* All but the entry stands below this path, which is random. The cookie is for it alone: so
     * other servers of this machine, to which the browser would send it as well, never see it. */
    char folder[GUARD_TOKEN_SIZE + 2]; /* "/…", without / at its end */
    char *address;
    struct live_faces faces;
    struct view views[VIEWS];
    unsigned long version; /* of what is shown, findings aside */
    enum session_outcome outcome;
    const struct audit *audit;   /* of the document that is shown; NULL: not made yet */
    gongwen_document *drafts[3]; /* that the redline is made of; NULL: there is none */
    char *findings;              /* JSON; NULL: not known yet */
    struct string pdf;           /* of the document that is shown; NULL: not made yet */
    jmp_buf guard;               /* where a request that is out of memory ends */
};

/* ---- server.c ---- */

/* The pages of a view, made if need be; its list is NULL where that is not possible. */
const struct view *server_view(struct server *server, enum view_name name);

/* The audit of the document that is shown; NULL: there is none. */
const struct audit *server_audit(struct server *server);

/* ---- routes.c ---- */

unsigned routes_check(void *owner, struct http_request *request);
void routes_answer(void *owner, struct http_request *request);

/* ---- answers.c: JSON for the page ---- */

/* What is shown: its pages that differ from those of `before`, or all for NULL; or why the files
 * cannot be shown. */
void answer_update(struct server *server, struct arena *arena, const struct view *before,
                   struct buffer *out);

/* The pages of a view. */
void answer_view(struct server *server, enum view_name name, struct buffer *out);

/* What a point of a page was made from. */
void answer_place(struct server *server, struct arena *arena, enum view_name name, size_t page,
                  length_t x, length_t y, struct buffer *out);

/* Appends `"file": …, "line": …` and what leads there. */
void answer_add_place(struct server *server, struct arena *arena, const char *name, uint32_t line,
                      uint32_t column, struct buffer *out);

/* Content-Disposition of the PDF, which is called as the report is. */
const char *answer_pdf_disposition(struct server *server, struct arena *arena);

/* ---- redline.c ---- */

/* The pages of the redline, which live until the next of these calls; NULL: there is none. */
const struct display_list *redline_make(struct server *server);
void redline_forget(struct server *server);

/* ---- findings.c ---- */

/* Looks for what rules find, and tells the browsers; the document is the one that is shown. */
void findings_examine(struct server *server, struct arena *arena);

/* Appends one finding as an object of JSON. */
void findings_add(struct server *server, struct arena *arena, const struct diagnostic *finding,
                  const char *origin, struct buffer *out);

/* ---- facts.c ---- */

void facts_answer(struct server *server, struct arena *arena, struct buffer *out);

/* Changes a number in the report. Returns the status to answer with; `*out` is JSON. */
unsigned facts_change(struct server *server, struct arena *arena, struct http_request *request,
                      struct buffer *out);

#endif
