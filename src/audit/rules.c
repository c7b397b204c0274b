/* What a file of rules may hold. */
#include "audit/rules.h"

#include "audit/measure.h"
#include "base/arena.h"
#include "base/diagnostic.h"
#include "yaml/nearest.h"
#include "yaml/node.h"
#include <string.h>

static const struct type text_type = {
    .kind = TYPE_TEXT, .size = sizeof(struct text), .filled = true};
static const struct type texts_type = {
    .kind = TYPE_LIST, .size = sizeof(struct list), .element = &text_type, .single = true};
static const struct type level_type = {
    .kind = TYPE_INTEGER, .size = sizeof(int64_t), .minimum = 1, .maximum = 9};
static const struct type count_type = {
    .kind = TYPE_INTEGER, .size = sizeof(int64_t), .minimum = 1, .maximum = 200};

#define ENUMERATION(type_name, ...)                                     \
    static const char *const type_name##_names[] = {__VA_ARGS__, NULL}; \
    static const struct type type_name = {                              \
        .kind = TYPE_ENUM, .size = sizeof(int), .names = type_name##_names}

ENUMERATION(strength_type, "must", "normally", "recommended", "may", "derived");
ENUMERATION(edge_type, "em", "ink");
ENUMERATION(take_type, "each", "first", "last", "opening", "turnover", "widest");
ENUMERATION(pages_type, "all", "odd", "even", "first", "last", "not-first");
ENUMERATION(kind_type, "any", "text", "rule", "image");
ENUMERATION(role_type, "any", "paragraph", "heading", "title");

static const struct field area_fields[] = {
    {"left", offsetof(struct audit_area, left), &dimension_type, FIELD_REQUIRED,
     N_("订口: from the left edge.")},
    {"top", offsetof(struct audit_area, top), &dimension_type, FIELD_REQUIRED,
     N_("天头: from the top edge.")},
    {"width", offsetof(struct audit_area, width), &dimension_type, FIELD_REQUIRED,
     N_("Width of the type area.")},
    {"height", offsetof(struct audit_area, height), &dimension_type, FIELD_REQUIRED,
     N_("Height of the type area.")},
    {0},
};
static const struct type area_type = {
    .kind = TYPE_RECORD, .size = sizeof(struct audit_area), .fields = area_fields};

#define GRID(member) \
    (offsetof(struct audit_rules, grid.member) - offsetof(struct audit_rules, grid))
static const struct field grid_fields[] = {
    {"lines", GRID(lines), &count_type, FIELD_REQUIRED, N_("Lines a page.")},
    {"characters", GRID(characters), &count_type, FIELD_REQUIRED, N_("Characters a line.")},
    {"em", GRID(em), &dimension_type, FIELD_REQUIRED, N_("Size of the grid's characters.")},
    {0},
};
static const struct type grid_type = {
    .kind = TYPE_RECORD, .size = sizeof(((struct audit_rules *)NULL)->grid), .fields = grid_fields};

static const struct field element_fields[] = {
    {"ids", offsetof(struct audit_element, ids), &texts_type, 0,
     "Ids of blocks, lines of stacks and running items; absent: all."},
    {"except", offsetof(struct audit_element, except), &texts_type, 0, "Ids that are none of it."},
    {"kind", offsetof(struct audit_element, kind), &kind_type, 0, "What of it counts."},
    {"role", offsetof(struct audit_element, role), &role_type, 0, "Texts of this role only."},
    {"level", offsetof(struct audit_element, level), &level_type, 0, "Headings of this level."},
    {0},
};
static const struct type element_type = {
    .kind = TYPE_RECORD, .size = sizeof(struct audit_element), .fields = element_fields};
static const struct type elements_type = {
    .kind = TYPE_MAP, .size = sizeof(struct map), .element = &element_type};

#define TITLE(member) \
    (offsetof(struct audit_rule, title.member) - offsetof(struct audit_rule, title))
static const struct field title_fields[] = {
    {"zh", TITLE(zh), &text_type, FIELD_REQUIRED, N_("In Chinese.")},
    {"en", TITLE(en), &text_type, FIELD_REQUIRED, N_("In English.")},
    {0},
};
static const struct type title_type = {.kind = TYPE_RECORD,
                                       .size = sizeof(((struct audit_rule *)NULL)->title),
                                       .fields = title_fields};

static void take_place(struct arena *arena, void *record, struct place place,
                       struct diagnostics *diagnostics)
{
    (void)arena;
    (void)diagnostics;
    ((struct audit_rule *)record)->place = place;
}

static const struct field rule_fields[] = {
    {"id", offsetof(struct audit_rule, id), &text_type, FIELD_REQUIRED,
     N_("A stable name, for machines.")},
    {"clause", offsetof(struct audit_rule, clause), &text_type, FIELD_REQUIRED,
     N_("The clause of the standard.")},
    {"title", offsetof(struct audit_rule, title), &title_type, FIELD_REQUIRED,
     N_("What is measured, in a few words.")},
    {"strength", offsetof(struct audit_rule, strength), &strength_type, FIELD_REQUIRED,
     N_("How strongly the clause says it.")},
    {"element", offsetof(struct audit_rule, element), &text_type, 0, "What is measured."},
    {"of", offsetof(struct audit_rule, of), &text_type, 0,
     "What it is measured from: page, type-area or an element."},
    {"measure", offsetof(struct audit_rule, measure_name), &text_type, FIELD_REQUIRED,
     N_("How it is measured: see docs/audit.md.")},
    {"expect", offsetof(struct audit_rule, expect), &texts_type, 0,
     "The value; of several any is right."},
    {"at-least", offsetof(struct audit_rule, at_least), &text_type, 0, "The least value."},
    {"at-most", offsetof(struct audit_rule, at_most), &text_type, 0, "The greatest value."},
    {"tolerance", offsetof(struct audit_rule, tolerance), &dimension_type, 0,
     "How far a length may be off; default 0.1mm."},
    {"words", offsetof(struct audit_rule, words), &text_type, 0, "What the measure looks for."},
    {"edge", offsetof(struct audit_rule, edge), &edge_type, 0,
     "Distances reach to the em box (default) or the ink of a text."},
    {"take", offsetof(struct audit_rule, take), &take_type, 0,
     "Which of the element's lines: each (default), the first, last or widest, opening or turnover "
     "lines of its paragraphs."},
    {"pages", offsetof(struct audit_rule, pages), &pages_type, 0, "On which pages; default all."},
    {"when", offsetof(struct audit_rule, when), &texts_type, 0, "Elements that must be there."},
    {"unless", offsetof(struct audit_rule, unless), &texts_type, 0,
     "Elements that must not be there."},
    {0},
};
static const struct type rule_type = {.kind = TYPE_RECORD,
                                      .name = "rule",
                                      .size = sizeof(struct audit_rule),
                                      .fields = rule_fields,
                                      .finish = take_place};
static const struct type rules_type = {
    .kind = TYPE_LIST, .size = sizeof(struct list), .element = &rule_type, .minimum = 1};

static const struct field file_fields[] = {
    {"standard", offsetof(struct audit_rules, standard), &text_type, FIELD_REQUIRED,
     N_("The name of the standard.")},
    {"type-area", offsetof(struct audit_rules, area), &area_type, FIELD_REQUIRED,
     N_("版心, page numbers excluded.")},
    {"grid", offsetof(struct audit_rules, grid), &grid_type, FIELD_REQUIRED,
     N_("What 字 and 行 are where no text tells.")},
    {"elements", offsetof(struct audit_rules, elements), &elements_type, FIELD_REQUIRED,
     N_("What rules call the parts of a document.")},
    {"rules", offsetof(struct audit_rules, rules), &rules_type, FIELD_REQUIRED, N_("The rules.")},
    {0},
};

static const struct type file_type = {.kind = TYPE_RECORD,
                                      .name = "rules",
                                      .describes = "Rules of an audit.",
                                      .size = sizeof(struct audit_rules),
                                      .fields = file_fields};

const char *strength_name(enum strength strength)
{
    return strength_type_names[strength];
}

const struct audit_element *audit_rules_element(const struct audit_rules *rules, const char *name)
{
    const struct audit_element *elements = rules->elements.values;

    for (size_t i = 0; i < rules->elements.count; i++) {
        if (strcmp(rules->elements.keys[i].string.bytes, name) == 0) {
            return &elements[i];
        }
    }
    return NULL;
}

/* What reading a file of rules needs everywhere. */
struct reader {
    struct arena *arena;
    struct diagnostics *diagnostics;
    const struct audit_rules *rules;
};

static void check_element(const struct reader *reader, struct text name)
{
    const struct map *elements = &reader->rules->elements;

    if (name.string.bytes == NULL || audit_rules_element(reader->rules, name.string.bytes)) {
        return;
    }
    const char **names = ARENA_ARRAY(reader->arena, const char *, elements->count);
    for (size_t i = 0; i < elements->count; i++) {
        names[i] = elements->keys[i].string.bytes;
    }
    nearest_report(reader->arena, reader->diagnostics,
                   (struct unknown_name){RULES_NAME, RULES_NAME_NEAR}, name, names,
                   elements->count);
}

static void check_elements(const struct reader *reader, const struct list *names)
{
    for (size_t i = 0; i < names->count; i++) {
        check_element(reader, ((const struct text *)names->items)[i]);
    }
}

static void check_value(const struct reader *reader, const struct audit_rule *rule,
                        struct text value)
{
    if (value.string.bytes != NULL && !measure_accepts(reader->arena, rule->measure, value)) {
        REPORT(reader->diagnostics, RULES_VALUE, value.place, value.string.bytes,
               message_translate(measure_kind_expects(rule->measure)));
    }
}

static void settle_rule(const struct reader *reader, struct audit_rule *rule)
{
    const struct text *expect = rule->expect.items;
    const char *of = rule->of.string.bytes;

    rule->measure = measure_find(rule->measure_name.string.bytes);
    if (rule->measure == NULL) {
        const char *const *names;
        size_t count = measure_names(reader->arena, &names);
        nearest_report(reader->arena, reader->diagnostics,
                       (struct unknown_name){RULES_NAME, RULES_NAME_NEAR}, rule->measure_name,
                       names, count);
        return;
    }
    check_element(reader, rule->element);
    if (of != NULL && strcmp(of, "page") != 0 && strcmp(of, "type-area") != 0) {
        check_element(reader, rule->of);
    }
    check_elements(reader, &rule->when);
    check_elements(reader, &rule->unless);
    for (size_t i = 0; i < rule->expect.count; i++) {
        check_value(reader, rule, expect[i]);
    }
    check_value(reader, rule, rule->at_least);
    check_value(reader, rule, rule->at_most);
    if (rule->expect.count == 0 && rule->at_least.string.bytes == NULL &&
        rule->at_most.string.bytes == NULL) {
        REPORT(reader->diagnostics, RULES_EMPTY, rule->place, rule->id.string.bytes);
    }
}

const struct audit_rules *audit_rules_read(struct arena *arena, const char *path,
                                           struct diagnostics *diagnostics)
{
    const struct source *source = source_read(arena, path, diagnostics);
    const struct node *root = source == NULL ? NULL : node_parse(arena, source, diagnostics);
    struct audit_rules *rules = ARENA_NEW(arena, struct audit_rules);
    size_t errors = diagnostics->errors;

    if (root == NULL || !record_read(arena, &file_type, root, rules, diagnostics)) {
        return NULL;
    }
    struct reader reader = {arena, diagnostics, rules};
    struct audit_rule *items = rules->rules.items;
    for (size_t i = 0; i < rules->rules.count; i++) {
        settle_rule(&reader, &items[i]);
    }
    return diagnostics->errors > errors ? NULL : rules;
}
