/*
 * Blocks that stand for others: where what must begin on page 1 does not, the recipients (主送机关)
 * stand in the imprint instead (GB/T 9704 7.3.2).
 */
#include "page/box.h"

#include "base/diagnostic.h"
#include <string.h>

/* The block or part that stands for another; NULL: none does. `id`: for which; NULL: any. */
static const struct flow_common *find_instead(const struct layout *layout, const char *id)
{
    const struct variant *blocks = layout->flow.items;

    for (size_t i = 0; i < layout->flow.count; i++) {
        const struct flow_common *common = blocks[i].value;
        const struct list *parts = blocks[i].which == FLOW_GROUP
                                       ? &((const struct flow_group *)blocks[i].value)->blocks
                                       : NULL;
        for (size_t k = 0; common != NULL; k++) {
            const char *other = common->instead_of.string.bytes;
            if (other != NULL && (id == NULL || strcmp(other, id) == 0)) {
                return common;
            }
            common = parts != NULL && k < parts->count
                         ? ((const struct variant *)parts->items)[k].value
                         : NULL;
        }
    }
    return NULL;
}

bool composer_stands(const struct composer *composer, const struct flow_common *common)
{
    const char *id = common->id.string.bytes;

    if (common->instead_of.string.bytes != NULL) {
        return composer->moved;
    }
    return !composer->moved || id == NULL || find_instead(composer->layout, id) == NULL;
}

/* Where what stands for something was written: behind its label, in the report. */
static bool find_moved(const struct composer *composer, struct place *place)
{
    for (size_t i = 0; i < composer->box_count; i++) {
        const struct box *box = &composer->boxes[i];
        size_t count = box->line.run_count;
        if (box->part->instead_of.string.bytes != NULL) {
            *place = count > 0 ? box->line.runs[count - 1].place : box->written;
            return true;
        }
    }
    return false;
}

/* Whether the layout has what that is for. */
static bool may_crowd(const struct layout *layout, enum crowding crowding)
{
    const struct variant *blocks = layout->flow.items;

    for (size_t i = 0; i < layout->flow.count; i++) {
        const struct flow_names *names = blocks[i].value;
        const struct flow_text *text = blocks[i].value;
        bool columns = blocks[i].which == FLOW_NAMES && names->most_columns > names->columns;
        bool yields = (blocks[i].which == FLOW_NAMES && names->fit.yields) ||
                      (blocks[i].which == FLOW_TEXT && text->fit.yields);
        if (yields || (crowding == CROWDED_NAMES && columns)) {
            return true;
        }
    }
    return false;
}

bool composer_settle_moving(struct composer *composer, const struct layout *layout)
{
    /* What may make room, the least harm first. */
    static const struct {
        enum crowding crowding;
        bool moved;
    } ways[] = {{CROWDED_NAMES, false},
                {CROWDED_NOT, true},
                {CROWDED_NAMES, true},
                {CROWDED_LINES, false},
                {CROWDED_LINES, true}};
    struct place place = {0};
    bool movable = find_instead(layout, NULL) != NULL;
    bool good = composer_settle_yielding(composer, layout);

    for (size_t i = 0; i < sizeof ways / sizeof *ways && !good && composer->late; i++) {
        if ((ways[i].moved && !movable) ||
            (ways[i].crowding != CROWDED_NOT && !may_crowd(layout, ways[i].crowding))) {
            continue;
        }
        composer->moved = ways[i].moved;
        composer->crowding = ways[i].crowding;
        good = composer_settle_yielding(composer, layout);
    }
    if (find_moved(composer, &place)) {
        REPORT(composer->diagnostics, BLOCK_MOVED, place);
    }
    return good;
}
