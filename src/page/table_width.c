/* Widths of a table's columns: fixed, by content, or a share of what is left. */
#include "page/table.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include <stdlib.h>

length_t table_portion(struct portion *portion, length_t weight)
{
    portion->given += weight;
    length_t upto =
        portion->total == 0 ? 0 : length_scale(portion->amount, portion->given, portion->total);
    length_t now = upto - portion->done;
    portion->done = upto;
    return now;
}

length_t table_edge_weight(const struct set_table *set, unsigned edge)
{
    return edge == 0 || edge == set->table->column_count ? set->design->sides
                                                         : set->design->vertical;
}

/* What is not text between two edges: padding, and half of the rule on each. */
static length_t frame_of(const struct set_table *set, unsigned first, unsigned end)
{
    return 2 * set->design->padding_x +
           (table_edge_weight(set, first) + table_edge_weight(set, end)) / 2;
}

length_t table_text_x(const struct set_table *set, const struct set_cell *cell)
{
    unsigned column = cell->is->column;

    return set->edges[column] + table_edge_weight(set, column) / 2 + set->design->padding_x;
}

length_t table_text_width(const struct set_table *set, const struct set_cell *cell)
{
    unsigned column = cell->is->column;
    unsigned end = column + cell->is->columns;

    return set->edges[end] - set->edges[column] - frame_of(set, column, end);
}

static enum width_kind kind_of(const struct set_table *set, unsigned column)
{
    return set->table->column_widths[column].width.kind;
}

static struct column_need need_of_cell(const struct set_table *set, const struct set_cell *cell)
{
    length_t frame = frame_of(set, cell->is->column, cell->is->column + cell->is->columns);
    length_t one = layout_indent(set->composer->layout, cell->style) + cell->typography->cell;
    struct column_need need = {.least = frame, .minimum = frame, .natural = frame};

    for (size_t i = 0; i < cell->count; i++) {
        const struct cell_text *text = &cell->texts[i];
        need.least = length_max(need.least, frame + length_min(one, text->minimum));
        need.minimum = length_max(need.minimum, frame + text->minimum);
        need.natural = length_max(need.natural, frame + text->natural);
    }
    return need;
}

static void widen(struct column_need *column, const struct column_need *need)
{
    column->least = length_max(column->least, need->least);
    column->minimum = length_max(column->minimum, need->minimum);
    column->natural = length_max(column->natural, need->natural);
}

/* The needs of cells that take one column. A column of merged cells only has a width, too. */
static void look_at_columns(struct set_table *set)
{
    for (unsigned i = 0; i < set->table->column_count; i++) {
        length_t frame = length_max(frame_of(set, i, i + 1), 1);
        set->columns[i] = (struct column_need){.least = frame, .minimum = frame, .natural = frame};
    }
    for (size_t i = 0; i < set->table->cell_count; i++) {
        const struct set_cell *cell = &set->cells[i];
        struct column_need *column = &set->columns[cell->is->column];
        if (cell->is->columns > 1) {
            continue;
        }
        struct column_need need = need_of_cell(set, cell);
        widen(column, &need);
        if (cell->number) {
            length_t frame = frame_of(set, cell->is->column, cell->is->column + 1);
            column->whole = length_max(column->whole, cell->whole);
            column->rest = length_max(column->rest, cell->texts[0].natural - cell->whole);
            need.minimum = need.natural = frame + column->whole + column->rest;
            widen(column, &need);
        }
    }
}

static int by_columns(const void *a, const void *b)
{
    const struct set_cell *first = *(const struct set_cell *const *)a;
    const struct set_cell *second = *(const struct set_cell *const *)b;

    if (first->is->columns != second->is->columns) {
        return first->is->columns < second->is->columns ? -1 : 1;
    }
    return first < second ? -1 : 1;
}

/* Spreads what a merged cell needs over its columns, more to the wider ones, none to fixed ones. */
static void spread(struct set_table *set, const struct table_cell *is, length_t needed,
                   size_t member)
{
    struct portion portion = {.amount = needed};

    for (unsigned i = is->column; i < is->column + is->columns; i++) {
        const length_t *width = (const length_t *)((const char *)&set->columns[i] + member);
        portion.amount -= *width;
        portion.total += kind_of(set, i) == WIDTH_FIXED ? 0 : set->columns[i].natural;
    }
    if (portion.amount <= 0 || portion.total == 0) {
        return;
    }
    for (unsigned i = is->column; i < is->column + is->columns; i++) {
        if (kind_of(set, i) != WIDTH_FIXED) {
            length_t *width = (length_t *)((char *)&set->columns[i] + member);
            *width += table_portion(&portion, set->columns[i].natural);
        }
    }
}

