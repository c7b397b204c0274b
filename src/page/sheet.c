/* The pages of the display list: boxes, notes and running text as positioned items. */
#include "page/sheet.h"

#include "base/arena.h"
#include <string.h>

struct display_item *page_add_item(struct composer *composer, struct sheet *sheet,
                                   enum display_kind kind, uint32_t node)
{
    sheet->items = arena_grow(composer->arena, sheet->items, sheet->count, &sheet->capacity,
                              sizeof *sheet->items);
    struct display_item *item = &sheet->items[sheet->count++];
    *item = (struct display_item){
        .kind = kind, .node = node, .element = sheet->element, .decoration = sheet->decorating};
    return item;
}

/* A rectangle of the type area's frame in coordinates of the page; a turned frame lies a quarter
 * turn anticlockwise, its top along the area's left edge. */
static struct rectangle on_page(const struct layout *layout, bool turned, struct rectangle at)
{
    if (!turned) {
        at.x += layout->area_x;
        at.y += layout->area_y;
        return at;
    }
    return (struct rectangle){layout->area_x + at.y,
                              layout->area_y + layout->area_height - at.x - at.width, at.height,
                              at.width};
}

/* An origin likewise. */
static void move_origin(const struct layout *layout, bool turned, length_t *x, length_t *y)
{
    struct rectangle at = on_page(layout, turned, (struct rectangle){.x = *x, .y = *y});

    *x = at.x;
    *y = at.y;
}

static void move_rectangle(const struct layout *layout, bool turned, length_t *x, length_t *y,
                           length_t *width, length_t *height)
{
    struct rectangle at = on_page(layout, turned, (struct rectangle){*x, *y, *width, *height});

    *x = at.x;
    *y = at.y;
    *width = at.width;
    *height = at.height;
}

void page_add_line(struct composer *composer, struct sheet *sheet, const struct line *line,
                   const struct typography *typography, uint32_t node, bool turned, length_t x,
                   length_t y)
{
    for (size_t i = 0; i < line->run_count; i++) {
        uint32_t own = line->nodes != NULL ? line->nodes[i] : 0;
        struct display_item *item =
            page_add_item(composer, sheet, DISPLAY_RUN, own != 0 ? own : node);
        item->turned = turned;
        item->run = line->runs[i];
        item->run.x += x;
        item->run.y += y + typography_ascent(typography);
        move_origin(composer->layout, turned, &item->run.x, &item->run.y);
    }
}

static bool same_colour(struct colour a, struct colour b)
{
    return a.cyan == b.cyan && a.magenta == b.magenta && a.yellow == b.yellow && a.black == b.black;
}

/* The rule of the group before that this one carries on without a seam; NULL: none. Columns come in
 * the same order, so it is looked for behind the one that was found last. */
static struct open_rule *find_open(const struct sheet *sheet, const struct display_item *rule,
                                   const struct rectangle *at, size_t *from)
{
    for (size_t i = 0; i < sheet->open_count; i++) {
        struct open_rule *open = &sheet->open[(*from + i) % sheet->open_count];
        const struct display_item *item = &sheet->items[open->item];
        if (open->at.x == at->x && open->at.width == at->width && open->at.y <= at->y &&
            open->at.y + open->at.height >= at->y && item->node == rule->node &&
            same_colour(item->rule.colour, rule->rule.colour)) {
            *from += i + 1;
            return open;
        }
    }
    return NULL;
}

static void add_rule(struct composer *composer, struct sheet *sheet,
                     const struct display_item *rule, struct rectangle at, bool turned,
                     size_t *from)
{
    bool vertical = at.height > at.width;
    const struct open_rule *open = vertical ? find_open(sheet, rule, &at, from) : NULL;
    size_t index = sheet->count;

    if (open != NULL) {
        index = open->item;
        length_t bottom = length_max(open->at.y + open->at.height, at.y + at.height);
        at.y = open->at.y;
        at.height = bottom - at.y;
    } else {
        struct display_item *item = page_add_item(composer, sheet, DISPLAY_RULE, rule->node);
        item->rule = rule->rule;
    }
    struct rectangle where = on_page(composer->layout, turned, at);
    struct display_rule *drawn = &sheet->items[index].rule;
    drawn->x = where.x;
    drawn->y = where.y;
    drawn->width = where.width;
    drawn->height = where.height;
    if (vertical) {
        sheet->next = arena_grow(composer->arena, sheet->next, sheet->next_count,
                                 &sheet->next_capacity, sizeof *sheet->next);
        sheet->next[sheet->next_count++] = (struct open_rule){index, at};
    }
}

