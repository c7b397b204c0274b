#include "font/face.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "font/face_private.h"
#include <errno.h>
#include <string.h>

enum {
    HEAD_SIZE = 54,
    HHEA_SIZE = 36,
    MAXP_SIZE = 6,
    OS2_SIZE = 68,         /* of version 0 as Apple had it: up to usLastCharIndex */
    OS2_TYPO_SIZE = 78,    /* with the typo and win metrics */
    OS2_HEIGHTS_SIZE = 96, /* version 2: with sCapHeight */
    HEAD_MAGIC = 0x5F0F3CF5,
    UNITS_MINIMUM = 16, /* OpenType, "head" */
    UNITS_MAXIMUM = 16384,
    LONG_METRIC_SIZE = 4,
    POSTSCRIPT_NAME_LIMIT = 63, /* OpenType, "name", id 6 */
    EM_SLACK = 20,              /* hanzi are off the middle of their em by less than 1/20 of it */
    EM_STEPS = 50,              /* an em box that is found is as even as one that is declared */
};

/* OS/2 fsType: what the licence allows. */
enum {
    FSTYPE_RESTRICTED = 0x0002,
    FSTYPE_PREVIEW = 0x0004,
    FSTYPE_EDITABLE = 0x0008,
    FSTYPE_NO_SUBSETTING = 0x0100,
    FSTYPE_BITMAP_ONLY = 0x0200,
};

enum { SELECTION_ITALIC = 0x01, SELECTION_OBLIQUE = 0x200 };
enum { MAC_STYLE_ITALIC = 2 };

static void end_face(void *handle)
{
    struct face *face = handle;

    face_end_shaping(face->engines);
    face_end_outlines(face->engines);
    sfnt_unmap(face->sfnt.file);
    face->sfnt.file = (struct string){NULL, 0};
}

/* The formats that a user may well have, and that are no sfnt with outlines. */
static const char *foreign_format(struct string file)
{
    static const struct {
        const char *bytes;
        size_t size;
        const char *what;
    } formats[] = {
        {"wOFF", 4, N_("it is a web font (WOFF)")},
        {"wOF2", 4, N_("it is a web font (WOFF2)")},
        {"%!", 2, N_("it is a Type 1 font")},
        {"\x80\x01", 2, N_("it is a Type 1 font")},
        {"typ1", 4, N_("it is a Type 1 font")},
        {"STARTFONT", 9, N_("it is a bitmap font")},
        {"\x01"
         "fcp",
         4, N_("it is a bitmap font")},
        {"\x1F\x8B", 2, N_("it is compressed")},
    };

    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (file.size >= formats[i].size &&
            memcmp(file.bytes, formats[i].bytes, formats[i].size) == 0) {
            return formats[i].what;
        }
    }
    return NULL;
}

/* A cmap with an encoding that is Unicode and a format that HarfBuzz reads. */
static bool has_unicode(struct string cmap)
{
    size_t count = sfnt_u16(cmap, 2);

    for (size_t i = 0; i < count && 4 + 8 * (i + 1) <= cmap.size; i++) {
        uint16_t platform = sfnt_u16(cmap, 4 + 8 * i);
        uint16_t encoding = sfnt_u16(cmap, 6 + 8 * i);
        uint32_t offset = sfnt_u32(cmap, 8 + 8 * i);
        bool unicode = (platform == 0 && encoding != 5) ||
                       (platform == 3 && (encoding == 1 || encoding == 10));
        if (!unicode || cmap.size < 6 || offset > cmap.size - 6) {
            continue;
        }
        switch (sfnt_u16(cmap, offset)) {
        case 4:
        case 6:
        case 10:
        case 12:
        case 13:
            return true;
        default:
            break;
        }
    }
    return false;
}

/* What keeps a whole font from being used, or NULL. */
static const char *unsuitable(struct face *face)
{
    const struct sfnt *sfnt = &face->sfnt;
    bool cff = sfnt_table(sfnt, "CFF ").size > 0;
    bool glyf = sfnt_table(sfnt, "glyf").size > 0 && sfnt_table(sfnt, "loca").size > 0;

    if (sfnt_table(sfnt, "fvar").size > 0 || sfnt_table(sfnt, "CFF2").size > 0) {
        return N_("it is a variable font");
    }
    if (!cff && !glyf) {
        return N_("it has no outlines");
    }
    if (!has_unicode(sfnt_table(sfnt, "cmap"))) {
        return N_("it has no table of Unicode characters");
    }
    face->outlines = cff ? FACE_CFF : FACE_GLYF;
    return NULL;
}

