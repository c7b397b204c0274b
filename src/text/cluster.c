#include "text/cluster.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"

/* A character with the face that sets it, before shaping. */
struct item {
    uint32_t offset, size; /* in the text; extending characters included */
    uint32_t first, last;
    enum character_class class;
    const struct face *face;
    bool full_width_form; /* ask the font for fwid */
    bool half;            /* a middle dot between digits or letters takes half an em */
};

/* White at both sides of a Latin quote: this part of an em. */
enum { QUOTE_MARGIN = 16 };

/* Characters of a quotation that is kept whole if it can be. */
enum { QUOTATION_SHORT = 8 };

struct builder {
    struct arena *arena;
    const struct typography *typography;
    struct diagnostics *diagnostics;
    struct string text;
    struct expansion_cursor cursor;
    struct item *items;
    size_t item_count;
    struct cluster *clusters;
    size_t count, capacity;
};

static uint32_t peek(struct string text, size_t offset)
{
    return offset < text.size ? unicode_decode(text.bytes, text.size, &offset) : 0;
}

static bool uses_latin_role(enum character_class class, uint32_t character)
{
    return class == CLASS_DIGIT || (class == CLASS_LATIN && character < 0x2E80);
}

static void report_missing(struct builder *builder, const struct item *item, uint32_t character)
{
    char bytes[5] = {0};

    (void)unicode_encode(character, bytes);
    REPORT(builder->diagnostics, GLYPH_MISSING,
           expansion_cursor_place(&builder->cursor, item->offset),
           unicode_is_extend(character) ? arena_format(builder->arena, "◌%s", bytes)
                                        : (const char *)bytes,
           arena_format(builder->arena, "U+%04X", (unsigned)character),
           role_name(builder->typography->font));
}

/* The face for a character with its variation selector and marks: one face for all of them where
 * the chain has one. */
static const struct face *choose_face(struct builder *builder, const struct item *item)
{
    const struct typography *typography = builder->typography;
    bool latin = uses_latin_role(item->class, item->first);
    struct role *role = latin ? typography->latin : typography->font;
    size_t end = (size_t)item->offset + item->size;
    size_t at = item->offset;

    (void)unicode_decode(builder->text.bytes, end, &at);
    uint32_t follower = at < end ? peek(builder->text, at) : 0;
    bool selector =
        (follower >= 0xFE00 && follower <= 0xFE0F) || (follower >= 0xE0100 && follower <= 0xE01EF);
    const struct face *face = role_face_for(role, item->first, selector ? follower : 0);
    if (face == NULL && latin) {
        face = role_face_for(typography->font, item->first, selector ? follower : 0);
    }
    if (face == NULL) {
        report_missing(builder, item, item->first);
        return typography->primary;
    }
    while (at < end) {
        uint32_t mark = unicode_decode(builder->text.bytes, end, &at);
        if ((mark >= 0xFE00 && mark <= 0xFE0F) || (mark >= 0xE0100 && mark <= 0xE01EF) ||
            mark == 0x200D || face_glyph(face, mark) != 0) {
            continue;
        }
        const struct face *other = role_face_for(role, mark, 0);
        if (other != NULL && face_glyph(other, item->first) != 0) {
            face = other;
        } else {
            report_missing(builder, item, mark);
        }
    }
    return face;
}

/* A space beside a hanzi that YAML made of a line break, as the place tells: nobody wrote it. */
static bool is_folded_space(struct builder *builder, uint32_t before, size_t space, size_t next)
{
    if (space == 0 ||
        (unicode_columns(before) != 2 && unicode_columns(peek(builder->text, next)) != 2)) {
        return false;
    }
    struct place left = expansion_cursor_place(&builder->cursor, space - 1);
    struct place right = expansion_cursor_place(&builder->cursor, next);
    return left.source == right.source && left.line < right.line;
}

/* Line breaks inside a scalar: nothing between hanzi, a space between words. */
static bool is_dropped_break(uint32_t before, uint32_t after)
{
    return unicode_columns(before) == 2 || unicode_columns(after) == 2 || before == 0 ||
           after == 0 || before == '\n' || before == ' ';
}

