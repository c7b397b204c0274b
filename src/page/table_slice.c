/* A table cut into slices, between which pages may end, and the slices as boxes: the head, and then
 * rows, several of them where a merged cell holds them together, or lines of a row that is higher
 * than a page. */
#include "page/table.h"

#include "base/arena.h"
#include <stdlib.h>
#include <string.h>

/* ---- where the table may be cut ---- */

/* From one height of the table to another. */
struct extent {
    length_t top, bottom;
};

struct extents {
    struct arena *arena;
    struct extent *items;
    size_t count, capacity;
};

static void add_extent(struct extents *extents, length_t top, length_t bottom)
{
    extents->items = arena_grow(extents->arena, extents->items, extents->count, &extents->capacity,
                                sizeof *extents->items);
    extents->items[extents->count++] = (struct extent){top, bottom};
}

/* The lines of a cell, and of each paragraph the first two and the last two together (孤行). */
static void add_lines(struct extents *extents, const struct set_table *set,
                      const struct set_cell *cell, bool pairs)
{
    length_t y = cell->top;

    for (size_t i = 0; i < cell->count; i++) {
        size_t count = cell->texts[i].lines.count;
        for (size_t k = 0; k < count; k++) {
            bool first = pairs && k == 0 && count > 1;
            bool before_last = pairs && k + 2 == count;
            y = table_line_y(set, cell, y);
            add_extent(extents, y, y + (first || before_last ? 2 : 1) * cell->leading);
            y += cell->leading;
        }
    }
}

/* What a cut goes around: lines, and what is to stay whole as long as a page has room for it. */
static struct extents find_obstacles(const struct set_table *set)
{
    struct extents extents = {.arena = set->composer->arena};
    length_t body = set->tops[set->table->head_count];

    if (set->table->whole && set->height - body <= table_capacity(set, set->table->head_count)) {
        add_extent(&extents, body, set->height);
    }
    for (size_t i = 0; i < set->table->cell_count; i++) {
        const struct set_cell *cell = &set->cells[i];
        const struct table_cell *is = cell->is;
        if (is->row < set->table->head_count || (is->rows == 1 && !set->divided[is->row])) {
            continue;
        }
        if (is->rows > 1 && !cell->loose) {
            add_extent(&extents, set->tops[is->row], table_row_bottom(set, is->row + is->rows - 1));
        } else if (is->rows > 1 && !set->strict &&
                   cell->height <= table_capacity(set, is->row) / 2) {
            add_extent(&extents, cell->top, cell->bottom);
        } else {
            add_lines(&extents, set, cell, !set->strict);
        }
    }
    return extents;
}

static int by_top(const void *a, const void *b)
{
    const struct extent *first = a;
    const struct extent *second = b;

    return (first->top > second->top) - (first->top < second->top);
}

static int by_length(const void *a, const void *b)
{
    length_t first = *(const length_t *)a;
    length_t second = *(const length_t *)b;

    return (first > second) - (first < second);
}

/* Heights to look at: between rows, and above lines inside rows that may be divided. */
static length_t *find_candidates(const struct set_table *set, const struct extents *extents,
                                 size_t *count)
{
    unsigned first = set->table->head_count;
    length_t *heights = ARENA_ARRAY(set->composer->arena, length_t,
                                    (size_t)(set->table->row_count - first) + extents->count);

    *count = 0;
    for (unsigned i = first + 1; i < set->table->row_count; i++) {
        heights[(*count)++] = set->tops[i];
    }
    for (size_t i = 0; i < extents->count; i++) {
        length_t y = extents->items[i].top;
        unsigned row = table_row_at(set, y);
        if (set->divided[row] && y > set->tops[row] + set->design->padding_y &&
            y < table_row_bottom(set, row)) {
            heights[(*count)++] = y;
        }
    }
    qsort(heights, *count, sizeof *heights, by_length);
    return heights;
}

/* ---- slices ---- */

struct slice {
    length_t top, bottom;
    struct group_builder builder;
};

struct slicer {
    struct set_table *set;
    struct slice *slices;
    size_t count, capacity;
};

static void add_slice(struct slicer *slicer, length_t top, length_t bottom)
{
    if (bottom > top) {
        slicer->slices = arena_grow(slicer->set->composer->arena, slicer->slices, slicer->count,
                                    &slicer->capacity, sizeof *slicer->slices);
        slicer->slices[slicer->count++] =
            (struct slice){top, bottom, {.arena = slicer->set->composer->arena}};
    }
}

