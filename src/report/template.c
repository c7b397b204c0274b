#include "report/template_private.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "report/fact.h"
#include "report/fact_format.h"
#include "report/named_text.h"
#include "yaml/nearest.h"
#include <string.h>

/* What stands between the entries of a list. */
#define BETWEEN_TEXTS "、"

/* What parts a mark's word from its content: the full-width space of a Chinese keyboard too. */
static size_t blank_size(const char *at, const char *end)
{
    static const char wide[] = "\xE3\x80\x80";

    if (at < end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r')) {
        return 1;
    }
    return (size_t)(end - at) >= 3 && memcmp(at, wide, 3) == 0 ? 3 : 0;
}

static const char *skip_blanks(const char *at, const char *end)
{
    for (size_t size; (size = blank_size(at, end)) > 0; at += size) {
    }
    return at;
}

/* The end of a text without the blanks at its end. */
static const char *trim_blanks(const char *start, const char *end)
{
    while (end > start) {
        size_t size = (unsigned char)end[-1] == 0x80 && end - start >= 3 ? 3 : 1;
        if (blank_size(end - size, end) != size) {
            break;
        }
        end -= size;
    }
    return end;
}

void expander_add_segment(struct expander *expander, unsigned depth, size_t source_offset,
                          bool literal)
{
    pieces_add_segment(&expander->pieces, expander->arena,
                       (struct segment){.offset = expander->pieces.out.size,
                                        .source = expander->texts[depth],
                                        .source_offset = source_offset,
                                        .depth = depth,
                                        .literal = literal});
}

/* Found at a cost, so only for findings that are shown. */
struct place expander_place(const struct expander *expander, unsigned depth, size_t offset)
{
    struct text text = expander->texts[depth];

    if (expander->diagnostics->count == expander->diagnostics->limit) {
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
        REPORT(expander->diagnostics, TEMPLATE_VALUES, expander_place(expander, depth, offset),
               arena_format(expander->arena, "%d", TEMPLATE_VALUES_LIMIT));
        expander->full = true;
        return false;
    }
    expander->values += size;
    report->template_values += size;
    if (report->template_values > TEMPLATE_DOCUMENT_LIMIT) {
        REPORT(expander->diagnostics, TEMPLATE_VALUES_OF_ALL,
               expander_place(expander, depth, offset),
               arena_format(expander->arena, "%d", TEMPLATE_DOCUMENT_LIMIT / 1024 / 1024));
        return false;
    }
    return true;
}

static void expand(struct expander *expander, unsigned depth);

/* Values that are written by the program rather than the user. */
static void add_value(struct expander *expander, const char *value)
{
    buffer_add_string(&expander->pieces.out, value);
}

static bool expand_variable(struct expander *expander, const char *name)
{
    const struct variable *variable = expander->scope->variables;

    for (; variable != NULL && variable->name != NULL; variable++) {
        if (strcmp(variable->name, name) == 0) {
            add_value(expander, variable->value);
            if (expander->scope->variable_used != NULL) {
                expander->scope->variable_used[variable - expander->scope->variables] = true;
            }
            return true;
        }
    }
    return false;
}

/* `formats`: how it is printed; absent where nothing says that. */
static bool expand_fact(struct expander *expander, unsigned depth, size_t offset,
                        struct string name, struct string formats)
{
    const struct fact *fact = report_fact(expander->scope->report, name);

    if (fact == NULL) {
        return false;
    }
    if (has_room(expander, depth, offset, fact->unit.string.size)) {
        (void)fact_print(expander->arena, fact, formats, expander->texts[depth], offset,
                         &expander->pieces.out, expander->diagnostics);
    }
    return true;
}

static const void *field_value(const struct report *report, const struct field *field)
{
    return (const unsigned char *)report + field->offset;
}

/* Whether templates may name the field. */
static bool has_text(const struct field *field)
{
    return field->type->kind == TYPE_LIST
               ? report_is_texts(field->name)
               : field->type->kind != TYPE_MAP && field->type->kind != TYPE_RECORD &&
                     field->type->kind != TYPE_VARIANT;
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
    case TYPE_VARIANT:
        return ((const struct variant *)value)->value != NULL;
    case TYPE_DECIMAL:
    case TYPE_BOOLEAN:
    case TYPE_ENUM:
    case TYPE_RECORD:
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
        REPORT(expander->diagnostics, TEMPLATE_CYCLE, expander_place(expander, depth, offset),
               name);
    } else if (has_room(expander, depth, offset, value.string.size)) {
        expander->texts[depth + 1] = value;
        expand(expander, depth + 1);
    }
}

