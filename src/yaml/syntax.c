#include "yaml/syntax.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include "yaml/words.h"
#include <string.h>

/* How a row is reported. */
enum {
    AT_PROBLEM = 0,  /* at libyaml's problem_mark */
    AT_CONTEXT = 1,  /* at its context_mark */
    LOOK_AROUND = 2, /* colons, braces and quotation marks around it may be the cause */
    LOOK_ABOVE = 4,  /* likewise on the line above */
    OF_BRACKET = 8,  /* the context is a bracket that is open */
};

struct syntax_row {
    const char *problem; /* as libyaml has it */
    const char *context; /* begins with this; NULL: any */
    unsigned how;
    const char *words;
    const char *hint;
};

#define TEXT_QUOTES                                                                                \
    N_("text that contains \": \" or \" #\", or begins with one of - ? : , [ ] { } # & * ! | > ' " \
       "\" % @ `, needs quotes around it")
#define TAB_HINT N_("indent with spaces; many editors can turn tabs into spaces")
#define QUOTE_HINT                                                                            \
    N_("close it on its line; quotation marks that belong to the text are “ ”, or stand " \
       "inside '…'")
#define DIRECTIVE_WORDS        \
    /* xgettext:no-c-format */ \
    N_("a line that begins with % is a directive of YAML, and this is none")
#define PERCENT_HINT           \
    /* xgettext:no-c-format */ \
    N_("text that begins with % needs quotes around it")

/* The first row that fits is taken. */
static const struct syntax_row rows[] = {
    {"found unexpected end of stream", "while scanning a quoted", AT_CONTEXT,
     N_("the quotation mark that opens here is never closed"), QUOTE_HINT},
    {"found unexpected document indicator", NULL, AT_CONTEXT,
     N_("the quotation mark that opens here is never closed"), QUOTE_HINT},
    {"could not find expected ':'", NULL, AT_CONTEXT | LOOK_AROUND,
     N_("there is no \": \" behind this key"),
     N_("a key ends with a colon and a space; text that goes on from the line above is indented "
        "further than its key")},
    {"mapping values are not allowed in this context", NULL, LOOK_AROUND | LOOK_ABOVE,
     N_("\": \" cannot stand here"),
     N_("text that contains \": \" needs quotes around it; keys that belong together begin in the "
        "same column")},
    {"block sequence entries are not allowed in this context", NULL, AT_PROBLEM,
     N_("\"- \" cannot stand here"),
     N_("the entries of a list stand on lines of their own, below its key; text that begins with "
        "\"- \" needs quotes around it")},
    {"mapping keys are not allowed in this context", NULL, AT_PROBLEM,
     N_("\"? \" cannot stand here"), N_("text that begins with \"? \" needs quotes around it")},
    {"found a tab character that violates indentation", NULL, AT_PROBLEM, N_("a tab cannot indent"),
     TAB_HINT},
    {"found a tab character where an indentation space is expected", NULL, AT_PROBLEM,
     N_("a tab cannot indent"), TAB_HINT},
    {"found character that cannot start any token", NULL, AT_PROBLEM,
     N_("text cannot begin with this character"), N_("put the text in quotes")},
    {"did not find expected key", NULL, LOOK_AROUND, N_("this does not go with the keys above it"),
     N_("keys that belong together begin in the same column, each with \": \" behind it")},
    {"did not find expected '-' indicator", NULL, LOOK_AROUND,
     N_("this does not go with the list above it"),
     N_("the entries of a list begin with \"- \", all in the same column")},
    {"did not find expected ',' or ']'", NULL, LOOK_AROUND | OF_BRACKET,
     N_("a comma is missing before this, or the ] for the [ on line %u"), TEXT_QUOTES},
    {"did not find expected ',' or '}'", NULL, LOOK_AROUND | OF_BRACKET,
     N_("a comma is missing before this, or the } for the { on line %u"), TEXT_QUOTES},
    {"did not find expected node content", NULL, LOOK_AROUND,
     N_("a value is missing before this character"), TEXT_QUOTES},
    {"did not find expected <document start>", NULL, LOOK_AROUND,
     N_("this does not go with what stands above it"), TEXT_QUOTES},
    {"did not find expected alphabetic or numeric character", "while scanning an alias", AT_CONTEXT,
     N_("* begins an alias, and no name follows"),
     N_("text that begins with * needs quotes around it")},
    {"did not find expected alphabetic or numeric character", NULL, AT_CONTEXT,
     N_("& begins an anchor, and no name follows"),
     N_("text that begins with & needs quotes around it")},
    {"found undefined tag handle", NULL, AT_PROBLEM, N_("! begins a tag, and this is none"),
     N_("text that begins with ! needs quotes around it")},
    {NULL, "while scanning a tag directive", AT_CONTEXT, DIRECTIVE_WORDS, PERCENT_HINT},
    {NULL, "while scanning a tag", AT_CONTEXT, N_("! begins a tag, and this is none"),
     N_("text that begins with ! needs quotes around it")},
    {NULL, "while parsing a tag", AT_CONTEXT, N_("! begins a tag, and this is none"),
     N_("text that begins with ! needs quotes around it")},
    {NULL, "while scanning a directive", AT_CONTEXT, DIRECTIVE_WORDS, PERCENT_HINT},
    {NULL, "while scanning a %", AT_CONTEXT, DIRECTIVE_WORDS, PERCENT_HINT},
    {NULL, "while parsing a %", AT_CONTEXT, DIRECTIVE_WORDS, PERCENT_HINT},
    {"found incompatible YAML document", NULL, AT_PROBLEM, N_("this version of YAML is not known"),
     N_("delete the line")},
    {"found duplicate %YAML directive", NULL, AT_PROBLEM, N_("this directive stands twice"),
     N_("delete the line")},
    {"found duplicate %TAG directive", NULL, AT_PROBLEM, N_("this directive stands twice"),
     N_("delete the line")},
    {"found unknown escape character", NULL, AT_PROBLEM,
     N_("no character is written like this behind a backslash"),
     N_("inside \"…\" write \\\\ for a backslash, or put the text inside '…'")},
    {NULL, "while parsing a quoted scalar", AT_PROBLEM,
     N_("no character is written like this behind a backslash"),
     N_("inside \"…\" write \\\\ for a backslash, or put the text inside '…'")},
    {"did not find expected comment or line break", NULL, AT_PROBLEM,
     N_("text cannot stand on the line of | or >"),
     N_("it begins on the next line, indented; text that begins with | or > needs quotes around "
        "it")},
    {"found an indentation indicator equal to 0", NULL, AT_PROBLEM,
     N_("text behind | or > cannot be indented by 0 spaces"), N_("delete the 0")},
    {"found unexpected ':'", NULL, AT_PROBLEM, N_("a space is missing behind the colon"),
     TEXT_QUOTES},
    {"control characters are not allowed", NULL, AT_PROBLEM,
     N_("control characters are not allowed"), N_("delete it; it cannot be seen in most editors")},
};

