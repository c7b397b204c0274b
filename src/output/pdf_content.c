/*
 * Content streams: display items as operators of PDF (ISO 32000-1, 8 and 9).
 *
 * Lengths are 1/1000 pt and stand in the stream as decimals with three places, exactly.
 *
 * All content is marked (14.6): as that of a structure element, or as an artifact. A text object
 * stands inside of one mark, so that both nest.
 */
#include "output/pdf_content.h"

#include <string.h>

void content_add_number(struct content *content, int64_t value, unsigned places)
{
    buffer_add_decimal(content->out, value, places);
    buffer_add_byte(content->out, ' ');
}

static void add_components(struct content *content, struct colour colour)
{
    content_add_number(content, colour.cyan, 3);
    content_add_number(content, colour.magenta, 3);
    content_add_number(content, colour.yellow, 3);
    content_add_number(content, colour.black, 3);
}

static bool is_grey(struct colour colour)
{
    return colour.cyan == 0 && colour.magenta == 0 && colour.yellow == 0;
}

/* Black alone is grey, which every device has; all else keeps its process colours. */
bool content_set_paint(struct content *content, struct paint *paint, struct colour colour,
                       bool stroking)
{
    if (paint->set && memcmp(&paint->colour, &colour, sizeof colour) == 0) {
        return true;
    }
    paint->set = true;
    paint->colour = colour;
    if (is_grey(colour)) {
        paint->process = false;
        content_add_number(content, colour.black < 1000 ? 1000 - colour.black : 0, 3);
        buffer_add_string(content->out, stroking ? "G\n" : "g\n");
        return true;
    }
    if (!paint->process) {
        if (!pdf_open_process(content->pdf)) {
            return false;
        }
        paint->process = true;
        buffer_add_string(content->out, stroking ? "/C CS " : "/C cs ");
    }
    add_components(content, colour);
    buffer_add_string(content->out, stroking ? "SCN\n" : "scn\n");
    return true;
}

static void end_text(struct content *content)
{
    if (content->in_text) {
        buffer_add_string(content->out, "ET\n");
        content->in_text = false;
    }
}

static void end_mark(struct content *content)
{
    end_text(content);
    if (content->marked != MARKED_NOT) {
        buffer_add_string(content->out, "EMC\n");
        content->marked = MARKED_NOT;
    }
}

/* Content of an item follows: inside of the mark that is open, where it is the same one's. */
static void begin_mark(struct content *content, const struct display_item *item)
{
    const struct display_list *list = content->pdf->list;
    uint32_t node = item->node < list->node_count ? item->node : 0;
    int marked = node != 0                   ? MARKED_NODE
                 : item->kind == DISPLAY_RUN ? MARKED_TEXT_ARTIFACT
                                             : MARKED_DRAWN_ARTIFACT;

    if (content->marked == marked && (marked != MARKED_NODE || content->node == node)) {
        return;
    }
    end_mark(content);
    content->marked = marked;
    content->node = node;
    if (marked == MARKED_NODE) {
        buffer_format(content->out, "/%s <</MCID %u>> BDC\n",
                      display_role_name(list->nodes[node].role),
                      pdf_add_mark(content->pdf, content->page, node));
    } else {
        buffer_format(content->out, "/Artifact <</Type /%s>> BDC\n",
                      marked == MARKED_TEXT_ARTIFACT ? "Pagination" : "Layout");
    }
}

static bool add_rule(struct content *content, const struct display_rule *rule)
{
    end_text(content);
    if (!content_set_paint(content, &content->fill, rule->colour, false)) {
        return false;
    }
    content_add_number(content, rule->x, 3);
    content_add_number(content, content->page_height - rule->y - rule->height, 3);
    content_add_number(content, rule->width, 3);
    content_add_number(content, rule->height, 3);
    buffer_add_string(content->out, "re f\n");
    return true;
}

static bool set_stroke(struct content *content, const struct display_path *path)
{
    if (content->stroke != path->stroke) {
        content->stroke = path->stroke;
        content_add_number(content, path->stroke, 3);
        buffer_add_string(content->out, "w\n");
    }
    return content_set_paint(content, &content->stroked, path->stroke_colour, true);
}

static void add_steps(struct content *content, const struct display_path *path, bool turned)
{
    static const struct {
        size_t points;
        const char *operator;
    } steps[] = {[PATH_MOVE] = {1, "m\n"},
                 [PATH_LINE] = {1, "l\n"},
                 [PATH_CURVE] = {3, "c\n"},
                 [PATH_CLOSE] = {0, "h\n"}};
    const struct point *point = path->points;

    for (size_t i = 0; i < path->step_count; i++) {
        for (size_t left = steps[path->steps[i]].points; left > 0; left--, point++) {
            struct point from_origin = display_direction(turned, *point);
            content_add_number(content, path->x + from_origin.x, 3);
            content_add_number(content, content->page_height - path->y - from_origin.y, 3);
        }
        buffer_add_string(content->out, steps[path->steps[i]].operator);
    }
}

static bool is_empty(const struct display_path *path)
{
    return path->step_count == 0 || (path->stroke <= 0 && !path->filled);
}

