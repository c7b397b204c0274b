#include "gongwen.h"

#include "base/arena.h"
#include "base/version.h"
#include "display/display.h"
#include "document.h"
#include "font/catalog.h"
#include "image/image.h"
#include "import/import.h"
#include "layout/layout.h"
#include "output/painter.h"
#include "output/publish.h"
#include "page/compose.h"
#include "report/report.h"
#include "yaml/node.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#ifndef GONGWEN_DATA_FOLDER
#define GONGWEN_DATA_FOLDER "/usr/local/share/gongwen"
#endif

enum { PNG_DEFAULT_DPI = 144 };

static const char *const painted_formats = "pdf, png, svg, dump";
static const char *const conformances = "a-3a, a-2a, a-1b, none";

const char *gongwen_version(void)
{
    return GONGWEN_VERSION;
}

static const char *copy(struct gongwen_document *document, const char *text)
{
    return text == NULL ? NULL : arena_copy(document->arena, text, strlen(text));
}

/* Copies the strings of the caller's options and settles what they leave open. */
static void take_options(struct gongwen_document *document)
{
    struct gongwen_options *own = &document->options;
    size_t count = 0;

    own->layout = copy(document, own->layout);
    own->conformance = copy(document, own->conformance);
    own->data_folder =
        own->data_folder == NULL ? GONGWEN_DATA_FOLDER : copy(document, own->data_folder);
    document->layouts_folder = arena_format(document->arena, "%s/layouts", own->data_folder);
    document->forms_folder = arena_format(document->arena, "%s/forms", own->data_folder);
    document->fonts_folder = arena_format(document->arena, "%s/fonts", own->data_folder);
    document->manifest = arena_format(document->arena, "%s/fonts.yaml", document->fonts_folder);
    while (own->font_folders != NULL && own->font_folders[count] != NULL) {
        count++;
    }
    const char **folders = ARENA_ARRAY(document->arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++) {
        folders[i] = copy(document, own->font_folders[i]);
    }
    own->font_folders = folders;
}

static void open_catalog(struct gongwen_document *document)
{
    struct catalog_options fonts = {.manifest = document->manifest,
                                    .folders = document->options.font_folders,
                                    .system = !document->options.no_system_fonts,
                                    .shipped_folder = document->fonts_folder};

    document->catalog = catalog_open(document->arena, &fonts, document->diagnostics);
}

static struct report *read_report(struct gongwen_document *document, const struct node *root,
                                  const struct report_inputs *inputs,
                                  struct diagnostics *diagnostics)
{
    struct report_inputs all = *inputs;

    all.forms = document->forms_folder;
    return report_read_with(document->arena, root, &all, diagnostics);
}

/* Layout and fonts; a series opens them for its first document. */
static void open_means(struct gongwen_document *document, struct text layout)
{
    struct gongwen_document *owner = document->series != NULL ? document->series : document;
    const char *const folders[] = {owner->layouts_folder, NULL};

    if (owner->layout == NULL) {
        owner->layout = layout_read(owner->arena, layout, folders, owner->diagnostics);
    }
    if (owner->catalog == NULL) {
        open_catalog(owner);
    } else {
        catalog_begin(owner->catalog);
    }
    document->layout = owner->layout;
    document->catalog = owner->catalog;
}

/* From the report to the display list; every stage reports, none is skipped for errors of another
 * that it does not need. */
static void compose(struct gongwen_document *document, const struct given *given, size_t count)
{
    const struct report_inputs inputs = {.given = given, .given_count = count};

    document->report = read_report(document, document->root, &inputs, document->diagnostics);
    if (document->report == NULL) {
        return;
    }
    struct text name = document->report->layout;
    if (document->options.layout != NULL) {
        name = (struct text){{document->options.layout, strlen(document->options.layout)}, {0}};
    }
    if (name.string.bytes == NULL) {
        REPORT(document->diagnostics, REPORT_LAYOUT_MISSING, document->root->place);
        return;
    }
    open_means(document, name);
    document->images = image_store_new(document->arena);
    if (document->layout != NULL && document->catalog != NULL) {
        document->list = page_compose(document->arena, document->report, document->layout,
                                      document->catalog, document->images, document->diagnostics);
        report_check_given(document->report, document->diagnostics);
    }
}

