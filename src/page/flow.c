/* From the flow of blocks to boxes: text is expanded, set, and cut into lines. */
#include "page/box.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "text/lexicon.h"
#include "text/numbering.h"
#include <string.h>

/* 孤行, where the layout does not say otherwise: no page begins with the last line of a paragraph;
 * it may end with the first one. */
enum { WIDOWS_USUAL = 2, ORPHANS_USUAL = 1 };

uint32_t composer_add_node(struct composer *composer, uint32_t parent, enum display_role role,
                           struct place place)
{
    composer->nodes = arena_grow(composer->arena, composer->nodes, composer->node_count,
                                 &composer->node_capacity, sizeof *composer->nodes);
    composer->nodes[composer->node_count] =
        (struct display_node){.parent = parent, .role = role, .place = place};
    return (uint32_t)composer->node_count++;
}

length_t flow_width(const struct flow *flow)
{
    const struct layout *layout = flow->composer->layout;

    return flow->turned ? layout->area_height : layout->area_width;
}

/* Whether the flow fits into the pages; reports where it does not any more. */
static bool has_room(struct flow *flow)
{
    struct composer *composer = flow->composer;
    size_t most = (size_t)PAGE_COUNT_LIMIT * (size_t)composer->layout->grid.lines;

    if (!composer->full && composer->box_count == most) {
        composer_report_limit(composer, flow->place);
    }
    return !composer->full;
}

struct box *flow_add_box(struct flow *flow, enum box_kind kind, uint32_t node)
{
    struct composer *composer = flow->composer;

    if (!has_room(flow)) {
        return NULL;
    }
    composer->boxes = arena_grow(composer->arena, composer->boxes, composer->box_count,
                                 &composer->box_capacity, sizeof *composer->boxes);
    struct box *box = &composer->boxes[composer->box_count++];
    *box = (struct box){.kind = kind,
                        .block = flow->block,
                        .node = node,
                        .element = composer->element,
                        .before = flow->before,
                        .break_before = !flow->glued,
                        .begins_page = flow->begins_page,
                        .place = flow->aside,
                        .part = flow->common,
                        .turned = flow->turned,
                        .written = flow->place};
    box->before.lines =
        flow->after_lines > box->before.lines ? flow->after_lines : box->before.lines;
    length_t blank = (length_t)box->before.lines * composer->layout->grid.pitch;
    box->before.length = length_max(box->before.length, flow->after - blank);
    flow->before = (struct spacing){0};
    flow->after = 0;
    flow->after_lines = 0;
    flow->glued = false;
    flow->begins_page = false;
    return box;
}

void flow_add_line(struct flow *flow, const struct line *line, length_t x,
                   const struct typography *typography, uint32_t node)
{
    if (line->run_count > 0) {
        flow->place = line->runs[0].place;
    }
    struct box *box = flow_add_box(flow, BOX_LINE, node);

    if (box == NULL) {
        return;
    }
    box->line = *line;
    box->x = x + line->x;
    box->typography = typography;
    box->height = typography->size;
}

static void take_words(struct string *words, size_t *count, const struct list *list)
{
    const struct text *texts = list->items;

    for (size_t i = 0; i < list->count; i++) {
        words[(*count)++] = texts[i].string;
    }
}

const struct lexicon *composer_lexicon(struct composer *composer)
{
    const struct list *layout = &composer->layout->words;
    const struct list *report = &composer->report->words;

    if (composer->lexicon == NULL) {
        struct string *words =
            ARENA_ARRAY(composer->document, struct string, layout->count + report->count);
        size_t count = 0;
        take_words(words, &count, layout);
        take_words(words, &count, report);
        composer->lexicon = lexicon_new(composer->document, words, count);
    }
    return composer->lexicon;
}

/* The names of the report: running text is not broken inside of them without need; NULL: none. */
static const struct lexicon *names_of(struct composer *composer)
{
    const struct list *report = &composer->report->words;

    if (composer->names == NULL && report->count > 0) {
        struct string *words = ARENA_ARRAY(composer->document, struct string, report->count);
        size_t count = 0;
        take_words(words, &count, report);
        composer->names = lexicon_new(composer->document, words, count);
    }
    return composer->names;
}

