#include "report/template.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "yaml/index.h"
#include <string.h>

struct expander {
    struct arena *arena;
    const struct scope *scope;
    struct diagnostics *diagnostics;
    struct buffer out;
    struct segment *segments;
    size_t count, capacity;
    struct text texts[TEMPLATE_DEPTH_LIMIT]; /* being expanded, each named by the one before */
    size_t values;                           /* bytes that names have stood for so far */
    bool full;                               /* reported: the rest of the names stay out */
};

static void push_segment(struct expander *expander, struct segment segment)
{
    expander->segments = arena_grow(expander->arena, expander->segments, expander->count,
                                    &expander->capacity, sizeof *expander->segments);
    expander->segments[expander->count++] = segment;
}

static void add_segment(struct expander *expander, unsigned depth, size_t source_offset,
                        bool literal)
{
    push_segment(expander, (struct segment){.offset = expander->out.size,
                                            .source = expander->texts[depth],
                                            .source_offset = source_offset,
                                            .depth = depth,
                                            .literal = literal});
}

/* Where a finding stands; found at a cost, so only for findings that are shown. */
static struct place place_in(const struct expander *expander, unsigned depth, size_t offset)
{
    struct text text = expander->texts[depth];

    if (expander->diagnostics->count == DIAGNOSTICS_LIMIT) {
        return text.place;
    }
    return source_place_in_scalar(text.place, text.string, offset);
}

/* Whether a value of that size may still be put in; reports it where not. */
static bool has_room(struct expander *expander, unsigned depth, size_t offset, size_t size)
{
    struct report *report = expander->scope->report;

    if (expander->full || report->template_values > TEMPLATE_DOCUMENT_LIMIT) {
        return false;
    }
    if (size > TEMPLATE_VALUES_LIMIT - expander->values) {
        REPORT(expander->diagnostics, TEMPLATE_VALUES, place_in(expander, depth, offset),
               arena_format(expander->arena, "%d", TEMPLATE_VALUES_LIMIT));
        expander->full = true;
        return false;
    }
    expander->values += size;
    report->template_values += size;
    if (report->template_values > TEMPLATE_DOCUMENT_LIMIT) {
        REPORT(expander->diagnostics, TEMPLATE_VALUES_OF_ALL, place_in(expander, depth, offset),
               arena_format(expander->arena, "%d", TEMPLATE_DOCUMENT_LIMIT / 1024 / 1024));
        return false;
    }
    return true;
}

static void expand(struct expander *expander, unsigned depth);

/* Values that are written by the program rather than the user. */
static void add_value(struct expander *expander, const char *value)
{
    buffer_add_string(&expander->out, value);
}

static bool expand_variable(struct expander *expander, const char *name)
{
    const struct variable *variable = expander->scope->variables;

    for (; variable != NULL && variable->name != NULL; variable++) {
        if (strcmp(variable->name, name) == 0) {
            add_value(expander, variable->value);
            return true;
        }
    }
    return false;
}

static bool expand_fact(struct expander *expander, unsigned depth, size_t offset, const char *name)
{
    struct report *report = expander->scope->report;
    const struct index_entry *found =
        index_find(report->fact_index, report->facts.count, (struct string){name, strlen(name)});

    if (found == NULL) {
        return false;
    }
    const struct fact *fact = (const struct fact *)report->facts.values + found->position;
    report->fact_used[found->position] = true;
    if (has_room(expander, depth, offset, fact->unit.string.size)) {
        buffer_add_fixed(&expander->out, fact->value.digits, fact->value.places);
        buffer_add(&expander->out, fact->unit.string.bytes, fact->unit.string.size);
    }
    return true;
}

static const void *field_value(const struct report *report, const struct field *field)
{
    return (const unsigned char *)report + field->offset;
}

static const struct date *report_date(const struct report *report, const struct field *field)
{
    return field->type->kind == TYPE_CUSTOM ? field_value(report, field) : NULL;
}

static bool value_is_present(const struct report *report, const struct field *field)
{
    const void *value = field_value(report, field);

    switch (field->type->kind) {
    case TYPE_TEXT:
        return ((const struct text *)value)->string.bytes != NULL;
    case TYPE_INTEGER:
        return *(const int64_t *)value != 0;
    case TYPE_CUSTOM:
        return ((const struct date *)value)->year != 0;
    case TYPE_LIST:
        return ((const struct list *)value)->count > 0;
    case TYPE_MAP:
        return ((const struct map *)value)->count > 0;
    case TYPE_DECIMAL:
    case TYPE_BOOLEAN:
    case TYPE_ENUM:
    case TYPE_RECORD:
    case TYPE_VARIANT:
        break;
    }
    return false;
}

