#include "base/diagnostic.h"

#include "base/arena.h"
#include "base/fingerprint.h"
#include "base/unicode.h"
#include <libintl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Longest piece of a source line shown, in columns, and how much of it stands before the caret. */
enum { EXCERPT_COLUMNS = 100, EXCERPT_BEFORE = 60 };

struct message_row {
    const char *name;
    enum severity severity;
    const char *text;
    const char *hint;
};

static const struct message_row messages[] = {
#define MESSAGE(code, name, severity, text, hint) {name, severity, text, hint},
#include "base/messages.def"
#undef MESSAGE
};

const char *message_name(enum message message)
{
    return messages[message].name;
}

struct diagnostics *diagnostics_new(struct arena *arena)
{
    struct diagnostics *diagnostics = ARENA_NEW(arena, struct diagnostics);

    diagnostics->arena = arena;
    diagnostics->limit = DIAGNOSTICS_LIMIT;
    return diagnostics;
}

void diagnostics_visit(struct diagnostics *diagnostics, const char *path, struct string bytes)
{
    struct visited *visited = diagnostics->visited;

    if (visited == NULL) {
        return;
    }
    visited->paths = arena_grow(diagnostics->arena, visited->paths, visited->count,
                                &visited->capacity, sizeof *visited->paths);
    visited->paths[visited->count++] = arena_copy(diagnostics->arena, path, strlen(path));
    visited->bytes = fingerprint_word(visited->bytes, bytes.bytes != NULL);
    visited->bytes = fingerprint_bytes(visited->bytes, bytes.bytes, bytes.size);
}

const char *message_translate(const char *text)
{
    /* gettext answers "" with the header of the catalogue. */
    return text == NULL || text[0] == '\0' ? "" : dgettext("gongwen", text);
}

const char *message_join(struct arena *arena, const char *const *names, size_t count)
{
    struct buffer buffer = buffer_new(arena);

    for (size_t i = 0; i < count; i++) {
        buffer_add_string(&buffer, i > 0 ? message_translate(N_(", ")) : "");
        buffer_add_string(&buffer, names[i]);
    }
    return buffer_string(&buffer).bytes;
}

/* A character of the user's as it may be shown: what is none, what steers a terminal and what turns
 * the direction of the line are shown as U+FFFD. */
static uint32_t shown(uint32_t character)
{
    if (character == '\t' || character == '\n' || character == '\r') {
        return ' ';
    }
    bool turns = (character >= 0x202A && character <= 0x202E) ||
                 (character >= 0x2066 && character <= 0x2069);
    return character == UNICODE_INVALID || character == 0x85 || turns ||
                   unicode_is_forbidden(character)
               ? 0xFFFD
               : character;
}

static void add_shown(struct buffer *out, struct string text)
{
    for (size_t offset = 0; offset < text.size;) {
        buffer_add_character(out, shown(unicode_decode(text.bytes, text.size, &offset)));
    }
}

/* Braces that are none of {1}..{9} stand for themselves. */
const char *message_fill(struct arena *arena, const char *format, const char *const *arguments,
                         size_t count)
{
    struct buffer buffer = buffer_new(arena);

    for (const char *at = format; *at != '\0'; at++) {
        if (at[0] == '{' && at[1] >= '1' && at[1] <= '9' && at[2] == '}') {
            size_t index = (size_t)(at[1] - '0');
            const char *argument = index < count ? arguments[index] : "?";
            add_shown(&buffer, (struct string){argument, strlen(argument)});
            at += 2;
        } else {
            buffer_add_byte(&buffer, (unsigned char)*at);
        }
    }
    return buffer_string(&buffer).bytes;
}

static bool same_place(struct place a, struct place b)
{
    return a.source == b.source && a.line == b.line && a.column == b.column;
}

