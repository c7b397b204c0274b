/*
 * Seals (印章), signature stamps (签名章) and rows of lines: GB/T 9704 7.3.5.1 and 7.3.5.3.
 *
 * A seal is painted before the text on which it stands, so that the text stays black: to the eye
 * that is what multiplying red with black gives, and it needs no blend mode, which PDF/A-1 forbids.
 * Its place has a name in the PDF, so that a signature stands where the seal does.
 */
#include "page/stack.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "image/image.h"
#include "page/figure.h"
#include "report/report.h"
#include <string.h>

enum { ROUND_WITHIN = 50 /* a seal's sides differ by one part in so many at most */ };

static const char *millimetres(struct composer *composer, length_t length)
{
    return arena_format(composer->arena, "%.1f", length_to_mm(length));
}

/* Takes an image as large as it is to be: `width` wide, or its larger side `side` long. */
static bool open_image(struct composer *composer, const struct text *path, length_t width,
                       length_t side, struct stack_piece *piece)
{
    const struct image *image =
        image_open(composer->images, path->string.bytes, path->place, composer->diagnostics);

    if (image == NULL) {
        composer->incomplete = true;
        return false;
    }
    struct upright upright = figure_upright(image);
    if (side > 0) {
        width = upright.width >= upright.height ? side
                                                : length_scale(side, upright.width, upright.height);
    }
    piece->image = image;
    piece->image_written = path->place;
    piece->image_width = length_max(width > 0 ? width : upright.width, 1);
    piece->image_height =
        length_max(length_scale(piece->image_width, upright.height, upright.width), 1);
    figure_check_density(composer, image, path->place, piece->image_width);
    return true;
}

bool stack_open_stamps(struct composer *composer, struct set_stack *set, size_t first)
{
    const struct stamp *stamps = composer->report->stamps.items;

    for (size_t i = first; i < set->count; i++) {
        struct stack_piece *piece = &set->pieces[i];
        const struct stamp *stamp = &stamps[i - first];
        if (!open_image(composer, &stamp->image, stamp->width, 0, piece)) {
            return false;
        }
        piece->signs = !stamp->is_unsigned;
        piece->width += layout_length(composer->layout, piece->of->stamp) + piece->image_width;
    }
    return true;
}

/* The pieces of the line with that id; as many as 0 where it has none. */
static size_t find_line(const struct set_stack *set, struct text id, size_t *count)
{
    *count = 0;
    for (size_t i = 0; i < set->count; i++) {
        const char *own = set->pieces[i].of->id.string.bytes;
        if (own != NULL && strcmp(own, id.string.bytes) == 0) {
            *count = stack_line_end(set, i) - i;
            return i;
        }
    }
    return 0;
}

/* A margin on two sides would make the seal smaller than it is declared. */
static void check_shape(struct composer *composer, const struct stack_piece *piece)
{
    length_t difference = piece->image_width - piece->image_height;

    if (difference * ROUND_WITHIN > piece->image_width ||
        -difference * ROUND_WITHIN > piece->image_width) {
        REPORT(composer->diagnostics, SEAL_SHAPE, piece->image_written,
               millimetres(composer, piece->image_width),
               millimetres(composer, piece->image_height));
    }
}

bool stack_open_seals(struct composer *composer, const struct flow_stack *stack,
                      struct set_stack *set)
{
    const char *field = stack->seals.field.string.bytes;
    const struct list *list = report_list(composer->report, field);
    const struct seal *seals = list->items;
    size_t count;
    size_t first = find_line(set, stack->seals.line, &count);

    report_use(composer->report, field);
    if (count != list->count) {
        size_t excess = count < list->count ? count : 0;
        REPORT(composer->diagnostics, SEAL_COUNT,
               list->count > 0 ? seals[excess].place : set->pieces[0].written,
               arena_format(composer->arena, "%zu", list->count),
               arena_format(composer->arena, "%zu", count));
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct stack_piece *piece = &set->pieces[first + i];
        if (seals[i].organ.string.bytes != NULL) {
            struct string organ = composer_expand(composer, seals[i].organ).string;
            if (organ.size != piece->text.string.size ||
                memcmp(organ.bytes, piece->text.string.bytes, organ.size) != 0) {
                REPORT(composer->diagnostics, SEAL_ORGAN, seals[i].organ.place, organ.bytes,
                       piece->text.string.bytes);
                return false;
            }
        }
        piece->sealed = true;
        piece->signs = !seals[i].is_unsigned;
        if (seals[i].image.string.bytes == NULL) {
            piece->image_written = seals[i].place;
            piece->image_width = piece->image_height = seals[i].diameter;
        } else if (!open_image(composer, &seals[i].image, 0, seals[i].diameter, piece)) {
            return false;
        } else {
            check_shape(composer, piece);
        }
    }
    return true;
}

