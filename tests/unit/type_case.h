/*
 * What the tests of composition share (字盘: the type case): every free face as a role of its own,
 * and texts cut into clusters in it.
 */
#ifndef GONGWEN_TESTS_TYPE_CASE_H
#define GONGWEN_TESTS_TYPE_CASE_H

#include "base/unicode.h"
#include "font_bench.h"
#include "text/measure.h"
#include "yaml/record.h"

/* The free faces by their names in fonts/fonts.yaml; the first one is what others are held to. */
static const char *const face_names[] = {"Noto Serif CJK SC", "Noto Serif CJK SC Bold",
                                         "Noto Sans CJK SC",  "FandolSong",
                                         "FandolSong Bold",   "FandolFang",
                                         "FandolHei",         "FandolKai",
                                         "LXGW WenKai"};
enum { FACE_NAMES = sizeof face_names / sizeof *face_names };
enum { FACE_NOTO = 0, FACE_NOTO_BOLD = 1, FACE_SONG = 3, FACE_FANG = 5, FACE_KAI = 7, FACE_WENKAI };

enum { EM = 16000 /* 三号 */, GRID_CELL = 15793 /* of 28 characters in 156 mm */ };

static inline void fail_with_messages(struct bench *bench)
{
    struct buffer text = buffer_new(bench->arena);

    diagnostics_print_text(bench->diagnostics, 0, &text);
    fail_msg("%s", buffer_string(&text).bytes);
}

static inline struct catalog *open_catalog(struct bench *bench, const char *manifest,
                                           const char *folder)
{
    const char **folders = ARENA_ARRAY(bench->arena, const char *, 2);
    struct catalog_options options = {.manifest = manifest, .folders = folders};

    folders[0] = folder;
    struct catalog *catalog = catalog_open(bench->arena, &options, bench->diagnostics);
    if (catalog == NULL) {
        fail_with_messages(bench);
    }
    return catalog;
}

/* A typography of one face, on the grid's cell. */
static inline struct typography face_typography(struct bench *bench, struct catalog *catalog,
                                                const char *face,
                                                const struct composition *composition)
{
    static const struct composition usual;
    const struct text chain = {.string = {face, strlen(face)}};
    struct role *role = catalog_make_role(catalog, chain, &chain, 1);

    if (role == NULL || role_primary(role, (struct place){0}) == NULL) {
        fail_with_messages(bench);
    }
    const struct face *primary = role_primary(role, (struct place){0});
    return (struct typography){.font = role,
                               .latin = role,
                               .primary = primary,
                               .em_top =
                                   length_scale(EM, face_em_top(primary), face_units(primary)),
                               .size = EM,
                               .cell = GRID_CELL,
                               .composition = composition != NULL ? composition : &usual};
}

/* Typographies of the free faces. */
static inline const struct typography *open_faces(struct bench *bench)
{
    struct catalog *catalog = open_catalog(bench, "fonts/fonts.yaml", path_of(bench, ""));
    struct typography *faces = ARENA_ARRAY(bench->arena, struct typography, FACE_NAMES);

    for (int i = 0; i < FACE_NAMES; i++) {
        faces[i] = face_typography(bench, catalog, face_names[i], NULL);
    }
    return faces;
}

/* The clusters of a text, in an arena of their own; no message may come of it. */
static inline struct clusters cut_text(struct arena *arena, struct bench *bench,
                                       const struct typography *typography, const char *text)
{
    struct string string = {arena_copy(arena, text, strlen(text)), strlen(text)};
    struct expansion expansion = template_derived(arena, string, (struct text){.string = string});
    struct clusters clusters = cluster_text(arena, expansion, typography, bench->diagnostics);

    if (bench->diagnostics->count > 0) {
        fail_with_messages(bench);
    }
    return clusters;
}

static inline bool has_characters(const struct typography *typography, const char *text)
{
    for (size_t at = 0, size = strlen(text); at < size;) {
        if (face_glyph(typography->primary, unicode_decode(text, size, &at)) == 0) {
            return false;
        }
    }
    return true;
}

/* From the start of cluster `first` to that of `end` on one line: the advances and the gaps. */
static inline length_t columns(const struct clusters *clusters, size_t first, size_t end)
{
    length_t width = 0;

    for (size_t i = first; i < end; i++) {
        const struct cluster *cluster = &clusters->items[i];
        width += cluster->advance;
        if (i + 1 < clusters->count) {
            width += cluster->gap - cluster->pair_trim;
        }
    }
    return width;
}

/* Ink of a cluster's glyphs, from the cluster's origin. */
static inline void ink_box(const struct cluster *cluster, length_t ink[4])
{
    length_t units = (length_t)face_units(cluster->face);

    for (uint32_t i = 0; i < cluster->glyph_count; i++) {
        const struct display_glyph *glyph = &cluster->glyphs[i];
        int box[4];
        assert_true(face_ink(cluster->face, glyph->glyph, box));
        for (int k = 0; k < 4; k++) {
            length_t edge = length_scale(cluster->typography->size, box[k], units) +
                            (k % 2 == 0 ? glyph->x : glyph->y);
            bool more = k < 2 ? edge < ink[k] : edge > ink[k];
            ink[k] = i == 0 || more ? edge : ink[k];
        }
    }
}

#endif
