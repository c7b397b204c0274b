#include "yaml/schema.h"
#include "base/arena.h"
#include "yaml/scalar.h"
#include <string.h>

/* ---- JSON ---- */

static void new_line(struct printer *printer)
{
    buffer_add_byte(printer->out, '\n');
    for (unsigned i = 0; i < printer->depth; i++) {
        buffer_add_string(printer->out, "  ");
    }
}

void schema_next_item(struct printer *printer)
{
    if (!printer->first) {
        buffer_add_byte(printer->out, ',');
    }
    printer->first = false;
    new_line(printer);
}

void schema_open(struct printer *printer, unsigned char bracket)
{
    buffer_add_byte(printer->out, bracket);
    printer->depth++;
    printer->first = true;
}

void schema_close(struct printer *printer, unsigned char bracket)
{
    printer->depth--;
    if (!printer->first) {
        new_line(printer);
    }
    buffer_add_byte(printer->out, bracket);
    printer->first = false;
}

void schema_key(struct printer *printer, const char *name)
{
    schema_next_item(printer);
    buffer_add_json(printer->out, name);
    buffer_add_string(printer->out, ": ");
}

void schema_string(struct printer *printer, const char *name, const char *value)
{
    if (value != NULL) {
        schema_key(printer, name);
        buffer_add_json(printer->out, value);
    }
}

static void integer_member(struct printer *printer, const char *name, int64_t value)
{
    schema_key(printer, name);
    buffer_add_integer(printer->out, value);
}

/* Strings on one line. */
static void string_list(struct printer *printer, const char *name, const char *const *values,
                        size_t count)
{
    schema_key(printer, name);
    buffer_add_byte(printer->out, '[');
    for (size_t i = 0; i < count; i++) {
        buffer_add_string(printer->out, i > 0 ? ", " : "");
        buffer_add_json(printer->out, values[i]);
    }
    buffer_add_byte(printer->out, ']');
}

/* ---- types ---- */

static void print_integer(struct printer *printer, const struct type *type)
{
    schema_string(printer, "type", "integer");
    if (type->minimum == 0 && type->maximum == 0) {
        return;
    }
    if (type->minimum != INT64_MIN) {
        integer_member(printer, "minimum", type->minimum);
    }
    if (type->maximum != INT64_MAX) {
        integer_member(printer, "maximum", type->maximum);
    }
}

/* A name such as 3 or true, written plain, is no string for other readers of YAML. */
static void print_enum(struct printer *printer, const struct type *type)
{
    schema_key(printer, "enum");
    schema_open(printer, '[');
    for (const char *const *name = type->names; *name != NULL; name++) {
        struct string text = {*name, strlen(*name)};
        bool boolean;
        struct decimal number;
        schema_next_item(printer);
        buffer_add_json(printer->out, *name);
        if (scalar_boolean(text, &boolean)) {
            schema_next_item(printer);
            buffer_add_string(printer->out, boolean ? "true" : "false");
        } else if (scalar_decimal(text, &number)) {
            schema_next_item(printer);
            buffer_add_decimal(printer->out, number.digits, number.places);
        }
    }
    schema_close(printer, ']');
}

static bool custom_takes(struct printer *printer, const struct type *type,
                         const char *const *samples)
{
    for (; *samples != NULL; samples++) {
        struct string text = {*samples, strlen(*samples)};
        void *value = arena_alloc(printer->out->arena, type->size);
        if (type->parse(printer->out->arena, text, (struct place){0}, value)) {
            return true;
        }
    }
    return false;
}

/* The reader hands every scalar to `parse`, but for other readers a plain 12 is a number and not a
 * string: tries whether such a value can fit. */
static void print_custom(struct printer *printer, const struct type *type)
{
    static const char *const booleans[] = {"true", "false", NULL};
    static const char *const integers[] = {"0", "1", "2", "12", "-1", "100", "2024", NULL};
    static const char *const fractions[] = {"0.5", "1.5", "12.25", "-0.5", NULL};
    const char *kinds[3] = {"string"};
    size_t count = 1;

    if (custom_takes(printer, type, fractions)) {
        kinds[count++] = "number";
    } else if (custom_takes(printer, type, integers)) {
        kinds[count++] = "integer";
    }
    if (custom_takes(printer, type, booleans)) {
        kinds[count++] = "boolean";
    }
    if (count == 1) {
        schema_string(printer, "type", "string");
    } else {
        string_list(printer, "type", kinds, count);
    }
    schema_string(printer, "pattern", type->pattern);
}

void schema_extensions(struct printer *printer)
{
    schema_key(printer, "patternProperties");
    schema_open(printer, '{');
    schema_key(printer, "^x-");
    buffer_add_string(printer->out, "true");
    schema_close(printer, '}');
}

