/* The findings of an audit as text and as JSON. */
#include "audit/audit.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include <string.h>

enum { JSON_WRONG_LIMIT = 20 /* places of one rule that are told */ };

static unsigned columns_of(const char *text)
{
    size_t size = strlen(text);
    unsigned columns = 0;

    for (size_t offset = 0; offset < size;) {
        uint32_t character = unicode_decode(text, size, &offset);
        columns += character == UNICODE_INVALID ? 1 : unicode_columns(character);
    }
    return columns;
}

static void add_padded(struct buffer *out, const char *text, unsigned width)
{
    buffer_add_string(out, text);
    for (unsigned columns = columns_of(text); columns < width; columns++) {
        buffer_add_byte(out, ' ');
    }
}

static const char *strength_text(const struct audit_rule *rule)
{
    static const char *const texts[] = {[STRENGTH_MUST] = N_("must"),
                                        [STRENGTH_NORMALLY] = N_("normally"),
                                        [STRENGTH_RECOMMENDED] = N_("recommended"),
                                        [STRENGTH_MAY] = N_("may"),
                                        [STRENGTH_DERIVED] = N_("derived")};

    return message_translate(texts[rule->strength]);
}

static const char *const verdict_texts[] = {[VERDICT_PASS] = N_("pass"),
                                            [VERDICT_FAIL] = N_("FAIL"),
                                            [VERDICT_WARNING] = N_("warning"),
                                            [VERDICT_NONE] = N_("not applicable")};
static const char *const verdict_names[] = {[VERDICT_PASS] = "pass",
                                            [VERDICT_FAIL] = "fail",
                                            [VERDICT_WARNING] = "warning",
                                            [VERDICT_NONE] = "not-applicable"};
static const char *const verdict_colours[] = {[VERDICT_PASS] = "\033[32m",
                                              [VERDICT_FAIL] = "\033[1;31m",
                                              [VERDICT_WARNING] = "\033[33m",
                                              [VERDICT_NONE] = ""};

/* A row of the table, cell by cell. */
enum { CELLS = 6 };
enum cell { CELL_VERDICT, CELL_CLAUSE, CELL_STRENGTH, CELL_TITLE, CELL_EXPECTED, CELL_MEASURED };

static void add_cells(struct buffer *out, const char *const cells[CELLS],
                      const unsigned widths[CELLS], const char *colour)
{
    for (size_t i = 0; i < CELLS; i++) {
        if (i == CELL_VERDICT && colour[0] != '\0') {
            buffer_add_string(out, colour);
            add_padded(out, cells[i], widths[i]);
            buffer_add_string(out, "\033[0m");
        } else {
            add_padded(out, cells[i], i + 1 < CELLS ? widths[i] : 0);
        }
        buffer_add_string(out, i + 1 < CELLS ? "  " : "");
    }
    buffer_add_byte(out, '\n');
}

static const char *page_text(const struct audit *audit, const struct audit_finding *finding)
{
    struct arena *arena = audit->scene->arena;
    size_t page = finding->shown->page + 1;

    if (finding->wrong == 0) {
        return "";
    }
    if (finding->checked == 1) {
        return arena_format(arena, message_translate(N_(", page %zu")), page);
    }
    return arena_format(arena, message_translate(N_(", page %zu (%zu of %zu)")), page,
                        finding->wrong, finding->checked);
}

static void fill_cells(const struct audit *audit, const struct audit_finding *finding,
                       unsigned flags, const char *cells[CELLS])
{
    const struct audit_rule *rule = finding->rule;

    cells[CELL_VERDICT] = message_translate(verdict_texts[finding->verdict]);
    cells[CELL_CLAUSE] = rule->clause.string.bytes;
    cells[CELL_STRENGTH] = strength_text(rule);
    cells[CELL_TITLE] =
        (flags & AUDIT_CHINESE) != 0 ? rule->title.zh.string.bytes : rule->title.en.string.bytes;
    cells[CELL_EXPECTED] = finding->expected;
    cells[CELL_MEASURED] =
        arena_format(audit->scene->arena, "%s%s", finding->measured, page_text(audit, finding));
}

void audit_print_text(const struct audit *audit, const char *document, unsigned flags,
                      struct buffer *out)
{
    enum { EXPECTED_WIDTH = 44 }; /* at most: few are longer */
    const char *const head[CELLS] = {
        message_translate(N_("verdict")),  message_translate(N_("clause")),
        message_translate(N_("strength")), message_translate(N_("what")),
        message_translate(N_("expected")), message_translate(N_("measured"))};
    unsigned widths[CELLS];
    const char *cells[CELLS];