/* ---- rows ---- */

/* What a row's pieces take beside each other, and how they stand. */
struct rows {
    size_t columns, count;
    length_t widest; /* of names and seals */
    length_t step;   /* from centre to centre */
};

static length_t gap_of(const struct composer *composer, const struct stack_row *row, bool least)
{
    return layout_length(composer->layout,
                         least && row->least.unit != UNIT_NONE ? row->least : row->gap);
}

/* As many columns as there is room for left of the last centre, then as few as need as many rows.
 */
static struct rows rows_of(const struct composer *composer, const struct set_stack *set,
                           size_t first, size_t end, length_t last_centre)
{
    const struct stack_row *row = &set->pieces[first].of->row;
    size_t count = end - first;
    size_t columns = (size_t)row->most < count ? (size_t)row->most : count;
    struct rows rows = {0};

    for (size_t i = first; i < end; i++) {
        const struct stack_piece *piece = &set->pieces[i];
        rows.widest = length_max(rows.widest, piece->width);
        if (piece->sealed) {
            rows.widest = length_max(rows.widest, piece->image_width);
        }
    }
    length_t room = last_centre - rows.widest / 2;
    length_t least = rows.widest + gap_of(composer, row, true);
    while (columns > 1 && (length_t)(columns - 1) * least > room) {
        columns--;
    }
    rows.count = count > 0 && columns > 0 ? (count - 1) / columns + 1 : 1;
    rows.columns = (count + rows.count - 1) / rows.count;
    rows.step = rows.widest + gap_of(composer, row, false);
    if (rows.columns > 1) {
        rows.step = length_min(rows.step, room / (length_t)(rows.columns - 1));
    }
    return rows;
}

/* How many rows of seals fit on a page with the lines that they keep. */
static size_t rows_on_page(const struct composer *composer, const struct flow_stack *stack,
                           const struct set_stack *set, size_t first, size_t end)
{
    const struct layout *layout = composer->layout;
    length_t gap = gap_of(composer, &set->pieces[first].of->row, true);
    length_t room = layout->area_height - stack->keep_lines * layout->grid.pitch;
    length_t highest = 0;

    for (size_t i = first; i < end; i++) {
        highest = length_max(highest, set->pieces[i].sealed ? set->pieces[i].image_height : 0);
    }
    return highest > 0 ? (size_t)((room + gap) / (highest + gap)) : SIZE_MAX;
}

/* Sets the pieces so that `columns` of them have room beside each other; false where they have
 * not, whatever is done. */
static bool turn_pieces(struct composer *composer, struct set_stack *set, size_t first, size_t end,
                        size_t columns, length_t last_centre)
{
    length_t least = gap_of(composer, &set->pieces[first].of->row, true);
    /* The last one has room for its left half alone. */
    length_t room =
        (2 * last_centre - 2 * (length_t)(columns - 1) * least) / (2 * (length_t)columns - 1);
    struct stack_piece *turned = ARENA_ARRAY(composer->arena, struct stack_piece, end - first);

    for (size_t i = first; i < end; i++) {
        struct stack_piece *piece = &turned[i - first];
        *piece = set->pieces[i];
        if ((piece->sealed && piece->image_width > room) ||
            (piece->width > room && !stack_turn_over(composer, piece, room))) {
            return false;
        }
    }
    for (size_t i = first; i < end; i++) {
        set->pieces[i] = turned[i - first];
    }
    return true;
}

bool stack_turn_rows(struct composer *composer, const struct flow_stack *stack,
                     struct set_stack *set)
{
    bool turned = false;

