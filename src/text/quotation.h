/*
 * Quotes: “” and ‘’ share their code points with Latin. Both of a pair are marks of Chinese, an em
 * each, unless it quotes Latin in Latin: He said “yes” to it.
 */
#ifndef GONGWEN_TEXT_QUOTATION_H
#define GONGWEN_TEXT_QUOTATION_H

#include "base/buffer.h"
#include <stdbool.h>

/* What the opening quotes before have settled; all zero before a text's first character. */
struct quotations {
    struct {
        size_t closing; /* byte of the mark that closes the last one; 0: none */
        bool western;
    } single, twofold;
};

/* Whether the character is one of ‘ ’ “ ”. */
bool character_is_quote(uint32_t character);

/* Whether the quote at byte `offset` is one of Latin text; to be asked in ascending order. Linear
 * in the text, all together. */
bool quotation_is_western(struct quotations *quotations, struct string text, size_t offset);

#endif
