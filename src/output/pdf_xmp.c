/*
 * The metadata stream (ISO 16684-1, as ISO 19005 wants it): Dublin Core and the same as the
 * information dictionary; what archives of official documents ask for beyond that (DA/T 46: 责任者,
 * 文件编号, 日期, 密级, 主题词) in a schema of its own; and which standards the file follows.
 */
#include "output/pdf_private.h"

#include "base/buffer.h"

/* A property with its value between tags. */
static void add_property(struct buffer *out, const char *before, struct string text,
                         const char *after)
{
    if (text.size > 0) {
        buffer_add_string(out, before);
        buffer_add_xml(out, text);
        buffer_add_string(out, after);
    }
}

static void add_line(struct buffer *out, const char *before, const char *text, const char *after)
{
    if (text != NULL) {
        buffer_format(out, "%s%s%s", before, text, after);
    }
}

static void add_keywords(struct buffer *out, const struct pdf *pdf, const char *before,
                         const char *after)
{
    const struct display_metadata *metadata = &pdf->list->metadata;

    if (metadata->keyword_count == 0) {
        return;
    }
    buffer_add_string(out, before);
    for (size_t i = 0; i < metadata->keyword_count; i++) {
        buffer_add_string(out, "<rdf:li>");
        buffer_add_xml(out, pdf->keywords[i]);
        buffer_add_string(out, "</rdf:li>");
    }
    buffer_add_string(out, after);
}

static void add_description(struct buffer *out, const struct pdf *pdf,
                            const struct pdf_information *information)
{
    buffer_add_string(out, "<rdf:Description rdf:about=\"\""
                           " xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
                           " xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\""
                           " xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\n"
                           "<dc:format>application/pdf</dc:format>\n");
    add_property(out, "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">", information->title,
                 "</rdf:li></rdf:Alt></dc:title>\n");
    add_property(out, "<dc:creator><rdf:Seq><rdf:li>", information->author,
                 "</rdf:li></rdf:Seq></dc:creator>\n");
    add_property(out, "<dc:identifier>", information->document_number, "</dc:identifier>\n");
    add_keywords(out, pdf, "<dc:subject><rdf:Bag>", "</rdf:Bag></dc:subject>\n");
    add_property(out, "<dc:language><rdf:Bag><rdf:li>", information->language,
                 "</rdf:li></rdf:Bag></dc:language>\n");
    add_property(out, "<pdf:Keywords>", information->keywords, "</pdf:Keywords>\n");
    add_line(out, "<pdf:Producer>", pdf_producer, "</pdf:Producer>\n");
    add_line(out, "<xmp:CreateDate>", information->time, "</xmp:CreateDate>\n");
    add_line(out, "<xmp:ModifyDate>", information->time, "</xmp:ModifyDate>\n");
    buffer_add_string(out, "</rdf:Description>\n");
}

/* ---- official documents ---- */

#define DOCUMENT_NAMESPACE "urn:gongwen:document:1.0#"

static void add_document(struct buffer *out, const struct pdf *pdf,
                         const struct pdf_information *information)
{
    buffer_add_string(out,
                      "<rdf:Description rdf:about=\"\" xmlns:gw=\"" DOCUMENT_NAMESPACE "\">\n");
    add_property(out, "<gw:issuer>", information->author, "</gw:issuer>\n");
    add_property(out, "<gw:documentNumber>", information->document_number,
                 "</gw:documentNumber>\n");
    add_line(out, "<gw:date>", information->date, "</gw:date>\n");
    add_property(out, "<gw:secrecy>", information->secrecy, "</gw:secrecy>\n");
    add_keywords(out, pdf, "<gw:keywords><rdf:Bag>", "</rdf:Bag></gw:keywords>\n");
    buffer_add_string(out, "</rdf:Description>\n");
}

/* ---- standards, and the schemas that XMP does not know ---- */

struct property {
    const char *name, *type, *category, *description;
};

struct schema {
    const char *name, *namespace, *prefix;
    const struct property *properties; /* ends with a NULL name */
};

static const struct property accessible_properties[] = {
    {"part", "Integer", "internal", "Part of ISO 14289 that the document follows"},
    {0},
};

