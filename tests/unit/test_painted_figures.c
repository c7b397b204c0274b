/* Paths, images and what is turned, in the painters pdf, png and svg. */
#include "output/painter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "desk.h"
#include "pdf_reader.h"
#include "sample_display.h"
#include "sample_image.h"

/* A page in a folder of its own. */
struct stand {
    struct desk *desk;
    struct sample sample;
    const struct face *face;
};

static int set_up(void **state)
{
    struct stand *stand = calloc(1, sizeof *stand);

    sample_open(&stand->sample);
    stand->face = sample_face(&stand->sample); /* its path is relative */
    if (stand->face == NULL || desk_open(state) != 0) {
        return -1;
    }
    stand->desk = *state;
    *state = stand;
    return 0;
}

static int tear_down(void **state)
{
    struct stand *stand = *state;
    void *desk = stand->desk;

    sample_close(&stand->sample);
    free(stand);
    return desk_close(&desk);
}

static struct string paint(struct stand *stand, const struct painter *painter)
{
    struct string out;

    assert_true(sample_paint(&stand->sample, painter, 72, &out));
    assert_int_equal(stand->sample.diagnostics->count, 0);
    return out;
}

static void assert_content(struct stand *stand, const char *expected)
{
    struct string content = pdf_content(stand->sample.arena, paint(stand, &painter_pdf), 0);

    assert_string_equal(arena_copy(stand->sample.arena, content.bytes, content.size), expected);
}

/* ---- Pixels: at 72 dpi a pixel is a point ---- */

struct picture {
    uint8_t *pixels; /* red, green, blue */
    unsigned width, height;
};

static struct picture picture_of(struct stand *stand)
{
    struct string file = paint(stand, &painter_png);
    png_image image = {.version = PNG_IMAGE_VERSION};
    struct picture picture;

    assert_true(png_image_begin_read_from_memory(&image, file.bytes, file.size));
    image.format = PNG_FORMAT_RGB;
    picture.width = image.width;
    picture.height = image.height;
    picture.pixels = arena_alloc(stand->sample.arena, PNG_IMAGE_SIZE(image));
    assert_true(png_image_finish_read(&image, NULL, picture.pixels, 0, NULL));
    return picture;
}

static const uint8_t *at(const struct picture *picture, unsigned x, unsigned y)
{
    return picture->pixels + (y * picture->width + x) * 3;
}

static unsigned grey_at(const struct picture *picture, unsigned x, unsigned y)
{
    return at(picture, x, y)[0];
}

static void assert_colour(const struct picture *picture, unsigned x, unsigned y, uint32_t colour)
{
    const uint8_t *found = at(picture, x, y);
    uint32_t rgb = (uint32_t)found[0] << 16 | (uint32_t)found[1] << 8 | found[2];

    if (rgb != colour) {
        fail_msg("pixel %u, %u is %06x, not %06x", x, y, (unsigned)rgb, (unsigned)colour);
    }
}

/* ---- Paths ---- */

static void test_paths_in_pdf(void **state)
{
    struct stand *stand = *state;

    struct display_path *path = sample_add_path(&stand->sample, 100000, 200000);
    path->stroke = 500;
    path->stroke_colour = SAMPLE_RED;
    path = sample_add_path(&stand->sample, 100000, 200000);
    path->stroke = 500;
    path->stroke_colour = SAMPLE_RED;
    path->filled = false;
    stand->sample.items[1].turned = true;
    (void)sample_add_path(&stand->sample, 0, 0);
    sample_add_path(&stand->sample, 5, 5)->filled = false; /* nothing to see */
    assert_content(stand, "/Artifact <</Type /Layout>> BDC\n0 g\n0.5 w\n/C CS 0 0.8 0.8 0 SCN\n"
                          "100 641.89 m\n110 641.89 l\n"
                          "110 636.89 105 631.89 100 631.89 c\nh\nB\n"
                          "100 641.89 m\n100 651.89 l\n"
                          "105 651.89 110 646.89 110 641.89 c\nh\nS\n"
                          "0 841.89 m\n10 841.89 l\n"
                          "10 836.89 5 831.89 0 831.89 c\nh\nf\nEMC\n");
}

