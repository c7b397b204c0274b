#include "report/fact_format.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include "yaml/nearest.h"
#include "yaml/scalar.h"
#include <string.h>

/* In the order of the words. */
enum format {
    FORMAT_BARE,
    FORMAT_GROUPED,
    FORMAT_WAN,
    FORMAT_YI,
    FORMAT_PERCENT,
    FORMAT_HANZI,
    FORMAT_CHANGE,
    FORMAT_CHANGE_VALUE
};
static const char *const format_words[] = {"bare",    "grouped", "万",     "亿",
                                           "percent", "hanzi",   "change", "change-value"};
enum { FORMATS = sizeof format_words / sizeof *format_words };

/* What is asked for: one of each kind at most. */
static const unsigned scales = 1U << FORMAT_WAN | 1U << FORMAT_YI | 1U << FORMAT_PERCENT;
static const unsigned forms =
    1U << FORMAT_GROUPED | 1U << FORMAT_HANZI | 1U << FORMAT_CHANGE | 1U << FORMAT_CHANGE_VALUE;

/* A fact while it is printed. */
struct printing {
    struct arena *arena;
    struct diagnostics *diagnostics;
    struct text text; /* where it is asked for */
    size_t offset;    /* in that */
    const struct fact *fact;
    unsigned asked;    /* bits of enum format */
    int digits;        /* FACT_ALL_DIGITS: not said */
    const char *scale; /* 万 or 亿, or "" */
    struct string unit;
    struct rational value, previous; /* in these */
    struct buffer *out;
};

static bool asks(const struct printing *printing, enum format format)
{
    return (printing->asked >> format & 1U) != 0;
}

/* Found at a cost, so only for findings. */
static struct place place_of(const struct printing *printing)
{
    return source_place_in_scalar(printing->text.place, printing->text.string, printing->offset);
}

/* ---- reading formats ---- */

/* The next word, without blanks around it; "" where none is left. */
static struct string next_word(struct string text, size_t *at)
{
    size_t start = *at, end = start;
    bool begun = false;

    while (*at < text.size) {
        size_t here = *at;
        if (unicode_is_blank(unicode_decode(text.bytes, text.size, at))) {
            if (begun) {
                break;
            }
            continue;
        }
        start = begun ? start : here;
        begun = true;
        end = *at;
    }
    return (struct string){text.bytes + start, end - start};
}

static bool refuse_pair(struct printing *printing, enum format one, enum format other)
{
    REPORT(printing->diagnostics, FORMAT_PAIR, place_of(printing), format_words[one],
           format_words[other]);
    return false;
}

/* The format that was asked for of those. */
static enum format first_of(unsigned bits)
{
    enum format format = FORMAT_BARE;

    while ((bits >> format & 1U) == 0) {
        format++;
    }
    return format;
}

/* Whether a format goes together with those before it. */
static bool add_format(struct printing *printing, enum format format)
{
    unsigned bit = 1U << format;
    unsigned same = bit & scales ? scales : bit & forms ? forms : bit;
    /* 增长9.3% and the like: neither more nor less of it. */
    unsigned change = 1U << FORMAT_CHANGE;
    unsigned beside_change = 1U << FORMAT_BARE | 1U << FORMAT_WAN | 1U << FORMAT_YI;
    bool both_ways = bit == 1U << FORMAT_GROUPED || bit == 1U << FORMAT_CHANGE_VALUE;

    if (both_ways) { /* 增加1,026条 */
        same &= ~(1U << FORMAT_GROUPED | 1U << FORMAT_CHANGE_VALUE) | bit;
    }
    if (bit == change) {
        same |= beside_change;
    } else if ((bit & beside_change) != 0) {
        same |= change;
    }
    if ((printing->asked & same) != 0) {
        return refuse_pair(printing, first_of(printing->asked & same), format);
    }
    printing->asked |= bit;
    return true;
}

