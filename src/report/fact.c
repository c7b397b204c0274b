#include "report/fact.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "report/expression_private.h"
#include "yaml/index.h"
#include "yaml/scalar.h"
#include <string.h>

/* ---- the set ---- */

struct facts *facts_new(struct arena *arena)
{
    struct facts *facts = ARENA_NEW(arena, struct facts);

    facts->arena = arena;
    return facts;
}

void facts_add(struct facts *facts, const struct fact *fact)
{
    facts->items = arena_grow(facts->arena, facts->items, facts->count, &facts->capacity,
                              sizeof *facts->items);
    facts->items[facts->count++] = *fact;
}

struct fact fact_new(struct text name, struct decimal value)
{
    return (struct fact){.name = name,
                         .origin = FACT_READ,
                         .value = rational_from_decimal(value),
                         .previous = rational_from_decimal((struct decimal){0}),
                         .has_written = true,
                         .written = value,
                         .digits = FACT_ALL_DIGITS,
                         .place = name.place};
}

bool fact_is_percentage(struct string unit)
{
    return scalar_is(unit, "%") || scalar_is(unit, "％");
}

struct fact *facts_find(const struct facts *facts, struct string name)
{
    const struct index_entry *found = index_find(facts->index, facts->count, name);

    return found == NULL ? NULL : &facts->items[found->position];
}

const struct fact *facts_use(struct facts *facts, struct string name)
{
    struct fact *fact = facts_find(facts, name);

    if (fact != NULL) {
        fact->used = true;
    }
    return fact;
}

const char **facts_names(const struct facts *facts, struct arena *arena)
{
    const char **names = ARENA_ARRAY(arena, const char *, facts->count);

    for (size_t i = 0; i < facts->count; i++) {
        names[i] = facts->items[i].name.string.bytes;
    }
    return names;
}

/* ---- patterns ---- */

static bool begins_with(struct string text, struct string start)
{
    return text.size >= start.size && memcmp(text.bytes, start.bytes, start.size) == 0;
}

struct fact_match facts_match(const struct facts *facts, struct string pattern)
{
    const char *star = memchr(pattern.bytes, '*', pattern.size);
    size_t before = star == NULL ? pattern.size : (size_t)(star - pattern.bytes);
    struct fact_match match = {.before = {pattern.bytes, before}};
    size_t high = facts->count;

    if (star == NULL) {
        match.at = high;
        return match;
    }
    match.behind = (struct string){star + 1, pattern.size - before - 1};
    while (match.at < high) { /* the first name that is not before all that begin so */
        size_t middle = match.at + (high - match.at) / 2;
        struct string name = facts->index[middle].name;
        size_t shorter = name.size < before ? name.size : before;
        int order = shorter > 0 ? memcmp(name.bytes, pattern.bytes, shorter) : 0;
        if (order < 0 || (order == 0 && name.size < before)) {
            match.at = middle + 1;
        } else {
            high = middle;
        }
    }
    return match;
}

/* Whether the name, which begins as the pattern does, fits the rest of it. */
static bool fits(const struct fact_match *match, struct string name)
{
    const char *part = name.bytes + match->before.size;
    size_t size = name.size - match->before.size;

    if (match->behind.size == 0) {
        return size > 0;
    }
    if (size <= match->behind.size ||
        memcmp(part + size - match->behind.size, match->behind.bytes, match->behind.size) != 0) {
        return false;
    }
    return memchr(part, '.', size - match->behind.size) == NULL;
}

struct fact *facts_next(struct facts *facts, struct fact_match *match)
{
    while (match->at < facts->count && facts->steps <= EXPRESSION_STEP_LIMIT) {
        const struct index_entry *entry = &facts->index[match->at];
        if (!begins_with(entry->name, match->before)) {
            break;
        }
        match->at++;
        facts->steps++;
        if (fits(match, entry->name)) {
            return &facts->items[entry->position];
        }
    }
    return NULL;
}

/* ---- computing ---- */

enum progress { PROGRESS_NONE, PROGRESS_BEGUN, PROGRESS_DONE };

/* A fact that waits for those that it is computed from. */
struct waiting {
    struct fact *fact;
    struct expression_walk walk;
};

struct settler {
    struct facts *facts;
    struct arena *arena; /* scratch */
    struct diagnostics *diagnostics;
    unsigned char *progress; /* enum progress of each fact */
    struct waiting *stack;
    size_t size, capacity;
};

static unsigned char *progress_of(struct settler *settler, const struct fact *fact)
{
    return &settler->progress[fact - settler->facts->items];
}

static void push(struct settler *settler, struct fact *fact)
{
    settler->stack = arena_grow(settler->arena, settler->stack, settler->size, &settler->capacity,
                                sizeof *settler->stack);
    settler->stack[settler->size++] = (struct waiting){.fact = fact};
    *progress_of(settler, fact) = PROGRESS_BEGUN;
}