/* A field that is text, and so may name others. */
static void expand_text(struct expander *expander, unsigned depth, size_t offset, const char *name,
                        struct text value)
{
    bool circle = depth + 1 == TEMPLATE_DEPTH_LIMIT;

    for (unsigned i = 0; i <= depth && !circle; i++) {
        circle = expander->texts[i].string.bytes == value.string.bytes;
    }
    if (circle) {
        REPORT(expander->diagnostics, TEMPLATE_CYCLE, place_in(expander, depth, offset), name);
    } else if (has_room(expander, depth, offset, value.string.size)) {
        expander->texts[depth + 1] = value;
        expand(expander, depth + 1);
    }
}

/* name, or name.year, name.month, name.day of a date. */
static bool expand_field(struct expander *expander, unsigned depth, size_t offset, const char *name)
{
    const struct report *report = expander->scope->report;
    const char *dot = strchr(name, '.');
    const char *base = dot == NULL ? name : arena_copy(expander->arena, name, (size_t)(dot - name));
    const struct field *field = record_lookup(&report_type, base);

    if (field == NULL || field->type->kind == TYPE_LIST || field->type->kind == TYPE_MAP) {
        return false;
    }
    const struct date *date = report_date(report, field);
    if (dot != NULL) {
        const char *part = dot + 1;
        if (date == NULL ||
            (strcmp(part, "year") != 0 && strcmp(part, "month") != 0 && strcmp(part, "day") != 0)) {
            return false;
        }
        if (date->year != 0) {
            buffer_add_integer(&expander->out, *part == 'y'   ? date->year
                                               : *part == 'm' ? date->month
                                                              : date->day);
            return true;
        }
    }
    if (!value_is_present(report, field)) {
        REPORT(expander->diagnostics, TEMPLATE_ABSENT, place_in(expander, depth, offset), base);
        return true;
    }
    if (date != NULL) {
        buffer_format(&expander->out, "%04d-%02d-%02d", date->year, date->month, date->day);
    } else if (field->type->kind == TYPE_INTEGER) {
        buffer_add_integer(&expander->out, *(const int64_t *)field_value(report, field));
    } else {
        expand_text(expander, depth, offset, name,
                    *(const struct text *)field_value(report, field));
    }
    return true;
}

static void report_unknown(struct expander *expander, unsigned depth, size_t offset,
                           const char *name)
{
    const struct report *report = expander->scope->report;
    const struct variable *variable = expander->scope->variables;
    size_t count = report->facts.count;
    size_t capacity = count;
    struct place place = place_in(expander, depth, offset);

    if (expander->diagnostics->count == DIAGNOSTICS_LIMIT) {
        REPORT(expander->diagnostics, TEMPLATE_UNKNOWN, place, name);
        return;
    }
    const char **names = ARENA_ARRAY(expander->arena, const char *, count);
    for (size_t i = 0; i < count; i++) {
        names[i] = report->facts.keys[i].string.bytes;
    }
    for (const struct field *field = report_type.fields; field->name != NULL; field++) {
        if (field->type->kind != TYPE_LIST && field->type->kind != TYPE_MAP) {
            names = arena_grow(expander->arena, names, count, &capacity, sizeof *names);
            names[count++] = field->name;
        }
    }
    for (; variable != NULL && variable->name != NULL; variable++) {
        names = arena_grow(expander->arena, names, count, &capacity, sizeof *names);
        names[count++] = variable->name;
    }
    const char *near = nearest_name(expander->arena, name, names, count);
    if (near != NULL) {
        REPORT(expander->diagnostics, TEMPLATE_UNKNOWN_NEAR, place, name, near);
    } else {
        REPORT(expander->diagnostics, TEMPLATE_UNKNOWN, place, name);
    }
}

static const char *find(const char *at, const char *end, const char *what)
{
    return memmem(at, (size_t)(end - at), what, strlen(what));
}

