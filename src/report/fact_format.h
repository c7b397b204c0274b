/*
 * How a fact is printed: {{name | FORMAT}}, {{name | FORMAT | FORMAT}}.
 *
 *   bare              without its unit
 *   grouped           12,049
 *   万, 亿 [digits]   1.2万条; a unit that begins with 万 or 亿 is converted
 *   percent [digits]  of a share: 82.4%
 *   hanzi             一万二千零四十九
 *   change [digits]         against last year's value: 增长9.3%, 下降2%, 与上年持平; of a
 * percentage in points: 提高1.2个百分点 change-value [digits]   增加1026条, 减少3件, 与上年持平
 *
 * Where no digits are given there is at most one decimal. Halves are rounded up (四舍五入).
 */
#ifndef GONGWEN_REPORT_FACT_FORMAT_H
#define GONGWEN_REPORT_FACT_FORMAT_H

#include "report/fact.h"

enum { FORMAT_DIGITS_LIMIT = 6 };

/* Where the first | of a {{name | FORMAT}} stands, and how many bytes it takes; the text's end and
 * 0 where there is none. */
size_t format_bar(struct string text, size_t *size);

/* Appends the fact as the formats say. `formats` is what stands behind the first |, or absent.
 * It is asked for at `offset` of `text`. False after reporting: unknown formats (with the nearest
 * one), formats that do not go together or do not fit the fact. */
bool fact_print(struct arena *arena, const struct fact *fact, struct string formats,
                struct text text, size_t offset, struct buffer *out,
                struct diagnostics *diagnostics);

/* A whole number from 0 as 一万二千零四十九; false over 9,999万亿. */
bool hanzi_print(int64_t number, struct buffer *out);

#endif
