/* Groups of blocks: parts that stand under each other as one (版记, and double rules). */
#include "page/box.h"

static bool has_texts(const struct flow_group *group)
{
    const struct variant *parts = group->blocks.items;

    for (size_t i = 0; i < group->blocks.count; i++) {
        if (parts[i].which == FLOW_TEXT) {
            return true;
        }
    }
    return false;
}

/* Whether a box is a rule that has its place only between texts. */
static bool is_between(const struct flow_group *group, const struct box *box)
{
    const struct variant *parts = group->blocks.items;

    for (size_t i = 0; i < group->blocks.count && box->kind == BOX_RULE; i++) {
        if (parts[i].value == box->part) {
            return ((const struct flow_rule *)parts[i].value)->between;
        }
    }
    return false;
}

/* Takes rules away that would stand between nothing. */
static void drop_rules(struct composer *composer, const struct flow_group *group, size_t first)
{
    struct box *boxes = composer->boxes;
    size_t lines = 0; /* since the group's beginning or the last such rule */
    size_t kept = first;
    size_t after = 0; /* lines that are still to come */

    for (size_t i = first; i < composer->box_count; i++) {
        after += boxes[i].kind == BOX_LINE;
    }
    if (after == 0 && has_texts(group)) { /* rules without what they are for */
        composer->box_count = first;
        return;
    }
    for (size_t i = first; i < composer->box_count; i++) {
        bool between = is_between(group, &boxes[i]);
        if (boxes[i].kind == BOX_LINE) {
            lines++;
            after--;
        }
        if (between && (lines == 0 || after == 0)) {
            continue;
        }
        lines = between ? 0 : lines;
        boxes[kept++] = boxes[i];
    }
    composer->box_count = kept;
}

void flow_add_group(struct flow *flow, const struct flow_group *group)
{
    const struct variant *parts = group->blocks.items;
    size_t first = flow->composer->box_count;

    flow->group = group;
    for (size_t i = 0; i < group->blocks.count && !flow->composer->full; i++) {
        flow_add_block(flow, &parts[i]);
    }
    flow->group = NULL;
    drop_rules(flow->composer, group, first);
}
