/* Tables of the report: what stands in their cells, and what stands above and below them. */
#include "page/table.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include "text/numbering.h"
#include "text/ruby.h"

/* ---- the texts of the cells ---- */

static bool is_head(const struct set_table *set, const struct table_cell *cell)
{
    return cell->row < set->table->head_count;
}

static bool is_label(const struct set_table *set, const struct table_cell *cell)
{
    return cell->column < set->table->labels;
}

static const struct style *style_of(const struct set_table *set, const struct table_cell *cell)
{
    if (is_head(set, cell)) {
        return set->design->head;
    }
    if (cell->paragraphs) {
        return set->design->paragraph;
    }
    return is_label(set, cell) ? set->design->label : set->design->cell;
}

static enum table_align align_of_style(const struct style *style)
{
    switch (style->align) {
    case ALIGN_JUSTIFY:
        return TABLE_JUSTIFY;
    case ALIGN_LEFT:
        return TABLE_LEFT;
    case ALIGN_CENTRE:
        return TABLE_CENTRE;
    case ALIGN_RIGHT:
        return TABLE_RIGHT;
    }
    return TABLE_JUSTIFY;
}

/* `numbers`: the cell's column holds nothing else. */
static enum table_align align_of(const struct set_table *set, const struct set_cell *cell,
                                 bool numbers)
{
    const struct table_cell *is = cell->is;
    enum table_align column = (enum table_align)set->table->column_widths[is->column].align;

    if (is->align != TABLE_AUTO) {
        return (enum table_align)is->align;
    }
    if (is_head(set, is) || is->paragraphs) {
        return align_of_style(cell->style);
    }
    if (is->columns == 1 && column != TABLE_AUTO) {
        return column;
    }
    if (is->columns > 1 || is->rows > 1) {
        return TABLE_CENTRE;
    }
    return numbers ? TABLE_DECIMAL : align_of_style(cell->style);
}

/* Columns of the body with a number, and with what is neither a number nor a single character in
 * place of one: — / 无. */
struct column_content {
    bool numbers, words;
};

static bool is_number(const struct set_cell *cell)
{
    size_t whole;

    return cell->count == 1 && cell->is->columns == 1 && !cell->is->paragraphs &&
           table_number(cell->texts[0].text.string, &whole);
}

static void look_at_cell(struct column_content *columns, const struct set_cell *cell)
{
    struct column_content *column = &columns[cell->is->column];

    if (is_number(cell)) {
        column->numbers = true;
    } else if (cell->is->columns == 1) {
        for (size_t i = 0; i < cell->count; i++) {
            struct string text = cell->texts[i].text.string;
            column->words = column->words || unicode_count(text.bytes, text.size) > 1;
        }
    }
}

/* Expands the texts of all cells and settles how they are aligned; false when a style has no font.
 */
static bool read_cells(struct set_table *set)
{
    const struct table *table = set->table;
    struct composer *composer = set->composer;
    struct column_content *columns =
        ARENA_ARRAY(composer->arena, struct column_content, table->column_count);

    set->cells = ARENA_ARRAY(composer->arena, struct set_cell, table->cell_count);
    for (size_t i = 0; i < table->cell_count; i++) {
        struct set_cell *cell = &set->cells[i];
        cell->is = &table->cells[i];
        cell->style = style_of(set, cell->is);
        cell->leading = cell->style->leading;
        cell->typography = composer_typography(composer, cell->style, cell->is->place);
        if (cell->typography == NULL) {
            return false;
        }
        cell->count = cell->is->text_count;
        cell->texts = ARENA_ARRAY(composer->arena, struct cell_text, cell->count);
        for (size_t k = 0; k < cell->count; k++) {
            cell->texts[k].text = composer_expand(composer, cell->is->texts[k]);
        }
        if (!is_head(set, cell->is)) {
            look_at_cell(columns, cell);
        }
    }
    for (size_t i = 0; i < table->cell_count; i++) {
        struct set_cell *cell = &set->cells[i];
        struct column_content column = columns[cell->is->column];
        cell->align = align_of(set, cell, column.numbers && !column.words);
        cell->number = cell->align == TABLE_DECIMAL && is_number(cell);
        if (cell->align == TABLE_DECIMAL && !cell->number) {
            cell->align = TABLE_CENTRE;
        }
    }
    return true;
}

/* Lines with readings above them (注音) keep clear of the line above and of the rule: the readings
 * stand inside of their own line. */
