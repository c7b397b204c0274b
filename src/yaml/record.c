#include "yaml/record.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include "yaml/finding.h"
#include "yaml/scalar.h"
#include "yaml/words.h"
#include <string.h>

static bool read_value(struct reader *reader, const struct type *type, const struct node *node,
                       struct label label, void *out);

/* ---- scalars ---- */

static bool read_number(struct reader *reader, const struct type *type, const struct node *node,
                        struct label label, void *out)
{
    bool whole = type->kind == TYPE_INTEGER;
    bool fits = whole ? scalar_integer(node->scalar, out) : scalar_decimal(node->scalar, out);

    if (!fits) {
        finding_value(reader, type, node, label, NULL);
        return false;
    }
    if (!node->plain) {
        finding_value(reader, type, node, label,
                      message_translate(N_("a number without quotation marks")));
        return false;
    }
    bool bounded = whole && (type->minimum != 0 || type->maximum != 0);
    if (bounded && (*(int64_t *)out < type->minimum || *(int64_t *)out > type->maximum)) {
        finding_range(reader, type, node, label);
        return false;
    }
    return true;
}

static bool read_boolean(struct reader *reader, const struct type *type, const struct node *node,
                         struct label label, void *out)
{
    if (!scalar_boolean(node->scalar, out)) {
        finding_value(reader, type, node, label, NULL);
        return false;
    }
    if (!node->plain) {
        finding_value(reader, type, node, label,
                      message_translate(N_("true or false without quotation marks")));
        return false;
    }
    return true;
}

static bool read_enum(struct reader *reader, const struct type *type, const struct node *node,
                      struct label label, void *out)
{
    for (int i = 0; type->names[i] != NULL; i++) {
        if (scalar_is(node->scalar, type->names[i])) {
            *(int *)out = i;
            return true;
        }
    }
    finding_name(reader, type, node, label);
    return false;
}

static bool read_custom(struct reader *reader, const struct type *type, const struct node *node,
                        struct label label, void *out)
{
    if (!type->parse(reader->arena, node->scalar, node->place, out)) {
        finding_value(reader, type, node, label, NULL);
        return false;
    }
    return true;
}

static bool is_filled(struct string text)
{
    for (size_t at = 0; at < text.size;) {
        if (!unicode_is_blank(unicode_decode(text.bytes, text.size, &at))) {
            return true;
        }
    }
    return false;
}

static bool read_text(struct reader *reader, const struct type *type, const struct node *node,
                      struct label label, struct text *out)
{
    *out = (struct text){node->scalar, node->place};
    if (type->filled && !is_filled(node->scalar)) {
        finding_empty(reader, node, label);
        return false;
    }
    if (type->paragraph) {
        finding_gap(reader, node);
    }
    return true;
}

/* ---- records ---- */

static bool is_extension(const struct node *key)
{
    return key->scalar.size >= 2 && memcmp(key->scalar.bytes, "x-", 2) == 0;
}

static const struct field *find_field(const struct type *record, struct string name)
{
    for (const struct field *field = record->fields; field->name != NULL; field++) {
        if (scalar_is(name, field->name)) {
            return field;
        }
    }
    return NULL;
}

static bool read_pair(struct reader *reader, const struct type *type, const struct node_pair *pair,
                      void *out)
{
    const struct field *field = find_field(type, pair->key->scalar);

    if (is_extension(pair->key)) {
        return true;
    }
    if (field == NULL) {
        finding_unknown_key(reader, type, pair->key);
        return false;
    }
    if ((field->flags & FIELD_FREE) != 0) {
        return true;
    }
    return read_value(reader, field->type, pair->value, (struct label){.name = field->name},
                      (char *)out + field->offset);
}

static bool check_required(struct reader *reader, const struct type *type, const struct node *node)
{
    bool good = true;

    for (const struct field *field = type->fields; field->name != NULL; field++) {
        if ((field->flags & FIELD_REQUIRED) != 0 && node_get(node, field->name) == NULL) {
            finding_missing_key(reader, field, node);
            good = false;
        }
    }
    return good;
}

