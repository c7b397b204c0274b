/* What a file of rules may hold. */
#include "audit/rules.h"

#include "base/arena.h"
#include "base/diagnostic.h"
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
ENUMERATION(take_type, "each", "first", "last", "opening", "turnover", "full", "widest", "further");
ENUMERATION(pages_type, "all", "odd", "even", "first", "last", "not-first");
ENUMERATION(kind_type, "any", "text", "rule", "image", "path");
ENUMERATION(role_type, "any", "paragraph", "heading", "title", "no-figure");

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
    {"with", offsetof(struct audit_element, with), &text_type, 0, "Lines that contain this only."},
    {"without", offsetof(struct audit_element, without), &text_type, 0,
     "Lines that contain this are none of it."},
    {0},
};
static const struct type element_type = {
    .kind = TYPE_RECORD, .size = sizeof(struct audit_element), .fields = element_fields};
static const struct type elements_type = {
    .kind = TYPE_MAP, .size = sizeof(struct map), .element = &element_type};

static const struct field format_fields[] = {
    {"layouts", offsetof(struct audit_format, layouts), &texts_type, 0,
     "Names of layouts: they and what extends them are of this format."},
    {"elements", offsetof(struct audit_format, elements), &texts_type, 0,
     "Elements any of which tells it, where the layout's name does not."},
    {0},
};
static const struct type format_type = {
    .kind = TYPE_RECORD, .size = sizeof(struct audit_format), .fields = format_fields};
static const struct type formats_type = {
    .kind = TYPE_MAP, .size = sizeof(struct map), .element = &format_type};

static const struct field title_fields[] = {
    {"zh", offsetof(struct audit_title, zh), &text_type, FIELD_REQUIRED, N_("In Chinese.")},
    {"en", offsetof(struct audit_title, en), &text_type, FIELD_REQUIRED, N_("In English.")},
    {0},
};
static const struct type title_type = {
    .kind = TYPE_RECORD, .size = sizeof(struct audit_title), .fields = title_fields};
static const struct type clauses_type = {
    .kind = TYPE_MAP, .size = sizeof(struct map), .element = &title_type};

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
    {"never", offsetof(struct audit_rule, never), &texts_type, 0, "Values that are wrong."},
    {"at-least", offsetof(struct audit_rule, at_least), &text_type, 0, "The least value."},
    {"at-most", offsetof(struct audit_rule, at_most), &text_type, 0, "The greatest value."},
    {"tolerance", offsetof(struct audit_rule, tolerance_text), &text_type, 0,
     "How far a length may be off; default 0.1mm."},
    {"words", offsetof(struct audit_rule, words), &text_type, 0, "What the measure looks for."},
    {"edge", offsetof(struct audit_rule, edge), &edge_type, 0,
     "Distances reach to the em box (default) or the ink of a text."},
    {"take", offsetof(struct audit_rule, take), &take_type, 0,
     "Which of the element's lines: each (default), the first, last or widest, opening or turnover "
     "lines of its paragraphs, full ones, which others follow, or all but the first paragraph."},
    {"pages", offsetof(struct audit_rule, pages), &pages_type, 0, "On which pages; default all."},
    {"when", offsetof(struct audit_rule, when), &texts_type, 0,
     "Elements that must be there, or a format that the document must be of."},
    {"unless", offsetof(struct audit_rule, unless), &texts_type, 0,
     "Elements that must not be there, or formats that it must not be of."},
    {"given", offsetof(struct audit_rule, given), &texts_type, 0,
     "Fields that the report must give."},
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
    {"type-area", offsetof(struct audit_rules, area), &area_type, FIELD_REQUIRED | FIELD_FREE,
     N_("版心, page numbers excluded.")},
    {"grid", offsetof(struct audit_rules, grid), &grid_type, FIELD_REQUIRED | FIELD_FREE,
     N_("What 字 and 行 are where no text tells.")},
    {"clauses", offsetof(struct audit_rules, clauses), &clauses_type, 0,
     "What the parts of the standard are called; findings are grouped by them."},
    {"elements", offsetof(struct audit_rules, elements), &elements_type,
     FIELD_REQUIRED | FIELD_FREE, N_("What rules call the parts of a document.")},
    {"formats", offsetof(struct audit_rules, formats), &formats_type, FIELD_FREE,
     "Formats of documents; a document is of the first that fits."},
    {"rules", offsetof(struct audit_rules, rules), &rules_type, FIELD_REQUIRED | FIELD_FREE,
     N_("The rules.")},
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

