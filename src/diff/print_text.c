/* The form for a terminal and for mail. */
#include "diff/diff.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include "diff/match.h"
#include <string.h>

enum {
    SAME_CHARACTERS = 28, /* more that is the same is left out in its middle */
    KEPT_CHARACTERS = 12, /* of it at either end */
    MOVED_CHARACTERS = 40 /* that tell which part was moved */
};

struct printer {
    const struct diff *diff;
    struct arena *arena;
    struct buffer *out;
    unsigned flags;
};

enum tone { TONE_HEAD, TONE_OLD, TONE_NEW, TONE_NOTE };

static void begin(const struct printer *printer, enum tone tone)
{
    static const char *const colours[] = {[TONE_HEAD] = "\033[1m",
                                          [TONE_OLD] = "\033[31;9m",
                                          [TONE_NEW] = "\033[32;4m",
                                          [TONE_NOTE] = "\033[36m"};
    static const char *const signs[] = {
        [TONE_HEAD] = "", [TONE_OLD] = "[-", [TONE_NEW] = "{+", [TONE_NOTE] = ""};

    buffer_add_string(printer->out,
                      (printer->flags & DIFF_COLOUR) != 0 ? colours[tone] : signs[tone]);
}

static void end(const struct printer *printer, enum tone tone)
{
    static const char *const signs[] = {
        [TONE_HEAD] = "", [TONE_OLD] = "-]", [TONE_NEW] = "+}", [TONE_NOTE] = ""};

    buffer_add_string(printer->out, (printer->flags & DIFF_COLOUR) != 0 ? "\033[0m" : signs[tone]);
}

/* Text of the user's, without what steers a terminal. */
static void add_user_text(const struct printer *printer, struct string text)
{
    for (size_t offset = 0; offset < text.size;) {
        size_t start = offset;
        uint32_t character = unicode_decode(text.bytes, text.size, &offset);
        bool steers = unicode_is_forbidden(character) || character == '\n' || character == '\r' ||
                      (character >= 0x200E && character <= 0x200F) ||
                      (character >= 0x2028 && character <= 0x202E) ||
                      (character >= 0x2066 && character <= 0x2069);
        if (character == '\n') {
            buffer_add_string(printer->out, "↵");
        } else if (!steers) {
            buffer_add(printer->out, text.bytes + start, offset - start);
        }
    }
}

static void add_toned(const struct printer *printer, enum tone tone, struct string text)
{
    begin(printer, tone);
    add_user_text(printer, text);
    end(printer, tone);
}

/* The words as they are read; marks as they are written. */
static struct string span_of(struct arena *arena, const struct words *words, size_t first,
                             size_t last)
{
    struct buffer out = buffer_new(arena);

    for (size_t i = first; i < last; i++) {
        const struct word *word = &words->items[i];
        struct string text = word->kind == WORD_TEXT ? word->bare : word->text;
        buffer_add(&out, text.bytes, text.size);
    }
    return buffer_string(&out);
}

static size_t offset_of(struct string text, size_t characters)
{
    size_t offset = 0;

    for (; characters > 0 && offset < text.size; characters--) {
        (void)unicode_decode(text.bytes, text.size, &offset);
    }
    return offset;
}

/* What is the same around edits, the middle left out where it is long. */
static void add_same(const struct printer *printer, struct string text, bool first, bool last)
{
    size_t count = unicode_count(text.bytes, text.size);

    if (count <= SAME_CHARACTERS) {
        add_user_text(printer, text);
        return;
    }
    if (!first) {
        add_user_text(printer, (struct string){text.bytes, offset_of(text, KEPT_CHARACTERS)});
    }
    buffer_add_string(printer->out, "…");
    if (!last) {
        size_t from = offset_of(text, count - KEPT_CHARACTERS);
        add_user_text(printer, (struct string){text.bytes + from, text.size - from});
    }
}

static void add_words(const struct printer *printer, const struct change *change)
{
    const struct words *old = &change->old->words, *new = &change->new->words;
    struct arena *arena = printer->arena;
    size_t at = 0;

    for (size_t i = 0; i < change->edits.count; i++) {
        const struct edit *edit = &change->edits.items[i];
        add_same(printer, span_of(arena, old, at, edit->old_start), i == 0, false);
        if (edit->old_start < edit->old_end) {
            add_toned(printer, TONE_OLD, span_of(arena, old, edit->old_start, edit->old_end));
        }
        if (edit->new_start < edit->new_end) {
            add_toned(printer, TONE_NEW, span_of(arena, new, edit->new_start, edit->new_end));
        }
        at = edit->old_end;
    }
    add_same(printer, span_of(arena, old, at, old->count), false, true);
}

