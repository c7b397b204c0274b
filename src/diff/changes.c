#include "diff/diff.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "diff/match.h"
#include "report/table.h"
#include <string.h>

/* Two contents while they are gone through. */
struct walk {
    struct arena *arena;
    struct change *items;
    size_t count, capacity;
};

static void walk_pair(struct walk *walk, const struct content *old, const struct content *new,
                      unsigned depth);

/* A part of the table that a cell stands in. */
static const struct content *table_part(const struct content *cell, const char *name)
{
    const struct content *at = cell;

    while (at != NULL && at->role != CONTENT_TABLE) {
        at = at->parent;
    }
    return at == NULL ? NULL : content_get(at, name);
}

/* Whether its row and its column are where they were. */
static bool column_stays(const struct content *cell)
{
    const struct content *columns = table_part(cell, "columns");
    const struct table_cell *place = cell->origin;

    return cell->parent != NULL && cell->parent->match != NULL && columns != NULL &&
           place->column < columns->count && columns->children[place->column]->match != NULL &&
           !columns->children[place->column]->moved;
}

/* Whether another change tells of it. */
static bool follows(enum change_kind kind, const struct content *content)
{
    if (content != NULL && content->role == CONTENT_CELL && kind != CHANGE_TEXT &&
        content->parent != NULL) {
        return !column_stays(content);
    }
    return false;
}

static void add(struct walk *walk, struct change change)
{
    change.followed = follows(change.kind, change.new != NULL ? change.new : change.old);
    walk->items =
        arena_grow(walk->arena, walk->items, walk->count, &walk->capacity, sizeof *walk->items);
    walk->items[walk->count++] = change;
}

/* What was moved into something new. */
static void walk_inserted(struct walk *walk, const struct content *new, unsigned depth)
{
    if (depth > CONTENT_DEPTH_LIMIT) {
        return;
    }
    for (size_t i = 0; i < new->count; i++) {
        const struct content *child = new->children[i];
        if (child->match != NULL && child->moved) {
            add(walk, (struct change){.kind = CHANGE_MOVED, .old = child->match, .new = child});
            walk_pair(walk, child->match, child, depth + 1);
        } else {
            walk_inserted(walk, child, depth + 1);
        }
    }
}

static void walk_list(struct walk *walk, const struct content *old, const struct content *new,
                      unsigned depth)
{
    const struct merged *items;
    size_t count = merge_lists(walk->arena, old, new, &items);

    for (size_t i = 0; i < count; i++) {
        struct content *left = items[i].old, *right = items[i].new;
        switch (items[i].kind) {
        case MERGE_KEPT:
            walk_pair(walk, left, right, depth + 1);
            break;
        case MERGE_INSERTED:
            add(walk, (struct change){.kind = CHANGE_INSERTED, .new = right});
            walk_inserted(walk, right, depth + 1);
            break;
        case MERGE_DELETED:
            add(walk, (struct change){.kind = CHANGE_DELETED, .old = left});
            break;
        case MERGE_MOVED_HERE:
            add(walk, (struct change){.kind = CHANGE_MOVED, .old = left, .new = right});
            walk_pair(walk, left, right, depth + 1);
            break;
        case MERGE_MOVED_AWAY:
            break; /* told where it is now */
        }
    }
}

static void walk_record(struct walk *walk, const struct content *old, const struct content *new,
                        unsigned depth)
{
    for (size_t i = 0; i < old->count; i++) {
        const struct content *child = old->children[i];
        if (child->match == NULL) {
            add(walk, (struct change){.kind = CHANGE_DELETED, .old = child});
        }
    }
    for (size_t i = 0; i < new->count; i++) {
        const struct content *child = new->children[i];
        if (child->match == NULL) {
            add(walk, (struct change){.kind = CHANGE_INSERTED, .new = child});
            walk_inserted(walk, child, depth + 1);
        } else {
            walk_pair(walk, child->match, child, depth + 1);
        }
    }
}

static void walk_pair(struct walk *walk, const struct content *old, const struct content *new,
                      unsigned depth)
{
    if (old->hash == new->hash || depth > CONTENT_DEPTH_LIMIT) {
        return;
    }
    switch (new->kind) {
    case CONTENT_TEXT: {
        struct change change = {.kind = CHANGE_TEXT, .old = old, .new = new};
        change.edits = compare_words(walk->arena, &old->words, &new->words);
        add(walk, change);
        break;
    }
    case CONTENT_VALUE:
        add(walk, (struct change){.kind = CHANGE_VALUE, .old = old, .new = new});
        break;
    case CONTENT_LIST:
        walk_list(walk, old, new, depth);
        break;
    case CONTENT_RECORD:
        walk_record(walk, old, new, depth);
        break;
    }
}

