#include "serve/fact_edit.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include "report/csv.h"
#include "yaml/node.h"
#include "yaml/scalar.h"
#include <string.h>

enum { VALUE_LIMIT = 64 /* bytes of a number */ };

/* The scalar of a field of a declared fact; NULL: there is none. */
static const struct node *find_scalar(const struct node *root, const char *name, const char *field)
{
    const struct node *facts =
        root == NULL || root->kind != NODE_MAPPING ? NULL : node_get(root, "facts");
    const struct node *fact =
        facts == NULL || facts->kind != NODE_MAPPING ? NULL : node_get(facts, name);
    const struct node *scalar =
        fact == NULL || fact->kind != NODE_MAPPING ? NULL : node_get(fact, field);

    return scalar == NULL || scalar->kind != NODE_SCALAR ? NULL : scalar;
}

/* ---- the new value ---- */

/* Digits, points and signs as an input method may give them, in ASCII; 0 for what is none. */
static char plain_character(uint32_t character)
{
    if (character >= 0xFF10 && character <= 0xFF19) {
        return (char)('0' + (character - 0xFF10));
    }
    switch (character) {
    case 0xFF0E: /* ． */
        return '.';
    case 0xFF0C: /* ， */
        return ',';
    case 0xFF0D: /* － */
    case 0x2212: /* − */
        return '-';
    default:
        break;
    }
    for (const char *at = "0123456789.,-"; *at != '\0'; at++) {
        if (character == (unsigned char)*at) {
            return *at;
        }
    }
    return '\0';
}

/* The number as YAML has it; false when it is none. */
static bool read_value(struct arena *arena, const char *typed, struct string *value)
{
    struct buffer plain = buffer_new(arena), bare = buffer_new(arena);
    struct decimal decimal;
    size_t size = strlen(typed);
    bool percent;

    for (size_t at = 0; at < size;) {
        uint32_t character = unicode_decode(typed, size, &at);
        if (unicode_is_blank(character)) {
            continue;
        }
        char byte = plain_character(character);
        if (byte == '\0' || plain.size == VALUE_LIMIT) {
            return false;
        }
        buffer_add_byte(&plain, (unsigned char)byte);
    }
    /* Separators of thousands are taken out where they stand right. */
    if (!csv_number(buffer_string(&plain), &decimal, &percent) || percent) {
        return false;
    }
    for (size_t i = 0; i < plain.size; i++) {
        if (plain.bytes[i] != ',') {
            buffer_add_byte(&bare, (unsigned char)plain.bytes[i]);
        }
    }
    *value = buffer_string(&bare);
    return scalar_decimal(*value, &decimal);
}

/* ---- where it stands ---- */

static size_t offset_of(struct place place)
{
    struct string line = source_line(place.source, place.line);
    size_t column = 0;

    for (uint32_t i = 1; i < place.column && column < line.size; i++) {
        (void)unicode_decode(line.bytes, line.size, &column);
    }
    return (size_t)(line.bytes - place.source->text.bytes) + column;
}

/* The bytes of a scalar's value, without quotation marks, where they stand as they are. */
static bool find_bytes(const struct source *source, const struct node *scalar, size_t *start)
{
    struct string text = source->text;
    size_t at = offset_of(scalar->place);

    if (at < text.size && !scalar->plain && (text.bytes[at] == '"' || text.bytes[at] == '\'')) {
        char quote = text.bytes[at++];
        size_t end = at + scalar->scalar.size;
        if (end >= text.size || text.bytes[end] != quote) {
            return false;
        }
    } else if (!scalar->plain) {
        return false; /* a block scalar */
    }
    *start = at;
    return scalar->scalar.size > 0 && scalar->scalar.size <= text.size - at &&
           memcmp(text.bytes + at, scalar->scalar.bytes, scalar->scalar.size) == 0;
}

/* ---- what an edit changes ---- */

/* How many scalars of two trees differ; trees of other shape differ in very many. NODE_DEPTH_LIMIT
 * bounds the depth, NODE_WEIGHT_LIMIT the size. */
static size_t count_differences(const struct node *a, const struct node *b)
{
    enum { VERY_MANY = 1000000 };
    size_t count = 0;

    if (a->kind != b->kind || a->count != b->count || a->plain != b->plain) {
        return VERY_MANY;
    }
    switch (a->kind) {
    case NODE_SCALAR:
        return a->scalar.size != b->scalar.size ||
               memcmp(a->scalar.bytes, b->scalar.bytes, a->scalar.size) != 0;
    case NODE_SEQUENCE:
        for (size_t i = 0; i < a->count; i++) {
            count += count_differences(a->items[i], b->items[i]);
        }
        break;
    case NODE_MAPPING:
        for (size_t i = 0; i < a->count; i++) {
            count += count_differences(a->pairs[i].key, b->pairs[i].key) +
                     count_differences(a->pairs[i].value, b->pairs[i].value);
        }
        break;
    }
    return count;
}

enum fact_edited fact_edit(struct arena *arena, const struct source *source,
                           const struct fact_edit *edit, struct string *edited)
{
    struct diagnostics *told = diagnostics_new(arena);
    struct string text = source->text, value;
    size_t at;
    const struct node *root = node_parse(arena, source, told);
    const struct node *scalar = find_scalar(root, edit->name, edit->field);

    if (root == NULL || diagnostics_failed(told)) {
        return FACT_BROKEN;
    }
    if (scalar == NULL) {
        return FACT_UNKNOWN;
    }
    if (!read_value(arena, edit->value, &value)) {
        return FACT_NO_NUMBER;
    }
    if (!find_bytes(source, scalar, &at)) {
        return FACT_ELSEWHERE;
    }
    struct buffer out = buffer_new(arena);
    buffer_add(&out, text.bytes, at);
    buffer_add(&out, value.bytes, value.size);
    buffer_add(&out, text.bytes + at + scalar->scalar.size, text.size - at - scalar->scalar.size);
    *edited = buffer_string(&out);
    /* The proof: read again, the file says that, and all else as before. */
    const struct source *again =
        source_from_memory(arena, source->name, edited->bytes, edited->size, told);
    const struct node *changed = again == NULL ? NULL : node_parse(arena, again, told);
    const struct node *written = find_scalar(changed, edit->name, edit->field);
    bool same = scalar->scalar.size == value.size &&
                memcmp(scalar->scalar.bytes, value.bytes, value.size) == 0;
    bool good = written != NULL && !diagnostics_failed(told) &&
                written->scalar.size == value.size &&
                memcmp(written->scalar.bytes, value.bytes, value.size) == 0 &&
                count_differences(root, changed) == (same ? 0 : 1);
    return good ? FACT_EDITED : FACT_ELSEWHERE;
}

const char *fact_edit_digest(struct arena *arena, struct string bytes)
{
    uint64_t hash = 14695981039346656037U; /* FNV-1a */

    for (size_t i = 0; i < bytes.size; i++) {
        hash = (hash ^ (unsigned char)bytes.bytes[i]) * 1099511628211U;
    }
    return arena_format(arena, "%016llx", (unsigned long long)hash);
}