/* Counts a finding, and says whether there is room for it. */
static bool admit(struct diagnostics *diagnostics, enum severity severity)
{
    bool full = diagnostics->count == diagnostics->limit;

    diagnostics->errors += severity == SEVERITY_ERROR;
    diagnostics->warnings += severity == SEVERITY_WARNING;
    diagnostics->dropped += full;
    return !full;
}

static bool same_finding(const struct diagnostic *a, const struct diagnostic *b)
{
    return same_place(a->place, b->place) && strcmp(a->code, b->code) == 0 &&
           strcmp(a->text, b->text) == 0;
}

/* FNV-1a of the place and the code. */
static size_t hash_of(const struct diagnostic *finding)
{
    uint64_t hash = 14695981039346656037U;

    hash = (hash ^ finding->place.line) * 1099511628211U;
    hash = (hash ^ finding->place.column) * 1099511628211U;
    for (const char *at = finding->code; *at != '\0'; at++) {
        hash = (hash ^ (unsigned char)*at) * 1099511628211U;
    }
    return (size_t)(hash ^ hash >> 32);
}

/* The slot of a finding: that which holds it, or the free one where it belongs. */
static size_t *slot_of(const struct diagnostics *diagnostics, const struct diagnostic *finding)
{
    size_t mask = diagnostics->slot_count - 1;
    size_t at = hash_of(finding) & mask;

    while (diagnostics->slots[at] != 0 &&
           !same_finding(diagnostics->items[diagnostics->slots[at] - 1], finding)) {
        at = (at + 1) & mask;
    }
    return &diagnostics->slots[at];
}

enum { FEWEST_SLOTS = 64 };

/* Keeps at least half of the slots free. */
static void make_slots(struct diagnostics *diagnostics)
{
    if (diagnostics->slot_count > 0 && diagnostics->count * 2 < diagnostics->slot_count) {
        return;
    }
    diagnostics->slot_count = FEWEST_SLOTS;
    while (diagnostics->count * 4 >= diagnostics->slot_count) {
        diagnostics->slot_count *= 2;
    }
    diagnostics->slots = ARENA_ARRAY(diagnostics->arena, size_t, diagnostics->slot_count);
    for (size_t i = 0; i < diagnostics->count; i++) {
        *slot_of(diagnostics, diagnostics->items[i]) = i + 1;
    }
}

void diagnostics_add(struct diagnostics *diagnostics, struct diagnostic finding)
{
    make_slots(diagnostics);
    size_t *slot = slot_of(diagnostics, &finding);
    if (*slot != 0 || !admit(diagnostics, finding.severity)) {
        return;
    }
    struct diagnostic *item = ARENA_NEW(diagnostics->arena, struct diagnostic);
    *item = finding;
    diagnostics->items = arena_grow(diagnostics->arena, diagnostics->items, diagnostics->count,
                                    &diagnostics->capacity, sizeof(const struct diagnostic *));
    diagnostics->items[diagnostics->count++] = item;
    *slot = diagnostics->count;
}

void diagnostics_report(struct diagnostics *diagnostics, enum message message, struct place place,
                        const char *const *arguments, size_t count)
{
    const struct message_row *row = &messages[message];
    struct arena *arena = diagnostics->arena;

    if (diagnostics->count == diagnostics->limit) {
        /* Only counted, without a look for the same one: a hostile file has millions. */
        (void)admit(diagnostics, row->severity);
        return;
    }
    struct diagnostic finding = {
        .message = message,
        .code = row->name,
        .severity = row->severity,
        .place = place,
        .text = message_fill(arena, message_translate(row->text), arguments, count)};
    if (row->hint != NULL) {
        finding.hint = message_fill(arena, message_translate(row->hint), arguments, count);
        finding.hint = finding.hint[0] != '\0' ? finding.hint : NULL; /* it may be all argument */
    }
    diagnostics_add(diagnostics, finding);
}

/* A finding with what orders it: qsort() keeps no order of its own. */
struct ordered {
    const struct diagnostic *finding;
    bool elsewhere; /* not in the source that comes first */
    size_t position;
};

