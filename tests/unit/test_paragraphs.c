/*
 * What is true of every paragraph, on generated ones: no line begins or ends with what may not
 * stand there, nothing is broken that must stay whole, the ink stays inside the measure, lines are
 * flush at both edges, and the text comes out as it went in. The rules are written down here once
 * more: nothing is asked of the code under test.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "paragraph_bench.h"
#include <unistd.h>

enum {
    PARAGRAPHS = 12000,
    FLUSH = 142,     /* 0.05 mm */
    OVERHANG = 1000, /* of Latin letters: a tail to the left of a j */
};

/* ---- what may not begin or end a line ---- */

static bool is_in(uint32_t character, const char *characters)
{
    struct string list = {characters, strlen(characters)};

    for (size_t at = 0; at < list.size;) {
        if (unicode_decode(list.bytes, list.size, &at) == character) {
            return true;
        }
    }
    return false;
}

static bool is_digit(uint32_t character)
{
    return (character >= '0' && character <= '9') || (character >= 0xFF10 && character <= 0xFF19);
}

static bool is_hexadecimal(uint32_t character)
{
    return is_digit(character) || (character >= 'A' && character <= 'F');
}

/* Whether a URL or an e-mail address reaches over the byte. */
static bool is_in_address(struct string text, size_t at)
{
    for (size_t i = 0; i < LENGTH_OF(addresses); i++) {
        size_t size = strlen(addresses[i]);
        for (size_t start = at > size ? at - size : 0; start <= at && start + size <= text.size;
             start++) {
            if (start + size > at && memcmp(text.bytes + start, addresses[i], size) == 0) {
                return true;
            }
        }
    }
    return false;
}

static bool is_forbidden_start(struct string text, size_t at)
{
    uint32_t first = character_at(text, at);
    uint32_t next = character_at(text, behind(text, at));
    uint32_t before = at > 0 ? character_at(text, in_front(text, at)) : 0;

    if (first == 0x2014) {
        return next != 0x2014;
    }
    if (first == '-') {
        return before != ' ' || !is_digit(next);
    }
    if (first == '%' && is_in_address(text, at)) {
        return !is_hexadecimal(next);
    }
    if (is_in(first, "%‰℃°′″")) { /* behind what they belong to */
        return is_digit(before) || unicode_is_han(before);
    }
    return is_in(first, "，、；：。．！？”’」』》〉】〗〕］｝）…～·・–々),.;:!?]}/／");
}

static bool is_forbidden_end(struct string text, size_t end, size_t next)
{
    size_t at = in_front(text, end);
    uint32_t last = character_at(text, at);

    if (last == '/') {
        return !is_in_address(text, at);
    }
    if (is_in(last, "第№￥$±≥")) {
        return is_digit(character_at(text, next));
    }
    return is_in(last, "“‘「『《〈【〖〔［｛（([{／");
}

/* Whether an address is broken elsewhere than behind the marks that part it, or before an escape.
 */
static bool is_torn_address(struct string text, size_t end, size_t next)
{
    size_t last = in_front(text, end);

    return end == next && is_in_address(text, last) && is_in_address(text, next) &&
           !is_in(character_at(text, last), "/?&=#.-_@") && character_at(text, next) != '%';
}

static void check_breaks(struct set *set, const size_t *starts, const size_t *ends)
{
    struct string text = set->sample.text;

    size_t written = 0;

    for (size_t i = 1; i < set->lines.count; i++) {
        if (is_end(&set->sample, ends[i - 1])) {
            written++;
            continue;
        }
        if (is_forbidden_start(text, starts[i])) {
            wrong(set, "a forbidden start", i);
        }
        if (is_torn_address(text, ends[i - 1], starts[i])) {
            wrong(set, "an address broken where it may not be", i);
        }
        if (is_forbidden_end(text, ends[i - 1], starts[i])) {
            wrong(set, "a forbidden end", i - 1);
        }
        for (size_t k = 0; k < set->sample.whole_count; k++) {
            const struct whole *whole = &set->sample.whole[k];
            if (starts[i] > whole->start && starts[i] < whole->end) {
                wrong(set, "a unit broken", i);
            }
        }
    }
    if (written != set->sample.end_count) {
        wrong(set, "a line that does not end where it is written", 0);
    }
}