static void expand(struct expander *expander, unsigned depth)
{
    struct string text = expander->texts[depth].string;
    const char *start = text.bytes;
    const char *end = start + text.size;
    const char *at = start;

    while (at < end) {
        const char *open = find(at, end, "{{");
        const char *stop = open == NULL ? end : open;
        bool escaped = open != NULL && open > at && open[-1] == '\\';

        add_segment(expander, depth, (size_t)(at - start), true);
        buffer_add(&expander->out, at, (size_t)(stop - at) - escaped);
        if (open == NULL) {
            return;
        }
        if (escaped) {
            add_segment(expander, depth, (size_t)(open - start), true);
            buffer_add(&expander->out, "{{", 2);
            at = open + 2;
            continue;
        }
        const char *close = find(open, end, "}}");
        if (close == NULL) {
            REPORT(expander->diagnostics, TEMPLATE_SYNTAX,
                   place_in(expander, depth, (size_t)(open - start)));
            return;
        }
        const char *first = open + 2;
        const char *last = close;
        while (first < last && *first == ' ') {
            first++;
        }
        while (last > first && last[-1] == ' ') {
            last--;
        }
        const char *name = arena_copy(expander->arena, first, (size_t)(last - first));
        size_t offset = (size_t)(open - start);
        add_segment(expander, depth, offset, false);
        if (!expand_variable(expander, name) && !expand_fact(expander, depth, offset, name) &&
            !expand_field(expander, depth, offset, name)) {
            report_unknown(expander, depth, offset, name);
        }
        at = close + 2;
    }
}

static struct expansion finish(struct expander *expander)
{
    return (struct expansion){buffer_string(&expander->out), expander->segments, expander->count};
}

struct expansion template_expand(struct arena *arena, const struct scope *scope, struct text text,
                                 struct diagnostics *diagnostics)
{
    struct expander expander = {
        .arena = arena, .scope = scope, .diagnostics = diagnostics, .out = buffer_new(arena)};

    expander.texts[0] = text;
    if (text.string.bytes != NULL) {
        expand(&expander, 0);
    }
    return finish(&expander);
}

struct expansion template_derived(struct arena *arena, struct string made, struct text origin)
{
    struct expander expander = {.arena = arena, .out = buffer_new(arena)};

    expander.texts[0] = origin;
    add_segment(&expander, 0, 0, false);
    buffer_add(&expander.out, made.bytes, made.size);
    return finish(&expander);
}

struct expansion template_join(struct arena *arena, const struct expansion *parts, size_t count)
{
    struct expander expander = {.arena = arena, .out = buffer_new(arena)};

    for (size_t i = 0; i < count; i++) {
        size_t base = expander.out.size;
        for (size_t k = 0; k < parts[i].count; k++) {
            struct segment segment = parts[i].segments[k];
            segment.offset += base;
            push_segment(&expander, segment);
        }
        buffer_add(&expander.out, parts[i].string.bytes, parts[i].string.size);
    }
    return finish(&expander);
}

static void enter_segment(struct expansion_cursor *cursor, size_t index)
{
    const struct segment *segment = &cursor->expansion->segments[index];

    struct scalar_cursor *scalar = &cursor->scalars[segment->depth];
    cursor->segment = index;
    if (scalar->value.bytes != segment->source.string.bytes ||
        segment->source_offset < scalar->offset) {
        *scalar = scalar_cursor_new(segment->source.place, segment->source.string);
    }
}

struct expansion_cursor expansion_cursor_new(const struct expansion *expansion)
{
    struct expansion_cursor cursor = {.expansion = expansion};

    if (expansion->count > 0) {
        enter_segment(&cursor, 0);
    }
    return cursor;
}

struct place expansion_cursor_place(struct expansion_cursor *cursor, size_t offset)
{
    const struct expansion *expansion = cursor->expansion;

    if (expansion->count == 0) {
        return (struct place){0};
    }
    while (cursor->segment + 1 < expansion->count &&
           expansion->segments[cursor->segment + 1].offset <= offset) {
        enter_segment(cursor, cursor->segment + 1);
    }
    const struct segment *segment = &expansion->segments[cursor->segment];
    return scalar_cursor_place(&cursor->scalars[segment->depth],
                               segment->source_offset +
                                   (segment->literal ? offset - segment->offset : 0));
}

bool template_is_field(const char *name)
{
    return record_lookup(&report_type, name) != NULL;
}

bool template_has(const struct report *report, const char *name)
{
    const struct field *field = record_lookup(&report_type, name);

    return field != NULL && value_is_present(report, field);
}
