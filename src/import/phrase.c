#include "import/phrase.h"

#include "base/arena.h"
#include "base/unicode.h"
#include <string.h>

enum { SUFFIX_ROOM = 12 }; /* characters of a suffix in brackets behind a genre */

static const char *const numerals[] = {"〇", "一", "二", "三", "四", "五",
                                       "六", "七", "八", "九", "十"};

struct reading reading_of(struct string text)
{
    const char *bytes = text.bytes == NULL ? "" : text.bytes; /* of what has no text: a table */

    return (struct reading){bytes, bytes + text.size};
}

static uint32_t next_character(struct reading *reading)
{
    size_t offset = 0;

    if (reading->at == reading->end) {
        return 0;
    }
    uint32_t character = unicode_decode(reading->at, (size_t)(reading->end - reading->at), &offset);
    reading->at += offset;
    return character;
}

uint32_t reading_peek(const struct reading *reading)
{
    struct reading ahead = *reading;

    return next_character(&ahead);
}

bool reading_take(struct reading *reading, const char *literal)
{
    size_t size = strlen(literal);

    if ((size_t)(reading->end - reading->at) < size || memcmp(reading->at, literal, size) != 0) {
        return false;
    }
    reading->at += size;
    return true;
}

bool reading_take_one(struct reading *reading, const char *set)
{
    struct reading choice = reading_of((struct string){set, strlen(set)});
    uint32_t wanted = reading_peek(reading);

    while (wanted != 0 && choice.at < choice.end) {
        if (next_character(&choice) == wanted) {
            (void)next_character(reading);
            return true;
        }
    }
    return false;
}

void reading_skip_blanks(struct reading *reading)
{
    while (reading->at < reading->end && unicode_is_blank(reading_peek(reading))) {
        (void)next_character(reading);
    }
}

static int digit_of(uint32_t character)
{
    if (character >= '0' && character <= '9') {
        return (int)(character - '0');
    }
    return character >= 0xFF10 && character <= 0xFF19 ? (int)(character - 0xFF10) : -1;
}

bool reading_digits(struct reading *reading, unsigned most, unsigned *number)
{
    struct reading ahead = *reading;
    unsigned count = 0;

    *number = 0;
    while (count < most && digit_of(reading_peek(&ahead)) >= 0) {
        *number = *number * 10 + (unsigned)digit_of(next_character(&ahead));
        count++;
    }
    if (count == 0 || digit_of(reading_peek(&ahead)) >= 0) {
        return false;
    }
    *reading = ahead;
    return true;
}

static unsigned take_unit(struct reading *reading)
{
    for (unsigned i = 1; i <= 9; i++) {
        if (reading_take(reading, numerals[i])) {
            return i;
        }
    }
    return 0;
}

bool reading_numeral(struct reading *reading, unsigned *number)
{
    unsigned tens = take_unit(reading);

    if (!reading_take(reading, "十")) {
        *number = tens;
        return tens > 0;
    }
    *number = (tens > 0 ? tens : 1) * 10 + take_unit(reading);
    return true;
}

const char *phrase_numeral(struct arena *arena, unsigned number)
{
    if (number > 99) {
        return arena_format(arena, "%u", number);
    }
    if (number <= 10) {
        return numerals[number];
    }
    return arena_format(arena, "%s十%s", number >= 20 ? numerals[number / 10] : "",
                        number % 10 > 0 ? numerals[number % 10] : "");
}

/* ① to ⑳, ⑴ to ⒇. */
static bool take_enclosed(struct reading *reading, unsigned *number)
{
    uint32_t character = reading_peek(reading);

    if (character < 0x2460 || character > 0x2487) {
        return false;
    }
    *number = (character - 0x2460) % 20 + 1;
    (void)next_character(reading);
    return true;
}

/* 2024年: behind 1. it is no part of the number. */
static bool begins_year(struct reading reading)
{
    unsigned year;

    return reading_digits(&reading, 4, &year) && year >= 1949 && reading_take(&reading, "年");
}

static unsigned marker_level(struct reading *at, unsigned *number)
{
    static const char *const opening = "（(〔[［", *const closing = "）)〕]］";
    struct reading start = *at;

    if (reading_take_one(at, opening)) {
        reading_skip_blanks(at);
        unsigned level = reading_numeral(at, number) ? 2 : reading_digits(at, 2, number) ? 4 : 0;
        reading_skip_blanks(at);
        if (level > 0 && reading_take_one(at, closing)) {
            (void)reading_take_one(at, "、．.");
            return level;
        }
        return 0;
    }
    if (take_enclosed(at, number)) {
        return 4;
    }
    if (reading_numeral(at, number)) {
        bool blank = unicode_is_blank(reading_peek(at)) && reading_peek(at) != 0;
        reading_skip_blanks(at); /* 三 、保障 */
        return reading_take_one(at, "、．.") || blank ? 1 : 0;
    }
    *at = start;
    if (reading_digits(at, 2, number)) {
        if (reading_take_one(at, "）)")) {
            return 4;
        }
        if (reading_take_one(at, "、．.") && (digit_of(reading_peek(at)) < 0 || begins_year(*at))) {
            return 3;
        }
    }
    return 0;
}

