/* From the display list to lines, rules and images with their elements. */
#include "audit/scene.h"

#include "base/arena.h"
#include "base/unicode.h"
#include "font/face.h"
#include <stdlib.h>
#include <string.h>

/* The paragraph, heading, … whose lines a node is a part of. */
static uint32_t block_of(const struct display_list *list, uint32_t index)
{
    while (display_role_is_inline(list->nodes[index].role)) {
        index = list->nodes[index].parent;
    }
    return list->nodes[list->nodes[index].parent].role == ROLE_ENUMERATION
               ? list->nodes[index].parent
               : index;
}

/* What a node is to a reader: a paragraph inside of a cell is none of the text. */
static enum display_role role_of(const struct display_list *list, uint32_t index)
{
    const struct display_node *node = &list->nodes[index];
    enum display_role around = list->nodes[node->parent].role;

    if (node->role == ROLE_ENUMERATION) {
        return ROLE_PARAGRAPH;
    }
    return node->role == ROLE_PARAGRAPH && around != ROLE_DOCUMENT && around != ROLE_SECTION
               ? around
               : node->role;
}

static struct object *add_object(struct scene *scene, const struct display_item *item, size_t page)
{
    uint32_t block = block_of(scene->list, item->node);

    scene->objects = arena_grow(scene->arena, scene->objects, scene->count, &scene->capacity,
                                sizeof *scene->objects);
    struct object *object = &scene->objects[scene->count++];
    *object = (struct object){.element = item->element,
                              .page = page,
                              .node = block,
                              .role = role_of(scene->list, block),
                              .level = scene->list->nodes[block].level,
                              .turned = item->turned};
    return object;
}

static struct extent joined(struct extent a, struct extent b)
{
    return (struct extent){length_min(a.left, b.left), length_min(a.top, b.top),
                           length_max(a.right, b.right), length_max(a.bottom, b.bottom)};
}

/* The em boxes of a run; a turned one runs upwards, its head to the left. */
static struct extent run_extent(const struct display_item *item)
{
    const struct display_run *run = &item->run;
    length_t units = (length_t)face_units(run->face);
    length_t ascent = length_scale(run->size, face_em_top(run->face), units);
    length_t length = 0;

    if (run->count > 0) {
        ascent += run->glyphs[0].y; /* hanzi of another face are raised or lowered */
    }
    for (size_t i = 0; i < run->count; i++) {
        length = length_max(length, run->glyphs[i].x + run->glyphs[i].advance);
    }
    if (item->turned) {
        return (struct extent){run->x - ascent, run->y - length, run->x + run->size - ascent,
                               run->y};
    }
    return (struct extent){run->x, run->y - ascent, run->x + length, run->y + run->size - ascent};
}

static bool glyph_ink(const struct display_item *item, const struct display_glyph *glyph,
                      struct extent *ink)
{
    const struct display_run *run = &item->run;
    length_t units = (length_t)face_units(run->face);
    int box[4];

    if (!face_extents(run->face, glyph->glyph, box)) {
        return false;
    }
    length_t left = glyph->x + length_scale(run->size, box[0], units);
    length_t right = glyph->x + length_scale(run->size, box[2], units);
    length_t bottom = glyph->y + length_scale(run->size, box[1], units);
    length_t top = glyph->y + length_scale(run->size, box[3], units);
    if (item->turned) {
        *ink = (struct extent){run->x - top, run->y - right, run->x - bottom, run->y - left};
    } else {
        *ink = (struct extent){run->x + left, run->y - top, run->x + right, run->y - bottom};
    }
    return true;
}

/* Whether the run goes on with the line: its baseline may be raised by a mark. */
static bool continues(const struct scene *scene, const struct object *line,
                      const struct display_item *item, size_t page)
{
    length_t baseline = item->turned ? item->run.x : item->run.y;
    length_t size = length_max(line->size, item->run.size);

    return line->kind == KIND_TEXT && line->page == page &&
           line->node == block_of(scene->list, item->node) && line->element == item->element &&
           line->turned == item->turned && llabs(baseline - line->baseline) * 2 < size &&
           line->role != ROLE_FIGURE;
}