/* ---- facts ---- */

/* The name in the {{name | format}} that a segment stands for. */
static struct string name_in(const struct segment *segment)
{
    struct string source = segment->source.string;
    size_t at = segment->source_offset + 2;

    if (segment->literal || at > source.size || source.bytes[segment->source_offset] != '{') {
        return (struct string){0};
    }
    while (at < source.size && source.bytes[at] == ' ') {
        at++;
    }
    size_t end = at;
    while (end < source.size && source.bytes[end] != '}' && source.bytes[end] != '|') {
        end++;
    }
    while (end > at && source.bytes[end - 1] == ' ') {
        end--;
    }
    return (struct string){source.bytes + at, end - at};
}

static bool is_name(struct string name, const char *of)
{
    return strlen(of) == name.size && memcmp(name.bytes, of, name.size) == 0;
}

/* The fact of that name whose value changed; facts are in the order of their names. */
static const struct content *changed_fact(const struct content *facts, struct string name)
{
    size_t low = 0, high = facts == NULL ? 0 : facts->count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct content *fact = facts->children[middle];
        int order = strncmp(fact->name, name.bytes, name.size);
        if (is_name(name, fact->name)) {
            return fact->match == NULL || fact->match->hash != fact->hash ? fact : NULL;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

/* The segment that holds a byte of the expansion. */
static size_t segment_at(const struct expansion *expansion, size_t offset)
{
    size_t low = 0, high = expansion->count;

    while (low + 1 < high) {
        size_t middle = (low + high) / 2;
        if (expansion->segments[middle].offset <= offset) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Of the words `first` to before `end`. */
static const char *fact_of_words(const struct content *facts, const struct content *text,
                                 size_t first, size_t end)
{
    const struct expansion *expansion = text->expansion;

    if (first == end || expansion->count == 0) {
        return NULL;
    }
    const struct word *last = &text->words.items[end - 1];
    size_t until = last->offset + (last->bare.size > 0 ? last->bare.size : 1);
    for (size_t i = segment_at(expansion, text->words.items[first].offset);
         i < expansion->count && expansion->segments[i].offset < until; i++) {
        struct string name = name_in(&expansion->segments[i]);
        const struct content *fact = name.size == 0 ? NULL : changed_fact(facts, name);
        if (fact != NULL) {
            return fact->name;
        }
    }
    return NULL;
}

static void find_facts(struct diff *diff, struct change *change)
{
    const char **facts = ARENA_ARRAY(diff->arena, const char *, change->edits.count + 1);
    const struct content *old = content_get(diff->old, "facts");
    const struct content *new = content_get(diff->new, "facts");

    for (size_t i = 0; i < change->edits.count; i++) {
        const struct edit *edit = &change->edits.items[i];
        facts[i] = fact_of_words(new, change->new, edit->new_start, edit->new_end);
        if (facts[i] == NULL) {
            facts[i] = fact_of_words(old, change->old, edit->old_start, edit->old_end);
        }
    }
    change->facts = facts;
}

size_t diff_fact_uses(const struct diff *diff, const char *fact)
{
    size_t uses = 0;

    for (size_t i = 0; i < diff->count; i++) {
        const struct change *change = &diff->changes[i];
        for (size_t k = 0; k < change->edits.count; k++) {
            uses += change->facts[k] != NULL && strcmp(change->facts[k], fact) == 0;
        }
    }
    return uses;
}

const struct diff *diff_reports(struct arena *arena, struct diff_side old, struct diff_side new)
{
    struct diff *diff = ARENA_NEW(arena, struct diff);
    struct segmenter *segmenter = segmenter_new(arena);
    struct walk walk = {.arena = arena};

    *diff = (struct diff){.arena = arena,
                          .old_report = old.report,
                          .new_report = new.report,
                          .old = content_of(arena, segmenter, old.report, old.confinement),
                          .new = content_of(arena, segmenter, new.report, new.confinement)};
    match_contents(arena, diff->old, diff->new);
    walk_pair(&walk, diff->old, diff->new, 0);
    for (size_t i = 0; i < walk.count; i++) {
        if (walk.items[i].kind == CHANGE_TEXT) {
            find_facts(diff, &walk.items[i]);
        }
    }
    diff->changes = walk.items;
    diff->count = walk.count;
    return diff;
}

/* ---- where ---- */

/* What fields are called; all others by their names. */
static const struct {
    const char *name, *words;
} field_words[] = {
    {"layout", N_("layout")},
    {"title", N_("title")},
    {"issuer", N_("issuer")},
    {"date", N_("date")},
    {"year", N_("year reported on")},
    {"copy-number", N_("copy number")},
    {"secrecy", N_("secrecy")},
    {"urgency", N_("urgency")},
    {"mark", N_("issuer mark")},
    {"organs", N_("issuing organs")},
    {"document-number", N_("document number")},
    {"order-number", N_("order number")},
    {"signers", N_("signers")},
    {"recipients", N_("recipients")},
    {"facts", N_("fact")},
    {"texts", N_("named text")},
    {"asserts", N_("assertion")},
    {"keywords", N_("keywords")},
    {"words", N_("words not broken")},
    {"preamble", N_("preamble")},
    {"sections", N_("text")},
    {"attachments", N_("attachment")},
    {"seals", N_("seal")},
    {"stamps", N_("signature stamp")},
    {"remark", N_("closing remark")},
    {"present", N_("present")},
    {"excused", N_("excused")},
    {"observers", N_("observers")},
    {"copies", N_("copies")},
    {"printer", N_("printing organ")},
    {"printed", N_("day of printing")},
    {"draft", N_("draft mark")},
    {"caption", N_("caption")},
    {"alternative", N_("alternative text")},
    {"note", N_("note")},
    {"width", N_("width")},
    {"align", N_("alignment")},
    {"image", N_("image")},
    {"image-digest", N_("content of the image")},
};

static const char *const role_words[] = {
    [CONTENT_FIELD] = "",
    [CONTENT_SECTION] = N_("section"),
    [CONTENT_ATTACHMENT] = N_("attachment"),
    [CONTENT_PARAGRAPH] = N_("paragraph {1}"),
    [CONTENT_ENUMERATION] = N_("paragraph {1}"),
    [CONTENT_ITEM] = N_("item {1}"),
    [CONTENT_TABLE] = N_("table"),
    [CONTENT_COLUMN] = N_("column {1}"),
    [CONTENT_ROW] = N_("row {1}"),
    [CONTENT_CELL] = "",
    [CONTENT_FIGURE] = N_("figure"),
    [CONTENT_CHART] = N_("chart"),
    [CONTENT_SEAL] = N_("seal"),
    [CONTENT_FACT] = "",
};

/* Where something stood that is called by its heading elsewhere, which it took along. */
static const char *const numbered_words[] = {
    [CONTENT_FIELD] = NULL,
    [CONTENT_SECTION] = N_("section {1}"),
    [CONTENT_ATTACHMENT] = N_("attachment {1}"),
    [CONTENT_PARAGRAPH] = NULL,
    [CONTENT_ENUMERATION] = NULL,
    [CONTENT_ITEM] = NULL,
    [CONTENT_TABLE] = N_("table {1}"),
    [CONTENT_COLUMN] = NULL,
    [CONTENT_ROW] = N_("row {1}"),
    [CONTENT_CELL] = NULL,
    [CONTENT_FIGURE] = N_("figure {1}"),
    [CONTENT_CHART] = N_("chart {1}"),
    [CONTENT_SEAL] = NULL,
    [CONTENT_FACT] = NULL,
};

enum { HEADING_CHARACTERS = 24 };

/* Paragraphs are counted among paragraphs. */
static size_t number_of(const struct content *content)
{
    size_t number = 1;

    if (content->role == CONTENT_COLUMN || content->role == CONTENT_ROW) {
        return content->index + 1;
    }
    for (size_t i = 0; content->parent != NULL && i < content->index; i++) {
        enum content_role role = content->parent->children[i]->role;
        number += role == content->role ||
                  (content->role == CONTENT_PARAGRAPH && role == CONTENT_ENUMERATION) ||
                  (content->role == CONTENT_ENUMERATION && role == CONTENT_PARAGRAPH);
    }
    return number;
}

/* “收到” › “2022年” */
static const char *point_words(struct arena *arena, const struct content *point)
{
    const struct content *series = content_get(point, "series");
    const struct content *label = content_get(point, "label");
    struct buffer out = buffer_new(arena);

    if (series != NULL) {
        buffer_format(&out, "“%s” › ", content_words(arena, series, HEADING_CHARACTERS).bytes);
    }
    if (label != NULL) {
        buffer_format(&out, "“%s”", content_words(arena, label, HEADING_CHARACTERS).bytes);
    }
    return buffer_string(&out).bytes;
}

static const char *step_words(struct arena *arena, const struct content *step, bool numbered)
{
    const struct content *title = NULL;

    if (numbered && numbered_words[step->role] != NULL) {
        const char *arguments[] = {"", arena_format(arena, "%zu", number_of(step))};
        return message_fill(arena, message_translate(numbered_words[step->role]), arguments, 2);
    }
    if (step->role == CONTENT_ITEM && step->kind == CONTENT_RECORD) {
        return point_words(arena, step);
    }

    if (step->role == CONTENT_SECTION) {
        title = content_get(step, "heading");
    } else if (step->role == CONTENT_ATTACHMENT) {
        title = content_get(step, "title");
    } else if (step->role == CONTENT_TABLE || step->role == CONTENT_FIGURE ||
               step->role == CONTENT_CHART) {
        title = content_get(step, "caption");
    }
    if (title != NULL) {
        return arena_format(arena, "“%s”", content_words(arena, title, HEADING_CHARACTERS).bytes);
    }
    if (step->role == CONTENT_FACT) {
        return step->name;
    }
    if (step->role == CONTENT_ROW && step->count > 0) {
        struct string label = content_words(arena, step->children[0], HEADING_CHARACTERS);
        if (label.size > 0) {
            const char *arguments[] = {"", label.bytes};
            return message_fill(arena, message_translate(N_("row “{1}”")), arguments, 2);
        }
    }
    if (step->role != CONTENT_FIELD && *role_words[step->role] != '\0') {
        const char *arguments[] = {"", arena_format(arena, "%zu", number_of(step))};
        return message_fill(arena, message_translate(role_words[step->role]), arguments, 2);
    }
    if (step->kind == CONTENT_VALUE && step->parent->role == CONTENT_CELL) {
        if (strcmp(step->name, "rows") == 0) {
            return message_translate(N_("rows merged"));
        }
        if (strcmp(step->name, "columns") == 0) {
            return message_translate(N_("columns merged"));
        }
    }
    for (size_t i = 0; step->name != NULL && i < sizeof field_words / sizeof *field_words; i++) {
        if (strcmp(field_words[i].name, step->name) == 0) {
            return message_translate(field_words[i].words);
        }
    }
    return NULL;
}

/* Of the column that a cell stands under. */
static const char *column_words(struct arena *arena, const struct content *cell)
{
    const struct table_cell *place = cell->origin;
    const struct content *head = table_part(cell, "head");
    const struct content *row = head == NULL ? NULL : head->children[head->count - 1];

    for (size_t i = 0; row != NULL && i < row->count; i++) {
        const struct table_cell *other = row->children[i]->origin;
        if (other->column <= place->column && place->column < other->column + other->columns) {
            const char *words = content_words(arena, row->children[i], HEADING_CHARACTERS).bytes;
            return *words != '\0' && row != cell->parent ? arena_format(arena, "“%s”", words)
                                                         : NULL;
        }
    }
    const char *arguments[] = {"", arena_format(arena, "%u", place->column + 1)};
    return message_fill(arena, message_translate(N_("column {1}")), arguments, 2);
}

/* Names that stand in the way of others and say nothing. */
static bool is_silent(const struct content *step, const struct content *inner)
{
    return step->role == CONTENT_FIELD && inner != NULL && step->name != NULL &&
           (strcmp(step->name, "sections") == 0 || strcmp(step->name, "attachments") == 0 ||
            strcmp(step->name, "seals") == 0 || strcmp(step->name, "stamps") == 0);
}

/* Whether a section among the `count` steps to come lies within the one before them. */
static bool is_outer(const struct content *const *way, size_t count)
{
    for (size_t i = 0; i < count && way[count]->role == CONTENT_SECTION; i++) {
        if (way[i]->role == CONTENT_SECTION) {
            return true;
        }
    }
    return false;
}

struct string diff_where(struct arena *arena, const struct change *change, bool near)
{
    const struct content *way[CONTENT_DEPTH_LIMIT + 2];
    const struct content *at = change->new != NULL ? change->new : change->old;
    bool left = change->kind == CHANGE_MOVED && change->new == NULL; /* it stood there */
    struct buffer out = buffer_new(arena);
    size_t count = 0;

    for (; at != NULL && at->parent != NULL && count < CONTENT_DEPTH_LIMIT + 2; at = at->parent) {
        way[count++] = at;
    }
    while (count > 0) {
        const struct content *step = way[--count];
        const struct content *inner = count > 0 ? way[count - 1] : NULL;
        bool passed = near && is_outer(way, count);
        const char *words = passed || is_silent(step, inner) ? NULL
                            : step->role == CONTENT_CELL     ? column_words(arena, step)
                            : step->role == CONTENT_PARAGRAPH && step->parent != NULL &&
                                    step->parent->parent != NULL &&
                                    step->parent->parent->role == CONTENT_CELL
                                ? NULL
                                : step_words(arena, step, left && inner == NULL);
        if (words == NULL) {
            continue;
        }
        buffer_add_string(&out, out.size > 0 ? " › " : "");
        buffer_add_string(&out, words);
    }
    return buffer_string(&out);
}