/* "万 1": a format and, for some, its digits. */
static bool read_format(struct printing *printing, struct string text)
{
    size_t at = 0;
    struct string word = next_word(text, &at);
    struct string digits = next_word(text, &at);
    bool more = next_word(text, &at).size > 0;
    const char *spelled = arena_copy(printing->arena, word.bytes, word.size);
    int64_t count;

    for (size_t i = 0; i < FORMATS; i++) {
        if (!scalar_is(word, format_words[i])) {
            continue;
        }
        bool takes_digits = i != FORMAT_BARE && i != FORMAT_GROUPED && i != FORMAT_HANZI;
        if (digits.size > 0) {
            if (more || !takes_digits || !scalar_integer(digits, &count) || count < 0 ||
                count > FORMAT_DIGITS_LIMIT) {
                REPORT(printing->diagnostics, FORMAT_DIGITS, place_of(printing), spelled,
                       arena_format(printing->arena, "%d", FORMAT_DIGITS_LIMIT));
                return false;
            }
            printing->digits = (int)count;
        }
        return add_format(printing, (enum format)i);
    }
    nearest_report(printing->arena, printing->diagnostics,
                   (struct unknown_name){FORMAT_UNKNOWN, FORMAT_UNKNOWN_NEAR},
                   (struct text){{spelled, word.size}, place_of(printing)}, format_words, FORMATS);
    return false;
}

size_t format_bar(struct string text, size_t *size)
{
    static const char wide[] = "｜"; /* of a Chinese keyboard */

    for (size_t i = 0; i < text.size; i++) {
        if (text.bytes[i] == '|') {
            *size = 1;
            return i;
        }
        if (text.size - i >= strlen(wide) && memcmp(text.bytes + i, wide, strlen(wide)) == 0) {
            *size = strlen(wide);
            return i;
        }
    }
    *size = 0;
    return text.size;
}

static bool read_formats(struct printing *printing, struct string formats)
{
    while (formats.bytes != NULL) {
        size_t size;
        size_t bar = format_bar(formats, &size);
        if (!read_format(printing, (struct string){formats.bytes, bar})) {
            return false;
        }
        formats.bytes = size == 0 ? NULL : formats.bytes + bar + size;
        formats.size -= bar + size;
    }
    return true;
}

/* ---- numbers ---- */

static bool too_large(struct printing *printing)
{
    REPORT(printing->diagnostics, FORMAT_RANGE, place_of(printing),
           printing->fact->name.string.bytes);
    return false;
}

/* To the digits that were asked for, else to one at most, and none that is 0. */
static bool round_shown(const struct printing *printing, struct rational value, struct decimal *out)
{
    if (printing->digits != FACT_ALL_DIGITS) {
        return rational_round(value, (unsigned)printing->digits, out);
    }
    if (!rational_round(value, 1, out)) {
        return false;
    }
    if (out->digits % 10 == 0) {
        *out = (struct decimal){out->digits / 10, 0};
    }
    return true;
}

/* The same for what is not 0, which is not printed as if it were: 0.04%. */
static bool round_visible(const struct printing *printing, struct rational value,
                          struct decimal *out)
{
    unsigned places = printing->digits == FACT_ALL_DIGITS ? 1 : (unsigned)printing->digits;

    if (!round_shown(printing, value, out)) {
        return false;
    }
    while (out->digits == 0 && !rational_is_zero(value) && places < RATIONAL_PLACES_LIMIT) {
        if (!rational_round(value, ++places, out)) {
            return false;
        }
    }
    return true;
}

static void add_grouped(struct decimal number, struct buffer *out)
{
    struct buffer digits = buffer_new(out->arena);
    buffer_add_fixed(&digits, number.digits, number.places);
    const char *at = digits.bytes + (digits.bytes[0] == '-');
    size_t whole = strcspn(at, ".");

    buffer_add(out, digits.bytes, (size_t)(at - digits.bytes));
    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0) {
            buffer_add_byte(out, ',');
        }
        buffer_add_byte(out, (unsigned char)at[i]);
    }
    buffer_add_string(out, at + whole);
}

