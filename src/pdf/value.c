#include "pdf/value.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include <string.h>

const struct value value_null = {.kind = VALUE_NULL};

void fault_set(struct fault *fault, const char *text, size_t offset)
{
    if (fault->text == NULL) {
        *fault = (struct fault){text, offset};
    }
}

static bool fail(struct reader *reader, const char *text)
{
    fault_set(&reader->fault, text, reader->offset);
    return false;
}

static bool is_space(unsigned char byte)
{
    return byte == 0 || byte == '\t' || byte == '\n' || byte == '\f' || byte == '\r' || byte == ' ';
}

static bool is_delimiter(unsigned char byte)
{
    return byte != 0 && strchr("()<>[]{}/%", byte) != NULL;
}

static bool is_regular(unsigned char byte)
{
    return !is_space(byte) && !is_delimiter(byte);
}

static bool is_digit(unsigned char byte)
{
    return byte >= '0' && byte <= '9';
}

static int hex_digit(unsigned char byte)
{
    return is_digit(byte)               ? byte - '0'
           : byte >= 'A' && byte <= 'F' ? byte - 'A' + 10
           : byte >= 'a' && byte <= 'f' ? byte - 'a' + 10
                                        : -1;
}

/* The byte at a distance from the next one; -1 behind the end. */
static int peek(const struct reader *reader, size_t ahead)
{
    return ahead < reader->bytes.size - reader->offset
               ? (unsigned char)reader->bytes.bytes[reader->offset + ahead]
               : -1;
}

void reader_skip(struct reader *reader)
{
    for (int byte; (byte = peek(reader, 0)) >= 0;) {
        if (byte == '%') {
            while ((byte = peek(reader, 0)) >= 0 && byte != '\n' && byte != '\r') {
                reader->offset++;
            }
        } else if (is_space((unsigned char)byte)) {
            reader->offset++;
        } else {
            return;
        }
    }
}

bool reader_take(struct reader *reader, const char *word)
{
    size_t size = strlen(word);

    if (reader->bytes.size - reader->offset < size ||
        memcmp(reader->bytes.bytes + reader->offset, word, size) != 0) {
        return false;
    }
    int after = peek(reader, size);
    if (after >= 0 && is_regular((unsigned char)word[size - 1]) &&
        is_regular((unsigned char)after)) {
        return false;
    }
    reader->offset += size;
    return true;
}

bool reader_number(struct reader *reader, uint64_t limit, uint64_t *number)
{
    int byte = peek(reader, 0);

    if (byte < 0 || !is_digit((unsigned char)byte)) {
        return fail(reader, N_("a number is missing"));
    }
    *number = 0;
    for (; (byte = peek(reader, 0)) >= 0 && is_digit((unsigned char)byte); reader->offset++) {
        *number = *number * 10 + (uint64_t)(byte - '0');
        if (*number > limit) {
            return fail(reader, N_("a number is too large"));
        }
    }
    return true;
}

/* ---- Reading ---- */

static bool read_name(struct reader *reader, struct string *name)
{
    struct buffer out = buffer_new(reader->arena);

    reader->offset++; /* the slash */
    for (int byte; (byte = peek(reader, 0)) >= 0 && is_regular((unsigned char)byte);) {
        if (byte == '#') {
            int next = peek(reader, 1), last = peek(reader, 2);
            int high = next < 0 ? -1 : hex_digit((unsigned char)next);
            int low = last < 0 ? -1 : hex_digit((unsigned char)last);
            if (high < 0 || low < 0 || high + low == 0) {
                return fail(reader, N_("a name is broken"));
            }
            byte = high * 16 + low;
            reader->offset += 2;
        }
        buffer_add_byte(&out, (unsigned char)byte);
        reader->offset++;
    }
    *name = buffer_string(&out);
    return true;
}

static bool read_hexadecimal(struct reader *reader, struct value *value)
{
    struct buffer out = buffer_new(reader->arena);
    int high = -1;

    reader->offset++; /* < */
    for (;; reader->offset++) {
        int byte = peek(reader, 0);
        if (byte == '>') {
            break;
        }
        int digit = byte < 0 ? -1 : hex_digit((unsigned char)byte);
        if (byte >= 0 && is_space((unsigned char)byte)) {
            continue;
        }
        if (digit < 0) {
            return fail(reader, N_("a string is broken"));
        }
        if (high < 0) {
            high = digit;
        } else {
            buffer_add_byte(&out, (unsigned char)(high * 16 + digit));
            high = -1;
        }
    }
    if (high >= 0) {
        buffer_add_byte(&out, (unsigned char)(high * 16));
    }
    reader->offset++;
    value->kind = VALUE_STRING;
    value->hexadecimal = true;
    value->text = buffer_string(&out);
    return true;
}

