/*
 * A layout as written, before units and references are resolved, and the stages of reading it:
 * shared by layout_*.c and layout.c, nobody else's business.
 */
#ifndef GONGWEN_LAYOUT_LAYOUT_PRIVATE_H
#define GONGWEN_LAYOUT_LAYOUT_PRIVATE_H

#include "base/diagnostic.h"
#include "layout/layout.h"

struct style_record {
    struct text extends;
    struct text font, latin, colour, number;
    struct dimension size, indent;
    int align, advance; /* enum alignment, enum advance */
    bool keep;
    struct list shape; /* of int: index into the names of shapes */
};

struct page_record {
    struct list size; /* of struct dimension: width, height */
    struct {
        struct dimension left, top, width, height;
    } area;
};

struct grid_record {
    int64_t lines, characters;
    struct dimension em;
    int fill;
};

struct colour_record {
    struct list cmyk; /* of struct decimal */
};

struct layout_record {
    struct text name, extends, words;
    struct {
        struct text zh, en;
    } describes;
    struct page_record page;
    struct grid_record grid;
    struct composition composition;
    struct map colours; /* of struct colour_record */
    struct map fonts;   /* of struct list of struct text */
    struct map styles;  /* of struct style_record */
    struct list flow, running;
};

/* A file of words. */
struct words_record {
    struct list words; /* of struct text */
};
extern const struct type words_type;

/* A layout while it is read. */
struct loader {
    struct arena *arena;
    struct diagnostics *diagnostics;
    const char *const *folders;
    const char **files;
    size_t file_count, file_capacity;
    const struct node *root; /* what the record was read from, for places */
    const struct layout_record *record;
    struct layout *layout;
};

/* The names of a map, `map->count` of them. */
const char **names_of(struct arena *arena, const struct map *map);

/* The tree of a layout with what it extends laid under it, and likewise each of its styles
 * (layout_load.c). NULL after reporting. */
const struct node *layout_load(struct loader *loader, struct text name);

/* The words of the file that the layout names; what is wrong with it is reported (layout_load.c).
 */
void layout_load_words(struct loader *loader, struct text name, struct list *words);

/* Reports a name that is none of `names`: as `near` with the one that is like it, else as `message`
 * with all of them (layout_load.c). */
void report_unknown(struct loader *loader, enum message message, enum message near,
                    struct text name, const char *const *names, size_t count);

/* Where the value under `key` stands; `otherwise` where there is none (layout_load.c). */
struct place place_of(const struct node *mapping, const char *key, struct place otherwise);

/* Looks a name up; reports one that is not there (layout_styles.c). */
struct colour_value resolve_colour(struct loader *loader, struct text name);
const struct style *resolve_style(struct loader *loader, struct text name, struct place place);

/* Colours, styles: units and references (layout_styles.c). */
void resolve_colours(struct loader *loader);
void resolve_styles(struct loader *loader);

/* The flow and what runs on every page: references, placements, fields (layout_flow.c). */
void resolve_flow(struct loader *loader);

#endif