static void test_paths_in_svg(void **state)
{
    struct stand *stand = *state;

    struct display_path *path = sample_add_path(&stand->sample, 100000, 200000);
    path->stroke = 500;
    path->stroke_colour = SAMPLE_RED;
    stand->sample.items[0].turned = true;
    sample_add_path(&stand->sample, 0, 0)->fill = SAMPLE_RED;
    const char *svg = paint(stand, &painter_svg).bytes;
    assert_non_null(strstr(svg, "<path data-place=\"3:5\" stroke=\"#ff3333\" stroke-width=\"0.5\" "
                                "stroke-miterlimit=\"10\" "
                                "d=\"M100 200L100 190C105 190 110 195 110 200Z\"/>\n"));
    assert_non_null(strstr(svg, "<path data-place=\"3:5\" fill=\"#ff3333\" "
                                "d=\"M0 0L10 0C10 5 5 10 0 10Z\"/>\n"));
}

static struct display_path *add_outline(struct stand *stand, const char *steps,
                                        const struct point *points)
{
    struct display_path *path = sample_add_path(&stand->sample, 0, 0);
    enum path_step *copy = ARENA_ARRAY(stand->sample.arena, enum path_step, strlen(steps));

    for (size_t i = 0; steps[i] != '\0'; i++) {
        copy[i] = steps[i] == 'M' ? PATH_MOVE : steps[i] == 'L' ? PATH_LINE : PATH_CLOSE;
    }
    path->steps = copy;
    path->step_count = strlen(steps);
    path->points = points;
    return path;
}

static void test_filled_pixels(void **state)
{
    /* A triangle; a square with another that runs the other way cut out of it, a third that runs
     * along with it; what reaches off the page. */
    static const struct point triangle[] = {{10000, 10000}, {20000, 20000}, {10000, 20000}};
    static const struct point squares[] = {{100000, 100000}, {130000, 100000}, {130000, 130000},
                                           {100000, 130000}, {110000, 110000}, {110000, 114500},
                                           {114500, 114500}, {114500, 110000}, {120000, 120000},
                                           {125000, 120000}, {125000, 125000}, {120000, 125000}};
    static const struct point large[] = {
        {-9000000, 500000}, {9000000, 500000}, {9000000, 501000}, {-9000000, 501000}};
    struct stand *stand = *state;

    (void)add_outline(stand, "MLLZ", triangle);
    (void)add_outline(stand, "MLLLZMLLLZMLLLZ", squares);
    (void)add_outline(stand, "MLLL", large); /* closed where it is filled */
    struct picture picture = picture_of(stand);
    assert_in_range(grey_at(&picture, 10, 10), 120, 135); /* the diagonal halves its pixels */
    assert_in_range(grey_at(&picture, 15, 15), 120, 135);
    assert_int_equal(grey_at(&picture, 11, 19), 0);
    assert_int_equal(grey_at(&picture, 19, 11), 255);
    assert_int_equal(grey_at(&picture, 9, 19), 255);
    assert_int_equal(grey_at(&picture, 10, 20), 255);
    assert_int_equal(grey_at(&picture, 105, 105), 0);
    assert_int_equal(grey_at(&picture, 112, 112), 255);
    assert_in_range(grey_at(&picture, 114, 112), 120, 135);
    assert_int_equal(grey_at(&picture, 115, 112), 0);
    assert_int_equal(grey_at(&picture, 122, 122), 0);
    assert_int_equal(grey_at(&picture, 0, 500), 0);
    assert_int_equal(grey_at(&picture, 594, 500), 0);
    assert_int_equal(grey_at(&picture, 300, 501), 255);
}

