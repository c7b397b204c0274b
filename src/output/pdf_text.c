/*
 * Text of a content stream (ISO 32000-1, 9.4).
 *
 * Positions of glyphs within a run follow from the font's widths, the character spacing (Tc) and
 * the adjustments in TJ; all three are kept as integers here, so that the pen is where a reader's
 * is and rounding never adds up.
 */
#include "output/pdf_content.h"

#include "base/arena.h"
#include "base/unicode.h"
#include <stdlib.h>
#include <string.h>

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

static void begin_text(struct content *content)
{
    if (!content->in_text) {
        buffer_add_string(content->out, "BT\n");
        content->in_text = true;
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
    content_add_number(content, number, 0);
    content_add_number(content, size, 3);
    buffer_add_string(content->out, "Tf\n");
}

static void set_spacing(struct content *content, pen_t spacing)
{
    if (content->spacing != spacing) {
        content->spacing = spacing;
        content_add_number(content, spacing / SPACING_STEP, SPACING_PLACES);
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
        content_add_number(content, rise, 3);
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

/* Whether a character has no meaning that is agreed on (private use): then the text is told in
 * words, too (ISO 19005-2, 6.2.11.7.3). */
static bool is_private(struct string text)
{
    for (size_t offset = 0; offset < text.size;) {
        if ((unsigned char)text.bytes[offset] < 0xEE) {
            offset++; /* U+E000 and what follows begin with greater bytes */
            continue;
        }
        uint32_t character = unicode_decode(text.bytes, text.size, &offset);
        if ((character >= 0xE000 && character <= 0xF8FF) || character >= 0xF0000) {
            return true;
        }
    }
    return false;
}

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
    cluster.spanned = cluster.end - first > 1 || cluster.text.size == 0 ||
                      cluster.text.size > PDF_CLUSTER_LIMIT || is_private(cluster.text);
    return cluster;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Where the words of another language end that begin with glyph `first`: letters of the basic Latin
 * alphabet, two at least, are read as English in a Chinese document. `first` where there are none.
 */
static size_t words_end(const struct display_run *run, size_t first)
{
    size_t letters = 0, end = first;

    for (size_t i = first; i < run->count; i++) {
        const struct display_glyph *glyph = &run->glyphs[i];
        char c = '\0';
        if (glyph->text_size > 0 && glyph->text_offset < run->text.size) {
            c = run->text.bytes[glyph->text_offset];
        }
        if (is_letter(c)) {
            letters++;
            end = i + 1;
        } else if (c == '\0' && end == i) {
            end = i + 1; /* of the letter before it */
        } else if (letters == 0 || (c != ' ' && c != '-' && c != '\'')) {
            break;
        }
    }
    return letters >= 2 ? end : first;
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

/* The reading of a ruby is Chinese in Latin letters; its element says so. */
static bool is_reading(const struct content *content)
{
    return content->marked == MARKED_NODE &&
           content->pdf->list->nodes[content->node].role == ROLE_READING;
}

bool content_add_run(struct content *content, const struct display_run *run, bool turned)
{
    struct pdf_font *font = pdf_font_of(content->pdf, run->face);
    content->run = run;
    content->font = font;
    if (!find_codes(content, font)) {
        return false;
    }
    if (!content_set_paint(content, &content->fill, run->colour, false)) {
        return false;
    }
    begin_text(content);
    set_font(content, font->number, run->size);
    set_spacing(content, choose_spacing(content));
    struct point first = display_direction(turned, (struct point){run->glyphs[0].x, 0});
    buffer_add_string(content->out, turned ? "0 1 -1 0 " : "1 0 0 1 ");
    content_add_number(content, run->x + first.x, 3);
    content_add_number(content, content->page_height - run->y - first.y, 3);
    buffer_add_string(content->out, "Tm\n");
    content->pen = 0;
    size_t words = 0; /* behind the English that is being shown */
    bool english = false;
    for (size_t i = 0; i < run->count;) {
        struct cluster cluster = cluster_at(run, i);
        if (i >= words) {
            words = is_reading(content) ? run->count : words_end(run, i);
            english = !is_reading(content) && words > i;
            if (english) {
                flush_show(content);
                buffer_add_string(content->out, "/Span <</Lang (en)>> BDC\n");
            }
        }
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
        if (english && i >= words) {
            flush_show(content);
            buffer_add_string(content->out, "EMC\n");
            english = false;
        }
    }
    flush_show(content);
    return true;
}
