#include "diff/compare.h"

#include "base/arena.h"
#include "base/unicode.h"
#include <stdlib.h>
#include <string.h>

enum {
    DISTANCE_LIMIT = 1000, /* edits that are looked for one by one */
    KEPT_CHARACTERS = 4,   /* as few between two larger edits are made part of them */
    KEPT_SHARE = 5,        /* less than a fifth in common: another text */
    SLIDE_LIMIT = 200
};

struct comparison_of_hashes {
    struct arena *arena;
    const uint64_t *old, *new;
    struct edits edits;
    size_t capacity;
};

static void add_edit(struct comparison_of_hashes *work, struct edit edit)
{
    struct edits *edits = &work->edits;

    if (edit.old_start == edit.old_end && edit.new_start == edit.new_end) {
        return;
    }
    struct edit *last = edits->count > 0 ? &edits->items[edits->count - 1] : NULL;
    if (last != NULL && last->old_end == edit.old_start && last->new_end == edit.new_start) {
        last->old_end = edit.old_end;
        last->new_end = edit.new_end;
        return;
    }
    edits->items =
        arena_grow(work->arena, edits->items, edits->count, &work->capacity, sizeof *edits->items);
    edits->items[edits->count++] = edit;
}

/* What of a range is the same at its ends, so that it need not be looked at. */
static void trim(const struct comparison_of_hashes *work, struct edit *range)
{
    while (range->old_start < range->old_end && range->new_start < range->new_end &&
           work->old[range->old_start] == work->new[range->new_start]) {
        range->old_start++;
        range->new_start++;
    }
    while (range->old_start < range->old_end && range->new_start < range->new_end &&
           work->old[range->old_end - 1] == work->new[range->new_end - 1]) {
        range->old_end--;
        range->new_end--;
    }
}

/* How far each diagonal was come to with so many edits: -d, -d + 2, …, d. */
struct front {
    size_t *reached; /* of the old sequence */
};

static size_t reach(const struct front *fronts, size_t d, size_t k)
{
    const size_t *before = fronts[d - 1].reached;

    /* k counts from 0 for the diagonal -d; of the front before, the neighbours are k - 1 and k. */
    if (k == 0 || (k < d && before[k - 1] < before[k])) {
        return before[k]; /* down: something is inserted */
    }
    return before[k - 1] + 1;
}

/* False where there are more edits than are looked for. */
static bool compare_shortest(struct comparison_of_hashes *work, struct edit range)
{
    size_t n = range.old_end - range.old_start, m = range.new_end - range.new_start;
    const uint64_t *old = work->old + range.old_start, *new = work->new + range.new_start;
    size_t most = n + m < DISTANCE_LIMIT ? n + m : DISTANCE_LIMIT;
    struct arena *arena = arena_child(work->arena);
    struct front *fronts = ARENA_ARRAY(arena, struct front, most + 1);
    size_t found = SIZE_MAX;

    for (size_t d = 0; d <= most && found == SIZE_MAX; d++) {
        fronts[d].reached = ARENA_ARRAY(arena, size_t, d + 1);
        for (size_t k = 0; k <= d; k++) {
            size_t x = d == 0 ? 0 : reach(fronts, d, k);
            /* The diagonal is 2k - d: x - y. What lies outside is left as it is. */
            size_t y = x + d - 2 * k;
            while (x < n && y < m && old[x] == new[y]) {
                x++;
                y++;
            }
            fronts[d].reached[k] = x;
            if (x >= n && y == m && x == n) {
                found = k;
                most = d;
                break;
            }
        }
    }
    if (found == SIZE_MAX) {
        arena_free_child(arena);
        return false;
    }
    /* Back from the end, edit by edit. */
    struct edit *way = ARENA_ARRAY(arena, struct edit, most + 1);
    size_t count = 0;
    size_t k = found;
    for (size_t d = most; d > 0; d--) {
        const size_t *before = fronts[d - 1].reached;
        bool down = k == 0 || (k < d && before[k - 1] < before[k]);
        size_t x = down ? before[k] : before[k - 1];
        size_t y = down ? x + d - 1 - 2 * k : x + d - 1 - 2 * (k - 1);
        way[count++] = (struct edit){range.old_start + x, range.old_start + x + !down,
                                     range.new_start + y, range.new_start + y + down};
        k = down ? k : k - 1;
    }
    while (count > 0) {
        add_edit(work, way[--count]);
    }
    arena_free_child(arena);
    return true;
}

/* ---- where there is much that differs: what both have once holds the rest together ---- */

