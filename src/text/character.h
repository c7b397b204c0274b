/*
 * Character classes of Chinese composition (CLREQ 3.1, GB/T 15834) and what may happen between two
 * characters. Tables only; no fonts, no lengths.
 */
#ifndef GONGWEN_TEXT_CHARACTER_H
#define GONGWEN_TEXT_CHARACTER_H

#include "text/line_break.h"

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
    CLASS_BREAKER /* U+200B, U+2028: no width, a break */
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

/* What ties a cluster to the next one (纽带), found by number.c and address.c. */
enum tie {
    TIE_NONE,
    TIE_WHOLE,         /* a number with its sign, unit or counter; 第12条, 〔2024〕12号 */
    TIE_DATE,          /* 2024年|1月, 10至|20人 */
    TIE_SPAN,          /* 2021—|2025年, 10～|20人 */
    TIE_RANGE,         /* 1月—|6月 */
    TIE_DIGITS,        /* groups of digits with a space between: 2530 |1234 */
    TIE_NUMERAL,       /* Chinese numerals: 二〇|二四年, 第|三章 */
    TIE_DOCUMENT,      /* 津政办发|〔2024〕12号 */
    TIE_LABEL,         /* ①|what it stands at, 附件|1 */
    TIE_ADDRESS,       /* inside a URL or an e-mail address */
    TIE_ADDRESS_PART,  /* there, behind / ? & = # */
    TIE_ADDRESS_POINT, /* there, behind what could be taken for the sentence's own: . - _ @ */
    TIE_ADDRESS_END,   /* behind the / that ends one */
};

/* Penalties of a break between two clusters; lower is better. */
enum {
    BREAK_FORCED = -1, /* a line must end here: {{break}} */
    BREAK_FREE = 0,
    BREAK_NAME = 8000,        /* inside a name that the report lists */
    BREAK_QUOTED = 2500,      /* inside a short “…” or 《…》 */
    BREAK_FORBIDDEN = 1 << 30 /* 避头、避尾, words, numbers with their units */
};

struct neighbour {
    enum character_class class;
    uint32_t first, last; /* characters of the cluster */
    enum tie tie;         /* to the next cluster */
};

/* The line breaking class of UAX #14 that a character has in Chinese: marks of Chinese open, close
 * or begin no line, whatever they are in other languages; what is ambiguous is an ideograph. */
enum line_break_class character_line_break(enum character_class class, uint32_t character);

/* A place between two clusters where a line might end. */
struct gap {
    const struct neighbour *before, *after;
    const struct neighbour *beyond; /* what follows them; its first is 0 at the end */
    enum line_break_class before_class, after_class; /* by character_line_break() */
    enum line_break may;                             /* what UAX #14 says, with these classes */
    const struct neighbour *ink;     /* the last one before the gap that is no space */
    enum line_break_class ink_class; /* likewise */
};

/* The penalty of a break: what UAX #14 says, and then what is otherwise in Chinese. */
int break_penalty(const struct gap *gap);

/* Whether space may be put in between when a line is justified: not inside words, numbers with
 * their units, —— and ……. */
bool may_stretch(const struct neighbour *before, const struct neighbour *after);

#endif
