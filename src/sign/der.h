/*
 * DER (ITU-T X.690), written and read, as far as CMS needs it.
 */
#ifndef GONGWEN_SIGN_DER_H
#define GONGWEN_SIGN_DER_H

#include "base/buffer.h"
#include <stdbool.h>

struct arena;

enum {
    DER_INTEGER = 0x02,
    DER_OCTETS = 0x04,
    DER_NULL = 0x05,
    DER_OBJECT = 0x06,
    DER_SEQUENCE = 0x30,
    DER_SET = 0x31,
    DER_CONTEXT = 0xA0, /* and the number: [0], [1] constructed */
};

/* A value with this tag whose content are the parts, one behind the other. */
struct string der_join(struct arena *arena, unsigned char tag, const struct string *parts,
                       size_t count);

#define DER(arena, tag, ...)                                       \
    der_join((arena), (tag), (const struct string[]){__VA_ARGS__}, \
             sizeof((const struct string[]){__VA_ARGS__}) / sizeof(struct string))

/* An object identifier given as "1.2.840.113549.1.7.1". */
struct string der_object(struct arena *arena, const char *dotted);

/* SET OF: the parts in the order that DER demands. */
struct string der_set(struct arena *arena, unsigned char tag, struct string *parts, size_t count);

struct der_value {
    unsigned char tag;
    struct string content;
    struct string whole; /* with tag and length */
};

/* Takes the next value off `rest`. False at its end, and for what is no DER. */
bool der_next(struct string *rest, struct der_value *value);

/* The same if it has this tag. */
bool der_take(struct string *rest, unsigned char tag, struct der_value *value);

/* Whether it is this object identifier. */
bool der_is_object(const struct der_value *value, const char *dotted);

#endif
