/* gongwen batch: one report for each unit of a table. */
#include "command/request.h"

#include "base/arena.h"
#include "base/unicode.h"
#include "command/batch_findings.h"
#include "output/painter.h"
#include "report/copies.h"
#include "report/template.h"
#include "yaml/nearest.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    OPTION_ONLY = OPTION_HELP + 1,
    OPTION_COPIES,
    NAME_LIMIT = 180, /* bytes of a file's name without its ending: room for a page's number, and
                         for that of the temporary file */
};

/* What the command line asks for. */
struct batch {
    struct request request;
    const char *report, *table, *copies, *folder, *name, *format, *only;
    const struct painter *painter;
    unsigned long dpi;
    bool quiet;
};

/* A series while its reports are made. */
struct making {
    const struct batch *batch;
    gongwen_document *series;
    struct arena *scratch; /* for one unit */
    const struct units *units;
    size_t only; /* row of the only unit to be made; 0: all */
    struct batch_findings findings;
    struct string_table files; /* names of those made so far */
    const char *name;          /* of the files: a template */
    size_t *file_rows;         /* the row that each is of */
    size_t file_rows_capacity;
    bool series_taken; /* its findings */
    size_t made, failed;
};

/* ---- names of files ---- */

/* Whether a character of a unit's name may stand in that of a file, on systems of others too. */
static bool is_safe(uint32_t character)
{
    return character != UNICODE_INVALID && !unicode_is_forbidden(character) && character >= ' ' &&
           (character >= 0x80 || strchr("/\\:*?\"<>|", (int)character) == NULL);
}

/* The name without what a name of a file must not have, bounded, with the ending; NULL: nothing is
 * left of it. */
static const char *safe_name(struct arena *arena, struct string wanted, const char *ending)
{
    struct buffer out = buffer_new(arena);
    size_t dotted = strlen(ending) + 1;

    if (wanted.size > dotted && wanted.bytes[wanted.size - dotted] == '.' &&
        strcmp(wanted.bytes + wanted.size - dotted + 1, ending) == 0) {
        wanted.size -= dotted;
    }
    for (size_t at = 0; at < wanted.size;) {
        size_t start = at;
        uint32_t character = unicode_decode(wanted.bytes, wanted.size, &at);
        bool safe = is_safe(character) && !(character == '.' && out.size == 0);
        if (out.size + (at - start) > NAME_LIMIT) {
            break;
        }
        if (character == ' ' && out.size == 0) {
            continue;
        }
        if (safe) {
            buffer_add(&out, wanted.bytes + start, at - start);
        } else {
            buffer_add_byte(&out, '_');
        }
    }
    while (out.size > 0 && (out.bytes[out.size - 1] == '.' || out.bytes[out.size - 1] == ' ')) {
        out.size--;
    }
    return out.size == 0 ? NULL : arena_format(arena, "%.*s.%s", (int)out.size, out.bytes, ending);
}

/* The name as systems compare it that do not tell letters from capitals. */
static struct string without_case(struct arena *arena, const char *name)
{
    size_t size = strlen(name);
    char *folded = arena_copy(arena, name, size);

    for (size_t i = 0; i < size; i++) {
        if (folded[i] >= 'A' && folded[i] <= 'Z') {
            folded[i] = (char)(folded[i] - 'A' + 'a');
        }
    }
    return (struct string){folded, size};
}

/* Where the unit's report goes; NULL after reporting. */
static const char *choose_path(struct making *making, gongwen_document *document, size_t row)
{
    const struct batch *batch = making->batch;
    struct scope scope = {.report = document->report};
    struct text pattern = {{making->name, strlen(making->name)}, {0}};
    size_t errors = document->diagnostics->errors;
    bool known;

    if (setjmp(document->guard) != 0) {
        document->out_of_memory = true;
        return NULL;
    }
    struct expansion expansion =
        template_expand(document->arena, &scope, pattern, document->diagnostics);
    const char *name = safe_name(document->arena, template_words(document->arena, &expansion),
                                 batch->painter->extension);
    if (document->diagnostics->errors > errors) {
        return NULL;
    }
    if (name == NULL) {
        REPORT(document->diagnostics, UNIT_FILE_EMPTY, (struct place){0});
        return NULL;
    }
    size_t at = string_table_put(&making->files, without_case(document->arena, name), &known);
    if (known) {
        REPORT(document->diagnostics, UNIT_FILE, (struct place){0}, name,
               units_name(making->units, making->file_rows[at]).string.bytes);
        return NULL;
    }
    making->file_rows = arena_grow(making->series->arena, making->file_rows, at,
                                   &making->file_rows_capacity, sizeof *making->file_rows);
    making->file_rows[at] = row;
    return arena_format(document->arena, "%s/%s", batch->folder, name);
}

