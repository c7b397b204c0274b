/*
 * The layout (how it stands): page, type area, grid, styles and a flow of blocks, read from YAML.
 * Every number of GB/T 9704 stands in layouts/, none in C.
 */
#ifndef GONGWEN_LAYOUT_LAYOUT_H
#define GONGWEN_LAYOUT_LAYOUT_H

#include "layout/dimension.h"
#include "layout/grid.h"
#include "report/figure.h"
#include "report/template.h"

struct diagnostics;
struct node;

enum { LAYOUT_EXTENDS_LIMIT = 8 };

struct colour_value {
    uint16_t cmyk[4]; /* 1/1000 */
};

enum alignment { ALIGN_JUSTIFY, ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT };

/* How full-width characters advance: by the grid's cell, or by their own size. */
enum advance { ADVANCE_AUTO, ADVANCE_GRID, ADVANCE_NATURAL };

enum title_shape { SHAPE_TRAPEZOID = 1, SHAPE_RHOMBUS = 2, SHAPE_BALANCED = 4 };

/* A style, inheritance resolved and lengths computed. */
struct style {
    const char *name;
    struct text font;  /* role of the manifest or of the layout */
    struct text latin; /* role for Latin letters and digits; absent: the same as font */
    length_t size;     /* of the em box */
    bool on_grid;      /* full-width characters advance by the grid's cell: layout_cell() */
    struct colour_value colour;
    enum alignment align;
    struct dimension indent; /* of a paragraph's first line */
    length_t leading;        /* line to line where text is off the grid: in tables */
    struct text number;      /* numbering by example: 一、 （一） 1. （1）; headings only */
    bool keep_with_next;     /* never last on a page */
    unsigned shapes;         /* of a title: enum title_shape; 0: an ordinary paragraph */
};

/* How text under an inline mark differs from the text around it. */
struct mark_style {
    struct text font;  /* role; absent: as around. One that the layout does not name has no place */
    struct text latin; /* likewise for Latin letters and digits; absent: font, or as around */
    int size;          /* of the size around, in PROPORTION_ONE */
    int rise;          /* of the baseline, likewise; of a ruby: between reading and characters */
    bool coloured;     /* else as around */
    struct colour_value colour;
};

/* Blank space before a block: whole lines of the grid, or a length. */
struct spacing {
    int lines;
    length_t length;
};

/* The page of a placed block: the one that the flow has come to, or one that it does not wait for.
 * The last page is made an even one where a block wants that: by a blank page before it, if needed.
 */
enum page_anchor { ANCHOR_FLOW, ANCHOR_FIRST, ANCHOR_LAST, ANCHOR_LAST_EVEN };

/* Where a block stands when it does not simply follow in the flow. Distances are measured from
 * the edges of a reference: the page, the type area, or an earlier block. */
struct placement {
    struct text of;          /* "page", "type-area" or a block's id; absent: type-area */
    struct text across;      /* the same for left and right; absent: `of` */
    struct dimension top;    /* reference's top edge down to the block's top */
    struct dimension bottom; /* block's bottom down to the reference's bottom edge */
    struct dimension above;  /* block's bottom down to the reference's top edge */
    struct dimension below;  /* reference's bottom edge down to the block's top */
    struct dimension left;   /* reference's left edge to the block's left */
    struct dimension right;  /* block's right to the reference's right edge */
    struct dimension centre; /* reference's centre to the block's centre, positive to the right */
    struct text ink_of;      /* vertical distances reach to the ink of this character */
    int page;                /* enum page_anchor */
    struct place written;
};

enum flow_kind {
    FLOW_TEXT,
    FLOW_RULE,
    FLOW_BODY,
    FLOW_SECTIONS,
    FLOW_STACK,
    FLOW_GROUP,
    FLOW_NAMES,
    FLOW_LIST,
    FLOW_ATTACHMENTS
};

enum text_role { TEXT_PARAGRAPH, TEXT_TITLE };

enum block_begin { BEGIN_FLOW, BEGIN_PAGE };

/* What every block of the flow has. */
struct flow_common {
    struct text id;
    struct list when;       /* of struct text: only if the report has all of these fields */
    struct list unless;     /* of struct text: only if it has none of these */
    struct list needs;      /* of struct text: it is an error if it has not all of these */
    struct text instead_of; /* id of an earlier block, which this one stands for where blocks would
                               begin later than they may */
    struct dimension before, after;
    int begin;           /* enum block_begin */
    int64_t latest_page; /* where the first of all such blocks must begin at the latest; 0: any */
    struct text style_name;
    const struct style *style;
    struct placement *place; /* NULL: in the flow */
    struct placement placement;
};

