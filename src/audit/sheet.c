#include "audit/sheet.h"

#include "base/arena.h"
#include "base/unicode.h"
#include "font/catalog.h"

struct colour sheet_colour(enum verdict verdict)
{
    static const struct colour colours[] = {[VERDICT_PASS] = {550, 300, 150, 200},
                                            [VERDICT_FAIL] = {0, 1000, 1000, 0},
                                            [VERDICT_WARNING] = {0, 550, 1000, 0},
                                            [VERDICT_NONE] = {0, 0, 0, 600}};

    return colours[verdict];
}

struct sheet sheet_new(struct arena *arena, const struct scene *scene)
{
    struct sheet sheet = {.arena = arena};

    if (scene->catalog != NULL) {
        sheet.role = catalog_role(scene->catalog, "黑体");
    }
    for (size_t i = 0; i < scene->count && sheet.face == NULL; i++) {
        const struct face *face = scene->objects[i].face;
        sheet.face = face != NULL && face_glyph(face, '0') != 0 ? face : NULL;
    }
    return sheet;
}

struct display_item *sheet_add(struct sheet *sheet, enum display_kind kind)
{
    sheet->items = arena_grow(sheet->arena, sheet->items, sheet->count, &sheet->capacity,
                              sizeof *sheet->items);
    struct display_item *item = &sheet->items[sheet->count++];
    *item = (struct display_item){.kind = kind};
    return item;
}

void sheet_add_box(struct sheet *sheet, struct extent at, struct colour colour)
{
    if (at.right > at.left && at.bottom > at.top) {
        sheet_add(sheet, DISPLAY_RULE)->rule = (struct display_rule){
            at.left, at.top, at.right - at.left, at.bottom - at.top, colour, {0}};
    }
}

void sheet_add_frame(struct sheet *sheet, struct extent at, length_t width, struct colour colour)
{
    length_t left = at.left - width, right = at.right + width;

    sheet_add_box(sheet, (struct extent){left, at.top - width, right, at.top}, colour);
    sheet_add_box(sheet, (struct extent){left, at.bottom, right, at.bottom + width}, colour);
    sheet_add_box(sheet, (struct extent){left, at.top, at.left, at.bottom}, colour);
    sheet_add_box(sheet, (struct extent){at.right, at.top, right, at.bottom}, colour);
}

void sheet_add_line(struct sheet *sheet, struct point from, struct point to, length_t width,
                    struct colour colour)
{
    static const enum path_step steps[] = {PATH_MOVE, PATH_LINE};
    struct point *points = ARENA_ARRAY(sheet->arena, struct point, 2);

    points[1] = (struct point){to.x - from.x, to.y - from.y};
    sheet_add(sheet, DISPLAY_PATH)->path = (struct display_path){.x = from.x,
                                                                 .y = from.y,
                                                                 .steps = steps,
                                                                 .step_count = 2,
                                                                 .points = points,
                                                                 .stroke = width,
                                                                 .stroke_colour = colour};
}

void sheet_add_head(struct sheet *sheet, struct point tip, length_t right, length_t down,
                    length_t length, struct colour colour)
{
    static const enum path_step steps[] = {PATH_MOVE, PATH_LINE, PATH_LINE, PATH_CLOSE};
    struct point *points = ARENA_ARRAY(sheet->arena, struct point, 3);
    length_t half = length / 4;

    points[1] = (struct point){-right * length + down * half, -down * length + right * half};
    points[2] = (struct point){-right * length - down * half, -down * length - right * half};
    sheet_add(sheet, DISPLAY_PATH)->path = (struct display_path){.x = tip.x,
                                                                 .y = tip.y,
                                                                 .steps = steps,
                                                                 .step_count = 4,
                                                                 .points = points,
                                                                 .filled = true,
                                                                 .fill = colour};
}

static const struct face *face_for(const struct sheet *sheet, uint32_t character)
{
    const struct face *face = sheet->role == NULL ? NULL : role_face_for(sheet->role, character, 0);

    if (face == NULL && sheet->face != NULL && face_glyph(sheet->face, character) != 0) {
        face = sheet->face;
    }
    return face;
}

static length_t advance_of(const struct face *face, uint32_t glyph, length_t size)
{
    return length_scale(size, face_advance(face, glyph), (length_t)face_units(face));
}

static length_t character_width(const struct sheet *sheet, uint32_t character, length_t size)
{
    const struct face *face = face_for(sheet, character);

    return face == NULL ? 0 : advance_of(face, face_glyph(face, character), size);
}

length_t sheet_text_width(const struct sheet *sheet, struct string text, length_t size)
{
    length_t width = 0;

    for (size_t at = 0; at < text.size;) {
        width += character_width(sheet, unicode_decode(text.bytes, text.size, &at), size);
    }
    return width;
}

size_t sheet_text_break(const struct sheet *sheet, struct string text, length_t size,
                        length_t width)
{
    size_t word = 0; /* behind the last blank or hanzi */
    length_t taken = 0;

    for (size_t at = 0; at < text.size;) {
        size_t from = at;
        uint32_t character = unicode_decode(text.bytes, text.size, &at);
        taken += character_width(sheet, character, size);
        if (taken > width && from > 0) {
            return word > 0 ? word : from;
        }
        if (character == ' ' || unicode_is_han(character)) {
            word = at;
        }
    }
    return text.size;
}

void sheet_add_text(struct sheet *sheet, struct string text, length_t size, struct point where,
                    struct colour colour)
{
    struct display_glyph *glyphs = ARENA_ARRAY(sheet->arena, struct display_glyph, text.size + 1);
    const char *bytes = arena_copy(sheet->arena, text.bytes, text.size);
    struct display_run *run = NULL;
    size_t count = 0;
    length_t pen = where.x;

    for (size_t at = 0; at < text.size;) {
        size_t from = at;
        uint32_t character = unicode_decode(text.bytes, text.size, &at);
        const struct face *face = face_for(sheet, character);
        if (face == NULL) {
            continue;
        }
        if (run == NULL || run->face != face) {
            length_t rise = length_scale(size, face_em_top(face), (length_t)face_units(face));
            run = &sheet_add(sheet, DISPLAY_RUN)->run;
            *run = (struct display_run){.face = face,
                                        .size = size,
                                        .colour = colour,
                                        .x = pen,
                                        .y = where.y + rise,
                                        .glyphs = glyphs + count,
                                        .text = {bytes + from, 0}};
        }
        uint32_t glyph = face_glyph(face, character);
        length_t advance = advance_of(face, glyph, size);
        size_t offset = (size_t)(bytes + from - run->text.bytes);
        glyphs[count++] = (struct display_glyph){.glyph = glyph,
                                                 .x = pen - run->x,
                                                 .advance = advance,
                                                 .text_offset = (uint32_t)offset,
                                                 .text_size = (uint32_t)(at - from)};
        run->count++;
        run->text.size = (size_t)(bytes + at - run->text.bytes);
        pen += advance;
    }
}