/* Glues the lines that no page break parts. */
static void add_lines(struct flow *flow, const struct lines *lines, bool whole, length_t x,
                      const struct typography *typography, uint32_t node)
{
    const struct composition *composition = &flow->composer->layout->composition;
    size_t widows = composition->widows > 0 ? (size_t)composition->widows : WIDOWS_USUAL;
    size_t orphans = composition->orphans > 0 ? (size_t)composition->orphans : ORPHANS_USUAL;

    for (size_t i = 0; i < lines->count; i++) {
        bool inside = i > 0 && (whole || i < orphans || lines->count - i < widows);
        flow->glued = flow->glued || inside;
        flow_add_line(flow, &lines->items[i], x, typography, node);
    }
}

void flow_add_paragraph(struct flow *flow, const struct paragraph *paragraph)
{
    struct composer *composer = flow->composer;
    const struct style *style = paragraph->style;
    const struct typography *typography = composer_typography(composer, style, paragraph->place);

    if (typography == NULL || paragraph->text.string.size == 0 || composer->full) {
        return;
    }
    if (paragraph->fit != NULL && paragraph->fit->least.unit != UNIT_NONE) {
        typography = composer_fit_text(composer, paragraph->fit, paragraph->text, typography);
    }
    const struct label *label = paragraph->label;
    length_t left = paragraph->left + (label != NULL ? label->line.x + label->line.width : 0);
    struct measure measure = {
        .width = length_max(flow_width(flow) - left - paragraph->right, typography->cell),
        .indent = label != NULL ? 0 : layout_indent(composer->layout, style),
        .align = style->align,
        .shapes = style->shapes,
        .lexicon = style->shapes != 0 ? composer_lexicon(composer) : names_of(composer)};
    struct clusters clusters =
        cluster_text(composer->scratch, paragraph->text, typography, composer->diagnostics);
    struct lines lines = paragraph_set(composer->arena, composer->scratch, &clusters, &measure,
                                       composer->diagnostics);
    uint32_t node = composer_add_node(composer, flow->parent, paragraph->role, paragraph->place);
    lines = structure_lines(composer, lines, paragraph, node);
    lines = label_lines(composer, lines, label);
    lines = composer_add_end(composer, lines, &paragraph->end, measure.width, typography);
    composer->nodes[node].level = paragraph->level;
    composer->nodes[node].text = paragraph->role == ROLE_TITLE || paragraph->role == ROLE_HEADING
                                     ? template_words(composer->arena, &paragraph->text)
                                     : label_text(composer, label, paragraph->text.string);
    size_t first = composer->box_count;
    add_lines(flow, &lines, style->keep_with_next || paragraph->role == ROLE_TITLE, left,
              typography, node);
    flow_add_notes(flow, &paragraph->text, &clusters, &lines, node, first);
    flow->glued = style->keep_with_next;
    arena_reset(composer->scratch);
}

static struct expansion expand(struct composer *composer, struct text text, bool noted)
{
    bool used[sizeof composer->variables / sizeof *composer->variables] = {false};
    struct scope scope = {.report = composer->report,
                          .variables = composer->variables,
                          .variable_used = used,
                          .item = composer->item};

    if (noted && composer->layout->notes.style != NULL) {
        scope.note_label = composer_note_label;
        scope.note_context = composer;
    }
    struct expansion expansion =
        template_expand(composer->arena, &scope, text, composer->diagnostics);
    if (used[VARIABLE_PAGE] || used[VARIABLE_PAGES]) {
        composer_mention(composer, used, text.place);
    }
    return expansion;
}

struct expansion composer_expand(struct composer *composer, struct text text)
{
    return expand(composer, text, false);
}

struct expansion composer_expand_item(struct composer *composer, struct text text,
                                      const struct text *item)
{
    composer->item = item;
    struct expansion expansion = expand(composer, text, false);
    composer->item = NULL;
    return expansion;
}

struct expansion flow_expand_noted(const struct flow *flow, struct text text)
{
    return expand(flow->composer, text, flow->aside == NULL);
}

struct expansion composer_number(struct composer *composer, struct text example, unsigned number,
                                 struct text origin)
{
    struct buffer made = buffer_new(composer->arena);

    if (example.string.bytes != NULL) {
        numbering_add(&made, example.string, number);
    }
    return template_derived(composer->arena, buffer_string(&made), origin);
}

/* A lead-in and its items as one paragraph: 一是…。二是…。 */
static void set_enumeration(const struct flow *flow, const struct enumeration *enumeration,
                            struct text example, struct paragraph *paragraph)
{
    struct composer *composer = flow->composer;
    const struct text *items = enumeration->items.items;
    size_t count = enumeration->items.count;
    struct expansion *parts = ARENA_ARRAY(composer->arena, struct expansion, 2 * count + 1);

