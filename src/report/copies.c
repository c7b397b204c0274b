#include "report/copies.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "yaml/index.h"
#include "yaml/scalar.h"
#include <string.h>

enum { COPY_DIGITS = 6, COPY_LIMIT = 999999 /* 7.2.1: six digits */ };

const struct text copies_number = {STRING("{{copy}}"), {0}};

static bool is_digits(struct string text)
{
    for (size_t i = 0; i < text.size; i++) {
        if (text.bytes[i] < '0' || text.bytes[i] > '9') {
            return false;
        }
    }
    return text.size > 0 && text.size <= COPY_DIGITS;
}

static unsigned value_of(struct string digits)
{
    unsigned value = 0;

    for (size_t i = 0; i < digits.size; i++) {
        value = value * 10 + (unsigned)(digits.bytes[i] - '0');
    }
    return value;
}

/* "30": 1 to 30; "31-60"; 0 for numbers that are none of copies; false for what is no number. */
static bool is_range(struct string wanted, unsigned *first, unsigned *last)
{
    const char *dash = memchr(wanted.bytes, '-', wanted.size);
    size_t size = dash == NULL ? 0 : (size_t)(dash - wanted.bytes);
    struct string to = {wanted.bytes + size + (dash != NULL), wanted.size - size - (dash != NULL)};

    struct string from = dash == NULL ? STRING("1") : (struct string){wanted.bytes, size};

    *first = *last = 0;
    if (is_digits(from) && is_digits(to)) {
        *first = value_of(from);
        *last = value_of(to);
    }
    return wanted.size > 0 && strspn(wanted.bytes, "0123456789-") == wanted.size;
}

/* As if a table had been written: the copies are called like their numbers. */
static const struct csv *count_copies(struct arena *arena, unsigned first, unsigned last,
                                      struct diagnostics *diagnostics)
{
    struct buffer out = buffer_new(arena);

    buffer_add_string(&out, "unit,copy\n");
    for (unsigned i = first; i <= last; i++) {
        buffer_format(&out, "%0*u,%0*u\n", COPY_DIGITS, i, COPY_DIGITS, i);
    }
    struct string text = buffer_string(&out);
    return csv_from_memory(arena, "--copies", text.bytes, text.size, diagnostics);
}

/* The column of the numbers; SIZE_MAX: there is none. */
static size_t copy_column(const struct csv_row *head)
{
    for (size_t i = 0; i < head->count; i++) {
        if (scalar_is(head->cells[i].string, "copy") || scalar_is(head->cells[i].string, "份号")) {
            return i;
        }
    }
    return SIZE_MAX;
}

static struct text number_text(struct arena *arena, unsigned number, struct place place)
{
    const char *digits = arena_format(arena, "%0*u", COPY_DIGITS, number);

    return (struct text){{digits, strlen(digits)}, place};
}

/* What a row has of its own: spreadsheets take the zeros away. */
static struct text own_number(struct arena *arena, struct text cell)
{
    return is_digits(cell.string) ? number_text(arena, value_of(cell.string), cell.place) : cell;
}

static void check_numbers(struct arena *arena, const struct csv *csv, size_t column,
                          struct diagnostics *diagnostics)
{
    struct index_entry *numbers = ARENA_ARRAY(arena, struct index_entry, csv->row_count);

    for (size_t i = 1; i < csv->row_count; i++) {
        struct text number = csv_cell(&csv->rows[i], column);
        numbers[i - 1] = (struct index_entry){number.string, i};
        if (number.string.size == 0) {
            REPORT(diagnostics, COPY_NUMBER, number.place, "");
        }
    }
    index_sort(numbers, csv->row_count - 1);
    for (size_t i = 1; i + 1 < csv->row_count; i++) {
        if (numbers[i].name.size > 0 && index_same(numbers[i - 1].name, numbers[i].name)) {
            struct text again = csv_cell(&csv->rows[numbers[i].position], column);
            REPORT(diagnostics, COPY_NUMBER, again.place, again.string.bytes);
        }
    }
}

/* The table with numbers in a column `copy`. */
static const struct units *number_units(struct arena *arena, const struct units *units,
                                        struct diagnostics *diagnostics)
{
    const struct csv *from = units->csv;
    const struct csv_row *head = &from->rows[0];
    size_t own = copy_column(head);
    size_t column = own == SIZE_MAX ? head->count : own;
    size_t count = own == SIZE_MAX ? head->count + 1 : head->count;
    struct csv_row *rows = ARENA_ARRAY(arena, struct csv_row, from->row_count);
    bool *numbers = ARENA_ARRAY(arena, bool, count);

    for (size_t i = 0; i < from->row_count; i++) {
        struct text *cells = ARENA_ARRAY(arena, struct text, count);
        struct place place = from->rows[i].place;
        for (size_t k = 0; k < count; k++) {
            cells[k] = csv_cell(&from->rows[i], k);
        }
        if (i == 0) {
            cells[column] = (struct text){STRING("copy"), place};
        } else if (own == SIZE_MAX) {
            cells[column] = number_text(arena, (unsigned)i, place);
        } else {
            cells[column] = own_number(arena, cells[column]);
        }
        rows[i] = (struct csv_row){cells, count, place};
    }
    memcpy(numbers, units->numbers, head->count * sizeof *numbers);
    numbers[column] = false;
    struct csv *csv = ARENA_NEW(arena, struct csv);
    *csv = (struct csv){from->source, rows, from->row_count};
    check_numbers(arena, csv, column, diagnostics);
    struct units *numbered = ARENA_NEW(arena, struct units);
    *numbered = (struct units){csv, units->column, numbers};
    return numbered;
}

const struct units *copies_open(struct arena *arena, struct text wanted, bool *file,
                                struct diagnostics *diagnostics)
{
    size_t errors = diagnostics->errors;
    unsigned first, last;
    const struct units *units;

    *file = !is_range(wanted.string, &first, &last);
    if (*file) {
        units = units_open(arena, wanted, diagnostics);
        if (units != NULL && units->csv->row_count > COPY_LIMIT) {
            REPORT(diagnostics, COPY_COUNT, (struct place){0}, wanted.string.bytes);
            return NULL;
        }
    } else if (first < 1 || last < first) {
        REPORT(diagnostics, COPY_COUNT, (struct place){0}, wanted.string.bytes);
        return NULL;
    } else {
        units = units_of(arena, count_copies(arena, first, last, diagnostics), diagnostics);
    }
    units = units == NULL ? NULL : number_units(arena, units, diagnostics);
    return diagnostics->errors == errors ? units : NULL;
}
