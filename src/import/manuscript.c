#include "import/manuscript.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include "import/phrase.h"

enum {
    SPREAD_HANZI = 8, /* a line with fewer hanzi tells nothing of what put its blanks there … */
    SPREAD_WORD = 2, /* … but one of so many, each apart, is a word that was spread (通　知) */
    SPREAD_SHARE = 60 /* percent of its hanzi that a blank follows */
};

void manuscript_add(struct manuscript *manuscript, struct manuscript_paragraph paragraph)
{
    if (manuscript->count == MANUSCRIPT_LIMIT) {
        manuscript->over = true;
        return;
    }
    manuscript->paragraphs =
        arena_grow(manuscript->arena, manuscript->paragraphs, manuscript->count,
                   &manuscript->capacity, sizeof *manuscript->paragraphs);
    manuscript->paragraphs[manuscript->count++] = paragraph;
}

/* What is nothing to see and nothing to keep: byte order marks, zero-width spaces, soft hyphens,
 * marks of direction. */
static bool is_formless(uint32_t character)
{
    return character == 0xFEFF || character == 0x200B || character == 0xAD || character == 0x200E ||
           character == 0x200F || character == 0x2060 ||
           (character >= 0x202A && character <= 0x202E);
}

/* Whether blanks stand between the hanzi of the line as letters of a spread word or of a PDF. */
static bool is_spread(struct string line)
{
    size_t pairs = 0;
    size_t parted = 0;
    bool after_hanzi = false;
    bool after_blank = false;
    bool other = false;

    for (size_t offset = 0; offset < line.size;) {
        uint32_t character = unicode_decode(line.bytes, line.size, &offset);
        if (unicode_is_blank(character)) {
            after_blank = true;
            continue;
        }
        bool hanzi = unicode_is_han(character);
        other = other || !hanzi;
        if (hanzi && after_hanzi) {
            pairs++;
            parted += after_blank;
        }
        after_hanzi = hanzi;
        after_blank = false;
    }
    bool word =
        pairs + 1 >= SPREAD_WORD && pairs > 0 && pairs + 1 < SPREAD_HANZI && parted == pairs;
    return word || (pairs + 1 >= SPREAD_HANZI && parted * 100 >= pairs * SPREAD_SHARE);
}

/* Both sides of a blank in a spread line: what comes of Chinese. */
static bool is_chinese(uint32_t character)
{
    return unicode_is_han(character) || unicode_columns(character) == 2 || character == 0x201C ||
           character == 0x201D;
}

struct text manuscript_clean(struct manuscript *manuscript, struct string line, struct place place)
{
    struct buffer out = buffer_new(manuscript->arena);
    bool spread = is_spread(line);
    uint32_t before = 0;
    struct string kept = phrase_trim(line);
    struct text text = {.place = place};

    text.place.column += (uint32_t)unicode_count(line.bytes, (size_t)(kept.bytes - line.bytes));
    for (size_t offset = 0; offset < kept.size;) {
        size_t at = offset;
        uint32_t character = unicode_decode(kept.bytes, kept.size, &offset);
        if (is_formless(character)) {
            if (out.size == 0) {
                text.place.column++;
            }
            continue;
        }
        if (character == '\t' || character == '\n' || character == '\r') {
            character = ' ';
        }
        if (spread && unicode_is_blank(character)) {
            size_t next = at;
            uint32_t behind = ' ';
            while (next < kept.size && unicode_is_blank(behind)) {
                behind = unicode_decode(kept.bytes, kept.size, &next);
            }
            if (is_chinese(before) && is_chinese(behind)) {
                continue;
            }
        }
        buffer_add_character(&out, character);
        before = character;
    }
    text.string = phrase_trim(buffer_string(&out));
    if (spread) {
        REPORT(manuscript->diagnostics, IMPORT_BLANKS, text.place, "");
    }
    return text;
}
