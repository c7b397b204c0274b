#include "sign/change.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "sign/compare.h"
#include "sign/structure.h"
#include <string.h>

struct judgement {
    struct comparison comparison;
    struct arena *arena;
    struct revision *old, *new;
    struct form old_form, new_form;
    struct change_report report;
};

static void note(struct judgement *judgement, enum change change, const char *what)
{
    if (change > judgement->report.change) {
        judgement->report = (struct change_report){change, what};
    }
}

static bool has_only(const struct value *dictionary, const char *const *keys)
{
    for (size_t i = 0; i < dictionary->count; i++) {
        if (!value_is_key(keys, dictionary->entries[i].key)) {
            return false;
        }
    }
    return true;
}

/* Compares entries apart; a difference is a change of this kind. */
static void compare_apart(struct judgement *judgement, const struct value *old,
                          const struct value *new, const char *const *keys, enum change change,
                          const char *what)
{
    for (; *keys != NULL; keys++) {
        if (!comparison_equal(&judgement->comparison, value_entry(old, *keys),
                              value_entry(new, *keys))) {
            note(judgement, change, what);
        }
    }
}

/* ---- The form ---- */

/* What a signature field and its widget may hold: nothing that acts by itself. */
static const char *const field_keys[] = {
    "Type", "Subtype", "FT",           "T",      "TU", "TM",   "Ff",   "V",  "Rect",
    "P",    "F",       "AP",           "AS",     "MK", "BS",   "Lock", "SV", "Kids",
    "M",    "NM",      "StructParent", "Parent", "DA", "Lang", NULL};

/* What changes in a widget when its field is filled in. */
static const char *const filling_keys[] = {"V", "AP", "AS", "I", "RV", "MK", NULL};

/* What changes in a signature field when it is signed: it may close the document. */
static const char *const signing_keys[] = {"V", "AP", "F", "Lock", NULL};
static const char *const signing_locked_keys[] = {"V", "AP", "F", NULL};
static const char *const no_keys[] = {NULL};

/* What a signature consists of (ISO 32000-2, table 255, and what Adobe's add). */
static const char *const signature_keys[] = {
    "Type",       "Filter",        "SubFilter",     "Contents", "Cert",
    "ByteRange",  "Reference",     "Changes",       "Name",     "M",
    "Location",   "Reason",        "ContactInfo",   "R",        "V",
    "Prop_Build", "Prop_AuthTime", "Prop_AuthType", NULL};

/* What comes into a field with its signature must be of use there only: a dictionary that serves a
 * page as well, as a list of fonts or pictures, would change what the page shows. */
static bool is_filled_plainly(struct judgement *judgement, const struct value *old,
                              const struct value *new)
{
    static const char *const appearances[] = {"N", "R", "D", NULL};
    const struct value *both[] = {old, new};
    struct revision *revisions[] = {judgement->old, judgement->new};

    for (size_t i = 0; i < 2; i++) {
        const struct value *flags = value_entry(both[i], "F");
        const struct value *appearance = revision_entry(revisions[i], both[i], "AP");
        const struct value *value = revision_entry(revisions[i], both[i], "V");
        if ((flags->kind != VALUE_NULL && flags->kind != VALUE_INTEGER) ||
            (appearance->kind != VALUE_NULL &&
             (appearance->kind != VALUE_DICTIONARY || !has_only(appearance, appearances))) ||
            (value->kind != VALUE_NULL &&
             (value->kind != VALUE_DICTIONARY || !has_only(value, signature_keys)))) {
            return false;
        }
    }
    return true;
}

static void judge_new_field(struct judgement *judgement, const struct field *field)
{
    bool plain = field->is_signature && has_only(field->dictionary, field_keys);

    for (size_t i = 0; i < field->widget_count; i++) {
        const struct value *widget = revision_object(judgement->new, field->widgets[i]);
        plain = plain && has_only(widget, field_keys);
    }
    if (!plain) {
        note(judgement, CHANGE_ANNOTATIONS, N_("a form field was added that is no signature"));
    } else if (field->value->kind == VALUE_NULL) {
        note(judgement, CHANGE_FORM, N_("an empty field for a signature was added"));
    } else {
        note(judgement, CHANGE_SIGNATURES, N_("a signature was added"));
    }
}

