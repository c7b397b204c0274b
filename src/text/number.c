/* Numbers with what belongs to them: signs, separators, units and counters, 第, dates, ranges,
 * 〔2024〕12号; and Chinese numerals. */
#include "text/cluster.h"

#include <string.h>

enum {
    SYMBOL_MAX = 8,
    AUTHORITY_MAX = 6, /* characters of 机关代字 */
};

/* Units and counters of more than one character (量词), after the longest of which a line may end.
 * Any hanzi behind a number counts as one of one character. */
static const uint16_t counters[][6] = {
    u"个工作日", u"个百分点", u"平方公里", u"平方千米", u"平方厘米", u"立方厘米", u"立方毫米",
    u"平方毫米", u"平方分米", u"平方米",   u"立方米",   u"千瓦时",   u"摄氏度",   u"工作日",
    u"自然日",   u"百分点",   u"个小时",   u"个季度",   u"个星期",   u"个年度",   u"车公里",
    u"人公里",   u"吨公里",   u"周岁",     u"周年",     u"个月",     u"小时",     u"分钟",
    u"秒钟",     u"毫秒",     u"年度",     u"季度",     u"年代",     u"世纪",     u"月份",
    u"公里",     u"公斤",     u"公顷",     u"公升",     u"千米",     u"千克",     u"千瓦",
    u"兆瓦",     u"千伏",     u"毫米",     u"厘米",     u"分米",     u"微米",     u"纳米",
    u"海里",     u"英里",     u"英寸",     u"毫升",     u"毫克",     u"平米",     u"美元",
    u"欧元",     u"日元",     u"港元",     u"英镑",     u"元整",     u"人次",     u"场次",
    u"架次",     u"班次",     u"台次",     u"件次",     u"户次",     u"辆次",     u"批次",
    u"车次",     u"学时",     u"课时",     u"学分",     u"分贝",     u"字节",     u"像素",
    u"微克",     u"微升",     u"千帕",     u"兆帕",     u"千焦",     u"千卡",     u"千赫",
    u"兆赫",     u"毫安",     u"毫伏",     u"吉瓦",     u"人份",     u"人天",     u"工日",
    u"年级",     u"年期",     u"星期",
};

/* Counters that a space may stand before: 2023 年. Behind a space other hanzi begin a new word. */
static const uint16_t spaced[] = u"年月日号时分秒天周岁元角分米克升吨亩顷里斤两度人名位户家个只件项"
                                 u"条次场期批份册篇部辆台套座栋间所处层级"
                                 u"类种样点页章节款目届班组队倍万亿千百十";

/* Symbols of units that a space may stand before (GB 3101); a superscript or a solidus may follow.
 */
static const char *const symbols[] = {
    "A",  "B",   "C",   "F",   "G",   "GB",  "GHz", "GW",  "Gbps", "Hz", "J",   "K",  "KB",
    "L",  "M",   "MB",  "MHz", "MJ",  "MPa", "MW",  "MWh", "Mbps", "N",  "Pa",  "T",  "TB",
    "V",  "W",   "bit", "bps", "cm",  "d",   "dB",  "g",   "h",    "ha", "hm",  "kB", "kHz",
    "kJ", "kPa", "kV",  "kW",  "kWh", "kg",  "km",  "l",   "m",    "mA", "mL",  "mg", "min",
    "ml", "mm",  "mol", "ms",  "nm",  "pt",  "px",  "rpm", "s",    "t",  "tce", "um",
};

/* The clusters of a paragraph. */
struct row {
    struct cluster *clusters;
    size_t count;
};

static uint32_t at(struct row row, size_t index)
{
    return index < row.count ? row.clusters[index].is.first : 0;
}

static bool is_digit(struct row row, size_t index)
{
    return character_is_digit(at(row, index));
}

static bool is_space(struct row row, size_t index)
{
    return index < row.count && row.clusters[index].is.class == CLASS_SPACE;
}

/* Hanzi, and units that are one character: ㎡ ㎏ */
static bool is_han(struct row row, size_t index)
{
    uint32_t character = at(row, index);

    return unicode_is_han(character) || (character >= 0x3300 && character <= 0x33FF);
}

/* Ties clusters first..last together. */
static void tie_whole(struct row row, size_t first, size_t last)
{
    for (size_t i = first; i < last; i++) {
        row.clusters[i].is.tie = TIE_WHOLE;
    }
}

static bool is_in(uint32_t character, const uint16_t *characters)
{
    for (; *characters != 0; characters++) {
        if (*characters == character) {
            return true;
        }
    }
    return false;
}