/* Reads the tables without which nothing can be set. Returns what is wrong, or NULL. */
static const char *read_required(struct face *face)
{
    struct string head = sfnt_table(&face->sfnt, "head");
    struct string hhea = sfnt_table(&face->sfnt, "hhea");
    struct string maxp = sfnt_table(&face->sfnt, "maxp");

    face->advances = sfnt_table(&face->sfnt, "hmtx");
    if (head.size < HEAD_SIZE || sfnt_u32(head, 12) != HEAD_MAGIC) {
        return N_("its table head is missing or damaged");
    }
    face->units = sfnt_u16(head, 18);
    if (face->units < UNITS_MINIMUM || face->units > UNITS_MAXIMUM) {
        return N_("its size of the em is impossible");
    }
    for (unsigned i = 0; i < 4; i++) {
        face->box[i] = sfnt_i16(head, 36 + 2 * i);
    }
    if (maxp.size < MAXP_SIZE || sfnt_u16(maxp, 4) == 0) {
        return N_("its table maxp is missing or damaged");
    }
    face->glyph_count = sfnt_u16(maxp, 4);
    if (hhea.size < HHEA_SIZE) {
        return N_("its table hhea is missing or damaged");
    }
    face->ascent = sfnt_i16(hhea, 4);
    face->descent = sfnt_i16(hhea, 6);
    face->advance_count = sfnt_u16(hhea, 34);
    if (face->advance_count == 0 ||
        face->advances.size < (size_t)face->advance_count * LONG_METRIC_SIZE) {
        return N_("its table hmtx is missing or damaged");
    }
    return NULL;
}

static bool is_serif(struct string os2)
{
    unsigned family = (unsigned)sfnt_u16(os2, 30) >> 8; /* sFamilyClass */
    unsigned kind = (unsigned)sfnt_u16(os2, 32) >> 8;   /* panose: bFamilyType */
    unsigned serif = sfnt_u16(os2, 32) & 0xFF;          /* panose: bSerifStyle */

    if (family >= 1 && family <= 7) {
        return family != 6; /* reserved */
    }
    return family == 0 && kind == 2 && serif >= 2 && serif <= 10;
}

static void read_metrics(struct face *face)
{
    struct string os2 = sfnt_table(&face->sfnt, "OS/2");
    struct string post = sfnt_table(&face->sfnt, "post");
    unsigned mac_style = sfnt_u16(sfnt_table(&face->sfnt, "head"), 44);
    unsigned selection = 0;
    int units = (int)face->units;

    face->weight = 400;
    face->em_top = (units * 88 + 50) / 100;
    if (os2.size >= OS2_SIZE) {
        selection = sfnt_u16(os2, 62);
        face->weight = sfnt_u16(os2, 4);
        face->serif = is_serif(os2);
    }
    if (os2.size >= OS2_TYPO_SIZE) {
        int top = sfnt_i16(os2, 68);
        int bottom = sfnt_i16(os2, 70);
        if (top - bottom == units && top > 0 && bottom <= 0) {
            face->em_top = top;
        }
        if (face->ascent == 0 && face->descent == 0) {
            face->ascent = top;
            face->descent = bottom;
        }
    }
    if (os2.size >= OS2_HEIGHTS_SIZE && sfnt_u16(os2, 0) >= 2) {
        face->cap_height = sfnt_i16(os2, 88);
    }
    if (face->descent > 0) {
        face->descent = -face->descent; /* FandolSong has the wrong sign */
    }
    face->italic = (selection & (SELECTION_ITALIC | SELECTION_OBLIQUE)) != 0 ||
                   (mac_style & MAC_STYLE_ITALIC) != 0;
    face->italic_angle = (double)(int32_t)sfnt_u32(post, 4) / 65536.0;
    face->monospaced = sfnt_u32(post, 12) != 0;
}

