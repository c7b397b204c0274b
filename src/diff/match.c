#include "diff/match.h"

#include "base/arena.h"
#include "diff/compare.h"
#include "diff/likeness.h"
#include "report/table.h"
#include <stdlib.h>
#include <string.h>

enum {
    LIKE_HERE = 250,      /* in thousandths: between the same neighbours */
    LIKE_ELSEWHERE = 500, /* in the same list */
    LIKE_AWAY = 600,      /* anywhere else in the report */
    NAME_WEIGHT = 20,     /* characters of a name */
    MOVED_WEIGHT = 8      /* characters: of less nobody can tell where it came from */
};

static void match_inside(struct arena *arena, struct content *old, struct content *new,
                         unsigned depth);

static void match_pair(struct arena *arena, struct content *old, struct content *new,
                       unsigned depth)
{
    old->match = new;
    new->match = old;
    if (depth < CONTENT_DEPTH_LIMIT) {
        match_inside(arena, old, new, depth + 1);
    }
}

/* ---- lists ---- */

/* Two lists while they are matched. */
struct pairing {
    struct arena *arena;
    struct candidate *old, *new;
    size_t old_count, new_count;
    size_t *old_match, *new_match;
};

static bool is_free(const struct pairing *pairing, size_t old, size_t new)
{
    return pairing->old_match[old] == SIZE_MAX && pairing->new_match[new] == SIZE_MAX;
}

static void couple(struct pairing *pairing, size_t old, size_t new)
{
    pairing->old_match[old] = new;
    pairing->new_match[new] = old;
}

/* What is the same on both sides and in order. */
static void pair_same(struct pairing *pairing, struct edits edits)
{
    size_t old = 0, new = 0;

    for (size_t i = 0; i <= edits.count; i++) {
        size_t end = i < edits.count ? edits.items[i].old_start : pairing->old_count;
        while (old < end) {
            couple(pairing, old++, new ++);
        }
        if (i < edits.count) {
            old = edits.items[i].old_end;
            new = edits.items[i].new_end;
        }
    }
}

/* Within one edit: what is alike, then what is alone on both sides and of a sort. */
static void pair_within(struct pairing *pairing, const struct edit *edit, unsigned least)
{
    size_t n = edit->old_end - edit->old_start, m = edit->new_end - edit->new_start;
    size_t *old_match = ARENA_ARRAY(pairing->arena, size_t, n + 1);
    size_t *new_match = ARENA_ARRAY(pairing->arena, size_t, m + 1);

    memset(old_match, 0xFF, n * sizeof *old_match);
    memset(new_match, 0xFF, m * sizeof *new_match);
    likeness_pair(pairing->arena, pairing->old + edit->old_start, n, old_match,
                  pairing->new + edit->new_start, m, new_match, least);
    for (size_t i = 0; i < n; i++) {
        if (old_match[i] != SIZE_MAX &&
            is_free(pairing, edit->old_start + i, edit->new_start + old_match[i])) {
            couple(pairing, edit->old_start + i, edit->new_start + old_match[i]);
        }
    }
}

/* Names and other short things that stand in each other's place are changed. */
static void pair_alone(struct pairing *pairing, const struct edit *edit)
{
    size_t n = 0, m = 0, old = 0, new = 0;

    for (size_t i = edit->old_start; i < edit->old_end; i++) {
        if (pairing->old_match[i] == SIZE_MAX) {
            n++;
            old = i;
        }
    }
    for (size_t i = edit->new_start; i < edit->new_end; i++) {
        if (pairing->new_match[i] == SIZE_MAX) {
            m++;
            new = i;
        }
    }
    bool crosses = false;
    for (size_t i = edit->old_start; i < edit->old_end; i++) {
        size_t match = pairing->old_match[i];
        crosses = crosses || (match != SIZE_MAX && (i < old) != (match < new));
    }
    if (n == 1 && m == 1 && !crosses && pairing->old[old].sort == pairing->new[new].sort &&
        pairing->old[old].lenient) {
        couple(pairing, old, new);
    }
}

static int by_hash(const void *a, const void *b)
{
    const struct candidate *const *left = a, *const *right = b;

    if ((*left)->hash != (*right)->hash) {
        return (*left)->hash < (*right)->hash ? -1 : 1;
    }
    return (*left)->at < (*right)->at ? -1 : (*left)->at > (*right)->at;
}