static bool read_record(struct reader *reader, const struct type *type, const struct node *node,
                        struct label label, void *out)
{
    bool good = true;

    if (node->kind != NODE_MAPPING) {
        finding_type(reader, type, node, label);
        return false;
    }
    for (size_t i = 0; i < node->count; i++) {
        good = read_pair(reader, type, &node->pairs[i], out) && good;
    }
    good = check_required(reader, type, node) && good;
    if (good && type->finish != NULL) {
        size_t errors = reader->diagnostics->errors;
        type->finish(reader->arena, out, node->place, reader->diagnostics);
        good = reader->diagnostics->errors == errors;
    }
    return good;
}

/* ---- lists and maps ---- */

static bool count_fits(const struct type *type, size_t count)
{
    return (type->minimum <= 0 || count >= (uint64_t)type->minimum) &&
           (type->maximum <= 0 || count <= (uint64_t)type->maximum);
}

/* Size of the C structure that a value of the type fills. */
static size_t size_of(const struct type *type)
{
    switch (type->kind) {
    case TYPE_TEXT:
        return sizeof(struct text);
    case TYPE_INTEGER:
        return sizeof(int64_t);
    case TYPE_DECIMAL:
        return sizeof(struct decimal);
    case TYPE_BOOLEAN:
        return sizeof(bool);
    case TYPE_ENUM:
        return sizeof(int);
    case TYPE_LIST:
        return sizeof(struct list);
    case TYPE_MAP:
        return sizeof(struct map);
    case TYPE_VARIANT:
        return sizeof(struct variant);
    case TYPE_CUSTOM:
    case TYPE_RECORD:
        break;
    }
    return type->size;
}

static bool read_list(struct reader *reader, const struct type *type, const struct node *node,
                      struct label label, void *out)
{
    struct list *list = out;
    bool single = type->single && node->kind != NODE_SEQUENCE;
    size_t size = size_of(type->element);

    if (node->kind != NODE_SEQUENCE && !single) {
        finding_type(reader, type, node, label);
        return false;
    }
    list->count = single ? 1 : node->count;
    list->items = arena_alloc_array(reader->arena, list->count, size);
    bool good = count_fits(type, list->count);
    if (!good) {
        finding_count(reader, type, node, label);
    }
    if (single) {
        return read_value(reader, type->element, node, label, list->items) && good;
    }
    for (size_t i = 0; i < list->count; i++) {
        struct label entry = {label.name, i + 1};
        void *item = (char *)list->items + i * size;
        good = read_value(reader, type->element, node->items[i], entry, item) && good;
    }
    return good;
}

static bool read_map(struct reader *reader, const struct type *type, const struct node *node,
                     struct label label, void *out)
{
    struct map *map = out;
    size_t size = size_of(type->element);
    bool good = true;

    if (node->kind != NODE_MAPPING) {
        finding_type(reader, type, node, label);
        return false;
    }
    struct text *keys = ARENA_ARRAY(reader->arena, struct text, node->count);
    map->keys = keys;
    map->values = arena_alloc_array(reader->arena, node->count, size);
    for (size_t i = 0; i < node->count; i++) {
        const struct node *key = node->pairs[i].key;
        struct label entry = {.name = key->scalar.bytes};
        if (is_extension(key)) {
            continue;
        }
        void *value = (char *)map->values + map->count * size;
        keys[map->count++] = (struct text){key->scalar, key->place};
        good = read_value(reader, type->element, node->pairs[i].value, entry, value) && good;
    }
    return good;
}

/* ---- variants ---- */

/* The first alternative for a scalar or a sequence. */
static const struct alternative *form_without_key(const struct type *type, enum node_kind kind)
{
    for (const struct alternative *at = type->alternatives; at->type != NULL; at++) {
        bool sequence = at->type->kind == TYPE_LIST;
        if (at->key == NULL && sequence == (kind == NODE_SEQUENCE)) {
            return at;
        }
    }
    return NULL;
}