static const char *first_name(const struct face *face, enum sfnt_name kind, enum sfnt_name other)
{
    const char *const *names;

    if (sfnt_names(&face->sfnt, face->arena, kind, &names) > 0 ||
        sfnt_names(&face->sfnt, face->arena, other, &names) > 0) {
        return names[0];
    }
    return "";
}

/* A PostScript name has only these characters; a PDF holds it as a name object. */
static const char *clean_postscript_name(struct arena *arena, const char *name)
{
    char clean[POSTSCRIPT_NAME_LIMIT + 1];
    size_t size = 0;

    for (; *name != '\0' && size < POSTSCRIPT_NAME_LIMIT; name++) {
        if (*name > ' ' && *name < 0x7F && strchr("[](){}<>/%#", *name) == NULL) {
            clean[size++] = *name;
        }
    }
    return size > 0 ? arena_copy(arena, clean, size) : "Unnamed";
}

static void read_names(struct face *face)
{
    const char *name = first_name(face, SFNT_POSTSCRIPT_NAME, SFNT_FULL_NAME);

    face->postscript_name = clean_postscript_name(face->arena, name);
}

/* The licence's say. Of several bits the most liberal one counts, as OS/2 versions 0 to 2 have
 * it. Reports and returns false when the face must not be used. */
static bool licence_allows(const struct face *face, struct place place,
                           struct diagnostics *diagnostics)
{
    struct string os2 = sfnt_table(&face->sfnt, "OS/2");
    unsigned type = os2.size >= OS2_SIZE ? sfnt_u16(os2, 8) : 0;
    bool restricted =
        (type & FSTYPE_RESTRICTED) != 0 && (type & (FSTYPE_PREVIEW | FSTYPE_EDITABLE)) == 0;

    if (restricted || (type & FSTYPE_BITMAP_ONLY) != 0) {
        REPORT(diagnostics, FONT_FORBIDDEN, place, face->path,
               arena_format(face->arena, "0x%04X", type));
        return false;
    }
    if ((type & FSTYPE_NO_SUBSETTING) != 0) {
        REPORT(diagnostics, FONT_UNSUITABLE, place, face->path,
               arena_format(face->arena,
                            message_translate(N_("its licence forbids subsetting (fsType 0x%04X)")),
                            type));
        return false;
    }
    return true;
}

/* Everything between mapping and use; false after reporting. */
static bool read_face(struct face *face, struct place place, struct diagnostics *diagnostics)
{
    struct string file = face->sfnt.file;
    unsigned count = sfnt_face_count(file);

    if (count == 0) {
        const char *foreign = foreign_format(file);
        if (foreign != NULL) {
            REPORT(diagnostics, FONT_UNSUITABLE, place, face->path, message_translate(foreign));
        } else {
            REPORT(diagnostics, FONT_BROKEN, place, face->path,
                   message_translate(file.size == 0 ? N_("it is empty")
                                                    : N_("it does not begin like a font")));
        }
        return false;
    }
    if (face->index >= count) {
        REPORT(diagnostics, FONT_OPEN, place, face->path,
               arena_format(face->arena,
                            message_translate(N_("face %u is asked for, the last one is %u")),
                            face->index, count - 1));
        return false;
    }
    const char *wrong = sfnt_open(file, face->index, &face->sfnt);
    if (wrong == NULL) {
        const char *reason = unsuitable(face);
        if (reason != NULL) {
            REPORT(diagnostics, FONT_UNSUITABLE, place, face->path, message_translate(reason));
            return false;
        }
        wrong = read_required(face);
    }
    if (wrong != NULL) {
        REPORT(diagnostics, FONT_BROKEN, place, face->path, message_translate(wrong));
        return false;
    }
    if (!licence_allows(face, place, diagnostics)) {
        return false;
    }
    read_metrics(face);
    read_names(face);
    return true;
}

static struct face *open_face(struct arena *arena, const char *path, unsigned index,
                              struct place place, bool copied, struct diagnostics *diagnostics)
{
    struct face *face = ARENA_NEW(arena, struct face);