/* Text that becomes smaller until it fits. */
struct fit {
    struct dimension least; /* size; UNIT_NONE: it does not become smaller */
    struct dimension width; /* absent: the type area's */
    bool yields; /* several lines become smaller still where blocks would begin later than they may,
                    a single one where nothing else helps */
};

/* What stands before a text (抄送：); the lines of the text all begin behind it. */
struct block_label {
    struct text text; /* template; absent: none */
    struct text style_name;
    const struct style *style; /* the block's, where none is named */
};

struct flow_text {
    struct flow_common common;
    struct text text;             /* template */
    int role;                     /* enum text_role */
    struct text end;              /* template: at the right end of the last line; absent: none */
    struct dimension left, right; /* blank beside all of its lines */
    struct fit fit;               /* on one line */
    struct block_label label;
};

/* Blocks that stand under each other as one, wherever that is placed. */
struct flow_group {
    struct flow_common common;
    struct list blocks; /* of struct variant: texts and rules */
};

struct rule_shape {
    struct dimension weight;
    struct text colour_name;
    struct colour_value colour;
    struct dimension width; /* absent: as wide as the reference */
};

struct flow_rule {
    struct flow_common common;
    struct rule_shape rule;
    bool between; /* of a group: only between two of its texts */
};

/* A list of paragraphs of the report. */
struct flow_body {
    struct flow_common common;
    struct text field;
    struct text enumeration; /* numbering of run-in items by example: 一是 */
};

struct flow_sections {
    struct flow_common common;
    struct text field;
    struct list heading_names; /* of struct text */
    const struct style **headings;
    struct text enumeration;
};

/* The entries of a list of the report, one below the other (附件说明). */
struct flow_list {
    struct flow_common common;
    struct text field;
    struct block_label label; /* before the first entry; the others begin where that does */
    struct text number;       /* of the entries, by example: 1.; a single one has none */
    struct dimension left, right;
};

/* Attachments of the report (附件), each from a new page on. */
struct flow_attachments {
    struct flow_sections sections; /* how their sections stand; `field` is that of attachments */
    struct text label;             /* above the title of a single one: 附件 */
    struct text number;            /* above those of several, by example: 附件1 */
    struct text label_style_name, title_style_name;
    const struct style *label_style, *title_style;
    struct dimension title_before, body_before; /* blank above the title, and below it */
};

/* How a line of a stack stands to an earlier one; exactly one distance is given. */
struct stack_relation {
    struct text line;        /* id of the earlier line */
    struct dimension start;  /* its start less the other's */
    struct dimension centre; /* likewise of the centres */
    struct dimension end;    /* likewise of the ends; positive to the right */
};

/* Lines side by side. */
struct stack_row {
    int64_t most;           /* in a row; 0: they stand below each other */
    struct dimension gap;   /* between neighbours */
    struct dimension least; /* as little as it may become */
};

enum { ROW_LIMIT = 10 };

enum repeat_align { REPEAT_START, REPEAT_CENTRE, REPEAT_END };

struct stack_line {
    struct text id;
    struct text text; /* template */
    struct text style_name;
    const struct style *style;
    struct dimension before;
    struct stack_relation against;
    struct list each; /* of struct text: one line for each entry of the first of these fields that
                         the report gives, which {{item}} stands for; empty: one line */
    int align;        /* enum repeat_align: of lines that are repeated */
    int64_t lines;    /* that a text takes at most where it has no room on one; 0: one */
    struct stack_row row;
    struct dimension stamp; /* between the text and the image that the entry has (签名章) */
};

/* Seals (印章) on the lines of a stack. */
struct stack_seals {
    struct text field;      /* absent: none */
    struct text line;       /* id of the line on which they stand, one on each of its repetitions */
    struct dimension above; /* centre of a seal over the top of the line */
};

/* Lines that stand under each other in a fixed relation (署名 and 成文日期); one of them is set in
 * from the right edge, the others follow. */
struct flow_stack {
    struct flow_common common;
    struct list lines;  /* of struct stack_line */
    struct text anchor; /* id of the line that is set in; absent: the longest */
    struct dimension right;
    struct stack_seals seals;
    int64_t keep_lines; /* at least this many lines of what stands before share its page */
};

