/* Images: headers, pixels, and files that are not what they should be. */
#include "image/image.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "desk.h"
#include "sample_image.h"

static const struct image *open_good(struct desk *desk, const char *path)
{
    const struct image *image = sample_open_image(desk->arena, desk->diagnostics, path);

    assert_non_null(image);
    assert_int_equal(desk->diagnostics->count, 0);
    return image;
}

static struct pixels decode_good(struct desk *desk, const struct image *image)
{
    struct pixels pixels;

    assert_true(image_decode(image, sample_stored(image), desk->arena, &pixels, desk->diagnostics));
    assert_int_equal(pixels.width, image->width);
    assert_int_equal(pixels.height, image->height);
    return pixels;
}

static struct string plain_good(struct desk *desk, const struct image *image)
{
    struct string plain;

    assert_true(
        image_plain_file(image, sample_stored(image), desk->arena, &plain, desk->diagnostics));
    return plain;
}

static struct string read_back(struct desk *desk, const char *path)
{
    static char bytes[1 << 16];
    FILE *file = fopen(path, "rb");

    assert_non_null(file);
    size_t size = fread(bytes, 1, sizeof bytes, file);
    assert_int_equal(fclose(file), 0);
    return (struct string){arena_copy(desk->arena, bytes, size), size};
}

static void write_bytes(const char *path, struct string bytes)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes.bytes, 1, bytes.size, file), bytes.size);
    assert_int_equal(fclose(file), 0);
}

/* Four pixels, 2 × 2, in every form that PNG has. */
static void test_forms_of_png(void **state)
{
    static const png_color palette[] = {{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {9, 8, 7}};
    static const png_byte opacities[] = {255, 128};
    static const png_color_16 clear = {.gray = 85, .red = 10, .green = 20, .blue = 30};
    const struct {
        struct png_sample sample;
        unsigned channels;
        uint8_t colour[12];
        uint8_t alpha[4]; /* all 0: none */
    } rows[] = {
        {{.depth = 1, .colour_type = 0, .rows = (const uint8_t[]){0x40, 0x80}, .row_size = 1},
         1,
         {0, 255, 255, 0},
         {0}},
        {{.depth = 2, .colour_type = 0, .rows = (const uint8_t[]){0x10, 0xB0}, .row_size = 1},
         1,
         {0, 85, 170, 255},
         {0}},
        {{.depth = 4, .colour_type = 0, .rows = (const uint8_t[]){0x0F, 0x18}, .row_size = 1},
         1,
         {0, 255, 17, 136},
         {0}},
        {{.depth = 8, .colour_type = 0, .rows = (const uint8_t[]){1, 2, 3, 4}, .row_size = 2},
         1,
         {1, 2, 3, 4},
         {0}},
        {{.depth = 8,
          .colour_type = 0,
          .rows = (const uint8_t[]){1, 85, 3, 4},
          .row_size = 2,
          .clear = &clear},
         1,
         {1, 85, 3, 4},
         {255, 0, 255, 255}},
        {{.depth = 16,
          .colour_type = 0,
          .rows = (const uint8_t[]){0, 0, 0x80, 0x80, 0xFF, 0xFF, 0x12, 0x34},
          .row_size = 4},
         1,
         {0, 128, 255, 18},
         {0}},
        {{.depth = 8,
          .colour_type = 2,
          .rows = (const uint8_t[]){1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12},
          .row_size = 6},
         3,
         {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12},
         {0}},
        {{.depth = 8,
          .colour_type = 2,
          .interlace = 1,
          .rows = (const uint8_t[]){1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30},
          .row_size = 6,
          .clear = &clear},
         3,
         {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30},
         {255, 255, 255, 0}},
        {{.depth = 2,
          .colour_type = 3,
          .rows = (const uint8_t[]){0x10, 0xB0},
          .row_size = 1,
          .palette = palette,
          .palette_size = 4},
         3,
         {255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 8, 7},
         {0}},
        {{.depth = 8,
          .colour_type = 3,
          .interlace = 1,
          .rows = (const uint8_t[]){0, 1, 2, 3},
          .row_size = 2,
          .palette = palette,
          .palette_size = 4,
          .opacities = opacities,
          .opacity_count = 2},
         3,
         {255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 8, 7},
         {255, 128, 255, 255}},
        {{.depth = 8,
          .colour_type = 4,
          .rows = (const uint8_t[]){1, 255, 2, 0, 3, 7, 4, 9},
          .row_size = 4},
         1,
         {1, 2, 3, 4},
         {255, 0, 7, 9}},
        {{.depth = 8,
          .colour_type = 6,
          .interlace = 1,
          .rows = (const uint8_t[]){1, 2, 3, 255, 4, 5, 6, 1, 7, 8, 9, 255, 10, 11, 12, 255},
          .row_size = 8},
         3,
         {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12},
         {255, 1, 255, 255}},
        {{.depth = 8,
          .colour_type = 6,
          .rows = (const uint8_t[]){1, 2, 3, 255, 4, 5, 6, 255, 7, 8, 9, 255, 10, 11, 12, 255},
          .row_size = 8},
         3,
         {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12},
         {0}},
    };
    struct desk *desk = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct png_sample sample = rows[i].sample;
        sample.width = 2;
        sample.height = 2;
        sample_put_png("form.png", &sample);
        const struct image *image = open_good(desk, "form.png");
        assert_int_equal(image->format, IMAGE_PNG);
        assert_int_equal(image->width, 2);
        assert_int_equal(image->height, 2);
        assert_int_equal(image->channels, rows[i].channels);
        struct pixels pixels = decode_good(desk, image);
        assert_int_equal(pixels.channels, rows[i].channels);
        assert_memory_equal(pixels.colour, rows[i].colour, 4 * rows[i].channels);
        bool opaque = memcmp(rows[i].alpha, (uint8_t[4]){0}, 4) == 0;
        assert_int_equal(pixels.alpha == NULL, opaque);
        if (!opaque) {
            assert_memory_equal(pixels.alpha, rows[i].alpha, 4);
        }
    }
}

