/*
 * The report (what is said): elements of the document, named as GB/T 9704 names them, and the
 * facts its text refers to. No number, level, date format or face: those are the layout's.
 */
#ifndef GONGWEN_REPORT_REPORT_H
#define GONGWEN_REPORT_REPORT_H

#include "base/length.h"
#include "report/check_settings.h"
#include "report/draft.h"
#include "yaml/record.h"

struct assertion;
struct diagnostics;
struct fact;
struct facts;
struct named_texts;
struct node;

/* Deepest nesting of sections; a layout has fewer levels of headings (GB/T 9704 7.3.3: four). */
enum { REPORT_LEVEL_LIMIT = 8 };

/* A day of the Gregorian calendar (成文日期 and the like); year 0: not given. */
struct date {
    int year, month, day;
    struct place place;
};

/* Whether the calendar has that day. */
bool date_exists(struct date date);

/* An enumeration run into its paragraph: 一是…。二是…。 The layout numbers the items. */
struct enumeration {
    struct text text;      /* lead-in, may be absent */
    struct list items;     /* of struct text */
    struct text number;    /* by example (第一，); absent: as the layout numbers items */
    const bool *uncounted; /* of a redline: items without a number, one each; NULL: none */
};

enum block_kind { BLOCK_PARAGRAPH, BLOCK_ENUMERATION, BLOCK_TABLE, BLOCK_FIGURE, BLOCK_CHART };

/* Blocks of a body: struct variant with a struct text, enumeration, table, figure or chart. */

struct section {
    struct text heading;
    struct list body;     /* of struct variant */
    struct list sections; /* of struct section */
    bool uncounted;       /* of a redline: it has no number */
};

/* What is attached (附件): begins on a page of its own, behind the document. */
struct attachment {
    struct text title;
    struct list body;     /* of struct variant */
    struct list sections; /* of struct section */
    bool uncounted;       /* of a redline: it has no number */
};

/* A seal (印章), given as an image, or as a place for one. */
struct seal {
    struct text image; /* path, relative to the report; absent: it comes with the signature */
    length_t diameter;
    struct text organ; /* whose it is; absent: by its place in the list */
    bool is_unsigned;  /* nobody signs there in the PDF */
    struct place place;
};

/* A signature stamp (签名章), given as an image. */
struct stamp {
    struct text image;    /* path, relative to the report */
    struct text position; /* 职务, before the stamp */
    length_t width;       /* 0: as large as the image says */
    bool is_unsigned;     /* nobody signs there in the PDF */
    struct place place;
};

/* What may be absent: texts without bytes, lists without entries. */
struct report {
    struct text layout;           /* name or path */
    struct variant written_draft; /* as written: see draft.h */
    /* The header (版头, GB/T 9704 7.2): */
    struct text copy_number; /* 份号 */
    struct text secrecy;     /* 密级和保密期限 */
    struct text urgency;     /* 紧急程度 */
    struct text mark;        /* 发文机关标志, if it is not the issuer's or the organs' name */
    struct list organs;      /* of struct text: 联合行文机关, 主办机关 first */
    struct text document_number; /* 发文字号 */
    struct text order_number;    /* 令号 */
    struct list signers;         /* of struct text: 签发人 */
    /* The body (主体, 7.3): */
    struct text title;            /* 标题 */
    struct list recipients;       /* of struct text: 主送机关 */
    struct text issuer;           /* 发文机关, as signed (署名) */
    struct date date;             /* 成文日期 */
    int64_t year;                 /* the year reported on */
    struct map written_facts;     /* as written: see fact.h */
    struct list fact_files;       /* of struct fact_file (fact_file.h) */
    struct list written_asserts;  /* as written: see fact.h */
    struct map written_texts;     /* of struct text; see named_text.h */
    struct list keywords;         /* of struct text: 主题词, for archives; not printed */
    struct list words;            /* of struct text: names that a title is not broken inside of */
    struct check_settings checks; /* see check_settings.h */
    struct list preamble;         /* of struct variant: body before the first section */
    struct list sections;         /* of struct section */
    struct list seals;            /* of struct seal */
    struct list stamps;           /* of struct stamp */
    struct text remark;           /* 附注 */
    struct list attachments;      /* of struct attachment */
    struct list present;          /* of struct text: 出席 (10.3) */
    struct list excused;          /* of struct text: 请假 */
    struct list observers;        /* of struct text: 列席 */
    /* The imprint (版记, 7.4): */
    struct list copies;  /* of struct text: 抄送机关 */
    struct text printer; /* 印发机关 */
    struct date printed; /* 印发日期 */
    struct place place;
    /* What reading makes of it: */
    struct draft draft;        /* whoever has it made may say otherwise */
    struct facts *facts;       /* all of them, settled */
    struct named_texts *texts; /* likewise */
    const struct assertion *assertions;
    size_t assertion_count;
    const char *const *files; /* read besides the report itself, for dependency lists */
    size_t file_count;
    bool numbered;          /* one of numbered copies: what they differ by is their number */
    bool manuscript;        /* imported to be checked: {{ means nothing in it, and it may lack what
                               every report has */
    bool *field_used;       /* one per field of report_type: set when a template names it */
    size_t template_values; /* bytes that names in all templates have stood for so far */
};

