#include "import/recognise.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include "import/phrase.h"
#include <string.h>

enum { TITLE_LINES = 5, TITLE_LENGTH = 60 };

struct text recognise_part(struct text text, size_t start, size_t end)
{
    struct string part = phrase_trim((struct string){text.string.bytes + start, end - start});
    struct text result = {part, text.place};
    size_t skipped = (size_t)(part.bytes - text.string.bytes);

    if (skipped > 0 && part.size > 0) {
        result.place = source_place_in_scalar(text.place, text.string, skipped);
    }
    return result;
}

bool recognise_is_title_line(const struct manuscript_paragraph *paragraph)
{
    struct string text = paragraph->text.string;

    return paragraph->table == NULL && text.size > 0 && !phrase_is_rule(text) &&
           phrase_length(text) <= TITLE_LENGTH &&
           (!phrase_is_closed(text) || phrase_ends(text, "》") || phrase_ends(text, "）")) &&
           !phrase_ends_sentence(text) && marker_read(text).level == 0 &&
           paragraph->hints.level == 0 && !paragraph->hints.bullet;
}

/* （征求意见稿） and the like belong to the title above them. */
static bool is_title_remark(struct string text)
{
    static const char *const words[] = {"稿", "草案", "试行", "暂行", "修订", "摘要"};
    struct string inside;

    if (!phrase_in_brackets(text, &inside) || phrase_length(inside) > 12) {
        return false;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (phrase_has(inside, words[i])) {
            return true;
        }
    }
    return false;
}

/* Whether the lines up to `at` go on: to a genre that is still missing, or as the file has it. */
static bool goes_on(const struct recogniser *recogniser, size_t first, size_t at, size_t end)
{
    const struct manuscript_paragraph *paragraphs = recogniser->paragraphs;

    if (at + 1 >= end || at + 1 - first >= TITLE_LINES ||
        !recognise_is_title_line(&paragraphs[at + 1]) || recogniser->used[at + 1]) {
        return false;
    }
    const struct manuscript_paragraph *next = &paragraphs[at + 1];
    if (is_title_remark(next->text.string)) {
        return true;
    }
    if (paragraphs[first].hints.title || next->hints.title) {
        return paragraphs[first].hints.title && next->hints.title;
    }
    if (paragraphs[first].hints.heading > 0 || next->hints.heading > 0 ||
        phrase_ends_genre(paragraphs[at].text.string)) {
        return false;
    }
    if (next->hints.apart) { /* 关于…, or the organ, then an empty line before the rest of it */
        return (phrase_has(paragraphs[at].text.string, "关于") ||
                phrase_ends_organ(paragraphs[at].text.string)) &&
               phrase_ends_genre(next->text.string);
    }
    for (size_t i = at + 1; i < end && i - first < TITLE_LINES; i++) {
        if (!recognise_is_title_line(&paragraphs[i]) || (i > at + 1 && paragraphs[i].hints.apart)) {
            return false;
        }
        if (phrase_ends_genre(paragraphs[i].text.string)) {
            return true;
        }
    }
    return false;
}

bool recognise_title(struct recogniser *recogniser, size_t at, size_t end, struct text *title,
                     size_t *next)
{
    const struct manuscript_paragraph *paragraphs = recogniser->paragraphs;
    size_t last = at;

    if (at >= end || !recognise_is_title_line(&paragraphs[at])) {
        return false;
    }
    while (goes_on(recogniser, at, last, end)) {
        last++;
    }
    struct buffer out = buffer_new(recogniser->arena);
    for (size_t i = at; i <= last; i++) {
        struct string line = paragraphs[i].text.string;
        bool word = out.size > 0 && (unsigned char)out.bytes[out.size - 1] < 0x80 &&
                    (unsigned char)line.bytes[0] < 0x80;
        if (word) {
            buffer_add_byte(&out, ' ');
        }
        buffer_add(&out, line.bytes, line.size);
        recogniser->used[i] = true;
    }
    *title = (struct text){buffer_string(&out), paragraphs[at].text.place};
    *next = last + 1;
    if (last > at) {
        REPORT(recogniser->diagnostics, IMPORT_TITLE, title->place,
               arena_format(recogniser->arena, "%zu", last - at + 1));
    }
    return true;
}

void recognise_names(struct recogniser *recogniser, const char *key, struct text text)
{
    struct branch *list = branch_new(recogniser->arena, NODE_SEQUENCE, text.place);
    struct string string = text.string;
    size_t start = 0;
    unsigned brackets = 0;
    bool other = phrase_has(string, "，") || phrase_has(string, "；") || phrase_has(string, ",") ||
                 phrase_has(string, ";");

    for (size_t offset = 0; offset < string.size && !other;) {
        size_t at = offset;
        uint32_t character = unicode_decode(string.bytes, string.size, &offset);
        if (character == 0xFF08 || character == '(') {
            brackets++;
        } else if ((character == 0xFF09 || character == ')') && brackets > 0) {
            brackets--;
        } else if (character == 0x3001 && brackets == 0 && at > start && offset < string.size) {
            struct text part = recognise_part(text, start, at);
            if (part.string.size > 0) {
                branch_add_text(list, part);
            }
            start = offset;
        }
    }
    if (other || list->node.count == 0) {
        branch_set_text(recogniser->root, key, text);
        return;
    }
    struct text part = recognise_part(text, start, string.size);
    if (part.string.size > 0) {
        branch_add_text(list, part);
    }
    branch_set(recogniser->root, key, &list->node);
}