static void open_source(struct gongwen_document *document, const char *name, const void *bytes,
                        size_t size)
{
    document->source = bytes == NULL ? source_read(document->arena, name, document->diagnostics)
                                     : source_from_memory(document->arena, name, bytes, size,
                                                          document->diagnostics);
    if (document->source != NULL) {
        document->root = node_parse(document->arena, document->source, document->diagnostics);
    }
}

/* What a document is made from. */
struct origin {
    enum { ORIGIN_REPORT, ORIGIN_REPORT_ALONE, ORIGIN_SERIES, ORIGIN_FONTS, ORIGIN_FOLDERS } kind;
    const char *name;
    const void *bytes; /* NULL: the file of that name */
    size_t size;
};

/* Whether a path names a text that was written elsewhere, for import. */
static bool is_manuscript(const char *path)
{
    static const char *const suffixes[] = {".txt", ".docx", ".md", ".markdown"};
    size_t size = strlen(path);

    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        size_t length = strlen(suffixes[i]);
        if (size > length && strcasecmp(path + size - length, suffixes[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* What the import of a text finds wrong with the text, whatever report may be made of it. */
static void take_findings(const struct diagnostics *told, struct diagnostics *diagnostics)
{
    static const enum message of_the_text[] = {IMPORT_ABSENT, IMPORT_LOST_NUMBER, IMPORT_RENUMBERED,
                                               IMPORT_LISTED};

    for (size_t i = 0; i < told->count; i++) {
        bool taken = told->items[i]->severity == SEVERITY_ERROR;
        for (size_t k = 0; k < sizeof of_the_text / sizeof *of_the_text; k++) {
            taken = taken || told->items[i]->message == of_the_text[k];
        }
        if (taken) {
            diagnostics_add(diagnostics, *told->items[i]);
        }
    }
}

struct report *document_read_report(gongwen_document *document, const char *path,
                                    struct diagnostics *diagnostics)
{
    struct arena *arena = document->arena;
    bool manuscript = is_manuscript(path);
    const struct report_inputs inputs = {.manuscript = manuscript};
    const struct source *source;
    const struct node *root = NULL;

    if (manuscript) {
        struct diagnostics *told = diagnostics_new(arena);
        const struct import *import = import_read(arena, path, told);
        take_findings(told, diagnostics);
        source = import == NULL ? NULL : import->source;
        root = import == NULL ? NULL : import->root;
    } else {
        source = source_read(arena, path, diagnostics);
        root = source == NULL ? NULL : node_parse(arena, source, diagnostics);
    }
    document->source = document->source == NULL ? source : document->source;
    return root == NULL ? NULL : read_report(document, root, &inputs, diagnostics);
}

static void fill(struct gongwen_document *document, const struct origin *origin)
{
    if (setjmp(document->guard) != 0) {
        document->out_of_memory = true;
        return;
    }
    arena_guard(document->arena, &document->guard);
    document->diagnostics = diagnostics_new(document->arena);
    take_options(document);
    switch (origin->kind) {
    case ORIGIN_REPORT:
        if (origin->name == NULL) {
            REPORT(document->diagnostics, FILE_OPEN, (struct place){0}, "NULL", strerror(EINVAL));
        } else {
            open_source(document, origin->name, origin->bytes, origin->size);
        }
        if (document->root != NULL) {
            compose(document, NULL, 0);
        }
        break;
    case ORIGIN_SERIES:
        open_source(document, origin->name, NULL, 0);
        break;
    case ORIGIN_REPORT_ALONE:
        document->report = document_read_report(document, origin->name, document->diagnostics);
        break;
    case ORIGIN_FONTS:
        open_catalog(document);
        break;
    case ORIGIN_FOLDERS:
        break;
    }
}

static gongwen_document *open_document(const struct origin *origin,
                                       const struct gongwen_options *options)
{
    struct gongwen_document *document = calloc(1, sizeof *document);

    if (document == NULL) {
        return NULL;
    }
    if (options != NULL) { /* as of the caller's version of the structure */
        size_t known = sizeof document->options;
        memcpy(&document->options, options, options->size < known ? options->size : known);
    }
    document->arena = arena_new(document->options.memory_limit);
    if (document->arena == NULL) {
        free(document);
        return NULL;
    }
    fill(document, origin);
    return document;
}

gongwen_document *document_open_fonts(const struct gongwen_options *options)
{
    return open_document(&(struct origin){.kind = ORIGIN_FONTS}, options);
}

gongwen_document *document_open_folders(const struct gongwen_options *options)
{
    return open_document(&(struct origin){.kind = ORIGIN_FOLDERS}, options);
}

gongwen_document *document_open_report(const char *path, const struct gongwen_options *options)
{
    return open_document(&(struct origin){.kind = ORIGIN_REPORT_ALONE, .name = path}, options);
}

gongwen_document *document_open_series(const char *path, const struct gongwen_options *options)
{
    return open_document(&(struct origin){.kind = ORIGIN_SERIES, .name = path}, options);
}

static void compose_next(struct gongwen_document *document, const struct given *given, size_t count)
{
    if (setjmp(document->guard) != 0) {
        document->out_of_memory = true;
        document->series->out_of_memory = true;
        return;
    }
    arena_guard(document->arena, &document->guard);
    document->diagnostics = diagnostics_new(document->arena);
    compose(document, given, count);
}

gongwen_document *document_open_next(gongwen_document *series, const struct given *given,
                                     size_t count)
{
    struct arena *arena = arena_child(series->arena);
    struct gongwen_document *document = ARENA_NEW(arena, struct gongwen_document);

    document->arena = arena;
    document->series = series;
    document->options = series->options;
    document->layouts_folder = series->layouts_folder;
    document->forms_folder = series->forms_folder;
    document->manifest = series->manifest;
    document->source = series->source;
    document->root = series->root;
    document->given = given;
    document->given_count = count;
    compose_next(document, given, count);
    return document;
}

gongwen_document *gongwen_open(const char *path, const struct gongwen_options *options)
{
    return open_document(&(struct origin){.name = path}, options);
}

gongwen_document *gongwen_open_memory(const char *name, const void *bytes, size_t size,
                                      const struct gongwen_options *options)
{
    bool none = bytes == NULL;
    const struct origin origin = {
        .name = name, .bytes = none ? "" : bytes, .size = none ? 0 : size};

    return open_document(&origin, options);
}

void gongwen_close(gongwen_document *document)
{
    if (document == NULL) {
        return;
    }
    if (document->series != NULL) {
        arena_guard(document->series->arena, &document->series->guard);
        arena_free_child(document->arena); /* the document, too */
        return;
    }
    arena_free(document->arena);
    free(document);
}

size_t gongwen_error_count(const gongwen_document *document)
{
    return document->out_of_memory ? 1 : document->diagnostics->errors;
}

size_t gongwen_warning_count(const gongwen_document *document)
{
    return document->out_of_memory ? 0 : document->diagnostics->warnings;
}

size_t gongwen_page_count(const gongwen_document *document)
{
    return document->out_of_memory || document->list == NULL ? 0 : document->list->page_count;
}

const char *gongwen_findings(gongwen_document *document, enum gongwen_form form)
{
    if (document->out_of_memory || setjmp(document->guard) != 0) {
        document->out_of_memory = true;
        return form == GONGWEN_JSON
                   ? "[{\"code\": \"out-of-memory\", \"severity\": \"error\", "
                     "\"message\": \"memory is out\"}]\n"
                   : message_translate(N_("gongwen: error: memory is out [out-of-memory]\n"));
    }
    struct buffer out = buffer_new(document->arena);
    switch (form) {
    case GONGWEN_TEXT:
        diagnostics_print_text(document->diagnostics, 0, &out);
        break;
    case GONGWEN_COLOUR:
        diagnostics_print_text(document->diagnostics, FORMAT_COLOUR, &out);
        break;
    case GONGWEN_JSON:
        diagnostics_print_json(document->diagnostics, &out);
        break;
    }
    return buffer_string(&out).bytes;
}

/* The painter for a request, or NULL after reporting. */
static const struct painter *find_painter(struct gongwen_document *document, const char *format,
                                          size_t page)
{
    const struct painter *painter = format == NULL ? NULL : painter_find(format);
    struct place nowhere = {0};
    size_t count = document->list == NULL ? 0 : document->list->page_count;

    if (painter == NULL) {
        REPORT(document->diagnostics, OUTPUT_FORMAT, nowhere, format == NULL ? "NULL" : format,
               painted_formats);
    } else if (painter->paged && page > count) {
        REPORT(document->diagnostics, OUTPUT_PAGE_NUMBER, nowhere,
               arena_format(document->arena, "%zu", page),
               arena_format(document->arena, "%zu", count));
        return NULL;
    }
    return painter;
}

/* What the caller's options say of PDFs; false after reporting. */
static bool take_conformance(struct gongwen_document *document, struct paint_options *options)
{
    const char *name = document->options.conformance;

    if (name != NULL && !conformance_find(name, &options->conformance)) {
        REPORT(document->diagnostics, OUTPUT_CONFORMANCE, (struct place){0}, name, conformances);
        return false;
    }
    if (options->conformance == CONFORMANCE_A_3A && !document->options.no_sources) {
        options->sources = document_sources(document, &options->source_count);
    }
    return true;
}

static bool paint(struct gongwen_document *document, const struct painter *painter, size_t page,
                  unsigned dpi, struct string *bytes)
{
    struct paint_options options = {.dpi = dpi == 0 ? PNG_DEFAULT_DPI : dpi};
    struct buffer out = buffer_new(document->arena);

    if (painter == &painter_pdf && !take_conformance(document, &options)) {
        return false;
    }

    if (!painter->paint(document->arena, document->list, page, &options, &out,
                        document->diagnostics)) {
        return false;
    }
    *bytes = buffer_string(&out);
    return true;
}

/* Whether there is something to paint; if not, there is a finding that says so. */
static bool is_ready(const struct gongwen_document *document)
{
    const struct gongwen_document *series = document->series;

    if (diagnostics_failed(document->diagnostics) ||
        (series != NULL && diagnostics_failed(series->diagnostics))) {
        return false;
    }
    if (document->list == NULL) {
        REPORT(document->diagnostics, PAGE_NONE, (struct place){0});
    }
    return document->list != NULL;
}

int gongwen_paint(gongwen_document *document, const char *format, size_t page, unsigned dpi,
                  const void **bytes, size_t *size)
{
    struct string painted;

    if (document->out_of_memory || setjmp(document->guard) != 0) {
        document->out_of_memory = true;
        return -1;
    }
    if (!is_ready(document)) {
        return -1;
    }
    const struct painter *painter = find_painter(document, format, page);
    if (painter == NULL || !paint(document, painter, page == 0 ? 0 : page - 1, dpi, &painted)) {
        return -1;
    }
    *bytes = painted.bytes;
    *size = painted.size;
    return 0;
}

/* Of "out.png" page 3 is "out-3.png". */
static const char *page_path(gongwen_document *document, const char *path, size_t page)
{
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(slash == NULL ? path : slash, '.');
    int stem = (int)(dot == NULL ? strlen(path) : (size_t)(dot - path));

    return arena_format(document->arena, "%.*s-%zu%s", stem, path, page, dot == NULL ? "" : dot);
}

static const char *const *list_dependencies(struct gongwen_document *document)
{
    const char *const *fonts = NULL;
    const char *const *images = NULL;
    size_t font_count = document->catalog == NULL ? 0 : catalog_files(document->catalog, &fonts);
    size_t layout_count = document->layout == NULL ? 0 : document->layout->file_count;
    size_t image_count = document->images == NULL ? 0 : image_files(document->images, &images);
    size_t fact_count = document->report == NULL ? 0 : document->report->file_count;
    const char **paths = ARENA_ARRAY(document->arena, const char *,
                                     font_count + layout_count + image_count + fact_count + 4);
    size_t count = 0;

    if (document->source != NULL && document->source->name[0] != '<') {
        paths[count++] = document->source->name;
    }
    if (document->series != NULL && document->series->table != NULL) {
        paths[count++] = document->series->table;
    }
    for (size_t i = 0; i < fact_count; i++) {
        paths[count++] = document->report->files[i];
    }
    for (size_t i = 0; i < image_count; i++) {
        paths[count++] = images[i];
    }
    for (size_t i = 0; i < layout_count; i++) {
        paths[count++] = document->layout->files[i];
    }
    paths[count++] = document->manifest;
    for (size_t i = 0; i < font_count; i++) {
        paths[count++] = fonts[i];
    }
    return paths;
}

const char *const *document_outputs(gongwen_document *document, const struct painter *painter,
                                    const char *path, size_t page, size_t *count)
{
    bool all = painter->paged && page == 0;

    *count = all ? document->list->page_count : 1;
    const char **paths = ARENA_ARRAY(document->arena, const char *, *count);
    for (size_t i = 0; i < *count; i++) {
        paths[i] = all && strcmp(path, "-") != 0 ? page_path(document, path, i + 1) : path;
    }
    return paths;
}

/* Paints what goes to the path and publishes it with the other files. */
static bool write_files(struct gongwen_document *document, const struct painter *painter,
                        const char *path, size_t page, unsigned dpi, const struct publication *more,
                        size_t more_count)
{
    struct place nowhere = {0};
    size_t count;
    const char *const *paths = document_outputs(document, painter, path, page, &count);

    if (count > 1 && strcmp(path, "-") == 0) {
        REPORT(document->diagnostics, OUTPUT_PAGED, nowhere, painter->name,
               arena_format(document->arena, "%zu", count));
        return false;
    }
    struct publication *files =
        ARENA_ARRAY(document->arena, struct publication, count + more_count);
    for (size_t i = 0; i < count; i++) {
        files[i].path = paths[i];
        if (!paint(document, painter, page == 0 ? i : page - 1, dpi, &files[i].bytes)) {
            return false;
        }
    }
    for (size_t i = 0; i < more_count; i++) {
        files[count + i] = more[i];
    }
    return publish(document->arena, files, count + more_count, list_dependencies(document),
                   document->diagnostics);
}

bool document_write(gongwen_document *document, const char *format, const char *path, size_t page,
                    unsigned dpi, const struct publication *more, size_t count)
{
    if (document->out_of_memory || setjmp(document->guard) != 0) {
        document->out_of_memory = true;
        return false;
    }
    if (!is_ready(document)) {
        return false;
    }
    const struct painter *painter = find_painter(document, format, page);
    if (painter != NULL && path == NULL) {
        REPORT(document->diagnostics, FILE_WRITE, (struct place){0}, "NULL", strerror(EINVAL));
    }
    return painter != NULL && path != NULL &&
           write_files(document, painter, path, page, dpi, more, count);
}

int gongwen_write(gongwen_document *document, const char *format, const char *path, size_t page,
                  unsigned dpi)
{
    return document_write(document, format, path, page, dpi, NULL, 0) ? 0 : -1;
}

const char *const *gongwen_dependencies(gongwen_document *document)
{
    static const char *const none[] = {NULL};

    if (document->out_of_memory || setjmp(document->guard) != 0) {
        document->out_of_memory = true;
        return none;
    }
    return list_dependencies(document);
}