/* A text with a name of its own. */
static bool expand_named(struct expander *expander, unsigned depth, size_t offset,
                         struct string name)
{
    const struct text *text = report_named_text(expander->scope->report, name);

    if (text != NULL) {
        expand_text(expander, depth, offset, name.bytes, *text);
    }
    return text != NULL;
}

/* A field that is a list of texts: 甲、乙、丙. */
static void expand_texts(struct expander *expander, unsigned depth, size_t offset, const char *name,
                         const struct list *list)
{
    const struct text *texts = list->items;

    for (size_t i = 0; i < list->count; i++) {
        if (i > 0 && has_room(expander, depth, offset, strlen(BETWEEN_TEXTS))) {
            expander_add_segment(expander, depth, offset, false);
            add_value(expander, BETWEEN_TEXTS);
        }
        expand_text(expander, depth, offset, name, texts[i]);
    }
}

/* name, or name.year, name.month, name.day of a date. */
static bool expand_field(struct expander *expander, unsigned depth, size_t offset, const char *name)
{
    struct report *report = expander->scope->report;
    const char *dot = strchr(name, '.');
    const char *base = dot == NULL ? name : arena_copy(expander->arena, name, (size_t)(dot - name));
    const struct field *field = record_lookup(&report_type, base);

    if (field == NULL || !has_text(field)) {
        return false;
    }
    report_use(expander->scope->report, field->name);
    const struct date *date = report_date(report, field);
    if (dot != NULL) {
        const char *part = dot + 1;
        if (date == NULL ||
            (strcmp(part, "year") != 0 && strcmp(part, "month") != 0 && strcmp(part, "day") != 0)) {
            return false;
        }
        if (date->year != 0) {
            buffer_add_integer(&expander->pieces.out, *part == 'y'   ? date->year
                                                      : *part == 'm' ? date->month
                                                                     : date->day);
            return true;
        }
    }
    if (!value_is_present(report, field)) {
        REPORT(expander->diagnostics, TEMPLATE_ABSENT, expander_place(expander, depth, offset),
               base);
        return true;
    }
    if (date != NULL) {
        buffer_format(&expander->pieces.out, "%04d-%02d-%02d", date->year, date->month, date->day);
    } else if (field->type->kind == TYPE_INTEGER) {
        buffer_add_integer(&expander->pieces.out, *(const int64_t *)field_value(report, field));
    } else if (field->type->kind == TYPE_LIST) {
        expand_texts(expander, depth, offset, name, field_value(report, field));
    } else {
        expand_text(expander, depth, offset, name,
                    *(const struct text *)field_value(report, field));
    }
    return true;
}

/* The word that a name with a blank in it begins with. */
static const char *first_word(struct arena *arena, const char *name)
{
    const char *end = name + strlen(name);
    const char *at = name;

    while (at < end && blank_size(at, end) == 0) {
        at++;
    }
    return at < end ? arena_copy(arena, name, (size_t)(at - name)) : NULL;
}