static void test_forms_of_jpeg(void **state)
{
    enum { SIDE = 16, ROOM = SIDE * SIDE };
    static uint8_t grey[ROOM], colour[ROOM * 3], inks[ROOM * 4];
    struct desk *desk = *state;

    for (size_t i = 0; i < ROOM; i++) {
        grey[i] = 200;
        memcpy(colour + 3 * i, (uint8_t[]){200, 40, 20}, 3);
        memcpy(inks + 4 * i, (uint8_t[]){255, 100, 255, 200}, 4); /* stored inverted */
    }
    for (int progressive = 0; progressive < 2; progressive++) {
        struct jpeg_sample sample = {
            .width = SIDE, .height = SIDE, .progressive = progressive != 0};
        sample.channels = 1;
        sample.rows = grey;
        sample_put_jpeg("grey.jpg", &sample);
        sample.channels = 3;
        sample.rows = colour;
        sample_put_jpeg("colour.jpg", &sample);
        sample.channels = 4;
        sample.rows = inks;
        sample_put_jpeg("inks.jpg", &sample);
        const struct image *image = open_good(desk, "grey.jpg");
        assert_int_equal(image->format, IMAGE_JPEG);
        assert_int_equal(image->channels, 1);
        struct pixels pixels = decode_good(desk, image);
        assert_int_equal(pixels.channels, 1);
        assert_in_range(pixels.colour[ROOM - 1], 199, 201);
        image = open_good(desk, "colour.jpg");
        assert_int_equal(image->channels, 3);
        assert_false(image->inverted);
        pixels = decode_good(desk, image);
        assert_in_range(pixels.colour[3 * ROOM - 3], 197, 203);
        assert_in_range(pixels.colour[3 * ROOM - 2], 37, 43);
        image = open_good(desk, "inks.jpg");
        assert_int_equal(image->channels, 4);
        assert_true(image->inverted);
        pixels = decode_good(desk, image);
        assert_int_equal(pixels.channels, 3);
        assert_null(pixels.alpha);
        assert_in_range(pixels.colour[3 * ROOM - 3], 197, 203);
        assert_in_range(pixels.colour[3 * ROOM - 2], 75, 82); /* 100 × 200 / 255 */
    }
}

