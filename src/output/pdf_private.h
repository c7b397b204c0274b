/*
 * What the parts of the PDF painter share: pdf.c (document and objects), pdf_content.c and
 * pdf_text.c (pages), pdf_colour.c (colours), pdf_font.c (fonts), pdf_image.c (images),
 * pdf_field.c (where to sign), pdf_structure.c (the tags), pdf_metadata.c and pdf_xmp.c (what
 * viewers and archives read), pdf_source.c (embedded files).
 *
 * libharu keeps the objects, the pages, the outline and the cross-reference table. Its reals have
 * float's precision, its arrays an end, its fonts and text calls no glyph ids; so everything of
 * that kind is written as text by us and handed on by write_fn, the hook that libharu calls when
 * it writes a dictionary.
 *
 * libharu's functions return NULL or set the document's error when they fail, and go on. Callers
 * check for NULL; everything else is asked for once, at the end.
 */
#ifndef GONGWEN_OUTPUT_PDF_PRIVATE_H
#define GONGWEN_OUTPUT_PDF_PRIVATE_H

#include "base/buffer.h"
#include "display/display.h"
#include "image/image.h"
#include "output/painter.h"
#include <hpdf.h>

struct arena;
struct diagnostics;
struct face;
struct pdf_image;
struct libdeflate_compressor;

enum {
    /* Text of a cluster that is longer is told by ActualText instead of the font's ToUnicode. */
    PDF_CLUSTER_LIMIT = 64, /* bytes */
};

/* What a code of a font stands for. */
struct pdf_code {
    uint32_t glyph;
    int64_t width;      /* 1/1000 em, as W says: whole numbers, some readers take no others */
    struct string text; /* borrowed from the display list; empty: a glyph without text */
};

/* A face in use. Codes count from 1 in the order of first use; 0 is .notdef. */
struct pdf_font {
    const struct face *face;
    unsigned number; /* F1, F2, … */
    struct pdf_code *codes;
    size_t count, capacity;
    uint32_t *slots; /* hash table of codes; 0: empty */
    size_t slot_count;
    HPDF_Dict object;
};

/* Content of a page that belongs to one structure element: its number (MCID) counts from 0 on each
 * page. */
struct pdf_mark {
    uint32_t node;
    uint32_t page;
    uint32_t number;
    uint32_t next; /* of the same node: index + 1; 0: none */
};

/* A field of the form, with its widget on a page. */
struct pdf_field {
    const struct display_field *field;
    uint32_t node;
    size_t page;
    uint32_t mark; /* the mark that follows it on its page: index + 1 */
    HPDF_Dict object;
};

/* A structure element while the pages are painted. */
struct pdf_element {
    uint32_t first, last;    /* its marks: index + 1; 0: none */
    struct pdf_field *field; /* what is in a form; NULL: none */
    bool boxed;              /* a figure: where it stands on the page of its first mark, from the */
    length_t left, top, right, bottom; /* page's top left corner */
};

struct pdf {
    struct arena *arena; /* of this painting */
    struct diagnostics *diagnostics;
    const struct display_list *list;
    const struct paint_options *options;
    HPDF_Doc document;
    HPDF_STATUS error; /* the first that libharu raised */
    struct libdeflate_compressor *compressor;
    struct buffer packed; /* the stream being compressed */
    HPDF_Dict resources;  /* shared by all pages */
    HPDF_Page *pages;
    HPDF_Dict process; /* how screens show colours that are more than black; NULL: none yet */
    struct pdf_element *elements; /* one per node */
    struct pdf_mark *marks;       /* by page, and there in reading order */
    size_t mark_count, mark_capacity;
    struct pdf_field **fields; /* in reading order */
    size_t field_count, field_capacity;
    struct pdf_field *places; /* where seals are painted; as above, of no element */
    size_t place_count, place_capacity;
    struct string *keywords; /* of the list, as pdf_information has texts */
    struct pdf_font **fonts;
    size_t font_count, font_capacity;
    struct pdf_image *images;
    size_t image_count, image_capacity;
    struct buffer show; /* pdf_content.c: the operand of Tj or TJ being built */
    uint32_t *codes;    /* pdf_content.c: of the run being painted */
    size_t code_capacity;
};

/* pdf.c */

/* A new indirect dictionary; NULL when libharu fails. */
HPDF_Dict pdf_add_object(struct pdf *pdf);

/* Entries of a dictionary as text ("/Key value …\n"), written behind those that libharu knows.
 * Taken over from the buffer, which must live as long as the document. */
void pdf_set_entries(struct pdf *pdf, HPDF_Dict object, const struct buffer *entries);

/* The bytes compressed, which stay until the next call; the bytes themselves where that gains
 * nothing. */
struct string pdf_pack(struct pdf *pdf, struct string bytes);

