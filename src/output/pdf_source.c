/*
 * What the document is made from, embedded as files associated with it (ISO 19005-3, 6.8), so that
 * it can be made again from itself.
 */
#include "output/pdf_private.h"

#include "base/arena.h"
#include <string.h>

static HPDF_Dict add_file(struct pdf *pdf, const struct paint_source *source,
                          const struct pdf_information *information)
{
    struct buffer entries = buffer_new(pdf->arena);

    buffer_add_string(&entries, "/Type /EmbeddedFile\n/Subtype /");
    for (const char *at = source->type; *at != '\0'; at++) {
        if (*at == '/') {
            buffer_add_string(&entries, "#2F");
        } else if (*at == '+') {
            buffer_add_string(&entries, "#2B");
        } else {
            buffer_add_byte(&entries, (unsigned char)*at);
        }
    }
    buffer_format(&entries, "\n/Params <</Size %zu", source->bytes.size);
    if (information->pdf_date != NULL) {
        buffer_format(&entries, " /ModDate (%s)", information->pdf_date);
    }
    buffer_add_string(&entries, ">>\n");
    return pdf_add_stream(pdf, buffer_string(&entries).bytes, source->bytes, true);
}

static HPDF_Dict add_specification(struct pdf *pdf, const struct paint_source *source,
                                   const struct pdf_information *information)
{
    struct string name = {source->name, strlen(source->name)};
    struct string description = {source->description, strlen(source->description)};
    struct buffer out = buffer_new(pdf->arena);
    HPDF_Dict file = add_file(pdf, source, information);
    HPDF_Dict object = pdf_add_object(pdf);

    if (file == NULL || object == NULL) {
        return NULL;
    }
    buffer_add_string(&out, "/Type /Filespec\n/F <");
    for (size_t i = 0; i < name.size; i++) {
        buffer_format(&out, "%02X", (unsigned char)name.bytes[i]);
    }
    buffer_add_byte(&out, '>');
    buffer_add_string(&out, "\n/UF ");
    pdf_add_text(&out, name);
    buffer_add_string(&out, "\n/Desc ");
    pdf_add_text(&out, description);
    buffer_add_string(&out, "\n/AFRelationship /Source\n/EF <</F ");
    pdf_add_reference(&out, file);
    buffer_add_string(&out, " /UF ");
    pdf_add_reference(&out, file);
    buffer_add_string(&out, ">>\n");
    pdf_set_entries(pdf, object, &out);
    return object;
}

bool pdf_add_sources(struct pdf *pdf, const struct pdf_information *information, struct buffer *out,
                     struct buffer *names)
{
    const struct paint_options *options = pdf->options;
    struct buffer all = buffer_new(pdf->arena);

    if (options->conformance != CONFORMANCE_A_3A || options->source_count == 0) {
        return true;
    }
    buffer_add_string(names, "/EmbeddedFiles <</Names [\n");
    for (size_t i = 0; i < options->source_count; i++) {
        HPDF_Dict object = add_specification(pdf, &options->sources[i], information);
        if (object == NULL) {
            return pdf_give_up(pdf);
        }
        /* Names of the tree are in ascending order; readers show those of the files. */
        buffer_format(names, "(source%06zu) ", i);
        pdf_add_reference(names, object);
        buffer_add_byte(names, '\n');
        buffer_add_string(&all, i > 0 ? " " : "");
        pdf_add_reference(&all, object);
    }
    buffer_add_string(names, "]>>\n");
    buffer_format(out, "/AF [%s]\n", buffer_string(&all).bytes);
    return true;
}
