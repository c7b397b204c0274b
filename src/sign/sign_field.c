/* The field of a signature, its widget on a page, and what leads to them. */
#include "sign/sign_private.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "sign/appearance.h"
#include "sign/structure.h"
#include <string.h>

enum {
    FLAG_PRINT = 4,
    FLAG_LOCKED = 128,
    SIGNATURES_EXIST = 1, /* SigFlags */
    APPEND_ONLY = 2,
};

/* A new field's widget. */
struct widget {
    struct reference reference, page;
    const char *name;
    int64_t x, y, width, height; /* from the page's bottom left corner */
    struct reference appearance;
    int64_t structure_key; /* -1: not in the structure tree */
    bool painted;          /* the page shows the seal already */
};

static bool is_empty(const struct field *field)
{
    return field->is_signature && field->value->kind == VALUE_NULL;
}

/* ---- Places for fields ---- */

/* Whether somebody has a field of that name. */
static bool is_taken(const struct signing *signing, const char *name)
{
    size_t i = 0;

    while (i < signing->form.count && strcmp(signing->form.fields[i].name, name) != 0) {
        i++;
    }
    return i < signing->form.count;
}

/* Whether it is what gongwen calls a place where a seal is painted: seal-1, stamp-2. */
static bool is_place_name(const char *name)
{
    static const char *const kinds[] = {"seal-", "stamp-"};
    const char *digits = NULL;

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds && digits == NULL; i++) {
        size_t size = strlen(kinds[i]);
        digits = strncmp(name, kinds[i], size) == 0 ? name + size : NULL;
    }
    return digits != NULL && *digits != '\0' && digits[strspn(digits, "0123456789")] == '\0';
}

/* A destination's rectangle, [page /FitR left bottom right top], as that of a widget. */
static bool read_place(struct signing *signing, const struct value *destination,
                       struct widget *widget)
{
    struct revision *document = signing->document;
    int64_t corners[4];

    if (destination->kind != VALUE_ARRAY || destination->count != 6 ||
        destination->items[0].kind != VALUE_REFERENCE ||
        revision_page_number(document, destination->items[0].reference) == 0 ||
        !value_is_name(&destination->items[1], "FitR")) {
        return false;
    }
    for (size_t i = 0; i < 4; i++) {
        if (!value_thousandths(&destination->items[i + 2], &corners[i])) {
            return false;
        }
    }
    widget->page = destination->items[0].reference;
    widget->x = corners[0];
    widget->y = corners[1];
    widget->width = corners[2] - corners[0];
    widget->height = corners[3] - corners[1];
    return widget->width > 0 && widget->height > 0;
}

/* The places that nobody has signed at; how many. */
static size_t read_places(struct signing *signing, struct widget **places)
{
    struct revision *document = signing->document;
    const struct value *names = revision_entry(
        document,
        revision_entry(document, revision_entry(document, revision_catalog(document), "Names"),
                       "Dests"),
        "Names");
    size_t pairs = names->kind == VALUE_ARRAY ? names->count / 2 : 0;
    struct widget *found = ARENA_ARRAY(signing->arena, struct widget, pairs);
    size_t count = 0;

    for (size_t i = 0; i < pairs; i++) {
        const struct value *name = &names->items[2 * i];
        struct widget place = {.structure_key = -1, .painted = true};
        if (name->kind != VALUE_STRING) {
            continue;
        }
        place.name = value_text(signing->arena, name).bytes;
        if (is_place_name(place.name) && !is_taken(signing, place.name) &&
            read_place(signing, revision_resolve(document, &names->items[2 * i + 1]), &place)) {
            found[count++] = place;
        }
    }
    *places = found;
    return count;
}

/* Names with numbers, in their order: seal-2 before seal-10. */
static bool is_before(const char *left, const char *right)
{
    size_t one = strlen(left), other = strlen(right);

    return one != other ? one < other : strcmp(left, right) < 0;
}

/* The place of the wanted name, or else the first; false: there is none. */
static bool find_place(struct signing *signing, struct widget *widget)
{
    const char *wanted = signing->request->field;
    struct widget *places;
    size_t count = read_places(signing, &places);
    bool found = false;

    for (size_t i = 0; i < count; i++) {
        if (wanted != NULL ? strcmp(wanted, places[i].name) == 0
                           : !found || is_before(places[i].name, widget->name)) {
            *widget = places[i];
            found = true;
        }
    }
    return found;
}