/* Whether the run is small type over the line's last characters (注音), which the line goes on
 * under. */
static bool annotates(const struct scene *scene, const struct object *line,
                      const struct display_item *item, size_t page)
{
    const struct display_run *run = &item->run;

    return line->kind == KIND_TEXT && line->page == page &&
           line->node == block_of(scene->list, item->node) && line->element == item->element &&
           !line->turned && !item->turned && line->role != ROLE_FIGURE &&
           run->size * 4 < line->size * 3 && run->x < line->at.right + line->size &&
           run->y <= line->baseline - line->size / 2 && run->y > line->baseline - line->size * 2;
}

static uint32_t first_character(struct string text)
{
    size_t offset = 0;

    return text.size == 0 ? 0 : unicode_decode(text.bytes, text.size, &offset);
}

/* The first hanzi, or 0. */
static uint32_t first_han(struct string text)
{
    for (size_t offset = 0; offset < text.size;) {
        uint32_t character = unicode_decode(text.bytes, text.size, &offset);
        if (unicode_is_han(character)) {
            return character;
        }
    }
    return 0;
}

/* Whether the line's face is only there for a hanzi that the run's face lacks. */
static bool is_stand_in(const struct object *line, const struct display_run *run)
{
    return line->face != run->face && face_glyph(run->face, line->han) == 0;
}

static void add_ink(struct object *line, const struct display_item *item)
{
    bool inked = line->ink.right > line->ink.left;

    for (size_t i = 0; i < item->run.count; i++) {
        struct extent ink;
        if (glyph_ink(item, &item->run.glyphs[i], &ink)) {
            line->ink = inked ? joined(line->ink, ink) : ink;
            inked = true;
        }
    }
}

static void add_run(struct scene *scene, const struct display_item *item, size_t page)
{
    const struct display_run *run = &item->run;
    struct object *line = scene->count == 0 ? NULL : &scene->objects[scene->count - 1];
    bool fresh = line == NULL || !continues(scene, line, item, page);

    if (line != NULL && annotates(scene, line, item, page)) {
        line->item_count++; /* its ink is none of the line's, and may stand over the first row */
        return;
    }
    if (fresh) {
        line = add_object(scene, item, page);
        line->kind = KIND_TEXT;
        line->items = item;
        line->place = run->place;
        line->colour = run->colour;
        line->text = run->text;
    } else {
        const char *text = arena_format(scene->arena, "%.*s%.*s", (int)line->text.size,
                                        line->text.bytes, (int)run->text.size, run->text.bytes);
        line->text = (struct string){text, strlen(text)};
    }
    line->item_count++;
    struct extent at = run_extent(item);
    uint32_t han = first_han(run->text);
    if (run->size > line->size ||
        (run->size == line->size && han != 0 && (line->han == 0 || is_stand_in(line, run)))) {
        bool first = line->size == 0;
        length_t left = first ? at.left : length_min(line->at.left, at.left);
        length_t right = first ? at.right : length_max(line->at.right, at.right);
        line->size = run->size;
        line->han = han;
        line->face = run->face;
        line->colour = run->colour;
        line->baseline = item->turned ? run->x : run->y;
        if (!item->turned) {
            line->at = (struct extent){left, at.top, right, at.bottom};
        } else {
            line->at = first ? at : joined(line->at, at);
        }
    } else if (item->turned) {
        line->at = joined(line->at, at);
    } else { /* its height is that of its main face */
        line->at.left = length_min(line->at.left, at.left);
        line->at.right = length_max(line->at.right, at.right);
    }
    add_ink(line, item);
}

/* Where the ends of an outline's lines and curves lie. */
static struct extent path_extent(const struct display_item *item)
{
    const struct display_path *path = &item->path;
    const struct point *point = path->points;
    struct extent whole = {path->x, path->y, path->x, path->y};
    bool any = false;

    for (size_t i = 0; i < path->step_count; i++) {
        if (path->steps[i] == PATH_CLOSE) {
            continue;
        }
        point += path->steps[i] == PATH_CURVE ? 2 : 0;
        struct point end = display_direction(item->turned, *point++);
        struct extent here = {path->x + end.x, path->y + end.y, path->x + end.x, path->y + end.y};
        whole = any ? joined(whole, here) : here;
        any = true;
    }
    return whole;
}

