#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sample_display.h"

#include <png.h>
#include <stdio.h>

/* A decoded image, always red, green, blue. */
struct picture {
    uint8_t *pixels;
    unsigned width, height;
    bool colour; /* the file is not a grey image */
};

static struct string png(struct sample *sample, unsigned dpi)
{
    struct string out;

    assert_true(sample_paint(sample, &painter_png, dpi, &out));
    return out;
}

static struct picture decode(struct sample *sample, struct string file)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    struct picture picture;

    assert_true(png_image_begin_read_from_memory(&image, file.bytes, file.size));
    picture.colour = (image.format & PNG_FORMAT_FLAG_COLOR) != 0;
    image.format = PNG_FORMAT_RGB;
    picture.width = image.width;
    picture.height = image.height;
    picture.pixels = arena_alloc(sample->arena, PNG_IMAGE_SIZE(image));
    assert_true(png_image_finish_read(&image, NULL, picture.pixels, 0, NULL));
    return picture;
}

static unsigned red_at(const struct picture *picture, unsigned x, unsigned y)
{
    return picture->pixels[(y * picture->width + x) * 3];
}

static unsigned green_at(const struct picture *picture, unsigned x, unsigned y)
{
    return picture->pixels[(y * picture->width + x) * 3 + 1];
}

static uint32_t big_endian(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* The data of a chunk, or NULL. */
static const uint8_t *chunk_of(struct string file, const char *name)
{
    const uint8_t *bytes = (const uint8_t *)file.bytes;

    for (size_t at = 8; at + 12 <= file.size; at += 12 + big_endian(bytes + at)) {
        if (memcmp(bytes + at + 4, name, 4) == 0) {
            return bytes + at + 8;
        }
    }
    return NULL;
}

static void test_size_and_resolution(void **state)
{
    static const struct {
        unsigned dpi, width, height, per_metre;
    } rows[] = {
        {0, 1191, 1684, 5669}, {18, 149, 210, 709}, {72, 595, 842, 2835}, {300, 2480, 3508, 11811}};
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct sample sample;
        sample_open(&sample);
        struct string file = png(&sample, rows[i].dpi);
        struct picture picture = decode(&sample, file);
        assert_int_equal(picture.width, rows[i].width);
        assert_int_equal(picture.height, rows[i].height);
        const uint8_t *resolution = chunk_of(file, "pHYs");
        assert_non_null(resolution);
        assert_int_equal(big_endian(resolution), rows[i].per_metre);
        assert_int_equal(big_endian(resolution + 4), rows[i].per_metre);
        assert_int_equal(resolution[8], 1);
        assert_non_null(chunk_of(file, "sRGB"));
        assert_null(chunk_of(file, "tIME"));
        assert_null(chunk_of(file, "tEXt"));
        assert_int_equal(red_at(&picture, 5, 5), 255);
        sample_close(&sample);
    }
}

static void test_resolution_is_bounded(void **state)
{
    static const unsigned rows[] = {1, 17, 1201, 4000000000U};
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct sample sample;
        struct string out;
        sample_open(&sample);
        assert_false(sample_paint(&sample, &painter_png, rows[i], &out));
        assert_int_equal(out.size, 0);
        assert_int_equal(sample.diagnostics->count, 1);
        assert_int_equal(sample.diagnostics->items[0]->message, RECORD_RANGE);
        sample_close(&sample);
    }
}

static void test_pixels_are_bounded(void **state)
{
    struct sample sample;
    struct string out;
    (void)state;

    sample_open(&sample);
    sample.page.width = LENGTH_LIMIT;
    sample.page.height = LENGTH_LIMIT;
    assert_false(sample_paint(&sample, &painter_png, 1200, &out));
    assert_int_equal(out.size, 0);
    assert_int_equal(sample.diagnostics->count, 1);
    assert_int_equal(sample.diagnostics->items[0]->message, OUTPUT_PIXELS);
    assert_non_null(strstr(sample.diagnostics->items[0]->text, "666667 × 666667"));
    sample_close(&sample);

    sample_open(&sample); /* a small page with a glyph as large as a house */
    const struct face *face = sample_face(&sample);
    assert_non_null(face);
    (void)sample_add_run(&sample, face, 0, 0, LENGTH_LIMIT, SAMPLE_BLACK, "政");
    assert_false(sample_paint(&sample, &painter_png, 72, &out));
    assert_int_equal(sample.diagnostics->items[0]->message, OUTPUT_PIXELS);
    sample_close(&sample);
}