static const struct property document_properties[] = {
    {"issuer", "Text", "external", "责任者: the issuing organ (发文机关)"},
    {"documentNumber", "Text", "external", "文件编号: the document number (发文字号)"},
    {"date", "Date", "external", "日期: the date of the document (成文日期)"},
    {"secrecy", "Text", "external", "密级和保密期限: classification and its term"},
    {"keywords", "bag Text", "external", "主题词: keywords"},
    {0},
};

static const struct schema accessible_schema = {
    "PDF/UA identification", "http://www.aiim.org/pdfua/ns/id/", "pdfuaid", accessible_properties};
static const struct schema document_schema = {"Official documents (公文)", DOCUMENT_NAMESPACE, "gw",
                                              document_properties};

static void add_schema(struct buffer *out, const struct schema *schema)
{
    buffer_format(out,
                  "<rdf:li rdf:parseType=\"Resource\">\n"
                  "<pdfaSchema:schema>%s</pdfaSchema:schema>\n"
                  "<pdfaSchema:namespaceURI>%s</pdfaSchema:namespaceURI>\n"
                  "<pdfaSchema:prefix>%s</pdfaSchema:prefix>\n"
                  "<pdfaSchema:property><rdf:Seq>\n",
                  schema->name, schema->namespace, schema->prefix);
    for (const struct property *property = schema->properties; property->name != NULL; property++) {
        buffer_format(out,
                      "<rdf:li rdf:parseType=\"Resource\">"
                      "<pdfaProperty:name>%s</pdfaProperty:name>"
                      "<pdfaProperty:valueType>%s</pdfaProperty:valueType>"
                      "<pdfaProperty:category>%s</pdfaProperty:category>"
                      "<pdfaProperty:description>%s</pdfaProperty:description></rdf:li>\n",
                      property->name, property->type, property->category, property->description);
    }
    buffer_add_string(out, "</rdf:Seq></pdfaSchema:property>\n</rdf:li>\n");
}

static void add_schemas(struct buffer *out, bool accessible)
{
    buffer_add_string(out, "<rdf:Description rdf:about=\"\""
                           " xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\""
                           " xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\""
                           " xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\n"
                           "<pdfaExtension:schemas><rdf:Bag>\n");
    if (accessible) {
        add_schema(out, &accessible_schema);
    }
    add_schema(out, &document_schema);
    buffer_add_string(out, "</rdf:Bag></pdfaExtension:schemas>\n</rdf:Description>\n");
}

static void add_standards(struct buffer *out, enum conformance conformance)
{
    static const struct {
        int part;
        char level;
    } archival[] = {[CONFORMANCE_A_3A] = {3, 'A'},
                    [CONFORMANCE_A_2A] = {2, 'A'},
                    [CONFORMANCE_A_1B] = {1, 'B'},
                    [CONFORMANCE_NONE] = {0}};

    if (archival[conformance].part != 0) {
        buffer_format(out,
                      "<rdf:Description rdf:about=\"\""
                      " xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\n"
                      "<pdfaid:part>%d</pdfaid:part>\n"
                      "<pdfaid:conformance>%c</pdfaid:conformance>\n"
                      "</rdf:Description>\n",
                      archival[conformance].part, archival[conformance].level);
    }
    /* PDF/UA is about PDF 1.7. */
    if (conformance != CONFORMANCE_A_1B) {
        buffer_add_string(out, "<rdf:Description rdf:about=\"\""
                               " xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">\n"
                               "<pdfuaid:part>1</pdfuaid:part>\n</rdf:Description>\n");
    }
}

HPDF_Dict pdf_add_xmp(struct pdf *pdf, const struct pdf_information *information)
{
    enum conformance conformance = pdf->options->conformance;
    struct buffer out = buffer_new(pdf->arena);

    buffer_add_string(&out,
                      "<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
                      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
                      "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n");
    add_description(&out, pdf, information);
    add_document(&out, pdf, information);
    add_schemas(&out, conformance != CONFORMANCE_A_1B);
    add_standards(&out, conformance);
    buffer_add_string(&out, "</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>\n");
    /* Not compressed, so that tools find it without reading the PDF. */
    return pdf_add_stream(pdf, "/Type /Metadata\n/Subtype /XML\n", buffer_string(&out), false);
}
