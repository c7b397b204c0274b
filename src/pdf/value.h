/*
 * Values of PDF files (ISO 32000-1, 7.3): what stands between the brackets, read and written.
 *
 * Every byte read is somebody else's: depth and sizes are bounded, a key that stands twice in a
 * dictionary is a fault (readers differ in which of the two they take), and nothing is guessed.
 */
#ifndef GONGWEN_PDF_VALUE_H
#define GONGWEN_PDF_VALUE_H

#include "base/buffer.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum {
    VALUE_DEPTH_LIMIT = 64,        /* of arrays and dictionaries in each other */
    OBJECT_NUMBER_LIMIT = 8388607, /* ISO 32000-1, annex C */
};

enum value_kind {
    VALUE_NULL,
    VALUE_BOOLEAN,
    VALUE_INTEGER,
    VALUE_REAL,
    VALUE_STRING,
    VALUE_NAME,
    VALUE_ARRAY,
    VALUE_DICTIONARY,
    VALUE_REFERENCE,
    VALUE_STREAM
};

struct reference {
    uint32_t number, generation;
};

struct value_entry;

struct value {
    enum value_kind kind;
    bool hexadecimal;  /* a string that stands in <> */
    size_t start, end; /* bytes of what it was read from */
    size_t count;      /* of items or entries */
    union {
        bool boolean;
        int64_t integer;
        struct string text; /* a string's bytes, a name without its slash, a real as written */
        struct reference reference;
        const struct value *items;
        const struct value_entry *entries; /* of streams too */
    };
    struct string data; /* a stream's bytes as they stand in the file */
};

struct value_entry {
    struct string key;
    struct value value;
};

/* What is wrong with a file: a text marked for translation, and where. NULL: nothing so far; the
 * first fault stays. */
struct fault {
    const char *text;
    size_t offset;
};

void fault_set(struct fault *fault, const char *text, size_t offset);

/* Where reading stands. `offset` is that of the next byte. */
struct reader {
    struct arena *arena;
    struct string bytes;
    size_t offset;
    struct fault fault;
};

/* Skips white space and comments. */
void reader_skip(struct reader *reader);

/* Takes the word if it comes next, as a token of its own. */
bool reader_take(struct reader *reader, const char *word);

/* Takes a number of digits only, up to `limit`; false, with a fault, when there is none. */
bool reader_number(struct reader *reader, uint64_t limit, uint64_t *number);

/* Reads a value that is no stream; false with a fault. */
bool reader_value(struct reader *reader, struct value *value);

/* What never changes: null. */
extern const struct value value_null;

bool value_is_name(const struct value *value, const char *name);

/* The entry of a dictionary or stream, or &value_null. */
const struct value *value_entry(const struct value *dictionary, const char *key);

/* Whether the key is one of these; the list ends with NULL. */
bool value_is_key(const char *const *keys, struct string key);

/* A number as thousandths; false for what is none or is larger than 10^12. */
bool value_thousandths(const struct value *value, int64_t *thousandths);

/* Appends the value in the syntax of PDF. A stream's dictionary only. */
void value_write(struct buffer *out, const struct value *value);
void value_write_name(struct buffer *out, struct string name);
void value_write_string(struct buffer *out, struct string bytes);
void value_write_reference(struct buffer *out, struct reference reference);

/* Text for people (7.9.2.2): ASCII as it is, else UTF-16 with its mark. */
void value_write_text(struct buffer *out, const char *utf8);

/* The text of such a string as UTF-8. */
struct string value_text(struct arena *arena, const struct value *value);

#endif
