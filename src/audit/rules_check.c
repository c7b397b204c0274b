/* What must be true of rules beyond the fields that they have. */
#include "audit/rules.h"

#include "audit/measure.h"
#include "base/arena.h"
#include "base/diagnostic.h"
#include "report/report.h"
#include "yaml/index.h"
#include "yaml/nearest.h"
#include "yaml/node.h"
#include <stdlib.h>
#include <string.h>

/* What checking needs everywhere. */
struct checker {
    struct arena *arena;
    struct diagnostics *diagnostics;
    const struct audit_rules *rules;
    const struct node *root; /* of the file */
    unsigned parts;
};

static bool is_given(struct text value)
{
    return value.string.bytes != NULL;
}

/* ---- type area and grid ---- */

static struct place place_of(const struct checker *checker, const char *part, const char *key)
{
    return node_get(node_get(checker->root, part), key)->place;
}

/* A length on the page, not on the grid: that follows from it. */
static length_t check_size(const struct checker *checker, const char *part, const char *key,
                           struct dimension size, length_t least)
{
    bool absolute = size.unit == UNIT_MM || size.unit == UNIT_PT;
    length_t length = absolute ? dimension_resolve(size, 0, 0) : -1;

    if (length < least) {
        REPORT(checker->diagnostics, RULES_SIZE, place_of(checker, part, key), key,
               least > 0 ? "1pt" : "0mm");
    }
    return length;
}

static void check_page(const struct checker *checker)
{
    static const char area_key[] = "type-area", grid_key[] = "grid";
    const struct audit_area *area = &checker->rules->area;
    int64_t lines = checker->rules->grid.lines;
    int64_t characters = checker->rules->grid.characters;
    length_t width = 0, height = 0, em = 0;

    if ((checker->parts & PART_AREA) != 0) {
        (void)check_size(checker, area_key, "left", area->left, 0);
        (void)check_size(checker, area_key, "top", area->top, 0);
        width = check_size(checker, area_key, "width", area->width, LENGTH_PT);
        height = check_size(checker, area_key, "height", area->height, LENGTH_PT);
    }
    if ((checker->parts & PART_GRID) != 0) {
        em = check_size(checker, grid_key, "em", checker->rules->grid.em, LENGTH_PT);
    }
    if (width < LENGTH_PT || height < LENGTH_PT || em < LENGTH_PT) {
        return;
    }
    bool wide = em <= width && width / characters >= LENGTH_PT;
    bool high = em <= height && (lines == 1 || (height - em) / (lines - 1) >= LENGTH_PT);
    if (!wide || !high) {
        REPORT(checker->diagnostics, RULES_GRID, node_get(checker->root, grid_key)->place,
               arena_format(checker->arena, "%lld", (long long)lines),
               arena_format(checker->arena, "%lld", (long long)characters));
    }
}

/* ---- names ---- */

/* Where some could not be read, what is missing is not to be told. */
static bool knows_names(const struct checker *checker)
{
    return (checker->parts & PART_ELEMENTS) != 0 && (checker->parts & PART_FORMATS) != 0;
}

static void check_element(const struct checker *checker, struct text name)
{
    const struct map *elements = &checker->rules->elements;

    if (!knows_names(checker) || !is_given(name) ||
        audit_rules_element(checker->rules, name.string.bytes)) {
        return;
    }
    const char **names = ARENA_ARRAY(checker->arena, const char *, elements->count);
    for (size_t i = 0; i < elements->count; i++) {
        names[i] = elements->keys[i].string.bytes;
    }
    nearest_report(checker->arena, checker->diagnostics,
                   (struct unknown_name){RULES_ELEMENT, RULES_ELEMENT_NEAR}, name, names,
                   elements->count);
}

static bool holds(const struct list *names, struct string name)
{
    const struct text *texts = names->items;

    for (size_t i = 0; i < names->count; i++) {
        if (index_same(texts[i].string, name)) {
            return true;
        }
    }
    return false;
}

/* Of elements, or of formats. */
static void check_conditions(const struct checker *checker, const struct list *names)
{
    const struct text *texts = names->items;

    for (size_t i = 0; i < names->count; i++) {
        if (!audit_rules_format(checker->rules, texts[i].string.bytes)) {
            check_element(checker, texts[i]);
        }
    }
}

