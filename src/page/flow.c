/* From the flow of blocks to boxes: text is expanded, set, and cut into lines. */
#include "page/box.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "text/lexicon.h"
#include "text/numbering.h"
#include <string.h>

/* A line is longer than another by at least this part of a character. */
enum { LONGER_BY = 20 };

/* What the next box inherits from the blocks before it. */
struct flow {
    struct composer *composer;
    const struct flow_common *common;
    size_t block;
    struct place place;
    struct spacing before; /* still to be spent by the block's first box */
    bool glued;            /* the box before must not be parted from the next */
};

static uint32_t add_node(struct composer *composer, enum display_role role, unsigned level,
                         struct string text, struct place place)
{
    composer->nodes = arena_grow(composer->arena, composer->nodes, composer->node_count,
                                 &composer->node_capacity, sizeof *composer->nodes);
    composer->nodes[composer->node_count] =
        (struct display_node){.role = role, .level = level, .text = text, .place = place};
    return (uint32_t)composer->node_count++;
}

static struct box *add_box(struct flow *flow, enum box_kind kind, uint32_t node)
{
    struct composer *composer = flow->composer;

    composer->boxes = arena_grow(composer->arena, composer->boxes, composer->box_count,
                                 &composer->box_capacity, sizeof *composer->boxes);
    struct box *box = &composer->boxes[composer->box_count++];
    *box = (struct box){.kind = kind,
                        .block = flow->block,
                        .node = node,
                        .before = flow->before,
                        .break_before = !flow->glued,
                        .place = flow->common->place};
    flow->before = (struct spacing){0};
    flow->glued = false;
    return box;
}

/* Stops the flow where it cannot fit into the pages any more; the last box goes. */
static void check_limit(struct composer *composer)
{
    size_t most = (size_t)PAGE_COUNT_LIMIT * (size_t)composer->layout->grid.lines;

    if (composer->box_count > most) {
        composer_report_limit(composer, &composer->boxes[--composer->box_count]);
    }
}

static void add_line(struct flow *flow, const struct line *line, length_t x,
                     const struct typography *typography, uint32_t node)
{
    if (flow->composer->full) {
        return;
    }
    struct box *box = add_box(flow, BOX_LINE, node);

    box->line = *line;
    box->x = x + line->x;
    box->typography = typography;
    box->height = typography->size;
    if (line->run_count > 0) {
        box->written = line->runs[0].place;
    }
    check_limit(flow->composer);
}

struct paragraph {
    struct expansion text;
    const struct style *style;
    enum display_role role;
    unsigned level;
    struct place place;
};

static void take_words(struct string *words, size_t *count, const struct list *list)
{
    const struct text *texts = list->items;

    for (size_t i = 0; i < list->count; i++) {
        words[(*count)++] = texts[i].string;
    }
}

/* The words of the layout and of the report. */
static const struct lexicon *lexicon_of(struct composer *composer)
{
    const struct list *layout = &composer->layout->words;
    const struct list *report = &composer->report->words;

    if (composer->lexicon == NULL) {
        struct string *words =
            ARENA_ARRAY(composer->arena, struct string, layout->count + report->count);
        size_t count = 0;
        take_words(words, &count, layout);
        take_words(words, &count, report);
        composer->lexicon = lexicon_new(composer->arena, words, count);
    }
    return composer->lexicon;
}

static void add_paragraph(struct flow *flow, const struct paragraph *paragraph)
{
    struct composer *composer = flow->composer;
    const struct style *style = paragraph->style;
    const struct typography *typography = composer_typography(composer, style, paragraph->place);

    if (typography == NULL || paragraph->text.string.size == 0 || composer->full) {
        return;
    }
    struct measure measure = {.width = composer->layout->area_width,
                              .indent = style->indent,
                              .align = style->align,
                              .shapes = style->shapes,
                              .lexicon = style->shapes != 0 ? lexicon_of(composer) : NULL};
    struct clusters clusters =
        cluster_text(composer->scratch, paragraph->text, typography, composer->diagnostics);
    struct lines lines = paragraph_set(composer->arena, composer->scratch, &clusters, &measure,
                                       composer->diagnostics);
    uint32_t node = add_node(composer, paragraph->role, paragraph->level, paragraph->text.string,
                             paragraph->place);
    bool whole = style->keep_with_next || paragraph->role == ROLE_TITLE;

    for (size_t i = 0; i < lines.count; i++) {
        /* 孤行: a page does not begin with the last line of a paragraph. */
        flow->glued = flow->glued || (i > 0 && (whole || i + 1 == lines.count));
        add_line(flow, &lines.items[i], 0, typography, node);
    }
    flow->glued = style->keep_with_next;
    arena_reset(composer->scratch);
}