static void test_stroked_pixels(void **state)
{
    static const struct point corner[] = {{20000, 40000}, {40000, 40000}, {40000, 60000}};
    static const struct point frame[] = {
        {100000, 100000}, {120000, 100000}, {120000, 120000}, {100000, 120000}};
    static const struct point back[] = {{200000, 200000}, {220000, 200000}, {200000, 200001}};
    struct stand *stand = *state;

    struct display_path *paths[] = {add_outline(stand, "MLL", corner),
                                    add_outline(stand, "MLLLZ", frame),
                                    add_outline(stand, "MLL", back)};
    for (size_t i = 0; i < 3; i++) {
        paths[i]->filled = false;
        paths[i]->stroke = 4000;
    }
    struct picture picture = picture_of(stand);
    assert_int_equal(grey_at(&picture, 19, 40), 255); /* butt caps */
    assert_int_equal(grey_at(&picture, 20, 38), 0);
    assert_int_equal(grey_at(&picture, 20, 37), 255);
    assert_int_equal(grey_at(&picture, 20, 41), 0);
    assert_int_equal(grey_at(&picture, 20, 42), 255);
    assert_int_equal(grey_at(&picture, 41, 38), 0); /* the mitre */
    assert_int_equal(grey_at(&picture, 42, 38), 255);
    assert_int_equal(grey_at(&picture, 40, 59), 0);
    assert_int_equal(grey_at(&picture, 40, 60), 255);
    assert_int_equal(grey_at(&picture, 98, 98), 0); /* joins all around */
    assert_int_equal(grey_at(&picture, 121, 121), 0);
    assert_int_equal(grey_at(&picture, 110, 110), 255);
    assert_int_equal(grey_at(&picture, 219, 200), 0);
    assert_int_equal(grey_at(&picture, 224, 200), 255); /* no endless mitre */
}

/* ---- What is turned ---- */

static void test_turned_text_in_pdf(void **state)
{
    struct stand *stand = *state;

    struct display_glyph *glyphs =
        sample_add_run(&stand->sample, stand->face, 100000, 200000, 16000, SAMPLE_BLACK, "一二");
    stand->sample.items[0].turned = true;
    assert_content(stand,
                   "/Title <</MCID 0>> BDC\n0 g\nBT\n/F1 16 Tf\n-0.207 Tc\n0 1 -1 0 100 641.89 Tm\n"
                   "(\0");
    glyphs[0].x = 1000;
    struct string content = pdf_content(stand->sample.arena, paint(stand, &painter_pdf), 0);
    assert_true(pdf_has(content, "0 1 -1 0 100 642.89 Tm\n"));
}

/* MuPDF sees the glyphs where they are meant to be. */
static void test_turned_text_as_painted(void **state)
{
    struct stand *stand = *state;
    float x = 0, y = 0, second_x = 0, second_y = 0, matrix[4] = {0};
    char line[1024];

    if (system("command -v mutool >/dev/null 2>&1") != 0) {
        skip();
    }
    sample_add_run(&stand->sample, stand->face, 100000, 200000, 16000, SAMPLE_BLACK, "一二")[1].y =
        2000;
    stand->sample.items[0].turned = true;
    struct string pdf = paint(stand, &painter_pdf);
    FILE *file = fopen("turned.pdf", "wb");
    assert_int_equal(fwrite(pdf.bytes, 1, pdf.size, file), pdf.size);
    assert_int_equal(fclose(file), 0);
    FILE *trace = popen("mutool trace turned.pdf", "r");
    int glyphs = 0;
    while (fgets(line, sizeof line, trace) != NULL) {
        const char *span = strstr(line, "trm=\""), *glyph = strstr(line, "<g ");
        if (span != NULL) {
            assert_int_equal(
                sscanf(span, "trm=\"%f %f %f %f", &matrix[0], &matrix[1], &matrix[2], &matrix[3]),
                4);
        }
        if (glyph != NULL) {
            const char *where = strstr(glyph, " x=\"");
            assert_int_equal(sscanf(where, " x=\"%f\" y=\"%f", glyphs == 0 ? &x : &second_x,
                                    glyphs == 0 ? &y : &second_y),
                             2);
            glyphs++;
        }
    }
    assert_int_equal(pclose(trace), 0);
    assert_int_equal(glyphs, 2);
    assert_true(matrix[0] == 0 && matrix[1] == 16 && matrix[2] == -16 && matrix[3] == 0);
    assert_true(fabsf(x - 100) < 0.01F && fabsf(y - 641.89F) < 0.01F);
    assert_true(fabsf(second_x - 98) < 0.01F && fabsf(second_y - 657.683F) < 0.01F);
}

