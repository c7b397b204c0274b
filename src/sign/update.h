/*
 * Incremental updates (ISO 32000-1, 7.5.6): objects written behind a document's bytes, which stay
 * as they are, with a cross-reference section of the kind that the document has.
 */
#ifndef GONGWEN_SIGN_UPDATE_H
#define GONGWEN_SIGN_UPDATE_H

#include "pdf/revision.h"

struct written_object {
    struct reference reference;
    size_t offset; /* of the whole file */
};

struct update {
    struct revision *base;
    struct buffer out; /* what comes behind the base's bytes */
    struct written_object *objects;
    size_t count, capacity;
    uint32_t next; /* object number */
};

struct update update_new(struct arena *arena, struct revision *base);

/* A number for a new object. */
struct reference update_reserve(struct update *update);

/* Between these the object's value is added to `out`. Each object once. */
void update_begin(struct update *update, struct reference reference);
void update_end(struct update *update);

/* A stream with these entries ("/Type /XObject\n"); the bytes are packed. */
void update_stream(struct update *update, struct reference reference, const char *entries,
                   struct string bytes);

/* Adds the cross-reference section and the end. `identifier`: 16 bytes for the second part of the
 * file's /ID, if it has one. */
void update_finish(struct update *update, struct string identifier);

/* Writes a dictionary's entries but for some keys (ends with NULL); without << and >>. */
void update_copy(struct update *update, const struct value *dictionary, const char *const *but);

#endif