    for (size_t first = 0, end; first < set->count; first = end) {
        const struct stack_piece *pieces = set->pieces;
        const struct stack_row *row = &pieces[first].of->row;
        end = stack_line_end(set, first);
        if (row->most < 2 || end - first < 2) {
            continue;
        }
        length_t centre = pieces[end - 1].start + pieces[end - 1].width / 2;
        struct rows rows = rows_of(composer, set, first, end, centre);
        size_t most = (size_t)row->most < end - first ? (size_t)row->most : end - first;
        bool fewer = (end - first + most - 1) / most < rows.count;
        composer->turnable = composer->turnable || fewer;
        if (!fewer ||
            (!composer->turned && rows.count <= rows_on_page(composer, stack, set, first, end))) {
            continue;
        }
        for (size_t columns = most; columns > rows.columns; columns--) {
            if (turn_pieces(composer, set, first, end, columns, centre)) {
                turned = true;
                break;
            }
        }
    }
    return turned;
}

static void check_left(struct composer *composer, const struct stack_piece *piece)
{
    length_t centre = piece->start + piece->width / 2;

    if (piece->start < 0) {
        composer_report_too_wide(composer, piece->written, piece->width,
                                 piece->start + piece->width);
    } else if (piece->sealed && centre < piece->image_width / 2) {
        REPORT(composer->diagnostics, SEAL_PLACE, piece->image_written,
               millimetres(composer, piece->image_width / 2), millimetres(composer, centre));
    }
}

/* Position of piece `i` of `count` in rows that end at the right: the last row may be short. */
static size_t column_of(const struct rows *rows, size_t i, size_t count)
{
    size_t row = i / rows->columns;
    size_t in_row = row + 1 == rows->count ? count - row * rows->columns : rows->columns;

    return rows->columns - in_row + i % rows->columns;
}

void stack_arrange_rows(struct composer *composer, struct set_stack *set)
{
    for (size_t first = 0, end; first < set->count; first = end) {
        struct stack_piece *pieces = set->pieces;
        end = stack_line_end(set, first);
        length_t centre = pieces[end - 1].start + pieces[end - 1].width / 2;
        if (pieces[first].of->row.most > 0) {
            struct rows rows = rows_of(composer, set, first, end, centre);
            for (size_t i = first; i < end; i++) {
                size_t left = rows.columns - 1 - column_of(&rows, i - first, end - first);
                pieces[i].row = (i - first) / rows.columns;
                pieces[i].start = centre - (length_t)left * rows.step - pieces[i].width / 2;
            }
        }
        for (size_t i = first; i < end; i++) {
            if (pieces[i].sealed || pieces[i].of->row.most > 0) {
                check_left(composer, &pieces[i]);
            }
        }
    }
}

/* ---- the box ---- */

/* Between stamps that are close together, of the size of their text. */
enum { CLOSE_GAP = 8 };

/* The tops of the em boxes, from that of the first row of the grid. */
struct heights {
    length_t *tops;
    length_t grid;        /* of the row that stands on the grid */
    length_t first, last; /* top and bottom of all but seals */
    length_t seals_first, seals_last;
    length_t seals_low; /* the lowest top of the first row of seals */
};

static length_t seal_top(const struct composer *composer, const struct flow_stack *stack,
                         const struct stack_piece *piece, length_t top)
{
    return top - layout_length(composer->layout, stack->seals.above) - piece->image_height / 2;
}

/* How far rows of seals are apart: as the layout has it, less where the page is not that high. */
static length_t row_distance(const struct composer *composer, const struct stack_row *row,
                             length_t highest, size_t rows, int64_t kept)
{
    const struct layout *layout = composer->layout;
    length_t room =
        layout->area_height - (kept + 2) * layout->grid.pitch - (length_t)rows * highest;
    length_t gap =
        length_min(gap_of(composer, row, false), rows > 1 ? room / (length_t)(rows - 1) : 0);

    return highest + length_max(gap, gap_of(composer, row, true));
}

/* Rows of side-by-side pieces; returns where the last one's top is. */
static length_t stand_rows(const struct composer *composer, const struct flow_stack *stack,
                           const struct set_stack *set, size_t first, size_t end, length_t y,
                           struct heights *heights)
{
    const struct stack_piece *pieces = set->pieces;
    const struct stack_row *row = &pieces[first].of->row;
    length_t highest = 0, lines = 0;
    size_t rows = pieces[end - 1].row + 1;

