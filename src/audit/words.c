/* What was expected and what was measured, for people. */
#include "audit/audit.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include <string.h>

/* Words that measures give, and placeholders of patterns: a reader's language has its own. */
static const char *const known_words[] = {
    N_("before"),    N_("behind"),  N_("between"),      N_("left"),      N_("right"),
    N_("odd"),       N_("even"),    N_("red"),          N_("black"),     N_("one-line"),
    N_("trapezoid"), N_("rhombus"), N_("rectangle"),    N_("hourglass"), N_("growing"),
    N_("shrinking"), N_("equal"),   N_("single"),       N_("in-order"),  N_("none"),
    N_("same"),      N_("{year}"),  N_("{month}"),      N_("{day}"),     N_("{number}"),
    N_("{digits}"),  N_("{han}"),   N_("{six-digits}"), N_("{page}"),    N_("{text}"),
};
enum { KNOWN_WORDS = sizeof known_words / sizeof *known_words };

static const char *translate_word(struct arena *arena, struct string word)
{
    for (size_t i = 0; i < KNOWN_WORDS; i++) {
        if (word.size == strlen(known_words[i]) &&
            memcmp(word.bytes, known_words[i], word.size) == 0) {
            return message_translate(known_words[i]);
        }
    }
    return arena_copy(arena, word.bytes, word.size);
}

static const char *translate_pattern(struct arena *arena, struct string pattern)
{
    struct buffer out = buffer_new(arena);

    for (size_t at = 0; at < pattern.size;) {
        const char *from = pattern.bytes + at;
        const char *end = *from == '{' ? memchr(from, '}', pattern.size - at) : NULL;
        size_t size = end == NULL ? 1 : (size_t)(end - from) + 1;
        if (end != NULL) {
            buffer_add_string(&out, translate_word(arena, (struct string){from, size}));
        } else {
            buffer_add(&out, from, size);
        }
        at += size;
    }
    return buffer_string(&out).bytes;
}

static struct dimension dimension_of(struct arena *arena, struct text value)
{
    struct dimension dimension = {0};

    (void)dimension_type.parse(arena, value.string, value.place, &dimension);
    return dimension;
}

static enum unit unit_of(const struct scene *scene, const struct audit_rule *rule)
{
    struct text value = rule->expect.count > 0  ? *(const struct text *)rule->expect.items
                        : rule->never.count > 0 ? *(const struct text *)rule->never.items
                        : rule->at_least.string.bytes != NULL ? rule->at_least
                                                              : rule->at_most;

    return dimension_of(scene->arena, value).unit;
}

static const char *length_text(const struct scene *scene, length_t value)
{
    return arena_format(scene->arena, "%.2f mm (%.2f pt)", length_to_mm(value),
                        (double)value / LENGTH_PT);
}

/* As the rule writes it: not rounded to our unit. */
static const char *dimension_text(const struct scene *scene, struct dimension dimension)
{
    static const char *const units[] = {[UNIT_NONE] = "",
                                        [UNIT_MM] = " mm",
                                        [UNIT_PT] = " pt",
                                        [UNIT_CELL] = "字",
                                        [UNIT_LINE] = "行"};

    return arena_format(scene->arena, "%g%s", (double)dimension.amount / 1e6,
                        units[dimension.unit]);
}

static const char *value_text(const struct scene *scene, const struct audit_rule *rule,
                              struct text value, bool local)
{
    switch (rule->measure->kind) {
    case MEASURE_LENGTH:
        break;
    case MEASURE_NUMBER:
        return value.string.bytes;
    case MEASURE_WORD:
        return local ? translate_word(scene->arena, value.string) : value.string.bytes;
    case MEASURE_PATTERN:
        return local ? translate_pattern(scene->arena, value.string) : value.string.bytes;
    }
    struct dimension dimension = dimension_of(scene->arena, value);
    length_t length = dimension_resolve(dimension, scene->cell, scene->pitch);
    switch (dimension.unit) {
    case UNIT_PT:
    case UNIT_NONE:
        return length_text(scene, length);
    case UNIT_MM:
        return dimension_text(scene, dimension);
    case UNIT_CELL:
    case UNIT_LINE:
        return arena_format(scene->arena, "%s = %.2f mm", value.string.bytes, length_to_mm(length));
    }
    return "";
}

