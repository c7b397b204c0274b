/* What a layout file may hold; the order of the fields is the order of the documentation. */
#include "layout/layout_private.h"

#include "base/diagnostic.h"

static const struct type text_type = {.kind = TYPE_TEXT, .size = sizeof(struct text)};

static const struct type texts_type = {
    .kind = TYPE_LIST, .size = sizeof(struct list), .element = &text_type, .single = true};

static const struct type names_type = {.kind = TYPE_LIST,
                                       .size = sizeof(struct list),
                                       .element = &text_type,
                                       .minimum = 1,
                                       .single = true};

static const struct type boolean_type = {.kind = TYPE_BOOLEAN, .size = sizeof(bool)};

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
INTEGER(columns_type, 1, ROW_LIMIT);

ENUMERATION(fill_type, "ink", "box");
ENUMERATION(role_type, "paragraph", "title");
ENUMERATION(on_type, "all", "odd", "even", "first", "last", "not-first");
ENUMERATION(exception_type, "first", "last", "blank", "after-blank");
ENUMERATION(end_mark_type, "half", "full");
ENUMERATION(start_bracket_type, "half", "full");
ENUMERATION(indent_bracket_type, "full", "half");
ENUMERATION(begin_type, "flow", "page");
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

#define FIRST(member) \
    (offsetof(struct page_record, first.member) - offsetof(struct page_record, first))
static const struct field first_type_fields[] = {
    {"top", FIRST(top), &dimension_type, FIELD_REQUIRED, N_("From the top edge of the page.")},
    {"height", FIRST(height), &dimension_type, FIELD_REQUIRED, N_("Of the type area there.")},
    {"lines", FIRST(lines), &line_count_type, FIELD_REQUIRED, N_("Lines on the first page.")},
    {0},
};
static const struct type first_type = {.kind = TYPE_RECORD,
                                       .name = "first-page",
                                       .describes = "The type area of the first page, where it is "
                                                    "not as high as that of the others.",
                                       .size = sizeof(((struct page_record *)NULL)->first),
                                       .fields = first_type_fields};

