/* The table of measures, and what they have in common. */
#include "audit/measure.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include "report/template.h"
#include <string.h>

/* In the order of docs/audit.md. */
static const struct measure measures[] = {
    {"page-width", MEASURE_LENGTH, true, measure_page_width},
    {"page-height", MEASURE_LENGTH, true, measure_page_height},
    {"area-left", MEASURE_LENGTH, false, measure_area_left},
    {"area-right", MEASURE_LENGTH, false, measure_area_right},
    {"area-top", MEASURE_LENGTH, false, measure_area_top},
    {"area-bottom", MEASURE_LENGTH, false, measure_area_bottom},
    {"area-width", MEASURE_LENGTH, false, measure_area_width},
    {"area-height", MEASURE_LENGTH, false, measure_area_height},
    {"outside", MEASURE_LENGTH, false, measure_outside},
    {"pitch", MEASURE_LENGTH, true, measure_pitch},
    {"advance", MEASURE_LENGTH, true, measure_advance},
    {"grid-deviation", MEASURE_LENGTH, false, measure_grid_deviation},
    {"lines", MEASURE_NUMBER, false, measure_lines},
    {"characters", MEASURE_NUMBER, false, measure_characters},
    {"page", MEASURE_NUMBER, false, measure_page_number},
    {"page-from-end", MEASURE_NUMBER, false, measure_page_from_end},
    {"page-parity", MEASURE_WORD, false, measure_page_parity},
    {"pages-with", MEASURE_NUMBER, true, measure_pages_with},
    {"pages-without", MEASURE_NUMBER, true, measure_pages_without},
    {"blank-with", MEASURE_NUMBER, true, measure_blank_with},
    {"top", MEASURE_LENGTH, false, measure_top},
    {"bottom", MEASURE_LENGTH, false, measure_bottom},
    {"left", MEASURE_LENGTH, false, measure_left},
    {"right", MEASURE_LENGTH, false, measure_right},
    {"gap", MEASURE_LENGTH, false, measure_gap},
    {"gap-across", MEASURE_LENGTH, false, measure_gap_across},
    {"centre", MEASURE_LENGTH, false, measure_centre},
    {"whole-centre", MEASURE_LENGTH, false, measure_whole_centre},
    {"middle", MEASURE_LENGTH, false, measure_middle},
    {"whole-middle", MEASURE_LENGTH, false, measure_whole_middle},
    {"top-to-middle", MEASURE_LENGTH, false, measure_top_to_middle},
    {"overlap", MEASURE_LENGTH, false, measure_overlap},
    {"width", MEASURE_LENGTH, false, measure_width},
    {"height", MEASURE_LENGTH, false, measure_height},
    {"blank-lines", MEASURE_LENGTH, false, measure_blank_lines},
    {"between", MEASURE_LENGTH, false, measure_between},
    {"per-row", MEASURE_NUMBER, false, measure_per_row},
    {"row-middle", MEASURE_LENGTH, false, measure_row_middle},
    {"row-start", MEASURE_LENGTH, false, measure_row_start},
    {"covers", MEASURE_NUMBER, false, measure_covers},
    {"covered", MEASURE_NUMBER, false, measure_covered},
    {"order", MEASURE_WORD, false, measure_order},
    {"weights", MEASURE_WORD, false, measure_weights},
    {"rules-between", MEASURE_NUMBER, false, measure_rules_between},
    {"company", MEASURE_NUMBER, false, measure_company},
    {"after-colon", MEASURE_LENGTH, false, measure_after_colon},
    {"after-number", MEASURE_LENGTH, false, measure_after_number},
    {"number-apart", MEASURE_LENGTH, false, measure_number_apart},
    {"head-side", MEASURE_WORD, false, measure_head_side},
    {"size", MEASURE_LENGTH, false, measure_size},
    {"face", MEASURE_WORD, false, measure_face},
    {"weight", MEASURE_NUMBER, false, measure_weight},
    {"colour", MEASURE_WORD, false, measure_colour},
    {"text", MEASURE_PATTERN, false, measure_text},
    {"numbered", MEASURE_WORD, false, measure_numbered},
    {"repeated", MEASURE_WORD, false, measure_repeated},
    {"occurrences", MEASURE_NUMBER, true, measure_occurrences},
    {"shape", MEASURE_WORD, false, measure_shape},
    {"count", MEASURE_NUMBER, true, measure_count},
};
enum { MEASURES = sizeof measures / sizeof *measures };