static void add_item(struct scene *scene, const struct display_item *item, size_t page)
{
    struct object *object;

    switch (item->kind) {
    case DISPLAY_RUN:
        add_run(scene, item, page);
        return;
    case DISPLAY_RULE:
        object = add_object(scene, item, page);
        object->kind = KIND_RULE;
        object->at = (struct extent){item->rule.x, item->rule.y, item->rule.x + item->rule.width,
                                     item->rule.y + item->rule.height};
        object->colour = item->rule.colour;
        object->place = item->rule.place;
        break;
    case DISPLAY_IMAGE:
        object = add_object(scene, item, page);
        object->kind = KIND_IMAGE;
        object->at =
            (struct extent){item->image.x, item->image.y, item->image.x + item->image.width,
                            item->image.y + item->image.height};
        object->place = item->image.place;
        object->image = item->image.image;
        break;
    case DISPLAY_FIELD:
        if (item->field.painted) {
            return;
        }
        object = add_object(scene, item, page); /* a seal that comes with its signature */
        object->kind = KIND_IMAGE;
        object->role = ROLE_FIGURE;
        object->at =
            (struct extent){item->field.x, item->field.y, item->field.x + item->field.width,
                            item->field.y + item->field.height};
        object->place = item->field.place;
        break;
    case DISPLAY_PATH:
        object = add_object(scene, item, page);
        object->kind = KIND_PATH;
        object->at = path_extent(item);
        object->colour = item->path.filled ? item->path.fill : item->path.stroke_colour;
        object->place = item->path.place;
        break;
    default:
        return;
    }
    object->ink = object->at;
}

/* What most of `count` values are, within 0.01 pt. */
static length_t most_common(const length_t *values, size_t count)
{
    enum { SAME = 10 };
    length_t best = 0;
    size_t best_count = 0;

    for (size_t i = 0; i < count;) {
        size_t end = i;
        while (end < count && values[end] - values[i] <= SAME) {
            end++;
        }
        if (end - i > best_count) {
            best_count = end - i;
            best = values[(i + end) / 2];
        }
        i = end;
    }
    return best;
}

static int by_length(const void *a, const void *b)
{
    length_t left = *(const length_t *)a;
    length_t right = *(const length_t *)b;

    return left < right ? -1 : left > right;
}

/* Distances from line to line and from hanzi to hanzi, where nothing pulls them apart. */
static void measure_grid(struct scene *scene, const char *text)
{
    length_t *pitches = ARENA_ARRAY(scene->arena, length_t, scene->count + 1);
    length_t *steps = ARENA_ARRAY(scene->arena, length_t, scene->count + 1); /* of paragraphs */
    length_t *cells = NULL;
    size_t pitch_count = 0, step_count = 0, cell_count = 0, capacity = 0;
    const struct object *before = NULL;

    for (size_t i = 0; i < scene->count; i++) {
        const struct object *line = &scene->objects[i];
        if (line->kind != KIND_TEXT || line->turned || line->size != scene->em ||
            !scene_is(scene, line, text)) {
            continue;
        }
        if (before != NULL && before->page == line->page && line->node == before->node) {
            pitches[pitch_count++] = line->at.top - before->at.top;
        } else if (before != NULL && before->page == line->page &&
                   (line->at.top - before->at.top) * 2 < scene->pitch * 3) {
            steps[step_count++] = line->at.top - before->at.top;
        }
        before = line;
        for (size_t k = 0; k < line->item_count; k++) {
            const struct display_run *run = &line->items[k].run;
            for (size_t g = 0; g + 1 < run->count; g++) {
                const struct display_glyph *glyph = &run->glyphs[g];
                struct string rest = {run->text.bytes + glyph->text_offset, glyph->text_size};
                if (glyph->text_size > 0 && run->size == line->size &&
                    unicode_is_han(first_character(rest))) {
                    cells = arena_grow(scene->arena, cells, cell_count, &capacity, sizeof *cells);
                    cells[cell_count++] = glyph->advance;
                }
            }
        }
    }
    scene->measured = pitch_count > 0 && cell_count > 0;
    if (pitch_count > 0) {
        qsort(pitches, pitch_count, sizeof *pitches, by_length);
        scene->pitch = length_max(1, most_common(pitches, pitch_count));
    } else if (step_count > 0) { /* no turnover line: what it would be is likely, and no more */
        qsort(steps, step_count, sizeof *steps, by_length);
        scene->pitch = length_max(1, most_common(steps, step_count));
    }
    if (cell_count > 0) {
        qsort(cells, cell_count, sizeof *cells, by_length);
        scene->cell = length_max(1, most_common(cells, cell_count));
    }
}