const char *audit_expected(const struct scene *scene, const struct audit_rule *rule, bool local)
{
    const struct text *expect = rule->expect.items;
    const struct text *never = rule->never.items;
    struct buffer out = buffer_new(scene->arena);
    const char *tolerance = rule->measure->kind == MEASURE_LENGTH && rule->tolerance.amount > 0
                                ? dimension_text(scene, rule->tolerance)
                                : NULL;

    for (size_t i = 0; i < rule->expect.count; i++) {
        buffer_format(&out, "%s%s", i > 0 ? " | " : "", value_text(scene, rule, expect[i], local));
    }
    if (rule->expect.count > 0 && tolerance != NULL) {
        buffer_format(&out, " ± %s", tolerance);
    }
    for (size_t i = 0; i < rule->never.count; i++) {
        buffer_format(&out, "%s≠ %s", out.size > 0 ? ", " : "",
                      value_text(scene, rule, never[i], local));
    }
    if (rule->at_least.string.bytes != NULL) {
        buffer_format(&out, "%s≥ %s", out.size > 0 ? ", " : "",
                      value_text(scene, rule, rule->at_least, local));
        buffer_format(&out, tolerance != NULL ? " − %s" : "%s", tolerance != NULL ? tolerance : "");
    }
    if (rule->at_most.string.bytes != NULL) {
        buffer_format(&out, "%s≤ %s", out.size > 0 ? ", " : "",
                      value_text(scene, rule, rule->at_most, local));
        buffer_format(&out, tolerance != NULL ? " + %s" : "%s", tolerance != NULL ? tolerance : "");
    }
    return buffer_string(&out).bytes;
}

const char *audit_observed(const struct scene *scene, const struct audit_rule *rule,
                           const struct observation *observation, bool local)
{
    enum { SHOWN = 60 }; /* bytes of a text */
    size_t size = observation->text.size;
    enum unit unit;

    switch (rule->measure->kind) {
    case MEASURE_LENGTH:
        unit = unit_of(scene, rule);
        if (unit == UNIT_CELL && scene->cell > 0) {
            return arena_format(scene->arena, "%.2f字",
                                (double)observation->value / (double)scene->cell);
        }
        if (unit == UNIT_LINE && scene->pitch > 0) {
            return arena_format(scene->arena, "%.2f行",
                                (double)observation->value / (double)scene->pitch);
        }
        return arena_format(scene->arena, "%.2f mm", length_to_mm(observation->value));
    case MEASURE_NUMBER:
        return arena_format(scene->arena, "%lld", (long long)observation->value);
    case MEASURE_WORD:
        return local ? translate_word(scene->arena, observation->text) : observation->text.bytes;
    case MEASURE_PATTERN:
        if (size <= SHOWN) {
            return arena_copy(scene->arena, observation->text.bytes, size);
        }
        size = SHOWN;
        while (((unsigned char)observation->text.bytes[size] & 0xC0) == 0x80) {
            size--; /* not inside of a character */
        }
        return arena_format(scene->arena, "%.*s…", (int)size, observation->text.bytes);
    }
    return "";
}

const char *audit_measured(const struct scene *scene, const struct audit_rule *rule,
                           const struct observation *observation, bool local)
{
    enum unit unit = rule->measure->kind == MEASURE_LENGTH ? unit_of(scene, rule) : UNIT_NONE;
    const char *brief = audit_observed(scene, rule, observation, local);

    if (rule->measure->kind != MEASURE_LENGTH) {
        return brief;
    }
    bool on_grid = unit == UNIT_CELL || unit == UNIT_LINE;
    return arena_format(scene->arena, "%s%s%s", on_grid ? brief : "", on_grid ? " = " : "",
                        length_text(scene, observation->value));
}
