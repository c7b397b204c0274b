/* What stacks and blocks of names hold: signatures (署名) and issuer marks (发文机关标志). */
#include "layout/layout_private.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "report/template.h"
#include "yaml/node.h"
#include <string.h>

static const struct type text_type = {.kind = TYPE_TEXT, .size = sizeof(struct text)};
static const struct type boolean_type = {.kind = TYPE_BOOLEAN, .size = sizeof(bool)};
static const struct type fields_type = {
    .kind = TYPE_LIST, .size = sizeof(struct list), .element = &text_type, .single = true};
static const struct type most_type = {
    .kind = TYPE_INTEGER, .size = sizeof(int64_t), .minimum = 1, .maximum = ROW_LIMIT};
static const char *const repeat_names[] = {"start", "center", "end", NULL};
static const struct type repeat_type = {
    .kind = TYPE_ENUM, .size = sizeof(int), .names = repeat_names};

#define RECORD_TYPE(type_name, structure, definition, sentence)      \
    static const struct type type_name = {.kind = TYPE_RECORD,       \
                                          .name = (definition),      \
                                          .describes = (sentence),   \
                                          .size = sizeof(structure), \
                                          .fields = type_name##_fields}

static const struct field relation_type_fields[] = {
    {"line", offsetof(struct stack_relation, line), &text_type, FIELD_REQUIRED,
     N_("The id of an earlier line of the stack.")},
    {"start", offsetof(struct stack_relation, start), &dimension_type, 0,
     "How far this line begins right of the other's beginning."},
    {"center", offsetof(struct stack_relation, centre), &dimension_type, 0,
     "How far its centre lies right of the other's centre."},
    {"end", offsetof(struct stack_relation, end), &dimension_type, 0,
     "How far it ends right of the other's end."},
    {0},
};
RECORD_TYPE(relation_type, struct stack_relation, "stack-relation",
            "How a line stands to an earlier one; one distance.");

static const struct field row_type_fields[] = {
    {"most", offsetof(struct stack_row, most), &most_type, FIELD_REQUIRED,
     N_("How many stand in a row at most; fewer where the type area has no room for them.")},
    {"gap", offsetof(struct stack_row, gap), &dimension_type, 0,
     "Between neighbours, seals included, and between rows; default none."},
    {"least", offsetof(struct stack_row, least), &dimension_type, 0,
     "As little as the gap may become; default the gap."},
    {0},
};
RECORD_TYPE(row_type, struct stack_row, "stack-row", "Repeated lines side by side, in rows.");

static const struct field stack_line_type_fields[] = {
    {"id", offsetof(struct stack_line, id), &text_type, 0, "A name for later lines to refer to."},
    {"text", offsetof(struct stack_line, text), &text_type, FIELD_REQUIRED, N_("A template.")},
    {"style", offsetof(struct stack_line, style_name), &text_type, 0,
     "Default: the stack's style."},
    {"before", offsetof(struct stack_line, before), &dimension_type, 0, "Blank space before."},
    {"against", offsetof(struct stack_line, against), &relation_type, 0,
     "Relation to an earlier line, the last of its repetitions; default: begins where the first "
     "line begins."},
    {"each", offsetof(struct stack_line, each), &fields_type, 0,
     "A field of the report, or several: the line is repeated for each entry of the first that is "
     "given; {{item}} is the entry, of stamps the position."},
    {"align", offsetof(struct stack_line, align), &repeat_type, 0,
     "Where repeated lines stand under each other: start (default), center, end."},
    {"lines", offsetof(struct stack_line, lines), &most_type, 0,
     "How many lines the text may take where it has no room on one; default 1."},
    {"row", offsetof(struct stack_line, row), &row_type, 0,
     "Repeated lines stand side by side rather than below each other."},
    {"stamp", offsetof(struct stack_line, stamp), &dimension_type, 0,
     "签名章: the image of each entry of stamps stands so far right of the text."},
    {0},
};
RECORD_TYPE(stack_line_type, struct stack_line, "stack-line", "A line of a stack.");
const struct type stack_lines_type = {
    .kind = TYPE_LIST, .size = sizeof(struct list), .element = &stack_line_type, .minimum = 1};

static const struct field stack_seals_fields[] = {
    {"field", offsetof(struct stack_seals, field), &text_type, FIELD_REQUIRED,
     N_("The field of the report that holds the seals: seals.")},
    {"line", offsetof(struct stack_seals, line), &text_type, FIELD_REQUIRED,
     N_("The line on which they stand, one on each of its repetitions, centred.")},
    {"above", offsetof(struct stack_seals, above), &dimension_type, 0,
     "How far the centre of a seal lies above the top of its line; default on it."},
    {0},
};
const struct type stack_seals_type = {.kind = TYPE_RECORD,
                                      .name = "stack-seals",
                                      .describes = "印章: seals on the lines of a stack.",
                                      .size = sizeof(struct stack_seals),
                                      .fields = stack_seals_fields};

static const struct field fit_fields[] = {
    {"least", offsetof(struct fit, least), &dimension_type, FIELD_REQUIRED,
     N_("The least size; the style's is the largest.")},
    {"width", offsetof(struct fit, width), &dimension_type, 0,
     "How wide it may be; default as the type area."},
    {"yields", offsetof(struct fit, yields), &boolean_type, 0,
     "Becomes smaller, too, so that blocks with latest-page begin in time: several names below "
     "each "
     "other, and where nothing else helps a single line; default false."},
    {0},
};
const struct type fit_type = {.kind = TYPE_RECORD,
                              .name = "fit",
                              .describes = "The largest size with which text stays on one line.",
                              .size = sizeof(struct fit),
                              .fields = fit_fields};

/* ---- references ---- */

/* The index of the line of that id among the first `count`; reports one that is not there. */
static void check_line(struct loader *loader, const struct text *wanted,
                       const struct stack_line *lines, size_t count)
{
    const char **ids = ARENA_ARRAY(loader->arena, const char *, count);
    size_t known = 0;

    if (wanted->string.bytes == NULL) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (lines[i].id.string.bytes == NULL) {
            continue;
        }
        if (strcmp(lines[i].id.string.bytes, wanted->string.bytes) == 0) {
            return;
        }
        ids[known++] = lines[i].id.string.bytes;
    }
    nearest_report(loader->arena, loader->diagnostics,
                   (struct unknown_name){LAYOUT_BLOCK, LAYOUT_BLOCK_NEAR}, *wanted, ids, known);
}

