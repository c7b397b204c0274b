/* Patterns of texts: dates, numbers of documents, headings. */
#include "audit/measure.h"

#include "base/unicode.h"
#include <string.h>

enum token {
    TOKEN_NONE,
    TOKEN_YEAR,
    TOKEN_MONTH,
    TOKEN_DAY,
    TOKEN_NUMBER,
    TOKEN_DIGITS,
    TOKEN_SIX_DIGITS,
    TOKEN_HAN,
    TOKEN_PAGE,
    TOKEN_TEXT
};

struct token_name {
    const char *name;
    enum token token;
};

static const struct token_name token_names[] = {
    {"{year}", TOKEN_YEAR},     {"{month}", TOKEN_MONTH},   {"{day}", TOKEN_DAY},
    {"{number}", TOKEN_NUMBER}, {"{digits}", TOKEN_DIGITS}, {"{six-digits}", TOKEN_SIX_DIGITS},
    {"{han}", TOKEN_HAN},       {"{page}", TOKEN_PAGE},     {"{text}", TOKEN_TEXT},
};

/* The token that the pattern has at `at`, and how long its name is. */
static enum token token_at(struct string pattern, size_t at, size_t *size)
{
    for (size_t i = 0; i < sizeof token_names / sizeof *token_names; i++) {
        *size = strlen(token_names[i].name);
        if (pattern.size - at >= *size &&
            memcmp(pattern.bytes + at, token_names[i].name, *size) == 0) {
            return token_names[i].token;
        }
    }
    *size = 1;
    return TOKEN_NONE;
}

bool pattern_is_valid(struct string pattern)
{
    for (size_t at = 0; at < pattern.size; at++) {
        size_t size;
        if (pattern.bytes[at] == '{' && token_at(pattern, at, &size) == TOKEN_NONE) {
            return false;
        }
    }
    return pattern.size > 0;
}

static size_t count_digits(struct string text, size_t at)
{
    size_t end = at;

    while (end < text.size && text.bytes[end] >= '0' && text.bytes[end] <= '9') {
        end++;
    }
    return end - at;
}

enum { NUMBER_DIGITS = 9 };

static size_t value_of(struct string text, size_t at, size_t count)
{
    size_t value = 0;

    for (size_t i = at; i < at + count; i++) {
        value = value * 10 + (size_t)(text.bytes[i] - '0');
    }
    return value;
}

/* Digits without a leading zero, from 1 to `most`. */
static size_t count_number(struct string text, size_t at, size_t most)
{
    size_t count = count_digits(text, at);

    if (count == 0 || count > NUMBER_DIGITS || text.bytes[at] == '0') {
        return 0;
    }
    return value_of(text, at, count) <= most ? count : 0;
}

static size_t count_han(struct string text, size_t at)
{
    size_t end = at;

    while (end < text.size) {
        size_t next = end;
        uint32_t character = unicode_decode(text.bytes, text.size, &next);
        char bytes[5] = {0};
        if (character == UNICODE_INVALID || unicode_encode(character, bytes) != 3 ||
            strstr("一二三四五六七八九十百零〇", bytes) == NULL) {
            break;
        }
        end = next;
    }
    return end - at;
}

/* How many bytes of the text the token takes; 0: it does not fit. */
static size_t token_length(enum token token, struct string text, size_t at, size_t page)
{
    enum { YEAR_DIGITS = 4, COPY_DIGITS = 6, MONTHS = 12, DAYS = 31, MOST = 999999999 };
    size_t count = count_digits(text, at);

    switch (token) {
    case TOKEN_YEAR:
        return count == YEAR_DIGITS && text.bytes[at] != '0' ? count : 0;
    case TOKEN_MONTH:
        return count_number(text, at, MONTHS);
    case TOKEN_DAY:
        return count_number(text, at, DAYS);
    case TOKEN_NUMBER:
        return count_number(text, at, MOST);
    case TOKEN_DIGITS:
        return count;
    case TOKEN_SIX_DIGITS:
        return count == COPY_DIGITS ? count : 0;
    case TOKEN_HAN:
        return count_han(text, at);
    case TOKEN_PAGE:
        count = count_number(text, at, MOST);
        return count > 0 && value_of(text, at, count) == page + 1 ? count : 0;
    case TOKEN_TEXT:
    case TOKEN_NONE:
        return 0;
    }
    return 0;
}

bool pattern_matches(struct string pattern, struct string text, size_t page)
{
    size_t p = 0, t = 0;
    size_t back_p = SIZE_MAX, back_t = 0; /* behind the last {text}, and what it ends before */

    for (;;) {
        size_t size = 0;
        enum token token = p < pattern.size ? token_at(pattern, p, &size) : TOKEN_NONE;
        size_t taken = 0;
        if (p == pattern.size && t == text.size) {
            return true;
        }
        if (token == TOKEN_TEXT && t < text.size) {
            (void)unicode_decode(text.bytes, text.size, &t);
            p += size;
            back_p = p;
            back_t = t;
            continue;
        }
        if (p < pattern.size && t < text.size) {
            taken = token == TOKEN_NONE ? pattern.bytes[p] == text.bytes[t]
                                        : token_length(token, text, t, page);
        }
        if (taken > 0) {
            p += size;
            t += taken;
        } else if (back_p != SIZE_MAX && back_t < text.size) {
            (void)unicode_decode(text.bytes, text.size, &back_t);
            p = back_p;
            t = back_t;
        } else {
            return false;
        }
    }
}
