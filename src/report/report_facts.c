/* The facts of a report: those it declares, those of the files that it names, and what is to hold
 * between them. */
#include "report/report_private.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include "report/csv.h"
#include "report/fact.h"
#include "report/fact_file.h"
#include "report/named_text.h"
#include "report/template.h"
#include "report/units.h"
#include "yaml/index.h"
#include "yaml/nearest.h"
#include <string.h>

/* {{note}} and {{note …}} are marks. */
static bool is_mark(const struct text *name)
{
    for (const char *const *word = mark_words; *word != NULL; word++) {
        size_t size = strlen(*word);
        if (strncmp(name->string.bytes, *word, size) != 0) {
            continue;
        }
        if (size == name->string.size ||
            unicode_is_blank(unicode_decode(name->string.bytes, name->string.size, &size))) {
            return true;
        }
    }
    return false;
}

/* What means something else in {{ }}, or cannot be written there. */
static bool is_unwritable(struct string name)
{
    static const char *const signs[] = {"{{", "}}", "|", "｜", "\n"};

    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (memmem(name.bytes, name.size, signs[i], strlen(signs[i])) != NULL) {
            return true;
        }
    }
    return name.size == 0;
}

/* {{title}} is the title, whatever facts there are. */
static void check_fact_name(const struct text *name, struct diagnostics *diagnostics)
{
    const char *dot = strchr(name->string.bytes, '.');
    size_t size = dot == NULL ? name->string.size : (size_t)(dot - name->string.bytes);

    if (is_unwritable(name->string)) {
        REPORT(diagnostics, FACT_NAME_SIGNS, name->place, name->string.bytes);
    }
    if (is_mark(name)) {
        REPORT(diagnostics, FACT_NAME_MARK, name->place, name->string.bytes);
    }
    for (const struct field *field = report_type.fields; field->name != NULL; field++) {
        if (strlen(field->name) == size && memcmp(field->name, name->string.bytes, size) == 0 &&
            (dot == NULL || field->type->kind == TYPE_CUSTOM)) {
            REPORT(diagnostics, FACT_NAME, name->place, name->string.bytes);
        }
    }
}

/* The files that the report names, each read once for every use of it. */
static void read_files(struct arena *arena, struct report *report, struct diagnostics *diagnostics)
{
    const struct fact_file *files = report->fact_files.items;
    const char **paths = ARENA_ARRAY(arena, const char *, report->fact_files.count);

    for (size_t i = 0; i < report->fact_files.count; i++) {
        const struct csv *csv = files[i].total ? units_read(arena, files[i].file, diagnostics)
                                               : csv_read(arena, files[i].file, diagnostics);
        if (csv != NULL) {
            paths[report->file_count++] = csv->source->name;
            (void)facts_add_file(report->facts, &files[i], csv, diagnostics);
        }
    }
    report->files = paths;
}

/* ---- what is given ---- */

/* What is given, by name, while it is taken. */
struct taker {
    struct facts *facts;
    const struct given *given;
    size_t count;
    bool *taken; /* of each */
    const struct index_entry *index;
};

/* NAME.previous, NAME.上年: last year's value of what is given as NAME. */
static void take_previous(const struct taker *taker, struct fact *fact)
{
    struct decimal value;
    bool percent;

    fact->has_previous = false;
    for (const char *const *ending = units_previous_endings; *ending != NULL; ending++) {
        struct buffer name = buffer_new(taker->facts->arena);
        buffer_format(&name, "%s%s", fact->name.string.bytes, *ending);
        const struct index_entry *entry =
            index_find(taker->index, taker->count, buffer_string(&name));
        if (entry != NULL &&
            csv_number(taker->given[entry->position].value.string, &value, &percent)) {
            fact->has_previous = true;
            fact->previous = rational_from_decimal(value);
        }
    }
}

