/*
 * Numbers in hanzi, as enumerations count: 一 to 九十九.
 */
#ifndef GONGWEN_CHECK_HANZI_NUMBER_H
#define GONGWEN_CHECK_HANZI_NUMBER_H

#include "base/buffer.h"
#include <stddef.h>

/* Reads such a number at `*offset` and moves that behind it; 0: there is none. */
unsigned hanzi_number_read(struct string text, size_t *offset);

/* The number in hanzi; "" for what is not 1 to 99. */
const char *hanzi_number_write(struct arena *arena, unsigned number);

#endif
