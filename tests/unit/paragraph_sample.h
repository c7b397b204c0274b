/*
 * Generated paragraphs, the same in every run: the words of administration and sentences of a real
 * report, with all marks, Latin words, numbers with units, dates, document numbers, addresses, rare
 * characters, combining marks, variation selectors and characters without width between them. What
 * may never be broken is known for each paragraph.
 */
#ifndef GONGWEN_TESTS_PARAGRAPH_SAMPLE_H
#define GONGWEN_TESTS_PARAGRAPH_SAMPLE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/unicode.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LENGTH_OF(array) (sizeof(array) / sizeof *(array))

enum { SPANS_MAX = 256, VOCABULARY_MAX = 4096 };

/* Bytes start..end - 1 of the text stand on one line. */
struct whole {
    size_t start, end;
};

struct sample {
    struct string text;
    struct whole whole[SPANS_MAX];
    size_t whole_count;
    size_t ends[SPANS_MAX]; /* where lines must end: line separators */
    size_t end_count;
};

struct generator {
    struct arena *arena;
    uint64_t state;
    struct string vocabulary[VOCABULARY_MAX]; /* words, then sentences */
    size_t word_count, count;
};

static inline uint32_t draw(struct generator *generator, size_t below)
{
    generator->state ^= generator->state << 13;
    generator->state ^= generator->state >> 7;
    generator->state ^= generator->state << 17;
    return (uint32_t)((generator->state >> 16) % below);
}

static inline struct string read_whole(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    struct buffer buffer = buffer_new(arena);
    char bytes[4096];
    size_t size;

    assert_non_null(file);
    while ((size = fread(bytes, 1, sizeof bytes, file)) > 0) {
        buffer_add(&buffer, bytes, size);
    }
    fclose(file);
    return buffer_string(&buffer);
}

/* Takes all stretches of a file that `belongs` holds together and that are long enough. */
static inline void take_stretches(struct generator *generator, const char *path, size_t least,
                                  bool (*belongs)(uint32_t character))
{
    struct string file = read_whole(generator->arena, path);
    size_t start = 0;

    for (size_t at = 0; at < file.size;) {
        size_t before = at;
        uint32_t character = unicode_decode(file.bytes, file.size, &at);
        if (belongs(character)) {
            continue;
        }
        if (before - start >= least && generator->count < VOCABULARY_MAX) {
            generator->vocabulary[generator->count++] =
                (struct string){file.bytes + start, before - start};
        }
        start = at;
    }
}

static inline bool is_in_sentence(uint32_t character)
{
    return unicode_is_han(character) || character == 0xFF0C || character == 0x3001 ||
           character == 0x300A || character == 0x300B || character == 0x201C || character == 0x201D;
}

/* Run from the repository's folder. */
static inline void open_vocabulary(struct generator *generator)
{
    take_stretches(generator, "layouts/words/administrative.yaml", 6, unicode_is_han);
    generator->word_count = generator->count;
    take_stretches(generator, "data/2023-annual-report.yaml", 30, is_in_sentence);
    assert_true(generator->word_count > 400);
    assert_true(generator->count > generator->word_count + 100);
}

/* ---- pieces ---- */

static const char *const units[] = {
    "条",     "个",   "次",     "件",    "项",     "人次",   "场次",     "公里",   "万元", "亿元",
    "余篇",   "%",    "‰",      "℃",     "㎡",     "年",     "号",       "平方米", "小时", "分钟",
    "多万人", "个月", "工作日", "批次",  "百分点", "立方米", "万千瓦时", "mm",     "km",   "GB",
    " km",    " m²",  " G",     " 公里", " 年",    " 条",    " %",
};

static const char *const number_forms[] = {
    "2023年",     "2024年度",   "12049条",  "3.14159",      "1,234,567元",
    "100%",       "-12℃",       "第12条",   "第 3 条",      "№12",
    "№ 12",       "￥1,000",    "$100",     "〔2024〕12号", "〔2024〕第3号",
    "25场次",     "60余篇",     "3.5亿元",  "12×15cm",      "1：2",
    "10：30",     "2024-01-03", "2024.1.3", "022-12345678", "（022）12345678",
    "±5",         "≥95%",       "12㎡",     "36.5℃",        "3个工作日",
    "２０２４年", "85件",
};

/* Ranges may be broken behind what connects them. */
static const char *const ranges[][2] = {
    {"2021—", "2025年"}, {"10～", "20人"}, {"5%～", "8%"}, {"1月—", "6月"}};

static const char *const latin_words[] = {
    "PDF",  "OpenType", "A4",     "5G",  "PM2.5", "GB/T",  "CO₂",     "HTTP",
    "e.g.", "U.S.A.",   "AI",     "iOS", "C++",   "AT&T",  "state's", "Internet",
    "3D",   "H7N9",     "TCP/IP", "kWh", "GDP",   "COVID", "No.1",    "Portable",
};

static const char *const addresses[] = {
    "https://www.example.gov.cn/zwgk/2024/index.html?page=2&lang=zh#top",
    "http://example.cn/a-b_c/d.html",
    "www.example.org/zhengce/content/2024-01/03/content_6924120.htm",
    "zwgk@example.gov.cn",
    "first.last-name@mail.department.example.org",
    "https://example.gov.cn/%E6%94%BF%E5%8A%A1%E5%85%AC%E5%BC%80/",
};

static const char *const marks[] = {
    "，",   "、",   "；", "：", "。", "！", "？", "……", "——", "·",  "～", "—",
    "？！", "！！", "，", "，", "。", "/",  "－", ",",  ". ", "; ", "! ",
};

