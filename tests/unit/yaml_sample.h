/* A record with every kind of type, for the tests of reader and schema. */
#ifndef GONGWEN_TESTS_YAML_SAMPLE_H
#define GONGWEN_TESTS_YAML_SAMPLE_H

#include "base/arena.h"
#include "base/diagnostic.h"
#include "yaml/record.h"
#include <string.h>

enum colour { COLOUR_RED, COLOUR_BLACK, COLOUR_TWO, COLOUR_TRUE };

struct part {
    struct text name;
    int64_t count;
    struct list parts; /* of struct part */
    bool finished;
};

struct picture {
    struct text file;
    struct text caption;
};

struct grade {
    char letter;
};

enum block { BLOCK_TEXT, BLOCK_LINES, BLOCK_PICTURE, BLOCK_CAPTION };

struct sample {
    struct text title;
    int64_t year;
    struct decimal amount;
    bool draft;
    int colour;
    struct grade grade;
    struct part part;
    struct list tags;   /* of struct text; single */
    struct list pair;   /* of int64_t; two */
    struct map facts;   /* of struct decimal */
    struct list body;   /* of struct variant */
    struct list blocks; /* of struct variant */
};

static const struct type sample_text = {.kind = TYPE_TEXT};
static const struct type sample_number = {.kind = TYPE_INTEGER};
static const struct type sample_year = {.kind = TYPE_INTEGER, .minimum = 1949, .maximum = 9999};
static const struct type sample_decimal = {.kind = TYPE_DECIMAL};
static const struct type sample_boolean = {.kind = TYPE_BOOLEAN};

static const char *const sample_colour_names[] = {"red", "black", "2", "true", NULL};
static const struct type sample_colour = {.kind = TYPE_ENUM, .names = sample_colour_names};

static inline bool parse_grade(struct arena *arena, struct string scalar, struct place place,
                               void *out)
{
    (void)arena;
    (void)place;
    if (scalar.size != 1 || scalar.bytes[0] < 'A' || scalar.bytes[0] > 'D') {
        return false;
    }
    ((struct grade *)out)->letter = scalar.bytes[0];
    return true;
}

static const struct type sample_grade = {
    .kind = TYPE_CUSTOM,
    .name = "grade",
    .describes = "A grade.",
    .size = sizeof(struct grade),
    .pattern = "^[A-D]$",
    .expects = "a grade from A to D",
    .parse = parse_grade,
};

static inline void finish_part(struct arena *arena, void *record, struct place place,
                               struct diagnostics *diagnostics)
{
    struct part *part = record;

    (void)arena;
    part->finished = true;
    if (part->count == 13) {
        REPORT(diagnostics, RECORD_VALUE, place, "count", "13", "a lucky number");
    }
}

static const struct type sample_part;

static const struct type sample_parts = {.kind = TYPE_LIST, .element = &sample_part};

static const struct field sample_part_fields[] = {
    {"name", offsetof(struct part, name), &sample_text, FIELD_REQUIRED, "What it is called."},
    {"count", offsetof(struct part, count), &sample_number, 0, "How many."},
    {"parts", offsetof(struct part, parts), &sample_parts, 0, "Its own parts."},
    {0},
};

static const struct type sample_part = {
    .kind = TYPE_RECORD,
    .name = "part",
    .describes = "A part.",
    .size = sizeof(struct part),
    .fields = sample_part_fields,
    .finish = finish_part,
};

static const struct type sample_tags = {.kind = TYPE_LIST, .element = &sample_text, .single = true};
static const struct type sample_pair = {
    .kind = TYPE_LIST, .element = &sample_number, .minimum = 2, .maximum = 2};
static const struct type sample_some = {.kind = TYPE_LIST, .element = &sample_text, .minimum = 1};
static const struct type sample_facts = {.kind = TYPE_MAP, .element = &sample_decimal};

static const struct field sample_picture_fields[] = {
    {"picture", offsetof(struct picture, file), &sample_text, 0, "The file."},
    {"caption", offsetof(struct picture, caption), &sample_text, 0, "What stands under it."},
    {0},
};
static const struct type sample_picture = {
    .kind = TYPE_RECORD, .size = sizeof(struct picture), .fields = sample_picture_fields};
static const struct field sample_caption_fields[] = {
    {"caption", offsetof(struct picture, caption), &sample_text, FIELD_REQUIRED, "The text."},
    {"file", offsetof(struct picture, file), &sample_text, 0, "A file."},
    {0},
};
static const struct type sample_caption = {.kind = TYPE_RECORD,
                                           .name = "caption",
                                           .size = sizeof(struct picture),
                                           .fields = sample_caption_fields};

/* In the order of enum block. */
static const struct alternative sample_alternatives[] = {
    {NULL, &sample_text},
    {NULL, &sample_some},
    {"picture", &sample_picture},
    {"caption", &sample_caption},
    {0},
};
static const struct type sample_block = {.kind = TYPE_VARIANT,
                                         .name = "block",
                                         .describes = "Something to show.",
                                         .alternatives = sample_alternatives};
static const struct type sample_body = {
    .kind = TYPE_LIST, .element = &sample_block, .single = true};

/* Records only. */
static const struct alternative sample_choices[] = {
    {"picture", &sample_picture},
    {"name", &sample_part},
    {0},
};
static const struct type sample_choice = {.kind = TYPE_VARIANT, .alternatives = sample_choices};
static const struct type sample_blocks = {.kind = TYPE_LIST, .element = &sample_choice};

static const struct field sample_fields[] = {
    {"title", offsetof(struct sample, title), &sample_text, FIELD_REQUIRED, "The \"title\"."},
    {"year", offsetof(struct sample, year), &sample_year, 0, "The year."},
    {"amount", offsetof(struct sample, amount), &sample_decimal, 0, NULL},
    {"draft", offsetof(struct sample, draft), &sample_boolean, 0, "Not yet."},
    {"colour", offsetof(struct sample, colour), &sample_colour, 0, "A colour."},
    {"grade", offsetof(struct sample, grade), &sample_grade, 0, NULL},
    {"part", offsetof(struct sample, part), &sample_part, 0, "The first part."},
    {"tags", offsetof(struct sample, tags), &sample_tags, 0, "Words."},
    {"pair", offsetof(struct sample, pair), &sample_pair, 0, "Two numbers."},
    {"facts", offsetof(struct sample, facts), &sample_facts, 0, "Numbers by name."},
    {"body", offsetof(struct sample, body), &sample_body, 0, "What is shown."},
    {"blocks", offsetof(struct sample, blocks), &sample_blocks, 0, "More."},
    {"editor", 0, NULL, FIELD_FREE, "The editor's own."},
    {0},
};

static const struct type sample_type = {
    .kind = TYPE_RECORD,
    .name = "sample",
    .describes = "A sample.",
    .size = sizeof(struct sample),
    .fields = sample_fields,
};

#endif