    for (size_t i = first; i < end; i++) {
        highest = length_max(highest, pieces[i].sealed ? pieces[i].image_height : 0);
        lines = length_max(lines, stack_text_height(&pieces[i]) - pieces[i].typography->size);
    }
    length_t distance = highest > 0 ? row_distance(composer, row, highest, rows, stack->keep_lines)
                                    : composer->layout->grid.pitch + lines;
    for (size_t i = first; i < end; i++) {
        heights->tops[i] = y + (length_t)pieces[i].row * distance;
    }
    return heights->tops[end - 1];
}

/* The pieces from the top; a stamp takes as many rows of the grid as it is high; `close`: none. */
static struct heights heights_with(struct composer *composer, const struct flow_stack *stack,
                                   const struct set_stack *set, bool close)
{
    const struct grid *grid = &composer->layout->grid;
    struct heights heights = {.tops = ARENA_ARRAY(composer->arena, length_t, set->count),
                              .seals_low = -LENGTH_LIMIT};
    length_t y = 0;

    for (size_t first = 0, end; first < set->count; first = end) {
        const struct stack_piece *pieces = set->pieces;
        const struct stack_line *line = pieces[first].of;
        end = stack_line_end(set, first);
        if (first > 0) {
            struct spacing before = layout_spacing(composer->layout, line->before);
            int rows = before.lines + (int)((before.length + grid->pitch - 1) / grid->pitch);
            y += (length_t)rows * grid->pitch;
        }
        if (line->row.most > 0) {
            heights.grid = stand_rows(composer, stack, set, first, end, y, &heights);
            /* Lines below a name that takes two stay as close, to be under the seal with it. */
            const struct stack_piece *last = &pieces[end - 1];
            y = heights.grid + length_max(grid->pitch, last->leading * (length_t)last->lines.count);
            continue;
        }
        for (size_t i = first; i < end; i++) {
            length_t text = stack_text_height(&pieces[i]);
            length_t high = pieces[i].sealed ? text : length_max(text, pieces[i].image_height);
            length_t rows = (high + grid->pitch - 1) / grid->pitch;
            length_t span = (rows - 1) * grid->pitch + grid->em;
            bool last = i + 1 == end;
            length_t gap = last ? grid->pitch - grid->em : pieces[i].typography->size / CLOSE_GAP;
            span = close && rows > 1 ? high : span;
            heights.tops[i] = y + (span - text) / 2;
            y += close && rows > 1 ? span + gap : rows * grid->pitch;
        }
    }
    for (size_t i = 0; i < set->count; i++) {
        const struct stack_piece *piece = &set->pieces[i];
        length_t text = stack_text_height(piece);
        length_t over = piece->sealed ? 0 : length_max(piece->image_height - text, 0) / 2;
        heights.first = length_min(heights.first, heights.tops[i] - over);
        heights.last = length_max(heights.last, heights.tops[i] + text + over);
        if (piece->sealed) {
            length_t top = seal_top(composer, stack, piece, heights.tops[i]);
            heights.seals_first = length_min(heights.seals_first, top);
            heights.seals_last = length_max(heights.seals_last, top + piece->image_height);
            if (piece->row == 0) {
                heights.seals_low = length_max(heights.seals_low, top);
            }
        }
    }
    return heights;
}

/* As `heights_with`; stamps are close together where a page would not hold them with the lines that
 * they keep, or the composer wants it. */
static struct heights heights_of(struct composer *composer, const struct flow_stack *stack,
                                 const struct set_stack *set)
{
    const struct layout *layout = composer->layout;
    struct heights usual = heights_with(composer, stack, set, composer->turned);
    struct heights close = heights_with(composer, stack, set, true);
    length_t before =
        layout_length(layout, stack->common.before) + stack->keep_lines * layout->grid.pitch;

    composer->turnable = composer->turnable || close.last - close.first < usual.last - usual.first;
    return usual.last - usual.first + before > layout->area_height ? close : usual;
}

