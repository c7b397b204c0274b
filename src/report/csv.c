#include "report/csv.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include "yaml/index.h"
#include "yaml/scalar.h"
#include <csv.h>
#include <errno.h>
#include <iconv.h>
#include <string.h>

/* ---- encodings ---- */

static bool is_utf8(struct string text)
{
    for (size_t at = 0; at < text.size;) {
        if (unicode_decode(text.bytes, text.size, &at) == UNICODE_INVALID) {
            return false;
        }
    }
    return true;
}

/* An iconv_t is not always a pointer to something. */
struct converter {
    iconv_t handle;
};

static void end_converter(void *memory)
{
    struct converter *converter = memory;

    iconv_close(converter->handle);
}

/* What text that is not UTF-8 is in: UTF-16, which spreadsheets call Unicode text, tells so at its
 * beginning; of GB18030, GBK and GB 2312 are parts. */
static const char *encoding_of(struct string text)
{
    bool marked = text.size >= 2 && (memcmp(text.bytes, "\xFF\xFE", 2) == 0 ||
                                     memcmp(text.bytes, "\xFE\xFF", 2) == 0);

    return marked ? "UTF-16" : "GB18030";
}

/* False when it is not in the encoding that it seems to be in. */
static bool convert(struct arena *arena, struct string *text)
{
    struct arena *scratch = arena_child(arena);
    struct converter *converter = ARENA_NEW(scratch, struct converter);
    size_t room = text->size + text->size / 2 + 1; /* two bytes become three at most */
    char *converted = arena_alloc(arena, room + 1);
    char *from = (char *)(uintptr_t)text->bytes; /* iconv() does not write there */
    char *to = converted;
    size_t left = text->size;
    bool good = false;

    converter->handle = iconv_open("UTF-8", encoding_of(*text));
    if (converter->handle != (iconv_t)-1) { /* NOLINT(performance-no-int-to-ptr): as POSIX has it */
        arena_own(scratch, converter, end_converter);
        good = iconv(converter->handle, &from, &left, &to, &room) != (size_t)-1 && left == 0;
    }
    arena_free_child(scratch);
    if (good) {
        *to = '\0';
        *text = (struct string){converted, (size_t)(to - converted)};
    }
    return good;
}

/* Old files end lines with CR alone; sources count LF. */
static struct string end_lines(struct arena *arena, struct string text)
{
    char *bytes = arena_copy(arena, text.bytes, text.size);

    for (size_t i = 0; i < text.size; i++) {
        if (bytes[i] == '\r' && bytes[i + 1] != '\n') { /* a NUL stands at the end */
            bytes[i] = '\n';
        }
    }
    return (struct string){bytes, text.size};
}

/* ---- cells ---- */

/* The sign that stands most often between the cells of the first row that is not empty;
 * spreadsheets write commas, and under some settings semicolons or tabs. */
static char find_separator(struct string text)
{
    static const char separators[] = {',', ';', '\t'}; /* the first, where several are alike */
    size_t counts[sizeof separators] = {0};
    bool quoted = false, begun = false;
    size_t best = 0;

    for (size_t i = 0; i < text.size; i++) {
        char byte = text.bytes[i];
        quoted = quoted != (byte == '"');
        if (byte == '\n' && begun && !quoted) {
            break;
        }
        begun = begun || (byte != '\n' && byte != '\r');
        for (size_t k = 0; k < sizeof separators && !quoted; k++) {
            counts[k] += byte == separators[k];
        }
    }
    for (size_t k = 1; k < sizeof separators; k++) {
        best = counts[k] > counts[best] ? k : best;
    }
    return separators[best];
}

enum { CELL_STEP = 65536 }; /* that the room for a cell grows by, in bytes */

/* The file while it is read: libcsv is given one byte after the other, so that the place of each
 * cell is known. What it calls back may not take memory: cells go where there is room for all. */
struct reading {
    struct arena *arena;
    struct diagnostics *diagnostics;
    char separator;
    char *text; /* of all cells, a NUL behind each */
    size_t size;
    char *cell; /* the one that has just ended, or NULL */
    size_t cell_size;
    bool row_ended;
    struct place at;    /* what is read next */
    struct place begun; /* the cell that is being read; line 0: nothing of it yet */
    struct text *cells;
    size_t count, capacity;
    size_t *ends; /* of rows: how many cells there are up to them */
    size_t row_count, row_capacity;
};

