/* URLs and e-mail addresses: where one begins and ends, and where it may be broken. */
#include "text/cluster.h"

/* Characters of an address that stay together at its ends and between two breaks. */
enum { PIECE_LEAST = 3 };

static uint32_t character_at(const struct cluster *clusters, size_t count, size_t index)
{
    return index < count ? clusters[index].is.first : 0;
}

static bool is_letter(uint32_t character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
}

static bool is_letter_or_digit(uint32_t character)
{
    return is_letter(character) || (character >= '0' && character <= '9');
}

static bool is_one_of(uint32_t character, const char *characters)
{
    for (; *characters != '\0'; characters++) {
        if (character == (unsigned char)*characters) {
            return true;
        }
    }
    return false;
}

/* What RFC 3986 allows in a URL. */
static bool is_url_character(uint32_t character)
{
    return is_letter_or_digit(character) || is_one_of(character, "-._~:/?#[]@!$&'()*+,;=%");
}

static bool is_mail_character(uint32_t character)
{
    return is_letter_or_digit(character) || is_one_of(character, "._%+-");
}

/* How a break behind cluster `index` of an address counts. */
static enum tie tie_behind(const struct cluster *clusters, size_t index)
{
    uint32_t last = clusters[index].is.last;
    uint32_t next = clusters[index + 1].is.first;

    if (next == '%' && last != '%') {
        return TIE_ADDRESS_POINT; /* %E5%8C%BA: there may be many without anything else between */
    }
    if (!is_letter_or_digit(next)) {
        return TIE_ADDRESS;
    }
    if (is_one_of(last, "/?&=#")) {
        return TIE_ADDRESS_PART;
    }
    return is_one_of(last, ".-_@") ? TIE_ADDRESS_POINT : TIE_ADDRESS;
}

static void tie(struct cluster *clusters, size_t start, size_t end)
{
    size_t piece = start;

    for (size_t i = start; i + 1 < end; i++) {
        enum tie tie = tie_behind(clusters, i);
        if (i + 1 - piece < PIECE_LEAST || end - i - 1 < PIECE_LEAST) {
            tie = TIE_ADDRESS;
        }
        clusters[i].is.tie = tie;
        piece = tie == TIE_ADDRESS ? piece : i + 1;
    }
    if (character_at(clusters, end, end - 1) == '/') {
        clusters[end - 1].is.tie = TIE_ADDRESS_END;
    }
}

/* Where a URL ends that has got as far as `at`: marks behind it are the sentence's, and so is a
 * parenthesis that it has not opened. */
static size_t url_end(const struct cluster *clusters, size_t count, size_t at)
{
    size_t start = at;
    size_t open = 0;

    for (; at < count && is_url_character(clusters[at].is.first); at++) {
        uint32_t character = clusters[at].is.first;
        if (character == ')' && open == 0) {
            break;
        }
        open += character == '(';
        open -= character == ')';
    }
    while (at > start && is_one_of(clusters[at - 1].is.first, ".,:;!?'[]")) {
        at--;
    }
    return at;
}

/* From a name, back from its end, over characters that `belongs` takes, not before `floor`. */
static size_t name_start(const struct cluster *clusters, size_t floor, size_t end,
                         bool (*belongs)(uint32_t character))
{
    while (end > floor && belongs(clusters[end - 1].is.first)) {
        end--;
    }
    return end;
}

/* The address that its :// or @ or www. at `index` shows; its end, or `index` when there is none.
 */
static size_t find_address(const struct cluster *clusters, size_t count, size_t floor, size_t index,
                           size_t *start)
{
    uint32_t first = clusters[index].is.first;

    *start = index;
    if (first == ':' && character_at(clusters, count, index + 1) == '/' &&
        character_at(clusters, count, index + 2) == '/') {
        *start = name_start(clusters, floor, index, is_letter_or_digit);
        size_t end = *start < index ? url_end(clusters, count, index + 3) : index;
        return end > index + 3 ? end : index;
    }
    if (first == '@') {
        size_t end = index + 1;
        bool dotted = false;
        *start = name_start(clusters, floor, index, is_mail_character);
        while (is_letter_or_digit(character_at(clusters, count, end)) ||
               (is_one_of(character_at(clusters, count, end), ".-") &&
                is_letter_or_digit(character_at(clusters, count, end + 1)))) {
            dotted = dotted || clusters[end].is.first == '.';
            end++;
        }
        return *start < index && dotted ? end : index;
    }
    if ((first == 'w' || first == 'W') &&
        (index == floor || !is_letter_or_digit(clusters[index - 1].is.first)) &&
        (character_at(clusters, count, index + 1) | 0x20) == 'w' &&
        (character_at(clusters, count, index + 2) | 0x20) == 'w' &&
        character_at(clusters, count, index + 3) == '.' &&
        is_letter_or_digit(character_at(clusters, count, index + 4))) {
        return url_end(clusters, count, index + 4);
    }
    return index;
}

void cluster_tie_addresses(struct cluster *clusters, size_t count)
{
    size_t floor = 0; /* behind the last address */

    for (size_t i = 0; i < count; i++) {
        if (clusters[i].is.class != CLASS_LATIN || !is_one_of(clusters[i].is.first, ":@wW")) {
            continue;
        }
        size_t start;
        size_t end = find_address(clusters, count, floor, i, &start);
        if (end > i) {
            tie(clusters, start, end);
            floor = end;
            i = end - 1;
        }
    }
}