static void make_room_for(struct set_cell *cell, const struct ruby *ruby)
{
    const struct typography *reading = ruby->reading.items[0].typography;
    length_t over = reading->rise + reading->em_top - cell->typography->em_top;

    cell->leading = length_max(cell->leading, cell->typography->size + 2 * over);
}

/* How wide a text is on one line, and what of it cannot be divided. */
static void measure_text(struct set_table *set, struct set_cell *cell, struct cell_text *text)
{
    struct composer *composer = set->composer;
    length_t indent = layout_indent(composer->layout, cell->style);
    struct clusters clusters =
        cluster_text(composer->scratch, text->text, cell->typography, composer->diagnostics);
    length_t line = indent, piece = indent, ink = 0; /* ink: the piece without spaces at its end */
    size_t split = 0;

    (void)table_number(text->text.string, &split);
    text->whole = true;
    for (size_t i = 0; i < clusters.count; i++) {
        const struct cluster *cluster = &clusters.items[i];
        length_t between = i + 1 < clusters.count ? cluster->gap - cluster->pair_trim : 0;
        if (cluster->ruby != NULL) {
            make_room_for(cell, cluster->ruby);
        }
        line += cluster->advance;
        piece += cluster->advance;
        if (cell->number && cluster->text_offset < split) {
            cell->whole += cluster->advance + between;
        }
        ink = cluster->is.class == CLASS_SPACE ? ink : piece;
        text->minimum = length_max(text->minimum, ink);
        text->natural = length_max(text->natural, line);
        line += between;
        piece += between;
        if (cluster->penalty == BREAK_FORCED && i + 1 < clusters.count) {
            text->whole = false;
            line = 0;
        }
        if (cluster->penalty < BREAK_FORBIDDEN) {
            piece = ink = 0;
        }
    }
    if (text->whole) {
        text->line = paragraph_set_line(composer->arena, composer->scratch, &clusters);
        text->natural = clusters.count == 0 ? 0 : text->line.width + indent;
    }
    text->minimum = length_min(text->minimum, text->natural);
    arena_reset(composer->scratch);
}

static void measure_cells(struct set_table *set)
{
    for (size_t i = 0; i < set->table->cell_count; i++) {
        for (size_t k = 0; k < set->cells[i].count; k++) {
            measure_text(set, &set->cells[i], &set->cells[i].texts[k]);
        }
    }
}

/* Which cell stands where. */
static void fill_places(struct set_table *set)
{
    const struct table *table = set->table;

    set->places = ARENA_ARRAY(set->composer->arena, const struct set_cell *,
                              (size_t)table->row_count * table->column_count);
    for (size_t i = 0; i < table->cell_count; i++) {
        const struct table_cell *is = set->cells[i].is;
        for (unsigned row = 0; row < is->rows; row++) {
            const struct set_cell **places =
                set->places + (size_t)(is->row + row) * table->column_count + is->column;
            for (unsigned column = 0; column < is->columns; column++) {
                places[column] = &set->cells[i];
            }
        }
    }
}

/* ---- the structure ---- */

static bool names_column(const struct set_table *set, const struct table_cell *cell)
{
    return cell->names == TABLE_NAMES_COLUMN ||
           (cell->names == TABLE_NAMES_AUTO && is_head(set, cell));
}

static bool names_row(const struct set_table *set, const struct table_cell *cell)
{
    return cell->names == TABLE_NAMES_ROW ||
           (cell->names == TABLE_NAMES_AUTO && !is_head(set, cell) && is_label(set, cell));
}

/* The rows and cells in reading order; paragraphs where a cell has several. */
static void add_nodes(struct set_table *set)
{
    struct composer *composer = set->composer;
    const struct table *table = set->table;
    bool parted = table->head_count > 0 && table->head_count < table->row_count;
    uint32_t part = set->node;
    unsigned rows = 0;
    uint32_t row = 0;

    for (size_t i = 0; i < set->table->cell_count; i++) {
        struct set_cell *cell = &set->cells[i];
        bool label = names_row(set, cell->is);
        /* A row that cells from above cover as a whole is there, too. */
        for (; rows <= cell->is->row; rows++) {
            if (parted && (rows == 0 || rows == table->head_count)) {
                part = composer_add_node(composer, set->node,
                                         rows == 0 ? ROLE_TABLE_HEAD : ROLE_TABLE_BODY,
                                         cell->is->place);
            }
            row = composer_add_node(composer, part, ROLE_ROW, cell->is->place);
        }
        cell->node = composer_add_node(
            composer, row, label || names_column(set, cell->is) ? ROLE_HEAD_CELL : ROLE_CELL,
            cell->is->place);
        struct display_node *node = &composer->nodes[cell->node];
        node->rows = cell->is->rows;
        node->columns = cell->is->columns;
        node->heads_row = label;
        for (size_t k = 0; k < cell->count; k++) {
            struct cell_text *text = &cell->texts[k];
            text->node = cell->count == 1 ? cell->node
                                          : composer_add_node(composer, cell->node, ROLE_PARAGRAPH,
                                                              cell->is->texts[k].place);
            text->lines = structure_text(composer, text->lines, &text->text, text->node);
        }
    }
    for (; rows < table->row_count; rows++) {
        (void)composer_add_node(composer, part, ROLE_ROW, table->place);
    }
}