/* The page with turned text is the page with upright text, turned. */
static void test_turned_text_in_pixels(void **state)
{
    struct stand *stand = *state;

    sample_add_run(&stand->sample, stand->face, 100250, 300000, 40000, SAMPLE_BLACK, "永A，")[1].y =
        3000;
    struct picture upright = picture_of(stand);
    stand->sample.items[0].turned = true;
    stand->sample.items[0].run.x = 200000;
    stand->sample.items[0].run.y = 499750; /* along the line: 0.25 pt past a pixel, both times */
    struct picture turned = picture_of(stand);
    unsigned ink = 0;
    for (int right = -10; right < 120; right++) {
        for (int down = -50; down < 30; down++) {
            unsigned expected = grey_at(&upright, (unsigned)(100 + right), (unsigned)(300 + down));
            assert_int_equal(grey_at(&turned, (unsigned)(200 + down), (unsigned)(500 - right - 1)),
                             expected);
            ink += expected < 128;
        }
    }
    assert_true(ink > 100);
}

static void test_turned_text_in_svg(void **state)
{
    struct stand *stand = *state;

    (void)sample_add_run(&stand->sample, stand->face, 100000, 200000, 16000, SAMPLE_BLACK, "一");
    stand->sample.items[0].turned = true;
    assert_non_null(strstr(paint(stand, &painter_svg).bytes,
                           " transform=\"translate(100 200) rotate(-90) scale(0.016)\">"));
}

/* ---- Images ---- */

/* Two by two: red, green; blue, white. */
static const uint8_t four[12] = {255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255};

static const struct image *put_four(struct stand *stand, unsigned orientation)
{
    struct png_sample png = {
        .width = 2, .height = 2, .depth = 8, .colour_type = 2, .rows = four, .row_size = 6};

    png.exif = sample_exif(stand->sample.arena, orientation);
    sample_put_png("four.png", &png);
    return sample_open_image(stand->sample.arena, stand->sample.diagnostics, "four.png");
}

/* The colours of an image's quarters: left and right on top, left and right below. */
static void assert_quarters(const struct picture *picture, const char *quarters)
{
    for (unsigned i = 0; i < 4; i++) {
        uint32_t colour = quarters[i] == 'r'   ? 0xFF0000
                          : quarters[i] == 'g' ? 0x00FF00
                          : quarters[i] == 'b' ? 0x0000FF
                                               : 0xFFFFFF;
        assert_colour(picture, 100 + i % 2 * 10, 200 + i / 2 * 10, colour);
        assert_colour(picture, 109 + i % 2 * 10, 209 + i / 2 * 10, colour);
    }
}

static void test_orientations_in_pixels(void **state)
{
    static const char *const rows[] = {"rgbw", "grwb", "wbgr", "bwrg",
                                       "rbgw", "brwg", "wgbr", "gwrb"};
    struct stand *stand = *state;

    for (unsigned i = 0; i < 8; i++) {
        stand->sample.page.count = 0;
        sample_add_image(&stand->sample, put_four(stand, i + 1), 100000, 200000, 20000, 20000);
        struct picture picture = picture_of(stand);
        assert_quarters(&picture, rows[i]);
        stand->sample.items[0].turned = true; /* what was on the right is on top */
        picture = picture_of(stand);
        const char upright[] = {rows[i][1], rows[i][3], rows[i][0], rows[i][2], '\0'};
        assert_quarters(&picture, upright);
    }
}