bool audit_rules_format(const struct audit_rules *rules, const char *name)
{
    for (size_t i = 0; i < rules->formats.count; i++) {
        if (strcmp(rules->formats.keys[i].string.bytes, name) == 0) {
            return true;
        }
    }
    return false;
}

/* One key of the file, with that value. Each is read by itself, so that one that does not fit hides
 * no findings of the others. */
static bool read_part(struct arena *arena, const struct node_pair *pair, struct audit_rules *rules,
                      struct diagnostics *diagnostics)
{
    struct node part = {.kind = NODE_MAPPING, .place = pair->key->place, .count = 1, .pairs = pair};
    struct field fields[] = {*record_lookup(&file_type, pair->key->scalar.bytes), {0}};
    struct type type = {.kind = TYPE_RECORD, .size = sizeof *rules, .fields = fields};

    fields[0].flags &= ~(unsigned)FIELD_FREE;
    return record_read(arena, &type, &part, rules, diagnostics);
}

static const struct node_pair *find_pair(const struct node *root, const char *key)
{
    for (size_t i = 0; i < root->count; i++) {
        if (strcmp(root->pairs[i].key->scalar.bytes, key) == 0) {
            return &root->pairs[i];
        }
    }
    return NULL;
}

/* Those that can be read, whatever the others are. */
static void read_rules(struct arena *arena, const struct node_pair *pair, struct audit_rules *rules,
                       struct diagnostics *diagnostics)
{
    const struct node *list = pair->value;
    bool apart = list->kind == NODE_SEQUENCE && list->count > 0;

    for (size_t i = 0; i < list->count && apart; i++) {
        apart = list->items[i]->kind == NODE_MAPPING; /* else messages would count wrongly */
    }
    if (!apart) {
        (void)read_part(arena, pair, rules, diagnostics);
        return;
    }
    struct audit_rule *items = ARENA_ARRAY(arena, struct audit_rule, list->count);
    for (size_t i = 0; i < list->count; i++) {
        struct node one = {
            .kind = NODE_SEQUENCE, .place = list->place, .count = 1, .items = &list->items[i]};
        struct node_pair single = {pair->key, &one};
        struct audit_rules read = {0};
        if (read_part(arena, &single, &read, diagnostics)) {
            items[rules->rules.count++] = *(const struct audit_rule *)read.rules.items;
        }
    }
    rules->rules.items = items;
}

const struct audit_rules *audit_rules_read(struct arena *arena, const char *path,
                                           struct diagnostics *diagnostics)
{
    size_t errors = diagnostics->errors;
    const struct source *source = source_read(arena, path, diagnostics);
    const struct node *root = source == NULL ? NULL : node_parse(arena, source, diagnostics);
    struct audit_rules *rules = ARENA_NEW(arena, struct audit_rules);

    if (root == NULL) {
        return NULL;
    }
    (void)record_read(arena, &file_type, root, rules, diagnostics);
    if (root->kind != NODE_MAPPING) {
        return NULL;
    }
    static const struct {
        const char *key;
        unsigned part;
    } keys[] = {{"type-area", PART_AREA},
                {"grid", PART_GRID},
                {"elements", PART_ELEMENTS},
                {"formats", PART_FORMATS}};
    unsigned parts = PART_FORMATS; /* may be absent */
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct node_pair *pair = find_pair(root, keys[i].key);
        if (pair != NULL) {
            bool good = read_part(arena, pair, rules, diagnostics);
            parts = good ? parts | keys[i].part : parts & ~keys[i].part;
        }
    }
    const struct node_pair *pair = find_pair(root, "rules");
    if (pair != NULL) {
        read_rules(arena, pair, rules, diagnostics);
    }
    audit_rules_check(arena, rules, root, parts, diagnostics);
    return diagnostics->errors > errors ? NULL : rules;
}
