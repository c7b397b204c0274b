#include "serve/locate.h"

#include "font/face.h"
#include <stdlib.h>
#include <string.h>

/* A point that far off a line still means it. */
static const length_t REACH = (length_t)15 * LENGTH_PT;

static struct frame frame_of_run(const struct display_item *item)
{
    const struct display_run *run = &item->run;
    const struct display_glyph *last = run->count == 0 ? NULL : &run->glyphs[run->count - 1];
    length_t width = last == NULL ? 0 : last->x + last->advance;
    unsigned units = face_units(run->face);
    length_t rise = units == 0 ? run->size : length_scale(run->size, face_em_top(run->face), units);

    return item->turned
               ? (struct frame){run->x - rise, run->y - width, run->x - rise + run->size, run->y}
               : (struct frame){run->x, run->y - rise, run->x + width, run->y - rise + run->size};
}

/* The box of a path's points. */
static struct frame frame_of_path(const struct display_item *item)
{
    const struct display_path *path = &item->path;
    const struct point *point = path->points;
    struct frame frame = {path->x, path->y, path->x, path->y};
    bool first = true;

    for (size_t i = 0; i < path->step_count; i++) {
        size_t taken = path->steps[i] == PATH_CLOSE ? 0 : path->steps[i] == PATH_CURVE ? 3 : 1;
        for (; taken > 0; taken--, point++) {
            struct point way = display_direction(item->turned, *point);
            length_t x = path->x + way.x, y = path->y + way.y;
            frame.left = first ? x : length_min(frame.left, x);
            frame.top = first ? y : length_min(frame.top, y);
            frame.right = first ? x : length_max(frame.right, x);
            frame.bottom = first ? y : length_max(frame.bottom, y);
            first = false;
        }
    }
    return frame;
}

static struct frame frame_of(const struct display_item *item, struct place *place)
{
    switch (item->kind) {
    case DISPLAY_RUN:
        *place = item->run.place;
        return frame_of_run(item);
    case DISPLAY_RULE:
        *place = item->rule.place;
        return (struct frame){item->rule.x, item->rule.y, item->rule.x + item->rule.width,
                              item->rule.y + item->rule.height};
    case DISPLAY_PATH:
        *place = item->path.place;
        return frame_of_path(item);
    case DISPLAY_IMAGE:
        *place = item->image.place;
        return (struct frame){item->image.x, item->image.y, item->image.x + item->image.width,
                              item->image.y + item->image.height};
    case DISPLAY_FIELD:
        *place = item->field.place;
        return (struct frame){item->field.x, item->field.y, item->field.x + item->field.width,
                              item->field.y + item->field.height};
    }
    *place = (struct place){0};
    return (struct frame){0};
}

static length_t outside(length_t value, length_t least, length_t most)
{
    return value < least ? least - value : value > most ? value - most : 0;
}

/* The place of the character under the point: a run may begin many characters before it. */
static struct place place_in_run(const struct display_item *item, length_t x, length_t y)
{
    const struct display_run *run = &item->run;
    length_t along = item->turned ? run->y - y : x - run->x;
    size_t offset = 0;

    for (size_t i = 0; i < run->count && run->glyphs[i].x <= along; i++) {
        if (run->glyphs[i].text_size > 0) {
            offset = run->glyphs[i].text_offset;
        }
    }
    return source_place_in_scalar(run->place, run->text, offset);
}

bool locate_point(const struct display_page *page, length_t x, length_t y, struct located *found)
{
    length_t nearest = REACH + 1;
    const struct display_item *item = NULL;

    for (size_t i = 0; i < page->count; i++) {
        struct place place;
        struct frame frame = frame_of(&page->items[i], &place);
        if (place.source == NULL || place.line == 0) {
            continue;
        }
        /* Text before what it stands on: seals, charts, the cells of a table. */
        length_t distance = outside(x, frame.left, frame.right) +
                            outside(y, frame.top, frame.bottom) +
                            (page->items[i].kind == DISPLAY_RUN ? 0 : 1);
        if (distance < nearest) {
            nearest = distance;
            item = &page->items[i];
            *found = (struct located){place, frame, {"", 0}};
        }
    }
    if (item != NULL && item->kind == DISPLAY_RUN) {
        found->text = item->run.text;
        found->place = place_in_run(item, x, y);
    }
    return item != NULL;
}

bool locate_place(const struct display_list *list, const char *name, uint32_t line, uint32_t column,
                  size_t *page, struct frame *frame)
{
    const struct source *source = NULL; /* the last one that has the name */
    uint32_t best = 0;
    bool found = false;

    for (size_t i = 0; i < list->page_count; i++) {
        for (size_t k = 0; k < list->pages[i].count; k++) {
            struct place place;
            struct frame at = frame_of(&list->pages[i].items[k], &place);
            if (place.line != line || place.source == NULL ||
                (place.source != source && strcmp(place.source->name, name) != 0)) {
                continue;
            }
            source = place.source;
            bool before = place.column <= column;
            if (!found || (before && (place.column > best || best > column))) {
                *page = i;
                *frame = at;
                best = place.column;
                found = true;
            }
        }
    }
    return found;
}
