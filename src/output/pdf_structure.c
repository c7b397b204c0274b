/*
 * The structure tree (ISO 32000-1, 14.7 and 14.8; ISO 14289-1): one element for each node of the
 * display list that has content or a field, in reading order.
 */
#include "output/pdf_private.h"

#include "base/arena.h"
#include <string.h>

enum {
    HEADING_LEVELS = 6,  /* H1 to H6 */
    PAGES_PER_LEAF = 64, /* of the parent tree */
};

void pdf_open_structure(struct pdf *pdf)
{
    pdf->elements = ARENA_ARRAY(pdf->arena, struct pdf_element, pdf->list->node_count + 1);
}

unsigned pdf_add_mark(struct pdf *pdf, size_t page, uint32_t node)
{
    struct pdf_element *element = &pdf->elements[node];
    size_t index = pdf->mark_count;
    uint32_t number = 0;

    if (index > 0 && pdf->marks[index - 1].page == page) {
        number = pdf->marks[index - 1].number + 1;
    }
    pdf->marks = arena_grow(pdf->arena, pdf->marks, index, &pdf->mark_capacity, sizeof *pdf->marks);
    pdf->marks[pdf->mark_count++] =
        (struct pdf_mark){.node = node, .page = (uint32_t)page, .number = number};
    if (element->first == 0) {
        element->first = (uint32_t)pdf->mark_count;
    } else {
        pdf->marks[element->last - 1].next = (uint32_t)pdf->mark_count;
    }
    element->last = (uint32_t)pdf->mark_count;
    return number;
}

struct tree {
    struct pdf *pdf;
    const struct display_list *list;
    HPDF_Dict root;
    HPDF_Dict *objects;  /* by node; NULL: it shows nothing and is left out */
    uint32_t *begins;    /* by node: the first mark in it, index + 1; 0: none */
    uint32_t *first_kid; /* by node; 0: none */
    uint32_t *next_kid;  /* by node: in the order of the list, notes of a paragraph last */
    unsigned *levels;    /* by node: of headings */
    bool titled, noted;
    struct buffer out; /* the element being written */
};

static bool is_table_part(enum display_role role)
{
    return role == ROLE_ROW || role == ROLE_CELL || role == ROLE_HEAD_CELL;
}

/* A note stands behind the text that it is of; one of a table stands for itself. */
static bool is_late(const struct tree *tree, uint32_t node)
{
    const struct display_node *nodes = tree->list->nodes;
    enum display_role around = nodes[nodes[node].parent].role;

    return nodes[node].role == ROLE_NOTE && around != ROLE_DOCUMENT && around != ROLE_SECTION;
}

static void find_begins(struct tree *tree)
{
    uint32_t *begins = tree->begins;

    for (size_t i = tree->list->node_count; i-- > 0;) {
        const struct pdf_element *element = &tree->pdf->elements[i];
        uint32_t own = element->field != NULL ? element->field->mark : element->first;
        uint32_t *parent = &begins[tree->list->nodes[i].parent];
        if (own != 0 && (begins[i] == 0 || own < begins[i])) {
            begins[i] = own;
        }
        if (begins[i] != 0 && (*parent == 0 || begins[i] < *parent)) {
            *parent = begins[i];
        }
    }
}

/* An object for what is shown: what has content, and all cells of a table that has any. */
static bool add_objects(struct tree *tree)
{
    for (size_t i = 0; i < tree->list->node_count; i++) {
        const struct display_node *node = &tree->list->nodes[i];
        bool shown = i == 0 || tree->begins[i] != 0 ||
                     (is_table_part(node->role) && tree->objects[node->parent] != NULL);
        if (shown && (tree->objects[i] = pdf_add_object(tree->pdf)) == NULL) {
            return false;
        }
        tree->titled = tree->titled || (shown && node->role == ROLE_TITLE);
        tree->noted = tree->noted || (shown && node->role == ROLE_NOTE);
    }
    return true;
}

static void link_kids(struct tree *tree)
{
    size_t count = tree->list->node_count;
    uint32_t *last = ARENA_ARRAY(tree->pdf->arena, uint32_t, count);

    for (int late = 0; late < 2; late++) {
        for (uint32_t i = 1; i < count; i++) {
            uint32_t parent = tree->list->nodes[i].parent;
            if (tree->objects[i] != NULL && is_late(tree, i) == (late == 1)) {
                *(last[parent] == 0 ? &tree->first_kid[parent] : &tree->next_kid[last[parent]]) = i;
                last[parent] = i;
            }
        }
    }
}