struct place syntax_place(const struct source *source, size_t offset)
{
    struct place place = {source, 1, 1};

    for (size_t i = 0; i < offset && i < source->text.size; i++) {
        if (source->text.bytes[i] == '\n') {
            place.line++;
            place.column = 1;
        } else if (((unsigned char)source->text.bytes[i] & 0xC0) != 0x80) {
            place.column++;
        }
    }
    return place;
}

static bool starts_with(struct string text, size_t at, const char *literal)
{
    size_t size = strlen(literal);

    return text.size - at >= size && memcmp(text.bytes + at, literal, size) == 0;
}

static const struct syntax_row *find_row(const yaml_parser_t *parser)
{
    const char *context = parser->context != NULL ? parser->context : "";

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct syntax_row *row = &rows[i];
        if ((row->problem == NULL || strcmp(row->problem, parser->problem) == 0) &&
            (row->context == NULL || strncmp(context, row->context, strlen(row->context)) == 0)) {
            return row;
        }
    }
    return NULL;
}

/* The byte of the line at `column`. */
static size_t offset_of_column(struct string line, uint32_t column)
{
    size_t at = 0;

    for (uint32_t i = 1; i < column && at < line.size; i++) {
        (void)unicode_decode(line.bytes, line.size, &at);
    }
    return at;
}

static uint32_t column_of_offset(struct string line, size_t offset)
{
    return (uint32_t)unicode_count(line.bytes, offset) + 1;
}

static void report(struct place place, const char *words, const char *hint,
                   struct diagnostics *diagnostics)
{
    REPORT(diagnostics, YAML_SYNTAX, place, message_translate(words), message_translate(hint));
}

/* ---- colons ---- */

static size_t skip_indent(struct string line)
{
    size_t at = 0;

    while (at < line.size && (line.bytes[at] == ' ' || starts_with(line, at, "- "))) {
        at++;
    }
    return at;
}

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool is_key_byte(char byte)
{
    return is_letter(byte) || (byte >= '0' && byte <= '9') || byte == '-' || byte == '_' ||
           byte == '.';
}

/* A line that says `key：value` or `key:value`: the offset of the colon, or 0. Only keys of ASCII
 * letters count, as all keys of gongwen are, so that no sentence is taken for a key. */
