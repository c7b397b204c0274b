/* What a layout file may hold; the order of the fields is the order of the documentation. */
#include "layout/layout_private.h"

#include "base/diagnostic.h"

static const struct type text_type = {.kind = TYPE_TEXT, .size = sizeof(struct text)};

static const struct type texts_type = {
    .kind = TYPE_LIST, .size = sizeof(struct list), .element = &text_type, .single = true};

static const struct type boolean_type = {.kind = TYPE_BOOLEAN, .size = sizeof(bool)};

static const struct type fraction_type = {.kind = TYPE_DECIMAL, .size = sizeof(struct decimal)};

static const struct type size_type = {.kind = TYPE_LIST,
                                      .size = sizeof(struct list),
                                      .element = &dimension_type,
                                      .minimum = 2,
                                      .maximum = 2};

#define INTEGER(type_name, least, most)    \
    static const struct type type_name = { \
        .kind = TYPE_INTEGER, .size = sizeof(int64_t), .minimum = (least), .maximum = (most)}
#define ENUMERATION(type_name, ...)                                     \
    static const char *const type_name##_names[] = {__VA_ARGS__, NULL}; \
    static const struct type type_name = {                              \
        .kind = TYPE_ENUM, .size = sizeof(int), .names = type_name##_names}

INTEGER(line_count_type, 1, 200);
INTEGER(character_count_type, 1, 200);
INTEGER(keep_type, 0, 20);
INTEGER(page_number_type, 1, 1000);
INTEGER(paragraph_lines_type, 1, 10);
INTEGER(adjust_lines_type, 1, 10);
INTEGER(empty_lines_type, 1, 200);

ENUMERATION(fill_type, "ink", "box");
ENUMERATION(align_type, "justify", "left", "center", "right");
ENUMERATION(advance_type, "auto", "grid", "natural");
ENUMERATION(shape_type, "trapezoid", "rhombus", "balanced");
ENUMERATION(role_type, "paragraph", "title");
ENUMERATION(on_type, "all", "odd", "even", "first", "last", "not-first");
ENUMERATION(end_mark_type, "half", "full");
ENUMERATION(start_bracket_type, "half", "full");
ENUMERATION(indent_bracket_type, "full", "half");
ENUMERATION(begin_type, "flow", "page");
ENUMERATION(anchor_type, "flow", "first", "last");
ENUMERATION(restart_type, "page", "document");
ENUMERATION(adjacent_marks_type, "one-and-half", "one");
ENUMERATION(middle_dot_type, "full", "half");

#define RECORD_TYPE(type_name, structure, definition, sentence)      \
    static const struct type type_name = {.kind = TYPE_RECORD,       \
                                          .name = (definition),      \
                                          .describes = (sentence),   \
                                          .size = sizeof(structure), \
                                          .fields = type_name##_fields}
#define MAP_TYPE(type_name, element_type)  \
    static const struct type type_name = { \
        .kind = TYPE_MAP, .size = sizeof(struct map), .element = &(element_type)}
#define LIST_TYPE(type_name, element_type) \
    static const struct type type_name = { \
        .kind = TYPE_LIST, .size = sizeof(struct list), .element = &(element_type), .minimum = 1}

static const struct field describes_type_fields[] = {
    {"zh", offsetof(struct layout_record, describes.zh) - offsetof(struct layout_record, describes),
     &text_type, 0, "In Chinese."},
    {"en", offsetof(struct layout_record, describes.en) - offsetof(struct layout_record, describes),
     &text_type, 0, "In English."},
    {0},
};
static const struct type describes_type = {.kind = TYPE_RECORD,
                                           .size =
                                               sizeof(((struct layout_record *)NULL)->describes),
                                           .fields = describes_type_fields};

#define AREA(member) \
    (offsetof(struct page_record, area.member) - offsetof(struct page_record, area))
static const struct field area_type_fields[] = {
    {"left", AREA(left), &dimension_type, FIELD_REQUIRED, N_("订口: from the left edge.")},
    {"top", AREA(top), &dimension_type, FIELD_REQUIRED, N_("天头: from the top edge.")},
    {"width", AREA(width), &dimension_type, FIELD_REQUIRED, N_("Width of the type area.")},
    {"height", AREA(height), &dimension_type, FIELD_REQUIRED, N_("Height of the type area.")},
    {0},
};
static const struct type area_type = {.kind = TYPE_RECORD,
                                      .name = "type-area",
                                      .describes = "版心: the type area.",
                                      .size = sizeof(((struct page_record *)NULL)->area),
                                      .fields = area_type_fields};

static const struct field page_type_fields[] = {
    {"size", offsetof(struct page_record, size), &size_type, FIELD_REQUIRED,
     N_("Width and height of the paper: [210mm, 297mm].")},
    {"type-area", offsetof(struct page_record, area), &area_type, FIELD_REQUIRED,
     N_("版心, page numbers excluded.")},
    {0},
};
RECORD_TYPE(page_type, struct page_record, "page", "The paper and its type area.");

static const struct field grid_type_fields[] = {
    {"lines", offsetof(struct grid_record, lines), &line_count_type, FIELD_REQUIRED,
     N_("Lines a page.")},
    {"characters", offsetof(struct grid_record, characters), &character_count_type, FIELD_REQUIRED,
     N_("Characters a line.")},
    {"em", offsetof(struct grid_record, em), &dimension_type, FIELD_REQUIRED,
     N_("Size of the grid's characters.")},
    {"fill", offsetof(struct grid_record, fill), &fill_type, 0,
     "ink: first and last line touch the edges (default); box: each line in an equal share."},
    {0},
};
RECORD_TYPE(grid_type, struct grid_record, "grid", "The grid of lines and characters.");

static const struct field composition_type_fields[] = {
    {"line-end-mark", offsetof(struct composition, line_end_mark), &end_mark_type, 0,
     "Width of a full-width mark at the end of a line (GB/T 15834 5.1.10: half, the default)."},
    {"line-start-bracket", offsetof(struct composition, line_start_bracket), &start_bracket_type, 0,
     "Width of an opening bracket at the start of a line; default half."},
    {"indent-bracket", offsetof(struct composition, indent_bracket), &indent_bracket_type, 0,
     "Width of an opening bracket behind a paragraph's indent; default full."},
    {"adjacent-marks", offsetof(struct composition, adjacent_marks), &adjacent_marks_type, 0,
     "标点挤压: what two full-width marks in a row take, in em; default one-and-half."},
    {"middle-dot", offsetof(struct composition, middle_dot), &middle_dot_type, 0,
     "Width of · between hanzi (GB/T 15834 5.1.7: half); default full."},
    {"hanging", offsetof(struct composition, hanging), &boolean_type, 0,
     "标点悬挂: 、，。 at a line's end stand outside of the measure; default false."},
    {"han-latin-gap", offsetof(struct composition, han_latin_gap_written), &dimension_type, 0,
     "中西文间距 between hanzi and Latin letters or digits; default none."},
    {"widows", offsetof(struct composition, widows), &paragraph_lines_type, 0,
     "孤行: at least so many of a paragraph's last lines stand at the top of a page; default 2."},
    {"orphans", offsetof(struct composition, orphans), &paragraph_lines_type, 0,
     "At least so many of its first lines stand at the foot of a page; default 1."},
    {0},
};
RECORD_TYPE(composition_type, struct composition, "composition",
            "Choices of Chinese line composition.");

static const struct type cmyk_type = {.kind = TYPE_LIST,
                                      .size = sizeof(struct list),
                                      .element = &fraction_type,
                                      .minimum = 4,
                                      .maximum = 4};
static const struct field colour_type_fields[] = {
    {"cmyk", offsetof(struct colour_record, cmyk), &cmyk_type, FIELD_REQUIRED,
     N_("Cyan, magenta, yellow, black, from 0 to 1.")},
    {0},
};
RECORD_TYPE(colour_type, struct colour_record, "colour", "A process colour.");
MAP_TYPE(colours_type, colour_type);
MAP_TYPE(fonts_type, texts_type);

static const struct type shapes_type = {
    .kind = TYPE_LIST, .size = sizeof(struct list), .element = &shape_type, .single = true};
static const struct field style_type_fields[] = {
    {"extends", offsetof(struct style_record, extends), &text_type, 0,
     "A style whose values stand where this one gives none."},
    {"font", offsetof(struct style_record, font), &text_type, 0,
     "Font role: 小标宋, 仿宋, 黑体, 楷体, 宋体 or one of the layout's fonts."},
    {"latin", offsetof(struct style_record, latin), &text_type, 0,
     "Font role for Latin letters and digits; default: the same face."},
    {"size", offsetof(struct style_record, size), &dimension_type, 0, "字号: 三号, 16pt."},
    {"color", offsetof(struct style_record, colour), &text_type, 0,
     "One of the layout's colours; default black."},
    {"align", offsetof(struct style_record, align), &align_type, 0, "Default justify."},
    {"indent", offsetof(struct style_record, indent), &dimension_type, 0,
     "Indent of a paragraph's first line."},
    {"leading", offsetof(struct style_record, leading), &dimension_type, 0,
     "From line to line where text is off the grid, in tables; default 1.3 times the size."},
    {"advance", offsetof(struct style_record, advance), &advance_type, 0,
     "How characters advance: grid (by its cells), natural (by their own size), auto (grid where "
     "the size is the grid's; default)."},
    {"number", offsetof(struct style_record, number), &text_type, 0,
     "Numbering of headings, by example: 一、 （一） 1. （1）."},
    {"keep-with-next", offsetof(struct style_record, keep), &boolean_type, 0,
     "Never leave the paragraph at the foot of a page."},
    {"shape", offsetof(struct style_record, shape), &shapes_type, 0,
     "Shapes that a title of several lines may take."},
    {0},
};
RECORD_TYPE(style_type, struct style_record, "style", "How text looks.");
MAP_TYPE(styles_type, style_type);

#define PLACEMENT_FIELDS                                                                       \
    {"of", offsetof(struct placement, of), &text_type, 0,                                      \
     "page, type-area (default) or the id of an earlier block."},                              \
        {"top", offsetof(struct placement, top), &dimension_type, 0,                           \
         "From the reference's top edge down to the block's top."},                            \
        {"bottom", offsetof(struct placement, bottom), &dimension_type, 0,                     \
         "From the block's bottom down to the reference's bottom edge."},                      \
        {"above", offsetof(struct placement, above), &dimension_type, 0,                       \
         "From the block's bottom down to the reference's top edge."},                         \
        {"below", offsetof(struct placement, below), &dimension_type, 0,                       \
         "From the reference's bottom edge down to the block's top."},                         \
        {"left", offsetof(struct placement, left), &dimension_type, 0,                         \
         "From the reference's left edge to the block's left."},                               \
        {"right", offsetof(struct placement, right), &dimension_type, 0,                       \
         "From the block's right to the reference's right edge."},                             \
    {                                                                                          \
        "ink-of", offsetof(struct placement, ink_of), &text_type, 0,                           \
            "Vertical distances reach to the ink of this character rather than to the em box." \
    }

static const struct field placement_type_fields[] = {
    PLACEMENT_FIELDS,
    {"page", offsetof(struct placement, page), &anchor_type, 0,
     "The document's first or last page; default flow: the page that the flow has come to."},
    {0},
};
static const struct field running_placement_type_fields[] = {
    PLACEMENT_FIELDS,
    {0},
};

static void finish_placement(struct arena *arena, void *record, struct place place,
                             struct diagnostics *diagnostics)
{
    (void)arena;
    (void)diagnostics;
    ((struct placement *)record)->written = place;
}

#define PLACEMENT_TYPE(type_name, definition, sentence)                     \
    static const struct type type_name = {.kind = TYPE_RECORD,              \
                                          .name = (definition),             \
                                          .describes = (sentence),          \
                                          .size = sizeof(struct placement), \
                                          .fields = type_name##_fields,     \
                                          .finish = finish_placement}
PLACEMENT_TYPE(placement_type, "placement", "Where a block stands relative to something else.");
PLACEMENT_TYPE(running_placement_type, "running-placement",
               "Where running text stands on its pages.");

/* The fields that every block has; `structure` begins with a struct flow_common. */
#define COMMON_FIELDS                                                                             \
    {"id", offsetof(struct flow_common, id), &text_type, 0,                                       \
     "A name, for placements and for layouts that extend this one."},                             \
        {"when", offsetof(struct flow_common, when), &text_type, 0,                               \
         "Only if the report has this field."},                                                   \
        {"unless", offsetof(struct flow_common, unless), &text_type, 0,                           \
         "Only if the report does not have this field."},                                         \
        {"before", offsetof(struct flow_common, before), &dimension_type, 0,                      \
         "Blank space before the block: 2行 are two blank lines; none at the top of a page."},    \
        {"begin", offsetof(struct flow_common, begin), &begin_type, 0,                            \
         "page: the block begins on a new page; default flow."},                                  \
        {"latest-page", offsetof(struct flow_common, latest_page), &page_number_type, 0,          \
         "The page on which the first of the blocks with this number begins at the latest."},     \
        {"style", offsetof(struct flow_common, style_name), &text_type, 0, "One of the styles."}, \
    {                                                                                             \
        "place", offsetof(struct flow_common, placement), &placement_type, 0,                     \
            "Where the block stands, when it does not follow the one before."                     \
    }

/* A placement is there or not: the pointer tells. */
static void finish_block(struct arena *arena, void *record, struct place place,
                         struct diagnostics *diagnostics)
{
    struct flow_common *common = record;
    const struct placement *at = &common->placement;

    (void)arena;
    (void)place;
    (void)diagnostics;
    if (at->of.string.bytes != NULL || at->top.unit != UNIT_NONE || at->bottom.unit != UNIT_NONE ||
        at->above.unit != UNIT_NONE || at->below.unit != UNIT_NONE || at->left.unit != UNIT_NONE ||
        at->right.unit != UNIT_NONE || at->page != ANCHOR_FLOW) {
        common->place = &common->placement;
    }
}

#define BLOCK_TYPE(type_name, structure, definition, sentence)          \
    static const struct type type_name = {.kind = TYPE_RECORD,          \
                                          .name = (definition),         \
                                          .describes = (sentence),      \
                                          .size = sizeof(structure),    \
                                          .fields = type_name##_fields, \
                                          .finish = finish_block}

static const struct field flow_text_type_fields[] = {
    {"text", offsetof(struct flow_text, text), &text_type, FIELD_REQUIRED,
     N_("A template: {{title}}.")},
    {"role", offsetof(struct flow_text, role), &role_type, 0,
     "What the text is in the document's structure: paragraph (default) or title."},
    COMMON_FIELDS,
    {0},
};
BLOCK_TYPE(flow_text_type, struct flow_text, "text-block", "Text, as one paragraph.");

static const struct field rule_shape_type_fields[] = {
    {"weight", offsetof(struct rule_shape, weight), &dimension_type, FIELD_REQUIRED,
     N_("Thickness.")},
    {"color", offsetof(struct rule_shape, colour_name), &text_type, 0, "Default black."},
    {"width", offsetof(struct rule_shape, width), &dimension_type, 0,
     "Default: as wide as the type area."},
    {0},
};
RECORD_TYPE(rule_shape_type, struct rule_shape, "rule", "A rule (线).");

static const struct field flow_rule_type_fields[] = {
    {"rule", offsetof(struct flow_rule, rule), &rule_shape_type, FIELD_REQUIRED, N_("The rule.")},
    COMMON_FIELDS,
    {0},
};
BLOCK_TYPE(flow_rule_type, struct flow_rule, "rule-block", "A rule across the type area.");

#define ENUMERATION_FIELD(structure)                                                \
    {                                                                               \
        "enumeration", offsetof(structure, enumeration), &text_type, 0,             \
            "Numbering of items that are run into a paragraph, by example: 一是." \
    }

static const struct field flow_body_type_fields[] = {
    {"body", offsetof(struct flow_body, field), &text_type, FIELD_REQUIRED,
     N_("A field of the report that holds paragraphs: preamble.")},
    ENUMERATION_FIELD(struct flow_body),
    COMMON_FIELDS,
    {0},
};
BLOCK_TYPE(flow_body_type, struct flow_body, "body-block", "Paragraphs of the report.");

static const struct type headings_type = {.kind = TYPE_LIST,
                                          .size = sizeof(struct list),
                                          .element = &text_type,
                                          .minimum = 1,
                                          .single = true};
static const struct field flow_sections_type_fields[] = {
    {"sections", offsetof(struct flow_sections, field), &text_type, FIELD_REQUIRED,
     N_("A field of the report that holds sections: sections.")},
    {"headings", offsetof(struct flow_sections, heading_names), &headings_type, FIELD_REQUIRED,
     N_("Styles of the headings, level by level.")},
    ENUMERATION_FIELD(struct flow_sections),
    COMMON_FIELDS,
    {0},
};
BLOCK_TYPE(flow_sections_type, struct flow_sections, "sections-block",
           "Sections of the report with numbered headings.");

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

static const struct field stack_line_type_fields[] = {
    {"id", offsetof(struct stack_line, id), &text_type, 0, "A name for later lines to refer to."},
    {"text", offsetof(struct stack_line, text), &text_type, FIELD_REQUIRED, N_("A template.")},
    {"style", offsetof(struct stack_line, style_name), &text_type, 0,
     "Default: the stack's style."},
    {"before", offsetof(struct stack_line, before), &dimension_type, 0, "Blank space before."},
    {"against", offsetof(struct stack_line, against), &relation_type, 0,
     "Relation to an earlier line; default: begins where the first line begins."},
    {0},
};
RECORD_TYPE(stack_line_type, struct stack_line, "stack-line", "A line of a stack.");
LIST_TYPE(stack_lines_type, stack_line_type);

static const struct field flow_stack_type_fields[] = {
    {"stack", offsetof(struct flow_stack, lines), &stack_lines_type, FIELD_REQUIRED,
     N_("The lines, from the top.")},
    {"right", offsetof(struct flow_stack, right), &dimension_type, 0,
     "How far the longest line ends from the right edge of the type area."},
    {"keep-lines", offsetof(struct flow_stack, keep_lines), &keep_type, 0,
     "How many lines of the text before it must share its page."},
    COMMON_FIELDS,
    {0},
};
BLOCK_TYPE(flow_stack_type, struct flow_stack, "stack-block",
           "Lines in a fixed relation to each other (署名, 成文日期), set in from the right.");

/* In the order of enum flow_kind. */
static const struct alternative flow_alternatives[] = {
    {"text", &flow_text_type},         {"rule", &flow_rule_type},   {"body", &flow_body_type},
    {"sections", &flow_sections_type}, {"stack", &flow_stack_type}, {0},
};
static const struct type flow_block_type = {.kind = TYPE_VARIANT,
                                            .name = "block",
                                            .describes = "A block of the flow.",
                                            .size = sizeof(struct variant),
                                            .alternatives = flow_alternatives};
LIST_TYPE(flow_type, flow_block_type);

static const struct field running_item_type_fields[] = {
    {"id", offsetof(struct running, id), &text_type, 0,
     "A name, for layouts that extend this one."},
    {"text", offsetof(struct running, text), &text_type, FIELD_REQUIRED,
     N_("A template; {{page}} is the page's number, {{pages}} how many there are.")},
    {"style", offsetof(struct running, style_name), &text_type, FIELD_REQUIRED,
     N_("One of the styles.")},
    {"on", offsetof(struct running, on), &on_type, 0, "On which pages; default all."},
    {"place", offsetof(struct running, place), &running_placement_type, FIELD_REQUIRED,
     N_("Relative to page or type-area.")},
    {0},
};
RECORD_TYPE(running_item_type, struct running, "running-item",
            "What stands on pages outside the flow: page numbers.");
/* May be empty: a layout can take the page numbers of the one it extends away. */
static const struct type running_type = {
    .kind = TYPE_LIST, .size = sizeof(struct list), .element = &running_item_type};

static const struct field notes_type_fields[] = {
    {"style", offsetof(struct notes, style_name), &text_type, FIELD_REQUIRED,
     N_("One of the styles: its indent is where the label stands, its leading the lines' "
        "distance.")},
    {"number", offsetof(struct notes, number), &text_type, 0,
     "Numbering of the labels by example: ① (default), 1, [1]."},
    {"restart", offsetof(struct notes, restart), &restart_type, 0,
     "Whether numbers begin anew on each page (default) or run through the document."},
    {"rule", offsetof(struct notes, rule), &rule_shape_type, 0,
     "A rule above the notes, from the left edge; default none."},
    {"before", offsetof(struct notes, before), &dimension_type, 0,
     "Blank space between the text and the notes or their rule, at least; default none."},
    {"after", offsetof(struct notes, after), &dimension_type, 0,
     "Blank space between the rule and the first note; default none."},
    {"gap", offsetof(struct notes, gap), &dimension_type, 0,
     "Between a label and its note; default none."},
    {"turnover", offsetof(struct notes, turnover), &dimension_type, 0,
     "Where all lines but the first begin; default at the left edge."},
    {0},
};
RECORD_TYPE(notes_type, struct notes, "notes", "脚注: notes at the page's end.");

static const struct field adjust_type_fields[] = {
    {"pitch", offsetof(struct adjust, pitch), &dimension_type, 0,
     "By how much the pitch of the lines may change."},
    {"lines", offsetof(struct adjust, lines), &adjust_lines_type, 0,
     "By how many the lines of a page may change; default as the pitch allows."},
    {"tracking", offsetof(struct adjust, tracking), &dimension_type, 0,
     "By how much the distance of the characters may change."},
    {"empty-lines", offsetof(struct adjust, empty_lines), &empty_lines_type, 0,
     "How many lines may stay empty at the foot of the page before; default any number."},
    {0},
};
RECORD_TYPE(adjust_type, struct adjust, "adjust",
            "How far the grid may be changed so that a stack keeps the text before it.");

static const struct field layout_type_fields[] = {
    {"name", offsetof(struct layout_record, name), &text_type, FIELD_REQUIRED,
     N_("What reports call the layout.")},
    {"describes", offsetof(struct layout_record, describes), &describes_type, 0,
     "One sentence on what the layout is for."},
    {"extends", offsetof(struct layout_record, extends), &text_type, 0,
     "A layout whose values stand where this one gives none; blocks of the flow are changed by "
     "their id, or removed with null."},
    {"page", offsetof(struct layout_record, page), &page_type, FIELD_REQUIRED, N_("The paper.")},
    {"grid", offsetof(struct layout_record, grid), &grid_type, FIELD_REQUIRED, N_("版心网格.")},
    {"composition", offsetof(struct layout_record, composition), &composition_type, 0,
     "Choices of line composition."},
    {"adjust", offsetof(struct layout_record, adjust), &adjust_type, 0,
     "7.3.5.5: what may be changed so that the signature is not alone on its page."},
    {"colors", offsetof(struct layout_record, colours), &colours_type, 0, "Colours by name."},
    {"fonts", offsetof(struct layout_record, fonts), &fonts_type, 0,
     "Font roles of this layout: a chain of faces of fonts/fonts.yaml, first choice first."},
    {"styles", offsetof(struct layout_record, styles), &styles_type, FIELD_REQUIRED,
     N_("Styles by name.")},
    {"marks", offsetof(struct layout_record, marks), &marks_type, 0,
     "How marked text ({{strong …}}) differs from the text around it."},
    {"tables", offsetof(struct layout_record, tables), &table_design_type, 0,
     "How tables of the report stand."},
    {"figures", offsetof(struct layout_record, figures), &figure_design_type, 0,
     "How figures of the report stand."},
    {"charts", offsetof(struct layout_record, charts), &chart_design_type, 0,
     "How charts of the report are drawn."},
    {"words", offsetof(struct layout_record, words), &text_type, 0,
     "A file of words that titles are not broken inside of, relative to this one."},
    {"flow", offsetof(struct layout_record, flow), &flow_type, FIELD_REQUIRED,
     N_("The blocks of the document, in order.")},
    {"notes", offsetof(struct layout_record, notes), &notes_type, 0,
     "脚注: notes at the page's end."},
    {"running", offsetof(struct layout_record, running), &running_type, 0,
     "What stands on the pages outside the flow."},
    {0},
};

const struct type layout_type = {.kind = TYPE_RECORD,
                                 .name = "layout",
                                 .describes = "A layout of gongwen.",
                                 .size = sizeof(struct layout_record),
                                 .fields = layout_type_fields,
                                 .extends = "extends"};

static const struct field words_fields[] = {
    {"words", offsetof(struct words_record, words), &texts_type, FIELD_REQUIRED,
     N_("Words and names, two characters or more.")},
    {0},
};

const struct type words_type = {.kind = TYPE_RECORD,
                                .name = "words",
                                .describes = "A file of words.",
                                .size = sizeof(struct words_record),
                                .fields = words_fields};
