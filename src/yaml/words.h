/*
 * Words for messages about YAML: the user's own text cut to a length that a message can hold.
 */
#ifndef GONGWEN_YAML_WORDS_H
#define GONGWEN_YAML_WORDS_H

#include "base/buffer.h"

struct arena;

/* Longest piece of the user's text in a message, in characters. */
enum { WORDS_CLIP = 40 };

/* The text with line breaks as spaces, and with … where it was cut. */
const char *words_clip(struct arena *arena, struct string text);

#endif
