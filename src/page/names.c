/*
 * Names below each other or in columns: 联合行文机关标志 (GB/T 9704 7.2.4) with 文件 beside them,
 * 签发人 (7.2.6) behind a label.
 */
#include "page/box.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "report/report.h"
#include <string.h>

/* Between names that are crowded, this part of their size. */
enum { CROWDED_LEAD = 8 };

/* A text on one line. */
struct piece {
    struct line line;
    struct expansion text;
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
    length_t room; /* what they may take, `inset` not counted */
};

static struct piece set_piece(struct composer *composer, struct text text, const struct text *item,
                              const struct typography *typography)
{
    struct expansion expansion = composer_expand_item(composer, text, item);
    struct clusters clusters =
        cluster_text(composer->scratch, expansion, typography, composer->diagnostics);
    struct piece piece = {.line = paragraph_set_line(composer->arena, composer->scratch, &clusters),
                          .text = expansion,
                          .place = item != NULL ? item->place : text.place,
                          .typography = typography};

    arena_reset(composer->scratch);
    return piece;
}

/* The text that the layout places level with the last row, at the other edge (发文字号 with 签发人,
 * GB/T 9704 7.2.5); NULL: there is none. */
static const struct flow_text *find_level(const struct composer *composer,
                                          const struct flow_names *block)
{
    const struct variant *blocks = composer->layout->flow.items;
    const char *id = block->common.id.string.bytes;
    bool at_right = block->common.style->align == ALIGN_RIGHT;

    for (size_t i = 0; i < composer->layout->flow.count && id != NULL; i++) {
        const struct flow_text *text = blocks[i].value;
        const struct placement *place = blocks[i].which == FLOW_TEXT ? text->common.place : NULL;
        if (place != NULL && place->of.string.bytes != NULL &&
            strcmp(place->of.string.bytes, id) == 0 && place->bottom.unit != UNIT_NONE &&
            (at_right ? place->left : place->right).unit != UNIT_NONE &&
            composer_wants(composer, &text->common)) {
            return text;
        }
    }
    return NULL;
}

/* How much of a row names may take. */
static length_t whole_room(const struct layout *layout, const struct flow_names *block)
{
    bool centred = block->common.style->align == ALIGN_CENTRE;

    return layout->area_width - (centred ? 0 : layout_length(layout, block->inset));
}

/* How much of the last row what is level with it leaves, a gap between both. */
static length_t room_beside(struct composer *composer, const struct flow_names *block)
{
    const struct layout *layout = composer->layout;
    length_t room = whole_room(layout, block);
    const struct flow_text *level = find_level(composer, block);
    const struct typography *typography =
        level == NULL
            ? NULL
            : composer_typography(composer, level->common.style, level->common.style_name.place);

    if (typography == NULL) {
        return room;
    }
    const struct placement *place = level->common.place;
    struct dimension inset = block->common.style->align == ALIGN_RIGHT ? place->left : place->right;
    return room - layout_length(layout, inset) - layout_length(layout, block->gap) -
           set_piece(composer, level->text, NULL, typography).line.width;
}

/* Whether the name is as wide as its column: in columns, characters that would stand more than one
 * apart are no name any more. */
static bool spreads(const struct flow_names *block, const struct set_names *set,
                    const struct piece *name)
{
    length_t size = name->typography->size;
    length_t gaps = (name->line.width + size / 2) / size - 1;

    return block->spread && (block->columns < 2 || set->column - name->line.width <= gaps * size);
}

/* Stands the names in so many columns; false where what is level with their last row, where the
 * label does not stand, has no room there. */
static bool set_columns(struct set_names *set, const struct flow_names *block, size_t columns,
                        length_t room, length_t whole)
{
    length_t label = set->label.line.width;
    length_t last = 0; /* column: no wider than what is in it */

    for (size_t i = columns - 1; i < set->count; i += columns) {
        bool spread = spreads(block, set, &set->names[i]);
        last = length_max(last, spread ? set->column : set->names[i].line.width);
    }

    set->columns = columns;
    set->width = label + (length_t)(columns - 1) * (set->column + set->gap) + last +
                 set->beside_gap + set->beside.line.width;
    set->room = columns < set->count ? length_min(room + label, whole) : room;
    return set->width <= set->room;
}

static struct set_names set_names(struct composer *composer, const struct flow_names *block,
                                  const struct text *names, size_t count,
                                  const struct typography *typography,
                                  const struct typography *label)
{
    static const struct text each = {{"{{item}}", sizeof "{{item}}" - 1}, {0}};
    const struct layout *layout = composer->layout;
    int64_t wanted = composer->crowding != CROWDED_NOT ? block->most_columns : 0;
    size_t columns = (size_t)(wanted > block->columns ? wanted : block->columns);
    columns = columns > 0 ? columns : 1;
    columns = columns < count ? columns : count;
    struct set_names set = {.names = ARENA_ARRAY(composer->arena, struct piece, count),
                            .count = count,
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
    length_t whole = whole_room(layout, block);
    length_t room = room_beside(composer, block);
    while (!set_columns(&set, block, columns, room, whole) && columns > 1) {
        columns--;
    }
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
    composer->nodes[node].text = piece->text.string;
    struct line line = piece->line;
    struct lines lines = structure_text(composer, (struct lines){&line, 1}, &piece->text, node);
    group_add_line(builder, lines.items, piece->typography, node, x, y);
}

/* Tells of the longest name; of one that may be smaller as it is in the least size. */
static void report_too_wide(struct composer *composer, const struct flow_names *block,
                            const struct set_names *set)
{
    const struct piece *longest = &set->names[0];

    for (size_t i = 1; i < set->count; i++) {
        longest = set->names[i].line.width > longest->line.width ? &set->names[i] : longest;
    }
    if (block->fit.least.unit == UNIT_NONE) {
        composer_report_too_wide(composer, longest->place, set->width, set->room);
        return;
    }
    REPORT(composer->diagnostics, NAMES_TOO_WIDE, longest->place,
           arena_format(composer->arena, "%.1f", length_to_mm(set->width)),
           arena_format(composer->arena, "%.1f", length_to_mm(set->room)));
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
    if (block->fit.yields && composer->crowding != CROWDED_NOT) {
        pitch = length_min(pitch, size + size / CROWDED_LEAD);
    }
    size_t rows = (set->count + set->columns - 1) / set->columns;
    length_t height = size + (length_t)(rows - 1) * pitch;
    struct group_builder builder = {.arena = composer->arena};
    length_t label = set->label.line.width;

    add_piece(flow, &builder, &set->label, 0, 0);
    for (size_t i = 0; i < set->count; i++) {
        if (spreads(block, set, &set->names[i])) {
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
    if (set->width > set->room) {
        report_too_wide(composer, block, set);
        composer->off_paper[flow->block] = true; /* that is told */
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
        length_t size = composer_fit(composer, &block->fit, typography->size, set.width, count > 1);
        set = set_names(composer, block, names, count, composer_sized(composer, typography, size),
                        label);
    }
    flow->place = names[0].place;
    add_box(flow, block, &set);
}
