/*
 * The lexicon (词表): words and names that a line is not broken inside of. Chinese has no spaces,
 * so a line break can only respect a word that somebody listed.
 */
#ifndef GONGWEN_TEXT_LEXICON_H
#define GONGWEN_TEXT_LEXICON_H

#include "base/buffer.h"
#include <stdbool.h>

struct arena;
struct lexicon;

/* Characters of a word that is kept whole at most: longer than lines are. */
enum { LEXICON_WORD_MAX = 64 };

/* A lexicon of `count` words; those of fewer than two characters or too many are left out. The
 * strings are the caller's and stay as long as the lexicon. */
const struct lexicon *lexicon_new(struct arena *arena, const struct string *words, size_t count);

/* Marks the places inside words: inside[i] is set when a word of the best reading of the text
 * reaches across the byte at i, which begins a character. `inside` has `text.size` elements. The
 * best reading leaves the fewest characters outside words, then takes the fewest words; it takes
 * none of more than `most` characters, as many as a line has: what is broken anyway is broken
 * between the words that it is made of. */
void lexicon_mark(const struct lexicon *lexicon, struct arena *scratch, struct string text,
                  size_t most, bool *inside);

#endif