static int compare_findings(const void *a, const void *b)
{
    const struct ordered *x = a;
    const struct ordered *y = b;
    struct place p = x->finding->place;
    struct place q = y->finding->place;

    if (x->elsewhere != y->elsewhere) {
        return x->elsewhere - y->elsewhere;
    }
    int order = x->elsewhere && p.source != NULL && q.source != NULL
                    ? strcmp(p.source->name, q.source->name)
                    : 0;
    if (order != 0 || p.line != q.line || p.column != q.column) {
        return order != 0         ? order
               : p.line != q.line ? (p.line < q.line ? -1 : 1)
                                  : (p.column < q.column ? -1 : 1);
    }
    return x->position < y->position ? -1 : 1;
}

void diagnostics_sort(struct diagnostics *diagnostics, const struct source *first)
{
    struct ordered *sorted = ARENA_ARRAY(diagnostics->arena, struct ordered, diagnostics->count);

    for (size_t i = 0; i < diagnostics->count; i++) {
        const struct diagnostic *item = diagnostics->items[i];
        sorted[i] = (struct ordered){item, item->place.source != first, i};
    }
    qsort(sorted, diagnostics->count, sizeof *sorted, compare_findings);
    for (size_t i = 0; i < diagnostics->count; i++) {
        diagnostics->items[i] = sorted[i].finding;
    }
    diagnostics->slot_count = 0; /* they are elsewhere now */
}

static const char *severity_word(enum severity severity)
{
    switch (severity) {
    case SEVERITY_NOTE:
        return message_translate(N_("note"));
    case SEVERITY_WARNING:
        return message_translate(N_("warning"));
    case SEVERITY_ERROR:
        return message_translate(N_("error"));
    }
    return "";
}

static const char *severity_colour(enum severity severity)
{
    switch (severity) {
    case SEVERITY_NOTE:
        return "\033[1;36m";
    case SEVERITY_WARNING:
        return "\033[1;35m";
    case SEVERITY_ERROR:
        return "\033[1;31m";
    }
    return "";
}

/* A place of which the byte in its line is known: findings on one line, in order, are looked up
 * from each other. */
struct looked_up {
    struct place place;
    size_t offset;
};

/* The byte of the line where the place is, or its end. */
static size_t offset_in_line(struct looked_up *last, struct string line, const struct place *place)
{
    if (last->place.source != place->source || last->place.line != place->line ||
        last->place.column > place->column) {
        *last = (struct looked_up){{place->source, place->line, 1}, 0};
    }
    while (last->place.column < place->column && last->offset < line.size) {
        (void)unicode_decode(line.bytes, line.size, &last->offset);
        last->place.column++;
    }
    return last->offset;
}

/* The source line and a caret under the column, counting East Asian width; a long line (one
 * paragraph is one line in YAML) is cut around the caret. */
static void print_excerpt(const struct place *place, struct looked_up *last, unsigned flags,
                          struct buffer *out)
{
    struct string line = source_line(place->source, place->line);
    size_t start = offset_in_line(last, line, place);
    unsigned before = 0; /* columns from there to the caret */

    if (line.size == 0) {
        return;
    }
    while (start > 0) {
        size_t at = start - 1;
        while (at > 0 && ((unsigned char)line.bytes[at] & 0xC0) == 0x80) {
            at--;
        }
        size_t behind = at;
        unsigned columns = unicode_columns(shown(unicode_decode(line.bytes, line.size, &behind)));
        if (before + columns > EXCERPT_BEFORE) {
            break;
        }
        before += columns;
        start = at;
    }
    size_t end = start;
    unsigned columns = 0;
    while (end < line.size && columns < EXCERPT_COLUMNS) {
        columns += unicode_columns(shown(unicode_decode(line.bytes, line.size, &end)));
    }
    char number[16];
    int gutter = snprintf(number, sizeof number, "%5u", (unsigned)place->line);
    buffer_format(out, "%s | ", number);
    if (start > 0) {
        buffer_add_string(out, "…");
    }
    add_shown(out, (struct string){line.bytes + start, end - start});
    buffer_format(out, "%s\n%*s | %*s", end < line.size ? "…" : "", gutter, "",
                  (int)(before + (start > 0 ? 1 : 0)), "");
    buffer_add_string(out, (flags & FORMAT_COLOUR) != 0 ? "\033[1;32m^\033[0m\n" : "^\n");
}

