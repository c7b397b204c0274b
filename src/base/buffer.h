/*
 * A growing run of bytes in an arena: output of painters, templates and messages.
 * Always NUL-terminated, so that text can be handed on as a string.
 */
#ifndef GONGWEN_BASE_BUFFER_H
#define GONGWEN_BASE_BUFFER_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* Bytes that somebody else owns; NUL-terminated where they come from this program. */
struct string {
    const char *bytes;
    size_t size;
};

#define STRING(literal) ((struct string){(literal), sizeof(literal) - 1})

struct buffer {
    struct arena *arena; /* where the bytes live */
    char *bytes;
    size_t size;
    size_t capacity;
};

/* An empty buffer; takes no memory until something is added. */
struct buffer buffer_new(struct arena *arena);

void buffer_add(struct buffer *buffer, const void *bytes, size_t size);
void buffer_add_string(struct buffer *buffer, const char *string);
void buffer_add_byte(struct buffer *buffer, unsigned char byte);
/* One code point as UTF-8. */
void buffer_add_character(struct buffer *buffer, uint32_t character);
void buffer_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* An integer in decimal, without the cost and the locale of printf. */
void buffer_add_integer(struct buffer *buffer, int64_t value);
/* value / 10^places as a decimal with all its places ("99.50"); never in the locale's form. */
void buffer_add_fixed(struct buffer *buffer, int64_t value, unsigned places);
/* The same without trailing zeros ("-0.5"). */
void buffer_add_decimal(struct buffer *buffer, int64_t value, unsigned places);
/* A string of JSON, quotation marks included; bytes that are not UTF-8 become U+FFFD. */
void buffer_add_json(struct buffer *buffer, const char *text);
/* Text for XML elements and quoted attributes; what XML cannot hold becomes U+FFFD. */
void buffer_add_xml(struct buffer *out, struct string text);
/* The bytes so far, as a string of the arena ("" when empty). */
struct string buffer_string(const struct buffer *buffer);

#endif