/* ---- the units ---- */

/* Only for people, and gone when all is done. */
static void show_progress(const struct making *making, const char *unit)
{
    size_t units = making->units->csv->row_count - 1;

    if (making->batch->quiet || making->only != 0 || !isatty(STDERR_FILENO)) {
        return;
    }
    if (unit == NULL) {
        (void)fputs("\r\033[K", stderr);
    } else {
        (void)fprintf(stderr, "\r\033[K%zu/%zu %s", making->made + making->failed + 1, units, unit);
    }
    (void)fflush(stderr);
}

static void take_findings(struct making *making, gongwen_document *document, size_t row)
{
    if (document->out_of_memory || setjmp(document->guard) != 0) {
        document->out_of_memory = true;
        return;
    }
    batch_findings_take(&making->findings, document->diagnostics, row, document->arena);
}

static void take_series(struct making *making)
{
    if (!making->series_taken) {
        making->series_taken = true;
        batch_findings_take(&making->findings, making->series->diagnostics, 0, making->scratch);
    }
}

/* Whether there is any use in going on. */
static bool make_unit(struct making *making, size_t row)
{
    const struct batch *batch = making->batch;
    gongwen_document *series = making->series;
    size_t count;

    arena_reset(making->scratch);
    struct text unit = units_name(making->units, row);
    show_progress(making, message_fill(making->scratch, "{1}",
                                       (const char *const[]){"", unit.string.bytes}, 2));
    const struct given *given = units_give(making->units, row, making->scratch, &count);
    gongwen_document *document = document_open_next(series, given, count);
    bool usable = !document->out_of_memory && series->diagnostics->errors == 0;
    const char *path =
        usable && gongwen_error_count(document) == 0 ? choose_path(making, document, row) : NULL;
    if (path != NULL &&
        document_write(document, batch->painter->name, path, 0, (unsigned)batch->dpi, NULL, 0)) {
        making->made++;
    } else {
        making->failed++;
    }
    take_findings(making, document, row);
    arena_guard(series->arena, &series->guard); /* what follows is not for this document */
    if (series->diagnostics->errors > 0) {      /* some of their places may be in its files */
        take_series(making);
    }
    usable = usable && !document->out_of_memory;
    series->out_of_memory = series->out_of_memory || document->out_of_memory;
    gongwen_close(document);
    return usable;
}

/* ---- the series ---- */

static size_t find_only(const struct making *making)
{
    const struct csv *csv = making->units->csv;
    const char *only = making->batch->only;
    struct arena *arena = making->series->arena;
    const char **names = ARENA_ARRAY(arena, const char *, csv->row_count);

    for (size_t i = 1; i < csv->row_count; i++) {
        names[i - 1] = units_name(making->units, i).string.bytes;
        if (strcmp(names[i - 1], only) == 0) {
            return i;
        }
    }
    nearest_report(arena, making->series->diagnostics,
                   (struct unknown_name){UNIT_UNKNOWN, UNIT_UNKNOWN_NEAR},
                   (struct text){{only, strlen(only)}, {0}}, names, csv->row_count - 1);
    return 0;
}

/* The folder, which is made if it is not there; false after reporting. */
static bool open_folder(const struct making *making)
{
    const char *folder = making->batch->folder;
    struct stat status;

    if (mkdir(folder, 0777) == 0) {
        return true;
    }
    int error = errno;
    if (error == EEXIST) {
        error = stat(folder, &status) != 0 ? errno : S_ISDIR(status.st_mode) ? 0 : ENOTDIR;
    }
    if (error != 0) {
        REPORT(making->series->diagnostics, FILE_WRITE, (struct place){0}, folder, strerror(error));
    }
    return error == 0;
}