static void print_record(struct printer *printer, const struct type *type, const char *required)
{
    schema_string(printer, "type", "object");
    schema_key(printer, "properties");
    schema_open(printer, '{');
    size_t count = 0;
    for (const struct field *field = type->fields; field->name != NULL; field++) {
        bool by_key = required != NULL && strcmp(field->name, required) == 0;
        count += (field->flags & FIELD_REQUIRED) != 0 || by_key;
        schema_key(printer, field->name);
        if ((field->flags & FIELD_FREE) != 0) {
            schema_open(printer, '{');
            schema_string(printer, "description", field->describes);
            schema_close(printer, '}');
        } else {
            schema_type(printer, field->type, field->describes, NULL);
        }
    }
    schema_close(printer, '}');
    schema_extensions(printer);
    schema_key(printer, "additionalProperties");
    buffer_add_string(printer->out, "false");
    if (count > 0) {
        const char **names = ARENA_ARRAY(printer->out->arena, const char *, count);
        count = 0;
        for (const struct field *field = type->fields; field->name != NULL; field++) {
            bool by_key = required != NULL && strcmp(field->name, required) == 0;
            if ((field->flags & FIELD_REQUIRED) != 0 || by_key) {
                names[count++] = field->name;
            }
        }
        string_list(printer, "required", names, count);
    }
}

static void print_array(struct printer *printer, const struct type *type)
{
    schema_string(printer, "type", "array");
    schema_key(printer, "items");
    schema_type(printer, type->element, NULL, NULL);
    if (type->minimum > 0) {
        integer_member(printer, "minItems", type->minimum);
    }
    if (type->maximum > 0) {
        integer_member(printer, "maxItems", type->maximum);
    }
}

static void print_list(struct printer *printer, const struct type *type)
{
    if (!type->single || type->minimum > 1) {
        print_array(printer, type);
        return;
    }
    schema_key(printer, "anyOf");
    schema_open(printer, '[');
    schema_next_item(printer);
    schema_type(printer, type->element, NULL, NULL);
    schema_next_item(printer);
    schema_open(printer, '{');
    print_array(printer, type);
    schema_close(printer, '}');
    schema_close(printer, ']');
}

/* Keys of a map that are no names of a record's fields, nor of parts of them, and no words that
 * mean something else. */
static void print_excluded_names(struct printer *printer, const struct type *map)
{
    struct buffer names = buffer_new(printer->out->arena);

    for (const struct field *field = map->apart_from->fields; field->name != NULL; field++) {
        buffer_format(&names, "%s%s%s", names.size > 0 ? "|" : "", field->name,
                      field->type->kind == TYPE_CUSTOM ? "(\\..*)?" : "");
    }
    for (const char *const *word = map->reserved; word != NULL && *word != NULL; word++) {
        buffer_format(&names, "|%s(\\s.*)?", *word);
    }
    schema_key(printer, "propertyNames");
    schema_open(printer, '{');
    schema_key(printer, "not");
    schema_open(printer, '{');
    schema_string(printer, "pattern",
                  arena_format(printer->out->arena, "^(%s)$", buffer_string(&names).bytes));
    schema_close(printer, '}');
    schema_close(printer, '}');
}

static void print_map(struct printer *printer, const struct type *type)
{
    schema_string(printer, "type", "object");
    if (type->apart_from != NULL) {
        print_excluded_names(printer, type);
    }
    schema_extensions(printer);
    schema_key(printer, "additionalProperties");
    schema_type(printer, type->element, NULL, NULL);
}

static void print_variant(struct printer *printer, const struct type *type)
{
    schema_key(printer, "anyOf");
    schema_open(printer, '[');
    for (const struct alternative *at = type->alternatives; at->type != NULL; at++) {
        schema_next_item(printer);
        schema_type(printer, at->type, NULL, at->key);
    }
    schema_close(printer, ']');
}

static void print_members(struct printer *printer, const struct type *type, const char *required)
{
    switch (type->kind) {
    case TYPE_TEXT: {
        static const char *const kinds[] = {"string", "number", "boolean"};
        string_list(printer, "type", kinds, 3);
        schema_string(printer, "pattern", type->filled ? "\\S" : NULL);
        return;
    }
    case TYPE_INTEGER:
        print_integer(printer, type);
        return;
    case TYPE_DECIMAL:
        schema_string(printer, "type", "number");
        return;
    case TYPE_BOOLEAN:
        schema_string(printer, "type", "boolean");
        return;
    case TYPE_ENUM:
        print_enum(printer, type);
        return;
    case TYPE_CUSTOM:
        print_custom(printer, type);
        return;
    case TYPE_RECORD:
        print_record(printer, type, required);
        return;
    case TYPE_LIST:
        print_list(printer, type);
        return;
    case TYPE_MAP:
        print_map(printer, type);
        return;
    case TYPE_VARIANT:
        print_variant(printer, type);
        return;
    }
}

