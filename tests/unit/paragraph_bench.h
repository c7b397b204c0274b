/*
 * What the tests of paragraphs share: setting a text, and finding its lines in it again.
 */
#ifndef GONGWEN_TESTS_PARAGRAPH_BENCH_H
#define GONGWEN_TESTS_PARAGRAPH_BENCH_H

#include "base/diagnostic.h"
#include "font/catalog.h"
#include "paragraph_sample.h"
#include "text/lexicon.h"
#include "text/paragraph.h"

enum {
    EM = 16 * LENGTH_PT,
    WRONG_SHOWN = 20,
    INKS = 8192,
};

struct ink {
    const struct face *face;
    uint32_t glyph;
    bool shows;
    int box[4];
};

struct set {
    struct arena *arena, *scratch;
    struct diagnostics *diagnostics;
    struct catalog *catalog;
    const char *folders[2];
    struct sample sample;
    struct measure measure;
    struct lines lines;
    size_t wrong, line_count;
    struct ink inks[INKS];
    size_t ink_count;
};

static inline int set_up(void **state)
{
    struct set *set = calloc(1, sizeof *set);
    const char *fonts = getenv("GONGWEN_TEST_FONTS");

    set->arena = arena_new(0);
    set->scratch = arena_child(set->arena);
    set->diagnostics = diagnostics_new(set->arena);
    set->folders[0] = fonts != NULL ? fonts : "fonts";
    struct catalog_options options = {.manifest = "fonts/fonts.yaml", .folders = set->folders};
    set->catalog = catalog_open(set->arena, &options, set->diagnostics);
    *state = set;
    return set->catalog == NULL;
}

static inline int tear_down(void **state)
{
    struct set *set = *state;

    arena_free(set->arena);
    free(set);
    return 0;
}

static inline void wrong(struct set *set, const char *what, size_t line)
{
    if (set->wrong++ < WRONG_SHOWN) {
        print_error("%s, line %zu of a paragraph %.1f em wide: %.*s\n", what, line + 1,
                    (double)set->measure.width / EM, (int)set->sample.text.size,
                    set->sample.text.bytes);
    }
}

/* ---- text ---- */

/* Characters without width do not come out; spaces vanish at a line's ends. */
static inline bool is_dropped(uint32_t character)
{
    return character == 0x2060 || character == 0x200B || character == 0x2028 || character == '\n';
}

static inline bool is_blank(uint32_t character)
{
    return character == ' ' || character == 0x3000 || character == 0xA0;
}

static inline uint32_t character_at(struct string text, size_t at)
{
    return at < text.size ? unicode_decode(text.bytes, text.size, &at) : 0;
}

static inline size_t behind(struct string text, size_t at)
{
    (void)unicode_decode(text.bytes, text.size, &at);
    return at;
}

static inline size_t in_front(struct string text, size_t at)
{
    do {
        at--;
    } while (((unsigned char)text.bytes[at] & 0xC0) == 0x80);
    return at;
}

/* Takes from the text at `*at` what a run says. */
static inline bool take_run(struct string text, size_t *at, struct string run)
{
    for (size_t i = 0; i < run.size;) {
        while (*at < text.size && is_dropped(character_at(text, *at)) &&
               !is_dropped(character_at(run, i))) {
            *at = behind(text, *at);
        }
        if (*at >= text.size || character_at(text, *at) != character_at(run, i)) {
            return false;
        }
        *at = behind(text, *at);
        i = behind(run, i);
    }
    return true;
}

/* Where each line begins and ends in the text. */
static inline bool find_lines(struct set *set, size_t *starts, size_t *ends)
{
    struct string text = set->sample.text;
    size_t at = 0;

    for (size_t i = 0; i < set->lines.count; i++) {
        const struct line *line = &set->lines.items[i];
        while (at < text.size && i > 0 &&
               (is_blank(character_at(text, at)) || is_dropped(character_at(text, at)))) {
            at = behind(text, at);
        }
        starts[i] = at;
        for (size_t k = 0; k < line->run_count; k++) {
            if (!take_run(text, &at, line->runs[k].text)) {
                return false;
            }
        }
        ends[i] = at;
    }
    while (at < text.size &&
           (is_blank(character_at(text, at)) || is_dropped(character_at(text, at)))) {
        at = behind(text, at);
    }
    return at == text.size;
}

/* Whether the line that ends at the byte ends because it is written so. */
static inline bool is_end(const struct sample *sample, size_t end)
{
    for (size_t i = 0; i < sample->end_count; i++) {
        size_t at = end;
        while (at < sample->ends[i] && (is_blank(character_at(sample->text, at)) ||
                                        is_dropped(character_at(sample->text, at)))) {
            at = behind(sample->text, at);
        }
        if (at == sample->ends[i]) {
            return true;
        }
    }
    return end == sample->text.size;
}

/* Sets the sample in a role's face. */
static inline void set_sample(struct set *set, const char *role_name, const char *latin_name,
                              const struct composition *composition)
{
    struct role *role = catalog_role(set->catalog, role_name);
    struct role *latin = catalog_role(set->catalog, latin_name);

    assert_non_null(role);
    assert_non_null(latin);
    struct typography *typography = ARENA_NEW(set->scratch, struct typography);
    *typography = (struct typography){.font = role,
                                      .latin = latin,
                                      .primary = role_primary(role, (struct place){0}),
                                      .size = EM,
                                      .cell = EM,
                                      .composition = composition};
    typography->em_top =
        length_scale(EM, face_em_top(typography->primary), face_units(typography->primary));
    struct expansion text = template_derived(set->scratch, set->sample.text, (struct text){0});
    struct clusters clusters = cluster_text(set->scratch, text, typography, set->diagnostics);
    set->lines =
        paragraph_set(set->scratch, set->scratch, &clusters, &set->measure, set->diagnostics);
}

#endif