/* The table of a report: reader, schema and field names in one. */
extern const struct type report_type;

/* Fills a report from its tree and reports what does not fit; NULL after errors. Reads the files of
 * facts and the forms that it names, computes its facts and reads its assertions. */
struct report *report_read(struct arena *arena, const struct node *root,
                           struct diagnostics *diagnostics);

/* A figure or a text that a report gets from outside, by name: in place of a fact or text that it
 * declares itself, or besides. */
struct given {
    struct text name;
    struct text value; /* as written */
    bool number;       /* it is to be one (csv_number()), unless the report has it as a text; else a
                          fact that must not be referred to */
};

/* What a report is read with besides its own file. */
struct report_inputs {
    const struct given *given;
    size_t given_count;
    bool numbered;     /* its copy number is the text `copy` that is given (copies.h) */
    const char *forms; /* the folder of forms that are called by name (form.h); NULL: none */
    bool manuscript;   /* as of the report; what it lacks has been told */
};

struct report *report_read_with(struct arena *arena, const struct node *root,
                                const struct report_inputs *inputs,
                                struct diagnostics *diagnostics);

/* Whether the name is that of a field that holds paragraphs, sections, attachments; names and other
 * texts; or of one whose entries have a text each: those, and attachments, which have titles. */
bool report_is_body(const char *name);
bool report_is_sections(const char *name);
bool report_is_attachments(const char *name);
bool report_is_texts(const char *name);
bool report_is_text(const char *name); /* a single one */
bool report_is_seals(const char *name);
bool report_is_stamps(const char *name);
bool report_has_entries(const char *name);

/* The list under such a name; empty when the report does not give it. */
const struct list *report_list(const struct report *report, const char *name);

/* Under a name of a text, of texts or of stamps: the texts, of stamps the positions. */
const struct text *report_entries(const struct report *report, struct arena *arena,
                                  const char *name, size_t *count);

/* The text of entry `i` under a name that report_has_entries(). */
struct text report_entry(const struct report *report, const char *name, size_t i);

/* The field of that name is printed. */
void report_use(struct report *report, const char *name);

/* Reports, once all of the text is read, facts that are referred to and were given, or stand in a
 * file, without a number; what is given, is called nearly like what is not, and is not referred to;
 * and what the report says itself where others are given. */
void report_check_given(const struct report *report, struct diagnostics *diagnostics);

/* The text of that name, which counts as used then; NULL: there is none. */
const struct text *report_named_text(struct report *report, struct string name);

/* The fact of that name, which counts as used then; NULL: there is none. */
const struct fact *report_fact(struct report *report, struct string name);

/* Reports what the report gives and no text of the layout names, nor report_use(); bodies, sections
 * and attachments aside. False where there is any. */
bool report_check_fields(const struct report *report, const char *layout,
                         struct diagnostics *diagnostics);

/* Reports facts and texts that nothing refers to, once all templates are expanded. */
void report_check_facts(const struct report *report, struct diagnostics *diagnostics);

/* Reports, as warnings, assertions that do not hold. */
void report_check_assertions(struct report *report, struct arena *arena,
                             struct diagnostics *diagnostics);

#endif
