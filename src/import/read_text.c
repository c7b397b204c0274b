/*
 * Plain text: lines become paragraphs. Where lines end at a fixed column, as in mails and in text
 * copied from a PDF, they are joined; lines of cells become tables.
 */
#include "import/manuscript.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include "import/phrase.h"
#include "report/table.h"
#include <string.h>

enum {
    WRAP_NARROWEST = 40, /* columns: shorter lines are no text that was broken */
    WRAP_WIDEST = 130,
    WRAP_SLACK = 6, /* columns that a full line may lack: a mark or a word went to the next */
    WRAP_LINES = 4, /* full lines that it takes to believe in it */
    TAB_COLUMNS = 4,
};

struct line {
    struct string raw;
    struct place place;
    unsigned width;     /* columns, blanks before it included */
    unsigned indent;    /* columns of these blanks */
    bool empty, starts; /* starts: with a number, a label or an indent of its own */
    bool left_out;      /* a page's number, or blank lines around it */
};

struct lines {
    struct line *items;
    size_t count;
};

static bool is_start(struct string text)
{
    static const char *const labels[] = {"附件", "抄送", "主送", "一是", "二是",  "三是",
                                         "四是", "五是", "#",    "—",    "签发人"};

    if (marker_read(text).level > 0) {
        return true;
    }
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        if (phrase_begins(text, labels[i])) {
            return true;
        }
    }
    return false;
}

static void measure(struct line *line)
{
    bool leading = true;

    for (size_t offset = 0; offset < line->raw.size;) {
        uint32_t character = unicode_decode(line->raw.bytes, line->raw.size, &offset);
        leading = leading && unicode_is_blank(character);
        line->width += character == '\t' ? TAB_COLUMNS : unicode_columns(character);
        line->indent = leading ? line->width : line->indent;
    }
    struct string kept = phrase_trim(line->raw);
    line->empty = kept.size == 0;
    line->starts = is_start(kept);
    if (kept.size > 0) { /* blanks behind the text are no width */
        const char *end = kept.bytes + kept.size;
        struct string tail = {end, (size_t)(line->raw.bytes + line->raw.size - end)};
        for (size_t offset = 0; offset < tail.size;) {
            uint32_t character = unicode_decode(tail.bytes, tail.size, &offset);
            line->width -= character == '\t' ? TAB_COLUMNS : unicode_columns(character);
        }
    }
}

static struct lines read_lines(struct arena *arena, const struct source *source)
{
    struct lines lines = {ARENA_ARRAY(arena, struct line, source->line_count), source->line_count};

    for (size_t i = 0; i < lines.count; i++) {
        lines.items[i].raw = source_line(source, (uint32_t)i + 1);
        lines.items[i].place = (struct place){source, (uint32_t)i + 1, 1};
        measure(&lines.items[i]);
    }
    return lines;
}

/* The column at which lines were broken; 0: they are whole paragraphs. Broken ones are nearly all
 * of one width, and most of them end in the middle of a sentence. */
static unsigned wrap_column(const struct lines *lines)
{
    unsigned widest = 0;
    size_t full = 0;
    size_t open = 0;

    for (size_t i = 0; i < lines->count; i++) {
        if (lines->items[i].width > widest) {
            widest = lines->items[i].width;
        }
    }
    if (widest < WRAP_NARROWEST || widest > WRAP_WIDEST) {
        return 0;
    }
    for (size_t i = 0; i < lines->count; i++) {
        const struct line *line = &lines->items[i];
        if (line->width + WRAP_SLACK >= widest) {
            full++;
            open += !phrase_ends_sentence(phrase_trim(line->raw));
        }
    }
    return full >= WRAP_LINES && open * 2 > full ? widest : 0;
}

/* Columns of what cannot be parted at the start of the line: a word, a hanzi and the mark behind.
 */
