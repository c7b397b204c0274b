/*
 * What viewers, search engines and archives read of a PDF besides its pages: the information
 * dictionary, the outline, page labels, language and viewer preferences. Dates come from the
 * report, never from a clock.
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

const char pdf_producer[] = "gongwen " GONGWEN_VERSION;

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

static void add_entry(struct buffer *out, const char *key, struct string text)
{
    if (text.size > 0) {
        buffer_format(out, "/%s ", key);
        pdf_add_text(out, text);
        buffer_add_byte(out, '\n');
    }
}

static void write_information(struct pdf *pdf, const struct pdf_information *information)
{
    struct buffer out = buffer_new(pdf->arena);

    HPDF_Dict_RemoveElement(pdf->document->info, "Producer"); /* libharu's own */
    buffer_format(&out, "/Producer (%s)\n", pdf_producer);
    add_entry(&out, "Title", information->title);
    add_entry(&out, "Author", information->author);
    add_entry(&out, "Keywords", information->keywords);
    if (information->pdf_date != NULL) {
        buffer_format(&out, "/CreationDate (%s)\n/ModDate (%s)\n", information->pdf_date,
                      information->pdf_date);
    }
    pdf_set_entries(pdf, pdf->document->info, &out);
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

static struct string join_keywords(struct pdf *pdf)
{
    const struct display_metadata *metadata = &pdf->list->metadata;
    struct buffer out = buffer_new(pdf->arena);

    pdf->keywords = ARENA_ARRAY(pdf->arena, struct string, metadata->keyword_count);
    for (size_t i = 0; i < metadata->keyword_count; i++) {
        pdf->keywords[i] = clean_text(pdf, metadata->keywords[i]);
        buffer_add_string(&out, i > 0 ? "; " : "");
        buffer_add(&out, pdf->keywords[i].bytes, pdf->keywords[i].size);
    }
    return buffer_string(&out);
}

/* A document has a title (ISO 14289-1, 7.1): without one of its own, what tells it from others. */
static struct string title_of(struct pdf *pdf, const struct pdf_information *information)
{
    struct string title = clean_text(pdf, pdf->list->metadata.title);

    if (title.size > 0) {
        return title;
    }
    if (information->document_number.size > 0) {
        return information->document_number;
    }
    return information->author.size > 0 ? information->author : STRING("公文");
}

static struct pdf_information read_information(struct pdf *pdf)
{
    const struct display_metadata *metadata = &pdf->list->metadata;
    struct pdf_information information = {.author = clean_text(pdf, metadata->author),
                                          .language = language_of(pdf),
                                          .keywords = join_keywords(pdf),
                                          .document_number =
                                              clean_text(pdf, metadata->document_number),
                                          .secrecy = clean_text(pdf, metadata->secrecy)};

    information.title = title_of(pdf, &information);
    (void)format_date(pdf, "%04d-%02d-%02d", &information.date);
    (void)format_date(pdf, "D:%04d%02d%02d000000+08'00'", &information.pdf_date);
    (void)format_date(pdf, "%04d-%02d-%02dT00:00:00+08:00", &information.time);
    return information;
}

bool pdf_write_metadata(struct pdf *pdf)
{
    struct pdf_information information = read_information(pdf);
    struct buffer names = buffer_new(pdf->arena);
    struct buffer out = buffer_new(pdf->arena);

    write_information(pdf, &information);
    HPDF_Dict xmp = pdf_add_xmp(pdf, &information);
    if (xmp == NULL) {
        return pdf_give_up(pdf);
    }
    if (!add_outline(pdf)) {
        return false;
    }
    buffer_add_string(&out, "/Metadata ");
    pdf_add_reference(&out, xmp);
    buffer_add_byte(&out, '\n');
    if (information.language.size > 0) {
        buffer_format(&out, "/Lang (%.*s)\n", (int)information.language.size,
                      information.language.bytes);
    }
    buffer_add_string(&out, "/ViewerPreferences <</DisplayDocTitle true>>\n");
    add_labels(pdf, &out);
    pdf_add_places(pdf, &names);
    if (!pdf_write_structure(pdf, &out) || !pdf_write_form(pdf, &out) ||
        !pdf_add_intent(pdf, &out) || !pdf_add_sources(pdf, &information, &out, &names)) {
        return false;
    }
    if (names.size > 0) {
        buffer_format(&out, "/Names <<%s>>\n", buffer_string(&names).bytes);
    }
    pdf_set_entries(pdf, pdf->document->catalog, &out);
    return true;
}