static void judge_widgets(struct judgement *judgement, const struct field *old,
                          const struct field *new, const char *const *keys)
{
    if (old->widget_count != new->widget_count) {
        note(judgement, CHANGE_OTHER, N_("a form field was changed"));
        return;
    }
    for (size_t i = 0; i < old->widget_count; i++) {
        if (old->widgets[i].number == old->reference.number) {
            continue;
        }
        const struct value *before = revision_object(judgement->old, old->widgets[i]);
        const struct value *after = revision_object(judgement->new, new->widgets[i]);
        comparison_settle(&judgement->comparison, old->widgets[i], new->widgets[i]);
        if (!comparison_same_but(&judgement->comparison, before, after, keys) ||
            (keys == signing_keys && !is_filled_plainly(judgement, before, after))) {
            note(judgement, CHANGE_OTHER, N_("a form field was changed"));
        }
        compare_apart(judgement, before, after, keys, CHANGE_FORM,
                      N_("a form field was filled in"));
    }
}

static void judge_field(struct judgement *judgement, const struct field *old,
                        const struct field *new)
{
    bool signing =
        old->is_signature && old->value->kind == VALUE_NULL && new->value->kind != VALUE_NULL;
    bool locked = value_entry(old->dictionary, "Lock")->kind != VALUE_NULL;
    const char *const *keys = signing && locked   ? signing_locked_keys
                              : signing           ? signing_keys
                              : old->is_signature ? no_keys
                                                  : filling_keys;

    comparison_settle(&judgement->comparison, old->reference, new->reference);
    if (old->is_signature != new->is_signature || strcmp(old->name, new->name) != 0 ||
        !comparison_same_but(&judgement->comparison, old->dictionary, new->dictionary, keys) ||
        (signing && !is_filled_plainly(judgement, old->dictionary, new->dictionary))) {
        note(judgement, CHANGE_OTHER, N_("a form field was changed"));
        return;
    }
    judge_widgets(judgement, old, new, keys);
    if (signing) {
        note(judgement, CHANGE_SIGNATURES, N_("a signature was added"));
    } else {
        compare_apart(judgement, old->dictionary, new->dictionary, keys, CHANGE_FORM,
                      N_("a form field was filled in"));
        if (!comparison_equal(&judgement->comparison, old->value, new->value)) { /* inherited */
            note(judgement, CHANGE_FORM, N_("a form field was filled in"));
        }
    }
}

static void judge_form(struct judgement *judgement)
{
    static const char *const kept[] = {"Fields", "SigFlags", NULL};
    static const char *const new_keys[] = {"Fields", "SigFlags", "DA", "DR", NULL};
    const struct form *old = &judgement->old_form, *new = &judgement->new_form;

    if (old->dictionary->kind == VALUE_NULL) {
        if (!has_only(new->dictionary, new_keys)) {
            note(judgement, CHANGE_OTHER, N_("the form was changed"));
        }
    } else if (new->dictionary->kind != VALUE_DICTIONARY ||
               !comparison_same_but(&judgement->comparison, old->dictionary, new->dictionary,
                                    kept)) {
        note(judgement, CHANGE_OTHER, N_("the form was changed"));
    }
    if (new->count < old->count) {
        note(judgement, CHANGE_OTHER, N_("a form field was removed"));
        return;
    }
    for (size_t i = 0; i < new->count; i++) {
        if (i >= old->count) {
            judge_new_field(judgement, &new->fields[i]);
        } else if (old->fields[i].reference.number != new->fields[i].reference.number) {
            note(judgement, CHANGE_OTHER, N_("a form field was removed"));
            return;
        } else {
            judge_field(judgement, &old->fields[i], &new->fields[i]);
        }
    }
}

/* ---- Pages ---- */

static bool is_new_widget(const struct judgement *judgement, struct reference reference)
{
    for (size_t i = judgement->old_form.count; i < judgement->new_form.count; i++) {
        if (field_has(&judgement->new_form.fields[i], reference)) {
            return true;
        }
    }
    return false;
}

static void judge_annotations(struct judgement *judgement, const struct value *old,
                              const struct value *new)
{
    const struct value *before = revision_entry(judgement->old, old, "Annots");
    const struct value *after = revision_entry(judgement->new, new, "Annots");
    size_t count = before->kind == VALUE_ARRAY ? before->count : 0;
    size_t there = after->kind == VALUE_ARRAY ? after->count : 0;

    for (size_t i = 0; i < count; i++) {
        if (i == there ||
            !comparison_same(&judgement->comparison, &before->items[i], &after->items[i])) {
            note(judgement, CHANGE_OTHER, N_("an annotation was removed or changed"));
            return;
        }
    }
    for (size_t i = count; i < there; i++) {
        if (after->items[i].kind != VALUE_REFERENCE ||
            !is_new_widget(judgement, after->items[i].reference)) {
            note(judgement, CHANGE_ANNOTATIONS, N_("an annotation was added"));
        }
    }
}

