#include "display/lines.h"

#include "base/arena.h"
#include <stdlib.h>
#include <string.h>

enum { APART = 4 * LENGTH_PT /* baselines that are nearer are of one line */ };

static int compare_lengths(const void *a, const void *b)
{
    length_t x = *(const length_t *)a, y = *(const length_t *)b;

    return (x > y) - (x < y);
}

static bool makes_line(const struct display_list *list, const struct display_item *item)
{
    if (item->kind != DISPLAY_RUN || item->node == 0 || item->node >= list->node_count ||
        item->turned) {
        return false;
    }
    enum display_role role = list->nodes[item->node].role;
    return role != ROLE_READING && role != ROLE_REFERENCE;
}

struct display_lines display_lines_of(struct arena *arena, const struct display_list *list,
                                      size_t page)
{
    struct display_lines lines = {.page = &list->pages[page]};
    length_t *baselines = ARENA_ARRAY(arena, length_t, lines.page->count + 1);
    size_t count = 0;

    for (size_t i = 0; i < lines.page->count; i++) {
        if (makes_line(list, &lines.page->items[i])) {
            baselines[count++] = lines.page->items[i].run.y;
        }
    }
    qsort(baselines, count, sizeof *baselines, compare_lengths);
    for (size_t i = 0; i < count; i++) {
        if (lines.count == 0 || baselines[i] > baselines[lines.count - 1] + APART) {
            baselines[lines.count++] = baselines[i];
        }
    }
    lines.baselines = baselines;
    return lines;
}

/* The first line that is not above it: what is raised belongs to the line below. */
static size_t rank_of(const struct display_lines *lines, length_t baseline)
{
    size_t low = 0, high = lines->count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (lines->baselines[middle] < baseline - APART) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low + 1;
}

/* The nearest line that a draft numbers in the margin; NULL: none. */
static const struct display_run *find_numbered(const struct display_page *page, length_t baseline)
{
    const struct display_run *found = NULL;

    for (size_t i = 0; i < page->count; i++) {
        const struct display_item *item = &page->items[i];
        if (item->kind == DISPLAY_RUN && item->element != NULL &&
            strcmp(item->element, "draft-line-numbers") == 0 &&
            (found == NULL || llabs(item->run.y - baseline) < llabs(found->y - baseline))) {
            found = &item->run;
        }
    }
    return found;
}

size_t display_line_number(const struct display_lines *lines, length_t baseline)
{
    const struct display_run *numbered = find_numbered(lines->page, baseline);
    size_t rank = rank_of(lines, baseline);

    if (numbered == NULL) {
        return rank;
    }
    size_t number = strtoul(numbered->text.bytes, NULL, 10) + rank;
    size_t other = rank_of(lines, numbered->y);
    return number > other ? number - other : 0;
}