/* At 72 dpi a pixel is a point: coverage can be told by hand. */
static void test_rules_have_soft_edges(void **state)
{
    struct sample sample;
    (void)state;

    sample_open(&sample);
    sample_add_rule(&sample, 10000, 20000, 3000, 1000, SAMPLE_BLACK); /* on pixels */
    sample_add_rule(&sample, 10500, 40500, 2000, 1000, SAMPLE_BLACK); /* between pixels */
    sample_add_rule(&sample, 50250, 60250, 500, 500, SAMPLE_BLACK);   /* within one */
    sample_add_rule(&sample, -5000, -5000, 6000, 6000, SAMPLE_BLACK); /* off the page */
    sample_add_rule(&sample, 594000, 0, 90000, 9000000, SAMPLE_BLACK);
    sample_add_rule(&sample, 100000, 100000, -5000, 5000, SAMPLE_BLACK); /* nothing */
    struct picture picture = decode(&sample, png(&sample, 72));
    assert_false(picture.colour);
    assert_int_equal(red_at(&picture, 9, 20), 255);
    assert_int_equal(red_at(&picture, 10, 20), 0);
    assert_int_equal(red_at(&picture, 12, 20), 0);
    assert_int_equal(red_at(&picture, 13, 20), 255);
    assert_int_equal(red_at(&picture, 10, 19), 255);
    assert_int_equal(red_at(&picture, 10, 21), 255);
    assert_int_equal(red_at(&picture, 10, 40), 191);
    assert_int_equal(red_at(&picture, 11, 40), 127);
    assert_int_equal(red_at(&picture, 12, 41), 191);
    assert_int_equal(red_at(&picture, 50, 60), 191);
    assert_int_equal(red_at(&picture, 0, 0), 0);
    assert_int_equal(red_at(&picture, 1, 1), 255);
    assert_int_equal(red_at(&picture, 594, 841), 0);
    assert_int_equal(red_at(&picture, 593, 841), 255);
    assert_int_equal(red_at(&picture, 97, 102), 255);
    sample_close(&sample);
}

static void test_colour_makes_a_colour_image(void **state)
{
    struct sample sample;
    (void)state;

    sample_open(&sample);
    sample_add_rule(&sample, 10000, 20000, 3000, 1500, SAMPLE_RED);
    struct picture picture = decode(&sample, png(&sample, 72));
    assert_true(picture.colour);
    assert_int_equal(red_at(&picture, 11, 20), 255);
    assert_int_equal(green_at(&picture, 11, 20), 51);
    assert_int_equal(green_at(&picture, 11, 21), 153); /* 152.6: rounded, not cut */
    sample_close(&sample);
}

/* The ink on the page is where the font says it is, to a pixel. */
static void test_glyph_stands_in_its_place(void **state)
{
    struct sample sample;
    int ink[4];
    (void)state;

    sample_open(&sample);
    const struct face *face = sample_face(&sample);
    assert_non_null(face);
    struct display_glyph *glyphs =
        sample_add_run(&sample, face, 100000, 300000, 100000, SAMPLE_BLACK, "口");
    assert_true(face_ink(face, glyphs[0].glyph, ink));
    struct picture picture = decode(&sample, png(&sample, 72));
    unsigned left = picture.width, right = 0, top = picture.height, bottom = 0;
    for (unsigned y = 0; y < picture.height; y++) {
        for (unsigned x = 0; x < picture.width; x++) {
            if (red_at(&picture, x, y) < 128) {
                left = x < left ? x : left;
                right = x > right ? x : right;
                top = y < top ? y : top;
                bottom = y > bottom ? y : bottom;
            }
        }
    }
    double scale = 100.0 / face_units(face);
    assert_true(right > left);
    assert_in_range(left * 10 + 15, (unsigned)((100 + ink[0] * scale) * 10),
                    (unsigned)((100 + ink[0] * scale) * 10) + 30);
    assert_in_range(right * 10 + 15, (unsigned)((100 + ink[2] * scale) * 10) - 10,
                    (unsigned)((100 + ink[2] * scale) * 10) + 20);
    assert_in_range(top * 10 + 15, (unsigned)((300 - ink[3] * scale) * 10),
                    (unsigned)((300 - ink[3] * scale) * 10) + 30);
    assert_in_range(bottom * 10 + 15, (unsigned)((300 - ink[1] * scale) * 10) - 10,
                    (unsigned)((300 - ink[1] * scale) * 10) + 20);
    sample_close(&sample);
}