static void judge_pages(struct judgement *judgement)
{
    static const char *const keys[] = {"Annots", "Tabs", NULL};
    struct reference *before, *after;
    size_t count = revision_pages(judgement->old, &before);

    if (revision_pages(judgement->new, &after) != count) {
        note(judgement, CHANGE_OTHER, N_("pages were added or removed"));
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const struct value *old = revision_object(judgement->old, before[i]);
        const struct value *new = revision_object(judgement->new, after[i]);
        comparison_settle(&judgement->comparison, before[i], after[i]);
        const struct value *tabs = value_entry(new, "Tabs");
        bool tabs_kept = comparison_same(&judgement->comparison, value_entry(old, "Tabs"), tabs) ||
                         (value_entry(old, "Tabs")->kind == VALUE_NULL && value_is_name(tabs, "S"));
        if (before[i].number != after[i].number || !tabs_kept ||
            !comparison_same_but(&judgement->comparison, old, new, keys)) {
            note(judgement, CHANGE_OTHER, N_("a page was changed"));
        }
        judge_annotations(judgement, old, new);
    }
}

/* ---- The document ---- */

/* Permissions may come with a signature that certifies, and stay. */
static void judge_permissions(struct judgement *judgement, const struct value *old,
                              const struct value *new)
{
    static const char *const certification[] = {"DocMDP", NULL};
    const struct value *before = revision_entry(judgement->old, old, "Perms");
    const struct value *after = revision_entry(judgement->new, new, "Perms");
    const struct value *certifying = revision_entry(judgement->new, after, "DocMDP");

    if (before->kind == VALUE_NULL && after->kind == VALUE_DICTIONARY &&
        has_only(after, certification)) {
        for (size_t i = 0; i < judgement->new_form.count; i++) {
            if (judgement->new_form.fields[i].value == certifying) {
                return;
            }
        }
    }
    if (before->kind != after->kind || !comparison_equal(&judgement->comparison, before, after)) {
        note(judgement, CHANGE_OTHER, N_("the permissions were changed"));
    }
}

/* Data for later validation hold nothing that shows. */
static bool is_plain_validation(struct judgement *judgement, const struct value *catalog)
{
    static const char *const keys[] = {"Type", "VRI", "Certs", "CRLs", "OCSPs", NULL};
    const struct value *store = revision_entry(judgement->new, catalog, "DSS");

    return store->kind == VALUE_NULL || (store->kind == VALUE_DICTIONARY && has_only(store, keys));
}

static void judge_catalog(struct judgement *judgement)
{
    static const char *const apart[] = {"AcroForm", "Perms",          "DSS", "Extensions",
                                        "Metadata", "StructTreeRoot", NULL};
    static const char *const metadata[] = {"Metadata", NULL};
    static const char *const information[] = {"Info", NULL};
    const struct value *old_root = value_entry(&judgement->old->trailer, "Root");
    const struct value *new_root = value_entry(&judgement->new->trailer, "Root");
    const struct value *old = revision_catalog(judgement->old);
    const struct value *new = revision_catalog(judgement->new);

    comparison_settle(&judgement->comparison, old_root->reference, new_root->reference);
    if (!comparison_same_but(&judgement->comparison, old, new, apart)) {
        note(judgement, CHANGE_OTHER, N_("the document's catalog was changed"));
    }
    compare_apart(judgement, old, new, metadata, CHANGE_ANNOTATIONS,
                  N_("the metadata were changed"));
    compare_apart(judgement, &judgement->old->trailer, &judgement->new->trailer, information,
                  CHANGE_ANNOTATIONS, N_("the metadata were changed"));
    judge_permissions(judgement, old, new);
    if (!is_plain_validation(judgement, new)) {
        note(judgement, CHANGE_OTHER, N_("the document's catalog was changed"));
    }
    if (!structure_same(&judgement->comparison, value_entry(old, "StructTreeRoot"),
                        value_entry(new, "StructTreeRoot"), &judgement->new_form,
                        judgement->old_form.count)) {
        note(judgement, CHANGE_OTHER, N_("the structure for screen readers was changed"));
    }
}

struct change_report change_between(struct revision *old, struct revision *new)
{
    struct arena *scratch = arena_child(new->arena);
    struct judgement judgement = {.comparison = comparison_new(scratch, old, new),
                                  .arena = scratch,
                                  .old = old,
                                  .new = new,
                                  .report = {CHANGE_NONE, ""}};

    judgement.old_form = form_read(old);
    judgement.new_form = form_read(new);
    judge_form(&judgement);
    judge_pages(&judgement);
    judge_catalog(&judgement);
    if (!comparison_finish(&judgement.comparison)) {
        note(&judgement, CHANGE_OTHER, N_("the content was changed"));
    }
    if (old->fault.text != NULL || new->fault.text != NULL) {
        note(&judgement, CHANGE_OTHER, N_("a later revision is broken"));
    }
    arena_free_child(scratch);
    return judgement.report;
}
