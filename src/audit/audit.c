/* Judging what was measured. */
#include "audit/audit.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include <stdlib.h>
#include <string.h>

/* A distance is right within so much, where the rule does not say otherwise: 0.1 mm. */
static const length_t usual_tolerance = 283;

static struct dimension dimension_of(struct arena *arena, struct text value)
{
    struct dimension dimension = {0};

    (void)dimension_type.parse(arena, value.string, value.place, &dimension);
    return dimension;
}

static length_t length_of(const struct scene *scene, struct text value)
{
    return dimension_resolve(dimension_of(scene->arena, value), scene->cell, scene->pitch);
}

static int64_t value_of(const struct scene *scene, const struct audit_rule *rule, struct text value)
{
    return rule->measure->kind == MEASURE_LENGTH ? length_of(scene, value)
                                                 : strtol(value.string.bytes, NULL, 10);
}

static length_t tolerance_of(const struct scene *scene, const struct audit_rule *rule)
{
    if (rule->measure->kind != MEASURE_LENGTH) {
        return 0;
    }
    return rule->tolerance.unit == UNIT_NONE
               ? usual_tolerance
               : dimension_resolve(rule->tolerance, scene->cell, scene->pitch);
}

static bool is_given(struct text value)
{
    return value.string.bytes != NULL;
}

static bool same(struct string a, struct string b)
{
    return a.size == b.size && memcmp(a.bytes, b.bytes, a.size) == 0;
}

static bool fits_one(const struct scene *scene, const struct audit_rule *rule,
                     const struct observation *observation, struct text value)
{
    switch (rule->measure->kind) {
    case MEASURE_LENGTH:
    case MEASURE_NUMBER:
        return llabs(observation->value - value_of(scene, rule, value)) <=
               tolerance_of(scene, rule);
    case MEASURE_WORD:
        return same(observation->text, value.string);
    case MEASURE_PATTERN:
        return pattern_matches(value.string, observation->text, observation->page);
    }
    return false;
}

static bool fits(const struct scene *scene, const struct audit_rule *rule,
                 const struct observation *observation)
{
    const struct text *expect = rule->expect.items;
    length_t tolerance = tolerance_of(scene, rule);
    const struct text *never = rule->never.items;
    bool any = rule->expect.count == 0;

    for (size_t i = 0; i < rule->expect.count && !any; i++) {
        any = fits_one(scene, rule, observation, expect[i]);
    }
    for (size_t i = 0; i < rule->never.count && any; i++) {
        any = !fits_one(scene, rule, observation, never[i]);
    }
    if (is_given(rule->at_least) &&
        observation->value < value_of(scene, rule, rule->at_least) - tolerance) {
        return false;
    }
    if (is_given(rule->at_most) &&
        observation->value > value_of(scene, rule, rule->at_most) + tolerance) {
        return false;
    }
    return any;
}

static struct audit_finding judge(const struct scene *scene, const struct audit_rule *rule)
{
    struct measuring measuring = measure_rule(scene, rule);
    bool *right = ARENA_ARRAY(scene->arena, bool, measuring.count + 1);
    struct audit_finding finding = {.rule = rule,
                                    .verdict = VERDICT_NONE,
                                    .checked = measuring.count,
                                    .all = measuring.observations,
                                    .right = right,
                                    .expected = audit_expected(scene, rule, false),
                                    .measured = ""};

    for (size_t i = 0; i < measuring.count; i++) {
        right[i] = fits(scene, rule, &measuring.observations[i]);
        if (finding.shown == NULL || (!right[i] && finding.wrong == 0)) {
            finding.shown = &measuring.observations[i];
        }
        finding.wrong += !right[i];
    }
    if (finding.shown == NULL) {
        return finding;
    }
    finding.measured = audit_measured(scene, rule, finding.shown, false);
    finding.verdict = finding.wrong == 0                ? VERDICT_PASS
                      : rule->strength == STRENGTH_MUST ? VERDICT_FAIL
                                                        : VERDICT_WARNING;
    return finding;
}

const struct audit *audit_run(struct arena *arena, const struct audit_rules *rules,
                              const struct audit_document *document)
{
    struct audit *audit = ARENA_NEW(arena, struct audit);
    const struct audit_rule *items = rules->rules.items;
    struct audit_finding *findings = ARENA_ARRAY(arena, struct audit_finding, rules->rules.count);

    audit->rules = rules;
    audit->scene = scene_new(arena, rules, document, "text");
    audit->findings = findings;
    audit->count = rules->rules.count;
    for (size_t i = 0; i < audit->count; i++) {
        findings[i] = judge(audit->scene, &items[i]);
        audit->verdicts[findings[i].verdict]++;
    }
    return audit;
}
