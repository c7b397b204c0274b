#include "yaml/finding.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "yaml/nearest.h"
#include "yaml/scalar.h"
#include "yaml/words.h"
#include <string.h>

enum {
    /* Findings of one reading; aliases can repeat one a million times. */
    FINDING_LIMIT = 1000,
    /* Keys looked at to guess which form of a variant was meant. */
    GUESS_LIMIT = 32,
};

/* False where nothing more needs to be said. */
static bool begin(struct reader *reader)
{
    return ++reader->findings <= FINDING_LIMIT;
}

static void end(struct reader *reader)
{
    arena_reset(reader->scratch);
}

/* ---- words ---- */

static const char *label_words(struct reader *reader, struct label label, struct place place)
{
    if (label.name == NULL) {
        return place.source != NULL ? place.source->name : "";
    }
    const char *name = words_clip(reader->scratch, (struct string){label.name, strlen(label.name)});
    return label.entry == 0 ? name : arena_format(reader->scratch, "%s[%zu]", name, label.entry);
}

static const char *quoted(struct reader *reader, struct string text)
{
    return arena_format(reader->scratch, message_translate(N_("\"%s\"")),
                        words_clip(reader->scratch, text));
}

static size_t count_names(const char *const *names)
{
    size_t count = 0;

    while (names[count] != NULL) {
        count++;
    }
    return count;
}

static const char *entries_words(struct reader *reader, int64_t count)
{
    return arena_format(reader->scratch, message_translate(N_("a list of %lld entries")),
                        (long long)count);
}

static const char *list_words(struct reader *reader, const struct type *type)
{
    long long least = type->minimum;
    long long most = type->maximum;

    if (most <= 0 && least <= 0) {
        return message_translate(N_("a list"));
    }
    if (most <= 0) {
        return arena_format(reader->scratch,
                            message_translate(N_("a list of at least %lld entries")), least);
    }
    if (least == most) {
        return entries_words(reader, most);
    }
    return arena_format(reader->scratch, message_translate(N_("a list of %lld to %lld entries")),
                        least, most);
}

static const char *type_words(struct reader *reader, const struct type *type);

static const char *variant_words(struct reader *reader, const struct type *type)
{
    struct buffer words = buffer_new(reader->scratch);
    struct buffer keys = buffer_new(reader->scratch);

    for (const struct alternative *at = type->alternatives; at->type != NULL; at++) {
        if (at->key == NULL) {
            buffer_add_string(&words, words.size > 0 ? message_translate(N_(" or ")) : "");
            buffer_add_string(&words, type_words(reader, at->type));
        } else {
            buffer_add_string(&keys, keys.size > 0 ? message_translate(N_(", ")) : "");
            buffer_add_string(&keys, at->key);
        }
    }
    if (keys.size > 0) {
        buffer_add_string(&words, words.size > 0 ? message_translate(N_(" or ")) : "");
        buffer_format(&words, message_translate(N_("a mapping with one of the keys %s")),
                      buffer_string(&keys).bytes);
    }
    return buffer_string(&words).bytes;
}

/* Ends where the tables do: a form without a key is no variant again. */
static const char *type_words(struct reader *reader, const struct type *type)
{
    switch (type->kind) {
    case TYPE_TEXT:
        return message_translate(N_("text"));
    case TYPE_INTEGER:
        return message_translate(N_("a whole number"));
    case TYPE_DECIMAL:
        return message_translate(N_("a number"));
    case TYPE_BOOLEAN:
        return message_translate(N_("true or false"));
    case TYPE_ENUM:
        return arena_format(reader->scratch, message_translate(N_("one of: %s")),
                            message_join(reader->scratch, type->names, count_names(type->names)));
    case TYPE_CUSTOM:
        return message_translate(type->expects);
    case TYPE_RECORD:
    case TYPE_MAP:
        return message_translate(N_("a mapping with keys"));
    case TYPE_LIST:
        return list_words(reader, type);
    case TYPE_VARIANT:
        return variant_words(reader, type);
    }
    return "";
}

static const char *node_words(const struct node *node)
{
    switch (node->kind) {
    case NODE_SEQUENCE:
        return message_translate(N_("a list"));
    case NODE_MAPPING:
        return message_translate(N_("a mapping with keys"));
    case NODE_SCALAR:
        break;
    }
    switch (node->plain ? scalar_kind(node->scalar) : SCALAR_TEXT) {
    case SCALAR_NULL:
        return message_translate(N_("empty"));
    case SCALAR_BOOLEAN:
        return message_translate(N_("true or false"));
    case SCALAR_NUMBER:
        return message_translate(N_("a number"));
    case SCALAR_TEXT:
        return message_translate(N_("text"));
    }
    return "";
}

