/* Measures of what several things make together: numbered paragraphs, groups of rules, titles that
 * are said twice. */
#include "audit/measure.h"

#include "base/arena.h"
#include "base/unicode.h"
#include <string.h>

/* ---- numbers that paragraphs begin with ---- */

/* What a paragraph begins with: the rule's words, if they stand there, and a number. */
struct label {
    size_t number; /* byte where the number begins, or would */
    size_t digits; /* 0: it has none */
    size_t end;    /* byte where the rest begins, behind the number's full stop and blanks */
};

static size_t skip_blanks(struct string text, size_t at)
{
    while (at < text.size) {
        size_t next = at;
        uint32_t character = unicode_decode(text.bytes, text.size, &next);
        if (character != ' ' && character != 0x3000 && character != 0xA0) {
            break;
        }
        at = next;
    }
    return at;
}

static struct label label_of(const struct measuring *measuring, struct string text)
{
    struct string words = measuring->rule->words.string;
    bool begins = words.bytes != NULL && text.size >= words.size &&
                  memcmp(text.bytes, words.bytes, words.size) == 0;
    size_t at = skip_blanks(text, begins ? words.size : 0);
    struct label label = {.number = at, .end = at};

    while (at < text.size && text.bytes[at] >= '0' && text.bytes[at] <= '9') {
        at++;
    }
    label.digits = at - label.number;
    if (label.digits > 0 && at < text.size && text.bytes[at] == '.') {
        label.end = skip_blanks(text, at + 1);
    }
    return label;
}

/* Each paragraph's number against its place among them: a single one needs none. */
void measure_numbered(struct measuring *measuring)
{
    struct arena *arena = measuring->scene->arena;
    size_t count = 0, place = 0;

    for (size_t i = 0; i < measuring->picked_count; i++) {
        count += measuring->picked[i]->kind == KIND_TEXT && measuring->picked[i]->opening;
    }
    for (size_t i = 0; i < measuring->picked_count && count > 1; i++) {
        const struct object *line = measuring->picked[i];
        if (line->kind != KIND_TEXT || !line->opening) {
            continue;
        }
        struct label label = label_of(measuring, line->text);
        const char *right = arena_format(arena, "%zu", ++place);
        bool fits = strlen(right) == label.digits &&
                    memcmp(right, line->text.bytes + label.number, label.digits) == 0;
        (void)measure_add_word(measuring, line,
                               fits                ? "in-order"
                               : label.digits == 0 ? "none"
                                                   : arena_format(arena, "%.*s", (int)label.digits,
                                                                  line->text.bytes + label.number));
    }
}

/* Where the character at that byte of an upright line begins. */
static bool find_character(const struct object *line, size_t byte, length_t *x)
{
    size_t before = 0;

    for (size_t i = 0; i < line->item_count; i++) {
        const struct display_run *run = &line->items[i].run;
        for (size_t g = 0; g < run->count; g++) {
            if (run->glyphs[g].text_size > 0 && before + run->glyphs[g].text_offset >= byte) {
                *x = run->x + run->glyphs[g].x;
                return true;
            }
        }
        before += run->text.size;
    }
    return false;
}

static void add_across(struct measuring *measuring, const struct object *line, length_t from,
                       length_t to)
{
    length_t y = (line->at.top + line->at.bottom) / 2;

    measure_add_distance(measuring, line, to - from, (struct point){from, y},
                         (struct point){to, y});
}

/* From behind the number, or the rule's words, to where the paragraph's other lines begin. */
void measure_after_number(struct measuring *measuring)
{
    const struct object *opening = NULL;
    length_t end = 0;

    for (size_t i = 0; i < measuring->picked_count; i++) {
        const struct object *line = measuring->picked[i];
        if (line->kind != KIND_TEXT || line->turned) {
            continue;
        }
        if (line->opening) {
            size_t byte = label_of(measuring, line->text).end;
            opening = find_character(line, byte, &end) ? line : NULL;
        } else if (opening != NULL && opening->node == line->node) {
            add_across(measuring, line, end, line->at.left);
        }
    }
}

/* From where the first paragraph's number stands across to those of the others. */
void measure_number_apart(struct measuring *measuring)
{
    const struct object *first = NULL;
    length_t from = 0;

    for (size_t i = 0; i < measuring->picked_count; i++) {
        const struct object *line = measuring->picked[i];
        length_t x;
        if (line->kind != KIND_TEXT || line->turned || !line->opening ||
            !find_character(line, label_of(measuring, line->text).number, &x)) {
            continue;
        }
        if (first == NULL) {
            first = line;
            from = x;
        } else {
            add_across(measuring, line, from, x);
        }
    }
}

/* ---- titles that are said twice ---- */

/* The paragraph that begins with that object of the scene, without blanks. */
static struct string words_of(const struct scene *scene, const struct object *opening)
{
    struct buffer words = buffer_new(scene->arena);

    for (const struct object *line = opening; line < scene->objects + scene->count; line++) {
        if (line->kind != KIND_TEXT || line->node != opening->node ||
            (line != opening && line->node == 0)) {
            continue;
        }
        for (size_t at = skip_blanks(line->text, 0); at < line->text.size;) {
            size_t next = at;
            (void)unicode_decode(line->text.bytes, line->text.size, &next);
            buffer_add(&words, line->text.bytes + at, next - at);
            at = skip_blanks(line->text, next);
        }
        if (line->closing) {
            break;
        }
    }
    return buffer_string(&words);
}