static void mark_openings(struct scene *scene)
{
    struct object **last = ARENA_ARRAY(scene->arena, struct object *, scene->list->node_count + 1);

    for (size_t i = 0; i < scene->count; i++) {
        struct object *object = &scene->objects[i];
        if (object->kind == KIND_TEXT) {
            struct object *before = object->node == 0 ? NULL : last[object->node];
            object->opening = before == NULL;
            object->closing = true;
            if (before != NULL) {
                before->closing = false;
            }
            last[object->node] = object;
        }
    }
}

/* Whether a layout file is the one that a rule names: "gb9704", "base/document". */
static bool is_layout(const char *path, struct string name)
{
    static const char ending[] = ".yaml";
    size_t size = strlen(path);
    size_t whole = name.size + sizeof ending - 1;

    return size >= whole && strcmp(path + size - (sizeof ending - 1), ending) == 0 &&
           memcmp(path + size - whole, name.bytes, name.size) == 0 &&
           (size == whole || path[size - whole - 1] == '/');
}

static bool follows(const struct audit_document *document, const struct list *layouts)
{
    const struct text *names = layouts->items;

    for (size_t i = 0; i < layouts->count; i++) {
        for (size_t k = 0; k < document->layout_count; k++) {
            if (is_layout(document->layouts[k], names[i].string)) {
                return true;
            }
        }
    }
    return false;
}

/* What the layout is called says it first of all; where that is no known one, what is there. */
static const char *format_of(const struct scene *scene, const struct audit_document *document)
{
    const struct map *map = &scene->rules->formats;
    const struct audit_format *formats = map->values;

    for (size_t i = 0; i < map->count; i++) {
        if (follows(document, &formats[i].layouts)) {
            return map->keys[i].string.bytes;
        }
    }
    for (size_t i = 0; i < map->count; i++) {
        const struct text *elements = formats[i].elements.items;
        for (size_t k = 0; k < formats[i].elements.count; k++) {
            if (scene_has(scene, elements[k].string.bytes)) {
                return map->keys[i].string.bytes;
            }
        }
    }
    return NULL;
}

static bool names(const struct list *ids, const char *id)
{
    const struct text *texts = ids->items;

    for (size_t i = 0; i < ids->count && id != NULL; i++) {
        if (strcmp(texts[i].string.bytes, id) == 0) {
            return true;
        }
    }
    return false;
}

static bool has_role(const struct audit_element *element, const struct object *object)
{
    switch ((enum audit_role)element->role) {
    case AUDIT_ROLE_ANY:
        return true;
    case AUDIT_ROLE_PARAGRAPH:
        return object->role == ROLE_PARAGRAPH;
    case AUDIT_ROLE_HEADING:
        return object->role == ROLE_HEADING &&
               (element->level == 0 || element->level == (int64_t)object->level);
    case AUDIT_ROLE_TITLE:
        return object->role == ROLE_TITLE;
    case AUDIT_ROLE_NO_FIGURE:
        return object->role != ROLE_FIGURE;
    }
    return false;
}

static bool contains(struct string text, struct string words)
{
    return text.bytes != NULL && words.size > 0 &&
           memmem(text.bytes, text.size, words.bytes, words.size) != NULL;
}

static bool is_element(const struct audit_element *element, const struct object *object)
{
    return (element->kind == KIND_ANY || element->kind == (int)object->kind) &&
           (element->ids.count == 0 || names(&element->ids, object->element)) &&
           !names(&element->except, object->element) && has_role(element, object) &&
           (element->with.string.bytes == NULL || contains(object->text, element->with.string)) &&
           !contains(object->text, element->without.string);
}

