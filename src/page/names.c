/*
 * Names below each other or in columns: 联合行文机关标志 (GB/T 9704 7.2.4) with 文件 beside them,
 * 签发人 (7.2.6) behind a label.
 */
#include "page/box.h"

#include "base/arena.h"
#include "report/report.h"

/* A text on one line. */
struct piece {
    struct line line;
    struct string text;
    struct place place;
    const struct typography *typography;
};

/* The names, their label and what stands beside them, set in one size. */
struct set_names {
    struct piece *names;
    size_t count;
    size_t columns;
    struct piece label, beside;
    length_t column; /* width of one */
    length_t gap, beside_gap;
    length_t width;
};

static struct piece set_piece(struct composer *composer, struct text text, const struct text *item,
                              const struct typography *typography)
{
    struct expansion expansion = composer_expand_item(composer, text, item);
    struct clusters clusters =
        cluster_text(composer->scratch, expansion, typography, composer->diagnostics);
    struct piece piece = {.line = paragraph_set_line(composer->arena, composer->scratch, &clusters),
                          .text = expansion.string,
                          .place = item != NULL ? item->place : text.place,
                          .typography = typography};

    arena_reset(composer->scratch);
    return piece;
}

static struct set_names set_names(struct composer *composer, const struct flow_names *block,
                                  const struct text *names, size_t count,
                                  const struct typography *typography,
                                  const struct typography *label)
{
    static const struct text each = {{"{{item}}", sizeof "{{item}}" - 1}, {0}};
    const struct layout *layout = composer->layout;
    size_t columns = block->columns > 0 ? (size_t)block->columns : 1;
    struct set_names set = {.names = ARENA_ARRAY(composer->arena, struct piece, count),
                            .count = count,
                            .columns = columns < count ? columns : count,
                            .gap = layout_length(layout, block->gap)};

    for (size_t i = 0; i < count; i++) {
        set.names[i] = set_piece(composer, each, &names[i], typography);
        set.column = length_max(set.column, set.names[i].line.width);
    }
    if (block->label.string.bytes != NULL) {
        set.label = set_piece(composer, block->label, NULL, composer_followed(composer, label));
    }
    if (block->beside.string.bytes != NULL) {
        set.beside = set_piece(composer, block->beside, NULL, typography);
        set.beside_gap = count > 1 ? layout_length(layout, block->beside_gap) : 0;
    }
    set.width = set.label.line.width + (length_t)set.columns * (set.column + set.gap) - set.gap +
                set.beside_gap + set.beside.line.width;
    return set;
}

/* The line with its characters spread so that the last one ends at `width`. */
static struct line spread(struct arena *arena, const struct line *line, length_t width)
{
    struct display_run *runs = ARENA_ARRAY(arena, struct display_run, line->run_count);
    struct line wide = *line;
    length_t spare = width - line->width;
    length_t characters = 0, before = 0;

    for (size_t i = 0; i < line->run_count; i++) {
        for (size_t k = 0; k < line->runs[i].count; k++) {
            characters += line->runs[i].glyphs[k].text_size > 0;
        }
    }
    if (characters < 2 || spare <= 0) {
        return wide;
    }
    for (size_t i = 0; i < line->run_count; i++) {
        const struct display_run *run = &line->runs[i];
        struct display_glyph *glyphs = ARENA_ARRAY(arena, struct display_glyph, run->count);
        length_t moved = spare * before / (characters - 1);
        runs[i] = *run;
        runs[i].glyphs = glyphs;
        runs[i].x += moved;
        for (size_t k = 0; k < run->count; k++) {
            before += k > 0 && run->glyphs[k].text_size > 0;
            length_t here = spare * before / (characters - 1);
            length_t next = spare * length_min(before + 1, characters - 1) / (characters - 1);
            bool ends = k + 1 == run->count || run->glyphs[k + 1].text_size > 0;
            glyphs[k] = run->glyphs[k];
            glyphs[k].x += here - moved;
            glyphs[k].advance += ends ? next - here : 0;
        }
        before += 1;
    }
    wide.runs = runs;
    wide.width = width;
    return wide;
}

static void add_piece(struct flow *flow, struct group_builder *builder, const struct piece *piece,
                      length_t x, length_t y)
{
    struct composer *composer = flow->composer;

    if (piece->line.run_count == 0) {
        return;
    }
    uint32_t node = composer_add_node(composer, 0, ROLE_PARAGRAPH, piece->place);
    composer->nodes[node].text = piece->text;
    group_add_line(builder, &piece->line, piece->typography, node, x, y);
}

static void add_box(struct flow *flow, const struct flow_names *block, struct set_names *set)
{
    struct composer *composer = flow->composer;
    const struct layout *layout = composer->layout;
    const struct style *style = block->common.style;
    length_t size = set->names[0].typography->size;
    length_t pitch = style->on_grid && size == style->size
                         ? layout->grid.pitch
                         : length_scale(style->leading, size, style->size);
    size_t rows = (set->count + set->columns - 1) / set->columns;
    length_t height = size + (length_t)(rows - 1) * pitch;
    struct group_builder builder = {.arena = composer->arena};
    length_t label = set->label.line.width;

    add_piece(flow, &builder, &set->label, 0, 0);
    for (size_t i = 0; i < set->count; i++) {
        if (block->spread) {
            set->names[i].line = spread(composer->arena, &set->names[i].line, set->column);
        }
        add_piece(flow, &builder, &set->names[i],
                  label + (length_t)(i % set->columns) * (set->column + set->gap),
                  (length_t)(i / set->columns) * pitch);
    }
    add_piece(flow, &builder, &set->beside, set->width - set->beside.line.width,
              (height - size) / 2);
    struct box *box = flow_add_box(flow, BOX_GROUP, 0);
    if (box == NULL) {
        return;
    }
    length_t inset = layout_length(layout, block->inset);
    length_t free = layout->area_width - set->width;
    box->x = style->align == ALIGN_CENTRE  ? free / 2
             : style->align == ALIGN_RIGHT ? free - inset
                                           : inset;
    box->width = set->width;
    box->height = height;
    box->group = group_finish(&builder, box->width, box->height);
    box->on_grid = true;
    if (box->x < 0 || box->x + box->width > layout->area_width) {
        composer_report_too_wide(composer, set->names[0].place, set->width,
                                 layout->area_width - inset);
    }
}

void flow_add_names(struct flow *flow, const struct flow_names *block)
{
    struct composer *composer = flow->composer;
    size_t count;
    const struct text *names = composer_entries(composer, &block->fields, &count);
    struct place place = block->common.style_name.place;
    const struct typography *typography = composer_typography(composer, block->common.style, place);
    const struct typography *label = composer_typography(composer, block->label_style, place);

    if (count == 0 || typography == NULL || label == NULL) {
        return;
    }
    struct set_names set = set_names(composer, block, names, count, typography, label);
    if (block->fit.least.unit != UNIT_NONE) {
        length_t size = composer_fit(composer, &block->fit, typography->size, set.width);
        set = set_names(composer, block, names, count, composer_sized(composer, typography, size),
                        label);
    }
    flow->place = names[0].place;
    add_box(flow, block, &set);
}