/* ---- captions and notes ---- */

/* A text across the table, set but not yet placed. */
struct set_text {
    const struct style *style;
    const struct typography *typography;
    struct expansion text;
    struct lines lines;
};

static struct set_text set_text(struct set_table *set, struct expansion text,
                                const struct style *style, struct place place)
{
    struct composer *composer = set->composer;
    struct set_text made = {
        .style = style, .typography = composer_typography(composer, style, place), .text = text};
    struct measure measure = {.width = set->frame_width,
                              .indent = layout_indent(composer->layout, style),
                              .align = style->align};

    if (made.typography == NULL) {
        return made;
    }
    struct clusters clusters =
        cluster_text(composer->scratch, text, made.typography, composer->diagnostics);
    made.lines = paragraph_set(composer->arena, composer->scratch, &clusters, &measure,
                               composer->diagnostics);
    arena_reset(composer->scratch);
    return made;
}

static length_t height_of(const struct set_text *text)
{
    return (length_t)text->lines.count * text->style->leading;
}

static const struct group *group_of_line(struct set_table *set, const struct set_text *text,
                                         size_t line, uint32_t node)
{
    struct group_builder builder = {.arena = set->composer->arena};
    length_t leading = text->style->leading;

    group_add_line(&builder, &text->lines.items[line], text->typography, node,
                   text->lines.items[line].x, (leading - text->typography->size) / 2);
    return group_finish(&builder, set->frame_width, leading);
}

/* A box for each line; the first `kept` of them share a page. */
static void add_text(struct set_table *set, struct set_text *text, uint32_t node, size_t kept)
{
    struct flow *flow = set->flow;

    text->lines = structure_text(set->composer, text->lines, &text->text, node);

    for (size_t i = 0; i < text->lines.count; i++) {
        flow->glued = flow->glued || (i > 0 && (i < kept || i + 1 == text->lines.count));
        const struct group *group = group_of_line(set, text, i, node);
        if (text->lines.items[i].run_count > 0) {
            flow->place = text->lines.items[i].runs[0].place;
        }
        struct box *box = flow_add_box(flow, BOX_GROUP, node);
        if (box == NULL) {
            return;
        }
        box->group = group;
        box->width = group->width;
        box->height = group->height;
    }
}

/* So many lines of notes stay with the last row, and with each other. */
enum { NOTE_LINES = 6 };

static struct expansion by_example(struct set_table *set, struct text example)
{
    struct buffer made = buffer_new(set->composer->arena);

    if (example.string.bytes != NULL) {
        numbering_add(&made, example.string, set->composer->table_count);
    }
    return template_derived(set->composer->arena, buffer_string(&made), set->table->caption);
}

/* The caption with its number. */
static struct set_text set_caption(struct set_table *set)
{
    if (set->table->caption.string.bytes == NULL) {
        return (struct set_text){.style = set->design->caption};
    }
    set->composer->table_count++;
    struct expansion parts[] = {by_example(set, set->design->number),
                                composer_expand(set->composer, set->table->caption)};
    return set_text(set, template_join(set->composer->arena, parts, 2), set->design->caption,
                    set->table->caption.place);
}

static void add_caption(struct set_table *set, struct set_text *caption)
{
    if (caption->lines.count == 0) {
        return;
    }
    uint32_t node =
        composer_add_node(set->composer, set->node, ROLE_CAPTION, set->table->caption.place);
    set->composer->nodes[node].text = caption->text.string;
    add_text(set, caption, node, caption->lines.count);
}

/* What stands above the head on further pages (续表), with the gap below it. */
static const struct group *make_continued(struct set_table *set)
{
    const struct table_design *design = set->design;

    if (design->continued.string.bytes == NULL || set->table->caption.string.bytes == NULL) {
        return NULL;
    }
    struct set_text text = set_text(set, by_example(set, design->continued), design->caption,
                                    set->table->caption.place);
    if (text.lines.count == 0) {
        return NULL;
    }
    struct group *group = ARENA_NEW(set->composer->arena, struct group);
    *group = *group_of_line(set, &text, 0, 0);
    group->height += design->caption_gap;
    set->above = length_max(set->above, group->height);
    return group;
}

