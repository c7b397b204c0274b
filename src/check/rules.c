/* What a file of rules for checks may hold. */
#include "check/rules.h"

#include "base/arena.h"
#include "check/check.h"
#include "check/pattern.h"
#include "yaml/nearest.h"
#include "yaml/node.h"
#include <string.h>

static const struct type text_type = {
    .kind = TYPE_TEXT, .size = sizeof(struct text), .filled = true};
static const struct type texts_type = {
    .kind = TYPE_LIST, .size = sizeof(struct list), .element = &text_type, .single = true};
static const struct type choices_type = {.kind = TYPE_LIST,
                                         .size = sizeof(struct list),
                                         .element = &text_type,
                                         .single = true,
                                         .minimum = 1};
static const struct type text_map_type = {
    .kind = TYPE_MAP, .size = sizeof(struct map), .element = &choices_type};
static const struct type month_type = {
    .kind = TYPE_INTEGER, .size = sizeof(int64_t), .minimum = 1, .maximum = 12};
static const struct type day_type = {
    .kind = TYPE_INTEGER, .size = sizeof(int64_t), .minimum = 1, .maximum = 31};
static const struct type length_type = {
    .kind = TYPE_INTEGER, .size = sizeof(int64_t), .minimum = 1, .maximum = 10000};
static const struct type boolean_type = {.kind = TYPE_BOOLEAN, .size = sizeof(bool)};
static const struct type decimal_type = {.kind = TYPE_DECIMAL, .size = sizeof(struct decimal)};

/* In the order of enum severity. */
static const char *const severity_names[] = {"note", "warning", "error", NULL};
static const struct type severity_type = {
    .kind = TYPE_ENUM, .size = sizeof(int), .names = severity_names};

/* In the order of enum passage_role. */
static const char *const role_names[] = {"title", "name", "heading", "paragraph", "lead", "item",
                                         "head",  "cell", "caption", "note",      NULL};

static const struct field bilingual_fields[] = {
    {"zh", offsetof(struct bilingual, zh), &text_type, FIELD_REQUIRED, N_("In Chinese.")},
    {"en", offsetof(struct bilingual, en), &text_type, FIELD_REQUIRED, N_("In English.")},
    {0},
};
static const struct type bilingual_type = {
    .kind = TYPE_RECORD, .size = sizeof(struct bilingual), .fields = bilingual_fields};

static const struct field part_fields[] = {
    {"name", offsetof(struct check_part, name), &text_type, FIELD_REQUIRED,
     N_("What messages call it.")},
    {"words", offsetof(struct check_part, words), &texts_type, FIELD_REQUIRED,
     N_("Patterns: a heading that matches one of them is it.")},
    {0},
};
static const struct type part_type = {
    .kind = TYPE_RECORD, .size = sizeof(struct check_part), .fields = part_fields};
static const struct type parts_type = {
    .kind = TYPE_LIST, .size = sizeof(struct list), .element = &part_type};

static const struct field number_fields[] = {
    {"value", offsetof(struct check_number, value), &text_type, FIELD_REQUIRED,
     N_("A fact, or an expression over facts.")},
    {"pattern", offsetof(struct check_number, pattern), &text_type, FIELD_REQUIRED,
     N_("What texts say of it; the first group is the number.")},
    {0},
};
static const struct type number_type = {
    .kind = TYPE_RECORD, .size = sizeof(struct check_number), .fields = number_fields};
static const struct type numbers_type = {
    .kind = TYPE_LIST, .size = sizeof(struct list), .element = &number_type, .minimum = 1};

static void take_place(struct arena *arena, void *record, struct place place,
                       struct diagnostics *diagnostics)
{
    (void)arena;
    (void)diagnostics;
    ((struct check_rule *)record)->place = place;
}

