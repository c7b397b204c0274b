#include "report/report.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "report/copies.h"
#include "report/fact.h"
#include "report/fact_file.h"
#include "report/figure.h"
#include "report/form.h"
#include "report/millimetres.h"
#include "report/named_text.h"
#include "report/report_private.h"
#include "report/table.h"
#include "report/template.h"
#include "yaml/node.h"
#include <string.h>

static bool parse_digits(const char *bytes, size_t count, int *out)
{
    *out = 0;
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] < '0' || bytes[i] > '9') {
            return false;
        }
        *out = *out * 10 + (bytes[i] - '0');
    }
    return true;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return days[month - 1] + (month == 2 && leap);
}

bool date_exists(struct date date)
{
    return date.year >= 1 && date.month >= 1 && date.month <= 12 && date.day >= 1 &&
           date.day <= days_in_month(date.year, date.month);
}

static bool parse_date(struct arena *arena, struct string scalar, struct place place, void *out)
{
    struct date date = {.place = place};
    const char *bytes = scalar.bytes;

    (void)arena;
    if (scalar.size != strlen("2024-01-03") || bytes[4] != '-' || bytes[7] != '-' ||
        !parse_digits(bytes, 4, &date.year) || !parse_digits(bytes + 5, 2, &date.month) ||
        !parse_digits(bytes + 8, 2, &date.day) || !date_exists(date)) {
        return false;
    }
    *(struct date *)out = date;
    return true;
}

static const struct type text_type = {.kind = TYPE_TEXT, .size = sizeof(struct text)};

static const struct type filled_type = {
    .kind = TYPE_TEXT, .size = sizeof(struct text), .filled = true};

static const struct type paragraph_type = {
    .kind = TYPE_TEXT, .size = sizeof(struct text), .paragraph = true};

static const struct type item_type = {
    .kind = TYPE_TEXT, .size = sizeof(struct text), .filled = true, .paragraph = true};

static const struct type year_type = {
    .kind = TYPE_INTEGER, .size = sizeof(int64_t), .minimum = 1949, .maximum = 9999};

static const struct type date_type = {
    .kind = TYPE_CUSTOM,
    .name = "date",
    .describes = "A day as year-month-day, such as 2024-01-03; how it is printed is the layout's.",
    .size = sizeof(struct date),
    .pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    .expects = N_("a day of the calendar as 2024-01-03"),
    .parse = parse_date,
};

static const struct type items_type = {
    .kind = TYPE_LIST, .size = sizeof(struct list), .element = &item_type, .minimum = 1};

static const struct type words_type = {
    .kind = TYPE_LIST, .size = sizeof(struct list), .element = &text_type, .single = true};

/* Names of organs, of persons: what a template prints with 、 between. */
static const struct type texts_type = {.kind = TYPE_LIST,
                                       .size = sizeof(struct list),
                                       .element = &filled_type,
                                       .minimum = 1,
                                       .single = true};

static const struct field enumeration_fields[] = {
    {"text", offsetof(struct enumeration, text), &paragraph_type, 0,
     "What stands before the first item, in the same paragraph."},
    {"items", offsetof(struct enumeration, items), &items_type, FIELD_REQUIRED,
     N_("The items, without 一是, 二是: the layout numbers them and runs them in.")},
    {"number", offsetof(struct enumeration, number), &paragraph_type, 0,
     "How they are numbered, by example, if not as the layout does it: 第一，."},
    {0},
};

static const struct type enumeration_type = {
    .kind = TYPE_RECORD,
    .name = "enumeration",
    .describes = "A paragraph whose items are numbered by the layout (一是…。二是…。).",
    .size = sizeof(struct enumeration),
    .fields = enumeration_fields,
};

/* In the order of enum block_kind. */
static const struct alternative block_alternatives[] = {
    {NULL, &paragraph_type},        {"items", &enumeration_type}, {"table", &table_block_type},
    {"figure", &figure_block_type}, {"chart", &chart_block_type}, {0},
};

