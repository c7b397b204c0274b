#include "diff/likeness.h"

#include "base/arena.h"
#include "report/table.h"
#include <stdlib.h>
#include <string.h>

enum {
    SPREAD_LIMIT = 24,   /* what more parts than that have in common tells nothing */
    TITLE_LIKENESS = 450 /* what the same heading is worth */
};

static uint64_t mix(uint64_t hash)
{
    hash ^= hash >> 33;
    hash *= 0xFF51AFD7ED558CCDU;
    hash ^= hash >> 33;
    hash *= 0xC4CEB9FE1A85EC53U;
    return hash ^ hash >> 33;
}

static void take(struct sample *sample, uint64_t hash)
{
    size_t low = 0, high = sample->count;

    hash = mix(hash);
    if (sample->count == SAMPLE_LIMIT && hash > sample->hashes[SAMPLE_LIMIT - 1]) {
        return;
    }
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (sample->hashes[middle] < hash) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low < sample->count && sample->hashes[low] == hash) {
        return;
    }
    size_t kept = sample->count < SAMPLE_LIMIT ? sample->count : SAMPLE_LIMIT - 1;
    memmove(sample->hashes + low + 1, sample->hashes + low, (kept - low) * sizeof(uint64_t));
    sample->hashes[low] = hash;
    sample->count = kept + 1;
}

static void take_all(struct sample *sample, const struct content *content, unsigned depth)
{
    uint64_t before = 0;

    for (size_t i = 0; i < content->words.count; i++) {
        const struct word *word = &content->words.items[i];
        if (word->bare.size < 2) { /* spaces, line ends, ASCII marks */
            continue;
        }
        take(sample, word->hash);
        if (before != 0) {
            take(sample, word->hash * 31 + before);
        }
        before = word->hash;
    }
    if (content->kind == CONTENT_VALUE) {
        take(sample, content->hash);
    }
    for (size_t i = 0; i < content->count && depth < CONTENT_DEPTH_LIMIT; i++) {
        take_all(sample, content->children[i], depth + 1);
    }
}

void sample_take(struct sample *sample, const struct content *content)
{
    const struct content *title = NULL;

    take_all(sample, content, 0);
    if (content->role == CONTENT_SECTION) {
        title = content_get(content, "heading");
    } else if (content->role == CONTENT_ATTACHMENT) {
        title = content_get(content, "title");
    } else if (content->role == CONTENT_TABLE) {
        title = content_get(content, "caption");
    } else if (content->role == CONTENT_ROW && content->count > 0) {
        title = content->children[0];
    } else if (content->kind == CONTENT_RECORD) {
        title = content_get(content, "label");
    }
    sample->title = title == NULL ? 0 : title->hash;
}

void sample_take_column(struct sample *sample, const struct content *table, size_t column)
{
    static const char *const parts[] = {"head", "rows"};
    bool first = true;

    for (size_t k = 0; k < sizeof parts / sizeof *parts; k++) {
        const struct content *rows = content_get(table, parts[k]);
        for (size_t i = 0; rows != NULL && i < rows->count; i++) {
            const struct content *row = rows->children[i];
            for (size_t c = 0; c < row->count; c++) {
                const struct table_cell *cell = row->children[c]->origin;
                if (cell->column == column && cell->columns == 1) {
                    /* By its row: numbers are alike everywhere. */
                    take(sample, row->children[c]->hash * 31 + i);
                    sample->title = first ? row->children[c]->hash : sample->title;
                    first = false;
                }
            }
        }
    }
}

/* In thousandths. */
static unsigned likeness(const struct sample *a, const struct sample *b)
{
    size_t common = 0;

    for (size_t i = 0, k = 0; i < a->count && k < b->count;) {
        if (a->hashes[i] == b->hashes[k]) {
            common++;
        }
        bool less = a->hashes[i] < b->hashes[k];
        bool equal = a->hashes[i] == b->hashes[k];
        i += less || equal;
        k += !less || equal;
    }
    size_t all = a->count + b->count;
    unsigned share = all == 0 ? 0 : (unsigned)(2000 * common / all);
    if (a->title != 0 && a->title == b->title) {
        share = share + TITLE_LIKENESS > 1000 ? 1000 : share + TITLE_LIKENESS;
    }
    return share;
}

