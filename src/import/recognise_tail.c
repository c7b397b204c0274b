/* What stands behind the body (GB/T 9704 7.3.4 to 7.3.7, 7.4), found from the end. */
#include "import/recognise.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include "import/phrase.h"
#include <string.h>

enum {
    SIGNATURE_REACH = 40, /* paragraphs from the end of the main text */
    SIGNER_LENGTH = 40,
    SIGNERS = 10,
    SIGNATURE_INDENT = 8, /* columns: a line that is set so far in stands at the right */
    BEHIND_LIMIT = 3,     /* paragraphs of text behind a day: then it is no signature */
    LIST_REACH = 60,
    ENCLOSED_TITLE_LINES = 4,
    SIGNATURE_DAYS = 40, /* days on lines of their own that are looked at */
};

void recognise_day(struct recogniser *recogniser, const char *key, struct date date,
                   struct place place)
{
    const char *day =
        arena_format(recogniser->arena, "%04d-%02d-%02d", date.year, date.month, date.day);

    if (node_get(&recogniser->root->node, key) == NULL) {
        branch_set(recogniser->root, key,
                   leaf_new(recogniser->arena, (struct text){{day, strlen(day)}, place}, true));
    }
}

/* ---- the imprint, and what else has its place by its form ---- */

/* 示例市人民政府办公室  2024年1月5日印发 */
static bool take_printer(struct recogniser *recogniser, struct text text)
{
    struct string string = text.string;
    struct date date = {0};

    if (!phrase_ends(string, "印发") && !phrase_ends(string, "印")) {
        return false;
    }
    for (size_t at = 0; at < string.size;) {
        struct reading day = {string.bytes + at, string.bytes + string.size};
        if (reading_date(&day, &date)) {
            reading_skip_blanks(&day);
            struct text organ = recognise_part(text, 0, at);
            if (!reading_take(&day, "印")) {
                return false;
            }
            if (organ.string.size > 0) {
                branch_set_text(recogniser->root, "printer", organ);
            }
            recognise_day(recogniser, "printed", date, text.place);
            return true;
        }
        (void)unicode_decode(string.bytes, string.size, &at);
    }
    return false;
}

static bool take_labelled(struct recogniser *recogniser, struct text text)
{
    static const struct {
        const char *label, *key;
    } rows[] = {{"抄送", "copies"},
                {"主送", "recipients"},
                {"出席", "present"},
                {"请假", "excused"},
                {"列席", "observers"}};
    struct string rest;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!phrase_label(text.string, rows[i].label, &rest) || rest.size == 0 ||
            node_get(&recogniser->root->node, rows[i].key) != NULL) {
            continue;
        }
        struct text names =
            recognise_part(text, (size_t)(rest.bytes - text.string.bytes), text.string.size);
        if (phrase_ends(names.string, "。")) { /* the layout puts it */
            names.string.size -= strlen("。");
        }
        recognise_names(recogniser, rows[i].key, names);
        return true;
    }
    return false;
}

static bool take_remark(struct recogniser *recogniser, struct text text)
{
    struct string inside;

    if (node_get(&recogniser->root->node, "remark") != NULL ||
        !phrase_in_brackets(text.string, &inside) || inside.size == 0) {
        return false;
    }
    size_t start = (size_t)(inside.bytes - text.string.bytes);
    branch_set_text(recogniser->root, "remark", recognise_part(text, start, start + inside.size));
    return true;
}

/* What stands at the end of minutes: other text behind it comes to stand before it. */
static bool was_by_form(const struct recogniser *recogniser, size_t i)
{
    static const char *const labels[] = {"出席", "请假", "列席"};
    struct string rest;

    for (size_t j = 0; j < sizeof labels / sizeof *labels; j++) {
        if (recogniser->paragraphs[i].table == NULL &&
            phrase_label(recogniser->paragraphs[i].text.string, labels[j], &rest)) {
            return true;
        }
    }
    return false;
}

static bool take_by_form(struct recogniser *recogniser, size_t i)
{
    struct text text = recogniser->paragraphs[i].text;

    if (recogniser->used[i] || recogniser->paragraphs[i].table != NULL ||
        (!take_printer(recogniser, text) && !take_labelled(recogniser, text))) {
        return false;
    }
    recogniser->used[i] = true;
    return true;
}

/* ---- the signature ---- */

