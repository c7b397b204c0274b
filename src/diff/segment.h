/* Where words end in plain text: shared by words.c and segment.c, nobody
 * else's business. */
#ifndef GONGWEN_DIFF_SEGMENT_H
#define GONGWEN_DIFF_SEGMENT_H

#include "base/buffer.h"

struct arena;
struct segmenter;

/* The ends of the words, in ascending order, the last that of the text; how many. */
size_t segment_words(struct segmenter *segmenter, struct arena *arena, struct string text,
                     const size_t **ends);

#endif
