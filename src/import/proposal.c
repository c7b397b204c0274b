#include "import/proposal.h"

#include "base/arena.h"
#include "base/unicode.h"
#include "import/phrase.h"
#include "report/report.h"
#include <stdio.h>
#include <string.h>

enum { DIGITS_LIMIT = 18, AROUND = 14, PATH_ROOM = 64 };

/* Measure words of what a report counts; 万, 亿, 余 and 多 may stand before them. */
static const char *const measures[] = {
    "人次",   "场次", "件次",     "批次", "户次", "车次", "班次", "平方公里", "平方米",
    "立方米", "公里", "千米",     "公斤", "千克", "公顷", "小时", "课时",     "条",
    "件",     "次",   "个",       "家",   "篇",   "场",   "人",   "名",       "项",
    "例",     "份",   "册",       "起",   "宗",   "户",   "台",   "辆",       "套",
    "处",     "所",   "座",       "栋",   "间",   "元",   "吨",   "亩",       "天",
    "部",     "期",   "批",       "轮",   "类",   "种",   "支",   "米",       "岁",
    "位",     "幅",   "张",       "本",   "只",   "艘",   "架",   "组",       "对",
    "笔",     "字",   "个百分点", "%",    "％",   "‰",    "℃",    "㎡",       NULL};

/* What makes another word of a measure word. */
static bool is_other_word(struct string unit, struct reading behind)
{
    if (phrase_equal(unit, STRING("个"))) { /* 3个月, 5个工作日 */
        return reading_take(&behind, "月") || reading_take(&behind, "工作日") ||
               reading_take(&behind, "小时");
    }
    return phrase_equal(unit, STRING("部")) && reading_take(&behind, "门");
}

/* The longest measure word that stands there. */
static bool take_measure(struct reading *reading, struct string *unit)
{
    const char *start = reading->at;
    struct reading ahead = *reading;
    struct reading longest = ahead;

    (void)reading_take_one(&ahead, "余多");
    (void)reading_take_one(&ahead, "万亿");
    (void)reading_take_one(&ahead, "余多亿");
    for (size_t i = 0; measures[i] != NULL; i++) {
        struct reading behind = ahead;
        if (reading_take(&behind, measures[i]) && behind.at > longest.at) {
            longest = behind;
        }
    }
    *unit = (struct string){start, (size_t)(longest.at - start)};
    if (longest.at <= ahead.at || is_other_word(*unit, longest)) {
        return false;
    }
    *reading = longest;
    return true;
}

/* The digits from `at` on as a decimal; 0 for what is written otherwise (007, 1,234, 1.2.3). */
static size_t take_value(struct string text, size_t at)
{
    size_t end = at;
    size_t digits = 0;
    bool point = false;

    while (end < text.size) {
        char byte = text.bytes[end];
        bool digit = byte >= '0' && byte <= '9';
        bool first_point = byte == '.' && !point && digits > 0;
        if (!digit && !first_point) {
            break;
        }
        digits += digit;
        point = point || first_point;
        end++;
    }
    bool padded = digits > 1 && text.bytes[at] == '0' && text.bytes[at + 1] != '.';
    bool hanging = end > at && text.bytes[end - 1] == '.';
    return digits == 0 || digits > DIGITS_LIMIT || padded || hanging ? 0 : end - at;
}

/* What stands before a number that is part of a name, a range, a date or another number. */
static bool is_tied(uint32_t before)
{
    static const uint32_t ties[] = {0x7B2C /* 第 */,
                                    0x3014 /* 〔 */,
                                    0x2014,
                                    0x2013,
                                    0xFF5E,
                                    0x81F3 /* 至 */,
                                    '-',
                                    '.',
                                    ',',
                                    '/',
                                    '~',
                                    ':',
                                    '_',
                                    0xFF0E,
                                    0x5E74 /* 年 */};

    for (size_t i = 0; i < sizeof ties / sizeof *ties; i++) {
        if (before == ties[i]) {
            return true;
        }
    }
    return (before >= 'A' && before <= 'Z') || (before >= 'a' && before <= 'z') ||
           (before >= 0xFF10 && before <= 0xFF5A);
}

struct finder {
    struct arena *arena;
    struct proposal *items;
    size_t count, capacity;
    char path[PATH_ROOM]; /* of the section */
    unsigned number;      /* of the last proposal there */
};

