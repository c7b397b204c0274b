/*
 * Content streams: display items as operators of PDF (ISO 32000-1, 8 and 9).
 *
 * Lengths are 1/1000 pt and stand in the stream as decimals with three places, exactly. Positions
 * of glyphs within a run follow from the font's widths, the character spacing (Tc) and the
 * adjustments in TJ; all three are kept as integers here, so that the pen is where a reader's is
 * and rounding never adds up.
 */
#include "output/pdf_private.h"

#include "base/arena.h"
#include <stdlib.h>
#include <string.h>

/* Positions of the pen, in 1/1,000,000 of a length: adjustments have up to three decimals of 1/1000
 * em, times a size. */
typedef int64_t pen_t;

enum {
    PEN_LENGTH = 1000000,            /* of a length */
    PEN_TOLERANCE = 2 * PEN_LENGTH,  /* 0.7 µm: so far a glyph may stand off without adjustment */
    PEN_PRECISION = PEN_LENGTH,      /* within which an adjustment puts it back */
    SPACING_STEP = PEN_LENGTH / 100, /* of Tc, which is written with 5 places */
    SPACING_PLACES = 5,
    SPACING_NEAR = PEN_LENGTH / 10, /* spacings that are as good as each other in a line */
    ADJUSTMENT_PLACES = 3,
    STRING_LIMIT = 32000, /* bytes of one string: old readers end at 32,767 */
};

/* Operators are written only where the state changes. */
struct content {
    struct pdf *pdf;
    struct buffer *out;
    length_t page_height;
    bool in_text;
    bool has_colour;
    struct colour colour;
    bool has_stroke_colour;
    struct colour stroke_colour;
    length_t stroke;      /* width; 0: none set yet */
    unsigned font_number; /* 0: none yet */
    length_t size;
    pen_t spacing;
    length_t rise;

    struct buffer *show; /* the operand of Tj or TJ being built: strings and numbers */
    bool in_string, adjusted;
    const struct display_run *run; /* being painted */
    const struct pdf_font *font;   /* of the run */
    const uint32_t *codes;         /* of its glyphs */
    pen_t pen;                     /* from the first glyph's origin */
};

static void add_number(struct content *content, int64_t value, unsigned places)
{
    buffer_add_decimal(content->out, value, places);
    buffer_add_byte(content->out, ' ');
}

static void add_components(struct content *content, struct colour colour)
{
    add_number(content, colour.cyan, 3);
    add_number(content, colour.magenta, 3);
    add_number(content, colour.yellow, 3);
    add_number(content, colour.black, 3);
}

static void set_colour(struct content *content, struct colour colour)
{
    if (content->has_colour && memcmp(&content->colour, &colour, sizeof colour) == 0) {
        return;
    }
    content->has_colour = true;
    content->colour = colour;
    add_components(content, colour);
    buffer_add_string(content->out, "k\n");
}

static void begin_text(struct content *content)
{
    if (!content->in_text) {
        buffer_add_string(content->out, "BT\n");
        content->in_text = true;
    }
}

static void end_text(struct content *content)
{
    if (content->in_text) {
        buffer_add_string(content->out, "ET\n");
        content->in_text = false;
    }
}

static void set_font(struct content *content, unsigned number, length_t size)
{
    if (content->font_number == number && content->size == size) {
        return;
    }
    content->font_number = number;
    content->size = size;
    buffer_add_string(content->out, "/F");
    add_number(content, number, 0);
    add_number(content, size, 3);
    buffer_add_string(content->out, "Tf\n");
}

static void set_spacing(struct content *content, pen_t spacing)
{
    if (content->spacing != spacing) {
        content->spacing = spacing;
        add_number(content, spacing / SPACING_STEP, SPACING_PLACES);
        buffer_add_string(content->out, "Tc\n");
    }
}

/* Where glyph `i` of the run is to stand. */
static pen_t target_of(const struct content *content, size_t i)
{
    const struct display_glyph *glyphs = content->run->glyphs;

    return (glyphs[i].x - glyphs[0].x) * PEN_LENGTH;
}

static pen_t width_of(const struct content *content, size_t i)
{
    return content->font->codes[content->codes[i]].width * content->size * (PEN_LENGTH / 1000);
}

/* The space behind glyph `i` that its own width leaves. */
static pen_t space_after(const struct content *content, size_t i)
{
    return target_of(content, i + 1) - target_of(content, i) - width_of(content, i);
}

/* Whether a character spacing alone puts every glyph of the run in its place. */
static bool spacing_fits(const struct content *content, pen_t spacing)
{
    pen_t pen = 0;

    for (size_t i = 0; i + 1 < content->run->count; i++) {
        pen += width_of(content, i) + spacing;
        if (llabs(pen - target_of(content, i + 1)) > PEN_TOLERANCE) {
            return false;
        }
    }
    return true;
}

static pen_t round_pen(pen_t value, pen_t step)
{
    return (value >= 0 ? value + step / 2 : value - step / 2) / step * step;
}

/* The character spacing for a run: the one that is set, where it fits; else what most glyphs
 * have (on the grid all of them, but for rounding), so that few adjustments are needed. */