/* Cuts the rows at every height that goes around all obstacles; false when that leaves a slice that
 * no page has room for. */
static bool cut_rows(struct slicer *slicer)
{
    const struct set_table *set = slicer->set;
    struct extents extents = find_obstacles(set);
    length_t top = slicer->count > 0 ? slicer->slices[slicer->count - 1].bottom : 0;
    length_t reach = 0;
    size_t count, next = 0;
    const length_t *heights = find_candidates(set, &extents, &count);
    bool good = true;

    if (extents.count > 1) {
        qsort(extents.items, extents.count, sizeof *extents.items, by_top);
    }
    for (size_t i = 0; i <= count; i++) {
        length_t y = i < count ? heights[i] : set->height;
        while (next < extents.count && extents.items[next].top < y) {
            reach = length_max(reach, extents.items[next++].bottom);
        }
        if (i == count || reach <= y) {
            good = good && y - top <= table_capacity(set, table_row_at(set, top));
            add_slice(slicer, top, y);
            top = y;
        }
    }
    return good;
}

/* The head, and then what the rows are cut into. */
static bool cut_table(struct slicer *slicer)
{
    const struct set_table *set = slicer->set;

    slicer->count = 0;
    if (set->table->head_count > 0) {
        add_slice(slicer, 0, set->tops[set->table->head_count]);
    }
    return cut_rows(slicer);
}

static struct slice *slice_at(struct slicer *slicer, length_t y)
{
    size_t low = 0, high = slicer->count;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (slicer->slices[middle].top <= y) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return &slicer->slices[low];
}

/* ---- what stands in them ---- */

static void draw_text(struct slicer *slicer, const struct set_cell *cell)
{
    length_t x = table_text_x(slicer->set, cell);
    length_t y = cell->top;

    for (size_t i = 0; i < cell->count; i++) {
        const struct lines *lines = &cell->texts[i].lines;
        for (size_t k = 0; k < lines->count; k++) {
            y = table_line_y(slicer->set, cell, y);
            struct slice *slice = slice_at(slicer, y);
            group_add_line(&slice->builder, &lines->items[k], cell->typography, cell->texts[i].node,
                           x + lines->items[k].x,
                           y - slice->top + (cell->leading - cell->typography->size) / 2);
            y += cell->leading;
        }
    }
}

static void draw_rule(const struct set_table *set, struct group_builder *builder, length_t x,
                      length_t y, length_t width, length_t height)
{
    if (width <= 0 || height <= 0) {
        return;
    }
    struct display_item *item = group_add(builder, DISPLAY_RULE, 0);
    item->rule = (struct display_rule){.x = x,
                                       .y = y,
                                       .width = width,
                                       .height = height,
                                       .colour = composer_colour(set->design->colour),
                                       .place = set->table->place};
}

/* Where the rule at an edge of columns begins. */
static length_t edge_x(const struct set_table *set, unsigned edge)
{
    return set->edges[edge] - table_edge_weight(set, edge) / 2;
}

/* The rule under a row, where no merged cell goes on below it. */
static void draw_row_rule(struct slicer *slicer, unsigned row)
{
    const struct set_table *set = slicer->set;
    unsigned columns = set->table->column_count;
    length_t y = table_row_bottom(set, row);
    struct slice *slice = slice_at(slicer, y);

    for (unsigned first = 0, end = 0; first < columns; first = end + 1) {
        end = first;
        while (end < columns &&
               (row + 1 == set->table->row_count ||
                place_of_table(set, row, end) != place_of_table(set, row + 1, end))) {
            end++;
        }
        length_t x = edge_x(set, first);
        draw_rule(set, &slice->builder, x, y - slice->top,
                  end == first ? 0 : edge_x(set, end) + table_edge_weight(set, end) - x,
                  table_row_weight(set, row));
    }
}

/* Whether cells meet at an edge of columns, rather than one reaching across. */
static bool has_edge(const struct set_table *set, unsigned row, unsigned edge)
{
    return edge == 0 || edge == set->table->column_count ||
           place_of_table(set, row, edge - 1) != place_of_table(set, row, edge);
}

/* The rules between the columns of a slice, in whose first row is `row`; returns the row of its
 * end. */
