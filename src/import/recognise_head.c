/* What stands before the body (GB/T 9704 7.2, 7.3.1, 7.3.2), in the order in which it may stand. */
#include "import/recognise.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include "import/phrase.h"
#include <string.h>

enum {
    HEADER_LINES = 16, /* that a header may have */
    MARK_LENGTH = 40,
    RECIPIENTS_LENGTH = 300,
};

static bool is_digits(struct string text, size_t least, size_t most)
{
    for (size_t i = 0; i < text.size; i++) {
        if (text.bytes[i] < '0' || text.bytes[i] > '9') {
            return false;
        }
    }
    return text.size >= least && text.size <= most;
}

static bool is_secrecy(struct string text)
{
    return (phrase_begins(text, "绝密") || phrase_begins(text, "机密") ||
            phrase_begins(text, "秘密")) &&
           phrase_length(text) <= 12;
}

static bool is_urgency(struct string text)
{
    static const char *const words[] = {"特急", "加急", "特提", "平急", "紧急"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (phrase_equal(text, (struct string){words[i], strlen(words[i])})) {
            return true;
        }
    }
    return false;
}

static bool is_order_number(struct string text)
{
    struct reading at = reading_of(text);
    unsigned number;

    if (!reading_take(&at, "第")) {
        return false;
    }
    reading_skip_blanks(&at);
    if (!reading_digits(&at, 4, &number) && !reading_numeral(&at, &number)) {
        return false;
    }
    reading_skip_blanks(&at);
    return reading_take(&at, "号") && at.at == at.end;
}

/* Names behind 签发人：, with 、 or blanks between. */
static void set_signers(struct recogniser *recogniser, struct text names)
{
    struct branch *list = branch_new(recogniser->arena, NODE_SEQUENCE, names.place);
    struct string string = names.string;
    size_t start = 0;

    for (size_t offset = 0; offset <= string.size;) {
        size_t at = offset;
        uint32_t character =
            offset < string.size ? unicode_decode(string.bytes, string.size, &offset) : ' ';
        if (unicode_is_blank(character) || character == 0x3001 || character == 0xFF0C) {
            struct text name = recognise_part(names, start, at);
            if (name.string.size > 0) {
                branch_add_text(list, name);
            }
            start = offset;
        }
        if (at == string.size) {
            break;
        }
    }
    if (list->node.count > 0) {
        branch_set(recogniser->root, "signers", &list->node);
    }
}

/* A line of the header with a form of its own; a document number may have the signers behind it. */
static bool take_line(struct recogniser *recogniser, size_t i)
{
    struct branch *root = recogniser->root;
    struct text text = recogniser->paragraphs[i].text;
    struct string string = text.string;
    const char *signers = string.size > 0 ? memmem(string.bytes, string.size, "签发人", 9) : NULL;
    struct text number = text;
    struct string rest;

    if (signers != NULL && signers > string.bytes) {
        number = recognise_part(text, 0, (size_t)(signers - string.bytes));
    }
    if (phrase_is_document_number(number.string) &&
        node_get(&root->node, "document-number") == NULL) {
        branch_set_text(root, "document-number", number);
    } else if (signers == string.bytes && signers != NULL) {
        number.string.size = 0;
    } else if (is_digits(string, 6, 6)) {
        branch_set_text(root, "copy-number", text);
    } else if (is_secrecy(string)) {
        branch_set_text(root, "secrecy", text);
    } else if (is_urgency(string)) {
        branch_set_text(root, "urgency", text);
    } else if (is_order_number(string)) {
        branch_set_text(root, "order-number", text);
    } else {
        return false;
    }
    if (signers != NULL) {
        struct text names = recognise_part(text, (size_t)(signers - string.bytes), string.size);
        if (phrase_label(names.string, "签发人", &rest)) {
            size_t start = (size_t)(rest.bytes - names.string.bytes);
            set_signers(recogniser, recognise_part(names, start, names.string.size));
        }
    }
    recogniser->used[i] = true;
    return true;
}