static void report_unknown(struct expander *expander, unsigned depth, size_t offset,
                           const char *name)
{
    const struct report *report = expander->scope->report;
    const struct variable *variable = expander->scope->variables;
    size_t count = report->facts->count;
    size_t capacity = count;
    struct place place = expander_place(expander, depth, offset);

    if (expander->diagnostics->count == expander->diagnostics->limit) {
        REPORT(expander->diagnostics, TEMPLATE_UNKNOWN, place, name);
        return;
    }
    const char **names = facts_names(report->facts, expander->arena);
    for (const struct field *field = report_type.fields; field->name != NULL; field++) {
        if (has_text(field)) {
            names = arena_grow(expander->arena, names, count, &capacity, sizeof *names);
            names[count++] = field->name;
        }
    }
    for (; variable != NULL && variable->name != NULL; variable++) {
        names = arena_grow(expander->arena, names, count, &capacity, sizeof *names);
        names[count++] = variable->name;
    }
    for (size_t i = 0; i < report->texts->count; i++) {
        names = arena_grow(expander->arena, names, count, &capacity, sizeof *names);
        names[count++] = report->texts->items[i].name.string.bytes;
    }
    for (size_t i = 0; mark_words[i] != NULL; i++) {
        names = arena_grow(expander->arena, names, count, &capacity, sizeof *names);
        names[count++] = mark_words[i];
    }
    const char *near = nearest_name(expander->arena, name, names, count);
    const char *word = near == NULL ? first_word(expander->arena, name) : NULL;
    if (word != NULL) {
        near = nearest_name(expander->arena, word, mark_words, MARK_WRITTEN + 1);
        name = near != NULL ? word : name;
    }
    if (near != NULL) {
        REPORT(expander->diagnostics, TEMPLATE_UNKNOWN_NEAR, place, name, near);
    } else {
        REPORT(expander->diagnostics, TEMPLATE_UNKNOWN, place, name);
    }
}

/* {{name | formats}} */
static void expand_formatted(struct expander *expander, unsigned depth, size_t offset,
                             const char *name, struct string formats)
{
    struct string whole = {name, strlen(name)};

    if (expand_fact(expander, depth, offset, whole, formats)) {
        return;
    }
    if (record_lookup(&report_type, name) != NULL ||
        report_named_text(expander->scope->report, whole) != NULL) {
        REPORT(expander->diagnostics, FORMAT_FACT, expander_place(expander, depth, offset), name);
    } else {
        report_unknown(expander, depth, offset, name);
    }
}

/* The next {{ or }}; `end` where there is none. */
static const char *find_braces(const char *at, const char *end)
{
    for (; end - at >= 2; at++) {
        if ((at[0] == '{' && at[1] == '{') || (at[0] == '}' && at[1] == '}')) {
            return at;
        }
    }
    return end;
}

/* A text while it is read. */
struct reader {
    struct expander *expander;
    unsigned depth; /* of the text */
    const char *start, *end;
    size_t marks, excess; /* that were open before it */
};

/* What means something at or behind `at`: inside of marks more than outside. */
static const char *find_special(const struct reader *reader, const char *at)
{
    const struct expander *expander = reader->expander;
    bool inside = expander->open_count > reader->marks || expander->excess > reader->excess;
    const struct open_mark *mark = inside ? mark_innermost(expander) : NULL;

    if (!inside) {
        const char *open = memmem(at, (size_t)(reader->end - at), "{{", 2);
        return open != NULL ? open : reader->end;
    }
    if (mark == NULL || mark->mark != MARK_RUBY) {
        return find_braces(at, reader->end);
    }
    for (; at < reader->end; at++) {
        bool escaped = at > reader->start && at[-1] == '\\';
        if ((*at == '|' && (escaped || !mark->separated)) ||
            (reader->end - at >= 2 && at[0] == at[1] && (*at == '{' || *at == '}'))) {
            break;
        }
    }
    return at;
}

static void expand_name(const struct reader *reader, const char *open, const char *first,
                        const char *last)
{
    struct expander *expander = reader->expander;
    const char *name = arena_copy(expander->arena, first, (size_t)(last - first));
    size_t offset = (size_t)(open - reader->start);

    mark_fill(expander);
    expander_add_segment(expander, reader->depth, offset, false);
    if (expander->scope->item != NULL && strcmp(name, "item") == 0) {
        expand_text(expander, reader->depth, offset, name, *expander->scope->item);
        return;
    }
    struct string whole = {name, strlen(name)};
    size_t bar_size;
    size_t bar = format_bar(whole, &bar_size);
    if (bar_size > 0) {
        expand_formatted(
            expander, reader->depth, offset,
            arena_copy(expander->arena, name, (size_t)(trim_blanks(name, name + bar) - name)),
            (struct string){name + bar + bar_size, whole.size - bar - bar_size});
    } else if (!expand_variable(expander, name) &&
               !expand_fact(expander, reader->depth, offset, whole, (struct string){0}) &&
               !expand_named(expander, reader->depth, offset, whole) &&
               !expand_field(expander, reader->depth, offset, name)) {
        report_unknown(expander, reader->depth, offset, name);
    }
}

