/* What is wrong with the report, wherever that was found: by composing it, in its content, on its
 * pages; as JSON. */
#include "serve/state.h"

#include "audit/audit.h"
#include "base/arena.h"
#include "display/display.h"
#include "examine.h"
#include "serve/locate.h"
#include <stdlib.h>
#include <string.h>

enum { FINDINGS_LIMIT = 500 /* shown of a kind */ };

static const char *severity_name(enum severity severity)
{
    switch (severity) {
    case SEVERITY_NOTE:
        return "note";
    case SEVERITY_WARNING:
        return "warning";
    case SEVERITY_ERROR:
        return "error";
    }
    return "";
}

static void add_member(struct buffer *out, const char *name, const char *text)
{
    if (text != NULL) {
        buffer_format(out, ",\"%s\":", name);
        buffer_add_json(out, text);
    }
}

static void add_mark(struct buffer *out, size_t page, const struct frame *frame)
{
    buffer_format(out, ",\"page\":%zu,\"frame\":[", page);
    buffer_add_integer(out, frame->left);
    buffer_add_byte(out, ',');
    buffer_add_integer(out, frame->top);
    buffer_add_byte(out, ',');
    buffer_add_integer(out, frame->right);
    buffer_add_byte(out, ',');
    buffer_add_integer(out, frame->bottom);
    buffer_add_byte(out, ']');
}

void findings_add(struct server *server, struct arena *arena, const struct diagnostic *finding,
                  const char *origin, struct buffer *out)
{
    const struct view *view = &server->views[VIEW_PAGES];
    struct place place = finding->place;
    struct buffer text = buffer_new(arena);
    struct frame frame;
    size_t page;

    buffer_format(out, "{\"severity\":\"%s\",\"origin\":\"%s\",\"code\":",
                  severity_name(finding->severity), origin);
    buffer_add_json(out, finding->code);
    add_member(out, "message", finding->text);
    add_member(out, "hint", finding->hint);
    add_member(out, "basis", finding->basis);
    if (place.source != NULL) {
        buffer_add_byte(out, ',');
        answer_add_place(server, arena, place.source->name, place.line, place.column, out);
        if (finding->severity == SEVERITY_ERROR) { /* with the source line and a caret */
            diagnostic_print_text(finding, 0, &text);
            add_member(out, "text", buffer_string(&text).bytes);
        }
        if (place.line > 0 && view->list != NULL &&
            locate_place(view->list, place.source->name, place.line, place.column, &page, &frame)) {
            add_mark(out, page, &frame);
        }
    }
    buffer_add_byte(out, '}');
}

/* ---- one list of them ---- */

struct collection {
    struct server *server;
    struct arena *arena;
    struct buffer out;
    const struct diagnostic **taken; /* of composing, to tell the same again */
    size_t taken_count;
};

static void separate(struct collection *all)
{
    buffer_add_string(&all->out, all->out.size > 1 ? "," : "");
}

/* Both looks at the report find some of the same. */
static bool is_taken(const struct collection *all, const struct diagnostic *finding)
{
    for (size_t i = 0; i < all->taken_count; i++) {
        const struct diagnostic *taken = all->taken[i];
        if (taken->place.line == finding->place.line &&
            taken->place.column == finding->place.column &&
            strcmp(taken->code, finding->code) == 0 && strcmp(taken->text, finding->text) == 0) {
            return true;
        }
    }
    return false;
}

static void add_composing(struct collection *all, const struct diagnostics *diagnostics)
{
    all->taken = diagnostics->items;
    all->taken_count = diagnostics->count;
    for (size_t i = 0; i < diagnostics->count && i < FINDINGS_LIMIT; i++) {
        separate(all);
        findings_add(all->server, all->arena, diagnostics->items[i], "render", &all->out);
    }
}

static void add_check(struct collection *all)
{
    struct server *server = all->server;
    const struct check_request request = {.chinese = server->options.chinese};
    struct checked checked = {0};
    gongwen_document *document =
        document_open_report(server->options.report, &server->options.document);

    if (document == NULL) {
        return;
    }
    if (!document->out_of_memory && !DOCUMENT_GUARD(document)) {
        if (document->report != NULL) {
            examine_report(document, &request, &checked);
        }
    }
    /* From here on memory that is out is not the document's: its findings are only read. */
    const struct diagnostics *found = document->diagnostics;
    for (size_t i = 0; !document->out_of_memory && i < found->count && i < FINDINGS_LIMIT; i++) {
        if (!is_taken(all, found->items[i])) {
            separate(all);
            findings_add(server, all->arena, found->items[i], "check", &all->out);
        }
    }
    gongwen_close(document);
}

/* What an audit says of a place, in one sentence. */
static const char *audit_sentence(struct collection *all, const struct audit *audit,
                                  const struct audit_finding *finding,
                                  const struct observation *observation)
{
    const struct audit_rule *rule = finding->rule;
    const char *title =
        (all->server->options.chinese ? rule->title.zh : rule->title.en).string.bytes;

    return arena_format(all->arena, message_translate(N_("%s: expected %s, measured %s")), title,
                        audit_expected(audit->scene, rule, true),
                        audit_measured(audit->scene, rule, observation, true));
}

static void add_audit(struct collection *all, const struct audit *audit)
{
    for (size_t i = 0; i < audit->count; i++) {
        const struct audit_finding *finding = &audit->findings[i];
        const struct observation *shown = finding->shown;
        if ((finding->verdict != VERDICT_FAIL && finding->verdict != VERDICT_WARNING) ||
            shown == NULL) {
            continue;
        }
        const char *sentence = audit_sentence(all, audit, finding, shown);
        separate(all);
        buffer_format(&all->out, "{\"severity\":\"%s\",\"origin\":\"audit\",\"code\":",
                      finding->verdict == VERDICT_FAIL ? "error" : "warning");
        buffer_add_json(&all->out, finding->rule->id.string.bytes);
        add_member(&all->out, "message", sentence);
        add_member(&all->out, "basis",
                   arena_format(all->arena, "%s %s", audit->rules->standard.string.bytes,
                                finding->rule->clause.string.bytes));
        if (shown->place.source != NULL) {
            buffer_add_byte(&all->out, ',');
            answer_add_place(all->server, all->arena, shown->place.source->name, shown->place.line,
                             shown->place.column, &all->out);
        }
        if (shown->object != NULL) {
            const struct extent at = shown->object->at;
            const struct frame frame = {at.left, at.top, at.right, at.bottom};
            add_mark(&all->out, shown->page, &frame);
        }
        buffer_add_byte(&all->out, '}');
    }
}

void findings_examine(struct server *server, struct arena *arena)
{
    gongwen_document *document = session_document(server->session);
    struct collection all = {.server = server, .arena = arena, .out = buffer_new(arena)};
    const struct audit *audit = server_audit(server);

    buffer_add_string(&all.out, "[");
    add_composing(&all, document->diagnostics);
    add_check(&all);
    if (audit != NULL) {
        add_audit(&all, audit);
    }
    buffer_add_string(&all.out, "]");
    char *findings = strdup(buffer_string(&all.out).bytes);
    if (findings != NULL) {
        free(server->findings);
        server->findings = findings;
    }
}
