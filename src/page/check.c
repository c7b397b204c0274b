/* What composition would lose without a word: fields that no block prints, and what stands off the
 * paper. */
#include "page/box.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include <string.h>

/* This little over the edge is rounding. */
enum { PAPER_TOLERANCE = 50 };

/* Whether a block of the flow is for the field, under whatever condition. */
static bool has_block(const struct layout *layout, const char *field)
{
    const struct variant *blocks = layout->flow.items;

    for (size_t i = 0; i < layout->flow.count; i++) {
        const struct text *named = NULL;
        switch ((enum flow_kind)blocks[i].which) {
        case FLOW_BODY:
            named = &((const struct flow_body *)blocks[i].value)->field;
            break;
        case FLOW_SECTIONS:
            named = &((const struct flow_sections *)blocks[i].value)->field;
            break;
        case FLOW_ATTACHMENTS:
            named = &((const struct flow_attachments *)blocks[i].value)->sections.field;
            break;
        case FLOW_TEXT:
        case FLOW_RULE:
        case FLOW_LIST:
        case FLOW_STACK:
        case FLOW_NAMES:
        case FLOW_GROUP:
            break;
        }
        if (named != NULL && strcmp(named->string.bytes, field) == 0) {
            return true;
        }
    }
    return false;
}

bool composer_has_needs(const struct composer *composer, const struct flow_common *common)
{
    const struct text *needs = common->needs.items;

    for (size_t i = 0; i < common->needs.count; i++) {
        if (!template_has(composer->report, needs[i].string.bytes)) {
            return false;
        }
    }
    return true;
}

/* Reports what a block needs and the report does not give. */
static void check_needs(struct composer *composer, const struct flow_common *common)
{
    const struct text *needs = common->needs.items;

    for (size_t i = 0; i < common->needs.count; i++) {
        if (!template_has(composer->report, needs[i].string.bytes)) {
            composer->incomplete = true;
            REPORT(composer->diagnostics, FIELD_NEEDED, composer->report->place,
                   composer->layout->name.string.bytes, needs[i].string.bytes);
        }
    }
}

void composer_check_fields(struct composer *composer)
{
    const struct variant *blocks = composer->layout->flow.items;

    for (size_t i = 0; i < composer->layout->flow.count; i++) {
        check_needs(composer, blocks[i].value);
    }
    for (const struct field *field = report_type.fields; field->name != NULL; field++) {
        bool is_body = report_is_body(field->name);
        bool is_attachments = report_is_attachments(field->name);
        if (!is_body && !is_attachments && !report_is_sections(field->name)) {
            continue;
        }
        const struct list *list = report_list(composer->report, field->name);
        if (list->count == 0 || has_block(composer->layout, field->name)) {
            continue;
        }
        struct place place = is_body ? ((const struct variant *)list->items)[0].place
                             : is_attachments
                                 ? report_entry(composer->report, field->name, 0).place
                                 : ((const struct section *)list->items)[0].heading.place;
        composer->incomplete = true;
        REPORT(composer->diagnostics, FIELD_UNPLACED, place, field->name,
               composer->layout->name.string.bytes);
    }
}

/* Reports that the block whose first box is `first` begins too late, and by how many rows. */
static void report_late(struct composer *composer, size_t first, size_t latest)
{
    const struct box *boxes = composer->boxes;
    length_t pitch = composer->layout->grid.pitch;
    size_t page = boxes[first].page;
    size_t last = first;

    /* A heading goes with what follows. */
    while (last + 1 < composer->box_count && boxes[last + 1].place == NULL &&
           !boxes[last + 1].break_before && boxes[last + 1].page == page) {
        last++;
    }
    size_t top = first;
    while (top > 0 && boxes[top - 1].page == page) {
        top--;
    }
    int64_t rows = (boxes[last].y + boxes[last].height + pitch - 1) / pitch;
    /* On the page before, the blank space would count that a page does not begin with. */
    if (boxes[top].place == NULL) {
        rows += boxes[top].before.lines + (boxes[top].before.length + pitch - 1) / pitch;
    }
    rows += (int64_t)(page - latest) * composer->layout->grid.lines;
    rows -= composer_rows_left(composer, latest - 1, first);
    if (page > latest) {
        rows -= composer_rows_left(composer, page - 1, first);
    }
    composer->late = true;
    REPORT(composer->diagnostics, BLOCK_LATE, boxes[first].written,
           arena_format(composer->arena, "%zu", page + 1),
           arena_format(composer->arena, "%zu", latest),
           arena_format(composer->arena, "%lld", (long long)(rows > 1 ? rows : 1)));
}

void composer_check_pages(struct composer *composer)
{
    const struct variant *blocks = composer->layout->flow.items;
    size_t box = 0;

    for (size_t i = 0; i < composer->layout->flow.count; i++) {
        size_t latest = (size_t)((const struct flow_common *)blocks[i].value)->latest_page;
        if (!composer_has_needs(composer, blocks[i].value)) {
            return; /* nothing stands where it will */
        }
        if (latest == 0) {
            continue;
        }
        while (box < composer->box_count && composer->boxes[box].block < i) {
            box++;
        }
        bool printed = box < composer->box_count && composer->boxes[box].block == i;
        bool first = true; /* of those for this page */
        for (size_t k = 0; k < box && printed && first; k++) {
            const struct flow_common *other = blocks[composer->boxes[k].block].value;
            first = other->latest_page != (int64_t)latest;
        }
        if (printed && first && composer->boxes[box].page >= latest) {
            report_late(composer, box, latest);
        }
    }
}

void composer_check_on_paper(struct composer *composer, const struct rectangle *box, size_t page,
                             struct place place, bool *told)
{
    const struct layout *layout = composer->layout;
    const struct {
        length_t over;
        const char *edge;
    } edges[] = {{-box->x, N_("left")},
                 {-box->y, N_("top")},
                 {box->x + box->width - layout->page_width, N_("right")},
                 {box->y + box->height - layout->page_height, N_("bottom")}};
    size_t worst = 0;

    for (size_t i = 1; i < sizeof edges / sizeof *edges; i++) {
        worst = edges[i].over > edges[worst].over ? i : worst;
    }
    if (*told || edges[worst].over <= PAPER_TOLERANCE) {
        return;
    }
    *told = true;
    REPORT(composer->diagnostics, BLOCK_OFF_PAGE, place, arena_format(composer->arena, "%zu", page),
           arena_format(composer->arena, "%.1f", length_to_mm(edges[worst].over)),
           message_translate(edges[worst].edge));
}
