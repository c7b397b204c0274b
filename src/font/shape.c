/* HarfBuzz's part of a face: characters to glyphs, and shaping. */
#include "font/face_private.h"

#include "base/arena.h"
#include "base/unicode.h"
#include <hb-ot.h>
#include <limits.h>
#include <string.h>

enum { MARK_LIMIT = 256 }; /* combining marks on one character; more are not composed with it */

/* Extents further out than this come from a broken outline. */
enum { EXTENTS_LIMIT = 1 << 20 };

/* Glyphs whose boxes differ by no more than this part of an em are drawn alike. */
enum { ALIKE_SLACK = 200 };

void face_end_shaping(struct face_engines *engines)
{
    hb_buffer_destroy(engines->buffer);
    engines->buffer = NULL;
    hb_font_destroy(engines->font);
    engines->font = NULL;
}

/* HarfBuzz's font over the face's mapping, made at the first call. HarfBuzz looks at a table when
 * it first needs it, checks it as a whole then and treats a broken one as absent. */
static hb_font_t *open_font(const struct face *face)
{
    struct face_engines *engines = face->engines;
    struct string file = face->sfnt.file;

    if (engines->font != NULL) {
        return engines->font;
    }
    hb_blob_t *blob = hb_blob_create_or_fail(file.bytes, (unsigned)file.size,
                                             HB_MEMORY_MODE_READONLY, NULL, NULL);
    if (blob == NULL) {
        arena_fail(face->arena);
    }
    hb_face_t *shared = hb_face_create(blob, face->index);
    hb_blob_destroy(blob);
    hb_font_t *font = hb_font_create(shared);
    hb_face_destroy(shared);
    if (font == hb_font_get_empty() || hb_font_get_face(font) == hb_face_get_empty()) {
        hb_font_destroy(font);
        arena_fail(face->arena);
    }
    hb_font_make_immutable(font);
    engines->font = font;
    return font;
}

static bool is_alike(int64_t one, int64_t other, int64_t slack)
{
    return one - other <= slack && other - one <= slack;
}

/* Some faces have ￥ drawn as ＄ (those of Fandol do), and money is not to become another one. */
static bool is_dollar(const struct face *face, hb_codepoint_t yuan)
{
    hb_font_t *font = open_font(face);
    hb_codepoint_t dollar = 0;
    hb_glyph_extents_t box[2] = {0};
    int slack = (int)face->units / ALIKE_SLACK;

    return hb_font_get_nominal_glyph(font, 0xFF04 /* ＄ */, &dollar) && dollar != 0 &&
           hb_font_get_glyph_extents(font, yuan, &box[0]) &&
           hb_font_get_glyph_extents(font, dollar, &box[1]) && box[0].width != 0 &&
           is_alike(box[0].x_bearing, box[1].x_bearing, slack) &&
           is_alike(box[0].y_bearing, box[1].y_bearing, slack) &&
           is_alike(box[0].width, box[1].width, slack) &&
           is_alike(box[0].height, box[1].height, slack);
}

uint32_t face_glyph(const struct face *face, uint32_t character)
{
    struct face_slot *slot = &face->engines->slots[character % FACE_CACHE_SLOTS];
    hb_codepoint_t glyph = 0;

    if (slot->character == character) {
        return slot->glyph;
    }
    if (!hb_font_get_nominal_glyph(open_font(face), character, &glyph) ||
        glyph >= face->glyph_count || (character == 0xFFE5 /* ￥ */ && is_dollar(face, glyph))) {
        glyph = 0;
    }
    *slot = (struct face_slot){character, glyph};
    return glyph;
}

uint32_t face_glyph_variant(const struct face *face, uint32_t character, uint32_t selector)
{
    hb_codepoint_t glyph = 0;

    if (!hb_font_get_variation_glyph(open_font(face), character, selector, &glyph) ||
        glyph >= face->glyph_count) {
        return 0;
    }
    return glyph;
}

static bool is_within_limit(hb_position_t position)
{
    return position > -EXTENTS_LIMIT && position < EXTENTS_LIMIT;
}

bool face_extents(const struct face *face, uint32_t glyph, int box[4])
{
    struct extents_slot *slot = &face->engines->extents[glyph % FACE_EXTENTS_SLOTS];

    if (!slot->known || slot->glyph != glyph) {
        hb_glyph_extents_t extents = {0};
        slot->known = true;
        slot->glyph = glyph;
        slot->drawn = glyph < face->glyph_count &&
                      hb_font_get_glyph_extents(open_font(face), glyph, &extents) &&
                      is_within_limit(extents.x_bearing) && is_within_limit(extents.y_bearing) &&
                      extents.width > 0 && is_within_limit(extents.width) &&
                      extents.height < 0 && /* downwards from y_bearing */
                      is_within_limit(extents.height);
        if (!slot->drawn) {
            return false;
        }
        slot->box[0] = extents.x_bearing;
        slot->box[1] = extents.y_bearing + extents.height;
        slot->box[2] = extents.x_bearing + extents.width;
        slot->box[3] = extents.y_bearing;
    }
    memcpy(box, slot->box, sizeof slot->box);
    return slot->drawn;
}