/* What {{ at `open` begins. Returns where to read on; NULL where nothing closes it. */
static const char *read_braces(const struct reader *reader, const char *open)
{
    struct expander *expander = reader->expander;
    size_t offset = (size_t)(open - reader->start);
    const char *end = reader->end;
    const char *first = skip_blanks(open + 2, end);
    const char *braces = find_braces(first, end);
    const char *last = first;

    while (last < braces && blank_size(last, end) == 0) {
        last++;
    }
    struct string word = {first, (size_t)(last - first)};
    int which = mark_find(word);
    const char *content = skip_blanks(last, end);
    bool bare = content == braces && braces < end && *braces == '}';
    if (which == MARK_KINDS && bare) {
        mark_add_break(expander, reader->depth, offset);
        return braces + 2;
    }
    if (which >= 0) {
        const char *spelled = arena_copy(expander->arena, word.bytes, word.size);
        if (which == MARK_KINDS) {
            REPORT(expander->diagnostics, MARK_CONTENT,
                   expander_place(expander, reader->depth, offset));
            which = -1;
        }
        mark_open(expander, which, spelled, reader->depth, offset);
        return content;
    }
    if (braces < end && *braces == '{' && last < braces) { /* an unknown mark that holds names */
        const char *spelled = arena_copy(expander->arena, word.bytes, word.size);
        report_unknown(expander, reader->depth, offset, spelled);
        mark_open(expander, -1, spelled, reader->depth, offset);
        return content;
    }
    const char *close = memmem(braces, (size_t)(end - braces), "}}", 2);
    if (close == NULL) {
        REPORT(expander->diagnostics, TEMPLATE_SYNTAX,
               expander_place(expander, reader->depth, offset));
        return NULL;
    }
    expand_name(reader, open, first, trim_blanks(first, close));
    return close + 2;
}

/* Adds characters as they are written. */
static void add_literal(const struct reader *reader, const char *from, const char *to)
{
    expander_add_segment(reader->expander, reader->depth, (size_t)(from - reader->start), true);
    buffer_add(&reader->expander->pieces.out, from, (size_t)(to - from));
}

static void expand(struct expander *expander, unsigned depth)
{
    struct string text = expander->texts[depth].string;
    struct reader reader = {.expander = expander,
                            .depth = depth,
                            .start = text.bytes,
                            .end = text.bytes + text.size,
                            .marks = expander->open_count,
                            .excess = expander->excess};

    for (const char *at = reader.start; at != NULL && at < reader.end;) {
        const char *stop = find_special(&reader, at);
        bool found = stop < reader.end;
        bool escaped = found && stop > at && stop[-1] == '\\';
        bool trims = found && !escaped && *stop != '{';
        const char *last = trims ? trim_blanks(at, stop) : stop - escaped;

        if (last > at || escaped) {
            mark_fill(expander);
        }
        add_literal(&reader, at, last);
        if (!found) {
            break;
        }
        if (escaped) {
            size_t size = *stop == '|' ? 1 : 2;
            add_literal(&reader, stop, stop + size);
            at = stop + size;
        } else if (*stop == '{') {
            at = read_braces(&reader, stop);
        } else if (*stop == '|') {
            mark_separate(expander);
            at = skip_blanks(stop + 1, reader.end);
        } else {
            mark_close(expander);
            at = stop + 2;
        }
    }
    expander->excess = reader.excess;
    mark_close_all(expander, reader.marks);
}

struct expansion template_expand(struct arena *arena, const struct scope *scope, struct text text,
                                 struct diagnostics *diagnostics)
{
    struct expander expander = {
        .arena = arena, .scope = scope, .diagnostics = diagnostics, .pieces = pieces_new(arena)};

    expander.texts[0] = text;
    bool verbatim = scope->report != NULL && scope->report->manuscript;
    if (text.string.bytes != NULL && verbatim) {
        expander_add_segment(&expander, 0, 0, true);
        buffer_add(&expander.pieces.out, text.string.bytes, text.string.size);
    } else if (text.string.bytes != NULL) {
        expand(&expander, 0);
    }
    return pieces_finish(&expander.pieces);
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
