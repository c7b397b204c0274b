/* Stacks: lines under each other in a fixed relation (署名 and 成文日期). */
#include "page/stack.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "report/report.h"
#include <string.h>

enum {
    /* A line is longer than another by at least this part of a character. */
    LONGER_BY = 20,
    /* Lines of a name that takes several are this part of a character apart: little, for them and
     * the date to be under the seal. */
    TURNED_LEAD = 8,
};

size_t stack_line_end(const struct set_stack *set, size_t first)
{
    size_t end = first + 1;

    while (end < set->count && set->pieces[end].of == set->pieces[first].of) {
        end++;
    }
    return end;
}

void composer_report_too_wide(struct composer *composer, struct place place, length_t needed,
                              length_t there)
{
    REPORT(composer->diagnostics, BLOCK_TOO_WIDE, place,
           arena_format(composer->arena, "%.1f", length_to_mm(needed)),
           arena_format(composer->arena, "%.1f", length_to_mm(there)));
}

const struct text *composer_entries(struct composer *composer, const struct list *fields,
                                    size_t *count)
{
    const struct text *names = fields->items;

    for (size_t i = 0; i < fields->count; i++) {
        if (!template_has(composer->report, names[i].string.bytes)) {
            continue;
        }
        report_use(composer->report, names[i].string.bytes);
        return report_entries(composer->report, composer->arena, names[i].string.bytes, count);
    }
    *count = 0;
    return NULL;
}