static void test_resampling(void **state)
{
    static const uint8_t stripes[] = {0, 255, 0, 255, 0, 255, 0, 255};
    struct stand *stand = *state;
    struct png_sample png = {
        .width = 8, .height = 1, .depth = 8, .colour_type = 0, .rows = stripes, .row_size = 8};

    sample_put_png("a.png", &png);
    const struct image *image =
        sample_open_image(stand->sample.arena, stand->sample.diagnostics, "a.png");
    sample_add_image(&stand->sample, image, 100000, 200000, 4000, 1000);
    sample_add_image(&stand->sample, image, 100500, 300500, 4000, 4000);
    sample_add_image(&stand->sample, image, -4000, 400000, 8000, 1000); /* half off the page */
    sample_add_image(&stand->sample, image, 590000, 840000, 8000, 8000);
    sample_add_image(&stand->sample, image, 100000, 500000, 0, 5000);
    struct picture picture = picture_of(stand);
    assert_int_equal(grey_at(&picture, 99, 200), 255);
    for (unsigned x = 100; x < 104; x++) {
        assert_in_range(grey_at(&picture, x, 200), 127, 128); /* not one stripe of two */
    }
    assert_int_equal(grey_at(&picture, 104, 200), 255);
    assert_int_equal(grey_at(&picture, 100, 300), 191); /* black, on a quarter of the pixel */
    assert_int_equal(grey_at(&picture, 0, 400), 0);
    assert_int_equal(grey_at(&picture, 1, 400), 255);
    assert_int_equal(grey_at(&picture, 590, 840), 0);
    assert_int_equal(grey_at(&picture, 591, 841), 255);
}

static void test_transparent_pixels(void **state)
{
    /* Red of four opacities; what is not seen has a colour that must not show. */
    static const uint8_t pixels[] = {255, 0, 0, 255, 255, 0, 0, 128, 0, 255, 0, 0, 255, 0, 0, 255};
    struct stand *stand = *state;
    struct png_sample png = {
        .width = 4, .height = 1, .depth = 8, .colour_type = 6, .rows = pixels, .row_size = 16};

    sample_put_png("a.png", &png);
    const struct image *image =
        sample_open_image(stand->sample.arena, stand->sample.diagnostics, "a.png");
    sample_add_rule(&stand->sample, 100000, 200000, 100000, 10000, SAMPLE_BLACK);
    sample_add_image(&stand->sample, image, 100000, 200000, 4000, 1000);
    sample_add_image(&stand->sample, image, 100000, 300000, 2000, 1000);
    struct picture picture = picture_of(stand);
    assert_colour(&picture, 100, 200, 0xFF0000);
    assert_colour(&picture, 101, 200, 0x800000);
    assert_colour(&picture, 102, 200, 0x000000);
    assert_colour(&picture, 103, 200, 0xFF0000);
    assert_colour(&picture, 100, 300, 0xFF3F3F); /* 3/4 of red over white */
    assert_colour(&picture, 101, 300, 0xFF7F7F);
}

static struct string image_object(struct string pdf, const char *name)
{
    return pdf_follow(pdf, pdf_follow(pdf, pdf_page(pdf, 0), "/Resources "), name);
}

