#include "report/named_text.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "report/report.h"
#include "report/template.h"
#include "yaml/index.h"

static const struct type value_type = {
    .kind = TYPE_TEXT, .size = sizeof(struct text), .paragraph = true};

const struct type named_texts_type = {.kind = TYPE_MAP,
                                      .size = sizeof(struct map),
                                      .element = &value_type,
                                      .apart_from = &report_type,
                                      .reserved = mark_words};

static const struct index_entry *make_index(struct arena *arena, const struct named_texts *texts)
{
    struct index_entry *index = ARENA_ARRAY(arena, struct index_entry, texts->count);

    for (size_t i = 0; i < texts->count; i++) {
        index[i] = (struct index_entry){texts->items[i].name.string, i};
    }
    index_sort(index, texts->count);
    return index;
}

static struct named_text *find(const struct named_texts *texts, struct string name)
{
    const struct index_entry *entry = index_find(texts->index, texts->count, name);

    return entry == NULL ? NULL : &texts->items[entry->position];
}

struct named_texts *named_texts_read(struct arena *arena, const struct map *written,
                                     const struct given *given, size_t count, bool *taken)
{
    struct named_texts *texts = ARENA_NEW(arena, struct named_texts);
    const struct text *values = written->values;

    texts->items = ARENA_ARRAY(arena, struct named_text, written->count + count);
    for (size_t i = 0; i < written->count; i++) {
        texts->items[texts->count++] =
            (struct named_text){.name = written->keys[i], .value = values[i], .written = true};
    }
    texts->index = make_index(arena, texts);
    for (size_t i = 0; i < count; i++) {
        struct named_text *own = find(texts, given[i].name.string);
        if (own != NULL) {
            own->value = given[i].value;
            own->given = true;
            taken[i] = true;
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (!taken[i] && !given[i].number) {
            texts->items[texts->count++] =
                (struct named_text){.name = given[i].name, .value = given[i].value, .given = true};
            taken[i] = true;
        }
    }
    texts->index = make_index(arena, texts);
    return texts;
}

const struct text *named_texts_use(struct named_texts *texts, struct string name)
{
    struct named_text *text = find(texts, name);

    if (text == NULL) {
        return NULL;
    }
    text->used = true;
    return &text->value;
}

void named_texts_report_unused(const struct named_texts *texts, struct diagnostics *diagnostics)
{
    for (size_t i = 0; i < texts->count; i++) {
        const struct named_text *text = &texts->items[i];
        if (!text->used && text->written) {
            REPORT(diagnostics, TEXT_UNUSED, text->name.place, text->name.string.bytes);
        }
    }
}