struct marker marker_read(struct string text)
{
    struct reading at = reading_of(text);
    struct marker marker = {0};

    marker.level = marker_level(&at, &marker.number);
    if (marker.level == 0 || marker.number == 0) {
        return (struct marker){0};
    }
    reading_skip_blanks(&at);
    marker.circled = text.size >= 3 && memcmp(text.bytes, "\xE2\x91", 2) == 0; /* ① to ⑿ */
    marker.size = (size_t)(at.at - text.bytes);
    return marker.size < text.size ? marker : (struct marker){0};
}

const char *marker_print(struct arena *arena, unsigned level, unsigned number)
{
    const char *count =
        level <= 2 ? phrase_numeral(arena, number) : arena_format(arena, "%u", number);

    switch (level) {
    case 1:
        return arena_format(arena, "%s、", count);
    case 3:
        return arena_format(arena, "%s.", count);
    default:
        return arena_format(arena, "（%s）", count);
    }
}

/* 二〇二四, with any of the characters that stand for zero; 2024. */
static bool take_year(struct reading *reading, int *year)
{
    static const char *const zeros = "〇○零0O０Ｏ◯";
    struct reading ahead = *reading;
    int value = 0;

    for (unsigned count = 0; count < 4; count++) {
        int digit = digit_of(reading_peek(&ahead));
        if (digit >= 0) {
            (void)next_character(&ahead);
        } else if (reading_take_one(&ahead, zeros)) {
            digit = 0;
        } else {
            digit = (int)take_unit(&ahead);
            if (digit == 0) {
                return false;
            }
        }
        value = value * 10 + digit;
    }
    if (value < 1000 || digit_of(reading_peek(&ahead)) >= 0) {
        return false;
    }
    *year = value;
    *reading = ahead;
    return true;
}

static bool take_part(struct reading *reading, unsigned *number)
{
    reading_skip_blanks(reading);
    bool found = reading_digits(reading, 2, number) || reading_numeral(reading, number);
    reading_skip_blanks(reading);
    return found;
}

bool reading_date(struct reading *reading, struct date *date)
{
    struct reading ahead = *reading;
    unsigned month = 0;
    unsigned day = 0;
    int year = 0;

    if (!take_year(&ahead, &year)) {
        return false;
    }
    reading_skip_blanks(&ahead);
    if (reading_take(&ahead, "年")) {
        if (!take_part(&ahead, &month) || !reading_take(&ahead, "月") || !take_part(&ahead, &day) ||
            !reading_take_one(&ahead, "日号")) {
            return false;
        }
    } else if (!reading_take_one(&ahead, "-/.．－") || !reading_digits(&ahead, 2, &month) ||
               !reading_take_one(&ahead, "-/.．－") || !reading_digits(&ahead, 2, &day)) {
        return false;
    }
    *date = (struct date){.year = year, .month = (int)month, .day = (int)day};
    *reading = ahead;
    return date_exists(*date);
}

bool phrase_is_date(struct string text, struct date *date)
{
    struct string inside;
    struct string whole = phrase_in_brackets(text, &inside) ? phrase_trim(inside) : text;
    struct reading at = reading_of(whole);

    return reading_date(&at, date) && at.at == at.end;
}

int phrase_year(struct string title)
{
    struct reading at = reading_of(title);
    int found = 0;

    while (at.at < at.end) {
        struct reading ahead = at;
        int year = 0;
        if (take_year(&ahead, &year) && reading_take(&ahead, "年") && year >= 1949) {
            if (found != 0 && found != year) {
                return 0;
            }
            found = year;
            at = ahead;
        } else {
            (void)next_character(&at);
        }
    }
    return found;
}

/* The last character, and how many bytes it takes; 0 for an empty text. */
static uint32_t last_character(struct string text, size_t *size)
{
    size_t start = text.size;

    *size = 0;
    if (text.size == 0) {
        return 0;
    }
    do {
        start--;
    } while (start > 0 && ((unsigned char)text.bytes[start] & 0xC0) == 0x80);
    *size = text.size - start;
    size_t offset = start;
    return unicode_decode(text.bytes, text.size, &offset);
}

struct string phrase_trim(struct string text)
{
    struct reading at = reading_of(text);
    size_t size;

    reading_skip_blanks(&at);
    text = (struct string){at.at, (size_t)(at.end - at.at)};
    while (text.size > 0 && unicode_is_blank(last_character(text, &size))) {
        text.size -= size;
    }
    return text;
}

size_t phrase_length(struct string text)
{
    return unicode_count(text.bytes, text.size);
}

bool phrase_begins(struct string text, const char *start)
{
    size_t size = strlen(start);

    return text.size >= size && memcmp(text.bytes, start, size) == 0;
}

bool phrase_ends(struct string text, const char *end)
{
    size_t size = strlen(end);

    return text.size >= size && memcmp(text.bytes + text.size - size, end, size) == 0;
}