static void add_place(const struct printer *printer, const struct content *content)
{
    if (content->place.source != NULL) {
        buffer_format(printer->out, "  %s:%u", content->place.source->name,
                      (unsigned)content->place.line);
    }
}

static void add_filled(const struct printer *printer, const char *format, const char *first)
{
    const char *arguments[] = {"", first};

    begin(printer, TONE_NOTE);
    buffer_add_string(printer->out, message_fill(printer->arena, format, arguments, 2));
    end(printer, TONE_NOTE);
}

/* The facts that the changed words come from, each once. */
static void add_facts(const struct printer *printer, const struct change *change)
{
    const char *last = NULL;

    for (size_t i = 0; i < change->edits.count; i++) {
        const char *fact = change->facts[i];
        if (fact != NULL && (last == NULL || strcmp(last, fact) != 0)) {
            buffer_add_string(printer->out, "  ");
            add_filled(printer, message_translate(N_("(fact {1})")), fact);
            last = fact;
        }
    }
}

static bool is_all_there(const struct content *content)
{
    return content->match == NULL;
}

/* All that a part says, a line for each thing; what was moved in or out is told elsewhere. */
static void add_whole(const struct printer *printer, enum tone tone, const struct content *content,
                      unsigned depth)
{
    struct arena *arena = printer->arena;

    if (content->role == CONTENT_ROW || content->kind == CONTENT_TEXT ||
        content->kind == CONTENT_VALUE || content->role == CONTENT_COLUMN ||
        content->role == CONTENT_ITEM || content->role == CONTENT_FACT) {
        struct string text = content->kind == CONTENT_TEXT
                                 ? span_of(arena, &content->words, 0, content->words.count)
                                 : content_words(arena, content, SIZE_MAX);
        if (text.size > 0) {
            buffer_add_string(printer->out, "  ");
            add_toned(printer, tone, text);
            buffer_add_byte(printer->out, '\n');
        }
        return;
    }
    for (size_t i = 0; i < content->count && depth < CONTENT_DEPTH_LIMIT; i++) {
        const struct content *child = content->children[i];
        if (is_all_there(child) && !(content->kind == CONTENT_RECORD &&
                                     child->kind == CONTENT_VALUE && content->count > 1)) {
            add_whole(printer, tone, child, depth + 1);
        }
    }
}

static struct string fact_text(struct arena *arena, const struct content *fact)
{
    const struct content *value = content_get(fact, "value"), *unit = content_get(fact, "unit");

    return (struct string){arena_format(arena, "%s%s", value == NULL ? "" : value->text.bytes,
                                        unit == NULL ? "" : unit->text.bytes),
                           (value == NULL ? 0 : value->text.size) +
                               (unit == NULL ? 0 : unit->text.size)};
}

static const struct content *fact_around(const struct change *change)
{
    const struct content *one = change->new != NULL ? change->new : change->old;

    if (one->role == CONTENT_FACT) {
        return one;
    }
    return one->parent != NULL && one->parent->role == CONTENT_FACT ? one->parent : NULL;
}

/* A fact with all that changed of it; what belongs to it follows one another. */
static void add_fact(const struct printer *printer, const struct content *fact, bool deleted)
{
    const struct content *old = deleted ? fact : fact->match;
    const struct content *new = deleted ? NULL : fact;
    static const char *const rest[] = {"previous", "source", "period", "note"};
    static const char *const rest_words[] = {N_("last year"), N_("source"), N_("period"),
                                             N_("note")};
    struct arena *arena = printer->arena;
    struct string was = old == NULL ? STRING("") : fact_text(arena, old);
    struct string is = new == NULL ? STRING("") : fact_text(arena, new);
    size_t uses = diff_fact_uses(printer->diff, fact->name);

    buffer_add_string(printer->out, "  ");
    add_user_text(printer, (struct string){fact->name, strlen(fact->name)});
    buffer_add_string(printer->out, ": ");
    if (was.size == is.size && memcmp(was.bytes, is.bytes, is.size) == 0) {
        add_user_text(printer, is);
    } else {
        if (old != NULL) {
            add_toned(printer, TONE_OLD, was);
        }
        if (new != NULL) {
            add_toned(printer, TONE_NEW, is);
        }
    }
    for (size_t i = 0; old != NULL && new != NULL &&i < sizeof rest / sizeof *rest; i++) {
        const struct content *left = content_get(old, rest[i]), *right = content_get(new, rest[i]);
        if ((left == NULL) != (right == NULL) || (left != NULL && left->hash != right->hash)) {
            buffer_format(printer->out, ", %s ", message_translate(rest_words[i]));
            if (left != NULL) {
                add_toned(printer, TONE_OLD, left->text);
            }
            if (right != NULL) {
                add_toned(printer, TONE_NEW, right->text);
            }
        }
    }
    if (uses > 0) {
        buffer_add_string(printer->out, "  ");
        add_filled(printer, message_translate(N_("(in the text: {1})")),
                   arena_format(arena, "%zu", uses));
    }
    buffer_add_byte(printer->out, '\n');
}