/* Whether a document number or signers stand a few lines below: then this is above the title. */
static bool number_follows(const struct recogniser *recogniser, size_t i)
{
    for (size_t j = i + 1; j < recogniser->count && j <= i + 4; j++) {
        struct string text = recogniser->paragraphs[j].text.string;
        if ((!recognise_is_title_line(&recogniser->paragraphs[j]) &&
             !phrase_begins(text, "签发人")) ||
            phrase_ends_genre(text)) {
            return false;
        }
        const char *signers = text.size > 0 ? memmem(text.bytes, text.size, "签发人", 9) : NULL;
        if (signers != NULL || phrase_is_document_number(text)) {
            return true;
        }
    }
    return false;
}

/* Rather a title than a mark; 纪要 is both. */
static bool is_titled(struct string text)
{
    return phrase_has(text, "关于") || (phrase_ends_genre(text) && !phrase_ends(text, "纪要"));
}

/* 发文机关标志: with 文件 behind it, or above a document number; several for a joint document. */
static bool take_mark(struct recogniser *recogniser, size_t i, struct branch *organs)
{
    const struct manuscript_paragraph *paragraph = &recogniser->paragraphs[i];
    struct text text = paragraph->text;
    bool marked = phrase_ends(text.string, "文件");

    if (!recognise_is_title_line(paragraph) || phrase_length(text.string) > MARK_LENGTH ||
        (!marked && (is_titled(text.string) || !number_follows(recogniser, i)))) {
        return false;
    }
    if (marked) {
        text = recognise_part(text, 0, text.string.size - strlen("文件"));
    }
    if (text.string.size > 0) {
        branch_add_text(organs, text);
    }
    recogniser->used[i] = true;
    return true;
}

/* 主送机关: a line up to a colon, right behind the title, that names organs or people. */
static bool is_recipients(const struct manuscript_paragraph *paragraph)
{
    static const char *const words[] = {"府",   "局",   "委",   "办",   "厅",   "部", "院", "处",
                                        "中心", "公司", "单位", "机关", "会",   "县", "区", "市",
                                        "乡",   "镇",   "街道", "学校", "行",   "社", "队", "所",
                                        "站",   "你",   "同志", "代表", "领导", "省", "组", "科"};
    struct string text = paragraph->text.string;

    if (paragraph->table != NULL || phrase_length(text) > RECIPIENTS_LENGTH ||
        (!phrase_ends(text, "：") && !phrase_ends(text, ":")) || phrase_has(text, "。") ||
        phrase_has(text, "如下") || phrase_has(text, "《") || marker_read(text).level > 0) {
        return false;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (phrase_has(text, words[i])) {
            return true;
        }
    }
    return false;
}

static size_t take_recipients(struct recogniser *recogniser, size_t i)
{
    if (i >= recogniser->count || !is_recipients(&recogniser->paragraphs[i])) {
        return i;
    }
    struct text text = recogniser->paragraphs[i].text;
    size_t colon = phrase_ends(text.string, ":") ? 1 : strlen("：");
    text.string.size -= colon;
    text.string = phrase_trim(text.string);
    if (text.string.size > 0) {
        recognise_names(recogniser, "recipients", text);
    }
    recogniser->used[i] = true;
    return i + 1;
}

static void set_organs(struct recogniser *recogniser, const struct branch *organs)
{
    if (organs->node.count == 1) {
        branch_set(recogniser->root, "mark", organs->node.items[0]);
    } else if (organs->node.count > 1) {
        branch_set(recogniser->root, "organs", &organs->node);
    }
}

/* 示例县人民政府办公室　　2024年6月3日, as minutes have it under their mark. */
static bool take_issue(struct recogniser *recogniser, size_t i)
{
    struct text text = recogniser->paragraphs[i].text;
    struct date date;

    for (size_t at = 0; at < text.string.size;) {
        struct reading day = {text.string.bytes + at, text.string.bytes + text.string.size};
        struct text organ = recognise_part(text, 0, at);
        bool parted = at > (size_t)(organ.string.bytes - text.string.bytes) + organ.string.size;
        if (parted && reading_date(&day, &date) && day.at == day.end &&
            phrase_ends_organ(organ.string)) {
            branch_set_text(recogniser->root, "issuer", organ);
            recognise_day(recogniser, "date", date, text.place);
            recogniser->used[i] = true;
            return true;
        }
        (void)unicode_decode(text.string.bytes, text.string.size, &at);
    }
    return false;
}

