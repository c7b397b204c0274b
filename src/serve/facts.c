/* The facts of a report for the form: those that the report declares may be changed there, those
 * that are computed or stand in CSV files are shown. */
#include "serve/state.h"

#include "base/arena.h"
#include "output/publish.h"
#include "report/fact.h"
#include "report/report.h"
#include "serve/fact_edit.h"
#include "yaml/node.h"
#include <string.h>
#include <sys/stat.h>

enum {
    FACTS_LIMIT = 2000, /* shown of those that are not declared */
    /* Statuses of HTTP. */
    STATUS_GOOD = 200,
    STATUS_BAD = 400,
    STATUS_CONFLICT = 409,
    STATUS_NOT_A_NUMBER = 422,
    STATUS_FAILED = 500
};

/* The report as it is on disk now. */
struct file {
    struct string bytes;
    const struct source *source; /* NULL: unreadable */
    const struct node *root;     /* NULL: no YAML */
    struct diagnostics *told;
};

static struct file read_file(struct server *server, struct arena *arena)
{
    struct file file = {.told = diagnostics_new(arena)};
    const char *path = server->options.report;

    if (source_bytes(arena, path, (struct place){0}, &file.bytes, file.told)) {
        file.source = source_from_memory(arena, path, file.bytes.bytes, file.bytes.size, file.told);
    }
    if (file.source != NULL) {
        file.root = node_parse(arena, file.source, file.told);
    }
    return file;
}

/* ---- the list ---- */

static void add_scalar(struct buffer *out, const struct node *fact, const char *field)
{
    const struct node *scalar = node_get(fact, field);

    if (scalar != NULL && scalar->kind == NODE_SCALAR) {
        buffer_format(out, ",\"%s\":", field);
        buffer_add_json(out, scalar->scalar.bytes);
    }
}

static bool begin_fact(struct buffer *out, bool first, const char *name, const char *kind)
{
    buffer_add_string(out, first ? "{\"name\":" : ",{\"name\":");
    buffer_add_json(out, name);
    buffer_format(out, ",\"kind\":\"%s\"", kind);
    return false;
}

static void add_text(struct buffer *out, const char *field, struct text text)
{
    if (text.string.bytes != NULL && text.string.size > 0) {
        buffer_format(out, ",\"%s\":", field);
        buffer_add_json(out, text.string.bytes);
    }
}

/* What the report declares, in its order. */
static bool add_declared(struct server *server, struct arena *arena, const struct file *file,
                         struct buffer *out)
{
    static const char *const fields[] = {"value", "previous", "unit", "note", "period", "source"};
    const struct node *facts = file->root == NULL || file->root->kind != NODE_MAPPING
                                   ? NULL
                                   : node_get(file->root, "facts");
    bool first = true;

    for (size_t i = 0; facts != NULL && facts->kind == NODE_MAPPING && i < facts->count; i++) {
        const struct node_pair *pair = &facts->pairs[i];
        if (pair->value->kind != NODE_MAPPING || node_get(pair->value, "value") == NULL) {
            continue;
        }
        first = begin_fact(out, first, pair->key->scalar.bytes, "declared");
        for (size_t k = 0; k < sizeof fields / sizeof *fields; k++) {
            add_scalar(out, pair->value, fields[k]);
        }
        buffer_add_byte(out, ',');
        answer_add_place(server, arena, file->source->name, pair->key->place.line,
                         pair->key->place.column, out);
        buffer_add_byte(out, '}');
    }
    return first;
}

/* What is computed or was read, of the document that is shown. */
static void add_others(struct server *server, struct arena *arena, bool first, struct buffer *out)
{
    gongwen_document *document = session_document(server->session);
    const struct facts *facts =
        document == NULL || document->report == NULL ? NULL : document->report->facts;
    size_t count = 0;

    for (size_t i = 0; facts != NULL && i < facts->count && count < FACTS_LIMIT; i++) {
        const struct fact *fact = &facts->items[i];
        struct decimal value;
        if (fact->origin == FACT_DECLARED) {
            continue;
        }
        count++;
        first = begin_fact(out, first, fact->name.string.bytes,
                           fact->origin == FACT_COMPUTED ? "computed" : "read");
        if (!fact->broken && fact_decimal(fact, &value)) {
            buffer_add_string(out, ",\"value\":\"");
            buffer_add_fixed(out, value.digits, value.places);
            buffer_add_byte(out, '"');
        }
        add_text(out, "unit", fact->unit);
        add_text(out, "note", fact->note);
        add_text(out, "compute", fact->compute);
        if (fact->place.source != NULL || fact->name.place.source != NULL) {
            struct place place = fact->place.source != NULL ? fact->place : fact->name.place;
            buffer_add_byte(out, ',');
            answer_add_place(server, arena, place.source->name, place.line, place.column, out);
        }
        buffer_add_byte(out, '}');
    }
}

