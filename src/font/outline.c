/* FreeType's part of a face: outlines, ink and bitmaps of glyphs, unhinted. */
#include "font/face_private.h"

#include "base/arena.h"
#include <math.h>
#include FT_BBOX_H
#include FT_OUTLINE_H

enum {
    RENDER_SIDE_LIMIT = 8192, /* pixels of a bitmap, either way */
    SUBPIXELS = 64,           /* FreeType's units to a pixel */
};

void face_end_outlines(struct face_engines *engines)
{
    if (engines->outlines != NULL) {
        FT_Done_Face(engines->outlines);
        engines->outlines = NULL;
    }
    if (engines->library != NULL) {
        FT_Done_FreeType(engines->library);
        engines->library = NULL;
    }
}

/* FreeType's face, opened at the first call; NULL when FreeType finds it broken. A library of its
 * own costs a face next to nothing and keeps faces independent of each other. */
static FT_Face open_outlines(const struct face *face)
{
    struct face_engines *engines = face->engines;
    struct string file = face->sfnt.file;

    if (engines->outlines_tried) {
        return engines->outlines;
    }
    engines->outlines_tried = true;
    FT_Error error = FT_Init_FreeType(&engines->library);
    if (error == 0) {
        error = FT_New_Memory_Face(engines->library, (const FT_Byte *)file.bytes,
                                   (FT_Long)file.size, (FT_Long)face->index, &engines->outlines);
    }
    if (error != 0) {
        engines->outlines = NULL;
    }
    if (error == FT_Err_Out_Of_Memory) {
        arena_fail(face->arena);
    }
    return engines->outlines;
}

/* The outline of a glyph in font units; NULL when it cannot be loaded. It lives until the next
 * glyph of the face is loaded. */
static FT_Outline *load_outline(const struct face *face, uint32_t glyph)
{
    FT_Face outlines = open_outlines(face);

    if (outlines == NULL || glyph >= face->glyph_count) {
        return NULL;
    }
    FT_Error error = FT_Load_Glyph(outlines, glyph, FT_LOAD_NO_SCALE | FT_LOAD_NO_HINTING);
    if (error == FT_Err_Out_Of_Memory) {
        arena_fail(face->arena);
    }
    if (error != 0 || outlines->glyph->format != FT_GLYPH_FORMAT_OUTLINE) {
        return NULL;
    }
    return &outlines->glyph->outline;
}

bool face_ink(const struct face *face, uint32_t glyph, int box[4])
{
    FT_Outline *outline = load_outline(face, glyph);
    FT_BBox bounds;

    /* The exact box: that of the control points reaches up to 0.19 em further in some fonts. */
    if (outline == NULL || outline->n_points == 0 || FT_Outline_Get_BBox(outline, &bounds) != 0) {
        return false;
    }
    box[0] = (int)bounds.xMin;
    box[1] = (int)bounds.yMin;
    box[2] = (int)bounds.xMax;
    box[3] = (int)bounds.yMax;
    return box[0] < box[2] && box[1] < box[3];
}

/* What FT_Outline_Decompose() carries from segment to segment. */
struct walk {
    const struct outline_sink *sink;
    double x, y; /* current point */
    bool open;   /* a contour was begun */
};

static void close_contour(struct walk *walk)
{
    if (walk->open) {
        walk->sink->close(walk->sink->context);
        walk->open = false;
    }
}

static int walk_move(const FT_Vector *to, void *context)
{
    struct walk *walk = context;

    close_contour(walk);
    walk->open = true;
    walk->x = (double)to->x;
    walk->y = (double)to->y;
    walk->sink->move(walk->sink->context, walk->x, walk->y);
    return 0;
}

static int walk_line(const FT_Vector *to, void *context)
{
    struct walk *walk = context;

    walk->x = (double)to->x;
    walk->y = (double)to->y;
    walk->sink->line(walk->sink->context, walk->x, walk->y);
    return 0;
}