/* Quarters of a pixel are told apart, and a whole pixel moves the same picture. */
static void test_subpixel_positions(void **state)
{
    struct picture pictures[6];
    struct sample sample;
    (void)state;

    sample_open(&sample);
    const struct face *face = sample_face(&sample);
    assert_non_null(face);
    (void)sample_add_run(&sample, face, 0, 100000, 16000, SAMPLE_BLACK, "政");
    for (int i = 0; i < 6; i++) {
        sample.items[0].run.x = 100000 + i * 250;
        pictures[i] = decode(&sample, png(&sample, 72));
    }
    size_t size = (size_t)pictures[0].width * pictures[0].height * 3;
    for (int i = 0; i < 3; i++) {
        assert_memory_not_equal(pictures[i].pixels, pictures[i + 1].pixels, size);
    }
    assert_memory_equal(pictures[0].pixels, pictures[4].pixels + 3, size - 3);
    assert_memory_equal(pictures[1].pixels, pictures[5].pixels + 3, size - 3);
    sample_close(&sample);
}

/* Glyphs that differ in shift, size or face only are not mistaken for each other: a page shows
 * what pages with one of its runs each show. */
static void test_glyphs_are_kept_apart(void **state)
{
    static const struct {
        length_t x, y, size;
    } rows[] = {{100000, 100000, 16000},
                {100250, 200000, 16000},
                {100500, 300000, 16000},
                {100000, 400000, 18000},
                {100000, 500000, 16000}};
    enum { COUNT = sizeof rows / sizeof *rows };
    struct sample sample;
    struct picture alone[COUNT];
    (void)state;

    sample_open(&sample);
    const struct face *faces[2] = {sample_face(&sample), sample_face(&sample)};
    assert_non_null(faces[1]);
    for (size_t i = 0; i < COUNT; i++) {
        sample.page.count = 0;
        (void)sample_add_run(&sample, faces[i == 4], rows[i].x, rows[i].y, rows[i].size,
                             SAMPLE_BLACK, "政府政");
        alone[i] = decode(&sample, png(&sample, 72));
    }
    sample.page.count = 0;
    for (size_t i = 0; i < COUNT; i++) {
        (void)sample_add_run(&sample, faces[i == 4], rows[i].x, rows[i].y, rows[i].size,
                             SAMPLE_BLACK, "政府政");
    }
    struct picture together = decode(&sample, png(&sample, 72));
    for (size_t i = 0; i < (size_t)together.width * together.height * 3; i++) {
        uint8_t darkest = 255;
        for (size_t j = 0; j < COUNT; j++) {
            darkest = alone[j].pixels[i] < darkest ? alone[j].pixels[i] : darkest;
        }
        assert_int_equal(together.pixels[i], darkest);
    }
    sample_close(&sample);
}

/* More bitmaps than the cache holds: a glyph from before it was emptied is rendered again. */
static void test_cache_is_emptied(void **state)
{
    enum { SIDE = 1600 };
    struct sample sample;
    (void)state;

    sample_open(&sample);
    const struct face *face = sample_face(&sample);
    assert_non_null(face);
    sample.page.width = 192000;
    sample.page.height = 96000; /* 3200 by 1600 pixels */
    struct display_glyph *glyphs = sample_add_run(&sample, face, 0, 84000, 96000, SAMPLE_BLACK,
                                                  "政府办公室年度法治建设报告情况如下坚持政");
    for (size_t i = 1; i < sample.items[0].run.count; i++) {
        glyphs[i].x = -900000;
    }
    glyphs[sample.items[0].run.count - 1].x = 96000;
    struct picture picture = decode(&sample, png(&sample, 1200));
    assert_int_equal(picture.width, SIDE * 2);
    size_t ink = 0;
    for (unsigned y = 0; y < SIDE; y++) {
        const uint8_t *row = picture.pixels + (size_t)y * SIDE * 2 * 3;
        assert_memory_equal(row, row + SIDE * 3, SIDE * 3);
        for (unsigned x = 0; x < SIDE; x++) {
            ink += row[x * 3] < 128;
        }
    }
    assert_true(ink > SIDE * SIDE / 20);
    sample_close(&sample);
}