static const struct field page_type_fields[] = {
    {"size", offsetof(struct page_record, size), &size_type, FIELD_REQUIRED,
     N_("Width and height of the paper: [210mm, 297mm].")},
    {"type-area", offsetof(struct page_record, area), &area_type, FIELD_REQUIRED,
     N_("版心, page numbers excluded.")},
    {"first", offsetof(struct page_record, first), &first_type, 0,
     "A first page with a type area of its own."},
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

MAP_TYPE(fonts_type, texts_type);

/* The fields that every block has, those of a group too. */
#define PART_FIELDS                                                                            \
    {"id", offsetof(struct flow_common, id), &text_type, 0,                                    \
     "A name, for placements and for layouts that extend this one."},                          \
        {"when", offsetof(struct flow_common, when), &texts_type, 0,                           \
         "Only if the report has this field, or all of these."},                               \
        {"unless", offsetof(struct flow_common, unless), &texts_type, 0,                       \
         "Only if the report does not have this field, nor any of these."},                    \
        {"needs", offsetof(struct flow_common, needs), &texts_type, 0,                         \
         "A field, or several, that the report must give."},                                   \
        {"instead-of", offsetof(struct flow_common, instead_of), &text_type, 0,                \
         "The id of an earlier block, which this one stands for where others would begin on "  \
         "a later page than they may."},                                                       \
        {"before", offsetof(struct flow_common, before), &dimension_type, 0,                   \
         "Blank space before the block: 2行 are two blank lines; none at the top of a page."}, \
        {"after", offsetof(struct flow_common, after), &dimension_type, 0,                     \
         "Blank space before what follows the block, at least; none at the top of a page."},   \
    {                                                                                          \
        "style", offsetof(struct flow_common, style_name), &text_type, 0, "One of the styles." \
    }

/* Those that every block of the flow has; its structure begins with a struct flow_common. */
#define COMMON_FIELDS                                                                         \
    PART_FIELDS,                                                                              \
        {"begin", offsetof(struct flow_common, begin), &begin_type, 0,                        \
         "page: the block begins on a new page; default flow."},                              \
        {"latest-page", offsetof(struct flow_common, latest_page), &page_number_type, 0,      \
         "The page on which the first of the blocks with this number begins at the latest."}, \
    {                                                                                         \
        "place", offsetof(struct flow_common, placement), &placement_type, 0,                 \
            "Where the block stands, when it does not follow the one before."                 \
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
        at->right.unit != UNIT_NONE || at->centre.unit != UNIT_NONE || at->page != ANCHOR_FLOW) {
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

#define LABEL_FIELDS(structure)                                                               \
    {"label", offsetof(structure, label.text), &text_type, 0,                                 \
     "A template for what stands before the text, whose lines all begin behind it: 抄送：."}, \
    {                                                                                         \
        "label-style", offsetof(structure, label.style_name), &text_type, 0,                  \
            "The label's style; default the block's."                                         \
    }

#define TEXT_FIELDS                                                                      \
    {"text", offsetof(struct flow_text, text), &text_type, FIELD_REQUIRED,               \
     N_("A template: {{title}}.")},                                                      \
        {"role", offsetof(struct flow_text, role), &role_type, 0,                        \
         "What the text is in the document's structure: paragraph (default) or title."}, \
        {"end", offsetof(struct flow_text, end), &text_type, 0,                          \
         "A template for what stands at the right end of the last line."},               \
        {"fit", offsetof(struct flow_text, fit), &fit_type, 0, "All on one line."},      \
        LABEL_FIELDS(struct flow_text),                                                  \
        {"left", offsetof(struct flow_text, left), &dimension_type, 0,                   \
         "Blank space at the left of all of its lines."},                                \
    {                                                                                    \
        "right", offsetof(struct flow_text, right), &dimension_type, 0,                  \
            "Blank space at the right of all of its lines."                              \
    }

static const struct field flow_text_type_fields[] = {
    TEXT_FIELDS,
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

#define RULE_FIELD                                                                  \
    {                                                                               \
        "rule", offsetof(struct flow_rule, rule), &rule_shape_type, FIELD_REQUIRED, \
            N_("The rule.")                                                         \
    }

static const struct field flow_rule_type_fields[] = {
    RULE_FIELD,
    COMMON_FIELDS,
    {0},
};
BLOCK_TYPE(flow_rule_type, struct flow_rule, "rule-block", "A rule across the type area.");

static const struct field text_part_type_fields[] = {
    TEXT_FIELDS,
    PART_FIELDS,
    {0},
};
RECORD_TYPE(text_part_type, struct flow_text, "text-part", "Text of a group.");

static const struct field rule_part_type_fields[] = {
    RULE_FIELD,
    {"between", offsetof(struct flow_rule, between), &boolean_type, 0,
     "Only between two texts that are printed; default false."},
    PART_FIELDS,
    {0},
};
RECORD_TYPE(rule_part_type, struct flow_rule, "rule-part", "A rule of a group.");

/* In the order of enum flow_kind. */
static const struct alternative part_alternatives[] = {
    {"text", &text_part_type},
    {"rule", &rule_part_type},
    {0},
};
static const struct type part_type = {.kind = TYPE_VARIANT,
                                      .name = "part",
                                      .describes = "A block of a group.",
                                      .size = sizeof(struct variant),
                                      .alternatives = part_alternatives};
LIST_TYPE(parts_type, part_type);

static const struct field flow_group_type_fields[] = {
    {"group", offsetof(struct flow_group, blocks), &parts_type, FIELD_REQUIRED,
     N_("The blocks, from the top: texts and rules.")},
    COMMON_FIELDS,
    {0},
};
BLOCK_TYPE(flow_group_type, struct flow_group, "group-block",
           "Blocks that stand under each other as one, wherever that is placed.");

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

static const struct field flow_stack_type_fields[] = {
    {"stack", offsetof(struct flow_stack, lines), &stack_lines_type, FIELD_REQUIRED,
     N_("The lines, from the top.")},
    {"anchor", offsetof(struct flow_stack, anchor), &text_type, 0,
     "The line that ends `right` from the edge; default the longest."},
    {"right", offsetof(struct flow_stack, right), &dimension_type, 0,
     "How far the anchor or the longest line ends from the right edge of the type area."},
    {"seals", offsetof(struct flow_stack, seals), &stack_seals_type, 0,
     "印章: seals on the lines."},
    {"keep-lines", offsetof(struct flow_stack, keep_lines), &keep_type, 0,
     "How many lines of the text before it must share its page."},
    COMMON_FIELDS,
    {0},
};
BLOCK_TYPE(flow_stack_type, struct flow_stack, "stack-block",
           "Lines in a fixed relation to each other (署名, 成文日期), set in from the right.");

static const struct field flow_names_type_fields[] = {
    {"names", offsetof(struct flow_names, fields), &names_type, FIELD_REQUIRED,
     N_("A field of the report that holds a name or names, or several: the first that is given.")},
    {"columns", offsetof(struct flow_names, columns), &columns_type, 0,
     "How many names stand beside each other; default 1."},
    {"most-columns", offsetof(struct flow_names, most_columns), &columns_type, 0,
     "How many do where blocks with latest-page would begin too late; default no more."},
    {"gap", offsetof(struct flow_names, gap), &dimension_type, 0, "Between columns; default none."},
    {"spread", offsetof(struct flow_names, spread), &boolean_type, 0,
     "Shorter names are spread to the width of the longest; default false."},
    {"label", offsetof(struct flow_names, label), &text_type, 0,
     "A template for what stands before the first name."},
    {"label-style", offsetof(struct flow_names, label_style_name), &text_type, 0,
     "One of the styles; default that of the block."},
    {"beside", offsetof(struct flow_names, beside), &text_type, 0,
     "A template for what stands right of the names, level with their middle: 文件."},
    {"beside-gap", offsetof(struct flow_names, beside_gap), &dimension_type, 0,
     "Between several names and what stands right of them; default none."},
    {"inset", offsetof(struct flow_names, inset), &dimension_type, 0,
     "From the edge of the type area that the style aligns to; default none."},
    {"fit", offsetof(struct flow_names, fit), &fit_type, 0, "All on the width of one line."},
    COMMON_FIELDS,
    {0},
};
BLOCK_TYPE(flow_names_type, struct flow_names, "names-block",
           "Names below each other or in columns (联合行文机关标志, 签发人).");

static const struct field flow_list_type_fields[] = {
    {"list", offsetof(struct flow_list, field), &text_type, FIELD_REQUIRED,
     N_("A field of the report that holds names, or attachments: their titles.")},
    LABEL_FIELDS(struct flow_list),
    {"number", offsetof(struct flow_list, number), &text_type, 0,
     "Numbering of the entries by example: 1.; a single entry has no number."},
    {"left", offsetof(struct flow_list, left), &dimension_type, 0,
     "Blank space at the left of all of its lines."},
    {"right", offsetof(struct flow_list, right), &dimension_type, 0,
     "Blank space at the right of all of its lines."},
    COMMON_FIELDS,
    {0},
};
BLOCK_TYPE(flow_list_type, struct flow_list, "list-block",
           "Entries below each other, behind their label and numbers (附件说明).");

static const struct field flow_attachments_type_fields[] = {
    {"attachments", offsetof(struct flow_attachments, sections.field), &text_type, FIELD_REQUIRED,
     N_("A field of the report that holds attachments: attachments.")},
    {"label", offsetof(struct flow_attachments, label), &text_type, FIELD_REQUIRED,
     N_("A template for what stands above the title of a single one: 附件.")},
    {"number", offsetof(struct flow_attachments, number), &text_type, FIELD_REQUIRED,
     N_("What stands above those of several, by example: 附件1.")},
    {"label-style", offsetof(struct flow_attachments, label_style_name), &text_type, 0,
     "Default: the block's style."},
    {"title-style", offsetof(struct flow_attachments, title_style_name), &text_type, 0,
     "Default: the block's style."},
    {"title-before", offsetof(struct flow_attachments, title_before), &dimension_type, 0,
     "Blank space above the title."},
    {"body-before", offsetof(struct flow_attachments, body_before), &dimension_type, 0,
     "Blank space below the title."},
    {"headings", offsetof(struct flow_attachments, sections.heading_names), &headings_type,
     FIELD_REQUIRED, N_("Styles of the headings, level by level.")},
    {"enumeration", offsetof(struct flow_attachments, sections.enumeration), &text_type, 0,
     "Numbering of items that are run into a paragraph, by example: 一是."},
    COMMON_FIELDS,
    {0},
};
BLOCK_TYPE(flow_attachments_type, struct flow_attachments, "attachments-block",
           "附件 of the report, each from a new page on.");

/* In the order of enum flow_kind. */
static const struct alternative flow_alternatives[] = {
    {"text", &flow_text_type},
    {"rule", &flow_rule_type},
    {"body", &flow_body_type},
    {"sections", &flow_sections_type},
    {"stack", &flow_stack_type},
    {"group", &flow_group_type},
    {"names", &flow_names_type},
    {"list", &flow_list_type},
    {"attachments", &flow_attachments_type},
    {0},
};
static const struct type flow_block_type = {.kind = TYPE_VARIANT,
                                            .name = "block",
                                            .describes = "A block of the flow.",
                                            .size = sizeof(struct variant),
                                            .alternatives = flow_alternatives};
LIST_TYPE(flow_type, flow_block_type);

static const struct type exceptions_type = {
    .kind = TYPE_LIST, .size = sizeof(struct list), .element = &exception_type, .single = true};
static const struct field running_item_type_fields[] = {
    {"id", offsetof(struct running, id), &text_type, 0,
     "A name, for layouts that extend this one."},
    {"text", offsetof(struct running, text), &text_type, FIELD_REQUIRED,
     N_("A template; {{page}} is the page's number, {{pages}} how many there are.")},
    {"style", offsetof(struct running, style_name), &text_type, FIELD_REQUIRED,
     N_("One of the styles.")},
    {"on", offsetof(struct running, on), &on_type, 0, "On which pages; default all."},
    {"unless", offsetof(struct running, unless), &exceptions_type, 0,
     "Pages that it is kept from: the first, the last, blank ones, those right after a blank one."},
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
    {"colors", offsetof(struct layout_record, colours), &colour_map_type, 0, "Colours by name."},
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
    {"draft", offsetof(struct layout_record, draft), &draft_design_type, 0,
     "What marks the pages of a draft."},
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
