#include "pdf/inflate.h"

#include "base/arena.h"
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

static void end_decompressor(void *handle)
{
    libdeflate_free_decompressor(handle);
}

static void end_compressor(void *handle)
{
    libdeflate_free_compressor(handle);
}

bool inflate_bytes(struct arena *arena, struct string packed, size_t limit, struct string *out)
{
    struct arena *scratch = arena_child(arena);
    struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
    size_t room = packed.size < limit / 4 ? 4 * packed.size + 256 : limit;
    bool good = false;

    if (decompressor == NULL) {
        arena_fail(arena);
    }
    arena_own(scratch, decompressor, end_decompressor);
    for (;; room = room < limit / 4 ? 4 * room : limit) {
        char *bytes = arena_alloc(scratch, room);
        size_t size;
        enum libdeflate_result result =
            libdeflate_zlib_decompress(decompressor, packed.bytes, packed.size, bytes, room, &size);
        if (result == LIBDEFLATE_SUCCESS) {
            *out = (struct string){arena_copy(arena, bytes, size), size};
            good = true;
        }
        if (result != LIBDEFLATE_INSUFFICIENT_SPACE || room == limit) {
            break;
        }
    }
    arena_free_child(scratch);
    return good;
}

struct string inflate_pack(struct arena *arena, struct string bytes)
{
    enum { LEVEL = 6 };
    struct arena *scratch = arena_child(arena);
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(LEVEL);

    if (compressor == NULL) {
        arena_fail(arena);
    }
    arena_own(scratch, compressor, end_compressor);
    size_t bound = libdeflate_zlib_compress_bound(compressor, bytes.size);
    char *packed = arena_alloc(scratch, bound);
    size_t size = libdeflate_zlib_compress(compressor, bytes.bytes, bytes.size, packed, bound);
    if (size > 0 && size < bytes.size) {
        bytes = (struct string){arena_copy(arena, packed, size), size};
    }
    arena_free_child(scratch);
    return bytes;
}

/* The neighbour that is nearest to what the three of them lead to expect. */
static unsigned paeth(int left, int up, int corner)
{
    int expected = left + up - corner;
    int by_left = abs(expected - left), by_up = abs(expected - up);
    int by_corner = abs(expected - corner);

    if (by_left <= by_up && by_left <= by_corner) {
        return (unsigned)left;
    }
    return (unsigned)(by_up <= by_corner ? up : corner);
}

bool inflate_predicted(struct arena *arena, struct string rows, size_t columns, struct string *out)
{
    if (columns == 0 || columns > rows.size || rows.size % (columns + 1) != 0) {
        return false;
    }
    size_t count = rows.size / (columns + 1);
    unsigned char *bytes = arena_alloc_array(arena, count, columns);
    for (size_t y = 0; y < count; y++) {
        const unsigned char *row = (const unsigned char *)rows.bytes + y * (columns + 1);
        unsigned char *to = bytes + y * columns;
        const unsigned char *above = y > 0 ? to - columns : NULL;
        if (row[0] > 4) {
            return false;
        }
        for (size_t x = 0; x < columns; x++) {
            unsigned left = x > 0 ? to[x - 1] : 0;
            unsigned up = above != NULL ? above[x] : 0;
            unsigned corner = x > 0 && above != NULL ? above[x - 1] : 0;
            const unsigned expected[] = {0, left, up, (left + up) / 2,
                                         paeth((int)left, (int)up, (int)corner)};
            to[x] = (unsigned char)(row[x + 1] + expected[row[0]]);
        }
    }
    *out = (struct string){(const char *)bytes, count * columns};
    return true;
}
