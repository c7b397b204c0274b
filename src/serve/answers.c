/* What the page in the browser is told, as JSON. Lengths are 1/1000 pt. */
#include "serve/state.h"

#include "base/arena.h"
#include "base/unicode.h"
#include "display/display.h"
#include "serve/locate.h"
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum {
    EXCERPT = 120,       /* characters of a source line to each side */
    BODIES = 3,          /* pages that come along with an update */
    BODY_LIMIT = 200000, /* bytes of such a page: one with large images does not */
};

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

/* ---- places ---- */

/* As part of an address: all but what has no meaning there. */
static void add_address_part(struct buffer *out, const char *text)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";

    for (; *text != '\0'; text++) {
        if (strchr(plain, *text) != NULL) {
            buffer_add_byte(out, (unsigned char)*text);
        } else {
            buffer_format(out, "%%%02X", (unsigned char)*text);
        }
    }
}

const char *answer_pdf_disposition(struct server *server, struct arena *arena)
{
    const char *name = name_of(server->options.report);
    const char *dot = strrchr(name, '.');
    size_t size = dot == NULL || dot == name ? strlen(name) : (size_t)(dot - name);
    struct buffer out = buffer_new(arena);

    buffer_add_string(&out, "attachment; filename*=UTF-8''");
    add_address_part(&out, arena_copy(arena, name, size));
    buffer_add_string(&out, ".pdf");
    return buffer_string(&out).bytes;
}

/* The template with {path}, {line} and {column} filled. */
static const char *fill_editor(struct arena *arena, const char *template, const char *path,
                               uint32_t line, uint32_t column)
{
    struct buffer out = buffer_new(arena);

    while (*template != '\0') {
        if (strncmp(template, "{path}", 6) == 0) {
            add_address_part(&out, path);
            template += 6;
        } else if (strncmp(template, "{line}", 6) == 0) {
            buffer_add_integer(&out, line);
            template += 6;
        } else if (strncmp(template, "{column}", 8) == 0) {
            buffer_add_integer(&out, column);
            template += 8;
        } else {
            buffer_add_byte(&out, (unsigned char)*template ++);
        }
    }
    return buffer_string(&out).bytes;
}

void answer_add_place(struct server *server, struct arena *arena, const char *name, uint32_t line,
                      uint32_t column, struct buffer *out)
{
    char real[PATH_MAX];
    const char *path = realpath(name, real) != NULL ? real : name;

    buffer_add_string(out, "\"file\":");
    buffer_add_json(out, name_of(name));
    buffer_add_string(out, ",\"path\":");
    buffer_add_json(out, path);
    buffer_format(out, ",\"line\":%u,\"column\":%u", (unsigned)line, (unsigned)column);
    if (server->options.editor != NULL && path == real) {
        buffer_add_string(out, ",\"editor\":");
        buffer_add_json(out, fill_editor(arena, server->options.editor, path, line == 0 ? 1 : line,
                                         column == 0 ? 1 : column));
    }
}

/* The source line around the place, and how many characters of it stand before that. */
static void add_excerpt(struct arena *arena, struct place place, struct buffer *out)
{
    struct string line = source_line(place.source, place.line);
    size_t start = 0, end = 0;
    uint32_t before = 0;

    for (uint32_t i = 1; end < line.size && i < place.column + EXCERPT; i++) {
        if (i + EXCERPT <= place.column) {
            (void)unicode_decode(line.bytes, line.size, &start);
        } else if (i < place.column) {
            before++;
        }
        (void)unicode_decode(line.bytes, line.size, &end);
    }
    buffer_add_string(out, ",\"excerpt\":");
    buffer_add_json(out, arena_copy(arena, line.bytes + start, end - start));
    buffer_format(out, ",\"before\":%u", (unsigned)before);
}

static void add_frame(struct buffer *out, const struct frame *frame)
{
    const length_t edges[] = {frame->left, frame->top, frame->right, frame->bottom};

    buffer_add_string(out, "\"frame\":[");
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
        buffer_add_string(out, i > 0 ? "," : "");
        buffer_add_integer(out, edges[i]);
    }
    buffer_add_byte(out, ']');
}

void answer_place(struct server *server, struct arena *arena, enum view_name name, size_t page,
                  length_t x, length_t y, struct buffer *out)
{
    const struct view *view = server_view(server, name);
    struct located found;

    if (view->list == NULL || page >= view->count ||
        !locate_point(&view->list->pages[page], x, y, &found)) {
        buffer_add_string(out, "{}");
        return;
    }
    buffer_add_byte(out, '{');
    answer_add_place(server, arena, found.place.source->name, found.place.line, found.place.column,
                     out);
    add_excerpt(arena, found.place, out);
    buffer_add_byte(out, ',');
    add_frame(out, &found.frame);
    buffer_add_string(out, ",\"text\":");
    buffer_add_json(out, arena_copy(arena, found.text.bytes, found.text.size));
    buffer_add_byte(out, '}');
}

