/* SVG as an image: its size, what is refused, what is drawn, and what drawing may take. */
#include "image/image.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "desk.h"
#include "sample_image.h"
#include <sys/resource.h>
#include <sys/wait.h>

#define ROOT "<svg xmlns='http://www.w3.org/2000/svg' xmlns:x='http://www.w3.org/1999/xlink' "
#define TEN ROOT "width='10' height='10'>"

static const struct image *open_text(struct desk *desk, const char *text)
{
    desk->diagnostics = diagnostics_new(desk->arena);
    put("a.svg", text);
    return sample_open_image(desk->arena, desk->diagnostics, "a.svg");
}

static void test_sizes(void **state)
{
    /* In micrometres; 0: refused. */
    static const struct {
        const char *attributes;
        unsigned width, height;
    } rows[] = {
        {"width='42mm' height='42mm'", 42000, 42000},
        {"width='1in' height='72pt'", 25400, 25400},
        {"width=' 6pc ' height='25.4mm'", 25400, 25400},
        {"width='2.54cm' height='101.6Q'", 25400, 25400},
        {"width='96' height='48px'", 25400, 12700},
        {"width='9.6e1' height='+4800E-2'", 25400, 12700},
        {"width='.96e2' height='48.'", 25400, 12700},
        {"width='000000000000000000000096' height='96.0000000000000000000000001'", 25400, 25400},
        {"viewBox='0 0 96 48'", 25400, 12700},
        {"viewBox='-5,-5 , 96,48' width='100%' height='auto'", 25400, 12700},
        {"viewBox='0 0 2 1' width='96'", 25400, 12700},
        {"viewBox='0 0 2 1' height='48'", 25400, 12700},
        {"viewBox='0 0 7 9' width='96' height='48'", 25400, 12700},
        {"viewBox='0 0 1000000 500000'", 2000000, 1000000},
        {"viewBox='0 0 0.001 0.001'", 1, 1},
        {"", 0, 0},
        {"width='96'", 0, 0},
        {"width='0' height='96'", 0, 0},
        {"width='-96' height='96'", 0, 0},
        {"width='1e7' height='1e7'", 0, 0},
        {"width='1e999' height='1e999'", 0, 0},
        {"width='1e-999' height='1e-999'", 0, 0},
        {"width='nan' height='inf'", 0, 0},
        {"width='' height='.'", 0, 0},
        {"width='1em' height='1em'", 0, 0},
        {"width='12 mm' height='12mm'", 0, 0},
        {"width='100%' height='100%'", 0, 0},
        {"width='1' height='1001'", 0, 0},
        {"viewBox='0 0 0 10'", 0, 0},
        {"viewBox='0 0 10 -10'", 0, 0},
        {"viewBox='0 0 10'", 0, 0},
        {"viewBox='0 0 10 10 10'", 0, 0},
        {"viewBox='0 0 1e300 1e300'", 0, 0},
    };
    struct desk *desk = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct image *image =
            open_text(desk, arena_format(desk->arena, ROOT "%s/>", rows[i].attributes));
        if ((image == NULL ? 0 : image->width) != rows[i].width ||
            (image == NULL ? 0 : image->height) != rows[i].height) {
            fail_msg("%s: %u × %u", rows[i].attributes, image == NULL ? 0 : image->width,
                     image == NULL ? 0 : image->height);
        }
        if (image == NULL) {
            assert_int_equal(desk->diagnostics->items[0]->message, SVG_SIZE);
        }
    }
}

