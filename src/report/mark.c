/* Inline marks: {{strong …}}, {{ruby …|…}}, {{note …}}, {{break}} and the like. */
#include "report/template_private.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include <string.h>

const char *const mark_words[] = {
    [MARK_STRONG] = "strong",
    [MARK_EMPHASIS] = "emphasis",
    [MARK_SUPERSCRIPT] = "superscript",
    [MARK_SUBSCRIPT] = "subscript",
    [MARK_KEEP] = "keep",
    [MARK_PLAIN] = "plain",
    [MARK_RUBY] = "ruby",
    [MARK_NOTE] = "note",
    [MARK_WRITTEN] = "break",
    [MARK_WRITTEN + 1] = NULL,
};

/* U+FDD0 to U+FDD3: unicode_is_forbidden() keeps them out of all sources. */
static const char *const redline_words[] = {
    [MARK_INSERTED - MARK_WRITTEN] = "\uFDD0",
    [MARK_DELETED - MARK_WRITTEN] = "\uFDD1",
    [MARK_MOVED_HERE - MARK_WRITTEN] = "\uFDD2",
    [MARK_MOVED_AWAY - MARK_WRITTEN] = "\uFDD3",
};

const char *mark_redline(enum mark mark)
{
    return redline_words[mark - MARK_WRITTEN];
}

static bool is_word(struct string word, const char *of)
{
    return strlen(of) == word.size && memcmp(of, word.bytes, word.size) == 0;
}

int mark_find(struct string word)
{
    for (int i = 0; mark_words[i] != NULL; i++) {
        if (is_word(word, mark_words[i])) {
            return i == MARK_WRITTEN ? MARK_KINDS : i;
        }
    }
    for (int i = MARK_WRITTEN; i < MARK_KINDS; i++) {
        if (is_word(word, redline_words[i - MARK_WRITTEN])) {
            return i;
        }
    }
    return -1;
}

/* Whether one of the marks that are open is of that kind. */
static bool stands_in(const struct expander *expander, enum mark mark)
{
    for (size_t i = 0; i < expander->open_count; i++) {
        if (expander->open[i].mark == mark && !expander->open[i].refused) {
            return true;
        }
    }
    return false;
}

static bool is_refused(const struct expander *expander)
{
    return expander->open_count > 0 && expander->open[expander->open_count - 1].refused;
}

/* Whether `which` has no business inside of `outer`; reports it then. */
static bool is_misplaced(struct expander *expander, int which, enum mark outer, unsigned depth,
                         size_t offset)
{
    if (!stands_in(expander, outer)) {
        return false;
    }
    REPORT(expander->diagnostics, MARK_PLACE, expander_place(expander, depth, offset),
           mark_words[which == MARK_KINDS ? MARK_WRITTEN : which], mark_words[outer]);
    return true;
}

/* The way to a mark's {{, on from the mark before: all together it is as long as the text. */
static struct scalar_cursor walk_to(struct expander *expander, const struct open_mark *mark)
{
    struct text text = expander->texts[mark->depth];
    struct scalar_cursor *walked = &expander->walked;

    if (walked->value.bytes != text.string.bytes || mark->offset < walked->offset) {
        *walked = scalar_cursor_new(text.place, text.string);
    }
    (void)scalar_cursor_place(walked, mark->offset);
    return *walked;
}

/* Puts what follows into pieces of its own. */
static void divert(struct expander *expander, struct open_mark *mark)
{
    mark->diverted = true;
    mark->around = expander->pieces;
    expander->pieces = pieces_new(expander->arena);
    if (!mark->refused) {
        expander->pieces.origin = walk_to(expander, mark);
    }
}

static void open_note(struct expander *expander, struct open_mark *mark)
{
    const struct scope *scope = expander->scope;

    if (scope->note_label == NULL) {
        REPORT(expander->diagnostics, NOTE_PLACE,
               expander_place(expander, mark->depth, mark->offset));
        mark->refused = true;
        return;
    }
    size_t start = expander->pieces.out.size;
    expander_add_segment(expander, mark->depth, mark->offset, false);
    buffer_add_string(&expander->pieces.out, scope->note_label(scope->note_context));
    mark->span = (ptrdiff_t)pieces_add_span(
        &expander->pieces, expander->arena,
        (struct span){.mark = MARK_NOTE, .start = start, .end = expander->pieces.out.size});
    divert(expander, mark);
}

/* Notes have no notes, and the base of a ruby is no place for either. */
static bool is_out_of_place(struct expander *expander, int which, unsigned depth, size_t offset)
{
    bool attaches = which == MARK_RUBY || which == MARK_NOTE;

    return (attaches && is_misplaced(expander, which, MARK_RUBY, depth, offset)) ||
           (which == MARK_NOTE && is_misplaced(expander, which, MARK_NOTE, depth, offset));
}