/* What stands behind a backslash in a string. */
static void read_escape(struct reader *reader, struct buffer *out)
{
    static const char letters[] = "nrtbf", bytes[] = "\n\r\t\b\f";
    int byte = peek(reader, 0);

    if (byte < 0) {
        return;
    }
    reader->offset++;
    const char *letter = byte != 0 ? strchr(letters, byte) : NULL;
    if (letter != NULL) {
        buffer_add_byte(out, (unsigned char)bytes[letter - letters]);
    } else if (byte == '\r' || byte == '\n') { /* the line goes on */
        reader->offset += byte == '\r' && peek(reader, 0) == '\n';
    } else if (byte >= '0' && byte <= '7') {
        int code = byte - '0';
        for (int i = 0; i < 2 && peek(reader, 0) >= '0' && peek(reader, 0) <= '7'; i++) {
            code = code * 8 + peek(reader, 0) - '0';
            reader->offset++;
        }
        buffer_add_byte(out, (unsigned char)(code & 0xFF));
    } else {
        buffer_add_byte(out, (unsigned char)byte);
    }
}

static bool read_literal(struct reader *reader, struct value *value)
{
    struct buffer out = buffer_new(reader->arena);
    size_t open = 1;

    reader->offset++; /* ( */
    while (open > 0) {
        int byte = peek(reader, 0);
        if (byte < 0) {
            return fail(reader, N_("a string is broken"));
        }
        reader->offset++;
        if (byte == '\\') {
            read_escape(reader, &out);
            continue;
        }
        if (byte == '\r') { /* a line break of any kind is one */
            reader->offset += peek(reader, 0) == '\n';
            byte = '\n';
        }
        open += byte == '(';
        open -= byte == ')';
        if (open > 0) {
            buffer_add_byte(&out, (unsigned char)byte);
        }
    }
    value->kind = VALUE_STRING;
    value->text = buffer_string(&out);
    return true;
}

/* An integer that fits, or a real, kept as it is written. */
static bool read_number(struct reader *reader, struct value *value)
{
    size_t start = reader->offset;
    size_t digits = 0;
    bool negative = peek(reader, 0) == '-', fraction = false;
    int64_t integer = 0;

    reader->offset += peek(reader, 0) == '-' || peek(reader, 0) == '+';
    for (int byte; (byte = peek(reader, 0)) >= 0; reader->offset++) {
        if (byte == '.' && !fraction) {
            fraction = true;
        } else if (is_digit((unsigned char)byte)) {
            digits++;
            if (!fraction && integer < INT64_MAX / 100) {
                integer = integer * 10 + byte - '0';
            } else if (!fraction) {
                return fail(reader, N_("a number is too large"));
            }
        } else {
            break;
        }
    }
    int after = peek(reader, 0);
    if (digits == 0 || (after >= 0 && is_regular((unsigned char)after))) {
        return fail(reader, N_("a number is broken"));
    }
    if (fraction) {
        value->kind = VALUE_REAL;
        value->text = (struct string){reader->bytes.bytes + start, reader->offset - start};
    } else {
        value->kind = VALUE_INTEGER;
        value->integer = negative ? -integer : integer;
    }
    return true;
}

/* "12 0 R" begins as an integer. */
static void read_reference(struct reader *reader, struct value *value)
{
    size_t back = reader->offset;
    uint64_t generation;

    if (value->integer < 0 || value->integer > OBJECT_NUMBER_LIMIT) {
        return;
    }
    reader_skip(reader);
    int byte = peek(reader, 0);
    if (byte >= 0 && is_digit((unsigned char)byte) && peek(reader, 5) >= 0) {
        struct reader ahead = *reader;
        if (reader_number(&ahead, UINT16_MAX, &generation)) {
            size_t digits = ahead.offset;
            reader_skip(&ahead);
            if (ahead.offset > digits && reader_take(&ahead, "R")) {
                value->reference =
                    (struct reference){(uint32_t)value->integer, (uint32_t)generation};
                value->kind = VALUE_REFERENCE;
                reader->offset = ahead.offset;
                return;
            }
        }
    }
    reader->offset = back;
}

static bool read_value(struct reader *reader, struct value *value, unsigned depth);

static bool read_array(struct reader *reader, struct value *value, unsigned depth)
{
    struct value *items = NULL;
    size_t count = 0, capacity = 0;

    for (reader->offset++;;) {
        reader_skip(reader);
        if (peek(reader, 0) == ']') {
            reader->offset++;
            break;
        }
        struct value item;
        if (!read_value(reader, &item, depth)) {
            return false;
        }
        items = arena_grow(reader->arena, items, count, &capacity, sizeof *items);
        items[count++] = item;
    }
    value->kind = VALUE_ARRAY;
    value->items = items;
    value->count = count;
    return true;
}

static bool has_key(const struct value_entry *entries, size_t count, struct string key)
{
    for (size_t i = 0; i < count; i++) {
        if (entries[i].key.size == key.size &&
            memcmp(entries[i].key.bytes, key.bytes, key.size) == 0) {
            return true;
        }
    }
    return false;
}