static hb_buffer_t *open_buffer(const struct face *face)
{
    struct face_engines *engines = face->engines;

    if (engines->buffer == NULL) {
        hb_buffer_t *buffer = hb_buffer_create();
        if (buffer == hb_buffer_get_empty()) {
            arena_fail(face->arena);
        }
        engines->buffer = buffer;
    }
    hb_buffer_clear_contents(engines->buffer);
    return engines->buffer;
}

/* Each character's nominal glyph: for fonts and texts that make HarfBuzz give up. Marks belong to
 * the cluster of their character, as HarfBuzz has it. */
static size_t shape_plainly(const struct face *face, struct arena *arena, struct string text,
                            const struct shaped_glyph **glyphs)
{
    struct shaped_glyph *shaped =
        ARENA_ARRAY(arena, struct shaped_glyph, text.size); /* at most one a byte */
    size_t count = 0;

    for (size_t offset = 0; offset < text.size;) {
        uint32_t start = (uint32_t)offset;
        uint32_t character = unicode_decode(text.bytes, text.size, &offset);
        uint32_t glyph = face_glyph(face, character);
        bool joined = count > 0 && unicode_is_extend(character);
        if (joined && glyph == 0) {
            continue; /* a selector: shows nothing */
        }
        shaped[count].cluster = joined ? shaped[count - 1].cluster : start;
        shaped[count].glyph = glyph;
        shaped[count].advance = face_advance(face, glyph);
        count++;
    }
    *glyphs = shaped;
    return count;
}

/* Marks upon marks: HarfBuzz's time grows with the square of their number. */
static bool is_overloaded(struct string text)
{
    unsigned marks = 0;

    for (size_t offset = 0; offset < text.size && marks <= MARK_LIMIT;) {
        marks = unicode_is_extend(unicode_decode(text.bytes, text.size, &offset)) ? marks + 1 : 0;
    }
    return marks > MARK_LIMIT;
}

/* Runs HarfBuzz; false when it gave up (limits that hostile rules run into, or memory). */
static bool shape(hb_font_t *font, hb_buffer_t *buffer, struct string text, bool han,
                  enum shape_form form)
{
    static const hb_feature_t widths[] = {
        {HB_TAG('f', 'w', 'i', 'd'), 1, HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END},
        {HB_TAG('h', 'w', 'i', 'd'), 1, HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END},
        {HB_TAG('p', 'w', 'i', 'd'), 1, HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END},
    };

    if (text.size > INT_MAX || is_overloaded(text)) {
        return false;
    }
    /* Set by hand, never guessed: what HarfBuzz guesses depends on the locale. */
    hb_buffer_set_direction(buffer, HB_DIRECTION_LTR);
    hb_buffer_set_script(buffer, han ? HB_SCRIPT_HAN : HB_SCRIPT_LATIN);
    if (han) {
        hb_buffer_set_language(buffer, hb_language_from_string("zh-Hans", -1));
    }
    hb_buffer_set_flags(buffer, HB_BUFFER_FLAG_BOT | HB_BUFFER_FLAG_EOT |
                                    HB_BUFFER_FLAG_REMOVE_DEFAULT_IGNORABLES);
    hb_buffer_add_utf8(buffer, text.bytes, (int)text.size, 0, (int)text.size);
    if (form == SHAPE_PLAIN) {
        hb_shape(font, buffer, NULL, 0);
    } else {
        hb_shape(font, buffer, &widths[form - SHAPE_FULL_WIDTH], 1);
    }
    return hb_buffer_allocation_successful(buffer);
}

size_t face_shape(const struct face *face, struct arena *arena, struct string text, bool han,
                  enum shape_form form, const struct shaped_glyph **glyphs)
{
    hb_font_t *font = open_font(face);
    hb_buffer_t *buffer = open_buffer(face);

    *glyphs = NULL;
    if (text.size == 0) {
        return 0;
    }
    if (!shape(font, buffer, text, han, form)) {
        return shape_plainly(face, arena, text, glyphs);
    }
    unsigned count = hb_buffer_get_length(buffer);
    const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(buffer, NULL);
    const hb_glyph_position_t *positions = hb_buffer_get_glyph_positions(buffer, NULL);
    struct shaped_glyph *shaped = ARENA_ARRAY(arena, struct shaped_glyph, count);
    for (unsigned i = 0; i < count; i++) {
        uint32_t glyph = infos[i].codepoint;
        shaped[i] = (struct shaped_glyph){
            .glyph = glyph < face->glyph_count ? glyph : 0,
            .cluster = infos[i].cluster,
            .advance = positions[i].x_advance,
            .x = positions[i].x_offset,
            .y = positions[i].y_offset,
        };
    }
    *glyphs = shaped;
    return count;
}