/* 附件 without its colon above 1.…, 2.… and the signature: a list of titles, no attachment. */
static bool is_list_label(const struct recogniser *recogniser, size_t label, size_t end)
{
    struct date date;

    for (size_t i = label + 1; i < end && i < label + LIST_REACH; i++) {
        const struct manuscript_paragraph *paragraph = &recogniser->paragraphs[i];
        struct string text = paragraph->text.string;
        bool listed = marker_read(text).level == 3 || paragraph->hints.level == 3;
        if (i == label + 1 && !listed) {
            return false;
        }
        if (!listed && (phrase_is_date(text, &date) || phrase_is_closed(text))) {
            return phrase_is_date(text, &date);
        }
    }
    return false;
}

/* Where the attachments begin: a label on a line of its own, or with a title behind it once the
 * signature is past. */
static size_t find_attachments(const struct recogniser *recogniser, size_t body, size_t end)
{
    struct attachment_label label;
    struct date date;
    bool signed_already = false;

    for (size_t i = body; i < end; i++) {
        const struct manuscript_paragraph *paragraph = &recogniser->paragraphs[i];
        if (paragraph->table != NULL) {
            continue;
        }
        signed_already = signed_already || phrase_is_date(paragraph->text.string, &date);
        if (recognise_label(paragraph->text, &label) &&
            (signed_already || label.number > 0 || !is_list_label(recogniser, i, end)) &&
            (label.rest.string.size == 0 ? !label.colon || signed_already
                                         : signed_already && recognise_is_title_line(paragraph))) {
            return i;
        }
    }
    return end;
}

/* A day alone on its line, or behind the organ that signs. */
static bool read_signature_day(struct text text, struct date *date, struct text *organ)
{
    struct string string = text.string;

    *organ = (struct text){0};
    if (phrase_length(string) > SIGNER_LENGTH + 12) {
        return false;
    }
    if (phrase_is_date(string, date)) {
        return true;
    }
    for (size_t at = 0; at < string.size;) {
        struct reading day = {string.bytes + at, string.bytes + string.size};
        if (at > 0 && reading_date(&day, date) && day.at == day.end) {
            *organ = recognise_part(text, 0, at);
            return phrase_ends_organ(organ->string);
        }
        (void)unicode_decode(string.bytes, string.size, &at);
    }
    return false;
}

static bool is_signer(const struct recogniser *recogniser, size_t i, bool nearest)
{
    const struct manuscript_paragraph *paragraph = &recogniser->paragraphs[i];
    struct string text = paragraph->text.string;
    bool aside = paragraph->hints.right || paragraph->hints.indent >= SIGNATURE_INDENT;

    if (recogniser->used[i] || paragraph->table != NULL || phrase_is_closed(text) ||
        phrase_ends(text, "日") || phrase_length(text) > SIGNER_LENGTH ||
        marker_read(text).level > 0 || paragraph->hints.heading > 0 ||
        phrase_begins(text, "附件")) {
        return false;
    }
    return nearest ? aside || phrase_ends_organ(text) || phrase_length(text) <= SIGNER_LENGTH / 2
                   : phrase_ends_organ(text);
}

/* Two organs on one line, with blanks between. */
static bool split_organs(struct branch *organs, struct text text)
{
    for (size_t offset = 0; offset < text.string.size;) {
        size_t at = offset;
        uint32_t character = unicode_decode(text.string.bytes, text.string.size, &offset);
        if (!unicode_is_blank(character)) {
            continue;
        }
        struct text first = recognise_part(text, 0, at);
        struct text second = recognise_part(text, offset, text.string.size);
        if (phrase_ends_organ(first.string) && phrase_ends_organ(second.string)) {
            branch_add_text(organs, first);
            branch_add_text(organs, second);
            return true;
        }
    }
    return false;
}

/* The organs above the day at `day`; returns where the signature begins. */
static size_t take_signers(struct recogniser *recogniser, size_t body, size_t day,
                           struct text on_line)
{
    struct branch *organs = branch_new(recogniser->arena, NODE_SEQUENCE, (struct place){0});
    size_t first = day;

    if (on_line.string.size > 0) {
        if (!split_organs(organs, on_line)) {
            branch_add_text(organs, on_line);
        }
    } else {
        while (first > body && day - first < SIGNERS &&
               is_signer(recogniser, first - 1, first == day)) {
            first--;
        }
        for (size_t i = first; i < day; i++) {
            struct text text = recogniser->paragraphs[i].text;
            recogniser->used[i] = true;
            if (!split_organs(organs, text)) {
                branch_add_text(organs, text);
            }
        }
    }
    if (organs->node.count > 0) {
        branch_set(recogniser->root, "issuer", organs->node.items[0]);
    }
    if (organs->node.count > 1 && node_get(&recogniser->root->node, "organs") == NULL) {
        organs->node.place = organs->node.items[0]->place;
        branch_set(recogniser->root, "organs", &organs->node);
    }
    return first;
}

