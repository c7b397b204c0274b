/*
 * Type 2 charstrings: copying a glyph's outline, subroutines put in place and hints left out, and
 * drawing one anew.
 */
#include "font/cff.h"

#include "font/face.h"
#include <math.h>
#include <string.h>

enum {
    HSTEM = 1,
    VSTEM = 3,
    VMOVETO = 4,
    RLINETO = 5,
    HLINETO = 6,
    VLINETO = 7,
    RRCURVETO = 8,
    CALLSUBR = 10,
    RETURN = 11,
    ESCAPE = 12,
    ENDCHAR = 14,
    HSTEMHM = 18,
    HINTMASK = 19,
    CNTRMASK = 20,
    RMOVETO = 21,
    HMOVETO = 22,
    VSTEMHM = 23,
    RCURVELINE = 24,
    RLINECURVE = 25,
    VVCURVETO = 26,
    HHCURVETO = 27,
    SHORTINT = 28,
    CALLGSUBR = 29,
    VHCURVETO = 30,
    HVCURVETO = 31,
    HFLEX = 34, /* behind ESCAPE, as the following */
    FLEX1 = 37,
};

enum { SEAC_OPERANDS = 4 }; /* of an endchar that names two other characters */

/* A number on the stack: where its bytes stand in the output and in the font. */
struct operand {
    size_t offset;
    const unsigned char *bytes;
};

struct copying {
    const struct cff *cff;
    const struct cff_font *font;
    struct buffer *out;
    size_t start; /* of the glyph in the output */
    struct operand stack[CFF_OPERAND_LIMIT];
    unsigned depth;
    unsigned stems;
    unsigned steps;
    bool begun; /* an operator has been seen: no width can come any more */
    bool ended; /* by endchar */
};

/* Where the copy of one run of bytes (a charstring or a subroutine) stands. */
struct run {
    const unsigned char *bytes;
    size_t size;
    size_t at;     /* the byte to be looked at */
    size_t copied; /* all before it is in the output */
};

/* Bytes a number takes, by its first byte; 0 for operators. */
static const unsigned char number_sizes[256] = {
    [SHORTINT] = 3,
    [32 ... 246] = 1,
    [247 ... 254] = 2,
    [255] = 5,
};

static int32_t number_value(const unsigned char *at)
{
    if (at[0] == SHORTINT) {
        return (int16_t)(at[1] << 8 | at[2]);
    }
    if (at[0] <= 246) {
        return at[0] - 139;
    }
    if (at[0] <= 250) {
        return (at[0] - 247) * 256 + at[1] + 108;
    }
    if (at[0] <= 254) {
        return -(at[0] - 251) * 256 - at[1] - 108;
    }
    return (int16_t)(at[1] << 8 | at[2]); /* 16.16: the whole part */
}

static void flush(struct copying *copying, struct run *run)
{
    buffer_add(copying->out, run->bytes + run->copied, run->at - run->copied);
    run->copied = run->at;
}

/* Takes the numbers up to the next operator; nine tenths of a charstring. False when one is cut off
 * or there are too many. */
static bool push_numbers(struct copying *copying, struct run *run)
{
    const unsigned char *bytes = run->bytes;
    size_t size = run->size;
    size_t at = run->at;
    size_t base = copying->out->size - run->copied; /* offset in the output less that in the run */
    unsigned depth = copying->depth;

    while (at < size && number_sizes[bytes[at]] > 0) {
        size_t step = number_sizes[bytes[at]];
        if (depth == CFF_OPERAND_LIMIT || size - at < step) {
            return false;
        }
        copying->stack[depth++] = (struct operand){base + at, bytes + at};
        at += step;
    }
    run->at = at;
    copying->depth = depth;
    return true;
}

static enum charstring_copy copy_bytes(struct copying *copying, struct string code,
                                       unsigned nesting);

/* Takes the number of the subroutine back out of the output and puts its bytes there. */
static enum charstring_copy call(struct copying *copying, struct run *run,
                                 const struct cff_index *subrs, unsigned nesting)
{
    int32_t bias = subrs->count < 1240 ? 107 : subrs->count < 33900 ? 1131 : 32768;
    struct string code;

    if (copying->depth == 0 || nesting == CFF_SUBR_NESTING_LIMIT) {
        return CHARSTRING_BROKEN;
    }
    struct operand operand = copying->stack[--copying->depth];
    int32_t number = number_value(operand.bytes) + bias;
    if (number < 0 || !cff_index_item(subrs, (uint32_t)number, &code)) {
        return CHARSTRING_BROKEN;
    }
    flush(copying, run);
    copying->out->size = operand.offset;
    run->copied = ++run->at;
    return copy_bytes(copying, code, nesting + 1);
}