/* ---- An empty field ---- */

/* By its name, or its name for people. */
static bool is_called(const struct field *field, const char *wanted)
{
    return strcmp(wanted, field->name) == 0 || strcmp(wanted, field->told) == 0;
}

/* The field that is to be filled; NULL: none of those that are empty. */
static const struct field *find_empty(const struct signing *signing)
{
    const char *wanted = signing->request->field;

    for (size_t i = 0; i < signing->form.count; i++) {
        const struct field *field = &signing->form.fields[i];
        if (is_empty(field) &&
            (wanted == NULL ? signing->request->place == NULL : is_called(field, wanted))) {
            return field;
        }
    }
    return NULL;
}

/* Reports that nothing is called as wanted, and what could be. */
static void report_unknown(struct signing *signing)
{
    struct widget *places;
    size_t place_count = read_places(signing, &places);
    const char **names =
        ARENA_ARRAY(signing->arena, const char *, signing->form.count + place_count);
    size_t count = 0;

    for (size_t i = 0; i < signing->form.count; i++) {
        const struct field *field = &signing->form.fields[i];
        if (is_empty(field)) {
            names[count++] = *field->told == '\0' ? field->name
                                                  : arena_format(signing->arena, "%s (%s)",
                                                                 field->name, field->told);
        }
    }
    for (size_t i = 0; i < place_count; i++) {
        names[count++] = places[i].name;
    }
    REPORT(signing->diagnostics, SIGN_FIELD, (struct place){0}, signing->request->field,
           count == 0 ? "-" : message_join(signing->arena, names, count));
}

/* Tells that a signature shows nothing where somebody may expect it to: there is a seal, or others
 * of the document show. */
static void tell_unseen(struct signing *signing)
{
    bool expected = signing->request->seal != NULL;

    for (size_t i = 0; i < signing->form.count && !expected; i++) {
        const struct field *field = &signing->form.fields[i];
        struct field_place place = {0};
        if (field->is_signature) {
            place = field_place(signing->document, field);
        }
        expected = place.width > 0 && place.height > 0;
    }
    if (expected) {
        REPORT(signing->diagnostics, SIGN_UNSEEN, (struct place){0}, signing->request->name);
    }
}

/* What a signature that closes the document says in its field. */
static void add_lock(struct signing *signing)
{
    if (signing->request->permission != PERMISSION_UNSAID && !signing->certifies) {
        buffer_format(&signing->update.out, "/Lock <</Type /SigFieldLock\n/Action /All\n/P %d>>\n",
                      (int)signing->request->permission);
    }
}

/* What is added when a field is filled. */
static bool fill(struct signing *signing, const struct field *field)
{
    static const char *const changed[] = {"V", "AP", "F", NULL};
    static const char *const value_only[] = {"V", NULL};
    bool locked = value_entry(field->dictionary, "Lock")->kind != VALUE_NULL;
    struct update *update = &signing->update;
    struct field_place place = field_place(signing->document, field);
    struct reference widget = field->widgets[0], appearance;
    bool merged = widget.number == field->reference.number;
    bool shows = place.width > 0 && place.height > 0;

    if (!shows) {
        tell_unseen(signing);
    }
    if (!appearance_add(signing->arena, update, signing->request->seal, place.width, place.height,
                        &appearance, signing->diagnostics)) {
        return false;
    }
    if (!merged) {
        update_begin(update, field->reference);
        buffer_add_string(&update->out, "<<");
        update_copy(update, field->dictionary, value_only);
        if (!locked) {
            add_lock(signing);
        }
        buffer_format(&update->out, "/V %u 0 R>>", (unsigned)signing->dictionary.number);
        update_end(update);
    }
    update_begin(update, widget);
    buffer_add_string(&update->out, "<<");
    update_copy(update, revision_object(signing->document, widget), changed);
    buffer_format(&update->out, "/F %d\n/AP <</N %u 0 R>>\n", FLAG_PRINT | FLAG_LOCKED,
                  (unsigned)appearance.number);
    if (merged && !locked) {
        add_lock(signing);
    }
    if (merged) {
        buffer_format(&update->out, "/V %u 0 R", (unsigned)signing->dictionary.number);
    }
    buffer_add_string(&update->out, ">>");
    update_end(update);
    return true;
}

/* ---- A new field ---- */