static void test_what_is_refused(void **state)
{
    static const struct {
        const char *text;
        enum message message;
        const char *told;
    } rows[] = {
        {TEN "<rect/>\n<text>a</text></svg>", SVG_TEXT, "line 2"},
        {TEN "<g><svg:tspan xmlns:svg='http://www.w3.org/2000/svg'/></g></svg>", SVG_TEXT, "tspan"},
        {TEN "<defs><textPath/></defs></svg>", SVG_TEXT, "textPath"},
        {TEN "<image href='a.png'/></svg>", SVG_ELEMENT, "<image>"},
        {TEN "<script>alert(1)</script></svg>", SVG_ELEMENT, "<script>"},
        {TEN "<foreignObject/></svg>", SVG_ELEMENT, "<foreignObject>"},
        {TEN "<rect><animate/></rect></svg>", SVG_ELEMENT, "<animate>"},
        {TEN "<switch/></svg>", SVG_ELEMENT, "<switch>"},
        {TEN "<feImage/></svg>", SVG_ELEMENT, "<feImage>"},
        {TEN "<i:include xmlns:i='http://www.w3.org/2001/XInclude' href='a.svg'/></svg>",
         SVG_ELEMENT, "<include>"},
        {"<!DOCTYPE svg [<!ENTITY a 'b'>]>" TEN "</svg>", SVG_ELEMENT, "DOCTYPE"},
        {"<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" TEN "&a;</svg>", SVG_ELEMENT,
         "DOCTYPE"},
        {"<!DOCTYPE svg [<!ENTITY a 'aaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>"
         "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]>" TEN "&c;</svg>",
         SVG_ELEMENT, "DOCTYPE"},
        {TEN "<use x:href='file:///etc/passwd'/></svg>", SVG_REFERENCE, "file:///etc/passwd"},
        {TEN "<use href='http://example.org/a.svg#b'/></svg>", SVG_REFERENCE, "example.org"},
        {TEN "<use href=' b.svg#c '/></svg>", SVG_REFERENCE, "“b.svg#c”"},
        {TEN "<use href='data:image/svg+xml,%3Csvg/%3E'/></svg>", SVG_REFERENCE, "data:"},
        {TEN "<rect fill='url(b.svg#c)'/></svg>", SVG_REFERENCE, "“b.svg#c”"},
        {TEN "<rect style='fill: URL( \"b.svg#c\" )'/></svg>", SVG_REFERENCE, "b.svg#c"},
        {TEN "<style>@import 'b.css';</style></svg>", SVG_REFERENCE, "@import"},
        {TEN "<style>a{fill:u<!-- -->rl(<![CDATA[b.svg]]>)}</style></svg>", SVG_REFERENCE, "b.svg"},
        {"<?xml-stylesheet href='b.css'?>" TEN "</svg>", SVG_REFERENCE, "xml-stylesheet"},
        {TEN "<rect></svg>", IMAGE_BROKEN, "line 1"},
        {TEN "\n\n<rect/>", IMAGE_BROKEN, "line 3"},
        {TEN "&nbsp;</svg>", IMAGE_BROKEN, "line 1"},
        {"<?xml version='1.0' encoding='none'?>" TEN "</svg>", IMAGE_BROKEN, "line 1"},
        {TEN "\xFF\xFE</svg>", IMAGE_BROKEN, "line 1"},
        {"<", IMAGE_BROKEN, "line 1"},
        {"<html><body/></html>", IMAGE_KIND, "a.svg"},
        {"<svg width='10' height='10'/>", IMAGE_KIND, "a.svg"},
        {"<g xmlns='http://www.w3.org/2000/svg'/>", IMAGE_KIND, "a.svg"},
    };
    struct desk *desk = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_null(open_text(desk, rows[i].text));
        assert_int_equal(desk->diagnostics->count, 1);
        const struct diagnostic *found = desk->diagnostics->items[0];
        if (found->message != rows[i].message || strstr(found->text, rows[i].told) == NULL) {
            fail_msg("%s: %s", rows[i].text, found->text);
        }
    }
}

/* What programs for drawing write besides shapes is no harm. */
static void test_what_is_harmless(void **state)
{
    static const char *const texts[] = {
        "\xEF\xBB\xBF<?xml version='1.0' encoding='UTF-8'?>\n<!-- a -->" TEN "</svg>",
        "<?xml version='1.0' encoding='ISO-8859-1'?>" TEN "<title>\xE9</title></svg>",
        "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/svg11.dtd'>" TEN
        "</svg>",
        TEN "<i:text xmlns:i='urn:inkscape' i:href='#b'><i:image/></i:text></svg>",
        TEN "<metadata><a x:href='http://example.org/'/></metadata><desc>url of it</desc></svg>",
        TEN "<style>.a{fill:url(#b)}</style><rect class='a' style=\"fill:url( '#b')\"/></svg>",
        TEN "<use href='#b'/><use x:href=' #b'/></svg>",
        TEN "<path font-family='url' d='M0 0'/></svg>",
    };
    struct desk *desk = *state;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const struct image *image = open_text(desk, texts[i]);
        if (image == NULL) {
            fail_msg("%s: %s", texts[i], desk->diagnostics->items[0]->text);
        }
        assert_int_equal(image->format, IMAGE_SVG);
    }
}

static void test_too_much(void **state)
{
    struct desk *desk = *state;
    struct buffer text = buffer_new(desk->arena);

    buffer_add_string(&text, TEN);
    for (int i = 0; i < 99; i++) {
        buffer_add_string(&text, "<g>");
    }
    buffer_add_string(&text, "<g>"); /* 101 with <svg> */
    assert_null(open_text(desk, buffer_string(&text).bytes));
    assert_int_equal(desk->diagnostics->items[0]->message, SVG_EFFORT);
    text.size = sizeof TEN - 1;
    for (int i = 0; i < 200000; i++) {
        buffer_add_string(&text, "<g/>");
    }
    buffer_add_string(&text, "</svg>");
    assert_null(open_text(desk, buffer_string(&text).bytes));
    assert_int_equal(desk->diagnostics->items[0]->message, SVG_EFFORT);
    put("a.svg", TEN);
    assert_int_equal(truncate("a.svg", 16 * 1024 * 1024 + 1), 0);
    desk->diagnostics = diagnostics_new(desk->arena);
    assert_null(sample_open_image(desk->arena, desk->diagnostics, "a.svg"));
    assert_int_equal(desk->diagnostics->items[0]->message, SVG_EFFORT);
}