static const struct type block_type = {
    .kind = TYPE_VARIANT,
    .name = "block",
    .describes = "A paragraph (plain text), an enumeration, a table, a figure or a chart.",
    .size = sizeof(struct variant),
    .alternatives = block_alternatives,
};

static const struct type body_type = {
    .kind = TYPE_LIST, .size = sizeof(struct list), .element = &block_type, .single = true};

static const struct type section_type;

static const struct type sections_type = {
    .kind = TYPE_LIST, .size = sizeof(struct list), .element = &section_type};

static const struct field section_fields[] = {
    {"heading", offsetof(struct section, heading), &filled_type, FIELD_REQUIRED,
     N_("The heading without its number: the layout numbers it.")},
    {"body", offsetof(struct section, body), &body_type, 0, "What stands under the heading."},
    {"sections", offsetof(struct section, sections), &sections_type, 0,
     "Sections one level down, after the body."},
    {0},
};

static const struct type section_type = {
    .kind = TYPE_RECORD,
    .name = "section",
    .describes = "A section of the body text: heading, paragraphs, sections below it.",
    .size = sizeof(struct section),
    .fields = section_fields,
};

static const struct field attachment_fields[] = {
    {"title", offsetof(struct attachment, title), &filled_type, FIELD_REQUIRED,
     N_("The title, without 附件 and its number: the layout adds them.")},
    {"body", offsetof(struct attachment, body), &body_type, 0, "What stands under the title."},
    {"sections", offsetof(struct attachment, sections), &sections_type, 0,
     "Its sections, after the body."},
    {0},
};

static const struct type attachment_type = {
    .kind = TYPE_RECORD,
    .name = "attachment",
    .describes = "附件: on pages of its own, behind the document.",
    .size = sizeof(struct attachment),
    .fields = attachment_fields,
};

static const struct type attachments_type = {
    .kind = TYPE_LIST, .size = sizeof(struct list), .element = &attachment_type, .single = true};

enum { SEAL_LEAST = 10, SEAL_MOST = 60, STAMP_LEAST = 5, STAMP_MOST = 100 };

static bool parse_diameter(struct arena *arena, struct string scalar, struct place place, void *out)
{
    (void)place;
    return millimetres_parse(arena, scalar, SEAL_LEAST, SEAL_MOST, out);
}

static const struct type diameter_type = {
    .kind = TYPE_CUSTOM,
    .name = "seal-diameter",
    .describes = "The diameter of a seal: 42mm, 45mm.",
    .size = sizeof(length_t),
    .pattern = "^[0-9]{2}(\\.[0-9]{1,6})? *mm$",
    .expects = N_("a diameter from 10mm to 60mm"),
    .parse = parse_diameter,
};

static bool parse_stamp_width(struct arena *arena, struct string scalar, struct place place,
                              void *out)
{
    (void)place;
    return millimetres_parse(arena, scalar, STAMP_LEAST, STAMP_MOST, out);
}

static const struct type stamp_width_type = {
    .kind = TYPE_CUSTOM,
    .name = "stamp-width",
    .describes = "How wide a signature stamp is: 40mm.",
    .size = sizeof(length_t),
    .pattern = "^[0-9]{1,3}(\\.[0-9]{1,6})? *mm$",
    .expects = N_("a width from 5mm to 100mm"),
    .parse = parse_stamp_width,
};

static const struct type unsigned_type = {.kind = TYPE_BOOLEAN, .size = sizeof(bool)};

static void finish_seal(struct arena *arena, void *record, struct place place,
                        struct diagnostics *diagnostics)
{
    (void)arena;
    (void)diagnostics;
    ((struct seal *)record)->place = place;
}

static const struct field seal_fields[] = {
    {"image", offsetof(struct seal, image), &filled_type, 0,
     N_("Path of a PNG or SVG file, best with a transparent ground; relative to the report. "
        "Without "
        "it the seal appears when its organ signs.")},
    {"diameter", offsetof(struct seal, diameter), &diameter_type, FIELD_REQUIRED,
     N_("The diameter that the seal has, as 45mm.")},
    {"organ", offsetof(struct seal, organ), &filled_type, 0,
     "Whose seal it is; default: of the organ at the same place in organs."},
    {"unsigned", offsetof(struct seal, is_unsigned), &unsigned_type, 0,
     "The PDF has no field there for its organ to sign in."},
    {0},
};