/* ---- names ---- */

struct names {
    const char **at; /* in the scratch arena */
    size_t count;
};

static struct names field_names(struct reader *reader, const struct type *record)
{
    size_t count = 0;

    while (record->fields[count].name != NULL) {
        count++;
    }
    struct names names = {ARENA_ARRAY(reader->scratch, const char *, count), count};
    for (size_t i = 0; i < count; i++) {
        names.at[i] = record->fields[i].name;
    }
    return names;
}

static struct names alternative_keys(struct reader *reader, const struct type *type)
{
    size_t count = 0;

    while (type->alternatives[count].type != NULL) {
        count++;
    }
    struct names names = {ARENA_ARRAY(reader->scratch, const char *, count), 0};
    for (size_t i = 0; i < count; i++) {
        if (type->alternatives[i].key != NULL) {
            names.at[names.count++] = type->alternatives[i].key;
        }
    }
    return names;
}

static struct names keys_of(struct reader *reader, const struct type *type)
{
    if (type->kind == TYPE_RECORD) {
        return field_names(reader, type);
    }
    if (type->kind == TYPE_VARIANT) {
        return alternative_keys(reader, type);
    }
    return (struct names){0};
}

static size_t find_text(struct string text, const char *wanted)
{
    const char *found = memmem(text.bytes, text.size, wanted, strlen(wanted));

    return found != NULL ? (size_t)(found - text.bytes) : text.size;
}

/* `title：abc` or `title:abc`, read as text where a key was meant: reported as that when what
 * stands before the colon is one of the names. */
static bool report_colon(struct reader *reader, const struct node *node, struct names names)
{
    struct string text = node->scalar;
    size_t wide = find_text(text, "：");
    size_t narrow = find_text(text, ":");
    size_t colon = wide < narrow ? wide : narrow;

    if (!node->plain || colon == text.size) {
        return false;
    }
    size_t behind = colon + (wide < narrow ? strlen("：") : 1);
    struct string rest = {text.bytes + behind, text.size - behind};
    const char *name = nearest_name(reader->scratch, arena_copy(reader->scratch, text.bytes, colon),
                                    names.at, names.count);
    if (name == NULL) {
        return false;
    }
    REPORT(reader->diagnostics, wide < narrow ? YAML_WIDE_COLON : YAML_COLON_SPACE,
           source_place_in_scalar(node->place, text, colon),
           arena_format(reader->scratch, "%s: %s", name, words_clip(reader->scratch, rest)));
    return true;
}

/* ---- findings ---- */

void finding_type(struct reader *reader, const struct type *type, const struct node *node,
                  struct label label)
{
    if (!begin(reader)) {
        return;
    }
    if (node->kind != NODE_SCALAR || !report_colon(reader, node, keys_of(reader, type))) {
        REPORT(reader->diagnostics, RECORD_TYPE, node->place,
               label_words(reader, label, node->place), type_words(reader, type), node_words(node));
    }
    end(reader);
}

void finding_value(struct reader *reader, const struct type *type, const struct node *node,
                   struct label label, const char *expected)
{
    if (!begin(reader)) {
        return;
    }
    REPORT(reader->diagnostics, RECORD_VALUE, node->place, label_words(reader, label, node->place),
           quoted(reader, node->scalar), expected != NULL ? expected : type_words(reader, type));
    end(reader);
}

void finding_name(struct reader *reader, const struct type *type, const struct node *node,
                  struct label label)
{
    if (!begin(reader)) {
        return;
    }
    size_t count = count_names(type->names);
    const char *near = nearest_name(reader->scratch, node->scalar.bytes, type->names, count);
    const char *name = label_words(reader, label, node->place);
    const char *value = quoted(reader, node->scalar);
    if (near == NULL) {
        REPORT(reader->diagnostics, RECORD_VALUE, node->place, name, value,
               type_words(reader, type));
    } else {
        REPORT(reader->diagnostics, RECORD_VALUE_NEAR, node->place, name, value,
               quoted(reader, (struct string){near, strlen(near)}),
               message_join(reader->scratch, type->names, count));
    }
    end(reader);
}