/* Rules ask for few elements of very many objects, each again and again. */
struct element_index {
    struct element_objects {
        const bool *are; /* object by object; NULL: not asked yet */
        bool any;
    } * elements;          /* as the rules have them */
    const char *last_name; /* that was asked for: loops ask for the same */
    struct element_objects *last;
};

static const struct element_objects *find_objects(const struct scene *scene, const char *name)
{
    struct element_index *index = scene->index;
    const struct audit_element *all = scene->rules->elements.values;

    if (index->last_name == name) {
        return index->last;
    }
    const struct audit_element *element = audit_rules_element(scene->rules, name);
    struct element_objects *found = element == NULL ? NULL : &index->elements[element - all];
    if (found != NULL && found->are == NULL) {
        bool *are = ARENA_ARRAY(scene->arena, bool, scene->count + 1);
        for (size_t i = 0; i < scene->count; i++) {
            are[i] = is_element(element, &scene->objects[i]);
            found->any = found->any || are[i];
        }
        found->are = are;
    }
    index->last_name = name;
    index->last = found;
    return found;
}

static void index_objects(struct scene *scene)
{
    size_t pages = scene->list->page_count;
    size_t *starts = ARENA_ARRAY(scene->arena, size_t, pages + 1);
    size_t object = 0;

    for (size_t page = 0; page < pages; page++) {
        starts[page] = object;
        while (object < scene->count && scene->objects[object].page == page) {
            object++;
        }
    }
    starts[pages] = object;
    scene->page_starts = starts;
    scene->index = ARENA_NEW(scene->arena, struct element_index);
    scene->index->elements =
        ARENA_ARRAY(scene->arena, struct element_objects, scene->rules->elements.count + 1);
}

bool scene_is(const struct scene *scene, const struct object *object, const char *name)
{
    const struct element_objects *objects = name == NULL ? NULL : find_objects(scene, name);

    return objects != NULL && objects->are[object - scene->objects];
}

bool scene_has(const struct scene *scene, const char *element)
{
    const struct element_objects *objects = find_objects(scene, element);

    return objects != NULL && objects->any;
}

bool scene_character(const struct object *object, uint32_t character, struct extent *ink,
                     length_t *end)
{
    for (size_t i = 0; i < object->item_count; i++) {
        const struct display_item *item = &object->items[i];
        for (size_t g = 0; g < item->run.count; g++) {
            const struct display_glyph *glyph = &item->run.glyphs[g];
            struct string text = {item->run.text.bytes + glyph->text_offset, glyph->text_size};
            if (glyph->text_size > 0 && first_character(text) == character &&
                glyph_ink(item, glyph, ink)) {
                *end = item->run.x + glyph->x + glyph->advance;
                return true;
            }
        }
    }
    return false;
}

struct scene *scene_new(struct arena *arena, const struct audit_rules *rules,
                        const struct audit_document *document, const char *text)
{
    const struct display_list *list = document->list;
    struct scene *scene = ARENA_NEW(arena, struct scene);
    const struct audit_area *area = &rules->area;
    length_t left = dimension_resolve(area->left, 0, 0);
    length_t top = dimension_resolve(area->top, 0, 0);
    length_t width = dimension_resolve(area->width, 0, 0);
    length_t height = dimension_resolve(area->height, 0, 0);

    *scene = (struct scene){.arena = arena,
                            .rules = rules,
                            .list = list,
                            .catalog = document->catalog,
                            .report = document->report,
                            .area = {left, top, left + width, top + height},
                            .em = dimension_resolve(rules->grid.em, 0, 0)};
    scene->cell = width / rules->grid.characters;
    scene->pitch = rules->grid.lines > 1 ? (height - scene->em) / (rules->grid.lines - 1) : height;
    for (size_t page = 0; page < list->page_count; page++) {
        for (size_t i = 0; i < list->pages[page].count; i++) {
            const struct display_item *item = &list->pages[page].items[i];
            if (!item->decoration) {
                add_item(scene, item, page);
            }
        }
    }
    mark_openings(scene);
    index_objects(scene);
    measure_grid(scene, text);
    scene->format = format_of(scene, document);
    return scene;
}
