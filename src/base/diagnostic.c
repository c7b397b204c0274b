#include "base/diagnostic.h"

#include "base/arena.h"
#include "base/unicode.h"
#include <libintl.h>
#include <stdio.h>
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
    return diagnostics;
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

/* Fills {1}..{9}; braces that are no such mark stand for themselves. */
static const char *fill(struct arena *arena, const char *format, const char *const *arguments,
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

void diagnostics_report(struct diagnostics *diagnostics, enum message message, struct place place,
                        const char *const *arguments, size_t count)
{
    const struct message_row *row = &messages[message];

    if (diagnostics->count == DIAGNOSTICS_LIMIT) {
        /* Only counted, without a look for the same one: a hostile file has millions. */
        diagnostics->errors += row->severity == SEVERITY_ERROR;
        diagnostics->warnings += row->severity == SEVERITY_WARNING;
        diagnostics->dropped++;
        return;
    }
    const char *text = fill(diagnostics->arena, message_translate(row->text), arguments, count);

    for (size_t i = diagnostics->count; i > 0; i--) {
        const struct diagnostic *other = diagnostics->items[i - 1];
        if (other->message == message && same_place(other->place, place) &&
            strcmp(other->text, text) == 0) {
            return;
        }
    }
    diagnostics->errors += row->severity == SEVERITY_ERROR;
    diagnostics->warnings += row->severity == SEVERITY_WARNING;
    struct diagnostic *item = ARENA_NEW(diagnostics->arena, struct diagnostic);
    item->message = message;
    item->severity = row->severity;
    item->place = place;
    item->text = text;
    if (row->hint != NULL) {
        const char *hint = fill(diagnostics->arena, message_translate(row->hint), arguments, count);
        item->hint = hint[0] != '\0' ? hint : NULL; /* a hint may be all argument */
    }
    diagnostics->items = arena_grow(diagnostics->arena, diagnostics->items, diagnostics->count,
                                    &diagnostics->capacity, sizeof(const struct diagnostic *));
    diagnostics->items[diagnostics->count++] = item;
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

/* The source line and a caret under the column, counting East Asian width; a long line (one
 * paragraph is one line in YAML) is cut around the caret. */
static void print_excerpt(const struct place *place, unsigned flags, struct buffer *out)
{
    struct string line = source_line(place->source, place->line);
    size_t caret = 0; /* byte offset */
    unsigned before = 0;

    if (line.size == 0) {
        return;
    }
    for (uint32_t column = 1; column < place->column && caret < line.size; column++) {
        before += unicode_columns(shown(unicode_decode(line.bytes, line.size, &caret)));
    }
    size_t start = 0;
    unsigned skipped = 0;
    while (before - skipped > EXCERPT_BEFORE) {
        skipped += unicode_columns(shown(unicode_decode(line.bytes, line.size, &start)));
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
                  (int)(before - skipped + (start > 0 ? 1 : 0)), "");
    buffer_add_string(out, (flags & FORMAT_COLOUR) != 0 ? "\033[1;32m^\033[0m\n" : "^\n");
}

static void print_one(const struct diagnostic *item, unsigned flags, struct buffer *out)
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
    buffer_format(out, "%s%s:%s %s [%s]\n", colour ? severity_colour(item->severity) : "",
                  severity_word(item->severity), colour ? "\033[0m" : "", item->text,
                  message_name(item->message));
    if (item->place.source != NULL && item->place.line > 0) {
        print_excerpt(&item->place, flags, out);
    }
    if (item->hint != NULL) {
        buffer_format(out, "      = %s\n", item->hint);
    }
}

void diagnostics_print_text(const struct diagnostics *diagnostics, unsigned flags,
                            struct buffer *out)
{
    for (size_t i = 0; i < diagnostics->count; i++) {
        print_one(diagnostics->items[i], flags, out);
    }
    if (diagnostics->dropped > 0) {
        buffer_format(out, message_translate(N_("gongwen: and %zu more findings\n")),
                      diagnostics->dropped);
    }
}

void diagnostics_print_json(const struct diagnostics *diagnostics, struct buffer *out)
{
    static const char *const severities[] = {"note", "warning", "error"};

    buffer_add_string(out, "[");
    for (size_t i = 0; i < diagnostics->count; i++) {
        const struct diagnostic *item = diagnostics->items[i];
        buffer_format(out, "%s\n  {\"code\": \"%s\", \"severity\": \"%s\"", i > 0 ? "," : "",
                      message_name(item->message), severities[item->severity]);
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
        buffer_add_string(out, "}");
    }
    buffer_add_string(out, diagnostics->count > 0 ? "\n]\n" : "]\n");
}
