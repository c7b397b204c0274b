/* Words and sentences that stand in a report more than once, or in more than one spelling. */
#include "check/check.h"

#include "base/arena.h"
#include "base/unicode.h"
#include "check/pattern.h"
#include <stdlib.h>
#include <string.h>

/* Calls for each place where the word stands in a passage that the rule looks at. */
static void find_word(const struct checking *checking, struct string word,
                      void (*found)(void *context, const struct passage *passage, size_t offset),
                      void *context)
{
    for (size_t i = 0; i < checking->script->count && word.size > 0; i++) {
        const struct passage *passage = &checking->script->passages[i];
        struct string text = passage->expansion.string;
        size_t from = 0;
        while (checking_wants(checking, passage) && from < text.size) {
            const char *at = memmem(text.bytes + from, text.size - from, word.bytes, word.size);
            if (at == NULL) {
                break;
            }
            found(context, passage, (size_t)(at - text.bytes));
            from = (size_t)(at - text.bytes) + word.size;
        }
    }
}

/* The rule's words that hold the mark, and the report's own. */
static struct list words_with(const struct checking *checking, const char *mark)
{
    const struct list *lists[] = {&checking->rule->words, &checking->script->report->checks.terms};
    size_t used = checking->rule->terms ? 2 : 1;
    struct text *words =
        ARENA_ARRAY(checking->arena, struct text, lists[0]->count + lists[1]->count);
    size_t count = 0;

    for (size_t i = 0; i < used; i++) {
        const struct text *items = lists[i]->items;
        for (size_t k = 0; k < lists[i]->count; k++) {
            if (strstr(items[k].string.bytes, mark) != NULL) {
                words[count++] = items[k];
            }
        }
    }
    return (struct list){words, count};
}

/* One of several spellings of a name. */
struct spelling {
    struct string word;
    const struct spelling *all; /* of the name */
    size_t all_count;
    size_t count;
    const struct passage *passage; /* where it stands first */
    size_t offset;
};

/* Whether a longer spelling stands there of which this one is a part. */
static bool is_covered(const struct spelling *spelling, struct string text, size_t offset)
{
    for (size_t i = 0; i < spelling->all_count; i++) {
        struct string longer = spelling->all[i].word;
        const char *part =
            longer.size > spelling->word.size
                ? memmem(longer.bytes, longer.size, spelling->word.bytes, spelling->word.size)
                : NULL;
        size_t before = part == NULL ? SIZE_MAX : (size_t)(part - longer.bytes);
        if (before <= offset && text.size - (offset - before) >= longer.size &&
            memcmp(text.bytes + offset - before, longer.bytes, longer.size) == 0) {
            return true;
        }
    }
    return false;
}

static void count_spelling(void *context, const struct passage *passage, size_t offset)
{
    struct spelling *spelling = context;

    if (is_covered(spelling, passage->expansion.string, offset)) {
        return;
    }
    if (spelling->count == 0) {
        spelling->passage = passage;
        spelling->offset = offset;
    }
    spelling->count++;
}

enum { SPELLING_LIMIT = 8 };

/* Words such as "甲|乙": what is meant is the same. {1}: the spelling that is rarer, {2}: the one
 * that is used more often (of equals, the one that the rule names first). */
void check_spellings(const struct checking *checking)
{
    const struct list list = words_with(checking, "|");
    const struct text *words = list.items;

    for (size_t i = 0; i < list.count; i++) {
        struct spelling spellings[SPELLING_LIMIT] = {0};
        size_t count = 0;
        const char *at = words[i].string.bytes;
        while (*at != '\0' && count < SPELLING_LIMIT) {
            size_t size = strcspn(at, "|");
            spellings[count++].word = (struct string){at, size};
            at += size + (at[size] == '|');
        }
        const struct spelling *most = spellings;
        for (size_t k = 0; k < count; k++) {
            spellings[k].all = spellings;
            spellings[k].all_count = count;
            find_word(checking, spellings[k].word, count_spelling, &spellings[k]);
            most = spellings[k].count > most->count ? &spellings[k] : most;
        }
        for (size_t k = 0; k < count; k++) {
            if (spellings[k].count > 0 && &spellings[k] != most) {
                FINDING(checking, passage_place(spellings[k].passage, spellings[k].offset),
                        checking_quote(checking, spellings[k].word, 0, spellings[k].word.size),
                        checking_quote(checking, most->word, 0, most->word.size));
            }
        }
    }
}

struct wrong_word {
    const struct checking *checking;
    struct pattern *except; /* or NULL */
    struct string wrong, right;
};

static void report_wrong(void *context, const struct passage *passage, size_t offset)
{
    const struct wrong_word *word = context;

    if (word->except != NULL && pattern_at(word->except, passage->expansion.string, offset)) {
        return;
    }
    FINDING(word->checking, passage_place(passage, offset),
            checking_quote(word->checking, word->wrong, 0, word->wrong.size),
            checking_quote(word->checking, word->right, 0, word->right.size));
}

/* Words such as "其它→其他", but not where `except` matches. {1}: the wrong one, {2}: the right
 * one. */
void check_wrong_words(const struct checking *checking)
{
    static const char arrow[] = "→";
    const struct list list = words_with(checking, arrow);
    const struct text *words = list.items;

    for (size_t i = 0; i < list.count; i++) {
        struct string word = words[i].string;
        const char *at = strstr(word.bytes, arrow);
        struct wrong_word wrong = {.checking = checking,
                                   .except = checking->rule->compiled.except,
                                   .wrong = {word.bytes, (size_t)(at - word.bytes)},
                                   .right = {at + strlen(arrow), strlen(at + strlen(arrow))}};
        find_word(checking, wrong.wrong, report_wrong, &wrong);
    }
}

static int compare_passages(const void *a, const void *b)
{
    const struct passage *x = *(const struct passage *const *)a;
    const struct passage *y = *(const struct passage *const *)b;
    struct string p = x->expansion.string;
    struct string q = y->expansion.string;
    int order = memcmp(p.bytes, q.bytes, p.size < q.size ? p.size : q.size);

    if (order != 0 || p.size != q.size) {
        return order != 0 ? order : p.size < q.size ? -1 : 1;
    }
    return x < y ? -1 : x > y; /* in the order of the text */
}

/* Paragraphs that stand in the report twice. {1}: how it begins, {2}: the line of the first. */
void check_repeated(const struct checking *checking)
{
    const struct script *script = checking->script;
    const struct passage **sorted =
        ARENA_ARRAY(checking->arena, const struct passage *, script->count);
    size_t count = 0;

    for (size_t i = 0; i < script->count; i++) {
        const struct passage *passage = &script->passages[i];
        struct string text = passage->expansion.string;
        if (checking_wants(checking, passage) &&
            unicode_count(text.bytes, text.size) >= (size_t)checking->rule->least) {
            sorted[count++] = passage;
        }
    }
    qsort(sorted, count, sizeof *sorted, compare_passages);
    for (size_t i = 1; i < count; i++) {
        struct string before = sorted[i - 1]->expansion.string;
        struct string text = sorted[i]->expansion.string;
        if (before.size == text.size && memcmp(before.bytes, text.bytes, text.size) == 0) {
            FINDING(checking, passage_place(sorted[i], 0),
                    checking_quote(checking, text, 0, text.size),
                    arena_format(checking->arena, "%u",
                                 (unsigned)passage_place(sorted[i - 1], 0).line));
        }
    }
}
