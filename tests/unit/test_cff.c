/* The reader of CFF tables and the copy of charstrings with their subroutines in place. */
#include "font/cff.h"

#include "base/arena.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "cff_sample.h"

static const uint16_t names[] = {34, 125, 171, 35, 36, 37, 38, 39};

struct table {
    struct arena *arena;
    struct cff cff;
    struct buffer out;
};

static int set_up(void **state)
{
    struct table *table = calloc(1, sizeof *table);

    table->arena = arena_new(0);
    table->out = buffer_new(table->arena);
    *state = table;
    return 0;
}

static int tear_down(void **state)
{
    struct table *table = *state;

    arena_free(table->arena);
    free(table);
    return 0;
}

/* The table in memory of exactly its size, so that a sanitizer sees the byte behind it. */
static const char *read_table(struct table *table, const struct bytes *bytes)
{
    char *exact = malloc(bytes->size > 0 ? bytes->size : 1);

    memcpy(exact, bytes->at, bytes->size);
    arena_own(table->arena, exact, free);
    return cff_read(table->arena, (struct string){exact, bytes->size}, &table->cff);
}

static void make_font(struct table *table, const char *const *charstrings, const char *const *subrs,
                      const char *const *global_subrs)
{
    static struct bytes bytes;

    make_cff(&bytes, &(struct cff_recipe){.charstrings = charstrings,
                                          .subrs = subrs,
                                          .global_subrs = global_subrs,
                                          .names = names});
    assert_null(read_table(table, &bytes));
}

static enum charstring_copy copy_glyph(struct table *table, uint32_t glyph)
{
    const struct cff_font *font = cff_font_of_glyph(&table->cff, glyph);

    assert_non_null(font);
    return charstring_copy(&table->cff, font, glyph, &table->out);
}

/* The copy of glyph 0 is the assembled text. */
static void assert_copy(struct table *table, const char *text)
{
    static struct bytes expected;

    expected.size = 0;
    assemble(&expected, text);
    table->out.size = 0;
    assert_int_equal(copy_glyph(table, 0), CHARSTRING_COPIED);
    assert_int_equal(table->out.size, expected.size);
    assert_memory_equal(table->out.bytes, expected.at, expected.size);
}

/* Glyph 0 cannot be copied, and nothing of it is left. */
static void assert_no_copy(struct table *table, enum charstring_copy result)
{
    buffer_add_string(&table->out, "before");
    size_t size = table->out.size;
    assert_int_equal(copy_glyph(table, 0), result);
    assert_int_equal(table->out.size, size);
}

static void test_name_keyed_font_is_read(void **state)
{
    struct table *table = *state;
    struct string item;

    make_font(table, (const char *const[]){"endchar", "10 hmoveto endchar", NULL}, NULL, NULL);
    assert_false(table->cff.cid_keyed);
    assert_int_equal(table->cff.charstrings.count, 2);
    assert_int_equal(table->cff.font_count, 1);
    assert_true(table->cff.fonts[0].nominal_width == 600);
    assert_true(cff_index_item(&table->cff.charstrings, 1, &item));
    assert_int_equal(item.size, 3);
    assert_false(cff_index_item(&table->cff.charstrings, 2, &item));
    assert_null(cff_font_of_glyph(&table->cff, 2));
}

static void test_real_numbers_are_read(void **state)
{
    static struct bytes bytes;
    struct table *table = *state;
    const char *const charstrings[] = {"endchar", NULL};

    /* -2.25E2 and .5: nibbles e 2 a 2 5 b 2 f, a 5 f f */
    make_cff(&bytes, &(struct cff_recipe){.charstrings = charstrings,
                                          .names = names,
                                          .nominal_text = "#1E #E2A25B2F"});
    assert_null(read_table(table, &bytes));
    assert_true(table->cff.fonts[0].nominal_width == -225);
    make_cff(&bytes, &(struct cff_recipe){
                         .charstrings = charstrings, .names = names, .nominal_text = "#1E #A5FF"});
    assert_null(read_table(table, &bytes));
    assert_true(table->cff.fonts[0].nominal_width == 0.5);
}