static size_t colon_of_line(struct string line, bool *wide)
{
    size_t start = skip_indent(line);
    size_t at = start;

    if (at == line.size || !is_letter(line.bytes[at])) {
        return 0; /* 08:30 is no key */
    }
    while (at < line.size && is_key_byte(line.bytes[at])) {
        at++;
    }
    *wide = starts_with(line, at, "：");
    if (*wide) {
        return at;
    }
    bool narrow = at + 1 < line.size && line.bytes[at] == ':' && line.bytes[at + 1] != ' ' &&
                  line.bytes[at + 1] != '\t' && !starts_with(line, at, "://");
    return narrow ? at : 0;
}

static bool report_colon_of_line(struct arena *scratch, const struct source *source,
                                 uint32_t number, struct diagnostics *diagnostics)
{
    enum { BYTES_SHOWN = 4 * WORDS_CLIP + 4 };
    struct string line = source_line(source, number);
    bool wide = false;
    size_t colon = colon_of_line(line, &wide);

    if (colon == 0) {
        return false;
    }
    size_t start = skip_indent(line);
    struct string key = {line.bytes + start, colon - start};
    size_t behind = colon + (wide ? strlen("：") : 1);
    struct string rest = {line.bytes + behind, line.size - behind};
    struct buffer right = buffer_new(scratch);
    buffer_add(&right, key.bytes, key.size);
    buffer_add_string(&right, ": ");
    buffer_add(&right, rest.bytes, rest.size < BYTES_SHOWN ? rest.size : BYTES_SHOWN);
    struct place place = {source, number, column_of_offset(line, colon)};
    REPORT(diagnostics, wide ? YAML_WIDE_COLON : YAML_COLON_SPACE, place,
           words_clip(scratch, buffer_string(&right)));
    return true;
}

static bool has_colon(const struct source *source, uint32_t number)
{
    bool wide;

    return number > 0 && colon_of_line(source_line(source, number), &wide) > 0;
}

/* A key whose colon is none becomes text, and the next real key is where libyaml stumbles. Reports
 * all such lines that follow each other. */
static bool report_colons(struct arena *scratch, const struct syntax_stop *stop, uint32_t line,
                          bool above, struct diagnostics *diagnostics)
{
    enum { LINES_LIMIT = 100 };

    if (!has_colon(stop->source, line)) {
        if (!above || !has_colon(stop->source, --line)) {
            return false;
        }
    }
    uint32_t first = line;
    while (line - first < LINES_LIMIT && has_colon(stop->source, first - 1)) {
        first--;
    }
    for (uint32_t i = first; i < line + LINES_LIMIT; i++) {
        if (!report_colon_of_line(scratch, stop->source, i, diagnostics)) {
            break;
        }
    }
    return true;
}

/* Nothing before the problem on its line can be a key: its key must begin further up. */
static bool is_first_colon(const struct syntax_stop *stop)
{
    struct string line = source_line(stop->source, stop->problem.line);
    size_t end = offset_of_column(line, stop->problem.column);

    return end == 0 || memmem(line.bytes, end, ": ", 2) == NULL;
}

/* ---- braces and quotation marks ---- */

static bool was_reported(const struct diagnostics *diagnostics, enum message message,
                         struct place place)
{
    const struct diagnostic *last =
        diagnostics->count > 0 ? diagnostics->items[diagnostics->count - 1] : NULL;

    return last != NULL && last->message == message && last->place.line == place.line;
}

/* `title: {{year}}…`: a template that YAML reads as mappings. */
static bool report_bare_template(const struct syntax_stop *stop, struct diagnostics *diagnostics)
{
    struct string line = source_line(stop->source, stop->problem.line);
    size_t end = offset_of_column(line, stop->problem.column);
    size_t start = skip_indent(line);

    for (size_t at = start; at < end; at++) {
        if (starts_with(line, at, "{{") &&
            (at == start || (at >= 2 && starts_with(line, at - 2, ": ")))) {
            struct place place = {stop->source, stop->problem.line, column_of_offset(line, at)};
            if (was_reported(diagnostics, YAML_KEY, place)) {
                return true;
            }
            report(place, N_("text that begins with {{ needs quotes around it"),
                   N_("write \"{{…}}…\""), diagnostics);
            return true;
        }
    }
    return false;
}

/* Text behind a closing quotation mark: it was closed too early, or opened lines before. */
static bool report_quotes(struct arena *scratch, const struct syntax_stop *stop,
                          struct diagnostics *diagnostics)
{
    if (!stop->quoted || stop->quoted_end.line != stop->problem.line ||
        stop->problem.column < stop->quoted_end.column) {
        return false;
    }
    if (stop->quoted_start.line != stop->quoted_end.line) {
        const char *words = arena_format(
            scratch,
            message_translate(N_("the quotation mark that opens here is closed only on line %u")),
            (unsigned)stop->quoted_end.line);
        REPORT(diagnostics, YAML_SYNTAX, stop->quoted_start, words, message_translate(QUOTE_HINT));
    } else if (stop->quoted_single) {
        report(stop->problem, N_("text goes on behind the closing quotation mark"),
               N_("inside '…' write '' for a quotation mark"), diagnostics);
    } else {
        report(stop->problem, N_("text goes on behind the closing quotation mark"),
               N_("inside \"…\" write \\\" for a quotation mark, or use “ ”"), diagnostics);
    }
    return true;
}