static unsigned draw_column_rules(struct slicer *slicer, struct slice *slice, unsigned row)
{
    const struct set_table *set = slicer->set;
    unsigned end = row;

    while (end + 1 < set->table->row_count && set->tops[end + 1] < slice->bottom) {
        end++;
    }
    for (unsigned edge = 0; edge <= set->table->column_count; edge++) {
        length_t weight = table_edge_weight(set, edge);
        for (unsigned first = row, last = row; first <= end && weight > 0; first = last + 1) {
            last = first;
            while (last <= end && has_edge(set, last, edge)) {
                last++;
            }
            length_t top = first == row ? slice->top : set->tops[first];
            length_t bottom = last > end ? slice->bottom : set->tops[last];
            draw_rule(set, &slice->builder, edge_x(set, edge), top - slice->top, weight,
                      last == first ? 0 : bottom - top);
        }
    }
    bool through = end + 1 < set->table->row_count && set->tops[end + 1] == slice->bottom;
    return through ? end + 1 : end;
}

/* ---- boxes ---- */

/* The rules beside the cells of a row, where it is divided between pages. */
static void draw_row_sides(struct set_table *set, struct group_builder *builder, unsigned row,
                           length_t y, length_t height)
{
    for (unsigned edge = 0; edge <= set->table->column_count; edge++) {
        if (has_edge(set, row, edge)) {
            draw_rule(set, builder, edge_x(set, edge), y, table_edge_weight(set, edge), height);
        }
    }
}

/* Where a slice ends inside of a row: the blank space of its cells. */
static length_t inside_row(const struct set_table *set, length_t y)
{
    return set->tops[table_row_at(set, y)] < y ? set->design->padding_y : 0;
}

/* Whether a cell goes on from the slice before into this one, with nothing left to say. */
static bool goes_on_blank(const struct set_table *set, const struct set_cell *cell,
                          const struct slice *slice)
{
    return set->tops[cell->is->row] < slice->top && cell->height > 0 && cell->bottom <= slice->top;
}

/* Whether its lines find room on a page that begins with the slice: neither the cell nor the page
 * may end before they do. */
static bool has_room_again(const struct slicer *slicer, const struct set_cell *cell,
                           const struct slice *slice)
{
    const struct set_table *set = slicer->set;
    length_t needed = cell->height + 2 * set->design->padding_y;
    length_t bottom = table_row_bottom(set, cell->is->row + cell->is->rows - 1);
    length_t capacity = table_capacity(set, set->table->row_count);

    for (const struct slice *next = slice; next < slicer->slices + slicer->count; next++) {
        if (next->top >= slice->top + needed) {
            break;
        }
        if (next > slice && next->bottom - next->top > capacity - needed) {
            return false;
        }
    }
    return slice->top + needed <= bottom;
}

/* What cells that go on across a page break are called is told again on the next page: labels of
 * rows, and merged cells. Their lines reach from the head down into the slice. */
static void draw_again(const struct slicer *slicer, struct group_builder *builder,
                       const struct slice *slice, length_t y)
{
    const struct set_table *set = slicer->set;
    unsigned row = table_row_at(set, slice->top);

    for (unsigned column = 0; column < set->table->column_count;) {
        const struct set_cell *cell = place_of_table(set, row, column);
        bool named =
            !cell->is->paragraphs && (cell->is->rows > 1 || cell->is->column < set->table->labels);
        column = cell->is->column + cell->is->columns;
        if (!named || !goes_on_blank(set, cell, slice) || !has_room_again(slicer, cell, slice)) {
            continue;
        }
        length_t top = y + set->design->padding_y;
        for (size_t i = 0; i < cell->count; i++) {
            const struct lines *lines = &cell->texts[i].lines;
            for (size_t k = 0; k < lines->count; k++, top += cell->leading) {
                struct line again = lines->items[k];
                again.nodes = NULL; /* no element's: it has been read out */
                group_add_line(builder, &again, cell->typography, 0,
                               table_text_x(set, cell) + lines->items[k].x,
                               top + (cell->leading - cell->typography->size) / 2);
            }
        }
    }
}

/* Whether a cell reaches from the slice before into this one. */
static bool is_crossed(const struct set_table *set, const struct slice *slice)
{
    unsigned row = table_row_at(set, slice->top);

    for (unsigned column = 0; column < set->table->column_count; column++) {
        if (set->tops[place_of_table(set, row, column)->is->row] < slice->top) {
            return true;
        }
    }
    return false;
}

/* What a page begins with that this slice comes first on: what stands above the head there, and the
 * head, as artifacts; without a head, the rule at the table's top. */