static const char *const pairs[][2] = {
    {"“", "”"},   {"‘", "’"},     {"《", "》"},       {"〈", "〉"}, {"（", "）"},
    {"〔", "〕"}, {"【", "】"},   {"「", "」"},       {"『", "』"}, {"［", "］"},
    {"(", ")"},   {"“《", "》”"}, {"（《", "》），"},
};

/* Single characters of every kind. */
static const char *const odd[] = {
    "①",
    "②",
    "㈠",
    "→",
    "※",
    "℃",
    "々",
    "𠮷",
    "䶮",
    "喆",
    "𫟼",
    "Ⅷ",
    "ǎ",
    "a\xCC\x84",
    "，\xEF\xB8\x80",
    "ａ",
    "Ｂ",
    "５",
    "\xE2\x81\xA0",
    "\xE2\x80\x8B",
    " ",
    "  ",
    "\xE3\x80\x80",
    "\xC2\xA0",
    "é",
    "α",
    "×",
    "°",
    "…",
};

static inline void add_whole(struct sample *sample, struct buffer *out, const char *text)
{
    size_t start = out->size;

    buffer_add_string(out, text);
    if (sample->whole_count < SPANS_MAX) {
        sample->whole[sample->whole_count++] = (struct whole){start, out->size};
    }
}

static inline void add_number(struct generator *generator, struct sample *sample,
                              struct buffer *out)
{
    static const char *const digits[] = {"7", "42", "365", "1.5", "12,049", "0.08"};
    char text[64];

    if (draw(generator, 2) == 0) {
        add_whole(sample, out, number_forms[draw(generator, LENGTH_OF(number_forms))]);
        return;
    }
    if (draw(generator, 8) == 0) {
        size_t range = draw(generator, LENGTH_OF(ranges));
        add_whole(sample, out, ranges[range][0]);
        add_whole(sample, out, ranges[range][1]);
        return;
    }
    snprintf(text, sizeof text, "%s%s", digits[draw(generator, LENGTH_OF(digits))],
             units[draw(generator, LENGTH_OF(units))]);
    add_whole(sample, out, text);
    if ((unsigned char)out->bytes[out->size - 1] < 0x80) {
        buffer_add_string(out, "的"); /* km is a unit, kmé is none */
    }
}

static inline void add_words(struct generator *generator, struct buffer *out, size_t most)
{
    for (size_t i = draw(generator, most) + 1; i > 0; i--) {
        struct string word = generator->vocabulary[draw(generator, generator->word_count)];
        buffer_add(out, word.bytes, word.size);
    }
}

static inline void add_piece(struct generator *generator, struct sample *sample, struct buffer *out)
{
    size_t sentences = generator->count - generator->word_count;
    struct string sentence;

    switch (draw(generator, 16)) {
    case 0:
    case 1:
        add_number(generator, sample, out);
        break;
    case 2:
        if (out->size > 0 && (unsigned char)out->bytes[out->size - 1] < 0x80) {
            buffer_add_string(out, " "); /* not a part of the word before */
        }
        add_whole(sample, out, latin_words[draw(generator, LENGTH_OF(latin_words))]);
        buffer_add_string(out, draw(generator, 2) == 0 ? " " : "");
        break;
    case 3:
        buffer_add_string(out, odd[draw(generator, LENGTH_OF(odd))]);
        break;
    case 4: {
        size_t pair = draw(generator, LENGTH_OF(pairs));
        buffer_add_string(out, pairs[pair][0]);
        if (draw(generator, 6) == 0) {
            buffer_add_string(out, draw(generator, 2) == 0 ? " " : "\xE2\x80\x8B");
        }
        add_words(generator, out, 4);
        if (draw(generator, 4) == 0) {
            add_number(generator, sample, out);
        }
        buffer_add_string(out, pairs[pair][1]);
        break;
    }
    case 5:
        buffer_add_string(out, "2024年");
        buffer_add_string(out, draw(generator, 2) == 0 ? "1月3日" : "12月31日");
        break;
    case 6:
        if (draw(generator, 4) == 0) { /* set off: what follows without a space is a part of it */
            buffer_add_string(out, "网址");
            buffer_add_string(out, addresses[draw(generator, LENGTH_OF(addresses))]);
            buffer_add_string(out, draw(generator, 2) == 0 ? "，" : "可以");
        }
        break;
    case 7:
    case 8:
    case 9:
        sentence = generator->vocabulary[generator->word_count + draw(generator, sentences)];
        buffer_add(out, sentence.bytes, sentence.size);
        break;
    default:
        add_words(generator, out, 5);
    }
    if (draw(generator, 60) == 0 && sample->end_count < SPANS_MAX) {
        sample->ends[sample->end_count++] = out->size;
        buffer_add_string(out, "\xE2\x80\xA8文");
    }
    if (draw(generator, 3) == 0) {
        buffer_add_string(out, marks[draw(generator, LENGTH_OF(marks))]);
    }
}

static inline void generate(struct generator *generator, struct arena *arena, struct sample *sample)
{
    struct buffer out = buffer_new(arena);

    sample->whole_count = sample->end_count = 0;
    add_words(generator, &out, 3);
    for (size_t i = draw(generator, 12) + 1; i > 0; i--) {
        add_piece(generator, sample, &out);
    }
    buffer_add_string(&out, draw(generator, 8) == 0 ? "" : "。");
    sample->text = buffer_string(&out);
}

#endif