/* Names one below the other or in columns: 联合行文机关标志, 签发人. */
struct flow_names {
    struct flow_common common;
    struct list fields;   /* of struct text: the first that the report gives */
    int64_t columns;      /* 0: one */
    int64_t most_columns; /* where blocks would begin later than they may; 0: no more */
    struct dimension gap; /* between columns */
    bool spread;          /* shorter names are spread to the width of the longest */
    struct text label;    /* template: before the first name */
    struct text label_style_name;
    const struct style *label_style;
    struct text beside;          /* template: behind them, level with their middle */
    struct dimension beside_gap; /* where there are several names */
    struct dimension inset;      /* from the edge that the style aligns to */
    struct fit fit;
};

enum page_selection { PAGES_ALL, PAGES_ODD, PAGES_EVEN, PAGES_FIRST, PAGES_LAST, PAGES_NOT_FIRST };

/* Pages that running text is kept from. */
enum page_exception { EXCEPT_FIRST, EXCEPT_LAST, EXCEPT_BLANK, EXCEPT_AFTER_BLANK };

/* What stands on pages outside the flow: page numbers and the like. */
struct running {
    struct text id;   /* for layouts that extend this one */
    struct text text; /* template; {{page}} and {{pages}} are known here */
    struct text style_name;
    const struct style *style;
    int on;             /* enum page_selection */
    struct list unless; /* of int: enum page_exception */
    struct placement place;
};

/* Choices of Chinese line composition (CLREQ, GB/T 15834). */
struct composition {
    int line_end_mark;      /* 0: half an em, 1: full */
    int line_start_bracket; /* 0: half an em, 1: full */
    int indent_bracket;     /* behind a paragraph's indent: 0: full, 1: half an em */
    int adjacent_marks;     /* two marks in a row take 0: one and a half em, 1: one */
    int middle_dot;         /* · between hanzi: 0: one em, 1: half */
    bool hanging;           /* 、，。 at a line's end stand outside of the measure */
    struct dimension han_latin_gap_written;
    length_t han_latin_gap; /* 中西文间距 */
    /* The least lines of a paragraph that stand on either side of a page break (孤行). */
    int64_t widows;  /* at the top of a page; 0: as usual, 2 */
    int64_t orphans; /* at its foot; 0: as usual, 1 */
};

enum note_restart { NOTES_BY_PAGE, NOTES_BY_DOCUMENT };

/* Notes at the page's end (脚注). */
struct notes {
    struct text style_name; /* absent: the layout has none */
    const struct style *style;
    struct text number;        /* of their labels, by example: ① */
    int restart;               /* enum note_restart */
    struct rule_shape rule;    /* above them; without a weight there is none */
    struct dimension before;   /* between the text and the rule, at least */
    struct dimension after;    /* between the rule and the first note */
    struct dimension gap;      /* between label and note */
    struct dimension turnover; /* where all lines but the first begin */
};

/* How far the grid may be changed so that a stack keeps the text before it (GB/T 9704 7.3.5.5). */
struct adjust {
    struct dimension pitch;    /* of the lines, more or less */
    struct dimension tracking; /* of the characters likewise */
    int64_t lines;             /* a page, more or less; 0: as the pitch allows */
    int64_t empty_lines;       /* at the foot of the page before, at most; 0: any number */
};

enum vertical_align { VERTICAL_MIDDLE, VERTICAL_TOP, VERTICAL_BOTTOM };

/* How tables stand (表格). What is 0 or NULL is not there. */
struct table_design {
    const struct style *cell, *head, *label;
    const struct style *paragraph; /* of cells that hold paragraphs */
    const struct style *caption, *note;
    struct text number;    /* of captions, by example: 表1 */
    struct text continued; /* above the head on further pages, by example: 续表1 */
    bool caption_below;
    length_t caption_gap, note_gap;              /* between them and the table */
    length_t outer;                              /* rules: at the top and the bottom */
    length_t sides, under_head, inner, vertical; /* at the sides; under the head; between rows;
                                                    between columns */
    struct colour_value colour;
    length_t padding_x, padding_y;
    length_t row_height; /* at least */
    length_t before, after;
    enum vertical_align align;
    bool break_rows; /* between the lines of a row, even if it were whole on the next page */
};

/* How images and charts stand (插图). */
struct figure_design {
    const struct style *caption;
    struct text number; /* of captions, by example: 图1; absent: none */
    length_t gap;       /* between the figure and its caption */
    length_t before, after;
    enum alignment align; /* of images; never ALIGN_JUSTIFY */
};

