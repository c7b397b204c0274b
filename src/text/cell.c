/*
 * The cell of a cluster: how wide it is, where its glyphs stand in it, and which part is white.
 *
 * Faces differ in what they make of the same mark: “ is 1 em wide in Fandol and 0.35 em in LXGW
 * WenKai, ？ stands in the middle of its em in FandolFang and at the left in Noto, —— leaves a gap
 * or does not. Here the standard has the say (GB/T 15834 5.1, CLREQ 3.1): a mark takes its whole or
 * half cell, and its ink stands in the half where the other half is white, or it is moved there.
 */
#include "text/cluster.h"

#include "base/arena.h"
#include "base/unicode.h"
#include <string.h>

enum {
    INK_MARGIN = 16,    /* white at both sides of what is set by its ink: this part of an em */
    CENTRE_SLACK = 16,  /* off the centre by no more than this part of an em: the face's design */
    RAISE_SLACK = 16,   /* likewise of the height */
    JOIN_OVERLAP = 100, /* dashes overlap by this part of an em at least */
};

static length_t scaled(const struct face *face, int units, length_t size)
{
    return length_scale(size, units, face_units(face));
}

/* Hanzi of the main blocks, which most of a text is: they need no looking up. */
static bool is_plain_hanzi(uint32_t character)
{
    return character >= 0x3400 && character <= 0x9FFF;
}

/* Forms that Unicode has for half-width text: ｢ ｱ ￩. */
static bool is_half_width_form(uint32_t character)
{
    return (character >= 0xFF61 && character <= 0xFFDC) ||
           (character >= 0xFFE8 && character <= 0xFFEE);
}

/* Symbols that GB 2312 has with the full-width ones, though they stand among letters here. */
static bool is_full_width_symbol(uint32_t character)
{
    return character == 0xB1 /* ± */ || character == 0xD7 /* × */ || character == 0xF7 /* ÷ */ ||
           character == 0x203B /* ※ */;
}

enum cell_kind cell_kind(const struct typography *typography, enum character_class class,
                         uint32_t before, uint32_t character, uint32_t after)
{
    bool one_role = typography->latin == typography->font;

    switch (class) {
    case CLASS_OPENING:
    case CLASS_CLOSING:
    case CLASS_COMMA:
    case CLASS_STOP:
    case CLASS_DASH:
    case CLASS_ELLIPSIS:
        return CELL_FULL;
    case CLASS_MIDDLE_DOT:
        return typography->composition->middle_dot == 1 ||
                       (character_is_western(before) && character_is_western(after))
                   ? CELL_HALF
                   : CELL_FULL;
    case CLASS_CONNECTOR: /* 短横线 is half an em, 浪纹线 one: GB/T 15834 5.1.6 */
        return character == 0x2013 ? CELL_HALF : CELL_FULL;
    case CLASS_HAN: /* ①, ℃, →: arrows and symbols, up to where letters begin again */
        return character < 0x2C00 || is_plain_hanzi(character) || unicode_columns(character) == 2
                   ? CELL_FULL
                   : CELL_OWN;
    case CLASS_DIGIT:
        return one_role ? CELL_HALF : CELL_OWN;
    case CLASS_LATIN:
        return is_half_width_form(character)                 ? CELL_HALF
               : one_role && is_full_width_symbol(character) ? CELL_FULL
                                                             : CELL_OWN;
    case CLASS_SPACE:
    case CLASS_JOINER:
    case CLASS_BREAKER:
        return CELL_OWN;
    }
    return CELL_OWN;
}

enum shape_form cell_form(enum cell_kind kind, const struct face *face, uint32_t character)
{
    if (face == NULL || character < '0' || is_plain_hanzi(character)) {
        return SHAPE_PLAIN;
    }
    int units = (int)face_units(face);
    int advance = face_advance(face, face_glyph(face, character));
    switch (kind) {
    case CELL_FULL:
        return advance == units ? SHAPE_PLAIN : SHAPE_FULL_WIDTH;
    case CELL_HALF:
        return advance * 2 == units ? SHAPE_PLAIN : SHAPE_HALF_WIDTH;
    case CELL_OWN: /* ’ between letters, where the face has it for Chinese first */
        return character >= 0x80 && advance == units ? SHAPE_OWN_WIDTH : SHAPE_PLAIN;
    }
    return SHAPE_PLAIN;
}