static bool add_path(struct content *content, const struct display_path *path, bool turned)
{
    bool stroked = path->stroke > 0;

    end_text(content);
    if ((path->filled && !content_set_paint(content, &content->fill, path->fill, false)) ||
        (stroked && !set_stroke(content, path))) {
        return false;
    }
    add_steps(content, path, turned);
    buffer_add_string(content->out, !stroked ? "f\n" : path->filled ? "B\n" : "S\n");
    return true;
}

/* An image fills the unit square, its first row on top; the matrix says where its corners go. */
static bool add_image(struct content *content, const struct display_image *image, bool turned)
{
    struct image_turn turn = image_turn(image->image, turned);
    length_t bottom = content->page_height - image->y - image->height;
    length_t right = turn.flip_x ? -image->width : image->width;
    length_t up = turn.flip_y ? -image->height : image->height;
    struct image_size raster = image_size_at(image->image, turn, image->width, image->height);
    unsigned number = pdf_image_number(content->pdf, image->image, raster);

    if (number == 0) {
        return false;
    }
    end_text(content);
    buffer_add_string(content->out, "q ");
    /* Where the stored rows run, and where the stored columns run upwards. */
    content_add_number(content, turn.swapped ? 0 : right, 3);
    content_add_number(content, turn.swapped ? -up : 0, 3);
    content_add_number(content, turn.swapped ? -right : 0, 3);
    content_add_number(content, turn.swapped ? 0 : up, 3);
    bool at_right = turn.swapped != turn.flip_x;
    bool at_top = turn.swapped != turn.flip_y;
    content_add_number(content, image->x + (at_right ? image->width : 0), 3);
    content_add_number(content, bottom + (at_top ? image->height : 0), 3);
    buffer_format(content->out, "cm /Im%u Do Q\n", number);
    return true;
}

/* Figures tell where they stand. */
static void extend_box(struct content *content, length_t left, length_t top, length_t right,
                       length_t bottom)
{
    const struct pdf *pdf = content->pdf;

    if (content->marked != MARKED_NODE || pdf->list->nodes[content->node].role != ROLE_FIGURE) {
        return;
    }
    struct pdf_element *element = &pdf->elements[content->node];
    if (pdf->marks[element->first - 1].page != content->page) {
        return;
    }
    element->left = element->boxed ? length_min(element->left, left) : left;
    element->top = element->boxed ? length_min(element->top, top) : top;
    element->right = element->boxed ? length_max(element->right, right) : right;
    element->bottom = element->boxed ? length_max(element->bottom, bottom) : bottom;
    element->boxed = true;
}

static void extend_by_path(struct content *content, const struct display_path *path, bool turned)
{
    const struct point *point = path->points;
    length_t reach = path->stroke / 2;

    for (size_t i = 0; i < path->step_count; i++) {
        size_t left = path->steps[i] == PATH_CURVE ? 3 : path->steps[i] == PATH_CLOSE ? 0 : 1;
        for (; left > 0; left--, point++) {
            struct point from_origin = display_direction(turned, *point);
            length_t x = path->x + from_origin.x, y = path->y + from_origin.y;
            extend_box(content, x - reach, y - reach, x + reach, y + reach);
        }
    }
}

/* Whether the item shows anything: what does not has no mark. */
static bool shows(const struct display_item *item)
{
    switch (item->kind) {
    case DISPLAY_RUN:
        return item->run.count > 0 && item->run.size > 0;
    case DISPLAY_PATH:
        return !is_empty(&item->path);
    case DISPLAY_FIELD:
        return false;
    case DISPLAY_RULE:
    case DISPLAY_IMAGE:
        break;
    }
    return true;
}

static bool add_item(struct content *content, const struct display_item *item)
{
    switch (item->kind) {
    case DISPLAY_RUN:
        return content_add_run(content, &item->run, item->turned);
    case DISPLAY_RULE:
        extend_box(content, item->rule.x, item->rule.y, item->rule.x + item->rule.width,
                   item->rule.y + item->rule.height);
        return add_rule(content, &item->rule);
    case DISPLAY_PATH:
        extend_by_path(content, &item->path, item->turned);
        return add_path(content, &item->path, item->turned);
    case DISPLAY_IMAGE:
        extend_box(content, item->image.x, item->image.y, item->image.x + item->image.width,
                   item->image.y + item->image.height);
        return add_image(content, &item->image, item->turned);
    case DISPLAY_FIELD:
        break;
    }
    return true;
}

bool pdf_add_content(struct pdf *pdf, size_t page, struct buffer *out)
{
    const struct display_page *shown = &pdf->list->pages[page];
    struct content content = {
        .pdf = pdf, .out = out, .page = page, .page_height = shown->height, .show = &pdf->show};

    for (size_t i = 0; i < shown->count; i++) {
        const struct display_item *item = &shown->items[i];
        if (item->kind == DISPLAY_FIELD) {
            pdf_add_field(pdf, page, item);
        }
        if (!shows(item)) {
            continue;
        }
        begin_mark(&content, item);
        if (!add_item(&content, item)) {
            return false;
        }
    }
    end_mark(&content);
    return true;
}
