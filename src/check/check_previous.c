/* This year's report beside last year's. */
#include "check/check.h"

#include "base/arena.h"
#include "base/unicode.h"
#include "check/hanzi_number.h"
#include <stdlib.h>
#include <string.h>

/* A text as its pairs of neighbouring hanzi, in order, each once: what two texts have in common
 * without being the same. */
struct pairs {
    uint64_t *items;
    size_t count;
};

static int compare_pairs(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

static struct pairs pairs_of(struct arena *arena, struct string text)
{
    struct pairs pairs = {ARENA_ARRAY(arena, uint64_t, unicode_count(text.bytes, text.size)), 0};
    uint32_t before = 0;

    for (size_t offset = 0; offset < text.size;) {
        uint32_t character = unicode_decode(text.bytes, text.size, &offset);
        bool han = unicode_is_han(character);
        if (han && before != 0) {
            pairs.items[pairs.count++] = (uint64_t)before << 32 | character;
        }
        before = han ? character : 0;
    }
    qsort(pairs.items, pairs.count, sizeof *pairs.items, compare_pairs);
    size_t kept = 0;
    for (size_t i = 0; i < pairs.count; i++) {
        if (kept == 0 || pairs.items[kept - 1] != pairs.items[i]) {
            pairs.items[kept++] = pairs.items[i];
        }
    }
    pairs.count = kept;
    return pairs;
}

static size_t in_common(const struct pairs *a, const struct pairs *b)
{
    size_t common = 0;

    for (size_t i = 0, k = 0; i < a->count && k < b->count;) {
        common += a->items[i] == b->items[k];
        bool step = a->items[i] <= b->items[k];
        k += a->items[i] >= b->items[k];
        i += step;
    }
    return common;
}

/* The text up to its first full stop: what an item is about. */
static struct string headline(struct string text)
{
    for (size_t offset = 0; offset < text.size;) {
        size_t at = offset;
        uint32_t character = unicode_decode(text.bytes, text.size, &offset);
        if (at > 0 && (character == 0x3002 || character == 0xFF1B)) { /* 。 ； */
            return (struct string){text.bytes, at};
        }
    }
    return text;
}

static bool is_text(const struct passage *passage)
{
    return passage->role == PASSAGE_PARAGRAPH || passage->role == PASSAGE_ITEM ||
           passage->role == PASSAGE_HEADING;
}

/* Parts in a hundred of a plan that a text must have to answer it. */
enum { ANSWER_SHARE = 40, HUNDRED = 100 };

/* This year's texts, plans aside. */
struct answers {
    const struct checking *checking;
    struct pairs *texts;
    size_t count;
};

/* Something that was planned, and no text speaks of. */
static void look_for(const struct answers *answers, const struct passage *passage, size_t start,
                     struct string plan)
{
    struct pairs wanted = pairs_of(answers->checking->arena, plan);
    bool answered = wanted.count == 0;

    for (size_t i = 0; i < answers->count && !answered; i++) {
        answered = in_common(&wanted, &answers->texts[i]) * HUNDRED >= wanted.count * ANSWER_SHARE;
    }
    if (!answered) {
        FINDING(answers->checking, passage_place(passage, start),
                checking_quote(answers->checking, plan, 0, plan.size));
    }
}

/* 一是 and the like: the byte behind it, or 0. */
static size_t behind_number(struct string text, size_t offset)
{
    static const char is[] = "是";
    size_t at = offset;

    return hanzi_number_read(text, &at) > 0 && text.size - at >= strlen(is) &&
                   memcmp(text.bytes + at, is, strlen(is)) == 0
               ? at + strlen(is)
               : 0;
}

/* What a paragraph enumerates: 一是…。二是…。 */
static void look_for_each(const struct answers *answers, const struct passage *passage)
{
    struct string text = passage->expansion.string;
    bool start = true;

    for (size_t offset = 0; offset < text.size;) {
        size_t item = start ? behind_number(text, offset) : 0;
        if (item > 0) {
            struct string rest = {text.bytes + item, text.size - item};
            look_for(answers, passage, item, headline(rest));
        }
        uint32_t character = unicode_decode(text.bytes, text.size, &offset);
        start = character == 0x3002 || character == 0xFF1B || character == 0xFF1A; /* 。 ； ： */
    }
}

/* What last year's report planned (`under` its headings): items, headings below, and what
 * paragraphs enumerate, of which no text of this year's report speaks, plans aside. {1}: what was
 * planned. */
void check_plan_answered(const struct checking *checking)
{
    const struct script *now = checking->script;
    const struct script *last = checking->previous;
    struct answers answers = {checking, ARENA_ARRAY(checking->arena, struct pairs, now->count), 0};

    for (size_t i = 0; i < now->count; i++) {
        if (is_text(&now->passages[i]) &&
            !checking_is_under(&now->passages[i], checking->rule->compiled.under)) {
            answers.texts[answers.count++] =
                pairs_of(checking->arena, now->passages[i].expansion.string);
        }
    }
    for (size_t i = 0; i < last->count; i++) {
        const struct passage *passage = &last->passages[i];
        struct string text = passage->expansion.string;
        if (!checking_is_under(passage, checking->rule->compiled.under)) {
            continue;
        }
        if (passage->role == PASSAGE_ITEM || passage->role == PASSAGE_HEADING) {
            look_for(&answers, passage, 0, headline(text));
        } else if (passage->role == PASSAGE_PARAGRAPH) {
            look_for_each(&answers, passage);
        }
    }
}

/* What is left of a text without digits, marks and blanks, so that a changed year hides no copy. */
static struct string bare(struct arena *arena, struct string text)
{
    struct buffer out = buffer_new(arena);

    for (size_t offset = 0; offset < text.size;) {
        uint32_t character = unicode_decode(text.bytes, text.size, &offset);
        if (unicode_is_han(character)) {
            buffer_add_character(&out, character);
        }
    }
    return buffer_string(&out);
}

struct bare_text {
    struct string string;
    const struct passage *passage;
};

static int compare_bare(const void *a, const void *b)
{
    const struct bare_text *x = a;
    const struct bare_text *y = b;
    size_t size = x->string.size < y->string.size ? x->string.size : y->string.size;
    int order = memcmp(x->string.bytes, y->string.bytes, size);

    return order != 0                        ? order
           : x->string.size < y->string.size ? -1
                                             : x->string.size > y->string.size;
}

/* Paragraphs that stand like this in last year's report; numbers and marks may differ. {1}: how it
 * begins, {2}: the line of last year's. */
void check_copied(const struct checking *checking)
{
    struct arena *arena = checking->arena;
    const struct script *last = checking->previous;
    struct bare_text *sorted = ARENA_ARRAY(arena, struct bare_text, last->count);
    size_t count = 0;

    for (size_t i = 0; i < last->count; i++) {
        if (checking_wants(checking, &last->passages[i])) {
            sorted[count++] = (struct bare_text){bare(arena, last->passages[i].expansion.string),
                                                 &last->passages[i]};
        }
    }
    qsort(sorted, count, sizeof *sorted, compare_bare);
    for (size_t i = 0; i < checking->script->count; i++) {
        const struct passage *passage = &checking->script->passages[i];
        struct string text = passage->expansion.string;
        struct bare_text wanted = {bare(arena, text), passage};
        if (!checking_wants(checking, passage) ||
            unicode_count(wanted.string.bytes, wanted.string.size) <
                (size_t)checking->rule->least) {
            continue;
        }
        const struct bare_text *found =
            bsearch(&wanted, sorted, count, sizeof *sorted, compare_bare);
        if (found != NULL) {
            FINDING(checking, passage_place(passage, 0),
                    checking_quote(checking, text, 0, text.size),
                    arena_format(arena, "%u", (unsigned)passage_place(found->passage, 0).line));
        }
    }
}
