/* A tree of a report as YAML, for people: every text on a line, comments where something was
 * guessed. */
#include "import/import.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "import/proposal.h"
#include "yaml/node.h"
#include <stdlib.h>
#include <string.h>

struct writer {
    struct arena *arena;
    struct buffer *out;
    const struct import *import;
    const struct import_options *options;
    struct proposals proposals;
    size_t next;                       /* proposal, in the order of the text */
    const struct diagnostic **guesses; /* those with a line, by lines; NULL once they are written */
    uint32_t *lines;                   /* of them */
    size_t count;
    uint32_t line; /* up to which the body is written, in the file */
    const char *layout;
};

enum context { CONTEXT_BLOCK, CONTEXT_FLOW };

/* ---- scalars ---- */

/* Plain scalars that mean something else than their text. */
static bool is_null(struct string text)
{
    static const char *const nulls[] = {"~", "null", "Null", "NULL"};

    for (size_t i = 0; i < sizeof nulls / sizeof *nulls; i++) {
        if (strlen(nulls[i]) == text.size && memcmp(text.bytes, nulls[i], text.size) == 0) {
            return true;
        }
    }
    return false;
}

/* What ends a line for YAML without being a line break here. */
static bool has_breaks(struct string text)
{
    static const char *const breaks[] = {"\n", "\r", "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"};

    for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++) {
        if (memmem(text.bytes, text.size, breaks[i], strlen(breaks[i])) != NULL) {
            return true;
        }
    }
    return false;
}

/* Whether the text stands for itself without quotation marks (YAML 1.2.2, 7.3.3). */
static bool is_plain(struct string text, enum context context)
{
    static const char *const first = "-?:,[]{}#&*!|>'\"%@`=< ";

    if (text.size == 0 || strchr(first, text.bytes[0]) != NULL || is_null(text) ||
        strchr(": ", text.bytes[text.size - 1]) != NULL || has_breaks(text) ||
        (text.size > 1 && text.bytes[0] == '0' && text.bytes[1] >= '0' && text.bytes[1] <= '9')) {
        return false; /* 000001 is an octal number elsewhere */
    }
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.bytes[i];
        bool last = i + 1 == text.size;
        bool before_blank = last || text.bytes[i + 1] == ' ';
        bool before_sign = !last && text.bytes[i + 1] == '#';
        bool control = (unsigned char)byte < ' ' || byte == 0x7F;
        if (control || (byte == ':' && before_blank) || (byte == ' ' && before_sign) ||
            (context == CONTEXT_FLOW && strchr(",[]{}:", byte) != NULL)) {
            return false;
        }
    }
    return true;
}

static void write_string(struct buffer *out, struct string text, enum context context)
{
    if (is_plain(text, context)) {
        buffer_add(out, text.bytes, text.size);
    } else {
        buffer_add_json(out, arena_copy(out->arena, text.bytes, text.size)); /* YAML as well */
    }
}

/* Text with {{ escaped, which templates would read. */
static void add_escaped(struct buffer *out, const char *bytes, size_t size)
{
    const char *end = bytes + size;

    while (bytes < end) {
        const char *open = memmem(bytes, (size_t)(end - bytes), "{{", 2);
        const char *stop = open == NULL ? end : open;
        buffer_add(out, bytes, (size_t)(stop - bytes));
        if (open != NULL) {
            buffer_add_string(out, "\\{{");
            stop += 2;
        }
        bytes = stop;
    }
}

/* A text of the report; with facts in the place of its numbers, where they are wanted. */
static void write_text(struct writer *writer, const struct node *node, enum context context)
{
    struct buffer text = buffer_new(writer->arena);
    size_t at = 0;

    while (writer->next < writer->proposals.count &&
           writer->proposals.items[writer->next].text == node) {
        const struct proposal *proposal = &writer->proposals.items[writer->next++];
        if (writer->options->facts) {
            add_escaped(&text, node->scalar.bytes + at, proposal->start - at);
            buffer_format(&text, "{{%s}}", proposal->name);
            at = proposal->start + proposal->size;
        }
    }
    add_escaped(&text, node->scalar.bytes + at, node->scalar.size - at);
    write_string(writer->out, buffer_string(&text), context);
}