static void test_glyphs_off_the_page_are_cut(void **state)
{
    struct sample sample;
    (void)state;

    sample_open(&sample);
    const struct face *face = sample_face(&sample);
    assert_non_null(face);
    (void)sample_add_run(&sample, face, -8000, 8000, 16000, SAMPLE_BLACK, "政");
    (void)sample_add_run(&sample, face, 587000, 845000, 16000, SAMPLE_BLACK, "政府");
    (void)sample_add_run(&sample, face, -900000, -900000, 16000, SAMPLE_BLACK, "政");
    (void)sample_add_run(&sample, face, 1234567890123, 1234567890123, 16000, SAMPLE_BLACK, "政");
    (void)png(&sample, 0);
    sample_close(&sample);
}

static void test_broken_glyph_is_an_error(void **state)
{
    struct sample sample;
    struct string out;
    (void)state;

    sample_open(&sample);
    const struct face *face = sample_face(&sample);
    assert_non_null(face);
    struct display_glyph *glyphs =
        sample_add_run(&sample, face, 0, 50000, 16000, SAMPLE_BLACK, "政府");
    glyphs[1].glyph = face_glyph_count(face);
    assert_false(sample_paint(&sample, &painter_png, 0, &out));
    assert_int_equal(out.size, 0);
    assert_int_equal(sample.diagnostics->count, 1);
    assert_int_equal(sample.diagnostics->items[0]->message, FONT_BROKEN);
    sample_close(&sample);
}

static void test_same_bytes_twice(void **state)
{
    struct sample sample;
    (void)state;

    sample_open(&sample);
    const struct face *face = sample_face(&sample);
    assert_non_null(face);
    (void)sample_add_run(&sample, face, 79370, 117000, 16000, SAMPLE_BLACK, "政府工作报告");
    struct string first = png(&sample, 0), second = png(&sample, 0);
    assert_int_equal(first.size, second.size);
    assert_memory_equal(first.bytes, second.bytes, first.size);
    sample_close(&sample);
}

/* Memory that runs out at any point ends in the guard; the sanitizer sees what leaks. */
static void test_out_of_memory(void **state)
{
    volatile bool done = false;
    (void)state;

    for (volatile size_t limit = 100000; !done; limit += 200000) {
        struct sample sample;
        struct arena *volatile arena = arena_new(limit);
        jmp_buf guard;
        sample_open(&sample);
        sample_add_rule(&sample, 10000, 20000, 300000, 1000, SAMPLE_RED);
        arena_guard(arena, &guard);
        if (setjmp(guard) == 0) {
            struct buffer out = buffer_new(arena);
            const struct paint_options options = {.dpi = 72};
            done = painter_png.paint(arena, &sample.list, 0, &options, &out, sample.diagnostics);
        }
        arena_free(arena);
        sample_close(&sample);
        assert_true(limit < 100000000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_size_and_resolution),
        cmocka_unit_test(test_resolution_is_bounded),
        cmocka_unit_test(test_pixels_are_bounded),
        cmocka_unit_test(test_rules_have_soft_edges),
        cmocka_unit_test(test_colour_makes_a_colour_image),
        cmocka_unit_test(test_glyph_stands_in_its_place),
        cmocka_unit_test(test_subpixel_positions),
        cmocka_unit_test(test_glyphs_are_kept_apart),
        cmocka_unit_test(test_cache_is_emptied),
        cmocka_unit_test(test_glyphs_off_the_page_are_cut),
        cmocka_unit_test(test_broken_glyph_is_an_error),
        cmocka_unit_test(test_same_bytes_twice),
        cmocka_unit_test(test_out_of_memory),
    };

    return cmocka_run_group_tests_name("png", tests, NULL, NULL);
}