/* White that belongs to a full-width mark, by class. */
static void measure_mark(struct cluster *cluster, length_t cell)
{
    switch (cluster->is.class) {
    case CLASS_OPENING:
        cluster->white_before = cell / 2;
        cluster->tier = SHRINK_BRACKET;
        break;
    case CLASS_CLOSING:
        cluster->white_after = cell / 2;
        cluster->tier = SHRINK_BRACKET;
        break;
    case CLASS_COMMA:
        cluster->white_after = cell / 2;
        cluster->tier = SHRINK_COMMA;
        break;
    case CLASS_STOP:
        cluster->white_after = cell / 2;
        cluster->tier = SHRINK_STOP;
        break;
    case CLASS_MIDDLE_DOT:
        cluster->white_before = cell / 4;
        cluster->white_after = cell / 4;
        cluster->tier = SHRINK_MIDDLE_DOT;
        break;
    case CLASS_DASH:
    case CLASS_ELLIPSIS:
    case CLASS_CONNECTOR:
    case CLASS_SPACE:
    case CLASS_HAN:
    case CLASS_DIGIT:
    case CLASS_LATIN:
    case CLASS_JOINER:
    case CLASS_BREAKER:
        break;
    }
}

static bool is_centred(enum character_class class)
{
    return class == CLASS_DASH || class == CLASS_ELLIPSIS || class == CLASS_MIDDLE_DOT ||
           class == CLASS_CONNECTOR;
}

/* Where the glyph of a mark stands in its cell. The face's own place is kept where it does: an
 * opening mark's ink in the right half, that of marks behind a word in the left one, others about
 * the middle. Otherwise the ink is put into the middle of its part. */
static length_t mark_shift(const struct cluster *cluster, const struct shaped_glyph *shaped,
                           length_t natural, bool em_wide)
{
    const struct face *face = cluster->face;
    length_t size = cluster->typography->size;
    length_t width = cluster->advance, half = width / 2;
    length_t spare = em_wide ? 0 : width - natural; /* of a narrow glyph */
    bool opening = cluster->is.class == CLASS_OPENING;
    bool centred = is_centred(cluster->is.class);
    length_t shift = opening ? spare : centred ? spare / 2 : 0;
    int ink[4];

    if (!face_extents(face, shaped[0].glyph, ink)) {
        return shift;
    }
    length_t left = scaled(face, ink[0] + shaped[0].x, size) + shift;
    length_t right = scaled(face, ink[2] + shaped[0].x, size) + shift;
    length_t from = opening ? width - half : 0;
    length_t to = opening || centred ? width : half;
    length_t off = (from + to - left - right) / 2; /* the ink's middle */
    bool good = centred ? off <= size / CENTRE_SLACK && -off <= size / CENTRE_SLACK
                        : left >= from && right <= to;
    return good ? shift : shift + off;
}

/* The middle of a face's line: where its — stands, as it is set in Chinese. */
static int face_middle(struct arena *arena, const struct face *face)
{
    const struct shaped_glyph *dash;
    enum shape_form form = cell_form(CELL_FULL, face, 0x2014);
    int ink[4];

    if (face_glyph(face, 0x2014) != 0 &&
        face_shape(face, arena, STRING("\u2014"), true, form, &dash) == 1 &&
        face_extents(face, dash[0].glyph, ink)) {
        return (ink[1] + ink[3]) / 2;
    }
    return face_em_top(face) - (int)face_units(face) / 2;
}

/* How far a mark that stands in the middle of the line (上下居中) is raised: some faces have ～ as
 * high as an accent and … on the baseline. */
static length_t mark_raise(struct arena *arena, const struct cluster *cluster,
                           const struct shaped_glyph *shaped)
{
    const struct face *face = cluster->face;
    int slack = (int)face_units(face) / RAISE_SLACK;
    int ink[4];

    if (!is_centred(cluster->is.class) || cluster->is.class == CLASS_DASH ||
        !face_extents(face, shaped[0].glyph, ink)) {
        return 0;
    }
    int off = face_middle(arena, face) - (ink[1] + ink[3]) / 2;
    return off <= slack && -off <= slack ? 0 : scaled(face, off, cluster->typography->size);
}

