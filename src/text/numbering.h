/*
 * Numbering by example (层次序数): "一、", "（一）", "1.", "（1）", "一是", "①". The first 一, 1 or
 * ① of the example stands for the number, in Chinese, Arabic or circled numerals (beyond ㊿ there
 * are none of these: Arabic); all else stands for itself.
 */
#ifndef GONGWEN_TEXT_NUMBERING_H
#define GONGWEN_TEXT_NUMBERING_H

#include "base/buffer.h"
#include <stdbool.h>
#include <stdint.h>

/* Appends `number` (1..9999) in the form of the example; an example without a numeral is appended
 * as it is. */
void numbering_add(struct buffer *out, struct string example, unsigned number);

/* 1..9999 in Chinese numerals: 十一, 一百零三. */
void numbering_add_chinese(struct buffer *out, unsigned number);

#endif