/* The title is the first level where there is one; no level is left out on the way down. */
static void count_levels(struct tree *tree)
{
    unsigned before = 0;

    for (size_t i = 1; i < tree->list->node_count; i++) {
        const struct display_node *node = &tree->list->nodes[i];
        if (tree->objects[i] == NULL || (node->role != ROLE_HEADING && node->role != ROLE_TITLE)) {
            continue;
        }
        unsigned level = node->role == ROLE_TITLE ? 1 : node->level + tree->titled;
        level = level > before + 1 ? before + 1 : level;
        level = level > HEADING_LEVELS ? HEADING_LEVELS : level;
        tree->levels[i] = before = level > 0 ? level : 1;
    }
}

static void add_page(struct tree *tree, uint32_t page)
{
    pdf_add_reference(&tree->out, tree->pdf->pages[page]);
}

/* Content of a page that is not the element's first one says so. */
static void add_mark(struct tree *tree, const struct pdf_mark *mark, uint32_t page)
{
    if (mark->page == page) {
        buffer_add_integer(&tree->out, mark->number);
        return;
    }
    buffer_add_string(&tree->out, "<</Type /MCR /Pg ");
    add_page(tree, mark->page);
    buffer_format(&tree->out, " /MCID %u>>", (unsigned)mark->number);
}

/* All that is in a form (ISO 14289-1, 7.18.4). */
static void add_field(struct tree *tree, const struct pdf_field *field)
{
    buffer_add_string(&tree->out, "/Pg ");
    add_page(tree, (uint32_t)field->page);
    buffer_add_string(&tree->out, "\n/K [<</Type /OBJR /Pg ");
    add_page(tree, (uint32_t)field->page);
    buffer_add_string(&tree->out, " /Obj ");
    pdf_add_reference(&tree->out, field->object);
    buffer_add_string(&tree->out, ">>]\n");
}

/* Its own content and the elements inside of it, each where it begins. */
static void add_kids(struct tree *tree, uint32_t node)
{
    const struct pdf_element *element = &tree->pdf->elements[node];
    const struct pdf_mark *marks = tree->pdf->marks;
    uint32_t mark = element->first, kid = tree->first_kid[node];
    uint32_t page = mark != 0 ? marks[mark - 1].page : 0;

    if (mark != 0) {
        buffer_add_string(&tree->out, "/Pg ");
        add_page(tree, page);
        buffer_add_byte(&tree->out, '\n');
    }
    if (element->field != NULL) {
        add_field(tree, element->field);
        return;
    }
    if (mark == 0 && kid == 0) {
        return;
    }
    buffer_add_string(&tree->out, "/K [");
    for (bool first = true; mark != 0 || kid != 0; first = false) {
        uint32_t begin = kid == 0 ? 0 : tree->begins[kid];
        buffer_add_string(&tree->out, first ? "" : " ");
        if (mark != 0 && (kid == 0 || begin > mark || is_late(tree, kid))) {
            add_mark(tree, &marks[mark - 1], page);
            mark = marks[mark - 1].next;
        } else {
            pdf_add_reference(&tree->out, tree->objects[kid]);
            kid = tree->next_kid[kid];
        }
    }
    buffer_add_string(&tree->out, "]\n");
}

static void add_cell(struct tree *tree, const struct display_node *node)
{
    bool head = node->role == ROLE_HEAD_CELL;

    if (!head && node->rows <= 1 && node->columns <= 1) {
        return;
    }
    buffer_add_string(&tree->out, "/A <</O /Table");
    if (head) {
        buffer_format(&tree->out, " /Scope /%s", node->heads_row ? "Row" : "Column");
    }
    if (node->rows > 1) {
        buffer_format(&tree->out, " /RowSpan %u", node->rows);
    }
    if (node->columns > 1) {
        buffer_format(&tree->out, " /ColSpan %u", node->columns);
    }
    buffer_add_string(&tree->out, ">>\n");
}