static bool ink_fits(const struct cluster *cluster, uint32_t glyph, length_t width)
{
    int ink[4];

    return !face_extents(cluster->face, glyph, ink) ||
           scaled(cluster->face, ink[2] - ink[0], cluster->typography->size) <= width;
}

/* Whether half a cell holds what a face has wider: of digits all of them, or they would not stand
 * evenly. */
static bool fits_half(const struct cluster *cluster, const struct shaped_glyph *shaped)
{
    length_t half = cluster->typography->cell / 2;
    bool fits = ink_fits(cluster, shaped[0].glyph, half);

    for (uint32_t digit = '0'; fits && digit <= '9' && cluster->is.class == CLASS_DIGIT; digit++) {
        fits = ink_fits(cluster, face_glyph(cluster->face, digit), half);
    }
    return fits;
}

/* A letter or quote among letters that the face has for Chinese only, an em wide: its ink counts.
 * Returns whether it is such a one. */
static bool measure_by_ink(struct cluster *cluster, const struct shaped_glyph *shaped,
                           length_t *shift)
{
    const struct face *face = cluster->face;
    int margin = (int)face_units(face) / INK_MARGIN;
    int ink[4];

    if (cluster->is.class != CLASS_LATIN || cluster->is.first < 0x80 || cluster->glyph_count != 1 ||
        !face_extents(face, shaped[0].glyph, ink)) {
        return false;
    }
    cluster->advance = scaled(face, ink[2] - ink[0] + 2 * margin, cluster->typography->cell);
    *shift = scaled(face, margin - ink[0], cluster->typography->size);
    return true;
}

/* Settles the advance, and where the first glyph stands in it. Returns how wide it really is. */
static enum cell_kind settle_advance(struct cluster *cluster, const struct shaped_glyph *shaped,
                                     int units, int ems, enum cell_kind kind, length_t *shift)
{
    const struct typography *typography = cluster->typography;
    const struct face *face = cluster->face;
    length_t cells = typography->cell * ems;
    int em = (int)face_units(face) * ems;
    bool mark = class_is_full_width_mark(cluster->is.class);

    if (kind == CELL_HALF && !mark && units * 2 != em && !fits_half(cluster, shaped)) {
        kind = CELL_OWN; /* a fat digit */
    }
    if (kind == CELL_FULL && !mark && units > em + em / 4 &&
        unicode_columns(cluster->is.first) != 2) {
        kind = CELL_OWN; /* a symbol that no cell holds */
    }
    if (kind == CELL_OWN) {
        if (units == em && !measure_by_ink(cluster, shaped, shift)) {
            cluster->advance = cells;
        } else if (units != em) {
            cluster->advance = scaled(face, units, typography->cell);
        }
        return kind;
    }
    length_t natural = scaled(face, units, typography->size);
    cluster->advance = kind == CELL_FULL ? cells : length_scale(cells, 1, 2);
    if (mark) {
        *shift = mark_shift(cluster, shaped, natural, kind == CELL_FULL && units == em);
    } else if (units != (kind == CELL_FULL ? em : em / 2)) {
        *shift = (cluster->advance - natural) / 2;
    }
    return kind;
}

void cluster_measure(struct arena *arena, struct cluster *cluster,
                     const struct shaped_glyph *shaped, size_t characters, enum cell_kind kind)
{
    const struct typography *typography = cluster->typography;
    const struct face *face = cluster->face;
    size_t count = cluster->glyph_count;
    struct display_glyph *glyphs = ARENA_ARRAY(arena, struct display_glyph, count);
    int units = 0;
    length_t shift = 0, raise = 0;

    cluster->glyphs = glyphs;
    cluster->tier = cluster->is.class == CLASS_SPACE ? SHRINK_SPACE : SHRINK_NONE;
    if (face == NULL || count == 0) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        units += shaped[i].advance;
    }
    kind = settle_advance(cluster, shaped, units, (int)characters, kind, &shift);
    if (class_is_full_width_mark(cluster->is.class)) {
        raise = mark_raise(arena, cluster, shaped);
        if (kind == CELL_FULL) {
            measure_mark(cluster, typography->cell);
        }
    }
    if (kind == CELL_FULL) { /* a face's hanzi stand in the em box of the line's */
        raise += typography->em_top - scaled(face, face_em_top(face), typography->size);
    }
    length_t pen = shift;
    for (size_t i = 0; i < count; i++) {
        glyphs[i] = (struct display_glyph){.glyph = shaped[i].glyph,
                                           .x = pen + scaled(face, shaped[i].x, typography->size),
                                           .y = raise + scaled(face, shaped[i].y, typography->size),
                                           .text_offset = cluster->text_offset,
                                           .text_size = i == 0 ? cluster->text_size : 0};
        pen += scaled(face, shaped[i].advance, typography->size);
    }
}