/* Marks inside a number, a date, a range, a telephone number, a ratio: between two digits. */
static bool is_separator(uint32_t character)
{
    return is_in(character, u".,:/·-–—~～×：．－−／'");
}

static bool is_connector(uint32_t character)
{
    return is_in(character, u"-–—~～－");
}

/* Signs that belong to the number before them. */
static bool is_suffix(uint32_t character)
{
    return is_in(character, u"%‰℃℉°′″％");
}

/* What multiplies a number or makes it vague: 3.5亿元, 60余篇. */
static bool is_multiplier(uint32_t character)
{
    return is_in(character, u"十百千万亿余多来");
}

static size_t counter_size(struct row row, size_t index)
{
    size_t best = is_han(row, index) ? 1 : 0;

    for (size_t i = 0; best > 0 && i < sizeof counters / sizeof *counters; i++) {
        size_t size = 0;
        while (counters[i][size] != 0 && at(row, index + size) == counters[i][size]) {
            size++;
        }
        if (counters[i][size] == 0 && size > best) {
            best = size;
        }
    }
    return best;
}

static bool is_letter(uint32_t character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
}

/* Whether the letters from `index` on are the symbol of a unit. */
static bool is_symbol(struct row row, size_t index)
{
    char letters[SYMBOL_MAX];
    size_t size = 0;

    if (at(row, index) == 0x3A9 /* Ω */ || at(row, index) == 0x2126) {
        return true;
    }
    if (at(row, index) == 0xB5 || at(row, index) == 0x3BC) { /* µm, μm */
        letters[size++] = 'u';
    }
    while (size + 1 < SYMBOL_MAX && is_letter(at(row, index + size))) {
        letters[size] = (char)at(row, index + size);
        size++;
    }
    letters[size] = '\0';
    if (is_letter(at(row, index + size))) {
        return false;
    }
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
        if (strcmp(symbols[i], letters) == 0) {
            return true;
        }
    }
    return false;
}

/* What stands before a number and belongs to it: 第, №, ￥, a sign; a space may be between. */
static void tie_prefix(struct row row, size_t start)
{
    size_t before = start;

    if (before > 1 && is_space(row, before - 1)) {
        before--;
    }
    if (before == 0) {
        return;
    }
    const struct neighbour *is = &row.clusters[before - 1].is;
    if (is->last == 0x7B2C /* 第 */ || is_in(is->last, u"≥≤≈≠＞＜＝＋") ||
        character_line_break(is->class, is->last) == LINE_BREAK_PR) {
        tie_whole(row, before - 1, start);
    } else if (before == start && before > 1 && at(row, before - 2) == 0x9644 /* 附 */ &&
               is_in(is->last, u"件表图录")) {
        row.clusters[before - 1].is.tie = TIE_LABEL; /* 附件1 */
    }
}

/* Digits with what stands between them; returns the last of them. */
static size_t tie_digits(struct row row, size_t last)
{
    for (;;) {
        if (is_digit(row, last + 1)) {
            tie_whole(row, last, last + 1);
            last++;
        } else if (is_separator(at(row, last + 1)) && is_digit(row, last + 2)) {
            tie_whole(row, last, last + 2);
            if (is_connector(at(row, last + 1)) && at(row, last + 1) != '-') {
                row.clusters[last + 1].is.tie = TIE_SPAN;
            }
            last += 2;
        } else if (is_space(row, last + 1) && is_digit(row, last + 2)) {
            row.clusters[last + 1].is.tie = TIE_DIGITS;
            last += 2;
        } else {
            return last;
        }
    }
}

/* The unit behind a number; returns the last cluster of both. */
static size_t tie_unit(struct row row, size_t last)
{
    while (is_multiplier(at(row, last + 1)) && counter_size(row, last + 1) == 1) {
        tie_whole(row, last, last + 1);
        last++;
    }
    bool space = is_space(row, last + 1);
    size_t unit = last + 1 + space;
    size_t size = counter_size(row, unit);
    if (is_suffix(at(row, unit)) || (space && is_symbol(row, unit))) {
        size = 1; /* the rest of a symbol is one word with it */
    } else if (space && size == 1 && !is_in(at(row, unit), spaced)) {
        size = 0;
    }
    if (size == 0) {
        return last;
    }
    tie_whole(row, last, unit + size - 1);
    return unit + size - 1;
}

