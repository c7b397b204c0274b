/*
 * Arenas: all memory of a document lives in one arena and goes with it.
 *
 * An arena also owns foreign handles (FreeType faces, mappings, libharu documents): arena_own()
 * registers what ends them, and arena_free() calls those in reverse order. So a handle has one
 * owner, and no path leaks it.
 *
 * Memory that cannot be had ends the operation as a whole: arena_alloc() never returns NULL. It
 * jumps to the point set with arena_guard(), which only the library's entry points do. No foreign
 * code is on the stack between: arenas are never used inside a callback of a library.
 */
#ifndef GONGWEN_BASE_ARENA_H
#define GONGWEN_BASE_ARENA_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>

struct arena;

/* A new arena, or NULL when memory is out. `limit` bounds its total bytes (0: no bound). */
struct arena *arena_new(size_t limit);

/* Ends the arena: owned handles in reverse order, then all memory. NULL is allowed. */
void arena_free(struct arena *arena);

/* Sets where arena_alloc() jumps when memory is out; NULL: the process aborts. Also used for
 * arenas made by arena_child(). */
void arena_guard(struct arena *arena, jmp_buf *guard);

/* What concerns all that is made in the arena and its children (base/confine.h); NULL at first. */
void arena_attach(struct arena *arena, const void *concern);
const void *arena_attached(const struct arena *arena);

/* A scratch arena that shares the guard and the limit of its parent and ends with it at the
 * latest. For memory whose life is shorter than the document's. */
struct arena *arena_child(struct arena *parent);

/* Ends a child before its parent: the parent forgets it. */
void arena_free_child(struct arena *child);

/* Forgets all memory but keeps it for reuse; owned handles are ended. */
void arena_reset(struct arena *arena);

/* `size` zeroed bytes, aligned for any type; never NULL. */
void *arena_alloc(struct arena *arena, size_t size);

/* `count` zeroed elements of `size` bytes; an overflow counts as memory that is out. */
void *arena_alloc_array(struct arena *arena, size_t count, size_t size);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_alloc_array((arena), (count), sizeof(type)))

/* Hands a foreign handle to the arena: `end(handle)` is called when the arena ends. When the
 * registration itself cannot be stored, the handle is ended before the jump. */
void arena_own(struct arena *arena, void *handle, void (*end)(void *handle));

/* Grows an array kept in the arena: returns `items` when `count` < `*capacity`, else a copy with
 * at least twice the room (the old one stays until the arena ends). */
void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size);

/* Copies of bytes and strings; always NUL-terminated. */
char *arena_copy(struct arena *arena, const char *bytes, size_t size);
char *arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Gives up as if memory were out: for foreign calls that fail for want of memory. */
_Noreturn void arena_fail(struct arena *arena);

#endif
