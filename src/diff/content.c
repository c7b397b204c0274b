#include "diff/content.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include "diff/content_private.h"
#include "report/fact.h"
#include "report/named_text.h"
#include "report/report.h"
#include <stdlib.h>
#include <string.h>

/* ---- building ---- */

struct content *content_new(struct maker *maker, enum content_kind kind, enum content_role role,
                            const char *name, struct place place)
{
    struct content *content = ARENA_NEW(maker->arena, struct content);

    *content = (struct content){.kind = kind, .role = role, .name = name, .place = place};
    return content;
}

void content_add(struct maker *maker, struct content *parent, struct content *child)
{
    /* Doubled at powers of two. */
    if ((parent->count & (parent->count - 1)) == 0) {
        size_t room = parent->count == 0 ? 1 : 2 * parent->count;
        struct content **children = ARENA_ARRAY(maker->arena, struct content *, room);
        if (parent->count > 0) {
            memcpy(children, parent->children, parent->count * sizeof(struct content *));
        }
        parent->children = children;
    }
    child->parent = parent;
    child->index = parent->count;
    parent->children[parent->count++] = child;
}

static const char *note_label(void *context)
{
    (void)context;
    return "*";
}

void content_add_text(struct maker *maker, struct content *parent, const char *name,
                      enum content_role role, struct text text)
{
    if (text.string.bytes == NULL) {
        return;
    }
    struct content *content = content_new(maker, CONTENT_TEXT, role, name, text.place);
    const struct scope scope = {.report = maker->report, .note_label = note_label};
    struct expansion *expansion = ARENA_NEW(maker->arena, struct expansion);
    *expansion = template_expand(maker->arena, &scope, text, maker->unheard);
    content->expansion = expansion;
    content->words = words_of(maker->segmenter, maker->arena, expansion,
                              name != NULL && strcmp(name, "title") == 0);
    content->text = content->words.text;
    content_add(maker, parent, content);
}

void content_add_value(struct maker *maker, struct content *parent, const char *name,
                       const char *value, struct place place)
{
    struct content *content = content_new(maker, CONTENT_VALUE, CONTENT_FIELD, name, place);

    content->text = (struct string){value, strlen(value)};
    content_add(maker, parent, content);
}

void content_add_texts(struct maker *maker, struct content *parent, const char *name,
                       const struct list *list)
{
    const struct text *texts = list->items;

    if (list->count == 0) {
        return;
    }
    struct content *content = content_new(maker, CONTENT_LIST, CONTENT_FIELD, name, texts[0].place);
    content_add(maker, parent, content);
    for (size_t i = 0; i < list->count; i++) {
        content_add_text(maker, content, NULL, CONTENT_ITEM, texts[i]);
    }
}

/* ---- what it comes to ---- */

/* Children come before those that hold them, so that nothing recurs deeper than the tree. */
static void settle(struct content *content, unsigned depth)
{
    uint64_t hash =
        hash_bytes(HASH_START + (uint64_t)content->kind, content->text.bytes, content->text.size);

    content->weight = 1 + unicode_count(content->text.bytes, content->text.size);
    for (size_t i = 0; i < content->count && depth < CONTENT_DEPTH_LIMIT; i++) {
        struct content *child = content->children[i];
        settle(child, depth + 1);
        if (child->name != NULL) {
            hash = hash_bytes(hash, child->name, strlen(child->name));
        }
        hash = hash_bytes(hash, &child->hash, sizeof child->hash);
        content->weight += child->weight;
    }
    content->hash = hash;
}

/* ---- the report ---- */

static const char *date_text(struct maker *maker, struct date date)
{
    return arena_format(maker->arena, "%04d-%02d-%02d", date.year, date.month, date.day);
}

static int by_name(const void *a, const void *b)
{
    const struct fact *const *left = a, *const *right = b;

    return strcmp((*left)->name.string.bytes, (*right)->name.string.bytes);
}

static void add_decimal(struct maker *maker, struct content *parent, const char *name,
                        struct decimal value, struct place place)
{
    struct buffer out = buffer_new(maker->arena);

    buffer_add_fixed(&out, value.digits, value.places);
    content_add_value(maker, parent, name, buffer_string(&out).bytes, place);
}

static void add_optional(struct maker *maker, struct content *parent, const char *name,
                         struct text text)
{
    if (text.string.bytes != NULL) {
        content_add_value(maker, parent, name, text.string.bytes, text.place);
    }
}

static void add_fact(struct maker *maker, struct content *parent, const struct fact *fact)
{
    struct content *content =
        content_new(maker, CONTENT_RECORD, CONTENT_FACT, fact->name.string.bytes, fact->place);
    struct decimal value;

    if (fact_decimal(fact, &value)) {
        add_decimal(maker, content, "value", value, fact->place);
    } else {
        struct buffer out = buffer_new(maker->arena);
        rational_print(fact->value, &out);
        content_add_value(maker, content, "value", buffer_string(&out).bytes, fact->place);
    }
    add_optional(maker, content, "unit", fact->unit);
    if (fact->has_previous) {
        struct buffer out = buffer_new(maker->arena);
        rational_print(fact->previous, &out);
        content_add_value(maker, content, "previous", buffer_string(&out).bytes, fact->place);
    }
    add_optional(maker, content, "source", fact->source);
    add_optional(maker, content, "period", fact->period);
    add_optional(maker, content, "note", fact->note);
    content_add(maker, parent, content);
}

