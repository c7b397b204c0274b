#include "sign/structure.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include <string.h>

enum { NUMBER_TREE_LIMIT = 32 /* levels */ };

/* An array's items, or the value alone; nothing for null. */
struct items {
    const struct value *items;
    size_t count;
};

static struct items items_of(struct revision *revision, const struct value *value)
{
    const struct value *resolved = revision_resolve(revision, value);

    if (resolved->kind == VALUE_ARRAY) {
        return (struct items){resolved->items, resolved->count};
    }
    return (struct items){value, resolved->kind != VALUE_NULL};
}

static bool is_element(struct revision *revision, const struct value *value)
{
    return value->kind == VALUE_REFERENCE &&
           value_entry(revision_resolve(revision, value), "S")->kind == VALUE_NAME;
}

/* The root and the element under it that new elements go into: the document's only element, or the
 * root. False when there is no structure tree. */
static bool find_top(struct revision *revision, struct reference *root, struct reference *top)
{
    const struct value *tree = value_entry(revision_catalog(revision), "StructTreeRoot");

    if (tree->kind != VALUE_REFERENCE ||
        revision_resolve(revision, tree)->kind != VALUE_DICTIONARY) {
        return false;
    }
    struct items kids = items_of(revision, value_entry(revision_resolve(revision, tree), "K"));
    *root = tree->reference;
    *top = kids.count == 1 && is_element(revision, kids.items) ? kids.items->reference : *root;
    return true;
}

/* An element Form with nothing but a reference to a widget of a new field in it, which is read
 * aloud as what it is. */
static bool is_new_form(struct revision *revision, const struct value *item,
                        const struct form *form, size_t first_new)
{
    const struct value *element = revision_resolve(revision, item);
    const struct value *kid = revision_entry(revision, element, "K");
    const struct value *object = value_entry(kid, "Obj");

    if (item->kind != VALUE_REFERENCE || element->kind != VALUE_DICTIONARY ||
        value_entry(element, "ActualText")->kind != VALUE_NULL ||
        value_entry(element, "E")->kind != VALUE_NULL ||
        !value_is_name(revision_entry(revision, element, "S"), "Form") ||
        !value_is_name(value_entry(kid, "Type"), "OBJR") || object->kind != VALUE_REFERENCE) {
        return false;
    }
    for (size_t i = first_new; i < form->count; i++) {
        if (field_has(&form->fields[i], object->reference)) {
            return true;
        }
    }
    return false;
}

static bool same_kids(struct comparison *comparison, const struct value *old,
                      const struct value *new, const struct form *form, size_t first_new)
{
    struct items before = items_of(comparison->old, value_entry(old, "K"));
    struct items after = items_of(comparison->new, value_entry(new, "K"));

    if (after.count < before.count) {
        return false;
    }
    for (size_t i = 0; i < before.count; i++) {
        if (!comparison_same(comparison, &before.items[i], &after.items[i])) {
            return false;
        }
    }
    for (size_t i = before.count; i < after.count; i++) {
        if (!is_new_form(comparison->new, &after.items[i], form, first_new)) {
            return false;
        }
    }
    return true;
}

/* The entries of a number tree: key, value, key, value. */
struct pairs {
    struct arena *arena;
    const struct value **items;
    size_t count, capacity, steps;
};

/* Recursion ends at NUMBER_TREE_LIMIT; no more nodes than there are objects are looked at. */
static bool collect(struct revision *revision, const struct value *node, struct pairs *pairs,
                    unsigned depth)
{
    const struct value *numbers = revision_entry(revision, node, "Nums");
    const struct value *kids = revision_entry(revision, node, "Kids");

    if (depth > NUMBER_TREE_LIMIT || ++pairs->steps > revision->size) {
        return false;
    }
    for (size_t i = 0; numbers->kind == VALUE_ARRAY && i < numbers->count; i++) {
        pairs->items = arena_grow(pairs->arena, pairs->items, pairs->count, &pairs->capacity,
                                  sizeof *pairs->items);
        pairs->items[pairs->count++] = &numbers->items[i];
    }
    for (size_t i = 0; kids->kind == VALUE_ARRAY && i < kids->count; i++) {
        if (!collect(revision, revision_resolve(revision, &kids->items[i]), pairs, depth + 1)) {
            return false;
        }
    }
    return pairs->count % 2 == 0;
}

static bool same_numbers(struct comparison *comparison, const struct value *old,
                         const struct value *new, const struct form *form, size_t first_new)
{
    struct pairs before = {.arena = comparison->arena}, after = before;

    if (!collect(comparison->old, revision_entry(comparison->old, old, "ParentTree"), &before, 0) ||
        !collect(comparison->new, revision_entry(comparison->new, new, "ParentTree"), &after, 0) ||
        after.count < before.count) {
        return false;
    }
    for (size_t i = 0; i < before.count; i++) {
        if (!comparison_same(comparison, before.items[i], after.items[i])) {
            return false;
        }
    }
    for (size_t i = before.count; i < after.count; i += 2) {
        if (!is_new_form(comparison->new, after.items[i + 1], form, first_new)) {
            return false;
        }
    }
    return true;
}