/* ---- comments ---- */

static void indent(struct writer *writer, unsigned columns)
{
    buffer_format(writer->out, "%*s", (int)columns, "");
}

struct by_line {
    const struct diagnostic *guess;
    size_t order;
};

static int compare_lines(const void *a, const void *b)
{
    const struct by_line *one = a;
    const struct by_line *two = b;

    if (one->guess->place.line != two->guess->place.line) {
        return one->guess->place.line < two->guess->place.line ? -1 : 1;
    }
    return one->order < two->order ? -1 : one->order > two->order;
}

static void sort_guesses(struct writer *writer)
{
    const struct import *import = writer->import;
    struct by_line *sorted = ARENA_ARRAY(writer->arena, struct by_line, import->guess_count + 1);

    for (size_t i = 0; i < import->guess_count; i++) {
        const struct place place = import->guesses[i]->place;
        if (place.source == import->source && place.line > 0) {
            sorted[writer->count++] = (struct by_line){import->guesses[i], i};
        }
    }
    qsort(sorted, writer->count, sizeof *sorted, compare_lines);
    writer->guesses = ARENA_ARRAY(writer->arena, const struct diagnostic *, writer->count + 1);
    writer->lines = ARENA_ARRAY(writer->arena, uint32_t, writer->count + 1);
    for (size_t i = 0; i < writer->count; i++) {
        writer->guesses[i] = sorted[i].guess;
        writer->lines[i] = sorted[i].guess->place.line;
    }
}

/* What was guessed in the lines from..to and is not told yet. */
static void write_lines(struct writer *writer, uint32_t from, uint32_t to, unsigned columns)
{
    size_t low = 0;
    size_t high = writer->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (writer->lines[middle] < from) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < writer->count && writer->lines[low] <= to; low++) {
        if (writer->guesses[low] != NULL) {
            indent(writer, columns);
            buffer_format(writer->out, "# %u: %s\n", (unsigned)writer->lines[low],
                          writer->guesses[low]->text);
            writer->guesses[low] = NULL;
        }
    }
}

/* What was guessed in the line of a field. */
static void write_guesses(struct writer *writer, struct place place, unsigned columns)
{
    if (place.source == writer->import->source && place.line > 0) {
        write_lines(writer, place.line, place.line, columns);
    }
}

/* The same for the body, which goes on as the file does: and in what was left out before. */
static void write_guesses_up_to(struct writer *writer, struct place place, unsigned columns)
{
    if (place.source != writer->import->source || place.line == 0) {
        return;
    }
    write_lines(writer, place.line >= writer->line ? writer->line + 1 : place.line, place.line,
                columns);
    writer->line = place.line > writer->line ? place.line : writer->line;
}

/* ---- values ---- */

static void write_flow_list(struct writer *writer, const struct node *list);

static void write_flow(struct writer *writer, const struct node *node)
{
    switch (node->kind) {
    case NODE_SCALAR:
        write_text(writer, node, CONTEXT_FLOW);
        break;
    case NODE_SEQUENCE:
        write_flow_list(writer, node);
        break;
    case NODE_MAPPING: /* a cell: its values are texts and lists of them */
        buffer_add_byte(writer->out, '{');
        for (size_t i = 0; i < node->count; i++) {
            buffer_format(writer->out, "%s%s: ", i > 0 ? ", " : "",
                          node->pairs[i].key->scalar.bytes);
            if (node->pairs[i].value->kind == NODE_SEQUENCE) {
                write_flow_list(writer, node->pairs[i].value);
            } else {
                write_text(writer, node->pairs[i].value, CONTEXT_FLOW);
            }
        }
        buffer_add_byte(writer->out, '}');
        break;
    }
}