static const struct type seal_type = {
    .kind = TYPE_RECORD,
    .name = "seal",
    .describes = "印章: a seal.",
    .size = sizeof(struct seal),
    .fields = seal_fields,
    .finish = finish_seal,
};

static const struct type seals_type = {
    .kind = TYPE_LIST, .size = sizeof(struct list), .element = &seal_type, .single = true};

static void finish_stamp(struct arena *arena, void *record, struct place place,
                         struct diagnostics *diagnostics)
{
    (void)arena;
    (void)diagnostics;
    ((struct stamp *)record)->place = place;
}

static const struct field stamp_fields[] = {
    {"image", offsetof(struct stamp, image), &filled_type, FIELD_REQUIRED,
     N_("Path of a PNG or SVG file, best with a transparent ground; relative to the report.")},
    {"position", offsetof(struct stamp, position), &filled_type, FIELD_REQUIRED,
     N_("职务: the office of who signs, as 市长.")},
    {"width", offsetof(struct stamp, width), &stamp_width_type, 0, "Default: as its file says."},
    {"unsigned", offsetof(struct stamp, is_unsigned), &unsigned_type, 0,
     "The PDF has no field there for them to sign in."},
    {0},
};

static const struct type stamp_type = {
    .kind = TYPE_RECORD,
    .name = "stamp",
    .describes = "签名章: a signature stamp.",
    .size = sizeof(struct stamp),
    .fields = stamp_fields,
    .finish = finish_stamp,
};

static const struct type stamps_type = {
    .kind = TYPE_LIST, .size = sizeof(struct list), .element = &stamp_type, .single = true};