/* Ink of a cluster of one glyph, from the cluster's origin; false where there is none. */
static bool ink_of(const struct cluster *cluster, length_t ink[4])
{
    const struct face *face = cluster->face;
    int box[4];

    if (cluster->glyph_count != 1 || !face_extents(face, cluster->glyphs[0].glyph, box)) {
        return false;
    }
    for (int i = 0; i < 4; i++) {
        ink[i] = scaled(face, box[i], cluster->typography->size) +
                 (i % 2 == 0 ? cluster->glyphs[0].x : cluster->glyphs[0].y);
    }
    return true;
}

/* A copy of a cluster's glyph, to change. */
static struct display_glyph *own_glyphs(struct arena *arena, struct cluster *cluster)
{
    struct display_glyph *glyphs = ARENA_ARRAY(arena, struct display_glyph, cluster->glyph_count);

    memcpy(glyphs, cluster->glyphs, cluster->glyph_count * sizeof *glyphs);
    cluster->glyphs = glyphs;
    return glyphs;
}

/* ⸺, the dash of two ems, in the place of two that do not make one line (their ends may be round,
 * too); it stands for their text. Returns false where the face has none of use. */
static bool join_as_one(struct arena *arena, struct cluster *first, struct cluster *second)
{
    const struct face *face = first->face;
    length_t size = first->typography->size, width = first->advance + second->advance;
    const struct shaped_glyph *dash;
    int ink[4];

    if (face_glyph(face, 0x2E3A) == 0 ||
        face_shape(face, arena, STRING("\u2E3A"), true, SHAPE_PLAIN, &dash) != 1 ||
        !face_extents(face, dash[0].glyph, ink) ||
        scaled(face, ink[2] - ink[0], size) < width - size / 2) {
        return false;
    }
    struct display_glyph *glyphs = own_glyphs(arena, first);
    glyphs[0].glyph = dash[0].glyph;
    glyphs[0].x = (width - scaled(face, ink[0] + ink[2], size)) / 2;
    glyphs[0].text_size += second->text_size;
    first->text_size += second->text_size;
    second->text_offset += second->text_size;
    second->text_size = 0;
    second->glyph_count = 0;
    return true;
}

/* Dashes that leave a gap, or only just touch, move together. */
static void join_dashes(struct arena *arena, struct cluster *first, struct cluster *second,
                        length_t gap)
{
    length_t size = first->typography->size;
    length_t off = gap + size / JOIN_OVERLAP;

    if (off <= 0 || join_as_one(arena, first, second)) {
        return;
    }
    own_glyphs(arena, first)[0].x += off / 2;
    own_glyphs(arena, second)[0].x -= off - off / 2;
}

void cluster_join(struct arena *arena, struct cluster *first, struct cluster *second)
{
    length_t one[4], two[4];

    if (first->face != second->face || first->typography != second->typography ||
        !ink_of(first, one) || !ink_of(second, two)) {
        return;
    }
    if (first->is.class == CLASS_DASH) {
        join_dashes(arena, first, second, first->advance + two[0] - one[2]);
        return;
    }
    /* Three dots as wide as high; between the third and the fourth there be the same step. */
    length_t dots = one[2] - one[0] - (one[3] - one[1]);
    length_t between = first->advance + two[0] - one[0] - dots;
    length_t off = (between - dots / 2) / 2;
    if (dots <= 0 || one[3] - one[1] > dots / 2) {
        return; /* not three dots in a row */
    }
    own_glyphs(arena, first)[0].x += off;
    own_glyphs(arena, second)[0].x -= off;
}
