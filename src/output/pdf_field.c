/*
 * Where somebody is to sign: fields of the form (ISO 32000-1, 12.7), which are empty and show
 * nothing, and destinations (12.3.2.3), where the seal is on the page already. `gongwen sign` fills
 * the fields, and adds fields to the destinations.
 */
#include "output/pdf_private.h"

#include "base/arena.h"
#include <stdlib.h>
#include <string.h>

enum {
    FLAG_PRINT = 4,       /* archives want annotations to be printed (ISO 19005-3, 6.3.2) */
    SIGNATURES_EXIST = 1, /* of /SigFlags: there is a field for one */
};

void pdf_add_field(struct pdf *pdf, size_t page, const struct display_item *item)
{
    const struct display_list *list = pdf->list;

    if (item->field.painted && item->field.name != NULL) {
        pdf->places = arena_grow(pdf->arena, pdf->places, pdf->place_count, &pdf->place_capacity,
                                 sizeof *pdf->places);
        pdf->places[pdf->place_count++] = (struct pdf_field){.field = &item->field, .page = page};
        return;
    }
    if (item->node >= list->node_count || list->nodes[item->node].role != ROLE_FORM) {
        return;
    }
    struct pdf_field *field = ARENA_NEW(pdf->arena, struct pdf_field);
    *field = (struct pdf_field){.field = &item->field,
                                .node = item->node,
                                .page = page,
                                .mark = (uint32_t)pdf->mark_count + 1};
    pdf->elements[item->node].field = field;
    pdf->fields = arena_grow(pdf->arena, pdf->fields, pdf->field_count, &pdf->field_capacity,
                             sizeof *pdf->fields);
    pdf->fields[pdf->field_count++] = field;
}

size_t pdf_field_key(const struct pdf *pdf, size_t field)
{
    return pdf->list->page_count + field;
}

/* What a field shows as long as it is empty: nothing, in its size. */
static HPDF_Dict add_appearance(struct pdf *pdf, const struct display_field *field)
{
    struct buffer entries = buffer_new(pdf->arena);

    buffer_add_string(&entries, "/Type /XObject\n/Subtype /Form\n/BBox [0 0 ");
    buffer_add_decimal(&entries, field->width, 3);
    buffer_add_byte(&entries, ' ');
    buffer_add_decimal(&entries, field->height, 3);
    buffer_add_string(&entries, "]\n/Resources <<>>\n");
    return pdf_add_stream(pdf, buffer_string(&entries).bytes, STRING(""), false);
}

/* Left, bottom, right and top, as PDF counts. */
static void add_corners(const struct pdf *pdf, const struct pdf_field *made, struct buffer *out)
{
    const struct display_field *field = made->field;
    length_t bottom = pdf->list->pages[made->page].height - field->y - field->height;
    const length_t corners[] = {field->x, bottom, field->x + field->width, bottom + field->height};

    for (size_t i = 0; i < 4; i++) {
        buffer_add_string(out, i > 0 ? " " : "");
        buffer_add_decimal(out, corners[i], 3);
    }
}

/* A field and its widget are one dictionary. */
static bool write_field(struct pdf *pdf, size_t index)
{
    const struct pdf_field *made = pdf->fields[index];
    const struct display_field *field = made->field;
    struct buffer out = buffer_new(pdf->arena);
    HPDF_Dict appearance = add_appearance(pdf, field);

    if (appearance == NULL) {
        return false;
    }
    buffer_format(&out, "/Type /Annot\n/Subtype /Widget\n/FT /Sig\n/T (%s)\n/TU ", field->name);
    pdf_add_text(&out, pdf->list->nodes[made->node].text);
    buffer_format(&out, "\n/F %d\n/P ", FLAG_PRINT);
    pdf_add_reference(&out, pdf->pages[made->page]);
    buffer_add_string(&out, "\n/Rect [");
    add_corners(pdf, made, &out);
    buffer_add_string(&out, "]\n/AP <</N ");
    pdf_add_reference(&out, appearance);
    buffer_format(&out, ">>\n/StructParent %zu\n", pdf_field_key(pdf, index));
    pdf_set_entries(pdf, made->object, &out);
    return true;
}

bool pdf_add_annotations(struct pdf *pdf, size_t page)
{
    size_t first = pdf->field_count;

    while (first > 0 && pdf->fields[first - 1]->page == page) {
        first--;
    }
    if (first == pdf->field_count) {
        return true;
    }
    HPDF_Array annotations = HPDF_Array_New(pdf->document->mmgr);
    if (annotations == NULL || HPDF_Dict_Add(pdf->pages[page], "Annots", annotations) != HPDF_OK) {
        return false; /* in the second case libharu has freed it */
    }
    for (; first < pdf->field_count; first++) {
        struct pdf_field *field = pdf->fields[first];
        field->object = pdf_add_object(pdf);
        if (field->object == NULL || HPDF_Array_Add(annotations, field->object) != HPDF_OK) {
            return false;
        }
    }
    return true;
}

bool pdf_write_form(struct pdf *pdf, struct buffer *out)
{
    struct buffer form = buffer_new(pdf->arena);

    if (pdf->field_count == 0) {
        return true;
    }
    buffer_format(&form, "/SigFlags %d\n/Fields [", SIGNATURES_EXIST);
    for (size_t i = 0; i < pdf->field_count; i++) {
        if (!write_field(pdf, i)) {
            return pdf_give_up(pdf);
        }
        buffer_add_string(&form, i > 0 ? " " : "");
        pdf_add_reference(&form, pdf->fields[i]->object);
    }
    buffer_add_string(&form, "]\n");
    HPDF_Dict object = pdf_add_object(pdf);
    if (object == NULL) {
        return pdf_give_up(pdf);
    }
    pdf_set_entries(pdf, object, &form);
    buffer_add_string(out, "/AcroForm ");
    pdf_add_reference(out, object);
    buffer_add_byte(out, '\n');
    return true;
}

static int by_name(const void *left, const void *right)
{
    return strcmp(((const struct pdf_field *)left)->field->name,
                  ((const struct pdf_field *)right)->field->name);
}

void pdf_add_places(struct pdf *pdf, struct buffer *names)
{
    if (pdf->place_count == 0) {
        return;
    }
    qsort(pdf->places, pdf->place_count, sizeof *pdf->places, by_name); /* as name trees want it */
    buffer_add_string(names, "/Dests <</Names [\n");
    for (size_t i = 0; i < pdf->place_count; i++) {
        buffer_format(names, "(%s) [", pdf->places[i].field->name);
        pdf_add_reference(names, pdf->pages[pdf->places[i].page]);
        buffer_add_string(names, " /FitR ");
        add_corners(pdf, &pdf->places[i], names);
        buffer_add_string(names, "]\n");
    }
    buffer_add_string(names, "]>>\n");
}