void finding_range(struct reader *reader, const struct type *type, const struct node *node,
                   struct label label)
{
    if (!begin(reader)) {
        return;
    }
    REPORT(reader->diagnostics, RECORD_RANGE, node->place, label_words(reader, label, node->place),
           arena_format(reader->scratch, "%lld", (long long)type->minimum),
           arena_format(reader->scratch, "%lld", (long long)type->maximum));
    end(reader);
}

void finding_count(struct reader *reader, const struct type *type, const struct node *node,
                   struct label label)
{
    if (!begin(reader)) {
        return;
    }
    int64_t count = node->kind == NODE_SEQUENCE ? (int64_t)node->count : 1;
    REPORT(reader->diagnostics, RECORD_TYPE, node->place, label_words(reader, label, node->place),
           list_words(reader, type), entries_words(reader, count));
    end(reader);
}

void finding_empty(struct reader *reader, const struct node *node, struct label label)
{
    if (!begin(reader)) {
        return;
    }
    REPORT(reader->diagnostics, RECORD_EMPTY, node->place, label_words(reader, label, node->place));
    end(reader);
}

void finding_gap(struct reader *reader, const struct node *node)
{
    size_t gap = node_gap(node);

    if (gap > 0 && begin(reader)) {
        REPORT(reader->diagnostics, REPORT_GAP,
               source_place_in_scalar(node->place, node->scalar, gap), "");
        end(reader);
    }
}

void finding_unknown_key(struct reader *reader, const struct type *record, const struct node *key)
{
    if (!begin(reader)) {
        return;
    }
    struct names names = field_names(reader, record);
    const char *near = nearest_name(reader->scratch, key->scalar.bytes, names.at, names.count);
    const char *wrong = words_clip(reader->scratch, key->scalar);
    if (report_colon(reader, key, names)) {
        end(reader);
        return;
    }
    if (near != NULL) {
        REPORT(reader->diagnostics, RECORD_UNKNOWN_KEY_NEAR, key->place, wrong, near);
    } else {
        REPORT(reader->diagnostics, RECORD_UNKNOWN_KEY, key->place, wrong,
               message_join(reader->scratch, names.at, names.count));
    }
    end(reader);
}

void finding_missing_key(struct reader *reader, const struct field *field,
                         const struct node *mapping)
{
    if (!begin(reader)) {
        return;
    }
    REPORT(reader->diagnostics, RECORD_MISSING_KEY, mapping->place, field->name,
           message_translate(field->describes));
}

/* A key of the mapping that no form knows, but that is near to one that chooses a form. */
static bool report_wrong_alternative(struct reader *reader, const struct type *type,
                                     const struct node *mapping, struct names keys)
{
    for (size_t i = 0; i < mapping->count && i < GUESS_LIMIT; i++) {
        const struct node *key = mapping->pairs[i].key;
        bool known = false;
        for (const struct alternative *at = type->alternatives; at->type != NULL; at++) {
            known =
                known || (at->key != NULL && record_lookup(at->type, key->scalar.bytes) != NULL);
        }
        const char *near =
            known ? NULL : nearest_name(reader->scratch, key->scalar.bytes, keys.at, keys.count);
        if (near != NULL) {
            REPORT(reader->diagnostics, RECORD_UNKNOWN_KEY_NEAR, key->place,
                   words_clip(reader->scratch, key->scalar), near);
            return true;
        }
    }
    return false;
}

void finding_no_alternative(struct reader *reader, const struct type *type,
                            const struct node *mapping)
{
    if (!begin(reader)) {
        return;
    }
    struct names keys = alternative_keys(reader, type);
    if (!report_wrong_alternative(reader, type, mapping, keys)) {
        REPORT(reader->diagnostics, RECORD_ALTERNATIVE, mapping->place,
               message_join(reader->scratch, keys.at, keys.count));
    }
    end(reader);
}

void finding_two_alternatives(struct reader *reader, const struct node *mapping, const char *first,
                              const char *second)
{
    struct place place = mapping->place;

    if (!begin(reader)) {
        return;
    }
    for (size_t i = 0; i < mapping->count; i++) {
        if (scalar_is(mapping->pairs[i].key->scalar, second)) {
            place = mapping->pairs[i].key->place;
        }
    }
    REPORT(reader->diagnostics, RECORD_TWO_ALTERNATIVES, place, first, second);
}