    unsigned number = 0;

    example = enumeration->number.string.bytes != NULL ? enumeration->number : example;
    parts[0] = flow_expand_noted(flow, enumeration->text);
    for (size_t i = 0; i < count; i++) {
        bool counted = enumeration->uncounted == NULL || !enumeration->uncounted[i];
        number += counted;
        parts[2 * i + 1] =
            composer_number(composer, counted ? example : (struct text){0}, number, items[i]);
        parts[2 * i + 2] = flow_expand_noted(flow, items[i]);
    }
    size_t *ends = ARENA_ARRAY(composer->arena, size_t, 2 * count + 1);
    for (size_t i = 0; i < 2 * count + 1; i++) {
        ends[i] = (i > 0 ? ends[i - 1] : 0) + parts[i].string.size;
    }
    paragraph->text = template_join(composer->arena, parts, 2 * count + 1);
    paragraph->role = ROLE_ENUMERATION;
    paragraph->ends = ends;
    paragraph->end_count = 2 * count + 1;
}

void flow_add_body(struct flow *flow, const struct list *body, struct text enumeration)
{
    const struct variant *blocks = body->items;

    for (size_t i = 0; i < body->count && !flow->composer->full; i++) {
        struct paragraph paragraph = {
            .style = flow->common->style, .role = ROLE_PARAGRAPH, .place = blocks[i].place};
        switch ((enum block_kind)blocks[i].which) {
        case BLOCK_PARAGRAPH:
            paragraph.text = flow_expand_noted(flow, *(const struct text *)blocks[i].value);
            break;
        case BLOCK_ENUMERATION:
            set_enumeration(flow, blocks[i].value, enumeration, &paragraph);
            break;
        case BLOCK_TABLE:
            flow_add_table(flow, blocks[i].value);
            continue;
        case BLOCK_FIGURE:
            flow_add_figure(flow, blocks[i].value);
            continue;
        case BLOCK_CHART:
            flow_add_chart(flow, blocks[i].value);
            continue;
        }
        flow_add_paragraph(flow, &paragraph);
    }
}

void flow_add_sections(struct flow *flow, const struct flow_sections *block,
                       const struct list *list, unsigned level)
{
    struct composer *composer = flow->composer;
    const struct section *sections = list->items;

    if (list->count == 0) {
        return;
    }
    if (level >= block->heading_names.count || level >= REPORT_LEVEL_LIMIT) {
        REPORT(composer->diagnostics, REPORT_LEVEL, sections[0].heading.place,
               arena_format(composer->arena, "%u", level + 1),
               arena_format(composer->arena, "%zu", block->heading_names.count));
        composer->incomplete = true;
        return;
    }
    unsigned number = 0;
    for (size_t i = 0; i < list->count && !composer->full; i++) {
        const struct section *section = &sections[i];
        uint32_t parent = flow->parent;
        const struct style *style = block->headings[level];
        struct text example = {0};
        if (!section->uncounted) {
            example = style->number;
            number++;
        }
        struct expansion parts[] = {composer_number(composer, example, number, section->heading),
                                    flow_expand_noted(flow, section->heading)};
        struct paragraph heading = {.text = template_join(composer->arena, parts, 2),
                                    .style = style,
                                    .role = ROLE_HEADING,
                                    .level = flow->outer + level + 1,
                                    .place = section->heading.place};
        flow->parent = composer_add_node(composer, parent, ROLE_SECTION, section->heading.place);
        flow_add_paragraph(flow, &heading);
        flow_add_body(flow, &section->body, block->enumeration);
        flow_add_sections(flow, block, &section->sections, level + 1);
        flow->parent = parent;
    }
}

static void add_rule(struct flow *flow, const struct flow_rule *block)
{
    const struct layout *layout = flow->composer->layout;
    struct box *box = flow_add_box(flow, BOX_RULE, 0);

    if (box == NULL) {
        return;
    }
    box->height = layout_length(layout, block->rule.weight);
    box->width = block->rule.width.unit == UNIT_NONE ? layout->area_width
                                                     : layout_length(layout, block->rule.width);
    box->x = (layout->area_width - box->width) / 2;
    box->colour = composer_colour(block->rule.colour);
}

