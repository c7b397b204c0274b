/*
 * The report (what is said): elements of the document, named as GB/T 9704 names them, and the
 * facts its text refers to. No number, level, date format or face: those are the layout's.
 */
#ifndef GONGWEN_REPORT_REPORT_H
#define GONGWEN_REPORT_REPORT_H

#include "base/length.h"
#include "yaml/record.h"

struct diagnostics;
struct index_entry;
struct node;

/* Deepest nesting of sections; a layout has fewer levels of headings (GB/T 9704 7.3.3: four). */
enum { REPORT_LEVEL_LIMIT = 8 };

/* A day of the Gregorian calendar (成文日期 and the like); year 0: not given. */
struct date {
    int year, month, day;
};

/* A figure declared once and referred to by name. */
struct fact {
    struct decimal value;
    struct text unit;   /* printed behind the value */
    struct text source; /* who vouches for it */
    struct text period;
    struct text note;
    struct place place;
};

/* An enumeration run into its paragraph: 一是…。二是…。 The layout numbers the items. */
struct enumeration {
    struct text text;  /* lead-in, may be absent */
    struct list items; /* of struct text */
};

enum block_kind { BLOCK_PARAGRAPH, BLOCK_ENUMERATION, BLOCK_TABLE, BLOCK_FIGURE, BLOCK_CHART };

/* Blocks of a body: struct variant with a struct text, enumeration, table, figure or chart. */

struct section {
    struct text heading;
    struct list body;     /* of struct variant */
    struct list sections; /* of struct section */
};

/* What is attached (附件): begins on a page of its own, behind the document. */
struct attachment {
    struct text title;
    struct list body;     /* of struct variant */
    struct list sections; /* of struct section */
};

/* A seal (印章), given as an image. */
struct seal {
    struct text image; /* path, relative to the report */
    length_t diameter;
    struct text organ; /* whose it is; absent: by its place in the list */
    struct place place;
};

/* A signature stamp (签名章), given as an image. */
struct stamp {
    struct text image;    /* path, relative to the report */
    struct text position; /* 职务, before the stamp */
    length_t width;       /* 0: as large as the image says */
    struct place place;
};

/* What may be absent: texts without bytes, lists without entries. */
struct report {
    struct text layout; /* name or path */
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
    struct text title;       /* 标题 */
    struct list recipients;  /* of struct text: 主送机关 */
    struct text issuer;      /* 发文机关, as signed (署名) */
    struct date date;        /* 成文日期 */
    int64_t year;            /* the year reported on */
    struct map facts;        /* of struct fact */
    struct list words;       /* of struct text: names that a title is not broken inside of */
    struct list preamble;    /* of struct variant: body before the first section */
    struct list sections;    /* of struct section */
    struct list seals;       /* of struct seal */
    struct list stamps;      /* of struct stamp */
    struct text remark;      /* 附注 */
    struct list attachments; /* of struct attachment */
    struct list present;     /* of struct text: 出席 (10.3) */
    struct list excused;     /* of struct text: 请假 */
    struct list observers;   /* of struct text: 列席 */
    /* The imprint (版记, 7.4): */
    struct list copies;  /* of struct text: 抄送机关 */
    struct text printer; /* 印发机关 */
    struct date printed; /* 印发日期 */
    struct place place;
    const struct index_entry *fact_index; /* the facts by name */
    bool *fact_used;                      /* one per fact: set when a template refers to it */
    bool *field_used;                     /* likewise one per field of report_type */
    size_t template_values; /* bytes that names in all templates have stood for so far */
};

/* The table of a report: reader, schema and field names in one. */
extern const struct type report_type;

/* Fills a report from its tree and reports what does not fit; NULL after errors. */
struct report *report_read(struct arena *arena, const struct node *root,
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

/* The fact of that name, which counts as used then; NULL: there is none. */
const struct fact *report_fact(struct report *report, struct string name);

/* Reports what the report gives and no text of the layout names, nor report_use(); bodies, sections
 * and attachments aside. False where there is any. */
bool report_check_fields(const struct report *report, const char *layout,
                         struct diagnostics *diagnostics);

/* Reports facts that nothing refers to, once all templates are expanded. */
void report_check_facts(const struct report *report, struct diagnostics *diagnostics);

#endif
