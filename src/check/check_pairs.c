/* Marks that come in pairs (“” 《》 （）): one left alone, or one inside another of its kind. */
#include "check/check.h"

#include "base/arena.h"
#include "base/unicode.h"
#include <string.h>

/* Deeper ones are not followed. */
enum { PAIR_DEPTH = 32, APOSTROPHE = 0x2019 };

/* Of a rule's word “”: its two marks; of （）(): the same in another width, which may close it. */
struct pair {
    uint32_t open, close, other_open, other_close;
};

static struct pair pair_of(struct text word)
{
    size_t offset = 0;
    struct pair pair = {0};

    pair.open = unicode_decode(word.string.bytes, word.string.size, &offset);
    uint32_t *more[] = {&pair.close, &pair.other_open, &pair.other_close};
    for (size_t i = 0; i < sizeof more / sizeof *more && offset < word.string.size; i++) {
        *more[i] = unicode_decode(word.string.bytes, word.string.size, &offset);
    }
    return pair;
}

struct open_pair {
    struct pair pair;
    uint32_t mark; /* of its two, the one that opened it */
    size_t offset;
};

/* What closes a mark of the pair, what opens it. */
static uint32_t closing(const struct pair *pair, uint32_t open)
{
    return open == pair->open ? pair->close : pair->other_close;
}

static uint32_t opening(const struct pair *pair, uint32_t close)
{
    return close == pair->close ? pair->open : pair->other_open;
}

static void report_alone(const struct checking *checking, const struct passage *passage,
                         size_t offset, uint32_t alone, uint32_t partner)
{
    char bytes[2][4];
    size_t sizes[2] = {unicode_encode(alone, bytes[0]), unicode_encode(partner, bytes[1])};

    FINDING(checking, passage_place(passage, offset),
            checking_quote(checking, (struct string){bytes[0], sizes[0]}, 0, sizes[0]),
            checking_quote(checking, (struct string){bytes[1], sizes[1]}, 0, sizes[1]));
}

/* What a rule checks, and one passage of it. */
struct pairing {
    const struct checking *checking;
    struct pair *pairs;
    size_t count;
    const struct passage *passage;
    struct open_pair open[PAIR_DEPTH];
    size_t depth;
};

/* ’ in Xi’an closes nothing. */
static bool is_apostrophe(struct string text, size_t offset, uint32_t mark)
{
    int before = offset > 0 ? text.bytes[offset - 1] : 0;

    return mark == APOSTROPHE &&
           ((before >= 'A' && before <= 'Z') || (before >= 'a' && before <= 'z'));
}

/* Closes the innermost pair that the mark ends; those inside of it are left alone. */
static void close_pair(struct pairing *pairing, size_t offset, const struct pair *pair,
                       uint32_t mark)
{
    const struct passage *passage = pairing->passage;
    size_t partner = pairing->depth;

    while (partner > 0 && pairing->open[partner - 1].pair.close != pair->close) {
        partner--;
    }
    if (partner == 0) {
        if (!is_apostrophe(passage->expansion.string, offset, mark)) {
            report_alone(pairing->checking, passage, offset, mark, opening(pair, mark));
        }
        return;
    }
    for (size_t i = partner; i < pairing->depth; i++) {
        const struct open_pair *left = &pairing->open[i];
        report_alone(pairing->checking, passage, left->offset, left->mark,
                     closing(&left->pair, left->mark));
    }
    pairing->depth = partner - 1;
}

/* Whether the passage is of a quotation of several paragraphs: each begins with “, and only the
 * last one ends with ” (GB/T 15834-2011 4.8.3.4). */
static bool goes_on(const struct pairing *pairing, const struct open_pair *open)
{
    const struct script *script = pairing->checking->script;
    const struct passage *next = pairing->passage + 1;

    if (open->offset != 0 || next == script->passages + script->count ||
        next->role != pairing->passage->role || next->expansion.string.size == 0) {
        return false;
    }
    size_t offset = 0;
    return unicode_decode(next->expansion.string.bytes, next->expansion.string.size, &offset) ==
           open->mark;
}

static void check_passage(struct pairing *pairing)
{
    struct string text = pairing->passage->expansion.string;

    pairing->depth = 0;
    for (size_t offset = 0; offset < text.size;) {
        size_t at = offset;
        uint32_t mark = unicode_decode(text.bytes, text.size, &offset);
        for (size_t i = 0; i < pairing->count; i++) {
            const struct pair *pair = &pairing->pairs[i];
            bool opens = mark == pair->open || mark == pair->other_open;
            if (opens && pairing->depth < PAIR_DEPTH) {
                pairing->open[pairing->depth++] = (struct open_pair){*pair, mark, at};
                break;
            }
            if (mark == pair->close || mark == pair->other_close) {
                close_pair(pairing, at, pair, mark);
                break;
            }
        }
    }
    for (size_t i = 0; i < pairing->depth; i++) {
        const struct open_pair *left = &pairing->open[i];
        if (!goes_on(pairing, left)) {
            report_alone(pairing->checking, pairing->passage, left->offset, left->mark,
                         closing(&left->pair, left->mark));
        }
    }
}

/* Words such as “” and （）(). {1}: the mark that is alone, {2}: its partner. */
void check_pairs(const struct checking *checking)
{
    const struct text *words = checking->rule->words.items;
    struct pairing pairing = {.checking = checking, .count = checking->rule->words.count};

    pairing.pairs = ARENA_ARRAY(checking->arena, struct pair, pairing.count);
    for (size_t i = 0; i < pairing.count; i++) {
        pairing.pairs[i] = pair_of(words[i]);
    }
    for (size_t i = 0; i < checking->script->count; i++) {
        pairing.passage = &checking->script->passages[i];
        if (checking_wants(checking, pairing.passage)) {
            check_passage(&pairing);
        }
    }
}