static const struct candidate **free_ones(struct arena *arena, const struct candidate *items,
                                          size_t count, const size_t *match, size_t *out)
{
    const struct candidate **found = ARENA_ARRAY(arena, const struct candidate *, count + 1);

    *out = 0;
    for (size_t i = 0; i < count; i++) {
        if (match[i] == SIZE_MAX && items[i].weight >= MOVED_WEIGHT) {
            found[(*out)++] = &items[i];
        }
    }
    qsort(found, *out, sizeof *found, by_hash);
    return found;
}

/* What is the same, wherever it stands. */
static void pair_equal(struct pairing *pairing)
{
    size_t n, m;
    const struct candidate **old =
        free_ones(pairing->arena, pairing->old, pairing->old_count, pairing->old_match, &n);
    const struct candidate **new =
        free_ones(pairing->arena, pairing->new, pairing->new_count, pairing->new_match, &m);

    for (size_t i = 0, k = 0; i < n && k < m;) {
        if (old[i]->hash == new[k]->hash && old[i]->sort == new[k]->sort) {
            couple(pairing, (size_t)(old[i++] - pairing->old), (size_t)(new[k++] - pairing->new));
        } else if (old[i]->hash < new[k]->hash) {
            i++;
        } else {
            k++;
        }
    }
}

static const uint64_t *hashes_of(struct arena *arena, const struct candidate *items, size_t count)
{
    uint64_t *hashes = ARENA_ARRAY(arena, uint64_t, count + 1);

    for (size_t i = 0; i < count; i++) {
        hashes[i] = items[i].hash;
    }
    return hashes;
}

static void pair_lists(struct pairing *pairing)
{
    struct arena *arena = pairing->arena;
    struct edits edits = compare_hashes(
        arena, hashes_of(arena, pairing->old, pairing->old_count), pairing->old_count,
        hashes_of(arena, pairing->new, pairing->new_count), pairing->new_count);
    const struct edit all = {0, pairing->old_count, 0, pairing->new_count};

    pairing->old_match = ARENA_ARRAY(arena, size_t, pairing->old_count + 1);
    pairing->new_match = ARENA_ARRAY(arena, size_t, pairing->new_count + 1);
    memset(pairing->old_match, 0xFF, pairing->old_count * sizeof(size_t));
    memset(pairing->new_match, 0xFF, pairing->new_count * sizeof(size_t));
    pair_same(pairing, edits);
    pair_equal(pairing);
    likeness_pair(arena, pairing->old, all.old_end, pairing->old_match, pairing->new, all.new_end,
                  pairing->new_match, LIKE_ELSEWHERE);
    for (size_t i = 0; i < edits.count; i++) {
        pair_within(pairing, &edits.items[i], LIKE_HERE);
        pair_alone(pairing, &edits.items[i]);
    }
}

/* Whether something with nothing in common may take its place: what is no text of its own. */
static bool is_lenient(const struct content *content)
{
    switch (content->role) {
    case CONTENT_PARAGRAPH: /* that a cell holds */
        return content->parent->parent != NULL && content->parent->parent->role == CONTENT_CELL;
    case CONTENT_ITEM: /* a name rather than a sentence */
        return content->weight <= NAME_WEIGHT;
    case CONTENT_ENUMERATION:
    case CONTENT_SECTION:
    case CONTENT_ATTACHMENT:
    case CONTENT_ROW:
        return false;
    case CONTENT_FIELD:
    case CONTENT_TABLE:
    case CONTENT_COLUMN:
    case CONTENT_CELL:
    case CONTENT_FIGURE:
    case CONTENT_CHART:
    case CONTENT_SEAL:
    case CONTENT_FACT:
        break;
    }
    return true;
}

static struct candidate *candidates(struct arena *arena, const struct content *list)
{
    struct candidate *items = ARENA_ARRAY(arena, struct candidate, list->count + 1);
    struct sample *samples = ARENA_ARRAY(arena, struct sample, list->count + 1);

    for (size_t i = 0; i < list->count; i++) {
        const struct content *child = list->children[i];
        sample_take(&samples[i], child);
        items[i] = (struct candidate){.hash = child->hash,
                                      .weight = child->weight,
                                      .sort = (int)child->role,
                                      .at = i,
                                      .lenient = is_lenient(child),
                                      .sample = &samples[i]};
    }
    return items;
}