static void test_images_in_pdf(void **state)
{
    static uint8_t grey[32 * 32 * 2];
    struct stand *stand = *state;
    struct sample *sample = &stand->sample;

    for (size_t i = 0; i < sizeof grey; i++) {
        grey[i] = (uint8_t)(i % 2 == 0 ? i / 8 : i);
    }
    sample_put_png(
        "a.png",
        &(struct png_sample){
            .width = 32, .height = 32, .depth = 8, .colour_type = 4, .rows = grey, .row_size = 64});
    sample_put_jpeg("a.jpg", &(struct jpeg_sample){.width = 16,
                                                   .height = 8,
                                                   .channels = 4,
                                                   .rows = grey,
                                                   .exif = sample_exif(sample->arena, 6)});
    const struct image *png = sample_open_image(sample->arena, sample->diagnostics, "a.png");
    const struct image *jpeg = sample_open_image(sample->arena, sample->diagnostics, "a.jpg");
    sample_add_image(sample, png, 100000, 200000, 32000, 64000);
    sample_add_image(sample, jpeg, 100000, 300000, 8000, 16000);
    sample_add_image(sample, png, 0, 0, 1000, 1000);
    sample->items[2].turned = true;
    assert_content(stand, "/Artifact <</Type /Layout>> BDC\n"
                          "q 32 0 0 64 100 577.89 cm /Im1 Do Q\n"
                          "q 0 -16 8 0 100 541.89 cm /Im2 Do Q\n"
                          "q 0 1 -1 0 1 840.89 cm /Im1 Do Q\nEMC\n");
    struct string pdf = paint(stand, &painter_pdf);
    struct string object = image_object(pdf, "/Im1 ");
    assert_true(pdf_has(object, "/Width 32\n/Height 32\n/BitsPerComponent 8\n"
                                "/ColorSpace /DeviceGray\n/SMask "));
    assert_true(pdf_has(object, "/DecodeParms <</Predictor 15 /Colors 1 /Columns 32>>\n"));
    struct string rows = pdf_stream(sample->arena, pdf, object);
    assert_int_equal(rows.size, 33 * 32);
    struct string mask = pdf_follow(pdf, object, "/SMask ");
    assert_true(pdf_has(mask, "/ColorSpace /DeviceGray\n"));
    assert_false(pdf_has(mask, "/SMask"));
    object = image_object(pdf, "/Im2 ");
    assert_true(pdf_has(object, "/Width 16\n/Height 8\n/BitsPerComponent 8\n/ColorSpace "
                                "[/DeviceN [/Cyan /Magenta /Yellow /Black] /DeviceRGB "));
    assert_true(pdf_has(object, "]\n/Filter /DCTDecode\n/Decode [1 0 1 0 1 0 1 0]\n"));
    struct string file = pdf_stream(sample->arena, pdf, object);
    struct string plain;
    assert_true(
        image_plain_file(jpeg, sample_stored(jpeg), sample->arena, &plain, sample->diagnostics));
    assert_int_equal(file.size, plain.size);
    assert_memory_equal(file.bytes, plain.bytes, plain.size);
    assert_false(pdf_has(pdf, "Exif"));
}