/* Characters that end a line for YAML but for no editor, before the problem on its line. */
static bool report_odd_break(struct arena *scratch, struct place problem,
                             struct diagnostics *diagnostics)
{
    struct string line = source_line(problem.source, problem.line);
    size_t end = offset_of_column(line, problem.column);

    for (size_t at = 0; at <= end && at < line.size;) {
        size_t start = at;
        uint32_t character = unicode_decode(line.bytes, line.size, &at);
        if (character == '\r' || character == 0x85 || character == 0x2028 || character == 0x2029) {
            struct place place = {problem.source, problem.line, column_of_offset(line, start)};
            const char *words = arena_format(
                scratch, message_translate(N_("the character U+%04X ends a line for YAML")),
                (unsigned)character);
            REPORT(diagnostics, YAML_SYNTAX, place, words,
                   message_translate(N_("delete it; it cannot be seen in most editors")));
            return true;
        }
    }
    return false;
}

static bool at_end(const struct syntax_stop *stop)
{
    struct string text = stop->source->text;

    return stop->parser->problem_mark.index >= unicode_count(text.bytes, text.size);
}

/* libyaml has the end of the text on a line of its own; here it is behind the last word. */
static struct place end_place(const struct source *source)
{
    size_t end = source->text.size;

    while (end > 0 && strchr(" \t\r\n", source->text.bytes[end - 1]) != NULL) {
        end--;
    }
    return syntax_place(source, end);
}

/* Whether what surrounds the problem explains it better than the row does. */
static bool report_around(struct arena *scratch, const struct syntax_stop *stop, unsigned how,
                          struct place place, struct diagnostics *diagnostics)
{
    bool above = (how & LOOK_ABOVE) != 0 && is_first_colon(stop);

    return report_odd_break(scratch, place, diagnostics) ||
           report_bare_template(stop, diagnostics) || report_quotes(scratch, stop, diagnostics) ||
           report_colons(scratch, stop, place.line, above, diagnostics);
}

static void report_stop(struct arena *scratch, const struct syntax_stop *stop, bool ended,
                        struct diagnostics *diagnostics)
{
    const struct syntax_row *row = find_row(stop->parser);

    if (row == NULL) {
        report(stop->problem, stop->parser->problem, TEXT_QUOTES, diagnostics);
        return;
    }
    bool context = (row->how & AT_CONTEXT) != 0 && stop->context.line > 0;
    struct place place = context ? stop->context : stop->problem;
    if ((row->how & LOOK_AROUND) != 0 &&
        report_around(scratch, stop, row->how, place, diagnostics)) {
        return;
    }
    if ((row->how & OF_BRACKET) != 0 && ended) {
        report(stop->context, N_("the bracket that opens here is never closed"),
               N_("write the ] or } that closes it; text that begins with [ or { needs quotes "
                  "around it"),
               diagnostics);
        return;
    }
    struct string line = source_line(stop->source, place.line);
    size_t offset = offset_of_column(line, place.column);
    if ((row->how & OF_BRACKET) != 0 && starts_with(line, offset, "{{")) {
        report(place, N_("text with {{ inside { } or [ ] needs quotes around it"),
               N_("write \"…{{…}}…\""), diagnostics);
        return;
    }
    if ((row->how & OF_BRACKET) != 0) {
        const char *words =
            arena_format(scratch, message_translate(row->words), (unsigned)stop->context.line);
        REPORT(diagnostics, YAML_SYNTAX, place, words, message_translate(row->hint));
        return;
    }
    if (strcmp(stop->parser->problem, "did not find expected key") == 0 &&
        starts_with(line, offset, "- ")) {
        report(place, N_("this does not go with the list above it"),
               N_("the entries of a list begin with \"- \", all in the same column"), diagnostics);
        return;
    }
    if (strstr(stop->parser->problem, "cannot start any token") != NULL &&
        starts_with(line, offset, "\t")) {
        report(place, N_("a tab cannot indent"), TAB_HINT, diagnostics);
        return;
    }
    report(place, row->words, row->hint, diagnostics);
}

void syntax_report(struct arena *scratch, const struct syntax_stop *stop,
                   struct diagnostics *diagnostics)
{
    struct syntax_stop here = *stop;
    bool ended = stop->parser->error != YAML_READER_ERROR && at_end(stop);

    if (ended) {
        here.problem = end_place(stop->source);
    }
    report_stop(scratch, &here, ended, diagnostics);
}