bool hanzi_print(int64_t number, struct buffer *out)
{
    static const char *const digits[] = {"零", "一", "二", "三", "四",
                                         "五", "六", "七", "八", "九"};
    static const char *const units[] = {"", "十", "百", "千"};
    static const char *const groups[] = {"", "万", "亿", "万亿"};
    static const int64_t limit = 10000000000000000; /* 10^16 */
    bool zero = false, started = false;

    if (number < 0 || number >= limit) {
        return false;
    }
    if (number == 0) {
        buffer_add_string(out, digits[0]);
        return true;
    }
    int64_t divisor = limit / 10;
    bool in_group = false; /* the group has a digit that is not 0 */
    for (unsigned place = 16; place-- > 0; divisor /= 10) {
        int64_t digit = number / divisor % 10;
        if (digit == 0) {
            zero = started;
        } else {
            if (zero) {
                buffer_add_string(out, digits[0]);
            }
            zero = false;
            if (digit != 1 || started || place % 4 != 1) { /* 十一, not 一十一 */
                buffer_add_string(out, digits[digit]);
            }
            buffer_add_string(out, units[place % 4]);
            started = in_group = true;
        }
        if (place % 4 == 0) {
            if (in_group) {
                /* 一万亿 and 一万零一亿 alike end in 亿: the higher group leaves it to the lower.
                 */
                bool shared = place == 12 && number / 100000000 % 10000 != 0;
                buffer_add_string(out, shared ? "万" : groups[place / 4]);
            }
            zero = zero && !in_group; /* the end of a group is not read */
            in_group = false;
        }
    }
    return true;
}

static bool add_hanzi(struct printing *printing, struct decimal number)
{
    static const char *const digits[] = {"零", "一", "二", "三", "四",
                                         "五", "六", "七", "八", "九"};
    struct buffer text = buffer_new(printing->arena);

    buffer_add_fixed(&text, number.digits, number.places);
    const char *at = text.bytes;
    if (*at == '-') {
        buffer_add_string(printing->out, "负");
        at++;
    }
    int64_t whole = 0;
    for (; *at >= '0' && *at <= '9'; at++) {
        whole = whole * 10 + (*at - '0');
    }
    if (!hanzi_print(whole, printing->out)) {
        return too_large(printing);
    }
    if (*at == '.') {
        buffer_add_string(printing->out, "点");
        for (at++; *at != '\0'; at++) {
            buffer_add_string(printing->out, digits[*at - '0']);
        }
    }
    return true;
}

static bool add_number(struct printing *printing, struct decimal number)
{
    if (asks(printing, FORMAT_HANZI)) {
        return add_hanzi(printing, number);
    }
    if (asks(printing, FORMAT_GROUPED)) {
        add_grouped(number, printing->out);
    } else {
        buffer_add_fixed(printing->out, number.digits, number.places);
    }
    return true;
}

static void add_unit(struct printing *printing)
{
    buffer_add_string(printing->out, printing->scale);
    if (!asks(printing, FORMAT_BARE)) {
        buffer_add(printing->out, printing->unit.bytes, printing->unit.size);
    }
}

/* ---- scales ---- */

static bool multiply(struct printing *printing, int64_t by, int64_t divided)
{
    struct rational factor = {by, divided};
    bool good = rational_multiply(printing->value, factor, &printing->value);

    if (printing->fact->has_previous) {
        good = rational_multiply(printing->previous, factor, &printing->previous) && good;
    }
    return good || too_large(printing);
}

static bool begins(struct string text, const char *start)
{
    return text.size > strlen(start) && memcmp(text.bytes, start, strlen(start)) == 0;
}

/* 12000万元 in 亿 is 1.2亿元: the unit's own 万 is counted in. */
static bool scale_to(struct printing *printing, const char *word, int64_t amount)
{
    int64_t own = begins(printing->unit, "万")   ? 10000
                  : begins(printing->unit, "亿") ? 100000000
                                                 : 1;
    size_t skipped = own > 1 ? strlen("万") : 0;
    bool larger = own > amount;

    printing->scale = word;
    printing->unit.bytes += skipped;
    printing->unit.size -= skipped;
    return multiply(printing, larger ? own / amount : 1, larger ? 1 : amount / own);
}

static bool scale(struct printing *printing)
{
    if ((printing->asked & (1U << FORMAT_WAN | 1U << FORMAT_YI)) != 0 &&
        fact_is_percentage(printing->unit)) {
        REPORT(printing->diagnostics, FORMAT_SCALE, place_of(printing),
               printing->fact->name.string.bytes);
        return false;
    }
    if (asks(printing, FORMAT_WAN)) {
        return scale_to(printing, "万", 10000);
    }
    if (asks(printing, FORMAT_YI)) {
        return scale_to(printing, "亿", 100000000);
    }
    if (!asks(printing, FORMAT_PERCENT) || fact_is_percentage(printing->unit)) {
        return true;
    }
    if (printing->unit.size > 0) {
        REPORT(printing->diagnostics, FORMAT_SHARE, place_of(printing),
               printing->fact->name.string.bytes, printing->unit.bytes);
        return false;
    }
    printing->unit = STRING("%");
    return multiply(printing, 100, 1);
}