/* The paragraph of the element behind `after`; NULL: there is none. */
static const struct object *next_paragraph(const struct scene *scene, const char *element,
                                           const struct object *after)
{
    const struct object *object = after == NULL ? scene->objects : after + 1;

    for (; object < scene->objects + scene->count; object++) {
        if (object->kind == KIND_TEXT && object->opening && scene_is(scene, object, element)) {
            return object;
        }
    }
    return NULL;
}

/* Whether the second text is the first one, with or without its label. */
static bool repeats(const struct measuring *measuring, struct string text, struct string labelled)
{
    size_t words = measuring->rule->words.string.size;
    size_t ends[] = {0, words, label_of(measuring, labelled).end};

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (ends[i] <= labelled.size && labelled.size - ends[i] == text.size &&
            memcmp(labelled.bytes + ends[i], text.bytes, text.size) == 0) {
            return true;
        }
    }
    return false;
}

/* Each paragraph against the one of `of` that has the same place among its own. */
void measure_repeated(struct measuring *measuring)
{
    const struct scene *scene = measuring->scene;
    const char *of = measuring->rule->of.string.bytes;
    const struct object *other = NULL;
    bool more = of != NULL && scene_has(scene, of);

    for (size_t i = 0; i < measuring->picked_count && of != NULL; i++) {
        const struct object *line = measuring->picked[i];
        if (line->kind != KIND_TEXT || !line->opening) {
            continue;
        }
        other = more ? next_paragraph(scene, of, other) : NULL;
        more = other != NULL;
        struct string text = words_of(scene, line);
        bool same = more && repeats(measuring, text, words_of(scene, other));
        (void)measure_add_word(measuring, line, same ? "same" : text.bytes);
    }
}

/* ---- groups of rules ---- */

/* Whether the element's rules grow heavier from the page's top to its bottom. */
void measure_weights(struct measuring *measuring)
{
    enum { SAME = 50 }; /* 0.05 pt */

    for (size_t i = 0; i < measuring->picked_count;) {
        const struct object *first = measuring->picked[i];
        const struct object *last = first;
        while (i < measuring->picked_count && measuring->picked[i]->page == first->page) {
            const struct object *rule = measuring->picked[i++];
            first = rule->at.top < first->at.top ? rule : first;
            last = rule->at.top > last->at.top ? rule : last;
        }
        length_t more = (last->at.bottom - last->at.top) - (first->at.bottom - first->at.top);
        (void)measure_add_word(measuring, first,
                               first == last  ? "single"
                               : more > SAME  ? "growing"
                               : more < -SAME ? "shrinking"
                                              : "equal");
    }
}

/* Level rules between the element and the lowest of `of` above it on the page. */
void measure_rules_between(struct measuring *measuring)
{
    const struct scene *scene = measuring->scene;

    for (size_t i = 0; i < measuring->picked_count; i++) {
        const struct object *object = measuring->picked[i];
        const struct object *above = NULL;
        length_t count = 0;
        size_t end = scene->page_starts[object->page + 1];
        for (size_t k = scene->page_starts[object->page]; k < end; k++) {
            const struct object *other = &scene->objects[k];
            if (other->at.bottom <= object->at.top &&
                scene_is(scene, other, measuring->rule->of.string.bytes) &&
                (above == NULL || other->at.bottom > above->at.bottom)) {
                above = other;
            }
        }
        for (size_t k = scene->page_starts[object->page]; k < end && above != NULL; k++) {
            const struct object *rule = &scene->objects[k];
            count += rule->kind == KIND_RULE && rule->at.top >= above->at.bottom &&
                     rule->at.bottom <= object->at.top &&
                     rule->at.right - rule->at.left > rule->at.bottom - rule->at.top;
        }
        if (above != NULL) {
            (void)measure_add(measuring, object, count);
        }
    }
}

/* ---- pages that are left without something ---- */

/* Pages with nothing on them but the element, and those behind such a one that `of` is on; counted
 * are those of them that have the element, or those of the others that have it not. */
static void count_spared(struct measuring *measuring, bool spared)
{
    const struct scene *scene = measuring->scene;
    size_t pages = scene->list->page_count;
    bool *has = ARENA_ARRAY(scene->arena, bool, pages + 1);
    bool *filled = ARENA_ARRAY(scene->arena, bool, pages + 1);
    bool *reaches = ARENA_ARRAY(scene->arena, bool, pages + 1);
    const struct audit_rule *rule = measuring->rule;
    size_t found = 0, first = 0, blank = 0;

    for (size_t i = 0; i < scene->count; i++) {
        const struct object *object = &scene->objects[i];
        bool own = scene_is(scene, object, rule->element.string.bytes);
        has[object->page] = has[object->page] || own;
        filled[object->page] = filled[object->page] || !own;
        reaches[object->page] =
            reaches[object->page] || scene_is(scene, object, rule->of.string.bytes);
    }
    for (size_t page = 0; page < pages; page++) {
        bool out = !filled[page] || (page > 0 && !filled[page - 1] && reaches[page]);
        blank += out;
        if (measure_wants_page(measuring, page) && out == spared && has[page] == spared) {
            first = found == 0 ? page : first;
            found++;
        }
    }
    if (blank > 0 || !spared) {
        measure_add(measuring, NULL, (length_t)found)->page = first;
    }
}

void measure_blank_with(struct measuring *measuring)
{
    count_spared(measuring, true);
}

void measure_pages_without(struct measuring *measuring)
{
    count_spared(measuring, false);
}
