#include "sign/form.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include <string.h>

/* What a field hands down to those below it. */
struct heritage {
    const char *name;
    const struct value *type, *value;
};

struct collector {
    struct revision *revision;
    struct form *form;
    size_t capacity, steps;
};

static bool fail(struct revision *revision, const char *text)
{
    fault_set(&revision->fault, text, 0);
    return false;
}

static bool same_reference(struct reference a, struct reference b)
{
    return a.number == b.number && a.generation == b.generation;
}

bool field_has(const struct field *field, struct reference reference)
{
    for (size_t i = 0; i < field->widget_count; i++) {
        if (same_reference(field->widgets[i], reference)) {
            return true;
        }
    }
    return same_reference(field->reference, reference);
}

/* Whether the kids are fields, not only widgets of one. */
static bool has_fields(struct revision *revision, const struct value *kids)
{
    for (size_t i = 0; i < kids->count; i++) {
        const struct value *kid = revision_resolve(revision, &kids->items[i]);
        if (value_entry(kid, "T")->kind != VALUE_NULL) {
            return true;
        }
    }
    return false;
}

static bool add_field(struct collector *collector, struct reference reference,
                      const struct value *dictionary, struct heritage heritage)
{
    struct revision *revision = collector->revision;
    struct form *form = collector->form;
    const struct value *kids = revision_entry(revision, dictionary, "Kids");
    struct field field = {.reference = reference,
                          .dictionary = dictionary,
                          .name = heritage.name,
                          .is_signature = value_is_name(heritage.type, "Sig"),
                          .value = revision_resolve(revision, heritage.value)};
    size_t count = kids->kind == VALUE_ARRAY ? kids->count : 0;
    const struct value *told = revision_entry(revision, dictionary, "TU");

    field.told = told->kind == VALUE_STRING ? value_text(revision->arena, told).bytes : "";
    if (form->count == FIELD_LIMIT || (field.is_signature && count > WIDGET_LIMIT)) {
        return fail(revision, N_("its form is too large"));
    }
    field.widgets = ARENA_ARRAY(revision->arena, struct reference, count + 1);
    for (size_t i = 0; i < count; i++) {
        if (kids->items[i].kind != VALUE_REFERENCE) {
            return fail(revision, N_("its form is broken"));
        }
        field.widgets[field.widget_count++] = kids->items[i].reference;
    }
    if (count == 0) {
        field.widgets[field.widget_count++] = reference;
    }
    form->fields = arena_grow(revision->arena, form->fields, form->count, &collector->capacity,
                              sizeof *form->fields);
    form->fields[form->count++] = field;
    return true;
}

/* Recursion ends at FIELD_DEPTH_LIMIT; FIELD_LIMIT bounds the nodes looked at. */
static bool collect(struct collector *collector, const struct value *fields, struct heritage above,
                    unsigned depth)
{
    struct revision *revision = collector->revision;

    if (depth > FIELD_DEPTH_LIMIT) {
        return fail(revision, N_("its form is nested too deep"));
    }
    for (size_t i = 0; i < fields->count; i++) {
        const struct value *item = &fields->items[i];
        const struct value *dictionary = revision_resolve(revision, item);
        if (item->kind != VALUE_REFERENCE || dictionary->kind != VALUE_DICTIONARY) {
            return fail(revision, N_("its form is broken"));
        }
        if (++collector->steps > FIELD_LIMIT) {
            return fail(revision, N_("its form is too large"));
        }
        struct heritage heritage = above;
        const struct value *partial = revision_entry(revision, dictionary, "T");
        const struct value *type = revision_entry(revision, dictionary, "FT");
        const struct value *value = value_entry(dictionary, "V");
        const struct value *kids = revision_entry(revision, dictionary, "Kids");
        if (partial->kind == VALUE_STRING) {
            const char *text = value_text(revision->arena, partial).bytes;
            heritage.name = *above.name == '\0'
                                ? text
                                : arena_format(revision->arena, "%s.%s", above.name, text);
        }
        heritage.type = type->kind == VALUE_NAME ? type : above.type;
        heritage.value = value->kind != VALUE_NULL ? value : above.value;
        bool inner = kids->kind == VALUE_ARRAY && has_fields(revision, kids);
        if (!(inner ? collect(collector, kids, heritage, depth + 1)
                    : add_field(collector, item->reference, dictionary, heritage))) {
            return false;
        }
    }
    return revision->fault.text == NULL;
}

struct form form_read(struct revision *revision)
{
    struct form form = {.dictionary =
                            revision_entry(revision, revision_catalog(revision), "AcroForm")};
    struct collector collector = {.revision = revision, .form = &form};
    struct heritage top = {"", &value_null, &value_null};
    const struct value *fields = revision_entry(revision, form.dictionary, "Fields");

    if (fields->kind == VALUE_ARRAY) {
        (void)collect(&collector, fields, top, 0);
    }
    return form;
}

struct field_place field_place(struct revision *revision, const struct field *field)
{
    struct field_place place = {0};
    const struct value *widget = revision_object(revision, field->widgets[0]);
    const struct value *rectangle = revision_entry(revision, widget, "Rect");
    const struct value *page = value_entry(widget, "P");
    int64_t corners[4];

    if (rectangle->kind != VALUE_ARRAY || rectangle->count != 4) {
        return place;
    }
    for (size_t i = 0; i < 4; i++) {
        if (!value_thousandths(revision_resolve(revision, &rectangle->items[i]), &corners[i])) {
            return place;
        }
    }
    place.x = corners[0] < corners[2] ? corners[0] : corners[2];
    place.y = corners[1] < corners[3] ? corners[1] : corners[3];
    place.width = corners[0] < corners[2] ? corners[2] - corners[0] : corners[0] - corners[2];
    place.height = corners[1] < corners[3] ? corners[3] - corners[1] : corners[1] - corners[3];
    if (page->kind == VALUE_REFERENCE) {
        place.page = revision_page_number(revision, page->reference);
    }
    return place;
}

struct signature_terms signature_terms(struct revision *revision, const struct value *signature)
{
    struct signature_terms terms = {.permission = PERMISSION_UNSAID};
    const struct value *references = revision_entry(revision, signature, "Reference");

    for (size_t i = 0; references->kind == VALUE_ARRAY && i < references->count; i++) {
        const struct value *reference = revision_resolve(revision, &references->items[i]);
        const struct value *method = revision_entry(revision, reference, "TransformMethod");
        const struct value *parameters = revision_entry(revision, reference, "TransformParams");
        const struct value *level = revision_entry(revision, parameters, "P");
        bool certifies = value_is_name(method, "DocMDP");
        if (!certifies && !value_is_name(method, "FieldMDP")) {
            (void)fail(revision, N_("a signature has terms that are not known here"));
            return terms;
        }
        if (level->kind == VALUE_NULL && !certifies) {
            continue; /* fields only: none of them may change anyway */
        }
        int64_t permission = level->kind == VALUE_INTEGER ? level->integer : PERMISSION_FORM;
        if (permission < PERMISSION_NONE || permission > PERMISSION_ANNOTATIONS) {
            (void)fail(revision, N_("a signature has terms that are not known here"));
            return terms;
        }
        if (permission < (int64_t)terms.permission) {
            terms.permission = (enum permission)permission;
        }
        terms.certifies = terms.certifies || certifies;
    }
    return terms;
}
