/* Words of a text: the reading that leaves the fewest characters outside words. */
#include "text/lexicon.h"

#include "base/arena.h"
#include "base/unicode.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static int set_up(void **state)
{
    *state = arena_new(0);
    return *state == NULL;
}

static int tear_down(void **state)
{
    arena_free(*state);
    return 0;
}

/* The text with | wherever it may be broken between two characters. */
static const char *cut(struct arena *arena, const char *const *words, const char *text)
{
    struct string list[16];
    size_t count = 0;
    struct string string = {text, strlen(text)};
    bool *inside = ARENA_ARRAY(arena, bool, string.size + 1);
    struct buffer out = buffer_new(arena);

    for (; words[count] != NULL; count++) {
        list[count] = (struct string){words[count], strlen(words[count])};
    }
    lexicon_mark(lexicon_new(arena, list, count), arena, string, SIZE_MAX, inside);
    for (size_t at = 0; at < string.size;) {
        size_t start = at;
        (void)unicode_decode(text, string.size, &at);
        if (start > 0 && !inside[start]) {
            buffer_add_byte(&out, '|');
        }
        buffer_add(&out, text + start, at - start);
    }
    return buffer_string(&out).bytes;
}

static void test_longer_words_win(void **state)
{
    static const char *const words[] = {"法治", "建设", "法治政府", "政府", "法治政府建设", NULL};

    assert_string_equal(cut(*state, words, "加强法治政府建设工作"), "加|强|法治政府建设|工|作");
    assert_string_equal(cut(*state, words, "法治建设"), "法治|建设");
}

/* The longest word at each place is not always the best reading. */
static void test_the_whole_text_counts(void **state)
{
    static const char *const words[] = {"研究", "研究生", "生命", "起源", NULL};

    assert_string_equal(cut(*state, words, "研究生命起源"), "研究|生命|起源");
    assert_string_equal(cut(*state, words, "研究生起源"), "研究生|起源");
}

static void test_odd_lexicons(void **state)
{
    static const char *const none[] = {NULL};
    static const char *const odd[] = {"", "府", "ab", "ab", NULL};

    assert_string_equal(cut(*state, none, "政府"), "政|府");
    assert_string_equal(cut(*state, odd, "政府abc"), "政|府|ab|c");
    assert_string_equal(cut(*state, odd, ""), "");
}

/* A word that no line could hold is none, so that looking one up takes bounded time. */
static void test_long_words(void **state)
{
    char longest[LEXICON_WORD_MAX + 1], longer[LEXICON_WORD_MAX + 2];
    const char *const words[] = {longest, longer, NULL};

    memset(longest, 'a', sizeof longest - 1);
    memset(longer, 'b', sizeof longer - 1);
    longest[sizeof longest - 1] = longer[sizeof longer - 1] = '\0';
    assert_string_equal(cut(*state, words, longest), longest);
    assert_int_equal(strlen(cut(*state, words, longer)), 2 * strlen(longer) - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_longer_words_win, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_whole_text_counts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_odd_lexicons, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_long_words, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
