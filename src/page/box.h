/*
 * Boxes: what the flow is cut into before it is paged. A box is a line, a rule, or a group of items
 * (a slice of a table, an image, a chart); it never breaks.
 * Shared by the stages of page composition, nobody else's business.
 */
#ifndef GONGWEN_PAGE_BOX_H
#define GONGWEN_PAGE_BOX_H

#include "base/diagnostic.h"
#include "layout/layout.h"
#include "page/compose.h"
#include "report/template.h"
#include "text/paragraph.h"

/* Items that stand in a fixed relation, from the group's top left corner (group.c). */
struct group {
    length_t width, height;
    const struct display_item *items;
    size_t count;
};

/* A note at the page's end (脚注), set. */
struct note {
    const struct line *lines;
    size_t count;
    const struct typography *typography;
    uint32_t node;
    unsigned number; /* that its label tells */
};

/* Lines of a note at the end of a page. */
struct note_part {
    const struct note *note;
    size_t first, end; /* lines */
    size_t page;
    length_t y; /* top of the first one's em box, from the type area's top edge */
    bool ruled; /* the first part on its page: the rule stands above it */
};

enum box_kind { BOX_LINE, BOX_RULE, BOX_GROUP };

/* What keeps a box with the one before. Where a page cannot hold all that should stay together, the
 * weakest gives way. */
enum bond {
    BOND_USUAL, /* 孤行, a heading with what follows, and the like */
    BOND_LINES, /* a stack is to have more than one line before it; the weakest */
    BOND_STACK, /* a stack is not alone */
    BOND_WHOLE, /* the lines of a stack */
};
enum { BONDS = BOND_WHOLE + 1 };

struct box {
    enum box_kind kind;
    size_t block;        /* of the flow: boxes of one block move together where they are placed */
    uint32_t node;       /* structure element; 0: artifact */
    const char *element; /* id of the block or of the stack's line; NULL: none */
    struct spacing before;
    bool break_before; /* a page may begin with this box */
    bool begins_page;  /* a page does begin with this box */
    bool turned;       /* a quarter turn anticlockwise, on pages of such boxes (横排表格,
                          clause 8) */
    bool on_grid;      /* of a group: it has lines that stand on the grid */
    bool repeated;     /* `repeat` came to stand on top of the page */
    bool closed;       /* `closing` came to stand below */
    enum bond bond;    /* why a page may not begin with it */
    const struct placement *place;  /* of the whole block; NULL: in the flow */
    const struct flow_common *part; /* the block itself, or the part of a group that it is from */
    length_t x;                     /* of the line or rule, from the type area's left edge */
    struct line line;
    const struct typography *typography;
    length_t width, height; /* of a rule or group; height is a line's size */
    struct colour colour;
    const struct group *group;
    const struct group *repeat; /* stands on top of a page that begins with this box (表头续排) */
    /* Ends a page whose last box this is, unless it is the last of its kind: stands on the box's
     * lower edge (表尾线). */
    const struct group *closing;
    length_t closing_room; /* how far that, or a seal, reaches below the box */
    length_t offset;       /* `on_grid`: the first of the lines is so far below the group's top; */
    length_t clear;        /* so much of that stays clear of what comes before */
    length_t uneven; /* of its first row of seals: how far the tops of the smallest stand lower */
    const struct note *notes; /* that stand at the end of the box's page */
    size_t note_count;
    struct place written;
    /* Where it came to stand: */
    size_t page;
    length_t y; /* top of the em box or rule, from the type area's top edge; of a turned box from
                   its left edge, as of a page that is wider than high */
};

/* A stack that shares its page with lines of the text before it (keep-lines). */
struct kept {
    size_t first, end; /* boxes */
    int64_t lines;
};

/* A text that names {{page}}. */
struct mention {
    size_t box; /* the first one that is added after it is expanded */
    struct place place;
};

/* What a pass takes for granted of the pages; the pass before found it. */
struct totals {
    size_t pages;
    const size_t *mentions; /* page of each mention, from 1 */
    size_t mention_count;
    const unsigned *notes; /* number of each note */
    size_t note_count;
};

/* What makes room for a block that would begin too late: more names beside each other and names
 * that yield closer below each other, then single lines that become smaller, too. */
enum crowding { CROWDED_NOT, CROWDED_NAMES, CROWDED_LINES };

/* What texts may name besides the report's own. */
enum { VARIABLE_PAGE, VARIABLE_PAGES, VARIABLES };

/* Composing is repeated where the text depends on its pages (passes.c). What a pass makes lives in
 * an arena of its own; what is made once is marked so. */