/* The value of `given` for a fact, which keeps its unit. */
static void take_value(const struct taker *taker, const struct given *given, struct fact *fact)
{
    struct decimal value = {0};
    bool percent = false;
    bool good = csv_number(given->value.string, &value, &percent) &&
                (!percent || fact->unit.string.size == 0 || fact_is_percentage(fact->unit.string));

    fact->value = rational_from_decimal(value);
    fact->written = value;
    fact->given = true;
    fact->broken = !good;
    if (!good) {
        fact->missing = given->value;
    }
    fact->place = given->value.place;
    if (percent && fact->unit.string.size == 0) {
        fact->unit = (struct text){STRING("%"), given->value.place};
    }
    take_previous(taker, fact);
}

/* Values for what the report declares, which so is an example. */
static void take_values(struct taker *taker)
{
    struct index_entry *index = ARENA_ARRAY(taker->facts->arena, struct index_entry, taker->count);

    for (size_t i = 0; i < taker->count; i++) {
        index[i] = (struct index_entry){taker->given[i].name.string, i};
    }
    index_sort(index, taker->count);
    taker->index = index;
    for (size_t i = 0; i < taker->facts->count && taker->count > 0; i++) {
        struct fact *fact = &taker->facts->items[i];
        const struct index_entry *entry = index_find(index, taker->count, fact->name.string);
        if (entry != NULL && fact->origin == FACT_DECLARED && !taker->taken[entry->position]) {
            take_value(taker, &taker->given[entry->position], fact);
            taker->taken[entry->position] = true;
        }
    }
}

/* Facts besides, of what is given and is no text. */
static void add_given(struct taker *taker)
{
    for (size_t i = 0; i < taker->count; i++) {
        if (!taker->taken[i]) {
            struct fact fact = fact_new(taker->given[i].name, (struct decimal){0});
            take_value(taker, &taker->given[i], &fact);
            facts_add(taker->facts, &fact);
        }
    }
}

/* A name stands for a fact or for a text. */
static void check_texts(const struct report *report, struct diagnostics *diagnostics)
{
    for (size_t i = 0; i < report->texts->count; i++) {
        const struct text *name = &report->texts->items[i].name;
        check_fact_name(name, diagnostics);
        if (facts_find(report->facts, name->string) != NULL) {
            REPORT(diagnostics, TEXT_FACT, name->place, name->string.bytes);
        }
    }
}

/* Facts of all sorts, and what is to hold between them. */
void report_read_facts(struct arena *arena, struct report *report, const struct given *given,
                       size_t count, struct diagnostics *diagnostics)
{
    struct facts *facts = facts_new(arena);
    struct taker taker = {
        .facts = facts, .given = given, .count = count, .taken = ARENA_ARRAY(arena, bool, count)};
    size_t errors = diagnostics->errors;

    report->facts = facts;
    facts_take(facts, &report->written_facts, diagnostics);
    take_values(
        &taker); /* before texts: a column that nobody has filled in has no numbers either */
    report->texts = named_texts_read(arena, &report->written_texts, given, count, taker.taken);
    add_given(&taker);
    read_files(arena, report, diagnostics);
    report->assertion_count = report->written_asserts.count;
    report->assertions = assertions_take(arena, &report->written_asserts, diagnostics);
    for (size_t i = 0; i < facts->count; i++) {
        check_fact_name(&facts->items[i].name, diagnostics);
    }
    if (diagnostics->errors == errors && facts_settle(facts, diagnostics)) {
        check_texts(report, diagnostics);
        (void)assertions_settle(arena, report->assertions, report->assertion_count, facts,
                                diagnostics);
    }
}

/* What the report declares and nobody gives: as likely a constant as a column that is misspelt. */
static const char **names_not_given(const struct report *report, struct arena *arena, size_t *count)
{
    const struct facts *facts = report->facts;
    const struct named_texts *texts = report->texts;
    const char **names = ARENA_ARRAY(arena, const char *, facts->count + texts->count);

    *count = 0;
    for (size_t i = 0; i < facts->count; i++) {
        if (facts->items[i].origin == FACT_DECLARED && !facts->items[i].given) {
            names[(*count)++] = facts->items[i].name.string.bytes;
        }
    }
    for (size_t i = 0; i < texts->count; i++) {
        if (!texts->items[i].given) {
            names[(*count)++] = texts->items[i].name.string.bytes;
        }
    }
    return names;
}

