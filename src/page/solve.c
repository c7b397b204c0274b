/*
 * No page for the signature alone (GB/T 9704 7.3.5.5): where a stack does not keep the lines before
 * it, or only by leaving too much of the page before empty, the grid is changed within the bounds
 * that the layout gives, as little as may be, and alike on all pages.
 */
#include "page/box.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include <stdlib.h>

enum {
    /* Grids tried, the nearest first. */
    TRIAL_LIMIT = 32,
    /* Steps in either direction: a line of the page, a character of the line. */
    STEPS_LIMIT = 10,
    /* A row that is short by so little is one: rounding. */
    ROW_TOLERANCE = 50,
};

/* A grid to try. It fills the type area as the natural one does, so what is reported of it is what
 * the lines show. */
struct trial {
    int lines;         /* a page */
    int characters;    /* a line */
    int64_t deviation; /* of pitch and cell together, in millionths */
};

int64_t composer_rows(const struct composer *composer, const struct box *box)
{
    length_t pitch = composer->layout->grid.pitch;

    switch (box->kind) {
    case BOX_LINE:
        return 1;
    case BOX_RULE:
        return 0;
    case BOX_GROUP:
        return (box->height + pitch - 1) / pitch;
    }
    return 0;
}

/* What becomes of a stack that is to keep lines. */
struct outcome {
    int64_t kept;   /* lines before it on its page */
    int64_t wanted; /* as many as there are, up to those that the layout wants */
    int64_t empty;  /* rows left at the foot of the page before, for its sake */
    int64_t excess; /* rows by which the text is too long for the page before */
    bool turned;    /* the text before those lines lies on a page for it alone */
};

int64_t composer_rows_left(const struct composer *composer, size_t page, size_t end)
{
    const struct grid *grid = &composer->layout->grid;
    length_t top = page == 0 ? composer->layout->first.top : 0;
    length_t bottom = top + grid->em - grid->pitch; /* of a row above the first one */

    while (end > 0) {
        const struct box *box = &composer->boxes[--end];
        if (box->place == NULL && box->page == page) {
            bottom = length_max(bottom, box->y + box->height);
        } else if (box->place == NULL && box->page < page) {
            break;
        }
    }
    length_t left = composer->limits[page] - bottom;
    return left > 0 ? (left + ROW_TOLERANCE) / grid->pitch : 0;
}

static struct outcome outcome_of(const struct composer *composer, const struct kept *kept)
{
    const struct box *boxes = composer->boxes;
    const struct box *stack = &boxes[kept->first];
    size_t page = boxes[kept->end - 1].page;
    struct outcome outcome = {0};
    size_t first = kept->first; /* of the page */
    bool together = !stack->break_before;

    for (size_t i = kept->first; i > 0; i--) {
        const struct box *box = &boxes[i - 1];
        if (box->place != NULL && box->place->page == ANCHOR_FLOW) {
            break; /* it is not kept either (stack.c) */
        }
        if (box->turned) {
            outcome.turned = true;
            break;
        }
        if (box->place != NULL) {
            continue;
        }
        int64_t rows = composer_rows(composer, box);
        if (box->page == page) {
            outcome.kept += rows;
            first = i - 1;
        } else if (outcome.kept >= kept->lines) {
            break;
        }
        outcome.wanted += rows;
        if (box->page != page && outcome.wanted >= kept->lines) {
            break;
        }
    }
    outcome.wanted = outcome.wanted < kept->lines ? outcome.wanted : kept->lines;
    for (size_t i = first + 1; i < kept->first; i++) {
        together = together && (boxes[i].place != NULL || !boxes[i].break_before);
    }
    if (page > 0 && !boxes[first].begins_page && !outcome.turned) {
        length_t pitch = composer->layout->grid.pitch;
        const struct box *end = &boxes[kept->end - 1];
        length_t depth = end->y + end->height + (end->on_grid ? end->closing_room : 0);
        int64_t left = composer_rows_left(composer, page - 1, first);
        outcome.excess = (depth + pitch - 1) / pitch - left;
        /* The page begins with what the stack keeps: that is why it begins there. */
        outcome.empty = together ? left : 0;
    }
    return outcome;
}

/* No text can be on the stack's page, whatever the grid. */
static bool is_cut_off(const struct outcome *outcome)
{
    return outcome->turned && outcome->wanted == 0;
}

static bool is_good(const struct composer *composer, const struct outcome *outcome)
{
    int64_t most = composer->layout->adjust.empty_lines;

    return !is_cut_off(outcome) && outcome->kept >= outcome->wanted &&
           (most == 0 || outcome->empty <= most);
}

/* The first stack that does not keep what it should; NULL: there is none. */
static const struct kept *find_failed(const struct composer *composer, struct outcome *outcome)
{
    for (size_t i = 0; i < composer->kept_count; i++) {
        *outcome = outcome_of(composer, &composer->kept[i]);
        if (!is_good(composer, outcome)) {
            return &composer->kept[i];
        }
    }
    return NULL;
}

static length_t distance(length_t one, length_t other)
{
    return one > other ? one - other : other - one;
}

static int64_t part_of(length_t change, length_t whole)
{
    return change * 1000000 / whole;
}

/* Whether a grid of so many lines and characters is within the layout's bounds; tells how it is. */
static bool may_be(const struct layout *layout, int lines, int characters, struct grid *grid)
{
    const struct adjust *adjust = &layout->adjust;
    const struct grid *natural = &layout->grid;

    if (lines < 1 || characters < 1 || natural->em * lines > layout->area_height ||
        natural->em / 2 * characters > layout->area_width) {
        return false;
    }
    *grid = *natural;
    grid->lines = lines;
    grid->characters = characters;
    grid_prepare(grid, layout->area_width);
    if (lines != natural->lines) {
        if (adjust->lines == 0 && adjust->pitch.unit == UNIT_NONE) {
            return false;
        }
        if ((adjust->lines > 0 && abs(lines - natural->lines) > adjust->lines) ||
            (adjust->pitch.unit != UNIT_NONE &&
             distance(grid->pitch, natural->pitch) > layout_length(layout, adjust->pitch))) {
            return false;
        }
    }
    return characters == natural->characters ||
           distance(grid->cell, natural->cell) <= layout_length(layout, adjust->tracking);
}

