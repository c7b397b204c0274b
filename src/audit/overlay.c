/* The proof sheet: grid, type area and measured distances over the pages. */
#include "audit/audit.h"

#include "base/arena.h"
#include "base/unicode.h"
#include "font/catalog.h"
#include <stdlib.h>
#include <string.h>

static const struct colour blue = {600, 200, 0, 0};
static const struct colour white = {0, 0, 0, 0};
static const struct colour pale = {250, 50, 0, 0};
static const struct colour verdict_colours[] = {[VERDICT_PASS] = {800, 0, 900, 200},
                                                [VERDICT_FAIL] = {0, 1000, 300, 0},
                                                [VERDICT_WARNING] = {0, 500, 1000, 0}};

enum {
    HAIRLINE = 200,      /* of the grid */
    LINE = 400,          /* of the type area and of distances */
    ARROW = 2500,        /* length of an arrow's head */
    LABEL_SIZE = 5000,   /* of the type */
    LABELS_A_PAGE = 400, /* more are not drawn */
};

struct proof {
    struct arena *arena;
    const struct scene *scene;
    const struct face *face; /* of the labels; NULL: there is none */
    struct display_item *items;
    size_t count, capacity;
    struct extent *labels; /* that stand on the page */
    size_t label_count;
};

static struct display_item *add_item(struct proof *proof, enum display_kind kind)
{
    proof->items = arena_grow(proof->arena, proof->items, proof->count, &proof->capacity,
                              sizeof *proof->items);
    struct display_item *item = &proof->items[proof->count++];
    *item = (struct display_item){.kind = kind};
    return item;
}

static void add_rule(struct proof *proof, struct extent at, struct colour colour)
{
    if (at.right > at.left && at.bottom > at.top) {
        add_item(proof, DISPLAY_RULE)->rule = (struct display_rule){
            at.left, at.top, at.right - at.left, at.bottom - at.top, colour, {0}};
    }
}

static void add_frame(struct proof *proof, struct extent at, struct colour colour)
{
    add_rule(proof, (struct extent){at.left, at.top - LINE, at.right, at.top}, colour);
    add_rule(proof, (struct extent){at.left, at.bottom, at.right, at.bottom + LINE}, colour);
    add_rule(proof, (struct extent){at.left - LINE, at.top, at.left, at.bottom}, colour);
    add_rule(proof, (struct extent){at.right, at.top, at.right + LINE, at.bottom}, colour);
}

/* The em boxes of the grid's rows. */
static void add_grid(struct proof *proof)
{
    const struct scene *scene = proof->scene;
    struct extent area = scene->area;

    for (length_t y = area.top; y + scene->em <= area.bottom + LINE && scene->pitch > 0;
         y += scene->pitch) {
        add_rule(proof, (struct extent){area.left, y, area.right, y + HAIRLINE}, pale);
        add_rule(proof,
                 (struct extent){area.left, y + scene->em, area.right, y + scene->em + HAIRLINE},
                 pale);
    }
    for (length_t x = area.left; x <= area.right + LINE && scene->cell > 0; x += scene->cell) {
        add_rule(proof, (struct extent){x, area.top, x + HAIRLINE, area.bottom}, pale);
    }
}

static bool is_free(const struct proof *proof, struct extent at)
{
    for (size_t i = 0; i < proof->label_count; i++) {
        const struct extent *other = &proof->labels[i];
        if (at.left < other->right && other->left < at.right && at.top < other->bottom &&
            other->top < at.bottom) {
            return false;
        }
    }
    return true;
}

/* Whatever the face lacks is left out: a label is an aid, not the document. */
static void add_label(struct proof *proof, const char *text, struct point where,
                      struct colour colour)
{
    size_t size = strlen(text);
    struct display_glyph *glyphs = ARENA_ARRAY(proof->arena, struct display_glyph, size);
    length_t units = proof->face == NULL ? 1 : (length_t)face_units(proof->face);
    size_t count = 0;
    length_t x = 0;

    if (proof->face == NULL || proof->label_count == LABELS_A_PAGE) {
        return;
    }
    for (size_t offset = 0; offset < size;) {
        size_t from = offset;
        uint32_t glyph = face_glyph(proof->face, unicode_decode(text, size, &offset));
        if (glyph != 0) {
            length_t advance = length_scale(LABEL_SIZE, face_advance(proof->face, glyph), units);
            glyphs[count++] = (struct display_glyph){.glyph = glyph,
                                                     .x = x,
                                                     .advance = advance,
                                                     .text_offset = (uint32_t)from,
                                                     .text_size = (uint32_t)(offset - from)};
            x += advance;
        }
    }
    struct extent at = {where.x, where.y - LABEL_SIZE, where.x + x, where.y};
    for (int tries = 0; tries < LABELS_A_PAGE && !is_free(proof, at); tries++) {
        at.top += LABEL_SIZE; /* below what stands there */
        at.bottom += LABEL_SIZE;
    }
    proof->labels[proof->label_count++] = at;
    add_rule(proof, at, white); /* to be read over text */
    add_item(proof, DISPLAY_RUN)->run =
        (struct display_run){.face = proof->face,
                             .size = LABEL_SIZE,
                             .colour = colour,
                             .x = at.left,
                             .y = at.bottom - LABEL_SIZE / 5,
                             .glyphs = glyphs,
                             .count = count,
                             .text = {arena_copy(proof->arena, text, size), size}};
}