struct composer {
    struct arena *arena;    /* of the pass; what the last pass made is the document's */
    struct arena *scratch;  /* of one paragraph */
    struct arena *document; /* once: what all passes share */
    struct report *report;
    const struct layout *layout;
    struct catalog *catalog;
    struct image_store *images;
    struct diagnostics *diagnostics;
    struct role **roles;             /* once: the layout's own `fonts:`; NULL: wrong, reported */
    struct typography *typographies; /* one per style, made on demand */
    bool *typography_made;
    const struct lexicon *lexicon; /* once: made for the first title */
    const struct lexicon *names;   /* once: made for the first paragraph, where there are names */
    struct diagnostics findings;   /* once: before the first pass */
    size_t template_values;        /* once: likewise, of the report */
    const struct totals *assumed;
    struct variable variables[VARIABLES + 1];
    bool names_pages;         /* some text names {{pages}} */
    struct place pages_place; /* where */
    struct mention *mentions;
    size_t mention_count, mention_capacity;
    size_t note_count; /* labels given so far */
    struct kept *kept;
    size_t kept_count, kept_capacity;
    length_t *limits; /* of the pages: where the flow had to end */
    size_t limit_capacity;
    struct note_part *note_parts; /* by page */
    size_t note_part_count, note_part_capacity;
    struct box *boxes;
    size_t box_count, box_capacity;
    struct display_node *nodes;
    size_t node_count, node_capacity;
    size_t page_count;
    unsigned table_count;  /* captions of tables numbered so far */
    unsigned figure_count; /* likewise of figures */
    unsigned seal_count;   /* seals and stamps so far */
    unsigned stamp_count;
    const struct text *item; /* what {{item}} stands for; NULL: nothing */
    size_t yield;      /* once: by so many steps text that yields is smaller than it might be */
    size_t yield_most; /* of what yields: by how many it may be */
    bool moved;        /* once: blocks stand where the layout has them instead (instead.c) */
    enum crowding crowding; /* once: what makes room for what would begin too late (instead.c) */
    bool turned;     /* once: names in rows take several lines where that saves rows, and stamps are
                        close together (seal.c) */
    bool turnable;   /* that would change something */
    bool late;       /* a block begins on a later page than it may */
    bool *off_paper; /* reported: one per block of the flow, then one per running item, then
                        header and numbers of lines of a draft */
    const char *element; /* id of the block or of the stack's line that is being cut into boxes */
    bool full;           /* there are too many boxes for the pages: reported */
    bool incomplete;     /* parts were left out: which facts they use is not known */
};

/* The flow of blocks while it is cut into boxes: what the next box inherits (flow.c). */
struct flow {
    struct composer *composer;
    const struct flow_common *common; /* of the block or of a group's part */
    const struct placement *aside;    /* of the whole block; NULL: in the flow */
    const struct flow_group *group;   /* that the block is a part of; NULL: none */
    size_t block;
    unsigned outer; /* levels of headings above those of sections: an attachment's title */
    struct place place;
    uint32_t parent;       /* structure element that holds the next ones; 0: the document */
    struct spacing before; /* still to be spent by the block's first box */
    length_t after;        /* blank space that the box before wants below it, at least */
    int after_lines;       /* likewise, in lines */
    bool glued;            /* the box before must not be parted from the next */
    bool begins_page;      /* the next box begins a page */
    bool turned;           /* boxes lie a quarter turn anticlockwise, lines are as long as the
                              type area is high */
};

/* How wide lines of the flow are: the type area's width, or its height where it is turned. */
length_t flow_width(const struct flow *flow);

/* Adds a structure element under `parent` (0: the document). */
uint32_t composer_add_node(struct composer *composer, uint32_t parent, enum display_role role,
                           struct place place);

/* Adds a box to the flow; NULL when the document is full. */
struct box *flow_add_box(struct flow *flow, enum box_kind kind, uint32_t node);

/* A table of the report (table.c). */
struct table;
void flow_add_table(struct flow *flow, const struct table *table);

/* An image or a chart of the report (figure.c, chart.c). */
struct figure;
struct chart;
void flow_add_figure(struct flow *flow, const struct figure *figure);
void flow_add_chart(struct flow *flow, const struct chart *chart);

/* What stands before a text, set: the lines of the text begin at its end, `line.x` + `line.width`
 * from the left (label.c). */
struct label {
    struct line line;
    struct string text;
};
struct label label_new(struct composer *composer, const struct block_label *label,
                       const struct style *style);

