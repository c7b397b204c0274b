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

static const char *title_text(const struct audit_title *title, unsigned flags)
{
    return (flags & AUDIT_CHINESE) != 0 ? title->zh.string.bytes : title->en.string.bytes;
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
    cells[CELL_TITLE] = title_text(&rule->title, flags);
    cells[CELL_EXPECTED] = audit_expected(audit->scene, rule, true);
    cells[CELL_MEASURED] = arena_format(audit->scene->arena, "%s%s",
                                        audit_measured(audit->scene, rule, finding->shown, true),
                                        page_text(audit, finding));
}

/* ---- clauses ---- */

/* Whether clause "7.2.5" belongs to part "7.2" of the standard. */
static bool is_part(struct string clause, struct string part)
{
    return clause.size >= part.size && memcmp(clause.bytes, part.bytes, part.size) == 0 &&
           (clause.size == part.size || clause.bytes[part.size] == '.');
}

/* The part of the standard that the clause stands in: the smallest that the rules name; the count
 * of parts where it is in none. */
static size_t part_of(const struct audit_rules *rules, struct string clause)
{
    const struct map *clauses = &rules->clauses;
    size_t found = clauses->count;

    for (size_t i = 0; i < clauses->count; i++) {
        struct string part = clauses->keys[i].string;
        if (is_part(clause, part) &&
            (found == clauses->count || part.size > clauses->keys[found].string.size)) {
            found = i;
        }
    }
    return found;
}

static void add_part(const struct audit *audit, size_t part, unsigned flags, struct buffer *out)
{
    const struct map *clauses = &audit->rules->clauses;

    if (part < clauses->count) {
        const struct audit_title *titles = clauses->values;
        bool coloured = (flags & AUDIT_COLOUR) != 0;
        buffer_format(out, "\n%s%s %s%s\n", coloured ? "\033[1m" : "",
                      clauses->keys[part].string.bytes, title_text(&titles[part], flags),
                      coloured ? "\033[0m" : "");
    }
}

/* ---- what is to be mended ---- */

static void add_wrong(const struct audit *audit, const struct audit_finding *finding,
                      unsigned flags, struct buffer *out)
{
    const struct audit_rule *rule = finding->rule;
    const struct scene *scene = audit->scene;
    const struct place *place = &finding->shown->place;
    bool coloured = (flags & AUDIT_COLOUR) != 0;

    buffer_format(out, "%s%s%s %s %s\n", coloured ? verdict_colours[finding->verdict] : "",
                  message_translate(verdict_texts[finding->verdict]), coloured ? "\033[0m" : "",
                  rule->clause.string.bytes, title_text(&rule->title, flags));
    buffer_format(out, message_translate(N_("    is %s%s; should be %s\n")),
                  audit_measured(scene, rule, finding->shown, true), page_text(audit, finding),
                  audit_expected(scene, rule, true));
    if (place->source != NULL && place->line > 0) {
        buffer_format(out, message_translate(N_("    at %s:%u:%u\n")), place->source->name,
                      (unsigned)place->line, (unsigned)place->column);
    }
}

static void add_all_wrong(const struct audit *audit, unsigned flags, struct buffer *out)
{
    static const enum verdict wrong[] = {VERDICT_FAIL, VERDICT_WARNING};
    size_t told = audit->verdicts[VERDICT_FAIL] + audit->verdicts[VERDICT_WARNING];

    if (told > 0) {
        buffer_format(out, "\n%s\n", message_translate(N_("Not as it should be:")));
    }
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
        for (size_t i = 0; i < audit->count; i++) {
            if (audit->findings[i].verdict == wrong[k]) {
                add_wrong(audit, &audit->findings[i], flags, out);
            }
        }
    }
}

const char *audit_summary(const struct audit *audit)
{
    return arena_format(audit->scene->arena,
                        message_translate(N_("%zu rules: %zu pass, %zu fail, %zu warnings, %zu not "
                                             "applicable")),
                        audit->count, audit->verdicts[VERDICT_PASS], audit->verdicts[VERDICT_FAIL],
                        audit->verdicts[VERDICT_WARNING], audit->verdicts[VERDICT_NONE]);
}

static void measure_widths(const struct audit *audit, unsigned flags, unsigned widths[CELLS])
{
    static const unsigned limits[CELLS] = {
        /* few are longer */
        [CELL_VERDICT] = 20, [CELL_CLAUSE] = 12,   [CELL_STRENGTH] = 20,
        [CELL_TITLE] = 50,   [CELL_EXPECTED] = 36, [CELL_MEASURED] = 0};
    const char *cells[CELLS];

    for (size_t i = 0; i < audit->count; i++) {
        if (audit->findings[i].verdict == VERDICT_NONE) {
            continue;
        }
        fill_cells(audit, &audit->findings[i], flags, cells);
        for (size_t k = 0; k < CELLS; k++) {
            unsigned columns = columns_of(cells[k]);
            widths[k] = columns > widths[k] && columns <= limits[k] ? columns : widths[k];
        }
    }
}

void audit_print_text(const struct audit *audit, const char *document, unsigned flags,
                      struct buffer *out)
{
    const char *const head[CELLS] = {
        message_translate(N_("verdict")),  message_translate(N_("clause")),
        message_translate(N_("strength")), message_translate(N_("what")),
        message_translate(N_("expected")), message_translate(N_("measured"))};
    unsigned widths[CELLS];
    const char *cells[CELLS];
    size_t part = audit->rules->clauses.count;

    for (size_t i = 0; i < CELLS; i++) {
        widths[i] = columns_of(head[i]);
    }
    measure_widths(audit, flags, widths);
    buffer_format(out, "%s: %s\n", document, audit->rules->standard.string.bytes);
    add_cells(out, head, widths, "");
    for (size_t i = 0; i < audit->count; i++) {
        const struct audit_finding *finding = &audit->findings[i];
        if (finding->verdict == VERDICT_NONE) {
            continue;
        }
        size_t own = part_of(audit->rules, finding->rule->clause.string);
        if (own != part) {
            add_part(audit, own, flags, out);
            part = own;
        }
        fill_cells(audit, finding, flags, cells);
        add_cells(out, cells, widths,
                  (flags & AUDIT_COLOUR) != 0 ? verdict_colours[finding->verdict] : "");
    }
    add_all_wrong(audit, flags, out);
    buffer_format(out, "\n%s\n", audit_summary(audit));
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
    buffer_add_string(out, "{\"version\": 1, \"document\": ");
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