/* ---- where it stands ---- */

static bool is_wide(uint32_t character)
{
    return unicode_columns(character) == 2;
}

/* The ink of a glyph; asked for once. */
static const struct ink *ink_of(struct set *set, const struct face *face, uint32_t glyph)
{
    size_t slot = ((uintptr_t)face / 16 * 31 + glyph) % INKS;

    while (set->inks[slot].face != NULL &&
           (set->inks[slot].face != face || set->inks[slot].glyph != glyph)) {
        slot = (slot + 1) % INKS;
    }
    struct ink *ink = &set->inks[slot];
    if (ink->face == NULL) {
        assert_true(++set->ink_count < INKS);
        *ink = (struct ink){.face = face, .glyph = glyph};
        ink->shows = face_ink(face, glyph, ink->box);
    }
    return ink;
}

static void check_ink(struct set *set, size_t index)
{
    const struct line *line = &set->lines.items[index];
    length_t left = index == 0 ? set->measure.indent : 0;

    for (size_t k = 0; k < line->run_count; k++) {
        const struct display_run *run = &line->runs[k];
        int em = (int)face_units(run->face);
        for (size_t i = 0; i < run->count; i++) {
            const struct display_glyph *glyph = &run->glyphs[i];
            const struct ink *ink = ink_of(set, run->face, glyph->glyph);
            if (!ink->shows) {
                continue;
            }
            length_t x = line->x + run->x + glyph->x;
            length_t over = is_wide(character_at(run->text, glyph->text_offset)) ? FLUSH : OVERHANG;
            if (x + length_scale(run->size, ink->box[0], em) < left - over ||
                x + length_scale(run->size, ink->box[2], em) > set->measure.width + over) {
                wrong(set, "ink outside of the measure", index);
            }
        }
    }
}

/* The edges of the glyphs' own cells, not what the line says of itself. */
static void check_edges(struct set *set, size_t index, size_t end)
{
    const struct line *line = &set->lines.items[index];
    length_t left = index == 0 ? set->measure.indent : 0;

    if (line->run_count == 0) {
        wrong(set, "an empty line", index);
        return;
    }
    const struct display_run *run = &line->runs[line->run_count - 1];
    const struct display_glyph *glyph = &run->glyphs[run->count - 1];
    length_t right = line->x + run->x + glyph->x + glyph->advance;
    length_t short_of = set->measure.width - right;
    bool last = index + 1 == set->lines.count || is_end(&set->sample, end);
    uint32_t end_character = character_at(set->sample.text, in_front(set->sample.text, end));
    if (!last && is_blank(end_character)) {
        wrong(set, "white at the end", index);
    }
    if (unicode_is_han(end_character)) { /* the whole cell of a hanzi */
        length_t cell = line->x + run->x + glyph->x + EM;
        short_of = length_max(short_of, set->measure.width - cell);
    }
    if (short_of < -FLUSH || line->x != left) {
        wrong(set, "a line too long, or out of place", index);
    } else if (!last && short_of > FLUSH) {
        wrong(set, "a line too short", index);
    }
}

static void check(struct set *set)
{
    size_t *starts = ARENA_ARRAY(set->scratch, size_t, set->lines.count);
    size_t *ends = ARENA_ARRAY(set->scratch, size_t, set->lines.count);

    set->line_count += set->lines.count;
    if (!find_lines(set, starts, ends)) {
        wrong(set, "another text", 0);
        return;
    }
    check_breaks(set, starts, ends);
    for (size_t i = 0; i < set->lines.count; i++) {
        check_ink(set, i);
        check_edges(set, i, ends[i]);
    }
}