/* A new stream with the entries (NULL: none), compressed where that makes it smaller. NULL when
 * libharu fails. The bytes are copied. */
HPDF_Dict pdf_add_stream(struct pdf *pdf, const char *entries, struct string bytes, bool pack);

/* Appends "12 0 R". */
void pdf_add_reference(struct buffer *out, void *object);

/* Reports that libharu gave nothing where something was asked for; always false. */
bool pdf_give_up(struct pdf *pdf);

/* Appends UTF-8 as UTF-16BE in hexadecimal digits; what is not UTF-8 becomes U+FFFD. */
void pdf_add_utf16(struct buffer *out, struct string text);

/* Appends a text string "<FEFF…>". */
void pdf_add_text(struct buffer *out, struct string text);

/* 128 bits that tell contents apart, the same on all machines; no protection against forgery. */
struct pdf_hash {
    uint64_t high, low;
};
struct pdf_hash pdf_hash(const void *bytes, size_t size);

/* pdf_content.c: appends the content stream of a page. False after reporting. */
bool pdf_add_content(struct pdf *pdf, size_t page, struct buffer *out);

/* pdf_colour.c */

/* Makes ready for process colours, which content streams call /C; false after reporting. */
bool pdf_open_process(struct pdf *pdf);

/* Appends their colour space, for images; false after reporting. */
bool pdf_add_process_space(struct pdf *pdf, struct buffer *out);

/* Appends the colour spaces to the pages' resources. */
void pdf_add_colour_resources(struct pdf *pdf, struct buffer *out);

/* Appends what says how colours are meant, for the catalogue; false after reporting. */
bool pdf_add_intent(struct pdf *pdf, struct buffer *out);

/* pdf_field.c */

/* Takes note of a field on a page, or of a place to sign. */
void pdf_add_field(struct pdf *pdf, size_t page, const struct display_item *item);

/* Makes the fields of a page, when it is painted, its annotations; false when libharu fails. */
bool pdf_add_annotations(struct pdf *pdf, size_t page);

/* A field's key in the parent tree: they follow the pages. */
size_t pdf_field_key(const struct pdf *pdf, size_t field);

/* Writes the fields and appends the form to the catalogue's entries; nothing without fields. */
bool pdf_write_form(struct pdf *pdf, struct buffer *out);

/* Appends the places to sign to the catalogue's names, as destinations. */
void pdf_add_places(struct pdf *pdf, struct buffer *names);

/* pdf_structure.c */

/* Room for the marks of the list's nodes. */
void pdf_open_structure(struct pdf *pdf);

/* A new mark for content of the node (not 0) on a page; its number there. */
unsigned pdf_add_mark(struct pdf *pdf, size_t page, uint32_t node);

/* Makes the structure tree, when all pages are painted, and appends the catalogue's entries. */
bool pdf_write_structure(struct pdf *pdf, struct buffer *out);

/* pdf_font.c */

/* The font of a face; made at the first call. */
struct pdf_font *pdf_font_of(struct pdf *pdf, const struct face *face);

/* The code of a glyph that stands for a text; 0 after reporting when the codes are used up. */
uint32_t pdf_font_code(struct pdf *pdf, struct pdf_font *font, uint32_t glyph, struct string text);

/* Makes the font objects, when all pages are painted, and appends them to the pages' resources. */
bool pdf_write_fonts(struct pdf *pdf, struct buffer *resources);

/* pdf_image.c */

/* The number of an image (Im1, Im2, …) in that many pixels; its object is made at the first call. 0
 * after reporting. */
unsigned pdf_image_number(struct pdf *pdf, const struct image *image, struct image_size raster);

/* Appends the images to the pages' resources. */
void pdf_add_image_resources(struct pdf *pdf, struct buffer *out);

/* pdf_metadata.c: information dictionary, outline, page labels, catalogue. */
bool pdf_write_metadata(struct pdf *pdf);

extern const char pdf_producer[];

/* Metadata as text, without characters that XML cannot hold, so that both forms are equal. */
struct pdf_information {
    struct string title, author, language, keywords;
    struct string document_number, secrecy;
    const char *date;     /* "2024-01-03"; NULL: none */
    const char *time;     /* "2024-01-03T00:00:00+08:00" */
    const char *pdf_date; /* "D:20240103000000+08'00'" */
};

/* pdf_xmp.c: the metadata stream; NULL when libharu fails. */
HPDF_Dict pdf_add_xmp(struct pdf *pdf, const struct pdf_information *information);

/* pdf_source.c: embeds the sources and appends to the catalogue's entries, and to its names; false
 * after reporting. */
bool pdf_add_sources(struct pdf *pdf, const struct pdf_information *information, struct buffer *out,
                     struct buffer *names);

#endif
