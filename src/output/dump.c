/*
 * The painter `dump`: the display list as text, one thing a line, for golden files and for people.
 * The format is described in docs/dump-format.md. All numbers come from integers; nothing depends
 * on the locale, on paths or on memory addresses.
 */
#include "output/painter.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/unicode.h"
#include "font/face.h"
#include "image/image.h"
#include <string.h>

/* Deeper nodes are written at this depth: a line stays readable whatever the list holds. */
enum { DUMP_INDENT_LIMIT = 16 };

/* Micrometres behind the decimal point of a length in mm. 1 mm is 360/127 of 1000 lengths. */
static void add_mm(struct buffer *out, length_t value)
{
    buffer_add_byte(out, ' ');
    buffer_add_decimal(out, length_scale(value, 127, 360), 3);
}

static void add_pt(struct buffer *out, length_t value)
{
    buffer_add_byte(out, ' ');
    buffer_add_decimal(out, value, 3);
}

/* Characters that cannot be seen, or that would break the line or turn its direction. */
static bool is_hidden(uint32_t character)
{
    return character < 0x20 || (character >= 0x7F && character <= 0xA0) || character == 0xAD ||
           (character >= 0x200B && character <= 0x200F) ||
           (character >= 0x2028 && character <= 0x202E) ||
           (character >= 0x2060 && character <= 0x206F) || unicode_is_forbidden(character) ||
           unicode_columns(character) == 0;
}

static void add_escape(struct buffer *out, const char *prefix, uint32_t value)
{
    buffer_format(out, "\\%s{%X}", prefix, (unsigned)value);
}

/* Text between quotes; `bare` without them, and then with spaces escaped as well. */
static void add_text(struct buffer *out, const char *bytes, size_t size, bool bare)
{
    if (!bare) {
        buffer_add_byte(out, '"');
    }
    for (size_t offset = 0; offset < size;) {
        size_t start = offset;
        uint32_t character = unicode_decode(bytes, size, &offset);
        if (character == UNICODE_INVALID) {
            add_escape(out, "x", (unsigned char)bytes[start]);
        } else if (character == '"' || character == '\\') {
            buffer_add_byte(out, '\\');
            buffer_add_byte(out, (unsigned char)character);
        } else if (character == '\n') {
            buffer_add_string(out, "\\n");
        } else if (is_hidden(character) || (bare && character == ' ')) {
            add_escape(out, "u", character);
        } else {
            buffer_add(out, bytes + start, offset - start);
        }
    }
    if (!bare) {
        buffer_add_byte(out, '"');
    }
}

static void add_name(struct buffer *out, const char *name)
{
    buffer_add_byte(out, ' ');
    if (name == NULL || name[0] == '\0') {
        buffer_add_byte(out, '-');
        return;
    }
    add_text(out, name, strlen(name), true);
}

/* The file's last component only: goldens do not depend on where a checkout lies. */
static void add_file(struct buffer *out, const char *path)
{
    const char *slash = strrchr(path, '/');

    add_name(out, slash != NULL ? slash + 1 : path);
}

static void add_place(struct buffer *out, struct place place)
{
    if (place.source == NULL) {
        buffer_add_string(out, " -");
        return;
    }
    add_file(out, place.source->name);
    buffer_add_byte(out, ':');
    buffer_add_integer(out, place.line);
    buffer_add_byte(out, ':');
    buffer_add_integer(out, place.column);
}

static void add_colour(struct buffer *out, struct colour colour)
{
    if (colour.cyan == 0 && colour.magenta == 0 && colour.yellow == 0 && colour.black == 1000) {
        return;
    }
    buffer_format(out, " cmyk(%u,%u,%u,%u)", colour.cyan, colour.magenta, colour.yellow,
                  colour.black);
}

static void add_role(struct buffer *out, const struct display_node *node)
{
    buffer_add_string(out, display_role_name(node->role));
    if (node->role == ROLE_HEADING) {
        buffer_add_integer(out, node->level);
    }
}

/* A list of numbers with repetitions counted: "15.793×20 7.897 15.793×3". */
struct series {
    struct buffer *out;
    length_t value;
    size_t count;
};

static void series_flush(struct series *series)
{
    if (series->count == 0) {
        return;
    }
    add_pt(series->out, series->value);
    if (series->count > 1) {
        buffer_add_string(series->out, "×");
        buffer_add_integer(series->out, (int64_t)series->count);
    }
    series->count = 0;
}

static void series_add(struct series *series, length_t value)
{
    if (series->count > 0 && series->value != value) {
        series_flush(series);
    }
    series->value = value;
    series->count++;
}