/* The needs of merged cells, those that take fewer columns first. */
static void look_at_merged(struct set_table *set)
{
    size_t count = 0;
    const struct set_cell **merged =
        ARENA_ARRAY(set->composer->arena, const struct set_cell *, set->table->cell_count);

    for (size_t i = 0; i < set->table->cell_count; i++) {
        if (set->cells[i].is->columns > 1) {
            merged[count++] = &set->cells[i];
        }
    }
    qsort(merged, count, sizeof *merged, by_columns);
    for (size_t i = 0; i < count; i++) {
        struct column_need need = need_of_cell(set, merged[i]);
        spread(set, merged[i]->is, need.least, offsetof(struct column_need, least));
        spread(set, merged[i]->is, need.minimum, offsetof(struct column_need, minimum));
        spread(set, merged[i]->is, need.natural, offsetof(struct column_need, natural));
    }
}

struct sums_of_needs {
    length_t fixed;                   /* columns with a width of their own */
    length_t least, minimum, natural; /* of the others */
    length_t wanted;                  /* likewise, but shares want no more than the minimum */
    length_t shares, rest;            /* weights of those that take what is left */
};

static struct sums_of_needs add_up(const struct set_table *set)
{
    struct sums_of_needs sums = {0};

    for (unsigned i = 0; i < set->table->column_count; i++) {
        struct column_need *column = &set->columns[i];
        const struct column_width *width = &set->table->column_widths[i].width;
        if (width->kind == WIDTH_FIXED) {
            sums.fixed += width->amount;
            continue;
        }
        column->minimum = length_max(column->minimum, column->least);
        column->natural = length_max(column->natural, column->minimum);
        sums.least += column->least;
        sums.minimum += column->minimum;
        sums.natural += column->natural;
        sums.wanted += width->kind == WIDTH_SHARE ? column->minimum : column->natural;
        sums.shares += width->kind == WIDTH_SHARE ? width->amount : 0;
        sums.rest += width->kind == WIDTH_AUTO ? column->natural : 0;
    }
    return sums;
}

/* Shares `rest` out to the columns that have a share, by weight; none gets less than its minimum.
 */
static void share_out(const struct set_table *set, length_t *widths, length_t rest, length_t shares)
{
    unsigned count = set->table->column_count;
    bool *settled = ARENA_ARRAY(set->composer->arena, bool, count);
    bool again = true;

    while (again) {
        struct portion portion = {.amount = length_max(rest, 0), .total = shares};
        again = false;
        for (unsigned i = 0; i < count; i++) {
            const struct column_width *width = &set->table->column_widths[i].width;
            if (width->kind == WIDTH_SHARE && !settled[i]) {
                widths[i] = table_portion(&portion, width->amount);
            }
        }
        for (unsigned i = 0; i < count; i++) {
            const struct column_width *width = &set->table->column_widths[i].width;
            if (width->kind == WIDTH_SHARE && !settled[i] && widths[i] < set->columns[i].minimum) {
                widths[i] = set->columns[i].minimum;
                rest -= widths[i];
                shares -= width->amount;
                settled[i] = again = true;
            }
        }
    }
}

/* Everybody gets what is wanted, and some get what is left. */
static void fill_room(const struct set_table *set, const struct sums_of_needs *sums,
                      length_t available, length_t *widths)
{
    length_t rest = available - sums->fixed - sums->wanted;
    struct portion portion = {.amount = rest, .total = sums->rest};
    length_t shared = rest;

    for (unsigned i = 0; i < set->table->column_count; i++) {
        switch (kind_of(set, i)) {
        case WIDTH_FIXED:
            break;
        case WIDTH_SHARE:
            shared += set->columns[i].minimum;
            break;
        case WIDTH_CONTENT:
            widths[i] = set->columns[i].natural;
            break;
        case WIDTH_AUTO:
            widths[i] = set->columns[i].natural +
                        (sums->shares > 0 ? 0 : table_portion(&portion, set->columns[i].natural));
            break;
        }
    }
    if (sums->shares > 0) {
        share_out(set, widths, shared, sums->shares);
    }
}

static length_t want_of(const struct set_table *set, unsigned column)
{
    return kind_of(set, column) == WIDTH_SHARE ? set->columns[column].minimum
                                               : set->columns[column].natural;
}

/* Columns that want no more than an even share of the room have what they want, so that a few long
 * texts do not squeeze the short ones; what is left for the others is returned. */
