/* Enumerations written out in the text (一是…二是…): whether they count on without a gap. */
#include "check/check.h"

#include "base/arena.h"
#include "base/unicode.h"
#include "check/hanzi_number.h"
#include <string.h>

/* Marks behind which an item may begin. */
static const char *const starts = "。；：！？，”）\xE2\x80\xA8"; /* the last: a line break */

/* How a series counts. */
enum numerals { NUMERALS_HANZI, NUMERALS_ARABIC, NUMERALS_CIRCLED };

/* What stands for a number in a rule's words, in the order of enum numerals. */
static const char *const number_marks[] = {"{n}", "{1}", "{①}"};

enum { CIRCLED_ONE = 0x2460, CIRCLED_LAST = 0x2473, ARABIC_DIGITS = 2, YEAR_DIGITS = 4 };

/* A series of a rule, "第{n}，": what stands before and behind its numbers. */
struct series {
    enum numerals numerals;
    struct string before, behind;
    unsigned count;                /* the last number seen; 0: none */
    const struct passage *passage; /* where that stands */
    size_t offset;
};

static struct series series_of(struct text word)
{
    for (size_t i = 0; i < sizeof number_marks / sizeof *number_marks; i++) {
        const char *mark = strstr(word.string.bytes, number_marks[i]);
        if (mark != NULL) {
            size_t before = (size_t)(mark - word.string.bytes);
            size_t behind = before + strlen(number_marks[i]);
            return (struct series){
                .numerals = (enum numerals)i,
                .before = {word.string.bytes, before},
                .behind = {word.string.bytes + behind, word.string.size - behind}};
        }
    }
    return (struct series){.before = word.string,
                           .behind = {word.string.bytes + word.string.size, 0}};
}

static bool begins(struct string text, size_t offset, struct string with)
{
    return text.size - offset >= with.size &&
           memcmp(text.bytes + offset, with.bytes, with.size) == 0;
}

/* How many digits stand there. */
static size_t count_digits(struct string text, size_t offset)
{
    size_t count = 0;

    while (offset + count < text.size && text.bytes[offset + count] >= '0' &&
           text.bytes[offset + count] <= '9') {
        count++;
    }
    return count;
}

static unsigned read_arabic(struct string text, size_t *offset)
{
    size_t count = count_digits(text, *offset);
    unsigned number = 0;

    for (size_t i = 0; i < count && count <= ARABIC_DIGITS; i++) {
        number = number * 10 + (unsigned)(text.bytes[(*offset)++] - '0');
    }
    return number;
}

static unsigned read_circled(struct string text, size_t *offset)
{
    size_t next = *offset;
    uint32_t character = next < text.size ? unicode_decode(text.bytes, text.size, &next) : 0;

    if (character < CIRCLED_ONE || character > CIRCLED_LAST) {
        return 0;
    }
    *offset = next;
    return character - CIRCLED_ONE + 1;
}

static unsigned read_number(enum numerals numerals, struct string text, size_t *offset)
{
    switch (numerals) {
    case NUMERALS_HANZI:
        return hanzi_number_read(text, offset);
    case NUMERALS_ARABIC:
        return read_arabic(text, offset);
    case NUMERALS_CIRCLED:
        return read_circled(text, offset);
    }
    return 0;
}

/* Whether 3.5 stands there rather than a third item; 1.2024年 begins with a year. */
static bool is_decimal(const struct series *series, struct string text, size_t at)
{
    size_t count = series->numerals == NUMERALS_ARABIC ? count_digits(text, at) : 0;

    return count > 0 &&
           (count != YEAR_DIGITS || !begins(text, at + count, (struct string){"年", strlen("年")}));
}

/* The number of the series that stands at `offset`, or 0. */
static unsigned number_at(const struct series *series, struct string text, size_t offset)
{
    if (!begins(text, offset, series->before)) {
        return 0;
    }
    size_t at = offset + series->before.size;
    unsigned number = read_number(series->numerals, text, &at);

    return number > 0 && begins(text, at, series->behind) &&
                   !is_decimal(series, text, at + series->behind.size)
               ? number
               : 0;
}

static const char *spell(const struct checking *checking, const struct series *series,
                         unsigned number)
{
    struct buffer out = buffer_new(checking->arena);

    buffer_add(&out, series->before.bytes, series->before.size);
    switch (series->numerals) {
    case NUMERALS_HANZI:
        buffer_add_string(&out, hanzi_number_write(checking->arena, number));
        break;
    case NUMERALS_ARABIC:
        buffer_add_integer(&out, number);
        break;
    case NUMERALS_CIRCLED:
        buffer_add_character(&out, CIRCLED_ONE + number - 1);
        break;
    }
    buffer_add(&out, series->behind.bytes, series->behind.size);
    return buffer_string(&out).bytes;
}

/* 一是 rather than （一）, which may be anything. */
static bool has_words(const struct series *series)
{
    struct string first = series->before.size > 0 ? series->before : series->behind;
    size_t offset = 0;

    return first.size > 0 && unicode_is_han(unicode_decode(first.bytes, first.size, &offset));
}

/* The series ends: one item alone enumerates nothing. */
static void finish(const struct checking *checking, struct series *series)
{
    if (series->count == 1 && has_words(series)) {
        FINDING(checking, passage_place(series->passage, series->offset),
                spell(checking, series, 1), spell(checking, series, 2));
    }
    series->count = 0;
}

static void meet(const struct checking *checking, struct series *series,
                 const struct passage *passage, size_t offset, unsigned number)
{
    if (number == 1) {
        finish(checking, series);
    } else if (series->count == 0 && !has_words(series)) {
        return; /* （三） by itself may be of something that is quoted */
    } else if (number != series->count + 1) {
        FINDING(checking, passage_place(passage, offset), spell(checking, series, number),
                spell(checking, series, series->count + 1));
    }
    series->count = number;
    series->passage = passage;
    series->offset = offset;
}

static void read_passage(const struct checking *checking, struct series *series,
                         const struct passage *passage)
{
    struct string text = passage->expansion.string;
    bool start = true;

    for (size_t offset = 0; offset < text.size;) {
        unsigned number = start ? number_at(series, text, offset) : 0;
        if (number > 0) {
            meet(checking, series, passage, offset, number);
        }
        size_t at = offset;
        uint32_t character = unicode_decode(text.bytes, text.size, &offset);
        char bytes[5] = {0};
        memcpy(bytes, text.bytes + at, offset - at < 4 ? offset - at : 4);
        start = strstr(starts, bytes) != NULL || (start && unicode_is_blank(character));
    }
}

/* An enumeration may go on in the next paragraph, not under the next heading. */
void check_enumeration(const struct checking *checking)
{
    const struct text *words = checking->rule->words.items;

    for (size_t i = 0; i < checking->rule->words.count; i++) {
        struct series series = series_of(words[i]);
        for (size_t k = 0; k < checking->script->count; k++) {
            const struct passage *passage = &checking->script->passages[k];
            if (passage->role == PASSAGE_HEADING || passage->role == PASSAGE_TITLE) {
                finish(checking, &series);
            } else if (checking_wants(checking, passage)) {
                read_passage(checking, &series, passage);
            }
        }
        finish(checking, &series);
    }
}