/* From each glyph's origin to the next one's; the last by its own advance. */
static length_t step_of(const struct display_run *run, size_t i)
{
    return i + 1 < run->count ? run->glyphs[i + 1].x - run->glyphs[i].x : run->glyphs[i].advance;
}

static void add_glyphs(struct buffer *out, const struct display_run *run)
{
    struct series series = {.out = out};
    bool raised = false, uneven = false;

    if (run->count > 0 && run->glyphs[0].x != 0) {
        buffer_add_string(out, " from");
        add_pt(out, run->glyphs[0].x);
    }
    for (size_t i = 0; i < run->count; i++) {
        series_add(&series, step_of(run, i));
        raised = raised || run->glyphs[i].y != 0;
        uneven = uneven || run->glyphs[i].advance != step_of(run, i);
    }
    series_flush(&series);
    if (uneven) {
        buffer_add_string(out, " advance");
        for (size_t i = 0; i < run->count; i++) {
            series_add(&series, run->glyphs[i].advance);
        }
        series_flush(&series);
    }
    if (raised) {
        buffer_add_string(out, " raise");
        for (size_t i = 0; i < run->count; i++) {
            series_add(&series, run->glyphs[i].y);
        }
        series_flush(&series);
    }
}

static void add_run(struct buffer *out, const struct display_run *run)
{
    add_mm(out, run->x);
    add_mm(out, run->y);
    add_name(out, run->face != NULL ? face_postscript_name(run->face) : NULL);
    add_pt(out, run->size);
    add_colour(out, run->colour);
    add_place(out, run->place);
    buffer_add_byte(out, ' ');
    add_text(out, run->text.bytes, run->text.size, false);
    add_glyphs(out, run);
}

static void add_rule(struct buffer *out, const struct display_rule *rule)
{
    add_mm(out, rule->x);
    add_mm(out, rule->y);
    add_mm(out, rule->width);
    add_mm(out, rule->height);
    add_colour(out, rule->colour);
    add_place(out, rule->place);
}

static size_t points_of(enum path_step step)
{
    switch (step) {
    case PATH_MOVE:
    case PATH_LINE:
        return 1;
    case PATH_CURVE:
        return 3;
    case PATH_CLOSE:
        return 0;
    }
    return 0;
}

static void add_path(struct buffer *out, const struct display_path *path)
{
    static const char letters[] = {
        [PATH_MOVE] = 'M', [PATH_LINE] = 'L', [PATH_CURVE] = 'C', [PATH_CLOSE] = 'Z'};
    const struct point *point = path->points;

    add_mm(out, path->x);
    add_mm(out, path->y);
    if (path->filled) {
        buffer_add_string(out, " fill");
        add_colour(out, path->fill);
    }
    if (path->stroke > 0) {
        buffer_add_string(out, " stroke");
        add_pt(out, path->stroke);
        add_colour(out, path->stroke_colour);
    }
    add_place(out, path->place);
    for (size_t i = 0; i < path->step_count; i++) {
        buffer_add_byte(out, ' ');
        buffer_add_byte(out, (unsigned char)letters[path->steps[i]]);
        for (size_t left = points_of(path->steps[i]); left > 0; left--, point++) {
            add_mm(out, point->x);
            add_mm(out, point->y);
        }
    }
}

static void add_image(struct buffer *out, const struct display_image *image)
{
    add_mm(out, image->x);
    add_mm(out, image->y);
    add_mm(out, image->width);
    add_mm(out, image->height);
    add_place(out, image->place);
    add_file(out, image->image->path);
    buffer_format(out, " %u×%u", (unsigned)image->image->width, (unsigned)image->image->height);
}

static void add_form_field(struct buffer *out, const struct display_field *field)
{
    add_mm(out, field->x);
    add_mm(out, field->y);
    add_mm(out, field->width);
    add_mm(out, field->height);
    add_place(out, field->place);
    add_name(out, field->name);
    buffer_add_string(out, field->painted ? " painted" : "");
}