static unsigned first_columns(const struct line *line)
{
    struct reading at = reading_of(phrase_trim(line->raw));
    unsigned columns = 0;

    while (reading_peek(&at) > ' ' && reading_peek(&at) < 0x80) {
        at.at++;
        columns++;
    }
    if (columns == 0 && at.at < at.end) {
        size_t offset = 0;
        columns = unicode_columns(unicode_decode(at.at, (size_t)(at.end - at.at), &offset));
        at.at += offset;
    }
    return columns + (reading_take_one(&at, "，。、；：！？）》”’") ? 2 : 0);
}

/* A numbered line without a mark may be a heading: it is broken only if what follows had no room.
 * Characters of Latin print are not of one width. */
static bool may_be_broken(const struct line *line, const struct line *next, unsigned column)
{
    struct reading at = reading_of(line->raw);
    unsigned narrow = 0;

    if (!line->starts || phrase_has(line->raw, "。") || phrase_is_closed(phrase_trim(line->raw))) {
        return true;
    }
    for (; at.at < at.end; at.at++) {
        narrow += *at.at > ' ' && *at.at < 0x7F;
    }
    return line->width + first_columns(next) + 2 + narrow / 4 > column;
}

/* Whether line `i` goes on on the next one. */
static bool goes_on(const struct lines *lines, size_t i, unsigned column)
{
    const struct line *line = &lines->items[i];

    if (column == 0 || i + 1 == lines->count || line->width + WRAP_SLACK < column) {
        return false;
    }
    const struct line *next = &lines->items[i + 1];
    bool begins = next->indent >= 2 && next->indent > line->indent;
    bool ended = phrase_ends_sentence(phrase_trim(line->raw));
    return !next->empty && !begins && may_be_broken(line, next, column) &&
           !(next->starts && (ended || next->indent > 0)) && !(ended && next->indent >= 2);
}

/* ---- tables ---- */

/* Whether the line has cells, and between what: tabs or bars. */
static char separator_of(struct string text)
{
    if (memchr(text.bytes, '|', text.size) != NULL) {
        return '|';
    }
    return memchr(text.bytes, '\t', text.size) != NULL ? '\t' : '\0';
}

static bool is_rule(struct string text)
{
    bool dashes = false;

    for (size_t i = 0; i < text.size; i++) {
        dashes = dashes || text.bytes[i] == '-';
        if (strchr("|-:+= \t", text.bytes[i]) == NULL) {
            return false;
        }
    }
    return dashes;
}

/* The line without a bar at either end; tabs at either end are those of empty cells. */
static struct string without_bars(struct string text, char separator)
{
    if (separator != '|') {
        return text;
    }
    text = phrase_trim(text);
    if (text.size > 0 && text.bytes[0] == '|') {
        text = (struct string){text.bytes + 1, text.size - 1};
    }
    if (text.size > 0 && text.bytes[text.size - 1] == '|') {
        text.size--;
    }
    return text;
}

static size_t count_cells(struct string text, char separator)
{
    size_t count = 1;

    text = without_bars(text, separator);
    for (size_t i = 0; i < text.size; i++) {
        count += text.bytes[i] == separator;
    }
    return count;
}

static struct manuscript_row read_row(struct manuscript *manuscript, const struct line *line,
                                      char separator)
{
    struct string text = without_bars(line->raw, separator);
    struct manuscript_row row = {.count = count_cells(line->raw, separator)};
    struct manuscript_cell *cells =
        ARENA_ARRAY(manuscript->arena, struct manuscript_cell, row.count);
    const char *start = text.bytes;
    const char *end = text.bytes + text.size;

    for (size_t i = 0; i < row.count; i++) {
        const char *stop = memchr(start, separator, (size_t)(end - start));
        stop = stop == NULL ? end : stop;
        struct place place = line->place;
        place.column += (uint32_t)unicode_count(line->raw.bytes, (size_t)(start - line->raw.bytes));
        struct text *cell = ARENA_NEW(manuscript->arena, struct text);
        *cell = manuscript_clean(manuscript, (struct string){start, (size_t)(stop - start)}, place);
        cells[i] = (struct manuscript_cell){cell, cell->string.size > 0, 1, 1};
        start = stop < end ? stop + 1 : end;
    }
    row.cells = cells;
    return row;
}