static void itemise(struct builder *builder)
{
    struct string text = builder->text;
    uint32_t before = 0;
    size_t offset = 0;

    builder->items = ARENA_ARRAY(builder->arena, struct item, text.size);
    while (offset < text.size) {
        struct item *item = &builder->items[builder->item_count];
        size_t start = offset;
        uint32_t character = unicode_decode(text.bytes, text.size, &offset);
        if (character == '\n' || character == '\r') {
            if (is_dropped_break(before, peek(text, offset))) {
                continue;
            }
            character = ' ';
        }
        if (character == ' ' && is_folded_space(builder, before, start, offset)) {
            continue;
        }
        item->last = character;
        while (offset < text.size && unicode_is_extend(peek(text, offset))) {
            item->last = unicode_decode(text.bytes, text.size, &offset);
        }
        item->offset = (uint32_t)start;
        item->size = (uint32_t)(offset - start);
        item->first = character;
        item->class = character_class(before, character, peek(text, offset));
        uint32_t item_before = before;
        before = character;
        if (item->class == CLASS_JOINER || item->class == CLASS_BREAKER) {
            item->size = 0; /* no glyph */
            if (builder->item_count > 0 && item[-1].class == item->class) {
                continue; /* one says as much as many */
            }
        } else {
            if (item->class == CLASS_SPACE) {
                item->first = item->last = character == 0xA0 ? 0xA0 : ' ';
            }
            item->half = item->class == CLASS_MIDDLE_DOT && character_is_western(item_before) &&
                         character_is_western(peek(text, offset));
            item->face = choose_face(builder, item);
            if (class_is_full_width_mark(item->class) && item->face != NULL) {
                uint32_t glyph = face_glyph(item->face, character);
                item->full_width_form =
                    face_advance(item->face, glyph) != (int)face_units(item->face);
            }
        }
        builder->item_count++;
    }
}

static length_t scaled(const struct face *face, int units, length_t size)
{
    return length_scale(size, units, face_units(face));
}

/* White that belongs to a full-width mark, by class. */
static void measure_mark(struct cluster *cluster, length_t cell)
{
    cluster->tier = SHRINK_NONE;
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
    case CLASS_SPACE:
        cluster->tier = SHRINK_SPACE;
        break;
    case CLASS_DASH:
    case CLASS_ELLIPSIS:
    case CLASS_CONNECTOR:
    case CLASS_HAN:
    case CLASS_DIGIT:
    case CLASS_LATIN:
    case CLASS_JOINER:
    case CLASS_BREAKER:
        break;
    }
}

/* How far a mark that is narrower than the cell moves into its half. */
static length_t mark_shift(enum character_class class, length_t spare)
{
    if (class == CLASS_OPENING) {
        return spare;
    }
    return class == CLASS_DASH || class == CLASS_ELLIPSIS || class == CLASS_MIDDLE_DOT ||
                   class == CLASS_CONNECTOR
               ? spare / 2
               : 0;
}

/* ‘ ’ “ ”, which Chinese and Latin share. */
static bool is_shared_quote(uint32_t character)
{
    return character == 0x2018 || character == 0x2019 || character == 0x201C || character == 0x201D;
}

