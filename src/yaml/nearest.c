#include "yaml/nearest.h"

#include "base/unicode.h"
#include <string.h>

/* Longer names have nothing near: nobody mistypes a name of this length, and the search must be
 * bounded. In characters. */
enum { NEAREST_LIMIT = 64 };

struct letters {
    uint32_t at[NEAREST_LIMIT];
    size_t count;
};

static bool spell(const char *name, struct letters *letters)
{
    size_t size = strnlen(name, NEAREST_LIMIT * 4 + 1);
    size_t offset = 0;

    letters->count = 0;
    while (offset < size) {
        if (letters->count == NEAREST_LIMIT) {
            return false;
        }
        letters->at[letters->count++] = unicode_decode(name, size, &offset);
    }
    return true;
}

/* Insertions, deletions, changes and swaps of neighbours (Damerau, each place touched once). */
static size_t distance(const struct letters *a, const struct letters *b)
{
    size_t rows[3][NEAREST_LIMIT + 1];
    size_t *before = rows[0], *last = rows[1], *row = rows[2];

    for (size_t j = 0; j <= b->count; j++) {
        last[j] = j;
    }
    for (size_t i = 1; i <= a->count; i++) {
        row[0] = i;
        for (size_t j = 1; j <= b->count; j++) {
            bool same = a->at[i - 1] == b->at[j - 1];
            size_t best = last[j - 1] + !same;
            if (last[j] + 1 < best) {
                best = last[j] + 1;
            }
            if (row[j - 1] + 1 < best) {
                best = row[j - 1] + 1;
            }
            if (i > 1 && j > 1 && a->at[i - 1] == b->at[j - 2] && a->at[i - 2] == b->at[j - 1] &&
                before[j - 2] + 1 < best) {
                best = before[j - 2] + 1;
            }
            row[j] = best;
        }
        size_t *spare = before;
        before = last;
        last = row;
        row = spare;
    }
    return last[b->count];
}

static size_t allowed_distance(size_t longer)
{
    size_t third = longer / 3;

    return longer >= 3 && third < 2 ? 2 : third;
}

const char *nearest_name(struct arena *arena, const char *wrong, const char *const *names,
                         size_t count)
{
    struct letters written, letters;
    const char *nearest = NULL;
    size_t least = SIZE_MAX;

    (void)arena;
    if (!spell(wrong, &written)) {
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        if (!spell(names[i], &letters)) {
            continue;
        }
        bool longer = letters.count > written.count;
        size_t most = longer ? letters.count : written.count;
        size_t difference = most - (longer ? written.count : letters.count);
        if (difference > allowed_distance(most) || difference >= least) {
            continue;
        }
        size_t found = distance(&written, &letters);
        if (found <= allowed_distance(most) && found < least) {
            least = found;
            nearest = names[i];
        }
    }
    return nearest;
}

void nearest_report(struct arena *arena, struct diagnostics *diagnostics,
                    struct unknown_name messages, struct text name, const char *const *names,
                    size_t count)
{
    if (diagnostics->count == diagnostics->limit) { /* it is only counted */
        REPORT(diagnostics, messages.unknown, name.place, "", "");
        return;
    }
    const char *meant = nearest_name(arena, name.string.bytes, names, count);
    if (meant != NULL) {
        REPORT(diagnostics, messages.near, name.place, name.string.bytes, meant);
    } else {
        REPORT(diagnostics, messages.unknown, name.place, name.string.bytes,
               message_join(arena, names, count));
    }
}
