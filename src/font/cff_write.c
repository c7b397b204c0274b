#include "font/cff.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "font/face.h"
#include <string.h>

enum { STANDARD_STRINGS = 391 }; /* the first string of a font's own */

static void add_number(struct buffer *out, uint32_t value, unsigned size)
{
    for (unsigned i = size; i > 0; i--) {
        buffer_add_byte(out, (unsigned char)(value >> (8 * (i - 1))));
    }
}

/* An INDEX of one item. */
static void add_index(struct buffer *out, const char *bytes, size_t size)
{
    add_number(out, 1, 2);
    add_number(out, 4, 1);
    add_number(out, 1, 4);
    add_number(out, (uint32_t)size + 1, 4);
    buffer_add(out, bytes, size);
}

static void add_operator(struct buffer *out, unsigned key)
{
    add_number(out, key, key > 255 ? 2 : 1);
}

/* All integers are written in the form of 5 bytes, so that offsets can be filled in later. */
static void add_integer(struct buffer *out, uint32_t value)
{
    add_number(out, 29, 1);
    add_number(out, value, 4);
}

/* An entry that is an offset still to come: returns where patch_offset() puts it. */
static size_t add_offset(struct buffer *out, unsigned key)
{
    add_integer(out, 0);
    size_t at = out->size - 4;
    add_operator(out, key);
    return at;
}

static void patch_offset(struct buffer *out, size_t at, size_t value)
{
    for (size_t i = 0; i < 4; i++) {
        out->bytes[at + i] = (char)(value >> (24 - 8 * i));
    }
}

/* A subset in the making. */
struct writing {
    const struct cff *cff;
    const struct face *face;
    const uint32_t *glyphs;
    size_t count;
    const struct cff_font *fonts[CFF_FONT_LIMIT]; /* the ones used, in the order of first use */
    size_t font_count;
    const struct cff_font **font_of;                  /* one a glyph */
    size_t charset, charstrings, fd_array, fd_select; /* where their offsets stand */
};

static bool find_fonts(struct arena *arena, struct writing *writing)
{
    bool used[CFF_FONT_LIMIT] = {false};

    writing->font_of = ARENA_ARRAY(arena, const struct cff_font *, writing->count);
    for (size_t i = 0; i < writing->count; i++) {
        const struct cff_font *font = cff_font_of_glyph(writing->cff, writing->glyphs[i]);
        if (font == NULL) {
            return false;
        }
        writing->font_of[i] = font;
        if (!used[font - writing->cff->fonts]) {
            used[font - writing->cff->fonts] = true;
            writing->fonts[writing->font_count++] = font;
        }
    }
    return true;
}

static void add_matrix(struct buffer *out, struct string operands)
{
    if (operands.size > 0) {
        buffer_add(out, operands.bytes, operands.size);
        add_operator(out, CFF_KEY_FONT_MATRIX);
    }
}

static void add_top(struct buffer *out, struct writing *writing)
{
    struct buffer top = buffer_new(out->arena);
    size_t before;

    add_integer(&top, STANDARD_STRINGS);     /* Adobe */
    add_integer(&top, STANDARD_STRINGS + 1); /* Identity */
    add_integer(&top, 0);
    add_operator(&top, CFF_KEY_ROS);
    if (writing->cff->box.size > 0) {
        buffer_add(&top, writing->cff->box.bytes, writing->cff->box.size);
    } else {
        int box[4];
        face_bounding_box(writing->face, box);
        for (size_t i = 0; i < 4; i++) {
            add_integer(&top, (uint32_t)box[i]);
        }
    }
    add_operator(&top, CFF_KEY_FONT_BOX);
    add_matrix(&top, writing->cff->matrix);
    add_integer(&top, (uint32_t)writing->count);
    add_operator(&top, CFF_KEY_CID_COUNT);
    writing->charset = add_offset(&top, CFF_KEY_CHARSET);
    writing->charstrings = add_offset(&top, CFF_KEY_CHARSTRINGS);
    writing->fd_array = add_offset(&top, CFF_KEY_FD_ARRAY);
    writing->fd_select = add_offset(&top, CFF_KEY_FD_SELECT);

    add_index(out, top.bytes, top.size);
    before = out->size - top.size;
    writing->charset += before;
    writing->charstrings += before;
    writing->fd_array += before;
    writing->fd_select += before;
}

static void add_strings(struct buffer *out, const char *name)
{
    const char *const strings[] = {"Adobe", "Identity", name};
    uint32_t offset = 1;

    add_number(out, 3, 2);
    add_number(out, 4, 1);
    add_number(out, offset, 4);
    for (size_t i = 0; i < 3; i++) {
        offset += (uint32_t)strlen(strings[i]);
        add_number(out, offset, 4);
    }
    for (size_t i = 0; i < 3; i++) {
        buffer_add_string(out, strings[i]);
    }
}

/* CID = glyph: one range in format 2; format 0 where there is nothing but .notdef. */
static void add_charset(struct buffer *out, const struct writing *writing)
{
    patch_offset(out, writing->charset, out->size);
    if (writing->count < 2) {
        add_number(out, 0, 1);
        return;
    }
    add_number(out, 2, 1);
    add_number(out, 1, 2);
    add_number(out, (uint32_t)writing->count - 2, 2);
}

