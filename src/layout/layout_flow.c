/* The flow of a layout: references, placements, and the fields of the report that it names. */
#include "layout/layout_private.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include "report/template.h"
#include "yaml/index.h"
#include "yaml/node.h"
#include <string.h>

/* Whether a block may be placed relative to the other: it has a name, and both are on the same page
 * in the same way. */
static bool is_reference(const struct flow_common *other, int page)
{
    return other->id.string.bytes != NULL && other->placement.page == page;
}

static bool in_flow_before(const struct list *flow, size_t end, const struct placement *place)
{
    const struct variant *blocks = flow->items;

    for (size_t i = 0; i < end; i++) {
        const struct flow_common *common = blocks[i].value;
        if (is_reference(common, place->page) &&
            strcmp(common->id.string.bytes, place->of.string.bytes) == 0) {
            return true;
        }
    }
    return false;
}

/* Distances that exclude each other. */
struct distance {
    const char *name;
    const struct dimension *dimension;
};

static void check_distances(struct loader *loader, const struct distance *distances, size_t count,
                            struct place place)
{
    const char *given = NULL;

    for (size_t i = 0; i < count; i++) {
        if (distances[i].dimension->unit == UNIT_NONE) {
            continue;
        }
        if (given != NULL) {
            REPORT(loader->diagnostics, LAYOUT_DISTANCES, place, given, distances[i].name);
            return;
        }
        given = distances[i].name;
    }
}

/* One character: what may extend it counts with it. */
static bool is_character(struct string text)
{
    size_t offset = 0;

    if (text.size == 0) {
        return false;
    }
    (void)unicode_decode(text.bytes, text.size, &offset);
    while (offset < text.size) {
        if (!unicode_is_extend(unicode_decode(text.bytes, text.size, &offset))) {
            return false;
        }
    }
    return true;
}

static void check_ink(struct loader *loader, const struct placement *place)
{
    static const char *const distances[] = {"top", "bottom", "above", "below"};

    if (place->ink_of.string.bytes == NULL) {
        return;
    }
    if (!is_character(place->ink_of.string)) {
        REPORT(loader->diagnostics, RECORD_VALUE, place->ink_of.place, "ink-of",
               place->ink_of.string.bytes, message_translate(N_("one character")));
    }
    if (place->top.unit == UNIT_NONE && place->bottom.unit == UNIT_NONE &&
        place->above.unit == UNIT_NONE && place->below.unit == UNIT_NONE) {
        REPORT(loader->diagnostics, LAYOUT_INK, place->ink_of.place,
               message_join(loader->arena, distances, sizeof distances / sizeof *distances));
    }
}

static void check_placement(struct loader *loader, const struct placement *place, size_t before,
                            struct place written)
{
    const struct list *flow = &loader->record->flow;
    const char *of = place->of.string.bytes;
    const struct distance vertical[] = {{"top", &place->top},
                                        {"bottom", &place->bottom},
                                        {"above", &place->above},
                                        {"below", &place->below}};
    const struct distance horizontal[] = {{"left", &place->left}, {"right", &place->right}};

    check_distances(loader, vertical, sizeof vertical / sizeof *vertical, written);
    check_distances(loader, horizontal, sizeof horizontal / sizeof *horizontal, written);
    check_ink(loader, place);

    if (of == NULL || strcmp(of, "page") == 0 || strcmp(of, "type-area") == 0 ||
        in_flow_before(flow, before, place)) {
        return;
    }
    if (loader->diagnostics->count == DIAGNOSTICS_LIMIT) {
        before = 0; /* no list of ids for a message that is only counted */
    }
    const char **ids = ARENA_ARRAY(loader->arena, const char *, before + 2);
    size_t count = 0;
    ids[count++] = "page";
    ids[count++] = "type-area";
    const struct variant *blocks = flow->items;
    for (size_t i = 0; i < before; i++) {
        const struct flow_common *common = blocks[i].value;
        if (is_reference(common, place->page)) {
            ids[count++] = common->id.string.bytes;
        }
    }
    nearest_report(loader->arena, loader->diagnostics,
                   (struct unknown_name){LAYOUT_BLOCK, LAYOUT_BLOCK_NEAR}, place->of, ids, count);
}

void check_length(struct loader *loader, struct dimension dimension, enum least least,
                  const struct node *node, const char *key, struct place otherwise)
{
    length_t length = layout_length(loader->layout, dimension);

    if (dimension.unit == UNIT_NONE || (least == LEAST_ZERO ? length >= 0 : length > 0)) {
        return;
    }
    REPORT(loader->diagnostics, LAYOUT_LENGTH, place_of(node, key, otherwise), key,
           least == LEAST_ZERO ? message_translate(N_("zero or more"))
                               : message_translate(N_("more than zero")));
}

