#include "text/ruby.h"

#include "base/arena.h"

static length_t width_of(const struct cluster *clusters, size_t count)
{
    length_t width = 0;

    for (size_t i = 0; i < count; i++) {
        width += clusters[i].advance;
        if (i + 1 < count) {
            width += clusters[i].gap - clusters[i].pair_trim;
        }
    }
    return width;
}

/* Widens a cluster on both sides. */
static void widen(struct arena *arena, struct cluster *cluster, length_t by)
{
    struct display_glyph *glyphs = ARENA_ARRAY(arena, struct display_glyph, cluster->glyph_count);

    for (uint32_t i = 0; i < cluster->glyph_count; i++) {
        glyphs[i] = cluster->glyphs[i];
        glyphs[i].x += by / 2;
    }
    cluster->glyphs = glyphs;
    cluster->advance += by;
}

void ruby_attach(struct arena *arena, struct cluster *base, size_t count,
                 const struct expansion *reading, struct diagnostics *diagnostics)
{
    const struct typography *around = base->typography;
    struct marked_typographies *marked = around->marked;
    struct ruby *ruby = ARENA_NEW(arena, struct ruby);

    if (marked == NULL || reading->string.size == 0) {
        return;
    }
    if (marked->made[MARK_RUBY] == NULL) {
        struct expansion_cursor cursor = expansion_cursor_new(reading);
        marked->made[MARK_RUBY] =
            marked->make(marked->maker, around, MARK_RUBY, expansion_cursor_place(&cursor, 0));
    }
    ruby->reading = cluster_text(arena, *reading, marked->made[MARK_RUBY], diagnostics);
    if (ruby->reading.count == 0) {
        return;
    }
    /* A reading overhangs nothing but its base, and stays as far from the next one as words do. */
    length_t spare = width_of(ruby->reading.items, ruby->reading.count) +
                     marked->made[MARK_RUBY]->cell / 4 - width_of(base, count);
    for (size_t i = 0; i < count; i++) {
        base[i].ruby = ruby;
        if (spare > 0) {
            length_t before = length_scale(spare, (int64_t)i, (int64_t)count);
            widen(arena, &base[i], length_scale(spare, (int64_t)i + 1, (int64_t)count) - before);
        }
    }
}