/* From where the words before a number are shown: behind the last mark, not too far. */
static size_t around_start(struct string text, size_t end, size_t number)
{
    size_t start = number;

    for (unsigned i = 0; i < AROUND && start > 0; i++) {
        size_t before = start;
        do {
            before--;
        } while (before > 0 && ((unsigned char)text.bytes[before] & 0xC0) == 0x80);
        if (phrase_is_closed((struct string){text.bytes + before, start - before})) {
            break;
        }
        start = before;
    }
    return start < end ? start : number;
}

static void add(struct finder *finder, const struct node *text, size_t start, size_t digits,
                struct string unit)
{
    size_t size = digits + unit.size;
    size_t from = around_start(text->scalar, start + size, start);

    finder->items = arena_grow(finder->arena, finder->items, finder->count, &finder->capacity,
                               sizeof *finder->items);
    finder->number++;
    finder->items[finder->count++] = (struct proposal){
        .text = text,
        .start = start,
        .size = size,
        .name = arena_format(finder->arena, "%s.%02u", finder->path, finder->number),
        .value = {text->scalar.bytes + start, digits},
        .unit = unit,
        .around = {text->scalar.bytes + from, start + size - from},
    };
}

static void find_in_text(struct finder *finder, const struct node *node)
{
    struct string text = node->scalar;
    unsigned titles = 0; /* open 《 */
    uint32_t before = 0;

    for (size_t offset = 0; offset < text.size && finder->count < PROPOSAL_LIMIT;) {
        size_t at = offset;
        uint32_t character = unicode_decode(text.bytes, text.size, &offset);
        if (character == 0x300A) {
            titles++;
        } else if (character == 0x300B && titles > 0) {
            titles--;
        } else if (character >= '0' && character <= '9') {
            size_t digits = take_value(text, at);
            struct reading behind = {text.bytes + at + digits, text.bytes + text.size};
            struct string unit;
            if (digits > 0 && titles == 0 && !is_tied(before) && take_measure(&behind, &unit)) {
                add(finder, node, at, digits, unit);
            }
            while (offset < text.size && strchr("0123456789.,", text.bytes[offset]) != NULL &&
                   text.bytes[offset] != '\0') {
                offset++;
            }
            character = '0';
        }
        before = character;
    }
}

static void find_in_body(struct finder *finder, const struct node *body)
{
    for (size_t i = 0; body != NULL && i < body->count; i++) {
        const struct node *block = body->items[i];
        if (block->kind == NODE_SCALAR) {
            find_in_text(finder, block);
            continue;
        }
        const struct node *lead = node_get(block, "text");
        const struct node *items = node_get(block, "items");
        if (lead != NULL) {
            find_in_text(finder, lead);
        }
        for (size_t j = 0; items != NULL && j < items->count; j++) {
            find_in_text(finder, items->items[j]);
        }
    }
}

static void find_in_sections(struct finder *finder, const struct node *sections, unsigned depth)
{
    size_t end = strlen(finder->path);

    for (size_t i = 0; sections != NULL && i < sections->count && depth < REPORT_LEVEL_LIMIT &&
                       end + 8 < PATH_ROOM;
         i++) {
        const struct node *section = sections->items[i];
        (void)snprintf(finder->path + end, PATH_ROOM - end, "%s%zu", depth > 0 ? "-" : "", i + 1);
        finder->number = 0;
        find_in_body(finder, node_get(section, "body"));
        find_in_sections(finder, node_get(section, "sections"), depth + 1);
        finder->path[end] = '\0';
    }
}

struct proposals proposals_find(struct arena *arena, const struct node *root)
{
    struct finder finder = {.arena = arena, .path = "s0"};
    const struct node *attachments = node_get(root, "attachments");

    find_in_body(&finder, node_get(root, "preamble"));
    finder.path[1] = '\0';
    find_in_sections(&finder, node_get(root, "sections"), 0);
    for (size_t i = 0; attachments != NULL && i < attachments->count; i++) {
        (void)snprintf(finder.path, PATH_ROOM, "a%zu", i + 1);
        finder.number = 0;
        find_in_body(&finder, node_get(attachments->items[i], "body"));
        find_in_sections(&finder, node_get(attachments->items[i], "sections"), 1);
    }
    return (struct proposals){finder.items, finder.count};
}
