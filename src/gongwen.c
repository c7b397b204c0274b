#include "gongwen.h"

#include "base/arena.h"
#include "base/version.h"
#include "display/display.h"
#include "document.h"
#include "embedded.h"
#include "font/catalog.h"
#include "image/image.h"
#include "layout/layout.h"
#include "page/compose.h"
#include "report/report.h"
#include "yaml/node.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#ifndef GONGWEN_DATA_FOLDER
#define GONGWEN_DATA_FOLDER "/usr/local/share/gongwen"
#endif

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
    own->draft = copy(document, own->draft);
    own->draft_version = copy(document, own->draft_version);
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

/* In a process that lives on, somebody wants to know which files to watch. */
static void new_diagnostics(struct gongwen_document *document, bool watched)
{
    document->diagnostics = diagnostics_new(document->arena);
    if (watched) {
        document->diagnostics->visited = ARENA_NEW(document->arena, struct visited);
    }
}

static void open_catalog(struct gongwen_document *document)
{
    struct catalog_options fonts = {.manifest = document->manifest,
                                    .folders = document->options.font_folders,
                                    .system = !document->options.no_system_fonts,
                                    .copied = document->lasting,
                                    .shipped_folder = document->fonts_folder};

    document->catalog = catalog_open(document->arena, &fonts, document->diagnostics);
}

/* The name by which a layout is asked for. Means outlive the document that asks: of the source they
 * keep its name, from which relative paths start. */
static struct text keep_name(struct gongwen_document *owner, struct text name)
{
    if (owner->lasting && name.place.source != NULL) {
        struct source *source = ARENA_NEW(owner->arena, struct source);
        source->name = copy(owner, name.place.source->name);
        name.place.source = source;
    }
    name.string.bytes = copy(owner, name.string.bytes);
    return name;
}

/* The series that it is one of, or itself. */
static struct gongwen_document *owner_of(struct gongwen_document *document)
{
    return document->series != NULL ? document->series : document;
}

/* Layout and fonts; a series opens them for its first document. */
static void open_means(struct gongwen_document *document, struct text name)
{
    struct gongwen_document *owner = owner_of(document);
    const char *const folders[] = {owner->layouts_folder, NULL};

    if (owner->layout == NULL) {
        owner->layout_name = document == owner ? name : keep_name(owner, name);
        owner->layout = layout_read(owner->arena, owner->layout_name, folders, owner->diagnostics);
    }
    if (owner->catalog == NULL) {
        open_catalog(owner);
    } else {
        catalog_begin(owner->catalog);
    }
    bool same = strcmp(name.string.bytes, owner->layout_name.string.bytes) == 0;
    document->layout =
        same ? owner->layout : layout_read(document->arena, name, folders, document->diagnostics);
    document->catalog = owner->catalog;
}

/* What the caller's options say of drafts, in place of what the report says. */
static void take_draft(const struct gongwen_options *options, struct draft *draft)
{
    if (options->no_draft) {
        *draft = (struct draft){0};
    }
    if (options->draft != NULL) {
        draft->mark = (struct text){{options->draft, strlen(options->draft)}, {0}};
        draft->place = (struct place){0};
    }
    if (options->draft_version != NULL) {
        draft->version =
            (struct text){{options->draft_version, strlen(options->draft_version)}, {0}};
    }
    draft->line_numbers = draft->line_numbers || options->line_numbers;
    draft->no_watermark = draft->no_watermark || options->no_watermark;
}

/* From the report to the display list; every stage reports, none is skipped for errors of another
 * that it does not need. */
static void compose(struct gongwen_document *document, const struct given *given, size_t count)
{
    const struct report_inputs inputs = {
        .given = given, .given_count = count, .numbered = owner_of(document)->numbered};

    document->report = document_report(document, document->root, &inputs, document->diagnostics);
    if (document->report == NULL) {
        return;
    }
    take_draft(&document->options, &document->report->draft);
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
    enum {
        ORIGIN_REPORT,
        ORIGIN_REPORT_ALONE,
        ORIGIN_PDF,
        ORIGIN_SERIES,
        ORIGIN_FONTS,
        ORIGIN_FOLDERS
    } kind;
    const char *name;
    const struct extracted *files; /* of a PDF; NULL: to be taken out of it */
    const void *bytes;             /* NULL: the file of that name */
    size_t size;
    bool lasting;
};

static void open_embedded(struct gongwen_document *document, const struct origin *origin)
{
    const char *path = embedded_take(document, origin->name, origin->files, origin->size);

    if (path == NULL) {
        return;
    }
    open_source(document, path, NULL, 0);
    if (document->root != NULL) {
        compose(document, document->given, document->given_count);
    }
}

static void fill(struct gongwen_document *document, const struct origin *origin)
{
    if (setjmp(document->guard) != 0) {
        document->out_of_memory = true;
        return;
    }
    arena_guard(document->arena, &document->guard);
    document->lasting = origin->lasting;
    new_diagnostics(document, document->lasting);
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
    case ORIGIN_PDF:
        open_embedded(document, origin);
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

gongwen_document *embedded_open(const char *pdf, const struct extracted *files, size_t count,
                                const struct gongwen_options *options)
{
    return open_document(
        &(struct origin){.kind = ORIGIN_PDF, .name = pdf, .files = files, .size = count}, options);
}

gongwen_document *document_open_series(const char *path, const struct gongwen_options *options)
{
    return open_document(&(struct origin){.kind = ORIGIN_SERIES, .name = path}, options);
}

gongwen_document *document_open_means(const struct gongwen_options *options)
{
    return open_document(&(struct origin){.kind = ORIGIN_FOLDERS, .lasting = true}, options);
}

gongwen_document *document_open_lasting(const char *path, const struct gongwen_options *options)
{
    return open_document(&(struct origin){.name = path, .lasting = true}, options);
}

/* `path` NULL: the series' own report. */
static void compose_next(struct gongwen_document *document, const char *path,
                         const struct given *given, size_t count)
{
    if (DOCUMENT_GUARD(document)) {
        document->out_of_memory = true;
        document->series->out_of_memory = true;
        return;
    }
    new_diagnostics(document, document->series->lasting);
    if (path != NULL) {
        open_source(document, path, NULL, 0);
    }
    if (document->root != NULL) {
        compose(document, given, count);
    }
}

static struct gongwen_document *new_next(struct gongwen_document *series)
{
    struct arena *arena = arena_child(series->arena);
    struct gongwen_document *document = ARENA_NEW(arena, struct gongwen_document);

    document->arena = arena;
    document->series = series;
    document->options = series->options;
    document->layouts_folder = series->layouts_folder;
    document->forms_folder = series->forms_folder;
    document->fonts_folder = series->fonts_folder;
    document->manifest = series->manifest;
    document->source = series->source;
    document->root = series->root;
    return document;
}

gongwen_document *document_open_next(gongwen_document *series, const struct given *given,
                                     size_t count)
{
    struct gongwen_document *document = new_next(series);

    document->given = given;
    document->given_count = count;
    compose_next(document, NULL, given, count);
    return document;
}

gongwen_document *document_open_with(gongwen_document *means, const char *path)
{
    if (means->out_of_memory || DOCUMENT_GUARD(means)) {
        means->out_of_memory = true;
        return NULL;
    }
    struct gongwen_document *document = new_next(means);
    compose_next(document, path, NULL, 0);
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
    if (document->out_of_memory || DOCUMENT_GUARD(document)) {
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