bool recognise_label(struct text text, struct attachment_label *label)
{
    struct reading at = reading_of(text.string);

    *label = (struct attachment_label){0};
    if (!reading_take(&at, "附")) {
        return false;
    }
    reading_skip_blanks(&at);
    if (!reading_take(&at, "件")) {
        return false;
    }
    reading_skip_blanks(&at);
    struct reading numbered = at;
    if (reading_digits(&numbered, 2, &label->number) ||
        reading_numeral(&numbered, &label->number)) {
        struct reading behind = numbered;
        if (reading_take_one(&behind, ".．、")) {
            label->number = 0; /* 附件 1.甲: a list */
        } else {
            at = numbered;
        }
    }
    struct reading ahead = at;
    unsigned part;
    if (label->number > 0 && reading_take_one(&ahead, "-－—–") &&
        reading_digits(&ahead, 2, &part)) {
        return false; /* 附件1-2 belongs to 附件1 */
    }
    bool blank = at.at < at.end && unicode_is_blank(reading_peek(&at));
    reading_skip_blanks(&at);
    label->colon = reading_take_one(&at, "：:");
    label->rest = recognise_part(text, (size_t)(at.at - text.string.bytes), text.string.size);
    return label->rest.string.size == 0 || label->colon || blank || label->number > 0;
}

/* The day's year, or the title's, for reports that are of a year. */
static void set_year(struct recogniser *recogniser)
{
    int year = phrase_year(recogniser->title.string);
    bool annual = phrase_has(recogniser->title.string, "年度") ||
                  phrase_has(recogniser->title.string, "年报");

    if (year == 0 || !annual) {
        return;
    }
    const char *digits = arena_format(recogniser->arena, "%d", year);
    struct text text = {{digits, strlen(digits)}, recogniser->title.place};
    branch_set(recogniser->root, "year", leaf_new(recogniser->arena, text, true));
}

static struct place whole_file(const struct branch *root)
{
    return (struct place){root->node.place.source, 0, 0};
}

/* Without a signature: the organ that the header names, else what the title begins with. */
static void guess_issuer(struct recogniser *recogniser)
{
    const struct node *mark = node_get(&recogniser->root->node, "mark");
    struct string title = recogniser->title.string;
    struct text issuer = {{0}, recogniser->title.place};
    const char *about = title.size > 0 ? memmem(title.bytes, title.size, "关于", 6) : NULL;

    if (node_get(&recogniser->root->node, "issuer") != NULL) {
        return;
    }
    if (mark != NULL) {
        issuer = (struct text){mark->scalar, mark->place};
    } else if (about != NULL && about > title.bytes) {
        issuer.string = (struct string){title.bytes, (size_t)(about - title.bytes)};
    } else { /* 示例市2023年…: up to the year */
        for (size_t offset = 0; offset < title.size;) {
            size_t at = offset;
            uint32_t character = unicode_decode(title.bytes, title.size, &offset);
            if (character >= '0' && character <= '9') {
                issuer.string = (struct string){title.bytes, at};
                break;
            }
        }
    }
    issuer.string = phrase_trim(issuer.string);
    if (issuer.string.size > 0 && phrase_ends_organ(issuer.string)) {
        REPORT(recogniser->diagnostics, IMPORT_GUESSED, issuer.place, "issuer",
               arena_copy(recogniser->arena, issuer.string.bytes, issuer.string.size));
        branch_set_text(recogniser->root, "issuer", issuer);
    } else {
        REPORT(recogniser->diagnostics, IMPORT_ABSENT, whole_file(recogniser->root), "issuer",
               message_translate(N_("the organ that issues it (发文机关)")));
    }
}

const struct node *recognise(struct manuscript *manuscript)
{
    struct arena *arena = manuscript->arena;
    struct recogniser recogniser = {
        .arena = arena,
        .diagnostics = manuscript->diagnostics,
        .paragraphs = manuscript->paragraphs,
        .count = manuscript->count,
        .used = ARENA_ARRAY(arena, bool, manuscript->count + 1),
        .root = branch_new(arena, NODE_MAPPING, (struct place){manuscript->source, 1, 1}),
    };
    size_t body = recognise_head(&recogniser);
    struct tail tail = recognise_tail(&recogniser, body);

    recognise_body(&recogniser, body, tail.end, recogniser.root, "preamble");
    recognise_attachments(&recogniser, &tail);
    if (recogniser.title.string.size == 0) {
        REPORT(manuscript->diagnostics, IMPORT_ABSENT, whole_file(recogniser.root), "title",
               message_translate(N_("the title (标题)")));
    }
    set_year(&recogniser);
    guess_issuer(&recogniser);
    if (!tail.dated) {
        REPORT(manuscript->diagnostics, IMPORT_ABSENT, whole_file(recogniser.root), "date",
               message_translate(N_("the day (成文日期)")));
    }
    return &recogniser.root->node;
}