/* Leaves stems and masks out: they are a twentieth of a packed font and serve pixels much coarser
 * than an official document is read at. The first operator of a charstring may have the glyph's
 * width before its own operands; that stays, for the operator that follows. */
static bool drop_hint(struct copying *copying, struct run *run, bool mask)
{
    unsigned stems = copying->depth / 2;
    bool width = !copying->begun && copying->depth % 2 == 1;

    /* operands before the first mask are vertical stems without their operator */
    copying->stems += stems;
    size_t size = mask ? 1 + (copying->stems + 7) / 8 : 1;
    if (run->size - run->at < size) {
        return false;
    }
    flush(copying, run);
    if (copying->depth > width) {
        copying->out->size = copying->stack[width].offset;
    }
    copying->depth = 0;
    copying->begun = true;
    run->at += size;
    run->copied = run->at;
    return true;
}

static enum charstring_copy copy_operator(struct copying *copying, struct run *run,
                                          unsigned nesting)
{
    switch (run->bytes[run->at]) {
    case HSTEM:
    case VSTEM:
    case HSTEMHM:
    case VSTEMHM:
        return drop_hint(copying, run, false) ? CHARSTRING_COPIED : CHARSTRING_BROKEN;
    case HINTMASK:
    case CNTRMASK:
        return drop_hint(copying, run, true) ? CHARSTRING_COPIED : CHARSTRING_BROKEN;
    case CALLSUBR:
        return call(copying, run, &copying->font->subrs, nesting);
    case CALLGSUBR:
        return call(copying, run, &copying->cff->subrs, nesting);
    case ENDCHAR:
        if (copying->depth >= SEAC_OPERANDS) {
            return CHARSTRING_REDRAW;
        }
        copying->ended = true;
        run->at++;
        return CHARSTRING_COPIED;
    case VMOVETO:
    case RLINETO:
    case HLINETO:
    case VLINETO:
    case RRCURVETO:
    case RMOVETO:
    case HMOVETO:
    case RCURVELINE:
    case RLINECURVE:
    case VVCURVETO:
    case HHCURVETO:
    case VHCURVETO:
    case HVCURVETO:
        copying->depth = 0;
        copying->begun = true;
        run->at++;
        return CHARSTRING_COPIED;
    case ESCAPE:
        if (run->size - run->at >= 2 && run->bytes[run->at + 1] >= HFLEX &&
            run->bytes[run->at + 1] <= FLEX1) {
            copying->depth = 0;
            run->at += 2;
            return CHARSTRING_COPIED;
        }
        return CHARSTRING_REDRAW;
    default:
        return CHARSTRING_REDRAW; /* reserved: the rasteriser decides what they draw */
    }
}

/* The bytes of a charstring or of a subroutine up to its end, `return` or `endchar`. */
static enum charstring_copy copy_bytes(struct copying *copying, struct string code,
                                       unsigned nesting)
{
    struct run run = {(const unsigned char *)code.bytes, code.size, 0, 0};

    while (!copying->ended) {
        if (!push_numbers(copying, &run)) {
            return CHARSTRING_BROKEN;
        }
        if (run.at == run.size || run.bytes[run.at] == RETURN) {
            break;
        }
        if (++copying->steps > CFF_STEP_LIMIT ||
            copying->out->size - copying->start > CFF_CHARSTRING_LIMIT) {
            return CHARSTRING_BROKEN;
        }
        enum charstring_copy result = copy_operator(copying, &run, nesting);
        if (result != CHARSTRING_COPIED) {
            return result;
        }
    }
    flush(copying, &run);
    return CHARSTRING_COPIED;
}