/* What the last group drew is open now. */
static void swap_open(struct sheet *sheet)
{
    struct open_rule *open = sheet->open;
    size_t capacity = sheet->open_capacity;

    sheet->open = sheet->next;
    sheet->open_count = sheet->next_count;
    sheet->open_capacity = sheet->next_capacity;
    sheet->next = open;
    sheet->next_count = 0;
    sheet->next_capacity = capacity;
}

static void add_group(struct composer *composer, struct sheet *sheet, const struct group *group,
                      bool turned, length_t x, length_t y)
{
    const struct layout *layout = composer->layout;
    size_t from = 0;

    for (size_t i = 0; i < group->count; i++) {
        const struct display_item *source = &group->items[i];
        if (source->kind == DISPLAY_RULE) {
            struct rectangle at = {source->rule.x + x, source->rule.y + y, source->rule.width,
                                   source->rule.height};
            add_rule(composer, sheet, source, at, turned, &from);
            continue;
        }
        struct display_item *item = page_add_item(composer, sheet, source->kind, source->node);
        *item = *source;
        item->element = source->element != NULL ? source->element : sheet->element;
        item->turned = turned || source->turned;
        switch (item->kind) {
        case DISPLAY_RUN:
            item->run.x += x;
            item->run.y += y;
            move_origin(layout, turned, &item->run.x, &item->run.y);
            break;
        case DISPLAY_RULE:
            break;
        case DISPLAY_PATH:
            item->path.x += x;
            item->path.y += y;
            move_origin(layout, turned, &item->path.x, &item->path.y);
            break;
        case DISPLAY_IMAGE:
            item->image.x += x;
            item->image.y += y;
            move_rectangle(layout, turned, &item->image.x, &item->image.y, &item->image.width,
                           &item->image.height);
            break;
        case DISPLAY_FIELD:
            item->field.x += x;
            item->field.y += y;
            move_rectangle(layout, turned, &item->field.x, &item->field.y, &item->field.width,
                           &item->field.height);
            break;
        }
    }
    swap_open(sheet);
}

/* A structure element begins where its first item stands. */
static void locate(struct composer *composer, uint32_t node, size_t page, length_t y)
{
    struct display_node *found = &composer->nodes[node];

    if (node != 0 && found->y < 0) {
        found->page = (uint32_t)page;
        found->y = y;
    }
}

/* The elements of a line, with those that hold them. */
static void locate_runs(struct composer *composer, const struct line *line, size_t page, length_t y)
{
    for (size_t i = 0; line->nodes != NULL && i < line->run_count; i++) {
        locate(composer, line->nodes[i], page, y);
    }
}

static void add_box(struct composer *composer, struct sheet *sheet, const struct box *box)
{
    const struct layout *layout = composer->layout;
    bool is_line = box->kind == BOX_LINE;
    bool turned = box->turned && box->place == NULL;
    const struct variant *block = &((const struct variant *)layout->flow.items)[box->block];
    struct rectangle where = on_page(
        layout, turned,
        (struct rectangle){box->x, box->y, is_line ? box->line.width : box->width, box->height});

    sheet->element = box->element;
    composer_check_on_paper(composer, &where, box->page + 1,
                            box->place != NULL ? box->place->written : block->place,
                            &composer->off_paper[box->block]);
    if (box->repeated) {
        add_group(composer, sheet, box->repeat, turned, box->x, box->y - box->repeat->height);
    }
    switch (box->kind) {
    case BOX_LINE:
        page_add_line(composer, sheet, &box->line, box->typography, box->node, turned, box->x,
                      box->y);
        locate_runs(composer, &box->line, box->page, where.y);
        break;
    case BOX_RULE: {
        struct display_item *item = page_add_item(composer, sheet, DISPLAY_RULE, 0);
        item->rule = (struct display_rule){.x = where.x,
                                           .y = where.y,
                                           .width = where.width,
                                           .height = where.height,
                                           .colour = box->colour,
                                           .place = box->written};
        break;
    }
    case BOX_GROUP:
        add_group(composer, sheet, box->group, turned, box->x, box->y);
        for (size_t i = 0; i < box->group->count; i++) {
            locate(composer, box->group->items[i].node, box->page, where.y);
        }
        break;
    }
    if (box->closed) {
        add_group(composer, sheet, box->closing, turned, box->x,
                  box->y + box->height + box->closing_room - box->closing->height);
    }
    locate(composer, box->node, box->page, where.y);
}

