/*
 * What a report says about its own checks (校核): rules that do not apply to it, and why; rules and
 * terms of its own.
 */
#ifndef GONGWEN_REPORT_CHECK_SETTINGS_H
#define GONGWEN_REPORT_CHECK_SETTINGS_H

#include "yaml/record.h"

/* A rule that is switched off. */
struct check_switch {
    struct text rule;
    struct text reason;
};

struct check_settings {
    struct list off;   /* of struct check_switch */
    struct list rules; /* of struct text: files, relative to the report */
    struct list terms; /* of struct text: 其它→其他, or 甲|乙 */
};

extern const struct type check_settings_type;

#endif