static pen_t choose_spacing(const struct content *content)
{
    size_t spaces = content->run->count - 1;
    pen_t common = 0;
    size_t votes = 0, near = 0;
    pen_t sum = 0;

    if (spacing_fits(content, content->spacing)) {
        return content->spacing;
    }
    for (size_t i = 0; i < spaces; i++) { /* finds the value of more than half, if there is one */
        pen_t space = space_after(content, i);
        if (votes == 0) {
            common = space;
        }
        votes = llabs(space - common) <= PEN_LENGTH ? votes + 1 : votes - 1;
    }
    for (size_t i = 0; i < spaces; i++) {
        pen_t deviation = space_after(content, i) - common;
        if (llabs(deviation) <= PEN_LENGTH) {
            sum += deviation;
            near++;
        }
    }
    if (2 * near <= spaces) {
        return content->spacing;
    }
    pen_t mean = common + sum / (pen_t)near;
    pen_t plain = round_pen(mean, PEN_LENGTH);
    if (llabs(mean - content->spacing) <= SPACING_NEAR) {
        return content->spacing;
    }
    return llabs(mean - plain) <= SPACING_NEAR ? plain : round_pen(mean, SPACING_STEP);
}

static void close_string(struct content *content)
{
    if (content->in_string) {
        buffer_add_byte(content->show, ')');
        content->in_string = false;
    }
}

static void flush_show(struct content *content)
{
    if (content->show->size == 0) {
        return;
    }
    close_string(content);
    if (content->adjusted) {
        buffer_add_byte(content->out, '[');
    }
    buffer_add(content->out, content->show->bytes, content->show->size);
    buffer_add_string(content->out, content->adjusted ? "]TJ\n" : "Tj\n");
    content->show->size = 0;
    content->adjusted = false;
}

static void set_rise(struct content *content, length_t rise)
{
    if (content->rise != rise) {
        flush_show(content);
        content->rise = rise;
        add_number(content, rise, 3);
        buffer_add_string(content->out, "Ts\n");
    }
}

/* Moves the pen by a number in TJ: 1/1000 em, subtracted. As few decimals as do. */
static void adjust(struct content *content, pen_t distance)
{
    pen_t unit = content->size * 1000; /* of a number without decimals */
    pen_t scale = 1;

    for (unsigned places = 0;; places++, scale *= 10) {
        int64_t number = length_scale(distance, -scale, unit);
        pen_t moved = -number * unit / scale;
        if (places < ADJUSTMENT_PLACES && llabs(distance - moved) > PEN_PRECISION) {
            continue;
        }
        if (number != 0) {
            close_string(content);
            buffer_add_decimal(content->show, number, places);
            content->adjusted = true;
            content->pen += moved;
        }
        return;
    }
}

static void add_code_byte(struct content *content, unsigned char byte)
{
    /* Strings hold any byte, but a carriage return would be read as a line feed. */
    if (byte == '(' || byte == ')' || byte == '\\') {
        buffer_add_byte(content->show, '\\');
    } else if (byte == '\r') {
        buffer_add_byte(content->show, '\\');
        byte = 'r';
    }
    buffer_add_byte(content->show, byte);
}

static void add_glyph(struct content *content, size_t i)
{
    pen_t distance = target_of(content, i) - content->pen;

    set_rise(content, content->run->glyphs[i].y);
    if (llabs(distance) > PEN_TOLERANCE) {
        adjust(content, distance);
    }
    if (!content->in_string) {
        buffer_add_byte(content->show, '(');
        content->in_string = true;
    }
    add_code_byte(content, (unsigned char)(content->codes[i] >> 8));
    add_code_byte(content, (unsigned char)content->codes[i]);
    content->pen += width_of(content, i) + content->spacing;
    if (content->show->size > STRING_LIMIT) {
        flush_show(content);
    }
}

/* A cluster: a glyph with text and those without that follow. */
struct cluster {
    size_t first, end;
    struct string text;
    bool spanned; /* its text cannot be told by its code alone */
};

static struct cluster cluster_at(const struct display_run *run, size_t first)
{
    const struct display_glyph *glyph = &run->glyphs[first];
    struct cluster cluster = {.first = first, .end = first + 1, .text = STRING("")};

    if (glyph->text_size > 0 && glyph->text_offset <= run->text.size &&
        glyph->text_size <= run->text.size - glyph->text_offset) {
        cluster.text = (struct string){run->text.bytes + glyph->text_offset, glyph->text_size};
    }
    while (cluster.end < run->count && run->glyphs[cluster.end].text_size == 0) {
        cluster.end++;
    }
    cluster.spanned =
        cluster.end - first > 1 || cluster.text.size == 0 || cluster.text.size > PDF_CLUSTER_LIMIT;
    return cluster;
}