static const char *new_name(struct signing *signing)
{
    for (size_t number = 1;; number++) {
        const char *name = arena_format(signing->arena, "Signature%zu", number);
        size_t i = 0;
        while (i < signing->form.count && strcmp(signing->form.fields[i].name, name) != 0) {
            i++;
        }
        if (i == signing->form.count) {
            return name;
        }
    }
}

static bool refuse_place(struct signing *signing, const char *why)
{
    REPORT(signing->diagnostics, SIGN_RECTANGLE, (struct place){0}, signing->request->place->text,
           message_translate(why));
    return false;
}

/* Puts the widget where the request has it, which is told from the top of the page that shows. */
static bool put(struct signing *signing, struct widget *widget)
{
    const struct seal_place *place = signing->request->place;
    struct revision *document = signing->document;
    int64_t box[4];

    if (!revision_page(document, place != NULL ? place->page : 1, &widget->page)) {
        struct reference *pages;
        size_t count = revision_pages(document, &pages);
        REPORT(signing->diagnostics, OUTPUT_PAGE_NUMBER, (struct place){0},
               arena_format(signing->arena, "%u", place != NULL ? (unsigned)place->page : 1),
               arena_format(signing->arena, "%zu", count));
        return false;
    }
    if (place == NULL) {
        return true;
    }
    const struct value *page = revision_object(document, widget->page);
    const struct value *shown = revision_inherited(document, page, "CropBox");
    const struct value *turned = revision_inherited(document, page, "Rotate");
    if (shown->kind == VALUE_NULL) {
        shown = revision_inherited(document, page, "MediaBox");
    }
    if (shown->kind != VALUE_ARRAY || shown->count != 4) {
        return refuse_place(signing, N_("the page does not tell its size"));
    }
    for (size_t i = 0; i < 4; i++) {
        if (!value_thousandths(revision_resolve(document, &shown->items[i]), &box[i])) {
            return refuse_place(signing, N_("the page does not tell its size"));
        }
    }
    if (turned->kind != VALUE_NULL && (turned->kind != VALUE_INTEGER || turned->integer != 0)) {
        return refuse_place(signing, N_("the page is turned"));
    }
    widget->x = box[0] + place->x;
    widget->y = box[3] - place->y - place->height;
    widget->width = place->width;
    widget->height = place->height;
    if (widget->x < box[0] || widget->y < box[1] || place->y < 0 ||
        widget->x + widget->width > box[2]) {
        return refuse_place(signing, N_("it does not lie on the page"));
    }
    return true;
}

static void write_field(struct signing *signing, const struct widget *widget)
{
    struct update *update = &signing->update;
    struct buffer *out = &update->out;
    const int64_t corners[] = {widget->x, widget->y, widget->x + widget->width,
                               widget->y + widget->height};

    update_begin(update, widget->reference);
    buffer_add_string(out, "<</Type /Annot\n/Subtype /Widget\n/FT /Sig\n/T ");
    value_write_text(out, widget->name);
    buffer_add_string(out, "\n/TU ");
    value_write_text(out, signing->signer);
    buffer_format(out, "\n/F %d\n/P %u %u R\n/Rect [", FLAG_PRINT | FLAG_LOCKED,
                  (unsigned)widget->page.number, (unsigned)widget->page.generation);
    for (size_t i = 0; i < 4; i++) {
        buffer_add_string(out, i > 0 ? " " : "");
        buffer_add_decimal(out, corners[i], 3);
    }
    buffer_format(out, "]\n/V %u 0 R\n/AP <</N %u 0 R>>\n", (unsigned)signing->dictionary.number,
                  (unsigned)widget->appearance.number);
    if (widget->structure_key >= 0) {
        buffer_format(out, "/StructParent %lld\n", (long long)widget->structure_key);
    }
    add_lock(signing);
    buffer_add_string(out, ">>");
    update_end(update);
}

/* The page with the widget among its annotations, in the order of the structure. */
static void write_page(struct signing *signing, const struct widget *widget)
{
    static const char *const changed[] = {"Annots", NULL};
    struct update *update = &signing->update;
    const struct value *page = revision_object(signing->document, widget->page);
    const struct value *annotations = revision_entry(signing->document, page, "Annots");

    update_begin(update, widget->page);
    buffer_add_string(&update->out, "<<");
    update_copy(update, page, changed);
    if (widget->structure_key >= 0 && value_entry(page, "Tabs")->kind == VALUE_NULL) {
        buffer_add_string(&update->out, "/Tabs /S\n");
    }
    buffer_add_string(&update->out, "/Annots [");
    for (size_t i = 0; annotations->kind == VALUE_ARRAY && i < annotations->count; i++) {
        value_write(&update->out, &annotations->items[i]);
        buffer_add_byte(&update->out, ' ');
    }
    value_write_reference(&update->out, widget->reference);
    buffer_add_string(&update->out, "]>>");
    update_end(update);
}