/* Ids that stand twice, among blocks or among the lines of a stack. */
static void check_ids(struct loader *loader, const struct text *ids, size_t count)
{
    struct index_entry *index = ARENA_ARRAY(loader->arena, struct index_entry, count);

    for (size_t i = 0; i < count; i++) {
        index[i] = (struct index_entry){ids[i].string, i};
    }
    index_sort(index, count);
    for (size_t i = 0; i < count; i++) {
        size_t first = index_find(index, count, ids[i].string)->position;
        if (first != i) {
            REPORT(loader->diagnostics, LAYOUT_DUPLICATE_ID, ids[i].place, ids[i].string.bytes,
                   arena_format(loader->arena, "%zu", (size_t)ids[first].place.line));
        }
    }
}

/* The node of entry `i` of the list under `key`, which a record was read from; NULL: none. */
static const struct node *entry_of(const struct node *mapping, const char *key, size_t i)
{
    const struct node *list = mapping == NULL ? NULL : node_get(mapping, key);

    return list != NULL && list->kind == NODE_SEQUENCE && i < list->count ? list->items[i] : NULL;
}

static void resolve_stack(struct loader *loader, struct flow_stack *stack, const struct node *node)
{
    struct stack_line *lines = stack->lines.items;
    const char **ids = ARENA_ARRAY(loader->arena, const char *, stack->lines.count);
    struct text *own = ARENA_ARRAY(loader->arena, struct text, stack->lines.count);
    size_t known = 0;

    for (size_t i = 0; i < stack->lines.count; i++) {
        const struct text *other = &lines[i].against.line;
        check_length(loader, lines[i].before, LEAST_ZERO, entry_of(node, "stack", i), "before",
                     lines[i].text.place);
        const struct distance distances[] = {{"start", &lines[i].against.start},
                                             {"center", &lines[i].against.centre},
                                             {"end", &lines[i].against.end}};
        check_distances(loader, distances, sizeof distances / sizeof *distances, other->place);
        if (lines[i].style_name.string.bytes == NULL) {
            lines[i].style = stack->common.style;
        } else {
            lines[i].style = resolve_style(loader, lines[i].style_name, lines[i].text.place);
        }
        bool found = other->string.bytes == NULL;
        for (size_t k = 0; k < known && !found; k++) {
            found = strcmp(ids[k], other->string.bytes) == 0;
        }
        if (!found) {
            nearest_report(loader->arena, loader->diagnostics,
                           (struct unknown_name){LAYOUT_BLOCK, LAYOUT_BLOCK_NEAR}, *other, ids,
                           known);
        }
        if (lines[i].id.string.bytes != NULL) {
            own[known] = lines[i].id;
            ids[known++] = lines[i].id.string.bytes;
        }
    }
    check_ids(loader, own, known);
}

static void resolve_blocks(struct loader *loader)
{
    const struct list *flow = &loader->record->flow;
    const struct variant *blocks = flow->items;
    struct text *ids = ARENA_ARRAY(loader->arena, struct text, flow->count);
    size_t named = 0;

    for (size_t i = 0; i < flow->count; i++) {
        struct flow_common *common = blocks[i].value;
        const struct node *node = entry_of(loader->root, "flow", i);
        if (common->id.string.bytes != NULL) {
            ids[named++] = common->id;
        }
        check_length(loader, common->before, LEAST_ZERO, node, "before", blocks[i].place);
        if (blocks[i].which != FLOW_RULE) {
            common->style = resolve_style(loader, common->style_name, blocks[i].place);
        }
        check_placement(loader, &common->placement, i, blocks[i].place);
        switch ((enum flow_kind)blocks[i].which) {
        case FLOW_TEXT:
        case FLOW_BODY:
            break;
        case FLOW_RULE: {
            struct rule_shape *rule = &((struct flow_rule *)blocks[i].value)->rule;
            const struct node *shape = node == NULL ? NULL : node_get(node, "rule");
            check_length(loader, rule->weight, LEAST_MORE, shape, "weight", blocks[i].place);
            check_length(loader, rule->width, LEAST_MORE, shape, "width", blocks[i].place);
            rule->colour = resolve_colour(loader, rule->colour_name);
            break;
        }
        case FLOW_SECTIONS: {
            struct flow_sections *sections = blocks[i].value;
            const struct text *names = sections->heading_names.items;
            size_t count = sections->heading_names.count;
            sections->headings = ARENA_ARRAY(loader->arena, const struct style *, count);
            for (size_t k = 0; k < count; k++) {
                sections->headings[k] = resolve_style(loader, names[k], names[k].place);
            }
            break;
        }
        case FLOW_STACK:
            resolve_stack(loader, blocks[i].value, node);
            break;
        }
    }
    check_ids(loader, ids, named);
    struct running *running = loader->record->running.items;
    ids = ARENA_ARRAY(loader->arena, struct text, loader->record->running.count);
    named = 0;
    for (size_t i = 0; i < loader->record->running.count; i++) {
        if (running[i].id.string.bytes != NULL) {
            ids[named++] = running[i].id;
        }
        running[i].style = resolve_style(loader, running[i].style_name, running[i].text.place);
        check_placement(loader, &running[i].place, 0, running[i].text.place);
    }
    check_ids(loader, ids, named);
}

