/*
 * Where lines may end: Unicode's own test of UAX #14, by the default algorithm, and by the one that
 * is tailored for Chinese, whose every difference must have a name and a reason.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/cluster.h"
#include "text/line_break.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of Debian's package unicode-data. */
#define TESTS "/usr/share/unicode/auxiliary/LineBreakTest.txt"
#define CLASSES "/usr/share/unicode/LineBreak.txt"

enum { SAMPLE_MAX = 64, LINES_LEAST = 7654 };

struct sample {
    uint32_t characters[SAMPLE_MAX];
    bool breaks[SAMPLE_MAX]; /* before each */
    size_t count;
};

static bool read_sample(const char *line, struct sample *sample)
{
    bool may = false;

    sample->count = 0;
    while (*line != '\0' && *line != '#' && *line != '\n') {
        char *end;
        if (strncmp(line, "÷", 2) == 0 || strncmp(line, "×", 2) == 0) {
            may = strncmp(line, "÷", 2) == 0;
            line += 2;
        } else if (*line == ' ' || *line == '\t') {
            line++;
        } else {
            assert_true(sample->count < SAMPLE_MAX);
            sample->characters[sample->count] = (uint32_t)strtoul(line, &end, 16);
            sample->breaks[sample->count++] = may;
            assert_true(end > line);
            line = end;
        }
    }
    return sample->count > 0;
}

static FILE *open_data(const char *path)
{
    FILE *file = fopen(path, "r");

    if (file == NULL) {
        fail_msg("%s: install unicode-data", path);
    }
    return file;
}

/* The class of the next character that is no combining mark. */
static enum line_break_class class_behind(const struct sample *sample, size_t index)
{
    for (size_t i = index + 1; i < sample->count; i++) {
        enum line_break_class class = unicode_line_break(sample->characters[i]);
        if (class != LINE_BREAK_CM && class != LINE_BREAK_ZWJ) {
            return class;
        }
    }
    return LINE_BREAK_XX;
}

static void test_default(void **state)
{
    FILE *file = open_data(TESTS);
    char line[4096];
    size_t lines = 0, wrong = 0;

    (void)state;
    while (fgets(line, sizeof line, file) != NULL) {
        struct sample sample;
        struct line_breaker breaker = {0};
        if (!read_sample(line, &sample)) {
            continue;
        }
        lines++;
        for (size_t i = 0; i < sample.count; i++) {
            enum line_break may = line_breaker_step(
                &breaker, unicode_line_break(sample.characters[i]), class_behind(&sample, i));
            if ((may != LINE_BREAK_PROHIBITED) != sample.breaks[i]) {
                print_error("before character %zu: %s", i + 1, line);
                wrong++;
            }
        }
    }
    fclose(file);
    assert_true(lines >= LINES_LEAST);
    assert_int_equal(wrong, 0);
}

/* ---- tailored for Chinese ---- */

/* The sample as clusters, a character with its marks each; `owner` says which cluster a character
 * begins, SIZE_MAX: none. */
static size_t make_clusters(const struct sample *sample, struct cluster *clusters, size_t *owner)
{
    size_t count = 0;

    for (size_t i = 0; i < sample->count; i++) {
        uint32_t character = sample->characters[i];
        uint32_t before = i > 0 ? sample->characters[i - 1] : 0;
        uint32_t after = i + 1 < sample->count ? sample->characters[i + 1] : 0;
        owner[i] = SIZE_MAX;
        if (i > 0 && unicode_is_extend(character)) {
            clusters[count - 1].is.last = character;
            continue;
        }
        struct neighbour is = {character_class(before, character, after), character, character, 0};
        clusters[count] = (struct cluster){.is = is};
        owner[i] = count++;
    }
    return count;
}

/* A difference: whether a line may end before character `at`, tailored. */
struct difference {
    const struct sample *sample;
    size_t at;
    bool may;
};

static uint32_t after_of(const struct difference *difference)
{
    return difference->sample->characters[difference->at];
}

/* The character before, combining marks left out. */
static uint32_t before_of(const struct difference *difference)
{
    size_t at = difference->at;

    while (at > 1 && unicode_is_extend(difference->sample->characters[at - 1])) {
        at--;
    }
    return difference->sample->characters[at - 1];
}

static bool marked(const struct difference *difference)
{
    return unicode_is_extend(difference->sample->characters[difference->at - 1]);
}

static bool is_one_of(uint32_t character, const enum line_break_class *classes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (unicode_line_break(character) == classes[i]) {
            return true;
        }
    }
    return false;
}

#define IS(character, ...)                                             \
    is_one_of(character, (const enum line_break_class[]){__VA_ARGS__}, \
              sizeof((const enum line_break_class[]){__VA_ARGS__}) /   \
                  sizeof(enum line_break_class))