static struct expansion expand(struct composer *composer, struct text text)
{
    struct scope scope = {.report = composer->report};

    return template_expand(composer->arena, &scope, text, composer->diagnostics);
}

static struct expansion numbered(struct composer *composer, struct text example, unsigned number,
                                 struct text origin)
{
    struct buffer made = buffer_new(composer->arena);

    if (example.string.bytes != NULL) {
        numbering_add(&made, example.string, number);
    }
    return template_derived(composer->arena, buffer_string(&made), origin);
}

/* A lead-in and its items as one paragraph: 一是…。二是…。 */
static struct expansion enumeration_text(struct composer *composer,
                                         const struct enumeration *enumeration, struct text example)
{
    const struct text *items = enumeration->items.items;
    size_t count = enumeration->items.count;
    struct expansion *parts = ARENA_ARRAY(composer->arena, struct expansion, 2 * count + 1);

    parts[0] = expand(composer, enumeration->text);
    for (size_t i = 0; i < count; i++) {
        parts[2 * i + 1] = numbered(composer, example, (unsigned)i + 1, items[i]);
        parts[2 * i + 2] = expand(composer, items[i]);
    }
    return template_join(composer->arena, parts, 2 * count + 1);
}

static void add_body(struct flow *flow, const struct list *body, struct text enumeration)
{
    const struct variant *blocks = body->items;
    struct paragraph paragraph = {.style = flow->common->style, .role = ROLE_PARAGRAPH};

    for (size_t i = 0; i < body->count && !flow->composer->full; i++) {
        paragraph.place = blocks[i].place;
        switch ((enum block_kind)blocks[i].which) {
        case BLOCK_PARAGRAPH:
            paragraph.text = expand(flow->composer, *(const struct text *)blocks[i].value);
            break;
        case BLOCK_ENUMERATION:
            paragraph.text = enumeration_text(flow->composer, blocks[i].value, enumeration);
            break;
        }
        add_paragraph(flow, &paragraph);
    }
}

static void add_sections(struct flow *flow, const struct flow_sections *block,
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
    for (size_t i = 0; i < list->count && !composer->full; i++) {
        const struct section *section = &sections[i];
        const struct style *style = block->headings[level];
        struct expansion parts[] = {
            numbered(composer, style->number, (unsigned)i + 1, section->heading),
            expand(composer, section->heading)};
        struct paragraph heading = {.text = template_join(composer->arena, parts, 2),
                                    .style = style,
                                    .role = ROLE_HEADING,
                                    .level = level + 1,
                                    .place = section->heading.place};
        add_paragraph(flow, &heading);
        add_body(flow, &section->body, block->enumeration);
        add_sections(flow, block, &section->sections, level + 1);
    }
}

static length_t stack_offset(const struct composer *composer, const struct stack_relation *relation,
                             length_t start, length_t width, length_t own_width)
{
    if (relation->centre.unit != UNIT_NONE) {
        return start + (width - own_width) / 2 + layout_length(composer->layout, relation->centre);
    }
    if (relation->end.unit != UNIT_NONE) {
        return start + width - own_width + layout_length(composer->layout, relation->end);
    }
    return start + layout_length(composer->layout, relation->start);
}

