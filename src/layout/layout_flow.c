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

static bool in_flow_before(const struct list *flow, size_t end, const char *name, int page)
{
    const struct variant *blocks = flow->items;

    for (size_t i = 0; i < end; i++) {
        const struct flow_common *common = blocks[i].value;
        if (is_reference(common, page) && strcmp(common->id.string.bytes, name) == 0) {
            return true;
        }
    }
    return false;
}

void check_distances(struct loader *loader, const struct distance *distances, size_t count,
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

/* What a placement refers to must be there; `before`: blocks that come before it. */
static void check_reference(struct loader *loader, const struct text *of, int page, size_t before)
{
    const struct list *flow = &loader->record->flow;
    const char *name = of->string.bytes;

    if (name == NULL || strcmp(name, "page") == 0 || strcmp(name, "type-area") == 0 ||
        in_flow_before(flow, before, name, page)) {
        return;
    }
    if (loader->diagnostics->count == loader->diagnostics->limit) {
        before = 0; /* no list of ids for a message that is only counted */
    }
    const char **ids = ARENA_ARRAY(loader->arena, const char *, before + 2);
    size_t count = 0;
    ids[count++] = "page";
    ids[count++] = "type-area";
    const struct variant *blocks = flow->items;
    for (size_t i = 0; i < before; i++) {
        const struct flow_common *common = blocks[i].value;
        if (is_reference(common, page)) {
            ids[count++] = common->id.string.bytes;
        }
    }
    nearest_report(loader->arena, loader->diagnostics,
                   (struct unknown_name){LAYOUT_BLOCK, LAYOUT_BLOCK_NEAR}, *of, ids, count);
}

void check_placement(struct loader *loader, const struct placement *place, size_t before,
                     struct place written)
{
    const struct distance vertical[] = {{"top", &place->top},
                                        {"bottom", &place->bottom},
                                        {"above", &place->above},
                                        {"below", &place->below}};
    const struct distance horizontal[] = {
        {"left", &place->left}, {"right", &place->right}, {"center", &place->centre}};

    check_distances(loader, vertical, sizeof vertical / sizeof *vertical, written);
    check_distances(loader, horizontal, sizeof horizontal / sizeof *horizontal, written);
    check_ink(loader, place);

    check_reference(loader, &place->of, place->page, before);
    check_reference(loader, &place->across, place->page, before);
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

void check_ids(struct loader *loader, const struct text *ids, size_t count)
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

const struct node *entry_of(const struct node *mapping, const char *key, size_t i)
{
    const struct node *list = mapping == NULL ? NULL : node_get(mapping, key);

    return list != NULL && list->kind == NODE_SEQUENCE && i < list->count ? list->items[i] : NULL;
}

/* The parts of a group; of any other block none. */
static const struct list *parts_of(const struct variant *block)
{
    static const struct list none;

    return block->which == FLOW_GROUP ? &((const struct flow_group *)block->value)->blocks : &none;
}

/* Ids while they are gathered. */
struct ids {
    struct text *texts;
    size_t count;
};

/* A block stands for one that comes before it. */
static void check_instead(struct loader *loader, const struct text *other, const struct ids *ids)
{
    const char **names = ARENA_ARRAY(loader->arena, const char *, ids->count);

    for (size_t i = 0; i < ids->count && other->string.bytes != NULL; i++) {
        names[i] = ids->texts[i].string.bytes;
        if (strcmp(names[i], other->string.bytes) == 0) {
            return;
        }
    }
    if (other->string.bytes != NULL) {
        nearest_report(loader->arena, loader->diagnostics,
                       (struct unknown_name){LAYOUT_BLOCK, LAYOUT_BLOCK_NEAR}, *other, names,
                       ids->count);
    }
}

static void resolve_headings(struct loader *loader, struct flow_sections *sections)
{
    const struct text *names = sections->heading_names.items;
    size_t count = sections->heading_names.count;

    sections->headings = ARENA_ARRAY(loader->arena, const struct style *, count);
    for (size_t i = 0; i < count; i++) {
        sections->headings[i] = resolve_style(loader, names[i], names[i].place);
    }
}

/* `usual` where no style is named. */
static const struct style *style_or(struct loader *loader, struct text name,
                                    const struct style *usual)
{
    return name.string.bytes == NULL ? usual : resolve_style(loader, name, name.place);
}

static void resolve_label(struct loader *loader, struct block_label *label,
                          const struct style *style)
{
    label->style = style_or(loader, label->style_name, style);
}

static void resolve_attachments(struct loader *loader, struct flow_attachments *block,
                                const struct node *node, struct place place)
{
    const struct style *style = block->sections.common.style;

    block->label_style = style_or(loader, block->label_style_name, style);
    block->title_style = style_or(loader, block->title_style_name, style);
    check_length(loader, block->title_before, LEAST_ZERO, node, "title-before", place);
    check_length(loader, block->body_before, LEAST_ZERO, node, "body-before", place);
    resolve_headings(loader, &block->sections);
}

/* What a block says itself, wherever it stands; `node`: what it was read from. */
static void resolve_block(struct loader *loader, const struct variant *block,
                          const struct node *node, struct ids *ids)
{
    struct flow_common *common = block->value;

    check_instead(loader, &common->instead_of, ids);
    if (common->id.string.bytes != NULL) {
        ids->texts[ids->count++] = common->id;
    }
    check_length(loader, common->before, LEAST_ZERO, node, "before", block->place);
    check_length(loader, common->after, LEAST_ZERO, node, "after", block->place);
    if (block->which != FLOW_RULE && block->which != FLOW_GROUP) {
        common->style = resolve_style(loader, common->style_name, block->place);
    }
    switch ((enum flow_kind)block->which) {
    case FLOW_TEXT: {
        struct flow_text *text = block->value;
        resolve_label(loader, &text->label, common->style);
        check_length(loader, text->left, LEAST_ZERO, node, "left", block->place);
        check_length(loader, text->right, LEAST_ZERO, node, "right", block->place);
        resolve_fit(loader, &text->fit, node);
        break;
    }
    case FLOW_BODY:
        break;
    case FLOW_RULE: {
        struct rule_shape *rule = &((struct flow_rule *)block->value)->rule;
        const struct node *shape = node == NULL ? NULL : node_get(node, "rule");
        check_length(loader, rule->weight, LEAST_MORE, shape, "weight", block->place);
        check_length(loader, rule->width, LEAST_MORE, shape, "width", block->place);
        rule->colour = resolve_colour(loader, rule->colour_name);
        break;
    }
    case FLOW_SECTIONS:
        resolve_headings(loader, block->value);
        break;
    case FLOW_STACK:
        resolve_stack(loader, block->value, node);
        break;
    case FLOW_NAMES:
        resolve_names(loader, block->value, node, block->place);
        break;
    case FLOW_LIST: {
        struct flow_list *list = block->value;
        check_length(loader, list->left, LEAST_ZERO, node, "left", block->place);
        check_length(loader, list->right, LEAST_ZERO, node, "right", block->place);
        resolve_label(loader, &list->label, common->style);
        break;
    }
    case FLOW_ATTACHMENTS:
        resolve_attachments(loader, block->value, node, block->place);
        break;
    case FLOW_GROUP:
        break;
    }
}

static void resolve_blocks(struct loader *loader)
{
    const struct list *flow = &loader->record->flow;
    const struct variant *blocks = flow->items;
    size_t most = flow->count;

    for (size_t i = 0; i < flow->count; i++) {
        most += parts_of(&blocks[i])->count;
    }
    struct ids ids = {ARENA_ARRAY(loader->arena, struct text, most), 0};
    for (size_t i = 0; i < flow->count; i++) {
        const struct flow_common *common = blocks[i].value;
        const struct node *node = entry_of(loader->root, "flow", i);
        const struct list *parts = parts_of(&blocks[i]);
        resolve_block(loader, &blocks[i], node, &ids);
        check_placement(loader, &common->placement, i, blocks[i].place);
        for (size_t k = 0; k < parts->count; k++) {
            resolve_block(loader, (const struct variant *)parts->items + k,
                          entry_of(node, "group", k), &ids);
        }
    }
    check_ids(loader, ids.texts, ids.count);
    struct running *running = loader->record->running.items;
    ids = (struct ids){ARENA_ARRAY(loader->arena, struct text, loader->record->running.count), 0};
    for (size_t i = 0; i < loader->record->running.count; i++) {
        if (running[i].id.string.bytes != NULL) {
            ids.texts[ids.count++] = running[i].id;
        }
        running[i].style = resolve_style(loader, running[i].style_name, running[i].text.place);
        check_placement(loader, &running[i].place, 0, running[i].text.place);
    }
    check_ids(loader, ids.texts, ids.count);
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

static const struct type adjust_lines_type = {
    .kind = TYPE_INTEGER, .size = sizeof(int64_t), .minimum = 1, .maximum = 10};
static const struct type empty_lines_type = {
    .kind = TYPE_INTEGER, .size = sizeof(int64_t), .minimum = 1, .maximum = 200};
static const struct field adjust_type_fields[] = {
    {"pitch", offsetof(struct adjust, pitch), &dimension_type, 0,
     "By how much the pitch of the lines may change."},
    {"lines", offsetof(struct adjust, lines), &adjust_lines_type, 0,
     "By how many the lines of a page may change; default as the pitch allows."},
    {"tracking", offsetof(struct adjust, tracking), &dimension_type, 0,
     "By how much the distance of the characters may change."},
    {"empty-lines", offsetof(struct adjust, empty_lines), &empty_lines_type, 0,
     "How many lines may stay empty at the foot of the page before; default any number."},
    {0},
};
const struct type adjust_type = {
    .kind = TYPE_RECORD,
    .name = "adjust",
    .describes = "How far the grid may be changed so that a stack keeps the text before it.",
    .size = sizeof(struct adjust),
    .fields = adjust_type_fields};

static void check_adjust(struct loader *loader)
{
    const struct adjust *adjust = &loader->record->adjust;
    const struct node *node = node_get(loader->root, "adjust");

    if (node != NULL) {
        check_length(loader, adjust->pitch, LEAST_ZERO, node, "pitch", node->place);
        check_length(loader, adjust->tracking, LEAST_ZERO, node, "tracking", node->place);
    }
}

void check_field(struct loader *loader, struct text field, bool (*is_right)(const char *name))
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

static void check_conditions(struct loader *loader, const struct list *fields)
{
    const struct text *names = fields->items;

    for (size_t i = 0; i < fields->count; i++) {
        check_field(loader, names[i], template_is_field);
    }
}

/* What a block names in the report must be fields of it, of the right kind. */
static void check_block_fields(struct loader *loader, const struct variant *block)
{
    const struct flow_common *common = block->value;

    check_conditions(loader, &common->when);
    check_conditions(loader, &common->unless);
    check_conditions(loader, &common->needs);
    if (block->which == FLOW_BODY) {
        check_field(loader, ((const struct flow_body *)block->value)->field, report_is_body);
    } else if (block->which == FLOW_SECTIONS) {
        check_field(loader, ((const struct flow_sections *)block->value)->field,
                    report_is_sections);
    } else if (block->which == FLOW_LIST) {
        check_field(loader, ((const struct flow_list *)block->value)->field, report_has_entries);
    } else if (block->which == FLOW_ATTACHMENTS) {
        check_field(loader, ((const struct flow_attachments *)block->value)->sections.field,
                    report_is_attachments);
    }
}

static void check_fields(struct loader *loader)
{
    const struct variant *blocks = loader->record->flow.items;

    for (size_t i = 0; i < loader->record->flow.count; i++) {
        const struct list *parts = parts_of(&blocks[i]);
        check_block_fields(loader, &blocks[i]);
        for (size_t k = 0; k < parts->count; k++) {
            check_block_fields(loader, (const struct variant *)parts->items + k);
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