/* The heaviest pairs that are in the same order on both sides stay; the others have moved. A tree
 * of maxima over the old places (Fenwick 1994) finds them. */
static void mark_moved(struct arena *arena, struct content *old, struct content *new)
{
    size_t n = old->count;
    size_t *sums = ARENA_ARRAY(arena, size_t, n + 2);  /* the heaviest, */
    size_t *lasts = ARENA_ARRAY(arena, size_t, n + 2); /* and the new child + 1 that ends it */
    size_t *before = ARENA_ARRAY(arena, size_t, new->count + 1);
    size_t best = 0, best_sum = 0;

    for (size_t i = 0; i < new->count; i++) {
        struct content *child = new->children[i];
        if (child->match == NULL || child->match->parent != old) {
            continue;
        }
        size_t sum = 0, last = 0;
        for (size_t at = child->match->index; at > 0; at -= at & (~at + 1)) {
            if (sums[at] > sum) {
                sum = sums[at];
                last = lasts[at];
            }
        }
        sum += child->weight;
        before[i] = last;
        for (size_t at = child->match->index + 1; at <= n; at += at & (~at + 1)) {
            if (sums[at] < sum) {
                sums[at] = sum;
                lasts[at] = i + 1;
            }
        }
        child->moved = child->match->moved = true;
        if (sum > best_sum) {
            best_sum = sum;
            best = i + 1;
        }
    }
    for (; best > 0; best = before[best - 1]) {
        struct content *child = new->children[best - 1];
        child->moved = child->match->moved = false;
    }
}

static void match_list(struct arena *arena, struct content *old, struct content *new,
                       unsigned depth)
{
    struct arena *scratch = arena_child(arena);
    struct pairing pairing = {.arena = scratch,
                              .old = candidates(scratch, old),
                              .new = candidates(scratch, new),
                              .old_count = old->count,
                              .new_count = new->count};

    pair_lists(&pairing);
    for (size_t i = 0; i < old->count; i++) {
        if (pairing.old_match[i] != SIZE_MAX) {
            match_pair(arena, old->children[i], new->children[pairing.old_match[i]], depth);
        }
    }
    mark_moved(scratch, old, new);
    arena_free_child(scratch);
}

/* ---- tables ---- */

static struct candidate *column_candidates(struct arena *arena, const struct content *table,
                                           const struct content *columns)
{
    struct candidate *items = ARENA_ARRAY(arena, struct candidate, columns->count + 1);
    struct sample *samples = ARENA_ARRAY(arena, struct sample, columns->count + 1);

    for (size_t i = 0; i < columns->count; i++) {
        sample_take_column(&samples[i], table, i);
        items[i] = (struct candidate){
            .hash = samples[i].title != 0
                        ? samples[i].title
                        : hash_bytes(HASH_START, samples[i].hashes,
                                     samples[i].count * sizeof *samples[i].hashes),
            .at = i,
            .lenient = true,
            .weight = 1,
            .sample = &samples[i]};
    }
    return items;
}

/* Which column of the new table a column of the old one is; SIZE_MAX: none. */
static size_t match_column(const struct content *column)
{
    return column->match == NULL ? SIZE_MAX : column->match->index;
}

/* A cell is the one in the same row and column. */
static void match_cells(struct arena *arena, struct content *old, struct content *new,
                        const struct content *columns, unsigned depth)
{
    for (size_t i = 0; i < old->count; i++) {
        const struct table_cell *cell = old->children[i]->origin;
        size_t column = cell->column < columns->count
                            ? match_column(columns->children[cell->column])
                            : SIZE_MAX;
        for (size_t k = 0; k < new->count; k++) {
            const struct table_cell *other = new->children[k]->origin;
            if (other->column == column && old->children[i]->match == NULL &&
                new->children[k]->match == NULL) {
                match_pair(arena, old->children[i], new->children[k], depth);
                break;
            }
        }
    }
    struct arena *scratch = arena_child(arena);
    mark_moved(scratch, old, new);
    arena_free_child(scratch);
}