bool phrase_has(struct string text, const char *part)
{
    return text.size > 0 && memmem(text.bytes, text.size, part, strlen(part)) != NULL;
}

bool phrase_equal(struct string a, struct string b)
{
    return a.size == b.size && memcmp(a.bytes, b.bytes, a.size) == 0;
}

static bool ends_in(struct string text, const char *marks)
{
    size_t size;

    for (;;) {
        uint32_t last = last_character(text, &size);
        struct reading set = reading_of((struct string){marks, strlen(marks)});
        while (last != 0 && set.at < set.end) {
            if (next_character(&set) == last) {
                return true;
            }
        }
        struct reading tail = {text.bytes + text.size - size, text.bytes + text.size};
        if (last == 0 || !reading_take_one(&tail, "”’）)》\"")) {
            return false;
        }
        text.size -= size;
    }
}

bool phrase_is_closed(struct string text)
{
    return ends_in(text, "。．；！？：，、…;!?:,");
}

bool phrase_ends_sentence(struct string text)
{
    return ends_in(text, "。！？；!?;");
}

bool phrase_in_brackets(struct string text, struct string *inside)
{
    static const char *const pairs[][2] = {{"（", "）"}, {"(", ")"}, {"（", ")"}, {"(", "）"}};

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        size_t open = strlen(pairs[i][0]);
        size_t close = strlen(pairs[i][1]);
        if (text.size >= open + close && phrase_begins(text, pairs[i][0]) &&
            phrase_ends(text, pairs[i][1])) {
            *inside = (struct string){text.bytes + open, text.size - open - close};
            return true;
        }
    }
    return false;
}

/* Without a short remark in brackets at its end. */
static struct string without_suffix(struct string text)
{
    if (!phrase_ends(text, "）") && !phrase_ends(text, ")")) {
        return text;
    }
    for (size_t i = text.size; i > 0; i--) {
        struct string tail = {text.bytes + i - 1, text.size - i + 1};
        if (phrase_begins(tail, "（") || phrase_begins(tail, "(")) {
            return phrase_length(tail) <= SUFFIX_ROOM ? (struct string){text.bytes, i - 1} : text;
        }
    }
    return text;
}

static bool ends_with_one(struct string text, const char *const *endings)
{
    for (; *endings != NULL; endings++) {
        if (phrase_ends(text, *endings)) {
            return true;
        }
    }
    return false;
}

bool phrase_ends_genre(struct string text)
{
    static const char *const genres[] = {"决议", "决定", "命令", "公报", "公告", "通告", "意见",
                                         "通知", "通报", "报告", "请示", "批复", "议案", "函",
                                         "纪要", "令",   "办法", "规定", "规则", "细则", "条例",
                                         "方案", "规划", "计划", "要点", "总结", "情况", "制度",
                                         "安排", "指南", "预案", "汇报", "说明", "公示", NULL};

    return ends_with_one(phrase_trim(without_suffix(text)), genres);
}

bool phrase_ends_organ(struct string text)
{
    static const char *const organs[] = {
        "政府", "委员会", "委",   "局",   "办公室", "办公厅", "厅",   "部",     "处",   "科",
        "院",   "会",     "中心", "公司", "单位",   "机关",   "街道", "办事处", "学校", "大学",
        "银行", "支队",   "大队", "所",   "站",     "组",     "社",   "政府办", "集团", NULL};

    return ends_with_one(without_suffix(text), organs);
}

bool phrase_is_rule(struct string text)
{
    struct reading at = reading_of(text);
    unsigned count = 0;

    while (reading_take_one(&at, "-=_*—–─━═－＿＝~～")) {
        count++;
    }
    return count >= 3 && at.at == at.end;
}

bool phrase_is_document_number(struct string text)
{
    struct reading at = reading_of(text);
    unsigned year;
    unsigned number;

    for (unsigned words = 0; unicode_is_han(reading_peek(&at)) && words < 16; words++) {
        (void)next_character(&at);
    }
    reading_skip_blanks(&at);
    if (!reading_take_one(&at, "〔﹝[［【（(") || !reading_digits(&at, 4, &year) || year < 1949 ||
        !reading_take_one(&at, "〕﹞]］】）)")) {
        return false;
    }
    reading_skip_blanks(&at);
    (void)reading_take(&at, "第");
    reading_skip_blanks(&at);
    if (!reading_digits(&at, 5, &number)) {
        return false;
    }
    reading_skip_blanks(&at);
    return reading_take(&at, "号") && at.at == at.end;
}

bool phrase_label(struct string text, const char *label, struct string *rest)
{
    struct reading at = reading_of(text);
    struct reading letters = reading_of((struct string){label, strlen(label)});

    while (letters.at < letters.end) {
        uint32_t wanted = next_character(&letters);
        reading_skip_blanks(&at);
        if (next_character(&at) != wanted) {
            return false;
        }
    }
    reading_skip_blanks(&at);
    if (!reading_take_one(&at, "：:")) {
        return false;
    }
    *rest = phrase_trim((struct string){at.at, (size_t)(at.end - at.at)});
    return true;
}
