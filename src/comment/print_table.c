/* The list for programs: JSON (docs/comments.md), and the table of an office (意见汇总表) as CSV.
 */
#include "comment/comment.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "comment/print.h"
#include <string.h>

/* ---- JSON ---- */

static void add_member(struct buffer *out, const char *name, const char *value)
{
    buffer_format(out, ", \"%s\": ", name);
    buffer_add_json(out, value);
}

static void add_replies(struct buffer *out, const struct comment *comment)
{
    buffer_add_string(out, ", \"replies\": [");
    for (size_t i = 0; i < comment->reply_count; i++) {
        const struct comment_reply *reply = &comment->replies[i];
        buffer_add_string(out, i == 0 ? "{\"author\": " : ", {\"author\": ");
        buffer_add_json(out, reply->author);
        add_member(out, "time", reply->time);
        add_member(out, "text", reply->text);
        buffer_add_byte(out, '}');
    }
    buffer_add_string(out, "], \"states\": [");
    for (size_t i = 0; i < comment->state_count; i++) {
        const struct comment_state *state = &comment->states[i];
        buffer_add_string(out, i == 0 ? "{\"author\": " : ", {\"author\": ");
        buffer_add_json(out, state->author);
        add_member(out, "time", state->time);
        add_member(out, "state", state->state);
        buffer_add_byte(out, '}');
    }
    buffer_add_byte(out, ']');
}

static void add_object(struct buffer *out, const struct comment *comment)
{
    buffer_add_string(out, "{\"kind\": ");
    buffer_add_json(out, comment_kind_name(comment->kind));
    add_member(out, "author", comment->author);
    add_member(out, "time", comment->time);
    add_member(out, "text", comment->text);
    add_member(out, "subject", comment->subject);
    add_member(out, "stamp", comment->icon);
    add_member(out, "attached", comment->attached);
    buffer_format(out, ", \"page\": %zu, \"line\": %zu", comment->page + 1, comment->line);
    add_member(out, "passage", comment->passage_text);
    buffer_format(out, ", \"marked\": %s", comment->marked ? "true" : "false");
    add_member(out, "status", comment_passage_name(comment->passage));
    buffer_add_string(out, ", \"place\": ");
    if (comment->file != NULL) {
        buffer_add_string(out, "{\"file\": ");
        buffer_add_json(out, comment->file);
        buffer_format(out, ", \"line\": %u, \"column\": %u}", comment->row, comment->column);
    } else {
        buffer_add_string(out, "null");
    }
    add_replies(out, comment);
    buffer_add_string(out, ", \"files\": [");
    for (size_t i = 0; i < comment->pdf_count; i++) {
        buffer_add_string(out, i == 0 ? "" : ", ");
        buffer_add_json(out, comment->pdfs[i]);
    }
    buffer_add_string(out, "]}");
}

void comments_print_json(const struct comments *comments, struct buffer *out)
{
    buffer_add_byte(out, '[');
    for (size_t i = 0; i < comments->count; i++) {
        buffer_add_string(out, i == 0 ? "\n  " : ",\n  ");
        add_object(out, comments->items[i]);
    }
    buffer_add_string(out, comments->count == 0 ? "]\n" : "\n]\n");
}

/* ---- CSV (RFC 4180) ---- */

/* Spreadsheets take what begins with one of these for a formula and compute it, a stranger's: an
 * apostrophe makes it text. */
static void add_cell(struct buffer *out, const char *text)
{
    buffer_add_byte(out, '"');
    if (*text != '\0' && strchr("=+-@", *text) != NULL) {
        buffer_add_byte(out, '\'');
    }
    for (; *text != '\0'; text++) {
        if (*text == '"') {
            buffer_add_byte(out, '"');
        }
        buffer_add_byte(out, (unsigned char)*text);
    }
    buffer_add_byte(out, '"');
}

static void end_row(struct buffer *out)
{
    buffer_add_string(out, "\r\n");
}

static void add_answers(struct buffer *out, const struct comment *comment)
{
    struct buffer replies = buffer_new(out->arena), states = buffer_new(out->arena);

    for (size_t i = 0; i < comment->reply_count; i++) {
        const struct comment_reply *reply = &comment->replies[i];
        buffer_format(&replies, "%s%s: ", i == 0 ? "" : "\n", comment_author(reply->author));
        buffer_add_string(&replies, reply->text);
    }
    for (size_t i = 0; i < comment->state_count; i++) {
        const struct comment_state *state = &comment->states[i];
        buffer_format(&states, "%s%s: ", i == 0 ? "" : "\n", comment_author(state->author));
        buffer_add_string(&states, comment_verdict(state->state));
    }
    buffer_add_byte(out, ',');
    add_cell(out, buffer_string(&replies).bytes);
    buffer_add_byte(out, ',');
    add_cell(out, buffer_string(&states).bytes);
}

static void add_row(struct buffer *out, const struct comment *comment, size_t number)
{
    const char *place =
        comment->file == NULL ? "" : arena_format(out->arena, "%s:%u", comment->file, comment->row);
    const char *cells[] = {comment_author(comment->author),
                           comment_shown_time(out->arena, comment->time),
                           arena_format(out->arena, "%zu", comment->page + 1),
                           comment->line == 0 ? "" : arena_format(out->arena, "%zu", comment->line),
                           comment->passage_text,
                           message_translate(comment_kind_phrase(comment->kind)),
                           comment->text};

    buffer_format(out, "%zu", number);
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        buffer_add_byte(out, ',');
        add_cell(out, cells[i]);
    }
    add_answers(out, comment);
    buffer_add_byte(out, ',');
    add_cell(out, place);
    end_row(out);
}

void comments_print_csv(const struct comments *comments, struct buffer *out)
{
    static const char *const heads[] = {N_("No."),     N_("Who"),      N_("When"),  N_("Page"),
                                        N_("Line"),    N_("Passage"),  N_("Kind"),  N_("Comment"),
                                        N_("Replies"), N_("Handling"), N_("Source")};

    buffer_add_string(out, "\xEF\xBB\xBF");
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        buffer_add_string(out, i == 0 ? "" : ",");
        add_cell(out, message_translate(heads[i]));
    }
    end_row(out);
    for (size_t i = 0; i < comments->count; i++) {
        add_row(out, comments->items[i], i + 1);
    }
}