/* 津政办发 before 〔2024〕12号, where it is no part of a longer text. */
static void tie_authority(struct row row, size_t bracket)
{
    size_t start = bracket;

    while (start > 0 && bracket - start <= AUTHORITY_MAX && is_han(row, start - 1)) {
        start--;
    }
    for (size_t i = start; i < bracket && bracket - start <= AUTHORITY_MAX; i++) {
        if (row.clusters[i].is.tie == TIE_NONE) {
            row.clusters[i].is.tie = TIE_DOCUMENT;
        }
    }
}

/* 〔2024〕12号 and （022）2530: brackets about a number that another one follows. */
static bool tie_brackets(struct row row, size_t start, size_t last)
{
    if (start == 0 || last + 2 >= row.count || row.clusters[last + 1].is.class != CLASS_CLOSING) {
        return false;
    }
    uint32_t opening = at(row, start - 1);
    bool year = opening == 0x3014 /* 〔 */ || opening == 0xFF3B /* ［ */;
    bool area = opening == 0xFF08 /* （ */ && at(row, start) == '0';
    bool followed = is_digit(row, last + 2) ||
                    (at(row, last + 2) == 0x7B2C /* 第 */ && is_digit(row, last + 3));
    if (!followed || !(year || area)) {
        return false;
    }
    tie_whole(row, start - 1, last + 2);
    if (year) {
        tie_authority(row, start - 1);
    }
    return true;
}

/* A number from its first digit on; returns what stands behind it. */
static size_t tie_number(struct row row, size_t start)
{
    tie_prefix(row, start);
    size_t digits = tie_digits(row, start);
    if (tie_brackets(row, start, digits)) {
        return digits + 2;
    }
    size_t last = tie_unit(row, digits);
    uint32_t next = at(row, last + 1);
    if (last > digits && character_is_digit(next) && is_han(row, last)) {
        row.clusters[last].is.tie = TIE_DATE;
    } else if (is_connector(next) && is_digit(row, last + 2)) { /* 10%～20%, 1月—6月 */
        row.clusters[last + 1].is.tie = is_suffix(at(row, last)) ? TIE_SPAN : TIE_RANGE;
    }
    return last + 1;
}

/* 〇零一二三四五六七八九十百千万亿两; asked of every character. */
static bool is_numeral(uint32_t character)
{
    switch (character) {
    case 0x3007:
    case 0x96F6:
    case 0x4E00:
    case 0x4E8C:
    case 0x4E09:
    case 0x56DB:
    case 0x4E94:
    case 0x516D:
    case 0x4E03:
    case 0x516B:
    case 0x4E5D:
    case 0x5341:
    case 0x767E:
    case 0x5343:
    case 0x4E07:
    case 0x4EBF:
    case 0x4E24:
        return true;
    default:
        return false;
    }
}

/* 二〇二四年, 第十二条: from the first numeral on; returns what stands behind them. */
static size_t tie_numerals(struct row row, size_t start)
{
    size_t end = start + 1;
    bool ordinal = start > 0 && at(row, start - 1) == 0x7B2C /* 第 */;

    while (is_numeral(at(row, end))) {
        end++;
    }
    if (end - start < 2 && !ordinal) {
        return end;
    }
    bool unit = is_in(at(row, end), u"年月日号章节条款项届次名个人件");
    for (size_t i = ordinal ? start - 1 : start; i + 1 < end + unit; i++) {
        row.clusters[i].is.tie = TIE_NUMERAL;
    }
    return end;
}

/* ① ⑴ ⒈ ㉑ ❶ */
static bool is_label(uint32_t character)
{
    return (character >= 0x2460 && character <= 0x249B) ||
           (character >= 0x3251 && character <= 0x325F) ||
           (character >= 0x32B1 && character <= 0x32BF) ||
           (character >= 0x2776 && character <= 0x277F);
}

/* A label begins what stands behind it, or refers from what stands before it. */
static void tie_label(struct row row, size_t index)
{
    size_t first = index > 0 && is_han(row, index - 1) ? index - 1 : index;

    if (row.clusters[first].is.tie == TIE_NONE) {
        row.clusters[first].is.tie = TIE_LABEL;
    }
}

void cluster_tie_numbers(struct cluster *clusters, size_t count)
{
    struct row row = {clusters, count};

    for (size_t i = 0; i < count;) {
        uint32_t character = clusters[i].is.first;
        if (character_is_digit(character)) {
            i = tie_number(row, i);
        } else if (is_numeral(character)) {
            i = tie_numerals(row, i);
        } else {
            if (is_label(character)) {
                tie_label(row, i);
            }
            i++;
        }
    }
}