/* What the reports differ by, and what their files are called where nothing says that. */
static void open_units(struct making *making)
{
    gongwen_document *series = making->series;
    const char *copies = making->batch->copies;
    const char *wanted = copies != NULL ? copies : making->batch->table;
    struct text table = {{wanted, strlen(wanted)}, {0}};
    bool file = true;

    series->numbered = copies != NULL;
    making->units = copies != NULL ? copies_open(series->arena, table, &file, series->diagnostics)
                                   : units_open(series->arena, table, series->diagnostics);
    making->name = making->batch->name != NULL ? making->batch->name
                   : copies == NULL            ? "{{unit}}"
                   : file                      ? "{{copy}}-{{unit}}"
                                               : "{{copy}}";
}

static void make_units(struct making *making)
{
    gongwen_document *series = making->series;

    open_units(making);
    making->findings.units = making->units;
    if (making->units == NULL || series->root == NULL || gongwen_error_count(series) > 0) {
        return;
    }
    series->table = making->units->csv->source->name;
    if (making->batch->only != NULL) {
        making->only = find_only(making);
    }
    if (gongwen_error_count(series) > 0 || !open_folder(making)) {
        return;
    }
    size_t last = making->only != 0 ? making->only : making->units->csv->row_count - 1;
    for (size_t i = making->only != 0 ? making->only : 1; i <= last; i++) {
        if (!make_unit(making, i)) {
            break;
        }
    }
    show_progress(making, NULL);
}

static enum gongwen_form findings_form(const struct batch *batch)
{
    return batch->request.json                   ? GONGWEN_JSON
           : request_wants_colour(STDERR_FILENO) ? GONGWEN_COLOUR
                                                 : GONGWEN_TEXT;
}

/* An exit status. */
static int make_series(const struct batch *batch, gongwen_document *series, struct making *making)
{
    if (series->out_of_memory || setjmp(series->guard) != 0) {
        series->out_of_memory = true;
        request_findings(&batch->request, series);
        return EXIT_FINDINGS;
    }
    making->batch = batch;
    making->series = series;
    making->scratch = arena_child(series->arena);
    making->findings = batch_findings_new(series->arena, findings_form(batch));
    making->files = string_table_new(series->arena);
    make_units(making);
    if (series->out_of_memory) {
        REPORT(series->diagnostics, OUT_OF_MEMORY, (struct place){0});
    }
    take_series(making);
    batch_findings_print(&making->findings, making->scratch);
    if (making->units != NULL && !batch->quiet && isatty(STDOUT_FILENO)) {
        printf(_("%s: reports made: %zu, failed: %zu\n"), batch->folder, making->made,
               making->failed);
    }
    return making->failed == 0 && gongwen_error_count(series) == 0 ? EXIT_GOOD : EXIT_FINDINGS;
}

/* ---- the command line ---- */

static int take_option(void *context, const struct command *command, int letter,
                       const char *argument)
{
    struct batch *batch = context;
    int status = EXIT_GOOD;

    switch (letter) {
    case 'u':
        batch->table = argument;
        break;
    case 'o':
        batch->folder = argument;
        break;
    case 'f':
        batch->format = argument;
        break;
    case 'q':
        batch->quiet = true;
        break;
    case OPTION_NAME:
        batch->name = argument;
        break;
    case OPTION_ONLY:
        batch->only = argument;
        break;
    case OPTION_COPIES:
        batch->copies = argument;
        break;
    case OPTION_DPI:
        batch->dpi = request_number(argument, 1200);
        if (batch->dpi < 18) {
            status = command_misused(command, _("--dpi needs a number from 18 to 1200"));
        }
        break;
    default:
        (void)request_option(&batch->request, command, letter, argument, &status);
    }
    return status;
}

/* The painter that the format says, or the ending of the name. */
static const struct painter *choose_painter(const struct batch *batch)
{
    const char *dot = batch->name == NULL ? NULL : strrchr(batch->name, '.');

    if (batch->format != NULL) {
        return painter_find(batch->format);
    }
    for (const struct painter *const *painter = painter_all(); dot != NULL && *painter != NULL;
         painter++) {
        if (strcmp((*painter)->extension, dot + 1) == 0) {
            return *painter;
        }
    }
    return painter_find("pdf");
}