/* Of texts, or of cells. */
static void write_flow_list(struct writer *writer, const struct node *list)
{
    buffer_add_byte(writer->out, '[');
    for (size_t i = 0; i < list->count; i++) {
        const struct node *item = list->items[i];
        buffer_add_string(writer->out, i > 0 ? ", " : "");
        if (item->kind == NODE_SCALAR) {
            write_text(writer, item, CONTEXT_FLOW);
        } else {
            write_flow(writer, item);
        }
    }
    buffer_add_byte(writer->out, ']');
}

static void write_rows(struct writer *writer, const struct node *rows, unsigned columns)
{
    for (size_t i = 0; i < rows->count; i++) {
        indent(writer, columns);
        buffer_add_string(writer->out, "- ");
        write_flow_list(writer, rows->items[i]);
        buffer_add_byte(writer->out, '\n');
    }
}

static void write_table(struct writer *writer, const struct node *table, unsigned columns)
{
    for (size_t i = 0; i < table->count; i++) {
        const char *key = table->pairs[i].key->scalar.bytes;
        const struct node *value = table->pairs[i].value;
        indent(writer, columns);
        buffer_format(writer->out, "%s:", key);
        if (strcmp(key, "rows") == 0 || strcmp(key, "head") == 0) {
            buffer_add_byte(writer->out, '\n');
            write_rows(writer, value, columns + 2);
        } else {
            buffer_add_byte(writer->out, ' ');
            write_flow(writer, value);
            buffer_add_byte(writer->out, '\n');
        }
    }
}

static void write_enumeration(struct writer *writer, const struct node *block, unsigned columns)
{
    static const char *const keys[] = {"text", "number", "items"};
    bool first = true;

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct node *value = node_get(block, keys[i]);
        if (value == NULL) {
            continue;
        }
        indent(writer, first ? 0 : columns);
        first = false;
        buffer_format(writer->out, "%s:", keys[i]);
        if (value->kind == NODE_SCALAR) {
            buffer_add_byte(writer->out, ' ');
            write_text(writer, value, CONTEXT_BLOCK);
            buffer_add_byte(writer->out, '\n');
            continue;
        }
        buffer_add_byte(writer->out, '\n');
        for (size_t j = 0; j < value->count; j++) {
            indent(writer, columns + 2);
            buffer_add_string(writer->out, "- ");
            write_text(writer, value->items[j], CONTEXT_BLOCK);
            buffer_add_byte(writer->out, '\n');
        }
    }
}

static void write_body(struct writer *writer, const char *key, const struct node *body,
                       unsigned columns)
{
    indent(writer, columns);
    buffer_format(writer->out, "%s:\n", key);
    for (size_t i = 0; i < body->count; i++) {
        const struct node *block = body->items[i];
        const struct node *table = block->kind == NODE_MAPPING ? node_get(block, "table") : NULL;
        write_guesses_up_to(writer, block->place, columns + 2);
        indent(writer, columns + 2);
        buffer_add_string(writer->out, "- ");
        if (block->kind == NODE_SCALAR) {
            write_text(writer, block, CONTEXT_BLOCK);
            buffer_add_byte(writer->out, '\n');
        } else if (table != NULL) {
            buffer_add_string(writer->out, "table:\n");
            write_table(writer, table, columns + 6);
        } else {
            write_enumeration(writer, block, columns + 4);
        }
    }
}