/* A line drawn under the header: layouts draw their own. */
static bool take_rule(struct recogniser *recogniser, size_t i)
{
    struct text text = recogniser->paragraphs[i].text;

    if (!phrase_is_rule(text.string)) {
        return false;
    }
    REPORT(recogniser->diagnostics, IMPORT_LEFT_OUT, text.place,
           message_translate(N_("a line drawn with signs")));
    recogniser->used[i] = true;
    return true;
}

/* An organ on a line of its own above a title that begins with it. */
static bool take_organ_above(struct recogniser *recogniser, size_t i)
{
    const struct manuscript_paragraph *paragraphs = recogniser->paragraphs;
    struct string text = paragraphs[i].text.string;

    if (i + 1 >= recogniser->count || !recognise_is_title_line(&paragraphs[i]) ||
        !phrase_ends_organ(text) || !recognise_is_title_line(&paragraphs[i + 1])) {
        return false;
    }
    struct string below = paragraphs[i + 1].text.string;
    if (below.size < text.size || memcmp(below.bytes, text.bytes, text.size) != 0) {
        return false;
    }
    REPORT(recogniser->diagnostics, IMPORT_LEFT_OUT, paragraphs[i].text.place,
           message_translate(N_("the name of the organ above the title")));
    recogniser->used[i] = true;
    return true;
}

/* The text is itself an attachment of something else, with the label above. */
static size_t take_label(struct recogniser *recogniser)
{
    struct attachment_label label;

    if (recogniser->count < 2 || recogniser->paragraphs[0].table != NULL ||
        !recognise_label(recogniser->paragraphs[0].text, &label) || label.rest.string.size > 0 ||
        !recognise_is_title_line(&recogniser->paragraphs[1])) {
        return 0;
    }
    REPORT(recogniser->diagnostics, IMPORT_LEFT_OUT, recogniser->paragraphs[0].text.place,
           message_translate(N_("the label of an attachment")));
    recogniser->used[0] = true;
    return 1;
}

/* 示例市人民政府令: the mark of an order, which has no other title; its layout adds 令. */
static void set_order_mark(struct recogniser *recogniser)
{
    struct branch *root = recogniser->root;
    struct text mark = recogniser->title;

    if (node_get(&root->node, "order-number") != NULL && node_get(&root->node, "mark") == NULL &&
        node_get(&root->node, "organs") == NULL && phrase_ends(mark.string, "令")) {
        mark.string.size -= strlen("令");
        if (mark.string.size > 0) {
            branch_set_text(root, "mark", mark);
        }
    }
}

size_t recognise_head(struct recogniser *recogniser)
{
    struct branch *organs = branch_new(recogniser->arena, NODE_SEQUENCE, (struct place){0});
    size_t end = recogniser->count < HEADER_LINES ? recogniser->count : HEADER_LINES;
    size_t i = take_label(recogniser);

    while (i < end && recogniser->paragraphs[i].table == NULL &&
           (take_line(recogniser, i) || take_mark(recogniser, i, organs) ||
            take_issue(recogniser, i) || take_rule(recogniser, i) ||
            take_organ_above(recogniser, i))) {
        i++;
    }
    set_organs(recogniser, organs);
    if (recognise_title(recogniser, i, recogniser->count, &recogniser->title, &i)) {
        branch_set_text(recogniser->root, "title", recogniser->title);
    }
    while (i < recogniser->count && recogniser->paragraphs[i].table == NULL &&
           take_line(recogniser, i)) { /* as where a site shows the number below the title */
        i++;
    }
    set_order_mark(recogniser);
    return take_recipients(recogniser, i);
}
