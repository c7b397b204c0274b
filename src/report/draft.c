#include "report/draft.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "yaml/scalar.h"
#include <string.h>

/* What YAML takes for yes and no is no mark: `draft: false` would print "false". */
static bool parse_mark(struct arena *arena, struct string scalar, struct place place, void *out)
{
    static const char *const words[] = {"true", "false", "yes", "no", "on", "off"};
    bool blank = strspn(scalar.bytes, " \t\r\n") == scalar.size;

    (void)arena;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        blank = blank || scalar_is(scalar, words[i]);
    }
    *(struct text *)out = (struct text){scalar, place};
    return !blank;
}

static const struct type mark_type = {
    .kind = TYPE_CUSTOM,
    .name = "draft-mark",
    .describes = "What kind of draft it is: 征求意见稿, 送审稿, 讨论稿.",
    .size = sizeof(struct text),
    .pattern = "^(?!(true|false|yes|no|on|off)$)[\\s\\S]*\\S",
    .expects = N_("the mark of a draft, such as 征求意见稿"),
    .parse = parse_mark,
};

static const struct type filled_type = {
    .kind = TYPE_TEXT, .size = sizeof(struct text), .filled = true};

static const struct type boolean_type = {.kind = TYPE_BOOLEAN, .size = sizeof(bool)};

/* A boolean that may be absent: the value tells. */
static const struct alternative switch_alternatives[] = {{NULL, &boolean_type}, {0}};
static const struct type switch_type = {
    .kind = TYPE_VARIANT, .size = sizeof(struct variant), .alternatives = switch_alternatives};

struct draft_record {
    struct text mark, version;
    bool line_numbers;
    struct variant watermark;
};

static const struct field record_fields[] = {
    {"mark", offsetof(struct draft_record, mark), &mark_type, FIELD_REQUIRED,
     N_("What kind of draft it is: 征求意见稿, 送审稿, 讨论稿.")},
    {"version", offsetof(struct draft_record, version), &filled_type, 0,
     "Which one of them: 第2稿."},
    {"line-numbers", offsetof(struct draft_record, line_numbers), &boolean_type, 0,
     "true: the lines of the body are numbered in the margin, for comments; default false."},
    {"watermark", offsetof(struct draft_record, watermark), &switch_type, 0,
     "false: no mark across the pages; default true."},
    {0},
};

static const struct type record_type = {
    .kind = TYPE_RECORD,
    .name = "draft",
    .describes = "What marks the document as a draft.",
    .size = sizeof(struct draft_record),
    .fields = record_fields,
};

enum { FORM_MARK, FORM_RECORD };
static const struct alternative draft_alternatives[] = {
    [FORM_MARK] = {NULL, &mark_type}, [FORM_RECORD] = {"mark", &record_type}, {0}};

const struct type draft_type = {
    .kind = TYPE_VARIANT, .size = sizeof(struct variant), .alternatives = draft_alternatives};

struct draft draft_from(const struct variant *written)
{
    if (written->value == NULL) {
        return (struct draft){0};
    }
    if (written->which == FORM_MARK) {
        struct text mark = *(const struct text *)written->value;
        return (struct draft){.mark = mark, .place = mark.place};
    }
    const struct draft_record *record = written->value;
    const bool *watermark = record->watermark.value;
    return (struct draft){.mark = record->mark,
                          .version = record->version,
                          .line_numbers = record->line_numbers,
                          .no_watermark = watermark != NULL && !*watermark,
                          .place = record->mark.place};
}
