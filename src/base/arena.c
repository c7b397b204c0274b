#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    CHUNK_LEAST = 64 * 1024,
    CHUNK_MOST = 120 * 1024, /* but for larger pieces; malloc maps from 128 KiB on */
    ALIGNMENT = _Alignof(max_align_t),
};

struct chunk {
    struct chunk *next;
    size_t size; /* of the bytes behind the header */
    size_t used;
    max_align_t bytes[];
};

struct owned {
    struct owned *next;
    void *handle;
    void (*end)(void *handle);
};

struct arena {
    struct arena *parent;
    struct arena *first_child, *next_sibling;
    struct chunk *chunks; /* the newest first */
    struct chunk *spare;  /* kept by arena_reset() */
    struct owned *owned;  /* the newest first */
    size_t limit;         /* of the root */
    size_t taken;         /* of the root: bytes of all chunks, children included */
    jmp_buf *guard;       /* of the root */
    const void *concern;  /* of the root */
};

static struct arena *root_of(struct arena *arena)
{
    while (arena->parent != NULL) {
        arena = arena->parent;
    }
    return arena;
}

struct arena *arena_new(size_t limit)
{
    struct arena *arena = calloc(1, sizeof *arena);

    if (arena != NULL) {
        arena->limit = limit;
    }
    return arena;
}

void arena_guard(struct arena *arena, jmp_buf *guard)
{
    root_of(arena)->guard = guard;
}

void arena_attach(struct arena *arena, const void *concern)
{
    root_of(arena)->concern = concern;
}

const void *arena_attached(const struct arena *arena)
{
    while (arena->parent != NULL) {
        arena = arena->parent;
    }
    return arena->concern;
}

void arena_fail(struct arena *arena)
{
    struct arena *root = root_of(arena);

    if (root->guard == NULL) {
        (void)fputs("gongwen: out of memory\n", stderr);
        abort();
    }
    longjmp(*root->guard, 1);
}

struct arena *arena_child(struct arena *parent)
{
    struct arena *child = calloc(1, sizeof *child);

    if (child == NULL) {
        arena_fail(parent);
    }
    child->parent = parent;
    child->next_sibling = parent->first_child;
    parent->first_child = child;
    return child;
}

static void end_owned(struct arena *arena)
{
    while (arena->owned != NULL) {
        struct owned *owned = arena->owned;
        arena->owned = owned->next;
        owned->end(owned->handle);
    }
}

static void free_chunks(struct arena *arena, struct chunk **chunks)
{
    struct arena *root = root_of(arena);

    while (*chunks != NULL) {
        struct chunk *next = (*chunks)->next;
        root->taken -= (*chunks)->size;
        free(*chunks);
        *chunks = next;
    }
}

static void free_children(struct arena *arena)
{
    while (arena->first_child != NULL) {
        struct arena *child = arena->first_child;
        arena->first_child = child->next_sibling;
        arena_free(child);
    }
}

void arena_free(struct arena *arena)
{
    if (arena == NULL) {
        return;
    }
    free_children(arena);
    end_owned(arena);
    free_chunks(arena, &arena->chunks);
    free_chunks(arena, &arena->spare);
    free(arena);
}

void arena_free_child(struct arena *child)
{
    struct arena **link = &child->parent->first_child;

    while (*link != child) {
        link = &(*link)->next_sibling;
    }
    *link = child->next_sibling;
    arena_free(child);
}

void arena_reset(struct arena *arena)
{
    free_children(arena);
    end_owned(arena);
    while (arena->chunks != NULL) {
        struct chunk *chunk = arena->chunks;
        arena->chunks = chunk->next;
        memset(chunk->bytes, 0, chunk->used);
        chunk->used = 0;
        chunk->next = arena->spare;
        arena->spare = chunk;
    }
}

static struct chunk *spare_chunk(struct arena *arena, size_t size)
{
    for (struct chunk **link = &arena->spare; *link != NULL; link = &(*link)->next) {
        struct chunk *chunk = *link;
        if (chunk->size >= size) {
            *link = chunk->next;
            return chunk;
        }
    }
    return NULL;
}

/* Makes a chunk with room for `size` bytes the arena's current one; false when memory is out. Bytes
 * of a chunk that are not in use are zero. */
static bool add_chunk(struct arena *arena, size_t size)
{
    struct arena *root = root_of(arena);
    struct chunk *chunk = spare_chunk(arena, size);

    if (chunk == NULL) {
        size_t usual = arena->chunks == NULL ? CHUNK_LEAST : arena->chunks->size * 2;
        usual = usual > CHUNK_MOST ? CHUNK_MOST : usual;
        if (root->limit != 0 && (usual > root->limit || root->taken > root->limit - usual)) {
            usual = size; /* near the limit: no more than must be */
        }
        size = size < usual ? usual : size;
        if (root->limit != 0 && (size > root->limit || root->taken > root->limit - size)) {
            return false;
        }
        chunk = calloc(1, sizeof *chunk + size);
        if (chunk == NULL) {
            return false;
        }
        chunk->size = size;
        root->taken += size;
    }
    chunk->next = arena->chunks;
    arena->chunks = chunk;
    return true;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2) {
        arena_fail(arena);
    }
    size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (arena->chunks == NULL || arena->chunks->size - arena->chunks->used < size) {
        if (!add_chunk(arena, size)) {
            arena_fail(arena);
        }
    }
    void *memory = (unsigned char *)arena->chunks->bytes + arena->chunks->used;
    arena->chunks->used += size;
    return memory;
}

void *arena_alloc_array(struct arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size) {
        arena_fail(arena);
    }
    return arena_alloc(arena, count * size);
}

void arena_own(struct arena *arena, void *handle, void (*end)(void *handle))
{
    size_t room = arena->chunks == NULL ? 0 : arena->chunks->size - arena->chunks->used;

    if (room < sizeof(struct owned) + ALIGNMENT &&
        !add_chunk(arena, sizeof(struct owned) + ALIGNMENT)) {
        end(handle);
        arena_fail(arena);
    }
    struct owned *owned = ARENA_NEW(arena, struct owned);
    owned->handle = handle;
    owned->end = end;
    owned->next = arena->owned;
    arena->owned = owned;
}

void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity) {
        return items;
    }
    size_t wanted = *capacity < 8 ? 8 : *capacity * 2;
    void *grown = arena_alloc_array(arena, wanted, size);
    if (count > 0) {
        memcpy(grown, items, count * size);
    }
    *capacity = wanted;
    return grown;
}

char *arena_copy(struct arena *arena, const char *bytes, size_t size)
{
    char *copy = arena_alloc(arena, size + 1);

    if (size > 0) {
        memcpy(copy, bytes, size);
    }
    return copy;
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    va_list arguments, again;

    va_start(arguments, format);
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = arena_alloc(arena, size < 0 ? 1 : (size_t)size + 1);
    if (size > 0) {
        (void)vsnprintf(text, (size_t)size + 1, format, again);
    }
    va_end(again);
    return text;
}