const struct measure *measure_find(const char *name)
{
    for (size_t i = 0; i < MEASURES; i++) {
        if (strcmp(measures[i].name, name) == 0) {
            return &measures[i];
        }
    }
    return NULL;
}

size_t measure_names(struct arena *arena, const char *const **names)
{
    const char **all = ARENA_ARRAY(arena, const char *, MEASURES);

    for (size_t i = 0; i < MEASURES; i++) {
        all[i] = measures[i].name;
    }
    *names = all;
    return MEASURES;
}

static bool is_number(struct string text)
{
    size_t at = text.size > 1 && text.bytes[0] == '-';

    for (size_t i = at; i < text.size; i++) {
        if (text.bytes[i] < '0' || text.bytes[i] > '9') {
            return false;
        }
    }
    return text.size > at && text.size < 10;
}

bool measure_accepts(struct arena *arena, const struct measure *measure, struct text value)
{
    struct dimension dimension;

    switch (measure->kind) {
    case MEASURE_LENGTH:
        return dimension_type.parse(arena, value.string, value.place, &dimension);
    case MEASURE_NUMBER:
        return is_number(value.string);
    case MEASURE_WORD:
        return value.string.size > 0;
    case MEASURE_PATTERN:
        return pattern_is_valid(value.string);
    }
    return false;
}

const char *measure_kind_expects(const struct measure *measure)
{
    switch (measure->kind) {
    case MEASURE_LENGTH:
        return dimension_type.expects;
    case MEASURE_NUMBER:
        return N_("a whole number");
    case MEASURE_WORD:
        return N_("a word");
    case MEASURE_PATTERN:
        return N_("a text with placeholders such as {number}");
    }
    return "";
}

struct observation *measure_add(struct measuring *measuring, const struct object *object,
                                length_t value)
{
    measuring->observations =
        arena_grow(measuring->scene->arena, measuring->observations, measuring->count,
                   &measuring->capacity, sizeof *measuring->observations);
    struct observation *observation = &measuring->observations[measuring->count++];
    *observation = (struct observation){.value = value};
    if (object != NULL) {
        observation->page = object->page;
        observation->place = object->place;
        observation->object = object;
        observation->from = (struct point){object->at.left, object->at.top};
        observation->to = observation->from;
    }
    return observation;
}

struct observation *measure_add_word(struct measuring *measuring, const struct object *object,
                                     const char *word)
{
    struct observation *observation = measure_add(measuring, object, 0);

    observation->text = (struct string){word, strlen(word)};
    return observation;
}

void measure_add_distance(struct measuring *measuring, const struct object *object, length_t value,
                          struct point from, struct point to)
{
    struct observation *observation = measure_add(measuring, object, value);

    observation->drawn = true;
    observation->from = from;
    observation->to = to;
}

bool measure_wants_page(const struct measuring *measuring, size_t page)
{
    switch ((enum audit_pages)measuring->rule->pages) {
    case AUDIT_ALL:
        return true;
    case AUDIT_ODD:
        return page % 2 == 0;
    case AUDIT_EVEN:
        return page % 2 == 1;
    case AUDIT_FIRST:
        return page == 0;
    case AUDIT_LAST:
        return page + 1 == measuring->scene->list->page_count;
    case AUDIT_NOT_FIRST:
        return page > 0;
    }
    return false;
}

struct extent measure_extent(const struct measuring *measuring, const struct object *object)
{
    struct extent ink;
    length_t end;
    const char *words = measuring->rule->words.string.bytes;

    if (measuring->rule->edge != EDGE_INK) {
        return object->at;
    }
    if (words != NULL) { /* of the first such character */
        size_t offset = 0;
        uint32_t character = unicode_decode(words, measuring->rule->words.string.size, &offset);
        if (scene_character(object, character, &ink, &end)) {
            return ink;
        }
    }
    return object->ink;
}