static const struct field rule_fields[] = {
    {"id", offsetof(struct check_rule, id), &text_type, FIELD_REQUIRED,
     N_("A stable name, for machines and for switching the rule off.")},
    {"severity", offsetof(struct check_rule, severity), &severity_type, FIELD_REQUIRED,
     N_("How grave a finding is.")},
    {"basis", offsetof(struct check_rule, basis), &text_type, 0, "What the rule rests on."},
    {"check", offsetof(struct check_rule, mechanism_name), &text_type, FIELD_REQUIRED,
     N_("How it is checked: see docs/check.md.")},
    {"message", offsetof(struct check_rule, message), &bilingual_type, FIELD_REQUIRED,
     N_("What is wrong; {1}, {2} are filled by the check.")},
    {"advice", offsetof(struct check_rule, advice), &bilingual_type, 0, "What to do."},
    {"in", offsetof(struct check_rule, in), &texts_type, 0,
     "Which texts: title, name, heading, paragraph, lead, item, head, cell, caption, note."},
    {"pattern", offsetof(struct check_rule, pattern), &text_type, 0, "What is found fault with."},
    {"except", offsetof(struct check_rule, except), &text_type, 0,
     "But not where this matches at the same place."},
    {"under", offsetof(struct check_rule, under), &text_type, 0,
     "Only texts under a heading, of any level, that this pattern finds."},
    {"data", offsetof(struct check_rule, data), &boolean_type, 0,
     "Only in reports that are written as data, not in a text that is checked as it is."},
    {"own", offsetof(struct check_rule, own), &boolean_type, 0,
     "Only what the text itself says: neither what names stand for, nor {{plain …}}."},
    {"parts", offsetof(struct check_rule, parts), &parts_type, 0, "What must be there."},
    {"numbers", offsetof(struct check_rule, numbers), &numbers_type, 0,
     "Numbers that texts state, and what they must be."},
    {"words", offsetof(struct check_rule, words), &texts_type, 0, "Words of the check."},
    {"fields", offsetof(struct check_rule, fields), &texts_type, 0, "Fields of the report."},
    {"unless", offsetof(struct check_rule, unless), &texts_type, 0,
     "Fields: where the report gives one of them the rule does not apply."},
    {"terms", offsetof(struct check_rule, terms), &boolean_type, 0,
     "The report's own terms (checks: {terms: …}) are words, too."},
    {"that", offsetof(struct check_rule, that), &text_type, 0, "A relation between facts."},
    {"for-each", offsetof(struct check_rule, for_each), &text_map_type, 0,
     "What {name} in the relation stands for, one after the other."},
    {"month", offsetof(struct check_rule, month), &month_type, 0,
     "Of the day, in the year after the one reported on, before which it must be done."},
    {"day", offsetof(struct check_rule, day), &day_type, 0, "Likewise."},
    {"factor", offsetof(struct check_rule, factor), &decimal_type, 0,
     "How many times a number may be last year's."},
    {"least", offsetof(struct check_rule, least), &length_type, 0,
     "How many characters a text has, how large a number is, that counts."},
    {"file", offsetof(struct check_rule, file), &text_type, 0, "Data beside the rules."},
    {0},
};
static const struct type rule_type = {.kind = TYPE_RECORD,
                                      .name = "check-rule",
                                      .size = sizeof(struct check_rule),
                                      .fields = rule_fields,
                                      .finish = take_place};
static const struct type rules_type = {
    .kind = TYPE_LIST, .size = sizeof(struct list), .element = &rule_type, .minimum = 1};

#define APPLIES(member) \
    (offsetof(struct check_rules, applies.member) - offsetof(struct check_rules, applies))
static const struct field applies_fields[] = {
    {"title", APPLIES(title), &text_type, FIELD_REQUIRED,
     N_("A pattern that the title of the report matches.")},
    {0},
};
static const struct type applies_type = {.kind = TYPE_RECORD,
                                         .size = sizeof(((struct check_rules *)NULL)->applies),
                                         .fields = applies_fields};

static const struct field file_fields[] = {
    {"describes", offsetof(struct check_rules, describes), &bilingual_type, FIELD_REQUIRED,
     N_("What the rules are about, in a sentence.")},
    {"applies", offsetof(struct check_rules, applies), &applies_type, 0,
     "To which reports; absent: to all."},
    {"rules", offsetof(struct check_rules, rules), &rules_type, FIELD_REQUIRED, N_("The rules.")},
    {0},
};
static const struct type file_type = {.kind = TYPE_RECORD,
                                      .name = "check-rules",
                                      .describes = "Rules for the content of reports.",
                                      .size = sizeof(struct check_rules),
                                      .fields = file_fields};

/* What settling a rule needs everywhere. */
struct settler {
    struct arena *arena;
    struct diagnostics *diagnostics;
    const struct check_rules *rules;
};

static void settle_mechanism(const struct settler *settler, struct check_rule *rule)
{
    rule->mechanism = mechanism_find(rule->mechanism_name.string.bytes);
    if (rule->mechanism == NULL) {
        const char *const *names;
        size_t count = mechanism_names(settler->arena, &names);
        nearest_report(settler->arena, settler->diagnostics,
                       (struct unknown_name){CHECK_UNKNOWN, CHECK_UNKNOWN_NEAR},
                       rule->mechanism_name, names, count);
        return;
    }
    if (rule->mechanism->example != NULL) {
        check_words(&rule->words, rule->mechanism->marks, rule->mechanism->example,
                    settler->diagnostics);
    }
    for (const char *const *name = rule->mechanism->needs; *name != NULL; name++) {
        const struct field *field = record_lookup(&rule_type, *name);
        const unsigned char *value = (const unsigned char *)rule + field->offset;
        bool given = false;
        for (size_t i = 0; i < field->type->size && !given; i++) {
            given = value[i] != 0;
        }
        if (!given) {
            REPORT(settler->diagnostics, CHECK_PARAMETER, rule->place, rule->id.string.bytes,
                   *name);
        }
    }
}

