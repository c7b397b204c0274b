/* Stacks: lines under each other in a fixed relation (署名 and 成文日期). */
#include "page/box.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include <string.h>

/* A line is longer than another by at least this part of a character. */
enum { LONGER_BY = 20 };

/* The lines of a stack, set: starts are relative to the first line's. */
struct set_stack {
    struct line *lines;
    const struct typography **typographies;
    struct string *texts;
    length_t *starts;
    size_t widest;
    length_t first; /* the least start */
};

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

/* The line that line `i` relates to. */
static size_t other_of(const struct stack_line *lines, size_t i)
{
    const char *id = lines[i].against.line.string.bytes;
    size_t other = 0;

    for (size_t k = 0; k < i && id != NULL; k++) {
        if (lines[k].id.string.bytes != NULL && strcmp(lines[k].id.string.bytes, id) == 0) {
            other = k;
        }
    }
    return other;
}

/* False where a style has no face. */
static bool set_lines(struct composer *composer, const struct flow_stack *stack,
                      struct set_stack *set)
{
    const struct stack_line *lines = stack->lines.items;
    size_t count = stack->lines.count;

    set->lines = ARENA_ARRAY(composer->arena, struct line, count);
    set->typographies = ARENA_ARRAY(composer->arena, const struct typography *, count);
    set->texts = ARENA_ARRAY(composer->arena, struct string, count);
    set->starts = ARENA_ARRAY(composer->arena, length_t, count);
    for (size_t i = 0; i < count; i++) {
        const struct typography *typography =
            composer_typography(composer, lines[i].style, lines[i].text.place);
        if (typography == NULL) {
            return false;
        }
        struct expansion text = composer_expand(composer, lines[i].text);
        struct clusters clusters =
            cluster_text(composer->scratch, text, typography, composer->diagnostics);
        set->texts[i] = text.string;
        set->typographies[i] = typography;
        set->lines[i] = paragraph_set_line(composer->arena, composer->scratch, &clusters);
        if (i > 0) {
            size_t other = other_of(lines, i);
            set->starts[i] = offset_of(composer, &lines[i].against, set->starts[other],
                                       set->lines[other].width, set->lines[i].width);
        }
        /* Rounded advances do not make a line the longer one. */
        length_t margin = typography->cell / LONGER_BY;
        set->widest =
            set->lines[i].width > set->lines[set->widest].width + margin ? i : set->widest;
        set->first = length_min(set->first, set->starts[i]);
    }
    return true;
}

/* The stack shares its page with the last lines before it; false where there are none. */
static bool keep_lines_before(struct composer *composer, int64_t lines)
{
    struct box *later = NULL;
    int64_t kept = 0;

    for (size_t i = composer->box_count; i > 0 && kept < lines; i--) {
        struct box *box = &composer->boxes[i - 1];
        if (box->turned || (box->place != NULL && box->place->page == ANCHOR_FLOW)) {
            break; /* it has a page of its own, or stays where it is placed */
        }
        if (box->place != NULL) {
            continue;
        }
        if (later != NULL && later->break_before) {
            later->break_before = false;
            later->bond = BOND_LINES;
        }
        later = box;
        kept += composer_rows(composer, box);
    }
    return later != NULL;
}

void flow_add_stack(struct flow *flow, const struct flow_stack *stack)
{
    struct composer *composer = flow->composer;
    const struct stack_line *lines = stack->lines.items;
    size_t count = stack->lines.count;
    struct set_stack set = {0};

    if (!set_lines(composer, stack, &set)) {
        return;
    }
    const struct line *widest = &set.lines[set.widest];
    length_t shift = composer->layout->area_width - layout_length(composer->layout, stack->right) -
                     widest->width - set.starts[set.widest];
    if (set.first + shift < 0) {
        length_t needed = set.starts[set.widest] + widest->width - set.first;
        struct place written =
            widest->run_count > 0 ? widest->runs[0].place : lines[set.widest].text.place;
        REPORT(composer->diagnostics, BLOCK_TOO_WIDE, written,
               arena_format(composer->arena, "%.1f", length_to_mm(needed)),
               arena_format(composer->arena, "%.1f", length_to_mm(needed + set.first + shift)));
    }
    size_t first = composer->box_count;
    if (stack->keep_lines > 0 && stack->common.place == NULL) {
        flow->glued = keep_lines_before(composer, stack->keep_lines) || flow->glued;
    }
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            flow->glued = true;
            flow->before = layout_spacing(composer->layout, lines[i].before);
        }
        uint32_t node = composer_add_node(composer, 0, ROLE_PARAGRAPH, lines[i].text.place);
        composer->nodes[node].text = set.texts[i];
        flow_add_line(flow, &set.lines[i], shift + set.starts[i], set.typographies[i], node);
        composer->boxes[composer->box_count - 1].bond = i > 0 ? BOND_WHOLE : BOND_STACK;
    }
    if (stack->keep_lines > 0 && stack->common.place == NULL && composer->box_count > first) {
        composer->kept = arena_grow(composer->arena, composer->kept, composer->kept_count,
                                    &composer->kept_capacity, sizeof *composer->kept);
        composer->kept[composer->kept_count++] =
            (struct kept){first, composer->box_count, stack->keep_lines};
    }
}