/* The notes, set, and how high those lines are that stay with the last row. */
static struct set_text *set_notes(struct set_table *set, length_t *height)
{
    const struct text *notes = set->table->note.items;
    size_t count = set->table->note.count;
    struct set_text *texts = ARENA_ARRAY(set->composer->arena, struct set_text, count);
    size_t lines = 0;

    for (size_t i = 0; i < count; i++) {
        texts[i] = set_text(set, composer_expand(set->composer, notes[i]), set->design->note,
                            notes[i].place);
        lines += texts[i].lines.count;
    }
    lines = lines < NOTE_LINES ? lines : NOTE_LINES;
    *height = lines == 0 ? 0 : set->design->note_gap + (length_t)lines * set->design->note->leading;
    return texts;
}

static void add_notes(struct set_table *set, struct set_text *texts)
{
    const struct text *notes = set->table->note.items;
    struct flow *flow = set->flow;
    size_t lines = 0;

    flow->before.length = set->design->note_gap;
    for (size_t i = 0; i < set->table->note.count; i++) {
        uint32_t node = composer_add_node(set->composer, flow->parent, ROLE_NOTE, notes[i].place);
        flow->glued = flow->glued || lines < NOTE_LINES;
        add_text(set, &texts[i], node, lines < NOTE_LINES ? NOTE_LINES - lines : 0);
        lines += texts[i].lines.count;
    }
    flow->before = (struct spacing){0};
}

/* ---- the table ---- */

/* How high the headings are that must not be parted from what comes next. */
static length_t height_kept(const struct flow *flow)
{
    const struct composer *composer = flow->composer;
    size_t first = composer->box_count;
    length_t height = 0;

    if (!flow->glued || flow->turned) {
        return 0;
    }
    while (first > 0 && height < composer->layout->area_height / 2) {
        const struct box *box = &composer->boxes[--first];
        height +=
            box->before.length + (length_t)(box->before.lines + composer_rows(composer, box)) *
                                     composer->layout->grid.pitch;
        if (box->break_before) {
            return height;
        }
    }
    return 0;
}

static void add_table(struct set_table *set)
{
    struct flow *flow = set->flow;
    const struct table_design *design = set->design;

    if (!read_cells(set)) {
        return;
    }
    measure_cells(set);
    struct set_text caption = set_caption(set);
    bool above = caption.lines.count > 0 && !design->caption_below;
    length_t caption_height =
        caption.lines.count > 0 ? height_of(&caption) + design->caption_gap : 0;
    set->above = above ? caption_height : 0;
    set->below = above ? 0 : caption_height;
    length_t note_height;
    struct set_text *notes = set_notes(set, &note_height);
    set->below += note_height;
    const struct group *continued = make_continued(set);
    if (!table_set_widths(set) || !table_set_rows(set)) {
        set->composer->incomplete = true;
        return;
    }
    fill_places(set);
    set->node = composer_add_node(set->composer, flow->parent, ROLE_TABLE, set->table->place);
    flow->before.length += design->before;
    if (above) {
        add_caption(set, &caption);
        flow->glued = true;
        flow->before.length = design->caption_gap;
    }
    add_nodes(set);
    table_add_slices(set, continued);
    if (design->caption_below && caption.lines.count > 0) {
        flow->glued = true;
        flow->before.length = design->caption_gap;
        add_caption(set, &caption);
    }
    add_notes(set, notes);
    flow->after = design->after;
}

void flow_add_table(struct flow *flow, const struct table *table)
{
    const struct layout *layout = flow->composer->layout;
    bool turned = flow->turned;

    if (layout->tables == NULL) {
        flow->composer->incomplete = true;
        REPORT(flow->composer->diagnostics, TABLE_DESIGN, table->place, layout->name.string.bytes);
        return;
    }
    flow->turned = table->landscape;
    flow->place = table->place;
    struct set_table set = {.flow = flow,
                            .composer = flow->composer,
                            .table = table,
                            .design = layout->tables,
                            .frame_width = flow_width(flow),
                            .frame_height =
                                table->landscape ? layout->area_width : layout->area_height,
                            .kept_above = height_kept(flow)};
    add_table(&set);
    flow->turned = turned;
    flow->glued = false;
}
