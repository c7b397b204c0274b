/*
 * Phrases: what the words of official documents give away, text by text, whatever file they come
 * from: numbers before headings (结构层次序数), dates in every spelling, genres (文种), organs.
 * Private to import/.
 */
#ifndef GONGWEN_IMPORT_PHRASE_H
#define GONGWEN_IMPORT_PHRASE_H

#include "base/buffer.h"
#include "report/report.h"
#include <stdbool.h>

/* A text that is read from its beginning. */
struct reading {
    const char *at, *end;
};

struct reading reading_of(struct string text);

/* The next character; 0 at the end. */
uint32_t reading_peek(const struct reading *reading);

/* Goes behind the literal, behind one of the characters of `set`, behind blanks. */
bool reading_take(struct reading *reading, const char *literal);
bool reading_take_one(struct reading *reading, const char *set);
void reading_skip_blanks(struct reading *reading);

/* A number of up to `most` digits, half-width or full-width; a Chinese numeral up to 99. The
 * reading stays where it is when there is none. */
bool reading_digits(struct reading *reading, unsigned most, unsigned *number);
bool reading_numeral(struct reading *reading, unsigned *number);

/* 1 to 99 as 一, 十二, 二十; any number in digits from 100. */
const char *phrase_numeral(struct arena *arena, unsigned number);

/* What stands before a heading: 一、 （一） 1. （1） are levels 1 to 4. */
struct marker {
    unsigned level; /* 0: there is none */
    unsigned number;
    size_t size;  /* bytes up to the text behind it, blanks included */
    bool circled; /* ①: below （1） where both are used */
};
struct marker marker_read(struct string text);

/* How the layouts of GB/T 9704 7.3.3 print the number of that level. */
const char *marker_print(struct arena *arena, unsigned level, unsigned number);

/* A day, spelt in any way: 2024年1月3日, 二〇二四年一月三日, 2024-01-03, 2024.1.3. The day must be
 * one of the calendar. */
bool reading_date(struct reading *reading, struct date *date);

/* The whole text is a day, in brackets or not. */
bool phrase_is_date(struct string text, struct date *date);

/* The year that a title speaks of (2023年, 二〇二三年); 0: none, or two different ones. */
int phrase_year(struct string title);

/* The text without blanks at either end. */
struct string phrase_trim(struct string text);

size_t phrase_length(struct string text); /* in characters */
bool phrase_begins(struct string text, const char *start);
bool phrase_ends(struct string text, const char *end);
bool phrase_has(struct string text, const char *part);
bool phrase_equal(struct string a, struct string b);

/* Ends in a mark that ends a sentence, a clause or a lead-in; a mark behind brackets counts. */
bool phrase_is_closed(struct string text);
/* Ends in 。！？ or the like. */
bool phrase_ends_sentence(struct string text);

/* Ends in the name of a genre (通知, 报告, 请示, …), in brackets behind it, too: 通知（试行）. */
bool phrase_ends_genre(struct string text);

/* Ends as names of organs do (局, 办公室, 人民政府, …). */
bool phrase_ends_organ(struct string text);

/* A line drawn with signs: ———, ━━━, ===. */
bool phrase_is_rule(struct string text);

/* 示政发〔2024〕12号 and nothing else, with brackets of any kind. */
bool phrase_is_document_number(struct string text);

/* What stands in brackets that hold all of the text; false when they do not. */
bool phrase_in_brackets(struct string text, struct string *inside);

/* Behind a label and its colon: “抄送：…”, “抄 送: …”. False when the text does not begin so. */
bool phrase_label(struct string text, const char *label, struct string *rest);

#endif
