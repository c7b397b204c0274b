#include "sign/update.h"

#include "base/arena.h"
#include "pdf/inflate.h"
#include <stdlib.h>
#include <string.h>

struct update update_new(struct arena *arena, struct revision *base)
{
    struct update update = {.base = base, .out = buffer_new(arena), .next = base->size};
    struct string bytes = base->bytes;

    if (bytes.bytes[bytes.size - 1] != '\n') {
        buffer_add_byte(&update.out, '\n');
    }
    return update;
}

struct reference update_reserve(struct update *update)
{
    return (struct reference){update->next++, 0};
}

void update_begin(struct update *update, struct reference reference)
{
    update->objects = arena_grow(update->out.arena, update->objects, update->count,
                                 &update->capacity, sizeof *update->objects);
    update->objects[update->count++] =
        (struct written_object){reference, update->base->bytes.size + update->out.size};
    buffer_format(&update->out, "%u %u obj\n", (unsigned)reference.number,
                  (unsigned)reference.generation);
}

void update_end(struct update *update)
{
    buffer_add_string(&update->out, "\nendobj\n");
}

void update_stream(struct update *update, struct reference reference, const char *entries,
                   struct string bytes)
{
    struct string packed = inflate_pack(update->out.arena, bytes);

    update_begin(update, reference);
    buffer_format(&update->out, "<<%s%s/Length %zu>>\nstream\n", entries,
                  packed.bytes != bytes.bytes ? "/Filter /FlateDecode\n" : "", packed.size);
    buffer_add(&update->out, packed.bytes, packed.size);
    buffer_add_string(&update->out, "\nendstream");
    update_end(update);
}

void update_copy(struct update *update, const struct value *dictionary, const char *const *but)
{
    for (size_t i = 0; i < dictionary->count; i++) {
        const struct value_entry *entry = &dictionary->entries[i];
        if (!value_is_key(but, entry->key)) {
            value_write_name(&update->out, entry->key);
            buffer_add_byte(&update->out, ' ');
            value_write(&update->out, &entry->value);
            buffer_add_byte(&update->out, '\n');
        }
    }
}

static int by_number(const void *a, const void *b)
{
    const struct written_object *x = a, *y = b;

    return x->reference.number < y->reference.number   ? -1
           : x->reference.number > y->reference.number ? 1
                                                       : 0;
}

/* The first object from `start` on whose number does not follow. */
static size_t run_end(const struct update *update, size_t start)
{
    size_t end = start + 1;

    while (end < update->count &&
           update->objects[end].reference.number == update->objects[end - 1].reference.number + 1) {
        end++;
    }
    return end;
}

static void add_trailer_entries(struct update *update, struct string identifier)
{
    static const char *const kept[] = {"Root", "Info", NULL};
    const struct value *trailer = &update->base->trailer;
    const struct value *id = value_entry(trailer, "ID");

    buffer_format(&update->out, "/Size %u\n/Prev %zu\n", (unsigned)update->next,
                  update->base->sections[0]);
    for (size_t i = 0; kept[i] != NULL; i++) {
        const struct value *value = value_entry(trailer, kept[i]);
        if (value->kind != VALUE_NULL) {
            buffer_format(&update->out, "/%s ", kept[i]);
            value_write(&update->out, value);
            buffer_add_byte(&update->out, '\n');
        }
    }
    if (id->kind == VALUE_ARRAY && id->count == 2) {
        buffer_add_string(&update->out, "/ID [");
        value_write(&update->out, &id->items[0]);
        buffer_add_byte(&update->out, ' ');
        value_write_string(&update->out, identifier);
        buffer_add_string(&update->out, "]\n");
    }
}

static void add_table(struct update *update, struct string identifier)
{
    buffer_add_string(&update->out, "xref\n");
    for (size_t start = 0; start < update->count;) {
        size_t end = run_end(update, start);
        buffer_format(&update->out, "%u %zu\n", (unsigned)update->objects[start].reference.number,
                      end - start);
        for (; start < end; start++) {
            buffer_format(&update->out, "%010zu %05u n\r\n", update->objects[start].offset,
                          (unsigned)update->objects[start].reference.generation);
        }
    }
    buffer_add_string(&update->out, "trailer\n<<");
    add_trailer_entries(update, identifier);
    buffer_add_string(&update->out, ">>\n");
}

/* Where the document has such streams, its updates have them too. It names itself. */
static void add_stream(struct update *update, struct string identifier)
{
    struct arena *arena = update->out.arena;
    struct buffer index = buffer_new(arena), rows = buffer_new(arena);
    struct reference own = update_reserve(update);
    size_t at = update->base->bytes.size + update->out.size;

    update->objects = arena_grow(arena, update->objects, update->count, &update->capacity,
                                 sizeof *update->objects);
    update->objects[update->count++] = (struct written_object){own, at};
    for (size_t start = 0; start < update->count;) {
        size_t end = run_end(update, start);
        buffer_format(&index, "%u %zu ", (unsigned)update->objects[start].reference.number,
                      end - start);
        for (; start < end; start++) {
            const struct written_object *object = &update->objects[start];
            buffer_add_byte(&rows, 1);
            for (int shift = 24; shift >= 0; shift -= 8) {
                buffer_add_byte(&rows, (unsigned char)(object->offset >> shift));
            }
            buffer_add_byte(&rows, (unsigned char)(object->reference.generation >> 8));
            buffer_add_byte(&rows, (unsigned char)object->reference.generation);
        }
    }
    buffer_format(&update->out, "%u 0 obj\n<</Type /XRef\n/W [1 4 2]\n/Index [%s]\n/Length %zu\n",
                  (unsigned)own.number, buffer_string(&index).bytes, rows.size);
    add_trailer_entries(update, identifier);
    buffer_add_string(&update->out, ">>\nstream\n");
    buffer_add(&update->out, rows.bytes, rows.size);
    buffer_add_string(&update->out, "\nendstream\nendobj\n");
}

void update_finish(struct update *update, struct string identifier)
{
    size_t start = update->base->bytes.size + update->out.size;

    qsort(update->objects, update->count, sizeof *update->objects, by_number);
    if (update->base->streams) {
        add_stream(update, identifier);
    } else {
        add_table(update, identifier);
    }
    buffer_format(&update->out, "startxref\n%zu\n%%%%EOF\n", start);
}