static const struct group *make_repeat(const struct slicer *slicer, const struct slice *head,
                                       const struct group *continued, const struct slice *slice)
{
    struct set_table *set = slicer->set;
    struct group_builder builder = {.arena = set->composer->arena};
    length_t inside = inside_row(set, slice->top);
    length_t y = 0;

    if (continued != NULL) {
        for (size_t i = 0; i < continued->count; i++) {
            *group_add(&builder, DISPLAY_RUN, 0) = continued->items[i];
        }
        y = continued->height;
    }
    for (size_t i = 0; head != NULL && i < head->builder.count; i++) {
        const struct display_item *from = &head->builder.items[i];
        struct display_item *item = group_add(&builder, from->kind, 0);
        *item = *from;
        item->node = 0;
        *(item->kind == DISPLAY_RUN ? &item->run.y : &item->rule.y) += y;
    }
    if (head == NULL) {
        draw_rule(set, &builder, 0, y, set->width, set->design->outer);
    }
    y += head == NULL ? set->design->outer : head->bottom;
    draw_row_sides(set, &builder, table_row_at(set, slice->top), y, inside);
    draw_again(slicer, &builder, slice, y);
    return group_finish(&builder, set->width, y + inside);
}

/* What a page ends with that this slice comes last on: the rule at the foot. */
static const struct group *make_closing(struct set_table *set, const struct slice *slice)
{
    struct group_builder builder = {.arena = set->composer->arena};
    length_t inside = inside_row(set, slice->bottom);
    length_t height = length_max(set->design->outer, inside);

    draw_row_sides(set, &builder, table_row_at(set, slice->bottom), height - inside, inside);
    draw_rule(set, &builder, 0, height - set->design->outer, set->width, set->design->outer);
    return group_finish(&builder, set->width, height);
}

static void draw_table(struct slicer *slicer)
{
    struct set_table *set = slicer->set;
    unsigned row = 0;

    for (size_t i = 0; i < set->table->cell_count; i++) {
        draw_text(slicer, &set->cells[i]);
    }
    draw_rule(set, &slicer->slices[0].builder, 0, 0, set->width, set->design->outer);
    for (unsigned i = 0; i < set->table->row_count; i++) {
        draw_row_rule(slicer, i);
    }
    for (size_t i = 0; i < slicer->count; i++) {
        row = draw_column_rules(slicer, &slicer->slices[i], row);
    }
}

/* What stands above the head is as wide as the frame. */
static const struct group *moved(struct set_table *set, const struct group *group, length_t x)
{
    struct group_builder builder = {.arena = set->composer->arena};

    for (size_t i = 0; i < group->count; i++) {
        struct display_item *item = group_add(&builder, DISPLAY_RUN, 0);
        *item = group->items[i];
        item->run.x -= x;
    }
    return group_finish(&builder, set->width, group->height);
}

void table_add_slices(struct set_table *set, const struct group *continued)
{
    struct slicer slicer = {.set = set};
    struct flow *flow = set->flow;
    bool head = set->table->head_count > 0;
    length_t x = (set->frame_width - set->width) / 2;
    const struct group *repeat = NULL, *closing = NULL; /* mostly the same for all slices */
    bool repeat_crossed = false, closing_inside = false;

    if (!cut_table(&slicer)) {
        table_set_strictly(set);
        (void)cut_table(&slicer);
    }
    draw_table(&slicer);
    if (slicer.count == 0) {
        return;
    }
    if (continued != NULL) {
        continued = moved(set, continued, x);
    }
    const struct slice first = slicer.slices[0];
    for (size_t i = 0; i < slicer.count; i++) {
        struct slice *slice = &slicer.slices[i];
        bool in_body = !head || i > 0;
        flow->place = place_of_table(set, table_row_at(set, slice->top), 0)->is->place;
        flow->glued = flow->glued || (head && i == 1);
        struct box *box = flow_add_box(flow, BOX_GROUP, set->node);
        if (box == NULL) {
            return;
        }
        box->group = group_finish(&slice->builder, set->width, slice->bottom - slice->top);
        box->x = x;
        box->width = box->group->width;
        box->height = box->group->height;
        bool crossed = i > 0 && is_crossed(set, slice);
        if (in_body && i > 0) {
            if (repeat == NULL || crossed || repeat_crossed) {
                repeat = make_repeat(&slicer, head ? &first : NULL, continued, slice);
                repeat_crossed = crossed;
            }
            box->repeat = repeat->height > 0 ? repeat : NULL;
        }
        if (in_body && i + 1 < slicer.count) {
            length_t inside = inside_row(set, slice->bottom);
            if (closing == NULL || inside > 0 || closing_inside) {
                closing = make_closing(set, slice);
                closing_inside = inside > 0;
            }
            box->closing = closing->height > 0 ? closing : NULL;
            box->closing_room = inside;
        }
    }
}
