/*
 * Labels: what stands before a text whose lines all begin behind it (抄送：…), and lists of such
 * texts (附件：1. …, GB/T 9704 7.3.4).
 */
#include "page/box.h"

#include "base/arena.h"
#include "base/buffer.h"

static struct line set_label(struct composer *composer, const struct expansion *text,
                             const struct style *style, struct place place)
{
    const struct typography *typography = composer_typography(composer, style, place);

    if (typography == NULL) {
        return (struct line){0};
    }
    struct clusters clusters = cluster_text(
        composer->scratch, *text, composer_followed(composer, typography), composer->diagnostics);
    struct line line = paragraph_set_line(composer->arena, composer->scratch, &clusters);
    /* Spaces at a line's end vanish; here a text follows. */
    for (size_t i = line.end; i < clusters.count; i++) {
        line.width += clusters.items[i].advance;
    }
    return line;
}

struct label label_new(struct composer *composer, const struct block_label *label,
                       const struct style *style)
{
    struct expansion text = composer_expand(composer, label->text);
    struct line line = set_label(composer, &text, label->style, label->text.place);

    line.x = layout_indent(composer->layout, style);
    return (struct label){line, text.string};
}

struct lines label_lines(struct composer *composer, struct lines lines, const struct label *label)
{
    if (label == NULL || lines.count == 0) {
        return lines;
    }
    struct line *items = ARENA_ARRAY(composer->arena, struct line, lines.count);
    struct line line = label->line;

    for (size_t i = 0; i < lines.count; i++) {
        items[i] = lines.items[i];
    }
    line.x = -line.width;
    items[0] = line_join(composer->arena, &line, &items[0], items[0].x);
    lines.items = items;
    return lines;
}

struct string label_text(struct composer *composer, const struct label *label, struct string text)
{
    struct buffer both = buffer_new(composer->arena);

    if (label == NULL) {
        return text;
    }
    buffer_add(&both, label->text.bytes, label->text.size);
    buffer_add(&both, text.bytes, text.size);
    return buffer_string(&both);
}

/* The label of a list with the number of an entry behind it; entries but the first have the number
 * alone, as far in. */
static struct label with_number(struct composer *composer, const struct label *label,
                                const struct line *number, struct string text, bool first)
{
    struct label both = *label;

    if (!first) {
        both = (struct label){.line = {.x = label->line.x, .width = label->line.width}};
    }
    both.line = line_join(composer->arena, &both.line, number, both.line.x + label->line.width);
    both.text = label_text(composer, first ? label : NULL, text);
    return both;
}

void flow_add_list(struct flow *flow, const struct flow_list *block)
{
    struct composer *composer = flow->composer;
    const struct style *style = block->common.style;
    const char *field = block->field.string.bytes;
    size_t count = report_list(composer->report, field)->count;
    bool numbered = count > 1 && block->number.string.bytes != NULL;
    struct label label = {.line = {.x = layout_indent(composer->layout, style)}};
    struct expansion *numbers = ARENA_ARRAY(composer->arena, struct expansion, count);
    struct line *lines = ARENA_ARRAY(composer->arena, struct line, count);
    length_t widest = 0;

    report_use(composer->report, field);
    if (block->label.text.string.bytes != NULL) {
        label = label_new(composer, &block->label, style);
    }
    for (size_t i = 0; i < count && numbered; i++) {
        struct text origin = report_entry(composer->report, field, i);
        numbers[i] = composer_number(composer, block->number, (unsigned)i + 1, origin);
        lines[i] = set_label(composer, &numbers[i], style, block->number.place);
        widest = length_max(widest, lines[i].width);
    }
    for (size_t i = 0; i < count && !composer->full; i++) {
        struct text entry = report_entry(composer->report, field, i);
        lines[i].width = widest; /* all entries begin below each other */
        struct label own = with_number(composer, &label, &lines[i], numbers[i].string, i == 0);
        struct paragraph paragraph = {.text = flow_expand_noted(flow, entry),
                                      .style = style,
                                      .role = ROLE_PARAGRAPH,
                                      .place = entry.place,
                                      .label = &own,
                                      .left = layout_length(composer->layout, block->left),
                                      .right = layout_length(composer->layout, block->right)};
        flow_add_paragraph(flow, &paragraph);
    }
}