/* Files cut off anywhere, and with bytes changed. */
static void test_damaged_files(void **state)
{
    static const char text[] = "<?xml version='1.0'?>" ROOT "width='10mm' viewBox='0 0 10 20'>"
                               "<style>a{fill:url(#b)}</style><use x:href='#b'/></svg>";
    struct desk *desk = *state;
    uint32_t random = 1;

    assert_non_null(open_text(desk, text));
    for (size_t size = 0; size + 1 < sizeof text; size++) {
        assert_null(open_text(desk, arena_copy(desk->arena, text, size)));
    }
    for (size_t i = 0; i + 1 < sizeof text; i++) {
        char *changed = arena_copy(desk->arena, text, sizeof text - 1);
        random = random * 1664525 + 1013904223;
        changed[i] = (char)(random >> 24 | 1);
        const struct image *image = open_text(desk, changed);
        assert_int_equal(desk->diagnostics->count, image == NULL ? 1 : 0);
    }
}

/* ---- Drawing ---- */

static struct pixels draw(struct desk *desk, const struct image *image, unsigned width,
                          unsigned height)
{
    const struct image_size size = {width, height};
    struct pixels pixels;

    if (!image_decode(image, size, desk->arena, &pixels, desk->diagnostics)) {
        fail_msg("%s", desk->diagnostics->items[0]->text);
    }
    assert_int_equal(pixels.width, width);
    assert_int_equal(pixels.height, height);
    assert_int_equal(pixels.channels, 3);
    return pixels;
}

static uint32_t pixel_at(const struct pixels *pixels, size_t x, size_t y)
{
    size_t at = y * pixels->width + x;
    const uint8_t *colour = pixels->colour + at * 3;

    return (uint32_t)colour[0] << 24 | (uint32_t)colour[1] << 16 | (uint32_t)colour[2] << 8 |
           (pixels->alpha != NULL ? pixels->alpha[at] : 255U);
}

static void test_drawing(void **state)
{
    struct desk *desk = *state;
    const struct image *image =
        open_text(desk, ROOT "width='10mm' viewBox='0 0 10 20'>"
                             "<defs><rect id='a' width='2' height='2'/></defs>"
                             "<style>.c { fill: #ff8000 }</style>"
                             "<use href='#a' x='2' y='4' class='c'/>"
                             "<use x:href='#a' x='6' y='4' fill='#0000ff' opacity='0.5'/></svg>");

    assert_non_null(image);
    struct pixels pixels = draw(desk, image, 50, 100);
    assert_non_null(pixels.alpha);
    assert_int_equal(pixel_at(&pixels, 15, 25), 0xFF8000FF);
    assert_int_equal(pixel_at(&pixels, 35, 25) & 0xFFFFFF00, 0x0000FF00); /* not multiplied */
    assert_in_range(pixel_at(&pixels, 35, 25) & 0xFF, 127, 128);
    assert_int_equal(pixel_at(&pixels, 0, 25), 0xFF800000); /* clear, with its neighbour's colour */
    assert_int_equal(pixel_at(&pixels, 25, 25), 0xFF800000);
    assert_int_equal(pixel_at(&pixels, 49, 25), 0x0000FF00);
    assert_int_equal(pixel_at(&pixels, 25, 99), 0xFFFFFF00);
    assert_int_equal(pixel_at(&pixels, 9, 25) & 0xFF, 0); /* an edge between two pixels is sharp */
    assert_int_equal(pixel_at(&pixels, 10, 25), 0xFF8000FF);
    struct pixels again = draw(desk, image, 50, 100);
    assert_memory_equal(again.colour, pixels.colour, 50 * 100 * 3);
    assert_memory_equal(again.alpha, pixels.alpha, 50 * 100);
    image = open_text(desk, TEN "<rect width='10' height='10'/></svg>");
    assert_null(draw(desk, image, 7, 7).alpha);
}

/* Millimetres inside are those of CSS, 96 px to the inch, where no viewBox says otherwise. */
static void test_units(void **state)
{
    struct desk *desk = *state;
    const struct image *image =
        open_text(desk, ROOT "width='10mm' height='10mm'><rect width='5mm' height='10mm'/></svg>");
    struct pixels pixels = draw(desk, image, 100, 100);

    assert_int_equal(pixel_at(&pixels, 49, 50) & 0xFF, 255);
    assert_int_equal(pixel_at(&pixels, 50, 50) & 0xFF, 0);
}