static void settle_roles(const struct settler *settler, const struct check_rule *rule)
{
    const struct text *names = rule->in.items;

    for (size_t i = 0; i < rule->in.count; i++) {
        bool known = false;
        for (size_t k = 0; k < PASSAGE_ROLES && !known; k++) {
            known = strcmp(role_names[k], names[i].string.bytes) == 0;
        }
        if (!known) {
            nearest_report(settler->arena, settler->diagnostics,
                           (struct unknown_name){CHECK_UNKNOWN, CHECK_UNKNOWN_NEAR}, names[i],
                           role_names, PASSAGE_ROLES);
        }
    }
}

static void settle_fields(const struct settler *settler, const struct list *list)
{
    const struct text *fields = list->items;

    for (size_t i = 0; i < list->count; i++) {
        if (record_lookup(&report_type, fields[i].string.bytes) == NULL) {
            size_t count = 0;
            while (report_type.fields[count].name != NULL) {
                count++;
            }
            const char **names = ARENA_ARRAY(settler->arena, const char *, count);
            for (size_t k = 0; k < count; k++) {
                names[k] = report_type.fields[k].name;
            }
            nearest_report(settler->arena, settler->diagnostics,
                           (struct unknown_name){CHECK_UNKNOWN, CHECK_UNKNOWN_NEAR}, fields[i],
                           names, count);
        }
    }
}

static void settle_choices(const struct settler *settler, const struct check_rule *rule)
{
    const struct list *values = rule->for_each.values;
    bool many = rule->for_each.count > CHOICE_LIMIT;
    size_t relations = 1;

    for (size_t i = 0; i < rule->for_each.count && !many; i++) {
        many = values[i].count > RELATION_LIMIT / relations;
        relations *= values[i].count > 0 ? values[i].count : 1;
    }
    if (many) {
        REPORT(settler->diagnostics, CHECK_RELATIONS, rule->that.place, rule->id.string.bytes,
               arena_format(settler->arena, "%d", CHOICE_LIMIT),
               arena_format(settler->arena, "%d", RELATION_LIMIT));
    }
}

/* NULL where there is none; what is none is told, before any report is looked at. */
static struct pattern *compile(const struct settler *settler, struct text pattern)
{
    return pattern.string.bytes == NULL
               ? NULL
               : pattern_compile(settler->arena, pattern, settler->diagnostics);
}

static void settle_rule(const struct settler *settler, struct check_rule *rule)
{
    struct check_part *parts = rule->parts.items;
    struct check_number *numbers = rule->numbers.items;

    settle_mechanism(settler, rule);
    settle_roles(settler, rule);
    settle_fields(settler, &rule->fields);
    settle_fields(settler, &rule->unless);
    settle_choices(settler, rule);
    rule->compiled.pattern = compile(settler, rule->pattern);
    rule->compiled.except = compile(settler, rule->except);
    rule->compiled.under = compile(settler, rule->under);
    for (size_t i = 0; i < rule->parts.count; i++) {
        const struct text *words = parts[i].words.items;
        parts[i].patterns = ARENA_ARRAY(settler->arena, struct pattern *, parts[i].words.count);
        for (size_t k = 0; k < parts[i].words.count; k++) {
            parts[i].patterns[k] = compile(settler, words[k]);
        }
    }
    for (size_t i = 0; i < rule->numbers.count; i++) {
        numbers[i].compiled = compile(settler, numbers[i].pattern);
    }
    if (check_rules_find(settler->rules, rule->id.string.bytes) != rule) {
        REPORT(settler->diagnostics, CHECK_TWICE, rule->id.place, rule->id.string.bytes);
    }
}

const struct check_rule *check_rules_find(const struct check_rules *rules, const char *id)
{
    const struct check_rule *items = rules->rules.items;

    for (size_t i = 0; i < rules->rules.count; i++) {
        if (strcmp(items[i].id.string.bytes, id) == 0) {
            return &items[i];
        }
    }
    return NULL;
}

struct check_rules *check_rules_read(struct arena *arena, const char *path,
                                     struct diagnostics *diagnostics)
{
    const struct source *source = source_read(arena, path, diagnostics);
    const struct node *root = source == NULL ? NULL : node_parse(arena, source, diagnostics);
    struct check_rules *rules = ARENA_NEW(arena, struct check_rules);
    size_t errors = diagnostics->errors;

    if (root == NULL || !record_read(arena, &file_type, root, rules, diagnostics)) {
        return NULL;
    }
    const char *slash = strrchr(path, '/');
    rules->folder = slash == NULL ? "." : arena_copy(arena, path, (size_t)(slash - path));
    struct settler settler = {arena, diagnostics, rules};
    struct check_rule *items = rules->rules.items;
    for (size_t i = 0; i < rules->rules.count; i++) {
        settle_rule(&settler, &items[i]);
    }
    rules->applies.compiled = compile(&settler, rules->applies.title);
    return diagnostics->errors > errors ? NULL : rules;
}

const char *passage_role_name(enum passage_role role)
{
    return role_names[role];
}