/* A cell that is only the number of a paragraph: a tab behind it makes no table. */
static bool is_bare_marker(struct string cell)
{
    return phrase_length(cell) <= 6 &&
           (phrase_ends(cell, "、") || phrase_ends(cell, ".") || phrase_ends(cell, "．") ||
            phrase_ends(cell, "）") || phrase_ends(cell, ")"));
}

/* Whether a row of cells can begin a table: two that hold something, and no numbered paragraph. */
static bool begins_table(struct string text, char separator)
{
    const char *end = text.bytes + text.size;
    unsigned filled = 0;

    for (const char *start = text.bytes; start != NULL && start < end;) {
        const char *stop = memchr(start, separator, (size_t)(end - start));
        struct string cell = {start, (size_t)((stop == NULL ? end : stop) - start)};
        cell = phrase_trim(cell);
        if (filled == 0 && cell.size > 0 && is_bare_marker(cell)) {
            return false;
        }
        filled += cell.size > 0;
        start = stop == NULL ? NULL : stop + 1;
    }
    return filled >= 2;
}

/* How many lines from `first` on are the rows of one table; 0: it begins none. */
static size_t table_lines(const struct lines *lines, size_t first)
{
    char separator = separator_of(phrase_trim(lines->items[first].raw));
    size_t cells = count_cells(lines->items[first].raw, separator);
    size_t count = 0;

    if (separator == '\0' || cells < 2 || cells > TABLE_COLUMN_LIMIT ||
        !begins_table(without_bars(lines->items[first].raw, separator), separator)) {
        return 0;
    }
    while (first + count < lines->count && count < TABLE_ROW_LIMIT) {
        struct string text = lines->items[first + count].raw;
        if (separator_of(phrase_trim(text)) != separator || count_cells(text, separator) > cells) {
            break;
        }
        count++;
    }
    return count >= 2 ? count : 0;
}

static void add_table(struct manuscript *manuscript, const struct line *lines, size_t count)
{
    struct manuscript_table *table = ARENA_NEW(manuscript->arena, struct manuscript_table);
    struct manuscript_row *rows = ARENA_ARRAY(manuscript->arena, struct manuscript_row, count);
    char separator = separator_of(phrase_trim(lines[0].raw));

    table->place = lines[0].place;
    table->rows = rows;
    for (size_t i = 0; i < count; i++) {
        if (is_rule(lines[i].raw)) {
            table->head = table->count;
        } else {
            rows[table->count++] = read_row(manuscript, &lines[i], separator);
        }
    }
    manuscript_add(manuscript, (struct manuscript_paragraph){.table = table});
}

/* ---- paragraphs ---- */

/* 第 2 页, 第2页 共4页. */
static bool is_page_of(struct string text)
{
    struct reading at = reading_of(text);
    unsigned number;

    if (!reading_take(&at, "第")) {
        return false;
    }
    for (unsigned part = 0; part < 2; part++) {
        reading_skip_blanks(&at);
        if (!reading_digits(&at, 4, &number)) {
            return false;
        }
        reading_skip_blanks(&at);
        if (!reading_take(&at, "页")) {
            return false;
        }
        reading_skip_blanks(&at);
        (void)reading_take_one(&at, "，,/／");
        reading_skip_blanks(&at);
        if (at.at == at.end) {
            return true;
        }
        if (!reading_take(&at, "共")) {
            return false;
        }
    }
    return false;
}

/* A number of a page, as it stands in text that was copied from pages: — 2 —, 第2页; the number
 * alone where it is the one that is `expected`. */