static void test_pixels_for_a_size(void **state)
{
    static const length_t inch = 72000;
    const struct image svg = {.format = IMAGE_SVG}, png = {.width = 3, .height = 4};
    const struct image_turn straight = {0}, turned = {.swapped = true};
    (void)state;

    struct image_size size = image_size_at(&svg, straight, inch, 2 * inch);
    assert_int_equal(size.width, 600);
    assert_int_equal(size.height, 1200);
    size = image_size_at(&svg, turned, inch, 2 * inch);
    assert_int_equal(size.width, 1200);
    assert_int_equal(size.height, 600);
    size = image_size_at(&svg, straight, 10 * inch, 20 * inch);
    assert_int_equal(size.width, 3162); /* 20 million in all */
    assert_int_equal(size.height, 6325);
    size = image_size_at(&svg, straight, 100 * inch, 1);
    assert_int_equal(size.width, IMAGE_SIDE_LIMIT);
    assert_int_equal(size.height, 1);
    size = image_size_at(&png, straight, inch, inch);
    assert_int_equal(size.width, 3);
    assert_int_equal(size.height, 4);
}

static void test_as_a_png_file(void **state)
{
    struct desk *desk = *state;
    const struct image *image =
        open_text(desk, TEN "<circle cx='5' cy='5' r='4' fill='red' opacity='.4'/></svg>");
    const struct image_size size = {40, 40};
    struct pixels pixels = draw(desk, image, 40, 40), read;
    struct string file;

    assert_true(image_plain_file(image, size, desk->arena, &file, desk->diagnostics));
    FILE *stream = fopen("a.png", "wb");
    assert_non_null(stream);
    assert_int_equal(fwrite(file.bytes, 1, file.size, stream), file.size);
    assert_int_equal(fclose(stream), 0);
    const struct image *png = sample_open_image(desk->arena, desk->diagnostics, "a.png");
    assert_non_null(png);
    assert_int_equal(png->format, IMAGE_PNG);
    assert_true(image_decode(png, sample_stored(png), desk->arena, &read, desk->diagnostics));
    assert_memory_equal(read.colour, pixels.colour, 40 * 40 * 3);
    assert_memory_equal(read.alpha, pixels.alpha, 40 * 40);
}

/* What gets past Expat but not past librsvg. */
static void test_what_is_not_drawn(void **state)
{
    struct desk *desk = *state;
    struct buffer text = buffer_new(desk->arena);
    struct pixels pixels;

    /* librsvg follows half a million references. */
    buffer_add_string(&text, TEN "<defs><g id='a0'/>");
    for (int i = 1; i <= 7; i++) {
        buffer_format(&text, "<g id='a%d'>", i);
        for (int k = 0; k < 10; k++) {
            buffer_format(&text, "<use href='#a%d'/>", i - 1);
        }
        buffer_add_string(&text, "</g>");
    }
    buffer_add_string(&text, "</defs><use href='#a7'/></svg>");
    const struct image *image = open_text(desk, buffer_string(&text).bytes);
    assert_non_null(image);
    assert_false(
        image_decode(image, (struct image_size){10, 10}, desk->arena, &pixels, desk->diagnostics));
    assert_int_equal(desk->diagnostics->count, 1);
    assert_int_equal(desk->diagnostics->items[0]->message, IMAGE_BROKEN);
}

/* A drawing that takes hours, in a process that may use no more than two seconds. */
static void draw_for_hours(struct desk *desk)
{
    const struct rlimit seconds = {2, 2};
    struct pixels pixels;
    const struct image *image = open_text(
        desk, TEN "<filter id='a'><feTurbulence baseFrequency='.1' numOctaves='2000000000'/>"
                  "</filter><rect width='10' height='10' filter='url(#a)'/></svg>");
    bool good = image != NULL && setrlimit(RLIMIT_CPU, &seconds) == 0 &&
                !image_decode(image, (struct image_size){900, 900}, desk->arena, &pixels,
                              desk->diagnostics) &&
                desk->diagnostics->count == 1 && desk->diagnostics->items[0]->message == SVG_EFFORT;

    _exit(good ? 0 : 1);
}

static void test_endless_drawing(void **state)
{
    int status;
    pid_t process = fork();

    if (process == 0) {
        draw_for_hours(*state);
    }
    assert_int_equal(waitpid(process, &status, 0), process);
    assert_int_equal(status, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_TEST(test_sizes),
        DESK_TEST(test_what_is_refused),
        DESK_TEST(test_what_is_harmless),
        DESK_TEST(test_too_much),
        DESK_TEST(test_damaged_files),
        DESK_TEST(test_drawing),
        DESK_TEST(test_units),
        cmocka_unit_test(test_pixels_for_a_size),
        DESK_TEST(test_as_a_png_file),
        DESK_TEST(test_what_is_not_drawn),
        DESK_TEST(test_endless_drawing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