static void test_paragraphs(void **state)
{
    static const struct composition plain = {0}, spaced = {.han_latin_gap = EM / 4};
    struct set *set = *state;
    struct generator generator = {.arena = set->arena, .state = 0x5DEECE66D};

    open_vocabulary(&generator);
    for (size_t i = 0; i < PARAGRAPHS; i++) {
        generate(&generator, set->scratch, &set->sample);
        set->measure = (struct measure){.width = 16 * EM + draw(&generator, 20 * EM),
                                        .indent = i % 4 == 0 ? 0 : 2 * EM,
                                        .align = ALIGN_JUSTIFY};
        set_sample(set, "仿宋", i % 3 == 0 ? "Latin" : "仿宋", i % 2 == 0 ? &plain : &spaced);
        if (set->diagnostics->count > 0) {
            wrong(set, set->diagnostics->items[0]->text, 0);
            set->diagnostics->count = 0;
        }
        check(set);
        arena_reset(set->scratch);
    }
    assert_int_equal(set->wrong, 0);
    assert_true(set->line_count > 3 * (size_t)PARAGRAPHS);
}

/* ---- long ones ---- */

static const char *const patterns[] = {
    "甲",
    "甲乙丙，",
    "，",
    "《",
    "“甲”",
    "—",
    "a",
    "word ",
    "a-",
    "1",
    "1 ",
    "12公里",
    "二",
    "①",
    "@",
    "a@b.c",
    "http://",
    "www.",
    "http://a/%E5",
    "://",
    "“a",
    "“‘",
    "〔2024〕1号",
    "/",
    " ",
    "甲\xE2\x80\x8B",
    "甲\xE2\x81\xA0",
    "a\xCC\x81",
    "甲\xE3\x80\x80",
    "甲\xE2\x80\xA8",
    "12 km",
    "(022)1",
};

enum { LONG = 100000, SECONDS = 300 };

static void set_long(struct set *set, struct string text)
{
    static const struct composition plain = {0};

    set->sample.text = text;
    set->measure = (struct measure){.width = 28 * EM, .indent = 2 * EM, .align = ALIGN_JUSTIFY};
    set_sample(set, "仿宋", "仿宋", &plain);
}

/* The longest paragraphs take time in proportion: the alarm ends a test that does not. */
static void test_long_paragraphs(void **state)
{
    struct set *set = *state;

    alarm(SECONDS);
    for (size_t i = 0; i < LENGTH_OF(patterns); i++) {
        struct buffer text = buffer_new(set->scratch);
        for (size_t k = 0; k < LONG; k += unicode_count(patterns[i], strlen(patterns[i]))) {
            buffer_add_string(&text, patterns[i]);
        }
        set_long(set, buffer_string(&text));
        assert_true(set->lines.count > 0);
        arena_reset(set->scratch);
    }
    alarm(0);
}

/* A word without breaks is broken where it must be, and told once; what stands before and behind it
 * is set as ever. */
static void test_unbreakable_word(void **state)
{
    struct set *set = *state;
    struct buffer text = buffer_new(set->scratch);

    buffer_add_string(&text, "甲乙丙丁");
    for (size_t i = 0; i < 500; i++) {
        buffer_add_byte(&text, 'x');
    }
    buffer_add_string(&text, "，甲乙丙丁。");
    set_long(set, buffer_string(&text));
    assert_int_equal(set->diagnostics->count, 1);
    assert_int_equal(set->diagnostics->items[0]->message, LINE_OVERFULL);
    assert_in_range(set->lines.count, 9, 12);
    for (size_t i = 0; i < set->lines.count; i++) {
        const struct line *line = &set->lines.items[i];
        assert_true(line->x + line->width <= set->measure.width);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_paragraphs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_long_paragraphs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_unbreakable_word, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