static void check_sources(struct loader *loader, const struct list *fields,
                          bool (*is_right)(const char *name))
{
    const struct text *names = fields->items;

    for (size_t i = 0; i < fields->count; i++) {
        check_field(loader, names[i], is_right);
    }
}

static bool is_name(const char *name)
{
    return report_is_text(name) || report_is_texts(name);
}

static bool is_each(const char *name)
{
    return is_name(name) || report_is_stamps(name);
}

void resolve_fit(struct loader *loader, const struct fit *fit, const struct node *node)
{
    const struct node *shape = node == NULL ? NULL : node_get(node, "fit");

    if (shape != NULL) {
        check_length(loader, fit->least, LEAST_MORE, shape, "least", shape->place);
        check_length(loader, fit->width, LEAST_MORE, shape, "width", shape->place);
    }
}

static bool bears_seals(const struct flow_stack *stack, const struct stack_line *line)
{
    const char *wanted = stack->seals.line.string.bytes;

    return wanted != NULL && line->id.string.bytes != NULL &&
           strcmp(line->id.string.bytes, wanted) == 0;
}

void resolve_stack(struct loader *loader, struct flow_stack *stack, const struct node *node)
{
    struct stack_line *lines = stack->lines.items;
    struct text *own = ARENA_ARRAY(loader->arena, struct text, stack->lines.count);
    size_t known = 0;

    for (size_t i = 0; i < stack->lines.count; i++) {
        struct stack_line *line = &lines[i];
        const struct node *entry = entry_of(node, "stack", i);
        const struct node *row = entry == NULL ? NULL : node_get(entry, "row");
        check_length(loader, line->before, LEAST_ZERO, entry, "before", line->text.place);
        check_length(loader, line->stamp, LEAST_ZERO, entry, "stamp", line->text.place);
        check_length(loader, line->row.gap, LEAST_ZERO, row, "gap", line->text.place);
        check_length(loader, line->row.least, LEAST_ZERO, row, "least", line->text.place);
        const struct distance distances[] = {{"start", &line->against.start},
                                             {"center", &line->against.centre},
                                             {"end", &line->against.end}};
        check_distances(loader, distances, sizeof distances / sizeof *distances,
                        line->against.line.place);
        line->style = line->style_name.string.bytes == NULL
                          ? stack->common.style
                          : resolve_style(loader, line->style_name, line->text.place);
        check_line(loader, &line->against.line, lines, i);
        check_sources(loader, &line->each,
                      line->stamp.unit == UNIT_NONE ? is_each : report_is_stamps);
        if (line->id.string.bytes != NULL) {
            own[known++] = line->id;
        }
        if (line->row.most == 0 && line->each.count > 0 && bears_seals(stack, line)) {
            line->row.most = 1; /* seals below each other do not overlap */
        }
    }
    check_ids(loader, own, known);
    check_line(loader, &stack->anchor, lines, stack->lines.count);
    check_line(loader, &stack->seals.line, lines, stack->lines.count);
    check_field(loader, stack->seals.field, report_is_seals);
}

void resolve_names(struct loader *loader, struct flow_names *names, const struct node *node,
                   struct place place)
{
    check_sources(loader, &names->fields, is_name);
    check_length(loader, names->gap, LEAST_ZERO, node, "gap", place);
    check_length(loader, names->inset, LEAST_ZERO, node, "inset", place);
    check_length(loader, names->beside_gap, LEAST_ZERO, node, "beside-gap", place);
    resolve_fit(loader, &names->fit, node);
    names->label_style = names->label_style_name.string.bytes == NULL
                             ? names->common.style
                             : resolve_style(loader, names->label_style_name, place);
}