/* The head of an arrow whose tip is at `tip`; it points along one axis. */
static void add_head(struct proof *proof, struct point tip, length_t right, length_t down,
                     struct colour colour)
{
    static const enum path_step steps[] = {PATH_MOVE, PATH_LINE, PATH_LINE, PATH_CLOSE};
    struct point *points = ARENA_ARRAY(proof->arena, struct point, 3);
    length_t half = ARROW / 3;

    points[0] = (struct point){0, 0};
    points[1] = (struct point){-right * ARROW + down * half, -down * ARROW + right * half};
    points[2] = (struct point){-right * ARROW - down * half, -down * ARROW - right * half};
    add_item(proof, DISPLAY_PATH)->path = (struct display_path){.x = tip.x,
                                                                .y = tip.y,
                                                                .steps = steps,
                                                                .step_count = 4,
                                                                .points = points,
                                                                .filled = true,
                                                                .fill = colour};
}

static void add_distance(struct proof *proof, struct point from, struct point to,
                         struct colour colour)
{
    bool across = llabs(to.x - from.x) > llabs(to.y - from.y);
    length_t least = across ? length_min(from.x, to.x) : length_min(from.y, to.y);
    length_t most = across ? length_max(from.x, to.x) : length_max(from.y, to.y);

    if (across) {
        add_rule(proof, (struct extent){least, from.y - LINE / 2, most, from.y + LINE / 2}, colour);
    } else {
        add_rule(proof, (struct extent){from.x - LINE / 2, least, from.x + LINE / 2, most}, colour);
    }
    if (most - least >= (length_t)2 * ARROW) {
        bool ahead = across ? to.x > from.x : to.y > from.y;
        length_t sign = ahead ? 1 : -1;
        add_head(proof, to, across ? sign : 0, across ? 0 : sign, colour);
        add_head(proof, from, across ? -sign : 0, across ? 0 : -sign, colour);
    }
}

/* What is drawn of a rule on a page: the first that is wrong, else the first that has a distance.
 */
static const struct observation *choose(const struct audit_finding *finding, size_t page,
                                        bool *wrong)
{
    const struct observation *chosen = NULL;

    *wrong = false;
    for (size_t i = 0; i < finding->checked; i++) {
        const struct observation *here = &finding->all[i];
        if (here->page == page && !finding->right[i]) {
            *wrong = true;
            return here;
        }
        if (here->page == page && here->drawn && chosen == NULL) {
            chosen = here;
        }
    }
    return chosen;
}

static void add_finding(struct proof *proof, const struct audit_finding *finding, size_t page)
{
    bool wrong;
    const struct observation *shown = choose(finding, page, &wrong);

    if (shown == NULL) {
        return;
    }
    const struct audit_rule *rule = finding->rule;
    struct colour colour = verdict_colours[wrong ? finding->verdict : VERDICT_PASS];
    const char *value = rule->measure->kind == MEASURE_LENGTH
                            ? arena_format(proof->arena, "%.2f mm", length_to_mm(shown->value))
                            : arena_format(proof->arena, "%s", wrong ? finding->measured : "");
    if (rule->measure->kind == MEASURE_NUMBER) {
        value = arena_format(proof->arena, "%lld", (long long)shown->value);
    }
    if (shown->drawn) {
        add_distance(proof, shown->from, shown->to, colour);
    }
    struct point middle = {(shown->from.x + shown->to.x) / 2 + (length_t)2 * LINE,
                           (shown->from.y + shown->to.y) / 2 - LINE};
    add_label(proof,
              arena_format(proof->arena, "%s %s %s", rule->clause.string.bytes,
                           rule->id.string.bytes, value),
              middle, colour);
}

const struct display_list *audit_overlay(struct arena *arena, const struct audit *audit)
{
    const struct display_list *list = audit->scene->list;
    struct display_list *copy = ARENA_NEW(arena, struct display_list);
    struct display_page *pages = ARENA_ARRAY(arena, struct display_page, list->page_count);
    struct proof proof = {.arena = arena, .scene = audit->scene};

    for (size_t i = 0; i < audit->scene->count && proof.face == NULL; i++) {
        const struct object *object = &audit->scene->objects[i];
        bool usual = object->face != NULL && object->size <= audit->scene->em;
        proof.face = usual && face_glyph(object->face, '0') != 0 ? object->face : NULL;
    }
    proof.labels = ARENA_ARRAY(arena, struct extent, LABELS_A_PAGE);
    for (size_t page = 0; page < list->page_count; page++) {
        const struct display_page *below = &list->pages[page];
        proof.items = NULL;
        proof.count = proof.capacity = proof.label_count = 0;
        add_grid(&proof);
        for (size_t i = 0; i < below->count; i++) {
            *add_item(&proof, below->items[i].kind) = below->items[i];
        }
        add_frame(&proof, audit->scene->area, blue);
        for (size_t i = 0; i < audit->count; i++) {
            add_finding(&proof, &audit->findings[i], page);
        }
        pages[page] = *below;
        pages[page].items = proof.items;
        pages[page].count = proof.count;
    }
    *copy = *list;
    copy->pages = pages;
    return copy;
}