static bool is_page_number(struct string text, unsigned expected, unsigned *number)
{
    struct reading at = reading_of(text);
    bool dashes = false;

    *number = 0;
    if (is_page_of(text)) {
        *number = expected;
        return true;
    }
    while (reading_take_one(&at, "—－-–")) {
        dashes = true;
    }
    reading_skip_blanks(&at);
    if (!reading_digits(&at, 4, number)) {
        return false;
    }
    if (!dashes) {
        return at.at == at.end && expected > 0 && *number == expected;
    }
    reading_skip_blanks(&at);
    dashes = reading_take_one(&at, "—－-–");
    while (reading_take_one(&at, "—－-–")) {
    }
    return dashes && at.at == at.end;
}

/* Takes out numbers of pages; and the empty lines around them where lines are broken: what stands
 * before and behind may be one paragraph. */
static void leave_out_pages(struct manuscript *manuscript, struct lines *lines, unsigned column)
{
    unsigned expected = column > 0 ? 1 : 0;
    size_t kept = 0;

    for (size_t i = 0; i < lines->count; i++) {
        unsigned number;
        struct line *line = &lines->items[i];
        if (line->empty || !is_page_number(phrase_trim(line->raw), expected, &number)) {
            continue;
        }
        REPORT(manuscript->diagnostics, IMPORT_PAGE_NUMBER, line->place, "");
        expected = column > 0 ? number + 1 : 0;
        line->left_out = true;
        for (size_t j = i; column > 0 && j > 0 && lines->items[j - 1].empty; j--) {
            lines->items[j - 1].left_out = true;
        }
        for (size_t j = i + 1; column > 0 && j < lines->count && lines->items[j].empty; j++) {
            lines->items[j].left_out = true;
        }
    }
    for (size_t i = 0; i < lines->count; i++) {
        if (!lines->items[i].left_out) {
            lines->items[kept++] = lines->items[i];
        }
    }
    lines->count = kept;
}

static bool is_latin(uint32_t character)
{
    return character < 0x2000 && !unicode_is_blank(character);
}

/* The lines from `first` on as one text: with a blank between words, with none beside hanzi. */
static struct text join(struct manuscript *manuscript, const struct line *lines, size_t count)
{
    struct text text = manuscript_clean(manuscript, lines[0].raw, lines[0].place);
    struct buffer out = buffer_new(manuscript->arena);

    for (size_t i = 0; i < count; i++) {
        struct text part =
            i == 0 ? text : manuscript_clean(manuscript, lines[i].raw, lines[i].place);
        struct reading next = reading_of(part.string);
        if (out.size > 0 && is_latin((unsigned char)out.bytes[out.size - 1]) &&
            (unsigned char)out.bytes[out.size - 1] < 0x80 && is_latin(reading_peek(&next))) {
            buffer_add_byte(&out, ' ');
        }
        buffer_add(&out, part.string.bytes, part.string.size);
    }
    text.string = count > 1 ? buffer_string(&out) : text.string;
    return text;
}

bool manuscript_read_text(struct manuscript *manuscript, const char *name, struct string bytes)
{
    manuscript->source = encoding_read(manuscript, name, bytes);
    if (manuscript->source == NULL) {
        return false;
    }
    struct lines lines = read_lines(manuscript->arena, manuscript->source);
    unsigned column = wrap_column(&lines);
    bool apart = false;

    if (column > 0) {
        REPORT(manuscript->diagnostics, IMPORT_LINES, ((struct place){manuscript->source, 0, 0}),
               arena_format(manuscript->arena, "%u", column / 2));
    }
    leave_out_pages(manuscript, &lines, column);
    for (size_t i = 0; i < lines.count;) {
        const struct line *line = &lines.items[i];
        size_t count = line->empty ? 0 : table_lines(&lines, i);
        if (line->empty) {
            apart = true;
            i++;
            continue;
        }
        if (count > 0) {
            add_table(manuscript, line, count);
        } else {
            for (count = 1; goes_on(&lines, i + count - 1, column); count++) {
            }
            struct manuscript_paragraph paragraph = {
                .text = join(manuscript, line, count),
                .hints = {.indent = line->indent, .apart = apart}};
            if (paragraph.text.string.size > 0) {
                manuscript_add(manuscript, paragraph);
            }
        }
        apart = false;
        i += count;
    }
    return true;
}