/* The smaller change first; of two that are as small, the one that saves room. */
static int compare_trials(const void *a, const void *b)
{
    const struct trial *one = a;
    const struct trial *other = b;

    if (one->deviation != other->deviation) {
        return one->deviation < other->deviation ? -1 : 1;
    }
    if (one->characters != other->characters) {
        return other->characters - one->characters;
    }
    return other->lines - one->lines;
}

static size_t list_trials(struct composer *composer, const struct layout *layout,
                          struct trial **trials)
{
    enum { STEPS = 2 * STEPS_LIMIT + 1 };
    const struct grid *natural = &layout->grid;
    size_t count = 0;

    *trials = ARENA_ARRAY(composer->document, struct trial, (size_t)STEPS * STEPS);
    for (int more = -STEPS_LIMIT; more <= STEPS_LIMIT; more++) {
        for (int closer = -STEPS_LIMIT; closer <= STEPS_LIMIT; closer++) {
            struct grid grid;
            int lines = natural->lines + more;
            int characters = natural->characters + closer;
            if ((more == 0 && closer == 0) || !may_be(layout, lines, characters, &grid)) {
                continue;
            }
            (*trials)[count++] =
                (struct trial){lines, characters,
                               part_of(distance(grid.pitch, natural->pitch), natural->pitch) +
                                   part_of(distance(grid.cell, natural->cell), natural->cell)};
        }
    }
    qsort(*trials, count, sizeof **trials, compare_trials);
    return count < TRIAL_LIMIT ? count : TRIAL_LIMIT;
}

static const char *points(struct composer *composer, length_t length)
{
    struct buffer out = buffer_new(composer->arena);

    buffer_add_decimal(&out, length, 3);
    return buffer_string(&out).bytes;
}

static void report_change(struct composer *composer, const struct layout *natural,
                          struct place place)
{
    struct arena *arena = composer->arena;
    const struct grid *old = &natural->grid;
    const struct grid *new = &composer->layout->grid;
    const char *changes[2];
    size_t count = 0;

    if (new->lines != old->lines) {
        changes[count++] =
            arena_format(arena, message_translate(N_("line pitch %s → %s pt, %d lines a page")),
                         points(composer, old->pitch), points(composer, new->pitch), new->lines);
    }
    if (new->characters != old->characters) {
        changes[count++] = arena_format(
            arena,
            message_translate(N_("distance of the characters %s → %s pt, %d characters a line")),
            points(composer, old->cell), points(composer, new->cell), new->characters);
    }
    REPORT(composer->diagnostics, GRID_ADJUSTED, place, message_join(arena, changes, count));
}

static void report_failure(struct composer *composer, const struct kept *kept,
                           const struct outcome *outcome)
{
    struct arena *arena = composer->arena;
    const struct box *first = &composer->boxes[kept->first];
    const char *shorter =
        arena_format(arena, "%lld", (long long)(outcome->excess > 1 ? outcome->excess : 1));

    const char *page = arena_format(arena, "%zu", first->page + 1);
    const char *lines = arena_format(arena, "%lld", (long long)outcome->kept);
    const char *wanted = arena_format(arena, "%lld", (long long)outcome->wanted);
    if (is_cut_off(outcome)) {
        REPORT(composer->diagnostics, KEPT_BEHIND_TURNED, first->written, page);
    } else if (outcome->kept == 0 && outcome->wanted > 0) {
        REPORT(composer->diagnostics, KEPT_ALONE, first->written, page, wanted, shorter);
    } else if (outcome->kept < outcome->wanted) {
        REPORT(composer->diagnostics, KEPT_FEW, first->written, page, lines, wanted, shorter);
    } else {
        REPORT(composer->diagnostics, KEPT_GAP, first->written,
               arena_format(arena, "%zu", first->page),
               arena_format(arena, "%lld", (long long)outcome->empty),
               arena_format(arena, "%lld", (long long)composer->layout->adjust.empty_lines),
               shorter);
    }
}

void composer_solve(struct composer *composer)
{
    const struct layout *natural = composer->layout;
    struct outcome outcome;
    struct trial *trials;
    const struct kept *failed = find_failed(composer, &outcome);

    if (failed == NULL) {
        return;
    }
    size_t stack = (size_t)(failed - composer->kept);
    if (composer->turnable && !composer->turned) {
        composer->turned = true;
        if (composer_settle(composer, natural) && find_failed(composer, &outcome) == NULL) {
            return;
        }
        composer->turned = false;
        (void)composer_settle(composer, natural);
        (void)find_failed(composer, &outcome);
    }
    size_t count = is_cut_off(&outcome) ? 0 : list_trials(composer, natural, &trials);
    for (size_t i = 0; i < count; i++) {
        const struct layout *layout =
            layout_adjusted(composer->document, natural, trials[i].lines, trials[i].characters);
        if (composer_settle(composer, layout) && find_failed(composer, &outcome) == NULL) {
            report_change(composer, natural, composer->boxes[composer->kept[stack].first].written);
            return;
        }
    }
    if (count > 0) {
        (void)composer_settle(composer, natural);
    }
    failed = find_failed(composer, &outcome);
    if (failed != NULL) {
        report_failure(composer, failed, &outcome);
    }
}