/* The entries of the form's dictionary; `added` NULL: no new field. */
static void write_form(struct signing *signing, const struct reference *added)
{
    static const char *const changed[] = {"Fields", "SigFlags", NULL};
    struct buffer *out = &signing->update.out;
    const struct value *form = signing->form.dictionary;
    const struct value *fields = revision_entry(signing->document, form, "Fields");

    buffer_add_string(out, "<<");
    update_copy(&signing->update, form, changed);
    buffer_format(out, "/SigFlags %d\n/Fields [", SIGNATURES_EXIST | APPEND_ONLY);
    for (size_t i = 0; fields->kind == VALUE_ARRAY && i < fields->count; i++) {
        value_write(out, &fields->items[i]);
        buffer_add_byte(out, ' ');
    }
    if (added != NULL) {
        value_write_reference(out, *added);
    }
    buffer_add_string(out, "]>>");
}

/* The form, where it stands; and the catalog, if it changes. */
static void write_catalog(struct signing *signing, const struct reference *added)
{
    static const char *const changed[] = {"AcroForm", "Perms", NULL};
    static const char *const certified[] = {"DocMDP", NULL};
    struct update *update = &signing->update;
    const struct value *root = value_entry(&signing->document->trailer, "Root");
    const struct value *catalog = revision_catalog(signing->document);
    const struct value *place = value_entry(catalog, "AcroForm");
    const struct value *permissions = value_entry(catalog, "Perms");
    struct reference form = place->reference;
    bool direct = place->kind != VALUE_REFERENCE;

    if (direct) {
        form = update_reserve(update);
    }
    update_begin(update, form);
    write_form(signing, added);
    update_end(update);
    if (!direct && !signing->certifies) {
        return;
    }
    update_begin(update, root->reference);
    buffer_add_string(&update->out, "<<");
    update_copy(update, catalog, changed);
    buffer_add_string(&update->out, "/AcroForm ");
    value_write_reference(&update->out, form);
    buffer_add_byte(&update->out, '\n');
    if (signing->certifies) {
        buffer_add_string(&update->out, "/Perms <<");
        update_copy(update, revision_resolve(signing->document, permissions), certified);
        buffer_format(&update->out, "/DocMDP %u 0 R>>\n", (unsigned)signing->dictionary.number);
    } else if (permissions->kind != VALUE_NULL) {
        buffer_add_string(&update->out, "/Perms ");
        value_write(&update->out, permissions);
        buffer_add_byte(&update->out, '\n');
    }
    buffer_add_string(&update->out, ">>");
    update_end(update);
}

static bool add_new(struct signing *signing, struct widget widget)
{
    struct update *update = &signing->update;

    if (widget.name == NULL) {
        widget.name = new_name(signing);
    }
    widget.reference = update_reserve(update);
    if (widget.width == 0 || widget.height == 0) {
        tell_unseen(signing);
    }
    /* Archives want an appearance and an element of whatever is no more than a point, too. */
    if (!appearance_add(signing->arena, update, widget.painted ? NULL : signing->request->seal,
                        widget.width, widget.height, &widget.appearance, signing->diagnostics)) {
        return false;
    }
    widget.structure_key = structure_add(update, widget.reference, widget.page, signing->signer);
    write_field(signing, &widget);
    write_page(signing, &widget);
    write_catalog(signing, &widget.reference);
    return true;
}

bool sign_add_field(struct signing *signing)
{
    const struct field *empty = find_empty(signing);
    struct widget widget = {.structure_key = -1};
    bool asked = signing->request->place != NULL && signing->request->field == NULL;

    if (empty != NULL) {
        if (!fill(signing, empty)) {
            return false;
        }
        write_catalog(signing, NULL);
        return true;
    }
    if (!asked && find_place(signing, &widget)) {
        return add_new(signing, widget);
    }
    if (signing->request->field != NULL) {
        report_unknown(signing);
        return false;
    }
    return put(signing, &widget) && add_new(signing, widget);
}