/* Elements that must be there and must not be there. */
static void check_applies(const struct checker *checker, const struct audit_rule *rule)
{
    const struct text *unless = rule->unless.items;

    for (size_t i = 0; i < rule->unless.count; i++) {
        if (holds(&rule->when, unless[i].string)) {
            REPORT(checker->diagnostics, RULES_NEVER, unless[i].place, rule->id.string.bytes,
                   unless[i].string.bytes);
        }
    }
}

static void check_fields(const struct checker *checker, const struct list *names)
{
    const struct text *texts = names->items;
    const char **known = NULL;
    size_t count = 0, capacity = 0;

    for (const struct field *field = report_type.fields; field->name != NULL; field++) {
        known = arena_grow(checker->arena, known, count, &capacity, sizeof *known);
        known[count++] = field->name;
    }
    for (size_t i = 0; i < names->count; i++) {
        if (record_lookup(&report_type, texts[i].string.bytes) == NULL) {
            nearest_report(checker->arena, checker->diagnostics,
                           (struct unknown_name){RULES_FIELD, RULES_FIELD_NEAR}, texts[i], known,
                           count);
        }
    }
}

static void check_elements(const struct checker *checker)
{
    const struct map *elements = &checker->rules->elements;
    const struct map *formats = &checker->rules->formats;

    for (size_t i = 0; i < elements->count; i++) {
        const struct audit_element *element = &((const struct audit_element *)elements->values)[i];
        const struct text *except = element->except.items;
        for (size_t k = 0; k < element->except.count; k++) {
            if (holds(&element->ids, except[k].string)) {
                REPORT(checker->diagnostics, RULES_EXCEPT, except[k].place,
                       elements->keys[i].string.bytes, except[k].string.bytes);
            }
        }
    }
    for (size_t i = 0; i < formats->count; i++) {
        const struct audit_format *format = &((const struct audit_format *)formats->values)[i];
        for (size_t k = 0; k < format->elements.count; k++) {
            check_element(checker, ((const struct text *)format->elements.items)[k]);
        }
    }
}

/* ---- values ---- */

static void check_value(const struct checker *checker, const struct audit_rule *rule,
                        struct text value)
{
    if (is_given(value) && !measure_accepts(checker->arena, rule->measure, value)) {
        REPORT(checker->diagnostics, RULES_VALUE, value.place, value.string.bytes,
               message_translate(measure_kind_expects(rule->measure)));
    }
}

static void check_values(const struct checker *checker, const struct audit_rule *rule,
                         const struct list *values)
{
    for (size_t i = 0; i < values->count; i++) {
        check_value(checker, rule, ((const struct text *)values->items)[i]);
    }
}

/* A limit beside a value, or where nothing is more or less. */
static void check_limit(const struct checker *checker, const struct audit_rule *rule,
                        const char *key, struct text limit)
{
    if (!is_given(limit)) {
        return;
    }
    if (rule->measure->kind != MEASURE_LENGTH && rule->measure->kind != MEASURE_NUMBER) {
        REPORT(checker->diagnostics, RULES_LIMIT, limit.place, rule->measure->name, key);
        return;
    }
    check_value(checker, rule, limit);
    if (rule->expect.count > 0) {
        REPORT(checker->diagnostics, RULES_BOTH, limit.place, rule->id.string.bytes, key);
    }
}

/* No value is both. Lengths on the grid and on the page are not compared: the grid is measured. */
static void check_range(const struct checker *checker, const struct audit_rule *rule)
{
    struct text least = rule->at_least, most = rule->at_most;
    struct dimension low = {0}, high = {0};

    if (!is_given(least) || !is_given(most) ||
        !measure_accepts(checker->arena, rule->measure, least) ||
        !measure_accepts(checker->arena, rule->measure, most)) {
        return;
    }
    if (rule->measure->kind == MEASURE_NUMBER) {
        low = (struct dimension){strtol(least.string.bytes, NULL, 10), UNIT_NONE};
        high = (struct dimension){strtol(most.string.bytes, NULL, 10), UNIT_NONE};
    } else {
        (void)dimension_type.parse(checker->arena, least.string, least.place, &low);
        (void)dimension_type.parse(checker->arena, most.string, most.place, &high);
    }
    if (low.unit == high.unit && low.amount > high.amount) {
        REPORT(checker->diagnostics, RULES_RANGE, most.place, least.string.bytes,
               most.string.bytes);
    }
}

