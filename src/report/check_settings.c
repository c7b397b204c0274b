#include "report/check_settings.h"

#include "base/diagnostic.h"

static const struct type text_type = {
    .kind = TYPE_TEXT, .size = sizeof(struct text), .filled = true};
static const struct type texts_type = {
    .kind = TYPE_LIST, .size = sizeof(struct list), .element = &text_type, .single = true};

static const struct field switch_fields[] = {
    {"rule", offsetof(struct check_switch, rule), &text_type, FIELD_REQUIRED,
     N_("The rule's id, as findings have it in brackets.")},
    {"reason", offsetof(struct check_switch, reason), &text_type, FIELD_REQUIRED,
     N_("Why it does not apply here; for those who edit.")},
    {0},
};
static const struct type switch_type = {.kind = TYPE_RECORD,
                                        .name = "check-switch",
                                        .describes = "A rule of gongwen check that is off.",
                                        .size = sizeof(struct check_switch),
                                        .fields = switch_fields};
static const struct type switches_type = {
    .kind = TYPE_LIST, .size = sizeof(struct list), .element = &switch_type, .single = true};

static const struct field settings_fields[] = {
    {"off", offsetof(struct check_settings, off), &switches_type, 0,
     "Rules that do not apply to this report."},
    {"rules", offsetof(struct check_settings, rules), &texts_type, 0,
     "Files of rules of one's own, relative to the report."},
    {"terms", offsetof(struct check_settings, terms), &texts_type, 0,
     "Terms: 其它→其他 for a wrong word and the right one, 甲|乙 for two spellings of a name."},
    {0},
};

const struct type check_settings_type = {
    .kind = TYPE_RECORD,
    .name = "checks",
    .describes = "What gongwen check does and does not look for in this report.",
    .size = sizeof(struct check_settings),
    .fields = settings_fields};
