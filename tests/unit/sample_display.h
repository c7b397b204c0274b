/*
 * Small display lists made by hand, for the tests of painters. Everything lives in the sample's
 * arena.
 */
#ifndef GONGWEN_TESTS_SAMPLE_DISPLAY_H
#define GONGWEN_TESTS_SAMPLE_DISPLAY_H

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include "display/display.h"
#include "font/face.h"
#include "image/image.h"
#include "output/painter.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SAMPLE_BLACK ((struct colour){0, 0, 0, 1000})
#define SAMPLE_RED ((struct colour){0, 800, 800, 0})

enum { SAMPLE_ITEMS = 16, SAMPLE_PITCH = 15793 };

struct sample {
    struct arena *arena;
    struct diagnostics *diagnostics;
    struct source *source, *layout;
    struct display_list list;
    struct display_page page;
    struct display_item items[SAMPLE_ITEMS];
    struct display_node nodes[3];
};

/* An A4 page with nothing on it, in a document with a title and one heading. */
static inline void sample_open(struct sample *sample)
{
    memset(sample, 0, sizeof *sample);
    sample->arena = arena_new(0);
    sample->diagnostics = diagnostics_new(sample->arena);
    sample->source = ARENA_NEW(sample->arena, struct source);
    sample->source->name = "some/where/report.yaml";
    sample->source->text = STRING("");
    sample->layout = ARENA_NEW(sample->arena, struct source);
    sample->layout->name = "layouts/my layout.yaml";
    sample->layout->text = STRING("");
    sample->page = (struct display_page){
        .width = 595276, .height = 841890, .label = "1", .items = sample->items};
    sample->nodes[1] = (struct display_node){
        .role = ROLE_TITLE, .text = STRING("标题"), .y = 104882, .place = {sample->source, 2, 8}};
    sample->nodes[2] = (struct display_node){.role = ROLE_HEADING,
                                             .level = 2,
                                             .parent = 1,
                                             .text = STRING("一、\"A\""),
                                             .y = 200000,
                                             .place = {sample->source, 5, 3}};
    sample->list = (struct display_list){
        .metadata = {"标题 <&>", "区政府办公室", "zh-CN", 2024, 1, 3},
        .pages = &sample->page,
        .page_count = 1,
        .nodes = sample->nodes,
        .node_count = 3,
        .area_x = 79370,
        .area_y = 104882,
        .area_width = 442205,
        .area_height = 637795,
    };
}

static inline void sample_close(struct sample *sample)
{
    arena_free(sample->arena);
}

static inline struct display_item *sample_item(struct sample *sample)
{
    return &sample->items[sample->page.count++];
}

static inline void sample_add_rule(struct sample *sample, length_t x, length_t y, length_t width,
                                   length_t height, struct colour colour)
{
    *sample_item(sample) = (struct display_item){
        .kind = DISPLAY_RULE,
        .rule = {x, y, width, height, colour, {sample->layout, 7, 1}},
    };
}

/* Text on the grid; glyphs are those of the face, or count from 1 when there is none. The glyphs
 * are the caller's to change. */
static inline struct display_glyph *sample_add_run(struct sample *sample, const struct face *face,
                                                   length_t x, length_t y, length_t size,
                                                   struct colour colour, const char *text)
{
    struct string string = {text, strlen(text)};
    size_t count = unicode_count(text, string.size);
    struct display_glyph *glyphs = ARENA_ARRAY(sample->arena, struct display_glyph, count);
    size_t offset = 0;

    for (size_t i = 0; i < count; i++) {
        size_t start = offset;
        uint32_t character = unicode_decode(text, string.size, &offset);
        glyphs[i] = (struct display_glyph){
            .glyph = face != NULL ? face_glyph(face, character) : (uint32_t)i + 1,
            .x = (length_t)i * SAMPLE_PITCH,
            .advance = SAMPLE_PITCH,
            .text_offset = (uint32_t)start,
            .text_size = (uint32_t)(offset - start),
        };
    }
    *sample_item(sample) = (struct display_item){
        .kind = DISPLAY_RUN,
        .node = 1,
        .run = {face, size, colour, x, y, glyphs, count, string, {sample->source, 12, 7}},
    };
    return glyphs;
}

/* A filled quarter of a circle of 10 pt, right and below of the origin; the caller's to change. */
static inline struct display_path *sample_add_path(struct sample *sample, length_t x, length_t y)
{
    static const enum path_step steps[] = {PATH_MOVE, PATH_LINE, PATH_CURVE, PATH_CLOSE};
    static const struct point points[] = {
        {0, 0}, {10000, 0}, {10000, 5000}, {5000, 10000}, {0, 10000}};
    struct display_item *item = sample_item(sample);

    *item = (struct display_item){
        .kind = DISPLAY_PATH,
        .path = {.x = x,
                 .y = y,
                 .steps = steps,
                 .step_count = 4,
                 .points = points,
                 .filled = true,
                 .fill = SAMPLE_BLACK,
                 .stroke_colour = SAMPLE_BLACK,
                 .place = {sample->source, 3, 5}},
    };
    return &item->path;
}

static inline void sample_add_image(struct sample *sample, const struct image *image, length_t x,
                                    length_t y, length_t width, length_t height)
{
    *sample_item(sample) = (struct display_item){
        .kind = DISPLAY_IMAGE,
        .image = {image, x, y, width, height, {sample->source, 4, 5}},
    };
}

/* A face to draw with: of the fonts that the project fetches, or of the system's. */
static inline const struct face *sample_face(struct sample *sample)
{
    const char *folder = getenv("GONGWEN_TEST_FONTS");
    const struct {
        const char *path;
        unsigned index;
    } candidates[] = {
        {arena_format(sample->arena, "%s/FandolFang-Regular.otf",
                      folder != NULL ? folder : "fonts"),
         0},
        {"/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", 2},
    };

    for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++) {
        if (access(candidates[i].path, R_OK) == 0) {
            return face_open(sample->arena, candidates[i].path, candidates[i].index,
                             (struct place){0}, sample->diagnostics);
        }
    }
    return NULL;
}

/* Paints page 0 and returns the bytes. */
static inline bool sample_paint(struct sample *sample, const struct painter *painter, unsigned dpi,
                                struct string *out)
{
    struct buffer buffer = buffer_new(sample->arena);
    const struct paint_options options = {.dpi = dpi};
    bool good =
        painter->paint(sample->arena, &sample->list, 0, &options, &buffer, sample->diagnostics);

    *out = buffer_string(&buffer);
    return good;
}

#endif