/* A type where it is used: a reference when it has a name. `required`: a key that must be there
 * although the record does not say so. */
void schema_type(struct printer *printer, const struct type *type, const char *describes,
                 const char *required)
{
    schema_open(printer, '{');
    if (type->name != NULL) {
        schema_key(printer, "$ref");
        buffer_add_byte(printer->out, '"');
        buffer_add_string(printer->out, type == printer->root ? "#" : "#/$defs/");
        buffer_add_string(printer->out, type == printer->root ? "" : type->name);
        buffer_add_byte(printer->out, '"');
        schema_string(printer, "description", describes);
        if (required != NULL) {
            string_list(printer, "required", &required, 1);
        }
    } else if (printer->inlined < SCHEMA_INLINE_LIMIT) {
        schema_string(printer, "description", describes != NULL ? describes : type->describes);
        printer->inlined++;
        print_members(printer, type, required);
        printer->inlined--;
    }
    schema_close(printer, '}');
}

/* ---- the document ---- */

/* A document is whole, or something that is laid upon another. */
static void print_root(struct printer *printer, const struct type *type)
{
    if (type->extends == NULL) {
        print_members(printer, type, NULL);
        return;
    }
    schema_string(printer, "type", "object");
    schema_key(printer, "if");
    schema_open(printer, '{');
    string_list(printer, "required", &type->extends, 1);
    schema_close(printer, '}');
    schema_key(printer, "then");
    schema_change(printer, type, NULL);
    schema_key(printer, "else");
    schema_open(printer, '{');
    print_members(printer, type, NULL);
    schema_close(printer, '}');
}

/* ---- definitions ---- */

static void collect(struct printer *printer, const struct type *type);

static void collect_parts(struct printer *printer, const struct type *type)
{
    switch (type->kind) {
    case TYPE_TEXT:
    case TYPE_INTEGER:
    case TYPE_DECIMAL:
    case TYPE_BOOLEAN:
    case TYPE_ENUM:
    case TYPE_CUSTOM:
        return;
    case TYPE_RECORD:
        for (const struct field *field = type->fields; field->name != NULL; field++) {
            if ((field->flags & FIELD_FREE) == 0) {
                collect(printer, field->type);
            }
        }
        return;
    case TYPE_LIST:
    case TYPE_MAP:
        collect(printer, type->element);
        return;
    case TYPE_VARIANT:
        for (const struct alternative *at = type->alternatives; at->type != NULL; at++) {
            collect(printer, at->type);
        }
        return;
    }
}

/* Goes into each named type once, and into at most SCHEMA_INLINE_LIMIT types without a name in a
 * row. */
static void collect(struct printer *printer, const struct type *type)
{
    unsigned inlined = printer->inlined;

    if (type == printer->root) {
        return;
    }
    if (type->name == NULL) {
        if (inlined == SCHEMA_INLINE_LIMIT) {
            return;
        }
        printer->inlined++;
    } else {
        for (size_t i = 0; i < printer->count; i++) {
            if (printer->named[i] == type) {
                return;
            }
        }
        printer->named = arena_grow(printer->out->arena, printer->named, printer->count,
                                    &printer->capacity, sizeof *printer->named);
        printer->named[printer->count++] = type;
        printer->inlined = 0;
    }
    collect_parts(printer, type);
    printer->inlined = inlined;
}

static void print_definitions(struct printer *printer)
{
    schema_key(printer, "$defs");
    schema_open(printer, '{');
    for (size_t i = 0; i < printer->count; i++) {
        const struct type *type = printer->named[i];
        schema_key(printer, type->name);
        schema_open(printer, '{');
        schema_string(printer, "description", type->describes);
        print_members(printer, type, NULL);
        schema_close(printer, '}');
    }
    schema_change_definitions(printer);
    schema_close(printer, '}');
}

void record_schema(const struct type *type, const char *id, const char *title, struct buffer *out)
{
    struct printer printer = {.out = out, .root = type};

    schema_open(&printer, '{');
    schema_string(&printer, "$schema", "https://json-schema.org/draft/2020-12/schema");
    schema_string(&printer, "$id", id);
    schema_string(&printer, "title", title);
    schema_string(&printer, "description", type->describes);
    print_root(&printer, type);
    collect_parts(&printer, type);
    if (printer.count > 0 || printer.laid_count > 0) {
        print_definitions(&printer);
    }
    schema_close(&printer, '}');
    buffer_add_byte(out, '\n');
}
