#include "text/cluster.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include "text/quotation.h"
#include "text/ruby.h"

/* A character with the face that sets it, before shaping. */
struct item {
    uint32_t offset, size; /* in the text; extending characters included */
    uint32_t first, last;
    enum character_class class;
    enum cell_kind cell;
    enum shape_form form;
    bool latin; /* set in the role for Latin letters */
    const struct typography *typography;
    const struct face *face;
};

/* A mark that the character at hand stands in. */
struct open_span {
    size_t end;
    const struct typography *around;
};

struct builder {
    struct arena *arena;
    const struct typography *typography; /* of the character at hand */
    struct diagnostics *diagnostics;
    const struct expansion *expansion;
    struct string text;
    struct expansion_cursor cursor;
    struct quotations quotations;
    struct open_span open[MARK_DEPTH_LIMIT];
    size_t open_count, next_span;
    size_t boundary; /* where the next mark begins or ends */
    struct item *items;
    size_t item_count;
    struct cluster *clusters;
    size_t count, capacity;
};

static uint32_t peek(struct string text, size_t offset)
{
    return offset < text.size ? unicode_decode(text.bytes, text.size, &offset) : 0;
}

/* A space between words is one of theirs. */
static bool uses_latin_role(enum character_class class, uint32_t before, uint32_t character,
                            uint32_t after)
{
    return class == CLASS_DIGIT || (class == CLASS_LATIN && character < 0x2E80) ||
           (class == CLASS_SPACE && character_is_western(before) && character_is_western(after));
}

/* The typography of text that is marked inside of this one's; `offset` is where it begins. */
static const struct typography *marked(struct builder *builder, enum mark mark, size_t offset)
{
    const struct typography *around = builder->typography;
    struct marked_typographies *marked = around->marked;

    if (mark == MARK_KEEP || mark == MARK_PLAIN || mark == MARK_RUBY || marked == NULL) {
        return around;
    }
    if (marked->made[mark] == NULL) {
        struct place place = expansion_cursor_place(&builder->cursor, offset);
        marked->made[mark] = marked->make(marked->maker, around, mark, place);
    }
    return marked->made[mark];
}

/* Leaves and enters marks on the way to the character at `offset`. */
static void pass_boundary(struct builder *builder, size_t offset)
{
    const struct expansion *expansion = builder->expansion;

    while (builder->open_count > 0 && builder->open[builder->open_count - 1].end <= offset) {
        builder->typography = builder->open[--builder->open_count].around;
    }
    while (builder->next_span < expansion->span_count &&
           expansion->spans[builder->next_span].start <= offset) {
        const struct span *span = &expansion->spans[builder->next_span++];
        if (span->end > offset && builder->open_count < MARK_DEPTH_LIMIT) {
            builder->open[builder->open_count++] =
                (struct open_span){span->end, builder->typography};
            builder->typography = marked(builder, span->mark, span->start);
        }
    }
    builder->boundary =
        builder->open_count > 0 ? builder->open[builder->open_count - 1].end : SIZE_MAX;
    if (builder->next_span < expansion->span_count &&
        expansion->spans[builder->next_span].start < builder->boundary) {
        builder->boundary = expansion->spans[builder->next_span].start;
    }
}

/* Each character is told of once for a role, where it is first met. */
static void report_missing(struct builder *builder, const struct item *item, uint32_t character)
{
    struct role *role = item->typography->font;
    char bytes[5] = {0};

    if (role_knows_missing(role, character)) {
        return;
    }
    (void)unicode_encode(character, bytes);
    REPORT(builder->diagnostics, GLYPH_MISSING,
           expansion_cursor_place(&builder->cursor, item->offset),
           unicode_is_extend(character) ? arena_format(builder->arena, "◌%s", bytes)
                                        : (const char *)bytes,
           arena_format(builder->arena, "U+%04X", (unsigned)character), role_name(role));
}

static bool is_selector(uint32_t character)
{
    return (character >= 0xFE00 && character <= 0xFE0F) ||
           (character >= 0xE0100 && character <= 0xE01EF);
}