/* `characters` of them became one cluster: a ligature, or —— as one glyph of two ems. */
static void add_cluster(struct builder *builder, const struct item *item, size_t characters,
                        size_t text_size, const struct shaped_glyph *shaped, size_t glyph_count)
{
    const struct typography *typography = builder->typography;
    struct display_glyph *glyphs = ARENA_ARRAY(builder->arena, struct display_glyph, glyph_count);
    length_t natural = 0;

    builder->clusters = arena_grow(builder->arena, builder->clusters, builder->count,
                                   &builder->capacity, sizeof *builder->clusters);
    struct cluster *cluster = &builder->clusters[builder->count++];
    *cluster =
        (struct cluster){.is = {.class = item->class, .first = item->first, .last = item->last},
                         .face = item->face,
                         .glyphs = glyphs,
                         .glyph_count = (uint32_t)glyph_count,
                         .text_offset = item->offset,
                         .text_size = (uint32_t)text_size,
                         .tier = SHRINK_NONE};
    int units = 0;
    for (size_t i = 0; i < glyph_count; i++) {
        units += shaped[i].advance;
    }
    bool mark = class_is_full_width_mark(item->class);
    int64_t ems = (int64_t)characters;
    length_t cell = typography->cell * ems;
    bool em_wide = item->face != NULL && units == ems * (int)face_units(item->face);
    /* 全角 whatever the font says: a mark in Chinese, an ideograph, anything an em wide. */
    bool full = mark || em_wide || (item->class == CLASS_HAN && unicode_columns(item->first) == 2);
    length_t shift = 0;
    cluster->advance = full                 ? cell
                       : item->face != NULL ? scaled(item->face, units, typography->cell)
                                            : 0;
    if (full && !em_wide && item->face != NULL) {
        length_t spare = cell - scaled(item->face, units, typography->size);
        shift = mark ? mark_shift(item->class, spare) : spare / 2;
    }
    int ink[4];
    /* A quote between Latin letters, from a face that has it only for Chinese: its ink counts. */
    if (item->class == CLASS_LATIN && em_wide && glyph_count == 1 && is_shared_quote(item->first) &&
        face_ink(item->face, shaped[0].glyph, ink)) {
        int margin = (int)face_units(item->face) / QUOTE_MARGIN;
        cluster->advance = scaled(item->face, ink[2] - ink[0] + 2 * margin, typography->cell);
        shift = scaled(item->face, margin - ink[0], typography->size);
        full = false;
    }
    if (item->half) {
        cluster->advance = cell / 2;
        shift -= cell / 4;
    }
    for (size_t i = 0; i < glyph_count; i++) {
        glyphs[i] = (struct display_glyph){
            .glyph = shaped[i].glyph,
            .x = shift + scaled(item->face, shaped[i].x, typography->size) + natural,
            .y = scaled(item->face, shaped[i].y, typography->size),
            .text_offset = item->offset,
            .text_size = i == 0 ? (uint32_t)text_size : 0};
        natural += full && !em_wide ? scaled(item->face, shaped[i].advance, typography->size)
                                    : scaled(item->face, shaped[i].advance, typography->cell);
    }
    if ((full || item->class == CLASS_SPACE) && !item->half) {
        measure_mark(cluster, typography->cell);
    }
}

static bool same_run(const struct item *a, const struct item *b)
{
    bool a_word = a->class == CLASS_LATIN || a->class == CLASS_DIGIT || a->class == CLASS_SPACE;
    bool b_word = b->class == CLASS_LATIN || b->class == CLASS_DIGIT || b->class == CLASS_SPACE;

    return a->face == b->face && a->full_width_form == b->full_width_form && a_word == b_word &&
           a->size > 0 && b->size > 0 && a->offset + a->size == b->offset;
}

/* Shapes items first..end-1, which stand in one run, and cuts the result into clusters. */
static void shape_run(struct builder *builder, size_t first, size_t end)
{
    const struct item *items = builder->items;
    uint32_t start = items[first].offset;
    uint32_t stop = items[end - 1].offset + items[end - 1].size;
    const struct shaped_glyph *glyphs;
    bool word = items[first].class == CLASS_LATIN || items[first].class == CLASS_DIGIT ||
                items[first].class == CLASS_SPACE;
    struct string text = {builder->text.bytes + start, stop - start};
    size_t count = face_shape(items[first].face, builder->arena, text, !word,
                              items[first].full_width_form ? SHAPE_FULL_WIDTH : 0, &glyphs);
    size_t index = first;

    for (size_t i = 0; i < count;) {
        size_t after = i + 1;
        while (after < count && glyphs[after].cluster == glyphs[i].cluster) {
            after++;
        }
        uint32_t text_end = after < count ? start + glyphs[after].cluster : stop;
        while (index + 1 < end && items[index + 1].offset <= start + glyphs[i].cluster) {
            index++;
        }
        struct item item = items[index];
        size_t last = index; /* a ligature takes several items */
        while (last + 1 < end && items[last + 1].offset < text_end) {
            last++;
        }
        item.last = items[last].last;
        add_cluster(builder, &item, last + 1 - index, text_end - item.offset, glyphs + i,
                    after - i);
        i = after;
    }
}