/* ---- pages ---- */

static void add_page(struct buffer *out, const struct view *view, size_t index)
{
    const struct display_page *page = &view->list->pages[index];

    buffer_format(out, "[%zu,\"%016" PRIx64 "\",", index, view->keys[index]);
    buffer_add_integer(out, page->width);
    buffer_add_byte(out, ',');
    buffer_add_integer(out, page->height);
    buffer_add_byte(out, ',');
    buffer_add_json(out, page->label == NULL ? "" : page->label);
    buffer_add_byte(out, ']');
}

static void add_pages(struct buffer *out, const struct view *view, const struct view *before)
{
    bool first = true;

    buffer_format(out, "\"count\":%zu,\"pages\":[", view->count);
    for (size_t i = 0; i < view->count; i++) {
        if (before == NULL || i >= before->count || before->keys[i] != view->keys[i]) {
            buffer_add_string(out, first ? "" : ",");
            add_page(out, view, i);
            first = false;
        }
    }
    buffer_add_byte(out, ']');
}

void answer_view(struct server *server, enum view_name name, struct buffer *out)
{
    const struct view *view = server_view(server, name);

    buffer_format(out, "{\"version\":%lu,", server->version);
    add_pages(out, view, NULL);
    buffer_add_byte(out, '}');
}

/* ---- updates ---- */

static void add_errors(struct server *server, struct arena *arena, struct buffer *out)
{
    gongwen_document *latest = session_latest(server->session);
    bool first = true;

    buffer_add_string(out, ",\"errors\":[");
    if (latest == NULL || latest->out_of_memory) {
        buffer_add_string(out, "{\"severity\":\"error\",\"code\":\"out-of-memory\",\"message\":");
        buffer_add_json(out, message_translate(N_("memory is out")));
        buffer_add_byte(out, '}');
    } else {
        for (size_t i = 0; i < latest->diagnostics->count; i++) {
            const struct diagnostic *item = latest->diagnostics->items[i];
            if (item->severity == SEVERITY_ERROR) {
                buffer_add_string(out, first ? "" : ",");
                findings_add(server, arena, item, "render", out);
                first = false;
            }
        }
    }
    buffer_add_byte(out, ']');
}

/* The first pages that changed come along, so that they need not be asked for. */
static void add_bodies(struct server *server, struct arena *arena, const struct view *before,
                       struct buffer *out)
{
    const struct view *view = &server->views[VIEW_PAGES];
    struct diagnostics *told = diagnostics_new(arena);
    size_t count = 0;

    buffer_add_string(out, ",\"bodies\":{");
    for (size_t i = 0; i < view->count && i < before->count && count < BODIES; i++) {
        struct buffer body = buffer_new(arena);
        if (before->keys[i] == view->keys[i] ||
            !live_page_paint(arena, &server->faces, view->list, i, &body, told) ||
            body.size > BODY_LIMIT) {
            continue;
        }
        buffer_format(out, "%s\"%016" PRIx64 "\":", count++ > 0 ? "," : "", view->keys[i]);
        buffer_add_json(out, buffer_string(&body).bytes);
    }
    buffer_add_byte(out, '}');
}

void answer_update(struct server *server, struct arena *arena, const struct view *before,
                   struct buffer *out)
{
    const struct view *view = &server->views[VIEW_PAGES];
    gongwen_document *document = session_document(server->session);
    const char *title =
        document == NULL || document->list == NULL ? NULL : document->list->metadata.title;

    buffer_format(out, "{\"version\":%lu,\"status\":\"%s\",\"whole\":%s,\"file\":", server->version,
                  server->outcome == SESSION_BROKEN ? "broken" : "good",
                  before == NULL ? "true" : "false");
    buffer_add_json(out, name_of(server->options.report));
    buffer_add_string(out, ",\"title\":");
    buffer_add_json(out, title == NULL ? "" : title);
    buffer_format(out,
                  ",\"editor\":%s,\"against\":", server->options.editor != NULL ? "true" : "false");
    buffer_add_json(out, server->options.against == NULL ? "" : server->options.against);
    buffer_add_byte(out, ',');
    add_pages(out, view, before);
    if (before != NULL) {
        add_bodies(server, arena, before, out);
    }
    if (server->outcome == SESSION_BROKEN) {
        add_errors(server, arena, out);
    }
    buffer_add_byte(out, '}');
}