/* The form of an ideograph that a selector asks for (异体字) is not there: in a name it
 * matters. What selectors ask of other characters is a matter of taste. */
static void report_missing_form(struct builder *builder, const struct item *item, uint32_t selector)
{
    char bytes[9] = {0};
    size_t size = unicode_encode(item->first, bytes);

    (void)unicode_encode(selector, bytes + size);
    REPORT(builder->diagnostics, GLYPH_FORM, expansion_cursor_place(&builder->cursor, item->offset),
           bytes,
           arena_format(builder->arena, "U+%04X U+%04X", (unsigned)item->first, (unsigned)selector),
           role_name(item->typography->font));
}

/* The face for a character with its variation selector and marks: one face for all of them where
 * the chain has one. */
static const struct face *choose_face(struct builder *builder, const struct item *item)
{
    const struct typography *typography = item->typography;
    struct role *role = item->latin ? typography->latin : typography->font;
    size_t end = (size_t)item->offset + item->size;
    size_t at = item->offset;

    (void)unicode_decode(builder->text.bytes, end, &at);
    uint32_t follower = at < end ? peek(builder->text, at) : 0;
    uint32_t selector = is_selector(follower) ? follower : 0;
    const struct face *face = role_face_for(role, item->first, selector);
    if (face == NULL && item->latin) {
        face = role_face_for(typography->font, item->first, selector);
    }
    if (face == NULL) {
        report_missing(builder, item, item->first);
        return typography->primary;
    }
    if (selector != 0 && unicode_is_han(item->first) &&
        face_glyph_variant(face, item->first, selector) == 0) {
        report_missing_form(builder, item, selector);
    }
    while (at < end) {
        uint32_t mark = unicode_decode(builder->text.bytes, end, &at);
        if (is_selector(mark) || mark == 0x200D || face_glyph(face, mark) != 0) {
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
           after == 0 || after == CHARACTER_LINE_BREAK || before == '\n' || before == ' ';
}

/* A quote's neighbours do not tell its class: both of a pair are of one script. */
static enum character_class class_at(struct builder *builder, size_t offset, uint32_t before,
                                     uint32_t character, uint32_t after)
{
    if (character_is_quote(character)) {
        bool western = quotation_is_western(&builder->quotations, builder->text, offset);
        before = after = western ? 'a' : 0;
    }
    return character_class(before, character, after);
}

/* How a character that shows is set. */
static void set_item(struct builder *builder, struct item *item, uint32_t before, uint32_t next)
{
    if (item->class == CLASS_SPACE) {
        item->first = item->last = item->first == 0xA0 ? 0xA0 : ' ';
    }
    item->cell = cell_kind(item->typography, item->class, before, item->first, next);
    item->latin = uses_latin_role(item->class, before, item->first, next);
    item->face = choose_face(builder, item);
    item->form = cell_form(item->cell, item->face, item->first);
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
        if (start >= builder->boundary) {
            pass_boundary(builder, start);
        }
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
        uint32_t next = peek(text, offset);
        while (next != 0 && unicode_is_extend(next)) {
            item->last = unicode_decode(text.bytes, text.size, &offset);
            next = peek(text, offset);
        }
        item->offset = (uint32_t)start;
        item->size = (uint32_t)(offset - start);
        item->first = character;
        item->class = class_at(builder, start, before, character, next);
        item->typography = builder->typography;
        if (item->class == CLASS_JOINER || item->class == CLASS_BREAKER) {
            item->size = 0; /* no glyph */
            bool line_break = character == CHARACTER_LINE_BREAK;
            /* One says as much as many, and no line ends before the first character. */
            bool idle = builder->item_count > 0 ? item[-1].first == character : line_break;
            builder->item_count += !idle;
            before = line_break ? 0 : character;
            continue;
        }
        set_item(builder, item, before, next);
        builder->item_count++;
        before = character;
    }
    while (builder->item_count > 0 &&
           builder->items[builder->item_count - 1].first == CHARACTER_LINE_BREAK) {
        builder->item_count--; /* the last line ends anyway */
    }
}

/* `characters` of them became one cluster: a ligature, or —— as one glyph of two ems. */
static void add_cluster(struct builder *builder, const struct item *item, size_t characters,
                        size_t text_size, const struct shaped_glyph *shaped, size_t glyph_count)
{
    builder->clusters = arena_grow(builder->arena, builder->clusters, builder->count,
                                   &builder->capacity, sizeof *builder->clusters);
    struct cluster *cluster = &builder->clusters[builder->count++];
    *cluster =
        (struct cluster){.is = {.class = item->class, .first = item->first, .last = item->last},
                         .typography = item->typography,
                         .face = item->face,
                         .glyph_count = (uint32_t)glyph_count,
                         .text_offset = item->offset,
                         .text_size = (uint32_t)text_size};
    cluster_measure(builder->arena, cluster, shaped, characters, item->cell);
}

static bool same_run(const struct item *a, const struct item *b)
{
    bool a_word = a->class == CLASS_LATIN || a->class == CLASS_DIGIT || a->class == CLASS_SPACE;
    bool b_word = b->class == CLASS_LATIN || b->class == CLASS_DIGIT || b->class == CLASS_SPACE;

    if (a->class == CLASS_DASH && b->class == CLASS_DASH) {
        return false; /* two clusters, also where a face has —— as one glyph: cluster_join() */
    }
    return a->face == b->face && a->typography == b->typography && a->form == b->form &&
           a_word == b_word && a->size > 0 && b->size > 0 && a->offset + a->size == b->offset;
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
    size_t count =
        face_shape(items[first].face, builder->arena, text, !word, items[first].form, &glyphs);
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

/* No line ends before the cluster, and it does not move away from the one before. */
static void hold(struct cluster *cluster)
{
    cluster[-1].penalty = cluster[-1].penalty == BREAK_FORCED ? BREAK_FORCED : BREAK_FORBIDDEN;
    cluster[-1].stretches = false;
}

/* What marks do to the gaps between clusters. */
static void apply_marks(struct builder *builder)
{
    const struct expansion *expansion = builder->expansion;
    struct cluster *clusters = builder->clusters;
    size_t first = 0;

    for (size_t i = 0; i < expansion->span_count; i++) {
        const struct span *span = &expansion->spans[i];
        while (first < builder->count && clusters[first].text_offset < span->start) {
            first++;
        }
        size_t end = first;
        while (end < builder->count && clusters[end].text_offset < span->end) {
            end++;
        }
        if (end == first) {
            continue;
        }
        switch (span->mark) {
        case MARK_STRONG:
        case MARK_EMPHASIS:
        case MARK_PLAIN:
        case MARK_INSERTED:
        case MARK_DELETED:
        case MARK_MOVED_HERE:
        case MARK_MOVED_AWAY:
            break;
        case MARK_RUBY:
            ruby_attach(builder->arena, clusters + first, end - first, span->attached,
                        builder->diagnostics);
            /* fall through */
        case MARK_KEEP:
            for (size_t k = first + 1; k < end; k++) {
                clusters[k - 1].penalty = BREAK_FORBIDDEN;
            }
            break;
        case MARK_SUPERSCRIPT:
        case MARK_SUBSCRIPT:
        case MARK_NOTE:
            for (size_t k = first > 0 ? first : 1; k < end; k++) {
                hold(&clusters[k]);
            }
            if (first > 0) {
                clusters[first - 1].gap = 0;
            }
            break;
        }
    }
}

struct clusters cluster_text(struct arena *arena, struct expansion text,
                             const struct typography *typography, struct diagnostics *diagnostics)
{
    struct builder builder = {.arena = arena,
                              .typography = typography,
                              .diagnostics = diagnostics,
                              .expansion = &text,
                              .text = text.string,
                              .cursor = expansion_cursor_new(&text),
                              .boundary = text.span_count > 0 ? text.spans[0].start : SIZE_MAX};

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
    cluster_relate(builder.clusters, builder.count);
    cluster_squeeze(arena, builder.clusters, builder.count);
    apply_marks(&builder);
    return (struct clusters){builder.clusters, builder.count, text, typography};
}
