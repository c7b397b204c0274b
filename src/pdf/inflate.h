/*
 * Flate streams (ISO 32000-1, 7.4.4) with the predictors of PNG, for cross-reference and object
 * streams. The only file of this folder that knows libdeflate.
 */
#ifndef GONGWEN_PDF_INFLATE_H
#define GONGWEN_PDF_INFLATE_H

#include "base/buffer.h"
#include <stdbool.h>

struct arena;

/* Unpacks up to `limit` bytes; false when the data are broken or longer. */
bool inflate_bytes(struct arena *arena, struct string packed, size_t limit, struct string *out);

/* Packs; the bytes themselves where that does not make them shorter. */
struct string inflate_pack(struct arena *arena, struct string bytes);

/* Undoes the predictors 10 to 15: rows of `columns` bytes behind a byte that names the filter. */
bool inflate_predicted(struct arena *arena, struct string rows, size_t columns, struct string *out);

#endif