    face->arena = arena;
    face->path = arena_copy(arena, path, strlen(path));
    face->index = index;
    face->engines = ARENA_NEW(arena, struct face_engines);
    arena_own(arena, face, end_face);
    int error = copied ? sfnt_copy(path, &face->sfnt.file) : sfnt_map(path, &face->sfnt.file);
    if (error != 0) {
        REPORT(diagnostics, FONT_OPEN, place, face->path, strerror(error));
        return NULL;
    }
    if (!read_face(face, place, diagnostics)) {
        sfnt_unmap(face->sfnt.file);
        face->sfnt.file = (struct string){NULL, 0};
        return NULL;
    }
    return face;
}

struct face *face_open(struct arena *arena, const char *path, unsigned index, struct place place,
                       struct diagnostics *diagnostics)
{
    return open_face(arena, path, index, place, false, diagnostics);
}

struct face *face_open_copy(struct arena *arena, const char *path, unsigned index,
                            struct place place, struct diagnostics *diagnostics)
{
    return open_face(arena, path, index, place, true, diagnostics);
}

const char *face_path(const struct face *face)
{
    return face->path;
}

unsigned face_index(const struct face *face)
{
    return face->index;
}

const char *face_postscript_name(const struct face *face)
{
    return face->postscript_name;
}

enum face_outlines face_outlines(const struct face *face)
{
    return face->outlines;
}

bool face_is_italic(const struct face *face)
{
    return face->italic;
}

bool face_is_serif(const struct face *face)
{
    return face->serif;
}

bool face_is_monospaced(const struct face *face)
{
    return face->monospaced;
}

uint16_t face_weight(const struct face *face)
{
    return face->weight;
}

unsigned face_units(const struct face *face)
{
    return face->units;
}

uint32_t face_glyph_count(const struct face *face)
{
    return face->glyph_count;
}

/* The em box is where hanzi stand in the middle of it. Faces may say otherwise: several of Fandol's
 * declare 880/-120 and are drawn on 800/-200. */
static int find_em_top(const struct face *face)
{
    static const uint32_t characters[] = {0x56FD /* 国 */, 0x6C38 /* 永 */, 0x4E1C /* 东 */};
    enum { COUNT = sizeof characters / sizeof *characters };
    int units = (int)face->units;
    int middles[COUNT];
    int box[4];

    for (size_t i = 0; i < COUNT; i++) {
        uint32_t glyph = face_glyph(face, characters[i]);
        if (glyph == 0 || !face_extents(face, glyph, box)) {
            return face->em_top;
        }
        middles[i] = (box[1] + box[3]) / 2;
    }
    int least = middles[0] < middles[1] ? middles[0] : middles[1];
    int most = middles[0] < middles[1] ? middles[1] : middles[0];
    int middle = middles[2] < least ? least : middles[2] > most ? most : middles[2];
    int off = middle + units / 2 - face->em_top;
    if (off <= units / EM_SLACK && -off <= units / EM_SLACK) {
        return face->em_top;
    }
    int step = units / EM_STEPS > 0 ? units / EM_STEPS : 1;
    return (middle + units / 2 + step / 2) / step * step;
}

int face_em_top(const struct face *face)
{
    if (!face->engines->em_known) {
        face->engines->em_known = true;
        face->engines->em_top = find_em_top(face);
    }
    return face->engines->em_top;
}

int face_ascent(const struct face *face)
{
    return face->ascent;
}

int face_descent(const struct face *face)
{
    return face->descent;
}

int face_cap_height(const struct face *face)
{
    int box[4];

    if (face->cap_height > 0) {
        return face->cap_height;
    }
    uint32_t glyph = face_glyph(face, 'H');
    if (glyph != 0 && face_ink(face, glyph, box) && box[3] > 0) {
        return box[3];
    }
    return (int)face->units * 7 / 10;
}

double face_italic_angle(const struct face *face)
{
    return face->italic_angle;
}

void face_bounding_box(const struct face *face, int box[4])
{
    memcpy(box, face->box, sizeof face->box);
}

int face_advance(const struct face *face, uint32_t glyph)
{
    if (glyph >= face->glyph_count) {
        return 0;
    }
    if (glyph >= face->advance_count) {
        glyph = face->advance_count - 1;
    }
    return sfnt_u16(face->advances, (size_t)glyph * LONG_METRIC_SIZE);
}

struct string face_table(const struct face *face, const char tag[4])
{
    return sfnt_table(&face->sfnt, tag);
}