static void match_rows(struct arena *arena, struct content *old, struct content *new,
                       const struct content *columns, unsigned depth)
{
    if (old == NULL || new == NULL) {
        return;
    }
    old->match = new;
    new->match = old;
    match_list(arena, old, new, depth);
    for (size_t i = 0; i < old->count; i++) {
        if (old->children[i]->match != NULL) {
            match_cells(arena, old->children[i], old->children[i]->match, columns, depth);
        }
    }
}

static void match_table(struct arena *arena, struct content *old, struct content *new,
                        unsigned depth)
{
    struct content *old_columns = content_get(old, "columns");
    struct content *new_columns = content_get(new, "columns");
    struct arena *scratch = arena_child(arena);
    struct pairing pairing = {.arena = scratch,
                              .old = column_candidates(scratch, old, old_columns),
                              .new = column_candidates(scratch, new, new_columns),
                              .old_count = old_columns->count,
                              .new_count = new_columns->count};

    pair_lists(&pairing);
    old_columns->match = new_columns;
    new_columns->match = old_columns;
    for (size_t i = 0; i < old_columns->count; i++) {
        if (pairing.old_match[i] != SIZE_MAX) {
            match_pair(arena, old_columns->children[i], new_columns->children[pairing.old_match[i]],
                       depth);
        }
    }
    mark_moved(scratch, old_columns, new_columns);
    arena_free_child(scratch);
    match_rows(arena, content_get(old, "head"), content_get(new, "head"), old_columns, depth);
    match_rows(arena, content_get(old, "rows"), content_get(new, "rows"), old_columns, depth);
}

/* ---- records ---- */

static int by_name(const void *a, const void *b)
{
    const struct content *const *left = a, *const *right = b;

    return strcmp((*left)->name, (*right)->name);
}

static struct content **by_names(struct arena *arena, const struct content *record)
{
    struct content **sorted = ARENA_ARRAY(arena, struct content *, record->count + 1);

    if (record->count > 0) {
        memcpy(sorted, record->children, record->count * sizeof(struct content *));
        qsort(sorted, record->count, sizeof *sorted, by_name);
    }
    return sorted;
}

static void match_record(struct arena *arena, struct content *old, struct content *new,
                         unsigned depth)
{
    struct arena *scratch = arena_child(arena);
    struct content **left = by_names(scratch, old), **right = by_names(scratch, new);

    for (size_t i = 0, k = 0; i < old->count && k < new->count;) {
        int order = strcmp(left[i]->name, right[k]->name);
        if (order == 0 && left[i]->match == NULL && left[i]->kind == right[k]->kind) {
            match_pair(arena, left[i], right[k], depth);
        }
        i += order <= 0;
        k += order >= 0;
    }
    arena_free_child(scratch);
}

static void match_inside(struct arena *arena, struct content *old, struct content *new,
                         unsigned depth)
{
    if (old->hash == new->hash && old->count == new->count) {
        for (size_t i = 0; i < old->count; i++) {
            match_pair(arena, old->children[i], new->children[i], depth);
        }
        return;
    }
    switch (old->kind) {
    case CONTENT_RECORD:
        if (old->role == CONTENT_TABLE && new->role == CONTENT_TABLE) {
            match_table(arena, old, new, depth);
        }
        match_record(arena, old, new, depth);
        break;
    case CONTENT_LIST:
        if (old->role != CONTENT_ROW) { /* cells go by their columns */
            match_list(arena, old, new, depth);
        }
        break;
    case CONTENT_TEXT:
    case CONTENT_VALUE:
        break;
    }
}

/* ---- from one list into another ---- */

static bool may_move(const struct content *content)
{
    switch (content->role) {
    case CONTENT_SECTION:
    case CONTENT_ENUMERATION:
    case CONTENT_TABLE:
    case CONTENT_FIGURE:
    case CONTENT_CHART:
        return true;
    case CONTENT_PARAGRAPH: /* not those of cells */
        return content->parent == NULL || content->parent->parent == NULL ||
               content->parent->parent->role != CONTENT_CELL;
    case CONTENT_FIELD:
    case CONTENT_ATTACHMENT:
    case CONTENT_ITEM:
    case CONTENT_COLUMN:
    case CONTENT_ROW:
    case CONTENT_CELL:
    case CONTENT_SEAL:
    case CONTENT_FACT:
        break;
    }
    return false;
}