static void check_spelling(struct arena *arena, struct text name, const char *const *names,
                           size_t count, struct diagnostics *diagnostics)
{
    const char *near = nearest_name(arena, name.string.bytes, names, count);

    if (near != NULL) {
        REPORT(diagnostics, UNIT_COLUMN, name.place, name.string.bytes, near);
    }
}

/* What is given for nothing, and is called nearly like something that is not given. */
static void check_idle(const struct report *report, struct diagnostics *diagnostics)
{
    struct arena *scratch = arena_child(report->facts->arena);
    size_t count;
    const char **names = names_not_given(report, scratch, &count);

    for (size_t i = 0; count > 0 && i < report->facts->count; i++) {
        const struct fact *fact = &report->facts->items[i];
        if (fact->given && fact->origin == FACT_READ && !fact->used) {
            check_spelling(scratch, fact->name, names, count, diagnostics);
        }
    }
    for (size_t i = 0; count > 0 && i < report->texts->count; i++) {
        const struct named_text *text = &report->texts->items[i];
        if (text->given && !text->written && !text->used) {
            check_spelling(scratch, text->name, names, count, diagnostics);
        }
    }
    arena_free_child(scratch);
}

/* What all reports of a series print alike, since the template has it and the table has not. */
static void note_own(const struct report *report, struct diagnostics *diagnostics)
{
    struct arena *scratch = arena_child(report->facts->arena);
    const struct named_texts *texts = report->texts;
    const char **names = ARENA_ARRAY(scratch, const char *, report->facts->count + texts->count);
    struct place first = {0};
    bool any_given = false;
    size_t count = 0;

    for (size_t i = 0; i < report->facts->count; i++) {
        const struct fact *fact = &report->facts->items[i];
        any_given = any_given || fact->given;
        if (fact->origin == FACT_DECLARED && !fact->given && fact->used) {
            first = count == 0 ? fact->name.place : first;
            names[count++] = fact->name.string.bytes;
        }
    }
    for (size_t i = 0; i < texts->count; i++) {
        const struct named_text *text = &texts->items[i];
        any_given = any_given || text->given;
        if (!text->given && text->used) {
            first = count == 0 ? text->name.place : first;
            names[count++] = text->name.string.bytes;
        }
    }
    if (any_given && count > 0) {
        REPORT(diagnostics, UNIT_OWN, first, message_join(scratch, names, count));
    }
    arena_free_child(scratch);
}

void report_check_given(const struct report *report, struct diagnostics *diagnostics)
{
    size_t warnings = diagnostics->warnings;

    check_idle(report, diagnostics);
    if (diagnostics->warnings == warnings &&
        !report->numbered) { /* else it may be of what is misspelt */
        note_own(report, diagnostics);
    }
    for (size_t i = 0; i < report->facts->count; i++) {
        const struct fact *fact = &report->facts->items[i];
        struct text cell = fact->missing;
        struct decimal value;
        bool percent;
        if (!fact->used || cell.string.bytes == NULL) {
            continue;
        }
        if (cell.string.size == 0) {
            REPORT(diagnostics, CSV_NO_VALUE, cell.place, fact->name.string.bytes);
        } else if (csv_number(cell.string, &value, &percent)) {
            REPORT(diagnostics, CSV_PERCENT, cell.place, cell.string.bytes,
                   fact->unit.string.bytes);
        } else {
            REPORT(diagnostics, CSV_NUMBER, cell.place, cell.string.bytes);
        }
    }
}

const struct text *report_named_text(struct report *report, struct string name)
{
    return named_texts_use(report->texts, name);
}

const struct fact *report_fact(struct report *report, struct string name)
{
    return facts_use(report->facts, name);
}

void report_check_facts(const struct report *report, struct diagnostics *diagnostics)
{
    facts_report_unused(report->facts, diagnostics);
    named_texts_report_unused(report->texts, diagnostics);
}

void report_check_assertions(struct report *report, struct arena *arena,
                             struct diagnostics *diagnostics)
{
    assertions_report(arena, report->assertions, report->assertion_count, report->facts,
                      diagnostics);
}
