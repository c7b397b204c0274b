/*
 * The package of a DOCX: a ZIP of XML parts (ECMA-376), read with libzip and libxml2. Everything is
 * bounded: bytes of a part however small its compressed form, elements, depth; there are no DTDs,
 * no entities and nothing of the network. Private to import/.
 */
#ifndef GONGWEN_IMPORT_PACKAGE_H
#define GONGWEN_IMPORT_PACKAGE_H

#include "base/buffer.h"
#include <stdbool.h>

struct arena;
struct diagnostics;

enum {
    PART_LIMIT = 64 * 1024 * 1024, /* bytes of a part, uncompressed */
    PART_DEPTH = 128,              /* of elements */
    PART_ELEMENTS = 2000000,
};

struct attribute {
    const char *name, *value;
    const struct attribute *next;
};

/* An element, by its local name: what of a DOCX is read has no two names that only their namespaces
 * part. */
struct element {
    const char *name;
    const struct attribute *attributes;
    struct element *first, *last; /* children */
    struct element *next, *parent;
    struct string text; /* of an element t */
};

struct package;

/* The bytes must stay; NULL after reporting, with `name` in the message. */
struct package *package_open(struct arena *arena, const char *name, struct string bytes,
                             struct diagnostics *diagnostics);

/* The root of a part; NULL where there is none: that is reported when it is `required`. A part that
 * is broken is always reported, as an error. */
const struct element *package_part(struct package *package, const char *part, bool required);

/* The child of that name, or NULL; the value of an attribute, or NULL; of the child's `val`. */
const struct element *element_child(const struct element *element, const char *name);
const char *element_attribute(const struct element *element, const char *name);
const char *element_value(const struct element *element, const char *child);

/* The child is there and not switched off (val="0", "false", "none"). */
bool element_flag(const struct element *element, const char *child);

bool element_is(const struct element *element, const char *name);

#endif
