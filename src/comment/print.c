/* The list for people: lines that begin like a compiler's, so that editors go there. */
#include "comment/annotation.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include "comment/print.h"
#include <string.h>

enum { EXCERPT_LIMIT = 60 /* characters of a passage that are shown */ };

const char *comment_author(const char *author)
{
    return *author != '\0' ? author : message_translate(N_("(nobody named)"));
}

const char *comment_verdict(const char *state)
{
    static const struct {
        const char *state, *phrase;
    } rows[] = {
        {"Accepted", N_("accepted")},   {"Rejected", N_("rejected")},
        {"Cancelled", N_("cancelled")}, {"Completed", N_("completed")},
        {"None", N_("open")},           {"Marked", N_("marked")},
        {"Unmarked", N_("unmarked")},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (strcmp(rows[i].state, state) == 0) {
            return message_translate(rows[i].phrase);
        }
    }
    return state;
}

/* "2026-03-01 10:22" */
const char *comment_shown_time(struct arena *arena, const char *time)
{
    size_t size = strlen(time) < 16 ? strlen(time) : 16;
    char *shown = arena_copy(arena, time, size);

    if (size > 10) {
        shown[10] = ' ';
    }
    return shown;
}

/* The words of a passage, on one line and not too many. */
static const char *excerpt(struct arena *arena, const char *text)
{
    struct buffer out = buffer_new(arena);
    size_t size = strlen(text), count = 0;

    for (size_t at = 0; at < size;) {
        uint32_t character = unicode_decode(text, size, &at);
        if (count++ == EXCERPT_LIMIT) {
            buffer_add_string(&out, "…");
            break;
        }
        buffer_add_character(&out, character == '\n' ? ' ' : character);
    }
    return buffer_string(&out).bytes;
}

/* Further lines stand below the first, indented. */
static void add_lines(struct buffer *out, const char *text, const char *indent)
{
    for (; *text != '\0'; text++) {
        buffer_add_byte(out, (unsigned char)*text);
        if (*text == '\n') {
            buffer_add_string(out, indent);
        }
    }
}

static void add_filled(struct buffer *out, const char *format, const char *first,
                       const char *second)
{
    const char *const arguments[] = {"", first, second};

    buffer_add_string(out, message_fill(out->arena, message_translate(format), arguments, 3));
}

static void add_who(struct buffer *out, const char *author, const char *time)
{
    buffer_add_string(out, comment_author(author));
    if (*time != '\0') {
        buffer_format(out, " (%s)", comment_shown_time(out->arena, time));
    }
}

/* What is asked for: a text of its own for each kind that asks for a change of the words. */
static void add_request(struct buffer *out, const struct comment *comment)
{
    const char *passage = excerpt(out->arena, comment->passage_text);
    const char *text = comment->text;

    if (comment->kind == COMMENT_REPLACE && comment->marked) {
        add_filled(out, N_("replace “{1}” by “{2}”"), passage, text);
        return;
    }
    if (comment->kind == COMMENT_CARET && *passage != '\0') {
        add_filled(out, N_("insert “{2}” into “{1}”"), passage, text);
        return;
    }
    buffer_add_string(out, message_translate(comment_kind_phrase(comment->kind)));
    if (comment->marked) {
        buffer_format(out, " “%s”", passage);
    }
    if (*comment->icon != '\0') {
        buffer_format(out, " [%s]", comment->icon);
    }
    if (*comment->attached != '\0') {
        buffer_format(out, " %s", comment->attached);
    }
    if (*text != '\0') {
        buffer_add_string(out, ": ");
        add_lines(out, text, "    ");
    }
}

static void add_position(struct buffer *out, const struct comment *comment)
{
    const char *page = arena_format(out->arena, "%zu", comment->page + 1);
    const char *line = arena_format(out->arena, "%zu", comment->line);

    add_filled(out, comment->line > 0 ? N_("page {1}, line {2}") : N_("page {1}"), page, line);
}

static const char *passage_phrase(enum comment_passage passage)
{
    switch (passage) {
    case PASSAGE_CHANGED:
        return N_("this line has been edited since");
    case PASSAGE_GONE:
        return N_("this passage is gone; it stood about here");
    case PASSAGE_GEOMETRY:
        return N_("this is what stands there on the page now: the PDF does not hold its sources");
    case PASSAGE_UNPLACED:
    case PASSAGE_EMBEDDED:
    case PASSAGE_THERE:
        break;
    }
    return NULL;
}

static void add_comment(struct buffer *out, const struct comment *comment)
{
    const char *phrase = passage_phrase(comment->passage);

    if (comment->file != NULL) {
        buffer_format(out, "%s:%u:%u: ", comment->file, comment->row, comment->column);
    } else {
        buffer_format(out, "%s: ", comment->pdfs[0]);
    }
    add_who(out, comment->author, comment->time);
    buffer_add_string(out, ": ");
    add_request(out, comment);
    buffer_add_string(out, "\n    ");
    add_position(out, comment);
    for (size_t i = 0; i < comment->pdf_count; i++) {
        buffer_format(out, "%s%s", i == 0 ? " — " : ", ", comment->pdfs[i]);
    }
    buffer_add_byte(out, '\n');
    if (!comment->marked && *comment->passage_text != '\0' && comment->kind != COMMENT_CARET) {
        buffer_add_string(out, "    ");
        add_filled(out, N_("beside “{1}”"), excerpt(out->arena, comment->passage_text), "");
        buffer_add_byte(out, '\n');
    }
    if (phrase != NULL) {
        buffer_format(out, "    %s\n", message_translate(phrase));
    }
    for (size_t i = 0; i < comment->reply_count; i++) {
        const struct comment_reply *reply = &comment->replies[i];
        buffer_add_string(out, "    > ");
        add_who(out, reply->author, reply->time);
        buffer_add_string(out, ": ");
        add_lines(out, reply->text, "      ");
        buffer_add_byte(out, '\n');
    }
    for (size_t i = 0; i < comment->state_count; i++) {
        const struct comment_state *state = &comment->states[i];
        buffer_add_string(out, "    = ");
        add_who(out, state->author, state->time);
        buffer_format(out, ": %s\n", comment_verdict(state->state));
    }
}

void comments_print_text(const struct comments *comments, struct buffer *out)
{
    for (size_t i = 0; i < comments->count; i++) {
        add_comment(out, comments->items[i]);
    }
}