static length_t settle_narrow(const struct set_table *set, length_t room, length_t *widths,
                              bool *settled)
{
    unsigned count = set->table->column_count;
    length_t left = room, minimum = 0;
    bool again = true;

    while (again) {
        unsigned open = 0;
        for (unsigned i = 0; i < count; i++) {
            open += !settled[i];
        }
        length_t even = open == 0 ? 0 : left / open;
        again = false;
        for (unsigned i = 0; i < count; i++) {
            if (!settled[i] && want_of(set, i) <= even) {
                widths[i] = want_of(set, i);
                left -= widths[i];
                settled[i] = again = true;
            }
        }
    }
    for (unsigned i = 0; i < count; i++) {
        minimum += settled[i] ? 0 : set->columns[i].minimum;
    }
    if (minimum <= left) {
        return left;
    }
    for (unsigned i = 0; i < count; i++) { /* not at the cost of words that would be broken */
        settled[i] = kind_of(set, i) == WIDTH_FIXED;
    }
    return room;
}

/* There is too little: everybody gets less, each in proportion to what there is to give up. */
static void share_want(const struct set_table *set, const struct sums_of_needs *sums,
                       length_t available, length_t *widths)
{
    unsigned count = set->table->column_count;
    bool *settled = ARENA_ARRAY(set->composer->arena, bool, count);
    length_t room = available - sums->fixed;
    bool tight = sums->minimum > room; /* words will have to be broken */
    struct portion portion = {0};

    for (unsigned i = 0; i < count; i++) {
        settled[i] = kind_of(set, i) == WIDTH_FIXED;
    }
    portion.amount = tight ? room : settle_narrow(set, room, widths, settled);
    for (unsigned i = 0; i < count; i++) {
        const struct column_need *column = &set->columns[i];
        if (!settled[i]) {
            widths[i] = tight ? column->least : column->minimum;
            portion.amount -= widths[i];
            portion.total += (tight ? column->minimum : want_of(set, i)) - widths[i];
        }
    }
    for (unsigned i = 0; i < count; i++) {
        if (!settled[i]) {
            widths[i] += table_portion(
                &portion, (tight ? set->columns[i].minimum : want_of(set, i)) - widths[i]);
        }
    }
}

/* Columns with a width of their own have it, if a character finds room in it. */
static bool take_fixed(struct set_table *set, length_t *widths)
{
    struct composer *composer = set->composer;
    bool good = true;

    for (unsigned i = 0; i < set->table->column_count; i++) {
        struct column_need *column = &set->columns[i];
        const struct table_column *written = &set->table->column_widths[i];
        if (written->width.kind != WIDTH_FIXED) {
            continue;
        }
        widths[i] = written->width.amount;
        if (widths[i] < column->least) {
            REPORT(composer->diagnostics, TABLE_TOO_NARROW, written->place,
                   arena_format(composer->arena, "%.1f", length_to_mm(widths[i])),
                   arena_format(composer->arena, "%.1f", length_to_mm(column->least)));
            good = false;
        }
        column->least = column->minimum = column->natural = widths[i];
    }
    return good;
}

bool table_set_widths(struct set_table *set)
{
    struct composer *composer = set->composer;
    unsigned count = set->table->column_count;
    length_t *widths = ARENA_ARRAY(composer->arena, length_t, count);
    length_t available = set->frame_width - set->design->sides;

    set->columns = ARENA_ARRAY(composer->arena, struct column_need, count);
    look_at_columns(set);
    if (!take_fixed(set, widths)) {
        return false;
    }
    look_at_merged(set);
    struct sums_of_needs sums = add_up(set);
    length_t needed = set->design->sides + sums.fixed + sums.least;
    if (needed > set->frame_width) {
        REPORT(composer->diagnostics, TABLE_TOO_WIDE, set->table->place,
               arena_format(composer->arena, "%.1f", length_to_mm(needed)),
               arena_format(composer->arena, "%.1f", length_to_mm(set->frame_width)));
        return false;
    }
    if (sums.fixed + sums.wanted <= available) {
        fill_room(set, &sums, available, widths);
    } else {
        share_want(set, &sums, available, widths);
    }
    set->edges = ARENA_ARRAY(composer->arena, length_t, count + 1);
    set->edges[0] = set->design->sides / 2;
    for (unsigned i = 0; i < count; i++) {
        set->edges[i + 1] = set->edges[i] + widths[i];
    }
    set->width = set->edges[count] + set->design->sides - set->design->sides / 2;
    return true;
}