static void test_density(void **state)
{
    static const uint8_t pixel[4] = {0};
    struct desk *desk = *state;
    struct png_sample png = {.width = 2, .height = 2, .depth = 8, .rows = pixel, .row_size = 2};
    struct jpeg_sample jpeg = {.width = 1, .height = 1, .channels = 1, .rows = pixel};

    sample_put_png("without.png", &png);
    assert_int_equal(open_good(desk, "without.png")->density_x, 0);
    png.density_x = 11811;
    png.density_y = 5906;
    sample_put_png("with.png", &png);
    assert_int_equal(open_good(desk, "with.png")->density_x, 11811);
    assert_int_equal(open_good(desk, "with.png")->density_y, 5906);
    sample_put_jpeg("without.jpg", &jpeg);
    assert_int_equal(open_good(desk, "without.jpg")->density_x, 0);
    jpeg.density = 300;
    sample_put_jpeg("with.jpg", &jpeg);
    assert_int_equal(open_good(desk, "with.jpg")->density_x, 11811);
}

static void test_orientation(void **state)
{
    static const uint8_t pixel[6] = {0};
    struct desk *desk = *state;

    for (unsigned orientation = 0; orientation < 12; orientation++) {
        struct string exif = sample_exif(desk->arena, orientation);
        unsigned expected = orientation >= 1 && orientation <= 8 ? orientation : 1;
        sample_put_jpeg("turned.jpg",
                        &(struct jpeg_sample){
                            .width = 2, .height = 3, .channels = 1, .rows = pixel, .exif = exif});
        assert_int_equal(open_good(desk, "turned.jpg")->orientation, expected);
        sample_put_png(
            "turned.png",
            &(struct png_sample){
                .width = 2, .height = 3, .depth = 8, .rows = pixel, .row_size = 2, .exif = exif});
        assert_int_equal(open_good(desk, "turned.png")->orientation, expected);
    }
}

/* Where the first stored pixel comes to stand, and the second of its row. */
static void test_turns(void **state)
{
    static const char *const rows[] = {
        "left top, right", "right top, left", "right bottom, left", "left bottom, right",
        "left top, down",  "right top, down", "right bottom, up",   "left bottom, up"};
    static const char *const turned[] = {
        "left bottom, up",    "left top, down",  "right top, down", "right bottom, up",
        "left bottom, right", "left top, right", "right top, left", "right bottom, left"};
    (void)state;

    for (unsigned i = 0; i < 16; i++) {
        struct image image = {.orientation = i % 8 + 1};
        struct image_turn turn = image_turn(&image, i >= 8);
        char found[32];
        const char *along =
            turn.swapped ? (turn.flip_y ? "up" : "down") : (turn.flip_x ? "left" : "right");
        (void)snprintf(found, sizeof found, "%s %s, %s", turn.flip_x ? "right" : "left",
                       turn.flip_y ? "bottom" : "top", along);
        assert_string_equal(found, (i >= 8 ? turned : rows)[i % 8]);
    }
}

static bool holds(struct string bytes, const char *part)
{
    return memmem(bytes.bytes, bytes.size, part, strlen(part)) != NULL;
}

/* What says when and where a picture was taken is left out; the picture stays. */
static void test_plain_files(void **state)
{
    static const uint8_t rows[64] = {1, 2, 3, 4};
    struct desk *desk = *state;
    struct string exif = sample_exif(desk->arena, 3);
    struct jpeg_sample jpeg = {.width = 8,
                               .height = 8,
                               .channels = 1,
                               .progressive = true,
                               .rows = rows,
                               .exif = exif,
                               .comment = "a secret"};
    struct png_sample png = {
        .width = 8, .height = 8, .depth = 8, .rows = rows, .row_size = 8, .exif = exif};

    sample_put_jpeg("a.jpg", &jpeg);
    const struct image *image = open_good(desk, "a.jpg");
    struct string plain = plain_good(desk, image);
    assert_true(holds(image->file, "Exif") && holds(image->file, "a secret"));
    assert_false(holds(plain, "Exif") || holds(plain, "a secret"));
    write_bytes("plain.jpg", plain);
    const struct image *again = open_good(desk, "plain.jpg");
    assert_int_equal(again->orientation, 1);
    assert_memory_equal(decode_good(desk, again).colour, decode_good(desk, image).colour, 64);

    sample_put_png("a.png", &png);
    image = open_good(desk, "a.png");
    plain = plain_good(desk, image);
    assert_true(holds(image->file, "eXIf"));
    assert_false(holds(plain, "eXIf"));
    write_bytes("plain.png", plain);
    assert_memory_equal(decode_good(desk, open_good(desk, "plain.png")).colour, rows, 64);
}

