#include "command/batch_findings.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "command/command.h"
#include <stdio.h>

/* Units that a finding as text names; one as JSON names all. */
enum { SHOWN_UNITS = 5 };

struct batch_finding {
    size_t *rows; /* of the units; none: of the series */
    size_t count, capacity;
};

struct batch_findings batch_findings_new(struct arena *arena, enum gongwen_form form)
{
    return (struct batch_findings){.arena = arena, .form = form, .texts = string_table_new(arena)};
}

static struct string finding_text(const struct batch_findings *findings,
                                  const struct diagnostic *found, struct arena *scratch)
{
    struct buffer out = buffer_new(scratch);

    switch (findings->form) {
    case GONGWEN_TEXT:
        diagnostic_print_text(found, 0, &out);
        break;
    case GONGWEN_COLOUR:
        diagnostic_print_text(found, FORMAT_COLOUR, &out);
        break;
    case GONGWEN_JSON:
        diagnostic_print_json(found, &out);
        break;
    }
    return buffer_string(&out);
}

void batch_findings_take(struct batch_findings *findings, const struct diagnostics *found,
                         size_t row, struct arena *scratch)
{
    struct arena *arena = findings->arena;

    findings->dropped += found->dropped;
    for (size_t i = 0; i < found->count; i++) {
        bool known;
        struct string text = finding_text(findings, found->items[i], scratch);
        size_t at = string_table_put(&findings->texts, text, &known);
        findings->items =
            arena_grow(arena, findings->items, at, &findings->capacity, sizeof *findings->items);
        struct batch_finding *finding = &findings->items[at];
        if (!known) {
            *finding = (struct batch_finding){0};
        }
        if (row > 0) {
            finding->rows = arena_grow(arena, finding->rows, finding->count, &finding->capacity,
                                       sizeof *finding->rows);
            finding->rows[finding->count++] = row;
        }
    }
}

static struct place place_of(const struct batch_findings *findings, size_t row)
{
    return units_name(findings->units, row).place;
}

/* 单位：甲局（units.csv:2）、乙局（units.csv:3） */
static void add_units(const struct batch_findings *findings, const struct batch_finding *finding,
                      struct arena *scratch, struct buffer *out)
{
    const char *names[SHOWN_UNITS];
    size_t shown = finding->count < SHOWN_UNITS ? finding->count : SHOWN_UNITS;

    for (size_t i = 0; i < shown; i++) {
        struct place place = place_of(findings, finding->rows[i]);
        const char *name = units_name(findings->units, finding->rows[i]).string.bytes;
        const char *line = arena_format(scratch, "%u", (unsigned)place.line);
        const char *const parts[] = {"", name, place.source->name, line};
        names[i] = message_fill(scratch, "{1} ({2}:{3})", parts, 4);
    }
    const char *joined = message_join(scratch, names, shown);
    if (finding->count > shown) {
        buffer_format(out, _("      = unit: %s and %zu more\n"), joined, finding->count - shown);
    } else {
        buffer_format(out, _("      = unit: %s\n"), joined);
    }
}

static void add_units_json(const struct batch_findings *findings,
                           const struct batch_finding *finding, struct buffer *out)
{
    buffer_add_string(out, ", \"units\": [");
    for (size_t i = 0; i < finding->count; i++) {
        struct place place = place_of(findings, finding->rows[i]);
        buffer_add_string(out, i > 0 ? ", {\"unit\": " : "{\"unit\": ");
        buffer_add_json(out, units_name(findings->units, finding->rows[i]).string.bytes);
        buffer_add_string(out, ", \"file\": ");
        buffer_add_json(out, place.source->name);
        buffer_format(out, ", \"line\": %u}", (unsigned)place.line);
    }
    buffer_add_string(out, "]");
}

/* Those of the series, or those of units; counts them. */
static void print_some(const struct batch_findings *findings, bool of_units, size_t *count,
                       struct arena *scratch)
{
    bool json = findings->form == GONGWEN_JSON;

    for (size_t i = 0; i < findings->texts.count; i++) {
        const struct batch_finding *finding = &findings->items[i];
        struct buffer out = buffer_new(scratch);
        if ((finding->count > 0) != of_units) {
            continue;
        }
        if (json) {
            buffer_add_string(&out, (*count)++ > 0 ? ",\n  " : "[\n  ");
        }
        buffer_add(&out, findings->texts.items[i].bytes, findings->texts.items[i].size);
        if (of_units && json) {
            add_units_json(findings, finding, &out);
        } else if (of_units) {
            add_units(findings, finding, scratch, &out);
        }
        buffer_add_string(&out, json ? "}" : "");
        struct string text = buffer_string(&out);
        (void)fwrite(text.bytes, 1, text.size, stderr);
    }
}

void batch_findings_print(const struct batch_findings *findings, struct arena *scratch)
{
    size_t count = 0;

    print_some(findings, false, &count, scratch);
    print_some(findings, true, &count, scratch);
    if (findings->form == GONGWEN_JSON) {
        (void)fputs(count > 0 ? "\n]\n" : "[]\n", stderr);
    } else if (findings->dropped > 0) {
        (void)fprintf(stderr, _("gongwen: and %zu more findings\n"), findings->dropped);
    }
}