struct sighting {
    uint64_t hash;
    size_t old, new;
    unsigned old_times, new_times;
};

static int by_hash(const void *a, const void *b)
{
    const struct sighting *left = a, *right = b;

    return left->hash < right->hash ? -1 : left->hash > right->hash;
}

static int by_old(const void *a, const void *b)
{
    const struct sighting *left = a, *right = b;

    return left->old < right->old ? -1 : left->old > right->old;
}

/* What stands once on each side, in the old order; how many. */
static size_t find_unique(struct comparison_of_hashes *work, struct arena *arena, struct edit range,
                          struct sighting **out)
{
    size_t n = range.old_end - range.old_start, m = range.new_end - range.new_start;
    struct sighting *all = ARENA_ARRAY(arena, struct sighting, n + m);
    size_t count = 0;

    for (size_t i = 0; i < n; i++) {
        all[i] = (struct sighting){
            .hash = work->old[range.old_start + i], .old = range.old_start + i, .old_times = 1};
    }
    for (size_t i = 0; i < m; i++) {
        all[n + i] = (struct sighting){
            .hash = work->new[range.new_start + i], .new = range.new_start + i, .new_times = 1};
    }
    qsort(all, n + m, sizeof *all, by_hash);
    for (size_t i = 0; i < n + m;) {
        struct sighting sum = {.hash = all[i].hash};
        for (; i < n + m && all[i].hash == sum.hash; i++) {
            sum.old_times += all[i].old_times;
            sum.new_times += all[i].new_times;
            sum.old += all[i].old;
            sum.new += all[i].new;
        }
        if (sum.old_times == 1 && sum.new_times == 1) {
            all[count++] = sum;
        }
    }
    qsort(all, count, sizeof *all, by_old);
    *out = all;
    return count;
}

/* The longest run of them that is in order on the new side, too; how many are left. */
static size_t keep_ascending(struct arena *arena, struct sighting *items, size_t count)
{
    size_t *tails = ARENA_ARRAY(arena, size_t, count + 1);
    size_t *before = ARENA_ARRAY(arena, size_t, count + 1);
    size_t length = 0;

    for (size_t i = 0; i < count; i++) {
        size_t low = 0, high = length;
        while (low < high) {
            size_t middle = (low + high) / 2;
            if (items[tails[middle]].new < items[i].new) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        before[i] = low > 0 ? tails[low - 1] : SIZE_MAX;
        tails[low] = i;
        length = low == length ? length + 1 : length;
    }
    size_t at = length > 0 ? tails[length - 1] : SIZE_MAX;
    struct sighting *kept = ARENA_ARRAY(arena, struct sighting, length + 1);
    for (size_t i = length; i-- > 0; at = before[at]) {
        kept[i] = items[at];
    }
    memcpy(items, kept, length * sizeof *items);
    return length;
}

static void compare_range(struct comparison_of_hashes *work, struct edit range)
{
    trim(work, &range);
    if (range.old_start == range.old_end || range.new_start == range.new_end ||
        !compare_shortest(work, range)) {
        add_edit(work, range);
    }
}

struct edits compare_hashes(struct arena *arena, const uint64_t *old, size_t old_count,
                            const uint64_t *new, size_t new_count)
{
    struct comparison_of_hashes work = {.arena = arena, .old = old, .new = new};
    struct edit all = {0, old_count, 0, new_count};

    trim(&work, &all);
    if (all.old_start == all.old_end || all.new_start == all.new_end) {
        add_edit(&work, all);
    } else if (!compare_shortest(&work, all)) {
        struct arena *scratch = arena_child(arena);
        struct sighting *anchors;
        size_t count = find_unique(&work, scratch, all, &anchors);
        count = keep_ascending(scratch, anchors, count);
        struct edit gap = all;
        for (size_t i = 0; i <= count; i++) {
            gap.old_end = i < count ? anchors[i].old : all.old_end;
            gap.new_end = i < count ? anchors[i].new : all.new_end;
            compare_range(&work, gap);
            gap.old_start = gap.old_end + 1;
            gap.new_start = gap.new_end + 1;
        }
        arena_free_child(scratch);
    }
    return work.edits;
}

/* ---- words ---- */

static const uint64_t *hashes_of(struct arena *arena, const struct words *words)
{
    uint64_t *hashes = ARENA_ARRAY(arena, uint64_t, words->count + 1);

    for (size_t i = 0; i < words->count; i++) {
        hashes[i] = words->items[i].hash;
    }
    return hashes;
}

static size_t characters(const struct words *words, size_t first, size_t end)
{
    size_t count = 0;

    for (size_t i = first; i < end; i++) {
        struct string text = words->items[i].bare;
        count += text.bytes == NULL ? 1 : unicode_count(text.bytes, text.size);
    }
    return count;
}

static size_t size_of(const struct edit *edit, const struct words *old, const struct words *new)
{
    size_t removed = characters(old, edit->old_start, edit->old_end);
    size_t added = characters(new, edit->new_start, edit->new_end);

    return removed > added ? removed : added;
}

/* Takes what is too short to be read as the same into the edits around it. */
static void join_edits(struct edits *edits, const struct words *old, const struct words *new)
{
    size_t kept = 0;

    for (size_t i = 1; i < edits->count; i++) {
        struct edit *last = &edits->items[kept], *edit = &edits->items[i];
        size_t between = characters(old, last->old_end, edit->old_start);
        if (between <= KEPT_CHARACTERS && between <= size_of(last, old, new) &&
            between <= size_of(edit, old, new)) {
            last->old_end = edit->old_end;
            last->new_end = edit->new_end;
        } else {
            edits->items[++kept] = *edit;
        }
    }
    edits->count = edits->count > 0 ? kept + 1 : 0;
}

/* How good a place between two words is for an edit to begin or end. */
static unsigned boundary(const struct words *words, size_t at)
{
    static const struct {
        const char *mark;
        unsigned worth;
    } marks[] = {{"。", 4}, {"；", 4}, {"！", 4}, {"？", 4}, {"，", 3}, {"：", 3}, {"、", 3}};

    if (at == 0 || at == words->count) {
        return 5;
    }
    struct string before = words->items[at - 1].text;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (before.size == strlen(marks[i].mark) &&
            memcmp(before.bytes, marks[i].mark, before.size) == 0) {
            return marks[i].worth;
        }
    }
    return 0;
}