bool structure_same(struct comparison *comparison, const struct value *old, const struct value *new,
                    const struct form *new_form, size_t first_new)
{
    static const char *const root_keys[] = {"K", "ParentTree", "ParentTreeNextKey", NULL};
    static const char *const top_keys[] = {"K", NULL};
    struct reference old_root, new_root, old_top, new_top;
    bool there = find_top(comparison->old, &old_root, &old_top);

    if (!there || old->kind != VALUE_REFERENCE || new->kind != VALUE_REFERENCE ||
        !find_top(comparison->new, &new_root, &new_top)) {
        return comparison_same(comparison, old, new);
    }
    const struct value *before = revision_object(comparison->old, old_root);
    const struct value *after = revision_object(comparison->new, new_root);
    comparison_settle(comparison, old_root, new_root);
    if (!comparison_same_but(comparison, before, after, root_keys) ||
        !same_numbers(comparison, before, after, new_form, first_new)) {
        return false;
    }
    if (old_top.number == old_root.number) {
        return same_kids(comparison, before, after, new_form, first_new);
    }
    /* The root keeps its only element; that may have new ones. */
    const struct value *old_element = revision_object(comparison->old, old_top);
    const struct value *new_element = revision_object(comparison->new, new_top);
    comparison_settle(comparison, old_top, new_top);
    return old_top.number == new_top.number &&
           comparison_same_but(comparison, old_element, new_element, top_keys) &&
           same_kids(comparison, old_element, new_element, new_form, first_new);
}

/* ---- Adding ---- */

/* One more than the largest key. */
static int64_t next_key(struct revision *revision, struct arena *arena, const struct value *root)
{
    const struct value *told = revision_entry(revision, root, "ParentTreeNextKey");
    struct pairs pairs = {.arena = arena};
    int64_t key = told->kind == VALUE_INTEGER && told->integer > 0 ? told->integer : 0;

    (void)collect(revision, revision_entry(revision, root, "ParentTree"), &pairs, 0);
    for (size_t i = 0; i < pairs.count; i += 2) {
        if (pairs.items[i]->kind == VALUE_INTEGER && pairs.items[i]->integer >= key &&
            pairs.items[i]->integer < INT32_MAX) {
            key = pairs.items[i]->integer + 1;
        }
    }
    return key;
}

static void add_items(struct buffer *out, struct items items)
{
    for (size_t i = 0; i < items.count; i++) {
        value_write(out, &items.items[i]);
        buffer_add_byte(out, ' ');
    }
}

/* The number tree with one entry more: in its root, or in a new leaf of it. */
static void write_numbers(struct update *update, struct reference place, const struct value *tree,
                          int64_t key, struct reference element)
{
    static const char *const changed[] = {"Kids", "Nums", "Limits", NULL};
    struct revision *revision = update->base;
    const struct value *kids = value_entry(tree, "Kids");
    bool branches = revision_resolve(revision, kids)->kind == VALUE_ARRAY;
    struct reference leaf = {0, 0};

    if (branches) {
        leaf = update_reserve(update);
        update_begin(update, leaf);
        buffer_format(&update->out, "<</Limits [%lld %lld]\n/Nums [%lld %u 0 R]>>", (long long)key,
                      (long long)key, (long long)key, (unsigned)element.number);
        update_end(update);
    }
    update_begin(update, place);
    buffer_add_string(&update->out, "<<");
    update_copy(update, tree, changed);
    if (branches) {
        buffer_add_string(&update->out, "/Kids [");
        add_items(&update->out, items_of(revision, kids));
        value_write_reference(&update->out, leaf);
    } else {
        buffer_add_string(&update->out, "/Nums [");
        add_items(&update->out, items_of(revision, value_entry(tree, "Nums")));
        buffer_format(&update->out, "%lld %u 0 R", (long long)key, (unsigned)element.number);
    }
    buffer_add_string(&update->out, "]>>");
    update_end(update);
}

static void write_kids(struct update *update, const struct value *parent, struct reference added)
{
    buffer_add_string(&update->out, "/K [");
    add_items(&update->out, items_of(update->base, value_entry(parent, "K")));
    value_write_reference(&update->out, added);
    buffer_add_string(&update->out, "]\n");
}

int64_t structure_add(struct update *update, struct reference widget, struct reference page,
                      const char *text)
{
    static const char *const root_changed[] = {"K", "ParentTree", "ParentTreeNextKey", NULL};
    static const char *const top_changed[] = {"K", NULL};
    struct revision *revision = update->base;
    struct buffer *out = &update->out;
    struct reference root, top;

    if (!find_top(revision, &root, &top)) {
        return -1;
    }
    const struct value *tree = revision_object(revision, root);
    const struct value *numbers = value_entry(tree, "ParentTree");
    int64_t key = next_key(revision, out->arena, tree);
    struct reference element = update_reserve(update);
    struct reference place =
        numbers->kind == VALUE_REFERENCE ? numbers->reference : update_reserve(update);

    update_begin(update, element);
    buffer_format(out, "<</Type /StructElem\n/S /Form\n/P %u %u R\n/Pg %u %u R\n/Alt ",
                  (unsigned)top.number, (unsigned)top.generation, (unsigned)page.number,
                  (unsigned)page.generation);
    value_write_text(out, text);
    buffer_format(out, "\n/K <</Type /OBJR\n/Pg %u %u R\n/Obj %u 0 R>>>>", (unsigned)page.number,
                  (unsigned)page.generation, (unsigned)widget.number);
    update_end(update);
    write_numbers(update, place, revision_resolve(revision, numbers), key, element);

    update_begin(update, root);
    buffer_add_string(out, "<<");
    update_copy(update, tree, root_changed);
    if (top.number == root.number) {
        write_kids(update, tree, element);
    } else {
        buffer_format(out, "/K %u %u R\n", (unsigned)top.number, (unsigned)top.generation);
    }
    buffer_add_string(out, "/ParentTree ");
    value_write_reference(out, place);
    buffer_format(out, "\n/ParentTreeNextKey %lld>>", (long long)key + 1);
    update_end(update);
    if (top.number != root.number) {
        const struct value *parent = revision_object(revision, top);
        update_begin(update, top);
        buffer_add_string(out, "<<");
        update_copy(update, parent, top_changed);
        write_kids(update, parent, element);
        buffer_add_string(out, ">>");
        update_end(update);
    }
    return key;
}