static void test_fonts_of_glyphs(void **state)
{
    static struct bytes bytes;
    struct table *table = *state;
    const char *const charstrings[] = {"endchar", "endchar", "endchar", "endchar", NULL};
    struct cff_recipe recipe = {.charstrings = charstrings};
    const double expected[] = {600, 700, 700, 600};

    /* a byte a glyph; ranges: glyph 0 font 0, 1 font 1, 3 font 0, end 4 */
    for (int format = 0; format < 2; format++) {
        recipe.select =
            format == 0 ? "#00 #00 #01 #01 #00" : "#03 #0003 #0000 #00 #0001 #01 #0003 #00 #0004";
        make_cff(&bytes, &recipe);
        assert_null(read_table(table, &bytes));
        assert_true(table->cff.cid_keyed);
        for (uint32_t i = 0; i < 4; i++) {
            assert_true(cff_font_of_glyph(&table->cff, i)->nominal_width == expected[i]);
        }
        assert_null(cff_font_of_glyph(&table->cff, 4));
    }
    recipe.select = "#00 #00 #01 #02 #00"; /* there is no third font */
    make_cff(&bytes, &recipe);
    assert_null(read_table(table, &bytes));
    assert_null(cff_font_of_glyph(&table->cff, 2));
    recipe.select = "#03 #0000 #0004";
    make_cff(&bytes, &recipe);
    assert_null(read_table(table, &bytes));
    assert_null(cff_font_of_glyph(&table->cff, 0));
    recipe.select = "#07 #00 #00 #00 #00";
    make_cff(&bytes, &recipe);
    assert_non_null(read_table(table, &bytes));
}

static void test_without_calls_and_hints_it_is_verbatim(void **state)
{
    struct table *table = *state;
    const char *const charstrings[] = {"-20 100 -200 rmoveto 20000 #FF00018000 1 2 3 4 rrcurveto "
                                       "1 2 3 4 5 6 7 hflex endchar",
                                       NULL};

    make_font(table, charstrings, NULL, NULL);
    assert_copy(table, charstrings[0]);
}

static void test_subroutines_are_put_in_place(void **state)
{
    struct table *table = *state;

    make_font(table,
              (const char *const[]){"10 20 rmoveto -107 callsubr 1 -106 callsubr 5 hlineto -107 "
                                    "callgsubr",
                                    NULL},
              (const char *const[]){"30 hlineto return", "2 rlineto", NULL},
              (const char *const[]){"7 vlineto -107 callsubr endchar 99 99 rlineto", NULL});
    assert_copy(table, "10 20 rmoveto 30 hlineto 1 2 rlineto 5 hlineto 7 vlineto 30 hlineto "
                       "endchar");
}

/* The operand of a call may come out of another subroutine, before operands that stay. */
static void test_operands_of_calls_may_come_from_calls(void **state)
{
    struct table *table = *state;

    make_font(table, (const char *const[]){"10 hmoveto 5 -107 callsubr callsubr endchar", NULL},
              (const char *const[]){"6 -106 return", "rlineto return", NULL}, NULL);
    assert_copy(table, "10 hmoveto 5 6 rlineto endchar");
}

static void test_masks_are_not_taken_for_operators(void **state)
{
    struct table *table = *state;

    /* nine stems: five horizontal ones, of them two in a subroutine, and four without operator;
     * so masks have two bytes, here ones that mean callsubr and endchar */
    make_font(table,
              (const char *const[]){"77 1 1 2 2 3 3 hstemhm -107 callsubr 1 1 2 2 3 3 4 4 hintmask "
                                    "#0A0E 10 hmoveto cntrmask #0E0A 5 hlineto endchar",
                                    NULL},
              (const char *const[]){"4 4 5 5 hstemhm return", NULL}, NULL);
    assert_copy(table, "77 10 hmoveto 5 hlineto endchar");
}

/* The width is the odd operand of the first operator, and only of that. */
static void test_hints_go_and_the_width_stays(void **state)
{
    static const char *const codes[][2] = {
        {"1 2 hstem 3 4 vstem 100 -200 rmoveto endchar", "100 -200 rmoveto endchar"},
        {"-20 1 2 hstem 100 -200 rmoveto endchar", "-20 100 -200 rmoveto endchar"},
        {"20000 1 2 hintmask #80 7 vmoveto endchar", "20000 7 vmoveto endchar"},
        {"1 2 hstem 5 3 4 vstem 7 vmoveto endchar", "7 vmoveto endchar"},
        {"-20 7 vmoveto 1 2 3 hstem 5 hlineto endchar", "-20 7 vmoveto 5 hlineto endchar"},
        {"-20 1 2 hstem endchar", "-20 endchar"},
        {"1 2 hstem cntrmask #80 hintmask #80 7 vmoveto endchar", "7 vmoveto endchar"},
    };

    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        make_font(*state, (const char *const[]){codes[i][0], NULL}, NULL, NULL);
        assert_copy(*state, codes[i][1]);
    }
}

static void test_a_missing_end_is_mended(void **state)
{
    struct table *table = *state;

    make_font(table, (const char *const[]){"10 hmoveto 5 hlineto", NULL}, NULL, NULL);
    assert_copy(table, "10 hmoveto 5 hlineto endchar");
}

