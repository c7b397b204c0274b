/* What stands at the right end of a paragraph's last line (印发日期 beside 印发机关). */
#include "page/box.h"

#include "base/arena.h"

struct line line_join(struct arena *arena, const struct line *left, const struct line *right,
                      length_t x)
{
    struct display_run *runs =
        ARENA_ARRAY(arena, struct display_run, left->run_count + right->run_count);
    struct line line = *left;

    if (left->nodes != NULL || right->nodes != NULL) {
        uint32_t *nodes = ARENA_ARRAY(arena, uint32_t, left->run_count + right->run_count);
        for (size_t i = 0; left->nodes != NULL && i < left->run_count; i++) {
            nodes[i] = left->nodes[i];
        }
        for (size_t i = 0; right->nodes != NULL && i < right->run_count; i++) {
            nodes[left->run_count + i] = right->nodes[i];
        }
        line.nodes = nodes;
    }
    for (size_t i = 0; i < left->run_count; i++) {
        runs[i] = left->runs[i];
    }
    for (size_t i = 0; i < right->run_count; i++) {
        runs[left->run_count + i] = right->runs[i];
        runs[left->run_count + i].x += x - left->x;
    }
    line.runs = runs;
    line.run_count = left->run_count + right->run_count;
    line.width = x + right->width - left->x;
    return line;
}

struct lines composer_add_end(struct composer *composer, struct lines lines,
                              const struct expansion *end, length_t width,
                              const struct typography *typography)
{
    if (end->string.size == 0) {
        return lines;
    }
    struct clusters clusters =
        cluster_text(composer->scratch, *end, typography, composer->diagnostics);
    struct line added = paragraph_set_line(composer->arena, composer->scratch, &clusters);
    struct line *items = ARENA_ARRAY(composer->arena, struct line, lines.count + 1);
    length_t x = length_max(width - added.width, 0);

    for (size_t i = 0; i < lines.count; i++) {
        items[i] = lines.items[i];
    }
    const struct line *last = lines.count > 0 ? &items[lines.count - 1] : NULL;
    /* A character of blank between the two, at least. */
    if (last != NULL && last->x + last->width + typography->cell <= x) {
        items[lines.count - 1] = line_join(composer->arena, last, &added, x);
    } else {
        added.x = x;
        items[lines.count++] = added;
    }
    lines.items = items;
    return lines;
}
