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
    bool any = rule->expect.count == 0;

    for (size_t i = 0; i < rule->expect.count && !any; i++) {
        any = fits_one(scene, rule, observation, expect[i]);
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

/* ---- in words ---- */

/* In the unit that the rule speaks: "2字", else "". */
static const char *in_unit(const struct scene *scene, enum unit unit, length_t value)
{
    length_t one = unit == UNIT_CELL ? scene->cell : scene->pitch;

    if ((unit != UNIT_CELL && unit != UNIT_LINE) || one <= 0) {
        return "";
    }
    return arena_format(scene->arena, "%.2f%s = ", (double)value / (double)one,
                        unit == UNIT_CELL ? "字" : "行");
}

static const char *length_text(const struct scene *scene, length_t value)
{
    return arena_format(scene->arena, "%.2f mm (%.2f pt)", length_to_mm(value),
                        (double)value / LENGTH_PT);
}

static const char *value_text(const struct scene *scene, const struct audit_rule *rule,
                              struct text value)
{
    if (rule->measure->kind != MEASURE_LENGTH) {
        return value.string.bytes;
    }
    struct dimension dimension = dimension_of(scene->arena, value);
    double mm = length_to_mm(length_of(scene, value));
    switch (dimension.unit) {
    case UNIT_PT:
    case UNIT_NONE:
        return arena_format(scene->arena, "%.2f mm (%.2f pt)", mm,
                            (double)length_of(scene, value) / LENGTH_PT);
    case UNIT_MM:
        return arena_format(scene->arena, "%.4g mm", mm);
    case UNIT_CELL:
    case UNIT_LINE:
        return arena_format(scene->arena, "%s = %.2f mm", value.string.bytes, mm);
    }
    return "";
}

static const char *expected_text(const struct scene *scene, const struct audit_rule *rule)
{
    const struct text *expect = rule->expect.items;
    struct buffer out = buffer_new(scene->arena);
    length_t tolerance = tolerance_of(scene, rule);

    for (size_t i = 0; i < rule->expect.count; i++) {
        buffer_format(&out, "%s%s", i > 0 ? " | " : "", value_text(scene, rule, expect[i]));
    }
    if (is_given(rule->at_least)) {
        buffer_format(&out, "%s≥ %s", out.size > 0 ? ", " : "",
                      value_text(scene, rule, rule->at_least));
    }
    if (is_given(rule->at_most)) {
        buffer_format(&out, "%s≤ %s", out.size > 0 ? ", " : "",
                      value_text(scene, rule, rule->at_most));
    }
    if (tolerance > 0 && rule->tolerance.unit != UNIT_NONE) {
        buffer_format(&out, " ± %.2g mm", length_to_mm(tolerance));
    }
    return buffer_string(&out).bytes;
}

static enum unit unit_of(const struct scene *scene, const struct audit_rule *rule)
{
    struct text value = rule->expect.count > 0     ? *(const struct text *)rule->expect.items
                        : is_given(rule->at_least) ? rule->at_least
                                                   : rule->at_most;

    return dimension_of(scene->arena, value).unit;
}

static const char *measured_text(const struct scene *scene, const struct audit_rule *rule,
                                 const struct observation *observation)
{
    enum { SHOWN = 60 }; /* bytes of a text */

    switch (rule->measure->kind) {
    case MEASURE_LENGTH:
        return arena_format(scene->arena, "%s%s",
                            in_unit(scene, unit_of(scene, rule), observation->value),
                            length_text(scene, observation->value));
    case MEASURE_NUMBER:
        return arena_format(scene->arena, "%lld", (long long)observation->value);
    case MEASURE_WORD:
        return observation->text.bytes;
    case MEASURE_PATTERN: {
        size_t size = observation->text.size;
        bool cut = size > SHOWN;
        size = cut ? SHOWN : size;
        while (cut && ((unsigned char)observation->text.bytes[size] & 0xC0) == 0x80) {
            size--; /* not inside of a character */
        }
        return arena_format(scene->arena, "%.*s%s", (int)size, observation->text.bytes,
                            cut ? "…" : "");
    }
    }
    return "";
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
                                    .expected = expected_text(scene, rule),
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
    finding.measured = measured_text(scene, rule, finding.shown);
    finding.verdict = finding.wrong == 0                ? VERDICT_PASS
                      : rule->strength == STRENGTH_MUST ? VERDICT_FAIL
                                                        : VERDICT_WARNING;
    return finding;
}

const struct audit *audit_run(struct arena *arena, const struct audit_rules *rules,
                              const struct display_list *list, struct catalog *catalog)
{
    struct audit *audit = ARENA_NEW(arena, struct audit);
    const struct audit_rule *items = rules->rules.items;
    struct audit_finding *findings = ARENA_ARRAY(arena, struct audit_finding, rules->rules.count);

    audit->rules = rules;
    audit->scene = scene_new(arena, rules, list, catalog, "text");
    audit->findings = findings;
    audit->count = rules->rules.count;
    for (size_t i = 0; i < audit->count; i++) {
        findings[i] = judge(audit->scene, &items[i]);
        audit->verdicts[findings[i].verdict]++;
    }
    return audit;
}
