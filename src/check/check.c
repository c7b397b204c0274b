#include "check/check.h"

#include "base/arena.h"
#include "base/unicode.h"
#include "check/pattern.h"
#include "yaml/nearest.h"
#include <string.h>

/* Longest stretch of text that a message quotes, in characters. */
enum { QUOTE_LIMIT = 40 };

static const struct mechanism mechanisms[] = {
    {.name = "pattern", .needs = {"pattern"}, .run = check_pattern},
    {.name = "pairs", .needs = {"words"}, .run = check_pairs},
    {.name = "enumeration",
     .needs = {"words"},
     .marks = {"{n}", "{1}", "{①}"},
     .example = "第{n}，",
     .run = check_enumeration},
    {.name = "dates", .run = check_dates},
    {.name = "stale-year", .run = check_stale_year},
    {.name = "heading-ends", .run = check_heading_ends},
    {.name = "spellings",
     .needs = {"words"},
     .marks = {"|"},
     .example = "甲|乙",
     .run = check_spellings},
    {.name = "wrong-words",
     .needs = {"words"},
     .marks = {"→"},
     .example = "误→正",
     .run = check_wrong_words},
    {.name = "repeated", .needs = {"least"}, .run = check_repeated},
    {.name = "standard-characters", .needs = {"file"}, .run = check_standard_characters},
    {.name = "parts", .needs = {"parts"}, .run = check_parts},
    {.name = "order", .needs = {"parts"}, .run = check_order},
    {.name = "stated", .needs = {"numbers"}, .run = check_stated},
    {.name = "deadline", .needs = {"month", "day"}, .run = check_deadline},
    {.name = "report-date", .run = check_report_date},
    {.name = "fields-absent", .needs = {"fields"}, .run = check_fields_absent},
    {.name = "near-names", .needs = {"fields"}, .run = check_near_names},
    {.name = "relation", .needs = {"that"}, .run = check_relation},
    {.name = "assertions", .run = check_assertions},
    {.name = "jumps", .needs = {"factor"}, .run = check_jumps},
    {.name = "previous-values", .run = check_previous_values, .of_previous = true},
    {.name = "plan-answered", .needs = {"under"}, .run = check_plan_answered, .of_previous = true},
    {.name = "copied", .needs = {"least"}, .run = check_copied, .of_previous = true},
    {.name = "identity-number", .needs = {"pattern"}, .run = check_identity_number},
};
enum { MECHANISM_COUNT = sizeof mechanisms / sizeof *mechanisms };

const struct mechanism *mechanism_find(const char *name)
{
    for (size_t i = 0; i < MECHANISM_COUNT; i++) {
        if (strcmp(mechanisms[i].name, name) == 0) {
            return &mechanisms[i];
        }
    }
    return NULL;
}

size_t mechanism_names(struct arena *arena, const char *const **names)
{
    const char **list = ARENA_ARRAY(arena, const char *, MECHANISM_COUNT);

    for (size_t i = 0; i < MECHANISM_COUNT; i++) {
        list[i] = mechanisms[i].name;
    }
    *names = list;
    return MECHANISM_COUNT;
}

bool checking_is_under(const struct passage *passage, struct pattern *pattern)
{
    const struct passage *heading = passage_heading(passage);

    for (; heading != NULL; heading = passage_heading(heading)) {
        struct match match;
        if (pattern_find(pattern, heading->expansion.string, 0, &match)) {
            return true;
        }
    }
    return false;
}

bool checking_wants(const struct checking *checking, const struct passage *passage)
{
    const struct list *in = &checking->rule->in;
    const struct text *names = in->items;
    bool wanted = in->count == 0;

    for (size_t i = 0; i < in->count && !wanted; i++) {
        wanted = strcmp(names[i].string.bytes, passage_role_name(passage->role)) == 0;
    }
    return wanted && (checking->rule->compiled.under == NULL ||
                      checking_is_under(passage, checking->rule->compiled.under));
}

static const char *in_language(const struct checking *checking, const struct bilingual *sentence)
{
    return checking->chinese ? sentence->zh.string.bytes : sentence->en.string.bytes;
}

void checking_report(const struct checking *checking, struct place place,
                     const char *const *arguments, size_t count)
{
    const struct check_rule *rule = checking->rule;
    const char *advice = in_language(checking, &rule->advice);
    struct arena *arena = checking->arena;

    diagnostics_add(
        checking->diagnostics,
        (struct diagnostic){
            .message = MESSAGE_COUNT,
            .code = rule->id.string.bytes,
            .severity = (enum severity)rule->severity,
            .place = place,
            .text = message_fill(arena, in_language(checking, &rule->message), arguments, count),
            .hint = advice == NULL ? NULL : message_fill(arena, advice, arguments, count),
            .basis = rule->basis.string.bytes});
}