/* The key of another alternative that the mapping has and this one's record does not know. */
static const char *foreign_key(const struct alternative *chosen, const struct type *type,
                               const struct node *node)
{
    for (const struct alternative *at = type->alternatives; at->type != NULL; at++) {
        if (at->key != NULL && at != chosen && node_get(node, at->key) != NULL &&
            record_lookup(chosen->type, at->key) == NULL) {
            return at->key;
        }
    }
    return NULL;
}

static const struct alternative *form_by_key(struct reader *reader, const struct type *type,
                                             const struct node *node)
{
    const struct alternative *first = NULL;

    for (const struct alternative *at = type->alternatives; at->type != NULL; at++) {
        if (at->key == NULL || node_get(node, at->key) == NULL) {
            continue;
        }
        if (foreign_key(at, type, node) == NULL) {
            return at;
        }
        first = first != NULL ? first : at;
    }
    if (first == NULL) {
        finding_no_alternative(reader, type, node);
    } else {
        finding_two_alternatives(reader, node, first->key, foreign_key(first, type, node));
    }
    return NULL;
}

static bool read_variant(struct reader *reader, const struct type *type, const struct node *node,
                         struct label label, void *out)
{
    struct variant *variant = out;
    const struct alternative *form;

    if (node->kind == NODE_MAPPING) {
        form = form_by_key(reader, type, node);
    } else {
        form = form_without_key(type, node->kind);
        if (form == NULL) {
            finding_type(reader, type, node, label);
        }
    }
    if (form == NULL) {
        return false;
    }
    variant->which = (unsigned)(form - type->alternatives);
    variant->place = node->place;
    variant->value = arena_alloc(reader->arena, size_of(form->type));
    return read_value(reader, form->type, node, label, variant->value);
}

/* ---- all ---- */

static bool read_scalar(struct reader *reader, const struct type *type, const struct node *node,
                        struct label label, void *out)
{
    if (node->kind != NODE_SCALAR) {
        finding_type(reader, type, node, label);
        return false;
    }
    switch (type->kind) {
    case TYPE_TEXT:
        return read_text(reader, type, node, label, out);
    case TYPE_INTEGER:
    case TYPE_DECIMAL:
        return read_number(reader, type, node, label, out);
    case TYPE_BOOLEAN:
        return read_boolean(reader, type, node, label, out);
    case TYPE_ENUM:
        return read_enum(reader, type, node, label, out);
    case TYPE_CUSTOM:
        return read_custom(reader, type, node, label, out);
    case TYPE_RECORD:
    case TYPE_LIST:
    case TYPE_MAP:
    case TYPE_VARIANT:
        break;
    }
    return false;
}

/* Goes as deep as the tree, which node_parse() bounds by NODE_DEPTH_LIMIT. */
static bool read_value(struct reader *reader, const struct type *type, const struct node *node,
                       struct label label, void *out)
{
    if (node_is_null(node)) {
        finding_empty(reader, node, label);
        return false;
    }
    switch (type->kind) {
    case TYPE_TEXT:
    case TYPE_INTEGER:
    case TYPE_DECIMAL:
    case TYPE_BOOLEAN:
    case TYPE_ENUM:
    case TYPE_CUSTOM:
        return read_scalar(reader, type, node, label, out);
    case TYPE_RECORD:
        return read_record(reader, type, node, label, out);
    case TYPE_LIST:
        return read_list(reader, type, node, label, out);
    case TYPE_MAP:
        return read_map(reader, type, node, label, out);
    case TYPE_VARIANT:
        return read_variant(reader, type, node, label, out);
    }
    return false;
}

bool record_read(struct arena *arena, const struct type *type, const struct node *node, void *out,
                 struct diagnostics *diagnostics)
{
    struct reader reader = {
        .arena = arena, .scratch = arena_child(arena), .diagnostics = diagnostics};
    bool good = read_value(&reader, type, node, (struct label){0}, out);

    arena_free_child(reader.scratch);
    return good;
}

const struct field *record_lookup(const struct type *record, const char *name)
{
    return find_field(record, (struct string){name, strlen(name)});
}