/* The lines with the label before the first one, and the words of both; `label` NULL: none. */
struct lines label_lines(struct composer *composer, struct lines lines, const struct label *label);
struct string label_text(struct composer *composer, const struct label *label, struct string text);

/* The words of the layout and of the report: titles and names are broken inside of none (flow.c).
 */
const struct lexicon *composer_lexicon(struct composer *composer);

/* A paragraph of the flow (flow.c). */
struct paragraph {
    struct expansion text;
    const struct style *style;
    enum display_role role;
    unsigned level;
    struct place place;
    const struct label *label; /* instead of the style's indent; NULL: none */
    struct expansion end;      /* at the right end of the last line; empty: none */
    length_t left, right;      /* blank beside its lines */
    const struct fit *fit;     /* on one line; NULL: as large as the style says */
    /* Of an enumeration: where its lead-in ends in the text, then label and text of each item. */
    const size_t *ends;
    size_t end_count; /* 0: no enumeration */
};
void flow_add_paragraph(struct flow *flow, const struct paragraph *paragraph);

/* Gives the parts of a paragraph their elements under `node`: lead-in and items of an enumeration,
 * labels of notes, rubies; the lines with their runs divided between those (structure.c). */
struct lines structure_lines(struct composer *composer, struct lines lines,
                             const struct paragraph *paragraph, uint32_t node);

/* The same for a text that is no paragraph: in a table, a caption. */
struct lines structure_text(struct composer *composer, struct lines lines,
                            const struct expansion *text, uint32_t node);

/* Blocks of a body, and sections from a level on, 0 being the first (flow.c). */
void flow_add_body(struct flow *flow, const struct list *body, struct text enumeration);
void flow_add_sections(struct flow *flow, const struct flow_sections *block,
                       const struct list *list, unsigned level);

/* The entries of a list (label.c), attachments (attachment.c). */
void flow_add_list(struct flow *flow, const struct flow_list *block);
void flow_add_attachments(struct flow *flow, const struct flow_attachments *block);

/* Two lines in one: the right one begins at `x`, measured as the left one's (line_end.c). */
struct line line_join(struct arena *arena, const struct line *left, const struct line *right,
                      length_t x);

/* Expands a text of the report or the layout; no notes stand in it. */
struct expansion composer_expand(struct composer *composer, struct text text);

/* Expands a text of the flow's block: where its lines stand on the pages by themselves it may have
 * notes. */
struct expansion flow_expand_noted(const struct flow *flow, struct text text);

/* A number by example, before what is written at `origin`; nothing without an example. */
struct expansion composer_number(struct composer *composer, struct text example, unsigned number,
                                 struct text origin);

/* Sets the notes of a paragraph, the last one that was expanded, to stand on the pages of its
 * lines, whose boxes begin with `first` (notes.c). */
void flow_add_notes(struct flow *flow, const struct expansion *text,
                    const struct clusters *clusters, const struct lines *lines, uint32_t node,
                    size_t first);

/* The number of the next note, as its label has it (notes.c). */
const char *composer_note_label(void *context);

/* Adds a line of text, `x` from where it would stand (flow.c). */
void flow_add_line(struct flow *flow, const struct line *line, length_t x,
                   const struct typography *typography, uint32_t node);

/* A text at the right end of the last line, on one of its own where that has no room for it
 * (line_end.c). */
struct lines composer_add_end(struct composer *composer, struct lines lines,
                              const struct expansion *end, length_t width,
                              const struct typography *typography);

/* Lines in a fixed relation (stack.c). */
void flow_add_stack(struct flow *flow, const struct flow_stack *stack);

/* Cuts a block of the flow, or a part of a group, into boxes if the report has what it is for
 * (flow.c). */
void flow_add_block(struct flow *flow, const struct variant *variant);

/* Whether the report is such that the block is to stand (flow.c). */
bool composer_wants(const struct composer *composer, const struct flow_common *common);

/* The parts of a group (parts.c). */
void flow_add_group(struct flow *flow, const struct flow_group *group);

/* Names below each other or in columns (names.c). */
void flow_add_names(struct flow *flow, const struct flow_names *block);

/* The texts of the first of the fields that the report gives; of stamps, their positions; NULL with
 * a count of 0 where it gives none. */
const struct text *composer_entries(struct composer *composer, const struct list *fields,
                                    size_t *count);

/* Whether the report gives all that the block needs (check.c). */
bool composer_has_needs(const struct composer *composer, const struct flow_common *common);

/* Reports what needs more room than there is. */
void composer_report_too_wide(struct composer *composer, struct place place, length_t needed,
                              length_t there);

