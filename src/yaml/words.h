/*
 * Words for messages about YAML: translated phrases, and the user's own text cut to a length that
 * a message can hold.
 */
#ifndef GONGWEN_YAML_WORDS_H
#define GONGWEN_YAML_WORDS_H

#include "base/buffer.h"

struct arena;

/* Longest piece of the user's text in a message, in characters. */
enum { WORDS_CLIP = 40 };

/* Marks a phrase for the translators; words_translate() gives it in the user's language. */
#define N_(text) text

/* NULL and "" stay "". */
const char *words_translate(const char *text) __attribute__((format_arg(1)));

/* The text with line breaks as spaces, and with … where it was cut. */
const char *words_clip(struct arena *arena, struct string text);

/* The names with ", " between them. */
const char *words_join(struct arena *arena, const char *const *names, size_t count);

#endif