const char *checking_quote(const struct checking *checking, struct string text, size_t start,
                           size_t end)
{
    size_t at = start;

    for (size_t i = 0; i < QUOTE_LIMIT && at < end; i++) {
        (void)unicode_decode(text.bytes, text.size, &at);
    }
    return arena_format(checking->arena, "%.*s%s", (int)(at - start), text.bytes + start,
                        at < end ? "…" : "");
}

/* Whether the report gives a field that the rule is not for. */
static bool is_beside(const struct script *script, const struct check_rule *rule)
{
    const struct text *unless = rule->unless.items;

    for (size_t i = 0; i < rule->unless.count; i++) {
        if (template_has(script->report, unless[i].string.bytes)) {
            return true;
        }
    }
    return false;
}

/* Whether the report switches the rule off. */
static bool is_off(const struct script *script, const struct check_rule *rule)
{
    const struct check_switch *off = script->report->checks.off.items;

    for (size_t i = 0; i < script->report->checks.off.count; i++) {
        if (strcmp(off[i].rule.string.bytes, rule->id.string.bytes) == 0) {
            return true;
        }
    }
    return false;
}

void check_twice(const struct check_rules *const *files, size_t count,
                 struct diagnostics *diagnostics)
{
    for (size_t i = 1; i < count; i++) {
        const struct check_rule *rules = files[i]->rules.items;
        for (size_t k = 0; k < files[i]->rules.count; k++) {
            for (size_t other = 0; other < i; other++) {
                if (check_rules_find(files[other], rules[k].id.string.bytes) != NULL) {
                    REPORT(diagnostics, CHECK_TWICE, rules[k].id.place, rules[k].id.string.bytes);
                }
            }
        }
    }
}

void check_words(const struct list *list, const char *const *marks, const char *example,
                 struct diagnostics *diagnostics)
{
    const struct text *words = list->items;

    for (size_t i = 0; i < list->count; i++) {
        bool good = false;
        for (size_t k = 0; marks[k] != NULL && !good; k++) {
            good = strstr(words[i].string.bytes, marks[k]) != NULL;
        }
        if (!good) {
            REPORT(diagnostics, CHECK_WORD, words[i].place, words[i].string.bytes, example);
        }
    }
}

void check_switches(struct arena *arena, const struct check_rules *const *files, size_t count,
                    const struct script *script, struct diagnostics *diagnostics)
{
    static const char *const term_marks[] = {"→", "|", NULL};
    const struct check_switch *off = script->report->checks.off.items;
    size_t known = 0;

    check_words(&script->report->checks.terms, term_marks, "误→正、甲|乙", diagnostics);

    for (size_t i = 0; i < count; i++) {
        known += files[i]->rules.count;
    }
    const char **names = ARENA_ARRAY(arena, const char *, known);
    known = 0;
    for (size_t i = 0; i < count; i++) {
        const struct check_rule *rules = files[i]->rules.items;
        for (size_t k = 0; k < files[i]->rules.count; k++) {
            names[known++] = rules[k].id.string.bytes;
        }
    }
    for (size_t i = 0; i < script->report->checks.off.count; i++) {
        bool found = false;
        for (size_t k = 0; k < known && !found; k++) {
            found = strcmp(names[k], off[i].rule.string.bytes) == 0;
        }
        if (!found) {
            nearest_report(arena, diagnostics,
                           (struct unknown_name){CHECK_SWITCH, CHECK_SWITCH_NEAR}, off[i].rule,
                           names, known);
        }
    }
}

static bool applies(const struct check_rules *rules, const struct script *script)
{
    struct pattern *pattern = rules->applies.compiled;

    if (pattern == NULL) {
        return true;
    }
    for (size_t i = 0; i < script->count; i++) {
        const struct passage *passage = &script->passages[i];
        struct match match;
        if (passage->role == PASSAGE_TITLE && passage->attachment == 0) {
            return pattern_find(pattern, passage->expansion.string, 0, &match);
        }
    }
    return false;
}

void check_run(struct arena *arena, const struct check_rules *rules, const struct script *script,
               const struct script *previous, bool chinese, struct diagnostics *diagnostics)
{
    const struct check_rule *items = rules->rules.items;

    if (!applies(rules, script)) {
        return;
    }
    for (size_t i = 0; i < rules->rules.count; i++) {
        const struct checking checking = {.arena = arena,
                                          .script = script,
                                          .previous = previous,
                                          .file = rules,
                                          .rule = &items[i],
                                          .diagnostics = diagnostics,
                                          .chinese = chinese};
        bool meant = !items[i].data || !script->report->manuscript;
        if (meant && !is_off(script, &items[i]) && !is_beside(script, &items[i]) &&
            (!items[i].mechanism->of_previous || previous != NULL)) {
            items[i].mechanism->run(&checking);
        }
    }
}