static bool is_at_start(const struct difference *difference)
{
    return !difference->may && before_of(difference) != 0x2014 &&
           IS(before_of(difference), LINE_BREAK_SP, LINE_BREAK_ZW, LINE_BREAK_CB) &&
           IS(after_of(difference), LINE_BREAK_CL, LINE_BREAK_CP, LINE_BREAK_EX, LINE_BREAK_IS,
              LINE_BREAK_SY, LINE_BREAK_NS, LINE_BREAK_CJ, LINE_BREAK_IN, LINE_BREAK_BA,
              LINE_BREAK_HY);
}

static bool is_single_dash(const struct difference *difference)
{
    return !difference->may && after_of(difference) == 0x2014;
}

static bool is_solidus(const struct difference *difference)
{
    size_t at = difference->at;

    while (at > 0 && (unicode_is_extend(difference->sample->characters[at - 1]) ||
                      difference->sample->characters[at - 1] == ' ' ||
                      difference->sample->characters[at - 1] == 0x200B)) {
        at--;
    }
    return !difference->may && at > 0 && difference->sample->characters[at - 1] == '/';
}

static bool is_mark(const struct difference *difference)
{
    return !difference->may && unicode_is_extend(after_of(difference));
}

static bool is_word(uint32_t character)
{
    return character < 0x2E80 &&
           IS(character, LINE_BREAK_AI, LINE_BREAK_AL, LINE_BREAK_HL, LINE_BREAK_SA, LINE_BREAK_NU,
              LINE_BREAK_OP, LINE_BREAK_CL, LINE_BREAK_CP, LINE_BREAK_EX, LINE_BREAK_IS,
              LINE_BREAK_IN, LINE_BREAK_PR, LINE_BREAK_PO, LINE_BREAK_BB, LINE_BREAK_NS,
              LINE_BREAK_HY);
}

static bool is_latin_word(const struct difference *difference)
{
    bool unknown =
        IS(after_of(difference), LINE_BREAK_XX) || IS(before_of(difference), LINE_BREAK_XX);

    return !difference->may && (is_word(before_of(difference)) || unknown) &&
           (is_word(after_of(difference)) || unknown);
}

static bool is_counter(const struct difference *difference)
{
    return !difference->may && IS(before_of(difference), LINE_BREAK_NU) &&
           unicode_is_han(after_of(difference));
}

static bool is_spaced_number(const struct difference *difference)
{
    size_t at = difference->at;
    uint32_t before = at > 1 ? difference->sample->characters[at - 2] : 0;

    if (unicode_is_extend(before) && at > 2) {
        before = difference->sample->characters[at - 3];
    }
    return !difference->may && before_of(difference) == ' ' &&
           ((IS(before, LINE_BREAK_PR) && IS(after_of(difference), LINE_BREAK_NU)) ||
            (IS(before, LINE_BREAK_NU) && IS(after_of(difference), LINE_BREAK_PO)));
}

static bool is_soft_hyphen(const struct difference *difference)
{
    return !difference->may && before_of(difference) == 0xAD;
}

static bool is_symbol(const struct difference *difference)
{
    uint32_t before = before_of(difference), after = after_of(difference);

    return difference->may &&
           ((before >= 0x2190 && before < 0x2E80) || (after >= 0x2190 && after < 0x2E80));
}

static bool is_tab(const struct difference *difference)
{
    return (before_of(difference) == '\t' && (difference->may || marked(difference))) ||
           (after_of(difference) == '\t' && !difference->may);
}

static bool is_glue(const struct difference *difference)
{
    return !difference->may && IS(after_of(difference), LINE_BREAK_GL);
}

static bool is_joiner(const struct difference *difference)
{
    return !difference->may && before_of(difference) == 0x200D;
}

static const struct tailoring {
    const char *name, *why;
    bool (*explains)(const struct difference *difference);
} tailorings[] = {
    {"避头", "CLREQ: what may not begin a line does not begin it behind a space either",
     is_at_start},
    {"/", "GB/T 15834 5.1.9: stands neither first nor last on a line", is_solidus},
    {"marks", "a combining mark stays with whatever stands before it, be it a space", is_mark},
    {"units", "a number is not parted from its counter: 2023年, 12049条", is_counter},
    {"spaced units", "nor are they at a space between: № 12, 5 %", is_spaced_number},
    {"soft hyphen", "CLREQ: Chinese does not hyphenate", is_soft_hyphen},
    {"symbols", "CLREQ: ⊕, ① and others of the Chinese face are set like hanzi", is_symbol},
    {"tab", "a tab is set like a space", is_tab},
    {"no-break space", "is a space, and would vanish at the start of a line", is_glue},
    {"joiner", "a joiner that begins a text joins, with a combining mark, too", is_joiner},
    {"single —", "CLREQ: a 一字线 does not begin a line; a 破折号 may", is_single_dash},
    {"Latin words", "CLREQ: words are not broken, nor are the marks between their letters",
     is_latin_word},
};
enum { TAILORINGS = sizeof tailorings / sizeof *tailorings };