enum charstring_copy charstring_copy(const struct cff *cff, const struct cff_font *font,
                                     uint32_t glyph, struct buffer *out)
{
    struct copying copying = {.cff = cff, .font = font, .out = out, .start = out->size};
    struct string code;

    if (!cff_index_item(&cff->charstrings, glyph, &code)) {
        return CHARSTRING_BROKEN;
    }
    enum charstring_copy result = copy_bytes(&copying, code, 0);
    if (result == CHARSTRING_COPIED && !copying.ended) {
        buffer_add_byte(out, ENDCHAR); /* ended by `return` or by nothing: rasterisers mend it */
    }
    if (result != CHARSTRING_COPIED) {
        out->size = copying.start;
    }
    return result;
}

/* Bytes of the longest segment: three points, each number in the form of 5 bytes. */
enum { SEGMENT_SIZE = 6 * 5 + 1 };

/* Coordinates in 1/65536 of a unit, the finest that charstrings have. */
struct drawing {
    struct buffer *out;
    size_t segments; /* counted in a first walk, for which there is room in the second */
    int64_t x, y;
    bool counting, failed;
};

static void add_value(struct drawing *drawing, int64_t value)
{
    struct buffer *out = drawing->out;
    int64_t whole = value / 65536;

    if (value > INT32_MAX || value < INT32_MIN) {
        drawing->failed = true;
    } else if (value % 65536 != 0) {
        buffer_add_byte(out, 255);
        for (int shift = 24; shift >= 0; shift -= 8) {
            buffer_add_byte(out, (unsigned char)((uint32_t)value >> shift));
        }
    } else if (whole >= -107 && whole <= 107) {
        buffer_add_byte(out, (unsigned char)(whole + 139));
    } else {
        buffer_add_byte(out, SHORTINT);
        buffer_add_byte(out, (unsigned char)((uint64_t)whole >> 8));
        buffer_add_byte(out, (unsigned char)whole);
    }
}

/* Steps are taken between rounded points, so that no rounding adds up along a contour. */
static void add_point(struct drawing *drawing, double x, double y)
{
    if (!(fabs(x) < INT16_MAX && fabs(y) < INT16_MAX)) {
        drawing->failed = true;
        return;
    }
    int64_t new_x = llround(x * 65536), new_y = llround(y * 65536);
    add_value(drawing, new_x - drawing->x);
    add_value(drawing, new_y - drawing->y);
    drawing->x = new_x;
    drawing->y = new_y;
}

/* The rasteriser walks the outline while this is called, and memory that is out must not be
 * noticed in the midst of it: the first walk counts, the second writes into room made between. */
static void add_segment(struct drawing *drawing, unsigned char key, const double *points,
                        size_t count)
{
    if (drawing->counting) {
        drawing->segments++;
        return;
    }
    if (drawing->segments == 0 || drawing->failed) {
        drawing->failed = true;
        return;
    }
    drawing->segments--;
    for (size_t i = 0; i < count; i++) {
        add_point(drawing, points[2 * i], points[2 * i + 1]);
    }
    buffer_add_byte(drawing->out, key);
}

static void draw_move(void *context, double x, double y)
{
    add_segment(context, RMOVETO, (const double[]){x, y}, 1);
}

static void draw_line(void *context, double x, double y)
{
    add_segment(context, RLINETO, (const double[]){x, y}, 1);
}

static void draw_cubic(void *context, double x1, double y1, double x2, double y2, double x,
                       double y)
{
    add_segment(context, RRCURVETO, (const double[]){x1, y1, x2, y2, x, y}, 3);
}

static void draw_close(void *context)
{
    (void)context; /* moves and the end close contours */
}

bool charstring_draw(const struct face *face, uint32_t glyph, double nominal_width,
                     struct buffer *out)
{
    static const unsigned char room[SEGMENT_SIZE];
    struct drawing drawing = {.out = out, .counting = true};
    struct outline_sink sink = {&drawing, draw_move, draw_line, draw_cubic, draw_close};
    size_t start = out->size;
    double width = (double)face_advance(face, glyph) - nominal_width;

    if (!(fabs(width) < INT16_MAX) || !face_outline(face, glyph, &sink) ||
        drawing.segments > CFF_CHARSTRING_LIMIT) {
        return false;
    }
    for (size_t i = 0; i < drawing.segments + 1; i++) {
        buffer_add(out, room, sizeof room);
    }
    out->size = start;
    drawing.counting = false;
    add_value(&drawing, llround(width * 65536));
    if (!face_outline(face, glyph, &sink) || drawing.failed) {
        out->size = start;
        return false;
    }
    buffer_add_byte(out, ENDCHAR);
    return true;
}
