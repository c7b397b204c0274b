/* The machine's form; docs/diff.md describes it. */
#include "diff/diff.h"

#include "base/arena.h"
#include "base/diagnostic.h"

enum { FORMAT_VERSION = 1, PREVIEW_CHARACTERS = 60 };

static const char *const kind_names[] = {[CHANGE_TEXT] = "text",
                                         [CHANGE_VALUE] = "value",
                                         [CHANGE_INSERTED] = "insert",
                                         [CHANGE_DELETED] = "delete",
                                         [CHANGE_MOVED] = "move"};

static void add_member(struct buffer *out, const char *name, const char *value)
{
    buffer_format(out, ", \"%s\": ", name);
    buffer_add_json(out, value);
}

static void add_place(struct buffer *out, struct place place)
{
    if (place.source != NULL) {
        add_member(out, "file", place.source->name);
        buffer_format(out, ", \"line\": %u, \"column\": %u", (unsigned)place.line,
                      (unsigned)place.column);
    }
}

static void add_side(struct buffer *out, struct arena *arena, const char *name,
                     const struct content *content, struct place place)
{
    buffer_format(out, ", \"%s\": {\"path\": ", name);
    buffer_add_json(out, content_path(arena, content).bytes);
    add_place(out, place);
    buffer_add_byte(out, '}');
}

/* A part of the content as it is: text, {name: …} or [ … ]. */
static void add_content(struct buffer *out, const struct content *content, unsigned depth)
{
    bool list = content->kind == CONTENT_LIST;

    if (content->kind == CONTENT_TEXT || content->kind == CONTENT_VALUE) {
        buffer_add_json(out, content->text.bytes);
        return;
    }
    buffer_add_byte(out, list ? '[' : '{');
    for (size_t i = 0; i < content->count && depth < CONTENT_DEPTH_LIMIT; i++) {
        buffer_add_string(out, i > 0 ? ", " : "");
        if (!list) {
            buffer_add_json(out, content->children[i]->name);
            buffer_add_string(out, ": ");
        }
        add_content(out, content->children[i], depth + 1);
    }
    buffer_add_byte(out, list ? ']' : '}');
}

static struct string span_of(struct arena *arena, const struct words *words, size_t first,
                             size_t end)
{
    struct buffer out = buffer_new(arena);

    for (size_t i = first; i < end; i++) {
        buffer_add(&out, words->items[i].text.bytes, words->items[i].text.size);
    }
    return buffer_string(&out);
}

static void add_part(struct buffer *out, struct arena *arena, const char *sign,
                     const struct words *words, size_t first, size_t end, bool *more)
{
    if (first < end) {
        buffer_format(out, "%s[\"%s\", ", *more ? ", " : "", sign);
        buffer_add_json(out, span_of(arena, words, first, end).bytes);
        buffer_add_byte(out, ']');
        *more = true;
    }
}

static void add_words(struct buffer *out, struct arena *arena, const struct change *change)
{
    const struct words *old = &change->old->words, *new = &change->new->words;
    size_t at = 0;
    bool more = false;

    buffer_add_string(out, ", \"words\": [");
    for (size_t i = 0; i < change->edits.count; i++) {
        const struct edit *edit = &change->edits.items[i];
        add_part(out, arena, "=", old, at, edit->old_start, &more);
        add_part(out, arena, "-", old, edit->old_start, edit->old_end, &more);
        add_part(out, arena, "+", new, edit->new_start, edit->new_end, &more);
        at = edit->old_end;
    }
    add_part(out, arena, "=", old, at, old->count, &more);
    buffer_add_byte(out, ']');
    more = false;
    for (size_t i = 0; i < change->edits.count; i++) {
        const char *fact = change->facts[i];
        if (fact != NULL) {
            buffer_add_string(out, more ? ", " : ", \"facts\": [");
            buffer_add_json(out, fact);
            more = true;
        }
    }
    buffer_add_string(out, more ? "]" : "");
}