static void test_paths(void **state)
{
    static const uint8_t pixel[1] = {0};
    struct desk *desk = *state;
    struct source source = {.name = "sub/report.yaml"};
    struct place place = {&source, 3, 1};
    struct image_store *store = image_store_new(desk->arena);
    const char *const *paths;

    assert_int_equal(mkdir("sub", 0777), 0);
    sample_put_png(
        "sub/a.png",
        &(struct png_sample){.width = 1, .height = 1, .depth = 8, .rows = pixel, .row_size = 1});
    const struct image *first = image_open(store, "a.png", place, desk->diagnostics);
    assert_non_null(first);
    assert_ptr_equal(image_open(store, "./a.png", place, desk->diagnostics), first);
    assert_string_equal(first->path, "sub/a.png");
    const char *absolute = arena_format(desk->arena, "%s/sub/a.png", desk->folder);
    assert_ptr_equal(image_open(store, absolute, place, desk->diagnostics), first);
    assert_int_equal(image_files(store, &paths), 2); /* one image, but two files */
    assert_string_equal(paths[0], "sub/a.png");
    assert_string_equal(paths[1], absolute);
}

static void refuse(struct desk *desk, const char *path, enum message message)
{
    desk->diagnostics = diagnostics_new(desk->arena);
    assert_null(sample_open_image(desk->arena, desk->diagnostics, path));
    assert_int_equal(desk->diagnostics->count, 1);
    assert_int_equal(desk->diagnostics->items[0]->message, message);
}

static void test_what_is_no_image(void **state)
{
    struct desk *desk = *state;

    refuse(desk, "none.png", FILE_OPEN);
    refuse(desk, ".", IMAGE_KIND);
    put("empty.png", "");
    refuse(desk, "empty.png", IMAGE_KIND);
    put("text.png", "GIF89a and so on");
    refuse(desk, "text.png", IMAGE_KIND);
    assert_int_equal(mkfifo("pipe.png", 0666), 0);
    refuse(desk, "pipe.png", IMAGE_KIND);
    FILE *file = fopen("sparse.png", "wb");
    assert_int_equal(ftruncate(fileno(file), SOURCE_LIMIT + 1), 0);
    assert_int_equal(fclose(file), 0);
    refuse(desk, "sparse.png", IMAGE_BYTES);
}

static void test_too_many_pixels(void **state)
{
    static const uint8_t pixel[64] = {0};
    static const struct {
        uint32_t width, height;
    } rows[] = {{IMAGE_SIDE_LIMIT + 1, 1},
                {1, IMAGE_SIDE_LIMIT + 1},
                {0x7FFFFFFF, 0x7FFFFFFF},
                {10000, IMAGE_PIXELS_LIMIT / 10000 + 1}};
    struct desk *desk = *state;

    sample_put_png("a.png", &(struct png_sample){
                                .width = 8, .height = 8, .depth = 8, .rows = pixel, .row_size = 8});
    struct string file = read_back(desk, "a.png");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *changed = arena_copy(desk->arena, file.bytes, file.size);
        for (unsigned k = 0; k < 4; k++) {
            changed[16 + k] = (char)(rows[i].width >> (24 - 8 * k));
            changed[20 + k] = (char)(rows[i].height >> (24 - 8 * k));
        }
        write_bytes("b.png", (struct string){changed, file.size});
        refuse(desk, "b.png", IMAGE_PIXELS);
    }
}

/* Opens and decodes what may be damaged: it fails with a finding, or works. */
static bool survives(struct desk *desk, struct string bytes)
{
    struct arena *arena = arena_new(1 << 26);
    struct diagnostics *diagnostics = diagnostics_new(arena);
    struct pixels pixels;

    (void)desk;
    write_bytes("damaged", bytes);
    const struct image *image = sample_open_image(arena, diagnostics, "damaged");
    bool good =
        image != NULL && image_decode(image, sample_stored(image), arena, &pixels, diagnostics);
    assert_int_equal(diagnostics->count, good ? 0 : 1);
    if (image != NULL) { /* whoever hands it on undecoded finds the damage, too */
        struct string plain;
        bool embedded = image_plain_file(image, sample_stored(image), arena, &plain, diagnostics);
        assert_int_equal(embedded, good);
        assert_true(plain.size <= bytes.size);
    }
    arena_free(arena);
    return good;
}