static void take_cell(void *bytes, size_t size, void *context)
{
    struct reading *reading = context;

    reading->cell = reading->text + reading->size;
    reading->cell_size = size;
    if (size > 0) {
        memcpy(reading->cell, bytes, size);
    }
    reading->cell[size] = '\0';
    reading->size += size + 1;
}

static void take_row(int end, void *context)
{
    (void)end;
    ((struct reading *)context)->row_ended = true;
}

/* Without blanks at its ends; the NUL comes along. */
static struct string trim(char *bytes, size_t size)
{
    size_t start = size, end = 0;

    for (size_t at = 0; at < size;) {
        size_t here = at;
        if (!unicode_is_blank(unicode_decode(bytes, size, &at))) {
            start = start == size ? here : start;
            end = at;
        }
    }
    if (end == 0) {
        return STRING("");
    }
    bytes[end] = '\0';
    return (struct string){bytes + start, end - start};
}

/* Takes what libcsv has found since. False over the limit. */
static bool collect(struct reading *reading)
{
    if (reading->cell != NULL) {
        if (reading->count == CSV_CELL_LIMIT) {
            REPORT(reading->diagnostics, CSV_SIZE, reading->at,
                   arena_format(reading->arena, "%d", CSV_CELL_LIMIT));
            return false;
        }
        reading->cells = arena_grow(reading->arena, reading->cells, reading->count,
                                    &reading->capacity, sizeof *reading->cells);
        reading->cells[reading->count++] =
            (struct text){trim(reading->cell, reading->cell_size),
                          reading->begun.line > 0 ? reading->begun : reading->at};
        reading->cell = NULL;
        reading->begun.line = 0;
    }
    if (reading->row_ended) {
        reading->ends = arena_grow(reading->arena, reading->ends, reading->row_count,
                                   &reading->row_capacity, sizeof *reading->ends);
        reading->ends[reading->row_count++] = reading->count;
        reading->row_ended = false;
    }
    return true;
}

static void end_parser(void *parser)
{
    csv_free(parser);
}

static bool refuse(struct reading *reading, struct csv_parser *parser, struct place place)
{
    if (csv_error(parser) != CSV_EPARSE) {
        arena_fail(reading->arena);
    }
    REPORT(reading->diagnostics, CSV_QUOTATION, place);
    return false;
}

static bool read_cells(struct reading *reading, struct csv_parser *parser, struct string text)
{
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.bytes[i];
        bool begins = byte != ' ' && byte != '\t' && byte != reading->separator && byte != '\n' &&
                      byte != '\r';
        if (begins && reading->begun.line == 0) {
            reading->begun = reading->at;
        }
        if (csv_parse(parser, &byte, 1, take_cell, take_row, reading) != 1) {
            return refuse(reading, parser, reading->at);
        }
        if (!collect(reading)) {
            return false;
        }
        if (byte == '\n') {
            reading->at.line++;
            reading->at.column = 1;
        } else if (((unsigned char)byte & 0xC0U) != 0x80U) {
            reading->at.column++;
        }
    }
    if (csv_fini(parser, take_cell, take_row, reading) != 0) {
        return refuse(reading, parser, reading->begun);
    }
    return collect(reading);
}

static bool parse(struct reading *reading, struct string text)
{
    struct arena *scratch = arena_child(reading->arena);
    struct csv_parser *parser = ARENA_NEW(scratch, struct csv_parser);

    if (csv_init(parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        arena_fail(reading->arena);
    }
    arena_own(scratch, parser, end_parser);
    csv_set_blk_size(parser, CELL_STEP);
    csv_set_delim(parser, (unsigned char)reading->separator);
    bool good = read_cells(reading, parser, text);
    arena_free_child(scratch);
    return good;
}

/* ---- rows ---- */

static bool is_blank_row(const struct text *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (cells[i].string.size > 0) {
            return false;
        }
    }
    return true;
}

static void make_rows(const struct reading *reading, struct csv *csv)
{
    struct csv_row *rows = ARENA_ARRAY(reading->arena, struct csv_row, reading->row_count);
    size_t first = 0;

    csv->rows = rows;
    for (size_t i = 0; i < reading->row_count; i++) {
        size_t count = reading->ends[i] - first;
        const struct text *cells = reading->cells + first;
        if (count > 0 && !is_blank_row(cells, count)) {
            rows[csv->row_count++] = (struct csv_row){cells, count, cells[0].place};
        }
        first = reading->ends[i];
    }
}