static length_t offset_of(const struct composer *composer, const struct stack_relation *relation,
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

/* The last piece before `end` of the line with that id; `otherwise` where there is none. */
static size_t find_piece(const struct set_stack *set, struct text id, size_t end, size_t otherwise)
{
    for (size_t i = end; i > 0 && id.string.bytes != NULL; i--) {
        const struct text *own = &set->pieces[i - 1].of->id;
        if (own->string.bytes != NULL && strcmp(own->string.bytes, id.string.bytes) == 0) {
            return i - 1;
        }
    }
    return otherwise;
}

/* False where the style has no face. */
static bool set_piece(struct composer *composer, const struct stack_line *line,
                      const struct text *item, struct stack_piece *piece)
{
    piece->of = line;
    piece->written = item != NULL ? item->place : line->text.place;
    piece->typography = composer_typography(composer, line->style, line->text.place);
    if (piece->typography == NULL) {
        return false;
    }
    struct expansion text = composer_expand_item(composer, line->text, item);
    struct clusters clusters =
        cluster_text(composer->scratch, text, piece->typography, composer->diagnostics);
    struct line *whole = ARENA_NEW(composer->arena, struct line);
    *whole = paragraph_set_line(composer->arena, composer->scratch, &clusters);
    piece->text = text;
    piece->lines = (struct lines){whole, 1};
    piece->leading = piece->typography->size + piece->typography->size / TURNED_LEAD;
    piece->width = piece->text_width = whole->width;
    return true;
}

/* Lines within `room`; words whole or not. */
static struct lines turn(struct composer *composer, const struct stack_piece *piece, length_t room,
                         bool words)
{
    struct measure measure = {.width = room,
                              .align = ALIGN_LEFT,
                              .shapes = SHAPE_BALANCED,
                              .lexicon = words ? composer_lexicon(composer) : NULL};
    struct clusters clusters =
        cluster_text(composer->scratch, piece->text, piece->typography, composer->diagnostics);
    struct lines lines = paragraph_set(composer->arena, composer->scratch, &clusters, &measure,
                                       composer->diagnostics);

    arena_reset(composer->scratch);
    return lines;
}

bool stack_turn_over(struct composer *composer, struct stack_piece *piece, length_t room)
{
    size_t most = (size_t)piece->of->lines;
    length_t widest = 0;

    if (most < 2 || room < piece->typography->cell) {
        return false;
    }
    struct lines lines = turn(composer, piece, room, true);
    if (lines.count > most) {
        lines = turn(composer, piece, room, false);
    }
    for (size_t k = 0; k < lines.count; k++) {
        widest = length_max(widest, lines.items[k].width);
    }
    if (lines.count > most || widest > room) {
        return false;
    }
    piece->lines = lines;
    piece->width += widest - piece->text_width;
    piece->text_width = widest;
    return true;
}

length_t stack_line_x(const struct stack_piece *piece, size_t k)
{
    length_t free = piece->text_width - piece->lines.items[k].width;

    if (piece->sealed || piece->of->row.most > 0) {
        return free / 2;
    }
    switch ((enum repeat_align)piece->of->align) {
    case REPEAT_START:
        break;
    case REPEAT_CENTRE:
        return free / 2;
    case REPEAT_END:
        return free;
    }
    return 0;
}

length_t stack_text_height(const struct stack_piece *piece)
{
    return piece->typography->size + (length_t)(piece->lines.count - 1) * piece->leading;
}

/* Sets all lines; false after reporting. */
static bool set_pieces(struct composer *composer, const struct flow_stack *stack,
                       struct set_stack *set)
{
    const struct stack_line *lines = stack->lines.items;
    size_t capacity = 0;

    set->grouped = stack->seals.field.string.bytes != NULL;
    for (size_t i = 0; i < stack->lines.count; i++) {
        size_t count = 1, first = set->count;
        const struct text *items = NULL;
        if (lines[i].each.count > 0) {
            items = composer_entries(composer, &lines[i].each, &count);
        }
        for (size_t k = 0; k < count; k++) {
            set->pieces = arena_grow(composer->arena, set->pieces, set->count, &capacity,
                                     sizeof *set->pieces);
            set->pieces[set->count] = (struct stack_piece){0};
            if (!set_piece(composer, &lines[i], items == NULL ? NULL : &items[k],
                           &set->pieces[set->count])) {
                return false;
            }
            set->count++;
        }
        if (count > 0 && lines[i].stamp.unit != UNIT_NONE) {
            set->grouped = true;
            if (!stack_open_stamps(composer, set, first)) {
                return false;
            }
        }
        set->grouped = set->grouped || lines[i].row.most > 0;
    }
    arena_reset(composer->scratch);
    return set->count > 0 &&
           (stack->seals.field.string.bytes == NULL || stack_open_seals(composer, stack, set));
}

/* Where the pieces begin if the first one begins at 0. */
static void relate(struct composer *composer, struct set_stack *set)
{
    for (size_t first = 0, end; first < set->count; first = end) {
        struct stack_piece *pieces = set->pieces;
        const struct stack_line *line = pieces[first].of;
        end = stack_line_end(set, first);
        size_t lead = line->row.most > 0 ? end - 1 : first; /* it is the last of a row */
        if (first > 0) {
            const struct stack_piece *other =
                &pieces[find_piece(set, line->against.line, first, 0)];
            pieces[lead].start =
                offset_of(composer, &line->against, other->start, other->width, pieces[lead].width);
        }
        for (size_t i = first + 1; i < end && line->row.most == 0; i++) {
            length_t more = pieces[first].width - pieces[i].width;
            pieces[i].start = pieces[first].start;
            switch ((enum repeat_align)line->align) {
            case REPEAT_START:
                break;
            case REPEAT_CENTRE:
                pieces[i].start += more / 2;
                break;
            case REPEAT_END:
                pieces[i].start += more;
                break;
            }
        }
    }
}

/* Whether a piece stands where its relations say; others of its row follow later. */
static bool is_related(const struct set_stack *set, size_t i)
{
    return set->pieces[i].of->row.most == 0 || i + 1 == set->count ||
           set->pieces[i + 1].of != set->pieces[i].of;
}

/* Moves the stack to where the anchor, or the longest piece, ends where it should, and no other one
 * stands out of the type area for that. Returns how far it does so at the left; tells which is the
 * longest. */
static length_t anchor(struct composer *composer, const struct flow_stack *stack,
                       struct set_stack *set, size_t *longest)
{
    struct stack_piece *pieces = set->pieces;
    length_t area = composer->layout->area_width;
    size_t widest = SIZE_MAX;
    length_t first = LENGTH_LIMIT, last = -LENGTH_LIMIT;

    for (size_t i = 0; i < set->count; i++) {
        if (!is_related(set, i)) {
            continue;
        }
        /* Rounded advances do not make a line the longer one. */
        length_t margin = pieces[i].typography->cell / LONGER_BY;
        length_t over =
            pieces[i].sealed ? length_max(pieces[i].image_width - pieces[i].width, 0) / 2 : 0;
        widest = widest == SIZE_MAX || pieces[i].width > pieces[widest].width + margin ? i : widest;
        first = length_min(first, pieces[i].start);
        last = length_max(last, pieces[i].start + pieces[i].width + over);
    }
    size_t anchored = find_piece(set, stack->anchor, set->count, widest);
    length_t shift = area - layout_length(composer->layout, stack->right) - pieces[anchored].start -
                     pieces[anchored].width;
    if (stack->anchor.string.bytes != NULL) {
        shift = length_min(shift, area - last);
    }
    for (size_t i = 0; i < set->count; i++) {
        pieces[i].start += shift;
    }
    *longest = widest;
    return length_max(-(first + shift), 0);
}

/* Sets what is too wide by `over` in several lines; whether it did. */
static bool turn_wide(struct composer *composer, struct set_stack *set, size_t longest,
                      length_t over)
{
    length_t room = set->pieces[longest].width - over;
    bool turned = false;

    for (size_t i = 0; i < set->count && over > 0; i++) {
        struct stack_piece *piece = &set->pieces[i];
        if (piece->width > room) {
            length_t rest = room - (piece->width - piece->text_width);
            turned = stack_turn_over(composer, piece, rest) || turned;
        }
    }
    return turned;
}

/* Where all pieces stand, in several lines what has no room on one. */
static void arrange(struct flow *flow, const struct flow_stack *stack, struct set_stack *set)
{
    struct composer *composer = flow->composer;
    size_t longest;

    relate(composer, set);
    length_t over = anchor(composer, stack, set, &longest);
    if (turn_wide(composer, set, longest, over)) {
        relate(composer, set);
        over = anchor(composer, stack, set, &longest);
    }
    if (stack_turn_rows(composer, stack, set)) {
        relate(composer, set);
        over = anchor(composer, stack, set, &longest);
    }
    if (over > 0) {
        const struct stack_piece *wide = &set->pieces[longest];
        composer_report_too_wide(
            composer,
            wide->lines.items[0].run_count > 0 ? wide->lines.items[0].runs[0].place : wide->written,
            wide->width, wide->width - over);
        composer->off_paper[flow->block] = true; /* that is told */
    }
    stack_arrange_rows(composer, set);
}

/* Whether the box is a first line that may not begin on any page (7.3.3), and no heading. */
static bool begins_text(const struct composer *composer, size_t i)
{
    const struct variant *blocks = composer->layout->flow.items;
    const struct box *box = &composer->boxes[i];
    const struct flow_common *block = blocks[box->block].value;

    return block->latest_page > 0 && (i == 0 || box[-1].block != box->block) &&
           (composer->nodes[box->node].role == ROLE_PARAGRAPH ||
            composer->nodes[box->node].role == ROLE_ENUMERATION);
}

/* The stack shares its page with the last lines before it, `only`: with no more of them; false
 * where there are none. */
static bool keep_lines_before(struct composer *composer, size_t stack, int64_t lines, bool only)
{
    struct box *later = NULL;
    int64_t kept = 0;

    for (size_t i = stack; i > 0 && kept < lines; i--) {
        struct box *box = &composer->boxes[i - 1];
        if (box->turned || (box->place != NULL && box->place->page == ANCHOR_FLOW)) {
            break; /* it has a page of its own, or stays where it is placed */
        }
        if (box->place != NULL) {
            continue;
        }
        if (later != NULL && begins_text(composer, i - 1)) {
            later->break_before = true; /* else a long stack would take all of the text along */
            break;
        }
        if (later != NULL && later->break_before) {
            later->break_before = false;
            later->bond = BOND_LINES;
        }
        later = box;
        kept += composer_rows(composer, box);
    }
    if (only && later != NULL) {
        later->break_before = true; /* the line before it, too, would be more than a page has */
    }
    return later != NULL;
}

/* How many lines a stack of a single box keeps: as the layout wants, or as many as a page has room
 * for above it. */
static int64_t lines_kept(const struct composer *composer, const struct flow_stack *stack,
                          const struct box *box)
{
    const struct layout *layout = composer->layout;
    length_t room = layout->area_height - box->height - box->closing_room - box->before.length -
                    box->before.lines * layout->grid.pitch;

    if (box->kind == BOX_LINE || room >= stack->keep_lines * layout->grid.pitch) {
        return stack->keep_lines;
    }
    return room > layout->grid.pitch ? room / layout->grid.pitch : 1;
}

/* Each piece as lines of their own. */
static void add_lines(struct flow *flow, const struct flow_stack *stack,
                      const struct set_stack *set)
{
    struct composer *composer = flow->composer;

    for (size_t i = 0; i < set->count; i++) {
        const struct stack_piece *piece = &set->pieces[i];
        const char *id = piece->of->id.string.bytes;
        if (i > 0) {
            flow->glued = true;
            flow->before = (struct spacing){0};
            if (piece->of != piece[-1].of) {
                flow->before = layout_spacing(composer->layout, piece->of->before);
            }
        }
        composer->element = id != NULL ? id : stack->common.id.string.bytes;
        uint32_t node = composer_add_node(composer, 0, ROLE_PARAGRAPH, piece->written);
        composer->nodes[node].text = piece->text.string;
        struct lines lines = structure_text(composer, piece->lines, &piece->text, node);
        for (size_t k = 0; k < lines.count && !composer->full; k++) {
            flow->glued = flow->glued || k > 0;
            flow_add_line(flow, &lines.items[k], piece->start + stack_line_x(piece, k),
                          piece->typography, node);
            composer->boxes[composer->box_count - 1].bond = i + k > 0 ? BOND_WHOLE : BOND_STACK;
        }
    }
}

void flow_add_stack(struct flow *flow, const struct flow_stack *stack)
{
    struct composer *composer = flow->composer;
    struct set_stack set = {0};
    bool keeps = stack->keep_lines > 0 && flow->aside == NULL;

    if (!set_pieces(composer, stack, &set)) {
        return;
    }
    arrange(flow, stack, &set);
    size_t first = composer->box_count;
    if (set.grouped) {
        flow_add_stack_group(flow, stack, &set);
    } else {
        add_lines(flow, stack, &set);
    }
    if (keeps && composer->box_count > first) {
        struct box *box = &composer->boxes[first];
        int64_t lines = lines_kept(composer, stack, box);
        box->break_before = !keep_lines_before(composer, first, lines, lines < stack->keep_lines) &&
                            box->break_before;
        composer->kept = arena_grow(composer->arena, composer->kept, composer->kept_count,
                                    &composer->kept_capacity, sizeof *composer->kept);
        composer->kept[composer->kept_count++] = (struct kept){first, composer->box_count, lines};
    }
}
