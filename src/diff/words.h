/*
 * Text in words, for comparing: as a dictionary of Chinese has them (ICU's, where it is installed;
 * else each hanzi is a word), numbers together with their units. Nothing of the text is left out.
 *
 * Marks are words of their own: {{strong 甲}} is "{{strong ", "甲" and "}}". So the words of a
 * text, one after the other, are the text as a template would have it (its canonical form), with
 * facts and names filled in.
 */
#ifndef GONGWEN_DIFF_WORDS_H
#define GONGWEN_DIFF_WORDS_H

#include "report/template.h"

struct arena;
struct segmenter;

enum word_kind {
    WORD_TEXT,
    WORD_OPEN,  /* a mark: `mark` says which */
    WORD_CLOSE, /* }} of the innermost one */
    WORD_WHOLE  /* {{ruby 甲|jia}}, {{break}} */
};

struct word {
    struct string text; /* canonical */
    struct string bare; /* WORD_TEXT: as it is read, in the expansion */
    uint64_t hash;
    enum word_kind kind;
    enum mark mark;
    size_t offset; /* in the expansion; of what is inside of a note: of the note's label */
};

struct words {
    const struct word *items;
    size_t count;
    struct string text; /* all of them: the canonical form */
};

/* Opens ICU, if it is there; the arena owns it. */
struct segmenter *segmenter_new(struct arena *arena);

/* `breaks`: line breaks that are written in it count (titles); else they are spaces, or nothing
 * beside hanzi. */
struct words words_of(struct segmenter *segmenter, struct arena *arena,
                      const struct expansion *expansion, bool breaks);

uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t size);
enum { HASH_START = 1469598103 };

#endif
