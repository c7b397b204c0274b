#include "display/fingerprint.h"

#include "base/fingerprint.h"
#include "font/face.h"
#include "image/image.h"
#include <string.h>

static const uint64_t empty_hash = 1;

static void add_word(uint64_t *hash, uint64_t word)
{
    *hash = fingerprint_word(*hash, word);
}

static void add_length(uint64_t *hash, length_t value)
{
    add_word(hash, (uint64_t)value);
}

static void add_bytes(uint64_t *hash, const char *bytes, size_t size)
{
    *hash = fingerprint_bytes(*hash, bytes, size);
}

static void add_string(uint64_t *hash, const char *text)
{
    add_bytes(hash, text, text == NULL ? 0 : strlen(text));
}

static void add_colour(uint64_t *hash, struct colour colour)
{
    add_word(hash, (uint64_t)colour.cyan << 48 | (uint64_t)colour.magenta << 32 |
                       (uint64_t)colour.yellow << 16 | colour.black);
}

static void add_run(uint64_t *hash, const struct display_run *run)
{
    add_string(hash, face_path(run->face));
    add_word(hash, face_index(run->face));
    add_length(hash, run->size);
    add_colour(hash, run->colour);
    add_length(hash, run->x);
    add_length(hash, run->y);
    add_word(hash, run->count);
    for (size_t i = 0; i < run->count; i++) {
        const struct display_glyph *glyph = &run->glyphs[i];
        add_word(hash, (uint64_t)glyph->glyph << 32 | glyph->text_size);
        add_length(hash, glyph->x);
        add_length(hash, glyph->y);
        add_length(hash, glyph->advance);
    }
    add_bytes(hash, run->text.bytes, run->text.size);
}

static void add_path(uint64_t *hash, const struct display_path *path)
{
    size_t points = 0;

    add_length(hash, path->x);
    add_length(hash, path->y);
    add_word(hash, path->step_count);
    for (size_t i = 0; i < path->step_count; i++) {
        static const size_t taken[] = {
            [PATH_MOVE] = 1, [PATH_LINE] = 1, [PATH_CURVE] = 3, [PATH_CLOSE] = 0};
        add_word(hash, path->steps[i]);
        points += taken[path->steps[i]];
    }
    for (size_t i = 0; i < points; i++) {
        add_length(hash, path->points[i].x);
        add_length(hash, path->points[i].y);
    }
    add_word(hash, path->filled);
    add_colour(hash, path->fill);
    add_length(hash, path->stroke);
    add_colour(hash, path->stroke_colour);
}

static void add_rectangle(uint64_t *hash, length_t x, length_t y, length_t width, length_t height)
{
    add_length(hash, x);
    add_length(hash, y);
    add_length(hash, width);
    add_length(hash, height);
}

/* Also what an image is said to show. */
static void add_item(uint64_t *hash, const struct display_list *list,
                     const struct display_item *item)
{
    add_word(hash, (uint64_t)item->kind << 1 | item->turned);
    add_string(hash, item->element);
    switch (item->kind) {
    case DISPLAY_RUN:
        add_run(hash, &item->run);
        break;
    case DISPLAY_RULE:
        add_rectangle(hash, item->rule.x, item->rule.y, item->rule.width, item->rule.height);
        add_colour(hash, item->rule.colour);
        break;
    case DISPLAY_PATH:
        add_path(hash, &item->path);
        break;
    case DISPLAY_IMAGE:
        add_rectangle(hash, item->image.x, item->image.y, item->image.width, item->image.height);
        add_bytes(hash, item->image.image->file.bytes, item->image.image->file.size);
        if (item->node < list->node_count) {
            const struct string shows = list->nodes[item->node].text;
            add_bytes(hash, shows.bytes, shows.size);
        }
        break;
    case DISPLAY_FIELD:
        add_rectangle(hash, item->field.x, item->field.y, item->field.width, item->field.height);
        add_string(hash, item->field.name);
        break;
    }
}

uint64_t display_page_look(const struct display_list *list, size_t page)
{
    const struct display_page *shown = &list->pages[page];
    uint64_t hash = empty_hash;

    add_length(&hash, shown->width);
    add_length(&hash, shown->height);
    add_string(&hash, shown->label);
    for (size_t i = 0; i < shown->count; i++) {
        add_item(&hash, list, &shown->items[i]);
    }
    return hash;
}

static struct place place_of(const struct display_item *item)
{
    switch (item->kind) {
    case DISPLAY_RUN:
        return item->run.place;
    case DISPLAY_RULE:
        return item->rule.place;
    case DISPLAY_PATH:
        return item->path.place;
    case DISPLAY_IMAGE:
        return item->image.place;
    case DISPLAY_FIELD:
        return item->field.place;
    }
    return (struct place){0};
}

uint64_t display_page_places(const struct display_list *list, size_t page)
{
    const struct display_page *shown = &list->pages[page];
    const struct source *source = NULL;
    uint64_t hash = empty_hash;

    for (size_t i = 0; i < shown->count; i++) {
        struct place place = place_of(&shown->items[i]);
        if (place.source != source && place.source != NULL) {
            add_string(&hash, place.source->name);
        }
        source = place.source;
        add_word(&hash, (uint64_t)place.line << 32 | place.column);
    }
    return hash;
}