static void test_what_must_be_redrawn(void **state)
{
    static const char *const codes[] = {
        "10 200 65 194 endchar",     /* A with acute by standard encoding */
        "-50 10 200 65 194 endchar", /* with a width */
        "10 20 add hmoveto endchar", /* computes */
        "10 hmoveto 1 2 reserved endchar",
    };

    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        make_font(*state, (const char *const[]){codes[i], NULL}, NULL, NULL);
        assert_no_copy(*state, CHARSTRING_REDRAW);
    }
}

static void test_broken_charstrings(void **state)
{
    static const char *const codes[] = {
        "callsubr",               /* of nothing */
        "-106 callsubr endchar",  /* there is one only */
        "-108 callsubr endchar",  /* before the first */
        "-107 callgsubr endchar", /* there is none */
        "-107 callsubr endchar",  /* calls itself */
        "1 1 hstem hintmask",     /* without its mask */
        "#1C01",                  /* half a number */
        "#FF0000",
    };
    static char many[512] = "";

    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        make_font(*state, (const char *const[]){codes[i], NULL},
                  (const char *const[]){"5 hlineto -107 callsubr", NULL}, NULL);
        assert_no_copy(*state, CHARSTRING_BROKEN);
    }
    for (int i = 0; i <= CFF_OPERAND_LIMIT; i++) {
        strcat(many, "1 ");
    }
    make_font(*state, (const char *const[]){many, NULL}, NULL, NULL);
    assert_no_copy(*state, CHARSTRING_BROKEN);
}

/* Ten levels of subroutines, each calling the next eight times: 8^10 calls. */
static void test_bombs_end_soon(void **state)
{
    static char texts[2][10][256];
    const char *subrs[11] = {NULL};

    for (int kind = 0; kind < 2; kind++) {
        for (int i = 0; i < 10; i++) {
            texts[kind][i][0] = '\0';
            for (int j = 0; i < 9 && j < 8; j++) {
                char call[32];
                snprintf(call, sizeof call, "%d callsubr ", i - 106);
                strcat(texts[kind][i], call);
            }
            strcat(texts[kind][i], kind == 0 ? "return" : "1 2 3 4 5 6 rrcurveto return");
            subrs[i] = texts[kind][i];
        }
        make_font(*state, (const char *const[]){"-107 callsubr endchar", NULL}, subrs, NULL);
        assert_no_copy(*state, CHARSTRING_BROKEN);
    }
}

/* Every charstring of whatever could be read. */
static void copy_all(struct table *table)
{
    for (uint32_t i = 0; i < table->cff.charstrings.count; i++) {
        const struct cff_font *font = cff_font_of_glyph(&table->cff, i);
        if (font != NULL) {
            (void)charstring_copy(&table->cff, font, i, &table->out);
            assert_true(table->out.size < 1 << 20);
            table->out.size = 0;
        }
    }
}

static void damage(struct table *table, const struct bytes *good)
{
    static const unsigned char values[] = {0x00, 0x01, 0x7F, 0x80, 0xFF};
    static struct bytes bad;
    size_t refused = 0;

    for (size_t size = 0; size < good->size; size++) {
        bad = *good;
        bad.size = size;
        if (read_table(table, &bad) == NULL) {
            copy_all(table);
        } else {
            refused++;
        }
        arena_reset(table->arena);
        table->out = buffer_new(table->arena);
    }
    assert_true(refused > good->size / 2);
    for (size_t i = 0; i < good->size; i++) {
        for (size_t j = 0; j < sizeof values; j++) {
            bad = *good;
            bad.at[i] = j == 0 ? (unsigned char)(bad.at[i] ^ 1) : values[j];
            if (read_table(table, &bad) == NULL) {
                copy_all(table);
            }
            arena_reset(table->arena);
            table->out = buffer_new(table->arena);
        }
    }
}

static void test_damaged_tables(void **state)
{
    static struct bytes good;
    struct cff_recipe recipe = {
        .charstrings =
            (const char *const[]){"endchar", "10 20 rmoveto -107 callsubr endchar",
                                  "1 1 2 2 hstemhm 1 1 hintmask #E0 -107 callgsubr", NULL},
        .subrs = (const char *const[]){"30 hlineto return", NULL},
        .global_subrs = (const char *const[]){"7 vlineto -107 callsubr endchar", NULL},
        .names = names,
    };

    make_cff(&good, &recipe);
    damage(*state, &good);
    recipe.names = NULL;
    recipe.select = "#03 #0002 #0000 #00 #0001 #01 #0003";
    make_cff(&good, &recipe);
    damage(*state, &good);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_name_keyed_font_is_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_real_numbers_are_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_fonts_of_glyphs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_without_calls_and_hints_it_is_verbatim, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_subroutines_are_put_in_place, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_operands_of_calls_may_come_from_calls, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_masks_are_not_taken_for_operators, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_hints_go_and_the_width_stays, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_missing_end_is_mended, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_must_be_redrawn, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_broken_charstrings, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_bombs_end_soon, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_damaged_tables, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