static void add_facts(struct maker *maker, struct content *root)
{
    const struct facts *facts = maker->report->facts;
    const struct fact **sorted = ARENA_ARRAY(maker->arena, const struct fact *, facts->count + 1);
    struct content *content =
        content_new(maker, CONTENT_RECORD, CONTENT_FIELD, "facts", maker->report->place);

    for (size_t i = 0; i < facts->count; i++) {
        sorted[i] = &facts->items[i];
    }
    qsort(sorted, facts->count, sizeof *sorted, by_name);
    for (size_t i = 0; i < facts->count; i++) {
        add_fact(maker, content, sorted[i]);
    }
    if (facts->count > 0) {
        content_add(maker, root, content);
    }
}

static void add_asserts(struct maker *maker, struct content *root)
{
    const struct assertion *asserts = maker->report->assertions;
    struct content *content =
        content_new(maker, CONTENT_LIST, CONTENT_FIELD, "asserts", maker->report->place);

    for (size_t i = 0; i < maker->report->assertion_count; i++) {
        content_add_value(maker, content, NULL, asserts[i].that.string.bytes,
                          asserts[i].that.place);
        content->children[i]->role = CONTENT_ITEM;
    }
    if (content->count > 0) {
        content_add(maker, root, content);
    }
}

static void add_seals(struct maker *maker, struct content *root)
{
    const struct report *report = maker->report;
    const struct seal *seals = report->seals.items;
    const struct stamp *stamps = report->stamps.items;
    struct content *list = content_new(maker, CONTENT_LIST, CONTENT_FIELD, "seals", report->place);

    for (size_t i = 0; i < report->seals.count; i++) {
        struct content *seal =
            content_new(maker, CONTENT_RECORD, CONTENT_SEAL, NULL, seals[i].place);
        content_add_image(maker, seal, seals[i].image);
        content_add_value(maker, seal, "diameter", content_millimetres(maker, seals[i].diameter),
                          seals[i].place);
        content_add_text(maker, seal, "organ", CONTENT_FIELD, seals[i].organ);
        content_add(maker, list, seal);
    }
    if (list->count > 0) {
        content_add(maker, root, list);
    }
    list = content_new(maker, CONTENT_LIST, CONTENT_FIELD, "stamps", report->place);
    for (size_t i = 0; i < report->stamps.count; i++) {
        struct content *stamp =
            content_new(maker, CONTENT_RECORD, CONTENT_SEAL, NULL, stamps[i].place);
        content_add_image(maker, stamp, stamps[i].image);
        content_add_text(maker, stamp, "position", CONTENT_FIELD, stamps[i].position);
        content_add(maker, list, stamp);
    }
    if (list->count > 0) {
        content_add(maker, root, list);
    }
}

static void add_named_texts(struct maker *maker, struct content *root)
{
    const struct named_texts *texts = maker->report->texts;
    struct content *content =
        content_new(maker, CONTENT_RECORD, CONTENT_FIELD, "texts", maker->report->place);

    for (size_t i = 0; i < texts->count; i++) {
        content_add_text(maker, content, texts->items[i].name.string.bytes, CONTENT_FIELD,
                         texts->items[i].value);
    }
    if (content->count > 0) {
        content_add(maker, root, content);
    }
}

/* What is text, or a list of texts, whatever it is called; and what has to be done by name. */
static void add_field(struct maker *maker, struct content *root, const struct field *field)
{
    const char *at = (const char *)maker->report + field->offset;
    const char *name = field->name;

    if (strcmp(name, "layout") == 0) {
        add_optional(maker, root, name, *(const struct text *)(const void *)at);
    } else if (field->type->kind == TYPE_TEXT) {
        content_add_text(maker, root, name, CONTENT_FIELD, *(const struct text *)(const void *)at);
    } else if (field->type->kind == TYPE_LIST && field->type->element->kind == TYPE_TEXT) {
        content_add_texts(maker, root, name, (const struct list *)(const void *)at);
    } else if (strcmp(name, "date") == 0 || strcmp(name, "printed") == 0) {
        struct date date = *(const struct date *)(const void *)at;
        if (date.year != 0) {
            content_add_value(maker, root, name, date_text(maker, date), date.place);
        }
    } else if (strcmp(name, "year") == 0 && maker->report->year != 0) {
        content_add_value(maker, root, name,
                          arena_format(maker->arena, "%lld", (long long)maker->report->year),
                          maker->report->place);
    }
}

