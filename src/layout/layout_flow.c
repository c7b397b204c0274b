/* The flow of a layout: references, placements, and the fields of the report that it names. */
#include "layout/layout_private.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "report/template.h"
#include <string.h>

static bool in_flow_before(const struct list *flow, size_t end, const char *id)
{
    const struct variant *blocks = flow->items;

    for (size_t i = 0; i < end; i++) {
        const struct flow_common *common = blocks[i].value;
        if (common->id.string.bytes != NULL && strcmp(common->id.string.bytes, id) == 0) {
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

    if (of == NULL || strcmp(of, "page") == 0 || strcmp(of, "type-area") == 0 ||
        in_flow_before(flow, before, of)) {
        return;
    }
    const char **ids = ARENA_ARRAY(loader->arena, const char *, before + 2);
    size_t count = 0;
    ids[count++] = "page";
    ids[count++] = "type-area";
    const struct variant *blocks = flow->items;
    for (size_t i = 0; i < before; i++) {
        const struct flow_common *common = blocks[i].value;
        if (common->id.string.bytes != NULL) {
            ids[count++] = common->id.string.bytes;
        }
    }
    REPORT(loader->diagnostics, LAYOUT_BLOCK, place->of.place, of,
           message_join(loader->arena, ids, count));
}

static void resolve_stack(struct loader *loader, struct flow_stack *stack)
{
    struct stack_line *lines = stack->lines.items;
    const char **ids = ARENA_ARRAY(loader->arena, const char *, stack->lines.count);
    size_t known = 0;

    for (size_t i = 0; i < stack->lines.count; i++) {
        const struct text *other = &lines[i].against.line;
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
            REPORT(loader->diagnostics, LAYOUT_BLOCK, other->place, other->string.bytes,
                   message_join(loader->arena, ids, known));
        }
        if (lines[i].id.string.bytes != NULL) {
            ids[known++] = lines[i].id.string.bytes;
        }
    }
}

static void resolve_blocks(struct loader *loader)
{
    const struct list *flow = &loader->record->flow;
    const struct variant *blocks = flow->items;

    for (size_t i = 0; i < flow->count; i++) {
        struct flow_common *common = blocks[i].value;
        if (blocks[i].which != FLOW_RULE) {
            common->style = resolve_style(loader, common->style_name, blocks[i].place);
        }
        if (common->place != NULL) {
            check_placement(loader, common->place, i, blocks[i].place);
        }
        switch ((enum flow_kind)blocks[i].which) {
        case FLOW_TEXT:
        case FLOW_BODY:
            break;
        case FLOW_RULE: {
            struct rule_shape *rule = &((struct flow_rule *)blocks[i].value)->rule;
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
            resolve_stack(loader, blocks[i].value);
            break;
        }
    }
    struct running *running = loader->record->running.items;
    for (size_t i = 0; i < loader->record->running.count; i++) {
        running[i].style = resolve_style(loader, running[i].style_name, running[i].text.place);
        check_placement(loader, &running[i].place, 0, running[i].text.place);
    }
}

/* Checks what the layout calls a field; `is_right` knows its kind. */
static void check_field(struct loader *loader, struct text field,
                        bool (*is_right)(const char *name))
{
    if (field.string.bytes == NULL || is_right(field.string.bytes)) {
        return;
    }
    struct buffer names = buffer_new(loader->arena);
    for (const struct field *at = report_type.fields; at->name != NULL; at++) {
        if (is_right(at->name)) {
            buffer_add_string(&names, names.size > 0 ? message_translate(N_(", ")) : "");
            buffer_add_string(&names, at->name);
        }
    }
    REPORT(loader->diagnostics, LAYOUT_WHEN, field.place, field.string.bytes,
           buffer_string(&names).bytes);
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
    check_fields(loader);
}