/* ---- changes ---- */

/* What is printed of a change and in which unit; a percentage changes by points. */
struct change {
    const char *up, *down;
    struct rational amount; /* without its sign */
    bool fell;
    struct string unit;
};

static bool add_change(struct printing *printing, const struct change *change)
{
    struct decimal number;

    if (!round_visible(printing, change->amount, &number)) {
        return too_large(printing);
    }
    buffer_add_string(printing->out, change->fell ? change->down : change->up);
    if (!add_number(printing, number)) {
        return false;
    }
    printing->unit = change->unit;
    add_unit(printing);
    return true;
}

static bool print_change(struct printing *printing)
{
    bool points = fact_is_percentage(printing->unit);
    bool rate = asks(printing, FORMAT_CHANGE) && !points;
    bool all_digits = printing->digits == FACT_ALL_DIGITS;
    struct rational hundred = {100, 1};
    struct change change = {.up = "增加", .down = "减少", .unit = printing->unit};
    const char *name = printing->fact->name.string.bytes;

    if (!printing->fact->has_previous) {
        REPORT(printing->diagnostics, FORMAT_PREVIOUS, place_of(printing), name);
        return false;
    }
    if (!rational_subtract(printing->value, printing->previous, &change.amount)) {
        return too_large(printing);
    }
    if (rational_is_zero(change.amount)) {
        buffer_add_string(printing->out, "与上年持平");
        return true;
    }
    change.fell = change.amount.numerator < 0;
    change.amount.numerator *= change.fell ? -1 : 1;
    if (points) {
        change.up = "提高";
        change.down = "下降";
        change.unit = STRING("个百分点");
    } else if (rate && printing->previous.numerator <= 0) {
        REPORT(printing->diagnostics, FORMAT_RATE, place_of(printing), name);
        all_digits = true; /* those that were asked for are the rate's */
    } else if (rate) {
        all_digits = false;
        change.up = "增长";
        change.down = "下降";
        change.unit = STRING("%");
        if (!rational_divide(change.amount, printing->previous, &change.amount) ||
            !rational_multiply(change.amount, hundred, &change.amount)) {
            return too_large(printing);
        }
    }
    struct decimal exact;
    if (all_digits && !points && rational_decimal(change.amount, &exact)) { /* all there are */
        printing->digits = (int)exact.places;
    }
    return add_change(printing, &change);
}

/* ---- facts ---- */

static bool print_value(struct printing *printing)
{
    struct decimal number;
    bool scaled = (printing->asked & scales) != 0;

    /* 0亿条 would be said of what is not 0; but who asks for digits gets those. */
    if (scaled &&
        !(printing->digits == FACT_ALL_DIGITS ? round_visible(printing, printing->value, &number)
                                              : round_shown(printing, printing->value, &number))) {
        return too_large(printing);
    }
    if (!scaled && !fact_decimal(printing->fact, &number)) {
        REPORT(printing->diagnostics, FACT_ENDLESS, place_of(printing),
               printing->fact->name.string.bytes);
        return false;
    }
    if (!add_number(printing, number)) {
        return false;
    }
    add_unit(printing);
    return true;
}

bool fact_print(struct arena *arena, const struct fact *fact, struct string formats,
                struct text text, size_t offset, struct buffer *out,
                struct diagnostics *diagnostics)
{
    struct printing printing = {.arena = arena,
                                .diagnostics = diagnostics,
                                .text = text,
                                .offset = offset,
                                .fact = fact,
                                .digits = FACT_ALL_DIGITS,
                                .scale = "",
                                .unit = fact->unit.string.size > 0 ? fact->unit.string : STRING(""),
                                .value = fact->value,
                                .previous = fact->previous,
                                .out = out};

    if (!read_formats(&printing, formats) || !scale(&printing)) {
        return false;
    }
    bool changes = asks(&printing, FORMAT_CHANGE) || asks(&printing, FORMAT_CHANGE_VALUE);
    return changes ? print_change(&printing) : print_value(&printing);
}
