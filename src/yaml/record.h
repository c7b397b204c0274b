/*
 * Records: tables that say what a YAML document may hold.
 *
 * One table serves three ends: record_read() fills a C structure from a node tree and reports
 * everything that does not fit, record_schema() prints the same rules as a JSON Schema, and
 * record_lookup() finds a field by the name a template uses. So reader, schema and templates
 * cannot disagree.
 */
#ifndef GONGWEN_YAML_RECORD_H
#define GONGWEN_YAML_RECORD_H

#include "base/buffer.h"
#include "base/source.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct diagnostics;
struct node;

/* Text of the user's with the place it stands at. Absent: bytes NULL. */
struct text {
    struct string string;
    struct place place;
};

/* A list: `items` points to `count` structures of the element's type, one after the other. */
struct list {
    void *items;
    size_t count;
};

/* A mapping from names of the user's choice to structures of the element's type. */
struct map {
    const struct text *keys;
    void *values;
    size_t count;
};

/* A decimal number, exact: digits / 10^places. */
struct decimal {
    int64_t digits;
    unsigned places;
};

/* A choice between records (or one scalar form): which alternative, and its structure. */
struct variant {
    unsigned which; /* index into type.alternatives */
    struct place place;
    void *value;
};

enum type_kind {
    TYPE_TEXT,    /* struct text; any scalar but null */
    TYPE_INTEGER, /* int64_t, within minimum..maximum */
    TYPE_DECIMAL, /* struct decimal */
    TYPE_BOOLEAN, /* bool; true or false */
    TYPE_ENUM,    /* int: index into names */
    TYPE_CUSTOM,  /* `size` bytes, filled by `parse` from a scalar */
    TYPE_RECORD,  /* a structure with fields */
    TYPE_LIST,    /* struct list of element */
    TYPE_MAP,     /* struct map of element */
    TYPE_VARIANT  /* struct variant */
};

enum {
    FIELD_REQUIRED = 1, /* must be present */
    FIELD_FREE = 2,     /* accepted without a look: for x- keys and the like */
};

struct type;

struct field {
    const char *name;
    size_t offset; /* in the record's structure */
    const struct type *type;
    unsigned flags;
    const char *describes; /* one English sentence, for the schema and the docs */
};

/* One form of a variant. A record is chosen by the presence of `key` in the mapping; `key` NULL
 * stands for the scalar form (type is not a record then) — or, with a list type, the sequence
 * form. Where a mapping has the keys of several forms, the first whose record knows them all is
 * chosen. */
struct alternative {
    const char *key;
    const struct type *type;
};

struct type {
    enum type_kind kind;
    const char *name; /* of the definition in the schema; NULL: written in place */
    const char *describes;
    size_t size; /* sizeof the C structure; needed for records, elements and custom types */
    const struct field *fields;             /* TYPE_RECORD; ends with a NULL name */
    const struct type *element;             /* TYPE_LIST, TYPE_MAP */
    const struct alternative *alternatives; /* TYPE_VARIANT; ends with a NULL type */
    const char *const *names;               /* TYPE_ENUM; ends with NULL */
    int64_t minimum, maximum;               /* TYPE_INTEGER; list and map: item counts if > 0 */
    const char *pattern;                    /* TYPE_CUSTOM: ECMA regular expression, for schema */
    const char *expects;                    /* TYPE_CUSTOM: what messages say is expected */
    /* TYPE_CUSTOM: reads the scalar into `out`; false when it does not fit (the caller reports
     * `expects`). */
    bool (*parse)(struct arena *arena, struct string scalar, struct place place, void *out);
    /* TYPE_LIST: a single element may stand for a list of one. */
    bool single;
    /* TYPE_TEXT: must not be empty or all blank; is one paragraph, so that an empty line inside it
     * is worth a warning. */
    bool filled, paragraph;
    /* TYPE_MAP: a record whose fields no key may be called like, nor like a part (date.year) of
     * those with a custom type. For the schema; the reader's owner checks it. */
    const struct type *apart_from;
    /* TYPE_MAP: words, up to a NULL, that no key may be, or begin with and go on with a blank. For
     * the schema, too. */
    const char *const *reserved;
    /* TYPE_RECORD, the root of a schema: a key with which the document is only what is laid upon
     * another by node_merge(). For the schema; the reader reads what comes of it. */
    const char *extends;
    /* TYPE_RECORD: called after a record was filled without a finding: sets defaults and relations
     * that no table can say; may report. NULL: nothing to do. */
    void (*finish)(struct arena *arena, void *record, struct place place,
                   struct diagnostics *diagnostics);
};

/* Fills `out` (zeroed, the C structure of the type) from the node. Absent fields stay zero. Reports
 * unknown keys with the nearest name, wrong types, missing fields; goes on behind each. Keys that
 * begin with x- are the user's own: accepted everywhere, and ignored. Returns false when anything
 * was reported as an error; what `out` holds then is not to be used. */
bool record_read(struct arena *arena, const struct type *type, const struct node *node, void *out,
                 struct diagnostics *diagnostics);

/* Appends a JSON Schema (draft 2020-12) of the type. Types with a name are written once, under
 * $defs; a type that holds itself must have one, and no two types may share one. */
void record_schema(const struct type *type, const char *id, const char *title, struct buffer *out);

/* The field of that name in a record type, or NULL. */
const struct field *record_lookup(const struct type *record, const char *name);

#endif