/* Where the first edit begins. */
static struct place edit_place(const struct content *content, size_t word)
{
    if (content->words.count == 0) {
        return content->place;
    }
    struct expansion_cursor cursor = expansion_cursor_new(content->expansion);
    size_t index = word < content->words.count ? word : content->words.count - 1;
    return expansion_cursor_place(&cursor, content->words.items[index].offset);
}

/* What changed of something that is on both sides. */
static void add_both(struct buffer *out, struct arena *arena, const struct change *change)
{
    const struct content *old = change->old, *new = change->new;

    if (old == NULL || new == NULL) {
        return;
    }
    if (change->kind == CHANGE_TEXT && change->edits.count > 0) {
        const struct edit *first = change->edits.items;
        add_side(out, arena, "old", old, edit_place(old, first->old_start));
        add_side(out, arena, "new", new, edit_place(new, first->new_start));
        add_words(out, arena, change);
        return;
    }
    add_side(out, arena, "old", old, old->place);
    add_side(out, arena, "new", new, new->place);
    if (change->kind == CHANGE_VALUE) {
        add_member(out, "was", old->text.bytes);
        add_member(out, "is", new->text.bytes);
    } else {
        add_member(out, "says", content_title(arena, new, PREVIEW_CHARACTERS).bytes);
    }
}

static void add_change(struct buffer *out, const struct diff *diff, const struct change *change)
{
    struct arena *arena = diff->arena;
    const struct content *one = change->new != NULL ? change->new : change->old;

    if (one == NULL) {
        return;
    }
    buffer_format(out, "{\"kind\": \"%s\", \"what\": \"%s\"", kind_names[change->kind],
                  content_role_name(one->role));
    add_member(out, "where", diff_where(arena, change, false).bytes);
    switch (change->kind) {
    case CHANGE_TEXT:
    case CHANGE_VALUE:
    case CHANGE_MOVED:
        add_both(out, arena, change);
        break;
    case CHANGE_INSERTED:
        add_side(out, arena, "new", one, one->place);
        buffer_add_string(out, ", \"content\": ");
        add_content(out, one, 0);
        break;
    case CHANGE_DELETED:
        add_side(out, arena, "old", one, one->place);
        add_member(out, "said", content_words(arena, one, PREVIEW_CHARACTERS).bytes);
        break;
    }
    if (change->followed) {
        buffer_add_string(out, ", \"follows\": true");
    }
    buffer_add_byte(out, '}');
}

static void add_numbers(struct buffer *out, const char *name, const size_t *items, size_t count)
{
    buffer_format(out, ", \"%s\": [", name);
    for (size_t i = 0; i < count; i++) {
        buffer_format(out, "%s%zu", i > 0 ? ", " : "", items[i]);
    }
    buffer_add_byte(out, ']');
}

void diff_print_json(const struct diff *diff, const struct diff_print *print, struct buffer *out)
{
    buffer_format(out, "{\"version\": %d, \"old\": ", FORMAT_VERSION);
    buffer_add_json(out, print->old_name);
    add_member(out, "new", print->new_name);
    buffer_add_string(out, ",\n \"changes\": [");
    for (size_t i = 0; i < diff->count; i++) {
        buffer_add_string(out, i > 0 ? ",\n  " : "\n  ");
        add_change(out, diff, &diff->changes[i]);
    }
    buffer_add_string(out, diff->count > 0 ? "\n ]" : "]");
    if (print->sheets != NULL) {
        const struct sheets *sheets = print->sheets;
        buffer_format(out, ",\n \"sheets\": {\"sides\": %d, \"old-count\": %zu, \"new-count\": %zu",
                      sheets->both_sides ? 2 : 1, sheets->old_total, sheets->new_total);
        add_numbers(out, "print", sheets->items, sheets->count);
        add_numbers(out, "pages", sheets->pages, sheets->page_count);
        buffer_add_byte(out, '}');
    }
    buffer_add_string(out, "}\n");
}