static void print_text(const struct diagnostic *item, struct looked_up *last, unsigned flags,
                       struct buffer *out)
{
    bool colour = (flags & FORMAT_COLOUR) != 0;

    if (item->place.source != NULL) {
        const char *name = item->place.source->name;
        add_shown(out, (struct string){name, strlen(name)});
        if (item->place.line > 0) {
            buffer_format(out, ":%u:%u", (unsigned)item->place.line, (unsigned)item->place.column);
        }
        buffer_add_string(out, ": ");
    } else {
        buffer_add_string(out, "gongwen: ");
    }
    buffer_format(out, "%s%s:%s %s [", colour ? severity_colour(item->severity) : "",
                  severity_word(item->severity), colour ? "\033[0m" : "", item->text);
    add_shown(out, (struct string){item->code, strlen(item->code)});
    buffer_add_string(out, "]\n");
    if (item->place.source != NULL && item->place.line > 0) {
        print_excerpt(&item->place, last, flags, out);
    }
    if (item->hint != NULL) {
        buffer_format(out, "      = %s\n", item->hint);
    }
    if (item->basis != NULL) {
        buffer_format(out, message_translate(N_("      = basis: %s\n")), item->basis);
    }
}

void diagnostic_print_text(const struct diagnostic *item, unsigned flags, struct buffer *out)
{
    struct looked_up last = {0};

    print_text(item, &last, flags, out);
}

void diagnostics_print_text(const struct diagnostics *diagnostics, unsigned flags,
                            struct buffer *out)
{
    struct looked_up last = {0};

    for (size_t i = 0; i < diagnostics->count; i++) {
        print_text(diagnostics->items[i], &last, flags, out);
    }
    if (diagnostics->dropped > 0) {
        buffer_format(out, message_translate(N_("gongwen: and %zu more findings\n")),
                      diagnostics->dropped);
    }
}

void diagnostic_print_json(const struct diagnostic *item, struct buffer *out)
{
    static const char *const severities[] = {"note", "warning", "error"};

    buffer_add_string(out, "{\"code\": ");
    buffer_add_json(out, item->code);
    buffer_format(out, ", \"severity\": \"%s\"", severities[item->severity]);
    if (item->place.source != NULL) {
        buffer_add_string(out, ", \"file\": ");
        buffer_add_json(out, item->place.source->name);
        if (item->place.line > 0) {
            buffer_format(out, ", \"line\": %u, \"column\": %u", (unsigned)item->place.line,
                          (unsigned)item->place.column);
        }
    }
    buffer_add_string(out, ", \"message\": ");
    buffer_add_json(out, item->text);
    if (item->hint != NULL) {
        buffer_add_string(out, ", \"hint\": ");
        buffer_add_json(out, item->hint);
    }
    if (item->basis != NULL) {
        buffer_add_string(out, ", \"basis\": ");
        buffer_add_json(out, item->basis);
    }
}

void diagnostics_print_json(const struct diagnostics *diagnostics, struct buffer *out)
{
    buffer_add_string(out, "[");
    for (size_t i = 0; i < diagnostics->count; i++) {
        buffer_add_string(out, i > 0 ? ",\n  " : "\n  ");
        diagnostic_print_json(diagnostics->items[i], out);
        buffer_add_string(out, "}");
    }
    buffer_add_string(out, diagnostics->count > 0 ? "\n]\n" : "]\n");
}
