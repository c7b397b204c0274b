/* Texts with marks for what was inserted, deleted and moved. */
#include "diff/merge.h"

#include "base/arena.h"
#include "base/unicode.h"
#include <string.h>

enum { OPEN_LIMIT = 2 * MARK_DEPTH_LIMIT, MOVED_CHARACTERS = 18 };

/* A mark that is open, or is to be. */
struct opened {
    int mark;
    size_t id; /* of one {{ … }} of the text; marks of redlines go on from one to the next: 0 */
};

struct side {
    struct opened marks[MARK_DEPTH_LIMIT];
    enum text_change changes[MARK_DEPTH_LIMIT]; /* of the mark itself */
    size_t count;
    size_t excess;
};

struct emitter {
    struct buffer *out;
    struct opened open[OPEN_LIMIT];
    size_t count;
    struct side old, new;
    size_t ids;
};

static int mark_of(enum text_change change)
{
    static const int marks[] = {[TEXT_KEPT] = -1,
                                [TEXT_INSERTED] = MARK_INSERTED,
                                [TEXT_DELETED] = MARK_DELETED,
                                [TEXT_MOVED_HERE] = MARK_MOVED_HERE,
                                [TEXT_MOVED_AWAY] = MARK_MOVED_AWAY};

    return marks[change];
}

static void close_to(struct emitter *emitter, size_t count)
{
    while (emitter->count > count) {
        buffer_add_string(emitter->out, "}}");
        emitter->count--;
    }
}

/* Opens what the next text stands in, and closes what it does not. */
static void enter(struct emitter *emitter, const struct side *side, enum text_change change)
{
    struct opened wanted[OPEN_LIMIT];
    size_t count = 0, same = 0;
    bool said = false;

    for (size_t i = 0; i < side->count; i++) {
        /* A note that is new is marked with its label. */
        if (side->marks[i].mark == MARK_NOTE && side->changes[i] != TEXT_KEPT && !said) {
            wanted[count++] = (struct opened){mark_of(side->changes[i]), 0};
            said = true;
        }
        wanted[count++] = side->marks[i];
    }
    if (change != TEXT_KEPT && !said) {
        wanted[count++] = (struct opened){mark_of(change), 0};
    }
    while (same < count && same < emitter->count && wanted[same].mark == emitter->open[same].mark &&
           wanted[same].id == emitter->open[same].id) {
        same++;
    }
    close_to(emitter, same);
    for (; same < count; same++) {
        int mark = wanted[same].mark;
        buffer_add_string(emitter->out, "{{");
        buffer_add_string(emitter->out,
                          mark < MARK_WRITTEN ? mark_words[mark] : mark_redline((enum mark)mark));
        buffer_add_byte(emitter->out, ' ');
        emitter->open[emitter->count++] = wanted[same];
    }
}

/* Characters, with braces that are text kept from being marks, and blanks that marks would not keep
 * at their ends made into some that they do. */
static void add_bare(struct emitter *emitter, struct string text)
{
    bool marked = emitter->count > 0;

    for (size_t i = 0; i < text.size; i++) {
        char byte = text.bytes[i];
        bool pair = i + 1 < text.size && text.bytes[i + 1] == byte;
        if (marked && (byte == ' ' || byte == '\t')) {
            buffer_add_character(emitter->out, 0xA0);
        } else if (pair && (byte == '{' || (byte == '}' && marked))) {
            buffer_format(emitter->out, "\\%c%c", byte, byte);
            i++;
        } else {
            buffer_add_byte(emitter->out, (unsigned char)byte);
        }
    }
}

static void open_in(struct side *side, enum mark mark, size_t id, enum text_change change)
{
    if (side->count == MARK_DEPTH_LIMIT - 2) {
        side->excess++;
        return;
    }
    side->changes[side->count] = change;
    side->marks[side->count++] = (struct opened){(int)mark, id};
}

static void close_in(struct side *side)
{
    if (side->excess > 0) {
        side->excess--;
    } else if (side->count > 0) {
        side->count--;
    }
}

static void add_word(struct emitter *emitter, const struct word *word, enum text_change change)
{
    bool in_old = change == TEXT_DELETED || change == TEXT_MOVED_AWAY;
    bool in_both = change == TEXT_KEPT || change == TEXT_MOVED_HERE;
    struct side *side = in_old ? &emitter->old : &emitter->new;

    switch (word->kind) {
    case WORD_OPEN:
        open_in(side, word->mark, ++emitter->ids, change);
        if (in_both) {
            open_in(&emitter->old, word->mark, emitter->ids, change);
        }
        break;
    case WORD_CLOSE:
        close_in(side);
        if (in_both) {
            close_in(&emitter->old);
        }
        break;
    case WORD_TEXT:
        enter(emitter, side, change);
        add_bare(emitter, word->bare);
        break;
    case WORD_WHOLE:
        enter(emitter, side, change);
        buffer_add(emitter->out, word->text.bytes, word->text.size);
        break;
    }
}