struct couple {
    unsigned likeness;
    size_t distance, old, new;
};

static int by_likeness(const void *a, const void *b)
{
    const struct couple *left = a, *right = b;

    if (left->likeness != right->likeness) {
        return left->likeness > right->likeness ? -1 : 1;
    }
    if (left->distance != right->distance) {
        return left->distance < right->distance ? -1 : 1;
    }
    if (left->new != right->new) {
        return left->new < right->new ? -1 : 1;
    }
    return left->old < right->old ? -1 : left->old > right->old;
}

struct posting {
    uint64_t hash;
    size_t old;
};

static int by_posting(const void *a, const void *b)
{
    const struct posting *left = a, *right = b;

    if (left->hash != right->hash) {
        return left->hash < right->hash ? -1 : 1;
    }
    return left->old < right->old ? -1 : left->old > right->old;
}

/* The hashes of all old candidates, sorted. */
static struct posting *make_index(struct arena *arena, const struct candidate *old, size_t count,
                                  const size_t *match, size_t *size)
{
    struct posting *index = ARENA_ARRAY(arena, struct posting, count * (SAMPLE_LIMIT + 1) + 1);

    *size = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; match[i] == SIZE_MAX && k < old[i].sample->count; k++) {
            index[(*size)++] = (struct posting){old[i].sample->hashes[k], i};
        }
        if (match[i] == SIZE_MAX && old[i].sample->title != 0) {
            index[(*size)++] = (struct posting){old[i].sample->title, i};
        }
    }
    qsort(index, *size, sizeof *index, by_posting);
    return index;
}

static size_t find_posting(const struct posting *index, size_t size, uint64_t hash)
{
    size_t low = 0, high = size;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (index[middle].hash < hash) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

void likeness_pair(struct arena *arena, const struct candidate *old, size_t old_count,
                   size_t *old_match, const struct candidate *new, size_t new_count,
                   size_t *new_match, unsigned least)
{
    struct arena *scratch = arena_child(arena);
    size_t size;
    const struct posting *index = make_index(scratch, old, old_count, old_match, &size);
    size_t *seen = ARENA_ARRAY(scratch, size_t, old_count + 1); /* new index + 1 */
    struct couple *couples = NULL;
    size_t count = 0, capacity = 0;

    for (size_t i = 0; i < new_count; i++) {
        const struct sample *sample = new[i].sample;
        for (size_t k = 0; new_match[i] == SIZE_MAX && k <= sample->count; k++) {
            uint64_t hash = k < sample->count ? sample->hashes[k] : sample->title;
            size_t first = find_posting(index, size, hash);
            size_t end = first;
            while (end < size && index[end].hash == hash && end - first <= SPREAD_LIMIT) {
                end++;
            }
            if (end - first > SPREAD_LIMIT || hash == 0) {
                continue;
            }
            for (size_t p = first; p < end; p++) {
                size_t other = index[p].old;
                if (seen[other] == i + 1 || old[other].sort != new[i].sort) {
                    continue;
                }
                seen[other] = i + 1;
                unsigned how = likeness(old[other].sample, sample);
                if (how >= least) {
                    size_t distance = old[other].at > new[i].at ? old[other].at - new[i].at
                                                                : new[i].at - old[other].at;
                    couples = arena_grow(scratch, couples, count, &capacity, sizeof *couples);
                    couples[count++] = (struct couple){how, distance, other, i};
                }
            }
        }
    }
    if (count > 0) {
        qsort(couples, count, sizeof *couples, by_likeness);
    }
    for (size_t i = 0; i < count; i++) {
        if (old_match[couples[i].old] == SIZE_MAX && new_match[couples[i].new] == SIZE_MAX) {
            old_match[couples[i].old] = couples[i].new;
            new_match[couples[i].new] = couples[i].old;
        }
    }
    arena_free_child(scratch);
}
