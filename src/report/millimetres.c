#include "report/millimetres.h"

#include "base/arena.h"
#include "yaml/scalar.h"
#include <string.h>

bool millimetres_parse(struct arena *arena, struct string scalar, int64_t least, int64_t most,
                       length_t *out)
{
    struct decimal number;
    int64_t one = 1;

    if (scalar.size < 3 || memcmp(scalar.bytes + scalar.size - 2, "mm", 2) != 0) {
        return false;
    }
    size_t size = scalar.size - 2;
    while (size > 0 && scalar.bytes[size - 1] == ' ') {
        size--;
    }
    struct string digits = {arena_copy(arena, scalar.bytes, size), size};
    if (!scalar_decimal(digits, &number) || number.places > 6) {
        return false;
    }
    for (unsigned place = 0; place < number.places; place++) {
        one *= 10;
    }
    if (number.digits < least * one || number.digits > most * one) {
        return false;
    }
    *out = length_scale(number.digits, 360000, 127 * one);
    return true;
}