void facts_answer(struct server *server, struct arena *arena, struct buffer *out)
{
    struct file file = read_file(server, arena);

    buffer_format(out, "{\"digest\":\"%s\",\"broken\":%s,\"facts\":[",
                  fact_edit_digest(arena, file.bytes), file.root == NULL ? "true" : "false");
    add_others(server, arena, add_declared(server, arena, &file, out), out);
    buffer_add_string(out, "]}");
}

/* ---- a change ---- */

static unsigned say(struct buffer *out, unsigned status, const char *code)
{
    buffer_format(out, "{\"result\":\"%s\"}", code);
    return status;
}

/* Whether the file is still the one that was read. */
static bool is_unchanged(const char *path, const struct stat *before)
{
    struct stat now;

    return stat(path, &now) == 0 && now.st_ino == before->st_ino && now.st_dev == before->st_dev &&
           now.st_size == before->st_size && now.st_mtim.tv_sec == before->st_mtim.tv_sec &&
           now.st_mtim.tv_nsec == before->st_mtim.tv_nsec;
}

static unsigned write_change(struct server *server, struct arena *arena, const struct file *file,
                             struct string edited, const struct stat *before, struct buffer *out)
{
    struct buffer whole = buffer_new(arena);
    size_t mark = file->bytes.size - file->source->text.size; /* of the byte order, kept */
    const char *path = server->options.report;

    buffer_add(&whole, file->bytes.bytes, mark);
    buffer_add(&whole, edited.bytes, edited.size);
    const struct publication publication = {path, buffer_string(&whole)};
    if (!is_unchanged(path, before)) {
        return say(out, STATUS_CONFLICT, "changed");
    }
    if (!publish(arena, &publication, 1, NULL, file->told)) {
        buffer_add_string(out, "{\"result\":\"unwritten\",\"message\":");
        buffer_add_json(
            out, file->told->count == 0 ? "" : file->told->items[file->told->count - 1]->text);
        buffer_add_byte(out, '}');
        return STATUS_FAILED;
    }
    buffer_format(out, "{\"result\":\"good\",\"digest\":\"%s\"}",
                  fact_edit_digest(arena, publication.bytes));
    return STATUS_GOOD;
}

unsigned facts_change(struct server *server, struct arena *arena, struct http_request *request,
                      struct buffer *out)
{
    const struct fact_edit edit = {http_field(request, "name"), http_field(request, "field"),
                                   http_field(request, "value")};
    const char *digest = http_field(request, "digest");
    struct string edited;
    struct stat before;

    if (edit.name == NULL || edit.field == NULL || edit.value == NULL || digest == NULL ||
        (strcmp(edit.field, "value") != 0 && strcmp(edit.field, "previous") != 0)) {
        return say(out, STATUS_BAD, "incomplete");
    }
    if (stat(server->options.report, &before) != 0) {
        return say(out, STATUS_CONFLICT, "changed");
    }
    const struct file file = read_file(server, arena);
    if (strcmp(digest, fact_edit_digest(arena, file.bytes)) != 0) {
        return say(out, STATUS_CONFLICT, "changed");
    }
    if (file.source == NULL) {
        return say(out, STATUS_CONFLICT, "broken");
    }
    switch (fact_edit(arena, file.source, &edit, &edited)) {
    case FACT_EDITED:
        return write_change(server, arena, &file, edited, &before, out);
    case FACT_NO_NUMBER:
        return say(out, STATUS_NOT_A_NUMBER, "no-number");
    case FACT_UNKNOWN:
        return say(out, STATUS_CONFLICT, "unknown");
    case FACT_ELSEWHERE:
        return say(out, STATUS_CONFLICT, "elsewhere");
    case FACT_BROKEN:
        return say(out, STATUS_CONFLICT, "broken");
    }
    return say(out, STATUS_FAILED, "failed");
}