bool composer_wants(const struct composer *composer, const struct flow_common *common)
{
    const struct text *when = common->when.items;
    const struct text *unless = common->unless.items;

    for (size_t i = 0; i < common->when.count; i++) {
        if (!template_has(composer->report, when[i].string.bytes)) {
            return false;
        }
    }
    for (size_t i = 0; i < common->unless.count; i++) {
        if (template_has(composer->report, unless[i].string.bytes)) {
            return false;
        }
    }
    return composer_has_needs(composer, common) && composer_stands(composer, common);
}

static void add_text(struct flow *flow, const struct flow_text *block)
{
    static const enum display_role roles[] = {
        [TEXT_PARAGRAPH] = ROLE_PARAGRAPH, [TEXT_TITLE] = ROLE_TITLE};
    struct composer *composer = flow->composer;
    bool noted = block->role == TEXT_PARAGRAPH && flow->aside == NULL;
    struct paragraph paragraph = {.text = expand(composer, block->text, noted),
                                  .style = block->common.style,
                                  .role = roles[block->role],
                                  .place = block->text.place,
                                  .left = layout_length(composer->layout, block->left),
                                  .right = layout_length(composer->layout, block->right),
                                  .fit = &block->fit};

    struct label label;

    if (block->label.text.string.bytes != NULL) {
        label = label_new(composer, &block->label, block->common.style);
        paragraph.label = &label;
    }
    if (block->end.string.bytes != NULL) {
        paragraph.end = expand(composer, block->end, false);
    }
    flow_add_paragraph(flow, &paragraph);
}

/* What the layout wants below a block of the flow or a part of a group. */
static void want_after(struct flow *flow, const struct flow_common *common)
{
    struct spacing after = layout_spacing(flow->composer->layout, common->after);

    flow->after = length_max(flow->after, after.length);
    flow->after_lines = after.lines;
}

void flow_add_block(struct flow *flow, const struct variant *variant)
{
    struct composer *composer = flow->composer;
    size_t first = composer->box_count;

    flow->common = variant->value;
    flow->place = variant->place;
    if (flow->common->id.string.bytes != NULL || flow->group == NULL) {
        composer->element = flow->common->id.string.bytes;
    } else {
        composer->element = flow->group->common.id.string.bytes;
    }
    if (!composer_wants(composer, flow->common)) {
        return;
    }
    flow->before = layout_spacing(composer->layout, flow->common->before);
    switch ((enum flow_kind)variant->which) {
    case FLOW_TEXT:
        add_text(flow, variant->value);
        break;
    case FLOW_RULE:
        add_rule(flow, variant->value);
        break;
    case FLOW_BODY: {
        const struct flow_body *block = variant->value;
        flow_add_body(flow, report_list(composer->report, block->field.string.bytes),
                      block->enumeration);
        break;
    }
    case FLOW_SECTIONS: {
        const struct flow_sections *block = variant->value;
        flow_add_sections(flow, block, report_list(composer->report, block->field.string.bytes), 0);
        break;
    }
    case FLOW_STACK:
        flow_add_stack(flow, variant->value);
        break;
    case FLOW_NAMES:
        flow_add_names(flow, variant->value);
        break;
    case FLOW_GROUP:
        flow_add_group(flow, variant->value);
        break;
    case FLOW_LIST:
        flow_add_list(flow, variant->value);
        break;
    case FLOW_ATTACHMENTS:
        flow_add_attachments(flow, variant->value);
        break;
    }
    if (composer->box_count > first && (flow->aside == NULL || flow->group != NULL)) {
        want_after(flow, variant->value);
    }
}

void composer_flow(struct composer *composer)
{
    const struct variant *blocks = composer->layout->flow.items;
    struct flow flow = {.composer = composer};

    (void)composer_add_node(composer, 0, ROLE_DOCUMENT, composer->report->place);
    for (size_t i = 0; i < composer->layout->flow.count && !composer->full; i++) {
        const struct flow_common *common = blocks[i].value;
        /* What stands elsewhere does not come between a heading and what follows. */
        bool elsewhere = common->place != NULL && common->place->page != ANCHOR_FLOW;
        bool glued = flow.glued;
        flow.block = i;
        flow.aside = common->place;
        flow.begins_page = common->begin == BEGIN_PAGE;
        flow_add_block(&flow, &blocks[i]);
        flow.glued = elsewhere ? glued : flow.glued;
    }
}