/* Expands a text in which {{item}} stands for something. */
struct expansion composer_expand_item(struct composer *composer, struct text text,
                                      const struct text *item);

/* The largest size of what is `width` wide in the size `most` with which it fits. `several`: lines;
 * a single one, with which there is little to gain, yields only where it is crowded (fit.c). */
length_t composer_fit(struct composer *composer, const struct fit *fit, length_t most,
                      length_t width, bool several);

/* The typography with which a text fits (fit.c). */
const struct typography *composer_fit_text(struct composer *composer, const struct fit *fit,
                                           struct expansion text,
                                           const struct typography *typography);

/* Composes, and makes what yields as much smaller as blocks that begin too late want it. False
 * after errors (fit.c). */
bool composer_settle_yielding(struct composer *composer, const struct layout *layout);

/* Builds a group (group.c). Coordinates are from its top left corner; a line's are those of the top
 * left corner of its em box. */
struct group_builder {
    struct arena *arena;
    struct display_item *items;
    size_t count, capacity;
};
struct display_item *group_add(struct group_builder *builder, enum display_kind kind,
                               uint32_t node);
void group_add_line(struct group_builder *builder, const struct line *line,
                    const struct typography *typography, uint32_t node, length_t x, length_t y);
const struct group *group_finish(struct group_builder *builder, length_t width, length_t height);

/* Makes the layout's font roles and reports roles and faces that are not there, used or not; opens
 * no font (roles.c). */
void composer_open_roles(struct composer *composer);

struct colour composer_colour(struct colour_value value);

/* Typography of a style; NULL after reporting a role that is not there (roles.c). */
const struct typography *composer_typography(struct composer *composer, const struct style *style,
                                             struct place place);

/* The same, but where blocks begin too late, with those that may stand elsewhere there, and as
 * crowded as the layout allows (instead.c). */
bool composer_settle_moving(struct composer *composer, const struct layout *layout);

/* Whether a block stands where the flow has it, or what stands for it elsewhere (instead.c). */
bool composer_stands(const struct composer *composer, const struct flow_common *common);

/* The same typography in another size (roles.c). */
const struct typography *composer_sized(struct composer *composer,
                                        const struct typography *typography, length_t size);

/* The same for what other text follows: its last mark does not end a line, and keeps its width
 * (roles.c). */
const struct typography *composer_followed(struct composer *composer,
                                           const struct typography *typography);

/* Cuts the flow into boxes (flow.c). */
void composer_flow(struct composer *composer);

/* Gives every box its page and position (paginate.c). */
void composer_paginate(struct composer *composer);

/* A text at `place` names variables (passes.c). */
void composer_mention(struct composer *composer, const bool used[VARIABLES], struct place place);

/* Composes on the given layout, repeatedly until what the text says of its pages is so. False after
 * errors (passes.c). */
bool composer_settle(struct composer *composer, const struct layout *layout);

/* How many rows of the grid a box counts for (solve.c). */
int64_t composer_rows(const struct composer *composer, const struct box *box);

/* How many rows the flow left unused on a page (from 0), as far as it went before box `end`
 * (solve.c). */
int64_t composer_rows_left(const struct composer *composer, size_t page, size_t end);

/* Where a stack does not keep the text before it: looks for the smallest change of the grid with
 * which it does, and reports it, or that there is none (solve.c). */
void composer_solve(struct composer *composer);

/* The pages of the display list (sheet.c). */
const struct display_page *composer_make_pages(struct composer *composer);

/* The document is over PAGE_COUNT_LIMIT from this place on (paginate.c). */
void composer_report_limit(struct composer *composer, struct place place);

struct rectangle {
    length_t x, y, width, height;
};

/* A line placed relative to a rectangle (page coordinates): where its em box's top left corner
 * goes. Distances that are not given leave `*x` or `*y` as they are. */
void composer_place_line(const struct composer *composer, const struct placement *placement,
                         const struct rectangle *reference, const struct line *line,
                         const struct typography *typography, length_t *x, length_t *y);

/* Reports a box (page coordinates) that does not lie on the paper, unless `*told`; pages count from
 * 1 (check.c). */
void composer_check_on_paper(struct composer *composer, const struct rectangle *box, size_t page,
                             struct place place, bool *told);

/* Reports blocks that begin on a later page than they may (check.c). */
void composer_check_pages(struct composer *composer);

/* Warns of paragraphs, sections and attachments of the report that no block of the flow prints, and
 * reports what blocks need and the report does not give (check.c). */
void composer_check_fields(struct composer *composer);

/* Top of the em box to the baseline. */
length_t typography_ascent(const struct typography *typography);

#endif
