/* Names of organs that are written a little otherwise elsewhere in the report. */
#include "check/check.h"

#include "base/arena.h"
#include "base/unicode.h"
#include <string.h>

enum { COMMITTEE = 0x59D4 /* 委 */ };

/* A text as characters; `offsets` has one more, for the end. */
struct characters {
    uint32_t *items;
    size_t *offsets;
    size_t count;
};

static struct characters characters_of(struct arena *arena, struct string text)
{
    size_t count = unicode_count(text.bytes, text.size);
    struct characters characters = {ARENA_ARRAY(arena, uint32_t, count),
                                    ARENA_ARRAY(arena, size_t, count + 1), 0};

    for (size_t offset = 0; offset < text.size && characters.count < count;) {
        characters.offsets[characters.count] = offset;
        characters.items[characters.count++] = unicode_decode(text.bytes, text.size, &offset);
    }
    characters.offsets[characters.count] = text.size;
    return characters;
}

/* Characters that make another organ of one, or none: its level, its kind, a number, a
 * particle. */
static bool tells_organs_apart(uint32_t character)
{
    static const char apart[] = "省市区县旗州盟乡镇街道村厅局处科室委部办院会府协党国地"
                                "一二三四五六七八九十甲乙丙丁东西南北中大小新老上下的和与及各本原";

    for (size_t offset = 0; offset < sizeof apart - 1;) {
        if (unicode_decode(apart, sizeof apart - 1, &offset) == character) {
            return true;
        }
    }
    return !unicode_is_han(character);
}

/* Whether another character there is a slip rather than another organ: 财政局 and 民政局 differ by
 * one, too. Of the name of a place, or with enough behind it. */
static bool is_of_one_organ(const struct characters *name, size_t at)
{
    static const char levels[] = "省市县区旗州盟乡镇";
    size_t behind = name->count - at - 1;

    for (size_t i = at + 1; i < name->count && i <= at + 2; i++) {
        for (size_t offset = 0; offset < sizeof levels - 1;) {
            if (unicode_decode(levels, sizeof levels - 1, &offset) == name->items[i]) {
                return true;
            }
        }
        behind = name->items[i] == COMMITTEE ? 0 : behind;
    }
    return behind >= 3;
}

/* How many characters both have alike from there on. */
static size_t alike(const struct characters *a, size_t i, const struct characters *b, size_t k)
{
    size_t count = 0;

    while (i + count < a->count && k + count < b->count &&
           a->items[i + count] == b->items[k + count]) {
        count++;
    }
    return count;
}

/* How long the text's stretch from `at` is that is the name with one character inside it replaced,
 * left out or added, or two exchanged; 0: it is none. */
static size_t variant_at(const struct characters *text, size_t at, const struct characters *name)
{
    size_t same = alike(text, at, name, 0);
    size_t left = name->count - same; /* of the name, from what differs on */

    if (same < 1 || left < 2 || at + same + 1 >= text->count) {
        return 0;
    }
    uint32_t found = text->items[at + same];
    uint32_t meant = name->items[same];
    bool free = !tells_organs_apart(found) && !tells_organs_apart(meant);
    if (free && is_of_one_organ(name, same) &&
        alike(text, at + same + 1, name, same + 1) == left - 1) {
        return name->count;
    }
    if (found == name->items[same + 1] && text->items[at + same + 1] == meant &&
        alike(text, at + same + 2, name, same + 2) == left - 2) {
        return name->count;
    }
    if (!tells_organs_apart(meant) && alike(text, at + same, name, same + 1) == left - 1) {
        return name->count - 1;
    }
    if (!tells_organs_apart(found) && alike(text, at + same + 1, name, same) == left) {
        return name->count + 1;
    }
    return 0;
}

struct names {
    struct text *texts;
    struct characters *items;
    size_t count, capacity;
};

/* Names that the fields give; `least` characters long, so that one of them is a slip. */
static struct names find_names(const struct checking *checking)
{
    struct report *report = checking->script->report;
    const struct text *fields = checking->rule->fields.items;
    struct names names = {0};
    size_t capacity = 0;

    for (size_t i = 0; i < checking->rule->fields.count; i++) {
        size_t count = 0;
        const struct text *texts =
            report_has_entries(fields[i].string.bytes) || report_is_text(fields[i].string.bytes)
                ? report_entries(report, checking->arena, fields[i].string.bytes, &count)
                : NULL;
        for (size_t k = 0; k < count; k++) {
            struct characters name = characters_of(checking->arena, texts[k].string);
            if (name.count < (size_t)checking->rule->least) {
                continue;
            }
            names.texts = arena_grow(checking->arena, names.texts, names.count, &capacity,
                                     sizeof *names.texts);
            names.items = arena_grow(checking->arena, names.items, names.count, &names.capacity,
                                     sizeof *names.items);
            names.texts[names.count] = texts[k];
            names.items[names.count++] = name;
        }
    }
    return names;
}

/* The longest name that stands there as it should, in characters. */
static size_t name_at(const struct characters *text, size_t at, const struct names *names)
{
    size_t longest = 0;

    for (size_t i = 0; i < names->count; i++) {
        if (names->items[i].count > longest &&
            alike(text, at, &names->items[i], 0) == names->items[i].count) {
            longest = names->items[i].count;
        }
    }
    return longest;
}

/* Names in the `fields` of the report that a text has with one character otherwise. {1}: as
 * written there, {2}: the name. */
void check_near_names(const struct checking *checking)
{
    const struct names names = find_names(checking);

    for (size_t i = 0; i < checking->script->count && names.count > 0; i++) {
        const struct passage *passage = &checking->script->passages[i];
        if (!checking_wants(checking, passage)) {
            continue;
        }
        struct string text = passage->expansion.string;
        const struct characters characters = characters_of(checking->arena, text);
        for (size_t at = 0; at < characters.count; at++) {
            size_t right = name_at(&characters, at, &names);
            for (size_t k = 0; k < names.count && right == 0; k++) {
                size_t size = variant_at(&characters, at, &names.items[k]);
                if (size > 0) {
                    FINDING(checking, passage_place(passage, characters.offsets[at]),
                            checking_quote(checking, text, characters.offsets[at],
                                           characters.offsets[at + size]),
                            names.texts[k].string.bytes);
                    right = size;
                }
            }
            at += right > 0 ? right - 1 : 0;
        }
    }
}