/* Checks what was said and fills in what was not. */
static int settle(struct batch *batch, const struct command *command)
{
    batch->painter = choose_painter(batch);
    if (batch->painter == NULL) {
        return command_misused(command, _("--format is pdf, png, svg or dump"));
    }
    if (batch->table == NULL && batch->copies == NULL) {
        return command_misused(command, _("which units? --units units.csv"));
    }
    if (batch->table != NULL && batch->copies != NULL) {
        return command_misused(command, _("--copies has a table of its own: leave out --units"));
    }
    if (batch->folder == NULL || *batch->folder == '\0') {
        return command_misused(command, _("where to? -o FOLDER"));
    }
    if (batch->name != NULL && strchr(batch->name, '/') != NULL) {
        return command_misused(command, _("--name is the name of a file, without folders"));
    }
    return EXIT_GOOD;
}

static int run_batch(struct batch *batch)
{
    struct making making = {0};
    gongwen_document *series = request_open_series(&batch->request, batch->report);
    int status = series == NULL ? EXIT_FINDINGS : make_series(batch, series, &making);

    gongwen_close(series);
    return status;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct batch batch = {.request = request_new()};
    int status = EXIT_GOOD;

    batch.report = command_report(command, argc, argv, take_option, &batch, &status);
    if (batch.report == NULL) {
        request_free(&batch.request);
        return status;
    }
    status = settle(&batch, command);
    if (status == EXIT_GOOD) {
        status = run_batch(&batch);
    }
    request_free(&batch.request);
    return status;
}

static const struct option_row options[] = {
    {'u', "units", N_("FILE"), N_("the units: a CSV file with a row for each, or a YAML list"),
     "FILE"},
    {OPTION_COPIES, "copies", N_("N|FROM-TO|FILE"),
     N_("instead of units: numbered copies (份号), so many or one for each recipient of FILE"),
     "FILE"},
    {'o', "output", N_("FOLDER"), N_("where the reports go; it is made if it is not there"),
     "FILE"},
    {OPTION_NAME, "name", N_("NAME"),
     N_("names of the files (default: {{unit}}, of copies {{copy}}, and the format's ending)"),
     NULL},
    {OPTION_ONLY, "only", N_("UNIT"), N_("make the report of this unit alone"), NULL},
    {'f', "format", "pdf|png|svg|dump", N_("what to write (default: by --name, else pdf)"),
     "pdf png svg dump"},
    REPORT_OPTIONS,
    {OPTION_DPI, "dpi", "N", N_("png: dots per inch (default: 144)"), NULL},
    DRAFT_OPTIONS,
    PDF_OPTIONS,
    {'q', "quiet", NULL, N_("show no progress"), NULL},
    {0},
};

const struct command command_batch = {
    .name = "batch",
    .summary = N_("Make one report for each unit (单位) of a table."),
    .arguments = N_("TEMPLATE.yaml"),
    .details = N_(
        "Each row of the table is a unit, each column a figure or text that the template names:\n"
        "\n"
        "  unit,disclosure.total,leader         title: \"{{unit}}政务公开工作报告\"\n"
        "  示例区教育局,120,张三                preamble: 全年公开信息{{disclosure.total}}条，\n"
        "  示例区民政局,98,李四                            由{{leader}}负责。\n"
        "\n"
        "  gongwen batch template.yaml --units units.csv -o reports\n"
        "  gongwen batch template.yaml -u units.csv -o reports --name \"{{year}}-{{unit}}.pdf\"\n"
        "  gongwen batch template.yaml -u units.csv -o drafts --only 示例区教育局 -f png\n"
        "\n"
        "Numbered copies of one report, the number as its copy-number (份号):\n"
        "\n"
        "  gongwen batch report.yaml --copies 30 -o copies            (000001.pdf, …)\n"
        "  gongwen batch report.yaml --copies 31-45 -o copies\n"
        "  gongwen batch report.yaml --copies recipients.csv -o copies --draft 征求意见稿\n"
        "                                               (000001-示例区教育局.pdf, …)\n"
        "\n"
        "What is wrong with a unit's report leaves its old file as it is; the others are made.\n"
        "The sums are facts of a summary report: facts-from: {file: units.csv, total: true}.\n"),
    .options = options,
    .run = run,
};