static void test_tailored(void **state)
{
    FILE *file = open_data(TESTS);
    char line[4096];
    size_t lines = 0, strange = 0, used[TAILORINGS] = {0};

    (void)state;
    while (fgets(line, sizeof line, file) != NULL) {
        struct sample sample;
        struct cluster clusters[SAMPLE_MAX];
        size_t owner[SAMPLE_MAX];
        if (!read_sample(line, &sample)) {
            continue;
        }
        lines++;
        cluster_relate(clusters, make_clusters(&sample, clusters, owner));
        for (size_t i = 1; i < sample.count; i++) {
            bool may = owner[i] != SIZE_MAX && clusters[owner[i] - 1].penalty < BREAK_FORBIDDEN;
            struct difference difference = {&sample, i, may};
            size_t row = 0;
            while (row < TAILORINGS && !tailorings[row].explains(&difference)) {
                row++;
            }
            if (may != sample.breaks[i] && row == TAILORINGS) {
                print_error("%s before character %zu: %s", may ? "a break" : "none", i + 1, line);
                strange++;
            } else if (may != sample.breaks[i]) {
                used[row]++;
            }
        }
    }
    fclose(file);
    assert_true(lines >= LINES_LEAST);
    assert_int_equal(strange, 0);
    for (size_t i = 0; i < TAILORINGS; i++) {
        if (used[i] == 0) {
            fail_msg("the tailoring \"%s\" (%s) explains nothing", tailorings[i].name,
                     tailorings[i].why);
        }
    }
}

/* ---- classes ---- */

static const struct class_name {
    const char *name;
    enum line_break_class class;
} class_names[] = {
    {"AI", LINE_BREAK_AI}, {"AL", LINE_BREAK_AL}, {"B2", LINE_BREAK_B2},   {"BA", LINE_BREAK_BA},
    {"BB", LINE_BREAK_BB}, {"BK", LINE_BREAK_BK}, {"CB", LINE_BREAK_CB},   {"CJ", LINE_BREAK_CJ},
    {"CL", LINE_BREAK_CL}, {"CM", LINE_BREAK_CM}, {"CP", LINE_BREAK_CP},   {"CR", LINE_BREAK_CR},
    {"EB", LINE_BREAK_EB}, {"EM", LINE_BREAK_EM}, {"EX", LINE_BREAK_EX},   {"GL", LINE_BREAK_GL},
    {"H2", LINE_BREAK_H2}, {"H3", LINE_BREAK_H3}, {"HL", LINE_BREAK_HL},   {"HY", LINE_BREAK_HY},
    {"ID", LINE_BREAK_ID}, {"IN", LINE_BREAK_IN}, {"IS", LINE_BREAK_IS},   {"JL", LINE_BREAK_JL},
    {"JT", LINE_BREAK_JT}, {"JV", LINE_BREAK_JV}, {"LF", LINE_BREAK_LF},   {"NL", LINE_BREAK_NL},
    {"NS", LINE_BREAK_NS}, {"NU", LINE_BREAK_NU}, {"OP", LINE_BREAK_OP},   {"PO", LINE_BREAK_PO},
    {"PR", LINE_BREAK_PR}, {"QU", LINE_BREAK_QU}, {"RI", LINE_BREAK_RI},   {"SA", LINE_BREAK_SA},
    {"SG", LINE_BREAK_SG}, {"SP", LINE_BREAK_SP}, {"SY", LINE_BREAK_SY},   {"WJ", LINE_BREAK_WJ},
    {"XX", LINE_BREAK_XX}, {"ZW", LINE_BREAK_ZW}, {"ZWJ", LINE_BREAK_ZWJ},
};

/* The class as the file has it: without the splits. */
static bool is_class(uint32_t character, enum line_break_class wanted)
{
    enum line_break_class class = unicode_line_break(character);

    return class == wanted || (class == LINE_BREAK_OP_EAST && wanted == LINE_BREAK_OP) ||
           (class == LINE_BREAK_ID_RESERVED && wanted == LINE_BREAK_ID) ||
           (class == LINE_BREAK_CM && wanted == LINE_BREAK_SA);
}

static void test_classes(void **state)
{
    FILE *file = open_data(CLASSES);
    char line[512];
    size_t characters = 0;

    (void)state;
    while (fgets(line, sizeof line, file) != NULL) {
        unsigned first, last;
        char name[8];
        size_t row = 0;
        if (sscanf(line, "%x..%x;%7[A-Z0-9]", &first, &last, name) != 3) {
            if (sscanf(line, "%x;%7[A-Z0-9]", &first, name) != 2) {
                continue;
            }
            last = first;
        }
        while (row < sizeof class_names / sizeof *class_names &&
               strcmp(class_names[row].name, name) != 0) {
            row++;
        }
        assert_true(row < sizeof class_names / sizeof *class_names);
        for (uint32_t character = first; character <= last; character++) {
            if (!is_class(character, class_names[row].class)) {
                fail_msg("U+%04X is no %s", character, name);
            }
            characters++;
        }
    }
    fclose(file);
    assert_true(characters > 200000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_default),
        cmocka_unit_test(test_tailored),
        cmocka_unit_test(test_classes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