/* 一、[二、]三 rather than 一[、二]、三: what is inserted or deleted alone may be moved along what
 * is the same before and behind it. */
static void slide(struct edit *edit, const struct words *in, size_t low, size_t high, bool added)
{
    size_t start = added ? edit->new_start : edit->old_start;
    size_t end = added ? edit->new_end : edit->old_end;
    size_t best = start, best_worth = 0;
    size_t size = end - start;
    size_t at = start;

    for (unsigned i = 0; i < SLIDE_LIMIT && at > low; i++, at--) {
        if (in->items[at - 1].hash != in->items[at + size - 1].hash) {
            break;
        }
    }
    for (unsigned i = 0; i < 2 * SLIDE_LIMIT; i++, at++) {
        unsigned worth = boundary(in, at) + boundary(in, at + size);
        if (worth > best_worth || (worth == best_worth && at == start)) {
            best_worth = worth;
            best = at;
        }
        if (at + size >= high || in->items[at].hash != in->items[at + size].hash) {
            break;
        }
    }
    edit->old_start = edit->old_start + best - start;
    edit->old_end = edit->old_end + best - start;
    edit->new_start = edit->new_start + best - start;
    edit->new_end = edit->new_end + best - start;
}

struct edits compare_words(struct arena *arena, const struct words *old, const struct words *new)
{
    struct edits edits =
        compare_hashes(arena, hashes_of(arena, old), old->count, hashes_of(arena, new), new->count);
    size_t changed = 0;
    size_t all = characters(old, 0, old->count);

    join_edits(&edits, old, new);
    for (size_t i = 0; i < edits.count; i++) {
        struct edit *edit = &edits.items[i];
        const struct edit *before = i > 0 ? edit - 1 : NULL;
        const struct edit *behind = i + 1 < edits.count ? edit + 1 : NULL;
        changed += characters(old, edit->old_start, edit->old_end);
        if (edit->old_start == edit->old_end) {
            slide(edit, new, before == NULL ? 0 : before->new_end + 1,
                  behind == NULL ? new->count : behind->new_start - 1, true);
        } else if (edit->new_start == edit->new_end) {
            slide(edit, old, before == NULL ? 0 : before->old_end + 1,
                  behind == NULL ? old->count : behind->old_start - 1, false);
        }
    }
    size_t whole = characters(new, 0, new->count);
    whole = whole > all ? whole : all;
    if (edits.count > 1 && (all - changed) * KEPT_SHARE < whole) {
        edits.items[0] = (struct edit){0, old->count, 0, new->count};
        edits.count = 1;
    }
    return edits;
}
