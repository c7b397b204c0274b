/*
 * What marks a document as a draft (征求意见稿, 送审稿, 讨论稿): said of the report or by whoever
 * has it made; how it looks is the layout's.
 */
#ifndef GONGWEN_REPORT_DRAFT_H
#define GONGWEN_REPORT_DRAFT_H

#include "yaml/record.h"

/* Marks and versions of more characters than this are no marks. */
enum { DRAFT_TEXT_LIMIT = 30 };

struct draft {
    struct text mark;    /* 征求意见稿; absent: it is no draft */
    struct text version; /* 第2稿; absent: none */
    bool line_numbers;   /* in the margin, for comments */
    bool no_watermark;
    struct place place; /* of the mark; unknown where the report does not say it */
};

extern const struct type draft_type; /* fills a struct variant */

/* What was read, as one structure. */
struct draft draft_from(const struct variant *written);

#endif
