#include "sign/der.h"

#include "base/arena.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { OBJECT_ROOM = 64 /* bytes of an object identifier */ };

static void add_head(struct buffer *out, unsigned char tag, size_t size)
{
    unsigned bytes = 0;

    buffer_add_byte(out, tag);
    if (size < 0x80) {
        buffer_add_byte(out, (unsigned char)size);
        return;
    }
    for (size_t rest = size; rest > 0; rest >>= 8) {
        bytes++;
    }
    buffer_add_byte(out, (unsigned char)(0x80 | bytes));
    for (; bytes > 0; bytes--) {
        buffer_add_byte(out, (unsigned char)(size >> (8 * (bytes - 1))));
    }
}

struct string der_join(struct arena *arena, unsigned char tag, const struct string *parts,
                       size_t count)
{
    struct buffer out = buffer_new(arena);
    size_t size = 0;

    for (size_t i = 0; i < count; i++) {
        size += parts[i].size;
    }
    add_head(&out, tag, size);
    for (size_t i = 0; i < count; i++) {
        buffer_add(&out, parts[i].bytes, parts[i].size);
    }
    return buffer_string(&out);
}

/* The content of an object identifier; its size. The texts are ours: they are right. */
static size_t encode_object(const char *dotted, unsigned char out[OBJECT_ROOM])
{
    uint64_t arcs[OBJECT_ROOM / 2] = {0};
    size_t count = 0, size = 0;

    for (const char *at = dotted; *at != '\0' && count < OBJECT_ROOM / 2; at += *at == '.') {
        arcs[count] = 0;
        for (; *at >= '0' && *at <= '9'; at++) {
            arcs[count] = arcs[count] * 10 + (uint64_t)(*at - '0');
        }
        count++;
    }
    arcs[1] += 40 * arcs[0];
    for (size_t i = 1; i < count; i++) {
        unsigned groups = 1;
        for (uint64_t rest = arcs[i] >> 7; rest > 0; rest >>= 7) {
            groups++;
        }
        for (; groups > 0 && size < OBJECT_ROOM; groups--) {
            uint64_t group = arcs[i] >> (7 * (groups - 1)) & 0x7F;
            out[size++] = (unsigned char)(group | (groups > 1 ? 0x80U : 0));
        }
    }
    return size;
}

struct string der_object(struct arena *arena, const char *dotted)
{
    unsigned char bytes[OBJECT_ROOM];
    size_t size = encode_object(dotted, bytes);

    return DER(arena, DER_OBJECT, {(const char *)bytes, size});
}

static int by_bytes(const void *a, const void *b)
{
    const struct string *x = a, *y = b;
    int order = memcmp(x->bytes, y->bytes, x->size < y->size ? x->size : y->size);

    return order != 0 ? order : x->size < y->size ? -1 : x->size > y->size;
}

struct string der_set(struct arena *arena, unsigned char tag, struct string *parts, size_t count)
{
    qsort(parts, count, sizeof *parts, by_bytes);
    return der_join(arena, tag, parts, count);
}

bool der_next(struct string *rest, struct der_value *value)
{
    const unsigned char *bytes = (const unsigned char *)rest->bytes;
    size_t head = 2, size;

    if (rest->size < 2 || (bytes[0] & 0x1F) == 0x1F) {
        return false;
    }
    size = bytes[1];
    if (size >= 0x80) {
        size_t count = size & 0x7F;
        if (count == 0 || count > 4 || rest->size < 2 + count || bytes[2] == 0) {
            return false;
        }
        for (size = 0; head < 2 + count; head++) {
            size = size << 8 | bytes[head];
        }
        if (size < 0x80) {
            return false;
        }
    }
    if (size > rest->size - head) {
        return false;
    }
    value->tag = bytes[0];
    value->content = (struct string){rest->bytes + head, size};
    value->whole = (struct string){rest->bytes, head + size};
    rest->bytes += head + size;
    rest->size -= head + size;
    return true;
}

bool der_take(struct string *rest, unsigned char tag, struct der_value *value)
{
    struct string ahead = *rest;

    if (!der_next(&ahead, value) || value->tag != tag) {
        return false;
    }
    *rest = ahead;
    return true;
}

bool der_is_object(const struct der_value *value, const char *dotted)
{
    unsigned char bytes[OBJECT_ROOM];
    size_t size = encode_object(dotted, bytes);

    return value->tag == DER_OBJECT && value->content.size == size &&
           memcmp(value->content.bytes, bytes, size) == 0;
}