/* How charts are drawn (图表). */
struct chart_design {
    const struct style *label;
    length_t height;
    const struct colour_value *colours; /* of series and sectors */
    size_t colour_count;                /* at least 1 */
    struct text unit;                   /* a template: 单位：{{unit}}; absent: the unit alone */
    length_t axis, grid;                /* weights */
    struct colour_value grid_colour;
    struct text
        names[CHART_KINDS]; /* what texts that stand for charts call them; absent: nothing */
};

/* In which margin: the outer one is the right one of odd pages. */
enum draft_side { SIDE_OUTER, SIDE_INNER, SIDE_LEFT, SIDE_RIGHT };

/* What marks the pages of a draft (征求意见稿). What has no style is not there. */
struct draft_design {
    struct running header;    /* on every page, outside of the type area */
    struct text with_version; /* instead of the header's text, where the draft has a version */
    struct {
        struct text text;
        const struct style *style; /* as large as this where the type area has room for it */
        int angle;                 /* degrees anticlockwise */
    } watermark;                   /* beneath all else, in the middle of the type area */
    struct {
        const struct style *style;
        length_t gap; /* to the type area */
        enum draft_side side;
        int64_t step; /* every so many-th line has its number */
        enum note_restart restart;
        struct place place;
    } line_numbers;
};

/* How far down the flow may stand on a page, from the type area's top edge, and on which grid. */
struct page_frame {
    length_t top, bottom;
    struct grid grid;
};

struct layout {
    struct text name;
    length_t page_width, page_height;
    length_t area_x, area_y, area_width, area_height;
    struct grid grid;
    struct page_frame first; /* of the first page; of all others the type area */
    struct composition composition;
    struct notes notes;
    struct adjust adjust;
    struct map fonts; /* of struct list of struct text: roles of the layout's own */
    const struct style *styles;
    size_t style_count;
    struct mark_style marks[MARK_KINDS];
    const struct table_design *tables;   /* NULL: the layout has no tables */
    const struct figure_design *figures; /* NULL: it has no figures */
    const struct chart_design *charts;   /* NULL: it has no charts */
    struct list words;                   /* of struct text: titles are not broken inside of them */
    struct list flow;                    /* of struct variant: enum flow_kind */
    struct list running;                 /* of struct running */
    const struct draft_design *draft;    /* NULL: it has no marks for drafts */
    const char *const *files;            /* every layout file read, the extended ones included */
    const struct source *const *sources; /* what they hold */
    size_t file_count;
};

/* The table of a layout, for the schema. */
extern const struct type layout_type;

/* Reads a layout: `name` is a path (it has a / or ends in .yaml; relative to the file that names
 * it) or a name looked up in `folders` (NULL-terminated). Reports what does not fit and returns
 * NULL then. */
const struct layout *layout_read(struct arena *arena, struct text name, const char *const *folders,
                                 struct diagnostics *diagnostics);

/* Whether its files hold what it was read from. */
bool layout_is_current(const struct layout *layout);

/* What a layout says of itself, without what it extends. */
struct layout_entry {
    const char *name;     /* as reports call it */
    const char *path;     /* where it lies */
    struct text extends;  /* absent: it stands for itself */
    struct string zh, en; /* what it is for, in one sentence; absent: it does not say */
};

/* The names of the layouts that lie in the folders (NULL-terminated) themselves, sorted; what lies
 * in folders below them is for layouts to build upon, and none of them. */
const char **layout_names(struct arena *arena, const char *const *folders, size_t *count);

/* Fills in what the layout says of itself; `name` is as for layout_read(). Reports a layout that
 * is not there or is not YAML, and returns false then. */
bool layout_describe(struct arena *arena, struct text name, const char *const *folders,
                     struct layout_entry *entry, struct diagnostics *diagnostics);

/* The layout on another grid that fills the type area: `lines` a page, `characters` a line. */
const struct layout *layout_adjusted(struct arena *arena, const struct layout *layout, int lines,
                                     int characters);

/* Advance of a style's full-width characters, and the indent of its paragraphs' first lines. */
length_t layout_cell(const struct layout *layout, const struct style *style);
length_t layout_indent(const struct layout *layout, const struct style *style);

length_t layout_length(const struct layout *layout, struct dimension dimension);
struct spacing layout_spacing(const struct layout *layout, struct dimension dimension);

#endif
