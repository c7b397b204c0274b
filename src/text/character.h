/*
 * Character classes of Chinese composition (CLREQ 3.1, GB/T 15834) and what may happen between two
 * characters. Tables only; no fonts, no lengths.
 */
#ifndef GONGWEN_TEXT_CHARACTER_H
#define GONGWEN_TEXT_CHARACTER_H

#include <stdbool.h>
#include <stdint.h>

enum character_class {
    CLASS_HAN,        /* ideographs and everything else that is full width and no mark */
    CLASS_OPENING,    /* 前括号、前引号: white on the left */
    CLASS_CLOSING,    /* 后括号、后引号: white on the right */
    CLASS_COMMA,      /* ，、；： white on the right */
    CLASS_STOP,       /* 。．！？ white on the right */
    CLASS_MIDDLE_DOT, /* 间隔号: white on both sides */
    CLASS_DASH,       /* — of the 破折号 */
    CLASS_ELLIPSIS,   /* … of the 省略号 */
    CLASS_CONNECTOR,  /* ～ – 连接号 */
    CLASS_DIGIT,
    CLASS_LATIN, /* letters and marks that are set proportionally */
    CLASS_SPACE,
    CLASS_JOINER, /* U+2060 and the like: no width, no break */
    CLASS_BREAKER /* U+200B: no width, a break */
};

/* The class of a character. Quotes, dashes and dots share code points with Latin: they are marks
 * of Chinese unless both neighbours are Latin (0: no neighbour). */
enum character_class character_class(uint32_t before, uint32_t character, uint32_t after);

/* Letters, digits and marks that are set proportionally; not for 0 or spaces. */
bool character_is_western(uint32_t character);

/* 0-9, half or full width. */
bool character_is_digit(uint32_t character);

/* Marks that are set on one em whatever their own advance. */
bool class_is_full_width_mark(enum character_class class);

/* Penalties of a break between two clusters; lower is better. */
enum {
    BREAK_FREE = 0,
    BREAK_DATE = 600,         /* 2024年|1月 */
    BREAK_QUOTED = 2500,      /* inside a short “…” or 《…》 */
    BREAK_FORBIDDEN = 1 << 30 /* 避头、避尾, words, numbers with their units */
};

struct neighbour {
    enum character_class class;
    uint32_t first, last; /* characters of the cluster */
    bool in_number;       /* a digit, or what multiplies the number before it */
};

/* What multiplies a number or makes it vague: 3.5亿元, 60余篇. */
bool character_is_multiplier(uint32_t character);

/* The penalty of a break between `before` and `after`; `beyond` is what follows them (its first is
 * 0 at the end). */
int break_penalty(const struct neighbour *before, const struct neighbour *after,
                  const struct neighbour *beyond);

/* Whether space may be put in between when a line is justified: not inside words, numbers with
 * their units, —— and ……. */
bool may_stretch(const struct neighbour *before, const struct neighbour *after);

#endif