static void add_change(const struct printer *printer, const struct change *change)
{
    const struct content *one = change->new != NULL ? change->new : change->old;

    buffer_add_byte(printer->out, '\n');
    add_toned(printer, TONE_HEAD, diff_where(printer->arena, change, false));
    add_place(printer, one);
    switch (change->kind) {
    case CHANGE_TEXT:
        add_facts(printer, change);
        buffer_add_string(printer->out, "\n  ");
        add_words(printer, change);
        buffer_add_byte(printer->out, '\n');
        break;
    case CHANGE_VALUE:
        buffer_add_string(printer->out, "\n  ");
        add_toned(printer, TONE_OLD, change->old->text);
        add_toned(printer, TONE_NEW, change->new->text);
        buffer_add_byte(printer->out, '\n');
        break;
    case CHANGE_INSERTED:
    case CHANGE_DELETED:
        buffer_add_byte(printer->out, '\n');
        add_whole(printer, change->kind == CHANGE_INSERTED ? TONE_NEW : TONE_OLD, one, 0);
        break;
    case CHANGE_MOVED: {
        const struct change from = {.kind = CHANGE_MOVED, .old = change->old};
        buffer_add_string(printer->out, "\n  ");
        add_filled(printer, message_translate(N_("(moved here; it stood at: {1})")),
                   diff_where(printer->arena, &from, false).bytes);
        buffer_add_byte(printer->out, ' ');
        add_user_text(printer, content_title(printer->arena, change->new, MOVED_CHARACTERS));
        buffer_add_byte(printer->out, '\n');
        break;
    }
    }
}

static void add_sheets(const struct printer *printer, const struct sheets *sheets)
{
    struct buffer *out = printer->out;
    struct arena *arena = printer->arena;
    const char *arguments[] = {"", diff_ranges(arena, sheets->items, sheets->count).bytes,
                               diff_ranges(arena, sheets->pages, sheets->page_count).bytes,
                               arena_format(arena, "%zu", sheets->old_total),
                               arena_format(arena, "%zu", sheets->new_total)};

    buffer_add_byte(out, '\n');
    if (sheets->count == 0) {
        buffer_add_string(out,
                          message_translate(N_("Sheets to print again: none, no page differs.")));
    } else if (sheets->both_sides) {
        buffer_add_string(
            out, message_fill(arena,
                              message_translate(N_("Sheets to print again (both sides): {1}; pages "
                                                   "that differ: {2}.")),
                              arguments, 5));
    } else {
        buffer_add_string(
            out, message_fill(arena, message_translate(N_("Pages to print again (one side): {1}.")),
                              arguments, 5));
    }
    if (sheets->old_total != sheets->new_total) {
        buffer_add_byte(out, ' ');
        buffer_add_string(
            out,
            message_fill(arena, message_translate(N_("There were {3} sheets, there are {4} now.")),
                         arguments, 5));
    }
    buffer_add_byte(out, '\n');
}

void diff_print_text(const struct diff *diff, const struct diff_print *print, unsigned flags,
                     struct buffer *out)
{
    const struct printer printer = {diff, diff->arena, out, flags};
    const struct content *last = NULL;

    for (size_t i = 0; i < diff->count; i++) {
        const struct change *change = &diff->changes[i];
        const struct content *fact = fact_around(change);
        if (i == 0) {
            buffer_add_string(out, "--- ");
            add_user_text(&printer, (struct string){print->old_name, strlen(print->old_name)});
            buffer_add_string(out, "\n+++ ");
            add_user_text(&printer, (struct string){print->new_name, strlen(print->new_name)});
            buffer_add_byte(out, '\n');
        }
        if (fact == NULL && !change->followed) {
            add_change(&printer, change);
            last = NULL;
        } else if (fact != NULL && fact != last && (last == NULL || fact->match != last)) {
            if (last == NULL) {
                const struct change all = {.new = fact->parent};
                buffer_add_byte(out, '\n');
                add_toned(&printer, TONE_HEAD, diff_where(diff->arena, &all, false));
                buffer_add_byte(out, '\n');
            }
            bool of_old = change->new == NULL;
            add_fact(&printer, of_old && fact->match != NULL ? fact->match : fact,
                     of_old && fact->match == NULL);
            last = of_old && fact->match != NULL ? fact->match : fact;
        }
    }
    if (print->sheets != NULL) {
        add_sheets(&printer, print->sheets);
    }
}