/* Recurses as deep as headings go: four levels. */
static void write_sections(struct writer *writer, const struct node *sections, unsigned columns)
{
    indent(writer, columns);
    buffer_add_string(writer->out, "sections:\n");
    for (size_t i = 0; i < sections->count; i++) {
        const struct node *section = sections->items[i];
        const struct node *heading = node_get(section, "heading");
        const struct node *body = node_get(section, "body");
        const struct node *deeper = node_get(section, "sections");
        if (i > 0 && columns == 0) {
            buffer_add_byte(writer->out, '\n');
        }
        write_guesses_up_to(writer, section->place, columns + 2);
        indent(writer, columns + 2);
        buffer_add_string(writer->out, "- heading: ");
        write_text(writer, heading, CONTEXT_BLOCK);
        buffer_add_byte(writer->out, '\n');
        if (body != NULL) {
            write_body(writer, "body", body, columns + 4);
        }
        if (deeper != NULL) {
            write_sections(writer, deeper, columns + 4);
        }
    }
}

static void write_attachments(struct writer *writer, const struct node *attachments)
{
    buffer_add_string(writer->out, "\nattachments:\n");
    for (size_t i = 0; i < attachments->count; i++) {
        const struct node *attachment = attachments->items[i];
        const struct node *title = node_get(attachment, "title");
        const struct node *body = node_get(attachment, "body");
        const struct node *sections = node_get(attachment, "sections");
        write_guesses_up_to(writer, attachment->place, 2);
        write_guesses_up_to(writer, title->place, 2);
        buffer_add_string(writer->out, "  - title: ");
        write_text(writer, title, CONTEXT_BLOCK);
        buffer_add_byte(writer->out, '\n');
        if (body != NULL) {
            write_body(writer, "body", body, 4);
        }
        if (sections != NULL) {
            write_sections(writer, sections, 4);
        }
    }
}

/* ---- facts ---- */

static void write_facts(struct writer *writer)
{
    const struct proposals *proposals = &writer->proposals;
    bool declared = writer->options->facts;

    if (proposals->count == 0) {
        return;
    }
    buffer_format(writer->out, "\n# %s\n",
                  declared ? message_translate(N_("The numbers of the text; give them names that "
                                                  "say what they count."))
                           : message_translate(N_("Numbers of the text that could be facts: "
                                                  "declared here, named {{so}} in the text; "
                                                  "`gongwen import --facts` does both.")));
    buffer_format(writer->out, "%sfacts:\n", declared ? "" : "# ");
    for (size_t i = 0; i < proposals->count; i++) {
        const struct proposal *proposal = &proposals->items[i];
        struct place place =
            source_place_in_scalar(proposal->text->place, proposal->text->scalar, proposal->start);
        buffer_format(writer->out, "%s  %s: {value: ", declared ? "" : "# ", proposal->name);
        buffer_add(writer->out, proposal->value.bytes, proposal->value.size);
        buffer_add_string(writer->out, ", unit: ");
        write_string(writer->out, proposal->unit, CONTEXT_FLOW);
        buffer_format(writer->out, "}  # %u: ", (unsigned)place.line);
        buffer_add(writer->out, proposal->around.bytes, proposal->around.size);
        buffer_add_byte(writer->out, '\n');
    }
}

/* ---- the report ---- */

static void write_field(struct writer *writer, const char *key)
{
    const struct node *value = node_get(writer->import->root, key);

    if (value == NULL) {
        return;
    }
    write_guesses(writer, value->place, 0);
    buffer_format(writer->out, "%s: ", key);
    if (value->kind == NODE_SCALAR) {
        write_text(writer, value, CONTEXT_BLOCK);
    } else {
        write_flow_list(writer, value);
    }
    buffer_add_byte(writer->out, '\n');
}

/* A text that must be there: what stands for it is found by checks of a report before it goes out.
 */
static void write_required(struct writer *writer, const char *key)
{
    if (node_get(writer->import->root, key) != NULL) {
        write_field(writer, key);
    } else {
        buffer_format(writer->out, "%s: 待补  # %s\n", key,
                      message_translate(N_("not found in the file")));
    }
}

static bool prints_number(const char *layout)
{
    return strcmp(layout, "gb9704") == 0 || strcmp(layout, "gb9704-upward") == 0 ||
           strcmp(layout, "annual-report-submitted") == 0;
}