static void settle_tolerance(const struct checker *checker, struct audit_rule *rule)
{
    struct text text = rule->tolerance_text;

    if (!is_given(text)) {
        return;
    }
    if (rule->measure->kind != MEASURE_LENGTH) {
        REPORT(checker->diagnostics, RULES_NO_TOLERANCE, text.place, rule->measure->name);
    } else if (!dimension_type.parse(checker->arena, text.string, text.place, &rule->tolerance) ||
               rule->tolerance.amount < 0) {
        REPORT(checker->diagnostics, RULES_TOLERANCE, text.place, text.string.bytes);
    }
}

/* ---- rules ---- */

static bool find_measure(const struct checker *checker, struct audit_rule *rule)
{
    const char *const *names;

    rule->measure = measure_find(rule->measure_name.string.bytes);
    if (rule->measure == NULL) {
        size_t count = measure_names(checker->arena, &names);
        nearest_report(checker->arena, checker->diagnostics,
                       (struct unknown_name){RULES_NAME, RULES_NAME_NEAR}, rule->measure_name,
                       names, count);
    }
    return rule->measure != NULL;
}

static void check_rule(const struct checker *checker, struct audit_rule *rule)
{
    struct string of = rule->of.string;
    bool known = find_measure(checker, rule);

    check_element(checker, rule->element);
    if (of.bytes != NULL && strcmp(of.bytes, "page") != 0 && strcmp(of.bytes, "type-area") != 0) {
        check_element(checker, rule->of);
    }
    if (of.bytes != NULL && is_given(rule->element) && index_same(of, rule->element.string) &&
        audit_rules_element(checker->rules, of.bytes) != NULL) {
        REPORT(checker->diagnostics, RULES_SELF, rule->of.place, rule->id.string.bytes, of.bytes);
    }
    if (knows_names(checker)) {
        check_conditions(checker, &rule->when);
        check_conditions(checker, &rule->unless);
    }
    check_applies(checker, rule);
    check_fields(checker, &rule->given);
    if (rule->expect.count == 0 && rule->never.count == 0 && !is_given(rule->at_least) &&
        !is_given(rule->at_most)) {
        REPORT(checker->diagnostics, RULES_EMPTY, rule->place, rule->id.string.bytes);
    }
    if (!known) {
        return;
    }
    if (!rule->measure->of_page && !is_given(rule->element)) {
        REPORT(checker->diagnostics, RULES_NO_ELEMENT, rule->place, rule->id.string.bytes,
               rule->measure->name);
    }
    check_values(checker, rule, &rule->expect);
    check_values(checker, rule, &rule->never);
    check_limit(checker, rule, "at-least", rule->at_least);
    check_limit(checker, rule, "at-most", rule->at_most);
    check_range(checker, rule);
    settle_tolerance(checker, rule);
}

/* Machines know rules by their ids. */
static void check_ids(const struct checker *checker)
{
    const struct audit_rule *rules = checker->rules->rules.items;
    size_t count = checker->rules->rules.count;
    struct index_entry *entries = ARENA_ARRAY(checker->arena, struct index_entry, count + 1);

    for (size_t i = 0; i < count; i++) {
        entries[i] = (struct index_entry){rules[i].id.string, i};
    }
    index_sort(entries, count);
    for (size_t i = 1, first = 0; i < count; i++) {
        if (!index_same(entries[i].name, entries[first].name)) {
            first = i;
            continue;
        }
        unsigned line = (unsigned)rules[entries[first].position].id.place.line;
        REPORT(checker->diagnostics, RULES_DUPLICATE, rules[entries[i].position].id.place,
               entries[i].name.bytes, arena_format(checker->arena, "%u", line));
    }
}

void audit_rules_check(struct arena *arena, struct audit_rules *rules, const struct node *root,
                       unsigned parts, struct diagnostics *diagnostics)
{
    struct checker checker = {arena, diagnostics, rules, root, parts};
    struct audit_rule *items = rules->rules.items;

    check_page(&checker);
    if (knows_names(&checker)) {
        check_elements(&checker);
    }
    for (size_t i = 0; i < rules->rules.count; i++) {
        check_rule(&checker, &items[i]);
    }
    check_ids(&checker);
}