/* Texts behind the signature that have no place of their own; no more than are too many. */
static size_t count_behind(const struct recogniser *recogniser, size_t day, size_t end)
{
    size_t count = 0;
    struct string inside;

    for (size_t i = day + 1; i < end; i++) {
        if (count > BEHIND_LIMIT) {
            break;
        }
        count += !recogniser->used[i] &&
                 !phrase_in_brackets(recogniser->paragraphs[i].text.string, &inside);
    }
    return count;
}

/* Whether the text before `end` names the document: 《…》 has been adopted and is made known. */
static bool is_named(const struct recogniser *recogniser, size_t end, struct string title)
{
    if (memmem(recogniser->title.string.bytes, recogniser->title.string.size, title.bytes,
               title.size) != NULL) {
        return true;
    }
    for (size_t i = 0; i < end; i++) {
        struct string text = recogniser->paragraphs[i].text.string;
        if (text.size > title.size &&
            memmem(text.bytes, text.size, title.bytes, title.size) != NULL) {
            return true;
        }
    }
    return false;
}

/* Where a document that is passed on (印发, 公布) begins behind the signature's day, without 附件
 * above it: with its title, which the text before has named. `end`: there is none. */
static size_t find_enclosed(const struct recogniser *recogniser, size_t day, size_t end)
{
    size_t at = day + 1;
    struct string inside;

    while (at < end && (recogniser->used[at] ||
                        phrase_in_brackets(recogniser->paragraphs[at].text.string, &inside))) {
        at++;
    }
    struct buffer title = buffer_new(recogniser->arena);
    for (size_t i = at; i < end && i < at + ENCLOSED_TITLE_LINES; i++) {
        if (!recognise_is_title_line(&recogniser->paragraphs[i])) {
            break;
        }
        buffer_add(&title, recogniser->paragraphs[i].text.string.bytes,
                   recogniser->paragraphs[i].text.string.size);
        struct string joined = buffer_string(&title);
        if (phrase_ends_genre(joined) && is_named(recogniser, day, joined)) {
            return at;
        }
    }
    return end;
}

/* Finds the signature from the end of the main text; returns where it begins, `end` if there is
 * none. */
static size_t take_signature(struct recogniser *recogniser, size_t body, struct tail *tail)
{
    size_t end = tail->attachments;
    unsigned days = 0;
    struct date date;
    struct text organ;

    for (size_t i = end; i > body + 1 && days < SIGNATURE_DAYS;
         i--) { /* not right under the title */
        size_t day = i - 1;
        const struct manuscript_paragraph *paragraph = &recogniser->paragraphs[day];
        if (recogniser->used[day] || paragraph->table != NULL ||
            !read_signature_day(paragraph->text, &date, &organ)) {
            continue;
        }
        days++;
        size_t enclosed = find_enclosed(recogniser, day, end);
        if (enclosed < end) {
            REPORT(recogniser->diagnostics, IMPORT_ENCLOSED,
                   recogniser->paragraphs[enclosed].text.place, "");
            tail->attachments = enclosed;
            end = enclosed;
        } else if (end - day > SIGNATURE_REACH ||
                   count_behind(recogniser, day, end) > BEHIND_LIMIT) {
            continue;
        }
        tail->dated = true;
        recogniser->used[day] = true;
        recognise_day(recogniser, "date", date, paragraph->text.place);
        for (size_t j = day + 1; j < end; j++) {
            if (!recogniser->used[j] && recogniser->paragraphs[j].table == NULL) {
                recogniser->used[j] = take_remark(recogniser, recogniser->paragraphs[j].text);
            }
        }
        return take_signers(recogniser, body, day, organ);
    }
    return end;
}

/* A day right under the title, as sites show it: where there is no signature. */
static void take_day_on_top(struct recogniser *recogniser, size_t body, bool *dated)
{
    struct date date;

    for (size_t i = body; i < recogniser->count && i < body + 2; i++) {
        struct text text = recogniser->paragraphs[i].text;
        if (!*dated && recogniser->paragraphs[i].table == NULL &&
            phrase_is_date(text.string, &date)) {
            recognise_day(recogniser, "date", date, text.place);
            REPORT(recogniser->diagnostics, IMPORT_GUESSED, text.place, "date",
                   arena_copy(recogniser->arena, text.string.bytes, text.string.size));
            recogniser->used[i] = true;
            *dated = true;
        }
    }
}