static void add_item(struct buffer *out, const struct display_list *list,
                     const struct display_item *item)
{
    static const char *const kinds[] = {[DISPLAY_RUN] = "  run ",
                                        [DISPLAY_RULE] = "  rule ",
                                        [DISPLAY_PATH] = "  path ",
                                        [DISPLAY_IMAGE] = "  image ",
                                        [DISPLAY_FIELD] = "  field "};

    buffer_add_string(out, kinds[item->kind]);
    if (item->node == 0) {
        buffer_add_string(out, item->decoration ? "decoration" : "artifact");
    } else if (item->node < list->node_count) {
        add_role(out, &list->nodes[item->node]);
        buffer_add_byte(out, '#');
        buffer_add_integer(out, item->node);
    } else {
        buffer_add_string(out, "unknown#"); /* a fault of the composition: shown, not hidden */
        buffer_add_integer(out, item->node);
    }
    if (item->turned) {
        buffer_add_string(out, " turned");
    }
    switch (item->kind) {
    case DISPLAY_RUN:
        add_run(out, &item->run);
        break;
    case DISPLAY_RULE:
        add_rule(out, &item->rule);
        break;
    case DISPLAY_PATH:
        add_path(out, &item->path);
        break;
    case DISPLAY_IMAGE:
        add_image(out, &item->image);
        break;
    case DISPLAY_FIELD:
        add_form_field(out, &item->field);
        break;
    }
    buffer_add_byte(out, '\n');
}

static void add_page(struct buffer *out, const struct display_list *list, size_t index)
{
    const struct display_page *page = &list->pages[index];
    const char *label = page->label != NULL ? page->label : "";

    buffer_add_string(out, "page ");
    buffer_add_integer(out, (int64_t)index + 1);
    add_mm(out, page->width);
    add_mm(out, page->height);
    buffer_add_byte(out, ' ');
    add_text(out, label, strlen(label), false);
    buffer_add_byte(out, '\n');
    for (size_t i = 0; i < page->count; i++) {
        add_item(out, list, &page->items[i]);
    }
}

static void add_nodes(struct arena *arena, struct buffer *out, const struct display_list *list)
{
    uint8_t *depths = ARENA_ARRAY(arena, uint8_t, list->node_count);

    for (size_t i = 0; i < list->node_count; i++) {
        const struct display_node *node = &list->nodes[i];
        if (i > 0 && node->parent < i && depths[node->parent] < DUMP_INDENT_LIMIT) {
            depths[i] = (uint8_t)(depths[node->parent] + 1);
        } else {
            depths[i] = i > 0 ? DUMP_INDENT_LIMIT : 0;
        }
        buffer_add_string(out, "node ");
        for (unsigned depth = 0; depth < depths[i]; depth++) {
            buffer_add_string(out, "  ");
        }
        add_role(out, node);
        buffer_add_byte(out, '#');
        buffer_add_integer(out, (int64_t)i);
        if (i > 0) {
            buffer_add_string(out, " page ");
            buffer_add_integer(out, (int64_t)node->page + 1);
            add_mm(out, node->y);
            add_place(out, node->place);
        }
        if (node->rows > 1 || node->columns > 1) {
            buffer_format(out, " %u×%u", node->rows, node->columns);
        }
        buffer_add_string(out, node->heads_row ? " row" : "");
        if (node->text.size > 0) {
            buffer_add_byte(out, ' ');
            add_text(out, node->text.bytes, node->text.size, false);
        }
        buffer_add_byte(out, '\n');
    }
}

static void add_field(struct buffer *out, const char *name, const char *value)
{
    if (value == NULL || value[0] == '\0') {
        return;
    }
    buffer_add_string(out, name);
    buffer_add_byte(out, ' ');
    add_text(out, value, strlen(value), false);
    buffer_add_byte(out, '\n');
}

static void add_header(struct buffer *out, const struct display_list *list)
{
    const struct display_metadata *metadata = &list->metadata;

    buffer_add_string(out, "gongwen display list 1\n");
    add_field(out, "title", metadata->title);
    add_field(out, "author", metadata->author);
    add_field(out, "language", metadata->language);
    if (metadata->year != 0) {
        buffer_format(out, "date %04d-%02d-%02d\n", metadata->year, metadata->month, metadata->day);
    }
    buffer_add_string(out, "area");
    add_mm(out, list->area_x);
    add_mm(out, list->area_y);
    add_mm(out, list->area_width);
    add_mm(out, list->area_height);
    buffer_add_byte(out, '\n');
}

static bool paint_dump(struct arena *arena, const struct display_list *list, size_t page,
                       const struct paint_options *options, struct buffer *out,
                       struct diagnostics *diagnostics)
{
    struct arena *scratch = arena_child(arena);

    (void)page;
    (void)options;
    (void)diagnostics;
    add_header(out, list);
    add_nodes(scratch, out, list);
    for (size_t i = 0; i < list->page_count; i++) {
        add_page(out, list, i);
    }
    arena_free_child(scratch);
    return true;
}

const struct painter painter_dump = {
    .name = "dump",
    .extension = "txt",
    .paged = false,
    .paint = paint_dump,
};