static void resolve_notes(struct loader *loader)
{
    const struct notes *written = &loader->record->notes;
    struct notes *notes = &loader->layout->notes;
    const struct node *node = node_get(loader->root, "notes");
    const struct {
        const char *key;
        struct dimension length;
    } lengths[] = {{"before", written->before},
                   {"after", written->after},
                   {"gap", written->gap},
                   {"turnover", written->turnover}};

    if (node == NULL) {
        return;
    }
    *notes = *written;
    notes->style = resolve_style(loader, notes->style_name, node->place);
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        check_length(loader, lengths[i].length, LEAST_ZERO, node, lengths[i].key, node->place);
    }
    length_t turnover = layout_length(loader->layout, written->turnover);
    if (notes->style != NULL &&
        turnover + layout_cell(loader->layout, notes->style) > loader->layout->area_width) {
        REPORT(loader->diagnostics, LAYOUT_LENGTH, place_of(node, "turnover", node->place),
               "turnover", message_translate(N_("zero or more, and leave room for a character")));
    }
    const struct node *shape = node_get(node, "rule");
    if (shape != NULL) {
        check_length(loader, notes->rule.weight, LEAST_MORE, shape, "weight", shape->place);
        check_length(loader, notes->rule.width, LEAST_MORE, shape, "width", shape->place);
        notes->rule.colour = resolve_colour(loader, notes->rule.colour_name);
    }
}

static void check_adjust(struct loader *loader)
{
    const struct adjust *adjust = &loader->record->adjust;
    const struct node *node = node_get(loader->root, "adjust");

    if (node != NULL) {
        check_length(loader, adjust->pitch, LEAST_ZERO, node, "pitch", node->place);
        check_length(loader, adjust->tracking, LEAST_ZERO, node, "tracking", node->place);
    }
}

/* Checks what the layout calls a field; `is_right` knows its kind. */
static void check_field(struct loader *loader, struct text field,
                        bool (*is_right)(const char *name))
{
    if (field.string.bytes == NULL || is_right(field.string.bytes)) {
        return;
    }
    size_t count = 0;
    while (report_type.fields[count].name != NULL) {
        count++;
    }
    const char **names = ARENA_ARRAY(loader->arena, const char *, count);
    size_t right = 0;
    for (size_t i = 0; i < count; i++) {
        if (is_right(report_type.fields[i].name)) {
            names[right++] = report_type.fields[i].name;
        }
    }
    nearest_report(loader->arena, loader->diagnostics,
                   (struct unknown_name){LAYOUT_WHEN, LAYOUT_WHEN_NEAR}, field, names, right);
}

/* What the flow names in the report must be fields of it, of the right kind. */
static void check_fields(struct loader *loader)
{
    const struct variant *blocks = loader->record->flow.items;

    for (size_t i = 0; i < loader->record->flow.count; i++) {
        const struct flow_common *common = blocks[i].value;
        const struct text *conditions[] = {&common->when, &common->unless};
        for (size_t k = 0; k < sizeof conditions / sizeof *conditions; k++) {
            check_field(loader, *conditions[k], template_is_field);
        }
        if (blocks[i].which == FLOW_BODY) {
            const struct flow_body *body = blocks[i].value;
            check_field(loader, body->field, report_is_body);
        } else if (blocks[i].which == FLOW_SECTIONS) {
            const struct flow_sections *sections = blocks[i].value;
            check_field(loader, sections->field, report_is_sections);
        }
    }
}

void resolve_flow(struct loader *loader)
{
    resolve_blocks(loader);
    resolve_notes(loader);
    check_adjust(loader);
    check_fields(loader);
}