/* What MuPDF makes of the PDF is what we paint ourselves: filters, masks, matrices. */
static void test_images_as_painted(void **state)
{
    static uint8_t colour[40 * 40 * 4];
    struct stand *stand = *state;
    struct sample *sample = &stand->sample;
    unsigned size[2];

    if (system("command -v mutool >/dev/null 2>&1") != 0) {
        skip();
    }
    for (unsigned y = 0; y < 40; y++) {
        for (unsigned x = 0; x < 40; x++) {
            memcpy(colour + (y * 40 + x) * 4,
                   (uint8_t[]){(uint8_t)(x * 6), (uint8_t)(y * 6), (uint8_t)(x * y / 7),
                               (uint8_t)(x < 20 ? 255 : y * 6)},
                   4);
        }
    }
    for (unsigned i = 0; i < 8; i++) {
        struct png_sample png = {.width = 40,
                                 .height = 40,
                                 .depth = 8,
                                 .colour_type = 6,
                                 .rows = colour,
                                 .row_size = 160,
                                 .exif = sample_exif(sample->arena, i + 1)};
        sample_put_png("a.png", &png);
        sample_add_image(sample, sample_open_image(sample->arena, sample->diagnostics, "a.png"),
                         50000 + i * 60000, i < 4 ? 200000 : 300000, 40000, 40000);
        sample->items[i].turned = i % 3 == 0;
    }
    struct picture own = picture_of(stand);
    struct string pdf = paint(stand, &painter_pdf);
    FILE *file = fopen("a.pdf", "wb");
    assert_int_equal(fwrite(pdf.bytes, 1, pdf.size, file), pdf.size);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(system("mutool draw -q -r 72 -c rgb -o a.ppm a.pdf"), 0);
    file = fopen("a.ppm", "rb");
    assert_non_null(file);
    assert_int_equal(fscanf(file, "P6 %u %u 255", &size[0], &size[1]), 2);
    (void)fgetc(file);
    uint8_t *drawn = arena_alloc(sample->arena, (size_t)size[0] * size[1] * 3);
    assert_int_equal(fread(drawn, 3, (size_t)size[0] * size[1], file), size[0] * size[1]);
    assert_int_equal(fclose(file), 0);
    for (unsigned i = 0; i < 8; i++) {
        for (unsigned k = 0; k < 36 * 36; k++) {
            unsigned x = 52 + i * 60 + k % 36, y = (i < 4 ? 202 : 302) + k / 36;
            for (unsigned c = 0; c < 3; c++) {
                int difference = drawn[(y * size[0] + x) * 3 + c] - at(&own, x, y)[c];
                if (abs(difference) > 16) { /* MuPDF lays pixels a fraction off */
                    fail_msg("image %u, pixel %u, %u differs by %d", i, x, y, difference);
                }
            }
        }
    }
}

static void test_images_in_svg(void **state)
{
    struct stand *stand = *state;

    sample_add_image(&stand->sample, put_four(stand, 1), 100000, 200000, 20000, 10000);
    const char *svg = paint(stand, &painter_svg).bytes;
    assert_non_null(strstr(svg, "<image width=\"1\" height=\"1\" preserveAspectRatio=\"none\" "
                                "data-place=\"4:5\" transform=\"matrix(20 0 0 10 100 200)\" "
                                "xlink:href=\"data:image/png;base64,iVBORw0KGgoAAAANSUhEUg"));
    stand->sample.nodes[2].role = ROLE_FIGURE;
    stand->sample.nodes[2].text = STRING("四色 <图>");
    stand->sample.items[0].node = 2;
    stand->sample.items[0].image.image = put_four(stand, 6);
    svg = paint(stand, &painter_svg).bytes;
    assert_non_null(strstr(svg, " role=\"img\" aria-label=\"四色 &lt;图&gt;\""));
    assert_non_null(strstr(svg, "matrix(0 10 -20 0 120 200)"));
}

/* Damage that no header tells is an error of every painter that needs the pixels. */
static void test_damage_is_an_error(void **state)
{
    const struct painter *const painters[] = {&painter_pdf, &painter_png};
    struct stand *stand = *state;
    struct sample *sample = &stand->sample;
    const struct image *image = put_four(stand, 1);
    char *data = memmem(image->file.bytes, image->file.size, "IDAT", 4);

    data[6] ^= 0x55;
    sample_add_image(sample, image, 100000, 200000, 20000, 10000);
    for (size_t i = 0; i < 2; i++) {
        struct string out;
        sample->diagnostics = diagnostics_new(sample->arena);
        assert_false(sample_paint(sample, painters[i], 72, &out));
        assert_int_equal(sample->diagnostics->count, 1);
        assert_int_equal(sample->diagnostics->items[0]->message, IMAGE_BROKEN);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_paths_in_pdf, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_paths_in_svg, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_filled_pixels, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_stroked_pixels, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_turned_text_in_pdf, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_turned_text_as_painted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_turned_text_in_pixels, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_turned_text_in_svg, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_orientations_in_pixels, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_resampling, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_transparent_pixels, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_images_in_pdf, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_images_as_painted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_images_in_svg, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_damage_is_an_error, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