void mark_open(struct expander *expander, int which, const char *word, unsigned depth,
               size_t offset)
{
    mark_fill(expander);
    if (expander->open_count == MARK_DEPTH_LIMIT) {
        if (expander->excess++ == 0) {
            REPORT(expander->diagnostics, MARK_DEPTH, expander_place(expander, depth, offset),
                   arena_format(expander->arena, "%d", MARK_DEPTH_LIMIT));
        }
        return;
    }
    bool refused =
        which < 0 || is_refused(expander) || is_out_of_place(expander, which, depth, offset);
    struct open_mark *mark = &expander->open[expander->open_count];
    *mark = (struct open_mark){.mark = which < 0 ? MARK_KEEP : (enum mark)which,
                               .word = word,
                               .depth = depth,
                               .offset = offset,
                               .refused = refused,
                               .span = NO_SPAN};
    if (!refused && which == MARK_NOTE) {
        open_note(expander, mark);
    } else if (!refused) {
        mark->span = (ptrdiff_t)pieces_add_span(
            &expander->pieces, expander->arena,
            (struct span){.mark = mark->mark, .start = expander->pieces.out.size});
    }
    if (mark->refused) {
        divert(expander, mark);
    }
    expander->open_count++;
}

void mark_add_break(struct expander *expander, unsigned depth, size_t offset)
{
    mark_fill(expander);
    if (is_misplaced(expander, MARK_KINDS, MARK_RUBY, depth, offset) ||
        is_misplaced(expander, MARK_KINDS, MARK_KEEP, depth, offset)) {
        return;
    }
    expander_add_segment(expander, depth, offset, false);
    buffer_add_character(&expander->pieces.out, CHARACTER_LINE_BREAK);
}

void mark_fill(struct expander *expander)
{
    if (expander->open_count > 0) {
        expander->open[expander->open_count - 1].filled = true;
    }
}

static void report_empty(struct expander *expander, const struct open_mark *mark)
{
    struct place place = expander_place(expander, mark->depth, mark->offset);

    if (mark->mark == MARK_RUBY) {
        REPORT(expander->diagnostics, MARK_READING, place);
    } else {
        REPORT(expander->diagnostics, MARK_EMPTY, place, mark->word);
    }
}

const struct open_mark *mark_innermost(const struct expander *expander)
{
    return expander->excess == 0 && expander->open_count > 0
               ? &expander->open[expander->open_count - 1]
               : NULL;
}

void mark_separate(struct expander *expander)
{
    struct open_mark *mark = &expander->open[expander->open_count - 1];

    mark->separated = true;
    if (!mark->filled && !mark->refused) {
        report_empty(expander, mark);
        mark->refused = true;
    }
    mark->filled = false;
    if (mark->diverted) {
        return;
    }
    expander->pieces.spans[mark->span].end = expander->pieces.out.size;
    divert(expander, mark);
}

/* Takes the content of a diverted mark out of the text. */
static const struct expansion *resume(struct expander *expander, struct open_mark *mark)
{
    struct expansion *content = ARENA_NEW(expander->arena, struct expansion);

    *content = pieces_finish(&expander->pieces);
    expander->pieces = mark->around;
    return content;
}

/* Forgets an empty span: it is the last one, as those inside of it were empty too. */
static void drop_if_empty(struct pieces *pieces, size_t index)
{
    if (pieces->spans[index].start == pieces->spans[index].end) {
        pieces->span_count = index;
    }
}

void mark_close(struct expander *expander)
{
    if (expander->excess > 0) {
        expander->excess--;
        return;
    }
    struct open_mark *mark = &expander->open[--expander->open_count];
    bool ruby = mark->mark == MARK_RUBY;
    if (!mark->refused && (!mark->filled || (ruby && !mark->separated))) {
        report_empty(expander, mark);
    }
    const struct expansion *attached = mark->diverted ? resume(expander, mark) : NULL;
    if (mark->span == NO_SPAN) {
        return;
    }
    struct span *span = &expander->pieces.spans[mark->span];
    span->attached = attached;
    if (attached == NULL) {
        span->end = expander->pieces.out.size;
        span->mark = ruby ? MARK_KEEP : span->mark; /* without a reading it is no ruby */
    }
    drop_if_empty(&expander->pieces, (size_t)mark->span);
}

void mark_close_all(struct expander *expander, size_t count)
{
    while (expander->open_count > count) {
        struct open_mark *mark = &expander->open[expander->open_count - 1];
        if (!mark->refused) {
            REPORT(expander->diagnostics, MARK_UNCLOSED,
                   expander_place(expander, mark->depth, mark->offset), mark->word);
            mark->filled = mark->separated = true; /* said enough */
        }
        mark_close(expander);
    }
}
