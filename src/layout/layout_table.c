/* How a layout draws the tables of a report. */
#include "layout/layout_private.h"

#include "base/arena.h"
#include "yaml/node.h"

static const struct type text_type = {.kind = TYPE_TEXT, .size = sizeof(struct text)};

static const struct type boolean_type = {.kind = TYPE_BOOLEAN, .size = sizeof(bool)};

/* In the order of enum vertical_align. */
static const char *const align_names[] = {"middle", "top", "bottom", NULL};
static const struct type align_type = {
    .kind = TYPE_ENUM, .size = sizeof(int), .names = align_names};

enum { PLACE_ABOVE, PLACE_BELOW };
static const char *const place_names[] = {[PLACE_ABOVE] = "above", [PLACE_BELOW] = "below", NULL};
static const struct type place_type = {
    .kind = TYPE_ENUM, .size = sizeof(int), .names = place_names};

/* A record inside the design, and a member of it. NOLINTBEGIN(bugprone-macro-parentheses): names
 * of members cannot stand in parentheses. */
#define PART(part, member) \
    (offsetof(struct table_record, part.member) - offsetof(struct table_record, part))
/* NOLINTEND(bugprone-macro-parentheses) */
#define PART_TYPE(type_name, part, definition, sentence)                                       \
    static const struct type type_name = {.kind = TYPE_RECORD,                                 \
                                          .name = (definition),                                \
                                          .describes = (sentence),                             \
                                          .size = sizeof(((struct table_record *)NULL)->part), \
                                          .fields = type_name##_fields}

static const struct field padding_type_fields[] = {
    {"x", PART(padding, x), &dimension_type, 0, "At the left and the right of a cell's text."},
    {"y", PART(padding, y), &dimension_type, 0, "Above and below it."},
    {0},
};
PART_TYPE(padding_type, padding, "table-padding", "Blank space inside cells.");

static const struct field rules_type_fields[] = {
    {"outer", PART(rules, outer), &dimension_type, 0, "At the table's top and bottom."},
    {"sides", PART(rules, sides), &dimension_type, 0, "At its left and right."},
    {"head", PART(rules, head), &dimension_type, 0, "Under its head; default: as between rows."},
    {"inner", PART(rules, inner), &dimension_type, 0, "Between rows."},
    {"vertical", PART(rules, vertical), &dimension_type, 0, "Between columns."},
    {"color", PART(rules, colour), &text_type, 0, "One of the layout's colours; default black."},
    {0},
};
PART_TYPE(rules_type, rules, "table-rules",
          "Weights of a table's rules; those that are not given are not drawn.");

static const struct field caption_type_fields[] = {
    {"style", PART(caption, style), &text_type, 0, "Default: the table's style."},
    {"number", PART(caption, number), &text_type, 0,
     "Numbering of tables with a caption, by example: 表1; default none."},
    {"place", PART(caption, place), &place_type, 0, "above (default) or below the table."},
    {"gap", PART(caption, gap), &dimension_type, 0, "Blank space between it and the table."},
    {"continued", PART(caption, continued), &text_type, 0,
     "What stands above the head on the table's further pages, by example: 续表1; default "
     "nothing."},
    {0},
};
PART_TYPE(caption_type, caption, "table-caption", "The titles of tables.");

static const struct field note_type_fields[] = {
    {"style", PART(note, style), &text_type, 0, "Default: the table's style."},
    {"gap", PART(note, gap), &dimension_type, 0, "Blank space between it and the table."},
    {0},
};
PART_TYPE(note_type, note, "table-note", "The notes under tables.");

static const struct field design_fields[] = {
    {"style", offsetof(struct table_record, style), &text_type, FIELD_REQUIRED,
     N_("One of the styles, for the text of cells.")},
    {"head", offsetof(struct table_record, head), &text_type, 0,
     "Style of the head; default: the same."},
    {"labels", offsetof(struct table_record, labels), &text_type, 0,
     "Style of the columns that name their rows; default: the same."},
    {"paragraphs", offsetof(struct table_record, paragraphs), &text_type, 0,
     "Style of cells that hold paragraphs; default: the same."},
    {"align", offsetof(struct table_record, align), &align_type, 0,
     "Where text stands in a cell that is higher: middle (default), top or bottom."},
    {"padding", offsetof(struct table_record, padding), &padding_type, 0,
     "Blank space inside cells; default none."},
    {"row-height", offsetof(struct table_record, row_height), &dimension_type, 0,
     "Rows are at least as high; default: as their text needs."},
    {"break-rows", offsetof(struct table_record, break_rows), &boolean_type, 0,
     "Whether a page may end inside a row of four lines or more; default false: only inside rows "
     "higher than a page."},
    {"rules", offsetof(struct table_record, rules), &rules_type, 0, "Rules; default none."},
    {"caption", offsetof(struct table_record, caption), &caption_type, 0, "Titles of tables."},
    {"note", offsetof(struct table_record, note), &note_type, 0, "Notes under tables."},
    {"before", offsetof(struct table_record, before), &dimension_type, 0,
     "Blank space above a table, its caption included."},
    {"after", offsetof(struct table_record, after), &dimension_type, 0,
     "Blank space below it, at least: the text goes on on the grid."},
    {0},
};

const struct type table_design_type = {.kind = TYPE_RECORD,
                                       .name = "table-design",
                                       .describes = "How tables of the report stand.",
                                       .size = sizeof(struct table_record),
                                       .fields = design_fields};

static length_t distance(struct loader *loader, struct dimension dimension, const struct node *node,
                         const char *key)
{
    check_length(loader, dimension, LEAST_ZERO, node, key, loader->root->place);
    return layout_length(loader->layout, dimension);
}

static const struct style *style_of(struct loader *loader, struct text name,
                                    const struct style *otherwise)
{
    return name.string.bytes == NULL ? otherwise : resolve_style(loader, name, name.place);
}

void resolve_tables(struct loader *loader)
{
    const struct table_record *from = &loader->record->tables;
    const struct node *node = node_get(loader->root, "tables");

    if (node == NULL) {
        return;
    }
    struct table_design *design = ARENA_NEW(loader->arena, struct table_design);
    const struct node *rules = node_get(node, "rules");
    const struct node *padding = node_get(node, "padding");
    design->cell = resolve_style(loader, from->style, from->style.place);
    design->head = style_of(loader, from->head, design->cell);
    design->label = style_of(loader, from->labels, design->cell);
    design->paragraph = style_of(loader, from->paragraphs, design->cell);
    design->caption = style_of(loader, from->caption.style, design->cell);
    design->note = style_of(loader, from->note.style, design->cell);
    design->number = from->caption.number;
    design->continued = from->caption.continued;
    design->caption_below = from->caption.place == PLACE_BELOW;
    design->caption_gap = distance(loader, from->caption.gap, node_get(node, "caption"), "gap");
    design->note_gap = distance(loader, from->note.gap, node_get(node, "note"), "gap");
    design->outer = distance(loader, from->rules.outer, rules, "outer");
    design->sides = distance(loader, from->rules.sides, rules, "sides");
    design->inner = distance(loader, from->rules.inner, rules, "inner");
    design->under_head = from->rules.head.unit == UNIT_NONE
                             ? design->inner
                             : distance(loader, from->rules.head, rules, "head");
    design->vertical = distance(loader, from->rules.vertical, rules, "vertical");
    design->colour = resolve_colour(loader, from->rules.colour);
    design->padding_x = distance(loader, from->padding.x, padding, "x");
    design->padding_y = distance(loader, from->padding.y, padding, "y");
    design->row_height = distance(loader, from->row_height, node, "row-height");
    design->before = distance(loader, from->before, node, "before");
    design->after = distance(loader, from->after, node, "after");
    design->align = (enum vertical_align)from->align;
    design->break_rows = from->break_rows;
    loader->layout->tables = design;
}