static bool takes(const struct measuring *measuring, const struct object *object)
{
    switch ((enum audit_take)measuring->rule->take) {
    case TAKE_EACH:
    case TAKE_LAST:
    case TAKE_WIDEST:
    case TAKE_FURTHER:
        return true;
    case TAKE_FIRST:
        return measuring->picked_count == 0;
    case TAKE_OPENING:
        return object->opening;
    case TAKE_TURNOVER:
        return object->kind == KIND_TEXT && !object->opening;
    case TAKE_FULL:
        return object->kind == KIND_TEXT && !object->closing;
    }
    return false;
}

static bool is_format(const struct scene *scene, const char *name)
{
    return scene->format != NULL && strcmp(scene->format, name) == 0;
}

/* Of elements all must be there; a document has one format: any of those named. */
static bool all_there(const struct scene *scene, const struct list *conditions)
{
    const struct text *names = conditions->items;
    bool of_format = false;
    bool any_format = true;

    for (size_t i = 0; i < conditions->count; i++) {
        const char *name = names[i].string.bytes;
        if (audit_rules_format(scene->rules, name)) {
            of_format = of_format || is_format(scene, name);
            any_format = false;
        } else if (!scene_has(scene, name)) {
            return false;
        }
    }
    return any_format || of_format;
}

static bool none_there(const struct scene *scene, const struct list *conditions)
{
    const struct text *names = conditions->items;

    for (size_t i = 0; i < conditions->count; i++) {
        const char *name = names[i].string.bytes;
        if (is_format(scene, name) || scene_has(scene, name)) {
            return false;
        }
    }
    return true;
}

static bool report_gives(const struct scene *scene, const struct list *fields)
{
    const struct text *names = fields->items;

    for (size_t i = 0; i < fields->count; i++) {
        if (scene->report == NULL || !template_has(scene->report, names[i].string.bytes)) {
            return false;
        }
    }
    return true;
}

static bool applies(const struct scene *scene, const struct audit_rule *rule)
{
    return all_there(scene, &rule->when) && none_there(scene, &rule->unless) &&
           report_gives(scene, &rule->given);
}

/* Without the first paragraph. */
static void keep_further(struct measuring *measuring)
{
    const struct object *first = measuring->picked_count > 0 ? measuring->picked[0] : NULL;
    size_t kept = 0;

    for (size_t i = 1; i < measuring->picked_count; i++) {
        const struct object *object = measuring->picked[i];
        if (object->node != first->node || object->opening) {
            measuring->picked[kept++] = object;
        }
    }
    measuring->picked_count = kept;
}

/* Of several objects the one that the rule takes. */
static void keep_one(struct measuring *measuring)
{
    enum { PART = 20 }; /* of a character: rounded advances do not make a line the wider one */
    const struct object *kept = measuring->picked_count > 0 ? measuring->picked[0] : NULL;
    length_t margin = measuring->scene->cell / PART;

    if (kept == NULL ||
        (measuring->rule->take != TAKE_LAST && measuring->rule->take != TAKE_WIDEST)) {
        return;
    }
    for (size_t i = 1; i < measuring->picked_count; i++) {
        const struct object *object = measuring->picked[i];
        length_t wider = object->at.right - object->at.left - (kept->at.right - kept->at.left);
        if (measuring->rule->take == TAKE_LAST || wider > margin) {
            kept = object;
        }
    }
    measuring->picked[0] = kept;
    measuring->picked_count = 1;
}

struct measuring measure_rule(const struct scene *scene, const struct audit_rule *rule)
{
    struct measuring measuring = {.scene = scene, .rule = rule};
    const char *element = rule->element.string.bytes;

    if (!applies(scene, rule)) {
        return measuring;
    }
    measuring.picked = ARENA_ARRAY(scene->arena, const struct object *, scene->count + 1);
    for (size_t i = 0; i < scene->count && element != NULL; i++) {
        const struct object *object = &scene->objects[i];
        if (scene_is(scene, object, element) && measure_wants_page(&measuring, object->page) &&
            takes(&measuring, object)) {
            measuring.picked[measuring.picked_count++] = object;
        }
    }
    if (rule->take == TAKE_FURTHER) {
        keep_further(&measuring);
    }
    keep_one(&measuring);
    if (measuring.picked_count > 0 || rule->measure->of_page) {
        rule->measure->take(&measuring);
    }
    return measuring;
}