static void add_figure(struct tree *tree, uint32_t index)
{
    static const struct string unnamed = STRING("图");
    const struct pdf *pdf = tree->pdf;
    const struct pdf_element *element = &pdf->elements[index];
    struct string words = tree->list->nodes[index].text;

    buffer_add_string(&tree->out, "/Alt ");
    pdf_add_text(&tree->out, words.size > 0 ? words : unnamed);
    buffer_add_byte(&tree->out, '\n');
    if (element->boxed) {
        length_t height = pdf->list->pages[pdf->marks[element->first - 1].page].height;
        const length_t box[] = {element->left, height - element->bottom, element->right,
                                height - element->top};
        buffer_add_string(&tree->out, "/A <</O /Layout /Placement /Block /BBox [");
        for (size_t i = 0; i < 4; i++) {
            buffer_add_string(&tree->out, i > 0 ? " " : "");
            buffer_add_decimal(&tree->out, box[i], 3);
        }
        buffer_add_string(&tree->out, "]>>\n");
    }
}

/* The names of notes, in ascending order. */
static void add_note_name(struct buffer *out, uint32_t node)
{
    buffer_format(out, "(note%09u)", (unsigned)node);
}

static void add_attributes(struct tree *tree, uint32_t index)
{
    const struct display_node *node = &tree->list->nodes[index];

    switch (node->role) {
    case ROLE_HEAD_CELL:
    case ROLE_CELL:
        add_cell(tree, node);
        break;
    case ROLE_FIGURE:
        add_figure(tree, index);
        break;
    case ROLE_FORM:
        buffer_add_string(&tree->out, "/Alt ");
        pdf_add_text(&tree->out, node->text);
        buffer_add_byte(&tree->out, '\n');
        break;
    case ROLE_NOTE:
        buffer_add_string(&tree->out, "/ID ");
        add_note_name(&tree->out, index);
        buffer_add_byte(&tree->out, '\n');
        break;
    case ROLE_READING:
        buffer_add_string(&tree->out, "/Lang (zh-Latn-pinyin)\n");
        break;
    case ROLE_LIST:
        buffer_add_string(&tree->out, "/A <</O /List /ListNumbering /Decimal>>\n");
        break;
    case ROLE_DOCUMENT:
    case ROLE_SECTION:
    case ROLE_TITLE:
    case ROLE_HEADING:
    case ROLE_PARAGRAPH:
    case ROLE_ENUMERATION:
    case ROLE_ITEM:
    case ROLE_LABEL:
    case ROLE_ITEM_BODY:
    case ROLE_REFERENCE:
    case ROLE_RUBY:
    case ROLE_RUBY_BASE:
    case ROLE_TABLE:
    case ROLE_TABLE_HEAD:
    case ROLE_TABLE_BODY:
    case ROLE_ROW:
    case ROLE_CAPTION:
        break;
    }
}

static void write_element(struct tree *tree, uint32_t index)
{
    const struct display_node *node = &tree->list->nodes[index];

    tree->out = buffer_new(tree->pdf->arena);
    buffer_format(&tree->out, "/S /%s", display_role_name(node->role));
    if (node->role == ROLE_HEADING) {
        buffer_add_integer(&tree->out, tree->levels[index]);
    }
    buffer_add_string(&tree->out, "\n/P ");
    pdf_add_reference(&tree->out, index == 0 ? tree->root : tree->objects[node->parent]);
    buffer_add_byte(&tree->out, '\n');
    add_attributes(tree, index);
    add_kids(tree, index);
    pdf_set_entries(tree->pdf, tree->objects[index], &tree->out);
}

/* The elements of each page's marks, by number. */
static void add_pages(struct tree *tree, struct buffer *out, size_t first, size_t end, size_t *mark)
{
    const struct pdf *pdf = tree->pdf;

    for (size_t page = first; page < end; page++) {
        buffer_add_integer(out, (int64_t)page);
        buffer_add_string(out, " [");
        for (; *mark < pdf->mark_count && pdf->marks[*mark].page == page; (*mark)++) {
            buffer_add_string(out, pdf->marks[*mark].number > 0 ? " " : "");
            pdf_add_reference(out, tree->objects[pdf->marks[*mark].node]);
        }
        buffer_add_string(out, "]\n");
    }
}