static bool find_codes(struct content *content, struct pdf_font *font)
{
    const struct display_run *run = content->run;
    struct pdf *pdf = content->pdf;

    if (pdf->code_capacity < run->count) {
        pdf->code_capacity = 2 * run->count;
        pdf->codes = ARENA_ARRAY(pdf->arena, uint32_t, pdf->code_capacity);
    }
    content->codes = pdf->codes;
    for (size_t i = 0; i < run->count;) {
        struct cluster cluster = cluster_at(run, i);
        for (; i < cluster.end; i++) {
            bool told = i == cluster.first && cluster.text.size <= PDF_CLUSTER_LIMIT;
            uint32_t code =
                pdf_font_code(pdf, font, run->glyphs[i].glyph, told ? cluster.text : STRING(""));
            if (code == 0) {
                return false;
            }
            pdf->codes[i] = code;
        }
    }
    return true;
}

static bool add_run(struct content *content, const struct display_run *run, bool turned)
{
    if (run->count == 0 || run->size <= 0) {
        return true;
    }
    struct pdf_font *font = pdf_font_of(content->pdf, run->face);
    content->run = run;
    content->font = font;
    if (!find_codes(content, font)) {
        return false;
    }
    set_colour(content, run->colour);
    begin_text(content);
    set_font(content, font->number, run->size);
    set_spacing(content, choose_spacing(content));
    struct point first = display_direction(turned, (struct point){run->glyphs[0].x, 0});
    buffer_add_string(content->out, turned ? "0 1 -1 0 " : "1 0 0 1 ");
    add_number(content, run->x + first.x, 3);
    add_number(content, content->page_height - run->y - first.y, 3);
    buffer_add_string(content->out, "Tm\n");
    content->pen = 0;
    for (size_t i = 0; i < run->count;) {
        struct cluster cluster = cluster_at(run, i);
        if (cluster.spanned) {
            flush_show(content);
            buffer_add_string(content->out, "/Span <</ActualText ");
            pdf_add_text(content->out, cluster.text);
            buffer_add_string(content->out, ">> BDC\n");
        }
        for (; i < cluster.end; i++) {
            add_glyph(content, i);
        }
        if (cluster.spanned) {
            flush_show(content);
            buffer_add_string(content->out, "EMC\n");
        }
    }
    flush_show(content);
    return true;
}

static void add_rule(struct content *content, const struct display_rule *rule)
{
    end_text(content);
    set_colour(content, rule->colour);
    add_number(content, rule->x, 3);
    add_number(content, content->page_height - rule->y - rule->height, 3);
    add_number(content, rule->width, 3);
    add_number(content, rule->height, 3);
    buffer_add_string(content->out, "re f\n");
}

static void set_stroke(struct content *content, const struct display_path *path)
{
    struct colour colour = path->stroke_colour;

    if (content->stroke != path->stroke) {
        content->stroke = path->stroke;
        add_number(content, path->stroke, 3);
        buffer_add_string(content->out, "w\n");
    }
    if (content->has_stroke_colour &&
        memcmp(&content->stroke_colour, &colour, sizeof colour) == 0) {
        return;
    }
    content->has_stroke_colour = true;
    content->stroke_colour = colour;
    add_components(content, colour);
    buffer_add_string(content->out, "K\n");
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
            add_number(content, path->x + from_origin.x, 3);
            add_number(content, content->page_height - path->y - from_origin.y, 3);
        }
        buffer_add_string(content->out, steps[path->steps[i]].operator);
    }
}

static void add_path(struct content *content, const struct display_path *path, bool turned)
{
    bool stroked = path->stroke > 0;

    if (path->step_count == 0 || (!stroked && !path->filled)) {
        return;
    }
    end_text(content);
    if (path->filled) {
        set_colour(content, path->fill);
    }
    if (stroked) {
        set_stroke(content, path);
    }
    add_steps(content, path, turned);
    buffer_add_string(content->out, !stroked ? "f\n" : path->filled ? "B\n" : "S\n");
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
    add_number(content, turn.swapped ? 0 : right, 3);
    add_number(content, turn.swapped ? -up : 0, 3);
    add_number(content, turn.swapped ? -right : 0, 3);
    add_number(content, turn.swapped ? 0 : up, 3);
    bool at_right = turn.swapped != turn.flip_x;
    bool at_top = turn.swapped != turn.flip_y;
    add_number(content, image->x + (at_right ? image->width : 0), 3);
    add_number(content, bottom + (at_top ? image->height : 0), 3);
    buffer_format(content->out, "cm /Im%u Do Q\n", number);
    return true;
}

bool pdf_add_content(struct pdf *pdf, const struct display_page *page, struct buffer *out)
{
    struct content content = {
        .pdf = pdf, .out = out, .page_height = page->height, .show = &pdf->show};

    for (size_t i = 0; i < page->count; i++) {
        const struct display_item *item = &page->items[i];
        switch (item->kind) {
        case DISPLAY_RUN:
            if (!add_run(&content, &item->run, item->turned)) {
                return false;
            }
            break;
        case DISPLAY_RULE:
            add_rule(&content, &item->rule);
            break;
        case DISPLAY_PATH:
            add_path(&content, &item->path, item->turned);
            break;
        case DISPLAY_IMAGE:
            if (!add_image(&content, &item->image, item->turned)) {
                return false;
            }
            break;
        }
    }
    end_text(&content);
    return true;
}
