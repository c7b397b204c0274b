/* Headings beside each other. */
#include "check/check.h"

#include "base/arena.h"
#include "base/unicode.h"
#include <string.h>

static const char *const marks = "。；，、：！？.;,:!?";

/* The mark that a text ends with: its offset, or the text's size where it ends with none. */
static size_t final_mark(struct string text)
{
    size_t last = 0;

    for (size_t offset = 0; offset < text.size;) {
        last = offset;
        (void)unicode_decode(text.bytes, text.size, &offset);
    }
    char bytes[5] = {0};
    memcpy(bytes, text.bytes + last, text.size - last < 4 ? text.size - last : 4);
    return bytes[0] != '\0' && strstr(marks, bytes) != NULL ? last : text.size;
}

static bool ends_with_mark(const struct passage *heading)
{
    return final_mark(heading->expansion.string) < heading->expansion.string.size;
}

/* Siblings: how many end with a mark, how many without. */
struct siblings {
    size_t with, without;
};

/* One that ends with a mark where most of its siblings do not. {1}: the mark. */
void check_heading_ends(const struct checking *checking)
{
    const struct script *script = checking->script;
    struct siblings *all = ARENA_ARRAY(checking->arena, struct siblings, script->count);
    size_t *group = ARENA_ARRAY(checking->arena, size_t, script->count);
    size_t last[REPORT_LEVEL_LIMIT + 1]; /* the heading before of each level, or NO_PASSAGE */

    for (size_t level = 0; level <= REPORT_LEVEL_LIMIT; level++) {
        last[level] = NO_PASSAGE;
    }

    for (size_t i = 0; i < script->count; i++) {
        const struct passage *passage = &script->passages[i];
        bool known = passage->role == PASSAGE_HEADING && passage->level <= REPORT_LEVEL_LIMIT;
        if (passage->role == PASSAGE_TITLE || known) {
            for (size_t level = known ? passage->level + 1 : 0; level <= REPORT_LEVEL_LIMIT;
                 level++) {
                last[level] = NO_PASSAGE;
            }
        }
        if (known) {
            size_t before = last[passage->level];
            group[i] = before == NO_PASSAGE ? i : group[before];
            all[group[i]].with += ends_with_mark(passage);
            all[group[i]].without += !ends_with_mark(passage);
            last[passage->level] = i;
        }
    }
    for (size_t i = 0; i < script->count; i++) {
        const struct passage *passage = &script->passages[i];
        struct string text = passage->expansion.string;
        bool known = passage->role == PASSAGE_HEADING && passage->level <= REPORT_LEVEL_LIMIT;
        if (known && ends_with_mark(passage) && all[group[i]].with <= all[group[i]].without) {
            FINDING(checking, passage_place(passage, final_mark(text)),
                    checking_quote(checking, text, final_mark(text), text.size));
        }
    }
}
