/*
 * What viewers, search engines and archives read of a PDF besides its pages: the information
 * dictionary and the same as XMP, the outline, page labels, language and viewer preferences.
 * Dates come from the report, never from a clock.
 */
#include "output/pdf_private.h"

#include "base/arena.h"
#include "base/unicode.h"
#include "base/version.h"
#include <stdlib.h>
#include <string.h>

enum {
    OUTLINE_DEPTH_LIMIT = 16,
    LABEL_DIGITS_LIMIT = 9, /* of a page number; longer ones are told letter by letter */
};

static const char producer[] = "gongwen " GONGWEN_VERSION;

/* Metadata text without characters that XML cannot hold, so that both forms are equal. */
static struct string clean_text(struct pdf *pdf, const char *text)
{
    struct buffer out = buffer_new(pdf->arena);
    size_t size = text != NULL ? strlen(text) : 0;

    for (size_t offset = 0; offset < size;) {
        uint32_t character = unicode_decode(text, size, &offset);
        if (character == UNICODE_INVALID) {
            character = 0xFFFD;
        }
        if (!unicode_is_forbidden(character)) {
            buffer_add_character(&out, character);
        }
    }
    return buffer_string(&out);
}

/* Midnight of the report's date in China; false when it has none. */
static bool format_date(struct pdf *pdf, const char *format, const char **date)
{
    const struct display_metadata *metadata = &pdf->list->metadata;
    int month = metadata->month > 0 ? metadata->month : 1;
    int day = metadata->day > 0 ? metadata->day : 1;

    if (metadata->year < 1 || metadata->year > 9999 || month > 12 || day > 31) {
        return false;
    }
    *date = arena_format(pdf->arena, format, metadata->year, month, day);
    return true;
}

static void add_information(struct pdf *pdf, struct string title, struct string author)
{
    struct buffer out = buffer_new(pdf->arena);
    const char *date;

    HPDF_Dict_RemoveElement(pdf->document->info, "Producer"); /* libharu's own */
    buffer_format(&out, "/Producer (%s)\n", producer);
    if (title.size > 0) {
        buffer_add_string(&out, "/Title ");
        pdf_add_text(&out, title);
        buffer_add_byte(&out, '\n');
    }
    if (author.size > 0) {
        buffer_add_string(&out, "/Author ");
        pdf_add_text(&out, author);
        buffer_add_byte(&out, '\n');
    }
    if (format_date(pdf, "D:%04d%02d%02d000000+08'00'", &date)) {
        buffer_format(&out, "/CreationDate (%s)\n/ModDate (%s)\n", date, date);
    }
    pdf_set_entries(pdf, pdf->document->info, &out);
}

/* A property of XMP: its text between what stands before and after it. */
static void add_property(struct buffer *out, const char *before, struct string text,
                         const char *after)
{
    if (text.size > 0) {
        buffer_add_string(out, before);
        buffer_add_xml(out, text);
        buffer_add_string(out, after);
    }
}

static HPDF_Dict add_xmp(struct pdf *pdf, struct string title, struct string author,
                         struct string language)
{
    struct buffer out = buffer_new(pdf->arena);
    const char *date;

    buffer_add_string(
        &out, "<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
              "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
              "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
              "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
              " xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\""
              " xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\n"
              "<dc:format>application/pdf</dc:format>\n");
    add_property(&out, "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">", title,
                 "</rdf:li></rdf:Alt></dc:title>\n");
    add_property(&out, "<dc:creator><rdf:Seq><rdf:li>", author,
                 "</rdf:li></rdf:Seq></dc:creator>\n");
    add_property(&out, "<dc:language><rdf:Bag><rdf:li>", language,
                 "</rdf:li></rdf:Bag></dc:language>\n");
    buffer_format(&out, "<pdf:Producer>%s</pdf:Producer>\n", producer);
    if (format_date(pdf, "%04d-%02d-%02dT00:00:00+08:00", &date)) {
        buffer_format(&out, "<xmp:CreateDate>%s</xmp:CreateDate>\n", date);
        buffer_format(&out, "<xmp:ModifyDate>%s</xmp:ModifyDate>\n", date);
    }
    buffer_add_string(&out, "</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n"
                            "<?xpacket end=\"r\"?>\n");
    /* Not compressed, so that tools find it without reading the PDF. */
    return pdf_add_stream(pdf, "/Type /Metadata\n/Subtype /XML\n", buffer_string(&out), false);
}

static bool add_outline_item(struct pdf *pdf, const struct display_node *node, HPDF_Outline parent,
                             HPDF_Outline *item)
{
    struct buffer out = buffer_new(pdf->arena);

    *item = HPDF_CreateOutline(pdf->document, parent, "-", NULL);
    if (*item == NULL) {
        return false;
    }
    HPDF_Dict_RemoveElement(*item, "Type");
    HPDF_Dict_RemoveElement(*item, "Title"); /* libharu's ends at a NUL */
    buffer_add_string(&out, "/Title ");
    pdf_add_text(&out, node->text);
    buffer_add_string(&out, "\n/Dest [");
    pdf_add_reference(&out, pdf->pages[node->page]);
    buffer_add_string(&out, " /XYZ ");
    buffer_add_decimal(&out, pdf->list->area_x, 3);
    buffer_add_byte(&out, ' ');
    buffer_add_decimal(&out, pdf->list->pages[node->page].height - node->y, 3);
    buffer_add_string(&out, " 0]\n");
    pdf_set_entries(pdf, *item, &out);
    return true;
}