struct content *content_of(struct arena *arena, struct segmenter *segmenter, struct report *report,
                           const struct confinement *confinement)
{
    struct maker maker = {.arena = arena,
                          .segmenter = segmenter,
                          .report = report,
                          .confinement = confinement,
                          .unheard = diagnostics_new(arena)};
    struct place place = {0};
    struct content *root = content_new(&maker, CONTENT_RECORD, CONTENT_FIELD, NULL, place);

    if (report != NULL) {
        root->place = report->place;
        size_t values = report->template_values;
        for (const struct field *field = report_type.fields; field->name != NULL; field++) {
            add_field(&maker, root, field);
        }
        if (report->draft.mark.string.bytes != NULL) {
            content_add_value(&maker, root, "draft", report->draft.mark.string.bytes,
                              report->draft.mark.place);
        }
        add_facts(&maker, root);
        add_named_texts(&maker, root);
        add_asserts(&maker, root);
        add_seals(&maker, root);
        content_add_body(&maker, root, "preamble", &report->preamble);
        content_add_sections(&maker, root, &report->sections, 0);
        content_add_attachments(&maker, root, &report->attachments);
        report->template_values = values;
    }
    settle(root, 0);
    return root;
}

/* ---- asking ---- */

struct content *content_get(const struct content *record, const char *name)
{
    for (size_t i = 0; i < record->count; i++) {
        if (record->children[i]->name != NULL && strcmp(record->children[i]->name, name) == 0) {
            return record->children[i];
        }
    }
    return NULL;
}

static bool add_words(struct buffer *out, const struct content *content, size_t *left,
                      unsigned depth)
{
    for (size_t i = 0; i < content->words.count; i++) {
        struct string bare = content->words.items[i].bare;
        size_t size = bare.bytes == NULL ? 0 : unicode_count(bare.bytes, bare.size);
        if (size > *left) {
            for (size_t offset = 0; *left > 0; (*left)--) {
                size_t start = offset;
                (void)unicode_decode(bare.bytes, bare.size, &offset);
                buffer_add(out, bare.bytes + start, offset - start);
            }
            return false;
        }
        *left -= size;
        if (size > 0 && bare.bytes[0] == '\n') {
            continue;
        }
        buffer_add(out, bare.bytes, bare.size);
    }
    for (size_t i = 0; i < content->count && depth < CONTENT_DEPTH_LIMIT; i++) {
        size_t before = out->size;
        bool row = content->children[i]->role == CONTENT_CELL;
        if (!add_words(out, content->children[i], left, depth + 1)) {
            return false;
        }
        if (out->size > before && row && i + 1 < content->count) {
            buffer_add_string(out, " | ");
        }
    }
    return true;
}

struct string content_words(struct arena *arena, const struct content *content, size_t most)
{
    struct buffer out = buffer_new(arena);

    if (content->kind == CONTENT_VALUE) {
        return content->text;
    }
    if (!add_words(&out, content, &most, 0)) {
        buffer_add_string(&out, "…");
    }
    return buffer_string(&out);
}

struct string content_title(struct arena *arena, const struct content *content, size_t most)
{
    const struct content *title = content->role == CONTENT_SECTION ? content_get(content, "heading")
                                  : content->role == CONTENT_ATTACHMENT
                                      ? content_get(content, "title")
                                      : NULL;

    return content_words(arena, title != NULL ? title : content, most);
}

const char *content_role_name(enum content_role role)
{
    static const char *const names[] = {[CONTENT_FIELD] = "field",
                                        [CONTENT_SECTION] = "section",
                                        [CONTENT_ATTACHMENT] = "attachment",
                                        [CONTENT_PARAGRAPH] = "paragraph",
                                        [CONTENT_ENUMERATION] = "enumeration",
                                        [CONTENT_ITEM] = "item",
                                        [CONTENT_TABLE] = "table",
                                        [CONTENT_COLUMN] = "column",
                                        [CONTENT_ROW] = "row",
                                        [CONTENT_CELL] = "cell",
                                        [CONTENT_FIGURE] = "figure",
                                        [CONTENT_CHART] = "chart",
                                        [CONTENT_SEAL] = "seal",
                                        [CONTENT_FACT] = "fact"};

    return names[role];
}

/* As JSON Pointer (RFC 6901) has it. */
static void add_escaped(struct buffer *out, const char *name)
{
    for (; *name != '\0'; name++) {
        if (*name == '~' || *name == '/') {
            buffer_add_string(out, *name == '~' ? "~0" : "~1");
        } else {
            buffer_add_byte(out, (unsigned char)*name);
        }
    }
}

struct string content_path(struct arena *arena, const struct content *content)
{
    const struct content *way[CONTENT_DEPTH_LIMIT + 2];
    struct buffer out = buffer_new(arena);
    size_t count = 0;

    for (; content->parent != NULL && count < CONTENT_DEPTH_LIMIT + 2; content = content->parent) {
        way[count++] = content;
    }
    while (count > 0) {
        const struct content *step = way[--count];
        buffer_add_byte(&out, '/');
        if (step->name != NULL) {
            add_escaped(&out, step->name);
        } else {
            buffer_add_integer(&out, (int64_t)step->index);
        }
    }
    return buffer_string(&out);
}
