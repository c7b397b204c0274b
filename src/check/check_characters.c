/* Characters and numbers that have a standard of their own. */
#include "check/check.h"

#include "base/arena.h"
#include "base/unicode.h"
#include "check/pattern.h"
#include <stdlib.h>

static int compare(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

/* The hanzi of a file in order; lines that begin with # do not count. */
static const uint32_t *read_characters(const struct checking *checking, size_t *count)
{
    const char *path = arena_format(checking->arena, "%s/%s", checking->file->folder,
                                    checking->rule->file.string.bytes);
    const struct source *source = source_read(checking->arena, path, checking->diagnostics);

    *count = 0;
    if (source == NULL) {
        return NULL;
    }
    uint32_t *characters = ARENA_ARRAY(checking->arena, uint32_t,
                                       unicode_count(source->text.bytes, source->text.size));
    for (uint32_t line = 1; line <= source->line_count; line++) {
        struct string text = source_line(source, line);
        for (size_t offset = 0; offset < text.size && text.bytes[0] != '#';) {
            uint32_t character = unicode_decode(text.bytes, text.size, &offset);
            if (unicode_is_han(character)) {
                characters[(*count)++] = character;
            }
        }
    }
    qsort(characters, *count, sizeof *characters, compare);
    return characters;
}

/* Hanzi that a table (通用规范汉字表) lacks. {1}: the character. */
void check_standard_characters(const struct checking *checking)
{
    size_t count;
    const uint32_t *characters = read_characters(checking, &count);

    for (size_t i = 0; i < checking->script->count && count > 0; i++) {
        const struct passage *passage = &checking->script->passages[i];
        struct string text = passage->expansion.string;
        for (size_t offset = 0; offset < text.size && checking_wants(checking, passage);) {
            size_t at = offset;
            uint32_t character = unicode_decode(text.bytes, text.size, &offset);
            if (unicode_is_han(character) && character != 0x3007 && character != 0x3005 &&
                bsearch(&character, characters, count, sizeof *characters, compare) == NULL) {
                FINDING(checking, passage_place(passage, at),
                        checking_quote(checking, text, at, offset));
            }
        }
    }
}

enum { IDENTITY_DIGITS = 17 };

/* Whether the last character of 18 is what GB 11643 computes of those before. */
static bool is_identity_number(struct string text)
{
    static const int weights[IDENTITY_DIGITS] = {7, 9, 10, 5,  8, 4, 2, 1, 6,
                                                 3, 7, 9,  10, 5, 8, 4, 2};
    static const char last[] = "10X98765432";
    char digits[IDENTITY_DIGITS + 1] = {0};
    size_t count = 0;
    int sum = 0;

    for (size_t i = 0; i < text.size; i++) { /* they may stand in groups */
        if (text.bytes[i] != ' ' && count <= IDENTITY_DIGITS) {
            digits[count] = text.bytes[i];
        }
        count += text.bytes[i] != ' ';
    }
    for (size_t i = 0; i < IDENTITY_DIGITS; i++) {
        if (digits[i] < '0' || digits[i] > '9') {
            return false;
        }
        sum += (digits[i] - '0') * weights[i];
    }
    int given = digits[IDENTITY_DIGITS] == 'x' ? 'X' : digits[IDENTITY_DIGITS];
    return count == IDENTITY_DIGITS + 1 && given == last[sum % 11];
}

/* 公民身份号码: what the pattern finds and whose check digit is right. {1}: its first six digits.
 */
void check_identity_number(const struct checking *checking)
{
    struct pattern *pattern = checking->rule->compiled.pattern;

    for (size_t i = 0; i < checking->script->count; i++) {
        const struct passage *passage = &checking->script->passages[i];
        struct string text = passage->expansion.string;
        struct match match;
        size_t from = 0;
        while (checking_wants(checking, passage) && pattern_find(pattern, text, from, &match) &&
               match.end[0] > match.start[0]) {
            if (is_identity_number(
                    (struct string){text.bytes + match.start[0], match.end[0] - match.start[0]})) {
                FINDING(checking, passage_place(passage, match.start[0]),
                        checking_quote(checking, text, match.start[0], match.start[0] + 6));
            }
            from = match.end[0];
        }
    }
}