static void write_head(struct writer *writer)
{
    static const char *const before[] = {"copy-number", "secrecy", "urgency", "mark", "organs"};
    static const char *const number[] = {"document-number", "order-number", "signers"};

    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        write_field(writer, before[i]);
    }
    if (prints_number(writer->layout)) {
        write_required(writer, number[0]);
    } else {
        write_field(writer, number[0]);
    }
    write_field(writer, number[1]);
    write_field(writer, number[2]);
    write_required(writer, "title");
    write_field(writer, "recipients");
    write_required(writer, "issuer");
    if (node_get(writer->import->root, "date") != NULL) {
        write_field(writer, "date");
    } else { /* no day can stand for one that is not known */
        buffer_format(writer->out, "# date: 2024-01-03  # %s\n",
                      message_translate(N_("not found in the file; a report must have it")));
    }
    write_field(writer, "year");
}

static void write_comments(struct writer *writer)
{
    if (writer->options->schema != NULL) {
        buffer_format(writer->out, "# yaml-language-server: $schema=%s\n", writer->options->schema);
    }
    buffer_format(writer->out, "# %s\n",
                  message_fill(writer->arena,
                               message_translate(N_("Made from {1} by gongwen import. Comments "
                                                    "that begin with a number tell what was "
                                                    "guessed in that line of it.")),
                               (const char *const[]){"", writer->import->source->name}, 2));
    for (size_t i = 0; i < writer->import->guess_count; i++) { /* of the file as a whole */
        const struct diagnostic *guess = writer->import->guesses[i];
        if (guess->place.line == 0 && guess->place.source == writer->import->source &&
            guess->message != IMPORT_ABSENT) { /* these stand where the text is missing */
            buffer_format(writer->out, "# %s\n", guess->text);
        }
    }
}

/* The line before which there is nothing of the body: that of the title, or of the recipients. */
static uint32_t body_line(const struct node *root)
{
    static const char *const keys[] = {"title", "recipients"};
    uint32_t line = 0;

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct node *value = node_get(root, keys[i]);
        line = value != NULL && value->place.line > line ? value->place.line : line;
    }
    return line;
}

void import_write(struct arena *arena, const struct import *import,
                  const struct import_options *options, struct buffer *out)
{
    static const char *const behind[] = {"present", "excused", "observers", "remark",
                                         "copies",  "printer", "printed"};
    const struct node *root = import->root;
    struct writer writer = {.arena = arena,
                            .out = out,
                            .import = import,
                            .options = options,
                            .proposals = proposals_find(arena, root),
                            .layout = options->layout != NULL
                                          ? options->layout
                                          : node_get(root, "layout")->scalar.bytes};

    sort_guesses(&writer);
    write_comments(&writer);
    buffer_add_string(out, "layout: ");
    write_string(out, (struct string){writer.layout, strlen(writer.layout)}, CONTEXT_BLOCK);
    buffer_add_byte(out, '\n');
    write_head(&writer);
    write_facts(&writer);
    writer.line = body_line(root);
    if (node_get(root, "preamble") != NULL) {
        buffer_add_byte(out, '\n');
        write_body(&writer, "preamble", node_get(root, "preamble"), 0);
    }
    if (node_get(root, "sections") != NULL) {
        buffer_add_byte(out, '\n');
        write_sections(&writer, node_get(root, "sections"), 0);
    }
    for (size_t i = 0; i < 4; i++) { /* of minutes; 附注 */
        write_field(&writer, behind[i]);
    }
    if (node_get(root, "attachments") != NULL) {
        write_attachments(&writer, node_get(root, "attachments"));
    }
    for (size_t i = 4; i < sizeof behind / sizeof *behind; i++) {
        write_field(&writer, behind[i]);
    }
    write_lines(&writer, 1, UINT32_MAX, 0); /* what has no text of its own in the report */
}