struct strays {
    struct arena *arena;
    struct content **items;
    size_t count, capacity;
};

static void collect(struct strays *strays, struct content *content, unsigned depth)
{
    if (content->match == NULL && may_move(content)) {
        strays->items = arena_grow(strays->arena, strays->items, strays->count, &strays->capacity,
                                   sizeof(struct content *));
        strays->items[strays->count++] = content;
    }
    for (size_t i = 0; i < content->count && depth < CONTENT_DEPTH_LIMIT; i++) {
        collect(strays, content->children[i], depth + 1);
    }
}

static struct candidate *stray_candidates(const struct strays *strays)
{
    struct candidate *items = ARENA_ARRAY(strays->arena, struct candidate, strays->count + 1);
    struct sample *samples = ARENA_ARRAY(strays->arena, struct sample, strays->count + 1);

    for (size_t i = 0; i < strays->count; i++) {
        const struct content *content = strays->items[i];
        sample_take(&samples[i], content);
        items[i] = (struct candidate){.hash = content->hash,
                                      .weight = content->weight,
                                      .sort = (int)content->role,
                                      .at = i,
                                      .sample = &samples[i]};
    }
    return items;
}

static void match_strays(struct arena *arena, struct content *old_root, struct content *new_root)
{
    struct arena *scratch = arena_child(arena);
    struct strays old = {.arena = scratch}, new = {.arena = scratch};

    collect(&old, old_root, 0);
    collect(&new, new_root, 0);
    struct pairing pairing = {.arena = scratch,
                              .old = stray_candidates(&old),
                              .new = stray_candidates(&new),
                              .old_count = old.count,
                              .new_count = new.count,
                              .old_match = ARENA_ARRAY(scratch, size_t, old.count + 1),
                              .new_match = ARENA_ARRAY(scratch, size_t, new.count + 1)};
    memset(pairing.old_match, 0xFF, old.count * sizeof(size_t));
    memset(pairing.new_match, 0xFF, new.count * sizeof(size_t));
    pair_equal(&pairing);
    likeness_pair(scratch, pairing.old, old.count, pairing.old_match, pairing.new, new.count,
                  pairing.new_match, LIKE_AWAY);
    /* Those that hold others come first. */
    for (size_t i = 0; i < old.count; i++) {
        struct content *from = old.items[i];
        struct content *to =
            pairing.old_match[i] == SIZE_MAX ? NULL : new.items[pairing.old_match[i]];
        if (to != NULL && from->match == NULL && to->match == NULL &&
            from->weight >= MOVED_WEIGHT) {
            match_pair(arena, from, to, 0);
            from->moved = to->moved = true;
        }
    }
    arena_free_child(scratch);
}

void match_contents(struct arena *arena, struct content *old, struct content *new)
{
    match_pair(arena, old, new, 0);
    match_strays(arena, old, new);
}

/* ---- both as one ---- */

/* Whether an old child still stands where it stood. */
static bool stays(const struct content *child, const struct content *new)
{
    return child->match != NULL && !child->moved && new != NULL && child->match->parent == new;
}

size_t merge_lists(struct arena *arena, const struct content *old, const struct content *new,
                   const struct merged **out)
{
    size_t n = old == NULL ? 0 : old->count, m = new == NULL ? 0 : new->count;
    struct merged *items = ARENA_ARRAY(arena, struct merged, n + m + 1);
    size_t count = 0, at = 0;

    for (size_t i = 0; i <= m; i++) {
        struct content *child = i < m ? new->children[i] : NULL;
        while (at < n && !stays(old->children[at], new)) {
            struct content *gone = old->children[at++];
            items[count++] = (struct merged){gone->match == NULL ? MERGE_DELETED : MERGE_MOVED_AWAY,
                                             gone, gone->match};
        }
        if (child == NULL) {
            break;
        }
        if (child->match == NULL) {
            items[count++] = (struct merged){MERGE_INSERTED, NULL, child};
        } else if (child->moved || child->match->parent != old) {
            items[count++] = (struct merged){MERGE_MOVED_HERE, child->match, child};
        } else {
            items[count++] = (struct merged){MERGE_KEPT, child->match, child};
            at = child->match->index + 1;
        }
    }
    *out = items;
    return count;
}
