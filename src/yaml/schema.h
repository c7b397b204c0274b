/*
 * Printing a JSON Schema. Private to yaml/; record_schema() is for all.
 */
#ifndef GONGWEN_YAML_SCHEMA_H
#define GONGWEN_YAML_SCHEMA_H

#include "yaml/record.h"

/* Deepest nesting of types that have no name; deeper ones are not described. */
enum { SCHEMA_INLINE_LIMIT = 32 };

struct printer {
    struct buffer *out;
    const struct type *root;
    const struct type **named; /* in the order found */
    size_t count, capacity;
    const struct type **laid; /* those that something laid upon them refers to */
    size_t laid_count, laid_capacity;
    unsigned depth; /* of brackets */
    unsigned inlined;
    bool first; /* nothing stands in the bracket yet */
};

/* A key and its colon; an item of an array begins; brackets around them. */
void schema_key(struct printer *printer, const char *name);
void schema_next_item(struct printer *printer);
void schema_open(struct printer *printer, unsigned char bracket);
void schema_close(struct printer *printer, unsigned char bracket);

/* A member with a string, none for NULL. */
void schema_string(struct printer *printer, const char *name, const char *value);

/* The user's own keys. */
void schema_extensions(struct printer *printer);

/* A type where it is used: a reference when it has a name. `required`: a key that must be there
 * although the record does not say so, or NULL. */
void schema_type(struct printer *printer, const struct type *type, const char *describes,
                 const char *required);

/* The same of what may be laid upon a value of the type; such definitions as these refer to. */
void schema_change(struct printer *printer, const struct type *type, const char *describes);
void schema_change_definitions(struct printer *printer);

#endif