static void add_stack(struct flow *flow, const struct flow_stack *stack)
{
    struct composer *composer = flow->composer;
    const struct stack_line *lines = stack->lines.items;
    size_t count = stack->lines.count;
    struct line *set = ARENA_ARRAY(composer->arena, struct line, count);
    const struct typography **typographies =
        ARENA_ARRAY(composer->arena, const struct typography *, count);
    struct expansion *texts = ARENA_ARRAY(composer->arena, struct expansion, count);
    length_t *starts = ARENA_ARRAY(composer->arena, length_t, count);
    size_t widest = 0;
    length_t first = 0;

    for (size_t i = 0; i < count; i++) {
        typographies[i] = composer_typography(composer, lines[i].style, lines[i].text.place);
        if (typographies[i] == NULL) {
            return;
        }
        texts[i] = expand(composer, lines[i].text);
        struct clusters clusters =
            cluster_text(composer->scratch, texts[i], typographies[i], composer->diagnostics);
        set[i] = paragraph_set_line(composer->arena, composer->scratch, &clusters);
        size_t other = 0;
        for (size_t k = 0; k < i && lines[i].against.line.string.bytes != NULL; k++) {
            if (lines[k].id.string.bytes != NULL &&
                strcmp(lines[k].id.string.bytes, lines[i].against.line.string.bytes) == 0) {
                other = k;
            }
        }
        if (i > 0) {
            starts[i] = stack_offset(composer, &lines[i].against, starts[other], set[other].width,
                                     set[i].width);
        }
        /* Rounded advances do not make a line the longer one. */
        length_t margin = typographies[i]->cell / LONGER_BY;
        widest = set[i].width > set[widest].width + margin ? i : widest;
        first = length_min(first, starts[i]);
    }
    length_t shift = composer->layout->area_width - layout_length(composer->layout, stack->right) -
                     set[widest].width - starts[widest];
    if (first + shift < 0) {
        length_t needed = starts[widest] + set[widest].width - first;
        struct place written =
            set[widest].run_count > 0 ? set[widest].runs[0].place : lines[widest].text.place;
        REPORT(composer->diagnostics, BLOCK_TOO_WIDE, written,
               arena_format(composer->arena, "%.1f", length_to_mm(needed)),
               arena_format(composer->arena, "%.1f", length_to_mm(needed + first + shift)));
    }
    /* The lines share a page with each other and with the last lines before them. */
    for (int64_t i = 1; i < stack->keep_lines && (size_t)i < composer->box_count; i++) {
        composer->boxes[composer->box_count - (size_t)i].break_before = false;
    }
    flow->glued = stack->keep_lines > 0 && composer->box_count > 0;
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            flow->glued = true;
            flow->before = layout_spacing(composer->layout, lines[i].before);
        }
        uint32_t node = add_node(composer, ROLE_PARAGRAPH, 0, texts[i].string, lines[i].text.place);
        add_line(flow, &set[i], shift + starts[i], typographies[i], node);
    }
}

static void add_rule(struct flow *flow, const struct flow_rule *block)
{
    const struct layout *layout = flow->composer->layout;
    struct box *box = add_box(flow, BOX_RULE, 0);

    box->height = layout_length(layout, block->rule.weight);
    box->width = block->rule.width.unit == UNIT_NONE ? layout->area_width
                                                     : layout_length(layout, block->rule.width);
    box->x = (layout->area_width - box->width) / 2;
    box->colour = composer_colour(block->rule.colour);
    box->written = flow->place;
    check_limit(flow->composer);
}

static bool is_wanted(const struct composer *composer, const struct flow_common *common)
{
    if (common->when.string.bytes != NULL &&
        !template_has(composer->report, common->when.string.bytes)) {
        return false;
    }
    return common->unless.string.bytes == NULL ||
           !template_has(composer->report, common->unless.string.bytes);
}

void composer_flow(struct composer *composer)
{
    static const enum display_role roles[] = {
        [TEXT_PARAGRAPH] = ROLE_PARAGRAPH, [TEXT_TITLE] = ROLE_TITLE};
    const struct variant *blocks = composer->layout->flow.items;
    struct flow flow = {.composer = composer};

    (void)add_node(composer, ROLE_DOCUMENT, 0, STRING(""), composer->report->place);
    for (size_t i = 0; i < composer->layout->flow.count && !composer->full; i++) {
        flow.common = blocks[i].value;
        flow.block = i;
        flow.place = blocks[i].place;
        if (!is_wanted(composer, flow.common)) {
            continue;
        }
        flow.before = layout_spacing(composer->layout, flow.common->before);
        switch ((enum flow_kind)blocks[i].which) {
        case FLOW_TEXT: {
            const struct flow_text *block = blocks[i].value;
            struct paragraph paragraph = {.text = expand(composer, block->text),
                                          .style = flow.common->style,
                                          .role = roles[block->role],
                                          .place = block->text.place};
            add_paragraph(&flow, &paragraph);
            break;
        }
        case FLOW_RULE:
            add_rule(&flow, blocks[i].value);
            break;
        case FLOW_BODY: {
            const struct flow_body *block = blocks[i].value;
            add_body(&flow, report_list(composer->report, block->field.string.bytes),
                     block->enumeration);
            break;
        }
        case FLOW_SECTIONS: {
            const struct flow_sections *block = blocks[i].value;
            add_sections(&flow, block, report_list(composer->report, block->field.string.bytes), 0);
            break;
        }
        case FLOW_STACK:
            add_stack(&flow, blocks[i].value);
            break;
        }
    }
}