static void damage(struct desk *desk, const char *path, size_t tail)
{
    struct string file = read_back(desk, path);

    assert_true(survives(desk, file));
    for (size_t size = 0; size < file.size - tail; size++) {
        assert_false(survives(desk, (struct string){file.bytes, size}));
    }
    char *changed = arena_copy(desk->arena, file.bytes, file.size);
    uint32_t state = 1;
    for (size_t i = 0; i < file.size; i++) {
        state = state * 1664525 + 1013904223;
        /* Large sides are slow to fill, and test nothing more. */
        if (path[0] == 'p' && i >= 16 && i < 24) {
            continue;
        }
        changed[i] = (char)(state >> 24);
        (void)survives(desk, (struct string){changed, file.size});
        changed[i] = file.bytes[i];
    }
}

static void test_damaged_files(void **state)
{
    static uint8_t rows[24 * 24 * 3];
    struct desk *desk = *state;
    struct string exif = sample_exif(desk->arena, 6);

    for (size_t i = 0; i < sizeof rows; i++) {
        rows[i] = (uint8_t)(i * i / 7);
    }
    struct png_sample png = {.width = 12,
                             .height = 12,
                             .depth = 8,
                             .colour_type = 2,
                             .rows = rows,
                             .row_size = 36,
                             .exif = exif};
    sample_put_png("plain.png", &png);
    damage(desk, "plain.png", 0);
    png.interlace = 1;
    sample_put_png("png-interlaced", &png);
    damage(desk, "png-interlaced", 0);
    for (int progressive = 0; progressive < 2; progressive++) {
        sample_put_jpeg("a.jpg", &(struct jpeg_sample){.width = 12,
                                                       .height = 12,
                                                       .channels = 3,
                                                       .progressive = progressive != 0,
                                                       .rows = rows,
                                                       .exif = exif});
        damage(desk, "a.jpg", 0);
    }
}

/* Exif's offsets and counts may be anything. */
static void test_damaged_exif(void **state)
{
    static const uint8_t pixel[1] = {0};
    struct desk *desk = *state;
    struct string exif = sample_exif(desk->arena, 6);
    char *changed = arena_copy(desk->arena, exif.bytes, exif.size);

    for (size_t i = 0; i < exif.size; i++) {
        for (size_t size = i; size <= exif.size; size++) {
            changed[i] = (char)0xFF;
            sample_put_jpeg("a.jpg", &(struct jpeg_sample){.width = 1,
                                                           .height = 1,
                                                           .channels = 1,
                                                           .rows = pixel,
                                                           .exif = {changed, size}});
            unsigned orientation = open_good(desk, "a.jpg")->orientation;
            assert_true(orientation == 1 || orientation == 6);
            changed[i] = exif.bytes[i];
        }
    }
}

static void test_memory_that_is_out(void **state)
{
    static const uint8_t rows[64] = {0};
    jmp_buf guard;
    (void)state;

    sample_put_png("a.png", &(struct png_sample){
                                .width = 8, .height = 8, .depth = 8, .rows = rows, .row_size = 8});
    for (size_t limit = 64; limit < 4096; limit += 64) {
        struct arena *arena = arena_new(limit);
        struct pixels pixels;
        if (arena == NULL) {
            continue;
        }
        if (setjmp(guard) == 0) {
            arena_guard(arena, &guard);
            struct diagnostics *diagnostics = diagnostics_new(arena);
            const struct image *image = sample_open_image(arena, diagnostics, "a.png");
            assert_non_null(image);
            assert_true(image_decode(image, sample_stored(image), arena, &pixels, diagnostics));
        }
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_forms_of_png, desk_open, desk_close),
        cmocka_unit_test_setup_teardown(test_forms_of_jpeg, desk_open, desk_close),
        cmocka_unit_test_setup_teardown(test_density, desk_open, desk_close),
        cmocka_unit_test_setup_teardown(test_orientation, desk_open, desk_close),
        cmocka_unit_test(test_turns),
        cmocka_unit_test_setup_teardown(test_plain_files, desk_open, desk_close),
        cmocka_unit_test_setup_teardown(test_paths, desk_open, desk_close),
        cmocka_unit_test_setup_teardown(test_what_is_no_image, desk_open, desk_close),
        cmocka_unit_test_setup_teardown(test_too_many_pixels, desk_open, desk_close),
        cmocka_unit_test_setup_teardown(test_damaged_files, desk_open, desk_close),
        cmocka_unit_test_setup_teardown(test_damaged_exif, desk_open, desk_close),
        cmocka_unit_test_setup_teardown(test_memory_that_is_out, desk_open, desk_close),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
