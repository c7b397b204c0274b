/*
 * A layout as written, before units and references are resolved, and the stages of reading it:
 * shared by layout_*.c and layout.c, nobody else's business.
 */
#ifndef GONGWEN_LAYOUT_LAYOUT_PRIVATE_H
#define GONGWEN_LAYOUT_LAYOUT_PRIVATE_H

#include "base/diagnostic.h"
#include "layout/layout.h"
#include "yaml/nearest.h"

struct style_record {
    struct text extends;
    struct text font, latin, colour, number;
    struct dimension size, indent, leading;
    int align, advance; /* enum alignment, enum advance */
    bool keep;
    struct list shape; /* of int: index into the names of shapes */
};

struct table_record {
    struct text style, head, labels, paragraphs;
    int align; /* enum vertical_align */
    struct {
        struct dimension x, y;
    } padding;
    struct dimension row_height, before, after;
    bool break_rows;
    struct {
        struct dimension outer, sides, head, inner, vertical;
        struct text colour;
    } rules;
    struct {
        struct text style, number, continued;
        int place; /* above, below */
        struct dimension gap;
    } caption;
    struct {
        struct text style;
        struct dimension gap;
    } note;
};
extern const struct type table_design_type; /* layout_table.c */

struct figure_record {
    struct {
        struct text style, number;
        struct dimension gap;
    } caption;
    struct dimension before, after;
    int align;
};
extern const struct type figure_design_type; /* layout_figure.c */

struct chart_record {
    struct text style, unit;
    struct dimension height;
    struct list colours; /* of struct text */
    struct {
        struct dimension axis, grid;
        struct text colour;
    } rules;
    struct {
        struct text kinds[CHART_KINDS];
    } names;
};
extern const struct type chart_design_type; /* layout_figure.c */

/* How a mark's text differs from the text around it. */
struct mark_record {
    struct text font, latin, colour;
    struct proportion size, rise;
};
extern const struct type marks_type; /* of struct mark_record[MARK_KINDS] (layout_marks.c) */

/* What marks the pages of a draft. */
struct draft_record {
    struct {
        struct running running; /* without an id */
        struct text with_version;
    } header;
    struct {
        struct text text, style;
        int64_t angle;
    } watermark;
    struct {
        struct text style;
        struct dimension gap;
        int side, restart; /* enum draft_side, note_restart */
        int64_t step;
    } line_numbers;
};
extern const struct type draft_design_type; /* layout_draft.c */

/* Where a block stands, and where running text does (layout_placement.c). */
extern const struct type placement_type, running_placement_type;

struct page_record {
    struct list size; /* of struct dimension: width, height */
    struct {
        struct dimension left, top, width, height;
    } area;
    struct {
        struct dimension top, height;
        int64_t lines;
    } first;
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
    struct notes notes;
    struct adjust adjust;
    struct map colours; /* of struct colour_record */
    struct map fonts;   /* of struct list of struct text */
    struct map styles;  /* of struct style_record */
    struct mark_record marks[MARK_KINDS];
    struct table_record tables;
    struct figure_record figures;
    struct chart_record charts;
    struct list flow, running;
    struct draft_record draft;
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
    const struct source **sources; /* of the files */
    size_t source_capacity;
    size_t file_count, file_capacity;
    const struct node *root; /* what the record was read from, for places */
    const struct layout_record *record;
    struct layout *layout;
};

/* The names of a map, `map->count` of them. */
const char **names_of(struct arena *arena, const struct map *map);

/* A path as a layout or report writes it: relative to the file that names it (layout_find.c). */
const char *layout_path(struct arena *arena, struct text name);

/* The file of a layout: a path, or a name looked up in the folders; NULL after reporting one that
 * is not there (layout_find.c). */
const char *layout_find(struct arena *arena, struct text name, const char *const *folders,
                        struct diagnostics *diagnostics);

/* The tree of a layout with what it extends laid under it, and likewise each of its styles
 * (layout_load.c). NULL after reporting. */
const struct node *layout_load(struct loader *loader, struct text name);

/* The words of the file that the layout names; what is wrong with it is reported (layout_load.c).
 */
void layout_load_words(struct loader *loader, struct text name, struct list *words);

/* Where the value under `key` stands; `otherwise` where there is none (layout_load.c). */
struct place place_of(const struct node *mapping, const char *key, struct place otherwise);

/* Looks a name up; reports one that is not there (layout_styles.c). */
struct colour_value resolve_colour(struct loader *loader, struct text name);
const struct style *resolve_style(struct loader *loader, struct text name, struct place place);

/* Colours, styles: what they hold, units and references (layout_styles.c). */
extern const struct type colour_map_type, styles_type;
void resolve_colours(struct loader *loader);
void resolve_styles(struct loader *loader);

/* The design of tables (layout_table.c). */
void resolve_tables(struct loader *loader);

/* The design of figures and charts (layout_figure.c). */
void resolve_figures(struct loader *loader);

/* Blank space takes nothing back, and what has no size is not there. */
enum least { LEAST_ZERO, LEAST_MORE };

/* Reports a length, given under `key` of `node`, that is less (layout_flow.c). */
void check_length(struct loader *loader, struct dimension dimension, enum least least,
                  const struct node *node, const char *key, struct place otherwise);

/* Distances that exclude each other. */
struct distance {
    const char *name;
    const struct dimension *dimension;
};
void check_distances(struct loader *loader, const struct distance *distances, size_t count,
                     struct place place);

/* Ids that stand twice, among blocks or among the lines of a stack. */
void check_ids(struct loader *loader, const struct text *ids, size_t count);

/* The node of entry `i` of the list under `key`, which a record was read from; NULL: none. */
const struct node *entry_of(const struct node *mapping, const char *key, size_t i);

/* Checks what the layout calls a field; `is_right` knows its kind. */
void check_field(struct loader *loader, struct text field, bool (*is_right)(const char *name));

/* Checks a placement: distances that exclude each other, references but to the first `before`
 * blocks of the flow (layout_flow.c). */
void check_placement(struct loader *loader, const struct placement *place, size_t before,
                     struct place written);

/* The marks of a draft (layout_draft.c). */
void resolve_draft(struct loader *loader);

/* Stacks, names, and text that is to fit (layout_stack.c). */
extern const struct type stack_lines_type, stack_seals_type, fit_type;
void resolve_stack(struct loader *loader, struct flow_stack *stack, const struct node *node);
void resolve_names(struct loader *loader, struct flow_names *names, const struct node *node,
                   struct place place);
void resolve_fit(struct loader *loader, const struct fit *fit, const struct node *node);

/* Marks (layout_marks.c). */
void resolve_marks(struct loader *loader);

extern const struct type adjust_type; /* layout_flow.c */

/* The flow and what runs on every page: references, placements, fields (layout_flow.c). */
void resolve_flow(struct loader *loader);

#endif