static uint32_t font_number(const struct writing *writing, const struct cff_font *font)
{
    uint32_t i = 0;

    while (writing->fonts[i] != font) {
        i++;
    }
    return i;
}

static void add_select(struct buffer *out, const struct writing *writing)
{
    uint32_t ranges = 0;

    patch_offset(out, writing->fd_select, out->size);
    add_number(out, 3, 1);
    add_number(out, 0, 2);
    size_t at = out->size - 2;
    for (size_t i = 0; i < writing->count; i++) {
        if (i == 0 || writing->font_of[i] != writing->font_of[i - 1]) {
            add_number(out, (uint32_t)i, 2);
            add_number(out, font_number(writing, writing->font_of[i]), 1);
            ranges++;
        }
    }
    add_number(out, (uint32_t)writing->count, 2);
    out->bytes[at] = (char)(ranges >> 8);
    out->bytes[at + 1] = (char)ranges;
}

/* The private dictionaries without their subroutines, then the font dictionaries. */
static void add_fonts(struct buffer *out, const struct writing *writing)
{
    struct buffer fonts = buffer_new(out->arena);
    size_t ends[CFF_FONT_LIMIT] = {0};

    for (size_t i = 0; i < writing->font_count; i++) {
        struct cff_dictionary dictionary = cff_dictionary_start(writing->fonts[i]->dictionary);
        size_t start = out->size;
        while (cff_dictionary_next(&dictionary)) {
            if (dictionary.key != CFF_KEY_SUBRS) {
                buffer_add(out, dictionary.entry.bytes, dictionary.entry.size);
            }
        }
        add_integer(&fonts, STANDARD_STRINGS + 2);
        add_operator(&fonts, CFF_KEY_FONT_NAME);
        add_matrix(&fonts, writing->fonts[i]->matrix);
        add_integer(&fonts, (uint32_t)(out->size - start));
        add_integer(&fonts, (uint32_t)start);
        add_operator(&fonts, CFF_KEY_PRIVATE);
        ends[i] = fonts.size;
    }
    patch_offset(out, writing->fd_array, out->size);
    add_number(out, (uint32_t)writing->font_count, 2);
    add_number(out, 4, 1);
    add_number(out, 1, 4);
    for (size_t i = 0; i < writing->font_count; i++) {
        add_number(out, (uint32_t)ends[i] + 1, 4);
    }
    buffer_add(out, fonts.bytes, fonts.size);
}

static bool add_charstring(struct buffer *out, const struct writing *writing, size_t i)
{
    const struct cff *cff = writing->cff;
    const struct cff_font *font = writing->font_of[i];

    switch (charstring_copy(cff, font, writing->glyphs[i], out)) {
    case CHARSTRING_COPIED:
        return true;
    case CHARSTRING_REDRAW:
        return charstring_draw(writing->face, writing->glyphs[i], font->nominal_width, out);
    case CHARSTRING_BROKEN:
        break;
    }
    return false;
}

/* Last, because only its array of offsets has a size that is known before. */
static const char *add_charstrings(struct buffer *out, const struct writing *writing)
{
    patch_offset(out, writing->charstrings, out->size);
    add_number(out, (uint32_t)writing->count, 2);
    add_number(out, 4, 1);
    size_t offsets = out->size;
    for (size_t i = 0; i <= writing->count; i++) {
        add_number(out, 1, 4);
    }
    size_t start = out->size;
    for (size_t i = 0; i < writing->count; i++) {
        if (!add_charstring(out, writing, i)) {
            return N_("a charstring is damaged");
        }
        if (out->size > INT32_MAX) {
            return N_("the glyphs used are larger than 2 GiB");
        }
        patch_offset(out, offsets + 4 * (i + 1), out->size - start + 1);
    }
    return NULL;
}

/* Room for the whole program, so that a copy without subroutines never moves. */
static size_t expected_size(const struct writing *writing)
{
    size_t size = 4096 + 8 * writing->count;

    for (size_t i = 0; i < writing->count; i++) {
        struct string code;
        if (cff_index_item(&writing->cff->charstrings, writing->glyphs[i], &code)) {
            size += code.size;
        }
    }
    return size;
}

const char *cff_write(struct arena *arena, const struct cff *cff, const struct face *face,
                      const char *name, const uint32_t *glyphs, size_t count,
                      struct string *program)
{
    struct writing writing = {.cff = cff, .face = face, .glyphs = glyphs, .count = count};

    if (count < 1 || count > UINT16_MAX || !find_fonts(arena, &writing)) {
        return N_("it lacks a glyph that was found in it before");
    }
    struct buffer out = buffer_new(arena);
    out.capacity = expected_size(&writing);
    out.bytes = arena_alloc(arena, out.capacity);

    add_number(&out, 0x01000404, 4); /* version 1.0, 4 bytes of header, offsets of 4 bytes */
    add_index(&out, name, strlen(name));
    add_top(&out, &writing);
    add_strings(&out, name);
    add_number(&out, 0, 2); /* no global subroutines */
    add_charset(&out, &writing);
    add_select(&out, &writing);
    add_fonts(&out, &writing);
    const char *wrong = add_charstrings(&out, &writing);
    *program = buffer_string(&out);
    return wrong;
}
