#include "text/quotation.h"

#include "base/unicode.h"
#include "text/character.h"

/* Marks and blanks between a quotation and the word beside it, at most. */
enum { CONTEXT_REACH = 8 };

bool character_is_quote(uint32_t character)
{
    return character == 0x2018 || character == 0x2019 || character == 0x201C || character == 0x201D;
}

static uint32_t character_behind(struct string text, size_t *at)
{
    return *at < text.size ? unicode_decode(text.bytes, text.size, at) : 0;
}

static uint32_t character_before(struct string text, size_t *at)
{
    if (*at == 0) {
        return 0;
    }
    do {
        --*at;
    } while (*at > 0 && ((unsigned char)text.bytes[*at] & 0xC0) == 0x80);
    size_t start = *at;
    return unicode_decode(text.bytes, text.size, &start);
}

static bool is_blank(uint32_t character)
{
    return character == ' ' || character == '\t' || character == '\n' || character == '\r' ||
           character == 0xA0 || character == 0x2028;
}

/* A letter or a digit of Latin; what is beyond ASCII is one unless it is Chinese. */
static bool is_word(uint32_t character)
{
    uint32_t letter = character | 0x20;

    return character_is_western(character) &&
           (character_is_digit(character) || (letter >= 'a' && letter <= 'z') || character >= 0xA0);
}

/* What stands beside a quotation, marks, blanks and other quotes left out. */
static uint32_t context(struct string text, size_t at,
                        uint32_t (*step)(struct string text, size_t *at))
{
    for (int i = 0; i < CONTEXT_REACH; i++) {
        uint32_t character = step(text, &at);
        bool word = is_word(character) || character == 0 || !character_is_western(character);
        if (word && !is_blank(character) && !character_is_quote(character)) {
            return character;
        }
    }
    return 0;
}

/* The byte of the mark that closes the quotation whose first character is at `at`, where that holds
 * Latin only; else 0. */
static size_t find_closing(struct string text, size_t at, uint32_t opening)
{
    uint32_t before = 0;

    while (at < text.size) {
        size_t start = at;
        uint32_t character = character_behind(text, &at);
        size_t next = at;
        bool apostrophe =
            opening == 0x2018 && is_word(before) && is_word(character_behind(text, &next));
        if (character == opening + 1 && !apostrophe) {
            return start;
        }
        bool mark = character >= 0x2010 && character <= 0x203A; /* of both scripts */
        if (character == opening ||
            !(mark || is_blank(character) || character_is_western(character))) {
            return 0;
        }
        before = character;
    }
    return 0;
}

/* Whether a quotation stands in Latin text: with a word of it on either side, or at the
 * paragraph's start or end, and no word hugs it, as one does in 5G“1+N”模式. */
static bool stands_in_latin(struct string text, size_t opening, size_t behind)
{
    size_t left = opening, right = behind;

    if (is_word(character_before(text, &left)) || is_word(character_behind(text, &right))) {
        return false;
    }
    uint32_t before = context(text, opening, character_before);
    uint32_t after = context(text, behind, character_behind);
    return (before != 0 || after != 0) && (before == 0 || is_word(before)) &&
           (after == 0 || is_word(after));
}

bool quotation_is_western(struct quotations *quotations, struct string text, size_t offset)
{
    size_t behind = offset, left = offset;
    uint32_t quote = character_behind(text, &behind);
    size_t right = behind;
    bool single = quote == 0x2018 || quote == 0x2019;
    size_t *closing = single ? &quotations->single.closing : &quotations->twofold.closing;
    bool *western = single ? &quotations->single.western : &quotations->twofold.western;

    if (quote == 0x2018 || quote == 0x201C) {
        *closing = find_closing(text, behind, quote);
        size_t end = *closing;
        (void)character_behind(text, &end);
        *western = *closing != 0 && stands_in_latin(text, offset, end);
        return *western;
    }
    if (*closing != 0 && offset == *closing) {
        return *western;
    }
    if (quote == 0x201D || !is_word(character_before(text, &left))) {
        return false;
    }
    /* An apostrophe: it’s, the students’ books. */
    uint32_t next = character_behind(text, &right);
    return is_word(next) || (is_blank(next) && is_word(context(text, right, character_behind)));
}