/* The elements of the fields. */
static void add_fields(const struct tree *tree, struct buffer *out)
{
    const struct pdf *pdf = tree->pdf;

    for (size_t i = 0; i < pdf->field_count; i++) {
        buffer_add_integer(out, (int64_t)pdf_field_key(pdf, i));
        buffer_add_byte(out, ' ');
        pdf_add_reference(out, tree->objects[pdf->fields[i]->node]);
        buffer_add_byte(out, '\n');
    }
}

/* The parent tree: page numbers to elements, then fields. */
static bool add_parent_tree(struct tree *tree, struct buffer *out)
{
    size_t count = tree->list->page_count;
    size_t all = pdf_field_key(tree->pdf, tree->pdf->field_count);
    size_t mark = 0;

    buffer_add_string(out, "/ParentTree <<");
    if (count <= PAGES_PER_LEAF) {
        buffer_add_string(out, "/Nums [\n");
        add_pages(tree, out, 0, count, &mark);
        add_fields(tree, out);
        buffer_add_string(out, "]\n");
    } else {
        buffer_add_string(out, "/Kids [");
        for (size_t first = 0; first < count; first += PAGES_PER_LEAF) {
            bool last = count - first <= PAGES_PER_LEAF;
            size_t end = last ? count : first + PAGES_PER_LEAF;
            struct buffer leaf = buffer_new(tree->pdf->arena);
            HPDF_Dict object = pdf_add_object(tree->pdf);
            if (object == NULL) {
                return false;
            }
            buffer_format(&leaf, "/Limits [%zu %zu]\n/Nums [\n", first, (last ? all : end) - 1);
            add_pages(tree, &leaf, first, end, &mark);
            if (last) {
                add_fields(tree, &leaf);
            }
            buffer_add_string(&leaf, "]\n");
            pdf_set_entries(tree->pdf, object, &leaf);
            buffer_add_string(out, first > 0 ? " " : "");
            pdf_add_reference(out, object);
        }
        buffer_add_string(out, "]");
    }
    buffer_format(out, ">>\n/ParentTreeNextKey %zu\n", all);
    return true;
}

static bool write_root(struct tree *tree)
{
    struct buffer out = buffer_new(tree->pdf->arena);

    buffer_add_string(&out, "/Type /StructTreeRoot\n/K [");
    pdf_add_reference(&out, tree->objects[0]);
    buffer_add_string(&out, "]\n");
    if (tree->titled) {
        buffer_add_string(&out, "/RoleMap <</Title /H1>>\n");
    }
    if (tree->noted) {
        buffer_add_string(&out, "/IDTree <</Names [\n");
        for (uint32_t i = 0; i < tree->list->node_count; i++) {
            if (tree->objects[i] != NULL && tree->list->nodes[i].role == ROLE_NOTE) {
                add_note_name(&out, i);
                buffer_add_byte(&out, ' ');
                pdf_add_reference(&out, tree->objects[i]);
                buffer_add_byte(&out, '\n');
            }
        }
        buffer_add_string(&out, "]>>\n");
    }
    if (!add_parent_tree(tree, &out)) {
        return false;
    }
    pdf_set_entries(tree->pdf, tree->root, &out);
    return true;
}

bool pdf_write_structure(struct pdf *pdf, struct buffer *out)
{
    size_t count = pdf->list->node_count;

    if (count == 0) {
        return true;
    }
    struct tree tree = {.pdf = pdf,
                        .list = pdf->list,
                        .root = pdf_add_object(pdf),
                        .objects = ARENA_ARRAY(pdf->arena, HPDF_Dict, count),
                        .begins = ARENA_ARRAY(pdf->arena, uint32_t, count),
                        .first_kid = ARENA_ARRAY(pdf->arena, uint32_t, count),
                        .next_kid = ARENA_ARRAY(pdf->arena, uint32_t, count),
                        .levels = ARENA_ARRAY(pdf->arena, unsigned, count)};

    find_begins(&tree);
    if (tree.root == NULL || !add_objects(&tree)) {
        return pdf_give_up(pdf);
    }
    link_kids(&tree);
    count_levels(&tree);
    for (uint32_t i = 0; i < count; i++) {
        if (tree.objects[i] != NULL) {
            write_element(&tree, i);
        }
    }
    if (!write_root(&tree)) {
        return pdf_give_up(pdf);
    }
    buffer_add_string(out, "/MarkInfo <</Marked true>>\n/StructTreeRoot ");
    pdf_add_reference(out, tree.root);
    buffer_add_byte(out, '\n');
    return true;
}
