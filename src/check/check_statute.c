/* What the law asks of a kind of report: its parts, its day. */
#include "check/check.h"

#include "base/arena.h"
#include "check/pattern.h"
#include <string.h>

static bool is_there(const struct checking *checking, const struct check_part *part)
{
    for (size_t i = 0; i < part->words.count; i++) {
        for (size_t k = 0; k < checking->script->count; k++) {
            const struct passage *passage = &checking->script->passages[k];
            struct match match;
            if (passage->attachment == 0 && checking_wants(checking, passage) &&
                pattern_find(part->patterns[i], passage->expansion.string, 0, &match)) {
                return true;
            }
        }
    }
    return false;
}

/* Parts of which no text that the rule looks at speaks. {1}: the part. */
void check_parts(const struct checking *checking)
{
    const struct check_part *parts = checking->rule->parts.items;

    for (size_t i = 0; i < checking->rule->parts.count; i++) {
        if (!is_there(checking, &parts[i])) {
            FINDING(checking, checking->script->report->place, parts[i].name.string.bytes);
        }
    }
}

/* The first heading of the first level that speaks of the part, or NO_PASSAGE. */
static size_t first_of(const struct checking *checking, const struct check_part *part)
{
    size_t first = NO_PASSAGE;

    for (size_t i = 0; i < part->words.count; i++) {
        for (size_t k = 0; k < checking->script->count && k < first; k++) {
            const struct passage *passage = &checking->script->passages[k];
            struct match match;
            if (passage->attachment == 0 && passage->level == 1 &&
                passage->role == PASSAGE_HEADING &&
                pattern_find(part->patterns[i], passage->expansion.string, 0, &match)) {
                first = k;
            }
        }
    }
    return first;
}

/* Parts, as headings of the first level, that do not come in their order. {1}: the part that comes
 * too early, {2}: the one that it belongs behind. */
void check_order(const struct checking *checking)
{
    const struct check_part *parts = checking->rule->parts.items;
    size_t before = NO_PASSAGE, last = 0;

    for (size_t i = 0; i < checking->rule->parts.count; i++) {
        size_t first = first_of(checking, &parts[i]);
        if (first == NO_PASSAGE) {
            continue;
        }
        if (before != NO_PASSAGE && first < before) {
            FINDING(checking, passage_place(&checking->script->passages[first], 0),
                    parts[i].name.string.bytes, parts[last].name.string.bytes);
        } else {
            before = first;
            last = i;
        }
    }
}

static long long ordinal(struct date date)
{
    return (date.year * 100LL + date.month) * 100 + date.day;
}

static const char *spell(const struct checking *checking, struct date date)
{
    return arena_format(checking->arena, "%d-%02d-%02d", date.year, date.month, date.day);
}

/* Whether the rule's `except` finds something in the name of who issues the report. */
static bool is_excepted(const struct checking *checking)
{
    const struct report *report = checking->script->report;
    const struct text *organs = report->organs.items;
    struct pattern *except = checking->rule->compiled.except;
    struct match match;

    if (except == NULL) {
        return false;
    }
    bool found = report->issuer.string.bytes != NULL &&
                 pattern_find(except, report->issuer.string, 0, &match);
    for (size_t i = 0; i < report->organs.count && !found; i++) {
        found = pattern_find(except, organs[i].string, 0, &match);
    }
    return found;
}

/* A date not before the day in the year after the one reported on; `except` is looked for in the
 * issuer. {1}: the date, {2}: that day. */
void check_deadline(const struct checking *checking)
{
    const struct report *report = checking->script->report;
    const struct date end = {.year = (int)report->year + 1,
                             .month = (int)checking->rule->month,
                             .day = (int)checking->rule->day};

    if (report->year > 0 && ordinal(report->date) >= ordinal(end) && !is_excepted(checking)) {
        FINDING(checking, report->date.place, spell(checking, report->date), spell(checking, end));
    }
}

/* A date before the year reported on, or long behind it. {1}: the date, {2}: that year. */
void check_report_date(const struct checking *checking)
{
    const struct report *report = checking->script->report;
    int64_t years = report->date.year - report->year;

    if (report->year > 0 && report->date.year > 0 && (years < 0 || years > 1)) {
        FINDING(checking, report->date.place, spell(checking, report->date),
                arena_format(checking->arena, "%lld", (long long)report->year));
    }
}

/* Whether any text of the report matches the rule's `pattern`; without one, yes. */
static bool is_meant(const struct checking *checking)
{
    struct pattern *pattern = checking->rule->compiled.pattern;
    bool found = pattern == NULL;

    for (size_t i = 0; i < checking->script->count && !found; i++) {
        struct match match;
        found = checking_wants(checking, &checking->script->passages[i]) &&
                pattern_find(pattern, checking->script->passages[i].expansion.string, 0, &match);
    }
    return found;
}

/* Fields that a report of this kind does not have; with a `pattern`, where a text of the report
 * matches that. {1}: the field. */
void check_fields_absent(const struct checking *checking)
{
    const struct text *words = checking->rule->fields.items;

    size_t count = is_meant(checking) ? checking->rule->fields.count : 0;

    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < checking->script->count; k++) {
            const struct passage *passage = &checking->script->passages[k];
            if (strcmp(passage->field, words[i].string.bytes) == 0) {
                FINDING(checking, passage_place(passage, 0), words[i].string.bytes);
                break;
            }
        }
    }
}