const struct csv *csv_from_memory(struct arena *arena, const char *name, const char *bytes,
                                  size_t size, struct diagnostics *diagnostics)
{
    struct string text = {bytes, size};
    struct csv *csv = ARENA_NEW(arena, struct csv);

    if (!is_utf8(text)) {
        (void)convert(arena, &text); /* else the source tells which byte is wrong */
    }
    text = end_lines(arena, text);
    csv->source = source_from_memory(arena, name, text.bytes, text.size, diagnostics);
    if (csv->source == NULL) {
        return NULL;
    }
    text = csv->source->text;
    struct reading reading = {.arena = arena,
                              .diagnostics = diagnostics,
                              .separator = find_separator(text),
                              .text = arena_alloc(arena, text.size * 2 + 2),
                              .at = {csv->source, 1, 1},
                              .begun = {csv->source, 0, 0}};
    if (!parse(&reading, text)) {
        return NULL;
    }
    make_rows(&reading, csv);
    return csv;
}

const struct csv *csv_read(struct arena *arena, struct text path, struct diagnostics *diagnostics)
{
    const char *name = source_beside(arena, path.place.source, path.string.bytes);
    struct string bytes;

    if (strcmp(name, "-") == 0) { /* a file of that name, not standard input */
        name = "./-";
    }
    if (!source_bytes(arena, name, path.place, &bytes, diagnostics)) {
        return NULL;
    }
    return csv_from_memory(arena, name, bytes.bytes, bytes.size, diagnostics);
}

struct text csv_cell(const struct csv_row *row, size_t column)
{
    return column < row->count ? row->cells[column] : (struct text){STRING(""), row->place};
}

bool csv_is_remark(struct text heading)
{
    return heading.string.size > 0 && heading.string.bytes[0] == '#';
}

void csv_check_shape(struct arena *arena, const struct csv *csv, struct diagnostics *diagnostics)
{
    const struct csv_row *head = &csv->rows[0];
    struct index_entry *names = ARENA_ARRAY(arena, struct index_entry, head->count);
    size_t count = 0;

    for (size_t i = 0; i < head->count; i++) {
        if (head->cells[i].string.size > 0 && !csv_is_remark(head->cells[i])) {
            names[count++] = (struct index_entry){head->cells[i].string, i};
        }
    }
    index_sort(names, count);
    for (size_t i = 1; i < count; i++) {
        if (index_same(names[i - 1].name, names[i].name)) {
            REPORT(diagnostics, CSV_COLUMN_TWICE, head->cells[names[i].position].place,
                   names[i].name.bytes);
        }
    }
    for (size_t i = 1; i < csv->row_count; i++) {
        for (size_t k = head->count; k < csv->rows[i].count; k++) {
            if (csv->rows[i].cells[k].string.size > 0) {
                REPORT(diagnostics, CSV_ROW_LONG, csv->rows[i].cells[k].place,
                       arena_format(arena, "%zu", head->count));
                break;
            }
        }
    }
}

/* ---- numbers ---- */

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* Whether three digits follow, and no fourth. */
static bool is_group(const char *at, const char *end)
{
    return end - at >= 3 && is_digit(at[0]) && is_digit(at[1]) && is_digit(at[2]) &&
           (end - at == 3 || !is_digit(at[3]));
}

/* 0571 is a code rather than a number; commas do not stand behind a fourth digit (1234,567). */
static bool begins_well(const char *at, const char *end)
{
    const char *comma = memchr(at, ',', (size_t)(end - at));

    at += at < end && (*at == '-' || *at == '+');
    if (end - at > 1 && at[0] == '0' && (is_digit(at[1]) || at[1] == ',')) {
        return false;
    }
    return comma == NULL || comma - at <= 3;
}

bool csv_number(struct string text, struct decimal *out, bool *percent)
{
    enum { LONGEST = 64 };
    static const char wide[] = "％";
    const char *at = text.bytes, *end = at + text.size;
    char digits[LONGEST];
    size_t size = 0;
    bool point = false;

    *percent = false;
    if (text.size > 1 && end[-1] == '%') {
        *percent = true;
        end--;
    } else if (text.size > 3 && memcmp(end - 3, wide, 3) == 0) {
        *percent = true;
        end -= 3;
    }
    if (!begins_well(at, end)) {
        return false;
    }
    for (; at < end; at++) {
        bool separates = *at == ',' && !point && size > 0 && is_digit(at[-1]);
        if (separates && is_group(at + 1, end)) {
            continue;
        }
        if (size == LONGEST) {
            return false;
        }
        point = point || *at == '.';
        digits[size++] = *at;
    }
    return scalar_decimal((struct string){digits, size}, out);
}