/* A seal or stamp whose top left corner is at x, y: its image, if it has one, and the field in
 * which its owner signs. */
static void add_seal(struct composer *composer, struct group_builder *builder,
                     const struct stack_piece *piece, const char *element, length_t x, length_t y)
{
    const char *what = arena_format(composer->arena, "%s%s", piece->text.string.bytes,
                                    piece->sealed ? "印章" : "签名章");
    const char *name = piece->sealed
                           ? arena_format(composer->arena, "seal-%u", ++composer->seal_count)
                           : arena_format(composer->arena, "stamp-%u", ++composer->stamp_count);
    struct string words = {what, strlen(what)};

    if (piece->image != NULL) {
        uint32_t node = composer_add_node(composer, 0, ROLE_FIGURE, piece->image_written);
        struct display_item *item = group_add(builder, DISPLAY_IMAGE, node);
        composer->nodes[node].text = words;
        item->element = element;
        item->image = (struct display_image){.image = piece->image,
                                             .x = x,
                                             .y = y,
                                             .width = piece->image_width,
                                             .height = piece->image_height,
                                             .place = piece->image_written};
    }
    if (piece->image != NULL && !piece->signs) {
        return;
    }
    /* Readers mark empty fields, which must not cover a seal that is there: that is a mere place.
     * A seal that is neither signed nor shown is set on paper: there is room for it. */
    uint32_t form = piece->signs && piece->image == NULL
                        ? composer_add_node(composer, 0, ROLE_FORM, piece->image_written)
                        : 0;
    struct display_item *item = group_add(builder, DISPLAY_FIELD, form);
    if (form != 0) {
        composer->nodes[form].text = words;
    }
    item->element = element;
    item->field = (struct display_field){.name = piece->signs ? name : NULL,
                                         .painted = piece->image != NULL,
                                         .x = x,
                                         .y = y,
                                         .width = piece->image_width,
                                         .height = piece->image_height,
                                         .place = piece->image_written};
}

void flow_add_stack_group(struct flow *flow, const struct flow_stack *stack,
                          const struct set_stack *set)
{
    struct composer *composer = flow->composer;
    struct group_builder builder = {.arena = composer->arena};
    struct heights heights = heights_of(composer, stack, set);
    length_t top = length_min(heights.first, heights.seals_first);

    for (size_t i = 0; i < set->count; i++) {
        const struct stack_piece *piece = &set->pieces[i];
        const char *id = piece->of->id.string.bytes;
        length_t y = heights.tops[i] - top;
        if (piece->sealed) {
            add_seal(composer, &builder, piece, stack->seals.field.string.bytes,
                     piece->start + (piece->width - piece->image_width) / 2,
                     seal_top(composer, stack, piece, y));
        } else if (piece->image != NULL) {
            add_seal(composer, &builder, piece, "stamps",
                     piece->start + piece->width - piece->image_width,
                     y + (stack_text_height(piece) - piece->image_height) / 2);
        }
        uint32_t node = composer_add_node(composer, 0, ROLE_PARAGRAPH, piece->written);
        composer->nodes[node].text = piece->text.string;
        struct lines lines = structure_text(composer, piece->lines, &piece->text, node);
        size_t from = builder.count;
        for (size_t k = 0; k < lines.count; k++) {
            group_add_line(&builder, &lines.items[k], piece->typography, node,
                           piece->start + stack_line_x(piece, k), y + (length_t)k * piece->leading);
        }
        for (; from < builder.count; from++) {
            builder.items[from].element = id != NULL ? id : stack->common.id.string.bytes;
        }
    }
    flow->place = set->pieces[0].written;
    struct box *box = flow_add_box(flow, BOX_GROUP, 0);
    if (box == NULL) {
        return;
    }
    box->width = composer->layout->area_width;
    box->height = heights.last - top;
    box->group = group_finish(&builder, box->width, box->height);
    box->closing_room = length_max(heights.seals_last - heights.last, 0);
    box->on_grid = true;
    box->offset = heights.grid - top;
    box->clear = heights.seals_first < 0 ? heights.grid - top : heights.grid;
    box->uneven = length_max(heights.seals_low - heights.seals_first, 0);
    box->bond = BOND_STACK;
}