/* Headings, each under the last one before it of a higher level. */
static bool add_outline(struct pdf *pdf)
{
    HPDF_Outline items[OUTLINE_DEPTH_LIMIT];
    unsigned levels[OUTLINE_DEPTH_LIMIT];
    size_t depth = 0;

    for (size_t i = 0; i < pdf->list->node_count; i++) {
        const struct display_node *node = &pdf->list->nodes[i];
        if (node->role != ROLE_HEADING || node->text.size == 0 ||
            node->page >= pdf->list->page_count) {
            continue;
        }
        while (depth > 0 && (levels[depth - 1] >= node->level || depth == OUTLINE_DEPTH_LIMIT)) {
            depth--;
        }
        if (!add_outline_item(pdf, node, depth > 0 ? items[depth - 1] : NULL, &items[depth])) {
            return pdf_give_up(pdf);
        }
        levels[depth++] = node->level;
    }
    return true;
}

/* A page label as what stands before its number, and the number: 0 for none. */
struct label {
    struct string prefix;
    long number;
};

static struct label split_label(const char *text)
{
    size_t size = text != NULL ? strlen(text) : 0;
    size_t digits = size;

    while (digits > 0 && text[digits - 1] >= '0' && text[digits - 1] <= '9') {
        digits--;
    }
    while (digits < size && text[digits] == '0') {
        digits++; /* the format knows no leading zeros */
    }
    struct label label = {{text, digits}, 0};
    if (digits < size && size - digits <= LABEL_DIGITS_LIMIT) {
        label.number = strtol(text + digits, NULL, 10);
    } else {
        label.prefix.size = size;
    }
    return label;
}

/* Whether `next` is the label that follows by itself. */
static bool continues(struct label label, struct label next)
{
    return label.prefix.size == next.prefix.size &&
           memcmp(label.prefix.bytes, next.prefix.bytes, label.prefix.size) == 0 &&
           next.number == (label.number == 0 ? 0 : label.number + 1);
}

static void add_labels(struct pdf *pdf, struct buffer *out)
{
    struct label label = {STRING(""), -1};
    bool any = false;

    for (size_t i = 0; i < pdf->list->page_count; i++) {
        const char *text = pdf->list->pages[i].label;
        any = any || (text != NULL && text[0] != '\0');
    }
    if (!any) {
        return; /* viewers count the pages themselves */
    }
    buffer_add_string(out, "/PageLabels <</Nums [\n");
    for (size_t i = 0; i < pdf->list->page_count; i++) {
        const char *text = pdf->list->pages[i].label;
        struct label next = split_label(text != NULL ? text : "");
        if (!continues(label, next) || i == 0) {
            buffer_add_integer(out, (int64_t)i);
            buffer_add_string(out, " <<");
            if (next.prefix.size > 0) {
                buffer_add_string(out, "/P ");
                pdf_add_text(out, next.prefix);
            }
            if (next.number > 0) {
                buffer_format(out, "/S /D /St %ld", next.number);
            }
            buffer_add_string(out, ">>\n");
        }
        label = next;
    }
    buffer_add_string(out, "]>>\n");
}

/* A language tag, or nothing when it is none. */
static struct string language_of(const struct pdf *pdf)
{
    const char *language = pdf->list->metadata.language;
    size_t size = language != NULL ? strlen(language) : 0;

    for (size_t i = 0; i < size; i++) {
        char c = language[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '-')) {
            return STRING("");
        }
    }
    return (struct string){language, size};
}

bool pdf_write_metadata(struct pdf *pdf)
{
    struct string title = clean_text(pdf, pdf->list->metadata.title);
    struct string author = clean_text(pdf, pdf->list->metadata.author);
    struct string language = language_of(pdf);
    struct buffer out = buffer_new(pdf->arena);

    add_information(pdf, title, author);
    HPDF_Dict xmp = add_xmp(pdf, title, author, language);
    if (xmp == NULL) {
        return pdf_give_up(pdf);
    }
    if (!add_outline(pdf)) {
        return false;
    }
    buffer_add_string(&out, "/Metadata ");
    pdf_add_reference(&out, xmp);
    buffer_add_byte(&out, '\n');
    if (language.size > 0) {
        buffer_format(&out, "/Lang (%.*s)\n", (int)language.size, language.bytes);
    }
    buffer_add_string(&out, "/ViewerPreferences <</DisplayDocTitle true>>\n");
    add_labels(pdf, &out);
    pdf_set_entries(pdf, pdf->document->catalog, &out);
    return true;
}