static int walk_cubic(const FT_Vector *control1, const FT_Vector *control2, const FT_Vector *to,
                      void *context)
{
    struct walk *walk = context;

    walk->x = (double)to->x;
    walk->y = (double)to->y;
    walk->sink->cubic(walk->sink->context, (double)control1->x, (double)control1->y,
                      (double)control2->x, (double)control2->y, walk->x, walk->y);
    return 0;
}

/* A quadratic segment as the same curve of degree three. */
static int walk_quadratic(const FT_Vector *control, const FT_Vector *to, void *context)
{
    struct walk *walk = context;
    double cx = (double)control->x, cy = (double)control->y;
    double x = (double)to->x, y = (double)to->y;

    walk->sink->cubic(walk->sink->context, walk->x + (cx - walk->x) * 2 / 3,
                      walk->y + (cy - walk->y) * 2 / 3, x + (cx - x) * 2 / 3, y + (cy - y) * 2 / 3,
                      x, y);
    walk->x = x;
    walk->y = y;
    return 0;
}

bool face_outline(const struct face *face, uint32_t glyph, const struct outline_sink *sink)
{
    static const FT_Outline_Funcs functions = {
        .move_to = walk_move,
        .line_to = walk_line,
        .conic_to = walk_quadratic,
        .cubic_to = walk_cubic,
    };
    FT_Outline *outline = load_outline(face, glyph);
    struct walk walk = {.sink = sink};

    if (outline == NULL || FT_Outline_Decompose(outline, &functions, &walk) != 0) {
        return false;
    }
    close_contour(&walk);
    return true;
}

static FT_Pos floor_pixel(FT_Pos position)
{
    return position & ~(FT_Pos)(SUBPIXELS - 1);
}

bool face_render(const struct face *face, struct arena *arena, uint32_t glyph, double pixels_per_em,
                 double shift_x, double shift_y, struct glyph_bitmap *out)
{
    FT_Outline *outline = load_outline(face, glyph);
    double scale = pixels_per_em * SUBPIXELS / face->units;
    FT_BBox bounds;

    *out = (struct glyph_bitmap){.coverage = (const uint8_t *)""};
    if (outline == NULL || !(pixels_per_em > 0) || pixels_per_em > RENDER_SIDE_LIMIT) {
        return false;
    }
    if (outline->n_points == 0) {
        return true;
    }
    FT_Matrix matrix = {.xx = lround(scale * 65536), .yy = lround(scale * 65536)};
    FT_Outline_Transform(outline, &matrix);
    FT_Outline_Translate(outline, lround(shift_x * SUBPIXELS), lround(shift_y * SUBPIXELS));
    FT_Outline_Get_CBox(outline, &bounds);
    bounds.xMin = floor_pixel(bounds.xMin);
    bounds.yMin = floor_pixel(bounds.yMin);
    bounds.xMax = floor_pixel(bounds.xMax + SUBPIXELS - 1);
    bounds.yMax = floor_pixel(bounds.yMax + SUBPIXELS - 1);
    FT_Pos width = (bounds.xMax - bounds.xMin) / SUBPIXELS;
    FT_Pos height = (bounds.yMax - bounds.yMin) / SUBPIXELS;
    if (width < 0 || height < 0 || width > RENDER_SIDE_LIMIT || height > RENDER_SIDE_LIMIT) {
        return false;
    }
    if (width == 0 || height == 0) {
        return true;
    }
    uint8_t *coverage = arena_alloc(arena, (size_t)width * (size_t)height);
    FT_Bitmap bitmap = {
        .rows = (unsigned)height,
        .width = (unsigned)width,
        .pitch = (int)width, /* positive: the top row first */
        .buffer = coverage,
        .num_grays = 256,
        .pixel_mode = FT_PIXEL_MODE_GRAY,
    };
    FT_Outline_Translate(outline, -bounds.xMin, -bounds.yMin);
    FT_Error error = FT_Outline_Get_Bitmap(face->engines->library, outline, &bitmap);
    if (error == FT_Err_Out_Of_Memory) {
        arena_fail(face->arena);
    }
    out->coverage = coverage;
    out->width = (int)width;
    out->height = (int)height;
    out->left = (int)(bounds.xMin / SUBPIXELS);
    out->top = (int)(bounds.yMax / SUBPIXELS);
    return error == 0;
}