static const struct field report_fields[] = {
    {"layout", offsetof(struct report, layout), &text_type, 0,
     "Name of a layout, such as annual-report, or a path to a layout file."},
    {"draft", offsetof(struct report, written_draft), &draft_type, 0,
     "What marks it as a draft: 征求意见稿, or {mark: 征求意见稿, version: 第2稿}."},
    {"title", offsetof(struct report, title), &filled_type, FIELD_REQUIRED, N_("标题: the title.")},
    {"issuer", offsetof(struct report, issuer), &filled_type, FIELD_REQUIRED,
     N_("发文机关署名: the organ that issues and signs.")},
    {"date", offsetof(struct report, date), &date_type, FIELD_REQUIRED,
     N_("成文日期: the document's date, such as 2024-01-03.")},
    {"year", offsetof(struct report, year), &year_type, 0, "The year reported on."},
    {"copy-number", offsetof(struct report, copy_number), &filled_type, 0,
     "份号: the copy's number, six digits as 000001."},
    {"secrecy", offsetof(struct report, secrecy), &filled_type, 0, "密级和保密期限: as 机密★1年."},
    {"urgency", offsetof(struct report, urgency), &filled_type, 0, "紧急程度: 特急 or 加急."},
    {"mark", offsetof(struct report, mark), &filled_type, 0,
     "发文机关标志, without 文件; default: the organs, else the issuer."},
    {"organs", offsetof(struct report, organs), &texts_type, 0,
     "联合行文: the organs that issue it together, the organiser (主办机关) first."},
    {"document-number", offsetof(struct report, document_number), &filled_type, 0,
     "发文字号: as 示政发〔2024〕12号."},
    {"order-number", offsetof(struct report, order_number), &filled_type, 0, "令号: as 第12号."},
    {"signers", offsetof(struct report, signers), &texts_type, 0,
     "签发人: who signs a document to a higher organ."},
    {"recipients", offsetof(struct report, recipients), &texts_type, 0,
     "主送机关: the organs that it is addressed to."},
    {"facts", offsetof(struct report, written_facts), &facts_type, 0,
     "The figures of the text, by name: disclosure.total: {value: 12049, unit: 条}."},
    {"facts-from", offsetof(struct report, fact_files), &fact_files_type, 0,
     "CSV files with more facts."},
    {"asserts", offsetof(struct report, written_asserts), &assertions_type, 0,
     "勾稽: what must hold between the facts: requests.total = requests.natural + requests.legal."},
    {"texts", offsetof(struct report, written_texts), &named_texts_type, 0,
     "Texts that others name: leader: 张三 is {{leader}}. gongwen batch puts the unit's in."},
    {"keywords", offsetof(struct report, keywords), &texts_type, 0,
     "主题词: what archives find the document by; metadata, not printed."},
    {"words", offsetof(struct report, words), &words_type, 0,
     "Names and words of this report: its title is not broken inside of them, nor its text "
     "without need."},
    {"checks", offsetof(struct report, checks), &check_settings_type, 0,
     "Rules of gongwen check that do not apply to it, rules and terms of its own."},
    {"preamble", offsetof(struct report, preamble), &body_type, 0,
     "Paragraphs before the first section."},
    {"sections", offsetof(struct report, sections), &sections_type, 0, "The sections, in order."},
    {"attachments", offsetof(struct report, attachments), &attachments_type, 0,
     "附件: what is attached, in order."},
    {"seals", offsetof(struct report, seals), &seals_type, 0,
     "印章: the seal, or one for each of the organs."},
    {"stamps", offsetof(struct report, stamps), &stamps_type, 0,
     "签名章: the signature stamp, or one for each who signs."},
    {"remark", offsetof(struct report, remark), &filled_type, 0,
     "附注: without its brackets, which the layout adds."},
    {"present", offsetof(struct report, present), &texts_type, 0, "出席: who was present."},
    {"excused", offsetof(struct report, excused), &texts_type, 0, "请假: who was excused."},
    {"observers", offsetof(struct report, observers), &texts_type, 0,
     "列席: who was there besides."},
    {"copies", offsetof(struct report, copies), &texts_type, 0,
     "抄送机关: the organs that get a copy."},
    {"printer", offsetof(struct report, printer), &filled_type, 0,
     "印发机关: the organ that has it printed."},
    {"printed", offsetof(struct report, printed), &date_type, 0,
     "印发日期: the day of printing, such as 2024-01-05."},
    {0},
};

const struct type report_type = {
    .kind = TYPE_RECORD,
    .name = "report",
    .describes = "A report or other official document, as data.",
    .size = sizeof(struct report),
    .fields = report_fields,
};

static bool read_fields(struct arena *arena, const struct node *root, struct report *report,
                        struct diagnostics *diagnostics)
{
    if (!report->manuscript) {
        return record_read(arena, &report_type, root, report, diagnostics);
    }
    struct diagnostics *own = diagnostics_new(arena);
    size_t errors = diagnostics->errors;
    (void)record_read(arena, &report_type, root, report, own);
    for (size_t i = 0; i < own->count; i++) {
        if (own->items[i]->message != RECORD_MISSING_KEY) {
            diagnostics_add(diagnostics, *own->items[i]);
        }
    }
    return diagnostics->errors == errors;
}

struct report *report_read_with(struct arena *arena, const struct node *root,
                                const struct report_inputs *inputs, struct diagnostics *diagnostics)
{
    struct report *report = ARENA_NEW(arena, struct report);
    size_t errors = diagnostics->errors;

    report->place = root->place;
    report->manuscript = inputs->manuscript;
    report->field_used = ARENA_ARRAY(arena, bool, sizeof report_fields / sizeof *report_fields);
    if (!read_fields(arena, root, report, diagnostics)) {
        return NULL;
    }
    report->draft = draft_from(&report->written_draft);
    report->numbered = inputs->numbered;
    report->copy_number = inputs->numbered ? copies_number : report->copy_number;
    report_read_facts(arena, report, inputs->given, inputs->given_count, diagnostics);
    if (diagnostics->errors == errors) {
        report_read_forms(arena, report, inputs->forms, diagnostics);
    }
    return diagnostics->errors == errors ? report : NULL;
}

