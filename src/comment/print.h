/*
 * Words that all forms of the list share. Private to comment/.
 */
#ifndef GONGWEN_COMMENT_PRINT_H
#define GONGWEN_COMMENT_PRINT_H

struct arena;

const char *comment_author(const char *author); /* or that nobody is named */
const char *comment_verdict(const char *state); /* in the user's language */
const char *comment_shown_time(struct arena *arena, const char *time);

#endif
