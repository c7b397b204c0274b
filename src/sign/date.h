/*
 * Dates of signatures: seconds since 1970 in UTC, as PDF writes them (ISO 32000-1, 7.9.4) and as
 * people read them. No clock: the time comes from whoever signs.
 */
#ifndef GONGWEN_SIGN_DATE_H
#define GONGWEN_SIGN_DATE_H

#include "base/buffer.h"
#include <stdint.h>

struct arena;

/* The beginning of a day. */
int64_t date_seconds(int year, int month, int day);

/* "D:20261123124500Z" */
const char *date_pdf(struct arena *arena, int64_t seconds);

/* "2026-11-23T12:45:00Z" */
const char *date_iso(struct arena *arena, int64_t seconds);

/* A date of a PDF as "2026-11-23T20:45:00+08:00", as far as it is one; else "". */
const char *date_shown(struct arena *arena, struct string date);

#endif
