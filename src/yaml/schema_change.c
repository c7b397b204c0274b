/* The schema of what node_merge() lays upon a value: a layout that extends another. */
#include "base/arena.h"
#include "yaml/schema.h"
#include <string.h>

static void print_laid_members(struct printer *printer, const struct type *type);

/* Every alternative is chosen by a key of a mapping. */
static bool has_only_records(const struct type *variant)
{
    for (const struct alternative *at = variant->alternatives; at->type != NULL; at++) {
        if (at->type->kind != TYPE_RECORD) {
            return false;
        }
    }
    return true;
}

static bool has_field(const struct type *type, const char *name)
{
    if (type->kind == TYPE_RECORD) {
        return record_lookup(type, name) != NULL;
    }
    if (type->kind == TYPE_VARIANT && has_only_records(type)) {
        for (const struct alternative *at = type->alternatives; at->type != NULL; at++) {
            if (record_lookup(at->type, name) != NULL) {
                return true;
            }
        }
    }
    return false;
}

/* Whether something other than a whole new value can be laid upon one of this type. */
static bool can_be_laid_upon(const struct type *type)
{
    switch (type->kind) {
    case TYPE_RECORD:
    case TYPE_MAP:
        return true;
    case TYPE_VARIANT:
        return has_only_records(type);
    case TYPE_LIST:
        return has_field(type->element, "id");
    case TYPE_TEXT:
    case TYPE_INTEGER:
    case TYPE_DECIMAL:
    case TYPE_BOOLEAN:
    case TYPE_ENUM:
    case TYPE_CUSTOM:
        break;
    }
    return false;
}

static void print_laid_reference(struct printer *printer, const struct type *type)
{
    size_t i = 0;

    while (i < printer->laid_count && printer->laid[i] != type) {
        i++;
    }
    if (i == printer->laid_count) {
        printer->laid = arena_grow(printer->out->arena, printer->laid, printer->laid_count,
                                   &printer->laid_capacity, sizeof *printer->laid);
        printer->laid[printer->laid_count++] = type;
    }
    schema_string(printer, "$ref",
                  arena_format(printer->out->arena, "#/$defs/%s-change", type->name));
}

void schema_change(struct printer *printer, const struct type *type, const char *describes)
{
    if (!can_be_laid_upon(type)) {
        schema_type(printer, type, describes, NULL);
        return;
    }
    schema_open(printer, '{');
    schema_string(printer, "description", describes);
    if (type->name != NULL) {
        print_laid_reference(printer, type);
    } else if (printer->inlined < SCHEMA_INLINE_LIMIT) {
        printer->inlined++;
        print_laid_members(printer, type);
        printer->inlined--;
    }
    schema_close(printer, '}');
}

/* null takes away what the other has. */
static void print_laid_or_null(struct printer *printer, const struct type *type,
                               const char *describes)
{
    schema_open(printer, '{');
    schema_string(printer, "description", describes);
    schema_key(printer, "anyOf");
    schema_open(printer, '[');
    schema_next_item(printer);
    schema_change(printer, type, NULL);
    schema_next_item(printer);
    buffer_add_string(printer->out, "{\"type\": \"null\"}");
    schema_close(printer, ']');
    schema_close(printer, '}');
}

static void print_laid_fields(struct printer *printer, const struct type *record, bool removable)
{
    for (const struct field *field = record->fields; field->name != NULL; field++) {
        bool extends = record->extends != NULL && strcmp(field->name, record->extends) == 0;
        bool required = (field->flags & FIELD_REQUIRED) != 0;
        schema_key(printer, field->name);
        if ((field->flags & FIELD_FREE) != 0) {
            schema_open(printer, '{');
            schema_string(printer, "description", field->describes);
            schema_close(printer, '}');
        } else if (extends || (required && !removable)) {
            schema_change(printer, field->type, field->describes);
        } else {
            print_laid_or_null(printer, field->type, field->describes);
        }
    }
}

/* Which alternative stands below is not known, and with the keys that say it another one can be
 * made of it: the fields of all, of two of the same name the first. */
static void print_laid_variant(struct printer *printer, const struct type *type)
{
    for (const struct alternative *at = type->alternatives; at->type != NULL; at++) {
        struct field *fresh;
        size_t count = 0;
        while (at->type->fields[count].name != NULL) {
            count++;
        }
        fresh = ARENA_ARRAY(printer->out->arena, struct field, count + 1);
        count = 0;
        for (const struct field *field = at->type->fields; field->name != NULL; field++) {
            const struct alternative *before = type->alternatives;
            while (before != at && record_lookup(before->type, field->name) == NULL) {
                before++;
            }
            if (before == at) {
                fresh[count++] = *field;
            }
        }
        struct type rest = {.kind = TYPE_RECORD, .fields = fresh};
        print_laid_fields(printer, &rest, true);
    }
}

static void print_laid_map(struct printer *printer, const struct type *element)
{
    schema_string(printer, "type", "object");
    schema_extensions(printer);
    schema_key(printer, "additionalProperties");
    print_laid_or_null(printer, element, NULL);
}

static void print_laid_members(struct printer *printer, const struct type *type)
{
    switch (type->kind) {
    case TYPE_RECORD:
    case TYPE_VARIANT:
        schema_string(printer, "type", "object");
        schema_key(printer, "properties");
        schema_open(printer, '{');
        if (type->kind == TYPE_RECORD) {
            print_laid_fields(printer, type, false);
        } else {
            print_laid_variant(printer, type);
        }
        schema_close(printer, '}');
        schema_extensions(printer);
        schema_key(printer, "additionalProperties");
        buffer_add_string(printer->out, "false");
        return;
    case TYPE_MAP:
        print_laid_map(printer, type->element);
        return;
    case TYPE_LIST:
        /* A whole new list, or changes by the entries' ids. */
        schema_key(printer, "anyOf");
        schema_open(printer, '[');
        schema_next_item(printer);
        schema_type(printer, type, NULL, NULL);
        schema_next_item(printer);
        schema_open(printer, '{');
        print_laid_map(printer, type->element);
        schema_close(printer, '}');
        schema_close(printer, ']');
        return;
    case TYPE_TEXT:
    case TYPE_INTEGER:
    case TYPE_DECIMAL:
    case TYPE_BOOLEAN:
    case TYPE_ENUM:
    case TYPE_CUSTOM:
        return;
    }
}

void schema_change_definitions(struct printer *printer)
{
    for (size_t i = 0; i < printer->laid_count; i++) { /* grows meanwhile */
        const struct type *type = printer->laid[i];
        schema_key(printer, arena_format(printer->out->arena, "%s-change", type->name));
        schema_open(printer, '{');
        schema_string(printer, "description", type->describes);
        print_laid_members(printer, type);
        schema_close(printer, '}');
    }
}
