/* Dates and years in the text. */
#include "check/check.h"

#include "base/arena.h"
#include "check/pattern.h"
#include <stdlib.h>
#include <string.h>

static struct pattern *compile(const struct checking *checking, const char *pattern)
{
    return pattern_compile(checking->arena, (struct text){.string = {pattern, strlen(pattern)}},
                           checking->diagnostics);
}

static int number_of(struct string text, const struct match *match, size_t group)
{
    /* Up to four digits: the patterns see to that. */
    return match->end[group] > match->start[group]
               ? (int)strtol(text.bytes + match->start[group], NULL, 10)
               : 0;
}

static void find_dates(const struct checking *checking, struct pattern *pattern)
{
    for (size_t i = 0; i < checking->script->count; i++) {
        const struct passage *passage = &checking->script->passages[i];
        struct string text = passage->expansion.string;
        struct match match;
        size_t from = 0;
        while (checking_wants(checking, passage) && pattern_find(pattern, text, from, &match)) {
            /* Without a year any leap day will do, without a day the first. */
            struct date date = {
                .year = match.end[1] > match.start[1] ? number_of(text, &match, 1) : 2000,
                .month = number_of(text, &match, 2),
                .day = match.end[3] > match.start[3] ? number_of(text, &match, 3) : 1};
            if (!date_exists(date)) {
                FINDING(checking, passage_place(passage, match.start[0]),
                        checking_quote(checking, text, match.start[0], match.end[0]));
            }
            from = match.end[0];
        }
    }
}

/* 2023年2月30日, 13月1日, 2023-02-30; of 4月28日—31日 the second one, too. {1}: the date. */
void check_dates(const struct checking *checking)
{
    /* The groups: year, month, day. With marks between them, what has a thirteenth month is
     * something else. */
    static const char *const spellings[] = {
        "(?<![0-9])(?:([0-9]{4})年)?([0-9]{1,2})月(?:([0-9]{1,2})[日号](?!线))?",
        ("(?<![0-9A-Za-z./-])((?:19|20)[0-9]{2})(?:-(?=[0-9]+-)|[.](?=[0-9]+[.])|/(?=[0-9]+/))"
         "(0?[1-9]|1[0-2])[-./](0?[1-9]|[12][0-9]|3[01])(?![0-9A-Za-z./-])"),
        "(?<![0-9])(?:([0-9]{4})年)?([0-9]{1,2})月[0-9]{1,2}日?[—～至-]([0-9]{1,2})日",
    };

    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        find_dates(checking, compile(checking, spellings[i]));
    }
}

/* Years that are neither the year reported on nor the next, in what the rule looks at, and where
 * the text begins with one; names (《…》), ranges and what began then aside. With `under`, years
 * before that reported on, anywhere under such headings: a plan of long ago. {1}: the year found,
 * {2}: the year reported on. */
void check_stale_year(const struct checking *checking)
{
    struct pattern *pattern = compile(
        checking, "《[^》]{0,200}》(*SKIP)(*FAIL)|“[^”]{0,200}”(*SKIP)(*FAIL)|"
                  "(?<![0-9—～至-])([0-9]{4})年(?![以至初末来间—～-]|度?[—～至-]|[0-9]+月以来)");
    bool plan = checking->rule->compiled.under != NULL;
    int64_t year = checking->script->report->year;
    bool text_seen = false;

    for (size_t i = 0; i < checking->script->count && year > 0; i++) {
        const struct passage *passage = &checking->script->passages[i];
        bool first = !plan && !text_seen &&
                     (passage->role == PASSAGE_PARAGRAPH || passage->role == PASSAGE_LEAD);
        struct match match;
        text_seen = text_seen || first;
        if (passage->attachment > 0 || (!first && !checking_wants(checking, passage)) ||
            !pattern_find(pattern, passage->expansion.string, 0, &match) ||
            (first && match.start[0] > 0)) {
            continue;
        }
        int found = number_of(passage->expansion.string, &match, 1);
        if (found < year || (!plan && found > year + 1)) {
            FINDING(
                checking, passage_place(passage, match.start[1]),
                checking_quote(checking, passage->expansion.string, match.start[1], match.end[1]),
                arena_format(checking->arena, "%lld", (long long)year));
        }
    }
}