/* The short rule between a page's text and its notes. */
static void add_note_rule(struct composer *composer, struct sheet *sheet, length_t notes_y)
{
    const struct layout *layout = composer->layout;
    const struct notes *notes = &layout->notes;
    length_t weight = layout_length(layout, notes->rule.weight);
    struct display_item *item = page_add_item(composer, sheet, DISPLAY_RULE, 0);

    item->rule = (struct display_rule){
        .x = layout->area_x,
        .y = layout->area_y + notes_y - layout_length(layout, notes->after) - weight,
        .width = notes->rule.width.unit == UNIT_NONE ? layout->area_width
                                                     : layout_length(layout, notes->rule.width),
        .height = weight,
        .colour = composer_colour(notes->rule.colour),
        .place = notes->style_name.place};
}

static void add_note_part(struct composer *composer, struct sheet *sheet,
                          const struct note_part *part)
{
    const struct layout *layout = composer->layout;
    const struct note *note = part->note;
    length_t leading = layout->notes.style->leading;

    sheet->element = "notes";
    if (part->ruled && layout->notes.rule.weight.unit != UNIT_NONE) {
        add_note_rule(composer, sheet, part->y);
    }
    for (size_t i = part->first; i < part->end; i++) {
        length_t y = part->y + (length_t)(i - part->first) * leading;
        page_add_line(composer, sheet, &note->lines[i], note->typography, note->node, false,
                      note->lines[i].x, y);
        locate(composer, note->node, part->page, layout->area_y + y);
        locate_runs(composer, &note->lines[i], part->page, layout->area_y + y);
    }
}

/* What holds other elements begins where the first of them does; what shows nothing, an empty cell,
 * where it is part of. */
static void locate_parents(struct composer *composer)
{
    for (size_t i = composer->node_count; i-- > 1;) {
        const struct display_node *node = &composer->nodes[i];
        struct display_node *parent = &composer->nodes[node->parent];
        if (node->y >= 0 && (parent->y < 0 || node->page < parent->page ||
                             (node->page == parent->page && node->y < parent->y))) {
            parent->page = node->page;
            parent->y = node->y;
        }
    }
    composer->nodes[0].page = 0;
    composer->nodes[0].y = 0;
    for (size_t i = 1; i < composer->node_count; i++) {
        struct display_node *node = &composer->nodes[i];
        if (node->y < 0) {
            node->page = composer->nodes[node->parent].page;
            node->y = composer->nodes[node->parent].y;
        }
    }
}

const struct display_page *composer_make_pages(struct composer *composer)
{
    const struct layout *layout = composer->layout;
    struct sheet *sheets = ARENA_ARRAY(composer->arena, struct sheet, composer->page_count);
    struct display_page *pages =
        ARENA_ARRAY(composer->arena, struct display_page, composer->page_count);

    for (size_t i = 0; i < composer->node_count; i++) {
        composer->nodes[i].y = -1;
    }
    const struct draft_marks *marks = draft_marks_new(composer);
    for (size_t i = 0; i < composer->page_count; i++) {
        draft_add_under(composer, marks, &sheets[i]);
        sheets[i].under = sheets[i].count;
    }
    for (size_t i = 0; i < composer->box_count; i++) {
        add_box(composer, &sheets[composer->boxes[i].page], &composer->boxes[i]);
    }
    for (size_t i = 0; i < composer->note_part_count; i++) {
        const struct note_part *part = &composer->note_parts[i];
        add_note_part(composer, &sheets[part->page], part);
    }
    locate_parents(composer);
    for (size_t i = 0; i < composer->page_count; i++) {
        sheets[i].blank = sheets[i].count == sheets[i].under;
        page_add_running(composer, &sheets[i], i + 1);
    }
    draft_add_over(composer, marks, sheets);
    for (size_t i = 0; i < composer->page_count; i++) {
        pages[i] = (struct display_page){.width = layout->page_width,
                                         .height = layout->page_height,
                                         .label = sheets[i].label,
                                         .items = sheets[i].items,
                                         .count = sheets[i].count};
    }
    return pages;
}