struct report *report_read(struct arena *arena, const struct node *root,
                           struct diagnostics *diagnostics)
{
    return report_read_with(arena, root, &(struct report_inputs){0}, diagnostics);
}

static bool has_type(const char *name, const struct type *type)
{
    const struct field *field = record_lookup(&report_type, name);

    return field != NULL && field->type == type;
}

bool report_is_body(const char *name)
{
    return has_type(name, &body_type);
}

bool report_is_sections(const char *name)
{
    return has_type(name, &sections_type);
}

bool report_is_attachments(const char *name)
{
    return has_type(name, &attachments_type);
}

bool report_is_texts(const char *name)
{
    return has_type(name, &texts_type);
}

bool report_is_text(const char *name)
{
    return has_type(name, &filled_type);
}

bool report_is_seals(const char *name)
{
    return has_type(name, &seals_type);
}

bool report_is_stamps(const char *name)
{
    return has_type(name, &stamps_type);
}

bool report_has_entries(const char *name)
{
    return report_is_texts(name) || report_is_attachments(name);
}

const struct list *report_list(const struct report *report, const char *name)
{
    const struct field *field = record_lookup(&report_type, name);

    return (const struct list *)((const unsigned char *)report + field->offset);
}

const struct text *report_entries(const struct report *report, struct arena *arena,
                                  const char *name, size_t *count)
{
    const struct list *list = report_list(report, name);

    if (report_is_text(name)) {
        *count = 1;
        return (const struct text *)list; /* the field is no list */
    }
    *count = list->count;
    if (report_is_texts(name)) {
        return list->items;
    }
    const struct stamp *stamps = list->items;
    struct text *positions = ARENA_ARRAY(arena, struct text, list->count);
    for (size_t i = 0; i < list->count; i++) {
        positions[i] = stamps[i].position;
    }
    return positions;
}

struct text report_entry(const struct report *report, const char *name, size_t i)
{
    const struct list *list = report_list(report, name);

    return report_is_texts(name) ? ((const struct text *)list->items)[i]
                                 : ((const struct attachment *)list->items)[i].title;
}

void report_use(struct report *report, const char *name)
{
    report->field_used[record_lookup(&report_type, name) - report_fields] = true;
}

/* What is said for the program's own use, or need not be printed. */
static bool is_aside(const struct field *field)
{
    return (field->flags & FIELD_REQUIRED) != 0 ||
           field->offset == offsetof(struct report, layout) || field->type == &year_type ||
           field->type == &draft_type || field->type == &facts_type ||
           field->type == &fact_files_type || field->type == &assertions_type ||
           field->type == &check_settings_type || field->type == &named_texts_type ||
           field->type == &words_type;
}

/* Where a field stands; the report itself where that is not known. */
static struct place place_of_field(const struct report *report, const struct field *field)
{
    const void *value = (const unsigned char *)report + field->offset;

    if (field->type->kind == TYPE_TEXT) {
        return ((const struct text *)value)->place;
    }
    if (field->type == &texts_type) {
        return report_entry(report, field->name, 0).place;
    }
    if (field->type == &seals_type) {
        return ((const struct seal *)report->seals.items)->place;
    }
    if (field->type == &stamps_type) {
        return ((const struct stamp *)report->stamps.items)->place;
    }
    return report->place;
}

bool report_check_fields(const struct report *report, const char *layout,
                         struct diagnostics *diagnostics)
{
    bool good = true;

    for (size_t i = 0; report_fields[i].name != NULL; i++) {
        const struct field *field = &report_fields[i];
        if (is_aside(field) || field->type == &body_type || field->type == &sections_type ||
            field->type == &attachments_type || report->field_used[i] ||
            !template_has(report, field->name)) {
            continue;
        }
        REPORT(diagnostics, FIELD_UNPLACED, place_of_field(report, field), field->name, layout);
        good = false;
    }
    return good;
}