static bool is_exclamation(const struct neighbour *mark)
{
    return mark->first == 0xFF01 /* ！ */ || mark->first == 0xFF1F /* ？ */;
}

static void mark_numbers(struct builder *builder)
{
    bool in_number = false;

    for (size_t i = 0; i < builder->count; i++) {
        struct neighbour *is = &builder->clusters[i].is;
        in_number =
            character_is_digit(is->first) || (in_number && character_is_multiplier(is->first));
        is->in_number = in_number;
    }
}

static void relate(struct builder *builder)
{
    const struct typography *typography = builder->typography;
    length_t half = typography->cell / 2;
    length_t han_latin_gap = typography->composition->han_latin_gap;
    static const struct neighbour end = {.class = CLASS_SPACE};

    mark_numbers(builder);
    for (size_t i = 0; i + 1 < builder->count; i++) {
        struct cluster *before = &builder->clusters[i];
        struct cluster *after = before + 1;
        const struct neighbour *beyond = i + 2 < builder->count ? &after[1].is : &end;
        before->penalty = break_penalty(&before->is, &after->is, beyond);
        before->stretches = may_stretch(&before->is, &after->is);
        /* Marks without white of their own (——, ……) are left alone. */
        bool marks = before->tier != SHRINK_NONE && after->tier != SHRINK_NONE;
        if (is_exclamation(&before->is) && is_exclamation(&after->is)) {
            after->advance -= after->white_after; /* ！！ and ？！ take one em together */
            after->white_after = 0;
        }
        if (marks && before->white_after + after->white_before >= half) {
            before->pair_trim = half;
        }
        bool words[] = {before->is.class == CLASS_LATIN || before->is.class == CLASS_DIGIT,
                        after->is.class == CLASS_LATIN || after->is.class == CLASS_DIGIT};
        if ((words[0] && after->is.class == CLASS_HAN) ||
            (words[1] && before->is.class == CLASS_HAN)) {
            before->gap = han_latin_gap;
        }
    }
}

/* The mark that closes what this one opens; 0 for all others. */
static uint32_t closing_of(uint32_t opening)
{
    switch (opening) {
    case 0x2018: /* ‘ */
    case 0x201C: /* “ */
    case 0x3008: /* 〈 */
    case 0x300A: /* 《 */
        return opening + 1;
    default:
        return 0;
    }
}

/* Short quotations and names of documents stay whole where that costs little. */
static void keep_quotations(struct builder *builder)
{
    for (size_t i = 0; i < builder->count; i++) {
        uint32_t closing = closing_of(builder->clusters[i].is.first);
        size_t end = i + 1;
        while (closing != 0 && end < builder->count && end - i <= QUOTATION_SHORT + 1 &&
               builder->clusters[end].is.first != closing) {
            end++;
        }
        if (closing == 0 || end == builder->count || end - i > QUOTATION_SHORT + 1) {
            continue;
        }
        for (size_t k = i; k < end; k++) {
            if (builder->clusters[k].penalty < BREAK_QUOTED) {
                builder->clusters[k].penalty = BREAK_QUOTED;
            }
        }
    }
}

struct clusters cluster_text(struct arena *arena, struct expansion text,
                             const struct typography *typography, struct diagnostics *diagnostics)
{
    struct builder builder = {.arena = arena,
                              .typography = typography,
                              .diagnostics = diagnostics,
                              .text = text.string,
                              .cursor = expansion_cursor_new(&text)};

    itemise(&builder);
    for (size_t first = 0; first < builder.item_count;) {
        const struct item *items = builder.items;
        size_t end = first + 1;
        if (items[first].size == 0 || items[first].face == NULL) {
            add_cluster(&builder, &items[first], 1, 0, NULL, 0);
            first = end;
            continue;
        }
        while (end < builder.item_count && same_run(&items[end - 1], &items[end])) {
            end++;
        }
        shape_run(&builder, first, end);
        first = end;
    }
    relate(&builder);
    keep_quotations(&builder);
    return (struct clusters){builder.clusters, builder.count, text, typography};
}