    for (size_t i = 0; i < CELLS; i++) {
        widths[i] = columns_of(head[i]);
    }
    for (size_t i = 0; i < audit->count; i++) {
        if (audit->findings[i].verdict != VERDICT_NONE) {
            fill_cells(audit, &audit->findings[i], flags, cells);
            for (size_t k = 0; k < CELLS; k++) {
                unsigned columns = columns_of(cells[k]);
                widths[k] = columns > widths[k] ? columns : widths[k];
            }
        }
    }
    widths[CELL_EXPECTED] =
        widths[CELL_EXPECTED] > EXPECTED_WIDTH ? EXPECTED_WIDTH : widths[CELL_EXPECTED];
    buffer_format(out, "%s: %s\n", document, audit->rules->standard.string.bytes);
    add_cells(out, head, widths, "");
    for (size_t i = 0; i < audit->count; i++) {
        const struct audit_finding *finding = &audit->findings[i];
        if (finding->verdict != VERDICT_NONE) {
            fill_cells(audit, finding, flags, cells);
            add_cells(out, cells, widths,
                      (flags & AUDIT_COLOUR) != 0 ? verdict_colours[finding->verdict] : "");
        }
    }
    buffer_format(out,
                  message_translate(N_("%zu rules: %zu pass, %zu fail, %zu warnings, %zu not "
                                       "applicable\n")),
                  audit->count, audit->verdicts[VERDICT_PASS], audit->verdicts[VERDICT_FAIL],
                  audit->verdicts[VERDICT_WARNING], audit->verdicts[VERDICT_NONE]);
}

/* ---- JSON ---- */

static void add_member(struct buffer *out, const char *name, const char *value)
{
    buffer_format(out, ", \"%s\": ", name);
    buffer_add_json(out, value);
}

/* A length twice, in mm and in pt; a number; else the text. */
static void add_value(struct buffer *out, const struct audit_rule *rule,
                      const struct observation *observation)
{
    switch (rule->measure->kind) {
    case MEASURE_LENGTH:
        buffer_add_string(out, ", \"mm\": ");
        buffer_add_decimal(out, length_scale(observation->value, 254, 720), 3);
        buffer_add_string(out, ", \"pt\": ");
        buffer_add_decimal(out, observation->value, 3);
        return;
    case MEASURE_NUMBER:
        buffer_add_string(out, ", \"number\": ");
        buffer_add_integer(out, observation->value);
        return;
    case MEASURE_WORD:
    case MEASURE_PATTERN:
        add_member(out, "text",
                   arena_copy(out->arena, observation->text.bytes, observation->text.size));
        return;
    }
}

static void add_observation(struct buffer *out, const struct audit_rule *rule,
                            const struct observation *observation)
{
    buffer_format(out, "{\"page\": %zu", observation->page + 1);
    add_value(out, rule, observation);
    if (observation->place.source != NULL) {
        add_member(out, "file", observation->place.source->name);
        buffer_format(out, ", \"line\": %u, \"column\": %u", (unsigned)observation->place.line,
                      (unsigned)observation->place.column);
    }
    buffer_add_string(out, "}");
}

static void add_finding(struct buffer *out, const struct audit_finding *finding)
{
    const struct audit_rule *rule = finding->rule;
    size_t told = 0;

    buffer_add_string(out, "    {\"id\": ");
    buffer_add_json(out, rule->id.string.bytes);
    add_member(out, "clause", rule->clause.string.bytes);
    add_member(out, "strength", strength_name((enum strength)rule->strength));
    buffer_add_string(out, ", \"title\": {\"zh\": ");
    buffer_add_json(out, rule->title.zh.string.bytes);
    add_member(out, "en", rule->title.en.string.bytes);
    buffer_add_string(out, "}");
    if (rule->element.string.bytes != NULL) {
        add_member(out, "element", rule->element.string.bytes);
    }
    add_member(out, "measure", rule->measure->name);
    add_member(out, "verdict", verdict_names[finding->verdict]);
    add_member(out, "expected", finding->expected);
    if (finding->shown != NULL) {
        add_member(out, "measured", finding->measured);
        buffer_format(out, ", \"checked\": %zu, \"wrong\": %zu, \"shown\": ", finding->checked,
                      finding->wrong);
        add_observation(out, rule, finding->shown);
    }
    if (finding->wrong > 0) {
        buffer_add_string(out, ", \"places\": [");
        for (size_t i = 0; i < finding->checked && told < JSON_WRONG_LIMIT; i++) {
            if (!finding->right[i]) {
                buffer_add_string(out, told++ > 0 ? ", " : "");
                add_observation(out, rule, &finding->all[i]);
            }
        }
        buffer_add_string(out, "]");
    }
    buffer_add_string(out, "}");
}

void audit_print_json(const struct audit *audit, const char *document, struct buffer *out)
{
    buffer_add_string(out, "{\"document\": ");
    buffer_add_json(out, document);
    add_member(out, "standard", audit->rules->standard.string.bytes);
    buffer_format(out, ", \"pages\": %zu", audit->scene->list->page_count);
    for (size_t i = 0; i <= VERDICT_NONE; i++) {
        buffer_format(out, ", \"%s\": %zu", verdict_names[i], audit->verdicts[i]);
    }
    buffer_add_string(out, ",\n  \"rules\": [\n");
    for (size_t i = 0; i < audit->count; i++) {
        add_finding(out, &audit->findings[i]);
        buffer_add_string(out, i + 1 < audit->count ? ",\n" : "\n");
    }
    buffer_add_string(out, "  ]}\n");
}