static void add_words(struct emitter *emitter, enum text_change change, const struct words *words,
                      size_t first, size_t end)
{
    for (size_t i = first; i < end; i++) {
        add_word(emitter, &words->items[i], change);
    }
}

void merge_words(struct buffer *out, struct arena *arena, enum text_change change,
                 const struct words *words, size_t first, size_t end)
{
    struct emitter *emitter = ARENA_NEW(arena, struct emitter);

    static const struct word opens = {.kind = WORD_TEXT, .bare = STRING("〔注：")};
    static const struct word closes = {.kind = WORD_TEXT, .bare = STRING("〕")};

    emitter->out = out;
    for (size_t i = 0; i < end; i++) {
        const struct word *word = &words->items[i];
        bool mark = word->kind == WORD_OPEN || word->kind == WORD_CLOSE;
        if (mark && word->mark == MARK_NOTE) {
            word = word->kind == WORD_OPEN ? &opens : &closes;
            mark = false;
        }
        if (i >= first || mark) {
            add_word(emitter, word, change);
        }
    }
    close_to(emitter, 0);
}

struct text merge_remark(const struct merger *merger, enum text_change change, const char *text)
{
    struct buffer out = buffer_new(merger->arena);
    struct emitter *emitter = ARENA_NEW(merger->arena, struct emitter);

    emitter->out = &out;
    enter(emitter, &emitter->new, change);
    add_bare(emitter, (struct string){text, strlen(text)});
    close_to(emitter, 0);
    return (struct text){buffer_string(&out), {0}};
}

/* As much as tells which text it was. */
static struct text shorten(const struct merger *merger, const struct content *old)
{
    struct string words = content_words(merger->arena, old, MOVED_CHARACTERS);
    const char *text = arena_format(merger->arena, "〔移走：%s〕", words.bytes);
    struct text marked = merge_remark(merger, TEXT_MOVED_AWAY, text);

    marked.place = old->place;
    return marked;
}

struct text merge_text(const struct merger *merger, enum text_change change,
                       const struct content *old, const struct content *new)
{
    struct buffer out = buffer_new(merger->arena);
    struct emitter *emitter = ARENA_NEW(merger->arena, struct emitter);
    const struct content *there = new != NULL ? new : old;

    if (there == NULL) {
        return (struct text){0};
    }
    bool of_cell = there->parent != NULL && there->parent->parent != NULL &&
                   there->parent->parent->role == CONTENT_CELL;
    if (change == TEXT_MOVED_AWAY && !of_cell) {
        return shorten(merger, old);
    }
    emitter->out = &out;
    bool both = old != NULL && new != NULL &&change != TEXT_INSERTED &&change !=
                                   TEXT_DELETED &&change != TEXT_MOVED_AWAY;
    if (both) {
        struct edits edits = compare_words(merger->arena, &old->words, &new->words);
        size_t at = 0;
        for (size_t i = 0; i < edits.count; i++) {
            const struct edit *edit = &edits.items[i];
            add_words(emitter, change, &new->words, at, edit->new_start);
            add_words(emitter, TEXT_DELETED, &old->words, edit->old_start, edit->old_end);
            add_words(emitter, TEXT_INSERTED, &new->words, edit->new_start, edit->new_end);
            at = edit->new_end;
        }
        add_words(emitter, change, &new->words, at, new->words.count);
    } else {
        enum text_change whole =
            change == TEXT_KEPT ? (new != NULL ? TEXT_INSERTED : TEXT_DELETED) : change;
        add_words(emitter, whole, &there->words, 0, there->words.count);
    }
    close_to(emitter, 0);
    return (struct text){buffer_string(&out), there->place};
}

struct list merge_texts(const struct merger *merger, enum text_change change,
                        const struct content *old, const struct content *new)
{
    static const enum text_change changes[] = {[MERGE_KEPT] = TEXT_KEPT,
                                               [MERGE_INSERTED] = TEXT_INSERTED,
                                               [MERGE_DELETED] = TEXT_DELETED,
                                               [MERGE_MOVED_HERE] = TEXT_MOVED_HERE,
                                               [MERGE_MOVED_AWAY] = TEXT_MOVED_AWAY};
    const struct merged *items;
    size_t count = merge_lists(merger->arena, old, new, &items);
    struct text *texts = ARENA_ARRAY(merger->arena, struct text, count + 1);

    for (size_t i = 0; i < count; i++) {
        enum text_change own = changes[items[i].kind];
        own = change != TEXT_KEPT && own == TEXT_KEPT ? change : own;
        texts[i] = merge_text(merger, own, items[i].old, items[i].new);
    }
    return (struct list){texts, count};
}
