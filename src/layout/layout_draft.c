/* What a layout says of drafts: the mark in the header, the watermark, numbers of lines. */
#include "layout/layout_private.h"

#include "base/arena.h"
#include "yaml/node.h"

static const struct type text_type = {.kind = TYPE_TEXT, .size = sizeof(struct text)};

static const char *const on_names[] = {"all", "odd", "even", "first", "last", "not-first", NULL};
static const struct type on_type = {.kind = TYPE_ENUM, .size = sizeof(int), .names = on_names};

static const char *const side_names[] = {[SIDE_OUTER] = "outer",
                                         [SIDE_INNER] = "inner",
                                         [SIDE_LEFT] = "left",
                                         [SIDE_RIGHT] = "right",
                                         NULL};
static const struct type side_type = {.kind = TYPE_ENUM, .size = sizeof(int), .names = side_names};

static const char *const restart_names[] = {
    [NOTES_BY_PAGE] = "page", [NOTES_BY_DOCUMENT] = "document", NULL};
static const struct type restart_type = {
    .kind = TYPE_ENUM, .size = sizeof(int), .names = restart_names};

static const struct type angle_type = {
    .kind = TYPE_INTEGER, .size = sizeof(int64_t), .minimum = -90, .maximum = 90};

static const struct type step_type = {
    .kind = TYPE_INTEGER, .size = sizeof(int64_t), .minimum = 1, .maximum = 100};

/* A part of the record, and a member of it. NOLINTBEGIN(bugprone-macro-parentheses): names of
 * members cannot stand in parentheses. */
#define PART(part, member) \
    (offsetof(struct draft_record, part.member) - offsetof(struct draft_record, part))
/* NOLINTEND(bugprone-macro-parentheses) */
#define PART_TYPE(type_name, part, definition, sentence)                                       \
    static const struct type type_name = {.kind = TYPE_RECORD,                                 \
                                          .name = (definition),                                \
                                          .describes = (sentence),                             \
                                          .size = sizeof(((struct draft_record *)NULL)->part), \
                                          .fields = type_name##_fields}

static const struct field header_type_fields[] = {
    {"text", PART(header, running.text), &text_type, FIELD_REQUIRED,
     N_("A template; {{draft.mark}} is the mark, {{page}} the page's number.")},
    {"with-version", PART(header, with_version), &text_type, 0,
     "The same where the draft has a version, {{draft.version}}; default: the text."},
    {"style", PART(header, running.style_name), &text_type, FIELD_REQUIRED,
     N_("One of the styles.")},
    {"on", PART(header, running.on), &on_type, 0, "On which pages; default all."},
    {"place", PART(header, running.place), &running_placement_type, FIELD_REQUIRED,
     N_("Relative to page or type-area.")},
    {0},
};
PART_TYPE(header_type, header, "draft-header",
          "页眉: what tells on every page that it is a draft.");

static const struct field watermark_type_fields[] = {
    {"text", PART(watermark, text), &text_type, FIELD_REQUIRED,
     N_("A template; {{draft.mark}} is the mark, {{draft.version}} its version.")},
    {"style", PART(watermark, style), &text_type, FIELD_REQUIRED,
     N_("One of the styles, in a light colour; it becomes smaller to stay in the type area.")},
    {"angle", PART(watermark, angle), &angle_type, 0,
     "How far it is turned anticlockwise, in degrees; default 0."},
    {0},
};
PART_TYPE(watermark_type, watermark, "draft-watermark", "水印: beneath the text of every page.");

static const struct field line_numbers_type_fields[] = {
    {"style", PART(line_numbers, style), &text_type, FIELD_REQUIRED, N_("One of the styles.")},
    {"side", PART(line_numbers, side), &side_type, 0,
     "In which margin: outer (default), inner, left, right."},
    {"gap", PART(line_numbers, gap), &dimension_type, 0,
     "Between the number and the type area; default none."},
    {"step", PART(line_numbers, step), &step_type, 0,
     "5: every fifth line has its number; default 1."},
    {"restart", PART(line_numbers, restart), &restart_type, 0,
     "Whether numbers begin anew on each page (default) or run through the document."},
    {0},
};
PART_TYPE(line_numbers_type, line_numbers, "draft-line-numbers",
          "行号: numbers of the lines of title and body, for comments.");

static const struct field draft_fields[] = {
    {"header", offsetof(struct draft_record, header), &header_type, 0,
     "What tells on every page that it is a draft."},
    {"watermark", offsetof(struct draft_record, watermark), &watermark_type, 0,
     "What stands beneath the text of every page."},
    {"line-numbers", offsetof(struct draft_record, line_numbers), &line_numbers_type, 0,
     "Numbers of the lines, for comments."},
    {0},
};

const struct type draft_design_type = {
    .kind = TYPE_RECORD,
    .name = "draft-design",
    .describes = "What marks the pages of a draft; none of it moves a line of the document.",
    .size = sizeof(struct draft_record),
    .fields = draft_fields};

void resolve_draft(struct loader *loader)
{
    const struct draft_record *from = &loader->record->draft;
    const struct node *node = node_get(loader->root, "draft");

    if (node == NULL) {
        return;
    }
    struct draft_design *design = ARENA_NEW(loader->arena, struct draft_design);
    if (from->header.running.text.string.bytes != NULL) {
        struct text style = from->header.running.style_name;
        design->header = from->header.running;
        design->header.style = resolve_style(loader, style, style.place);
        design->with_version = from->header.with_version.string.bytes != NULL
                                   ? from->header.with_version
                                   : design->header.text;
        check_placement(loader, &design->header.place, 0, design->header.text.place);
    }
    if (from->watermark.style.string.bytes != NULL) {
        design->watermark.text = from->watermark.text;
        design->watermark.angle = (int)from->watermark.angle;
        design->watermark.style =
            resolve_style(loader, from->watermark.style, from->watermark.style.place);
    }
    struct text style = from->line_numbers.style;
    if (style.string.bytes != NULL) {
        const struct node *numbers = node_get(node, "line-numbers");
        check_length(loader, from->line_numbers.gap, LEAST_ZERO, numbers, "gap", style.place);
        design->line_numbers.style = resolve_style(loader, style, style.place);
        design->line_numbers.gap = layout_length(loader->layout, from->line_numbers.gap);
        design->line_numbers.side = (enum draft_side)from->line_numbers.side;
        design->line_numbers.step = from->line_numbers.step == 0 ? 1 : from->line_numbers.step;
        design->line_numbers.restart = (enum note_restart)from->line_numbers.restart;
        design->line_numbers.place = style.place;
    }
    loader->layout->draft = design;
}