static bool read_dictionary(struct reader *reader, struct value *value, unsigned depth)
{
    enum { ENTRY_LIMIT = 4096 }; /* each new key is compared with those before it */
    struct value_entry *entries = NULL;
    size_t count = 0, capacity = 0;

    for (reader->offset += 2;;) {
        struct value_entry entry;
        reader_skip(reader);
        if (peek(reader, 0) == '>' && peek(reader, 1) == '>') {
            reader->offset += 2;
            break;
        }
        if (peek(reader, 0) != '/') {
            return fail(reader, N_("a dictionary is broken"));
        }
        if (!read_name(reader, &entry.key)) {
            return false;
        }
        if (has_key(entries, count, entry.key)) {
            return fail(reader, N_("a dictionary has the same key twice"));
        }
        reader_skip(reader);
        if (!read_value(reader, &entry.value, depth)) {
            return false;
        }
        if (count == ENTRY_LIMIT) {
            return fail(reader, N_("a dictionary is too large"));
        }
        entries = arena_grow(reader->arena, entries, count, &capacity, sizeof *entries);
        entries[count++] = entry;
    }
    value->kind = VALUE_DICTIONARY;
    value->entries = entries;
    value->count = count;
    return true;
}

static bool read_any(struct reader *reader, struct value *value, unsigned depth)
{
    int byte = peek(reader, 0);

    switch (byte) {
    case '/':
        value->kind = VALUE_NAME;
        return read_name(reader, &value->text);
    case '(':
        return read_literal(reader, value);
    case '[':
        return read_array(reader, value, depth + 1);
    case '<':
        return peek(reader, 1) == '<' ? read_dictionary(reader, value, depth + 1)
                                      : read_hexadecimal(reader, value);
    default:
        break;
    }
    if (byte == '+' || byte == '-' || byte == '.' || (byte >= 0 && is_digit((unsigned char)byte))) {
        if (!read_number(reader, value)) {
            return false;
        }
        if (value->kind == VALUE_INTEGER) {
            read_reference(reader, value);
        }
        return true;
    }
    if (reader_take(reader, "true") || reader_take(reader, "false")) {
        value->kind = VALUE_BOOLEAN;
        value->boolean = byte == 't';
        return true;
    }
    if (reader_take(reader, "null")) {
        return true;
    }
    return fail(reader, N_("a value is broken"));
}

/* Recursion ends at VALUE_DEPTH_LIMIT. */
static bool read_value(struct reader *reader, struct value *value, unsigned depth)
{
    *value = (struct value){.kind = VALUE_NULL, .start = reader->offset};
    if (depth > VALUE_DEPTH_LIMIT) {
        return fail(reader, N_("values are nested too deep"));
    }
    if (!read_any(reader, value, depth)) {
        return false;
    }
    value->end = reader->offset;
    return true;
}

bool reader_value(struct reader *reader, struct value *value)
{
    return read_value(reader, value, 0);
}

/* ---- Looking at values ---- */

bool value_is_name(const struct value *value, const char *name)
{
    size_t size = strlen(name);

    return value->kind == VALUE_NAME && value->text.size == size &&
           memcmp(value->text.bytes, name, size) == 0;
}

const struct value *value_entry(const struct value *dictionary, const char *key)
{
    size_t size = strlen(key);

    if (dictionary->kind != VALUE_DICTIONARY && dictionary->kind != VALUE_STREAM) {
        return &value_null;
    }
    for (size_t i = 0; i < dictionary->count; i++) {
        const struct value_entry *entry = &dictionary->entries[i];
        if (entry->key.size == size && memcmp(entry->key.bytes, key, size) == 0) {
            return &entry->value;
        }
    }
    return &value_null;
}

bool value_thousandths(const struct value *value, int64_t *thousandths)
{
    static const int64_t limit = 1000000000000;
    int64_t whole = 0, unit = 1000;
    bool negative = false, fraction = false;

    if (value->kind == VALUE_INTEGER) {
        if (value->integer > limit || value->integer < -limit) {
            return false;
        }
        *thousandths = value->integer * 1000;
        return true;
    }
    if (value->kind != VALUE_REAL) {
        return false;
    }
    for (size_t i = 0; i < value->text.size; i++) {
        char c = value->text.bytes[i];
        negative = negative || c == '-';
        fraction = fraction || c == '.';
        if (c < '0' || c > '9') {
            continue;
        }
        if (!fraction) {
            whole = whole * 10 + (int64_t)(c - '0') * 1000;
        } else {
            unit /= 10;
            whole += (c - '0') * unit;
        }
        if (whole > limit * 1000) {
            return false;
        }
    }
    *thousandths = negative ? -whole : whole;
    return true;
}

bool value_is_key(const char *const *keys, struct string key)
{
    for (; *keys != NULL; keys++) {
        if (strlen(*keys) == key.size && memcmp(*keys, key.bytes, key.size) == 0) {
            return true;
        }
    }
    return false;
}