/* `again` is one of those that wait, and the last of them refers to it: a → b → a. */
static void report_circle(struct settler *settler, const struct fact *again)
{
    enum { SHOWN = 8 };
    struct buffer names = buffer_new(settler->arena);
    size_t first = settler->size;

    do {
        first--;
        settler->stack[first].fact->broken = true;
    } while (settler->stack[first].fact != again);
    for (size_t i = first; i < settler->size; i++) {
        if (i - first == SHOWN) {
            buffer_add_string(&names, "… → ");
            break;
        }
        buffer_add_string(&names, settler->stack[i].fact->name.string.bytes);
        buffer_add_string(&names, " → ");
    }
    buffer_add_string(&names, again->name.string.bytes);
    REPORT(settler->diagnostics, FACT_CYCLE, again->compute.place, again->name.string.bytes,
           buffer_string(&names).bytes);
}

static void set_value(struct settler *settler, struct fact *fact)
{
    struct result result = expression_value_for(fact->expression, settler->facts, fact, false);
    struct decimal whole;

    if (result.outcome != OUTCOME_GOOD) {
        result_report(settler->arena, &result, settler->facts, settler->diagnostics);
        fact->broken = true;
        return;
    }
    unsigned digits = fact->digits > 0 ? (unsigned)fact->digits : 0;
    if (!rational_round(result.value, digits, &whole)) {
        REPORT(settler->diagnostics, FACT_TOO_LARGE, fact->compute.place, fact->name.string.bytes);
        fact->broken = true;
        return;
    }
    fact->value = result.value;
    struct expression_walk walk = {0};
    bool constant = expression_next_fact(fact->expression, settler->facts, fact, &walk) == NULL;
    if (!fact->has_previous && !constant) { /* as far as those of last year are known */
        result = expression_value_for(fact->expression, settler->facts, fact, true);
        fact->has_previous = result.outcome == OUTCOME_GOOD;
        fact->previous = fact->has_previous ? result.value : fact->previous;
    }
}

static void compute(struct settler *settler, struct fact *first)
{
    push(settler, first);
    while (settler->size > 0) {
        struct waiting *last = &settler->stack[settler->size - 1];
        struct fact *fact = last->fact;
        struct fact *next =
            expression_next_fact(fact->expression, settler->facts, fact, &last->walk);
        if (next == NULL) {
            if (!fact->broken) {
                set_value(settler, fact);
            }
            *progress_of(settler, fact) = PROGRESS_DONE;
            settler->size--;
        } else if (next->expression != NULL && *progress_of(settler, next) == PROGRESS_NONE) {
            push(settler, next);
        } else if (*progress_of(settler, next) == PROGRESS_BEGUN && !fact->broken) {
            report_circle(settler, next);
        }
    }
}

static void make_index(struct facts *facts, struct diagnostics *diagnostics)
{
    struct index_entry *index = ARENA_ARRAY(facts->arena, struct index_entry, facts->count);

    for (size_t i = 0; i < facts->count; i++) {
        index[i] = (struct index_entry){facts->items[i].name.string, i};
    }
    index_sort(index, facts->count);
    facts->index = index;
    for (size_t i = 1; i < facts->count; i++) {
        if (index_same(index[i - 1].name, index[i].name)) {
            const struct fact *fact = &facts->items[index[i].position];
            struct place first = facts->items[index[i - 1].position].name.place;
            REPORT(diagnostics, FACT_TWICE, fact->name.place, fact->name.string.bytes,
                   arena_format(facts->arena, "%s:%u",
                                first.source != NULL ? first.source->name : "",
                                (unsigned)first.line));
        }
    }
}

bool facts_settle(struct facts *facts, struct diagnostics *diagnostics)
{
    size_t errors = diagnostics->errors;

    make_index(facts, diagnostics);
    if (diagnostics->errors > errors) {
        return false;
    }
    struct arena *scratch = arena_child(facts->arena);
    struct settler settler = {.facts = facts,
                              .arena = scratch,
                              .diagnostics = diagnostics,
                              .progress = ARENA_ARRAY(scratch, unsigned char, facts->count)};
    for (size_t i = 0; i < facts->count; i++) {
        if (facts->items[i].expression != NULL && settler.progress[i] == PROGRESS_NONE) {
            compute(&settler, &facts->items[i]);
        }
    }
    arena_free_child(scratch);
    return diagnostics->errors == errors;
}

bool fact_decimal(const struct fact *fact, struct decimal *out)
{
    if (fact->has_written) {
        *out = fact->written;
        return true;
    }
    return fact->digits == FACT_ALL_DIGITS
               ? rational_decimal(fact->value, out)
               : rational_round(fact->value, (unsigned)fact->digits, out);
}

void facts_report_unused(const struct facts *facts, struct diagnostics *diagnostics)
{
    for (size_t i = 0; i < facts->count; i++) {
        const struct fact *fact = &facts->items[i];
        if (!fact->used && fact->origin != FACT_READ) {
            REPORT(diagnostics, FACT_UNUSED, fact->name.place, fact->name.string.bytes);
        }
    }
}