/* ---- the list of attachments (附件说明) ---- */

/* Where the next entry of the list begins in the text behind `from`: blanks and the number. */
static size_t next_entry(struct string text, size_t from, unsigned number)
{
    for (size_t at = from; at < text.size;) {
        size_t start = at;
        if (!unicode_is_blank(unicode_decode(text.bytes, text.size, &at))) {
            continue;
        }
        struct reading ahead = {text.bytes + at, text.bytes + text.size};
        unsigned found;
        if (reading_digits(&ahead, 2, &found) && found == number &&
            reading_take_one(&ahead, ".．、")) {
            return start;
        }
    }
    return text.size;
}

static void add_listed(struct tail *tail, struct text text)
{
    struct marker marker = marker_read(text.string);
    size_t start = marker.level == 3 ? marker.size : 0;

    while (start < text.string.size && tail->listed_count < LIST_REACH) {
        size_t end = next_entry(text.string, start, (unsigned)tail->listed_count + 2);
        struct text title = recognise_part(text, start, end);
        while (phrase_ends(title.string, "；") || phrase_ends(title.string, "。")) {
            title.string.size -= strlen("。");
        }
        if (title.string.size > 0) {
            tail->listed[tail->listed_count++] = title;
        }
        struct text rest = recognise_part(text, end, text.string.size);
        start = end + marker_read(rest.string).size;
        if (end < text.string.size) {
            start += (size_t)(rest.string.bytes - text.string.bytes) - end;
        } else {
            break;
        }
    }
}

/* 附件：1.…, 2.… between the body and the signature; returns where it begins. */
static size_t take_list(struct recogniser *recogniser, size_t body, size_t end, struct tail *tail)
{
    size_t reach = end - body > LIST_REACH ? end - LIST_REACH : body;
    struct attachment_label label;

    tail->listed = ARENA_ARRAY(recogniser->arena, struct text, LIST_REACH);
    for (size_t i = end; i > reach; i--) {
        const struct manuscript_paragraph *paragraph = &recogniser->paragraphs[i - 1];
        struct string text = paragraph->text.string;
        if (paragraph->table != NULL || phrase_ends(text, "。") || recogniser->used[i - 1]) {
            return end;
        }
        if (!recognise_label(paragraph->text, &label)) {
            if (marker_read(text).level != 3 && paragraph->hints.level != 3) {
                return end;
            }
            continue;
        }
        if (label.rest.string.size > 0) {
            add_listed(tail, label.rest);
        }
        for (size_t j = i; j < end; j++) {
            add_listed(tail, recogniser->paragraphs[j].text);
        }
        for (size_t j = i - 1; j < end; j++) {
            recogniser->used[j] = true;
        }
        return i - 1;
    }
    return end;
}

struct tail recognise_tail(struct recogniser *recogniser, size_t body)
{
    struct tail tail = {0};
    size_t last = recogniser->count;

    body = body < last ? body : last;
    while (last > body && take_by_form(recogniser, last - 1)) {
        last--;
    }
    tail.attachments = find_attachments(recogniser, body, last);
    tail.attachments_end = last;
    for (size_t i = tail.attachments; i > body; i--) {
        (void)take_by_form(recogniser, i - 1);
        if (tail.attachments - i > SIGNATURE_REACH) {
            break;
        }
    }
    tail.dated = node_get(&recogniser->root->node, "date") != NULL;
    size_t start = take_signature(recogniser, body, &tail);
    take_day_on_top(recogniser, body, &tail.dated);
    for (size_t i = start; i < tail.attachments; i++) {
        if (!recogniser->used[i] && tail.dated) {
            REPORT(recogniser->diagnostics, IMPORT_MOVED, recogniser->paragraphs[i].text.place, "");
        }
    }
    bool ended = false; /* by 出席 and the like */
    for (size_t i = body; i < start; i++) {
        if (recogniser->used[i]) {
            ended = ended || was_by_form(recogniser, i);
        } else if (ended) {
            REPORT(recogniser->diagnostics, IMPORT_MOVED, recogniser->paragraphs[i].text.place, "");
        }
    }
    (void)take_list(recogniser, body, start, &tail);
    tail.end = tail.attachments;
    return tail;
}
